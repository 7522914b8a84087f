//! Headers of answers by the types a document gives them. Each is read when it is asked for, and a header that is not
//! as documented fails alone: it never loses the answer.

use http::HeaderMap;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::data::json;

/// A header does not hold what the document says. Its value is not shown, since headers hold tokens.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the header `{name}` is not as documented: {problem}")]
pub struct HeaderError {
    name: &'static str,
    problem: String,
}

impl HeaderError {
    /// Name of the header.
    pub fn name(&self) -> &'static str {
        self.name
    }
}

/// How a header is written: the style `simple` of
/// [OpenAPI 3.1](https://spec.openapis.org/oas/v3.1.1.html#style-values).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeaderForm {
    /// Text.
    Text,
    /// A number or a boolean.
    Scalar,
    /// Texts with commas between them.
    Texts,
    /// Numbers or booleans with commas between them.
    Scalars,
    /// JSON text (`content: application/json`).
    Json,
}

/// Reads headers by type; what `ResponseHeaders` of a generated crate stands on.
pub trait TypedHeaders {
    /// A header as a value of its documented type; `None` when the answer does not have it.
    fn typed<T: DeserializeOwned>(&self, name: &'static str, form: HeaderForm) -> Option<Result<T, HeaderError>>;
}

impl TypedHeaders for HeaderMap {
    fn typed<T: DeserializeOwned>(&self, name: &'static str, form: HeaderForm) -> Option<Result<T, HeaderError>> {
        let mut values = self.get_all(name).iter().map(|value| std::str::from_utf8(value.as_bytes()));
        let first = values.next()?;
        // A header that comes several times is one list (RFC 9110, section 5.3).
        let text = match form {
            HeaderForm::Texts | HeaderForm::Scalars => {
                std::iter::once(first).chain(values).collect::<Result<Vec<_>, _>>().map(|all| all.join(","))
            }
            HeaderForm::Text | HeaderForm::Scalar | HeaderForm::Json => first.map(str::to_owned),
        };
        let value = text.map_err(|_| "it is not text".to_owned()).and_then(|text| read(text.trim(), form));
        Some(value.map_err(|problem| HeaderError { name, problem }))
    }
}

/// Reads a header as the JSON that it stands for.
fn read<T: DeserializeOwned>(text: &str, form: HeaderForm) -> Result<T, String> {
    let items = || text.split(',').map(str::trim).filter(|item| !item.is_empty());
    let json = match form {
        HeaderForm::Text => Value::from(text).to_string(),
        HeaderForm::Texts => Value::from_iter(items()).to_string(),
        HeaderForm::Scalar | HeaderForm::Json => text.to_owned(),
        HeaderForm::Scalars => format!("[{}]", items().collect::<Vec<_>>().join(",")),
    };
    json::decode(json.as_bytes()).map_err(|error| match form {
        HeaderForm::Scalar | HeaderForm::Scalars => format!("it is not a valid {}", std::any::type_name::<T>()),
        _ => error.message().to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: &'static str, values: &[&str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(name, http::HeaderValue::from_bytes(value.as_bytes()).expect("a header"));
        }
        headers
    }

    #[test]
    fn values_have_their_types_and_lists_may_come_in_pieces() {
        use HeaderForm::{Json, Scalar, Scalars, Text, Texts};
        assert_eq!(
            headers("x-left", &[" 9007199254740993 "]).typed("X-Left", Scalar),
            Some(Ok(9_007_199_254_740_993_i64))
        );
        assert_eq!(headers("x-on", &["true"]).typed("X-On", Scalar), Some(Ok(true)));
        assert_eq!(headers("etag", &["\"a,b\""]).typed("ETag", Text), Some(Ok("\"a,b\"".to_owned())));
        assert_eq!(headers("etag", &["a", "b"]).typed("ETag", Text), Some(Ok("a".to_owned())));
        let list = headers("allow", &["GET, PUT", "DELETE"]);
        assert_eq!(list.typed("Allow", Texts), Some(Ok(["GET", "PUT", "DELETE"].map(str::to_owned).to_vec())));
        assert_eq!(headers("x-n", &["1, 2"]).typed("X-N", Scalars), Some(Ok(vec![1, 2])));
        assert_eq!(headers("x-n", &[""]).typed("X-N", Scalars), Some(Ok(Vec::<u8>::new())));
        assert_eq!(headers("x-j", &[r#"{"a":1}"#]).typed("X-J", Json), Some(Ok(serde_json::json!({"a": 1}))));
        assert_eq!(headers("x-u", &["grün"]).typed("X-U", Text), Some(Ok("grün".to_owned())));
        assert_eq!(HeaderMap::new().typed::<String>("X-U", Text), None);
    }

    #[test]
    fn what_is_not_as_documented_says_so_without_its_value() {
        let error = headers("x-left", &["planted"]).typed::<i64>("X-Left", HeaderForm::Scalar);
        let error = error.expect("it is there").expect_err("it is not a number");
        assert_eq!(error.to_string(), "the header `X-Left` is not as documented: it is not a valid i64");
        assert_eq!(error.name(), "X-Left");
        let mut broken = HeaderMap::new();
        broken.insert("x-text", http::HeaderValue::from_bytes(b"\xFF").expect("HTTP allows it"));
        let error = broken.typed::<String>("X-Text", HeaderForm::Text).expect("there").expect_err("no text");
        assert_eq!(error.to_string(), "the header `X-Text` is not as documented: it is not text");
    }
}
