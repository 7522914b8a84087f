//! Answers of XML: read within the same limits and told by the same failures as those of JSON.

use bytes::Bytes;
use serde::de::DeserializeOwned;

use super::{Root, decode};
use crate::error::{Error, Failure};
use crate::json::{self, DecodeError};
use crate::raw_response::RawResponse;
use crate::response::Response;
use crate::{charset, media};

impl RawResponse {
    /// The body, decoded from XML, or from JSON where that is its type. What a type demands of JSON is told of the JSON that the XML stands for.
    ///
    /// # Errors
    /// If the body is a page of HTML by its type, is no XML, is too large, breaks off, or does not decode.
    pub async fn xml<T: DeserializeOwned>(self, root: &Root) -> Result<Response<T>, Failure> {
        if self.content_type().is_some_and(|content_type| media::matches(content_type, "text/html")) {
            let answer = Box::new(self.quote().await);
            return Err(Failure::UnexpectedContentType { expected: "XML", answer });
        }
        let (answer, body) = self.whole_body().await?;
        match value(&body, answer.content_type(), root) {
            Ok(value) => Ok(answer.with(value)),
            Err(error) => Err(answer.undecodable(error, &body)),
        }
    }

    /// The error the API documents for this status, decoded from XML. A body that is not that error becomes a
    /// [`Failure`] which keeps the status.
    pub async fn error_xml<T: DeserializeOwned, E>(self, wrap: fn(T) -> E, root: &Root) -> Error<E> {
        if self.content_type().is_some_and(|content_type| media::matches(content_type, "text/html")) {
            let answer = Box::new(self.quote().await);
            return Failure::UnexpectedStatus { answer }.into();
        }
        let (answer, body) = match self.whole_body().await {
            Ok(whole) => whole,
            Err(failure) => return failure.into(),
        };
        match value(&body, answer.content_type(), root) {
            Ok(value) => answer.api_error(wrap(value), Vec::new()),
            Err(error) => answer.undecodable(error, &body).into(),
        }
    }
}

fn value<T: DeserializeOwned>(body: &Bytes, content_type: Option<&str>, root: &Root) -> Result<T, DecodeError> {
    // The type is that of JSON, which some servers write whatever they were asked for.
    if content_type.is_some_and(media::is_json) {
        return json::decode(&charset::utf8(body.clone(), content_type));
    }
    let text = charset::xml(body.clone(), content_type);
    let text = std::str::from_utf8(&text).map_err(|error| DecodeError::of_text(error.to_string()))?;
    let value = decode(text, root).map_err(DecodeError::of_text)?;
    let body = serde_json::to_vec(&value).map_err(|error| DecodeError::of_text(error.to_string()))?;
    json::decode(&body).map_err(DecodeError::elsewhere)
}
