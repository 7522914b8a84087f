//! Names of files and folders that every system can have: what Windows and macOS refuse, or take for another. Touches no disk.

use std::collections::BTreeMap;

/// Names of devices, which no file of Windows can have, whatever stands behind a dot.
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];

/// The longest path inside of a workspace, in characters: Windows has 260 for all of a path, and some of them are the folder
/// that the workspace lies in.
const LONGEST_PATH: usize = 160;

/// The longest name of a file or folder, in bytes.
const LONGEST_NAME: usize = 200;

/// Why some system cannot have a path with `/` between its names; nothing where all can.
pub fn fault(path: &str) -> Option<String> {
    if path.chars().count() > LONGEST_PATH {
        return Some(format!("a path of more than {LONGEST_PATH} characters is too long for Windows"));
    }
    path.split('/').find_map(fault_of_name)
}

/// Whether Windows takes a name for a device.
pub fn is_device(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let stem = lower.split('.').next().unwrap_or_default().trim_end();
    let numbered = |device: &str| {
        let number = stem.strip_prefix(device);
        number.is_some_and(|number| {
            matches!(number, "¹" | "²" | "³") || number.len() == 1 && number.as_bytes()[0].is_ascii_digit()
        })
    };
    DEVICES.contains(&stem) || numbered("com") || numbered("lpt")
}

fn fault_of_name(name: &str) -> Option<String> {
    let shown = super::visible(name);
    let refused = |c: char| "<>:\"|?*\\".contains(c) || super::is_hidden(c) || c == '\t';
    match () {
        () if is_device(name) => Some(format!("`{shown}` is the name of a device on Windows")),
        () if name.ends_with(['.', ' ']) => {
            Some(format!("`{shown}` ends with a dot or a blank, which Windows takes off"))
        }
        () if name.contains(refused) => {
            Some(format!("`{shown}` has a character that no file of Windows has in its name"))
        }
        () if name.len() > LONGEST_NAME => Some(format!("a name of more than {LONGEST_NAME} bytes is too long")),
        () => None,
    }
}

/// The first two paths that are one where case does not count, as on Windows and macOS; of folders, too.
pub fn twins<'p>(paths: impl IntoIterator<Item = &'p str>) -> Option<(&'p str, &'p str)> {
    let mut known: BTreeMap<String, &str> = BTreeMap::new();
    for path in paths {
        let ends = path.match_indices('/').map(|(at, _)| at).chain([path.len()]);
        for part in ends.filter_map(|end| path.get(..end)) {
            let first = *known.entry(part.to_lowercase()).or_insert(part);
            if first != part {
                return Some((first, part));
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_some_system_refuses_are_told() {
        let long = format!("docs/{}", "a".repeat(300));
        for wrong in [
            "con",
            "docs/aux.txt",
            "NUL.tar.gz",
            "Com1",
            "lpt9.md",
            "com¹",
            "docs/a.",
            "docs/a ",
            "a:b",
            "a?b",
            "a\\b",
            "a\u{7}b",
            "docs/con /x",
            &long,
        ] {
            assert!(fault(wrong).is_some(), "{wrong}");
        }
        for right in
            ["docs/console.txt", "docs/auxiliary", "com10", "com", "lpt", "src/lib.rs", "käse/ü.md", ".gitignore"]
        {
            assert_eq!(fault(right), None, "{right}");
        }
    }

    #[test]
    fn paths_that_differ_in_case_alone_are_twins() {
        assert_eq!(twins(["docs/Call.txt", "docs/a.txt", "docs/call.txt"]), Some(("docs/Call.txt", "docs/call.txt")));
        assert_eq!(twins(["Docs/a.txt", "docs/b.txt"]), Some(("Docs", "docs")));
        assert_eq!(twins(["docs/É.txt", "docs/é.txt"]), Some(("docs/É.txt", "docs/é.txt")));
        assert_eq!(twins(["docs/a.txt", "docs/b.txt", "docs/a"]), None);
    }
}
