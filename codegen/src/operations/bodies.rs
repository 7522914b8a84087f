//! Request bodies: which media types an operation accepts, and what each holds. What media types mean is here for
//! answers too.

use super::media::{misplaced_items, without_types};
use super::plan::{BodyPlan, FormFieldPlan, MultipartPlan, Payload, Style};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::markdown::code;
use crate::model::pointer::{Part, below};
use crate::model::{Encoding, MediaType, Operation, Schema};
use crate::spec::charset::{Unwritten, unwritten};
pub(crate) use crate::spec::media_type::{essence, is_json, is_json_lines, is_open_range};
use crate::types::{JsonKind, PartContent, PartPlan, Parts, Planner, Scalar, TypeRef};

/// The bodies that an operation can be called with.
#[derive(Default)]
pub(super) struct Bodies {
    /// The most useful first: JSON before forms before everything else.
    pub(super) plans: Vec<BodyPlan>,
    /// Why the operation cannot be called, where one has to be there and none can be sent.
    pub(super) unsendable: Option<String>,
}

/// The bodies an operation accepts.
///
/// `name` is the prefix of the names of their types, `subject` whose bodies they are.
pub(super) fn bodies(
    operation: &Operation,
    pointer: &str,
    name: &str,
    subject: &str,
    planner: &mut Planner<'_>,
    diagnostics: &mut Diagnostics,
) -> Bodies {
    let Some(body) = operation.body() else { return Bodies::default() };
    let body_pointer = below(pointer, Part::RequestBody);
    let mut plans: Vec<BodyPlan> = Vec::new();
    // A range is what the media types beside it are not.
    let (ranges, stated): (Vec<_>, Vec<_>) = body.content().partition(|(name, _)| essence(name).contains('*'));
    for (media_type, content) in stated.into_iter().chain(ranges) {
        let entry = Content {
            media_type,
            essence: essence(media_type),
            media: content,
            is_alone: body.content().count() == 1,
            pointer: below(&body_pointer, Part::Content(media_type)),
            name,
            subject,
        };
        let Some(payload) = entry.payload(planner, diagnostics) else { continue };
        let (media_type, range) = match entry.essence.contains('*') {
            true => match sent_of_range(&entry.essence, &payload, &plans, content, subject, diagnostics) {
                Some(sent) => (sent, Some(media_type.clone())),
                None => continue,
            },
            false => (media_type.clone(), None),
        };
        let media_type = in_its_charset(media_type, &payload, content, subject, diagnostics);
        // `application/json` and `application/json; charset=utf-8` are one.
        if !plans.iter().any(|known| known.payload == payload && essence(&known.media_type) == essence(&media_type)) {
            let fields = if matches!(payload, Payload::Form(_)) { form_fields(content) } else { Vec::new() };
            report_written_as_json(content, &fields, planner, subject, diagnostics);
            let form = entry.form(&payload, &media_type, planner);
            plans.push(BodyPlan { media_type, range, payload, required: body.is_required(), fields, form });
        }
    }
    // Of two forms the one comes first that can carry what has to be there.
    let is_file = |part: &PartPlan| part.required && matches!(part.content, PartContent::File | PartContent::Files);
    let needs_files = plans.iter().filter_map(|plan| plan.form.as_ref()).any(|form| form.parts.iter().any(is_file));
    plans.sort_by_key(|plan| match plan.payload {
        Payload::Json(_) if essence(&plan.media_type) == "application/json" => 0,
        Payload::Json(_) => 1,
        Payload::Form(_) if needs_files => 4,
        Payload::Form(_) => 2,
        Payload::Multipart => 3,
        Payload::JsonLines(_) => 5,
        Payload::Xml(..) => 6,
        Payload::Text => 7,
        _ => 8,
    });
    let is_lost = body.is_required() && plans.is_empty() && body.content().next().is_some();
    let unsendable = is_lost.then(|| "none of the forms of its body can be sent".to_owned());
    if let Some(reason) = &unsendable {
        diagnostics.push(
            Diagnostic::warning(Code::OperationLeftOut, reason.clone())
                .at(body.label_span())
                .subject(subject)
                .help("correct the body in an overlay")
                .costs_operation(),
        );
    }
    Bodies { plans, unsendable }
}

/// One media type of a body.
struct Content<'c> {
    media_type: &'c str,
    essence: String,
    media: &'c MediaType,
    /// Whether the body has no other.
    is_alone: bool,
    pointer: String,
    /// The prefix of the names of its types.
    name: &'c str,
    subject: &'c str,
}

impl Content<'_> {
    /// What it holds; nothing where it cannot be sent.
    fn payload(&self, planner: &mut Planner<'_>, diagnostics: &mut Diagnostics) -> Option<Payload> {
        let Self { essence, media, name, subject, .. } = self;
        let pointer = below(&self.pointer, Part::Schema);
        Some(match media.schema() {
            // The schema's word goes before that of the media type. Parts are looked at one by one.
            Some(schema) if !is_form(essence) && (is_bytes(schema, essence) || planner.nature(schema).is_binary) => {
                Payload::Bytes
            }
            Some(schema) if is_json(essence) => Payload::Json(planner.schema(schema, &pointer, name, "body")),
            Some(schema) if essence == "application/x-www-form-urlencoded" => match planner.nature(schema).kind {
                None | Some(JsonKind::Object) => Payload::Form(planner.schema(schema, &pointer, name, "form")),
                Some(kind) => unnamed_form(kind, media, subject, diagnostics)?,
            },
            // What the other media types are not, nobody knows.
            None if is_open_range(essence) && !self.is_alone => Payload::Bytes,
            None if is_json(essence) => {
                let misplaced = misplaced_items(self.media_type, media, subject);
                misplaced.into_iter().for_each(|found| diagnostics.push(found));
                Payload::Json(TypeRef::Any)
            }
            _ if is_json_lines(essence) => match line(media, &self.pointer, name, "line", planner) {
                Some(line) => Payload::JsonLines(line),
                // Text of which only the syntax is known.
                None => Payload::Bytes,
            },
            _ if essence.starts_with("multipart/") => Payload::Multipart,
            Some(schema) if is_xml(essence) && planner.nature(schema).is_structured => {
                match planner.xml(schema, &pointer, &format!("{name} body"), true, subject) {
                    Some(root) => Payload::Xml(planner.schema(schema, &pointer, name, "body"), root),
                    None => Payload::Text,
                }
            }
            Some(schema) if let Some(encoding) = planner.nature(schema).encoding => Payload::Encoded(encoding),
            schema => self.given(schema, planner, diagnostics),
        })
    }

    /// What the caller gives as it is.
    fn given(&self, schema: Option<&Schema>, planner: &mut Planner<'_>, diagnostics: &mut Diagnostics) -> Payload {
        let (payload, given) = match is_text(&self.essence) {
            true => (Payload::Text, "text"),
            false => (Payload::Bytes, "bytes"),
        };
        let nature = schema.map(|schema| planner.nature(schema));
        let has_types =
            nature.is_some_and(|nature| nature.is_narrowed || !matches!(nature.kind, None | Some(JsonKind::String)));
        if has_types || self.media.item_schema().is_some() {
            let found = without_types(self.media_type, self.media, self.subject);
            diagnostics.push(found.costs(format!("the caller gives the body as {given}")));
        }
        payload
    }

    /// The parts of it, where it is made of parts that the document names.
    fn form(&self, payload: &Payload, media_type: &str, planner: &mut Planner<'_>) -> Option<MultipartPlan> {
        if *payload != Payload::Multipart {
            return None;
        }
        let is_form_data = essence(media_type) == "multipart/form-data";
        let Parts { parts, is_ordered } =
            planner.parts(self.media, is_form_data, &self.pointer, self.name, self.subject)?;
        Some(MultipartPlan { name: planner.claim(&format!("{} form", self.name)), parts, is_ordered })
    }
}

/// The media type as which a body is sent: without a charset in which it is not written. Bytes are in whichever the caller
/// writes them in.
fn in_its_charset(
    media_type: String,
    payload: &Payload,
    content: &MediaType,
    subject: &str,
    diagnostics: &mut Diagnostics,
) -> String {
    // Its parts have charsets, and nothing around them (RFC 7578, section 4).
    if matches!(payload, Payload::Multipart) && essence(&media_type) == "multipart/form-data" {
        return "multipart/form-data".to_owned();
    }
    let is_text = matches!(
        payload,
        Payload::Json(_) | Payload::JsonLines(_) | Payload::Xml(..) | Payload::Form(_) | Payload::Text
    );
    let Some(Unwritten { charset, reason, sent }) = unwritten(&media_type).filter(|_| is_text) else {
        return media_type;
    };
    diagnostics.push(
        Diagnostic::warning(Code::Unsupported, reason)
            .at(content.label_span())
            .subject(subject)
            .help("remove the charset from the media type, or state one that is written: `utf-8`, `iso-8859-1`")
            .costs(format!("the body is sent in UTF-8, as {}, without the charset {}", code(&sent), code(&charset))),
    );
    sent
}

/// What is sent as a form whose schema is not of an object: a form is made of names and values. A text may be the whole
/// of one; anything else has no names.
fn unnamed_form(kind: JsonKind, content: &MediaType, subject: &str, diagnostics: &mut Diagnostics) -> Option<Payload> {
    let found = Diagnostic::warning(Code::Unsupported, "a form is an object, and this schema is of something else")
        .at(content.label_span())
        .subject(subject)
        .help("describe the members of the form by `properties` of an object");
    let (found, payload) = match kind {
        JsonKind::String => {
            (found.costs("the caller gives the whole form as a text, which is sent as it is"), Some(Payload::Text))
        }
        _ => (found.costs("the body is not sent as a form"), None),
    };
    diagnostics.push(found);
    payload
}

/// What to send where the document only gives a range of media types; nothing where the media types beside it say it all,
/// or say something else of what would be sent.
fn sent_of_range(
    range: &str,
    payload: &Payload,
    others: &[BodyPlan],
    content: &MediaType,
    subject: &str,
    diagnostics: &mut Diagnostics,
) -> Option<String> {
    let is_in_range = |media_type: &str| is_in_range(&essence(media_type), range);
    if others.iter().any(|other| other.payload == *payload && is_in_range(&other.media_type)) {
        return None;
    }
    let sent = concrete(payload);
    let found = Diagnostic::warning(Code::Unsupported, "this range of media types does not say which one a body is of")
        .at(content.label_span())
        .subject(subject)
        .help("name the media types that the server takes, each as an entry of its own");
    if others.iter().any(|other| other.range.is_none() && essence(&other.media_type) == sent) {
        diagnostics.push(found.costs(format!("no body is sent as it describes: `{sent}` is described beside it")));
        return None;
    }
    if !is_in_range(&sent) {
        diagnostics.push(
            found.costs(format!("the body is sent as `{sent}`, where the options of a call name no `content-type`")),
        );
    }
    Some(sent)
}

/// Whether a media type falls into a range; ranges of subtypes (`application/*+json`) are none of HTTP, and written.
fn is_in_range(essence: &str, range: &str) -> bool {
    match range.split_once('*') {
        Some(("", _)) => true,
        Some((kind, _)) => essence.starts_with(kind),
        None => essence == range,
    }
}

/// Whether any media type will do for bytes, which a schema then has as text.
fn is_bytes(schema: &Schema, essence: &str) -> bool {
    essence.contains('*') && schema.only_type() == Some("string") && schema.format() == Some("byte")
}

/// Whether a body is made of named members or parts.
fn is_form(essence: &str) -> bool {
    essence == "application/x-www-form-urlencoded" || essence.starts_with("multipart/")
}

/// The `encoding` of a form: how its members are written where they say so themselves. One that states a style, or a part
/// of one, is written in it, whatever media type is stated beside it; all others by their media type (OpenAPI 3.0.4,
/// section 4.7.15.1.2; 3.1.1, section 4.8.15.1.2).
pub(super) fn form_fields(content: &MediaType) -> Vec<FormFieldPlan> {
    let fields = content.encodings().filter_map(|(name, encoding)| {
        let is_styled = encoding.styled_by().is_some();
        let style = encoding.style().and_then(Style::named).unwrap_or(Style::Form);
        let explode = encoding.explode().unwrap_or(style.explodes());
        let content_type = encoding.content_type().filter(|_| !is_styled).map(str::to_owned);
        let is_default = !is_styled && content_type.is_none();
        (!is_default).then(|| FormFieldPlan { name: name.clone(), style, explode, content_type })
    });
    fields.collect()
}

/// Reports members of a form that are objects or lists of a media type which is not written: they are sent as JSON.
fn report_written_as_json(
    content: &MediaType,
    fields: &[FormFieldPlan],
    planner: &mut Planner<'_>,
    subject: &str,
    diagnostics: &mut Diagnostics,
) {
    let Some(schema) = content.schema() else { return };
    let (form, _) = planner.target(schema, "#");
    for FormFieldPlan { name, content_type, .. } in fields {
        let Some(content_type) = content_type.as_deref().filter(|stated| !is_json(&essence(stated))) else { continue };
        let Some(member) = form.property(name) else { continue };
        let place = content.encoding(name).map_or_else(|| content.label_span(), Encoding::label_span);
        if planner.nature(member).is_structured {
            let message = format!("the member {} of a form is not written as {}", code(name), code(content_type));
            diagnostics.push(
                Diagnostic::warning(Code::Unsupported, message)
                    .at(place)
                    .subject(subject)
                    .help("describe the member as a string in an overlay, and give it in that form")
                    .costs("it is sent as JSON"),
            );
        }
    }
}

/// What to send where the document only gives a range of media types.
fn concrete(payload: &Payload) -> String {
    match payload {
        Payload::Json(_) => "application/json",
        Payload::Text => "text/plain",
        Payload::Multipart => "multipart/form-data",
        _ => "application/octet-stream",
    }
    .to_owned()
}

/// The type of one of many JSON values: `itemSchema` (OpenAPI 3.2), the items of an array, or the schema itself.
/// Nothing when the schema takes all of them for one text, or when there is none. `pointer` leads to the media type.
pub(super) fn line(
    content: &MediaType,
    pointer: &str,
    name: &str,
    words: &str,
    planner: &mut Planner<'_>,
) -> Option<TypeRef> {
    if let Some(item) = content.item_schema() {
        return Some(planner.schema(item, &below(pointer, Part::ItemSchema), name, words));
    }
    let (schema, pointer) = (content.schema()?, below(pointer, Part::Schema));
    if let Some(items) = schema.items().filter(|items| items.is_object()) {
        return Some(planner.schema(items, &below(&pointer, Part::Items), name, words));
    }
    match planner.schema(schema, &pointer, name, words) {
        TypeRef::Scalar(Scalar::String | Scalar::Base64) => None,
        ty => Some(planner.item(&ty).unwrap_or(ty)),
    }
}

/// What people call a media type.
pub(super) fn subtype(media_type: &str) -> String {
    match essence(media_type).as_str() {
        "multipart/form-data" => "multipart".to_owned(),
        "text/plain" => "text".to_owned(),
        "text/event-stream" => "events".to_owned(),
        "application/octet-stream" => "bytes".to_owned(),
        other => {
            let (kind, subtype) = other.rsplit_once('/').unwrap_or(("", other));
            let subtype = match (kind, subtype) {
                ("*", _) => "anything",
                (kind, "*") => kind,
                (_, subtype) => subtype,
            };
            subtype.strip_prefix("x-").unwrap_or(subtype).to_owned()
        }
    }
}

/// XML by itself or as the syntax of something else (RFC 7303, section 4.2).
pub(super) fn is_xml(essence: &str) -> bool {
    essence.ends_with("/xml") || essence.ends_with("+xml")
}

/// Text that a string holds: also XML, which is handed over as it is.
pub(super) fn is_text(essence: &str) -> bool {
    essence.starts_with("text/") || essence.ends_with("/xml") || essence.ends_with("+xml") || essence.ends_with("yaml")
}

#[cfg(test)]
mod tests;
