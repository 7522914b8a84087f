//! Answers of XML: read within the same limits and told by the same failures as those of JSON.

use bytes::Bytes;
use serde::de::DeserializeOwned;

use super::{Root, decode};
use crate::data::json::{self, DecodeError};
use crate::error::{Error, Failure};
use crate::response::Response;
use crate::transport::raw_response::RawResponse;
use crate::transport::{charset, media};

/// A body of XML as the JSON that it stands for, or why it is none.
pub(crate) struct Opened {
    body: Bytes,
    json: Result<Bytes, DecodeError>,
    /// Whether the server wrote the JSON itself, so that lines and columns are those of the body.
    is_json: bool,
}

impl RawResponse {
    /// The body, decoded from XML, or from JSON where that is its type. What a type demands of JSON is told of the JSON that the XML stands for.
    ///
    /// # Errors
    /// If the body is a page of HTML by its type, is no XML, is too large, breaks off, or does not decode.
    pub async fn xml<T: DeserializeOwned>(self, root: &Root) -> Result<Response<T>, Failure> {
        let (answer, opened) = self.open_xml(root).await?;
        answer.decode_xml(opened)
    }

    /// The error the API documents for this status, decoded from XML. A body that is not that error becomes a
    /// [`Failure`] which keeps the status.
    pub async fn error_xml<T: DeserializeOwned, E>(self, wrap: fn(T) -> E, root: &Root) -> Error<E> {
        let (answer, opened) = match self.open_error_xml(root).await {
            Ok(opened) => opened,
            Err(failure) => return failure.into(),
        };
        match opened.decode() {
            Ok(value) => answer.api_error(wrap(value), Vec::new()),
            Err(error) => answer.undecodable(error, &opened.body).into(),
        }
    }

    /// The body, read and turned into JSON.
    pub(crate) async fn open_xml(self, root: &Root) -> Result<(Self, Opened), Failure> {
        if self.is_page() {
            let answer = Box::new(self.quote().await);
            return Err(Failure::UnexpectedContentType { expected: "XML", answer });
        }
        let (answer, body) = self.whole_body().await?;
        let opened = Opened::of(body, answer.content_type(), root);
        Ok((answer, opened))
    }

    /// The body of an error, read and turned into JSON.
    pub(crate) async fn open_error_xml(self, root: &Root) -> Result<(Self, Opened), Failure> {
        match self.is_page() {
            true => Err(self.unexpected_failure().await),
            false => self.open_xml(root).await,
        }
    }

    /// The value of a body that was turned into JSON.
    pub(crate) fn decode_xml<T: DeserializeOwned>(self, opened: Opened) -> Result<Response<T>, Failure> {
        match opened.decode() {
            Ok(value) => Ok(self.with(value)),
            Err(error) => Err(self.undecodable(error, &opened.body)),
        }
    }

    fn is_page(&self) -> bool {
        self.content_type().is_some_and(|content_type| media::matches(content_type, "text/html"))
    }
}

impl Opened {
    fn of(body: Bytes, content_type: Option<&str>, root: &Root) -> Self {
        // The type is that of JSON, which some servers write whatever they were asked for.
        if content_type.is_some_and(media::is_json) {
            let json = Ok(charset::utf8(body.clone(), content_type));
            return Self { body, json, is_json: true };
        }
        let json = json_of(&body, content_type, root).map_err(DecodeError::of_text);
        Self { body, json, is_json: false }
    }

    fn decode<T: DeserializeOwned>(&self) -> Result<T, DecodeError> {
        let json = self.json.as_ref().map_err(Clone::clone)?;
        json::decode(json).map_err(|error| if self.is_json { error } else { error.elsewhere() })
    }
}

fn json_of(body: &Bytes, content_type: Option<&str>, root: &Root) -> Result<Bytes, String> {
    let text = charset::xml(body.clone(), content_type);
    let text = std::str::from_utf8(&text).map_err(|error| error.to_string())?;
    let value = decode(text, root)?;
    serde_json::to_vec(&value).map(Bytes::from).map_err(|error| error.to_string())
}
