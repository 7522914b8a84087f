//! The HTTP methods a path item can have, what else stands in one, and what stands in an operation.

use crate::source::{Node, escape_pointer_token};
use crate::spec::media_type::is_token;

/// In the order of the specification (OpenAPI 3.2.0, section 4.9), as a document writes them. `query` came with 3.2; real
/// documents of 3.1 have it, too.
pub(crate) const METHODS: &[&str] = &["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"];

/// Where a path item has its operations of all other methods, by the method as it is sent (OpenAPI 3.2.0, section 4.9).
pub(crate) const ADDITIONAL: &str = "additionalOperations";

/// Its name in documents of older versions.
pub(crate) const ADDITIONAL_BEFORE: &str = "x-oai-additionalOperations";

/// What else a path item has (OpenAPI 3.2.0, section 4.9).
pub(crate) const ITEM_MEMBERS: &[&str] = &["$ref", "summary", "description", "servers", "parameters", ADDITIONAL];

/// The members of an operation (OpenAPI 3.2.0, section 4.10).
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

/// The method of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Method<'d> {
    /// As the document writes it.
    key: &'d str,
    is_additional: bool,
}

impl Method<'_> {
    /// The method as it is sent.
    pub fn sent(self) -> String {
        if self.is_additional { self.key.to_owned() } else { self.key.to_uppercase() }
    }

    /// The way from the path item to the operation, as the end of a JSON pointer.
    pub fn pointer(self) -> String {
        if self.is_additional {
            format!("{ADDITIONAL}/{}", escape_pointer_token(self.key))
        } else {
            self.key.to_owned()
        }
    }

    /// Whether answers to it have no body (RFC 9110, section 9.3.2).
    pub(crate) fn is_head(self) -> bool {
        self.key == "head"
    }

    /// Whether it can be sent: a token (RFC 9110, section 9.1), and not the one that asks for a tunnel.
    pub(crate) fn is_sendable(self) -> bool {
        is_token(self.key) && self.key != "CONNECT"
    }
}

/// The operations of a path item with their methods: those that have a member of their own first.
pub fn operations(item: &Node) -> impl Iterator<Item = (Method<'_>, &Node)> {
    let own = METHODS.iter().filter_map(|key| Some((Method { key, is_additional: false }, item.get(key)?)));
    let additional = item.members(ADDITIONAL).filter(|(key, _)| !key.starts_with("x-"));
    own.chain(additional.map(|(key, node)| (Method { key, is_additional: true }, node)))
}

/// [`operations`], in the order of the document.
pub(crate) fn operations_in_order(item: &Node) -> impl Iterator<Item = (Method<'_>, &Node)> {
    item.as_object().into_iter().flatten().flat_map(|(key, node)| {
        let own = METHODS.contains(&key.as_str()).then_some((Method { key, is_additional: false }, node));
        let additional = node.as_object().filter(|_| key == ADDITIONAL).into_iter().flatten();
        own.into_iter().chain(additional.map(|(key, node)| (Method { key, is_additional: true }, node)))
    })
}

/// [`operations`], to change them; in the order of the document.
pub(crate) fn operations_mut(item: &mut Node) -> impl Iterator<Item = (Method<'_>, &mut Node)> {
    item.as_object_mut().into_iter().flatten().flat_map(|(key, node)| {
        let (mut own, mut additional) = (None, None);
        match key.as_str() {
            key if METHODS.contains(&key) => own = Some((Method { key, is_additional: false }, node)),
            ADDITIONAL => additional = node.as_object_mut(),
            _ => {}
        }
        let additional = additional.into_iter().flatten().filter(|(key, _)| !key.starts_with("x-"));
        own.into_iter().chain(additional.map(|(key, node)| (Method { key, is_additional: true }, node)))
    })
}

/// How many operations a document has below `paths`, of whatever method.
pub fn count_operations(document: &Node) -> usize {
    let items = document.members("paths").filter(|(path, _)| !path.starts_with("x-"));
    let count = |item: &Node| {
        let before = item.members(ADDITIONAL_BEFORE).filter(|(key, _)| !key.starts_with("x-"));
        operations(item).count() + before.count()
    };
    items.map(|(_, item)| count(item)).sum()
}

/// Whether something is an operation by what it holds, whatever its key.
pub(crate) fn is_operation(node: &Node) -> bool {
    ["operationId", "responses", "requestBody", "parameters"].iter().any(|key| node.get(key).is_some())
}
