//! What stands above the method of the long text form: the title of the page and its text. Never reads samples.

use super::compact::FURNITURE;
use super::document::Report;
use super::examples::LABELS;
use super::line::Line;
use super::prose;
use crate::source::{Node, Span};

/// The title of a page, and its text.
pub(super) struct Title<'t> {
    /// The title.
    pub(super) name: Option<Line<'t>>,
    /// Lines of text, in page order.
    pub(super) text: Vec<Line<'t>>,
    deprecated: Option<Line<'t>>,
}

impl<'t> Title<'t> {
    /// Reads the title from the lines of a page that no sample has: those above the method, and those below it.
    ///
    /// A line that stands above the method and once more is the title. Else sentences end with a full stop, and the
    /// line above them is the title; without any, two lines are the title and its text. What stands above the title,
    /// and what stands below the method, is reported.
    pub(super) fn read(above: &[Line<'t>], unread: &[Line<'t>], method: Line<'_>, report: &mut Report<'_>) -> Self {
        let is_text = |line: &&Line<'_>| !FURNITURE.contains(&line.text) && !LABELS.contains(&line.text);
        let is_above = |line: &Line<'_>| line.span.end <= method.span.start;
        let below: Vec<_> = unread.iter().filter(is_text).filter(|line| !is_above(line)).copied().collect();
        let above = above.iter().filter(|line| unread.contains(line)).filter(is_text).copied();
        let (marks, mut lines): (Vec<_>, Vec<_>) = above.partition(|line| line.text.eq_ignore_ascii_case("deprecated"));
        let again = |at: usize| {
            let others = lines.iter().take(at).chain(&below);
            lines.get(at).is_some_and(|line| others.into_iter().any(|other| other.text == line.text))
        };
        let title = (0..lines.len()).rev().find(|at| again(*at));
        let sentences = lines.iter().rev().take_while(|line| line.text.ends_with(['.', '!', '?'])).count();
        let text = lines.split_off(match (title, lines.len(), sentences) {
            (Some(title), ..) => title + 1,
            (None, 2, 0) => 1,
            (None, all, sentences) => all - sentences,
        });
        let name = lines.pop();
        let is_title = |line: &Line<'_>| name.is_some_and(|name| name.text == line.text);
        lines.retain(|line| !is_title(line));
        if let (Some(first), Some(last)) = (lines.first(), lines.last()) {
            report.unread(
                "the text above the title of the page is not read".to_owned(),
                Span { end: last.span.end, ..first.span },
                "take navigation out of the saved page; if the text matters, state it in the overlay",
            );
        }
        report_unread(&below.into_iter().filter(|line| !is_title(line)).collect::<Vec<_>>(), report);
        Self { name, text, deprecated: marks.first().copied() }
    }

    /// Adds further lines of text to an operation, and whether it is deprecated.
    pub(super) fn complete(&self, operation: &mut Node) {
        self.text.iter().skip(1).for_each(|line| prose::append(operation, *line));
        if let Some(line) = self.deprecated {
            operation.set("deprecated", Node::bool(true, line.span));
        }
    }
}

/// Reports lines that nothing reads.
pub(super) fn report_unread(lines: &[Line<'_>], report: &mut Report<'_>) {
    for line in lines.iter().filter(|line| !FURNITURE.contains(&line.text)) {
        report.unread(
            "no rule of the format reads this text".to_owned(),
            line.span,
            "it is not in the document; if it matters, state it in the overlay",
        );
    }
}
