//! The members of an object that is sent as `multipart/form-data`: files apart from values.

use super::super::graph::{Docs, TypeRef};
use super::{Place, Planner, is_json_type, kind};
use crate::markdown::code;
use crate::names::{Scope, field_name};
use crate::source::{Node, escape_pointer_token};
use crate::spec::media_type::media_types;
use serde::Serialize;

/// One part of a multipart body.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PartPlan {
    /// Its name on the wire.
    pub wire: String,
    /// Its Rust name.
    pub name: String,
    /// What it holds.
    pub content: PartContent,
    /// Its media types, where the document states them.
    pub media_types: Vec<String>,
    /// Whether it must be there.
    pub required: bool,
    /// Its documentation.
    pub docs: Docs,
}

/// What a part holds.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub enum PartContent {
    /// A file, or other bytes.
    File,
    /// Any number of files under one name.
    Files,
    /// A value: text for a scalar, JSON for anything larger.
    Value(TypeRef),
    /// Any number of values under one name.
    Values(TypeRef),
}

impl Planner<'_> {
    /// The parts of a multipart body, whose `encoding` may state their media types; nothing when its schema names no
    /// members.
    pub fn parts(
        &mut self,
        schema: &Node,
        encoding: Option<&Node>,
        pointer: &str,
        name: &str,
    ) -> Option<Vec<PartPlan>> {
        let place =
            Place { pointer: pointer.to_owned(), parent: name.to_owned(), words: "form".to_owned(), operation: None };
        let effective = self.effective(schema, &place);
        let required: Vec<&str> = effective.items("required").iter().filter_map(Node::as_str).collect();
        let mut scope = Scope::new();
        scope.claim("extra");
        let mut parts = Vec::new();
        for (wire, schema) in effective.members("properties") {
            let place = place.member(name, &format!("properties/{}", escape_pointer_token(wire)), wire);
            let inner = self.effective(schema, &place);
            let json = inner.get("contentSchema").filter(|_| inner.str("contentMediaType").is_some_and(is_json_type));
            let content = match kind(&inner) {
                // The part is the JSON that the schema describes, and no text around it.
                _ if let Some(schema) = json => {
                    PartContent::Value(self.type_of(schema, &place.member(name, "contentSchema", wire)))
                }
                _ if is_file(&inner) => PartContent::File,
                Some("array") => {
                    let item = inner.get("items").map(|item| self.effective(item, &place));
                    match (item.is_some_and(|item| is_file(&item)), self.type_of(schema, &place)) {
                        (true, _) => PartContent::Files,
                        (false, TypeRef::List(item)) => PartContent::Values(*item),
                        (false, ty) => PartContent::Value(ty),
                    }
                }
                _ => match self.type_of(schema, &place) {
                    TypeRef::Nullable(inner) => PartContent::Value(*inner),
                    ty => PartContent::Value(ty),
                },
            };
            let stated = encoding.and_then(|encoding| encoding.get(wire)?.str("contentType"));
            let stated = stated.or_else(|| inner.str("contentMediaType"));
            let media_types: Vec<String> = stated.and_then(media_types).unwrap_or_default();
            let mut docs = super::constraints::docs(&inner);
            if !media_types.is_empty() {
                let shown: Vec<String> = media_types.iter().map(|media_type| code(media_type)).collect();
                docs.notes.push(format!("Its media type is {}.", shown.join(" or ")));
            }
            parts.push(PartPlan {
                wire: wire.clone(),
                name: scope.claim(&field_name(wire)),
                content,
                media_types,
                required: required.contains(&wire.as_str()),
                docs,
            });
        }
        self.plan_waiting();
        (!parts.is_empty()).then_some(parts)
    }
}

/// Whether a schema stands for raw bytes (OpenAPI 3.0.4, section 4.7.14.3; 3.1.1, section 4.8.14.5).
fn is_file(schema: &Node) -> bool {
    matches!(kind(schema), None | Some("string"))
        && (schema.str("format") == Some("binary")
            || schema.get("contentMediaType").is_some() && schema.get("contentEncoding").is_none())
}
