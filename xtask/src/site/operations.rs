//! The operations of a client by tag: what they take, with bounds, what they answer, and how they are called in Rust. The signature
//! is that of the generated client, letter by letter; the example is the generator's, and a test compiles what pages show.

use super::types::{docs, shown, table};
use super::{Vendor, html, markdown};
use switchboard_codegen::model::Api;
use switchboard_codegen::operations::{OperationPlan, Payload, ResponsePlan, Status, by_tag, example};
use switchboard_codegen::types::{Shape, TypeRef};

/// The page of all operations.
pub(super) fn section(vendor: &Vendor) -> String {
    let plans = &vendor.planned.operations.plans;
    let mut body = format!(
        "<h1>Operations</h1>\n<p class=\"quiet\">{} methods of <code>{}::Client</code>.</p>\n",
        plans.len(),
        html::text(&vendor.package.replace('-', "_"))
    );
    for (at, group) in by_tag(Api::of(&vendor.planned.document), plans).iter().enumerate() {
        body += &format!("<section id=\"{}\">\n", tag(at));
        if let Some(title) = &group.title {
            body += &format!("<h2>{}</h2>\n", html::text(title));
        }
        body.extend(group.description.as_deref().map(markdown::to_html));
        for plan in group.operations.iter().filter_map(|at| plans.get(*at)) {
            body += &operation(vendor, plan);
        }
        body += "</section>\n";
    }
    body
}

/// The tags of a client, by the part of the address that leads to each; none where there is nothing to choose from.
pub(super) fn tags(vendor: &Vendor) -> Vec<(String, String)> {
    let groups = by_tag(Api::of(&vendor.planned.document), &vendor.planned.operations.plans);
    let titled = groups.iter().enumerate().filter_map(|(at, group)| Some((tag(at), group.title.clone()?)));
    if groups.len() < 2 { Vec::new() } else { titled.collect() }
}

fn tag(at: usize) -> String {
    format!("tag-{at}")
}

fn operation(vendor: &Vendor, plan: &OperationPlan) -> String {
    let summary = plan.summary.as_deref().map(html::text).unwrap_or_default();
    let mut text = format!(
        "<details class=\"operation\" id=\"{}\">\n<summary><code class=\"name\">{}</code> <span class=\"method {}\">{}</span> \
         <code class=\"path\">{}</code> <span class=\"what\">{summary}</span></summary>\n",
        html::anchor("op", &plan.name),
        html::text(&plan.name),
        html::attribute(&plan.method.to_ascii_lowercase()),
        html::text(&plan.method),
        html::text(&plan.path),
    );
    text += &docs(&plan.docs);
    if let Some(page) = &plan.page {
        let address = html::attribute(page);
        text += &format!("<p><a href=\"{address}\" rel=\"noreferrer\">The vendor's page</a></p>\n");
    }
    let client = vendor.files.get("src/client.rs").map(String::as_str).unwrap_or_default();
    text.extend(
        signature(client, &plan.name)
            .map(|code| format!("<pre class=\"rust\"><code>{}</code></pre>\n", html::text(&code))),
    );
    text += &table(["parameter", "type", "what it is"], &parameters(vendor, plan));
    if let Some(body) = &plan.body {
        let need = if body.required { "" } else { " <span class=\"quiet\">optional</span>" };
        let ty = payload(vendor, &body.payload);
        text += &format!("<p>Sends <code>{}</code> {ty}{need}</p>\n", html::text(&body.media_type));
    }
    text += &table(["answer", "what it holds", "when"], &answers(vendor, plan));
    if plan.pagination.is_some() {
        text += "<p>Gives a list in pages: <code>.pages()</code> and <code>.items()</code> follow them.</p>\n";
    }
    let package = vendor.package.replace('-', "_");
    let lines = example(&vendor.planned.graph, plan, &package);
    if !lines.is_empty() {
        let gate =
            if plan.needs_xml() { " <span class=\"quiet\">with the feature <code>xml</code></span>" } else { "" };
        text += &format!(
            "<p class=\"label\">Example{gate}</p>\n<pre class=\"rust example\"><code>{}</code></pre>\n",
            html::text(&lines.join("\n"))
        );
    }
    text + "</details>\n"
}

/// Rows of documented answers, successes first as they are in the plan.
fn answers(vendor: &Vendor, plan: &OperationPlan) -> Vec<[String; 3]> {
    let status = |response: &ResponsePlan| match response.status {
        Status::Exact(status) => status.to_string(),
        Status::Range(hundreds) => format!("{hundreds}XX"),
        Status::Default => "any other".to_owned(),
    };
    let row = |response: &ResponsePlan| {
        let kind = if response.success { "success" } else { "error" };
        let types: Vec<String> =
            response.media_types.iter().map(|name| format!("<code>{}</code>", html::text(name))).collect();
        let types = if types.is_empty() {
            String::new()
        } else {
            format!("<br><span class=\"quiet\">{}</span>", types.join(", "))
        };
        [
            format!("<span class=\"{kind}\">{}</span>", html::text(&status(response))),
            payload(vendor, &response.payload) + &types,
            response.description.as_deref().map(markdown::to_html).unwrap_or_default(),
        ]
    };
    plan.result.responses.iter().map(row).collect()
}

/// Rows of parameters; their bounds are among what is said of them.
fn parameters(vendor: &Vendor, plan: &OperationPlan) -> Vec<[String; 3]> {
    let graph = &vendor.planned.graph;
    let row = |name: &str, place: &str, ty: &TypeRef, said: String| {
        let name = format!("<code>{}</code> <span class=\"quiet\">{place}</span>", html::text(name));
        [name, format!("<code>{}</code>", shown(vendor, ty)), said]
    };
    let mut rows: Vec<[String; 3]> = plan
        .arguments
        .iter()
        .map(|argument| {
            row(&argument.parameter.name, argument.parameter.location.as_str(), &argument.ty, docs(&argument.docs))
        })
        .collect();
    let Some(parameters) = &plan.parameters else { return rows };
    let Shape::Struct(members) = &graph.get(parameters.ty).shape else { return rows };
    for entry in &parameters.entries {
        if let Some(field) = members.fields.iter().find(|field| field.wire == entry.key) {
            let need = if field.presence == switchboard_codegen::types::Presence::Required { "required " } else { "" };
            rows.push(row(&entry.name, &format!("{need}{}", entry.location.as_str()), &field.ty, docs(&field.docs)));
        }
    }
    rows
}

fn payload(vendor: &Vendor, payload: &Payload) -> String {
    match payload {
        Payload::Json(ty) | Payload::Xml(ty, _) | Payload::Form(ty) => format!("<code>{}</code>", shown(vendor, ty)),
        Payload::Events(ty) | Payload::NamedEvents(ty, _) => format!("events of <code>{}</code>", shown(vendor, ty)),
        Payload::JsonLines(ty) => format!("lines of <code>{}</code>", shown(vendor, ty)),
        Payload::TextEvents => "events with texts".to_owned(),
        Payload::Empty => "nothing".to_owned(),
        Payload::Multipart => "parts".to_owned(),
        Payload::Text => "text".to_owned(),
        Payload::Bytes | Payload::Encoded(_) => "bytes".to_owned(),
    }
}

/// The signature of a method, as the client has it.
fn signature(client: &str, name: &str) -> Option<String> {
    let start =
        [format!("pub fn {name}("), format!("pub fn {name}<")].iter().find_map(|begin| client.find(begin.as_str()))?;
    let rest = client.get(start..)?;
    let end = rest.find(" {\n")?;
    let lines: Vec<&str> = rest.get(..end)?.lines().collect();
    let indented = |line: &&str| line.strip_prefix("    ").unwrap_or(line).to_owned();
    Some(lines.iter().map(indented).collect::<Vec<_>>().join("\n"))
}
