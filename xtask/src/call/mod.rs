//! Calls of operations that are known from a document alone: what `switchboard call` does. What an operation takes is looked up
//! in the plans of the generator, and the runtime of the clients writes and sends the request, so that it is the one that a
//! generated client would send. There is no code for any operation here, and no second way to build requests.

pub(crate) mod answer;
pub(crate) mod body;
pub(crate) mod complete;
pub(crate) mod facts;
pub(crate) mod find;
pub(crate) mod own_crate;
pub(crate) mod paging;
pub(crate) mod shown;
mod table;
pub(crate) mod values;

pub(crate) use answer::{Output, Sink};

use std::fmt;

/// Why a call is not made as it was asked for: what somebody wrote does not fit the document.
#[derive(Debug)]
pub(crate) struct Refused {
    /// What does not fit, each in a sentence.
    pub(crate) problems: Vec<String>,
}

impl Refused {
    pub(crate) fn one(problem: impl Into<String>) -> Self {
        Self { problems: vec![problem.into()] }
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.problems.join("\n       "))
    }
}

impl std::error::Error for Refused {}
