//! What the description of a parameter says beside its text: that it is required, its values, its default.

/// What a description says beside its text.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Hints {
    /// It says that a request without the parameter is refused.
    pub(super) required: bool,
    /// The only values that it may have.
    pub(super) values: Option<Vec<String>>,
    /// The value that it has where it is left out.
    pub(super) default: Option<String>,
    /// The text for people.
    pub(super) description: String,
}

impl Hints {
    /// Reads a description. The marks that tools write, `(Required)` at the start and `(This can only be one of a,b)`,
    /// are taken out of it; what people write as part of a sentence stays.
    pub(super) fn read(description: &str) -> Self {
        let (required, text) = required(description.trim());
        let (values, text) = match text.split_once("(This can only be one of ") {
            Some((before, rest)) => {
                let (list, after) = rest.split_once(')').unwrap_or((rest, ""));
                let text = format!("{} {}", before.trim(), after.trim());
                (unique(list.split(',').map(str::trim)), text.trim().to_owned())
            }
            None => (values(&Lower::of(text)), text.to_owned()),
        };
        let default = default(&Lower::of(&text));
        Self { required, values, default, description: text }
    }
}

fn required(text: &str) -> (bool, &str) {
    const MARKS: [&str; 7] =
        ["(Required)", "(required)", "[Required]", "[required]", "**Required**", "*Required*", "Required."];
    match MARKS.iter().find_map(|mark| text.strip_prefix(mark)) {
        Some(rest) => (true, rest.trim_start_matches([' ', ':', '.', '-']).trim_start()),
        None => (false, text),
    }
}

/// The list behind `Allowed values:` and the like, where it is one of words and no more than that.
fn values(text: &Lower<'_>) -> Option<Vec<String>> {
    const MARKS: [&str; 8] = [
        "allowed values:",
        "allowed values are",
        "possible values:",
        "possible values are",
        "valid values:",
        "valid values are",
        "enum:",
        "one of:",
    ];
    if !["values", "enum:", "one of:"].iter().any(|word| text.lower.contains(word)) {
        return None;
    }
    let list = MARKS.iter().find_map(|mark| text.after(mark))?;
    let end = list.find([')', ']', '\n', ';']).unwrap_or(list.len());
    let list = &list[..list[..end].find(". ").unwrap_or(end)];
    let words = list.split([',', '|', '/']).flat_map(|part| part.split(" or ")).flat_map(|part| part.split(" and "));
    let words: Vec<_> = words.map(word).filter(|word| *word != Some("")).collect();
    let all = unique(words.into_iter().collect::<Option<Vec<_>>>()?.into_iter())?;
    (all.len() > 1).then_some(all)
}

/// The word behind `Default:` or `defaults to`.
fn default(text: &Lower<'_>) -> Option<String> {
    const MARKS: [&str; 7] = [
        "default value is ",
        "default value: ",
        "defaults to ",
        "default is ",
        "default: ",
        "default = ",
        "by default is ",
    ];
    if !text.lower.contains("default") {
        return None;
    }
    let rest = MARKS.iter().find_map(|mark| text.after(mark))?;
    let end = rest.find([')', ']', ',', ';', '\n', ' ']).unwrap_or(rest.len());
    let found = word(&rest[..end]).filter(|word| !word.is_empty())?;
    // "the default is the current page"
    let is_article = ["the", "a", "an", "to", "no", "not", "none", "null", "empty", "your"].contains(&found);
    (!is_article).then(|| found.to_owned())
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

    /// What stands behind a mark, in whatever letter case and emphasis.
    fn after(&self, mark: &str) -> Option<&'t str> {
        let starts_word = |at: &usize| !self.text[..*at].ends_with(|c: char| c.is_alphanumeric());
        let at = self.lower.match_indices(mark).map(|(at, _)| at).find(starts_word)?;
        Some(self.text[at + mark.len()..].trim_start_matches(['*', ' ']))
    }
}

/// A text without quotes around it, if it is one word.
fn word(text: &str) -> Option<&str> {
    let text = text.trim().trim_end_matches('.').trim_matches(['`', '"', '\'', '*']);
    let is_word = !text.contains(|c: char| c.is_whitespace() || "<>{}()`\"".contains(c)) && text != "etc";
    is_word.then_some(text)
}

fn unique<'t>(values: impl Iterator<Item = &'t str>) -> Option<Vec<String>> {
    let mut unique: Vec<String> = Vec::new();
    for value in values.filter(|value| !value.is_empty()) {
        if !unique.iter().any(|known| known == value) {
            unique.push(value.to_owned());
        }
    }
    (!unique.is_empty()).then_some(unique)
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
            ("", false, "", "", ""),
        ] {
            let hints = Hints::read(description);
            let found = (hints.required, hints.values.unwrap_or_default().join(" "), hints.default.unwrap_or_default());
            assert_eq!(found, (required, values.to_owned(), default.to_owned()), "{description}");
            assert_eq!(hints.description, text);
        }
    }
}
