//! Establishes: every server has an address that can be called, or one that is relative to the document's.
//!
//! What a client would refuse at its first call is said here; the rules are those of the runtime's base URLs. A server of
//! the document that cannot be called is left out: whoever uses the client gives an address then. An operation that has no
//! other server of its own is left out with it, since its calls would go to the server of the document. A variable
//! without a default is one that whoever uses the client gives.

use super::losses::{add_note, leave_out};
use super::paths::no_object;
use super::structure::not_a_list;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::markdown::code;
use crate::model::filled;
use crate::source::{Data, Node, Span};
use crate::spec::methods::operations_mut;
use crate::text::is_hidden;
use url::Url;

pub(super) fn pass(document: &mut Node, diagnostics: &mut Diagnostics) {
    servers(document, "the whole document", true, diagnostics);
    relative_alone(document, diagnostics);
    for (path, item) in document.get_mut("paths").and_then(Node::as_object_mut).into_iter().flatten() {
        let of_item = servers(item, path, false, diagnostics);
        for (method, operation) in operations_mut(item) {
            let own = match operation.get("servers") {
                Some(_) => servers(operation, &format!("{} {path}", method.sent()), false, diagnostics),
                None => of_item.clone(),
            };
            match own {
                Servers::Gone(reason) => leave_out(operation, &reason),
                Servers::Open(note) => add_note(operation, &note),
                Servers::Fine => {}
            }
        }
    }
}

/// Says which path an address has to end in that the document leaves to whoever uses the client: where all its servers are
/// relative to the address of the document (OpenAPI 3.1.1, Server Object), which nothing here knows.
fn relative_alone(document: &Node, diagnostics: &mut Diagnostics) {
    let addresses: Vec<&Node> = document.items("servers").iter().filter_map(|server| server.get("url")).collect();
    let is_relative = |url: &&Node| url.as_str().is_some_and(|url| url.starts_with('/'));
    let Some(first) = addresses.first().filter(|_| addresses.iter().all(is_relative)) else { return };
    if first.as_str() == Some("/") {
        return;
    }
    let shown = code(first.as_str().unwrap_or_default());
    diagnostics.push(
        Diagnostic::warning(
            Code::ServerInvalid,
            format!("the server {shown} is relative to an address that is not known here"),
        )
        .at(first.span)
        .help(format!("give the client a whole address, which ends in {shown}; or state the server in the settings")),
    );
}

/// What became of the servers of an operation.
#[derive(Clone)]
enum Servers {
    Fine,
    /// The first one has a variable without a default: what the documentation says.
    Open(String),
    /// None can be called, and why.
    Gone(String),
}

fn servers(holder: &mut Node, subject: &str, is_of_document: bool, diagnostics: &mut Diagnostics) -> Servers {
    const GIVEN: &str = "left out: whoever uses the client gives its address";
    let Some(list) = holder.get_mut("servers") else { return Servers::Fine };
    let span = list.label_span();
    let not_a_list = not_a_list("servers", list, subject);
    let Data::Array(servers) = &mut list.data else {
        let reason = not_a_list.message.clone();
        diagnostics.push(match is_of_document {
            true => not_a_list.costs(GIVEN),
            false => not_a_list.costs_operation(),
        });
        holder.remove("servers");
        return Servers::Gone(reason);
    };
    // What is said of a server that has to be left out, or to be completed, and where it was.
    let mut refused: Vec<(usize, Diagnostic)> = Vec::new();
    let mut open: Vec<(usize, Diagnostic)> = Vec::new();
    for (at, server) in servers.iter_mut().enumerate() {
        let found = match server.as_object() {
            Some(_) => self::server(server, subject, diagnostics),
            None => Some((no_object(server, "a server", subject), false)),
        };
        match found {
            None => {}
            Some((found, true)) if is_of_document || is_web(server) => open.push((at, found)),
            Some((found, _)) => refused.push((at, found)),
        }
    }
    // Where an operation has a server that can be called as it is, that is the one.
    if !is_of_document && servers.len() > refused.len() + open.len() {
        refused.append(&mut open);
        refused.sort_by_key(|(at, _)| *at);
    }
    for (_, found) in open {
        let severity = if is_of_document { Severity::Warning } else { found.severity };
        let found = Diagnostic { severity, ..found };
        diagnostics.push(found.costs("whoever uses the client gives it to the builder"));
    }
    let others = servers.len() - refused.len();
    let reason = refused.first().map(|(_, found)| found.message.clone());
    for (at, found) in refused.into_iter().rev() {
        servers.remove(at);
        diagnostics.push(match (is_of_document, others) {
            (true, 0) => Diagnostic { severity: Severity::Warning, ..found }.label(span, GIVEN).costs(GIVEN),
            (false, 0) => found.costs_operation(),
            _ => {
                let left_out = "left out; the other servers are there";
                Diagnostic { severity: Severity::Warning, ..found }.label(span, left_out).costs(left_out)
            }
        });
    }
    let open = servers.first().and_then(|first| open_variables(first).map(|names| (first, names)));
    let became = match (reason, open) {
        (Some(reason), _) if others == 0 => Servers::Gone(reason),
        (_, Some((first, names))) => {
            let names: Vec<String> = names.iter().map(|name| code(name)).collect();
            Servers::Open(format!(
                "It is called at {}: give {} to the builder of the client, with `server_variable`.",
                code(first.str("url").unwrap_or_default()),
                names.join(" and ")
            ))
        }
        _ => Servers::Fine,
    };
    if servers.is_empty() {
        holder.remove("servers");
    }
    became
}

/// The variables of a server that have no default, if there are some.
fn open_variables(server: &Node) -> Option<Vec<String>> {
    let mut names = Vec::new();
    let mut rest = server.str("url")?;
    while let Some((_, tail)) = rest.split_once('{') {
        let (name, after) = tail.split_once('}')?;
        let has_default = server.get("variables").and_then(|all| all.get(name)?.str("default")).is_some();
        if !has_default && !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
        rest = after;
    }
    (!names.is_empty()).then_some(names)
}

/// Whether an address says that it is one of the web, whatever its variables are.
fn is_web(server: &Node) -> bool {
    let scheme = server.str("url").and_then(|url| url.split_once("://")).map(|(scheme, _)| scheme);
    scheme.is_some_and(|scheme| {
        scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http") || scheme.starts_with('{')
    })
}

/// Reports how a server is read that bends the rules. Returns what is wrong with one that cannot be called, and whether
/// that is only the value of a variable.
fn server(server: &mut Node, subject: &str, diagnostics: &mut Diagnostics) -> Option<(Diagnostic, bool)> {
    let defaults = variables(server, subject, diagnostics);
    let Some((mut url, span)) = server.get("url").and_then(|node| Some((node.as_str()?.to_owned(), node.span))) else {
        let help = "add its address, like `https://api.example.com`";
        return Some((invalid("a server needs a `url`", server.span).subject(subject).help(help), false));
    };
    if url.starts_with("//") {
        let message = format!("the address `{}` does not say how to call it", url.escape_debug());
        let found = Diagnostic::warning(Code::ServerInvalid, message).at(span).subject(subject);
        diagnostics.push(found.help("it is read as `https:`; write that before it"));
        url.insert_str(0, "https:");
        server.set("url", Node::string(url.clone(), span));
    }
    let Problem { message, help, is_open } = check(&url, &defaults).err()?;
    Some((invalid(message, span).subject(subject).help(help), is_open))
}

fn invalid(message: impl Into<String>, span: Span) -> Diagnostic {
    Diagnostic::error(Code::ServerInvalid, message).at(span)
}

/// The defaults of the variables of a server; numbers become the texts that are meant.
fn variables(server: &mut Node, subject: &str, diagnostics: &mut Diagnostics) -> Vec<(String, String)> {
    let mut defaults = Vec::new();
    for (name, variable) in server.get_mut("variables").and_then(Node::as_object_mut).into_iter().flatten() {
        if let Some(node) = variable.get("default").filter(|node| node.as_number().is_some()) {
            let text = node.as_number().map(ToString::to_string).unwrap_or_default();
            diagnostics.push(
                Diagnostic::warning(Code::ServerInvalid, format!("the default of `{name}` is a number"))
                    .at(node.span)
                    .subject(subject)
                    .help(format!("it is read as the text `{text}`; put quotes around it")),
            );
            let span = node.span;
            variable.set("default", Node::string(text, span));
        }
        let Some(default) = variable.get("default") else { continue };
        let allowed = variable.items("enum");
        let is_meant = |value: &Node| {
            value == default || value.as_number().is_some_and(|number| default.as_str() == Some(&number.to_string()))
        };
        if !allowed.is_empty() && !allowed.iter().any(is_meant) {
            diagnostics.push(
                Diagnostic::warning(Code::ServerInvalid, format!("the default of `{name}` is not one of its values"))
                    .at(default.span)
                    .label(variable.get("enum").map_or(variable.span, |node| node.label_span()), "the values")
                    .subject(subject)
                    .help("it is used all the same; correct it in an overlay"),
            );
        }
        if let Some(text) = default.as_str() {
            defaults.push((name.clone(), text.to_owned()));
        }
    }
    defaults
}

/// Why an address cannot be called.
struct Problem {
    message: String,
    help: &'static str,
    /// Whether only the value of a variable is missing.
    is_open: bool,
}

fn check(template: &str, defaults: &[(String, String)]) -> Result<(), Problem> {
    const LOOK: &str = "it looks like `https://api.example.com/v1`; correct it in an overlay";
    let wrong = |message, help| Err(Problem { message, help, is_open: false });
    let shown = template.escape_debug();
    let default = |name: &str| defaults.iter().find(|(known, _)| known == name).map(|(_, default)| default.as_str());
    let mut url = filled(template, default);
    // A variable without a default is one that whoever uses the client gives.
    let mut open = None;
    while let Some((before, rest)) = url.split_once('{')
        && let Some((name, after)) = rest.split_once('}')
        && !name.is_empty()
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'))
    {
        // It may be the scheme itself.
        let value = if before.is_empty() && after.starts_with("://") { "https" } else { "x" };
        let (name, filled) = (name.to_owned(), format!("{before}{value}{after}"));
        open.get_or_insert(name);
        url = filled;
    }
    // What is not shown as it is hides or reorders text.
    let unfit = |c: char| c.is_whitespace() || matches!(c, '\\' | '{' | '}') || is_hidden(c);
    if let Some(character) = url.chars().find(|character| unfit(*character)) {
        return wrong(format!("`{}` cannot stand in the address of a server", character.escape_debug()), LOOK);
    }
    match Url::parse(&url) {
        Ok(parsed) if !matches!(parsed.scheme(), "http" | "https") => {
            let message = format!("this server speaks `{}:`, and the client HTTP", parsed.scheme());
            return wrong(message, "an address begins with `https://` or `http://`; correct it in an overlay");
        }
        Ok(parsed) if !parsed.username().is_empty() || parsed.password().is_some() => {
            let message = "the address of the server holds credentials".to_owned();
            return wrong(message, "remove them, and give them to the client");
        }
        Ok(parsed) if parsed.query().is_some() || parsed.fragment().is_some() => {
            let message = format!("the address `{shown}` has a query or a fragment");
            return wrong(message, "a path is joined to it: remove them");
        }
        Ok(parsed) if parsed.path().trim_end_matches('/').contains("//") => {
            return wrong(format!("the address `{shown}` has an empty path segment"), LOOK);
        }
        Err(url::ParseError::RelativeUrlWithoutBase) if url.contains(['?', '#']) => {
            return wrong(format!("the address `{shown}` has a query or a fragment"), LOOK);
        }
        // Relative to the address of the document, which whoever uses the client gives.
        Err(url::ParseError::RelativeUrlWithoutBase) if open.is_none() && !url.is_empty() && !url.starts_with('/') => {
            let message = format!("the address `{shown}` begins with no scheme");
            return wrong(message, "write `https://` before it if it is a host, `/` if it is a path");
        }
        Err(url::ParseError::RelativeUrlWithoutBase) | Ok(_) => {}
        Err(error) => return wrong(format!("the address `{shown}` cannot be called: {error}"), LOOK),
    }
    open.map_or(Ok(()), |name| {
        Err(Problem {
            message: format!("the variable `{{{name}}}` of the server has no default"),
            help: "add it below `variables`, with the `default` that the client calls",
            is_open: true,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::run;
    use crate::diagnostic::Diagnostics;
    use crate::source::{Node, SourceFiles, Span};
    use serde_json::{Value, json};

    fn found(servers: Value) -> Vec<String> {
        run(super::pass, json!({"servers": servers})).1
    }

    #[test]
    fn addresses_are_ones_that_can_be_called() {
        for sound in ["https://e.example", "HTTPS://E.EXAMPLE/v1/", "http://é.example:80", "/", ""] {
            assert_eq!(found(json!([{"url": sound}])), [] as [String; 0], "{sound}");
        }
        let wrong = [
            "https://",
            "https://[::1",
            "https://e.example:99999",
            "https://e.example/a b",
            "https://e.example?x=1",
            "https://e.example#f",
            "https://user:pw@e.example",
            "https://e.example\\@evil.example",
            "https://e.example/{",
            "https://e.example/{v}",
            "https://e.example/\n",
            "//e.example",
            "ftp://e.example",
            "javascript:alert(1)",
            "not a url",
            "https://e.example//v1",
            "e.example/v1",
            "/v1",
        ];
        let all: Vec<String> = wrong.into_iter().flat_map(|url| found(json!([{"url": url}]))).collect();
        assert_eq!(all.len(), wrong.len());
        insta::assert_snapshot!(all.join("\n"), @r"
        server-invalid: the address `https://` cannot be called: empty host
        server-invalid: the address `https://[::1` cannot be called: invalid IPv6 address
        server-invalid: the address `https://e.example:99999` cannot be called: invalid port number
        server-invalid: ` ` cannot stand in the address of a server
        server-invalid: the address `https://e.example?x=1` has a query or a fragment
        server-invalid: the address `https://e.example#f` has a query or a fragment
        server-invalid: the address of the server holds credentials
        server-invalid: `\\` cannot stand in the address of a server
        server-invalid: `{` cannot stand in the address of a server
        server-invalid: the variable `{v}` of the server has no default
        server-invalid: `\n` cannot stand in the address of a server
        server-invalid: the address `//e.example` does not say how to call it
        server-invalid: this server speaks `ftp:`, and the client HTTP
        server-invalid: this server speaks `javascript:`, and the client HTTP
        server-invalid: ` ` cannot stand in the address of a server
        server-invalid: the address `https://e.example//v1` has an empty path segment
        server-invalid: the address `e.example/v1` begins with no scheme
        server-invalid: the server `/v1` is relative to an address that is not known here
        ");
        assert_eq!(found(json!([{"url": "/v1"}, {"url": "https://e.example/v1"}])), [] as [String; 0]);
    }

    /// The servers of an operation afterwards, and what is said of them.
    fn of_operation(servers: Value) -> (Value, Vec<String>) {
        let span = Span::new(SourceFiles::new().add("a.json", ""), 0..0);
        let mut document = Node::from_value(json!({"paths": {"/a": {"get": {"servers": servers}}}}), span);
        let mut diagnostics = Diagnostics::new();
        super::pass(&mut document, &mut diagnostics);
        let said = diagnostics.iter().map(|found| format!("{:?}: {}", found.severity, found.message)).collect();
        (document.to_value()["paths"]["/a"]["get"]["servers"].take(), said)
    }

    #[test]
    fn an_operation_never_goes_to_another_server_in_silence() {
        for (url, problem) in [
            ("e.example/v1", "the address `e.example/v1` begins with no scheme"),
            ("https://{region}.e.example", "the variable `{region}` of the server has no default"),
            ("{base}/v1", "the variable `{base}` of the server has no default"),
            ("wss://e.example", "this server speaks `wss:`, and the client HTTP"),
        ] {
            assert_eq!(of_operation(json!([{"url": url}])).1, [format!("Warning: {problem}")]);
            // Where another one can be called, that is the one.
            let sound = json!({"url": "https://e.example"});
            let left = (json!([sound]), vec![format!("Warning: {problem}")]);
            assert_eq!(of_operation(json!([{"url": url}, sound])), left);
        }
        let (servers, said) = of_operation(json!([{"url": "//{region}.e.example"}]));
        assert_eq!(servers, json!([{"url": "https://{region}.e.example"}]));
        insta::assert_snapshot!(said.join("\n"), @"
        Warning: the address `//{region}.e.example` does not say how to call it
        Warning: the variable `{region}` of the server has no default
        ");
    }

    #[test]
    fn servers_are_a_list_of_objects() {
        for (wrong, message) in [
            (json!({"url": "https://e.example"}), "structure-invalid: `servers` is a list, but this is an object"),
            (json!(["https://e.example"]), "structure-invalid: a server is an object, but this is a string"),
            (json!([{"url": 1}]), "server-invalid: a server needs a `url`"),
        ] {
            assert_eq!(found(wrong), [message]);
        }
        let beside = json!([{"url": "wss://e.example"}, {"url": "https://e.example"}]);
        assert_eq!(found(beside), ["server-invalid: this server speaks `wss:`, and the client HTTP"]);
    }

    #[test]
    fn variables_have_defaults_among_their_values() {
        let server = json!([{"url": "https://{a}.e.example:{port}", "variables": {
            "a": {"default": "c", "enum": ["a", "b"]}, "port": {"default": 80}, "unused": {},
        }}]);
        let (after, found) = run(super::pass, json!({"servers": server}));
        assert_eq!(after["servers"][0]["variables"]["port"]["default"], "80");
        let messages = [
            "server-invalid: the default of `a` is not one of its values",
            "server-invalid: the default of `port` is a number",
        ];
        assert_eq!(found, messages);
    }
}
