//! How grave a change is on the wire, where the same place of a document can mean more or less: one pair of small documents
//! for each kind. What is said beside the level is in `wire_rules.rs`.

use super::{between, document, edited, lines, ring, says, schema};
use serde_json::{Value, json};
use switchboard_codegen::changes::{Axis, Changes, Level};

/// The changes from the document with some edits to the one with more.
fn changes(base: &[(&str, Value)], edits: &[(&str, Value)]) -> Changes {
    let old = edited(document(), base);
    between(&old.to_string(), &edited(old.clone(), edits).to_string())
}

/// Asserts how grave the wire is, and that no line says that nobody sends or receives what differs.
#[track_caller]
fn grave(base: &[(&str, Value)], edits: &[(&str, Value)], level: Level) -> Changes {
    let found = changes(base, edits);
    let wire: Vec<_> = found.changes.iter().filter(|change| change.axis == Axis::Wire).collect();
    let said: Vec<_> =
        wire.iter().map(|change| format!("{} {:?} {}", change.rule, change.level, change.what)).collect();
    assert_eq!(found.level(Axis::Wire), Some(level), "{said:#?}");
    assert!(!said.iter().any(|line| line.contains("no operation sends or receives")), "{said:#?}");
    found
}

fn answer(schema: Value) -> Value {
    json!({"description": "", "content": {"application/json": {"schema": schema}}})
}

fn reference(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

fn object(name: &str, kind: &str) -> Value {
    json!({"type": "object", "required": [name], "properties": {name: {"type": kind}}})
}

const BELLS: &str = "/paths/~1bells";
const ANSWERS: &str = "/paths/~1bells/get/responses";

fn answers(rest: &str) -> String {
    format!("{ANSWERS}{rest}")
}

#[test]
fn what_only_a_default_answer_or_a_member_named_like_a_keyword_leads_to_is_received() {
    let last = schema("Last");
    let kind = schema("Last/properties/why/type");
    for at in [answers("/default"), schema("Bell/properties/default"), schema("Bell/properties/enum")] {
        let value = if at.ends_with("/default") && at.starts_with(ANSWERS) {
            answer(reference("Last"))
        } else {
            reference("Last")
        };
        let found = grave(&[(&last, object("why", "string")), (&at, value)], &[(&kind, json!("integer"))], Level::High);
        says(&found, Axis::Wire, "type-changed breaking types::Last.why");
    }
}

#[test]
fn servers_of_a_path_are_servers_of_its_operations() {
    let servers = format!("{BELLS}/servers");
    let other = json!([{"url": "https://other.example.com"}]);
    let found = grave(&[], &[(&servers, other.clone())], Level::High);
    says(&found, Axis::Wire, "server-changed breaking Client::list_bells");
    grave(&[(&servers, other)], &[(&servers, Value::Null)], Level::High);
    // The address that it has anyway.
    grave(&[], &[(&servers, json!([{"url": "https://example.com", "description": "The first"}]))], Level::Low);
    grave(&[], &[(&format!("{BELLS}/get/servers"), json!([{"url": "https://example.com"}]))], Level::Low);
}

#[test]
fn a_part_of_the_address_that_moves_into_the_paths_changes_no_address() {
    let at = "/servers/0/url";
    let base = [(at, json!("https://example.com/v1"))];
    let item = |path: &str| document()["paths"][path].clone();
    let mut moved = vec![(at.to_owned(), json!("https://example.com"))];
    for path in ["/bells", "/sounds", "/bells/{id}/towers/{tower}"] {
        moved.push((format!("/paths/{}", path.replace('/', "~1")), Value::Null));
        moved.push((format!("/paths/~1v1{}", path.replace('/', "~1")), item(path)));
    }
    let moved: Vec<(&str, Value)> = moved.iter().map(|(at, value)| (at.as_str(), value.clone())).collect();
    grave(&base, &moved, Level::Low);
    // Half of it alone is another address.
    grave(&base, &moved[..1], Level::High);
}

#[test]
fn an_exchange_within_an_exchange_is_as_grave_as_what_it_leads_to() {
    let names = ["Inner", "InnerB", "Outer", "OuterB"].map(schema);
    let outer =
        |inner: &str| json!({"type": "object", "properties": {"inner": {"type": "array", "items": reference(inner)}}});
    let at = ring("/responses/200/content/application~1json/schema");
    let base = [
        (names[0].as_str(), object("n", "integer")),
        (names[1].as_str(), object("n", "string")),
        (names[2].as_str(), outer("Inner")),
        (names[3].as_str(), outer("InnerB")),
        (at.as_str(), reference("Outer")),
    ];
    let found = grave(&base, &[(&at, reference("OuterB"))], Level::High);
    says(&found, Axis::Wire, "schema-exchanged breaking Client::ring_bell");
}

#[test]
fn a_name_that_is_a_tag_or_a_root_is_on_the_wire() {
    let (mapping, tone, chime, first) =
        (schema("Sound/discriminator/mapping"), schema("Tone"), schema("Chime"), schema("Sound/oneOf/0"));
    let own = document()["components"]["schemas"]["Tone"].clone();
    let renamed = [(tone.as_str(), Value::Null), (chime.as_str(), own.clone()), (first.as_str(), reference("Chime"))];
    let found = grave(&[(&mapping, Value::Null)], &renamed, Level::High);
    says(&found, Axis::Wire, "tag-value-changed breaking types::Sound");
    // A value that the schema states itself stays.
    let (kind, new_kind) = (schema("Tone/properties/kind"), schema("Chime/properties/kind"));
    let stated = json!({"type": "string", "const": "tone"});
    let mut kept = renamed.to_vec();
    kept.push((&new_kind, stated.clone()));
    grave(&[(&mapping, Value::Null), (&kind, stated)], &kept, Level::Low);

    let at = answers("/200");
    let xml = |name: &str| json!({"description": "", "content": {"application/xml": {"schema": reference(name)}}});
    let renamed = [
        (tone.as_str(), Value::Null),
        (chime.as_str(), own),
        (at.as_str(), xml("Chime")),
        (first.as_str(), reference("Chime")),
    ];
    let to = schema("Sound/discriminator/mapping/tone");
    let mut renamed = renamed.to_vec();
    renamed.push((&to, json!("#/components/schemas/Chime")));
    let found = grave(&[(&at, xml("Tone"))], &renamed, Level::High);
    says(&found, Axis::Wire, "xml-changed breaking Client::list_bells");
}

#[test]
fn an_answer_is_read_by_what_was_known_of_its_status() {
    let (ok, any, range, created, missing) =
        (answers("/200"), answers("/default"), answers("/2XX"), answers("/201"), answers("/404"));
    let (bell, fault) = (answer(reference("Bell")), answer(reference("Fault")));
    let ranged = [(ok.as_str(), Value::Null), (range.as_str(), bell.clone())];
    grave(&ranged, &[(&created, fault.clone())], Level::High);
    grave(&ranged, &[(&created, json!({"description": ""}))], Level::High);
    grave(&ranged, &[(&created, bell.clone())], Level::Low);
    grave(&ranged, &[(&range, Value::Null), (&ok, bell.clone())], Level::Low);
    // A failure that is described otherwise is a failure still.
    let failing = [(any.as_str(), fault.clone()), (missing.as_str(), Value::Null)];
    grave(&failing, &[(&missing, bell.clone())], Level::Middle);
    grave(&failing, &[(&missing, fault)], Level::Low);
    grave(&failing, &[(&missing, json!({"description": "Not there"}))], Level::Low);
    // Where nothing else is known, `default` is the success.
    let open = [(ok.as_str(), Value::Null), (missing.as_str(), Value::Null), (any.as_str(), bell.clone())];
    grave(&open, &[(&ok, bell.clone())], Level::Low);
    grave(&open, &[(&any, Value::Null), (&ok, bell)], Level::Low);
}

#[test]
fn another_redirect_is_another_answer() {
    let responses = "/paths/~1bells/get/responses";
    let to =
        |status: &str| json!({status: {"description": "", "headers": {"Location": {"schema": {"type": "string"}}}}});
    grave(&[(responses, to("302"))], &[(responses, to("303"))], Level::High);
    grave(&[], &[(&answers("/304"), json!({"description": ""}))], Level::Middle);
}

#[test]
fn parameters_make_another_media_type_but_for_how_its_text_is_written() {
    let content = ring("/requestBody/content");
    let own =
        document()["paths"]["/bells/{id}/towers/{tower}"]["post"]["requestBody"]["content"]["application/json"].clone();
    let found = grave(&[], &[(&content, json!({"application/json; version=2": own.clone()}))], Level::Middle);
    assert_eq!(lines(&found, Axis::Wire), ["media-type-parameters warning Client::ring_bell"]);
    let found = grave(&[], &[(&content, json!({"application/json; charset=utf-8": own}))], Level::Low);
    assert_eq!(lines(&found, Axis::Wire), ["media-type-parameters fine Client::ring_bell"]);
}

#[test]
fn a_credential_is_known_by_where_it_comes_from() {
    let schemes = "/components/securitySchemes";
    let flow = |host: &str| json!({"type": "oauth2", "flows": {"clientCredentials": {"tokenUrl": format!("https://{host}/token"), "scopes": {}}}});
    let uses = |id: &str| json!([{id: []}]);
    let two = json!({"a": flow("a.example.com"), "b": flow("b.example.com")});
    grave(&[(schemes, two), ("/security", uses("a"))], &[("/security", uses("b"))], Level::High);
    let bearer = json!({"type": "http", "scheme": "bearer"});
    let two = json!({"a": bearer.clone(), "b": bearer.clone()});
    grave(&[(schemes, two), ("/security", uses("a"))], &[("/security", uses("b"))], Level::Middle);
    // One credential that is called otherwise.
    let edits = [(schemes, json!({"b": bearer.clone()})), ("/security", uses("b"))];
    grave(&[(schemes, json!({"a": bearer.clone()})), ("/security", uses("a"))], &edits, Level::Low);
    // One of two is not taken any more.
    let two = json!({"a": bearer, "key": document()["components"]["securitySchemes"]["key"]});
    grave(
        &[(schemes, two), ("/security", json!([{"a": []}, {"key": []}]))],
        &[("/security", uses("key"))],
        Level::High,
    );
    // Names of headers have no case, and a token is refreshed where it was got.
    grave(&[], &[("/components/securitySchemes/key/name", json!("x-key"))], Level::Low);
    let refresh = "/components/securitySchemes/key/flows/clientCredentials/refreshUrl";
    grave(
        &[("/components/securitySchemes/key", flow("a.example.com"))],
        &[(refresh, json!("https://a.example.com/again"))],
        Level::Low,
    );
}

#[test]
fn where_it_stands_what_calls_need_is_nothing_on_the_wire() {
    let paths = ["/bells", "/sounds", "/bells/{id}/towers/{tower}"];
    let methods = ["get", "put", "post"];
    let own: Vec<String> = paths
        .iter()
        .zip(methods)
        .map(|(path, method)| format!("/paths/{}/{method}/security", path.replace('/', "~1")))
        .collect();
    let needs = json!([{"key": []}]);
    let stated: Vec<(&str, Value)> = own.iter().map(|at| (at.as_str(), needs.clone())).collect();
    let mut moved = stated.clone();
    moved.push(("/security", Value::Null));
    let found = grave(&[], &moved, Level::Low);
    assert_eq!(lines(&found, Axis::Wire), ["security-stated fine the API"]);
    let mut back: Vec<(&str, Value)> = own.iter().map(|at| (at.as_str(), Value::Null)).collect();
    back.push(("/security", needs.clone()));
    grave(&moved, &back, Level::Low);
    // What nobody follows.
    let mut base = stated;
    base.push(("/security", Value::Null));
    grave(&base, &[("/security", needs)], Level::Low);
}

#[test]
fn what_is_told_apart_or_placed_otherwise_is_a_warning() {
    let mapping = schema("Sound/discriminator/mapping");
    grave(&[(&mapping, Value::Null)], &[(&schema("Sound/discriminator"), Value::Null)], Level::Middle);
    let post = document()["paths"]["/bells/{id}/towers/{tower}"].clone();
    let swapped =
        [("/paths/~1bells~1{id}~1towers~1{tower}", Value::Null), ("/paths/~1bells~1{tower}~1towers~1{id}", post)];
    grave(&[], &swapped, Level::Middle);
    let server = |values: Value| json!([{"url": "https://{zone}.example.com", "variables": {"zone": {"default": "a", "enum": values}}}]);
    grave(&[("/servers", server(json!(["a", "b"])))], &[("/servers", server(json!(["a"])))], Level::Middle);
}

#[test]
fn what_asks_for_no_more_is_fine() {
    let (loud, by, long) =
        (schema("Ring/properties/loud"), schema("Ring/properties/by"), schema("Ring/properties/long"));
    let text = |more: Value| {
        let mut text = json!({"type": "string"});
        text.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        text
    };
    let integer = |more: Value| {
        let mut integer = text(more);
        integer["type"] = json!("integer");
        integer
    };
    let list = |unique: bool| json!({"type": "array", "items": {"type": "string"}, "uniqueItems": unique});
    for (was, is) in [
        (integer(json!({})), integer(json!({"format": "int64"}))),
        (text(json!({})), text(json!({"format": "email"}))),
        (text(json!({})), text(json!({"format": "custom"}))),
        (text(json!({})), text(json!({"minLength": 0}))),
        (list(true), list(false)),
        (integer(json!({"multipleOf": 4})), integer(json!({"multipleOf": 2}))),
        (integer(json!({"exclusiveMinimum": 0})), integer(json!({"minimum": 1}))),
        (text(json!({"format": "byte"})), text(json!({"contentEncoding": "base64"}))),
        (text(json!({"enum": ["a", "b"]})), json!({"oneOf": [{"const": "a"}, {"const": "b"}]})),
        // Nothing here is XML.
        (text(json!({})), text(json!({"xml": {"attribute": true}}))),
    ] {
        grave(&[(&loud, was)], &[(&loud, is)], Level::Low);
    }
    // What asks for more does break.
    for (was, is) in [
        (list(false), list(true)),
        (integer(json!({"multipleOf": 2})), integer(json!({"multipleOf": 4}))),
        (integer(json!({"exclusiveMinimum": 0})), integer(json!({"minimum": 2}))),
        (integer(json!({})), integer(json!({"format": "int32"}))),
        (text(json!({})), text(json!({"minLength": 1}))),
        (text(json!({})), text(json!({"format": "uuid"}))),
        (text(json!({"enum": ["a", "b"]})), json!({"oneOf": [{"const": "a"}, {"const": "c"}]})),
    ] {
        grave(&[(&by, was)], &[(&by, is)], Level::High);
    }
    grave(&[(&long, text(json!({"minLength": 0})))], &[(&long, text(json!({})))], Level::Low);
    let weight = schema("Bell/properties/weight");
    grave(
        &[(&weight, json!({"type": "integer", "format": "int32"}))],
        &[(&weight, integer(json!({"format": "int64"})))],
        Level::Low,
    );
    grave(&[(&weight, text(json!({"format": "uri"})))], &[(&weight, text(json!({})))], Level::Low);
}

#[test]
fn one_way_to_write_is_as_good_as_another() {
    // Items of a list stand between commas in a header, exploded or not.
    let header = ring("/parameters/-");
    let exploded = ring("/parameters/4/explode");
    let list = json!({"in": "header", "name": "X-List", "schema": {"type": "array", "items": {"type": "string"}}});
    grave(&[(&header, list)], &[(&exploded, json!(true))], Level::Low);
    // In a query, a number is its digits.
    let kind = ring("/parameters/3/schema/items/type");
    grave(&[(&kind, json!("integer"))], &[(&kind, json!("string"))], Level::Low);
    // A form that says what holds by default.
    let encoding = "/paths/~1sounds/put/requestBody/content/multipart~1form-data/encoding";
    grave(&[], &[(encoding, json!({"file": {"contentType": "application/octet-stream"}}))], Level::Low);
    let form = "/paths/~1sounds/put/requestBody/content";
    let pairs = |style: Value| {
        let list = json!({"type": "object", "properties": {"b": {"type": "array", "items": {"type": "string"}}}});
        json!({"application/x-www-form-urlencoded": {"schema": list, "encoding": {"b": style}}})
    };
    grave(&[(form, pairs(json!({})))], &[(form, pairs(json!({"style": "form", "explode": true})))], Level::Low);
    grave(&[(form, pairs(json!({})))], &[(form, pairs(json!({"style": "form", "explode": false})))], Level::High);
    // A file of OpenAPI 3.0 and one of 3.1.
    let file = "/paths/~1sounds/put/requestBody/content/multipart~1form-data/schema/properties/file";
    grave(&[], &[(file, json!({"type": "string", "contentMediaType": "application/octet-stream"}))], Level::Low);
    let at = answers("/200/content");
    let bytes = |media: Value| json!({"application/octet-stream": media});
    let binary = bytes(json!({"schema": {"type": "string", "format": "binary"}}));
    grave(&[(&at, binary.clone())], &[(&at, bytes(json!({})))], Level::Low);
    grave(&[(&at, binary)], &[(&at, bytes(json!({"schema": {}})))], Level::Low);
    // Items of a stream.
    let stream = |member: &str| json!({"text/event-stream": {member: reference("Bell")}});
    grave(&[(&at, stream("schema"))], &[(&at, stream("itemSchema"))], Level::Low);
}

#[test]
fn xml_that_is_sent_or_received_is_written_otherwise() {
    let at = answers("/200/content");
    let xml = json!({"application/xml": {"schema": reference("Bell")}});
    grave(&[(&at, xml)], &[(&schema("Bell/properties/weight/xml"), json!({"attribute": true}))], Level::High);
}

#[test]
fn what_operations_share_has_one_true_line() {
    let shared = "/components/parameters";
    let own = json!({"soon": {"in": "query", "name": "soon", "schema": {"type": "boolean"}}});
    let (first, second) = (ring("/parameters/-"), format!("{BELLS}/get/parameters"));
    let to = json!({"$ref": "#/components/parameters/soon"});
    let base = [(shared, own), (first.as_str(), to.clone()), (second.as_str(), json!([to]))];
    let found = grave(&base, &[("/components/parameters/soon/required", json!(true))], Level::High);
    assert_eq!(lines(&found, Axis::Wire).len(), 1, "{:#?}", lines(&found, Axis::Wire));
    // A header is what changed, and not the method.
    let found = grave(&[], &[(&answers("/200/headers/X-Left/schema/type"), json!("string"))], Level::High);
    let said = found.changes.iter().find(|change| change.axis == Axis::Wire).map(|change| change.what.as_str());
    assert_eq!(said, Some("answers with the header `x-left`, which is string instead of integer"));
    let found = grave(&[], &[(&ring("/parameters/0/schema/type"), json!("integer"))], Level::High);
    let said = found.changes.iter().find(|change| change.axis == Axis::Wire).map(|change| change.what.as_str());
    assert_eq!(said, Some("takes `id`, which is integer instead of string"));
    // A name is one line, wherever it is used.
    let own = document()["components"]["schemas"]["Bell"].clone();
    let items = answers("/200/content/application~1json/schema/items");
    let (rung, hook) = (
        ring("/responses/200/content/application~1json/schema"),
        "/webhooks/rung/post/requestBody/content/application~1json/schema",
    );
    let (bell, gong) = (schema("Bell"), schema("Gong"));
    let renamed = [
        (bell.as_str(), Value::Null),
        (gong.as_str(), own),
        (items.as_str(), reference("Gong")),
        (rung.as_str(), reference("Gong")),
        (hook, reference("Gong")),
    ];
    let found = grave(&[], &renamed, Level::Low);
    assert_eq!(lines(&found, Axis::Wire).len(), 1, "{:#?}", lines(&found, Axis::Wire));
    // What the server sends by itself is not said to be sent by nobody.
    grave(&[], &[("/webhooks/rung/post/requestBody/required", json!(true))], Level::Low);
    // A title is no documentation besides.
    let found = grave(&[], &[("/info/title", json!("Gongs"))], Level::Low);
    assert_eq!(lines(&found, Axis::Wire), ["title-changed fine the API"]);
}

/// What lowering only warns of must not end the comparison.
#[test]
fn odd_statuses_and_circles_are_compared() {
    for status in ["/\u{20ac}", "/\u{e9}1", "/2x", "/x"] {
        changes(&[], &[(&answers(status), answer(reference("Bell")))]);
    }
    let circle = json!({"oneOf": [reference("Cat"), {"type": "null"}]});
    let cat = json!({"allOf": [reference("Pet"), object("name", "string")]});
    let base = [(schema("Pet"), circle), (schema("Cat"), cat), (answers("/default"), answer(reference("Pet")))];
    let base: Vec<(&str, Value)> = base.iter().map(|(at, value)| (at.as_str(), value.clone())).collect();
    changes(&base, &[(&schema("Cat/allOf/1/properties/name/type"), json!("integer"))]);
}
