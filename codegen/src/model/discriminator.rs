//! What a declared discriminator means (OpenAPI 3.1.1, section 4.8.25). Types and bounds both read it here; what an
//! alternative states of the member itself, each finds in its own way.
//!
//! See `codegen/docs/unions.md`.

use super::schema::Discriminator;
use crate::source::Node;
use indexmap::IndexMap;
use indexmap::map::Entry;
use std::collections::HashMap;

/// What a document says of the tag of one alternative.
#[derive(Debug)]
pub(crate) struct Tagged {
    /// The values that the discriminator maps to it.
    mapped: Vec<String>,
    /// The values that its schema lists for the member.
    stated: Vec<String>,
    /// The name of its component, which stands for it where nothing else does.
    implied: Option<String>,
}

impl Tagged {
    /// Reads what a discriminator says of the alternative at `target`, the pointer of a component.
    pub(crate) fn new(discriminator: Option<&Discriminator>, target: Option<&str>, stated: Vec<String>) -> Self {
        let leads_here = |to: &Node| leads_to(to, target);
        let mapping = discriminator.into_iter().flat_map(|discriminator| discriminator.mapping());
        let mapped = mapping.filter(|(_, to)| leads_here(to)).map(|(value, _)| value.clone()).collect();
        let name = target.and_then(|target| target.strip_prefix("#/components/schemas/"));
        let name = name.filter(|name| !name.contains('/'));
        Self { mapped, stated, implied: name.map(|name| name.replace("~1", "/").replace("~0", "~")) }
    }
}

/// Whether a mapping leads to the component at `target`: it has its pointer, or its name.
pub(crate) fn leads_to(mapping: &Node, target: Option<&str>) -> bool {
    let is_target = |to: &str| target == Some(to) || target == Some(&format!("#/components/schemas/{to}"));
    mapping.as_str().is_some_and(is_target)
}

/// What the values of a discriminator stand for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Tags {
    /// Which value stands for which of the alternatives, by its index.
    pub(crate) by_value: IndexMap<String, usize>,
    /// Whether one of the values is none of those that the alternatives list for the member.
    pub(crate) is_contradicted: bool,
}

/// What the values of a discriminator stand for: those that the mapping gives, else those the alternatives state
/// themselves, else their names. Values that several state, as members of a shared enum do, say nothing. Nothing where the
/// discriminator does not tell the alternatives apart.
pub(crate) fn tags(alternatives: &[Tagged]) -> Option<Tags> {
    let mut is_contradicted = false;
    let (mapped, stated) =
        (owners(alternatives, |tagged| &tagged.mapped), owners(alternatives, |tagged| &tagged.stated));
    let mut tags: IndexMap<String, usize> = IndexMap::new();
    for (at, Tagged { mapped: own, stated: possible, implied }) in alternatives.iter().enumerate() {
        let is_own = |value: &&String| {
            mapped.get(value.as_str()).is_none_or(|owner| *owner == Some(at))
                && stated.get(value.as_str()) == Some(&Some(at))
        };
        let mut values: Vec<&String> = own.iter().chain(possible.iter().filter(is_own)).collect();
        if values.is_empty() {
            match implied {
                Some(name) => {
                    is_contradicted |= !possible.is_empty() && !possible.contains(name);
                    values.push(name);
                }
                None if possible.is_empty() => {}
                None => return None,
            }
        }
        for value in values {
            match tags.entry(value.clone()) {
                Entry::Vacant(tag) => drop(tag.insert(at)),
                Entry::Occupied(tag) if *tag.get() == at => {}
                // Two alternatives with one value: the discriminator does not tell them apart.
                Entry::Occupied(_) => return None,
            }
        }
    }
    Some(Tags { by_value: tags, is_contradicted })
}

/// The alternative that has a value, or nothing where several have it.
fn owners(alternatives: &[Tagged], values: fn(&Tagged) -> &[String]) -> HashMap<&str, Option<usize>> {
    let mut owners: HashMap<&str, Option<usize>> = HashMap::new();
    for (at, tagged) in alternatives.iter().enumerate() {
        for value in values(tagged) {
            let owner = owners.entry(value).or_insert(Some(at));
            *owner = owner.filter(|owner| *owner == at);
        }
    }
    owners
}

#[cfg(test)]
mod tests {
    use super::{Discriminator, Tagged, tags};
    use crate::source::{Node, SourceFiles, Span};
    use serde_json::json;

    #[test]
    fn what_is_mapped_comes_before_what_is_stated_and_that_before_names() {
        let mut files = SourceFiles::new();
        let mapping = json!({"mapping": {"c": "#/components/schemas/Cat", "m": "Cat", "d": "a~1b"}});
        let discriminator = Node::from_value(mapping, Span::new(files.add("a.json", ""), 0..0));
        let of = |name: &str, stated: &[&str]| {
            let target = format!("#/components/schemas/{name}");
            Tagged::new(
                Some(Discriminator::of(&discriminator)),
                Some(&target),
                stated.iter().map(ToString::to_string).collect(),
            )
        };
        let found =
            |alternatives: &[Tagged]| tags(alternatives).map(|tags| tags.by_value.into_iter().collect::<Vec<_>>());
        let tag = |value: &str, at: usize| (value.to_owned(), at);
        let all = [of("Cat", &["cat", "shared"]), of("a~1b", &["shared"]), of("x~1y", &[]), of("Cow", &["cow", "cow"])];
        let expected = [tag("c", 0), tag("m", 0), tag("cat", 0), tag("d", 1), tag("x/y", 2), tag("cow", 3)];
        assert_eq!(found(&all), Some(expected.to_vec()));
        let contradicted = tags(&[of("Dog", &["shared"]), of("Cow", &["shared"])]);
        assert!(contradicted.is_some_and(|tags| tags.is_contradicted && tags.by_value.get("Cow") == Some(&1)));
        assert!(tags(&all).is_some_and(|tags| !tags.is_contradicted));
        assert_eq!(found(&[of("Cow", &["Dog"]), of("Dog", &[])]), None);
    }
}
