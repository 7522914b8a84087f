//! Types: first decided (`plan`), then printed (`render`). Nothing in between but plain data (`graph`).

mod boxing;
mod equality;
mod graph;
mod plan;
mod render;

pub use graph::{
    ConstantPlan, Dispatch, Docs, EnumPlan, FieldPlan, JsonKind, Presence, Scalar, Shape, StructPlan, TypeDef,
    TypeGraph, TypeId, TypeRef, UnionPlan, UnionRule, UnsetPlan, Usage, ValuePlan, VariantPlan,
};
pub(crate) use plan::MAX_COMBINATIONS;
pub use plan::{NewField, PartContent, PartPlan, Planner};
pub use render::{RenderedTypes, render, type_tokens};
