//! Values that a server has to accept: of the form that their format says, and of characters that the place they go to can
//! carry. What else they are (empty, long, of other scripts, large) is as odd as the schema allows.

use fastrand::Rng;
use serde_json::{Map, Value, json};

/// Where a value goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// JSON, which carries everything.
    Json,
    /// A query.
    Query,
    /// A segment of a path.
    Path,
    /// A header.
    Header,
    /// A cookie.
    Cookie,
    /// A form, in which an empty text and none look alike to most servers.
    Form,
}

impl Place {
    /// Whether values are texts there, so that nothing tells `null`, and nothing an empty list, from what is not there.
    pub(crate) fn is_text(self) -> bool {
        self != Self::Json
    }
}

/// A text of a format; nothing for formats that say nothing of the form.
pub(super) fn of_format(format: &str, rng: &mut Rng) -> Option<&'static str> {
    let known: &[&'static str] = match format {
        "date-time" => &[
            "2024-03-01T10:00:05Z",
            "2024-03-01T10:00:05.120+02:00",
            "1999-12-31T23:59:59Z",
            "2024-02-29T00:00:00+05:30",
        ],
        "date" => &["2024-02-29", "1970-01-01", "2031-12-31"],
        "date-time-local" => &["2024-03-01T10:00:05", "1999-12-31T23:59:59"],
        "time-local" => &["10:20:30", "00:00:00"],
        "time" => &["10:20:30Z", "23:59:59Z", "00:00:00Z"],
        "duration" => &["PT1H30M", "P1DT2H", "P3D", "PT45S"],
        "uuid" => &["7d9f6c1e-7b1a-4a80-9d2b-0c5f0a9e7f11", "00000000-0000-4000-8000-000000000000"],
        "byte" | "base64" => &["AAEC", "/+8=", "dGV4dA=="],
        "base64url" => &["AAEC", "_-8=", "dGV4dA=="],
        "uri" | "url" | "iri" => {
            &["https://example.com/a?b=c", "http://example.org/", "https://example.com/%C3%A4#top"]
        }
        "uri-reference" | "iri-reference" => &["/a/b?c=d", "https://example.com/"],
        "email" | "idn-email" => &["ada@example.com", "a.b+c@example.org"],
        "hostname" | "idn-hostname" => &["example.com", "a-b.example.org"],
        "ipv4" | "ipvanyaddress" | "ip" => &["192.0.2.1", "198.51.100.77"],
        "ipv6" => &["2001:db8::1", "::1"],
        "ipv4network" | "ipvanynetwork" => &["192.0.2.0/24"],
        "ipv4interface" | "ipvanyinterface" => &["192.0.2.1/24"],
        "ipv6network" => &["2001:db8::/32"],
        "ipv6interface" => &["2001:db8::1/32"],
        // More digits than a double has.
        "decimal" => &["12.50", "0.01", "-3", "1234567890.123456789012345678"],
        "int64" | "int32" | "uint64" => &["12", "9007199"],
        "json-pointer" => &["/a/b", ""],
        "regex" => &["^a+$"],
        "json-string" => &["{\"a\": 1}", "[]"],
        "path" | "file-path" | "directory-path" => &["a/b.txt"],
        _ => return None,
    };
    rng.choice(known).copied()
}

/// A text without a format.
pub(super) fn plain(place: Place, rng: &mut Rng) -> &'static str {
    let known: &[&'static str] = match place {
        Place::Json => &[
            "",
            "text",
            "two words",
            "äöü ✓ \u{1F600}",
            "line\nend \"quoted\" \\ /",
            "12",
            "null",
            "true",
            "a&b=c;d%20+e",
            "日本語 עברית",
        ],
        Place::Query => &["", "text", "two words", "äöü ✓ \u{1F600}", "a&b=c;d%20+e", "12", "null", "x/y?z#w"],
        Place::Path => &["text", "two words", "äöü ✓ \u{1F600}", "a&b=c;d+e", "12", "x:y@z"],
        Place::Header => &["text", "two words", "12", "W/\"abc\"", "a=b"],
        Place::Cookie => &["text", "12", "a-b_c", "x.y"],
        Place::Form => {
            &["text", "two words", "äöü ✓ \u{1F600}", "a&b=c;d%20+e", "12", "null", "line\nend \"quoted\" \\ /"]
        }
    };
    rng.choice(known).copied().unwrap_or("text")
}

/// An integer without bounds.
pub(super) fn integer(format: Option<&str>, rng: &mut Rng) -> Value {
    let (low, high) = range(format);
    match rng.u8(0..8) {
        0 => json!(low),
        1 => json!(high),
        2 => json!(0),
        3 => json!((-1_i64).max(low)),
        _ => json!(rng.i64(low.max(-100_000)..=high.min(100_000))),
    }
}

/// The largest integer of a format of 64 bits, which no double holds.
pub(super) fn largest(format: Option<&str>) -> Option<Value> {
    match format? {
        "uint64" => Some(json!(u64::MAX)),
        "int64" => Some(json!(i64::MAX)),
        _ => None,
    }
}

/// The integers of a format.
pub(super) fn range(format: Option<&str>) -> (i64, i64) {
    match format {
        Some("int8") => (i64::from(i8::MIN), i64::from(i8::MAX)),
        Some("uint8") => (0, i64::from(u8::MAX)),
        Some("int16") => (i64::from(i16::MIN), i64::from(i16::MAX)),
        Some("uint16") => (0, i64::from(u16::MAX)),
        Some("int32") => (i64::from(i32::MIN), i64::from(i32::MAX)),
        Some("uint32") => (0, i64::from(u32::MAX)),
        Some("uint64" | "uint") => (0, i64::MAX),
        Some("int64") => (i64::MIN, i64::MAX),
        // What every language has.
        _ => (-9_007_199_254_740_991, 9_007_199_254_740_991),
    }
}

/// A number without bounds that both kinds of floats hold.
pub(super) fn number(format: Option<&str>, rng: &mut Rng) -> Value {
    match rng.u8(0..8) {
        0 => json!(0),
        1 => json!(-0.5),
        2 if format != Some("float") => json!(1e300),
        3 if format != Some("float") => json!(0.1),
        4 => json!(5),
        5 => json!(1_048_576.125),
        // Eighths are exact.
        _ => json!(f64::from(rng.i32(-100_000..100_000)) / 8.0),
    }
}

/// The encoding of a text that holds bytes.
pub(super) fn encoding(schema: &Map<String, Value>) -> Option<&str> {
    schema.get("contentEncoding").and_then(Value::as_str).filter(|encoding| matches!(*encoding, "base64" | "base64url"))
}

/// Whether alternatives stand for a decimal: a number, or a text of which nothing is said, which spells one.
pub(super) fn is_decimal(alternatives: &[Value]) -> bool {
    let others = || alternatives.iter().filter(|alternative| alternative["type"] != "null");
    let is_bare = |alternative: &Value| {
        let mut said = alternative.as_object().into_iter().flat_map(|members| members.keys());
        said.all(|key| matches!(key.as_str(), "type" | "title" | "description"))
    };
    others().count() == 2
        && others().any(|alternative| alternative["type"] == "number")
        && others().any(|alternative| alternative["type"] == "string" && is_bare(alternative))
}

/// Decimals, as numbers and as texts.
pub(super) fn decimals() -> Vec<Value> {
    let long = json!("1234567890.123456789012345678");
    vec![json!(0), json!(5), json!(12.5), json!("12.50"), json!("0.01"), json!("7"), long]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decimal_is_a_number_or_a_text_that_spells_one() {
        let of = |alternatives: Value| is_decimal(alternatives.as_array().map_or(&[][..], Vec::as_slice));
        assert!(of(json!([{"type": "number"}, {"type": "string"}, {"type": "null"}])));
        assert!(!of(json!([{"type": "integer"}, {"type": "string"}])));
        assert!(!of(json!([{"type": "number"}, {"type": "string", "format": "date"}])));
        assert!(!of(json!([{"type": "number"}, {"type": "string"}, {"type": "object"}])));
    }
}
