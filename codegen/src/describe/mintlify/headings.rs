//! The headings of the long text form, and the lines below each. Never reads what these lines say.

use super::examples::is_status;
use super::line::{Line, lines};
use super::rows::begins;
use crate::describe::reading::http::METHODS;
use crate::source::SourceFiles;

/// A part of the page below the samples.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Section {
    /// Who sends a request.
    Authorizations,
    /// Parameters that are sent here: `path`, `query`, `header` or `cookie`.
    Parameters(&'static str),
    /// The body of a request.
    Body,
    /// Answers.
    Response,
}

/// A section with its heading and the lines below.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part<'t, 'a> {
    /// What it is about.
    pub(super) section: Section,
    /// Its heading.
    pub(super) heading: Line<'t>,
    /// What stands below.
    pub(super) lines: &'a [Line<'t>],
}

/// The section a heading announces. Headings of several words are known in any case; a single word must be written
/// as Mintlify does, since descriptions consist of one word as well.
pub(super) fn section(text: &str) -> Option<Section> {
    Some(match text.trim_start_matches(['#', ' ']) {
        "Authorizations" => Section::Authorizations,
        "Headers" => Section::Parameters("header"),
        "Cookies" => Section::Parameters("cookie"),
        "Body" => Section::Body,
        "Response" => Section::Response,
        text => match text.replace('\u{a0}', " ").to_lowercase().as_str() {
            "path parameters" => Section::Parameters("path"),
            "query parameters" => Section::Parameters("query"),
            "header parameters" => Section::Parameters("header"),
            "cookie parameters" => Section::Parameters("cookie"),
            "request body" => Section::Body,
            "response body" => Section::Response,
            _ => return None,
        },
    })
}

/// The lines of each section. A heading is no heading when a type follows: then it is a field of that name.
pub(super) fn split<'t, 'a>(below: &'a [Line<'t>]) -> Vec<Part<'t, 'a>> {
    let heading = |at: usize| {
        let found = section(below.get(at)?.text)?;
        let is_field = below.get(at..).is_some_and(begins);
        // Above the samples stands a label of the same name; a JSON sample or a status tab with one follows it.
        let label = below.get(at + 1..).unwrap_or_default().iter().find(|line| !is_status(line.text));
        let label = label.is_some_and(|line| line.text.starts_with(['{', '[']));
        (!is_field && !label).then_some((at, found))
    };
    let starts: Vec<_> = (0..below.len()).filter_map(heading).collect();
    let ends = starts.iter().skip(1).map(|(at, _)| *at).chain([below.len()]);
    let part = |((at, section), end): (&(usize, Section), usize)| {
        Some(Part { section: *section, heading: *below.get(*at)?, lines: below.get(at + 1..end)? })
    };
    starts.iter().zip(ends).filter_map(part).collect()
}

/// Where the first heading begins, if a page has headings of requests and answers and no field with name and type.
pub(super) fn without_names(text: &str) -> Option<usize> {
    let mut files = SourceFiles::new();
    let file = files.add("page", text);
    let all = lines(file, text, 0..text.len());
    let parts = split(&all);
    let sections: Vec<_> = parts.iter().map(|part| part.section).collect();
    // Other tools print the same words as headings of Markdown.
    let is_text = parts.iter().all(|part| !part.heading.text.starts_with('#'));
    let is_page = is_text
        && sections.contains(&Section::Response)
        && (sections.contains(&Section::Body) || sections.contains(&Section::Authorizations));
    let has_fields = (0..all.len()).any(|at| all.get(at..).is_some_and(begins));
    let first = parts.first()?.heading.span.start as usize;
    (is_page && !has_fields).then_some(first)
}

/// Whether a text is a page of this form that lost its line ends: all of its words are there, and hardly any lines.
pub(super) fn is_collapsed(text: &str) -> bool {
    let lines = text.lines().filter(|line| !line.trim().is_empty()).count();
    let holds = |word: &str| text.contains(&format!(" {word} "));
    let is_operation = METHODS.iter().any(|method| text.contains(&format!("{method} /")));
    lines > 0
        && lines < 12
        && text.len() / lines > 200
        && is_operation
        && holds("Response")
        && (holds("Body") || holds("Authorizations") || holds("Parameters") || text.contains("curl --request"))
}
