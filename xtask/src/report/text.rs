//! A finding for people: the lines it concerns, underlined.

use crate::terminal::visible;
use annotate_snippets::{AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet};
use std::ops::Range;
use switchboard_codegen::diagnostic::{Diagnostic, Loss, Severity};
use switchboard_codegen::source::{SourceFile, SourceFiles, Span};

/// Places of one file at most this many lines apart share one excerpt.
const SAME_EXCERPT_LINES: usize = 12;
/// Longer lines (a document on a single line) are shown around the place only.
const MAX_LINE: usize = 240;
/// How much of a long line is shown on either side of the place.
const AROUND: usize = 80;

/// A place to underline.
struct Mark<'d> {
    span: Span,
    kind: AnnotationKind,
    label: Option<&'d str>,
}

/// The finding with styling; the stream it is written to removes the styling where it is no terminal.
pub(super) fn render(files: &SourceFiles, diagnostic: &Diagnostic) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level.primary_title(visible(&diagnostic.message)).id(diagnostic.code.as_str());
    let primary = diagnostic.span.map(|span| Mark { span, kind: AnnotationKind::Primary, label: None });
    let labels = diagnostic.labels.iter().map(|label| Mark {
        span: label.span,
        kind: AnnotationKind::Context,
        label: Some(&label.text),
    });
    let mut group = Group::with_title(title);
    for marks in excerpts(files, primary.into_iter().chain(labels)) {
        group = group.elements(excerpt(files, &marks));
    }
    if let Some(subject) = &diagnostic.subject {
        group = group.element(Level::NOTE.message(visible(&format!("in {subject}"))));
    }
    match &diagnostic.loss {
        Some(_) if diagnostic.severity == Severity::Error => {}
        Some(Loss::Place(consequence)) => {
            group = group.element(Level::NOTE.message(visible(&format!("what follows: {consequence}"))));
        }
        Some(Loss::Operation) => {
            group = group.element(Level::NOTE.message("what follows: the operation is not in the client"));
        }
        None => {}
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(visible(help)));
    }
    Renderer::styled().render(&[group])
}

/// Marks grouped by file and neighbourhood, in the order of their first mark.
fn excerpts<'d>(files: &SourceFiles, marks: impl Iterator<Item = Mark<'d>>) -> Vec<Vec<Mark<'d>>> {
    let line = |span: Span| files[span.file].location(span.start as usize).line;
    let mut groups: Vec<Vec<Mark<'d>>> = Vec::new();
    for mark in marks {
        let near = |group: &&mut Vec<Mark<'d>>| {
            group.first().is_some_and(|first| {
                first.span.file == mark.span.file && line(first.span).abs_diff(line(mark.span)) <= SAME_EXCERPT_LINES
            })
        };
        match groups.iter_mut().find(near) {
            Some(group) => group.push(mark),
            None => groups.push(vec![mark]),
        }
    }
    groups
}

/// The lines around some marks. Only these lines are handed to the renderer: files can be large.
fn excerpt<'f>(files: &'f SourceFiles, marks: &[Mark<'_>]) -> Vec<Element<'f>> {
    let Some(first) = marks.first() else { return Vec::new() };
    let file = &files[first.span.file];
    let text = file.text();
    let ranges: Vec<Range<usize>> = marks.iter().map(|mark| shown_range(file, mark.span)).collect();
    let start = ranges.iter().map(|range| range.start).min().unwrap_or(0);
    let end = ranges.iter().map(|range| range.end).max().unwrap_or(0);
    let (line_start, line_end) = (file.line_at(start).start, file.line_at(end).end);
    let place = file.location(first.span.start as usize);
    let top = file.location(line_start).line;
    let name = file.name();
    let is_long =
        file.line_at(start).len() > MAX_LINE || text[line_start..line_end].lines().any(|line| line.len() > MAX_LINE);
    if !is_long {
        let annotations = marks.iter().zip(&ranges).map(|(mark, range)| {
            let span = range.start - line_start..range.end - line_start;
            mark.kind.span(span).label(mark.label.map(visible))
        });
        let snippet = Snippet::source(&text[line_start..line_end]).line_start(top).path(name).annotations(annotations);
        return vec![snippet.into()];
    }
    // Columns in a cut line would be wrong, so the place stands in a line of its own.
    let origin = Origin::path(name).line(place.line).char_column(place.column);
    let cuts = marks.iter().zip(&ranges).map(|(mark, range)| {
        let begin = floor(text, range.start.saturating_sub(AROUND).max(line_start));
        let stop = floor(text, (range.end.min(range.start + AROUND) + AROUND).min(text.len()));
        let begin = text[begin..range.start].rfind('\n').map_or(begin, |at| begin + at + 1);
        let marked = range.start - begin..range.end.min(stop) - begin;
        let stop = text[range.end.min(stop)..stop].find('\n').map_or(stop, |at| range.end.min(stop) + at);
        let annotation = mark.kind.span(marked).label(mark.label.map(visible));
        let line = file.location(range.start).line;
        Element::from(Snippet::source(&text[begin..stop]).line_start(line).annotation(annotation))
    });
    std::iter::once(Element::from(origin)).chain(cuts).collect()
}

/// What to underline: on character boundaries, of at least one character where there is one, and of one line only,
/// since a whole object underlined says less than the line it begins on.
fn shown_range(file: &SourceFile, span: Span) -> Range<usize> {
    let text = file.text();
    let start = floor(text, (span.start as usize).min(text.len()));
    let end = floor(text, (span.end as usize).clamp(start, text.len()));
    let line_end = file.line_at(start).end;
    let one_more = text[start..line_end].chars().next().map_or(start, |first| start + first.len_utf8());
    let trimmed = text[start..end.min(line_end).max(start)].trim_end().len();
    start..(start + trimmed).max(one_more)
}

fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;
    use switchboard_codegen::diagnostic::Code;

    fn plain(files: &SourceFiles, diagnostic: &Diagnostic) -> String {
        anstream::adapter::strip_str(&render(files, diagnostic)).to_string()
    }

    #[test]
    fn a_finding_shows_its_lines_and_what_to_do() {
        let mut files = SourceFiles::new();
        let file = files.add("a.yaml", "a: 1\nb:\n  c: 2\na: 3\n");
        let diagnostic = Diagnostic::error(Code::DuplicateKey, "the key `a` stands here twice")
            .at(Span::new(file, 15..16))
            .label(Span::new(file, 0..1), "first here")
            .subject("GET /a")
            .help("remove one");
        insta::assert_snapshot!(plain(&files, &diagnostic), @"
        error[duplicate-key]: the key `a` stands here twice
         --> a.yaml:4:1
          |
        1 | a: 1
          | - first here
        ...
        4 | a: 3
          | ^
          |
          = note: in GET /a
          = help: remove one
        ");
    }

    #[test]
    fn places_that_cannot_be_shown_do_no_harm() {
        let mut files = SourceFiles::new();
        let texts = ["", "ä", "\n\n", "no newline", "\u{1b}[31mred\u{202e}", "\r\n\r\n"];
        let ids = texts.map(|text| files.add("x", text));
        for (id, text) in ids.iter().zip(texts) {
            for start in 0..text.len() + 3 {
                for end in start..text.len() + 3 {
                    let diagnostic = Diagnostic::warning(Code::TextUnread, "m\u{1b}[0m").at(Span::new(*id, start..end));
                    assert!(!plain(&files, &diagnostic).contains('\u{1b}'));
                }
            }
        }
    }

    #[test]
    fn a_long_line_is_shown_around_the_place_with_its_true_column() {
        let mut files = SourceFiles::new();
        let file = files.add("long.json", format!("[{}\"here\"{}]", "1,".repeat(5000), ",2".repeat(5000)));
        let diagnostic = Diagnostic::error(Code::JsonSyntax, "wrong").at(Span::new(file, 10_001..10_007));
        insta::assert_snapshot!(plain(&files, &diagnostic), @r#"
        error[json-syntax]: wrong
         --> long.json:1:10002
          |
         ::: 
        1 | 1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,"here",2,2,2,2,2,2,2,2,2,2,2,2,2,2,2,2,2,2,2,2,2,2,2,...
          |                                                                                 ^^^^^^
        "#);
    }
}
