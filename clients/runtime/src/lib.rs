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

mod api;
mod auth;
#[cfg(all(feature = "blocking", not(target_family = "wasm")))]
mod blocking;
mod body;
mod builder;
mod call;
mod client;
mod content;
pub mod data;
mod error;
mod operation;
mod pages;
mod reply;
mod request;
mod response;
mod stream;
#[cfg(all(feature = "testing", not(target_family = "wasm")))]
pub mod testing;
mod transport;
pub mod webhook;
#[cfg(feature = "xml")]
pub mod xml;

pub use api::{Api, ApiKeyLocation, OAuth2Flow, SecurityKind, SecurityScheme};
pub use auth::oauth;
pub use body::json_lines::JsonLines;
pub use body::multipart::{Multipart, Part};
pub use builder::Builder;
pub use call::Call;
pub use client::Core;
pub use content::{Content, FromAnswer, Undocumented};
pub use data::bounds::{Bounds, Limit, OutOfBounds};
pub use data::content_encoding::ContentEncoding;
pub use data::corrected::{Corrected, from_json_corrected};
pub use data::json::DecodeError;
pub use data::{Deviation, Found};
pub use error::{ApiError, ConfigurationError, Error, Failure, Stage};
pub use operation::{Envelope, Field, Location, Operation, Parameter, Style};
pub use pages::paging::{NextPage, PageParameter, Paging, Total, cursor, cursor_text};
pub use pages::{Items, Pages};
pub use reply::{Read, Reply};
pub use request::Request;
pub use response::Response;
pub use stream::ByteStream;
pub use stream::parts::{Parts, PartsError, ReceivedPart};
pub use stream::reconnect::Reconnect;
pub use stream::typed_stream::{Event, TypedStream};
pub use transport::answer::{Answer, SNIPPET_LIMIT};
pub use transport::headers::{HeaderError, HeaderForm, TypedHeaders};
pub use transport::middleware::{Attempt, Middleware, Next};
pub use transport::options::CallOptions;
pub use transport::raw_response::RawResponse;
pub use transport::redirect::Redirects;
pub use transport::retry::RetryPolicy;
pub use transport::target::BoxFuture;
pub use transport::trace_context::{TraceContext, TraceContextError};

#[cfg(feature = "chrono")]
pub use chrono;
#[cfg(feature = "time")]
pub use time;
pub use {bytes, futures_core, http, jiff, reqwest, secrecy, serde, serde_json, uuid};
