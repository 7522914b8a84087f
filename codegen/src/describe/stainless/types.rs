//! The grammar of printed types: `optional array of object { name, type, 2 more }`.
//!
//! It reads one signature at a time and never looks at the lines below it: which members a signature announces is
//! all it knows about them.

use crate::text::nearest::likely;
use serde_json::{Number, Value};
use std::str::FromStr;

/// How deep `array of` and `map[...]` may nest in one signature.
const MAX_NESTING: usize = 8;

/// The words that are types by themselves.
pub(super) const NAMES: [&str; 6] = ["string", "number", "boolean", "null", "unknown", "object"];

/// A printed type.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Type {
    /// `string`
    String,
    /// `number`, which stands for integers as well.
    Number,
    /// `boolean`
    Boolean,
    /// `null` as one alternative of a list.
    Null,
    /// `unknown`: any value.
    Unknown,
    /// A quoted text, a number or a truth value that stands for itself.
    Literal(Value),
    /// `array of …`
    Array(Box<Type>),
    /// `map[…]`
    Map(Box<Type>),
    /// `object { … }`
    Object(Signature),
    /// The name of a model, with a signature where one is printed beside it.
    Model(String, Option<Signature>),
    /// Alternatives joined by `or`, as printed, and how many more there are.
    ///
    /// Where the first one is an array, only the list below tells whether the others stand inside that array.
    Union(Vec<Type>, usize),
    /// A type with `or null` behind it. No list repeats that mark, so it stands around all that is printed before it.
    Nullable(Box<Type>),
    /// What stands in the place of a type and is none, as printed.
    Misprint(String),
}

/// The announced members of an object: the printed names, and how many more there are.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Signature {
    /// The names printed, at most three on real pages.
    pub(super) names: Vec<String>,
    /// The `k` of `k more`.
    pub(super) more: usize,
}

impl Signature {
    /// How many members are announced.
    pub(super) fn count(&self) -> usize {
        self.names.len().saturating_add(self.more)
    }
}

impl Type {
    /// Reads a whole text as a type; `None` when any part of it does not fit the grammar.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut parser = Parser { rest: text.trim_end_matches(' ') };
        let found = parser.union(0)?;
        parser.rest.is_empty().then_some(found)
    }

    /// Whether a bound can hold for values of this type, or for items and alternatives in it.
    pub(super) fn takes(&self, keyword: &str) -> bool {
        let own = match self {
            Self::Unknown | Self::Model(..) | Self::Misprint(_) => true,
            Self::String | Self::Literal(Value::String(_)) => matches!(keyword, "minLength" | "maxLength" | "pattern"),
            Self::Number | Self::Literal(_) => keyword.ends_with("imum") || keyword == "multipleOf",
            Self::Array(_) => matches!(keyword, "minItems" | "maxItems" | "uniqueItems"),
            Self::Map(_) | Self::Object(_) => matches!(keyword, "minProperties" | "maxProperties"),
            Self::Union(_, more) => *more > 0,
            Self::Boolean | Self::Null | Self::Nullable(_) => false,
        };
        let inside = match self {
            Self::Array(inner) | Self::Map(inner) | Self::Nullable(inner) => inner.takes(keyword),
            Self::Union(alternatives, _) => alternatives.iter().any(|alternative| alternative.takes(keyword)),
            _ => false,
        };
        own || inside || keyword == "format"
    }

    /// The part of a text that keeps it from being a type, where it looks like one in all other ways.
    pub(super) fn misprint(text: &str) -> Option<&str> {
        let inner = |part| {
            let mut part: &str = part;
            while let Some(item) = part
                .strip_prefix("array of ")
                .or_else(|| part.strip_prefix("map[").and_then(|value| value.strip_suffix(']')))
            {
                part = item;
            }
            part
        };
        let mut parts = text.split(" or ").filter(|part| !part.ends_with(" more")).map(inner);
        let part = parts.find(|part| Self::parse(part).is_none())?;
        // `string (uuid)` and `string | null` are single words with an addition.
        let word = part.strip_suffix(')').and_then(|part| part.split_once(" (")).map_or(part, |(word, _)| word);
        let is_word = !word.replace(" | ", "|").contains(char::is_whitespace)
            && part.starts_with(|first: char| {
                first.is_alphabetic() || matches!(first, '"' | '\'' | '<' | '[' | '{' | '(')
            })
            && !part.contains("://");
        (is_word || part.starts_with("object {")).then_some(part)
    }

    /// The type that pages of this format print for what a word means elsewhere.
    pub(super) fn meant_by(word: &str) -> Option<String> {
        const ELSEWHERE: [(&str, &[&str]); 8] = [
            ("string", &["str", "text", "char", "uuid", "date", "datetime", "timestamp", "uri", "url"]),
            ("number", &["int", "integer", "long", "float", "double", "decimal"]),
            ("boolean", &["bool"]),
            ("null", &["none", "nil"]),
            ("unknown", &["any"]),
            ("object", &["dict", "struct"]),
            ("array of …", &["list", "array"]),
            ("\"…\" or \"…\"", &["enum"]),
        ];
        if let Some(item) = word.strip_suffix("[]") {
            return Some(format!("array of {}", Self::meant_by(item).unwrap_or_else(|| item.to_owned())));
        }
        let name = word.split(|next: char| !next.is_ascii_alphabetic()).next().unwrap_or_default().to_ascii_lowercase();
        let known = ELSEWHERE.iter().find(|(_, words)| words.contains(&name.as_str())).map(|(printed, _)| *printed);
        known.or_else(|| likely(&name, NAMES)).map(str::to_owned)
    }

    /// How many alternatives the type prints when it stands in a union: unions in unions are printed flat.
    pub(super) fn width(&self) -> usize {
        match self {
            Self::Union(printed, more) => printed.len().saturating_add(*more),
            Self::Nullable(inner) => inner.width(),
            _ => 1,
        }
    }

    /// The names that the signatures in this type print.
    pub(super) fn names<'t>(&'t self, found: &mut Vec<&'t str>) {
        match self {
            Self::Array(inner) | Self::Map(inner) | Self::Nullable(inner) => inner.names(found),
            Self::Object(signature) | Self::Model(_, Some(signature)) => {
                found.extend(signature.names.iter().map(String::as_str));
            }
            Self::Union(printed, _) => printed.iter().for_each(|alternative| alternative.names(found)),
            _ => {}
        }
    }
}

/// Reads `"text"`, a number, `true` or `false` as a literal value.
pub(super) fn literal(text: &str) -> Option<Value> {
    if let Some(inner) = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        return Some(Value::String(inner.to_owned()));
    }
    match text {
        "true" => Some(Value::Bool(true)),
        "false" => Some(Value::Bool(false)),
        _ => number(text).map(Value::Number),
    }
}

/// Reads a JSON number; words that other languages take for numbers are refused.
pub(super) fn number(text: &str) -> Option<Number> {
    let begins = text.strip_prefix('-').unwrap_or(text).starts_with(|first: char| first.is_ascii_digit());
    if begins { Number::from_str(text).ok() } else { None }
}

struct Parser<'t> {
    rest: &'t str,
}

impl Parser<'_> {
    fn eat(&mut self, token: &str) -> bool {
        match self.rest.strip_prefix(token) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn union(&mut self, depth: usize) -> Option<Type> {
        let mut printed = vec![self.alternative(depth)?];
        let (mut more, mut ends_with_null) = (0_usize, false);
        while self.joined() {
            let count = self.more();
            more = more.saturating_add(count.unwrap_or_default());
            if count.is_none() {
                printed.push(self.alternative(depth)?);
            }
            ends_with_null = count.is_none() && printed.last() == Some(&Type::Null);
        }
        if ends_with_null {
            printed.pop();
        }
        let found = if printed.len() == 1 && more == 0 { printed.pop()? } else { Type::Union(printed, more) };
        Some(if ends_with_null { Type::Nullable(Box::new(found)) } else { found })
    }

    /// The `or` between two alternatives. A second blank stands before it where a signature was folded away.
    fn joined(&mut self) -> bool {
        let rest = self.rest.trim_start_matches(' ').strip_prefix("or ").filter(|_| self.rest.starts_with(' '));
        self.rest = rest.map_or(self.rest, |rest| rest.trim_start_matches(' '));
        rest.is_some()
    }

    /// The `k more` that stands for alternatives that are not printed.
    fn more(&mut self) -> Option<usize> {
        let end = self.rest.find(|next: char| !next.is_ascii_digit())?;
        let (digits, rest) = self.rest.split_at_checked(end)?;
        let rest = rest.strip_prefix(" more")?;
        if !(rest.is_empty() || rest.starts_with([']', ' '])) {
            return None;
        }
        let count = digits.parse().ok()?;
        self.rest = rest;
        Some(count)
    }

    fn alternative(&mut self, depth: usize) -> Option<Type> {
        if depth > MAX_NESTING {
            return None;
        }
        if self.eat("array of ") {
            return Some(Type::Array(Box::new(self.alternative(depth + 1)?)));
        }
        if self.eat("map[") {
            let inner = self.union(depth + 1)?;
            self.rest = self.rest.trim_start_matches(' ');
            return self.eat("]").then(|| Type::Map(Box::new(inner)));
        }
        if self.rest.starts_with('"') {
            return self.quoted();
        }
        let end = self.rest.find([' ', ']', '{', '"', '[']).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at_checked(end)?;
        self.rest = rest;
        match word {
            "string" => Some(Type::String),
            "number" => Some(Type::Number),
            "boolean" => Some(Type::Boolean),
            "null" => Some(Type::Null),
            "unknown" => Some(Type::Unknown),
            "object" => {
                let signature =
                    if self.opens_brace() { self.signature()? } else { Signature { names: vec![], more: 0 } };
                Some(Type::Object(signature))
            }
            _ if is_model_name(word) => {
                let signature = if self.opens_brace() { Some(self.signature()?) } else { None };
                Some(Type::Model(word.to_owned(), signature))
            }
            _ => literal(word).map(Type::Literal),
        }
    }

    /// A quoted literal ends at the quote after which the type can go on or end: its text may hold quotes itself.
    fn quoted(&mut self) -> Option<Type> {
        let inner = self.rest.strip_prefix('"')?;
        let end = inner.match_indices('"').map(|(at, _)| at).find(|at| {
            let after = inner.get(at + 1..).unwrap_or_default();
            let next = after.trim_start_matches(' ');
            next.is_empty() || next.starts_with(']') || after.starts_with(' ') && next.starts_with("or ")
        })?;
        self.rest = inner.get(end + 1..)?;
        Some(Type::Literal(Value::String(inner.get(..end)?.to_owned())))
    }

    fn opens_brace(&self) -> bool {
        self.rest.trim_start_matches(' ').starts_with('{')
    }

    fn signature(&mut self) -> Option<Signature> {
        let inner = self.rest.trim_start_matches(' ').strip_prefix('{')?;
        let (listed, rest) = inner.split_once('}')?;
        self.rest = rest;
        let listed = listed.trim();
        let mut names: Vec<String> = match listed {
            "" => Vec::new(),
            _ => listed.split(',').map(|name| name.trim().to_owned()).collect(),
        };
        let count = names.last().and_then(|last| last.strip_suffix(" more")).and_then(|count| count.parse().ok());
        let more = match count {
            Some(more) => {
                names.pop();
                more
            }
            None => 0,
        };
        names.iter().all(|name| !name.is_empty()).then_some(Signature { names, more })
    }
}

/// Whether a word is written as pages write the names of models: letters, digits, dots, an upper-case letter first.
pub(super) fn is_model_name(word: &str) -> bool {
    word.starts_with(|first: char| first.is_ascii_uppercase())
        && word.chars().all(|next| next.is_ascii_alphanumeric() || matches!(next, '_' | '.'))
        && !word.ends_with('.')
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn object(names: &[&str], more: usize) -> Type {
        Type::Object(Signature { names: names.iter().map(|name| (*name).to_owned()).collect(), more })
    }

    fn text(value: &str) -> Type {
        Type::Literal(json!(value))
    }

    #[test]
    fn signatures_announce_their_members() {
        assert_eq!(Type::parse("object { id, mood, toys, 16 more }"), Some(object(&["id", "mood", "toys"], 16)));
        assert_eq!(Type::parse("object {}"), Some(object(&[], 0)));
        assert_eq!(Type::parse("object"), Some(object(&[], 0)));
        assert_eq!(Type::parse("array of object { a }"), Some(Type::Array(Box::new(object(&["a"], 0)))));
        assert_eq!(Type::parse("map[object { a, b }]"), Some(Type::Map(Box::new(object(&["a", "b"], 0)))));
        let model = Type::Model("Pet".into(), Some(Signature { names: vec!["id".into()], more: 2 }));
        assert_eq!(Type::parse("Pet { id, 2 more}"), Some(model));
    }

    #[test]
    fn unions_are_flat_and_count_what_is_not_printed() {
        assert_eq!(Type::parse("\"a\" or \"b or c\" or 5 more"), Some(Type::Union(vec![text("a"), text("b or c")], 5)));
        assert_eq!(Type::parse("map[string or 2 more] or number").map(|found| found.width()), Some(2));
        let more = Type::Union(vec![text("a"), Type::Model("Cat".into(), None)], 5);
        assert_eq!(Type::parse("\"a\" or 2 more or Cat or 3 more"), Some(more));
        assert_eq!(
            Type::parse("\"say \"hi\"\" or 1"),
            Some(Type::Union(vec![text("say \"hi\""), Type::Literal(json!(1))], 0))
        );
    }

    #[test]
    fn null_at_the_end_stands_around_all_that_is_printed_before_it() {
        let null = |inner| Some(Type::Nullable(Box::new(inner)));
        assert_eq!(Type::parse("string or null"), null(Type::String));
        assert_eq!(Type::parse("array of string or null"), null(Type::Array(Box::new(Type::String))));
        assert_eq!(Type::parse("\"a\" or 3 more or null"), null(Type::Union(vec![text("a")], 3)));
        assert_eq!(
            Type::parse("map[string or null]"),
            Some(Type::Map(Box::new(Type::Nullable(Box::new(Type::String)))))
        );
        assert_eq!(Type::parse("null or string"), Some(Type::Union(vec![Type::Null, Type::String], 0)));
        assert_eq!(Type::parse("null"), Some(Type::Null));
    }

    #[test]
    fn a_folded_signature_leaves_blanks() {
        let both = Type::Union(vec![object(&["a"], 0), object(&["b"], 0)], 0);
        assert_eq!(Type::parse("object { a }  or object { b } "), Some(both.clone()));
        assert_eq!(Type::parse("map[object { a }  or object { b } ]"), Some(Type::Map(Box::new(both))));
    }

    #[test]
    fn prose_is_no_type() {
        for prose in
            ["Whether it has ended.", "7200 (2 hours).", "string of pearls", "", "object { a", "Pet.", "a", "nan"]
        {
            assert_eq!(Type::parse(prose), None, "{prose}");
        }
        assert_eq!(Type::parse(&"array of ".repeat(100_000)), None);
        assert_eq!(Type::parse(&"map[".repeat(100_000)), None);
    }
}
