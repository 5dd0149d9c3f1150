//! Tidy Markdown out of Zoom's Markdown with HTML: what remains of a description.
//!
//! Lines are written one by one with the gap that the source had between them: a line end stays one, `<br>`, a blank
//! line and a block's edge become a blank line. Markdown's own marks pass through as written; HTML becomes Markdown.

use super::lexer::{Kind, Token};

/// The heading that all spellings of it become.
const PREREQUISITES: &str = "**Prerequisites:**";

/// A page of Markdown in the making.
#[derive(Default)]
pub(super) struct Page<'a> {
    text: String,
    /// The kind of the last line of `text`.
    last: Last,
    /// What separates the next line from it.
    gap: Gap,
    line: Line<'a>,
    /// A heading that is written as soon as a line follows it.
    prerequisites: bool,
}

#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum Last {
    #[default]
    Text,
    Item,
    Heading,
}

#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum Gap {
    #[default]
    None,
    /// `<br>` within a list item: the item goes on.
    WithinItem,
    Line,
    Paragraph,
}

impl<'a> Page<'a> {
    /// Writes tokens.
    pub(super) fn extend(&mut self, tokens: &[Token<'a>]) {
        for token in tokens {
            self.push(*token);
        }
    }

    /// Ends the line: what comes next is a part of its own.
    pub(super) fn part(&mut self) {
        self.end_line();
        self.prerequisites = false;
        self.gap = Gap::Paragraph;
    }

    /// Starts the list of prerequisites; its heading is left out if no list follows.
    pub(super) fn start_prerequisites(&mut self) {
        self.part();
        self.prerequisites = true;
    }

    /// The whole text, without white space around it.
    pub(super) fn finish(mut self) -> String {
        self.end_line();
        self.text
    }

    fn push(&mut self, token: Token<'a>) {
        match token.kind {
            Kind::Newline => {
                let blank = self.line.is_blank();
                self.end_line();
                self.gap = match self.gap {
                    Gap::None | Gap::WithinItem if !blank => Gap::Line,
                    Gap::Line if !blank => Gap::Line,
                    // A line end behind `<br>` adds nothing to it.
                    _ => Gap::Paragraph,
                };
            }
            Kind::Break => {
                let in_item = self.line.bullet && !self.line.is_blank();
                self.end_line();
                self.gap = if in_item { Gap::WithinItem } else { Gap::Paragraph };
            }
            Kind::Block => {
                self.end_line();
                self.gap = Gap::Paragraph;
            }
            Kind::Bullet => {
                let indent = self.line.indent;
                if !self.line.is_blank() {
                    self.end_line();
                    self.gap = Gap::Line;
                }
                self.line = Line { bullet: true, indent, ..Line::default() };
            }
            _ => self.line.push(token),
        }
    }

    fn end_line(&mut self) {
        let line = std::mem::take(&mut self.line);
        let nested = line.indent >= 2 && self.last == Last::Item;
        let (indent, mut bullet) = (if nested { line.indent.min(8) } else { 0 }, line.bullet);
        let text = line.finish();
        if text.is_empty() {
            return;
        }
        if self.prerequisites {
            self.prerequisites = false;
            self.separate("\n\n");
            self.text.push_str(PREREQUISITES);
            self.last = Last::Heading;
        }
        let gap = match (self.last, bullet) {
            // The first line below the heading is an item, whether Zoom gave it a bullet or not.
            (Last::Heading, _) => {
                bullet = true;
                "\n"
            }
            (Last::Item, true) => "\n",
            (Last::Item, false) if self.gap == Gap::WithinItem => "\n  ",
            _ if self.gap == Gap::Paragraph => "\n\n",
            _ => "\n",
        };
        let goes_on = gap == "\n  ";
        self.separate(gap);
        if bullet {
            self.text.extend(std::iter::repeat_n(' ', indent));
            self.text.push_str("* ");
        }
        self.text.push_str(&text);
        self.last = if bullet || goes_on { Last::Item } else { Last::Text };
        self.gap = Gap::None;
    }

    fn separate(&mut self, gap: &str) {
        if !self.text.is_empty() {
            self.text.push_str(gap);
        }
    }
}

/// A line in the making.
#[derive(Default)]
struct Line<'a> {
    text: String,
    bullet: bool,
    /// The white space before the line's first mark.
    indent: usize,
    /// Elements opened on this line. HTML's strong and emphasis are counted, for `**` within `**` would close it.
    strong: usize,
    emphasis: usize,
    links: Vec<&'a str>,
    /// White space that belongs before the next text: Markdown wants none behind an opening mark.
    space: bool,
    /// The marks at the end of `text` that have been opened and have nothing in them yet.
    opened: Vec<&'static str>,
}

impl<'a> Line<'a> {
    fn is_blank(&self) -> bool {
        self.text.is_empty()
    }

    fn push(&mut self, token: Token<'a>) {
        match token.kind {
            Kind::Space if self.is_blank() && !self.bullet => self.indent = token.text.chars().count(),
            Kind::Space => self.space = true,
            Kind::StrongOpen => {
                self.strong += 1;
                if self.strong == 1 {
                    self.open("**");
                }
            }
            Kind::StrongClose => {
                if self.strong == 1 {
                    self.close("**");
                }
                self.strong = self.strong.saturating_sub(1);
            }
            Kind::EmphasisOpen => {
                self.emphasis += 1;
                if self.emphasis == 1 {
                    self.open("*");
                }
            }
            Kind::EmphasisClose => {
                if self.emphasis == 1 {
                    self.close("*");
                }
                self.emphasis = self.emphasis.saturating_sub(1);
            }
            Kind::LinkOpen(target) => {
                self.links.push(target);
                self.open("[");
            }
            Kind::LinkClose => {
                if let Some(target) = self.links.pop() {
                    self.close_link(target);
                }
            }
            Kind::Code("") => {}
            Kind::Code(text) => self.write(&format!("`{text}`")),
            Kind::Ignored => {}
            _ => self.write(token.text),
        }
    }

    /// Writes text behind the white space that is due.
    fn write(&mut self, text: &str) {
        self.write_space();
        self.opened.clear();
        self.text.push_str(text);
    }

    fn write_space(&mut self) {
        if std::mem::take(&mut self.space) && self.opened.is_empty() && !self.is_blank() {
            self.text.push(' ');
        }
    }

    fn open(&mut self, mark: &'static str) {
        self.write_space();
        self.opened.push(mark);
        self.text.push_str(mark);
    }

    /// Closes an element before the white space that is due; an empty one vanishes.
    fn close(&mut self, mark: &'static str) {
        if !self.remove_opened(mark) {
            self.opened.clear();
            self.text.push_str(mark);
        }
    }

    /// Takes back an opening mark that nothing stands behind.
    fn remove_opened(&mut self, mark: &str) -> bool {
        let empty = self.opened.pop_if(|opened| *opened == mark).is_some();
        if empty {
            self.text.truncate(self.text.len() - mark.len());
        }
        empty
    }

    fn close_link(&mut self, target: &str) {
        if self.remove_opened("[") {
            return;
        }
        self.opened.clear();
        let plain = !target.contains(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '<' | '>'));
        let target = if plain { target.to_owned() } else { format!("<{target}>") };
        self.text.push_str(&format!("]({target})"));
    }

    /// The line with its elements closed; nothing if it holds only marks, such as a backtick without its partner.
    fn finish(mut self) -> String {
        while let Some(target) = self.links.pop() {
            self.close_link(target);
        }
        if self.emphasis > 0 {
            self.close("*");
        }
        if self.strong > 0 {
            self.close("**");
        }
        let only_marks = self.text.chars().all(|c| matches!(c, '*' | '`' | ' '));
        if only_marks { String::new() } else { self.text }
    }
}

#[cfg(test)]
mod tests {
    use super::super::lexer::lex;
    use super::*;

    #[track_caller]
    fn check(input: &str, expected: &str) {
        let mut page = Page::default();
        page.extend(&lex(input));
        assert_eq!(page.finish(), expected, "{input:?}");
    }

    #[test]
    fn markdown_passes_through() {
        for input in [
            "",
            "A **b** *c* `d` [e](https://f.g/h) <i.j@k.l>: m.",
            "***A:** b* 5*3 \\*",
            "A\nb",
            "A\n\nB",
            "* A\n* B\n  * C\n* D",
            "A:\n* B",
            "> **Note:** a",
            "1. A\n2. B",
            "[**A**](b) **[c](d):** e",
            "A ` b",
        ] {
            check(input, input);
        }
    }

    #[test]
    fn white_space_is_tidied() {
        check(" A  b \t\n\n\n \n B \n", "A b\n\nB");
        check("A\r\n\r\nB", "A\n\nB");
        check("A\n\n\n`", "A");
        check(" * A\n * B\n\n* C", "* A\n* B\n* C");
    }

    #[test]
    fn breaks_part_paragraphs() {
        check("A<br>B", "A\n\nB");
        check("A <br><br>\n\n<br>B", "A\n\nB");
        check("A</br>\n B", "A\n\nB");
        check("A:<br>\n* B<br>\n* C<br><br>\nD", "A:\n\n* B\n* C\n\nD");
        check("* A<br>b\n* C", "* A\n  b\n* C");
    }

    #[test]
    fn html_becomes_markdown() {
        check("<b>A</b> <i>b</i> <code>c</code>", "**A** *b* `c`");
        check("A<p style=\"x\"><b>Note: </b>B <em> c</em>d</p>E", "A\n\n**Note:** B *c*d\n\nE");
        check("A <a class=\"x\" href=\"https://b\"> c </a>.", "A [c](https://b) .");
        check("<a href=\"b (c)\">d</a>", "[d](<b (c)>)");
        check("A<ul><li>B</li><li>C</li></ul>D", "A\n\n* B\n* C\n\nD");
        check("<aside>A <span>b</span></aside>", "A b");
    }

    #[test]
    fn html_is_balanced() {
        check("A</b> b</i></a>", "A b");
        check("<b>A", "**A**");
        check("<b>A<br>B</b>", "**A**\n\nB");
        check("<b><b>A</b> b</b>", "**A b**");
        check("A<b></b><p></p><a href=\"b\"></a>", "A");
        check("A<b><i></i></b>B", "AB");
        check("<a href=\"b\">A", "[A](b)");
        check("<br>Note:</b> A", "Note: A");
    }
}
