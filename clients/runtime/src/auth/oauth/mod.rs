//! OAuth 2: how a client gets the tokens that it calls with, keeps them, and gives them back.
//!
//! An [`App`] is what an authorization server knows a program as; [`Builder::oauth_app`](crate::Builder::oauth_app) makes
//! one with the addresses of the document. Each of its flows ends in a [`Session`], which
//! [`Builder::oauth`](crate::Builder::oauth) takes:
//!
//! * [`App::client_credentials`]: the program itself ([RFC 6749](https://www.rfc-editor.org/rfc/rfc6749), section 4.4);
//! * `App::authorization`: a person with a browser (section 4.1, with PKCE,
//!   [RFC 7636](https://www.rfc-editor.org/rfc/rfc7636)), in the feature `pkce`;
//! * [`App::device`]: a person with a browser elsewhere ([RFC 8628](https://www.rfc-editor.org/rfc/rfc8628));
//! * [`App::refresh_token`]: whoever kept a refresh token.
//!
//! In the feature `blocking` each step that is awaited has a form that is not (`App::device_blocking`,
//! `DeviceLogin::wait_blocking` and so on), for programs without async code.
//!
//! Whatever else has tokens is a [`TokenSource`]: a vault, a sidecar, a command.
//!
//! **Scopes.** A token of client credentials is asked for with the scopes that the operation requires, and there is one
//! for each set of them: a token can do what its call needs and no more, and a scope that the server does not grant costs
//! the operations that need it, not all. [`App::scopes`] asks for one token with scopes of your choice instead. A token
//! that a person allowed has the scopes that were asked for then, and serves all calls.
//!
//! **Time.** A token is used until 30 seconds before it runs out, or for three quarters of its life where that is longer:
//! it has to be valid when it arrives. Its life is counted from when it was asked for, by a clock that nobody sets.
//!
//! **Waiting.** Calls that need the same token wait for one request. That request is not dropped with the call that began
//! it: a refresh token that the server replaced would be lost with the answer. It is, where the runtime ends in which it was
//! begun and nobody waits for it elsewhere.
//!
//! **Refusal.** Where the API answers 401 to a token that came from here, the token is dropped, another is fetched, and
//! the call is sent once more, if its body can be. A token that is given as [`Builder::credential`](crate::Builder::credential)
//! is not ours to replace, and a header that the call sets itself is none of ours.
//!
//! **Why none of the crates that do this.** `oauth2` 5.0.0 and `openidconnect` 4.1.0 describe requests and answers of
//! the token endpoint well, and stop there: keeping, sharing, renewing and dropping tokens would be ours all the same.
//! What they bring besides is a second version of `sha2`, `rand`, `getrandom` and `thiserror`, and `chrono`; for
//! `openidconnect` also RSA and elliptic curves, to check identity tokens, which no API is called with. `oauth2` refuses an
//! `expires_in` written as text, and its parse error keeps the bytes of the answer, token included, in its `Debug`. So the
//! few forms that are sent and the few members that are read are written here, with nothing new but `sha2` for PKCE.

mod answer;
mod app;
#[cfg(feature = "pkce")]
mod authorization;
#[cfg(all(feature = "blocking", not(target_family = "wasm")))]
mod blocking;
mod cache;
mod device;
mod endpoint;
mod error;
mod provider;
mod session;
mod token;

pub use app::App;
#[cfg(feature = "pkce")]
pub use authorization::Authorization;
pub use device::DeviceLogin;
pub use error::OAuthError;
pub use session::Session;
pub use token::{AccessToken, TokenFuture, TokenNeed, TokenSource};

pub(crate) use cache::Cache;
pub(crate) use provider::Provider;
