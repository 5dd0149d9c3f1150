//! The two formats in which an item can be written.

use std::path::Path;

use clap::ValueEnum;
use clap::builder::PossibleValue;

use crate::postman::v3;

/// A format of Postman's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// A file of JSON, as Postman copies an item.
    V21,
    /// A file of YAML for the request, and one for each example.
    V3,
}

impl Format {
    /// The format of an item's file.
    pub(super) fn of(file: &Path) -> Self {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        if v3::is_request(&name) { Self::V3 } else { Self::V21 }
    }
}

impl ValueEnum for Format {
    fn value_variants<'a>() -> &'a [Self] {
        &[Self::V21, Self::V3]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(match self {
            Self::V21 => PossibleValue::new("v2.1").help("A file of JSON for each item"),
            Self::V3 => PossibleValue::new("v3").help("A file of YAML for each request, and one for each example"),
        })
    }
}
