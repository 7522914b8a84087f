//! The document of this run against that of the last one: losses nobody should publish without having looked.
//!
//! What changed otherwise is for the reviewer of the diff.

use std::collections::BTreeSet;
use switchboard_codegen::diagnostic::{Code, Diagnostic, Diagnostics};
use switchboard_codegen::source::{FileId, Node};

const METHODS: &[&str] = &["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// Reports that more than half of the operations are gone, a security scheme is gone, or requests would go to another
/// host or unencrypted. A server that stands in the settings was chosen by a person and is not questioned.
pub(crate) fn check(old: &Node, new: &Node, settings: FileId, diagnostics: &mut Diagnostics) {
    let mut report = |message: String, at: &Node| {
        let help = "look at the vendor's pages; if this is meant, run it with --allow-shrink";
        diagnostics.push(Diagnostic::error(Code::DocumentShrunk, message).at(at.label_span()).help(help));
    };
    let (before, now) = (operations(old), operations(new));
    if now * 2 < before {
        report(format!("the document had {before} operations and has {now} now"), new.get("paths").unwrap_or(new));
    }
    let gone: Vec<String> = schemes(old).difference(&schemes(new)).map(|name| format!("`{name}`")).collect();
    if !gone.is_empty() {
        let message = format!("security schemes of the last document are gone: {}", gone.join(", "));
        report(message, new.get("components").unwrap_or(new));
    }
    if let (Some(before), Some(now)) = (server(old), server(new))
        && let (Some(before), Some(now_at)) = (before.as_str().and_then(origin), now.as_str().and_then(origin))
        && now.span.file != settings
        && (before.1 != now_at.1 || before.0 == "https" && now_at.0 != "https")
    {
        report(
            format!("requests went to {}://{} and would go to {}://{}", before.0, before.1, now_at.0, now_at.1),
            now,
        );
    }
}

fn operations(document: &Node) -> usize {
    let of_path = |(_, item): (&String, &Node)| METHODS.iter().filter(|method| item.get(method).is_some()).count();
    document.members("paths").map(of_path).sum()
}

fn schemes(document: &Node) -> BTreeSet<&str> {
    let newer = document.get("components").into_iter().flat_map(|components| components.members("securitySchemes"));
    newer.chain(document.members("securityDefinitions")).map(|(name, _)| name.as_str()).collect()
}

fn server(document: &Node) -> Option<&Node> {
    document.items("servers").first()?.get("url")
}

/// Scheme and host of an absolute URL.
fn origin(url: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = url.split_once("://")?;
    Some((scheme, rest.split(['/', '?', '#']).next().unwrap_or(rest)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};
    use switchboard_codegen::source::{SourceFiles, Span};

    fn messages(old: Value, new: Value) -> Vec<String> {
        let mut files = SourceFiles::new();
        let (settings, page) = (files.add("vendor.toml", ""), files.add("page", ""));
        let node = |value| Node::from_value(value, Span::new(page, 0..0));
        let mut diagnostics = Diagnostics::new();
        check(&node(old), &node(new), settings, &mut diagnostics);
        diagnostics.iter().map(|diagnostic| diagnostic.message.clone()).collect()
    }

    #[test]
    fn losses_are_reported() {
        let old = json!({
            "servers": [{"url": "https://api.example/v1"}],
            "paths": {"/a": {"get": {}, "put": {}, "parameters": []}, "/b": {"get": {}}},
            "components": {"securitySchemes": {"key": {}, "bearer": {}}},
        });
        let new = json!({
            "servers": [{"url": "http://api.example/v2"}],
            "paths": {"/a": {"get": {}}},
            "components": {"securitySchemes": {"bearer": {}}},
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

    #[test]
    fn gains_and_small_losses_are_not() {
        let old = json!({"servers": [{"url": "http://api.example"}], "paths": {"/a": {"get": {}, "put": {}}}});
        let new = json!({"servers": [{"url": "https://api.example"}], "paths": {"/a": {"get": {}}}, "components": {"securitySchemes": {"x": {}}}});
        assert_eq!(messages(old, new), Vec::<String>::new());
    }
}
