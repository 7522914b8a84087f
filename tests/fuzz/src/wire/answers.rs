//! What all targets compare: a result in words, and that all ways to it gave the same.

use std::fmt::Debug;

/// Panics where the results of the same body in other pieces differ; gives the first of them.
pub(super) fn same<T: Debug + PartialEq>(what: &str, all: Vec<T>) -> T {
    let mut all = all.into_iter();
    let first = all.next().unwrap_or_else(|| panic!("{what} was not read"));
    for other in all {
        assert!(first == other, "{what} hang on the pieces\nwhole: {first:?}\npieces: {other:?}");
    }
    first
}
