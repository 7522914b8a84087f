//! Schemas that are made of one schema by leaving something out: `null`, other types, what stands around a union.

use super::enum_names;
use super::merge::FURTHER_UNIONS;
use super::schema::{Schema, Union};
use crate::source::{Data, Node};
use crate::spec::keywords::is_annotation;

impl Schema {
    /// The schema without the part that only says `null`.
    pub(crate) fn without_null(mut self) -> Self {
        let Some(keywords) = self.keywords_mut() else { return self };
        if let Some(Node { data: Data::Array(types), .. }) = keywords.get_mut("type")
            && types.len() > 1
        {
            types.retain(|name| name.as_str() != Some("null"));
            if let [only] = types.as_slice() {
                let only = only.clone();
                keywords.insert("type".to_owned(), only);
            }
        }
        if let Some(Node { data: Data::Array(values), .. }) = keywords.get_mut("enum")
            && values.iter().any(|value| !value.is_null())
            && let Some(at) = values.iter().position(Node::is_null)
        {
            let length = values.len();
            values.retain(|value| !value.is_null());
            enum_names::forget(&mut self, at, length);
        }
        self
    }

    /// An effective schema narrowed to one of its types.
    pub(crate) fn restricted_to(&self, name: &str) -> Self {
        let mut schema = self.clone();
        schema.set_type(name);
        if let Some(keywords) = schema.keywords_mut() {
            keywords.retain(|keyword, _| belongs_to(keyword, name));
            if let Some(Node { data: Data::Array(values), .. }) = keywords.get_mut("enum") {
                values.retain(|value| is_of(value, name));
                if values.is_empty() {
                    keywords.shift_remove("enum");
                }
            }
        }
        schema
    }

    /// The same without its alternatives.
    pub(crate) fn without_unions(&self) -> Self {
        let mut around = self.clone();
        if let Some(keywords) = around.keywords_mut() {
            for keyword in ["oneOf", "anyOf", FURTHER_UNIONS, "discriminator"] {
                keywords.shift_remove(keyword);
            }
        }
        around
    }

    /// The same without the alternatives that it states itself.
    pub(super) fn without_union_keywords(mut self) -> Self {
        if let Some(keywords) = self.keywords_mut() {
            for keyword in ["oneOf", "anyOf", "discriminator"] {
                keywords.shift_remove(keyword);
            }
        }
        self
    }

    /// The same without the alternatives of one keyword, and those that `allOf` brought.
    pub(crate) fn without_union(mut self, union: Union) -> Self {
        if let Some(keywords) = self.keywords_mut() {
            keywords.shift_remove(union.keyword());
            keywords.shift_remove(FURTHER_UNIONS);
        }
        self
    }

    /// What stands around the alternatives of a union and has to hold for each of them; nothing where it demands nothing.
    pub(crate) fn around(&self, union: Union) -> Option<Self> {
        let mut base = self.clone();
        let span = base.span();
        let keywords = base.keywords_mut()?;
        let further: Vec<Self> = match keywords.shift_remove(FURTHER_UNIONS).map(|node| node.data) {
            Some(Data::Array(unions)) => unions.iter().map(|union| Self::of(union).clone()).collect(),
            _ => Vec::new(),
        };
        keywords.retain(|key, _| key != union.keyword() && key != "discriminator" && !is_annotation(key));
        if !further.is_empty() {
            return Some(Self::all(std::iter::once(base).chain(further), span));
        }
        let demands = |key: &String| {
            matches!(
                key.as_str(),
                "properties" | "required" | "additionalProperties" | "oneOf" | "anyOf" | "items" | "format"
            )
        };
        let only_open = keywords.get("additionalProperties").is_some_and(|node| node.as_bool().is_some())
            && keywords.keys().all(|key| matches!(key.as_str(), "additionalProperties" | "type"));
        (keywords.keys().any(demands) && !only_open).then_some(base)
    }

    /// An alternative together with what stands around its union.
    pub(crate) fn joined_with(&self, around: Option<&Self>) -> Self {
        match around {
            Some(around) => Self::all([self.clone(), around.clone()], self.span()).titled(self.title_node()),
            None => self.clone(),
        }
    }

    /// The unions beyond the first that `allOf` brought together.
    pub(crate) fn further_unions(&self) -> Vec<&Self> {
        self.node().items(FURTHER_UNIONS).iter().map(Self::of).collect()
    }

    /// The further unions, where the schema says nothing else around its first one.
    pub(crate) fn only_unions_around(&self, union: Union) -> Vec<Self> {
        let mut alone = self.clone();
        alone.keywords_mut().and_then(|keywords| keywords.shift_remove(FURTHER_UNIONS));
        match alone.around(union) {
            None => self.further_unions().into_iter().cloned().collect(),
            Some(_) => Vec::new(),
        }
    }
}

/// Whether a keyword says something of the values of a type.
fn belongs_to(keyword: &str, name: &str) -> bool {
    match keyword {
        "properties"
        | "required"
        | "additionalProperties"
        | "patternProperties"
        | "minProperties"
        | "maxProperties" => name == "object",
        "items" | "prefixItems" | "minItems" | "maxItems" | "uniqueItems" => name == "array",
        "minLength" | "maxLength" | "pattern" | "contentEncoding" | "contentMediaType" | "contentSchema" => {
            name == "string"
        }
        "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" | "multipleOf" => {
            matches!(name, "integer" | "number")
        }
        "format" => matches!(name, "string" | "integer" | "number"),
        "title" | "description" | "default" | "example" | "examples" => false,
        _ => true,
    }
}

/// Whether a listed value is of a type.
fn is_of(value: &Node, name: &str) -> bool {
    matches!(
        (&value.data, name),
        (Data::String(_), "string") | (Data::Number(_), "integer" | "number") | (Data::Bool(_), "boolean")
    )
}
