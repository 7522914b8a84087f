//! Pages that are one JSON object each: an OpenAPI operation with `method` and an absolute `path` beside its members.
//!
//! Splits the address into server and path, drops what such pages print without meaning it, and leaves the operation
//! as it is otherwise: merging `allOf`, hoisting and naming are the business of later stages.

use super::html::strip_html;
use super::json_outline::top_level_keys;
use super::unite::unite;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::source::{Data, FileId, Node, SourceFiles, Span, read_json};
use crate::spec::keywords::{Holds, holds};
use crate::spec::methods::{METHODS, OPERATION_MEMBERS};
use serde::de::IgnoredAny;

/// Reads pages of one operation each into one document.
///
/// Returns `None` after reporting what [`read_json`] reports, `page-cut`, `page-inconsistent` (no usable method or
/// path, path variables that are not parameters) or `page-conflict` (pages that disagree). Members that OpenAPI does
/// not know are left out with `text-unread`.
pub fn read(files: &SourceFiles, pages: &[FileId], diagnostics: &mut Diagnostics) -> Option<Node> {
    let before = diagnostics.count(Severity::Error);
    let documents = pages.iter().filter_map(|&page| document(files, page, diagnostics)).collect();
    let united = unite(documents, diagnostics);
    united.filter(|_| diagnostics.count(Severity::Error) == before)
}

/// Whether a text is a page of this format: a JSON object with `method`, `path` and a member of an operation.
pub fn recognises(text: &str) -> bool {
    let keys: Vec<&str> = top_level_keys(text).collect();
    ["method", "path"].iter().all(|key| keys.contains(key)) && OPERATION_MEMBERS.iter().any(|key| keys.contains(key))
}

/// The document of one page.
fn document(files: &SourceFiles, page: FileId, diagnostics: &mut Diagnostics) -> Option<Node> {
    if let Some(cut) = cut(files, page) {
        diagnostics.push(cut);
        return None;
    }
    let mut operation = read_json(files, page, diagnostics)?;
    let span = operation.span;
    let mut say = |code, message: String, span| {
        let help = "such a page is one JSON object: an operation with its `method` and its absolute `path`";
        diagnostics.push(Diagnostic::error(code, message).at(span).help(help));
        None
    };
    if operation.as_object().is_none() {
        return say(Code::PageInconsistent, format!("this page is {}, not an operation", operation.kind()), span);
    }
    let (method, path) = (operation.remove("method"), operation.remove("path"));
    let Some((method_name, method)) = method.as_ref().and_then(|node| Some((node.as_str()?, node))) else {
        return say(Code::PageInconsistent, "the page states no `method`".to_owned(), start(span));
    };
    let Some((address, path)) = path.as_ref().and_then(|node| Some((node.as_str()?, node))) else {
        return say(Code::PageInconsistent, "the page states no `path`".to_owned(), start(span));
    };
    let method_key = method_name.to_ascii_lowercase();
    if !METHODS.contains(&method_key.as_str()) {
        return say(Code::PageInconsistent, format!("`{method_name}` is not a valid HTTP method"), method.span);
    }
    if address.contains(['?', '#']) {
        return say(Code::PageInconsistent, format!("the path `{address}` holds more than a path"), path.span);
    }
    let Some(address) = Address::split(address) else {
        let message = format!("`{address}` is neither an absolute address nor a path that begins with `/`");
        return say(Code::PageInconsistent, message, path.span);
    };
    let subject = format!("{} {}", method_key.to_ascii_uppercase(), address.path);
    keep_operation_members(&mut operation, &subject, diagnostics);
    check_path_variables(&operation, &address, path.span, &subject, diagnostics);
    if matches!(method_key.as_str(), "get" | "head") && operation.get("requestBody").is_some_and(is_pointless_body) {
        operation.remove("requestBody");
    }
    let mut no_texts = Vec::new();
    tidy(&mut operation, Place::Object, &mut no_texts);
    for (key, value) in no_texts {
        let message = format!("`{key}` is {}, and a text belongs here; it was left out", value.kind());
        diagnostics.push(
            Diagnostic::warning(Code::TextUnread, message)
                .at(value.label_span())
                .subject(&subject)
                .help("correct the page, or add what it says with an overlay"),
        );
    }
    operation.key_span = Some(method.span);

    let at = |text: &str| Node::string(text, path.span);
    let mut item = Node::object([(method_key, operation)], span);
    item.key_span = Some(path.span);
    let info = [("title", at(address.host)), ("version", at(address.version))];
    let mut document = Node::object([("openapi", at("3.1.0")), ("info", Node::object(info, path.span))], span);
    if !address.server.is_empty() {
        let server = Node::object([("url", at(address.server))], path.span);
        document.set("servers", Node::array(vec![server], path.span));
    }
    document.set("paths", Node::object([(address.path, item)], span));
    Some(document)
}

/// The problem of a page whose JSON ends early.
fn cut(files: &SourceFiles, page: FileId) -> Option<Diagnostic> {
    let text = files[page].text();
    let error = serde_json::from_str::<IgnoredAny>(text.trim_start_matches('\u{feff}')).err()?;
    error.is_eof().then(|| {
        let end = text.trim_end();
        let last = end.chars().next_back().map_or(0, char::len_utf8);
        Diagnostic::error(Code::PageCut, "the page ends in the middle of its JSON")
            .at(Span::new(page, end.len() - last..end.len()))
            .help("capture the whole page again; many tools stop after a number of characters")
    })
}

fn start(span: Span) -> Span {
    Span { end: span.end.min(span.start.saturating_add(1)), ..span }
}

/// An address in its parts.
struct Address<'a> {
    /// Scheme, host and everything up to the version segment; empty when the page states a path only.
    server: &'a str,
    host: &'a str,
    /// The version segment, or the empty-handed `0`.
    version: &'a str,
    path: &'a str,
}

impl<'a> Address<'a> {
    fn split(address: &'a str) -> Option<Self> {
        if address.starts_with('/') {
            return Some(Self { server: "", host: "API", version: "0", path: address });
        }
        let host_start = ["https://", "http://"].iter().find(|scheme| address.starts_with(**scheme))?.len();
        let after_scheme = &address[host_start..];
        let host = after_scheme.split('/').next().filter(|host| !host.is_empty())?;
        let root = host_start + host.len();
        let mut segment_start = root;
        for segment in address[root..].split_inclusive('/') {
            let end = segment_start + segment.trim_end_matches('/').len();
            let name = &address[segment_start..end];
            if is_version(name) && address[end..].starts_with('/') {
                return Some(Self { server: &address[..end], host, version: name, path: &address[end..] });
            }
            segment_start += segment.len();
        }
        let path = &address[root..];
        Some(Self { server: &address[..root], host, version: "0", path: if path.is_empty() { "/" } else { path } })
    }

    fn variables(&self) -> impl Iterator<Item = &'a str> {
        self.path.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
    }
}

/// Whether a path segment names a version: `v2`, `v1.0`.
fn is_version(segment: &str) -> bool {
    segment.strip_prefix('v').is_some_and(|number| {
        number.starts_with(|c: char| c.is_ascii_digit()) && number.chars().all(|c| c.is_ascii_digit() || c == '.')
    })
}

fn keep_operation_members(operation: &mut Node, subject: &str, diagnostics: &mut Diagnostics) {
    let Some(members) = operation.as_object_mut() else { return };
    members.retain(|key, node| {
        let known = OPERATION_MEMBERS.contains(&key.as_str()) || key.starts_with("x-");
        if !known {
            diagnostics.push(
                Diagnostic::warning(
                    Code::TextUnread,
                    format!("`{key}` is not a member of an operation and was left out"),
                )
                .at(node.label_span())
                .subject(subject)
                .help("add what it says with an overlay if a client needs it"),
            );
        }
        known
    });
}

/// The variables in the path and the path parameters have to be the same.
fn check_path_variables(
    operation: &Node,
    address: &Address<'_>,
    path: Span,
    subject: &str,
    diagnostics: &mut Diagnostics,
) {
    if operation.items("parameters").iter().any(|parameter| parameter.get("$ref").is_some()) {
        return;
    }
    let declared: Vec<_> = operation
        .items("parameters")
        .iter()
        .filter(|parameter| parameter.str("in") == Some("path"))
        .filter_map(|parameter| Some((parameter.str("name")?, parameter.span)))
        .collect();
    let undeclared = address.variables().filter(|name| !declared.iter().any(|(declared, _)| declared == name));
    let problems = undeclared.map(|name| (format!("the path has a variable `{name}` that is not a parameter"), path));
    let unused = declared.iter().filter(|(declared, _)| !address.variables().any(|name| name == *declared));
    let unused = unused.map(|(name, span)| (format!("the path parameter `{name}` is not in the path"), *span));
    for (message, span) in problems.chain(unused) {
        let help = "correct the page, or ask the vendor how the variable is really called";
        diagnostics.push(Diagnostic::error(Code::PageInconsistent, message).at(span).subject(subject).help(help));
    }
}

/// A body that nobody has to send and that cannot hold anything: printed for every GET, meant for none.
fn is_pointless_body(body: &Node) -> bool {
    // A member that says more than that stays, and the body with it.
    let has_only = |node: &Node, known: &[&str]| {
        node.as_object()
            .into_iter()
            .flatten()
            .all(|(key, value)| known.contains(&key.as_str()) || key == "description" && value.as_str() == Some(""))
    };
    let holds_nothing = |schema: &Node| {
        schema.get("additionalProperties").and_then(Node::as_bool) == Some(false)
            && schema.members("properties").next().is_none()
            && has_only(schema, &["additionalProperties", "properties", "type"])
    };
    let is_empty = |media: &Node| {
        media.get("schema").is_some_and(holds_nothing)
            && media.members("encoding").next().is_none()
            && has_only(media, &["schema", "encoding"])
    };
    !body.flag("required")
        && has_only(body, &["content", "required"])
        && body.members("content").next().is_some()
        && body.members("content").all(|(_, media)| is_empty(media))
}

/// What the members of an object are.
#[derive(Clone, Copy)]
enum Place {
    /// Keywords of OpenAPI or JSON Schema.
    Object,
    /// Names somebody chose, whose values are objects of OpenAPI or schemas.
    Names,
    /// Status codes, whose values are responses: OpenAPI demands their description.
    Responses,
    /// As `Object`, and the description has to stay.
    Response,
}

/// Strips HTML from descriptions, and drops empty descriptions and empty encodings. Descriptions and summaries that
/// are no texts are moved to `no_texts`.
fn tidy(node: &mut Node, place: Place, no_texts: &mut Vec<(String, Node)>) {
    match &mut node.data {
        Data::Array(items) => items.iter_mut().for_each(|item| tidy(item, place, no_texts)),
        Data::Object(members) => {
            if matches!(place, Place::Object | Place::Response) {
                members.retain(|key, value| match (key.as_str(), &value.data) {
                    ("description", Data::String(text)) => !text.is_empty() || matches!(place, Place::Response),
                    ("encoding", Data::Object(encoding)) => !encoding.is_empty(),
                    ("summary" | "description", data) if !matches!(data, Data::String(_)) => {
                        no_texts.push((key.clone(), value.clone()));
                        false
                    }
                    _ => true,
                });
            }
            for (key, value) in members {
                let inner = match (place, key.as_str()) {
                    (Place::Names, _) => Place::Object,
                    (Place::Responses, _) => Place::Response,
                    (_, "description" | "summary") => {
                        if let Data::String(text) = &mut value.data {
                            *text = strip_html(text);
                        }
                        continue;
                    }
                    (_, "example" | "examples" | "default" | "enum" | "const") => continue,
                    (_, key) if key.starts_with("x-") => continue,
                    (_, "responses") => Place::Responses,
                    (
                        _,
                        "content" | "headers" | "encoding" | "callbacks" | "links" | "mapping" | "variables"
                        | "dependentRequired",
                    ) => Place::Names,
                    (_, key) if holds(key) == Some(Holds::Map) => Place::Names,
                    _ => Place::Object,
                };
                tidy(value, inner, no_texts);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn read_pages(pages: &[Value]) -> (Option<Value>, Vec<String>) {
        let texts: Vec<_> = pages.iter().map(Value::to_string).collect();
        read_texts(&texts.iter().map(String::as_str).collect::<Vec<_>>())
    }

    fn read_texts(texts: &[&str]) -> (Option<Value>, Vec<String>) {
        let mut files = SourceFiles::new();
        let pages: Vec<_> = texts.iter().map(|text| files.add("page.json", *text)).collect();
        let mut diagnostics = Diagnostics::new();
        let node = read(&files, &pages, &mut diagnostics);
        let said = diagnostics.iter().map(|found| format!("{}: {}", found.code, found.message)).collect();
        (node.map(|node| node.to_value()), said)
    }

    fn cat(address: &str) -> Value {
        let parameters = json!([{"in": "path", "name": "id", "required": true, "schema": {"type": "string"}}]);
        json!({"method": "GET", "path": address, "operationId": "GetCat", "parameters": parameters})
    }

    #[test]
    fn addresses_split_at_the_version_segment() {
        let split = |address| Address::split(address).map(|found| (found.server, found.version, found.path));
        assert_eq!(split("https://h.example/v2/a/{b}"), Some(("https://h.example/v2", "v2", "/a/{b}")));
        assert_eq!(split("https://h.example/api/v1.0/a"), Some(("https://h.example/api/v1.0", "v1.0", "/a")));
        assert_eq!(split("https://h.example/video/a"), Some(("https://h.example", "0", "/video/a")));
        assert_eq!(split("https://h.example/v2"), Some(("https://h.example", "0", "/v2")));
        assert_eq!(split("https://h.example"), Some(("https://h.example", "0", "/")));
        assert_eq!(split("/a"), Some(("", "0", "/a")));
        assert_eq!(split("ftp://h.example/a"), None);
        assert_eq!(split("https://"), None);
    }

    #[test]
    fn operations_of_one_server_share_a_document() {
        let mut kick = cat("https://h.example/v2/cats/{id}");
        kick["method"] = json!("post");
        let (document, problems) = read_pages(&[cat("https://h.example/v2/cats/{id}"), kick]);
        let document = document.expect("a document");
        assert_eq!(problems, Vec::<String>::new());
        assert_eq!(document["servers"], json!([{"url": "https://h.example/v2"}]));
        assert_eq!(document["paths"]["/cats/{id}"].as_object().map(|item| item.len()), Some(2));
        assert_eq!(document["paths"]["/cats/{id}"]["get"]["method"], Value::Null);
    }

    #[test]
    fn pages_that_disagree_are_conflicts() {
        let page = cat("https://h.example/v2/cats/{id}");
        let mut other = page.clone();
        other["operationId"] = json!("FetchCat");
        assert!(read_pages(&[page.clone(), page.clone()]).0.is_some());
        assert_eq!(
            read_pages(&[page.clone(), other]).1,
            ["page-conflict: two pages describe `GET /cats/{id}` differently: they part at `operationId`"]
        );
        let (document, problems) = read_pages(&[page.clone(), cat("https://other.example/v2/cats/{id}")]);
        assert_eq!(document, None);
        assert!(problems.contains(
            &"page-conflict: two pages disagree about the server: `https://h.example/v2` and `https://other.example/v2`"
                .to_owned()
        ));
        // Two bases of one host: each operation has its own.
        let (document, _) = read_pages(&[page, cat("https://h.example/v3/dogs/{id}")]);
        let server = document.expect("reads").pointer("/paths/~1dogs~1{id}/get/servers/0/url").cloned();
        assert_eq!(server, Some(json!("https://h.example/v3")));
    }

    #[test]
    fn only_a_body_that_cannot_hold_anything_is_dropped() {
        let body = json!({"required": false, "content": {"application/x-www-form-urlencoded": {
            "encoding": {}, "schema": {"type": "object", "properties": {}, "additionalProperties": false}}}});
        let body_of = |method: &str, body: &Value| {
            let mut page = cat("/cats/{id}");
            (page["method"], page["requestBody"]) = (json!(method), body.clone());
            read_pages(&[page]).0.expect("reads").pointer("/paths/~1cats~1{id}").expect("path")[method]
                .get("requestBody")
                .is_some()
        };
        let mut open = body.clone();
        open["content"]["application/x-www-form-urlencoded"]["schema"] = json!({"type": "object"});
        assert_eq!([body_of("get", &body), body_of("post", &body), body_of("get", &open)], [false, true, true]);
    }

    #[test]
    fn descriptions_lose_html_and_emptiness_where_they_are_descriptions() {
        let mut page = cat("/cats/{id}");
        page["description"] = json!("A<br>B");
        page["responses"] = json!({"200": {"description": "", "content": {"application/json": {"schema": {
            "description": "", "format": "unix-time", "example": {"description": "", "encoding": {}},
            "properties": {"description": {"description": ""}, "encoding": {}}}}}}});
        let document = read_pages(&[page]).0.expect("reads");
        let get = &document["paths"]["/cats/{id}"]["get"];
        assert_eq!(get["description"], "A\nB");
        assert_eq!(get["responses"]["200"]["description"], "");
        assert_eq!(
            get["responses"]["200"]["content"]["application/json"]["schema"],
            json!({"format": "unix-time", "example": {"description": "", "encoding": {}},
                "properties": {"description": {}, "encoding": {}}})
        );
    }

    #[test]
    fn a_body_that_says_more_than_nothing_stays() {
        let mut page = cat("/cats/{id}");
        let schema = json!({"type": "object", "description": "", "additionalProperties": false, "properties": {}});
        page["requestBody"] = json!({"content": {"application/json": {"schema": schema, "encoding": {}}}});
        let body = |page: &Value| {
            let document = read_pages(std::slice::from_ref(page)).0.expect("reads");
            document["paths"]["/cats/{id}"]["get"].get("requestBody").is_some()
        };
        assert!(!body(&page));
        page["requestBody"]["content"]["application/json"]["schema"]["description"] = json!("Send nothing.");
        assert!(body(&page));
    }

    #[test]
    fn what_stands_for_a_text_and_is_none_is_told() {
        let mut page = cat("/cats/{id}");
        page["summary"] = json!({"en": "A cat"});
        page["parameters"][0]["description"] = json!(12);
        let (document, said) = read_pages(&[page]);
        assert_eq!(
            said,
            [
                "text-unread: `summary` is an object, and a text belongs here; it was left out",
                "text-unread: `description` is a number, and a text belongs here; it was left out",
            ]
        );
        let get = document.expect("reads")["paths"]["/cats/{id}"]["get"].clone();
        assert_eq!((&get["summary"], &get["parameters"][0]["description"]), (&Value::Null, &Value::Null));
    }

    #[test]
    fn unusable_pages_are_refused_by_name() {
        let said = |page: Value| read_pages(&[page]).1;
        assert_eq!(said(json!([])), ["page-inconsistent: this page is an array, not an operation"]);
        assert_eq!(said(json!({"path": "/a"})), ["page-inconsistent: the page states no `method`"]);
        assert_eq!(said(json!({"method": "GET", "path": 1})), ["page-inconsistent: the page states no `path`"]);
        assert_eq!(
            said(json!({"method": "FETCH", "path": "/a"})),
            ["page-inconsistent: `FETCH` is not a valid HTTP method"]
        );
        assert_eq!(
            said(cat("cats/{id}")),
            ["page-inconsistent: `cats/{id}` is neither an absolute address nor a path that begins with `/`"]
        );
        assert_eq!(
            said(cat("/cats/{id}?a=1")),
            ["page-inconsistent: the path `/cats/{id}?a=1` holds more than a path"]
        );
        assert_eq!(
            said(cat("/cats/{cat_id}")),
            [
                "page-inconsistent: the path has a variable `cat_id` that is not a parameter",
                "page-inconsistent: the path parameter `id` is not in the path",
            ]
        );
        let mut extra = cat("/cats/{id}");
        extra["mood"] = json!("calm");
        assert_eq!(said(extra), ["text-unread: `mood` is not a member of an operation and was left out"]);
    }

    #[test]
    fn a_cut_page_is_called_cut() {
        let page = cat("/cats/{id}").to_string();
        for end in 1..page.len() {
            let (document, problems) = read_texts(&[&page[..end]]);
            assert_eq!(
                (document, problems.as_slice()),
                (None, &["page-cut: the page ends in the middle of its JSON".to_owned()][..])
            );
        }
        assert!(recognises(&page) && recognises(&format!("\u{feff}{page}")));
        assert!(!recognises("{\"method\": \"GET\"}"));
    }
}
