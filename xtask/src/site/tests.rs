#![allow(clippy::unwrap_used)]

use super::*;
use switchboard_codegen::diagnostic::Diagnostics;
use switchboard_codegen::source::{SourceFiles, read_yaml};
use switchboard_codegen::{CrateSettings, Home};

const DOCUMENT: &str = r##"
openapi: 3.1.0
info: {title: "Bells <script>alert(1)</script>", version: "1"}
servers: [{url: "https://bells.example"}]
tags: [{name: Towers, description: "All *towers*."}, {name: Bells}]
paths:
  /towers/{id}:
    get:
      tags: [Towers]
      operationId: getTower
      summary: A tower </script><script>alert(2)</script>
      description: "Has <img src=x onerror=alert(3)> and [a link](javascript:alert(4)) and [another](https://bells.example/docs) and [one here](#towers)."
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
        - {name: limit, in: query, description: At most, schema: {type: integer, minimum: 1, maximum: 9}}
      responses: {"200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Thing"}}}}}
  /bells:
    post:
      tags: [Bells]
      operationId: addBell
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Bell"}}}}
      responses: {"204": {description: ok}}
components:
  schemas:
    Thing: {oneOf: [{$ref: "#/components/schemas/Bell"}, {$ref: "#/components/schemas/Clock"}]}
    Bell: {type: object, required: [kind], properties: {kind: {const: bell}, tone: {enum: [c, "<d>"]}}}
    Clock: {type: object, required: [kind, hour], properties: {kind: {const: clock}, hour: {type: integer, maximum: 12}}}
"##;

fn site() -> BTreeMap<String, String> {
    let (mut files, mut found) = (SourceFiles::new(), Diagnostics::new());
    let file = files.add("bells.yaml", DOCUMENT);
    let document = read_yaml(&files, file, &mut found).unwrap();
    let settings = CrateSettings::for_document(&document, "bells".to_owned(), "../runtime".to_owned(), Home::Alone);
    let planned = switchboard_codegen::plan_client(&document, &settings, &mut found).unwrap();
    let printed = switchboard_codegen::print_files(&planned, &settings, &mut found).unwrap();
    let vendor = Vendor {
        name: "bells".to_owned(),
        title: "Bells <b>".to_owned(),
        description: settings.description.clone(),
        package: settings.name.clone(),
        version: settings.version.clone(),
        planned,
        files: printed,
        changelog: Some("# Changelog\n\n## [0.1.0]\n\n- first\n".to_owned()),
        coverage: None,
        corrections: vec![("$.paths['/bells']".to_owned(), "It says <GET>.".to_owned())],
    };
    super::files(&[vendor])
}

#[test]
fn nothing_of_a_document_becomes_more_than_text() {
    for (path, text) in site() {
        if path == "search.js" {
            continue;
        }
        for harm in ["<script>alert", "<img", "javascript:alert(4)\"", "Bells <b>", "</script><script>"] {
            assert!(!text.contains(harm), "{path}: {harm}");
        }
        let scripts = text.matches("<script").count();
        assert!(scripts == if path.ends_with(".html") { 2 } else { 0 }, "{path} has {scripts} scripts");
        let from_elsewhere = ["src=\"http", "href=\"http://", "@import", "url("].iter().any(|part| text.contains(part));
        assert!(!from_elsewhere, "{path}");
        assert!(path.ends_with(".css") || path.ends_with(".js") || text.contains("Content-Security-Policy"), "{path}");
    }
}

#[test]
fn operations_stand_by_tag_with_what_they_take_and_how_they_are_called() {
    let page = &site()["bells/operations.html"];
    let at = |text: &str| page.find(text).unwrap_or_else(|| panic!("no {text} in {page}"));
    assert!(at("<h2>Towers</h2>") < at("id=\"op-get_tower\"") && at("id=\"op-get_tower\"") < at("<h2>Bells</h2>"));
    assert!(page.contains("<em>towers</em>"), "{page}");
    assert!(page.contains("pub fn get_tower(&amp;self, id: &amp;str)"), "the signature of the client: {page}");
    assert!(page.contains("<code>limit</code> <span class=\"quiet\">query</span>"), "{page}");
    assert!(
        page.to_lowercase().contains("at least") || page.contains("1 to 9") || page.contains("at most 9"),
        "bounds: {page}"
    );
    assert!(page.contains("<a href=\"types.html#type-Thing\">Thing</a>"), "{page}");
    assert!(page.contains("href=\"https://bells.example/docs\""), "{page}");
    assert!(page.contains("and one here."), "a link to a heading is its words: {page}");
}

#[test]
fn unions_are_explained_and_changes_and_corrections_are_there() {
    let site = site();
    let types = &site["bells/types.html"];
    assert!(types.contains("<span class=\"kind\">union</span> Thing"), "{types}");
    assert!(types.contains("How a value is told apart") && types.contains("<code>kind</code>"), "{types}");
    assert!(types.contains("&quot;&lt;d&gt;&quot;"), "{types}");
    assert!(site["bells/changelog.html"].contains("<li>first</li>"));
    assert!(site["bells/coverage.html"].contains("There is no list"));
    assert!(site["bells/corrections.html"].contains("It says &lt;GET&gt;."));
    assert!(site["bells/index.html"].contains("Quick start"));
}

#[test]
fn the_same_input_gives_the_same_bytes_and_every_link_leads_somewhere() {
    let first = site();
    assert_eq!(first, site());
    for (path, text) in first.iter().filter(|(path, _)| path.ends_with(".html")) {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        for address in text.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            if address.starts_with("https://") {
                continue;
            }
            let (file, anchor) = address.split_once('#').unwrap_or((address, ""));
            let file = match (file, file.strip_prefix("../")) {
                ("", _) => path.clone(),
                (_, Some(above)) => above.to_owned(),
                (file, None) if folder.is_empty() => file.to_owned(),
                (file, None) => format!("{folder}/{file}"),
            };
            let target = first.get(&file).unwrap_or_else(|| panic!("{path}: {address} leads nowhere"));
            assert!(
                anchor.is_empty() || target.contains(&format!("id=\"{anchor}\"")),
                "{path}: {address} leads nowhere"
            );
        }
    }
    let index = &first["index.js"];
    let entries: serde_json::Value =
        serde_json::from_str(index.strip_prefix("window.INDEX = ").unwrap().trim().trim_end_matches(';')).unwrap();
    assert_eq!(entries[0][1], "get_tower");
    assert_eq!(entries[0][4], "bells/operations.html#op-get_tower");
}
