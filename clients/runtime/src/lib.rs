//! What every generated client stands on.
//!
//! A generated crate states the facts of its API as data ([`Api`], [`Operation`]) and its types as Rust; how a call is
//! made is written here, once. Reading order: [`Core`] is the client, [`Request`] one call, [`RawResponse`] its answer,
//! [`Error`] what can go wrong.
//!
//! Nothing in this crate shows a secret: credentials, request headers, query members and bodies are in no `Debug`, no
//! `Display` and no trace.

mod api;
mod body;
mod builder;
mod client;
mod credentials;
mod envelope;
mod error;
mod form;
mod json;
mod media;
mod multipart;
mod oauth;
mod operation;
mod options;
mod percent;
mod request;
mod response;
mod retry;
mod send;
mod server;
mod stream;
mod style;

pub use api::{Api, ApiKeyLocation, SecurityKind, SecurityScheme};
pub use builder::Builder;
pub use client::Core;
pub use error::{Answer, ApiError, ConfigurationError, DecodeError, Error, Failure, SNIPPET_LIMIT, Stage};
pub use multipart::{Multipart, Part};
pub use operation::{Envelope, Field, Location, Operation, Parameter, Style};
pub use options::CallOptions;
pub use request::Request;
pub use response::{RawResponse, Response};
pub use stream::ByteStream;

pub use {bytes, http, reqwest, secrecy, serde, serde_json};
