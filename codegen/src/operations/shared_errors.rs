//! Errors that several operations describe in their own words, each at its own place: one type, which is called after what
//! it is, and not after the operation that stands first. The statuses are not in its name: a further operation that has the
//! error under another status would give it another name everywhere. Never touches what has a name of its own.

use super::bodies::{essence, is_json};
use super::plan::Status;
use super::responses::status;
use crate::model::{Api, Schema};
use crate::source::Node;
use crate::types::Planner;
use std::collections::{HashMap, HashSet};

/// What such an error is called.
const TITLE: &str = "ErrorBody";

/// The errors that several operations share, by their structure.
#[derive(Debug, Default)]
pub(super) struct SharedErrors {
    structures: HashSet<String>,
}

impl SharedErrors {
    /// Those of a document.
    pub(super) fn of(api: &Api, planner: &Planner<'_>) -> Self {
        // By structure: the operation that had it last, and whether another has it, too.
        let mut found: HashMap<String, (usize, bool)> = HashMap::new();
        let operations = api.paths().flat_map(|(_, item)| item.operations().map(|(_, operation)| operation));
        for (at, operation) in operations.enumerate() {
            let errors = operation.responses().filter(|(key, _)| status(key).is_some_and(is_error));
            let content = errors.flat_map(|(_, answer)| answer.content());
            let json = content.filter(|(media_type, _)| is_json(&essence(media_type)));
            for schema in json.filter_map(|(_, media)| media.schema()).filter(|schema| is_nameless(schema)) {
                let (last, is_shared) = found.entry(planner.structure_of(schema)).or_insert((at, false));
                *is_shared |= *last != at;
                *last = at;
            }
        }
        let shared = found.into_iter().filter(|(_, (_, is_shared))| *is_shared);
        Self { structures: shared.map(|(structure, _)| structure).collect() }
    }

    /// A schema with the name of the error that it is, where several operations share it.
    pub(super) fn titled(&self, schema: &Schema, planner: &Planner<'_>) -> Option<Schema> {
        let is_shared = !self.structures.is_empty()
            && is_nameless(schema)
            && self.structures.contains(&planner.structure_of(schema));
        is_shared.then(|| schema.clone().titled(Some(&Node::string(TITLE, schema.span()))))
    }
}

fn is_error(status: Status) -> bool {
    matches!(status, Status::Exact(400..=599) | Status::Range(4..=5) | Status::Default)
}

/// Whether a schema is that of an object which is described in this place alone.
fn is_nameless(schema: &Schema) -> bool {
    schema.is_nameless() && schema.has_properties()
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
        assert_eq!(named(&[json!({"404": error("a")}), json!({"404": error("b")})]), ["ErrorBody"]);
        assert_eq!(named(&[json!({"404": error("a"), "409": error("a")}), json!({"400": error("b")})]), ["ErrorBody"]);
        assert_eq!(named(&[json!({"500": error("a")}), json!({"default": error("b")})]), ["ErrorBody"]);
        // That of one operation is called after it.
        assert_eq!(named(&[json!({"404": error("a")}), json!({})]), ["Get0404Error"]);
        let mut own = error("b");
        own["title"] = json!("Trouble Report");
        assert_eq!(named(&[json!({"404": own}), json!({"404": own})]), ["TroubleReport"]);
    }
}
