//! Counts about one generated crate, for people who compare generators and for tests.

mod coverage;
mod left_open;

pub use coverage::render_coverage;
pub use left_open::LeftOpen;
pub(crate) use left_open::left_open;

use crate::files::CrateFiles;
use crate::model::Api;
use crate::operations::Collected;
use crate::source::Node;
use crate::types::{Shape, TypeGraph, TypeRef};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Counts about one generated crate.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
pub struct Report {
    /// Operations the document has.
    pub operations_in_spec: usize,
    /// Operations that can be called.
    pub operations_emitted: usize,
    /// Operations that cannot, each with the reason.
    pub operations_left_out: Vec<LeftOut>,
    /// What of the document is lost or left open: an operation is there all the same.
    #[serde(default)]
    pub places_left_open: Vec<LeftOpen>,
    /// Named schemas.
    pub schemas: usize,
    /// Unions by the rule that tells their alternatives apart.
    pub unions: BTreeMap<String, usize>,
    /// Members whose type is any JSON value.
    pub untyped_fields: usize,
    /// Lines of Rust.
    pub lines: usize,
}

/// An operation that did not become callable.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct LeftOut {
    /// Method and path.
    pub operation: String,
    /// Why.
    pub reason: String,
}

impl Report {
    /// Counts what was planned and printed.
    pub(crate) fn new(
        document: &Node,
        graph: &TypeGraph,
        operations: &Collected,
        places_left_open: Vec<LeftOpen>,
        files: &CrateFiles,
    ) -> Self {
        let mut unions = BTreeMap::new();
        let mut untyped_fields = 0;
        for def in &graph.types {
            match &def.shape {
                Shape::Union(plan) => {
                    let rule = format!("{:?}", plan.rule).to_lowercase();
                    *unions.entry(rule).or_default() += 1;
                }
                Shape::Struct(plan) => {
                    untyped_fields += plan.fields.iter().filter(|field| is_untyped(&field.ty)).count()
                }
                _ => {}
            }
        }
        let rust = files.iter().filter(|(name, _)| name.ends_with(".rs"));
        Self {
            operations_in_spec: operations.in_document,
            operations_emitted: operations.emitted,
            operations_left_out: operations
                .left_out
                .iter()
                .map(|(operation, reason)| LeftOut { operation: operation.clone(), reason: reason.clone() })
                .collect(),
            places_left_open,
            schemas: Api::of(document).schemas().count(),
            unions,
            untyped_fields,
            lines: rust.map(|(_, text)| text.lines().count()).sum(),
        }
    }
}

fn is_untyped(ty: &TypeRef) -> bool {
    match ty {
        TypeRef::Any => true,
        TypeRef::List(inner) | TypeRef::Nullable(inner) => is_untyped(inner),
        _ => false,
    }
}
