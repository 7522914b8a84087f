//! Establishes: every schema has an end. None is made of itself, none is an alternative of itself, and none stands on a
//! longer chain of others than any author means. The reference that leads back, or too far, is lost.
//!
//! Later stages rely on it: they follow references, `allOf` and alternatives without looking out for circles.
//!
//! See `codegen/docs/merging.md`.

use super::schemas::for_each_schema;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{Node, Span, escape_pointer_token};
use std::collections::{HashMap, HashSet};

/// The longest chain of schemas that build on each other by `$ref` and `allOf`.
const MAX_CHAIN: usize = 100;
/// The most members of a cycle that are shown.
const MAX_SHOWN: usize = 8;

pub(super) fn pass(document: &mut Node, diagnostics: &mut Diagnostics) {
    let graph = Graph::new(document);
    let made_of = graph.walk(|edge| !edge.alternative);
    let alternatives = graph.walk(|edge| !edge.part);
    let all = made_of
        .cycles
        .iter()
        .map(|cycle| (cycle, "a schema is made of itself"))
        .chain(alternatives.cycles.iter().map(|cycle| (cycle, "a schema is an alternative of itself")));
    let mut known: HashSet<Vec<usize>> = HashSet::new();
    // The references that close a circle. Without them no way along references of one kind leads back.
    let mut closing: HashSet<Span> = HashSet::new();
    for (cycle, what) in all {
        let mut members: Vec<usize> = cycle.iter().map(|(node, _)| *node).collect();
        members.sort_unstable();
        let is_new = known.insert(members);
        let is_cut = cycle.last().is_some_and(|(_, span)| closing.insert(*span));
        if is_new || is_cut {
            diagnostics.push(graph.circular(cycle, what));
        }
    }
    for (schema, height) in graph.schemas.iter().zip(&made_of.heights) {
        // A link from one hundred to the one below it: what is left has no more than a hundred links.
        let is_link =
            |edge: &&Edge| !edge.alternative && made_of.heights[edge.to] / (MAX_CHAIN + 1) < height / (MAX_CHAIN + 1);
        for edge in schema.edges.iter().filter(is_link).filter(|edge| closing.insert(edge.span)) {
            let message = format!(
                "{height} schemas build on each other here, each by `$ref` or `allOf`; at most {MAX_CHAIN} may"
            );
            diagnostics.push(
                Diagnostic::error(Code::LimitExceeded, message)
                    .at(edge.span)
                    .subject(&schema.pointer)
                    .help("join them into fewer schemas: each link repeats all members of those below it")
                    .costs("this reference is left out, and says nothing"),
            );
        }
    }
    if !closing.is_empty() {
        for_each_schema(document, &mut |schema| {
            if schema.get("$ref").is_some_and(|reference| closing.contains(&reference.span)) {
                schema.remove("$ref");
            }
        });
    }
}

/// A reference from one schema to another that says something about the same value.
#[derive(Clone, Copy)]
struct Edge {
    to: usize,
    /// Where the reference stands.
    span: Span,
    /// Whether an `allOf` stands between.
    part: bool,
    /// Whether a `oneOf` or `anyOf` stands between.
    alternative: bool,
}

/// A schema that stands in `components` or is referred to.
struct Schema {
    pointer: String,
    edges: Vec<Edge>,
}

#[derive(Default)]
struct Graph {
    schemas: Vec<Schema>,
    by_pointer: HashMap<String, usize>,
}

/// What following some edges found.
struct Walk {
    /// Each as the nodes and the references that lead from one to the next.
    cycles: Vec<Vec<(usize, Span)>>,
    /// How many links the longest chain has that begins on each node.
    heights: Vec<usize>,
}

impl Graph {
    fn new(document: &Node) -> Self {
        let mut graph = Self::default();
        let components = document.pointer("/components/schemas").and_then(Node::as_object);
        for name in components.into_iter().flatten().map(|(name, _)| name) {
            graph.index(format!("#/components/schemas/{}", escape_pointer_token(name)));
        }
        // References lead to further schemas, which are appended and visited in turn.
        let mut at = 0;
        while at < graph.schemas.len() {
            if let Some(schema) = document.pointer(&graph.schemas[at].pointer) {
                let mut edges = Vec::new();
                graph.edges(document, schema, (false, false), &mut edges);
                graph.schemas[at].edges = edges;
            }
            at += 1;
        }
        graph
    }

    fn index(&mut self, pointer: String) -> usize {
        *self.by_pointer.entry(pointer).or_insert_with_key(|pointer| {
            self.schemas.push(Schema { pointer: pointer.clone(), edges: Vec::new() });
            self.schemas.len() - 1
        })
    }

    /// The edges of a schema; nesting is limited by the readers.
    fn edges(&mut self, document: &Node, schema: &Node, (part, alternative): (bool, bool), found: &mut Vec<Edge>) {
        if let Some(reference) = schema.get("$ref")
            && let Some(target) = reference.as_str()
            && document.pointer(target).is_some()
        {
            found.push(Edge { to: self.index(target.to_owned()), span: reference.span, part, alternative });
        }
        for (keyword, part, alternative) in [("allOf", true, alternative), ("oneOf", part, true), ("anyOf", part, true)]
        {
            schema.items(keyword).iter().for_each(|item| self.edges(document, item, (part, alternative), found));
        }
    }

    /// Depth-first along some edges, with a stack of its own: chains can be as long as the document.
    fn walk(&self, follows: impl Fn(&Edge) -> bool) -> Walk {
        let mut walk = Walk { cycles: Vec::new(), heights: Vec::new() };
        // Nothing: not met. `None`: on the stack. A number: the longest chain from here.
        let mut heights: Vec<Option<Option<usize>>> = vec![None; self.schemas.len()];
        for start in 0..self.schemas.len() {
            if heights[start].is_some() {
                continue;
            }
            heights[start] = Some(None);
            let mut stack: Vec<(usize, usize, usize)> = vec![(start, 0, 0)];
            while let Some((node, next, height)) = stack.last_mut() {
                let Some(edge) = self.schemas[*node].edges.get(*next) else {
                    let (node, height) = (*node, *height);
                    heights[node] = Some(Some(height));
                    stack.pop();
                    if let Some((_, _, above)) = stack.last_mut() {
                        *above = (*above).max(height + 1);
                    }
                    continue;
                };
                *next += 1;
                if !follows(edge) {
                    continue;
                }
                match heights[edge.to] {
                    None => {
                        heights[edge.to] = Some(None);
                        stack.push((edge.to, 0, 0));
                    }
                    Some(Some(below)) => *height = (*height).max(below + 1),
                    Some(None) => {
                        let open = stack.iter().skip_while(|(node, ..)| *node != edge.to);
                        let taken = |(node, next, _): &(usize, usize, usize)| {
                            (*node, self.schemas[*node].edges.get(next - 1).map_or(edge.span, |edge| edge.span))
                        };
                        walk.cycles.push(open.map(taken).collect());
                    }
                }
            }
        }
        walk.heights = heights.into_iter().map(|height| height.flatten().unwrap_or_default()).collect();
        walk
    }

    fn circular(&self, cycle: &[(usize, Span)], what: &str) -> Diagnostic {
        let name = |node: usize| self.schemas[node].pointer.trim_start_matches("#/components/schemas/");
        let mut names: Vec<&str> = cycle.iter().take(MAX_SHOWN).map(|(node, _)| name(*node)).collect();
        if cycle.len() > MAX_SHOWN {
            names.push("…");
        }
        let first = cycle.first().map(|(node, _)| *node);
        names.extend(first.map(name));
        let mut diagnostic = Diagnostic::error(Code::ReferenceCycle, format!("{what}: {}", names.join(" → "))).help(
            "no value can ever be written down for it; a schema may contain itself in a property, an item or a map",
        );
        if let Some((_, closing)) = cycle.last() {
            diagnostic = diagnostic.at(*closing).costs("this reference is left out, and says nothing");
        }
        for (_, span) in cycle.iter().take(cycle.len() - 1).take(MAX_SHOWN) {
            diagnostic = diagnostic.label(*span, "this leads on");
        }
        match first {
            Some(first) => diagnostic.subject(&self.schemas[first].pointer),
            None => diagnostic,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::run;
    use serde_json::{Value, json};

    fn found(schemas: Value) -> Vec<String> {
        run(super::pass, json!({"components": {"schemas": schemas}})).1
    }

    fn refer(name: &str) -> Value {
        json!({"$ref": format!("#/components/schemas/{name}")})
    }

    #[test]
    fn a_schema_made_of_itself_is_refused_once() {
        assert_eq!(
            found(json!({"A": refer("B"), "B": {"allOf": [refer("C")]}, "C": {"allOf": [{"allOf": [refer("A")]}]}})),
            ["reference-cycle: a schema is made of itself: A → B → C → A"]
        );
        assert_eq!(found(json!({"A": refer("A")})), ["reference-cycle: a schema is made of itself: A → A"]);
        assert_eq!(
            found(json!({"A": {"oneOf": [refer("B"), {}]}, "B": {"anyOf": [refer("A")]}})),
            ["reference-cycle: a schema is an alternative of itself: A → B → A"]
        );
    }

    #[test]
    fn a_schema_that_contains_itself_or_lists_its_children_is_fine() {
        let schemas = json!({
            "Tree": {"properties": {"left": refer("Tree")}, "items": refer("Tree"), "additionalProperties": refer("Tree")},
            "Pet": {"oneOf": [refer("Cat")]},
            "Cat": {"allOf": [refer("Pet"), {"properties": {"meow": {}}}]},
        });
        assert_eq!(found(schemas), [] as [String; 0]);
    }

    #[test]
    fn chains_are_limited() {
        let chain = |length: usize| -> Value {
            let link = |at: usize| (format!("S{at}"), json!({"allOf": [refer(&format!("S{}", at + 1))]}));
            (0..length).map(link).chain([(format!("S{length}"), json!({}))]).collect::<serde_json::Map<_, _>>().into()
        };
        assert_eq!(found(chain(super::MAX_CHAIN)), [] as [String; 0]);
        assert_eq!(
            found(chain(120)),
            ["limit-exceeded: 101 schemas build on each other here, each by `$ref` or `allOf`; at most 100 may"]
        );
        assert_eq!(found(chain(100_000)).len(), 1);
    }
}
