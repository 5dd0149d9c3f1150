//! The media type of a body: what its header says, what Postman's editor was set to, or what the text looks like.

use super::super::sample::Example;
use crate::diagnostics::{WarningKind, Warnings};
use crate::postman::model::Parameter;

pub(super) const JSON: &str = "application/json";
pub(super) const FORM: &str = "application/x-www-form-urlencoded";
pub(super) const MULTIPART: &str = "multipart/form-data";
pub(super) const BYTES: &str = "application/octet-stream";
pub(super) const TEXT: &str = "text/plain";

/// The value of a header, whatever the case of its name.
pub(super) fn header<'h>(headers: &'h [Parameter], name: &str) -> Option<&'h str> {
    headers
        .iter()
        .filter(|header| !header.disabled)
        .find(|header| header.key.as_deref().is_some_and(|key| key.trim().eq_ignore_ascii_case(name)))
        .and_then(|header| header.value.as_deref())
}

/// The media type without its parameters; none where the text is no media type.
pub(super) fn essence(text: &str) -> Option<String> {
    let essence = text.split([';', ',']).next().unwrap_or_default().trim().to_ascii_lowercase();
    let (kind, subtype) = essence.split_once('/')?;
    let token = |text: &str| {
        !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$&^_.+-".contains(&byte))
    };
    (token(kind) && token(subtype)).then_some(essence)
}

/// A sample of JSON, with a warning where it cannot be kept.
pub(super) fn example(text: &str, part: &str, warnings: &mut Warnings<'_>) -> Option<Example> {
    let example = Example::json(text);
    if example.is_none() {
        let text = format!("the sample is nested deeper than {} levels and is left out", Example::DEEPEST);
        warnings.add(WarningKind::Unrepresentable, part, text);
    }
    example
}

/// Whether a media type is JSON or a kind of it.
pub(super) fn is_json(media_type: &str) -> bool {
    media_type == JSON || media_type.ends_with("+json") || media_type == "text/json" || media_type == "text/javascript"
}

/// The media type of a language of Postman's editor.
pub(super) fn of_language(language: &str) -> Option<&'static str> {
    Some(match language.to_ascii_lowercase().as_str() {
        "json" => JSON,
        "xml" => "application/xml",
        "html" => "text/html",
        "javascript" => "application/javascript",
        "text" | "plain" => TEXT,
        _ => return None,
    })
}

/// What a text looks like.
pub(super) fn of_text(text: &str) -> &'static str {
    match text.trim_start().as_bytes() {
        [b'{' | b'[', ..] => JSON,
        [b'<', b'!' | b'h' | b'H', ..] => "text/html",
        [b'<', ..] => "application/xml",
        _ => TEXT,
    }
}
