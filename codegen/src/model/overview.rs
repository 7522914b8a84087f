//! A schema seen as one, for who compares documents: what `allOf` and references bring, and `null` apart. What is planned
//! of a schema is decided elsewhere, by `Resolver`.

use super::at::At;
use super::schema::{Discriminator, Limit};
use crate::source::Node;
use indexmap::IndexMap;
use std::collections::{BTreeSet, HashSet};

/// What a schema says, whatever it is spread over.
#[derive(Clone, Debug, Default)]
pub(crate) struct View<'d> {
    /// The kinds of JSON values, `null` apart; nothing where any will do.
    pub(crate) types: Option<BTreeSet<&'static str>>,
    pub(crate) nullable: bool,
    pub(crate) properties: IndexMap<String, At<'d>>,
    pub(crate) required: BTreeSet<String>,
    pub(crate) values: Option<Vec<&'d Node>>,
    pub(crate) alternatives: Option<Vec<At<'d>>>,
    pub(crate) additional: Option<At<'d>>,
    pub(crate) items: Option<At<'d>>,
    /// All other keywords.
    pub(crate) keywords: IndexMap<&'d str, At<'d>>,
    /// The references that were followed, each once: parts and alternatives may refer to each other in a circle.
    followed: HashSet<&'d str>,
}

const KINDS: [&str; 6] = ["string", "integer", "number", "boolean", "array", "object"];

impl<'d> View<'d> {
    pub(crate) fn new(root: &'d Node, schema: &At<'d>) -> Self {
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
                    if self.followed.insert(target)
                        && let Some(node) = root.pointer(target)
                    {
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
                "oneOf" | "anyOf" => self.add_alternatives(root, &at, depth),
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

    fn add_alternatives(&mut self, root: &'d Node, at: &At<'d>, depth: usize) {
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
            [only] if self.alternatives.is_none() => self.add(root, &only.clone(), depth + 1),
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
    pub(crate) fn is_anything(&self) -> bool {
        self.types.is_none() && self.alternatives.is_none()
    }

    fn flag(&self, key: &str) -> bool {
        self.keywords.get(key).is_some_and(|at| at.node.as_bool() == Some(true))
    }

    /// Whether only the server sets it.
    pub(crate) fn is_read_only(&self) -> bool {
        self.flag("readOnly")
    }

    /// Whether only the client sets it.
    pub(crate) fn is_write_only(&self) -> bool {
        self.flag("writeOnly")
    }

    /// Whether it is deprecated.
    pub(crate) fn is_deprecated(&self) -> bool {
        self.flag("deprecated")
    }

    /// The format of its values.
    pub(crate) fn format(&self) -> Option<&'d str> {
        self.keywords.get("format").and_then(|at| at.node.as_str())
    }

    /// Where its values are listed.
    pub(crate) fn values_at(&self) -> Option<&At<'d>> {
        self.keywords.get("enum")
    }

    /// What tells its alternatives apart, with its place.
    pub(crate) fn discriminator(&self) -> Option<(&'d Discriminator, &At<'d>)> {
        self.keywords.get("discriminator").map(|at| (Discriminator::of(at.node), at))
    }

    /// The kinds as people say them.
    pub(crate) fn kinds(&self) -> String {
        let alternatives = self.alternatives.as_ref().map(|all| format!("one of {}", all.len()));
        let types = self.types.as_ref().map(|types| types.iter().copied().collect::<Vec<_>>().join(" or "));
        types.or(alternatives).unwrap_or_else(|| "anything".to_owned())
    }
}

/// What a keyword is about, for who compares what two schemas say by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Concern {
    /// Nothing that is on the wire, or something that is compared elsewhere.
    Silent,
    /// How large, long or many something may be.
    Bound(Limit),
    /// A pattern of texts.
    Pattern,
    /// Another demand.
    Demand,
    /// The value where none is given.
    Default,
    /// How a number or text is written: whether by `format`.
    Format { by_format: bool },
    /// Whether it goes away.
    Deprecation,
    /// Which way it goes.
    Direction,
    /// How it is XML.
    Xml,
    /// The first items of an array.
    PrefixItems,
    /// Something else.
    Other,
}

impl Concern {
    pub(crate) fn of(keyword: &str) -> Self {
        if let Some(limit) = Limit::of_range(keyword) {
            return Self::Bound(limit);
        }
        match keyword {
            "title" | "description" | "summary" | "example" | "examples" | "externalDocs" | "$comment" | "enum"
            | "discriminator" | "$schema" | "$id" | "$anchor" => Self::Silent,
            extension if extension.starts_with("x-") => Self::Silent,
            "pattern" => Self::Pattern,
            "multipleOf" | "uniqueItems" | "propertyNames" | "patternProperties" | "minContains" | "maxContains"
            | "contains" | "not" | "dependentRequired" | "dependentSchemas" | "if" | "then" | "else" => Self::Demand,
            "default" => Self::Default,
            "format" => Self::Format { by_format: true },
            "contentEncoding" | "contentMediaType" => Self::Format { by_format: false },
            "deprecated" => Self::Deprecation,
            "readOnly" | "writeOnly" => Self::Direction,
            "xml" => Self::Xml,
            "prefixItems" => Self::PrefixItems,
            _ => Self::Other,
        }
    }
}
