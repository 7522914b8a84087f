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
    let document = json!({"a": {"keep": 1, "scalar": 1, "list": [1], "mixed": 5, "object": {"x": 1}}});
    let run = apply(
        document,
        "- {target: $.a, description: why, update: {scalar: 2, list: [2, 3], mixed: [6], object: {y: 2}, new: null}}\n",
    );
    assert_eq!(messages(&run), "");
    assert_eq!(
        run.document.to_value(),
        json!({"a": {"keep": 1, "scalar": 2, "list": [1, 2, 3], "mixed": [6], "object": {"x": 1, "y": 2}, "new": null}})
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
    8:3 overlay-invalid: this action does nothing
      give it an `update`, or `remove: true`
    9:12 overlay-invalid: the whole document cannot be removed
      point at the part that is to go: `$.paths['/bells']`
    ");
    assert_eq!(run.document.to_value(), json!({"a": 1}), "nothing is applied");
}

#[test]
fn updates_cannot_nest_without_end() {
    let deep = format!("{}1{}", "{a: ".repeat(100), "}".repeat(100));
    let target = format!("${}", ".a".repeat(99));
    let action = format!("- {{target: {target}, description: why, update: {deep}}}\n");
    let run = apply(json!({"a": 1}), &format!("- {{target: $, description: why, update: {deep}}}\n{action}"));
    assert_eq!(run.diagnostics.iter().map(|found| found.code).collect::<Vec<_>>(), [Code::TooDeep]);
}

#[test]
fn deep_targets_are_refused_before_they_are_parsed() {
    let target = format!("$[?{}@.a{}]", "(".repeat(500), ")".repeat(500));
    let run = apply(json!({"a": 1}), &format!("- {{target: '{target}', description: why, remove: true}}\n"));
    assert!(messages(&run).contains("too deeply nested"));
}
