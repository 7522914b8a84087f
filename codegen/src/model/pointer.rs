//! What JSON pointers into a document say: what stands there, in which operation or component, and what words it has.
//!
//! See `codegen/docs/names.md`.

use super::schema::Union;
use crate::source::escape_pointer_token;
use crate::spec::methods::{ADDITIONAL, ADDITIONAL_BEFORE, Method};

/// The pointer of a part of another.
pub(crate) fn below(pointer: &str, part: Part<'_>) -> String {
    match part {
        Part::Schema => format!("{pointer}/schema"),
        Part::ItemSchema => format!("{pointer}/itemSchema"),
        Part::ContentSchema => format!("{pointer}/contentSchema"),
        Part::Property(name) => format!("{pointer}/properties/{}", escape_pointer_token(name)),
        Part::PatternProperty(pattern) => format!("{pointer}/patternProperties/{}", escape_pointer_token(pattern)),
        Part::PatternProperties => format!("{pointer}/patternProperties"),
        Part::AdditionalProperties => format!("{pointer}/additionalProperties"),
        Part::Items => format!("{pointer}/items"),
        Part::PrefixItem(at) => format!("{pointer}/prefixItems/{at}"),
        Part::PrefixItems => format!("{pointer}/prefixItems"),
        Part::Type(at) => format!("{pointer}/type/{at}"),
        Part::AllOf(at) => format!("{pointer}/allOf/{at}"),
        Part::Alternative(union, at) => format!("{pointer}/{}/{at}", union.keyword()),
        Part::Content(media_type) => format!("{pointer}/content/{}", escape_pointer_token(media_type)),
        Part::RequestBody => format!("{pointer}/requestBody"),
        Part::Response(status) => format!("{pointer}/responses/{}", escape_pointer_token(status)),
        Part::Header(name) => format!("{pointer}/headers/{}", escape_pointer_token(name)),
        Part::Parameters => format!("{pointer}/parameters"),
        Part::Parameter(at) => format!("{pointer}/parameters/{at}"),
        Part::Callback(name, expression) => {
            format!("{pointer}/callbacks/{}/{}", escape_pointer_token(name), escape_pointer_token(expression))
        }
    }
}

/// A part of what stands at a pointer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part<'p> {
    Schema,
    ItemSchema,
    ContentSchema,
    Property(&'p str),
    PatternProperty(&'p str),
    PatternProperties,
    AdditionalProperties,
    Items,
    PrefixItem(usize),
    PrefixItems,
    Type(usize),
    AllOf(usize),
    Alternative(Union, usize),
    Content(&'p str),
    RequestBody,
    Response(&'p str),
    Header(&'p str),
    Parameters,
    Parameter(usize),
    Callback(&'p str, &'p str),
}

impl Part<'_> {
    /// All parts that the same keyword holds.
    pub(crate) fn all(self) -> Self {
        match self {
            Self::PatternProperty(_) => Self::PatternProperties,
            Self::PrefixItem(_) => Self::PrefixItems,
            other => other,
        }
    }
}

/// The pointer of an operation.
pub(crate) fn of_operation(path: &str, method: Method<'_>) -> String {
    format!("#/paths/{}/{}", escape_pointer_token(path), method.pointer())
}

/// The pointer of a webhook.
pub(crate) fn of_webhook(key: &str) -> String {
    format!("#/webhooks/{}", escape_pointer_token(key))
}

/// Whether a pointer leads into a webhook.
pub(crate) fn is_in_webhook(pointer: &str) -> bool {
    pointer.starts_with("#/webhooks/")
}

/// The operation and the position of the parameter that a pointer leads into.
pub(crate) fn parameter_at(pointer: &str) -> Option<(&str, usize)> {
    let (operation, rest) = pointer.split_once("/parameters/")?;
    Some((operation, rest.split('/').next()?.parse().ok()?))
}

/// The pointer of the member for a parameter, in the struct of all parameters of an operation.
pub(crate) fn parameter_field(operation: &str, name: &str) -> String {
    format!("{operation}/parameters/properties/{}", escape_pointer_token(name))
}

/// The operation and the name of the parameter of a pointer that [`parameter_field`] gives.
pub(crate) fn field_of_parameter(pointer: &str) -> Option<(&str, String)> {
    let (operation, name) = pointer.rsplit_once("/parameters/properties/")?;
    Some((operation, name.replace("~1", "/").replace("~0", "~")))
}

/// The object and the name of the member, escaped, that a pointer leads to.
pub(crate) fn property_at(pointer: &str) -> Option<(&str, &str)> {
    pointer.rsplit_once("/properties/")
}

/// The way to what a reference stands for: without the keyword of the reference.
pub(crate) fn without_reference(path: &[String]) -> &[String] {
    match path {
        [above @ .., last] if last == "$ref" => above,
        path => path,
    }
}

/// The pointer of a kind of credential.
pub(crate) fn of_security_scheme(id: &str) -> String {
    format!("{SECURITY_SCHEMES}/{}", escape_pointer_token(id))
}

/// The pointer of all kinds of credentials.
pub(crate) const SECURITY_SCHEMES: &str = "/components/securitySchemes";

/// What stands outermost on the way that a pointer leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Root<'p> {
    /// An operation by its method as it is sent and its path, and the way from there.
    Operation(String, &'p str, &'p [&'p str]),
    /// A component by its section and name, and the way from there.
    Component(&'p str, &'p str, &'p [&'p str]),
    /// Something else.
    Other,
}

/// What stands outermost at a pointer, by its tokens.
pub(crate) fn root<'p>(tokens: &'p [&'p str]) -> Root<'p> {
    match tokens {
        ["paths", path, ADDITIONAL | ADDITIONAL_BEFORE, method, inner @ ..] => {
            Root::Operation((*method).to_owned(), path, inner)
        }
        ["paths", path, method, inner @ ..] => Root::Operation(method.to_uppercase(), path, inner),
        ["components", section, name, inner @ ..] => Root::Component(section, name, inner),
        _ => Root::Other,
    }
}

/// What a way into an operation leads to, and the way from there into the schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Inside<'p> {
    Operation,
    Body,
    BodyItem,
    Response(&'p str),
    ResponseItem(&'p str),
    Parameter,
}

/// What a way into an operation leads to, and the way from there; nothing for what holds no schema.
pub(crate) fn inside_operation<'p>(inner: &'p [&'p str]) -> Option<(Inside<'p>, &'p [&'p str])> {
    Some(match inner {
        [] => (Inside::Operation, &[]),
        ["requestBody", "content", _, "schema", rest @ ..] => (Inside::Body, rest),
        ["requestBody", "content", _, "itemSchema", rest @ ..] => (Inside::BodyItem, rest),
        ["responses", status, "content", _, "schema", rest @ ..] => (Inside::Response(status), rest),
        ["responses", status, "content", _, "itemSchema", rest @ ..] => (Inside::ResponseItem(status), rest),
        ["parameters", _, "schema", rest @ ..] => (Inside::Parameter, rest),
        _ => return None,
    })
}

/// The status of the answer of an operation that a way leads to, and no further.
pub(crate) fn response_at<'p>(inner: &'p [&'p str]) -> Option<&'p str> {
    match inner {
        ["responses", status] => Some(status),
        _ => None,
    }
}

/// The section and the name of the component schema that a way leads to, and no further.
pub(crate) fn is_schema_section(section: &str) -> bool {
    section == "schemas"
}

/// What a way into a component leads to, and the way from there into its schema.
pub(crate) fn inside_component<'p>(section: &str, inner: &'p [&'p str]) -> Option<(&'static str, &'p [&'p str])> {
    Some(match (section, inner) {
        ("responses", ["content", _, "schema", rest @ ..]) => ("Answer", rest),
        ("requestBodies", ["content", _, "schema", rest @ ..]) => ("Body", rest),
        ("parameters", ["schema", rest @ ..]) => ("Parameter", rest),
        ("headers", ["schema", rest @ ..]) => ("Header", rest),
        _ => return None,
    })
}

/// A step into a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step<'p> {
    Property(&'p str),
    Item,
    FurtherMember,
    Alternative,
    AllOf,
    Content,
    Schema,
}

/// The steps of a way into a schema; nothing where it leads to something else.
pub(crate) fn steps<'p>(mut tokens: &'p [&'p str]) -> Option<Vec<Step<'p>>> {
    let mut steps = Vec::new();
    while !tokens.is_empty() {
        let (step, rest) = match tokens {
            ["properties", name, rest @ ..] => (Step::Property(name), rest),
            ["items" | "contains", rest @ ..] | ["prefixItems", _, rest @ ..] => (Step::Item, rest),
            ["additionalProperties", rest @ ..] | ["patternProperties", _, rest @ ..] => (Step::FurtherMember, rest),
            ["oneOf" | "anyOf", _, rest @ ..] => (Step::Alternative, rest),
            ["allOf", _, rest @ ..] => (Step::AllOf, rest),
            ["contentSchema", rest @ ..] => (Step::Content, rest),
            ["schema" | "itemSchema", rest @ ..] => (Step::Schema, rest),
            _ => return None,
        };
        steps.push(step);
        tokens = rest;
    }
    Some(steps)
}

/// The pointer of a component schema.
pub(crate) fn of_schema(name: &str) -> String {
    format!("#/components/schemas/{}", escape_pointer_token(name))
}

/// The name of the component schema at a pointer.
pub(crate) fn schema_name(pointer: &str) -> Option<String> {
    let name = pointer.strip_prefix("#/components/schemas/")?;
    (!name.contains('/')).then(|| name.replace("~1", "/").replace("~0", "~"))
}

/// The pointer of the operation that a place is part of.
pub(crate) fn operation_of(pointer: &str) -> Option<&str> {
    let rest = pointer.strip_prefix("#/paths/")?;
    let tokens = if rest.split('/').nth(1) == Some("additionalOperations") { 3 } else { 2 };
    let (end, _) = rest.match_indices('/').nth(tokens - 1)?;
    pointer.get(.."#/paths/".len() + end)
}

/// The name of the component that a schema is a part of, and what such components are; nothing where the schema is a
/// component itself.
pub(crate) fn component(pointer: &str) -> Option<(&'static str, &str)> {
    let mut tokens = pointer.strip_prefix("#/components/")?.split('/');
    let section = match tokens.next()? {
        "responses" => "response",
        "requestBodies" => "body",
        "parameters" => "parameter",
        "headers" => "header",
        _ => return None,
    };
    Some((section, tokens.next()?))
}

/// What a schema at a pointer is called.
pub(crate) fn pointer_words(pointer: &str) -> String {
    let tokens: Vec<String> =
        pointer.trim_start_matches("#/").split('/').map(|token| token.replace("~1", "/").replace("~0", "~")).collect();
    let words = |tokens: &[String]| {
        let said = |token: &&String| {
            let is_keyword = matches!(
                token.as_str(),
                "components"
                    | "schemas"
                    | "schema"
                    | "properties"
                    | "items"
                    | "content"
                    | "paths"
                    | "responses"
                    | "parameters"
            );
            !is_keyword && token.parse::<usize>().is_err()
        };
        tokens.iter().filter(said).map(String::as_str).collect::<Vec<_>>().join(" ")
    };
    match (tokens.as_slice(), component(pointer)) {
        ([_, schemas, name], _) if schemas == "schemas" => name.clone(),
        ([_, _, name, inside @ ..], Some((section, _))) => {
            let inside = match inside {
                [content, _, inside @ ..] if content == "content" => inside,
                inside => inside,
            };
            let name = match name.starts_with(|first: char| first.is_alphabetic()) {
                true => name.clone(),
                false => format!("{section} {name}"),
            };
            let item = if inside.last().is_some_and(|token| token == "items") { " item" } else { "" };
            format!("{name} {}{item}", words(inside))
        }
        _ => words(&tokens),
    }
}
