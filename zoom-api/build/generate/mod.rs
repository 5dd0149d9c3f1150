//! From the fragment to the client.
//!
//! ```text
//! zoom.openapi.json -> selection          the groups that are wanted
//!                   -> fragment           what the table, the calls and the pages are made of
//!                   -> open_values -> loose_values -> progenitor -> types     rewritten for what Zoom sends
//!                                                                -> requests  the part of each method that builds the request
//!                      fragment + requests -> calls, groups, OPERATIONS, ApiErrorKind
//! ```

mod calls;
mod case;
mod cookies;
mod data_keywords;
mod details;
mod docs;
mod error_kinds;
mod features;
mod fragment;
mod groups;
mod json_calls;
mod loose_values;
mod members;
mod mock_bodies;
mod mock_lists;
mod mock_statuses;
mod open_values;
mod pages;
mod path_arguments;
mod reading;
mod requests;
mod rust_names;
mod schemas;
mod selection;
mod setters;
mod table;
mod types;

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use progenitor::{GenerationSettings, Generator, InterfaceStyle, TypeImpl};
use quote::quote;
use schemars::schema::{InstanceType, SchemaObject};
use serde_json::Value;

pub use features::Features;
use fragment::{Fragment, Operation};
use groups::Method;
use requests::{Request, Source};
use types::{Reach, Types};

/// What is generated beside the calls and their types.
#[derive(Clone, Copy, Default)]
pub struct Extras {
    pub json_calls: bool,
    pub schemas: bool,
    pub mock: bool,
}

/// A generated client.
pub struct Client {
    pub text: String,
    /// The typed helpers for httpmock, if they were asked for.
    pub mock: Option<String>,
    /// The part of the fragment that the client is of.
    pub document: Value,
}

/// Generates the client of those groups of a fragment for which a feature is on.
///
/// # Errors
///
/// What is wrong with the fragment.
pub fn client(document: &Value, features: &Features<'_>, extras: Extras) -> Result<Client, String> {
    let mut document = document.clone();
    // The same kinds of errors whatever groups there are: what matches on one compiles with more of them.
    let kinds = error_kinds::kinds(&Fragment::read(&document, features)?);
    selection::keep_groups(&mut document, |group| features.has(group));
    let selected = document.clone();
    cookies::as_headers(&mut document);
    rust_names::join(&mut document);
    let document = &document;
    let fragment = Fragment::read(document, features)?;
    let reach = Reach { requests: loose_values::of_requests(document) };
    let mut loose = document.clone();
    open_values::make_enumerations(&mut loose);
    data_keywords::strip(&mut loose);
    loose_values::loosen(&mut loose, &reach.requests);
    selection::prune_schemas(&mut loose);
    let read =
        |document| serde_json::from_value(document).map_err(|error| format!("not an OpenAPI 3.0 document: {error}"));
    let spec = read(loose.clone())?;
    mock_lists::by_value(&mut loose);
    mock_statuses::restore(&mut loose, document);
    let mock_spec = read(loose)?;

    let mut generator = Generator::new(&settings(document, extras));
    let generated =
        taken(|| generator.generate_tokens(&spec)).map_err(|it| format!("not taken by progenitor: {it}"))?;
    let mock = extras.mock.then(|| taken(|| generator.httpmock(&mock_spec, "crate::generated"))).transpose()?;
    let mut client = syn::parse2(generated).map_err(|error| format!("progenitor wrote no Rust: {error}"))?;
    let types = Types::take(&mut client, &reach)?;
    let requests = requests::extract(&client)?;
    let operations = paired(&fragment, requests)?;

    let mut calls = Vec::new();
    for (at, (operation, request)) in operations.iter().enumerate() {
        calls.push(calls::call(operation, request, &types, at)?);
    }
    let functions = operations.iter().map(|(_, request)| &request.function);
    let rows: Vec<_> = operations.iter().zip(&calls).map(|((operation, _), call)| (*operation, call)).collect();
    let table = table::table(&rows);
    let groups = fragment.groups.iter().map(|group| {
        let of_group = operations.iter().zip(&calls).filter(|((operation, _), _)| operation.group == group.name);
        let methods: Vec<_> = of_group
            .map(|((operation, request), call)| Method { operation, call, body_type: body_type(request, &types) })
            .collect();
        groups::group(group, &methods)
    });
    let constructors = fragment.groups.iter().map(groups::constructor);
    let accessors = fragment.groups.iter().map(groups::accessor);
    let json_calls = extras.json_calls.then(|| {
        let triples = operations.iter().zip(&calls).map(|((operation, request), call)| (*operation, request, call));
        json_calls::json_calls(&triples.collect::<Vec<_>>())
    });
    let details = extras.json_calls.then(|| {
        let all: Vec<_> = operations.iter().map(|(operation, _)| *operation).collect();
        details::details(&fragment, &all)
    });
    let schemas = extras.schemas.then(|| schemas::schemas(&types.names));
    let module = &types.module;
    let tokens = quote! {
        #module

        /// The part of each call that builds its request.
        mod requests {
            use super::types;
            #[allow(unused_imports)]
            use progenitor_client::{RequestBuilderExt, encode_path};

            #(#functions)*
        }

        /// The calls, made by the methods of [`groups`](crate::groups).
        pub mod calls {
            use super::types;

            #(#calls)*
        }

        /// The groups of calls, from the methods of [`Zoom`](crate::Zoom).
        pub mod groups {
            use super::calls;

            #(#groups)*
            #(#constructors)*
        }

        impl crate::Zoom { #(#accessors)* }

        #table
        #kinds
        #schemas
        #json_calls
        #details
    };
    let print = |tokens| {
        let file = syn::parse2(tokens).map_err(|error| format!("what was generated is no Rust: {error}"))?;
        Ok::<_, String>(rust_names::restore(&prettyplease::unparse(&file)))
    };
    let mock = mock.map(|tokens| {
        let mut file = syn::parse2(tokens).map_err(|error| format!("progenitor wrote no Rust: {error}"))?;
        mock_bodies::expose(&mut file);
        Ok::<_, String>(rust_names::restore(&prettyplease::unparse(&file)))
    });
    Ok(Client { mock: mock.transpose()?, text: print(tokens)?, document: selected })
}

/// Each operation of the fragment with its request.
///
/// progenitor's ID of an operation is not always the fragment's: `move` becomes `move_`. One without the other fails the
/// build, so that no call is without its checks.
fn paired(fragment: &Fragment, requests: Vec<Request>) -> Result<Vec<(&Operation, Request)>, String> {
    let spelling =
        |id: &str| id.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    let mut known = BTreeMap::new();
    for request in requests {
        known.insert(spelling(&request.id), request);
    }
    let mut pairs: Vec<(&Operation, Request)> = Vec::new();
    for operation in &fragment.operations {
        let Some(mut request) = known.remove(&spelling(&operation.id)) else {
            let other = pairs.iter().find(|(other, _)| spelling(&other.id) == spelling(&operation.id));
            return Err(match other {
                Some((other, _)) => format!("the operations {:?} and {:?} are one in Rust", other.id, operation.id),
                None => format!("the operation {:?} is not in the generated code", operation.id),
            });
        };
        cookies::restore(&mut request, operation);
        pairs.push((operation, request));
    }
    match known.into_values().next() {
        Some(request) => Err(format!("the generated operation {:?} is not one of the fragment's", request.id)),
        None => Ok(pairs),
    }
}

/// The name of the type of a body that can be written with `..Default::default()`.
fn body_type(request: &Request, types: &Types) -> Option<String> {
    let body = request.arguments.iter().find(|argument| argument.source == Source::Body)?;
    types.with_default(&body.owned)
}

/// What progenitor makes of the document. Some of what it does not take it meets with a panic.
fn taken<T>(generate: impl FnOnce() -> Result<T, progenitor::Error>) -> Result<T, String> {
    match catch_unwind(AssertUnwindSafe(generate)) {
        Ok(result) => result.map_err(|error| error.to_string()),
        Err(panic) => {
            let message = panic.downcast_ref::<String>().map(String::as_str);
            Err(message.or_else(|| panic.downcast_ref().copied()).unwrap_or("it panicked").to_owned())
        }
    }
}

fn settings(document: &Value, extras: Extras) -> GenerationSettings {
    let mut settings = GenerationSettings::new();
    if extras.schemas {
        settings.with_derive("schemars::JsonSchema");
    }
    let text = |format: &str| SchemaObject {
        instance_type: Some(InstanceType::String.into()),
        format: Some(format.to_owned()),
        ..SchemaObject::default()
    };
    let none = || std::iter::empty::<TypeImpl>();
    let read_and_shown = || [TypeImpl::Display, TypeImpl::FromStr].into_iter();
    settings
        .with_interface(InterfaceStyle::Positional)
        .with_derive("PartialEq")
        .with_conversion(text("password"), "crate::Secret", none())
        .with_conversion(text("date-time"), "crate::Timestamp", read_and_shown());
    for name in loose_values::ints_or_strings(document) {
        settings.with_replacement(name, "crate::IntOrString", read_and_shown());
    }
    settings
}
