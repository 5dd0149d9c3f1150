//! The question before what cannot be undone.

use std::io::{BufRead, IsTerminal, Write};

use crate::failure::Failure;
use crate::printable;

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
