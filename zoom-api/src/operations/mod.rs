//! What the fragment says of each operation, generated from it at build time.

mod operation;
mod rate_limit_label;

pub use operation::{
    Body, CallerKeyword, DocumentedError, Operation, Pagination, PaginationStyle, Parameter, ParameterPlace, Success,
};
pub use rate_limit_label::RateLimitLabel;
