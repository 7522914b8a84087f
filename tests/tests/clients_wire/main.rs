//! Every operation of every client against a mock of its vendor on loopback: what is sent, what comes back, and what
//! an error is. No test here calls a vendor.
#![allow(clippy::unwrap_used)]

mod examples;
mod revcent;
mod revox;
mod revring;
mod vendor;
mod voipbin;
