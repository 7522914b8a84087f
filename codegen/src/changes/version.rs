//! The version that a change asks for.

use super::Impact;

/// The version after `version` (Cargo's reading of semantic versioning: below 1.0.0 the first number that is not zero
/// takes the place of the major one). A version that is none, or one without change, stays.
pub fn next_version(version: &str, impact: Option<Impact>) -> String {
    let numbers = version.split(['-', '+']).next().unwrap_or_default();
    let numbers: Vec<u64> = numbers.split('.').filter_map(|number| number.parse().ok()).collect();
    let (Some(impact), [major, minor, patch]) = (impact, numbers.as_slice()) else { return version.to_owned() };
    let up = |number: &u64| number.saturating_add(1);
    match (impact, major, minor) {
        (Impact::Breaking, 0, 0) | (Impact::Compatible, 0, _) => format!("{major}.{minor}.{}", up(patch)),
        (Impact::Breaking, 0, _) | (Impact::Compatible, ..) => format!("{major}.{}.0", up(minor)),
        (Impact::Breaking, ..) => format!("{}.0.0", up(major)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_number_that_is_not_zero_stands_for_what_breaks() {
        let next =
            |impact| ["1.2.3", "0.2.3", "0.0.3", "1.2.3-beta.1", "soon"].map(|version| next_version(version, impact));
        assert_eq!(next(Some(Impact::Breaking)), ["2.0.0", "0.3.0", "0.0.4", "2.0.0", "soon"]);
        assert_eq!(next(Some(Impact::Compatible)), ["1.3.0", "0.2.4", "0.0.4", "1.3.0", "soon"]);
        assert_eq!(next(None), ["1.2.3", "0.2.3", "0.0.3", "1.2.3-beta.1", "soon"]);
    }
}
