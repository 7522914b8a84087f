//! `[fetch]`, `[versioning]` and `[[renamed]]` of vendor.toml: how a vendor is kept true. What its addresses are for, who
//! decides on the version of its crate, and what is still there under an old name. Nothing here is carried out.

use super::Text;
use super::fields::Fields;
use super::tables::{FETCH, RENAMED, VERSIONING};
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

/// What `[versioning]` says: who decides, and whether names that are gone stay as deprecated aliases.
pub(super) fn read_versioning(node: &Node, found: &mut Diagnostics) -> Option<(Versioning, bool)> {
    let fields = Fields::open(node, &VERSIONING, found)?;
    let stated = fields.text("policy", found).and_then(Node::as_str).unwrap_or(VERSIONING.default("policy"));
    let policy = Versioning::ALL.iter().find(|(name, _)| *name == stated).map(|(_, policy)| *policy);
    Some((policy.unwrap_or_default(), fields.flag("aliases", found)))
}

/// Something that is called otherwise since a version, and is still there under its old name.
#[derive(Clone, Debug, PartialEq)]
pub struct Renamed {
    /// Its path in Rust until then.
    pub old: Text,
    /// Its path in Rust now.
    pub new: Text,
    /// The first version with the new name.
    pub since: Text,
}

pub(super) fn read_renamed(node: &Node, found: &mut Diagnostics) -> Option<Renamed> {
    let fields = Fields::open(node, &RENAMED, found)?;
    let (old, new, since) = (fields.text("old", found), fields.text("new", found), fields.text("since", found));
    Some(Renamed { old: old?.into(), new: new?.into(), since: since?.into() })
}
