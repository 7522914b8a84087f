//! The long text form: method and path on lines of their own, samples, then sections of named and typed fields.
//! Children of answers are folded on these pages; they come from the sample answer.

use super::address::{address, credentials, parameter};
use super::compact::FURNITURE;
use super::curl::{self, Curl};
use super::document::{Facts, document, inferred, operation_pointer, subject};
use super::field::{Field, add_members, fields, text_of};
use super::line::{Line, lines};
use super::sample;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{Data, FileId, Map, Node, SourceFiles, Span, read_json_prefix};

const METHODS: [&str; 8] = ["GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE"];

/// Labels of buttons and tabs around the samples.
const LABELS: [&str; 14] = [
    "Try it",
    "Copy",
    "Ask AI",
    "cURL",
    "Python",
    "JavaScript",
    "TypeScript",
    "PHP",
    "Go",
    "Java",
    "Ruby",
    "Example",
    "Response",
    "Copy page",
];

/// A part of the page below the samples.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Section {
    Authorizations,
    Parameters(&'static str),
    Body,
    Response,
}

fn section(text: &str) -> Option<Section> {
    Some(match text {
        "Authorizations" => Section::Authorizations,
        "Path Parameters" => Section::Parameters("path"),
        "Query Parameters" => Section::Parameters("query"),
        "Headers" => Section::Parameters("header"),
        "Cookies" => Section::Parameters("cookie"),
        "Body" => Section::Body,
        "Response" => Section::Response,
        _ => return None,
    })
}

/// Whether a text is a page in this form.
pub(super) fn recognises(text: &str) -> bool {
    let start = text.trim_start_matches('\u{feff}').trim_start();
    let mut all = text.lines().map(str::trim);
    start.starts_with("Skip to main content") && all.any(|line| METHODS.contains(&line))
}

/// Reads one page. Returns `None` after reporting at least one error.
pub(super) fn read(files: &SourceFiles, file: FileId, diagnostics: &mut Diagnostics) -> Option<Node> {
    let text = files[file].text();
    let all = lines(file, text, 0..text.len());
    let end = Span::new(file, text.trim_end().len()..text.len());
    let cut = |message: &str| {
        Diagnostic::error(Code::PageCut, message)
            .at(end)
            .help("the page was cut while it was captured, or is another kind of page; capture it again")
    };
    let Some((method, pieces, next)) = route(&all) else {
        diagnostics.push(cut("the page ends before the method and path of its operation"));
        return None;
    };
    let path: String = pieces.iter().map(|piece| piece.text).collect();
    let path_span = pieces
        .first()
        .zip(pieces.last())
        .map_or(method.span, |(first, last)| Span { end: last.span.end, ..first.span });
    let path = Line { text: &path, span: path_span };
    let below = all.get(next..).unwrap_or_default();
    let sections = split(below);
    let samples_end = sections.first().map_or(text.len(), |(_, heading, _)| heading.span.start as usize);
    let samples = Samples::read(files, file, path_span.end as usize..samples_end, diagnostics)?;
    let Some(curl) = &samples.curl else {
        diagnostics.push(cut("the page has no curl sample, which tells the server and the authentication"));
        return None;
    };
    if curl.method.text != method.text {
        diagnostics.push(
            Diagnostic::error(Code::PageInconsistent, format!("the curl sample says {}", curl.method.text))
                .at(curl.method.span)
                .label(method.span, "the page says otherwise")
                .help("the page may be half updated; capture it again"),
        );
        return None;
    }
    let address = address(curl.url, Some(path), diagnostics)?;
    let (summary, description) = title(all.get(..next).unwrap_or_default(), method);
    let credentials = credentials(curl, &address);
    let answer = samples.answers.first().map(|(_, answer)| answer);
    let mut page = document(Facts { curl, address: &address, credentials, summary, description, answer });
    let operation = operation_pointer(curl, address.path.text);
    if !sections.iter().any(|(section, ..)| *section == Section::Response) {
        diagnostics.push(cut("the page ends before its section `Response`").subject(subject(curl, path.text)));
        return None;
    }
    for (section, heading, lines) in sections {
        if lines.is_empty() {
            diagnostics.push(
                cut(&format!("the section `{}` is empty", heading.text))
                    .label(heading.span, "announced here")
                    .subject(subject(curl, path.text)),
            );
            return None;
        }
        match section {
            Section::Authorizations => authorizations(&mut page, &subject(curl, path.text), lines, diagnostics),
            Section::Parameters(location) => {
                if let Some(operation) = page.pointer_mut(&operation) {
                    parameters(operation, location, lines, diagnostics);
                }
            }
            Section::Body => {
                if let Some(operation) = page.pointer_mut(&operation) {
                    body(operation, lines, curl);
                }
            }
            Section::Response => {
                if let Some(operation) = page.pointer_mut(&operation) {
                    responses(operation, lines, &samples, diagnostics);
                }
            }
        }
    }
    Some(page)
}

/// Method, pieces of the path, and the index of the line behind them.
fn route<'t, 'a>(all: &'a [Line<'t>]) -> Option<(Line<'t>, &'a [Line<'t>], usize)> {
    all.iter().enumerate().filter(|(_, line)| METHODS.contains(&line.text)).find_map(|(at, method)| {
        let mut end = at + 1;
        let mut open = true;
        while let Some(piece) = all.get(end) {
            let slash = piece.text.starts_with('/');
            let segment = piece.text.chars().all(|c| c.is_ascii_alphanumeric() || "/{}_-.:~".contains(c));
            // Pieces alternate: a slash, and what stands behind it.
            if !segment || slash != open {
                break;
            }
            open = !piece.text.ends_with('/') || piece.text == "/" && !slash;
            end += 1;
        }
        (end > at + 1).then(|| (*method, all.get(at + 1..end).unwrap_or_default(), end))
    })
}

/// The title in front of the method, and the sentence between the two. All before it is navigation.
fn title<'t>(above: &[Line<'t>], method: Line<'_>) -> (Option<Line<'t>>, Option<Line<'t>>) {
    let above = above.iter().filter(|line| {
        line.span.end <= method.span.start && !FURNITURE.contains(&line.text) && !LABELS.contains(&line.text)
    });
    let above: Vec<_> = above.copied().collect();
    match above.as_slice() {
        [.., title, sentence] if sentence.text.ends_with('.') => (Some(*title), Some(*sentence)),
        [.., title] => (Some(*title), None),
        [] => (None, None),
    }
}

/// The lines of each section. A heading is no heading when a type follows: then it is a field of that name.
fn split<'t, 'a>(below: &'a [Line<'t>]) -> Vec<(Section, Line<'t>, &'a [Line<'t>])> {
    let is_heading = |at: usize| {
        let line = below.get(at)?;
        let found = section(line.text)?;
        let next = below.get(at..at + 2).map(|pair| fields(pair, None).1.is_empty());
        // Above the samples stands a label of the same name; a JSON sample or a status tab with one follows it.
        let label = below.get(at + 1..).unwrap_or_default().iter().find(|line| !is_status(line.text));
        let label = label.is_some_and(|line| line.text.starts_with(['{', '[']));
        (next != Some(false) && !label).then_some((at, found))
    };
    let starts: Vec<_> = (0..below.len()).filter_map(is_heading).collect();
    let ends = starts.iter().skip(1).map(|(at, _)| *at).chain([below.len()]);
    let part =
        |((at, section), end): (&(usize, Section), usize)| Some((*section, *below.get(*at)?, below.get(at + 1..end)?));
    starts.iter().zip(ends).filter_map(part).collect()
}

fn is_status(text: &str) -> bool {
    text == "default"
        || text.len() == 3
            && text.starts_with(['1', '2', '3', '4', '5'])
            && text.chars().skip(1).all(|c| c.is_ascii_digit() || c == 'X')
}

/// The samples of a page.
struct Samples<'t> {
    curl: Option<Curl<'t>>,
    /// Sample answers with their status, where it can be told.
    answers: Vec<(Option<Line<'t>>, Node)>,
}

impl<'t> Samples<'t> {
    fn read(
        files: &'t SourceFiles,
        file: FileId,
        range: std::ops::Range<usize>,
        diagnostics: &mut Diagnostics,
    ) -> Option<Self> {
        let text = files[file].text();
        let (mut at, mut first) = (range.start, None);
        let (mut statuses, mut answers, mut unread) = (Vec::new(), Vec::<Node>::new(), Vec::new());
        while at < range.end {
            let rest = text.get(at..range.end)?;
            let line_end = at + rest.find('\n').map_or(rest.len(), |length| length + 1);
            let line = Line::new(file, text, at..line_end);
            let start = line.span.start as usize;
            if curl::find(line.text, 0) == Some(0) {
                let found = curl::read(files, file, start, diagnostics)?;
                at = found.span.end as usize;
                first.get_or_insert(found);
            } else if line.text.starts_with(['{', '[']) {
                let (node, end) = read_json_prefix(files, file, start, diagnostics)?;
                at = end;
                // Samples may be printed twice.
                if !answers.contains(&node) {
                    answers.push(node);
                }
            } else {
                at = line_end;
                if is_status(line.text) {
                    if !statuses.iter().any(|status: &Line<'_>| status.text == line.text) {
                        statuses.push(line);
                    }
                } else if !line.text.is_empty() && !LABELS.contains(&line.text) {
                    unread.push(line);
                }
            }
        }
        report_unread(&unread, diagnostics);
        let sure = statuses.len() == answers.len() || answers.len() == 1;
        let mut statuses = statuses.into_iter().filter(|_| sure);
        let answers = answers.into_iter().map(|answer| (statuses.next(), answer)).collect();
        Some(Self { curl: first, answers })
    }
}

fn report_unread(lines: &[Line<'_>], diagnostics: &mut Diagnostics) {
    for line in lines.iter().filter(|line| !FURNITURE.contains(&line.text)) {
        diagnostics.push(
            Diagnostic::warning(Code::TextUnread, "no rule of the format reads this text")
                .at(line.span)
                .help("it is not in the document; if it matters, state it in the overlay"),
        );
    }
}

/// Adds the descriptions of security schemes; reports schemes that the curl sample does not show.
fn authorizations(page: &mut Node, subject: &str, lines: &[Line<'_>], diagnostics: &mut Diagnostics) {
    let (intro, found) = fields(lines, None);
    report_unread(intro, diagnostics);
    for field in found {
        let name = field.name;
        let matches = |scheme: &Node| match scheme.str("name") {
            Some(header) => header.eq_ignore_ascii_case(name.text),
            None => name.text.eq_ignore_ascii_case("authorization"),
        };
        let schemes = page.pointer_mut("/components/securitySchemes").and_then(Node::as_object_mut);
        match (schemes.and_then(|schemes| schemes.values_mut().find(|scheme| matches(scheme))), field.description()) {
            (Some(scheme), Some(text)) => scheme.set("description", text),
            (Some(_), None) => {}
            (None, _) => diagnostics.push(
                Diagnostic::warning(Code::PageInconsistent, format!("the curl sample does not send `{}`", name.text))
                    .at(name.span)
                    .subject(subject)
                    .help("state the authentication in the settings of the vendor"),
            ),
        }
    }
}

fn parameters(operation: &mut Node, location: &str, lines: &[Line<'_>], diagnostics: &mut Diagnostics) {
    let (intro, found) = fields(lines, None);
    report_unread(intro, diagnostics);
    let mut all = operation.items("parameters").to_vec();
    for field in &found {
        let node = stated_parameter(field, location);
        let same = |known: &Node| known.str("in") == Some(location) && known.str("name") == Some(field.name.text);
        match all.iter_mut().find(|known| same(known)) {
            Some(known) => *known = node,
            None => all.push(node),
        }
    }
    if let Some(first) = all.first() {
        let span = first.span;
        operation.set("parameters", Node::array(all, span));
    }
}

fn stated_parameter(field: &Field<'_>, location: &str) -> Node {
    let mut schema = field.schema(None);
    schema.remove("description");
    schema.remove("deprecated");
    let mut node = parameter(field.name.node(), location, schema);
    node.set("required", Node::bool(field.required || location == "path", field.name.span));
    for (key, value) in [("description", field.description()), ("deprecated", field.deprecated())] {
        value.into_iter().for_each(|value| node.set(key, value));
    }
    node
}

fn is_media_type(text: &str) -> bool {
    let known = ["application/", "multipart/", "text/", "image/", "audio/", "video/"];
    known.iter().any(|start| text.starts_with(start)) && !text.contains(' ')
}

fn body(operation: &mut Node, lines: &[Line<'_>], curl: &Curl<'_>) {
    let (intro, found) = fields(lines, curl.body.as_ref());
    let (media, prose): (Vec<_>, Vec<_>) = intro.iter().copied().partition(|line| is_media_type(line.text));
    let span = lines.first().map_or(curl.span, |line| line.span);
    let mut schema = curl.body.as_ref().map_or_else(|| sample::typed("object", None, span), sample::schema);
    add_members(&mut schema, &found, curl.body.as_ref());
    let mut content = Node::object([("schema", schema)], span);
    if let Some(sample) = &curl.body {
        content.set("example", sample.clone());
    }
    let usual = if curl.multipart { "multipart/form-data" } else { "application/json" };
    let media = media.first().map_or(usual, |line| line.text);
    let mut body = Node::object([("content", Node::object([(media, content)], span))], span);
    if let Some(text) = text_of(&prose) {
        body.set("description", text);
    }
    // A body that must have a member must be there.
    if let Some(field) = found.iter().find(|field| field.required) {
        body.set("required", Node::bool(true, field.name.span));
    }
    operation.set("requestBody", body);
}

fn responses(operation: &mut Node, lines: &[Line<'_>], samples: &Samples<'_>, diagnostics: &mut Diagnostics) {
    let answer = samples.answers.first();
    let (intro, found) = fields(lines, answer.map(|(_, answer)| answer));
    let (mut status, mut media, mut prose) = (None, None, Vec::new());
    for line in intro {
        let (code, rest) = line.text.split_once(" - ").unwrap_or((line.text, ""));
        if is_status(code) {
            status = status.or(Some(line.before(code.len())));
            media = media.or(is_media_type(rest).then(|| line.from(line.text.len() - rest.len())));
        } else if is_media_type(line.text) {
            media = media.or(Some(*line));
        } else if !FURNITURE.contains(&line.text) {
            prose.push(*line);
        }
    }
    let span = lines.first().map(|line| line.span);
    let Some(span) = span else { return };
    let status = status.or_else(|| answer.and_then(|(status, _)| *status));
    let mut response = Node::object([("description", text_of(&prose).unwrap_or_else(|| Node::string("", span)))], span);
    if answer.is_some() || !found.is_empty() {
        let sample = answer.map(|(_, answer)| answer);
        let mut schema = sample.map_or_else(|| sample::typed("object", None, span), sample::schema);
        add_members(&mut schema, &found, sample);
        let mut content = Node::object([("schema", schema)], span);
        sample.into_iter().for_each(|sample| content.set("example", sample.clone()));
        let media = media.map_or("application/json", |line| line.text);
        response.set("content", Node::object([(media, content)], span));
    }
    let mut all = Map::new();
    match status {
        Some(status) => {
            response.key_span = Some(status.span);
            all.insert(status.text.to_owned(), response);
        }
        None => {
            let (key, mark) = inferred(span);
            response.set(key, mark);
            all.insert("200".to_owned(), response);
        }
    }
    for (status, answer) in samples.answers.iter().skip(1) {
        let Some(status) = status else {
            diagnostics.push(
                Diagnostic::warning(Code::TextUnread, "a further sample answer whose status the page does not state")
                    .at(answer.span)
                    .help("state this answer in the overlay, with its status"),
            );
            continue;
        };
        let media = Node::object([("schema", sample::schema(answer)), ("example", answer.clone())], answer.span);
        let content = Node::object([("application/json", media)], answer.span);
        let node = Node::object([("description", Node::string("", status.span)), ("content", content)], answer.span);
        all.entry(status.text.to_owned()).or_insert(node);
    }
    operation.set("responses", Node::new(Data::Object(all), span));
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "Skip to main content\nCats home\nCats\nAdopt a cat\nTakes a cat home.\nPOST\n/\ncats\n/\n{id}\n/\nadopt\nTry it\n\
        cURL\ncurl --request POST \\\n  --url https://h.example/api/v1/cats/{id}/adopt \\\n  --header 'Content-Type: application/json' \\\n  \
        --header 'x-key: <api-key>' \\\n  --data '\n{\n  \"name\": \"<string>\",\n  \"home\": {\n    \"rooms\": 123\n  }\n}\n'\n\
        200\n404\n{\n  \"data\": {\n    \"id\": \"<string>\",\n    \"tags\": [\n      \"<string>\"\n    ]\n  }\n}\n{\n  \"error\": \"<string>\"\n}\n\
        Authorizations\nx-key\nstring\nheaderrequired\nKey from the shelter\nPath Parameters\nid\nstring<uuid>\nrequired\nWhich cat\n\
        Query Parameters\nnight\nboolean\ndefault:false\nWhether at night\nBody\napplication/json\nname\nstring\nrequired\nNew name\n\
        Maximum string length: 64\nhome\nobject\nShow child attributes\nrooms\ninteger\nRequired range: x >= 1\n\
        Response\n200\napplication/json\nAdopted\ndata\nobject\nrequired\nThe cat\nShow child attributes\n";

    fn run(text: &str) -> (Option<Node>, Vec<(Code, String)>) {
        let mut files = SourceFiles::new();
        let file = files.add("page", text);
        let mut diagnostics = Diagnostics::new();
        let node = read(&files, file, &mut diagnostics);
        let place = |span: Option<Span>| span.map_or(String::new(), |span| files.slice(span).to_owned());
        (node, diagnostics.iter().map(|found| (found.code, place(found.span))).collect())
    }

    #[test]
    fn all_sections_reach_the_document() {
        assert!(recognises(PAGE));
        let (node, found) = run(PAGE);
        assert_eq!(found, []);
        let node = node.expect("reads");
        let at = |pointer: &str| serde_json::to_string(node.pointer(pointer).expect("there")).expect("JSON");
        insta::assert_snapshot!(at("/servers"), @r#"[{"url":"https://h.example/api/v1"}]"#);
        insta::assert_snapshot!(at("/components"), @r#"{"securitySchemes":{"key":{"type":"apiKey","in":"header","name":"x-key","description":"Key from the shelter"}}}"#);
        let operation = "/paths/~1cats~1{id}~1adopt/post";
        insta::assert_snapshot!(at(&format!("{operation}/summary")), @r#""Adopt a cat""#);
        insta::assert_snapshot!(at(&format!("{operation}/description")), @r#""Takes a cat home.""#);
        insta::assert_snapshot!(at(&format!("{operation}/parameters")), @r#"[{"name":"id","in":"path","schema":{"type":"string","format":"uuid"},"required":true,"description":"Which cat"},{"name":"night","in":"query","schema":{"type":"boolean","default":false},"required":false,"description":"Whether at night"}]"#);
        insta::assert_snapshot!(at(&format!("{operation}/requestBody")), @r#"{"content":{"application/json":{"schema":{"type":"object","properties":{"name":{"type":"string","maxLength":64,"description":"New name"},"home":{"type":"object","properties":{"rooms":{"type":"integer","minimum":1}}}},"required":["name"]},"example":{"name":"<string>","home":{"rooms":123}}}},"required":true}"#);
        insta::assert_snapshot!(at(&format!("{operation}/responses")), @r#"{"200":{"description":"Adopted","content":{"application/json":{"schema":{"type":"object","properties":{"data":{"type":"object","properties":{"id":{"type":"string"},"tags":{"type":"array","items":{"type":"string"}}},"description":"The cat"}},"required":["data"]},"example":{"data":{"id":"<string>","tags":["<string>"]}}}}},"404":{"description":"","content":{"application/json":{"schema":{"type":"object","properties":{"error":{"type":"string"}}},"example":{"error":"<string>"}}}}}"#);
    }

    #[test]
    fn cut_and_contradicting_pages_are_refused() {
        let first = |text: &str| run(text).1.first().cloned().map(|found| found.0);
        let before = |mark: &str| &PAGE[..PAGE.find(mark).expect("there")];
        assert_eq!(first(before("POST")), Some(Code::PageCut));
        assert_eq!(first(before("cURL")), Some(Code::PageCut));
        assert_eq!(first(before("\"rooms\"")), Some(Code::JsonSyntax));
        assert_eq!(first(before("Response\n")), Some(Code::PageCut));
        assert_eq!(first(before("200\napplication")), Some(Code::PageCut));
        assert_eq!(first(&PAGE.replace("curl --request POST", "curl --request PUT")), Some(Code::PageInconsistent));
        assert_eq!(first(&PAGE.replace("\nadopt\n", "\nfeed\n")), Some(Code::PageInconsistent));
        for at in 0..PAGE.len() {
            let (node, found) = run(&PAGE[..at]);
            assert!(node.is_some() || !found.is_empty(), "cut at byte {at}");
        }
    }

    #[test]
    fn unknown_text_between_the_samples_is_reported() {
        let (_, found) = run(&PAGE.replace("Try it\n", "Try it\nBeta since May\n"));
        assert_eq!(found, [(Code::TextUnread, "Beta since May".to_owned())]);
    }
}
