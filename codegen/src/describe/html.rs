//! HTML in descriptions to plain text (CommonMark where it costs nothing): line breaks, list items, links.
//!
//! Knows the tags that documentation uses and leaves every other `<` alone. Never checks or resolves addresses.

use std::collections::BTreeMap;

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

/// Elements that need no end tag, or can have none.
const OPEN_ENDED: &[&str] = &["br", "hr", "img", "li", "p", "table", "tbody", "td", "tfoot", "th", "thead", "tr"];

/// The text of an HTML fragment. Links become `[text](address)`, cells of tables are separated by `|`.
///
/// A text without tags and entities comes back as it is. So does what only looks like HTML: tags whose other half is
/// missing (`Map<b>`), comments and scripts that never end.
pub(super) fn strip_html(html: &str) -> String {
    let pieces = pieces(html);
    let paired = paired(&pieces);
    let (mut text, mut link, mut silent) = (String::with_capacity(html.len()), None, None);
    let mut changed = false;
    for (at, piece) in pieces.iter().enumerate() {
        if silent.is_some_and(|end| at < end) {
            continue;
        }
        match piece {
            Piece::Text(piece) => text.push_str(piece),
            Piece::Character(c) => text.push(*c),
            Piece::Comment => {}
            Piece::Tag(tag, printed) => match paired.get(&at) {
                None if !OPEN_ENDED.contains(&tag.name.as_str()) => {
                    text.push_str(printed);
                    continue;
                }
                Some(end) if NOT_TEXT.contains(&tag.name.as_str()) => silent = Some(*end),
                _ => tag.write(&mut text, &mut link),
            },
        }
        changed |= !matches!(piece, Piece::Text(_));
    }
    if changed { without_idle_blanks(&text) } else { text }
}

/// What a fragment is made of.
enum Piece<'t> {
    Text(&'t str),
    /// A character reference.
    Character(char),
    Comment,
    /// A tag, and how it is printed.
    Tag(Tag, &'t str),
}

fn pieces(html: &str) -> Vec<Piece<'_>> {
    let (mut pieces, mut rest) = (Vec::new(), html);
    // Once no comment ends any more, none has to be looked for.
    let last_comment_end = html.rfind("-->").map_or(usize::MAX, |at| html.len() - at);
    while let Some(at) = rest.find(['<', '&']) {
        let (before, from) = rest.split_at(at);
        if !before.is_empty() {
            pieces.push(Piece::Text(before));
        }
        let comment = from.strip_prefix("<!--").filter(|inside| inside.len() >= last_comment_end);
        rest = if let Some((tag, after)) = Tag::read(from) {
            pieces.push(Piece::Tag(tag, &from[..from.len() - after.len()]));
            after
        } else if let Some((_, after)) = comment.and_then(|inside| inside.split_once("-->")) {
            pieces.push(Piece::Comment);
            after
        } else if let Some((c, after)) = entity(from) {
            pieces.push(Piece::Character(c));
            after
        } else {
            pieces.push(Piece::Text(&from[..1]));
            &from[1..]
        };
    }
    pieces.push(Piece::Text(rest));
    pieces
}

/// The tags that have their other half, start and end, each with the place of that half.
fn paired(pieces: &[Piece<'_>]) -> BTreeMap<usize, usize> {
    let mut open: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    let mut paired = BTreeMap::new();
    for (at, piece) in pieces.iter().enumerate() {
        let Piece::Tag(tag, _) = piece else { continue };
        let open = open.entry(&tag.name).or_default();
        if !tag.closing {
            open.push(at);
        } else if let Some(start) = open.pop() {
            paired.insert(start, at);
            paired.insert(at, start);
        }
    }
    paired
}

struct Tag {
    name: String,
    closing: bool,
    /// The address of a link, or the text that stands for an image.
    value: Option<String>,
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
        let value = attribute(attributes, if name == "img" { "alt" } else { "href" });
        let first = attributes.trim_start().chars().next();
        let plausible = attributes.is_empty()
            || attributes.starts_with([' ', '\n', '\t', '/'])
                && first.is_none_or(|first| first.is_ascii_alphabetic() || first == '/');
        let tag = Self { name, closing, value };
        (plausible && TAGS.contains(&tag.name.as_str())).then_some((tag, after))
    }

    fn write(&self, text: &mut String, link: &mut Option<(usize, String)>) {
        match (self.name.as_str(), self.closing) {
            ("br" | "hr" | "tr" | "div", _) => text.push('\n'),
            ("p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "table" | "pre" | "blockquote", _) => {
                text.push_str("\n\n")
            }
            ("ul" | "ol", _) => text.push('\n'),
            ("li", false) => text.push_str("\n- "),
            ("td" | "th", true) => text.push_str(" | "),
            ("code" | "tt", _) => text.push('`'),
            ("img", false) => text.push_str(self.value.as_deref().unwrap_or_default()),
            ("a", false) => {
                *link =
                    self.value.clone().filter(|address| leads_to_a_page(address)).map(|address| (text.len(), address));
            }
            ("a", true) => {
                let Some((start, address)) = link.take() else { return };
                let label = text.get(start..).unwrap_or_default().trim().to_owned();
                text.truncate(start);
                if label == address || label.is_empty() {
                    text.push_str(&address);
                } else {
                    // A bracket or a blank would end the address.
                    let address = address.replace('(', "%28").replace(')', "%29").replace(' ', "%20");
                    text.push_str(&format!("[{label}]({address})"));
                }
            }
            _ => {}
        }
    }
}

/// Whether an address is one that can be written into documentation: `javascript:` and `data:` are code.
fn leads_to_a_page(address: &str) -> bool {
    let scheme = address.split(['/', '?', '#']).next().and_then(|start| start.split_once(':'));
    scheme.is_none_or(|(scheme, _)| {
        ["http", "https", "mailto", "tel"].iter().any(|known| scheme.eq_ignore_ascii_case(known))
    })
}

/// The value of one attribute of a tag.
fn attribute(attributes: &str, name: &str) -> Option<String> {
    let lower = attributes.to_ascii_lowercase();
    let at = lower.find(name)? + name.len();
    let value = attributes.get(at..)?.trim_start().strip_prefix('=')?.trim_start();
    let value = match value.chars().next()? {
        quote @ ('"' | '\'') => value[1..].split(quote).next()?,
        _ => value.split([' ', '\n', '\t']).next()?,
    };
    Some(entities(value)).filter(|value| !value.is_empty())
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
pub(super) fn entity(text: &str) -> Option<(char, &str)> {
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
        assert_eq!(strip_html("a<script>alert('<b>')</script>b<!-- c -->d<style>x</STYLE>"), "abd");
        assert_eq!(strip_html("x<a href=>y</a>"), "xy");
    }

    #[test]
    fn what_only_looks_like_html_stays() {
        for text in [
            "Put the <script> tag on your page. Then call this.",
            "Ids <!-- of sales.",
            "A Map<b> and a Map<a>",
            "a<b && c>d",
            "a<p && c = d>d",
            "ends with </b>",
            "d<style>x",
            "if a <i or j> b",
        ] {
            assert_eq!(strip_html(text), text);
        }
        assert_eq!(strip_html("Map<b> of <b>bold</b> <!-- x --> <!-- words"), "Map<b> of bold  <!-- words");
        let many = "<!--<b><script>&".repeat(20_000);
        assert_eq!(strip_html(&many), many);
    }

    #[test]
    fn code_is_no_address_and_images_have_a_text() {
        for address in ["javascript:alert(1)", "JavaScript&#58;alert(1)", "data:text/html,x", " java\nscript:x"] {
            assert_eq!(strip_html(&format!("<a href='{address}'>zebra</a>")), "zebra");
        }
        assert_eq!(strip_html("<a href='/cats?a=b:c'>zebra</a>"), "[zebra](/cats?a=b:c)");
        assert_eq!(strip_html("<a href='/x) [y](/z'>zebra</a>"), "[zebra](/x%29%20[y]%28/z)");
        assert_eq!(strip_html("A <img src='x.png' alt='cat'>."), "A cat.");
    }
}
