//! Changes of single values in vendor.toml. Everything else stays byte for byte: comments, order, line ends.

use switchboard_codegen::settings::Text;

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
}
