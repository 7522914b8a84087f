//! How the program writes down an answer, by what the plan says of it.

use proc_macro2::{Ident, Span};
use std::fmt::Write;
use switchboard_codegen::operations::{OperationPlan, Outcome, Payload};

/// A function of the answers on one side of an operation, as an expression.
pub(super) fn shown(plan: &OperationPlan, success: bool) -> String {
    let outcome = if success { &plan.result.success } else { &plan.result.error };
    match outcome {
        Outcome::None => "async |value| show_nothing(value)".to_owned(),
        Outcome::One(payload) => format!("async |value| {}", one(payload)),
        Outcome::Enum(name) => {
            let mut arms = String::new();
            let responses = plan.result.responses.iter().filter(|response| response.success == success);
            for response in responses {
                let Some(variant) = &response.variant else { continue };
                let variant = Ident::new(variant, Span::call_site());
                let _ = write!(arms, "base::results::{name}::{variant}(value) => {}, ", one(&response.payload));
            }
            format!("async |value| match value {{ {arms}other => show_nothing(other) }}")
        }
    }
}

/// `value` as it is written down.
fn one(payload: &Payload) -> &'static str {
    match payload {
        Payload::Empty => "show_nothing(value)",
        Payload::Json(_) | Payload::Form(_) => "show_json(value)",
        Payload::Xml(..) => "Shown { kind: \"xml\", ..show_json(value) }",
        Payload::Text => "show_text(value)",
        Payload::Bytes | Payload::Encoded(_) | Payload::Multipart => "show_bytes(value).await",
        Payload::Events(_) | Payload::NamedEvents(..) | Payload::TextEvents => "show_events(value).await",
        Payload::JsonLines(_) => "show_lines(value).await",
    }
}
