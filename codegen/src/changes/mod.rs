//! What changed between two clients, as data: for a program that is written against the first and compiled against the
//! second (the axis of the crate), and for one that is deployed and calls a server of today (the axis of the wire).
//!
//! The first is read from the emitted files themselves, so that nothing that is emitted can be forgotten, and a change of
//! the generator shows as well; the second from the documents. Nothing is printed here.
//!
//! See `codegen/docs/versions.md`.

mod accepted;
mod apart;
mod change;
mod compare;
mod group;
mod index;
mod rules;
mod surface;
mod version;
mod wire;

pub use accepted::accept;
pub use change::{Axis, Change, Changes, Level, Place};
pub use compare::{Side, compare, renamed};
pub use rules::{RULES, Rule, rule};
pub use version::next_version;
