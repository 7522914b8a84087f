//! Prints the bounds that a document sets to what operations send: data that the runtime checks before a call.
//!
//! They are read from the document rather than from the planned types, so that no type pays for them. Patterns are left
//! to the server, and so are alternatives that no tag and no JSON type tells apart.

use super::plan::{Location, OperationPlan, ParameterPlan, Payload};
use crate::names::{Scope, constant_name, ident};
use crate::source::{Data, Node};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

/// What a schema demands of a value.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Rule {
    /// The name of each limit, and its number.
    Limits(Vec<(&'static str, Option<Bound>)>),
    Members(Vec<(String, Rule)>),
    Values(Box<Rule>),
    Items(Box<Rule>),
    Tagged(String, Vec<(String, Rule)>),
    All(Vec<Rule>),
    /// What the schema at this pointer demands.
    Same(String),
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Bound {
    Number(f64),
    Count(u64),
}

/// The bounds of all operations.
#[derive(Debug)]
pub struct Bounds<'d> {
    document: &'d Node,
    /// By the names of the facts of the operations.
    bodies: BTreeMap<&'d str, Rule>,
    /// By the names of the facts, and the keys of the parameters.
    parameters: BTreeMap<(&'d str, &'d str), Rule>,
    /// By pointer: the name of the `static`, and what it holds.
    named: BTreeMap<String, (String, Rule)>,
}

impl<'d> Bounds<'d> {
    /// Reads the bounds of a lowered document.
    pub fn new(document: &'d Node, plans: &'d [OperationPlan]) -> Self {
        let mut bounds =
            Self { document, bodies: BTreeMap::new(), parameters: BTreeMap::new(), named: BTreeMap::new() };
        for plan in plans {
            let facts = plan.facts.as_str();
            if let Some(rule) = bounds.body(plan) {
                let bodies = plans.iter().filter(|other| other.facts == plan.facts && is_checked(other));
                // Several media types share the facts of an operation.
                if bodies.into_iter().all(|other| bounds.body(other).as_ref() == Some(&rule)) {
                    bounds.bodies.insert(facts, rule);
                }
            }
            let arguments = plan.arguments.iter().map(|argument| &argument.parameter);
            for parameter in arguments.chain(plan.parameters.iter().flat_map(|parameters| &parameters.entries)) {
                if let Some(rule) = bounds.parameter(plan, parameter) {
                    bounds.parameters.insert((facts, parameter.key.as_str()), rule);
                }
            }
        }
        bounds.name();
        bounds
    }

    /// The bounds of the body of an operation.
    pub(super) fn of_body(&self, plan: &OperationPlan) -> Option<TokenStream> {
        self.bodies.get(plan.facts.as_str()).map(|rule| self.reference(rule))
    }

    /// The bounds of a parameter.
    pub(super) fn of_parameter(&self, plan: &OperationPlan, parameter: &ParameterPlan) -> Option<TokenStream> {
        self.parameters.get(&(plan.facts.as_str(), parameter.key.as_str())).map(|rule| self.reference(rule))
    }

    /// `bounds.rs`: the bounds that have a name.
    pub fn render(&self) -> TokenStream {
        let statics = self.named.values().map(|(name, rule)| {
            let (name, rule) = (ident(name), self.tokens(rule, None));
            quote!(pub(crate) static #name: Bounds = #rule;)
        });
        quote!(#(#statics)*)
    }

    fn body(&self, plan: &OperationPlan) -> Option<Rule> {
        let media_type = plan.body.as_ref().filter(|_| is_checked(plan)).map(|body| &body.media_type)?;
        let content = self.document.pointer(&plan.pointer)?.get("requestBody")?.get("content")?;
        rule(content.get(media_type)?.get("schema")?, self.document)
    }

    fn parameter(&self, plan: &OperationPlan, parameter: &ParameterPlan) -> Option<Rule> {
        let place = match parameter.location {
            Location::Path => "path",
            Location::Query => "query",
            Location::Header => "header",
            Location::Cookie => "cookie",
        };
        let is_meant = |node: &&Node| node.str("in") == Some(place) && node.str("name") == Some(&parameter.name);
        let node = self.document.pointer(&plan.pointer)?.items("parameters").iter().find(is_meant)?;
        let own =
            node.get("schema").or_else(|| node.members("content").next().and_then(|(_, media)| media.get("schema")));
        rule(own?, self.document)
    }

    /// Gives names to what is referred to, and drops references to schemas that demand nothing.
    fn name(&mut self) {
        let mut found: BTreeMap<String, Option<Rule>> = BTreeMap::new();
        let mut open: Vec<String> = self.bodies.values().chain(self.parameters.values()).flat_map(targets).collect();
        while let Some(pointer) = open.pop() {
            if let Entry::Vacant(place) = found.entry(pointer) {
                let rule = self.document.pointer(place.key()).and_then(|schema| rule(schema, self.document));
                open.extend(rule.iter().flat_map(targets));
                place.insert(rule);
            }
        }
        let mut saying: BTreeSet<String> = BTreeSet::new();
        loop {
            let more: Vec<&String> = found
                .iter()
                .filter(|(pointer, rule)| {
                    !saying.contains(*pointer) && rule.as_ref().is_some_and(|rule| says(rule, &saying))
                })
                .map(|(pointer, _)| pointer)
                .collect();
            if more.is_empty() {
                break;
            }
            saying.extend(more.into_iter().cloned());
        }
        let bodies = std::mem::take(&mut self.bodies).into_iter();
        self.bodies = bodies.filter_map(|(key, rule)| Some((key, pruned(rule, &saying)?))).collect();
        let parameters = std::mem::take(&mut self.parameters).into_iter();
        self.parameters = parameters.filter_map(|(key, rule)| Some((key, pruned(rule, &saying)?))).collect();
        let mut scope = Scope::new();
        for (pointer, rule) in found {
            if let Some(rule) = rule.and_then(|rule| pruned(rule, &saying)) {
                let words = pointer.trim_start_matches("#/components/").replace("schemas/", "").replace('/', " ");
                self.named.insert(pointer, (scope.claim(&constant_name(&words)), rule));
            }
        }
    }

    /// A rule as seen from beside the module `bounds`, lent.
    fn reference(&self, rule: &Rule) -> TokenStream {
        let module = ident("bounds");
        match rule {
            Rule::Same(pointer) => {
                let name = self.named.get(pointer).map(|(name, _)| ident(name));
                quote!(&#module::#name)
            }
            rule => {
                let rule = self.tokens(rule, Some(&module));
                quote!(&#rule)
            }
        }
    }

    /// A rule as seen from inside the module `bounds` or, with `module`, from beside it.
    fn tokens(&self, rule: &Rule, module: Option<&Ident>) -> TokenStream {
        let entries = |entries: &[(String, Rule)]| -> Vec<TokenStream> {
            let entry = |(name, rule): &(String, Rule)| {
                let rule = self.tokens(rule, module);
                quote!((#name, #rule))
            };
            entries.iter().map(entry).collect()
        };
        match rule {
            Rule::Limits(limits) => {
                let limits = limits.iter().map(|(name, bound)| {
                    let name = ident(name);
                    match bound {
                        None => quote!(Limit::#name),
                        Some(Bound::Number(number)) => {
                            let number = Literal::f64_unsuffixed(*number);
                            quote!(Limit::#name(#number))
                        }
                        Some(Bound::Count(count)) => {
                            let count = Literal::u64_unsuffixed(*count);
                            quote!(Limit::#name(#count))
                        }
                    }
                });
                quote!(Bounds::Limits(&[#(#limits),*]))
            }
            Rule::Members(members) => {
                let members = entries(members);
                quote!(Bounds::Members(&[#(#members),*]))
            }
            Rule::Values(rule) => {
                let rule = self.tokens(rule, module);
                quote!(Bounds::Values(&#rule))
            }
            Rule::Items(rule) => {
                let rule = self.tokens(rule, module);
                quote!(Bounds::Items(&#rule))
            }
            Rule::Tagged(member, alternatives) => {
                let alternatives = entries(alternatives);
                quote!(Bounds::Tagged(#member, &[#(#alternatives),*]))
            }
            Rule::All(rules) => {
                let rules = rules.iter().map(|rule| self.tokens(rule, module));
                quote!(Bounds::All(&[#(#rules),*]))
            }
            Rule::Same(pointer) => {
                let name = self.named.get(pointer).map(|(name, _)| ident(name));
                match module {
                    Some(module) => quote!(Bounds::Same(&#module::#name)),
                    None => quote!(Bounds::Same(&#name)),
                }
            }
        }
    }
}

fn is_checked(plan: &OperationPlan) -> bool {
    plan.body.as_ref().is_some_and(|body| matches!(body.payload, Payload::Json(_) | Payload::Form(_)))
}

/// What a schema demands; nothing when it demands nothing.
fn rule(schema: &Node, document: &Node) -> Option<Rule> {
    // The server sets what is read only; a spelling of "not set" is as short or long as it is.
    if schema.flag("readOnly") || schema.get("x-unset-values").is_some() {
        return None;
    }
    let mut rules: Vec<Rule> = schema.str("$ref").map(|target| Rule::Same(target.to_owned())).into_iter().collect();
    let limits = limits(schema);
    if !limits.is_empty() {
        rules.push(Rule::Limits(limits));
    }
    let of_members = |node: &Node| -> Vec<(String, Rule)> {
        let members = node.members("properties");
        members.filter_map(|(name, schema)| Some((name.clone(), rule(schema, document)?))).collect()
    };
    let members = of_members(schema);
    if !members.is_empty() {
        rules.push(Rule::Members(members));
    }
    // Beside names they are meant for the other members only; then the server has to see to them.
    let has_names = ["properties", "patternProperties", "allOf", "$ref", "oneOf", "anyOf"];
    let values = schema.get("additionalProperties").filter(|_| !has_names.iter().any(|key| schema.get(key).is_some()));
    rules.extend(values.and_then(|values| rule(values, document)).map(|rule| Rule::Values(Box::new(rule))));
    let items = schema.get("items").filter(|_| schema.get("prefixItems").is_none());
    rules.extend(items.and_then(|items| rule(items, document)).map(|rule| Rule::Items(Box::new(rule))));
    rules.extend(schema.items("allOf").iter().filter_map(|part| rule(part, document)));
    for keyword in ["oneOf", "anyOf"] {
        rules.extend(alternatives(schema, schema.items(keyword), document));
    }
    all(rules)
}

fn all(mut rules: Vec<Rule>) -> Option<Rule> {
    if rules.len() < 2 { rules.pop() } else { Some(Rule::All(rules)) }
}

/// What alternatives demand of a value that is certainly one of them.
fn alternatives(schema: &Node, alternatives: &[Node], document: &Node) -> Option<Rule> {
    let alternatives: Vec<&Node> =
        alternatives.iter().filter(|alternative| alternative.str("type") != Some("null")).collect();
    if let [only] = alternatives.as_slice() {
        return rule(only, document);
    }
    let resolve = |node: &'_ Node| -> Node {
        node.str("$ref").and_then(|target| document.pointer(target)).unwrap_or(node).clone()
    };
    let resolved: Vec<Node> = alternatives.iter().map(|node| resolve(node)).collect();
    if let Some(member) = schema.get("discriminator").and_then(|node| node.str("propertyName")) {
        let mapping: Vec<(&String, &str)> = schema
            .get("discriminator")
            .into_iter()
            .flat_map(|node| node.members("mapping"))
            .filter_map(|(tag, target)| Some((tag, target.as_str()?)))
            .collect();
        let mut tagged = Vec::new();
        for alternative in &alternatives {
            let Some((target, rule)) = alternative.str("$ref").zip(rule(alternative, document)) else { continue };
            let name = target.rsplit('/').next().unwrap_or_default();
            let tags: Vec<String> = mapping
                .iter()
                .filter(|(_, mapped)| *mapped == target || *mapped == name)
                .map(|(tag, _)| (*tag).clone())
                .collect();
            let tags = if tags.is_empty() { vec![name.to_owned()] } else { tags };
            tagged.extend(tags.into_iter().map(|tag| (tag, rule.clone())));
        }
        return (!tagged.is_empty()).then(|| Rule::Tagged(member.to_owned(), tagged));
    }
    let constant = |node: &Node, member: &str| -> Option<String> {
        let schema = node.get("properties")?.get(member)?;
        let only =
            schema.get("const").or_else(|| schema.items("enum").first().filter(|_| schema.items("enum").len() == 1));
        only?.as_str().map(str::to_owned)
    };
    let names: Vec<&String> =
        resolved.iter().take(1).flat_map(|node| node.members("properties")).map(|(name, _)| name).collect();
    for name in names {
        let tags: BTreeSet<String> = resolved.iter().filter_map(|node| constant(node, name)).collect();
        if tags.len() == alternatives.len() {
            let tagged = alternatives
                .iter()
                .zip(&resolved)
                .filter_map(|(node, resolved)| Some((constant(resolved, name)?, rule(node, document)?)));
            let tagged: Vec<(String, Rule)> = tagged.collect();
            return (!tagged.is_empty()).then(|| Rule::Tagged(name.clone(), tagged));
        }
    }
    // Limits are for one JSON type; where only one alternative has that type, they hold.
    let kind = |node: &Node| node.str("type").map(|kind| if kind == "integer" { "number" } else { kind }.to_owned());
    let kinds: Vec<Option<String>> = resolved.iter().map(kind).collect();
    if kinds.iter().any(Option::is_none) {
        return None;
    }
    let alone = |at: usize| kinds.iter().filter(|kind| **kind == kinds[at]).count() == 1;
    let rules = alternatives.iter().enumerate().filter(|(at, _)| alone(*at));
    all(rules.filter_map(|(_, node)| rule(node, document)).collect())
}

/// The limits that a schema states itself. A range that nothing is in is a mistake, and left out.
fn limits(schema: &Node) -> Vec<(&'static str, Option<Bound>)> {
    let number = |key: &str| schema.get(key)?.as_number()?.as_f64().filter(|number| number.is_finite());
    let count = |key: &str| number(key).filter(|count| *count >= 0.0 && count.fract() == 0.0).map(|count| count as u64);
    let mut limits = Vec::new();
    let least = [number("minimum"), number("exclusiveMinimum")].into_iter().flatten().reduce(f64::max);
    let most = [number("maximum"), number("exclusiveMaximum")].into_iter().flatten().reduce(f64::min);
    if least.zip(most).is_none_or(|(least, most)| least <= most) {
        for (key, name) in [
            ("minimum", "AtLeast"),
            ("exclusiveMinimum", "MoreThan"),
            ("maximum", "AtMost"),
            ("exclusiveMaximum", "LessThan"),
        ] {
            limits.extend(number(key).map(|bound| (name, Some(Bound::Number(bound)))));
        }
    }
    let step = number("multipleOf").filter(|step| *step > 0.0);
    limits.extend(step.map(|step| ("MultipleOf", Some(Bound::Number(step)))));
    for (low, least, high, most) in [
        ("minLength", "MinLength", "maxLength", "MaxLength"),
        ("minItems", "MinItems", "maxItems", "MaxItems"),
        ("minProperties", "MinMembers", "maxProperties", "MaxMembers"),
    ] {
        let (fewest, largest) = (count(low), count(high));
        if fewest.zip(largest).is_none_or(|(fewest, largest)| fewest <= largest) {
            // Nothing is shorter than nothing.
            let fewest = fewest.filter(|fewest| *fewest > 0);
            limits.extend(fewest.map(|bound| (least, Some(Bound::Count(bound)))));
            limits.extend(largest.map(|bound| (most, Some(Bound::Count(bound)))));
        }
    }
    if matches!(schema.get("uniqueItems"), Some(Node { data: Data::Bool(true), .. })) {
        limits.push(("UniqueItems", None));
    }
    limits
}

/// The pointers that a rule refers to.
fn targets(rule: &Rule) -> Vec<String> {
    match rule {
        Rule::Limits(_) => Vec::new(),
        Rule::Members(entries) | Rule::Tagged(_, entries) => {
            entries.iter().flat_map(|(_, rule)| targets(rule)).collect()
        }
        Rule::Values(rule) | Rule::Items(rule) => targets(rule),
        Rule::All(rules) => rules.iter().flat_map(targets).collect(),
        Rule::Same(pointer) => vec![pointer.clone()],
    }
}

/// Whether a rule has a limit, given the schemas that have one.
fn says(rule: &Rule, saying: &BTreeSet<String>) -> bool {
    match rule {
        Rule::Limits(_) => true,
        Rule::Members(entries) | Rule::Tagged(_, entries) => entries.iter().any(|(_, rule)| says(rule, saying)),
        Rule::Values(rule) | Rule::Items(rule) => says(rule, saying),
        Rule::All(rules) => rules.iter().any(|rule| says(rule, saying)),
        Rule::Same(pointer) => saying.contains(pointer),
    }
}

/// A rule without the parts that demand nothing.
fn pruned(rule: Rule, saying: &BTreeSet<String>) -> Option<Rule> {
    if !says(&rule, saying) {
        return None;
    }
    let entries = |entries: Vec<(String, Rule)>| {
        entries.into_iter().filter_map(|(name, rule)| Some((name, pruned(rule, saying)?))).collect()
    };
    Some(match rule {
        Rule::Members(members) => Rule::Members(entries(members)),
        Rule::Tagged(member, alternatives) => Rule::Tagged(member, entries(alternatives)),
        Rule::Values(rule) => Rule::Values(Box::new(pruned(*rule, saying)?)),
        Rule::Items(rule) => Rule::Items(Box::new(pruned(*rule, saying)?)),
        Rule::All(rules) => return all(rules.into_iter().filter_map(|rule| pruned(rule, saying)).collect()),
        limits @ (Rule::Limits(_) | Rule::Same(_)) => limits,
    })
}
