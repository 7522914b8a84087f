//! Security schemes of Swagger 2.0.

use crate::source::{Map, Node};

/// `basic` becomes an HTTP scheme, the one flow of `oauth2` an entry of `flows`; API keys are the same in both.
pub(super) fn scheme(scheme: &mut Node) {
    let span = scheme.span;
    let Some(members) = scheme.as_object_mut() else { return };
    match members.get("type").and_then(Node::as_str) {
        Some("basic") => {
            members.insert("type".to_owned(), Node::string("http", span));
            members.insert("scheme".to_owned(), Node::string("basic", span));
        }
        Some("oauth2") => {
            let stated = members.shift_remove("flow");
            let name = match stated.as_ref().and_then(Node::as_str) {
                Some("application") => "clientCredentials",
                Some("accessCode") => "authorizationCode",
                // One that is not known stays what it is, and is reported with the flows of later versions.
                Some(name) => name,
                None => "implicit",
            };
            let moved = ["authorizationUrl", "tokenUrl", "scopes"];
            let flow: Map =
                moved.iter().filter_map(|key| Some(((*key).to_owned(), members.shift_remove(*key)?))).collect();
            let flow = Node::object(flow, span);
            members.insert("flows".to_owned(), Node::object([(name, flow)], span));
        }
        _ => {}
    }
}
