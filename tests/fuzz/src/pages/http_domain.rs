//! Pages with the directives of `sphinxcontrib-httpdomain`.

use super::facts::{Kind, Member, capital, members, name, object, sentence, values, word};
use super::{described, said_only, same};
use fastrand::Rng;
use serde_json::{Value, json};
use std::fmt::Write;
use switchboard_codegen::describe::Format;
use switchboard_codegen::diagnostic::Diagnostics;

/// The words for fields, in the dialect of a page: queries, members sent, members answered, statuses.
const DIALECTS: [[&str; 4]; 3] = [
    ["query", "<json", ">json", "statuscode"],
    ["queryparam", "reqjson", "resjson", "status"],
    ["qparam", "jsonparam", ">jsonobj", "code"],
];

pub(super) fn check(rng: &mut Rng) -> (String, Diagnostics) {
    let dialect = DIALECTS[rng.usize(..DIALECTS.len())];
    let mut page = format!("Farm\n{}\n\n", "=".repeat(4));
    let mut wanted: Vec<(String, String, Value)> = Vec::new();
    for _ in 0..rng.usize(1..4) {
        let base = format!("/v1/{}/{}", name(rng), word(rng));
        if !wanted.iter().any(|(path, ..)| path.starts_with(&base)) {
            wanted.push(operation(rng, dialect, &base, &mut page));
        }
    }
    let (document, diagnostics) = described(Format::HttpDomain, &page);
    assert_eq!(document["paths"].as_object().map_or(0, |paths| paths.len()), wanted.len(), "{page}");
    for (path, method, operation) in wanted {
        same(&path, &document["paths"][&path][&method], &operation, &page);
    }
    said_only(&diagnostics, &[], &page);
    (page, diagnostics)
}

/// Writes an operation, and gives its path, its method and what the document has to say of it.
fn operation(
    rng: &mut Rng,
    [query_word, sent_word, answered_word, status_word]: [&str; 4],
    base: &str,
    page: &mut String,
) -> (String, String, Value) {
    let method = ["get", "delete", "post", "put"][rng.usize(..4)];
    let title = capital(&word(rng)) + " it " + &word(rng);
    let text = sentence(rng);
    let kind = |rng: &mut Rng| match rng.u8(..5) {
        0 => Kind::Integer,
        1 => Kind::Number,
        2 => Kind::Boolean,
        3 => Kind::Uuid,
        _ => Kind::String,
    };
    let mut taken = Vec::new();
    let mut some = |rng: &mut Rng, least: usize| {
        let count = rng.usize(least..5);
        let all = members(rng, count, &mut taken, &kind);
        all.into_iter().map(|member| Member { is_required: false, is_nullable: false, ..member }).collect::<Vec<_>>()
    };
    let (query, sent, mut answered) = (some(rng, 0), some(rng, 1), some(rng, 0));
    if let Some(holder) = answered.first_mut().filter(|_| rng.bool()) {
        holder.kind = Kind::Object(some(rng, 1));
    }
    let sent = if matches!(method, "post" | "put") { sent } else { Vec::new() };
    let (printed, kind) = [("(int:id)", "integer"), ("(uuid:id)", "string"), ("(string:id)", "string")][rng.usize(..3)];
    let path = format!("{base}/{{id}}");
    let _ =
        write!(page, "{title}\n{}\n\n.. http:{method}:: {base}/{printed}\n\n   {text}\n\n", "-".repeat(title.len()));
    let mut wanted = json!({"summary": title, "description": text});
    let mut schema = json!({"type": kind});
    if printed.contains("uuid") {
        schema["format"] = json!("uuid");
    }
    let mut parameters = vec![json!({"name": "id", "in": "path", "required": true, "schema": schema})];
    let indented =
        |value: &Value| format!("{value:#}").lines().map(|line| format!("      {line}\n")).collect::<String>();
    if !sent.is_empty() {
        let mut media = json!({"schema": object(&sent)});
        if rng.bool() {
            let example = values(&sent, rng);
            let upper = method.to_uppercase();
            let _ = write!(
                page,
                "   **Example request**:\n\n   .. sourcecode:: http\n\n      {upper} {base}/1 HTTP/1.1\n      Host: h.example\n\n{}\n",
                indented(&example)
            );
            media["example"] = example;
        }
        wanted["requestBody"] = json!({"content": {"application/json": media}, "required": true});
    }
    let success = ["200", "201"][rng.usize(..2)];
    let mut answer = json!({"description": sentence(rng)});
    if !answered.is_empty() {
        let mut media = json!({"schema": object(&answered)});
        if rng.bool() {
            let example = values(&answered, rng);
            let _ = write!(
                page,
                "   **Example response**:\n\n   .. sourcecode:: http\n\n      HTTP/1.1 {success} OK\n      Content-Type: application/json\n\n{}\n",
                indented(&example)
            );
            media["example"] = example;
        }
        answer["content"] = json!({"application/json": media});
    }
    fields(page, query_word, "", &query);
    fields(page, sent_word, "", &sent);
    fields(page, answered_word, "", &answered);
    for member in &query {
        let mut schema = member.schema();
        schema.as_object_mut().into_iter().for_each(|schema| drop(schema.remove("description")));
        parameters.push(
            json!({"name": member.name, "in": "query", "description": member.text, "required": false, "schema": schema}),
        );
    }
    let (good, bad) = (answer["description"].as_str().unwrap_or_default(), sentence(rng));
    let _ = write!(page, "   :{status_word} {success}: {good}\n   :{status_word} 404: {bad}\n\n");
    wanted["parameters"] = json!(parameters);
    wanted["responses"] = json!({success: answer, "404": {"description": bad}});
    (path, method.to_owned(), wanted)
}

fn fields(page: &mut String, word: &str, before: &str, members: &[Member]) {
    for member in members {
        let kind = match &member.kind {
            Kind::Integer => "integer",
            Kind::Number => "float",
            Kind::Boolean => "boolean",
            Kind::Uuid => "uuid",
            Kind::Object(_) => "object",
            _ => "string",
        };
        let name = format!("{before}{}", member.name);
        let _ = writeln!(page, "   :{word} {kind} {name}: {}", member.text);
        if let Kind::Object(inner) = &member.kind {
            fields(page, word, &format!("{name}."), inner);
        }
    }
}
