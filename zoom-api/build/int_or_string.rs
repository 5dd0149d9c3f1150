//! What is an integer here and a string there.
//!
//! progenitor would make an enum of two variants, by which `5` and `"5"` differ.

use openapiv3::{OpenAPI, ReferenceOr, Schema, SchemaKind, Type};

/// The names of the schemas that are either a string or an integer, and nothing else.
pub fn schemas(spec: &OpenAPI) -> impl Iterator<Item = &str> {
    let schemas = spec.components.iter().flat_map(|components| &components.schemas);
    schemas.filter(|(_, schema)| is_either(schema)).map(|(name, _)| name.as_str())
}

fn is_either(schema: &ReferenceOr<Schema>) -> bool {
    let Some(Schema { schema_kind: SchemaKind::OneOf { one_of: kinds } | SchemaKind::AnyOf { any_of: kinds }, .. }) =
        schema.as_item()
    else {
        return false;
    };
    let kinds: Vec<_> = kinds.iter().filter_map(|kind| Some(&kind.as_item()?.schema_kind)).collect();
    matches!(
        kinds[..],
        [SchemaKind::Type(Type::String(_)), SchemaKind::Type(Type::Integer(_))]
            | [SchemaKind::Type(Type::Integer(_)), SchemaKind::Type(Type::String(_))]
    )
}
