//! Operations: first decided (`collect`, as [`OperationPlan`]s), then printed: their static facts (`facts`) and bounds (`bounds`), their result
//! types (`results`), and their methods, which are progenitor's, rewritten to call the runtime (`rewrite`). What the vendor
//! calls is no method but a type to decode into (`webhooks`).

mod bodies;
mod bounds;
mod collect;
mod facts;
mod forms;
mod paged_methods;
mod pagination;
mod plan;
mod responses;
mod results;
mod rewrite;
mod stated;
mod webhooks;

pub use bounds::Bounds;
pub use collect::{Collected, collect};
pub use facts::facts;
pub use forms::forms;
pub use plan::{
    ArgumentPlan, BodyPlan, Counter, FormFieldPlan, Location, MultipartPlan, NextPagePlan, OperationPlan, Outcome,
    PaginationPlan, ParameterPlan, ParametersPlan, Payload, ResponsePlan, ResultPlan, SecurityPlan, Status, Step,
    Style,
};
pub(crate) use results::payload_type;
pub use results::results;
pub(crate) use rewrite::rewrite;
pub(crate) use stated::state;
pub use webhooks::{WebhookPlan, webhook_types};
