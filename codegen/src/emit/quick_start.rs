//! The program that the README and the documentation of a crate begin with: one call.

use super::Parts;
use crate::operations::{OperationPlan, Outcome, Payload};
use crate::types::{Presence, Scalar, Shape, TypeRef};
use std::cmp::Reverse;

/// The lines of a program that makes one call.
pub(super) fn quick_start(parts: &Parts<'_>) -> Vec<String> {
    let name = parts.settings.name.replace('-', "_");
    let mut lines = vec![format!("let client = {name}::Client::from_env()?;")];
    let callable = parts.operations.plans.iter().filter_map(|plan| Some((plan, arguments(parts, plan)?)));
    // Reading one thing shows most.
    let simplest = callable.min_by_key(|(plan, _)| {
        let simple = (plan.method != "GET", plan.arguments.len() != 1, plan.parameters.is_some(), plan.body.is_some());
        (simple, Reverse(members(parts, plan)))
    });
    if let Some((plan, arguments)) = simplest {
        lines.push(format!("let response = client.{}({}).await?;", plan.name, arguments.join(", ")));
        let typed = matches!(plan.result.success, Outcome::One(Payload::Json(_) | Payload::Text));
        let shown = if typed { "*response" } else { "response.status()" };
        lines.push(format!("println!(\"{{:?}}\", {shown});"));
    }
    lines
}

/// How many members the answer has, behind wrappers of one member.
fn members(parts: &Parts<'_>, plan: &OperationPlan) -> usize {
    let Outcome::One(Payload::Json(mut ty)) = plan.result.success.clone() else { return 0 };
    // A wrapper may hold itself; nobody wraps this often.
    for _ in 0..4 {
        let TypeRef::Named(id) = parts.graph.resolve(&ty) else { return 0 };
        let Shape::Struct(plan) = &parts.graph.get(*id).shape else { return 0 };
        match plan.fields.as_slice() {
            [only] => ty = only.ty.clone(),
            fields => return fields.len(),
        }
    }
    0
}

/// Sample arguments; nothing for an operation that needs more than a line can show.
fn arguments(parts: &Parts<'_>, plan: &OperationPlan) -> Option<Vec<String>> {
    let name = parts.settings.name.replace('-', "_");
    let mut arguments = Vec::new();
    for argument in &plan.arguments {
        arguments.push(match &argument.ty {
            TypeRef::Scalar(Scalar::I64 | Scalar::U64) => "1".to_owned(),
            TypeRef::Scalar(Scalar::String | Scalar::Uuid) | TypeRef::MaybeSet(..) => {
                format!("{:?}", argument.parameter.name)
            }
            _ => return None,
        });
    }
    if let Some(parameters) = &plan.parameters {
        let def = parts.graph.get(parameters.ty);
        let Shape::Struct(plan) = &def.shape else { return None };
        if plan.fields.iter().any(|field| field.presence == Presence::Required) {
            return None;
        }
        arguments.push(format!("&{name}::types::{}::new()", def.name));
    }
    match &plan.body {
        None => {}
        Some(body) if !body.required => arguments.push("None".to_owned()),
        Some(_) => return None,
    }
    Some(arguments)
}
