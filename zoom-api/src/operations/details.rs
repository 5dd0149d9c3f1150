//! What tools show of an operation, or read by its names: the description, the members of bodies, the columns of lists.

use super::Operation;
use crate::generated::{DETAILS, GROUPS, OPERATIONS};

/// A group of operations: a tag of Zoom's.
#[derive(Debug)]
#[non_exhaustive]
pub struct Group {
    /// Its name: `users`.
    pub name: &'static str,
    /// What it is about, in a line.
    pub description: &'static str,
}

impl Group {
    /// Returns all groups of the fragment, by their names.
    pub fn all() -> &'static [Self] {
        &GROUPS
    }
}

/// What the fragment says of an operation beside the table, from [`Operation::details`].
#[derive(Debug)]
#[non_exhaustive]
pub struct Details {
    /// What it does, in Zoom's Markdown.
    pub description: &'static str,
    /// The members of its JSON body, or the fields of its form.
    pub members: &'static [BodyMember],
    /// The member of the response that is a list, if the response is that list.
    pub list: Option<&'static str>,
    /// The members of the list's items: what a cell can show first, then secrets, lists and objects.
    pub columns: &'static [&'static str],
    /// Values for an example of a call, by the names of parameters and members.
    pub examples: &'static [(&'static str, &'static str)],
}

/// A member of a JSON body, or a field of a form.
#[derive(Debug)]
#[non_exhaustive]
pub struct BodyMember {
    /// Zoom's name: `start_time`.
    pub name: &'static str,
    /// The JSON type; empty if it may be any.
    pub json_type: &'static str,
    /// The JSON type of the items of an array.
    pub item_type: &'static str,
    /// Whether a call without it is refused.
    pub is_required: bool,
    /// Whether it is a secret.
    pub is_secret: bool,
    /// Whether it is a file.
    pub is_file: bool,
    /// The documented values of an enumeration, which is open.
    pub values: &'static [&'static str],
    /// What it is for.
    pub description: &'static str,
}

impl Operation {
    /// Returns what tools show of the operation beside this table.
    ///
    /// ```
    /// use zoom_api::operations::Operation;
    ///
    /// let list = Operation::find("list_user_pac_accounts").expect("an operation of Zoom's");
    /// assert_eq!(list.details().list, Some("pac_accounts"));
    /// assert_eq!(list.details().columns[0], "conference_id");
    /// ```
    pub fn details(&self) -> &'static Details {
        static NONE: Details = Details { description: "", members: &[], list: None, columns: &[], examples: &[] };
        let at = OPERATIONS.iter().position(|known| std::ptr::eq(known, self));
        at.and_then(|at| DETAILS.get(at)).unwrap_or(&NONE)
    }
}
