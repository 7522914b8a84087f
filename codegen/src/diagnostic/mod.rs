//! What went wrong and where, as data. Rendering is the caller's business.

mod code;

pub use code::Code;

use crate::files::Span;
use std::collections::HashMap;

/// How bad a [`Diagnostic`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The run goes on and its output is sound; somebody should look all the same.
    Warning,
    /// Nothing is written.
    Error,
}

/// A second place that helps to understand a [`Diagnostic`].
#[derive(Clone, Debug, PartialEq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// What is to be seen there.
    pub text: String,
}

/// What a problem costs where the run goes on without what is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Loss {
    /// The place alone is lost or left open; what that means for whoever uses the client, in one phrase.
    Place(String),
    /// The operation that it stands in is not in the client.
    Operation,
}

/// One problem.
#[derive(Clone, Debug, PartialEq)]
pub struct Diagnostic {
    /// Its kind.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// Where it is wrong.
    pub span: Option<Span>,
    /// The operation or schema concerned, for instance `GET /call/{id}` or `#/components/schemas/Call`.
    pub subject: Option<String>,
    /// Related places.
    pub labels: Vec<Label>,
    /// What to do.
    pub help: Option<String>,
    /// What it costs, where it ends nothing. An error with a loss is one in a strict run alone.
    pub loss: Option<Loss>,
}

/// The longest text of a message, in characters. Documents may have names, paths and references without measure.
const MAX_TEXT: usize = 600;

/// A text without its middle, if it is too long to read.
fn shortened(text: impl Into<String>) -> String {
    let text = text.into();
    let length = text.chars().count();
    if length <= MAX_TEXT {
        return text;
    }
    let head: String = text.chars().take(MAX_TEXT / 2).collect();
    let tail: String = text.chars().skip(length - MAX_TEXT / 3).collect();
    format!("{head} … {tail}")
}

impl Diagnostic {
    /// A problem after which nothing is written.
    pub fn error(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: Severity::Error,
            message: shortened(message),
            span: None,
            subject: None,
            labels: Vec::new(),
            help: None,
            loss: None,
        }
    }

    /// A problem that was dealt with.
    pub fn warning(code: Code, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, message) }
    }

    /// Says where.
    pub fn at(mut self, span: Span) -> Self {
        self.span = Some(span);
        self
    }

    /// Names the operation or schema concerned.
    pub fn subject(mut self, subject: impl Into<String>) -> Self {
        self.subject = Some(shortened(subject));
        self
    }

    /// Adds a related place.
    pub fn label(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label { span, text: shortened(text) });
        self
    }

    /// Says what is lost: the place alone, with what follows from that in one phrase. The run goes on, unless it is strict.
    pub fn costs(mut self, consequence: impl Into<String>) -> Self {
        self.loss = Some(Loss::Place(shortened(consequence)));
        self
    }

    /// Says that the operation is lost, since a call without what is wrong would be another one. The run goes on, unless
    /// it is strict.
    pub fn costs_operation(mut self) -> Self {
        self.loss = Some(Loss::Operation);
        self
    }

    /// Says what to do.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(shortened(help));
        self
    }
}

/// The problems of a run, in the order in which they were found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Diagnostics {
    all: Vec<Diagnostic>,
    /// Whether an error stays one although the run could go on.
    is_strict: bool,
    /// Where each message already stands in `all`, so that adding stays cheap when there are many.
    seen: HashMap<(Code, Severity, Option<Span>, String), Vec<usize>>,
}

impl Diagnostics {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// None yet, for a run in which every loss is an error, or in which none is.
    pub fn for_run(is_strict: bool) -> Self {
        Self { is_strict, ..Self::default() }
    }

    /// None yet, for a part of this run.
    pub fn of_same_run(&self) -> Self {
        Self::for_run(self.is_strict)
    }

    /// From here on, what costs a place or an operation is an error.
    pub fn refuse_losses(&mut self) {
        self.is_strict = true;
    }

    /// Adds one; the same problem at the same place is kept once, with the first of the operations that it concerns: a
    /// shared parameter is met wherever it is used.
    pub fn push(&mut self, mut diagnostic: Diagnostic) {
        if diagnostic.loss.is_some() {
            diagnostic.severity = if self.is_strict { Severity::Error } else { Severity::Warning };
        }
        self.keep(diagnostic);
    }

    /// Adds one of which is decided already how bad it is.
    pub(crate) fn keep(&mut self, diagnostic: Diagnostic) {
        let key = (diagnostic.code, diagnostic.severity, diagnostic.span, diagnostic.message.clone());
        let places = self.seen.entry(key).or_default();
        let is_same = |known: &Diagnostic| known.span.is_some() || *known == diagnostic;
        if !places.iter().filter_map(|at| self.all.get(*at)).any(is_same) {
            places.push(self.all.len());
            self.all.push(diagnostic);
        }
    }

    /// Says what one costs that was told already, and how bad that is in a strict run; `at` is where it stands among all.
    pub(crate) fn lose(&mut self, at: usize, severity: Severity, loss: Loss) {
        let Some(found) = self.all.get_mut(at).filter(|found| found.loss.is_none()) else { return };
        found.severity = if self.is_strict { severity } else { Severity::Warning };
        found.loss = Some(loss);
    }

    /// Says what a problem costs that was told already at this place, under this code, if one was.
    pub(crate) fn lose_told(&mut self, code: Code, place: Span, severity: Severity, loss: Loss) -> bool {
        let is_it = |found: &Diagnostic| found.code == code && found.span == Some(place);
        let Some(at) = self.all.iter().position(is_it) else { return false };
        self.lose(at, severity, loss);
        true
    }

    /// Adds all of another run.
    pub fn extend(&mut self, other: Diagnostics) {
        other.all.into_iter().for_each(|diagnostic| self.keep(diagnostic));
    }

    /// Adds the problems of a request that the vendor sends: what costs an operation there costs this instead, since the
    /// client has no method for it.
    pub(crate) fn extend_received(&mut self, other: Diagnostics, consequence: &str) {
        for found in other.all {
            let is_operation = found.loss == Some(Loss::Operation);
            self.keep(if is_operation { found.costs(consequence) } else { found });
        }
    }

    /// All, in order.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.all.iter()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// How many there are of one severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.all.iter().filter(|diagnostic| diagnostic.severity == severity).count()
    }

    /// Changes all texts of all of them.
    pub(crate) fn reword(&mut self, reword: impl Fn(&str) -> String) {
        for found in &mut self.all {
            let texts = found.labels.iter_mut().map(|label| &mut label.text);
            let texts = texts.chain([&mut found.message]).chain(&mut found.help).chain(&mut found.subject);
            texts.for_each(|text| *text = reword(text));
        }
    }

    /// Whether later stages have nothing to work on. What a strict run refuses, it looks at to the end: all problems of a
    /// document are told at once.
    pub(crate) fn cannot_go_on(&self) -> bool {
        self.all.iter().any(|found| found.severity == Severity::Error && found.loss.is_none())
    }

    /// Whether nothing may be written.
    pub fn has_errors(&self) -> bool {
        self.count(Severity::Error) > 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::SourceFiles;

    #[test]
    fn a_problem_at_one_place_is_told_once() {
        let place = Span::new(SourceFiles::new().add("a", ""), 0..0);
        let warning = |subject: &str| Diagnostic::warning(Code::Unsupported, "no such header").subject(subject);
        let mut found = Diagnostics::new();
        for subject in ["GET /a", "GET /b"] {
            found.push(warning(subject).at(place));
            found.push(warning(subject));
        }
        let subjects: Vec<_> = found.iter().map(|one| (one.span.is_some(), one.subject.as_deref())).collect();
        assert_eq!(subjects, [(true, Some("GET /a")), (false, Some("GET /a")), (false, Some("GET /b"))]);
    }

    #[test]
    fn an_error_is_told_after_a_warning_of_the_same_words() {
        let place = Span::new(SourceFiles::new().add("a", ""), 0..0);
        let mut found = Diagnostics::new();
        found.push(Diagnostic::warning(Code::ServerInvalid, "no such server").at(place));
        found.push(Diagnostic::error(Code::ServerInvalid, "no such server").at(place));
        assert!(found.has_errors());
    }

    #[test]
    fn a_loss_is_an_error_of_a_strict_run_alone() {
        let loss = || Diagnostic::error(Code::SchemaInvalid, "no such type").costs("any value is taken there");
        for is_strict in [false, true] {
            let mut part = Diagnostics::for_run(is_strict);
            part.push(loss());
            // Whoever gathers the findings of runs changes none of them.
            let mut all = Diagnostics::new();
            all.extend(part);
            assert_eq!(all.has_errors(), is_strict);
        }
    }

    #[test]
    fn long_names_lose_their_middle() {
        let found = Diagnostic::error(Code::Unsupported, format!("`{}` leads nowhere", "é".repeat(100_000)));
        assert!(found.message.chars().count() < 600 && found.message.ends_with("é` leads nowhere"));
    }
}
