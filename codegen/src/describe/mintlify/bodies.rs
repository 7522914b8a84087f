//! What the sections `Body` and `Response` of the long text form say, by media type and status. Never reads samples
//! itself.

use super::compact::FURNITURE;
use super::curl::Curl;
use super::document::{Report, inferred};
use super::examples::{Samples, is_status};
use super::field::{Field, add_members_of_items, fields, first_item, text_of};
use super::line::Line;
use super::{kind, prose, sample};
use crate::describe::reading::http::is_media_type;
use crate::source::{Data, Map, Node, Span};
use std::collections::BTreeSet;

/// What stands in front of the fields of a section.
#[derive(Default)]
struct Intro<'t> {
    statuses: Vec<Line<'t>>,
    media: Vec<Line<'t>>,
    /// The tabs of alternatives; the fields are those of one of them.
    tabs: Vec<Line<'t>>,
    /// The type that a sentence states: "The response is of type `file`."
    kind: Option<Node>,
    prose: Vec<Line<'t>>,
}

impl<'t> Intro<'t> {
    fn read(lines: &[Line<'t>]) -> Self {
        let mut intro = Self::default();
        for (at, line) in lines.iter().enumerate() {
            if let Some((status, rest)) = status(*line) {
                intro.statuses.push(status);
                intro.media.extend(is_media_type(rest.text).then_some(rest));
            } else if is_media_type(line.text) {
                intro.media.push(*line);
            } else if let Some(tab) = tab(*line) {
                intro.tabs.push(tab);
            } else if !FURNITURE.contains(&line.text) {
                intro.kind = intro.kind.or_else(|| stated_type(*line, lines.get(at + 1).copied()));
                intro.prose.push(*line);
            }
        }
        intro
    }

    /// A schema and its example, from the fields of a section and its sample.
    fn content(&self, found: &[Field<'_>], sample: Option<&Node>, span: Span, report: &mut Report<'_>) -> Node {
        let mut schema = match (sample, &self.kind) {
            (Some(sample), _) => sample::schema(sample),
            (None, Some(kind)) => kind.clone(),
            (None, None) if found.is_empty() => sample::any(span),
            (None, None) => sample::typed("object", None, span),
        };
        add_members_of_items(&mut schema, found, sample.and_then(first_item));
        if let ([first, .., last], false) = (self.tabs.as_slice(), found.is_empty()) {
            let names: Vec<_> = self.tabs.iter().map(|tab| format!("`{}`", tab.text)).collect();
            report.unread(
                format!("the page shows the members of one alternative of {}", names.join(", ")),
                Span { end: last.span.end, ..first.span },
                "the others may lack them, so none is required; state the alternatives in the overlay",
            );
            schema.remove("required");
        }
        let mut content = Node::object([("schema", schema)], span);
        sample.into_iter().for_each(|sample| content.set("example", sample.clone()));
        content
    }
}

/// `404`, or `404 - application/json`: the status, and what stands behind it.
fn status(line: Line<'_>) -> Option<(Line<'_>, Line<'_>)> {
    let end = line.text.find(" - ").unwrap_or(line.text.len());
    is_status(line.before(end).text).then(|| (line.before(end), line.from(end + " - ".len())))
}

/// The tab of an alternative: `* Cat`, or `Option 2`.
fn tab(line: Line<'_>) -> Option<Line<'_>> {
    let numbered = line.text.strip_prefix("Option ").is_some_and(|number| number.parse::<u8>().is_ok());
    line.after("* ").filter(|name| name.text.len() <= 60 && !name.text.ends_with('.')).or(numbered.then_some(line))
}

/// The type in "The response is of type `object[]`.", which may be broken behind the type.
fn stated_type(line: Line<'_>, next: Option<Line<'_>>) -> Option<Node> {
    let starts = ["The response is of type", "The body is of type", "The request body is of type"];
    let rest = starts.iter().find_map(|start| line.after(start))?;
    let rest = if rest.text.is_empty() { next? } else { rest };
    kind::printed(rest.before(rest.text.trim_end_matches('.').len()).bare())
}

/// Puts what a media type holds into a `content`, unless it has something of that type.
fn insert<'t>(content: &mut Node, media: &str, node: Node, heading: Line<'t>, report: &mut Report<'_>) -> Option<()> {
    if let Some(known) = content.get(media) {
        report.inconsistent(
            format!("`{media}` is described twice"),
            heading.span,
            (known.span, "first described here"),
            "two pages may have been joined; capture each as a file of its own",
        );
        return None;
    }
    content.set(media, node);
    Some(())
}

/// Reports media types behind the first one: the fields of one only are on the page.
fn report_media(media: &[Line<'_>], report: &mut Report<'_>) {
    for line in media.iter().skip(1) {
        let message = format!("the page shows no fields for `{}`", line.text);
        report.unread(message, line.span, "state what is sent as this media type in the overlay");
    }
}

/// What the sections `Body` say.
#[derive(Default)]
pub(super) struct Bodies {
    body: Option<Node>,
}

impl Bodies {
    /// Adds a section. Returns `None` after reporting at least one error.
    pub(super) fn add(&mut self, lines: &[Line<'_>], curl: Option<&Curl<'_>>, report: &mut Report<'_>) -> Option<()> {
        // The sample is the body that the page describes first.
        let sample = curl.and_then(|curl| curl.body.as_ref()).filter(|_| self.body.is_none());
        let (lines_in_front, found) = fields(lines, sample, report);
        let intro = Intro::read(lines_in_front);
        report_media(&intro.media, report);
        let first = *lines.first()?;
        let usual = if curl.is_some_and(|curl| curl.multipart) { "multipart/form-data" } else { "application/json" };
        let node = intro.content(&found, sample, first.span, report);
        let empty = || Node::object([("content", Node::object::<&str>([], first.span))], first.span);
        let body = self.body.get_or_insert_with(empty);
        insert(body.get_mut("content")?, intro.media.first().map_or(usual, |line| line.text), node, first, report)?;
        match (body.get("description"), text_of(&intro.prose)) {
            (None, Some(text)) => body.set("description", text),
            _ => intro.prose.iter().for_each(|line| prose::append(body, *line)),
        }
        // A body that must have a member must be there.
        if let Some(field) = found.iter().find(|field| field.required) {
            body.set("required", Node::bool(true, field.name.span));
        }
        Some(())
    }

    /// Writes the body into an operation.
    pub(super) fn write(self, operation: &mut Node) {
        self.body.into_iter().for_each(|body| operation.set("requestBody", body));
    }
}

/// What the sections `Response` say, by status.
#[derive(Default)]
pub(super) struct Answers<'t> {
    all: Map,
    /// Where the samples stand that were used.
    used: Vec<Span>,
    /// Statuses of which no more is known.
    bare: Vec<Line<'t>>,
}

impl<'t> Answers<'t> {
    /// Adds a section. Returns `None` after reporting at least one error.
    pub(super) fn add(&mut self, lines: &[Line<'t>], samples: &Samples<'t>, report: &mut Report<'_>) -> Option<()> {
        parts(lines).try_for_each(|lines| self.add_part(lines, samples, report))
    }

    fn add_part(&mut self, lines: &[Line<'t>], samples: &Samples<'t>, report: &mut Report<'_>) -> Option<()> {
        let first = *lines.first()?;
        let stated = lines.iter().map_while(|line| status(*line)).next().map(|(status, _)| status);
        let same = |answer: &&(Option<Line<'_>>, Node)| {
            stated.is_some() && answer.0.map(|status| status.text) == stated.map(|status| status.text)
        };
        let usual = samples.answers.first().filter(|_| samples.are_all && self.used.is_empty() && self.all.is_empty());
        let shown = samples.answers.iter().find(same).or(usual);
        let sample = shown.map(|(_, answer)| answer);
        self.used.extend(sample.map(|sample| sample.span));

        let (lines_in_front, found) = fields(lines, sample, report);
        let intro = Intro::read(lines_in_front);
        report_media(&intro.media, report);
        self.bare.extend(intro.statuses.iter().skip(1));
        let says_content = sample.is_some() || !found.is_empty() || intro.kind.is_some() || !intro.media.is_empty();
        let node = says_content.then(|| intro.content(&found, sample, first.span, report));
        let status = intro.statuses.first().copied().or_else(|| shown.and_then(|(status, _)| *status));
        self.insert(status, &intro, node, first, report)
    }

    /// Puts an answer under its status, or its media type beside those that are there.
    fn insert(
        &mut self,
        status: Option<Line<'t>>,
        intro: &Intro<'t>,
        node: Option<Node>,
        first: Line<'t>,
        report: &mut Report<'_>,
    ) -> Option<()> {
        let key = status.map_or("200", |status| status.text);
        let media = intro.media.first().map_or("application/json", |line| line.text);
        if let Some(known) = self.all.get_mut(key) {
            let empty = || Node::object::<&str>([], first.span);
            if known.get("content").is_none() {
                known.set("content", empty());
            }
            intro.prose.iter().for_each(|line| prose::append(known, *line));
            return insert(known.get_mut("content")?, media, node.unwrap_or_else(empty), first, report);
        }
        let text = text_of(&intro.prose).unwrap_or_else(|| Node::string("", first.span));
        let mut response = Node::object([("description", text)], first.span);
        if let Some(node) = node {
            response.set("content", Node::object([(media, node)], first.span));
        }
        match status {
            Some(status) => response.key_span = Some(status.span),
            None => {
                let (key, mark) = inferred(first.span);
                response.set(key, mark);
            }
        }
        self.all.insert(key.to_owned(), response);
        Some(())
    }

    /// Adds the samples of further statuses, and reports statuses without one.
    pub(super) fn add_samples(&mut self, samples: &Samples<'t>, report: &mut Report<'_>) {
        for (status, answer) in samples.answers.iter().filter(|(_, answer)| !self.used.contains(&answer.span)) {
            let Some(status) = status.filter(|status| !self.all.contains_key(status.text)) else {
                report.unread(
                    "a further sample answer whose status the page does not state".to_owned(),
                    answer.span,
                    "state this answer in the overlay, with its status",
                );
                continue;
            };
            let content = Intro::default().content(&[], Some(answer), answer.span, report);
            let content = Node::object([("application/json", content)], answer.span);
            let node =
                Node::object([("description", Node::string("", status.span)), ("content", content)], answer.span);
            self.all.insert(status.text.to_owned(), node);
        }
        let bare = samples.bare.iter().chain(&self.bare);
        let bare: Vec<_> = bare.filter(|status| !self.all.contains_key(status.text)).collect();
        if let Some(first) = bare.first() {
            let names: BTreeSet<_> = bare.iter().map(|status| format!("`{}`", status.text)).collect();
            let names = names.into_iter().collect::<Vec<_>>().join(", ");
            report.unread(
                format!("the page shows no answer for {names}"),
                first.span,
                "unfold the answer and capture the page again, or state it in the overlay",
            );
        }
    }

    /// Writes the answers into an operation.
    pub(super) fn write(self, operation: &mut Node, span: Span) {
        operation.set("responses", Node::new(Data::Object(self.all), span));
    }
}

/// The parts of a section `Response`: further ones begin with a status and a media type.
fn parts<'t, 'a>(lines: &'a [Line<'t>]) -> impl Iterator<Item = &'a [Line<'t>]> {
    let begins = |at: &usize| {
        let text = |at: usize| lines.get(at).map_or("", |line| line.text);
        is_status(text(*at)) && is_media_type(text(*at + 1)) && !is_status(text(*at - 1))
    };
    let starts: Vec<_> = (1..lines.len()).filter(begins).collect();
    let ends: Vec<_> = starts.iter().copied().chain([lines.len()]).collect();
    [0].into_iter().chain(starts).zip(ends).filter_map(|(start, end)| lines.get(start..end))
}
