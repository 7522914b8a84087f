//! Pages inside of files: the text of an HTML page, of a crawled one, the pages of an `llms-full.txt`, a page that lost its
//! lines. Readers see them as files of their own; what they say is brought back to the places in the files that people have.
//!
//! Reads nothing of what the pages say.
//!
//! See `codegen/docs/documentation-pages.md`.

mod bundle;
mod crawled;
mod html_page;
mod mintlify_html;
mod one_line;
mod stainless_html;

pub(super) use bundle::links;

use crate::describe::html::entity;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{Data, FileId, Node, SourceFiles, Span};
use std::collections::BTreeMap;
use std::ops::Range;

/// A text that was made from parts of another one.
#[derive(Debug, Default)]
pub(super) struct Derived {
    text: String,
    /// From where in this text, and where it comes from.
    pieces: Vec<(usize, Range<usize>)>,
}

impl Derived {
    /// Adds a part of the original as it is.
    fn copy(&mut self, original: &str, range: Range<usize>) {
        self.add(original.get(range.clone()).unwrap_or_default(), range);
    }

    /// Adds a text that stands for a part of the original.
    fn add(&mut self, text: &str, range: Range<usize>) {
        if !text.is_empty() {
            self.pieces.push((self.text.len(), range));
            self.text.push_str(text);
        }
    }

    /// Adds a text that was made from parts of the same original.
    fn append(&mut self, other: Self) {
        let start = self.text.len();
        self.pieces.extend(other.pieces.into_iter().map(|(at, range)| (start + at, range)));
        self.text.push_str(&other.text);
    }

    /// Adds text of HTML: in code as it is, elsewhere with its blanks as one, and none where a line begins.
    fn add_text(&mut self, html: &str, range: Range<usize>, is_code: bool) {
        let mut at = range.start;
        while let Some(rest) = html.get(at..range.end).filter(|rest| !rest.is_empty()) {
            let first = rest.chars().next().map_or(1, char::len_utf8);
            let stop = |c: char| c == '&' || !is_code && c.is_whitespace();
            let end = if let Some((c, after)) = entity(rest) {
                let end = rest.len() - after.len();
                self.add(c.encode_utf8(&mut [0; 4]), at..at + end);
                end
            } else if !is_code && rest.starts_with(char::is_whitespace) {
                let end = rest.len() - rest.trim_start().len();
                if !self.text.is_empty() && !self.text.ends_with([' ', '\n']) {
                    self.add(" ", at..at + end);
                }
                end
            } else {
                let end = rest[first..].find(stop).map_or(rest.len(), |end| first + end);
                self.copy(html, at..at + end);
                end
            };
            at += end;
        }
    }

    /// Takes blanks and line breaks from the end.
    fn trim_end(&mut self) {
        self.truncate(self.text.trim_end().len());
    }

    /// Takes blanks from the end.
    fn trim_blanks(&mut self) {
        self.truncate(self.text.trim_end_matches(' ').len());
    }

    fn truncate(&mut self, end: usize) {
        self.text.truncate(end);
        let kept = self.pieces.partition_point(|(start, _)| *start < end);
        self.pieces.truncate(kept);
    }

    /// Where in the original a place comes from.
    fn origin(&self, range: Range<usize>) -> Range<usize> {
        let start = self.origin_of(range.start);
        let end = if range.is_empty() { start } else { self.origin_of(range.end - 1) + 1 };
        start..end.max(start)
    }

    fn origin_of(&self, at: usize) -> usize {
        let piece = self.pieces.partition_point(|(start, _)| *start <= at).checked_sub(1);
        let Some((start, range)) = piece.and_then(|piece| self.pieces.get(piece)) else { return 0 };
        (range.start + (at - start)).min(range.end.saturating_sub(1)).max(range.start)
    }
}

/// Whether a text is an HTML page.
pub(super) fn is_html(text: &str) -> bool {
    html_page::is_html(text)
}

/// The text of an HTML page of a format that is read in HTML as well.
pub(super) fn text_of_html(text: &str) -> Option<String> {
    read_html(text).map(|read| read.text)
}

/// The text of a page that a crawler wrote down.
pub(super) fn text_of_crawled(text: &str) -> Option<String> {
    crawled::read(text, 0..text.len()).map(|read| read.text)
}

/// The text of an HTML page, where it is of a format of which HTML keeps what its reader goes by.
fn read_html(text: &str) -> Option<Derived> {
    let stainless = || stainless_html::read(text).filter(|read| super::stainless::recognises(&read.text));
    let mintlify = || mintlify_html::read(text).filter(|read| super::mintlify::recognises(&read.text));
    let sphinx = || html_page::read(text).filter(|read| super::sphinx::recognises(&read.text));
    stainless().or_else(mintlify).or_else(sphinx)
}

/// The files of a run with the pages inside of them.
pub(super) struct Unfolded {
    pub(super) files: SourceFiles,
    /// What is to be read instead of the pages that were given.
    pub(super) pages: Vec<FileId>,
    derived: BTreeMap<FileId, (FileId, Derived)>,
}

/// Finds the pages inside of pages; `None` where all pages are plain ones.
///
/// Pages of a bundle that `is_known` does not recognise are told and left out: guides describe no operation.
pub(super) fn unfold(
    files: &SourceFiles,
    pages: &[FileId],
    is_known: &dyn Fn(&str) -> bool,
    diagnostics: &mut Diagnostics,
) -> Option<Unfolded> {
    let mut unfolded = Unfolded { files: files.clone(), pages: Vec::new(), derived: BTreeMap::new() };
    for &page in pages {
        let text = files[page].text();
        let found: Vec<Derived> = if let Some(read) = read_html(text).filter(|read| is_known(&read.text)) {
            vec![read]
        } else if let Some(read) = one_line::read(text).filter(|read| is_known(&read.text)) {
            let message = "this page has lost its line breaks; they were restored where blanks or JSON tell them";
            let help = "save the page again as it comes from its address, to be certain";
            let place = Span::new(page, 0..text.find(" ````").unwrap_or(0));
            diagnostics.push(Diagnostic::warning(Code::PageInconsistent, message).at(place).help(help));
            vec![read]
        } else if let Some(read) =
            crawled_page(text, 0..text.len(), is_known).filter(|_| bundle::split(text).is_empty())
        {
            vec![read]
        } else {
            known(files, page, bundle::split(text), is_known, diagnostics)
        };
        if found.is_empty() {
            unfolded.pages.push(page);
        }
        for derived in found {
            let id = unfolded.files.add(files[page].name(), derived.text.as_str());
            unfolded.pages.push(id);
            unfolded.derived.insert(id, (page, derived));
        }
    }
    (!unfolded.derived.is_empty()).then_some(unfolded)
}

/// The text of a page that is known without what a crawler added, and not with it.
fn crawled_page(text: &str, range: Range<usize>, is_known: &dyn Fn(&str) -> bool) -> Option<Derived> {
    let is_plain = is_known(text.get(range.clone())?);
    crawled::read(text, range).filter(|read| !is_plain && is_known(&read.text))
}

/// The pages of a bundle that are recognised; the others are told, all at once.
fn known(
    files: &SourceFiles,
    page: FileId,
    parts: Vec<Range<usize>>,
    is_known: &dyn Fn(&str) -> bool,
    diagnostics: &mut Diagnostics,
) -> Vec<Derived> {
    let text = files[page].text();
    let (mut known, mut others): (Vec<Derived>, Vec<Range<usize>>) = (Vec::new(), Vec::new());
    for range in parts {
        // The address below a title is that of the page, and none of its text.
        let title = text[range.clone()].find('\n').map_or(range.end, |at| range.start + at + 1);
        let behind = &text[title..range.end];
        let address = if behind.starts_with("Source: http") { behind.find('\n').unwrap_or(behind.len()) } else { 0 };
        let mut plain = Derived::default();
        plain.copy(text, range.start..title);
        plain.copy(text, title + address..range.end);
        match crawled_page(text, range.clone(), is_known) {
            _ if is_known(&plain.text) => known.push(plain),
            Some(crawled) => known.push(crawled),
            None => others.push(range),
        }
    }
    if let Some(first) = others.first().filter(|_| !known.is_empty()) {
        let line = text[first.clone()].find('\n').map_or(first.end, |at| first.start + at);
        let titles: Vec<&str> = others.iter().take(5).map(|range| bundle::title(&text[range.clone()])).collect();
        let more = if others.len() > titles.len() {
            format!(" and {} more", others.len() - titles.len())
        } else {
            String::new()
        };
        let are = if others.len() == 1 { "page of the bundle is" } else { "pages of the bundle are" };
        let message = format!("{} {are} in no known format: `{}`{more}", others.len(), titles.join("`, `"));
        let help = "guides describe no operation and may be left out; a page that does needs to be saved in a form that is read";
        diagnostics
            .push(Diagnostic::warning(Code::TextUnread, message).at(Span::new(page, first.start..line)).help(help));
    }
    known
}

impl Unfolded {
    /// Brings places back to the files that were given.
    fn place(&self, span: Span) -> Span {
        match self.derived.get(&span.file) {
            Some((file, derived)) => Span::new(*file, derived.origin(span.range())),
            None => span,
        }
    }

    /// The document with its places in the files that were given.
    pub(super) fn relocate(&self, node: &mut Node) {
        node.span = self.place(node.span);
        node.key_span = node.key_span.map(|span| self.place(span));
        match &mut node.data {
            Data::Array(items) => items.iter_mut().for_each(|item| self.relocate(item)),
            Data::Object(members) => members.values_mut().for_each(|member| self.relocate(member)),
            _ => {}
        }
    }

    /// The findings with their places in the files that were given.
    pub(super) fn relocate_all(&self, found: &Diagnostics, diagnostics: &mut Diagnostics) {
        for diagnostic in found.iter() {
            let mut diagnostic = diagnostic.clone();
            diagnostic.span = diagnostic.span.map(|span| self.place(span));
            diagnostic.labels.iter_mut().for_each(|label| label.span = self.place(label.span));
            diagnostics.push(diagnostic);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_lead_back_to_the_original() {
        let original = "<p>cats &amp; dogs</p>";
        let mut derived = Derived::default();
        derived.copy(original, 3..8);
        derived.add("&", 8..13);
        derived.copy(original, 13..18);
        assert_eq!(derived.text, "cats & dogs");
        assert_eq!(derived.origin(0..4), 3..7);
        assert_eq!(derived.origin(5..6), 8..9);
        assert_eq!(derived.origin(7..11), 14..18);
        assert_eq!(derived.origin(11..11), 17..17);
    }
}
