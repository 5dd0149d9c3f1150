//! A Postman collection as its file says it: v2.0 and v2.1, read and not yet understood.
//!
//! - [`model`]: the fields of the format, one type a thing
//! - `lenient`: the many forms in which exporters write one field
//! - `segments`: a host and a path
//! - `ignored`: what says nothing about an API
//! - [`file_names`]: the files and folders that items and folders are stored in
//! - [`fingerprint`]: whether an item is as it was
//! - [`mod@load`]: a file or a folder of files to a [`Collection`], with errors that say where
//!
//! Nothing here knows OpenAPI or any vendor.

pub mod file_names;
pub mod fingerprint;
pub mod ignored;
mod lenient;
pub mod load;
pub mod model;
mod segments;

pub use load::{LoadError, load};
pub use model::Collection;
