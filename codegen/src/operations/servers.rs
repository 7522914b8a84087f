//! The servers of an API, where there is a choice: decides what each is called, and prints them for
//! `Builder::base_url`. Which one is called by default is in the static facts.

use crate::markdown::{code, doc_attributes};
use crate::model::{Api, Server, ServerVariable};
use crate::names::{Scope, constant_name, field_name, ident};
use proc_macro2::TokenStream;
use quote::quote;

/// A description of more words than this is no name.
const MAX_WORDS: usize = 4;

/// One server.
#[derive(Clone, Debug, PartialEq)]
struct ServerPlan {
    /// What it is called, in words.
    words: String,
    /// What the document says of it.
    docs: Option<String>,
    /// Its address.
    url: Vec<Piece>,
    /// What the document says of its variables, one line each.
    notes: Vec<String>,
}

/// A piece of an address.
#[derive(Clone, Debug, PartialEq)]
enum Piece {
    Text(String),
    /// What the caller says, by the Rust name of the argument.
    Argument(String),
}

/// `servers.rs`: a constant for each server, or a function where its address has variables. Nothing when there is one
/// address only.
pub fn servers(api: &Api) -> TokenStream {
    let plans: Vec<ServerPlan> = api.servers().filter_map(plan).collect();
    if !plans.iter().any(|plan| plan.url.len() > 1) && plans.len() < 2 {
        return TokenStream::new();
    }
    let mut names = Scope::new();
    plans.iter().map(|plan| one(plan, &mut names)).collect()
}

/// A server with an address of its own; a relative one is below whatever address the caller gives.
fn plan(server: &Server) -> Option<ServerPlan> {
    let url = server.url()?;
    super::facts::server_url(server).filter(|url| !url.starts_with('/'))?;
    let (mut pieces, mut notes, mut scope) = (Vec::new(), Vec::new(), Scope::new());
    let mut rest = url;
    while let Some((before, tail)) = rest.split_once('{') {
        let Some((name, after)) = tail.split_once('}') else { break };
        if !before.is_empty() {
            pieces.push(Piece::Text(before.to_owned()));
        }
        let argument = scope.claim(&field_name(name));
        notes.push(note(&argument, server.variable(name)));
        pieces.push(Piece::Argument(argument));
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest.to_owned()));
    }
    let docs = server.description();
    let is_name = |text: &&str| text.split_whitespace().count() <= MAX_WORDS;
    let host = || url.split("://").nth(1).unwrap_or(url).split('/').next().unwrap_or(url);
    // Servers have names since OpenAPI 3.2.
    let name = server.name();
    let words = name.or(docs).filter(is_name).unwrap_or_else(host).to_owned();
    Some(ServerPlan { words, docs: docs.map(str::to_owned), url: pieces, notes })
}

/// What the document says of a variable.
fn note(argument: &str, variable: Option<&ServerVariable>) -> String {
    let mut note = format!("* `{}`", argument.trim_start_matches("r#"));
    let Some(variable) = variable else { return note };
    if let Some(default) = variable.default() {
        note.push_str(&format!(": {} by default", code(default)));
    }
    let allowed: Vec<String> = variable.values().map(code).collect();
    if !allowed.is_empty() {
        note.push_str(&format!("; one of {}", allowed.join(", ")));
    }
    note
}

fn one(plan: &ServerPlan, names: &mut Scope) -> TokenStream {
    let docs = doc_attributes(plan.docs.as_deref().unwrap_or("See the document."), &plan.notes);
    if let [Piece::Text(url)] = plan.url.as_slice() {
        let name = ident(&names.claim(&constant_name(&plan.words)));
        return quote! { #docs pub const #name: &str = #url; };
    }
    let name = ident(&names.claim(&field_name(&plan.words)));
    let arguments = plan.url.iter().filter_map(|piece| match piece {
        Piece::Argument(name) => Some(ident(name)),
        Piece::Text(_) => None,
    });
    let pieces = plan.url.iter().map(|piece| match piece {
        Piece::Text(text) => quote!(#text),
        Piece::Argument(name) => {
            let name = ident(name);
            quote!(#name)
        }
    });
    let many = many_arguments(plan.url.iter().filter(|piece| matches!(piece, Piece::Argument(_))).count());
    quote! {
        #docs
        #[must_use]
        #many
        pub fn #name(#(#arguments: &str),*) -> String {
            [#(#pieces),*].concat()
        }
    }
}

/// Lets a function have more arguments than clippy likes; the document has so many.
fn many_arguments(count: usize) -> Option<TokenStream> {
    (count > 7).then(|| quote!(#[allow(clippy::too_many_arguments)]))
}

#[cfg(test)]
mod tests {
    use super::super::facts::server_url;
    use super::*;
    use crate::source::{Node, SourceFiles, Span};
    use serde_json::{Value, json};

    fn printed(list: Value) -> String {
        let span = Span::new(SourceFiles::new().add("a.json", ""), 0..0);
        let tokens = servers(Api::of(&Node::from_value(json!({"servers": list}), span)));
        prettyplease::unparse(&syn::parse2(tokens).expect("Rust"))
    }

    #[test]
    fn a_variable_without_a_default_stays_open() {
        let span = Span::new(SourceFiles::new().add("a.json", ""), 0..0);
        let server = json!({"url": "https://{region}.example.com", "variables": {"region": {}}});
        let url = server_url(Server::of(&Node::from_value(server, span)));
        assert_eq!(url.as_deref(), Some("https://{region}.example.com"));
    }

    #[test]
    fn one_address_is_no_choice() {
        assert_eq!(printed(json!([{"url": "https://api.example.com"}])), "");
        assert_eq!(printed(json!([{"url": "https://api.example.com"}, {"url": "/v1"}])), "");
        assert_eq!(printed(json!([])), "");
    }

    #[test]
    fn servers_have_short_names_and_variables_are_arguments() {
        let list = json!([
            {"url": "https://api.example.com", "description": "Live"},
            {"url": "https://eu.example.com/v1", "description": "for those who live in the European Union"},
            {"url": "https://{region}.example.com:{type}", "description": "Regional", "variables": {
                "region": {"default": "us", "enum": ["us", "ap`1"]},
            }},
        ]);
        insta::assert_snapshot!(printed(list), @r#"
        /// Live
        pub const LIVE: &str = "https://api.example.com";
        /// for those who live in the European Union
        pub const EU_EXAMPLE_COM: &str = "https://eu.example.com/v1";
        /// Regional
        ///
        /// * `region`: `us` by default; one of `us`, `` ap`1 ``
        ///
        /// * `type`
        #[must_use]
        pub fn regional(region: &str, r#type: &str) -> String {
            ["https://", region, ".example.com:", r#type].concat()
        }
        "#);
    }
}
