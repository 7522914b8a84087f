//! What most people get wrong at first, and what is said about it. Read the snapshot as a stranger: what is wrong,
//! where, and what to do.

use crate::sandbox::{DOCUMENT, Sandbox, settings};
use std::fmt::Write;

/// A mistake: what it is, the file it is in, and the command that meets it. The workspace has the sound vendor `bell`.
type Mistake<'a> = (&'a str, Option<(&'a str, String)>, &'a [&'a str]);

fn overlay(action: &str) -> String {
    format!("overlay: 1.0.0\ninfo: {{title: Bell, version: '1'}}\nactions:\n{action}")
}

#[test]
fn what_newcomers_get_wrong_is_told_so_that_they_can_mend_it() {
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
    insta::assert_snapshot!(told, @"");
}
