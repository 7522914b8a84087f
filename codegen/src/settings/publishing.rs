//! `[package]` of vendor.toml: what the crate's Cargo.toml says for those who publish it. Never decides whether something is published.

use super::fields::Fields;
use super::tables::{MAX_LABELS, PACKAGE};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::Node;

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
            license: PACKAGE.default("license").to_owned(),
            publish: PACKAGE.default("publish") == "true",
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
    let fields = Fields::open(node, &PACKAGE, found)?;
    let default = Publishing::default();
    let license = fields.text("license", found).and_then(Node::as_str).map_or(default.license, str::to_owned);
    let publish = fields.flag("publish", found);
    let mut address = |key: &str| fields.text(key, found).and_then(Node::as_str).map(str::to_owned);
    let (repository, homepage) = (address("repository"), address("homepage"));
    let authors = owned(fields.texts("authors", found));
    let (keywords, categories) = (labels(&fields, "keywords", found), labels(&fields, "categories", found));
    Some(Publishing { license, publish, authors, repository, homepage, keywords, categories })
}

/// A list of at most as many texts as crates.io takes.
fn labels(fields: &Fields<'_>, key: &str, found: &mut Diagnostics) -> Vec<String> {
    let labels = fields.texts(key, found);
    if let Some(node) = labels.get(MAX_LABELS) {
        let message = format!("`{key}` has {} entries; crates.io takes {MAX_LABELS}", labels.len());
        found.push(Diagnostic::error(Code::SettingsInvalid, message).at(node.span).help("keep those that fit best"));
    }
    owned(labels)
}

fn owned(texts: Vec<&Node>) -> Vec<String> {
    texts.into_iter().filter_map(|node| node.as_str().map(str::to_owned)).collect()
}
