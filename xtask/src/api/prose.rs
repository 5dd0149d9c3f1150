//! Text for people, made safe for where it will stand: in Markdown, and from there in a Rust doc comment.

use super::html;

/// A text on one line, without markup that a heading would show.
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Markdown that cannot be taken for a test of documentation; none where there is no text.
///
/// rustdoc runs every fenced block that names no language and every block indented by four spaces, so fences get a
/// language and indented text is moved to the margin.
pub fn markdown(text: &str) -> Option<String> {
    let mut safe = String::with_capacity(text.len());
    let mut open: Option<String> = None;
    let mut blank = true;
    for line in html::to_markdown(text).trim().lines() {
        let line = line.trim_end();
        let content = line.trim_start();
        if blank && content.is_empty() && open.is_none() {
            continue;
        }
        let fence = fence(content);
        match (&open, fence) {
            (None, Some(fence)) => {
                let language = content[fence.len()..].trim();
                let tests = language.is_empty() || language.contains("rust") || language.contains('{');
                safe.push_str(&fence);
                safe.push_str(if tests { "text" } else { language });
                open = Some(fence);
            }
            (Some(marks), Some(fence)) if fence.starts_with(marks.as_str()) => {
                safe.push_str(&fence);
                open = None;
            }
            (Some(_), _) => safe.push_str(line),
            (None, None) => {
                // Only a blank line before makes indented text a block; deeper lists stand under their parent.
                let indented = line.len() - content.len() >= 4 || line.starts_with('\t');
                safe.push_str(if indented && blank { content } else { line });
            }
        }
        safe.push('\n');
        blank = content.is_empty();
    }
    if let Some(fence) = open {
        safe.push_str(&fence);
    }
    safe.truncate(safe.trim_end().len());
    // Those beyond ASCII begin with 0xc2 in UTF-8. Hardly any text has one.
    if safe.bytes().any(|byte| byte.is_ascii_control() && !matches!(byte, b'\n' | b'\t') || byte == 0xc2) {
        safe.retain(|c| !c.is_control() || matches!(c, '\n' | '\t'));
    }
    (!safe.is_empty()).then_some(safe)
}

/// The run of three or more backticks or tildes that a line starts with.
fn fence(line: &str) -> Option<String> {
    let mark = line.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let run: String = line.chars().take_while(|c| *c == mark).collect();
    (run.len() >= 3).then_some(run)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_a_doctest() {
        for (text, expected) in [
            ("```\nlet x = 1;\n```", "```text\nlet x = 1;\n```"),
            ("```rust\nlet x = 1;", "```text\nlet x = 1;\n```"),
            ("```json\n{}\n```", "```json\n{}\n```"),
            ("a\n\n    let x = 1;", "a\n\nlet x = 1;"),
            ("* a\n    * b", "* a\n    * b"),
            ("~~~~\n```\n~~~~", "~~~~text\n```\n~~~~"),
            ("bell\u{7}", "bell"),
        ] {
            assert_eq!(markdown(text).as_deref(), Some(expected), "{text}");
        }
        assert_eq!(markdown(" \n"), None);
    }
}
