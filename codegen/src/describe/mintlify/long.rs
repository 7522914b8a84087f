//! The long text form: method and path on lines of their own, samples, then sections of named and typed fields.
//! Children of answers are folded on these pages; they come from the sample answer.

use super::address::{address, credentials, parameter};
use super::bodies::{Answers, Bodies};
use super::compact::FURNITURE;
use super::document::{Facts, Report, document, operation_pointer, subject};
use super::examples::{LABELS, Samples, is_status};
use super::field::{Field, METHODS, fields};
use super::line::{Line, lines};
use super::prose;
use super::rows::begins;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{FileId, Node, SourceFiles, Span};
use std::collections::BTreeMap;

/// A part of the page below the samples.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Section {
    Authorizations,
    Parameters(&'static str),
    Body,
    Response,
}

/// The section a heading announces. Headings of several words are known in any case; a single word must be written
/// as Mintlify does, since descriptions consist of one word as well.
fn section(text: &str) -> Option<Section> {
    Some(match text {
        "Authorizations" => Section::Authorizations,
        "Headers" => Section::Parameters("header"),
        "Cookies" => Section::Parameters("cookie"),
        "Body" => Section::Body,
        "Response" => Section::Response,
        _ => match text.replace('\u{a0}', " ").to_lowercase().as_str() {
            "path parameters" => Section::Parameters("path"),
            "query parameters" => Section::Parameters("query"),
            "header parameters" => Section::Parameters("header"),
            "cookie parameters" => Section::Parameters("cookie"),
            "request body" => Section::Body,
            "response body" => Section::Response,
            _ => return None,
        },
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
    let mut report = Report::new(subject(curl, path.text), diagnostics);
    report_unread(&samples.unread, &mut report);
    let title = Title::read(all.get(..next).unwrap_or_default(), method, &mut report);
    let credentials = credentials(curl, &address);
    let answer = samples.answers.first().map(|(_, answer)| answer);
    let (summary, description) = (title.name, title.text.first().copied());
    let mut page = document(Facts { curl, address: &address, credentials, summary, description, answer });
    let place = operation_pointer(curl, address.path.text);
    let (mut bodies, mut answers) = (Bodies::default(), Answers::default());
    let Some((_, heading, _)) = sections.iter().find(|(section, ..)| *section == Section::Response) else {
        report.push(cut("the page ends before its section `Response`"));
        return None;
    };
    let answers_at = heading.span;
    let mut sound = samples.one_command(&mut report);
    for (at, (section, heading, lines)) in sections.iter().enumerate() {
        if lines.is_empty() {
            let found = cut(&format!("the section `{}` is empty", heading.text)).label(heading.span, "announced here");
            report.push(found);
            return None;
        }
        let Some(operation) = page.pointer_mut(&place) else { continue };
        let first = sections.iter().take(at).find(|(other, ..)| other == section);
        let read = match (section, first) {
            (Section::Authorizations | Section::Parameters(_), Some((_, first, _))) => {
                report.inconsistent(
                    format!("a second section `{}`", heading.text),
                    heading.span,
                    (first.span, "the first one"),
                    "two pages may have been joined; capture each as a file of its own",
                );
                None
            }
            (Section::Authorizations, None) => authorizations(&mut page, lines, &mut report),
            (Section::Parameters(location), None) => parameters(operation, location, lines, &mut report),
            (Section::Body, _) => bodies.add(lines, curl, &mut report),
            (Section::Response, _) => answers.add(lines, &samples, &mut report),
        };
        sound &= read.is_some();
    }
    answers.add_samples(&samples, &mut report);
    let operation = page.pointer_mut(&place)?;
    title.complete(operation);
    bodies.write(operation);
    answers.write(operation, answers_at);
    sound.then_some(page)
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

/// What stands between the top of the page and the method.
struct Title<'t> {
    name: Option<Line<'t>>,
    text: Vec<Line<'t>>,
    deprecated: Option<Line<'t>>,
}

impl<'t> Title<'t> {
    /// Sentences end with a full stop, and the line above them is the title. Without any, two lines are the title and
    /// its text. What stands above the title is reported.
    fn read(above: &[Line<'t>], method: Line<'_>, report: &mut Report<'_>) -> Self {
        let above = above.iter().filter(|line| {
            line.span.end <= method.span.start && !FURNITURE.contains(&line.text) && !LABELS.contains(&line.text)
        });
        let (marks, mut lines): (Vec<_>, Vec<_>) =
            above.copied().partition(|line| line.text.eq_ignore_ascii_case("deprecated"));
        let sentences = lines.iter().rev().take_while(|line| line.text.ends_with(['.', '!', '?'])).count();
        let text = lines.split_off(match (lines.len(), sentences) {
            (2, 0) => 1,
            (all, sentences) => all - sentences,
        });
        let name = lines.pop();
        if let (Some(first), Some(last)) = (lines.first(), lines.last()) {
            report.unread(
                "the text above the title of the page is not read".to_owned(),
                Span { end: last.span.end, ..first.span },
                "take navigation out of the saved page; if the text matters, state it in the overlay",
            );
        }
        Self { name, text, deprecated: marks.first().copied() }
    }

    fn complete(&self, operation: &mut Node) {
        self.text.iter().skip(1).for_each(|line| prose::append(operation, *line));
        if let Some(line) = self.deprecated {
            operation.set("deprecated", Node::bool(true, line.span));
        }
    }
}

/// The lines of each section. A heading is no heading when a type follows: then it is a field of that name.
fn split<'t, 'a>(below: &'a [Line<'t>]) -> Vec<(Section, Line<'t>, &'a [Line<'t>])> {
    let is_heading = |at: usize| {
        let line = below.get(at)?;
        let found = section(line.text)?;
        let is_field = below.get(at..).is_some_and(begins);
        // Above the samples stands a label of the same name; a JSON sample or a status tab with one follows it.
        let label = below.get(at + 1..).unwrap_or_default().iter().find(|line| !is_status(line.text));
        let label = label.is_some_and(|line| line.text.starts_with(['{', '[']));
        (!is_field && !label).then_some((at, found))
    };
    let starts: Vec<_> = (0..below.len()).filter_map(is_heading).collect();
    let ends = starts.iter().skip(1).map(|(at, _)| *at).chain([below.len()]);
    let part =
        |((at, section), end): (&(usize, Section), usize)| Some((*section, *below.get(*at)?, below.get(at + 1..end)?));
    starts.iter().zip(ends).filter_map(part).collect()
}

fn report_unread(lines: &[Line<'_>], report: &mut Report<'_>) {
    for line in lines.iter().filter(|line| !FURNITURE.contains(&line.text)) {
        report.unread(
            "no rule of the format reads this text".to_owned(),
            line.span,
            "it is not in the document; if it matters, state it in the overlay",
        );
    }
}

/// Adds the descriptions of security schemes; reports schemes that the curl sample does not show.
fn authorizations(page: &mut Node, lines: &[Line<'_>], report: &mut Report<'_>) -> Option<()> {
    let (intro, found) = fields(lines, None, report)?;
    report_unread(intro, report);
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
            (None, _) => report.push(
                Diagnostic::warning(Code::PageInconsistent, format!("the curl sample does not send `{}`", name.text))
                    .at(name.span)
                    .help("state the authentication in the settings of the vendor"),
            ),
        }
    }
    Some(())
}

fn parameters(operation: &mut Node, location: &str, lines: &[Line<'_>], report: &mut Report<'_>) -> Option<()> {
    let (intro, found) = fields(lines, None, report)?;
    report_unread(intro, report);
    let mut all = operation.items("parameters").to_vec();
    let here = all.iter().enumerate().filter(|(_, known)| known.str("in") == Some(location));
    let shown: BTreeMap<_, _> = here.filter_map(|(at, known)| Some((known.str("name")?.to_owned(), at))).collect();
    for field in &found {
        let node = stated_parameter(field, location);
        match shown.get(field.name.text).and_then(|at| all.get_mut(*at)) {
            Some(known) => *known = node,
            None => all.push(node),
        }
    }
    if let Some(first) = all.first() {
        let span = first.span;
        operation.set("parameters", Node::array(all, span));
    }
    Some(())
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

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "Skip to main content\nAdopt a cat\nTakes a cat home.\nPOST\n/\ncats\n/\n{id}\n/\nadopt\nTry it\n\
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

    /// The operation of a page that was changed, and what was reported.
    fn changed(old: &str, new: &str) -> (serde_json::Value, Vec<String>) {
        let mut files = SourceFiles::new();
        assert!(PAGE.contains(old));
        let file = files.add("page", PAGE.replacen(old, new, 1));
        let mut diagnostics = Diagnostics::new();
        let node = read(&files, file, &mut diagnostics);
        let operation = node.as_ref().and_then(|node| node.pointer("/paths/~1cats~1{id}~1adopt/post"));
        assert!(diagnostics.iter().all(|found| found.subject.is_some()), "{diagnostics:?}");
        let said = diagnostics.iter().map(|found| found.message.clone()).collect();
        (operation.map(Node::to_value).unwrap_or_default(), said)
    }

    const NONE: [&str; 0] = [];

    #[test]
    fn each_section_response_has_its_status() {
        let second = "Response\n410\napplication/json\nGone\nwhy\nstring\n";
        for second in [second, second.strip_prefix("Response\n").expect("begins so")] {
            let (operation, said) = changed("Show child attributes\n", "");
            assert_eq!((operation["responses"]["410"].is_null(), said), (true, vec![]));
            let end = "The cat\nShow child attributes\n";
            let (operation, said) = changed(end, &format!("The cat\n{second}"));
            assert_eq!(said, NONE);
            assert_eq!(operation["responses"]["200"]["description"], "Adopted");
            let gone = &operation["responses"]["410"];
            assert_eq!(gone["description"], "Gone");
            assert_eq!(gone["content"]["application/json"]["schema"]["properties"]["why"]["type"], "string");
            assert_eq!(gone["content"]["application/json"]["example"], serde_json::Value::Null);
            assert!(operation["responses"]["404"].is_object());
        }
        let (_, said) = changed("The cat\n", "The cat\nResponse\n200\napplication/json\nwhy\nstring\n");
        assert_eq!(said, ["`application/json` is described twice"]);
    }

    #[test]
    fn each_section_body_has_its_media_type() {
        let (operation, said) =
            changed("Response\n200", "Body\nmultipart/form-data\nphoto\nfile\nrequired\nResponse\n200");
        assert_eq!(said, NONE);
        let content = &operation["requestBody"]["content"];
        assert_eq!(content["application/json"]["schema"]["required"], serde_json::json!(["name"]));
        assert_eq!(content["multipart/form-data"]["schema"]["properties"]["photo"]["format"], "binary");
        let (_, said) = changed("Response\n200", "Body\napplication/json\nphoto\nfile\nResponse\n200");
        assert_eq!(said, ["`application/json` is described twice"]);
        let (_, said) = changed("Response\n200", "Query Parameters\nday\nstring\nResponse\n200");
        assert_eq!(said, ["a second section `Query Parameters`"]);
    }

    #[test]
    fn further_media_types_and_statuses_are_reported() {
        let (_, said) = changed("Body\napplication/json", "Body\napplication/json\ntext/csv");
        assert_eq!(said, ["the page shows no fields for `text/csv`"]);
        let (_, said) =
            changed("Response\n200\napplication/json", "Response\n200\n404\n429\napplication/json\ntext/csv");
        assert_eq!(said, ["the page shows no fields for `text/csv`", "the page shows no answer for `429`"]);
        let rest = "{\n  \"error\": \"<string>\"\n}\n";
        assert_eq!(changed(rest, "").1, ["the page shows no answer for `404`"]);
    }

    #[test]
    fn equal_samples_of_two_statuses_are_both_kept() {
        let sample = "{\"ok\": true}\n";
        let from = PAGE.find("200\n404").expect("there");
        let to = PAGE.find("Authorizations").expect("there");
        let (operation, said) = changed(&PAGE[from..to], &format!("200\n{sample}201\n{sample}200\n{sample}"));
        assert_eq!(said, NONE);
        assert_eq!(operation["responses"]["201"]["content"]["application/json"]["example"]["ok"], true);
    }

    #[test]
    fn the_title_stands_above_its_text() {
        let title = "Adopt a cat\nTakes a cat home.\n";
        let read = |new: &str| {
            let (operation, said) = changed(title, new);
            (operation["summary"].clone(), operation["description"].clone(), operation["deprecated"].clone(), said)
        };
        let texts =
            |summary: &str, description: &str| (summary.into(), description.into(), serde_json::Value::Null, vec![]);
        assert_eq!(read("Adopt a cat\nTakes a cat home\n"), texts("Adopt a cat", "Takes a cat home"));
        assert_eq!(read("Adopt a cat\nTakes it.\nAt once.\n"), texts("Adopt a cat", "Takes it.\n\nAt once."));
        let (.., deprecated, said) = read("Adopt a cat\nTakes a cat home.\nDeprecated\n");
        assert_eq!((deprecated, said), (true.into(), vec![]));
        let (summary, .., said) = read("Cats home\nCats\nAdopt a cat\nTakes a cat home.\n");
        assert_eq!(
            (summary, said),
            ("Adopt a cat".into(), vec!["the text above the title of the page is not read".into()])
        );
    }

    #[test]
    fn further_curl_samples_are_reported() {
        let other = "curl --request PUT --url https://evil.example/cats\n200\n404\n";
        assert_eq!(changed("200\n404\n", other).1, ["a second curl sample calls another operation"]);
        let other = "curl --request POST --url https://h.example/api/v1/cats/{id}/adopt\n200\n404\n";
        assert_eq!(changed("200\n404\n", other).1, ["a further curl sample, which sends something else, is not read"]);
    }

    #[test]
    fn headings_are_known_in_other_words() {
        for (old, new) in
            [("Body\n", "Request Body\n"), ("Body\n", "\u{200b}Body\n"), ("Query Parameters", "Query\u{a0}parameters")]
        {
            let (operation, said) = changed(old, new);
            assert_eq!((operation, said), changed("Body", "Body"), "{new}");
        }
        assert_eq!(changed("Body\n", "Payload\n").1, ["`Payload` is no section that this reader knows"]);
    }
}
