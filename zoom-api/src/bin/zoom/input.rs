//! What a call sends, read from the command line.

use std::io::{BufRead, Read};
use std::path::Path;

use bytes::Bytes;
use clap::ArgMatches;
use serde_json::{Map, Value};
use zoom_api::FilePart;
use zoom_api::operations::{Arguments, Operation};

use crate::command_line::{PATH, usage};
use crate::failure::Failure;
use crate::flags::{self, Flag, Target};

/// What a call sends. A call of another page sends the same again.
#[derive(Debug)]
pub struct Input {
    operation: &'static Operation,
    values: Map<String, Value>,
    body: Option<Value>,
    bytes: Option<Bytes>,
    files: Vec<(&'static str, String, Bytes)>,
}

impl Input {
    pub fn read(operation: &'static Operation, matches: &ArgMatches) -> Result<Self, Failure> {
        let flags = flags::of(operation);
        let mut input = Self { operation, values: Map::new(), body: None, bytes: None, files: Vec::new() };
        input.read_body(matches)?;
        input.read_path(&flags, matches)?;
        for flag in flags.iter().filter(|flag| !flag.is_path()) {
            if let Some(value) = value_of(flag, matches) {
                input.set(flag, value)?;
            }
        }
        let is_missing = operation.body.as_ref().is_some_and(|body| body.is_required);
        if is_missing && input.body.is_none() && input.bytes.is_none() && !input.has_form(matches, &flags) {
            let members = flags.iter().filter(|flag| matches!(flag.target, Target::Member(_)));
            let some: Vec<_> = members.take(3).map(|flag| format!("--{}", flag.name)).collect();
            let hint =
                if some.is_empty() { String::new() } else { format!(", or its members: {}, …", some.join(", ")) };
            return Err(Failure::usage(format!("there is nothing to send: give --body{hint}")));
        }
        Ok(input)
    }

    pub fn arguments(&self) -> Arguments {
        let mut arguments = Arguments::new();
        for (name, value) in &self.values {
            arguments = arguments.set(name, value.clone());
        }
        if let Some(body) = &self.body {
            arguments = arguments.body(body.clone());
        }
        if let Some(bytes) = &self.bytes {
            arguments = arguments.bytes_body(bytes.clone());
        }
        for (field, name, bytes) in &self.files {
            arguments = arguments.file(*field, FilePart::new(name.clone(), bytes.clone()));
        }
        arguments
    }

    pub fn body(&self) -> Option<&Value> {
        self.body.as_ref()
    }

    /// Sets a parameter: the one that asks for another page.
    pub fn set_parameter(&mut self, name: &str, value: Value) {
        self.values.insert(name.to_owned(), value);
    }

    pub fn remove_parameter(&mut self, name: &str) {
        self.values.shift_remove(name);
    }

    pub fn parameter(&self, name: &str) -> Option<&Value> {
        self.values.get(name)
    }

    /// The path with its values: `/meetings/123`.
    pub fn path(&self) -> String {
        self.values.iter().fold(self.operation.path.to_owned(), |path, (name, value)| {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            path.replace(&format!("{{{name}}}"), &text)
        })
    }

    fn read_body(&mut self, matches: &ArgMatches) -> Result<(), Failure> {
        let Ok(Some(given)) = matches.try_get_one::<String>("body") else { return Ok(()) };
        let bytes = read_body(given)?;
        match self.operation.body.as_ref().is_some_and(|body| body.media_type.ends_with("json")) {
            true => self.body = Some(parse(&bytes)?),
            false => self.bytes = Some(bytes),
        }
        Ok(())
    }

    /// Reads the path parameters: those without a flag take the positional values, in their order.
    fn read_path(&mut self, flags: &[Flag], matches: &ArgMatches) -> Result<(), Failure> {
        let path: Vec<_> = flags.iter().filter(|flag| flag.is_path()).collect();
        let positional = matches.try_get_many::<String>(PATH).ok().flatten();
        let mut positional = positional.into_iter().flatten();
        for flag in &path {
            let of_flag = matches.get_one::<Value>(&flag.name).cloned();
            let value = of_flag.or_else(|| positional.next().map(|text| text.as_str().into()));
            let Some(value) = value.or_else(|| flag.default(self.operation).map(Value::from)) else {
                let usage = usage(self.operation, flags);
                return Err(Failure::usage(format!("missing <{}>: {usage}", flag.value_name())));
            };
            self.values.insert(flag.api_name().to_owned(), value);
        }
        match positional.next() {
            Some(text) => Err(Failure::usage(format!("unexpected {text:?}: its flag gives the value already"))),
            None => Ok(()),
        }
    }

    fn set(&mut self, flag: &Flag, value: Value) -> Result<(), Failure> {
        match flag.target {
            Target::Member(member) if member.is_file => {
                for text in texts(&value) {
                    let path = Path::new(text.strip_prefix('@').unwrap_or(text));
                    let name = path.file_name().map_or_else(|| "file".into(), |name| name.to_string_lossy());
                    self.files.push((member.name, name.into_owned(), read_file(path)?));
                }
            }
            Target::Member(member) if self.is_form() => {
                self.values.insert(member.name.to_owned(), value);
            }
            Target::Member(member) => {
                let body = self.body.get_or_insert_with(|| Map::new().into());
                let Some(members) = body.as_object_mut() else {
                    let problem = format!("--{} does not go with a --body that is no object", flag.name);
                    return Err(Failure::usage(problem));
                };
                members.insert(member.name.to_owned(), value);
            }
            Target::Parameter(parameter) => {
                self.values.insert(parameter.name.to_owned(), value);
            }
        }
        Ok(())
    }

    fn is_form(&self) -> bool {
        self.operation.body.as_ref().is_some_and(|body| body.media_type == "multipart/form-data")
    }

    fn has_form(&self, matches: &ArgMatches, flags: &[Flag]) -> bool {
        self.is_form()
            && flags.iter().any(|flag| matches!(flag.target, Target::Member(_)) && matches.contains_id(&flag.name))
    }
}

fn value_of(flag: &Flag, matches: &ArgMatches) -> Option<Value> {
    if !flag.is_list() {
        return matches.get_one::<Value>(&flag.name).cloned();
    }
    let mut list = Vec::new();
    for value in matches.get_many::<Value>(&flag.name)? {
        match value {
            Value::Array(values) => list.extend(values.iter().cloned()),
            value => list.push(value.clone()),
        }
    }
    Some(list.into())
}

fn texts(value: &Value) -> Vec<&str> {
    match value {
        Value::Array(values) => values.iter().filter_map(Value::as_str).collect(),
        value => value.as_str().into_iter().collect(),
    }
}

/// Reads the value of `--body`.
pub fn read_body(given: &str) -> Result<Bytes, Failure> {
    match given.strip_prefix('@') {
        Some(path) => read_file(Path::new(path)),
        None if given == "-" => {
            let mut bytes = Vec::new();
            let read = std::io::stdin().lock().read_to_end(&mut bytes);
            read.map_err(|error| Failure::usage(format!("standard input: {error}")))?;
            Ok(bytes.into())
        }
        None => Ok(Bytes::from(given.to_owned())),
    }
}

/// Reads a line of standard input.
pub fn line() -> Result<String, Failure> {
    let mut line = String::new();
    let read = std::io::stdin().lock().read_line(&mut line);
    read.map_err(|error| Failure::usage(format!("standard input: {error}")))?;
    Ok(line.trim().to_owned())
}

/// Reads JSON. What is wrong with it is told by its place alone: it may hold a secret.
pub fn parse(bytes: &[u8]) -> Result<Value, Failure> {
    serde_json::from_slice(bytes).map_err(|error| {
        Failure::usage(format!("--body is not JSON at line {}, column {}", error.line(), error.column()))
    })
}

pub fn read_file(path: &Path) -> Result<Bytes, Failure> {
    let read = std::fs::read(path).map(Bytes::from);
    read.map_err(|error| Failure::usage(format!("{}: {error}", path.display())))
}
