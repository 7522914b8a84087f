//! Names already given in one namespace.

use std::collections::HashSet;

/// A namespace: gives every name once. A name that is taken gets the smallest number from 2 that makes it new.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    taken: HashSet<String>,
}

impl Scope {
    /// A namespace in which nothing is taken.
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether a name is taken.
    pub fn contains(&self, name: &str) -> bool {
        self.taken.contains(name)
    }

    /// Takes a name, or the next free one made from it.
    pub fn claim(&mut self, name: &str) -> String {
        let mut free = name.to_owned();
        let mut number = 2;
        while !self.taken.insert(free.clone()) {
            let base = name.strip_prefix("r#").unwrap_or(name);
            let snake = base.chars().any(|character| character.is_ascii_lowercase())
                && !base.starts_with(|first: char| first.is_ascii_uppercase());
            // `AA` alone may be a type as well, and a type has no underscore.
            let shouty = base.contains('_') && !base.chars().any(|character| character.is_ascii_lowercase());
            let join = match base.chars().next_back() {
                Some('_') => "",
                Some(last) if snake || shouty || last.is_ascii_digit() => "_",
                _ => "",
            };
            free = format!("{base}{join}{number}");
            number += 1;
        }
        free
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn collisions_are_numbered_in_order() {
        let mut scope = Scope::new();
        let claimed =
            ["FooBar", "FooBar", "FooBar", "foo", "foo", "r#type", "r#type", "V1", "V1", "ABC", "ABC", "A_B", "A_B"]
                .map(|name| scope.claim(name));
        assert_eq!(
            claimed,
            [
                "FooBar", "FooBar2", "FooBar3", "foo", "foo_2", "r#type", "type_2", "V1", "V1_2", "ABC", "ABC2", "A_B",
                "A_B_2"
            ]
        );
        let claimed = ["self_", "self_", "AA", "AA", "GET_A", "GET_A"].map(|name| scope.claim(name));
        assert_eq!(claimed, ["self_", "self_2", "AA", "AA2", "GET_A", "GET_A_2"]);
    }
}
