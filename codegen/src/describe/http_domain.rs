//! reStructuredText that describes operations with the directives of `sphinxcontrib-httpdomain`:
//! `.. http:post:: /cats/(int:id)`, and below it fields as `:query integer page: …`, `:>json string name: …`.
//!
//! Sentences are descriptions and never facts. Examples show the members that no field describes.

use super::facts::{Answer, Body, Member, Operation, Place, Shape, Text, document, nest, path_parameters, query_names};
use super::reading::http::{METHODS, SMALL_METHODS, is_media_type, split_server};
use super::reading::lines::{is_underline, lines};
use super::reading::stated::Stated;
use super::reading::{Page, example, united, unread};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{FileId, Node, SourceFiles, Span};
use std::ops::Range;

/// Directives whose content is code.
const CODE: &[&str] = &["sourcecode", "code-block", "code", "http:example"];

/// Whether a text has a directive that describes an operation.
pub fn recognises(text: &str) -> bool {
    text.contains(".. http:") && text.lines().any(|line| directive(line.trim()).is_some())
}

/// Reads pages into one document.
///
/// Returns `None` after reporting `page-conflict`.
pub fn read(files: &SourceFiles, pages: &[FileId], diagnostics: &mut Diagnostics) -> Option<Node> {
    united(files, pages, diagnostics, |page, diagnostics| {
        let mut reader = Reader { files, page, operations: Vec::new(), unread: Vec::new(), diagnostics };
        reader.read();
        let Reader { operations, unread: left, .. } = reader;
        if operations.is_empty() {
            let none = Diagnostic::error(Code::UnknownFormat, "this page describes no operation");
            let help = "a line such as `.. http:get:: /cats` has to stand on it";
            diagnostics.push(none.at(super::start_of(files, page.file)).help(help));
            return None;
        }
        unread(page, left, diagnostics);
        Some(document::document("API", &operations, page.span(0..0), diagnostics))
    })
}

/// The method and the path of `.. http:get:: /cats`.
fn directive(line: &str) -> Option<(&str, &str)> {
    let (method, path) = line.strip_prefix(".. http:")?.split_once(":: ")?;
    let path = path.trim();
    let is_address = path.starts_with('/') || ["https://", "http://"].iter().any(|scheme| path.starts_with(scheme));
    (SMALL_METHODS.contains(&method) && is_address).then_some((method, path))
}

/// A path with its variables in braces, and the variables whose type it names: `/cats/(int:id)`.
fn template(path: &str) -> (String, Vec<(String, &str)>) {
    let (mut out, mut typed, mut rest) = (String::new(), Vec::new(), path);
    while let Some((before, inner, after)) = rest
        .split_once('(')
        .and_then(|(before, rest)| rest.split_once(')').map(|(inner, after)| (before, inner, after)))
    {
        let (kind, name) = inner.split_once(':').unwrap_or(("", inner));
        out.push_str(&format!("{before}{{{}}}", name.trim()));
        typed.push((name.trim().to_owned(), kind.trim()));
        rest = after;
    }
    out.push_str(rest);
    (super::facts::path_template(&out), typed)
}

/// A line of a page, with what it is indented by.
#[derive(Clone)]
struct Line {
    range: Range<usize>,
    indent: usize,
}

/// What a field describes.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Part {
    Parameter(Place),
    Form,
    Request {
        is_list: bool,
    },
    Answer {
        is_list: bool,
    },
    Status,
    /// Headers of the answer, which no document of ours has.
    Ignored,
}

fn part(word: &str) -> Option<Part> {
    Some(match word {
        "param" | "parameter" | "arg" | "argument" => Part::Parameter(Place::Path),
        "query" | "queryparameter" | "queryparam" | "qparam" => Part::Parameter(Place::Query),
        "reqheader" | "requestheader" | "<header" => Part::Parameter(Place::Header),
        "form" | "formparameter" | "formparam" | "fparam" => Part::Form,
        "<json" | "reqjson" | "reqjsonobj" | "<jsonobj" | "json" | "jsonparam" | "jparam" => {
            Part::Request { is_list: false }
        }
        "<jsonarr" | "reqjsonarr" => Part::Request { is_list: true },
        ">json" | "resjson" | "resjsonobj" | ">jsonobj" => Part::Answer { is_list: false },
        ">jsonarr" | "resjsonarr" => Part::Answer { is_list: true },
        "status" | "statuscode" | "code" => Part::Status,
        "resheader" | "responseheader" | ">header" => Part::Ignored,
        _ => return None,
    })
}

/// Members of a body.
#[derive(Default)]
struct Listing {
    members: Vec<Member>,
    is_list: bool,
    example: Option<Node>,
    media_type: Option<Text>,
}

struct Reader<'p, 't, 'd> {
    files: &'p SourceFiles,
    page: &'p Page<'t>,
    operations: Vec<Operation>,
    unread: Vec<Range<usize>>,
    diagnostics: &'d mut Diagnostics,
}

/// An operation while its directive is read.
struct Draft {
    operation: Operation,
    request: Listing,
    form: Vec<Member>,
    /// The fields of the members of a JSON body.
    sent: Vec<Range<usize>>,
    answer: Listing,
    statuses: Vec<(Text, Option<Text>)>,
    shown: Option<Text>,
    texts: Vec<Text>,
}

impl Reader<'_, '_, '_> {
    fn lines(&self) -> Vec<Line> {
        let indent = |range: &Range<usize>| {
            let text = self.page.slice(range.clone());
            text.len() - text.trim_start().len()
        };
        lines(self.page.text, 0..self.page.text.len()).map(|range| Line { indent: indent(&range), range }).collect()
    }

    fn text(&self, line: &Line) -> &str {
        self.page.slice(line.range.clone()).trim()
    }

    fn read(&mut self) {
        let all = self.lines();
        let (mut at, mut heading): (usize, Option<Text>) = (0, None);
        while let Some(line) = all.get(at) {
            let text = self.text(line).to_owned();
            at += 1;
            if directive(&text).is_some() {
                let end = block_end(self.page, &all, at, line.indent);
                self.operation(&all[at - 1..end], heading.take());
                at = end;
            } else if all.get(at).is_some_and(|next| is_title(&text, self.text(next))) {
                heading = Some(Text::new(text.as_str(), self.page.span(line.range.clone())));
                at += 1;
            } else if !text.is_empty() && !text.starts_with(".. _") && !is_underline(&text) {
                self.unread.push(line.range.clone());
            }
        }
    }

    /// Reads a directive with what is indented below it; its heading names it where nothing else has that name.
    fn operation(&mut self, block: &[Line], heading: Option<Text>) {
        let Some((first, below)) = block.split_first() else { return };
        let text = self.text(first).to_owned();
        let Some((method, path)) = directive(&text) else { return };
        let span = self.page.span(first.range.clone());
        let (server, path) = split_server(path);
        let (path, typed) = template(path);
        let mut operation = Operation::new(Text::new(method, span), Text::new(path, span));
        operation.summary = heading;
        operation.server = server.map(|server| Text::new(server, span));
        let mut draft = Draft {
            operation,
            request: Listing::default(),
            form: Vec::new(),
            sent: Vec::new(),
            answer: Listing::default(),
            statuses: Vec::new(),
            shown: None,
            texts: Vec::new(),
        };
        for (name, kind) in typed {
            let mut member = Member::named(Text::new(name, span));
            member.stated = Stated::read(kind);
            let in_path = path_parameters(&draft.operation.path.text).contains(&member.name.text.as_str());
            draft.operation.parameters.push((if in_path { Place::Path } else { Place::Query }, member));
        }
        self.below(below, &mut draft);
        for name in query_names(&text) {
            let is_this = |(_, member): &(Place, Member)| member.name.text == name;
            if !draft.operation.parameters.iter().any(is_this) {
                draft.operation.parameters.push((Place::Query, Member::named(Text::new(name, span))));
            }
        }
        // A body is a form or JSON, and GET has none that means anything (RFC 9110, section 9.3.1).
        if !draft.has_json_body() {
            self.unread.append(&mut draft.sent);
        }
        let operation = draft.finish();
        self.operations.push(operation);
    }

    fn below(&mut self, below: &[Line], draft: &mut Draft) {
        let (mut at, mut paragraph): (usize, Vec<Range<usize>>) = (0, Vec::new());
        let mut listed = None;
        while let Some(line) = below.get(at) {
            let text = self.text(line).to_owned();
            at += 1;
            if !text.is_empty() && !text.starts_with("* ") {
                listed = printed_heading(&text);
                if listed.is_some() {
                    self.end_paragraph(&mut paragraph, draft, false);
                    continue;
                }
            }
            if let Some((name, said)) = printed_field(&text).filter(|_| listed.is_some()) {
                let end = block_end(self.page, below, at, line.indent);
                let more = below.get(at..end).unwrap_or_default();
                self.field(line, (listed.unwrap_or_default(), &name, said), more, draft);
                at = end;
                continue;
            }
            let field = field(&text);
            let is_code = CODE.iter().any(|name| text.starts_with(&format!(".. {name}::")));
            if text.is_empty() || field.is_some() || text.starts_with(".. ") || text.ends_with("::") {
                let cue = self.end_paragraph(&mut paragraph, draft, is_code);
                let is_block = field.is_some() || is_code || text.starts_with(".. ");
                let end = if is_block { block_end(self.page, below, at, line.indent) } else { at };
                if let Some((word, name, said)) = field {
                    let more = below.get(at..end).unwrap_or_default();
                    self.field(line, (word, name, said), more, draft);
                    at = end;
                } else if is_code {
                    self.code(below.get(at..end).unwrap_or_default(), cue, draft);
                    at = end;
                } else if text.starts_with(":synopsis:") {
                    draft.operation.summary =
                        Some(Text::new(text.replace(":synopsis:", "").trim(), self.page.span(line.range.clone())));
                } else if text.starts_with(".. ") && !text.is_empty() {
                    let last = below.get(end.saturating_sub(1)).map_or(line.range.end, |last| last.range.end);
                    self.unread.push(line.range.start..last.max(line.range.end));
                    at = end;
                } else if !text.is_empty() {
                    paragraph.push(line.range.clone());
                }
            } else {
                paragraph.push(line.range.clone());
            }
        }
        self.end_paragraph(&mut paragraph, draft, false);
    }

    /// Makes text of the lines of a paragraph; gives the text where it announces code, which is then no description.
    fn end_paragraph(&mut self, paragraph: &mut Vec<Range<usize>>, draft: &mut Draft, is_code: bool) -> Option<String> {
        let lines = std::mem::take(paragraph);
        let (Some(first), Some(last)) = (lines.first(), lines.last()) else {
            return if is_code { draft.texts.last().map(|text| text.text.to_lowercase()) } else { None };
        };
        let words: Vec<&str> = lines.iter().map(|range| self.page.slice(range.clone()).trim()).collect();
        draft.texts.push(Text::new(words.join("\n"), self.page.span(first.start..last.end)));
        is_code.then(|| words.join(" ").to_lowercase())
    }

    fn field(&mut self, line: &Line, (word, name, said): (&str, &str, &str), more: &[Line], draft: &mut Draft) {
        let span = self.page.span(line.range.clone());
        let mut text = said.to_owned();
        for line in more {
            let more = self.text(line);
            text += if more.is_empty() || text.is_empty() { "" } else { "\n" };
            text += more;
        }
        let description = (!text.is_empty()).then(|| Text::new(text, span));
        let Some(part) = part(word) else {
            self.unread.push(line.range.start..more.last().map_or(line.range.end, |last| last.range.end));
            return;
        };
        if part == Part::Status {
            let status = name.split_whitespace().next().unwrap_or_default();
            if status.len() == 3 && status.bytes().all(|byte| byte.is_ascii_digit()) {
                draft.statuses.push((Text::new(status, span), description));
            } else {
                self.unread.push(line.range.clone());
            }
            return;
        }
        // `:query integer page:`; the type may be left out.
        let (kind, name) = name.trim().rsplit_once(' ').unwrap_or(("", name.trim()));
        // `<key>` stands for any name.
        if name.starts_with(['<', '[', '{']) {
            self.unread.push(line.range.start..more.last().map_or(line.range.end, |last| last.range.end));
            return;
        }
        let mut member = Member::named(Text::new(name, span));
        member.stated = Stated::read(kind);
        member.is_required = member.stated.is_required;
        member.description = description;
        match part {
            Part::Parameter(Place::Header) if name.eq_ignore_ascii_case("content-type") => {
                let media_type = member.description.filter(|text| is_media_type(&text.text));
                draft.request.media_type = media_type.or(draft.request.media_type.take());
            }
            Part::Parameter(Place::Header) if name.eq_ignore_ascii_case("accept") => {}
            Part::Parameter(place) => draft.parameter(place, member),
            Part::Form => draft.form.push(member),
            Part::Request { is_list } => {
                draft.sent.push(line.range.clone());
                draft.request.add(member, is_list);
            }
            Part::Answer { is_list } => draft.answer.add(member, is_list),
            Part::Ignored | Part::Status => self.unread.push(line.range.clone()),
        }
    }

    /// Reads an example: a message of HTTP, or JSON that a text announces.
    fn code(&mut self, block: &[Line], cue: Option<String>, draft: &mut Draft) {
        let filled: Vec<&Line> = block.iter().filter(|line| !self.text(line).is_empty()).collect();
        let filled: Vec<&Line> = filled.into_iter().skip_while(|line| self.text(line).starts_with(':')).collect();
        let (Some(first), Some(last)) = (filled.first(), filled.last()) else { return };
        let head = self.text(first);
        let status =
            head.strip_prefix("HTTP/").and_then(|rest| rest.split(' ').nth(1)).filter(|status| status.len() == 3);
        let is_request = METHODS.iter().any(|method| head.starts_with(&format!("{method} ")));
        let announces = |words: &[&str]| cue.as_ref().is_some_and(|cue| words.iter().any(|word| cue.contains(word)));
        let is_answer = status.is_some() || !is_request && announces(&["response", "answer", "returns"]);
        if !is_answer && !is_request && !announces(&["request", "body"]) {
            self.unread.push(first.range.start..last.range.end);
            return;
        }
        let status = status.map(|status| Text::new(status, self.page.span(first.range.clone())));
        let json = filled.iter().find(|line| self.text(line).starts_with(['{', '[']));
        let json = json.map(|line| line.range.start..last.range.end);
        let example = json.and_then(|json| example(self.files, self.page, json, self.diagnostics));
        if is_answer {
            let is_success = status.as_ref().is_none_or(|status| status.text.starts_with('2'));
            if is_success && draft.answer.example.is_none() {
                draft.answer.example = example;
                draft.shown = status.or(draft.shown.take());
            }
        } else {
            draft.request.example = draft.request.example.take().or(example);
        }
    }
}

/// Where what is indented more than a line ends.
fn block_end(page: &Page<'_>, all: &[Line], from: usize, indent: usize) -> usize {
    let is_inside = |line: &&Line| line.indent > indent || page.slice(line.range.clone()).trim().is_empty();
    from + all.get(from..).unwrap_or_default().iter().take_while(is_inside).count()
}

fn is_title(text: &str, next: &str) -> bool {
    !text.is_empty() && !text.starts_with("..") && is_underline(next) && !is_underline(text)
}

/// The word, the name and the text of `:query integer page: Which page`.
fn field(line: &str) -> Option<(&str, &str, &str)> {
    let (head, text) =
        line.strip_prefix(':')?.split_once(": ").or_else(|| Some((line.strip_prefix(':')?.strip_suffix(':')?, "")))?;
    let (word, name) = head.split_once(' ')?;
    let is_word = word.trim_start_matches(['<', '>']).chars().all(|c| c.is_ascii_alphabetic());
    (is_word && !name.trim().is_empty()).then_some((word, name, text.trim()))
}

/// The word of the fields below a heading, as Sphinx prints them: `**Response JSON Object:**`.
fn printed_heading(line: &str) -> Option<&'static str> {
    Some(match line.strip_prefix("**")?.trim_end_matches(['*', ':', ' ']).to_lowercase().as_str() {
        "path parameters" | "parameters" => "param",
        "query parameters" => "query",
        "form parameters" => "form",
        "request headers" => "reqheader",
        "request json object" => "<json",
        "request json array of objects" => "<jsonarr",
        "response json object" => ">json",
        "response json array of objects" => ">jsonarr",
        "response headers" => "resheader",
        "status codes" => "status",
        _ => return None,
    })
}

/// The type with the name, and the text of a field as Sphinx prints it: `* **page** (*integer*) -- Which page`.
fn printed_field(line: &str) -> Option<(String, &str)> {
    let (name, rest) = line.strip_prefix("* **")?.split_once("**")?;
    let (kind, text) = rest.trim().strip_prefix('(').and_then(|rest| rest.split_once(')')).unwrap_or(("", rest));
    let text = text.trim_start_matches([' ', '-', '\u{2013}', ':']);
    Some((format!("{} {name}", kind.replace('*', "")).trim().to_owned(), text))
}

impl Listing {
    /// Adds a member below those that its name names: `owner.name`, `items[].id`.
    fn add(&mut self, member: Member, is_list: bool) {
        self.is_list |= is_list;
        nest(&mut self.members, member);
    }

    fn body(self, span: Span) -> Option<Body> {
        let media_type = self.media_type.unwrap_or_else(|| Text::new("application/json", span));
        let shape = match (self.members.is_empty(), &self.example) {
            (true, None) => return None,
            (true, Some(example)) => Shape::Shown(vec![example.clone()]),
            (false, _) => Shape::Members { members: self.members, is_list: self.is_list },
        };
        Some(Body { media_type, shape, example: self.example })
    }
}

impl Draft {
    /// Adds a parameter; what the path says of its type stays where the field says nothing.
    fn parameter(&mut self, place: Place, member: Member) {
        let is_this = |(known, other): &&mut (Place, Member)| *known == place && other.name.text == member.name.text;
        match self.operation.parameters.iter_mut().find(is_this) {
            Some((_, known)) => {
                known.stated = member.stated.or(&known.stated);
                known.description = member.description;
                known.name = member.name;
            }
            None => self.operation.parameters.push((place, member)),
        }
    }

    /// Whether what stands of a JSON body is the body.
    fn has_json_body(&self) -> bool {
        self.form.is_empty() && self.operation.method.text != "get"
    }

    fn finish(mut self) -> Operation {
        let span = self.operation.method.span;
        let texts = std::mem::take(&mut self.texts);
        let texts: Vec<Text> = texts.into_iter().filter(|text| !announces_only(&text.text)).collect();
        if let Some(first) = texts.first() {
            let joined: Vec<&str> = texts.iter().map(|text| text.text.as_str()).collect();
            self.operation.description = Some(Text::new(joined.join("\n\n"), first.span));
        }
        if !self.form.is_empty() {
            let stated = self.request.media_type.take().filter(|text| text.text != "application/json");
            let media_type = stated.unwrap_or_else(|| Text::new("application/x-www-form-urlencoded", span));
            let shape = Shape::Members { members: self.form, is_list: false };
            self.operation.body = Some(Body { media_type, shape, example: None });
        } else if self.has_json_body() {
            self.operation.body = self.request.body(span);
        }
        let mut body = self.answer.body(span);
        let success = self.statuses.iter().position(|(status, _)| {
            self.shown.as_ref().map_or(status.text.starts_with('2'), |shown| shown.text == status.text)
        });
        let mut answers: Vec<Answer> = self
            .statuses
            .into_iter()
            .map(|(status, description)| Answer { status: Some(status), description, body: None })
            .collect();
        if let Some(answer) = success.and_then(|at| answers.get_mut(at)) {
            answer.body = body.take();
        }
        if body.is_some() || answers.is_empty() && self.shown.is_some() {
            answers.insert(0, Answer { status: self.shown, description: None, body });
        }
        self.operation.answers = answers;
        self.operation
    }
}

/// Whether a text does nothing but announce an example.
fn announces_only(text: &str) -> bool {
    let words = text.trim_matches(['*', ':', ' ']).to_lowercase();
    words.split(' ').count() < 4 && ["request", "response", "example"].iter().any(|word| words.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn described(page: &str) -> (Value, Vec<String>) {
        let (mut files, mut diagnostics) = (SourceFiles::new(), Diagnostics::new());
        let file = files.add("page.rst", page);
        assert!(recognises(page));
        let document = read(&files, &[file], &mut diagnostics).map(|node| node.to_value());
        (document.unwrap_or_default(), diagnostics.iter().map(|found| found.message.clone()).collect())
    }

    const PAGE: &str = "Cats\n====\n\n.. http:post:: /cats/(int:id)/meals\n\n   Feeds a cat.\n\n   **Example request**:\n\n   \
        .. sourcecode:: http\n\n      POST /cats/1/meals HTTP/1.1\n      Host: h.example\n\n      {\"food\": \"hay\"}\n\n   \
        :param id: Which cat\n   :query boolean dry: Only tries\n       it\n   :<json string food: What\n   :reqheader X-Key: a key\n   \
        :>json float left: How much is left\n   :statuscode 201: fed\n   :statuscode 404: no such cat\n";

    #[test]
    fn a_body_that_cannot_be_is_named() {
        let of_get = PAGE.replace("http:post", "http:get").replace("POST /cats", "GET /cats");
        let beside_a_form = PAGE.replace("   :reqheader", "   :form string tone: How\n   :reqheader");
        for page in [of_get, beside_a_form] {
            let (_, said) = described(&page);
            assert!(said.iter().any(|message| message.contains(":<json string food")), "{said:?}");
        }
    }

    #[test]
    fn fields_become_an_operation() {
        let (document, said) = described(PAGE);
        assert_eq!(said, ["no type of `X-Key` is stated, so every value is accepted"]);
        let operation = &document["paths"]["/cats/{id}/meals"]["post"];
        assert_eq!(operation["summary"], "Cats");
        assert_eq!(operation["description"], "Feeds a cat.");
        assert_eq!(
            operation["parameters"],
            json!([
                {"name": "id", "in": "path", "description": "Which cat", "required": true, "schema": {"type": "integer"}},
                {"name": "dry", "in": "query", "description": "Only tries\nit", "required": false, "schema": {"type": "boolean"}},
                {"name": "X-Key", "in": "header", "description": "a key", "required": false, "schema": {}},
            ])
        );
        assert_eq!(
            operation["requestBody"]["content"]["application/json"],
            json!({"schema": {"type": "object", "properties": {"food": {"type": "string", "description": "What"}}}, "example": {"food": "hay"}})
        );
        let answers = &operation["responses"];
        assert_eq!(answers["201"]["content"]["application/json"]["schema"]["properties"]["left"]["type"], "number");
        assert_eq!(answers["404"], json!({"description": "no such cat"}));
    }

    #[test]
    fn examples_show_what_no_field_describes() {
        let page = "List\n~~~~\n\n.. http:get:: /cats\n\n    **Example response**:\n\n    .. sourcecode:: json\n\n        {\"count\": 2}\n\n    \
            :statuscode 200: all\n\n.. http:delete:: /cats/<id>\n\n    .. note:: Gone\n";
        let (document, said) = described(page);
        assert_eq!(
            document["paths"]["/cats"]["get"]["responses"]["200"]["content"]["application/json"]["schema"],
            json!({"type": "object", "properties": {"count": {"type": "number"}}, "x-inferred": "example"})
        );
        assert_eq!(document["paths"]["/cats/{id}"]["delete"]["parameters"][0]["name"], "id");
        assert!(
            said.iter().any(|said| said.starts_with("this text did not reach the document: .. note:: Gone")),
            "{said:?}"
        );
    }

    #[test]
    fn what_is_sent_as_a_form_is_no_json() {
        let page =
            ".. http:post:: /login\n\n   :form string name: Who\n   :formparam file photo:\n   :other thing: x\n";
        let (document, said) = described(page);
        let content = &document["paths"]["/login"]["post"]["requestBody"]["content"];
        assert_eq!(content["application/x-www-form-urlencoded"]["schema"]["properties"]["name"]["type"], "string");
        assert!(said.iter().any(|said| said.contains(":other thing: x")), "{said:?}");
        assert!(
            said.iter().any(|said| said.contains("the type of `photo` has words that no rule understands: file")),
            "{said:?}"
        );
    }

    #[test]
    fn fields_as_sphinx_prints_them_are_fields() {
        let page = ".. http:put:: /cats/{id}?dry=(boolean:dry)\n\n   Names it.\n\n   **Path Parameters:**\n\n   * **id** (*integer*) -- Which cat\n\n   \
            **Request JSON Object:**\n\n   * **name** (*string*, optional) -- What it\n     is called\n\n   **Response JSON Object:**\n\n   \
            * **left** (*float*) -- How much\n   * **<key>** (*string*) -- Whatever\n\n   **Tail Object:**\n\n   * **knots** (*integer*) -- How many\n\n   \
            **Status Codes:**\n\n   * **202** -- Named\n";
        let (document, said) = described(page);
        let operation = &document["paths"]["/cats/{id}"]["put"];
        let parameters: Vec<_> = operation["parameters"].as_array().into_iter().flatten().collect();
        assert_eq!(parameters[0]["schema"]["type"], "boolean");
        assert_eq!((&parameters[1]["name"], &parameters[1]["schema"]), (&json!("id"), &json!({"type": "integer"})));
        assert_eq!(
            operation["requestBody"]["content"]["application/json"]["schema"]["properties"],
            json!({"name": {"type": "string", "description": "What it\nis called"}})
        );
        let answer = &operation["responses"]["202"];
        assert_eq!(answer["description"], "Named");
        assert_eq!(
            answer["content"]["application/json"]["schema"]["properties"],
            json!({"left": {"type": "number", "description": "How much"}})
        );
        assert!(operation["description"].as_str().is_some_and(|text| text.contains("knots")), "{operation}");
        assert_eq!(said.len(), 1, "{said:?}");
        assert!(said[0].contains("**<key>**"), "{said:?}");
    }
}
