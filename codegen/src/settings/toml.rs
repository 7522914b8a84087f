//! TOML with places: the spans of [`toml::de::DeTable`] carried into [`Node`] trees.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{Data, FileId, Node, SourceFiles, Span};
use serde_json::Number;
use std::str::FromStr;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Reads a whole file as TOML; keys come in the order of the file, dates as strings.
///
/// Returns `None` after reporting each place that is not TOML as `settings-invalid`.
pub(super) fn read_toml(files: &SourceFiles, file: FileId, diagnostics: &mut Diagnostics) -> Option<Node> {
    let text = files[file].text();
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in &errors {
        let span = Span::new(file, error.span().unwrap_or(0..0));
        let (message, help) = explained(error.message());
        diagnostics.push(Diagnostic::error(Code::SettingsInvalid, message).at(span).help(help));
    }
    // What the parser made of the rest would only be reported a second time.
    if !errors.is_empty() {
        return None;
    }
    // The span of a table that has no header of its own is the whole file; a place of no width at the top says it better.
    let mut root = Node::new(object(file, table.get_ref(), diagnostics), Span::new(file, 0..0));
    root.span.end = root.span.start;
    Some(root)
}

/// What the parser says in our words, and what to do.
fn explained(message: &str) -> (String, &'static str) {
    let says = |part: &str| message.contains(part);
    if says("duplicate key") {
        (message.to_owned(), "remove or rename one of them: TOML forbids equal keys")
    } else if says("must be quoted") {
        ("a text without quotes is no value".to_owned(), "texts stand between double quotes: `title = \"Bell\"`")
    } else if says("invalid float") || says("invalid integer") {
        (
            "this is neither a number nor a text".to_owned(),
            "texts, versions too, stand between double quotes: `version = \"0.1.0\"`",
        )
    } else {
        (
            message.to_owned(),
            "a line is `key = value` or `[section]`; texts stand between double quotes, lists in brackets",
        )
    }
}

fn object(file: FileId, table: &DeTable<'_>, diagnostics: &mut Diagnostics) -> Data {
    let mut entries: Vec<_> = table.iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    let member = |(key, value): (&Spanned<_>, &Spanned<DeValue<'_>>)| {
        let mut node = node(file, value, diagnostics);
        node.key_span = Some(Span::new(file, key.span()));
        let key: &std::borrow::Cow<'_, str> = key.get_ref();
        (key.to_string(), node)
    };
    Data::Object(entries.into_iter().map(member).collect())
}

fn node(file: FileId, value: &Spanned<DeValue<'_>>, diagnostics: &mut Diagnostics) -> Node {
    let span = Span::new(file, value.span());
    let mut out_of_range = |text: &str| {
        let message = format!("the number {text} is out of range");
        diagnostics.push(
            Diagnostic::error(Code::SettingsInvalid, message)
                .at(span)
                .help("write a number that 64 bits hold, or put quotes around it if it is a text"),
        );
        Data::Null
    };
    let data = match value.get_ref() {
        DeValue::String(text) => Data::String(text.to_string()),
        DeValue::Integer(digits) => match i64::from_str_radix(digits.as_str(), digits.radix()) {
            Ok(number) => Data::Number(Number::from(number)),
            Err(_) => out_of_range(digits.as_str()),
        },
        DeValue::Float(digits) => match f64::from_str(digits.as_str()).ok().and_then(Number::from_f64) {
            Some(number) => Data::Number(number),
            None => out_of_range(digits.as_str()),
        },
        DeValue::Boolean(value) => Data::Bool(*value),
        DeValue::Datetime(date) => Data::String(date.to_string()),
        DeValue::Array(items) => Data::Array(items.iter().map(|item| node(file, item, diagnostics)).collect()),
        DeValue::Table(table) => object(file, table, diagnostics),
    };
    Node::new(data, span)
}
