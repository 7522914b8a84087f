//! Types: first decided (`plan`), then printed (`render`). Nothing in between but plain data (`graph`).

mod added;
mod boxing;
mod equality;
mod graph;
mod infinite;
mod plan;
mod reasons;
mod render;
mod xml;

pub use graph::{
    ConstantPlan, Constructor, Dispatch, Docs, EnumPlan, FieldPlan, JsonKind, Presence, Scalar, Shape, StructPlan,
    TagPresence, TypeDef, TypeGraph, TypeId, TypeRef, UnionPlan, UnionRule, UnsetPlan, Usage, ValuePlan, VariantPlan,
};
pub(crate) use plan::Level;
pub(crate) use plan::is_json_type;
pub use plan::{NewField, PartContent, PartPlan, PartStyle, Parts, Planner};
pub use reasons::reasons;
pub use render::{RenderedTypes, extra_tokens, render, type_tokens, xml};
