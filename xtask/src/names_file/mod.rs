//! The file that names are kept in: YAML that people edit, and that only ever grows by itself.
//!
//! - [`NamesFile`]: what a file holds, and its text with names that are new
//! - `read`: the names of a text, or what is wrong with it and where
//! - `write`: the names as a text
//! - `lines`: the lines of a text by what they are about, so that lines can be added between those of a person

mod lines;
mod read;
mod write;

use std::fmt;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use self::lines::Lines;
use crate::api::Names;

/// Why a file of names cannot be used.
#[derive(Debug)]
pub struct NamesError {
    file: PathBuf,
    problem: Problem,
}

/// What is wrong, and in which line if it is in one.
#[derive(Debug, PartialEq, Eq)]
struct Problem {
    line: Option<usize>,
    text: String,
}

impl fmt::Display for NamesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.file.display())?;
        if let Some(line) = self.problem.line {
            write!(f, "{line}:")?;
        }
        write!(f, " {}", self.problem.text)
    }
}

impl std::error::Error for NamesError {}

/// A file of names as it was found.
#[derive(Debug, Clone, Default)]
pub struct NamesFile {
    text: String,
    names: Names,
}

impl NamesFile {
    /// Reads a file of names; one that is not there holds none.
    ///
    /// # Errors
    ///
    /// If the file cannot be read, is no file of names, or gives two things one name.
    pub fn read(file: &Path) -> Result<Self, NamesError> {
        let fail = |problem| NamesError { file: file.to_owned(), problem };
        match std::fs::read_to_string(file) {
            Ok(text) => Self::parse(text).map_err(fail),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(fail(Problem { line: None, text: format!("cannot be read: {error}") })),
        }
    }

    fn parse(text: String) -> Result<Self, Problem> {
        let names = read::names(&text)?;
        Ok(Self { text, names })
    }

    /// Returns the names in the file.
    pub fn names(&self) -> &Names {
        &self.names
    }

    /// Returns the text of the file with names that came to it: the lines that are there stay as they are.
    pub fn with(&self, names: &Names) -> String {
        let canonical = write::text(names);
        if self.text.is_empty() {
            return canonical;
        }
        if *names == self.names {
            return self.text.clone();
        }
        let mut lines = Lines::read(&self.text);
        lines.add(&Lines::read(&canonical));
        let text = lines.text();
        // A file in another form of YAML than ours, which no line can be added to, is written anew.
        if read::names(&text).is_ok_and(|read| read == *names) { text } else { canonical }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;
    use crate::api::names::OperationNames;

    fn operation(id: &str, errors: &[(&str, &str)]) -> OperationNames {
        OperationNames {
            id: Some(id.to_owned()),
            group: Some("g".to_owned()),
            method: Some(id.to_owned()),
            errors: errors.iter().map(|(key, name)| ((*key).to_owned(), (*name).to_owned())).collect(),
            parameters: BTreeMap::new(),
        }
    }

    fn names() -> Names {
        Names {
            groups: [("PAC".to_owned(), "pac".to_owned()), ("Q&A: on".to_owned(), "qa".to_owned())].into(),
            operations: [
                ("GET /b/{id}".to_owned(), operation("b", &[("404 1001", "UserNotFound")])),
                ("PUT /d".to_owned(), operation("y", &[])),
            ]
            .into(),
            types: [("GET /b/{} 200", "Bs"), ("GET /b/{} 200 b[]", "B"), ("GET /b/{} 200 \"a: b\"", "Odd")]
                .map(|(place, name)| (place.to_owned(), name.to_owned()))
                .into(),
            properties: [(
                "B".to_owned(),
                [("aB", "a_b"), ("a b", "a_b_2")].map(|(member, name)| (member.to_owned(), name.to_owned())).into(),
            )]
            .into(),
        }
    }

    #[test]
    fn lines_of_people_stay() {
        let text = NamesFile::default().with(&names());
        let edited = text
            .replace("    id: b\n", "    # As the old client calls it.\n    id: find_b # for now\n")
            .replace("  GET /b", "  # The bs.\n  GET /b")
            + "\n# The end.\n";
        let file = NamesFile::parse(edited.clone()).unwrap();
        assert_eq!(file.with(file.names()), edited);

        let mut more = file.names().clone();
        more.operations.insert("GET /a".to_owned(), operation("a", &[]));
        more.operations.insert("GET /c".to_owned(), operation("c", &[("400 -1", "InvalidC")]));
        more.operations.get_mut("GET /b/{id}").unwrap().errors.insert("400 2".to_owned(), "Two".to_owned());
        more.operations.get_mut("PUT /d").unwrap().errors.insert("400 2".to_owned(), "Two".to_owned());
        more.types.insert("GET /a 200".to_owned(), "B".to_owned());
        more.groups.insert("A".to_owned(), "a".to_owned());
        let grown = file.with(&more);
        assert_eq!(NamesFile::parse(grown.clone()).unwrap().names(), &more);
        let mut rest = grown.lines();
        for line in edited.lines() {
            assert!(rest.any(|found| found == line), "{line:?} is gone or elsewhere:\n{grown}");
        }
        let added = grown.lines().count() - edited.lines().count();
        assert_eq!(added, 1 + 4 + 6 + 1 + 2 + 1, "{grown}");
    }

    fn text() -> impl Strategy<Value = String> {
        prop_oneof![
            "[A-Za-z0-9/{} ._-]{0,12}",
            "\\PC{0,6}",
            any::<String>(),
            prop::sample::select(vec![
                "y", "null", "~", "1", "1e3", "0x1", "- a", "a: b", "a #b", "'", "\"", "\u{85}", "\u{feff}"
            ])
            .prop_map(str::to_owned),
        ]
    }

    fn snake() -> impl Strategy<Value = String> {
        "[a-z][a-z0-9]{0,3}(_[a-z0-9]{1,3})?"
    }

    fn any_names() -> impl Strategy<Value = Names> {
        let errors = prop::collection::btree_map(text(), "[A-Z][A-Za-z0-9]{0,5}", 0..3);
        let parameters = prop::collection::btree_map(text(), snake(), 0..3);
        let operations =
            prop::collection::btree_map("/[a-z]{1,4}(/\\{[a-z]{1,3}\\})?", (snake(), errors, parameters), 0..5);
        let groups = prop::collection::btree_map(text(), snake(), 0..3);
        let types = prop::collection::btree_map(text(), "[A-Z][A-Za-z0-9]{0,2}", 0..6);
        let members = prop::collection::btree_map(text(), snake(), 1..3);
        let properties = prop::collection::btree_map("[A-Z][A-Za-z0-9]{0,2}", members, 0..3);
        (groups, operations, types, properties).prop_map(|(groups, operations, types, properties)| {
            let operations = operations.into_iter().enumerate().map(|(number, (path, (id, errors, parameters)))| {
                // Unique, as all that is given is, and of no two spellings of one path.
                let key = format!("GET {path}/{number}");
                let name = Some(format!("{id}_{number}"));
                (key, OperationNames { id: name.clone(), group: Some(id), method: name, errors, parameters })
            });
            Names { groups, operations: operations.collect(), types, properties }
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

        #[test]
        fn what_is_written_is_read(names in any_names()) {
            let text = NamesFile::default().with(&names);
            let file = NamesFile::parse(text).map_err(|problem| TestCaseError::fail(format!("{problem:?}")))?;
            prop_assert_eq!(file.names(), &names);
        }

        #[test]
        fn names_that_come_in_steps_are_the_file_of_all(names in any_names(), kept in prop::collection::vec(any::<bool>(), 14)) {
            let mut some = names.clone();
            let mut kept = kept.into_iter().cycle();
            some.groups.retain(|_, _| kept.next().unwrap_or_default());
            some.operations.retain(|_, _| kept.next().unwrap_or_default());
            some.operations.values_mut().for_each(|it| {
                it.errors.retain(|_, _| kept.next().unwrap_or_default());
                it.parameters.retain(|_, _| kept.next().unwrap_or_default());
            });
            some.types.retain(|_, _| kept.next().unwrap_or_default());
            some.properties.retain(|_, _| kept.next().unwrap_or_default());
            let text = NamesFile::default().with(&some);
            let file = NamesFile::parse(text).map_err(|problem| TestCaseError::fail(format!("{problem:?}")))?;
            prop_assert_eq!(file.with(&names), NamesFile::default().with(&names));
        }
    }
}
