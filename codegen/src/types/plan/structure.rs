//! Which inline schemas are the same: equal in structure, whatever their descriptions say.
//!
//! See `codegen/docs/names.md`.

use super::enum_names::names_values;
use super::merge::FURTHER_UNIONS;
use crate::names::type_name;
use crate::source::{Data, Node};
use crate::spec::keywords::{Holds, holds, is_annotation};
use std::fmt::Write;

/// Whether a title reads like the name of a type rather than a sentence.
pub(super) fn names_a_type(title: &str) -> bool {
    let words = title.split_whitespace().count();
    (1..=4).contains(&words)
        && title.len() <= 48
        && title.starts_with(|first: char| first.is_ascii_alphabetic())
        && title.chars().all(|character| character.is_ascii_alphanumeric() || matches!(character, ' ' | '_' | '-'))
}

/// Whether a title says which one is meant: a single word ("Status") only says what kind of thing it is.
pub(super) fn is_specific(title: &str) -> bool {
    type_name(title).chars().filter(char::is_ascii_uppercase).count() > 1
}

/// A text that is equal for schemas that may share a type.
///
/// Small enums are only shared under one name: `status: [active, inactive]` of two resources are two things, unless a
/// title of several words says that they are one. Titles count where both have one, since authors give different
/// things different titles.
pub(super) fn key(schema: &Node, words: &str) -> String {
    let mut key = String::new();
    write_schema(schema, &mut key);
    let enumeration = schema.get("enum").is_some() || schema.get("const").is_some();
    let members = schema.members("properties").count();
    let title = schema.str("title").filter(|title| names_a_type(title));
    if (enumeration || members == 1) && !title.is_some_and(is_specific) {
        let _ = write!(key, "#{}", words.to_ascii_lowercase());
    }
    if let Some(title) = title {
        let _ = write!(key, "!{title}");
    }
    key
}

fn write_schema(schema: &Node, key: &mut String) {
    let Data::Object(members) = &schema.data else { return write_data(schema, key) };
    let mut keywords: Vec<_> =
        members.iter().filter(|(keyword, _)| !is_annotation(keyword) || names_or_unsets(keyword)).collect();
    keywords.sort_by_key(|(keyword, _)| *keyword);
    key.push('{');
    for (keyword, value) in keywords {
        let _ = write!(key, "{keyword:?}:");
        match (holds(keyword), &value.data) {
            (Some(Holds::Map), Data::Object(schemas)) => {
                key.push('{');
                for (name, schema) in schemas {
                    let _ = write!(key, "{name:?}:");
                    write_schema(schema, key);
                }
                key.push('}');
            }
            (Some(Holds::List), Data::Array(schemas)) => {
                key.push('[');
                for schema in schemas {
                    write_schema(schema, key);
                    key.push(',');
                }
                key.push(']');
            }
            (Some(Holds::One), _) => write_schema(value, key),
            _ => write_data(value, key),
        }
    }
    key.push('}');
}

/// Extensions that decide how a type looks, and what else `allOf` says of it.
fn names_or_unsets(keyword: &str) -> bool {
    matches!(keyword, "x-unset-values" | FURTHER_UNIONS) || names_values(keyword)
}

fn write_data(node: &Node, key: &mut String) {
    let _ = write!(key, "{}", node.to_value());
}
