//! The HTTP methods a path item can have, what else stands in one, and what stands in an operation.

use crate::source::Node;

/// In the order of the specification (OpenAPI 3.1.1, section 4.8.9), as a document writes them.
pub(crate) const METHODS: &[&str] = &["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// What else a path item has (OpenAPI 3.1.1, section 4.8.9).
pub(crate) const ITEM_MEMBERS: &[&str] =
    &["$ref", "summary", "description", "servers", "parameters", "additionalOperations"];

/// The members of an operation (OpenAPI 3.1.1, section 4.8.10).
pub(crate) const OPERATION_MEMBERS: &[&str] = &[
    "tags",
    "summary",
    "description",
    "externalDocs",
    "operationId",
    "parameters",
    "requestBody",
    "responses",
    "callbacks",
    "deprecated",
    "security",
    "servers",
];

/// Whether something is an operation by what it holds, whatever its key.
pub(crate) fn is_operation(node: &Node) -> bool {
    ["operationId", "responses", "requestBody", "parameters"].iter().any(|key| node.get(key).is_some())
}
