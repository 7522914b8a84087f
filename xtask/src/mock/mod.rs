//! A server that answers as a document says: what `cargo xtask mock` serves. Knows no vendor, and remembers nothing
//! between requests but how many it was told to fail, and how often each resource was read.

mod answer;
mod check;
pub mod pattern;
mod resource;
mod route;
mod sample;
mod sensible;
mod server;
mod states;
mod stream;
mod words;

pub(crate) use check::{faults, resolve};
pub use sample::Sampler;
pub use server::{Faults, serve};

use serde_json::Value;

/// A request, taken apart.
#[derive(Clone, Debug)]
pub struct Call {
    /// The method, in capitals.
    pub method: String,
    /// The path as it was sent.
    pub path: String,
    /// The query, decoded.
    pub query: Vec<(String, String)>,
    /// The headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

/// The method and the path template of the operation that a request is meant for.
pub fn find_route(document: &Value, call: &Call) -> Option<(String, String)> {
    let subject = route::find(document, call).ok()?.subject;
    let (method, path) = subject.split_once(' ')?;
    Some((method.to_ascii_lowercase(), path.to_owned()))
}

impl Call {
    /// The values of a header.
    fn headers<'c>(&'c self, name: &str) -> impl Iterator<Item = &'c str> {
        let name = name.to_ascii_lowercase();
        self.headers.iter().filter(move |(known, _)| *known == name).map(|(_, value)| value.as_str())
    }

    /// The values of a query parameter.
    fn query<'c>(&'c self, name: &str) -> impl Iterator<Item = &'c str> {
        self.query.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The value of a cookie.
    fn cookie(&self, name: &str) -> Option<&str> {
        let cookies = self.headers("cookie").flat_map(|header| header.split(';'));
        cookies.filter_map(|pair| pair.trim().split_once('=')).find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    /// The media type of the body without its parameters, in lower case.
    fn media_type(&self) -> Option<String> {
        let value = self.headers("content-type").next()?;
        Some(value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase())
    }
}

/// What goes back.
#[derive(Clone, Debug, PartialEq)]
pub struct Reply {
    /// The status.
    pub status: u16,
    /// The media type; nothing without a body.
    pub media_type: Option<String>,
    /// The body.
    pub body: Vec<u8>,
    /// What is said of it in the log.
    pub note: String,
}

/// Why a request does not fit the document.
#[derive(Clone, Debug, PartialEq)]
pub struct Refusal {
    /// The status to answer with.
    pub status: u16,
    /// What is wrong, in a sentence.
    pub reason: String,
    /// What may have been meant, or what else is wrong.
    pub details: Vec<String>,
}

impl Refusal {
    fn new(status: u16, reason: impl Into<String>) -> Self {
        Self { status, reason: reason.into(), details: Vec::new() }
    }

    /// As problem details (RFC 9457).
    fn reply(&self) -> Reply {
        let mut body = serde_json::json!({
            "title": "the request does not fit the document",
            "status": self.status,
            "detail": self.reason,
        });
        if !self.details.is_empty() {
            body["details"] = Value::from(self.details.clone());
        }
        Reply {
            status: self.status,
            media_type: Some("application/problem+json".to_owned()),
            body: format!("{body:#}\n").into_bytes(),
            note: self.reason.clone(),
        }
    }
}

/// The document to serve, and how to make values of its schemas.
pub struct Mock {
    document: Value,
    sampler: Sampler,
    seed: u64,
    reads: states::Reads,
}

impl Mock {
    /// `document` is lowered: OpenAPI 3.1, with no reference but to schemas. What is made up follows from `seed`.
    pub fn new(document: Value, seed: u64) -> Self {
        Self { sampler: Sampler::new(&document), document, seed, reads: states::Reads::default() }
    }

    /// The answer to a request.
    pub fn answer(&self, call: &Call) -> Reply {
        let route = match route::find(&self.document, call) {
            Ok(route) => route,
            Err(refusal) => return file(call).unwrap_or_else(|| refusal.reply()),
        };
        match check::check(&self.document, &route, call) {
            Ok(()) => answer::success(&self.sampler, &route, |schema, value| self.enliven(&route, call, schema, value)),
            Err(refusal) => refusal.reply(),
        }
    }

    /// Makes an answer that of its request: values that say what they are, the id that was asked for, the state that is due.
    fn enliven(&self, route: &route::Route<'_>, call: &Call, schema: &Value, value: &mut Value) {
        let address = format!("http://{}", call.headers("host").next().unwrap_or("127.0.0.1"));
        let place = sensible::Place { address: &address, seed: self.seed };
        place.fill(&self.sampler, schema, value);
        resource::name(route, value);
        let reads = match resource::role(&self.document, route, call) {
            resource::Role::Read => Some(self.reads.before(&call.path)),
            resource::Role::Made => Some(0),
            resource::Role::Other => None,
        };
        if let Some(reads) = reads {
            resource::advance(&self.sampler, schema, value, reads);
        }
    }

    /// How many operations there are.
    pub fn operations(&self) -> usize {
        route::operations(&self.document).count()
    }
}

/// A file that an address in an answer leads to.
fn file(call: &Call) -> Option<Reply> {
    let (media_type, body) = sensible::file(&call.path).filter(|_| call.method == "GET")?;
    Some(Reply { status: 200, media_type: Some(media_type.to_owned()), body, note: "a file".to_owned() })
}
