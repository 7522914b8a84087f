//! The spans of attempts, by the names that OpenTelemetry has for HTTP clients
//! ([semantic conventions](https://opentelemetry.io/docs/specs/semconv/http/http-spans/)). Shows no value of a path or a query,
//! no header and no body: any of them may be a secret.

use http::{StatusCode, Version};
use tracing::{Span, field};

use crate::error::{Failure, Stage};
use crate::transport::send::Ready;

/// What stands for a value that is not shown.
const HIDDEN: &str = "REDACTED";

/// Methods that go by their name; whatever else a document has would be one more name for each typing error in it.
const METHODS: [&str; 10] = ["CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "QUERY", "TRACE"];

/// The span of an attempt that is about to be sent.
pub(crate) fn attempt(call: &Ready) -> Span {
    let (method, template) = (call.operation.method, template(call));
    let span = tracing::info_span!(
        "request",
        "http.request.method" = field::Empty,
        "http.request.method_original" = field::Empty,
        "http.request.resend_count" = field::Empty,
        "http.response.status_code" = field::Empty,
        "server.address" = field::Empty,
        "server.port" = field::Empty,
        "url.full" = field::Empty,
        "url.scheme" = field::Empty,
        "url.template" = field::Empty,
        "network.protocol.version" = field::Empty,
        "error.type" = field::Empty,
        "otel.kind" = "client",
        "otel.name" = field::Empty,
        "otel.status_code" = field::Empty,
    );
    if span.is_disabled() {
        return span;
    }
    let is_known = METHODS.contains(&method);
    span.record("http.request.method", if is_known { method } else { "_OTHER" });
    if !is_known {
        span.record("http.request.method_original", method);
    }
    let name = if is_known { method } else { "HTTP" };
    match template {
        Some(template) => {
            span.record("url.template", template);
            span.record("otel.name", format!("{name} {template}"));
        }
        None => drop(span.record("otel.name", name)),
    }
    if call.sent > 0 {
        span.record("http.request.resend_count", call.sent);
    }
    span.record("server.address", call.url.host_str().unwrap_or_default());
    if let Some(port) = call.url.port_or_known_default() {
        span.record("server.port", port);
    }
    span.record("url.scheme", call.url.scheme());
    span.record("url.full", full(call));
    span
}

/// Notes the answer of an attempt.
pub(crate) fn answered(span: &Span, status: StatusCode, version: Version) {
    span.record("http.response.status_code", status.as_u16());
    let version = match version {
        Version::HTTP_10 => Some("1.0"),
        Version::HTTP_11 => Some("1.1"),
        Version::HTTP_2 => Some("2"),
        Version::HTTP_3 => Some("3"),
        _ => None,
    };
    if let Some(version) = version {
        span.record("network.protocol.version", version);
    }
    if status.is_client_error() || status.is_server_error() {
        failed(span, status.as_str());
    }
}

/// Records the type of the error on the span.
pub(crate) fn failed(span: &Span, kind: &str) {
    span.record("error.type", kind);
    span.record("otel.status_code", "ERROR");
}

/// A failure in one word.
pub(crate) fn kind(failure: &Failure) -> &'static str {
    match failure {
        Failure::Timeout { .. } => "timeout",
        Failure::Transport { stage: Stage::Connecting, .. } => "connect",
        Failure::Transport { .. } => "transport",
        Failure::Authorization { .. } => "authorization",
        Failure::Middleware { .. } => "middleware",
        Failure::InvalidRequest { .. } => "invalid_request",
        _ => "_OTHER",
    }
}

/// The path of the operation as its document has it; an address that an answer gave has none.
fn template(call: &Ready) -> Option<&'static str> {
    let path = call.operation.path;
    (!call.is_linked).then(|| path.split_once('?').map_or(path, |(path, _)| path))
}

/// The address without the values in it.
fn full(call: &Ready) -> String {
    let url = &call.url;
    let mut shown = match template(call) {
        Some(template) => {
            let mut shown = call.base.clone();
            let mut rest = template;
            while let Some((before, tail)) = rest.split_once('{') {
                let Some((_, after)) = tail.split_once('}') else { break };
                shown.push_str(before);
                shown.push_str(HIDDEN);
                rest = after;
            }
            shown + rest
        }
        None => format!("{}/{HIDDEN}", url.origin().ascii_serialization()),
    };
    if url.query().is_some() {
        shown.push('?');
        shown.push_str(HIDDEN);
    }
    shown
}
