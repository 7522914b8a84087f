//! What was found out about the alternatives of unions: what a component answers is found once.

use super::super::graph::{EnumPlan, Scalar};
use super::Planner;
use crate::model::Schema;
use std::collections::HashMap;

/// What was found out about schemas, by their pointers.
#[derive(Default)]
pub(super) struct Answers {
    /// The enums they are.
    pub(super) enumerations: HashMap<String, Option<EnumPlan>>,
    /// The scalars that all of their alternatives are.
    pub(super) scalars: HashMap<String, Option<Scalar>>,
    /// Whether all of their alternatives are of one kind.
    pub(super) same_kind: HashMap<String, bool>,
}

impl Planner<'_> {
    /// Asks a question about the alternatives of a union; what lies too deep is answered with "no".
    pub(super) fn look<T: Default>(&mut self, question: impl FnOnce(&mut Self) -> T) -> T {
        if !self.model.questions.look() {
            return T::default();
        }
        let answer = question(self);
        self.model.questions.looked();
        answer
    }

    /// Asks a question about an alternative. What a component answers is found without regard to who asks, and remembered
    /// unless a limit was met on the way.
    pub(super) fn ask<T: Clone + Default>(
        &mut self,
        alternative: &Schema,
        answers: fn(&mut Answers) -> &mut HashMap<String, T>,
        question: impl FnOnce(&mut Self, &Schema) -> T,
    ) -> T {
        let Some(target) = alternative.pure_reference() else {
            let effective = self.model.resolve(alternative);
            return question(self, &effective);
        };
        if let Some(known) = answers(&mut self.answers).get(target) {
            return known.clone();
        }
        let Some(outside) = self.model.questions.begin(target) else { return T::default() };
        let effective = self.model.resolve(alternative);
        let answer = question(self, &effective);
        if self.model.questions.end(outside) {
            answers(&mut self.answers).insert(target.to_owned(), answer.clone());
        }
        answer
    }
}
