//! The values that keys have in the examples of their tables.

use crate::settings::keys::Table;
use serde_json::Value;

/// What a file is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Language {
    Toml,
    Yaml,
}

impl Language {
    /// Its name in Markdown.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Toml => "toml",
            Self::Yaml => "yaml",
        }
    }

    fn read(self, text: &str) -> Option<Value> {
        match self {
            Self::Toml => toml::from_str(text).ok(),
            Self::Yaml => serde_yaml::from_str(text).ok(),
        }
    }

    /// A value as it stands in such a file, on one line.
    pub(super) fn written(self, value: &Value) -> String {
        match self {
            // On one line, a text is what it is in JSON.
            Self::Toml if value.as_str().is_some_and(|text| text.contains('\n')) => value.to_string(),
            Self::Toml => toml::Value::try_from(value).map_or_else(|_| value.to_string(), |value| value.to_string()),
            Self::Yaml => match value {
                // As it is, where YAML does not take it for something else.
                Value::String(text) if serde_yaml::from_str::<Value>(text).ok().as_ref() == Some(value) => text.clone(),
                value => value.to_string(),
            },
        }
    }
}

/// The value of a key in the first example that has it: in those of its table, or else of the table of the whole file.
pub(super) fn value_of(language: Language, whole: &Table, table: &Table, key: &str) -> Option<Value> {
    let examples = if table.examples.is_empty() { whole.examples } else { table.examples };
    examples.iter().find_map(|text| below(&language.read(text)?, table.path, key))
}

/// The first value of a key on this way through a file; a list is gone through.
fn below(value: &Value, path: &[&str], key: &str) -> Option<Value> {
    if let Value::Array(items) = value {
        return items.iter().find_map(|item| below(item, path, key));
    }
    let members = value.as_object()?;
    match path {
        [] => members.get(key).cloned(),
        ["*", rest @ ..] => members.values().find_map(|value| below(value, rest, key)),
        [name, rest @ ..] => below(members.get(*name)?, rest, key),
    }
}
