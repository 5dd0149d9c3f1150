//! Fields, arguments and methods that all calls have are named as no parameter is.

use std::collections::{BTreeSet, HashSet};

use proc_macro2::{TokenStream, TokenTree};
use quote::quote;
use serde_json::json;
use syn::visit::Visit;

use super::{client, document, operation};

/// Names that a type's fields or a function's arguments have twice.
#[derive(Default)]
struct Twice(Vec<String>);

impl Twice {
    fn see(&mut self, place: &str, names: impl Iterator<Item = String>) {
        let mut seen = HashSet::new();
        self.0.extend(names.filter(|name| !seen.insert(name.clone())).map(|name| format!("{name} in {place}")));
    }
}

impl<'a> Visit<'a> for Twice {
    fn visit_item_struct(&mut self, item: &'a syn::ItemStruct) {
        let fields = item.fields.iter().filter_map(|field| field.ident.as_ref()).map(ToString::to_string);
        self.see(&item.ident.to_string(), fields);
    }

    fn visit_signature(&mut self, function: &'a syn::Signature) {
        let inputs = function.inputs.iter().filter_map(|input| match input {
            syn::FnArg::Typed(input) => Some(&*input.pat),
            syn::FnArg::Receiver(_) => None,
        });
        let names = inputs.map(|pattern| quote!(#pattern).to_string());
        self.see(&function.ident.to_string(), names);
    }
}

/// Each identifier of some code.
fn identifiers(tokens: TokenStream, found: &mut BTreeSet<String>) {
    for token in tokens {
        match token {
            TokenTree::Ident(ident) => _ = found.insert(ident.to_string()),
            TokenTree::Group(group) => identifiers(group.stream(), found),
            _ => {}
        }
    }
}

#[test]
fn no_parameter_has_a_name_of_the_generated_code() {
    let parameter = |name: &str, place: &str| json!({ "name": name, "in": place, "required": place == "path", "schema": { "type": "string" } });
    let all = |names: &[&str]| {
        let mut documented = Vec::new();
        for (place, id) in [("query", "a"), ("header", "b"), ("path", "c")] {
            let mut one = operation(id);
            one["parameters"] = names.iter().map(|name| parameter(name, place)).collect();
            let path: String = match place {
                "path" => names.iter().map(|name| format!("/{{{name}}}")).collect(),
                _ => format!("/{id}"),
            };
            documented.push((path, one));
        }
        document(&documented.iter().map(|(path, one)| ("get", path.as_str(), one.clone())).collect::<Vec<_>>())
    };
    let mut names = BTreeSet::new();
    identifiers(client(&all(&["x"])).unwrap().text.parse().unwrap(), &mut names);
    // What progenitor's builders have themselves is renamed by the converter.
    names.retain(|name| {
        name.starts_with(char::is_lowercase) && !["encode_path", "header_map", "new", "send"].contains(&&**name)
    });
    assert!(["target", "call", "zoom", "request", "operation"].iter().all(|name| names.contains(*name)), "{names:?}");
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let text = client(&all(&names)).unwrap().text;
    let mut twice = Twice::default();
    twice.visit_file(&syn::parse_file(&text).unwrap());
    assert!(twice.0.is_empty(), "{:?}", twice.0);
    // A setter would be taken for what all calls have.
    assert!(!text.contains("self.operation()"));
}
