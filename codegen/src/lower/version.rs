//! Establishes: the document says which OpenAPI it is, and it is one we read.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{Data, Node};

/// What OpenAPI 3.2 brought, under the names that the OpenAPI Initiative registered for documents of older versions
/// (<https://spec.openapis.org/registry/extension/>).
const BEFORE: &[(&str, &str)] = &[
    ("x-oai-itemSchema", "itemSchema"),
    ("x-oai-itemEncoding", "itemEncoding"),
    ("x-oai-prefixEncoding", "prefixEncoding"),
    ("x-oai-dataValue", "dataValue"),
    ("x-oai-serializedValue", "serializedValue"),
];

pub(super) fn pass(document: &mut Node, diagnostics: &mut Diagnostics) {
    rename(document);
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

/// Gives members of newer versions their names; where both are there, the newer one counts.
fn rename(node: &mut Node) {
    match &mut node.data {
        Data::Object(members) => {
            for (before, now) in BEFORE {
                if !members.contains_key(*now)
                    && let Some(member) = members.shift_remove(*before)
                {
                    members.insert((*now).to_owned(), member);
                }
            }
            members.values_mut().for_each(rename);
        }
        Data::Array(items) => items.iter_mut().for_each(rename),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::run;
    use serde_json::json;

    #[test]
    fn registered_names_mean_what_newer_versions_have() {
        let media = json!({"x-oai-itemSchema": {"type": "string"}, "x-oai-itemEncoding": {"contentType": "a/b"}, "x-oai-prefixEncoding": []});
        let (after, found) =
            run(super::pass, json!({"openapi": "3.1.0", "a": [media], "x-oai-dataValue": 1, "dataValue": 2}));
        let media =
            json!({"itemSchema": {"type": "string"}, "itemEncoding": {"contentType": "a/b"}, "prefixEncoding": []});
        assert_eq!(after, json!({"openapi": "3.1.0", "a": [media], "x-oai-dataValue": 1, "dataValue": 2}));
        assert!(found.is_empty(), "{found:?}");
    }
}
