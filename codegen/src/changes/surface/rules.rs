//! The rules of the crate's axis, after Cargo's guide to semantic versioning: what was offered and is not any more, or is
//! called otherwise, is major; what is new is minor, unless somebody had to know all there is; the rest is patch.

mod functions;
mod inside;
mod phrases;
mod traits;

use super::renames::Renames;
use super::{Difference, Offer, Surface};
use crate::changes::change::{Axis, Change, Level, Place};
use crate::changes::index::{Index, bare};
use crate::source::escape_pointer_token;
use phrases::{article, held, noun, shown};
use std::collections::{BTreeMap, BTreeSet};

/// Compares what two crates offer.
pub(crate) fn compare(difference: Difference, old: &Index, new: &Index) -> Vec<Change> {
    let Difference { old: before, new: mut after, files } = difference;
    let renames = Renames::find((&before, old), (&after, new));
    // What stays as an alias was said with its new name.
    for path in &renames.kept {
        after.offered.remove(path);
        after.inside.remove(path);
    }
    let mut rules = Rules { old, new, changes: Vec::new(), said: BTreeSet::new() };
    rules.renamed(&renames);
    rules.exchanged();
    let before = renames.apply(before);
    rules.offered(&before, &after);
    rules.traits(&before, &after);
    rules.inside(&before, &after, &files);
    rules.changes
}

struct Rules<'i> {
    old: &'i Index,
    new: &'i Index,
    changes: Vec<Change>,
    /// Paths of which something was said: what is below them or made of them is not said again.
    said: BTreeSet<String>,
}

impl Rules<'_> {
    fn say(&mut self, rule: &'static str, level: Level, path: &str, what: String, values: [Option<String>; 2]) {
        let [before, after] = values;
        let mut change = Change::new(rule, Axis::Crate, level, &self.subject(path), what).values(before, after);
        change.rust = Some(path.to_owned());
        change.old = place(self.old, path);
        change.new = place(self.new, path);
        self.said.insert(path.to_owned());
        self.changes.push(change);
    }

    /// What a path is shown under: an operation, or a type.
    fn subject(&self, path: &str) -> String {
        subject(path, self.new).or_else(|| subject(path, self.old)).unwrap_or_else(|| owner(path).to_owned())
    }

    /// Methods that call another operation than before, although the one they called is still there, or the other was: a
    /// program compiles and does something else.
    fn exchanged(&mut self) {
        let mut names: Vec<&String> =
            self.old.methods.keys().filter(|name| self.new.methods.contains_key(*name)).collect();
        names.sort();
        let position = |subject: &str| positional(subject);
        let subjects =
            |index: &Index| index.by_subject.keys().map(|subject| positional(subject)).collect::<BTreeSet<String>>();
        let (had, has) = (subjects(self.old), subjects(self.new));
        for name in names {
            let (was, is) = (&self.old.methods[name].subject, &self.new.methods[name].subject);
            let (before, after) = (position(was), position(is));
            if before != after && (has.contains(&before) || had.contains(&after)) {
                let what = format!("calls {is} instead of {was}");
                self.say(
                    "method-exchanged",
                    Level::High,
                    &format!("Client::{name}"),
                    what,
                    [Some(was.clone()), Some(is.clone())],
                );
                self.said.remove(&format!("Client::{name}"));
            }
        }
    }

    fn renamed(&mut self, renames: &Renames) {
        // Types that are named after a method are called otherwise because it is.
        let mut along: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let of_method = |path: &str| {
            if let Some(call) = path.strip_prefix("calls::") {
                let method = format!("Client::{}", self.old.calls.get(call)?.method);
                return renames.methods.contains_key(&method).then_some(method);
            }
            let pointer = &self.old.types.get(path.strip_prefix("types::")?)?.pointer;
            let is_below = |name: &&String| {
                let entry = name.strip_prefix("Client::").and_then(|name| self.old.methods.get(name));
                entry.is_some_and(|entry| pointer.starts_with(&entry.pointer))
            };
            renames.methods.keys().find(is_below).cloned()
        };
        let mut own = Vec::new();
        for (old, new) in &renames.types {
            match of_method(old) {
                Some(method) => along.entry(method).or_default().push(format!("{old} → {new}")),
                None => own.push((old, new)),
            }
        }
        let said = |old: &String, new: &String| match renames.kept.contains(old) {
            true => (Level::Middle, format!("`{old}` is called `{new}` now, and stays as a deprecated alias")),
            false => (Level::High, format!("`{old}` is called `{new}` now")),
        };
        for (old, new) in own {
            let (level, what) = said(old, new);
            self.say("type-renamed", level, new, what, [Some(old.clone()), Some(new.clone())]);
            self.said.remove(new);
            if let Some(change) = self.changes.last_mut() {
                change.old = place(self.old, old);
            }
        }
        for (old, new) in &renames.methods {
            // Types that are called after the method stay with it, or break who names them.
            let has_lost =
                renames.types.keys().any(|ty| !renames.kept.contains(ty) && of_method(ty).as_ref() == Some(old));
            let (level, what) = match said(old, new) {
                (Level::Middle, what) if has_lost => (Level::High, what + "; types that are called after it do not"),
                said => said,
            };
            self.say("method-renamed", level, new, what, [Some(old.clone()), Some(new.clone())]);
            self.said.remove(new);
            if let Some(change) = self.changes.last_mut() {
                change.old = place(self.old, old);
                change.affects = along.remove(old).unwrap_or_default();
            }
        }
    }

    fn offered(&mut self, before: &Surface, after: &Surface) {
        let is_trait = |path: &str| path.contains(": ");
        // Types first, then members, then what is made of members.
        let mut paths: Vec<&String> =
            before.offered.keys().chain(after.offered.keys()).filter(|path| !is_trait(path)).collect();
        paths.sort_by_key(|path| {
            (rank(before.offered.get(*path).or(after.offered.get(*path)).map(|one| &one.offer)), *path)
        });
        paths.dedup();
        for path in paths {
            match (before.offered.get(path), after.offered.get(path)) {
                (Some(was), Some(is)) => {
                    if !was.deprecated && is.deprecated {
                        self.say("deprecated", Level::Middle, path, "is deprecated".to_owned(), [None, None]);
                    }
                    if was.offer != is.offer {
                        self.changed(path, &was.offer, &is.offer);
                    }
                }
                (Some(was), None) => self.gone(path, &was.offer, after),
                (None, Some(is)) => self.fresh(path, &is.offer, (before, after)),
                (None, None) => {}
            }
        }
    }

    /// Whether what a path belongs to was said to be gone, new, or another thing altogether.
    fn is_covered(&self, path: &str) -> bool {
        let above = path.match_indices("::").map(|(at, _)| at).chain(path.find('.')).chain(path.find(" under "));
        above.into_iter().any(|at| self.said.contains(&format!("{} as a whole", &path[..at])))
    }

    fn gone(&mut self, path: &str, was: &Offer, after: &Surface) {
        if self.is_covered(path) || self.is_setter_of_said(path) || self.is_call(path, was) {
            return;
        }
        let (rule, what) = match was {
            Offer::Type { .. } => ("type-removed", "is gone".to_owned()),
            Offer::Alias(_) if self.is_export_of_said(path) => return,
            Offer::Alias(_) => ("alias-removed", "is gone".to_owned()),
            Offer::Field(_) => ("field-removed", "is gone".to_owned()),
            Offer::Variant(_) => ("variant-removed", "is gone".to_owned()),
            Offer::Function(_) if path.starts_with("Client::") => ("method-removed", "is gone".to_owned()),
            Offer::Function(_) => ("function-removed", "is gone".to_owned()),
            Offer::Value(_) => ("constant-removed", "is gone".to_owned()),
            Offer::Trait => ("trait-removed", "is gone".to_owned()),
            Offer::Feature => ("feature-removed", "is gone".to_owned()),
            Offer::Export if path.contains(" under ") => {
                let (what, _) = path.split_once(" under ").unwrap_or((path, ""));
                if after.offered.contains_key(what) {
                    self.say(
                        "feature-not-needed",
                        Level::Middle,
                        what,
                        "needs no feature any more".to_owned(),
                        [None, None],
                    );
                }
                return;
            }
            Offer::Export => ("module-removed", "is gone".to_owned()),
            Offer::Impl => return,
        };
        // What `new` asks for needs no setter.
        if let (Offer::Function(_), Some((owner, name))) = (was, path.rsplit_once("::"))
            && let Some(Offer::Function(new)) = after.offered.get(&format!("{owner}::new")).map(|one| &one.offer)
            && new.arguments.iter().any(|(argument, _)| argument == name)
        {
            return;
        }
        // A member that is called otherwise: the same name on the wire, or one that differs in its letters only.
        if let (Offer::Field(_), Some((owner, field))) = (was, path.split_once('.')) {
            let wire = |index: &Index| {
                let entry = index.types.get(owner.strip_prefix("types::")?)?;
                entry.fields.iter().find(|(name, _)| name == bare(field)).map(|(_, wire)| wire.clone())
            };
            let now = wire(self.old).and_then(|wire| {
                let entry = self.new.types.get(owner.strip_prefix("types::")?)?;
                entry.fields.iter().find(|(_, other)| *other == wire).map(|(name, _)| name.clone())
            });
            if let Some(now) = now.filter(|now| now != bare(field)) {
                let what = format!("is called `{now}` now");
                self.say("field-renamed", Level::High, path, what, [Some(field.to_owned()), Some(now.clone())]);
                self.said.insert(format!("{owner}.{now}"));
                return;
            }
        }
        self.say(rule, Level::High, path, what, [Some(shown(was)), None]);
        self.said.insert(format!("{path} as a whole"));
    }

    /// An export from the root of something that was said where it is.
    fn is_export_of_said(&self, path: &str) -> bool {
        let name = path.strip_prefix("use ");
        name.is_some_and(|name| self.said.iter().any(|said| said.ends_with(&format!("::{name} as a whole"))))
    }

    /// Whether a path is that of a call: the method that makes it is gone or new, too, or gives something else.
    fn is_call(&mut self, path: &str, offer: &Offer) -> bool {
        let is_call = matches!(offer, Offer::Type { .. }) && path.starts_with("calls::")
            || matches!(offer, Offer::Export) && path == "calls";
        if is_call {
            self.said.insert(format!("{path} as a whole"));
        }
        is_call
    }

    /// Setters and the like of something that is said already.
    fn is_setter_of_said(&self, path: &str) -> bool {
        if path.starts_with("Client::") {
            return false;
        }
        // `as_x` and `into_x` go with the variant.
        let Some((owner, name)) = path.rsplit_once("::") else { return false };
        let payload = name.strip_prefix("as_").or_else(|| name.strip_prefix("into_"));
        let letters = |text: &str| text.to_lowercase().replace('_', "");
        let variant = |payload: &str| {
            self.said.iter().any(|said| {
                said.strip_prefix(owner).and_then(|rest| rest.strip_prefix("::")).is_some_and(|rest| {
                    rest.strip_suffix(" as a whole").is_some_and(|rest| letters(rest) == letters(payload))
                })
            })
        };
        self.said.contains(&format!("{owner}.{name}")) || payload.is_some_and(variant)
    }

    fn fresh(&mut self, path: &str, is: &Offer, (before, after): (&Surface, &Surface)) {
        if self.is_covered(path) || self.is_setter_of_said(path) || self.said.contains(path) || self.is_call(path, is) {
            return;
        }
        let (rule, level, what) = match is {
            Offer::Type { kind, .. } => ("type-added", Level::Middle, format!("is new: {}", article(kind))),
            Offer::Alias(_) if self.is_export_of_said(path) => return,
            Offer::Alias(to) => ("alias-added", Level::Middle, format!("is new: `{to}`")),
            Offer::Field(ty) => return self.fresh_field(path, ty, (before, after)),
            Offer::Variant(_) => {
                let owner = path.rsplit_once("::").map_or(path, |(owner, _)| owner);
                match after.offered.get(owner).map(|owner| &owner.offer) {
                    Some(Offer::Type { exhaustive: true, .. }) => {
                        ("variant-added", Level::High, "is new, and programs may list all there were".to_owned())
                    }
                    _ => ("variant-added", Level::Middle, format!("is new{}", held(is))),
                }
            }
            Offer::Function(_) if path.starts_with("Client::") => ("method-added", Level::Middle, "is new".to_owned()),
            Offer::Function(_) => ("function-added", Level::Middle, "is new".to_owned()),
            Offer::Value(ty) => ("constant-added", Level::Middle, format!("is new: `{ty}`")),
            Offer::Trait => ("trait-added", Level::Middle, "is new".to_owned()),
            Offer::Feature => ("feature-added", Level::Middle, "is new".to_owned()),
            Offer::Export if path.contains(" under ") => {
                let (what, condition) = path.split_once(" under ").unwrap_or((path, ""));
                if before.offered.contains_key(what) {
                    let text = format!("is there under `{condition}` only");
                    self.say("feature-needed", Level::High, what, text, [None, Some(condition.to_owned())]);
                }
                return;
            }
            Offer::Export => ("module-added", Level::Middle, "is new".to_owned()),
            Offer::Impl => return,
        };
        self.say(rule, level, path, what, [None, Some(shown(is))]);
        self.said.insert(format!("{path} as a whole"));
    }

    fn fresh_field(&mut self, path: &str, ty: &str, (before, after): (&Surface, &Surface)) {
        let (owner, field) = path.split_once('.').unwrap_or((path, ""));
        let is_open =
            !matches!(after.offered.get(owner).map(|owner| &owner.offer), Some(Offer::Type { exhaustive: true, .. }));
        let takes = |surface: &Surface| match surface.offered.get(&format!("{owner}::new")).map(|one| &one.offer) {
            Some(Offer::Function(new)) => new.arguments.iter().any(|(name, _)| name == field),
            _ => false,
        };
        let had_new = before.offered.contains_key(&format!("{owner}::new"));
        let (level, what) = match () {
            () if !is_open => (Level::High, format!("is new, and programs may write out the struct: `{ty}`")),
            () if had_new && takes(after) => {
                (Level::High, format!("is new and required: `{ty}` is another argument of `new`"))
            }
            () => (Level::Middle, format!("is new: `{ty}`")),
        };
        self.say("field-added", level, path, what, [None, Some(ty.to_owned())]);
        // Parts that cannot be shared between threads take that from the whole.
        let is_stream = ["Part", "Multipart", "ByteStream"].iter().any(|part| contains_word(ty, part));
        if is_stream && level < Level::High && !has_stream(before, owner) {
            let what = "holds a stream now, and cannot be shared between threads any more".to_owned();
            self.say("auto-trait-lost", Level::High, owner, what, [None, Some(path.to_owned())]);
        }
    }

    fn changed(&mut self, path: &str, was: &Offer, is: &Offer) {
        if self.is_covered(path) {
            return;
        }
        let values = [Some(shown(was)), Some(shown(is))];
        match (was, is) {
            (Offer::Type { kind, exhaustive }, Offer::Type { kind: now, exhaustive: still }) => {
                if kind != now {
                    let what = format!("is {} instead of {}", article(now), article(kind));
                    self.say("type-kind-changed", Level::High, path, what, values);
                    self.said.insert(format!("{path} as a whole"));
                } else if *exhaustive && !still {
                    let what = "cannot be written out or listed any more (`#[non_exhaustive]`)".to_owned();
                    self.say("became-non-exhaustive", Level::High, path, what, values);
                } else {
                    let what = "can be written out or listed now".to_owned();
                    self.say("became-exhaustive", Level::Middle, path, what, values);
                }
            }
            (Offer::Field(was), Offer::Field(is)) => {
                self.say("field-type-changed", Level::High, path, format!("is `{is}` instead of `{was}`"), values);
            }
            (Offer::Variant(_), Offer::Variant(_)) => {
                let what = format!("holds `{}` instead of `{}`", shown(is), shown(was));
                self.say("variant-payload-changed", Level::High, path, what, values);
            }
            (Offer::Function(was), Offer::Function(is)) => self.function(path, was, is),
            (Offer::Value(was), Offer::Value(is)) => {
                self.say("constant-type-changed", Level::High, path, format!("is `{is}` instead of `{was}`"), values);
            }
            (Offer::Alias(was), Offer::Alias(is)) => {
                self.say("alias-changed", Level::High, path, format!("is `{is}` instead of `{was}`"), values);
            }
            _ => {
                let what = format!("is {} instead of {}", noun(is), noun(was));
                self.say("type-kind-changed", Level::High, path, what, values);
                self.said.insert(format!("{path} as a whole"));
            }
        }
    }

    fn is_whole(&self, owner: &str) -> bool {
        self.said.contains(&format!("{owner} as a whole"))
    }
}

fn place(index: &Index, path: &str) -> Option<Place> {
    if let Some(name) = path.strip_prefix("Client::") {
        let entry = index.methods.get(bare(name))?;
        return Some(Place { pointer: entry.pointer.clone(), span: Some(entry.span) });
    }
    if let Some(rest) = path.strip_prefix("calls::") {
        let (name, setter) = rest.split_once("::").unwrap_or((rest, ""));
        let call = index.calls.get(name)?;
        let entry = index.methods.get(&call.method)?;
        let key = call.setters.iter().find(|(name, _)| name == bare(setter)).map(|(_, key)| key);
        return Some(match key {
            Some(key) => {
                let pointer = format!("{}/parameters/properties/{}", entry.pointer, escape_pointer_token(key));
                Place { pointer, span: None }
            }
            None => Place { pointer: entry.pointer.clone(), span: Some(entry.span) },
        });
    }
    // Of what is made of the whole, the whole list; of what is made of an answer, the operation.
    for list in ["servers", "webhooks"] {
        if path.strip_prefix(list).is_some_and(|rest| rest.starts_with("::")) {
            return Some(Place { pointer: format!("/{list}"), span: None });
        }
    }
    let whole = path.match_indices("::").nth(1).map_or(path, |(at, _)| &path[..at]);
    if let Some((pointer, span)) = index.answers.get(path).or_else(|| index.answers.get(whole)) {
        return Some(Place { pointer: pointer.clone(), span: Some(*span) });
    }
    let rest = path.strip_prefix("types::").or_else(|| path.strip_prefix("forms::"))?;
    let name = rest.split(['.', ':', ' ']).next()?;
    let entry = index.types.get(name)?;
    let field = rest.split_once('.').map(|(_, field)| bare(field));
    let wire = field.and_then(|field| entry.fields.iter().find(|(name, _)| name == field)).map(|(_, wire)| wire);
    let pointer = match wire {
        Some(wire) => format!("{}/properties/{}", entry.pointer, escape_pointer_token(wire)),
        None => entry.pointer.clone(),
    };
    // The place of a member is looked up by its pointer, where the document has it.
    Some(Place { span: if wire.is_some() { None } else { Some(entry.span) }, pointer })
}

fn subject(path: &str, index: &Index) -> Option<String> {
    let name = match path.strip_prefix("calls::") {
        Some(rest) => &index.calls.get(rest.split("::").next()?)?.method,
        None => bare(path.strip_prefix("Client::")?),
    };
    Some(index.methods.get(name)?.subject.clone())
}

/// The type, or the whole, that a path is of.
fn owner(path: &str) -> &str {
    if path.starts_with("Cargo.toml") {
        return "Cargo.toml";
    }
    let end = path.match_indices("::").nth(1).map(|(at, _)| at).into_iter().chain(path.find(['.', ' ', '<'])).min();
    &path[..end.unwrap_or(path.len())]
}

/// An operation without the names of the parameters in its path.
fn positional(subject: &str) -> String {
    subject.split('{').map(|part| part.split_once('}').map_or(part, |(_, rest)| rest)).collect::<Vec<_>>().join("{}")
}

/// Types come first, so that nothing is said again of their members; constructors and setters last.
fn rank(offer: Option<&Offer>) -> u8 {
    match offer {
        Some(Offer::Type { .. } | Offer::Alias(_) | Offer::Trait | Offer::Feature) => 0,
        Some(Offer::Field(_) | Offer::Variant(_)) => 1,
        _ => 2,
    }
}

/// The variant that `as_x` and `into_x` give the payload of; nothing like it for other names.
fn variant_of(name: &str) -> String {
    name.strip_prefix("as_").or_else(|| name.strip_prefix("into_")).unwrap_or(name).to_owned()
}

fn has_stream(surface: &Surface, owner: &str) -> bool {
    surface.offered.iter().any(|(path, one)| match &one.offer {
        Offer::Field(ty) => {
            path.starts_with(&format!("{owner}.")) && ["Part", "Multipart"].iter().any(|part| contains_word(ty, part))
        }
        _ => false,
    })
}

fn contains_word(text: &str, word: &str) -> bool {
    text.split(|letter: char| !letter.is_alphanumeric() && letter != '_').any(|other| other == word)
}
