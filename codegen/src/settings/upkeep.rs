//! `[fetch]` and `[versioning]` of vendor.toml: how a vendor is kept true. What its addresses are for, and who decides on
//! the version of its crate. Nothing here is carried out.

use super::fields::{Fields, Place};
use super::{Text, check};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::Node;
use crate::text::is_web_address;
use crate::text::nearest::{likely, quoted};

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
        Self { pages: true, index: None, listed: Vec::new(), ignored: Vec::new() }
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
    const ALL: [(&'static str, Self); 3] = [("cargo", Self::Cargo), ("vendor", Self::Vendor), ("manual", Self::Manual)];
}

pub(super) fn read_fetching(node: &Node, found: &mut Diagnostics) -> Option<Fetching> {
    let fields = Fields::open(node, "[fetch]", &["pages", "index", "listed", "ignored"], Place::Settings, found)?;
    let pages = flag(&fields, "pages", true, found);
    let index = fields.text("index", found);
    if let Some(index) = index {
        check(index, is_web_address, "is no web address", "begin it with https://", found);
    }
    let mut addresses = |key: &str| -> Vec<String> {
        let nodes = fields.items(key, found);
        for node in nodes {
            let help = "write the beginning of an address, with https://";
            check(node, is_web_address, "is no web address", help, found);
        }
        nodes.iter().filter_map(|node| node.as_str().map(str::to_owned)).collect()
    };
    let (listed, ignored) = (addresses("listed"), addresses("ignored"));
    Some(Fetching { pages, index: index.map(Text::from), listed, ignored })
}

pub(super) fn read_versioning(node: &Node, found: &mut Diagnostics) -> Option<Versioning> {
    let fields = Fields::open(node, "[versioning]", &["policy"], Place::Settings, found)?;
    let node = fields.required_text("policy", found)?;
    let text = node.as_str().unwrap_or_default();
    let names = || Versioning::ALL.iter().map(|(name, _)| *name);
    let known = Versioning::ALL.iter().find(|(name, _)| *name == text);
    if known.is_none() {
        let meant = likely(text, names()).map_or(String::new(), |meant| format!("did you mean `{meant}`? "));
        let help = format!("{meant}known policies: {}", quoted(names()));
        found.push(
            Diagnostic::error(Code::SettingsInvalid, format!("`{text}` is no policy for versions"))
                .at(node.span)
                .help(help),
        );
    }
    known.map(|(_, policy)| *policy)
}

/// A switch that may be left out.
pub(super) fn flag(fields: &Fields<'_>, key: &str, default: bool, found: &mut Diagnostics) -> bool {
    let Some(node) = fields.get(key) else { return default };
    node.as_bool().unwrap_or_else(|| {
        fields.wrong(key, "true or false", node, found);
        default
    })
}
