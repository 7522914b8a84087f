//! Calls over loopback: against `wiremock` where the server behaves, against bytes of our own where it does not.

#![allow(clippy::unwrap_used)]

mod answers;
mod api;
mod credentials;
mod requests;
