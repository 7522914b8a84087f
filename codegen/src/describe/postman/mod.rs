//! Postman collections 2.1 (<https://schema.getpostman.com/json/collection/v2.1.0/docs/index.html>): requests with their
//! bodies and saved answers.
//!
//! A collection shows values and states no types: what is concluded from them is marked `x-inferred: example`, no member
//! is required, and no number is known to be whole. Runs no scripts and fills in no variables but the server.

mod auth;
mod body;
mod url;

use super::facts::credentials::Credential;
use super::facts::{Answer, Body, Member, Operation, Place, Shape, Text, document};
use super::json_outline::top_level_keys;
use super::reading::stated::Kind;
use super::unite::unite;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::source::{FileId, MAX_DEPTH, Node, SourceFiles, read_document};

/// Reads collections into one document.
///
/// Returns `None` after reporting what is wrong with the JSON, or `page-conflict`.
pub fn read(files: &SourceFiles, pages: &[FileId], diagnostics: &mut Diagnostics) -> Option<Node> {
    let before = diagnostics.count(Severity::Error);
    let mut documents = Vec::new();
    for &page in pages {
        let Some(collection) = read_document(files, page, diagnostics) else { continue };
        if collection.items("item").is_empty() {
            let message = "the collection has no requests";
            let help = "export the collection from Postman as Collection v2.1, with its requests";
            diagnostics
                .push(Diagnostic::error(Code::UnknownFormat, message).at(super::start_of(files, page)).help(help));
            continue;
        }
        documents.push(self::collection(&collection, diagnostics));
    }
    let united = unite(documents, diagnostics);
    united.filter(|_| diagnostics.count(Severity::Error) == before)
}

/// Whether a text is a collection of version 2.1 (or 2.0, which differs in how addresses are written).
pub fn recognises(text: &str) -> bool {
    let is_of_version = || ["/collection/v2.1.0/", "/collection/v2.0.0/"].iter().any(|version| text.contains(version));
    let has = |key: &str| top_level_keys(text).any(|found| found == key);
    has("info") && is_of_version() && has("item")
}

fn collection(collection: &Node, diagnostics: &mut Diagnostics) -> Node {
    let info = collection.get("info");
    let title = info.and_then(|info| info.str("name")).unwrap_or("API");
    let mut found: Vec<Request<'_>> = Vec::new();
    requests(collection, None, collection.get("auth"), 0, &mut found, diagnostics);
    let mut operations: Vec<Operation> = Vec::new();
    for request in &found {
        let Some(operation) = operation(collection, request, diagnostics) else { continue };
        let same = operations
            .iter_mut()
            .find(|other| other.method.text == operation.method.text && other.path.text == operation.path.text);
        match same {
            Some(other) => merge(other, operation),
            None => operations.push(operation),
        }
    }
    let mut document = document::document(title, &operations, collection.span, diagnostics);
    if let Some(description) = info.and_then(|info| text_of(info.get("description")?))
        && let Some(info) = document.get_mut("info")
    {
        info.set("description", Node::string(&description.text, description.span));
    }
    unread_scripts(collection, diagnostics);
    document
}

/// A request, with what it has from the folders around it.
struct Request<'c> {
    item: &'c Node,
    request: &'c Node,
    folder: Option<&'c Node>,
    auth: Option<&'c Node>,
}

/// All requests, in order.
fn requests<'c>(
    holder: &'c Node,
    folder: Option<&'c Node>,
    auth: Option<&'c Node>,
    depth: usize,
    found: &mut Vec<Request<'c>>,
    diagnostics: &mut Diagnostics,
) {
    for item in holder.items("item") {
        let own = |node: &'c Node| node.get("auth").filter(|auth| auth.str("type") != Some("inherit"));
        let auth = own(item).or(auth);
        if let Some(request) = item.get("request") {
            found.push(Request { item, request, folder, auth: own(request).or(auth) });
        } else if depth < MAX_DEPTH && item.get("item").is_some() {
            requests(item, item.get("name").or(folder), auth, depth + 1, found, diagnostics);
        } else {
            let message = "this item has neither a request nor items";
            let help = "remove it from the collection, or give it a request";
            diagnostics.push(Diagnostic::warning(Code::TextUnread, message).at(item.span).help(help));
        }
    }
}

fn operation(collection: &Node, found: &Request<'_>, diagnostics: &mut Diagnostics) -> Option<Operation> {
    let request = found.request;
    // A request may be its address alone.
    let address = request.get("url").unwrap_or(request);
    let Some(url) = url::read(collection, address) else {
        let message = "this request has no address, and was left out";
        let help = "give it an address in Postman, and export the collection again";
        diagnostics.push(Diagnostic::warning(Code::TextUnread, message).at(found.item.span).help(help));
        return None;
    };
    let method = request.get("method");
    let text = method.and_then(Node::as_str).unwrap_or("GET").to_ascii_lowercase();
    if !["get", "put", "post", "delete", "options", "head", "patch", "trace"].contains(&text.as_str()) {
        let message = format!("OpenAPI has no method `{text}`; the request was left out");
        let place = method.map_or(request.span, |method| method.span);
        let help = "describe it by hand if a client needs it";
        diagnostics.push(Diagnostic::warning(Code::OperationLeftOut, message).at(place).help(help));
        return None;
    }
    let mut operation = Operation::new(Text::new(text, method.map_or(request.span, |node| node.span)), url.path);
    operation.server = url.server;
    operation.summary = found.item.get("name").and_then(text_of);
    operation.description = request.get("description").and_then(text_of);
    operation.tag = found.folder.and_then(text_of);
    operation.parameters = url.parameters;
    for header in request.items("header") {
        let name = header.str("key").unwrap_or_default().to_ascii_lowercase();
        // The body, the answer and the authentication say these.
        if !["content-type", "accept", "authorization", ""].contains(&name.as_str()) {
            operation.parameters.extend(parameter(header).map(|member| (Place::Header, member)));
        }
    }
    operation.body = request.get("body").and_then(|body| body::read(request, body, diagnostics));
    operation.answers = answers(found.item, diagnostics);
    operation.credentials = found.auth.map(|auth| auth::credential(auth, diagnostics)).into_iter().collect();
    Some(operation)
}

/// A header or a part of the address: text is what is sent, whatever it means.
fn parameter(node: &Node) -> Option<Member> {
    let key = node.get("key")?;
    let name = key.as_str().filter(|name| !name.is_empty() && !name.contains("{{"))?;
    let mut member = Member::named(Text::new(name, key.span));
    member.description = node.get("description").and_then(text_of);
    member.stated.kind = Some(Kind::String);
    member.is_shown_only = true;
    Some(member)
}

fn answers(item: &Node, diagnostics: &mut Diagnostics) -> Vec<Answer> {
    let mut answers: Vec<Answer> = Vec::new();
    for response in item.items("response") {
        let code = response.get("code").filter(|code| code.as_number().is_some());
        let status =
            code.map(|code| Text::new(code.as_number().map(ToString::to_string).unwrap_or_default(), code.span));
        let body = response.get("body").and_then(|body| body::answer(response, body, diagnostics));
        let description = response.get("name").and_then(text_of);
        let key = |status: &Option<Text>| status.as_ref().map(|status| status.text.clone());
        match answers.iter_mut().find(|other| key(&other.status) == key(&status)) {
            Some(other) => merge_bodies(&mut other.body, body),
            None => answers.push(Answer { status, description, body }),
        }
    }
    answers
}

/// Adds what another request of the same operation shows.
fn merge(operation: &mut Operation, other: Operation) {
    for (place, member) in other.parameters {
        let is_known = |(known, existing): &(Place, Member)| *known == place && existing.name.text == member.name.text;
        if !operation.parameters.iter().any(is_known) {
            operation.parameters.push((place, member));
        }
    }
    let name = |known: &Option<Credential>| known.as_ref().map(|known| known.name.clone());
    for credential in other.credentials {
        if !operation.credentials.iter().any(|known| name(known) == name(&credential)) {
            operation.credentials.push(credential);
        }
    }
    merge_bodies(&mut operation.body, other.body);
    for answer in other.answers {
        let status = |answer: &Answer| answer.status.as_ref().map(|status| status.text.clone());
        match operation.answers.iter_mut().find(|known| status(known) == status(&answer)) {
            Some(known) => merge_bodies(&mut known.body, answer.body),
            None => operation.answers.push(answer),
        }
    }
}

fn merge_bodies(body: &mut Option<Body>, other: Option<Body>) {
    match (body.as_mut().map(|body| &mut body.shape), other) {
        (Some(Shape::Shown(known)), Some(Body { shape: Shape::Shown(more), .. })) => known.extend(more),
        (None, other) => *body = other,
        _ => {}
    }
}

/// A text, or the `content` of a description.
fn text_of(node: &Node) -> Option<Text> {
    let text = node.as_str().or_else(|| node.str("content"))?;
    (!text.trim().is_empty()).then(|| Text::new(text.trim(), node.span))
}

/// Says that scripts are not run, once.
fn unread_scripts(holder: &Node, diagnostics: &mut Diagnostics) {
    let has_code = |event: &&Node| {
        let lines = event.get("script").map(|script| script.items("exec")).unwrap_or_default();
        lines.iter().any(|line| line.as_str().is_some_and(|line| !line.trim().is_empty()))
    };
    if let Some(event) = holder.items("event").iter().find(has_code) {
        let message = "scripts of the collection are not run";
        let help = "if they compute a header or a signature, add a middleware to the client that does so";
        diagnostics.push(Diagnostic::warning(Code::TextUnread, message).at(event.span).help(help));
    }
}

#[cfg(test)]
mod tests;
