//! Scripts: a list of `{type, code, language}`, which v2.1 calls events.

use serde_json::{Value, json};

use super::fields::Fields;
use crate::yaml::Kind;

/// What v2.1 calls the moments in which a script runs.
const MOMENTS: [(&str, &str); 2] = [("beforeRequest", "prerequest"), ("afterResponse", "test")];

/// Takes the scripts of a request, or of a definition, where each type begins with the protocol.
pub(super) fn take(fields: &mut Fields<'_>) -> Vec<Value> {
    let Some(node) = fields.take("scripts") else { return Vec::new() };
    let Kind::List(list) = node.kind else {
        fields.unexpected("scripts", &node, "a list");
        return Vec::new();
    };
    let mut events = Vec::new();
    for (number, node) in list.into_iter().enumerate() {
        let place = format!("scripts[{number}]");
        let Kind::Map(map) = node.kind else {
            fields.unexpected(&place, &node, "`type` and `code`");
            continue;
        };
        events.push(fields.within(&place, map, |fields| {
            let kind = fields.text("type").unwrap_or_default();
            let code = fields.text("code").unwrap_or_default();
            let language = fields.text("language").unwrap_or_else(|| "text/javascript".to_owned());
            fields.ignore(&["name", "id", "enabled", "packages", "requests"]);
            let moment = kind.strip_prefix("http:").unwrap_or(&kind);
            let listen = MOMENTS.iter().find(|(v3, _)| *v3 == moment).map_or(kind.as_str(), |(_, v2)| v2);
            let lines: Vec<_> = code.split('\n').collect();
            json!({ "listen": listen, "script": { "type": language, "exec": lines } })
        }));
    }
    events
}
