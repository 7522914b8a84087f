//! What the derives of generated types cost: `cargo check` on copies of a crate that lack some of them.

use super::check;
use anyhow::Result;
use camino::Utf8Path;
use serde::Serialize;
use switchboard::workspace::Workspace;

/// What is left out of a copy. Nothing compiles without `Clone`, `Debug` and what enums are compared by.
const WITHOUT: [(&str, &[&str]); 4] = [
    ("Hash of structs and unions", &["Hash"]),
    ("Eq and Hash of structs and unions", &["Eq", "Hash"]),
    ("PartialEq, Eq and Hash of structs and unions", &["PartialEq", "Eq", "Hash"]),
    ("PartialOrd and Ord of enums", &["PartialOrd", "Ord"]),
];

/// What one group of derives costs.
#[derive(Debug, Serialize)]
pub(super) struct Cost {
    /// What was left out.
    pub(super) without: &'static str,
    /// The time of the check without it, as a share of the time with all.
    pub(super) share: f64,
}

/// Checks the crate in a folder with all derives and without some by turns, `runs` times, and compares the best of each.
/// The crate is changed by that.
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
        let copies = WITHOUT.iter().map(|(_, left_out)| whole.lines().map(|line| without(line, left_out)).collect());
        for (best, text) in best.iter_mut().zip(std::iter::once(whole.clone()).chain(copies)) {
            fs_err::write(&types, text)?;
            *best = best.min(check(package, folder.to_owned(), workspace, target)?);
        }
    }
    let [all, without @ ..] = best;
    let shares = without.map(|seconds| (seconds / all * 1000.0).round() / 1000.0);
    Ok(WITHOUT.iter().zip(shares).map(|((without, ..), share)| Cost { without, share }).collect())
}

/// A line of `types.rs`, with less if it states derives. Enums, which alone have an order, and what is nothing but a name
/// keep what they are compared by.
fn without(line: &str, left_out: &[&str]) -> String {
    let Some(stated) = line.strip_prefix("#[derive(").and_then(|line| line.strip_suffix(")]")) else {
        return format!("{line}\n");
    };
    let is_plain = stated.contains("Copy") || stated.contains("Ord");
    let is_kept = |derive: &&str| !left_out.contains(derive) || is_plain && !derive.ends_with("Ord");
    format!("#[derive({})]\n", stated.split(", ").filter(is_kept).collect::<Vec<_>>().join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn structs_lose_what_they_derive_and_enums_their_order() {
        let lines = [
            "#[derive(Clone, Debug, PartialEq, Eq, Hash)]",
            "#[derive(Clone, Debug, PartialEq)]",
            "#[derive(Clone, Debug, PartialEq, Eq, Hash, serde::Serialize)]",
            "#[derive(Clone, Copy, Debug, PartialEq, Eq)]",
            "#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]",
            "/// Hash, PartialEq",
        ];
        let left = |at: usize| lines.map(|line| without(line, WITHOUT[at].1)).concat();
        insta::assert_snapshot!(left(2), @"
        #[derive(Clone, Debug)]
        #[derive(Clone, Debug)]
        #[derive(Clone, Debug, serde::Serialize)]
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        /// Hash, PartialEq
        ");
        let order = "#[derive(Clone, Debug, PartialEq, Eq, Hash)]\n/// Hash, PartialEq\n";
        assert_eq!(without(lines[4], WITHOUT[3].1) + &without(lines[5], WITHOUT[3].1), order);
    }
}
