//! How much work the types of a document may take: each schema has a share of what is left, and one that needs more is lost
//! by itself.

use super::{Planner, merge};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Node;

/// How much merging a document may need before less is done for each schema, in [`merge`]'s units: so much, so much for each value of the document, and so
/// much for each value of what becomes a type. Real documents need a tenth of that.
pub(super) const MAX_WORK: (usize, usize, usize) = (300_000, 20, 100);

/// The part of what is left for the document that one schema may use, and what each may at least: so much, and so much for
/// each of its values. Many that multiply each other leave enough for those that do not.
const MAX_SHARE: usize = 4;
const MIN_WORK: (usize, usize) = (5_000, 20);

/// How much of that all types together may add: so much for each value of the document, since a small one that unfolds
/// without end makes types without end, and never more than what is merged in some seconds.
pub(super) const MAX_CREDIT: (usize, usize) = (2_000, 100_000_000);

impl Planner<'_> {
    /// Plans one schema with a share of the work that is left for the document. One that needs more is lost by itself: in
    /// the merge that meets the limit, any value is taken.
    pub(super) fn within_budget<T>(&mut self, pointer: &str, schema: &Node, plan: impl FnOnce(&mut Self) -> T) -> T {
        let all = self.work_left;
        let share = (all / MAX_SHARE).max(MIN_WORK.0 + MIN_WORK.1 * merge::size(schema));
        let outside = std::mem::replace(&mut self.planned_pointer, pointer.to_owned());
        self.work_left = share;
        let planned = plan(self);
        self.work_left = (all + self.work_left).saturating_sub(share).max(1);
        self.planned_pointer = outside;
        planned
    }

    /// Allows more merging for what becomes a type.
    pub(super) fn earn(&mut self, effective: &Node) {
        let credit = (MAX_WORK.2 * merge::size(effective)).min(self.credit_left);
        self.credit_left -= credit;
        if self.work_left > 0 {
            self.work_left += credit;
        }
    }

    pub(super) fn too_much_work(&mut self, schema: &Node) {
        self.depends_on_place = true;
        self.is_cut = true;
        let subject = self.planned_pointer.split('/').take(4).collect::<Vec<_>>().join("/");
        if self.reported.insert(format!("too much work {subject}")) {
            self.diagnostics.push(
                Diagnostic::error(
                    Code::LimitExceeded,
                    "the parts of this schema multiply each other by `allOf`, `oneOf` and `anyOf` without end",
                )
                .at(schema.label_span())
                .subject(subject)
                .help("this is where it was being merged when the limit was reached; refer to schemas instead of combining them")
                .costs("any value is taken there"),
            );
        }
    }
}
