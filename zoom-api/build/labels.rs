//! Which rate-limit label each operation has, for the client's pacing.

use openapiv3::OpenAPI;
use syn::{Item, parse_quote};

/// A function that gives an operation's label as the fragment has it.
pub fn function(spec: &OpenAPI) -> Item {
    let (ids, labels): (Vec<_>, Vec<_>) = spec
        .operations()
        .filter_map(|(_, _, operation)| {
            let label = operation.extensions.get("x-rate-limit-label")?.as_str()?;
            Some((operation.operation_id.as_deref()?, label))
        })
        .unzip();
    parse_quote! {
        /// The rate-limit label of an operation: `Light`.
        pub(crate) fn rate_limit_label_of(operation_id: &str) -> Option<&'static str> {
            match operation_id {
                #(#ids => Some(#labels),)*
                _ => None,
            }
        }
    }
}
