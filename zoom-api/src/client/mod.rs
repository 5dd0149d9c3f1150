//! The client, how it is built, and for what kind of app.

mod app_kind;
mod builder;
mod connector;
mod zoom;

pub use app_kind::AppKind;
pub use builder::ZoomBuilder;
pub use zoom::Zoom;
