//! The function of the program that calls one method of the client.

use super::answers::shown;
use proc_macro2::{Ident, Span};
use std::fmt::Write;
use switchboard_codegen::Planned;
use switchboard_codegen::operations::{ArgumentPlan, BodyPlan, MultipartPlan, OperationPlan, Payload};
use switchboard_codegen::types::{PartContent, Scalar, TypeGraph, TypeRef, type_tokens};

/// The function for the method at this place among the plans.
pub(super) fn function(planned: &Planned, at: usize, plan: &OperationPlan) -> String {
    let graph = &planned.graph;
    let mut text =
        format!("// {}\nasync fn call_{at}(client: &Client, sample: &Value) -> Result<Outcome, String> {{\n", {
            plan.subject().replace(char::is_control, " ")
        });
    let mut arguments: Vec<String> = Vec::new();
    let mut fields: Vec<String> = Vec::new();
    for argument in &plan.call.arguments {
        let value = value_at(argument);
        match plan.call.required {
            Some(_) => fields.push(format!("{}: decode({value})?", argument.name)),
            None => arguments.push(lent(graph, &argument.ty, &value)),
        }
    }
    if let Some(name) = &plan.call.required {
        arguments.push(format!("&base::calls::{name} {{ {} }}", fields.join(", ")));
    }
    let body = plan.body.as_ref().map(|body| body_argument(graph, body));
    let optional_body = plan.call.body.as_ref();
    if let (Some(body), None) = (&body, optional_body) {
        let _ = writeln!(text, "    let body = &sample[\"body\"];");
        arguments.push(body.clone());
    }
    let _ = writeln!(text, "    let call = client.{}({});", plan.name, arguments.join(", "));
    for entry in plan.parameters.iter().flat_map(|parameters| &parameters.entries) {
        let Some(setter) = plan.call.setters.iter().find(|setter| setter.key == entry.key) else { continue };
        let ty = typed(graph, &setter.ty);
        let _ = writeln!(
            text,
            "    let call = match given(sample, {:?}, {:?}) {{ Some(value) => call.{}(decode::<{ty}>(value)?), None => call }};",
            entry.location.as_str(),
            entry.name,
            setter.name,
        );
    }
    if let (Some(body), Some(name)) = (&body, optional_body) {
        let _ = writeln!(
            text,
            "    let call = match sample.get(\"body\") {{ Some(body) => call.{name}({body}), None => call }};"
        );
    }
    // What is repeated, and with that what goes on, is for the runtime to know.
    if plan.result.responses.iter().any(|response| response.success && is_stream(&response.payload)) {
        text.push_str(
            "    let call = if reconnects() { call.reconnect(Reconnect::new(20).pauses(Duration::from_millis(5), \
             Duration::from_millis(50))) } else { call };\n",
        );
    }
    if plan.pagination.is_some() {
        text.push_str(
            "    match sample[\"pages\"].as_str() {\n        Some(\"items\") => return Ok(walk(call.items()).await),\n        \
             Some(\"pages\") => return Ok(walk_pages(call.pages()).await),\n        _ => {}\n    }\n",
        );
    }
    let _ = writeln!(
        text,
        "    Ok(finish(call.await, {}, {}, {}).await)\n}}",
        shown(plan, true),
        shown(plan, false),
        typed_headers(plan)
    );
    text
}

/// A function that reads the documented headers of an answer.
fn typed_headers(plan: &OperationPlan) -> String {
    if plan.headers.is_empty() {
        return "|_| Vec::new()".to_owned();
    }
    let read = plan.headers.iter().map(|name| format!("typed({name:?}, headers.{name}())"));
    let read = read.collect::<Vec<_>>().join(", ");
    format!("|headers| {{ use base::ResponseHeaders as _; [{read}].into_iter().flatten().collect() }}")
}

fn is_stream(payload: &Payload) -> bool {
    matches!(payload, Payload::Events(_) | Payload::NamedEvents(..) | Payload::TextEvents)
}

fn value_at(argument: &ArgumentPlan) -> String {
    format!("at(sample, {:?}, {:?})", argument.parameter.location.as_str(), argument.parameter.name)
}

fn typed(graph: &TypeGraph, ty: &TypeRef) -> String {
    type_tokens(graph, ty, Some(&Ident::new("types", Span::call_site()))).to_string()
}

/// Strings are lent as `&str`, small scalars handed over, everything else lent.
fn lent(graph: &TypeGraph, ty: &TypeRef, value: &str) -> String {
    match ty {
        TypeRef::MaybeSet(..) | TypeRef::JsonText(_) => format!("&text({value})"),
        TypeRef::Scalar(scalar) if scalar.is_text() => format!("&text({value})"),
        TypeRef::Scalar(_) => format!("decode({value})?"),
        _ => format!("&decode::<{}>({value})?", typed(graph, ty)),
    }
}

/// `body` as the method takes it.
fn body_argument(graph: &TypeGraph, body: &BodyPlan) -> String {
    if let Some(form) = &body.form {
        return form_argument(graph, form);
    }
    match &body.payload {
        Payload::Json(ty) | Payload::Xml(ty, _) | Payload::Form(ty) => match graph.resolve(ty) {
            TypeRef::Scalar(Scalar::Bool | Scalar::I64 | Scalar::U64 | Scalar::F64) => "&decode(body)?".to_owned(),
            _ => format!("&decode::<{}>(body)?", typed(graph, ty)),
        },
        Payload::Multipart => "open_multipart(body)".to_owned(),
        Payload::Text => "&text(body)".to_owned(),
        Payload::JsonLines(ty) => format!("decode::<Vec<{}>>(body)?.into()", typed(graph, ty)),
        Payload::Bytes
        | Payload::Encoded(_)
        | Payload::Empty
        | Payload::Events(_)
        | Payload::TextEvents
        | Payload::NamedEvents(..) => "bytes(body).into()".to_owned(),
    }
}

/// The members of `body` as the struct that the client has for the parts.
fn form_argument(graph: &TypeGraph, form: &MultipartPlan) -> String {
    let content = |content: &PartContent, value: &str| match content {
        PartContent::File => format!("part({value})"),
        PartContent::Files => format!("parts({value})"),
        PartContent::Value(ty) => format!("decode::<{}>({value})?", typed(graph, ty)),
        PartContent::Values(item) => format!("decode::<Vec<{}>>({value})?", typed(graph, item)),
    };
    let (required, optional): (Vec<_>, Vec<_>) = form.parts.iter().partition(|part| part.required);
    let key = |wire: &str, name: &str| if wire.is_empty() { name.to_owned() } else { wire.to_owned() };
    let arguments: Vec<String> = required
        .into_iter()
        .map(|part| content(&part.content, &format!("&body[{:?}]", key(&part.wire, &part.name))))
        .collect();
    let mut text = format!("{{ let form = base::forms::{}::new({}); ", form.name, arguments.join(", "));
    for part in optional {
        let _ = write!(
            text,
            "let form = match body.get({:?}) {{ Some(value) => form.{}({}), None => form }}; ",
            key(&part.wire, &part.name),
            part.name,
            content(&part.content, "value"),
        );
    }
    text + "form }"
}
