//! What has to hold of one input.

use std::collections::BTreeSet;
use std::fs;
use std::sync::mpsc;
use std::time::Duration;

use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;
use xtask::convert::{Job, convert};
use xtask::postman::Broken;
use xtask::verify;

/// How long one conversion may take: far more than any needs on a busy machine, far less than a quadratic step.
const LIMIT: Duration = Duration::from_secs(10);

/// Converts twice, and generates the client if asked to.
pub(super) fn holds(text: Vec<u8>, generate: bool) -> TestCaseResult {
    holds_of(vec![("collection.json".to_owned(), text)], "collection.json", generate)
}

/// The same for a collection of several files; `path` is what is converted.
pub(super) fn holds_of(files: Vec<(String, Vec<u8>)>, path: &'static str, generate: bool) -> TestCaseResult {
    let texts = files.iter().map(|(name, text)| format!("{name}:\n{}\n", String::from_utf8_lossy(text)));
    let shown: String = texts.collect::<String>().chars().take(3000).collect();
    let fail = |problem: String| TestCaseError::fail(format!("{problem}\nin {shown}"));
    let twice = move || {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in &files {
            let file = folder.path().join(name);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, text).unwrap();
        }
        let job = Job { collections: vec![folder.path().join(path)], broken: Broken::Ignore, ..Job::default() };
        let first = convert(&job).map(|converted| (converted.text().unwrap(), converted.warnings));
        let again = convert(&job).map(|converted| (converted.text().unwrap(), converted.warnings));
        match (first, again) {
            (Ok(first), Ok(again)) if first == again => Ok(Some(first.0)),
            (Err(first), Err(again)) if first.0 == again.0 => {
                if first.0.contains("the result is not OpenAPI") {
                    Err(first.0)
                } else {
                    Ok(None)
                }
            }
            _ => Err("twice is not the same".to_owned()),
        }
    };
    let Some(document) = within(twice).map_err(&fail)? else { return Ok(()) };
    if generate {
        let code = verify::client(&document).map_err(|problem| fail(format!("progenitor: {problem}")))?;
        let file = syn::parse_file(&code).map_err(|error| fail(format!("syn: {error}")))?;
        if let Some(name) = given_twice(&file.items) {
            return Err(fail(format!("a name is given twice\n{name}")));
        }
    }
    Ok(())
}

/// Does something in a thread of its own: a failure if it panics or takes too long.
fn within<T: Send + 'static>(work: impl FnOnce() -> Result<T, String> + Send + 'static) -> Result<T, String> {
    let (send, receive) = mpsc::channel();
    let thread = std::thread::spawn(move || drop(send.send(work())));
    match receive.recv_timeout(LIMIT) {
        Ok(result) => result,
        Err(mpsc::RecvTimeoutError::Timeout) => Err(format!("takes longer than {LIMIT:?}")),
        Err(mpsc::RecvTimeoutError::Disconnected) => {
            let panic = thread.join().err();
            let text = panic.as_ref().and_then(|panic| {
                panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied())
            });
            Err(format!("panic: {}", text.unwrap_or("without a text")))
        }
    }
}

/// A name that rustc would find twice in one place: a type of a module, a field, a method's argument.
fn given_twice(items: &[syn::Item]) -> Option<String> {
    let mut types = BTreeSet::new();
    for item in items {
        let again = match item {
            syn::Item::Mod(module) => {
                let inner = module.content.as_ref().and_then(|(_, items)| given_twice(items));
                if inner.is_some() { return inner } else { None }
            }
            syn::Item::Struct(item) => {
                let fields = item.fields.iter().filter_map(|field| field.ident.as_ref());
                repeated(fields)
                    .map(|field| format!("{}.{field}", item.ident))
                    .or_else(|| (!types.insert(item.ident.to_string())).then(|| item.ident.to_string()))
            }
            syn::Item::Enum(item) => repeated(item.variants.iter().map(|variant| &variant.ident))
                .map(|variant| format!("{}::{variant}", item.ident))
                .or_else(|| (!types.insert(item.ident.to_string())).then(|| item.ident.to_string())),
            syn::Item::Impl(item) => {
                let methods = item.items.iter().filter_map(|item| match item {
                    syn::ImplItem::Fn(method) => Some(&method.sig.ident),
                    _ => None,
                });
                repeated(methods).map(|method| format!("fn {method}"))
            }
            _ => None,
        };
        if again.is_some() {
            return again;
        }
    }
    None
}

fn repeated<'i>(names: impl Iterator<Item = &'i syn::Ident>) -> Option<String> {
    let mut seen = BTreeSet::new();
    names.map(ToString::to_string).find(|name| !seen.insert(name.clone()))
}
