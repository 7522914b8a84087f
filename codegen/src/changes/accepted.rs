//! Changes that somebody has looked at and takes as they are: `[[accept]]` of `vendor.toml`.

use super::{Change, Changes, RULES};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::settings::Acceptance;
use crate::text::nearest::likely;

/// Marks what is accepted, with the reason; an entry that meets no change is an error.
pub fn accept(changes: &mut Changes, entries: &[Acceptance], diagnostics: &mut Diagnostics) {
    for entry in entries {
        let mut has_met = false;
        for change in changes.changes.iter_mut().filter(|change| meets(change, entry)) {
            change.accepted = Some(entry.reason.value.clone());
            has_met = true;
        }
        if has_met {
            continue;
        }
        let at = entry.at.as_ref().map_or(String::new(), |at| format!(" at `{}`", at.value));
        let message = format!("no change is found by `{}`{at}, and one is accepted here", entry.rule.value);
        let known = RULES.iter().any(|rule| rule.id == entry.rule.value);
        let help = match likely(&entry.rule.value, RULES.iter().map(|rule| rule.id)).filter(|_| !known) {
            Some(meant) => format!("did you mean the rule `{meant}`?"),
            None => "remove this `[[accept]]` entry: it would hide the next change of that kind".to_owned(),
        };
        diagnostics.push(Diagnostic::error(Code::AllowanceUnused, message).at(entry.rule.span).help(help));
    }
}

fn meets(change: &Change, entry: &Acceptance) -> bool {
    let is_at = |at: &str| {
        let pointer = at.strip_prefix('#').unwrap_or(at);
        let places = [&change.old, &change.new];
        change.subject == at
            || change.rust.as_deref() == Some(at)
            || change.affects.iter().any(|one| one == at)
            || places.into_iter().flatten().any(|place| place.pointer == pointer)
    };
    change.rule == entry.rule.value && entry.at.as_ref().is_none_or(|at| is_at(&at.value))
}
