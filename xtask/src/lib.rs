//! From Postman collections to OpenAPI 3.0, and from there to a client: the machinery behind `cargo xtask`.
//!
//! ```text
//! bytes -> postman (what the file says) -> api (what it means) -> openapi (how it is written down)
//! ```
//!
//! Each stage knows the one before it and none after it, and gives a value and its [`diagnostics::Warning`]s; only the command
//! line prints. [`zoom`] is a dialect: it reads what one vendor writes into prose, and the converter works without it.

#![forbid(unsafe_code)]

pub mod accepted_warnings;
pub mod api;
pub mod check;
pub mod convert;
pub mod diagnostics;
pub mod files;
pub mod group_features;
pub mod import;
pub mod names_file;
pub mod openapi;
pub mod operations_page;
pub mod overview;
pub mod postman;
pub mod prerequisites;
pub mod progress;
pub mod test;
pub mod verify;
pub mod yaml;
pub mod zoom;
