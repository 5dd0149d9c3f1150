//! What the fragment says of each operation, generated from it at build time.

mod operation;

pub use operation::{
    Body, CallerKeyword, DocumentedError, Operation, Pagination, PaginationStyle, Parameter, ParameterPlace, Success,
};
