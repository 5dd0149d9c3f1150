//! What is generated from the fragment: types, calls, groups, the table of operations, the kinds of errors.

#![allow(unused_imports, clippy::all, clippy::pedantic, rustdoc::all)]
#![allow(missing_docs, reason = "members of bodies have the descriptions that the fragment has")]

include!(concat!(env!("OUT_DIR"), "/client.rs"));
