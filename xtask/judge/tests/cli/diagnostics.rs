//! Every code once, as a user meets it: what was given, and what is said about it.
//!
//! The messages are read as a stranger would: what is wrong, where, and what to do. A code that is missing here fails
//! the test.

mod cases;

use crate::sandbox::{DOCUMENT, Sandbox};
use cases::{Case, cases};
use std::collections::BTreeSet;
use std::fmt::Write;

/// Codes that no input brings about, and why.
const WITHOUT_INPUT: &[(&str, &str)] = &[
    (
        "engine-failed",
        "a defect of the generator that no input leads to; codegen/src/engine.rs brings it about in its tests",
    ),
    ("fetch-failed", FROM_SERVERS),
    ("fetch-too-large", FROM_SERVERS),
    ("page-login", FROM_SERVERS),
    ("page-captcha", FROM_SERVERS),
    ("page-other-kind", FROM_SERVERS),
    ("page-shrunk", FROM_SERVERS),
    ("page-refused", FROM_SERVERS),
    ("index-changed", FROM_SERVERS),
    ("not-compiling", "it needs the compiler; `program.rs` of the program's own tests runs it"),
    ("version-too-low", "it needs a repository of git; versions.rs makes one"),
];

const FROM_SERVERS: &str = "what servers answer; fetch.rs has one of its own";

/// The findings of a run with this code, as they are printed.
fn findings(stderr: &str, code: &str) -> String {
    let is_start = |block: &&str| block.lines().next().is_some_and(|line| line.contains(&format!("[{code}]")));
    let mut blocks: Vec<&str> = stderr.split("\n\n").map(|block| block.trim_start_matches('\n')).collect();
    // A line about the run may stand before the first finding.
    if let Some(first) = blocks.first_mut()
        && let Some(at) = first.find("error[").into_iter().chain(first.find("warning[")).min()
    {
        *first = &first[at..];
    }
    blocks.into_iter().filter(is_start).take(1).collect::<Vec<_>>().join("\n\n")
}

#[test]
fn every_code_has_a_message_that_helps() {
    let (mut rendered, mut not_met) = (String::new(), String::new());
    let mut met: BTreeSet<String> = WITHOUT_INPUT.iter().map(|(code, _)| (*code).to_owned()).collect();
    for Case { code, files, before, run } in cases() {
        let sandbox = Sandbox::with_vendor("bell");
        if !before.is_empty() {
            sandbox.run(before);
        }
        for (path, text) in files {
            sandbox.write(path, text);
        }
        let found = sandbox.run(run).stderr;
        let finding = findings(&found, code);
        if finding.is_empty() {
            let _ = write!(not_met, "{code} was not met:\n{found}");
            continue;
        }
        assert!(finding.contains("= help: "), "{code} does not say what to do:\n{finding}");
        met.insert(code.to_owned());
        let _ = write!(rendered, "{finding}\n\n");
    }
    #[cfg(target_os = "linux")]
    {
        let _ = write!(rendered, "{}\n\n", a_full_disk());
        met.insert("write-failed".to_owned());
    }
    let _ = write!(rendered, "{}\n\n", a_run_at_the_same_time());
    met.insert("output-locked".to_owned());
    assert_eq!(not_met, "");
    let listed = Sandbox::new().run(&["explain"]).stdout;
    let all: BTreeSet<String> =
        listed.lines().filter(|line| !line.starts_with(' ') && !line.is_empty()).map(str::to_owned).collect();
    let missing: Vec<_> =
        all.difference(&met).filter(|code| cfg!(target_os = "linux") || *code != "write-failed").collect();
    assert_eq!(missing, [] as [&String; 0], "codes without a case");
    insta::assert_snapshot!(rendered, @r#"
    error[json-syntax]: this comma is one too many
     --> a.json:2:21
      |
    2 |   "openapi": "3.1.0",
      |                     ^
      |
      = help: JSON has no comma after the last item: remove it

    error[yaml-syntax]: a second `: ` stands here, where the value of the first is
     --> a.yaml:3:14
      |
    3 |   title: Bell: the API
      |              ^
      |
      = help: put quotes around a text that holds `: `, and check the indentation of this line and the one above

    warning[duplicate-key]: the key `paths` stands here twice
     --> a.yaml:4:1
      |
    2 | paths: {}
      | ----- first here, with that value
    3 | info: {}
    4 | paths: {}
      | ^^^^^
      |
      = help: remove or rename one of them: tools differ in which one they read

    error[too-deep]: values are nested more than 128 deep
     --> a.yaml:1:137
      |
    1 | ...[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[...
      |                                                                    ^
      |
      = help: no API document nests like that; check where the file comes from

    error[number-range]: the number 1e400 is out of range
     --> a.yaml:6:35
      |
    6 |     Bell: {type: number, maximum: 1e400}
      |                                   ^^^^^
      |
      = help: write a number that 64 bits hold, or put quotes around it if it is a text

    error[unknown-format]: this is text, but not a documentation page in a known format
     --> a.txt:1:1
      |
    1 | Dear reader,
      | ^^^^^^^^^^^^
      |
      = help: the known formats are `operation-json`, `stainless`, `mintlify`, `sphinx`, `http-domain`, `postman`, `fern`, `markdown`, `openapi`; a page has to be the text as it was published; HTML is read of Mintlify, Sphinx and Stainless alone

    error[page-cut]: the page announces child members, but ends before them
      --> a.txt:10:22
       |
    10 | Show child attributes
       | ---------------------^
       | |
       | announced here
       |
       = note: in GET /cats/{id}
       = help: the page was cut while it was captured, or is another kind of page; capture it again

    error[page-inconsistent]: the page prints its sample twice, and the two differ
     --> a.txt:6:32
      |
    3 | --header 'x-api-key: <api-key>'{"alpha": "<string>", "gamma": "<string>"}Gets a cat
      |                                ------------------------------------------ first printed here
    ...
    6 | --header 'x-api-key: <api-key>'{"alpha": "<string>", "beta": "<string>"}API key
      |                                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: two pages may have been joined; capture the page again

    warning[text-unread]: a further sample answer whose status the page does not state
     --> a.txt:3:73
      |
    3 | --header 'x-api-key: <api-key>'{"alpha": "<string>", "beta": "<string>"}{"error": "<string>"}Gets a cat
      |                                                                         ^^^^^^^^^^^^^^^^^^^^^
      |
      = help: state this answer in the overlay, with its status

    warning[alignment-ambiguous]: this description fits `alpha` and `beta` about equally well
     --> a.txt:9:1
      |
    9 | Something
      | ^^^^^^^^^
      |
      = note: in GET /cats/{id}
      = help: it was left out; if the page was cut here, capture it again, else add it in the overlay

    error[page-conflict]: two pages describe `Bell` differently: they part at `type`
     --> b.yaml:2:31
      |
    2 | components: {schemas: {Bell: {type: integer}}}
      |                               ^^^^
      |
     ::: a.yaml:2:31
      |
    2 | components: {schemas: {Bell: {type: string}}}
      |                               ---- the other description
      |
      = note: in #/components/schemas/Bell
      = help: find out which page is right and correct or remove the other

    error[reference-unresolved]: `#/components/schemas/bell` leads nowhere
     --> a.yaml:7:39
      |
    7 |     Tower: {properties: {bell: {$ref: '#/components/schemas/bell'}}}
      |                                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: did you mean `#/components/schemas/Bell`?

    error[reference-kind]: `#/components/schemas/Bell/properties` leads to an object, and a schema belongs here
     --> a.yaml:6:53
      |
    6 |     Bell: {type: object, properties: {tower: {$ref: '#/components/schemas/Bell/properties'}}}
      |                          ---------- it leads here   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: a reference to a schema looks like `#/components/schemas/Name`

    error[reference-external]: cannot read common.yaml: it is not there
     --> a.yaml:6:18
      |
    6 |     Bell: {$ref: 'common.yaml#/Bell'}
      |                  ^^^^^^^^^^^^^^^^^^^
      |
      = help: check the reference; its path begins at the file that it stands in

    error[reference-ambiguous]: two schemas are what `#tone` refers to
     --> a.yaml:8:5
      |
    7 |     High: {$anchor: tone, type: string}
      |     ---- this one is used
    8 |     Low: {$anchor: tone, type: integer}
      |     ^^^
      |
      = help: give each an `$id` or `$anchor` of its own (JSON Schema 2020-12, core, section 8.2)

    error[reference-cycle]: a schema is made of itself: Bell → Tower → Bell
     --> a.yaml:9:13
      |
    7 |       allOf: [{$ref: '#/components/schemas/Tower'}]
      |                      ---------------------------- this leads on
    8 |     Tower:
    9 |       $ref: '#/components/schemas/Bell'
      |             ^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = note: in #/components/schemas/Bell
      = help: no value can ever be written down for it; a schema may contain itself in a property, an item or a map

    error[schema-contradiction]: `allOf` joins types that no value can have together
     --> a.yaml:8:17
      |
    8 |         - type: string
      |                 ^^^^^^
    9 |         - type: integer
      |                 ------- this excludes the other
      |
      = help: correct the one that is wrong in an overlay

    warning[required-undeclared]: `tower` is required, but no member of that name is declared
     --> a.yaml:6:27
      |
    6 |     Bell: {required: [id, tower], properties: {id: {type: string}}}
      |                           ^^^^^
      |
      = note: in #/components/schemas/Bell
      = help: answers without it are read, and nothing asks for it: declare it below `properties`, or take it out of `required`; if it is misspelt, correct the name `tower`

    error[too-many-combinations]: this union has more than 1024 alternatives
     --> a.yaml:6:5
      |
     ::: 
    6 |     Bell: {allOf: [{oneOf: [{required: [a0], properties: {a0: {}}}, {required: [b0], pro
      |     ^^^^
      |
      = note: in #/components/schemas/Bell
      = help: give the combinations names of their own, or fewer of them

    warning[union-ambiguous]: nothing tells `A` and `B` of this union apart for certain
     --> a.yaml:6:5
      |
    6 |     Bell:
      |     ^^^^
    7 |       oneOf:
    8 |         - {type: object, properties: {a: {type: string}}}
      |           ----------------------------------------------- `A`
    9 |         - {type: object, properties: {b: {type: string}}}
      |           ----------------------------------------------- `B` may fit the same values
      |
      = note: in #/components/schemas/Bell
      = help: the alternative that explains most of a payload is taken; a discriminator would make it certain

    error[schema-invalid]: `strng` is not the name of a type
     --> a.yaml:6:18
      |
    6 |     Bell: {type: strng}
      |                  ^^^^^
      |
      = help: the types are null, boolean, object, array, number, integer, string; the schema is read as if it stated none

    warning[enum-names-unmatched]: the schema has 3 values, and `x-enum-varnames` has entries for 2
     --> a.yaml:6:29
      |
    6 |     Bell: {enum: [0, 1, 2], x-enum-varnames: [Off, On]}
      |                             ^^^^^^^^^^^^^^^
      |
      = note: in #/components/schemas/Bell
      = help: the variants are named after their values; give one entry for each value, in their order

    error[limit-exceeded]: 101 schemas build on each other here, each by `$ref` or `allOf`; at most 100 may
      --> a.yaml:25:17
       |
    25 |     S19: {$ref: '#/components/schemas/S20'}
       |                 ^^^^^^^^^^^^^^^^^^^^^^^^^^
       |
       = note: in #/components/schemas/S19
       = help: join them into fewer schemas: each link repeats all members of those below it

    error[not-openapi]: this is not an OpenAPI document: it has no member `openapi`
     --> specs/bell/docs/openapi.json:1:1
      |
    1 | {
      | ^
      |
      = help: the versions that can be read are Swagger 2.0 and OpenAPI 3.0, 3.1 and 3.2

    error[version-unsupported]: OpenAPI version `4.0.0` cannot be read
     --> specs/bell/overlay.yaml:4:33
      |
    4 | - {target: $, update: {openapi: 4.0.0}, description: try}
      |                                 ^^^^^
      |
      = help: the versions that can be read are Swagger 2.0 and OpenAPI 3.0, 3.1 and 3.2

    error[parameter-invalid]: `{id}` in the path is not declared as a parameter
     --> a.yaml:5:5
      |
    5 |     get:
      |     ^^^
      |
      = note: in GET /bells/{id}
      = help: declare it in an overlay

    warning[path-invalid]: the path `bells` does not begin with `/`
     --> a.yaml:4:3
      |
    4 |   bells:
      |   ^^^^^
      |
      = note: in GET bells
      = help: `/bells` is called

    error[operation-left-out]: the braces of the path `/bells/{id` do not match
     --> a.yaml:4:3
      |
    4 |   /bells/{id:
      |   ^^^^^^^^^^
      |
      = note: in GET /bells/{id
      = help: correct the path in an overlay

    error[lowering-loss]: OpenAPI 3.0 has no tuples
     --> a.yaml:6:26
      |
    6 |     Place: {type: array, prefixItems: [{type: number}, {type: string}]}
      |                          ^^^^^^^^^^^
      |
      = help: change it in an overlay, or let `cargo xtask generate` make the client: it takes it as it is

    warning[no-operations]: the document has no operations, so that the client has nothing to call
     --> a.yaml:3:1
      |
    3 | paths: {}
      | ^^^^^
      |
      = help: check that it is the whole document, and that `paths` is what you expect

    error[structure-invalid]: an operation is an object, but this is null
     --> a.yaml:5:5
      |
    5 |     get:
      |     ^^^
      |
      = note: in GET /bells
      = help: nothing stands behind the key: the document may be cut here; write what belongs there, or remove it

    warning[operation-id-repeated]: `getBell` is the `operationId` of two operations
     --> a.yaml:5:24
      |
    5 |     get: {operationId: getBell, responses: {}}
      |                        ^^^^^^^
    6 |   /gongs:
    7 |     get: {operationId: getBell, responses: {}}
      |                        ------- and of this one
      |
      = note: in GET /bells
      = help: this one is the method `get_bells`, after its path; give each an id of its own in an overlay

    error[media-type-invalid]: `json` is not a valid media type
     --> a.yaml:6:31
      |
    6 |       requestBody: {content: {json: {}}}
      |                               ^^^^
      |
      = note: in POST /bells
      = help: did you mean `application/json`? A media type has two parts (RFC 9110, section 8.3.1)

    error[xml-untyped]: the root element of the XML has no name
     --> a.yaml:8:22
      |
    8 |           text/xml: {schema: {type: array, items: {}}}
      |                      ^^^^^^
      |
      = note: in PUT /bells
      = help: the XML of the body is handed over as text; everything else of the operation is typed

    error[security-invalid]: `key` is not a security scheme of the document
     --> a.yaml:6:19
      |
    6 |       security: [{key: []}]
      |                   ^^^
      |
      = note: in GET /bells
      = help: the document has none; add it below `components/securitySchemes`

    error[server-invalid]: the variable `{region}` of the server has no default
     --> a.yaml:6:23
      |
    6 |       servers: [{url: 'https://{region}.bell.example'}]
      |                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = note: in GET /bells
      = help: add it below `variables`, with the `default` that the client calls

    error[unsupported]: `999` is not a valid HTTP status
     --> a.yaml:7:9
      |
    7 |         '999': {description: OK}
      |         ^^^^^
      |
      = note: in GET /bells
      = help: a status is 100 to 599, a range like `4XX`, or `default`

    error[settings-invalid]: vendor.toml has no key `titel`
     --> specs/bell/vendor.toml:1:1
      |
    1 | titel = "Bell"
      | ^^^^^
      |
      = help: did you mean `title`? known keys: `title`, `crate`, `version`, `description`, `about`, `documentation`, `format`, `strict`, `operation-pages`, `operations`, `package`, `fetch`, `versioning`, `server`, `auth`, `errors`, `parameters`, `pagination`, `idempotent`, `stream`, `webhooks`, `allow`, `accept`, `renamed`, `open`, `example`, `map`, `page`

    error[page-missing]: the page `docs/more.json` is not there
      --> specs/bell/vendor.toml:13:8
       |
    13 | file = "docs/more.json"
       |        ^^^^^^^^^^^^^^^^
       |
       = help: put the file into `specs/bell/docs/`, or remove this `[[page]]` entry

    error[page-unlisted]: no `[[page]]` entry names the page `docs/more.json`
     --> specs/bell/docs/more.json:1:1
      |
    1 | {}
      | ^
      |
      = help: add a `[[page]]` entry with `file = "docs/more.json"`, `url` and `seen` to specs/bell/vendor.toml, or remove the file

    error[allowance-unused]: no `text-unread` warning occurred, and one is allowed here
      --> specs/bell/vendor.toml:13:8
       |
    13 | code = "text-unread"
       |        ^^^^^^^^^^^^^
       |
       = help: remove this `[[allow]]` entry: it would hide the next warning of that kind

    warning[alias-unused]: `Client::ring` cannot stay as an alias of `Client::chime`: the crate has no such method
      --> specs/bell/vendor.toml:13:7
       |
    13 | old = "Client::ring"
       |       ^^^^^^^^^^^^^^
       |
       = help: remove this `[[renamed]]` entry, or correct it; `cargo xtask regen --bump` does both

    error[overlay-invalid]: an action needs a `description`
     --> specs/bell/overlay.yaml:4:3
      |
    4 | - {target: $.info, update: {version: '3'}}
      |   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: say why the vendor's document is corrected here, and how we know

    warning[overlay-member-unknown]: `summry` is not a member of `info`
     --> specs/bell/overlay.yaml:4:29
      |
    4 | - {target: $.info, update: {summry: Rings}, description: try}
      |                             ^^^^^^
      |
      = note: what follows: it is not read
      = help: the nearest member is `summary`; it is added all the same, and nothing will come of it; a member of your own begins with `x-`

    error[overlay-target-invalid]: the target is not a valid JSONPath: parser error at character 1
     --> specs/bell/overlay.yaml:4:12
      |
    4 | - {target: 'paths[', remove: true, description: try}
      |            ^^^^^^^^
      |
      = help: a path begins with `$`; names with other characters than letters go into brackets: `$.paths['/call/{id}'].get`

    error[overlay-no-match]: `$.paths['/bell']` selects nothing in the document
     --> specs/bell/overlay.yaml:4:12
      |
    4 | - {target: "$.paths['/bell']", remove: true, description: try}
      |            ^^^^^^^^^^^^^^^^^^
      |
      = help: `$.paths` is there; its nearest keys are `/bells/{id}`

    error[input-unreadable]: cannot read gone.yaml: it is not there
     |
     = help: check the path; it begins at the folder the command is run in

    error[output-blocked]: made holds other things, and no crate that was generated: there is no .switchboard-manifest in it
     |
     = help: name a folder that is not there yet, one that is empty, or that of an earlier run

    error[crate-name-taken]: the crate name `bell` is used by another vendor
     --> specs/bell/vendor.toml:2:9
      |
    2 | crate = "bell"
      |         ^^^^^^
      |
     ::: specs/gong/vendor.toml:2:9
      |
    2 | crate = "bell"
      |         ------ and by gong here
      |
      = help: give one of them another `crate`: each crate has a folder of its own under clients/

    warning[generated-file-edited]: clients/bell/src/client.rs was changed by hand, and the change is lost
     |
     = help: say it in the vendor's overlay.yaml, or in a file of your own beside the generated ones

    warning[client-orphaned]: clients/bell was generated, and no vendor in specs/ has a crate of that name
     |
     = help: remove the folder, or bring the vendor back

    error[document-shrunk]: requests went to https://api.bell.example and would go to http://api.bell.example
     --> specs/bell/docs/openapi.json:4:16
      |
    4 |   "servers": [{"url": "http://api.bell.example/v1"}],
      |                ^^^^^
      |
      = help: look at the vendor's pages; if this is meant, run it with --allow-shrink

    error[baseline-unreadable]: specs/bell/openapi.yaml is the document of the last run, and cannot be compared with: while parsing a node, did not find expected node content (1:4)
     |
     = help: bring it back from version control; or look at the new document, and run it with --allow-shrink

    warning[map-unused]: nothing in the document refers to `https://bell.example/tones.json`, which is mapped to tones.json
     |
     = help: write the address as the document has it, up to the `#`, or leave the map out

    error[argument-invalid]: `Fn` is not a valid name for a crate
     |
     = help: use lower-case letters, digits, `-` and `_`, a letter first, and no Rust keyword

    error[fetch-insecure]: http://bell.example/openapi.json is not encrypted
     --> specs/bell/vendor.toml:9:7
      |
    9 | url = "http://bell.example/openapi.json"
      |       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = note: in docs/openapi.json
      = help: write it with https://; without it only addresses of this machine are fetched

    error[write-failed]: cannot write made; nothing was changed: failed to write to file `[here]/.made.switchboard/0/.switchboard-manifest`: File too large (os error 27)
     |
     = help: make room or set the permissions, and run it again

    error[output-locked]: another run is writing (it holds [here]/target/switchboard/lock)
     |
     = help: wait for it to end
    "#);
}

/// What is said when somebody else writes.
fn a_run_at_the_same_time() -> String {
    let sandbox = Sandbox::with_vendor("bell");
    sandbox.write("target/switchboard/lock", "");
    let held = std::fs::File::open(sandbox.path("target/switchboard/lock")).unwrap();
    held.lock().unwrap();
    findings(&sandbox.run(&["regen"]).stderr, "output-locked")
}

/// What is said when nothing can be written: files may have no bytes.
#[cfg(target_os = "linux")]
fn a_full_disk() -> String {
    let sandbox = Sandbox::new();
    sandbox.write("bell.json", DOCUMENT);
    let before = sandbox.snapshot();
    let program = env!("CARGO_BIN_EXE_xtask");
    let script = format!("trap '' XFSZ; ulimit -f 0; exec {program} generate bell.json --out made 2>&1 | cat");
    let output = std::process::Command::new("sh").args(["-c", &script]).current_dir(sandbox.path("")).output().unwrap();
    assert!(sandbox.snapshot() == before);
    let here = sandbox.path("").canonicalize().unwrap();
    let text = String::from_utf8(output.stdout).unwrap().replace(here.to_str().unwrap(), "[here]");
    findings(&text, "write-failed")
}

#[test]
fn every_code_is_explained_at_length() {
    let sandbox = Sandbox::new();
    for code in sandbox.run(&["explain"]).stdout.lines().filter(|line| !line.starts_with(' ') && !line.is_empty()) {
        let essay = sandbox.run(&["explain", code]).stdout;
        assert!(essay.lines().count() >= 4, "{code} deserves more than\n{essay}");
        assert!(essay.contains("What to do: "), "{code} does not say what to do");
    }
}
