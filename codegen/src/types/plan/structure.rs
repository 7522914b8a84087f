//! Which inline schemas are the same: equal in structure, whatever their descriptions say.
//!
//! See `codegen/docs/names.md`.

use crate::model::{Schema, write_structure};
use crate::names::type_name;
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
pub(super) fn key(schema: &Schema, words: &str) -> String {
    let mut key = String::new();
    write_structure(schema, &mut key);
    let members = schema.properties().count();
    let title = schema.title().filter(|title| names_a_type(title));
    if (schema.lists_values() || members == 1) && !title.is_some_and(is_specific) {
        let _ = write!(key, "#{}", words.to_ascii_lowercase());
    }
    if let Some(title) = title {
        let _ = write!(key, "!{title}");
    }
    key
}
