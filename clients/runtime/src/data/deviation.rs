//! What a received value has that its document does not allow: [`Deviation`]. Names places and kinds, never values.
//!
//! See `codegen/docs/tolerant-decoding.md`.

use std::borrow::Cow;
use std::fmt;

use super::content::Content;

/// A place of a received value that is not as the document says. What is there instead of it was read as far as that
/// loses nothing; else the member has the empty value of its type, and is written back as it came.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Deviation {
    path: String,
    expected: Cow<'static, str>,
    found: Found,
}

impl Deviation {
    pub(super) fn new(path: String, expected: Cow<'static, str>, found: Found) -> Self {
        Self { path, expected, found }
    }

    /// Where it is, for example `data[3].usage.output_tokens`; empty for the value as a whole.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What the document says: a JSON type such as `string`, `integer` or `array`, a constant as JSON, `required` of a
    /// member that has to be there, or `once` of a member that may not be repeated.
    pub fn expected(&self) -> &str {
        &self.expected
    }

    /// What came.
    pub fn found(&self) -> Found {
        self.found
    }

    /// The path with `*` in place of the indices of arrays: the same for all items of a list.
    pub(crate) fn place(&self) -> String {
        let (mut place, mut rest) = (String::with_capacity(self.path.len()), self.path.as_str());
        while let Some((before, after)) = rest.split_once('[') {
            place.push_str(before);
            let index = after.find(']').and_then(|end| after.get(..end));
            match index.filter(|index| index.bytes().all(|byte| byte.is_ascii_digit())) {
                Some(index) => {
                    place.push_str("[*]");
                    rest = after.get(index.len() + 1..).unwrap_or_default();
                }
                None => {
                    place.push('[');
                    rest = after;
                }
            }
        }
        place.push_str(rest);
        place
    }

    /// The same with names from the answer passed through `redact`.
    pub(crate) fn redacted(self, redact: impl Fn(&str) -> String) -> Self {
        Self { path: redact(&self.path), ..self }
    }
}

impl fmt::Display for Deviation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.path.as_str() {
            "" => f.write_str("the value: ")?,
            path => write!(f, "`{path}`: ")?,
        }
        match (&*self.expected, self.found) {
            ("required", _) => f.write_str("required, but missing"),
            ("once", _) => f.write_str("there more than once"),
            (expected, found) => write!(f, "expected {expected}, found {found}"),
        }
    }
}

/// What came, as a kind of JSON value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Found {
    /// The member is missing.
    Nothing,
    /// `null`
    Null,
    /// `true` or `false`
    Boolean,
    /// Any number.
    Number,
    /// A string.
    String,
    /// An array.
    Array,
    /// An object.
    Object,
}

impl Found {
    /// The name of the JSON type, or `nothing`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Null => "null",
            Self::Boolean => "boolean",
            Self::Number => "number",
            Self::String => "string",
            Self::Array => "array",
            Self::Object => "object",
        }
    }
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl From<&Content<'_>> for Found {
    fn from(content: &Content<'_>) -> Self {
        match content {
            Content::Null => Self::Null,
            Content::Bool(_) => Self::Boolean,
            Content::I64(_) | Content::U64(_) | Content::F64(_) => Self::Number,
            Content::String(_) => Self::String,
            Content::Array(_) => Self::Array,
            Content::Object(_) => Self::Object,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn deviation(path: &str, expected: &'static str, found: Found) -> Deviation {
        Deviation::new(path.to_owned(), expected.into(), found)
    }

    #[test]
    fn deviations_read_well() {
        let text = |path, expected, found| deviation(path, expected, found).to_string();
        assert_eq!(text("a.b[2]", "string", Found::Null), "`a.b[2]`: expected string, found null");
        assert_eq!(text("a", "required", Found::Nothing), "`a`: required, but missing");
        assert_eq!(text("", "object", Found::Array), "the value: expected object, found array");
    }

    #[test]
    fn the_items_of_a_list_are_one_place() {
        for (path, place) in [
            ("data[12].a[0]", "data[*].a[*]"),
            ("[3]", "[*]"),
            ("a[\"b.c\"].d[1]", "a[\"b.c\"].d[*]"),
            ("", ""),
            ("a[", "a["),
            ("a[]", "a[*]"),
        ] {
            assert_eq!(deviation(path, "string", Found::Null).place(), place);
        }
    }
}
