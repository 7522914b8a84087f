//! Where recordings deviate from their document: each place with what it is, how often, and in which recordings. Names
//! members of the document, kinds and counts; of what came, nothing but values of enums that look like identifiers.

use super::path::{Step, steps};
use super::recording::Recording;
use super::schemas::{Schemas, kind};
use crate::roundtrip::{Deviation, Outcome};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use switchboard_codegen::source::{Node, Span};

/// In what a value deviates from the schema at a place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Violation {
    /// A required member is missing.
    Missing(String),
    /// The value is of another kind.
    Kind,
    /// The value is another one than the constant.
    Constant,
    /// The array is shorter or longer than its tuple.
    Length,
    /// A member stands twice.
    Repeated(String),
    /// The value is none that is listed. It is read all the same.
    Unlisted,
    /// The value was not read at all.
    Unreadable,
}

/// Deviations of one sort at one place.
#[derive(Clone, Debug)]
pub(crate) struct Finding {
    /// The pointer of the schema.
    pub(crate) pointer: String,
    /// Where it stands.
    pub(crate) span: Span,
    pub(crate) violation: Violation,
    /// In how many recordings.
    pub(crate) count: usize,
    /// How many recordings have a value of that schema.
    pub(crate) of: usize,
    /// The ids of the first and the last of them.
    pub(crate) first: String,
    pub(crate) last: String,
    /// What the document says, as the runtime calls it.
    pub(crate) expected: BTreeSet<String>,
    /// The kinds of what came, and in how many recordings.
    pub(crate) kinds: BTreeMap<&'static str, usize>,
    /// Values that are not listed and look like identifiers, and in how many recordings.
    pub(crate) values: BTreeMap<String, usize>,
    /// Whether all numbers that came were negative integers or too large ones; else they have a fraction.
    pub(crate) is_integral: bool,
    /// What the recordings are, in the plural.
    pub(crate) what: &'static str,
}

/// One deviation of one recording.
struct Sighting<'v> {
    pointer: String,
    violation: Violation,
    expected: String,
    found: Option<&'v Value>,
}

/// All findings, by their place in the document.
pub(crate) fn findings(document: &Node, recordings: &[Recording], outcomes: &[Outcome]) -> Vec<Finding> {
    let schemas = Schemas::new(document);
    let mut visits: HashMap<String, usize> = HashMap::new();
    let mut found: BTreeMap<(String, Violation), Finding> = BTreeMap::new();
    for (recording, outcome) in recordings.iter().zip(outcomes) {
        let Some(pointer) = schemas.find(&recording.schema) else { continue };
        let Ok(value) = serde_json::from_str::<Value>(recording.value.get()) else { continue };
        let root = vec![pointer.clone()];
        let mut walk = Walk { schemas, visited: BTreeSet::new(), sightings: Vec::new() };
        walk.value(&root, &value);
        let Walk { visited, mut sightings, .. } = walk;
        for pointer in visited {
            *visits.entry(pointer).or_default() += 1;
        }
        for deviation in &outcome.deviations {
            sightings.extend(locate(schemas, &root, &value, deviation));
        }
        if outcome.value.is_none() {
            sightings.push(Sighting {
                pointer,
                violation: Violation::Unreadable,
                expected: String::new(),
                found: None,
            });
        }
        add(document, recording, sightings, &mut found);
    }
    let mut found: Vec<Finding> = found.into_values().collect();
    for finding in &mut found {
        finding.of = visits.get(&finding.pointer).copied().unwrap_or(0).max(finding.count);
    }
    found.sort_by(|left, right| (left.span.start, &left.pointer).cmp(&(right.span.start, &right.pointer)));
    found
}

/// Counts what one recording shows, each once.
fn add(
    document: &Node,
    recording: &Recording,
    sightings: Vec<Sighting<'_>>,
    found: &mut BTreeMap<(String, Violation), Finding>,
) {
    let mut here: BTreeSet<(String, Violation)> = BTreeSet::new();
    let mut kinds: BTreeSet<(String, Violation, &'static str)> = BTreeSet::new();
    let what = what(&recording.schema);
    for Sighting { pointer, violation, expected, found: value } in sightings {
        let key = (pointer, violation);
        let finding = found.entry(key.clone()).or_insert_with(|| Finding {
            pointer: key.0.clone(),
            span: span(document, &key.0, &key.1),
            violation: key.1.clone(),
            count: 0,
            of: 0,
            first: recording.id.clone(),
            last: String::new(),
            expected: BTreeSet::new(),
            kinds: BTreeMap::new(),
            values: BTreeMap::new(),
            is_integral: true,
            what,
        });
        if finding.what != what {
            finding.what = "payloads";
        }
        if !expected.is_empty() {
            finding.expected.insert(expected);
        }
        let is_new = here.insert(key.clone());
        finding.count += usize::from(is_new);
        finding.last.clone_from(&recording.id);
        let Some(value) = value else { continue };
        if kinds.insert((key.0, key.1, kind(value))) {
            *finding.kinds.entry(kind(value)).or_default() += 1;
        }
        finding.is_integral &= !value.is_f64();
        if let Some(text) =
            value.as_str().filter(|_| matches!(finding.violation, Violation::Unlisted | Violation::Constant))
        {
            // A value that is not shown counts under no name.
            let name = if is_identifier(text) { text } else { "" };
            *finding.values.entry(name.to_owned()).or_default() +=
                usize::from(is_new || !finding.values.contains_key(name));
        }
    }
}

/// What a payload is, by its schema's place.
fn what(pointer: &str) -> &'static str {
    match pointer {
        answer if answer.contains("/responses/") => "answers",
        request if request.contains("/requestBody/") || request.contains("/parameters/") => "requests",
        _ => "payloads",
    }
}

/// The place to show: the name in `required`, else the schema.
fn span(document: &Node, pointer: &str, violation: &Violation) -> Span {
    let Some(node) = document.pointer(pointer) else { return document.span };
    let names = node.items("required");
    match violation {
        Violation::Missing(name) => {
            names.iter().find(|node| node.as_str() == Some(name)).map_or(node.label_span(), |node| node.span)
        }
        Violation::Unlisted => node.get("enum").map_or(node.label_span(), Node::label_span),
        _ => node.label_span(),
    }
}

/// Whether a text may be shown and written: it is made of a few words and short numbers, as the values of enums are, and
/// not as names of people, addresses, keys and numbers of accounts are.
pub(super) fn is_identifier(text: &str) -> bool {
    let is_word = |word: &str| {
        let letters = word.bytes().filter(u8::is_ascii_alphabetic).count();
        let digits = word.len() - letters;
        let changes =
            word.as_bytes().windows(2).filter(|pair| pair[0].is_ascii_digit() != pair[1].is_ascii_digit()).count();
        !word.is_empty() && letters <= 24 && digits <= 4 && changes <= 1
    };
    let is_plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'));
    let begins = text.bytes().next().is_some_and(|byte| byte.is_ascii_alphabetic());
    let words = || text.split(['_', '-', '.']);
    is_plain && begins && text.len() <= 48 && words().count() <= 6 && words().all(is_word)
}

/// A walk through a value beside its schemas.
struct Walk<'d, 'v> {
    schemas: Schemas<'d>,
    visited: BTreeSet<String>,
    sightings: Vec<Sighting<'v>>,
}

impl<'v> Walk<'_, 'v> {
    fn value(&mut self, at: &[String], value: &'v Value) {
        let about = self.schemas.about(at, value);
        self.check_enum(&about, value);
        match value {
            Value::Object(members) => {
                for (name, member) in members {
                    let inside = self.schemas.members(&about, name);
                    if !inside.is_empty() {
                        self.value(&inside, member);
                    }
                }
            }
            Value::Array(items) => {
                for (at, item) in items.iter().enumerate() {
                    let inside = self.schemas.items(&about, at);
                    if !inside.is_empty() {
                        self.value(&inside, item);
                    }
                }
            }
            _ => {}
        }
        self.visited.extend(about);
    }

    /// Sees texts that an enum does not list.
    fn check_enum(&mut self, about: &[String], value: &'v Value) {
        let Some(text) = value.as_str() else { return };
        for pointer in about {
            let listed = self.schemas.node(pointer).map_or(&[][..], |node| node.items("enum"));
            // One value alone is a constant, and one of texts none that other kinds could be added to.
            let is_open = listed.len() > 1 && listed.iter().all(|known| known.as_str().is_some() || known.is_null());
            if is_open && !listed.iter().any(|known| known.as_str() == Some(text)) {
                let sighting = Sighting {
                    pointer: pointer.clone(),
                    violation: Violation::Unlisted,
                    expected: String::new(),
                    found: Some(value),
                };
                self.sightings.push(sighting);
            }
        }
    }
}

/// The places of the document that a deviation of the runtime is about.
fn locate<'v>(schemas: Schemas<'_>, root: &[String], value: &'v Value, deviation: &Deviation) -> Vec<Sighting<'v>> {
    let Deviation(path, expected, _) = deviation;
    let Some(mut steps) = steps(path) else { return Vec::new() };
    let is_below = matches!(expected.as_str(), "required" | "once");
    let last = if is_below { steps.pop() } else { None };
    let (at, value, is_there) = follow(schemas, root, value, &steps);
    let about = schemas.about(&at, value);
    let sighting = |pointer: &String, violation: &Violation| Sighting {
        pointer: pointer.clone(),
        violation: violation.clone(),
        expected: expected.clone(),
        found: Some(value),
    };
    let all = |pointers: &[String], violation: Violation| {
        pointers.iter().map(|pointer| sighting(pointer, &violation)).collect::<Vec<_>>()
    };
    let with = |keyword: &str| -> Vec<String> {
        let has = |pointer: &&String| schemas.node(pointer).is_some_and(|node| node.get(keyword).is_some());
        about.iter().filter(has).cloned().collect()
    };
    let places = match last {
        _ if !is_there => Vec::new(),
        Some(Step::Member(name)) if expected == "once" => {
            all(about.get(..1).unwrap_or_default(), Violation::Repeated(name))
        }
        Some(Step::Member(name)) => {
            let requiring = |pointer: &&String| requires(schemas, pointer, &name);
            let mut places: Vec<String> = about.iter().filter(requiring).cloned().collect();
            if places.is_empty() {
                // A tag that all alternatives require: none of them is taken without it.
                places = schemas.everything(&at).iter().filter(requiring).cloned().collect();
            }
            let mut found = all(&places, Violation::Missing(name));
            found.iter_mut().for_each(|sighting| sighting.found = None);
            found
        }
        Some(Step::Item(_)) => all(&with("prefixItems"), Violation::Length),
        None if expected.starts_with("array of ") => all(&with("prefixItems"), Violation::Length),
        None if !is_kind(expected) => {
            let constants = [with("const"), with("enum")].concat();
            all(&constants, Violation::Constant)
        }
        None => all(&at, Violation::Kind),
    };
    // What has no place of its own is of the innermost schema around it.
    if places.is_empty() { all(&at, Violation::Kind) } else { places }
}

/// The schemas where steps lead, and the value there; else the last that have schemas, and whether it is not those.
fn follow<'v>(
    schemas: Schemas<'_>,
    root: &[String],
    value: &'v Value,
    steps: &[Step],
) -> (Vec<String>, &'v Value, bool) {
    let (mut at, mut value) = (root.to_vec(), value);
    for step in steps {
        let about = schemas.about(&at, value);
        let (inside, below) = match step {
            Step::Member(name) => (schemas.members(&about, name), value.get(name)),
            Step::Item(index) => (schemas.items(&about, *index), value.get(index)),
        };
        match below.filter(|_| !inside.is_empty()) {
            Some(below) => (at, value) = (inside, below),
            None => return (at, value, false),
        }
    }
    (at, value, true)
}

/// Whether a schema by itself requires a member: by name, or as Swagger's habit has it, at the member.
pub(super) fn requires(schemas: Schemas<'_>, pointer: &str, name: &str) -> bool {
    let Some(node) = schemas.node(pointer) else { return false };
    let listed = node.items("required").iter().any(|known| known.as_str() == Some(name));
    listed || node.get("properties").and_then(|members| members.get(name)).is_some_and(|member| member.flag("required"))
}

/// Whether the runtime names a kind, and not a constant.
fn is_kind(expected: &str) -> bool {
    const KINDS: &[&str] = &["boolean", "integer", "number", "string", "array", "object", "null"];
    expected.split([',', ' ']).all(|word| word.is_empty() || word == "or" || KINDS.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::super::correction::evidence;
    use super::*;
    use serde_json::json;
    use switchboard_codegen::source::SourceFiles;

    /// Where deviations of a value of the schema `A` are found, and what is said of them.
    fn seen(schemas: Value, value: Value, deviations: &[(&str, &str)]) -> Vec<String> {
        let mut files = SourceFiles::new();
        let root = json!({"components": {"schemas": schemas}});
        let document = Node::from_value(root, Span::new(files.add("a.json", ""), 0..0));
        let value = serde_json::value::to_raw_value(&value).expect("JSON");
        let schema = "#/components/schemas/A".to_owned();
        let recording = Recording { id: "first".to_owned(), schema, value: value.clone() };
        let deviation = |(path, expected): &(&str, &str)| Deviation((*path).into(), (*expected).into(), String::new());
        let outcome = Outcome {
            value: Some(value),
            deviations: deviations.iter().map(deviation).collect(),
            ..Outcome::default()
        };
        let found = findings(&document, &[recording], &[outcome]);
        let shown = |finding: &Finding| {
            format!("{}: {}", finding.pointer.replace("#/components/schemas/", ""), evidence(finding))
        };
        found.iter().map(shown).collect()
    }

    #[test]
    fn a_missing_member_is_of_the_part_that_requires_it() {
        let schemas = json!({
            "A": {"properties": {"all": {"type": "array", "items": {"$ref": "#/components/schemas/B"}}}},
            "B": {"allOf": [{"properties": {"a": {}}}, {"required": ["a"]}]},
        });
        let value = json!({"all": [{"a": 1}, {}, {}]});
        assert_eq!(
            seen(schemas, value, &[("all[1].a", "required"), ("all[2].a", "required")]),
            ["B/allOf/1: Required, but `a` is missing in 1 of 1 payloads."]
        );
    }

    #[test]
    fn a_tag_that_is_missing_is_of_all_alternatives() {
        let tagged = |tag: &str| json!({"required": ["t"], "properties": {"t": {"const": tag}, tag: {}}});
        let schemas = json!({"A": {"oneOf": [tagged("a"), tagged("b")]}});
        let found = seen(schemas, json!({"c": 1}), &[("t", "required")]);
        assert_eq!(found.len(), 2, "{found:?}");
    }

    #[test]
    fn names_of_maps_are_not_said() {
        let schemas = json!({"A": {"additionalProperties": {"type": "string"}}});
        assert_eq!(
            seen(schemas, json!({"ada@bell.example": 5}), &[("[\"ada@bell.example\"]", "string")]),
            ["A/additionalProperties: Documented as string, but number in 1 of 1 payloads."]
        );
    }

    #[test]
    fn constants_tuples_and_repetitions_have_a_place() {
        let schemas = json!({"A": {"properties": {
            "kind": {"const": "bell"},
            "pair": {"type": "array", "prefixItems": [{}, {}], "minItems": 2},
        }}});
        let value = json!({"kind": "hunter2x9", "pair": [1]});
        assert_eq!(
            seen(schemas, value, &[("kind", "\"bell\""), ("pair[1]", "required"), ("kind", "once")]),
            [
                "A: `kind` stands more than once in 1 of 1 payloads.",
                "A/properties/kind: Documented as \"bell\", but another value (string in 1) of 1 payloads.",
                "A/properties/pair: Documented as a tuple, but of another length in 1 of 1 payloads.",
            ]
        );
    }

    #[test]
    fn what_has_no_schema_is_said_of_what_is_around_it() {
        let schemas = json!({"A": {"properties": {"b": {"type": "object"}}}});
        assert_eq!(
            seen(schemas, json!({"b": {"c": 1}}), &[("b.c", "string")]),
            ["A/properties/b: Documented as string, but object in 1 of 1 payloads."]
        );
    }

    #[test]
    fn identifiers_are_told_from_what_people_and_machines_are_called() {
        for good in ["refused", "tool_use", "end-turn", "gpt-4o", "v2", "INTERNAL_ERROR", "claude-3-5-sonnet", "a.b"] {
            assert!(is_identifier(good), "{good}");
        }
        for bad in [
            "",
            "Ada Lovelace",
            "ada@bell.example",
            "+15551234567",
            "sk-a8f3k2m9q7",
            "5f3e8a2b",
            "user_20251120",
            "https://bell.example",
            "a/b",
            "Grüße",
        ] {
            assert!(!is_identifier(bad), "{bad}");
        }
    }

    #[test]
    fn kinds_are_told_from_constants() {
        assert!(is_kind("string") && is_kind("string, number or boolean"));
        assert!(!is_kind("\"string\"") && !is_kind("1") && !is_kind("true"));
    }
}
