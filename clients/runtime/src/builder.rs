//! Configures a client. Everything is checked in [`Builder::build`]; nothing is sent.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue};
use secrecy::SecretString;

use crate::api::{Api, SecurityKind, SecurityScheme};
use crate::auth::credentials::{Credential, Credentials, is_bearer};
use crate::auth::oauth::{App, Cache, Provider, Session, TokenSource};
use crate::client::{Core, Inner, Limits};
use crate::data::deviation_log::DeviationLog;
use crate::error::ConfigurationError;
use crate::transport::middleware::{Chain, Middleware, Next};
use crate::transport::redirect::Redirects;
use crate::transport::retry::{Budget, RetryPolicy};
use crate::transport::server::{Server, filled, is_value};
use crate::transport::trace_context::{TraceContext, TraceSource};

/// A client to be. Made by [`Core::builder`].
#[must_use]
pub struct Builder<C = Core> {
    api: &'static Api,
    base_url: Option<String>,
    /// The environment variable it comes from.
    base_url_variable: Option<String>,
    server_variables: BTreeMap<String, String>,
    credentials: Vec<(String, Given)>,
    from_env: bool,
    http: Option<reqwest::Client>,
    redirects: Redirects,
    connect_timeout: Duration,
    limits: Limits,
    retry_policy: RetryPolicy,
    check_bounds: bool,
    strict: bool,
    user_agent: Option<String>,
    headers: Vec<(String, SecretString)>,
    client: PhantomData<fn() -> C>,
    middleware: Chain,
    trace_context: Option<TraceSource>,
}

/// A credential as it was given.
enum Given {
    Secret(SecretString),
    Pair(String, SecretString),
    Session(Session),
    Source(Arc<Cache>),
    External,
}

impl<C: From<Core>> Builder<C> {
    /// Starts with the defaults. `C` is what comes out: the client of a generated crate, or [`Core`] itself.
    pub fn new(api: &'static Api) -> Self {
        Self {
            api,
            base_url: None,
            base_url_variable: None,
            server_variables: BTreeMap::new(),
            credentials: Vec::new(),
            from_env: false,
            http: None,
            redirects: Redirects::default(),
            connect_timeout: Duration::from_secs(10),
            limits: Limits { idle: Duration::from_secs(60), total: Duration::from_secs(300), response: 64 << 20 },
            retry_policy: RetryPolicy::default(),
            check_bounds: true,
            strict: false,
            user_agent: None,
            headers: Vec::new(),
            client: PhantomData,
            middleware: Chain::new(),
            trace_context: None,
        }
    }

    /// Where calls go, in place of the first server the vendor documents. It stands for all of them, also for
    /// servers of single operations, so that a client pointed at a test server never calls the real one.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// The value of a variable in the address of a server, such as the region of `https://{region}.example.com`. A variable
    /// that the vendor gives a default needs none; one without must be given before an operation of such a server is
    /// called. Letters, digits, `-`, `.`, `_` and `~` can be in it.
    pub fn server_variable(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.server_variables.insert(name.into(), value.into());
        self
    }

    /// The key or token for a security scheme. For OAuth 2 this is an access token obtained elsewhere.
    pub fn credential(mut self, scheme_id: impl Into<String>, secret: impl Into<SecretString>) -> Self {
        self.credentials.push((scheme_id.into(), Given::Secret(secret.into())));
        self
    }

    /// User and password for a Basic scheme, or client id and client secret for OAuth 2 client credentials, for which
    /// [`Builder::oauth_app`] knows more.
    pub fn basic(
        mut self,
        scheme_id: impl Into<String>,
        user: impl Into<String>,
        password: impl Into<SecretString>,
    ) -> Self {
        self.credentials.push((scheme_id.into(), Given::Pair(user.into(), password.into())));
        self
    }

    /// The tokens of OAuth 2 that a flow ended in: see [`oauth`](crate::auth::oauth).
    pub fn oauth(mut self, scheme_id: impl Into<String>, session: Session) -> Self {
        self.credentials.push((scheme_id.into(), Given::Session(session)));
        self
    }

    /// A source of tokens of your own, for a scheme of OAuth 2, OpenID Connect or bearer tokens: see [`TokenSource`].
    pub fn token_source(mut self, scheme_id: impl Into<String>, source: impl TokenSource + 'static) -> Self {
        let cache = Cache::new(Arc::new(source), true);
        self.credentials.push((scheme_id.into(), Given::Source(Arc::new(cache))));
        self
    }

    /// What the authorization server of a scheme of OAuth 2 or OpenID Connect knows this program as, to begin one of its
    /// flows: see [`oauth`](crate::auth::oauth). Addresses come from the document, and use the base URL and the HTTP client that
    /// this builder was given.
    ///
    /// # Errors
    /// If the API has no such scheme, the document does not say where its tokens are got, or an address cannot be used.
    pub fn oauth_app(
        &self,
        scheme_id: impl AsRef<str>,
        client_id: impl Into<String>,
    ) -> Result<App, ConfigurationError> {
        let scheme = self.scheme(scheme_id.as_ref())?;
        let mut own = Self::new(self.api);
        (own.base_url, own.server_variables) = (self.base_url.clone(), self.server_variables.clone());
        if self.from_env {
            own.read_environment(|name| std::env::var(name).ok());
        }
        let (provider, http) = (provider(&own.server()?, scheme)?, self.http()?);
        Ok(App::new(http, provider, client_id.into()))
    }

    /// Declares that a scheme is seen to elsewhere: by a client certificate, a proxy, or a default header.
    pub fn external(mut self, scheme_id: impl Into<String>) -> Self {
        self.credentials.push((scheme_id.into(), Given::External));
        self
    }

    /// Takes credentials from the environment variables of the API's security schemes, and the base URL from
    /// `<NAME>_BASE_URL`: the API's name in capitals, with `_` for what is no letter or digit, for example
    /// `EXAMPLE_BASE_URL`. What is given in code wins; variables that are not set, or empty, are passed over.
    pub fn from_env(mut self) -> Self {
        self.from_env = true;
        self
    }

    /// Takes schemes that were given no credential as seen to elsewhere.
    #[cfg(all(feature = "testing", not(target_family = "wasm")))]
    pub(crate) fn without_credentials(mut self) -> Self {
        for scheme in self.api.security {
            if !self.credentials.iter().any(|(id, _)| id == scheme.id) {
                self.credentials.push((scheme.id.to_owned(), Given::External));
            }
        }
        self
    }

    /// An HTTP client of your own: for proxies, certificates, or to share connections. Timeouts and limits of this
    /// builder still hold, but for the connect timeout; redirects are up to your client, so make it follow none
    /// across origins ([`reqwest::redirect::Policy::none`]), or it sends API keys there. Tokens of OAuth are asked for with
    /// it, too: one that follows a redirect with status 307 or 308 sends client secrets and refresh tokens on.
    pub fn http_client(mut self, client: reqwest::Client) -> Self {
        self.http = Some(client);
        self
    }

    /// Which redirects that leave the origin of a call are followed: none by default; see [`Redirects`].
    pub fn redirects(mut self, redirects: Redirects) -> Self {
        self.redirects = redirects;
        self
    }

    /// Longest time until a connection stands; 10 seconds by default.
    pub fn connect_timeout(mut self, limit: Duration) -> Self {
        self.connect_timeout = limit;
        self
    }

    /// Longest time without progress: until the answer begins, and between any two pieces of it; 60 seconds by
    /// default.
    pub fn idle_timeout(mut self, limit: Duration) -> Self {
        self.limits.idle = limit;
        self
    }

    /// Longest time of one attempt, reading the body included; 5 minutes by default. A body taken as a stream is not
    /// limited by it once it has begun. A call can be dropped at any point, so a limit of your own around all its
    /// attempts does no harm.
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.limits.total = limit;
        self
    }

    /// Most bytes of a body that is read as a whole, counted after decompression; 64 MiB by default.
    pub fn response_limit(mut self, bytes: u64) -> Self {
        self.limits.response = bytes;
        self
    }

    /// How often a call is repeated after a failure that may pass; 2 by default, 0 for never.
    pub fn retries(mut self, retries: u32) -> Self {
        self.retry_policy = self.retry_policy.retries(retries);
        self
    }

    /// How often and how patiently calls are repeated, in place of [`RetryPolicy::default`].
    pub fn retry_policy(mut self, policy: RetryPolicy) -> Self {
        self.retry_policy = policy;
        self
    }

    /// Whether parameters and bodies are held against the bounds in the document (`minimum`, `maxLength`, `maxItems`
    /// and the like) before they are sent; they are by default. Switch it off where the vendor allows more than its
    /// document says. What is received is never held against them.
    pub fn check_bounds(mut self, check: bool) -> Self {
        self.check_bounds = check;
        self
    }

    /// Whether an answer that deviates from the document is an error (`Failure::Decode`). By default it is not: a required
    /// member that is missing, and a member with a value of another kind, has the empty value of its type, what came is
    /// kept and written back, and [`Response::deviations`](crate::Response::deviations) names each such place.
    pub fn strict(mut self, strict: bool) -> Self {
        self.strict = strict;
        self
    }

    /// Value of the `User-Agent` header, in place of the API's name and version.
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = Some(user_agent.into());
        self
    }

    /// A header of every call, unless the call sets it itself. Treated as a secret.
    pub fn default_header(mut self, name: impl Into<String>, value: impl Into<SecretString>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Puts something around every attempt of a call: see [`Middleware`]. The first one that is added is the outermost.
    pub fn middleware(mut self, middleware: impl Middleware + 'static) -> Self {
        self.middleware.push(Box::new(middleware));
        self
    }

    /// Says where calls stand in a trace, so that the server can go on with it
    /// ([W3C Trace Context](https://www.w3.org/TR/trace-context/)): `context` is asked before each attempt, inside of its
    /// `tracing` span, and what it gives is sent as `traceparent` and `tracestate`. Nothing is sent to other origins, where a
    /// redirect leads there, nor to an authorization server, whose tokens are for many calls.
    ///
    /// With `tracing-opentelemetry`, the ids, the flag and the state are those of the span of the attempt,
    /// `tracing::Span::current().context().span().span_context()`:
    ///
    /// ```
    /// # use switchboard_runtime::{Api, Core, TraceContext};
    /// # static API: Api = Api { name: "", version: "", servers: &["https://api.example.com"], security: &[] };
    /// # fn current() -> ([u8; 16], [u8; 8], bool, String) { ([1; 16], [1; 8], true, String::new()) }
    /// let core = Core::builder(&API).trace_context(|| {
    ///     let (trace_id, parent_id, is_sampled, state) = current();
    ///     let context = TraceContext::from_ids(trace_id, parent_id, is_sampled).ok()?;
    ///     Some(context.clone().tracestate(&state).unwrap_or(context))
    /// });
    /// # core.build().unwrap();
    /// ```
    pub fn trace_context(mut self, context: impl Fn() -> Option<TraceContext> + Send + Sync + 'static) -> Self {
        self.trace_context = Some(Arc::new(context));
        self
    }

    /// Does something to every request, on every attempt: to sign it, or to count it. A [`Middleware`] that does no
    /// more than this.
    pub fn on_request(self, change: impl Fn(&mut reqwest::Request) + Send + Sync + 'static) -> Self {
        self.middleware(move |mut request: reqwest::Request, next: Next| {
            change(&mut request);
            next.run(request)
        })
    }

    /// The client.
    ///
    /// # Errors
    /// If the base URL, a credential or a header cannot be used, or if the HTTP client cannot be made.
    pub fn build(mut self) -> Result<C, ConfigurationError> {
        if self.from_env {
            self.read_environment(|name| std::env::var(name).ok());
        }
        let (server, http) = (self.server()?, self.http()?);
        let credentials = self.credentials(&server, &http)?;
        let headers = self.default_headers()?;
        let redirects = self.http.is_none().then_some(self.redirects);
        Ok(C::from(Core::new(Inner {
            api: self.api,
            http,
            redirects,
            server,
            replaces_all_servers: self.base_url.is_some(),
            server_variables: self.server_variables,
            credentials: Credentials::new(credentials)?,
            headers,
            limits: self.limits,
            retry_policy: self.retry_policy,
            check_bounds: self.check_bounds,
            strict: self.strict,
            deviations: DeviationLog::default(),
            budget: Budget::default(),
            middleware: self.middleware,
            trace_context: self.trace_context,
        })))
    }

    fn server(&self) -> Result<Server, ConfigurationError> {
        if let Some((name, _)) = self.server_variables.iter().find(|(_, value)| !is_value(value)) {
            let problem = format!("the value of the variable `{name}` holds more than letters, digits, -, ., _ and ~");
            return Err(ConfigurationError::BaseUrl(problem));
        }
        let documented = self.api.servers.first().map(|url| filled(url, &self.server_variables));
        let text = match (&self.base_url, documented) {
            (Some(url), _) => Ok(url.clone()),
            (None, documented) => documented.unwrap_or_else(|| Ok(String::new())),
        };
        text.and_then(|text| Server::parse(&text)).map_err(|problem| {
            ConfigurationError::BaseUrl(match (&self.base_url, &self.base_url_variable) {
                (Some(_), Some(variable)) => format!("{problem}; it comes from the variable {variable}"),
                (Some(_), None) => problem,
                (None, _) => format!("the API documents none that can be called ({problem}); set one with base_url"),
            })
        })
    }

    fn credentials(
        &mut self,
        server: &Server,
        http: &reqwest::Client,
    ) -> Result<Vec<(&'static SecurityScheme, Credential)>, ConfigurationError> {
        let mut held: Vec<(&'static SecurityScheme, Credential)> = Vec::new();
        for (id, given) in std::mem::take(&mut self.credentials) {
            let scheme = self.scheme(&id)?;
            let credential = match (given, scheme.kind) {
                (
                    Given::Pair(id, secret),
                    SecurityKind::OAuth2ClientCredentials { .. }
                    | SecurityKind::OAuth2 { token_url: Some(_), .. }
                    | SecurityKind::OpenIdConnect { .. },
                ) => {
                    let app = App::new(http.clone(), provider(server, scheme)?, id).client_secret(secret);
                    let session = app.client_credentials();
                    Credential::Token(session.cache(), Some(session))
                }
                (Given::Pair(user, password), _) => Credential::Pair(user, password),
                (Given::Secret(secret), _) => Credential::Secret(secret),
                (Given::Session(session), kind) if is_bearer(kind) => Credential::Token(session.cache(), Some(session)),
                (Given::Source(cache), kind) if is_bearer(kind) => Credential::Token(cache, None),
                (Given::Session(_) | Given::Source(_), _) => {
                    let problem = "the scheme is not one of OAuth 2, OpenID Connect or bearer tokens".to_owned();
                    return Err(ConfigurationError::Credential { scheme: scheme.id.to_owned(), problem });
                }
                (Given::External, _) => Credential::External,
            };
            // The later one wins.
            held.retain(|(other, _)| other.id != scheme.id);
            held.push((scheme, credential));
        }
        Ok(held)
    }

    fn scheme(&self, id: &str) -> Result<&'static SecurityScheme, ConfigurationError> {
        let known = || self.api.security.iter().map(|scheme| scheme.id).collect::<Vec<_>>().join(", ");
        let unknown = || ConfigurationError::UnknownScheme { scheme: id.to_owned(), known: known() };
        self.api.scheme(id).ok_or_else(unknown)
    }

    fn http(&self) -> Result<reqwest::Client, ConfigurationError> {
        match &self.http {
            Some(client) => Ok(client.clone()),
            None => crate::transport::target::http_client(self.connect_timeout)
                .map_err(|error| ConfigurationError::HttpClient(error.to_string())),
        }
    }

    /// Fills in what was not given in code.
    fn read_environment(&mut self, variable: impl Fn(&str) -> Option<String>) {
        let variable = |name: &str| variable(name).filter(|value| !value.is_empty());
        let name = base_url_variable(self.api.name);
        if let (None, Some(url)) = (&self.base_url, variable(&name)) {
            self.base_url = Some(url);
            self.base_url_variable = Some(name);
        }
        for scheme in self.api.security {
            if self.credentials.iter().any(|(id, _)| id == scheme.id) {
                continue;
            }
            let values: Option<Vec<String>> = scheme.env.iter().copied().map(variable).collect();
            match (scheme.kind, values.as_deref()) {
                (
                    SecurityKind::Basic
                    | SecurityKind::OAuth2ClientCredentials { .. }
                    | SecurityKind::OAuth2 { token_url: Some(_), .. }
                    | SecurityKind::OpenIdConnect { .. },
                    Some([user, password]),
                ) => {
                    let given = Given::Pair(user.clone(), password.clone().into());
                    self.credentials.push((scheme.id.to_owned(), given));
                }
                (_, Some([secret])) => {
                    self.credentials.push((scheme.id.to_owned(), Given::Secret(secret.clone().into())));
                }
                _ => {}
            }
        }
    }

    fn default_headers(&self) -> Result<HeaderMap, ConfigurationError> {
        use secrecy::ExposeSecret as _;
        let mut headers = HeaderMap::new();
        let user_agent = match &self.user_agent {
            Some(user_agent) => user_agent.clone(),
            None => format!(
                "{}/{} switchboard/{}",
                token(self.api.name),
                token(self.api.version),
                env!("CARGO_PKG_VERSION")
            ),
        };
        let user_agent =
            HeaderValue::from_str(&user_agent).map_err(|_| ConfigurationError::Header("user-agent".to_owned()))?;
        headers.insert(http::header::USER_AGENT, user_agent);
        for (name, value) in &self.headers {
            let refused = || ConfigurationError::Header(name.clone());
            let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| refused())?;
            let mut value = HeaderValue::from_str(value.expose_secret()).map_err(|_| refused())?;
            value.set_sensitive(true);
            headers.insert(name, value);
        }
        Ok(headers)
    }
}

impl<C> fmt::Debug for Builder<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let schemes: Vec<&str> = self.credentials.iter().map(|(id, _)| id.as_str()).collect();
        f.debug_struct("Builder")
            .field("api", &self.api.name)
            .field("credentials", &schemes)
            .field("limits", &self.limits)
            .field("retry_policy", &self.retry_policy)
            .field("middleware", &self.middleware.len())
            .finish_non_exhaustive()
    }
}

/// Where the authorization server of a scheme is called. Its addresses may be relative to the server of the API.
fn provider(server: &Server, scheme: &'static SecurityScheme) -> Result<Provider, ConfigurationError> {
    let problem = |problem: String| ConfigurationError::Credential { scheme: scheme.id.to_owned(), problem };
    let base = reqwest::Url::parse(&format!("{}/", server.as_str())).map_err(|error| problem(error.to_string()))?;
    let provider = Provider::of(scheme.kind, &base).map_err(problem)?;
    provider.ok_or_else(|| {
        problem("the document does not say where its tokens are got; see oauth::App::discovered".to_owned())
    })
}

/// The environment variable with the base URL of the API of this name.
fn base_url_variable(name: &str) -> String {
    let part = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' };
    format!("{}_BASE_URL", name.chars().map(part).collect::<String>())
}

/// Text that a user agent can name as product or version (RFC 9110, section 10.1.5).
fn token(text: &str) -> String {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_' | '+');
    text.chars().map(|c| if allowed(c) { c } else { '-' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    static API: Api = Api {
        name: "Example API",
        version: "2",
        servers: &["/relative"],
        security: &[
            SecurityScheme { id: "key", kind: SecurityKind::Bearer, env: &["KEY"] },
            SecurityScheme { id: "basic", kind: SecurityKind::Basic, env: &["USER", "PASSWORD"] },
            SecurityScheme { id: "half", kind: SecurityKind::Basic, env: &["USER", "UNSET"] },
            SecurityScheme { id: "empty", kind: SecurityKind::Bearer, env: &["EMPTY"] },
            SecurityScheme { id: "none", kind: SecurityKind::Bearer, env: &[] },
        ],
    };

    fn variable(name: &str) -> Option<String> {
        match name {
            "UNSET" => None,
            "EMPTY" => Some(String::new()),
            "EXAMPLE_API_BASE_URL" => Some("http://127.0.0.1:4010".to_owned()),
            name => Some(format!("the {name}")),
        }
    }

    #[test]
    fn the_environment_fills_in_what_is_not_given_in_code() {
        let ids = |builder: &Builder| builder.credentials.iter().map(|(id, _)| id.clone()).collect::<Vec<_>>();
        let mut builder = Builder::<Core>::new(&API);
        builder.read_environment(variable);
        assert_eq!(ids(&builder), ["key", "basic"]);

        let mut builder = Builder::<Core>::new(&API).credential("key", "own");
        builder.read_environment(variable);
        assert_eq!(ids(&builder), ["key", "basic"]);
        assert!(
            matches!(&builder.credentials[0].1, Given::Secret(key) if secrecy::ExposeSecret::expose_secret(key) == "own")
        );
    }

    #[test]
    fn the_base_url_comes_from_the_environment_unless_it_is_given_in_code() {
        let url = |mut builder: Builder| {
            builder.read_environment(variable);
            builder.build().expect("a client").base_url().to_owned()
        };
        assert_eq!(url(Builder::<Core>::new(&API)), "http://127.0.0.1:4010");
        assert_eq!(url(Builder::<Core>::new(&API).base_url("https://own.example")), "https://own.example");
        assert_eq!(base_url_variable("voip-bin.2"), "VOIP_BIN_2_BASE_URL");

        let mut builder = Builder::<Core>::new(&API);
        builder.read_environment(|name| (name == "EXAMPLE_API_BASE_URL").then(|| "localhost".to_owned()));
        let error = builder.build().expect_err("no scheme").to_string();
        assert!(error.ends_with("; it comes from the variable EXAMPLE_API_BASE_URL"), "{error}");
    }

    #[test]
    fn an_api_without_a_server_that_can_be_called_asks_for_one() {
        let error = Builder::<Core>::new(&API).build().expect_err("its server is relative");
        assert_eq!(
            error.to_string(),
            "the base URL cannot be used: the API documents none that can be called \
             (relative URL without a base; it must look like https://api.example.com/v1); set one with base_url"
        );
    }
}
