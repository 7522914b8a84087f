//! Questions about the alternatives of unions, and what was answered: what a component answers is found once.

use super::super::graph::{EnumPlan, JsonKind, Scalar};
use super::{Place, Planner};
use crate::source::Node;
use std::collections::{BTreeSet, HashMap};

/// How far the alternatives of alternatives are looked through before they are taken for different things.
const MAX_LOOK: usize = 6;

/// How many unions within unions are asked, each a component.
const MAX_ASKED: usize = 64;

/// What was found out about schemas, by their pointers.
#[derive(Default)]
pub(super) struct Answers {
    /// The kinds of their values.
    pub(super) kinds: HashMap<String, BTreeSet<JsonKind>>,
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
        if self.looking >= MAX_LOOK {
            self.is_cut = true;
            return T::default();
        }
        self.looking += 1;
        let answer = question(self);
        self.looking -= 1;
        answer
    }

    /// Asks a question about an alternative. What a component answers is found without regard to who asks, and remembered
    /// unless a limit was met on the way.
    pub(super) fn ask<T: Clone + Default>(
        &mut self,
        alternative: &Node,
        answers: fn(&mut Answers) -> &mut HashMap<String, T>,
        question: impl FnOnce(&mut Self, &Node) -> T,
    ) -> T {
        let Some(target) = self.pure_reference(alternative) else {
            let effective = self.effective(alternative, &Place::nowhere());
            return question(self, &effective);
        };
        if let Some(known) = answers(&mut self.answers).get(&target) {
            return known.clone();
        }
        // By `allOf` and alternatives together, a union can lead back to itself: there it adds nothing.
        if self.asked.len() >= MAX_ASKED || self.asked.contains(&target) {
            self.is_cut = true;
            return T::default();
        }
        let (was_cut, looking) = (std::mem::take(&mut self.is_cut), std::mem::take(&mut self.looking));
        self.asked.push(target.clone());
        let effective = self.effective(alternative, &Place::nowhere());
        let answer = question(self, &effective);
        self.asked.pop();
        if !self.is_cut {
            answers(&mut self.answers).insert(target, answer.clone());
        }
        (self.is_cut, self.looking) = (self.is_cut || was_cut, looking);
        answer
    }
}
