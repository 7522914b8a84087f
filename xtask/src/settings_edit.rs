//! Changes of single values in vendor.toml, and of its `[[renamed]]` entries. Everything else stays byte for byte: comments,
//! order, line ends.

use switchboard_codegen::settings::{Renamed, Text};
use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, value};

/// The text of a file with other values for some of its texts.
pub(crate) fn with_values(text: &str, edits: &[(&Text, &str)]) -> String {
    let mut edits: Vec<_> = edits.iter().map(|(old, new)| (old.span.range(), *new)).collect();
    edits.sort_by_key(|(range, _)| std::cmp::Reverse(range.start));
    let mut text = text.to_owned();
    for (range, new) in edits {
        // What stands there was read as a text of TOML, and has its quotes.
        if text.get(range.clone()).is_some_and(|old| old.starts_with(['"', '\''])) {
            text.replace_range(range, &toml::Value::String(new.to_owned()).to_string());
        }
    }
    text
}

/// Entries with the version `next` where they say `placeholder`.
pub(crate) fn since(renamed: &[Renamed], placeholder: &str, next: &str) -> Vec<Renamed> {
    let with = |entry: &Renamed| {
        let mut entry = entry.clone();
        if entry.since.value == placeholder {
            next.clone_into(&mut entry.since.value);
        }
        entry
    };
    renamed.iter().map(with).collect()
}

/// Whether two lists of entries say the same.
pub(crate) fn is_same(one: &[Renamed], other: &[Renamed]) -> bool {
    let values = |entry: &Renamed| [&entry.old, &entry.new, &entry.since].map(|text| text.value.clone());
    one.iter().map(values).eq(other.iter().map(values))
}

/// The text of a file with other `[[renamed]]` entries. Nothing where it is no TOML.
pub(crate) fn with_renamed(text: &str, renamed: &[Renamed]) -> Option<String> {
    let mut document: DocumentMut = text.parse().ok()?;
    document.remove("renamed");
    let mut tables = ArrayOfTables::new();
    for entry in renamed {
        let mut table = Table::new();
        for (key, text) in [("old", &entry.old), ("new", &entry.new), ("since", &entry.since)] {
            table.insert(key, value(text.value.as_str()));
        }
        table.decor_mut().set_prefix("\n");
        tables.push(table);
    }
    if !tables.is_empty() {
        document.insert("renamed", Item::ArrayOfTables(tables));
    }
    Some(document.to_string())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use switchboard_codegen::VendorSettings;
    use switchboard_codegen::diagnostic::Diagnostics;
    use switchboard_codegen::source::SourceFiles;

    #[test]
    fn only_the_values_change() {
        let text = "# Bell\ntitle = 'Bell'\ncrate = \"bell\"\r\nversion = '0.1.0'   # ours\ndescription = \"d\"\nformat = \"auto\"\n\
                    [[page]]\nfile = \"docs/a.txt\"\nseen = \"2026-11-20\" # by hand\n";
        let mut files = SourceFiles::new();
        let file = files.add("vendor.toml", text);
        let settings = VendorSettings::read(&files, file, &mut Diagnostics::new()).unwrap();
        let edited = with_values(text, &[(&settings.version, "0.2.0"), (&settings.pages[0].seen, "2026-11-30")]);
        let expected = text.replace("'0.1.0'", "\"0.2.0\"").replace("2026-11-20", "2026-11-30");
        assert_eq!(edited, expected);
    }
    #[test]
    fn old_names_come_and_go() {
        let text = "# Bell\ntitle = 'Bell'\ncrate = \"bell\"\nversion = '0.1.0'   # ours\ndescription = \"d\"\nformat = \"auto\"\n\n\
                    [[page]]\nfile = \"docs/a.txt\"\nseen = \"2026-11-20\" # by hand\n";
        let read = |text: &str| {
            let mut files = SourceFiles::new();
            let file = files.add("vendor.toml", text);
            VendorSettings::read(&files, file, &mut Diagnostics::new()).unwrap()
        };
        let entry = "\n[[renamed]]\nold = \"Client::get_bell\"\nnew = \"Client::fetch_bell\"\nsince = \"0.0.0\"\n";
        let renamed = since(&read(&format!("{text}{entry}")).renamed, "0.0.0", "0.2.0");
        let with = with_renamed(text, &renamed).unwrap();
        assert_eq!(with, format!("{text}{}", entry.replace("0.0.0", "0.2.0")));
        assert!(is_same(&read(&with).renamed, &renamed) && !is_same(&[], &renamed));
        assert_eq!(with_renamed(&with, &renamed).unwrap(), with);
        assert_eq!(with_renamed(&with, &[]).unwrap(), text);
    }
}
