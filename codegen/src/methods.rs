//! The HTTP methods a path item can have.

/// In the order of the specification (OpenAPI 3.1.1, section 4.8.9), as a document writes them.
pub(crate) const METHODS: &[&str] = &["get", "put", "post", "delete", "options", "head", "patch", "trace"];
