//! How requests are authenticated: the kinds that OpenAPI has a word for.

use crate::describe::facts::credentials::Credential;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::Node;

/// The credential of a request; `None` where it needs none, or after reporting one that OpenAPI has no word for.
pub(super) fn credential(auth: &Node, diagnostics: &mut Diagnostics) -> Option<Credential> {
    let span = auth.span;
    let at = |text: &str| Node::string(text, span);
    let kind = auth.str("type")?;
    let members = match kind {
        "noauth" => return None,
        "bearer" => vec![("type", at("http")), ("scheme", at("bearer"))],
        "basic" => vec![("type", at("http")), ("scheme", at("basic"))],
        "apikey" => {
            // Version 2.1 has a list of keys and values, 2.0 an object.
            let part = auth.get("apikey");
            let listed = |key: &str| {
                let entry = part?.as_array()?.iter().find(|entry| entry.str("key") == Some(key))?;
                entry.str("value")
            };
            let value = |key: &str| listed(key).or_else(|| part.and_then(|part| part.str(key)));
            let place = if value("in") == Some("query") { "query" } else { "header" };
            vec![("type", at("apiKey")), ("in", at(place)), ("name", at(value("key").unwrap_or("X-API-Key")))]
        }
        _ => {
            let message = format!("OpenAPI has no word for the authentication `{kind}`");
            let help = "state the authentication in vendor.toml, or sign requests in a middleware of the client";
            diagnostics.push(Diagnostic::warning(Code::TextUnread, message).at(span).help(help));
            return None;
        }
    };
    Some(Credential { name: kind.to_owned(), scheme: Node::object(members, span) })
}
