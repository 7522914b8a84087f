//! Names and descriptions that stand beside an `enum`, in the spellings of the generators that write them. Takes them from
//! the schema as they are; what becomes of them is decided in `enums`.
//!
//! See `codegen/docs/names.md`.

use super::schema::Schema;
use crate::source::{Data, Node};

/// Names for the values (OpenAPI Generator, NSwag).
const NAMES: &[&str] = &["x-enum-varnames", "x-enumNames"];
/// What the values mean.
const DESCRIPTIONS: &[&str] = &["x-enum-descriptions", "x-enumDescriptions"];

/// Whether a keyword names the values of an `enum`.
pub(crate) fn names_values(keyword: &str) -> bool {
    NAMES.contains(&keyword)
}

/// The name of each of the values.
pub(crate) fn names(schema: &Schema, values: &[&Node]) -> Vec<Option<String>> {
    texts(schema, NAMES, values)
}

/// The description of each of the values.
pub(crate) fn descriptions(schema: &Schema, values: &[&Node]) -> Vec<Option<String>> {
    texts(schema, DESCRIPTIONS, values)
}

/// The first list of names or descriptions that is not as long as the list of values, and with it the length it has.
pub(crate) fn mismatch<'n>(schema: &'n Schema, values: &[&Node]) -> Option<(&'static str, &'n Node, usize)> {
    NAMES.iter().chain(DESCRIPTIONS).find_map(|key| {
        let node = schema.node().get(key)?;
        let length = node.as_array()?.len();
        (length != values.len()).then_some((*key, node, length))
    })
}

/// Forgets what stands beside a value that is taken out of a list of `length`.
pub(crate) fn forget(schema: &mut Schema, at: usize, length: usize) {
    for key in NAMES.iter().chain(DESCRIPTIONS) {
        if let Some(Node { data: Data::Array(texts), .. }) = schema.keywords_mut().and_then(|all| all.get_mut(*key))
            && texts.len() == length
        {
            texts.remove(at);
        }
    }
}

/// By place in a list that is as long as that of the values, or by value.
fn texts(schema: &Schema, keys: &[&str], values: &[&Node]) -> Vec<Option<String>> {
    let of = |at: usize, value: &Node, node: &Node| -> Option<String> {
        let text = match &node.data {
            Data::Array(texts) if texts.len() == values.len() => texts.get(at),
            Data::Object(texts) => match value.as_str() {
                Some(value) => texts.get(value),
                None => texts.get(&value.to_value().to_string()),
            },
            _ => None,
        };
        text.and_then(Node::as_str).filter(|text| !text.trim().is_empty()).map(str::to_owned)
    };
    let first = |(at, value): (usize, &&Node)| keys.iter().find_map(|key| of(at, value, schema.node().get(key)?));
    values.iter().enumerate().map(first).collect()
}
