//! The layout of a text page: title, heading, sections, sample request, sample answer.
//!
//! Finds the parts and hands the lines of each section on; it never looks into a section.

use super::curl;
use super::lines::{self, Blanks, Line};
use super::page::{BADGE, End, File, Head, Lines, Page, Section, SectionKind, Text};
use crate::describe::reading::http::METHODS;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{Data, FileId, Node, SourceFiles, Span, read_json_prefix};
use std::collections::BTreeSet;

/// What the heading of a section ends with.
pub(super) const SECTION_MARK: &str = "Expand Collapse";
const NAVIGATION: [&str; 2] = ["Skip to content", "Get started"];
const ANSWER_MARK: &str = "Returns Examples";
/// The heading of the models of a resource.
const MODELS: &str = "Models";

/// Whether a text is such a page: a line that glues a method to a path, or a heading of models, and the page's own
/// navigation.
pub(super) fn recognises(text: &str) -> bool {
    let frame = text.contains(SECTION_MARK) || text.contains(NAVIGATION[0]);
    let is_heading = |line: &str| heading(line).is_some() || is_models(line);
    frame && (text.lines().any(|line| is_heading(line.trim())) || collapsed(text))
}

/// Whether the line breaks of a page were turned into blanks.
fn collapsed(text: &str) -> bool {
    text.contains(SECTION_MARK) && text.split_whitespace().any(|word| heading(word).is_some())
}

fn is_models(line: &str) -> bool {
    line.strip_suffix(SECTION_MARK).is_some_and(|name| name.trim_end() == MODELS)
}

/// Reads the layout; nothing after reporting why there is none.
pub(super) fn read(files: &SourceFiles, file: FileId, diagnostics: &mut Diagnostics) -> File {
    let text = files[file].text();
    let all = lines::split(text);
    let mut layout = Layout { files, file, text, diagnostics };
    let is_heading = |line: &&Line<'_>| heading(line.text).is_some();
    let above = all.iter().take_while(|line| !opens_section(line.text) && !line.text.starts_with("curl "));
    let listed: Vec<&Line<'_>> = above.filter(is_heading).collect();
    let described = described(&all);
    if described.len() > 1 || !described.is_empty() && listed.len() > 1 {
        return layout.resource(&all, &described);
    }
    match all.iter().position(|line| is_heading(&line)) {
        Some(_) if listed.len() > 1 => File { operations: Vec::new(), models: layout.overview(&all, &listed) },
        Some(at) => File { operations: layout.operation(&all, at).into_iter().collect(), models: Vec::new() },
        None => File { operations: Vec::new(), models: layout.models(&all) },
    }
}

/// Where the headings of operations stand that have sections or a sample below them; the others are listed only.
fn described(all: &[Line<'_>]) -> Vec<usize> {
    let mut found = Vec::new();
    let mut open = None;
    for (at, line) in all.iter().enumerate() {
        if heading(line.text).is_some() {
            open = Some(at);
        } else if is_models(line.text) {
            open = None;
        } else if opens_section(line.text) || line.text.starts_with("curl ") {
            found.extend(open.take());
        }
    }
    found
}

/// `GET/cats/{id}` as its method and its path.
fn heading(line: &str) -> Option<(&str, &str)> {
    let (method, path) = line.split_at(line.find('/')?);
    let method = METHODS.into_iter().find(|known| *known == method || known.to_ascii_lowercase() == method)?;
    (!path.contains(char::is_whitespace)).then_some((method, path))
}

/// The names of the variables of a path.
pub(super) fn template_names(path: &str) -> BTreeSet<String> {
    path.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0.to_owned())).collect()
}

/// Reports text that no rule reads.
pub(super) fn unread(diagnostics: &mut Diagnostics, span: Span) {
    diagnostics.push(
        Diagnostic::warning(Code::TextUnread, "no rule of this format reads this text").at(span).help(
            "if it describes the API, add it to the vendor's overlay; otherwise remove it from the captured page",
        ),
    );
}

/// A section and the lines in it.
struct Found<'l, 't> {
    kind: SectionKind,
    qualifier: &'t str,
    heading: Span,
    end: Span,
    /// None where the copy has lost them.
    lines: Option<&'l [Line<'t>]>,
}

/// What stands between heading and sample request.
struct Parts<'l, 't> {
    intro: &'l [Line<'t>],
    sections: Vec<Found<'l, 't>>,
    /// Whether there are other sections, which were reported.
    has_unknown: bool,
    blanks: Blanks,
}

struct Layout<'t, 'd> {
    files: &'t SourceFiles,
    file: FileId,
    text: &'t str,
    diagnostics: &'d mut Diagnostics,
}

impl<'t> Layout<'t, '_> {
    fn span(&self, line: &Line<'_>) -> Span {
        Span::new(self.file, line.range())
    }

    fn text_of(&self, line: &Line<'_>) -> Text {
        Text { text: line.text.to_owned(), span: self.span(line) }
    }

    fn refuse(&mut self, code: Code, span: Span, message: &str, help: &str) {
        self.diagnostics.push(Diagnostic::error(code, message).at(span).help(help));
    }

    fn warn(&mut self, span: Span, message: impl Into<String>, help: &str) {
        self.diagnostics.push(Diagnostic::warning(Code::PageInconsistent, message).at(span).help(help));
    }

    /// The operations of a resource, one below the other, and its models.
    fn resource(&mut self, all: &[Line<'t>], described: &[usize]) -> File {
        let last = described.last().copied().unwrap_or_default();
        let models_at = all.iter().skip(last).position(|line| is_models(line.text)).map(|at| last + at);
        // An operation begins with its title.
        let title_of = |heading: usize| {
            let above = all.get(..heading).unwrap_or_default();
            above.iter().rposition(|line| !line.is_blank() && line.text != BADGE).unwrap_or(heading)
        };
        let ends = described.iter().skip(1).map(|heading| title_of(*heading)).chain([models_at.unwrap_or(all.len())]);
        let mut file = File::default();
        let mut begin = 0;
        for (heading, end) in described.iter().zip(ends) {
            let part = all.get(begin..end).unwrap_or_default();
            let text = all.get(end).map_or(self.text, |line| self.text.get(..line.start).unwrap_or(self.text));
            let mut layout = Layout { files: self.files, file: self.file, text, diagnostics: &mut *self.diagnostics };
            file.operations.extend(layout.operation(part, heading - begin));
            begin = end;
        }
        let named = |at: usize| all.get(at).and_then(|line| heading(line.text));
        let known: BTreeSet<_> = described
            .iter()
            .filter_map(|at| named(*at))
            .map(|(method, path)| (method.to_ascii_lowercase(), path))
            .collect();
        for line in all {
            if let Some((method, path)) =
                heading(line.text).filter(|(method, path)| !known.contains(&(method.to_ascii_lowercase(), *path)))
            {
                let message = format!("this page lists {method} {path}, and does not describe it");
                let left_out = Diagnostic::warning(Code::OperationLeftOut, message).at(self.span(line));
                self.diagnostics.push(left_out.help("save the page of this operation, too"));
            }
        }
        if models_at.is_some() {
            file.models = self.models(all.get(models_at.unwrap_or_default()..).unwrap_or_default());
        }
        file
    }

    /// The models of a page that lists the operations of a resource; says that it describes none of them.
    fn overview(&mut self, all: &[Line<'t>], listed: &[&Line<'t>]) -> Vec<Section> {
        let (Some(first), Some(last)) = (listed.first(), listed.last()) else { return Vec::new() };
        let at = Span::new(self.file, first.start..last.range().end);
        let message = format!("this page lists {} operations and describes none of them", listed.len());
        let help = "save the page of each operation, too";
        if all.iter().any(|line| is_models(line.text)) {
            self.diagnostics.push(Diagnostic::warning(Code::OperationLeftOut, message).at(at).help(help));
            return self.models(all);
        }
        self.refuse(Code::UnknownFormat, at, &message, help);
        Vec::new()
    }

    /// The models of a page without an operation.
    fn models(&mut self, all: &[Line<'t>]) -> Vec<Section> {
        let Some(at) = all.iter().position(|line| is_models(line.text)) else {
            let start = Span::new(self.file, 0..0);
            if collapsed(self.text) {
                let help =
                    "capture the page again with its line breaks; without them members cannot be told from prose";
                self.refuse(Code::PageInconsistent, start, "this page has lost its line breaks", help);
            } else {
                let help = "such a page has a line like GET/cats/{id}; the page may have been cut or be something else";
                self.refuse(Code::PageCut, start, "this page names no operation", help);
            }
            return Vec::new();
        };
        let parts = self.sections(all.get(at..).unwrap_or_default());
        parts.sections.into_iter().map(|found| section(found, self.file, parts.blanks, None)).collect()
    }

    /// The operation whose heading is the line at `at`; `None` after reporting that it has no title.
    fn operation(&mut self, all: &[Line<'t>], at: usize) -> Option<Page> {
        let heading_line = all.get(at)?;
        let (method, path) = heading(heading_line.text)?;
        let mut above = all.get(..at)?.iter().filter(|line| !line.is_blank());
        let mut last = above.next_back();
        let badge = last.filter(|line| line.text == BADGE).map(|line| self.span(line));
        if badge.is_some() {
            last = above.next_back();
        }
        let Some(title) = last else {
            let help = "the title stands above the method and the path; capture the page again";
            self.refuse(Code::PageCut, self.span(heading_line), "this page has no title", help);
            return None;
        };
        let mut above = above.filter(|line| !NAVIGATION.contains(&line.text));
        if let Some(first) = above.next() {
            let end = above.next_back().unwrap_or(first).range().end;
            unread(self.diagnostics, Span::new(self.file, first.start..end));
        }
        let path_start = heading_line.start + method.len();
        let path =
            Text { text: path.replace('\\', ""), span: Span::new(self.file, path_start..heading_line.range().end) };
        let method_span = Span::new(self.file, heading_line.start..path_start);
        let method = Text { text: method.to_ascii_lowercase(), span: method_span };
        let mut page = Page::new(self.text_of(title), method, path);
        page.deprecated = badge;
        self.fill(&mut page, all.get(at + 1..)?);
        Some(page)
    }

    /// Reads what stands below the heading.
    fn fill(&mut self, page: &mut Page, body: &[Line<'t>]) {
        let request_at = body.iter().position(|line| line.text.starts_with("curl "));
        let samples_at = request_at.or_else(|| body.iter().position(|line| line.text == ANSWER_MARK));
        let mut listed = body.get(..samples_at.unwrap_or(body.len())).unwrap_or_default();
        if request_at.is_some() {
            listed = self.without_title(listed, &page.title);
        }
        let parts = self.sections(listed);
        page.has_unknown = parts.has_unknown;
        page.description = lines::prose(parts.intro, self.file);
        self.doubt_intro(parts.intro);
        match samples_at.and_then(|at| body.get(at)) {
            Some(line) => self.samples(page, line.start),
            None => {
                let at = Span::new(self.file, self.text.trim_end().len()..self.text.len());
                page.end = if self.ends_in_a_word(listed) { End::Cut(at) } else { End::Early(at) };
            }
        }
        let known = page.answer.as_ref().map(keys);
        for found in parts.sections {
            let known = match found.kind {
                SectionKind::Returns => known.clone(),
                SectionKind::Path => Some(template_names(&page.path.text)),
                // Nothing on the page lists what these sections may hold.
                _ => None,
            };
            // A page that lists an answer has a place for its sample, be it empty.
            if found.kind == SectionKind::Returns && page.answer.is_none() && !page.shows_answer {
                page.end.set(End::Early(found.heading));
            }
            page.sections.push(section(found, self.file, parts.blanks, known));
        }
    }

    /// Whether the last line is the beginning of a member, or of a heading.
    fn ends_in_a_word(&self, listed: &[Line<'t>]) -> bool {
        let Some(last) = listed.iter().rev().find(|line| !line.is_blank()) else { return false };
        let is_head = Head::parse(last.text, self.file, last.start, |_| true).is_some();
        let is_half = Head::misprinted(last.text, self.file, last.start, true).is_some() || last.text.ends_with(':');
        !is_head && is_half || last.text.ends_with(SECTION_MARK)
    }

    /// Takes off the title, which stands a second time above the sample request.
    fn without_title<'l>(&mut self, listed: &'l [Line<'t>], title: &Text) -> &'l [Line<'t>] {
        let last = listed.iter().rposition(|line| !line.is_blank());
        match last.and_then(|at| Some((at, listed.get(at)?))) {
            Some((at, line)) if line.text == title.text => listed.get(..at).unwrap_or(listed),
            Some((_, line)) => {
                self.diagnostics.push(
                    Diagnostic::warning(
                        Code::PageInconsistent,
                        "the title does not stand again above the sample request",
                    )
                    .at(self.span(line))
                    .label(title.span, "the title")
                    .help("check that this line is not the end of a cut text, nor a changed title"),
                );
                listed
            }
            None => listed,
        }
    }

    /// Tells a line that looks like a member where no section lists members.
    fn doubt_intro(&mut self, intro: &[Line<'t>]) {
        let is_member = |line: &&Line<'_>| Head::parse(line.text, self.file, line.start, |_| false).is_some();
        if let Some(line) = intro.iter().find(is_member) {
            let help = "it was read as text about the operation; check that no heading of a section is lost";
            self.warn(self.span(line), "this line looks like a member, and no section stands above it", help);
        }
    }

    /// Cuts the lines between heading and sample request into the operation's text and the sections.
    fn sections<'l>(&mut self, listed: &'l [Line<'t>]) -> Parts<'l, 't> {
        let marks: Vec<usize> =
            (0..listed.len()).filter(|at| listed.get(*at).is_some_and(|line| opens_section(line.text))).collect();
        let intro = listed.get(..marks.first().copied().unwrap_or(listed.len())).unwrap_or_default();
        let mut parts = Parts { intro, sections: Vec::new(), has_unknown: false, blanks: Blanks::of(listed) };
        for (nth, at) in marks.iter().enumerate() {
            let Some(line) = listed.get(*at) else { continue };
            let to = marks.get(nth + 1).copied().unwrap_or(listed.len());
            self.open_section(line, listed.get(at + 1..to).unwrap_or_default(), &mut parts);
        }
        parts
    }

    fn open_section<'l>(&mut self, line: &Line<'t>, lines: &'l [Line<'t>], parts: &mut Parts<'l, 't>) {
        let (name, rest) = line.text.split_once(SECTION_MARK).unwrap_or((line.text, ""));
        let end = lines.iter().rev().find(|line| !line.is_blank()).unwrap_or(line).range().end;
        let heading = self.span(line);
        let Some((kind, qualifier)) = SectionKind::named(name.trim_end()) else {
            parts.has_unknown = true;
            self.diagnostics.push(
                Diagnostic::warning(
                    Code::TextUnread,
                    format!("`{}` is not a section that this reader knows", name.trim_end()),
                )
                .at(Span::new(self.file, line.start..end))
                .help("what it lists is not in the document; add it to the vendor's overlay"),
            );
            return;
        };
        if let Some(first) = parts.sections.iter().find(|first| first.kind == kind) {
            let message = format!("the section `{}` stands here twice, and the first one is read", name.trim_end());
            let help = "two pages may have been captured into one file; give each its own";
            self.diagnostics.push(
                Diagnostic::warning(Code::PageInconsistent, message)
                    .at(heading)
                    .label(first.heading, "first here")
                    .help(help),
            );
            return;
        }
        let is_whole = line.text.len() > name.len() && rest.is_empty();
        if line.text.len() == name.len() {
            let message = format!("the section `{}` has lost its members, and is left open (any value)", line.text);
            let help = "this copy keeps descriptions only; capture the page in a way that keeps names and types";
            self.warn(heading, message, help);
        } else if !is_whole {
            let message =
                "the heading of a section goes on, and should end its line; the section is left open (any value)";
            let help = format!("a line break behind `{SECTION_MARK}` is lost; capture the page again");
            self.warn(heading, message, &help);
        }
        let end = Span::new(self.file, end..end);
        parts.sections.push(Found { kind, qualifier, heading, end, lines: is_whole.then_some(lines) });
    }

    /// Reads what stands from the sample request on.
    fn samples(&mut self, page: &mut Page, start: usize) {
        let mut at = start;
        if self.text.get(start..).is_some_and(|rest| rest.starts_with("curl ")) {
            let Some((request, end)) = curl::read(self.files, self.file, start..self.text.len(), self.diagnostics)
            else {
                page.end = End::Cut(Span::new(self.file, start..self.text.trim_end().len()));
                return;
            };
            page.request = Some(request);
            at = end;
        }
        let mut samples: Vec<Node> = Vec::new();
        loop {
            let rest = self.text.get(at..).unwrap_or_default();
            at += rest.len() - rest.trim_start().len();
            match self.sample(page, &mut samples, at) {
                Step::On(next) => at = next,
                Step::Cut => {
                    page.end = End::Cut(Span::new(self.file, at..self.text.trim_end().len()));
                    return;
                }
                Step::End => break,
            }
        }
        self.answer(page, samples, at);
    }

    /// Reads the next sample, or the words above the second copy of it.
    fn sample(&mut self, page: &mut Page, samples: &mut Vec<Node>, at: usize) -> Step {
        let rest = self.text.get(at..).unwrap_or_default();
        if let Some(after) = rest.strip_prefix(ANSWER_MARK).filter(|_| !page.shows_answer) {
            page.shows_answer = true;
            return Step::On(self.text.len() - after.len());
        }
        if samples.len() < 2 && rest.starts_with(['{', '[']) {
            if let Some((sample, end)) = read_json_prefix(self.files, self.file, at, &mut Diagnostics::new()) {
                samples.push(sample);
                return Step::On(end);
            }
            // Text that is no JSON and goes on behind it is no cut one.
            return match rest.find(ANSWER_MARK).filter(|_| !page.shows_answer) {
                Some(length) => {
                    unread(self.diagnostics, Text::trimmed(self.text, self.file, at..at + length).span);
                    Step::On(at + length)
                }
                None if samples.is_empty() && page.shows_answer && rest.trim_end().ends_with(['}', ']']) => {
                    unread(self.diagnostics, Span::new(self.file, at..at + rest.trim_end().len()));
                    Step::End
                }
                None => Step::Cut,
            };
        }
        if let Some((line, value)) = scalar(rest).filter(|_| samples.len() < 2) {
            samples.push(Node::from_value(value, Span::new(self.file, at..at + line.len())));
            return Step::On(at + line.len());
        }
        if !rest.is_empty() {
            unread(self.diagnostics, Span::new(self.file, at..at + rest.trim_end().len()));
        }
        Step::End
    }

    /// Takes the first copy of the sample answer, and says where the second one is missing or another.
    fn answer(&mut self, page: &mut Page, samples: Vec<Node>, at: usize) {
        let is_end = self.text.get(at..).unwrap_or_default().trim().is_empty();
        let mut samples = samples.into_iter();
        page.answer = samples.next();
        match (&page.answer, samples.next()) {
            (Some(first), Some(second)) if !same_printed(first, &second) => self.diagnostics.push(
                Diagnostic::warning(Code::PageInconsistent, "the two copies of the sample answer differ")
                    .at(second.span)
                    .label(first.span, "the first copy, which is read")
                    .help("the page may have been captured while it was changing; capture it again"),
            ),
            (Some(_), None) if !page.shows_answer && is_end => {
                page.end = End::Early(Span::new(self.file, at..self.text.len()));
            }
            (Some(first), None) if page.shows_answer => {
                page.end = End::Early(Span::new(self.file, first.span.range().end..at));
            }
            _ => {}
        }
    }
}

/// How reading goes on behind a sample.
enum Step {
    /// At this byte.
    On(usize),
    /// The text ends early.
    Cut,
    End,
}

/// Whether a line is the heading of a section, whole or without the mark that copies lose with the members.
fn opens_section(line: &str) -> bool {
    let named = SectionKind::named(line.split(SECTION_MARK).next().unwrap_or_default().trim_end());
    match line.split_once(SECTION_MARK) {
        Some((_, rest)) => rest.is_empty() || named.is_some(),
        None => named.is_some_and(|(kind, rest)| kind != SectionKind::Domain && matches!(rest, "" | "JSON")),
    }
}

/// A section with the ways to read its lines; `known` has the names that it may hold, where the page shows them.
fn section(found: Found<'_, '_>, file: FileId, blanks: Blanks, known: Option<BTreeSet<String>>) -> Section {
    let readings = found.lines.map_or(Vec::new(), |lines| {
        let known = known.map(|mut names| {
            names.extend(lines::announced_names(lines, file));
            names
        });
        let strict = known.map(|known| lines::reading(lines, file, blanks, Some(&known)));
        strict.into_iter().chain([lines::reading(lines, file, blanks, None)]).collect()
    });
    Section {
        kind: found.kind,
        qualifier: found.qualifier.to_owned(),
        heading: found.heading,
        end: found.end,
        lines: Lines::Flat(readings),
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
