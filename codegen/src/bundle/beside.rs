//! What stands beside the `$ref` of a path item or an operation, added to what is behind it (OpenAPI 3.2.0, section 4.9: what
//! both have is undefined). Never follows a reference.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::markdown::code;
use crate::source::{Data, Node};
use std::collections::HashSet;

/// Adds the members of `beside`, but for `$ref`, to `item`. Of what both have, that of `beside` is used, which is reported;
/// lists of parameters are joined by place and name.
pub(crate) fn add_beside(item: &mut Node, beside: &Node, diagnostics: &mut Diagnostics) {
    for (key, own) in beside.as_object().into_iter().flatten().filter(|(key, _)| *key != "$ref") {
        let behind = item.get(key).cloned();
        match (key.as_str(), behind.map(|node| node.data)) {
            ("description" | "summary", _) | (_, None) => {}
            ("parameters", Some(Data::Array(behind))) => {
                let own_parameters = own.as_array().map(Vec::as_slice).unwrap_or_default();
                let named: HashSet<_> = own_parameters.iter().filter_map(identity).collect();
                let others =
                    behind.into_iter().filter(|other| identity(other).is_none_or(|other| !named.contains(&other)));
                let all = own_parameters.iter().cloned().chain(others).collect();
                item.set("parameters", Node { key_span: own.key_span, ..Node::array(all, own.span) });
                continue;
            }
            (_, Some(behind)) if behind == own.data => continue,
            _ => diagnostics.push(
                Diagnostic::warning(
                    Code::StructureInvalid,
                    format!("{} stands beside `$ref`, and is behind it as well", code(key)),
                )
                .at(own.label_span())
                .help("remove one of them in an overlay")
                .costs("the one beside it is used, and the one behind it is not in the client"),
            ),
        }
        item.set(key.clone(), own.clone());
    }
}

/// The name and the place of a parameter, where it says them itself.
fn identity(parameter: &Node) -> Option<(String, String)> {
    Some((parameter.str("name")?.to_owned(), parameter.str("in")?.to_owned()))
}
