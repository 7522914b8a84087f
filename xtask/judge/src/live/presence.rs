//! Adds bodies until each member that may be absent or null was sent in all three ways: absent, as null, and with a value.
//! Which members these are is found by trying, with the validator alone.

use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// How a member is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Way {
    Absent,
    Null,
    Value,
}

/// The members of some values: for each path with its name, the ways in which it is there. Items of lists have one path.
type Shown = BTreeMap<(String, String), BTreeSet<Way>>;

/// Most bodies that are added.
const MOST: usize = 120;

/// The bodies that show what `chosen` does not of the members that may be absent and may be null, made of `pool`;
/// `acceptable` says what a server has to take.
pub(super) fn missing(chosen: &[Value], pool: &[Value], acceptable: impl Fn(&Value) -> bool) -> Vec<Value> {
    let mut known = Shown::new();
    pool.iter().for_each(|value| learn("", value, &mut known));
    let names: Vec<(String, String)> = known.into_keys().collect();
    let mut shown = Shown::new();
    chosen.iter().for_each(|value| note("", value, &names, &mut shown));
    let mut added = Vec::new();
    for key in &names {
        let taken = |tried: Value| acceptable(&tried).then_some(tried);
        let ways = |way: Way| pool.iter().find_map(|value| changed("", value, key, way, &taken));
        // One that cannot be both is of another kind.
        let (Some(absent), Some(null)) = (ways(Way::Absent), ways(Way::Null)) else { continue };
        let value = pool.iter().find(|value| {
            let mut shown = Shown::new();
            note("", value, std::slice::from_ref(key), &mut shown);
            shown.get(key).is_some_and(|ways| ways.contains(&Way::Value))
        });
        for (way, body) in [(Way::Absent, Some(absent)), (Way::Null, Some(null)), (Way::Value, value.cloned())] {
            let is_shown = shown.get(key).is_some_and(|ways| ways.contains(&way));
            if let Some(body) = body.filter(|_| !is_shown && added.len() < MOST) {
                note("", &body, &names, &mut shown);
                added.push(body);
            }
        }
    }
    added
}

fn learn(path: &str, value: &Value, known: &mut Shown) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                known.entry((path.to_owned(), name.clone())).or_default();
                learn(&format!("{path}/{name}"), member, known);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| learn(&format!("{path}/*"), item, known)),
        _ => {}
    }
}

/// Notes the ways in which members are there.
fn note(path: &str, value: &Value, names: &[(String, String)], shown: &mut Shown) {
    match value {
        Value::Object(members) => {
            for key in names.iter().filter(|(known, _)| known == path) {
                let way = match members.get(&key.1) {
                    None => Way::Absent,
                    Some(Value::Null) => Way::Null,
                    Some(_) => Way::Value,
                };
                shown.entry(key.clone()).or_default().insert(way);
            }
            members.iter().for_each(|(name, member)| note(&format!("{path}/{name}"), member, names, shown));
        }
        Value::Array(items) => items.iter().for_each(|item| note(&format!("{path}/*"), item, names, shown)),
        _ => {}
    }
}

/// A value in which a member that has a value is there in another way, if that is acceptable.
fn changed(
    path: &str,
    value: &Value,
    key: &(String, String),
    way: Way,
    acceptable: &dyn Fn(Value) -> Option<Value>,
) -> Option<Value> {
    match value {
        Value::Object(members) => {
            let with = |name: &str, member: Option<Value>| {
                let mut copy: Map<String, Value> = members.clone();
                match member {
                    Some(member) => drop(copy.insert(name.to_owned(), member)),
                    None => drop(copy.shift_remove(name)),
                }
                Value::Object(copy)
            };
            if path == key.0 && members.get(&key.1).is_some_and(|member| !member.is_null()) {
                let other = with(&key.1, (way == Way::Null).then_some(Value::Null));
                if let Some(found) = acceptable(other) {
                    return Some(found);
                }
            }
            members.iter().find_map(|(name, member)| {
                let deeper = format!("{path}/{name}");
                let inside = |tried: Value| acceptable(with(name, Some(tried)));
                is_towards(&deeper, &key.0).then(|| changed(&deeper, member, key, way, &inside))?
            })
        }
        Value::Array(items) => items.iter().enumerate().find_map(|(at, item)| {
            let inside = |tried: Value| {
                let mut copy = items.clone();
                copy[at] = tried;
                acceptable(Value::Array(copy))
            };
            changed(&format!("{path}/*"), item, key, way, &inside)
        }),
        _ => None,
    }
}

/// Whether a path leads to another one.
fn is_towards(path: &str, target: &str) -> bool {
    target.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use std::slice::from_ref;

    /// Members called `maybe` may be absent and null, those called `there` neither, and `away` may be absent alone.
    fn is_valid(value: &Value) -> bool {
        match value {
            Value::Object(members) => {
                members.get("there").is_some_and(|there| !there.is_null())
                    && members.get("away").is_none_or(|away| !away.is_null())
                    && members.get("maybe").is_none_or(|maybe| maybe.is_null() || maybe.is_i64() || is_valid(maybe))
            }
            Value::Array(items) => items.iter().all(is_valid),
            _ => false,
        }
    }

    fn added(chosen: &[Value], pool: &[Value]) -> Vec<Value> {
        missing(chosen, pool, is_valid)
    }

    #[test]
    fn members_are_sent_in_all_three_ways() {
        let whole = json!({"there": 1, "away": 2, "maybe": 3});
        let (null, absent) = (json!({"there": 1, "away": 2, "maybe": null}), json!({"there": 1, "away": 2}));
        assert_eq!(added(from_ref(&whole), from_ref(&whole)), [absent.clone(), null.clone()]);
        assert_eq!(added(&[null.clone(), absent], from_ref(&whole)), from_ref(&whole));
        assert_eq!(added(&[null], &[json!({"there": 1, "away": 2})]), [] as [Value; 0], "nothing has a value of it");
        // Within what may itself be null, and within lists.
        let nested = json!([{"there": 1, "maybe": {"there": 1, "maybe": 2}}]);
        let found = added(from_ref(&nested), from_ref(&nested));
        assert!(found.contains(&json!([{"there": 1, "maybe": {"there": 1, "maybe": null}}])), "{found:?}");
        assert!(found.contains(&json!([{"there": 1}])), "{found:?}");
        assert_eq!(found.len(), 4, "{found:?}");
    }
}
