//! Pieces of page text that know where they stand. Never interprets what they say.

use crate::source::{FileId, Node, Span};
use std::ops::Range;

/// A piece of a page, usually one line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Line<'t> {
    /// The text.
    pub(super) text: &'t str,
    /// Its place.
    pub(super) span: Span,
}

impl<'t> Line<'t> {
    /// The piece of `text` (the whole file) in `range`, without blanks around it. An impossible range gives nothing.
    pub(super) fn new(file: FileId, text: &'t str, range: Range<usize>) -> Self {
        let piece = text.get(range.clone()).unwrap_or_default();
        Self { text: piece, span: Span::new(file, range.start..range.start + piece.len()) }.trim()
    }

    /// The part from byte `at` on, trimmed.
    pub(super) fn from(self, at: usize) -> Self {
        Self::new(self.span.file, self.text, at..self.text.len()).moved(self.span.start)
    }

    /// The part before byte `at`, trimmed.
    pub(super) fn before(self, at: usize) -> Self {
        Self::new(self.span.file, self.text, 0..at).moved(self.span.start)
    }

    /// The piece that follows `prefix`, trimmed; `None` when the text does not begin with it.
    pub(super) fn after(self, prefix: &str) -> Option<Self> {
        self.text.starts_with(prefix).then(|| self.from(prefix.len()))
    }

    /// The pieces between the separators, each trimmed.
    pub(super) fn split(self, separator: char) -> impl Iterator<Item = Self> {
        self.split_at(move |c| c == separator)
    }

    /// The pieces between the characters that `separates` says yes to, each trimmed.
    pub(super) fn split_at(self, separates: impl FnMut(char) -> bool) -> impl Iterator<Item = Self> {
        let mut start = 0;
        self.text.split(separates).map(move |piece| {
            let range = start..start + piece.len();
            let separator = self.text.get(range.end..).and_then(|rest| rest.chars().next());
            start = range.end + separator.map_or(0, char::len_utf8);
            Self::new(self.span.file, self.text, range).moved(self.span.start)
        })
    }

    /// The piece without the backticks of a code span around all of it.
    pub(super) fn bare(self) -> Self {
        match self.text.strip_prefix('`').and_then(|inner| inner.strip_suffix('`')) {
            Some(inner) if !inner.contains('`') => self.before(inner.len() + 1).from(1),
            _ => self,
        }
    }

    /// A string node that says what this piece says.
    pub(super) fn node(self) -> Node {
        Node::string(self.text, self.span)
    }

    fn moved(self, by: u32) -> Self {
        let span = Span { start: self.span.start + by, end: self.span.end + by, ..self.span };
        Self { span, ..self }
    }

    fn trim(self) -> Self {
        // Characters without width come along when a page is copied, and are no part of what it says.
        let blank = |c: char| c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}');
        let text = self.text.trim_matches(blank);
        let start = self.span.start as usize + (self.text.len() - self.text.trim_start_matches(blank).len());
        Self { text, span: Span::new(self.span.file, start..start + text.len()) }
    }
}

/// The lines of a range of a page that are not blank, trimmed.
pub(super) fn lines(file: FileId, text: &str, range: Range<usize>) -> Vec<Line<'_>> {
    let whole = text.get(range.clone()).unwrap_or_default();
    let page = Line { text: whole, span: Span::new(file, range.start..range.start + whole.len()) };
    page.split('\n').filter(|line| !line.text.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceFiles;

    #[test]
    fn pieces_keep_their_places() {
        let mut files = SourceFiles::new();
        let file = files.add("page", "x\n  é one, two \n\n three");
        let found = lines(file, files[file].text(), 2..files[file].text().len());
        assert_eq!(found.iter().map(|line| line.text).collect::<Vec<_>>(), ["é one, two", "three"]);
        let pieces: Vec<_> = found[0].split(',').collect();
        assert_eq!((pieces[1].text, files.slice(pieces[1].span)), ("two", "two"));
        let rest = found[0].after("é").expect("begins so");
        assert_eq!((rest.text, files.slice(rest.span)), ("one, two", "one, two"));
        assert_eq!(found[0].before(3).text, "é");
        assert_eq!(found[0].from(3).bare().text, "one, two");
    }

    #[test]
    fn a_code_span_is_what_it_holds() {
        let bare = |text| {
            let mut files = SourceFiles::new();
            let file = files.add("page", text);
            let line = Line::new(file, text, 0..text.len()).bare();
            assert_eq!(files.slice(line.span), line.text);
            line.text
        };
        assert_eq!(["`x >= 1`", "` a `", "`a`, `b`", "`", ""].map(bare), ["x >= 1", "a", "`a`, `b`", "`", ""]);
    }
}
