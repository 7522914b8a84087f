//! What progenitor and typify make of the names in a document, by their own rules, so that names which would collide are
//! seen before. Invents no names.

use heck::{ToPascalCase, ToSnakeCase};
use unicode_ident::{is_xid_continue, is_xid_start};

/// The name of a field, an argument or a method.
pub(super) fn snake(name: &str) -> String {
    sanitized(name, str::to_snake_case, "x")
}

/// The name of a type or a variant.
pub(super) fn pascal(name: &str) -> String {
    sanitized(name, str::to_pascal_case, "X")
}

fn sanitized(name: &str, case: fn(&str) -> String, prefix: &str) -> String {
    let plain = match name {
        "+1" => "plus1".to_owned(),
        "-1" => "minus1".to_owned(),
        _ => case(&name.replace('\'', "").replace(|c| !is_xid_continue(c), "-")),
    };
    match plain.chars().next() {
        None => prefix.to_owned(),
        Some(first) if is_xid_start(first) => plain,
        Some(_) => format!("{prefix}{plain}"),
    }
}

/// Whether the values of an enum get variants of different names. Where they do not at first, typify writes an `X` for
/// every sign that a name cannot have.
pub(super) fn are_variants_unique(values: &[&str]) -> bool {
    let unique = |names: Vec<String>| {
        let count = names.len();
        names.into_iter().collect::<std::collections::HashSet<_>>().len() == count
    };
    let spelled = |value: &&str| pascal(&value.replace(|c| c == '_' || !is_xid_continue(c), "X"));
    unique(values.iter().map(|value| pascal(value)).collect()) || unique(values.iter().map(spelled).collect())
}
