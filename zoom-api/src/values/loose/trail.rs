//! Where in a body reading stopped.
//!
//! What reads a member or an element says which it was if it fails, from the innermost to the outermost. A reader that keeps
//! the path of each value instead, as `serde_path_to_error` has it, is another deserializer: each type would be compiled
//! once more for it.

use std::cell::RefCell;
use std::fmt::Write;

/// No reader goes deeper.
const DEEPEST: usize = 128;

thread_local! {
    /// The steps so far, if anybody wants to know.
    static STEPS: RefCell<Option<Vec<Step>>> = const { RefCell::new(None) };
}

enum Step {
    Member(String),
    Element(usize),
}

/// Reads a value; an error comes with the path of what could not be read: `pac_accounts[0].conference_id`, or `.` for the
/// whole.
pub(crate) fn traced<T, E>(read: impl FnOnce() -> Result<T, E>) -> Result<T, (E, String)> {
    STEPS.set(Some(Vec::new()));
    let result = read();
    let steps = STEPS.take().unwrap_or_default();
    result.map_err(|error| (error, path(&steps)))
}

fn path(steps: &[Step]) -> String {
    let mut path = String::new();
    for step in steps.iter().rev() {
        // Writing to a text does not fail.
        let _ = match step {
            Step::Member(name) if path.is_empty() => write!(path, "{name}"),
            Step::Member(name) => write!(path, ".{name}"),
            Step::Element(at) => write!(path, "[{at}]"),
        };
    }
    if path.is_empty() { ".".to_owned() } else { path }
}

/// The error of a member that could not be read.
#[cold]
pub(super) fn in_member<E>(name: &str, error: E) -> E {
    add(|| Step::Member(name.to_owned()));
    error
}

/// The error of a list's element that could not be read.
#[cold]
pub(super) fn in_element<E>(at: usize, error: E) -> E {
    add(|| Step::Element(at));
    error
}

fn add(step: impl FnOnce() -> Step) {
    STEPS.with_borrow_mut(|steps| {
        if let Some(steps) = steps.as_mut().filter(|steps| steps.len() < DEEPEST) {
            steps.push(step());
        }
    });
}
