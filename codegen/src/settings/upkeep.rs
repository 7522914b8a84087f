//! `[fetch]` and `[versioning]` of vendor.toml: how a vendor is kept true. What its addresses are for, and who decides on
//! the version of its crate. Nothing here is carried out.

use super::Text;
use super::fields::Fields;
use super::tables::{FETCH, VERSIONING};
use crate::diagnostic::Diagnostics;
use crate::source::Node;

/// What the addresses of a vendor are for.
#[derive(Clone, Debug, PartialEq)]
pub struct Fetching {
    /// Whether a page is replaced by what its address gives, where its own entry says nothing.
    pub pages: bool,
    /// The list of the vendor's pages, as `llms.txt` is one.
    pub index: Option<Text>,
    /// With what the addresses of the index begin that have to be pages here; all of them when there is none.
    pub listed: Vec<String>,
    /// With what those begin that need not.
    pub ignored: Vec<String>,
}

impl Default for Fetching {
    fn default() -> Self {
        Self { pages: FETCH.default("pages") == "true", index: None, listed: Vec::new(), ignored: Vec::new() }
    }
}

/// Who decides on the version of a crate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Versioning {
    /// The gravest change, by the rules of Cargo; below 1.0.0 too.
    #[default]
    Cargo,
    /// The vendor, where the version of its document is one and is not below what the rules of Cargo ask for.
    Vendor,
    /// A person: no version is proposed, and none is asked for.
    Manual,
}

impl Versioning {
    pub(super) const ALL: [(&'static str, Self); 3] =
        [("cargo", Self::Cargo), ("vendor", Self::Vendor), ("manual", Self::Manual)];
}

pub(super) fn read_fetching(node: &Node, found: &mut Diagnostics) -> Option<Fetching> {
    let fields = Fields::open(node, &FETCH, found)?;
    let pages = fields.flag("pages", found);
    let index = fields.text("index", found).map(Text::from);
    let mut addresses = |key: &str| -> Vec<String> {
        fields.texts(key, found).into_iter().filter_map(|node| node.as_str().map(str::to_owned)).collect()
    };
    let (listed, ignored) = (addresses("listed"), addresses("ignored"));
    Some(Fetching { pages, index, listed, ignored })
}

pub(super) fn read_versioning(node: &Node, found: &mut Diagnostics) -> Option<Versioning> {
    let fields = Fields::open(node, &VERSIONING, found)?;
    let stated = fields.text("policy", found)?.as_str().unwrap_or_default();
    Versioning::ALL.iter().find(|(name, _)| *name == stated).map(|(_, policy)| *policy)
}
