//! Establishes: the value of each keyword of a schema is of the kind that JSON Schema gives it (2020-12: core, sections 8 to
//! 10; validation, sections 6, 8 and 9).
//!
//! A value of another kind is read as what it can only mean (one schema as a list of it, `'5'` as 5, PHP's `[]` as an object
//! without members), or the keyword is lost by itself; both are reported. What schemas hold in turn is looked at where it
//! stands, and references are left to the pass that resolves them.

use super::schemas::for_each_schema;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{Data, Map, Node, Span};
use crate::spec::keywords::is_annotation;
use crate::text::nearest::likely;
use serde_json::Value;

/// What the value of a keyword is.
#[derive(Clone, Copy)]
enum Kind {
    /// A list of schemas, not an empty one.
    Schemas,
    /// An object of schemas.
    SchemaMap,
    /// A list of names.
    Names,
    /// A list of values.
    Values,
    /// A number.
    Number,
    /// A number, or a flag as OpenAPI 3.0 has it.
    NumberOrFlag,
    /// A text.
    Text,
    /// A text, or an object with `propertyName`.
    Discriminator,
    /// `true` or `false`.
    Flag,
    /// `true` or `false` or a schema.
    FlagOrSchema,
    /// A schema, of which some other pass says whether it is one, but no list.
    Schema,
    /// An object.
    Object,
}

const UNCHECKED: &str = "the bound is not checked";
const UNDOCUMENTED: &str = "it is not in the documentation";
const ANY: &str = "any value is taken there";

/// The keywords, what their values are, and what follows where one is lost.
const KEYWORDS: &[(&str, Kind, &str)] = &[
    ("allOf", Kind::Schemas, "nothing of what it joins is in the type"),
    ("oneOf", Kind::Schemas, ANY),
    ("anyOf", Kind::Schemas, ANY),
    ("prefixItems", Kind::Schemas, "the items of the list are any values"),
    ("properties", Kind::SchemaMap, "its members are read by name, from `extra`"),
    ("patternProperties", Kind::SchemaMap, "members of such names are any values"),
    ("dependentSchemas", Kind::SchemaMap, "what it adds is not in the type"),
    ("required", Kind::Names, "none of its members is required"),
    ("enum", Kind::Values, "any value of its type is taken"),
    ("minimum", Kind::Number, UNCHECKED),
    ("maximum", Kind::Number, UNCHECKED),
    ("exclusiveMinimum", Kind::NumberOrFlag, UNCHECKED),
    ("exclusiveMaximum", Kind::NumberOrFlag, UNCHECKED),
    ("multipleOf", Kind::Number, UNCHECKED),
    ("minLength", Kind::Number, UNCHECKED),
    ("maxLength", Kind::Number, UNCHECKED),
    ("minItems", Kind::Number, UNCHECKED),
    ("maxItems", Kind::Number, UNCHECKED),
    ("minProperties", Kind::Number, UNCHECKED),
    ("maxProperties", Kind::Number, UNCHECKED),
    ("pattern", Kind::Text, UNCHECKED),
    ("uniqueItems", Kind::Flag, UNCHECKED),
    ("format", Kind::Text, "the value is read as if it had no format"),
    ("contentEncoding", Kind::Text, "the text is given as it comes"),
    ("contentMediaType", Kind::Text, "the text is given as it comes"),
    ("title", Kind::Text, UNDOCUMENTED),
    ("description", Kind::Text, UNDOCUMENTED),
    ("nullable", Kind::Flag, "`null` is a deviation there"),
    ("readOnly", Kind::Flag, "it is read as `false`"),
    ("writeOnly", Kind::Flag, "it is read as `false`"),
    ("deprecated", Kind::Flag, "it is read as `false`"),
    ("additionalProperties", Kind::FlagOrSchema, "further members are any values"),
    ("discriminator", Kind::Discriminator, "the alternatives are told apart by what they hold"),
    ("not", Kind::Schema, UNDOCUMENTED),
    ("contains", Kind::Schema, UNDOCUMENTED),
    ("propertyNames", Kind::Schema, UNDOCUMENTED),
    ("if", Kind::Schema, UNDOCUMENTED),
    ("then", Kind::Schema, UNDOCUMENTED),
    ("else", Kind::Schema, UNDOCUMENTED),
    ("unevaluatedProperties", Kind::Schema, UNDOCUMENTED),
    ("unevaluatedItems", Kind::Schema, UNDOCUMENTED),
    ("dependentRequired", Kind::Object, UNDOCUMENTED),
    ("xml", Kind::Object, "it is written in XML under its own name"),
    ("externalDocs", Kind::Object, UNDOCUMENTED),
];

pub(super) fn pass(document: &mut Node, diagnostics: &mut Diagnostics) {
    for_each_schema(document, &mut |schema| {
        let Some(members) = schema.as_object_mut() else { return };
        type_of_nothing(members, diagnostics);
        // Members of which `required` says so themselves, as Swagger's first version had it.
        let has_properties = members.contains_key("properties");
        for (keyword, kind, consequence) in KEYWORDS {
            let Some(value) = members.get_mut(*keyword) else { continue };
            if *keyword == "required" && is_flag(value, has_properties) {
                continue;
            }
            let at = value.label_span();
            match look(*kind, value, members_named(keyword)) {
                Found::Right => {}
                Found::ReadAs(found, read_as) => {
                    diagnostics.push(report(keyword, *kind, &found, at).help(read_as));
                }
                Found::Absent => {
                    // Some tools write `null` for texts that nobody wrote.
                    if !matches!(kind, Kind::Text) {
                        let found = report(keyword, *kind, "null", at);
                        diagnostics.push(found.help("it is read as if it were not there; remove it in an overlay"));
                    }
                    members.shift_remove(*keyword);
                }
                Found::Wrong(found) => {
                    let help = "it is read as if it were not there; correct it in an overlay";
                    diagnostics.push(report(keyword, *kind, &found, at).help(help).costs(*consequence));
                    members.shift_remove(*keyword);
                }
            }
        }
        discriminator(members, diagnostics);
        xml(members, diagnostics);
    });
}

/// `type: null`, without the quotes of the name: meant as the name among other types and among alternatives. Elsewhere
/// nothing stands there, where the name of a type belongs.
fn type_of_nothing(members: &mut Map, diagnostics: &mut Diagnostics) {
    let name = |span: Span| Node::string("null", span);
    if let Some(Node { data: Data::Array(types), .. }) = members.get_mut("type") {
        types.iter_mut().filter(|named| named.is_null()).for_each(|named| *named = name(named.span));
    }
    for keyword in ["oneOf", "anyOf"] {
        let Some(Node { data: Data::Array(alternatives), .. }) = members.get_mut(keyword) else { continue };
        for alternative in alternatives {
            let says_nothing_else = |members: &Map| members.keys().all(|key| key == "type" || is_annotation(key));
            if alternative.as_object().is_some_and(says_nothing_else)
                && let Some(stated) = alternative.get_mut("type").filter(|stated| stated.is_null())
            {
                *stated = name(stated.span);
            }
        }
    }
    let Some(at) = members.get("type").filter(|stated| stated.is_null()).map(Node::label_span) else { return };
    diagnostics.push(
        Diagnostic::warning(Code::SchemaInvalid, "`type` is the name of a type, but this is null")
            .at(at)
            .help("it is read as if it were not there; the type of the value `null` is written `'null'`")
            .costs("the schema is read as if it stated no type"),
    );
    members.shift_remove("type");
}

/// What was found where a keyword stands.
enum Found {
    /// What belongs there.
    Right,
    /// What can mean one thing only, and was changed to that: what was there, and how it is read.
    ReadAs(String, &'static str),
    /// Nothing: some tools write `null` for what is not stated.
    Absent,
    /// Something else.
    Wrong(String),
}

fn report(keyword: &str, kind: Kind, found: &str, at: Span) -> Diagnostic {
    let message = format!("`{keyword}` is {}, but this is {found}", kind.name());
    Diagnostic::warning(Code::SchemaInvalid, message).at(at)
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Schemas => "a list of schemas",
            Self::SchemaMap => "an object of schemas",
            Self::Names => "a list of names",
            Self::Values => "a list of values",
            Self::Number | Self::NumberOrFlag => "a number",
            Self::Text => "a string",
            Self::Discriminator => "an object with `propertyName`",
            Self::Flag => "`true` or `false`",
            Self::FlagOrSchema => "`true`, `false` or a schema",
            Self::Schema => "a schema",
            Self::Object => "an object",
        }
    }
}

/// Whether an empty list can stand for an object without members: PHP has one form for both.
fn members_named(keyword: &str) -> bool {
    matches!(keyword, "properties" | "patternProperties" | "dependentSchemas" | "xml")
}

/// `required: true` of a member, and the same as a text, which the dialect moves to the object around it. A text beside
/// `properties` is the name of a member.
fn is_flag(value: &mut Node, has_properties: bool) -> bool {
    let span = value.span;
    match value.as_str() {
        Some("true" | "false") if !has_properties => {
            value.data = Node::bool(value.as_str() == Some("true"), span).data;
            true
        }
        _ => value.as_bool().is_some(),
    }
}

fn look(kind: Kind, value: &mut Node, may_be_empty_list: bool) -> Found {
    if value.is_null() {
        return Found::Absent;
    }
    let is_right = match kind {
        Kind::Schemas => value.as_array().is_some_and(|items| !items.is_empty()),
        Kind::SchemaMap | Kind::Object => value.as_object().is_some(),
        Kind::Names | Kind::Values => value.as_array().is_some(),
        Kind::Number => value.as_number().is_some(),
        Kind::NumberOrFlag => value.as_number().is_some() || value.as_bool().is_some(),
        Kind::Text => value.as_str().is_some(),
        // Swagger 2.0 has a text.
        Kind::Discriminator => value.as_str().is_some() || value.as_object().is_some(),
        Kind::Flag => value.as_bool().is_some(),
        // Other things are looked at where schemas are.
        Kind::FlagOrSchema => value.as_str().is_none() && value.as_array().is_none(),
        Kind::Schema => value.as_array().is_none(),
    };
    if is_right {
        return match kind {
            Kind::Names => names(value),
            // Nothing is allowed by one, which nobody means: any value of the type is taken, as an enum has it.
            Kind::Values if value.as_array().is_some_and(Vec::is_empty) => Found::ReadAs(
                "an empty one".to_owned(),
                "any value of its type is taken; list the values, or remove it",
            ),
            _ => Found::Right,
        };
    }
    let is_empty = value.as_array().is_some_and(Vec::is_empty);
    if is_empty && matches!(kind, Kind::Schemas | Kind::Schema | Kind::FlagOrSchema) {
        return Found::Wrong("an empty list".to_owned());
    }
    let found = value.kind().to_owned();
    match reading(kind, value, may_be_empty_list) {
        Some((data, help)) => {
            value.data = data;
            Found::ReadAs(found, help)
        }
        None => Found::Wrong(found),
    }
}

/// What a value of the wrong kind can only mean, and how that is said.
fn reading(kind: Kind, value: &Node, may_be_empty_list: bool) -> Option<(Data, &'static str)> {
    let only = || Data::Array(vec![Node { key_span: None, ..value.clone() }]);
    let plain = "it is read without the quotes";
    match (kind, &value.data) {
        (Kind::Schemas, Data::Object(_)) => Some((only(), "it is read as a list of this schema alone")),
        (Kind::SchemaMap | Kind::Object, Data::Array(items)) if items.is_empty() && may_be_empty_list => {
            Some((Data::Object(Map::default()), "it is read as an object without members"))
        }
        (Kind::Names, Data::String(_)) | (Kind::Values, Data::String(_) | Data::Number(_) | Data::Bool(_)) => {
            Some((only(), "it is read as a list of this alone"))
        }
        (Kind::Number | Kind::NumberOrFlag, Data::String(text)) => match serde_json::from_str(text.trim()).ok()? {
            Value::Number(number) => Some((Data::Number(number), plain)),
            Value::Bool(flag) if matches!(kind, Kind::NumberOrFlag) => Some((Data::Bool(flag), plain)),
            _ => None,
        },
        (Kind::Flag | Kind::FlagOrSchema, Data::String(text)) => match text.trim() {
            "true" | "True" => Some((Data::Bool(true), plain)),
            "false" | "False" => Some((Data::Bool(false), plain)),
            _ => None,
        },
        (Kind::Text, Data::Number(number)) => Some((Data::String(number.to_string()), "it is read as a string")),
        _ => None,
    }
}

/// Looks at a list of names; what is none is taken out.
fn names(value: &mut Node) -> Found {
    let Data::Array(items) = &mut value.data else { return Found::Right };
    let Some(other) = items.iter().find(|item| item.as_str().is_none()).map(|item| item.kind().to_owned()) else {
        return Found::Right;
    };
    items.retain(|item| item.as_str().is_some());
    Found::ReadAs(format!("a list with {other} in it"), "what is not a name is left out of it")
}

/// Looks at what stands in a discriminator: the name of a member, and names or references of schemas.
fn discriminator(members: &mut Map, diagnostics: &mut Diagnostics) {
    let Some(holder) = members.get_mut("discriminator").filter(|node| node.as_object().is_some()) else { return };
    if holder.str("propertyName").is_none() {
        let what = holder.get("propertyName").map_or("nothing", |name| name.kind());
        let message = format!("`propertyName` of a discriminator is the name of a member, but this is {what}");
        let found = Diagnostic::warning(Code::SchemaInvalid, message)
            .at(holder.label_span())
            .help("the discriminator is read as if it were not there; correct it in an overlay");
        diagnostics.push(found.costs("the alternatives are told apart by what they hold"));
        members.shift_remove("discriminator");
        return;
    }
    let Some(mapping) = holder.get_mut("mapping") else { return };
    if mapping.as_object().is_none() {
        if !mapping.is_null() && mapping.as_array().is_none_or(|items| !items.is_empty()) {
            let message = format!("`mapping` of a discriminator is an object, but this is {}", mapping.kind());
            let found = Diagnostic::warning(Code::SchemaInvalid, message)
                .at(mapping.label_span())
                .help("it is read as if it were not there: the value is the name of a schema");
            diagnostics.push(found.costs("values that are mapped to other schemas are not known"));
        }
        holder.remove("mapping");
        return;
    }
    let Some(entries) = mapping.as_object_mut() else { return };
    entries.retain(|value, target| {
        if target.as_str().is_none() {
            let message =
                format!("a value is mapped to a schema by its name or reference, but this is {}", target.kind());
            let found = Diagnostic::warning(Code::SchemaInvalid, message)
                .at(target.label_span())
                .help("write `#/components/schemas/NAME`");
            diagnostics.push(found.costs(format!("the value `{}` is not known", value.escape_debug())));
        }
        target.as_str().is_some()
    });
}

/// Looks at what stands in `xml` (OpenAPI 3.2.0, section 4.26).
fn xml(members: &mut Map, diagnostics: &mut Diagnostics) {
    const MEMBERS: &[(&str, Kind, &str)] = &[
        ("name", Kind::Text, "it is written in XML under its own name"),
        ("namespace", Kind::Text, "it is written in XML without a namespace"),
        ("prefix", Kind::Text, "it is written in XML without a prefix"),
        ("attribute", Kind::Flag, "it is written in XML as an element"),
        ("wrapped", Kind::Flag, "no element is around the items of the list"),
        ("nodeType", Kind::Text, "it is written in XML as its type says"),
    ];
    let Some(stated) = members.get_mut("xml") else { return };
    for (key, kind, consequence) in MEMBERS {
        let Some(value) = stated.get_mut(key) else { continue };
        let at = value.label_span();
        match look(*kind, value, false) {
            Found::Right => {}
            Found::ReadAs(found, read_as) => diagnostics.push(report(key, *kind, &found, at).help(read_as)),
            Found::Absent => drop(stated.remove(key)),
            Found::Wrong(found) => {
                let help = "it is read as if it were not there; correct it in an overlay";
                diagnostics.push(report(key, *kind, &found, at).help(help).costs(*consequence));
                stated.remove(key);
            }
        }
    }
    node_type(stated, diagnostics);
}

/// The kinds of nodes of XML (OpenAPI 3.2.0, section 4.26.1).
fn node_type(xml: &mut Node, diagnostics: &mut Diagnostics) {
    const KEY: &str = "nodeType";
    const KINDS: [&str; 5] = ["element", "attribute", "text", "cdata", "none"];
    let Some(stated) = xml.get(KEY) else { return };
    let Some(kind) = stated.as_str().filter(|kind| !KINDS.contains(kind)) else { return };
    let meant = likely(kind, KINDS).map_or(String::new(), |kind| format!("did you mean `{kind}`? "));
    let message = format!("`{}` is not a kind of node in XML", kind.escape_debug());
    diagnostics.push(
        Diagnostic::warning(Code::SchemaInvalid, message)
            .at(stated.label_span())
            .help(format!("{meant}the kinds are `{}`", KINDS.join("`, `")))
            .costs("it is written in XML as its type says"),
    );
    xml.remove(KEY);
}

#[cfg(test)]
mod tests {
    use super::super::tests::run;
    use serde_json::{Value, json};

    fn schema(schema: Value) -> (Value, Vec<String>) {
        let (document, found) = run(super::pass, json!({"components": {"schemas": {"A": schema}}}));
        (document["components"]["schemas"]["A"].clone(), found)
    }

    #[test]
    fn what_can_mean_one_thing_is_read_so() {
        for (before, after, found) in [
            (json!({"allOf": {"type": "object"}}), json!({"allOf": [{"type": "object"}]}), "an object"),
            (json!({"oneOf": {"$ref": "#/x"}}), json!({"oneOf": [{"$ref": "#/x"}]}), "an object"),
            (json!({"enum": "x"}), json!({"enum": ["x"]}), "a string"),
            (json!({"enum": 5}), json!({"enum": [5]}), "a number"),
            (
                json!({"properties": {"id": {}}, "required": "id"}),
                json!({"properties": {"id": {}}, "required": ["id"]}),
                "a string",
            ),
            (json!({"required": [5, "id"]}), json!({"required": ["id"]}), "a list with a number in it"),
            (json!({"properties": []}), json!({"properties": {}}), "an array"),
            (json!({"maxLength": "5"}), json!({"maxLength": 5}), "a string"),
            (json!({"exclusiveMinimum": "true"}), json!({"exclusiveMinimum": true}), "a string"),
            (json!({"nullable": "True"}), json!({"nullable": true}), "a string"),
            (json!({"additionalProperties": "false"}), json!({"additionalProperties": false}), "a string"),
            (json!({"title": 5}), json!({"title": "5"}), "a number"),
        ] {
            let (read, reported) = schema(before);
            assert_eq!(read, after);
            assert_eq!(reported.len(), 1, "{reported:?}");
            assert!(reported[0].ends_with(&format!("but this is {found}")), "{reported:?}");
        }
    }

    #[test]
    fn what_can_mean_nothing_is_lost_by_itself() {
        let wrong = json!({
            "type": "object", "allOf": "text", "oneOf": [], "prefixItems": [], "properties": [{}], "enum": {},
            "minimum": "low", "pattern": 5.5, "uniqueItems": 1, "nullable": "maybe", "discriminator": 5,
            "additionalProperties": "text", "description": ["d"], "xml": "x",
        });
        let (read, found) = schema(wrong);
        assert_eq!(read, json!({"type": "object", "pattern": "5.5"}));
        insta::assert_snapshot!(found.join("\n"), @r"
        schema-invalid: `allOf` is a list of schemas, but this is a string
        schema-invalid: `oneOf` is a list of schemas, but this is an empty list
        schema-invalid: `prefixItems` is a list of schemas, but this is an empty list
        schema-invalid: `properties` is an object of schemas, but this is an array
        schema-invalid: `enum` is a list of values, but this is an object
        schema-invalid: `minimum` is a number, but this is a string
        schema-invalid: `pattern` is a string, but this is a number
        schema-invalid: `uniqueItems` is `true` or `false`, but this is a number
        schema-invalid: `description` is a string, but this is an array
        schema-invalid: `nullable` is `true` or `false`, but this is a string
        schema-invalid: `additionalProperties` is `true`, `false` or a schema, but this is a string
        schema-invalid: `discriminator` is an object with `propertyName`, but this is a number
        schema-invalid: `xml` is an object, but this is a string
        ");
    }

    #[test]
    fn what_is_right_or_not_there_is_not_reported() {
        let right = json!({
            "type": "object", "properties": {"a": {"required": true}, "required": {"type": "string"}}, "required": ["a"],
            "items": [{}], "enum": ["a"], "const": null, "default": null, "exclusiveMinimum": true,
            "discriminator": {"propertyName": "a", "mapping": {"b": "B"}}, "additionalProperties": {"type": "string"},
        });
        assert_eq!(schema(right.clone()), (right, vec![]));
        assert_eq!(schema(json!({"discriminator": "kind"})), (json!({"discriminator": "kind"}), vec![]));
        let absent = json!({"description": null, "title": null});
        assert_eq!(schema(absent), (json!({}), vec![]));
        let (read, found) = schema(json!({"properties": null, "required": null}));
        assert_eq!((read, found.len()), (json!({}), 2), "{found:?}");
        let (read, found) = schema(json!({"type": null, "properties": {}}));
        assert_eq!((read, found.len()), (json!({"properties": {}}), 1), "{found:?}");
        assert_eq!(schema(json!({"type": null})).0, json!({}));
        assert_eq!(schema(json!({"type": ["string", null]})), (json!({"type": ["string", "null"]}), vec![]));
        let beside = json!({"anyOf": [{"type": "string"}, {"type": null, "properties": {"a": {}}}]});
        let (read, found) = schema(beside);
        assert_eq!((&read["anyOf"][1], found.len()), (&json!({"properties": {"a": {}}}), 1), "{found:?}");
        let either = |stated: Value| json!({"anyOf": [{"type": "string"}, {"type": stated}]});
        assert_eq!(schema(either(json!(null))), (either(json!("null")), vec![]));
    }

    #[test]
    fn a_text_says_whether_a_member_is_required() {
        let (read, found) = schema(json!({"properties": {"a": {"required": "true"}, "b": {"required": "no"}}}));
        assert_eq!(read, json!({"properties": {"a": {"required": true}, "b": {"required": ["no"]}}}));
        assert_eq!(found, ["schema-invalid: `required` is a list of names, but this is a string"]);
    }

    #[test]
    fn members_of_xml_are_of_their_kinds() {
        let (read, found) = schema(json!({"xml": {"name": 5, "attribute": "true", "wrapped": "yes", "prefix": null}}));
        assert_eq!(read, json!({"xml": {"name": "5", "attribute": true}}));
        assert_eq!(
            found,
            [
                "schema-invalid: `name` is a string, but this is a number",
                "schema-invalid: `attribute` is `true` or `false`, but this is a string",
                "schema-invalid: `wrapped` is `true` or `false`, but this is a string",
            ]
        );
    }

    #[test]
    fn a_node_of_xml_is_of_a_known_kind() {
        let (read, found) = schema(json!({"xml": {"nodeType": "attribut", "name": "a"}}));
        assert_eq!(read, json!({"xml": {"name": "a"}}));
        assert_eq!(found, ["schema-invalid: `attribut` is not a kind of node in XML"]);
        let known = json!({"xml": {"nodeType": "cdata"}});
        assert_eq!(schema(known.clone()), (known, vec![]));
    }

    #[test]
    fn a_discriminator_names_a_member_and_schemas() {
        let mapped = json!({"discriminator": {"propertyName": "a", "mapping": {"b": 5, "c": "C"}}});
        let (read, found) = schema(mapped);
        assert_eq!(read, json!({"discriminator": {"propertyName": "a", "mapping": {"c": "C"}}}));
        assert_eq!(
            found,
            ["schema-invalid: a value is mapped to a schema by its name or reference, but this is a number"]
        );
        for wrong in [json!({}), json!({"propertyName": 5})] {
            let (read, found) = schema(json!({"discriminator": wrong}));
            assert_eq!((read, found.len()), (json!({}), 1));
        }
        let (read, found) = schema(json!({"discriminator": {"propertyName": "a", "mapping": ["b"]}}));
        assert_eq!((read, found.len()), (json!({"discriminator": {"propertyName": "a"}}), 1));
    }
}
