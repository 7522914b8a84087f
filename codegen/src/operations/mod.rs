//! Operations: first decided (`collect`, as [`OperationPlan`]s), then printed: their static facts (`facts`) and bounds (`bounds`), their result
//! types (`results`), and their methods, which are progenitor's, rewritten to call the runtime (`rewrite`). What the vendor
//! calls is no method but a type to decode into (`webhooks`).

pub(crate) mod bodies;
mod bounds;
mod calls;
mod collect;
mod entries;
mod events;
mod example;
pub(crate) mod facts;
mod forms;
mod headers;
mod media;
mod overrides;
mod pagination;
pub(crate) mod plan;
mod replies;
mod responses;
pub(crate) mod results;
mod route;
mod servers;
mod shared_errors;
mod tags;
mod webhook_events;
mod webhook_functions;
mod webhooks;

pub(crate) use bodies::{essence, is_json};
pub use bounds::Bounds;
pub(crate) use calls::decide as decide_calls;
pub use collect::{Collected, collect};
pub(crate) use example::plain_argument;
pub use example::{example, match_example};
pub use facts::facts;
pub use forms::forms;
pub use headers::{HeaderPlan, headers};
pub(crate) use overrides::state;
pub use plan::{
    ArgumentPlan, BodyPlan, CallPlan, FormFieldPlan, Location, MultipartPlan, NextPagePlan, OperationPlan, Outcome,
    PageParameterPlan, PaginationPlan, ParameterPlan, ParametersPlan, Payload, ResponsePlan, ResultPlan, SecurityPlan,
    SetterPlan, Status, Step, StreamSignsPlan, Style, TotalPlan,
};
pub(crate) use results::answer_type;
pub use results::results;
pub(crate) use route::called;
pub use servers::servers;
pub use tags::{TagGroup, by_tag};
pub(crate) use webhook_events::decide as decide_events;
pub use webhooks::{EventsPlan, ReplyPlan, WebhookPlan, webhook_types};
