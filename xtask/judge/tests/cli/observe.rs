//! `observe`: recordings of a browser beside a document, and the overlay that makes them fit.

use crate::sandbox::{Run, Sandbox};
use serde_json::{Value, json};
use std::path::Path;

/// A document of three operations that its server does not keep to.
const DOCUMENT: &str = "\
openapi: 3.0.3
info: {title: Bell, version: '1'}
servers: [{url: 'https://api.bell.example/v1'}]
paths:
  /bells:
    get:
      responses:
        '200':
          description: All bells
          content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Bell'}}}}
    post:
      requestBody:
        content: {application/json: {schema: {$ref: '#/components/schemas/NewBell'}}}
      responses:
        '201': {description: Made, content: {application/json: {schema: {$ref: '#/components/schemas/Bell'}}}}
        4XX: {$ref: '#/components/responses/Refused'}
  /bells/{id}:
    get:
      parameters: [{in: path, name: id, required: true, schema: {type: string}}]
      responses:
        '200': {description: One bell, content: {application/json: {schema: {$ref: '#/components/schemas/Bell'}}}}
        default: {$ref: '#/components/responses/Refused'}
components:
  responses:
    Refused: {description: Refused, content: {application/json: {schema: {$ref: '#/components/schemas/Refusal'}}}}
  schemas:
    Bell:
      type: object
      required: [id, tone, tower, owner]
      properties:
        id: {type: string}
        tone: {type: string, enum: [low, high]}
        tower: {$ref: '#/components/schemas/Tower'}
        owner: {type: string}
        weight: {type: integer}
        keys: {type: array, items: {type: string}}
    NewBell: {type: object, required: [tone, size], properties: {tone: {type: string}, size: {type: integer}}}
    Tower: {type: object, required: [name], properties: {name: {type: string}}}
    Refusal: {type: object, required: [message], properties: {message: {type: string}}}
";

/// What is in the recordings and nobody else's business.
const SECRETS: &[&str] =
    &["tok-4711", "ada@bell.example", "Ada Lovelace", "Lovelace Street", "key-in-query", "hunter2"];

/// Method, path, body that was sent, status and answer of the calls.
fn calls() -> Vec<(&'static str, &'static str, Option<Value>, u16, Value)> {
    let tower = json!({"name": "north"});
    vec![
        (
            "GET",
            "/bells?key=key-in-query",
            None,
            200,
            json!([
                {"id": "1", "tone": "middle", "tower": null, "owner": "Ada Lovelace"},
                {"id": "2", "tone": "Ada Lovelace", "tower": tower, "owner": null, "weight": 1.5},
            ]),
        ),
        ("GET", "/bells/7", None, 200, json!({"id": "7", "tone": "low", "tower": {}, "keys": "Lovelace Street"})),
        ("GET", "/bells/8", None, 404, json!({"message": {"text": "hunter2"}})),
        ("GET", "/bells/9", None, 200, json!({"id": "9", "tone": "low", "tower": tower, "owner": "ada@bell.example"})),
        (
            "POST",
            "/bells",
            Some(json!({"tone": "low", "password": "hunter2"})),
            201,
            json!({"id": "9", "tone": "low", "tower": tower, "owner": "x"}),
        ),
        ("POST", "/bells", Some(json!({"tone": "low", "size": 5})), 422, json!({})),
        ("GET", "/towers", None, 200, json!({"id": "hunter2"})),
    ]
}

fn archive() -> String {
    let entry = |(method, path, sent, status, answer): (&str, &str, Option<Value>, u16, Value)| {
        let headers = json!([{"name": "Authorization", "value": "Bearer tok-4711"}]);
        let mut request =
            json!({"method": method, "url": format!("https://api.bell.example/v1{path}"), "headers": headers});
        if let Some(sent) = sent {
            request["postData"] = json!({"mimeType": "application/json", "text": sent.to_string()});
        }
        let content = json!({"mimeType": "application/json", "text": answer.to_string()});
        json!({"request": request, "response": {"status": status, "headers": headers, "content": content}})
    };
    let entries: Vec<Value> = calls().into_iter().map(entry).collect();
    json!({"log": {"version": "1.2", "creator": {"name": "test", "version": "1"}, "entries": entries}}).to_string()
}

/// The same bodies as lines.
fn lines() -> String {
    let schema = |method: &str, path: &str, status: u16| {
        let item = if path.starts_with("/bells/") { "~1bells~1{id}" } else { "~1bells" };
        let answer = match status {
            200 | 201 => format!("#/paths/{item}/{}/responses/{status}", method.to_lowercase()),
            _ => "#/components/responses/Refused".to_owned(),
        };
        format!("{answer}/content/application~1json/schema")
    };
    let mut text = String::new();
    for (at, (method, path, sent, status, answer)) in
        calls().into_iter().enumerate().filter(|(_, call)| call.1 != "/towers")
    {
        let mut line = |schema: String, value: Value| {
            text += &format!("{}\n", json!({"id": at, "schema": schema, "value": value}))
        };
        line(schema(method, path, status), answer);
        if let Some(sent) = sent {
            line("#/paths/~1bells/post/requestBody/content/application~1json/schema".to_owned(), sent);
        }
    }
    text
}

/// Runs a command in a sandbox, with the runtime of this workspace.
fn run(sandbox: &Sandbox, arguments: &[&str]) -> Run {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap();
    sandbox.run(&[&["--root", root.to_str().unwrap()], arguments].concat())
}

#[test]
fn the_overlay_of_a_browsers_recording_leaves_no_deviation() {
    let sandbox = Sandbox::new();
    sandbox.write("bell.yaml", DOCUMENT);
    sandbox.write("session.har", archive());
    let observe = ["observe", "bell.yaml", "--payloads", "session.har"];
    let said = run(&sandbox, &[&observe[..], &["--overlay", "corrections.yaml"]].concat());
    assert_eq!(said.code, 1, "{}{}", said.stdout, said.stderr);
    insta::assert_snapshot!(said.stdout, @r#"
    bell.yaml:29:35: #/components/schemas/Bell
        Required, but `owner` is missing in 1 of 4 answers.
        in entry 2 GET /bells/{id} 200
    bell.yaml:32:30: #/components/schemas/Bell/properties/tone
        Not listed: `middle` in 1; in 1 of 4 answers.
        in entry 1 GET /bells 200
    bell.yaml:33:9: #/components/schemas/Bell/properties/tower
        Documented as object, but null in 1 of 4 answers.
        in entry 1 GET /bells 200
    bell.yaml:34:9: #/components/schemas/Bell/properties/owner
        Documented as string, but null in 1 of 3 answers.
        in entry 1 GET /bells 200
    bell.yaml:35:9: #/components/schemas/Bell/properties/weight
        Documented as integer, but number in 1 of 1 answers.
        in entry 1 GET /bells 200
    bell.yaml:36:9: #/components/schemas/Bell/properties/keys
        Documented as array, but string in 1 of 1 answers.
        in entry 2 GET /bells/{id} 200
    bell.yaml:37:46: #/components/schemas/NewBell
        Required, but `size` is missing in 1 of 2 requests.
        in entry 5 POST /bells request
    bell.yaml:38:38: #/components/schemas/Tower
        Required, but `name` is missing in 1 of 4 answers.
        in entry 2 GET /bells/{id} 200
    bell.yaml:39:40: #/components/schemas/Refusal
        Required, but `message` is missing in 1 of 2 answers.
        in entry 6 POST /bells 422
    bell.yaml:39:63: #/components/schemas/Refusal/properties/message
        Documented as string, but object in 1 of 1 answers.
        in entry 3 GET /bells/{id} 404
    "#);
    insta::assert_snapshot!(said.stderr, @r#"
    left out: 1 × calls of no operation of the document
    8 recordings; they deviate in 10 places of the document
    corrections.yaml: 13 corrections; with them no recording deviates
    "#);
    let overlay = sandbox.read("corrections.yaml");
    insta::assert_snapshot!(overlay, @r#"
    overlay: 1.0.0
    info:
      title: Corrections of bell.yaml by recordings
      version: 1.0.0
    actions:
    - target: $.components.schemas.Bell.required[?@ == 'owner']
      description: Required, but `owner` is missing in 1 of 4 answers.
      remove: true
    - target: $.components.schemas.Bell.properties.keys['type', 'items']
      description: Documented as array, but string in 1 of 1 answers.
      remove: true
    - target: $.components.schemas.Bell.properties.keys
      description: Documented as array, but string in 1 of 1 answers.
      update:
        anyOf:
        - type: array
          items:
            type: string
        - type: string
    - target: $.components.schemas.Bell.properties.owner
      description: Documented as string, but null in 1 of 3 answers.
      update:
        nullable: true
    - target: $.components.schemas.Bell.properties.tone
      description: 'Not listed: `middle` in 1; in 1 of 4 answers.'
      update:
        enum:
        - middle
    - target: $.components.schemas.Bell.properties.tower['$ref']
      description: Documented as object, but null in 1 of 4 answers.
      remove: true
    - target: $.components.schemas.Bell.properties.tower
      description: Documented as object, but null in 1 of 4 answers.
      update:
        allOf:
        - $ref: '#/components/schemas/Tower'
        nullable: true
    - target: $.components.schemas.Bell.properties.weight
      description: Documented as integer, but number in 1 of 1 answers.
      update:
        type: number
    - target: $.components.schemas.NewBell.required[?@ == 'size']
      description: Required, but `size` is missing in 1 of 2 requests.
      remove: true
    - target: $.components.schemas.Refusal.required
      description: Required, but `message` is missing in 1 of 2 answers.
      remove: true
    - target: $.components.schemas.Refusal.properties.message['type']
      description: Documented as string, but object in 1 of 1 answers.
      remove: true
    - target: $.components.schemas.Refusal.properties.message
      description: Documented as string, but object in 1 of 1 answers.
      update:
        anyOf:
        - type: string
        - type: object
    - target: $.components.schemas.Tower.required
      description: Required, but `name` is missing in 1 of 4 answers.
      remove: true
    "#);

    let json = run(&sandbox, &[&observe[..], &["--format", "json"]].concat());
    let parsed: Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!((json.code, parsed["deviations"].as_array().unwrap().len()), (1, 10));
    for secret in SECRETS {
        for text in [&said.stdout, &said.stderr, &overlay, &json.stdout, &json.stderr] {
            assert!(!text.contains(secret), "`{secret}` is in\n{text}");
        }
    }

    sandbox.write("lines.jsonl", lines());
    let corrected = ["roundtrip", "bell.yaml", "--overlay", "corrections.yaml", "--payloads", "lines.jsonl"];
    let decoded = run(&sandbox, &corrected);
    let count = decoded.stdout.lines().count();
    assert_eq!((decoded.code, count), (0, lines().lines().count()), "{}", decoded.stderr);
    for line in decoded.stdout.lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        assert_eq!((&line["ok"], &line["deviations"]), (&json!(true), &json!([])), "{line}");
    }
}

#[test]
fn wrong_use_and_recordings_that_fit_are_told_from_deviations() {
    let sandbox = Sandbox::new();
    sandbox.write("bell.yaml", DOCUMENT);
    sandbox.write("none.txt", "GET /bells\n");
    let wrong = run(&sandbox, &["observe", "bell.yaml", "--payloads", "none.txt"]);
    assert_eq!(wrong.code, 2);
    assert!(wrong.stderr.contains("line 1 of none.txt is not an object"), "{}", wrong.stderr);
    assert_eq!(run(&sandbox, &["observe", "bell.yaml", "--payloads", "nowhere.har"]).code, 2);
    let fits = json!({"id": "a", "schema": "#/components/schemas/Tower", "value": {"name": "north"}});
    sandbox.write("fits.jsonl", fits.to_string());
    let fine = run(&sandbox, &["observe", "bell.yaml", "--payloads", "fits.jsonl", "--overlay", "none.yaml"]);
    assert_eq!((fine.code, fine.stdout.trim()), (0, ""), "{}", fine.stderr);
    assert!(!sandbox.path("none.yaml").exists());
}
