//! The flags of an operation: one for each parameter, and for each member of its body.

use std::collections::HashSet;
use std::ffi::OsStr;

use clap::builder::{PossibleValue, TypedValueParser};
use clap::{Arg, ArgAction, Command};
use serde_json::Value;
use zoom_api::Method;
use zoom_api::operations::{BodyMember, Operation, Parameter, ParameterPlace};

use crate::markdown;

/// Flags of this program, which a parameter of the same name makes way for.
const OWN: [&str; 12] = [
    "all",
    "body",
    "columns",
    "help",
    "json",
    "profile",
    "show-passwords",
    "show-secrets",
    "table",
    "verbose",
    "version",
    "yes",
];

/// What a flag sets.
#[derive(Debug, Clone, Copy)]
pub enum Target {
    Parameter(&'static Parameter),
    Member(&'static BodyMember),
}

/// A flag of an operation.
#[derive(Debug)]
pub struct Flag {
    /// Its name without the dashes: `start-time`.
    pub name: String,
    /// Zoom's name, and others that are as good.
    aliases: Vec<String>,
    pub target: Target,
}

/// Returns the flags of an operation: those of the path first, in the order in which it has them.
pub fn of(operation: &'static Operation) -> Vec<Flag> {
    let mut taken: HashSet<String> = OWN.into_iter().map(str::to_owned).collect();
    let mut flags = Vec::new();
    for parameter in operation.parameters {
        let (kebab, place) = (kebab(parameter.name), parameter.place);
        let (name, other) = match place {
            // Whom or what a path is about is told by its name alone: `--user`, `--meeting`.
            ParameterPlace::Path => (without_id(&kebab).to_owned(), Some(kebab)),
            _ => (kebab, None),
        };
        let prefix = match place {
            ParameterPlace::Path => "path",
            ParameterPlace::Header => "header",
            ParameterPlace::Cookie => "cookie",
            _ => "query",
        };
        let target = Target::Parameter(parameter);
        flags.push(flag(&mut taken, name, prefix, target, other.into_iter().chain([parameter.name.to_owned()])));
    }
    for member in operation.details().members {
        let names = [member.name.to_owned()];
        flags.push(flag(&mut taken, kebab(member.name), "body", Target::Member(member), names.into_iter()));
    }
    flags
}

fn flag(
    taken: &mut HashSet<String>,
    name: String,
    prefix: &str,
    target: Target,
    others: impl Iterator<Item = String>,
) -> Flag {
    let mut free = name;
    while free.is_empty() || !taken.insert(free.clone()) {
        free = format!("{prefix}-{free}");
    }
    let is_spelling = |name: &String| name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    let aliases = others.filter(is_spelling).filter(|name| !name.is_empty() && taken.insert(name.clone()));
    Flag { aliases: aliases.collect(), name: free, target }
}

impl Flag {
    /// Zoom's name of what it sets.
    pub fn api_name(&self) -> &'static str {
        match self.target {
            Target::Parameter(parameter) => parameter.name,
            Target::Member(member) => member.name,
        }
    }

    pub fn is_path(&self) -> bool {
        matches!(self.target, Target::Parameter(parameter) if parameter.place == ParameterPlace::Path)
    }

    pub fn is_required(&self) -> bool {
        match self.target {
            Target::Parameter(parameter) => parameter.is_required,
            Target::Member(member) => member.is_required,
        }
    }

    /// What is sent if it is not given: the caller's own user, unless the call changes or destroys something. Then whose
    /// it is has to be said.
    pub fn default(&self, operation: &Operation) -> Option<&'static str> {
        match self.target {
            Target::Parameter(parameter) if operation.http_method == Method::GET => {
                Some(parameter.caller_keyword?.keyword)
            }
            _ => None,
        }
    }

    pub fn is_file(&self) -> bool {
        matches!(self.target, Target::Member(member) if member.is_file)
    }

    /// What stands for its value in help: `START_TIME`.
    pub fn value_name(&self) -> String {
        match self.kind() {
            _ if self.is_file() => "@FILE".to_owned(),
            Kind::Boolean => "BOOL".to_owned(),
            Kind::Integer | Kind::Number => "N".to_owned(),
            Kind::Json => "JSON".to_owned(),
            Kind::Text | Kind::Any => self.name.to_uppercase().replace('-', "_"),
        }
    }

    /// Whether it may be given more than once.
    pub fn is_list(&self) -> bool {
        match self.target {
            Target::Parameter(parameter) => parameter.json_type == "array",
            Target::Member(member) => member.json_type == "array",
        }
    }

    fn kind(&self) -> Kind {
        match self.target {
            Target::Parameter(Parameter { json_type: "array", .. }) => Kind::Text,
            Target::Parameter(parameter) => Kind::of(parameter.json_type),
            Target::Member(member) if self.is_list() => Kind::of(member.item_type),
            Target::Member(member) => Kind::of(member.json_type),
        }
    }

    /// The flag as an argument of clap's.
    pub fn arg(&self) -> Arg {
        let (description, values) = match self.target {
            Target::Parameter(parameter) => (parameter.description, parameter.values),
            Target::Member(member) => (member.description, member.values),
        };
        let (short, long) = (markdown::first_sentence(description), markdown::plain(description));
        let mut arg = Arg::new(self.name.clone())
            .long(self.name.clone())
            .aliases(self.aliases.clone())
            .value_name(self.value_name())
            .value_parser(Typed { kind: self.kind(), is_list: self.is_list(), values })
            .action(if self.is_list() { ArgAction::Append } else { ArgAction::Set })
            .help(if short.is_empty() { format!("Sets `{}`", self.api_name()) } else { short });
        if !long.is_empty() {
            arg = arg.long_help(long);
        }
        match self.kind() {
            Kind::Boolean if !self.is_list() => arg.num_args(0..=1).default_missing_value("true"),
            Kind::Integer | Kind::Number => arg.allow_negative_numbers(true),
            _ => arg,
        }
    }
}

/// How a value is written on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Integer,
    Number,
    Boolean,
    /// An object, or a list in a list.
    Json,
    /// JSON, or else a text.
    Any,
}

impl Kind {
    fn of(json_type: &str) -> Self {
        match json_type {
            "integer" => Self::Integer,
            "number" => Self::Number,
            "boolean" => Self::Boolean,
            "object" | "array" => Self::Json,
            "" => Self::Any,
            _ => Self::Text,
        }
    }

    fn read(self, text: &str) -> Result<Value, String> {
        match self {
            Self::Text => Ok(text.into()),
            Self::Any => Ok(serde_json::from_str(text).unwrap_or_else(|_| text.into())),
            Self::Integer => {
                let unsigned = || text.parse::<u64>().map(Value::from);
                text.parse::<i64>().map(Value::from).or_else(|_| unsigned()).map_err(|_| "not an integer".to_owned())
            }
            Self::Number => {
                let number = || text.parse().ok().and_then(serde_json::Number::from_f64).map(Value::Number);
                Self::Integer.read(text).ok().or_else(number).ok_or_else(|| "not a number".to_owned())
            }
            Self::Boolean => text.parse::<bool>().map(Value::from).map_err(|_| "not true or false".to_owned()),
            Self::Json => serde_json::from_str(text)
                .map_err(|error| format!("not JSON at line {}, column {}", error.line(), error.column())),
        }
    }
}

/// Reads a value of a type. The documented values are shown, and others are taken as well: Zoom adds some.
#[derive(Debug, Clone)]
struct Typed {
    kind: Kind,
    is_list: bool,
    values: &'static [&'static str],
}

impl TypedValueParser for Typed {
    type Value = Value;

    fn parse_ref(&self, command: &Command, arg: Option<&Arg>, text: &OsStr) -> Result<Value, clap::Error> {
        let (kind, is_list) = (self.kind, self.is_list);
        let read = move |text: &str| match is_list && text.starts_with('[') {
            true => Kind::Json.read(text),
            false => kind.read(text),
        };
        read.parse_ref(command, arg, text)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        let values: Vec<_> = match self.kind {
            Kind::Boolean => vec!["true", "false"],
            _ => self.values.to_vec(),
        };
        (!values.is_empty()).then(|| Box::new(values.into_iter().map(PossibleValue::new)) as _)
    }
}

/// A name of Zoom's as a flag or a command has it: `userId` is `user-id`.
pub fn kebab(name: &str) -> String {
    let mut kebab = String::new();
    let mut was_lower = false;
    for c in name.chars() {
        if c.is_ascii_uppercase() && was_lower {
            kebab.push('-');
        }
        was_lower = c.is_ascii_lowercase() || c.is_ascii_digit();
        match c.is_ascii_alphanumeric() {
            true => kebab.push(c.to_ascii_lowercase()),
            false if !kebab.is_empty() && !kebab.ends_with('-') => kebab.push('-'),
            false => {}
        }
    }
    kebab.trim_end_matches('-').to_owned()
}

fn without_id(kebab: &str) -> &str {
    ["-id", "-uuid"].iter().find_map(|end| kebab.strip_suffix(end)).unwrap_or(kebab)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_flags() {
        for (name, expected) in [
            ("userId", "user-id"),
            ("meetingUUID", "meeting-uuid"),
            ("next_page_token", "next-page-token"),
            ("Some Field[0].x", "some-field-0-x"),
            ("_", ""),
        ] {
            assert_eq!(kebab(name), expected);
        }
        assert_eq!(without_id("meeting-uuid"), "meeting");
    }

    #[test]
    fn each_operation_has_flags_of_different_names() {
        for operation in Operation::all() {
            let flags = of(operation);
            let names: Vec<_> = flags.iter().flat_map(|flag| flag.aliases.iter().chain([&flag.name])).collect();
            let different: HashSet<_> = names.iter().collect();
            assert_eq!(names.len(), different.len(), "{}: {names:?}", operation.id);
            assert!(names.iter().all(|name| !OWN.contains(&name.as_str())), "{}: {names:?}", operation.id);
        }
    }

    #[test]
    fn values_are_of_their_types() {
        for (kind, text, expected) in [
            (Kind::Integer, "12", Ok(12.into())),
            (Kind::Integer, "18446744073709551615", Ok(u64::MAX.into())),
            (Kind::Integer, "1.5", Err("not an integer")),
            (Kind::Number, "1.5", Ok(1.5.into())),
            (Kind::Number, "2", Ok(2.into())),
            (Kind::Number, "NaN", Err("not a number")),
            (Kind::Boolean, "true", Ok(true.into())),
            (Kind::Boolean, "yes", Err("not true or false")),
            (Kind::Text, "12", Ok("12".into())),
            (Kind::Any, "12", Ok(12.into())),
            (Kind::Any, "a b", Ok("a b".into())),
            (Kind::Json, r#"{"a":1}"#, Ok(serde_json::json!({ "a": 1 }))),
            (Kind::Json, "{", Err("not JSON at line 1, column 1")),
        ] {
            assert_eq!(kind.read(text), expected.map_err(str::to_owned), "{kind:?} {text}");
        }
    }
}
