//! What an API sends by itself: which event it is, and, in the feature `webhooks`, who sent it. Listens to no port, and
//! keeps nothing: an event that is sent twice is given twice.
//!
//! A generated crate states in its module `webhooks` how the requests of its API are signed, and has a function there that
//! takes their headers and body, checks them, and gives the event.

mod error;
mod event;
#[cfg(feature = "webhooks")]
mod signature;
#[cfg(feature = "webhooks")]
mod verify;

pub use error::WebhookError;
pub use event::{event, name, read};
#[cfg(feature = "webhooks")]
pub use signature::{Algorithm, Encoding, Form, SecretForm, Signature, Signed, Stamp};
