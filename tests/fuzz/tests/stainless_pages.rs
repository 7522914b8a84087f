//! Pages that are made up say what they say, and nothing of it is lost in silence.

use switchboard_fuzz::stainless;

#[test]
fn what_is_rendered_is_described_as_it_was() {
    for seed in 0..500 {
        if let Err(found) = stainless::check(seed) {
            panic!("{seed}: {}\n{}", found.reason, found.page);
        }
    }
}
