//! How each operation of a client is called: where, and with which credentials.
//!
//! Says what was planned, so that no spelling of a document is read here in another way than by the generator.

use std::collections::{BTreeMap, BTreeSet};
use switchboard_codegen::Planned;
use switchboard_codegen::operations::OperationPlan;
use switchboard_codegen::source::Node;
use url::Url;

/// How one operation is called.
#[derive(Debug)]
pub(super) struct Call<'d> {
    /// Method and path.
    pub(super) name: String,
    /// Scheme and host of every server, the one that is called by default first; relative servers have none.
    pub(super) origins: Vec<String>,
    /// Where the server stands, or the operation.
    pub(super) server: &'d Node,
    /// The alternatives of security, each of the schemes that are needed together, in words; nothing at all is one, too.
    pub(super) security: Vec<BTreeSet<String>>,
    /// Where the security stands, or the operation.
    pub(super) security_at: &'d Node,
}

/// The operations by their places in the document.
pub(super) fn calls(planned: &Planned) -> BTreeMap<&str, Call<'_>> {
    let document = &planned.document;
    let of_document = origins(document);
    let call = |plan: &OperationPlan| {
        let operation = document.pointer(&plan.pointer).unwrap_or(document);
        let item = plan.pointer.rsplit_once('/').and_then(|(item, _)| document.pointer(item)).unwrap_or(operation);
        let own = [operation, item].into_iter().find_map(first_server);
        let (origins, server) = match &plan.server {
            Some(url) if !url.starts_with('/') => (vec![origin(url)], own.unwrap_or(operation)),
            // What is relative is below the address of the document.
            _ => (of_document.clone(), own.or_else(|| first_server(document)).unwrap_or(operation)),
        };
        let in_words = |names: &Vec<String>| names.iter().map(|name| scheme(document, name)).collect();
        let mut security: Vec<BTreeSet<String>> = plan.security.iter().map(in_words).collect();
        if security.is_empty() {
            security.push(BTreeSet::new());
        }
        let stated = operation.get("security").or_else(|| document.get("security"));
        Call { name: plan.subject(), origins, server, security, security_at: stated.unwrap_or(operation) }
    };
    planned.operations.plans.iter().map(|plan| (plan.pointer.as_str(), call(plan))).collect()
}

fn first_server(holder: &Node) -> Option<&Node> {
    holder.items("servers").first()?.get("url")
}

/// The origins of the servers of a document, with every value that their variables can have.
fn origins(document: &Node) -> Vec<String> {
    let mut origins: Vec<String> = Vec::new();
    for server in document.items("servers") {
        let Some(url) = server.str("url") else { continue };
        let mut urls = vec![url.to_owned()];
        for (name, variable) in server.members("variables") {
            let place = format!("{{{name}}}");
            if !url.contains(&place) {
                continue;
            }
            let default = variable.str("default").unwrap_or_default();
            let others = variable.items("enum").iter().filter_map(Node::as_str);
            let values: Vec<&str> = std::iter::once(default).chain(others).collect();
            let filled = |url: &String| values.iter().map(|value| url.replace(&place, value)).collect::<Vec<_>>();
            // Nobody reads more; what several variables make together is a product.
            urls = urls.iter().flat_map(filled).take(1_000).collect();
        }
        for origin in urls.iter().filter(|url| url.contains("://")).map(|url| origin(url)) {
            if !origins.contains(&origin) {
                origins.push(origin);
            }
        }
    }
    origins
}

/// Scheme, host and port of an absolute URL; what has none is taken as it stands.
fn origin(url: &str) -> String {
    let origin = Url::parse(url).map(|url| url.origin()).ok().filter(url::Origin::is_tuple);
    origin.map_or_else(|| url.to_owned(), |origin| origin.ascii_serialization())
}

/// What a security scheme asks for, in words that are equal for equal schemes.
fn scheme(document: &Node, name: &str) -> String {
    let schemes = document.get("components").and_then(|components| components.get("securitySchemes"));
    let Some(scheme) = schemes.and_then(|schemes| schemes.get(name)) else {
        return format!("the unknown scheme `{name}`");
    };
    let http = scheme.str("scheme").unwrap_or_default().to_ascii_lowercase();
    let token = |urls: BTreeSet<&str>| {
        let is_relative = |url: &str| url.starts_with('/') && !url.starts_with("//");
        let host = |url: &str| if is_relative(url) { "the API itself".to_owned() } else { origin(url) };
        let hosts: BTreeSet<String> = urls.into_iter().map(host).collect();
        format!("a token of {}", hosts.into_iter().collect::<Vec<_>>().join(" and "))
    };
    match (scheme.str("type").unwrap_or_default(), http.as_str()) {
        ("http", "bearer") => "a bearer token".to_owned(),
        ("http", "basic") => "user name and password".to_owned(),
        ("http", other) => format!("the HTTP scheme `{other}`"),
        ("apiKey", _) => {
            let (name, place) = (scheme.str("name").unwrap_or_default(), scheme.str("in").unwrap_or_default());
            let name = if place == "header" { name.to_ascii_lowercase() } else { name.to_owned() };
            format!("the key `{name}` in the {place}")
        }
        ("oauth2", _) => {
            let urls = |flow| ["tokenUrl", "authorizationUrl", "refreshUrl"].map(|key| Node::str(flow, key));
            token(scheme.members("flows").flat_map(|(_, flow)| urls(flow)).flatten().collect())
        }
        ("openIdConnect", _) => token(scheme.str("openIdConnectUrl").into_iter().collect()),
        (other, _) => format!("the scheme `{name}` of type `{other}`"),
    }
}
