//! What changed between two plans of one client, as data: seen by a program that is written against the first and
//! compiled against the second.
//!
//! Compared is what the client offers in Rust, not what the documents say: operations by method and path, types by name.
//! Nothing is printed here.

mod operations;
mod types;
mod version;

pub use version::next_version;

use crate::Planned;
use serde::Serialize;

/// What a change asks of a program that uses the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Impact {
    /// The program may not compile any more, or calls something else.
    Breaking,
    /// The program goes on as it is.
    Compatible,
}

/// One change.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Change {
    /// What it asks of a program that uses the client.
    pub impact: Impact,
    /// The operation, as method and path, or the Rust name of the type.
    pub subject: String,
    /// What changed, in a sentence without its subject.
    pub what: String,
}

/// All changes from one plan to another: the breaking ones first, operations before types.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Changes {
    /// The changes.
    pub changes: Vec<Change>,
}

impl Changes {
    /// How many changes have this impact.
    pub fn count(&self, impact: Impact) -> usize {
        self.changes.iter().filter(|change| change.impact == impact).count()
    }

    /// The gravest impact there is; nothing when nothing changed.
    pub fn impact(&self) -> Option<Impact> {
        self.changes.iter().map(|change| change.impact).min()
    }

    fn breaking(&mut self, subject: &str, what: impl Into<String>) {
        self.push(Impact::Breaking, subject, what.into());
    }

    fn compatible(&mut self, subject: &str, what: impl Into<String>) {
        self.push(Impact::Compatible, subject, what.into());
    }

    fn push(&mut self, impact: Impact, subject: &str, what: String) {
        self.changes.push(Change { impact, subject: subject.to_owned(), what });
    }
}

/// Compares the plans of two documents; take both from [`plan_client`](crate::plan_client()).
pub fn compare(old: &Planned, new: &Planned) -> Changes {
    let mut changes = Changes::default();
    operations::compare(old, new, &mut changes);
    types::compare(&old.graph, &new.graph, &mut changes);
    changes.changes.sort_by_key(|change| change.impact);
    changes
}
