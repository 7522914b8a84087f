use super::*;
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
    if let Some(overlay) = Overlay::read(&files, overlay, &mut diagnostics) {
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
    5:12 overlay-target-invalid: the target is no JSONPath: parser error at character 1
      a path begins with `$`; names with other characters than letters go into brackets: `$.paths['/call/{id}'].get`
    6:3 overlay-invalid: this action does nothing
      give it an `update`, or `remove: true`
    7:46 overlay-invalid: an action either updates or removes
      delete one of the two
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
    assert!(Overlay::read(&files, file, &mut diagnostics).is_none());
    let said: Vec<_> = diagnostics.iter().map(|found| found.message.as_str()).collect();
    assert_eq!(said, ["this is an OpenAPI document, not an overlay that corrects one"]);
}

#[test]
fn updates_cannot_nest_without_end() {
    let deep = format!("{}1{}", "{a: ".repeat(100), "}".repeat(100));
    let target = format!("${}", ".a".repeat(99));
    let action = format!("- {{target: {target}, description: why, update: {{b: {deep}}}}}\n");
    let run = apply(json!({}), &format!("- {{target: $, description: why, update: {deep}}}\n{action}"));
    assert_eq!(run.diagnostics.iter().map(|found| found.code).collect::<Vec<_>>(), [Code::TooDeep]);
}

#[test]
fn deep_targets_are_refused_before_they_are_parsed() {
    let target = format!("$[?{}@.a{}]", "(".repeat(500), ")".repeat(500));
    let run = apply(json!({"a": 1}), &format!("- {{target: '{target}', description: why, remove: true}}\n"));
    assert!(messages(&run).contains("too deeply nested"));
}
