use super::*;
use crate::diagnostic::Severity;
use crate::source::{SourceFiles, read_document};
use serde_json::json;

const HEAD: &str = "overlay: 1.0.0\ninfo: {title: t, version: '1'}\n";

struct Run {
    files: SourceFiles,
    document: Node,
    diagnostics: Diagnostics,
}

fn apply(document: Value, actions: &str) -> Run {
    let mut files = SourceFiles::new();
    let original = files.add("openapi.json", document.to_string());
    let overlay = files.add("overlay.yaml", format!("{HEAD}actions:\n{actions}"));
    let mut diagnostics = Diagnostics::new();
    let mut document = read_document(&files, original, &mut diagnostics).expect("a document");
    if let Some(overlay) = Overlay::read(&files, overlay, Origin::Vendor, &mut diagnostics) {
        overlay.apply(&mut document, &mut diagnostics);
    }
    Run { files, document, diagnostics }
}

fn messages(run: &Run) -> String {
    let line = |found: &Diagnostic| {
        let span = found.span.expect("a place");
        let at = run.files[span.file].location(span.start as usize);
        let help = found.help.as_deref().unwrap_or("-");
        format!("{}:{} {}: {}\n  {help}", at.line, at.column, found.code, found.message)
    };
    run.diagnostics.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn objects_merge_lists_append_scalars_replace() {
    let document = json!({"a": {"keep": 1, "scalar": 1, "list": [1], "type": "a", "object": {"x": 1}}});
    let run = apply(
        document,
        "- {target: $.a, description: why, update: {scalar: 2, list: [2, 3], type: [b], object: {y: 2}, new: null}}\n",
    );
    assert_eq!(messages(&run), "");
    assert_eq!(
        run.document.to_value(),
        json!({"a": {"keep": 1, "scalar": 2, "list": [1, 2, 3], "type": ["b"], "object": {"x": 1, "y": 2}, "new": null}})
    );
}

#[test]
fn what_changed_points_into_the_overlay() {
    let run =
        apply(json!({"a": {"old": 1, "kept": 2}}), "- {target: $.a, description: why, update: {old: 3, new: 4}}\n");
    let file = |pointer: &str| {
        let node = run.document.pointer(pointer).expect(pointer);
        [node.span, node.label_span()].map(|span| run.files[span.file].name().to_owned())
    };
    assert_eq!(file("/a"), ["openapi.json", "openapi.json"]);
    assert_eq!(file("/a/kept"), ["openapi.json", "openapi.json"]);
    assert_eq!(file("/a/old"), ["overlay.yaml", "overlay.yaml"]);
    assert_eq!(file("/a/new"), ["overlay.yaml", "overlay.yaml"]);
}

#[test]
fn removal_takes_every_match_and_nothing_else() {
    let document = json!({"list": [1, 2, 3, 4, 5], "nested": {"x": {"x": 1}}});
    let run = apply(
        document,
        "- {target: '$.list[?@ > 1 && @ < 5]', description: why, remove: true}\n- {target: $..x, description: why, remove: true}\n",
    );
    assert_eq!(messages(&run), "");
    assert_eq!(run.document.to_value(), json!({"list": [1, 5], "nested": {}}));
}

#[test]
fn a_list_takes_one_entry_or_many() {
    let run = apply(
        json!({"tags": [{"name": "a"}]}),
        "- {target: $.tags, description: why, update: {name: b}}\n- {target: $.tags, description: why, update: [{name: c}]}\n",
    );
    assert_eq!(run.document.to_value(), json!({"tags": [{"name": "a"}, {"name": "b"}, {"name": "c"}]}));
}

#[test]
fn an_action_without_effect_names_what_is_nearest() {
    let document = json!({"paths": {"/calls": {"get": {}}, "/voices": {}}, "list": [1]});
    let run = apply(
        document,
        "- {target: \"$.paths['/call'].get\", description: why, remove: true}
- {target: \"$.paths['/calls'].put\", description: why, remove: true}
- {target: '$.list[3]', description: why, remove: true}
",
    );
    insta::assert_snapshot!(messages(&run), @"
    4:12 overlay-no-match: `$.paths['/call'].get` selects nothing in the document
      `$.paths` is there; its nearest keys are `/calls`, `/voices`
    5:12 overlay-no-match: `$.paths['/calls'].put` selects nothing in the document
      `$.paths['/calls']` is there; its nearest keys are `get`
    6:12 overlay-no-match: `$.list[3]` selects nothing in the document
      `$.list` is there, a list of 1 items
    ");
}

#[test]
fn everything_wrong_with_an_overlay_is_said_at_once() {
    let run = apply(
        json!({"a": 1}),
        "- {target: $.a, update: 2}
- {target: a, description: why, update: 2}
- {target: $.a, description: why}
- {target: $.a, description: why, update: 1, remove: true}
- {target: $.a, description: why, udpate: 1}
- {target: $.a, description: why, remove: yes}
- {target: $, description: why, remove: true}
",
    );
    insta::assert_snapshot!(messages(&run), @"
    4:3 overlay-invalid: an action needs a `description`
      say why the vendor's document is corrected here, and how we know
    5:12 overlay-target-invalid: the target is not a valid JSONPath: parser error at character 1
      a path begins with `$`; names with other characters than letters go into brackets: `$.paths['/call/{id}'].get`
    6:3 overlay-invalid: this action does nothing
      give it an `update`, or `remove: true`
    7:46 overlay-invalid: an action does one thing: it updates, copies or removes
      delete the others
    8:35 overlay-invalid: an action has no key `udpate`
      did you mean `update`? known keys: `target`, `description`, `update`, `remove`
    9:43 overlay-invalid: `remove` must be true or false, and is a string
      this is a text in YAML 1.2: write `true` or `false`, without quotes
    10:12 overlay-invalid: the whole document cannot be removed
      point at the part that is to go: `$.paths['/bells']`
    ");
    assert_eq!(run.document.to_value(), json!({"a": 1}), "nothing is applied");
}

#[test]
fn an_action_that_changes_nothing_is_an_error() {
    let document = json!({"a": {"x": 1, "enum": ["a", "b"]}, "list": [1]});
    let run = apply(
        document,
        "- {target: $.a, description: why, update: {x: 1}}
- {target: $.a, description: why, update: {enum: [b, a]}}
- {target: $.a.enum, description: why, update: b}
- {target: $.a, description: why, update: {}}
- {target: $.list, description: why, update: 1}
- {target: $.*, description: why, update: {x: 1}}
- {target: $.a, description: why, update: {enum: [b, c]}}
",
    );
    insta::assert_snapshot!(messages(&run), @"
    4:12 overlay-no-match: this action changes nothing: the document says so already
      remove the action: the page says so by now, or another action does
    5:12 overlay-no-match: this action changes nothing: the document says so already
      remove the action: the page says so by now, or another action does
    6:12 overlay-no-match: this action changes nothing: the document says so already
      remove the action: the page says so by now, or another action does
    7:12 overlay-no-match: this action changes nothing: the document says so already
      remove the action: the page says so by now, or another action does
    ");
    assert_eq!(run.document.to_value(), json!({"a": {"x": 1, "enum": ["a", "b", "c"]}, "list": [1, 1, {"x": 1}]}));
}

#[test]
fn a_value_of_another_kind_is_no_correction() {
    let document = json!({
        "info": {"title": "Bell", "description": null},
        "schema": {"required": ["a"], "type": "string", "deprecated": true},
    });
    let run = apply(
        document,
        "- {target: $.info, description: why, update: {title: 2.0, x-a: {deprecated: yes}}}
- {target: $, description: why, update: {info: hello}}
- {target: $.schema, description: why, update: {required: yes, deprecated: no, title: new}}
- {target: $.schema.required, description: why, remove: true}
- {target: $, description: why, update: {parameters: [{name: yes, required: on, example: {required: on}}]}}
- {target: $.schema, description: why, update: {required: true, type: {a: 1}, deprecated: null}}
",
    );
    insta::assert_snapshot!(messages(&run), @r#"
    4:54 overlay-invalid: a number takes the place of a string
      put it between quotes: `"2.0"`
    5:48 overlay-invalid: a string takes the place of an object
      write an object; or, if the page is wrong, remove what is there in an action before this one
    6:59 overlay-invalid: `required` is the text `yes` here, and no boolean
      of a parameter write `true` or `false`, without quotes; of a schema, a list of names
    6:76 overlay-invalid: `deprecated` is the text `no` here, and no boolean
      this is a text in YAML 1.2: write `true` or `false`, without quotes
    8:77 overlay-invalid: `required` is the text `on` here, and no boolean
      of a parameter write `true` or `false`, without quotes; of a schema, a list of names
    9:71 overlay-invalid: an object takes the place of a string
      write a string; or, if the page is wrong, remove what is there in an action before this one
    9:91 overlay-invalid: null takes the place of a string
      to take it away, write an action with `remove: true`
    "#);
    let mut of_kind = run.diagnostics.iter().filter(|found| found.message.contains("takes the place"));
    assert!(of_kind.all(|found| found.labels.len() == 1), "both places");
    let run = apply(
        json!({"schema": {"type": "a", "items": true, "example": "a", "x-a": {"b": 1}, "default": {}, "title": null}}),
        "- {target: $.schema, description: why, update: {type: [a], items: {}, example: [1], x-a: {b: c}, default: 1, title: x}}\n",
    );
    assert_eq!(messages(&run), "");
}

#[test]
fn a_document_is_no_overlay() {
    let mut files = SourceFiles::new();
    let file = files.add("overlay.yaml", "openapi: 3.1.0\ninfo: {title: Bell}\npaths: {}\n");
    let mut diagnostics = Diagnostics::new();
    assert!(Overlay::read(&files, file, Origin::Vendor, &mut diagnostics).is_none());
    let said: Vec<_> = diagnostics.iter().map(|found| found.message.as_str()).collect();
    assert_eq!(said, ["this is an OpenAPI document, not an overlay that corrects one"]);
}

#[test]
fn updates_cannot_nest_without_end() {
    let deep = format!("{}1{}", "{a: ".repeat(100), "}".repeat(100));
    let target = format!("${}", ".a".repeat(99));
    let action = format!("- {{target: {target}, description: why, update: {{b: {deep}}}}}\n");
    let run = apply(json!({}), &format!("- {{target: $, description: why, update: {deep}}}\n{action}"));
    let errors = run.diagnostics.iter().filter(|found| found.severity == Severity::Error);
    assert_eq!(errors.map(|found| found.code).collect::<Vec<_>>(), [Code::TooDeep]);
}

#[test]
fn deep_targets_are_refused_before_they_are_parsed() {
    let target = format!("$[?{}@.a{}]", "(".repeat(500), ")".repeat(500));
    let run = apply(json!({"a": 1}), &format!("- {{target: '{target}', description: why, remove: true}}\n"));
    assert!(messages(&run).contains("too deeply nested"));
}

fn apply_as(version: &str, document: Value, rest: &str) -> Run {
    let mut files = SourceFiles::new();
    let original = files.add("openapi.json", document.to_string());
    let head = format!("overlay: {version}\ninfo: {{title: t, version: '1', description: d}}\n");
    let overlay = files.add("overlay.yaml", head + rest);
    let mut diagnostics = Diagnostics::new();
    let mut document = read_document(&files, original, &mut diagnostics).expect("a document");
    if let Some(overlay) = Overlay::read(&files, overlay, Origin::Given, &mut diagnostics) {
        overlay.apply(&mut document, &mut diagnostics);
    }
    Run { files, document, diagnostics }
}

#[test]
fn a_node_of_the_document_is_copied() {
    let document = json!({"paths": {"/bells": {"get": {"tags": ["a"]}}, "/gongs": {"get": {"tags": ["b"], "x-a": 1}}}});
    let run = apply_as(
        "1.1.0",
        document,
        "actions:
- {target: \"$.paths['/gongs']\", copy: \"$.paths['/bells']\"}
- {target: $.paths, update: {/chimes: {}}}
- {target: \"$.paths['/chimes']\", copy: \"$.paths['/gongs']\"}
- {target: \"$.paths['/bells'].get.tags\", copy: \"$.paths['/gongs'].get.tags[0]\"}
- {target: \"$.paths['/bells'].get\", remove: true}
",
    );
    assert_eq!(messages(&run), "");
    assert_eq!(
        run.document.to_value(),
        json!({"paths": {
            "/bells": {},
            "/gongs": {"get": {"tags": ["b", "a"], "x-a": 1}},
            "/chimes": {"get": {"tags": ["b", "a"], "x-a": 1}},
        }})
    );
}

#[test]
fn expressions_are_those_of_rfc_9535() {
    let document = json!({"items": [
        {"id": "aa", "tags": ["x"], "n": 1},
        {"id": "b", "tags": [], "n": -2},
        {"id": "ccc", "tags": ["x", "y"], "n": 30, "x-odd key": true},
    ]});
    for (expression, chosen) in [
        ("$.items[?length(@.id) == 3]", [2].as_slice()),
        ("$.items[?count(@.tags[*]) > 0]", &[0, 2]),
        ("$.items[?match(@.id, 'a+')]", &[0]),
        ("$.items[?search(@.id, 'c')]", &[2]),
        ("$.items[?value(@.tags[0]) == 'x']", &[0, 2]),
        ("$.items[?@['x-odd key']]", &[2]),
        ("$.items[?!(@.n < 0) && (@.id == 'aa' || @.n >= 30)]", &[0, 2]),
        ("$.items[-1]", &[2]),
        ("$.items[0:3:2]", &[0, 2]),
        ("$.items[::-1]", &[0, 1, 2]),
        ("$..[?@.tags[?@ == 'y']]", &[2]),
        ("$['items'][0, 1]", &[0, 1]),
        ("$.items[?@.id == $.items[1].id]", &[1]),
    ] {
        let action = format!("actions:\n- {{target: \"{expression}\", update: {{x-here: true}}}}\n");
        let run = apply_as("1.1.0", document.clone(), &action);
        assert_eq!(messages(&run), "", "{expression}");
        let found: Vec<usize> =
            (0..3).filter(|at| run.document.pointer(&format!("/items/{at}/x-here")).is_some()).collect();
        assert_eq!(found, chosen, "{expression}");
    }
}

#[test]
fn what_is_copied_is_one_node() {
    let run = apply_as(
        "1.1.0",
        json!({"a": {"x": 1}, "b": {"x": 2}}),
        "actions:
- {target: $.a, copy: $.*.x}
- {target: $.a, copy: $.c}
- {target: $.a, copy: 'no path'}
",
    );
    insta::assert_snapshot!(messages(&run), @"
    6:23 overlay-target-invalid: `copy` is not a valid JSONPath: parser error at character 1
      a path begins with `$`; names with other characters than letters go into brackets: `$.paths['/call/{id}'].get`
    ");
    assert_eq!(run.document.to_value(), json!({"a": {"x": 1}, "b": {"x": 2}}), "nothing is applied");
    let run = apply_as(
        "1.1.0",
        json!({"a": {"x": 1}, "b": {"x": 2}}),
        "actions:\n- {target: $.a, copy: $.*.x}\n- {target: $.a, copy: $.c}\n",
    );
    insta::assert_snapshot!(messages(&run), @"
    4:23 overlay-no-match: `$.*.x` selects 2 nodes, and one can be copied
      name the one that is meant, in brackets where it has other characters than letters
    5:23 overlay-no-match: `$.c` selects nothing in the document
      `$` is there; its nearest keys are `a`, `b`
    ");
    let old = apply_as("1.0.0", json!({"a": {}, "b": {}}), "actions:\n- {target: $.a, copy: $.b}\n");
    insta::assert_snapshot!(messages(&old), @"
    4:17 overlay-invalid: Overlay 1.0 has no `copy`
      write `overlay: 1.1.0` at the top of the file
    ");
}

#[test]
fn shared_actions_are_applied_where_they_are_referred_to() {
    let run = apply_as(
        "1.2.0",
        json!({"a": {}, "b": {"old": 1}, "c": {"x": 1}}),
        "$self: https://bell.example/corrections
components:
  x-note: 1
  actions:
    marks: {fields: {update: {x-mark: 1}}}
    removes/old: {description: why, fields: {remove: true}}
    copies: {fields: {copy: $.c}}
actions:
- {$ref: '#/components/actions/marks', target: $.a}
- {$ref: '#/components/actions/removes~1old', target: $.b.old}
- {$ref: '#/components/actions/copies', target: $.b, description: own}
",
    );
    assert_eq!(messages(&run), "");
    assert_eq!(run.document.to_value(), json!({"a": {"x-mark": 1}, "b": {"x": 1}, "c": {"x": 1}}));
    let run = apply_as(
        "1.2.0",
        json!({"a": {}}),
        "components: {actions: {marks: {fields: {update: {x-mark: 1}}}, empty: {}, odd: {fields: {do: 1}}}}
actions:
- {$ref: '#/components/actions/mark', target: $.a}
- {$ref: '#/components/actions/empty', target: $.a}
- {$ref: '#/components/actions/odd', target: $.a}
- {$ref: '#/components/actions/marks', target: $.a, update: {x-a: 1}}
",
    );
    insta::assert_snapshot!(messages(&run), @"
    3:64 overlay-invalid: a shared action needs the key `fields`
      add it; the files of the other vendors in specs/ have examples
    3:90 overlay-invalid: `fields` of a shared action has no key `do`
      known keys: `description`, `update`, `copy`, `remove`
    5:10 overlay-invalid: `#/components/actions/mark` is not a shared action of this overlay
      did you mean `#/components/actions/marks`?
    3:80 overlay-invalid: this action does nothing
      give it an `update`, a `copy`, or `remove: true`
    8:53 overlay-invalid: an action has no key `update`
      known keys: `$ref`, `target`, `description`
    ");
    let run = apply_as(
        "1.2.0",
        json!({"a": {}}),
        "components: {actions: {marks: {fields: {update: {x-mark: 1}}}}}\nactions:\n- {target: $.a, update: {x-a: 1}}\n",
    );
    insta::assert_snapshot!(messages(&run), @"
    3:24 overlay-invalid: nothing refers to the shared action `marks`
      remove it, or refer to it in `actions`
    ");
}

#[test]
fn members_that_nobody_knows_are_said() {
    let document = json!({
        "info": {"title": "Bell", "versoin": "1"},
        "paths": {"/bells": {"get": {"parameters": [{"name": "q", "in": "query"}], "responses": {"200": {"description": "ok"}}}}},
        "components": {"schemas": {"Bell": {"type": "object", "properties": {"tone": {"type": "string"}}}}},
    });
    let run = apply_as(
        "1.0.0",
        document,
        "actions:
- {target: $.info, update: {versoin: '2', titel: Bells, x-own: {any: 1}, contact: {e-mail: a@bell.example}}}
- {target: $.paths.*.get, update: {operationID: listBells, parameters: [{name: n, im: query}]}}
- {target: \"$.paths.*.get.responses['200']\", update: {headers: {Any: {shema: {}}}, content: {application/json: {example: {what: ever}}}}}
- {target: $.components.schemas.Bell, update: {properties: {anyName: {typ: string, default: {a: 1}}, tone: {formt: uuid}}, requred: [a]}}
- {target: $.paths, update: {x-parts: {a: {b: 1}}, /gongs: {query: {responses: {default: {description: d}}}, poost: {}}}}
",
    );
    insta::assert_snapshot!(messages(&run), @"
    4:43 overlay-member-unknown: `titel` is not a member of `info`
      the nearest member is `title`; it is added all the same, and nothing will come of it; a member of your own begins with `x-`
    4:84 overlay-member-unknown: `e-mail` is not a member of `contact`
      the nearest member is `email`; it is added all the same, and nothing will come of it; a member of your own begins with `x-`
    5:36 overlay-member-unknown: `operationID` is not a member of an operation
      the nearest member is `operationId`; it is added all the same, and nothing will come of it; a member of your own begins with `x-`
    5:83 overlay-member-unknown: `im` is not a member of a parameter
      the nearest member is `in`; it is added all the same, and nothing will come of it; a member of your own begins with `x-`
    6:71 overlay-member-unknown: `shema` is not a member of a header
      the nearest member is `schema`; it is added all the same, and nothing will come of it; a member of your own begins with `x-`
    7:71 overlay-member-unknown: `typ` is not a member of a schema
      the nearest member is `type`; it is added all the same, and nothing will come of it; a member of your own begins with `x-`
    7:109 overlay-member-unknown: `formt` is not a member of a schema
      the nearest member is `format`; it is added all the same, and nothing will come of it; a member of your own begins with `x-`
    7:124 overlay-member-unknown: `requred` is not a member of a schema
      the nearest member is `required`; it is added all the same, and nothing will come of it; a member of your own begins with `x-`
    8:110 overlay-member-unknown: `poost` is not a member of a path item
      the nearest member is `post`; it is added all the same, and nothing will come of it; a member of your own begins with `x-`
    ");
    assert!(!run.diagnostics.has_errors());
}

#[test]
fn of_several_modifiers_the_strongest_counts() {
    let run = apply_as(
        "1.1.0",
        json!({"a": {"b": {}}, "c": {"d": 1}}),
        "actions:
- {target: $.a.b, update: {x: 1}, remove: true}
- {target: $.a, update: {x-e: 1}, copy: $.c}
",
    );
    insta::assert_snapshot!(messages(&run), @"
    4:35 overlay-invalid: an action does one thing: it updates, copies or removes
      delete the others
    5:17 overlay-invalid: an action does one thing: it updates, copies or removes
      delete the others
    ");
    assert_eq!(run.document.to_value(), json!({"a": {"x-e": 1}, "c": {"d": 1}}));
}

#[test]
fn copies_of_copies_end_at_a_limit() {
    let items = vec![json!({}); 2_000];
    let action = "actions:\n- {target: '$.items[*]', copy: $}\n";
    let run = apply_as("1.1.0", json!({"items": items}), action);
    let codes: Vec<_> = run.diagnostics.iter().map(|found| found.code).collect();
    assert_eq!(codes, [Code::LimitExceeded]);
}
