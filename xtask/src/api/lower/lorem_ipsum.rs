//! Values that a tool made up where a person wrote none.

/// Whether a text is Latin filler, as Postman's generator puts in for "any text".
pub(super) fn is_filler(text: &str) -> bool {
    let mut words = text.split_whitespace().peekable();
    words.peek().is_some()
        && words.all(|word| LATIN.contains(&word.trim_matches([',', '.']).to_ascii_lowercase().as_str()))
}

/// The words of the "lorem ipsum" passage.
const LATIN: [&str; 63] = [
    "lorem",
    "ipsum",
    "dolor",
    "sit",
    "amet",
    "consectetur",
    "adipiscing",
    "adipisicing",
    "elit",
    "sed",
    "do",
    "eiusmod",
    "tempor",
    "incididunt",
    "ut",
    "labore",
    "et",
    "dolore",
    "magna",
    "aliqua",
    "enim",
    "ad",
    "minim",
    "veniam",
    "quis",
    "nostrud",
    "exercitation",
    "ullamco",
    "laboris",
    "nisi",
    "aliquip",
    "ex",
    "ea",
    "commodo",
    "consequat",
    "duis",
    "aute",
    "irure",
    "in",
    "reprehenderit",
    "voluptate",
    "velit",
    "esse",
    "cillum",
    "eu",
    "fugiat",
    "nulla",
    "pariatur",
    "excepteur",
    "sint",
    "occaecat",
    "cupidatat",
    "non",
    "proident",
    "sunt",
    "culpa",
    "qui",
    "officia",
    "deserunt",
    "mollit",
    "anim",
    "id",
    "est",
];

#[cfg(test)]
mod tests {
    use super::is_filler;

    #[test]
    fn filler_and_words() {
        for (text, expected) in [
            ("quis officia in reprehenderit", true),
            ("Lorem ipsum dolor sit amet,", true),
            ("in progress", false),
            ("abc123", false),
            ("", false),
        ] {
            assert_eq!(is_filler(text), expected, "{text}");
        }
    }
}
