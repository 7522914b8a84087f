//! The members of an object that is sent as `multipart/form-data`: files apart from values.

use super::super::graph::{Docs, TypeRef};
use super::{Place, Planner, kind};
use crate::names::{Scope, field_name};
use crate::source::{Node, escape_pointer_token};
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
    /// The parts of a multipart body; nothing when its schema names no members.
    pub fn parts(&mut self, schema: &Node, pointer: &str, name: &str) -> Option<Vec<PartPlan>> {
        let place = Place { pointer: pointer.to_owned(), parent: name.to_owned(), words: "form".to_owned() };
        let effective = self.effective(schema, &place);
        let required: Vec<&str> = effective.items("required").iter().filter_map(Node::as_str).collect();
        let mut scope = Scope::new();
        scope.claim("extra");
        let mut parts = Vec::new();
        for (wire, schema) in effective.members("properties") {
            let place = place.member(name, &format!("properties/{}", escape_pointer_token(wire)), wire);
            let inner = self.effective(schema, &place);
            let content = match kind(&inner) {
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
            parts.push(PartPlan {
                wire: wire.clone(),
                name: scope.claim(&field_name(wire)),
                content,
                required: required.contains(&wire.as_str()),
                docs: super::constraints::docs(&inner),
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
