//! The double itself: it stands where the connection would be, hands out answers in order, and keeps requests.

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use reqwest::{Request, Response};

use super::answers::Answers;
use super::canned::{Answer, Canned};
use super::sent::Sent;
use crate::builder::Builder;
use crate::client::Core;
use crate::error::{ConfigurationError, Failure, Stage};
use crate::operation::Operation;
use crate::transport::middleware::Next;

/// Where calls seem to go: no computer has this name (RFC 2606, section 2).
const ADDRESS: &str = "http://double.invalid";

/// Answers the calls of clients in tests. Clones are one double.
#[derive(Clone, Default)]
pub struct Double {
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    /// By the address of the operation, of which there is one `static` each.
    answers: HashMap<usize, VecDeque<Canned>>,
    sent: Vec<Sent>,
}

fn key(operation: &'static Operation) -> usize {
    std::ptr::from_ref(operation).addr()
}

impl Double {
    /// A double that answers nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A client whose calls the double answers. It needs no credentials; those that the builder was given are sent.
    ///
    /// # Errors
    /// When a setting of the builder cannot be used.
    pub fn client<C: From<Core>>(&self, builder: Builder<C>) -> Result<C, ConfigurationError> {
        let double = self.clone();
        let answering = move |request: Request, next: Next| {
            let double = double.clone();
            async move { double.handle(request, next).await }
        };
        builder.base_url(ADDRESS).without_credentials().middleware(answering).build()
    }

    /// The answers of an operation, to be set.
    pub fn on<T, E>(&self, operation: &'static Operation) -> Answers<T, E> {
        Answers::new(self.clone(), operation)
    }

    /// All that was sent, in order.
    pub fn requests(&self) -> Vec<Sent> {
        self.state().sent.clone()
    }

    pub(super) fn push(&self, operation: &'static Operation, canned: Canned) {
        self.state().answers.entry(key(operation)).or_default().push_back(canned);
    }

    pub(super) fn change_last(&self, operation: &'static Operation, change: impl FnOnce(&mut Canned)) {
        let mut state = self.state();
        let queue = state.answers.entry(key(operation)).or_default();
        if queue.is_empty() {
            queue.push_back(Canned::Invalid("no answer was set yet that could be changed".to_owned()));
        }
        if let Some(last) = queue.back_mut() {
            change(last);
        }
    }

    /// A test that failed with the lock held says so itself.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn handle(&self, request: Request, next: Next) -> Result<Response, Failure> {
        let operation = next.operation();
        let sent = Sent::of(operation, request).await.map_err(|error| next.failure(error.without_url()))?;
        let canned = {
            let mut state = self.state();
            state.sent.push(sent);
            match state.answers.get_mut(&key(operation)) {
                Some(queue) if queue.len() > 1 => queue.pop_front(),
                Some(queue) => queue.front().cloned(),
                None => None,
            }
        };
        match canned {
            Some(Canned::Answer(answer)) => answered(answer).map_err(|error| next.failure(error)),
            Some(Canned::Refused) => Err(refused(operation.id, &next).await),
            Some(Canned::TimedOut) => Err(next.timed_out()),
            Some(Canned::Invalid(problem)) => Err(next.failure(problem)),
            None => Err(next.failure(format!("the test has set no answer of `{}`", operation.id))),
        }
    }
}

fn answered(answer: Answer) -> Result<Response, http::Error> {
    let Answer { status, headers, body, breaks_off } = answer;
    let body = match breaks_off {
        false => reqwest::Body::from(body),
        true => {
            let broken = std::io::Error::from(std::io::ErrorKind::ConnectionReset);
            let pieces: [Result<Bytes, std::io::Error>; 2] = [Ok(body), Err(broken)];
            reqwest::Body::wrap_stream(futures_util::stream::iter(pieces))
        }
    };
    let mut made = http::Response::builder().status(status);
    for (name, value) in &headers {
        made = made.header(name, value);
    }
    // A call that is repeated is not to keep a test waiting.
    if crate::transport::retry::is_transient(status) && !headers.contains_key(http::header::RETRY_AFTER) {
        made = made.header(http::header::RETRY_AFTER, 0);
    }
    made.body(body).map(Response::from)
}

/// What a connection to a port where nobody listens ends in.
async fn refused(operation: &'static str, next: &Next) -> Failure {
    let port = std::net::TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
    let address = match port {
        Ok(address) => format!("http://{address}/"),
        Err(error) => return next.failure(error),
    };
    let sent = match reqwest::Client::builder().no_proxy().build() {
        Ok(client) => client.get(address).send().await,
        Err(error) => return next.failure(error),
    };
    match sent {
        Err(error) => Failure::Transport { operation, stage: Stage::Connecting, source: error.without_url() },
        Ok(_) => next.failure("somebody listens where nobody should"),
    }
}

impl fmt::Debug for Double {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Double").field("requests", &self.state().sent.len()).finish_non_exhaustive()
    }
}

/// Makes the test double of a generated crate, whose `Client` is in scope: the type `Double`, and `Operations`, which the crate
/// gives a method for each operation.
#[macro_export]
macro_rules! client_double {
    ($client:ty) => {
        /// Answers the calls of clients in tests, without a server. Clones are one double.
        #[derive(::std::clone::Clone, ::std::fmt::Debug, ::std::default::Default)]
        pub struct Double($crate::testing::Double);

        impl Double {
            /// A double that answers nothing yet.
            #[must_use]
            pub fn new() -> Self {
                Self::default()
            }

            /// A client whose calls the double answers.
            ///
            /// # Errors
            /// When the HTTP client cannot be made.
            pub fn client(&self) -> ::std::result::Result<$client, $crate::ConfigurationError> {
                self.client_of(<$client>::builder())
            }

            /// A client that was set up otherwise. It needs no credentials; those that it was given are sent.
            ///
            /// # Errors
            /// When a setting cannot be used.
            pub fn client_of(
                &self,
                builder: $crate::Builder<$client>,
            ) -> ::std::result::Result<$client, $crate::ConfigurationError> {
                self.0.client(builder)
            }

            /// The operations, to say what they answer.
            pub fn on(&self) -> Operations<'_> {
                Operations(&self.0)
            }

            /// All that was sent, in order.
            pub fn requests(&self) -> ::std::vec::Vec<$crate::testing::Sent> {
                self.0.requests()
            }
        }

        /// The operations of a [`Double`].
        #[derive(::std::clone::Clone, ::std::marker::Copy, ::std::fmt::Debug)]
        pub struct Operations<'d>(&'d $crate::testing::Double);
    };
}
