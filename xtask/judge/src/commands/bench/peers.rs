//! What checking the crates of other programs costs, in pairs with ours: by turns in one run, so that whatever else the
//! machine does meets both. Never runs those programs: their crates lie in a folder, each made by its own program.

use super::timed;
use crate::commands::corpus::Spec;
use anyhow::{Context, Result, bail};
use camino::{Utf8Path, Utf8PathBuf};
use serde::Serialize;

/// What one pair costs, or why it cannot be said.
#[derive(Debug, Serialize)]
pub(super) struct Pair {
    /// The program, as its folder is called.
    pub(super) peer: String,
    /// CPU seconds of the check of its crate, the best of all runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) check_cpu_seconds: Option<f64>,
    /// Our check as a share of it: the median of all pairs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) ours: Option<f64>,
    /// Why it cannot be measured.
    pub(super) cannot: Option<String>,
}

/// The peers that have a crate of a document: `DIR/PEER/PACKAGE/Cargo.toml`, by name.
pub(super) fn of(peers: &Utf8Path, package: &str) -> Result<Vec<(String, Utf8PathBuf)>> {
    let mut found = Vec::new();
    let entries = peers.read_dir_utf8().with_context(|| format!("cannot read {peers}"))?;
    for entry in entries {
        let entry = entry.with_context(|| format!("cannot read {peers}"))?;
        let folder = entry.path().join(package);
        if folder.join("Cargo.toml").is_file() {
            found.push((entry.file_name().to_owned(), folder));
        }
    }
    found.sort();
    Ok(found)
}

/// Checks ours and theirs by turns, `runs` times; `ours` gives the CPU seconds of our check.
pub(super) fn measure(
    ours: impl Fn() -> Result<f64>,
    (peer, theirs): (String, &Utf8Path),
    runs: usize,
    target: &Utf8Path,
) -> Pair {
    let pairs = || -> Result<Vec<(f64, f64)>> {
        let spec = spec(theirs)?;
        (0..runs).map(|_| Ok((ours()?, timed(&spec, &[], target)?))).collect()
    };
    match pairs() {
        Ok(pairs) => {
            let best = pairs.iter().map(|(_, theirs)| *theirs).fold(f64::INFINITY, f64::min);
            Pair { peer, check_cpu_seconds: Some(best), ours: Some(median(pairs)), cannot: None }
        }
        Err(error) => Pair { peer, check_cpu_seconds: None, ours: None, cannot: Some(format!("{error:#}")) },
    }
}

/// The median of the shares, to three places.
fn median(pairs: Vec<(f64, f64)>) -> f64 {
    let mut shares: Vec<f64> = pairs.into_iter().map(|(ours, theirs)| ours / theirs).collect();
    shares.sort_by(f64::total_cmp);
    let middle = shares.len() / 2;
    let median = match (shares.get(middle), shares.len() % 2, middle.checked_sub(1).and_then(|at| shares.get(at))) {
        (Some(upper), 0, Some(lower)) => f64::midpoint(*lower, *upper),
        (Some(only), ..) => *only,
        (None, ..) => f64::NAN,
    };
    (median * 1000.0).round() / 1000.0
}

/// The crate in a folder, by its manifest.
fn spec(folder: &Utf8Path) -> Result<Spec> {
    let path = folder.join("Cargo.toml");
    let manifest: toml::Table =
        fs_err::read_to_string(&path)?.parse().with_context(|| format!("{path} is no manifest"))?;
    let Some(package) = manifest.get("package").and_then(|package| package.get("name")).and_then(toml::Value::as_str)
    else {
        bail!("{path} names no package");
    };
    Ok(Spec { path, name: package.to_owned(), package: package.to_owned(), folder: folder.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(folder: &Utf8Path, file: &str, text: &str) {
        let path = folder.join(file);
        fs_err::create_dir_all(path.parent().expect("a folder")).expect("it is made");
        fs_err::write(path, text).expect("it is written");
    }

    #[test]
    fn crates_of_the_document_are_checked_and_one_that_is_broken_is_said() {
        let sandbox = tempfile::tempdir().expect("a folder");
        let folder = Utf8Path::from_path(sandbox.path()).expect("UTF-8");
        let manifest = "[package]\nname = \"by-acme\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[workspace]\n";
        write(folder, "peers/acme/bell/Cargo.toml", manifest);
        write(folder, "peers/acme/bell/src/lib.rs", "pub fn ring() {}\n");
        write(folder, "peers/broken/bell/Cargo.toml", manifest);
        write(folder, "peers/broken/bell/src/lib.rs", "pub fn ring() -> u8 {}\n");
        // It has a crate of another document.
        write(folder, "peers/other/tower/Cargo.toml", manifest);
        write(folder, "peers/README.md", "no peer");

        let found = of(&folder.join("peers"), "bell").expect("they are found");
        assert_eq!(found.iter().map(|(peer, _)| peer.as_str()).collect::<Vec<_>>(), ["acme", "broken"]);
        let pairs = found.into_iter().map(|(peer, theirs)| {
            let target = folder.join("target").join(&peer);
            measure(|| Ok(1000.0), (peer, &theirs), 2, &target)
        });
        let [acme, broken] = <[Pair; 2]>::try_from(pairs.collect::<Vec<_>>()).expect("two");
        assert!(acme.ours > Some(1.0) && acme.check_cpu_seconds > Some(0.0) && acme.cannot.is_none(), "{acme:?}");
        assert!(broken.cannot.as_deref().is_some_and(|reason| reason.contains("mismatched types")), "{broken:?}");
        assert_eq!((broken.ours, broken.check_cpu_seconds), (None, None));
    }

    #[test]
    fn the_median_is_that_of_the_shares() {
        assert_eq!(median(vec![(1.0, 2.0), (9.0, 10.0), (1.0, 4.0)]), 0.5);
        assert_eq!(median(vec![(1.0, 2.0), (1.0, 4.0)]), 0.375);
    }
}
