//! Fuzzing on the stable toolchain: mutated pages and documents through every reader and through the whole pipeline, and
//! mutated answers of servers through the readers of the runtime ([`wire`]).
//!
//! A run is a pure function of its target, its seeds, the first number and the count, so that it can be repeated. What
//! gives a kind of message that was not met before becomes a seed as well, which leads the mutations deeper. Nothing
//! here judges whether the output is right: only that every run ends in time, without a panic, and either with a
//! result or with an error. Only [`pages`] knows what has to come out, since it makes up the pages.

mod mutate;
pub mod pages;
mod run;
mod seeds;
mod targets;
pub mod wire;

pub use run::{Finding, Options, Summary, check, run};
pub use seeds::seeds;
pub use targets::Target;
