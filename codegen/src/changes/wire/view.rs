//! A schema seen as one: what `allOf` and references bring, and `null` apart.

use super::walk::At;
use crate::source::Node;
use indexmap::IndexMap;
use std::collections::BTreeSet;

/// What a schema says, whatever it is spread over.
#[derive(Clone, Debug, Default)]
pub(super) struct View<'d> {
    /// The kinds of JSON values, `null` apart; nothing where any will do.
    pub(super) types: Option<BTreeSet<&'static str>>,
    pub(super) nullable: bool,
    pub(super) properties: IndexMap<String, At<'d>>,
    pub(super) required: BTreeSet<String>,
    pub(super) values: Option<Vec<&'d Node>>,
    pub(super) alternatives: Option<Vec<At<'d>>>,
    pub(super) additional: Option<At<'d>>,
    pub(super) items: Option<At<'d>>,
    /// All other keywords.
    pub(super) keywords: IndexMap<&'d str, At<'d>>,
}

const KINDS: [&str; 6] = ["string", "integer", "number", "boolean", "array", "object"];

impl<'d> View<'d> {
    pub(super) fn new(root: &'d Node, schema: &At<'d>) -> Self {
        let mut view = Self::default();
        view.add(root, schema, 0);
        if view.types.is_none() {
            view.types = view.implied();
        }
        view
    }

    fn add(&mut self, root: &'d Node, schema: &At<'d>, depth: usize) {
        if depth > 16 {
            return;
        }
        if schema.node.as_bool() == Some(false) {
            self.types = Some(BTreeSet::new());
        }
        for (key, _) in schema.node.as_object().into_iter().flatten() {
            let Some(at) = schema.get(key) else { continue };
            match key.as_str() {
                "$ref" => {
                    let target = at.node.as_str().unwrap_or_default();
                    if let Some(node) = root.pointer(target) {
                        self.add(root, &At::new(node, target.trim_start_matches('#')), depth + 1);
                    }
                }
                "allOf" => {
                    for index in 0..at.node.as_array().map_or(0, Vec::len) {
                        if let Some(part) = at.item(index) {
                            self.add(root, &part, depth + 1);
                        }
                    }
                }
                "type" => self.add_types(at.node),
                "properties" => {
                    for (name, _) in at.node.as_object().into_iter().flatten() {
                        if let Some(member) = at.get(name) {
                            self.properties.insert(name.clone(), member);
                        }
                    }
                }
                "required" => {
                    self.required
                        .extend(at.node.as_array().into_iter().flatten().filter_map(Node::as_str).map(str::to_owned));
                }
                "enum" => {
                    let all = at.node.as_array().into_iter().flatten();
                    self.nullable |= at.node.as_array().is_some_and(|all| all.iter().any(Node::is_null));
                    self.values = Some(all.filter(|value| !value.is_null()).collect());
                    self.keywords.insert("enum", at);
                }
                "const" => {
                    self.values = Some(vec![at.node]);
                    self.keywords.insert("enum", at);
                }
                "oneOf" | "anyOf" => self.add_alternatives(root, &at),
                "additionalProperties" | "unevaluatedProperties" => self.additional = Some(at),
                "items" => self.items = Some(at),
                _ => drop(self.keywords.insert(key.as_str(), at)),
            }
        }
    }

    fn add_types(&mut self, node: &'d Node) {
        let one = node.as_str().into_iter();
        let several = node.as_array().into_iter().flatten().filter_map(Node::as_str);
        let mut types = BTreeSet::new();
        for name in one.chain(several) {
            match KINDS.iter().find(|kind| **kind == name) {
                Some(kind) => drop(types.insert(*kind)),
                None => self.nullable |= name == "null",
            }
        }
        self.types = Some(types);
    }

    fn add_alternatives(&mut self, root: &'d Node, at: &At<'d>) {
        let mut kept = Vec::new();
        for index in 0..at.node.as_array().map_or(0, Vec::len) {
            let Some(alternative) = at.item(index) else { continue };
            if alternative.node.str("type") == Some("null") {
                self.nullable = true;
            } else {
                kept.push(alternative);
            }
        }
        match kept.as_slice() {
            // One alternative beside `null` is that alternative.
            [only] if self.alternatives.is_none() => self.add(root, &only.clone(), 1),
            _ => self.alternatives.get_or_insert_default().extend(kept),
        }
    }

    /// What a schema without `type` can only mean.
    fn implied(&self) -> Option<BTreeSet<&'static str>> {
        if let Some(values) = &self.values {
            let kind = |value: &&Node| match value.kind() {
                "a string" => "string",
                "a boolean" => "boolean",
                "an array" => "array",
                "an object" => "object",
                _ if value.as_number().is_some_and(|number| number.is_f64()) => "number",
                _ => "integer",
            };
            return Some(values.iter().map(kind).collect());
        }
        match () {
            () if !self.properties.is_empty() || !self.required.is_empty() => Some(BTreeSet::from(["object"])),
            () if self.items.is_some() => Some(BTreeSet::from(["array"])),
            () => None,
        }
    }

    /// Whether it says nothing of a value.
    pub(super) fn is_anything(&self) -> bool {
        self.types.is_none() && self.alternatives.is_none()
    }

    pub(super) fn flag(&self, key: &str) -> bool {
        self.keywords.get(key).is_some_and(|at| at.node.as_bool() == Some(true))
    }

    pub(super) fn text(&self, key: &str) -> Option<&'d str> {
        self.keywords.get(key).and_then(|at| at.node.as_str())
    }

    /// The kinds as people say them.
    pub(super) fn kinds(&self) -> String {
        let alternatives = self.alternatives.as_ref().map(|all| format!("one of {}", all.len()));
        let types = self.types.as_ref().map(|types| types.iter().copied().collect::<Vec<_>>().join(" or "));
        types.or(alternatives).unwrap_or_else(|| "anything".to_owned())
    }
}
