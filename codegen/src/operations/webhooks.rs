//! What the vendor calls: the payloads of webhooks and callbacks, as types by the name of the webhook.

use super::bodies::{essence, is_json};
use super::collect::Collected;
use super::webhook_functions::receiving;
use crate::markdown::{code, doc_attributes};
use crate::model::pointer::{Part, below, is_in_webhook, of_operation, of_webhook};
use crate::model::{Api, MediaType, Operation, PathItem};
use crate::names::{Scope, ident, type_name};
use crate::settings::Webhooks;
use crate::types::{Planner, TypeGraph, TypeRef, type_tokens};
use proc_macro2::TokenStream;
use quote::quote;
use serde::Serialize;

/// The payload of one request that the vendor sends.
#[derive(Clone, Debug, Serialize)]
pub struct WebhookPlan {
    /// The Rust name of its payload.
    pub name: String,
    /// What the document calls it: the key of the webhook, or operation and callback.
    pub key: String,
    /// The JSON pointer of the operation.
    pub pointer: String,
    /// Its media type.
    pub media_type: String,
    /// The type of its payload.
    pub payload: TypeRef,
    /// What the document says of it.
    pub description: Option<String>,
    /// What the vendor wants for an answer, where it wants JSON.
    pub reply: Option<ReplyPlan>,
}

impl WebhookPlan {
    /// Whether it is an event of the document, rather than a callback of an operation, and comes as JSON.
    pub(super) fn is_event(&self) -> bool {
        is_in_webhook(&self.pointer) && is_json(&essence(&self.media_type))
    }
}

impl WebhookPlan {
    /// Whether it is a webhook of the document that comes as a form.
    pub(super) fn is_sent_as_form(&self) -> bool {
        is_in_webhook(&self.pointer) && !self.is_event()
    }
}

/// What all events of a document are together.
#[derive(Clone, Debug, Serialize)]
pub struct EventsPlan {
    /// Their type.
    pub ty: TypeRef,
    /// What it is called among the webhooks.
    pub name: String,
    /// Whether it is a union of several, rather than the payload of the only one.
    pub is_union: bool,
    /// The header that tells them apart, where the settings say so.
    pub header: Option<String>,
    /// The names of the events, and of their variants.
    pub variants: Vec<(String, String)>,
}

/// What the vendor wants for an answer to a request that it sends.
#[derive(Clone, Debug, Serialize)]
pub struct ReplyPlan {
    /// The Rust name of its payload.
    pub name: String,
    /// The type of its payload.
    pub payload: TypeRef,
}

/// Plans the webhooks of a document, then the callbacks of its operations. Those without a payload of JSON or a form
/// need no type.
pub(super) fn webhooks(api: &Api, planner: &mut Planner<'_>) -> Vec<WebhookPlan> {
    let mut plans = Vec::new();
    let mut scope = Scope::new();
    for (key, item) in api.webhooks() {
        item_payloads(item, key, key, &of_webhook(key), &mut scope, planner, &mut plans);
    }
    for (path, item) in api.paths() {
        for (method, operation) in item.operations() {
            let owner = operation.id();
            let owner = owner.map_or_else(|| format!("{} {path}", method.sent().to_lowercase()), str::to_owned);
            let pointer = of_operation(path, method);
            for (callback, expression, item) in operation.callbacks() {
                let pointer = below(&pointer, Part::Callback(callback, expression));
                let (key, words) = (format!("{callback} of {owner}"), format!("{owner} {callback}"));
                item_payloads(item, &key, &words, &pointer, &mut scope, planner, &mut plans);
            }
        }
    }
    plans
}

fn item_payloads(
    item: &PathItem,
    key: &str,
    words: &str,
    pointer: &str,
    scope: &mut Scope,
    planner: &mut Planner<'_>,
    plans: &mut Vec<WebhookPlan>,
) {
    for (method, operation) in item.operations() {
        let method = method.pointer();
        let contents: Vec<(&String, &MediaType)> =
            operation.body().map(|body| body.content().collect()).unwrap_or_default();
        let is_form = |name: &str| essence(name) == "application/x-www-form-urlencoded";
        let found = contents.iter().find(|(name, _)| is_json(&essence(name)));
        let Some((media_type, content)) = found.or_else(|| contents.iter().find(|(name, _)| is_form(name))) else {
            continue;
        };
        let Some(schema) = content.schema() else { continue };
        let pointer = format!("{pointer}/{method}");
        let name = scope.claim(&type_name(words));
        let payload = planner.schema(
            schema,
            &below(&below(&below(&pointer, Part::RequestBody), Part::Content(media_type)), Part::Schema),
            &name,
            "webhook",
        );
        let reply = reply(operation, &pointer, &name, scope, planner);
        let described = operation.description().or_else(|| operation.summary());
        plans.push(WebhookPlan {
            name,
            key: key.to_owned(),
            pointer,
            media_type: (*media_type).clone(),
            payload,
            description: described.map(str::to_owned),
            reply,
        });
    }
}

/// The first JSON among the successful answers.
fn reply(
    operation: &Operation,
    pointer: &str,
    name: &str,
    scope: &mut Scope,
    planner: &mut Planner<'_>,
) -> Option<ReplyPlan> {
    let answers = operation.responses().filter(|(status, _)| status.starts_with('2'));
    let (status, media_type, schema) = answers
        .flat_map(|(status, answer)| answer.content().map(move |(name, media)| (status, name, media)))
        .find_map(|(status, name, media)| Some((status, name, media.schema().filter(|_| is_json(&essence(name)))?)))?;
    let name = scope.claim(&format!("{name}Reply"));
    let content = below(&below(pointer, Part::Response(status)), Part::Content(media_type));
    let payload = planner.schema(schema, &below(&content, Part::Schema), &name, "webhook reply");
    Some(ReplyPlan { name, payload })
}

/// `webhooks.rs`: one alias per payload and per answer, and what reads and checks all of them.
pub fn webhook_types(graph: &TypeGraph, operations: &Collected, settings: &Webhooks) -> TokenStream {
    let types = ident("types");
    let aliases = operations.webhooks.iter().map(|plan| {
        let name = ident(&plan.name);
        let ty = type_tokens(graph, &plan.payload, Some(&types));
        let note = format!("The payload of {}, sent as {}.", code(&plan.key), code(&plan.media_type));
        let docs = doc_attributes(plan.description.as_deref().unwrap_or_default(), &[note]);
        let reply = plan.reply.as_ref().map(|reply| {
            let (name, ty) = (ident(&reply.name), type_tokens(graph, &reply.payload, Some(&types)));
            let docs = format!(" The answer to [`{}`], as JSON.", plan.name);
            quote! {
                #[doc = #docs]
                pub type #name = #ty;
            }
        });
        quote! {
            #docs
            pub type #name = #ty;
            #reply
        }
    });
    let receiving = operations.events.as_ref().map(|events| receiving(graph, events, settings.signature.as_ref()));
    quote!(#(#aliases)* #receiving)
}
