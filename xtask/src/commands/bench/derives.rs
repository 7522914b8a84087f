//! What the derives of generated types cost: `cargo check` on copies of a crate that lack some of them.

use super::check;
use crate::workspace::Workspace;
use anyhow::Result;
use camino::Utf8Path;
use serde::Serialize;

/// What is left out of a copy, as changes of the lines that state the derives. Nothing compiles without `Clone`, `Debug`
/// and what enums are compared by.
const WITHOUT: [(&str, &str, &str); 4] = [
    ("Hash of structs and unions", "(Clone, Debug, PartialEq, Eq, Hash)", "(Clone, Debug, PartialEq, Eq)"),
    ("Eq and Hash of structs and unions", "(Clone, Debug, PartialEq, Eq, Hash)", "(Clone, Debug, PartialEq)"),
    ("PartialEq, Eq and Hash of structs and unions", "(Clone, Debug, PartialEq, Eq, Hash)", "(Clone, Debug)"),
    ("PartialOrd and Ord of enums", ", PartialOrd, Ord", ""),
];

/// What one group of derives costs.
#[derive(Debug, Serialize)]
pub(super) struct Cost {
    /// What was left out.
    pub(super) without: &'static str,
    /// The time of the check without it, as a share of the time with all.
    pub(super) share: f64,
}

/// Checks a crate and its copies by turns, `runs` times, and compares the best of each.
pub(super) fn measure(
    package: &str,
    folder: &Utf8Path,
    runs: usize,
    workspace: Option<&Workspace>,
    target: &Utf8Path,
) -> Result<Vec<Cost>> {
    let types = folder.join("src/types.rs");
    let whole = fs_err::read_to_string(&types)?;
    let mut best = [f64::INFINITY; WITHOUT.len() + 1];
    for _ in 0..runs {
        let copies = WITHOUT.iter().map(|(_, from, to)| {
            let line =
                |line: &str| if line.starts_with("#[derive(") { line.replace(from, to) } else { line.to_owned() };
            whole.lines().map(|text| line(text) + "\n").collect()
        });
        for (best, text) in best.iter_mut().zip(std::iter::once(whole.clone()).chain(copies)) {
            fs_err::write(&types, text)?;
            *best = best.min(check(package, folder.to_owned(), workspace, target)?);
        }
    }
    fs_err::write(&types, whole)?;
    let [all, without @ ..] = best;
    let shares = without.map(|seconds| (seconds / all * 1000.0).round() / 1000.0);
    Ok(WITHOUT.iter().zip(shares).map(|((without, ..), share)| Cost { without, share }).collect())
}
