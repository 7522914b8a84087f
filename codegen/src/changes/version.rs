//! The version that a change asks for.

use super::Level;
use semver::Version;

/// The version after `version` for the gravest change of the crate (Cargo's reading of semantic versioning: below 1.0.0
/// the first number that is not zero takes the place of the major one). A version that is none, or one without change,
/// stays.
pub fn next_version(version: &str, level: Option<Level>) -> String {
    let (Some(level), Ok(Version { major, minor, patch, .. })) = (level, Version::parse(version)) else {
        return version.to_owned();
    };
    let next = match (level, major, minor) {
        (Level::Low, ..) | (_, 0, 0) | (Level::Middle, 0, _) => Version::new(major, minor, patch.saturating_add(1)),
        (Level::High, 0, _) | (Level::Middle, ..) => Version::new(major, minor.saturating_add(1), 0),
        (Level::High, ..) => Version::new(major.saturating_add(1), 0, 0),
    };
    next.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_number_that_is_not_zero_stands_for_what_breaks() {
        let next =
            |level| ["1.2.3", "0.2.3", "0.0.3", "1.2.3-beta.1", "soon"].map(|version| next_version(version, level));
        assert_eq!(next(Some(Level::High)), ["2.0.0", "0.3.0", "0.0.4", "2.0.0", "soon"]);
        assert_eq!(next(Some(Level::Middle)), ["1.3.0", "0.2.4", "0.0.4", "1.3.0", "soon"]);
        assert_eq!(next(Some(Level::Low)), ["1.2.4", "0.2.4", "0.0.4", "1.2.4", "soon"]);
        assert_eq!(next(None), ["1.2.3", "0.2.3", "0.0.3", "1.2.3-beta.1", "soon"]);
    }
}
