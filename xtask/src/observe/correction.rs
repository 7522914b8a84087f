//! What makes recordings fit their document: for each place that they deviate from, actions of an OpenAPI Overlay, as
//! narrow as the deviation. Decides only; nothing is applied and nothing written here.

use super::finding::{Finding, Violation, requires};
use super::schemas::{Schemas, below, types};
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use switchboard_codegen::source::{Data, Node, pointer_tokens};

/// The most values that are added to one enum; more than that are no enum.
const MOST_VALUES: usize = 50;

/// What describes a schema and asks nothing of a value.
const ANNOTATIONS: &[&str] = &[
    "title",
    "description",
    "deprecated",
    "readOnly",
    "writeOnly",
    "default",
    "example",
    "examples",
    "externalDocs",
    "xml",
    "$comment",
];

/// An action of an overlay.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Action {
    target: String,
    description: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    update: Option<Value>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    remove: bool,
}

/// The dialect of a document's schemas.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Dialect {
    /// Swagger 2.0: no alternatives.
    Swagger,
    /// OpenAPI 3.0: one type, and `nullable`.
    Nullable,
    /// OpenAPI 3.1 and later.
    Json,
}

/// The actions for one schema.
struct Correction {
    pointer: String,
    /// Whether what stands inside of the schema goes elsewhere.
    moves: bool,
    actions: Vec<Action>,
}

/// The actions that correct a document in the place of some findings. A place inside of one that moves is left for
/// the next time, when it is where it will be.
///
/// A schema that allows what came and was deviated from all the same is opened as a whole, if that is asked for.
pub(super) fn actions(document: &Node, findings: &[Finding], opens_whole: bool) -> Vec<Action> {
    let corrector = Corrector { schemas: Schemas::new(document), document, dialect: dialect(document), opens_whole };
    let mut by_place: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for finding in findings {
        by_place.entry(&finding.pointer).or_default().push(finding);
    }
    let mut corrections: Vec<Correction> =
        by_place.into_iter().filter_map(|(pointer, findings)| corrector.correct(pointer, &findings)).collect();
    let moving: Vec<String> =
        corrections.iter().filter(|correction| correction.moves).map(|correction| correction.pointer.clone()).collect();
    let is_inside = |pointer: &str| {
        moving.iter().any(|outer| pointer.strip_prefix(outer.as_str()).is_some_and(|rest| rest.starts_with('/')))
    };
    corrections.retain(|correction| !is_inside(&correction.pointer));
    corrections.into_iter().flat_map(|correction| correction.actions).collect()
}

fn dialect(document: &Node) -> Dialect {
    match document.str("openapi") {
        None => Dialect::Swagger,
        Some(version) if version.starts_with("3.0") => Dialect::Nullable,
        Some(_) => Dialect::Json,
    }
}

struct Corrector<'d> {
    schemas: Schemas<'d>,
    document: &'d Node,
    dialect: Dialect,
    opens_whole: bool,
}

impl Corrector<'_> {
    fn correct(&self, pointer: &str, findings: &[&Finding]) -> Option<Correction> {
        let node = self.document.pointer(pointer)?;
        let mut correction = Correction { pointer: pointer.to_owned(), moves: false, actions: Vec::new() };
        let missing: Vec<(&str, &Finding)> = findings
            .iter()
            .filter_map(|finding| match &finding.violation {
                Violation::Missing(name) => Some((name.as_str(), *finding)),
                _ => None,
            })
            .collect();
        self.relax(pointer, node, &missing, &mut correction);
        // What takes the place of the schema goes first, and leaves all else for the next time.
        for finding in findings.iter().filter(|finding| finding.violation == Violation::Kind) {
            let mut opening = Correction { pointer: pointer.to_owned(), moves: false, actions: Vec::new() };
            self.open(pointer, node, finding, &mut opening);
            if opening.moves {
                return Some(opening);
            }
            correction.actions.extend(opening.actions);
        }
        // A value that is listed instead of the constant is not listed again.
        let has_constant = findings.iter().any(|finding| finding.violation == Violation::Constant);
        for finding in findings.iter().filter(|finding| !(has_constant && finding.violation == Violation::Unlisted)) {
            match &finding.violation {
                Violation::Constant | Violation::Unlisted => self.list(pointer, node, finding, &mut correction),
                Violation::Length => self.unbound(pointer, node, finding, &mut correction),
                Violation::Kind | Violation::Missing(_) | Violation::Repeated(_) | Violation::Unreadable => {}
            }
        }
        (!correction.actions.is_empty()).then_some(correction)
    }

    fn update(&self, pointer: &str, finding: &Finding, update: Value) -> Action {
        Action { target: self.path(pointer), description: evidence(finding), update: Some(update), remove: false }
    }

    fn remove(&self, target: String, description: String) -> Action {
        Action { target, description, update: None, remove: true }
    }

    /// Drops names from `required`.
    fn relax(&self, pointer: &str, node: &Node, missing: &[(&str, &Finding)], correction: &mut Correction) {
        let listed: BTreeSet<&str> = node.items("required").iter().filter_map(Node::as_str).collect();
        let dropped: Vec<&(&str, &Finding)> = missing.iter().filter(|(name, _)| listed.contains(name)).collect();
        let target = format!("{}.required", self.path(pointer));
        if !dropped.is_empty() && dropped.len() == listed.len() {
            // An empty list is none in OpenAPI 3.0.
            let evidence: Vec<String> = dropped.iter().map(|(_, finding)| evidence(finding)).collect();
            correction.actions.push(self.remove(target, evidence.join(" ")));
        } else {
            let one = |(name, finding): &&(&str, &Finding)| {
                self.remove(format!("{target}[?@ == {}]", quoted(name)), evidence(finding))
            };
            correction.actions.extend(dropped.iter().map(one));
        }
        for (name, finding) in missing.iter().filter(|(name, _)| !listed.contains(name)) {
            if requires(self.schemas, pointer, name) {
                let member = below(&format!("{pointer}/properties"), name);
                correction.actions.push(self.update(&member, finding, json!({"required": false})));
            }
        }
    }

    /// Allows the kinds that came.
    fn open(&self, pointer: &str, node: &Node, finding: &Finding, correction: &mut Correction) {
        let kinds: Vec<&str> = finding.kinds.keys().copied().filter(|kind| !types(node).contains(kind)).collect();
        let others: Vec<&str> = kinds.iter().copied().filter(|kind| *kind != "null").collect();
        let is_null = others.len() < kinds.len() && !node.flag("nullable") && !node.flag("x-nullable");
        let has = |keyword: &str| node.get(keyword).is_some();
        let is_composed = has("$ref") || has("allOf") || has("const") || has("items") && node.items("items").len() > 1;
        let union = ["anyOf", "oneOf"].into_iter().find(|keyword| !node.items(keyword).is_empty());
        let update = match (self.dialect, types(node).as_slice(), union) {
            _ if is_composed || others.is_empty() && !is_null => None,
            // Integers are numbers, so that one takes the place of the other.
            (_, ["integer"], None)
                if others == ["number"] && !has("enum") && !(finding.is_integral && has("minimum")) =>
            {
                Some(match (self.dialect, is_null) {
                    (_, false) => json!({"type": "number"}),
                    (Dialect::Json, true) => json!({"type": ["number", "null"]}),
                    (_, true) => json!({"type": "number", self.nullable(): true}),
                })
            }
            (Dialect::Json, [], Some(keyword)) if !has("enum") => {
                let alternatives: Vec<Value> = kinds.iter().map(|kind| of_kind(kind)).collect();
                Some(json!({keyword: alternatives}))
            }
            (Dialect::Json, stated, None) if !stated.is_empty() && (others.is_empty() || !has("enum")) => {
                let before: Vec<&str> = if node.get("type").is_some_and(|node| node.as_str().is_some()) {
                    stated.to_vec()
                } else {
                    Vec::new()
                };
                let names = [before, kinds.clone()].concat();
                let mut update = json!({"type": names});
                if others.is_empty() && has("enum") {
                    update["enum"] = json!([null]);
                }
                Some(update)
            }
            (Dialect::Nullable | Dialect::Swagger, _, _) if others.is_empty() => {
                let mut update = json!({self.nullable(): true});
                if has("enum") {
                    update["enum"] = json!([null]);
                }
                Some(update)
            }
            (Dialect::Nullable, [], Some(keyword)) if !has("enum") => {
                let alternatives: Vec<Value> = others.iter().map(|kind| of_kind(kind)).collect();
                let mut update = json!({keyword: alternatives});
                if is_null {
                    update["nullable"] = json!(true);
                }
                Some(update)
            }
            _ => None,
        };
        match update {
            Some(update) => correction.actions.push(self.update(pointer, finding, update)),
            None => self.wrap(pointer, node, finding, &kinds, correction),
        }
    }

    fn nullable(&self) -> &'static str {
        if self.dialect == Dialect::Swagger { "x-nullable" } else { "nullable" }
    }

    /// Makes a schema one of several alternatives for its value; where there are none to be had, it allows anything.
    fn wrap(&self, pointer: &str, node: &Node, finding: &Finding, kinds: &[&str], correction: &mut Correction) {
        let asks =
            |(key, _): &(&String, &Node)| !ANNOTATIONS.contains(&key.as_str()) && !key.starts_with("x-switchboard");
        let asked: Vec<(&String, &Node)> = node.as_object().into_iter().flatten().filter(asks).collect();
        if asked.is_empty() || kinds.is_empty() && !self.opens_whole {
            return;
        }
        let keys: Vec<String> = asked.iter().map(|(key, _)| quoted(key)).collect();
        let target = format!("{}[{}]", self.path(pointer), keys.join(", "));
        correction.moves = true;
        correction.actions.push(self.remove(target, evidence(finding)));
        let others = kinds.iter().filter(|kind| **kind != "null").count();
        let is_reference = node.get("$ref").is_some();
        let schema: Map<String, Value> = asked.iter().map(|(key, node)| ((*key).clone(), node.to_value())).collect();
        let update = match self.dialect {
            // It allows these kinds already and was refused all the same, or there is no way to say so.
            _ if kinds.is_empty() => return,
            Dialect::Json => {
                let alternatives: Vec<Value> =
                    std::iter::once(Value::Object(schema)).chain(kinds.iter().map(|kind| of_kind(kind))).collect();
                json!({"anyOf": alternatives})
            }
            Dialect::Nullable | Dialect::Swagger if others == 0 && is_reference => {
                json!({"allOf": [schema], self.nullable(): true})
            }
            Dialect::Swagger => return,
            Dialect::Nullable => {
                let others = kinds.iter().filter(|kind| **kind != "null").map(|kind| of_kind(kind));
                let alternatives: Vec<Value> = std::iter::once(Value::Object(schema)).chain(others).collect();
                match kinds.contains(&"null") {
                    true => json!({"anyOf": alternatives, "nullable": true}),
                    false => json!({"anyOf": alternatives}),
                }
            }
        };
        correction.actions.push(self.update(pointer, finding, update));
    }

    /// Lists values that came, where they may be shown; else the constant is none.
    fn list(&self, pointer: &str, node: &Node, finding: &Finding, correction: &mut Correction) {
        let known = node.items("enum");
        let is_listed = |text: &String| known.iter().any(|known| known.as_str() == Some(text));
        let values: Vec<&String> =
            finding.values.keys().filter(|value| !value.is_empty() && !is_listed(value)).collect();
        let is_all = finding.kinds.keys().eq(&["string"]) && !finding.values.contains_key("");
        let may_list = !known.is_empty() && values.len() <= MOST_VALUES;
        if may_list && !values.is_empty() && (is_all || finding.violation == Violation::Unlisted) {
            correction.actions.push(self.update(pointer, finding, json!({"enum": values})));
        } else if finding.violation == Violation::Constant {
            let keyword = if node.get("const").is_some() { "const" } else { "enum" };
            let was = node.get("const").or(known.first()).map(|node| super::schemas::kind(&node.to_value()));
            let kinds: BTreeSet<&str> = finding.kinds.keys().copied().chain(was).collect();
            correction.actions.push(self.remove(format!("{}.{keyword}", self.path(pointer)), evidence(finding)));
            if types(node).is_empty() && kinds.len() == 1 {
                correction.actions.push(self.update(pointer, finding, json!({"type": kinds.first()})));
            } else if kinds.len() > 1 && !types(node).is_empty() {
                correction.actions.push(self.remove(format!("{}.type", self.path(pointer)), evidence(finding)));
            }
        }
    }

    /// Lets an array be shorter or longer than its tuple.
    fn unbound(&self, pointer: &str, node: &Node, finding: &Finding, correction: &mut Correction) {
        let bounds =
            ["minItems", "maxItems", "items", "additionalItems"].into_iter().filter(|key| match node.get(key) {
                Some(node) => matches!(node.data, Data::Number(_) | Data::Bool(false)),
                None => false,
            });
        let keys: Vec<String> = bounds.map(quoted).collect();
        if !keys.is_empty() {
            let target = format!("{}[{}]", self.path(pointer), keys.join(", "));
            correction.actions.push(self.remove(target, evidence(finding)));
        }
    }

    /// The JSONPath (RFC 9535) of a pointer.
    fn path(&self, pointer: &str) -> String {
        let mut path = "$".to_owned();
        let mut node = Some(self.document);
        for token in pointer_tokens(pointer).unwrap_or_default() {
            let (segment, inside) = match node.map(|node| &node.data) {
                Some(Data::Array(items)) => {
                    (format!("[{token}]"), token.parse::<usize>().ok().and_then(|at| items.get(at)))
                }
                Some(Data::Object(members)) if is_name(&token) => (format!(".{token}"), members.get(&token)),
                Some(Data::Object(members)) => (format!("[{}]", quoted(&token)), members.get(&token)),
                _ => (format!("[{}]", quoted(&token)), None),
            };
            path += &segment;
            node = inside;
        }
        path
    }
}

/// A schema of a kind and nothing else. `items` has to stand beside `array` in OpenAPI 3.0.
fn of_kind(kind: &str) -> Value {
    match kind {
        "array" => json!({"type": "array", "items": {}}),
        kind => json!({"type": kind}),
    }
}

/// Whether a member may stand behind a dot (RFC 9535, section 2.5.1).
fn is_name(token: &str) -> bool {
    let mut characters = token.chars();
    let begins = characters.next().is_some_and(|first| first.is_ascii_alphabetic() || first == '_');
    begins && characters.all(|character| character.is_ascii_alphanumeric() || character == '_')
}

/// A string of JSONPath (RFC 9535, section 2.3.1).
fn quoted(text: &str) -> String {
    let mut quoted = "'".to_owned();
    for character in text.chars() {
        match character {
            '\'' | '\\' => quoted.extend(['\\', character]),
            hidden if hidden < ' ' => quoted += &format!("\\u{:04x}", u32::from(hidden)),
            plain => quoted.push(plain),
        }
    }
    quoted + "'"
}

/// What was seen, as a sentence without a value of a recording.
pub(crate) fn evidence(finding: &Finding) -> String {
    let Finding { count, of, what, .. } = finding;
    let each = |counts: &BTreeMap<&'static str, usize>| {
        counts.iter().map(|(kind, count)| format!("{kind} in {count}")).collect::<Vec<_>>().join(", ")
    };
    let expected = finding.expected.iter().cloned().collect::<Vec<_>>().join(" or ");
    match &finding.violation {
        Violation::Missing(name) => format!("Required, but `{name}` is missing in {count} of {of} {what}."),
        Violation::Kind => format!("Documented as {expected}, but {} of {of} {what}.", each(&finding.kinds)),
        Violation::Constant => {
            format!("Documented as {expected}, but another value ({}) of {of} {what}.", each(&finding.kinds))
        }
        Violation::Length => format!("Documented as a tuple, but of another length in {count} of {of} {what}."),
        Violation::Repeated(name) => format!("`{name}` stands more than once in {count} of {of} {what}."),
        Violation::Unreadable => format!("{count} of {of} {what} were not read."),
        Violation::Unlisted => {
            let shown = finding.values.iter().filter(|(value, _)| !value.is_empty());
            let shown: Vec<String> = shown.map(|(value, count)| format!("`{value}` in {count}")).collect();
            let shown = if shown.is_empty() { "values that are not shown".to_owned() } else { shown.join(", ") };
            format!("Not listed: {shown}; in {count} of {of} {what}.")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use switchboard_codegen::source::{SourceFiles, Span};

    /// The targets and updates that make a schema allow kinds.
    fn opened(version: &str, schema: Value, kinds: &[&'static str]) -> Vec<String> {
        let key = if version == "2.0" { "swagger" } else { "openapi" };
        let mut files = SourceFiles::new();
        let span = Span::new(files.add("a.json", ""), 0..0);
        let document = Node::from_value(json!({key: version, "s": schema}), span);
        let finding = Finding {
            pointer: "#/s".to_owned(),
            span,
            violation: Violation::Kind,
            count: 1,
            of: 2,
            first: "1".to_owned(),
            last: "1".to_owned(),
            expected: BTreeSet::from(["string".to_owned()]),
            kinds: kinds.iter().map(|kind| (*kind, 1)).collect(),
            values: BTreeMap::new(),
            is_integral: false,
            what: "answers",
        };
        let shown = |action: &Action| match &action.update {
            Some(update) => format!("{} + {update}", action.target),
            None => format!("{} -", action.target),
        };
        actions(&document, &[finding], false).iter().map(shown).collect()
    }

    #[test]
    fn null_is_added_as_each_version_says_it() {
        let text = json!({"type": "string"});
        assert_eq!(opened("3.1.0", text.clone(), &["null"]), [r#"$.s + {"type":["string","null"]}"#]);
        assert_eq!(opened("3.0.3", text.clone(), &["null"]), [r#"$.s + {"nullable":true}"#]);
        assert_eq!(opened("2.0", text, &["null"]), [r#"$.s + {"x-nullable":true}"#]);
        let listed = json!({"type": "string", "enum": ["a"]});
        assert_eq!(opened("3.1.0", listed, &["null"]), [r#"$.s + {"type":["string","null"],"enum":[null]}"#]);
        let either = json!({"anyOf": [{"type": "string"}, {"type": "integer"}]});
        assert_eq!(opened("3.1.0", either, &["null"]), [r#"$.s + {"anyOf":[{"type":"null"}]}"#]);
        let reference = json!({"$ref": "#/x", "description": "d"});
        assert_eq!(
            opened("3.1.0", reference.clone(), &["null"]),
            ["$.s['$ref'] -", r##"$.s + {"anyOf":[{"$ref":"#/x"},{"type":"null"}]}"##]
        );
        assert_eq!(
            opened("3.0.3", reference, &["null"]),
            ["$.s['$ref'] -", r##"$.s + {"allOf":[{"$ref":"#/x"}],"nullable":true}"##]
        );
    }

    #[test]
    fn other_kinds_are_added_as_each_version_says_it() {
        let text = json!({"type": "string", "format": "date"});
        assert_eq!(opened("3.1.0", text.clone(), &["object"]), [r#"$.s + {"type":["string","object"]}"#]);
        assert_eq!(
            opened("3.0.3", text.clone(), &["array", "null"]),
            [
                "$.s['type', 'format'] -",
                r#"$.s + {"anyOf":[{"type":"string","format":"date"},{"type":"array","items":{}}],"nullable":true}"#
            ]
        );
        // There are no alternatives in Swagger 2.0.
        assert_eq!(opened("2.0", text, &["object"]), ["$.s['type', 'format'] -"]);
        assert_eq!(opened("3.1.0", json!({"type": "integer"}), &["number"]), [r#"$.s + {"type":"number"}"#]);
        assert_eq!(opened("3.1.0", json!({"type": "string"}), &["string"]), [""; 0]);
    }

    #[test]
    fn members_of_any_name_are_found_by_a_path() {
        assert_eq!(quoted("it's a \\"), r"'it\'s a \\'");
        assert_eq!(quoted("a\nb"), r"'a\u000ab'");
        assert!(is_name("a_1") && !is_name("1a") && !is_name("a-b") && !is_name(""));
    }
}
