//! Which types and methods are called otherwise: told by the place in the document that they come from, or by having the
//! same members. With the names made equal, what only mentions them does not differ. A name that is still there as a deprecated
//! alias of the new one is called otherwise as well, and breaks nobody.

use super::{Function, Offer, Offered, Surface};
use crate::changes::index::{Index, bare};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// Old paths with the new ones, of types and methods.
#[derive(Debug, Default)]
pub(super) struct Renames {
    pub(super) types: BTreeMap<String, String>,
    pub(super) methods: BTreeMap<String, String>,
    /// Those of the old paths that are still there, as deprecated aliases.
    pub(super) kept: BTreeSet<String>,
}

impl Renames {
    pub(super) fn find(old: (&Surface, &Index), new: (&Surface, &Index)) -> Self {
        let mut found = Self::default();
        found.find_types(old, new);
        found.find_methods(old, new);
        found
    }

    fn find_types(&mut self, (old, old_index): (&Surface, &Index), (new, new_index): (&Surface, &Index)) {
        let is_type = |offered: &Offered| match offered.offer {
            Offer::Type { .. } => true,
            // What is an old name already is none that a document knows.
            Offer::Alias(_) => !offered.deprecated,
            _ => false,
        };
        let types = |surface: &Surface| -> Vec<String> {
            let named = surface.offered.iter().filter(|(path, offered)| is_type(offered) && !path.contains(' '));
            named.map(|(path, _)| path.clone()).collect()
        };
        let (before, after) = (types(old), types(new));
        let known: HashSet<&String> = before.iter().collect();
        let mut taken: HashSet<String> = HashSet::new();
        let pointer = |path: &str, index: &Index| {
            path.strip_prefix("types::").and_then(|name| Some(index.types.get(name)?.pointer.clone()))
        };
        for path in &before {
            if let Some(name) = alias_of(new, path).filter(|name| new.offered.contains_key(name)) {
                taken.insert(name.clone());
                self.kept.insert(path.clone());
                self.types.insert(path.clone(), name);
                continue;
            }
            let Some(was) = pointer(path, old_index) else { continue };
            let stays = new.offered.contains_key(path);
            if stays && pointer(path, new_index).is_none_or(|now| now == was) {
                continue;
            }
            let Some(name) = new_index.by_pointer.get(&was).map(|name| format!("types::{name}")) else { continue };
            let is_free = !known.contains(&name) || pointer(&name, old_index) != pointer(&name, new_index);
            if name != *path && is_free && new.offered.contains_key(&name) && taken.insert(name.clone()) {
                self.types.insert(path.clone(), name);
            }
        }
        // Of those that no place explains: the only one of them with the same members.
        let mut by_members: HashMap<String, Vec<&String>> = HashMap::new();
        for path in after.iter().filter(|path| !known.contains(path) && !taken.contains(*path)) {
            by_members.entry(members(new, path)).or_default().push(path);
        }
        let gone: Vec<&String> = before.iter().filter(|path| !new.offered.contains_key(*path)).collect();
        for path in gone {
            if self.types.contains_key(path) {
                continue;
            }
            let module = path.split("::").next();
            let same = by_members.get(&members(old, path)).cloned().unwrap_or_default();
            let mut same =
                same.into_iter().filter(|other| other.split("::").next() == module && !taken.contains(*other));
            if let (Some(only), None) = (same.next(), same.next()) {
                taken.insert(only.clone());
                self.types.insert(path.clone(), only.clone());
            }
        }
    }

    fn find_methods(&mut self, (old, old_index): (&Surface, &Index), (new, new_index): (&Surface, &Index)) {
        let own = |surface: &Surface, other: &Surface| -> Vec<String> {
            let is_own = |path: &str| other.offered.get(path).is_none_or(|offered| offered.deprecated);
            let names = surface.offered.iter().filter(|(path, offered)| is_own(path) && !offered.deprecated);
            names.filter_map(|(path, _)| Some(path.strip_prefix("Client::")?.to_owned())).collect()
        };
        let (gone, fresh) = (own(old, new), own(new, old));
        for name in &gone {
            let Some(entry) = old_index.methods.get(bare(name)) else { continue };
            // A method of the document that is deprecated now is none that is gone.
            if new_index.methods.contains_key(bare(name)) {
                continue;
            }
            let is_same = |other: &&String| {
                let same = |now: &crate::changes::index::MethodEntry| now.subject == entry.subject;
                new_index.methods.get(bare(other)).is_some_and(same)
            };
            let mut same = fresh.iter().filter(is_same);
            if let (Some(only), None) = (same.next(), same.next()) {
                let path = format!("Client::{name}");
                if new.offered.contains_key(&path) {
                    self.kept.insert(path.clone());
                }
                self.methods.insert(path, format!("Client::{only}"));
                let call = |index: &Index, method: &String| {
                    let mut calls = index.calls.iter();
                    calls.find(|(_, call)| call.method == bare(method)).map(|(name, _)| format!("calls::{name}"))
                };
                if let (Some(was), Some(is)) = (call(old_index, name), call(new_index, only)) {
                    self.types.insert(was, is);
                }
            }
        }
    }

    /// Old paths with the new ones that mean the same and are used in the same way, so that the old ones could stay as aliases.
    /// What has its old name still, or another thing under it, is none of them.
    pub(super) fn could_stay(
        &self,
        (old, old_index): (&Surface, &Index),
        (new, new_index): (&Surface, &Index),
    ) -> Vec<(String, String)> {
        let renamed = self.apply(old.clone());
        let signature = |surface: &Surface, path: &str| match surface.offered.get(path).map(|one| &one.offer) {
            Some(Offer::Function(function)) => {
                let types: Vec<String> = function.arguments.iter().map(|(_, ty)| ty.clone()).collect();
                Some((function.qualifiers.clone(), types, function.output.clone()))
            }
            _ => None,
        };
        let is_called_alike =
            |path: &str| signature(&renamed, path).is_some_and(|was| signature(new, path) == Some(was));
        let is_free = |path: &str| !new.offered.contains_key(path);
        let is_named =
            |path: &str| ["types::", "calls::", "results::", "forms::"].iter().any(|module| path.starts_with(module));
        let types = self.types.iter().filter(|(old, new)| is_free(old) && is_named(old) && is_named(new));
        let methods = self.methods.iter().filter(|(old, new)| is_free(old) && is_called_alike(new));
        let mut found: Vec<(String, String)> =
            types.chain(methods).map(|(old, new)| (old.clone(), new.clone())).collect();
        // Members that have the same name on the wire, and setters that set the same.
        let mut members = |module: &str, mark: &str, owner: &str, was: &[(String, String)], is: &[(String, String)]| {
            for (name, wire) in was {
                let Some((now, _)) = is.iter().find(|(_, other)| other == wire) else { continue };
                let path = |name: &str| format!("{module}::{owner}{mark}{name}");
                // A member that a struct cannot be made without has no setter.
                let has_setter = new.offered.contains_key(&format!("{module}::{owner}::{now}"));
                if now != name && has_setter && !is.iter().any(|(other, _)| other == name) {
                    found.push((path(name), path(now)));
                }
            }
        };
        let today = |module: &str, name: &str| {
            let path = format!("{module}::{name}");
            let now = self.types.get(&path).map_or(path.as_str(), String::as_str);
            now.rsplit("::").next().unwrap_or(name).to_owned()
        };
        let sorted = |names: Vec<&String>| {
            let mut names = names;
            names.sort();
            names.into_iter().cloned().collect::<Vec<String>>()
        };
        for name in sorted(old_index.types.keys().collect()) {
            let now = today("types", &name);
            if let Some(is) = new_index.types.get(&now) {
                members("types", ".", &now, &old_index.types[&name].fields, &is.fields);
            }
        }
        for name in sorted(old_index.calls.keys().collect()) {
            let now = today("calls", &name);
            if let Some(is) = new_index.calls.get(&now) {
                members("calls", "::", &now, &old_index.calls[&name].setters, &is.setters);
            }
        }
        found
    }

    /// The older surface, with the names of today.
    pub(super) fn apply(&self, surface: Surface) -> Surface {
        if self.types.is_empty() && self.methods.is_empty() {
            return surface;
        }
        let short = |path: &str| path.rsplit("::").next().unwrap_or(path).to_owned();
        let words: HashMap<String, String> = self.types.iter().map(|(old, new)| (short(old), short(new))).collect();
        let text = |text: &str| exchange(text, &words);
        let offered = surface.offered.into_iter().map(|(path, Offered { offer, deprecated })| {
            let offer = match offer {
                Offer::Field(ty) => Offer::Field(text(&ty)),
                Offer::Variant(held) => Offer::Variant(held.iter().map(|ty| text(ty)).collect()),
                Offer::Alias(to) => Offer::Alias(text(&to)),
                Offer::Function(Function { qualifiers, arguments, output }) => Offer::Function(Function {
                    qualifiers,
                    arguments: arguments.into_iter().map(|(name, ty)| (name, text(&ty))).collect(),
                    output: text(&output),
                }),
                other => other,
            };
            (self.path(&path, &words), Offered { offer, deprecated })
        });
        Surface {
            offered: offered.collect(),
            inside: surface
                .inside
                .into_iter()
                .map(|(path, inside)| (self.path(&path, &words), text(&inside)))
                .collect(),
            objects: surface.objects.iter().map(|path| self.path(path, &words)).collect(),
        }
    }

    fn path(&self, path: &str, words: &HashMap<String, String>) -> String {
        // Traits of a type may name types: `types::A: From<B>`.
        if let Some((owner, of)) = path.split_once(": ") {
            return format!("{}: {}", self.path(owner, words), exchange(of, words));
        }
        if let Some(new) = self.methods.get(path) {
            return new.clone();
        }
        for prefix in ["codec::", "wire "] {
            if let Some(rest) = path.strip_prefix(prefix) {
                return format!("{prefix}{}", self.path(rest, words));
            }
        }
        let end = path.match_indices("::").nth(1).map(|(at, _)| at).into_iter().chain(path.find(['.', ' '])).min();
        let (head, rest) = path.split_at(end.unwrap_or(path.len()));
        self.types.get(head).map_or_else(|| path.to_owned(), |new| format!("{new}{rest}"))
    }
}

/// What an old name of a type stands for, where it is a deprecated alias.
fn alias_of(surface: &Surface, path: &str) -> Option<String> {
    let offered = surface.offered.get(path).filter(|offered| offered.deprecated)?;
    let Offer::Alias(to) = &offered.offer else { return None };
    let (module, _) = path.split_once("::")?;
    Some(format!("{module}::{to}"))
}

/// What a type has, without its own name.
fn members(surface: &Surface, path: &str) -> String {
    let lines = surface.offered.iter().filter_map(|(other, offered)| {
        let rest = other.strip_prefix(path)?;
        let is_member = rest.is_empty() || rest.starts_with(['.', ':']);
        is_member.then(|| format!("{rest} {:?}", offered.offer))
    });
    let short = path.rsplit("::").next().unwrap_or(path).to_owned();
    exchange(&lines.collect::<Vec<_>>().join("\n"), &HashMap::from([(short, "Self".to_owned())]))
}

/// A text with some of its words exchanged.
pub(super) fn exchange(text: &str, words: &HashMap<String, String>) -> String {
    let is_word = |letter: char| letter.is_alphanumeric() || letter == '_';
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(is_word) {
        shown.push_str(&rest[..start]);
        let word = &rest[start..];
        let end = word.find(|letter| !is_word(letter)).unwrap_or(word.len());
        shown.push_str(words.get(&word[..end]).map_or(&word[..end], String::as_str));
        rest = &word[end..];
    }
    shown + rest
}
