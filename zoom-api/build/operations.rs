//! What the runtime knows of each operation: its path and its rate-limit label.
//!
//! A generated method puts its parameters into the path as text, and the URL parser then takes a `..` for a step up: the
//! request goes elsewhere without a word. With the paths at hand, the client's hooks see that and refuse. The label says
//! how fast an operation may be called.
//!
//! The hooks know an operation by the ID that progenitor writes, which is not always the fragment's: `move` becomes
//! `move_`. So the IDs are taken from the generated code, and one that the fragment does not know fails the build.

use std::collections::BTreeMap;

use openapiv3::OpenAPI;
use syn::visit::{self, Visit};
use syn::{Expr, ExprLit, ExprStruct, File, Item, Lit, Member, parse_quote};

/// A function that gives what the fragment says of an operation.
///
/// # Errors
///
/// If an operation of the generated code is not exactly one of the fragment's, or the reverse.
pub fn function(spec: &OpenAPI, client: &File) -> Result<Item, String> {
    let mut known = BTreeMap::new();
    for (path, _, operation) in spec.operations() {
        let id = operation.operation_id.as_deref().unwrap_or_default();
        if let Some((other, ..)) = known.insert(spelling(id), (id, path, operation)) {
            return Err(format!("the operations {other:?} and {id:?} are one in Rust"));
        }
    }
    let mut generated = Ids::default();
    generated.visit_file(client);
    let (mut ids, mut paths, mut labels) = (Vec::new(), Vec::new(), Vec::new());
    for id in generated.0 {
        let Some((_, path, operation)) = known.remove(&spelling(&id)) else {
            return Err(format!("the generated operation {id:?} is not one of the fragment's"));
        };
        let label: Expr = match operation.extensions.get("x-rate-limit-label").and_then(|label| label.as_str()) {
            Some(label) => parse_quote!(Some(#label)),
            None => parse_quote!(None),
        };
        ids.push(id);
        paths.push(path);
        labels.push(label);
    }
    if let Some((id, ..)) = known.into_values().next() {
        return Err(format!("the operation {id:?} is not in the generated code"));
    }
    Ok(parse_quote! {
        /// What the fragment says of an operation, by the ID that the generated code has for it.
        pub(crate) fn operation(id: &str) -> Option<crate::generated::Operation> {
            use crate::generated::Operation;
            match id {
                #(#ids => Some(Operation { path: #paths, rate_limit_label: #labels }),)*
                _ => None,
            }
        }
    })
}

/// What tells two operations apart in Rust, whatever the generator adds to a name.
fn spelling(id: &str) -> String {
    id.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The IDs in `OperationInfo { operation_id: "…" }`.
#[derive(Default)]
struct Ids(Vec<String>);

impl<'ast> Visit<'ast> for Ids {
    fn visit_expr_struct(&mut self, expression: &'ast ExprStruct) {
        let is_info = expression.path.segments.last().is_some_and(|segment| segment.ident == "OperationInfo");
        for field in expression.fields.iter().filter(|_| is_info) {
            let is_id = matches!(&field.member, Member::Named(name) if name == "operation_id");
            if let (true, Expr::Lit(ExprLit { lit: Lit::Str(id), .. })) = (is_id, &field.expr)
                && !self.0.contains(&id.value())
            {
                self.0.push(id.value());
            }
        }
        visit::visit_expr_struct(self, expression);
    }
}
