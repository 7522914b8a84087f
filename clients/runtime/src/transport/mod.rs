//! How a call goes over HTTP: servers, attempts, time limits, redirects and middlewares on the way out; status, headers and
//! encodings of what comes back. Knows no type of an API.

pub(crate) mod answer;
pub(crate) mod api_message;
pub(crate) mod charset;
pub(crate) mod content_coding;
pub(crate) mod envelope;
pub(crate) mod headers;
pub(crate) mod media;
pub(crate) mod middleware;
pub(crate) mod options;
pub(crate) mod raw_response;
pub(crate) mod redirect;
pub(crate) mod retry;
pub(crate) mod send;
pub(crate) mod server;
pub(crate) mod target;
pub(crate) mod trace;
pub(crate) mod trace_context;
