//! A short run of every target, and everything that was found once.

use std::fs;
use std::path::Path;
use std::time::Duration;
use switchboard_fuzz::{Options, Target, check, run, seeds};

/// Generous, since tests run unoptimised beside others; the long run has a limit of two seconds.
const LIMIT: Duration = Duration::from_secs(60);

#[test]
fn mutated_inputs_break_no_rule() {
    for &target in Target::ALL {
        let seeds = seeds(target, None);
        assert!(!seeds.is_empty(), "{target} has seeds");
        // The tests of `pages.rs` make up more of them.
        let executions = if matches!(target, Target::Pages(_)) { 20 } else { 150 };
        let summary = run(target, seeds, Options { executions, first: 1, limit: LIMIT, progress: false }, |_, _, _| {});
        let reasons: Vec<&String> = summary.findings.iter().map(|finding| &finding.reason).collect();
        assert_eq!(reasons, [] as [&String; 0], "{target}: {:?}", summary.findings);
    }
}

#[test]
fn what_was_found_once_is_not_found_again() {
    for &target in Target::ALL {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("regressions").join(target.as_str());
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let text = fs::read_to_string(entry.path()).unwrap_or_else(|error| panic!("{:?}: {error}", entry.path()));
            assert_eq!(check(target, &text, LIMIT), Ok(()), "{target}: {:?}", entry.path());
        }
    }
}
