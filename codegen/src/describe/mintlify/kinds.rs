//! Tests: one small page for each kind of page and for each fault that pages have. Never a page as somebody wrote it.

use super::read;
use crate::diagnostic::{Diagnostics, Severity};
use crate::source::{Node, SourceFiles};
use serde_json::Value;

/// The document of some files, of which the first is the page, and what was said about it.
fn described(all: &[(&str, &str)]) -> (Value, Vec<String>) {
    let mut files = SourceFiles::new();
    let ids: Vec<_> = all.iter().map(|(name, text)| files.add(*name, *text)).collect();
    let mut diagnostics = Diagnostics::new();
    let document = read(&files, &ids[..1], &mut diagnostics);
    let said = |found: &crate::diagnostic::Diagnostic| {
        let level = if found.severity == Severity::Error { "error" } else { "warning" };
        let place = found.span.map_or("", |span| files.slice(span)).lines().next().unwrap_or_default();
        format!("{level} at {place:?}: {}", found.message)
    };
    (document.as_ref().map_or(Value::Null, Node::to_value), diagnostics.iter().map(said).collect())
}

/// What some place of the document of a page holds, and what was said about it, line by line.
fn at(page: &str, pointer: &str) -> String {
    let (document, said) = described(&[("kites.txt", page)]);
    let found = document.pointer(pointer).map_or("nothing".to_owned(), Value::to_string);
    [found].into_iter().chain(said).collect::<Vec<_>>().join("\n")
}

const BODY: &str = "/paths/~1kites/post/requestBody/content/application~1json/schema";
const ANSWER: &str = "/paths/~1kites/post/responses/201/content/application~1json/schema";
const HEAD: &str = "Skip to main content\nBuild a kite\nPOST\n/\nkites\nTry it\ncURL\n";
const CURL: &str = "curl --request POST --url https://h.example/v2/kites --header 'x-key: <api-key>'";
const DATA: &str = " --data '{\"span\": 123, \"tail\": {\"knots\": 123}}'";
const REST: &str = "\nBody\napplication/json\nspan\nnumber\nrequired\nIn metres.\ntail\nobject\nShow child attributes\n\
    knots\ninteger\nrequired\nResponse\n201\napplication/json\nBuilt\nserial\nstring\nrequired\n";

#[test]
fn a_body_is_read_with_or_without_data_in_the_sample() {
    insta::assert_snapshot!(at(&[HEAD, CURL, DATA, REST].concat(), BODY), @r#"{"type":"object","properties":{"span":{"type":"number","description":"In metres."},"tail":{"type":"object","properties":{"knots":{"type":"integer"}},"required":["knots"]}},"required":["span"]}"#);
    insta::assert_snapshot!(at(&[HEAD, CURL, REST].concat(), BODY), @r#"
    {"type":"object","properties":{"span":{"type":"number","description":"In metres."},"tail":{"type":"object","additionalProperties":true},"knots":{"type":"integer"}},"required":["span"]}
    warning at "tail": no sample shows which of the fields below are children of `tail`
    "#);
}

#[test]
fn children_written_with_dots_need_no_sample() {
    let rest =
        REST.replace("\nknots\n", "\ntail.knots\n").replace("serial\nstring", "colors\nobject\ncolors.{key}\nstring");
    insta::assert_snapshot!(at(&[HEAD, CURL, &rest].concat(), BODY), @r#"{"type":"object","properties":{"span":{"type":"number","description":"In metres."},"tail":{"type":"object","properties":{"knots":{"type":"integer"}},"required":["knots"]}},"required":["span"]}"#);
    insta::assert_snapshot!(at(&[HEAD, CURL, &rest].concat(), ANSWER), @r#"{"type":"object","properties":{"colors":{"type":"object","additionalProperties":{"type":"string"}}}}"#);
}

#[test]
fn neither_the_first_line_nor_a_sample_is_needed() {
    let head = "POST\n/\nkites\n";
    let rest = format!("Authorizations\nx-key\nstring\nheaderrequired\nFrom the shop.{REST}")
        .replace("\nknots\n", "\ntail.knots\n");
    insta::assert_snapshot!(at(&[head, &rest].concat(), "/components"), @r#"
    {"securitySchemes":{"key":{"type":"apiKey","in":"header","name":"x-key","description":"From the shop."}}}
    warning at "": no page says where requests go, which a curl sample would
    "#);
    insta::assert_snapshot!(at(&[head, &rest].concat(), "/paths/~1kites/post/security"), @r#"
    [{"key":[]}]
    warning at "": no page says where requests go, which a curl sample would
    "#);
    let bearer = rest.replace("x-key", "Authorization").replace("From the shop.", "Bearer authentication header");
    insta::assert_snapshot!(at(&[head, &bearer].concat(), "/components"), @r#"
    {"securitySchemes":{"bearerAuth":{"type":"http","scheme":"bearer","description":"Bearer authentication header"}}}
    warning at "": no page says where requests go, which a curl sample would
    "#);
    let (document, _) = described(&[("kites.txt", &[head, &rest].concat())]);
    assert_eq!(document["servers"], Value::Null);
}

#[test]
fn a_header_that_authenticates_is_no_parameter() {
    let headers = "Header Parameters\nx-key\nstring\nrequired\nFrom the shop.\nx-wind\nstring";
    let page = [HEAD, CURL, DATA, "\n", headers, REST].concat();
    insta::assert_snapshot!(at(&page, "/paths/~1kites/post/parameters"), @r#"[{"name":"x-wind","in":"header","schema":{"type":"string"},"required":false}]"#);
    insta::assert_snapshot!(at(&page, "/components"), @r#"{"securitySchemes":{"key":{"type":"apiKey","in":"header","name":"x-key","description":"From the shop."}}}"#);
}

#[test]
fn options_have_their_commas_anywhere() {
    for options in
        ["red,\nblue,\nnone", "red\n, blue\n, none", "red, blue, none", "`red`,\n`blue`,\n`none`", "red\nblue\nnone"]
    {
        let rest = REST
            .replace("serial\nstring", &format!("color\nenum<string>\nAvailable options:\n{options}\nserial\nstring"));
        let page = [HEAD, CURL, DATA, &rest].concat();
        let color = format!("{ANSWER}/properties/color");
        assert_eq!(at(&page, &color), "{\"type\":\"string\",\"enum\":[\"red\",\"blue\",\"none\"]}", "{options}");
    }
}

#[test]
fn a_field_of_unknown_type_is_no_option() {
    let color = "color\nenum<string>\nAvailable options:\nred\nprice\nmoney\nrequired\nserial\nstring";
    let page = [HEAD, CURL, DATA, &REST.replace("serial\nstring", color)].concat();
    insta::assert_snapshot!(at(&page, ANSWER), @r#"
    {"type":"object","properties":{"color":{"type":"string","enum":["red"]},"price":{},"serial":{"type":"string"}},"required":["price","serial"]}
    warning at "price": `money` may be the type of `price`; this reader does not know it
    "#);
}

#[test]
fn marks_may_be_glued_to_the_text() {
    let rest = REST
        .replace("required\nIn metres.", "requiredIn metres.")
        .replace("Built\n", "Built\nold\nstring\nDeprecatedtag: no\n");
    insta::assert_snapshot!(at(&[HEAD, CURL, DATA, &rest].concat(), BODY), @r#"{"type":"object","properties":{"span":{"type":"number","description":"In metres."},"tail":{"type":"object","properties":{"knots":{"type":"integer"}},"required":["knots"]}},"required":["span"]}"#);
    insta::assert_snapshot!(at(&[HEAD, CURL, DATA, &rest].concat(), &format!("{ANSWER}/properties/old")), @r#"{"type":"string","description":"tag: no","deprecated":true}"#);
}

#[test]
fn the_members_of_one_alternative_are_not_those_of_all() {
    let rest = REST.replace("Built\n", "Built\n* Box kite\n* Delta\n");
    insta::assert_snapshot!(at(&[HEAD, CURL, DATA, &rest].concat(), ANSWER), @r#"
    {"type":"object","properties":{"serial":{"type":"string"}}}
    warning at "Box kite": the page shows the members of one alternative of `Box kite`, `Delta`
    "#);
}

#[test]
fn answers_that_are_no_objects_are_read() {
    let rest = REST.split("Built").next().unwrap_or_default().replace("application/json\nBuilt", "application/json");
    let file = format!("{rest}The response is of type `file`.\n").replace("201\napplication/json", "201\nimage/png");
    let content = "/paths/~1kites/post/responses/201/content";
    insta::assert_snapshot!(at(&[HEAD, CURL, DATA, &file].concat(), content), @r#"{"image/png":{"schema":{"type":"string","format":"binary"}}}"#);
    let list = format!("{rest}The response is of type object[]\n.\nserial\nstring\n");
    insta::assert_snapshot!(at(&[HEAD, CURL, DATA, &list].concat(), content), @r#"{"application/json":{"schema":{"type":"array","items":{"type":"object","properties":{"serial":{"type":"string"}}}}}}"#);
}

#[test]
fn a_sample_that_is_no_json_is_left_out_and_named() {
    let page = [HEAD, CURL, "\n201\n{\"serial\": ...}\n404\n{\"why\": \"<string>\"}", REST].concat();
    insta::assert_snapshot!(at(&page.replace("\nknots\n", "\ntail.knots\n"), "/paths/~1kites/post/responses"), @r#"
    {"201":{"description":"Built","content":{"application/json":{"schema":{"type":"object","properties":{"serial":{"type":"string"}},"required":["serial"]}}}}}
    warning at "{\"serial\": ...}": this sample answer is not read: unexpected token
    warning at "{\"why\": \"<string>\"}": a further sample answer whose status the page does not state
    "#);
}

#[test]
fn a_number_that_only_a_sample_shows_may_have_fractions() {
    let page = [HEAD, CURL, "\n201\n{\"wind\": {\"speed\": 123}}", REST].concat();
    let page = page.replace("serial\nstring", "wind\nobject").replace("\nknots\n", "\ntail.knots\n");
    insta::assert_snapshot!(at(&page, &format!("{ANSWER}/properties/wind")), @r#"{"type":"object","properties":{"speed":{"type":"number","x-inferred":true}}}"#);
}

#[test]
fn a_page_of_one_structure_is_a_schema() {
    let page = "Skip to main content\nWind report\nAt noon.\nspeed\nnumber\nrequired\nfrom\nenum<string>\nAvailable options:\nN,\nS\n";
    insta::assert_snapshot!(at(page, "/components/schemas"), @r#"{"WindReport":{"type":"object","description":"At noon.","properties":{"speed":{"type":"number"},"from":{"type":"string","enum":["N","S"]}},"required":["speed"]}}"#);
    insta::assert_snapshot!(at(&page.replace("Wind report\nAt noon.\n", ""), "/components/schemas"), @r#"
    {"Kites":{"type":"object","properties":{"speed":{"type":"number"},"from":{"type":"string","enum":["N","S"]}},"required":["speed"]}}
    warning at "speed": the page does not name its structure, which is called `kites` after the file
    "#);
}

#[test]
fn pages_that_lost_their_names_are_named() {
    let page =
        "Authorizations\nThe key of the shop\nBody\napplication/json\nHow wide it is\nResponse\nWhat was built\n";
    insta::assert_snapshot!(at(page, ""), @r#"
    null
    error at "": the page has sections, but neither a method and path nor the names of its fields
    "#);
}

#[test]
fn a_page_that_lost_its_line_ends_is_read() {
    let page = [HEAD, CURL, DATA, "\n201\n{\"serial\": \"<string>\"}", REST].concat().replace('\n', " ");
    insta::assert_snapshot!(at(&page, BODY), @r#"{"type":"object","properties":{"span":{"type":"number","description":"In metres."},"tail":{"type":"object","properties":{"knots":{"type":"integer"}},"required":["knots"]}},"required":["span"]}"#);
    insta::assert_snapshot!(at(&page.replace("In metres. tail object", "In metres tailor string of"), BODY), @r#"
    {"type":"object","properties":{"span":{"type":"number","description":"In metres tailor string of"},"tail":{"type":"object","properties":{"knots":{"type":"number","x-inferred":true}}},"knots":{"type":"integer"}},"required":["span"]}
    warning at "tailor string": `tailor string` may be a field, or words of the text around it
    warning at "Show child attributes": child attributes are announced below `span`, which has none by its type
    "#);
}

#[test]
fn the_samples_of_a_compact_page_may_stand_there_once() {
    let page = "cURL\ncurl --request GET \\ --url https://h.example/v2/kites/{id} \\ --header 'Authorization: Bearer <token>'\n\
        { \"serial\": \"<string>\", \"wind\": { \"speed\": 123 } }\nFetches a kite.\n\
        Bearer authentication header of the form Bearer <token>\n, where <token>\nis your token.\nBearer <token>\n\
        Number of the kite\nThe kite\nSerial of it\nShow child attributes\n";
    insta::assert_snapshot!(at(page, "/paths/~1kites~1{id}/get/responses/200/content/application~1json/schema"), @r#"
    {"type":"object","properties":{"serial":{"type":"string","description":"Serial of it"},"wind":{"type":"object","properties":{"speed":{"type":"number","x-inferred":true}}}}}
    warning at "": the page announces child members, but ends before them
    warning at "Show child attributes": the page ends before a description of `speed`
    "#);
    insta::assert_snapshot!(at(page, "/components/securitySchemes/bearerAuth/description"), @r#"
    "Bearer authentication header of the form Bearer <token>\n, where <token>\nis your token."
    warning at "": the page announces child members, but ends before them
    warning at "Show child attributes": the page ends before a description of `speed`
    "#);
}

const OLDER: &str = "# Build a kite\n\n> Builds one.\n\n````yaml api.yaml post /kites\npaths:\n  path: /kites\n  method: post\n  \
    servers: [{url: 'https://h.example'}]\n  request:\n    security:\n      - title: shopKey\n        parameters: {query: {}, header: {x-key: {type: apiKey}}, cookie: {}}\n    \
    parameters:\n      path: {}\n      query:\n        dry: {schema: [{type: boolean, required: true, description: Try only}]}\n    \
    body:\n      application/json:\n        schemaArray:\n          - type: object\n            properties:\n              color: {allOf: [{type: 'enum<string>', enum: [red]}]}\n              \
    tail: {allOf: [{$ref: '#/components/schemas/Tail'}]}\n            required: true\n            requiredProperties: [color]\n            refIdentifier: '#/components/schemas/NewKite'\n  \
    response:\n    '204': {_mintlify/placeholder: {schemaArray: [{type: any}], examples: {}, description: Built}}\n  deprecated: true\n  weather: good\n  type: path\n\
    components: {schemas: {Tail: {type: object, nullable: true}}}\n````\n";

#[test]
fn older_exports_become_openapi() {
    insta::assert_snapshot!(at(OLDER, ""), @r##"
    {"openapi":"3.0.3","info":{"title":"API","version":"unversioned"},"servers":[{"url":"https://h.example"}],"paths":{"/kites":{"post":{"summary":"Build a kite","description":"Builds one.","parameters":[{"name":"dry","in":"query","required":true,"description":"Try only","schema":{"type":"boolean"}}],"requestBody":{"content":{"application/json":{"schema":{"type":"object","properties":{"color":{"type":"string","enum":["red"]},"tail":{"$ref":"#/components/schemas/Tail"}},"required":["color"],"title":"NewKite"}}},"required":true},"responses":{"204":{"description":"Built"}},"security":[{"shopKey":[]}],"deprecated":true}}},"components":{"schemas":{"Tail":{"type":"object","nullable":true}},"securitySchemes":{"shopKey":{"type":"apiKey","in":"header","name":"x-key"}}}}
    warning at "weather": `weather` has no place in an OpenAPI document and was left out
    "##);
}

const SOURCE: &str = "---\ntitle: \"Build a kite\"\napi: \"POST https://h.example/v2/kites/{id}\"\nauthMethod: bearer\n---\n\nimport Extra from '/extra.mdx'\n\n\
    <ParamField path=\"id\" type=\"string\" required>\n  Its number.\n</ParamField>\n\
    <ParamField body=\"tail\" type=\"object\">\n  What it trails.\n  <Expandable title=\"tail\">\n    <ResponseField name=\"knots\" type=\"integer\" required default={3} />\n  </Expandable>\n</ParamField>\n\
    <ResponseField name=\"serial\" type=\"Serial\">`<b>` is none.</ResponseField>\n<Extra />\nSome prose.\n\
    <ResponseExample>\n```json 201\n{\"serial\": \"a\"}\n```\n</ResponseExample>\n";

#[test]
fn sources_describe_operations() {
    insta::assert_snapshot!(at(SOURCE, "/paths"), @r#"
    {"/kites/{id}":{"post":{"summary":"Build a kite","parameters":[{"name":"id","in":"path","schema":{"type":"string"},"required":true,"description":"Its number."}],"responses":{"201":{"description":"","content":{"application/json":{"schema":{"type":"object","properties":{"serial":{"description":"`<b>` is none."}}},"example":{"serial":"a"}}}}},"security":[{"bearerAuth":[]}],"requestBody":{"content":{"application/json":{"schema":{"type":"object","properties":{"tail":{"type":"object","properties":{"knots":{"type":"integer","default":3}},"required":["knots"],"description":"What it trails."}}}}}}}}}
    warning at "Serial": `Serial` is the type of `serial`, which this reader does not know
    warning at "Extra": `Extra` is taken from another file, which is not read
    warning at "Some prose.": a line of text outside of the fields is not read
    "#);
}

#[test]
fn each_curl_sample_of_a_source_is_an_operation() {
    let source = "# Kites\n\n## List kites\n\n```bash\ncurl https://h.example/kites?wind=strong -u key:\n```\n\n### Query Parameters\n\n\
        <ParamField query=\"wind\" type=\"string\">How it blows.</ParamField>\n\n## Lose a kite\n\n```bash\ncurl -X DELETE https://h.example/kites/{id}\n```\n";
    insta::assert_snapshot!(at(source, "/paths"), @r#"{"/kites":{"get":{"summary":"List kites","parameters":[{"name":"wind","in":"query","schema":{"type":"string"},"required":false,"description":"How it blows."}],"responses":{"200":{"description":"","x-inferred":true}},"security":[{"basicAuth":[]}]}},"/kites/{id}":{"delete":{"summary":"Lose a kite","parameters":[{"name":"id","in":"path","schema":{"type":"string"},"required":true}],"responses":{"200":{"description":"","x-inferred":true}}}}}"#);
}

const EXPORT: &str = "# Bau\n\n> Builds one.\n\n## Rumpf\n\n<ParamField body=\"color\" type=\"string (any case)\" required>\n  How it looks.\n</ParamField>\n\
    <ParamField body=\"tail.knots\" type=\"integer\" />\n\n## Antwort\n\n<ResponseField name=\"serial\" type=\"string\" />\n\n<RequestExample>\n\
    ```bash one\ncurl -X POST https://h.example/kites -d '{\"color\": \"red\", \"tail\": {\"knots\": 2}}'\n```\n\
    ```bash two\ncurl -X POST https://h.example/kites -d '{\"color\": \"blue\"}'\n```\n</RequestExample>\n\
    <ResponseExample>\n```json 201\n{\"serial\": \"a\"}\n```\n</ResponseExample>\n";

#[test]
fn curl_samples_of_one_operation_are_one_operation() {
    insta::assert_snapshot!(at(EXPORT, "/paths"), @r#"
    {"/kites":{"post":{"summary":"Bau","requestBody":{"content":{"application/json":{"schema":{"type":"object","properties":{"color":{"type":"string","description":"any case\nHow it looks."},"tail":{"type":"object","properties":{"knots":{"type":"integer"}}}},"required":["color"]},"example":{"color":"red","tail":{"knots":2}}}},"required":true},"responses":{"201":{"description":"","content":{"application/json":{"schema":{"type":"object","properties":{"serial":{"type":"string"}}},"example":{"serial":"a"}}}}}}}}
    warning at "> Builds one.": a line of text outside of the fields is not read
    "#);
}

#[test]
fn a_source_that_names_no_operation_describes_schemas() {
    let source = EXPORT.split("<RequestExample>").next().unwrap_or_default().to_owned()
        + "<ParamField query=\"dry\" type=\"boolean\" />\n";
    insta::assert_snapshot!(at(&source, "/components"), @r#"
    {"schemas":{"BauRequest":{"type":"object","properties":{"color":{"type":"string","description":"any case\nHow it looks."},"tail.knots":{"type":"integer"}},"required":["color"]},"BauResponse":{"type":"object","properties":{"serial":{"type":"string"}}}}}
    warning at "> Builds one.": a line of text outside of the fields is not read
    warning at "dry": `dry` is the parameter of an operation that is not named
    warning at "Bau": neither `api:` nor a curl sample names the operation, so its bodies became schemas without one
    "#);
    insta::assert_snapshot!(at("# Kites\n\n<ParamField query=\"dry\" type=\"boolean\" />\n", ""), @r#"
    null
    warning at "dry": `dry` is the parameter of an operation that is not named
    error at "Kites": this source describes no body, and neither `api:` nor a curl sample says of which operation it is
    "#);
}

#[test]
fn lines_of_code_name_operations_and_samples_belong_to_what_is_said_of_them() {
    let source = "# Kites\n\n## Build\n\n```http\nPOST /kites?dry=true HTTP/1.1\nx-key: a\n```\n\n```json\n{\"loose\": 1}\n```\n\n\
        <ParamField body=\"color\" type=\"string\" />\n\n### Response\n\n```json\n{\"serial\": \"a\"}\n```\n\n\
        <ResponseField name=\"404 Not Found\" type=\"object\">No wind.</ResponseField>\n<Snippet file=\"more.mdx\" />\n\n\
        ## List\n\n```\nGET /kites\n```\n\n```bash\ncurl -i -u key: https://h.example/kites\n```\n";
    insta::assert_snapshot!(at(source, "/paths"), @r#"
    {"/kites":{"post":{"summary":"Build","parameters":[{"name":"dry","in":"query","schema":{"type":"boolean"}}],"responses":{"200":{"description":"","content":{"application/json":{"schema":{"type":"object","properties":{"serial":{"type":"string"}}},"example":{"serial":"a"}}},"x-inferred":true}},"requestBody":{"content":{"application/json":{"schema":{"type":"object","properties":{"color":{"type":"string"}}}}}}},"get":{"summary":"List","responses":{"200":{"description":"","x-inferred":true}},"security":[{"basicAuth":[]}]}}}
    warning at "{\"loose\": 1}": nothing says of which request or answer this sample is, so it is not read
    warning at "404 Not Found": `404 Not Found` is an answer and no member of one, so what it holds is not read
    warning at "Snippet": `Snippet` is taken from another file, which is not read
    "#);
}

#[test]
fn a_request_in_json_is_the_body() {
    let page = "# Kites\n\n```http\nPOST /kites\n```\n\n### Request body\n\n```json\n{\"tail\": true}\n```\n\n### Errors\n\n```json\n{\"why\": \"wind\"}\n```\n\n\
        <ResponseExample>\n```json 201\n{\"serial\": \"a\"}\n```\n```json 201\n{\"other\": \"a\"}\n```\n</ResponseExample>\n<ResponseField name=\"serial\" type=\"string\" />\n";
    let (document, said) = described(&[("kites.mdx", page)]);
    assert_eq!(
        document.pointer(BODY).map(|body| &body["properties"]),
        Some(&serde_json::json!({"tail": {"type": "boolean"}}))
    );
    assert!(!document.to_string().contains("why") && !document.to_string().contains("other"), "{document}");
    assert!(said.iter().any(|said| said.contains("a further sample of the answer `201` is not read")), "{said:?}");
}

#[test]
fn each_heading_of_a_source_without_operation_has_a_body_where_members_come_again() {
    let source = "# Events\n\n## kite.up\n\n```json Example\n{\"kind\": \"up\"}\n```\n\n<ParamField body=\"kind\" type=\"string\" required />\n\n\
        ## kite.down\n\n<ParamField body=\"kind\" type=\"string\" required />\n<ParamField body=\"where\" type=\"string\" />\n";
    insta::assert_snapshot!(at(source, "/components"), @r#"
    {"schemas":{"Kite.upRequest":{"type":"object","properties":{"kind":{"type":"string"}},"required":["kind"]},"Kite.downRequest":{"type":"object","properties":{"kind":{"type":"string"},"where":{"type":"string"}},"required":["kind"]}}}
    warning at "{\"kind\": \"up\"}": nothing says of which request or answer this sample is, so it is not read
    warning at "Events": neither `api:` nor a curl sample names the operation, so its bodies became schemas without one
    "#);
}

#[test]
fn a_source_may_point_into_a_document() {
    let source = "---\ntitle: Kites\nopenapi: get /kites\n---\n";
    let document = "openapi: 3.1.0\npaths: {/kites: {get: {}}}\n";
    assert_eq!(described(&[("a.mdx", source), ("api.yaml", document)]), (Value::Null, Vec::new()));
    insta::assert_snapshot!(at(source, ""), @r#"
    null
    error at "get /kites": this source points at `get /kites` in an OpenAPI document, which is not among the pages
    "#);
    let (_, said) = described(&[("a.mdx", &source.replace("/kites", "/kite")), ("api.yaml", document)]);
    insta::assert_snapshot!(said.join("\n"), @r#"error at "get /kite": no OpenAPI document among the pages holds `get /kite`"#);
}

#[test]
fn a_list_of_what_is_not_known_is_a_list() {
    let page = "---\ntitle: Kites\napi: GET https://h.example/v2/kites\n---\n\n<ResponseField name=\"kites\" type=\"Kite[]\">\n  All.\n  \
        <Expandable title=\"Kite\">\n    <ResponseField name=\"span\" type=\"number\" />\n  </Expandable>\n</ResponseField>\n";
    let (document, said) = described(&[("kites.mdx", page)]);
    let schema = "/paths/~1kites/get/responses/200/content/application~1json/schema/properties/kites";
    let expected = serde_json::json!({"type": "array", "items": {"properties": {"span": {"type": "number"}}}, "description": "All."});
    assert_eq!(document.pointer(schema), Some(&expected));
    assert!(
        said.iter().any(|said| said.contains("is the type of `kites`, which this reader does not know")),
        "{said:?}"
    );
}
