//! Pages from the addresses of vendor.toml, as they are now: all of a vendor or none. The only part of the workspace that
//! asks servers of vendors.
//!
//! What came is judged before anything is written: it may be a login, a question whether a person asks, or half a page
//! (`judge.rs`), and the reader of its format has to take it (`vendor.rs`).

mod address;
mod index;
mod judge;
mod marks;
mod request;
mod vendor;

pub(crate) use request::Fetcher;
pub(crate) use vendor::{Fetched, State, fetch};

use std::time::Duration;
use switchboard_codegen::diagnostic::{Code, Diagnostic};

/// What a page may cost.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    pub(crate) bytes: u64,
    pub(crate) time: Duration,
}

/// Why a page was not fetched; what is said of it, but for its place.
#[derive(Debug)]
struct Trouble(Box<Diagnostic>);

impl Trouble {
    fn new(code: Code, message: impl Into<String>, help: &str) -> Self {
        Self(Box::new(Diagnostic::error(code, message).help(help)))
    }
}
