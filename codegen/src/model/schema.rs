//! A schema (JSON Schema 2020-12), as it stands in the document or as merging made it: one accessor for each keyword.
//! Follows no reference.

use super::kind::type_of_format;
use super::view::views;
use crate::source::{Data, Map, Node, Span};
use crate::spec::keywords::is_annotation;
use serde_json::{Number, Value};

views! {
    /// A schema.
    Schema;
    /// What tells the alternatives of a union apart, by declaration.
    Discriminator;
    /// How the values of a schema are XML.
    Xml;
}

/// A list of schemas, as a keyword holds it.
#[derive(Clone, Copy, Debug)]
pub struct Schemas<'n>(&'n [Node]);

impl<'n> Schemas<'n> {
    /// The schemas, in their order.
    pub fn iter(self) -> impl DoubleEndedIterator<Item = &'n Schema> + ExactSizeIterator + Clone {
        self.0.iter().map(Schema::of)
    }

    /// How many there are.
    pub fn len(self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.0.is_empty()
    }

    /// The schema at a position.
    pub fn get(self, at: usize) -> Option<&'n Schema> {
        self.0.get(at).map(Schema::of)
    }

    /// The first of them.
    pub fn first(self) -> Option<&'n Schema> {
        self.get(0)
    }
}

/// A keyword that lists alternatives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Union {
    /// Exactly one of them.
    OneOf,
    /// At least one of them.
    AnyOf,
}

impl Union {
    /// Both, in the order in which they are looked for.
    pub const ALL: [Self; 2] = [Self::OneOf, Self::AnyOf];

    /// The keyword.
    pub fn keyword(self) -> &'static str {
        match self {
            Self::OneOf => "oneOf",
            Self::AnyOf => "anyOf",
        }
    }
}

/// A limit of a value: a number, or a count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Limit {
    /// The least number.
    Minimum,
    /// The number that all are above of.
    ExclusiveMinimum,
    /// The largest number.
    Maximum,
    /// The number that all are below of.
    ExclusiveMaximum,
    /// A number that all are multiples of.
    MultipleOf,
    /// The fewest characters.
    MinLength,
    /// The most characters.
    MaxLength,
    /// The fewest items.
    MinItems,
    /// The most items.
    MaxItems,
    /// The fewest members.
    MinProperties,
    /// The most members.
    MaxProperties,
}

impl Limit {
    /// Those that bound a range: all but what numbers are multiples of.
    const RANGES: [Self; 10] = [
        Self::Minimum,
        Self::ExclusiveMinimum,
        Self::Maximum,
        Self::ExclusiveMaximum,
        Self::MinLength,
        Self::MaxLength,
        Self::MinItems,
        Self::MaxItems,
        Self::MinProperties,
        Self::MaxProperties,
    ];

    /// The limit of a range that a keyword states.
    pub(crate) fn of_range(keyword: &str) -> Option<Self> {
        Self::RANGES.into_iter().find(|limit| limit.keyword() == keyword)
    }

    /// The keyword.
    pub fn keyword(self) -> &'static str {
        match self {
            Self::Minimum => "minimum",
            Self::ExclusiveMinimum => "exclusiveMinimum",
            Self::Maximum => "maximum",
            Self::ExclusiveMaximum => "exclusiveMaximum",
            Self::MultipleOf => "multipleOf",
            Self::MinLength => "minLength",
            Self::MaxLength => "maxLength",
            Self::MinItems => "minItems",
            Self::MaxItems => "maxItems",
            Self::MinProperties => "minProperties",
            Self::MaxProperties => "maxProperties",
        }
    }
}

/// What no type holds, and the server checks: named as the document names it, with what it demands.
const FURTHER_DEMANDS: [&str; 7] =
    ["not", "if", "dependentRequired", "dependentSchemas", "propertyNames", "contains", "unevaluatedProperties"];

/// Making schemas.
impl Schema {
    /// A schema of any value.
    pub fn any(span: Span) -> Self {
        Self(Node::object::<&str>([], span))
    }

    /// A schema of these keywords, in the place of another.
    pub(super) fn from_keywords(keywords: Map, place: &Self) -> Self {
        Self(Node { key_span: place.0.key_span, ..Node::new(Data::Object(keywords), place.span()) })
    }

    /// A schema of no value.
    pub(super) fn never(span: Span) -> Self {
        Self::of_one("not", Node::object::<&str>([], span), span)
    }

    /// A schema of the values that are of all of these.
    pub fn all(parts: impl IntoIterator<Item = Self>, span: Span) -> Self {
        Self::of_list("allOf", parts, span)
    }

    /// A union of these.
    pub fn union(keyword: Union, items: impl IntoIterator<Item = Self>, span: Span) -> Self {
        Self::of_list(keyword.keyword(), items, span)
    }

    /// A union of objects that a member tells apart.
    pub fn tagged_union(member: &str, items: impl IntoIterator<Item = Self>, span: Span) -> Self {
        let mut union = Self::union(Union::OneOf, items, span);
        union.0.set("discriminator", Node::object([("propertyName", Node::string(member, span))], span));
        union
    }

    /// A schema of all values of a type.
    pub fn of_type(name: &str, span: Span) -> Self {
        Self::of_one("type", Node::string(name, span), span)
    }

    /// A schema of some texts.
    pub fn of_texts(texts: &[String], span: Span) -> Self {
        let mut schema = Self::of_type("string", span);
        match texts {
            [only] => schema.0.set("const", Node::string(only, span)),
            texts => {
                schema.0.set("enum", Node::array(texts.iter().map(|text| Node::string(text, span)).collect(), span))
            }
        }
        schema
    }

    /// An object that has each of some members.
    pub fn of_members(members: impl IntoIterator<Item = (&'static str, Self)>, span: Span) -> Self {
        let mut schema = Self::of_type("object", span);
        let members: Vec<(&str, Node)> = members.into_iter().map(|(name, schema)| (name, schema.0)).collect();
        let required = members.iter().map(|(name, _)| Node::string(*name, span)).collect();
        schema.0.set("required", Node::array(required, span));
        schema.0.set("properties", Node::object(members, span));
        schema
    }

    fn of_one(keyword: &str, value: Node, span: Span) -> Self {
        Self(Node::object([(keyword, value)], span))
    }

    fn of_list(keyword: &str, items: impl IntoIterator<Item = Self>, span: Span) -> Self {
        Self::of_one(keyword, Node::array(items.into_iter().map(|item| item.0).collect(), span), span)
    }

    /// The same values by another title.
    pub fn titled(mut self, title: Option<&Node>) -> Self {
        if let Some(title) = title {
            self.0.set("title", title.clone());
        }
        self
    }

    /// The schema without its places.
    pub fn to_value(&self) -> Value {
        self.0.to_value()
    }

    /// The node that it is.
    pub fn into_node(self) -> Node {
        self.0
    }
}

/// What every schema may say.
impl Schema {
    /// Whether it has keywords; else it is `true`, `false` or a mistake.
    pub fn is_object(&self) -> bool {
        self.0.as_object().is_some()
    }

    /// The boolean that it is, in the place of keywords.
    pub fn as_bool(&self) -> Option<bool> {
        self.0.as_bool()
    }

    /// Whether it has a keyword.
    pub fn says_something(&self) -> bool {
        self.0.as_object().is_some_and(|keywords| !keywords.is_empty())
    }

    /// Whether it has keywords or none, and each of them only describes.
    pub fn only_describes(&self) -> bool {
        self.0.as_object().is_some_and(|keywords| keywords.keys().all(|keyword| is_annotation(keyword)))
    }

    /// Whether it only has words for people, and says nothing of its values.
    pub fn says_nothing_of_values(&self) -> bool {
        const WORDS: [&str; 7] = ["title", "description", "example", "examples", "default", "deprecated", "nullable"];
        let keywords = self.0.as_object();
        keywords.is_some_and(|all| all.keys().all(|key| WORDS.contains(&key.as_str()) || key.starts_with("x-")))
    }

    /// Whether it is a reference with nothing beside it that counts for who compares.
    pub(crate) fn is_bare_reference(&self) -> bool {
        const WORDS: [&str; 5] = ["description", "summary", "title", "example", "examples"];
        let others = self.0.as_object().into_iter().flatten().filter(|(keyword, _)| *keyword != "$ref");
        others.into_iter().all(|(keyword, _)| WORDS.contains(&keyword.as_str()) || keyword.starts_with("x-"))
    }

    /// The only schema that it is made of, or the only alternative, where there is one.
    pub(crate) fn only_part(&self) -> Option<&Self> {
        let parts = ["oneOf", "anyOf", "allOf"].iter().find_map(|keyword| self.0.get(keyword)?.as_array());
        parts.filter(|parts| parts.len() == 1).map(|parts| Self::of(&parts[0]))
    }

    /// Whether it has no keyword that says which values it takes.
    pub(crate) fn only_annotates(&self) -> bool {
        const ANNOTATIONS: [&str; 15] = [
            "$comment",
            "$id",
            "$schema",
            "default",
            "deprecated",
            "description",
            "example",
            "examples",
            "externalDocs",
            "nullable",
            "readOnly",
            "summary",
            "title",
            "writeOnly",
            "xml",
        ];
        let keywords = self.0.as_object();
        keywords.is_some_and(|all| all.keys().all(|key| ANNOTATIONS.contains(&key.as_str()) || key.starts_with("x-")))
    }

    /// Whether it is `true` or `{}`.
    pub(crate) fn takes_any_value(&self) -> bool {
        self.as_bool() == Some(true) || self.0.as_object().is_some_and(Map::is_empty)
    }

    /// Whether something beside its type says which objects or lists it takes.
    pub(crate) fn says_more_than_its_type(&self) -> bool {
        self.has_any(&["properties", "patternProperties", "allOf", "anyOf", "oneOf", "$ref", "enum", "const"])
    }

    /// All schemas that it is made of, and its alternatives.
    pub(crate) fn parts(&self) -> impl Iterator<Item = &Self> {
        ["allOf", "anyOf", "oneOf"].into_iter().flat_map(|keyword| self.schemas(keyword).iter())
    }

    /// Its keywords.
    pub(super) fn keywords(&self) -> Option<&Map> {
        self.0.as_object()
    }

    /// Its keywords, to change them.
    pub(super) fn keywords_mut(&mut self) -> Option<&mut Map> {
        self.0.as_object_mut()
    }

    fn has(&self, keyword: &str) -> bool {
        self.0.get(keyword).is_some()
    }

    fn has_any(&self, keywords: &[&str]) -> bool {
        keywords.iter().any(|keyword| self.has(keyword))
    }

    fn schema(&self, keyword: &str) -> Option<&Self> {
        self.0.get(keyword).map(Self::of)
    }

    fn schemas(&self, keyword: &str) -> Schemas<'_> {
        Schemas(self.0.items(keyword))
    }

    /// Its title.
    pub fn title(&self) -> Option<&str> {
        self.0.str("title")
    }

    /// Its title with its place.
    pub fn title_node(&self) -> Option<&Node> {
        self.0.get("title")
    }

    /// What it describes, but for a text of nothing but spaces.
    pub fn description(&self) -> Option<&str> {
        self.text("description")
    }

    /// Whether it is deprecated.
    pub fn is_deprecated(&self) -> bool {
        self.0.flag("deprecated")
    }

    /// The value where none is given.
    pub fn default(&self) -> Option<&Node> {
        self.0.get("default")
    }

    /// Whether only the server sets it.
    pub fn is_read_only(&self) -> bool {
        self.0.flag("readOnly")
    }

    /// Whether only the client sets it.
    pub fn is_write_only(&self) -> bool {
        self.0.flag("writeOnly")
    }

    /// How its values are XML.
    pub fn xml(&self) -> Option<&Xml> {
        self.0.get("xml").map(Xml::of)
    }

    /// The spellings of "not set".
    pub fn unset_spellings(&self) -> impl ExactSizeIterator<Item = &Node> {
        self.0.items("x-unset-values").iter()
    }

    /// Whether it lists spellings of "not set", be it none.
    pub fn has_unset_spellings(&self) -> bool {
        self.has("x-unset-values")
    }

    /// The keywords by which it demands what no type holds.
    pub fn further_demands(&self) -> impl Iterator<Item = &'static str> {
        let demands = |keyword: &&str| self.0.get(keyword).is_some_and(|node| node.as_bool() != Some(true));
        FURTHER_DEMANDS.into_iter().filter(demands)
    }
}

/// What kinds of values it has.
impl Schema {
    /// The names in `type`.
    pub fn types(&self) -> Vec<&str> {
        match self.0.get("type") {
            Some(Node { data: Data::String(one), .. }) => vec![one],
            Some(Node { data: Data::Array(many), .. }) => many.iter().filter_map(Node::as_str).collect(),
            _ => Vec::new(),
        }
    }

    /// Whether it states a `type`.
    pub fn has_type(&self) -> bool {
        self.has("type")
    }

    /// The value of `type`, whatever it is.
    pub fn type_node(&self) -> Option<&Node> {
        self.0.get("type")
    }

    /// The only name in `type`, where that is a text.
    pub fn only_type(&self) -> Option<&str> {
        self.0.str("type")
    }

    /// Whether `type` is this name, or has it in its list.
    pub fn has_type_named(&self, name: &str) -> bool {
        self.types().contains(&name)
    }

    /// Says the one type that its values are of.
    pub fn set_type(&mut self, name: &str) {
        let span = self.span();
        self.0.set("type", Node::string(name, span));
    }

    /// Whether it says of what type its values are by nothing but their format: a format allows values of all other types
    /// (JSON Schema 2020-12, validation, section 7.2.1).
    pub fn is_typed_by_format_alone(&self) -> bool {
        let mut others = self.clone();
        others.0.remove("format");
        self.format().and_then(type_of_format).is_some() && others.kind().is_none() && self.values().is_none()
    }

    /// The one type of its values: as stated, or as the other keywords imply.
    pub fn kind(&self) -> Option<&str> {
        const OBJECT: &[&str] =
            &["properties", "additionalProperties", "patternProperties", "minProperties", "maxProperties"];
        const ARRAY: &[&str] = &["items", "prefixItems", "minItems", "maxItems", "uniqueItems"];
        const STRING: &[&str] = &["minLength", "maxLength", "pattern", "contentEncoding", "contentMediaType"];
        const NUMBER: &[&str] = &["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"];
        let implied = |kind: &'static str, keywords: &[&str]| {
            keywords.iter().any(|keyword| self.asks_by(keyword)).then_some(kind)
        };
        self.types()
            .first()
            .copied()
            .or_else(|| implied("object", OBJECT))
            .or_else(|| implied("array", ARRAY))
            .or_else(|| implied("string", STRING))
            .or_else(|| self.format().and_then(type_of_format))
            .or_else(|| implied("number", NUMBER))
    }

    /// Whether a keyword is there and asks for something: tools write `uniqueItems: false` on every schema.
    fn asks_by(&self, keyword: &str) -> bool {
        let Some(value) = self.0.get(keyword) else { return false };
        match keyword {
            "uniqueItems" => value.as_bool() != Some(false),
            "minItems" | "minLength" | "minProperties" => value.as_number().and_then(Number::as_u64) != Some(0),
            _ => true,
        }
    }

    /// Whether it allows `null` and nothing else.
    pub fn is_null(&self) -> bool {
        let values = self.listed();
        self.types() == ["null"]
            || self.constant().is_some_and(Node::is_null)
            || !values.is_empty() && values.iter().all(Node::is_null)
    }

    /// Whether it names `null` among its values itself.
    pub fn names_null(&self) -> bool {
        self.types().contains(&"null")
            || self.listed().iter().any(Node::is_null)
            || self.constant().is_some_and(Node::is_null)
    }

    /// The format of its values.
    pub fn format(&self) -> Option<&str> {
        self.0.str("format")
    }

    /// The pattern that texts match.
    pub fn pattern(&self) -> Option<&str> {
        self.0.str("pattern")
    }

    /// A limit, where it is a number.
    pub fn limit(&self, limit: Limit) -> Option<&Number> {
        self.0.get(limit.keyword())?.as_number()
    }

    /// A limit, where it is a count.
    pub fn count(&self, limit: Limit) -> Option<u64> {
        self.limit(limit)?.as_u64()
    }

    /// Whether all items have to differ.
    pub fn has_unique_items(&self) -> bool {
        self.0.flag("uniqueItems")
    }

    /// The encoding of a text that stands for bytes.
    pub fn content_encoding(&self) -> Option<&str> {
        self.0.str("contentEncoding")
    }

    /// Whether it states an encoding, be it a name of none.
    pub fn has_content_encoding(&self) -> bool {
        self.has("contentEncoding")
    }

    /// The media type of what a text holds.
    pub fn content_media_type(&self) -> Option<&str> {
        self.0.str("contentMediaType")
    }

    /// Whether it states what a text holds, be it the name of no media type.
    pub fn has_content_media_type(&self) -> bool {
        self.has("contentMediaType")
    }

    /// The schema of what a text holds.
    pub fn content_schema(&self) -> Option<&Self> {
        self.schema("contentSchema")
    }
}

/// Which values it lists.
impl Schema {
    /// The only value.
    pub fn constant(&self) -> Option<&Node> {
        self.0.get("const")
    }

    /// The values that are listed.
    pub fn listed(&self) -> &[Node] {
        self.0.items("enum")
    }

    /// The values by `const`, or else by `enum`; nothing where neither is stated.
    pub fn constants(&self) -> Option<Vec<&Node>> {
        match (self.constant(), self.0.get("enum")) {
            (Some(constant), _) => Some(vec![constant]),
            (None, Some(Node { data: Data::Array(values), .. })) => Some(values.iter().collect()),
            _ => None,
        }
    }

    /// The values of `const` and of `enum`, whichever are there.
    pub fn all_constants(&self) -> impl Iterator<Item = &Node> {
        self.constant().into_iter().chain(self.listed())
    }

    /// Whether it states `const` or `enum`.
    pub fn lists_values(&self) -> bool {
        self.has_any(&["enum", "const"])
    }

    /// Whether it states an `enum`.
    pub fn has_enum(&self) -> bool {
        self.has("enum")
    }

    /// The same without its `enum`.
    pub fn without_enum(&self) -> Self {
        let mut open = self.clone();
        open.0.remove("enum");
        open
    }

    /// The values that it lists, `null` aside; nothing for a schema without `enum` and `const`, for a list of `null` alone
    /// and for one of booleans.
    pub fn values(&self) -> Option<Vec<&Node>> {
        let listed: Vec<&Node> = self.constants()?.into_iter().filter(|value| !value.is_null()).collect();
        let booleans = listed.iter().all(|value| value.as_bool().is_some());
        // An `enum` beside `type: array` or `object` is meant for the items, or lists whole values; neither names variants.
        let scalars = listed.iter().all(|value| !matches!(value.data, Data::Array(_) | Data::Object(_)));
        let misplaced = matches!(self.kind(), Some("array" | "object"));
        (!listed.is_empty() && !booleans && scalars && !misplaced).then_some(listed)
    }

    /// The only value, as `const` or as the only one of `enum`.
    pub fn only_constant(&self) -> Option<&Node> {
        self.constant().or(match self.listed() {
            [only] => Some(only),
            _ => None,
        })
    }

    /// As [`Schema::only_value`], where the value can name an alternative.
    pub fn naming_constant(&self) -> Option<(Value, bool)> {
        self.only_value().filter(|(value, _)| match value {
            Value::String(_) | Value::Bool(_) => true,
            Value::Number(number) => number.as_i64().is_some(),
            Value::Null | Value::Array(_) | Value::Object(_) => false,
        })
    }

    /// The only value it allows, and whether it is `const`.
    pub fn only_value(&self) -> Option<(Value, bool)> {
        let value = self.only_constant()?;
        (value.is_null() || !self.types().contains(&"null")).then(|| (value.to_value(), self.constant().is_some()))
    }
}

/// Its members and items.
impl Schema {
    /// The members that it names.
    pub fn properties(&self) -> impl Iterator<Item = (&String, &Self)> {
        self.0.members("properties").map(|(name, schema)| (name, Self::of(schema)))
    }

    /// A member by its name.
    pub fn property(&self, name: &str) -> Option<&Self> {
        self.0.get("properties")?.get(name).map(Self::of)
    }

    /// Whether it states `properties`, be it of none.
    pub fn states_properties(&self) -> bool {
        self.has("properties")
    }

    /// Whether it names a member.
    pub fn has_properties(&self) -> bool {
        self.properties().next().is_some()
    }

    /// The names of members that have to be there.
    pub fn required(&self) -> impl Iterator<Item = &str> {
        self.required_nodes().iter().filter_map(Node::as_str)
    }

    /// The names of members that have to be there, with their places.
    pub fn required_nodes(&self) -> &[Node] {
        self.0.items("required")
    }

    /// Whether a member has to be there.
    pub fn requires(&self, name: &str) -> bool {
        self.required().any(|required| required == name)
    }

    /// The schema of members that nothing names.
    pub fn additional_properties(&self) -> Option<&Self> {
        self.schema("additionalProperties")
    }

    /// The schemas of members by patterns of their names.
    pub fn pattern_properties(&self) -> impl Iterator<Item = (&String, &Self)> {
        self.0.members("patternProperties").map(|(pattern, schema)| (pattern, Self::of(schema)))
    }

    /// Whether it has patterns of names of members.
    pub fn has_pattern_properties(&self) -> bool {
        self.pattern_properties().next().is_some()
    }

    /// Whether it states `patternProperties`, be it of none.
    pub fn states_pattern_properties(&self) -> bool {
        self.has("patternProperties")
    }

    /// The schema of items.
    pub fn items(&self) -> Option<&Self> {
        self.schema("items")
    }

    /// The schemas of the first items.
    pub fn prefix_items(&self) -> Schemas<'_> {
        self.schemas("prefixItems")
    }

    /// Whether it has schemas of the first items, be it none.
    pub fn states_prefix_items(&self) -> bool {
        self.has("prefixItems")
    }
}

/// What it is made of.
impl Schema {
    /// The pointer that it refers to.
    pub fn reference(&self) -> Option<&str> {
        self.0.str("$ref")
    }

    /// Whether it states a reference, be it none that can be followed.
    pub fn states_reference(&self) -> bool {
        self.has("$ref")
    }

    /// Where its reference stands.
    pub fn reference_span(&self) -> Span {
        self.0.get("$ref").map_or(self.span(), |reference| reference.span)
    }

    /// The schemas of which its values are of all.
    pub fn all_of(&self) -> Schemas<'_> {
        self.schemas("allOf")
    }

    /// Whether merging has to follow a reference or parts.
    pub fn is_joined(&self) -> bool {
        self.has_any(&["$ref", "allOf"])
    }

    /// The alternatives of a keyword, whatever they say.
    pub fn union_of(&self, keyword: Union) -> Schemas<'_> {
        self.schemas(keyword.keyword())
    }

    /// Where its alternatives by a keyword stand.
    pub fn union_span(&self, keyword: Union) -> Option<Span> {
        self.0.get(keyword.keyword()).map(|node| node.span)
    }

    /// Whether it states alternatives by a keyword.
    pub fn has_union_of(&self, keyword: Union) -> bool {
        self.has(keyword.keyword())
    }

    /// Whether it states alternatives.
    pub fn has_union(&self) -> bool {
        Union::ALL.into_iter().any(|keyword| self.has_union_of(keyword))
    }

    /// All alternatives, those of one keyword after those of the other.
    pub fn all_alternatives(&self) -> impl Iterator<Item = &Self> + Clone {
        Union::ALL.into_iter().flat_map(|keyword| self.union_of(keyword).iter())
    }

    /// The keyword of the alternatives, and they; nothing when they only constrain the schema around them
    /// (`oneOf: [{required: [a]}, {required: [b]}]`).
    pub fn alternatives(&self) -> Option<(Union, Schemas<'_>)> {
        Union::ALL.into_iter().find_map(|keyword| match self.union_of(keyword) {
            items if items.is_empty() || items.iter().all(Self::only_constrains) => None,
            items => Some((keyword, items)),
        })
    }

    /// Whether there are alternatives that say what a value is.
    pub fn is_union(&self) -> bool {
        self.alternatives().is_some()
    }

    /// Whether it says nothing about what a value is, only which members it must have.
    fn only_constrains(&self) -> bool {
        const CONSTRAINTS: [&str; 5] = ["required", "not", "minProperties", "maxProperties", "pattern"];
        self.keywords().is_some_and(|keywords| {
            keywords.keys().all(|keyword| is_annotation(keyword) || CONSTRAINTS.contains(&keyword.as_str()))
                && keywords.keys().any(|keyword| !is_annotation(keyword))
        })
    }

    /// Whether it only says which members have to be there.
    pub fn only_requires(&self) -> bool {
        self.keywords().is_some_and(|keywords| {
            keywords.contains_key("required")
                && keywords.keys().all(|keyword| keyword == "required" || is_annotation(keyword))
        })
    }

    /// What tells the alternatives apart.
    pub fn discriminator(&self) -> Option<&Discriminator> {
        self.0.get("discriminator").map(Discriminator::of)
    }

    /// The member that its discriminator names.
    pub fn tag(&self) -> Option<&str> {
        self.discriminator()?.member()
    }

    /// The pointer of another schema, if this is nothing but a reference to it (annotations beside it aside).
    pub fn pure_reference(&self) -> Option<&str> {
        let keywords = self.keywords()?;
        let describes_beside = |of: &str| keywords.keys().all(|keyword| keyword == of || is_annotation(keyword));
        if let Some(target) = self.reference() {
            return describes_beside("$ref").then_some(target);
        }
        let mut parts = self.all_of().iter().filter(|part| !part.only_describes());
        match (parts.next(), parts.next()) {
            (Some(only), None) if describes_beside("allOf") => only.pure_reference(),
            _ => None,
        }
    }

    /// The pointer of another schema, if this is nothing but a reference to it or `null`, and whether `null` is named.
    pub fn sole_reference(&self) -> Option<(&str, bool)> {
        if let Some(target) = self.pure_reference() {
            return Some((target, false));
        }
        let keyword = ["oneOf", "anyOf", "allOf"].into_iter().find(|keyword| self.has(keyword))?;
        let is_said = |key: &String| key != keyword && (!is_annotation(key) || key == "x-unset-values");
        if self.keywords()?.keys().any(is_said) {
            return None;
        }
        let is_null =
            |item: &&Self| item.types() == ["null"] || item.only_value().is_some_and(|(value, _)| value.is_null());
        let (nulls, others): (Vec<&Self>, Vec<&Self>) = self.schemas(keyword).iter().partition(is_null);
        let [only] = others.as_slice() else { return None };
        let (target, inner) = only.sole_reference()?;
        Some((target, inner || !nulls.is_empty() && keyword != "allOf"))
    }

    /// Whether it says nothing of what its values are: no alternatives, parts, values or reference.
    pub fn is_open(&self) -> bool {
        !self.has_any(&["oneOf", "anyOf", "allOf", "enum", "const", "$ref"])
    }

    /// Whether it has no name, and neither refers to other schemas nor is made of them.
    pub fn is_nameless(&self) -> bool {
        !self.has_any(&["$ref", "title", "allOf", "oneOf", "anyOf"])
    }

    /// Whether it names members, or may by what it is made of.
    pub fn has_named_members(&self) -> bool {
        self.has_any(&["properties", "patternProperties", "allOf", "$ref", "oneOf", "anyOf"])
    }
}

impl Discriminator {
    /// The name of the member.
    pub fn member(&self) -> Option<&str> {
        self.0.str("propertyName")
    }

    /// Which value stands for which schema.
    pub fn mapping(&self) -> impl Iterator<Item = (&String, &Node)> {
        self.0.members("mapping")
    }

    /// The schema of values that are not mapped.
    pub fn default_mapping(&self) -> Option<&Node> {
        self.0.get("defaultMapping")
    }
}

impl Xml {
    /// One that says nothing.
    pub fn none(span: Span) -> Self {
        Self(Node::object::<&str>([], span))
    }

    /// The name of the element or attribute.
    pub fn name(&self) -> Option<&str> {
        self.0.str("name")
    }

    /// The prefix of the name.
    pub fn prefix(&self) -> Option<&str> {
        self.0.str("prefix")
    }

    /// The namespace of the name.
    pub fn namespace(&self) -> Option<&str> {
        self.0.str("namespace")
    }

    /// What kind of node of XML it is (OpenAPI 3.2).
    pub fn node_type(&self) -> Option<&str> {
        self.0.str("nodeType")
    }

    /// Whether it is an attribute.
    pub fn is_attribute(&self) -> bool {
        self.0.flag("attribute")
    }

    /// Whether an element stands around a list.
    pub fn is_wrapped(&self) -> bool {
        self.0.flag("wrapped")
    }

    /// The older keywords that a kind of node contradicts, with their names (OpenAPI 3.2.0, section 4.26.1).
    pub fn contradicted_by(&self, node_type: &str) -> impl Iterator<Item = (&'static str, &Node)> {
        [("attribute", "attribute"), ("wrapped", "element")].into_iter().filter_map(move |(keyword, same)| {
            let stated = self.0.get(keyword)?;
            ((stated.as_bool() == Some(true)) != (node_type == same)).then_some((keyword, stated))
        })
    }
}
