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

/// How deep references and parts of values are followed.
const MAX_DEPTH: usize = 8;

/// How many schemas are held against the defaults of one document; real documents need a thousand. Alternatives of
/// alternatives multiply, and this is a second.
const MAX_LOOKS: usize = 1_000_000;

pub(super) fn pass(document: &mut Node, diagnostics: &mut Diagnostics) {
    let mut with_default = Vec::new();
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
        check_example(members, diagnostics);
        if members.get("default").is_some_and(|default| !default.is_null()) {
            with_default.push(schema.clone());
        }
    });
    let mut search = Search { root: document, left: MAX_LOOKS };
    for schema in &with_default {
        let Some(default) = schema.get("default") else { continue };
        if let Some(Violation { problem, at, rule }) = search.violation(schema, default, 0) {
            let problem = match at.span == default.span {
                true => format!("the `default` {problem}"),
                false => format!("a part of the `default` {problem}"),
            };
            let diagnostic = Diagnostic::warning(Code::SchemaInvalid, problem)
                .at(at.span)
                .help("it is not used as a value; correct it or the schema in an overlay");
            diagnostics.push(diagnostic.label(rule.span, "what the schema allows"));
        }
        if search.left == 0 {
            let message = format!("the schemas of all defaults up to here refer to more than {MAX_LOOKS} others");
            let help = "whether this one and those below fit is not looked at; remove some, or some alternatives";
            diagnostics.push(Diagnostic::warning(Code::LimitExceeded, message).at(default.span).help(help));
            break;
        }
    }
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

/// Whether an example is of the type beside it. More is not looked at: examples are documentation.
fn check_example(members: &Map, diagnostics: &mut Diagnostics) {
    let Some(example) = members.get("example").filter(|value| !value.is_null()) else { return };
    if let Some(Violation { problem, at, rule }) = listed(members, example) {
        diagnostics.push(
            Diagnostic::warning(Code::SchemaInvalid, format!("the `example` {problem}"))
                .at(at.span)
                .label(rule.span, "what the schema allows")
                .help("it is not used as a value; correct it or the schema in an overlay"),
        );
    }
}

/// A value that a schema refuses.
struct Violation<'n> {
    problem: String,
    /// The value, or the part of it that is refused.
    at: &'n Node,
    /// What refuses it.
    rule: &'n Node,
}

/// Finds out why a schema refuses a value: by its type, by values it lists, by bounds or required members, in what it
/// refers to or joins, in all of its alternatives, or in items and members of the value. Other rules are not looked at.
struct Search<'n> {
    root: &'n Node,
    /// How many schemas may be looked at yet; without any left, everything fits.
    left: usize,
}

impl<'n> Search<'n> {
    fn violation(&mut self, schema: &'n Node, value: &'n Node, depth: usize) -> Option<Violation<'n>> {
        let members = schema.as_object().filter(|_| depth < MAX_DEPTH)?;
        self.left = self.left.checked_sub(1)?;
        let target = schema.str("$ref").and_then(|target| self.root.pointer(target));
        let mut parts = target.into_iter().chain(schema.items("allOf"));
        listed(members, value)
            .or_else(|| bounded(members, value))
            .or_else(|| incomplete(schema, value))
            .or_else(|| parts.find_map(|part| self.violation(part, value, depth + 1)))
            .or_else(|| self.alternatives(schema, value, depth))
            .or_else(|| self.inside(schema, value, depth))
    }

    fn alternatives(&mut self, schema: &'n Node, value: &'n Node, depth: usize) -> Option<Violation<'n>> {
        let items =
            ["oneOf", "anyOf"].map(|keyword| schema.items(keyword)).into_iter().find(|items| !items.is_empty())?;
        let refused = items.iter().all(|item| self.violation(item, value, depth + 1).is_some());
        refused.then(|| Violation { problem: "fits none of the alternatives".to_owned(), at: value, rule: &items[0] })
    }

    fn inside(&mut self, schema: &'n Node, value: &'n Node, depth: usize) -> Option<Violation<'n>> {
        match &value.data {
            Data::Array(items) => {
                let (first, others) = (schema.items("prefixItems"), schema.get("items"));
                let mut items = items.iter().enumerate();
                items.find_map(|(at, item)| self.violation(first.get(at).or(others)?, item, depth + 1))
            }
            Data::Object(given) => {
                let schemas = schema.get("properties")?;
                given.iter().find_map(|(name, member)| self.violation(schemas.get(name)?, member, depth + 1))
            }
            _ => None,
        }
    }
}

/// Why the type or the list of values refuses a value.
fn listed<'n>(members: &'n Map, value: &'n Node) -> Option<Violation<'n>> {
    let types: Vec<&str> = match members.get("type").map(|node| &node.data) {
        Some(Data::String(name)) => vec![name],
        Some(Data::Array(names)) => names.iter().filter_map(Node::as_str).collect(),
        _ => Vec::new(),
    };
    let (problem, keyword) = if !types.is_empty() && !types.iter().any(|name| is_of(value, name)) {
        (format!("is {}, and the type is {}", value.kind(), types.join(" or ")), "type")
    } else if let Some(Node { data: Data::Array(values), .. }) = members.get("enum")
        && !values.is_empty()
        && !values.contains(value)
    {
        ("is not one of the values of `enum`".to_owned(), "enum")
    } else if members.get("const").is_some_and(|constant| constant != value) {
        ("is not the value of `const`".to_owned(), "const")
    } else {
        return None;
    };
    Some(Violation { problem, at: value, rule: members.get(keyword)? })
}

/// Why a bound refuses a value.
fn bounded<'n>(members: &'n Map, value: &'n Node) -> Option<Violation<'n>> {
    type Fits = fn(&f64, &f64) -> bool;
    let (size, bounds): (f64, &[(&str, Fits)]) = match &value.data {
        Data::Number(_) => (
            number(value)?,
            &[
                ("minimum", f64::ge),
                ("exclusiveMinimum", f64::gt),
                ("maximum", f64::le),
                ("exclusiveMaximum", f64::lt),
                ("multipleOf", is_multiple),
            ],
        ),
        Data::String(text) => (text.chars().count() as f64, &[("minLength", f64::ge), ("maxLength", f64::le)]),
        Data::Array(items) => (items.len() as f64, &[("minItems", f64::ge), ("maxItems", f64::le)]),
        Data::Object(members) => (members.len() as f64, &[("minProperties", f64::ge), ("maxProperties", f64::le)]),
        _ => return None,
    };
    bounds.iter().find_map(|(keyword, fits)| {
        let rule = members.get(*keyword)?;
        let bound = number(rule)?;
        (!fits(&size, &bound)).then(|| Violation { problem: format!("breaks `{keyword}` {bound}"), at: value, rule })
    })
}

/// In decimal, as people mean it: `19.99` is a multiple of `0.01` although no float is. All are of a step that is none.
fn is_multiple(number: &f64, step: &f64) -> bool {
    let count = number / step;
    *step <= 0.0 || !count.is_finite() || (count - count.round()).abs() <= 1e-9 * count.abs().max(1.0)
}

/// Which required member an object lacks.
fn incomplete<'n>(schema: &'n Node, value: &'n Node) -> Option<Violation<'n>> {
    let given = value.as_object()?;
    let rule =
        schema.items("required").iter().find(|name| name.as_str().is_some_and(|name| !given.contains_key(name)))?;
    let name = rule.as_str()?.escape_debug();
    Some(Violation { problem: format!("lacks `{name}`, which is required"), at: value, rule })
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
        let member = |schema| json!({"components": {"schemas": {"A": schema, "On": {"enum": ["on", "off"]}}}});
        let (after, found) = run(super::pass, member(fine.clone()));
        assert_eq!((after, found), (member(fine), vec![]));
        let bad = json!({"type": "object", "properties": {
            "a": {"type": "integer", "minimum": 10, "maximum": 1, "default": "ten"},
            "b": {"minLength": -1, "maxLength": 4},
            "c": {"exclusiveMinimum": 3, "maximum": 3, "multipleOf": 0},
            "d": {"enum": ["x", "y"], "default": "z", "example": "x"},
            "e": {"const": 1, "example": 2},
            "f": {"allOf": [{"$ref": "#/components/schemas/On"}], "default": "of"},
            "g": {"type": "array", "items": {"type": "integer", "minimum": 2}, "default": [3, 1]},
            "h": {"properties": {"x": {"maxLength": 1}}, "default": {"x": "xy"}},
            "i": {"anyOf": [{"type": "string"}, {"type": "null"}], "default": 5},
            "j": {"prefixItems": [{"type": "string"}], "items": {"type": "integer"}, "default": ["a", 1]},
            "k": {"prefixItems": [{"type": "string"}], "items": {"type": "integer"}, "default": [1, 1]},
            "l": {"exclusiveMinimum": 5, "default": 5},
            "m": {"multipleOf": 5, "default": 3},
            "n": {"multipleOf": 0.01, "default": 19.99},
            "o": {"required": ["x"], "default": {}},
            "p": {"minProperties": 1, "default": {}},
        }});
        insta::assert_snapshot!(run(super::pass, member(bad)).1.join("\n"), @"
        schema-invalid: `minimum` 10 is greater than `maximum` 1, so that no value fits
        schema-invalid: `minLength` must be a whole number, 0 or more, and is -1
        schema-invalid: `exclusiveMinimum` 3 is not below `maximum` 3, so that no value fits
        schema-invalid: `multipleOf` must be greater than 0
        schema-invalid: the `example` is not the value of `const`
        schema-invalid: the `default` is a string, and the type is integer
        schema-invalid: the `default` is not one of the values of `enum`
        schema-invalid: the `default` breaks `minimum` 2
        schema-invalid: the `default` breaks `maxLength` 1
        schema-invalid: the `default` fits none of the alternatives
        schema-invalid: the `default` is a number, and the type is string
        schema-invalid: the `default` breaks `exclusiveMinimum` 5
        schema-invalid: the `default` breaks `multipleOf` 5
        schema-invalid: the `default` lacks `x`, which is required
        schema-invalid: the `default` breaks `minProperties` 1
        ");
    }

    #[test]
    fn alternatives_of_alternatives_end() {
        let wide = |to: &str| json!({"oneOf": vec![json!({"$ref": format!("#/components/schemas/{to}")}); 300]});
        let mut schemas = json!({"A": wide("B"), "B": wide("C"), "C": wide("D"), "D": {"type": "string"}});
        schemas["A"]["default"] = json!(1);
        let found = run(super::pass, json!({"components": {"schemas": schemas}})).1;
        assert_eq!(found, ["limit-exceeded: the schemas of all defaults up to here refer to more than 1000000 others"]);
    }
}
