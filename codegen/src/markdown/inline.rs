//! Text of a document within a line of ours: as code, in a cell of a table. It shows what the author wrote, does nothing,
//! and ends where we end it.

use super::{joined, plain_breaks};
use crate::text::visible;

/// Text as inline code that nothing in it can end (CommonMark 0.31, section 6.1).
pub(crate) fn code(text: &str) -> String {
    let text = visible(&plain_breaks(text).replace('\n', " "));
    let longest = text.split(|character| character != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    // Nothing between two backticks would be the beginning of other code.
    let blank = if longest > 0 || text.is_empty() { " " } else { "" };
    format!("{fence}{blank}{text}{blank}{fence}")
}

/// Text in a table.
pub(crate) fn cell(text: &str) -> String {
    in_cell(&joined(text))
}

/// Text as code in a table.
pub(crate) fn code_cell(text: &str) -> String {
    in_cell(&code(text))
}

/// Harmless Markdown of one line in a table: a bar would end the cell, in code too, unless an odd number of backslashes
/// stands before it (GitHub Flavored Markdown 0.29, section 4.10).
pub(crate) fn in_cell(markdown: &str) -> String {
    let mut cell = String::with_capacity(markdown.len());
    let mut is_escaped = false;
    for character in markdown.chars() {
        if character == '|' && !is_escaped {
            cell.push('\\');
        }
        is_escaped = character == '\\' && !is_escaped;
        cell.push(character);
    }
    cell
}

#[cfg(test)]
mod tests {
    use super::{cell, code, code_cell};

    #[test]
    fn inline_code_ends_where_it_should() {
        assert_eq!(["a", "a`b", "```<b>", ""].map(code), ["`a`", "`` a`b ``", "```` ```<b> ````", "`  `"]);
        assert_eq!(code("a`<b>`\r\nc\u{202e}"), "`` a`<b>` c\\u{202e} ``");
    }

    #[test]
    fn cells_end_where_they_should() {
        assert_eq!(["a|b", r"a\|b", r"a\\|b"].map(code_cell), [r"`a\|b`", r"`a\|b`", r"`a\\\|b`"]);
        assert_eq!(code_cell("a `b` | c\nd"), "`` a `b` \\| c d ``");
        assert_eq!(cell("`x` <script> | y"), "`x` \\<script\\> \\| y");
        assert_eq!(["a\n|<b>", r"a\|b", r"a\\|b"].map(cell), [r"a \|\<b\>", r"a\|b", r"a\\\|b"]);
    }
}
