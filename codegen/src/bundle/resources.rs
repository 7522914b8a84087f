//! What schemas say of themselves: where a resource begins (`$id`), and what its anchors lead to (JSON Schema 2020-12, core,
//! section 8.2). Never follows a reference.

use crate::source::{Data, Map, Node, escape_pointer_token};
use std::collections::HashMap;
use url::Url;

/// A schema resource of a file, or the file as a whole.
#[derive(Debug, Default)]
pub(super) struct Resource {
    /// Its pointer in the file.
    pub(super) pointer: String,
    /// Its address, where it has one.
    pub(super) base: Option<Url>,
    /// What its anchors lead to, dynamic ones too.
    pub(super) anchors: HashMap<String, String>,
    /// Anchors that another schema of it has as well, and that schema.
    pub(super) repeated: HashMap<String, String>,
    /// Its dynamic anchors, in document order.
    pub(super) dynamic_anchors: Vec<(String, String)>,
    /// The names that it refers to dynamically.
    pub(super) dynamic_references: Vec<String>,
}

impl Resource {
    /// Adds an anchor; the first of its name counts.
    fn anchor(&mut self, name: &str, pointer: &str) {
        match self.anchors.get(name) {
            None => drop(self.anchors.insert(name.to_owned(), pointer.to_owned())),
            Some(first) if first == pointer => {}
            Some(_) => drop(self.repeated.entry(name.to_owned()).or_insert_with(|| pointer.to_owned())),
        }
    }
}

/// Whether a document refers to anything but parts of itself by their pointers.
pub(super) fn needs_bundling(node: &Node) -> bool {
    match &node.data {
        Data::Array(items) => items.iter().any(needs_bundling),
        Data::Object(members) => members.iter().any(|(key, member)| match (key.as_str(), member.as_str()) {
            ("$ref", Some(text)) => !text.starts_with("#/") && !text.trim().is_empty(),
            ("$dynamicRef", Some(_)) => true,
            // References to pointers mean something else within a resource of its own.
            ("$id", Some(_)) => true,
            ("security", None) => {
                let mut ids = member.as_array().into_iter().flatten().filter_map(Node::as_object).flat_map(Map::keys);
                ids.any(|id| names_scheme_elsewhere(id)) || needs_bundling(member)
            }
            // Data may have such members, too; then nothing comes of it.
            _ => needs_bundling(member),
        }),
        _ => false,
    }
}

/// Whether a security requirement names its scheme by a reference, and not by a pointer into the document (OpenAPI 3.2.0,
/// section 4.30). Names of components have neither `/` nor `#`, and may end like a file.
pub(super) fn names_scheme_elsewhere(id: &str) -> bool {
    let is_file = || [".yaml", ".yml", ".json"].iter().any(|end| id.ends_with(end));
    !id.starts_with("#/") && (id.contains(['/', '#']) || is_file())
}

/// The resources of a file, the whole file first; `base` is the address of the file, where it has one.
pub(super) fn scan(root: &Node, base: Option<Url>) -> Vec<Resource> {
    let own = root.str("$self").or_else(|| root.str("$id"));
    let base = own.and_then(|own| join(base.as_ref(), own)).or(base);
    let mut all = vec![Resource { base, ..Resource::default() }];
    walk(root, String::new(), 0, &mut all);
    all
}

fn walk(node: &Node, pointer: String, resource: usize, all: &mut Vec<Resource>) {
    let mut resource = resource;
    match &node.data {
        Data::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                walk(item, format!("{pointer}/{at}"), resource, all);
            }
        }
        Data::Object(members) => {
            let text = |key: &str| members.get(key).and_then(Node::as_str);
            if let Some(id) = text("$id").filter(|_| !pointer.is_empty()) {
                // Before 2019-09, an `$id` that is a fragment is an anchor.
                match id.strip_prefix('#') {
                    Some(anchor) => all[resource].anchor(anchor, &pointer),
                    None => {
                        let base = join(all[resource].base.as_ref(), id);
                        all.push(Resource { pointer: pointer.clone(), base, ..Resource::default() });
                        resource = all.len() - 1;
                    }
                }
            }
            if let Some(name) = text("$anchor") {
                all[resource].anchor(name, &pointer);
            }
            if let Some(name) = text("$dynamicAnchor") {
                all[resource].anchor(name, &pointer);
                let known = &mut all[resource].dynamic_anchors;
                if !known.iter().any(|(other, _)| other == name) {
                    known.push((name.to_owned(), pointer.clone()));
                }
            }
            if let Some(name) = members.get("$dynamicRef").and_then(super::dynamic::name) {
                all[resource].dynamic_references.push(name.to_owned());
            }
            for (key, member) in members {
                walk(member, format!("{pointer}/{}", escape_pointer_token(key)), resource, all);
            }
        }
        _ => {}
    }
}

/// What relative ids are joined with in a document without an address. Nothing is ever read from there.
const NOWHERE: &str = "unknown://document/";

/// An address, or one below another. Where nothing is known of what is around, a relative one is known by itself.
pub(super) fn join(base: Option<&Url>, text: &str) -> Option<Url> {
    let url = match base {
        Some(base) => base.join(text).ok(),
        None => Url::parse(text).ok().or_else(|| Url::parse(NOWHERE).ok()?.join(text).ok()),
    };
    url.map(|mut url| {
        url.set_fragment(None);
        url
    })
}
