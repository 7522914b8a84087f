//! Operations, compared by method and path, and what the vendor sends by itself, compared by name.

use super::Changes;
use crate::Planned;
use crate::operations::{OperationPlan, Outcome, ResultPlan, WebhookPlan, answer_type, payload_type};
use crate::types::{TypeGraph, TypeRef, type_tokens};

pub(super) fn compare(old: &Planned, new: &Planned, changes: &mut Changes) {
    // One operation may be several methods: one for each media type of its body or answer.
    let key = |plan: &OperationPlan| {
        (plan.subject(), plan.body.as_ref().map(|body| body.media_type.clone()), plan.result.accept.clone())
    };
    let counterpart = |plan: &OperationPlan, among: &[OperationPlan]| -> Option<usize> {
        let exact = among.iter().position(|other| key(other) == key(plan));
        exact.or_else(|| {
            let same: Vec<usize> = (0..among.len()).filter(|at| among[*at].subject() == plan.subject()).collect();
            if same.len() == 1 { same.first().copied() } else { None }
        })
    };
    let (before, now) = (&old.operations.plans, &new.operations.plans);
    for plan in before {
        match counterpart(plan, now) {
            Some(at) => operation((&old.graph, plan), (&new.graph, &now[at]), changes),
            None => changes.breaking(&plan.subject(), format!("is gone, and with it `{}`", shown(&plan.name))),
        }
    }
    for plan in now.iter().filter(|plan| counterpart(plan, before).is_none()) {
        changes.compatible(&plan.subject(), format!("is new, as `{}`", shown(&plan.name)));
    }
    for (subject, reason) in &new.operations.left_out {
        if !old.operations.left_out.iter().any(|(known, _)| known == subject) {
            changes.compatible(subject, format!("is left out: {reason}"));
        }
    }
    webhooks(old, new, changes);
}

fn operation(old: (&TypeGraph, &OperationPlan), new: (&TypeGraph, &OperationPlan), changes: &mut Changes) {
    let ((before, was), (after, is)) = (old, new);
    let subject = is.subject();
    if was.name != is.name {
        changes.breaking(&subject, format!("`{}` is called `{}` now", shown(&was.name), shown(&is.name)));
    }
    let (had, has) = (arguments(before, was), arguments(after, is));
    if had != has {
        changes.breaking(&subject, format!("takes ({}) instead of ({})", has.join(", "), had.join(", ")));
    }
    outcomes(&subject, "gives", (before, &was.result), (after, &is.result), true, changes);
    outcomes(&subject, "fails with", (before, &was.result), (after, &is.result), false, changes);
    match (&was.pagination, &is.pagination) {
        (Some(_), None) => changes.breaking(&subject, "cannot be read page by page any more"),
        (None, Some(paging)) => changes
            .compatible(&subject, format!("can be read page by page, with `{}` and `{}`", paging.pages, paging.stream)),
        (Some(was), Some(is)) if (&was.pages, &was.stream) != (&is.pages, &is.stream) => {
            changes.breaking(&subject, format!("is read page by page with `{}` and `{}` now", is.pages, is.stream));
        }
        (Some(was), Some(is)) if written(before, &was.item) != written(after, &is.item) => {
            changes.breaking(
                &subject,
                format!("has items of `{}` instead of `{}`", written(after, &is.item), written(before, &was.item)),
            );
        }
        _ => {}
    }
    if was.security != is.security {
        let ways = |plan: &OperationPlan| match plan.security.as_slice() {
            [] => "nothing".to_owned(),
            some => some.iter().map(|all| all.join(" and ")).collect::<Vec<_>>().join(", or "),
        };
        changes.breaking(&subject, format!("is authenticated by {} instead of {}", ways(is), ways(was)));
    }
    if was.server != is.server {
        let place = |plan: &OperationPlan| plan.server.clone().unwrap_or_else(|| "the server of the client".to_owned());
        changes.breaking(&subject, format!("is sent to {} instead of {}", place(is), place(was)));
    }
    if !was.docs.deprecated && is.docs.deprecated {
        changes.compatible(&subject, "is deprecated");
    }
}

/// The arguments of the method, as a caller writes them.
fn arguments(graph: &TypeGraph, plan: &OperationPlan) -> Vec<String> {
    let path =
        plan.arguments.iter().map(|argument| format!("{}: {}", shown(&argument.name), written(graph, &argument.ty)));
    let parameters = plan.parameters.iter().map(|parameters| format!("&{}", graph.get(parameters.ty).name));
    let body = plan.body.iter().map(|body| {
        let payload = match &body.form {
            Some(form) => form.name.clone(),
            None => compact(&payload_type(graph, &body.payload)),
        };
        if body.required { payload } else { format!("Option<{payload}>") }
    });
    path.chain(parameters).chain(body).collect()
}

fn outcomes(
    subject: &str,
    verb: &str,
    old: (&TypeGraph, &ResultPlan),
    new: (&TypeGraph, &ResultPlan),
    success: bool,
    changes: &mut Changes,
) {
    let side = |result: &ResultPlan| if success { result.success.clone() } else { result.error.clone() };
    let name = |(graph, result): (&TypeGraph, &ResultPlan)| match side(result) {
        Outcome::None => "nothing".to_owned(),
        Outcome::One(payload) => compact(&answer_type(graph, &payload)),
        Outcome::Enum(name) => name,
    };
    let (was, is) = (name(old), name(new));
    if was != is {
        changes.breaking(subject, format!("{verb} `{is}` instead of `{was}`"));
        return;
    }
    let (Outcome::Enum(_), Outcome::Enum(_)) = (side(old.1), side(new.1)) else { return };
    let variants = |(graph, result): (&TypeGraph, &ResultPlan)| -> Vec<(String, String)> {
        let responses = result.responses.iter().filter(|response| response.success == success);
        responses.filter_map(|one| Some((one.variant.clone()?, compact(&answer_type(graph, &one.payload))))).collect()
    };
    let (had, has) = (variants(old), variants(new));
    for (variant, payload) in &had {
        match has.iter().find(|(name, _)| name == variant) {
            None => changes.breaking(subject, format!("never {verb} `{is}::{variant}` any more")),
            Some((_, other)) if other != payload => {
                changes.breaking(subject, format!("`{is}::{variant}` holds `{other}` instead of `{payload}`"));
            }
            Some(_) => {}
        }
    }
    for (variant, _) in has.iter().filter(|(name, _)| !had.iter().any(|(known, _)| known == name)) {
        changes.compatible(subject, format!("also {verb} `{is}::{variant}`"));
    }
}

fn webhooks(old: &Planned, new: &Planned, changes: &mut Changes) {
    let subject = |plan: &WebhookPlan| format!("webhooks::{}", plan.name);
    let payloads = |graph: &TypeGraph, plan: &WebhookPlan| {
        let reply = plan.reply.as_ref().map(|reply| written(graph, &reply.payload));
        (written(graph, &plan.payload), reply)
    };
    let (before, now) = (&old.operations.webhooks, &new.operations.webhooks);
    for plan in before {
        match now.iter().find(|other| other.name == plan.name) {
            None => changes.breaking(&subject(plan), "is gone"),
            Some(other) if payloads(&old.graph, plan) != payloads(&new.graph, other) => {
                changes.breaking(&subject(plan), "is another type");
            }
            Some(_) => {}
        }
    }
    for plan in now.iter().filter(|plan| !before.iter().any(|other| other.name == plan.name)) {
        changes.compatible(&subject(plan), "is new");
    }
}

fn written(graph: &TypeGraph, ty: &TypeRef) -> String {
    compact(&type_tokens(graph, ty, None))
}

/// Tokens of a type, as people write them.
pub(super) fn compact(tokens: &proc_macro2::TokenStream) -> String {
    let text = tokens.to_string().replace(' ', "").replace("types::", "").replace("switchboard_runtime::", "");
    text.replace(',', ", ").replace(", )", ",)")
}

fn shown(name: &str) -> &str {
    name.trim_start_matches("r#")
}
