//! `regen --bump` and what `regen --check` says of versions, in a repository of git that the test makes.

use crate::sandbox::{DOCUMENT, Run, Sandbox};
use serde_json::{Value, json};

const LOCK: &str = "version = 4\n\n[[package]]\nname = \"bell\"\nversion = \"0.1.0\"\n\n[[package]]\nname = \"ring\"\nversion = \"0.1.0\"\n";
const README: &str = "# Ours\n\n```toml\nbell = \"0.1\"   # the client\nbells = \"0.1\"\n```\n";

/// A vendor whose crate is committed to the main branch, and a branch that begins there.
fn on_a_branch(settings: &[(&str, &str)]) -> Sandbox {
    let sandbox = Sandbox::with_vendor("bell");
    let text = sandbox.read("specs/bell/vendor.toml").replace("\"0.1.0\"\n", "\"0.1.0\"   # ours\n");
    let text = settings.iter().fold(text, |text, (old, new)| text.replace(old, new));
    sandbox.write("specs/bell/vendor.toml", text);
    sandbox.write("Cargo.lock", LOCK);
    sandbox.write("README.md", README);
    sandbox.write(".gitignore", "target\n");
    assert_eq!(sandbox.run(&["regen"]).code, 0);
    sandbox.git(&["init", "-q", "-b", "main"]);
    commit(&sandbox, "First");
    sandbox.git(&["switch", "-qc", "update"]);
    sandbox
}

fn commit(sandbox: &Sandbox, message: &str) {
    sandbox.git(&["add", "-A"]);
    sandbox.git(&["commit", "-qm", message]);
}

fn document(edit: impl Fn(&mut Value)) -> String {
    let mut document: Value = serde_json::from_str(DOCUMENT).unwrap();
    edit(&mut document);
    document.to_string()
}

fn with_more() -> String {
    document(|document| {
        document["paths"]["/extra"]["get"] =
            json!({"operationId": "getExtra", "responses": {"204": {"description": "Done."}}});
    })
}

fn renamed() -> String {
    document(|document| document["paths"]["/bells/{id}"]["get"]["operationId"] = json!("fetchBell"))
}

fn bump(sandbox: &Sandbox) -> Run {
    let run = sandbox.run(&["regen", "--bump", "--date", "2026-12-01"]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    run
}

/// The version as each file says it.
fn versions(sandbox: &Sandbox) -> [String; 4] {
    let of = |file: &str, before: &str| {
        let text = sandbox.read(file);
        let rest = &text[text.find(before).unwrap_or_else(|| panic!("{file}: {text}")) + before.len()..];
        rest[..rest.find('"').unwrap()].to_owned()
    };
    [
        of("specs/bell/vendor.toml", "version = \""),
        of("clients/bell/Cargo.toml", "version = \""),
        of("Cargo.lock", "name = \"bell\"\nversion = \""),
        of("README.md", "\nbell = \""),
    ]
}

#[test]
fn a_change_that_breaks_asks_for_another_version_and_gets_it() {
    let sandbox = on_a_branch(&[]);
    assert_eq!(sandbox.run(&["regen", "--check"]).code, 0);
    sandbox.write("specs/bell/docs/openapi.json", renamed());
    assert_eq!(sandbox.run(&["regen"]).code, 0);
    commit(&sandbox, "New names");
    let check = sandbox.run(&["regen", "--check"]);
    assert_eq!((check.code, check.stdout.as_str()), (1, ""), "{}", check.stderr);
    let base = sandbox.git(&["rev-parse", "--short=12", "main"]);
    let message = format!(
        "error[version-too-low]: the crate changed since {} (major), and its version is 0.1.0: it has to be 0.2.0 or higher\n --> specs/bell/vendor.toml:3:11\n",
        base.trim()
    );
    assert!(check.stderr.contains(&message), "{}", check.stderr);
    assert!(check.stderr.contains("= help: run `cargo xtask regen --bump`"), "{}", check.stderr);

    let run = bump(&sandbox);
    assert!(
        run.stderr.contains(&format!("bell: version 0.2.0 after 0.1.0 (major since {})\n", base.trim())),
        "{}",
        run.stderr
    );
    assert_eq!(versions(&sandbox), ["0.2.0", "0.2.0", "0.2.0", "0.2"]);
    assert!(sandbox.read("specs/bell/vendor.toml").contains("version = \"0.2.0\"   # ours\n"));
    assert_eq!(sandbox.read("README.md"), README.replace("bell = \"0.1\"", "bell = \"0.2\""));
    assert_eq!(sandbox.read("Cargo.lock"), LOCK.replacen("0.1.0", "0.2.0", 1));
    insta::assert_snapshot!(sandbox.read("clients/bell/CHANGELOG.md"), @"
    # Changelog

    What changed for programs that use this crate, and for those that are deployed with an older one. The format is that of
    [Keep a Changelog](https://keepachangelog.com/en/1.1.0/), and versions are those of
    [Cargo](https://doc.rust-lang.org/cargo/reference/semver.html).

    ## [0.2.0] - 2026-12-01

    Crate: **major**, from 0.1.0. Wire: **fine**.

    ### Changed

    - `GET /bells/{id}`: **breaking:** `Client::get_bell` is called `Client::fetch_bell` now; `client.get_bell(…)` → `client.fetch_bell(…)`

    ### For programs that are deployed

    - `GET /bells/{id}`: `Client::fetch_bell` has another id
    ");
    assert_eq!(sandbox.run(&["regen", "--check"]).code, 0);

    // A second run has nothing to do, on this day or another.
    let before = sandbox.snapshot();
    let run = sandbox.run(&["regen", "--bump"]);
    assert_eq!((run.code, run.stderr.contains("bell: up to date")), (0, true), "{}", run.stderr);
    assert_eq!(sandbox.snapshot(), before);
}

#[test]
fn a_version_rises_once_by_the_gravest_change_of_a_branch() {
    let sandbox = on_a_branch(&[]);
    sandbox.write("specs/bell/docs/openapi.json", with_more());
    bump(&sandbox);
    assert_eq!(versions(&sandbox), ["0.1.1", "0.1.1", "0.1.1", "0.1"]);
    commit(&sandbox, "More");
    sandbox.write("specs/bell/docs/openapi.json", renamed());
    bump(&sandbox);
    assert_eq!(versions(&sandbox)[0], "0.2.0");
    let log = sandbox.read("clients/bell/CHANGELOG.md");
    assert_eq!(log.matches("\n## ").count(), 1, "{log}");

    // Once it is on the main branch, the next change begins there.
    commit(&sandbox, "Other names");
    sandbox.git(&["branch", "-f", "main"]);
    sandbox.write("specs/bell/docs/openapi.json", DOCUMENT);
    bump(&sandbox);
    assert_eq!(versions(&sandbox)[0], "0.3.0");
    let log = sandbox.read("clients/bell/CHANGELOG.md");
    assert!(log.find("## [0.3.0]") < log.find("## [0.2.0]") && log.contains("## [0.2.0]"), "{log}");
}

#[test]
fn a_version_that_somebody_chose_stays_where_it_is_high_enough() {
    let sandbox = on_a_branch(&[]);
    let settings = sandbox.read("specs/bell/vendor.toml");
    sandbox.write("specs/bell/docs/openapi.json", with_more());
    sandbox.write("specs/bell/vendor.toml", settings.replace("0.1.0", "0.5.0"));
    bump(&sandbox);
    assert_eq!(versions(&sandbox), ["0.5.0", "0.5.0", "0.5.0", "0.5"]);
    assert!(sandbox.read("clients/bell/CHANGELOG.md").contains("\n## [0.5.0] - 2026-12-01\n"));
}

#[test]
fn from_one_on_what_is_new_is_a_minor_version() {
    let sandbox = on_a_branch(&[("version = \"0.1.0\"", "version = \"1.4.2\"")]);
    sandbox.write("specs/bell/docs/openapi.json", with_more());
    bump(&sandbox);
    assert_eq!(versions(&sandbox)[..2], ["1.5.0", "1.5.0"]);
    sandbox.write("specs/bell/docs/openapi.json", renamed());
    bump(&sandbox);
    assert_eq!(versions(&sandbox)[..2], ["2.0.0", "2.0.0"]);
}

#[test]
fn the_generators_own_changes_count() {
    let sandbox = on_a_branch(&[]);
    // What another generator would have emitted.
    sandbox.git(&["switch", "-q", "main"]);
    let client = sandbox.read("clients/bell/src/client.rs");
    sandbox.write("clients/bell/src/client.rs", client.replace("pub fn builder()", "pub fn setup()"));
    commit(&sandbox, "Older");
    sandbox.git(&["switch", "-qc", "newer"]);
    let check = sandbox.run(&["regen", "--check"]);
    assert!(check.stderr.contains("(major), and its version is 0.1.0"), "{}", check.stderr);
    bump(&sandbox);
    assert_eq!(versions(&sandbox)[0], "0.2.0");
}

#[test]
fn the_policy_says_who_decides() {
    let policy =
        |policy: &str| on_a_branch(&[("\n[[page]]", &format!("\n[versioning]\npolicy = \"{policy}\"\n\n[[page]]"))]);
    let sandbox = policy("manual");
    sandbox.write("specs/bell/docs/openapi.json", renamed());
    bump(&sandbox);
    assert_eq!(versions(&sandbox)[0], "0.1.0");
    assert_eq!(sandbox.run(&["regen", "--check"]).code, 0);
    assert!(!sandbox.path("clients/bell/CHANGELOG.md").exists());

    // The vendor's own version counts where it is one, and high enough.
    for (own, version) in [("3.1.4", "3.1.4"), ("0.1.1", "0.2.0"), ("2026-12-01", "0.2.0")] {
        let sandbox = policy("vendor");
        let mut changed: Value = serde_json::from_str(&renamed()).unwrap();
        changed["info"]["version"] = json!(own);
        sandbox.write("specs/bell/docs/openapi.json", changed.to_string());
        bump(&sandbox);
        assert_eq!(versions(&sandbox)[0], version, "{own}");
        assert_eq!(sandbox.run(&["regen", "--check"]).code, 0);
    }

    let sandbox = Sandbox::with_vendor("bell");
    let text = sandbox.read("specs/bell/vendor.toml") + "[versioning]\npolicy = \"carg\"\n";
    sandbox.write("specs/bell/vendor.toml", text);
    let run = sandbox.run(&["regen"]);
    assert!(
        run.stderr.contains("error[settings-invalid]: `carg` is not a valid policy for versions"),
        "{}",
        run.stderr
    );
    assert!(run.stderr.contains("did you mean `cargo`?"), "{}", run.stderr);
}

#[test]
fn a_vendor_that_is_new_has_a_first_entry() {
    let sandbox = on_a_branch(&[]);
    sandbox.vendor("gong", "gong");
    bump(&sandbox);
    assert!(!sandbox.path("clients/bell/CHANGELOG.md").exists(), "it did not change");
    assert!(
        sandbox
            .read("clients/gong/CHANGELOG.md")
            .ends_with("\n## [0.1.0] - 2026-12-01\n\n### Added\n\n- The first version.\n")
    );
    assert_eq!(sandbox.run(&["regen", "--check"]).code, 0);
}

#[test]
fn where_nobody_can_tell_that_is_said() {
    let sandbox = Sandbox::with_vendor("bell");
    assert_eq!(sandbox.run(&["regen"]).code, 0);
    let check = sandbox.run(&["regen", "--check"]);
    assert_eq!(check.code, 0);
    let said = "versions are not checked: this is not a git repository; --base names a revision\n";
    assert!(check.stderr.contains(said), "{}", check.stderr);

    // Without git the files on disk are the older ones.
    sandbox.write("Cargo.lock", LOCK);
    sandbox.write("README.md", README);
    sandbox.write("specs/bell/docs/openapi.json", renamed());
    let run = bump(&sandbox);
    assert!(run.stderr.contains("bell: version 0.2.0 after 0.1.0 (major since the files on disk)\n"), "{}", run.stderr);
    assert_eq!(versions(&sandbox), ["0.2.0", "0.2.0", "0.2.0", "0.2"]);
    let before = sandbox.snapshot();
    bump(&sandbox);
    assert_eq!(sandbox.snapshot(), before);

    sandbox.git(&["init", "-q", "-b", "trunk"]);
    let said = |reason: &str| {
        let check = sandbox.run(&["regen", "--check"]);
        assert!(check.stderr.contains(&format!("versions are not checked: {reason}")), "{}", check.stderr);
    };
    said("nothing is committed yet");
    commit(&sandbox, "First");
    said("git knows no main branch");
    let check = sandbox.run(&["regen", "--check", "--base", "HEAD"]);
    assert_eq!((check.code, check.stderr.contains("not checked")), (0, false), "{}", check.stderr);
    let check = sandbox.run(&["regen", "--check", "--base", "v9"]);
    assert_eq!(check.code, 2);
    assert!(check.stderr.contains("git has no revision `v9`"), "{}", check.stderr);
}

/// The `[[renamed]]` entries of a vendor: old and new name, and since when.
fn old_names(sandbox: &Sandbox) -> Vec<[String; 3]> {
    let settings: toml::Table = sandbox.read("specs/bell/vendor.toml").parse().unwrap();
    let entries = settings.get("renamed").and_then(toml::Value::as_array).cloned().unwrap_or_default();
    let entry = |entry: &toml::Value| ["old", "new", "since"].map(|key| entry[key].as_str().unwrap().to_owned());
    entries.iter().map(entry).collect()
}

#[test]
fn old_names_stay_until_the_next_version_that_breaks() {
    let sandbox = on_a_branch(&[("[[page]]", "[versioning]\naliases = true\n\n[[page]]")]);
    let with_names = |operation: &'static str, ty: &'static str, path: &'static str| {
        let text = document(|document| {
            document["paths"]["/bells/{id}"]["get"]["operationId"] = json!(operation);
            document["paths"][path]["get"] =
                json!({"operationId": "getExtra", "responses": {"204": {"description": "Done."}}});
        });
        text.replace("schemas/Bell\"", &format!("schemas/{ty}\"")).replace("\"Bell\":", &format!("\"{ty}\":"))
    };
    // An operation and a type are called otherwise: that breaks nobody.
    sandbox.write("specs/bell/docs/openapi.json", with_names("fetchBell", "Gong", "/extra"));
    bump(&sandbox);
    let entry = |old: &str, new: &str, since: &str| [old, new, since].map(str::to_owned);
    let first =
        [entry("Client::get_bell", "Client::fetch_bell", "0.1.1"), entry("types::Bell", "types::Gong", "0.1.1")];
    assert_eq!((versions(&sandbox)[0].as_str(), old_names(&sandbox)), ("0.1.1", first.to_vec()));
    assert!(sandbox.read("clients/bell/src/types.rs").contains("pub type Bell = Gong;"));
    let log = sandbox.read("clients/bell/CHANGELOG.md");
    assert!(log.contains("Crate: **minor**, from 0.1.0.") && !log.contains("breaking"), "{log}");
    assert!(log.contains("`types::Bell` is called `types::Gong` now, and stays as a deprecated alias"), "{log}");
    assert_eq!(sandbox.run(&["regen", "--check"]).code, 0);
    let before = sandbox.snapshot();
    bump(&sandbox);
    assert_eq!(sandbox.snapshot(), before);
    // Who takes an entry away breaks programs.
    let settings = sandbox.read("specs/bell/vendor.toml");
    let (kept, _) = settings.split_once("\n[[renamed]]").unwrap();
    sandbox.write("specs/bell/vendor.toml", kept);
    assert_eq!(sandbox.run(&["regen"]).code, 0);
    assert!(sandbox.run(&["regen", "--check"]).stderr.contains("error[version-too-low]"));
    sandbox.write("specs/bell/vendor.toml", &settings);
    assert_eq!(sandbox.run(&["regen"]).code, 0);

    // The next name takes the place of that which the oldest stands for.
    commit(&sandbox, "Other names");
    sandbox.git(&["branch", "-f", "main"]);
    sandbox.write("specs/bell/docs/openapi.json", with_names("readBell", "Gong", "/extra"));
    bump(&sandbox);
    let second = [
        entry("Client::fetch_bell", "Client::read_bell", "0.1.2"),
        entry("Client::get_bell", "Client::read_bell", "0.1.1"),
        first[1].clone(),
    ];
    assert_eq!((versions(&sandbox)[0].as_str(), old_names(&sandbox)), ("0.1.2", second.to_vec()));
    let log = sandbox.read("clients/bell/CHANGELOG.md");
    let newest = log.split("\n## ").nth(1).unwrap();
    assert!(newest.contains("Crate: **minor**, from 0.1.1.") && !newest.contains("### Added"), "{log}");

    // A version that breaks anyway is the end of names that were out before.
    commit(&sandbox, "Other names again");
    sandbox.git(&["branch", "-f", "main"]);
    sandbox.write("specs/bell/docs/openapi.json", with_names("seeBell", "Gong", "/more"));
    let text = sandbox.read("specs/bell/docs/openapi.json").replace("\"boolean\"", "\"string\"");
    sandbox.write("specs/bell/docs/openapi.json", text);
    bump(&sandbox);
    let last = vec![entry("Client::read_bell", "Client::see_bell", "0.2.0")];
    assert_eq!((versions(&sandbox)[0].as_str(), old_names(&sandbox)), ("0.2.0", last));
    assert!(!sandbox.read("clients/bell/src/types.rs").contains("pub type Bell"));
    let log = sandbox.read("clients/bell/CHANGELOG.md");
    let removed = ["Client::fetch_bell", "Client::get_bell", "types::Bell"];
    let is_said = |path: &&str| log.contains(&format!("- `{path}`: **breaking:** is gone"));
    assert!(removed.iter().all(is_said), "{log}");
    assert_eq!(sandbox.run(&["regen", "--check"]).code, 0);
}
