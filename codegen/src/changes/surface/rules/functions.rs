//! Functions of which the signature differs: arguments by order, name and type, results, and the constructors of types.

use super::{Rules, variant_of};
use crate::changes::change::Level;
use crate::changes::index::bare;
use crate::changes::surface::Function;

impl Rules<'_> {
    pub(super) fn function(&mut self, path: &str, was: &Function, is: &Function) {
        let is_new = path.rsplit_once("::").filter(|(_, name)| *name == "new" && !path.starts_with("Client::"));
        if let Some((owner, _)) = is_new {
            return self.constructor(owner, was, is);
        }
        // A setter follows its field.
        let (owner, name) = path.rsplit_once("::").unwrap_or(("", path));
        if self.said.contains(&format!("{owner}.{name}"))
            || self.said.contains(&format!("{owner}::{}", variant_of(name)))
        {
            return;
        }
        if was.qualifiers != is.qualifiers {
            let what = format!("is `{}` instead of `{}`", is.qualifiers, was.qualifiers);
            let values = [Some(was.qualifiers.clone()), Some(is.qualifiers.clone())];
            self.say("signature-changed", Level::High, path, what, values);
        }
        self.arguments(path, was, is);
        if was.output != is.output {
            let what = output(&was.output, &is.output);
            self.say("result-changed", Level::High, path, what, [Some(was.output.clone()), Some(is.output.clone())]);
        }
    }

    fn arguments(&mut self, path: &str, was: &Function, is: &Function) {
        if was.arguments == is.arguments {
            return;
        }
        let list = |function: &Function| {
            function.arguments.iter().map(|(name, ty)| format!("{}: {ty}", bare(name))).collect::<Vec<_>>().join(", ")
        };
        let values = [Some(list(was)), Some(list(is))];
        let types = |function: &Function| function.arguments.iter().map(|(_, ty)| ty.clone()).collect::<Vec<_>>();
        let what = format!("takes ({}) instead of ({})", list(is), list(was));
        if types(was) != types(is) {
            self.say("arguments-changed", Level::High, path, what, values);
        } else if is_swapped(was, is) {
            self.say(
                "arguments-reordered",
                Level::High,
                path,
                what + ": values would change places without a word",
                values,
            );
        } else {
            let what = format!("names its arguments ({}) instead of ({})", list(is), list(was));
            self.say("argument-renamed", Level::Low, path, what, values);
        }
    }

    fn constructor(&mut self, owner: &str, was: &Function, is: &Function) {
        let path = format!("{owner}::new");
        let explained = |name: &String| {
            self.said.contains(&format!("{owner}.{name}")) || self.said.contains(&format!("{owner}.{}", bare(name)))
        };
        let differs = |one: &Function, other: &Function| -> Vec<String> {
            let own = one.arguments.iter().filter(|argument| !other.arguments.contains(argument));
            own.map(|(name, _)| name.clone()).collect()
        };
        let own: Vec<String> = differs(was, is).into_iter().chain(differs(is, was)).collect();
        let kept = |one: &Function, other: &Function| -> Vec<String> {
            let named = |name: &String| other.arguments.iter().any(|(known, _)| known == name);
            one.arguments.iter().map(|(name, _)| name.clone()).filter(named).collect()
        };
        if own.iter().all(explained) && kept(was, is) == kept(is, was) {
            return;
        }
        if kept(was, is) != kept(is, was) {
            let list = |function: &Function| {
                function.arguments.iter().map(|(name, _)| bare(name).to_owned()).collect::<Vec<_>>().join(", ")
            };
            let what = format!("takes {} in this order, and took {}", list(is), list(was));
            self.say("arguments-reordered", Level::High, &path, what, [Some(list(was)), Some(list(is))]);
        } else {
            self.arguments(&path, was, is);
        }
    }
}

fn is_swapped(was: &Function, is: &Function) -> bool {
    let at = |function: &Function, name: &str| function.arguments.iter().position(|(known, _)| known == name);
    was.arguments.iter().enumerate().any(|(before, (name, _))| at(is, name).is_some_and(|now| now != before))
}

/// The two types around the comma that is in no brackets.
fn split(types: &str) -> Option<(&str, &str)> {
    let mut depth = 0_i32;
    let comma = types.char_indices().find(|(_, letter)| {
        depth += i32::from("<([".contains(*letter)) - i32::from(">)]".contains(*letter));
        *letter == ',' && depth == 0
    });
    comma.map(|(at, _)| (&types[..at], types[at + 1..].trim_start()))
}

/// What a result gives and fails with, where only one of both differs.
fn output(was: &str, is: &str) -> String {
    let parts = |text: &str| {
        if let Some(inner) = text.strip_prefix("Call<").and_then(|text| text.strip_suffix('>')) {
            let (success, error) = split(inner).unwrap_or((inner, "Undocumented"));
            return Some((success.to_owned(), error.to_owned()));
        }
        let inner = text.strip_prefix("Result<Response<")?.strip_suffix('>')?.to_owned();
        let (success, error) = inner.rsplit_once(">, Error<").or_else(|| inner.rsplit_once(", Error<"))?;
        Some((success.to_owned(), error.trim_end_matches('>').to_owned()))
    };
    match (parts(was), parts(is)) {
        (Some((a, x)), Some((b, y))) if a == b => format!("fails with `{y}` instead of `{x}`"),
        (Some((a, x)), Some((b, y))) if x == y => format!("gives `{b}` instead of `{a}`"),
        _ => format!("gives `{is}` instead of `{was}`"),
    }
}
