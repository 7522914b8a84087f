#![allow(clippy::unwrap_used)]

use crate::Planned;
use crate::diagnostic::{Diagnostics, Loss};
use crate::operations::OperationPlan;
use crate::source::{SourceFiles, read_json};
use serde_json::{Value, json};

/// The plans of one operation with this body, and what is lost of it.
fn sent(version: &str, required: bool, content: Value) -> (Planned, Vec<String>) {
    let document = json!({
        "openapi": version, "info": {"title": "t", "version": "1"},
        "paths": {"/a": {"post": {
            "operationId": "send", "requestBody": {"required": required, "content": content},
            "responses": {"204": {"description": ""}},
        }}},
    });
    let (mut files, mut diagnostics) = (SourceFiles::new(), Diagnostics::new());
    let file = files.add("a.json", document.to_string());
    let document = read_json(&files, file, &mut diagnostics).unwrap();
    let planned = crate::plan(&document, &mut diagnostics).unwrap();
    let lost = diagnostics.iter().filter_map(|found| match found.loss.as_ref()? {
        Loss::Place(consequence) => Some(format!("{}: {consequence}", found.code)),
        Loss::Operation => Some(format!("{}: the operation", found.code)),
    });
    (planned, lost.collect())
}

/// The methods, each with the media type that it sends and what that holds.
fn methods(planned: &Planned) -> Vec<String> {
    let one = |plan: &OperationPlan| {
        let body = plan.body.as_ref().map(|body| format!("{} {:?}", body.media_type, body.payload));
        format!("{}: {}", plan.name, body.unwrap_or_default())
    };
    planned.operations.plans.iter().map(one).collect()
}

fn object(member: &str) -> Value {
    json!({"schema": {"type": "object", "properties": {member: {"type": "string"}}}})
}

#[test]
fn a_range_is_never_sent() {
    let text = json!({"schema": {"type": "string"}});
    let bytes = json!({"schema": {"type": "string", "format": "binary"}});
    let (planned, lost) = sent(
        "3.1.0",
        true,
        json!({"*/*": object("b"), "application/json": object("a"), "text/*": text, "image/*": bytes}),
    );
    insta::assert_snapshot!(methods(&planned).join("\n"), @"
    send: application/json Json(Named(TypeId(0)))
    send_as_text: text/plain Text
    send_as_bytes: application/octet-stream Bytes
    ");
    insta::assert_snapshot!(lost.join("\n"), @"
    unsupported: no body is sent as it describes: `application/json` is described beside it
    unsupported: the body is sent as `application/octet-stream`, where the options of a call name no `content-type`
    ");
    let notes = &planned.operations.plans[2].docs.notes;
    assert!(notes[0].contains("the range `image/*`; a header `content-type`"), "{notes:?}");
}

#[test]
fn a_range_alone_or_with_the_schema_of_another_is_json() {
    for content in [
        json!({"*/*": object("a")}),
        json!({"application/*": object("a")}),
        json!({"*/*": {"schema": {"type": "integer"}}, "application/json": {"schema": {"type": "integer"}}}),
    ] {
        let (planned, lost) = sent("3.1.0", true, content);
        let plans = &planned.operations.plans;
        assert_eq!((plans.len(), plans[0].body.as_ref().unwrap().media_type.as_str()), (1, "application/json"));
        assert_eq!(lost, [] as [String; 0]);
    }
}

#[test]
fn a_form_has_names() {
    let form = |schema: Value| json!({"application/x-www-form-urlencoded": {"schema": schema}});
    let of = |required: bool, content: Value| {
        let (planned, lost) = sent("3.1.0", required, content);
        let left_out = planned.operations.left_out.len();
        format!("{} | {} left out | {}", methods(&planned).join(", "), left_out, lost.join(", "))
    };
    let list = json!({"type": "array", "items": {"type": "string"}});
    let mut beside = form(list.clone());
    beside["application/json"] = json!({"schema": list});
    insta::assert_snapshot!([
        of(true, form(json!({"type": "string"}))),
        of(true, beside),
        of(true, form(list.clone())),
        of(false, form(list)),
        of(true, form(json!({}))),
    ].join("\n"), @"
    send: application/x-www-form-urlencoded Text | 0 left out | unsupported: the caller gives the whole form as a text, which is sent as it is
    send: application/json Json(List(Scalar(String))) | 0 left out | unsupported: the body is not sent as a form
     | 1 left out | unsupported: the body is not sent as a form, operation-left-out: the operation
    send:  | 0 left out | unsupported: the body is not sent as a form
    send: application/x-www-form-urlencoded Form(Any) | 0 left out | 
    ");
}

#[test]
fn what_is_no_media_type_is_neither_sent_nor_read() {
    let of = |required: bool, content: Value| {
        let (planned, lost) = sent("3.1.0", required, content);
        (methods(&planned), planned.operations.left_out.len(), lost)
    };
    const LOST: &str = "media-type-invalid: it is neither sent nor read";
    let (methods, left_out, lost) = of(true, json!({"json": object("a"), "text/plain": {}}));
    assert_eq!((methods, left_out, lost), (vec!["send: text/plain Text".to_owned()], 0, vec![LOST.to_owned()]));
    for required in [true, false] {
        let (methods, left_out, lost) = of(required, json!({"": object("a")}));
        assert_eq!((methods, left_out), (vec!["send: application/octet-stream Bytes".to_owned()], 0));
        assert_eq!(lost, [LOST]);
    }
}

#[test]
fn a_body_is_sent_in_the_charset_that_is_said() {
    let text = json!({"schema": {"type": "string"}});
    let of = |media_type: &str, content: &Value| {
        let (planned, lost) = sent("3.1.0", true, json!({media_type: content}));
        methods(&planned).into_iter().chain(lost).collect::<Vec<_>>().join("\n  ")
    };
    insta::assert_snapshot!([
        of("text/plain; charset=iso-8859-1", &text),
        of("text/plain; charset=utf-16", &text),
        of("application/json; charset=iso-8859-1", &text),
        of("application/x-www-form-urlencoded; charset=UTF-8", &object("a")),
        of("application/x-www-form-urlencoded; charset=koi8-r", &object("a")),
        of("multipart/form-data; charset=utf-8", &object("a")),
        of("application/octet-stream; charset=utf-16", &json!({})),
    ].join("\n"), @"
    send: text/plain; charset=iso-8859-1 Text
    send: text/plain Text
      unsupported: the body is sent in UTF-8, as `text/plain`, without the charset `utf-16`
    send: application/json Json(Scalar(String))
      unsupported: the body is sent in UTF-8, as `application/json`, without the charset `iso-8859-1`
    send: application/x-www-form-urlencoded; charset=UTF-8 Form(Named(TypeId(0)))
    send: application/x-www-form-urlencoded Form(Named(TypeId(0)))
      unsupported: the body is sent in UTF-8, as `application/x-www-form-urlencoded`, without the charset `koi8-r`
    send: multipart/form-data Multipart
    send: application/octet-stream; charset=utf-16 Bytes
    ");
    let properties = json!({"latin": {"type": "string"}, "wide": {"type": "string"}, "json": {"type": "array"}});
    let stated = |media_type: &str| json!({"contentType": media_type});
    let encoding = json!({
        "latin": stated("text/plain; charset=iso-8859-1"), "wide": stated("text/plain; charset=utf-16"),
        "json": stated("application/json; charset=iso-8859-1"),
    });
    insta::assert_snapshot!(parts("3.1.0", "multipart/form-data", properties, encoding), @"
    latin: Value(Scalar(String)) as text/plain; charset=iso-8859-1
    wide: Value(Scalar(String)) as text/plain
    json: Values(Any) as application/json
    unsupported: the part is sent in UTF-8, as `text/plain`, without the charset `utf-16`
    unsupported: the part is sent in UTF-8, as `application/json`, without the charset `iso-8859-1`
    ");
}

#[test]
fn bytes_in_an_encoding_are_encoded_by_the_client() {
    let encoded = |encoding: &str| json!({"schema": {"type": "string", "contentEncoding": encoding}});
    let of = |media_type: &str, content: Value| methods(&sent("3.1.0", true, json!({media_type: content})).0).join(" ");
    insta::assert_snapshot!([
        of("image/png", encoded("BASE64")),
        of("text/plain", encoded("quoted-printable")),
        of("application/json", encoded("base64")),
        of("image/png", encoded("8bit")),
        of("image/png", json!({"schema": {"type": "string", "format": "byte"}})),
    ].join("\n"), @"
    send: image/png Encoded(Base64)
    send: text/plain Encoded(QuotedPrintable)
    send: application/json Json(Scalar(Base64))
    send: image/png Bytes
    send: image/png Bytes
    ");
}

#[test]
fn members_of_a_form_have_a_style_or_a_media_type() {
    let properties =
        json!({"a": {"type": "object"}, "b": {"type": "object"}, "c": {"type": "object"}, "d": {"type": "object"}});
    let encoding = json!({
        "a": {"headers": {}}, "b": {"contentType": "application/json"},
        "c": {"contentType": "application/json", "explode": true}, "d": {"style": "deepObject"},
    });
    let media = json!({"schema": {"type": "object", "properties": properties}, "encoding": encoding});
    for version in ["3.0.3", "3.1.0"] {
        let (planned, _) = sent(version, true, json!({"application/x-www-form-urlencoded": media}));
        let fields = &planned.operations.plans[0].body.as_ref().unwrap().fields;
        let one = |field: &crate::operations::plan::FormFieldPlan| {
            format!("{}: {:?} {} {:?}", field.name, field.style, field.explode, field.content_type)
        };
        insta::allow_duplicates! {
            insta::assert_snapshot!(fields.iter().map(one).collect::<Vec<_>>().join("\n"), @r#"
            b: Form true Some("application/json")
            c: Form true None
            d: DeepObject true None
            "#);
        }
    }
}

#[test]
fn what_of_a_body_has_no_types_is_said() {
    let (planned, lost) = sent("3.2.0", true, json!({"text/csv": {"itemSchema": {"type": "array"}}}));
    assert_eq!(methods(&planned), ["send: text/csv Text"]);
    assert_eq!(lost, ["unsupported: the caller gives the body as text"]);
    let object = json!({"type": "object", "properties": {"a": {"type": "integer"}}});
    let properties = json!({
        "xml": object, "rows": {"type": "array", "items": object}, "image": {"type": "string"}, "text": {"type": "string"},
    });
    let stated = |media_type: &str| json!({"contentType": media_type});
    let encoding = json!({
        "xml": stated("application/xml"), "rows": stated("text/csv"), "image": stated("image/png, image/jpeg"),
        "text": stated("application/xml"),
    });
    insta::assert_snapshot!(parts("3.1.0", "multipart/form-data", properties, encoding), @"
    xml: File as application/xml
    rows: Files as text/csv
    image: File
    text: Value(Scalar(String)) as application/xml
    unsupported: the caller gives the part as bytes
    unsupported: the caller gives the part as bytes
    ");
}

/// The parts of a form: what each holds, how it is sent, and what is lost.
fn parts(version: &str, media_type: &str, properties: Value, encoding: Value) -> String {
    let media = json!({"schema": {"type": "object", "properties": properties}, "encoding": encoding});
    let (planned, lost) = sent(version, true, json!({media_type: media}));
    let form = planned.operations.plans[0].body.as_ref().unwrap().form.as_ref().unwrap();
    let one = |part: &crate::types::PartPlan| {
        let style = part.style.as_ref().map(|style| format!(" {} {}", style.name, style.explode));
        let sent = part.sent.as_ref().map(|sent| format!(" as {sent}"));
        format!("{}: {:?}{}{}", part.wire, part.content, sent.unwrap_or_default(), style.unwrap_or_default())
    };
    form.parts.iter().map(one).chain(lost).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_part_of_which_nothing_is_said_is_bytes() {
    let properties = json!({
        "open": {}, "described": {"description": "d"}, "list": {"type": "array", "items": {}}, "bare": {"type": "array"},
        "any": true, "text": {"type": "string"}, "json": {}, "image": {}, "either": {"anyOf": [{"type": "string"}, {"type": "integer"}]},
    });
    let encoding = json!({"json": {"contentType": "application/json"}, "image": {"contentType": "image/png"}});
    insta::assert_snapshot!(parts("3.1.0", "multipart/form-data", properties, encoding), @"
    open: File
    described: File
    list: Files
    bare: Files
    any: File
    text: Value(Scalar(String))
    json: Value(Any) as application/json
    image: File as image/png
    either: Value(Named(TypeId(0)))
    ");
}

#[test]
fn a_part_is_sent_as_its_encoding_says() {
    let object = json!({"type": "object", "properties": {"a": {"type": "integer"}}});
    let text = json!({"type": "string"});
    let properties = json!({
        "csv": text, "range": text, "two": text, "other": text, "plain": object, "json": object, "xml": object,
        "many": {"type": "array", "items": object},
    });
    let stated = |media_type: &str| json!({"contentType": media_type});
    let encoding = json!({
        "csv": stated("text/csv"), "range": stated("text/*"), "two": stated("text/csv, text/plain"),
        "other": stated("image/png, image/jpeg"), "plain": stated("text/plain"), "json": stated("text/csv, application/x+json"),
        "xml": stated("application/xml"), "many": stated("application/vnd.a+json"),
    });
    insta::assert_snapshot!(parts("3.1.0", "multipart/form-data", properties, encoding), @"
    csv: Value(Scalar(String)) as text/csv
    range: Value(Scalar(String)) as text/plain
    two: Value(Scalar(String)) as text/plain
    other: File
    plain: Value(Named(TypeId(0))) as text/plain
    json: Value(Named(TypeId(1))) as application/x+json
    xml: File as application/xml
    many: Values(Named(TypeId(2))) as application/vnd.a+json
    unsupported: the caller gives the part as bytes
    ");
}

#[test]
fn a_part_is_written_in_the_style_of_its_encoding() {
    let list = json!({"type": "array", "items": {"type": "string"}});
    let object = json!({"type": "object", "additionalProperties": {"type": "string"}});
    let properties = json!({
        "commas": list, "bars": list, "deep": object, "spread": object, "usual": list, "text": {"type": "string"},
        "file": {"type": "string", "format": "binary"},
    });
    let encoding = json!({
        "commas": {"explode": false}, "bars": {"style": "pipeDelimited"}, "deep": {"style": "deepObject"},
        "spread": {"style": "form"}, "usual": {"style": "form"}, "text": {"style": "form", "explode": false},
        "file": {"style": "form"},
    });
    let of = |version: &str, media_type: &str| parts(version, media_type, properties.clone(), encoding.clone());
    insta::assert_snapshot!(of("3.1.0", "multipart/form-data"), @"
    commas: Values(Scalar(String)) form false
    bars: Values(Scalar(String)) pipeDelimited false
    deep: Value(Map(Scalar(String))) deepObject true
    spread: Value(Map(Scalar(String))) form true
    usual: Values(Scalar(String))
    text: Value(Scalar(String))
    file: File
    ");
    const LOST: &str = "unsupported: a list is sent as a part for each item, and an object as JSON";
    for (version, media_type) in [("3.0.3", "multipart/form-data"), ("3.1.0", "multipart/mixed")] {
        let found = of(version, media_type);
        assert_eq!(found.matches(LOST).count(), 4, "{found}");
        assert!(!found.contains("deepObject"), "{found}");
    }
}
