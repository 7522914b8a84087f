//! Establishes: the document is OpenAPI 3.0.3, and has nothing but what 3.0 knows around its paths and schemas.

use super::loss::give_up;
use crate::diagnostic::Diagnostics;
use crate::source::{Data, Map, Node};
use crate::spec::methods::operations_mut;

pub(super) fn pass(document: &mut Node, diagnostics: &mut Diagnostics) {
    let span = document.span;
    if let Some(webhooks) = document.get("webhooks").filter(|all| all.as_object().is_some_and(|all| !all.is_empty())) {
        let message = "OpenAPI 3.0 has no webhooks";
        give_up(webhooks.label_span(), "", message, "there are no types for what is sent to them", diagnostics);
    }
    let mut whole = Map::default();
    whole.insert("openapi".to_owned(), Node::string("3.0.3", span));
    whole.insert("info".to_owned(), info(document, diagnostics));
    let servers = document.items("servers").iter().filter(|server| server.str("url").is_some());
    let servers: Vec<Node> =
        servers.map(|server| only(server, &["url", "description", "variables"])).map(variables).collect();
    if !servers.is_empty() {
        whole.insert("servers".to_owned(), Node::array(servers, span));
    }
    let tags: Vec<Node> = document
        .items("tags")
        .iter()
        .filter(|tag| tag.str("name").is_some())
        .map(|tag| texts(tag, &["name", "description"]))
        .collect();
    if !tags.is_empty() {
        whole.insert("tags".to_owned(), Node::array(tags, span));
    }
    let schemes = schemes(document, diagnostics);
    if let Some(security) = document.get("security") {
        whole.insert("security".to_owned(), requirements(security, &schemes));
    }
    let mut paths = document.remove("paths").unwrap_or_else(|| Node::object::<&str>([], span));
    for item in paths.as_object_mut().into_iter().flat_map(Map::values_mut) {
        operations_mut(item).for_each(|(_, operation)| self::operation(operation, &schemes));
    }
    whole.insert("paths".to_owned(), paths);
    let mut components = Map::default();
    let schemas = document.pointer("/components/schemas").cloned().unwrap_or_else(|| Node::object::<&str>([], span));
    components.insert("schemas".to_owned(), schemas);
    if !schemes.is_empty() {
        components.insert("securitySchemes".to_owned(), Node::new(Data::Object(schemes), span));
    }
    whole.insert("components".to_owned(), Node::new(Data::Object(components), span));
    document.data = Data::Object(whole);
}

/// The texts among these members.
fn texts(node: &Node, keys: &[&str]) -> Node {
    let mut kept = only(node, keys);
    if let Some(members) = kept.as_object_mut() {
        members.retain(|_, member| member.as_str().is_some());
    }
    kept
}

fn only(node: &Node, keys: &[&str]) -> Node {
    let mut kept = node.clone();
    if let Some(members) = kept.as_object_mut() {
        members.retain(|key, _| keys.contains(&key.as_str()));
    }
    kept
}

fn info(document: &Node, diagnostics: &mut Diagnostics) -> Node {
    let stated = document.get("info").cloned().unwrap_or_else(|| Node::object::<&str>([], document.span));
    let mut info = texts(&stated, &["title", "description", "termsOfService", "version"]);
    let title = stated.str("title").unwrap_or("API").to_owned();
    info.set("title", Node::string(title, stated.span));
    let version = stated.str("version").unwrap_or("0").to_owned();
    // progenitor sends it as the value of a header.
    let plain: String = version.chars().filter(|c| matches!(c, ' '..='~')).collect();
    let plain = if plain.trim().is_empty() { "0".to_owned() } else { plain };
    let place = stated.get("version").map_or(stated.span, |version| version.span);
    if plain != version {
        let message = "progenitor sends the version of the API in a header, and this one cannot stand there";
        give_up(place, "", message, &format!("it is `{plain}`"), diagnostics);
    }
    info.set("version", Node::string(plain, place));
    if let Some(license) = stated.get("license").filter(|license| license.str("name").is_some()) {
        info.set("license", texts(license, &["name", "url"]));
    }
    if let Some(contact) = stated.get("contact").filter(|contact| contact.as_object().is_some()) {
        info.set("contact", texts(contact, &["name", "url", "email"]));
    }
    info
}

/// The variables of a server have a default.
fn variables(mut server: Node) -> Node {
    if let Some(variables) = server.get_mut("variables") {
        match variables.as_object_mut() {
            Some(all) => {
                all.retain(|_, variable| variable.as_object().is_some());
                for variable in all.values_mut() {
                    let span = variable.span;
                    let mut kept = texts(variable, &["default", "description"]);
                    let values: Vec<Node> =
                        variable.items("enum").iter().filter(|value| value.as_str().is_some()).cloned().collect();
                    if kept.get("default").is_none() {
                        kept.set("default", values.first().cloned().unwrap_or_else(|| Node::string("", span)));
                    }
                    if !values.is_empty() {
                        kept.set("enum", Node::array(values, span));
                    }
                    *variable = kept;
                }
            }
            None => drop(server.remove("variables")),
        }
    }
    if server.get("description").is_some_and(|text| text.as_str().is_none()) {
        server.remove("description");
    }
    server
}

/// The security schemes that OpenAPI 3.0 has.
fn schemes(document: &Node, diagnostics: &mut Diagnostics) -> Map {
    let mut kept = Map::default();
    let all = document.pointer("/components/securitySchemes").and_then(Node::as_object).into_iter().flatten();
    for (name, scheme) in all {
        let has = |keys: &[&str]| keys.iter().all(|key| scheme.str(key).is_some());
        let written = match scheme.str("type") {
            Some("apiKey") if has(&["in", "name"]) => Some(texts(scheme, &["type", "description", "in", "name"])),
            Some("http") if has(&["scheme"]) => Some(texts(scheme, &["type", "description", "scheme", "bearerFormat"])),
            Some("openIdConnect") if has(&["openIdConnectUrl"]) => {
                Some(texts(scheme, &["type", "description", "openIdConnectUrl"]))
            }
            Some("oauth2") => Some(oauth2(scheme)),
            _ => None,
        };
        match written {
            Some(written) => drop(kept.insert(name.clone(), written)),
            None => {
                let message = format!("OpenAPI 3.0 has no such security scheme as `{name}`");
                give_up(scheme.label_span(), "", message, "the document does not say that it can be used", diagnostics);
            }
        }
    }
    kept
}

/// A flow that lacks an address, or that OpenAPI 3.0 does not have, is not in the document: progenitor uses none of them.
fn oauth2(scheme: &Node) -> Node {
    const FLOWS: &[(&str, &[&str])] = &[
        ("implicit", &["authorizationUrl"]),
        ("password", &["tokenUrl"]),
        ("clientCredentials", &["tokenUrl"]),
        ("authorizationCode", &["authorizationUrl", "tokenUrl"]),
    ];
    let span = scheme.span;
    let flows = FLOWS.iter().filter_map(|(name, needed)| {
        let flow = scheme.get("flows")?.get(name)?;
        needed.iter().all(|key| flow.str(key).is_some()).then_some(())?;
        let mut written = texts(flow, &["authorizationUrl", "tokenUrl", "refreshUrl"]);
        let scopes = flow.members("scopes").filter(|(_, text)| text.as_str().is_some());
        written.set("scopes", Node::object(scopes.map(|(name, text)| (name.clone(), text.clone())), span));
        Some(((*name).to_owned(), written))
    });
    let flows = Node::object(flows, span);
    let mut written = texts(scheme, &["type", "description"]);
    written.set("flows", flows);
    written
}

/// The alternatives whose schemes are all known.
fn requirements(security: &Node, schemes: &Map) -> Node {
    let all = security.as_array().into_iter().flatten();
    let known = all.filter(|one| one.as_object().is_some_and(|one| one.keys().all(|name| schemes.contains_key(name))));
    let written = known.map(|one| {
        let scopes = |list: &Node| {
            Node::array(
                list.as_array().into_iter().flatten().filter(|scope| scope.as_str().is_some()).cloned().collect(),
                list.span,
            )
        };
        Node::object(one.as_object().into_iter().flatten().map(|(name, list)| (name.clone(), scopes(list))), one.span)
    });
    Node::array(written.collect(), security.span)
}

fn operation(operation: &mut Node, schemes: &Map) {
    const KEPT: &[&str] = &[
        "tags",
        "summary",
        "description",
        "operationId",
        "parameters",
        "requestBody",
        "responses",
        "deprecated",
        "security",
    ];
    let Some(members) = operation.as_object_mut() else { return };
    members.retain(|key, node| match key.as_str() {
        "summary" | "description" => node.as_str().is_some(),
        "deprecated" => node.as_bool().is_some(),
        "tags" => node.as_array().is_some_and(|tags| tags.iter().all(|tag| tag.as_str().is_some())),
        "security" => node.as_array().is_some(),
        // progenitor reads some of these.
        key if key.starts_with("x-dropshot-") => true,
        key => KEPT.contains(&key),
    });
    if let Some(security) = members.get_mut("security") {
        *security = requirements(security, schemes);
    }
}
