//! Which path each operation has.
//!
//! A generated method puts its parameters into the path as text, and the URL parser then takes a `..` for a step up: the
//! request goes elsewhere without a word. With the paths at hand, the client's hooks see that and refuse.

use openapiv3::OpenAPI;
use syn::{Item, parse_quote};

/// A function that gives an operation's path as the fragment has it.
pub fn function(spec: &OpenAPI) -> Item {
    let (ids, paths): (Vec<_>, Vec<_>) =
        spec.operations().filter_map(|(path, _, operation)| Some((operation.operation_id.as_deref()?, path))).unzip();
    parse_quote! {
        /// The path of an operation: `/users/{userId}/pac`.
        pub(crate) fn path_of(operation_id: &str) -> Option<&'static str> {
            match operation_id {
                #(#ids => Some(#paths),)*
                _ => None,
            }
        }
    }
}
