//! Establishes: texts are encoded as OpenAPI 3.0 says it, and their patterns are those that `regress` reads, with which
//! typify checks them.

use super::loss::give_up;
use crate::diagnostic::Diagnostics;
use crate::lower::for_each_schema;
use crate::source::Node;

pub(super) fn pass(document: &mut Node, diagnostics: &mut Diagnostics) {
    for_each_schema(document, &mut |schema| {
        if let Some(encoding) = schema.remove("contentEncoding") {
            encoded(schema, &encoding, diagnostics);
        }
        if let Some(pattern) = schema.get("pattern").cloned()
            && let Some(text) = pattern.as_str()
            && let Err(reason) = regress::Regex::new(text)
        {
            let message = format!("typify reads no such pattern: {reason}");
            give_up(pattern.label_span(), "", message, "the pattern is not checked", diagnostics);
            schema.remove("pattern");
        }
        for length in ["minLength", "maxLength"] {
            super::numbers::whole(schema, length);
        }
    });
}

/// OpenAPI 3.0 has a format for base64, and none for other encodings.
fn encoded(schema: &mut Node, encoding: &Node, diagnostics: &mut Diagnostics) {
    let name = encoding.as_str().unwrap_or_default().to_ascii_lowercase();
    if name == "base64" {
        if schema.get("format").is_none() {
            schema.set("format", Node::string("byte", encoding.span));
        }
    } else if !matches!(name.as_str(), "" | "7bit" | "8bit" | "binary") {
        let message = format!("OpenAPI 3.0 has no format for the encoding `{name}`");
        give_up(encoding.label_span(), "", message, "it is a text like any other", diagnostics);
    }
}
