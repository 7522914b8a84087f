//! `switchboard site` in a workspace, and in a browser where there is one.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

fn run(folder: &Path, arguments: &[&str]) -> (i32, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_switchboard"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("CARGO_MANIFEST_DIR")
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    (output.status.code().unwrap_or(-1), text)
}

/// A workspace with one vendor.
fn workspace() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    assert_eq!(run(root, &["init", "--runtime-version", "0.1"]).0, 0);
    fs::write(root.join("bell.json"), include_str!("bell.json")).unwrap();
    assert_eq!(run(root, &["new", "bell", "bell.json"]).0, 0);
    folder
}

fn files(root: &Path, folder: &Path, found: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(root, &path, found);
        } else {
            found.insert(path.strip_prefix(root).unwrap().to_str().unwrap().to_owned(), fs::read(&path).unwrap());
        }
    }
}

fn site(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    files(folder, folder, &mut found);
    found
}

#[test]
fn a_site_is_written_again_alike_and_keeps_to_its_folder() {
    let folder = workspace();
    let root = folder.path();
    let (code, text) = run(root, &["site"]);
    assert_eq!(code, 0, "{text}");
    assert!(text.contains("target/site/index.html: 1 vendors"), "{text}");
    let out = root.join("target/site");
    let first = site(&out);
    for file in [
        "index.html",
        "index.js",
        "search.js",
        "style.css",
        "bell/index.html",
        "bell/operations.html",
        "bell/types.html",
    ] {
        assert!(first.contains_key(file), "{file}");
    }
    assert_eq!(run(root, &["site"]).0, 0);
    assert_eq!(first, site(&out));
    // A page of an older site goes; what is no page of it stays.
    fs::write(out.join("gone.html"), "old").unwrap();
    fs::write(out.join("mine.html"), "mine").unwrap();
    let manifest = out.join(".switchboard-site");
    fs::write(&manifest, fs::read_to_string(&manifest).unwrap() + "gone.html\n../../bell.json\n").unwrap();
    assert_eq!(run(root, &["site", "bell"]).0, 0);
    assert!(!out.join("gone.html").exists() && out.join("mine.html").exists() && root.join("bell.json").exists());

    let (code, text) = run(root, &["site", "--out", "specs"]);
    assert_eq!(code, 2);
    assert!(text.contains("is there, and no site"), "{text}");
    // A crate has a list, too, and is no site.
    let made = root.join("clients/bell");
    fs::create_dir_all(&made).unwrap();
    fs::write(made.join(".switchboard-manifest"), "# the files of a crate\nsrc/lib.rs\n").unwrap();
    fs::create_dir_all(made.join("src")).unwrap();
    fs::write(made.join("src/lib.rs"), "").unwrap();
    let before = site(&made);
    assert_eq!(run(root, &["site", "--out", "clients/bell"]).0, 2);
    assert_eq!(before, site(&made));
    let (code, text) = run(root, &["site", "bel"]);
    assert_eq!(code, 2);
    assert!(text.contains("`bell`"), "{text}");
    let (code, text) = run(root, &["site", "--format", "json"]);
    let result: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!((code, &result["vendors"][0]), (0, &serde_json::json!("bell")));
}

/// What stands between two marks, for each time that the first is there, with the text as people see it.
fn between<'t>(text: &'t str, begin: &str, end: &str) -> Vec<String> {
    let parts = text.split(begin).skip(1).filter_map(|rest: &'t str| rest.split_once(end));
    let plain = |text: &str| {
        let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'");
        text.replace("&amp;", "&")
    };
    parts.map(|(inner, _)| plain(inner)).collect()
}

#[test]
fn every_example_that_the_site_of_this_repository_shows_compiles() {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let (code, text) = run(repository, &["site", "--out", folder.path().join("site").to_str().unwrap()]);
    assert_eq!(code, 0, "{text}");
    let crates = ["revcent", "revox", "revring", "voipbin"];
    let mut program =
        "//! Examples of a site.\n#![allow(deprecated, unused_variables, reason = \"examples\")]\n".to_owned();
    let mut count = 0;
    for name in crates {
        let page = |page: &str| fs::read_to_string(folder.path().join(format!("site/{name}/{page}.html"))).unwrap();
        let operations = page("operations");
        let begin = "<pre class=\"rust example\"><code>";
        let examples = between(&operations, begin, "</code></pre>");
        assert_eq!(examples.len(), operations.matches("<details class=\"operation\"").count(), "{name}");
        for example in examples {
            program += &format!(
                "pub async fn call_{count}(client: {name}::Client) -> Result<(), Box<dyn std::error::Error>> {{\n{example}\nOk(())\n}}\n"
            );
            count += 1;
        }
        for example in between(&page("types"), begin, "</code></pre>") {
            let first = example.lines().next().unwrap();
            let ty = first.strip_prefix("use ").and_then(|rest| rest.strip_suffix(';')).unwrap();
            program += &format!("pub fn match_{count}(value: &{ty}) {{\n{example}\n}}\n");
            count += 1;
        }
    }
    assert!(count > 450, "{count}");
    // It is kept, so that what did not change is not compiled again.
    let target = std::env::var("CARGO_TARGET_DIR").map_or_else(|_| repository.join("target"), Into::into);
    let own = target.join("site-examples");
    fs::create_dir_all(own.join("src")).unwrap();
    let path = |name: &str| repository.join("clients").join(name).to_str().unwrap().to_owned();
    let dependencies: String = crates.iter().map(|name| format!("{name} = {{ path = {:?} }}\n", path(name))).collect();
    let manifest = format!(
        "[package]\nname = \"site-examples\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n{dependencies}"
    );
    // The profile is that of the repository, so that what both stand on is built once.
    let ours = fs::read_to_string(repository.join("Cargo.toml")).unwrap();
    let profile = ours.split_once("[profile.dev]").unwrap().1;
    fs::write(own.join("Cargo.toml"), format!("{manifest}\n[profile.dev]{profile}")).unwrap();
    fs::write(own.join("src/lib.rs"), program).unwrap();
    fs::copy(repository.join("Cargo.lock"), own.join("Cargo.lock")).unwrap();
    let output = Command::new(env!("CARGO"))
        .args(["check", "--offline"])
        .current_dir(&own)
        .env("CARGO_TARGET_DIR", &target)
        .env("CARGO_INCREMENTAL", "0")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && !said.contains("warning: unused"), "{said}");
}

#[test]
fn a_browser_opens_the_operation_that_an_address_names() {
    let browser = ["chromium", "chromium-browser", "google-chrome"]
        .into_iter()
        .find(|name| Command::new(name).arg("--version").output().is_ok_and(|output| output.status.success()));
    let Some(browser) = browser else {
        eprintln!("skipped: no chromium here, whose scripts would open the page");
        return;
    };
    let folder = workspace();
    let root = folder.path();
    assert_eq!(run(root, &["site"]).0, 0);
    let address = format!("file://{}/target/site/bell/operations.html#op-get_bell", root.display());
    let profile = format!("--user-data-dir={}", root.join("profile").display());
    let output = Command::new(browser)
        .args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            &profile,
            "--virtual-time-budget=2000",
            "--dump-dom",
            &address,
        ])
        .output()
        .unwrap();
    let page = String::from_utf8_lossy(&output.stdout);
    assert!(page.contains("id=\"op-get_bell\" open"), "{page}{}", String::from_utf8_lossy(&output.stderr));
}
