//! What a page says about the type of a member in words: `enum string`, `string, ISO 8601`, `Array of UUID, Optional`.

use std::ops::Range;

/// A JSON type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::describe) enum Kind {
    String,
    Integer,
    Number,
    Boolean,
    Object,
    Array,
}

impl Kind {
    /// The name in JSON Schema.
    pub(in crate::describe) fn as_str(self) -> &'static str {
        match self {
            Self::String => "string",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::Boolean => "boolean",
            Self::Object => "object",
            Self::Array => "array",
        }
    }
}

/// The items that `array of …` or `…[]` names.
fn items_of(part: &str) -> Option<&str> {
    let prefixed = ["array of ", "list of "].iter().find_map(|prefix| part.strip_prefix(prefix));
    let bracketed = || ["array[", "list[", "["].iter().find_map(|open| part.strip_prefix(open)?.strip_suffix(']'));
    prefixed.or_else(|| part.strip_suffix("[]")).or_else(bracketed).map(str::trim).filter(|items| !items.is_empty())
}

/// A type in words, read.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::describe) struct Stated {
    /// The JSON type, if the words name one.
    pub(in crate::describe) kind: Option<Kind>,
    /// The format of a string or an integer.
    pub(in crate::describe) format: Option<&'static str>,
    /// Whether the values are listed in a table.
    pub(in crate::describe) is_enum: bool,
    /// Whether the words allow null.
    pub(in crate::describe) is_nullable: bool,
    /// Whether the words demand the member.
    pub(in crate::describe) is_required: bool,
    /// Whether the words call the member deprecated.
    pub(in crate::describe) is_deprecated: bool,
    /// Whether the words say that the member may be missing.
    pub(in crate::describe) is_optional: bool,
    /// The items of an array, if the words say what they are.
    pub(in crate::describe) items: Option<Box<Stated>>,
    /// Words that no rule understands.
    pub(in crate::describe) unread: Vec<String>,
    /// Where the words stand, if they stand in a line of a member.
    pub(in crate::describe) place: Option<Range<usize>>,
}

impl Stated {
    /// The same, with its place.
    pub(in crate::describe) fn at(self, place: Range<usize>) -> Self {
        Self { place: Some(place), ..self }
    }

    /// Reads a type in words; never fails, see `unread`.
    pub(in crate::describe) fn read(words: &str) -> Self {
        let mut stated = Self::default();
        for part in words.split([',', ';']) {
            let part = part.trim().trim_matches(['`', '*', '"', '\'']).trim();
            stated.part(&part.to_ascii_lowercase(), part);
        }
        stated
    }

    fn part(&mut self, part: &str, as_written: &str) {
        if let Some(part) = [" or null", " | null", "|null"].iter().find_map(|null| part.strip_suffix(null)) {
            self.is_nullable = true;
            return self.part(part.trim(), as_written);
        }
        if let Some(inner) = ["optional[", "option["].iter().find_map(|open| part.strip_prefix(open)?.strip_suffix(']'))
        {
            self.is_optional = true;
            return self.part(inner.trim(), as_written);
        }
        if let Some(items) = items_of(part) {
            let items = Self::read(items.strip_suffix('s').unwrap_or(items));
            self.kind = Some(Kind::Array);
            if items.unread.is_empty() {
                self.items = Some(Box::new(items));
            } else {
                self.unread.push(as_written.to_owned());
            }
            return;
        }
        let (kind, format) = match part {
            "" => return,
            "optional" => return self.is_optional = true,
            "required" => return self.is_required = true,
            "deprecated" => return self.is_deprecated = true,
            "nullable" | "null" | "may be null" | "can be null" => return self.is_nullable = true,
            "enum" | "enum string" | "string enum" => {
                self.is_enum = true;
                (Kind::String, None)
            }
            "enum integer" | "integer enum" | "enum int" => {
                self.is_enum = true;
                (Kind::Integer, None)
            }
            "uuid" | "string<uuid>" => (Kind::String, Some("uuid")),
            "string" | "text" => (Kind::String, None),
            "string uri" | "uri" | "url" | "string url" => (Kind::String, Some("uri")),
            "date" => (Kind::String, Some("date")),
            "string/uuid" | "uuid/string" => (Kind::String, None),
            "int32" => (Kind::Integer, Some("int32")),
            "int64" | "long" => (Kind::Integer, Some("int64")),
            "iso 8601" | "iso-8601" | "iso8601" | "rfc 3339" | "datetime" | "date-time" | "timestamp"
            | "iso 8601 timestamp" => (Kind::String, Some("date-time")),
            "boolean" | "bool" => (Kind::Boolean, None),
            "integer" | "int" => (Kind::Integer, None),
            "number" | "float" | "double" => (Kind::Number, None),
            "object" | "map" | "dict" | "json object" => (Kind::Object, None),
            "array" | "list" => (Kind::Array, None),
            _ => return self.unread.push(as_written.to_owned()),
        };
        self.kind = Some(kind);
        self.format = format.or(self.format);
    }

    /// Whether the words name a type and nothing unknown.
    pub(in crate::describe) fn is_a_type(&self) -> bool {
        self.kind.is_some() && self.unread.is_empty()
    }

    /// These words where they say something, else the others.
    pub(in crate::describe) fn or(self, other: &Stated) -> Self {
        let nullable = self.is_nullable || other.is_nullable;
        let mut chosen = if self.kind.is_some() {
            self
        } else {
            Self { unread: self.unread, place: self.place, is_enum: self.is_enum, ..other.clone() }
        };
        chosen.is_nullable = nullable;
        if chosen.kind == Some(Kind::Array) && chosen.items.is_none() {
            chosen.items.clone_from(&other.items);
        }
        chosen
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_become_types() {
        let read = |words| {
            let stated = Stated::read(words);
            (stated.kind, stated.format)
        };
        assert_eq!(read("UUID"), (Some(Kind::String), Some("uuid")));
        assert_eq!(read("string, ISO 8601"), (Some(Kind::String), Some("date-time")));
        assert_eq!(read("`boolean`"), (Some(Kind::Boolean), None));
        assert_eq!(read("fish"), (None, None));
        let stated = Stated::read("Array of UUIDs, Optional");
        assert_eq!((stated.kind, stated.is_optional), (Some(Kind::Array), true));
        assert_eq!(stated.items.and_then(|items| items.format), Some("uuid"));
        let optional = Stated::read("`Optional[Long]`");
        assert_eq!((optional.kind, optional.is_optional), (Some(Kind::Integer), true));
        for list in ["List[Object]", "[object]", "object[]"] {
            let stated = Stated::read(list);
            assert_eq!(stated.kind, Some(Kind::Array), "{list}");
            assert_eq!(stated.items.and_then(|items| items.kind), Some(Kind::Object), "{list}");
        }
        assert!(Stated::read("String, Required").is_required);
        assert!(Stated::read("object, nullable").is_nullable && Stated::read("string or null").is_nullable);
        assert_eq!(Stated::read("string, E.164").unread, ["E.164"]);
    }
}
