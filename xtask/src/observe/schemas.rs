//! Which schemas of a document speak about a value: the schema itself, what it refers to, the parts of its `allOf`, and
//! the alternatives of its unions that the value is of. Reads the document as people wrote it, in any version, and never
//! changes it.

use serde_json::Value;
use switchboard_codegen::source::{Data, Node, escape_pointer_token, pointer_tokens};

/// How far references and parts are followed when alternatives are compared.
const MAX_LOOK: usize = 8;

/// How many references are followed one after the other.
const MAX_HOPS: usize = 100;

/// That a value cannot be of an alternative.
const NOT_OF_IT: i64 = -1_000_000;

/// A tag with another value: the alternative is taken only where nothing else could be.
const OTHER_TAG: i64 = -10_000;

/// The schemas of a document.
#[derive(Clone, Copy, Debug)]
pub(super) struct Schemas<'d> {
    root: &'d Node,
}

impl<'d> Schemas<'d> {
    pub(super) fn new(root: &'d Node) -> Self {
        Self { root }
    }

    /// The node at a pointer.
    pub(super) fn node(self, pointer: &str) -> Option<&'d Node> {
        self.root.pointer(pointer)
    }

    /// The pointer of what a pointer leads to where references stand on the way: of an answer, a parameter, a schema.
    pub(super) fn find(self, pointer: &str) -> Option<String> {
        let decoded = percent_encoding::percent_decode_str(pointer).decode_utf8_lossy().into_owned();
        [pointer, &decoded].into_iter().find_map(|pointer| {
            let tokens = pointer_tokens(pointer)?;
            tokens.iter().try_fold("#".to_owned(), |at, token| {
                let at = self.target(&at, token)?;
                let below = below(&at, token);
                self.node(&below).map(|_| below)
            })
        })
    }

    /// Where a member is: here, or where a reference that stands here leads to.
    fn target(self, pointer: &str, member: &str) -> Option<String> {
        let mut at = pointer.to_owned();
        for _ in 0..MAX_HOPS {
            let node = self.node(&at)?;
            match node.str("$ref") {
                Some(target) if node.get(member).is_none() => at = self.local(target)?,
                _ => return Some(at),
            }
        }
        None
    }

    /// The pointer of a reference into this document.
    fn local(self, reference: &str) -> Option<String> {
        let plain = Some(reference).filter(|text| text.starts_with('#') && self.node(text).is_some());
        let decoded = || percent_encoding::percent_decode_str(reference).decode_utf8_lossy().into_owned();
        plain.map(str::to_owned).or_else(|| Some(decoded()).filter(|text| text.starts_with('#')))
    }

    /// All schemas that speak about a value at some pointers.
    pub(super) fn about(self, pointers: &[String], value: &Value) -> Vec<String> {
        let mut found = Vec::new();
        for pointer in pointers {
            self.add(pointer, value, &mut found);
        }
        found
    }

    fn add(self, pointer: &str, value: &Value, found: &mut Vec<String>) {
        let Some(node) = self.node(pointer) else { return };
        if found.iter().any(|known| known == pointer) {
            return;
        }
        found.push(pointer.to_owned());
        if let Some(target) = node.str("$ref").and_then(|target| self.local(target)) {
            self.add(&target, value, found);
        }
        for at in 0..node.items("allOf").len() {
            self.add(&format!("{pointer}/allOf/{at}"), value, found);
        }
        let unions = unions(node);
        for keyword in &unions {
            for at in self.chosen(pointer, node, keyword, value) {
                self.add(&format!("{pointer}/{keyword}/{at}"), value, found);
            }
        }
        if unions.is_empty()
            && let Some(heir) = self.heir(node, value)
        {
            self.add(&heir, value, found);
        }
    }

    /// All schemas that may speak about a value at some pointers: every alternative of every union.
    pub(super) fn everything(self, pointers: &[String]) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        let mut left: Vec<String> = pointers.to_vec();
        while let Some(pointer) = left.pop() {
            let Some(node) = self.node(&pointer).filter(|_| !found.contains(&pointer)) else { continue };
            left.extend(node.str("$ref").and_then(|target| self.local(target)));
            for keyword in [vec!["allOf"], unions(node)].concat() {
                left.extend((0..node.items(keyword).len()).map(|at| format!("{pointer}/{keyword}/{at}")));
            }
            found.push(pointer);
        }
        found.sort();
        found
    }

    /// The schema that the tag of a value names, where a base has a discriminator and its heirs refer to it.
    fn heir(self, base: &Node, value: &Value) -> Option<String> {
        let (member, mapping) = discriminator(base)?;
        self.tagged(mapping, value.get(member)?.as_str()?)
    }

    /// What a tag stands for: what is mapped, else the schema of that name.
    fn tagged(self, mapping: Option<&Node>, tag: &str) -> Option<String> {
        let mapped = mapping.and_then(|mapping| mapping.str(tag)).and_then(|target| self.local(target));
        let by_name = |name: &str| {
            let name = escape_pointer_token(name);
            ["#/components/schemas", "#/definitions"].map(|all| format!("{all}/{name}"))
        };
        let bare = || mapping.and_then(|mapping| mapping.str(tag)).unwrap_or(tag);
        mapped.or_else(|| by_name(bare()).into_iter().find(|pointer| self.node(pointer).is_some()))
    }

    /// The alternatives that a value is of: that of its tag, else those that explain most of it.
    fn chosen(self, pointer: &str, node: &Node, keyword: &str, value: &Value) -> Vec<usize> {
        let alternatives = node.items(keyword);
        if let Some((member, mapping)) = discriminator(node)
            && let Some(tag) = value.get(member).and_then(Value::as_str)
            && let Some(target) = self.tagged(mapping, tag)
        {
            let is_it =
                |alternative: &Node| alternative.str("$ref").and_then(|to| self.local(to)) == Some(target.clone());
            if let Some(at) = alternatives.iter().position(is_it) {
                return vec![at];
            }
        }
        let fits: Vec<i64> =
            (0..alternatives.len()).map(|at| self.fit(&format!("{pointer}/{keyword}/{at}"), value, 0)).collect();
        let best = fits.iter().copied().max().unwrap_or(NOT_OF_IT);
        if best <= NOT_OF_IT / 2 {
            return Vec::new();
        }
        (0..fits.len()).filter(|at| fits.get(*at) == Some(&best)).collect()
    }

    /// How well a value fits a schema; more is better.
    fn fit(self, pointer: &str, value: &Value, depth: usize) -> i64 {
        let Some(node) = self.node(pointer).filter(|_| depth <= MAX_LOOK) else { return 0 };
        if !allows_kind(node, value) {
            return NOT_OF_IT;
        }
        let mut sum = listed(node, value) + self.fit_of_parts(pointer, node, value, depth);
        if let Value::Array(items) = value
            && let Some(first) = items.first()
        {
            let inside = self.items(std::slice::from_ref(&pointer.to_owned()), 0);
            sum += inside.iter().map(|item| self.fit(item, first, depth + 1).clamp(-100, 100)).sum::<i64>();
        }
        let Value::Object(members) = value else { return sum };
        for (name, schema) in node.members("properties") {
            let Some(member) = members.get(name) else { continue };
            let schema = self.resolved(schema);
            let is_constant = schema.get("const").is_some() || schema.items("enum").len() == 1;
            sum += 2 + match (is_constant, listed(schema, member)) {
                (true, fits) if fits < 0 => OTHER_TAG,
                (true, _) => 100,
                // Of several values, one more may be new.
                (false, 0) => i64::from(allows_kind(schema, member)),
                (false, fits) => fits,
            };
        }
        let missing =
            node.items("required").iter().filter_map(Node::as_str).filter(|name| !members.contains_key(*name));
        sum - 3 * i64::try_from(missing.count()).unwrap_or(i64::MAX / 4)
    }

    /// What references, `allOf` and unions add.
    fn fit_of_parts(self, pointer: &str, node: &Node, value: &Value, depth: usize) -> i64 {
        let target = node.str("$ref").and_then(|target| self.local(target));
        let mut sum = target.map_or(0, |target| self.fit(&target, value, depth + 1));
        for at in 0..node.items("allOf").len() {
            sum += self.fit(&format!("{pointer}/allOf/{at}"), value, depth + 1);
        }
        for keyword in unions(node) {
            let all = 0..node.items(keyword).len();
            let best = all.map(|at| self.fit(&format!("{pointer}/{keyword}/{at}"), value, depth + 1)).max();
            sum += best.unwrap_or(0);
        }
        sum.max(NOT_OF_IT)
    }

    /// A schema, or what it refers to.
    fn resolved<'n>(self, schema: &'n Node) -> &'n Node
    where
        'd: 'n,
    {
        let mut node = schema;
        for _ in 0..MAX_HOPS {
            match node.str("$ref").and_then(|target| self.local(target)).and_then(|target| self.node(&target)) {
                Some(target) => node = target,
                None => break,
            }
        }
        node
    }

    /// The schemas of a member, by those of the object around it: the declared ones, else those of other members.
    pub(super) fn members(self, about: &[String], name: &str) -> Vec<String> {
        let token = escape_pointer_token(name);
        let exists = |pointer: &String| self.node(pointer).is_some_and(|node| node.as_object().is_some());
        let declared: Vec<String> =
            about.iter().map(|pointer| format!("{pointer}/properties/{token}")).filter(exists).collect();
        if !declared.is_empty() {
            return declared;
        }
        let mut others = Vec::new();
        for pointer in about {
            let Some(node) = self.node(pointer) else { continue };
            let patterns = node.members("patternProperties");
            let patterns = patterns.map(|(pattern, _)| below(&format!("{pointer}/patternProperties"), pattern));
            others.extend(patterns.chain([format!("{pointer}/additionalProperties")]).filter(exists));
        }
        others
    }

    /// The schemas of an item, by those of the array around it.
    pub(super) fn items(self, about: &[String], at: usize) -> Vec<String> {
        let exists = |pointer: &String| self.node(pointer).is_some_and(|node| node.as_object().is_some());
        let of = |pointer: &String| {
            let places =
                [format!("{pointer}/prefixItems/{at}"), format!("{pointer}/items/{at}"), format!("{pointer}/items")];
            places.into_iter().find(exists)
        };
        about.iter().filter_map(of).collect()
    }
}

/// The pointer of a member or item.
pub(super) fn below(pointer: &str, token: &str) -> String {
    format!("{pointer}/{}", escape_pointer_token(token))
}

/// The keywords of a schema that list alternatives. `items` is one where it is a list and nothing says that the value is
/// an array, as documents of Swagger 2.0 write it.
fn unions(node: &Node) -> Vec<&'static str> {
    let mut found: Vec<&str> =
        ["oneOf", "anyOf"].into_iter().filter(|keyword| !node.items(keyword).is_empty()).collect();
    if !node.items("items").is_empty() && !types(node).contains(&"array") {
        found.push("items");
    }
    found
}

/// The member that tells alternatives apart, and what its values stand for.
fn discriminator(node: &Node) -> Option<(&str, Option<&Node>)> {
    let stated = node.get("discriminator")?;
    match stated.as_str() {
        Some(member) => Some((member, None)),
        None => Some((stated.str("propertyName")?, stated.get("mapping"))),
    }
}

/// The types that a schema states.
pub(super) fn types(node: &Node) -> Vec<&str> {
    match node.get("type").map(|node| &node.data) {
        Some(Data::String(name)) => vec![name],
        Some(Data::Array(names)) => names.iter().filter_map(Node::as_str).collect(),
        _ => Vec::new(),
    }
}

/// What a value is called in `type`.
pub(super) fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// Whether a schema by itself, apart from what it refers to, allows the kind of a value.
fn allows_kind(node: &Node, value: &Value) -> bool {
    let stated = types(node);
    if value.is_null() && (node.flag("nullable") || node.flag("x-nullable")) {
        return true;
    }
    match stated.as_slice() {
        [] if node.get("properties").is_some() => value.is_object(),
        [] if node.get("items").is_some_and(|items| items.as_object().is_some()) => value.is_array(),
        [] => node.get("const").is_none_or(|only| kind(&only.to_value()) == kind(value)),
        some => some.iter().any(|name| match *name {
            "integer" => value.is_i64() || value.is_u64() || value.as_f64().is_some_and(|value| value.fract() == 0.0),
            name => name == kind(value),
        }),
    }
}

/// Whether a value is among those that a schema lists.
fn listed(node: &Node, value: &Value) -> i64 {
    let is = |listed: &Node| listed.to_value() == *value;
    match (node.get("const"), node.items("enum")) {
        (Some(only), _) if is(only) => 100,
        (Some(_), _) => OTHER_TAG,
        (None, []) => 0,
        (None, all) if all.iter().any(is) => 50,
        (None, _) => -10,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use switchboard_codegen::source::{SourceFiles, Span};

    fn about(schemas: Value, value: Value) -> Vec<String> {
        let mut files = SourceFiles::new();
        let root = json!({"components": {"schemas": schemas}});
        let root = Node::from_value(root, Span::new(files.add("a.json", ""), 0..0));
        let found = Schemas::new(&root).about(&["#/components/schemas/A".to_owned()], &value);
        let short = |pointer: &String| pointer.replace("#/components/schemas/", "");
        found.iter().map(short).collect()
    }

    #[test]
    fn references_and_parts_all_speak_about_a_value() {
        let schemas = json!({"A": {"allOf": [{"$ref": "#/components/schemas/B"}, {"required": ["c"]}]}, "B": {}});
        assert_eq!(about(schemas, json!({})), ["A", "A/allOf/0", "B", "A/allOf/1"]);
    }

    #[test]
    fn alternatives_are_chosen_by_tag_by_kind_and_by_what_they_explain() {
        let tagged = |tag: &str| json!({"properties": {"type": {"const": tag}}, "required": ["type", "x"]});
        let of_both = json!({"A": {"anyOf": [tagged("a"), tagged("b"), {"type": "array"}, {"type": "null"}]}});
        assert_eq!(about(of_both.clone(), json!({"type": "b"})), ["A", "A/anyOf/1"]);
        assert_eq!(about(of_both.clone(), json!([1])), ["A", "A/anyOf/2"]);
        assert_eq!(about(of_both, json!(null)), ["A", "A/anyOf/3"]);
        let listed = |tags: Value| json!({"properties": {"type": {"enum": tags}, "x": {}}});
        let of_several = json!({"A": {"anyOf": [listed(json!(["a", "b"])), listed(json!(["c", "d"]))]}});
        assert_eq!(about(of_several, json!({"type": "d"})), ["A", "A/anyOf/1"]);
        let by_members = json!({"A": {"oneOf": [{"properties": {"a": {}}}, {"properties": {"b": {}, "c": {}}}]}});
        assert_eq!(about(by_members, json!({"b": 1})), ["A", "A/oneOf/1"]);
    }

    #[test]
    fn a_discriminator_names_the_alternative_or_the_heir() {
        let mapped = json!({
            "A": {
                "oneOf": [{"$ref": "#/components/schemas/B"}, {"$ref": "#/components/schemas/C"}],
                "discriminator": {"propertyName": "t", "mapping": {"sea": "#/components/schemas/C"}},
            },
            "B": {},
            "C": {},
        });
        assert_eq!(about(mapped, json!({"t": "sea"})), ["A", "A/oneOf/1", "C"]);
        let heir = json!({
            "A": {"discriminator": {"propertyName": "t"}},
            "Cat": {"allOf": [{"$ref": "#/components/schemas/A"}, {}]},
        });
        assert_eq!(about(heir, json!({"t": "Cat"})), ["A", "Cat", "Cat/allOf/0", "Cat/allOf/1"]);
    }
}
