//! Sends a call: attempts, pauses between them, and time limits. Knows nothing of parameters and types.

use std::time::Duration;

use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use jiff::Timestamp;
use reqwest::Url;
use tracing::{Instrument, Span, field};

use crate::auth::credentials::{Needed, SentToken};
use crate::body::Body;
use crate::client::{Core, Inner};
use crate::error::{Failure, Stage};
use crate::operation::Operation;
use crate::stream::Reader;
use crate::stream::reconnect::Resume;
use crate::transport::middleware::Next;
use crate::transport::options::CallOptions;
use crate::transport::raw_response::RawResponse;
use crate::transport::redirect::{Redirectable, Redirects};
use crate::transport::retry;
use crate::transport::target::{Instant, is_connect, sleep, timeout};
use crate::transport::trace;

/// A call that is ready to be sent.
pub(crate) struct Ready {
    pub(crate) core: Core,
    pub(crate) operation: &'static Operation,
    pub(crate) method: Method,
    /// Without the keys that go into the query.
    pub(crate) url: Url,
    pub(crate) headers: HeaderMap,
    pub(crate) cookies: Vec<String>,
    pub(crate) body: Body,
    /// Which of the client's credentials it carries.
    pub(crate) credentials: Vec<Needed>,
    /// Whether a second attempt does no harm.
    pub(crate) may_repeat: bool,
    pub(crate) options: CallOptions,
    /// The address of the server, which shows nothing that is secret.
    pub(crate) base: String,
    /// Whether it calls a URL that an answer gave.
    pub(crate) is_linked: bool,
    /// How many times it was sent, another token included.
    pub(crate) sent: u32,
}

impl Ready {
    /// Sends until there is an answer to give.
    pub(crate) async fn send(self) -> Result<RawResponse, Failure> {
        let span = tracing::info_span!(
            "call",
            operation = self.operation.id,
            method = self.operation.method,
            path = self.operation.path,
            attempt = field::Empty,
            status = field::Empty,
            duration_ms = field::Empty,
            "error.type" = field::Empty,
            "otel.kind" = "internal",
            "otel.name" = self.operation.id,
            "otel.status_code" = field::Empty,
        );
        let record = span.clone();
        let mut call = self;
        async move {
            let begin = Instant::now();
            let result = call.attempts(&record).await;
            let result = match result {
                // The call stays with the answer whose stream may need it again.
                Ok(answer) if call.options.reconnect.is_some() => Ok(answer.resumed_by(Resume::of(call))),
                result => result,
            };
            record.record("duration_ms", u64::try_from(begin.elapsed().as_millis()).unwrap_or(u64::MAX));
            match &result {
                Ok(answer) => {
                    record.record("status", answer.status().as_u16());
                }
                // The stage alone: messages of connections are for the caller.
                Err(failure) => {
                    trace::failed(&record, trace::kind(failure));
                    tracing::debug!(retryable = failure.is_retryable(), "no answer");
                }
            }
            result
        }
        .instrument(span)
        .await
    }

    async fn attempts(&mut self, span: &Span) -> Result<RawResponse, Failure> {
        let policy = self.core.inner().retry_policy;
        let retries = self.options.retries.unwrap_or(policy.retries);
        self.core.inner().budget.pay_in();
        let mut made = 0;
        loop {
            span.record("attempt", made + 1);
            let result = self.attempt(made + 1).await;
            let (may_help, headers) = match &result {
                Ok(answer) => (retry::is_transient(answer.status()), Some(answer.headers())),
                Err(failure) => (failure.is_retryable(), None),
            };
            if result.is_ok() && !may_help {
                self.core.inner().budget.reward();
            }
            if !may_help || made >= retries || !self.may_repeat || !self.body.is_repeatable() {
                return give(result).await;
            }
            let Some(pause) = policy.pause(made, headers, Timestamp::now()) else { return give(result).await };
            if !self.core.inner().budget.take() {
                tracing::debug!("no retry: the retry budget is spent");
                return give(result).await;
            }
            made += 1;
            tracing::debug!(retry = made, pause_ms = u64::try_from(pause.as_millis()).unwrap_or(u64::MAX), "retrying");
            // The answer goes first, so that its connection is free while we wait.
            drop(result);
            sleep(pause).await;
        }
    }

    /// Sends once, and once more with another token where the API refuses one of ours.
    pub(crate) async fn attempt(&mut self, number: u32) -> Result<RawResponse, Failure> {
        let (result, sent) = self.exchange(number).await?;
        if result.status() != StatusCode::UNAUTHORIZED || sent.is_empty() {
            return Ok(result);
        }
        self.core.inner().credentials.drop_refused(&sent);
        // The call was refused before anything was done, so that it may be sent again whatever it does.
        if !self.body.is_repeatable() {
            return Ok(result);
        }
        tracing::debug!("sending again with another token");
        drop(result);
        self.exchange(number).await.map(|(result, _)| result)
    }

    /// Sends once, in a span of its own, and gives the tokens of ours that the answer is about.
    async fn exchange(&mut self, number: u32) -> Result<(RawResponse, Vec<SentToken>), Failure> {
        let span = trace::attempt(self);
        self.sent = self.sent.saturating_add(1);
        let result = self.send_once(number, &span).instrument(span.clone()).await;
        if let Err(failure) = &result {
            trace::failed(&span, trace::kind(failure));
        }
        result
    }

    async fn send_once(&mut self, number: u32, span: &Span) -> Result<(RawResponse, Vec<SentToken>), Failure> {
        let inner = self.core.inner();
        let operation = self.operation.id;
        let invalid = |problem: String| Failure::InvalidRequest { operation, problems: vec![problem] };
        let idle = self.options.idle_timeout.unwrap_or(inner.limits.idle);
        let total = self.options.timeout.unwrap_or(inner.limits.total);
        let deadline = Instant::now().checked_add(total);
        let limit = if self.body.is_streamed() { total } else { idle.min(total) };

        let carried = inner.credentials.carry(&self.credentials, operation).await?;
        let mut url = self.url.clone();
        add_to_query(&mut url, &carried.query);
        let mut headers = self.headers.clone();
        let sent = if headers.contains_key(header::AUTHORIZATION) { Vec::new() } else { carried.tokens };
        for (name, value) in &carried.headers {
            // A header the call sets itself goes first.
            headers.entry(name).or_insert_with(|| value.clone());
        }
        let own = headers.get(header::COOKIE).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let cookies: Vec<&str> = own.iter().chain(&self.cookies).chain(&carried.cookies).map(String::as_str).collect();
        if !cookies.is_empty() {
            let mut value = HeaderValue::from_str(&cookies.join("; "))
                .map_err(|_| invalid("a cookie holds characters that no header can carry".to_owned()))?;
            value.set_sensitive(true);
            headers.insert(header::COOKIE, value);
        }
        let of_client = || inner.trace_context.as_ref().and_then(|context| context());
        if let Some(context) = self.options.trace_context.clone().or_else(of_client) {
            context.put(&mut headers);
        }
        let has_content_type = headers.contains_key(header::CONTENT_TYPE);
        let request = inner.http.request(self.method.clone(), url).headers(headers);
        let expects_body = matches!(self.method, Method::POST | Method::PUT | Method::PATCH);
        let request = self.body.attach(request, has_content_type, expects_body).await.map_err(invalid)?;

        let request = request.build().map_err(|error| transport(operation, error))?;
        let mut response = if inner.middleware.is_empty() {
            exchange(inner, operation, limit, self.options.redirects.as_ref(), request).await?
        } else {
            let next = Next::new(self.core.clone(), self.operation, number, limit, self.options.redirects.clone());
            let timed_out = Failure::Timeout { operation, stage: Stage::Waiting, limit: total };
            timeout(total, next.run(request)).await.ok_or(timed_out)??
        };
        trace::answered(span, response.status(), response.version());
        // What another address says behind a redirect is not about our tokens, and the call may have been carried out.
        let sent = if response.extensions().get::<FromElsewhere>().is_none() { sent } else { Vec::new() };
        let (status, headers) = (response.status(), std::mem::take(response.headers_mut()));
        let reader = Reader::new(response, operation, idle, deadline, total);
        let answer = RawResponse::new(self.core.clone(), self.operation, status, headers, reader, &self.options)?;
        Ok((answer, sent))
    }
}

/// Marks an answer that does not come from where its request went.
#[derive(Clone, Copy)]
struct FromElsewhere;

/// Whether an answer comes from where its request went.
fn is_same_address(answered: &Url, called: &Url) -> bool {
    let place = |url: &Url| (url.origin(), url.path().to_owned(), url.query().map(str::to_owned));
    place(answered) == place(called)
}

/// The last answer, with its body read if it takes that to know whether the call worked.
async fn give(result: Result<RawResponse, Failure>) -> Result<RawResponse, Failure> {
    result?.check_envelope().await
}

/// Sends a request and waits for the beginning of its answer, through the redirects that may be followed.
pub(crate) async fn exchange(
    inner: &Inner,
    operation: &'static str,
    limit: Duration,
    redirects: Option<&Redirects>,
    mut request: reqwest::Request,
) -> Result<reqwest::Response, Failure> {
    // A client of the caller's own has followed those that it follows.
    let redirects = inner.redirects.as_ref().map(|general| redirects.unwrap_or(general));
    let mut known = redirects.map(|_| Redirectable::new(&request));
    let called = request.url().clone();
    let answer = async {
        loop {
            let mut answer = inner.http.execute(request).await?;
            if !is_same_address(answer.url(), &called) {
                answer.extensions_mut().insert(FromElsewhere);
            }
            match known.as_mut().zip(redirects).and_then(|(known, redirects)| known.next(&answer, redirects)) {
                Some(next) => request = next,
                None => return Ok(answer),
            }
        }
    };
    timeout(limit, answer)
        .await
        .ok_or(Failure::Timeout { operation, stage: Stage::Waiting, limit })?
        .map_err(|error| transport(operation, error))
}

/// Adds members to the query that are not there yet; a link may have them already.
fn add_to_query(url: &mut Url, members: &[String]) {
    let mut query = url.query().unwrap_or_default().to_owned();
    for member in members {
        let (name, _) = member.split_once('=').unwrap_or((member, ""));
        if query.split('&').any(|own| own.split('=').next() == Some(name)) {
            continue;
        }
        if !query.is_empty() {
            query.push('&');
        }
        query.push_str(member);
    }
    if !query.is_empty() {
        url.set_query(Some(&query));
    }
}

/// A failed connection, told without the URL, which may hold a key.
fn transport(operation: &'static str, error: reqwest::Error) -> Failure {
    let error = error.without_url();
    if error.is_builder() {
        return Failure::InvalidRequest { operation, problems: vec![error.to_string()] };
    }
    let stage = if is_connect(&error) { Stage::Connecting } else { Stage::Waiting };
    Failure::Transport { operation, stage, source: error }
}
