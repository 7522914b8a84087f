//! The version that a change asks for.

use super::Impact;
use semver::Version;

/// The version after `version` (Cargo's reading of semantic versioning: below 1.0.0 the first number that is not zero
/// takes the place of the major one). A version that is none, or one without change, stays.
pub fn next_version(version: &str, impact: Option<Impact>) -> String {
    let (Some(impact), Ok(Version { major, minor, patch, .. })) = (impact, Version::parse(version)) else {
        return version.to_owned();
    };
    let next = match (impact, major, minor) {
        (Impact::Breaking, 0, 0) | (Impact::Compatible, 0, _) => Version::new(major, minor, patch.saturating_add(1)),
        (Impact::Breaking, 0, _) | (Impact::Compatible, ..) => Version::new(major, minor.saturating_add(1), 0),
        (Impact::Breaking, ..) => Version::new(major.saturating_add(1), 0, 0),
    };
    next.to_string()
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
