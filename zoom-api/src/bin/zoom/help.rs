//! What the help of an operation says beside its flags: scopes, rate limit, errors, an example.

use std::fmt::Write;

use zoom_api::operations::{DocumentedError, Operation};

use crate::command_line::group_name;
use crate::flags::{self, Flag, kebab};
use crate::markdown;

/// The longest line of an example, beside its indentation.
const WIDEST: usize = 70;

/// Operations that people look for first, for the examples of the program.
pub fn leading_operations() -> Vec<&'static Operation> {
    let known = ["list_users", "create_meeting", "list_user_pac_accounts"];
    let found: Vec<_> = known.into_iter().filter_map(Operation::find).collect();
    if found.is_empty() { Operation::all().iter().take(1).collect() } else { found }
}

/// Examples of these operations.
pub fn examples(operations: &[&'static Operation]) -> String {
    let lines: Vec<_> = operations.iter().map(|it| format!("  {}", example(it, &flags::of(it)))).collect();
    format!("Example{}:\n{}", if lines.len() == 1 { "" } else { "s" }, lines.join("\n"))
}

pub fn description(operation: &Operation) -> String {
    let summary = markdown::plain(operation.summary);
    let description = markdown::plain(operation.details().description);
    let call = format!("{} {}", operation.http_method, operation.path);
    match description.is_empty() || description.starts_with(&summary) {
        true if description.is_empty() => format!("{summary}\n\n{call}"),
        true => format!("{description}\n\n{call}"),
        false => format!("{summary}\n\n{description}\n\n{call}"),
    }
}

pub fn short(operation: &'static Operation, flags: &[Flag]) -> String {
    format!("Example:\n  {}\n\n`--help` has scopes, rate limit and errors.", example(operation, flags))
}

pub fn long(operation: &'static Operation, flags: &[Flag]) -> String {
    let mut text = String::new();
    for (heading, scopes) in [("Scopes", operation.scopes), ("Granular scopes", operation.granular_scopes)] {
        if !scopes.is_empty() {
            let _ = writeln!(text, "{heading} (any of these):\n  {}\n", scopes.join("\n  "));
        }
    }
    if let Some(label) = operation.rate_limit_label {
        let _ = writeln!(text, "Rate limit: {label}\n");
    }
    if let (Some(_), columns) = (operation.details().list, operation.details().columns) {
        let _ = writeln!(text, "Columns: {}\n", columns.join(", "));
    }
    if !operation.errors.is_empty() {
        text.push_str("Errors:\n");
        for error in operation.errors {
            let _ = writeln!(text, "  {}", error_line(error));
        }
        text.push('\n');
    }
    let _ = write!(text, "Example:\n  {}", example(operation, flags));
    text
}

fn error_line(error: &DocumentedError) -> String {
    let code = error.code.map(|code| format!(" {code}")).unwrap_or_default();
    let message = error.message.split_whitespace().collect::<Vec<_>>().join(" ");
    let name = error.name.map(|name| format!(" ({name})")).unwrap_or_default();
    format!("{}{code}  {message}{name}", error.status)
}

/// A command line of the operation, with the documented values of what it requires.
pub fn example(operation: &'static Operation, flags: &[Flag]) -> String {
    let mut parts = vec![format!("zoom {} {}", group_name(operation.group), kebab(operation.method))];
    let value = |flag: &Flag| {
        let documented = operation.details().examples.iter().find(|(name, _)| *name == flag.api_name());
        let keyword = match flag.target {
            flags::Target::Parameter(parameter) => parameter.caller_keyword,
            flags::Target::Member(_) => None,
        };
        match keyword {
            Some(_) if operation.is_destructive() => Some("jane@example.com"),
            Some(keyword) => Some(keyword.keyword),
            None if flag.is_path() => documented.map(|(_, value)| *value).or(Some("123")),
            None => documented.map(|(_, value)| *value),
        }
    };
    // What no line can show is in a file.
    let is_body = |flag: &&Flag| matches!(flag.target, flags::Target::Member(_)) && !flag.is_file();
    let members = || flags.iter().filter(is_body);
    let is_shown = members().any(|flag| value(flag).is_some());
    let is_whole = members().all(|flag| !flag.is_required() || value(flag).is_some());
    let has_body = operation.body.is_some_and(|body| body.media_type != "multipart/form-data");
    let takes_file = has_body && !(is_shown && is_whole);
    for flag in flags.iter().filter(|flag| !takes_file || !is_body(flag)) {
        match value(flag) {
            Some(value) if flag.is_path() && !value.starts_with('-') => {
                parts.push(quoted(value));
            }
            Some(value) => {
                let equals = if value.starts_with('-') { '=' } else { ' ' };
                parts.push(format!("--{}{equals}{}", flag.name, quoted(value)));
            }
            None if flag.is_file() => {
                parts.push(format!("--{} @picture.png", flag.name));
            }
            None if flag.is_required() => {
                parts.push(format!("--{} {}", flag.name, flag.value_name()));
            }
            None => {}
        }
    }
    if takes_file {
        parts.push("--body @body.json".to_owned());
    }
    if operation.pagination.is_some() {
        parts.push("--all".to_owned());
    }
    joined(&parts)
}

/// A command line in lines that no help wraps, so that it can be pasted.
fn joined(parts: &[String]) -> String {
    let mut lines = String::new();
    let mut width = 0;
    for part in parts {
        if width > 0 && width + part.len() > WIDEST {
            lines.push_str(" \\\n      ");
            width = 0;
        } else if width > 0 {
            lines.push(' ');
        }
        lines.push_str(part);
        width += part.len() + 1;
    }
    lines
}

/// A value as a shell takes it.
fn quoted(value: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./@:,+%=".contains(c);
    if !value.is_empty() && value.chars().all(is_plain) {
        return value.to_owned();
    }
    format!("'{}'", value.replace('\'', r"'\''"))
}
