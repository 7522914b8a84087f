//! The way through two documents: where it is, what was found, and which schemas that operations share wait for their
//! turn. A shared schema is compared once, and knows the operations that it shows in.

use super::bodies::is_xml;
use super::schemas;
use crate::changes::change::{Axis, Change, Level, Place};
use crate::changes::index::Index;
use crate::model::pointer::{parameter_at, parameter_field};
use crate::model::{Api, Schema};
pub(super) use crate::model::{At, Member};
use crate::source::Node;
use crate::spec::keywords::{holds_chosen_names, holds_values};
use crate::spec::media_type::essence;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// Which way a value goes, seen from the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Way {
    Sent,
    Received,
}

/// What part of a message a schema is: the word for it in oasdiff's rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Parameter,
    Body,
    Property,
    Header,
}

/// Where a part of a document stands.
pub(super) fn place(at: &At<'_>) -> Place {
    Place { pointer: at.pointer.clone(), span: Some(at.label_span()) }
}

/// Two shared schemas and the way that their values go.
pub(super) type Unit = (String, String, Way);

/// What is being compared.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Scope {
    /// An operation, by its subject of today.
    Operation(String),
    /// A shared schema.
    Schema(Unit),
    /// Everything.
    Api,
}

pub(super) struct Walk<'d> {
    pub(super) old: &'d Node,
    pub(super) new: &'d Node,
    pub(super) old_index: &'d Index,
    pub(super) new_index: &'d Index,
    pub(super) scope: Scope,
    pub(super) found: Vec<(Scope, Change)>,
    waiting: Vec<Unit>,
    /// Where each shared schema is used.
    users: BTreeMap<Unit, BTreeSet<Scope>>,
    /// Pairs of schemas within one another that are being compared.
    pub(super) open: HashSet<(String, String, Way)>,
    /// Pairs of shared schemas of which one is referred to in the place of the other: what they differ in has one cause.
    pub(super) exchanged: HashSet<(String, String)>,
    /// Whether only what is exchanged counts: what shared schemas of one name differ in is said elsewhere.
    is_trial: bool,
    /// The shared schemas that are XML in either document, once somebody asks.
    xml: Option<BTreeSet<String>>,
}

impl<'d> Walk<'d> {
    pub(super) fn new((old, old_index): (&'d Node, &'d Index), (new, new_index): (&'d Node, &'d Index)) -> Self {
        Self {
            old,
            new,
            old_index,
            new_index,
            scope: Scope::Api,
            found: Vec::new(),
            waiting: Vec::new(),
            users: BTreeMap::new(),
            open: HashSet::new(),
            exchanged: HashSet::new(),
            is_trial: false,
            xml: None,
        }
    }

    /// A walk through the same documents from here, which finds what two of their parts differ in.
    pub(super) fn trial(&self) -> Self {
        let mut trial = Self::new((self.old, self.old_index), (self.new, self.new_index));
        trial.scope = self.scope.clone();
        trial.is_trial = true;
        trial
    }

    /// Adds a change at two places.
    pub(super) fn say(
        &mut self,
        rule: &'static str,
        level: Level,
        oasdiff: Option<&str>,
        what: impl Into<String>,
        old: Option<&At<'_>>,
        new: Option<&At<'_>>,
    ) -> &mut Change {
        let subject = match &self.scope {
            Scope::Operation(subject) => subject.clone(),
            Scope::Api => "the API".to_owned(),
            Scope::Schema((old, new, _)) => {
                let name = self.new_index.rust(new).or_else(|| self.old_index.rust(old));
                name.unwrap_or_else(|| {
                    crate::source::pointer_tokens(new).and_then(|mut all| all.pop()).unwrap_or_default()
                })
            }
        };
        let mut change = Change::new(rule, Axis::Wire, level, &subject, what);
        change.oasdiff = oasdiff.map(str::to_owned);
        let rust = |at: Option<&At<'_>>, index: &Index| at.and_then(|at| index.rust(&at.pointer));
        let (before, after) = (rust(old, self.old_index), rust(new, self.new_index));
        // What is gone has its own path on the older side, and the one around it on the newer.
        let is_gone = old.zip(new).is_some_and(|(old, new)| old.pointer.len() > new.pointer.len());
        change.rust = if is_gone { before.or(after) } else { after.or(before) };
        if let Scope::Operation(subject) = &self.scope {
            let parameter = |at: Option<&At<'_>>, document, index: &Index| {
                at.and_then(|at| parameter(&at.pointer, document, index))
            };
            let parameter =
                parameter(new, self.new, self.new_index).or_else(|| parameter(old, self.old, self.old_index));
            let name = self.new_index.by_subject.get(subject).or_else(|| self.old_index.by_subject.get(subject));
            let method = name.map(|name| format!("Client::{name}"));
            // A type that holds the parameters is not what changed.
            let own = change.rust.take().filter(|rust| rust.contains('.') || method.is_none());
            change.rust = parameter.or(own).or(method);
        }
        let short = |at: &At<'_>| brief(at.node);
        (change.before, change.after) = (old.and_then(short), new.and_then(short));
        (change.old, change.new) = (old.map(place), new.map(place));
        self.found.push((self.scope.clone(), change));
        let last = self.found.len() - 1;
        &mut self.found[last].1
    }

    /// Says which part of a call the changes since `from` are of, where they have nothing but its method in Rust.
    pub(super) fn of_part(&mut self, from: usize, part: &str) {
        // That a schema is called otherwise is one line, whatever part it is of.
        let is_named = |change: &Change| matches!(change.rule, "schema-renamed" | "schema-exchanged");
        let is_of_method = |change: &Change| change.rust.as_deref().is_some_and(|rust| rust.starts_with("Client::"));
        for (scope, change) in self.found.iter_mut().skip(from) {
            if matches!(scope, Scope::Operation(_)) && is_of_method(change) && !is_named(change) {
                let joint = if change.what.starts_with('`') { "in which" } else { "which" };
                change.what = format!("{part}, {joint} {}", change.what);
            }
        }
    }

    /// Notes that two shared schemas are used here, and has them compared.
    pub(super) fn share(&mut self, old: &str, new: &str, way: Way) {
        if self.is_trial && old == new {
            return;
        }
        let unit = (old.trim_start_matches('#').to_owned(), new.trim_start_matches('#').to_owned(), way);
        let scope = self.scope.clone();
        match self.users.get_mut(&unit) {
            Some(users) => drop(users.insert(scope)),
            None => {
                self.users.insert(unit.clone(), BTreeSet::from([scope]));
                self.waiting.push(unit);
            }
        }
    }

    /// Notes the shared schemas of a schema that did not change.
    pub(super) fn share_all(&mut self, node: &Node, way: Way) {
        self.share_below(node, way, false);
    }

    /// Notes the shared schemas of what stands under names that people chose, such as statuses: none of these is a keyword.
    pub(super) fn share_named(&mut self, node: &Node, way: Way) {
        self.share_below(node, way, true);
    }

    fn share_below(&mut self, node: &Node, way: Way, are_names: bool) {
        if let Some(target) = Schema::of(node).reference().filter(|_| !are_names) {
            self.share(target, target, way);
        }
        if let Some(items) = node.as_array() {
            items.iter().for_each(|item| self.share_below(item, way, false));
        }
        for (key, member) in node.as_object().into_iter().flatten() {
            if are_names || !holds_values(key) {
                self.share_below(member, way, !are_names && holds_chosen_names(key));
            }
        }
    }

    /// The shared schemas that something sends or receives, by their pointers.
    pub(super) fn reached(&self) -> HashSet<&str> {
        self.users.keys().flat_map(|(old, new, _)| [old.as_str(), new.as_str()]).collect()
    }

    /// Whether what stands at a pointer is XML anywhere.
    pub(super) fn is_xml(&mut self, pointer: &str) -> bool {
        let is_media = |token: &String| is_xml(&essence(token));
        let tokens = crate::source::pointer_tokens(pointer).unwrap_or_default();
        let (old, new) = (self.old, self.new);
        let shared = self.xml.get_or_insert_with(|| {
            let mut found = BTreeSet::new();
            for root in [old, new] {
                let mut seen = BTreeSet::new();
                add_xml(root, root, false, &mut seen);
                found.extend(seen);
            }
            found
        });
        let is_below = |whole: &String| {
            pointer.strip_prefix(whole.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        tokens.iter().any(is_media) || shared.iter().any(is_below)
    }

    /// Compares the shared schemas, and those that these use.
    pub(super) fn schemas(&mut self) {
        while let Some(unit) = self.waiting.pop() {
            let (old, new, way) = unit.clone();
            let (Some(was), Some(is)) = (self.old.pointer(&old), self.new.pointer(&new)) else { continue };
            self.scope = Scope::Schema(unit);
            if was == is {
                self.share_all(is, way);
            } else {
                schemas::compare(self, &At::new(was, old), &At::new(is, new), way, Part::Property);
            }
        }
        self.scope = Scope::Api;
    }

    /// The changes without those that follow from schemas that were exchanged, and these by the pair: the gravest level,
    /// the id of its rule, and the sentences, the gravest first.
    #[allow(clippy::type_complexity)]
    fn exchanges(&self) -> (Vec<(Scope, Change)>, HashMap<(String, String), (Level, Option<String>, Vec<String>)>) {
        let is_exchanged = |scope: &Scope| match scope {
            Scope::Schema((old, new, _)) => {
                Some((old.clone(), new.clone())).filter(|pair| self.exchanged.contains(pair))
            }
            _ => None,
        };
        let mut kept = Vec::new();
        let mut differences: HashMap<(String, String), Vec<&Change>> = HashMap::new();
        for (scope, change) in &self.found {
            match is_exchanged(scope) {
                Some(pair) => differences.entry(pair).or_default().push(change),
                None => kept.push((scope.clone(), change.clone())),
            }
        }
        let levels = exchanged_levels(&differences);
        let grave = |change: &Change| {
            exchanged_pair(change)
                .and_then(|pair| levels.get(&pair))
                .map_or(change.level, |inner| change.level.max(*inner))
        };
        let summed = differences.iter().map(|(pair, changes)| {
            let (pair, mut changes) = (pair.clone(), changes.clone());
            changes.sort_by_key(|change| std::cmp::Reverse(grave(change)));
            let gravest = changes.first().map_or((Level::Low, None), |change| (grave(change), change.oasdiff.clone()));
            let mut sentences: Vec<String> = Vec::new();
            for change in changes {
                if !sentences.contains(&change.what) {
                    sentences.push(change.what.clone());
                }
            }
            (pair, (gravest.0, gravest.1, sentences))
        });
        (kept, summed.collect())
    }

    /// All changes, with the operations that each shows in.
    pub(super) fn finish(self) -> Vec<Change> {
        let mut known: HashMap<Scope, BTreeSet<String>> = HashMap::new();
        let mut changes = Vec::new();
        let (found, differences) = self.exchanges();
        for (scope, mut change) in found {
            if change.rule == "schema-exchanged"
                && let (Some(was), Some(is)) = (&change.before, &change.after)
                && let Some((level, oasdiff, differs)) = differences.get(&(target(was), target(is)))
            {
                change.level = *level;
                change.oasdiff = oasdiff.clone();
                let named = differs.iter().take(3).cloned().collect::<Vec<_>>().join("; ");
                let more = differs.len().saturating_sub(3);
                let more = if more > 0 { format!("; and {more} more differences") } else { String::new() };
                change.what = format!("{}: {named}{more}", change.what);
            }
            if let Scope::Schema(_) = &scope {
                let affected = known.entry(scope.clone()).or_insert_with(|| operations_of(&self.users, &scope));
                change.affects = affected.iter().cloned().collect();
            }
            changes.push(change);
        }
        changes
    }
}

/// Notes the shared schemas below a node that are XML.
fn add_xml(root: &Node, node: &Node, within: bool, found: &mut BTreeSet<String>) {
    if within && let Some(target) = Schema::of(node).reference() {
        let target = target.trim_start_matches('#');
        if found.insert(target.to_owned())
            && let Some(shared) = root.pointer(target)
        {
            add_xml(root, shared, true, found);
        }
    }
    node.as_array().into_iter().flatten().for_each(|item| add_xml(root, item, within, found));
    for (key, member) in node.as_object().into_iter().flatten() {
        add_xml(root, member, within || is_xml(&essence(key)), found);
    }
}

/// The schemas of which one is referred to in the place of the other, where a change is that.
fn exchanged_pair(change: &Change) -> Option<(String, String)> {
    let pair = change.before.as_deref().zip(change.after.as_deref());
    pair.filter(|_| change.rule == "schema-exchanged").map(|(was, is)| (target(was), target(is)))
}

/// How grave the differences of each exchanged pair are, those of the pairs within it included.
fn exchanged_levels(differences: &HashMap<(String, String), Vec<&Change>>) -> HashMap<(String, String), Level> {
    let mut levels: HashMap<(String, String), Level> = HashMap::new();
    // Each round carries a level out of one more exchange; levels only rise, so that this ends.
    loop {
        let mut has_risen = false;
        for (pair, changes) in differences {
            let inner = |change: &&Change| exchanged_pair(change).and_then(|pair| levels.get(&pair).copied());
            let level = changes.iter().map(|change| inner(change).unwrap_or(Level::Low).max(change.level)).max();
            let level = level.unwrap_or(Level::Low);
            if levels.get(pair).is_none_or(|known| *known < level) {
                levels.insert(pair.clone(), level);
                has_risen = true;
            }
        }
        if !has_risen {
            return levels;
        }
    }
}

/// What a reference leads to, from its text in JSON.
fn target(shown: &str) -> String {
    shown.trim_matches('"').trim_start_matches('#').to_owned()
}

/// The field of a struct of parameters that a pointer into the parameters of an operation leads to.
fn parameter(pointer: &str, document: &Node, index: &Index) -> Option<String> {
    let (operation, at) = parameter_at(pointer)?;
    let parameter = Api::of(document).operation_at(operation)?.parameters().nth(at)?;
    index.parameter(&parameter_field(operation, parameter.name()?))
}

/// The operations that something is used by, directly or not.
fn operations_of(users: &BTreeMap<Unit, BTreeSet<Scope>>, scope: &Scope) -> BTreeSet<String> {
    let (mut found, mut seen, mut waiting) = (BTreeSet::new(), HashSet::new(), vec![scope]);
    while let Some(scope) = waiting.pop() {
        match scope {
            Scope::Operation(subject) => drop(found.insert(subject.clone())),
            Scope::Schema(unit) if seen.insert(unit) => waiting.extend(users.get(unit).into_iter().flatten()),
            _ => {}
        }
    }
    found
}

/// A value in a few words; nothing for what would take more.
pub(super) fn brief(node: &Node) -> Option<String> {
    let is_small = match (node.as_array(), node.as_object()) {
        (Some(items), _) => {
            items.len() <= 8 && items.iter().all(|item| item.as_array().is_none() && item.as_object().is_none())
        }
        (_, Some(members)) => members.len() == 1 && Schema::of(node).reference().is_some(),
        _ => true,
    };
    let text = is_small.then(|| node.to_value().to_string())?;
    Some(if text.chars().count() > 120 { text.chars().take(119).chain(['…']).collect() } else { text })
}
