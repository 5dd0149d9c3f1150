//! The question before what cannot be undone.

use std::io::{BufRead, IsTerminal, Write};

use serde_json::Value;
use zoom_api::operations::Operation;

use crate::failure::Failure;
use crate::printable;

/// What Zoom calls an `action` of a body that ends something for people, or takes it from them.
const DESTROYING: [&str; 9] = ["cancel", "deactivate", "delete", "deny", "disable", "end", "remove", "revoke", "stop"];

/// Whether a call with this body destroys something.
pub fn destroys(operation: Option<&Operation>, body: Option<&Value>) -> bool {
    let action = body.and_then(|body| body["action"].as_str());
    operation.is_some_and(Operation::is_destructive) || action.is_some_and(|action| DESTROYING.contains(&action))
}

/// Whether some call of an operation does.
pub fn may_destroy(operation: &Operation) -> bool {
    let mut actions = operation.details().members.iter().filter(|member| member.name == "action");
    operation.is_destructive() || actions.any(|member| member.values.iter().any(|value| DESTROYING.contains(value)))
}

/// Asks whether to go on, on a terminal. Elsewhere nobody can be asked: that takes `--yes`.
pub fn destruction(what: &str, is_agreed: bool) -> Result<(), Failure> {
    if is_agreed {
        return Ok(());
    }
    let (mut stdin, mut stderr) = (std::io::stdin().lock(), std::io::stderr());
    if !stdin.is_terminal() || !stderr.is_terminal() {
        return Err(Failure::usage(format!("{what}: add --yes, there is no terminal to ask on")));
    }
    ask(&mut stdin, &mut stderr, what)
}

fn ask(input: &mut impl BufRead, output: &mut impl Write, what: &str) -> Result<(), Failure> {
    let mut answer = String::new();
    let asked = write!(output, "{}. Go on? [y/N] ", printable::text(what)).and_then(|()| output.flush());
    let read = asked.and_then(|()| input.read_line(&mut answer));
    match (read, answer.trim().to_lowercase().as_str()) {
        (Ok(_), "y" | "yes") => Ok(()),
        _ => Err(Failure::NotDone("not done".to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_yes_goes_on() {
        for (answer, goes_on) in [("y\n", true), ("Yes\n", true), ("\n", false), ("", false), ("n\n", false)] {
            let mut asked = Vec::new();
            let result = ask(&mut answer.as_bytes(), &mut asked, "delete\u{1b}");
            assert_eq!(result.is_ok(), goes_on, "{answer:?}");
            assert_eq!(String::from_utf8(asked).unwrap(), "delete\\u{1b}. Go on? [y/N] ");
        }
    }
}
