//! Establishes: a reference to a base schema means any of its children.
//!
//! OpenAPI's inheritance has no `oneOf`: a base schema states a `discriminator`, and children name the base in their
//! `allOf` (OpenAPI 3.1.1, section 4.8.25.2; Swagger 2.0, "Models with Polymorphism Support"). Here the base becomes
//! two schemas: one with its members, which the children go on extending, and under the old name a `oneOf` of the
//! children, which everything else refers to. The members of bases without children stay where they are, and so do
//! those of bases with more children than a union may have: these are read as the base, what is their own as `extra`.
//!
//! See `codegen/docs/unions.md`.

use super::limits::MAX_ALTERNATIVES;
use super::mappings::not_an_alternative;
use super::schemas::for_each_schema;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::markdown::code;
use crate::source::{Data, Map, Node, Span, escape_pointer_token};
use std::collections::{BTreeMap, BTreeSet};

const SCHEMAS: &str = "#/components/schemas/";
/// How a schema of Azure's dialect says for which value of the discriminator it stands
/// (<https://azure.github.io/autorest/extensions/#x-ms-discriminator-value>).
const OWN_TAG: &str = "x-ms-discriminator-value";
/// Where the members of a base are that is never a value itself: no type is made of what stands here.
const ABSTRACT: &str = "x-switchboard-bases";

pub(super) fn pass(document: &mut Node, diagnostics: &mut Diagnostics) {
    let Some(schemas) = document.pointer("/components/schemas").and_then(Node::as_object) else { return };
    let children = children(schemas);
    let mut plans = Vec::new();
    for (name, base) in schemas {
        let Some(plan) = plan(name, base, schemas, &children) else { continue };
        if let Some(default) = plan.default.as_ref().filter(|default| !plan.has(default)) {
            let message = format!("{} does not extend this schema", code(default));
            diagnostics.push(
                Diagnostic::warning(Code::ReferenceUnresolved, message)
                    .at(base.label_span())
                    .subject(pointer(name))
                    .help("`defaultMapping` names one of the schemas that have this one in their `allOf`")
                    .costs("an object with another value, or with none, is kept as it is"),
            );
        }
        let count = plan.alternatives.len();
        if count <= MAX_ALTERNATIVES {
            let known: BTreeSet<&str> =
                plan.alternatives.iter().map(|(name, _)| name.as_str()).chain([plan.name.as_str()]).collect();
            let discriminator = levels(base).find_map(|level| level.get("discriminator"));
            for (value, target) in discriminator.into_iter().flat_map(|discriminator| discriminator.members("mapping"))
            {
                let mapped = target.as_str().and_then(|target| component(target, schemas));
                if base.get("oneOf").is_none() && mapped.is_some_and(|mapped| !known.contains(mapped)) {
                    diagnostics.push(not_an_alternative(value, target));
                }
            }
            plans.push(plan);
            continue;
        }
        let message = format!("{count} schemas extend this one; at most {MAX_ALTERNATIVES} become a union");
        diagnostics.push(
            Diagnostic::warning(Code::LimitExceeded, message)
                .at(base.label_span())
                .subject(pointer(name))
                .help("a reference to it is read as the base, and keeps what its children add in `extra`"),
        );
    }
    if plans.is_empty() {
        return;
    }
    let is_value = |plan: &Plan| {
        plans.iter().any(|other| {
            let mut values = other.alternatives.iter().filter(|(name, _)| !other.unions.contains(name));
            values.any(|(name, _)| *name == plan.name || *name == plan.members)
        })
    };
    let moved: BTreeMap<String, String> = plans
        .iter()
        .map(|plan| match is_value(plan) {
            true => (pointer(&plan.name), pointer(&plan.members)),
            false => (pointer(&plan.name), format!("#/components/{ABSTRACT}/{}", escape_pointer_token(&plan.name))),
        })
        .collect();
    for_each_schema(document, &mut |schema| extend_the_members(schema, &moved));
    let Some(components) = document.get_mut("components").and_then(Node::as_object_mut) else { return };
    let mut bases = Map::default();
    let Some(schemas) = components.get_mut("schemas").and_then(Node::as_object_mut) else { return };
    for plan in plans {
        let (old, new) = (pointer(&plan.name), pointer(&plan.members));
        let (name, members) = (plan.name.clone(), plan.members.clone());
        if let Some(base) = plan.carry_out(schemas, &moved) {
            match moved.get(&old) == Some(&new) {
                true => schemas.insert(members, base),
                false => bases.insert(name, base),
            };
        }
    }
    let span = document.span;
    if let Some(components) = document.get_mut("components").filter(|_| !bases.is_empty()) {
        components.set(ABSTRACT, Node::new(Data::Object(bases), span));
    }
}

/// What becomes of one base schema.
struct Plan {
    name: String,
    /// The name of the schema for its members.
    members: String,
    /// Its discriminator.
    tag: String,
    /// The schemas that a reference to it means, with the tags that the mapping states for them.
    alternatives: Vec<(String, Vec<String>)>,
    /// The schema of objects whose tag is none of the known ones, or is not there (OpenAPI 3.2.0, section 4.25).
    default: Option<String>,
    /// Those of the alternatives that stand for children of their own, told apart by another tag.
    unions: BTreeSet<String>,
    /// Alternatives that get the only value of the tag they can have.
    fixed: Vec<(String, String)>,
}

/// Which schemas extend which, by name, in document order.
fn children(schemas: &Map) -> BTreeMap<&str, Vec<&str>> {
    let mut children: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, schema) in schemas {
        for base in extended(schema).filter_map(|reference| component(reference, schemas)) {
            children.entry(base).or_default().push(name);
        }
    }
    children
}

/// The references by which a schema extends others: those beside members of its own, or beside each other.
fn extended(schema: &Node) -> impl Iterator<Item = &str> {
    let own = schema.str("$ref").filter(|_| schema.get("properties").is_some());
    // `allOf` around one reference and `null` is how OpenAPI 3.0 says "that, or null": no child, another name.
    let is_other_name = schema.items("allOf").len() == 1 && schema.get("type").is_some_and(allows_null);
    let parts = schema.items("allOf").iter().filter(move |_| !is_other_name).filter_map(|part| part.str("$ref"));
    own.into_iter().chain(parts)
}

fn allows_null(types: &Node) -> bool {
    types.as_array().is_some_and(|types| types.iter().any(|name| name.as_str() == Some("null")))
}

/// The name of the component that a reference or a value of a mapping leads to.
fn component<'s>(reference: &str, schemas: &'s Map) -> Option<&'s str> {
    let name = reference.strip_prefix(SCHEMAS).unwrap_or(reference).replace("~1", "/").replace("~0", "~");
    schemas.get_key_value(&name).map(|(name, _)| name.as_str())
}

fn pointer(name: &str) -> String {
    format!("{SCHEMAS}{}", escape_pointer_token(name))
}

/// The schema itself and what it joins inline: what states the members of a type.
fn levels(schema: &Node) -> impl Iterator<Item = &Node> {
    std::iter::once(schema).chain(schema.items("allOf").iter().filter(|part| part.get("$ref").is_none()))
}

fn member<'n>(schema: &'n Node, name: &str) -> Option<&'n Node> {
    levels(schema).find_map(|level| level.get("properties")?.get(name))
}

fn plan(name: &str, base: &Node, schemas: &Map, children: &BTreeMap<&str, Vec<&str>>) -> Option<Plan> {
    let discriminator = levels(base).find_map(|level| level.get("discriminator"))?;
    let tag = own_tag(base)?.to_owned();
    let descendants = descendants(name, children);
    if descendants.is_empty() {
        return None;
    }
    let listed: Vec<Option<&str>> = ["oneOf", "anyOf"]
        .into_iter()
        .flat_map(|keyword| base.items(keyword))
        .map(|item| item.str("$ref").and_then(|reference| component(reference, schemas)))
        .collect();
    let is_descendant = |other: &Option<&str>| other.is_some_and(|other| descendants.contains(other));
    // Members beside a list belong into each alternative; children have them already, strangers have not.
    if !listed.is_empty() && (base.get("properties").is_none() || !listed.iter().all(is_descendant)) {
        return None;
    }
    let mapping: Vec<(&str, &str)> = discriminator
        .members("mapping")
        .filter_map(|(value, target)| Some((value.as_str(), component(target.as_str()?, schemas)?)))
        .collect();
    let mapped = |wanted: &str| -> Vec<String> {
        let stated = mapping.iter().filter(|(_, target)| *target == wanted).map(|(value, _)| (*value).to_owned());
        let stated: Vec<String> = stated.collect();
        match schemas.get(wanted).and_then(|schema| schema.str(OWN_TAG)) {
            Some(own) if stated.is_empty() => vec![own.to_owned()],
            _ => stated,
        }
    };
    let members = unused(&format!("{name}Base"), schemas);
    let mut alternatives: Vec<(String, Vec<String>)> = Vec::new();
    let mut fixed = Vec::new();
    let tag_schema = member(base, &tag);
    let required = levels(base).any(|level| level.items("required").iter().any(|item| item.as_str() == Some(&tag)));
    // A child with another discriminator is a union itself, and its children are alternatives of that.
    let unions: BTreeSet<&str> = descendants
        .iter()
        .copied()
        .filter(|child| listed.is_empty() || listed.contains(&Some(child)))
        .filter(|child| children.contains_key(child) && own_tag(&schemas[*child]).is_some_and(|own| own != tag))
        .collect();
    let nested: BTreeSet<&str> = unions.iter().flat_map(|child| self::descendants(child, children)).collect();
    let in_order = schemas.keys().map(String::as_str);
    let in_order = in_order.filter(|other| descendants.contains(other) && !nested.contains(other));
    for child in in_order.filter(|child| listed.is_empty() || listed.contains(&Some(child))) {
        let tags = mapped(child);
        let only = match tags.as_slice() {
            [] => Some(child),
            [only] => Some(only.as_str()),
            _ => None,
        };
        if let Some(only) = only.filter(|_| required && !children.contains_key(child))
            && tag_schema.is_some_and(|schema| admits(schema, only, schemas))
            && !states_itself(child, &tag, name, schemas)
        {
            fixed.push((child.to_owned(), only.to_owned()));
        }
        alternatives.push((child.to_owned(), tags));
    }
    // A base can be a value itself where the document gives it a tag.
    let mut own = mapped(name);
    let default = discriminator.get("defaultMapping").and_then(Node::as_str);
    let default = default.and_then(|default| component(default, schemas)).map(str::to_owned);
    if own.is_empty() && default.as_deref() == Some(name) {
        own.push(name.to_owned());
    }
    if own.is_empty() && tag_schema.map_or(mapping.is_empty(), |tag| is_own_tag(tag, name, schemas, mapping.is_empty()))
    {
        own.push(name.to_owned());
    }
    if !own.is_empty() && listed.is_empty() {
        alternatives.push((members.clone(), own));
    }
    let unions = unions.into_iter().map(str::to_owned).collect();
    let name = name.to_owned();
    Some(Plan { name, members, tag, alternatives, default, unions, fixed })
}

/// The member by which a base tells its children apart.
fn own_tag(base: &Node) -> Option<&str> {
    levels(base).find_map(|level| level.get("discriminator"))?.str("propertyName")
}

fn descendants<'s>(name: &str, children: &BTreeMap<&'s str, Vec<&'s str>>) -> BTreeSet<&'s str> {
    let mut found = BTreeSet::new();
    let mut open: Vec<&str> = children.get(name).cloned().unwrap_or_default();
    while let Some(child) = open.pop() {
        if child != name && found.insert(child) {
            open.extend(children.get(child).into_iter().flatten());
        }
    }
    found
}

fn unused(wanted: &str, schemas: &Map) -> String {
    let mut name = wanted.to_owned();
    while schemas.contains_key(&name) {
        name.push('_');
    }
    name
}

/// The values a tag can have, if its schema lists them.
fn listed_tags<'n>(tag: &'n Node, schemas: &'n Map) -> Option<&'n [Node]> {
    let target = tag.str("$ref").or_else(|| tag.items("allOf").first()?.str("$ref"));
    let schema = target.and_then(|target| schemas.get(component(target, schemas)?)).unwrap_or(tag);
    schema.get("enum").map(|_| schema.items("enum"))
}

fn admits(tag: &Node, value: &str, schemas: &Map) -> bool {
    tag.get("const").is_none()
        && listed_tags(tag, schemas).is_none_or(|tags| tags.iter().any(|tag| tag.as_str() == Some(value)))
}

/// Whether the name of a base is one of its tags: it is listed, or nothing is listed at all.
fn is_own_tag(tag: &Node, name: &str, schemas: &Map, unmapped: bool) -> bool {
    match listed_tags(tag, schemas) {
        Some(tags) => tags.iter().any(|tag| tag.as_str() == Some(name)),
        None => unmapped && tag.get("const").is_none(),
    }
}

/// Whether a child, or what is between it and the base, says what its tag is.
fn states_itself(child: &str, tag: &str, base: &str, schemas: &Map) -> bool {
    let mut met = BTreeSet::new();
    let mut open = vec![child];
    while let Some(name) = open.pop() {
        let Some(schema) = schemas.get(name).filter(|_| name != base && met.insert(name)) else { continue };
        if member(schema, tag).is_some() {
            return true;
        }
        open.extend(extended(schema).filter_map(|reference| component(reference, schemas)));
    }
    false
}

/// Lets a schema that extends a base extend the members of the base, and follows references into these.
fn extend_the_members(schema: &mut Node, moved: &BTreeMap<String, String>) {
    let extends: Vec<String> = extended(schema).map(str::to_owned).collect();
    let adds = schema.items("allOf").len() > 1 || schema.get("properties").is_some();
    if adds {
        redirect(schema, &extends, moved);
    }
    let into = schema.str("$ref").and_then(|reference| {
        moved.iter().find_map(|(old, new)| {
            let rest = reference.strip_prefix(old.as_str()).filter(|rest| rest.starts_with('/'))?;
            Some(format!("{new}{rest}"))
        })
    });
    if let (Some(into), Some(reference)) = (into, schema.get_mut("$ref")) {
        reference.data = Data::String(into);
    }
}

/// Changes the references by which a schema extends others.
fn redirect(schema: &mut Node, extends: &[String], moved: &BTreeMap<String, String>) {
    let change = |node: &mut Node| {
        if let Some(reference) = node.get_mut("$ref")
            && let Some(new) = reference.as_str().filter(|old| extends.iter().any(|known| known == old))
            && let Some(new) = moved.get(new)
        {
            reference.data = Data::String(new.clone());
        }
    };
    change(schema);
    if let Some(Node { data: Data::Array(parts), .. }) = schema.get_mut("allOf") {
        parts.iter_mut().for_each(change);
    }
}

impl Plan {
    /// Whether a schema is one of those that a reference to the base means.
    fn has(&self, name: &str) -> bool {
        name == self.name || self.alternatives.iter().any(|(alternative, _)| alternative == name)
    }

    /// Puts the union in the place of the base, and gives the base without what the union took over.
    fn carry_out(self, schemas: &mut Map, moved: &BTreeMap<String, String>) -> Option<Node> {
        for (child, value) in &self.fixed {
            if let Some(child) = schemas.get_mut(child) {
                fix_tag(child, &self.tag, value);
            }
        }
        for (child, _) in &self.alternatives {
            // A child that adds nothing is still a child.
            if let Some(child) = schemas.get_mut(child) {
                let extends: Vec<String> = extended(child).map(str::to_owned).collect();
                redirect(child, &extends, moved);
            }
        }
        let base = schemas.get_mut(&self.name)?;
        let span = base.span;
        let mut union = Node::object::<&str>([], span);
        union.key_span = base.key_span;
        for keyword in ["title", "description", "deprecated", "externalDocs"] {
            if let Some(node) = base.get(keyword) {
                union.set(keyword, node.clone());
            }
        }
        let or_null = base.get("type").is_some_and(allows_null);
        // The members of a base that is a base itself were moved as well.
        let target = |name: &str| match moved.get(&pointer(name)) {
            Some(members) if !self.unions.contains(name) => members.clone(),
            _ => pointer(name),
        };
        let mut alternatives: Vec<Node> =
            self.alternatives.iter().map(|(name, _)| refer(&target(name), span)).collect();
        if or_null {
            alternatives.push(Node::object([("type", Node::string("null", span))], span));
        }
        let mapping = self.alternatives.iter().flat_map(|(name, tags)| {
            let target = target(name);
            // Only where the name of the schema does not say it any more.
            let implied = (tags.is_empty() && target != pointer(name)).then(|| name.clone());
            let entry = move |tag: String| (tag, Node::string(target.clone(), span));
            tags.iter().cloned().chain(implied).map(entry)
        });
        let default = self.default.as_ref().map(|default| {
            let name = if *default == self.name { &self.members } else { default };
            ("defaultMapping", Node::string(target(name), span))
        });
        let stated = [("propertyName", Node::string(self.tag.clone(), span)), ("mapping", Node::object(mapping, span))];
        let discriminator = Node::object(stated.into_iter().chain(default), span);
        union.set("oneOf", Node::array(alternatives, span));
        union.set("discriminator", discriminator);
        let mut members = std::mem::replace(base, union);
        for keyword in ["oneOf", "anyOf", "discriminator"] {
            members.remove(keyword);
        }
        if let Some(Node { data: Data::Array(parts), .. }) = members.get_mut("allOf") {
            parts.iter_mut().for_each(|part| drop(part.remove("discriminator")));
        }
        Some(members)
    }
}

fn refer(target: &str, span: Span) -> Node {
    Node::object([("$ref", Node::string(target, span))], span)
}

/// Joins a schema with the only value its tag can have. As an `enum`, since the children of tomorrow have others.
fn fix_tag(child: &mut Node, tag: &str, value: &str) {
    let span = child.span;
    let only = Node::object([("enum", Node::array(vec![Node::string(value, span)], span))], span);
    let part = Node::object([("properties", Node::object([(tag, only)], span))], span);
    match child.get_mut("allOf").map(|node| &mut node.data) {
        Some(Data::Array(parts)) => parts.push(part),
        _ => child.set("allOf", Node::array(vec![part], span)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::run;
    use serde_json::{Value, json};

    /// The schemas afterwards, and beside them the bases that are no values.
    fn schemas(schemas: Value) -> Value {
        let mut components = run(super::pass, json!({"components": {"schemas": schemas}})).0["components"].take();
        if let Some(bases) = components.get_mut(super::ABSTRACT).map(Value::take) {
            components["schemas"]["abstract"] = bases;
        }
        components["schemas"].take()
    }

    fn base(name: &str) -> Value {
        json!({"$ref": format!("#/components/{}/{name}", super::ABSTRACT)})
    }

    fn refer(name: &str) -> Value {
        json!({"$ref": format!("#/components/schemas/{name}")})
    }

    #[test]
    fn a_base_becomes_its_members_and_a_union_of_its_children() {
        let given = json!({
            "Pet": {
                "type": "object",
                "description": "A pet.",
                "required": ["kind"],
                "properties": {"kind": {"type": "string"}, "friend": refer("Pet")},
                "discriminator": {"propertyName": "kind", "mapping": {"dog": "Dog"}},
            },
            "Dog": {"allOf": [refer("Pet"), {"properties": {"trick": {"type": "string"}}}]},
            "Cat": {"allOf": [refer("Pet")]},
            "MaybePet": {"allOf": [refer("Pet")], "type": ["object", "null"]},
            "Name": refer("Pet/properties/kind"),
        });
        let tagged = |tag: &str| json!({"properties": {"kind": {"enum": [tag]}}});
        assert_eq!(
            schemas(given),
            json!({
                "Pet": {
                    "description": "A pet.",
                    "oneOf": [refer("Dog"), refer("Cat")],
                    "discriminator": {"propertyName": "kind", "mapping": {"dog": "#/components/schemas/Dog"}},
                },
                "Dog": {"allOf": [base("Pet"), {"properties": {"trick": {"type": "string"}}}, tagged("dog")]},
                "Cat": {"allOf": [base("Pet"), tagged("Cat")]},
                "MaybePet": {"allOf": [refer("Pet")], "type": ["object", "null"]},
                "Name": base("Pet/properties/kind"),
                "abstract": {"Pet": {
                    "type": "object",
                    "description": "A pet.",
                    "required": ["kind"],
                    "properties": {"kind": {"type": "string"}, "friend": refer("Pet")},
                }},
            })
        );
    }

    #[test]
    fn a_default_is_one_of_the_children_or_the_base() {
        let given = |default: &str| {
            json!({
                "Pet": {
                    "properties": {"kind": {"type": "string"}},
                    "discriminator": {"propertyName": "kind", "mapping": {"dog": "Dog"}, "defaultMapping": default},
                },
                "Dog": {"allOf": [refer("Pet"), {"properties": {}}]},
                "Cat": {"allOf": [refer("Pet"), {"properties": {}}]},
            })
        };
        for default in ["Cat", "#/components/schemas/Cat"] {
            let pet = schemas(given(default))["Pet"].take();
            assert_eq!(pet["discriminator"]["defaultMapping"], "#/components/schemas/Cat");
        }
        let pet = schemas(given("Pet"))["Pet"].take();
        assert_eq!(pet["discriminator"]["defaultMapping"], "#/components/schemas/PetBase");
        assert_eq!(pet["discriminator"]["mapping"]["Pet"], "#/components/schemas/PetBase");
        assert_eq!(pet["oneOf"], json!([refer("Dog"), refer("Cat"), refer("PetBase")]));
    }

    #[test]
    fn grandchildren_and_bases_with_a_tag_of_their_own_are_alternatives() {
        let given = json!({
            "Pet": {"properties": {"kind": {"type": "string"}}, "discriminator": {"propertyName": "kind"}},
            "Cat": {"allOf": [refer("Pet"), {"properties": {}, "discriminator": {"propertyName": "kind"}}]},
            "Lion": {"allOf": [refer("Cat"), {"properties": {}}]},
        });
        let all = schemas(given);
        assert_eq!(all["Pet"]["oneOf"], json!([refer("CatBase"), refer("Lion"), refer("PetBase")]));
        assert_eq!(
            all["Pet"]["discriminator"]["mapping"],
            json!({"Cat": "#/components/schemas/CatBase", "Pet": "#/components/schemas/PetBase"})
        );
        assert_eq!(all["CatBase"]["allOf"], json!([refer("PetBase"), {"properties": {}}]));
        assert_eq!(all["Lion"]["allOf"], json!([refer("CatBase"), {"properties": {}}]));
        assert_eq!(all["Cat"]["oneOf"], json!([refer("Lion"), refer("CatBase")]));
    }

    #[test]
    fn a_child_with_another_tag_stands_for_its_own_children() {
        let given = json!({
            "Fish": {"properties": {"kind": {"type": "string"}}, "discriminator": {"propertyName": "kind", "mapping": {"shark": "Shark", "salmon": "Salmon"}}},
            "Shark": {"allOf": [refer("Fish")], "properties": {"sort": {"type": "string"}}, "discriminator": {"propertyName": "sort", "mapping": {"saw": "Saw"}}},
            "Salmon": {"allOf": [refer("Fish")], "properties": {}},
            "Saw": {"allOf": [refer("Shark")], "properties": {}},
        });
        let all = schemas(given);
        assert_eq!(all["Fish"]["oneOf"], json!([refer("Shark"), refer("Salmon")]));
        assert_eq!(all["Shark"]["oneOf"], json!([refer("Saw")]));
        assert_eq!(all["Saw"]["allOf"], json!([base("Shark")]));
    }

    #[test]
    fn a_tag_with_listed_values_decides_whether_a_base_is_a_value() {
        let given = |tags: Value| {
            json!({
                "Pet": {"properties": {"kind": {"enum": tags}}, "discriminator": {"propertyName": "kind"}},
                "Cat": {"allOf": [refer("Pet"), {"properties": {}}]},
            })
        };
        assert_eq!(schemas(given(json!(["Cat"])))["Pet"]["oneOf"], json!([refer("Cat")]));
        assert_eq!(schemas(given(json!(["Cat", "Pet"])))["Pet"]["oneOf"], json!([refer("Cat"), refer("PetBase")]));
    }

    #[test]
    fn a_list_of_children_is_kept_and_a_list_of_strangers_is_left_alone() {
        let given = |listed: &str| {
            json!({
                "Pet": {
                    "properties": {"kind": {"type": "string"}},
                    "oneOf": [refer(listed)],
                    "discriminator": {"propertyName": "kind"},
                },
                "Cat": {"allOf": [refer("Pet"), {"properties": {}}]},
                "Stone": {"type": "object"},
            })
        };
        let all = schemas(given("Cat"));
        assert_eq!((&all["Pet"]["oneOf"], &all["Pet"]["properties"]), (&json!([refer("Cat")]), &Value::Null));
        assert_eq!(all["abstract"]["Pet"], json!({"properties": {"kind": {"type": "string"}}}));
        assert_eq!(schemas(given("Stone")), given("Stone"));
    }

    #[test]
    fn a_base_with_too_many_children_stays_a_base_and_this_is_said() {
        let mut given = json!({"Pet": {"properties": {"kind": {}}, "discriminator": {"propertyName": "kind"}}});
        for at in 0..5100 {
            given[format!("Pet{at}")] = json!({"allOf": [refer("Pet"), {"properties": {}}]});
        }
        let (after, found) = run(super::pass, json!({"components": {"schemas": given}}));
        assert_eq!(after["components"]["schemas"], given);
        assert_eq!(found, ["limit-exceeded: 5101 schemas extend this one; at most 5000 become a union"]);
    }

    #[test]
    fn without_children_nothing_changes() {
        let given = json!({"Pet": {"properties": {"kind": {}}, "discriminator": {"propertyName": "kind"}}});
        assert_eq!(schemas(given.clone()), given);
    }
}
