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
use xtask::postman::Broken;

/// Zoom's collection below the workspace's root.
const COLLECTION: &str = "spec/zoom";

/// What `--skip-broken` says of files that cannot be read.
fn broken(skip: bool) -> Broken {
    if skip { Broken::Ignore } else { Broken::Refuse }
}
