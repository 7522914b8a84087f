//! The program that the README and the documentation of a crate begin with: one call.

use super::Parts;
use crate::operations::{OperationPlan, Outcome, Payload, plain_argument};
use crate::types::{Shape, TypeRef};
use std::cmp::Reverse;

/// The lines of a program that makes one call.
pub(super) fn quick_start(parts: &Parts<'_>) -> Vec<String> {
    let name = parts.settings.name.replace('-', "_");
    let mut lines = vec![format!("let client = {name}::Client::from_env()?;")];
    if let Some((plan, arguments)) = simplest(parts, |_| true) {
        lines.push(format!("let response = {}.await?;", call(plan, &arguments)));
        let typed = matches!(plan.result.success, Outcome::One(Payload::Json(_) | Payload::Text));
        let shown = if typed { "*response" } else { "response.status()" };
        lines.push(format!("println!(\"{{:?}}\", {shown});"));
    }
    lines
}

/// The call that this program makes.
pub(super) fn simplest_call(parts: &Parts<'_>) -> Option<String> {
    simplest_plan(parts).map(|(_, call)| call)
}

/// That call, with the operation that it calls.
pub(super) fn simplest_plan<'p>(parts: &Parts<'p>) -> Option<(&'p OperationPlan, String)> {
    let (plan, arguments) = simplest(parts, |_| true)?;
    Some((plan, call(plan, &arguments)))
}

/// The simplest call that needs this security scheme and no other.
pub(super) fn simplest_call_with(parts: &Parts<'_>, scheme: &str) -> Option<String> {
    let is_enough = |plan: &OperationPlan| plan.security.iter().any(|all| all.len() == 1 && all[0] == scheme);
    let (plan, arguments) = simplest(parts, is_enough)?;
    Some(call(plan, &arguments))
}

fn call(plan: &OperationPlan, arguments: &[String]) -> String {
    format!("client.{}({})", plan.name, arguments.join(", "))
}

/// Reading one thing shows most.
fn simplest<'p>(
    parts: &Parts<'p>,
    is_meant: impl Fn(&OperationPlan) -> bool,
) -> Option<(&'p OperationPlan, Vec<String>)> {
    let meant = parts.operations.plans.iter().filter(|plan| is_meant(plan));
    let callable = meant.filter_map(|plan| Some((plan, arguments(plan)?)));
    callable.min_by_key(|(plan, _)| {
        let simple = (
            plan.docs.deprecated,
            plan.method != "GET",
            plan.arguments.len() != 1,
            plan.parameters.is_some(),
            plan.body.is_some(),
        );
        (simple, Reverse(members(parts, plan)))
    })
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
fn arguments(plan: &OperationPlan) -> Option<Vec<String>> {
    let has_many = plan.call.required.is_some() || plan.body.as_ref().is_some_and(|body| body.required);
    if has_many { None } else { plan.call.arguments.iter().map(plain_argument).collect() }
}
