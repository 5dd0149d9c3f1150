//! The message of a documented error, with believable values for its variables.

use serde_json::Value;

use super::documented::{SAMPLES, members};
use super::request::Request;
use crate::operations::DocumentedError;

/// Returns the message: its variables have the values of the request, else of an example.
pub(super) fn message(error: &DocumentedError, path: &[(&str, String)], request: &Request<'_>) -> String {
    let body = serde_json::from_slice(request.body).unwrap_or(Value::Null);
    let values: Vec<_> = error.variables.iter().map(|name| (*name, value(name, path, request, &body))).collect();
    let values: Vec<_> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    error.message_with(&values)
}

fn value(variable: &str, path: &[(&str, String)], request: &Request<'_>, body: &Value) -> String {
    let sent = path.iter().map(|(name, value)| (*name, value.as_str())).chain(request.query.iter());
    // The messages know `MeetingId` as well as `meetingId`.
    let sent = sent.filter(|(name, value)| name.eq_ignore_ascii_case(variable) && !value.is_empty());
    let sent = sent.map(|(_, value)| value.to_owned()).next();
    sent.or_else(|| member(body, variable))
        .or_else(|| SAMPLES.named(variable).map(str::to_owned))
        .unwrap_or_else(|| made_up(variable))
}

/// The member of a body with this name, at any depth.
fn member(body: &Value, name: &str) -> Option<String> {
    let own = body[name].as_str().map(str::to_owned);
    own.or_else(|| members(body).find_map(|(_, value)| member(value, name)))
}

/// A number for what sounds like one, else the name's words.
fn made_up(variable: &str) -> String {
    let is_number = ["count", "number", "capacity"].iter().any(|word| variable.to_lowercase().ends_with(word));
    if is_number || variable.chars().all(|c| c.is_ascii_digit()) {
        return "10".to_owned();
    }
    let mut words = String::new();
    for c in variable.chars() {
        if c.is_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.extend(c.to_lowercase());
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_that_nobody_has_given() {
        for (variable, expected) in
            [("0", "10"), ("maxNumber", "10"), ("lengthRule", "length rule"), ("domains", "domains")]
        {
            assert_eq!(made_up(variable), expected);
        }
    }
}
