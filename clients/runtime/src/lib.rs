//! What every generated client stands on.
//!
//! A generated crate states the facts of its API as data ([`Api`], [`Operation`]) and its types as Rust; how a call is
//! made is written here, once. Reading order: [`Core`] is the client, [`Call`] one call, [`Request`] what it sends, [`Reply`]
//! what its answers mean, [`RawResponse`] the answer, [`Error`] what can go wrong.
//!
//! ```no_run
//! use switchboard_runtime::{Api, Call, Core, Operation, Read, Reply, SecurityKind, SecurityScheme};
//!
//! static API: Api = Api {
//!     name: "Example",
//!     version: "1.0",
//!     servers: &["https://api.example.com/v1"],
//!     security: &[SecurityScheme { id: "token", kind: SecurityKind::Bearer, env: &["EXAMPLE_TOKEN"] }],
//! };
//!
//! static GET_STATUS: Operation = Operation::new("getStatus", "GET", "/status")
//!     .accept("application/json")
//!     .security(&[&["token"]])
//!     .replies(&[Reply::success(200, Read::Json), Reply::error(400, Read::Json).to(499)]);
//!
//! /// What a generated crate has for each operation.
//! fn get_status(core: &Core) -> Call<String, String> {
//!     Call::new(core.request(&GET_STATUS))
//! }
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let core = Core::builder(&API).from_env().build()?;
//! println!("{}", *get_status(&core).await?);
//! # Ok(())
//! # }
//! ```
//!
//! Nothing in this crate shows a secret: credentials, request headers, query members and bodies are in no `Debug`, no
//! `Display` and no trace.

mod answer;
mod api;
mod api_message;
#[cfg(all(feature = "blocking", not(target_family = "wasm")))]
mod blocking;
mod body;
mod bounds;
mod builder;
mod call;
mod charset;
mod client;
mod content;
mod content_coding;
mod content_encoding;
mod corrected;
mod credentials;
pub mod data;
mod deviation_log;
mod envelope;
mod error;
mod form;
mod headers;
mod json;
mod json_lines;
mod lines;
mod media;
mod middleware;
mod multipart;
mod multipart_body;
mod named_event;
pub mod oauth;
mod operation;
mod options;
mod pages;
mod paging;
mod parts;
mod percent;
mod position;
mod raw_response;
mod reconnect;
mod redirect;
mod reply;
mod request;
mod response;
mod retry;
mod send;
mod server;
mod sse;
mod stream;
mod stream_signs;
mod style;
mod target;
#[cfg(all(feature = "testing", not(target_family = "wasm")))]
pub mod testing;
mod trace;
mod trace_context;
mod typed_stream;
pub mod webhook;
#[cfg(feature = "xml")]
pub mod xml;

pub use answer::{Answer, SNIPPET_LIMIT};
pub use api::{Api, ApiKeyLocation, OAuth2Flow, SecurityKind, SecurityScheme};
pub use bounds::{Bounds, Limit, OutOfBounds};
pub use builder::Builder;
pub use call::Call;
pub use client::Core;
pub use content::{Content, FromAnswer, Undocumented};
pub use content_encoding::ContentEncoding;
pub use corrected::{Corrected, from_json_corrected};
pub use data::{Deviation, Found};
pub use error::{ApiError, ConfigurationError, Error, Failure, Stage};
pub use headers::{HeaderError, HeaderForm, TypedHeaders};
pub use json::DecodeError;
pub use json_lines::JsonLines;
pub use middleware::{Attempt, Middleware, Next};
pub use multipart::{Multipart, Part};
pub use operation::{Envelope, Field, Location, Operation, Parameter, Style};
pub use options::CallOptions;
pub use pages::{Items, Pages};
pub use paging::{NextPage, PageParameter, Paging, Total, cursor, cursor_text};
pub use parts::{Parts, PartsError, ReceivedPart};
pub use raw_response::RawResponse;
pub use reconnect::Reconnect;
pub use redirect::Redirects;
pub use reply::{Read, Reply};
pub use request::Request;
pub use response::Response;
pub use retry::RetryPolicy;
pub use stream::ByteStream;
pub use target::BoxFuture;
pub use trace_context::{TraceContext, TraceContextError};
pub use typed_stream::{Event, TypedStream};

#[cfg(feature = "chrono")]
pub use chrono;
#[cfg(feature = "time")]
pub use time;
pub use {bytes, futures_core, http, jiff, reqwest, secrecy, serde, serde_json, uuid};
