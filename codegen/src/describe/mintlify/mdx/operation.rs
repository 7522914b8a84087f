//! The operations of an MDX source: one that the front matter states, or those that its curl samples show, each with the
//! elements and sample answers behind it; and schemas, where nothing says of which operation. Never reads prose.

use super::super::address::{Address, Credentials, address, credentials};
use super::super::authorization;
use super::super::curl::{self, Curl};
use super::super::document::{Facts, Report, document, info, operation_pointer, subject};
use super::super::field::{Field, add_members_of_items, first_item};
use super::super::line::Line;
use super::super::nesting::{by_name, members};
use super::super::parameters::stated_parameter;
use super::super::sample;
use super::super::structure::component_name;
use super::elements::{self, Place, is_field};
use super::markup::Piece;
use super::{report_prose, stated_line};
use crate::describe::reading::http::{self, split_server};
use crate::describe::unite::unite;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{FileId, Map, Node, SourceFiles, Span, read_json_prefix};
use crate::spec::methods::METHODS;
use std::collections::BTreeSet;

/// An operation and what is said about it.
struct Operation<'t> {
    method: Line<'t>,
    address: Address<'t>,
    curl: Option<Curl<'t>>,
    /// The bodies that curl samples of it show.
    bodies: Vec<Node>,
    title: Option<Line<'t>>,
    said: Said<'t>,
}

/// What elements and samples say.
#[derive(Default)]
struct Said<'t> {
    fields: Vec<(Place, Field<'t>)>,
    /// Sample answers with their status, where it is stated.
    answers: Vec<(Option<Line<'t>>, Node)>,
}

/// Reads a source. Returns `None` after reporting at least one error.
pub(super) fn read<'t>(
    files: &'t SourceFiles,
    file: FileId,
    front: Option<&Node>,
    pieces: &[Piece<'t>],
    diagnostics: &mut Diagnostics,
) -> Option<Node> {
    let title = stated_line(files, front, "title");
    let stated = match stated_line(files, front, "api") {
        Some(api) => Some(stated(api, title, diagnostics)?),
        None => None,
    };
    let mut reader = Reader {
        files,
        file,
        names: if stated.is_some() { Names::Front } else { Names::Curl },
        found: stated.into_iter().collect(),
        shows: None,
        early: Said::default(),
        headings: Vec::new(),
        prose: Vec::new(),
    };
    reader.read(pieces, diagnostics)?;
    let title = title.or(reader.headings.first().copied());
    if reader.found.is_empty() {
        report_prose(&reader.prose, &mut Report::new("the source".to_owned(), diagnostics));
        return reader.schemas(title, diagnostics);
    }
    reader.place_early(diagnostics);
    if let ([only], Names::Curl) = (reader.found.as_mut_slice(), reader.names) {
        only.title = title;
    }
    reader.found.iter_mut().for_each(|found| found.nest(diagnostics));
    let place = reader.found.first().map_or(String::new(), |found| subject(found.method, found.address.path.text));
    report_prose(&reader.prose, &mut Report::new(place, diagnostics));
    let documents = reader.found.iter().map(|found| found.document(files, front, diagnostics)).collect();
    unite(documents, diagnostics)
}

/// The operation that `api: "GET https://h.example/cats"` states.
fn stated<'t>(api: Line<'t>, title: Option<Line<'t>>, diagnostics: &mut Diagnostics) -> Option<Operation<'t>> {
    let mut words = api.split(' ').filter(|word| !word.text.is_empty());
    let method = words.find(|word| METHODS.contains(&word.text.to_ascii_lowercase().as_str()));
    let (Some(method), Some(target)) = (method, words.next()) else {
        diagnostics.push(
            Diagnostic::error(Code::PageInconsistent, format!("`{}` states no method and path", api.text))
                .at(api.span)
                .help("write the method and the address: `api: \"GET https://h.example/cats\"`"),
        );
        return None;
    };
    let address = if target.text.starts_with("http") {
        address(target, None, diagnostics)?
    } else {
        Address::without_server(target)
    };
    Some(Operation::new(method, address, title))
}

/// The operation that a line of code names: `GET https://h.example/cats`. A server with variables is none.
fn named(line: Line<'_>) -> Option<(Line<'_>, Address<'_>)> {
    let mut words = line.split(' ').filter(|word| !word.text.is_empty() && !word.text.starts_with("HTTP/"));
    let (method, target) = (words.next()?, words.next()?);
    let is_method = METHODS.iter().any(|known| known.to_ascii_uppercase() == method.text);
    if !is_method || words.next().is_some() {
        return None;
    }
    if target.text.starts_with('/') {
        return Some((method, Address::without_server(target)));
    }
    match split_server(target.text) {
        (Some(server), path) if server.contains('{') => {
            Some((method, Address::without_server(target.from(target.text.len() - path.len()))))
        }
        (Some(_), _) => address(target, None, &mut Diagnostics::new()).map(|address| (method, address)),
        (None, _) => None,
    }
}

/// What says of which operations a source is.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Names {
    /// The front matter, once.
    Front,
    /// Lines with a method and a path.
    Lines,
    /// Each curl sample.
    Curl,
}

/// Whose sample code is.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Shows {
    Request,
    Answer,
}

/// What a heading, or what stands behind a fence, says of the code below.
fn shows(words: &str) -> Option<Shows> {
    let words = words.to_lowercase();
    let has = |known: &[&str]| known.iter().any(|word| words.contains(word));
    if words.split(' ').any(super::super::examples::is_status) {
        Some(Shows::Answer)
    } else if has(&["error", "header", "param", "query"]) {
        None
    } else if has(&["respon", "return", "answer", "result", "output"]) {
        Some(Shows::Answer)
    } else if has(&["request", "body", "payload"]) {
        Some(Shows::Request)
    } else {
        None
    }
}

struct Reader<'t> {
    files: &'t SourceFiles,
    file: FileId,
    names: Names,
    found: Vec<Operation<'t>>,
    /// Whose samples stand here, as an element or a heading says.
    shows: Option<Shows>,
    /// What stands before the first operation.
    early: Said<'t>,
    /// The headings, without those of parts of an operation.
    headings: Vec<Line<'t>>,
    prose: Vec<Line<'t>>,
}

impl<'t> Reader<'t> {
    fn read(&mut self, pieces: &[Piece<'t>], diagnostics: &mut Diagnostics) -> Option<()> {
        let imports = self.files[self.file].text().lines().filter_map(|line| line.strip_prefix("import "));
        let imported: BTreeSet<&str> = imports.flat_map(|line| line.split([' ', '{', '}', ','])).collect();
        let mut at = 0;
        while let Some(piece) = pieces.get(at) {
            at += 1;
            match piece {
                // An export of all pages has the address of each above its title.
                Piece::Heading(line) if line.text.starts_with("Source: http") => {}
                Piece::Heading(line) => {
                    self.shows = shows(line.text);
                    if !is_section(line.text) {
                        self.headings.push(*line);
                    }
                }
                Piece::Code(label, range) => self.code(*label, range.clone(), diagnostics)?,
                Piece::Text(line) if self.found.is_empty() && line.bare() != *line && self.begin(line.bare()) => {}
                Piece::Text(line) if !line.text.starts_with("import ") => self.prose.push(*line),
                Piece::Open(tag) if tag.name.text == "RequestExample" => self.shows = Some(Shows::Request),
                Piece::Open(tag) if tag.name.text == "ResponseExample" => self.shows = Some(Shows::Answer),
                Piece::Close(name) if name.text.ends_with("Example") => self.shows = None,
                Piece::Open(tag) if is_field(tag) => {
                    let mut report = Report::new(self.subject(), diagnostics);
                    let (field, taken) = elements::read(pieces.get(at - 1..).unwrap_or_default(), &mut report);
                    at += taken - 1;
                    self.said().fields.extend(field);
                }
                // What an import brings may describe members as well.
                Piece::Open(tag)
                    if tag.is_empty && (tag.name.text == "Snippet" || imported.contains(tag.name.text)) =>
                {
                    Report::new(self.subject(), diagnostics).unread(
                        format!("`{}` is taken from another file, which is not read", tag.name.text),
                        tag.name.span,
                        "if it describes members, put it into this file or state them in the overlay",
                    );
                }
                _ => {}
            }
        }
        Some(())
    }

    /// Where what is read next belongs.
    fn said(&mut self) -> &mut Said<'t> {
        self.found.last_mut().map_or(&mut self.early, |operation| &mut operation.said)
    }

    /// Begins the operation that a line names, or goes on with it; `false` for any other line.
    fn begin(&mut self, line: Line<'t>) -> bool {
        let Some((method, address)) = named(line) else { return false };
        if self.operation(method, address.path).is_none() {
            if self.names == Names::Front {
                return false;
            }
            self.names = Names::Lines;
            self.found.push(Operation::new(method, address, self.headings.last().copied()));
        }
        true
    }

    /// The operation with a method and a path.
    fn operation(&mut self, method: Line<'_>, path: Line<'_>) -> Option<&mut Operation<'t>> {
        let is_this = |known: &&mut Operation<'_>| {
            known.method.text.eq_ignore_ascii_case(method.text) && known.address.path.text == path.text
        };
        self.found.iter_mut().find(is_this)
    }

    /// Gives what stands in front of the first curl sample to the operation of the source, if it has one only.
    fn place_early(&mut self, diagnostics: &mut Diagnostics) {
        let mut early = std::mem::take(&mut self.early);
        if let [operation] = self.found.as_mut_slice() {
            early.fields.append(&mut operation.said.fields);
            early.answers.append(&mut operation.said.answers);
            operation.said = early;
            return;
        }
        let mut report = Report::new(self.subject(), diagnostics);
        for (_, field) in early.fields {
            report.unread(
                format!("`{}` stands before the first curl sample, so its operation is not clear", field.name.text),
                field.name.span,
                "it is not in the document; state it in the overlay",
            );
        }
    }

    fn subject(&self) -> String {
        self.found
            .last()
            .map_or_else(|| "the source".to_owned(), |found| subject(found.method, found.address.path.text))
    }

    /// Reads a curl sample or a sample answer; other code is left alone, as it says the same in another language.
    fn code(&mut self, label: Line<'t>, range: std::ops::Range<usize>, diagnostics: &mut Diagnostics) -> Option<()> {
        let text = self.files[self.file].text();
        let code = text.get(range.clone()).unwrap_or_default();
        let start = range.start + code.len() - code.trim_start().len();
        if code.trim_start().starts_with("curl ") {
            let curl = curl::read(self.files, self.file, start, diagnostics)?;
            return self.curl(curl, diagnostics);
        }
        let first = start..start + code.trim().lines().next().map_or(0, str::len);
        self.begin(Line::new(self.file, text, first.clone()));
        if !code.trim_start().starts_with(['{', '[']) {
            return Some(());
        }
        let mut problems = Diagnostics::new();
        let Some((answer, _)) = read_json_prefix(self.files, self.file, start, &mut problems) else {
            let message = problems.iter().next().map_or(String::new(), |found| found.message.clone());
            let help = "what it alone shows is missing in the document; correct it, or state it in the overlay";
            let span = Span::new(self.file, first);
            Report::new(self.subject(), diagnostics).unread(format!("this sample is not read: {message}"), span, help);
            return Some(());
        };
        let status = label.split(' ').find(|word| super::super::examples::is_status(word.text));
        match (shows(label.text).or(self.shows), self.found.last_mut()) {
            (Some(Shows::Answer), _) => self.said().answers.push((status, answer)),
            (Some(Shows::Request), Some(operation)) if !operation.method.text.eq_ignore_ascii_case("get") => {
                operation.bodies.push(answer);
            }
            _ => Report::new(self.subject(), diagnostics).unread(
                "nothing says of which request or answer this sample is, so it is not read".to_owned(),
                Span::new(self.file, first),
                "what it alone shows is missing in the document; state it in the overlay",
            ),
        }
        Some(())
    }

    fn curl(&mut self, curl: Curl<'t>, diagnostics: &mut Diagnostics) -> Option<()> {
        if self.names == Names::Curl {
            let address = address(curl.url, None, diagnostics)?;
            let path = address.path;
            if self.operation(curl.method, path).is_none() {
                self.found.push(Operation::new(curl.method, address, self.headings.last().copied()));
            }
            let Some(operation) = self.operation(curl.method, path) else { return Some(()) };
            operation.bodies.extend(curl.body.clone());
            operation.curl.get_or_insert(curl);
            return Some(());
        }
        let Some(operation) = self.found.last_mut() else { return Some(()) };
        if operation.curl.is_none() && curl.method.text.eq_ignore_ascii_case(operation.method.text) {
            if operation.address.server.is_none() {
                let mut problems = Diagnostics::new();
                if let Some(found) = address(curl.url, Some(operation.address.path), &mut problems) {
                    operation.address = found;
                }
            }
            operation.bodies.extend(curl.body.clone());
            operation.curl = Some(curl);
            return Some(());
        }
        Report::new(self.subject(), diagnostics).unread(
            "a further curl sample is not read".to_owned(),
            curl.span,
            "state what it shows in the overlay",
        );
        Some(())
    }
}

impl<'t> Operation<'t> {
    fn new(method: Line<'t>, address: Address<'t>, title: Option<Line<'t>>) -> Self {
        Self { method, address, curl: None, bodies: Vec::new(), title, said: Said::default() }
    }

    /// The schema of the body as its samples show it.
    fn shown_body(&self) -> Option<Node> {
        let first = self.bodies.first()?;
        match self.bodies.len() {
            1 => Some(sample::schema(first)),
            _ => sample::schema(&Node::array(self.bodies.clone(), first.span)).remove("items"),
        }
    }

    fn document(&self, files: &SourceFiles, front: Option<&Node>, diagnostics: &mut Diagnostics) -> Node {
        let method = Line { text: upper(self.method.text), ..self.method };
        let mut report = Report::new(subject(method, self.address.path.text), diagnostics);
        let none = || Credentials { schemes: Map::default(), parameters: Vec::new(), content_type: None };
        let credentials = self.curl.as_ref().map_or_else(none, |curl| credentials(curl, &self.address));
        let answer = self.said.answers.first().map(|(_, answer)| answer);
        let description = stated_line(files, front, "description")
            .filter(|_| self.curl.is_none() || front.is_some_and(|front| front.get("api").is_some()));
        let mut document = document(Facts {
            method,
            curl: self.curl.as_ref(),
            address: &self.address,
            credentials,
            summary: self.title,
            description,
            answer,
        });
        let place = operation_pointer(method, self.address.path.text);
        self.authenticate(files, front, &mut document, &place, &mut report);
        let mut credentials = BTreeSet::new();
        for (place, field) in &self.said.fields {
            if let Place::Parameter(location) = *place
                && authorization::is_credential(&mut document, location, field.name.text)
            {
                credentials.insert(field.name.text);
            }
        }
        if let Some(operation) = document.pointer_mut(&place) {
            self.parameters(operation, &credentials);
            self.body(operation);
            self.responses(operation, &mut report);
        }
        document
    }

    fn parameters(&self, operation: &mut Node, credentials: &BTreeSet<&str>) {
        let mut all = operation.items("parameters").to_vec();
        for (place, field) in &self.said.fields {
            let Place::Parameter(location) = *place else { continue };
            if credentials.contains(field.name.text) {
                continue;
            }
            let node = stated_parameter(field, location);
            let same =
                |known: &&mut Node| known.str("in") == Some(location) && known.str("name") == Some(field.name.text);
            match all.iter_mut().find(same) {
                Some(known) => *known = node,
                None => all.push(node),
            }
        }
        if let Some(span) = all.first().map(|first| first.span) {
            operation.set("parameters", Node::array(all, span));
        }
    }

    /// Puts fields whose names have dots below those that have them as members.
    fn nest(&mut self, diagnostics: &mut Diagnostics) {
        let mut report = Report::new(subject(self.method, self.address.path.text), diagnostics);
        let answers: Vec<Node> = self.said.answers.iter().take(1).map(|(_, answer)| answer.clone()).collect();
        for (place, samples) in [(Place::Body, &self.bodies), (Place::Member, &answers)] {
            let (own, others): (Vec<_>, Vec<_>) =
                std::mem::take(&mut self.said.fields).into_iter().partition(|(known, _)| *known == place);
            let own = nested(own.into_iter().map(|(_, field)| field).collect(), samples, &mut report);
            self.said.fields = others.into_iter().chain(own.into_iter().map(|field| (place, field))).collect();
        }
    }

    fn body(&self, operation: &mut Node) {
        let fields: Vec<_> =
            self.said.fields.iter().filter(|(place, _)| *place == Place::Body).map(|(_, field)| field).collect();
        let sent = self.curl.as_ref().and_then(|curl| curl.body.as_ref());
        // What curl alone sends is in the document already.
        let shown = self.bodies.get(usize::from(sent.is_some()));
        let Some(first) = fields.first().map(|field| field.name.span).or(shown.map(|body| body.span)) else { return };
        let sample = sent.or(self.bodies.first());
        let mut schema = self.shown_body().unwrap_or_else(|| sample::typed("object", None, first));
        add_members_of_items(&mut schema, &fields, sample.and_then(first_item));
        let media = match operation.get("requestBody").and_then(|body| body.get("content")).and_then(Node::as_object) {
            Some(content) => content.keys().next().cloned().unwrap_or_default(),
            None => "application/json".to_owned(),
        };
        let mut content = Node::object([("schema", schema)], first);
        sample.into_iter().for_each(|sample| content.set("example", sample.clone()));
        let mut body = Node::object([("content", Node::object([(media, content)], first))], first);
        if fields.iter().any(|field| field.required) {
            body.set("required", Node::bool(true, first));
        }
        operation.set("requestBody", body);
    }

    fn responses(&self, operation: &mut Node, report: &mut Report<'_>) {
        let fields: Vec<_> =
            self.said.fields.iter().filter(|(place, _)| *place == Place::Member).map(|(_, field)| field).collect();
        let span = operation.span;
        let mut all = Map::default();
        for (at, (status, answer)) in self.said.answers.iter().enumerate() {
            let mut schema = sample::schema(answer);
            if at == 0 {
                add_members_of_items(&mut schema, &fields, first_item(answer));
            }
            let response = response(*status, schema, Some(answer));
            let status = status.map_or("200", |status| status.text);
            if all.contains_key(status) {
                let help = "what it alone shows is missing in the document; state it in the overlay";
                report.unread(format!("a further sample of the answer `{status}` is not read"), answer.span, help);
            }
            all.entry(status.to_owned()).or_insert(response);
        }
        if let (true, Some(first)) = (all.is_empty(), fields.first()) {
            let mut schema = sample::typed("object", None, first.name.span);
            add_members_of_items(&mut schema, &fields, None);
            all.insert("200".to_owned(), response(None, schema, None));
        }
        if !all.is_empty() {
            operation.set("responses", Node::new(crate::source::Data::Object(all), span));
        }
    }

    /// Adds what the front matter and an element `Authorization` say about authentication.
    fn authenticate(
        &self,
        files: &SourceFiles,
        front: Option<&Node>,
        document: &mut Node,
        place: &str,
        report: &mut Report<'_>,
    ) {
        if document.pointer("/components/securitySchemes").is_some() {
            return;
        }
        let headers =
            self.said.fields.iter().filter(|(place, _)| *place == Place::Parameter("header")).map(|(_, field)| field);
        let mut schemes: Map = headers
            .filter(|field| field.name.text.eq_ignore_ascii_case("authorization"))
            .filter_map(|field| authorization::stated(field, report))
            .collect();
        if let Some(method) = stated_line(files, front, "authMethod").filter(|_| schemes.is_empty()) {
            match method.text {
                "bearer" => schemes.extend([("bearerAuth".to_owned(), authorization::http("bearer", method.span))]),
                "basic" => schemes.extend([("basicAuth".to_owned(), authorization::http("basic", method.span))]),
                "none" => {}
                _ => report.unread(
                    format!("the source does not say how `{}` authenticates", method.text),
                    method.span,
                    "state the authentication in the settings of the vendor",
                ),
            }
        }
        schemes.into_iter().for_each(|(key, scheme)| authorization::insert(document, place, &key, scheme));
    }
}

/// Fields, those with dots in their names below the ones that hold them; the sample may show that one does.
fn nested<'t>(fields: Vec<Field<'t>>, samples: &[Node], report: &mut Report<'_>) -> Vec<Field<'t>> {
    let shown = |name: &str| samples.iter().find_map(|sample| members(Some(sample))?.get(name));
    let is_literal = |name: &str| shown(name).is_some();
    if !fields.iter().any(|field| field.name.text.contains('.') && !is_literal(field.name.text)) {
        return fields;
    }
    let mut all: Vec<Field<'t>> = Vec::new();
    for field in fields {
        let first = field.name.text.split('.').next().unwrap_or_default();
        let is_object = shown(first).is_some_and(|node| node.as_object().is_some());
        if is_object && !all.iter().any(|known| known.name.text == first) {
            let name = field.name.before(first.len());
            all.push(Field::new(name, name, sample::typed("object", None, name.span)));
        }
        all.push(field);
    }
    by_name(all, report)
}

impl<'t> Reader<'t> {
    /// The schemas of a source that names no operation.
    fn schemas(self, title: Option<Line<'t>>, diagnostics: &mut Diagnostics) -> Option<Node> {
        let at = title.map_or(Span::new(self.file, 0..0), |title| title.span);
        let subject = title.map_or_else(|| "the source".to_owned(), |title| title.text.to_owned());
        let mut report = Report::new(subject, diagnostics);
        let mut fields = self.early.fields;
        for (_, field) in fields.extract_if(.., |(place, _)| matches!(place, Place::Parameter(_))) {
            let help = "it is not in the document; state it with its operation in the overlay";
            report.unread(
                format!("`{}` is the parameter of an operation that is not named", field.name.text),
                field.name.span,
                help,
            );
        }
        let answer = self.early.answers.first().map(|(_, answer)| answer);
        // Where a member is named again, the headings in between are those of further bodies.
        let mut known = BTreeSet::new();
        let is_several = !fields.iter().all(|(place, field)| known.insert((*place == Place::Body, field.name.text)));
        let mut schemas: Map = Map::default();
        for (place, suffix, sample) in [(Place::Body, "Request", None), (Place::Member, "Response", answer)] {
            let own = fields.iter().filter(|(known, _)| *known == place).map(|(_, field)| field);
            let mut parts: Vec<(Option<Line<'_>>, Vec<&Field<'_>>)> = Vec::new();
            for field in own {
                let above = |heading: &&Line<'_>| heading.span.start < field.name.span.start;
                let part = self.headings.iter().rev().find(above).filter(|_| is_several).copied();
                match parts.last_mut().filter(|(known, _)| *known == part) {
                    Some((_, fields)) => fields.push(field),
                    None => parts.push((part, vec![field])),
                }
            }
            if parts.is_empty() && sample.is_some() {
                parts.push((None, Vec::new()));
            }
            for (part, fields) in parts {
                let mut schema = match (sample.filter(|_| !is_several), fields.first()) {
                    (Some(sample), _) => sample::schema(sample),
                    (None, Some(first)) => sample::typed("object", None, first.name.span),
                    (None, None) => continue,
                };
                add_members_of_items(&mut schema, &fields, sample.and_then(first_item));
                let name = part.or(title);
                schema.key_span = Some(name.map_or(at, |name| name.span));
                let mut name = component_name(name.map_or("", |name| name.text)) + suffix;
                while schemas.contains_key(&name) {
                    name.push('2');
                }
                schemas.insert(name, schema);
            }
        }
        if schemas.is_empty() {
            let message =
                "this source describes no body, and neither `api:` nor a curl sample says of which operation it is";
            let help = "state `api: \"GET https://…\"` in its front matter, or save the page that shows the operation";
            diagnostics.push(Diagnostic::error(Code::UnknownFormat, message).at(at).help(help));
            return None;
        }
        let message = "neither `api:` nor a curl sample names the operation, so its bodies became schemas without one";
        let help = "state `api: \"GET https://…\"` in the front matter, or add the operation with an overlay";
        diagnostics.push(Diagnostic::warning(Code::OperationLeftOut, message).at(at).help(help));
        let components = Node::object([("schemas", Node::object(schemas, at))], at);
        let members = [("info", info(None, at)), ("paths", Node::object::<&str>([], at)), ("components", components)];
        Some(Node::object([("openapi", Node::string("3.1.0", at))].into_iter().chain(members), at))
    }
}

fn response(status: Option<Line<'_>>, schema: Node, example: Option<&Node>) -> Node {
    let span = example.map_or(schema.span, |example| example.span);
    let mut content = Node::object([("schema", schema)], span);
    example.into_iter().for_each(|example| content.set("example", example.clone()));
    let content = Node::object([("application/json", content)], span);
    let mut response = Node::object([("description", Node::string("", span)), ("content", content)], span);
    match status {
        Some(status) => response.key_span = Some(status.span),
        None => {
            let (key, mark) = super::super::document::inferred(span);
            response.set(key, mark);
        }
    }
    response
}

/// The method as OpenAPI's readers print it.
fn upper(method: &str) -> &'static str {
    http::METHODS.iter().find(|known| known.eq_ignore_ascii_case(method)).copied().unwrap_or("GET")
}

/// Whether a heading is that of a part of an operation, and no name of one.
fn is_section(heading: &str) -> bool {
    let lower = heading.to_lowercase();
    let parts = [
        "parameters",
        "params",
        "response",
        "responses",
        "request",
        "body",
        "headers",
        "example",
        "examples",
        "errors",
        "authorization",
    ];
    parts.iter().any(|part| lower.ends_with(part))
}
