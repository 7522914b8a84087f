//! How requests are authenticated: the kinds that OpenAPI has a word for.

use super::Request;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::Node;

/// Writes the security schemes of a collection, and the requirement where all requests have the same one.
pub(super) fn write(document: &mut Node, requests: &[Request<'_>], diagnostics: &mut Diagnostics) {
    let mut schemes: Vec<(String, Node)> = Vec::new();
    let mut is_everywhere = !requests.is_empty();
    for request in requests {
        let found = request.auth.and_then(|auth| scheme(auth, diagnostics));
        is_everywhere &= found.is_some();
        let Some((name, scheme)) = found else { continue };
        if !schemes.iter().any(|(known, _)| *known == name) {
            schemes.push((name, scheme));
        }
    }
    let [(name, scheme)] = schemes.as_slice() else {
        if let Some((_, second)) = schemes.get(1) {
            let message = "requests of the collection are authenticated in several ways; none was taken";
            let help = "state the authentication in vendor.toml";
            diagnostics.push(Diagnostic::warning(Code::TextUnread, message).at(second.span).help(help));
        }
        return;
    };
    let span = scheme.span;
    let schemes = Node::object([(name.clone(), scheme.clone())], span);
    document.set("components", Node::object([("securitySchemes", schemes)], span));
    if is_everywhere {
        let requirement = Node::object([(name.clone(), Node::array(Vec::new(), span))], span);
        document.set("security", Node::array(vec![requirement], span));
    } else {
        let message = "some requests of the collection are authenticated, and others not: no operation demands it";
        let help = "state in vendor.toml which operations need it";
        diagnostics.push(Diagnostic::warning(Code::TextUnread, message).at(span).help(help));
    }
}

fn scheme(auth: &Node, diagnostics: &mut Diagnostics) -> Option<(String, Node)> {
    let span = auth.span;
    let at = |text: &str| Node::string(text, span);
    let kind = auth.str("type")?;
    let members = match kind {
        "noauth" | "inherit" => return None,
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
    Some((kind.to_owned(), Node::object(members, span)))
}
