//! Establishes: a bound is a number, and whether it is itself excluded is a flag beside it. Bounds of integers are
//! integers.

use super::loss::give_up;
use crate::diagnostic::Diagnostics;
use crate::lower::for_each_schema;
use crate::source::{Data, Node};
use serde_json::Number;

pub(super) fn pass(document: &mut Node, diagnostics: &mut Diagnostics) {
    for_each_schema(document, &mut |schema| {
        if matches!(schema.str("type"), Some("integer" | "number")) {
            bounds(schema, diagnostics);
        }
    });
}

fn bounds(schema: &mut Node, diagnostics: &mut Diagnostics) {
    let value = |node: &Node| node.as_number().and_then(Number::as_f64);
    for (exclusive, bound, is_upper) in [("exclusiveMinimum", "minimum", false), ("exclusiveMaximum", "maximum", true)]
    {
        let Some(open) = schema.remove(exclusive) else { continue };
        let Some(limit) = value(&open) else { continue };
        let is_tighter = schema
            .get(bound)
            .and_then(value)
            .is_none_or(|other| if is_upper { limit <= other } else { limit >= other });
        if is_tighter {
            let span = open.span;
            schema.set(bound, open);
            schema.set(exclusive, Node::bool(true, span));
        }
    }
    if schema.str("type") != Some("integer") {
        return;
    }
    for (key, flag, round) in
        [("minimum", "exclusiveMinimum", f64::ceil as fn(f64) -> f64), ("maximum", "exclusiveMaximum", f64::floor)]
    {
        let Some(node) = schema.get(key).cloned() else { continue };
        let Some(limit) = value(&node) else { continue };
        // A bound between two integers includes the one that is inside.
        if limit.fract() != 0.0 {
            schema.remove(flag);
        }
        let whole = node.as_number().and_then(Number::as_i64).or_else(|| integer(round(limit)));
        match whole {
            Some(whole) => {
                schema.set(key, Node { key_span: node.key_span, ..Node::new(Data::Number(whole.into()), node.span) })
            }
            None => {
                schema.remove(key);
                schema.remove(flag);
                // No integer of 64 bits is beyond most of them.
                if limit.abs() < 1.8e19 && schema.str("format") != Some("uint64") {
                    let message = "progenitor knows no bounds beyond 64 bits";
                    give_up(node.label_span(), "", message, "the bound is not checked", diagnostics);
                }
            }
        }
    }
    if let Some(step) = schema.get("multipleOf").cloned()
        && step.as_number().and_then(Number::as_i64).is_none_or(|step| step <= 0)
    {
        match value(&step).filter(|step| *step > 0.0).and_then(integer) {
            Some(whole) if whole > 0 => schema.set("multipleOf", Node::new(Data::Number(whole.into()), step.span)),
            _ => {
                schema.remove("multipleOf");
                let message = "OpenAPI 3.0 has no such step between integers as progenitor reads it";
                give_up(step.label_span(), "", message, "the step is not checked", diagnostics);
            }
        }
    }
}

/// A float as the integer that it is.
#[expect(clippy::cast_possible_truncation, reason = "what does not fit is refused before")]
fn integer(value: f64) -> Option<i64> {
    (value.fract() == 0.0 && value.abs() < 9.2e18).then_some(value as i64)
}

/// Makes a count that is written as a float an integer.
pub(super) fn whole(schema: &mut Node, key: &str) {
    if let Some(node) = schema.get_mut(key)
        && let Some(count) = node.as_number().filter(|number| number.as_u64().is_none()).and_then(Number::as_f64)
    {
        match integer(count.ceil()) {
            Some(count) if count >= 0 => node.data = Data::Number(count.into()),
            _ => drop(schema.remove(key)),
        }
    }
}
