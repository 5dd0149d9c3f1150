//! The fragment beside a table of what Zoom's reference says: nothing of it is lost on the way through items and overlays.

use std::collections::BTreeMap;
use std::fs;

use serde_json::Value;

/// A line of the table: what is said of which operation.
#[derive(Debug)]
struct Fact<'t> {
    operation: &'t str,
    kind: &'t str,
    name: &'t str,
    said: Vec<&'t str>,
}

fn facts(table: &str) -> Vec<Fact<'_>> {
    let mut operation = "";
    let mut facts = Vec::new();
    for line in table.lines().filter(|line| !line.starts_with('#')) {
        let Some(fact) = line.strip_prefix('\t') else {
            operation = line;
            continue;
        };
        let mut columns = fact.split('\t');
        let mut column = || columns.next().unwrap_or_default();
        let (kind, name, said) = (column(), column(), column());
        facts.push(Fact { operation, kind, name, said: said.split("; ").filter(|said| !said.is_empty()).collect() });
    }
    facts
}

#[test]
fn the_fragment_says_what_the_reference_says() {
    let read = |file: &str| fs::read_to_string(super::workspace().join(file)).unwrap();
    let table = read("xtask/tests/facts/zoom.tsv");
    let fragment: Value = serde_json::from_str(&read("spec/zoom.openapi.json")).unwrap();
    let facts = facts(&table);
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut lost = Vec::new();
    for fact in &facts {
        *counts.entry(fact.kind).or_default() += 1;
        if let Err(found) = check(&fragment, fact) {
            lost.push(format!("{} {} {}: {found}", fact.operation, fact.kind, fact.name));
        }
    }
    assert!(lost.is_empty(), "{} of {} facts are lost:\n{}", lost.len(), facts.len(), lost.join("\n"));
    let kinds = ["body", "error", "label", "pages", "path", "query", "response", "scope", "status"];
    assert_eq!(counts.keys().copied().collect::<Vec<_>>(), kinds, "each kind of fact is there");
    assert_eq!(counts["label"], 90, "each operation is there");
}

/// What is missing or otherwise, where a fact is not in the fragment.
fn check(fragment: &Value, fact: &Fact<'_>) -> Result<(), String> {
    let (method, path) = fact.operation.split_once(' ').ok_or("no operation")?;
    let operation = &fragment["paths"][path][method.to_ascii_lowercase()];
    if operation.is_null() {
        return Err("no such operation".to_owned());
    }
    match fact.kind {
        "label" => same(&operation["x-rate-limit-label"], fact.said[0]),
        "scope" => {
            let scheme = if fact.name == "granular" { "oauth2_granular" } else { "oauth2" };
            let mut alternatives = operation["security"].as_array().into_iter().flatten();
            let is_one = |alternative: &Value| alternative[scheme] == serde_json::json!([fact.said[0]]);
            alternatives.any(is_one).then_some(()).ok_or_else(|| format!("{} is none of them", fact.said[0]))
        }
        "status" => operation["responses"].get(fact.name).map(drop).ok_or_else(|| "not documented".to_owned()),
        "error" => {
            let codes = &operation["responses"][fact.name]["x-error-codes"];
            let mut codes = codes.as_array().into_iter().flatten();
            let code = codes.find(|row| text(&row["code"]) == fact.said[0]);
            let code = code.ok_or_else(|| format!("no code {}", fact.said[0]))?;
            code["name"].as_str().map(drop).ok_or_else(|| format!("code {} has no name", fact.said[0]))
        }
        "pages" => same(&operation["x-pagination"]["items"], fact.said[0]),
        "path" | "query" => {
            let mut parameters = operation["parameters"].as_array().into_iter().flatten();
            let parameter = parameters.find(|known| known["in"] == fact.kind && known["name"] == fact.name);
            let parameter = parameter.ok_or("no such parameter")?;
            fact.said.iter().try_for_each(|said| of_parameter(parameter, said))
        }
        "body" => member(fragment, &operation["requestBody"], fact),
        "response" => {
            let responses = operation["responses"].as_object().into_iter().flatten();
            let mut successes = responses.filter(|(status, _)| status.starts_with('2'));
            successes.next().ok_or("no success").map_err(str::to_owned).and_then(|(_, it)| member(fragment, it, fact))
        }
        other => Err(format!("no kind of fact is called {other}")),
    }
}

fn of_parameter(parameter: &Value, said: &str) -> Result<(), String> {
    let schema = &parameter["schema"];
    match said.split_once('=') {
        Some(("values", values)) => {
            let schema = if schema["type"] == "array" { &schema["items"] } else { schema };
            has_values(&schema["enum"], values)
        }
        Some((limit, value)) => same(&schema[limit], value),
        None if said == "me" => same(&parameter["x-caller-keyword"]["keyword"], "me"),
        None if said == "double-encoded" => same(&parameter["x-double-encode"], "true"),
        None => same(&parameter["required"], "true"),
    }
}

/// Finds the member of a body and compares what is said of it.
fn member(fragment: &Value, holder: &Value, fact: &Fact<'_>) -> Result<(), String> {
    let schema = &holder["content"]["application/json"]["schema"];
    let mut found = resolved(fragment, schema);
    let mut required = false;
    for step in fact.name.split('.') {
        let name = step.trim_end_matches("[]");
        // Whatever a value can be, members and all.
        if found.as_object().is_some_and(|schema| !schema.contains_key("type") && !schema.contains_key("oneOf")) {
            return Ok(());
        }
        let own = found["properties"].get(name).ok_or_else(|| format!("{name} is no member"))?;
        required = own["x-required"] == true;
        found = resolved(fragment, own);
        for _ in 0..step.matches("[]").count() {
            if found["type"] == "array" {
                found = resolved(fragment, &found["items"]);
            }
        }
    }
    for said in &fact.said {
        match said.split_once('=') {
            Some((_, values)) => has_values(&found["x-extensible-enum"], values)?,
            None if required => {}
            None => return Err("not required".to_owned()),
        }
    }
    Ok(())
}

/// The schema that a reference means, also of one that may be null or has a text beside it.
fn resolved<'f>(fragment: &'f Value, schema: &'f Value) -> &'f Value {
    let inner = schema["allOf"].get(0).or_else(|| schema["anyOf"].get(0));
    match (schema["$ref"].as_str().and_then(|name| name.strip_prefix('#')), inner) {
        (Some(pointer), _) => fragment.pointer(pointer).map_or(&Value::Null, |schema| resolved(fragment, schema)),
        (None, Some(inner)) => resolved(fragment, inner),
        (None, None) => schema,
    }
}

/// A type that several operations share may have more values than one of them documents.
fn has_values(found: &Value, expected: &str) -> Result<(), String> {
    let found: Vec<_> = found.as_array().into_iter().flatten().map(text).collect();
    let missing: Vec<_> = expected.split('|').filter(|value| !found.iter().any(|found| found == value)).collect();
    if missing.is_empty() { Ok(()) } else { Err(format!("the values {missing:?} are not among {found:?}")) }
}

fn same(found: &Value, expected: &str) -> Result<(), String> {
    let found = text(found);
    if found == expected { Ok(()) } else { Err(format!("expected {expected:?}, found {found:?}")) }
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
