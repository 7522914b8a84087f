//! The items of emitted files that stand in one of two crates only: what both have word by word is not read at all.

use std::collections::HashMap;

/// The pieces of a text: top-level items with what stands above them.
///
/// Emitted files have a blank line between items, and whatever belongs to an item is indented below its first line.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let (mut start, mut blank, mut at) = (0, false, 0);
    for line in text.split_inclusive('\n') {
        let is_blank = line.trim().is_empty();
        if blank && !is_blank && !line.starts_with([' ', '}', ')', ']']) {
            pieces.push(&text[start..at]);
            start = at;
        }
        blank = is_blank;
        at += line.len();
    }
    pieces.push(&text[start..]);
    pieces
}

/// Whether a piece says what names mean in the rest of the file, or is the head of it: attributes of the file and imports
/// alone. Modules that are declared below them without a blank line are offered like any other item.
fn is_head(piece: &str) -> bool {
    let mut own = piece.lines().filter(|line| !line.starts_with("//") && !line.trim().is_empty());
    own.all(|line| line.starts_with("use ") || line.starts_with("#![") || line.starts_with([' ', '}', ')', ']']))
}

/// What stands in one of two texts only, each as a text of its own.
pub(super) fn apart(old: &str, new: &str) -> [String; 2] {
    let (old, new) = (pieces(old), pieces(new));
    let mut count: HashMap<&str, [usize; 2]> = HashMap::new();
    for (side, pieces) in [&old, &new].into_iter().enumerate() {
        for piece in pieces {
            count.entry(piece.trim()).or_default()[side] += 1;
        }
    }
    let own = |pieces: &[&str]| {
        let is_own = |piece: &&&str| count.get(piece.trim()).is_some_and(|[old, new]| old != new);
        pieces.iter().filter(is_own).copied().collect::<String>()
    };
    [own(&old), own(&new)]
}

/// Whether two files differ in nothing but comments at their head and imports.
pub(super) fn only_heads(text: &str) -> bool {
    pieces(text).iter().all(|piece| is_head(piece))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_both_have_is_left_out_wherever_it_stands() {
        let old = "// head\n\nuse a;\n\npub struct A {\n    a: B,\n\n    b: C,\n}\n\npub struct B;\n";
        let new = "// head\n\nuse a;\n\npub struct B;\n\npub struct A {\n    a: B,\n\n    c: C,\n}\n";
        let [old, new] = apart(old, new);
        assert_eq!(old, "pub struct A {\n    a: B,\n\n    b: C,\n}\n\n");
        assert_eq!(new, "pub struct A {\n    a: B,\n\n    c: C,\n}\n");
        assert!(only_heads("// head\n\nuse a;\n") && !only_heads("pub struct A;\n"));
        assert!(only_heads("//! Head\n\n#![allow(\n    deprecated,\n)]\nuse a::{\n    b,\n};\n"));
        assert!(!only_heads("#![allow(deprecated)]\nmod a;\npub use a::B;\n"));
    }
}
