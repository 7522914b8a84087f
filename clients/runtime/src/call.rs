//! A call as a value: made out, changed on the way if need be, and sent when it is awaited. Knows what types come back, and
//! leaves everything that does not hang on them to others: one `async fn` sends the calls of all operations.

use std::fmt;
use std::marker::PhantomData;
use std::time::Duration;

use secrecy::SecretString;
use serde::Serialize;

use crate::content::{FromAnswer, Undocumented};
use crate::error::{ApiError, Error, Failure};
use crate::reply::{self, Opened};
use crate::request::Request;
use crate::response::Response;
use crate::stream::reconnect::Reconnect;
use crate::transport::options::CallOptions;
use crate::transport::raw_response::RawResponse;
use crate::transport::redirect::Redirects;
use crate::transport::target::BoxFuture;
use crate::transport::trace_context::TraceContext;

/// A call that was made out, and is sent when it is awaited. It gives a `T`, or one of the errors `E` that the API documents.
///
/// ```no_run
/// # use switchboard_runtime::{Call, Error};
/// # use std::time::Duration;
/// # async fn run(call: Call<String>) -> Result<(), Error> {
/// let response = call.timeout(Duration::from_secs(5)).retries(1).await?;
/// # Ok(())
/// # }
/// ```
#[must_use = "a call does nothing until it is awaited or sent"]
pub struct Call<T, E = Undocumented> {
    request: Request,
    types: PhantomData<fn() -> (T, E)>,
}

impl<T, E> Call<T, E> {
    /// A call of what the request says, with the types that the answers of its operation have.
    pub fn new(request: Request) -> Self {
        Self { request, types: PhantomData }
    }

    /// What the call sends.
    #[doc(hidden)]
    pub fn into_request(self) -> Request {
        self.request
    }

    /// Sets the parameter with this key.
    #[doc(hidden)]
    pub fn parameter(self, key: &'static str, value: &(impl Serialize + ?Sized)) -> Self {
        Self::new(self.request.parameter(key, value))
    }

    /// Adds a member to the query that the document does not name.
    pub fn extra_query(self, name: &str, value: &(impl Serialize + ?Sized)) -> Self {
        Self::new(self.request.extra_query(name, value))
    }

    /// Longest time of one attempt, reading the body included.
    pub fn timeout(self, limit: Duration) -> Self {
        Self::new(self.request.timeout(limit))
    }

    /// Longest time without progress.
    pub fn idle_timeout(self, limit: Duration) -> Self {
        Self::new(self.request.idle_timeout(limit))
    }

    /// A further header; it replaces one that the client or the operation would send. Treated as a secret.
    pub fn header(self, name: impl Into<String>, value: impl Into<SecretString>) -> Self {
        Self::new(self.request.header(name, value))
    }

    /// How often the call is repeated after a failure that may pass.
    pub fn retries(self, retries: u32) -> Self {
        Self::new(self.request.retries(retries))
    }

    /// Sends this as `Idempotency-Key`, the same on every attempt, and lets a call that changes something be repeated. Use
    /// it only with an API that honours the header.
    pub fn idempotency_key(self, key: impl Into<String>) -> Self {
        Self::new(self.request.idempotency_key(key))
    }

    /// Whether an answer that deviates from the document is an error; see [`Builder::strict`](crate::Builder::strict).
    pub fn strict(self, strict: bool) -> Self {
        Self::new(self.request.strict(strict))
    }

    /// Keeps the bytes of the body beside the value that is read from them: see [`Response::raw`] and [`ApiError::raw`].
    pub fn keep_body(self) -> Self {
        Self::new(self.request.keep_body())
    }

    /// Whether values that the document does not allow are refused before anything is sent; see
    /// [`Builder::check_bounds`](crate::Builder::check_bounds).
    pub fn check_bounds(self, check: bool) -> Self {
        Self::new(self.request.check_bounds(check))
    }

    /// Lets a stream of events go on over a new connection when one breaks; see [`CallOptions::reconnect`].
    pub fn reconnect(self, reconnect: Reconnect) -> Self {
        Self::new(self.request.reconnect(reconnect))
    }

    /// Which redirects that leave the origin of the call are followed; see [`Redirects`].
    pub fn redirects(self, redirects: Redirects) -> Self {
        Self::new(self.request.redirects(redirects))
    }

    /// Where the call stands in a trace: sent as `traceparent` and `tracestate`; see [`CallOptions::trace_context`].
    pub fn trace_context(self, context: TraceContext) -> Self {
        Self::new(self.request.trace_context(context))
    }

    /// All options at once, in place of those of the client and of those that were set before.
    pub fn options(self, options: CallOptions) -> Self {
        Self::new(self.request.options(options))
    }

    /// Sends the call, and gives the answer as it came, whatever its status.
    ///
    /// # Errors
    /// If the call cannot be sent as asked for, if a credential is missing, or if no answer came.
    pub fn send_raw(self) -> BoxFuture<Result<RawResponse, Failure>> {
        Box::pin(self.request.send())
    }
}

impl<T: FromAnswer, E: FromAnswer> Call<T, E> {
    /// Sends the call; awaiting it does the same.
    ///
    /// # Errors
    /// What the API documents as an error, and everything else that can go wrong.
    pub fn send(self) -> BoxFuture<Result<Response<T>, Error<E>>> {
        let operation = self.request.operation().id;
        let opened = opened(self.request);
        Box::pin(async move { typed(opened.await, operation) })
    }

    /// Sends the call and waits for its answer, in a program without async code.
    ///
    /// # Errors
    /// As [`Call::send`]; and where async code runs already, which this would stop: there the call is awaited.
    #[cfg(all(feature = "blocking", not(target_family = "wasm")))]
    pub fn send_blocking(self) -> Result<Response<T>, Error<E>> {
        let operation = self.request.operation().id;
        let opened = crate::blocking::wait(operation, Box::pin(opened(self.request))).and_then(|opened| opened);
        typed(opened, operation)
    }
}

/// Sends a request, and opens the answer as its operation says.
async fn opened(request: Request) -> Result<Opened, Failure> {
    reply::open(request.send().await?).await
}

/// The only step that knows types.
fn typed<T: FromAnswer, E: FromAnswer>(
    opened: Result<Opened, Failure>,
    operation: &'static str,
) -> Result<Response<T>, Error<E>> {
    match opened? {
        Opened::Success(content, variant) => Ok(T::from_answer(content, variant)?),
        Opened::Error(content, variant) => Err(Error::Api(ApiError::of(operation, E::from_answer(content, variant)?))),
    }
}

impl<T: FromAnswer, E: FromAnswer> IntoFuture for Call<T, E> {
    type Output = Result<Response<T>, Error<E>>;
    type IntoFuture = BoxFuture<Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        self.send()
    }
}

impl<T, E> fmt::Debug for Call<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Call").field(&self.request).finish()
    }
}

/// Makes a struct around a [`Call`] a call itself, but for its parameters: it can be awaited and sent, and takes all options.
///
/// `operation_call! { ListCalls: CallPage, Problem }` stands for a call that gives a `CallPage`, or the error `Problem`.
#[macro_export]
macro_rules! operation_call {
    ($name:ident: $success:ty, $error:ty) => {
        impl $name {
            /// See [`Call::extra_query`]($crate::Call::extra_query).
            pub fn extra_query(
                self,
                name: &str,
                value: &(impl $crate::serde::Serialize + ?::std::marker::Sized),
            ) -> Self {
                Self(self.0.extra_query(name, value))
            }

            /// See [`Call::timeout`]($crate::Call::timeout).
            pub fn timeout(self, limit: ::std::time::Duration) -> Self {
                Self(self.0.timeout(limit))
            }

            /// See [`Call::idle_timeout`]($crate::Call::idle_timeout).
            pub fn idle_timeout(self, limit: ::std::time::Duration) -> Self {
                Self(self.0.idle_timeout(limit))
            }

            /// See [`Call::header`]($crate::Call::header).
            pub fn header(
                self,
                name: impl ::std::convert::Into<::std::string::String>,
                value: impl ::std::convert::Into<$crate::secrecy::SecretString>,
            ) -> Self {
                Self(self.0.header(name, value))
            }

            /// See [`Call::retries`]($crate::Call::retries).
            pub fn retries(self, retries: u32) -> Self {
                Self(self.0.retries(retries))
            }

            /// See [`Call::idempotency_key`]($crate::Call::idempotency_key).
            pub fn idempotency_key(self, key: impl ::std::convert::Into<::std::string::String>) -> Self {
                Self(self.0.idempotency_key(key))
            }

            /// See [`Call::strict`]($crate::Call::strict).
            pub fn strict(self, strict: bool) -> Self {
                Self(self.0.strict(strict))
            }

            /// See [`Call::keep_body`]($crate::Call::keep_body).
            pub fn keep_body(self) -> Self {
                Self(self.0.keep_body())
            }

            /// See [`Call::check_bounds`]($crate::Call::check_bounds).
            pub fn check_bounds(self, check: bool) -> Self {
                Self(self.0.check_bounds(check))
            }

            /// See [`Call::reconnect`]($crate::Call::reconnect).
            pub fn reconnect(self, reconnect: $crate::Reconnect) -> Self {
                Self(self.0.reconnect(reconnect))
            }

            /// See [`Call::redirects`]($crate::Call::redirects).
            pub fn redirects(self, redirects: $crate::Redirects) -> Self {
                Self(self.0.redirects(redirects))
            }

            /// See [`Call::trace_context`]($crate::Call::trace_context).
            pub fn trace_context(self, context: $crate::TraceContext) -> Self {
                Self(self.0.trace_context(context))
            }

            /// See [`Call::options`]($crate::Call::options).
            pub fn options(self, options: $crate::CallOptions) -> Self {
                Self(self.0.options(options))
            }

            /// Sends the call; awaiting it does the same.
            ///
            /// # Errors
            /// What the API documents as an error, and everything else that can go wrong.
            pub fn send(
                self,
            ) -> $crate::BoxFuture<::std::result::Result<$crate::Response<$success>, $crate::Error<$error>>> {
                self.0.send()
            }

            /// Sends the call, and gives the answer as it came, whatever its status.
            ///
            /// # Errors
            /// If the call cannot be sent as asked for, if a credential is missing, or if no answer came.
            pub fn send_raw(self) -> $crate::BoxFuture<::std::result::Result<$crate::RawResponse, $crate::Failure>> {
                self.0.send_raw()
            }

            $crate::__send_blocking! { $success, $error }
        }

        impl ::std::future::IntoFuture for $name {
            type Output = ::std::result::Result<$crate::Response<$success>, $crate::Error<$error>>;
            type IntoFuture = $crate::BoxFuture<Self::Output>;

            fn into_future(self) -> Self::IntoFuture {
                self.0.send()
            }
        }

        impl ::std::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Debug::fmt(&self.0, f)
            }
        }
    };
}

/// `send_blocking`, where this crate has it: the features of the crate that calls the macro do not count.
#[cfg(all(feature = "blocking", not(target_family = "wasm")))]
#[doc(hidden)]
#[macro_export]
macro_rules! __send_blocking {
    ($success:ty, $error:ty) => {
        /// Sends the call and waits for its answer, in a program without async code.
        ///
        /// # Errors
        /// As `send`; and where async code runs already, which this would stop: there the call is awaited.
        pub fn send_blocking(self) -> ::std::result::Result<$crate::Response<$success>, $crate::Error<$error>> {
            self.0.send_blocking()
        }
    };
}

/// Nothing: this crate has no feature `blocking`.
#[cfg(not(all(feature = "blocking", not(target_family = "wasm"))))]
#[doc(hidden)]
#[macro_export]
macro_rules! __send_blocking {
    ($success:ty, $error:ty) => {};
}
