//! TOML with places: the spans of [`toml::de::DeTable`] carried into [`Node`] trees.

use super::keys::Kind;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{Data, FileId, Node, SourceFiles, Span};
use serde_json::Number;
use std::collections::BTreeMap;
use std::ops::Range;
use std::str::FromStr;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Reads a whole file as TOML; keys come in the order of the file, dates as strings.
///
/// Returns `None` after reporting each place that is not TOML as `settings-invalid`.
pub(super) fn read_toml(files: &SourceFiles, file: FileId, diagnostics: &mut Diagnostics) -> Option<Node> {
    let text = files[file].text();
    let (table, errors) = DeTable::parse_recoverable(text);
    let name = files[file].name().rsplit('/').next().unwrap_or_default();
    if let Some(problem) = other_language(text, name).filter(|_| !errors.is_empty()) {
        diagnostics.push(problem.at(Span::new(file, 0..0)));
        return None;
    }
    let place = |error: &toml::de::Error| error.span().unwrap_or(0..0);
    let source = |error: &toml::de::Error| text.get(place(error)).unwrap_or_default();
    let (twice, other): (Vec<_>, Vec<_>) = errors.iter().partition(|error| error.message().contains("duplicate key"));
    let mut places = BTreeMap::new();
    key_places(table.get_ref(), &mut places);
    places.values_mut().for_each(|places| places.sort_by_key(|place| place.start));
    // A table that should be one of a list brings all its keys a second time: one mistake.
    match twice.iter().find(|error| is_list(source(error))) {
        Some(list) => diagnostics.push(duplicate(file, text, &places, place(list))),
        None => twice.iter().for_each(|key| diagnostics.push(duplicate(file, text, &places, place(key)))),
    }
    for error in other {
        let before = text.get(..place(error).start).unwrap_or_default();
        let (message, help) = explained(error.message(), before, source(error));
        let span = Span::new(file, place(error));
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

/// Whether a key of the file is a list of tables.
fn is_list(key: &str) -> bool {
    super::VENDOR.key(key).is_some_and(|key| matches!(key.kind, Kind::Tables(_)))
}

/// What to say of a file that is JSON or YAML.
fn other_language(text: &str, name: &str) -> Option<Diagnostic> {
    let first = text.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with('#'))?;
    let is_word =
        |key: &str| !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    let language = match first.split_once(':') {
        _ if first.starts_with('{') => "JSON",
        _ if first == "---" => "YAML",
        Some((key, _)) if is_word(key) => "YAML",
        _ => return None,
    };
    let message = format!("this is {language}, and {name} is TOML");
    Some(
        Diagnostic::error(Code::SettingsInvalid, message)
            .help("a line is `title = \"Bell\"`, and `[server]` begins a section"),
    )
}

/// Where each key stands, by name.
fn key_places<'t>(table: &'t DeTable<'_>, places: &mut BTreeMap<&'t str, Vec<Range<usize>>>) {
    for (key, value) in table {
        places.entry(key.get_ref().as_ref()).or_default().push(key.span());
        match value.get_ref() {
            DeValue::Table(table) => key_places(table, places),
            DeValue::Array(items) => {
                items.iter().filter_map(|item| item.get_ref().as_table()).for_each(|table| key_places(table, places));
            }
            _ => {}
        }
    }
}

fn duplicate(file: FileId, text: &str, places: &BTreeMap<&str, Vec<Range<usize>>>, again: Range<usize>) -> Diagnostic {
    let key = text.get(again.clone()).unwrap_or_default();
    let is_list = is_list(key);
    let first = match is_list {
        true => text.find(&format!("[{key}]")).map(|at| at + 1..at + 1 + key.len()),
        // The last before it is the one of the same table: the keys of a table stand together.
        false => places.get(key.trim_matches(['"', '\''])).and_then(|places| {
            let before = places.partition_point(|place| place.start < again.start);
            places.get(before.checked_sub(1)?).cloned()
        }),
    };
    let message = format!("the key `{key}` stands twice");
    let problem = Diagnostic::error(Code::SettingsInvalid, message).at(Span::new(file, again));
    let problem = first.into_iter().fold(problem, |problem, at| problem.label(Span::new(file, at), "first here"));
    problem.help(match is_list {
        true => format!("each of a list has two brackets around its name: `[[{key}]]`"),
        false => "remove or rename one of them: TOML forbids equal keys".to_owned(),
    })
}

/// What the parser says in our words, and what to do. `before` is the text up to the place, `source` what stands there.
fn explained(message: &str, before: &str, source: &str) -> (String, String) {
    let says = |part: &str| message.contains(part);
    let key = before.lines().last().and_then(|line| line.split_once('=')).map_or("title", |(key, _)| key.trim());
    if says("must be quoted") {
        let help = format!("texts stand between double quotes: `{key} = \"{}\"`", source.trim());
        ("a text without quotes is not a value".to_owned(), help)
    } else if says("invalid float") || says("invalid integer") {
        let help = "texts, versions too, stand between double quotes: `version = \"0.1.0\"`";
        ("this is neither a number nor a text".to_owned(), help.to_owned())
    } else {
        let help = "a line is `key = value` or `[section]`; texts stand between double quotes, lists in brackets";
        (message.to_owned(), help.to_owned())
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
        // A text of several lines is the same wherever the file was edited.
        DeValue::String(text) => Data::String(text.replace("\r\n", "\n")),
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
