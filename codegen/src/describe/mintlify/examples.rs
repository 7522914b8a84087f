//! The samples of a page of the long text form: curl commands, and answers with their statuses. Never decides which of
//! them the sections below describe.

use super::curl::{self, Curl};
use super::document::Report;
use super::line::Line;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{FileId, Node, SourceFiles, Span, read_json_prefix};

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
    /// Whether no sample was left out.
    pub(super) are_all: bool,
}

impl<'t> Samples<'t> {
    /// Reads the samples in lines of a page, in order. `is_whole` says that the page goes on behind them: then a sample
    /// that is no JSON is left out and reported, else the page was cut inside of it.
    ///
    /// Returns `None` after reporting at least one error.
    pub(super) fn read(
        files: &'t SourceFiles,
        file: FileId,
        lines: &[Line<'t>],
        is_whole: bool,
        diagnostics: &mut Diagnostics,
    ) -> Option<Self> {
        let mut reader = Reader {
            files,
            file,
            is_whole,
            curls: Vec::new(),
            statuses: Vec::new(),
            answers: Vec::new(),
            unread: Vec::new(),
            lost: 0,
        };
        reader.read(lines, diagnostics)?;
        Some(reader.finish())
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

/// The samples that were met so far.
struct Reader<'t> {
    files: &'t SourceFiles,
    file: FileId,
    is_whole: bool,
    curls: Vec<Curl<'t>>,
    statuses: Vec<Line<'t>>,
    /// Each answer with the number of statuses in front of it.
    answers: Vec<(usize, Node)>,
    unread: Vec<Line<'t>>,
    /// How many samples were left out.
    lost: usize,
}

impl<'t> Reader<'t> {
    fn read(&mut self, lines: &[Line<'t>], diagnostics: &mut Diagnostics) -> Option<()> {
        let mut done = 0;
        for (at, line) in lines.iter().enumerate() {
            let mut line = *line;
            loop {
                // A sample may end inside of a line, and other text follows it there.
                let read = (done.max(line.span.start) - line.span.start) as usize;
                line = line.from(read.min(line.text.len()));
                if line.text.is_empty() {
                    break;
                }
                let (start, behind) = (line.span.start as usize, lines.get(at + 1..).unwrap_or_default());
                let end = if curl::find(line.text, 0) == Some(0) {
                    self.curl(start, behind, diagnostics)?
                } else if line.text.starts_with(['{', '[']) {
                    self.answer(start, behind, diagnostics)?
                } else {
                    self.line(line);
                    line.span.end as usize
                };
                done = u32::try_from(end).unwrap_or(u32::MAX);
            }
        }
        Some(())
    }

    /// Reads the command at byte `start`; gives where it ends.
    fn curl(&mut self, start: usize, behind: &[Line<'t>], diagnostics: &mut Diagnostics) -> Option<usize> {
        let mut found = Diagnostics::new();
        let read = curl::read(self.files, self.file, start, &mut found);
        match read {
            Some(curl) => {
                diagnostics.extend(found);
                let end = curl.span.end as usize;
                if !self.curls.iter().any(|known| known.says_the_same(&curl)) {
                    self.curls.push(curl);
                }
                Some(end)
            }
            None => self.skip(start, behind, "curl sample", found, diagnostics),
        }
    }

    /// Reads the answer at byte `start`; gives where it ends.
    fn answer(&mut self, start: usize, behind: &[Line<'t>], diagnostics: &mut Diagnostics) -> Option<usize> {
        let mut found = Diagnostics::new();
        let Some((node, end)) = read_json_prefix(self.files, self.file, start, &mut found) else {
            return self.skip(start, behind, "sample answer", found, diagnostics);
        };
        // Samples may be printed twice; below a new status, an equal one is another.
        let fresh = self.answers.last().is_some_and(|(seen, _)| *seen < self.statuses.len());
        if fresh || !self.answers.iter().any(|(_, known)| *known == node) {
            self.answers.push((self.statuses.len(), node));
        }
        Some(end)
    }

    /// Leaves out a sample that cannot be read, up to the next label or status, if the page goes on behind it.
    fn skip(
        &mut self,
        start: usize,
        behind: &[Line<'t>],
        what: &str,
        found: Diagnostics,
        diagnostics: &mut Diagnostics,
    ) -> Option<usize> {
        if !self.is_whole {
            diagnostics.extend(found);
            return None;
        }
        let text = self.files[self.file].text();
        let first_line = start + text.get(start..)?.lines().next().map_or(0, str::len);
        let last = behind.last().map_or(first_line, |last| last.span.end as usize);
        let next = behind.iter().find(|line| is_status(line.text) || LABELS.contains(&line.text));
        self.lost += 1;
        let reason = found.iter().next().map_or("", |found| found.message.as_str());
        diagnostics.push(
            Diagnostic::warning(Code::TextUnread, format!("this {what} is not read: {reason}"))
                .at(Span::new(self.file, start..first_line))
                .help("what it alone shows is missing in the document; correct it on the page, or state it in the overlay"),
        );
        Some(next.map_or(last, |line| line.span.start as usize).max(start + 1))
    }

    fn line(&mut self, line: Line<'t>) {
        if is_status(line.text) {
            if !self.statuses.iter().any(|status| status.text == line.text) {
                self.statuses.push(line);
            }
        } else if !line.text.is_empty() && !LABELS.contains(&line.text) {
            self.unread.push(line);
        }
    }

    /// Joins answers with statuses: each stands below its own, or all statuses stand in a row in front of all answers.
    fn finish(self) -> Samples<'t> {
        let each = self.answers.iter().enumerate().all(|(at, (seen, _))| *seen == at + 1);
        let row = self.answers.iter().all(|(seen, _)| *seen == self.statuses.len());
        let sure =
            each || row && self.lost == 0 && (self.answers.len() == self.statuses.len() || self.answers.len() == 1);
        let mut statuses = self.statuses.into_iter();
        let answers =
            self.answers.into_iter().map(|(_, answer)| (if sure { statuses.next() } else { None }, answer)).collect();
        let mut curls = self.curls.into_iter();
        Samples {
            curl: curls.next(),
            others: curls.collect(),
            answers,
            bare: if sure { statuses.collect() } else { Vec::new() },
            unread: self.unread,
            are_all: self.lost == 0,
        }
    }
}

/// Whether a line is a status.
pub(super) fn is_status(text: &str) -> bool {
    text == "default"
        || text.len() == 3
            && text.starts_with(['1', '2', '3', '4', '5'])
            && text.chars().skip(1).all(|c| c.is_ascii_digit() || c == 'X')
}
