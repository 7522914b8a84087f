//! One change as data, and all of them.

use crate::source::Span;

/// For whom a change counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Axis {
    /// For who compiles against the crate.
    Crate,
    /// For who has deployed a program with the older crate.
    Wire,
}

impl Axis {
    /// Its name in output.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Crate => "crate",
            Self::Wire => "wire",
        }
    }
}

/// How much a change asks, the least first. The words for it differ by axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// `patch` of a crate, `fine` on the wire.
    Low,
    /// `minor` of a crate, `warning` on the wire.
    Middle,
    /// `major` of a crate, `breaking` on the wire.
    High,
}

impl Level {
    /// The word for it on an axis.
    pub fn on(self, axis: Axis) -> &'static str {
        match (axis, self) {
            (Axis::Crate, Self::Low) => "patch",
            (Axis::Crate, Self::Middle) => "minor",
            (Axis::Crate, Self::High) => "major",
            (Axis::Wire, Self::Low) => "fine",
            (Axis::Wire, Self::Middle) => "warning",
            (Axis::Wire, Self::High) => "breaking",
        }
    }
}

/// A place in one of the two documents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The JSON pointer, in the lowered document.
    pub pointer: String,
    /// Where in the texts, as far as known.
    pub span: Option<Span>,
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The id of the rule.
    pub rule: &'static str,
    /// For whom it counts.
    pub axis: Axis,
    /// How much it asks.
    pub level: Level,
    /// The id of oasdiff's rule, where there is one.
    pub oasdiff: Option<String>,
    /// What it belongs to: an operation as method and path, a type, or the API.
    pub subject: String,
    /// The path in Rust.
    pub rust: Option<String>,
    /// What changed, in a sentence without its subject.
    pub what: String,
    /// What was there, in short.
    pub before: Option<String>,
    /// What is there now, in short.
    pub after: Option<String>,
    /// The place in the older document.
    pub old: Option<Place>,
    /// The place in the newer document.
    pub new: Option<Place>,
    /// What it shows in: operations or paths in Rust.
    pub affects: Vec<String>,
    /// Why it was accepted, where it was.
    pub accepted: Option<String>,
}

impl Change {
    /// A change of which nothing but the rule and the sentence is known yet.
    pub(super) fn new(rule: &'static str, axis: Axis, level: Level, subject: &str, what: impl Into<String>) -> Self {
        Self {
            rule,
            axis,
            level,
            oasdiff: None,
            subject: subject.to_owned(),
            rust: None,
            what: what.into(),
            before: None,
            after: None,
            old: None,
            new: None,
            affects: Vec::new(),
            accepted: None,
        }
    }

    /// Sets what was there and what is there now.
    pub(super) fn values(mut self, before: Option<String>, after: Option<String>) -> Self {
        (self.before, self.after) = (before, after);
        self
    }
}

/// All changes, by subject, the gravest subject first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// The changes.
    pub changes: Vec<Change>,
}

impl Changes {
    /// The gravest level of an axis, accepted changes apart; nothing where nothing changed.
    pub fn level(&self, axis: Axis) -> Option<Level> {
        self.of(axis).filter(|change| change.accepted.is_none()).map(|change| change.level).max()
    }

    /// How many changes of an axis have this level.
    pub fn count(&self, axis: Axis, level: Level) -> usize {
        self.of(axis).filter(|change| change.level == level).count()
    }

    fn of(&self, axis: Axis) -> impl Iterator<Item = &Change> {
        self.changes.iter().filter(move |change| change.axis == axis)
    }
}
