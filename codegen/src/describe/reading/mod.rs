//! What readers of text share: a page and its lines, tables, types in words, and how unread text is told.
//!
//! Knows no format.
//!
//! See `codegen/docs/documentation-pages.md`.

pub(in crate::describe) mod http;
pub(in crate::describe) mod lines;
pub(in crate::describe) mod stated;
pub(in crate::describe) mod table;

use super::unite::unite;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::source::{FileId, Node, SourceFiles, Span, read_json_prefix};
use std::ops::Range;

/// The document of all pages, each read by itself; `None` where one of them, or what they disagree about, is an error.
pub(in crate::describe) fn united(
    files: &SourceFiles,
    pages: &[FileId],
    diagnostics: &mut Diagnostics,
    mut read: impl FnMut(&Page<'_>, &mut Diagnostics) -> Option<Node>,
) -> Option<Node> {
    let before = diagnostics.count(Severity::Error);
    let page = |file: FileId| Page { file, text: files[file].text() };
    let documents = pages.iter().filter_map(|file| read(&page(*file), diagnostics)).collect();
    let document = unite(documents, diagnostics);
    document.filter(|_| diagnostics.count(Severity::Error) == before)
}

/// One page.
#[derive(Clone, Copy)]
pub(in crate::describe) struct Page<'t> {
    pub(in crate::describe) file: FileId,
    pub(in crate::describe) text: &'t str,
}

impl<'t> Page<'t> {
    pub(in crate::describe) fn span(&self, range: Range<usize>) -> Span {
        Span::new(self.file, range)
    }

    /// The text of a range; empty when the range does not lie on character boundaries.
    pub(in crate::describe) fn slice(&self, range: Range<usize>) -> &'t str {
        self.text.get(range).unwrap_or_default()
    }

    /// A page that ends early, with the last character as the place.
    pub(in crate::describe) fn cut(&self, message: impl Into<String>) -> Diagnostic {
        let end = self.text.trim_end();
        let last = end.chars().next_back().map_or(0, char::len_utf8);
        Diagnostic::error(Code::PageCut, message)
            .at(self.span(end.len() - last..end.len()))
            .help("capture the whole page again")
    }
}

/// Reads an example in JSON; `None` for other code, and for JSON that is not valid, which is reported.
pub(in crate::describe) fn example(
    files: &SourceFiles,
    page: &Page<'_>,
    body: Range<usize>,
    diagnostics: &mut Diagnostics,
) -> Option<Node> {
    let text = page.slice(body.clone());
    let start = body.start + (text.len() - text.trim_start().len());
    if !text.trim_start().starts_with(['{', '[']) {
        return None;
    }
    let mut found = Diagnostics::new();
    let read = read_json_prefix(files, page.file, start, &mut found);
    let Some((node, end)) = read.filter(|_| !found.has_errors()) else {
        let said = found.iter().next().map(|problem| problem.message.clone()).unwrap_or_default();
        let message = format!("the example was left out, since it is not JSON: {said}");
        let help = "correct the page if the example matters";
        let place = found.iter().find_map(|problem| problem.span).unwrap_or_else(|| page.span(start..body.end));
        diagnostics.push(Diagnostic::warning(Code::TextUnread, message).at(place).help(help));
        return None;
    };
    unread(page, std::iter::once(end..body.end.max(end)), diagnostics);
    Some(node)
}

/// Reports text that no rule consumes: what stands side by side, together.
pub(in crate::describe) fn unread(
    page: &Page<'_>,
    ranges: impl IntoIterator<Item = Range<usize>>,
    diagnostics: &mut Diagnostics,
) {
    let mut ranges: Vec<Range<usize>> =
        ranges.into_iter().filter(|range| !page.slice(range.clone()).trim().is_empty()).collect();
    ranges.sort_by_key(|range| range.start);
    let mut together: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        match together.last_mut() {
            Some(last) if page.slice(last.end..range.start).trim().is_empty() || range.start <= last.end => {
                last.end = last.end.max(range.end);
            }
            _ => together.push(range),
        }
    }
    for range in together {
        let text = page.slice(range.clone());
        let first = text.trim().lines().next().unwrap_or_default();
        let shown: String = first.chars().take(40).collect();
        let more = if shown.len() < text.trim().len() { " \u{2026}" } else { "" };
        diagnostics.push(
            Diagnostic::warning(Code::TextUnread, format!("this text did not reach the document: {shown}{more}"))
                .at(page.span(range))
                .help("add what it says with an overlay if a client needs it"),
        );
    }
}
