//! MDX sources of Mintlify pages: an operation in the front matter (`api:`) or in a curl sample, with `ParamField` and
//! `ResponseField`; or a pointer into an OpenAPI document (`openapi:`). Never reads the files that a source imports.

mod elements;
mod markup;
mod operation;

use super::document::Report;
use super::line::Line;
use super::markdown::embedded;
use crate::describe::openapi;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{FileId, Node, SourceFiles, Span, escape_pointer_token, read_document};
use crate::spec::methods::METHODS;

/// Whether a text is a source that describes operations, or points at one.
pub(super) fn recognises(text: &str) -> bool {
    let fields = text.contains("<ParamField ") || text.contains("<ResponseField ");
    let Some((range, _)) = markup::front_matter(text) else { return fields };
    let states = |line: &str| {
        let value = ["api:", "openapi:"].iter().find_map(|key| line.strip_prefix(key));
        let is_method = |word: &str| METHODS.contains(&word.to_ascii_lowercase().as_str()) || word == "webhook";
        value.is_some_and(|value| value.trim().trim_matches(['"', '\'']).split_whitespace().any(is_method))
    };
    fields || text.get(range).is_some_and(|front| front.lines().any(states))
}

/// What a source gives.
pub(super) enum Found {
    /// A document.
    Document(Node),
    /// Nothing of its own: an OpenAPI document among the other files has the operation.
    Pointer,
}

/// Reads one source. Returns `None` after reporting at least one error.
pub(super) fn read(files: &SourceFiles, file: FileId, diagnostics: &mut Diagnostics) -> Option<Found> {
    let text = files[file].text();
    let front = match markup::front_matter(text) {
        Some((range, _)) => Some(embedded(files, range, file, diagnostics)?),
        None => None,
    };
    let body = markup::front_matter(text).map_or(0, |(_, body)| body);
    if let Some(stated) = front.as_ref().and_then(|front| front.get("openapi")).filter(|node| node.as_str().is_some()) {
        return pointer(files, file, stated, diagnostics);
    }
    let pieces = markup::pieces(file, text, body);
    operation::read(files, file, front.as_ref(), &pieces, diagnostics).map(Found::Document)
}

/// Looks for the operation that a source points at: `openapi.json get /cats`, or without the name of the file.
fn pointer(files: &SourceFiles, file: FileId, stated: &Node, diagnostics: &mut Diagnostics) -> Option<Found> {
    let words: Vec<&str> = stated.as_str().unwrap_or_default().split_whitespace().collect();
    let method = words.iter().position(|word| METHODS.contains(&word.to_ascii_lowercase().as_str()));
    let at = method.and_then(|at| {
        let path = escape_pointer_token(words.get(at + 1)?);
        Some(format!("/paths/{path}/{}", words.get(at)?.to_ascii_lowercase()))
    });
    let webhook = words.iter().position(|word| *word == "webhook");
    let at = at.or_else(|| Some(format!("/webhooks/{}", escape_pointer_token(words.get(webhook? + 1)?))));
    let others = files.iter().filter(|(id, other)| *id != file && openapi::recognises(other.text()));
    let mut documents = others.filter_map(|(id, _)| read_document(files, id, &mut Diagnostics::new())).peekable();
    let is_alone = documents.peek().is_none();
    if at.as_ref().is_some_and(|at| documents.any(|document| document.pointer(at).is_some())) {
        return Some(Found::Pointer);
    }
    let message = if is_alone {
        format!("this source points at `{}` in an OpenAPI document, which is not among the pages", words.join(" "))
    } else {
        format!("no OpenAPI document among the pages holds `{}`", words.join(" "))
    };
    let help = "add the OpenAPI document that the site is made of to the pages; it describes all of its operations";
    diagnostics.push(Diagnostic::error(Code::PageInconsistent, message).at(stated.span).help(help));
    None
}

/// What a line of the front matter says, with its place.
fn stated_line<'t>(files: &'t SourceFiles, front: Option<&Node>, key: &str) -> Option<Line<'t>> {
    let node = front?.get(key).filter(|node| node.as_str().is_some())?;
    let span = Span { ..node.span };
    let line = Line::new(span.file, files[span.file].text(), span.range());
    Some(line.from(line.text.len() - line.text.trim_start_matches(['"', '\'']).len()))
        .map(|line| line.before(line.text.trim_end_matches(['"', '\'']).len()))
}

/// Reports text that is not read, once for a source.
fn report_prose(lines: &[Line<'_>], report: &mut Report<'_>) {
    let (Some(first), Some(last)) = (lines.first(), lines.last()) else { return };
    let message = match lines.len() {
        1 => "a line of text outside of the fields is not read".to_owned(),
        count => format!("{count} lines of text outside of the fields are not read, from here on"),
    };
    let span = if lines.len() == 1 { last.span } else { first.span };
    report.unread(message, span, "if they state facts that the fields lack, state them in the overlay");
}
