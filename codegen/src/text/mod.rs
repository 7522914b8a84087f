//! What of a text people see. Knows nothing of Markdown, Rust, or terminals.

pub mod nearest;
pub mod portable;

/// Whether a character is obeyed instead of shown: control characters but the tab, those that reorder or join text
/// (Trojan Source, CVE-2021-42574), and those that nobody sees, tags included.
pub fn is_hidden(character: char) -> bool {
    character.is_control() && character != '\t'
        || matches!(character,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// Characters that are hidden, shown as escapes.
pub(crate) fn visible(line: &str) -> String {
    let shown = |character| match is_hidden(character) {
        true => format!("\\u{{{:x}}}", u32::from(character)),
        false => String::from(character),
    };
    if line.contains(is_hidden) { line.chars().map(shown).collect() } else { line.to_owned() }
}

/// A text on one line, its words apart by one blank.
pub fn single_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The first characters of a text, with a mark where it goes on.
pub fn beginning(text: &str, longest: usize) -> String {
    match text.char_indices().nth(longest) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// Whether a text is an address of the web that breaks out of nothing it is written into.
pub(crate) fn is_web_address(url: &str) -> bool {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let breaks_out = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"' | '`' | '\\');
    rest.is_some_and(|rest| !rest.is_empty()) && !url.contains(breaks_out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_between_characters() {
        assert_eq!(beginning("äöü", 3), "äöü");
        assert_eq!(beginning("äöü", 2), "äö…");
    }

    #[test]
    fn hidden_characters_are_shown() {
        for character in ['\0', '\u{ad}', '\u{61c}', '\u{180e}', '\u{200b}', '\u{2066}', '\u{fffa}', '\u{e0041}'] {
            assert_eq!(visible(&character.to_string()), format!("\\u{{{:x}}}", u32::from(character)));
        }
        assert_eq!(visible("a\tö"), "a\tö");
    }
}
