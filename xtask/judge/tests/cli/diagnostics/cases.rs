//! For each code of a diagnostic, the smallest input that gives it.

use crate::sandbox::{DOCUMENT, settings};

/// A way to meet a code.
pub(super) struct Case {
    pub(super) code: &'static str,
    /// Files of the workspace, which has the sound vendor `bell` already.
    pub(super) files: Vec<(&'static str, String)>,
    /// Runs before these files are there.
    pub(super) before: &'static [&'static str],
    pub(super) run: &'static [&'static str],
}

fn case<const N: usize>(code: &'static str, files: [(&'static str, &str); N], run: &'static [&'static str]) -> Case {
    let files = files.map(|(path, text)| (path, text.to_owned())).into();
    Case { code, files, before: &[], run }
}

/// An OpenAPI document with one operation and these schemas, given to `generate`.
fn schemas(code: &'static str, schemas: &str) -> Case {
    let text = format!(
        "openapi: 3.1.0\ninfo: {{title: Bell, version: '2'}}\npaths: {{}}\ncomponents:\n  schemas:\n{schemas}\n"
    );
    case(code, [("a.yaml", &text)], GENERATE)
}

fn paths(code: &'static str, paths: &str) -> Case {
    let text = format!("openapi: 3.1.0\ninfo: {{title: Bell, version: '2'}}\npaths:\n{paths}\n");
    case(code, [("a.yaml", &text)], GENERATE)
}

const GENERATE: &[&str] = &["generate", "a.yaml", "--out", "made", "--strict"];

/// A document with what OpenAPI 3.0 does not have.
const TUPLE: &str = "\
openapi: 3.1.0
info: {title: Bell, version: '2'}
paths: {/bells: {get: {operationId: list, responses: {'200': {description: all}}}}}
components:
  schemas:
    Place: {type: array, prefixItems: [{type: number}, {type: string}]}
";

/// A page in the compact form of Mintlify, with this answer and these lines behind it.
fn page(answer: &str, tail: &str) -> String {
    let head = "curl --request GET \\\n--url https://h.example/v1/cats/{id} \\\n--header 'x-api-key: <api-key>'";
    format!("{head}{answer}Gets a cat\n{head}{answer}{tail}")
}

pub(super) fn cases() -> Vec<Case> {
    let flat = r#"{"alpha": "<string>", "beta": "<string>"}"#;
    let union = |at: usize| {
        format!(
            "{{oneOf: [{{required: [a{at}], properties: {{a{at}: {{}}}}}}, {{required: [b{at}], properties: {{b{at}: {{}}}}}}, {{required: [c{at}], properties: {{c{at}: {{}}}}}}]}}"
        )
    };
    let many: Vec<String> = (0..7).map(union).collect();
    let overlay = |action: &str| format!("overlay: 1.0.0\ninfo: {{title: Bell, version: '1'}}\nactions:\n{action}\n");
    let with = |text: &str| format!("{}\n{text}", settings("bell"));
    let mut cases = vec![
        case(
            "json-syntax",
            [("a.json", "{\n  \"openapi\": \"3.1.0\",\n}\n")],
            &["generate", "a.json", "--out", "made"],
        ),
        case("yaml-syntax", [("a.yaml", "openapi: 3.1.0\ninfo:\n  title: Bell: the API\n")], GENERATE),
        case("duplicate-key", [("a.yaml", "openapi: 3.1.0\npaths: {}\ninfo: {}\npaths: {}\n")], GENERATE),
        case("too-deep", [("a.yaml", &format!("openapi: {}", "[".repeat(200)))], GENERATE),
        schemas("number-range", "    Bell: {type: number, maximum: 1e400}"),
        case("unknown-format", [("a.txt", "Dear reader,\n")], &["describe", "auto", "a.txt"]),
        case(
            "page-cut",
            [(
                "a.txt",
                &page(
                    r#"{"data": {"name": "<string>"}}"#,
                    "API key\nCat ID\nThe cat\nThe data\nShow child attributes\n",
                ),
            )],
            &["describe", "mintlify", "a.txt"],
        ),
        case(
            "page-inconsistent",
            [("a.txt", &page(flat, "API key\nCat ID\nThe cat").replacen("beta", "gamma", 1))],
            &["describe", "mintlify", "a.txt"],
        ),
        case(
            "text-unread",
            [("a.txt", &page(&format!("{flat}{{\"error\": \"<string>\"}}"), "API key\nCat ID\nThe cat"))],
            &["describe", "mintlify", "a.txt"],
        ),
        case(
            "alignment-ambiguous",
            [("a.txt", &page(flat, "API key\nCat ID\nThe cat\nSomething"))],
            &["describe", "mintlify", "a.txt"],
        ),
        case(
            "page-conflict",
            [
                ("a.yaml", "openapi: 3.1.0\ncomponents: {schemas: {Bell: {type: string}}}"),
                ("b.yaml", "openapi: 3.1.0\ncomponents: {schemas: {Bell: {type: integer}}}"),
            ],
            &["describe", "openapi", "a.yaml", "b.yaml"],
        ),
        schemas(
            "reference-unresolved",
            "    Bell: {type: object}\n    Tower: {properties: {bell: {$ref: '#/components/schemas/bell'}}}",
        ),
        schemas(
            "reference-kind",
            "    Bell: {type: object, properties: {tower: {$ref: '#/components/schemas/Bell/properties'}}}",
        ),
        schemas("reference-external", "    Bell: {$ref: 'common.yaml#/Bell'}"),
        schemas(
            "reference-ambiguous",
            "    Bell: {$ref: '#tone'}\n    High: {$anchor: tone, type: string}\n    Low: {$anchor: tone, type: integer}",
        ),
        schemas(
            "reference-cycle",
            "    Bell:\n      allOf: [{$ref: '#/components/schemas/Tower'}]\n    Tower:\n      $ref: '#/components/schemas/Bell'",
        ),
        schemas("schema-contradiction", "    Bell:\n      allOf:\n        - type: string\n        - type: integer"),
        schemas("required-undeclared", "    Bell: {required: [id, tower], properties: {id: {type: string}}}"),
        schemas("too-many-combinations", &format!("    Bell: {{allOf: [{}]}}", many.join(", "))),
        schemas(
            "union-ambiguous",
            "    Bell:\n      oneOf:\n        - {type: object, properties: {a: {type: string}}}\n        - {type: object, properties: {b: {type: string}}}",
        ),
        schemas("schema-invalid", "    Bell: {type: strng}"),
        schemas("enum-names-unmatched", "    Bell: {enum: [0, 1, 2], x-enum-varnames: [Off, On]}"),
        schemas("limit-exceeded", &{
            let mut chain: String =
                (0..120).map(|at| format!("    S{at}: {{$ref: '#/components/schemas/S{}'}}\n", at + 1)).collect();
            chain.push_str("    S120: {type: string}");
            chain
        }),
        case(
            "not-openapi",
            [("specs/bell/overlay.yaml", &overlay("- {target: $.openapi, remove: true, description: try}"))],
            &["regen"],
        ),
        case(
            "version-unsupported",
            [("specs/bell/overlay.yaml", &overlay("- {target: $, update: {openapi: 4.0.0}, description: try}"))],
            &["regen"],
        ),
        paths("parameter-invalid", "  /bells/{id}:\n    get:\n      responses: {'200': {description: OK}}"),
        paths("path-invalid", "  bells:\n    get:\n      responses: {'200': {description: OK}}"),
        paths("operation-left-out", "  /bells/{id:\n    get:\n      responses: {'200': {description: OK}}"),
        case("lowering-loss", [("a.yaml", TUPLE)], &["lower", "a.yaml", "--to", "3.0", "--strict"]),
        case("no-operations", [("a.yaml", "openapi: 3.1.0\ninfo: {title: Bell, version: '2'}\npaths: {}\n")], GENERATE),
        paths("structure-invalid", "  /bells:\n    get:\n"),
        paths(
            "operation-id-repeated",
            "  /bells:\n    get: {operationId: getBell, responses: {}}\n  /gongs:\n    get: {operationId: getBell, responses: {}}",
        ),
        paths("media-type-invalid", "  /bells:\n    post:\n      requestBody: {content: {json: {}}}"),
        paths(
            "xml-untyped",
            "  /bells:\n    put:\n      requestBody:\n        content:\n          text/xml: {schema: {type: array, items: {}}}",
        ),
        paths("security-invalid", "  /bells:\n    get:\n      security: [{key: []}]"),
        paths("server-invalid", "  /bells:\n    get:\n      servers: [{url: 'https://{region}.bell.example'}]"),
        paths("unsupported", "  /bells:\n    get:\n      responses:\n        '999': {description: OK}"),
        case(
            "settings-invalid",
            [("specs/bell/vendor.toml", &settings("bell").replace("title =", "titel ="))],
            &["regen"],
        ),
        case(
            "page-missing",
            [("specs/bell/vendor.toml", &with("[[page]]\nfile = \"docs/more.json\"\nseen = \"2026-11-20\"\n"))],
            &["regen"],
        ),
        case("page-unlisted", [("specs/bell/docs/more.json", "{}")], &["regen"]),
        case(
            "allowance-unused",
            [("specs/bell/vendor.toml", &with("[[allow]]\ncode = \"text-unread\"\nreason = \"a footnote\"\n"))],
            &["regen"],
        ),
        case(
            "alias-unused",
            [(
                "specs/bell/vendor.toml",
                &with("[[renamed]]\nold = \"Client::ring\"\nnew = \"Client::chime\"\nsince = \"0.2.0\"\n"),
            )],
            &["regen"],
        ),
        case(
            "overlay-invalid",
            [("specs/bell/overlay.yaml", &overlay("- {target: $.info, update: {version: '3'}}"))],
            &["regen"],
        ),
        case(
            "overlay-member-unknown",
            [("specs/bell/overlay.yaml", &overlay("- {target: $.info, update: {summry: Rings}, description: try}"))],
            &["regen"],
        ),
        case(
            "overlay-target-invalid",
            [("specs/bell/overlay.yaml", &overlay("- {target: 'paths[', remove: true, description: try}"))],
            &["regen"],
        ),
        case(
            "overlay-no-match",
            [("specs/bell/overlay.yaml", &overlay("- {target: \"$.paths['/bell']\", remove: true, description: try}"))],
            &["regen"],
        ),
        case("input-unreadable", [], &["generate", "gone.yaml", "--out", "made"]),
        case(
            "output-blocked",
            [("made/notes.txt", "Mine.\n"), ("bell.json", DOCUMENT)],
            &["generate", "bell.json", "--out", "made"],
        ),
        case(
            "crate-name-taken",
            [("specs/gong/vendor.toml", &settings("bell")), ("specs/gong/docs/openapi.json", DOCUMENT)],
            &["regen"],
        ),
    ];
    let after_a_run =
        |code, path, text: String| Case { code, files: vec![(path, text)], before: &["regen"], run: &["regen"] };
    cases.push(after_a_run("generated-file-edited", "clients/bell/src/client.rs", "// @generated\n".to_owned()));
    cases.push(after_a_run("client-orphaned", "specs/bell/vendor.toml", settings("gong")));
    cases.push(after_a_run(
        "document-shrunk",
        "specs/bell/docs/openapi.json",
        DOCUMENT.replace("https://api.bell", "http://api.bell"),
    ));
    cases.push(after_a_run("baseline-unreadable", "specs/bell/openapi.yaml", "{{{".to_owned()));
    let map = &["generate", "bell.json", "--out", "made", "--map", "https://bell.example/tones.json=tones.json"];
    cases.push(case("map-unused", [("bell.json", DOCUMENT)], map));
    let name = &["generate", "bell.json", "--out", "made", "--name", "Fn"];
    cases.push(case("argument-invalid", [("bell.json", DOCUMENT)], name));
    let open = settings("bell").replace("https://bell.example/", "http://bell.example/");
    cases.push(case("fetch-insecure", [("specs/bell/vendor.toml", &open)], &["fetch"]));
    cases
}
