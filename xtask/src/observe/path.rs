//! The paths that the runtime writes of deviations (`data[3].usage["a.b"]`), as steps. Never looks at what they lead to.

/// A step into a JSON value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Member(String),
    Item(usize),
}

/// The steps of a path; nothing for a text that is none.
pub(super) fn steps(path: &str) -> Option<Vec<Step>> {
    let mut steps = Vec::new();
    let mut rest = path;
    while !rest.is_empty() {
        let (step, after) = if let Some(quoted) = rest.strip_prefix("[\"") {
            let (name, after) = unquoted(quoted)?;
            (Step::Member(name), after.strip_prefix(']')?)
        } else if let Some(index) = rest.strip_prefix('[') {
            let (index, after) = index.split_once(']')?;
            (Step::Item(index.parse().ok()?), after)
        } else {
            let name = rest.strip_prefix('.').unwrap_or(rest);
            let end = name.find(['.', '[']).unwrap_or(name.len());
            let (name, after) = name.split_at(end);
            (Step::Member(name.to_owned()), after)
        };
        steps.push(step);
        rest = after;
    }
    Some(steps)
}

/// A string as Rust's `Debug` writes it, up to its closing quote, and what follows.
fn unquoted(text: &str) -> Option<(String, &str)> {
    let mut name = String::new();
    let mut characters = text.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => return Some((name, text.get(at + 1..)?)),
            '\\' => name.push(match characters.next()?.1 {
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                '0' => '\0',
                'u' => {
                    let digits: String =
                        characters.by_ref().map(|(_, digit)| digit).skip(1).take_while(|digit| *digit != '}').collect();
                    char::from_u32(u32::from_str_radix(&digits, 16).ok()?)?
                }
                plain => plain,
            }),
            plain => name.push(plain),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_read_as_they_are_written() {
        let member = |name: &str| Step::Member(name.to_owned());
        for (path, wanted) in [
            ("", vec![]),
            ("a.b[2]", vec![member("a"), member("b"), Step::Item(2)]),
            ("[0].a", vec![Step::Item(0), member("a")]),
            ("a[\"b.c\"][1]", vec![member("a"), member("b.c"), Step::Item(1)]),
        ] {
            assert_eq!(steps(path), Some(wanted), "{path}");
        }
        for odd in ["a \"b\"", "\\", "tab\there", "\u{7f}\u{200b}", "]", "", "[0]"] {
            assert_eq!(steps(&format!("[{odd:?}].a")), Some(vec![member(odd), member("a")]), "{odd}");
        }
        assert_eq!(steps("a[b"), None);
    }
}
