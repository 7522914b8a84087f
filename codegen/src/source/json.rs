//! JSON with places: [`jsonc_parser`] set to strict RFC 8259. What one bad value costs is said in [`super::recovered`].

use super::{Data, FileId, MAX_DEPTH, MAX_VALUES, Map, Node, SourceFiles, Span, recovered};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use jsonc_parser::ast::{ObjectPropName, Value as Ast};
use jsonc_parser::common::Ranged;
use jsonc_parser::errors::ParseErrorKind;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};
use std::ops::Range;
use std::str::FromStr;

const STRICT: ParseOptions = ParseOptions {
    allow_comments: false,
    allow_loose_object_property_names: false,
    allow_trailing_commas: false,
    allow_missing_commas: false,
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

/// Reads a whole file as one JSON value; a leading byte order mark is accepted.
///
/// Numbers out of range, keys that stand twice and halves of characters are reported, and cost what they stand for. Returns
/// `None` after reporting `json-syntax`, `too-deep` or `limit-exceeded`.
pub fn read_json(files: &SourceFiles, file: FileId, diagnostics: &mut Diagnostics) -> Option<Node> {
    let length = files[file].text().len();
    let start = length - super::without_mark(files, file, diagnostics)?.len();
    read_range(files, file, start..length, diagnostics)
}

/// Reads the JSON object or array that begins at byte `start` of a file, and gives it with the offset after it.
///
/// Documentation pages print sample JSON glued to the text that follows; the value ends where its brackets balance.
/// A value whose brackets never balance is reported as `json-syntax` (the page was cut).
pub fn read_json_prefix(
    files: &SourceFiles,
    file: FileId,
    start: usize,
    diagnostics: &mut Diagnostics,
) -> Option<(Node, usize)> {
    let Some(end) = balanced_end(files[file].text(), start) else {
        let span = Span::new(file, start..(start + 1).min(files[file].text().len()));
        diagnostics.push(
            Diagnostic::error(Code::JsonSyntax, "this JSON value never ends")
                .at(span)
                .help("the page may have been cut while it was captured; capture it again"),
        );
        return None;
    };
    read_range(files, file, start..end, diagnostics).map(|node| (node, end))
}

fn read_range(files: &SourceFiles, file: FileId, range: Range<usize>, diagnostics: &mut Diagnostics) -> Option<Node> {
    let offset = range.start;
    let text = files[file].text().get(range)?;
    if let Some(at) = end_of_values(text) {
        diagnostics.push(super::too_many_values(Span::new(file, offset + at..offset + at + 1)));
        return None;
    }
    let parse = |text| parse_to_ast(text, &CollectOptions::default(), &STRICT);
    let whole;
    let mut read = parse(text);
    if read.is_err()
        && let Some((text, halves)) = recovered::whole_characters(text)
    {
        whole = text;
        read = parse(&whole);
        if read.is_ok() {
            for at in halves {
                let span = Span::new(file, offset + at..offset + at + 6);
                diagnostics.push(recovered::half_character(files.slice(span), span));
            }
        }
    }
    let parsed = match read {
        Ok(parsed) => parsed.value,
        Err(error) => {
            let at = error.range();
            let span = Span::new(file, offset + at.start..offset + at.end);
            diagnostics.push(refusal(error.kind()).at(span));
            return None;
        }
    };
    let Some(ast) = parsed else {
        let span = Span::new(file, offset..offset);
        diagnostics.push(
            Diagnostic::error(Code::JsonSyntax, "there is no JSON value here")
                .at(span)
                .help("the file is empty or holds blanks only: fetch it again"),
        );
        return None;
    };
    let mut reader = Reader { file, offset, diagnostics, sound: true };
    let node = reader.node(&ast, 0).unwrap_or_else(|| Node::new(Data::Null, reader.span(&ast)));
    reader.sound.then_some(node)
}

/// What is wrong with the text, and what to do.
fn refusal(kind: &ParseErrorKind) -> Diagnostic {
    use ParseErrorKind as Kind;
    let cut = "the file may have been cut: fetch it again, and look at its last line";
    let (message, help) = match kind {
        Kind::NestingDepthExceeded => {
            let message = format!("values are nested more than {MAX_DEPTH} deep");
            return Diagnostic::error(Code::TooDeep, message)
                .help("no API document nests like that; check where the file comes from");
        }
        Kind::UnterminatedArray => ("this array never ends", cut),
        Kind::UnterminatedObject => ("this object never ends", cut),
        Kind::ExpectedObjectValue => ("a value is missing after this colon", cut),
        Kind::ExpectedColonAfterObjectKey => {
            ("a colon is missing after this key", "a member of an object is `\"key\": value`")
        }
        Kind::ExpectedComma => {
            ("a comma is missing here", "members of an object and items of an array are separated by commas")
        }
        Kind::TrailingCommasNotAllowed => {
            ("this comma is one too many", "JSON has no comma after the last item: remove it")
        }
        Kind::CommentsNotAllowed => {
            ("JSON has no comments", "remove the comment, or save the document as YAML, which has them")
        }
        Kind::MultipleRootJsonValues => {
            ("a second value begins here; a file must hold one", "keep one document per file")
        }
        Kind::SingleQuotedStringsNotAllowed => ("strings have double quotes in JSON", "write \"…\" instead of '…'"),
        Kind::NonFiniteNumbersNotAllowed => {
            ("NaN and infinities are no JSON numbers", "use `null`, or leave the member out")
        }
        _ => {
            let text = kind.to_string();
            let first = text.chars().next().map(|first| first.to_lowercase().to_string()).unwrap_or_default();
            let rest: String = text.chars().skip(1).collect();
            return Diagnostic::error(Code::JsonSyntax, format!("{first}{rest}"))
                .help("the text must be JSON as RFC 8259 defines it");
        }
    };
    Diagnostic::error(Code::JsonSyntax, message).help(help)
}

struct Reader<'d> {
    file: FileId,
    offset: usize,
    diagnostics: &'d mut Diagnostics,
    sound: bool,
}

impl Reader<'_> {
    fn span(&self, ranged: &impl Ranged) -> Span {
        let range = ranged.range();
        Span::new(self.file, self.offset + range.start..self.offset + range.end)
    }

    fn refuse(&mut self, diagnostic: Diagnostic) {
        self.sound = false;
        self.diagnostics.push(diagnostic);
    }

    /// The value, if it is one that can be read.
    fn node(&mut self, ast: &Ast<'_>, depth: usize) -> Option<Node> {
        let span = self.span(ast);
        if depth > MAX_DEPTH {
            if self.sound {
                let message = format!("values are nested more than {MAX_DEPTH} deep");
                let help = "no API document nests like that; check where the file comes from";
                self.refuse(Diagnostic::error(Code::TooDeep, message).at(span).help(help));
            }
            return None;
        }
        let data = match ast {
            Ast::NullKeyword(_) => Data::Null,
            Ast::BooleanLit(literal) => Data::Bool(literal.value),
            Ast::StringLit(literal) => Data::String(literal.value.to_string()),
            Ast::NumberLit(literal) => match serde_json::Number::from_str(literal.value) {
                Ok(number) => Data::Number(number),
                Err(_) => {
                    self.diagnostics.push(recovered::number(literal.value, span));
                    return None;
                }
            },
            Ast::Array(array) => {
                Data::Array(array.elements.iter().filter_map(|item| self.node(item, depth + 1)).collect())
            }
            Ast::Object(object) => {
                let mut members = Map::with_capacity_and_hasher(object.properties.len(), Default::default());
                for property in &object.properties {
                    let key = match &property.name {
                        ObjectPropName::String(literal) => literal.value.to_string(),
                        ObjectPropName::Word(word) => word.value.to_owned(),
                    };
                    let key_span = self.span(&property.name);
                    let Some(mut node) = self.node(&property.value, depth + 1) else { continue };
                    node.key_span = Some(key_span);
                    if let Some(found) = recovered::add(&mut members, key, node) {
                        self.diagnostics.push(found);
                    }
                }
                Data::Object(members)
            }
        };
        Some(Node::new(data, span))
    }
}

/// Where a text begins its first value too many. Found before it is parsed, since the parser keeps all of them.
fn end_of_values(text: &str) -> Option<usize> {
    let (mut values, mut in_string, mut escaped) = (0usize, false, false);
    text.bytes().position(|byte| {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'{' | b'[' | b',' if !in_string => values += 1,
            _ => {}
        }
        values > MAX_VALUES
    })
}

/// The offset after the bracket that closes the one at `start`.
fn balanced_end(text: &str, start: usize) -> Option<usize> {
    let (mut depth, mut in_string, mut escaped) = (0usize, false, false);
    for (at, byte) in text.as_bytes().iter().enumerate().skip(start) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'{' | b'[' if !in_string => depth += 1,
            b'}' | b']' if !in_string => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(text: &str) -> (Option<Node>, Vec<(Code, Option<usize>)>) {
        let mut files = SourceFiles::new();
        let file = files.add("a.json", text);
        let mut diagnostics = Diagnostics::new();
        let node = read_json(&files, file, &mut diagnostics);
        let found = diagnostics.iter().map(|found| (found.code, found.span.map(|span| span.start as usize))).collect();
        (node, found)
    }

    #[test]
    fn every_value_knows_its_place_and_big_integers_stay_exact() {
        let (node, found) = read("\u{feff}{\"a\": [18446744073709551615, \"\\u00e9\"]}");
        let node = node.expect("reads");
        assert_eq!((node.to_value(), found), (json!({"a": [18446744073709551615u64, "é"]}), vec![]));
        let item = node.pointer("/a/0").expect("there");
        assert_eq!((item.span.start, item.span.end), (10, 30));
    }

    #[test]
    fn bad_json_is_refused_with_its_place() {
        assert_eq!(read("{\"a\": 1,}").1.len(), 1);
        assert_eq!(read(&format!("{}{}", "[".repeat(200), "]".repeat(200))).1, [(Code::TooDeep, Some(129))]);
        assert_eq!(read(&"[".repeat(20_000)).1.len(), 1);
        assert_eq!(read("").1, [(Code::JsonSyntax, Some(0))]);
    }

    #[test]
    fn a_bad_value_costs_itself() {
        for (text, left, found) in [
            (
                "{\"a\": [1e999, 2], \"b\": -1e999}",
                json!({"a": [2]}),
                vec![(Code::NumberRange, 7), (Code::NumberRange, 23)],
            ),
            ("1e999", json!(null), vec![(Code::NumberRange, 0)]),
            ("{\"a\": 1, \"b\": 0, \"a\": [2]}", json!({"a": [2], "b": 0}), vec![(Code::DuplicateKey, 17)]),
            ("{\"a\": {\"b\": 1}, \"a\": {\"c\": 2}}", json!({"a": {"b": 1, "c": 2}}), vec![(Code::DuplicateKey, 16)]),
            ("{\"a\": {\"b\": 1}, \"a\": {\"b\": 2}}", json!({"a": {"b": 2}}), vec![(Code::DuplicateKey, 16)]),
            (
                r#"["\ud83d\ude00 \\ud83d \ud83d, \ude00\ud83d"]"#,
                json!(["😀 \\ud83d \u{fffd}, \u{fffd}\u{fffd}"]),
                vec![(Code::JsonSyntax, 23), (Code::JsonSyntax, 31), (Code::JsonSyntax, 37)],
            ),
        ] {
            let (node, said) = read(text);
            let said: Vec<_> = said.into_iter().map(|(code, at)| (code, at.expect("a place"))).collect();
            assert_eq!((node.expect("reads").to_value(), said), (left, found), "{text}");
        }
    }

    #[test]
    fn what_stands_twice_and_is_equal_costs_nothing() {
        let mut files = SourceFiles::new();
        let file = files.add("a.json", "{\"a\": [1], \"a\": [1]}");
        for is_strict in [false, true] {
            let mut found = Diagnostics::for_run(is_strict);
            assert!(read_json(&files, file, &mut found).is_some());
            assert_eq!((found.has_errors(), found.iter().count()), (false, 1));
        }
    }

    #[test]
    fn values_without_end_are_refused_before_they_are_read() {
        let text = format!("[{}1]", "1,".repeat(MAX_VALUES));
        assert_eq!(read(&text).1, [(Code::LimitExceeded, Some(2 * MAX_VALUES))]);
        assert_eq!(read(&format!("[{:?}]", ",".repeat(2 * MAX_VALUES))).1, []);
    }

    #[test]
    fn a_sample_ends_where_its_brackets_balance() {
        let mut files = SourceFiles::new();
        let file = files.add("page.txt", "curl'{\"a\": \"}\\\"\"}Retrieve it");
        let (node, end) = read_json_prefix(&files, file, 5, &mut Diagnostics::new()).expect("reads");
        assert_eq!((node.to_value(), &files[file].text()[end..]), (json!({"a": "}\""}), "Retrieve it"));
    }
}
