//! The outcomes of a corpus run for people.

use super::{Outcome, Status};
use std::fmt::Write;

/// One line per document, then what went wrong, then the sums.
pub(super) fn table(outcomes: &[Outcome], compiled: bool) -> String {
    let width = outcomes.iter().map(|outcome| outcome.name.chars().count()).max().unwrap_or(0).clamp(8, 40);
    let mut text = format!(
        "{:<width$}  {:<7} {:>11} {:>7} {:>7} {:>8} {:>8}{}\n",
        "document",
        "version",
        "operations",
        "unions",
        "untyped",
        "lines",
        "ms",
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
        let _ = writeln!(
            text,
            "{:<width$}  {:<7} {operations:>11} {:>7} {:>7} {:>8} {:>8}{check}",
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
    text.push('\n');
    text
}
