//! What Mintlify prints in grey under a field: values, lengths, ranges, patterns, examples. In the compact form it is
//! glued to the text of the next field; [`glued`] splits it off. Never decides which field it belongs to.

use super::document::Report;
use super::line::Line;
use super::prose::make_integer;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Data, Node, Span};
use serde_json::{Number, Value, json};
use std::str::FromStr;

/// One grey text.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Constraint<'t> {
    /// What it says.
    pub(super) rule: Rule<'t>,
    /// Its place.
    pub(super) span: Span,
}

/// What a grey text says.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Rule<'t> {
    /// All values of an enumeration.
    Values(Vec<Line<'t>>),
    /// The smallest and greatest length of a text, or number of items.
    Length(Option<u64>, Option<u64>),
    /// Bounds of a number.
    Range { low: Option<Bound>, high: Option<Bound> },
    /// A regular expression.
    Pattern(&'t str),
    /// An example value.
    Example(Value),
}

/// One end of a range.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Bound {
    value: Number,
    exclusive: bool,
}

/// Splits the grey text at the beginning of a line from the text behind it.
///
/// `is_sample` says whether a value is the sample value of some field: that makes a list of words an enumeration.
/// Returns `None` when the line begins with ordinary text.
pub(super) fn glued<'t>(line: Line<'t>, is_sample: &dyn Fn(&str) -> bool) -> Option<(Constraint<'t>, Line<'t>)> {
    let (rule, length) = range(line.text)
        .or_else(|| length(line.text))
        .or_else(|| pattern(line.text))
        .or_else(|| example(line.text))
        .or_else(|| values(line, is_sample))?;
    Some((Constraint { rule, span: line.before(length).span }, line.from(length)))
}

/// A range such as `0 <= x < 5`, with the bytes it takes.
pub(super) fn range(text: &str) -> Option<(Rule<'_>, usize)> {
    let mut scan = Scan { text, at: 0 };
    let low = scan.number().map(|value| Some((value, scan.operator()?)));
    let low = match low {
        Some(None) => return None,
        Some(Some((value, (less, exclusive)))) if less => Some(Bound { value, exclusive }),
        Some(Some(_)) => return None,
        None => None,
    };
    scan.blanks();
    if !scan.eat("x") {
        return None;
    }
    let end = scan.at;
    let Some((less, exclusive)) = scan.operator() else {
        return low.is_some().then_some((Rule::Range { low, high: None }, end));
    };
    scan.blanks();
    let bound = Bound { value: scan.number()?, exclusive };
    match (less, low) {
        (true, low) => Some((Rule::Range { low, high: Some(bound) }, scan.at)),
        (false, None) => Some((Rule::Range { low: Some(bound), high: None }, scan.at)),
        (false, Some(_)) => None,
    }
}

/// A length: `1 - 40`, or a lone number in front of a sentence, which is the greatest one.
fn length(text: &str) -> Option<(Rule<'_>, usize)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let first: u64 = text.get(..digits)?.parse().ok()?;
    if let Some(rest) = text.get(digits..)?.strip_prefix(" - ") {
        let more = rest.bytes().take_while(u8::is_ascii_digit).count();
        let second = rest.get(..more)?.parse().ok()?;
        return Some((Rule::Length(Some(first), Some(second)), digits + 3 + more));
    }
    let rest = text.get(digits..)?;
    let mut next = rest.trim_start().chars();
    let sentence = match (next.next(), next.next()) {
        (None, _) => true,
        (Some(first), Some(second)) if first.is_uppercase() => {
            // "3D", "2FA" and "10DLC" are words; no such word begins with a greater number.
            second.is_lowercase() || first == 'A' && second == ' ' || digits > 1 && text.get(..digits)? > "15"
        }
        _ => false,
    };
    sentence.then_some((Rule::Length(None, Some(first)), digits))
}

/// A pattern: from `^` to the first `$` outside of all brackets.
fn pattern(text: &str) -> Option<(Rule<'_>, usize)> {
    text.strip_prefix('^')?;
    let (mut depth, mut in_class, mut escaped) = (0usize, false, false);
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            ']' if in_class => in_class = false,
            _ if in_class => {}
            '[' => in_class = true,
            '(' | '{' => depth += 1,
            ')' | '}' => depth = depth.saturating_sub(1),
            '$' if depth == 0 && !text.get(at + 1..)?.starts_with('|') => {
                return Some((Rule::Pattern(text.get(..=at)?), at + 1));
            }
            _ => {}
        }
    }
    None
}

/// A JSON value in front of a sentence or of nothing.
fn example(text: &str) -> Option<(Rule<'_>, usize)> {
    text.starts_with(['"', '{', '[']).then_some(())?;
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<Value>();
    let value = values.next()?.ok()?;
    let end = values.byte_offset();
    let rest = text.get(end..)?.trim_start();
    rest.chars().next().is_none_or(char::is_uppercase).then_some((Rule::Example(value), end))
}

/// A list of values: one of them is a sample value, or they are at least two words in capitals before a sentence.
fn values<'t>(line: Line<'t>, is_sample: &dyn Fn(&str) -> bool) -> Option<(Rule<'t>, usize)> {
    let text = line.text;
    let (mut found, mut start) = (Vec::new(), 0);
    loop {
        let rest = text.get(start..)?;
        let length = rest.find(|c: char| !is_value_char(c)).unwrap_or(rest.len());
        let whole = rest.get(..length)?;
        let separator = rest.get(length..)?.chars().next();
        if separator == Some(',') && rest.get(length + 1..)?.starts_with(' ') && length > 0 {
            found.push((start, length));
            start += length + 2;
            continue;
        }
        // The last value: a blank or the end follows, or the next sentence is glued on.
        let last = if is_sample(whole) || found.is_empty() && separator.is_none() {
            length
        } else {
            glue(whole, is_sample).unwrap_or(length)
        };
        if last == 0 {
            return None;
        }
        found.push((start, last));
        break;
    }
    let names: Vec<_> = found.iter().map(|(at, length)| line.from(*at).before(*length)).collect();
    let end = found.last().map(|(at, length)| at + length)?;
    let rest = text.get(end..)?.trim_start();
    let sentence = rest.chars().next().is_none_or(char::is_uppercase);
    let capitals = |name: &Line<'_>| !name.text.chars().any(char::is_lowercase) && name.text.len() > 1;
    let announced = names.iter().any(|name| is_sample(name.text))
        && (names.len() > 1 || rest.is_empty() || names.iter().all(capitals));
    (sentence && (announced || names.len() > 1 && names.iter().all(capitals))).then_some((Rule::Values(names), end))
}

fn is_value_char(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ':' | '/' | '+')
}

/// Where a sentence begins inside a word: before a capital with a small letter behind it, or with a small one
/// in front ("redA colour").
fn glue(word: &str, is_sample: &dyn Fn(&str) -> bool) -> Option<usize> {
    let starts = word.char_indices().skip(1).filter(|(_, c)| c.is_uppercase()).map(|(at, _)| at);
    let fits = |at: &usize| word.get(..*at).is_some_and(is_sample);
    starts.clone().find(fits).or_else(|| {
        starts.clone().find(|at| {
            let before = word.get(..*at).unwrap_or_default().chars().next_back();
            let mut behind = word.get(*at..).unwrap_or_default().chars().skip(1);
            behind.next().map_or(before.is_some_and(|c| !c.is_uppercase()), char::is_lowercase)
        })
    })
}

struct Scan<'t> {
    text: &'t str,
    at: usize,
}

impl Scan<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn eat(&mut self, wanted: &str) -> bool {
        let found = self.rest().starts_with(wanted);
        self.at += if found { wanted.len() } else { 0 };
        found
    }

    fn blanks(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start_matches(' ').len();
    }

    /// Whether the left side is the smaller one, and whether equality is excluded.
    fn operator(&mut self) -> Option<(bool, bool)> {
        self.blanks();
        let known = [("<=", true, false), (">=", false, false), ("≤", true, false), ("≥", false, false)];
        let strict = [("<", true, true), (">", false, true)];
        known.iter().chain(&strict).find(|(sign, ..)| self.eat(sign)).map(|(_, less, exclusive)| (*less, *exclusive))
    }

    fn number(&mut self) -> Option<Number> {
        let rest = self.rest();
        let sign = usize::from(rest.starts_with('-'));
        let digits = |from: usize| rest.bytes().skip(from).take_while(u8::is_ascii_digit).count();
        let mut length = sign + digits(sign);
        if length == sign {
            return None;
        }
        if rest.get(length..)?.starts_with('.') && digits(length + 1) > 0 {
            length += 1 + digits(length + 1);
        }
        let number = Number::from_str(rest.get(..length)?).ok()?;
        self.at += length;
        Some(number)
    }
}

impl Constraint<'_> {
    /// How well the text suits a field with this sample value: above zero for yes, below for no.
    pub(super) fn fit(&self, sample: Option<&Node>) -> i32 {
        let Some(sample) = sample else { return 0 };
        let one = |node: &Node| match &node.data {
            Data::Array(items) => items.first().cloned().unwrap_or_else(|| node.clone()),
            _ => node.clone(),
        };
        let yes = |good: bool, score: i32| if good { score } else { -6 };
        match &self.rule {
            Rule::Values(names) => {
                let sample = plain(&one(sample));
                yes(names.iter().any(|name| name.text == sample), 6)
            }
            Rule::Length(None, Some(only)) if matches!(sample.data, Data::Number(_)) => {
                yes(plain(sample) == only.to_string(), 1)
            }
            Rule::Length(..) => yes(matches!(sample.data, Data::String(_) | Data::Array(_)), 2),
            Rule::Range { .. } => yes(matches!(sample.data, Data::Number(_)), 2),
            Rule::Pattern(_) => yes(matches!(one(sample).data, Data::String(_)), 2),
            Rule::Example(value) => {
                let kind = Node::from_value(value.clone(), sample.span).kind();
                yes(kind == sample.kind() || sample.is_null(), 2)
            }
        }
    }

    /// Reports values that the type does not have; what else is wrong shows in the document.
    pub(super) fn check(&self, schema: &Node, report: &mut Report<'_>) {
        let Rule::Values(names) = &self.rule else { return };
        let fits = |name: &Line<'_>| match own_type(schema) {
            Some("integer") => name.text.parse::<i64>().is_ok(),
            Some("number") => name.text.parse::<f64>().is_ok(),
            Some("boolean") => matches!(name.text, "true" | "false"),
            _ => true,
        };
        for name in names.iter().filter(|name| !fits(name) && name.text != "null") {
            let found = Diagnostic::warning(
                Code::PageInconsistent,
                format!("`{}` is not a value of the type above it", name.text),
            );
            report.push(found.at(name.span).help("correct the type or the value in the overlay"));
        }
    }

    /// Writes the rule into a schema.
    pub(super) fn apply(&self, schema: &mut Node) {
        let kind = own_type(schema).map(str::to_owned);
        let array = kind.as_deref() == Some("array");
        let of = |value: Value| Node::from_value(value, self.span);
        match &self.rule {
            Rule::Values(_) | Rule::Pattern(_) if array => {
                if let Some(items) = schema.get_mut("items") {
                    self.apply(items);
                }
            }
            Rule::Values(names) => {
                if schema.flag("x-inferred") && names.iter().all(|name| name.text.parse::<i64>().is_ok()) {
                    make_integer(schema, self.span);
                }
                let text = matches!(kind.as_deref(), None | Some("string"));
                let value = |name: &Line<'_>| match serde_json::from_str(name.text) {
                    Ok(value) if !text => Node::from_value(value, name.span),
                    _ => name.node(),
                };
                let mut all: Vec<_> = names.iter().map(value).collect();
                if schema.items("type").iter().any(|kind| kind.as_str() == Some("null")) {
                    all.push(of(Value::Null));
                }
                schema.set("enum", Node::array(all, self.span));
            }
            Rule::Length(low, high) => {
                let (least, most) = if array { ("minItems", "maxItems") } else { ("minLength", "maxLength") };
                if matches!(kind.as_deref(), Some("integer" | "number")) {
                    schema.set("examples", of(json!([high])));
                    return;
                }
                if let Some(low) = low {
                    schema.set(least, of(json!(low)));
                }
                if let Some(high) = high {
                    schema.set(most, of(json!(high)));
                }
            }
            Rule::Range { low, high } => {
                let mut set = |bound: &Option<Bound>, inclusive: &str, exclusive: &str| {
                    if let Some(bound) = bound {
                        let key = if bound.exclusive { exclusive } else { inclusive };
                        schema.set(key, of(Value::Number(bound.value.clone())));
                    }
                };
                set(low, "minimum", "exclusiveMinimum");
                set(high, "maximum", "exclusiveMaximum");
            }
            Rule::Pattern(pattern) => schema.set("pattern", of(json!(pattern))),
            Rule::Example(value) => schema.set("examples", of(json!([value]))),
        }
    }
}

/// The type of a schema beside null.
fn own_type(schema: &Node) -> Option<&str> {
    let listed = || schema.items("type").iter().filter_map(Node::as_str).find(|kind| *kind != "null");
    schema.str("type").or_else(listed)
}

/// A scalar as the page prints it in a list of values.
fn plain(node: &Node) -> String {
    match &node.data {
        Data::String(text) => text.clone(),
        _ => node.to_value().to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceFiles;

    /// What is split off, as a schema, and the text behind it.
    fn split(text: &str, kind: &str) -> (Value, String) {
        let mut files = SourceFiles::new();
        let file = files.add("page", text);
        let line = Line::new(file, files[file].text(), 0..text.len());
        let Some((constraint, rest)) = glued(line, &|value| ["red", "1", "a-b"].contains(&value)) else {
            return (Value::Null, text.to_owned());
        };
        let mut schema = Node::from_value(json!({"type": kind}), line.span);
        constraint.apply(&mut schema);
        schema.remove("type");
        (schema.to_value(), rest.text.to_owned())
    }

    #[test]
    fn enumerations_end_where_the_next_sentence_begins() {
        let string = |text| split(text, "string");
        assert_eq!(string("RED, GREEN Paint colour"), (json!({"enum": ["RED", "GREEN"]}), "Paint colour".into()));
        assert_eq!(string("RED, GREENPaint colour"), (json!({"enum": ["RED", "GREEN"]}), "Paint colour".into()));
        assert_eq!(string("red, dark_redPaint"), (json!({"enum": ["red", "dark_red"]}), "Paint".into()));
        assert_eq!(string("dark, redPaint"), (json!({"enum": ["dark", "red"]}), "Paint".into()));
        assert_eq!(string("a-b, c A colour"), (json!({"enum": ["a-b", "c"]}), "A colour".into()));
        assert_eq!(string("red"), (json!({"enum": ["red"]}), String::new()));
        assert_eq!(split("1, 2, 3 Paw count", "integer"), (json!({"enum": [1, 2, 3]}), "Paw count".into()));
    }

    #[test]
    fn whole_values_tell_that_a_number_is_whole() {
        let mut files = SourceFiles::new();
        let file = files.add("page", "1, 2");
        let line = Line::new(file, files[file].text(), 0..4);
        let (constraint, _) = glued(line, &|value| value == "1").expect("a list");
        let mut schema = Node::from_value(json!({"type": "number", "x-inferred": true}), line.span);
        constraint.apply(&mut schema);
        assert_eq!(schema.to_value(), json!({"type": "integer", "enum": [1, 2]}));
    }

    #[test]
    fn nullable_types_keep_their_null() {
        let mut files = SourceFiles::new();
        let file = files.add("page", "1, 2");
        let line = Line::new(file, files[file].text(), 0..4);
        let (constraint, _) = glued(line, &|value| value == "1").expect("a list");
        let mut schema = Node::from_value(json!({"type": ["integer", "null"]}), line.span);
        constraint.apply(&mut schema);
        assert_eq!(schema.get("enum").map(Node::to_value), Some(json!([1, 2, null])));
    }

    #[test]
    fn ordinary_text_is_left_alone() {
        for text in [
            "GET, POST and others",
            "URL of the photo",
            "Weight, height and age",
            "red is a colour",
            "3D model",
            "2FA code",
            "10DLC campaign",
            "24 hour clock",
            "\"none\" stands for no cat",
            "^ marks the start",
            "x marks it",
            "12",
            "",
        ] {
            let (found, rest) = split(text, "string");
            assert!(found.is_null() || text == "12", "{text}: {found} {rest}");
        }
    }

    #[test]
    fn bounds_are_split_from_the_text_behind_them() {
        let string = |text| split(text, "string");
        assert_eq!(string("64Short title"), (json!({"maxLength": 64}), "Short title".into()));
        assert_eq!(string("64 Short title"), (json!({"maxLength": 64}), "Short title".into()));
        assert_eq!(string("64URL of it"), (json!({"maxLength": 64}), "URL of it".into()));
        assert_eq!(string("1 - 40Nickname"), (json!({"minLength": 1, "maxLength": 40}), "Nickname".into()));
        assert_eq!(split("1 - 40Toys", "array"), (json!({"minItems": 1, "maxItems": 40}), "Toys".into()));
        assert_eq!(split("x >= -1Wait", "integer"), (json!({"minimum": -1}), "Wait".into()));
        assert_eq!(split("0 <= x <= 2Heat", "number"), (json!({"minimum": 0, "maximum": 2}), "Heat".into()));
        assert_eq!(split("0.5 ≤ x ≤ 1.5 Pace", "number"), (json!({"minimum": 0.5, "maximum": 1.5}), "Pace".into()));
        let open = json!({"exclusiveMinimum": 0, "exclusiveMaximum": 5});
        assert_eq!(split("0 < x < 5Age", "number"), (open, "Age".into()));
        assert_eq!(string("^[a-z$]{3}$Code"), (json!({"pattern": "^[a-z$]{3}$"}), "Code".into()));
        assert_eq!(string("^\\$\\d+$ Price in $"), (json!({"pattern": "^\\$\\d+$"}), "Price in $".into()));
        assert_eq!(string("\"tom\\\"cat\"Name"), (json!({"examples": ["tom\"cat"]}), "Name".into()));
        assert_eq!(split("{\"a\": [1]}Map", "object"), (json!({"examples": [{"a": [1]}]}), "Map".into()));
    }
}
