//! Pages of a generated operation: rendered in a format, described again, and held against what they were made of.
//!
//! What the page does not say must not come out, and what it says must come out or be named by a diagnostic.

mod facts;
mod html;
mod model;
mod render;

use fastrand::Rng;
use switchboard_codegen::describe::{Format, describe};
use switchboard_codegen::diagnostic::Diagnostics;
use switchboard_codegen::source::SourceFiles;

/// How many forms of pages there are; each case is one of them.
pub(super) const WAYS: u64 = render::FORMS as u64;

/// Renders the page with this number, describes it and gives what was said. Panics where a fact of the page was lost
/// in silence, or one came out that it does not state.
pub(super) fn check(rng: &mut Rng) -> (String, Diagnostics) {
    let page = render::page(rng);
    let (mut files, mut diagnostics) = (SourceFiles::new(), Diagnostics::new());
    let file = files.add(page.file, page.text.as_str());
    let document = describe(&files, &[file], Some(Format::Mintlify), &mut diagnostics);
    let said: Vec<String> = diagnostics
        .iter()
        .map(|found| format!("{}\n{}", found.message, found.span.map_or("", |span| files.slice(span))))
        .collect();
    let Some(document) = document else { panic!("refused: {said:#?}\n{}", page.text) };
    let problems = facts::compare(&page.facts, &facts::of_document(&document.to_value()), &said);
    assert!(problems.is_empty(), "{problems:#?}\nsaid: {said:#?}\n{}", page.text);
    (page.text, diagnostics)
}
