//! The long text form: method and path on lines of their own, samples, then sections of named and typed fields.
//! Children of answers may be folded on these pages; they come from the sample answer. Never reads what a section says
//! ([`super::bodies`], [`super::parameters`], [`super::authorization`]).

use super::address::{Address, Credentials, address, credentials};
use super::authorization;
use super::bodies::{Answers, Bodies};
use super::collapsed::{self, Lines};
use super::document::{Facts, Report, document, operation_pointer, subject};
use super::examples::Samples;
use super::headings::{Part, Section, is_collapsed, split};
use super::line::{Line, lines};
use super::parameters;
use super::route::{self, Route};
use super::title::Title;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::source::{FileId, Map, Node, SourceFiles, Span};

/// Whether a text is a page in this form: an operation with a section, or one below the line that begins these pages.
pub(super) fn recognises(text: &str) -> bool {
    let mut files = SourceFiles::new();
    let file = files.add("page", text);
    let all = page_lines(&files, file).all;
    let Some(route) = route::find(&all) else { return false };
    let start = text.trim_start_matches('\u{feff}').trim_start();
    // Other tools print methods, paths and parameters in the same way, but call these sections otherwise.
    let is_own =
        |part: &Part<'_, '_>| !matches!(part.section, Section::Parameters(_)) && !part.heading.text.starts_with('#');
    start.starts_with("Skip to main content") || split(all.get(route.lines.1..).unwrap_or_default()).iter().any(is_own)
}

/// The lines of a page up to the question at its end, behind which other pages are linked.
fn page_lines(files: &SourceFiles, file: FileId) -> Lines<'_> {
    let text = files[file].text();
    if is_collapsed(text) {
        return collapsed::lines(files, file);
    }
    let mut all = lines(file, text, 0..text.len());
    if let Some(end) = all.iter().position(|line| line.text == "Was this page helpful?") {
        all.truncate(end);
    }
    Lines { all, doubtful: Vec::new() }
}

/// Reads one page. Returns `None` after reporting at least one error.
pub(super) fn read(files: &SourceFiles, file: FileId, diagnostics: &mut Diagnostics) -> Option<Node> {
    let text = files[file].text();
    let Lines { all, doubtful } = page_lines(files, file);
    let end = Span::new(file, text.trim_end().len()..text.len());
    let Some(mut route) = route::find(&all) else {
        diagnostics.push(cut(end, "the page ends before the method and path of its operation"));
        return None;
    };
    let above = all.get(..route.lines.0).unwrap_or_default();
    let parts = split(all.get(route.lines.1..).unwrap_or_default());
    let below = all.get(route.lines.1..).unwrap_or_default();
    let in_front = |line: &&Line<'_>| parts.first().is_none_or(|part| line.span.start < part.heading.span.start);
    let sampled: Vec<_> = above.iter().chain(below.iter().take_while(in_front)).copied().collect();
    let samples = Samples::read(files, file, &sampled, !parts.is_empty(), diagnostics)?;
    if let Some(curl) = &samples.curl {
        route.settle(curl.url.text);
    }
    let page = Page { route: &route, parts: &parts, samples: &samples, end };
    page.check_route(diagnostics)?;
    let address = page.address(diagnostics)?;
    let mut report = Report::new(subject(route.method, address.path.text), diagnostics);
    for words in doubtful {
        let message = format!("`{}` may be a field, or words of the text around it", words.text);
        report.unread(
            message,
            words.span,
            "it was read as text; save the page with its line ends, or state the field in the overlay",
        );
    }
    page.read(&address, above, &mut report)
}

fn cut(end: Span, message: &str) -> Diagnostic {
    Diagnostic::error(Code::PageCut, message)
        .at(end)
        .help("the page was cut while it was captured, or is another kind of page; capture it again")
}

/// The pieces of a page.
struct Page<'p, 't, 'a> {
    route: &'p Route<'t>,
    parts: &'p [Part<'t, 'a>],
    samples: &'p Samples<'t>,
    /// The place behind all of it.
    end: Span,
}

impl<'p> Page<'p, 'p, '_> {
    /// Reports a method or path that is not clear.
    fn check_route(&self, diagnostics: &mut Diagnostics) -> Option<()> {
        let Route { method, glued, path, .. } = self.route;
        if let Some(glued) = glued.filter(|glued| !path.ends_with(glued.text)) {
            diagnostics.push(
                Diagnostic::error(
                    Code::PageInconsistent,
                    format!("the path ends at `{}`, which is not a segment", glued.text),
                )
                .at(glued.span)
                .help("text was glued to the path; write what belongs to the path on a line of its own"),
            );
            return None;
        }
        let Some(curl) = self.samples.curl.as_ref().map(|curl| curl.method) else { return Some(()) };
        if curl.text == method.text {
            return Some(());
        }
        diagnostics.push(
            Diagnostic::error(Code::PageInconsistent, format!("the curl sample says {}", curl.text))
                .at(curl.span)
                .label(method.span, "the page says otherwise")
                .help("the page may be half updated; capture it again"),
        );
        None
    }

    fn address(&self, diagnostics: &mut Diagnostics) -> Option<Address<'p>> {
        let path = Line { text: &self.route.path, span: self.route.span };
        match &self.samples.curl {
            Some(curl) => address(curl.url, Some(path), diagnostics),
            None => Some(Address::without_server(path)),
        }
    }

    /// The document of the page.
    fn read(&self, address: &Address<'_>, above: &[Line<'_>], report: &mut Report<'_>) -> Option<Node> {
        let curl = self.samples.curl.as_ref();
        let title = Title::read(above, &self.samples.unread, self.route.method, report);
        let none = || Credentials { schemes: Map::default(), parameters: Vec::new(), content_type: None };
        let mut page = document(Facts {
            method: self.route.method,
            curl,
            address,
            credentials: curl.map_or_else(none, |curl| credentials(curl, address)),
            summary: title.name,
            description: title.text.first().copied(),
            answer: self.samples.answers.first().map(|(_, answer)| answer),
        });
        let place = operation_pointer(self.route.method, address.path.text);
        let answers_at = self.parts.iter().find(|part| part.section == Section::Response).map(|part| part.heading.span);
        if answers_at.is_none() {
            self.report_no_answer(report)?;
        }
        let (mut bodies, mut answers) = (Bodies::default(), Answers::default());
        let mut sound = self.samples.one_command(report);
        for (at, part) in self.parts.iter().enumerate() {
            sound &= self.section(at, part, &mut page, &place, (&mut bodies, &mut answers), report).is_some();
        }
        answers.add_samples(self.samples, report);
        let operation = page.pointer_mut(&place)?;
        title.complete(operation);
        bodies.write(operation);
        if answers_at.is_some() {
            answers.write(operation, answers_at.unwrap_or(self.end));
        }
        sound.then_some(page)
    }

    /// Reports that no section `Response` is there. A page that shows an answer has one, and was cut before it.
    fn report_no_answer(&self, report: &mut Report<'_>) -> Option<()> {
        let found = cut(self.end, "the page ends before its section `Response`");
        if self.samples.answers.is_empty() {
            report.push(Diagnostic { severity: Severity::Warning, ..found });
            return Some(());
        }
        report.push(found);
        None
    }

    /// Reads one section. Returns `None` after reporting at least one error.
    fn section(
        &self,
        at: usize,
        part: &Part<'p, '_>,
        page: &mut Node,
        place: &str,
        (bodies, answers): (&mut Bodies, &mut Answers<'p>),
        report: &mut Report<'_>,
    ) -> Option<()> {
        let (lines, heading) = (part.lines, part.heading);
        if lines.is_empty() {
            let message = format!("the section `{}` is empty", heading.text);
            let is_last = at + 1 == self.parts.len();
            if is_last {
                report.push(cut(self.end, &message).label(heading.span, "announced here"));
            } else {
                report.unread(message, heading.span, "if something stands there, capture the page again");
            }
            return (!is_last).then_some(());
        }
        let first = self.parts.iter().take(at).find(|other| other.section == part.section);
        let is_shown = self.samples.curl.is_some();
        match (part.section, first) {
            (Section::Authorizations | Section::Parameters(_), Some(first)) => {
                report.inconsistent(
                    format!("a second section `{}`", heading.text),
                    heading.span,
                    (first.heading.span, "the first one"),
                    "two pages may have been joined; capture each as a file of its own",
                );
                None
            }
            (Section::Authorizations, None) => {
                authorization::read(page, place, lines, is_shown, report);
                Some(())
            }
            (Section::Parameters(location), None) => {
                parameters::read(page, place, (location, lines), is_shown, report);
                Some(())
            }
            (Section::Body, _) => bodies.add(lines, self.samples.curl.as_ref(), report),
            (Section::Response, _) => answers.add(lines, self.samples, report),
        }
    }
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
        let lost = "child attributes are announced below `why`, which has none by its type";
        assert_eq!(said, [lost, "`application/json` is described twice"]);
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
        assert_eq!(
            changed("Body\n", "Payload\n").1,
            ["`Payload` is not a section that this reader knows, so nothing below it is read"]
        );
    }
}
