//! What most people get wrong at first, and what is said about it. Read the snapshot as a stranger: what is wrong,
//! where, and what to do.

use crate::sandbox::{DOCUMENT, Sandbox, settings};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

/// A mistake: what it is, the file it is in, and the command that meets it. The workspace has the sound vendor `bell`.
type Mistake<'a> = (&'a str, Option<(&'a str, String)>, &'a [&'a str]);

fn overlay(action: &str) -> String {
    format!("overlay: 1.0.0\ninfo: {{title: Bell, version: '1'}}\nactions:\n{action}")
}

#[test]
fn what_newcomers_get_wrong_is_reported_with_what_to_do() {
    let vendor = |from: &str, to: &str| Some(("specs/bell/vendor.toml", settings("bell").replace(from, to)));
    let more = |text: &str| Some(("specs/bell/vendor.toml", format!("{}\n{text}", settings("bell"))));
    let corrected = |action: &str| Some(("specs/bell/overlay.yaml", overlay(action)));
    let document = |text: &str| Some(("api.yaml", text.to_owned()));
    let generate = &["generate", "api.yaml", "--out", "made"];
    let mistakes: &[Mistake] = &[
        ("a key of the settings is misspelt", vendor("title", "titel"), &["regen"]),
        ("a version without quotes", vendor("\"0.1.0\"", "0.1.0"), &["regen"]),
        ("a text without quotes", vendor("\"Bell\"", "Bell"), &["regen"]),
        ("a format that does not exist", vendor("\"openapi\"", "\"openapi3\""), &["regen"]),
        ("a page that is named without its folder", vendor("docs/", ""), &["regen"]),
        ("one bracket where two belong", vendor("[[page]]", "[page]"), &["regen"]),
        ("a page that is not there", vendor("openapi.json\"\nurl", "bell.json\"\nurl"), &["regen"]),
        ("a crate name with a blank", vendor("crate = \"bell\"", "crate = \"Bell API\""), &["regen"]),
        (
            "a kind of authentication that does not exist",
            more("[auth.apikey]\ntype = \"apikey\"\nin = \"header\"\nname = \"x-key\"\nsource = \"docs\"\n"),
            &["regen"],
        ),
        ("a code that does not exist", more("[[allow]]\ncode = \"text-unred\"\nreason = \"x\"\n"), &["regen"]),
        (
            "a path in an overlay without brackets",
            corrected("  - target: $.paths./bells/{id}.get\n    description: why\n    update: {summary: One}\n"),
            &["regen"],
        ),
        (
            "a target that selects nothing",
            corrected("  - target: $.components.schemas.Bel\n    description: why\n    update: {title: Bell}\n"),
            &["regen"],
        ),
        ("a correction without its reason", corrected("  - {target: $.info, update: {version: '3'}}\n"), &["regen"]),
        ("an overlay indented with a tab", corrected("\t- target: $.info\n"), &["regen"]),
        ("a page that was cut", Some(("specs/bell/docs/openapi.json", DOCUMENT[..300].to_owned())), &["regen"]),
        (
            "an HTML page where a document belongs",
            Some(("specs/bell/docs/openapi.json", "<!DOCTYPE html>\n<title>Sign in</title>\n".to_owned())),
            &["regen"],
        ),
        ("a vendor that does not exist", None, &["regen", "bel"]),
        ("YAML that is not indented alike", document("openapi: 3.1.0\ninfo:\n  title: Bell\n version: 1\n"), generate),
        ("a colon in a text", document("openapi: 3.1.0\ninfo:\n  title: Bell: the API\n"), generate),
        ("a part of a document", document("type: object\nproperties: {}\n"), generate),
        ("a version that is not read", document("openapi: 4.0.0\npaths: {}\n"), generate),
        ("a document without operations", document("openapi: 3.1.0\ninfo: {title: Bell, version: '1'}\n"), generate),
        (
            "a reference that is misspelt",
            document(
                "openapi: 3.1.0\npaths: {}\ncomponents:\n  schemas:\n    Bell: {type: object}\n    Tower: {items: {$ref: '#/components/schemas/bell'}}\n",
            ),
            generate,
        ),
        ("a file that is not there", None, &["generate", "open-api.yaml", "--out", "made"]),
        ("an address instead of a file", None, &["generate", "https://bell.example/api.json", "--out", "made"]),
        ("a code nobody knows", None, &["explain", "union-ambigous"]),
        ("a format nobody knows", None, &["describe", "mintlfy", "specs/bell/docs/openapi.json"]),
        ("a vendor that exists", None, &["new", "bell", "specs/bell/docs/openapi.json"]),
    ];
    let mut told = String::new();
    for (what, file, command) in mistakes {
        let sandbox = Sandbox::with_vendor("bell");
        if let Some((path, text)) = file {
            sandbox.write(path, text);
        }
        let run = sandbox.run(command);
        let said = run.stderr.lines().filter(|line| !line.starts_with("bell: ") && !line.contains("explain CODE"));
        let said = said.collect::<Vec<_>>().join("\n");
        let _ = write!(told, "# {what}: exit status {}\n{}\n\n", run.code, said.trim());
    }
    check_shown("CONTRIBUTING.md", &told);
    insta::assert_snapshot!(told, @r#"
    # a key of the settings is misspelt: exit status 1
    error[settings-invalid]: vendor.toml has no key `titel`
     --> specs/bell/vendor.toml:1:1
      |
    1 | titel = "Bell"
      | ^^^^^
      |
      = help: did you mean `title`? known keys: `title`, `crate`, `version`, `description`, `about`, `documentation`, `format`, `strict`, `operation-pages`, `operations`, `package`, `fetch`, `versioning`, `server`, `auth`, `errors`, `parameters`, `pagination`, `idempotent`, `stream`, `webhooks`, `allow`, `accept`, `renamed`, `open`, `example`, `map`, `page`

    # a version without quotes: exit status 1
    error[settings-invalid]: this is neither a number nor a text
     --> specs/bell/vendor.toml:3:14
      |
    3 | version = 0.1.0
      |              ^^
      |
      = help: texts, versions too, stand between double quotes: `version = "0.1.0"`

    # a text without quotes: exit status 1
    error[settings-invalid]: a text without quotes is not a value
     --> specs/bell/vendor.toml:1:9
      |
    1 | title = Bell
      |         ^^^^
      |
      = help: texts stand between double quotes: `title = "Bell"`

    # a format that does not exist: exit status 1
    error[settings-invalid]: `openapi3` is not a format that can be read
     --> specs/bell/vendor.toml:5:10
      |
    5 | format = "openapi3"
      |          ^^^^^^^^^^
      |
      = help: did you mean `openapi`? known formats: `operation-json`, `stainless`, `mintlify`, `sphinx`, `http-domain`, `postman`, `fern`, `markdown`, `openapi`, `auto`

    # a page that is named without its folder: exit status 1
    error[settings-invalid]: `openapi.json` is not a valid path of a page
     --> specs/bell/vendor.toml:8:8
      |
    8 | file = "openapi.json"
      |        ^^^^^^^^^^^^^^
      |
      = help: pages lie under `docs/`: did you mean `docs/openapi.json`?

    # one bracket where two belong: exit status 1
    error[settings-invalid]: `page` must be a list, and is an object
     --> specs/bell/vendor.toml:7:1
      |
    7 | [page]
      | ^^^^^^
      |
      = help: each of a list has two brackets around its name: `[[page]]`

    # a page that is not there: exit status 1
    error[page-missing]: the page `docs/bell.json` is not there
     --> specs/bell/vendor.toml:8:8
      |
    8 | file = "docs/bell.json"
      |        ^^^^^^^^^^^^^^^^
      |
      = help: the file `docs/openapi.json` is there and not listed: is it meant?

    # a crate name with a blank: exit status 1
    error[settings-invalid]: `Bell API` is not a valid name for a crate
     --> specs/bell/vendor.toml:2:9
      |
    2 | crate = "Bell API"
      |         ^^^^^^^^^^
      |
      = help: use lower-case letters, digits, `-` and `_`, a letter first, and no Rust keyword

    # a kind of authentication that does not exist: exit status 1
    error[settings-invalid]: `apikey` is not a valid kind of authentication
      --> specs/bell/vendor.toml:13:8
       |
    13 | type = "apikey"
       |        ^^^^^^^^
       |
       = help: did you mean `api-key`? known kinds: `bearer`, `basic`, `api-key`

    # a code that does not exist: exit status 1
    error[settings-invalid]: `text-unred` is not a valid code of a warning
      --> specs/bell/vendor.toml:13:8
       |
    13 | code = "text-unred"
       |        ^^^^^^^^^^^^
       |
       = help: did you mean `text-unread`? codes stand in brackets after `warning`

    # a path in an overlay without brackets: exit status 1
    error[overlay-target-invalid]: the target is not a valid JSONPath: in dot member name, must start with lowercase alpha or '_' at character 9
     --> specs/bell/overlay.yaml:4:13
      |
    4 |   - target: $.paths./bells/{id}.get
      |             ^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: a path begins with `$`; names with other characters than letters go into brackets: `$.paths['/call/{id}'].get`

    # a target that selects nothing: exit status 1
    error[overlay-no-match]: `$.components.schemas.Bel` selects nothing in the document
     --> specs/bell/overlay.yaml:4:13
      |
    4 |   - target: $.components.schemas.Bel
      |             ^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: `$.components.schemas` is there; its nearest keys are `Bell`

    # a correction without its reason: exit status 1
    error[overlay-invalid]: an action needs a `description`
     --> specs/bell/overlay.yaml:4:5
      |
    4 |   - {target: $.info, update: {version: '3'}}
      |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: say why the vendor's document is corrected here, and how we know

    # an overlay indented with a tab: exit status 2
    error[yaml-syntax]: this line is indented with a tab
     --> specs/bell/overlay.yaml:4:2
      |
    4 |     - target: $.info
      |     ^
      |
      = help: indent with blanks: YAML allows no tabs there

    # a page that was cut: exit status 2
    error[json-syntax]: a value is missing after this colon
      --> specs/bell/docs/openapi.json:10:65
       |
    10 |         "parameters": [{"name": "id", "in": "path", "required": 
       |                                                                 ^
       |
       = help: the file may have been cut: fetch it again, and look at its last line

    # an HTML page where a document belongs: exit status 2
    error[unknown-format]: this is an HTML page, not a document or the text of a page
     --> specs/bell/docs/openapi.json:1:1
      |
    1 | <!DOCTYPE html>
      | ^^^^^^^^^^^^^^^
      |
      = help: it may be a login or an error page: open the address in a browser, and save the raw document or the plain text

    # a vendor that does not exist: exit status 2
    error: there is no vendor `bel` in specs/; the nearest names are `bell`

    # YAML that is not indented alike: exit status 2
    error[yaml-syntax]: this line begins in a column of its own
     --> api.yaml:4:2
      |
    4 |  version: 1
      |  ^
      |
      = help: indent it as the keys it belongs to: more than the key it is part of, exactly as much as its neighbours

    # a colon in a text: exit status 2
    error[yaml-syntax]: a second `: ` stands here, where the value of the first is
     --> api.yaml:3:14
      |
    3 |   title: Bell: the API
      |              ^
      |
      = help: put quotes around a text that holds `: `, and check the indentation of this line and the one above

    # a part of a document: exit status 2
    error[unknown-format]: this document has neither a member `openapi` nor a member `swagger`
     --> api.yaml:1:1
      |
    1 | type: object
      | ^^^^^^^^^^^^
      |
      = help: only whole OpenAPI documents are read

    # a version that is not read: exit status 2
    error[version-unsupported]: OpenAPI version `4.0.0` cannot be read
     --> api.yaml:1:10
      |
    1 | openapi: 4.0.0
      |          ^^^^^
      |
      = help: the versions that can be read are Swagger 2.0 and OpenAPI 3.0, 3.1 and 3.2

    # a document without operations: exit status 0
    warning[no-operations]: the document has no operations, so that the client has nothing to call
     --> api.yaml:1:1
      |
    1 | openapi: 3.1.0
      | ^^^^^^^
      |
      = help: check that it is the whole document, and that `paths` is what you expect

    made: 11 files written (0 of 0 operations)
    [here]/Cargo.toml does not list the crate: add "made" to `members`, unless a member depends on it

    # a reference that is misspelt: exit status 0
    warning[no-operations]: the document has no operations, so that the client has nothing to call
     --> api.yaml:2:1
      |
    2 | paths: {}
      | ^^^^^
      |
      = help: check that it is the whole document, and that `paths` is what you expect

    warning[reference-unresolved]: `#/components/schemas/bell` leads nowhere
     --> api.yaml:6:27
      |
    6 |     Tower: {items: {$ref: '#/components/schemas/bell'}}
      |                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = note: what follows: any value is taken there
      = help: did you mean `#/components/schemas/Bell`?

    made: 11 files written (0 of 0 operations, 1 place left open)
    [here]/Cargo.toml does not list the crate: add "made" to `members`, unless a member depends on it

    # a file that is not there: exit status 2
    error[input-unreadable]: cannot read open-api.yaml: it is not there
     |
     = help: check the path; it begins at the folder the command is run in

    # an address instead of a file: exit status 2
    error[input-unreadable]: https://bell.example/api.json is an address, and nothing is fetched from the network
     |
     = help: save it and name the file: curl -fLo openapi.json 'https://bell.example/api.json'

    # a code nobody knows: exit status 2
    error: there is no code `union-ambigous`; the nearest are `union-ambiguous`, `alignment-ambiguous`, `reference-ambiguous`

    # a format nobody knows: exit status 2
    error: invalid value 'mintlfy' for '<FORMAT-OR-auto>': known formats are `operation-json`, `stainless`, `mintlify`, `sphinx`, `http-domain`, `postman`, `fern`, `markdown`, `openapi`, `auto`

    For more information, try '--help'.

    # a vendor that exists: exit status 2
    error: specs/bell is there already, and is not overwritten; choose another name, or remove it first
    "#);
}

/// All files below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// The messages that a document of this repository shows must be among those that are printed.
fn check_shown(document: &str, printed: &str) {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let text = fs::read_to_string(repository.join(document)).unwrap();
    let blocks = text.split("```text\n").skip(1).filter_map(|block| block.split_once("```"));
    let shown: Vec<&str> =
        blocks.flat_map(|(block, _)| block.split("\n\n")).filter(|text| text.starts_with("error[")).collect();
    assert_eq!(shown.len(), 3, "{document} shows three messages");
    for message in shown {
        assert!(printed.contains(message.trim()), "{document} shows what is not printed:\n{message}\n\n{printed}");
    }
}

#[test]
fn the_readme_shows_what_is_printed() {
    let mistakes = [
        ("revox", "docs/get_call.txt", "tool_is_error: optional boolean", None),
        ("revring", "overlay.yaml", "$.paths['/calls/{id}'].get\n", Some("$.paths['/call/{id}'].get\n")),
        ("revring", "vendor.toml", "crate = ", Some("crat = ")),
    ];
    let mut printed = String::new();
    for (vendor, file, right, wrong) in mistakes {
        let sandbox = Sandbox::new();
        let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../specs").join(vendor);
        for entry in files(&here) {
            let inside = entry.strip_prefix(&here).unwrap().to_str().unwrap();
            sandbox.write(&format!("specs/{vendor}/{inside}"), fs::read(&entry).unwrap());
        }
        let path = format!("specs/{vendor}/{file}");
        let text = sandbox.read(&path);
        let at = text.find(right).unwrap();
        let mistaken = match wrong {
            Some(wrong) => text.replacen(right, wrong, 1),
            None => text[..at + right.len() - "lean".len()].to_owned(),
        };
        sandbox.write(&path, mistaken);
        printed += &sandbox.run(&["regen", vendor]).stderr;
    }
    check_shown("README.md", &printed);
}
