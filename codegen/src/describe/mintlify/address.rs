//! What the curl sample says about where a request goes and who sends it: server, path, parameters, security schemes.

use super::curl::Curl;
use super::line::Line;
use super::sample;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{Data, Map, Node};

/// A curl URL taken apart.
#[derive(Debug)]
pub(super) struct Address<'t> {
    /// Scheme, host and a leading version segment, where the page has a curl sample.
    pub(super) server: Option<Line<'t>>,
    /// The host, where the page has a curl sample.
    pub(super) host: Option<Line<'t>>,
    /// The path behind the server, with `{variables}`.
    pub(super) path: Line<'t>,
    /// Query parameters.
    query: Option<Line<'t>>,
}

/// Takes a curl URL apart. `path` is the path of the operation where the page states it; else a leading segment such
/// as `/v1` is taken for a part of the server.
///
/// Returns `None` after reporting `page-inconsistent`: the URL is not absolute, or it does not end with `path`.
pub(super) fn address<'t>(url: Line<'t>, path: Option<Line<'t>>, diagnostics: &mut Diagnostics) -> Option<Address<'t>> {
    let scheme = ["https://", "http://"].into_iter().find(|scheme| url.text.starts_with(scheme));
    let Some(scheme) = scheme else {
        diagnostics.push(
            Diagnostic::error(Code::PageInconsistent, "the URL of the curl sample is not absolute")
                .at(url.span)
                .help("the address of the server is taken from here; it must begin with https://"),
        );
        return None;
    };
    let (target, query) = match url.text.find('?') {
        Some(at) => (url.before(at), Some(url.from(at + 1))),
        None => (url, None),
    };
    let rest = target.from(scheme.len());
    let root = rest.text.find('/').unwrap_or(rest.text.len());
    let (split, path) = match path {
        Some(path) => match server_length(target.text, scheme.len() + root, path.text)
            .map(|length| (length, path))
            .or_else(|| continued(target, scheme.len() + root, path))
        {
            Some(found) => found,
            None => {
                diagnostics.push(
                    Diagnostic::error(
                        Code::PageInconsistent,
                        format!("the curl URL does not end with `{}`", path.text),
                    )
                    .at(url.span)
                    .label(path.span, "the path of the operation")
                    .help("one of the two was changed or cut; capture the page again"),
                );
                return None;
            }
        },
        None => {
            let length = scheme.len() + root + version(rest.text.get(root..).unwrap_or_default());
            (length, target.from(length))
        }
    };
    Some(Address { server: Some(target.before(split)), host: Some(rest.before(root)), path, query })
}

/// How much of an address stands before a path. A variable of the path may have a value in the address.
fn server_length(target: &str, root: usize, path: &str) -> Option<usize> {
    if let Some(server) = target.strip_suffix(path).filter(|server| server.len() >= root) {
        return Some(server.len());
    }
    let mut rest = target.get(root..)?.trim_end_matches('/');
    for segment in path.trim_end_matches('/').rsplit('/') {
        if segment.is_empty() {
            continue;
        }
        let (before, shown) = rest.rsplit_once('/')?;
        let is_value = segment.contains('{') && !shown.is_empty();
        if shown != segment && !is_value {
            return None;
        }
        rest = before;
    }
    Some(root + rest.len())
}

/// The length of a leading `/v1`, `/v2beta`, `/v1.1` that has something behind it.
fn version(path: &str) -> usize {
    let Some(rest) = path.strip_prefix("/v") else { return 0 };
    let length = rest.find('/').unwrap_or(rest.len());
    let segment = rest.get(..length).unwrap_or_default();
    let number = segment.starts_with(|c: char| c.is_ascii_digit());
    let sound = segment.chars().all(|c| c.is_ascii_alphanumeric() || c == '.');
    if number && sound && length < rest.len() { "/v".len() + length } else { 0 }
}

/// The end of the server and the path of a URL that goes on with what a path lost which ends with a slash: its line was
/// broken there.
fn continued<'t>(target: Line<'t>, host_end: usize, path: Line<'_>) -> Option<(usize, Line<'t>)> {
    let at = host_end + target.text.get(host_end..)?.find(path.text)?;
    let is_longer = path.text.len() > 1 && path.text.ends_with('/') && at + path.text.len() < target.text.len();
    is_longer.then(|| (at, target.from(at)))
}

impl<'t> Address<'t> {
    /// The address of an operation whose page has no curl sample.
    pub(super) fn without_server(target: Line<'t>) -> Self {
        let end = target.text.find('?');
        let path = target.before(end.unwrap_or(target.text.len()));
        Self { server: None, host: None, path, query: end.map(|end| target.from(end + 1)) }
    }

    /// The parameters that the path and the query of the URL show, in that order.
    pub(super) fn parameters(&self) -> Vec<Node> {
        let path = self.path;
        let starts = path.text.match_indices('{').map(|(at, _)| at);
        let mut variables: Vec<Line<'_>> = Vec::new();
        for at in starts {
            let rest = path.from(at + 1);
            let name = rest.text.find('}').map(|end| rest.before(end));
            // A variable may stand in a path twice.
            variables.extend(name.filter(|name| !variables.iter().any(|known| known.text == name.text)));
        }
        let variables = variables.into_iter().map(|name| {
            let mut node = parameter(name.node(), "path", sample::typed("string", None, name.span));
            node.set("required", Node::bool(true, name.span));
            node
        });
        let pairs = self.query.into_iter().flat_map(|query| query.split('&')).filter(|pair| !pair.text.is_empty());
        let pairs = pairs.filter_map(|pair| {
            let at = pair.text.find('=').unwrap_or(pair.text.len());
            let (name, value) = (pair.before(at), pair.from(at + 1));
            // Security schemes are told from parameters by their placeholder.
            (!value.text.contains("api-key")).then(|| parameter(name.node(), "query", scalar(value)))
        });
        variables.chain(pairs).collect()
    }
}

/// A parameter object.
pub(super) fn parameter(name: Node, location: &str, schema: Node) -> Node {
    let span = name.span;
    Node::object([("name", name), ("in", Node::string(location, span)), ("schema", schema)], span)
}

/// The schema of a value as it stands in a URL or header.
fn scalar(value: Line<'_>) -> Node {
    let text = value.text.replace("%3C", "<").replace("%3E", ">").replace("%3A", ":").replace("%40", "@");
    let data = match serde_json::from_str(&text) {
        Ok(serde_json::Value::Number(number)) => Data::Number(number),
        Ok(serde_json::Value::Bool(value)) => Data::Bool(value),
        _ => Data::String(text),
    };
    sample::schema(&Node::new(data, value.span))
}

/// What the headers, cookies and query of a curl sample say: security schemes by name, and ordinary parameters.
pub(super) struct Credentials {
    /// Security schemes in page order.
    pub(super) schemes: Map,
    /// Header parameters.
    pub(super) parameters: Vec<Node>,
    /// The media type of the body, where a header states it.
    pub(super) content_type: Option<Node>,
}

/// Sorts the headers of a curl sample. A placeholder `<api-key>`, `Bearer …` or `Basic …` makes a security scheme;
/// its name is the header's in camel case without a leading `x-`.
pub(super) fn credentials(curl: &Curl<'_>, address: &Address<'_>) -> Credentials {
    let mut found = Credentials { schemes: Map::default(), parameters: Vec::new(), content_type: None };
    for header in &curl.headers {
        let at = header.text.find(':').unwrap_or(header.text.len());
        let (name, value) = (header.before(at), header.from(at + 1));
        let http = |scheme: &str| {
            let parts = [("type", Node::string("http", value.span)), ("scheme", Node::string(scheme, value.span))];
            Node::object(parts, header.span)
        };
        match name.text.to_ascii_lowercase().as_str() {
            "content-type" => found.content_type = Some(value.node()),
            "accept" => {}
            "authorization" if value.text.starts_with("Bearer") => {
                found.schemes.insert("bearerAuth".to_owned(), http("bearer"));
            }
            "authorization" if value.text.starts_with("Basic") => {
                found.schemes.insert("basicAuth".to_owned(), http("basic"));
            }
            lower if value.text.contains("<api-key>") || lower == "authorization" => {
                found.schemes.insert(scheme_name(name.text), key("header", name));
            }
            _ => found.parameters.push(parameter(name.node(), "header", scalar(value))),
        }
    }
    if let Some(user) = curl.user {
        let parts = [("type", "http"), ("scheme", "basic")].map(|(key, value)| (key, Node::string(value, user.span)));
        found.schemes.insert("basicAuth".to_owned(), Node::object(parts, user.span));
    }
    let query = address.query.into_iter().flat_map(|query| query.split('&').map(|pair| (pair, "query")));
    for (pair, location) in query.chain(curl.cookies.iter().map(|pair| (*pair, "cookie"))) {
        let at = pair.text.find('=').unwrap_or(pair.text.len());
        let (name, value) = (pair.before(at), pair.from(at + 1));
        if value.text.contains("api-key") {
            found.schemes.insert(scheme_name(name.text), key(location, name));
        } else if location == "cookie" {
            found.parameters.push(parameter(name.node(), "cookie", scalar(value)));
        }
    }
    found
}

/// The security scheme of a key that is sent under a name.
pub(super) fn key(location: &str, name: Line<'_>) -> Node {
    let text = |text: &str| Node::string(text, name.span);
    Node::object([("type", text("apiKey")), ("in", text(location)), ("name", name.node())], name.span)
}

/// The name of the security scheme of a key: its header in camel case without a leading `x-`.
pub(super) fn scheme_name(header: &str) -> String {
    let words: Vec<String> = header
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
        .collect();
    let words = match words.as_slice() {
        [x, rest @ ..] if x == "x" && !rest.is_empty() => rest,
        all => all,
    };
    let capital = |word: &String| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_ascii_uppercase().to_string() + letters.as_str()).unwrap_or_default()
    };
    let first = words.first().cloned().unwrap_or_else(|| "apiKey".to_owned());
    first + &words.iter().skip(1).map(capital).collect::<String>()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::describe::mintlify::curl;
    use crate::source::SourceFiles;
    use serde_json::{Value, json};

    fn read(text: &str, path: Option<&str>) -> Result<Value, Code> {
        let mut files = SourceFiles::new();
        let file = files.add("page", text);
        let stated = path.map(|path| files.add("path", path));
        let mut diagnostics = Diagnostics::new();
        let curl = curl::read(&files, file, 0, &mut diagnostics).expect("a command");
        let path = stated.map(|file| Line::new(file, files[file].text(), 0..files[file].text().len()));
        let found = address(curl.url, path, &mut diagnostics);
        let Some(found) = found else { return Err(diagnostics.iter().next().expect("a reason").code) };
        let credentials = credentials(&curl, &found);
        let short = |node: &Node| json!([node.str("in"), node.str("name"), node.get("schema").map(Node::to_value)]);
        let parameters: Vec<_> = found.parameters().iter().chain(&credentials.parameters).map(short).collect();
        let schemes = Node::new(Data::Object(credentials.schemes), curl.span).to_value();
        let text = |line: Option<Line<'_>>| line.map(|line| line.text.to_owned());
        Ok(json!([text(found.server), text(found.host), found.path.text, parameters, schemes]))
    }

    #[test]
    fn a_path_whose_line_was_broken_goes_on_in_the_sample() {
        let mut files = SourceFiles::new();
        let text = "https://h.example/api/v2/cats/feed_it /api/v2/cats/ /api/v2/dogs/";
        let file = files.add("page", text);
        let line = |range: std::ops::Range<usize>| Line::new(file, text, range);
        let mut said = Diagnostics::new();
        let found = address(line(0..37), Some(line(38..51)), &mut said).expect("one path");
        assert_eq!(
            (found.path.text, found.server.map(|server| server.text)),
            ("/api/v2/cats/feed_it", Some("https://h.example"))
        );
        assert!(address(line(0..37), Some(line(52..65)), &mut said).is_none());
    }

    #[test]
    fn the_server_ends_behind_a_version_or_before_the_stated_path() {
        let server = |url: &str, path| {
            read(&format!("curl --request GET --url '{url}'"), path).map(|found| json!([found[0], found[1], found[2]]))
        };
        assert_eq!(
            server("https://h.example/v1/cats", None),
            Ok(json!(["https://h.example/v1", "h.example", "/cats"]))
        );
        assert_eq!(server("https://h.example/cats", None), Ok(json!(["https://h.example", "h.example", "/cats"])));
        assert_eq!(server("https://h.example/v1", None), Ok(json!(["https://h.example", "h.example", "/v1"])));
        let stated = server("https://h.example/api/v1/cats", Some("/cats"));
        assert_eq!(stated, Ok(json!(["https://h.example/api/v1", "h.example", "/cats"])));
        let filled = server("https://h.example/v1/cats/cat_1/toys/", Some("/cats/{id}/toys"));
        assert_eq!(filled, Ok(json!(["https://h.example/v1", "h.example", "/cats/{id}/toys"])));
        assert_eq!(server("https://h.example/dogs", Some("/cats")), Err(Code::PageInconsistent));
        assert_eq!(server("h.example/dogs", None), Err(Code::PageInconsistent));
    }

    #[test]
    fn parameters_and_schemes_are_told_apart() {
        let found = read(
            "curl --request GET --url 'https://h.example/cats/{id}?size=123&name=%3Cstring%3E&key=<api-key>' \
             --header 'Authorization: Bearer <token>' --header 'X-Api-Key: <api-key>' --header 'X-Trace: <string>'",
            None,
        );
        let found = found.expect("reads");
        insta::assert_snapshot!(found[3], @r#"[["path","id",{"type":"string"}],["query","size",{"type":"number","x-inferred":true}],["query","name",{"type":"string"}],["header","X-Trace",{"type":"string"}]]"#);
        insta::assert_snapshot!(found[4], @r#"{"bearerAuth":{"type":"http","scheme":"bearer"},"apiKey":{"type":"apiKey","in":"header","name":"X-Api-Key"},"key":{"type":"apiKey","in":"query","name":"key"}}"#);
    }
}
