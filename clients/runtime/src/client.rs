//! The client all generated clients wrap: cheap to clone, safe to share, and silent about its secrets.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::HeaderMap;
use serde_json::Value;

use crate::api::Api;
use crate::builder::Builder;
use crate::credentials::Credentials;
use crate::deviation_log::DeviationLog;
use crate::middleware::Chain;
use crate::operation::Operation;
use crate::options::CallOptions;
use crate::paging::PageParameter;
use crate::redirect::Redirects;
use crate::request::Request;
use crate::retry::{Budget, RetryPolicy};
use crate::server::Server;

/// What every call of a client needs. Clones share connections, credentials and the retry budget.
#[derive(Clone)]
pub struct Core {
    inner: Arc<Inner>,
    /// What the calls made through this clone do differently; most have none.
    changes: Option<Arc<Changes>>,
}

#[derive(Clone, Default)]
struct Changes {
    options: CallOptions,
    place: Option<Place>,
}

/// Where in a list a call goes on.
#[derive(Clone)]
pub(crate) enum Place {
    /// A value in place of what the caller sets there.
    At(PageParameter, Value),
    /// A URL that an answer gave.
    Link(String),
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
        self.changed(|changes| changes.options = options)
    }

    /// The same client, whose calls go on at a place in a list.
    pub(crate) fn at(&self, place: Place) -> Self {
        self.changed(|changes| changes.place = Some(place))
    }

    fn changed(&self, change: impl FnOnce(&mut Changes)) -> Self {
        let mut changes = self.changes.as_deref().cloned().unwrap_or_default();
        change(&mut changes);
        Self { inner: Arc::clone(&self.inner), changes: Some(Arc::new(changes)) }
    }

    pub(crate) fn new(inner: Inner) -> Self {
        Self { inner: Arc::new(inner), changes: None }
    }

    pub(crate) fn inner(&self) -> &Inner {
        &self.inner
    }

    pub(crate) fn options(&self) -> CallOptions {
        self.changes.as_ref().map(|changes| changes.options.clone()).unwrap_or_default()
    }

    pub(crate) fn place(&self) -> Option<&Place> {
        self.changes.as_ref()?.place.as_ref()
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
