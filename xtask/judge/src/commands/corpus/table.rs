//! The outcomes of a corpus run for people.

use super::{Excluded, Finding, Invalid, Outcome, Sampled, Status};
use crate::faults::Faults;
use std::collections::BTreeMap;

/// The most samples of a document that are named when something is wrong with them.
const MOST_FINDINGS: usize = 10;

/// One line per document, then what went wrong, then the sums.
pub(super) fn table(outcomes: &[Outcome], compiled: bool, sampled: bool) -> String {
    let width = outcomes.iter().map(|outcome| outcome.name.chars().count()).max().unwrap_or(0).clamp(8, 40);
    let mut lines = vec![heading(width, compiled, sampled)];
    lines.extend(outcomes.iter().map(|outcome| row(outcome, width, sampled)));
    lines.push(String::new());
    lines.extend(outcomes.iter().flat_map(problems));
    let mut sums = vec![operations(outcomes)];
    sums.extend(compiled.then(|| compiles(outcomes)));
    sums.extend(sampled.then(|| round_trips(outcomes)));
    sums.extend(planted(outcomes));
    lines.push(sums.join(", "));
    lines.extend(sampled.then(|| taken(outcomes)).into_iter().flatten());
    lines.join("\n") + "\n"
}

fn heading(width: usize, compiled: bool, sampled: bool) -> String {
    format!(
        "{:<width$}  {:<7} {:>11} {:>7} {:>7} {:>8} {:>8}{}{}",
        "document",
        "version",
        "operations",
        "unions",
        "untyped",
        "lines",
        "ms",
        if sampled { format!("  {:>13}  {:>15}", "samples equal", "invalid refused") } else { String::new() },
        if compiled { "  cargo check" } else { "" }
    )
}

fn row(outcome: &Outcome, width: usize, sampled: bool) -> String {
    let operations = format!("{}/{}", outcome.operations_emitted, outcome.operations_in_spec);
    let check = match (&outcome.compile, outcome.status) {
        (_, Status::Failed) => "  FAILED".to_owned(),
        (None, Status::Ok) => String::new(),
        (Some(check), _) if check.ok => format!("  ok {:>6.1} s", check.seconds),
        (Some(check), _) => format!("  FAILED: {} errors, {} warnings", check.errors, check.warnings),
    };
    let samples = match &outcome.samples {
        _ if !sampled => String::new(),
        Some(Sampled { run, ok, invalid, .. }) => {
            let equal = format!("{ok}/{run}");
            format!("  {equal:>13}  {:>15}", format!("{}/{}", invalid.refused(), invalid.run))
        }
        None => format!("  {:>13}  {:>15}", "-", "-"),
    };
    format!(
        "{:<width$}  {:<7} {operations:>11} {:>7} {:>7} {:>8} {:>8}{samples}{check}",
        outcome.name,
        outcome.openapi_version.as_deref().unwrap_or("-"),
        outcome.unions.values().sum::<usize>(),
        outcome.untyped_fields,
        outcome.lines,
        outcome.generate_ms,
    )
}

/// What went wrong with a document.
fn problems(outcome: &Outcome) -> Vec<String> {
    let mut lines: Vec<String> = outcome.error.iter().cloned().collect();
    let message = outcome.compile.as_ref().and_then(|compile| compile.message.as_ref());
    lines.extend(message.map(|message| message.trim_end().to_owned()));
    lines.extend(outcome.samples.iter().flat_map(samples));
    lines.extend(outcome.faults.iter().flat_map(faults));
    let left_out = outcome.operations_left_out.iter();
    lines.extend(left_out.map(|left_out| format!("left out {}: {}", left_out.operation, left_out.reason)));
    lines.iter().map(|line| format!("{}: {line}", outcome.name)).collect()
}

fn operations(outcomes: &[Outcome]) -> String {
    let sum = |count: fn(&Outcome) -> usize| outcomes.iter().map(count).sum::<usize>();
    let generated = outcomes.iter().filter(|outcome| outcome.status == Status::Ok).count();
    let text = format!(
        "{generated} of {} documents generated, {} of {} operations",
        outcomes.len(),
        sum(|outcome| outcome.operations_emitted),
        sum(|outcome| outcome.operations_in_spec)
    );
    match sum(|outcome| outcome.places_left_open.len()) {
        0 => text,
        1 => text + ", 1 place left open",
        number => format!("{text}, {number} places left open"),
    }
}

fn compiles(outcomes: &[Outcome]) -> String {
    let sound = outcomes.iter().filter(|outcome| outcome.compile.as_ref().is_some_and(|check| check.ok)).count();
    format!("{sound} crates compile without a warning")
}

fn round_trips(outcomes: &[Outcome]) -> String {
    let sum = |count: fn(&Sampled) -> usize| {
        outcomes.iter().filter_map(|outcome| outcome.samples.as_ref()).map(count).sum::<usize>()
    };
    format!(
        "{} of {} samples come back equal, {} of {} invalid ones are refused strictly, {} of them with the path, line and \
         column of what is wrong; {} are read with what deviates named, and come back equal",
        sum(|samples| samples.ok),
        sum(|samples| samples.run),
        sum(|samples| samples.invalid.refused()),
        sum(|samples| samples.invalid.run),
        sum(|samples| samples.invalid.placed),
        sum(|samples| samples.invalid.corrected)
    )
}

/// How many invalid samples are taken, for each reason.
fn taken(outcomes: &[Outcome]) -> Vec<String> {
    let mut lenient: BTreeMap<&str, usize> = BTreeMap::new();
    for samples in outcomes.iter().filter_map(|outcome| outcome.samples.as_ref()) {
        for (reason, taken) in &samples.invalid.lenient {
            *lenient.entry(reason).or_default() += taken.len();
        }
    }
    lenient.iter().map(|(reason, count)| format!("{count} invalid samples are taken: {reason}")).collect()
}

/// What faults cost, where some were put in.
fn planted(outcomes: &[Outcome]) -> Option<String> {
    let planted: Vec<&Faults> = outcomes.iter().filter_map(|outcome| outcome.faults.as_ref()).collect();
    let sum = |count: fn(&Faults) -> usize| planted.iter().map(|faults| count(faults)).sum::<usize>();
    (!planted.is_empty()).then(|| {
        format!(
            "{} of {} faults cost their own place alone, by name; {} operations without them are what they were",
            sum(|faults| faults.ok),
            sum(|faults| faults.run),
            sum(|faults| faults.compared)
        )
    })
}

/// What there is to say about the faults of a document beyond their number.
fn faults(faults: &Faults) -> Vec<String> {
    let mut lines: Vec<String> = faults.error.iter().map(|error| format!("no faults: {error}")).collect();
    lines.extend(faults.findings.iter().take(MOST_FINDINGS).map(|finding| {
        format!("fault {} at {}, {}: {}", finding.seed, finding.pointer, finding.fault, finding.problem)
    }));
    if let more @ 1.. = faults.findings.len().saturating_sub(MOST_FINDINGS) {
        lines.push(format!("{more} more faults cost more than their place; --json lists all"));
    }
    lines
}

/// What there is to say about the samples of a document beyond their number.
fn samples(samples: &Sampled) -> Vec<String> {
    let Sampled { excluded, as_meant, unequal, unknown, invalid, error, .. } = samples;
    let mut lines: Vec<String> = error.iter().map(|error| format!("no samples: {error}")).collect();
    lines.extend(findings(unequal, "did not come back equal"));
    lines.extend(findings(unknown, "are valid, and kept as they are in a variant `Unknown`"));
    lines.extend(findings(&invalid.accepted, "are invalid and decode"));
    lines.extend(findings(&invalid.elsewhere, "are refused without saying where"));
    lines.extend(findings(&invalid.uncorrected, "are invalid and not corrected"));
    lines.extend(excluded.iter().map(|Excluded { pointer, reason }| format!("not sampled: {pointer}: {reason}")));
    if let [Excluded { pointer, reason }, ..] = as_meant.as_slice() {
        lines.push(format!(
            "{} schemas that no value satisfies as they stand are sampled with overlapping alternatives and open objects; \
             the first is {pointer}: {reason}",
            as_meant.len()
        ));
    }
    lines
}

/// The first findings of a kind, and how many more there are.
fn findings(findings: &[Finding], what: &str) -> Vec<String> {
    let named = findings.iter().take(MOST_FINDINGS);
    let mut lines: Vec<String> =
        named.map(|Finding { pointer, day, error }| format!("{day} sample of {pointer}: {error}")).collect();
    if let more @ 1.. = findings.len().saturating_sub(MOST_FINDINGS) {
        lines.push(format!("{more} more samples {what}; --json lists all"));
    }
    lines
}

impl Invalid {
    fn refused(&self) -> usize {
        self.placed + self.elsewhere.len()
    }
}
