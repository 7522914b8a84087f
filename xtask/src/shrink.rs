//! The client of this run against that of the last one: losses nobody should publish without having looked.
//!
//! What changed otherwise is for the reviewer of the diff.

mod calls;

use calls::{Call, calls};
use std::collections::{BTreeMap, BTreeSet};
use switchboard_codegen::Planned;
use switchboard_codegen::diagnostic::{Code, Diagnostic, Diagnostics};
use switchboard_codegen::source::{FileId, Node};

/// How many operations a message names.
const NAMED: usize = 3;

/// Reports that more than half of the operations are gone, that one or a place cannot be read any more, that a security
/// scheme is gone, or that requests would go to another host, unencrypted, or with other credentials or none: by operation,
/// wherever the document says it. Servers and security that stand in the settings were chosen by a person and are not
/// questioned.
pub(crate) fn check(old: &Planned, new: &Planned, settings: FileId, diagnostics: &mut Diagnostics) {
    let mut report = |message: String, at: &Node| {
        let help = "look at the vendor's pages; if this is meant, run it with --allow-shrink";
        diagnostics.push(Diagnostic::error(Code::DocumentShrunk, message).at(at.label_span()).help(help));
    };
    let (before, now) = (calls(old), calls(new));
    if now.len() * 2 < before.len() {
        let message = format!("the document had {} operations and has {} now", before.len(), now.len());
        report(message, new.document.get("paths").unwrap_or(&new.document));
    }
    let (had, has) = (schemes(&old.document), schemes(&new.document));
    let gone: Vec<String> = had.difference(&has).map(|name| format!("`{name}`")).collect();
    if !gone.is_empty() {
        let message = format!("security schemes of the last document are gone: {}", gone.join(", "));
        report(message, new.document.get("components").unwrap_or(&new.document));
    }
    let lost = lost(old, new);
    if !lost.is_empty() {
        let named: Vec<String> = lost.iter().take(NAMED).map(|what| format!("`{what}`")).collect();
        let more = match lost.len().saturating_sub(NAMED) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let message = format!("the client loses what the last one had: {}{more}", named.join(", "));
        report(message, &new.document);
    }
    let known: BTreeSet<&str> = before.values().flat_map(|call| &call.origins).map(String::as_str).collect();
    let known: Vec<&str> = known.into_iter().collect();
    let mut changes: BTreeMap<String, (Vec<&String>, &Node)> = BTreeMap::new();
    // One that stands at another place, as `/a` and `a` or under the address of a host, is called the same.
    let lost: Vec<&Call<'_>> =
        before.iter().filter(|(place, _)| !now.contains_key(*place)).map(|(_, call)| call).collect();
    for (place, call) in &now {
        let change = match before.get(place).or_else(|| lost.iter().find(|lost| lost.name == call.name).copied()) {
            Some(before) => [moved(before, call), exposed(before, call)],
            // A last document of which nothing could be called, since all of it was lost, vouches for nothing.
            None if before.is_empty() && old.operations.left_out.is_empty() => [None, None],
            None => [strange(&known, call), None],
        };
        let [server, security] = change;
        let server = server.filter(|_| call.server.span.file != settings).map(|change| (change, call.server));
        let security = security.filter(|_| call.security_at.span.file != settings).map(|what| (what, call.security_at));
        for (change, at) in server.into_iter().chain(security) {
            changes.entry(change).or_insert_with(|| (Vec::new(), at)).0.push(&call.name);
        }
    }
    for (change, (operations, at)) in changes {
        let requests = if operations.len() == now.len() {
            "requests".to_owned()
        } else {
            let named: Vec<String> = operations.iter().take(NAMED).map(|name| format!("`{name}`")).collect();
            match operations.len().saturating_sub(NAMED) {
                0 => format!("requests of {}", named.join(", ")),
                more => format!("requests of {} and {more} more", named.join(", ")),
            }
        };
        report(format!("{requests} {change}"), at);
    }
}

/// What cannot be read any more: operations and places that were no loss in the last document.
fn lost(old: &Planned, new: &Planned) -> Vec<String> {
    let known: BTreeSet<&str> = old.left_open.iter().map(|open| open.pointer.as_str()).collect();
    // What is said of the document as a whole is no place that was there before.
    let is_new = |pointer: &&String| pointer.as_str() != "#" && !known.contains(pointer.as_str());
    let places = new.left_open.iter().map(|open| &open.pointer).filter(is_new);
    let had: BTreeSet<String> = old.operations.plans.iter().map(|plan| plan.subject()).collect();
    let left_out = new.operations.left_out.iter().map(|(operation, _)| operation);
    left_out.filter(|operation| had.contains(*operation)).chain(places).cloned().collect()
}

/// Whether a request goes where it went, or goes there encrypted now.
fn is_same(known: &str, now: &str) -> bool {
    known == now || known.replacen("http://", "https://", 1) == now
}

/// How the servers of an operation changed, if somebody should look: it goes or can go where it did not, or the server
/// that is called by default is another one.
fn moved(before: &Call<'_>, now: &Call<'_>) -> Option<String> {
    match (before.origins.first(), now.origins.first()) {
        (None, None) => None,
        (None, Some(default)) => Some(format!("went where the caller says, and would go to {default}")),
        (Some(first), None) => Some(format!("went to {first}, and the document names no server now")),
        (Some(first), Some(default)) if !is_same(first, default) => {
            Some(format!("went to {first} and would go to {default}"))
        }
        _ => {
            let is_known = |origin: &&String| before.origins.iter().any(|known| is_same(known, origin));
            let other = now.origins.iter().find(|origin| !is_known(origin))?;
            Some(format!("went to {} and could also go to {other}", before.origins.join(" or ")))
        }
    }
}

/// That a new operation goes where none of the last document went.
fn strange(before: &[&str], now: &Call<'_>) -> Option<String> {
    let other = now.origins.iter().find(|origin| !before.iter().any(|known| is_same(known, origin)))?;
    let all =
        if before.is_empty() { "where the caller says".to_owned() } else { format!("to {}", before.join(" or ")) };
    Some(format!("are new and would go to {other}; all others went {all}"))
}

/// How the credentials of an operation changed, if somebody should look: each alternative has to ask for everything that
/// one of the earlier alternatives asked for.
fn exposed(before: &Call<'_>, now: &Call<'_>) -> Option<String> {
    let is_kept = |alternative: &&BTreeSet<String>| before.security.iter().any(|known| known.is_subset(alternative));
    let other = now.security.iter().find(|alternative| !is_kept(alternative))?;
    let words = |alternative: &BTreeSet<String>| match alternative.len() {
        0 => "no credentials".to_owned(),
        _ => alternative.iter().map(String::as_str).collect::<Vec<_>>().join(" and "),
    };
    let known: Vec<String> = before.security.iter().map(words).collect();
    Some(format!("were sent with {} and would be sent with {}", known.join(" or "), words(other)))
}

fn schemes(document: &Node) -> BTreeSet<&str> {
    let components = document.get("components").into_iter();
    components.flat_map(|components| components.members("securitySchemes")).map(|(name, _)| name.as_str()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};
    use switchboard_codegen::plan;
    use switchboard_codegen::source::{SourceFiles, Span};

    fn messages(old: Value, new: Value) -> Vec<String> {
        let mut files = SourceFiles::new();
        let (settings, page) = (files.add("vendor.toml", ""), files.add("page", ""));
        let planned = |value| {
            let mut found = Diagnostics::new();
            let planned = plan(&Node::from_value(value, Span::new(page, 0..0)), &mut found);
            planned.unwrap_or_else(|| panic!("{found:?}"))
        };
        let mut diagnostics = Diagnostics::new();
        check(&planned(old), &planned(new), settings, &mut diagnostics);
        diagnostics.iter().map(|diagnostic| diagnostic.message.clone()).collect()
    }

    fn bearer() -> Value {
        json!({"type": "http", "scheme": "bearer"})
    }

    #[test]
    fn losses_are_reported() {
        let old = json!({
            "openapi": "3.1.0",
            "servers": [{"url": "https://api.example/v1"}],
            "paths": {"/a": {"get": {}, "put": {}, "parameters": []}, "/b": {"get": {}}},
            "components": {"securitySchemes": {"key": bearer(), "bearer": bearer()}},
        });
        let new = json!({
            "openapi": "3.1.0",
            "servers": [{"url": "http://api.example/v2"}],
            "paths": {"/a": {"get": {}}},
            "components": {"securitySchemes": {"bearer": bearer()}},
        });
        assert_eq!(
            messages(old.clone(), new),
            [
                "the document had 3 operations and has 1 now",
                "security schemes of the last document are gone: `key`",
                "requests went to https://api.example and would go to http://api.example",
            ]
        );
        assert_eq!(messages(old.clone(), old), Vec::<String>::new());
    }

    /// A document with two operations, changed at one place: what is said.
    fn changed(pointer: &str, value: Value) -> Vec<String> {
        let old = json!({
            "openapi": "3.1.0",
            "servers": [{"url": "https://api.example/v1"}],
            "security": [{"key": []}],
            "paths": {"/a": {"get": {}}, "/b": {"get": {}}},
            "components": {"securitySchemes": {
                "key": bearer(),
                "o": {"type": "oauth2", "flows": {"clientCredentials": {"tokenUrl": "https://id.example/token"}}},
            }},
        });
        let mut new = old.clone();
        let (parent, key) = pointer.rsplit_once('/').expect("a pointer");
        let parent = new.pointer_mut(parent).and_then(Value::as_object_mut).expect("an object");
        match value {
            Value::Null => drop(parent.remove(key)),
            value => drop(parent.insert(key.replace("~1", "/"), value)),
        }
        messages(old, new)
    }

    #[test]
    fn every_server_is_looked_at() {
        let evil = json!([{"url": "http://evil.example"}]);
        let went = "went to https://api.example and would go to http://evil.example";
        assert_eq!(changed("/servers", evil.clone()), [format!("requests {went}")]);
        assert_eq!(changed("/paths/~1a/servers", evil.clone()), [format!("requests of `GET /a` {went}")]);
        assert_eq!(changed("/paths/~1a/get/servers", evil), [format!("requests of `GET /a` {went}")]);
        assert_eq!(
            changed("/paths/http:~1~1evil.example~1a", json!({"get": {}})),
            [
                "requests of `GET /a` are new and would go to http://evil.example; all others went to https://api.example"
            ]
        );
        for gone in [json!(null), json!([]), json!([{"url": "/v1"}]), json!([{"url": "https:\\\\evil.example"}])] {
            let message = "requests went to https://api.example, and the document names no server now";
            let said = changed("/servers", gone);
            // That the last one cannot be read is told as well.
            assert!(said.iter().any(|said| said == message) && said.len() <= 2, "{said:?}");
        }
        let also = json!([{"url": "https://api.example"}, {"url": "https://{h}", "variables": {"h": {"default": "api.example", "enum": ["api.example", "evil.example"]}}}]);
        assert_eq!(
            changed("/servers", also),
            ["requests went to https://api.example and could also go to https://evil.example"]
        );
        assert_eq!(changed("/servers", json!([{"url": "https://API.example:443/v2"}])), Vec::<String>::new());
        assert_eq!(
            changed("/servers", json!([{"url": "https://b\u{fc}cher.example"}])),
            ["requests went to https://api.example and would go to https://xn--bcher-kva.example"]
        );
    }

    #[test]
    fn what_settings_say_is_not_questioned() {
        let mut files = SourceFiles::new();
        let (settings, page) = (files.add("vendor.toml", ""), files.add("page", ""));
        let client = |server: &str, path: &str| {
            let document = json!({"openapi": "3.1.0", "paths": {path: {"get": {}}, "/b": {"get": {}}}});
            let mut document = Node::from_value(document, Span::new(page, 0..0));
            document.set("servers", Node::from_value(json!([{"url": server}]), Span::new(settings, 0..0)));
            plan(&document, &mut Diagnostics::new()).expect("a plan")
        };
        let old = client("https://api.example", "/a");
        let found = |new: &Planned| {
            let mut diagnostics = Diagnostics::new();
            check(&old, new, settings, &mut diagnostics);
            diagnostics.iter().map(|diagnostic| diagnostic.message.clone()).collect::<Vec<_>>()
        };
        assert_eq!(found(&client("http://elsewhere.example", "/a")), [] as [String; 0]);
        // A path that is a whole address stands on the page.
        assert_eq!(
            found(&client("https://api.example", "http://evil.example/a")),
            ["requests of `GET /a` went to https://api.example and would go to http://evil.example"]
        );
    }

    #[test]
    fn what_the_caller_says_is_not_taken_away() {
        let old = json!({"openapi": "3.1.0", "paths": {"/a": {"get": {}}}});
        let mut new = old.clone();
        new["paths"]["/a"]["servers"] = json!([{"url": "https://evil.example"}]);
        new["paths"]["/b"] = new["paths"]["/a"].clone();
        assert_eq!(
            messages(old, new),
            [
                "requests of `GET /b` are new and would go to https://evil.example; all others went where the caller says",
                "requests of `GET /a` went where the caller says, and would go to https://evil.example",
            ]
        );
    }

    /// What the generator reads in another spelling is compared in it, too.
    #[test]
    fn an_operation_is_the_same_in_every_spelling() {
        let evil = json!({"servers": [{"url": "http://evil.example"}], "security": [], "responses": {}});
        let old = |path: &str| {
            json!({
                "openapi": "3.1.0",
                "servers": [{"url": "https://api.example"}],
                "security": [{"key": []}],
                "paths": {path: {"get": {"responses": {}}}, "/b": {"get": {}}},
                "components": {"securitySchemes": {"key": bearer()}},
            })
        };
        let items = |shared: Value| json!({"securitySchemes": {"key": bearer()}, "pathItems": shared});
        let at = |name: &str| json!({"$ref": format!("#/components/pathItems/{name}")});
        let item = json!({"get": evil});
        for (path, now, shared) in [
            ("/a", json!({"GET": evil}), json!({})),
            ("/a", at("A"), json!({"A": at("B"), "B": item})),
            ("/a", at("%41"), json!({"A": item})),
            ("a", item.clone(), json!({})),
            ("http://evil.example/a", json!({"get": {"security": []}}), json!({})),
        ] {
            let mut new = old(path);
            new["paths"][path] = now;
            new["components"] = items(shared);
            assert_eq!(
                messages(old("/a"), new),
                [
                    "requests of `GET /a` went to https://api.example and would go to http://evil.example",
                    "requests of `GET /a` were sent with a bearer token and would be sent with no credentials",
                ],
                "{path}"
            );
        }
    }

    #[test]
    fn every_requirement_of_security_is_looked_at() {
        let none = "requests were sent with a bearer token and would be sent with no credentials";
        for lost in [json!(null), json!([]), json!([{}]), json!([{}, {"key": []}])] {
            assert_eq!(changed("/security", lost.clone()), [none], "{lost}");
        }
        assert_eq!(
            changed("/paths/~1a/get/security", json!([])),
            ["requests of `GET /a` were sent with a bearer token and would be sent with no credentials"]
        );
        let scheme = |value| changed("/components/securitySchemes/key", value);
        assert_eq!(
            scheme(json!({"type": "http", "scheme": "basic"})),
            ["requests were sent with a bearer token and would be sent with user name and password"]
        );
        assert_eq!(
            scheme(json!({"type": "apiKey", "in": "query", "name": "k"})),
            ["requests were sent with a bearer token and would be sent with the key `k` in the query"]
        );
        assert_eq!(changed("/security", json!([{"key": [], "o": []}, {"key": ["scope"]}])), Vec::<String>::new());
    }

    #[test]
    fn tokens_are_fetched_where_they_were() {
        let document = |url: &str| {
            json!({
                "openapi": "3.1.0",
                "servers": [{"url": "https://api.example"}],
                "paths": {"/a": {"get": {"security": [{"o": []}]}}},
                "components": {"securitySchemes": {"o": {"type": "oauth2", "flows": {"clientCredentials": {"tokenUrl": url}}}}},
            })
        };
        let old = document("https://id.example/token");
        assert_eq!(messages(old.clone(), document("https://id.example/v2/token")), Vec::<String>::new());
        assert_eq!(
            messages(old, document("https://evil.example/token")),
            [
                "requests were sent with a token of https://id.example and would be sent with a token of https://evil.example"
            ]
        );
    }

    #[test]
    fn swagger_says_the_same_in_other_words() {
        let old = json!({
            "swagger": "2.0", "host": "api.example", "schemes": ["https"], "security": [{"key": []}],
            "paths": {"/a": {"get": {}}}, "securityDefinitions": {"key": {"type": "basic"}},
        });
        let change = |key: &str, value: Value| {
            let mut new = old.clone();
            new[key] = value;
            messages(old.clone(), new)
        };
        assert_eq!(
            change("host", json!("evil.example")),
            ["requests went to https://api.example and would go to https://evil.example"]
        );
        assert_eq!(
            change("schemes", json!(["http"])),
            ["requests went to https://api.example and would go to http://api.example"]
        );
        assert_eq!(change("security", json!([])).len(), 1);
        assert_eq!(change("basePath", json!("/v2")), Vec::<String>::new());
    }

    #[test]
    fn gains_and_small_losses_are_not() {
        let old = json!({"openapi": "3.1.0", "servers": [{"url": "http://api.example"}], "paths": {"/a": {"get": {}, "put": {}}}});
        let new = json!({"openapi": "3.1.0", "servers": [{"url": "https://api.example"}], "paths": {"/a": {"get": {}, "head": {}}}, "components": {"securitySchemes": {"x": bearer()}}});
        assert_eq!(messages(old, new), Vec::<String>::new());
    }
}
