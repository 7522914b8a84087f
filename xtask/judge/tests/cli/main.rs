//! The commands as a user runs them: exit codes, messages, and what is on disk afterwards.
#![allow(clippy::unwrap_used)]

mod bench;
mod corpus;
mod determinism;
mod diagnostics;
mod diff;
mod examples;
mod fetch;
mod flow;
mod generate;
mod hostile;
mod interop;
mod interrupted;
mod live;
mod losses;
mod lower;
mod many_pages;
mod maps;
mod mistakes;
mod mock;
mod observe;
mod progenitor;
mod reading;
mod regen;
mod roundtrip;
mod sandbox;
mod several_files;
mod vendors;
mod versions;
mod web;
