//! What the OpenAPI Specification and JSON Schema say of documents, as data: keywords, the members of objects, methods,
//! kinds of parts, media types, and the order in which a document is written. Knows no document.

pub(crate) mod charset;
pub(crate) mod keywords;
pub(crate) mod kinds;
pub(crate) mod media_type;
pub(crate) mod methods;
pub(crate) mod vocabulary;
pub(crate) mod write;
