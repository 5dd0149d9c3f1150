//! What progenitor makes of the fragment for httpmock, as it is.

#![allow(missing_docs, unused_imports, clippy::all, clippy::pedantic, clippy::unwrap_used, rustdoc::all)]

include!(concat!(env!("OUT_DIR"), "/mock.rs"));
