//! Where inside of a buffered value decoding failed. A decoder that reads text knows its place; a buffered value has none,
//! so an error leaves its path here on its way out. Nothing is noted while all goes well.

use std::cell::RefCell;
use std::fmt;

/// One step from a value into a part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// Into a member of an object.
    Member(String),
    /// Into an item of an array.
    Item(usize),
    /// Into a variant of a union: the same value, read as one of its alternatives.
    Variant(&'static str),
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Member(name) if is_plain(name) => write!(f, ".{name}"),
            // Quoted, so that a name with a dot is not taken for two.
            Self::Member(name) => write!(f, "[{name:?}]"),
            Self::Item(index) => write!(f, "[{index}]"),
            Self::Variant(_) => Ok(()),
        }
    }
}

/// Whether a name can stand in a path as it is.
fn is_plain(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|char| char.is_alphanumeric() || matches!(char, '_' | '-' | '$' | '@'))
}

/// The most steps that are kept. A path is far shorter; who decodes without asking for the path leaves it behind.
const MOST_STEPS: usize = 1024;

thread_local! {
    /// The steps of the last error, innermost first.
    static PATH: RefCell<Vec<Step>> = const { RefCell::new(Vec::new()) };
}

/// Notes that an error left the part that `step` leads to.
#[cold]
pub(super) fn note(step: Step) {
    PATH.with_borrow_mut(|steps| {
        if steps.len() >= MOST_STEPS {
            steps.clear();
        }
        steps.push(step);
    });
}

/// Notes that an error left the variant that a constructor makes.
#[cold]
pub(super) fn note_variant<F>() {
    // `client::types::Event::Started::{{constructor}}`
    let path = std::any::type_name::<F>();
    let path = path.find("::{").and_then(|end| path.get(..end)).unwrap_or(path);
    let start = path.rmatch_indices("::").nth(1).map_or(0, |(at, separator)| at + separator.len());
    note(Step::Variant(path.get(start..).unwrap_or(path)));
}

/// Forgets the path: the error was no error in the end.
pub(super) fn forget() {
    PATH.with_borrow_mut(Vec::clear);
}

/// The path of the last error, outermost step first; forgets it.
pub(crate) fn take() -> Vec<Step> {
    let mut steps = PATH.take();
    steps.reverse();
    steps
}
