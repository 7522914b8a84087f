//! Names of components as frameworks of servers make them of their own types: with the package around the type, and with
//! the arguments of generic types in brackets. Gives the words that are left without these, never an identifier.

use std::collections::BTreeMap;

/// What most names of a document begin with: the package that all of its types are from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Packages {
    prefix: String,
}

impl Packages {
    /// What more than half of all names begin with, unless it is a name itself.
    pub fn of<'n>(names: impl Iterator<Item = &'n str> + Clone) -> Self {
        let count = names.clone().count();
        let mut prefix = String::new();
        loop {
            let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
            for name in names.clone().filter_map(|name| name.strip_prefix(prefix.as_str())) {
                if let Some(segment) = first_segment(name) {
                    *counts.entry(segment).or_default() += 1;
                }
            }
            let Some((segment, most)) = counts.into_iter().max_by_key(|(_, number)| *number) else { break };
            let whole = format!("{prefix}{segment}");
            let is_name = names.clone().any(|name| name == whole.trim_end_matches(['.', ':']));
            if most < 2 || 2 * most <= count || is_name {
                break;
            }
            prefix = whole;
        }
        Self { prefix }
    }

    /// The words of a name without the package, and without the brackets of generic types.
    pub fn words(&self, name: &str) -> String {
        let plain = if self.prefix.is_empty() { name.to_owned() } else { without(name, &self.prefix) };
        if is_generic(&plain) { plain.replace(['<', '>', '[', ']', ','], " ") } else { plain }
    }
}

/// A segment with what ends it, where others follow: `acme.` of `acme.Order`, `acme::` of `acme::Order`.
fn first_segment(name: &str) -> Option<&str> {
    let end = name.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))?;
    let (segment, rest) = name.split_at(end);
    let mark = ["::", "."].into_iter().find(|mark| rest.starts_with(mark))?;
    let is_segment = segment.starts_with(|c: char| c.is_ascii_alphabetic()) && rest.len() > mark.len();
    is_segment.then(|| &name[..end + mark.len()])
}

/// A name without a package, wherever in it the name of a type begins.
fn without(name: &str, package: &str) -> String {
    let mut plain = String::new();
    let mut rest = name;
    while let Some(at) = rest.find(package) {
        let (before, after) = rest.split_at(at);
        let continues = before.chars().last().is_some_and(|c| c.is_ascii_alphanumeric() || "_.:".contains(c));
        plain.push_str(before);
        if continues {
            plain.push_str(package);
        }
        rest = &after[package.len()..];
    }
    plain + rest
}

/// Whether a name is that of a type with arguments in brackets: `Page<Order>`, `Page[Order]`.
fn is_generic(name: &str) -> bool {
    let mut depth = 0_usize;
    for (at, character) in name.char_indices() {
        match character {
            '<' | '[' if at > 0 => depth += 1,
            '>' | ']' if depth > 0 => depth -= 1,
            ',' | ' ' if depth > 0 => {}
            '.' | ':' | '_' => {}
            c if c.is_alphanumeric() => {}
            _ => return false,
        }
    }
    depth == 0 && name.ends_with(['>', ']'])
}

#[cfg(test)]
mod tests {
    use super::Packages;
    use crate::names::type_name;

    fn named(names: &[&str]) -> Vec<String> {
        let packages = Packages::of(names.iter().copied());
        names.iter().map(|name| type_name(&packages.words(name))).collect()
    }

    #[test]
    fn the_package_of_most_types_is_left_out() {
        let names = ["harbour.Page<harbour.Ship>", "harbour.Ship", "harbour.api.Berth", "Tide"];
        assert_eq!(named(&names), ["PageShip", "Ship", "ApiBerth", "Tide"]);
        assert_eq!(named(&["harbour::api::Ship", "harbour::api::Pier"]), ["Ship", "Pier"]);
        // Names of several packages need them.
        assert_eq!(named(&["port.Order", "ship.Order", "crew.Order"]), ["PortOrder", "ShipOrder", "CrewOrder"]);
        // A word that is a type itself is not a package.
        assert_eq!(
            named(&["account", "account.created", "account.closed"]),
            ["Account", "AccountCreated", "AccountClosed"]
        );
    }

    #[test]
    fn brackets_of_generic_types_are_no_words() {
        let names = ["Page<Ship>", "Page[Ship, Pier]", "Map<String, List<Ship>>", "a < b", "<Ship>", "Ship>"];
        let expected = ["PageShip", "PageShipPier", "MapStringListShip", "ALessB", "LessShipGreater", "ShipGreater"];
        assert_eq!(named(&names), expected);
    }
}
