//! What is stated about operations beside the document, put on their plans: idempotency, the signs of streams, and pagination. An entry that
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
    state_streams(settings, plans, diagnostics);
    let decisions = decide(api, settings, graph, plans, diagnostics);
    for (plan, decision) in plans.iter_mut().zip(decisions) {
        let Some(Decision { next, items, item, more, total, reason }) = decision else { continue };
        plan.pagination = Some(PaginationPlan { next, items, item, more, total, reason });
    }
    decide_calls(graph, plans);
}

/// Puts on the plans how streams end and fail. An entry that names its operation counts before one for all.
fn state_streams(settings: &CrateSettings, plans: &mut [OperationPlan], diagnostics: &mut Diagnostics) {
    let streams = |plan: &OperationPlan| {
        plan.result.responses.iter().any(|response| response.success && response.payload.is_stream())
    };
    let (general, named): (Vec<_>, Vec<_>) = settings.streams.iter().partition(|entry| entry.operation.is_none());
    for entry in general.into_iter().chain(named) {
        let is_meant =
            |plan: &OperationPlan| entry.operation.as_ref().is_none_or(|operation| plan.is_called(&operation.value));
        let mut is_used = false;
        for plan in plans.iter_mut().filter(|plan| is_meant(plan) && streams(plan)) {
            is_used = true;
            let signs = &mut plan.result.signs;
            for (sign, stated) in [
                (&mut signs.end, &entry.end),
                (&mut signs.end_event, &entry.end_event),
                (&mut signs.error_event, &entry.error_event),
                (&mut signs.error_member, &entry.error_member),
            ] {
                if let Some(stated) = stated {
                    *sign = Some(stated.value.clone());
                }
            }
        }
        match &entry.operation {
            _ if is_used => {}
            Some(name) if plans.iter().any(|plan| plan.is_called(&name.value)) => {
                let message = format!("`{}` gives no stream of events or lines", name.value);
                diagnostics.push(invalid_override(name, message, "remove the entry, or correct the document"));
            }
            Some(name) => check_name(plans, name, diagnostics),
            None => {
                let at = Text { value: String::new(), span: entry.span };
                let message = "no operation gives a stream of events or lines";
                diagnostics.push(invalid_override(&at, message, "remove the entry, or correct the document"));
            }
        }
    }
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

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::state;
    use crate::diagnostic::Diagnostics;
    use crate::settings::{CrateSettings, VendorSettings};
    use crate::source::{Node, SourceFiles, Span};
    use crate::{Planned, plan};
    use serde_json::json;

    /// What the facts of two streams say, and what was reported, under these entries of `vendor.toml`.
    fn signs(toml: &str) -> (String, Vec<String>) {
        let answer = |media_type: &str| json!({"200": {"description": "", "content": {media_type: {"schema": {"type": "object", "properties": {"a": {}}}}}}});
        let document = json!({"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": {
            "/events": {"get": {"operationId": "events", "responses": answer("text/event-stream")}},
            "/lines": {"get": {"operationId": "lines", "responses": answer("application/jsonl")}},
            "/one": {"get": {"operationId": "one", "responses": answer("application/json")}},
        }});
        let head = "title = \"t\"\ncrate = \"t\"\nversion = \"0.1.0\"\ndescription = \"t\"\nformat = \"openapi\"\n";
        let mut files = SourceFiles::new();
        let file = files.add("vendor.toml", format!("{head}{toml}"));
        let mut diagnostics = Diagnostics::new();
        let settings = VendorSettings::read(&files, file, &mut diagnostics).unwrap();
        let document = Node::from_value(document, Span::new(file, 0..0));
        let Planned { document, graph, mut operations, .. } = plan(&document, &mut diagnostics).unwrap();
        state(
            crate::model::Api::of(&document),
            &CrateSettings::for_vendor(&settings),
            &graph,
            &mut operations.plans,
            &mut diagnostics,
        );
        let stated = |plan: &crate::operations::OperationPlan| {
            let signs = &plan.result.signs;
            let all = [&signs.end, &signs.end_event, &signs.error_event, &signs.error_member];
            all.map(|sign| sign.as_deref().unwrap_or("-")).join(" ")
        };
        let all = operations.plans.iter().map(stated).collect::<Vec<_>>().join(" | ");
        (all, diagnostics.iter().map(|found| found.message.clone()).collect())
    }

    #[test]
    fn what_names_its_operation_counts_before_what_is_said_of_all() {
        assert_eq!(signs("").0, "- - - - | - - - - | - - - -");
        let all = "[[stream]]\nend = \"x\"\nerror-member = \"e\"\nsource = \"s\"\n";
        let one = "[[stream]]\noperation = \"GET /lines\"\nend = \"y\"\nend-event = \"z\"\nsource = \"s\"\n";
        let expected = ("x - - e | y z - e | - - - -".to_owned(), Vec::<String>::new());
        assert_eq!(signs(&format!("{all}{one}")), expected);
        assert_eq!(signs(&format!("{one}{all}")), expected);
    }

    #[test]
    fn an_entry_that_fits_no_stream_is_an_error() {
        let entry = |name: &str| format!("[[stream]]\noperation = \"{name}\"\nend = \"y\"\nsource = \"s\"\n");
        assert_eq!(signs(&entry("one")).1, ["`one` gives no stream of events or lines"]);
        assert_eq!(signs(&entry("line")).1, ["there is no operation `line`"]);
    }
}
