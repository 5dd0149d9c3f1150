//! The commands, each with its arguments and what it prints.

mod check;
mod generate;
mod import;
mod test;
mod verify;

pub(crate) use check::Check;
pub(crate) use generate::Generate;
pub(crate) use import::Import;
pub(crate) use test::Test;
pub(crate) use verify::Verify;

/// Zoom's collection below the workspace's root.
const COLLECTION: &str = "spec/zoom";
