//! What a crate offers, read from its emitted files: every public thing by its path in Rust, and beside it what decides
//! how it works inside. Never looks at a document.

mod apart_from;
mod derived;
mod manifest;
mod read;
mod renames;
mod rules;
mod runtime;

use apart_from::Difference;
pub(super) use apart_from::difference;
use renames::Renames;
pub(super) use rules::compare;
pub(super) use runtime::runtime;

use super::index::Index;
use std::collections::{BTreeMap, BTreeSet};

/// What is offered under a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Offer {
    /// A struct or an enum.
    Type {
        /// `struct`, `enum`.
        kind: &'static str,
        /// Whether others may write it out, or list all of its variants.
        exhaustive: bool,
    },
    /// A public field, by its type.
    Field(String),
    /// A variant, by the types that it holds.
    Variant(Vec<String>),
    /// A function or method.
    Function(Function),
    /// A constant, by its type.
    Value(String),
    /// Another name for a type.
    Alias(String),
    /// A trait.
    Trait,
    /// That a type has a trait.
    Impl,
    /// A feature of the crate.
    Feature,
    /// A module, or a name that is exported again.
    Export,
}

/// How a function is called.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Function {
    /// `async`, `const`, generics, the receiver.
    pub(super) qualifiers: String,
    /// Names and types of the arguments.
    pub(super) arguments: Vec<(String, String)>,
    /// What it returns.
    pub(super) output: String,
}

/// One thing that is offered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Offered {
    pub(super) offer: Offer,
    pub(super) deprecated: bool,
}

/// What a crate offers, or the part of it that another crate has not word by word.
#[derive(Clone, Debug, Default)]
pub(super) struct Surface {
    /// What is public, by path.
    pub(super) offered: BTreeMap<String, Offered>,
    /// What is inside: bodies of functions, private items, names on the wire; by path.
    pub(super) inside: BTreeMap<String, String>,
    /// Types that an `object!` makes structs with members of their own.
    pub(super) objects: BTreeSet<String>,
}

impl Surface {
    fn offer(&mut self, path: impl Into<String>, offer: Offer) {
        self.offered.insert(path.into(), Offered { offer, deprecated: false });
    }

    /// Keeps something that is inside; what has one path is kept together.
    fn keep(&mut self, path: impl Into<String>, text: &str) {
        let kept = self.inside.entry(path.into()).or_default();
        kept.push_str(text);
        kept.push('\n');
    }
}

/// Old paths with the new ones that the old ones could stay as aliases of.
pub(super) fn could_stay(difference: &Difference, old: &Index, new: &Index) -> Vec<(String, String)> {
    let (old, new) = ((&difference.old, old), (&difference.new, new));
    Renames::find(old, new).could_stay(old, new)
}

/// Tokens as one text, in which names of the crate and of the runtime stand without the path to them.
pub(super) fn compact(tokens: impl quote::ToTokens) -> String {
    let text = tokens.to_token_stream().to_string();
    let mut shown = String::with_capacity(text.len());
    // Spaces count between words only.
    for letter in text.chars() {
        let last = shown.chars().last();
        if letter.is_whitespace() {
            shown.push(' ');
            continue;
        }
        if last == Some(' ') {
            let before = shown.chars().rev().nth(1);
            let is_word =
                |letter: Option<char>| letter.is_some_and(|letter| letter.is_alphanumeric() || "_'".contains(letter));
            if !(is_word(before) && is_word(Some(letter))) {
                shown.pop();
            }
        }
        shown.push(letter);
    }
    for path in ["::switchboard_runtime::", "switchboard_runtime::", "crate::", "types::", "::std::", "std::"] {
        shown = shown.replace(path, "");
    }
    for path in ["convert::", "option::", "vec::", "boxed::", "string::", "result::"] {
        shown = shown.replace(path, "");
    }
    shown.replace(",)", ")").replace(",>", ">").replace(',', ", ").replace("->", " -> ").trim().to_owned()
}
