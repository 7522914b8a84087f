//! Why a union decodes as it does, in words: what `inspect` shows beside the plan.

use super::graph::{Dispatch, JsonKind, TagPresence, UnionPlan};

/// One sentence for each kind of JSON value that the union takes, and one for all others.
pub fn reasons(plan: &UnionPlan) -> Vec<String> {
    let mut found: Vec<String> = plan
        .dispatch
        .iter()
        .map(|(kind, dispatch)| format!("{}: {}", article(*kind), decision(plan, dispatch)))
        .collect();
    if let Some([left, right]) = plan.clash {
        found.push(format!("ambiguous: one value may fit `{}` and `{}` alike", name(plan, left), name(plan, right)));
    }
    found.push("anything else: kept as it is in `Unknown`".to_owned());
    found
}

fn decision(plan: &UnionPlan, dispatch: &Dispatch) -> String {
    match dispatch {
        Dispatch::One(only) => format!("`{}`, the only alternative of that kind", name(plan, *only)),
        Dispatch::Best(variants) => {
            let sure = match plan.clash {
                Some(pair) if pair.iter().all(|at| variants.contains(at)) => "",
                _ => ", which differ in what they require, list or hold",
            };
            format!("the one that explains most of the value, among {}{sure}", names(plan, variants))
        }
        Dispatch::Tag { member, tags, untagged, unlisted, presence, .. } => {
            let mut parts: Vec<String> = Vec::new();
            for (at, variant) in plan.variants.iter().enumerate() {
                let own = tags.iter().filter(|(_, tag)| *tag == at).map(|(value, _)| format!("`{value}`"));
                let own: Vec<String> = own.collect();
                if !own.is_empty() {
                    parts.push(format!("{} is `{}`", own.join(" or "), variant.name));
                }
            }
            let absent = match (presence, untagged.as_slice()) {
                (TagPresence::Required | TagPresence::Text, _) => {
                    "without it an error, since all require it".to_owned()
                }
                (TagPresence::Optional, []) => "without it kept in `Unknown`".to_owned(),
                (TagPresence::Optional, variants) => {
                    format!("without it the best match among {}", names(plan, variants))
                }
            };
            let other = match unlisted.as_slice() {
                [] => "another value is kept in `Unknown`".to_owned(),
                variants => format!("with another value the best match among {}", names(plan, variants)),
            };
            format!("by the member `{member}`: {}; {absent}; {other}", parts.join(", "))
        }
    }
}

fn article(kind: JsonKind) -> &'static str {
    match kind {
        JsonKind::Null => "`null`",
        JsonKind::Boolean => "a boolean",
        JsonKind::Number => "a number",
        JsonKind::String => "a string",
        JsonKind::Array => "an array",
        JsonKind::Object => "an object",
    }
}

fn name(plan: &UnionPlan, at: usize) -> &str {
    plan.variants.get(at).map_or("?", |variant| &variant.name)
}

fn names(plan: &UnionPlan, variants: &[usize]) -> String {
    let names: Vec<String> = variants.iter().map(|at| format!("`{}`", name(plan, *at))).collect();
    names.join(", ")
}
