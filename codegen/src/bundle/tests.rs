#![allow(clippy::unwrap_used)]

use super::*;
use crate::source::read_document;
use serde_json::{Value, json};

/// The one document of these files, the first of which is the document, and what is said about it.
fn bundled(texts: &[(&str, &str)]) -> (Value, Vec<String>) {
    let mut files = SourceFiles::new();
    let (name, text) = texts[0];
    let file = files.add(name, text);
    let mut diagnostics = Diagnostics::new();
    let document = read_document(&files, file, &mut diagnostics).unwrap();
    let mut open = |location: &Location, files: &mut SourceFiles| {
        let (Location::Below(path) | Location::Address(path)) = location;
        match texts.iter().find(|(known, _)| known == path) {
            Some((name, text)) => Ok(files.add(*name, *text)),
            None if path.contains("://") => Err(Unread::NotMapped(path.clone())),
            None => Err(Unread::Other(format!("cannot read {path}"), "look".to_owned())),
        }
    };
    let root = bundle(document, Some(name), &mut files, &mut open, &mut diagnostics);
    let said = diagnostics.iter().map(|found| {
        let span = found.span.unwrap();
        let at = files[span.file].location(span.start as usize);
        format!("{:?} {}:{}: {}", found.severity, files[span.file].name(), at.line, found.message)
    });
    (root.to_value(), said.collect())
}

fn schemas(texts: &[(&str, &str)]) -> Value {
    let (root, said) = bundled(texts);
    assert_eq!(said, [] as [String; 0]);
    root["components"]["schemas"].clone()
}

#[test]
fn a_document_that_is_one_already_stays() {
    let text =
        "openapi: 3.1.0\ncomponents: {schemas: {A: {$ref: '#/components/schemas/B', example: {$ref: x.yaml}}, B: {}}}";
    let (root, said) = bundled(&[("a.yaml", text)]);
    assert_eq!(root["components"]["schemas"]["A"]["$ref"], "#/components/schemas/B");
    assert_eq!(said, [] as [String; 0]);
}

#[test]
fn files_refer_to_each_other_from_where_they_are() {
    let (root, said) = bundled(&[
        (
            "api.yaml",
            "openapi: 3.0.3
paths:
  /towers: {$ref: paths/towers.yaml}
  /bells/{id}: {$ref: 'paths/all.yaml#/~1bells~1{id}'}
components:
  schemas: {Tower: {$ref: parts/Tower.yaml}}
  responses: {Wrong: {description: no}}
",
        ),
        (
            "paths/towers.yaml",
            "get: {responses: {'200': {content: {application/json: {schema: {type: array, items: {$ref: ../parts/Tower.yaml}}}}}, default: {$ref: '../api.yaml#/components/responses/Wrong'}}}",
        ),
        (
            "paths/all.yaml",
            "/bells/{id}: {parameters: [{$ref: '#/shared/Id'}], get: {responses: {'200': {$ref: '../answers.yaml#/Bell'}}}}\nshared: {Id: {name: id, in: path}}",
        ),
        ("answers.yaml", "Bell: {description: One, content: {application/json: {schema: {$ref: parts/bell.json}}}}"),
        (
            "parts/Tower.yaml",
            "type: object\nproperties: {bells: {items: {$ref: ./bell.json}}, state: {$ref: '#/definitions/State'}, above: {$ref: Tower.yaml}}\ndefinitions: {State: {type: string}}",
        ),
        (
            "parts/bell.json",
            r##"{"properties": {"tower": {"$ref": "Tower.yaml"}, "first": {"$ref": "Tower.yaml#/properties/bells"}, "tone": {"$ref": "more/Tone.yaml"}}}"##,
        ),
        ("parts/more/Tone.yaml", "type: number"),
    ]);
    assert_eq!(said, [] as [String; 0]);
    let reference = |to: &str| json!({ "$ref": to });
    assert_eq!(
        root,
        json!({
            "openapi": "3.0.3",
            "paths": {
                "/towers": {"get": {"responses": {
                    "200": {"content": {"application/json": {"schema": {"type": "array", "items": reference("#/components/schemas/Tower")}}}},
                    "default": reference("#/components/responses/Wrong"),
                }}},
                "/bells/{id}": {
                    "parameters": [reference("#/components/parameters/Id")],
                    "get": {"responses": {"200": reference("#/components/responses/Bell")}},
                },
            },
            "components": {
                "schemas": {
                    "Tower": {
                        "type": "object",
                        "properties": {
                            "bells": {"items": reference("#/components/schemas/bell")},
                            "state": reference("#/components/schemas/Tower_State"),
                            "above": reference("#/components/schemas/Tower"),
                        },
                        "definitions": {"State": {"type": "string"}},
                    },
                    "bell": {"properties": {
                        "tower": reference("#/components/schemas/Tower"),
                        "first": reference("#/components/schemas/Tower/properties/bells"),
                        "tone": reference("#/components/schemas/Tone"),
                    }},
                    "Tower_State": {"type": "string"},
                    "Tone": {"type": "number"},
                },
                "responses": {
                    "Wrong": {"description": "no"},
                    "Bell": {"description": "One", "content": {"application/json": {"schema": reference("#/components/schemas/bell")}}},
                },
                "parameters": {"Id": {"name": "id", "in": "path"}},
            },
        })
    );
}

#[test]
fn files_of_one_name_have_names_of_their_own() {
    let all = schemas(&[
        (
            "a.yaml",
            "openapi: 3.1.0\ncomponents: {schemas: {A: {properties: {x: {$ref: a/Part.yaml}, y: {$ref: b/Part.yaml}}}, Part: {type: string}}}",
        ),
        ("a/Part.yaml", "type: integer"),
        ("b/Part.yaml", "type: number"),
    ]);
    assert_eq!(all["A"]["properties"]["x"]["$ref"], "#/components/schemas/a_Part");
    assert_eq!(
        (&all["a_Part"]["type"], &all["b_Part"]["type"], &all["Part"]["type"]),
        (&json!("integer"), &json!("number"), &json!("string"))
    );
}

#[test]
fn maps_may_stand_in_a_file_together() {
    let (root, said) = bundled(&[
        ("a.yaml", "openapi: 3.1.0\npaths: {$ref: paths.yaml}\ncomponents: {schemas: {$ref: schemas/_index.yaml}}"),
        (
            "paths.yaml",
            "/a: {get: {responses: {'200': {content: {application/json: {schema: {$ref: 'a.yaml#/components/schemas/A'}}}}}}}",
        ),
        ("schemas/_index.yaml", "A: {$ref: A.yaml}\nB: {type: string}"),
        ("schemas/A.yaml", "properties: {b: {$ref: '_index.yaml#/B'}}"),
    ]);
    assert_eq!(said, [] as [String; 0]);
    assert!(root["paths"]["/a"]["get"].is_object() && root["components"]["schemas"]["B"]["type"] == "string", "{root}");
    let text = root.to_string();
    assert!(!text.contains(".yaml"), "{root:#}");
}

#[test]
fn mappings_of_discriminators_are_references_too() {
    let all = schemas(&[
        (
            "a.yaml",
            "openapi: 3.1.0\ncomponents: {schemas: {Pet: {oneOf: [{$ref: cat.yaml}, {$ref: dog.yaml}], discriminator: {propertyName: kind, mapping: {c: cat.yaml, d: ./dog.yaml, e: Other}, defaultMapping: cat.yaml}}}}",
        ),
        ("cat.yaml", "type: object"),
        ("dog.yaml", "type: object"),
    ]);
    assert_eq!(
        all["Pet"]["discriminator"],
        json!({
            "propertyName": "kind",
            "mapping": {"c": "#/components/schemas/cat", "d": "#/components/schemas/dog", "e": "Other"},
            "defaultMapping": "#/components/schemas/cat",
        })
    );
}

#[test]
fn ids_and_anchors_are_followed_within_a_document() {
    let all = schemas(&[(
        "a.yaml",
        "openapi: 3.1.0
$self: https://bell.example/api
components:
  schemas:
    Bell: {$id: 'https://bell.example/schemas/bell', properties: {tone: {$ref: '#tone'}, part: {$ref: '#/$defs/Part'}, tower: {$ref: tower}}, $defs: {Part: {$anchor: tone, type: number}}}
    Tower: {$id: /schemas/tower, properties: {bell: {$ref: 'bell'}, tone: {$ref: 'bell#tone'}, all: {$ref: 'https://bell.example/api#/components/schemas/Bell'}, own: {$ref: '#/components/schemas/Bell'}}}
    Named: {$anchor: named, type: string}
    User: {properties: {a: {$ref: '#named'}}}
",
    )]);
    let properties = |name: &str| all[name]["properties"].clone();
    let reference = |to: &str| json!({ "$ref": to });
    assert_eq!(
        properties("Bell"),
        json!({
            "tone": reference("#/components/schemas/Bell/$defs/Part"),
            "part": reference("#/components/schemas/Bell/$defs/Part"),
            "tower": reference("#/components/schemas/Tower"),
        })
    );
    let bell = reference("#/components/schemas/Bell");
    let tone = reference("#/components/schemas/Bell/$defs/Part");
    assert_eq!(properties("Tower"), json!({"bell": bell, "tone": tone, "all": bell, "own": bell}));
    assert_eq!(properties("User"), json!({"a": reference("#/components/schemas/Named")}));
    assert!(all["Bell"].get("$id").is_none(), "a pointer would mean something else below it");
}

#[test]
fn dynamic_references_mean_the_outermost_schema() {
    let all = schemas(&[(
        "a.yaml",
        "openapi: 3.1.0
components:
  schemas:
    Page: {$id: page, type: object, properties: {items: {type: array, items: {$dynamicRef: '#item'}}}, $defs: {item: {$dynamicAnchor: item}}}
    Bell: {type: string}
    BellPage: {$id: bell-page, $ref: page, $defs: {bells: {$dynamicAnchor: item, $ref: '#/components/schemas/Bell'}}}
    Tree: {$id: tree, $dynamicAnchor: node, properties: {children: {type: array, items: {$dynamicRef: '#node'}}}}
    Ash: {$id: ash, $dynamicAnchor: node, allOf: [{$ref: tree}], properties: {leaves: {type: integer}}}
",
    )]);
    let items = |name: &str| all[name]["properties"]["items"]["items"]["$ref"].clone();
    assert_eq!(items("Page"), "#/components/schemas/Page/$defs/item");
    assert_eq!(all["BellPage"]["$ref"], "#/components/schemas/Page_bells");
    assert_eq!(items("Page_bells"), "#/components/schemas/BellPage/$defs/bells");
    assert_eq!(all["BellPage"]["$defs"]["bells"]["$ref"], "#/components/schemas/Bell");
    assert_eq!(all["Tree"]["properties"]["children"]["items"]["$ref"], "#/components/schemas/Tree");
    assert_eq!(all["Ash"]["allOf"][0]["$ref"], "#/components/schemas/Tree_Ash");
    assert_eq!(all["Tree_Ash"]["properties"]["children"]["items"]["$ref"], "#/components/schemas/Ash");
}

#[test]
fn addresses_are_files_that_somebody_maps() {
    let all = schemas(&[
        (
            "a.yaml",
            "openapi: 3.1.0\ncomponents: {schemas: {A: {properties: {b: {$ref: 'https://bell.example/b.json#/B'}}}}}",
        ),
        ("https://bell.example/b.json", "B: {properties: {c: {$ref: 'c.json'}}}"),
        ("https://bell.example/c.json", "type: integer"),
    ]);
    assert_eq!(all["A"]["properties"]["b"]["$ref"], "#/components/schemas/B");
    assert_eq!(all["B"]["properties"]["c"]["$ref"], "#/components/schemas/c");
    assert_eq!(all["c"]["type"], "integer");
}

#[test]
fn what_cannot_be_followed_stays_and_is_said() {
    let (root, said) = bundled(&[
        (
            "api/a.yaml",
            "openapi: 3.1.0
components:
  schemas:
    A: {$ref: gone.yaml}
    B: {$ref: '../../secret.yaml'}
    C: {$ref: /etc/passwd}
    D: {$ref: 'https://bell.example/d.json'}
    E: {$ref: 'e.yaml#/Bel'}
    F: {$ref: broken.yaml}
    G: {$ref: 'file:///etc/passwd'}
    H: {$ref: '#/components/schemas/Gone'}
    I: {$ref: Bell}
    Bell: {type: string}
",
        ),
        ("api/e.yaml", "Bell: {type: integer}"),
        ("api/broken.yaml", "a: ["),
    ]);
    assert_eq!(root["components"]["schemas"]["A"]["$ref"], "gone.yaml");
    insta::assert_snapshot!(said.join("\n"), @"
    Warning api/broken.yaml:1: while parsing a node, did not find expected node content
    Warning api/a.yaml:4: cannot read api/gone.yaml
    Error api/a.yaml:5: `../../secret.yaml` leads out of the folder of the document
    Error api/a.yaml:6: `/etc/passwd` leads out of the folder of the document
    Warning api/a.yaml:7: `https://bell.example/d.json` is an address, and nothing is fetched from the network
    Warning api/a.yaml:8: `e.yaml#/Bel` leads to nothing in api/e.yaml
    Warning api/a.yaml:9: api/broken.yaml cannot be read
    Warning api/a.yaml:10: `file:///etc/passwd` is an address, and nothing is fetched from the network
    ");
}

#[test]
fn places_stay_in_their_files() {
    let mut files = SourceFiles::new();
    let file = files.add("a.yaml", "openapi: 3.1.0\ncomponents: {schemas: {A: {$ref: b.yaml}}}");
    let document = read_document(&files, file, &mut Diagnostics::new()).unwrap();
    let mut open = |_: &Location, files: &mut SourceFiles| Ok(files.add("b.yaml", "\ntype: strng\n"));
    let root = bundle(document, Some("a.yaml"), &mut files, &mut open, &mut Diagnostics::new());
    let span = root.pointer("/components/schemas/A/type").unwrap().span;
    let place = files[span.file].location(span.start as usize);
    assert_eq!((files[span.file].name(), place.line, place.column), ("b.yaml", 2, 7));
}

#[test]
fn copies_of_path_items_in_each_other_end() {
    let item = "get: {callbacks: {again: {'{$url}': {$ref: item.yaml}, other: {$ref: item.yaml}}}}";
    let (_, said) = bundled(&[("a.yaml", "openapi: 3.1.0\npaths: {/a: {$ref: item.yaml}}"), ("item.yaml", item)]);
    assert!(said.len() <= 1, "{said:?}");
}

#[test]
fn references_that_lead_back_to_themselves_end() {
    for text in [
        "openapi: 3.1.0\ncomponents: {schemas: {$ref: 'a.yaml#/components/schemas/X'}}",
        "openapi: 3.1.0\ncomponents: {schemas: {A: {$ref: 'b.yaml#/A'}}}",
        "openapi: 3.1.0\npaths: {$ref: 'b.yaml#/paths'}",
        "openapi: 3.1.0\ncomponents: {schemas: {A: {$id: a, $dynamicAnchor: x, $dynamicRef: '#x'}}}",
    ] {
        bundled(&[("a.yaml", text), ("b.yaml", "A: {$ref: '#/B'}\nB: {$ref: '#/A'}\npaths: {$ref: '#/paths'}")]);
    }
}

#[test]
fn two_schemas_of_one_name_are_said_where_something_refers_to_them() {
    let text = "openapi: 3.1.0
components:
  schemas:
    A: {$anchor: x, type: string}
    B: {$anchor: x, type: integer}
    C: {$id: 'https://example.com/c', type: string}
    D: {$id: 'https://example.com/c', type: integer}
    E: {$id: 'https://example.com/e', $anchor: y}
    F: {$id: 'https://example.com/f', $anchor: y}
    G: {$anchor: z}
    H: {$anchor: z}
    Use: {prefixItems: [{$ref: '#x'}, {$ref: 'https://example.com/c'}, {$ref: 'https://example.com/e#y'}, {$ref: '#x'}]}
";
    let (root, said) = bundled(&[("a.yaml", text)]);
    let used = root["components"]["schemas"]["Use"]["prefixItems"].as_array().unwrap();
    let used: Vec<&Value> = used.iter().map(|item| &item["$ref"]).collect();
    let first = "#/components/schemas/A";
    assert_eq!(used, [first, "#/components/schemas/C", "#/components/schemas/E", first]);
    assert_eq!(
        said,
        [
            "Warning a.yaml:5: two schemas are what `#x` refers to",
            "Warning a.yaml:7: two schemas are what `https://example.com/c` refers to",
        ]
    );
}

#[test]
fn the_address_of_a_document_is_one() {
    for (own, message) in [
        ("7", "`$self` is the address of the document, but this is a number"),
        ("https://example.com/a#b", "`$self` is an address without a fragment, but this is `https://example.com/a#b`"),
        ("'https://['", "`https://[` is not a valid address"),
    ] {
        let (_, said) = bundled(&[("a.yaml", &format!("openapi: 3.2.0\n$self: {own}\n"))]);
        assert_eq!(said, [format!("Warning a.yaml:2: {message}")]);
    }
    let (_, said) = bundled(&[("a.yaml", "openapi: 3.2.0\n$self: ../a.yaml\n")]);
    assert_eq!(said, [] as [String; 0]);
}

#[test]
fn what_leads_nowhere_is_written_from_the_file_of_the_document() {
    let root = "openapi: 3.1.0
paths: {/a: {$ref: parts/item.yaml}}
";
    let item =
        "get: {responses: {'200': {$ref: 'deep/r.yaml#/R'}, '400': {$ref: '#/none'}, '500': {$ref: '../s.yaml'}}}";
    let (root, said) = bundled(&[("a.yaml", root), ("parts/item.yaml", item)]);
    let responses = &root["paths"]["/a"]["get"]["responses"];
    let references = ["200", "400", "500"].map(|status| responses[status]["$ref"].as_str().unwrap());
    assert_eq!(references, ["parts/deep/r.yaml#/R", "parts/item.yaml#/none", "s.yaml"]);
    assert_eq!(said.len(), 3, "{said:?}");
}

#[test]
fn requirements_name_schemes_in_other_files() {
    let (root, said) = bundled(&[
        (
            "api.yaml",
            "openapi: 3.2.0
security: [{'shared/auth.yaml#/components/securitySchemes/ring': []}]
paths: {/a: {$ref: paths/a.yaml}}
components: {securitySchemes: {own.json: {type: http, scheme: basic}, own: {type: http, scheme: bearer}}}
",
        ),
        (
            "paths/a.yaml",
            "get: {security: [{'../shared/token.yaml': [read], '#/x-own': []}, {own.json: []}, {../gone.yaml#/x: []}, {own: []}]}\nx-own: {type: mutualTLS}",
        ),
        ("shared/auth.yaml", "components: {securitySchemes: {ring: {$ref: 'token.yaml'}}}"),
        ("shared/token.yaml", "{type: apiKey, in: header, name: X-Ring}"),
    ]);
    assert_eq!(said, ["Warning paths/a.yaml:1: cannot read gone.yaml"]);
    let [token, x_own] = ["#/components/securitySchemes/token", "#/components/securitySchemes/x-own"];
    assert_eq!(root["security"], json!([{ token: [] }]));
    let own = json!([{ token: ["read"], x_own: [] }, {"own.json": []}, {"gone.yaml#/x": []}, {"own": []}]);
    assert_eq!(root["paths"]["/a"]["get"]["security"], own);
    let schemes = &root["components"]["securitySchemes"];
    assert_eq!(schemes["token"]["name"], "X-Ring");
    assert_eq!((&schemes["x-own"]["type"], schemes.as_object().unwrap().len()), (&json!("mutualTLS"), 4));
}
