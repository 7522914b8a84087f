//! What the document says of the answers of an operation, as data: which statuses mean what, and how each is read. Knows no
//! types; what is read is handed to `content`.

use crate::content::Content;
use crate::data::content_encoding::ContentEncoding;
use crate::error::Failure;
use crate::transport::raw_response::RawResponse;

/// Some answers of an operation. Of all that fit an answer, the first counts; one that none fits is unexpected.
#[derive(Clone, Copy, Debug)]
pub struct Reply {
    first: u16,
    last: u16,
    /// The media types it is for; none for any.
    media_types: &'static [&'static str],
    /// Whether it is for answers whose [`Envelope`](crate::Envelope) says that the call failed, whatever their status.
    in_envelope: bool,
    read: Read,
    kind: Kind,
    variant: u16,
}

/// How the body of an answer is read.
#[derive(Clone, Copy, Debug)]
pub enum Read {
    /// Not at all.
    Nothing,
    /// As JSON.
    Json,
    /// As text.
    Text,
    /// As bytes, while they arrive.
    Bytes,
    /// As bytes that a text in this encoding stands for, as a whole.
    Encoded(ContentEncoding),
    /// As server-sent events with JSON data.
    Events,
    /// As server-sent events with texts for data.
    TextEvents,
    /// As server-sent events whose names say what their data is: text under these names.
    NamedEvents(&'static [&'static str]),
    /// As JSON values, one on each line.
    JsonLines,
    /// As XML of this shape.
    #[cfg(feature = "xml")]
    Xml(&'static crate::xml::Root),
}

/// What an answer means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Success,
    Error,
    Unexpected,
}

/// A documented answer, opened.
pub(crate) enum Opened {
    Success(Content, u16),
    Error(Content, u16),
}

impl Reply {
    const fn new(status: u16, kind: Kind, read: Read) -> Self {
        Self { first: status, last: status, media_types: &[], in_envelope: false, read, kind, variant: 0 }
    }

    /// A success with this status.
    #[must_use]
    pub const fn success(status: u16, read: Read) -> Self {
        Self::new(status, Kind::Success, read)
    }

    /// A documented error with this status.
    #[must_use]
    pub const fn error(status: u16, read: Read) -> Self {
        Self::new(status, Kind::Error, read)
    }

    /// An answer that is not documented, though one that follows would fit it.
    #[must_use]
    pub const fn unexpected(status: u16) -> Self {
        Self::new(status, Kind::Unexpected, Read::Nothing)
    }

    /// Makes it that of all statuses up to this one.
    #[must_use]
    pub const fn to(mut self, last: u16) -> Self {
        self.last = last;
        self
    }

    /// Makes it that of every status.
    #[must_use]
    pub const fn any_status(mut self) -> Self {
        self.first = 0;
        self.last = u16::MAX;
        self
    }

    /// Makes it that of answers of these media types alone.
    #[must_use]
    pub const fn of(mut self, media_types: &'static [&'static str]) -> Self {
        self.media_types = media_types;
        self
    }

    /// Makes it that of answers which say in their body that the call failed, whatever the status.
    #[must_use]
    pub const fn in_envelope(mut self) -> Self {
        self.in_envelope = true;
        self.any_status()
    }

    /// Says which variant of an enum it becomes, counted from 0.
    #[must_use]
    pub const fn variant(mut self, variant: u16) -> Self {
        self.variant = variant;
        self
    }

    fn fits(&self, answer: &RawResponse) -> bool {
        let status = answer.status().as_u16();
        let is_of = || self.media_types.is_empty() || self.media_types.iter().any(|range| answer.is_media(range));
        self.first <= status && status <= self.last && (!self.in_envelope || answer.is_error()) && is_of()
    }
}

/// What a test double makes answers by.
#[cfg(all(feature = "testing", not(target_family = "wasm")))]
impl Reply {
    pub(crate) fn is_success(&self) -> bool {
        self.kind == Kind::Success
    }

    /// Whether it is an error that an answer of this status is.
    pub(crate) fn is_error_of(&self, status: http::StatusCode) -> bool {
        self.kind == Kind::Error && (self.first..=self.last).contains(&status.as_u16())
    }

    /// A status that it is for.
    pub(crate) fn status(&self) -> http::StatusCode {
        http::StatusCode::from_u16(self.first).unwrap_or(http::StatusCode::OK)
    }

    pub(crate) fn read(&self) -> Read {
        self.read
    }

    pub(crate) fn media_types(&self) -> &'static [&'static str] {
        self.media_types
    }
}

/// Opens an answer as its operation says.
pub(crate) async fn open(answer: RawResponse) -> Result<Opened, Failure> {
    match answer.operation().replies.iter().find(|reply| reply.fits(&answer)).copied() {
        Some(Reply { kind: Kind::Success, read, variant, .. }) => {
            Content::of_success(answer, read).await.map(|content| Opened::Success(content, variant))
        }
        Some(Reply { kind: Kind::Error, read, variant, .. }) => {
            Content::of_error(answer, read).await.map(|content| Opened::Error(content, variant))
        }
        _ => Err(answer.unexpected_failure().await),
    }
}
