//! Pages that are made up say what they say: 500 for each format that has a renderer, and for each of its forms.

use switchboard_codegen::describe::Format;
use switchboard_fuzz::pages;

fn check(format: Format) {
    assert!(pages::FORMATS.contains(&format));
    for number in 0..pages::cases(format) {
        let found = std::panic::catch_unwind(|| pages::check(format, number));
        assert!(found.is_ok(), "{format}, number {number}");
    }
}

#[test]
fn stainless_pages_are_described_as_they_say() {
    check(Format::Stainless);
}

#[test]
fn mintlify_pages_are_described_as_they_say() {
    check(Format::Mintlify);
}

#[test]
fn sphinx_pages_are_described_as_they_say() {
    check(Format::Sphinx);
}

#[test]
fn pages_of_the_http_domain_are_described_as_they_say() {
    check(Format::HttpDomain);
}

#[test]
fn markdown_pages_are_described_as_they_say() {
    check(Format::Markdown);
}

#[test]
fn collections_are_described_as_they_say() {
    check(Format::Postman);
}

#[test]
fn text_of_fern_is_described_as_it_says() {
    check(Format::Fern);
}
