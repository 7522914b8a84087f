//! The client all generated clients wrap: cheap to clone, safe to share, and silent about its secrets.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::HeaderMap;

use crate::api::Api;
use crate::auth::credentials::Credentials;
use crate::builder::Builder;
use crate::data::deviation_log::DeviationLog;
use crate::operation::Operation;
use crate::request::Request;
use crate::transport::middleware::Chain;
use crate::transport::options::CallOptions;
use crate::transport::redirect::Redirects;
use crate::transport::retry::{Budget, RetryPolicy};
use crate::transport::server::Server;
use crate::transport::trace_context::TraceSource;

/// What every call of a client needs. Clones share connections, credentials and the retry budget.
#[derive(Clone)]
pub struct Core {
    inner: Arc<Inner>,
    /// What the calls made through this clone do differently; most have none.
    options: Option<Arc<CallOptions>>,
}

pub(crate) struct Inner {
    pub(crate) api: &'static Api,
    pub(crate) http: reqwest::Client,
    /// Which redirects are followed; none here where the HTTP client sees to them.
    pub(crate) redirects: Option<Redirects>,
    pub(crate) server: Server,
    /// Whether `server` stands for the servers of single operations too.
    pub(crate) replaces_all_servers: bool,
    /// What the caller said of the variables of servers that have no default.
    pub(crate) server_variables: BTreeMap<String, String>,
    pub(crate) credentials: Credentials,
    pub(crate) headers: HeaderMap,
    pub(crate) limits: Limits,
    pub(crate) retry_policy: RetryPolicy,
    /// Whether values out of their bounds are refused.
    pub(crate) check_bounds: bool,
    /// Whether answers that deviate from the document are errors.
    pub(crate) strict: bool,
    pub(crate) deviations: DeviationLog,
    pub(crate) budget: Budget,
    pub(crate) middleware: Chain,
    /// Where calls stand in traces.
    pub(crate) trace_context: Option<TraceSource>,
}

/// What a call may take.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// Longest time without progress: until the answer begins, and between any two pieces of it.
    pub(crate) idle: Duration,
    /// Longest time of one attempt, its whole body included.
    pub(crate) total: Duration,
    /// Most bytes of a body that is read as a whole, after decompression.
    pub(crate) response: u64,
}

impl Core {
    /// A client for this API, to be configured.
    pub fn builder(api: &'static Api) -> Builder {
        Builder::new(api)
    }

    /// A call of this operation, to be filled in.
    pub fn request(&self, operation: &'static Operation) -> Request {
        Request::new(self.clone(), operation)
    }

    /// The API it is a client of.
    pub fn api(&self) -> &'static Api {
        self.inner.api
    }

    /// The base URL calls go to.
    pub fn base_url(&self) -> &str {
        self.inner.server.as_str()
    }

    /// The same client with other options for the calls made through it.
    pub fn with_options(&self, options: CallOptions) -> Self {
        Self { inner: Arc::clone(&self.inner), options: Some(Arc::new(options)) }
    }

    pub(crate) fn new(inner: Inner) -> Self {
        Self { inner: Arc::new(inner), options: None }
    }

    pub(crate) fn inner(&self) -> &Inner {
        &self.inner
    }

    pub(crate) fn options(&self) -> CallOptions {
        self.options.as_deref().cloned().unwrap_or_default()
    }
}

impl fmt::Debug for Core {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Core")
            .field("api", &self.inner.api.name)
            .field("base_url", &self.base_url())
            .field("limits", &self.inner.limits)
            .field("retry_policy", &self.inner.retry_policy)
            .field("middleware", &self.inner.middleware.len())
            .finish_non_exhaustive()
    }
}
