//! Documentation text as doc attributes, made harmless: it shows what the author wrote and can do nothing.
//!
//! rustdoc passes HTML through, compiles code blocks as tests and resolves links; none of that may happen to text from
//! a document. Nothing is deleted (that can create what was meant to be removed); it is escaped.

mod inline;

pub(crate) use inline::{cell, code, code_cell, in_cell};

use crate::text::{is_web_address, single_line, visible};
use proc_macro2::TokenStream;
use quote::quote;

/// The text of a document followed by sentences of our own, one attribute per line.
pub(crate) fn doc_attributes(text: &str, notes: &[String]) -> TokenStream {
    let mut lines: Vec<String> = harmless(text);
    if !notes.is_empty() && !lines.is_empty() {
        lines.push(String::new());
    }
    for (at, note) in notes.iter().enumerate() {
        if at > 0 {
            lines.push(String::new());
        }
        lines.push(visible(note));
    }
    let attributes = lines.iter().map(|line| {
        let line = if line.is_empty() { String::new() } else { format!(" {line}") };
        quote!(#[doc = #line])
    });
    quote!(#(#attributes)*)
}

/// The attribute of what the document calls deprecated.
pub(crate) fn deprecated(is_deprecated: bool) -> Option<TokenStream> {
    is_deprecated.then(|| quote!(#[deprecated = "the vendor calls it deprecated"]))
}

/// The first line of a text that says something, harmless, for lists and tables; nothing when there is none.
///
/// A line from within a block of code is prose here: what made it code does not come with it.
pub(crate) fn one_line(text: &str) -> Option<String> {
    let text = plain_breaks(text);
    text.lines().map(str::trim).find(|line| !line.is_empty() && fence_length(line).is_none()).map(prose)
}

/// A whole text on one line, harmless. Lines are joined first: what is escaped line by line does not stay harmless when
/// it is joined.
pub(crate) fn joined(text: &str) -> String {
    prose(&single_line(text))
}

/// Line ends of all kinds as `\n`.
pub(crate) fn plain_breaks(text: &str) -> String {
    text.replace("\r\n", "\n").replace(['\r', '\u{85}', '\u{2028}', '\u{2029}', '\u{b}', '\u{c}'], "\n")
}

/// How many marks open a fence at the start of a line without indentation (CommonMark 0.31, section 4.5).
fn fence_length(line: &str) -> Option<usize> {
    let mark = line.chars().next().filter(|mark| matches!(mark, '`' | '~'))?;
    let run = line.chars().take_while(|character| *character == mark).count();
    (run >= 3 && !(mark == '`' && line[run..].contains('`'))).then_some(run)
}

/// One line outside of fences, harmless.
fn prose(line: &str) -> String {
    block(visible(line.trim()).as_str())
}

/// The lines of a text with everything escaped that rustdoc would act on.
pub(crate) fn harmless(text: &str) -> Vec<String> {
    let text = plain_breaks(text);
    let mut lines: Vec<String> = Vec::new();
    let mut fence: Option<(char, usize)> = None;
    let mut blank = true;
    for line in text.trim().lines() {
        let line = visible(line.trim_end());
        let trimmed = line.trim_start();
        let mark = trimmed.chars().next().filter(|mark| matches!(mark, '`' | '~'));
        let run = mark.map_or(0, |mark| trimmed.chars().take_while(|character| *character == mark).count());
        match (fence, mark) {
            (Some((open, length)), Some(mark)) if open == mark && run >= length && trimmed[run..].trim().is_empty() => {
                fence = None;
                lines.push(trimmed.to_owned());
            }
            (Some(_), _) => lines.push(line),
            (None, Some(mark)) if fence_length(trimmed).is_some() => {
                fence = Some((mark, run));
                // Whatever language the author named: rustdoc compiles what it takes for Rust.
                lines.push(format!("{}text", trimmed[..run].to_owned()));
            }
            (None, _) => {
                // Four blanks after a blank line would be a code block, which rustdoc takes for Rust.
                let text =
                    if line.len() - trimmed.len() >= 4 && blank { trimmed } else { line.trim_start_matches('\t') };
                let keep = text.len() - text.trim_start().len();
                lines.push(format!("{}{}", " ".repeat(keep.min(3)), block(text.trim_start())));
            }
        }
        blank = lines.last().is_none_or(String::is_empty);
    }
    if let Some((mark, length)) = fence {
        lines.push(mark.to_string().repeat(length));
    }
    lines
}

/// The block structure of a line: what follows the markers of a list may neither open a fence nor be indented to code.
fn block(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some((marker, after)) = list_marker(rest) {
        out.push_str(marker);
        out.push(' ');
        rest = after.trim_start();
    }
    if !out.is_empty() && rest.starts_with("~~~") {
        out.push('\\');
    }
    out + &escape_inline(rest)
}

/// A marker of a list item at the start of a text, and what follows it (CommonMark 0.31, section 5.2).
fn list_marker(text: &str) -> Option<(&str, &str)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let length = match text.as_bytes().get(digits)? {
        b'-' | b'+' | b'*' if digits == 0 => 1,
        b'.' | b')' if (1..=9).contains(&digits) => digits + 1,
        _ => return None,
    };
    let (marker, after) = text.split_at(length);
    after.starts_with([' ', '\t']).then_some((marker, after))
}

/// One line of prose: HTML, links and references escaped outside inline code, addresses made links.
fn escape_inline(line: &str) -> String {
    let mut out = String::with_capacity(line.len() + 8);
    let mut rest = line;
    while let Some(character) = rest.chars().next() {
        if character == '`' {
            let run = rest.chars().take_while(|character| *character == '`').count();
            let fence = &rest[..run];
            // Inline code ends at a run of the same length; without one the backticks are only backticks.
            let code = code_length(&rest[run..], run);
            // A bar splits a cell of a table, also in code, and what stands behind it would be HTML.
            let splits =
                |length: usize| rest[run..run + length].contains('|') && rest[run..run + length].contains(['<', '[']);
            if let Some(length) = code.filter(|length| !splits(*length)) {
                out.push_str(&rest[..run + length + run]);
                rest = &rest[run + length + run..];
            } else {
                out.push_str(&fence.replace('`', "\\`"));
                rest = &rest[run..];
            }
            continue;
        }
        if let Some((link, length)) = markdown_link(rest) {
            out.push_str(&link);
            rest = &rest[length..];
            continue;
        }
        if let Some(length) = address_length(rest).filter(|_| !out.ends_with(|last: char| last.is_alphanumeric())) {
            out.push('<');
            out.push_str(&rest[..length]);
            out.push('>');
            rest = &rest[length..];
            continue;
        }
        match character {
            '\\' if rest[1..].starts_with(|next: char| next.is_ascii_punctuation()) => {
                // An escape of the author's stays one.
                out.push('\\');
                if let Some(next) = rest[1..].chars().next() {
                    out.push(next);
                    rest = &rest[1..];
                }
            }
            '<' | '>' | '[' | ']' => {
                out.push('\\');
                out.push(character);
            }
            // A picture would be fetched by whoever reads the page; a character reference can name a hidden one.
            '!' if rest[1..].starts_with('[') => out.push_str("\\!"),
            '&' if rest[1..].starts_with('#') => out.push_str("\\&"),
            other => out.push(other),
        }
        rest = &rest[character.len_utf8().min(rest.len())..];
    }
    out
}

fn code_length(text: &str, run: usize) -> Option<usize> {
    let text = window(text);
    let mut at = 0;
    while let Some(found) = text[at..].find('`') {
        let start = at + found;
        let length = text[start..].chars().take_while(|character| *character == '`').count();
        if length == run {
            return Some(start);
        }
        at = start + length;
    }
    None
}

/// As much of a text as is looked through for the end of a code or a link, so that a text full of beginnings takes no
/// longer than any other.
fn window(text: &str) -> &str {
    const LENGTH: usize = 2_000;
    let end = (LENGTH.min(text.len())..text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len());
    &text[..end]
}

/// The length of an `http` or `https` address at the start of a text.
fn address_length(text: &str) -> Option<usize> {
    if !text.starts_with("http://") && !text.starts_with("https://") {
        return None;
    }
    let end = text.find(|character: char| {
        character.is_whitespace()
            || !character.is_ascii()
            || matches!(character, '<' | '>' | '"' | '`' | '\'' | '|' | '\\' | '^' | '{' | '}' | ')' | ']' | '[')
    });
    let address = text[..end.unwrap_or(text.len())].trim_end_matches(['.', ',', ';', ':', '!', '?', '*', '_']);
    (address.len() > "https://".len()).then_some(address.len())
}

/// Whether a text is an address that can stand in `<…>`: of the web, and of printable ASCII without angle brackets.
pub(crate) fn is_link(text: &str) -> bool {
    let allowed = |c: char| c.is_ascii_graphic() && !matches!(c, '<' | '>' | '"' | '`' | '|' | '\\');
    is_web_address(text) && text.chars().all(allowed)
}

/// A Markdown link to `http`, `https` or `mailto` at the start of a text, and its length; any other link is no link.
fn markdown_link(text: &str) -> Option<(String, usize)> {
    let inner = window(text.strip_prefix('[')?);
    let close = inner.find("](")?;
    let label = &inner[..close];
    let target = &inner[close + 2..];
    let end = target.find(')')?;
    let address = target[..end].split_whitespace().next().unwrap_or_default();
    let allowed = ["http://", "https://", "mailto:"].iter().any(|scheme| address.starts_with(scheme));
    let plain = address
        .chars()
        .all(|character| character.is_ascii_graphic() && !matches!(character, '<' | '>' | '"' | '\\' | '('));
    if !allowed || !plain || label.contains(['[', ']']) {
        return None;
    }
    Some((format!("[{}](<{address}>)", escape_inline(label)), 1 + close + 2 + end + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(text: &str) -> String {
        harmless(text).join("\n")
    }

    #[test]
    fn code_is_shown_and_never_run() {
        assert_eq!(one("a\n```rust\nstd::process::exit(1)\n```\nb"), "a\n```text\nstd::process::exit(1)\n```\nb");
        assert_eq!(one("a\n\n    exit();\nb"), "a\n\nexit();\nb");
        assert_eq!(one("~~~\nopen"), "~~~text\nopen\n~~~");
        assert_eq!(one("\texit();"), "exit();");
    }

    #[test]
    fn html_and_references_are_text() {
        assert_eq!(one("<script>x</script> [Vec] `<b>`"), "\\<script\\>x\\</script\\> \\[Vec\\] `<b>`");
        assert_eq!(one("`open <b>"), "\\`open \\<b\\>");
        assert_eq!(one("see [this](javascript:alert(1))"), "see \\[this\\](javascript:alert(1))");
        assert_eq!(
            one("see [this](https://a.example/x) and https://b.example/y."),
            "see [this](<https://a.example/x>) and <https://b.example/y>."
        );
    }

    #[test]
    fn lists_and_tables_hide_no_code_and_no_html() {
        assert_eq!(one("- ~~~rust\n  exit();\n  ~~~"), "- \\~~~rust\n  exit();\n~~~text\n~~~");
        assert_eq!(one("1.      exit();\n-\texit();\n- +     x"), "1. exit();\n- exit();\n- + x");
        assert_eq!(one("|a|\n|-|\n| `|<b>|` |"), "|a|\n|-|\n| \\`|\\<b\\>|\\` |");
        assert_eq!(one("[`](https://a.example)`<b>`"), "[\\`](<https://a.example>)`<b>`");
        assert_eq!(one("![x](https://a.example/pixel) &#x202e;"), "\\![x](<https://a.example/pixel>) \\&#x202e;");
    }

    #[test]
    fn long_texts_take_no_longer_than_they_are() {
        let texts = ["[", "`a", "` ``", "http://", "- ", "é[", "![", "~~~\n"].map(|part| part.repeat(100_000));
        for text in texts {
            assert!(!harmless(&text).is_empty());
        }
    }

    #[test]
    fn hidden_characters_are_shown_and_lines_stay_lines() {
        assert_eq!(one("a\u{202e}b\r\nc\u{2028}d"), "a\\u{202e}b\nc\nd");
    }

    #[test]
    fn one_line_is_never_code() {
        let fenced = "~~~\n<script>alert(1)</script>\n~~~";
        assert_eq!(one_line(fenced).as_deref(), Some("\\<script\\>alert(1)\\</script\\>"));
        assert_eq!(one_line("```js\r```\u{2028} <b>").as_deref(), Some("\\<b\\>"));
        assert_eq!(one_line("~~~\n\n"), None);
        assert_eq!(joined(fenced), "~~~ \\<script\\>alert(1)\\</script\\> ~~~");
    }
}
