//! Its JSON schema: a string or an integer.

use std::borrow::Cow;

use schemars::JsonSchema;
use schemars::r#gen::SchemaGenerator;
use schemars::schema::{InstanceType, Schema, SchemaObject, SubschemaValidation};

use super::IntOrString;

impl JsonSchema for IntOrString {
    fn schema_name() -> String {
        "IntOrString".to_owned()
    }

    fn schema_id() -> Cow<'static, str> {
        "zoom_api::IntOrString".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let one = |kind: InstanceType, format: Option<&str>| {
            let schema = SchemaObject {
                instance_type: Some(kind.into()),
                format: format.map(str::to_owned),
                ..SchemaObject::default()
            };
            Schema::from(schema)
        };
        let either = SubschemaValidation {
            one_of: Some(vec![one(InstanceType::String, None), one(InstanceType::Integer, Some("int64"))]),
            ..SubschemaValidation::default()
        };
        SchemaObject { subschemas: Some(Box::new(either)), ..SchemaObject::default() }.into()
    }
}
