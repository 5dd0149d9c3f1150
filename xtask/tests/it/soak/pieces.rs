//! Texts that are meant to break something.

use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};

use super::super::properties::{any_json, any_text, text};

/// Texts that mean something somewhere: in an address, a template, JSON, Markdown, Rust or Unicode.
const ODD: &[&str] = &[
    "{{",
    "}}",
    "{",
    "}",
    "{{a}}",
    "{{ a b }}",
    "{id}",
    ":id",
    ":",
    "/",
    "//",
    "://",
    "?",
    "#",
    "&",
    "=",
    "%",
    "%ZZ",
    "%C3%28",
    "%2F",
    "%7B",
    "..",
    ".",
    "\\",
    "\"",
    "'",
    "`",
    "```",
    "~~~",
    "```rust\n",
    "    let x = 1;\n",
    "*/",
    "/*",
    "//!",
    "[]",
    "a[]",
    "a[b]",
    ";",
    ",",
    "-",
    "--",
    "+",
    "_",
    "__",
    "$",
    "$ref",
    "#/components/schemas/A",
    "~1",
    "self",
    "Self",
    "crate",
    "type",
    "r#fn",
    "body",
    "client",
    "send",
    "new",
    "value",
    "Error",
    "null",
    "true",
    "<string>",
    "<long>",
    "<",
    ">",
    "<b>",
    "<script>",
    "&nbsp;",
    "localhost",
    "https://",
    "http://[::1]:8080/x",
    "a@b.co",
    "1e400",
    "-0",
    "9007199254740993",
    "0123",
    "\u{0}",
    "\u{7f}",
    "\u{feff}",
    "\u{202e}",
    "\u{2028}",
    "\r\n",
    "\t",
    "é",
    "e\u{301}",
    "日本",
    "🦀",
    "İ",
    "ǅ",
    "①",
    "ª",
    "²",
];

pub(super) fn odd() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => select(ODD).prop_map(str::to_owned),
        2 => prop::collection::vec(prop_oneof![select(ODD).prop_map(str::to_owned), text("[a-zA-Z0-9]{1,3}")], 0..6)
            .prop_map(|pieces| pieces.concat()),
        1 => any_text(),
        1 => prop::collection::vec(any::<char>(), 0..8).prop_map(|letters| letters.into_iter().collect::<String>()),
    ]
}

pub(super) fn name() -> impl Strategy<Value = String> {
    prop_oneof![2 => text("(Get|List|Create) [a-c]s?( by [a-c])?"), 1 => odd()]
}

/// A body: JSON, much of one thing, or nearly JSON.
pub(super) fn body() -> impl Strategy<Value = String> {
    let member = prop_oneof![2 => text("[a-cA-C](_?[a-cA-C]){0,2}"), 1 => odd()];
    let scalar = prop_oneof![
        any_json(),
        odd().prop_map(Value::from),
        Just(json!({})),
        Just(json!([])),
        select(vec![json!(1), json!(1.5), json!(null), json!("2026-11-23")]),
    ];
    let json = scalar.prop_recursive(5, 60, 6, move |inner| {
        prop_oneof![
            1 => prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            2 => prop::collection::vec((member.clone(), inner), 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect::<Map<_, _>>())),
        ]
    });
    const TOKENS: &[&str] = &[
        "{",
        "}",
        "[",
        "]",
        "\"a\"",
        "\"b\"",
        ":",
        ",",
        "1",
        "-1.5e300",
        "null",
        "true",
        "{{x}}",
        "{{",
        "}}",
        "// x\n",
        "/*",
        "*/",
        "\"\\",
        "\"\\u00e9\"",
        "\"<long>\"",
        "\n",
        " ",
        "'a'",
        "{\"a\":",
        "[1,",
        "<a>",
        "\u{feff}",
    ];
    let nearly = prop::collection::vec(select(TOKENS), 0..30).prop_map(|tokens| tokens.concat());
    prop_oneof![
        6 => json.prop_map(|value| value.to_string()),
        3 => nearly,
        1 => odd(),
        1 => (select(TOKENS), 1..100_000usize).prop_map(|(token, size)| token.repeat(size / token.len())),
    ]
}

/// Zoom's prose, of its own pieces and noise.
pub(super) fn prose() -> impl Strategy<Value = String> {
    const PIECES: &[&str] = &[
        "**HTTP Status Code:** `404`",
        "**HTTP Status Code**: 400",
        "HTTP Status Code:",
        "**Error Code:** `300`",
        "**Error Code**: `1001`, `1003_001`",
        "**Error Codes:**",
        "Error Code: 3001",
        "Error Code",
        "**Error Message:**",
        "error codes",
        "**Scopes:** ",
        "**Scope:**",
        "Scopes: ",
        "[**Scopes**](u):",
        "**Granular Scopes:** ",
        "`user:read:admin`",
        "`a:b`",
        "a:b:c",
        "**[Rate Limit Label](https://a.b#c):**",
        "Rate Limit Label: ",
        "`Light`",
        "`Medium`",
        "Heavy",
        "**Prerequisites:**",
        "Prerequisites",
        "`me`",
        "\"me\"",
        "“me”",
        "For user-level apps, pass ",
        "user level app",
        "[the `me` value](https://a.b#mekeyword)",
        " do not ",
        "(Required) ",
        "<br>",
        "</br>",
        "<br />",
        "<b>",
        "</b>",
        "<a href=\"x\">",
        "</a>",
        "<code>",
        "&nbsp;",
        "&amp;",
        "&#x",
        "&#128;",
        "&#xD800;",
        "**",
        "*",
        "_",
        "`",
        "[",
        "](",
        ")",
        "\n",
        "\n\n",
        "* ",
        "1. ",
        "|",
        "| a | b |\n|---|---|\n",
        "$userId",
        "${a}",
        "{0}",
        "200",
        "**Not Found**",
    ];
    let piece = prop_oneof![
        8 => select(PIECES).prop_map(str::to_owned),
        2 => Just(" ".to_owned()),
        1 => text("[a-zA-Z0-9:.,]{1,6}"),
        1 => odd(),
    ];
    prop_oneof![
        20 => prop::collection::vec(piece.clone(), 0..25).prop_map(|pieces| pieces.concat()),
        1 => (prop::collection::vec(piece, 1..4), 1..50_000usize).prop_map(|(pieces, size)| {
            let text = pieces.concat();
            text.repeat(size / text.len().max(1))
        }),
    ]
}
