//! Establishes: the document says which OpenAPI it is, and it is one we read.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::Node;

pub(super) fn pass(document: &mut Node, diagnostics: &mut Diagnostics) {
    let help = "the versions that can be read are Swagger 2.0 and OpenAPI 3.0, 3.1 and 3.2";
    if document.as_object().is_none() {
        let message = format!("an OpenAPI document is an object, but this is {}", document.kind());
        diagnostics.push(Diagnostic::error(Code::NotOpenapi, message).at(document.span).help(help));
        return;
    }
    let refuse =
        |message: String, node: &Node| Diagnostic::error(Code::VersionUnsupported, message).at(node.span).help(help);
    match (document.get("openapi"), document.get("swagger")) {
        (Some(version), _) => match version.as_str() {
            Some(text) if text.starts_with("3.0") || text.starts_with("3.1") || text.starts_with("3.2") => {}
            Some(text) => diagnostics.push(refuse(format!("OpenAPI version `{text}` cannot be read"), version)),
            None => {
                diagnostics.push(refuse(format!("the version must be a string, and is {}", version.kind()), version))
            }
        },
        (None, Some(version)) => {
            let text = version.as_str().unwrap_or(version.kind());
            diagnostics.push(refuse(format!("OpenAPI version `{text}` cannot be read"), version))
        }
        (None, None) => {
            let message = "this is not an OpenAPI document: it has no member `openapi`";
            diagnostics.push(Diagnostic::error(Code::NotOpenapi, message).at(document.span).help(help));
        }
    }
}
