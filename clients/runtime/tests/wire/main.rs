//! Calls over loopback: against `wiremock` where the server behaves, against bytes of our own where it does not.
//!
//! Names that begin with `c` and a number are rows of the list of what a hostile server may send. Those about texts
//! alone are beside the code that reads them (`json`, `server`, `retry`), and C20 is in `secrets.rs`.

#![allow(clippy::unwrap_used)]

mod answers;
mod api;
#[cfg(feature = "blocking")]
mod blocking;
mod calls;
mod canned;
mod credentials;
mod encodings;
mod json_lines;
mod limits;
mod load;
mod media;
mod middleware;
mod oauth;
#[cfg(feature = "pkce")]
mod oauth_browser;
mod oauth_flows;
mod pages;
mod reconnect;
mod redirects;
mod requests;
mod retries;
mod streams;
mod trace_context;
