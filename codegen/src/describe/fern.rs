//! The text of reference pages that Fern rendered: a title, `Request`, `Response`, and members whose name, type and
//! requiredness are glued together (`agent_idstringRequired`).
//!
//! A page that names no method and path still describes its bodies: they become schemas, and that is told. Of a page that
//! has lost its types, the names of members are known, and nothing else.

use super::facts::credentials::Credential;
use super::facts::{Answer, Body, Member, Operation, Place, Shape, Text, add_line, document, path_template};
use super::reading::http::{METHODS, split_server};
use super::reading::lines::lines;
use super::reading::stated::Stated;
use super::reading::{Page, united, unread};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
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
    ("authentication", Section::Credentials),
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
    Credentials,
}

/// Whether a text looks like a page of this format.
pub fn recognises(text: &str) -> bool {
    let has_section = text.lines().any(|line| matches!(section(line.trim()), Some(Section::Request | Section::Answer)));
    let has_mark = has_section && MARKS.iter().any(|mark| text.contains(mark)) && !text.contains("curl --request");
    has_mark && (has_types(text) || named(text).next().is_some())
}

/// Reads pages into one document.
///
/// Returns `None` after reporting `page-cut` or `page-conflict`.
pub fn read(files: &SourceFiles, pages: &[FileId], diagnostics: &mut Diagnostics) -> Option<Node> {
    united(files, pages, diagnostics, |page, diagnostics| {
        let mut reader = Reader::new(page);
        lines(page.text, 0..page.text.len()).for_each(|line| reader.line(line));
        reader.document(diagnostics)
    })
}

/// Whether members on a page have types, and say whether they are required.
fn has_types(text: &str) -> bool {
    text.lines().any(|line| glued(line.trim()).is_some_and(|found| found.is_marked))
}

/// Where the names of members stand on a page without types: alone on a line, below what does not go on there, and above
/// a text of their own.
fn named(text: &str) -> impl Iterator<Item = usize> {
    let all: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let is_name = |line: &str| {
        line.starts_with(|c: char| c.is_ascii_alphabetic())
            && line.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
            && section(line).is_none()
    };
    let start = text.as_ptr() as usize;
    let found: Vec<usize> = all
        .windows(3)
        .filter(|lines| {
            let begins = section(lines[0]).is_some() || lines[0].ends_with(['.', '!', '?', ':', ')']);
            let is_told = lines[2].starts_with(|c: char| c.is_uppercase()) && lines[2].contains(' ');
            begins && is_told && is_name(lines[1])
        })
        .map(|lines| lines[1].as_ptr() as usize - start)
        .collect();
    found.into_iter()
}

fn section(line: &str) -> Option<Section> {
    SECTIONS.iter().find(|(heading, _)| line.eq_ignore_ascii_case(heading)).map(|(_, section)| *section)
}

/// The longest name of a member.
const MAX_NAME: usize = 200;

/// A line of a member, taken apart.
struct Glued<'t> {
    name: &'t str,
    kind: &'t str,
    is_required: bool,
    /// Whether the line says that the member is required or optional.
    is_marked: bool,
    /// What follows, a default for instance.
    rest: &'t str,
    format: Option<&'t str>,
}

/// Types that end the name of a member; longer ones first, since some end with others.
const KINDS: &[&str] = &[
    "datetime", "boolean", "integer", "string", "double", "number", "object", "float", "enum", "long", "file", "uuid",
];

/// Types that words end with as well: they count only before `Required` or `Optional`.
const WORDS: &[&str] = &["any", "date"];

fn glued(whole: &str) -> Option<Glued<'_>> {
    // What a type goes on with: "`format: "date-time"`", "Defaults to `5`".
    let end = ["`format: ", "format: \"", "Defaults to"].iter().filter_map(|start| whole.find(start)).min();
    let (line, tail) = whole.split_at(end.unwrap_or(whole.len()));
    let line = line.trim_end();
    let format = tail.trim_matches('`').strip_prefix("format: \"").and_then(|rest| rest.split('"').next());
    let mark = ["Required", "Optional"].iter().filter_map(|mark| line.rfind(mark).map(|at| (at, *mark))).max();
    let (head, is_required, rest) = match mark {
        Some((at, mark)) => (&line[..at], mark == "Required", line[at + mark.len()..].trim()),
        None => (line, false, ""),
    };
    let rest = if format.is_none() && !tail.is_empty() { tail } else { rest };
    let is_marked = mark.is_some();
    let is_sound = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '$');
    // Names are at most this long, so that the search for their end is short, too.
    let ends = head.char_indices().take(MAX_NAME).take_while(|(_, c)| is_sound(*c)).map(|(at, c)| at + c.len_utf8());
    let (name, kind) = ends.map(|at| head.split_at(at)).find(|(_, kind)| is_kind(kind, is_marked))?;
    Some(Glued { name, kind, is_required, is_marked, rest, format })
}

/// Whether a text is a type, or several of them: `list of strings`, `string or null`.
fn is_kind(text: &str, is_marked: bool) -> bool {
    let is_one = |text: &str| {
        KINDS.contains(&text)
            || is_marked && WORDS.contains(&text)
            || ["list of ", "map from "].iter().any(|start| text.starts_with(start))
    };
    let mut all = text.split(" or ");
    all.next().is_some_and(is_one) && all.all(|text| text == "null" || is_one(text) || WORDS.contains(&text))
}

struct Reader<'p, 't> {
    page: &'p Page<'t>,
    section: Section,
    /// Where the names of members stand, if the page has no types.
    names: Vec<usize>,
    /// The lines above the method, and those between it and the first section.
    above: Vec<Range<usize>>,
    below: Vec<Range<usize>>,
    method: Option<Range<usize>>,
    address: Option<Text>,
    credentials: Vec<Credential>,
    parameters: Vec<(Place, Member)>,
    request: Option<(Span, Vec<Member>, bool)>,
    answer: Option<(Span, Vec<Member>, bool)>,
    errors: Vec<Answer>,
    unread: Vec<Range<usize>>,
}

impl<'p, 't> Reader<'p, 't> {
    fn new(page: &'p Page<'t>) -> Self {
        Self {
            page,
            section: Section::Head,
            names: if has_types(page.text) { Vec::new() } else { named(page.text).collect() },
            above: Vec::new(),
            below: Vec::new(),
            method: None,
            address: None,
            credentials: Vec::new(),
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
            Section::Credentials => self.credential(own),
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
            _ if self.method.is_some() => self.below.push(own),
            _ => self.above.push(own),
        }
    }

    /// A line about authentication: `AuthorizationBearer`, and the text below it.
    fn credential(&mut self, own: Range<usize>) {
        let body = self.page.slice(own.clone());
        let scheme = [("Bearer", "bearer"), ("Basic", "basic")]
            .into_iter()
            .find(|(word, _)| body.strip_suffix(word).is_some_and(|name| name.eq_ignore_ascii_case("authorization")));
        let text = self.text(own.clone());
        match (scheme, self.credentials.last_mut()) {
            (Some((_, scheme)), _) => self.credentials.push(Credential::http(scheme, text.span)),
            (None, Some(last)) if last.scheme.get("description").is_none() => {
                last.scheme.set("description", Node::string(text.text, text.span));
            }
            _ => self.unread.push(own),
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
            match found.format.map(Stated::read) {
                Some(Stated { format: Some(format), .. }) => member.stated.format = Some(format),
                Some(_) => member.stated.unread.extend(found.format.map(str::to_owned)),
                None => {}
            }
            let kind_start = start + found.name.len();
            member.kind_span = self.page.span(kind_start..kind_start + found.kind.len());
            member.is_required = found.is_required;
            member.description = (!found.rest.is_empty())
                .then(|| Text::new(found.rest, self.page.span(at(found.rest)..at(found.rest) + found.rest.len())));
            return self.add(member);
        }
        // What is folded on the page is not in its text.
        let is_folded = body.strip_prefix("Show ").is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
        if is_folded && body.split(' ').count() == 3 {
            return self.unread.push(own);
        }
        let text = self.text(own.clone());
        if self.names.binary_search(&own.start).is_ok() {
            return self.add(Member::named(text));
        }
        let last = match self.section {
            Section::Parameters(_) => self.parameters.last_mut().map(|(_, member)| member),
            _ => self.body().and_then(|(_, members, _)| members.last_mut()),
        };
        match last {
            Some(member) => add_line(&mut member.description, text),
            None if ["Successful Response", "Successful response"].contains(&text.text.as_str()) => {}
            None => self.unread.push(own),
        }
    }

    fn add(&mut self, member: Member) {
        match (self.section, self.body()) {
            (Section::Parameters(place), _) => self.parameters.push((place, member)),
            (_, Some((_, members, _))) => members.push(member),
            _ => {}
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

    /// The title of the page, and the texts about its operation. A page that was saved with its navigation has the title
    /// above the method, or above the first section, where the path through the site stands instead.
    fn heading(&mut self) -> (Option<Range<usize>>, Vec<Range<usize>>) {
        let (above, below) = (std::mem::take(&mut self.above), std::mem::take(&mut self.below));
        let is_path = |range: &Range<usize>| {
            let text = self.page.slice(range.clone());
            text.contains('\u{2022}')
                || text.as_bytes().windows(2).any(|pair| pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase())
        };
        if self.method.is_none() || !above.iter().any(is_path) {
            let mut all = above.into_iter().chain(below);
            return (all.next(), all.collect());
        }
        let is_title = |range: &&Range<usize>| {
            let text = self.page.slice((*range).clone());
            text.split(' ').count() <= 8 && text.starts_with(char::is_alphabetic) && !text.ends_with('.')
        };
        let title = above.last().filter(|last| !is_path(last)).or(below.last()).filter(is_title).cloned();
        let rest = above.into_iter().chain(below).filter(|range| Some(range) != title.as_ref());
        self.unread.extend(rest);
        (title, Vec::new())
    }

    fn document(mut self, diagnostics: &mut Diagnostics) -> Option<Node> {
        let heading = self.heading();
        unread(self.page, self.unread.clone(), diagnostics);
        let is_empty = self.request.as_ref().or(self.answer.as_ref()).is_none_or(|(_, members, _)| members.is_empty());
        if is_empty && self.parameters.is_empty() {
            diagnostics.push(self.page.cut("the page ends before the members of its request"));
            return None;
        }
        match (self.method.clone(), self.address.clone()) {
            (Some(method), Some(address)) => Some(self.operation(method, &address, heading, diagnostics)),
            _ => Some(self.schemas(heading, diagnostics)),
        }
    }

    fn operation(
        self,
        method: Range<usize>,
        address: &Text,
        (title, texts): (Option<Range<usize>>, Vec<Range<usize>>),
        diagnostics: &mut Diagnostics,
    ) -> Node {
        let (server, path) = split_server(&address.text);
        let name = self.text(method);
        let mut operation = Operation::new(
            Text::new(name.text.to_lowercase(), name.span),
            Text::new(path_template(path), address.span),
        );
        operation.server = server.map(|server| Text::new(server, address.span));
        operation.summary = title.map(|range| self.text(range));
        let lines: Vec<&str> = texts.iter().map(|range| self.page.slice(range.clone())).collect();
        operation.description = texts.first().map(|first| Text::new(lines.join("\n"), self.page.span(first.clone())));
        operation.credentials = self.credentials.into_iter().map(Some).collect();
        operation.parameters = self.parameters;
        operation.body = self.request.filter(|(_, members, _)| !members.is_empty()).map(body);
        let answer = self.answer.map(|answer| Answer { status: None, description: None, body: Some(body(answer)) });
        operation.answers = answer.into_iter().chain(self.errors).collect();
        let title = server.and_then(|server| server.split("://").nth(1)).unwrap_or("API").to_owned();
        document::document(&title, &[operation], self.page.span(0..0), diagnostics)
    }

    /// The bodies as schemas, for a page that does not say which operation they belong to.
    fn schemas(self, (title, texts): (Option<Range<usize>>, Vec<Range<usize>>), diagnostics: &mut Diagnostics) -> Node {
        let title = title.unwrap_or(0..0);
        let span = self.page.span(title.clone());
        let message = "the page names no method and no path, so its bodies became schemas without an operation";
        let help = "copy the page with the line that has them (`POST /v1/calls`), or add the operation with an overlay";
        diagnostics.push(Diagnostic::warning(Code::OperationLeftOut, message).at(span).help(help));
        let places: Vec<Range<usize>> = self.parameters.iter().map(|(_, member)| member.name.span.range()).collect();
        let credentials = self.credentials.iter().map(|credential| credential.scheme.span.range());
        unread(self.page, places.into_iter().chain(credentials).chain(texts), diagnostics);
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
    let (parts, or_null): (Vec<&str>, Vec<&str>) = kind.split(" or ").partition(|part| *part != "null");
    let or_null = if or_null.is_empty() { "" } else { ", nullable" };
    match parts.as_slice() {
        ["enum"] => Stated { is_enum: true, ..Stated::read(&format!("string{or_null}")) },
        ["any"] => Stated::default(),
        [kind] if kind.starts_with("map from ") => Stated::read(&format!("object{or_null}")),
        [kind] => Stated::read(&format!("{kind}{or_null}")),
        _ => Stated { unread: vec![kind.to_owned()], ..Stated::default() },
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
    fn alternatives_are_a_type_and_authentication_is_read() {
        let page = PAGE
            .replace("tagslist of strings", "tagsstring or list of strings")
            .replace("Path parameters", "Authentication\nAuthorizationBearer\nA token of the shelter\nPath parameters");
        let (document, said) = described(&page);
        assert_eq!(said, ["the type of `tags` has words that no rule understands: string or list of strings"]);
        let operation = &document["paths"]["/v1/cats/{id}/meals"]["post"];
        let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
        assert_eq!(schema["properties"]["tags"], json!({"description": "Defaults to none"}));
        assert_eq!(document["security"], json!([{"bearerAuth": []}]));
        assert_eq!(
            document["components"]["securitySchemes"]["bearerAuth"],
            json!({"type": "http", "scheme": "bearer", "description": "A token of the shelter"})
        );
    }

    #[test]
    fn formats_stand_behind_types_and_folded_members_are_told() {
        let page = PAGE.replace("bowlobject or nullOptional", "bowlobject or nullOptional\nShow 4 properties").replace(
            "leftdouble",
            "leftdouble\natstring or null`format: \"date-time\"`\nhashstringOptional `format: \"sha\"`",
        );
        let (document, said) = described(&page);
        let operation = &document["paths"]["/v1/cats/{id}/meals"]["post"];
        let schema = &operation["responses"]["200"]["content"]["application/json"]["schema"]["properties"];
        assert_eq!(schema["at"], json!({"type": ["string", "null"], "format": "date-time"}));
        assert_eq!(schema["hash"], json!({"type": "string"}));
        assert_eq!(
            said,
            [
                "this text did not reach the document: Show 4 properties",
                "the type of `hash` has words that no rule understands: sha"
            ]
        );
    }

    #[test]
    fn navigation_is_no_title() {
        let saved = |above: &str, below: &str| {
            let page = PAGE.replace("Feed a cat\nPOST https://h.example/v1/cats/:id/meals\nGives food.\n", "");
            described(&format!("{above}POST\n/v1/cats/:id/meals\n{below}{page}"))
        };
        let nav = "h@h.exampleDiscord\nDocumentationAPI Reference\n \u{2022} API Reference\nAPI ReferenceCats\n";
        for (above, below) in
            [(format!("{nav}Feed a cat\n"), "1from h import H\n"), (nav.to_owned(), "Built with\nFeed a cat\n")]
        {
            let (document, said) = saved(&above, below);
            let operation = &document["paths"]["/v1/cats/{id}/meals"]["post"];
            assert_eq!((&operation["summary"], &operation["description"]), (&json!("Feed a cat"), &Value::Null));
            assert!(said[0].starts_with("this text did not reach the document: h@h.exampleDiscord"), "{said:?}");
        }
    }

    #[test]
    fn names_alone_are_members_of_any_type() {
        let page = "Feed a cat\nRequest\nThis endpoint expects an object.\nbowl_id\nThe bowl. Defaults to\nbest_one\n.\ngrams\n\
            How much of it.\nResponse\nThis endpoint returns an object.\nleft\nWhat is left.\n";
        assert!(recognises(page));
        let (document, said) = described(page);
        let schemas = &document["components"]["schemas"];
        assert_eq!(
            schemas["FeedACatRequest"]["properties"],
            json!({"bowl_id": {"description": "The bowl. Defaults to\nbest_one\n."}, "grams": {"description": "How much of it."}})
        );
        assert_eq!(schemas["FeedACatResponse"]["properties"], json!({"left": {"description": "What is left."}}));
        assert!(said.contains(&"no type of `grams` is stated, so every value is accepted".to_owned()), "{said:?}");
    }

    #[test]
    fn bodies_without_an_operation_become_schemas() {
        let (document, said) = described(&PAGE.replace("POST https://h.example/v1/cats/:id/meals\n", ""));
        assert_eq!(
            document["components"]["schemas"]["FeedACatResponse"]["properties"],
            json!({"left": {"type": "number"}})
        );
        assert_eq!(said.len(), 3, "{said:?}");
    }
}
