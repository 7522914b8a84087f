//! HTTP archives (HAR 1.2), as browsers and proxies save them: which schema each body is of. Of an entry nothing but its
//! bodies is kept: no header, no address, no value of a query.

use super::recording::{Recording, Recordings};
use super::schemas::{Schemas, below};
use crate::mock::{Call, find_route};
use anyhow::Result;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;
use std::cmp::Reverse;
use switchboard_codegen::source::{Map, Node};
use url::Url;

/// An archive, as far as it matters.
#[derive(Debug, Deserialize)]
pub(super) struct Archive {
    log: Log,
}

#[derive(Debug, Deserialize)]
struct Log {
    entries: Vec<Entry>,
}

#[derive(Debug, Deserialize)]
struct Entry {
    request: Request,
    response: Response,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Request {
    method: String,
    url: String,
    post_data: Option<Body>,
}

#[derive(Debug, Deserialize)]
struct Response {
    status: i64,
    #[serde(default)]
    content: Body,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Body {
    mime_type: Option<String>,
    text: Option<String>,
    encoding: Option<String>,
}

/// The archive that a text is; nothing where it is something else.
pub(super) fn read(text: &str) -> Option<Result<Archive>> {
    #[derive(Deserialize)]
    struct Mark {
        #[serde(rename = "log")]
        _log: serde::de::IgnoredAny,
    }
    let text = text.trim_start_matches('\u{feff}');
    serde_json::from_str::<Mark>(text).ok()?;
    // Without the cause, which may quote what stands there.
    let refused = |error: serde_json::Error| {
        anyhow::anyhow!("this is not an HTTP archive (HAR 1.2): line {}, column {}", error.line(), error.column())
    };
    Some(serde_json::from_str(text).map_err(refused))
}

/// The bodies of an archive that are of a schema.
pub(super) fn recordings(archive: &Archive, document: &Node) -> Recordings {
    let places = Places { schemas: Schemas::new(document), document: document.to_value(), bases: bases(document) };
    let mut found = Recordings::default();
    for (at, entry) in archive.log.entries.iter().enumerate() {
        match places.operation(&entry.request) {
            Ok(operation) => {
                let name = format!("entry {} {}", at + 1, operation.subject);
                if let Some(body) = &entry.request.post_data {
                    let schema = places.request(&operation.pointer, body);
                    take(body, schema, &operation.subject, "a request", format!("{name} request"), &mut found);
                }
                let status = entry.response.status;
                let (subject, body) = (format!("{} {status}", operation.subject), &entry.response.content);
                let schema = places.answer(&operation.pointer, status, body);
                take(body, schema, &subject, "an answer", format!("{name} {status}"), &mut found);
            }
            Err(reason) => found.leave_out(reason),
        }
    }
    found
}

/// Takes a body that is JSON and of a schema.
fn take(body: &Body, schema: Option<String>, subject: &str, what: &str, id: String, found: &mut Recordings) {
    let Some(text) = body.content().filter(|text| !text.is_empty()) else { return };
    let value = RawValue::from_string(text.trim().to_owned());
    match (schema, value) {
        (Some(schema), Ok(value)) => found.taken.push(Recording { id, schema, value }),
        (None, _) => found.leave_out(format!("{subject}: the document has no schema for {what} of this media type")),
        (Some(_), Err(_)) => found.leave_out(format!("{subject}: {what} that is not JSON")),
    }
}

impl Body {
    fn content(&self) -> Option<String> {
        let text = self.text.as_ref()?;
        match self.encoding.as_deref() {
            Some("base64") => BASE64_STANDARD.decode(text.trim()).ok().and_then(|bytes| String::from_utf8(bytes).ok()),
            _ => Some(text.clone()),
        }
    }

    /// The media type without parameters, in lower case.
    fn media_type(&self) -> String {
        let stated = self.mime_type.as_deref().unwrap_or("application/json");
        stated.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
    }
}

/// An operation of the document.
struct Operation {
    /// Method and path template.
    subject: String,
    pointer: String,
}

/// Where the bodies of calls have their schemas.
struct Places<'d> {
    schemas: Schemas<'d>,
    document: Value,
    bases: Vec<Base>,
}

impl Places<'_> {
    /// The operation of a request, or why there is none.
    fn operation(&self, request: &Request) -> Result<Operation, String> {
        let url = Url::parse(&request.url).map_err(|_| "an address that is none".to_owned())?;
        let path: Vec<&str> = url.path().split('/').skip(1).collect();
        let mut is_here = false;
        for base in self.bases.iter().filter(|base| base.is_host(&url)) {
            is_here = true;
            let Some(rest) = base.rest(&path) else { continue };
            let call = Call {
                method: request.method.to_ascii_uppercase(),
                path: format!("/{}", rest.join("/")),
                query: url.query_pairs().map(|(name, value)| (name.into_owned(), value.into_owned())).collect(),
                headers: Vec::new(),
                body: Vec::new(),
            };
            if let Some((method, template)) = find_route(&self.document, &call) {
                let pointer = below(&below("#/paths", &template), &method);
                return Ok(Operation { subject: format!("{} {template}", method.to_uppercase()), pointer });
            }
        }
        Err(match is_here {
            true => "calls of no operation of the document".to_owned(),
            false => "calls to other servers than the document names".to_owned(),
        })
    }

    /// The schema of an answer: by its status, its range of statuses, or `default` (OpenAPI 3.1.1, section 4.8.16).
    fn answer(&self, operation: &str, status: i64, body: &Body) -> Option<String> {
        let responses = format!("{operation}/responses");
        let stated = self.schemas.node(&responses)?.as_object()?;
        let (exact, range) = (status.to_string(), format!("{}XX", status / 100));
        let key = [exact.as_str(), range.as_str(), "default"]
            .into_iter()
            .find_map(|wanted| stated.keys().find(|known| known.eq_ignore_ascii_case(wanted)))?;
        let response = below(&responses, key);
        // Swagger 2.0 has one schema for all media types.
        self.schemas.find(&format!("{response}/schema")).or_else(|| self.in_content(&response, body))
    }

    /// The schema of a request: its body's, or that of Swagger's parameter `in: body`.
    fn request(&self, operation: &str, body: &Body) -> Option<String> {
        let item = operation.rsplit_once('/').map_or(operation, |(item, _)| item);
        let parameters = [operation, item].into_iter().find_map(|holder| {
            let parameters = format!("{holder}/parameters");
            let count = self.schemas.node(&parameters)?.as_array()?.len();
            let is_body = |pointer: &String| {
                let place = self.schemas.find(&format!("{pointer}/in"));
                place.and_then(|place| self.schemas.node(&place)?.as_str()) == Some("body")
            };
            (0..count).map(|at| format!("{parameters}/{at}")).find(is_body)
        });
        match parameters {
            Some(parameter) => self.schemas.find(&format!("{parameter}/schema")),
            None => self.in_content(&format!("{operation}/requestBody"), body),
        }
    }

    /// The schema of a media type, the most exact range first (OpenAPI 3.1.1, section 4.8.14).
    fn in_content(&self, holder: &str, body: &Body) -> Option<String> {
        let content = self.schemas.find(&format!("{holder}/content"))?;
        let wanted = body.media_type();
        let range = format!("{}/*", wanted.split('/').next().unwrap_or_default());
        let stated = self.schemas.node(&content)?.as_object()?;
        let plain = |key: &String| key.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let key = [wanted.as_str(), range.as_str(), "*/*"]
            .into_iter()
            .find_map(|wanted| stated.keys().find(|key| plain(key) == wanted))?;
        self.schemas.find(&format!("{}/schema", below(&content, key)))
    }
}

/// Where a server's paths begin.
#[derive(Debug, PartialEq, Eq)]
struct Base {
    /// Its host, where the document names one.
    host: Option<String>,
    /// The segments of its path.
    path: Vec<String>,
}

impl Base {
    fn new(url: &str) -> Self {
        let (host, path) = match url.split_once("://") {
            Some((_, rest)) => rest.split_once('/').map_or((Some(rest), ""), |(host, path)| (Some(host), path)),
            None => (None, url.trim_start_matches('/')),
        };
        // A variable may be any host.
        let host = host.filter(|host| !host.contains('{')).map(|host| without_port(host).to_ascii_lowercase());
        let path = path.trim_end_matches('/').split('/').filter(|segment| !segment.is_empty());
        Self { host, path: path.map(str::to_owned).collect() }
    }

    /// Whether an address is on this server, or on a proxy of this machine.
    fn is_host(&self, url: &Url) -> bool {
        let given = url.host_str().unwrap_or_default();
        let is_here = matches!(given, "localhost" | "127.0.0.1" | "[::1]");
        is_here || self.host.as_deref().is_none_or(|host| host == given)
    }

    /// What follows the server's own path.
    fn rest<'p, 's>(&self, path: &'p [&'s str]) -> Option<&'p [&'s str]> {
        let fits = |(own, given): (&String, &&str)| own.contains('{') || own == given;
        let own = path.get(..self.path.len())?;
        self.path.iter().zip(own).all(fits).then(|| path.get(self.path.len()..))?
    }
}

fn without_port(host: &str) -> &str {
    host.rsplit_once(':')
        .filter(|(_, port)| port.bytes().all(|byte| byte.is_ascii_digit()))
        .map_or(host, |(host, _)| host)
}

/// The servers of a document, of its paths and operations, those with the longest path first.
fn bases(document: &Node) -> Vec<Base> {
    let mut found = Vec::new();
    if document.get("swagger").is_some() {
        let (host, path) = (document.str("host"), document.str("basePath").unwrap_or_default());
        found.push(Base::new(&host.map_or_else(|| path.to_owned(), |host| format!("https://{host}{path}"))));
    }
    let items = document.members("paths").map(|(_, item)| item);
    let with_operations =
        items.flat_map(|item| std::iter::once(item).chain(item.as_object().into_iter().flat_map(Map::values)));
    for holder in std::iter::once(document).chain(with_operations) {
        found.extend(holder.items("servers").iter().filter_map(|server| server.str("url")).map(Base::new));
    }
    if found.is_empty() {
        found.push(Base { host: None, path: Vec::new() });
    }
    found.sort_by_key(|base| Reverse(base.path.len()));
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use switchboard_codegen::source::{SourceFiles, Span};

    fn node(document: Value) -> Node {
        let mut files = SourceFiles::new();
        Node::from_value(document, Span::new(files.add("a.json", ""), 0..0))
    }

    fn entry(method: &str, url: &str, status: u16, answer: &str) -> Value {
        json!({
            "request": {"method": method, "url": url, "headers": [{"name": "authorization", "value": "Bearer secret"}]},
            "response": {"status": status, "content": {"mimeType": "application/json; charset=utf-8", "text": answer}},
        })
    }

    fn places(document: Value, entries: Vec<Value>) -> (Vec<(String, String)>, Vec<String>) {
        let text = json!({"log": {"version": "1.2", "entries": entries}}).to_string();
        let archive = read(&text).expect("an archive").expect("a sound one");
        let found = recordings(&archive, &node(document));
        let taken = found.taken.into_iter().map(|recording| (recording.id, recording.schema)).collect();
        (taken, found.left_out.into_keys().collect())
    }

    #[test]
    fn method_address_and_status_give_the_schema() {
        let of = |name: &str| json!({"content": {"application/json": {"schema": {"title": name}}}});
        let document = json!({
            "openapi": "3.1.0",
            "servers": [{"url": "https://api.bell.example/v1/{tenant}"}, {"url": "/"}],
            "paths": {
                "/bells/{id}": {"get": {"responses": {"200": of("a"), "4XX": {"$ref": "#/components/responses/Bad"}}}},
                "/bells/all": {"get": {"responses": {"default": of("c")}}},
            },
            "components": {"responses": {"Bad": of("b")}},
        });
        let base = "https://api.bell.example/v1/north";
        let (taken, left_out) = places(
            document,
            vec![
                entry("GET", &format!("{base}/bells/7?key=secret"), 200, "{}"),
                entry("GET", &format!("{base}/bells/7"), 404, "{}"),
                entry("GET", &format!("{base}/bells/all"), 500, "[]"),
                entry("GET", &format!("{base}/bells/7"), 200, "<html>"),
                entry("GET", &format!("{base}/bells/7"), 302, "{}"),
                entry("PUT", &format!("{base}/towers"), 200, "{}"),
            ],
        );
        let schema = |rest: &str| format!("#/{rest}/content/application~1json/schema");
        assert_eq!(
            taken,
            [
                ("entry 1 GET /bells/{id} 200".to_owned(), schema("paths/~1bells~1{id}/get/responses/200")),
                ("entry 2 GET /bells/{id} 404".to_owned(), schema("components/responses/Bad")),
                ("entry 3 GET /bells/all 500".to_owned(), schema("paths/~1bells~1all/get/responses/default")),
            ]
        );
        assert_eq!(
            left_out,
            [
                "GET /bells/{id} 200: an answer that is not JSON",
                "GET /bells/{id} 302: the document has no schema for an answer of this media type",
                "calls of no operation of the document",
            ]
        );
    }

    #[test]
    fn bodies_of_swagger_are_parameters() {
        let document = json!({
            "swagger": "2.0",
            "host": "api.bell.example",
            "basePath": "/v1",
            "parameters": {"Bell": {"in": "body", "name": "bell", "schema": {}}},
            "paths": {"/bells": {"post": {
                "parameters": [{"in": "query", "name": "q"}, {"$ref": "#/parameters/Bell"}],
                "responses": {"201": {"schema": {}}},
            }}},
        });
        let mut sent = entry("POST", "https://api.bell.example/v1/bells", 201, "e30=");
        sent["request"]["postData"] = json!({"mimeType": "application/json", "text": "{}"});
        sent["response"]["content"]["encoding"] = json!("base64");
        let other = entry("POST", "https://elsewhere.example/v1/bells", 201, "{}");
        let (taken, left_out) = places(document, vec![sent, other]);
        let schemas: Vec<&str> = taken.iter().map(|(_, schema)| schema.as_str()).collect();
        assert_eq!(schemas, ["#/parameters/Bell/schema", "#/paths/~1bells/post/responses/201/schema"]);
        assert_eq!(left_out, ["calls to other servers than the document names"]);
    }

    #[test]
    fn other_texts_are_no_archive() {
        assert!(read("{\"id\": 1, \"schema\": \"#\", \"value\": {}}").is_none());
        assert!(read("").is_none());
        assert!(read("{\"log\": 1}").is_some_and(|read| read.is_err()));
    }
}
