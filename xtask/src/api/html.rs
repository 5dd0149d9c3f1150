//! HTML in the midst of Markdown, as descriptions have it that were written for a web page, as Markdown alone.
//!
//! Tags that say something become marks, others go; what only looks like a tag (`<your token>`) is kept from being taken
//! for one. Code is left as it is.

use std::borrow::Cow;

use memchr::memchr3;

/// The text without HTML.
pub(super) fn to_markdown(text: &str) -> Cow<'_, str> {
    if !text.contains(['<', '&']) {
        return text.into();
    }
    let mut page = Page::default();
    let mut fence: Option<&str> = None;
    for line in text.split_inclusive('\n') {
        let content = line.trim_start();
        let mark = ["```", "~~~"].into_iter().find(|mark| content.starts_with(mark));
        if fence.is_some() || mark.is_some() {
            page.text.push_str(line);
            fence = match (fence, mark) {
                (Some(open), Some(mark)) if open == mark => None,
                (None, mark) => mark,
                (open, _) => open,
            };
        } else {
            page.line(line);
        }
    }
    page.text.into()
}

#[derive(Default)]
struct Page {
    text: String,
    /// Where the links that are open lead to.
    links: Vec<String>,
    /// The end of what is left out: a comment, a script.
    skipping: Option<&'static str>,
}

impl Page {
    fn line(&mut self, line: &str) {
        let mut rest = line;
        while !rest.is_empty() {
            if let Some(end) = self.skipping {
                let Some((_, after)) = rest.split_once(end) else { return };
                (self.skipping, rest) = (None, after);
                continue;
            }
            let plain = memchr3(b'<', b'&', b'`', rest.as_bytes()).unwrap_or(rest.len());
            self.text.push_str(&rest[..plain]);
            rest = &rest[plain..];
            rest = match rest.as_bytes().first() {
                Some(b'`') => self.code(rest),
                Some(b'&') => self.entity(rest),
                Some(_) => self.tag(rest),
                None => rest,
            };
        }
    }

    /// A span of code as it is, or the lone mark.
    fn code<'t>(&mut self, rest: &'t str) -> &'t str {
        let end = rest[1..].find('`').map_or(1, |length| length + 2);
        self.text.push_str(&rest[..end]);
        &rest[end..]
    }

    fn entity<'t>(&mut self, rest: &'t str) -> &'t str {
        const ENTITIES: [(&str, &str); 8] = [
            ("&amp;", "&"),
            ("&lt;", "\\<"),
            ("&gt;", ">"),
            ("&quot;", "\""),
            ("&apos;", "'"),
            ("&#39;", "'"),
            ("&#x27;", "'"),
            ("&nbsp;", " "),
        ];
        let known = ENTITIES.iter().find_map(|(entity, text)| Some((rest.strip_prefix(entity)?, text)));
        let (after, text) = known.unwrap_or((&rest[1..], &"&"));
        self.text.push_str(text);
        after
    }

    fn tag<'t>(&mut self, rest: &'t str) -> &'t str {
        if let Some(after) = rest.strip_prefix("<!--") {
            self.skipping = Some("-->");
            return after;
        }
        let inner = rest[1..].split_once('>').filter(|(inner, _)| !inner.contains('<'));
        let Some((inner, after)) = inner else { return self.sign(rest) };
        let (closes, inner) = inner.strip_prefix('/').map_or((false, inner), |inner| (true, inner));
        let (name, attributes) =
            inner.split_at(inner.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(inner.len()));
        if !(attributes.is_empty() || attributes.starts_with([' ', '\t', '/'])) {
            return self.sign(rest);
        }
        match name.to_ascii_lowercase().as_str() {
            "br" | "p" | "div" | "section" | "article" | "blockquote" | "ul" | "ol" | "dl" | "table" | "hr" => {
                self.text.push_str("\n\n");
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.text.push_str(if closes { "**\n\n" } else { "\n\n**" }),
            "li" | "dt" => self.text.push_str(if closes { "" } else { "\n- " }),
            "tr" => self.text.push_str(if closes { "" } else { "\n- " }),
            "td" | "th" | "dd" => self.text.push_str(if closes { " " } else { "" }),
            "b" | "strong" => self.text.push_str("**"),
            "i" | "em" => self.text.push('*'),
            "code" | "tt" | "kbd" => self.text.push('`'),
            "pre" => self.text.push_str("\n```\n"),
            "a" if closes => {
                if let Some(target) = self.links.pop() {
                    self.text.push_str(&format!("]({target})"));
                }
            }
            "a" => {
                if let Some(target) = attribute(attributes, "href") {
                    self.text.push('[');
                    self.links.push(target.to_owned());
                }
            }
            "img" => self.text.push_str(attribute(attributes, "alt").unwrap_or_default()),
            "script" if !closes => self.skipping = Some("</script>"),
            "style" if !closes => self.skipping = Some("</style>"),
            "span" | "font" | "u" | "small" | "sup" | "sub" | "center" | "tbody" | "thead" | "caption" | "aside" => {}
            _ => return self.sign(rest),
        }
        after
    }

    /// A `<` that starts no tag: escaped where Markdown would see one, unless it is a link in brackets.
    fn sign<'t>(&mut self, rest: &'t str) -> &'t str {
        let inner = rest[1..].split_once('>').map_or("", |(inner, _)| inner);
        let is_link = inner.starts_with("http") || inner.contains('@') && !inner.contains(' ');
        let looks_like_tag = rest[1..].starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?'));
        self.text.push_str(if looks_like_tag && !is_link && !self.text.ends_with('\\') { "\\<" } else { "<" });
        &rest[1..]
    }
}

fn attribute<'t>(attributes: &'t str, name: &str) -> Option<&'t str> {
    let (_, value) = attributes.split_once(&format!("{name}="))?;
    let value = match value.chars().next()? {
        quote @ ('"' | '\'') => value[1..].split(quote).next()?,
        _ => value.split_whitespace().next()?,
    };
    Some(value).filter(|value| !value.is_empty() && !value.contains(['(', ')', ' ']))
}

#[cfg(test)]
mod tests {
    use super::to_markdown;

    #[test]
    fn tags_become_marks() {
        for (text, expected) in [
            ("no tags", "no tags"),
            ("<p>One</p><p>Two</p>", "\n\nOne\n\n\n\nTwo\n\n"),
            ("a<br>b<br/>c", "a\n\nb\n\nc"),
            ("<b>bold</b> <i>it</i> <code>x<y</code>", "**bold** *it* `x\\<y`"),
            ("<ul><li>a</li><li>b</li></ul>", "\n\n\n- a\n- b\n\n"),
            ("<a href=\"https://a.b/c\" target=_blank>d</a>", "[d](https://a.b/c)"),
            ("<a name=x>d</a>", "d"),
            ("<h2>Title</h2>text", "\n\n**Title**\n\ntext"),
            ("a <!-- b\nc --> d", "a  d"),
            ("<script>alert(1)</script>x", "x"),
            ("<your token> and `<b>` and a < b, 1<2", "\\<your token> and `<b>` and a < b, 1<2"),
            ("<https://a.b> <me@a.b>", "<https://a.b> <me@a.b>"),
            ("Vec<String> &lt;T&gt; &amp; AT&T&nbsp;x", "Vec\\<String> \\<T> & AT&T x"),
            ("```\n<b>\n```\n<b>", "```\n<b>\n```\n**"),
            ("<", "<"),
            ("<é", "<é"),
            ("`<b", "`\\<b"),
        ] {
            assert_eq!(to_markdown(text), expected, "{text}");
        }
    }
}
