//! Any text as words of ASCII letters and digits: symbols that carry meaning are spelled out, other characters become
//! their code point, so that two different texts rarely meet.

/// The text as words separated by blanks or underscores.
pub(super) fn spell(text: &str) -> String {
    let alone = !text.chars().any(char::is_alphanumeric);
    let mut words = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let at_start = words.trim_end().is_empty();
        let before_digit = characters.peek().is_some_and(char::is_ascii_digit);
        let word = match character {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '_' => {
                words.push(character);
                continue;
            }
            '+' if alone || at_start && before_digit => "plus",
            '-' if alone || at_start && before_digit => "minus",
            '<' => "less",
            '>' => "greater",
            '=' => "equal",
            '!' if alone => "not",
            '@' if at_start => "at",
            '$' if alone => "dollar",
            '#' if alone => "hash",
            '%' => "percent",
            '&' => "and",
            '|' => "or",
            '*' => "star",
            '~' if alone => "tilde",
            '/' if alone => "slash",
            '.' if alone => "dot",
            ',' if alone => "comma",
            ':' if alone => "colon",
            '?' if alone => "question",
            other if other.is_ascii() => "",
            other if other.is_alphanumeric() || alone => {
                words.push_str(&format!(" u{:x} ", u32::from(other)));
                continue;
            }
            _ => "",
        };
        words.push(' ');
        words.push_str(word);
        words.push(' ');
    }
    words
}
