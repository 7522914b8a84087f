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
pub mod data;
mod envelope;
mod error;
mod form;
mod json;
mod lines;
mod media;
mod multipart;
mod oauth;
mod operation;
mod options;
mod pages;
mod percent;
mod request;
mod response;
mod retry;
mod send;
mod server;
mod sse;
mod stream;
mod style;
mod typed_stream;

pub use api::{Api, ApiKeyLocation, SecurityKind, SecurityScheme};
pub use builder::Builder;
pub use client::Core;
pub use error::{Answer, ApiError, ConfigurationError, DecodeError, Error, Failure, SNIPPET_LIMIT, Stage};
pub use multipart::{Multipart, Part};
pub use operation::{Envelope, Field, Location, Operation, Parameter, Style};
pub use options::CallOptions;
pub use pages::{Items, Pages};
pub use request::Request;
pub use response::{RawResponse, Response};
pub use stream::ByteStream;
pub use typed_stream::{Event, TypedStream};

pub use {bytes, http, reqwest, secrecy, serde, serde_json};
