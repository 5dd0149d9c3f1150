//! The body of Zoom's errors, which its collection saves as empty text.
//!
//! From Zoom's API reference, "Errors": `{"code": 300, "message": "…"}`, and for a request that does not validate
//! `"errors": [{"field": "…", "message": "…"}]` beside them.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::api::notes::ErrorBody;
use crate::api::schema::{Kind, Object, Schema};

/// The type of the body and of the fields that it names.
pub(super) static ERROR_BODY: LazyLock<ErrorBody> = LazyLock::new(|| {
    let code = Schema::from(Kind::Integer).described("Zoom's error code, which is not the HTTP status.");
    let message = Schema::string().described("What went wrong, in English.");
    let errors = Schema::array(Schema::named("FieldError")).described("The fields that do not validate.");
    let field = Schema::string().described("The name of the field.");
    let body = object(&[("code", code), ("message", message.clone())], &[("errors", errors)])
        .described("The body of Zoom's errors.");
    let field_error = object(&[("field", field), ("message", message)], &[])
        .described("A field of the request that does not validate.");
    ErrorBody {
        name: "ErrorBody",
        schemas: BTreeMap::from([("ErrorBody".to_owned(), body), ("FieldError".to_owned(), field_error)]),
    }
});

fn object(required: &[(&str, Schema)], optional: &[(&str, Schema)]) -> Schema {
    let all = required.iter().chain(optional).map(|(name, schema)| ((*name).into(), schema.clone()));
    let by_name: BTreeMap<_, _> = all.collect();
    Kind::Object(Box::new(Object {
        properties: by_name.into_iter().collect(),
        required: required.iter().map(|(name, _)| (*name).to_owned()).collect(),
        others: Vec::new(),
    }))
    .into()
}
