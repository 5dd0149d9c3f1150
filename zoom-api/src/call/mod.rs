//! A call: what is sent of it, how it is sent, and what is made of the response.
//!
//! | file | |
//! |---|---|
//! | `endpoint` | what is generated of each operation, and the one way that each call goes |
//! | `settings` | what can be set on each call, and `.await` |
//! | `response` | a value with its status and headers |
//! | `decode` | a value of a response |
//! | `path` | checks of path parameters |
//! | `pages` | the items of all pages |
//! | `form` | a form with files |
//! | `cookies` | parameters in the `Cookie` header |
//! | `request` | a call of an operation that the fragment does not have |
//! | `json` | a call by JSON, for tools |
//!
//! The calls themselves are generated: [`calls`](crate::calls).

#![allow(unused_imports, unused_macros, dead_code, reason = "which of it is used depends on the fragment's operations")]

mod cookies;
mod decode;
mod endpoint;
mod form;
#[cfg(feature = "json-calls")]
pub(crate) mod json;
mod pages;
pub(crate) mod path;
mod request;
mod response;
mod settings;

pub(crate) use cookies::add_cookie;
pub(crate) use decode::{AnyJson, Bytes, Decode, Empty, Json};
pub use endpoint::ResponseFuture;
pub(crate) use endpoint::{Call, Endpoint, RequestError, Target, joined, required, with_json};
pub use form::FilePart;
pub(crate) use form::{Form, with_form};
pub use pages::Items;
pub(crate) use pages::{Paged, Ranged, Token, Turn, pages, ranges};
pub use request::Request;
pub use response::Response;
pub use settings::{ValueFuture, WithResponse};
pub(crate) use settings::{settings, value_of};
