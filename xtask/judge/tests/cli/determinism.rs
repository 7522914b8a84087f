//! The same input gives the same bytes, wherever and by whom it is run.
#![cfg(unix)]

use crate::sandbox::{DOCUMENT, Sandbox, Snapshot, settings};
use std::collections::BTreeMap;

/// What is below a folder, without the times.
fn contents(snapshot: Snapshot, folder: &str) -> BTreeMap<String, Vec<u8>> {
    let inside = |(path, (bytes, _)): (String, (Vec<u8>, _))| Some((path.strip_prefix(folder)?.to_owned(), bytes));
    snapshot.into_iter().filter_map(inside).collect()
}

#[test]
fn surroundings_change_nothing() {
    let surroundings: &[&[(&str, &str)]] = &[
        &[],
        &[("LC_ALL", "tr_TR.UTF-8"), ("LANG", "tr_TR.UTF-8")],
        &[("LC_ALL", "C"), ("TZ", "Pacific/Kiritimati")],
        &[("TZ", "America/St_Johns"), ("HOME", "/nonexistent"), ("USER", "somebody")],
        &[("RAYON_NUM_THREADS", "1"), ("COLUMNS", "20"), ("TERM", "dumb")],
        &[("RAYON_NUM_THREADS", "16"), ("RUST_BACKTRACE", "full"), ("CLICOLOR_FORCE", "1")],
        &[("SOURCE_DATE_EPOCH", "1"), ("TMPDIR", ".")],
        &[("LANG", "ja_JP.SJIS"), ("LC_NUMERIC", "de_DE.UTF-8"), ("RAYON_NUM_THREADS", "3")],
        &[("LOGNAME", "root"), ("SHELL", "/bin/false"), ("NO_COLOR", "1"), ("RUST_MIN_STACK", "1048576")],
        &[("CARGO_HOME", "/nonexistent"), ("XDG_CONFIG_HOME", "."), ("TZ", "Asia/Kathmandu")],
    ];
    let mut first: Option<BTreeMap<String, Vec<u8>>> = None;
    for (number, variables) in surroundings.iter().enumerate() {
        // Every sandbox is another path, and every process has another hash seed.
        let sandbox = Sandbox::new();
        let names = ["bell", "gong", "chime", "ring"];
        // The order in which files come to be decides the order in which a folder lists them.
        (0..names.len()).map(|at| names[(at + number) % names.len()]).for_each(|name| sandbox.vendor(name, name));
        // Pages, too, are listed in an order of the file system's own.
        let mut pages = ["north", "east", "south", "west", "top", "bottom", "left", "right"];
        let mut listed = settings("bell");
        for page in pages {
            listed.push_str(&format!("\n[[page]]\nfile = \"docs/{page}.json\"\nseen = \"2026-11-20\"\n"));
        }
        sandbox.write("specs/bell/vendor.toml", listed);
        for page in (0..pages.len()).map(|at| pages[(at + number) % pages.len()]) {
            let text = DOCUMENT.replace("/bells/{id}", &format!("/{page}/{{id}}")).replace("getBell", page);
            sandbox.write(&format!("specs/bell/docs/{page}.json"), text);
        }
        sandbox.write("elsewhere/file", "");
        let root = sandbox.path("");
        let mut command = sandbox.command(&["--root", root.to_str().unwrap(), "regen"]);
        if number % 2 == 1 {
            command.current_dir(sandbox.path("elsewhere"));
        }
        if number == 7 {
            sandbox.as_somebody_else(&mut command);
        }
        let output = command.envs(variables.iter().copied()).output().unwrap();
        assert!(output.status.success(), "{variables:?}: {}", String::from_utf8_lossy(&output.stderr));
        let document = sandbox.read("specs/bell/openapi.yaml");
        pages.sort_unstable();
        let places = pages.map(|page| document.find(&format!("\n  /{page}/")).expect("a path of each page"));
        assert!(places.is_sorted(), "pages are read in the order of their names: {places:?}");
        let snapshot = sandbox.snapshot();
        let mut written = contents(snapshot.clone(), "clients/");
        written.extend(contents(snapshot, "specs/"));
        match &first {
            None => first = Some(written),
            Some(first) => assert!(*first == written, "the output differs with {variables:?}"),
        }
    }
    assert_eq!(surroundings.len(), 10);
    assert!(first.is_some_and(|files| files.len() > 20));
}
