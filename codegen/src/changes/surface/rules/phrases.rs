//! What is offered, in words.

use crate::changes::index::bare;
use crate::changes::surface::{Function, Offer};

pub(super) fn shown(offer: &Offer) -> String {
    match offer {
        Offer::Type { kind, exhaustive } => format!("{kind}{}", if *exhaustive { ", exhaustive" } else { "" }),
        Offer::Field(ty) | Offer::Value(ty) | Offer::Alias(ty) => ty.clone(),
        Offer::Variant(held) => held.join(", "),
        Offer::Function(Function { arguments, output, .. }) => {
            let arguments: Vec<String> = arguments.iter().map(|(name, ty)| format!("{}: {ty}", bare(name))).collect();
            format!("({}) -> {output}", arguments.join(", "))
        }
        Offer::Trait | Offer::Impl | Offer::Feature | Offer::Export => noun(offer).to_owned(),
    }
}

pub(super) fn noun(offer: &Offer) -> &'static str {
    match offer {
        Offer::Type { kind: "enum", .. } => "an enum",
        Offer::Type { .. } => "a struct",
        Offer::Field(_) => "a field",
        Offer::Variant(_) => "a variant",
        Offer::Function(_) => "a function",
        Offer::Value(_) => "a constant",
        Offer::Alias(_) => "an alias",
        Offer::Trait | Offer::Impl => "a trait",
        Offer::Feature => "a feature",
        Offer::Export => "a module or an export",
    }
}

pub(super) fn held(offer: &Offer) -> String {
    match offer {
        Offer::Variant(held) if !held.is_empty() => format!(": `{}`", held.join(", ")),
        _ => String::new(),
    }
}

pub(super) fn article(kind: &str) -> String {
    if kind.starts_with('e') { format!("an {kind}") } else { format!("a {kind}") }
}

pub(super) fn listed(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}
