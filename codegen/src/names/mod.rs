//! The only place that invents Rust identifiers. Words of a document go in, checked identifiers come out.
//!
//! The rules are the same every time: ASCII only, symbols spelled out, Rust's own words and the names generated code
//! uses avoided, collisions numbered in document order.
//!
//! See `codegen/docs/names.md`.

mod generic;
mod ident;
mod scope;
mod words;

pub use generic::Packages;
pub use ident::ident;
pub use scope::Scope;

use heck::{ToShoutySnakeCase, ToSnakeCase, ToUpperCamelCase};
use words::spell;

/// Identifiers longer than this are cut, and told apart by eight hexadecimal digits of a hash of the whole. What is made
/// of an identifier (the results of an operation, a numbered twin) stays below 200 bytes with it.
const MAX_LENGTH: usize = 120;

/// Words that cannot be identifiers as they stand (Rust reference, keywords, edition 2024), and `_`.
const KEYWORDS: &[&str] = &[
    "_", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro",
    "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static", "struct", "super",
    "trait", "true", "try", "type", "typeof", "union", "unsafe", "unsized", "use", "virtual", "where", "while",
    "yield",
];

/// Keywords that even `r#` does not make identifiers.
const NEVER_RAW: &[&str] = &["_", "crate", "self", "super"];

/// Type names that generated code, the macros of the runtime or the prelude use.
const RESERVED_TYPES: &[&str] = &["Box", "Err", "None", "Ok", "Option", "Result", "Self", "Some", "String", "Vec"];

/// Methods every generated struct has, which setters must not shadow.
const RESERVED_FIELDS: &[&str] = &["new", "clone", "default", "eq", "serialize", "deserialize", "into"];

/// Methods every generated client has, and those that the standard library gives to every type: `client.into()` would
/// call `Into::into`, and `Client::from(core)` an operation.
const RESERVED_METHODS: &[&str] = &[
    "new",
    "builder",
    "from_env",
    "core",
    "clone",
    "with_options",
    "borrow",
    "borrow_mut",
    "from",
    "into",
    "to_owned",
    "try_from",
    "try_into",
    "type_id",
];

/// The facts of the API, which stand beside those of the operations.
pub const RESERVED_FACTS: &[&str] = &["API", "ENVELOPE"];

/// Types of the runtime that stand beside the structs of calls.
pub const RESERVED_CALL_TYPES: &[&str] =
    &["Call", "Items", "NextPage", "PageParameter", "Pages", "Paging", "Total", "Undocumented"];

/// Methods every call has, which those for parameters must not shadow, and those that the standard library gives to every type.
pub const RESERVED_CALLS: &[&str] = &[
    "extra_query",
    "timeout",
    "idle_timeout",
    "header",
    "retries",
    "idempotency_key",
    "strict",
    "keep_body",
    "check_bounds",
    "reconnect",
    "redirects",
    "trace_context",
    "options",
    "send",
    "send_raw",
    "send_blocking",
    "pages",
    "items",
    "into_future",
    "fmt",
    "from",
    "into",
    "borrow",
    "borrow_mut",
    "try_from",
    "try_into",
    "type_id",
];

/// Methods a map of headers has, which would be called in place of ours.
const RESERVED_HEADERS: &[&str] = &[
    "append",
    "borrow",
    "capacity",
    "clear",
    "clone",
    "contains_key",
    "drain",
    "entry",
    "eq",
    "extend",
    "fmt",
    "get",
    "get_all",
    "get_mut",
    "insert",
    "into",
    "into_iter",
    "is_empty",
    "iter",
    "iter_mut",
    "keys",
    "keys_len",
    "len",
    "remove",
    "reserve",
    "to_owned",
    "try_append",
    "try_entry",
    "try_insert",
    "try_into",
    "try_reserve",
    "type_id",
    "typed",
    "values",
    "values_mut",
];

/// A type name in UpperCamelCase.
pub fn type_name(words: &str) -> String {
    let name = bounded(spell(words).to_upper_camel_case(), words, "X");
    let name = if name.starts_with(|first: char| first.is_ascii_digit()) { format!("Type{name}") } else { name };
    match name.as_str() {
        "" => "Unnamed".to_owned(),
        reserved if RESERVED_TYPES.contains(&reserved) => format!("{reserved}Schema"),
        _ => name,
    }
}

/// A variant name in UpperCamelCase. Variants have a namespace of their own, so only `Self` and the name of the
/// catch-all variant are avoided.
pub fn variant_name(words: &str) -> String {
    let name = bounded(spell(words).to_upper_camel_case(), words, "X");
    match name.as_str() {
        "" => "Empty".to_owned(),
        "Self" | "Unknown" => format!("{name}Value"),
        digit if digit.starts_with(|first: char| first.is_ascii_digit()) => format!("Value{digit}"),
        _ => name,
    }
}

/// A field, argument or module name in snake_case; keywords become raw identifiers.
pub fn field_name(words: &str) -> String {
    raw_if_keyword(plain_snake(words), RESERVED_FIELDS)
}

/// A method name in snake_case.
pub fn method_name(words: &str) -> String {
    raw_if_keyword(plain_snake(words), RESERVED_METHODS)
}

/// The name of the method that reads a header of an answer.
pub fn header_name(words: &str) -> String {
    raw_if_keyword(plain_snake(words), RESERVED_HEADERS)
}

/// A constant name in SHOUTY_SNAKE_CASE.
pub fn constant_name(words: &str) -> String {
    let name = bounded(spell(words).to_shouty_snake_case(), words, "_X").to_uppercase();
    if name.starts_with(|first: char| first.is_ascii_digit()) || name.is_empty() { format!("N{name}") } else { name }
}

/// A package name: lower case letters, digits and dashes.
pub fn package_name(words: &str) -> String {
    let name = bounded(spell(words).to_snake_case(), words, "_x").replace('_', "-");
    if name.starts_with(|first: char| first.is_ascii_digit()) || name.is_empty() {
        format!("client-{name}")
    } else {
        name
    }
}

/// The singular of an English plural, for the items of a list; a word that is no plural stays as it is.
pub fn singular(words: &str) -> String {
    let lower = words.to_ascii_lowercase();
    let cut = |count: usize| words[..words.len() - count].to_owned();
    if !words.is_ascii() || lower.len() < 4 {
        return words.to_owned();
    }
    match lower {
        _ if lower.ends_with("ies") && lower.len() > 4 => cut(3) + "y",
        _ if ["sses", "shes", "ches", "xes", "zes"].iter().any(|end| lower.ends_with(end)) => cut(2),
        // Houses and databases lose one letter.
        _ if ["statuses", "aliases", "bonuses", "viruses", "campuses", "canvases", "biases", "censuses"]
            .iter()
            .any(|word| lower.ends_with(word)) =>
        {
            cut(2)
        }
        _ if ["ss", "us", "is", "ics", "news", "series", "species"].iter().any(|end| lower.ends_with(end)) => {
            words.to_owned()
        }
        _ if lower.ends_with('s') => cut(1),
        _ => words.to_owned(),
    }
}

fn plain_snake(words: &str) -> String {
    let name = bounded(spell(words).to_snake_case(), words, "_x");
    match name.as_str() {
        "" => "empty".to_owned(),
        digit if digit.starts_with(|first: char| first.is_ascii_digit()) => format!("n{digit}"),
        _ => name,
    }
}

fn raw_if_keyword(name: String, reserved: &[&str]) -> String {
    match name.as_str() {
        word if NEVER_RAW.contains(&word) || reserved.contains(&word) => format!("{word}_"),
        word if KEYWORDS.contains(&word) => format!("r#{word}"),
        _ => name,
    }
}

/// Cuts an identifier that is too long, and adds a hash of what it was made from; `join` keeps its case.
fn bounded(name: String, words: &str, join: &str) -> String {
    if name.len() <= MAX_LENGTH {
        return name;
    }
    // FNV-1a: any stable hash serves; two names that differ must stay different on every machine.
    let hash = words.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    let head: String = name.chars().take(MAX_LENGTH - 10).collect();
    format!("{}{join}{hash:08x}", head.trim_end_matches('_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_keep_off_the_names_generated_code_uses() {
        let names =
            ["call_attempt", "String", "Self", "Vec", "1", "fn", "", "../../etc/passwd", "🦀", "GetAIVoiceCall"];
        let want = [
            "CallAttempt",
            "StringSchema",
            "SelfSchema",
            "VecSchema",
            "Type1",
            "Fn",
            "Unnamed",
            "EtcPasswd",
            "U1f980",
            "GetAiVoiceCall",
        ];
        assert_eq!(names.map(type_name), want.map(str::to_owned));
    }

    #[test]
    fn fields_are_identifiers_whatever_the_wire_name() {
        let names =
            ["type", "self", "crate", "@id", "+1", "-1", "", "$", "a-b", "fooBar", "new", "2fa", "__proto__", "é"];
        let want = [
            "r#type", "self_", "crate_", "at_id", "plus_1", "minus_1", "empty", "dollar", "a_b", "foo_bar", "new_",
            "n2fa", "proto", "ue9",
        ];
        assert_eq!(names.map(field_name), want.map(str::to_owned));
    }

    #[test]
    fn operations_keep_off_the_methods_every_client_has() {
        let names = ["new", "into", "tryInto", "type_id", "borrow", "get", "drop", "default", "API"];
        let want = ["new_", "into_", "try_into_", "type_id_", "borrow_", "get", "drop", "default", "api"];
        assert_eq!(names.map(method_name), want.map(str::to_owned));
    }

    #[test]
    fn variants_spell_symbols_out() {
        let names = ["<", "<=", ">", "", "unknown", "self", "10", "ios-screening-filter", "gpt-4.1", "IVR", "*", "a|b"];
        let want = [
            "Less",
            "LessEqual",
            "Greater",
            "Empty",
            "UnknownValue",
            "SelfValue",
            "Value10",
            "IosScreeningFilter",
            "Gpt41",
            "Ivr",
            "Star",
            "AOrB",
        ];
        assert_eq!(names.map(variant_name), want.map(str::to_owned));
    }

    #[test]
    fn items_of_a_list_are_named_in_the_singular() {
        let names = [
            "call_attempts",
            "faq_items",
            "categories",
            "addresses",
            "status",
            "boxes",
            "data",
            "calling_windows",
            "ids",
            "bus",
            "statuses",
            "databases",
        ];
        let want = [
            "call_attempt",
            "faq_item",
            "category",
            "address",
            "status",
            "box",
            "data",
            "calling_window",
            "ids",
            "bus",
            "status",
            "database",
        ];
        assert_eq!(names.map(singular), want.map(str::to_owned));
    }

    #[test]
    fn long_names_are_cut_and_stay_apart() {
        let [first, second] = ["a", "b"].map(|end| type_name(&("x".repeat(5000) + end)));
        assert!(first.len() <= MAX_LENGTH && second.len() <= MAX_LENGTH && first != second);
        assert!(
            field_name(&"x".repeat(5000)).chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        );
        assert!(constant_name(&"x".repeat(5000)).chars().all(|c| !c.is_ascii_lowercase()));
    }
}
