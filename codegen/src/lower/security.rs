//! Establishes: security schemes say all that is needed to use them, and requirements name such schemes.
//!
//! A scheme that cannot be used is lost, and with it the alternatives of a requirement that are made of nothing else. A
//! requirement of which no alternative is left costs what it stands at, and no more, wherever that is: that of an operation
//! costs the operation, and that of the document costs itself. Calls of operations that have no requirement of their own
//! then go out without credentials, and the documentation of each says so. Otherwise one name that is misspelt in one place
//! would cost all operations.

use super::losses::{add_note, is_unread, leave_out};
use super::parameters::is_of_connection;
use super::paths::no_object;
use super::pointers::percent_decoded;
use super::structure::{not_a_list, read_as_list};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Loss, Severity};
use crate::markdown::code;
use crate::source::{Data, Map, Node, pointer_tokens};
use crate::spec::media_type::is_token;
use crate::spec::methods::operations_mut;
use crate::text::nearest::{likely, quoted};
use std::collections::{BTreeMap, BTreeSet};
use url::Url;

pub(super) fn pass(document: &mut Node, diagnostics: &mut Diagnostics) {
    by_name(document);
    let stated = schemes(document, diagnostics);
    let usable: BTreeSet<String> = document
        .pointer("#/components/securitySchemes")
        .and_then(Node::as_object)
        .map(|schemes| schemes.keys().cloned().collect())
        .unwrap_or_default();
    let mut requirements = Requirements { stated, usable, missed: BTreeSet::new(), diagnostics };
    let of_document = requirements.of(document, "the whole document");
    if of_document.is_gone {
        if let Some(security) = document.get("security").filter(|_| !of_document.is_said) {
            requirements.diagnostics.push(
                Diagnostic::error(
                    Code::SecurityInvalid,
                    "nothing of what the document asks for as credentials can be used",
                )
                .at(security.label_span())
                .subject("the whole document")
                .help("name schemes that are there, or give the header in the builder of the client")
                .costs("operations without a `security` of their own are called without credentials"),
            );
        }
        document.remove("security");
    }
    for (path, item) in document.get_mut("paths").and_then(Node::as_object_mut).into_iter().flatten() {
        for (method, operation) in operations_mut(item) {
            if operation.get("security").is_none() {
                of_document.notes.iter().for_each(|note| add_note(operation, note));
                continue;
            }
            let own = requirements.of(operation, &format!("{} {path}", method.sent()));
            own.notes.iter().for_each(|note| add_note(operation, note));
            if own.is_gone {
                let reason = "none of the security schemes it can be called with is one that can be used";
                if let Some(security) = operation.get("security").filter(|_| !own.is_said) {
                    requirements.diagnostics.push(
                        Diagnostic::error(Code::OperationLeftOut, reason)
                            .at(security.label_span())
                            .subject(format!("{} {path}", method.sent()))
                            .help("name schemes that are there; with `security: []` it is called without credentials")
                            .costs_operation(),
                    );
                }
                operation.remove("security");
                leave_out(operation, reason);
            }
        }
    }
}

/// A requirement may name a scheme by a reference since OpenAPI 3.2.0 (section 4.30): written as its name. One that stands
/// elsewhere in the document becomes a component.
fn by_name(document: &mut Node) {
    let mut names: BTreeMap<String, Option<String>> = BTreeMap::new();
    for_each_requirement(document, &mut |members| {
        names.extend(members.keys().filter(|id| id.starts_with("#/")).map(|id| (id.clone(), None)));
    });
    for (id, name) in &mut names {
        *name = named(document, &percent_decoded(id));
    }
    if names.is_empty() {
        return;
    }
    for_each_requirement(document, &mut |members| {
        for (id, scopes) in std::mem::take(members) {
            let name = names.get(&id).cloned().flatten();
            members.entry(name.unwrap_or(id)).or_insert(scopes);
        }
    });
}

/// The name of the scheme at a pointer.
fn named(document: &mut Node, pointer: &str) -> Option<String> {
    let [components, schemes] = ["components", "securitySchemes"];
    let tokens = pointer_tokens(pointer)?;
    if let [first, second, name] = tokens.as_slice()
        && (first, second) == (&components.to_owned(), &schemes.to_owned())
    {
        return Some(name.clone());
    }
    let scheme = document.pointer(pointer).filter(|node| node.as_object().is_some())?.clone();
    let last = tokens.last()?.clone();
    let span = document.span;
    for (holder, key) in [("#", components), ("#/components", schemes)] {
        let holder = document.pointer_mut(holder)?.as_object_mut()?;
        holder.entry(key.to_owned()).or_insert_with(|| Node::object::<&str>([], span));
    }
    let all = document.pointer_mut("#/components/securitySchemes")?.as_object_mut()?;
    let numbered = (2..).map(|number: u32| format!("{last}{number}"));
    let free = std::iter::once(last.clone()).chain(numbered).find(|name| !all.contains_key(name))?;
    all.insert(free.clone(), scheme);
    Some(free)
}

/// Calls `visit` for every alternative of the requirements of the document and of its operations.
fn for_each_requirement(document: &mut Node, visit: &mut impl FnMut(&mut Map)) {
    let mut within = |holder: &mut Node| match holder.get_mut("security") {
        Some(Node { data: Data::Array(items), .. }) => {
            items.iter_mut().filter_map(Node::as_object_mut).for_each(&mut *visit);
        }
        Some(only) => only.as_object_mut().into_iter().for_each(&mut *visit),
        None => {}
    };
    within(document);
    for item in document.get_mut("paths").and_then(Node::as_object_mut).into_iter().flat_map(Map::values_mut) {
        operations_mut(item).for_each(|(_, operation)| within(operation));
    }
}

/// Looks at the schemes, and removes those that cannot be used. Gives the names of all.
fn schemes(document: &mut Node, diagnostics: &mut Diagnostics) -> Vec<String> {
    const PLACE: &str = "#/components/securitySchemes";
    let Some(node) = document.pointer_mut(PLACE) else { return Vec::new() };
    let found = no_object(node, "`securitySchemes`", PLACE);
    let Some(schemes) = node.as_object_mut() else {
        diagnostics.push(found.costs("the document is read as if it had no security schemes"));
        document.pointer_mut("#/components").map(|components| components.remove("securitySchemes"));
        return Vec::new();
    };
    let names = schemes.keys().filter(|id| !id.starts_with("x-")).cloned().collect();
    schemes.retain(|id, scheme| {
        let subject = format!("{PLACE}/{id}");
        if id.starts_with("x-") {
            return true;
        }
        let findings = match scheme.as_object() {
            // It was said where its reference leads.
            Some(_) if is_unread(scheme) => return false,
            Some(_) => self::scheme(scheme),
            None => vec![no_object(scheme, "a security scheme", &subject)],
        };
        let mut is_usable = true;
        for finding in findings {
            let finding = finding.subject(subject.clone());
            diagnostics.push(match finding.severity {
                // Whoever has a token can use the scheme all the same.
                Severity::Error if forget_token_url(scheme) => {
                    finding.costs("no token is fetched: the client is given one")
                }
                Severity::Error => {
                    is_usable = false;
                    finding.costs(
                        "operations are called without it; those that ask for nothing else themselves are left out",
                    )
                }
                Severity::Warning => finding,
            });
        }
        is_usable
    });
    names
}

/// Removes the flow that would fetch tokens; false where there is none.
fn forget_token_url(scheme: &mut Node) -> bool {
    scheme.get_mut("flows").is_some_and(|flows| flows.remove("clientCredentials").is_some())
}

/// What became of the requirements of an operation or of the document.
struct Became {
    /// Whether nothing is left of it.
    is_gone: bool,
    /// Whether that was said already.
    is_said: bool,
    /// What the documentation has to say.
    notes: Vec<String>,
}

/// Looks at `security`: a list of objects, each with the names of schemes that are needed together.
struct Requirements<'d> {
    /// The schemes that the document names, whether or not they can be used.
    stated: Vec<String>,
    usable: BTreeSet<String>,
    /// The names that were reported.
    missed: BTreeSet<String>,
    diagnostics: &'d mut Diagnostics,
}

impl Requirements<'_> {
    fn of(&mut self, holder: &mut Node, subject: &str) -> Became {
        let mut became = Became { is_gone: false, is_said: false, notes: Vec::new() };
        let Some(security) = holder.get_mut("security") else { return became };
        let span = security.span;
        let found = not_a_list("security", security, subject);
        match &security.data {
            Data::Array(_) => {}
            // One alternative alone, without the list around it.
            Data::Object(_) => {
                self.diagnostics.push(found.costs("it is read as a list of one"));
                let only = std::mem::replace(security, Node::array(Vec::new(), span));
                *security = Node { key_span: only.key_span, ..Node::array(vec![only], span) };
            }
            _ => {
                let is_of_document = subject == "the whole document";
                self.diagnostics.push(match is_of_document {
                    true => found.costs("calls are made without credentials, where operations do not ask for some"),
                    false => found.costs_operation(),
                });
                (became.is_gone, became.is_said) = (true, true);
                became.notes.push("What the document asks for as credentials cannot be read.".to_owned());
                return became;
            }
        }
        let Data::Array(alternatives) = &mut security.data else { return became };
        let had_some = !alternatives.is_empty();
        let mut lost = BTreeSet::new();
        alternatives.retain_mut(|alternative| self.is_possible(alternative, subject, &mut lost));
        became.is_gone = had_some && alternatives.is_empty();
        if !lost.is_empty() {
            let names: Vec<String> = lost.iter().map(|name| code(name)).collect();
            let without = if became.is_gone { "no credentials are sent" } else { "it is called without that" };
            became.notes.push(format!(
                "The document also asks for {}, which cannot be used as security schemes: {without}.",
                names.join(" and ")
            ));
        }
        became
    }

    /// Takes the schemes that cannot be used out of an alternative; false where none is left of several or of one.
    fn is_possible(&mut self, alternative: &mut Node, subject: &str, lost: &mut BTreeSet<String>) -> bool {
        let found = no_object(alternative, "a security requirement", subject);
        let Some(members) = alternative.as_object_mut() else {
            self.diagnostics.push(found.costs("the other alternatives are left"));
            return false;
        };
        let had_some = !members.is_empty();
        for (id, scopes) in members.iter_mut().filter(|(_, scopes)| scopes.as_array().is_none() && !scopes.is_null()) {
            let span = scopes.span;
            let only = Node { key_span: None, ..scopes.clone() };
            self.diagnostics.push(match scopes.as_str() {
                Some(_) => read_as_list(id, scopes, subject, "it is read as a list of this scope alone; write a list"),
                None => not_a_list(id, scopes, subject).costs("it is asked for without scopes"),
            });
            let scope = only.as_str().is_some().then_some(only);
            scopes.data = Node::array(scope.into_iter().collect(), span).data;
        }
        let (known, unknown): (Map, Map) =
            std::mem::take(members).into_iter().partition(|(id, _)| self.usable.contains(id));
        *members = known;
        let is_possible = !had_some || !members.is_empty();
        for (id, needed) in unknown {
            // Those that cannot be used were reported where they stand.
            if !self.stated.contains(&id) && self.missed.insert(id.clone()) {
                self.report(&id, &needed, subject);
            }
            lost.insert(id);
        }
        is_possible
    }

    fn report(&mut self, id: &str, needed: &Node, subject: &str) {
        let known = || self.stated.iter().map(String::as_str);
        let help = match likely(id, known()) {
            Some(near) => format!("did you mean `{near}`?"),
            None if self.stated.is_empty() => {
                "the document has none; add it below `components/securitySchemes`".to_owned()
            }
            None => format!("the document has {}", quoted(known())),
        };
        let message = format!("`{}` is not a security scheme of the document", id.escape_debug());
        let consequence = "operations are called without it; those that ask for nothing else themselves are left out";
        // Why a reference to a file cannot be followed was said where files are read.
        let loss = Loss::Place(consequence.to_owned());
        if self.diagnostics.lose_told(Code::ReferenceExternal, needed.label_span(), Severity::Error, loss) {
            return;
        }
        self.diagnostics.push(invalid(message, needed, &help).subject(subject).costs(consequence));
    }
}

fn invalid(message: impl Into<String>, node: &Node, help: &str) -> Diagnostic {
    Diagnostic::error(Code::SecurityInvalid, message).at(node.label_span()).help(help)
}

fn scheme(scheme: &Node) -> Vec<Diagnostic> {
    const TYPES: &str = "the types are apiKey, http, oauth2, openIdConnect and mutualTLS";
    let place = |key: &str| scheme.get(key).unwrap_or(scheme);
    match scheme.str("type") {
        Some("apiKey") => api_key(scheme).into_iter().collect(),
        Some("http") => match scheme.str("scheme") {
            Some(name) if ["basic", "bearer"].iter().any(|known| name.eq_ignore_ascii_case(known)) => Vec::new(),
            Some(name) if is_token(name) => vec![not_performed(name, place("scheme"))],
            Some(name) => {
                let message = format!("`{}` is not a valid name of an HTTP authentication scheme", name.escape_debug());
                vec![invalid(message, place("scheme"), "write its registered name, like `bearer` or `basic`")]
            }
            None => vec![invalid("an HTTP scheme needs its name", place("scheme"), "add `scheme: bearer`, or another")],
        },
        Some("oauth2") => {
            let wrong = without_flows(scheme).or_else(|| token_url(scheme));
            wrong.into_iter().chain(incomplete_flows(scheme)).collect()
        }
        Some("openIdConnect") => {
            without_address(scheme, "openIdConnectUrl", "this OpenID Connect scheme").into_iter().collect()
        }
        Some("mutualTLS") => Vec::new(),
        Some(other) => {
            vec![invalid(
                format!("`{}` is not a valid type of a security scheme", other.escape_debug()),
                place("type"),
                TYPES,
            )]
        }
        None => vec![invalid("a security scheme needs a `type`", place("type"), TYPES)],
    }
}

/// Reports an HTTP scheme whose header the client cannot make.
fn not_performed(name: &str, at: &Node) -> Diagnostic {
    Diagnostic::warning(
        Code::Unsupported,
        format!("the client cannot make the header of the HTTP scheme {}", code(name)),
    )
    .at(at.span)
    .help("if the server asks for nothing, remove it from `security` in an overlay")
    .costs("whoever calls says with `external` in the builder that the scheme is taken care of, and gives the header")
}

/// What is wrong with a key: it has to say where it goes, by a name that can go there.
fn api_key(scheme: &Node) -> Option<Diagnostic> {
    let place = |key: &str| scheme.get(key).unwrap_or(scheme);
    let location = match scheme.str("in") {
        Some(location @ ("query" | "header" | "cookie")) => location,
        Some(other) => {
            let message = format!("`{}` is not a valid place for a key", other.escape_debug());
            return Some(invalid(message, place("in"), "a key goes into `query`, `header` or `cookie`"));
        }
        None => {
            return Some(invalid("a key needs a place", place("in"), "say so with `in: header`, `query` or `cookie`"));
        }
    };
    let Some(name) = scheme.str("name").filter(|name| !name.is_empty()) else {
        let message = format!("the key in the {location} has no name");
        return Some(invalid(message, place("name"), "add `name`, like `X-Api-Key`"));
    };
    if location != "query" && !is_token(name) {
        let message = format!("`{}` is not a valid name of a {location}", name.escape_debug());
        return Some(invalid(message, place("name"), "a name is made of ASCII letters, digits and dashes"));
    }
    if location == "header" && is_of_connection(name) {
        let message = format!("the header `{name}` belongs to the connection, and cannot hold a key");
        return Some(invalid(message, place("name"), "correct the name in an overlay"));
    }
    None
}

/// Says so where no flow is known by which a token could be got.
fn without_flows(scheme: &Node) -> Option<Diagnostic> {
    const FLOWS: &[&str] = &["implicit", "password", "clientCredentials", "authorizationCode", "deviceAuthorization"];
    let is_known = |(name, flow): (&String, &Node)| FLOWS.contains(&name.as_str()) && flow.as_object().is_some();
    (!scheme.members("flows").any(is_known)).then(|| {
        Diagnostic::warning(Code::SecurityInvalid, "this OAuth 2 scheme has no flow that is known")
            .at(scheme.get("flows").unwrap_or(scheme).label_span())
            .help("it is read as a bearer token that the client is given; add `flows` in an overlay")
    })
}

/// Says which flows lack an address that they are made of (OpenAPI 3.2.0, section 4.31). That of client credentials is
/// looked at by itself.
fn incomplete_flows(scheme: &Node) -> Vec<Diagnostic> {
    const ADDRESSES: &[(&str, &[&str])] = &[
        ("implicit", &["authorizationUrl"]),
        ("password", &["tokenUrl"]),
        ("authorizationCode", &["authorizationUrl", "tokenUrl"]),
        ("deviceAuthorization", &["deviceAuthorizationUrl", "tokenUrl"]),
    ];
    // The metadata of the server have them all.
    let has_metadata = scheme.str("oauth2MetadataUrl").is_some();
    let flows = scheme.members("flows").filter(|(_, flow)| !has_metadata && flow.as_object().is_some());
    let missing = flows.filter_map(|(name, flow)| {
        let (_, addresses) = ADDRESSES.iter().find(|(known, _)| known == name)?;
        addresses.iter().find_map(|address| without_address(flow, address, &format!("the flow `{name}`")))
    });
    missing.collect()
}

/// Reports an address that is missing, or is not a string.
fn without_address(holder: &Node, key: &str, what: &str) -> Option<Diagnostic> {
    if holder.str(key).is_some_and(|address| !address.trim().is_empty()) {
        return None;
    }
    let found = Diagnostic::warning(Code::SecurityInvalid, format!("{what} has no `{key}`"));
    let found = found.at(holder.get(key).unwrap_or(holder).label_span());
    let help = "add the address in an overlay; where the scheme has a `oauth2MetadataUrl`, that says it, too";
    Some(found.help(help).costs("the client has no login by it, and is given a token"))
}

/// What is wrong with the address that gives tokens: it gets the secret of the client.
fn token_url(scheme: &Node) -> Option<Diagnostic> {
    let flow = scheme.pointer("/flows/clientCredentials")?;
    let Some(node) = flow.get("tokenUrl") else {
        return Some(
            Diagnostic::warning(Code::SecurityInvalid, "the flow `clientCredentials` has no `tokenUrl`")
                .at(flow.label_span())
                .help("no token can be fetched; give one to the client, or add the address in an overlay"),
        );
    };
    let help = "correct it in an overlay: it looks like `https://auth.example.com/token`";
    let text = node.as_str().unwrap_or_default();
    let url = match Url::parse(text) {
        Ok(url) => url,
        // Relative to the server.
        Err(url::ParseError::RelativeUrlWithoutBase) if text.starts_with('/') && !text.starts_with("//") => {
            return None;
        }
        Err(error) => {
            let message = format!("the token URL `{}` cannot be called: {error}", text.escape_debug());
            return Some(invalid(message, node, help));
        }
    };
    let host = url.host_str().unwrap_or_default();
    let is_here = matches!(host, "localhost" | "127.0.0.1" | "[::1]");
    match url.scheme() {
        "http" | "https" if !url.username().is_empty() || url.password().is_some() => {
            Some(invalid("the token URL holds credentials", node, "remove them, and give them to the client"))
        }
        "http" if !is_here => Some(
            Diagnostic::warning(Code::SecurityInvalid, format!("the token URL `{text}` is not encrypted"))
                .at(node.span)
                .help("whoever listens reads the secret that is sent there; make it `https` in an overlay"),
        ),
        "http" | "https" => None,
        other => Some(invalid(format!("the token URL begins with `{other}:`, which cannot be called"), node, help)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::run;
    use crate::diagnostic::{Diagnostics, Severity};
    use crate::source::{Node, SourceFiles, Span};
    use serde_json::{Value, json};

    fn found(security: Value, schemes: Value) -> Vec<String> {
        let document =
            json!({"paths": {"/a": {"get": {"security": security}}}, "components": {"securitySchemes": schemes}});
        run(super::pass, document).1
    }

    #[test]
    fn requirements_name_schemes_by_pointers() {
        let (document, said) = run(
            super::pass,
            json!({
                "security": [{"#/components/securitySchemes/key%20one": []}],
                "paths": {"/a": {"get": {"security": [{"#/x-schemes/key": ["a"], "key": []}, {"#/x-schemes/kay": []}]}}},
                "components": {"securitySchemes": {
                    "key one": {"type": "http", "scheme": "basic"}, "key": {"type": "http", "scheme": "bearer"},
                }},
                "x-schemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}},
            }),
        );
        assert_eq!(said, ["security-invalid: `#/x-schemes/kay` is not a security scheme of the document"]);
        assert_eq!(document["security"], json!([{"key one": []}]));
        assert_eq!(document["paths"]["/a"]["get"]["security"], json!([{"key2": ["a"], "key": []}]));
        assert_eq!(document["components"]["securitySchemes"]["key2"]["name"], "X-Key");
    }

    #[test]
    fn requirements_that_are_none_are_errors() {
        let schemes = json!({"key": {"type": "http", "scheme": "bearer"}});
        for sound in [json!([]), json!([{}]), json!([{"key": []}, {"key": ["scope"]}])] {
            assert_eq!(found(sound, schemes.clone()), [] as [String; 0]);
        }
        const LOST: &str =
            "operation-left-out: none of the security schemes it can be called with is one that can be used";
        let list = |kind: &str| format!("structure-invalid: `security` is a list, but this is {kind}");
        let text = "structure-invalid: a security requirement is an object, but this is a string".to_owned();
        let unknown = "security-invalid: `kay` is not a security scheme of the document".to_owned();
        for (wrong, messages) in [
            (json!("key"), vec![list("a string")]),
            (json!({"key": []}), vec![list("an object")]),
            (json!(null), vec![list("null")]),
            (json!(["key"]), vec![text, LOST.to_owned()]),
            (json!([{"kay": []}, {"kay": []}]), vec![unknown.clone(), LOST.to_owned()]),
            (json!([{"kay": []}, {"key": []}]), vec![unknown]),
        ] {
            assert_eq!(found(wrong, schemes.clone()), messages);
        }
    }

    #[test]
    fn a_single_scope_is_read_with_a_warning() {
        let document = json!({
            "components": {"securitySchemes": {"key": {"type": "http", "scheme": "bearer"}}},
            "paths": {"/a": {"get": {"security": [{"key": "read"}]}}},
        });
        let mut files = SourceFiles::new();
        let mut node = Node::from_value(document, Span::new(files.add("a.json", ""), 0..0));
        let mut diagnostics = Diagnostics::new();
        super::pass(&mut node, &mut diagnostics);
        assert_eq!(node.to_value()["paths"]["/a"]["get"]["security"], json!([{"key": ["read"]}]));
        assert_eq!((diagnostics.count(Severity::Warning), diagnostics.count(Severity::Error)), (1, 0));
    }

    #[test]
    fn a_requirement_that_is_gone_costs_what_it_stands_at() {
        let operation = |security: Value| json!({"get": {"security": security}});
        let (after, found) = run(
            super::pass,
            json!({
                "security": [{"gone": []}],
                "components": {"securitySchemes": {"key": {"type": "http", "scheme": "bearer"}, "odd": {"type": "odd"}}},
                "paths": {
                    "/of-the-document": {"get": {}}, "/own": operation(json!([{"gone": []}, {"odd": []}])),
                    "/one-left": operation(json!([{"gone": [], "key": []}, {"odd": []}])),
                    "/none": operation(json!([])),
                },
            }),
        );
        let of = |path: &str| &after["paths"][path]["get"];
        let note = |path: &str| of(path)["x-switchboard-notes"][0].as_str().unwrap_or_default().to_owned();
        assert!(after["security"].is_null());
        assert!(note("/of-the-document").ends_with("no credentials are sent."), "{after}");
        assert_eq!(of("/one-left")["security"], json!([{"key": []}]));
        assert!(note("/one-left").ends_with("it is called without that."), "{after}");
        let is_left_out = |path: &str| of(path)["x-switchboard-left-out"].is_string();
        assert_eq!(["/of-the-document", "/own", "/one-left", "/none"].map(is_left_out), [false, true, false, false]);
        insta::assert_snapshot!(found.join("\n"), @"
        security-invalid: `odd` is not a valid type of a security scheme
        security-invalid: `gone` is not a security scheme of the document
        security-invalid: nothing of what the document asks for as credentials can be used
        operation-left-out: none of the security schemes it can be called with is one that can be used
        ");
    }

    #[test]
    fn flows_need_their_addresses() {
        let flows = json!({
            "implicit": {"authorizationUrl": 5}, "password": {"tokenUrl": ""}, "deviceAuthorization": {"tokenUrl": "/t"},
            "authorizationCode": {"authorizationUrl": "/a", "tokenUrl": "/t"},
        });
        let schemes = json!({
            "a": {"type": "oauth2", "flows": flows}, "b": {"type": "openIdConnect"},
            "c": {"type": "oauth2", "flows": flows, "oauth2MetadataUrl": "https://auth.example.com/metadata"},
            "d": {"type": "openIdConnect", "openIdConnectUrl": "https://auth.example.com/configuration"},
        });
        let (_, found) = run(super::pass, json!({"components": {"securitySchemes": schemes}}));
        assert_eq!(
            found,
            [
                "security-invalid: the flow `implicit` has no `authorizationUrl`",
                "security-invalid: the flow `password` has no `tokenUrl`",
                "security-invalid: the flow `deviceAuthorization` has no `deviceAuthorizationUrl`",
                "security-invalid: this OpenID Connect scheme has no `openIdConnectUrl`",
            ]
        );
    }

    #[test]
    fn schemes_that_cannot_be_used_are_errors() {
        let wrong = json!({
            "a": 1, "b": {}, "c": {"type": "bogus"}, "d": {"type": "http"}, "e": {"type": "http", "scheme": "a b"},
            "f": {"type": "apiKey", "name": "k"}, "g": {"type": "apiKey", "in": "body", "name": "k"},
            "h": {"type": "apiKey", "in": "header"}, "i": {"type": "apiKey", "in": "header", "name": "X A"},
            "j": {"type": "apiKey", "in": "cookie", "name": "a;b"},
            "k": {"type": "apiKey", "in": "header", "name": "Content-Length"},
        });
        insta::assert_snapshot!(found(json!([]), wrong).join("\n"), @"
        structure-invalid: a security scheme is an object, but this is a number
        security-invalid: a security scheme needs a `type`
        security-invalid: `bogus` is not a valid type of a security scheme
        security-invalid: an HTTP scheme needs its name
        security-invalid: `a b` is not a valid name of an HTTP authentication scheme
        security-invalid: a key needs a place
        security-invalid: `body` is not a valid place for a key
        security-invalid: the key in the header has no name
        security-invalid: `X A` is not a valid name of a header
        security-invalid: `a;b` is not a valid name of a cookie
        security-invalid: the header `Content-Length` belongs to the connection, and cannot hold a key
        ");
    }

    #[test]
    fn token_urls_keep_secrets() {
        let with = |flow: Value| {
            let scheme = json!({"a": {"type": "oauth2", "flows": {"clientCredentials": flow}}});
            found(json!([]), scheme)
        };
        for sound in ["https://a.example/token", "/token", "http://localhost:8080/token"] {
            assert_eq!(with(json!({"tokenUrl": sound})), [] as [String; 0]);
        }
        let wrong = ["http://169.254.169.254/", "", "https://user:pw@a.example", "file:///etc/passwd", "//a.example"];
        let mut all: Vec<String> = wrong.into_iter().flat_map(|url| with(json!({"tokenUrl": url}))).collect();
        all.extend(with(json!({})));
        all.extend(found(json!([]), json!({"a": {"type": "oauth2", "flows": null}})));
        insta::assert_snapshot!(all.join("\n"), @"
        security-invalid: the token URL `http://169.254.169.254/` is not encrypted
        security-invalid: the token URL `` cannot be called: relative URL without a base
        security-invalid: the token URL holds credentials
        security-invalid: the token URL begins with `file:`, which cannot be called
        security-invalid: the token URL `//a.example` cannot be called: relative URL without a base
        security-invalid: the flow `clientCredentials` has no `tokenUrl`
        security-invalid: this OAuth 2 scheme has no flow that is known
        ");
    }
}
