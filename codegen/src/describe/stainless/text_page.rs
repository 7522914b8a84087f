//! The layout of a text page: title, heading, sections, sample request, sample answer.
//!
//! Finds the parts and hands the lines of each section on; it never looks into a section.

use super::curl;
use super::lines::{self, Line};
use super::page::{Head, Page, Section, SectionKind, Text};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{Data, FileId, Node, SourceFiles, Span, read_json_prefix};
use std::collections::BTreeSet;

const METHODS: [&str; 8] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE"];
const SECTION_MARK: &str = "Expand Collapse";
const NAVIGATION: [&str; 2] = ["Skip to content", "Get started"];
const ANSWER_MARK: &str = "Returns Examples";

/// Whether a text is such a page: a line that glues a method to a path, and the page's own navigation.
pub(super) fn recognises(text: &str) -> bool {
    let frame = text.contains(SECTION_MARK) || text.contains(NAVIGATION[0]);
    frame && (text.lines().any(|line| heading(line.trim()).is_some()) || collapsed(text))
}

/// Whether the line breaks of a page were turned into blanks.
fn collapsed(text: &str) -> bool {
    text.contains(SECTION_MARK) && text.split_whitespace().any(|word| heading(word).is_some())
}

/// Reads the layout; `None` after reporting why there is none.
pub(super) fn read(files: &SourceFiles, file: FileId, diagnostics: &mut Diagnostics) -> Option<Page> {
    let text = files[file].text();
    let all = lines::split(text);
    let end = Span::new(file, text.trim_end().len()..text.len());
    let refuse = |diagnostics: &mut Diagnostics, code, span, message: &str, help: &str| {
        diagnostics.push(Diagnostic::error(code, message).at(span).help(help));
    };
    let Some((at, (method, path))) = all.iter().enumerate().find_map(|(at, line)| Some((at, heading(line.text)?)))
    else {
        let start = Span::new(file, 0..0);
        if collapsed(text) {
            let help = "capture the page again with its line breaks; without them members cannot be told from prose";
            refuse(diagnostics, Code::PageInconsistent, start, "this page has lost its line breaks", help);
        } else {
            let help = "such a page has a line like GET/cats/{id}; the page may have been cut or be something else";
            refuse(diagnostics, Code::PageCut, start, "this page names no operation", help);
        }
        return None;
    };
    let heading_line = all.get(at)?;
    let Some(title_at) = all.iter().take(at).rposition(|line| !line.is_blank()) else {
        let help = "the title stands above the method and the path; capture the page again";
        refuse(diagnostics, Code::PageCut, Span::new(file, heading_line.range()), "this page has no title", help);
        return None;
    };
    let title = text_of(all.get(title_at)?, file);
    let mut above = all.iter().take(title_at).filter(|line| !line.is_blank() && !NAVIGATION.contains(&line.text));
    if let Some(first) = above.next() {
        unread(diagnostics, Span::new(file, first.start..above.next_back().unwrap_or(first).range().end));
    }

    let body = all.get(at + 1..)?;
    let request_at = body.iter().position(|line| line.text.starts_with("curl "));
    let mut listed = body.get(..request_at.unwrap_or(body.len()))?;
    if request_at.is_some() {
        listed = without_title(listed, &title, file, diagnostics);
    }
    let Layout { description, sections, has_unknown, sound } = sections(listed, files, file, diagnostics);
    let method_at = heading_line.start;
    let mut page = Page {
        title,
        method: Text { text: method.to_ascii_lowercase(), span: Span::new(file, method_at..method_at + method.len()) },
        path: Text { text: path.to_owned(), span: Span::new(file, method_at + method.len()..heading_line.range().end) },
        description,
        sections: Vec::new(),
        has_unknown,
        request: None,
        answer: None,
        shows_answer: false,
        cut: None,
    };
    match request_at.and_then(|at| body.get(at)) {
        Some(line) => samples(&mut page, files, file, line.start, diagnostics),
        None => page.cut = Some(end),
    }
    let known = page.answer.as_ref().map(keys);
    page.sections = sections
        .into_iter()
        .map(|found| {
            let known = match found.kind {
                SectionKind::Returns => known.clone(),
                SectionKind::Path => Some(template_names(path)),
                // Nothing on the page lists what these sections may hold.
                SectionKind::Query | SectionKind::Header | SectionKind::Body => None,
            };
            let known = known.map(|mut names| {
                names.extend(lines::announced_names(found.lines, file));
                names
            });
            let strict = known.map(|known| lines::items(found.lines, file, Some(&known)));
            Section {
                kind: found.kind,
                qualifier: found.qualifier.to_owned(),
                heading: found.heading,
                end: found.end,
                readings: strict.into_iter().chain([lines::items(found.lines, file, None)]).collect(),
            }
        })
        .collect();
    sound.then_some(page)
}

/// `GET/cats/{id}` as its method and its path.
fn heading(line: &str) -> Option<(&str, &str)> {
    let method = METHODS.into_iter().find(|method| line.starts_with(method))?;
    let path = line.strip_prefix(method)?;
    (path.starts_with('/') && !path.contains(char::is_whitespace)).then_some((method, path))
}

/// The names of the variables of a path.
pub(super) fn template_names(path: &str) -> BTreeSet<String> {
    path.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0.to_owned())).collect()
}

fn text_of(line: &Line<'_>, file: FileId) -> Text {
    Text { text: line.text.to_owned(), span: Span::new(file, line.range()) }
}

/// Reports text that no rule reads.
pub(super) fn unread(diagnostics: &mut Diagnostics, span: Span) {
    diagnostics.push(
        Diagnostic::warning(Code::TextUnread, "no rule of this format reads this text").at(span).help(
            "if it describes the API, add it to the vendor's overlay; otherwise remove it from the captured page",
        ),
    );
}

/// Takes off the title, which stands a second time above the sample request.
fn without_title<'l, 't>(
    listed: &'l [Line<'t>],
    title: &Text,
    file: FileId,
    diagnostics: &mut Diagnostics,
) -> &'l [Line<'t>] {
    let last = listed.iter().rposition(|line| !line.is_blank());
    match last.and_then(|at| Some((at, listed.get(at)?))) {
        Some((at, line)) if line.text == title.text => listed.get(..at).unwrap_or(listed),
        Some((_, line)) => {
            diagnostics.push(
                Diagnostic::warning(Code::PageInconsistent, "the title does not stand again above the sample request")
                    .at(Span::new(file, line.range()))
                    .label(title.span, "the title")
                    .help("check that this line is not the end of a cut text, nor a changed title"),
            );
            listed
        }
        None => listed,
    }
}

struct Found<'l, 't> {
    kind: SectionKind,
    qualifier: &'t str,
    heading: Span,
    end: Span,
    lines: &'l [Line<'t>],
}

/// What stands between heading and sample request.
struct Layout<'l, 't> {
    description: Option<Text>,
    sections: Vec<Found<'l, 't>>,
    /// Whether there are other sections, which were reported.
    has_unknown: bool,
    /// Whether no error was reported.
    sound: bool,
}

/// Cuts the lines between heading and sample request into the operation's text and the sections.
fn sections<'l, 't>(
    listed: &'l [Line<'t>],
    files: &SourceFiles,
    file: FileId,
    diagnostics: &mut Diagnostics,
) -> Layout<'l, 't> {
    let (mut sound, mut has_unknown) = (true, false);
    let marks: Vec<usize> =
        (0..listed.len()).filter(|at| listed.get(*at).is_some_and(|line| line.text.ends_with(SECTION_MARK))).collect();
    for line in listed {
        if line.text.contains(SECTION_MARK) && !line.text.ends_with(SECTION_MARK) {
            sound = false;
            diagnostics.push(
                Diagnostic::error(Code::PageInconsistent, "the heading of a section goes on, and should end its line")
                    .at(Span::new(file, line.range()))
                    .help(format!("a line break behind `{SECTION_MARK}` is lost; capture the page again")),
            );
        }
        if SectionKind::named(line.text).is_some_and(|(_, rest)| matches!(rest, "" | "JSON")) {
            sound = false;
            diagnostics.push(
                Diagnostic::error(Code::PageInconsistent, format!("the section `{}` has lost its members", line.text))
                    .at(Span::new(file, line.range()))
                    .help("this copy keeps descriptions only; capture the page in a way that keeps names and types"),
            );
        }
    }
    let intro = listed.get(..marks.first().copied().unwrap_or(listed.len())).unwrap_or_default();
    let is_member = |line: &&Line<'_>| sound && Head::parse(line.text, file, line.start, |_| false).is_some();
    if let Some(line) = intro.iter().find(is_member) {
        diagnostics.push(
            Diagnostic::warning(
                Code::PageInconsistent,
                "this line looks like a member, and no section stands above it",
            )
            .at(Span::new(file, line.range()))
            .help("it was read as text about the operation; check that no heading of a section is lost"),
        );
    }
    let mut found: Vec<Found<'l, 't>> = Vec::new();
    for (nth, at) in marks.iter().enumerate() {
        let Some(line) = listed.get(*at) else { continue };
        let to = marks.get(nth + 1).copied().unwrap_or(listed.len());
        let lines = listed.get(at + 1..to).unwrap_or_default();
        let last = lines.iter().rev().find(|line| !line.is_blank()).unwrap_or(line);
        let end = last.range().end;
        let name = line.text.strip_suffix(SECTION_MARK).unwrap_or(line.text).trim_end();
        let heading = Span::new(file, line.range());
        let Some((kind, qualifier)) = SectionKind::named(name) else {
            has_unknown = true;
            diagnostics.push(
                Diagnostic::warning(Code::TextUnread, format!("`{name}` is no section that this reader knows"))
                    .at(Span::new(file, line.start..end))
                    .help("what it lists is not in the document; add it to the vendor's overlay"),
            );
            continue;
        };
        if let Some(first) = found.iter().find(|first| first.kind == kind) {
            sound = false;
            diagnostics.push(
                Diagnostic::error(Code::PageInconsistent, format!("the section `{name}` stands here twice"))
                    .at(heading)
                    .label(first.heading, "first here")
                    .help("two pages may have been captured into one file; give each its own"),
            );
            continue;
        }
        let end = Span::new(file, end..end.min(files[file].text().len()));
        found.push(Found { kind, qualifier, heading, end, lines });
    }
    Layout { description: lines::prose(intro, file), sections: found, has_unknown, sound }
}

/// Reads what stands from the sample request on.
fn samples(page: &mut Page, files: &SourceFiles, file: FileId, start: usize, diagnostics: &mut Diagnostics) {
    let text = files[file].text();
    let Some((request, mut at)) = curl::read(files, file, start..text.len(), diagnostics) else {
        page.cut = Some(Span::new(file, start..text.trim_end().len()));
        return;
    };
    page.request = Some(request);
    let mut samples: Vec<Node> = Vec::new();
    loop {
        let rest = text.get(at..).unwrap_or_default();
        at += rest.len() - rest.trim_start().len();
        let rest = rest.trim_start();
        if rest.starts_with(['{', '[']) && samples.len() < 2 {
            let mut found = Diagnostics::new();
            match read_json_prefix(files, file, at, &mut found) {
                Some((sample, end)) => {
                    samples.push(sample);
                    at = end;
                }
                None => {
                    diagnostics.extend(found);
                    page.cut = Some(Span::new(file, at..text.trim_end().len()));
                    return;
                }
            }
        } else if let Some(after) = rest.strip_prefix(ANSWER_MARK).filter(|_| !page.shows_answer) {
            page.shows_answer = true;
            at = text.len() - after.len();
        } else if let Some((line, value)) = scalar(rest).filter(|_| samples.len() < 2) {
            samples.push(Node::from_value(value, Span::new(file, at..at + line.len())));
            at += line.len();
        } else {
            if !rest.is_empty() {
                unread(diagnostics, Span::new(file, at..at + rest.trim_end().len()));
            }
            break;
        }
    }
    let mut samples = samples.into_iter();
    page.answer = samples.next();
    match (&page.answer, samples.next()) {
        (Some(first), Some(second)) if !same_printed(first, &second) => diagnostics.push(
            Diagnostic::error(Code::PageInconsistent, "the two copies of the sample answer differ")
                .at(second.span)
                .label(first.span, "the first copy")
                .help("the page may have been captured while it was changing; capture it again"),
        ),
        (Some(_), None) if !page.shows_answer => page.cut = Some(Span::new(file, at..text.len())),
        (Some(first), None) => page.cut = Some(Span::new(file, first.span.range().end..at)),
        _ => {}
    }
}

/// A line that is one JSON value by itself.
fn scalar(rest: &str) -> Option<(&str, serde_json::Value)> {
    let line = rest.lines().next()?.trim_end();
    Some((line, serde_json::from_str(line).ok()?))
}

/// Whether two samples are equal, the order of their members included.
fn same_printed(left: &Node, right: &Node) -> bool {
    match (&left.data, &right.data) {
        (Data::Object(left), Data::Object(right)) => {
            left.len() == right.len()
                && left
                    .iter()
                    .zip(right)
                    .all(|((left_key, left), (right_key, right))| left_key == right_key && same_printed(left, right))
        }
        (Data::Array(left), Data::Array(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| same_printed(left, right))
        }
        _ => left == right,
    }
}

/// Every key in a sample.
pub(super) fn keys(sample: &Node) -> BTreeSet<String> {
    fn collect(node: &Node, keys: &mut BTreeSet<String>) {
        match &node.data {
            Data::Object(members) => members.iter().for_each(|(key, member)| {
                keys.insert(key.clone());
                collect(member, keys);
            }),
            Data::Array(items) => items.iter().for_each(|item| collect(item, keys)),
            _ => {}
        }
    }
    let mut keys = BTreeSet::new();
    collect(sample, &mut keys);
    keys
}
