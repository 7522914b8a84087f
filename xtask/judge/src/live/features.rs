//! What a value shows, as a set of facts, so that few values can be chosen that show all there is.

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The longest text that is told from others.
const TOLD: usize = 40;

/// All facts about some values.
pub(super) struct Features {
    /// The members that objects of each path have in any of the values.
    members: BTreeMap<String, BTreeSet<String>>,
}

impl Features {
    pub(super) fn new<'v>(values: impl Iterator<Item = &'v Value>) -> Self {
        let mut features = Self { members: BTreeMap::new() };
        values.for_each(|value| features.learn("", value));
        features
    }

    fn learn(&mut self, path: &str, value: &Value) {
        match value {
            Value::Object(members) => {
                for (name, member) in members {
                    self.members.entry(path.to_owned()).or_default().insert(name.clone());
                    self.learn(&format!("{path}.{name}"), member);
                }
            }
            Value::Array(items) => items.iter().for_each(|item| self.learn(&format!("{path}[]"), item)),
            _ => {}
        }
    }

    /// What one of the values shows.
    pub(super) fn of(&self, value: &Value) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        self.collect("", value, &mut found);
        found
    }

    fn collect(&self, path: &str, value: &Value, found: &mut BTreeSet<String>) {
        let mut add = |what: String| {
            found.insert(format!("{path} {what}"));
        };
        match value {
            Value::Null => add("null".to_owned()),
            Value::Bool(value) => add(value.to_string()),
            Value::Number(number) => add(match (number.as_i64(), number.as_f64()) {
                (Some(0), _) => "zero".to_owned(),
                (Some(number), _) if number.unsigned_abs() > 1 << 32 => format!("large {}", number < 0),
                (Some(number), _) => format!("small {}", number < 0),
                (None, number) => format!("float {}", number.is_some_and(|number| number.abs() > 1e15)),
            }),
            Value::String(text) if text.len() <= TOLD => add(format!("{text:?}")),
            Value::String(_) => add("long".to_owned()),
            Value::Array(items) => {
                add(format!("items {}", items.len().min(2)));
                items.iter().for_each(|item| self.collect(&format!("{path}[]"), item, found));
            }
            Value::Object(members) => {
                for name in self.members.get(path).into_iter().flatten() {
                    match members.get(name) {
                        Some(member) => self.collect(&format!("{path}.{name}"), member, found),
                        None => {
                            found.insert(format!("{path}.{name} absent"));
                        }
                    }
                }
            }
        }
    }
}

/// The places of values that together show all there is to show: those that show most first, up to `most`; then others,
/// up to `least`. Equal values stand for each other.
pub(super) fn chosen(values: &[Value], least: usize, most: usize) -> Vec<usize> {
    let features = Features::new(values.iter());
    let mut open: Vec<(usize, BTreeSet<String>)> = Vec::new();
    for (at, value) in values.iter().enumerate() {
        if !values[..at].contains(value) {
            open.push((at, features.of(value)));
        }
    }
    let mut shown: BTreeSet<String> = BTreeSet::new();
    let mut taken = Vec::new();
    while taken.len() < most {
        let news = |facts: &BTreeSet<String>| facts.difference(&shown).count();
        // The first of those that show most.
        let best = open.iter().enumerate().max_by_key(|(at, (_, facts))| (news(facts), usize::MAX - at));
        let Some((best, _)) = best.filter(|(_, (_, facts))| news(facts) > 0 || taken.len() < least) else { break };
        let (at, facts) = open.remove(best);
        shown.extend(facts);
        taken.push(at);
    }
    taken
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn few_values_show_all_there_is() {
        let values =
            [json!({"a": 1}), json!({"a": 2}), json!({}), json!({"a": 1}), json!({"a": null}), json!({"a": 0})];
        assert_eq!(chosen(&values, 0, 10), [0, 2, 4, 5]);
        assert_eq!(chosen(&values, 5, 10), [0, 2, 4, 5, 1]);
        assert_eq!(chosen(&values, 5, 2), [0, 2]);
    }
}
