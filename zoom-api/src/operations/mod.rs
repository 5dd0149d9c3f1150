//! What Zoom documents of each operation: a table that is generated from the fragment.
//!
//! ```
//! use zoom_api::operations::Operation;
//!
//! let operation = Operation::find("list_user_pac_accounts").expect("an operation of Zoom's");
//! assert_eq!((operation.group, operation.method), ("pac", "list"));
//! assert_eq!(operation.path, "/users/{userId}/pac");
//! assert!(operation.scopes.contains(&"pac:read"));
//! ```

#[cfg(feature = "json-calls")]
mod details;
mod operation;
mod rate_limit_label;

#[cfg(feature = "json-calls")]
pub use crate::call::json::Arguments;
#[cfg(feature = "json-calls")]
pub use details::{BodyMember, Details, Group};
pub use operation::{
    Body, CallerKeyword, DocumentedError, MaxRange, Operation, Pagination, PaginationStyle, Parameter, ParameterPlace,
    Success,
};
pub use rate_limit_label::RateLimitLabel;

/// Returns the JSON schema of each type of a body, by its name.
#[cfg(feature = "schemars")]
pub fn schemas() -> Vec<(&'static str, schemars::schema::RootSchema)> {
    crate::generated::schemas()
}
