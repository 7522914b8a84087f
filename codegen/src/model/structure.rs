//! Schemas as texts that are equal where they mean the same, whatever they say of themselves.

use super::enum_names::names_values;
use super::merge::FURTHER_UNIONS;
use super::schema::Schema;
use crate::source::{Data, Node};
use crate::spec::keywords::{Holds, holds, is_annotation};
use std::fmt::Write;

/// Writes a text that is equal for schemas of the same structure.
pub(crate) fn write_structure(schema: &Schema, text: &mut String) {
    write_schema(schema.node(), text);
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
