//! Reports what no value can fit: bounds that exclude each other, and a `default` or `example` that its own schema
//! refuses.
//!
//! Changes nothing and stops nothing: a bound is an annotation here, and an example is documentation.

use super::schemas::for_each_schema;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{Data, Map, Node};

/// A lower and an upper bound, and the least value that makes sense; sizes begin at zero.
const BOUNDS: &[(&str, &str, Option<f64>)] = &[
    ("minimum", "maximum", None),
    ("exclusiveMinimum", "exclusiveMaximum", None),
    ("minimum", "exclusiveMaximum", None),
    ("exclusiveMinimum", "maximum", None),
    ("minLength", "maxLength", Some(0.0)),
    ("minItems", "maxItems", Some(0.0)),
    ("minContains", "maxContains", Some(0.0)),
    ("minProperties", "maxProperties", Some(0.0)),
];

pub(super) fn pass(document: &mut Node, diagnostics: &mut Diagnostics) {
    for_each_schema(document, &mut |schema| {
        let Some(members) = schema.as_object() else { return };
        for bounds in BOUNDS {
            check_bounds(members, *bounds, diagnostics);
        }
        if let Some(step) = members.get("multipleOf").filter(|node| number(node).is_some_and(|value| value <= 0.0)) {
            diagnostics.push(
                Diagnostic::warning(Code::SchemaInvalid, "`multipleOf` must be greater than 0")
                    .at(step.span)
                    .help("it is ignored; remove or correct it in an overlay"),
            );
        }
        for keyword in ["default", "example"] {
            check_value(members, keyword, diagnostics);
        }
    });
}

fn number(node: &Node) -> Option<f64> {
    node.as_number().and_then(serde_json::Number::as_f64)
}

fn check_bounds(members: &Map, (low, high, least): (&str, &str, Option<f64>), diagnostics: &mut Diagnostics) {
    let bound = |keyword: &str| members.get(keyword).and_then(|node| Some((node, number(node)?)));
    let (lower, upper) = (bound(low), bound(high));
    for (keyword, found) in [(low, lower), (high, upper)] {
        if let (Some((node, value)), Some(least)) = (found, least)
            && (value < least || value.fract() != 0.0)
        {
            diagnostics.push(
                Diagnostic::warning(
                    Code::SchemaInvalid,
                    format!("`{keyword}` must be a whole number, 0 or more, and is {value}"),
                )
                .at(node.span)
                .help("it is documented as it stands; correct it in an overlay"),
            );
            return;
        }
    }
    let (Some((lower, least)), Some((upper, greatest))) = (lower, upper) else { return };
    let is_open = low.starts_with("exclusive") || high.starts_with("exclusive");
    if least > greatest || is_open && least >= greatest {
        let relation = if least > greatest { "greater than" } else { "not below" };
        diagnostics.push(
            Diagnostic::warning(
                Code::SchemaInvalid,
                format!("`{low}` {least} is {relation} `{high}` {greatest}, so that no value fits"),
            )
            .at(lower.span)
            .label(upper.span, "the other bound")
            .help("both are documented as they stand, and nothing is checked; correct one in an overlay"),
        );
    }
}

/// Whether a value is one that the type and the list of values beside it allow. What stands behind a reference or in
/// alternatives is not looked at.
fn check_value(members: &Map, keyword: &str, diagnostics: &mut Diagnostics) {
    let Some(value) = members.get(keyword).filter(|value| !value.is_null()) else { return };
    let types: Vec<&str> = match members.get("type").map(|node| &node.data) {
        Some(Data::String(name)) => vec![name],
        Some(Data::Array(names)) => names.iter().filter_map(Node::as_str).collect(),
        _ => Vec::new(),
    };
    let problem = if !types.is_empty() && !types.iter().any(|name| is_of(value, name)) {
        format!("the `{keyword}` is {}, and the type is {}", value.kind(), types.join(" or "))
    } else if let Some(Node { data: Data::Array(values), .. }) = members.get("enum")
        && !values.is_empty()
        && !values.contains(value)
    {
        format!("the `{keyword}` is none of the values of `enum`")
    } else if members.get("const").is_some_and(|constant| constant != value) {
        format!("the `{keyword}` is not the value of `const`")
    } else {
        return;
    };
    let other = ["type", "enum", "const"].into_iter().find_map(|keyword| members.get(keyword));
    let diagnostic = Diagnostic::warning(Code::SchemaInvalid, problem)
        .at(value.span)
        .help("it is not used as a value; correct it or the schema in an overlay");
    diagnostics.push(match other {
        Some(node) => diagnostic.label(node.span, "what the schema allows"),
        None => diagnostic,
    });
}

/// Whether a value is of a type; an integer is written with a fraction of zero, too (JSON Schema 2020-12, 6.1.1).
fn is_of(value: &Node, name: &str) -> bool {
    match (&value.data, name) {
        (Data::Null, "null")
        | (Data::Bool(_), "boolean")
        | (Data::Number(_), "number")
        | (Data::String(_), "string")
        | (Data::Array(_), "array")
        | (Data::Object(_), "object") => true,
        (Data::Number(_), "integer") => number(value).is_some_and(|value| value.fract() == 0.0),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::run;
    use serde_json::json;

    #[test]
    fn bounds_and_values_that_do_not_fit_are_named() {
        let fine = json!({"type": ["integer", "null"], "minimum": 1, "maximum": 1, "default": 1.0, "example": null});
        let member = |schema| json!({"components": {"schemas": {"A": schema}}});
        let (after, found) = run(super::pass, member(fine.clone()));
        assert_eq!((after, found), (member(fine), vec![]));
        let bad = json!({"type": "object", "properties": {
            "a": {"type": "integer", "minimum": 10, "maximum": 1, "default": "ten"},
            "b": {"minLength": -1, "maxLength": 4},
            "c": {"exclusiveMinimum": 3, "maximum": 3, "multipleOf": 0},
            "d": {"enum": ["x", "y"], "default": "z", "example": "x"},
            "e": {"const": 1, "example": 2},
        }});
        insta::assert_snapshot!(run(super::pass, member(bad)).1.join("\n"), @"
        schema-invalid: `minimum` 10 is greater than `maximum` 1, so that no value fits
        schema-invalid: the `default` is a string, and the type is integer
        schema-invalid: `minLength` must be a whole number, 0 or more, and is -1
        schema-invalid: `exclusiveMinimum` 3 is not below `maximum` 3, so that no value fits
        schema-invalid: `multipleOf` must be greater than 0
        schema-invalid: the `default` is none of the values of `enum`
        schema-invalid: the `example` is not the value of `const`
        ");
    }
}
