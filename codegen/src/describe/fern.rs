//! The text of reference pages that Fern rendered: a title, `Request`, `Response`, and members whose name, type and
//! requiredness are glued together (`agent_idstringRequired`).
//!
//! A page that names no method and path still describes its bodies: they become schemas, and that is told.

use super::facts::{Answer, Body, Member, Operation, Place, Shape, Text, document, path_template};
use super::reading::lines::lines;
use super::reading::stated::Stated;
use super::reading::{Page, unread};
use super::unite::unite;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::source::{FileId, Node, SourceFiles, Span};
use std::ops::Range;

/// The headings of the parts of a page.
const SECTIONS: &[(&str, Section)] = &[
    ("headers", Section::Parameters(Place::Header)),
    ("path parameters", Section::Parameters(Place::Path)),
    ("query parameters", Section::Parameters(Place::Query)),
    ("request", Section::Request),
    ("response", Section::Answer),
    ("errors", Section::Errors),
    ("authentication", Section::Other),
];

/// The sentences that only pages of Fern have.
const MARKS: &[&str] = &["This endpoint expects ", "This endpoint returns "];

/// The part of a page that is being read.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Section {
    /// Title, method, path, description.
    Head,
    Parameters(Place),
    Request,
    Answer,
    Errors,
    Other,
}

/// Whether a text looks like a page of this format.
pub fn recognises(text: &str) -> bool {
    let has_section = text.lines().any(|line| matches!(section(line.trim()), Some(Section::Request | Section::Answer)));
    let has_members = text.lines().filter(|line| glued(line.trim()).is_some_and(|found| found.is_marked)).count() > 0;
    let has_mark = MARKS.iter().any(|mark| text.contains(mark));
    has_section && has_members && has_mark && !text.contains("curl --request")
}

/// Reads pages into one document.
///
/// Returns `None` after reporting `page-cut` or `page-conflict`.
pub fn read(files: &SourceFiles, pages: &[FileId], diagnostics: &mut Diagnostics) -> Option<Node> {
    let before = diagnostics.count(Severity::Error);
    let mut documents = Vec::new();
    for &file in pages {
        let page = Page { file, text: files[file].text() };
        let mut reader = Reader::new(&page);
        for line in lines(page.text, 0..page.text.len()) {
            reader.line(line);
        }
        documents.extend(reader.document(diagnostics));
    }
    let united = unite(documents, diagnostics);
    united.filter(|_| diagnostics.count(Severity::Error) == before)
}

fn section(line: &str) -> Option<Section> {
    SECTIONS.iter().find(|(heading, _)| line.eq_ignore_ascii_case(heading)).map(|(_, section)| *section)
}

/// A line of a member, taken apart.
struct Glued<'t> {
    name: &'t str,
    kind: &'t str,
    is_required: bool,
    /// Whether the line says that the member is required or optional.
    is_marked: bool,
    /// What follows, a default for instance.
    rest: &'t str,
}

/// Types that end the name of a member; longer ones first, since some end with others.
const KINDS: &[&str] = &[
    "datetime", "boolean", "integer", "string", "double", "number", "object", "float", "enum", "long", "file", "uuid",
];

/// Types that words end with as well: they count only before `Required` or `Optional`.
const WORDS: &[&str] = &["any", "date"];

fn glued(line: &str) -> Option<Glued<'_>> {
    let mark = ["Required", "Optional"].iter().filter_map(|mark| line.rfind(mark).map(|at| (at, *mark))).max();
    let (head, is_required, rest) = match mark {
        Some((at, mark)) => (&line[..at], mark == "Required", line[at + mark.len()..].trim()),
        None => (line, false, ""),
    };
    let is_marked = mark.is_some();
    let (name, kind) = listed(head).or_else(|| {
        let kinds = KINDS.iter().chain(WORDS.iter().filter(|_| is_marked));
        let plain = head.strip_suffix(" or null").unwrap_or(head);
        let kind = kinds.filter(|kind| plain.ends_with(**kind)).max_by_key(|kind| kind.len())?;
        Some(head.split_at(plain.len() - kind.len()))
    })?;
    let is_name =
        !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '$'));
    is_name.then_some(Glued { name, kind, is_required, is_marked, rest })
}

/// A name before `list of …` or `map from …`.
fn listed(head: &str) -> Option<(&str, &str)> {
    ["list of ", "map from "].iter().find_map(|kind| head.find(kind)).map(|at| head.split_at(at))
}

struct Reader<'p, 't> {
    page: &'p Page<'t>,
    section: Section,
    title: Option<Range<usize>>,
    method: Option<Range<usize>>,
    address: Option<Text>,
    description: Option<Text>,
    parameters: Vec<(Place, Member)>,
    request: Option<(Span, Vec<Member>, bool)>,
    answer: Option<(Span, Vec<Member>, bool)>,
    errors: Vec<Answer>,
    unread: Vec<Range<usize>>,
}

const METHODS: &[&str] = &["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];

impl<'p, 't> Reader<'p, 't> {
    fn new(page: &'p Page<'t>) -> Self {
        Self {
            page,
            section: Section::Head,
            title: None,
            method: None,
            address: None,
            description: None,
            parameters: Vec::new(),
            request: None,
            answer: None,
            errors: Vec::new(),
            unread: Vec::new(),
        }
    }

    fn text(&self, range: Range<usize>) -> Text {
        Text::new(self.page.slice(range.clone()), self.page.span(range))
    }

    fn line(&mut self, line: Range<usize>) {
        let text = self.page.slice(line.clone());
        let body = text.trim();
        let start = line.start + (text.len() - text.trim_start().len());
        let own = start..start + body.len();
        if body.is_empty() {
            return;
        }
        if let Some(section) = section(body) {
            self.section = section;
            let span = self.page.span(own);
            match section {
                Section::Request => self.request = Some((span, Vec::new(), false)),
                Section::Answer => self.answer = Some((span, Vec::new(), false)),
                _ => {}
            }
            return;
        }
        match self.section {
            Section::Head => self.head(own),
            Section::Errors => self.error(own),
            Section::Other => self.unread.push(own),
            Section::Parameters(_) | Section::Request | Section::Answer => self.member(own),
        }
    }

    fn head(&mut self, own: Range<usize>) {
        let body = self.page.slice(own.clone());
        let method = METHODS.iter().find(|method| body.starts_with(**method));
        let after = method.map(|method| body[method.len()..].trim_start());
        let is_address = |text: &str| text.starts_with('/') && text.len() > 1 || text.starts_with("http");
        let end = own.end;
        match (after, method) {
            (Some(""), Some(_)) => self.method = Some(own),
            (Some(rest), Some(method)) if is_address(rest) => {
                self.method = Some(own.start..own.start + method.len());
                self.address = Some(self.text(end - rest.len()..end));
            }
            _ if self.method.is_some() && self.address.is_none() && is_address(body) => {
                self.address = Some(self.text(own))
            }
            _ if self.title.is_none() => self.title = Some(own),
            _ => {
                let text = self.text(own);
                self.description = Some(match self.description.take() {
                    Some(before) => Text::new(format!("{}\n{}", before.text, text.text), before.span),
                    None => text,
                });
            }
        }
    }

    /// A line below a section: a member, or text about the one before.
    fn member(&mut self, own: Range<usize>) {
        let body = self.page.slice(own.clone());
        let is_list = body.contains("list of");
        if MARKS.iter().any(|mark| body.starts_with(mark)) {
            if let Some((_, _, listed)) = self.body() {
                *listed = is_list;
            }
            return;
        }
        if let Some(found) = glued(body) {
            let at = |part: &str| own.start + body.find(part).unwrap_or(0);
            let start = own.start;
            let name = Text::new(found.name, self.page.span(start..start + found.name.len()));
            let mut member = Member::named(name);
            member.stated = stated(found.kind);
            let kind_start = start + found.name.len();
            member.kind_span = self.page.span(kind_start..kind_start + found.kind.len());
            member.is_required = found.is_required;
            member.description = (!found.rest.is_empty())
                .then(|| Text::new(found.rest, self.page.span(at(found.rest)..at(found.rest) + found.rest.len())));
            match (self.section, self.body()) {
                (Section::Parameters(place), _) => self.parameters.push((place, member)),
                (_, Some((_, members, _))) => members.push(member),
                _ => {}
            }
            return;
        }
        let text = self.text(own.clone());
        let last = match self.section {
            Section::Parameters(_) => self.parameters.last_mut().map(|(_, member)| member),
            _ => self.body().and_then(|(_, members, _)| members.last_mut()),
        };
        match last {
            Some(member) => {
                member.description = Some(match member.description.take() {
                    Some(before) => Text::new(format!("{}\n{}", before.text, text.text), before.span),
                    None => text,
                });
            }
            None if ["Successful Response", "Successful response"].contains(&text.text.as_str()) => {}
            None => self.unread.push(own),
        }
    }

    fn body(&mut self) -> Option<&mut (Span, Vec<Member>, bool)> {
        match self.section {
            Section::Request => self.request.as_mut(),
            Section::Answer => self.answer.as_mut(),
            _ => None,
        }
    }

    fn error(&mut self, own: Range<usize>) {
        let text = self.text(own.clone());
        let is_status = text.text.len() == 3
            && text.text.starts_with(['4', '5'])
            && text.text.bytes().all(|byte| byte.is_ascii_digit());
        match self.errors.last_mut() {
            _ if is_status => self.errors.push(Answer { status: Some(text), description: None, body: None }),
            Some(answer) if answer.description.is_none() => answer.description = Some(text),
            _ => self.unread.push(own),
        }
    }

    fn document(self, diagnostics: &mut Diagnostics) -> Option<Node> {
        unread(self.page, self.unread.clone(), diagnostics);
        let is_empty = self.request.as_ref().or(self.answer.as_ref()).is_none_or(|(_, members, _)| members.is_empty());
        if is_empty && self.parameters.is_empty() {
            diagnostics.push(self.page.cut("the page ends before the members of its request"));
            return None;
        }
        match (self.method.clone(), self.address.clone()) {
            (Some(method), Some(address)) => Some(self.operation(method, &address, diagnostics)),
            _ => Some(self.schemas(diagnostics)),
        }
    }

    fn operation(self, method: Range<usize>, address: &Text, diagnostics: &mut Diagnostics) -> Node {
        let url = address.text.as_str();
        let host = url.find("://").map_or(0, |at| url[at + 3..].find('/').map_or(url.len(), |end| at + 3 + end));
        let path = if host == url.len() { "/" } else { &url[host..] };
        let name = self.text(method);
        let mut operation = Operation::new(
            Text::new(name.text.to_lowercase(), name.span),
            Text::new(path_template(path), address.span),
        );
        operation.server = (host > 0).then(|| Text::new(&url[..host], address.span));
        operation.summary = self.title.clone().map(|range| self.text(range));
        operation.description = self.description;
        operation.parameters = self.parameters;
        operation.body = self.request.filter(|(_, members, _)| !members.is_empty()).map(body);
        let answer = self.answer.map(|answer| Answer { status: None, description: None, body: Some(body(answer)) });
        operation.answers = answer.into_iter().chain(self.errors).collect();
        let title = url[..host].split("://").nth(1).unwrap_or("API").to_owned();
        document::document(&title, &[operation], self.page.span(0..0), diagnostics)
    }

    /// The bodies as schemas, for a page that does not say which operation they belong to.
    fn schemas(self, diagnostics: &mut Diagnostics) -> Node {
        let title = self.title.clone().unwrap_or(0..0);
        let span = self.page.span(title.clone());
        let message = "the page names no method and no path, so its bodies became schemas without an operation";
        let help = "copy the page with the line that has them (`POST /v1/calls`), or add the operation with an overlay";
        diagnostics.push(Diagnostic::warning(Code::OperationLeftOut, message).at(span).help(help));
        let places: Vec<Range<usize>> = self.parameters.iter().map(|(_, member)| member.name.span.range()).collect();
        unread(self.page, places, diagnostics);
        let words = self.page.slice(title);
        let name: String =
            words.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).map(capital).collect();
        let mut schemas: Vec<(String, Node)> = Vec::new();
        for (suffix, found) in [("Request", self.request), ("Response", self.answer)] {
            if let Some(found) = found.filter(|(_, members, _)| !members.is_empty()) {
                let mut schema = document::schema_of(&body(found), words, diagnostics);
                schema.key_span = Some(span);
                schemas.push((format!("{name}{suffix}"), schema));
            }
        }
        let mut node = document::document("API", &[], span, diagnostics);
        let schemas = Node::object(schemas, span);
        node.set("components", Node::object([("schemas", schemas)], span));
        node
    }
}

fn capital(word: &str) -> String {
    let (first, rest) = word.split_at(1);
    first.to_ascii_uppercase() + rest
}

fn stated(kind: &str) -> Stated {
    let (kind, or_null) = kind.strip_suffix(" or null").map_or((kind, ""), |kind| (kind, ", nullable"));
    match kind {
        "enum" => Stated { is_enum: true, ..Stated::read(&format!("string{or_null}")) },
        "any" => Stated::default(),
        kind if kind.starts_with("map from ") => Stated::read(&format!("object{or_null}")),
        kind => Stated::read(&format!("{kind}{or_null}")),
    }
}

fn body((span, members, is_list): (Span, Vec<Member>, bool)) -> Body {
    let shape = if members.is_empty() { Shape::Open } else { Shape::Members { members, is_list } };
    Body { media_type: Text::new("application/json", span), shape, example: None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    const PAGE: &str = "Feed a cat\nPOST https://h.example/v1/cats/:id/meals\nGives food.\nPath parameters\nidstringRequired\nThe cat\n\
        Request\nThis endpoint expects an object.\ngramsintegerRequired\nbowlobject or nullOptional\ntagslist of stringsOptionalDefaults to none\n\
        Response\nSuccessful Response\nleftdouble\nErrors\n422\nNot hungry\n";

    fn described(text: &str) -> (Value, Vec<String>) {
        let mut files = SourceFiles::new();
        let page = files.add("page", text);
        let mut diagnostics = Diagnostics::new();
        let document = read(&files, &[page], &mut diagnostics);
        let said = diagnostics.iter().map(|found| found.message.clone()).collect();
        (document.map_or(Value::Null, |document| document.to_value()), said)
    }

    #[test]
    fn glued_members_come_apart() {
        assert!(recognises(PAGE));
        let (document, said) = described(PAGE);
        assert_eq!(said, Vec::<String>::new());
        let operation = &document["paths"]["/v1/cats/{id}/meals"]["post"];
        assert_eq!(
            operation["parameters"][0],
            json!({"name": "id", "in": "path", "description": "The cat", "required": true, "schema": {"type": "string"}})
        );
        assert_eq!(
            operation["requestBody"]["content"]["application/json"]["schema"],
            json!({"type": "object", "required": ["grams"], "properties": {
                "grams": {"type": "integer"},
                "bowl": {"type": ["object", "null"]},
                "tags": {"type": "array", "items": {"type": "string"}, "description": "Defaults to none"},
            }})
        );
        assert_eq!(operation["responses"]["422"]["description"], "Not hungry");
        assert_eq!(document["servers"], json!([{"url": "https://h.example"}]));
    }

    #[test]
    fn bodies_without_an_operation_become_schemas() {
        let (document, said) = described(&PAGE.replace("POST https://h.example/v1/cats/:id/meals\n", ""));
        assert_eq!(
            document["components"]["schemas"]["FeedACatResponse"]["properties"],
            json!({"left": {"type": "number"}})
        );
        assert_eq!(said.len(), 2, "{said:?}");
    }
}
