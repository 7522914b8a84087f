//! A schema (JSON Schema 2020-12), as it stands in the document or as merging made it: one accessor for each keyword.
//! Follows no reference.

mod composition;
mod discriminator;
mod members;
mod values;
mod xml;

use super::view::views;
use crate::source::{Data, Map, Node, Span};
use crate::spec::keywords::is_annotation;
use serde_json::Value;

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
