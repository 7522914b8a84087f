//! The body of a call: of a file, of standard input, or of members. What it is written as is up to the plan of the operation, and
//! how, up to the runtime.

use super::Refused;
use super::facts::fields;
use super::values::{Given, put};
use crate::mock::faults;
use serde_json::Value;
use switchboard_codegen::operations::{BodyPlan, Payload};
use switchboard_codegen::types::Scalar;
use switchboard_runtime::{ContentEncoding, JsonLines, Multipart, Part, Request};

/// What somebody gives as a body.
#[derive(Debug)]
pub(crate) enum Source {
    /// Nothing.
    Nothing,
    /// Bytes of a file or of standard input.
    Bytes(Vec<u8>),
    /// Members.
    Members(Vec<Given>),
}

/// Puts the body into a request, after it was held against its schema.
pub(crate) fn put_into(
    request: Request,
    document: &Value,
    plan: Option<&BodyPlan>,
    schema: &Value,
    source: Source,
    is_checked: bool,
) -> Result<Request, Refused> {
    let Some(plan) = plan else {
        return match source {
            Source::Nothing => Ok(request),
            _ => Err(Refused::one("the operation takes no body, and one is given")),
        };
    };
    let value = match source {
        Source::Nothing if plan.required && is_checked => {
            let help = "give it with --body FILE, --body - or --set NAME=VALUE";
            return Err(Refused::one(format!("the operation needs a body ({}); {help}", plan.media_type)));
        }
        Source::Nothing => return Ok(request),
        Source::Members(members) => {
            let mut whole = Value::Null;
            let mut problems = Vec::new();
            for given in &members {
                if let Err(refused) = put(document, schema, &mut whole, given, !is_checked) {
                    problems.extend(refused.problems);
                }
            }
            if !problems.is_empty() {
                return Err(Refused { problems });
            }
            whole
        }
        Source::Bytes(bytes) => match &plan.payload {
            Payload::Json(_) | Payload::Form(_) | Payload::Multipart => {
                serde_json::from_slice(&bytes).map_err(|error| {
                    Refused::one(format!("the body is {}, and what is given is not JSON: {error}", plan.media_type))
                })?
            }
            Payload::Encoded(scalar) => return Ok(request.encoded_bytes(&plan.media_type, encoding(*scalar), bytes)),
            Payload::Text => {
                let text = String::from_utf8(bytes).map_err(|_| Refused::one("the body is a text, and not UTF-8"))?;
                return Ok(request.text(&plan.media_type, text));
            }
            _ => return Ok(request.bytes(&plan.media_type, bytes)),
        },
    };
    if is_checked && !matches!(plan.payload, Payload::Multipart) {
        let problems = faults(document, schema, &value, false);
        if !problems.is_empty() {
            let problems = problems.into_iter().map(|problem| format!("the body: {problem}")).collect();
            return Err(Refused { problems });
        }
    }
    match &plan.payload {
        Payload::Json(_) => Ok(request.json_as(&plan.media_type, &value)),
        Payload::Form(_) => Ok(request.form_as(&plan.media_type, &value, fields(&plan.fields))),
        Payload::Multipart => {
            let parts = parts(&value)?;
            Ok(match plan.media_type.starts_with("multipart/form-data") {
                true => request.multipart(parts),
                false => request.multipart_as(&plan.media_type, parts),
            })
        }
        Payload::JsonLines(_) => {
            let items = value.as_array().cloned().unwrap_or_else(|| vec![value]);
            Ok(request.json_lines(&plan.media_type, JsonLines::from(items)))
        }
        Payload::Text => match value.as_str() {
            Some(text) => Ok(request.text(&plan.media_type, text)),
            None => Err(Refused::one("the body is a text: give it with --body FILE")),
        },
        _ => Err(Refused::one(format!(
            "the body is {}, which has no members: give it with --body FILE",
            plan.media_type
        ))),
    }
}

/// Parts by name; a text that begins with `@` is the path of a file.
fn parts(value: &Value) -> Result<Multipart, Refused> {
    let Some(members) = value.as_object() else {
        return Err(Refused::one("a body in parts is an object, whose members are the parts"));
    };
    let mut form = Multipart::new();
    for (name, value) in members {
        let values = value.as_array().cloned().unwrap_or_else(|| vec![value.clone()]);
        for value in values {
            let part = match value.as_str().and_then(|text| text.strip_prefix('@')) {
                Some(path) => Part::file(path),
                None => Part::value(&value),
            };
            form = form.part(name, part);
        }
    }
    Ok(form)
}

fn encoding(scalar: Scalar) -> ContentEncoding {
    match scalar {
        Scalar::Base64Url => ContentEncoding::Base64Url,
        Scalar::Base32 => ContentEncoding::Base32,
        Scalar::Base16 => ContentEncoding::Base16,
        Scalar::QuotedPrintable => ContentEncoding::QuotedPrintable,
        _ => ContentEncoding::Base64,
    }
}
