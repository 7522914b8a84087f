//! Pages that say what is known: facts are made up, rendered as a page in a format, described, and compared. Nothing that
//! the page does not say may come out, and nothing may get lost in silence.
//!
//! The renderers here are written from how such pages look, and share nothing with the readers.

mod facts;
mod fern;
mod http_domain;
mod markdown;
mod mintlify;
mod postman;
mod sphinx;
mod stainless;

use fastrand::Rng;
use serde_json::Value;
use switchboard_codegen::describe::{Format, describe};
use switchboard_codegen::diagnostic::Diagnostics;
use switchboard_codegen::source::SourceFiles;

/// The formats that have a renderer.
pub const FORMATS: &[Format] = &[
    Format::Stainless,
    Format::Mintlify,
    Format::Sphinx,
    Format::HttpDomain,
    Format::Markdown,
    Format::Postman,
    Format::Fern,
];

/// How many pages of a format give 500 of each form that is made up by itself.
pub fn cases(format: Format) -> u64 {
    500 * match format {
        Format::Stainless => stainless::WAYS,
        Format::Mintlify => mintlify::WAYS,
        Format::Sphinx => sphinx::WAYS,
        Format::Markdown => markdown::WAYS,
        _ => 1,
    }
}

/// Makes up a page, describes it and compares; gives what was said of it, with the text it was said of.
///
/// # Panics
/// Where the document differs from what the page says.
pub fn check(format: Format, number: u64) -> (String, Diagnostics) {
    let mut rng = Rng::with_seed(number);
    match format {
        Format::Stainless => stainless::check(&mut rng),
        Format::Mintlify => mintlify::check(&mut rng),
        Format::Sphinx => sphinx::check(&mut rng),
        Format::HttpDomain => http_domain::check(&mut rng),
        Format::Markdown => markdown::check(&mut rng),
        Format::Postman => postman::check(&mut rng),
        Format::Fern => fern::check(&mut rng),
        other => panic!("no renderer for {other}"),
    }
}

/// Describes a page that has to be recognised.
fn described(format: Format, page: &str) -> (Value, Diagnostics) {
    assert_eq!(switchboard_codegen::describe::recognise_page(page), Some(format), "not recognised:\n{page}");
    let (mut files, mut diagnostics) = (SourceFiles::new(), Diagnostics::new());
    let file = files.add("page", page);
    let document = describe(&files, &[file], None, &mut diagnostics);
    let said: Vec<&str> = diagnostics.iter().map(|found| found.message.as_str()).collect();
    let document = document.unwrap_or_else(|| panic!("refused: {said:#?}\n{page}"));
    (document.to_value(), diagnostics)
}

/// Panics with the page where two values differ.
fn same(what: &str, found: &Value, wanted: &Value, page: &str) {
    assert!(found == wanted, "{what}\nfound:  {found}\nwanted: {wanted}\n{page}");
}

/// Panics with the page where something was said that is none of `expected`.
fn said_only(diagnostics: &Diagnostics, expected: &[String], page: &str) {
    let said: Vec<&str> = diagnostics.iter().map(|found| found.message.as_str()).collect();
    for message in &said {
        assert!(expected.iter().any(|expected| message.contains(expected.as_str())), "said: {message}\n{page}");
    }
    for expected in expected {
        assert!(
            said.iter().any(|said| said.contains(expected.as_str())),
            "not said: {expected}\nbut: {said:?}\n{page}"
        );
    }
}
