//! What Cargo.toml says for those who publish the crate. Keys and rules are those of the Cargo book ("The Manifest Format"),
//! limits those of crates.io.

use super::rules;
use crate::settings::keys::{Key, Kind, Rule, Table};

/// How many keywords, and how many categories, crates.io takes.
pub(in crate::settings) const MAX_LABELS: usize = 5;

static LICENSE: Rule = Rule {
    sound: is_license,
    fault: "is not a valid licence",
    help: |_| "write an SPDX expression, for instance `MIT` or `MIT OR Apache-2.0`".to_owned(),
    pattern: r"^[0-9A-Za-z(][0-9A-Za-z.+:() -]*$",
};

static KEYWORD: Rule = Rule {
    sound: |text| {
        let allowed = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-');
        text.len() <= 20 && text.starts_with(|first: char| first.is_ascii_alphabetic()) && text.chars().all(allowed)
    },
    fault: "cannot be one of `keywords`",
    help: |_| "a keyword of crates.io has at most 20 letters, digits, `_` and `-`, a letter first".to_owned(),
    pattern: "^[A-Za-z][0-9A-Za-z_-]{0,19}$",
};

static CATEGORY: Rule = Rule {
    sound: |text| {
        let allowed =
            |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || matches!(letter, '-' | ':');
        !text.is_empty() && text.chars().all(allowed)
    },
    fault: "cannot be one of `categories`",
    help: |_| "a category of crates.io is a slug, for instance `api-bindings`".to_owned(),
    pattern: "^[a-z0-9:-]+$",
};

pub(in crate::settings) static PACKAGE: Table = Table {
    what: "[package]",
    path: &["package"],
    doc: "What the crate's Cargo.toml says for those who publish it; keys mean there what they mean here. The texts of MIT and \
          Apache-2.0 are written into the crate where the licence names them; those of other licences are yours to add.",
    keys: &[
        Key::defaulted("license", Kind::Checked(&LICENSE), "MIT OR Apache-2.0", "The licence, an SPDX expression."),
        Key::defaulted("publish", Kind::Flag, "false", "Whether cargo may publish the crate."),
        Key::optional("authors", Kind::List(&Kind::Text), "Who wrote it: `Name <address>`."),
        Key::optional("repository", Kind::Checked(&rules::ADDRESS), "Where its source is."),
        Key::optional("homepage", Kind::Checked(&rules::ADDRESS), "The site that it belongs to."),
        Key::optional("keywords", Kind::List(&Kind::Checked(&KEYWORD)), "At most five words to find it by."),
        Key::optional("categories", Kind::List(&Kind::Checked(&CATEGORY)), "At most five categories of crates.io."),
    ],
    cases: &[],
    examples: &["[package]\nlicense = \"MIT\"\npublish = true\nauthors = [\"Ada <ada@bell.example>\"]\n\
         repository = \"https://git.example/bell\"\nhomepage = \"https://bell.example\"\nkeywords = [\"bell\", \"api\"]\n\
         categories = [\"api-bindings\"]\n"],
};

/// Whether a text has the letters of an SPDX expression; whether the licence exists, cargo does not ask either.
fn is_license(text: &str) -> bool {
    let allowed = |letter: char| letter.is_ascii_alphanumeric() || "-.+:() ".contains(letter);
    text.starts_with(|first: char| first.is_ascii_alphanumeric() || first == '(') && text.chars().all(allowed)
}
