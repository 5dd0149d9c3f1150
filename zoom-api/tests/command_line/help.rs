//! Help and completions.

use httpmock::MockServer;
use serde_json::json;
use zoom_api::operations::{Group, Operation};

use crate::{call, run, zoom};

fn shown(arguments: &[&str]) -> String {
    let (code, shown, problem) = run(&mut zoom("http://127.0.0.1:1"), arguments);
    assert_eq!((code, problem.as_str()), (Some(0), ""), "{arguments:?}");
    shown
}

fn kebab(name: &str) -> String {
    name.replace('_', "-")
}

/// Without the breaks of lines, which are where the width of a terminal has them.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn each_operation_says_what_it_takes_and_costs() {
    for operation in Operation::all() {
        let (group, method) = (kebab(operation.group), kebab(operation.method));
        let command = format!("zoom {group} {method}");
        let (short, long) = (shown(&[&group, &method, "-h"]), shown(&[&group, &method, "--help"]));
        let long = words(&long);
        assert!(short.len() < long.len() && short.contains(&format!("Example:\n  {command}")), "{short}");
        assert!(long.contains(&format!("Example: {command}")), "{long}");
        assert!(long.contains(&format!("{} {}", operation.http_method, operation.path)), "{long}");
        for scope in operation.scopes.iter().chain(operation.granular_scopes) {
            assert!(long.contains(&format!(" {scope} ")), "{command}: {scope}");
        }
        if let Some(label) = operation.rate_limit_label {
            assert!(long.contains(&format!("Rate limit: {label}")), "{command}");
        }
        for error in operation.errors {
            assert!(long.contains(&words(error.message)), "{command}: {}", error.message);
        }
        for parameter in operation.parameters {
            assert!(
                long.contains(&words(parameter.description).replace("**", "").replace("* ", "- "))
                    || parameter.description.contains('['),
                "{command}: {}",
                parameter.name
            );
        }
    }
}

/// What an example says can be typed: it is sent.
#[test]
fn examples_can_be_typed() {
    let server = MockServer::start();
    let refused = server.mock(|when, then| {
        when.is_true(|_| true);
        then.status(400).json_body(json!({ "code": 300, "message": "Invalid." }));
    });
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("picture.png");
    std::fs::write(&file, "picture").unwrap();
    let body = folder.path().join("body.json");
    std::fs::write(&body, "{}").unwrap();
    let mut sent = 0;
    for operation in Operation::all() {
        let (group, method) = (kebab(operation.group), kebab(operation.method));
        let help = shown(&[&group, &method, "-h"]);
        let example = help.split("Example:\n").nth(1).unwrap().split("\n\n").next().unwrap().trim();
        let example = example.replace(" \\\n", " ");
        let mut arguments: Vec<String> = Vec::new();
        for (at, part) in example.split('\'').enumerate() {
            match at % 2 {
                0 => arguments.extend(part.split_whitespace().map(str::to_owned)),
                _ => arguments.push(part.to_owned()),
            }
        }
        arguments.remove(0);
        if help.contains("--yes") {
            arguments.push("--yes".to_owned());
        }
        let arguments: Vec<_> = arguments
            .iter()
            .map(|it| {
                it.replace("@picture.png", &format!("@{}", file.display()))
                    .replace("@body.json", &format!("@{}", body.display()))
            })
            .collect();
        let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
        let (code, _, problem) = call(&server, &arguments);
        sent += 1;
        assert_eq!((code, refused.calls()), (Some(1), sent), "{example}: {problem}");
        assert!(problem.starts_with("error: zoom answered 400 with code 300 (Invalid) to"), "{example}: {problem}");
    }
}

#[test]
fn the_other_commands_have_examples_too() {
    for command in ["", "users", "api", "download", "auth", "auth status", "auth login", "auth logout", "completions"] {
        let arguments: Vec<_> = command.split_whitespace().collect();
        for flag in ["-h", "--help"] {
            let help = shown(&[&arguments[..], &[flag]].concat());
            assert!(help.contains("\nExample:\n  zoom ") || help.contains("\nExamples:\n  zoom "), "{command}: {help}");
        }
    }
    let help = shown(&["--help"]);
    for text in ["Exit codes: 0 done, 1", "ZOOM_ACCESS_TOKEN", "ZOOM_PROFILE", "ZOOM_BASE_URL", "zoom auth login"] {
        assert!(words(&help).contains(text), "{help}");
    }
    assert!(!shown(&["-h"]).contains("Exit codes"));
    assert!(shown(&["--version"]).starts_with("zoom "));
}

#[test]
fn completions_have_groups_methods_and_flags() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = shown(&["completions", shell]);
        for group in Group::all() {
            assert!(script.contains(&kebab(group.name)), "{shell}: {}", group.name);
        }
        for operation in Operation::all() {
            assert!(script.contains(&kebab(operation.method)), "{shell}: {}", operation.id);
        }
        assert!(script.contains("start-time") && script.contains("show-secrets"), "{shell}");
    }
}
