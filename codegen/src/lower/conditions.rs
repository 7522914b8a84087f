//! Reports members that a schema declares under a condition alone: below `then`, `else` or `dependentSchemas`.
//!
//! Changes nothing: which type a value has is not made dependent on what is in it, but for unions.
//!
//! See `codegen/docs/merging.md`.

use super::schemas::for_each_schema;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::Node;
use crate::text::nearest::quoted;
use std::collections::BTreeSet;

/// How deep references and parts of schemas are followed.
const MAX_DEPTH: usize = 8;

/// How many schemas are looked at for one document; real documents need a few hundred.
const MAX_LOOKS: usize = 100_000;

pub(super) fn pass(document: &mut Node, diagnostics: &mut Diagnostics) {
    let (mut parts, mut found) = (BTreeSet::new(), Vec::new());
    for_each_schema(document, &mut |schema| {
        for part in schema.items("allOf") {
            parts.insert((part.span.file, part.span.start));
        }
        if conditions(schema).next().is_some() {
            found.push(schema.clone());
        }
    });
    let mut search = Search { root: document, left: MAX_LOOKS };
    for schema in &found {
        // A part of a schema is looked at with the whole.
        if schema.get("allOf").is_none() && parts.contains(&(schema.span.file, schema.span.start)) {
            continue;
        }
        let (mut declared, mut conditional) = (BTreeSet::new(), BTreeSet::new());
        search.names(schema, &mut declared, 0);
        for (_, branch) in conditions(schema) {
            search.names(branch, &mut conditional, 0);
        }
        let names: Vec<&str> = conditional.difference(&declared).map(String::as_str).collect();
        let place = conditions(schema).next().map_or(schema.span, |(place, _)| place.label_span());
        if !names.is_empty() {
            let all = quoted(names.iter().copied());
            diagnostics.push(
                Diagnostic::error(Code::Unsupported, format!("{all}: declared under a condition alone"))
                    .at(place)
                    .help("in an overlay, add the members to `properties` of the schema, or make it a `oneOf`")
                    .costs("they have no fields of their own: they are kept untyped, in `extra`"),
            );
        }
    }
}

/// The schemas that hold under a condition, of a schema and the parts it is joined of, each with the keyword it is below.
fn conditions(schema: &Node) -> impl Iterator<Item = (&Node, &Node)> {
    std::iter::once(schema).chain(schema.items("allOf")).flat_map(|part| {
        let branches = ["then", "else"].into_iter().filter_map(|keyword| part.get(keyword)).map(|node| (node, node));
        let dependent = part.get("dependentSchemas");
        let dependent = dependent.into_iter().flat_map(|place| {
            place.as_object().into_iter().flat_map(|all| all.values()).map(move |node| (place, node))
        });
        branches.chain(dependent)
    })
}

struct Search<'n> {
    root: &'n Node,
    /// How many schemas may be looked at yet.
    left: usize,
}

impl Search<'_> {
    /// Adds the names of the members that a schema declares, itself or in what it refers to, joins or offers.
    fn names(&mut self, schema: &Node, names: &mut BTreeSet<String>, depth: usize) {
        if depth >= MAX_DEPTH || self.left == 0 {
            return;
        }
        self.left -= 1;
        names.extend(schema.members("properties").map(|(name, _)| name.clone()));
        let target = schema.str("$ref").and_then(|target| self.root.pointer(target));
        let parts = ["allOf", "oneOf", "anyOf"].into_iter().flat_map(|keyword| schema.items(keyword));
        for part in target.into_iter().chain(parts) {
            self.names(part, names, depth + 1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::run;
    use serde_json::{Value, json};

    fn found(schema: Value) -> Vec<String> {
        let base = json!({"properties": {"base": {}}});
        run(super::pass, json!({"components": {"schemas": {"A": schema, "Base": base}}})).1
    }

    #[test]
    fn members_under_a_condition_alone_are_said_once_for_each_schema() {
        let with = |names: &[&str]| json!({"properties": names.iter().map(|name| ((*name).to_owned(), json!({}))).collect::<serde_json::Map<_, _>>()});
        let message = |names: &str| vec![format!("unsupported: {names}: declared under a condition alone")];
        let own = json!({"properties": {"a": {}}, "if": with(&["i"]), "then": with(&["a", "b"]), "else": with(&["c"])});
        assert_eq!(found(own), message("`b`, `c`"));
        let dependent = json!({"dependentSchemas": {"a": with(&["d"]), "b": {"required": ["x"]}}});
        assert_eq!(found(dependent), message("`d`"));
        let declared = json!({"allOf": [{"$ref": "#/components/schemas/Base"}, {"if": {}, "then": with(&["base"])}]});
        assert_eq!(found(declared), [] as [String; 0]);
        assert_eq!(found(json!({"if": {}, "then": {"required": ["a"]}})), [] as [String; 0]);
    }
}
