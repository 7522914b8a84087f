//! The only file that knows progenitor: it is handed a document so plain that it cannot fail, and gives the client's
//! methods.
//!
//! The document is made from the plans, not from the vendor's document: arguments have names of our own making, and
//! every type is a component that is replaced by one of ours. The operations pass puts the real names back.

mod calls;
mod check_supported;
mod pages;
mod rewrite;

pub(crate) use rewrite::{Methods, rewrite};

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::operations::{BodyPlan, Location, OperationPlan, Outcome, Payload};
use crate::types::{TypeGraph, TypeRef, type_tokens};
use check_supported::check_supported;
use indexmap::IndexMap;
use proc_macro2::{Ident, Span, TokenStream};
use progenitor::{GenerationSettings, Generator, InterfaceStyle, TagStyle};
use quote::quote;
use serde_json::{Map, Value, json};
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

thread_local! {
    static RUNNING: Cell<bool> = const { Cell::new(false) };
}

/// Whether progenitor is running on this thread. A panic of its is caught and reported as `engine-failed`; a panic hook
/// that asks this can keep quiet about it.
pub fn is_running() -> bool {
    RUNNING.get()
}

/// The name progenitor knows the argument of this position by.
pub(crate) fn argument_name(position: usize) -> String {
    format!("argument{position}")
}

/// The name progenitor knows a method by.
pub(crate) fn method_name(position: usize) -> String {
    format!("method{position}")
}

/// The name progenitor knows the type of this position by; [`Rendered::types`] has the type.
pub(crate) fn type_position(name: &str) -> Option<usize> {
    name.strip_prefix("Replaced")?.parse().ok()
}

/// What progenitor printed.
#[derive(Debug)]
pub(crate) struct Rendered {
    /// Its output.
    pub(crate) tokens: TokenStream,
    /// The types that stand behind its placeholders.
    pub(crate) types: Vec<TokenStream>,
}

/// A client with one method per plan. Nothing after reporting `engine-failed`.
pub(crate) fn client(graph: &TypeGraph, plans: &[OperationPlan], diagnostics: &mut Diagnostics) -> Option<Rendered> {
    let (document, types) = lower(graph, plans);
    let refused = refusals(&document, types.len(), plans);
    if !refused.is_empty() {
        refused.into_iter().for_each(|refusal| diagnostics.push(refusal));
        return None;
    }
    let mut settings = GenerationSettings::new();
    settings.with_interface(InterfaceStyle::Positional).with_tag(TagStyle::Merged);
    for name in (0..types.len()).map(type_name) {
        // A placeholder: a type of ours need not be a path, and progenitor takes nothing else.
        settings.with_replacement(&name, &name, std::iter::empty());
    }
    let run = || -> Result<TokenStream, String> {
        let document: openapiv3::OpenAPI = serde_json::from_value(document).map_err(|error| error.to_string())?;
        Generator::new(&settings).generate_tokens(&document).map_err(|error| error.to_string())
    };
    let reason = match guarded(run) {
        Ok(tokens) => return Some(Rendered { tokens, types }),
        Err(reason) => reason,
    };
    // One operation at a time finds the one that progenitor cannot render.
    let culprit = (plans.len() > 1)
        .then(|| {
            plans.iter().find(|plan| client(graph, std::slice::from_ref(*plan), &mut Diagnostics::new()).is_none())
        })
        .flatten();
    let culprit = culprit.or(plans.first());
    diagnostics.push(failed(&reason, culprit));
    None
}

/// What progenitor gives, or why it gives nothing; a panic is a reason like any other.
fn guarded(run: impl FnOnce() -> Result<TokenStream, String>) -> Result<TokenStream, String> {
    RUNNING.set(true);
    let outcome = catch_unwind(AssertUnwindSafe(run));
    RUNNING.set(false);
    outcome.unwrap_or_else(|panic| {
        Err(match (panic.downcast_ref::<String>(), panic.downcast_ref::<&str>()) {
            (Some(text), _) => text.clone(),
            (None, Some(text)) => (*text).to_owned(),
            (None, None) => "it panicked".to_owned(),
        })
    })
}

/// The document for progenitor, and the types behind its components.
fn lower(graph: &TypeGraph, plans: &[OperationPlan]) -> (Value, Vec<TokenStream>) {
    let mut lowered = Lowered { graph, components: Map::new(), types: IndexMap::new() };
    let paths: Map<String, Value> =
        plans.iter().enumerate().map(|(position, plan)| (path(position, plan), lowered.item(position, plan))).collect();
    let document = json!({
        "openapi": "3.0.3",
        "info": {"title": "client", "version": "1"},
        "paths": paths,
        "components": {"schemas": lowered.components},
    });
    (document, lowered.types.into_values().collect())
}

/// What of the document progenitor must not be given, each naming its operation.
fn refusals(document: &Value, types: usize, plans: &[OperationPlan]) -> Vec<Diagnostic> {
    let replaced = (0..types).map(type_name).collect();
    let violations = check_supported(document, &replaced).into_iter();
    violations
        .map(|violation| {
            let position = violation.path.and_then(|path| path.split('/').nth(1)?.parse::<usize>().ok());
            failed(&violation.reason, position.and_then(|position| plans.get(position)))
        })
        .collect()
}

fn failed(reason: &str, plan: Option<&OperationPlan>) -> Diagnostic {
    let what = if plan.is_some() { "the operation" } else { "the client" };
    let diagnostic = Diagnostic::error(Code::EngineFailed, format!("progenitor cannot render {what}: {reason}"))
        .help("this is a defect of the generator; please report it with the document");
    match plan {
        Some(plan) => diagnostic.at(plan.span).subject(plan.subject()),
        None => diagnostic,
    }
}

/// A path of its own for every method, with its arguments in their order.
fn path(position: usize, plan: &OperationPlan) -> String {
    let arguments: String = match plan.call.required {
        Some(_) => String::new(),
        None => path_arguments(plan).map(|at| format!("/{{{}}}", argument_name(at))).collect(),
    };
    format!("/{position}{arguments}")
}

/// The positions of the arguments that go into the path.
fn path_arguments(plan: &OperationPlan) -> impl Iterator<Item = usize> {
    let arguments = plan.call.arguments.iter().enumerate();
    arguments.filter(|(_, argument)| argument.parameter.location == Location::Path).map(|(at, _)| at)
}

struct Lowered<'g> {
    graph: &'g TypeGraph,
    components: Map<String, Value>,
    /// The type behind each placeholder, by its text.
    types: IndexMap<String, TokenStream>,
}

impl Lowered<'_> {
    fn item(&mut self, position: usize, plan: &OperationPlan) -> Value {
        let parameters: Vec<Value> = match &plan.call.required {
            // One struct stands for all of them.
            Some(name) => {
                let name = Ident::new(name, Span::call_site());
                let schema = self.replaced(quote!(&calls::#name));
                vec![json!({"in": "query", "name": argument_name(0), "required": true, "schema": schema})]
            }
            None => {
                let arguments = plan.call.arguments.iter().enumerate();
                let parameter = arguments.map(|(at, argument)| {
                    let (place, schema) = match argument.parameter.location {
                        Location::Path => ("path", json!({"type": "string"})),
                        _ => ("query", self.component(&argument.ty)),
                    };
                    json!({"in": place, "name": argument_name(at), "required": true, "schema": schema})
                });
                parameter.collect()
            }
        };
        let mut responses = Map::new();
        let success = self.outcome(&plan.result.success);
        responses.insert(
            "2XX".to_owned(),
            json!({"description": "success", "content": {"application/json": {"schema": success}}}),
        );
        let error = self.outcome(&plan.result.error);
        responses.insert(
            "4XX".to_owned(),
            json!({"description": "error", "content": {"application/json": {"schema": error}}}),
        );
        let mut operation = json!({
            "operationId": method_name(position),
            "parameters": parameters,
            "responses": responses,
        });
        if let Some(BodyPlan { payload, .. }) = &plan.body {
            let content = match payload {
                Payload::Json(ty)
                | Payload::Xml(ty, _)
                | Payload::Form(ty)
                | Payload::Events(ty)
                | Payload::NamedEvents(ty, _)
                | Payload::JsonLines(ty) => {
                    let schema = self.component(ty);
                    json!({"application/json": {"schema": schema}})
                }
                Payload::Empty
                | Payload::Multipart
                | Payload::Text
                | Payload::Bytes
                | Payload::Encoded(_)
                | Payload::TextEvents => {
                    json!({"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}})
                }
            };
            operation["requestBody"] = json!({"required": true, "content": content});
        }
        // The verb is in the static facts of the operation; progenitor knows few of them.
        json!({"post": operation})
    }

    fn outcome(&mut self, outcome: &Outcome) -> Value {
        match outcome {
            Outcome::None => self.replaced(quote!(Undocumented)),
            Outcome::Enum(name) => {
                let name = Ident::new(name, Span::call_site());
                self.replaced(quote!(results::#name))
            }
            Outcome::One(payload) => {
                let ty = crate::operations::answer_type(self.graph, payload);
                self.replaced(ty)
            }
        }
    }

    fn component(&mut self, ty: &TypeRef) -> Value {
        let module = Ident::new("types", Span::call_site());
        self.replaced(type_tokens(self.graph, ty, Some(&module)))
    }

    fn replaced(&mut self, ty: TokenStream) -> Value {
        let text = ty.to_string();
        let position = self.types.get_index_of(&text).unwrap_or_else(|| {
            let (position, _) = self.types.insert_full(text, ty);
            self.components.insert(type_name(position), json!({"type": "object"}));
            position
        });
        json!({"$ref": format!("#/components/schemas/{}", type_name(position))})
    }
}

fn type_name(position: usize) -> String {
    format!("Replaced{position}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Node, SourceFiles, Span};

    /// No document leads to a refusal, so one is made by hand: it must name the operation and say what to do.
    #[test]
    fn a_refusal_names_its_operation() {
        let document = json!({"openapi": "3.1.0", "info": {"title": "Bell", "version": "1"}, "paths": {
            "/bells": {"get": {"responses": {"200": {"description": "all"}}}},
            "/bells/{id}": {"delete": {
                "parameters": [{"in": "path", "name": "id", "required": true, "schema": {"type": "string"}}],
                "responses": {"204": {"description": "gone"}},
            }},
        }});
        let span = Span::new(SourceFiles::new().add("a.json", ""), 0..0);
        let planned = crate::plan(&Node::from_value(document, span), &mut Diagnostics::new()).expect("it is sound");
        let plans = &planned.operations.plans;
        let (mut lowered, types) = lower(&planned.graph, plans);
        assert_eq!(refusals(&lowered, types.len(), plans), []);

        lowered["paths"]["/1/{argument0}"]["post"]["parameters"] = json!([]);
        let refused = refusals(&lowered, types.len(), plans);
        let [refusal] = refused.as_slice() else { panic!("one refusal, not {refused:?}") };
        assert_eq!(refusal.code, Code::EngineFailed);
        assert_eq!(refusal.subject.as_deref(), Some("DELETE /bells/{id}"));
        assert_eq!(
            refusal.message,
            "progenitor cannot render the operation: the path argument `argument0` is not declared"
        );
        assert!(refusal.help.is_some());
    }

    /// No document leads to a panic either.
    #[test]
    fn a_panic_is_a_reason_like_any_other() {
        let panicking = |message: &'static str| guarded(move || std::panic::panic_any(message.to_owned()));
        assert_eq!(panicking("two success types").err().as_deref(), Some("two success types"));
        assert_eq!(guarded(|| std::panic::panic_any("a word")).err().as_deref(), Some("a word"));
        assert_eq!(guarded(|| std::panic::panic_any(7)).err().as_deref(), Some("it panicked"));
        assert_eq!(guarded(|| Err("refused".to_owned())).err().as_deref(), Some("refused"));
        assert!(!is_running());
    }
}
