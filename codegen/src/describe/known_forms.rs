//! Forms of documentation that are known and not read: what they are called, and how to come to a document that is read.
//!
//! Tells by marks near the beginning of a text, and reads nothing.
//!
//! See `codegen/docs/documentation-pages.md`.

use super::json_outline::top_level_keys;

/// What a text is, and what to do about it.
#[derive(Debug, PartialEq)]
pub(super) struct Known {
    /// "this is an AsyncAPI document", to be followed by more.
    pub(super) what: &'static str,
    pub(super) help: String,
}

fn known(what: &'static str, help: &str) -> Option<Known> {
    Some(Known { what, help: help.to_owned() })
}

/// The form of a text that no reader recognises; `None` for an unknown one.
pub(super) fn recognise(text: &str) -> Option<Known> {
    let body = text.trim_start_matches('\u{feff}').trim_start();
    let head: String = body.chars().take(3_000).collect();
    if body.starts_with('{') || body.starts_with('[') {
        json(body)
    } else if body.starts_with('<') {
        markup(body)
    } else {
        keyed(body, &head).or_else(|| site(body, &head)).or_else(|| index(body))
    }
}

const ASYNC: (&str, &str) = (
    "this is an AsyncAPI document: it describes websockets and messages, and clients are made of HTTP operations",
    "look for the OpenAPI document of the vendor's HTTP operations; what is sent over websockets has to be written by hand",
);

fn json(body: &str) -> Option<Known> {
    if top_level_keys(body).any(|key| matches!(key, "openapi" | "swagger")) {
        return None;
    }
    let keys: Vec<&str> = top_level_keys(body).collect();
    let has = |key: &str| keys.contains(&key);
    if has("asyncapi") {
        known(ASYNC.0, ASYNC.1)
    } else if has("log") && body.contains("\"entries\"") {
        known(
            "this is a HAR file: recorded traffic, not documentation",
            "`cargo xtask observe` makes a document of recorded traffic",
        )
    } else if has("discoveryVersion") || body.contains("\"discovery#restDescription\"") {
        known(
            "this is a Google Discovery document",
            "convert it to OpenAPI, for instance with `npx api-spec-converter --from=google --to=openapi_3 FILE`, and give the result",
        )
    } else if has("swaggerVersion") {
        known(
            "this is a Swagger 1 document",
            "convert it to OpenAPI, for instance with `npx api-spec-converter --from=swagger_1 --to=openapi_3 FILE`",
        )
    } else if has("openrpc") {
        known(
            "this is an OpenRPC document: it describes JSON-RPC methods",
            "JSON-RPC is not read; look for an OpenAPI document",
        )
    } else if has("__schema") || body.contains("\"__schema\"") && has("data") {
        known(
            "this is the schema of a GraphQL server",
            "GraphQL is not read; look for the OpenAPI document of the vendor's HTTP operations",
        )
    } else if has("_type") && body.contains("\"__export_format\"") || has("resources") && has("__export_format") {
        known(
            "this is an Insomnia export",
            "export the design document as OpenAPI from Insomnia, or the collection as Postman 2.1",
        )
    } else if has("requests") && has("order") || has("info") && has("item") {
        known(
            "this is a Postman collection of another version than 2.1",
            "export it again from Postman as Collection v2.1 (recommended)",
        )
    } else if has("$schema") && (has("properties") || has("definitions") || has("$defs")) {
        known(
            "this is a JSON Schema: it describes values, and no operations",
            "put it below `components/schemas` of an OpenAPI document that has the operations",
        )
    } else {
        None
    }
}

/// Marks of the programs that make HTML pages, what such a page is called, and what to do.
const SITES: &[(&str, &str, &str)] = &[
    ("generator\" content=\"gitbook", "this is an HTML page of GitBook", GITBOOK),
    ("generator\" content=\"docusaurus", "this is an HTML page of Docusaurus", DOCUSAURUS),
    (
        "content=\"mintlify",
        "this is an HTML page of Mintlify",
        "put `.md` behind its address and save what comes, or save the text of the page",
    ),
    (
        "stldocs-",
        "this is an HTML page of Stainless",
        "put `index.md` behind its address and save what comes, or save the text of the page",
    ),
    ("readme.io", "this is an HTML page of ReadMe", README),
    (
        "buildwithfern",
        "this is an HTML page of Fern",
        "put `.md` behind its address and save what comes, or save the text of the page",
    ),
    (
        "elements-api",
        "this is an HTML page of Stoplight Elements",
        "save the document that `apiDescriptionUrl` names instead",
    ),
    ("@scalar/api-reference", "this is an HTML page of Scalar", "save the document that `data-url` names instead"),
    (
        "generator\" content=\"sphinx",
        "this is an HTML page of Sphinx without a structure that is described",
        "save the page that has the template and the members",
    ),
];

fn markup(body: &str) -> Option<Known> {
    let lower = body.to_ascii_lowercase();
    let has = |mark: &str| lower.contains(mark);
    if has("<wsdl:definitions") || has("<definitions") && has("schemas.xmlsoap.org/wsdl") {
        return known(
            "this is a WSDL document: it describes SOAP",
            "SOAP is not read; look for an OpenAPI document of the same service",
        );
    }
    if has("<application") && has("wadl") {
        return known(
            "this is a WADL document",
            "convert it to OpenAPI, for instance with `npx api-spec-converter --from=wadl --to=openapi_3 FILE`",
        );
    }
    if !has("<html") && !has("<!doctype") {
        return None;
    }
    if has("type=\"password\"") {
        return known(
            "this is an HTML login page, not a documentation page in a known format",
            "log in, and save the page behind it",
        );
    }
    if has("swagger-ui") {
        let help = match address(body, &["url: \"", "url: '", "\"url\":\"", "\"url\": \""]) {
            Some(url) => format!("it loads its document from `{url}`: save that instead"),
            None => "it loads its document from an address that its scripts name (`url:` or `configUrl:`): save that instead".to_owned(),
        };
        return Some(Known { what: "this is an HTML page of Swagger UI, which shows an OpenAPI document", help });
    }
    if has("redoc") {
        let help = match address(body, &["spec-url=\"", "spec-url='", "specUrl: \"", "Redoc.init('", "Redoc.init(\""]) {
            Some(url) => format!("it loads its document from `{url}`: save that instead"),
            None => "the page has a button to download its document: save that instead".to_owned(),
        };
        return Some(Known { what: "this is an HTML page of Redoc, which shows an OpenAPI document", help });
    }
    let site = SITES.iter().find(|(mark, ..)| has(mark));
    site.and_then(|(_, what, help)| known(what, help))
}

const GITBOOK: &str = "GitBook shows an OpenAPI document: put `.md` behind the address of the page, which names it, and save the document";
const DOCUSAURUS: &str = "the site is made of an OpenAPI document (docusaurus-plugin-openapi-docs): its pages may offer it under Export, \
     else it lies in the repository of the site; save that document instead";
const README: &str = "ReadMe shows an OpenAPI document: put `.md` behind the address of the page, or ask for the file behind it, and save that";

/// The address behind the first of some marks.
fn address<'t>(text: &'t str, marks: &[&str]) -> Option<&'t str> {
    let found = marks.iter().find_map(|mark| text.find(mark).map(|at| &text[at + mark.len()..]))?;
    let end = found.find(['"', '\'', '\n', '<', '`'])?;
    Some(found[..end].trim()).filter(|url| !url.is_empty() && url.len() < 300)
}

/// Forms with a key or a mark at the beginning of a line.
fn keyed(body: &str, head: &str) -> Option<Known> {
    let begins = |mark: &str| head.lines().any(|line| line.starts_with(mark));
    if begins("asyncapi:") {
        known(ASYNC.0, ASYNC.1)
    } else if body.starts_with("#%RAML") {
        known(
            "this is a RAML document",
            "convert it to OpenAPI, for instance with `npx oas-raml-converter --from RAML --to OAS30 FILE`, and give the result",
        )
    } else if begins("FORMAT: 1A") || begins("FORMAT: X-1A") || has_blueprint_actions(body) {
        known(
            "this is an API Blueprint",
            "convert it to OpenAPI, for instance with `npx apib2swagger --open-api-3 -i FILE -o openapi.json`, and give the result",
        )
    } else if begins("syntax = \"proto") {
        known(
            "this is a Protocol Buffers file: it describes gRPC",
            "gRPC is not read; look for an OpenAPI document of its HTTP gateway",
        )
    } else if begins("type Query {") || begins("schema {") {
        known(
            "this is a GraphQL schema",
            "GraphQL is not read; look for the OpenAPI document of the vendor's HTTP operations",
        )
    } else if begins("import \"@typespec/") {
        known(
            "this is TypeSpec",
            "compile it with `npx tsp compile --emit @typespec/openapi3 FILE`, and give the result",
        )
    } else if begins("$version: \"2") && head.contains("namespace ") {
        known("this is a Smithy model", "build it with the plugin `openapi` of Smithy, and give the result")
    } else if begins("meta {") && ["get {", "post {", "put {", "patch {", "delete {"].iter().any(|mark| begins(mark)) {
        known("this is a request of Bruno", "export the collection from Bruno as a Postman collection, and give that")
    } else {
        None
    }
}

/// Whether a text is an API Blueprint, which has methods and paths in headings as other Markdown has.
pub(super) fn is_blueprint(text: &str) -> bool {
    let head: String = text.chars().take(300).collect();
    head.lines().any(|line| line.starts_with("FORMAT: ")) || has_blueprint_actions(text)
}

/// `## Cats [GET /cats]`
fn has_blueprint_actions(body: &str) -> bool {
    let is_action = |line: &str| {
        let Some((_, inside)) = line.strip_prefix('#').and_then(|line| line.rsplit_once('[')) else { return false };
        let Some((method, path)) = inside.trim_end().trim_end_matches(']').split_once(' ') else { return false };
        inside.trim_end().ends_with(']') && method.chars().all(|c| c.is_ascii_uppercase()) && path.starts_with('/')
    };
    body.lines().any(is_action)
}

/// Pages of sites whose text alone does not say enough.
fn site(body: &str, head: &str) -> Option<Known> {
    let has_line = |mark: &str| body.lines().any(|line| line.trim() == mark);
    if has_line("- Example (from schema)") || has_line("Example (from schema)") {
        return known("this is the text of a page of Docusaurus", DOCUSAURUS);
    }
    if ["Body Params", "Path Params", "Query Params"].iter().any(|mark| has_line(mark)) {
        return known("this is the text of a page of ReadMe, where members have lost their names or types", README);
    }
    if body.contains("{% api-method ") {
        let help = "import it into GitBook again and save the OpenAPI document that comes of it, or write the operations as Markdown: `GET /cats/{id}`, and tables of parameters";
        return known("this is the source of a page of GitBook in its old form, whose operations are not read", help);
    }
    if body.contains("{% openapi") || body.contains("{% swagger") {
        return known("this is the source of a page of GitBook", "save the document that `src=` names instead");
    }
    if head.contains("<ParamField") || body.contains("<ResponseField") {
        return known(
            "this is the source of a page of Mintlify (MDX)",
            "give the text of the page, or the document that its front matter names (`openapi:`)",
        );
    }
    if body.lines().any(|line| has_glued_pattern(line.trim())) {
        return known(
            "this is the text of a reference page that has lost the names of its members: texts and bounds alone are left",
            "put `.md` behind the address of the page and save what comes, or save the page again with all that it shows",
        );
    }
    let front = head.strip_prefix("---").and_then(|rest| rest.split("\n---").next()).unwrap_or_default();
    if front.lines().any(|line| line.starts_with("openapi:") || line.starts_with("api:")) {
        return known(
            "this is the source of a page of Mintlify (MDX), which shows an operation of an OpenAPI document",
            "give that document instead; `openapi:` names its operation",
        );
    }
    None
}

/// `40^[a-z]{2,9}$The mood`: a length and a pattern, glued to the text of a member whose name is gone.
fn has_glued_pattern(line: &str) -> bool {
    let behind = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let pattern = behind.strip_prefix('^').filter(|_| behind.len() < line.len());
    let text = pattern.and_then(|pattern| pattern.rsplit_once('$')).map_or("", |(_, text)| text);
    text.starts_with(char::is_alphanumeric) && text.contains(' ')
}

/// `llms.txt`: addresses of pages alone.
fn index(body: &str) -> Option<Known> {
    let links = super::derived::links(body);
    let lines = body.lines().filter(|line| !line.trim().is_empty()).count();
    if links.len() < 3 || links.len() * 2 < lines {
        return None;
    }
    let document = links
        .iter()
        .find(|link| link.ends_with("openapi.json") || link.ends_with("openapi.yaml") || link.ends_with("openapi.yml"));
    let help = match document {
        Some(document) => format!("it names an OpenAPI document: save `{document}` instead"),
        None => format!(
            "nothing is fetched: save `llms-full.txt` of the same site, or the {} pages it names, the first of which is `{}`",
            links.len(),
            links.first().copied().unwrap_or_default()
        ),
    };
    Some(Known { what: "this is an index of pages (llms.txt), which describes nothing itself", help })
}

/// Marks of a format: whether a text has one, and what it is.
type Marks = [(bool, &'static str); 3];

/// The marks of the formats that are read.
fn marks(text: &str) -> [(&'static str, Marks); 5] {
    let lower = text.to_ascii_lowercase();
    let has_line =
        |words: &[&str]| lower.lines().any(|line| words.contains(&line.trim().trim_start_matches(['#', ' '])));
    let has_method = super::markdown::has_method_and_path(text);
    [
        (
            "sphinx",
            [
                (
                    text.contains("\"<") || text.contains(": <"),
                    "a template in braces whose values are types, `\"<string>\"`",
                ),
                (lower.contains("(string") || lower.contains("(uuid"), "lines of members, `name (type): text`"),
                (text.lines().any(|line| line.trim() == "{"), "a template in braces"),
            ],
        ),
        (
            "mintlify",
            [
                (text.contains("curl --request"), "the sample request, `curl --request …`"),
                (
                    has_line(&["authorizations", "query parameters", "path parameters", "body"]),
                    "the headings of its parts, `Authorizations`, `Body`",
                ),
                (has_line(&["response"]), "the heading `Response`"),
            ],
        ),
        (
            "stainless",
            [
                (has_line(&["returns"]), "the heading `Returns`"),
                (
                    has_line(&["body parameters", "path parameters", "query parameters"]),
                    "the headings of its parts, `Path parameters`",
                ),
                (lower.contains("optional "), "members written as `name: optional string`"),
            ],
        ),
        (
            "markdown",
            [
                (has_method, "a line with a method and a path, `GET /cats/{id}`"),
                (
                    text.lines().any(|line| line.contains("---") && line.contains('|')),
                    "a table of parameters (`Parameter | Type | Required | Description`)",
                ),
                (lower.lines().any(|line| line.starts_with('#')), "headings (`## Get a cat`)"),
            ],
        ),
        (
            "fern",
            [
                (
                    lower.contains("this endpoint expects") || lower.contains("successful response"),
                    "the sentence `This endpoint expects …`",
                ),
                (text.contains("Required\n") || text.contains("Optional\n"), "members written as `namestringRequired`"),
                (has_line(&["request", "response"]), "the headings `Request` and `Response`"),
            ],
        ),
    ]
}

/// The readable form that a text is nearest to, and the mark that it lacks.
pub(super) fn nearest(text: &str) -> Option<String> {
    let forms = marks(text);
    let found = |marks: &Marks| marks.iter().filter(|(is_there, _)| *is_there).count();
    let (form, marks) = forms.iter().max_by_key(|(_, marks)| found(marks)).filter(|(_, marks)| found(marks) > 0)?;
    let missing: Vec<&str> = marks.iter().filter(|(is_there, _)| !is_there).map(|(_, mark)| *mark).collect();
    (!missing.is_empty()).then(|| format!("it is nearest to `{form}`, and lacks {}", missing.join(" and ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_forms_are_called_by_their_names() {
        let cases = [
            ("asyncapi: 3.0.0\ninfo: {}\n", "AsyncAPI"),
            ("{\"asyncapi\": \"2.6.0\"}", "websockets"),
            ("FORMAT: 1A\n# Cats\n", "API Blueprint"),
            ("# Cats\n\n## List [GET /cats]\n", "API Blueprint"),
            ("#%RAML 1.0\ntitle: Cats\n", "RAML"),
            ("{\"log\": {\"entries\": []}}", "HAR"),
            ("{\"discoveryVersion\": \"v1\"}", "Google Discovery"),
            (
                "<html><div id=\"swagger-ui\"></div><script>SwaggerUIBundle({url: \"/cats.json\"})</script>",
                "Swagger UI",
            ),
            ("<html><redoc spec-url=\"cats.yaml\"></redoc>", "Redoc"),
            ("<html><meta name=\"generator\" content=\"GitBook (1)\"/>", "GitBook"),
            ("Cat\nGET/cats\n- Schema\n- Example (from schema)\n", "Docusaurus"),
            ("Body Params\nname\nstring\nrequired\n", "ReadMe"),
            (
                "# Cats\n\n{% api-method method=\"get\" host=\"https://h.example\" path=\"/cats\" %}\n",
                "GitBook in its old form",
            ),
            ("{\"openrpc\": \"1.2.6\"}", "OpenRPC"),
            ("{\"info\": {}, \"item\": []}", "Postman"),
            ("syntax = \"proto3\";\n", "gRPC"),
            ("Finds a cat.\n40^[a-z]{2,9}$calm, wild The mood of the cat\n", "lost the names"),
            ("# Cats\n- [A](a.md)\n- [B](b.md)\n- [C](c.md)\n", "llms.txt"),
        ];
        for (text, name) in cases {
            let found = recognise(text).unwrap_or_else(|| panic!("unknown: {text}"));
            assert!(found.what.contains(name), "{text}: {}", found.what);
            assert!(found.help.len() > 20, "{}", found.help);
        }
        let named = |text| recognise(text).map(|found| found.help);
        assert_eq!(named(cases[7].0), Some("it loads its document from `/cats.json`: save that instead".to_owned()));
        assert_eq!(recognise("A page about cats"), None);
    }

    #[test]
    fn an_unknown_text_is_compared_with_what_is_read() {
        let said = nearest("# Cats\n\nParameter | Type\n---|---\nid | string\n").unwrap_or_default();
        assert!(said.contains("nearest to `markdown`") && said.contains("a method and a path"), "{said}");
        assert_eq!(nearest("Nothing here"), None);
    }
}
