//! Which Rust scalar holds the values of a schema. Looks at one effective schema, and follows no references.

use super::super::graph::Scalar;
use crate::model::{Limit, Schema};
use serde_json::Number;

/// The scalar of a string, by its format and encoding.
pub(super) fn string_scalar(schema: &Schema) -> Scalar {
    // Names of encodings are those of MIME, in any case (RFC 2045, section 6.1).
    match schema.content_encoding().map(str::to_ascii_lowercase).as_deref() {
        Some("base64") => return Scalar::Base64,
        Some("base64url") => return Scalar::Base64Url,
        Some("base32") => return Scalar::Base32,
        Some("base16") => return Scalar::Base16,
        Some("quoted-printable") => return Scalar::QuotedPrintable,
        _ => {}
    }
    match schema.format() {
        Some("date-time") => Scalar::DateTime,
        Some("date") => Scalar::Date,
        Some("uuid") => Scalar::Uuid,
        Some("byte" | "base64") => Scalar::Base64,
        Some("base64url") => Scalar::Base64Url,
        _ => Scalar::String,
    }
}

/// The scalar of an integer, by its format and bounds.
pub(super) fn integer_scalar(schema: &Schema) -> Scalar {
    let beyond = |limit: Limit| {
        schema
            .limit(limit)
            .is_some_and(|bound| bound.as_i64().is_none() && bound.as_f64().is_some_and(|bound| bound > 9.3e18))
    };
    let least = |limit: Limit| schema.limit(limit).and_then(Number::as_f64);
    let may_be_negative =
        least(Limit::Minimum).map(|least| least < 0.0).or(least(Limit::ExclusiveMinimum).map(|least| least < -1.0));
    match schema.format() {
        Some("unix-time" | "unixtime" | "timestamp" | "unix-timestamp") => Scalar::UnixTime,
        Some("uint64" | "uint") => Scalar::U64,
        _ if beyond(Limit::Maximum) || beyond(Limit::ExclusiveMaximum) => match may_be_negative {
            // Neither of the two holds them all.
            Some(true) => Scalar::Number,
            _ => Scalar::U64,
        },
        _ => Scalar::I64,
    }
}

/// The scalar of a number, by its format.
pub(super) fn number_scalar(schema: &Schema) -> Scalar {
    match schema.format() {
        Some("float" | "double") | None => Scalar::F64,
        Some("int8" | "int16" | "int32" | "int64" | "uint8" | "uint16" | "uint32" | "uint64" | "unix-time") => {
            integer_scalar(schema)
        }
        Some(_) => Scalar::F64,
    }
}
