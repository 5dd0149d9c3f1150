//! What is said of the generated items on their pages.

use std::fmt::Write;

use super::case::type_name;
use super::fragment::{ErrorCode, FormField, Group, Operation, Parameter, Success};
use super::path_arguments::{PathArgument, PathKind};

/// The page of a call's type.
pub fn call(operation: &Operation) -> String {
    let Operation { summary, group, method, http_method, path, .. } = operation;
    let group_type = type_name(group);
    format!(
        "{}, made by [`{group_type}::{method}`](super::groups::{group_type}::{method}).\n\n`{http_method} {path}`",
        summary_or_id(summary, operation)
    )
}

fn summary_or_id(summary: &str, operation: &Operation) -> String {
    let summary = summary.trim().trim_end_matches('.');
    if summary.is_empty() { format!("The call `{}`", operation.id) } else { format!("A call: {summary}") }
}

/// The page of the method that makes a call.
pub fn method(operation: &Operation, arguments: &[PathArgument], body_type: Option<&str>) -> String {
    let mut text = String::new();
    let summary = operation.summary.trim().trim_end_matches('.');
    let _ = write!(text, "{}.", if summary.is_empty() { &operation.id } else { summary });
    let description = operation.description.trim();
    if !description.is_empty() && description != operation.summary {
        let _ = write!(text, "\n\n{description}");
    }
    for argument in arguments {
        let said = operation.parameters.iter().find(|it| it.name == argument.parameter).map(|it| &*it.description);
        let said = said.unwrap_or_default().replace('\n', " ");
        let kind = match argument.kind {
            PathKind::User => "a [`UserRef`](crate::UserRef) or a string that becomes one",
            PathKind::Meeting => "a [`MeetingRef`](crate::MeetingRef): a string or an integer, as Zoom gives it",
            PathKind::Id => "a string or an integer",
        };
        let _ = write!(text, "\n\n`{}` is {kind}. {said}", argument.ident);
    }
    let all_of = |scopes: &[String]| {
        let quoted: Vec<_> = scopes.iter().map(|scope| format!("`{scope}`")).collect();
        quoted.join(" or ")
    };
    let mut costs = Vec::new();
    if !operation.scopes.is_empty() {
        costs.push(format!("Scopes: {}", all_of(&operation.scopes)));
    }
    if !operation.granular_scopes.is_empty() {
        let marker = if costs.is_empty() { "Granular scopes" } else { "granular" };
        costs.push(format!("{marker} {}", all_of(&operation.granular_scopes)));
    }
    let label = operation.rate_limit_label.as_ref().map(|label| format!("Rate-limit label: {label}."));
    if !costs.is_empty() || label.is_some() {
        let costs = if costs.is_empty() { String::new() } else { format!("{}. ", costs.join("; ")) };
        let _ = write!(text, "\n\n{costs}{}", label.unwrap_or_default());
    }
    match operation.success {
        Success::Json => {}
        Success::Empty => text.push_str("\n\nA success has no value."),
        Success::Bytes => text.push_str("\n\nA success is a stream of bytes."),
    }
    if operation.pagination.is_some() {
        text.push_str("\n\nThe call gives one page; its `items` gives a stream of the items of all pages.");
    }
    if operation.pagination.is_some() && operation.max_range.is_some() {
        text.push_str(" Zoom serves a month at most; `items_between` gives the items of any range, month by month.");
    }
    text.push_str("\n\n# Errors\n\n");
    if operation.errors.is_empty() {
        text.push_str("[`Error`](crate::Error); Zoom documents no code for this operation.");
    } else {
        text.push_str("| [`ApiErrorKind`](crate::ApiErrorKind) | status and code | message |\n|---|---|---|\n");
        for error in &operation.errors {
            let _ = writeln!(text, "{}", error_row(error));
        }
        text.push_str("\nAnd the other kinds of [`Error`](crate::Error), which any call may give.");
    }
    text.push_str(&example(operation, arguments, body_type));
    let items: Vec<_> = operation.items.iter().map(|item| format!("\"{item}\"")).collect();
    let source = format!("`{} {}`", operation.http_method, operation.path);
    match items.is_empty() {
        true => _ = write!(text, "\n\nSource: {source}."),
        false => _ = write!(text, "\n\nSource: {source}, the collection's {}.", items.join(" and ")),
    }
    text
}

fn error_row(error: &ErrorCode) -> String {
    let kind = error.name.as_ref().map(|name| format!("`{name}`")).unwrap_or_default();
    let code = error.code.as_ref().map(|code| format!(", {code}")).unwrap_or_default();
    let message = error.message.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|");
    format!("| {kind} | {}{code} | {} |", error.status, escaped(&message))
}

/// A message of Zoom's, none of which is markup.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for c in text.chars() {
        if matches!(c, '[' | ']' | '<' | '>' | '*' | '_' | '`' | '{' | '}' | '\\') && !text.contains("\\|") {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

/// An example that compiles.
fn example(operation: &Operation, arguments: &[PathArgument], body_type: Option<&str>) -> String {
    let values = arguments.iter().map(|argument| match argument.kind {
        PathKind::User => "\"jane@example.com\"".to_owned(),
        PathKind::Meeting => "85746065432_u64".to_owned(),
        PathKind::Id => format!("{}", argument.ident).trim_start_matches("r#").to_owned(),
    });
    let inputs: Vec<_> =
        arguments.iter().filter(|argument| argument.kind == PathKind::Id).map(|it| &it.ident).collect();
    let values: Vec<_> = values.collect();
    let inputs: String = inputs.into_iter().map(|ident| format!(", {ident}: &str")).collect();
    let body = match (&operation.body, body_type) {
        (Some(_), Some(name)) => {
            format!(".body(zoom_api::types::{name} {{ /* … */ ..Default::default() }})")
        }
        _ => String::new(),
    };
    let required = operation.parameters.iter().any(|it| it.is_required && it.place != super::fragment::Place::Path);
    if (operation.body.is_some() && body.is_empty()) || required {
        return String::new();
    }
    let call = format!("zoom.{}().{}({}){body}", operation.group, operation.method, values.join(", "));
    let line = match operation.success {
        Success::Json => format!("let value = {call}.await?;"),
        Success::Empty => format!("{call}.await?;"),
        Success::Bytes => format!("let bytes = {call}.await?;"),
    };
    format!(
        "\n\n# Examples\n\n```no_run\n# async fn run(zoom: zoom_api::Zoom{inputs}) -> Result<(), zoom_api::Error> {{\n{line}\n\
         # Ok(())\n# }}\n```"
    )
}

/// The page of a setter.
pub fn parameter(parameter: &Parameter) -> String {
    let mut text = format!("Sets `{}`", parameter.name);
    let description = parameter.description.trim();
    if description.is_empty() {
        text.push('.');
    } else {
        let _ = write!(text, ". {description}");
    }
    if !parameter.values.is_empty() {
        let values: Vec<_> = parameter.values.iter().map(|value| format!("`{value}`")).collect();
        let _ = write!(text, "\n\nDocumented values: {}.", values.join(", "));
    }
    if let Some(limits) = &parameter.limits {
        let _ = write!(text, "\n\nLimits: {limits}.");
    }
    if let Some(default) = &parameter.default {
        let _ = write!(text, "\n\nDefaults to `{default}`.");
    }
    if parameter.is_required {
        text.push_str("\n\nA call without it is refused.");
    }
    text
}

/// The page of the setter of the body.
pub fn body(operation: &Operation) -> String {
    let required = operation.body.as_ref().is_some_and(|body| body.is_required);
    let tail = if required { " A call without it is refused." } else { "" };
    format!("Sets the request body.{tail}")
}

/// The page of the setter of a form's field.
pub fn form_field(field: &FormField) -> String {
    let what = if field.is_file { "Adds a file as" } else { "Adds" };
    let description = field.description.trim();
    let tail = if description.is_empty() { String::new() } else { format!(" {description}") };
    format!("{what} the field `{}` of the form.{tail}", field.name)
}

/// The page of a group.
pub fn group(Group { name, description, feature }: &Group) -> String {
    let feature = feature.as_ref().map(|feature| format!(", with the feature `{feature}`")).unwrap_or_default();
    format!("{}\n\nMade by [`Zoom::{name}`](crate::Zoom::{name}){feature}.", sentence(description))
}

/// A first line that ends as a sentence.
fn sentence(text: &str) -> String {
    let text = text.trim();
    if text.ends_with(['.', '!', '?', ':']) { text.to_owned() } else { format!("{text}.") }
}

/// The page of a kind of error.
pub fn error_kind(errors: &[(&Operation, &ErrorCode)]) -> String {
    let mut lines: Vec<String> = Vec::new();
    for (_, error) in errors {
        let code = error.code.as_ref().map(|code| format!(" with code {code}")).unwrap_or_default();
        let message = error.message.split_whitespace().collect::<Vec<_>>().join(" ");
        let message = escaped(message.trim_end_matches('.'));
        let line = format!("{}{code}: {message}.", error.status);
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    let more = lines.len().saturating_sub(4);
    lines.truncate(4);
    if more > 0 {
        lines.push(format!("And {more} more."));
    }
    lines.join("\n\n")
}
