//! Authorizations: one, or in a definition several, of which each request takes the last whose rules allow its URL.
//!
//! v2.1 has one a folder. The one that holds for every request stands there; a request that has another gets it written out.

use serde_json::{Map, Value, json};

use super::definition::Definition;
use super::fields::Fields;
use crate::diagnostics::WarningKind;
use crate::yaml::{Kind, Node};

/// An authorization as a request or a definition states it.
pub(super) enum Stated {
    /// One of its own, as v2.1 has it.
    Own(Value),
    /// One of an ancestor, by its id.
    Inherited(Option<String>),
}

/// One of the authorizations of a definition.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    id: Option<String>,
    value: Value,
    rules: Rules,
}

/// Which requests an authorization is for.
#[derive(Debug, Clone, PartialEq)]
enum Rules {
    Always,
    Never,
    Urls(Vec<String>),
}

/// What a folder gives to its requests.
#[derive(Debug, Clone, Default)]
pub(super) struct Level {
    auth: Option<Vec<Entry>>,
    variables: Vec<(String, String)>,
}

/// Takes the authorization of a request.
pub(super) fn of_request(fields: &mut Fields<'_>) -> Option<Stated> {
    let node = fields.take("auth")?;
    match node.kind {
        Kind::Map(map) => fields.within("auth", map, |fields| stated(fields).map(|(stated, _)| stated)),
        Kind::List(_) => {
            let last = entries(fields, "auth", &node).pop();
            fields.warn(Some(&node), "auth", WarningKind::Conflict, "a list in a request; the last one counts");
            Some(Stated::Own(last.map_or_else(none, |entry| entry.value)))
        }
        _ => {
            fields.unexpected("auth", &node, "`type` and `credentials`");
            None
        }
    }
}

/// Takes the authorizations of a definition: a list, or one alone.
pub(super) fn of_definition(fields: &mut Fields<'_>) -> Option<Vec<Entry>> {
    let node = fields.take("auth")?;
    Some(entries(fields, "auth", &node))
}

fn entries(fields: &mut Fields<'_>, name: &str, node: &Node) -> Vec<Entry> {
    match &node.kind {
        Kind::Map(map) => fields.within(name, map.clone(), entry).into_iter().collect(),
        Kind::List(list) => {
            let each = list.iter().enumerate();
            each.flat_map(|(number, node)| entries(fields, &format!("{name}[{number}]"), node)).collect()
        }
        _ => {
            fields.unexpected(name, node, "`type` and `credentials`");
            Vec::new()
        }
    }
}

fn entry(fields: &mut Fields<'_>) -> Option<Entry> {
    let rules = fields.take("rules").map_or(Rules::Always, |node| rules(fields, &node));
    let (stated, id) = stated(fields)?;
    let value = match stated {
        Stated::Own(value) => value,
        Stated::Inherited(wanted) => by_id(fields, wanted.as_deref()),
    };
    Some(Entry { id, value, rules })
}

/// An authorization and its id.
fn stated(fields: &mut Fields<'_>) -> Option<(Stated, Option<String>)> {
    fields.ignore(&["name"]);
    let id = fields.text("id");
    let Some(kind) = fields.text("type") else {
        let rest = fields.rest();
        if !rest.is_empty() {
            let text = "an authorization without a type, ignored";
            fields.warn(rest.first().map(|(_, node)| node), "", WarningKind::Unread, text);
        }
        return None;
    };
    // v2.1 writes the settings under the type.
    let credentials = fields.take_renamed("credentials", &kind);
    let settings = credentials.map(|node| settings(fields, &node)).unwrap_or_default();
    if kind == "inherit" {
        let wanted = settings.iter().find(|setting| setting["key"] == "id");
        let wanted = wanted.and_then(|setting| setting["value"].as_str()).map(str::to_owned);
        return Some((Stated::Inherited(wanted), id));
    }
    let mut auth = Map::from_iter([("type".to_owned(), Value::from(kind.as_str()))]);
    if !settings.is_empty() {
        auth.insert(kind, settings.into());
    }
    Some((Stated::Own(Value::Object(auth)), id))
}

/// The settings of a type: a mapping, or a list of `{key, value}`.
fn settings(fields: &mut Fields<'_>, node: &Node) -> Vec<Value> {
    let setting = |key: &str, value: &Node| {
        let value = value.json();
        let sort = match value {
            Value::Bool(_) => "boolean",
            Value::String(_) => "string",
            _ => "any",
        };
        json!({ "key": key, "value": value, "type": sort })
    };
    match &node.kind {
        Kind::Map(map) => map.iter().map(|(key, value)| setting(key, value)).collect(),
        Kind::List(list) => {
            let named = list.iter().filter_map(|node| match &node.kind {
                Kind::Map(map) => {
                    let field = |name: &str| map.iter().find(|(key, _)| key == name).map(|(_, node)| node);
                    Some(setting(&field("key")?.text()?, field("value")?))
                }
                _ => None,
            });
            named.collect()
        }
        _ => {
            fields.unexpected("credentials", node, "a mapping or a list of `key` and `value`");
            Vec::new()
        }
    }
}

/// `[]` is no limit, `{}` is never, `{url: …}` is a pattern of URLs.
fn rules(fields: &mut Fields<'_>, node: &Node) -> Rules {
    let urls = |node: &Node| match &node.kind {
        Kind::List(list) => list.iter().filter_map(Node::text).collect(),
        _ => node.text().into_iter().collect::<Vec<_>>(),
    };
    let of_map = |map: &[(String, Node)]| {
        map.iter().filter(|(key, _)| key == "url").flat_map(|(_, node)| urls(node)).collect::<Vec<_>>()
    };
    match &node.kind {
        Kind::Map(map) => match of_map(map) {
            urls if urls.is_empty() => Rules::Never,
            urls => Rules::Urls(urls),
        },
        Kind::List(list) if list.is_empty() => Rules::Always,
        Kind::List(list) => {
            let each = list.iter().flat_map(|node| match &node.kind {
                Kind::Map(map) => of_map(map),
                _ => urls(node),
            });
            Rules::Urls(each.collect())
        }
        _ => {
            fields.unexpected("rules", node, "a mapping");
            Rules::Always
        }
    }
}

fn none() -> Value {
    json!({ "type": "noauth" })
}

/// The authorization of an ancestor that has this id; none at all if no ancestor has.
fn by_id(fields: &mut Fields<'_>, id: Option<&str>) -> Value {
    let Some(id) = id else {
        let text = "inherits without an id, which is no authorization to Postman";
        fields.warn(None, "type", WarningKind::Unread, text);
        return none();
    };
    let entries = fields.levels().iter().rev().flat_map(|level| level.auth.iter().flatten().rev());
    let found = entries.into_iter().find(|entry| entry.id.as_deref() == Some(id)).map(|entry| entry.value.clone());
    found.unwrap_or_else(|| {
        let text = format!("inherits {id:?}, which no folder around it has: no authorization");
        fields.warn(None, "credentials", WarningKind::Conflict, &text);
        none()
    })
}

impl Level {
    /// Whether there is a variable of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.variables.iter().any(|(key, _)| key == name)
    }

    pub(super) fn of(definition: &Definition) -> Self {
        let variables = definition.variables.iter().filter(|variable| variable["disabled"] != true);
        let text = |variable: &Value, name: &str| variable[name].as_str().unwrap_or_default().to_owned();
        Self {
            auth: definition.auth.clone(),
            variables: variables.map(|variable| (text(variable, "key"), text(variable, "value"))).collect(),
        }
    }
}

/// What v2.1 has for the authorizations of a definition: the last of those that are for every request.
pub(super) fn native(entries: &[Entry]) -> Value {
    let always = entries.iter().rfind(|entry| entry.rules == Rules::Always);
    always.map_or_else(none, |entry| entry.value.clone())
}

/// What a request has written out in v2.1; nothing if it is what it inherits there.
pub(super) fn resolve(fields: &mut Fields<'_>, stated: Option<Stated>, url: &str) -> Option<Value> {
    let nearest = |fields: &Fields<'_>| fields.levels().iter().rev().find_map(|level| level.auth.clone());
    let inherited = nearest(fields).map(|entries| native(&entries));
    let found = match stated {
        Some(Stated::Own(value)) => return Some(value),
        Some(Stated::Inherited(id)) => by_id(fields, id.as_deref()),
        None => {
            let entries = nearest(fields)?;
            let levels = fields.levels();
            let last = entries.iter().rfind(|entry| entry.rules.allow(url, levels));
            last.map_or_else(none, |entry| entry.value.clone())
        }
    };
    (Some(&found) != inherited.as_ref()).then_some(found)
}

impl Rules {
    fn allow(&self, url: &str, levels: &[Level]) -> bool {
        let variable = |name: &str| {
            let all = levels.iter().flat_map(|level| &level.variables);
            all.into_iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
        };
        match self {
            Self::Always => true,
            Self::Never => false,
            Self::Urls(urls) => urls.iter().any(|pattern| {
                matches(pattern, url) || matches(&with_values(pattern, &variable), &with_values(url, &variable))
            }),
        }
    }
}

/// A text with the values of its variables in it.
fn with_values<'v>(text: &str, variable: &impl Fn(&str) -> Option<&'v str>) -> String {
    let mut filled = String::new();
    let mut rest = text;
    while let Some(start) = rest.find("{{")
        && let Some(end) = rest[start..].find("}}").map(|end| start + end)
    {
        filled.push_str(&rest[..start]);
        filled.push_str(variable(rest[start + 2..end].trim()).unwrap_or(&rest[start..end + 2]));
        rest = &rest[end + 2..];
    }
    filled + rest
}

/// Whether a URL is as a pattern says, in which `*` is any text.
fn matches(pattern: &str, url: &str) -> bool {
    let mut pieces = pattern.split('*');
    let first = pieces.next().unwrap_or_default();
    let Some(mut rest) = url.strip_prefix(first) else { return false };
    let mut pieces: Vec<_> = pieces.collect();
    let Some(last) = pieces.pop() else { return rest.is_empty() };
    for piece in pieces {
        let Some(at) = rest.find(piece) else { return false };
        rest = &rest[at + piece.len()..];
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_of_urls() {
        for (pattern, url, expected) in [
            ("*", "https://h.io/a", true),
            ("https://h.io/*", "https://h.io/a?b=1", true),
            ("https://h.io/*", "https://h.iot/a", false),
            ("https://h.io/a", "https://h.io/a", true),
            ("https://h.io/a", "https://h.io/a/b", false),
            ("*://*.h.io/**/b", "https://x.h.io/a/b", true),
            ("*/b", "https://h.io/b/c", false),
            ("a*a", "a", false),
            ("{{base}}/v1/*", "{{base}}/v1/x", true),
            ("", "", true),
        ] {
            assert_eq!(matches(pattern, url), expected, "{pattern} {url}");
        }
    }
}
