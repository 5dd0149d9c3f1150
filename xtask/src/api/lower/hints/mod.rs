//! What the description of a parameter or a field says beside its text: that it is required, its values, its default, its
//! limits. A fact is taken only from a sentence that can be about nothing else.

mod default;
mod format;
mod limits;
mod required;
mod values;

/// What a description says beside its text.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Hints {
    /// It says that a request without the parameter is refused.
    pub(super) required: bool,
    /// The values that it lists, each once.
    pub(super) values: Option<Vec<String>>,
    /// Whether there can be other values: only a tool's mark says that the list is complete.
    pub(super) open: bool,
    /// The value that it has where it is left out.
    pub(super) default: Option<String>,
    /// The smallest value, for a number.
    pub(super) minimum: Option<i64>,
    /// The largest value, for a number.
    pub(super) maximum: Option<i64>,
    /// The fewest characters, for a string.
    pub(super) min_length: Option<u64>,
    /// The most characters, for a string.
    pub(super) max_length: Option<u64>,
    /// The format of OpenAPI that it spells out (`date` for `yyyy-mm-dd`), for a string.
    pub(super) format: Option<&'static str>,
    /// It is a list, written with commas between its elements.
    pub(super) is_list: bool,
    /// The text for people.
    pub(super) description: String,
}

impl Hints {
    /// Reads a description. The marks that tools write, `(Required)` at the start and `(This can only be one of a,b)`,
    /// are taken out of it; what people write as part of a sentence stays.
    pub(super) fn read(description: &str) -> Self {
        // A tool's word for a text that is missing.
        let description = if description.trim() == "undefined" { "" } else { description.trim() };
        let (required, text) = required::read(description);
        let (closed, description) = values::closed(text);
        let open = closed.is_none();
        let values = closed.or_else(|| values::listed(&description));
        let limits = limits::read(&description);
        Self {
            required,
            open: open && values.is_some(),
            values,
            default: default::read(&description),
            minimum: limits.minimum,
            maximum: limits.maximum,
            min_length: limits.min_length,
            max_length: limits.max_length,
            format: format::read(&description),
            is_list: values::is_list(&description),
            description,
        }
    }
}

/// A text beside itself in small letters.
struct Lower<'t> {
    text: &'t str,
    lower: String,
}

impl<'t> Lower<'t> {
    fn of(text: &'t str) -> Self {
        Self { text, lower: text.to_ascii_lowercase() }
    }

    /// What stands behind a mark that starts a word, in whatever letter case.
    fn after(&self, mark: &str) -> Option<&'t str> {
        self.all_after(mark).next()
    }

    /// What stands behind each place of a mark.
    fn all_after(&self, mark: &str) -> impl Iterator<Item = &'t str> {
        let starts_word = |at: &usize| !self.text[..*at].ends_with(|c: char| c.is_alphanumeric());
        let places = self.lower.match_indices(mark).map(|(at, _)| at).filter(starts_word);
        places.map(|at| &self.text[at + mark.len()..]).collect::<Vec<_>>().into_iter()
    }
}

/// A text without quotes around it, if it is one word.
fn word(text: &str) -> Option<&str> {
    let text = text.trim().trim_end_matches('.').trim_matches(['`', '"', '\'', '*']);
    let is_word = !text.contains(|c: char| c.is_whitespace() || "<>{}()`\"".contains(c)) && text != "etc";
    is_word.then_some(text)
}

#[cfg(test)]
mod tests {
    use super::Hints;

    #[test]
    fn what_a_description_says() {
        for (description, required, values, default, text) in [
            ("(Required) The ID.", true, "", "", "The ID."),
            ("(Required)", true, "", "", ""),
            ("**Required**: the ID", true, "", "", "the ID"),
            ("[required] - the ID", true, "", "", "the ID"),
            ("Required. The ID.", true, "", "", "The ID."),
            ("Not (Required)", false, "", "", "Not (Required)"),
            ("(Required) Order (This can only be one of a, b,,a) of all", true, "a b", "", "Order of all"),
            ("Order (This can only be one of asc", false, "asc", "", "Order"),
            ("(This can only be one of )", false, "", "", ""),
            ("Required for admins.", false, "", "", "Required for admins."),
            ("Order (This can only be one of asc,desc,asc)", false, "asc desc", "", "Order"),
            ("Sort. Allowed values: `asc`, `desc`.", false, "asc desc", "", "Sort. Allowed values: `asc`, `desc`."),
            ("One of: a | b or c", false, "a b c", "", "One of: a | b or c"),
            ("Possible values: a, b, etc.", false, "", "", "Possible values: a, b, etc."),
            ("Possible values: any text, or none", false, "", "", "Possible values: any text, or none"),
            ("Enum: only", false, "", "", "Enum: only"),
            ("How many. Default: 30.", false, "", "30", "How many. Default: 30."),
            ("Page size (defaults to `25`, at most 100)", false, "", "25", "Page size (defaults to `25`, at most 100)"),
            ("By default is the newest", false, "", "", "By default is the newest"),
            ("nondefault: 3", false, "", "", "nondefault: 3"),
            ("é default: ü", false, "", "ü", "é default: ü"),
            ("undefined", false, "", "", ""),
            ("", false, "", "", ""),
        ] {
            let hints = Hints::read(description);
            let found = (hints.required, hints.values.unwrap_or_default().join(" "), hints.default.unwrap_or_default());
            assert_eq!(found, (required, values.to_owned(), default.to_owned()), "{description}");
            assert_eq!(hints.description, text);
        }
    }
}
