//! `cargo xtask verify`: whether collections make clients that compile, before they go in.
//!
//! Each collection is converted and validated, progenitor makes a client of it, and rustc checks that client in a scratch
//! package below `target/`: this is what any user of progenitor gets. Then zoom-api is checked with the result in place of
//! its own fragment, since it makes more of it. All collections share a folder, so that only the first waits for the
//! dependencies.

use std::collections::BTreeMap;
use std::fmt;
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use progenitor::{GenerationSettings, Generator, InterfaceStyle};
use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::convert::{Converted, Failure, Job, convert};
use crate::postman::Broken;

#[path = "../../zoom-api/build/generate/data_keywords.rs"]
mod data_keywords;

#[path = "../../zoom-api/build/generate/rust_names.rs"]
mod rust_names;

/// What became of one collection.
#[derive(Debug)]
pub struct Verdict {
    /// The collection.
    pub file: PathBuf,
    /// How far it came.
    pub outcome: Outcome,
}

/// How far a collection came.
#[derive(Debug)]
pub enum Outcome {
    /// It could not be converted, or the result is not OpenAPI.
    NotConverted(String),
    /// progenitor does not take the result.
    NotAccepted(Counts, String),
    /// rustc does not take the client.
    NotCompiled(Counts, String),
    /// It makes a client that compiles.
    Compiled(Counts),
}

/// The figures of one collection.
#[derive(Debug, Clone, Default)]
pub struct Counts {
    /// Items with a request.
    pub items: usize,
    /// Operations in the document.
    pub operations: usize,
    /// Named types in the document.
    pub schemas: usize,
    /// Warnings by kind.
    pub warnings: BTreeMap<&'static str, usize>,
    /// Lines of the generated client.
    pub lines: usize,
    /// How long the conversion took.
    pub converting: Duration,
    /// How long cargo took for the client alone, and for zoom-api with it.
    pub compiling: Duration,
}

impl Verdict {
    /// Whether a client came out.
    pub fn is_good(&self) -> bool {
        matches!(self.outcome, Outcome::Compiled(_))
    }
}

/// The scratch package in which clients are compiled.
#[derive(Debug)]
pub struct Scratch {
    root: PathBuf,
    folder: PathBuf,
}

/// What generated code calls, in the versions that the workspace has.
const MANIFEST: &str = r#"[package]
name = "verified"
version = "0.0.0"
edition = "2024"
publish = false

[workspace]

[dependencies]
chrono = { version = "0.4", default-features = false, features = ["serde"] }
progenitor-client = "0.15"
reqwest = { version = "0.13", default-features = false, features = ["json", "query", "stream", "form"] }
serde = { version = "1", features = ["derive"] }
serde_json = "1"
uuid = { version = "1", features = ["serde"] }
"#;

impl Scratch {
    /// Makes the package below the workspace's `target`, with its dependencies compiled.
    ///
    /// # Errors
    ///
    /// Where it cannot be written or its dependencies cannot be had.
    pub fn new(root: &Path) -> Result<Self, Failure> {
        let scratch = Self { root: root.to_owned(), folder: root.join("target/verify") };
        let source = scratch.folder.join("src");
        std::fs::create_dir_all(&source).map_err(|error| Failure(format!("{}: {error}", source.display())))?;
        scratch.write("Cargo.toml", MANIFEST)?;
        if let Err(problem) = scratch.compile("") {
            return Err(Failure(format!("the scratch package does not compile: {problem}")));
        }
        Ok(scratch)
    }

    fn write(&self, name: &str, text: &str) -> Result<(), Failure> {
        let path = self.folder.join(name);
        std::fs::write(&path, text).map_err(|error| Failure(format!("{}: {error}", path.display())))
    }

    /// Checks a client; how long it took, or what rustc said.
    fn compile(&self, code: &str) -> Result<Duration, String> {
        self.write("src/lib.rs", &format!("#![allow(warnings)]\n{code}")).map_err(|error| error.to_string())?;
        self.check(|cargo| cargo.current_dir(&self.folder))
    }

    /// Checks zoom-api with another fragment in place of its own; what its build or rustc said.
    fn compile_facade(&self, document: &str) -> Result<Duration, String> {
        self.write("fragment.json", document).map_err(|error| error.to_string())?;
        let features = ["--package=zoom-api", "--no-default-features", "--features=all,json-calls"];
        let fragment = self.folder.join("fragment.json");
        self.check(|cargo| cargo.current_dir(&self.root).args(features).env("ZOOM_API_FRAGMENT", fragment))
            .map_err(|problem| format!("in zoom-api: {problem}"))
    }

    fn check(&self, set: impl FnOnce(&mut Command) -> &mut Command) -> Result<Duration, String> {
        let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        let started = Instant::now();
        cargo.args(["check", "--quiet", "--message-format=short"]).env("CARGO_TARGET_DIR", self.folder.join("target"));
        let output = set(&mut cargo).output().map_err(|error| error.to_string())?;
        if output.status.success() {
            return Ok(started.elapsed());
        }
        let text = String::from_utf8_lossy(&output.stderr);
        Err(text.lines().filter(|line| line.contains("error")).take(3).collect::<Vec<_>>().join("\n"))
    }

    /// Verifies one collection.
    pub fn verify(&self, file: &Path, broken: Broken) -> Verdict {
        Verdict { file: file.to_owned(), outcome: self.outcome(file, broken) }
    }

    fn outcome(&self, file: &Path, broken: Broken) -> Outcome {
        let started = Instant::now();
        let (mut counts, document) = match read(file, broken) {
            Ok(read) => read,
            Err(Failure(problem)) => return Outcome::NotConverted(problem),
        };
        counts.converting = started.elapsed();
        let code = match client(&document) {
            Ok(code) => code,
            Err(problem) => return Outcome::NotAccepted(counts, problem),
        };
        counts.lines = code.lines().count();
        match self.compile(&code).and_then(|plain| Ok(plain + self.compile_facade(&document)?)) {
            Ok(duration) => Outcome::Compiled(Counts { compiling: duration, ..counts }),
            Err(problem) => Outcome::NotCompiled(counts, problem),
        }
    }
}

/// What a collection converts to, or a document of OpenAPI as it is.
fn read(file: &Path, broken: Broken) -> Result<(Counts, String), Failure> {
    let text = std::fs::read_to_string(file).unwrap_or_default();
    match serde_json::from_str(&text) {
        Ok(Marks { openapi: Some(_), paths }) => {
            let operations = paths.values().map(BTreeMap::len).sum();
            Ok((Counts { operations, ..Counts::default() }, text))
        }
        _ => {
            let converted = convert(&Job { collections: vec![file.to_owned()], broken, ..Job::default() })?;
            Ok((counts(&converted), converted.text()?))
        }
    }
}

/// What tells a document of OpenAPI from a collection.
#[derive(Deserialize)]
struct Marks {
    openapi: Option<IgnoredAny>,
    #[serde(default)]
    paths: BTreeMap<String, BTreeMap<String, IgnoredAny>>,
}

fn counts(converted: &Converted) -> Counts {
    let mut counts = Counts {
        items: converted.items,
        operations: converted.operations,
        schemas: converted.schemas,
        ..Counts::default()
    };
    for warning in &converted.warnings {
        *counts.warnings.entry(warning.kind.label()).or_default() += 1;
    }
    counts
}

/// The client that progenitor makes of a document.
///
/// # Errors
///
/// What progenitor has against it, be it an error or a panic.
pub fn client(document: &str) -> Result<String, String> {
    let mut document = serde_json::from_str(document).map_err(|error| error.to_string())?;
    rust_names::join(&mut document);
    data_keywords::strip(&mut document);
    let spec = serde_json::from_value(document).map_err(|error| error.to_string())?;
    let generate = || {
        let mut settings = GenerationSettings::new();
        settings.with_interface(InterfaceStyle::Builder);
        Generator::new(&settings).generate_tokens(&spec).map_err(|error| error.to_string())
    };
    // progenitor asserts some of what it expects, and a document that it does not take is no reason to stop here.
    let silenced = panic::take_hook();
    panic::set_hook(Box::new(|_| {}));
    let tokens = panic::catch_unwind(AssertUnwindSafe(generate));
    panic::set_hook(silenced);
    let tokens = tokens.map_err(|panic| {
        let text = panic.downcast_ref::<String>().cloned();
        text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned())).unwrap_or_default()
    })??;
    let file = syn::parse2(tokens).map_err(|error| error.to_string())?;
    Ok(rust_names::restore(&prettyplease::unparse(&file)))
}

/// A line of the table.
impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.file.file_name().unwrap_or(self.file.as_os_str()).to_string_lossy();
        let (counts, verdict, problem) = match &self.outcome {
            Outcome::NotConverted(problem) => {
                return write!(f, "| {name} | | | | | not converted | | | |\n\n{problem}\n");
            }
            Outcome::NotAccepted(counts, problem) => (counts, "not accepted", Some(problem)),
            Outcome::NotCompiled(counts, problem) => (counts, "accepted, not compiled", Some(problem)),
            Outcome::Compiled(counts) => (counts, "compiled", None),
        };
        let warnings: Vec<_> = counts.warnings.iter().map(|(kind, count)| format!("{count} {kind}")).collect();
        write!(
            f,
            "| {name} | {} | {} | {} | {} | {verdict} | {} | {:.3} | {:.1} |",
            counts.items,
            counts.operations,
            counts.schemas,
            warnings.join(", "),
            counts.lines,
            counts.converting.as_secs_f64(),
            counts.compiling.as_secs_f64(),
        )?;
        problem.map_or(Ok(()), |problem| write!(f, "\n\n{problem}\n"))
    }
}

/// The head of the table: Markdown, so that it can go into a page as it is.
pub const HEAD: &str = "\
| collection | items | operations | schemas | warnings | client | lines | converted in s | checked in s |
|---|---:|---:|---:|---|---|---:|---:|---:|";

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::client;

    /// A client of parameters with these schemas, in the query and in a header.
    fn of_parameter(fields: &serde_json::Value) -> String {
        let parameter = |place: &str| {
            let mut parameter = json!({ "name": format!("{place}_thing"), "in": place });
            let fields = fields.as_object().cloned().unwrap_or_default();
            parameter.as_object_mut().unwrap().extend(fields);
            parameter
        };
        let operation = json!({
            "operationId": "get",
            "parameters": [parameter("query"), parameter("header")],
            "responses": { "204": { "description": "done" } },
        });
        let document = json!({
            "openapi": "3.0.3",
            "info": { "title": "T", "version": "1" },
            "paths": { "/a": { "get": operation } },
        });
        client(&document.to_string()).unwrap()
    }

    /// What a description says is data: the client is the one that would be without it.
    #[test]
    fn a_client_enforces_nothing_that_is_data() {
        for (keywords, kind) in [
            (json!({ "enum": ["a", "b"], "x-open-enum": true }), "string"),
            (json!({ "enum": [1, 2], "x-open-enum": true }), "integer"),
            (json!({ "default": 30, "minimum": 1, "maximum": 300 }), "integer"),
            (json!({ "minLength": 1, "maxLength": 64 }), "string"),
            (json!({ "format": "date" }), "string"),
            (json!({ "format": "date-time" }), "string"),
            (json!({ "format": "uuid" }), "string"),
            (json!({ "default": "a" }), "string"),
        ] {
            let mut schema = keywords.clone();
            schema["type"] = json!(kind);
            let list = json!({ "schema": { "type": "array", "items": schema } });
            let plain = json!({ "schema": { "type": kind } });
            assert_eq!(of_parameter(&json!({ "schema": schema })), of_parameter(&plain), "{keywords}");
            let plain = json!({ "schema": { "type": "array", "items": { "type": kind } } });
            assert_eq!(of_parameter(&list), of_parameter(&plain), "{keywords}");
        }
        // What a tool says is all stays a type.
        let closed = of_parameter(&json!({ "schema": { "type": "string", "enum": ["a", "b"] } }));
        assert!(closed.contains("pub enum GetQueryThing"), "{closed}");
    }

    /// A client of a body with a member of this schema.
    fn of_member(member: &serde_json::Value) -> String {
        let thing = json!({ "type": "object", "properties": { "member": member } });
        let content = json!({ "application/json": { "schema": { "$ref": "#/components/schemas/Thing" } } });
        let operation = json!({
            "operationId": "set",
            "requestBody": { "content": content, "required": true },
            "responses": { "204": { "description": "done" } },
        });
        let document = json!({
            "openapi": "3.0.3",
            "info": { "title": "T", "version": "1" },
            "paths": { "/a": { "put": operation } },
            "components": { "schemas": { "Thing": thing } },
        });
        client(&document.to_string()).unwrap()
    }

    /// What a text says of a member is data as well; what its samples show stays its type.
    #[test]
    fn a_member_is_held_to_nothing_that_is_data() {
        for (keywords, kind) in [
            (json!({ "x-extensible-enum": ["a", "b"], "x-required": true }), "string"),
            (json!({ "default": 30, "minimum": 1, "maximum": 300 }), "integer"),
            (json!({ "default": "a", "minLength": 1, "maxLength": 64 }), "string"),
            (json!({ "format": "date", "x-open-format": true }), "string"),
        ] {
            let mut schema = keywords.clone();
            schema["type"] = json!(kind);
            let plain = json!({ "type": kind });
            assert_eq!(of_member(&schema), of_member(&plain), "{keywords}");
            let list = |schema: &serde_json::Value| of_member(&json!({ "type": "array", "items": schema }));
            assert_eq!(list(&schema), list(&plain), "{keywords}");
        }
        assert!(of_member(&json!({ "type": "string", "format": "date" })).contains("NaiveDate"));
        // A member may be called as a keyword is.
        let named = json!({ "type": "object", "properties": { "default": { "type": "string" } } });
        assert!(of_member(&named).contains("default"));
    }

    /// What has the name of something else in Rust is in the client under another, and goes by its own to the server.
    #[test]
    fn what_is_kept_beside_is_in_the_client() {
        let text = json!({ "type": "string" });
        let other = |name: &str| json!({ "schema": text, "x-rust-name": name });
        let parameter = json!({ "name": "send \"it\"", "in": "query", "schema": text, "x-rust-name": "send_query" });
        let content = json!({ "application/json": { "schema": { "$ref": "#/components/schemas/Thing" } } });
        let operation = json!({
            "operationId": "get",
            "x-other-parameters": [parameter, { "name": "sid", "in": "cookie", "schema": text, "x-rust-name": "sid" }],
            "responses": { "200": { "description": "done", "content": content } },
        });
        let thing = json!({
            "type": "object",
            "properties": { "a_b": text },
            "x-other-properties": { "aB": other("a_b_camel"), "\u{e9}\u{65e5}": other("e_2"), "": other("x_2") },
        });
        let document = json!({
            "openapi": "3.0.3",
            "info": { "title": "T", "version": "1" },
            "paths": { "/a": { "get": operation } },
            "components": { "schemas": { "Thing": thing } },
        });
        let code = client(&document.to_string()).unwrap();
        for part in [
            "rename = \"aB\"",
            "pub a_b_camel: ::std::option::Option<::std::string::String>",
            "pub a_b: ::std::option::Option<::std::string::String>",
            "rename = \"\u{e9}\u{65e5}\"",
            "pub e_2: ",
            "rename = \"\",",
            "pub fn send_query<V>",
            r#""send \"it\"","#,
        ] {
            assert!(code.contains(part), "{part:?} is not in {code}");
        }
        assert!(!code.contains("sid") && !code.contains("u{f0"), "{code}");
    }

    /// A list by commas is one value; the generator would write its name again for each element.
    #[test]
    fn a_list_by_commas_is_one_value() {
        let list = json!({ "type": "array", "items": { "type": "integer" } });
        let joined = of_parameter(&json!({ "schema": list, "explode": false }));
        assert_eq!(joined, of_parameter(&json!({ "schema": { "type": "string" } })));
        let repeated = of_parameter(&json!({ "schema": list, "explode": true }));
        assert!(repeated.contains("Vec<i64>"), "{repeated}");
    }
}
