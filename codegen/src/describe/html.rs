//! HTML in descriptions to plain text (CommonMark where it costs nothing): line breaks, list items, links.
//!
//! Knows the tags that documentation uses and leaves every other `<` alone. Never checks or resolves addresses.

/// Tags that are understood; anything else in angle brackets is text, for instance `<string>`.
const TAGS: &[&str] = &[
    "a",
    "b",
    "blockquote",
    "br",
    "code",
    "div",
    "em",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "li",
    "ol",
    "p",
    "pre",
    "script",
    "small",
    "span",
    "strong",
    "style",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "tt",
    "u",
    "ul",
];

/// Elements whose content is not text.
const NOT_TEXT: &[&str] = &["script", "style"];

/// How long the name of a character reference may be, with some room for leading zeros.
const LONGEST_ENTITY: usize = 10;

/// The text of an HTML fragment. Links become `[text](address)`, cells of tables are separated by `|`.
///
/// A text without tags and entities comes back as it is.
pub(super) fn strip_html(html: &str) -> String {
    let (mut text, mut rest, mut link) = (String::with_capacity(html.len()), html, None);
    let mut changed = false;
    while let Some(at) = rest.find(['<', '&']) {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some((tag, after)) = Tag::read(rest) {
            rest = after;
            if NOT_TEXT.contains(&tag.name.as_str()) && !tag.closing {
                rest = after_element(rest, &tag.name);
            }
            tag.write(&mut text, &mut link);
            changed = true;
        } else if let Some(after) = rest.strip_prefix("<!--") {
            rest = after.split_once("-->").map_or("", |(_, after)| after);
            changed = true;
        } else if let Some((c, after)) = entity(rest) {
            text.push(c);
            rest = after;
            changed = true;
        } else {
            text.push_str(&rest[..1]);
            rest = &rest[1..];
        }
    }
    text.push_str(rest);
    if changed { without_idle_blanks(&text) } else { text }
}

struct Tag {
    name: String,
    closing: bool,
    address: Option<String>,
}

impl Tag {
    /// Reads the tag at the start of a text, and gives it with the text after it.
    fn read(text: &str) -> Option<(Self, &str)> {
        let inside = text.strip_prefix('<')?;
        // Looking no further than the next `<` keeps a text full of them linear.
        let (inside, after) =
            inside.find(['<', '>']).and_then(|at| Some((&inside[..at], inside[at..].strip_prefix('>')?)))?;
        let (closing, inside) = inside.strip_prefix('/').map_or((false, inside), |inside| (true, inside));
        let name_end = inside.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(inside.len());
        let (name, attributes) = inside.split_at(name_end);
        let name = name.to_ascii_lowercase();
        let plausible = attributes.is_empty() || attributes.starts_with([' ', '\n', '\t', '/']);
        let tag = Self { name, closing, address: address(attributes) };
        (plausible && TAGS.contains(&tag.name.as_str())).then_some((tag, after))
    }

    fn write(self, text: &mut String, link: &mut Option<(usize, String)>) {
        match (self.name.as_str(), self.closing) {
            ("br" | "hr" | "tr" | "div", _) => text.push('\n'),
            ("p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "table" | "pre" | "blockquote", _) => {
                text.push_str("\n\n")
            }
            ("ul" | "ol", _) => text.push('\n'),
            ("li", false) => text.push_str("\n- "),
            ("td" | "th", true) => text.push_str(" | "),
            ("code" | "tt", _) => text.push('`'),
            ("a", false) => *link = self.address.map(|address| (text.len(), address)),
            ("a", true) => {
                let Some((start, address)) = link.take() else { return };
                let label = text.get(start..).unwrap_or_default().trim().to_owned();
                if label == address || label.is_empty() {
                    text.truncate(start);
                    text.push_str(&address);
                } else {
                    text.truncate(start);
                    text.push_str(&format!("[{label}]({address})"));
                }
            }
            _ => {}
        }
    }
}

/// The value of `href` among the attributes of a tag.
fn address(attributes: &str) -> Option<String> {
    let lower = attributes.to_ascii_lowercase();
    let at = lower.find("href")? + "href".len();
    let value = attributes.get(at..)?.trim_start().strip_prefix('=')?.trim_start();
    let value = match value.chars().next()? {
        quote @ ('"' | '\'') => value[1..].split(quote).next()?,
        _ => value.split([' ', '\n', '\t']).next()?,
    };
    Some(entities(value)).filter(|value| !value.is_empty())
}

/// The text after the end tag of an element; nothing when the element never ends.
fn after_element<'t>(text: &'t str, name: &str) -> &'t str {
    let ends = text.match_indices("</").map(|(at, mark)| &text[at + mark.len()..]);
    let mut ends = ends.filter(|after| after.get(..name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name)));
    ends.next().and_then(|after| after.split_once('>')).map_or("", |(_, after)| after)
}

fn entities(text: &str) -> String {
    let (mut out, mut rest) = (String::new(), text);
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        let (c, after) = entity(&rest[at..]).unwrap_or(('&', &rest[at + 1..]));
        out.push(c);
        rest = after;
    }
    out + rest
}

/// The character reference at the start of a text, and the text after it.
fn entity(text: &str) -> Option<(char, &str)> {
    let text = text.strip_prefix('&')?;
    let end = text.bytes().take(LONGEST_ENTITY + 1).position(|byte| byte == b';')?;
    let (name, after) = (&text[..end], &text[end + 1..]);
    let c = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        _ => {
            let digits = name.strip_prefix('#')?;
            let code = match digits.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => digits.parse().ok()?,
            };
            char::from_u32(code)?
        }
    };
    Some((c, after))
}

/// Lines without trailing blanks, at most one empty line in a row, nothing before and after.
fn without_idle_blanks(text: &str) -> String {
    let mut lines: Vec<&str> = Vec::new();
    for line in text.lines().map(|line| line.trim_end().trim_end_matches(" |")) {
        if !line.trim().is_empty() {
            lines.push(line);
        } else if lines.last().is_some_and(|last| !last.is_empty()) {
            lines.push("");
        }
    }
    lines.join("\n").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn breaks_lists_and_links_survive_as_text() {
        assert_eq!(strip_html("One.<br>Two.<BR/><br />Three."), "One.\nTwo.\n\nThree.");
        assert_eq!(
            strip_html("See <a class='x' href=\"https://h.example/a?b=1&amp;c=2\">the <b>guide</b></a>."),
            "See [the guide](https://h.example/a?b=1&c=2)."
        );
        assert_eq!(strip_html("<a href='https://h.example'>https://h.example</a>"), "https://h.example");
        assert_eq!(strip_html("Modes:<ul><li>calm</li><li>wild</li></ul>"), "Modes:\n\n- calm\n- wild");
        assert_eq!(
            strip_html("<table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2</td></tr></table>"),
            "A | B\n\n1 | 2"
        );
    }

    #[test]
    fn other_angle_brackets_and_ampersands_are_text() {
        for text in ["a < b && c > d", "a <string> and <id>", "R&D; <", "  kept  ", "<", "&", "<é>", "<a"] {
            assert_eq!(strip_html(text), text);
        }
        assert_eq!(strip_html("1 &lt; 2 &#8364; &#x41; &bogus;"), "1 < 2 € A &bogus;");
    }

    #[test]
    fn scripts_and_comments_go() {
        assert_eq!(strip_html("a<script>alert('<b>')</script>b<!-- c -->d<style>x"), "abd");
        assert_eq!(strip_html("</a>x<a href=>y</a>"), "xy");
    }
}
