//! `[package]` of vendor.toml: what the crate's Cargo.toml says for those who publish it. Keys and rules are those of the
//! Cargo book ("The Manifest Format"), limits those of crates.io. Never decides whether something is published.

use super::check;
use super::fields::{Fields, Place};
use super::upkeep::flag;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::Node;
use crate::text::is_web_address;

/// The keys of the table.
const KEYS: &[&str] = &["license", "publish", "authors", "repository", "homepage", "keywords", "categories"];

/// How many keywords, and how many categories, crates.io takes.
const MAX_LABELS: usize = 5;

/// What Cargo.toml says of a crate beside its name, its version and what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Publishing {
    /// The licence, an SPDX expression.
    pub license: String,
    /// Whether cargo may publish the crate.
    pub publish: bool,
    /// Who wrote it: `Name <address>`.
    pub authors: Vec<String>,
    /// Where its source is.
    pub repository: Option<String>,
    /// The site that it belongs to.
    pub homepage: Option<String>,
    /// Words to find it by.
    pub keywords: Vec<String>,
    /// Categories of crates.io.
    pub categories: Vec<String>,
}

impl Default for Publishing {
    fn default() -> Self {
        Self {
            license: "MIT OR Apache-2.0".to_owned(),
            publish: false,
            authors: Vec::new(),
            repository: None,
            homepage: None,
            keywords: Vec::new(),
            categories: Vec::new(),
        }
    }
}

/// Reads the table. What is wrong in it is reported, and left out.
pub(super) fn read(node: &Node, found: &mut Diagnostics) -> Option<Publishing> {
    let fields = Fields::open(node, "[package]", KEYS, Place::Settings, found)?;
    let default = Publishing::default();
    let license = fields.text("license", found);
    if let Some(node) = license {
        let help = "write an SPDX expression, for instance `MIT` or `MIT OR Apache-2.0`";
        check(node, is_license, "is not a valid licence", help, found);
    }
    let publish = flag(&fields, "publish", default.publish, found);
    let mut address = |key: &str| {
        let node = fields.text(key, found)?;
        check(node, is_web_address, "is not a web address", "begin it with https://", found);
        node.as_str().map(str::to_owned)
    };
    let (repository, homepage) = (address("repository"), address("homepage"));
    let keyword = "a keyword of crates.io has at most 20 letters, digits, `_` and `-`, a letter first";
    let category = "a category of crates.io is a slug, for instance `api-bindings`";
    Some(Publishing {
        license: license.and_then(Node::as_str).map_or(default.license, str::to_owned),
        publish,
        authors: texts(&fields, "authors", found, |_| true, ""),
        repository,
        homepage,
        keywords: labels(&fields, "keywords", found, is_keyword, keyword),
        categories: labels(&fields, "categories", found, is_category, category),
    })
}

/// A list of at most as many texts as crates.io takes.
fn labels(fields: &Fields<'_>, key: &str, found: &mut Diagnostics, sound: fn(&str) -> bool, help: &str) -> Vec<String> {
    let labels = texts(fields, key, found, sound, help);
    if let Some(node) = fields.items(key, found).get(MAX_LABELS) {
        let message = format!("`{key}` has {} entries; crates.io takes {MAX_LABELS}", labels.len());
        found.push(Diagnostic::error(Code::SettingsInvalid, message).at(node.span).help("keep those that fit best"));
    }
    labels
}

fn texts(fields: &Fields<'_>, key: &str, found: &mut Diagnostics, sound: fn(&str) -> bool, help: &str) -> Vec<String> {
    let mut texts = Vec::new();
    for node in fields.items(key, found) {
        match node.as_str() {
            Some(text) => {
                check(node, sound, &format!("cannot be one of `{key}`"), help, found);
                texts.push(text.to_owned());
            }
            None => found.push(
                Diagnostic::error(Code::SettingsInvalid, format!("an entry of `{key}` is {}", node.kind()))
                    .at(node.span)
                    .help("write each as a text between quotes"),
            ),
        }
    }
    texts
}

/// Whether a text has the letters of an SPDX expression; whether the licence exists, cargo does not ask either.
fn is_license(text: &str) -> bool {
    let allowed = |letter: char| letter.is_ascii_alphanumeric() || "-.+:() ".contains(letter);
    text.starts_with(|first: char| first.is_ascii_alphanumeric() || first == '(') && text.chars().all(allowed)
}

fn is_keyword(text: &str) -> bool {
    let allowed = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-');
    text.len() <= 20 && text.starts_with(|first: char| first.is_ascii_alphabetic()) && text.chars().all(allowed)
}

fn is_category(text: &str) -> bool {
    let allowed = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || matches!(letter, '-' | ':');
    !text.is_empty() && text.chars().all(allowed)
}
