//! What a type is that no text describes: told by where its schema stands. Never invents what a value means.

use super::super::graph::TypeGraph;
use crate::markdown::code;
use crate::model::pointer::{Inside, Root, Step, inside_component, inside_operation, is_schema_section, root, steps};
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
        let tokens = pointer_tokens(pointer)?;
        let tokens: Vec<&str> = tokens.iter().map(String::as_str).collect();
        let whole = outermost(&tokens);
        if let Some((sentence, [])) = whole {
            return Some(sentence);
        }
        // The innermost type around it, or else what all of it is a part of.
        let mut around = pointer;
        let mut inner = tokens.len();
        while let Some((outer, _)) = around.rsplit_once('/') {
            inner = inner.saturating_sub(1);
            if let Some(name) = self.names.get(outer) {
                let (kind, path) = inside_of(&tokens[inner..])?;
                return Some(format!("{kind} {}.", code(&format!("{name}{path}"))));
            }
            around = outer;
        }
        let (sentence, rest) = whole?;
        let what = sentence.trim_end_matches('.');
        inside_of(rest).map(|(kind, path)| match path.as_str() {
            "" => format!("{kind} in the {}.", lowered(what)),
            path => format!("{kind} {} in the {}.", code(path.trim_start_matches('.')), lowered(what)),
        })
    }
}

fn lowered(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

/// What stands outermost at a pointer, as a sentence, and the tokens from there.
fn outermost<'p>(tokens: &'p [&'p str]) -> Option<(String, &'p [&'p str])> {
    match root(tokens) {
        Root::Component(section, name, []) if is_schema_section(section) => {
            Some((format!("The schema {} of the document.", code(name)), &[]))
        }
        Root::Component(section, name, inner) => {
            inside_component(section, inner).map(|(what, rest)| (format!("{what} {}.", code(name)), rest))
        }
        Root::Operation(method, path, inner) => {
            let subject = code(&format!("{method} {path}"));
            let (inside, rest) = inside_operation(inner)?;
            let sentence = match inside {
                Inside::Operation => format!("What {subject} takes."),
                Inside::Body => format!("Body of {subject}."),
                Inside::BodyItem => format!("Item of the body of {subject}."),
                Inside::Response(status) => format!("{} of {subject}.", answer(status)),
                Inside::ResponseItem(status) => format!("Item of the {} of {subject}.", lowered(&answer(status))),
                Inside::Parameter => format!("Parameter of {subject}."),
            };
            Some((sentence, rest))
        }
        Root::Other => None,
    }
}

fn answer(status: &str) -> String {
    match status {
        "200" => "Answer".to_owned(),
        "default" => "Any other answer".to_owned(),
        status => format!("Answer {}", code(status)),
    }
}

/// What the last of some steps into a schema leads to, and the way there.
fn inside_of(tokens: &[&str]) -> Option<(&'static str, String)> {
    let (mut kind, mut path) = ("Part of", String::new());
    // What is inside of a list or a map belongs to it only where more follows.
    let mut pending = "";
    for step in steps(tokens)? {
        let next = match step {
            Step::Property(_) => ("Value of", ""),
            Step::Item => ("Item of", "[]"),
            Step::FurtherMember => ("Further member of", "{}"),
            Step::Alternative => ("Alternative of", ""),
            Step::Content => {
                kind = "JSON in";
                continue;
            }
            Step::AllOf | Step::Schema => continue,
        };
        path.push_str(pending);
        if let Step::Property(name) = step {
            path.push('.');
            path.push_str(name);
        }
        (kind, pending) = next;
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
