//! The samples of a page of the long text form: curl commands, and answers with their statuses. Never decides which of
//! them the sections below describe.

use super::curl::{self, Curl};
use super::document::Report;
use super::line::Line;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{FileId, Node, SourceFiles, read_json_prefix};

/// Labels of buttons and tabs around the samples.
pub(super) const LABELS: [&str; 14] = [
    "Try it",
    "Copy",
    "Ask AI",
    "cURL",
    "Python",
    "JavaScript",
    "TypeScript",
    "PHP",
    "Go",
    "Java",
    "Ruby",
    "Example",
    "Response",
    "Copy page",
];

/// The samples of a page.
pub(super) struct Samples<'t> {
    pub(super) curl: Option<Curl<'t>>,
    /// Further curl samples that say something else.
    others: Vec<Curl<'t>>,
    /// Sample answers with their status, where it can be told.
    pub(super) answers: Vec<(Option<Line<'t>>, Node)>,
    /// Statuses that have no sample of their own.
    pub(super) bare: Vec<Line<'t>>,
    /// Lines between the samples that are none of their labels.
    pub(super) unread: Vec<Line<'t>>,
}

impl<'t> Samples<'t> {
    /// Reads the samples in a range of a page. Returns `None` after reporting at least one error.
    pub(super) fn read(
        files: &'t SourceFiles,
        file: FileId,
        range: std::ops::Range<usize>,
        diagnostics: &mut Diagnostics,
    ) -> Option<Self> {
        let text = files[file].text();
        let (mut at, mut curls) = (range.start, Vec::<Curl<'t>>::new());
        // Each answer with the number of statuses in front of it.
        let (mut statuses, mut answers, mut unread) = (Vec::<Line<'t>>::new(), Vec::<(usize, Node)>::new(), Vec::new());
        while at < range.end {
            let rest = text.get(at..range.end)?;
            let line_end = at + rest.find('\n').map_or(rest.len(), |length| length + 1);
            let line = Line::new(file, text, at..line_end);
            let start = line.span.start as usize;
            if curl::find(line.text, 0) == Some(0) {
                let found = curl::read(files, file, start, diagnostics)?;
                at = found.span.end as usize;
                if !curls.iter().any(|known| known.says_the_same(&found)) {
                    curls.push(found);
                }
            } else if line.text.starts_with(['{', '[']) {
                let (node, end) = read_json_prefix(files, file, start, diagnostics)?;
                at = end;
                // Samples may be printed twice; below a new status, an equal one is another.
                let fresh = answers.last().is_some_and(|(seen, _)| *seen < statuses.len());
                if fresh || !answers.iter().any(|(_, known)| *known == node) {
                    answers.push((statuses.len(), node));
                }
            } else {
                at = line_end;
                if is_status(line.text) {
                    if !statuses.iter().any(|status| status.text == line.text) {
                        statuses.push(line);
                    }
                } else if !line.text.is_empty() && !LABELS.contains(&line.text) {
                    unread.push(line);
                }
            }
        }
        let each = answers.iter().enumerate().all(|(at, (seen, _))| *seen == at + 1);
        let row = answers.iter().all(|(seen, _)| *seen == statuses.len());
        let sure = each || row && (answers.len() == statuses.len() || answers.len() == 1);
        let mut statuses = statuses.into_iter();
        let answers =
            answers.into_iter().map(|(_, answer)| (if sure { statuses.next() } else { None }, answer)).collect();
        let mut curls = curls.into_iter();
        Some(Self {
            curl: curls.next(),
            others: curls.collect(),
            answers,
            bare: if sure { statuses.collect() } else { Vec::new() },
            unread,
        })
    }

    /// Reports further curl samples; gives whether all of them call the same operation.
    pub(super) fn one_command(&self, report: &mut Report<'_>) -> bool {
        let Some(first) = &self.curl else { return true };
        let mut one = true;
        for other in &self.others {
            let same = (first.method.text, first.url.text) == (other.method.text, other.url.text);
            one &= same;
            let (message, help) = if same {
                ("a further curl sample, which sends something else, is not read", "state what it shows in the overlay")
            } else {
                (
                    "a second curl sample calls another operation",
                    "two pages may have been joined; capture each as a file of its own",
                )
            };
            let found = if same {
                Diagnostic::warning(Code::TextUnread, message)
            } else {
                Diagnostic::error(Code::PageInconsistent, message)
            };
            report.push(found.at(other.span).label(first.span, "the first one").help(help));
        }
        one
    }
}

/// Whether a line is a status.
pub(super) fn is_status(text: &str) -> bool {
    text == "default"
        || text.len() == 3
            && text.starts_with(['1', '2', '3', '4', '5'])
            && text.chars().skip(1).all(|c| c.is_ascii_digit() || c == 'X')
}
