//! Establishes: nothing but schemas refers to anything. Parameters, responses, request bodies, headers and path items
//! are put where they are referred to; references of schemas point into this document.

use super::pointers::percent_decoded;
use super::schemas::for_each_schema;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{Data, Node};

/// The longest chain of references followed.
const MAX_HOPS: usize = 100;

pub(super) fn pass(document: &mut Node, diagnostics: &mut Diagnostics) {
    let root = document.clone();
    let mut resolver = Resolver { root: &root, diagnostics };
    for key in ["paths", "webhooks"] {
        if let Some(items) = document.get_mut(key).and_then(Node::as_object_mut) {
            for item in items.values_mut() {
                resolver.path_item(item);
            }
        }
    }
    for_each_schema(document, &mut |schema| resolver.check(schema));
}

struct Resolver<'r> {
    root: &'r Node,
    diagnostics: &'r mut Diagnostics,
}

impl Resolver<'_> {
    fn path_item(&mut self, item: &mut Node) {
        self.resolve(item);
        for (key, node) in item.as_object_mut().into_iter().flatten() {
            match key.as_str() {
                "parameters" => self.list(node, Self::parameter),
                "get" | "put" | "post" | "delete" | "options" | "head" | "patch" | "trace" | "query" => {
                    self.operation(node);
                    if let Some(callbacks) = node.get_mut("callbacks").and_then(Node::as_object_mut) {
                        callbacks.values_mut().for_each(|callback| self.callback(callback));
                    }
                }
                _ => {}
            }
        }
    }

    /// What the vendor calls. An operation in it may name the callback it is part of, so those of its own stay as
    /// they are: nobody calls back what was called back.
    fn callback(&mut self, callback: &mut Node) {
        self.resolve(callback);
        for item in callback.as_object_mut().into_iter().flat_map(|members| members.values_mut()) {
            self.resolve(item);
            for (key, node) in item.as_object_mut().into_iter().flatten() {
                match key.as_str() {
                    "get" | "put" | "post" | "delete" | "options" | "head" | "patch" | "trace" | "query" => {
                        self.operation(node);
                        node.remove("callbacks");
                    }
                    _ => {}
                }
            }
        }
    }

    fn operation(&mut self, operation: &mut Node) {
        for (key, node) in operation.as_object_mut().into_iter().flatten() {
            match key.as_str() {
                "parameters" => self.list(node, Self::parameter),
                "requestBody" => self.resolve(node),
                "responses" => {
                    for response in node.as_object_mut().into_iter().flat_map(|members| members.values_mut()) {
                        self.resolve(response);
                        if let Some(headers) = response.get_mut("headers").and_then(Node::as_object_mut) {
                            headers.values_mut().for_each(|header| self.resolve(header));
                        }
                    }
                }
                _ => {}
            }
        }
    }

    fn parameter(&mut self, parameter: &mut Node) {
        self.resolve(parameter);
    }

    fn list(&mut self, node: &mut Node, visit: fn(&mut Self, &mut Node)) {
        if let Data::Array(items) = &mut node.data {
            items.iter_mut().for_each(|item| visit(self, item));
        }
    }

    /// Replaces a reference by its target; members beside `$ref` win over those of the target.
    fn resolve(&mut self, node: &mut Node) {
        let mut hops = 0;
        while let Some(reference) = node.get("$ref").cloned() {
            let text = reference.as_str().unwrap_or_default().to_owned();
            hops += 1;
            if hops > MAX_HOPS {
                self.diagnostics.push(
                    Diagnostic::error(Code::ReferenceCycle, format!("`{text}` leads back to itself"))
                        .at(reference.span)
                        .help("one of the references on the way must be replaced by what is meant"),
                );
                node.remove("$ref");
                return;
            }
            let Some(target) = self.target(&text, &reference) else {
                node.remove("$ref");
                return;
            };
            let mut resolved = target;
            for (key, value) in node.as_object_mut().into_iter().flatten() {
                if key != "$ref" && matches!(key.as_str(), "description" | "summary") {
                    resolved.set(key.clone(), value.clone());
                }
            }
            resolved.key_span = node.key_span;
            *node = resolved;
        }
    }

    /// Checks a reference of a schema, and writes it the one way the planner compares.
    fn check(&mut self, schema: &mut Node) {
        let Some(reference) = schema.get("$ref").cloned() else { return };
        let Some(text) = reference.as_str() else {
            let message = format!("a reference is a string, but this is {}", reference.kind());
            self.diagnostics.push(
                Diagnostic::error(Code::ReferenceUnresolved, message)
                    .at(reference.span)
                    .help("a reference looks like `#/components/schemas/Name`"),
            );
            return;
        };
        match self.pointer(text, &reference) {
            Some(pointer) if pointer != text => schema.set("$ref", Node::string(pointer, reference.span)),
            _ => {}
        }
    }

    fn target(&mut self, text: &str, reference: &Node) -> Option<Node> {
        let pointer = self.pointer(text, reference)?;
        self.root.pointer(&pointer).cloned()
    }

    /// The pointer a reference means; nothing after reporting that it means none in this document.
    fn pointer(&mut self, text: &str, reference: &Node) -> Option<String> {
        if !text.starts_with('#') {
            self.diagnostics.push(
                Diagnostic::error(Code::ReferenceExternal, format!("`{text}` is outside of this document"))
                    .at(reference.span)
                    .help("bundle the document into one file first; nothing is fetched and no other file is opened"),
            );
            return None;
        }
        if text.starts_with("#/") && self.root.pointer(text).is_some() {
            return Some(text.to_owned());
        }
        let decoded = percent_decoded(text);
        if decoded.starts_with("#/") && self.root.pointer(&decoded).is_some() {
            return Some(decoded);
        }
        let help = match text.rsplit_once('/') {
            Some((folder, name)) => match self.root.pointer(folder).and_then(Node::as_object) {
                Some(members) => match members.keys().find(|key| key.eq_ignore_ascii_case(name)) {
                    Some(near) => format!("did you mean `{folder}/{near}`?"),
                    None => format!("`{folder}` has no member `{name}`"),
                },
                None => format!("there is nothing at `{folder}`"),
            },
            None => "a reference looks like `#/components/schemas/Name`".to_owned(),
        };
        self.diagnostics.push(
            Diagnostic::error(Code::ReferenceUnresolved, format!("`{text}` leads nowhere"))
                .at(reference.span)
                .help(help),
        );
        None
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::run;
    use serde_json::json;

    #[test]
    fn what_is_referred_to_stands_where_it_is_used() {
        let (after, found) = run(
            super::pass,
            json!({
                "paths": {"/a": {"get": {"parameters": [{"$ref": "#/components/parameters/P"}], "responses": {"200": {"$ref": "#/components/responses/R"}}}}},
                "components": {
                    "parameters": {"P": {"$ref": "#/components/parameters/Q"}, "Q": {"name": "q", "in": "query"}},
                    "responses": {"R": {"description": "ok", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/A%20B"}}}}},
                    "schemas": {"A B": {}},
                },
            }),
        );
        let operation = &after["paths"]["/a"]["get"];
        assert_eq!(operation["parameters"], json!([{"name": "q", "in": "query"}]));
        assert_eq!(operation["responses"]["200"]["description"], "ok");
        assert_eq!(
            after["components"]["responses"]["R"]["content"]["application/json"]["schema"]["$ref"],
            "#/components/schemas/A B"
        );
        assert_eq!(found, [] as [String; 0]);
    }

    #[test]
    fn references_that_lead_nowhere_are_errors() {
        let (_, found) = run(
            super::pass,
            json!({
                "paths": {"/a": {"get": {"responses": {"200": {"$ref": "#/components/responses/Loop"}}}}},
                "components": {
                    "responses": {"Loop": {"$ref": "#/components/responses/Loop"}},
                    "schemas": {"A": {"$ref": "file:///etc/passwd"}, "B": {"$ref": "#/components/schemas/a"}, "C": {"$ref": ""}},
                },
            }),
        );
        assert_eq!(
            found,
            [
                "reference-cycle: `#/components/responses/Loop` leads back to itself",
                "reference-external: `file:///etc/passwd` is outside of this document",
                "reference-unresolved: `#/components/schemas/a` leads nowhere",
                "reference-external: `` is outside of this document",
            ]
        );
    }
}
