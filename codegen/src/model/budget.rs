//! How much work the types of a document may take: each schema has a share of what is left, and one that needs more is lost
//! by itself.

use super::resolve::Resolver;
use super::schema::Schema;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Node;

/// How much merging a document may need before less is done for each schema, in values that are copied: so much, so much
/// for each value of the document, and so much for each value of what becomes a type. Real documents need a tenth of that.
const MAX_WORK: (usize, usize, usize) = (300_000, 20, 100);

/// The part of what is left for the document that one schema may use, and what each may at least: so much, and so much for
/// each of its values. Many that multiply each other leave enough for those that do not.
const MAX_SHARE: usize = 4;
const MIN_WORK: (usize, usize) = (5_000, 20);

/// How much of that all types together may add: so much for each value of the document, since a small one that unfolds
/// without end makes types without end, and never more than what is merged in some seconds.
const MAX_CREDIT: (usize, usize) = (2_000, 100_000_000);

/// How much may still be done.
#[derive(Debug)]
pub(super) struct Budget {
    /// For what is being planned, or else for the document.
    left: usize,
    /// How much what becomes a type may still add to that.
    credit: usize,
    /// The pointer of what is being planned.
    planned: String,
}

/// What is put aside while a schema is planned with its share.
#[derive(Debug)]
pub(crate) struct Outside {
    left: usize,
    share: usize,
    planned: String,
}

impl Budget {
    pub(super) fn of(document: &Node) -> Self {
        let size = document.size();
        Self {
            left: MAX_WORK.0 + MAX_WORK.1 * size,
            credit: (MAX_CREDIT.0 * size).min(MAX_CREDIT.1),
            planned: "#".to_owned(),
        }
    }

    /// Spends some of it; whether anything is left.
    pub(super) fn spend(&mut self, work: usize) -> bool {
        self.left = self.left.saturating_sub(work);
        self.left > 0
    }

    /// Leaves nothing.
    pub(super) fn exhaust(&mut self) {
        self.left = 0;
    }
}

impl Resolver<'_> {
    /// Begins to plan one schema with a share of the work that is left for the document. One that needs more is lost by
    /// itself: in the merge that meets the limit, any value is taken.
    pub(crate) fn begin(&mut self, pointer: &str, schema: &Schema) -> Outside {
        let left = self.budget.left;
        let share = (left / MAX_SHARE).max(MIN_WORK.0 + MIN_WORK.1 * schema.node().size());
        self.budget.left = share;
        Outside { left, share, planned: std::mem::replace(&mut self.budget.planned, pointer.to_owned()) }
    }

    /// Ends what [`Resolver::begin`] began.
    pub(crate) fn end(&mut self, Outside { left, share, planned }: Outside) {
        self.budget.left = (left + self.budget.left).saturating_sub(share).max(1);
        self.budget.planned = planned;
    }

    /// Allows more merging for what becomes a type.
    pub(crate) fn earn(&mut self, effective: &Schema) {
        let credit = (MAX_WORK.2 * effective.node().size()).min(self.budget.credit);
        self.budget.credit -= credit;
        if self.budget.left > 0 {
            self.budget.left += credit;
        }
    }

    pub(super) fn too_much_work(&mut self, schema: &Schema) {
        self.questions.cut();
        let subject = self.budget.planned.split('/').take(4).collect::<Vec<_>>().join("/");
        if self.reported.insert(format!("too much work {subject}")) {
            self.diagnostics.push(
                Diagnostic::error(
                    Code::LimitExceeded,
                    "merging the parts of this schema by `allOf`, `oneOf` and `anyOf` takes more work than its size allows",
                )
                .at(schema.label_span())
                .subject(subject)
                .help("this is where it was being merged when the limit was reached; refer to schemas instead of combining them")
                .costs("any value is taken there"),
            );
        }
    }
}
