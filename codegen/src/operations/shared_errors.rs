//! Errors that several operations describe in their own words, each at its own place: one type, which is called after what
//! it is, and not after the operation that stands first. Never touches what has a name of its own.

use super::bodies::{essence, is_json};
use super::plan::Status;
use super::responses::{status, status_words};
use crate::names::type_name;
use crate::source::Node;
use crate::spec::methods;
use crate::types::Planner;
use std::collections::HashMap;

/// The names of the errors that several operations share, by their structure.
#[derive(Debug, Default)]
pub(super) struct SharedErrors {
    titles: HashMap<String, String>,
}

/// Where one error is described.
#[derive(Default)]
struct Uses {
    statuses: Vec<Status>,
    operations: usize,
    last: usize,
}

impl SharedErrors {
    /// Those of a document.
    pub(super) fn of(document: &Node, planner: &Planner<'_>) -> Self {
        let mut found: HashMap<String, Uses> = HashMap::new();
        let items = document.members("paths").filter(|(path, _)| !path.starts_with("x-"));
        let operations = items.flat_map(|(_, item)| methods::operations(item).map(|(_, operation)| operation));
        for (at, operation) in operations.enumerate() {
            let answers = operation.members("responses").filter_map(|(key, answer)| Some((status(key)?, answer)));
            for (status, answer) in answers.filter(|(status, _)| is_error(*status)) {
                let content = answer.members("content").filter(|(media_type, _)| is_json(&essence(media_type)));
                for schema in content.filter_map(|(_, media)| media.get("schema")).filter(|schema| is_nameless(schema))
                {
                    let uses = found.entry(planner.structure_of(schema)).or_default();
                    if uses.operations == 0 || uses.last != at {
                        uses.operations += 1;
                    }
                    uses.last = at;
                    if !uses.statuses.contains(&status) {
                        uses.statuses.push(status);
                    }
                }
            }
        }
        let shared = found.into_iter().filter(|(_, uses)| uses.operations > 1);
        Self { titles: shared.map(|(structure, uses)| (structure, title(&uses.statuses))).collect() }
    }

    /// A schema with the name of the error that it is, where several operations share it.
    pub(super) fn titled(&self, schema: &Node, planner: &Planner<'_>) -> Option<Node> {
        if self.titles.is_empty() || !is_nameless(schema) {
            return None;
        }
        let title = self.titles.get(&planner.structure_of(schema))?;
        let mut titled = schema.clone();
        titled.set("title", Node::string(title, schema.span));
        Some(titled)
    }
}

fn is_error(status: Status) -> bool {
    matches!(status, Status::Exact(400..=599) | Status::Range(4..=5) | Status::Default)
}

/// Whether a schema is that of an object which is described in this place alone.
fn is_nameless(schema: &Node) -> bool {
    ["$ref", "title", "allOf", "oneOf", "anyOf"].iter().all(|key| schema.get(key).is_none())
        && schema.members("properties").next().is_some()
}

/// What an error of these statuses is.
fn title(statuses: &[Status]) -> String {
    let hundreds = |status: &Status| match status {
        Status::Exact(code) => code / 100,
        Status::Range(hundreds) => *hundreds,
        Status::Default => 0,
    };
    let words = match statuses {
        [Status::Exact(code)] => format!("{} error", status_words(Status::Exact(*code))),
        all if all.iter().all(|status| hundreds(status) == 4) => "client error".to_owned(),
        all if all.iter().all(|status| hundreds(status) == 5) => "server error".to_owned(),
        _ => "error body".to_owned(),
    };
    type_name(&words)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use crate::diagnostic::Diagnostics;
    use crate::source::{SourceFiles, read_json};
    use serde_json::{Value, json};

    /// The names of the types of a document with these errors by operation.
    fn named(operations: &[Value]) -> Vec<String> {
        let paths: serde_json::Map<String, Value> = operations
            .iter()
            .enumerate()
            .map(|(at, errors)| {
                let errors = errors.as_object().unwrap().iter().map(|(status, schema)| {
                    (status.clone(), json!({"description": "", "content": {"application/json": {"schema": schema}}}))
                });
                let mut responses: serde_json::Map<String, Value> = errors.collect();
                responses.insert("204".to_owned(), json!({"description": ""}));
                (format!("/a{at}"), json!({"get": {"operationId": format!("get{at}"), "responses": responses}}))
            })
            .collect();
        let document = json!({"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": paths});
        let (mut files, mut diagnostics) = (SourceFiles::new(), Diagnostics::new());
        let file = files.add("a.json", document.to_string());
        let document = read_json(&files, file, &mut diagnostics).unwrap();
        let planned = crate::plan(&document, &mut diagnostics).unwrap();
        let mut names: Vec<String> = planned.graph.types.iter().map(|ty| ty.name.clone()).collect();
        names.sort();
        names
    }

    fn error(words: &str) -> Value {
        let text = json!({"type": "string", "description": words});
        json!({"type": "object", "properties": {"code": text, "message": text}})
    }

    #[test]
    fn a_shared_error_is_called_after_what_it_is() {
        assert_eq!(named(&[json!({"404": error("a")}), json!({"404": error("b")})]), ["NotFoundError"]);
        assert_eq!(
            named(&[json!({"404": error("a"), "409": error("a")}), json!({"400": error("b")})]),
            ["ClientError"]
        );
        assert_eq!(named(&[json!({"500": error("a")}), json!({"default": error("b")})]), ["ErrorBody"]);
        // That of one operation is called after it.
        assert_eq!(named(&[json!({"404": error("a")}), json!({})]), ["Get0404Error"]);
        let mut own = error("b");
        own["title"] = json!("Trouble Report");
        assert_eq!(named(&[json!({"404": own}), json!({"404": own})]), ["TroubleReport"]);
    }
}
