//! The text of pages of Fern.

use super::facts::{Kind, Member, capital, members, name, object, sentence, word};
use super::{described, said_only, same};
use fastrand::Rng;
use serde_json::{Value, json};
use std::fmt::Write;
use switchboard_codegen::describe::Format;
use switchboard_codegen::diagnostic::Diagnostics;

pub(super) fn check(rng: &mut Rng) -> (String, Diagnostics) {
    let kind = |rng: &mut Rng| match rng.u8(..7) {
        0 => Kind::Integer,
        1 => Kind::Number,
        2 => Kind::Boolean,
        3 => Kind::Object(Vec::new()),
        4 => Kind::Array(Box::new(Kind::String)),
        5 => Kind::Time,
        _ => Kind::String,
    };
    let (title, text) = (capital(&word(rng)) + " " + &word(rng), sentence(rng));
    let path = format!("/v1/{}", name(rng));
    let mut headers = members(rng, 1, &mut Vec::new(), &|_| Kind::String);
    headers[0].is_nullable = false;
    let (asked, answered) = (rng.usize(1..7), rng.usize(1..7));
    let request = members(rng, asked, &mut Vec::new(), &kind);
    let answer: Vec<Member> = members(rng, answered, &mut Vec::new(), &kind)
        .into_iter()
        .map(|member| Member { is_required: false, ..member })
        .collect();
    let mut page = format!("{title}\nPOST https://h.example{path}\n{text}\nHeaders\n");
    lines(&mut page, &headers, true);
    page += "Request\nThis endpoint expects an object.\n";
    lines(&mut page, &request, true);
    page += "Response\nSuccessful Response\n";
    lines(&mut page, &answer, false);
    page += "Errors\n422\nUnprocessable Entity Error\n";
    let (document, diagnostics) = described(Format::Fern, &page);
    let header = &headers[0];
    let schemas = |members: &[Member]| json!({"application/json": {"schema": Value::Object(object(members))}});
    let wanted = json!({
        "summary": title,
        "description": text,
        "parameters": [{"name": header.name, "in": "header", "description": header.text, "required": header.is_required,
            "schema": {"type": "string"}}],
        "requestBody": {"content": schemas(&request), "required": true},
        "responses": {
            "200": {"description": "The answer.", "x-inferred": true, "content": schemas(&answer)},
            "422": {"description": "Unprocessable Entity Error"},
        },
    });
    same(&path, &document["paths"][&path]["post"], &wanted, &page);
    said_only(&diagnostics, &[], &page);
    (page, diagnostics)
}

fn lines(page: &mut String, members: &[Member], has_marks: bool) {
    for member in members {
        let kind = match &member.kind {
            Kind::Integer => "integer",
            Kind::Number => "double",
            Kind::Boolean => "boolean",
            Kind::Object(_) => "object",
            Kind::Array(_) => "list of strings",
            Kind::Time => "datetime",
            _ => "string",
        };
        let null = if member.is_nullable { " or null" } else { "" };
        let mark = if !has_marks {
            ""
        } else if member.is_required {
            "Required"
        } else {
            "Optional"
        };
        let _ = write!(page, "{}{kind}{null}{mark}\n{}\n", member.name, member.text);
    }
}
