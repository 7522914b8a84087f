//! Findings as workflow commands of GitHub Actions, which shows them beside the lines they concern.

use super::json::severity_name;
use switchboard_codegen::diagnostic::Diagnostic;
use switchboard_codegen::source::{SourceFiles, Span};

/// One `::error …::` or `::warning …::` line.
pub(super) fn render(files: &SourceFiles, diagnostic: &Diagnostic) -> String {
    let subject = diagnostic.subject.iter().map(|subject| format!("\nin {subject}"));
    let help = diagnostic.help.iter().map(|help| format!("\nhelp: {help}"));
    let text: String = std::iter::once(diagnostic.message.clone()).chain(subject).chain(help).collect();
    annotation(files, diagnostic.span, severity_name(diagnostic.severity), diagnostic.code.as_str(), &text)
}

/// A workflow command at a place.
pub fn annotation(files: &SourceFiles, span: Option<Span>, command: &str, title: &str, text: &str) -> String {
    let place = span.map_or(String::new(), |span| {
        let file = &files[span.file];
        let (start, end) = (file.location(span.start as usize), file.location(span.end as usize));
        let name = property(file.name());
        format!("file={name},line={},endLine={},col={},", start.line, end.line, start.column)
    });
    format!("::{command} {place}title={}::{}", property(title), message(text))
}

/// A workflow command at a line of a file that was not read.
pub fn at_line(path: &str, line: usize, title: &str, text: &str) -> String {
    format!("::error file={},line={line},title={}::{}", property(path), property(title), message(text))
}

fn message(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    message(text).replace(':', "%3A").replace(',', "%2C")
}
