//! Establishes: nothing but schemas refers to anything. Parameters, responses, request bodies, headers and path items
//! are put where they are referred to; references of schemas point into this document.

use super::losses::{leave_out, mark_unread};
use super::outside::is_forbidden;
use super::pointers::percent_decoded;
use super::schemas::for_each_schema;
use super::shared_schemas::share_schemas;
use crate::bundle::add_beside;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Loss, Severity};
use crate::markdown::code;
use crate::source::{Data, Map, Node, Span, escape_pointer_token};
use crate::spec::keywords::is_annotation;
use crate::spec::kinds::{Kind, kind_at};
use crate::spec::methods::operations_mut;
use crate::text::nearest::likely;
use std::collections::HashMap;

/// The longest chain of references followed.
pub(super) const MAX_HOPS: usize = 100;

pub(super) fn pass(document: &mut Node, diagnostics: &mut Diagnostics) {
    let root = document.clone();
    let told = diagnostics
        .iter()
        .enumerate()
        .filter(|(_, found)| found.code == Code::ReferenceExternal && found.severity == Severity::Warning);
    let told = told.filter_map(|(at, found)| Some((found.span?, (at, found.message.clone())))).collect();
    let mut resolver = Resolver { root: &root, told, is_called_back: false, diagnostics };
    for key in ["paths", "webhooks"] {
        if let Some(items) = document.get_mut(key).and_then(Node::as_object_mut) {
            resolver.is_called_back = key == "webhooks";
            for item in items.values_mut() {
                resolver.path_item(item);
            }
        }
    }
    resolver.is_called_back = false;
    if let Some(schemes) = document.pointer_mut("#/components/securitySchemes").and_then(Node::as_object_mut) {
        for scheme in schemes.values_mut() {
            if resolver.resolve(scheme, Kind::SecurityScheme).is_err() {
                mark_unread(scheme);
            }
        }
    }
    for_each_schema(document, &mut |schema| resolver.check(schema));
}

struct Resolver<'r> {
    root: &'r Node,
    /// Why references to other files and to addresses could not be followed, by their places: which finding says so, and
    /// its message.
    told: HashMap<Span, (usize, String)>,
    /// Whether this is what the vendor calls, and not the client.
    is_called_back: bool,
    diagnostics: &'r mut Diagnostics,
}

/// What goes on without the target of a reference.
pub(super) fn consequence(kind: Kind) -> &'static str {
    match kind {
        Kind::Callback => "the client has no type for what is sent to it",
        Kind::Header => "the header is read as text",
        Kind::MediaType => "any value is taken there",
        Kind::Parameter => "nobody knows what it is called and where it goes",
        Kind::PathItem => "the operations behind it are not in the client",
        Kind::Response => "the body is given as it comes, as bytes or text",
        Kind::Schema => "any value is taken there",
        Kind::SecurityScheme => {
            "operations are called without it; those that ask for nothing else themselves are left out"
        }
        _ => "the client has nothing of it",
    }
}

/// What is taken for a schema without its reference: what stands beside that counts as before.
fn left_of(schema: &Node) -> &'static str {
    match schema.as_object().is_some_and(|members| members.keys().any(|key| !is_annotation(key))) {
        true => "what stands beside it counts alone",
        false => consequence(Kind::Schema),
    }
}

impl Resolver<'_> {
    /// What a reference without a target costs.
    fn loss_of(&self, kind: Kind) -> Loss {
        match kind {
            Kind::RequestBody if self.is_called_back => Loss::Place(consequence(Kind::Callback).to_owned()),
            Kind::RequestBody => Loss::Operation,
            _ => Loss::Place(consequence(kind).to_owned()),
        }
    }

    fn path_item(&mut self, item: &mut Node) {
        let _ = self.resolve(item, Kind::PathItem);
        if let Some(parameters) = item.get_mut("parameters") {
            self.parameters(parameters);
        }
        for (_, operation) in operations_mut(item) {
            self.operation(operation);
            if let Some(callbacks) = operation.get_mut("callbacks").and_then(Node::as_object_mut) {
                callbacks.retain(|_, callback| self.callback(callback));
            }
        }
    }

    /// What the vendor calls; false where nobody knows what that is. An operation in it may name the callback it is part
    /// of, so those of its own stay as they are: nobody calls back what was called back.
    fn callback(&mut self, callback: &mut Node) -> bool {
        if self.resolve(callback, Kind::Callback).is_err() {
            return false;
        }
        let around = std::mem::replace(&mut self.is_called_back, true);
        for item in callback.as_object_mut().into_iter().flat_map(|members| members.values_mut()) {
            let _ = self.resolve(item, Kind::PathItem);
            for (_, operation) in operations_mut(item) {
                self.operation(operation);
                operation.remove("callbacks");
            }
        }
        self.is_called_back = around;
        true
    }

    fn operation(&mut self, operation: &mut Node) {
        let mut left_out = None;
        for (key, node) in operation.as_object_mut().into_iter().flatten() {
            match key.as_str() {
                "parameters" => self.parameters(node),
                "requestBody" => {
                    left_out = self.resolve(node, Kind::RequestBody).err();
                    self.content(node);
                    self.examples(node);
                }
                "responses" => {
                    for response in node.as_object_mut().into_iter().flat_map(|members| members.values_mut()) {
                        if self.resolve(response, Kind::Response).is_err() {
                            mark_unread(response);
                        }
                        self.content(response);
                        self.examples(response);
                        self.mentions(response, "links");
                        if let Some(headers) = response.get_mut("headers").and_then(Node::as_object_mut) {
                            headers.values_mut().for_each(|header| self.header(header));
                        }
                    }
                }
                _ => {}
            }
        }
        if let Some(reason) = left_out {
            leave_out(operation, &format!("its body cannot be read: {reason}"));
        }
    }

    fn parameters(&mut self, node: &mut Node) {
        if let Data::Array(items) = &mut node.data {
            for item in items {
                if self.resolve(item, Kind::Parameter).is_err() {
                    mark_unread(item);
                }
                self.content(item);
            }
        }
    }

    /// Media types may be shared since OpenAPI 3.2.
    fn content(&mut self, holder: &mut Node) {
        for media in holder.get_mut("content").and_then(Node::as_object_mut).into_iter().flat_map(Map::values_mut) {
            let _ = self.resolve(media, Kind::MediaType);
            for (key, node) in media.as_object_mut().into_iter().flatten() {
                match (key.as_str(), &mut node.data) {
                    ("encoding", Data::Object(members)) => members.values_mut().for_each(|one| self.encoding(one)),
                    ("prefixEncoding", Data::Array(items)) => items.iter_mut().for_each(|one| self.encoding(one)),
                    ("itemEncoding", _) => self.encoding(node),
                    _ => {}
                }
            }
        }
    }

    fn encoding(&mut self, encoding: &mut Node) {
        if let Some(headers) = encoding.get_mut("headers").and_then(Node::as_object_mut) {
            headers.values_mut().for_each(|header| self.header(header));
        }
    }

    fn header(&mut self, header: &mut Node) {
        let _ = self.resolve(header, Kind::Header);
        for media in header.get_mut("content").and_then(Node::as_object_mut).into_iter().flat_map(Map::values_mut) {
            let _ = self.resolve(media, Kind::MediaType);
        }
    }

    fn examples(&mut self, body: &Node) {
        for (_, media) in body.members("content") {
            self.mentions(media, "examples");
        }
    }

    /// Reports references that lead nowhere among what no client is made of.
    fn mentions(&mut self, holder: &Node, key: &str) {
        for reference in holder.members(key).filter_map(|(_, node)| node.get("$ref")) {
            if let Err(problem) = pointer(self.root, reference) {
                let found = Diagnostic { severity: Severity::Warning, ..*problem };
                let loss = Loss::Place("the client loses nothing by it but documentation".to_owned());
                self.tell(found, reference, loss);
            }
        }
    }

    /// Replaces a reference by its target; members beside `$ref` win over those of the target. Where there is none, says
    /// so, and gives what was said.
    fn resolve(&mut self, node: &mut Node, kind: Kind) -> Result<(), String> {
        let mut hops = 0;
        while let Some(reference) = node.get("$ref").cloned() {
            hops += 1;
            let target = match hops > MAX_HOPS {
                true => Err(circular(&reference)),
                false => self.target(&reference, kind),
            };
            let mut resolved = match target {
                Ok(target) => target,
                Err(problem) => {
                    node.remove("$ref");
                    return Err(self.lose(*problem, &reference, self.loss_of(kind)));
                }
            };
            for (key, value) in node.as_object_mut().into_iter().flatten() {
                if key != "$ref" && matches!(key.as_str(), "description" | "summary") {
                    resolved.set(key.clone(), value.clone());
                }
            }
            if kind == Kind::PathItem {
                add_beside(&mut resolved, node, self.diagnostics);
            }
            resolved.key_span = node.key_span;
            *node = resolved;
        }
        Ok(())
    }

    /// Says what a reference without a target costs; one that no run may follow ends it. Gives what is wrong with it.
    fn lose(&mut self, problem: Diagnostic, reference: &Node, loss: Loss) -> String {
        let text = reference.as_str().unwrap_or_default();
        // Whether a path leads out of the folder depends on the file that it stands in, and is known where files are read.
        let is_judged = !text.contains("://") && self.told.contains_key(&reference.span);
        if !is_judged && problem.code == Code::ReferenceExternal && is_forbidden(text) {
            let message = problem.message.clone();
            self.diagnostics.push(problem);
            return message;
        }
        self.tell(problem, reference, loss)
    }

    /// Reports a problem with what it costs; where it was told already why, adds what it costs there. Gives the message.
    fn tell(&mut self, problem: Diagnostic, reference: &Node, loss: Loss) -> String {
        match self.told.get(&reference.span) {
            Some((at, message)) if problem.code == Code::ReferenceExternal => {
                self.diagnostics.lose(*at, problem.severity, loss);
                message.clone()
            }
            _ => {
                let message = problem.message.clone();
                self.diagnostics.push(Diagnostic { loss: Some(loss), ..problem });
                message
            }
        }
    }

    /// Checks a reference of a schema, and writes it the one way the planner compares.
    fn check(&mut self, schema: &mut Node) {
        self.check_mappings(schema);
        let Some(reference) = schema.get("$ref").cloned() else { return };
        let pointer = match pointer(self.root, &reference) {
            Ok(pointer) => pointer,
            Err(problem) => {
                schema.remove("$ref");
                let left = Loss::Place(left_of(schema).to_owned());
                self.lose(*problem, &reference, left);
                return;
            }
        };
        let target = self.root.pointer(&pointer);
        let fits = match kind_at(&pointer) {
            // What is no schema at the place of one is reported where it stands.
            Some(kind) => kind == Kind::Schema,
            None => target.is_some_and(|node| matches!(node.data, Data::Object(_) | Data::Bool(_))),
        };
        if !fits {
            // The schema is somewhere in what is meant; until somebody says where, any value is taken.
            let is_another_part = kind_at(&pointer).is_some_and(|kind| kind != Kind::Other) && target.is_some();
            let severity = if is_another_part { Severity::Warning } else { Severity::Error };
            let found = self.wrong_kind(&pointer, &reference, Kind::Schema, severity);
            schema.remove("$ref");
            self.diagnostics.push(found.costs(left_of(schema)));
        } else if reference.as_str() != Some(&pointer) {
            schema.set("$ref", Node::string(pointer, reference.span));
        }
    }

    /// Reports what a discriminator says of schemas that are not there, or are no alternatives.
    fn check_mappings(&mut self, schema: &Node) {
        let Some(discriminator) = schema.get("discriminator") else { return };
        const KEPT: &str = "has the type of none of the alternatives, and is kept as it is";
        let mapped = discriminator.members("mapping").map(|(_, to)| (to, format!("an object with this value {KEPT}")));
        let default = discriminator.get("defaultMapping");
        let default = default.map(|to| (to, format!("an object with another value, or with none, {KEPT}")));
        for (to, consequence) in mapped.chain(default) {
            let message = match mapped_pointer(to, self.root) {
                Ok(target) if Some(to) == discriminator.get("defaultMapping") && is_stranger(schema, &target) => {
                    format!("{} is not one of the alternatives", code(to.as_str().unwrap_or_default()))
                }
                Ok(_) => continue,
                Err(message) => message,
            };
            // That its file cannot be read was said where files are read.
            if let Some((at, _)) = self.told.get(&to.span) {
                self.diagnostics.lose(*at, Severity::Error, Loss::Place(consequence));
                continue;
            }
            self.diagnostics.push(
                Diagnostic::warning(Code::ReferenceUnresolved, message)
                    .at(to.span)
                    .help("map to one of the alternatives, by its reference or its name")
                    .costs(consequence),
            );
        }
    }

    fn target(&mut self, reference: &Node, kind: Kind) -> Result<Node, Box<Diagnostic>> {
        let pointer = pointer(self.root, reference)?;
        let target = self.root.pointer(&pointer);
        let fits = match kind_at(&pointer) {
            // Both say what a value looks like; a header has no name of its own.
            Some(found) => found == kind || kind == Kind::Header && found == Kind::Parameter,
            None => true,
        };
        if let Some(target) = target.filter(|target| fits && target.as_object().is_some()) {
            let mut target = target.clone();
            share_schemas(&mut target, &pointer);
            return Ok(target);
        }
        if kind_at(&pointer) == Some(Kind::Schema) && matches!(kind, Kind::RequestBody | Kind::Response) {
            let found = self.wrong_kind(&pointer, reference, kind, Severity::Warning);
            self.diagnostics.push(found);
            let span = reference.span;
            let schema = Node::object([("$ref", Node::string(pointer, span))], span);
            let content = Node::object([("application/json", Node::object([("schema", schema)], span))], span);
            return Ok(Node::object([("description", Node::string("", span)), ("content", content)], span));
        }
        Err(Box::new(self.wrong_kind(&pointer, reference, kind, Severity::Error)))
    }

    /// What is said of a reference to something of another kind.
    fn wrong_kind(&self, pointer: &str, reference: &Node, kind: Kind, severity: Severity) -> Diagnostic {
        let target = self.root.pointer(pointer);
        let wanted = kind.words();
        let message = match (kind_at(pointer), target) {
            (Some(found), _) if found != Kind::Other && found != kind => {
                format!("`{pointer}` is {}, and {wanted} belongs here", found.words())
            }
            (_, Some(target)) => format!("`{pointer}` leads to {}, and {wanted} belongs here", target.kind()),
            (_, None) => format!("`{pointer}` leads nowhere, and {wanted} belongs here"),
        };
        let name = pointer.rsplit('/').next().unwrap_or_default();
        let section = kind.section().unwrap_or_default();
        let namesake = format!("#/components/{section}/{name}");
        let help = match kind {
            _ if namesake != pointer && self.root.pointer(&namesake).is_some() => {
                format!("did you mean `{namesake}`?")
            }
            Kind::RequestBody | Kind::Response if kind_at(pointer) == Some(Kind::Schema) => format!(
                "it is read as JSON of that schema; write {wanted} that holds it, `content: {{application/json: {{schema: {{$ref: '{pointer}'}}}}}}`"
            ),
            _ => format!("a reference to {wanted} looks like `#/components/{section}/Name`"),
        };
        let found = Diagnostic { severity, ..Diagnostic::error(Code::ReferenceKind, message) };
        let found = found.at(reference.span).help(help);
        match target {
            Some(target) => found.label(target.label_span(), "it leads here"),
            None => found,
        }
    }
}

/// The pointer of the schema that a mapping means, by its pointer or its name, or why it means none.
fn mapped_pointer(mapping: &Node, root: &Node) -> Result<String, String> {
    let Some(text) = mapping.as_str() else {
        return Err(format!("a mapping is the name of a schema, but this is {}", mapping.kind()));
    };
    let pointer = match text.starts_with('#') {
        true => text.to_owned(),
        false => format!("#/components/schemas/{}", escape_pointer_token(text)),
    };
    match root.pointer(&pointer) {
        Some(_) => Ok(pointer),
        None => Err(format!("{} leads nowhere", code(text))),
    }
}

/// Whether a schema lists alternatives, and none of them is the one at `target`.
fn is_stranger(schema: &Node, target: &str) -> bool {
    let listed: Vec<&Node> = ["oneOf", "anyOf"].into_iter().flat_map(|keyword| schema.items(keyword)).collect();
    !listed.is_empty() && !listed.iter().any(|alternative| alternative.str("$ref") == Some(target))
}

/// A reference that leads back to itself.
pub(super) fn circular(reference: &Node) -> Box<Diagnostic> {
    let text = reference.as_str().unwrap_or_default();
    let found = Diagnostic::error(Code::ReferenceCycle, format!("`{text}` leads back to itself"));
    Box::new(found.at(reference.span).help("one of the references on the way must be replaced by what is meant"))
}

/// The pointer a reference means, if it leads somewhere in this document.
pub(super) fn pointer(root: &Node, reference: &Node) -> Result<String, Box<Diagnostic>> {
    const EXAMPLE: &str = "a reference looks like `#/components/schemas/Name`";
    let error = |code, message: String, help: String| {
        Err(Box::new(Diagnostic::error(code, message).at(reference.span).help(help)))
    };
    let Some(text) = reference.as_str() else {
        let message = format!("a reference is a string, but this is {}", reference.kind());
        return error(Code::ReferenceUnresolved, message, EXAMPLE.to_owned());
    };
    if text.trim().is_empty() {
        return error(Code::ReferenceUnresolved, "this `$ref` is empty".to_owned(), EXAMPLE.to_owned());
    }
    let schema = format!("#/components/schemas/{text}");
    if !text.starts_with('#') && root.pointer(&schema).is_some() {
        let message = format!("`{text}` is a name, and a reference is a path");
        return error(Code::ReferenceUnresolved, message, format!("did you mean `{schema}`?"));
    }
    if text.starts_with('/') && root.pointer(text).is_some() {
        let message = format!("`{text}` is a path within a document, and a reference has `#` before it");
        return error(Code::ReferenceUnresolved, message, format!("did you mean `#{text}`?"));
    }
    if !text.starts_with('#') {
        let message = format!("`{text}` is outside of this document");
        if is_forbidden(text) {
            let help = "nothing outside of the document's folder is read, and no document has a reason for it";
            return error(Code::ReferenceExternal, message, help.to_owned());
        }
        let help = "files are read that lie in the folder of the document or below it; for an address, give --map ADDRESS=FILE";
        return error(Code::ReferenceExternal, message, help.to_owned());
    }
    if text.starts_with("#/") && root.pointer(text).is_some() {
        return Ok(text.to_owned());
    }
    let decoded = percent_decoded(text);
    if decoded.starts_with("#/") && root.pointer(&decoded).is_some() {
        return Ok(decoded);
    }
    let help = match text.rsplit_once('/') {
        _ if text == "#" => format!("`#` is the whole document; {EXAMPLE}"),
        None => "no schema has this `$anchor`; a path looks like `#/components/schemas/Name`".to_owned(),
        Some(("#", "")) => "the reference has no name after `#/`".to_owned(),
        Some((folder, name)) => match root.pointer(folder).and_then(Node::as_object) {
            Some(members) => match likely(name, members.keys().map(String::as_str)) {
                Some(near) => format!("did you mean `{folder}/{}`?", escape_pointer_token(near)),
                None => format!("`{folder}` has no member `{name}`"),
            },
            None => format!("there is nothing at `{folder}`"),
        },
    };
    error(Code::ReferenceUnresolved, format!("`{text}` leads nowhere"), help)
}

#[cfg(test)]
mod tests {
    use super::super::tests::run;
    use crate::source::{Node, SourceFiles, Span};
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
    fn what_stands_beside_the_reference_of_a_path_item_is_a_part_of_it() {
        let parameter = |name: &str, kind: &str| json!({"name": name, "in": "query", "schema": {"type": kind}});
        let (after, found) = run(
            super::pass,
            json!({
                "paths": {"/a": {
                    "$ref": "#/components/pathItems/A", "put": {"operationId": "own"}, "get": {"operationId": "mine"},
                    "parameters": [parameter("a", "integer")], "servers": [{"url": "https://other.example"}],
                }},
                "components": {"pathItems": {"A": {
                    "get": {"operationId": "behind"}, "parameters": [parameter("a", "string"), parameter("b", "string")],
                }}},
            }),
        );
        let item = &after["paths"]["/a"];
        assert_eq!((&item["put"]["operationId"], &item["get"]["operationId"]), (&json!("own"), &json!("mine")));
        assert_eq!(item["parameters"], json!([parameter("a", "integer"), parameter("b", "string")]));
        assert_eq!(item["servers"][0]["url"], "https://other.example");
        assert_eq!(found, ["structure-invalid: `get` stands beside `$ref`, and is behind it as well"]);
    }

    #[test]
    fn mappings_mean_schemas_that_are_there() {
        let union = |mapping: serde_json::Value, default: &str| {
            json!({
                "oneOf": [{"$ref": "#/components/schemas/A"}],
                "discriminator": {"propertyName": "kind", "mapping": mapping, "defaultMapping": default},
            })
        };
        let schemas = json!({
            "A": {}, "B": {}, "a/b": {},
            "Sound": union(json!({"a": "A", "b": "#/components/schemas/B", "c": "a/b"}), "A"),
            "Wrong": union(json!({"a": "Gone", "b": "#/components/schemas/Gone", "c": 1}), "Lost"),
            "Stranger": union(json!({}), "B"),
        });
        let (_, found) = run(super::pass, json!({"components": {"schemas": schemas}}));
        insta::assert_snapshot!(found.join("\n"), @"
        reference-unresolved: `Gone` leads nowhere
        reference-unresolved: `#/components/schemas/Gone` leads nowhere
        reference-unresolved: a mapping is the name of a schema, but this is a number
        reference-unresolved: `Lost` leads nowhere
        reference-unresolved: `B` is not one of the alternatives
        ");
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
                "reference-unresolved: this `$ref` is empty",
            ]
        );
    }

    #[test]
    fn lost_examples_and_links_are_told() {
        let content = json!({"application/json": {"examples": {"one": {"$ref": "#/components/examples/gone"}}}});
        let response = json!({"content": content, "links": {"next": {"$ref": "./links.json"}, "own": {}}});
        let operation = json!({"requestBody": {"content": content}, "responses": {"200": response}});
        let (after, found) = run(super::pass, json!({"paths": {"/a": {"post": operation}}}));
        assert_eq!(after["paths"]["/a"]["post"], operation, "they stay as they are");
        assert_eq!(
            found,
            [
                "reference-unresolved: `#/components/examples/gone` leads nowhere",
                "reference-external: `./links.json` is outside of this document",
            ]
        );
    }

    #[test]
    fn a_reference_leads_to_what_belongs_there() {
        let (_, found) = run(
            super::pass,
            json!({
                "paths": {"/a": {"get": {
                    "parameters": [{"$ref": "#/info/title"}],
                    "requestBody": {"$ref": "#/components/schemas/A"},
                    "responses": {"200": {"$ref": "#/components/responses/B"}, "201": {"$ref": "#/components/responses/C"}},
                }}},
                "info": {"title": "t"},
                "components": {
                    "responses": {"B": {"$ref": "#/components/schemas/A"}, "C": 5},
                    "schemas": {
                        "A": {"properties": {"a": {"$ref": "#/components/schemas/A/properties"}}},
                        "D": {"$ref": "#/info"}, "E": {"$ref": "#/paths/~1a/get"}, "F": {"$ref": "#/x-own/f"},
                    },
                },
                "x-own": {"f": {"type": "string"}},
            }),
        );
        insta::assert_snapshot!(found.join("\n"), @"
        reference-kind: `#/info/title` leads to a string, and a parameter belongs here
        reference-kind: `#/components/schemas/A` is a schema, and a request body belongs here
        reference-kind: `#/components/schemas/A` is a schema, and a response belongs here
        reference-kind: `#/components/responses/C` leads to a number, and a response belongs here
        reference-kind: `#/components/schemas/A/properties` leads to an object, and a schema belongs here
        reference-kind: `#/info` leads to an object, and a schema belongs here
        reference-kind: `#/paths/~1a/get` is an operation, and a schema belongs here
        ");
    }

    #[test]
    fn help_names_what_was_probably_meant() {
        let document = json!({"components": {"schemas": {"Call": {"$anchor": "call"}}}});
        let span = Span::new(SourceFiles::new().add("a", ""), 0..0);
        let root = Node::from_value(document, span);
        let help = |text: &str| {
            let found = super::pointer(&root, &Node::string(text, span)).expect_err("it leads nowhere");
            format!("{}: {}; {}", found.code, found.message, found.help.unwrap_or_default())
        };
        let texts = ["", "Call", "Cal", "#", "#/", "#call", "#/components/schemas/Cal", "#/definitions/Call"];
        insta::assert_snapshot!(texts.map(help).join("\n"), @"
        reference-unresolved: this `$ref` is empty; a reference looks like `#/components/schemas/Name`
        reference-unresolved: `Call` is a name, and a reference is a path; did you mean `#/components/schemas/Call`?
        reference-external: `Cal` is outside of this document; files are read that lie in the folder of the document or below it; for an address, give --map ADDRESS=FILE
        reference-unresolved: `#` leads nowhere; `#` is the whole document; a reference looks like `#/components/schemas/Name`
        reference-unresolved: `#/` leads nowhere; the reference has no name after `#/`
        reference-unresolved: `#call` leads nowhere; no schema has this `$anchor`; a path looks like `#/components/schemas/Name`
        reference-unresolved: `#/components/schemas/Cal` leads nowhere; did you mean `#/components/schemas/Call`?
        reference-unresolved: `#/definitions/Call` leads nowhere; there is nothing at `#/definitions`
        ");
    }
}
