//! How each operation of a document is called: where, and with which credentials.
//!
//! Of documents as they are written, OpenAPI 3 or Swagger 2.0, before anything is lowered.

use std::collections::{BTreeMap, BTreeSet};
use switchboard_codegen::source::Node;

const METHODS: &[&str] = &["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// How one operation is called.
#[derive(Debug)]
pub(super) struct Call<'d> {
    /// Scheme and host of every server, the one that is called by default first; relative servers have none.
    pub(super) origins: Vec<String>,
    /// Where the servers stand, or the operation.
    pub(super) server: &'d Node,
    /// The alternatives of security, each of the schemes that are needed together, in words; nothing at all is one, too.
    pub(super) security: Vec<BTreeSet<String>>,
    /// Where the security stands, or the operation.
    pub(super) security_at: &'d Node,
}

/// The operations of a document by method and path.
pub(super) fn calls(document: &Node) -> BTreeMap<String, Call<'_>> {
    let mut calls = BTreeMap::new();
    for (path, item) in document.members("paths") {
        let item = resolved(document, item);
        for method in METHODS {
            let Some(operation) = item.get(method) else { continue };
            let call = call(document, path, item, operation);
            calls.insert(format!("{} {path}", method.to_ascii_uppercase()), call);
        }
    }
    calls
}

fn call<'d>(document: &'d Node, path: &str, item: &'d Node, operation: &'d Node) -> Call<'d> {
    let stated = [operation, item, document].into_iter().find_map(|level| level.get("servers"));
    let schemes = operation.get("schemes").or_else(|| document.get("schemes"));
    let (origins, server) = match (origin(path), stated, document.get("host")) {
        // A key that is a whole address is called as it stands.
        (Some(origin), ..) => (vec![origin], operation),
        (None, _, Some(host)) if document.get("swagger").is_some() => {
            let schemes: Vec<&str> = schemes
                .map_or(vec!["https"], |node| node.as_array().into_iter().flatten().filter_map(Node::as_str).collect());
            let urls = schemes.iter().map(|scheme| format!("{scheme}://{}", host.as_str().unwrap_or_default()));
            (urls.filter_map(|url| origin(&url)).collect(), host)
        }
        (None, Some(servers), _) => (servers_of(servers), first_url(servers)),
        (None, None, _) => (Vec::new(), operation),
    };
    let requirements = operation.get("security").or_else(|| document.get("security"));
    let alternatives = requirements.and_then(Node::as_array).map(Vec::as_slice).unwrap_or_default();
    let mut security: Vec<BTreeSet<String>> = alternatives
        .iter()
        .map(|needed| needed.as_object().into_iter().flatten().map(|(name, _)| scheme(document, name)).collect())
        .collect();
    if security.is_empty() {
        security.push(BTreeSet::new());
    }
    Call { origins, server, security, security_at: requirements.unwrap_or(operation) }
}

/// The node itself, or what it refers to within the document.
fn resolved<'d>(document: &'d Node, node: &'d Node) -> &'d Node {
    let target = node.str("$ref").filter(|target| target.starts_with('#'));
    target.and_then(|target| document.pointer(target)).unwrap_or(node)
}

fn first_url(servers: &Node) -> &Node {
    servers.as_array().and_then(|servers| servers.first()).and_then(|server| server.get("url")).unwrap_or(servers)
}

/// The origins of a list of servers, with every value that their variables can have.
fn servers_of(servers: &Node) -> Vec<String> {
    let mut origins: Vec<String> = Vec::new();
    for server in servers.as_array().into_iter().flatten() {
        let Some(url) = server.str("url") else { continue };
        let mut urls = vec![url.to_owned()];
        for (name, variable) in server.members("variables") {
            let place = format!("{{{name}}}");
            if !url.contains(&place) {
                continue;
            }
            let others = variable.items("enum").iter().filter_map(Node::as_str);
            let values: Vec<&str> = variable.str("default").into_iter().chain(others).collect();
            let filled = |url: &String| values.iter().map(|value| url.replace(&place, value)).collect::<Vec<_>>();
            // Nobody reads more; what several variables make together is a product.
            urls = urls.iter().flat_map(filled).take(1_000).collect();
        }
        for origin in urls.iter().filter_map(|url| origin(url)) {
            if !origins.contains(&origin) {
                origins.push(origin);
            }
        }
    }
    origins
}

/// Scheme and host of an absolute URL, as they are compared; what is no such URL and names a scheme all the same is
/// taken as it stands, since somebody may call it.
fn origin(url: &str) -> Option<String> {
    let url = url.trim();
    let lower = url.to_ascii_lowercase().replace('\\', "/");
    let Some((scheme, rest)) = lower.split_once("://") else {
        return lower.strip_prefix("//").map(|rest| format!("//{}", host(rest)));
    };
    let is_scheme = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let default_port = if scheme == "https" { ":443" } else { ":80" };
    let host = host(rest);
    is_scheme(scheme).then(|| format!("{scheme}://{}", host.strip_suffix(default_port).unwrap_or(host)))
}

/// Host and port at the start of what follows `//`, without the user.
fn host(rest: &str) -> &str {
    let authority = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    authority.rsplit('@').next().unwrap_or(authority)
}

/// What a security scheme asks for, in words that are equal for equal schemes.
fn scheme(document: &Node, name: &str) -> String {
    let newer = document.get("components").and_then(|components| components.get("securitySchemes"));
    let all = newer.or_else(|| document.get("securityDefinitions"));
    let Some(scheme) = all.and_then(|schemes| schemes.get(name)).map(|scheme| resolved(document, scheme)) else {
        return format!("the unknown scheme `{name}`");
    };
    let http = scheme.str("scheme").unwrap_or_default().to_ascii_lowercase();
    match (scheme.str("type").unwrap_or_default(), http.as_str()) {
        ("http", "bearer") => "a bearer token".to_owned(),
        ("http", "basic") | ("basic", _) => "user name and password".to_owned(),
        ("http", other) => format!("the HTTP scheme `{other}`"),
        ("apiKey", _) => {
            let (name, place) = (scheme.str("name").unwrap_or_default(), scheme.str("in").unwrap_or_default());
            let name = if place == "header" { name.to_ascii_lowercase() } else { name.to_owned() };
            format!("the key `{name}` in the {place}")
        }
        ("oauth2", _) => {
            let flows = scheme.members("flows").map(|(_, flow)| flow).chain([scheme]);
            let urls = |flow: &Node| {
                let urls = ["tokenUrl", "authorizationUrl", "refreshUrl"].map(|key| flow.str(key).map(str::to_owned));
                urls.into_iter().flatten().collect::<Vec<_>>()
            };
            let hosts: BTreeSet<String> =
                flows.flat_map(urls).map(|url| origin(&url).unwrap_or_else(|| "the API itself".to_owned())).collect();
            format!("a token of {}", hosts.into_iter().collect::<Vec<_>>().join(" and "))
        }
        ("openIdConnect", _) => {
            let url = scheme.str("openIdConnectUrl").unwrap_or_default();
            format!("a token of {}", origin(url).unwrap_or_else(|| "the API itself".to_owned()))
        }
        (other, _) => format!("the scheme `{name}` of type `{other}`"),
    }
}
