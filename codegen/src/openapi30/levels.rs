//! Establishes: a schema is a reference, alternatives (`oneOf`), or the keywords of one type. `allOf` is merged, several
//! types become alternatives, and `null` is `nullable`. An `allOf` of one reference remains where something stands beside
//! the reference, which OpenAPI 3.0 ignores otherwise.

use super::loss::give_up;
use super::places::insert;
use super::tags::{missing, pin};
use super::walk::SCHEMAS;
use crate::diagnostic::Diagnostics;
use crate::lower::for_each_outermost_schema;
use crate::model::{Discriminator, Schema, Union};
use crate::names::{Scope, type_name};
use crate::source::{Data, Map, Node, Span};
use crate::spec::keywords::is_annotation;
use crate::types::{Level, Planner};
use indexmap::IndexMap;
use std::collections::{HashSet, VecDeque};

/// How often schemas may be merged into parts of each other before the rest is taken as it is.
const MAX_INSIDE: usize = 32;

pub(super) fn pass(document: &mut Node, diagnostics: &mut Diagnostics) {
    let root = document.clone();
    let (mut contradictions, mut found) = (diagnostics.of_same_run(), diagnostics.of_same_run());
    let mut scope = Scope::new();
    for (name, _) in root.get("components").into_iter().flat_map(|components| components.members("schemas")) {
        scope.claim(name);
    }
    let planner = Planner::new(&root, &mut contradictions);
    let mut levels =
        Levels { root: &root, planner, scope, variants: IndexMap::new(), variants_left: Vec::new(), found: &mut found };
    for_each_outermost_schema(document, &mut |schema| levels.schema(schema, &mut Vec::new()));
    while let Some((name, mut variant)) = levels.variants_left.pop() {
        levels.schema(&mut variant, &mut Vec::new());
        insert(document, &name, variant);
    }
    diagnostics.extend(contradictions);
    diagnostics.extend(found);
}

struct Levels<'d> {
    root: &'d Node,
    planner: Planner<'d>,
    scope: Scope,
    /// The components that are another one with a value of its tag, by the target and that.
    variants: IndexMap<(String, String, Vec<String>), String>,
    /// Those of them that are still to be written.
    variants_left: Vec<(String, Node)>,
    found: &'d mut Diagnostics,
}

impl Levels<'_> {
    /// `inside` has the targets of the references that were merged around this schema.
    fn schema(&mut self, schema: &mut Node, inside: &mut Vec<String>) {
        let (span, key_span) = (schema.span, schema.key_span);
        if let Data::Bool(is_any) = schema.data {
            if !is_any {
                give_up(span, "", "OpenAPI 3.0 cannot forbid every value", "any value is taken there", self.found);
            }
            *schema = Node { key_span, ..Node::object::<&str>([], span) };
            return;
        }
        let joined = self.joined(schema);
        let is_circle = joined.iter().any(|target| inside.contains(target)) || inside.len() > MAX_INSIDE;
        match self.planner.level(Schema::of(schema)) {
            Level::Reference(target) => *schema = reference(&target, schema),
            // What is joined with itself would have no end.
            _ if is_circle => {
                let target = joined.first().cloned().unwrap_or_default();
                let message = format!("what stands beside the reference to `{target}` is merged into itself");
                give_up(span, "", message, "the reference alone is kept", self.found);
                *schema = reference(&target, schema);
            }
            Level::Union { keyword, around, is_joined, items } => {
                let depth = inside.len();
                inside.extend(joined);
                let items = items.into_iter().map(Schema::into_node).collect();
                *schema = self.union(keyword, around.into_node(), is_joined, items, inside);
                inside.truncate(depth);
            }
            Level::Plain(effective) => {
                let depth = inside.len();
                inside.extend(joined);
                *schema = self.plain(effective.into_node(), inside);
                inside.truncate(depth);
            }
        }
        schema.key_span = key_span;
    }

    /// The targets that are merged into a schema.
    fn joined(&self, schema: &Node) -> Vec<String> {
        let mut seen: HashSet<String> = HashSet::new();
        let mut found = Vec::new();
        let mut left: VecDeque<&Node> = VecDeque::from([schema]);
        while let Some(next) = left.pop_front() {
            left.extend(next.items("allOf"));
            let Some(target) = next.str("$ref").filter(|target| seen.insert((*target).to_owned())) else { continue };
            found.push(target.to_owned());
            left.extend(self.root.pointer(target));
        }
        found
    }

    fn union(
        &mut self,
        keyword: Union,
        mut around: Node,
        is_joined: bool,
        items: Vec<Node>,
        inside: &mut Vec<String>,
    ) -> Node {
        let span = around.span;
        let discriminator = around.remove("discriminator");
        let mut is_nullable = Schema::of(&around).has_type_named("null");
        let count = items.len();
        let mut items: Vec<Node> =
            items.into_iter().filter(|item| !Schema::of(item).is_null() && item.as_bool() != Some(false)).collect();
        is_nullable |= items.len() < count;
        if let Some(values) = constants(&items) {
            return listed(around, values, is_nullable);
        }
        if keyword == Union::AnyOf && discriminator.is_none() && self.may_overlap(&items) {
            let message = "a value may fit several alternatives of `anyOf`";
            give_up(span, "", message, "it is one of them: the first that fits", self.found);
        }
        if let Some(discriminator) = &discriminator
            && let discriminator = Discriminator::of(discriminator)
            && let Some(member) = discriminator.member()
        {
            let values = missing(&items, discriminator, &mut self.planner);
            let each = items.into_iter().zip(values);
            items = each
                .map(|(item, values)| match values {
                    Some(values) => self.variant(item, member, values),
                    None => item,
                })
                .collect();
        }
        items.sort_by_cached_key(|item| {
            let target = item.str("$ref").and_then(|target| self.root.pointer(target)).unwrap_or(item);
            match self.planner.level(Schema::of(target)) {
                Level::Plain(effective) => breadth(effective.node()),
                _ => breadth(item),
            }
        });
        for item in &mut items {
            self.schema(item, inside);
        }
        let mut unique: Vec<Node> = Vec::new();
        items.into_iter().for_each(|item| {
            if !unique.contains(&item) {
                unique.push(item)
            }
        });
        if !is_joined {
            let rules = around.as_object().into_iter().flatten();
            let lost = rules
                .filter(|(key, _)| !is_annotation(key) && !matches!(key.as_str(), "type" | "additionalProperties"));
            for (key, node) in lost {
                let message = format!("`{key}` stands beside alternatives");
                give_up(node.label_span(), "", message, "it is not checked", self.found);
            }
        }
        let mut node = match unique.as_slice() {
            [] if is_nullable => null(span),
            [] => Node::object::<&str>([], span),
            [only] => only.clone(),
            _ => Node::object([("oneOf", Node::array(unique, span))], span),
        };
        annotate(&mut node, annotations(&around));
        if is_nullable {
            set_nullable(&mut node, span);
        }
        node
    }

    /// An alternative with the values of its tag. What many unions list becomes a component once.
    fn variant(&mut self, item: Node, member: &str, values: Vec<String>) -> Node {
        let Level::Reference(target) = self.planner.level(Schema::of(&item)) else { return pin(item, member, values) };
        let span = item.span;
        let key = (target, member.to_owned(), values);
        let name = match self.variants.get(&key) {
            Some(known) => known.clone(),
            None => {
                let words = key.0.rsplit('/').next().unwrap_or_default();
                let value = key.2.first().map_or("", String::as_str);
                let is_said = type_name(value).eq_ignore_ascii_case(&type_name(words));
                let words = if is_said { format!("tagged {words}") } else { format!("{words} {value}") };
                let name = self.scope.claim(&type_name(&words));
                self.variants_left.push((name.clone(), pin(item, member, key.2.clone())));
                self.variants.insert(key, name.clone());
                name
            }
        };
        Node::object([("$ref", Node::string(format!("{SCHEMAS}{name}"), span))], span)
    }

    fn plain(&mut self, mut effective: Node, inside: &mut Vec<String>) -> Node {
        let span = effective.span;
        let names: Vec<String> = Schema::of(&effective).types().into_iter().map(str::to_owned).collect();
        let is_nullable = names.iter().any(|name| name == "null");
        let mut others: Vec<&str> = names.iter().map(String::as_str).filter(|name| *name != "null").collect();
        if others.contains(&"number") {
            others.retain(|name| *name != "integer");
        }
        if others.is_empty() && is_nullable {
            let mut node = null(span);
            annotate(&mut node, annotations(&effective));
            return node;
        }
        if others.len() > 1 {
            let is_any = others.len() == 5
                && effective
                    .as_object()
                    .is_some_and(|members| members.keys().all(|key| key == "type" || is_annotation(key)));
            if is_any {
                effective.remove("type");
                return effective;
            }
            let mut items: Vec<Node> =
                others.iter().map(|name| Schema::of(&effective).restricted_to(name).into_node()).collect();
            items.iter_mut().for_each(|item| self.schema(item, inside));
            items.sort_by_key(breadth);
            let mut node = Node::object([("oneOf", Node::array(items, span))], span);
            annotate(&mut node, annotations(&effective));
            if is_nullable {
                set_nullable(&mut node, span);
            }
            return node;
        }
        let stated = others.first().map(|name| (*name).to_owned());
        let has_values = effective.get("enum").is_some() || effective.get("const").is_some();
        let implied = || if has_values { None } else { Schema::of(&effective).kind().map(str::to_owned) };
        match stated.or_else(implied) {
            Some(name) => effective.set("type", Node::string(name, span)),
            None => drop(effective.remove("type")),
        }
        if is_nullable {
            set_nullable(&mut effective, span);
        }
        for (_, part) in super::walk::parts(&mut effective) {
            self.schema(part, inside);
        }
        effective
    }

    /// Whether a value may be more than one of these at first sight.
    fn may_overlap(&mut self, items: &[Node]) -> bool {
        let mut seen: HashSet<String> = HashSet::new();
        items.len() > 1
            && items.iter().any(|item| {
                let target = item.str("$ref").and_then(|target| self.root.pointer(target));
                match self.planner.level(Schema::of(target.unwrap_or(item))) {
                    Level::Plain(effective) => match effective.kind() {
                        Some(name) => !seen.insert(if name == "integer" { "number" } else { name }.to_owned()),
                        None => true,
                    },
                    _ => true,
                }
            })
    }
}

/// The values of alternatives that are one value each, which is how documents describe the values of a list.
fn constants(items: &[Node]) -> Option<Vec<Node>> {
    let only = |item: &Node| {
        let members = item.as_object()?;
        let is_only = members.keys().all(|key| is_annotation(key) || matches!(key.as_str(), "const" | "enum" | "type"));
        match (item.get("const"), item.items("enum")) {
            (Some(value), _) if is_only => Some(value.clone()),
            (None, [value]) if is_only => Some(value.clone()),
            _ => None,
        }
    };
    if items.len() < 2 { None } else { items.iter().map(only).collect() }
}

/// A list of values, as far as what stands around it lists them, too.
fn listed(mut around: Node, mut values: Vec<Node>, is_nullable: bool) -> Node {
    let span = around.span;
    if let Some(others) = around.get("enum").and_then(Node::as_array) {
        let both: Vec<Node> = values.iter().filter(|value| others.contains(value)).cloned().collect();
        values = if both.is_empty() { values } else { both };
    }
    around.set("enum", Node::array(values, span));
    around.remove("discriminator");
    let name = Schema::of(&around).types().into_iter().find(|name| *name != "null").map(str::to_owned);
    match name {
        Some(name) => around.set("type", Node::string(name, span)),
        None => drop(around.remove("type")),
    }
    if is_nullable {
        set_nullable(&mut around, span);
    }
    around
}

/// A reference, with what is said of it there.
fn reference(target: &str, schema: &Node) -> Node {
    let span = schema.span;
    let reference = Node::object([("$ref", Node::string(target, span))], span);
    let said = |key: &str| matches!(key, "title" | "description" | "default" | "deprecated" | "readOnly" | "writeOnly");
    let mut annotations: Map = schema.as_object().cloned().unwrap_or_default();
    let parts = schema.items("allOf").iter().filter_map(Node::as_object).flatten();
    for (key, node) in parts.filter(|(key, _)| said(key)) {
        annotations.entry(key.clone()).or_insert_with(|| node.clone());
    }
    annotations.retain(|key, _| said(key));
    if annotations.is_empty() {
        return reference;
    }
    let mut node = Node::object([("allOf", Node::array(vec![reference], span))], span);
    annotate(&mut node, annotations);
    node
}

/// What a schema says that constrains nothing.
fn annotations(schema: &Node) -> Map {
    let members = schema.as_object().into_iter().flatten().filter(|(key, _)| is_annotation(key));
    members.map(|(key, node)| (key.clone(), node.clone())).collect()
}

/// Adds annotations; a reference that has some is put into an `allOf`.
pub(super) fn annotate(node: &mut Node, annotations: Map) {
    if annotations.is_empty() {
        return;
    }
    wrap(node);
    for (key, annotation) in annotations {
        if node.get(&key).is_none() {
            node.set(key, annotation);
        }
    }
}

/// Says that a value may be `null`.
pub(super) fn set_nullable(node: &mut Node, span: Span) {
    wrap(node);
    // Any value may be `null` anyway.
    if node.as_object().is_some_and(|members| members.keys().any(|key| !is_annotation(key))) {
        node.set("nullable", Node::bool(true, span));
    }
}

fn wrap(node: &mut Node) {
    if node.get("$ref").is_some() {
        let span = node.span;
        let inside = std::mem::replace(node, Node::object::<&str>([], span));
        node.set("allOf", Node::array(vec![inside], span));
    }
}

/// `null` and nothing else, as OpenAPI 3.0 can say it.
fn null(span: Span) -> Node {
    let values = Node::array(vec![Node::new(Data::Null, span)], span);
    Node::object([("nullable", Node::bool(true, span)), ("enum", values)], span)
}

/// How much an alternative takes: alternatives are tried one by one, so what takes less comes first.
fn breadth(alternative: &Node) -> (usize, usize) {
    let required = alternative.items("required").len();
    match Schema::of(alternative).types().into_iter().find(|name| *name != "null") {
        _ if alternative.get("enum").is_some() || alternative.get("const").is_some() => (0, 0),
        Some("object") => (1, usize::MAX - required),
        Some("number") => (2, 0),
        Some("string") if alternative.get("format").is_none() && alternative.get("pattern").is_none() => (3, 0),
        None if alternative.get("$ref").is_none()
            && alternative.get("allOf").is_none()
            && alternative.get("oneOf").is_none() =>
        {
            (4, 0)
        }
        _ => (1, usize::MAX),
    }
}
