//! What users put around each attempt of a call: to sign it, to measure it, to answer it themselves. Holds no rules of
//! its own; retries and time limits are in `send`.

use std::fmt;
use std::pin::Pin;

use reqwest::{Request, Response};

use crate::client::Core;
use crate::error::Failure;
use crate::operation::Operation;
use crate::transport::redirect::Redirects;
use crate::transport::send::exchange;
use crate::transport::target::MaybeSend;

/// What comes of one attempt, in time.
#[cfg(not(target_family = "wasm"))]
pub type Attempt<'a> = Pin<Box<dyn Future<Output = Result<Response, Failure>> + Send + 'a>>;
/// What comes of one attempt, in time. In a browser nothing is sent between threads.
#[cfg(target_family = "wasm")]
pub type Attempt<'a> = Pin<Box<dyn Future<Output = Result<Response, Failure>> + 'a>>;

/// Something around every attempt of a call. It may change the request, look at the answer or the failure, answer
/// without asking the server, and send more than once.
///
/// It stands inside of the retries, so it sees every attempt and decides about none, and outside of the connection:
/// the request it is given has its credentials, in headers and in the query, so log its parts with care. The time
/// limit of an attempt ([`Builder::timeout`](crate::Builder::timeout)) holds for everything a middleware does.
///
/// A function is a middleware too:
///
/// ```
/// # use switchboard_runtime::{Api, Core, Next, reqwest::Request};
/// # static API: Api = Api { name: "", version: "", servers: &["https://api.example.com"], security: &[] };
/// let core = Core::builder(&API).middleware(|mut request: Request, next: Next| async move {
///     let signature = request.url().path().len();
///     request.headers_mut().insert("x-signature", signature.into());
///     let (operation, attempt) = (next.operation().id, next.attempt());
///     let answer = next.run(request).await;
///     println!("{operation}, attempt {attempt}: {:?}", answer.as_ref().map(|answer| answer.status()));
///     answer
/// });
/// # core.build().unwrap();
/// ```
///
/// A test double answers without calling [`Next::run`]:
///
/// ```
/// # use switchboard_runtime::{Api, Core, Next, http, reqwest::{Request, Response}};
/// # static API: Api = Api { name: "", version: "", servers: &["https://api.example.com"], security: &[] };
/// let core = Core::builder(&API).middleware(|_: Request, next: Next| async move {
///     let answer = http::Response::builder().status(404).body("no such call");
///     answer.map(Response::from).map_err(|error| next.failure(error))
/// });
/// # core.build().unwrap();
/// ```
pub trait Middleware: Send + Sync {
    /// Handles one attempt; `next` sends it.
    fn handle(&self, request: Request, next: Next) -> Attempt<'_>;
}

impl<F, R> Middleware for F
where
    F: Fn(Request, Next) -> R + Send + Sync,
    R: Future<Output = Result<Response, Failure>> + MaybeSend + 'static,
{
    fn handle(&self, request: Request, next: Next) -> Attempt<'_> {
        Box::pin(self(request, next))
    }
}

/// What comes after a middleware: the next one, or the server.
#[derive(Clone)]
pub struct Next {
    core: Core,
    operation: &'static Operation,
    attempt: u32,
    limits: Waiting,
    /// Those that the call follows, where it says so itself.
    redirects: Option<Redirects>,
    /// How many middlewares the request has passed.
    passed: usize,
}

/// How long the connection may take to begin an answer.
pub(crate) type Waiting = std::time::Duration;

impl Next {
    pub(crate) fn new(
        core: Core,
        operation: &'static Operation,
        attempt: u32,
        limits: Waiting,
        redirects: Option<Redirects>,
    ) -> Self {
        Self { core, operation, attempt, limits, redirects, passed: 0 }
    }

    /// Sends the request on its way. The body of the answer has not been read.
    ///
    /// # Errors
    /// If no answer came, or if a middleware further on fails.
    pub async fn run(mut self, request: Request) -> Result<Response, Failure> {
        let core = self.core.clone();
        match core.inner().middleware.get(self.passed) {
            Some(middleware) => {
                self.passed += 1;
                middleware.handle(request, self).await
            }
            None => exchange(core.inner(), self.operation.id, self.limits, self.redirects.as_ref(), request).await,
        }
    }

    /// The operation that is called.
    #[must_use]
    pub fn operation(&self) -> &'static Operation {
        self.operation
    }

    /// Which attempt of the call this is, from 1.
    #[must_use]
    pub fn attempt(&self) -> u32 {
        self.attempt
    }

    /// A failure of the middleware itself; it ends the call, which is not repeated.
    pub fn failure(&self, cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Failure {
        Failure::Middleware { operation: self.operation.id, source: cause.into() }
    }
}

#[cfg(all(feature = "testing", not(target_family = "wasm")))]
impl Next {
    /// What the call fails with where no answer comes in time.
    pub(crate) fn timed_out(&self) -> Failure {
        Failure::Timeout { operation: self.operation.id, stage: crate::error::Stage::Waiting, limit: self.limits }
    }
}

impl fmt::Debug for Next {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Next")
            .field("operation", &self.operation.id)
            .field("attempt", &self.attempt)
            .finish_non_exhaustive()
    }
}

/// The middlewares of a client, the outermost first.
pub(crate) type Chain = Vec<Box<dyn Middleware>>;
