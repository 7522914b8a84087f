//! The parts of a multipart body: the members of an object, by their names, or the items of an array, by their places
//! (OpenAPI 3.2.0, section 4.15). Files are told apart from values.

use super::super::graph::{Docs, TypeRef};
use super::{Place, Planner, is_json_type};
use crate::diagnostic::{Code, Diagnostic};
use crate::markdown::code;
use crate::model::pointer::{Part, below};
use crate::model::{Encoding, Header, Limit, MediaType, Schema};
use crate::names::{Scope, field_name};
use crate::source::{Node, Span};
use crate::spec::charset::{Unwritten, unwritten};
use crate::spec::media_type::{essence, is_token, media_types};
use serde::Serialize;

/// One part of a multipart body.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PartPlan {
    /// Its name on the wire; empty for one that its place tells apart.
    pub wire: String,
    /// Its Rust name.
    pub name: String,
    /// What it holds.
    pub content: PartContent,
    /// Its media types, where the document states them.
    pub media_types: Vec<String>,
    /// The one of them that it is sent as, where the caller says no other.
    pub sent: Option<String>,
    /// How its value is written where it is neither one text nor JSON.
    pub style: Option<PartStyle>,
    /// Further header fields that it has, where the document states their values, too.
    pub headers: Vec<(String, String)>,
    /// Whether it must be there.
    pub required: bool,
    /// Its documentation.
    pub docs: Docs,
}

/// What a part holds.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub enum PartContent {
    /// A file, or other bytes.
    File,
    /// Any number of files under one name.
    Files,
    /// A value: text for a scalar, JSON for anything larger.
    Value(TypeRef),
    /// Any number of values under one name.
    Values(TypeRef),
}

/// How the value of a part of a form is written, as a member of a query would be (OpenAPI 3.1.1, section 4.8.15.1.2).
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PartStyle {
    /// The name of the style.
    pub name: String,
    /// Whether the items of lists and the members of objects become parts of their own.
    pub explode: bool,
}

/// The parts of a multipart body.
#[derive(Clone, Debug, PartialEq)]
pub struct Parts {
    /// All of them, in document order.
    pub parts: Vec<PartPlan>,
    /// Whether their order says what they are.
    pub is_ordered: bool,
}

/// A whole body of parts.
struct Whole<'b> {
    media: &'b MediaType,
    is_form_data: bool,
    /// Leads to the media type.
    pointer: &'b str,
    /// The prefix of the names of its types.
    name: &'b str,
    /// Whose body it is.
    subject: &'b str,
}

/// What parts are called that have neither name nor title, by their places.
const ORDINALS: [&str; 10] =
    ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"];

/// The most parts that have a place of their own.
const MAX_PLACES: usize = 100;

impl Planner<'_> {
    /// The parts of a multipart body; nothing when the document names none. `pointer` leads to the media type, `subject` is
    /// whose body it is.
    pub fn parts(
        &mut self,
        media: &MediaType,
        is_form_data: bool,
        pointer: &str,
        name: &str,
        subject: &str,
    ) -> Option<Parts> {
        let place = Place {
            pointer: below(pointer, Part::Schema),
            parent: name.to_owned(),
            words: "form".to_owned(),
            operation: None,
        };
        let schema = media.schema().map(|schema| self.model.resolve_at(schema, &place.pointer));
        let is_list = schema.as_ref().is_some_and(|schema| schema.kind() == Some("array"));
        let has_places = media.encodings_by_place().next().is_some();
        let body = Whole { media, is_form_data, pointer, name, subject };
        let kind = schema.as_ref().and_then(|schema| schema.kind().map(str::to_owned));
        let found = match schema {
            // Parts of a form have names, so that an array alone says nothing of them.
            schema if (has_places || !is_form_data) && (is_list || media.item_schema().is_some()) => {
                let array = schema.filter(|_| is_list);
                Parts { parts: self.placed_parts(&body, array.as_ref()), is_ordered: true }
            }
            Some(schema) => {
                self.say_unordered(media, subject);
                Parts { parts: self.named_parts(&body, &schema, &place), is_ordered: false }
            }
            None => return None,
        };
        self.plan_waiting();
        // The array of other kinds of parts may be of anything.
        if found.parts.is_empty() && kind.is_some_and(|kind| kind != "object" && (is_form_data || kind != "array")) {
            self.say_nameless(media, subject);
        }
        (!found.parts.is_empty()).then_some(found)
    }

    /// Says that a schema is of nothing that has parts.
    fn say_nameless(&mut self, media: &MediaType, subject: &str) {
        self.model.diagnostics.push(
            Diagnostic::warning(
                Code::Unsupported,
                "a form of parts is an object, and this schema is of something else",
            )
            .at(media.schema().map_or_else(|| media.label_span(), Schema::label_span))
            .subject(subject)
            .help("describe the parts by `properties` of an object, each by its name")
            .costs("the caller makes the parts, and names each"),
        );
    }

    /// Says that parts with names have no order.
    fn say_unordered(&mut self, media: &MediaType, subject: &str) {
        for (key, encoding) in media.encodings_by_place() {
            let message = format!("`{key}` is for parts in an order, and the schema is of none");
            self.model.diagnostics.push(
                Diagnostic::warning(Code::StructureInvalid, message)
                    .at(encoding.label_span())
                    .subject(subject)
                    .help("parts that have names are described by `encoding`; an array has `prefixItems` and `items`")
                    .costs("the parts are sent as their schemas say"),
            );
        }
    }

    /// The members of an object as parts, by their names.
    fn named_parts(&mut self, body: &Whole<'_>, schema: &Schema, place: &Place) -> Vec<PartPlan> {
        let mut scope = Scope::new();
        scope.claim("extra");
        let mut parts = Vec::new();
        for (wire, member) in schema.properties() {
            let place = place.part(Part::Property(wire), body.name, wire);
            let encoding = body.media.encoding(wire);
            let part = self.one_part(wire, member, encoding, true, &place, body.subject);
            parts.push(PartPlan { name: scope.claim(&field_name(wire)), required: schema.requires(wire), ..part });
        }
        for part in &mut parts {
            let encoding = body.media.encoding(&part.wire);
            part.style = encoding.and_then(|encoding| self.part_style(part, encoding, body.is_form_data, body.subject));
        }
        parts
    }

    /// The items of an array as parts, by their places (OpenAPI 3.2.0, section 4.14.5.2): those of `prefixItems` and
    /// `prefixEncoding` one by one, and all further ones as a list.
    fn placed_parts(&mut self, body: &Whole<'_>, array: Option<&Schema>) -> Vec<PartPlan> {
        let Whole { media, pointer, name, .. } = *body;
        let any = Schema::any(media.span());
        let count = |limit: Limit| array.and_then(|array| usize::try_from(array.count(limit)?).ok());
        let (least, limit) = (count(Limit::MinItems).unwrap_or(0), count(Limit::MaxItems).unwrap_or(usize::MAX));
        let prefix = |at: usize| array.and_then(|array| array.prefix_items().get(at));
        let stated = array.map_or(0, |array| array.prefix_items().len());
        let encodings = media.prefix_encodings();
        let whole = below(pointer, Part::Schema);
        // `itemSchema` is for each part on its own, where `schema` says nothing of it.
        let (rest, rest_pointer) = match (array.and_then(Schema::items), media.item_schema()) {
            (Some(items), _) => (Some(items), below(&whole, Part::Items)),
            (None, Some(item)) => (Some(item), below(pointer, Part::ItemSchema)),
            (None, None) => (media.item_encoding().map(|_| &any), below(&whole, Part::Items)),
        };
        let rest = rest.filter(|rest| rest.as_bool() != Some(false));
        let places = if rest.is_some() { stated.max(encodings.len()) } else { stated };
        let places = places.min(limit).min(MAX_PLACES);
        let mut scope = Scope::new();
        scope.claim("extra");
        let mut parts = Vec::new();
        for at in 0..places {
            let (schema, pointer) = match (prefix(at), rest) {
                (Some(schema), _) => (schema, below(&whole, Part::PrefixItem(at))),
                (None, Some(rest)) => (rest, rest_pointer.clone()),
                (None, None) => (&any, rest_pointer.clone()),
            };
            let words = ORDINALS.get(at).map_or_else(|| format!("part {}", at + 1), |word| (*word).to_owned());
            let place = Place { pointer, parent: name.to_owned(), words, operation: None };
            let part = self.item_part(body, schema, encodings.get(at).copied(), true, &place);
            parts.push(PartPlan { name: scope.claim(&part.name), required: at < least, ..part });
        }
        if let Some(rest) = rest.filter(|_| places < limit) {
            let words = if places == 0 { "parts" } else { "others" };
            let place =
                Place { pointer: rest_pointer, parent: name.to_owned(), words: words.to_owned(), operation: None };
            let part = self.item_part(body, rest, media.item_encoding(), false, &place);
            let content = match part.content {
                PartContent::File => PartContent::Files,
                PartContent::Value(ty) => PartContent::Values(ty),
                many => many,
            };
            parts.push(PartPlan { name: scope.claim(words), content, required: false, ..part });
        }
        parts
    }

    /// An item of an array as a part. In a form it has a name all the same: such an item is an object of one member, the
    /// name and the value (OpenAPI 3.2.0, section 4.14.5.2), or a header states it.
    fn item_part(
        &mut self,
        body: &Whole<'_>,
        schema: &Schema,
        encoding: Option<&Encoding>,
        is_titled: bool,
        place: &Place,
    ) -> PartPlan {
        let Whole { is_form_data, subject, .. } = *body;
        if let Some(stated) = encoding.and_then(Encoding::style_node) {
            self.say_unstyled(stated, "a part that has a place and no name is written in no `style`", subject);
        }
        let effective = self.model.resolve_at(schema, &place.pointer);
        let mut members = effective.properties();
        if is_form_data && let (Some((wire, member)), None) = (members.next(), members.next()) {
            let place = place.part(Part::Property(wire), &place.parent, wire);
            let part = self.one_part(wire, member, encoding, false, &place, subject);
            return PartPlan { name: field_name(wire), ..part };
        }
        let part = self.one_part("", schema, encoding, false, place, subject);
        let disposition = part.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("content-disposition"));
        let stated = disposition.and_then(|(_, value)| stated_name(value));
        let title = schema.title().filter(|title| is_titled && !title.trim().is_empty());
        let name = field_name(title.or(stated.as_deref()).unwrap_or(&place.words));
        let wire = match stated {
            _ if !is_form_data => String::new(),
            Some(stated) => stated,
            None => place.words.clone(),
        };
        PartPlan { wire, name, ..part }
    }

    /// One part, whose `encoding` may state its media type and its header fields. `is_spread` says whether a list becomes a
    /// part for each item.
    fn one_part(
        &mut self,
        wire: &str,
        schema: &Schema,
        encoding: Option<&Encoding>,
        is_spread: bool,
        place: &Place,
        subject: &str,
    ) -> PartPlan {
        let inner = self.model.resolve_at(schema, &place.pointer);
        let stated = encoding.and_then(Encoding::content_type).or_else(|| inner.content_media_type());
        let stated = stated.map(str::to_owned).or_else(|| self.media_type_of_alternatives(&inner, place));
        let media_types: Vec<String> = stated.as_deref().and_then(media_types).unwrap_or_default();
        let content = self.part_content(schema, &inner, &media_types, is_spread, place);
        let at = encoding.map_or_else(|| schema.label_span(), Encoding::label_span);
        let is_nested = has_parts_itself(&media_types);
        if !is_nested && self.is_untyped_part(&inner, &content, &media_types, place) {
            self.say_untyped(&media_types, at, subject);
        }
        let mut docs = super::constraints::docs(&inner);
        if !media_types.is_empty() {
            docs.notes.push(format!("Its media type is {}.", shown(&media_types)));
        }
        let is_file = matches!(content, PartContent::File | PartContent::Files);
        let sent = match is_file {
            // Its media type has the boundary, which only the caller knows (RFC 2046, section 5.1.1).
            true => only_type(&media_types).filter(|_| !is_nested).map(str::to_owned),
            false => {
                let item = inner.items().filter(|_| matches!(content, PartContent::Values(_)));
                let written = item.map(|item| self.model.resolve_at(item, &place.pointer));
                let written = written.as_ref().unwrap_or(&inner).kind();
                // Of alternatives nobody knows which one is written.
                let only = || only_type(&media_types).filter(|_| written.is_none()).map(str::to_owned);
                let written = written_as(written, &media_types).or_else(only);
                written.map(|media_type| self.in_its_charset(media_type, at, &mut docs, subject))
            }
        };
        let headers = self.part_headers(encoding, is_file, &mut docs, subject);
        if is_nested || encoding.is_some_and(|encoding| encoding.nested().next().is_some()) {
            self.say_nested(at, subject);
        }
        PartPlan {
            wire: wire.to_owned(),
            name: String::new(),
            content,
            media_types,
            sent,
            style: None,
            headers,
            required: false,
            docs,
        }
    }

    /// What a part holds.
    fn part_content(
        &mut self,
        schema: &Schema,
        inner: &Schema,
        media_types: &[String],
        is_spread: bool,
        place: &Place,
    ) -> PartContent {
        let json = inner.content_schema().filter(|_| inner.content_media_type().is_some_and(is_json_type));
        match inner.kind() {
            // The part is the JSON that the schema describes, and no text around it.
            _ if let Some(schema) = json => {
                let place = place.part(Part::ContentSchema, &place.parent, &place.words);
                PartContent::Value(self.type_of(schema, &place))
            }
            _ if has_parts_itself(media_types) => PartContent::File,
            _ if let Some(files) = self.files(schema, inner, is_spread, place) => files,
            // A part of which nothing is said holds bytes (OpenAPI 3.1.1, section 4.8.15.1.1), but for one of which the
            // media type says that it is written from a value.
            None if may_be_bytes(inner, media_types) => PartContent::File,
            Some("array") if is_spread => {
                let item = inner.items().map(|item| self.model.resolve_at(item, &place.pointer));
                let is_bytes = match &item {
                    Some(item) if item.kind().is_none() && item.as_bool() != Some(false) && item.is_open() => {
                        written_as(None, media_types).is_none()
                    }
                    Some(item) => is_unwritable(item.kind(), media_types),
                    None => !inner.states_prefix_items() && written_as(None, media_types).is_none(),
                };
                match (is_bytes, self.type_of(schema, place)) {
                    (true, _) => PartContent::Files,
                    (false, TypeRef::List(item)) => PartContent::Values(*item),
                    (false, ty) => PartContent::Value(ty),
                }
            }
            kind if is_unwritable(kind, media_types) => PartContent::File,
            _ => match self.type_of(schema, place) {
                TypeRef::Nullable(inner) => PartContent::Value(*inner),
                ty => PartContent::Value(ty),
            },
        }
    }

    /// Whether a part is bytes for the caller though its schema describes something else.
    fn is_untyped_part(
        &mut self,
        inner: &Schema,
        content: &PartContent,
        media_types: &[String],
        place: &Place,
    ) -> bool {
        match (content, inner.kind()) {
            (PartContent::Files, Some("array")) => {
                let item = inner.items().map(|item| self.model.resolve_at(item, &place.pointer));
                item.is_some_and(|item| is_untyped(item.kind(), media_types))
            }
            (PartContent::File, kind) => is_untyped(kind, media_types),
            _ => false,
        }
    }

    fn say_untyped(&mut self, media_types: &[String], at: Span, subject: &str) {
        let message = format!("values of {} have no types in the client", shown(media_types));
        self.model.diagnostics.push(
            Diagnostic::warning(Code::Unsupported, message)
                .at(at)
                .subject(subject)
                .help("values are written as JSON, and texts as they are: state such a media type where the server takes it")
                .costs("the caller gives the part as bytes"),
        );
    }

    /// Says that the parts of a part are not written.
    fn say_nested(&mut self, at: Span, subject: &str) {
        self.model.diagnostics.push(
            Diagnostic::warning(Code::Unsupported, "a part is made of parts itself")
                .at(at)
                .subject(subject)
                .help("write the parts within it by hand, and set its media type with the boundary")
                .costs("the inner parts are not written by the client: the part is what the caller makes it"),
        );
    }

    /// The media type as which the text of a part is sent: without a charset in which it is not written.
    fn in_its_charset(&mut self, media_type: String, at: Span, docs: &mut Docs, subject: &str) -> String {
        let Some(Unwritten { charset, reason, sent }) = unwritten(&media_type) else { return media_type };
        docs.notes.push(format!("It is sent in UTF-8, as {}.", code(&sent)));
        self.model.diagnostics.push(
            Diagnostic::warning(Code::Unsupported, reason)
                .at(at)
                .subject(subject)
                .help("remove the charset from the media type, or state one that is written: `utf-8`, `iso-8859-1`")
                .costs(format!(
                    "the part is sent in UTF-8, as {}, without the charset {}",
                    code(&sent),
                    code(&charset)
                )),
        );
        sent
    }

    /// How a part is written whose `encoding` says that it is like a member of a query. OpenAPI 3.0 ignores that in a form
    /// of parts (3.0.4, section 4.7.15.1), and so do other kinds of parts.
    fn part_style(
        &mut self,
        part: &PartPlan,
        encoding: &Encoding,
        is_form_data: bool,
        subject: &str,
    ) -> Option<PartStyle> {
        let stated = encoding.styled_by()?;
        let name = encoding.style().unwrap_or("form");
        // `form` is what each text and each list of texts is written as in any case.
        let explode = encoding.explode().unwrap_or(matches!(name, "form" | "deepObject"));
        let is_scalar = |ty: &TypeRef| matches!(self.graph.resolve(ty), TypeRef::Scalar(_));
        let is_usual = match &part.content {
            PartContent::File | PartContent::Files => return None,
            PartContent::Value(ty) => name != "deepObject" && is_scalar(ty),
            PartContent::Values(_) => name != "deepObject" && explode,
        };
        if is_usual {
            return None;
        }
        let is_3_0 = self.api.version().is_some_and(|version| version.starts_with("3.0"));
        let is_known = matches!(name, "form" | "spaceDelimited" | "pipeDelimited" | "tabDelimited" | "deepObject");
        if is_known && is_form_data && !is_3_0 {
            return Some(PartStyle { name: name.to_owned(), explode });
        }
        let why = match (is_form_data, is_3_0) {
            (false, _) => "the `style` of a part counts in `multipart/form-data` alone",
            (true, true) => "OpenAPI 3.0 ignores the `style` of a part; later versions do not",
            (true, false) => "this is not a valid style of a part",
        };
        self.say_unstyled(stated, why, subject);
        None
    }

    /// Says that a part is not written as its `encoding` has it.
    fn say_unstyled(&mut self, stated: &Node, why: &str, subject: &str) {
        self.model.diagnostics.push(
            Diagnostic::warning(Code::Unsupported, why)
                .at(stated.label_span())
                .subject(subject)
                .help("the styles are `form`, `spaceDelimited`, `pipeDelimited` and `deepObject`, in forms of OpenAPI 3.1")
                .costs("a list is sent as a part for each item, and an object as JSON"),
        );
    }

    /// What a part holds whose schema is that of a file, of a list of files, or of alternatives among which one of these
    /// is: whatever else may stand there, bytes can.
    fn files(&mut self, schema: &Schema, effective: &Schema, is_spread: bool, place: &Place) -> Option<PartContent> {
        if is_file(effective) {
            return Some(PartContent::File);
        }
        let mut found = Vec::new();
        match effective.alternatives().or_else(|| schema.alternatives()) {
            Some((_, alternatives)) => {
                for alternative in alternatives.iter() {
                    let alternative = self.model.resolve_at(alternative, &place.pointer);
                    if alternative.is_null() {
                        continue;
                    }
                    found.push(self.file_or_list(&alternative, is_spread, place));
                }
            }
            None => found.push(self.file_or_list(effective, is_spread, place)),
        }
        if found.contains(&Some(PartContent::Files)) {
            return Some(PartContent::Files);
        }
        found.contains(&Some(PartContent::File)).then_some(PartContent::File)
    }

    /// The media type of the only alternative that states one and is a file.
    fn media_type_of_alternatives(&mut self, effective: &Schema, place: &Place) -> Option<String> {
        let (_, all) = effective.alternatives()?;
        let mut stated = Vec::new();
        for alternative in all.iter() {
            let alternative = self.model.resolve_at(alternative, &place.pointer);
            stated.extend(alternative.content_media_type().filter(|_| is_file(&alternative)).map(str::to_owned));
        }
        if let [only] = stated.as_slice() { Some(only.clone()) } else { None }
    }

    fn file_or_list(&mut self, effective: &Schema, is_spread: bool, place: &Place) -> Option<PartContent> {
        if is_file(effective) {
            return Some(PartContent::File);
        }
        let item = effective.items().filter(|_| is_spread && effective.kind() == Some("array"))?;
        let item = self.model.resolve_at(item, &place.pointer);
        let is_one = match item.alternatives() {
            Some((_, all)) => all.iter().any(|item| is_file(&self.model.resolve_at(item, &place.pointer))),
            None => is_file(&self.model.resolve_at(&item, &place.pointer)),
        };
        is_one.then_some(PartContent::Files)
    }

    /// The header fields of a part whose values the document states. Others can be given with a file, and are said.
    fn part_headers(
        &mut self,
        encoding: Option<&Encoding>,
        is_file: bool,
        docs: &mut Docs,
        subject: &str,
    ) -> Vec<(String, String)> {
        let mut stated = Vec::new();
        for (name, header) in encoding.into_iter().flat_map(Encoding::headers) {
            // Its media type is said elsewhere.
            if name.eq_ignore_ascii_case("content-type") || !is_token(name) {
                continue;
            }
            match constant(header).filter(|value| !value.contains(|c: char| c.is_control() || !c.is_ascii())) {
                Some(value) => stated.push((name.clone(), value)),
                None if is_file => docs.notes.push(format!("It may have the header {}: `Part::header`.", code(name))),
                None if header.is_required() => self.model.diagnostics.push(
                    Diagnostic::warning(Code::Unsupported, format!("a part needs the header `{name}`"))
                        .at(header.label_span())
                        .subject(subject)
                        .help("a header whose schema has one value (`const`) is sent; others can be given with files alone")
                        .costs("the part is sent without this header"),
                ),
                None => {}
            }
        }
        stated
    }
}

/// The only value that a header can have by its schema.
fn constant(header: &Header) -> Option<String> {
    let schema = header.schema().or_else(|| header.content()?.1.schema())?;
    let value = schema.only_constant()?;
    let text = value.as_str().map(str::to_owned).or_else(|| value.as_number().map(ToString::to_string));
    text.or_else(|| value.as_bool().map(|value| value.to_string()))
}

/// The name that a `Content-Disposition` gives a part (RFC 7578, section 4.2).
fn stated_name(disposition: &str) -> Option<String> {
    let mut parameters = disposition.split(';').skip(1).filter_map(|parameter| parameter.split_once('='));
    let (_, name) = parameters.find(|(key, _)| key.trim().eq_ignore_ascii_case("name"))?;
    Some(name.trim().trim_matches('"').to_owned()).filter(|name| !name.is_empty())
}

/// Whether a part of these media types is made of parts.
fn has_parts_itself(media_types: &[String]) -> bool {
    media_types.iter().any(|media_type| essence(media_type).starts_with("multipart/"))
}

/// Whether a schema says nothing of the kind of its values, and no media type says that they are written.
fn may_be_bytes(schema: &Schema, media_types: &[String]) -> bool {
    schema.as_bool() != Some(false) && schema.is_open() && written_as(None, media_types).is_none()
}

/// Media types as a sentence has them.
fn shown(media_types: &[String]) -> String {
    media_types.iter().map(|media_type| code(media_type)).collect::<Vec<_>>().join(" or ")
}

/// Whether values of this kind cannot be written as any of these media types.
fn is_unwritable(kind: Option<&str>, media_types: &[String]) -> bool {
    !media_types.is_empty() && kind.is_some() && written_as(kind, media_types).is_none()
}

/// Whether a schema describes something that no text is, and that cannot be written.
fn is_untyped(kind: Option<&str>, media_types: &[String]) -> bool {
    kind != Some("string") && is_unwritable(kind, media_types)
}

/// The one of some media types as which the client writes a value of this kind: JSON, or a text. The one that is stated
/// alone is taken at its word for a text; of several, the caller has to choose unless JSON or plain text is among them.
fn written_as(kind: Option<&str>, media_types: &[String]) -> Option<String> {
    let is_structure = matches!(kind, Some("object" | "array") | None);
    let found = media_types.iter().find_map(|media_type| match essence(media_type).as_str() {
        "*/*" | "application/*" if is_structure => Some("application/json".to_owned()),
        "*/*" | "text/*" => Some("text/plain".to_owned()),
        "text/plain" => Some(media_type.clone()),
        _ if is_json_type(media_type) => Some(media_type.clone()),
        _ => None,
    });
    found.or_else(|| only_type(media_types).filter(|_| !is_structure).map(str::to_owned))
}

/// The media type of a part, where it is one.
fn only_type(media_types: &[String]) -> Option<&str> {
    match media_types {
        [only] if !only.contains('*') => Some(only),
        _ => None,
    }
}

/// Whether a schema stands for raw bytes (OpenAPI 3.0.4, section 4.7.14.3; 3.1.1, section 4.8.14.5).
fn is_file(schema: &Schema) -> bool {
    matches!(schema.kind(), None | Some("string"))
        && (schema.format() == Some("binary") || schema.has_content_media_type() && !schema.has_content_encoding())
}
