//! What a schema demands of a value, as data. Knows nothing of operations, and prints nothing.

use super::alternatives::alternatives;
use crate::model::{Api, Limit, Schema, Union};
use std::collections::BTreeSet;

/// What a schema demands of a value.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Rule {
    /// The name of each limit, and its number.
    Limits(Vec<(&'static str, Option<Bound>)>),
    Members(Vec<(String, Rule)>),
    Values(Box<Rule>),
    Items(Box<Rule>),
    Tagged(String, Vec<(String, Rule)>),
    /// For an object that has one of the first of these members, and none of those of the others.
    Having(Vec<(Vec<String>, Option<Rule>)>),
    All(Vec<Rule>),
    /// What the schema at this pointer demands.
    Same(String),
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Bound {
    Number(f64),
    Count(u64),
}

/// What a schema demands; nothing when it demands nothing.
pub(super) fn rule(schema: &Schema, api: &Api) -> Option<Rule> {
    // The server sets what is read only; a spelling of "not set" is as short or long as it is.
    if schema.is_read_only() || schema.has_unset_spellings() {
        return None;
    }
    let mut rules: Vec<Rule> = schema.reference().map(|target| Rule::Same(target.to_owned())).into_iter().collect();
    let limits = limits(schema);
    if !limits.is_empty() {
        rules.push(Rule::Limits(limits));
    }
    let members = schema.properties().filter_map(|(name, schema)| Some((name.clone(), rule(schema, api)?)));
    let members: Vec<(String, Rule)> = members.collect();
    if !members.is_empty() {
        rules.push(Rule::Members(members));
    }
    // Beside names they are meant for the other members only; then the server has to see to them.
    let values = schema.additional_properties().filter(|_| !schema.has_named_members());
    rules.extend(values.and_then(|values| rule(values, api)).map(|rule| Rule::Values(Box::new(rule))));
    let items = schema.items().filter(|_| !schema.states_prefix_items());
    rules.extend(items.and_then(|items| rule(items, api)).map(|rule| Rule::Items(Box::new(rule))));
    rules.extend(schema.all_of().iter().filter_map(|part| rule(part, api)));
    rules.extend(Union::ALL.into_iter().filter_map(|union| alternatives(schema, schema.union_of(union), api)));
    all(rules)
}

pub(super) fn all(mut rules: Vec<Rule>) -> Option<Rule> {
    if rules.len() < 2 { rules.pop() } else { Some(Rule::All(rules)) }
}

/// The limits that a schema states itself. A range that nothing is in is a mistake, and left out.
fn limits(schema: &Schema) -> Vec<(&'static str, Option<Bound>)> {
    let number = |limit: Limit| schema.limit(limit)?.as_f64().filter(|number| number.is_finite());
    let count =
        |limit: Limit| number(limit).filter(|count| *count >= 0.0 && count.fract() == 0.0).map(|count| count as u64);
    let mut limits = Vec::new();
    let least = [number(Limit::Minimum), number(Limit::ExclusiveMinimum)].into_iter().flatten().reduce(f64::max);
    let most = [number(Limit::Maximum), number(Limit::ExclusiveMaximum)].into_iter().flatten().reduce(f64::min);
    if least.zip(most).is_none_or(|(least, most)| least <= most) {
        for (limit, name) in [
            (Limit::Minimum, "AtLeast"),
            (Limit::ExclusiveMinimum, "MoreThan"),
            (Limit::Maximum, "AtMost"),
            (Limit::ExclusiveMaximum, "LessThan"),
        ] {
            limits.extend(number(limit).map(|bound| (name, Some(Bound::Number(bound)))));
        }
    }
    let step = number(Limit::MultipleOf).filter(|step| *step > 0.0);
    limits.extend(step.map(|step| ("MultipleOf", Some(Bound::Number(step)))));
    for (low, least, high, most) in [
        (Limit::MinLength, "MinLength", Limit::MaxLength, "MaxLength"),
        (Limit::MinItems, "MinItems", Limit::MaxItems, "MaxItems"),
        (Limit::MinProperties, "MinMembers", Limit::MaxProperties, "MaxMembers"),
    ] {
        let (fewest, largest) = (count(low), count(high));
        if fewest.zip(largest).is_none_or(|(fewest, largest)| fewest <= largest) {
            // Nothing is shorter than nothing.
            let fewest = fewest.filter(|fewest| *fewest > 0);
            limits.extend(fewest.map(|bound| (least, Some(Bound::Count(bound)))));
            limits.extend(largest.map(|bound| (most, Some(Bound::Count(bound)))));
        }
    }
    if schema.has_unique_items() {
        limits.push(("UniqueItems", None));
    }
    limits
}

/// The pointers that a rule refers to.
pub(super) fn targets(rule: &Rule) -> Vec<String> {
    match rule {
        Rule::Limits(_) => Vec::new(),
        Rule::Members(entries) | Rule::Tagged(_, entries) => {
            entries.iter().flat_map(|(_, rule)| targets(rule)).collect()
        }
        Rule::Having(alternatives) => {
            alternatives.iter().filter_map(|(_, rule)| rule.as_ref()).flat_map(targets).collect()
        }
        Rule::Values(rule) | Rule::Items(rule) => targets(rule),
        Rule::All(rules) => rules.iter().flat_map(targets).collect(),
        Rule::Same(pointer) => vec![pointer.clone()],
    }
}

/// Whether a rule has a limit, given the schemas that have one.
pub(super) fn says(rule: &Rule, saying: &BTreeSet<String>) -> bool {
    match rule {
        Rule::Limits(_) => true,
        Rule::Members(entries) | Rule::Tagged(_, entries) => entries.iter().any(|(_, rule)| says(rule, saying)),
        Rule::Having(alternatives) => {
            alternatives.iter().filter_map(|(_, rule)| rule.as_ref()).any(|rule| says(rule, saying))
        }
        Rule::Values(rule) | Rule::Items(rule) => says(rule, saying),
        Rule::All(rules) => rules.iter().any(|rule| says(rule, saying)),
        Rule::Same(pointer) => saying.contains(pointer),
    }
}

/// A rule without the parts that demand nothing.
pub(super) fn pruned(rule: Rule, saying: &BTreeSet<String>) -> Option<Rule> {
    if !says(&rule, saying) {
        return None;
    }
    let entries = |entries: Vec<(String, Rule)>| {
        entries.into_iter().filter_map(|(name, rule)| Some((name, pruned(rule, saying)?))).collect()
    };
    Some(match rule {
        Rule::Members(members) => Rule::Members(entries(members)),
        Rule::Tagged(member, alternatives) => Rule::Tagged(member, entries(alternatives)),
        // The members of an alternative that demands nothing tell the others apart all the same.
        Rule::Having(alternatives) => Rule::Having(
            alternatives.into_iter().map(|(names, rule)| (names, rule.and_then(|rule| pruned(rule, saying)))).collect(),
        ),
        Rule::Values(rule) => Rule::Values(Box::new(pruned(*rule, saying)?)),
        Rule::Items(rule) => Rule::Items(Box::new(pruned(*rule, saying)?)),
        Rule::All(rules) => return all(rules.into_iter().filter_map(|rule| pruned(rule, saying)).collect()),
        limits @ (Rule::Limits(_) | Rule::Same(_)) => limits,
    })
}
