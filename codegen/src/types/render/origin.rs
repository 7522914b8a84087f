//! What a type is that no text describes: told by where its schema stands. Never invents what a value means.

use super::super::graph::TypeGraph;
use crate::markdown::code;
use crate::source::pointer_tokens;
use std::collections::HashMap;

/// The names of types, by the pointers of their schemas.
pub(super) struct Origins<'g> {
    names: HashMap<&'g str, &'g str>,
}

impl<'g> Origins<'g> {
    pub(super) fn new(graph: &'g TypeGraph) -> Self {
        Self { names: graph.types.iter().map(|def| (def.pointer.as_str(), def.name.as_str())).collect() }
    }

    /// A sentence that says what the schema at a pointer is.
    pub(super) fn sentence(&self, pointer: &str) -> String {
        self.told(pointer).unwrap_or_else(|| format!("See {} of the document.", code(pointer)))
    }

    fn told(&self, pointer: &str) -> Option<String> {
        let whole = root(pointer);
        if whole.as_ref().is_some_and(|(_, rest)| rest.is_empty()) {
            return whole.map(|(sentence, _)| sentence);
        }
        // The innermost type around it, or else what all of it is a part of.
        let mut around = pointer;
        while let Some((outer, _)) = around.rsplit_once('/') {
            if let Some(name) = self.names.get(outer) {
                let steps = pointer_tokens(&format!("#{}", &pointer[outer.len()..]))?;
                return inside(name, &steps);
            }
            around = outer;
        }
        let (sentence, steps) = whole?;
        let what = sentence.trim_end_matches('.');
        inside_of(&steps).map(|(kind, path)| match path.as_str() {
            "" => format!("{kind} in the {}.", lowered(what)),
            path => format!("{kind} {} in the {}.", code(path.trim_start_matches('.')), lowered(what)),
        })
    }
}

fn lowered(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

/// What stands outermost at a pointer, as a sentence, and the steps from there.
fn root(pointer: &str) -> Option<(String, Vec<String>)> {
    let tokens = pointer_tokens(pointer)?;
    let words: Vec<&str> = tokens.iter().map(String::as_str).collect();
    let rest = |from: usize| words[from..].iter().map(|word| (*word).to_owned()).collect();
    match words.as_slice() {
        ["components", "schemas", name] => Some((format!("The schema {} of the document.", code(name)), Vec::new())),
        ["components", "responses", name, "content", _, "schema", ..] => {
            Some((format!("Answer {}.", code(name)), rest(6)))
        }
        ["components", "requestBodies", name, "content", _, "schema", ..] => {
            Some((format!("Body {}.", code(name)), rest(6)))
        }
        ["components", "parameters", name, "schema", ..] => Some((format!("Parameter {}.", code(name)), rest(4))),
        ["components", "headers", name, "schema", ..] => Some((format!("Header {}.", code(name)), rest(4))),
        ["paths", path, "additionalOperations", method, inner @ ..] => {
            operation(method, path, inner).map(|(sentence, used)| (sentence, rest(4 + used)))
        }
        ["paths", path, method, inner @ ..] => {
            operation(&method.to_uppercase(), path, inner).map(|(sentence, used)| (sentence, rest(3 + used)))
        }
        _ => None,
    }
}

/// What stands in an operation, and how many steps lead there.
fn operation(method: &str, path: &str, inner: &[&str]) -> Option<(String, usize)> {
    let subject = code(&format!("{method} {path}"));
    match inner {
        ["requestBody", "content", _, "schema", ..] => Some((format!("Body of {subject}."), 4)),
        ["requestBody", "content", _, "itemSchema", ..] => Some((format!("Item of the body of {subject}."), 4)),
        ["responses", status, "content", _, "itemSchema", ..] => {
            Some((format!("Item of the {} of {subject}.", lowered(&answer(status))), 5))
        }
        ["responses", status, "content", _, "schema", ..] => Some((format!("{} of {subject}.", answer(status)), 5)),
        ["parameters", _, "schema", ..] => Some((format!("Parameter of {subject}."), 3)),
        [] => Some((format!("What {subject} takes."), 0)),
        _ => None,
    }
}

fn answer(status: &str) -> String {
    match status {
        "200" => "Answer".to_owned(),
        "default" => "Any other answer".to_owned(),
        status => format!("Answer {}", code(status)),
    }
}

/// What stands at some steps into a type.
fn inside(name: &str, steps: &[String]) -> Option<String> {
    let (kind, path) = inside_of(steps)?;
    Some(format!("{kind} {}.", code(&format!("{name}{path}"))))
}

/// What the last of some steps into a schema leads to, and the way there.
fn inside_of(steps: &[String]) -> Option<(&'static str, String)> {
    let (mut kind, mut path) = ("Part of", String::new());
    let mut steps = steps.iter().map(String::as_str);
    // What is inside of a list or a map belongs to it only where more follows.
    let mut pending = "";
    while let Some(step) = steps.next() {
        match step {
            "properties" => {
                let member = steps.next()?;
                path.push_str(pending);
                path.push('.');
                path.push_str(member);
                (kind, pending) = ("Value of", "");
            }
            "items" | "contains" => {
                path.push_str(pending);
                (kind, pending) = ("Item of", "[]");
            }
            "prefixItems" => {
                steps.next()?;
                path.push_str(pending);
                (kind, pending) = ("Item of", "[]");
            }
            "additionalProperties" => {
                path.push_str(pending);
                (kind, pending) = ("Further member of", "{}");
            }
            "patternProperties" => {
                steps.next()?;
                path.push_str(pending);
                (kind, pending) = ("Further member of", "{}");
            }
            "oneOf" | "anyOf" => {
                steps.next()?;
                path.push_str(pending);
                (kind, pending) = ("Alternative of", "");
            }
            "allOf" => {
                steps.next()?;
            }
            "contentSchema" => kind = "JSON in",
            "schema" | "itemSchema" => {}
            _ => return None,
        }
    }
    Some((kind, path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_is_told_by_its_place() {
        let origins = Origins { names: HashMap::from([("#/components/schemas/Call", "Call")]) };
        let answer = "#/paths/~1call~1{id}/get/responses/200/content/application~1json/schema";
        for (pointer, expected) in [
            ("#/components/schemas/Call".to_owned(), "The schema `Call` of the document."),
            (answer.to_owned(), "Answer of `GET /call/{id}`."),
            (answer.replace("200", "404"), "Answer `404` of `GET /call/{id}`."),
            (answer.replace("200", "default"), "Any other answer of `GET /call/{id}`."),
            (format!("{answer}/properties/calls/items"), "Item of `calls` in the answer of `GET /call/{id}`."),
            ("#/paths/~1call/post/requestBody/content/application~1json/schema".to_owned(), "Body of `POST /call`."),
            ("#/components/schemas/Call/properties/attempts/items".to_owned(), "Item of `Call.attempts`."),
            (
                "#/components/schemas/Call/properties/attempts/items/properties/cost".to_owned(),
                "Value of `Call.attempts[].cost`.",
            ),
            ("#/components/schemas/Call/oneOf/1".to_owned(), "Alternative of `Call`."),
            (
                "#/components/schemas/Call/allOf/1/properties/meta/additionalProperties".to_owned(),
                "Further member of `Call.meta`.",
            ),
            ("#/components/responses/Gone/content/application~1json/schema".to_owned(), "Answer `Gone`."),
            ("#/webhooks/a".to_owned(), "See `#/webhooks/a` of the document."),
        ] {
            assert_eq!(origins.sentence(&pointer), expected);
        }
    }
}
