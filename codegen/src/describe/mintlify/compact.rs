//! The compact text form: curl and sample answer twice, then one line for each thing that has a description, without
//! its name. Names and types come from the samples; [`super::alignment`] joins them with the lines.

use super::address::{address, credentials};
use super::alignment::{Placement, Slot, SlotKind, Token, align, stems};
use super::constraint::glued;
use super::curl::{self, Curl};
use super::document::{Facts, document, operation_pointer, subject};
use super::line::{Line, lines};
use super::prose;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{Data, FileId, Node, SourceFiles, Span, escape_pointer_token, read_json_prefix};

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
    text.trim_start_matches('\u{feff}').trim_start().starts_with("curl --request")
}

/// Reads one page. Returns `None` after reporting at least one error.
pub(super) fn read(files: &SourceFiles, file: FileId, diagnostics: &mut Diagnostics) -> Option<Node> {
    let text = files[file].text();
    let end = Span::new(file, text.trim_end().len()..text.len());
    let cut = |message: &str| {
        Diagnostic::error(Code::PageCut, message)
            .at(end)
            .help("the page was cut while it was captured, or is another kind of page; capture it again")
    };
    let Some(start) = curl::find(text, 0) else {
        diagnostics.push(cut("the page ends before its curl sample"));
        return None;
    };
    let first = Half::read(files, file, start, diagnostics)?;
    let Some(start) = curl::find(text, first.end) else {
        diagnostics.push(cut("the page ends before its second curl sample, behind which the descriptions stand"));
        return None;
    };
    let second = Half::read(files, file, start, diagnostics)?;
    first.must_equal(&second, diagnostics)?;

    let address = address(first.curl.url, None, diagnostics)?;
    let sentences = lines(file, text, first.end..start);
    let whole = Line::new(file, text, first.end..start);
    let facts = Facts {
        credentials: credentials(&first.curl, &address),
        curl: &first.curl,
        address: &address,
        summary: sentences.first().copied(),
        description: (sentences.len() > 1).then_some(whole),
        answer: first.answer.as_ref(),
    };
    let mut document = document(facts);
    let subject = subject(&first.curl, address.path.text);
    let operation = operation_pointer(&first.curl, address.path.text);
    let tail = lines(file, text, second.end..text.len());
    let mut places = Places::of(&document, &operation, &first);
    if tail.is_empty() {
        diagnostics.push(cut("the page ends before its descriptions").subject(subject));
        return None;
    }
    let tokens = tokens(&tail, &places);
    let markers = tokens.iter().filter(|(token, _)| matches!(token, Token::Marker)).count();
    if let Some(announced) = places.children.take().filter(|_| markers == 0) {
        diagnostics.push(
            cut("the page ends before the descriptions of child members")
                .label(announced, "these members should be described")
                .subject(subject),
        );
        return None;
    }
    if let Some((Token::Marker, line)) = tokens.last() {
        diagnostics.push(
            cut("the page announces child members, but ends before them")
                .label(line.span, "announced here")
                .subject(subject),
        );
        return None;
    }
    join(&mut document, &places, &tokens, &subject, diagnostics);
    Some(document)
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

    /// Reports `page-inconsistent` when the two halves of a page differ.
    fn must_equal(&self, other: &Self, diagnostics: &mut Diagnostics) -> Option<()> {
        let headers = |half: &Self| half.curl.headers.iter().map(|header| header.text.to_owned()).collect::<Vec<_>>();
        let (place, known) = if (self.curl.method.text, self.curl.url.text)
            != (other.curl.method.text, other.curl.url.text)
            || headers(self) != headers(other)
            || self.curl.body != other.curl.body
        {
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

/// The places of a document that may have a description, in page order.
struct Places<'s> {
    slots: Vec<Slot<'s>>,
    /// The JSON pointer of each slot.
    pointers: Vec<String>,
    /// The first member whose children must be announced.
    children: Option<Span>,
}

impl<'s> Places<'s> {
    fn of(document: &Node, operation: &str, half: &'s Half<'_>) -> Self {
        let mut places = Self { slots: Vec::new(), pointers: Vec::new(), children: None };
        for (name, scheme) in document.get("components").into_iter().flat_map(|node| node.members("securitySchemes")) {
            let words =
                format!("API key token header authorization authentication {}", scheme.str("name").unwrap_or(name));
            let pointer = format!("/components/securitySchemes/{}", escape_pointer_token(name));
            places.add(SlotKind::Member { at: false, number: false }, stems(&words), None, None, pointer);
        }
        let parameters = document.pointer(operation).map_or(&[][..], |node| node.items("parameters"));
        for (at, parameter) in parameters.iter().enumerate() {
            places.member(
                parameter.str("name").unwrap_or_default(),
                None,
                None,
                format!("{operation}/parameters/{at}"),
            );
        }
        let content = |place: &str| {
            let content = document.pointer(&format!("{operation}/{place}/content"))?;
            let media = content.as_object()?.keys().next()?;
            Some(format!("{operation}/{place}/content/{}/schema", escape_pointer_token(media)))
        };
        if let (Some(body), Some(pointer)) = (&half.curl.body, content("requestBody")) {
            places.members(body, None, &pointer);
        }
        places.add(SlotKind::Demanded, Vec::new(), None, None, format!("{operation}/responses/200"));
        if let (Some(answer), Some(pointer)) = (&half.answer, content("responses/200")) {
            places.members(answer, None, &pointer);
        }
        places
    }

    fn add(
        &mut self,
        kind: SlotKind,
        words: Vec<String>,
        sample: Option<&'s Node>,
        parent: Option<usize>,
        pointer: String,
    ) -> usize {
        self.slots.push(Slot { kind, words, sample, parent });
        self.pointers.push(pointer);
        self.slots.len() - 1
    }

    fn member(&mut self, name: &str, sample: Option<&'s Node>, parent: Option<usize>, pointer: String) {
        let kind = SlotKind::Member {
            at: name.ends_with("At") || name.ends_with("_at"),
            number: name.to_ascii_lowercase().contains("number") || name.to_ascii_lowercase().contains("phone"),
        };
        self.add(kind, stems(name), sample, parent, pointer);
    }

    /// The members of a sample object, or of the objects in a sample array, with their children.
    fn members(&mut self, sample: &'s Node, parent: Option<usize>, pointer: &str) {
        let (members, pointer) = match &sample.data {
            Data::Object(members) => (members, pointer.to_owned()),
            Data::Array(items) => match items.first() {
                Some(item) => return self.members(item, parent, &format!("{pointer}/items")),
                None => return,
            },
            _ => return,
        };
        for (name, value) in members {
            let pointer = format!("{pointer}/properties/{}", escape_pointer_token(name));
            self.member(name, Some(value), parent, pointer.clone());
            if has_members(value) {
                self.children.get_or_insert(value.label_span());
                let marker = self.add(SlotKind::Marker, Vec::new(), None, parent, pointer.clone());
                self.members(value, Some(marker), &pointer);
            }
        }
    }

    fn name(&self, slot: usize) -> &str {
        let pointer = self.pointers.get(slot).map_or("", String::as_str);
        match self.slots.get(slot).map(|slot| slot.kind) {
            Some(SlotKind::Demanded) => "the answer",
            _ => pointer.rsplit('/').next().unwrap_or_default(),
        }
    }
}

fn has_members(sample: &Node) -> bool {
    match &sample.data {
        Data::Object(members) => !members.is_empty(),
        Data::Array(items) => items.first().is_some_and(has_members),
        _ => false,
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
    for ((token, line), placement) in tokens.iter().zip(&lines).zip(placements) {
        match placement {
            Placement::At(slot) => {
                if let Some(node) = places.pointers.get(slot).and_then(|pointer| document.pointer_mut(pointer)) {
                    write(node, token, *line);
                }
            }
            Placement::Ambiguous(best, rival) => {
                let name = |slot: Option<usize>| {
                    slot.map_or("no member".to_owned(), |slot| format!("`{}`", places.name(slot)))
                };
                let what = if matches!(token, Token::Text(_)) { "description" } else { "text" };
                diagnostics.push(
                    Diagnostic::warning(
                        Code::AlignmentAmbiguous,
                        format!("this {what} fits {} and {} about equally well", name(best), name(rival)),
                    )
                    .at(line.span)
                    .subject(subject)
                    .help("it was left out; add it in the overlay where it belongs"),
                );
            }
            Placement::Unplaced => diagnostics.push(
                Diagnostic::warning(Code::TextUnread, "this text belongs to nothing the samples show")
                    .at(line.span)
                    .subject(subject)
                    .help("it is not in the document; if it matters, state it in the overlay"),
            ),
        }
    }
}

fn write(node: &mut Node, token: &Token<'_>, line: Line<'_>) {
    // Parameters carry their schema inside; everything else with a constraint is a schema.
    let parameter = node.get("in").is_some() && node.get("schema").is_some();
    match token {
        Token::Text(_) if parameter || node.get("content").is_some() || node.get("in").is_some() => {
            node.set("description", line.node());
        }
        Token::Text(_) => prose::describe(node, line),
        Token::Constraint(constraint) if parameter => {
            node.get_mut("schema").into_iter().for_each(|schema| constraint.apply(schema));
        }
        Token::Constraint(constraint) => constraint.apply(node),
        Token::Marker => {}
    }
}
