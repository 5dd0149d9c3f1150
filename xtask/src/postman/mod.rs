//! A Postman collection as its files say it: v2.0, v2.1 and v3, read and not yet understood.
//!
//! - [`model`]: the fields of the format, one type a thing
//! - `lenient`: the many forms in which exporters write one field
//! - `segments`: a host and a path
//! - `ignored`: what says nothing about an API
//! - [`file_names`]: the files and folders that items and folders are stored in
//! - [`fingerprint`]: whether an item is as it was
//! - `v3`: a collection of schema 3.0.0, a folder of YAML files
//! - `salvage`: what is left of a collection some part of which is not of the format
//! - `text`: the text of a file, whatever it is encoded in
//! - `parse`: a text to a [`Collection`]; `unknown_fields` says which of its fields are not of the format
//! - [`mod@load`]: a file or a folder of files to a [`Collection`], with errors that say where (`load_error`)
//!
//! Nothing here knows OpenAPI or any vendor.

pub mod file_names;
pub mod fingerprint;
pub mod ignored;
mod lenient;
pub mod load;
mod load_error;
pub mod model;
mod parse;
mod salvage;
mod segments;
mod text;
mod unknown_fields;
pub(crate) mod v3;

pub use load::{Broken, LoadError, load, load_with};
pub use model::Collection;
