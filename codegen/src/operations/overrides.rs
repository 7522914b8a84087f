//! What is stated about operations beside the document, put on their plans: idempotency and pagination. An entry that
//! fits no operation is an error.

use super::calls::decide as decide_calls;
use super::pagination::{Decision, Listing};
use super::plan::{OperationPlan, PaginationPlan};
use crate::diagnostic::Diagnostics;
use crate::model::Api;
use crate::settings::{CrateSettings, Pagination, Text, invalid_override};
use crate::text::nearest::likely;
use crate::types::TypeGraph;

/// Completes the plans of a lowered document with what the settings and the rules of pagination say.
pub(crate) fn state(
    api: &Api,
    settings: &CrateSettings,
    graph: &TypeGraph,
    plans: &mut [OperationPlan],
    diagnostics: &mut Diagnostics,
) {
    for entry in &settings.idempotent {
        check_name(plans, &entry.operation, diagnostics);
        for plan in plans.iter_mut().filter(|plan| plan.is_called(&entry.operation.value)) {
            plan.idempotent = true;
        }
    }
    let decisions = decide(api, settings, graph, plans, diagnostics);
    for (plan, decision) in plans.iter_mut().zip(decisions) {
        let Some(Decision { next, items, item, more, total, reason }) = decision else { continue };
        plan.pagination = Some(PaginationPlan { next, items, item, more, total, reason });
    }
    decide_calls(graph, plans);
}

fn decide(
    api: &Api,
    settings: &CrateSettings,
    graph: &TypeGraph,
    plans: &[OperationPlan],
    diagnostics: &mut Diagnostics,
) -> Vec<Option<Decision>> {
    let mut used = vec![false; settings.pagination.len()];
    let mut decisions = Vec::new();
    for plan in plans {
        let Some(operation) = api.operation_at(&plan.pointer) else {
            decisions.push(None);
            continue;
        };
        let listing = Listing { api, operation, graph, plan };
        let names = |entry: &Pagination| entry.operation.as_ref().is_some_and(|name| plan.is_called(&name.value));
        if let Some(at) = settings.pagination.iter().position(names) {
            used[at] = true;
            let entry = &settings.pagination[at];
            decisions.push(match listing.as_stated(entry) {
                _ if entry.style.value == "none" => None,
                Ok(decision) => Some(decision),
                Err(problem) => {
                    let message = format!("the pagination of `{}` cannot be so: {problem}", plan.subject());
                    diagnostics.push(invalid_override(
                        &entry.style,
                        message,
                        "correct the entry, or the document in overlay.yaml",
                    ));
                    None
                }
            });
            continue;
        }
        let general = settings.pagination.iter().enumerate().filter(|(_, entry)| entry.operation.is_none());
        let fitting = general.into_iter().find_map(|(at, entry)| {
            let decision = if entry.style.value == "none" {
                listing.by_rule().map(|_| None)
            } else {
                listing.as_stated(entry).ok().map(Some)
            };
            decision.map(|decision| (at, decision))
        });
        decisions.push(match fitting {
            Some((at, decision)) => {
                used[at] = true;
                decision
            }
            None => listing.by_rule(),
        });
    }
    for (entry, _) in settings.pagination.iter().zip(used).filter(|(_, used)| !used) {
        match &entry.operation {
            Some(name) => check_name(plans, name, diagnostics),
            None => diagnostics.push(invalid_override(
                &entry.style,
                "no operation has pages of this kind",
                "name one with `operation` to learn why it does not fit, or remove the entry",
            )),
        }
    }
    decisions
}

/// Reports a name that no operation has.
fn check_name(plans: &[OperationPlan], name: &Text, diagnostics: &mut Diagnostics) {
    if plans.iter().any(|plan| plan.is_called(&name.value)) {
        return;
    }
    let help = match likely(&name.value, plans.iter().map(|plan| plan.id.as_str())) {
        Some(id) => format!("did you mean `{id}`?"),
        None => "an operation is named by its operationId, or as `GET /path`".to_owned(),
    };
    diagnostics.push(invalid_override(name, format!("there is no operation `{}`", name.value), help));
}
