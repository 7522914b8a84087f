//! Clients against a mock of their vendor on loopback: what is sent, what comes back, and what an error is. Here are
//! the operations on calls, in detail; `cargo xtask interop` calls all the others. No test here calls a vendor.
#![allow(clippy::unwrap_used)]

mod examples;
mod hostile_answers;
mod revcent;
mod revox;
mod revring;
mod vendor;
mod voipbin;
