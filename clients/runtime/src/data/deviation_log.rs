//! Tells that answers deviate from their document: one event per operation and place, however many answers follow.
//!
//! See `codegen/docs/tolerant-decoding.md`.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use crate::data::Deviation;

/// Most places that are told apart; whatever comes after them is not told.
const MOST_PLACES: usize = 1_000;

/// The places that were told.
#[derive(Debug, Default)]
pub(crate) struct DeviationLog {
    told: Mutex<HashSet<(&'static str, String)>>,
}

impl DeviationLog {
    /// Tells of each place that was not told before, as a `tracing` event at `WARN`; the items of a list are one place.
    pub(crate) fn report(&self, operation: &'static str, deviations: &[Deviation]) {
        for deviation in deviations {
            let place = deviation.place();
            let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
            if told.len() < MOST_PLACES && told.insert((operation, place.clone())) {
                drop(told);
                tracing::warn!(
                    operation,
                    path = place,
                    expected = deviation.expected(),
                    found = deviation.found().as_str(),
                    "an answer deviates from the document"
                );
            }
        }
    }
}
