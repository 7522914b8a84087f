//! The outcomes of a corpus run for people.

use super::{Excluded, Outcome, Sampled, Status, Unequal};
use std::fmt::Write;

/// The most samples of a document that are named when they come back different.
const MOST_UNEQUAL: usize = 10;

/// One line per document, then what went wrong, then the sums.
pub(super) fn table(outcomes: &[Outcome], compiled: bool, sampled: bool) -> String {
    let width = outcomes.iter().map(|outcome| outcome.name.chars().count()).max().unwrap_or(0).clamp(8, 40);
    let mut text = format!(
        "{:<width$}  {:<7} {:>11} {:>7} {:>7} {:>8} {:>8}{}{}\n",
        "document",
        "version",
        "operations",
        "unions",
        "untyped",
        "lines",
        "ms",
        if sampled { format!("  {:>13}", "samples equal") } else { String::new() },
        if compiled { "  cargo check" } else { "" }
    );
    for outcome in outcomes {
        let operations = format!("{}/{}", outcome.operations_emitted, outcome.operations_in_spec);
        let check = match (&outcome.compile, outcome.status) {
            (_, Status::Failed) => "  FAILED".to_owned(),
            (None, Status::Ok) => String::new(),
            (Some(check), _) if check.ok => format!("  ok {:>6.1} s", check.seconds),
            (Some(check), _) => format!("  FAILED: {} errors, {} warnings", check.errors, check.warnings),
        };
        let samples = match &outcome.samples {
            _ if !sampled => String::new(),
            Some(samples) => format!("  {:>13}", format!("{}/{}", samples.ok, samples.run)),
            None => format!("  {:>13}", "-"),
        };
        let _ = writeln!(
            text,
            "{:<width$}  {:<7} {operations:>11} {:>7} {:>7} {:>8} {:>8}{samples}{check}",
            outcome.name,
            outcome.openapi_version.as_deref().unwrap_or("-"),
            outcome.unions.values().sum::<usize>(),
            outcome.untyped_fields,
            outcome.lines,
            outcome.generate_ms,
        );
    }
    text.push('\n');
    for outcome in outcomes {
        if let Some(error) = &outcome.error {
            let _ = writeln!(text, "{}: {error}", outcome.name);
        }
        if let Some(message) = outcome.compile.as_ref().and_then(|compile| compile.message.as_ref()) {
            let _ = writeln!(text, "{}: {}", outcome.name, message.trim_end());
        }
        for line in outcome.samples.iter().flat_map(samples) {
            let _ = writeln!(text, "{}: {line}", outcome.name);
        }
        for left_out in &outcome.operations_left_out {
            let _ = writeln!(text, "{}: left out {}: {}", outcome.name, left_out.operation, left_out.reason);
        }
    }
    let sum = |count: fn(&Outcome) -> usize| outcomes.iter().map(count).sum::<usize>();
    let generated = outcomes.iter().filter(|outcome| outcome.status == Status::Ok).count();
    let _ = write!(
        text,
        "{generated} of {} documents generated, {} of {} operations",
        outcomes.len(),
        sum(|outcome| outcome.operations_emitted),
        sum(|outcome| outcome.operations_in_spec)
    );
    if compiled {
        let sound = outcomes.iter().filter(|outcome| outcome.compile.as_ref().is_some_and(|check| check.ok)).count();
        let _ = write!(text, ", {sound} crates compile without a warning");
    }
    if sampled {
        let sum = |count: fn(&Sampled) -> usize| {
            outcomes.iter().filter_map(|outcome| outcome.samples.as_ref()).map(count).sum::<usize>()
        };
        let _ =
            write!(text, ", {} of {} samples come back equal", sum(|samples| samples.ok), sum(|samples| samples.run));
    }
    text.push('\n');
    text
}

/// What there is to say about the samples of a document beyond their number.
fn samples(samples: &Sampled) -> Vec<String> {
    let failed = samples.error.iter().map(|error| format!("no samples: {error}"));
    let unequal = samples.unequal.iter().take(MOST_UNEQUAL);
    let unequal = unequal.map(|Unequal { pointer, day, error }| format!("{day} sample of {pointer}: {error}"));
    let more = samples.unequal.len().saturating_sub(MOST_UNEQUAL);
    let more = (more > 0).then(|| format!("{more} more samples did not come back equal; --json lists all"));
    let excluded =
        samples.excluded.iter().map(|Excluded { pointer, reason }| format!("not sampled: {pointer}: {reason}"));
    failed.chain(unequal).chain(more).chain(excluded).collect()
}
