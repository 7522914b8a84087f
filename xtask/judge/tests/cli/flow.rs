//! From a vendor's new page to a release and to who depends on it, as the workflows run it: a server of the tests, a git remote
//! and a registry on disk, a program in place of `gh` that writes down what it is asked for, and one in place of
//! `cargo publish`, which packages as cargo does and puts the package into that registry.
#![cfg(unix)]

use crate::sandbox::{DOCUMENT, Sandbox, settings};
use crate::web::{Reply, Web};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const GH: &str = r#"#!/usr/bin/env bash
case "$1 $2" in
"pr list") if [[ -f "$ASIDE/pull-request" ]]; then echo 1; else echo 0; fi ;;
"pr view") printf 'documentation\ncrate: minor\nwire: fine\n' ;;
"pr create" | "pr edit")
    printf '%s\n' "$@" | grep -v /tmp >"$ASIDE/pull-request"
    while [[ "$1" != --body-file ]]; do shift; done
    cp "$2" "$ASIDE/body"
    ;;
"label create") echo "$3" >>"$ASIDE/labels" ;;
esac
"#;

/// Cargo itself packages, so that it sees that what a crate stands on is out, and that the lock file is right.
const CARGO: &str = r#"#!/usr/bin/env bash
set -euo pipefail
if [[ "$1" != publish ]]; then exec cargo "$@"; fi
echo "$*" >>"$ASIDE/published"
name="$3"
export CARGO_TARGET_DIR="$ASIDE/target"
cargo package --offline --no-verify --quiet "${@:2}"
package="$(cargo metadata --no-deps --offline --format-version 1 | jq --arg name "$name" '.packages[] | select(.name == $name)')"
crate="$name-$(jq -r .version <<<"$package").crate"
cp "$CARGO_TARGET_DIR/package/$crate" "$ASIDE/registry/"
index="$ASIDE/registry/index/${name:0:2}/${name:2:2}/$name"
mkdir -p "$(dirname "$index")"
jq --compact-output --arg sum "$(sha256sum <"$ASIDE/registry/$crate" | cut -d' ' -f1)" '{
    name, vers: .version, features, cksum: $sum, yanked: false,
    deps: [.dependencies[] | select(.kind != "dev") | {
        name, req, features, optional, target, default_features: .uses_default_features, kind: (.kind // "normal")
    }]
}' <<<"$package" >>"$index"
"#;

/// A crate of others that generated crates have for their tests, as a registry lists it.
const OTHER: &str = r#"{"name":"tokio","vers":"1.0.0","deps":[],"cksum":"0000000000000000000000000000000000000000000000000000000000000000","features":{},"yanked":false}"#;

/// A runtime with the features that crates name.
const RUNTIME: &str = "[package]\nname = \"switchboard-runtime\"\nversion = \"0.1.0\"\nedition = \"2024\"\ndescription = \"The runtime\"\n\
                       license = \"MIT\"\n\n[features]\nblocking = []\nbrotli = []\nchrono = []\ndeflate = []\ngzip = []\ntesting = []\ntime = []\nzstd = []\n";

struct Flow {
    web: Web,
    sandbox: Sandbox,
    /// What is no part of the repository: the remote, and the programs in place of others.
    aside: tempfile::TempDir,
}

/// A workspace with two vendors whose pages are at a server, committed and pushed; nothing where a program is missing that
/// the scripts need.
fn flow() -> Option<Flow> {
    for program in ["bash", "jq", "git", "sha256sum"] {
        if Command::new(program).arg("--version").stdout(Stdio::null()).status().is_err() {
            eprintln!("skipped: {program} is not here");
            return None;
        }
    }
    let (web, sandbox, aside) = (Web::start(), Sandbox::new(), tempfile::tempdir().unwrap());
    sandbox.write(
        "Cargo.toml",
        "[workspace]\nresolver = \"3\"\nmembers = [\"clients/*\"]\n\n[workspace.dependencies]\ntokio = \"1\"\n",
    );
    sandbox.write("clients/runtime/Cargo.toml", RUNTIME);
    sandbox.write("clients/runtime/src/lib.rs", "//! The runtime.\n");
    sandbox.write("README.md", "# Ours\n");
    sandbox.write(".gitignore", ".cargo\ntarget\ndocs/refused\n");
    let registry = aside.path().join("registry");
    fs::create_dir_all(registry.join("index/to/ki")).unwrap();
    fs::write(registry.join("index/to/ki/tokio"), format!("{OTHER}\n")).unwrap();
    sandbox.write(".cargo/config.toml", registry_instead(&registry));
    for name in ["bell", "gong"] {
        sandbox.vendor(name, name);
        let address = web.address(&format!("/{name}.json"));
        let text = settings(name).replace("https://bell.example/openapi.json", &address);
        sandbox.write(
            &format!("specs/{name}/vendor.toml"),
            text.replace("\n[[page]]", "\n[package]\npublish = true\n\n[[page]]"),
        );
        web.says(&format!("/{name}.json"), Reply::page(DOCUMENT));
    }
    let run = sandbox.run(&["regen"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let (is_fine, said) = cargo(&sandbox.path("."), &["generate-lockfile"]);
    assert!(is_fine, "{said}");
    let remote = aside.path().join("remote.git");
    assert!(Command::new("git").args(["init", "-q", "--bare", "-b", "main"]).arg(&remote).status().unwrap().success());
    sandbox.git(&["init", "-q", "-b", "main"]);
    sandbox.git(&["config", "user.name", "Bell"]);
    sandbox.git(&["config", "user.email", "bell@example.com"]);
    sandbox.git(&["add", "-A"]);
    sandbox.git(&["commit", "-qm", "First"]);
    sandbox.git(&["remote", "add", "origin", remote.to_str().unwrap()]);
    sandbox.git(&["push", "-q", "origin", "main"]);
    for (name, text) in [("gh", GH), ("cargo", CARGO)] {
        use std::os::unix::fs::PermissionsExt;
        let path = aside.path().join(name);
        fs::write(&path, text).unwrap();
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
    }
    Some(Flow { web, sandbox, aside })
}

/// Settings of cargo with a registry on disk in the place of crates.io.
fn registry_instead(registry: &Path) -> String {
    format!(
        "[source.crates-io]\nreplace-with = \"here\"\n\n[source.here]\nlocal-registry = \"{}\"\n\n[net]\noffline = true\n",
        registry.display()
    )
}

/// Runs cargo: whether it succeeded, and what it says.
fn cargo(folder: &Path, arguments: &[&str]) -> (bool, String) {
    let output = Command::new("cargo").args(arguments).current_dir(folder).stdin(Stdio::null()).output().unwrap();
    (output.status.success(), String::from_utf8(output.stderr).unwrap())
}

impl Flow {
    /// Runs one of the scripts, and gives its exit code with what it says.
    fn run(&self, script: &str, arguments: &[&str]) -> (i32, String) {
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap();
        let output = Command::new("bash")
            .arg(workspace.join(".ci").join(script))
            .args(arguments)
            .current_dir(self.sandbox.path("."))
            .env("XTASK", env!("CARGO_BIN_EXE_xtask"))
            .env("GH", self.aside.path().join("gh"))
            .env("CARGO", self.aside.path().join("cargo"))
            .env("ASIDE", self.aside.path())
            .env_remove("CARGO_MANIFEST_DIR")
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (output.status.code().unwrap_or(-1), text(output.stdout) + &text(output.stderr))
    }

    fn aside(&self, name: &str) -> PathBuf {
        self.aside.path().join(name)
    }

    fn read_aside(&self, name: &str) -> String {
        fs::read_to_string(self.aside(name)).unwrap_or_default()
    }

    /// A file as the remote has it.
    fn pushed(&self, branch: &str, file: &str) -> String {
        self.sandbox.git(&["fetch", "-q", "origin"]);
        self.sandbox.git(&["show", &format!("origin/{branch}:{file}")])
    }
}

/// The second version of the vendor's document: an operation is called otherwise, and one is new.
fn second() -> String {
    let mut document: Value = serde_json::from_str(DOCUMENT).unwrap();
    document["paths"]["/bells/{id}"]["get"]["operationId"] = json!("fetchBell");
    document["paths"]["/extra"]["get"] =
        json!({"operationId": "getExtra", "responses": {"204": {"description": "Done."}}});
    document.to_string()
}

#[test]
fn a_new_page_becomes_a_pull_request_and_a_merge_a_release() {
    let Some(flow) = flow() else { return };
    let (code, said) = flow.run("update", &[]);
    assert_eq!((code, said.as_str()), (0, "bell: did not move\ngong: did not move\n"));

    flow.web.says("/bell.json", Reply::page(second()));
    let (code, said) = flow.run("update", &[]);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("bell: proposed as 0.2.0 (crate: major, wire: fine)\n"), "{said}");
    // What a reviewer sees.
    let pull_request = "pr\ncreate\n--head\nupdate/bell\n--base\nmain\n--title\nUpdate bell to 0.2.0\n--body-file\n\
                        --label=crate: major\n--label=wire: fine\n";
    assert_eq!(flow.read_aside("pull-request"), pull_request);
    assert_eq!(flow.read_aside("labels"), "crate: major\nwire: fine\n");
    insta::assert_snapshot!(flow.read_aside("body"), @"
    ## 0.2.0

    Crate: **major**, from 0.1.0. Wire: **fine**.

    ### Changed

    - `GET /bells/{id}`: **breaking:** `Client::get_bell` is called `Client::fetch_bell` now; `client.get_bell(…)` → `client.fetch_bell(…)`

    ### Added

    - `GET /extra`: `Client::get_extra` is new

    ### For programs that are deployed

    - `GET /bells/{id}`: `Client::fetch_bell` has another id
    - `GET /extra`: `Client::get_extra` is new
    - `the API`: is described otherwise in one place
    ");
    let entry = flow.read_aside("body");
    let entry = entry.split_once("\n\n").unwrap().1.trim_end();
    // What is merged: the page, the version, the changelog and the crate are one commit.
    assert_eq!(flow.pushed("update/bell", "specs/bell/docs/openapi.json"), second());
    assert!(flow.pushed("update/bell", "clients/bell/Cargo.toml").contains("version = \"0.2.0\""));
    assert!(flow.pushed("update/bell", "clients/bell/src/client.rs").contains("fn fetch_bell"));
    assert!(flow.pushed("update/bell", "clients/bell/CHANGELOG.md").contains(entry));
    assert_eq!(flow.sandbox.git(&["log", "--format=%s", "origin/main..origin/update/bell"]), "Update bell to 0.2.0\n");
    assert!(flow.pushed("main", "clients/bell/Cargo.toml").contains("version = \"0.1.0\""));

    // The next night nothing is new.
    fs::remove_file(flow.aside("body")).unwrap();
    let (code, said) = flow.run("update", &[]);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("bell: is proposed already, as 0.2.0\n"), "{said}");
    assert!(!flow.aside("body").exists());

    // The merge.
    flow.sandbox.git(&["push", "-q", "origin", "origin/update/bell:refs/heads/main"]);
    flow.sandbox.git(&["fetch", "-q", "origin"]);
    flow.sandbox.git(&["switch", "-qC", "main", "origin/main"]);
    assert_eq!(flow.sandbox.run(&["regen", "--check"]).code, 0);
    let (code, said) = flow.run("release", &["--dry-run"]);
    let plan =
        "switchboard-runtime-v0.1.0: publish and tag\nbell-v0.2.0: publish and tag\ngong-v0.1.0: publish and tag\n";
    assert_eq!((code, said.as_str()), (0, plan));
    assert_eq!(flow.read_aside("published"), "");
    let (code, said) = flow.run("release", &[]);
    assert_eq!(code, 0, "{said}");
    let published = "publish --package switchboard-runtime --locked\npublish --package bell --locked\npublish --package gong --locked\n";
    assert_eq!(flow.read_aside("published"), published);
    let tags = flow.sandbox.git(&["ls-remote", "--tags", "--refs", "origin"]);
    let tags: Vec<&str> = tags.lines().filter_map(|line| line.rsplit('/').next()).collect();
    assert_eq!(tags, ["bell-v0.2.0", "gong-v0.1.0", "switchboard-runtime-v0.1.0"]);
    // What is out is not released again.
    let (code, said) = flow.run("release", &[]);
    assert_eq!((code, said.as_str()), (0, ""));
    assert_eq!(flow.read_aside("published"), published);
}

#[test]
fn a_proposal_is_replaced_where_the_vendor_moves_again() {
    let Some(flow) = flow() else { return };
    let mut more: Value = serde_json::from_str(&second()).unwrap();
    more["paths"]["/bells/{id}"]["get"]["operationId"] = json!("getBell");
    flow.web.says("/bell.json", Reply::page(more.to_string()));
    let (code, said) = flow.run("update", &["bell"]);
    assert_eq!((code, said.contains("bell: proposed as 0.1.1 (crate: minor, wire: fine)\n")), (0, true), "{said}");
    flow.web.says("/bell.json", Reply::page(second()));
    let (code, said) = flow.run("update", &["bell"]);
    assert_eq!((code, said.contains("bell: proposed as 0.2.0 (crate: major, wire: fine)\n")), (0, true), "{said}");
    let pull_request = "pr\nedit\nupdate/bell\n--title\nUpdate bell to 0.2.0\n--body-file\n--add-label=crate: major\n\
                        --add-label=wire: fine\n--remove-label=crate: minor\n";
    assert_eq!(flow.read_aside("pull-request"), pull_request);
    assert_eq!(flow.sandbox.git(&["log", "--format=%s", "origin/main..origin/update/bell"]), "Update bell to 0.2.0\n");
}

#[test]
fn a_vendor_that_cannot_be_updated_is_said_and_the_others_go_on() {
    let Some(flow) = flow() else { return };
    flow.web.says("/bell.json", Reply::status(503));
    flow.web.says("/gong.json", Reply::page(second()));
    let (code, said) = flow.run("update", &[]);
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("error[fetch-failed]: ") && said.contains("a person has to look at: bell\n"), "{said}");
    assert!(said.contains("gong: proposed as 0.2.0"), "{said}");
    assert!(flow.pushed("update/gong", "specs/bell/docs/openapi.json") == DOCUMENT);
    // A document that lost its security is nobody's update.
    let mut open: Value = serde_json::from_str(DOCUMENT).unwrap();
    open["security"] = json!([]);
    flow.web.says("/bell.json", Reply::page(open.to_string()));
    let (code, said) = flow.run("update", &["bell"]);
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("error[document-shrunk]"), "{said}");
    let branches = flow.sandbox.git(&["ls-remote", "--heads", "origin"]);
    assert!(!branches.contains("update/bell"), "{branches}");
}

/// A program of somebody else, with two clients from the registry.
fn program(flow: &Flow) -> PathBuf {
    let folder = flow.aside("program");
    fs::create_dir_all(folder.join("src")).unwrap();
    fs::create_dir_all(folder.join(".cargo")).unwrap();
    fs::write(folder.join(".cargo/config.toml"), registry_instead(&flow.aside("registry"))).unwrap();
    fs::write(folder.join("src/lib.rs"), "").unwrap();
    let manifest = "[package]\nname = \"program\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n\
                    [dependencies]\nbell = \"0.1\"\ngong = \"0.1\"\n\n[workspace]\n";
    fs::write(folder.join("Cargo.toml"), manifest).unwrap();
    folder
}

/// The versions of two clients in the lock file of a program.
fn locked(program: &Path) -> [String; 2] {
    let lock: toml::Table = fs::read_to_string(program.join("Cargo.lock")).unwrap().parse().unwrap();
    let packages = lock["package"].as_array().unwrap();
    ["bell", "gong"].map(|name| {
        let package = packages.iter().find(|package| package["name"].as_str() == Some(name)).unwrap();
        package["version"].as_str().unwrap().to_owned()
    })
}

#[test]
fn a_release_reaches_who_depends_on_it_and_breaks_nobody_without_a_word() {
    let Some(flow) = flow() else { return };
    // One of two vendors keeps old names.
    let settings = flow.sandbox.read("specs/bell/vendor.toml");
    let settings = settings.replace("\n[package]", "\n[versioning]\naliases = true\n\n[package]");
    flow.sandbox.write("specs/bell/vendor.toml", settings);
    flow.sandbox.git(&["commit", "-qam", "Keep old names of Bell"]);
    flow.sandbox.git(&["push", "-q", "origin", "main"]);
    let (code, said) = flow.run("release", &[]);
    assert_eq!(code, 0, "{said}");
    let program = program(&flow);
    assert!(cargo(&program, &["generate-lockfile"]).0);
    assert_eq!(locked(&program), ["0.1.0", "0.1.0"]);

    // Both vendors rename the same operation.
    for name in ["bell", "gong"] {
        flow.web.says(&format!("/{name}.json"), Reply::page(second()));
    }
    let (code, said) = flow.run("update", &[]);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("bell: proposed as 0.1.1 (crate: minor, wire: fine)\n"), "{said}");
    assert!(said.contains("gong: proposed as 0.2.0 (crate: major, wire: fine)\n"), "{said}");
    for name in ["bell", "gong"] {
        flow.sandbox.git(&["fetch", "-q", "origin"]);
        flow.sandbox.git(&["switch", "-qC", "main", "origin/main"]);
        flow.sandbox.git(&["merge", "-q", "--no-edit", &format!("origin/update/{name}")]);
        flow.sandbox.git(&["push", "-q", "origin", "main"]);
    }
    // Both branches changed the lock file, each its own line; what came of it is what cargo would write.
    assert_eq!(flow.sandbox.run(&["regen", "--check"]).code, 0);
    let (code, said) = flow.run("release", &[]);
    assert_eq!((code, said.as_str()), (0, "bell-v0.1.1: released\ngong-v0.2.0: released\n"));

    // What breaks is not taken unasked, and what does not break is.
    let (is_fine, said) = cargo(&program, &["update"]);
    assert!(is_fine, "{said}");
    assert_eq!(locked(&program), ["0.1.1", "0.1.0"], "{said}");
    let package = flow.aside("registry/bell-0.1.1.crate");
    let unpacked = Command::new("tar").arg("-xzf").arg(&package).current_dir(&program).status().unwrap();
    assert!(unpacked.success());
    let file = |name: &str| fs::read_to_string(program.join("bell-0.1.1").join(name)).unwrap();
    let client = file("src/client.rs");
    let old = client.split("since = \"0.1.1\"").nth(1).unwrap();
    assert!(old.contains("pub fn get_bell(") && old.contains("self.fetch_bell("), "{client}");
    let change = "`Client::get_bell` is called `Client::fetch_bell` now, and stays as a deprecated alias; \
                  `client.get_bell(…)` → `client.fetch_bell(…)`";
    assert!(file("CHANGELOG.md").contains(change), "{}", file("CHANGELOG.md"));
}
