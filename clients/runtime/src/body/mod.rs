//! The body of a request, kept so that it can be sent again where that is possible.

pub(crate) mod form;
pub(crate) mod json_lines;
pub(crate) mod multipart;
pub(crate) mod multipart_body;
pub(crate) mod percent;
pub(crate) mod style;

use bytes::Bytes;
use http::{HeaderValue, header};

use crate::body::multipart::Multipart;
use crate::body::multipart_body::Framed;

/// The body of a request.
pub(crate) enum Body {
    Empty,
    Whole {
        content_type: HeaderValue,
        bytes: Bytes,
    },
    Stream {
        content_type: HeaderValue,
        body: Option<reqwest::Body>,
    },
    /// `multipart/form-data`.
    Form(Multipart),
    /// Another kind of multipart body.
    Parts {
        content_type: HeaderValue,
        parts: Multipart,
    },
}

impl Body {
    /// A body in memory or a stream, told apart.
    pub(crate) fn new(content_type: HeaderValue, body: reqwest::Body) -> Self {
        match body.as_bytes() {
            Some(bytes) => Self::Whole { content_type, bytes: Bytes::copy_from_slice(bytes) },
            None => Self::Stream { content_type, body: Some(body) },
        }
    }

    /// Whether it can be sent more than once.
    pub(crate) fn is_repeatable(&self) -> bool {
        match self {
            Self::Empty | Self::Whole { .. } => true,
            Self::Stream { .. } => false,
            Self::Form(parts) | Self::Parts { parts, .. } => parts.is_repeatable(),
        }
    }

    /// The same body for another call; nothing where it is one that is sent once.
    pub(crate) fn again(&self) -> Option<Self> {
        match self {
            Self::Empty => Some(Self::Empty),
            Self::Whole { content_type, bytes } => {
                Some(Self::Whole { content_type: content_type.clone(), bytes: bytes.clone() })
            }
            Self::Stream { .. } | Self::Form(_) | Self::Parts { .. } => None,
        }
    }

    /// Whether sending it may take long, so that a server that waits for the end is not a server that hangs.
    pub(crate) fn is_streamed(&self) -> bool {
        matches!(self, Self::Stream { .. } | Self::Form(_) | Self::Parts { .. })
    }

    /// Adds the body of one attempt to a request. The content type of the caller's headers wins; a method that
    /// expects a body says so if there is none.
    pub(crate) async fn attach(
        &mut self,
        request: reqwest::RequestBuilder,
        has_content_type: bool,
        expects_body: bool,
    ) -> Result<reqwest::RequestBuilder, String> {
        let typed = |request: reqwest::RequestBuilder, content_type: &HeaderValue| {
            if has_content_type { request } else { request.header(header::CONTENT_TYPE, content_type) }
        };
        Ok(match self {
            // RFC 9110, section 8.6; some servers answer 411 without it.
            Self::Empty if expects_body => request.header(header::CONTENT_LENGTH, 0),
            Self::Empty => request,
            Self::Whole { content_type, bytes } => typed(request, content_type).body(bytes.clone()),
            Self::Stream { content_type, body } => {
                typed(request, content_type).body(body.take().ok_or("the stream was sent already")?)
            }
            Self::Form(parts) => request.multipart(parts.open().await?),
            // Only these parts know their boundary, so that no other content type will do.
            Self::Parts { content_type, parts } => {
                let framed = Framed::open(content_type, parts).await?;
                let request = match framed.length {
                    Some(length) => request.header(header::CONTENT_LENGTH, length),
                    None => request,
                };
                request.header(header::CONTENT_TYPE, framed.content_type).body(framed.body)
            }
        })
    }
}
