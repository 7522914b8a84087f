//! Strings and integers with a format: the text stays as it came, the typed view is one call away.
//!
//! `format` is an annotation (JSON Schema 2020-12, validation, section 7.2.1): vendors send what does not parse. Such a
//! value must neither lose the response nor change when it is written back, so parsing happens when it is asked for.

use base64::Engine;
use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize};
use std::fmt;

use super::fit;

/// How many characters an ISO 8601 date has.
const DATE_LENGTH: usize = "2024-03-01".len();

/// Why the typed view of a formatted value cannot be given.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not {expected}: {reason}")]
pub struct ParseFormatError {
    text: String,
    expected: &'static str,
    reason: String,
}

impl ParseFormatError {
    pub(super) fn new(text: &str, expected: &'static str, reason: impl fmt::Display) -> Self {
        // Long values (base64) would drown the message.
        let text = text.chars().take(80).collect();
        Self { text, expected, reason: reason.to_string() }
    }
}

macro_rules! text {
    ($(#[$attribute:meta])* $name:ident) => {
        $(#[$attribute])*
        #[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = Self(String::deserialize(deserializer)?);
                if fit::is_measured() && !text.is_of_its_format() {
                    fit::note_unexplained();
                }
                Ok(text)
            }
        }

        impl $name {
            /// The text as it is on the wire.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }
    };
}

pub(super) use text;

text! {
    /// A point in time, `format: date-time`.
    DateTime
}

text! {
    /// A calendar date, `format: date`.
    Date
}

text! {
    /// A UUID, `format: uuid`.
    Uuid
}

text! {
    /// Bytes in base64, `format: byte` or `contentEncoding: base64`.
    Base64
}

impl DateTime {
    /// The point in time. RFC 3339 is accepted, and what vendors make of it: a blank instead of `T`, an offset without
    /// colon, no offset at all (read as UTC), no seconds.
    ///
    /// `runtime::jiff` of each client has the types of time, in the version that these methods give.
    ///
    /// # Errors
    ///
    /// When the text is none of these.
    pub fn timestamp(&self) -> Result<Timestamp, ParseFormatError> {
        let strict = match self.0.parse::<Timestamp>() {
            Ok(timestamp) => return Ok(timestamp),
            Err(error) => error,
        };
        if let Ok(local) = self.0.parse::<jiff::civil::DateTime>()
            && !self.0.ends_with(['Z', 'z'])
            && let Ok(zoned) = local.to_zoned(jiff::tz::TimeZone::UTC)
        {
            return Ok(zoned.timestamp());
        }
        Err(ParseFormatError::new(&self.0, "a date and time", strict))
    }

    fn is_of_its_format(&self) -> bool {
        self.0.len() > DATE_LENGTH && self.timestamp().is_ok()
    }
}

impl From<Timestamp> for DateTime {
    fn from(timestamp: Timestamp) -> Self {
        Self(timestamp.to_string())
    }
}

impl Date {
    /// The date.
    ///
    /// # Errors
    ///
    /// When the text is not an ISO 8601 date.
    pub fn date(&self) -> Result<jiff::civil::Date, ParseFormatError> {
        self.0.parse().map_err(|error| ParseFormatError::new(&self.0, "a date", error))
    }

    fn is_of_its_format(&self) -> bool {
        self.0.len() == DATE_LENGTH && self.date().is_ok()
    }
}

impl From<jiff::civil::Date> for Date {
    fn from(date: jiff::civil::Date) -> Self {
        Self(date.to_string())
    }
}

impl Uuid {
    /// The UUID.
    ///
    /// # Errors
    ///
    /// When the text is no UUID.
    pub fn uuid(&self) -> Result<uuid::Uuid, ParseFormatError> {
        self.0.parse().map_err(|error| ParseFormatError::new(&self.0, "a UUID", error))
    }

    fn is_of_its_format(&self) -> bool {
        self.uuid().is_ok()
    }
}

impl From<uuid::Uuid> for Uuid {
    fn from(uuid: uuid::Uuid) -> Self {
        Self(uuid.to_string())
    }
}

impl Base64 {
    /// The bytes. The standard and the URL-safe alphabet are accepted, with and without padding.
    ///
    /// # Errors
    ///
    /// When the text is not base64.
    pub fn bytes(&self) -> Result<Vec<u8>, ParseFormatError> {
        use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
        let text = self.0.trim_end_matches('=');
        let engine = if text.contains(['-', '_']) { URL_SAFE_NO_PAD } else { STANDARD_NO_PAD };
        engine.decode(text).map_err(|error| ParseFormatError::new(&self.0, "base64", error))
    }

    fn is_of_its_format(&self) -> bool {
        self.bytes().is_ok()
    }

    /// The text of some bytes, in the standard alphabet with padding (RFC 4648, section 4).
    pub fn encode(bytes: impl AsRef<[u8]>) -> Self {
        Self(base64::engine::general_purpose::STANDARD.encode(bytes))
    }
}

/// A point in time as seconds since 1970-01-01T00:00:00Z, `format: unix-time`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UnixTime(pub i64);

impl UnixTime {
    /// The point in time.
    ///
    /// # Errors
    ///
    /// When the number of seconds is beyond the year 9999.
    pub fn timestamp(self) -> Result<Timestamp, ParseFormatError> {
        let seconds = self.0;
        let error = |error| ParseFormatError::new(&seconds.to_string(), "a Unix time in seconds", error);
        Timestamp::from_second(seconds).map_err(error)
    }
}

impl From<i64> for UnixTime {
    fn from(seconds: i64) -> Self {
        Self(seconds)
    }
}

impl From<Timestamp> for UnixTime {
    fn from(timestamp: Timestamp) -> Self {
        Self(timestamp.as_second())
    }
}

impl fmt::Display for UnixTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_in_the_spellings_vendors_use() {
        for text in [
            "2024-03-01T10:00:05Z",
            "2024-03-01T10:00:05.000000Z",
            "2024-03-01 10:00:05.000000",
            "2024-03-01T12:00:05+02:00",
            "2024-03-01T12:00:05+0200",
            "2024-03-01 10:00:05",
        ] {
            let value = DateTime::from(text);
            let timestamp = value.timestamp().map(|at| at.as_second());
            assert_eq!((timestamp, value.as_str()), (Ok(1_709_287_205), text));
        }
        assert_eq!(DateTime::from("2024-03-01T10:00").timestamp().map(|at| at.as_second()), Ok(1_709_287_200));
    }

    #[test]
    fn what_does_not_parse_still_comes_back_as_it_was() {
        let value: DateTime = serde_json::from_str("\"soon\"").expect("any text decodes");
        assert_eq!(serde_json::to_string(&value).ok().as_deref(), Some("\"soon\""));
        assert!(value.timestamp().expect_err("no date").to_string().starts_with("`soon` is not a date and time: "));
        assert!(Uuid::from("tok_1").uuid().is_err() && Date::from("").date().is_err());
    }

    #[test]
    fn bytes_in_both_alphabets() {
        assert_eq!(Base64::from("-_8=").bytes().ok(), Base64::from("+/8").bytes().ok());
        assert_eq!(Base64::encode([0xfb, 0xff]).as_str(), "+/8=");
        assert!(Base64::from("!").bytes().is_err());
    }

    #[test]
    fn unix_time_is_seconds() {
        assert_eq!(UnixTime(1_709_287_205).timestamp().map(|at| at.to_string()), Ok("2024-03-01T10:00:05Z".to_owned()));
        assert!(UnixTime(i64::MAX).timestamp().is_err());
    }
}
