//! The compact text form: curl and sample answer twice, then one line for each thing that has a description, without
//! its name. Names and types come from the samples; [`super::alignment`] joins them with the lines.

use super::address::{address, credentials};
use super::alignment::{Placement, Token, align};
use super::constraint::glued;
use super::curl::{self, Curl};
use super::document::{Facts, document, operation_pointer, subject};
use super::examples::LABELS;
use super::line::{Line, lines};
use super::marks;
use super::places::Places;
use super::prose;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::source::{Data, FileId, Node, SourceFiles, Span, read_json_prefix};
use std::ops::Range;

/// The line that announces child members.
pub(super) const CHILDREN: &str = "Show child attributes";

/// Lines that Mintlify prints around every page.
pub(super) const FURNITURE: [&str; 8] = [
    "Skip to main content",
    "Was this page helpful?",
    "Yes",
    "No",
    "Suggest edits",
    "Raise issue",
    "Powered by Mintlify",
    "⌘I",
];

/// Whether a text is a page in this form.
pub(super) fn recognises(text: &str) -> bool {
    let start = text.trim_start_matches('\u{feff}').trim_start();
    start.strip_prefix("cURL").map_or(start, str::trim_start).starts_with("curl --request")
        && !super::long::recognises(text)
}

/// Reads one page. Returns `None` after reporting at least one error.
pub(super) fn read(files: &SourceFiles, file: FileId, diagnostics: &mut Diagnostics) -> Option<Node> {
    let text = files[file].text();
    let Parts { first, second, sentences, described } = Parts::read(files, file, diagnostics)?;
    let address = address(first.curl.url, None, diagnostics)?;
    let whole = Line::new(file, text, sentences.clone());
    let sentences = lines(file, text, sentences);
    let mut document = document(Facts {
        method: first.curl.method,
        credentials: credentials(&first.curl, &address),
        curl: Some(&first.curl),
        address: &address,
        summary: sentences.first().copied(),
        description: (sentences.len() > 1).then_some(whole),
        answer: first.answer.as_ref(),
    });
    let subject = subject(first.curl.method, address.path.text);
    let operation = operation_pointer(first.curl.method, address.path.text);
    let tail = joined(lines(file, text, described), file, text);
    let mut places = Places::of(&document, &operation, first.curl.body.as_ref(), first.answer.as_ref());
    if tail.is_empty() {
        diagnostics.push(cut(files, file, "the page ends before its descriptions").subject(subject));
        return None;
    }
    let tokens = tokens(&tail, &places);
    if let Some(found) = end(&tokens, &mut places, |message| cut(files, file, message).subject(subject.as_str())) {
        // Where the samples stand once, what is folded stays so; else descriptions follow the announcement.
        if second || places.children.is_some() {
            diagnostics.push(found);
            return None;
        }
        diagnostics.push(Diagnostic { severity: Severity::Warning, ..found });
    }
    join(&mut document, &places, &tokens, &subject, diagnostics);
    Some(document)
}

/// What is said of a page that ends early.
fn cut(files: &SourceFiles, file: FileId, message: &str) -> Diagnostic {
    let text = files[file].text();
    Diagnostic::error(Code::PageCut, message)
        .at(Span::new(file, text.trim_end().len()..text.len()))
        .help("the page was cut while it was captured, or is another kind of page; capture it again")
}

/// What is wrong at the end of the descriptions: child members that are announced, or not even that.
fn end(
    tokens: &[(Token<'_>, Line<'_>)],
    places: &mut Places<'_>,
    cut: impl Fn(&str) -> Diagnostic,
) -> Option<Diagnostic> {
    let is_announced = tokens.iter().any(|(token, _)| matches!(token, Token::Marker));
    if let Some(announced) = places.children.filter(|_| !is_announced) {
        let found = cut("the page ends before the descriptions of child members");
        return Some(found.label(announced, "these members should be described"));
    }
    places.children = None;
    match tokens.last() {
        Some((Token::Marker, line)) => {
            let found = cut("the page announces child members, but ends before them");
            Some(found.label(line.span, "announced here"))
        }
        _ => None,
    }
}

/// The parts of a page.
struct Parts<'t> {
    first: Half<'t>,
    /// Whether the samples stand there twice.
    second: bool,
    /// Where the sentences about the operation stand.
    sentences: Range<usize>,
    /// Where the descriptions stand.
    described: Range<usize>,
}

impl<'t> Parts<'t> {
    /// Returns `None` after reporting at least one error.
    fn read(files: &'t SourceFiles, file: FileId, diagnostics: &mut Diagnostics) -> Option<Self> {
        let text = files[file].text();
        let Some(start) = curl::find(text, 0) else {
            diagnostics.push(cut(files, file, "the page ends before its curl sample"));
            return None;
        };
        let first = Half::read(files, file, start, diagnostics)?;
        if let Some(start) = curl::find(text, first.end) {
            let second = Half::read(files, file, start, diagnostics)?;
            first.must_equal(&second, diagnostics)?;
            let (sentences, described) = (first.end..start, second.end..text.len());
            return Some(Self { first, second: true, sentences, described });
        }
        let Some((sentences, described)) = first.without_second(files, file) else {
            let message = "the page ends before its second curl sample, behind which the descriptions stand";
            diagnostics.push(cut(files, file, message));
            return None;
        };
        Some(Self { first, second: false, sentences, described })
    }
}

/// Joins lines that a page broke around a code span: those that begin with punctuation, and those behind that go on in
/// small letters. Leaves out the code of a span that is printed once more below its line.
fn joined<'t>(all: Vec<Line<'t>>, file: FileId, text: &'t str) -> Vec<Line<'t>> {
    let mut found: Vec<(Line<'t>, bool)> = Vec::new();
    for line in all {
        let goes_on = line.text.starts_with([',', '.', ';', ')', ':']);
        match found.last_mut() {
            Some((last, broken)) if goes_on || *broken && line.text.starts_with(char::is_lowercase) => {
                *last = Line::new(file, text, last.span.start as usize..line.span.end as usize);
                *broken = true;
            }
            Some((last, _)) if last.text.len() > line.text.len() && last.text.contains(line.text) => {}
            _ => found.push((line, false)),
        }
    }
    found.into_iter().map(|(line, _)| line).collect()
}

/// A curl sample with the answer glued behind it.
struct Half<'t> {
    curl: Curl<'t>,
    answer: Option<Node>,
    end: usize,
}

impl<'t> Half<'t> {
    fn read(files: &'t SourceFiles, file: FileId, start: usize, diagnostics: &mut Diagnostics) -> Option<Self> {
        let curl = curl::read(files, file, start, diagnostics)?;
        let text = files[file].text();
        let (mut answers, mut end) = (Vec::new(), curl.span.end as usize);
        loop {
            let rest = text.get(end..).unwrap_or_default();
            let at = end + rest.len() - rest.trim_start().len();
            if !text.get(at..).unwrap_or_default().starts_with(['{', '[']) {
                break;
            }
            let (node, after) = read_json_prefix(files, file, at, diagnostics)?;
            end = after;
            answers.push(node);
        }
        let mut answers = answers.into_iter();
        let answer = answers.next();
        for other in answers {
            diagnostics.push(
                Diagnostic::warning(Code::TextUnread, "a further sample answer whose status the page does not state")
                    .at(other.span)
                    .help("state this answer in the overlay, with its status"),
            );
        }
        Some(Self { curl, answer, end })
    }

    /// The sentence and the descriptions of a page that prints its samples once, where something shows that it goes on
    /// behind the sentences: a label of the samples, or what Mintlify prints among descriptions only.
    fn without_second(&self, files: &SourceFiles, file: FileId) -> Option<(Range<usize>, Range<usize>)> {
        let text = files[file].text();
        let behind = lines(file, text, self.end..text.len());
        let sentence = behind.iter().find(|line| !LABELS.contains(&line.text))?;
        let labelled = text.trim_start().starts_with("cURL");
        let described =
            |line: &Line<'_>| line.text == CHILDREN || line.text.contains("authentication header of the form");
        let at = sentence.span.end as usize;
        (labelled || behind.iter().any(described)).then_some((sentence.span.start as usize..at, at..text.len()))
    }

    /// Reports `page-inconsistent` when the two halves of a page differ.
    fn must_equal(&self, other: &Self, diagnostics: &mut Diagnostics) -> Option<()> {
        let (place, known) = if !self.curl.says_the_same(&other.curl) {
            (other.curl.span, self.curl.span)
        } else if self.answer != other.answer {
            let place = |half: &Self| half.answer.as_ref().map_or(half.curl.span, |answer| answer.span);
            (place(other), place(self))
        } else {
            return Some(());
        };
        diagnostics.push(
            Diagnostic::error(Code::PageInconsistent, "the page prints its sample twice, and the two differ")
                .at(place)
                .label(known, "first printed here")
                .help("two pages may have been joined; capture the page again"),
        );
        None
    }
}

/// The lines behind the samples, with grey texts split from the descriptions they are glued to.
fn tokens<'t>(tail: &[Line<'t>], places: &Places<'_>) -> Vec<(Token<'t>, Line<'t>)> {
    let samples: Vec<String> = places.slots.iter().filter_map(|slot| scalar(slot.sample?)).collect();
    let is_sample = |text: &str| samples.iter().any(|sample| sample == text);
    let mut tokens = Vec::new();
    for line in tail.iter().filter(|line| !FURNITURE.contains(&line.text)) {
        if line.text == CHILDREN {
            tokens.push((Token::Marker, *line));
            continue;
        }
        let mut rest = *line;
        while let Some((constraint, behind)) = glued(rest, &is_sample).filter(|_| !tokens.is_empty()) {
            let place = rest.before(rest.text.len() - behind.text.len());
            tokens.push((Token::Constraint(constraint), place));
            rest = behind;
        }
        if !rest.text.is_empty() {
            tokens.push((Token::Text(rest.text), rest));
        }
    }
    tokens
}

fn scalar(sample: &Node) -> Option<String> {
    match &sample.data {
        Data::String(text) => Some(text.clone()),
        Data::Number(number) => Some(number.to_string()),
        Data::Array(items) => items.first().filter(|item| item.as_array().is_none()).and_then(scalar),
        _ => None,
    }
}

/// Writes every text at its place and reports the others.
fn join(
    document: &mut Node,
    places: &Places<'_>,
    found: &[(Token<'_>, Line<'_>)],
    subject: &str,
    diagnostics: &mut Diagnostics,
) {
    let (tokens, lines): (Vec<_>, Vec<_>) = found.iter().map(|(token, line)| (token.clone(), *line)).unzip();
    let Some(placements) = align(&tokens, &places.slots) else {
        if let Some(line) = lines.first() {
            diagnostics.push(
                Diagnostic::warning(
                    Code::AlignmentAmbiguous,
                    "the page has too many descriptions to join with members",
                )
                .at(line.span)
                .subject(subject)
                .help("all of them were left out; add the important ones in the overlay"),
            );
        }
        return;
    };
    if let (Some(Placement::At(slot)), Some(line)) = (placements.last(), lines.last()) {
        report_end(places, *slot, *line, subject, diagnostics);
    }
    for (at, ((token, line), placement)) in tokens.iter().zip(&lines).zip(placements).enumerate() {
        match placement {
            Placement::At(slot) if write(document, places, slot, token, *line) => {
                if matches!(token, Token::Text(_)) && marks::requires(line.text) {
                    diagnostics.push(required_in_words(&places.name(slot), *line).subject(subject));
                }
            }
            Placement::Ambiguous(best, rival) => {
                let name = |slot: Option<usize>| slot.map_or("no member".to_owned(), |slot| places.name(slot));
                let is_last = at + 1 == tokens.len();
                diagnostics.push(ambiguous(token, *line, (&name(best), &name(rival)), is_last).subject(subject));
            }
            Placement::At(_) | Placement::Unplaced => diagnostics.push(
                Diagnostic::warning(Code::TextUnread, "this text belongs to nothing the samples show")
                    .at(line.span)
                    .subject(subject)
                    .help("it is not in the document; if it matters, state it in the overlay"),
            ),
        }
    }
}

/// A description that seems to mark its member as required.
fn required_in_words(name: &str, line: Line<'_>) -> Diagnostic {
    Diagnostic::warning(Code::TextUnread, format!("these words may mark {name} as required"))
        .at(line.span)
        .help("this form of the page marks nothing as required; if it is, say so in the overlay")
}

/// A text that fits two members.
fn ambiguous(token: &Token<'_>, line: Line<'_>, (best, rival): (&str, &str), is_last: bool) -> Diagnostic {
    let what = if matches!(token, Token::Text(_)) { "description" } else { "text" };
    let message = format!("this {what} fits {best} and {rival} about equally well");
    Diagnostic::warning(Code::AlignmentAmbiguous, message).at(line.span).help(if is_last {
        "it was left out; if the page was cut here, capture it again, else add it in the overlay"
    } else {
        "it was left out; add it in the overlay where it belongs"
    })
}

/// Reports members behind the last description: they may have none, or the page was cut before it.
fn report_end(places: &Places<'_>, slot: usize, line: Line<'_>, subject: &str, diagnostics: &mut Diagnostics) {
    let bare: Vec<_> = places.behind(slot).collect();
    let Some(first) = bare.first() else { return };
    let others = if bare.len() > 1 { format!(" and {} more", bare.len() - 1) } else { String::new() };
    diagnostics.push(
        Diagnostic::warning(Code::PageCut, format!("the page ends before a description of `{first}`{others}"))
            .at(line.span)
            .subject(subject)
            .help("capture the page again if it goes on here; if the vendor describes no more, allow this"),
    );
}

/// Writes a text at its place; gives whether the place can hold it.
fn write(document: &mut Node, places: &Places<'_>, slot: usize, token: &Token<'_>, line: Line<'_>) -> bool {
    let Some(pointer) = places.pointers.get(slot) else { return false };
    let Some(node) = document.pointer_mut(pointer) else { return false };
    // Slashes inside of names are escaped: this is the step into a schema.
    let is_schema = pointer.contains("/schema/");
    match token {
        Token::Text(_) if is_schema => prose::describe(node, line),
        Token::Text(_) => prose::append(node, line),
        Token::Constraint(constraint) if is_schema => constraint.apply(node),
        // Parameters carry their schema inside.
        Token::Constraint(constraint) => match node.get_mut("schema") {
            Some(schema) => constraint.apply(schema),
            None => return false,
        },
        Token::Marker => {}
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    const HEAD: &str =
        "curl --request GET \\\n--url https://h.example/v1/cats/{id} \\\n--header 'x-api-key: <api-key>'";

    /// A page with this sample answer and these lines behind the samples.
    fn page(answer: &str, tail: &[&str]) -> String {
        format!("{HEAD}{answer}Gets a cat\n{HEAD}{answer}{}", tail.join("\n"))
    }

    /// The schema of the answer, and what was reported with its place.
    fn run(text: &str) -> (Option<Value>, Vec<(Code, String)>) {
        let mut files = SourceFiles::new();
        let file = files.add("page", text);
        let mut diagnostics = Diagnostics::new();
        let node = read(&files, file, &mut diagnostics);
        let place = |span: Option<Span>| span.map_or(String::new(), |span| files.slice(span).to_owned());
        let found = diagnostics.iter().map(|found| (found.code, place(found.span))).collect();
        (node.map(|node| node.to_value()), found)
    }

    const LEAD: [&str; 3] = ["API key", "Cat ID", "The cat"];

    /// The members of a flat answer.
    fn members(answer: &str, tail: &[&str]) -> (Value, Vec<(Code, String)>) {
        let (document, found) = run(&page(answer, &[&LEAD[..], tail].concat()));
        let document = document.unwrap_or_default();
        let schema = "/paths/~1cats~1{id}/get/responses/200/content/application~1json/schema/properties";
        (document.pointer(schema).cloned().unwrap_or_default(), found)
    }

    #[test]
    fn grey_texts_belong_to_the_description_before_them() {
        let answer = r#"{"mood": "CALM", "title": "<string>", "age": 123, "code": "<string>", "home": "<string>", "toys": ["<string>"]}"#;
        let tail = [
            "Mood of it",
            "CALM, WILD Short title",
            "64Age in years",
            "0 <= x < 40Code on its chip",
            "^[a-z]{3}$ Its home",
            "\"Rome\"Toys it has",
            "1 - 9",
        ];
        let (found, reported) = members(answer, &tail);
        assert_eq!(reported, []);
        let wanted = json!({
            "mood": {"type": "string", "enum": ["CALM", "WILD"], "description": "Mood of it"},
            "title": {"type": "string", "maxLength": 64, "description": "Short title"},
            "age": {"type": "number", "x-inferred": true, "minimum": 0, "exclusiveMaximum": 40, "description": "Age in years"},
            "code": {"type": "string", "pattern": "^[a-z]{3}$", "description": "Code on its chip"},
            "home": {"type": "string", "examples": ["Rome"], "description": "Its home"},
            "toys": {"type": "array", "items": {"type": "string"}, "minItems": 1, "maxItems": 9, "description": "Toys it has"},
        });
        assert_eq!(found, wanted);
    }

    #[test]
    fn values_of_a_member_without_description_find_it_by_the_sample() {
        let answer = r#"{"petCallName": "<string>", "mood": "CALM", "size": 123}"#;
        let (found, reported) = members(answer, &["Call name of the pet", "CALM, WILD Size of it"]);
        assert_eq!(reported, []);
        assert_eq!((&found["mood"]["enum"], &found["petCallName"]["enum"]), (&json!(["CALM", "WILD"]), &Value::Null));
        assert_eq!(found["size"]["description"], "Size of it");
    }

    #[test]
    fn a_description_with_two_homes_gets_none() {
        let (found, reported) = members(r#"{"alpha": "<string>", "beta": "<string>"}"#, &["Something"]);
        assert_eq!(reported, [(Code::AlignmentAmbiguous, "Something".to_owned())]);
        assert_eq!(found, json!({"alpha": {"type": "string"}, "beta": {"type": "string"}}));
    }

    #[test]
    fn text_that_belongs_nowhere_is_reported_with_its_place() {
        let tail = ["Name of it", "Size of it in centimetres, from nose to tail"];
        let (_, reported) = members(r#"{"name": "<string>"}"#, &[&tail[..], &[CHILDREN, "x"]].concat());
        assert!(reported.iter().any(|found| *found == (Code::TextUnread, CHILDREN.to_owned())), "{reported:?}");
    }

    #[test]
    fn children_of_several_members_are_told_by_their_announcements() {
        let answer = r#"{"owner": {"name": "<string>"}, "name": "<string>", "toys": [{"weight": 123}]}"#;
        let tail =
            ["Owner of it", CHILDREN, "Name of the owner", "Name of the cat", "Toys", CHILDREN, "Weight in grams"];
        let (found, reported) = members(answer, &tail);
        assert_eq!(reported, []);
        assert_eq!(found["owner"]["properties"]["name"]["description"], "Name of the owner");
        assert_eq!(found["name"]["description"], "Name of the cat");
        assert_eq!(found["toys"]["items"]["properties"]["weight"]["description"], "Weight in grams");
    }

    #[test]
    fn bodies_and_parameters_have_descriptions_too() {
        let head = "curl --request POST \\\n--url 'https://h.example/v1/cats/{id}/toys?loud=true' \\\n--header 'Content-Type: application/json' \\\n\
            --header 'Authorization: Bearer <token>' \\\n--data '\n{\n\"weight\": 123\n}\n'{\"toyId\": \"<string>\"}";
        let tail = "Bearer token of the owner\nCat ID\nWhether it is loud\nWeight in grams\nx >= 1The toy\nToy ID";
        let (document, reported) = run(&format!("{head}Adds a toy\n{head}{tail}"));
        assert_eq!(reported, []);
        let document = document.expect("reads");
        let operation = &document["paths"]["/cats/{id}/toys"]["post"];
        assert_eq!(document["components"]["securitySchemes"]["bearerAuth"]["description"], "Bearer token of the owner");
        let texts: Vec<_> =
            operation["parameters"].as_array().expect("a list").iter().map(|node| &node["description"]).collect();
        assert_eq!(texts, ["Cat ID", "Whether it is loud"]);
        let body = &operation["requestBody"]["content"]["application/json"]["schema"];
        let weight = json!({"type": "number", "x-inferred": true, "minimum": 1, "description": "Weight in grams"});
        assert_eq!(body, &json!({"type": "object", "properties": {"weight": weight}}));
        assert_eq!(operation["responses"]["200"]["description"], "The toy");
    }

    #[test]
    fn an_operation_without_answer_is_read() {
        let head = "curl --request DELETE \\\n--url https://h.example/v1/cats/{id}";
        let (document, reported) = run(&format!("{head}\nGives a cat away\n{head}\nCat ID\nGone"));
        assert_eq!(reported, []);
        let operation = &document.expect("reads")["paths"]["/cats/{id}"]["delete"];
        assert_eq!(operation["responses"], json!({"200": {"description": "Gone", "x-inferred": true}}));
        assert_eq!((&operation["summary"], &operation["security"]), (&json!("Gives a cat away"), &Value::Null));
    }

    #[test]
    fn halves_that_differ_are_refused() {
        let text = page(r#"{"a": 1}"#, &LEAD);
        let changed = text.replacen("\"a\"", "\"b\"", 1);
        assert_eq!(run(&changed).1, [(Code::PageInconsistent, r#"{"a": 1}"#.to_owned())]);
        let moved = text.replacen("{id}", "{cat}", 1);
        assert_eq!(run(&moved).1.first().map(|found| found.0), Some(Code::PageInconsistent));
    }

    #[test]
    fn cut_pages_are_refused_with_the_place_of_the_cut() {
        let answer = r#"{"data": {"name": "<string>"}}"#;
        let whole = page(answer, &[&LEAD[..], &["The data", CHILDREN, "Name of it"]].concat());
        let code = |text: &str| run(text).1.first().map(|found| found.0);
        assert_eq!(code(&whole), None);
        let before = |mark: &str| whole.rfind(mark).and_then(|at| whole.get(..at)).expect("there");
        assert_eq!(code(before("Name of it")), Some(Code::PageCut));
        assert_eq!(code(before(CHILDREN)), Some(Code::PageCut));
        assert_eq!(code(before("API key")), Some(Code::PageCut));
        assert_eq!(code(before("}}")), Some(Code::JsonSyntax));
        assert_eq!(code(before("curl")), Some(Code::PageCut));
        for at in 0..whole.len() {
            let (document, found) = run(whole.get(..at).unwrap_or_default());
            assert!(document.is_some() || !found.is_empty(), "cut at byte {at}");
        }
    }

    #[test]
    fn a_page_that_ends_before_the_last_member_is_reported() {
        let answer = r#"{"name": "<string>", "size": 123, "bornAt": "2023-11-07T05:31:56Z"}"#;
        let (_, reported) = members(answer, &["Name of it"]);
        assert_eq!(reported, [(Code::PageCut, "Name of it".to_owned())]);
        assert_eq!(members(answer, &["Name of it", "When it was born"]).1, []);
    }

    #[test]
    fn parameters_are_called_by_their_names() {
        let text = page(r#"{"a": 1}"#, &["API key", "Something", "The cat"]).replace("{id}", "{one}/{two}");
        let mut files = SourceFiles::new();
        let file = files.add("page", text);
        let mut diagnostics = Diagnostics::new();
        read(&files, file, &mut diagnostics);
        let said = diagnostics.iter().map(|found| found.message.as_str()).collect::<Vec<_>>().join("\n");
        insta::assert_snapshot!(said, @"
        this description fits `one` and `two` about equally well
        this description fits the answer and `a` about equally well
        ");
    }

    #[test]
    fn further_answers_are_reported() {
        let head = format!("{HEAD}{{\"a\": 1}}{{\"error\": \"<string>\"}}");
        let (_, reported) = run(&format!("{head}Gets\n{head}{}", LEAD.join("\n")));
        assert_eq!(reported.first(), Some(&(Code::TextUnread, r#"{"error": "<string>"}"#.to_owned())));
    }
}
