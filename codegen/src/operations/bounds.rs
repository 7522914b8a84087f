//! The bounds that a document sets to what operations send: data that the runtime checks before a call.
//!
//! They are read from the document rather than from the planned types, so that no type pays for them. Patterns are left
//! to the server, and so are alternatives that neither a tag, nor a member, nor a JSON type tells apart. What a schema
//! demands is decided in `rule`, how Rust says it is in `print`.

mod alternatives;
mod print;
mod rule;

use super::plan::{Location, OperationPlan, ParameterPlan, Payload};
use crate::model::Api;
use crate::names::{Scope, constant_name};
use rule::{Rule, pruned, rule, says, targets};
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

/// The bounds of all operations.
#[derive(Debug)]
pub struct Bounds<'d> {
    api: &'d Api,
    /// By the names of the facts of the operations.
    bodies: BTreeMap<&'d str, Rule>,
    /// By the names of the facts, whether they are in the path, and the keys of the parameters.
    parameters: BTreeMap<(&'d str, bool, &'d str), Rule>,
    /// By pointer: the name of the `static`, and what it holds.
    named: BTreeMap<String, (String, Rule)>,
}

impl<'d> Bounds<'d> {
    /// Reads the bounds of a lowered document.
    pub fn new(api: &'d Api, plans: &'d [OperationPlan]) -> Self {
        let mut bounds = Self { api, bodies: BTreeMap::new(), parameters: BTreeMap::new(), named: BTreeMap::new() };
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
                    let is_in_path = parameter.location == Location::Path;
                    bounds.parameters.insert((facts, is_in_path, parameter.key.as_str()), rule);
                }
            }
        }
        bounds.name();
        bounds
    }

    fn body(&self, plan: &OperationPlan) -> Option<Rule> {
        let media_type = plan.body.as_ref().filter(|_| is_checked(plan)).map(|body| &body.media_type)?;
        let body = self.api.operation_at(&plan.pointer)?.body()?;
        rule(body.media_type(media_type)?.schema()?, self.api)
    }

    fn parameter(&self, plan: &OperationPlan, parameter: &ParameterPlan) -> Option<Rule> {
        let operation = self.api.operation_at(&plan.pointer)?;
        let found = operation.parameter(parameter.location.as_str(), &parameter.name)?;
        rule(found.schema().or_else(|| found.content()?.1.schema())?, self.api)
    }

    /// Gives names to what is referred to, and drops references to schemas that demand nothing.
    fn name(&mut self) {
        let mut found: BTreeMap<String, Option<Rule>> = BTreeMap::new();
        let mut open: Vec<String> = self.bodies.values().chain(self.parameters.values()).flat_map(targets).collect();
        while let Some(pointer) = open.pop() {
            if let Entry::Vacant(place) = found.entry(pointer) {
                let rule = self.api.schema_at(place.key()).and_then(|schema| rule(schema, self.api));
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
}

fn is_checked(plan: &OperationPlan) -> bool {
    plan.body
        .as_ref()
        .is_some_and(|body| matches!(body.payload, Payload::Json(_) | Payload::Xml(..) | Payload::Form(_)))
}
