//! Pages that are made up say what they say: 500 for each format that has a renderer.

use switchboard_fuzz::pages;

#[test]
fn made_up_pages_are_described_as_they_say() {
    for &format in pages::FORMATS {
        for number in 0..500 {
            let found = std::panic::catch_unwind(|| pages::check(format, number));
            assert!(found.is_ok(), "{format}, number {number}");
        }
    }
}
