//! What checking the crates of other programs costs, in pairs with ours: by turns in one run, so that whatever else the
//! machine does meets both. Never runs those programs: their crates lie in a folder, each made by its own program.

use super::{check, timed};
use crate::commands::corpus::Spec;
use anyhow::{Context, Result, bail};
use camino::{Utf8Path, Utf8PathBuf};
use serde::Serialize;
use switchboard::workspace::Workspace;

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

/// Checks ours and theirs by turns, `runs` times.
pub(super) fn measure(
    (package, ours): (&str, &Utf8Path),
    (peer, theirs): (String, &Utf8Path),
    runs: usize,
    workspace: Option<&Workspace>,
    target: &Utf8Path,
) -> Pair {
    let pairs = || -> Result<Vec<(f64, f64)>> {
        let spec = spec(theirs)?;
        let once = || -> Result<(f64, f64)> {
            Ok((check(package, ours.to_owned(), workspace, target)?, timed(&spec, &[], target)?))
        };
        (0..runs).map(|_| once()).collect()
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
    use super::median;

    #[test]
    fn the_median_is_that_of_the_shares() {
        assert_eq!(median(vec![(1.0, 2.0), (9.0, 10.0), (1.0, 4.0)]), 0.5);
        assert_eq!(median(vec![(1.0, 2.0), (1.0, 4.0)]), 0.375);
    }
}
