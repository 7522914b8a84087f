//! One union of all events of a document, and what tells them apart: what the settings say, else a member that is constant
//! in each payload, else the best match. Plans; `webhooks` prints.

use super::collect::Collected;
use super::webhooks::{EventsPlan, WebhookPlan};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::markdown::code;
use crate::model::{Api, Operation};
use crate::names::Scope;
use crate::settings::{CrateSettings, Text};
use crate::types::{
    Dispatch, Docs, JsonKind, Scalar, Shape, TagPresence, TypeGraph, TypeRef, UnionPlan, UnionRule, VariantPlan,
};
use std::collections::BTreeMap;

/// Decides which type the events of a document have, and puts it among the others.
pub(crate) fn decide(
    api: &Api,
    settings: &CrateSettings,
    graph: &mut TypeGraph,
    operations: &mut Collected,
    diagnostics: &mut Diagnostics,
) {
    let stated = &settings.webhooks;
    let mut events: Vec<&WebhookPlan> = Vec::new();
    for plan in operations.webhooks.iter().filter(|plan| plan.is_event()) {
        // A webhook of several methods is one event.
        match events.iter().find(|known| known.key == plan.key) {
            None => events.push(plan),
            Some(first) if first.payload == plan.payload => {}
            Some(_) => outside(api, plan, "is sent by several methods, with other payloads", diagnostics),
        }
    }
    if !events.is_empty() {
        for plan in operations.webhooks.iter().filter(|plan| plan.is_sent_as_form()) {
            outside(api, plan, "is sent as a form, and the others as JSON", diagnostics);
        }
    }
    if events.is_empty() {
        let places = [&stated.tag, &stated.header].into_iter().flatten().map(|text| text.span);
        for span in places.chain(stated.signature.as_ref().map(|signature| signature.span)) {
            let message = "the document has no webhook whose payload is JSON, so that this is about nothing";
            let help =
                "name the events: `[[webhooks.event]]` with `name` and `schema`, or add `webhooks` in an overlay";
            diagnostics.push(Diagnostic::error(Code::SettingsInvalid, message).at(span).help(help));
        }
        return;
    }
    let header = stated.header.as_ref().map(|text| text.value.clone());
    let tag = match (&header, &stated.tag) {
        (Some(_), _) => None,
        (None, Some(member)) => Some(stated_tag(graph, &events, member, diagnostics)),
        (None, None) => found_tag(graph, &events),
    };
    // What the only event is called says nothing that its type does not.
    if let [only] = events.as_slice()
        && header.is_none()
        && tag.is_none()
    {
        let (ty, name) = (only.payload.clone(), only.name.clone());
        operations.events = Some(EventsPlan { ty, name, is_union: false, header, variants: Vec::new() });
        return;
    }
    let mut scope = Scope::new();
    scope.claim("Unknown");
    let variants: Vec<VariantPlan> = events
        .iter()
        .map(|event| VariantPlan {
            name: scope.claim(&event.name),
            ty: event.payload.clone(),
            docs: Docs { text: described(event, header.as_deref()), ..Docs::default() },
        })
        .collect();
    let names = events.iter().zip(&variants).map(|(event, variant)| (event.key.clone(), variant.name.clone()));
    let names: Vec<(String, String)> = names.collect();
    let rule = if tag.is_some() { UnionRule::Tag } else { UnionRule::Ambiguous };
    let plan = UnionPlan { dispatch: dispatch(graph, &variants, tag), variants, rule, clash: None };
    let docs = Docs { text: Some("All events that the API sends by itself.".to_owned()), ..Docs::default() };
    let span = api.webhooks_span();
    let id = graph.add_union("WebhookEvent", "#/webhooks", span, docs, plan);
    let mut taken = Scope::new();
    for plan in &operations.webhooks {
        taken.claim(&plan.name);
        plan.reply.iter().for_each(|reply| drop(taken.claim(&reply.name)));
    }
    let free = ["Event", "AnyEvent"].into_iter().find(|name| !taken.contains(name));
    let name = free.map_or_else(|| taken.claim("AnyEvent"), str::to_owned);
    operations.events = Some(EventsPlan { ty: TypeRef::Named(id), name, is_union: true, header, variants: names });
}

/// Reports a webhook that is not in the union of events.
fn outside(api: &Api, plan: &WebhookPlan, why: &str, diagnostics: &mut Diagnostics) {
    let at = api.operation_at(&plan.pointer).map_or(api.span(), Operation::label_span);
    diagnostics.push(
        Diagnostic::warning(Code::Unsupported, format!("the webhook {} {why}", code(&plan.key)))
            .at(at)
            .help(format!("decode the body as `webhooks::{}`", plan.name))
            .costs("this payload is not in the union of all events"),
    );
}

/// What the variant of an event says of it; nothing where how it is told apart says as much.
fn described(event: &WebhookPlan, header: Option<&str>) -> Option<String> {
    let of_header = |header: &str| format!("The header {} is {}.", code(header), code(&event.key));
    event.description.clone().or_else(|| header.map(of_header))
}

/// The values of a member that stand for the events, and which.
struct Tag {
    member: String,
    values: Vec<(String, usize)>,
}

/// A member that the settings name: its constants, or else the name of the event.
fn stated_tag(graph: &TypeGraph, events: &[&WebhookPlan], stated: &Text, diagnostics: &mut Diagnostics) -> Tag {
    let member = stated.value.as_str();
    let own = |event: &&WebhookPlan| constants(graph, &event.payload).remove(member).unwrap_or_default();
    let found: Vec<Vec<String>> = events.iter().map(own).collect();
    let by_constants = distinct(&found);
    let is_ruled_out =
        |(event, values): (&&WebhookPlan, &Vec<String>)| !values.is_empty() && !values.contains(&event.key);
    if by_constants.is_none() && events.iter().zip(&found).any(is_ruled_out) {
        let message =
            format!("{} has one value in two events, or none in one, and other values than their names", code(member));
        diagnostics.push(
            Diagnostic::warning(Code::UnionAmbiguous, message)
                .at(stated.span)
                .help("correct its values in the document, or name a member or a header that tells the events apart")
                .costs("an event whose name is not among the values of the member is never read as such"),
        );
    }
    let by_name = || events.iter().enumerate().map(|(at, event)| (event.key.clone(), at)).collect();
    Tag { member: member.to_owned(), values: by_constants.unwrap_or_else(by_name) }
}

/// A member that has other constants in each payload, or the names of the events.
fn found_tag(graph: &TypeGraph, events: &[&WebhookPlan]) -> Option<Tag> {
    let all: Vec<BTreeMap<String, Vec<String>>> = events.iter().map(|event| constants(graph, &event.payload)).collect();
    let members = in_order(graph, &events.first()?.payload);
    members.into_iter().find_map(|member| {
        let values: Vec<Vec<String>> = all.iter().map(|own| own.get(&member).cloned()).collect::<Option<_>>()?;
        let is_only = events.len() == 1;
        // A list of the only event need not be one of events.
        let values = match distinct(&values) {
            Some(values) if !is_only || values.len() == 1 => values,
            _ => {
                let is_named = |(event, values): (&&WebhookPlan, &Vec<String>)| values.contains(&event.key);
                if !events.iter().zip(&values).all(is_named) || is_only {
                    return None;
                }
                events.iter().enumerate().map(|(at, event)| (event.key.clone(), at)).collect()
            }
        };
        Some(Tag { member, values })
    })
}

/// Values that stand for one event each; nothing where two share one, or one has none.
fn distinct(values: &[Vec<String>]) -> Option<Vec<(String, usize)>> {
    let mut known: Vec<(String, usize)> = Vec::new();
    for (at, values) in values.iter().enumerate() {
        if values.is_empty() || values.iter().any(|value| known.iter().any(|(other, _)| other == value)) {
            return None;
        }
        known.extend(values.iter().map(|value| (value.clone(), at)));
    }
    Some(known)
}

/// The members of a payload of which the document lists the texts, with these.
fn constants(graph: &TypeGraph, ty: &TypeRef) -> BTreeMap<String, Vec<String>> {
    let TypeRef::Named(id) = graph.resolve(ty) else { return BTreeMap::new() };
    match &graph.get(*id).shape {
        Shape::Struct(plan) => {
            let constants = plan
                .constants
                .iter()
                .filter_map(|constant| Some((constant.wire.clone(), vec![constant.value.as_str()?.to_owned()])));
            let lists = plan.fields.iter().filter_map(|field| {
                let TypeRef::Named(id) = graph.resolve(&field.ty) else { return None };
                let Shape::Enum(list) = &graph.get(*id).shape else { return None };
                let texts = list.values.iter().map(|value| value.value.as_str().map(str::to_owned));
                (list.scalar == Some(Scalar::String)).then_some(())?;
                Some((field.wire.clone(), texts.collect::<Option<Vec<_>>>()?))
            });
            constants.chain(lists).collect()
        }
        Shape::Union(plan) => match plan.dispatch.get(&JsonKind::Object) {
            Some(Dispatch::Tag { member, tags, literals, untagged, unlisted, .. })
                if literals.is_empty() && untagged.is_empty() && unlisted.is_empty() =>
            {
                [(member.clone(), tags.iter().map(|(value, _)| value.clone()).collect())].into()
            }
            _ => BTreeMap::new(),
        },
        _ => BTreeMap::new(),
    }
}

/// The members of a payload, constants first: those are meant to tell.
fn in_order(graph: &TypeGraph, ty: &TypeRef) -> Vec<String> {
    let mut members: Vec<String> = Vec::new();
    if let TypeRef::Named(id) = graph.resolve(ty)
        && let Shape::Struct(plan) = &graph.get(*id).shape
    {
        members.extend(plan.constants.iter().map(|constant| constant.wire.clone()));
        members.extend(plan.fields.iter().map(|field| field.wire.clone()));
    }
    members.extend(constants(graph, ty).into_keys().filter(|member| !members.contains(member)).collect::<Vec<_>>());
    members
}

/// What decides, for each kind of JSON.
fn dispatch(graph: &TypeGraph, variants: &[VariantPlan], tag: Option<Tag>) -> BTreeMap<JsonKind, Dispatch> {
    let mut kinds: BTreeMap<JsonKind, Vec<usize>> = BTreeMap::new();
    for (at, variant) in variants.iter().enumerate() {
        for kind in graph.kinds(&variant.ty) {
            kinds.entry(kind).or_default().push(at);
        }
    }
    let mut found: BTreeMap<JsonKind, Dispatch> = kinds
        .into_iter()
        .map(|(kind, all)| match all.as_slice() {
            [only] => (kind, Dispatch::One(*only)),
            _ => (kind, Dispatch::Best(all)),
        })
        .collect();
    if let Some(Tag { member, values }) = tag {
        let tag = Dispatch::Tag {
            member,
            tags: values,
            literals: Vec::new(),
            untagged: Vec::new(),
            unlisted: Vec::new(),
            // An event without it is one of tomorrow's, and kept.
            presence: TagPresence::Optional,
        };
        found.insert(JsonKind::Object, tag);
    }
    found
}
