//! Writes a program that calls every operation of one generated client with values made from the document. It lives
//! under `target/` and is no part of any client.

use camino::Utf8Path;
use proc_macro2::{Ident, Span};
use serde_json::Value;
use std::fmt::Write;
use switchboard::mock::Sampler;
use switchboard_codegen::operations::{BodyPlan, Location, MultipartPlan, OperationPlan, Payload};
use switchboard_codegen::types::{PartContent, PartPlan, TypeGraph, TypeRef, type_tokens};
use switchboard_codegen::{CrateSettings, Planned};

/// The program: a crate of two files.
pub(crate) struct Harness {
    /// `Cargo.toml`.
    pub(crate) manifest: String,
    /// `src/main.rs`.
    pub(crate) program: String,
    /// How many calls it makes.
    pub(crate) calls: usize,
}

/// The program for a client in `folder`. It reads the address of the server from `BASE_URL`, prints a line for each
/// call that did not work, and ends with 1 if there is one.
pub(crate) fn harness(planned: &Planned, settings: &CrateSettings, folder: &Utf8Path) -> Harness {
    let document = planned.document.to_value();
    let sampler = Sampler::new(&document);
    let module = settings.name.replace('-', "_");
    let mut program = HEAD.replace("MODULE", &module);
    let _ = write!(program, "    let client = {module}::Client::builder().base_url(url)");
    for (id, scheme) in document["components"]["securitySchemes"].as_object().into_iter().flatten() {
        let _ = match (scheme["type"].as_str(), scheme["scheme"].as_str()) {
            (Some("http"), Some("basic")) => write!(program, ".basic({id:?}, \"user\", \"password\")"),
            (Some("mutualTLS"), _) => write!(program, ".external({id:?})"),
            _ => write!(program, ".credential({id:?}, \"key\")"),
        };
    }
    program.push_str(".retries(0).build()?;\n    let mut failed = 0;\n");
    for plan in &planned.operations.plans {
        let call = call(planned, &module, &document, &sampler, plan);
        let _ = writeln!(program, "    failed += report({:?}, client.{call}.await);", plan.subject());
    }
    program.push_str(TAIL);
    let manifest = format!(
        "[package]\nname = \"interop-{0}\"\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n[dependencies]\n\
         {0} = {{ path = {1:?} }}\ntokio = {{ version = \"1\", features = [\"macros\", \"rt\"] }}\n\n[workspace]\n",
        settings.name,
        folder.as_str(),
    );
    Harness { manifest, program, calls: planned.operations.plans.len() }
}

const HEAD: &str = "\
#[allow(unused_imports, reason = \"not every client has such a body\")]
use MODULE::runtime::Multipart;
#[allow(unused_imports, reason = \"nor a part that is typed\")]
use MODULE::{runtime::data, types};
use MODULE::runtime::{Error, Response, serde::de::DeserializeOwned, serde_json};

fn value<T: DeserializeOwned>(json: &str) -> T {
    serde_json::from_str(json).unwrap_or_else(|error| panic!(\"{json} does not decode: {error}\"))
}

/// The violations of the request; those of the answer are examples of the document that its schemas do not allow.
fn in_request(header: &MODULE::runtime::http::HeaderValue) -> String {
    let violations: Vec<serde_json::Value> = serde_json::from_slice(header.as_bytes()).unwrap_or_default();
    let mine = violations.iter().filter(|violation| violation[\"location\"][0] == \"request\");
    mine.map(|violation| violation.to_string()).collect::<Vec<_>>().join(\", \")
}

fn report<T, E>(operation: &str, result: Result<Response<T>, Error<E>>) -> usize {
    let error: Box<dyn std::error::Error> = match result {
        Ok(response) => match response.headers().get(\"sl-violations\").map(in_request) {
            Some(violations) if !violations.is_empty() => violations.into(),
            _ => return 0,
        },
        Err(Error::Api(error)) => format!(\"answered {}\", error.status()).into(),
        Err(Error::Failure(error)) => match error.answer().map(|answer| answer.snippet().to_owned()) {
            Some(snippet) => format!(\"{error}: {snippet}\").into(),
            None => Box::new(error),
        },
        Err(_) => \"another error\".into(),
    };
    let mut line = format!(\"{operation}: {error}\");
    let mut cause = error.source();
    while let Some(next) = cause {
        line += &format!(\": {next}\");
        cause = next.source();
    }
    println!(\"{line}\");
    1
}

#[tokio::main(flavor = \"current_thread\")]
async fn main() -> Result<std::process::ExitCode, Box<dyn std::error::Error>> {
    let url = std::env::var(\"BASE_URL\")?;
";

const TAIL: &str = "    Ok(if failed == 0 { 0.into() } else { 1.into() })\n}\n";

/// One call, with its arguments and the methods of what is optional.
fn call(planned: &Planned, module: &str, document: &Value, sampler: &Sampler, plan: &OperationPlan) -> String {
    let operation = document.pointer(plan.pointer.trim_start_matches('#')).unwrap_or(&Value::Null);
    let sample = |place: Location, name: &str| {
        let place = place.as_str();
        let mut parameters = operation["parameters"].as_array().into_iter().flatten();
        let meant = parameters.find(|node| node["in"] == place && node["name"] == name);
        meant.map_or(Value::Null, |node| {
            match node["content"].as_object().and_then(|content| content.values().next()) {
                Some(media) => sampler.media(media),
                None => sampler.media(node),
            }
        })
    };
    let mut arguments: Vec<String> = Vec::new();
    let mut fields: Vec<String> = Vec::new();
    for argument in &plan.call.arguments {
        let value = sample(argument.parameter.location, &argument.parameter.name);
        match plan.call.required {
            Some(_) => fields.push(format!("{}: value({:?})", argument.name, value.to_string())),
            None => arguments.push(argument_value(&argument.ty, &value)),
        }
    }
    if let Some(name) = &plan.call.required {
        arguments.push(format!("&{module}::calls::{name} {{ {} }}", fields.join(", ")));
    }
    let mut methods = String::new();
    let entries = plan.parameters.iter().flat_map(|parameters| &parameters.entries);
    for entry in entries {
        let setter = plan.call.setters.iter().find(|setter| setter.key == entry.key);
        let value = sample(entry.location, &entry.name);
        if let Some(setter) = setter.filter(|_| !value.is_null()) {
            let types = Ident::new("types", Span::call_site());
            let ty = type_tokens(&planned.graph, &setter.ty, Some(&types));
            let _ = write!(methods, ".{}(value::<{ty}>({:?}))", setter.name, value.to_string());
        }
    }
    if let Some(body) = &plan.body {
        let media = operation["requestBody"]["content"].as_object().and_then(|content| content.get(&body.media_type));
        let value = media.map_or(Value::Null, |media| sampler.fitting(media));
        let text = match &body.form {
            Some(form) => multipart_struct(form, &planned.graph, module, &value),
            None => body_argument(body, &value),
        };
        match &plan.call.body {
            Some(name) => drop(write!(methods, ".{name}({text})")),
            None => arguments.push(text),
        }
    }
    format!("{}({}){methods}", plan.name, arguments.join(", "))
}

/// Strings are lent as `&str`, small scalars handed over, everything else lent.
fn argument_value(ty: &TypeRef, value: &Value) -> String {
    let text = || match value {
        Value::String(text) => format!("{text:?}"),
        other => format!("{:?}", other.to_string()),
    };
    match ty {
        TypeRef::MaybeSet(..) | TypeRef::JsonText(_) => text(),
        TypeRef::Scalar(scalar) if scalar.is_text() => text(),
        TypeRef::Scalar(_) => format!("value({:?})", value.to_string()),
        _ => format!("&value({:?})", value.to_string()),
    }
}

fn body_argument(body: &BodyPlan, value: &Value) -> String {
    let text = match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    match &body.payload {
        Payload::Json(_) | Payload::Xml(..) | Payload::Form(_) => format!("&value({:?})", value.to_string()),
        Payload::Multipart => multipart(value),
        Payload::Text => format!("{text:?}"),
        // A sample of the whole body, or of one of its values.
        Payload::JsonLines(_) => {
            let items = value.as_array().cloned().unwrap_or_else(|| vec![value.clone()]);
            let items = items.iter().map(|item| format!("value({:?})", item.to_string())).collect::<Vec<_>>();
            format!("vec![{}].into()", items.join(", "))
        }
        Payload::Bytes
        | Payload::Encoded(_)
        | Payload::Empty
        | Payload::Events(_)
        | Payload::TextEvents
        | Payload::NamedEvents(..) => {
            format!("{text:?}.into()")
        }
    }
}

/// The members of a value as the struct that the client has for the parts.
fn multipart_struct(form: &MultipartPlan, graph: &TypeGraph, module: &str, value: &Value) -> String {
    let types = Ident::new("types", Span::call_site());
    let typed = |ty: &TypeRef, value: &Value| {
        format!("value::<{}>({:?})", type_tokens(graph, ty, Some(&types)), value.to_string())
    };
    let content = |part: &PartPlan, value: &Value| match &part.content {
        PartContent::File => format!("{module}::runtime::Part::bytes({:?})", value.as_str().unwrap_or("text")),
        PartContent::Files => format!("vec![{module}::runtime::Part::bytes(\"text\")]"),
        PartContent::Value(ty) => typed(ty, value),
        PartContent::Values(item) => typed(&TypeRef::List(Box::new(item.clone())), value),
    };
    let (required, optional): (Vec<_>, Vec<_>) = form.parts.iter().partition(|part| part.required);
    let arguments: Vec<String> = required.into_iter().map(|part| content(part, &value[&part.wire])).collect();
    let mut text = format!("{module}::forms::{}::new({})", form.name, arguments.join(", "));
    for part in optional {
        if let Some(value) = value.get(&part.wire) {
            let _ = write!(text, ".{}({})", part.name, content(part, value));
        }
    }
    text
}

/// The members of a value as parts.
fn multipart(value: &Value) -> String {
    let mut text = "Multipart::new()".to_owned();
    for (name, member) in value.as_object().into_iter().flatten() {
        let shown = match member {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let _ = write!(text, ".value({name:?}, {shown:?})");
    }
    text
}
