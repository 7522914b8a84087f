//! Pages that are made up say what they say, and nothing of it is lost in silence.

use switchboard_fuzz::stainless;

#[test]
fn what_is_rendered_is_described_as_it_was() {
    let found: Vec<_> = (0..500).filter_map(|seed| Some((seed, stainless::check(seed).err()?))).collect();
    let reasons: Vec<String> = found.iter().map(|(seed, found)| format!("{seed}: {}", found.reason)).collect();
    let page = found.iter().map(|(_, found)| &found.page).min_by_key(|page| page.len());
    assert!(found.is_empty(), "{}\n{}", reasons.join("\n"), page.map_or("", String::as_str));
}
