//! Establishes: no parameter of an operation has the place and the name of a key that its security schemes send.
//!
//! Sent twice, a server would read one of the two, and nobody knows which. Never looks at what schemes need.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::markdown::code;
use crate::source::{Data, Node};
use crate::spec::methods::operations_mut;

/// A key of a security scheme: the id of the scheme, where the key goes, and its name there.
struct Key {
    id: String,
    location: String,
    name: String,
}

impl Key {
    fn is(&self, parameter: &Node) -> bool {
        let is_name = |name: &str| match self.location == "header" {
            true => name.eq_ignore_ascii_case(&self.name),
            false => name == self.name,
        };
        parameter.str("in") == Some(&self.location) && parameter.str("name").is_some_and(is_name)
    }
}

pub(super) fn pass(document: &mut Node, diagnostics: &mut Diagnostics) {
    let keys = keys(document);
    if keys.is_empty() {
        return;
    }
    let of_document = asked(document).unwrap_or_default();
    for (path, item) in document.get_mut("paths").and_then(Node::as_object_mut).into_iter().flatten() {
        for (method, operation) in operations_mut(item) {
            let asked = asked(operation).unwrap_or_else(|| of_document.clone());
            let sent: Vec<&Key> = keys.iter().filter(|key| asked.contains(&key.id)).collect();
            let Some(Data::Array(parameters)) = operation.get_mut("parameters").map(|node| &mut node.data) else {
                continue;
            };
            parameters.retain(|parameter| {
                let Some(key) = sent.iter().find(|key| key.is(parameter)) else { return true };
                let (name, location) = (code(&key.name), &key.location);
                let message = format!("the {location} parameter {name} is what the security scheme {} sends", code(&key.id));
                diagnostics.push(
                    Diagnostic::warning(Code::ParameterInvalid, message)
                        .at(parameter.get("name").map_or(parameter.span, |node| node.span))
                        .subject(format!("{} {path}", method.sent()))
                        .help("it was left out, and the client sends the credential that it is given, and keeps it out of logs"),
                );
                false
            });
        }
    }
}

/// The keys of the security schemes of a document.
fn keys(document: &Node) -> Vec<Key> {
    let schemes = document.get("components").into_iter().flat_map(|components| components.members("securitySchemes"));
    let key = |(id, scheme): (&String, &Node)| {
        let key = scheme.str("type") == Some("apiKey");
        let (location, name) = (scheme.str("in")?.to_owned(), scheme.str("name")?.to_owned());
        key.then(|| Key { id: id.clone(), location, name })
    };
    schemes.filter_map(key).collect()
}

/// The ids of the schemes that an operation or the document asks for; nothing where it does not say.
fn asked(holder: &Node) -> Option<Vec<String>> {
    let alternatives = holder.get("security")?.as_array()?;
    Some(alternatives.iter().filter_map(Node::as_object).flat_map(|schemes| schemes.keys().cloned()).collect())
}

#[cfg(test)]
mod tests {
    use super::super::tests::run;
    use serde_json::{Value, json};

    #[test]
    fn a_parameter_that_is_a_key_is_left_out() {
        let parameter = |location: &str, name: &str| json!({"in": location, "name": name, "required": true});
        let all = json!([parameter("query", "key"), parameter("header", "KEY"), parameter("header", "x-token")]);
        let document = json!({
            "security": [{"a": []}],
            "components": {"securitySchemes": {
                "a": {"type": "apiKey", "in": "query", "name": "key"},
                "b": {"type": "apiKey", "in": "header", "name": "X-Token"},
            }},
            "paths": {"/a": {
                "get": {"parameters": all}, "put": {"parameters": all, "security": [{}, {"b": []}]},
                "post": {"parameters": all, "security": []},
            }},
        });
        let (after, found) = run(super::pass, document);
        let left = |method: &str| {
            let parameters = after["paths"]["/a"][method]["parameters"].as_array().cloned().unwrap_or_default();
            parameters.iter().map(|parameter| parameter["name"].clone()).collect::<Vec<Value>>()
        };
        assert_eq!(left("get"), ["KEY", "x-token"]);
        assert_eq!(left("put"), ["key", "KEY"]);
        assert_eq!(left("post"), ["key", "KEY", "x-token"]);
        insta::assert_snapshot!(found.join("\n"), @"
        parameter-invalid: the query parameter `key` is what the security scheme `a` sends
        parameter-invalid: the header parameter `X-Token` is what the security scheme `b` sends
        ");
    }
}
