//! What a document says values must be: ranges, lengths and counts. Checked on what is sent; what is received is never
//! held against them, since vendors send values that their own documents rule out.
//!
//! Patterns are not checked: they are ECMAScript's, and an engine for them does not belong into a client. Neither are
//! the parts of multipart bodies.

use std::collections::HashSet;
use std::fmt;

use serde_json::Value;

/// The bounds of a value and of what is inside of it: a generated crate has a `static` for each schema that has some.
#[derive(Debug)]
pub enum Bounds {
    /// Bounds of the value itself; those that are meant for another kind of JSON value do not count.
    Limits(&'static [Limit]),
    /// Bounds of members of an object, by name.
    Members(&'static [(&'static str, Bounds)]),
    /// Bounds of the members of an object that no name is said for.
    Values(&'static Bounds),
    /// Bounds of each item of an array.
    Items(&'static Bounds),
    /// Bounds of an object by the value of one of its members.
    Tagged(&'static str, &'static [(&'static str, Bounds)]),
    /// Bounds of an object by the members it has: those of the only entry of which it has a member.
    Having(&'static [(&'static [&'static str], Bounds)]),
    /// All of these together.
    All(&'static [Bounds]),
    /// The same bounds as elsewhere; this is how they contain themselves.
    Same(&'static Bounds),
}

/// One bound.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Limit {
    /// The smallest number (`minimum`).
    AtLeast(f64),
    /// The number that is too small already (`exclusiveMinimum`).
    MoreThan(f64),
    /// The largest number (`maximum`).
    AtMost(f64),
    /// The number that is too large already (`exclusiveMaximum`).
    LessThan(f64),
    /// The number it is divisible by (`multipleOf`).
    MultipleOf(f64),
    /// The fewest characters of a text (`minLength`).
    MinLength(u64),
    /// The most characters of a text (`maxLength`).
    MaxLength(u64),
    /// The fewest items of an array (`minItems`).
    MinItems(u64),
    /// The most items of an array (`maxItems`).
    MaxItems(u64),
    /// No two items of an array are equal (`uniqueItems`).
    UniqueItems,
    /// The fewest members of an object (`minProperties`).
    MinMembers(u64),
    /// The most members of an object (`maxProperties`).
    MaxMembers(u64),
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AtLeast(bound) => write!(f, "must be at least {bound}"),
            Self::MoreThan(bound) => write!(f, "must be more than {bound}"),
            Self::AtMost(bound) => write!(f, "must be at most {bound}"),
            Self::LessThan(bound) => write!(f, "must be less than {bound}"),
            Self::MultipleOf(step) => write!(f, "must be a multiple of {step}"),
            Self::MinLength(count) => write!(f, "must have at least {count} characters"),
            Self::MaxLength(count) => write!(f, "must have at most {count} characters"),
            Self::MinItems(count) => write!(f, "must have at least {count} items"),
            Self::MaxItems(count) => write!(f, "must have at most {count} items"),
            Self::UniqueItems => f.write_str("must not have equal items"),
            Self::MinMembers(count) => write!(f, "must have at least {count} members"),
            Self::MaxMembers(count) => write!(f, "must have at most {count} members"),
        }
    }
}

/// A value that the document does not allow.
///
/// Neither `Display` nor `Debug` shows the value, since it may be personal; it is in [`OutOfBounds::value`].
#[derive(Clone, PartialEq)]
pub struct OutOfBounds {
    path: String,
    limit: Limit,
    value: Value,
}

impl OutOfBounds {
    /// The member of the body, for example `customer.emails[0]`, or the parameter; empty for the body as a whole.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The bound.
    pub fn limit(&self) -> Limit {
        self.limit
    }

    /// The value that was to be sent.
    pub fn value(&self) -> &Value {
        &self.value
    }
}

impl fmt::Display for OutOfBounds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = if self.path.is_empty() { "the body" } else { &self.path };
        write!(f, "`{path}` {}", self.limit)?;
        match (self.limit, size(&self.value)) {
            (Limit::UniqueItems, _) | (_, None) => Ok(()),
            (_, Some(size)) => write!(f, ", but has {size}"),
        }
    }
}

impl fmt::Debug for OutOfBounds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OutOfBounds").field("path", &self.path).field("limit", &self.limit).finish_non_exhaustive()
    }
}

/// The number of characters, items or members.
fn size(value: &Value) -> Option<u64> {
    Some(match value {
        Value::String(text) => text.chars().count() as u64,
        Value::Array(items) => items.len() as u64,
        Value::Object(members) => members.len() as u64,
        Value::Null | Value::Bool(_) | Value::Number(_) => return None,
    })
}

impl Bounds {
    /// Everything in a value that is out of its bounds. `path` leads to the value.
    pub(crate) fn check(&self, value: &Value, path: &str) -> Vec<OutOfBounds> {
        let mut found = Vec::new();
        self.visit(value, path, &mut found);
        found
    }

    /// Goes no deeper than the value does: a document in which bounds are part of themselves is refused.
    fn visit(&self, value: &Value, path: &str, found: &mut Vec<OutOfBounds>) {
        match (self, value) {
            (Self::Limits(limits), _) => {
                let broken = limits.iter().filter(|limit| !limit.allows(value));
                found.extend(broken.map(|limit| OutOfBounds {
                    path: path.to_owned(),
                    limit: *limit,
                    value: value.clone(),
                }));
            }
            (Self::Members(bounds), Value::Object(members)) => {
                for (name, bounds) in *bounds {
                    if let Some(value) = members.get(*name) {
                        bounds.visit(value, &inside(path, name), found);
                    }
                }
            }
            (Self::Values(bounds), Value::Object(members)) => {
                members.iter().for_each(|(name, value)| bounds.visit(value, &inside(path, name), found));
            }
            (Self::Items(bounds), Value::Array(items)) => {
                let items = items.iter().enumerate();
                items.for_each(|(at, item)| bounds.visit(item, &format!("{path}[{at}]"), found));
            }
            (Self::Tagged(member, alternatives), Value::Object(members)) => {
                let tag = members.get(*member).and_then(Value::as_str);
                if let Some((_, bounds)) = alternatives.iter().find(|(value, _)| Some(*value) == tag) {
                    bounds.visit(value, path, found);
                }
            }
            (Self::Having(alternatives), Value::Object(members)) => {
                let has = |(names, _): &&(&[&str], Bounds)| names.iter().any(|name| members.contains_key(*name));
                let mut had = alternatives.iter().filter(has);
                if let (Some((_, bounds)), None) = (had.next(), had.next()) {
                    bounds.visit(value, path, found);
                }
            }
            (Self::All(all), _) => all.iter().for_each(|bounds| bounds.visit(value, path, found)),
            (Self::Same(bounds), _) => bounds.visit(value, path, found),
            (Self::Members(_) | Self::Values(_) | Self::Items(_) | Self::Tagged(..) | Self::Having(_), _) => {}
        }
    }
}

fn inside(path: &str, member: &str) -> String {
    if path.is_empty() { member.to_owned() } else { format!("{path}.{member}") }
}

impl Limit {
    fn allows(&self, value: &Value) -> bool {
        let number = value.as_f64();
        let at_least = |kind: bool, count: u64| !kind || size(value).is_none_or(|size| size >= count);
        let at_most = |kind: bool, count: u64| !kind || size(value).is_none_or(|size| size <= count);
        match *self {
            // Rounding to `f64` keeps the order of numbers, so nothing that is allowed is refused.
            Self::AtLeast(bound) => number.is_none_or(|number| number >= bound),
            Self::MoreThan(bound) => number.is_none_or(|number| number > bound || !is_precise(number, bound)),
            Self::AtMost(bound) => number.is_none_or(|number| number <= bound),
            Self::LessThan(bound) => number.is_none_or(|number| number < bound || !is_precise(number, bound)),
            Self::MultipleOf(step) => number.is_none_or(|number| is_multiple(number, step)),
            Self::MinLength(count) => at_least(value.is_string(), count),
            Self::MaxLength(count) => at_most(value.is_string(), count),
            Self::MinItems(count) => at_least(value.is_array(), count),
            Self::MaxItems(count) => at_most(value.is_array(), count),
            Self::MinMembers(count) => at_least(value.is_object(), count),
            Self::MaxMembers(count) => at_most(value.is_object(), count),
            Self::UniqueItems => value.as_array().is_none_or(|items| are_unique(items)),
        }
    }
}

/// Whether two equal floats stand for equal numbers: beyond 2⁵³ integers next to each other round to one float.
fn is_precise(number: f64, bound: f64) -> bool {
    number != bound || number.abs() < 9_007_199_254_740_992.0
}

/// In decimal, as people mean it: `19.99` is a multiple of `0.01` although no float is.
fn is_multiple(number: f64, step: f64) -> bool {
    let count = number / step;
    !count.is_finite() || (count - count.round()).abs() <= 1e-9 * count.abs().max(1.0)
}

fn are_unique(items: &[Value]) -> bool {
    let mut known = HashSet::new();
    // `1` and `1.0` are equal in JSON Schema and not here; the server knows.
    items.iter().all(|item| known.insert(item.to_string()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    static NODE: Bounds = Bounds::All(&[
        Bounds::Members(&[
            ("name", Bounds::Limits(&[Limit::MinLength(1), Limit::MaxLength(3)])),
            ("age", Bounds::Limits(&[Limit::AtLeast(0.0), Limit::LessThan(150.0)])),
            ("price", Bounds::Limits(&[Limit::MultipleOf(0.01)])),
            (
                "children",
                Bounds::All(&[
                    Bounds::Limits(&[Limit::MaxItems(2), Limit::UniqueItems]),
                    Bounds::Items(&Bounds::Same(&NODE)),
                ]),
            ),
            (
                "labels",
                Bounds::All(&[
                    Bounds::Limits(&[Limit::MaxMembers(1)]),
                    Bounds::Values(&Bounds::Limits(&[Limit::MinLength(2)])),
                ]),
            ),
        ]),
        Bounds::Tagged("kind", &[("cat", Bounds::Members(&[("lives", Bounds::Limits(&[Limit::AtMost(9.0)]))]))]),
    ]);

    fn broken(value: Value) -> Vec<String> {
        NODE.check(&value, "").iter().map(ToString::to_string).collect()
    }

    #[test]
    fn everything_out_of_bounds_is_found_with_its_path() {
        let value = json!({
            "name": "",
            "age": 150,
            "children": [{"name": "Zoë!"}, {"name": "Zoë!"}, {"kind": "cat", "lives": 10}],
            "labels": {"a": "bb", "c": "d"},
        });
        assert_eq!(
            broken(value),
            [
                "`name` must have at least 1 characters, but has 0",
                "`age` must be less than 150",
                "`children` must have at most 2 items, but has 3",
                "`children` must not have equal items",
                "`children[0].name` must have at most 3 characters, but has 4",
                "`children[1].name` must have at most 3 characters, but has 4",
                "`children[2].lives` must be at most 9",
                "`labels` must have at most 1 members, but has 2",
                "`labels.c` must have at least 2 characters, but has 1",
            ]
        );
    }

    #[test]
    fn what_is_within_bounds_or_of_another_kind_is_fine() {
        for value in [
            json!({"name": "Zoë", "age": 149.9, "price": 19.99, "kind": "dog", "lives": 10}),
            json!({"name": null, "age": "old", "price": 1e300, "children": 3, "labels": []}),
            json!([1]),
            json!(null),
        ] {
            assert_eq!(broken(value), [] as [&str; 0]);
        }
        assert_eq!(broken(json!({"price": 0.015})), ["`price` must be a multiple of 0.01"]);
    }

    #[test]
    fn objects_are_told_apart_by_their_members() {
        static PAYMENT: Bounds = Bounds::Having(&[
            (&["card"], Bounds::Members(&[("card", Bounds::Limits(&[Limit::MinLength(3)]))])),
            (&["iban"], Bounds::Members(&[("note", Bounds::Limits(&[Limit::MaxLength(1)]))])),
            (&["cash"], Bounds::All(&[])),
        ]);
        let count = |value: Value| PAYMENT.check(&value, "").len();
        assert_eq!(count(json!({"card": "1"})), 1);
        assert_eq!(count(json!({"card": "123", "note": "long"})), 0);
        assert_eq!(count(json!({"iban": "1", "note": "long"})), 1);
        assert_eq!(count(json!({"iban": "1", "card": "1", "note": "long"})), 0, "nobody knows which it is");
        assert_eq!(count(json!({"cash": true, "note": "long"})), 0);
        assert_eq!(count(json!("card")), 0);
    }

    #[test]
    fn values_are_never_shown() {
        let found = NODE.check(&json!({"name": "secret"}), "");
        assert_eq!(found[0].value(), "secret");
        assert!(!format!("{found:?} {}", found[0]).contains("secret"));
    }
}
