//! CHANGELOG.md of a crate (Keep a Changelog 1.1.0): the entry of a version is put above those of older ones. Entries of
//! versions that are out stay as they are.

use semver::Version;

/// The name of the file, in the folder of a crate.
pub(crate) const CHANGELOG: &str = "CHANGELOG.md";

const HEADER: &str = "\
# Changelog

What changed for programs that use this crate, and for those that are deployed with an older one. The format is that of
[Keep a Changelog](https://keepachangelog.com/en/1.1.0/), and versions are those of
[Cargo](https://doc.rust-lang.org/cargo/reference/semver.html).
";

/// One part of a changelog: what stands above the first version, or a version with its text.
struct Part<'t> {
    version: Option<Version>,
    text: &'t str,
}

/// A changelog with the entry of a version. `from` is the version that is out: entries of later ones were proposals, and go.
/// A proposal for the same version keeps its day.
pub(crate) fn with_entry(text: Option<&str>, from: &str, version: &str, day: &str, entry: &str) -> String {
    let text = text.filter(|text| !text.trim().is_empty()).unwrap_or(HEADER);
    let parts = parts(text);
    let (from, wanted) = (Version::parse(from).ok(), Version::parse(version).ok());
    let proposed = parts.iter().find(|part| part.version.is_some() && part.version == wanted);
    let day = proposed.and_then(|part| part.text.lines().next()?.rsplit_once(" - ")).map_or(day, |(_, day)| day);
    let is_out = |part: &&Part<'_>| part.version <= from && part.version != wanted;
    let (above, versions): (Vec<&Part<'_>>, Vec<&Part<'_>>) = parts.iter().partition(|part| part.version.is_none());
    let mut pieces: Vec<String> = above.iter().map(|part| part.text.trim_end().to_owned()).collect();
    pieces.push(format!("## [{version}] - {}\n\n{}", day.trim(), entry.trim_end()));
    pieces.extend(versions.into_iter().filter(is_out).map(|part| part.text.trim_end().to_owned()));
    pieces.join("\n\n") + "\n"
}

/// A changelog in parts, each from its heading to the next.
fn parts(text: &str) -> Vec<Part<'_>> {
    let starts = text.match_indices("\n## ").map(|(at, _)| at + 1);
    let first = if text.starts_with("## ") { None } else { Some(0) };
    let begins: Vec<usize> = first.into_iter().chain(text.starts_with("## ").then_some(0)).chain(starts).collect();
    let ends = begins.iter().skip(1).copied().chain([text.len()]);
    begins.iter().zip(ends).map(|(begin, end)| part(&text[*begin..end])).collect()
}

fn part(text: &str) -> Part<'_> {
    let heading = text.strip_prefix("## ").and_then(|rest| rest.lines().next());
    let name = heading.and_then(|heading| heading.split(' ').next());
    Part { version: name.and_then(|name| Version::parse(name.trim_matches(['[', ']'])).ok()), text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_entry_stands_first_and_older_ones_stay() {
        let first = with_entry(None, "0.1.0", "0.2.0", "2026-11-30", "Crate: **major**.\n");
        assert!(
            first.starts_with("# Changelog\n") && first.ends_with("\n\n## [0.2.0] - 2026-11-30\n\nCrate: **major**.\n")
        );
        let second = with_entry(Some(&first), "0.2.0", "0.3.0", "2026-12-01", "More.");
        let third = with_entry(Some(&second), "0.2.0", "0.3.0", "2026-12-02", "More still.");
        assert!(
            third.contains("## [0.3.0] - 2026-12-01\n\nMore still.\n\n## [0.2.0] - 2026-11-30\n\nCrate"),
            "{third}"
        );
    }

    #[test]
    fn a_proposal_gives_way_to_another_and_an_entry_of_somebody_stays() {
        let out = "# Changelog\n\n## [Unreleased]\n\n- soon\n\n## 0.1.0\n\nFirst.\n";
        let proposed = with_entry(Some(out), "0.1.0", "0.1.1", "2026-11-30", "Small.");
        let graver = with_entry(Some(&proposed), "0.1.0", "0.2.0", "2026-11-30", "Large.");
        assert_eq!(
            graver,
            "# Changelog\n\n## [Unreleased]\n\n- soon\n\n## [0.2.0] - 2026-11-30\n\nLarge.\n\n## 0.1.0\n\nFirst.\n"
        );
    }
}
