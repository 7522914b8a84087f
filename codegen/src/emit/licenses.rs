//! The texts of the licences that a crate is under: those of MIT and Apache-2.0, which are the same for every crate. Those of
//! others are never made up; which are missing is said.

use crate::settings::CrateSettings;

/// Licences by their SPDX ids, with the files that crates of Rust have them in.
const TEXTS: [(&str, &str, &str); 2] = [
    ("MIT", "LICENSE-MIT", include_str!("../../LICENSE-MIT")),
    ("Apache-2.0", "LICENSE-APACHE", include_str!("../../LICENSE-APACHE")),
];

/// What of an expression has a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Licenses {
    /// The files, by name.
    pub(super) files: Vec<(&'static str, String)>,
    /// The licences without a text.
    pub(super) missing: Vec<String>,
}

/// The licences that the settings of a crate name.
pub(super) fn of(settings: &CrateSettings) -> Licenses {
    let mut found = Licenses { files: Vec::new(), missing: Vec::new() };
    for license in names(&settings.publishing.license) {
        match TEXTS.iter().find(|(id, ..)| id.eq_ignore_ascii_case(&license)) {
            Some((_, file, text)) if !found.files.iter().any(|(known, _)| known == file) => {
                found.files.push((file, of_crate(text, settings)));
            }
            None if !found.missing.contains(&license) => found.missing.push(license),
            _ => {}
        }
    }
    found
}

/// The licences of an SPDX expression; one with an exception is none of those whose texts are here.
fn names(expression: &str) -> Vec<String> {
    let spaced = expression.replace(['(', ')'], " ");
    let mut names: Vec<String> = Vec::new();
    let mut is_exception = false;
    for word in spaced.split_whitespace() {
        match word.to_ascii_uppercase().as_str() {
            "AND" | "OR" => {}
            "WITH" => is_exception = true,
            _ if std::mem::take(&mut is_exception) => {
                if let Some(last) = names.last_mut() {
                    *last = format!("{last} WITH {word}");
                }
            }
            _ => names.push(word.to_owned()),
        }
    }
    names
}

/// A text with those in it who hold the rights to this crate.
fn of_crate(text: &str, settings: &CrateSettings) -> String {
    let authors = &settings.publishing.authors;
    let holders = match authors.is_empty() {
        true => format!("The authors of {}", settings.name),
        false => crate::text::visible(&crate::text::single_line(&authors.join(", "))),
    };
    let line = |line: &str| match line.starts_with("Copyright (c) ") {
        true => format!("Copyright (c) {holders}\n"),
        false => format!("{line}\n"),
    };
    text.lines().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn licences_are_taken_out_of_expressions() {
        assert_eq!(names("MIT OR Apache-2.0"), ["MIT", "Apache-2.0"]);
        assert_eq!(names("(MIT) and BSD-3-Clause"), ["MIT", "BSD-3-Clause"]);
        assert_eq!(names("Apache-2.0 WITH LLVM-exception OR MIT"), ["Apache-2.0 WITH LLVM-exception", "MIT"]);
        assert_eq!(names(""), [""; 0]);
    }
}
