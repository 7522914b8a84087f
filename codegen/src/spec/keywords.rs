//! The keywords of JSON Schema that hold schemas, and those that say nothing of a value (JSON Schema 2020-12, core, sections 8.2.4, 10 and 11; validation,
//! section 8.5; draft 4 for what older documents write).

/// How a keyword holds schemas.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Holds {
    /// It is one.
    One,
    /// A list of them.
    List,
    /// Names somebody chose, with one each.
    Map,
}

/// How a keyword holds schemas; nothing for those that hold none. `items` was a list in draft 4.
pub(crate) fn holds(keyword: &str) -> Option<Holds> {
    match keyword {
        "properties" | "patternProperties" | "$defs" | "definitions" | "dependentSchemas" => Some(Holds::Map),
        "allOf" | "anyOf" | "oneOf" | "prefixItems" => Some(Holds::List),
        "items"
        | "additionalItems"
        | "additionalProperties"
        | "not"
        | "if"
        | "then"
        | "else"
        | "contains"
        | "propertyNames"
        | "unevaluatedItems"
        | "unevaluatedProperties"
        | "contentSchema" => Some(Holds::One),
        _ => None,
    }
}

/// Keywords that describe and do not constrain (JSON Schema 2020-12, validation, section 9).
pub(crate) fn is_annotation(keyword: &str) -> bool {
    matches!(
        keyword,
        "title"
            | "description"
            | "summary"
            | "example"
            | "examples"
            | "default"
            | "deprecated"
            | "externalDocs"
            | "$comment"
            | "readOnly"
            | "writeOnly"
            | "xml"
    ) || keyword.starts_with("x-")
}

/// Members of a document that hold values, in which nothing is a keyword.
pub(crate) fn holds_values(member: &str) -> bool {
    matches!(member, "example" | "examples" | "default" | "enum" | "const")
}

/// Members of a document that only people read.
pub(crate) fn is_documentation(member: &str) -> bool {
    matches!(
        member,
        "description"
            | "summary"
            | "title"
            | "example"
            | "examples"
            | "externalDocs"
            | "$comment"
            | "contact"
            | "license"
            | "termsOfService"
    ) || member.starts_with("x-")
}

/// Members of a document whose own members have names that people chose.
pub(crate) fn holds_names(member: &str) -> bool {
    matches!(
        member,
        "properties"
            | "schemas"
            | "parameters"
            | "mapping"
            | "headers"
            | "patternProperties"
            | "paths"
            | "responses"
            | "securitySchemes"
    )
}

/// Members of schemas, of operations and of what belongs to these whose own members have names that people chose, and
/// lead to schemas: a status or a property may be called as a keyword is.
pub(crate) fn holds_chosen_names(member: &str) -> bool {
    holds(member) == Some(Holds::Map)
        || matches!(member, "responses" | "content" | "headers" | "callbacks" | "encoding")
}

/// Members of a document whose items are told apart by what they are.
pub(crate) const LISTS: [&str; 6] = ["required", "parameters", "enum", "oneOf", "anyOf", "allOf"];
