//! Components of one name that two pages declare differently: each stays what it is, under a name of its own.
//!
//! Decides what the components of a further document are called, and renames them there with everything that refers to
//! them. A declaration that nothing on its page refers to is not renamed: who is meant then is for the caller to tell.

use super::compare::same_but_for_prose;
use super::conflict;
use crate::diagnostic::{Diagnostics, Severity};
use crate::source::{Data, Map, Node, escape_pointer_token, pointer_tokens};
use indexmap::IndexMap;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Where definitions stand that references lead to: the members that lead there.
const SECTIONS: &[&[&str]] = &[
    &["components", "schemas"],
    &["components", "responses"],
    &["components", "parameters"],
    &["components", "requestBodies"],
    &["components", "headers"],
    &["components", "examples"],
    &["components", "links"],
    &["components", "callbacks"],
    &["components", "pathItems"],
    &["definitions"],
    &["parameters"],
    &["responses"],
];

/// A component by the number of its section and its name.
type Key = (usize, String);

/// The names that definitions were given because another page has theirs, by what they are called on their pages.
#[derive(Default)]
pub(super) struct Apart {
    names: BTreeMap<Key, Vec<String>>,
}

impl Apart {
    /// Renames the definitions of a document that `united` has differently, and all references to them; says so.
    pub(super) fn rename(&mut self, united: &Node, document: &mut Node, diagnostics: &mut Diagnostics) {
        let referred = referred(document);
        let mut matching =
            Matching { united, document, apart: &*self, found: BTreeMap::new(), differ: BTreeSet::new() };
        let mut new: Vec<Key> = Vec::new();
        for (section, path) in SECTIONS.iter().enumerate() {
            for name in definitions(document, path).into_iter().flat_map(Map::keys) {
                let key = (section, name.clone());
                if matching.is_known(&key) && !matching.finds(&key) && referred.contains(&key) {
                    new.push(key);
                }
            }
        }
        let mut renamed: IndexMap<Key, String> =
            matching.found.into_iter().filter(|((_, name), found)| name != found).collect();
        for key in new {
            let name = self.free(united, document, &key, renamed.values());
            self.names.entry(key.clone()).or_default().push(name.clone());
            renamed.insert(key, name);
        }
        if renamed.is_empty() {
            return;
        }
        refer(document, &renamed);
        for ((section, name), new) in &renamed {
            self.move_definition(united, document, (*section, name), new, diagnostics);
        }
    }

    /// The first name with a number that neither document has.
    fn free<'n>(
        &self,
        united: &Node,
        document: &Node,
        (section, name): &Key,
        taken: impl Iterator<Item = &'n String> + Clone,
    ) -> String {
        let has = |document: &Node, name: &str| {
            SECTIONS
                .get(*section)
                .is_some_and(|path| definitions(document, path).is_some_and(|all| all.contains_key(name)))
        };
        let mut numbered = (2_usize..).map(|number| format!("{name}{number}"));
        let free = numbered
            .find(|name| !has(united, name) && !has(document, name) && !taken.clone().any(|known| known == name));
        free.unwrap_or_default()
    }

    /// Moves a definition to its new name; says so where no page before had this one.
    fn move_definition(
        &self,
        united: &Node,
        document: &mut Node,
        (section, name): (usize, &str),
        new: &str,
        diagnostics: &mut Diagnostics,
    ) {
        let Some(path) = SECTIONS.get(section) else { return };
        let first = definitions(united, path);
        let Some(all) = definitions_mut(document, path) else { return };
        // In its place, so that the order of the page stays.
        let Some(at) = all.get_index_of(name) else { return };
        let Some((_, node)) = all.shift_remove_index(at) else { return };
        if let Some(first) = first.filter(|all| !all.contains_key(new)).and_then(|all| all.get(name)) {
            let subject = format!("#/{}/{}", path.join("/"), escape_pointer_token(name));
            let mut told = conflict(first, &node, &subject).help(format!(
                "each stays what its page says, this one as `{new}`; if they are of two versions, capture the pages again at one time"
            ));
            told.severity = Severity::Warning;
            diagnostics.push(told);
        }
        all.shift_insert(at, new.to_owned(), node);
    }
}

/// Finds the definitions of a document among those of another.
struct Matching<'n> {
    united: &'n Node,
    document: &'n Node,
    apart: &'n Apart,
    /// What definitions are called in `united`.
    found: BTreeMap<Key, String>,
    /// Definitions that are known to differ from those of a name in `united`.
    differ: BTreeSet<(Key, String)>,
}

impl Matching<'_> {
    fn is_known(&self, key: &Key) -> bool {
        definition(self.united, key.0, &key.1).is_some()
    }

    /// Whether `united` has this definition, under its own name or under one that it was given.
    fn finds(&mut self, key: &Key) -> bool {
        if self.found.contains_key(key) {
            return true;
        }
        let further = self.apart.names.get(key).into_iter().flatten();
        let names: Vec<String> = std::iter::once(&key.1).chain(further).cloned().collect();
        names.into_iter().any(|name| self.is_same(key, name))
    }

    /// Whether a definition is that of a name in `united`, and everything that the two refer to is the same, too.
    fn is_same(&mut self, key: &Key, name: String) -> bool {
        let mut assumed = BTreeMap::new();
        let mut open = VecDeque::from([(key.clone(), name.clone())]);
        assumed.insert(key.clone(), name.clone());
        while let Some((own, other)) = open.pop_front() {
            let (Some(first), Some(second)) =
                (definition(self.united, own.0, &other), definition(self.document, own.0, &own.1))
            else {
                return false;
            };
            let mut same_reference = |old: &str, new: &str| self.may_be_same(old, new, &mut assumed, &mut open);
            if !same_but_for_prose(first, second, &mut same_reference) {
                self.differ.insert((own, other));
                self.differ.insert((key.clone(), name));
                return false;
            }
        }
        self.found.extend(assumed);
        true
    }

    /// Whether a reference of `united` and one of the document may lead to the same; what they lead to is to be compared.
    fn may_be_same(
        &self,
        old: &str,
        new: &str,
        assumed: &mut BTreeMap<Key, String>,
        open: &mut VecDeque<(Key, String)>,
    ) -> bool {
        let (Some((old, old_rest)), Some((new, new_rest))) = (target(old), target(new)) else { return old == new };
        if old.0 != new.0 || old_rest != new_rest {
            return false;
        }
        // What a document refers to and lacks is that of another page.
        if definition(self.document, new.0, &new.1).is_none() || definition(self.united, old.0, &old.1).is_none() {
            return old == new;
        }
        if let Some(known) = self.found.get(&new).or_else(|| assumed.get(&new)) {
            return *known == old.1;
        }
        let is_a_name = old.1 == new.1 || self.apart.names.get(&new).is_some_and(|names| names.contains(&old.1));
        if !is_a_name || self.differ.contains(&(new.clone(), old.1.clone())) {
            return false;
        }
        assumed.insert(new.clone(), old.1.clone());
        open.push_back((new, old.1));
        true
    }
}

fn definitions<'n>(document: &'n Node, path: &[&str]) -> Option<&'n Map> {
    path.iter().try_fold(document, |node, key| node.get(key))?.as_object()
}

fn definitions_mut<'n>(document: &'n mut Node, path: &[&str]) -> Option<&'n mut Map> {
    path.iter().try_fold(document, |node, key| node.get_mut(key))?.as_object_mut()
}

fn definition<'n>(document: &'n Node, section: usize, name: &str) -> Option<&'n Node> {
    definitions(document, SECTIONS.get(section)?)?.get(name)
}

/// The definition that a reference leads to or into, and the rest of the way.
fn target(reference: &str) -> Option<(Key, Vec<String>)> {
    let tokens = pointer_tokens(reference.strip_prefix('#')?)?;
    let is_there =
        |path: &&[&str]| tokens.len() > path.len() && path.iter().zip(&tokens).all(|(key, token)| key == token);
    let section = SECTIONS.iter().position(is_there)?;
    let depth = SECTIONS.get(section)?.len();
    Some(((section, tokens.get(depth)?.clone()), tokens.get(depth + 1..)?.to_vec()))
}

fn reference((section, name): (usize, &str), rest: &[String]) -> String {
    let path = SECTIONS.get(section).copied().unwrap_or_default();
    let tokens = path.iter().copied().chain([name]).chain(rest.iter().map(String::as_str));
    tokens.fold("#".to_owned(), |pointer, token| pointer + "/" + &escape_pointer_token(token))
}

/// The definitions that anything refers to.
fn referred(document: &Node) -> BTreeSet<Key> {
    let mut found = BTreeSet::new();
    let mut open = vec![document];
    while let Some(node) = open.pop() {
        match &node.data {
            Data::Object(members) => {
                found.extend(members.get("$ref").and_then(Node::as_str).and_then(target).map(|(key, _)| key));
                open.extend(members.values());
            }
            Data::Array(items) => open.extend(items),
            _ => {}
        }
    }
    found
}

/// Makes all references follow the definitions, those of discriminators, too.
fn refer(node: &mut Node, renamed: &IndexMap<Key, String>) {
    match &mut node.data {
        Data::Object(members) => {
            if let Some(reference) = members.get_mut("$ref") {
                follow(reference, renamed);
            }
            if members.get("discriminator").is_some_and(|node| node.as_object().is_some()) {
                keep_tags(members, renamed);
            }
            members.values_mut().for_each(|member| refer(member, renamed));
        }
        Data::Array(items) => items.iter_mut().for_each(|item| refer(item, renamed)),
        _ => {}
    }
}

fn follow(node: &mut Node, renamed: &IndexMap<Key, String>) {
    let Data::String(text) = &mut node.data else { return };
    if let Some((key, rest)) = target(text)
        && let Some(name) = renamed.get(&key)
    {
        *text = reference((key.0, name), &rest);
    }
}

/// Where no mapping names a tag, it is the name of the schema, which changes: the mapping says it from now on.
fn keep_tags(members: &mut Map, renamed: &IndexMap<Key, String>) {
    let alternatives = ["oneOf", "anyOf"].iter().filter_map(|key| members.get(*key)?.as_array()).flatten();
    let referred = alternatives.filter_map(|node| Some(target(node.str("$ref")?)?.0));
    let tags: Vec<(Key, String)> =
        referred.filter_map(|key| renamed.get(&key).map(|name| (key.clone(), name.clone()))).collect();
    let Some(discriminator) = members.get_mut("discriminator") else { return };
    let span = discriminator.span;
    if let Some(mapping) = discriminator.get_mut("mapping").and_then(Node::as_object_mut) {
        for target in mapping.values_mut() {
            let named = target.as_str().and_then(|name| renamed.iter().find(|((_, known), _)| known == name));
            match named {
                Some(((section, _), new)) => target.data = Data::String(reference((*section, new), &[])),
                None => follow(target, renamed),
            }
        }
    }
    for ((section, name), new) in tags {
        let reference = reference((section, &new), &[]);
        if discriminator.members("mapping").any(|(_, target)| target.as_str() == Some(reference.as_str())) {
            continue;
        }
        if discriminator.get("mapping").is_none() {
            discriminator.set("mapping", Node::object::<&str>([], span));
        }
        discriminator.get_mut("mapping").into_iter().for_each(|mapping| {
            mapping.set(name.as_str(), Node::string(reference.as_str(), span));
        });
    }
}
