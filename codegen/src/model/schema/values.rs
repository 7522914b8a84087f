//! What a schema says of its values: their types, and those that it lists. Follows no reference.

use super::super::kind::type_of_format;
use super::{Limit, Schema};
use crate::source::{Data, Node};
use serde_json::{Number, Value};

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
        let by_others = self.kind_before_format().or_else(|| self.kind_after_format());
        self.kind_by_format().is_some() && by_others.is_none() && self.values().is_none()
    }

    /// The one type of its values: as stated, or as the other keywords imply.
    pub fn kind(&self) -> Option<&str> {
        self.kind_before_format().or_else(|| self.kind_by_format()).or_else(|| self.kind_after_format())
    }

    fn kind_by_format(&self) -> Option<&str> {
        self.format().and_then(type_of_format)
    }

    /// The type that is stated, or implied by what numbers do not have.
    fn kind_before_format(&self) -> Option<&str> {
        const OBJECT: &[&str] =
            &["properties", "additionalProperties", "patternProperties", "minProperties", "maxProperties"];
        const ARRAY: &[&str] = &["items", "prefixItems", "minItems", "maxItems", "uniqueItems"];
        const STRING: &[&str] = &["minLength", "maxLength", "pattern", "contentEncoding", "contentMediaType"];
        let implied = |kind: &'static str, keywords: &[&str]| {
            keywords.iter().any(|keyword| self.asks_by(keyword)).then_some(kind)
        };
        self.types()
            .first()
            .copied()
            .or_else(|| implied("object", OBJECT))
            .or_else(|| implied("array", ARRAY))
            .or_else(|| implied("string", STRING))
    }

    /// Numbers, where their bounds are stated and no format says of which kind they are.
    fn kind_after_format(&self) -> Option<&str> {
        const NUMBER: &[&str] = &["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"];
        NUMBER.iter().any(|keyword| self.asks_by(keyword)).then_some("number")
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
