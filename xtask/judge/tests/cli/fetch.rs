//! `fetch`, against a server of the tests: what is written, what is not, and what is said of it.

use crate::sandbox::{DOCUMENT, Run, Sandbox, Snapshot, settings};
use crate::web::{Reply, Web};
use serde_json::{Value, json};

const DATE: &str = "Wed, 25 Nov 2026 08:00:00 GMT";

/// A vendor whose document is at a server, and here already.
fn vendor(web: &Web) -> Sandbox {
    let sandbox = Sandbox::with_vendor("bell");
    sandbox.write("specs/bell/vendor.toml", with_address(web, "bell"));
    web.says("/bell.json", Reply::page(DOCUMENT).header("ETag", "\"1\"").header("Date", DATE));
    sandbox
}

fn with_address(web: &Web, name: &str) -> String {
    let address = web.address(&format!("/{name}.json"));
    settings(name).replace("https://bell.example/openapi.json\"", &format!("{address}\"   # the vendor's own"))
}

/// The document with another title.
fn changed() -> String {
    DOCUMENT.replacen("\"title\": \"", "\"title\": \"New ", 1)
}

fn without_times(snapshot: Snapshot) -> Vec<(String, Vec<u8>)> {
    snapshot.into_iter().map(|(path, (text, _))| (path, text)).collect()
}

/// Fetches what has to be refused: nothing may change but what is kept apart.
fn refused(sandbox: &Sandbox, arguments: &[&str]) -> Run {
    let apart = |snapshot: Snapshot| -> Vec<_> {
        without_times(snapshot).into_iter().filter(|(path, _)| !path.contains("/docs/refused/")).collect()
    };
    let before = apart(sandbox.snapshot());
    let run = sandbox.run(&[&["fetch"], arguments].concat());
    assert_eq!(run.code, 1, "{}{}", run.stdout, run.stderr);
    assert!(run.stderr.contains("bell: left as it was"), "{}", run.stderr);
    assert!(run.stderr.contains("specs/bell/vendor.toml:9:"), "the place of the address: {}", run.stderr);
    assert!(run.stderr.contains("= help: "), "{}", run.stderr);
    assert_eq!(apart(sandbox.snapshot()), before);
    run
}

#[test]
fn a_new_page_is_written_with_its_day_and_what_its_server_says() {
    let web = Web::start();
    let sandbox = vendor(&web);
    std::fs::remove_dir_all(sandbox.path("specs/bell/docs")).unwrap();
    let run = sandbox.run(&["fetch"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, "bell: 1 page written: docs/openapi.json\n"));
    assert_eq!(sandbox.read("specs/bell/docs/openapi.json"), DOCUMENT);
    let expected = with_address(&web, "bell").replace("2026-11-20", "2026-11-25");
    assert_eq!(sandbox.read("specs/bell/vendor.toml"), expected, "the comment stays");
    let lock = sandbox.read("specs/bell/source.lock");
    assert!(lock.contains("seen = \"2026-11-25\"\n") && lock.contains("etag = '\"1\"'\n"), "{lock}");

    // What the server said stays where regen writes the same file, from its cache too.
    for _ in 0..2 {
        assert_eq!(sandbox.run(&["regen"]).code, 0);
        assert_eq!(sandbox.read("specs/bell/source.lock"), lock);
    }
    assert_eq!(sandbox.run(&["regen", "--check"]).code, 0);
}

#[test]
fn what_did_not_change_is_not_sent_and_not_written() {
    let web = Web::start();
    let sandbox = vendor(&web);
    assert_eq!(sandbox.run(&["fetch"]).code, 0);
    assert_eq!(web.asked(), ["/bell.json"], "nothing is known of it yet");
    let before = sandbox.snapshot();
    let run = sandbox.run(&["fetch", "bell"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, "bell: 1 page unchanged\n"));
    assert_eq!(web.asked(), ["/bell.json unless \"1\""]);
    // Another tag for the same text brings no change either.
    web.says("/bell.json", Reply::page(DOCUMENT).header("ETag", "\"2\""));
    assert_eq!(sandbox.run(&["fetch"]).code, 0);
    assert_eq!(sandbox.snapshot(), before);
    // A page that somebody edited is not the one that the tag belongs to.
    sandbox.write("specs/bell/docs/openapi.json", changed());
    web.asked();
    assert_eq!(sandbox.run(&["fetch"]).code, 0);
    assert_eq!(web.asked(), ["/bell.json"]);
    assert_eq!(sandbox.read("specs/bell/docs/openapi.json"), DOCUMENT);
}

#[test]
fn last_modified_is_asked_where_there_is_no_tag() {
    let web = Web::start();
    let sandbox = vendor(&web);
    web.says("/bell.json", Reply::page(DOCUMENT).header("Last-Modified", DATE));
    assert_eq!(sandbox.run(&["fetch"]).code, 0);
    web.asked();
    assert_eq!(sandbox.run(&["fetch"]).code, 0);
    assert_eq!(web.asked(), [format!("/bell.json unless {DATE}")]);
}

#[test]
fn a_check_says_who_moved_and_writes_nothing() {
    let web = Web::start();
    let sandbox = vendor(&web);
    assert_eq!(sandbox.run(&["fetch"]).code, 0);
    assert_eq!(sandbox.run(&["fetch", "--check"]).code, 0);
    web.says("/bell.json", Reply::page(changed()));
    let before = sandbox.snapshot();
    let run = sandbox.run(&["fetch", "--check"]);
    assert_eq!((run.code, run.stderr.as_str()), (1, "bell: moved, docs/openapi.json\n"));
    let run = sandbox.run(&["fetch", "--check", "--format", "json"]);
    let result: Value = serde_json::from_str(&run.stdout).unwrap();
    let pages = json!([{"file": "docs/openapi.json", "state": "changed"}]);
    assert_eq!(
        result,
        json!({"vendors": [{"vendor": "bell", "status": "moved", "pages": pages, "not_asked_for": 0}], "diagnostics": []})
    );
    assert_eq!(sandbox.snapshot(), before);
    assert_eq!(sandbox.run(&["fetch"]).code, 0);
    assert_eq!(sandbox.read("specs/bell/docs/openapi.json"), changed());
}

#[test]
fn only_encrypted_addresses_are_asked() {
    let web = Web::start();
    let sandbox = vendor(&web);
    web.says("/bell.json", Reply::redirect("http://bell.example/openapi.json"));
    let run = refused(&sandbox, &[]);
    assert!(run.stderr.contains("error[fetch-insecure]: http://127.0.0.1:"), "{}", run.stderr);
    assert!(run.stderr.contains("redirects to http://bell.example/openapi.json"), "{}", run.stderr);

    let text =
        sandbox.read("specs/bell/vendor.toml").replace(&web.address("/bell.json"), "http://bell.example/a?key=1");
    sandbox.write("specs/bell/vendor.toml", text);
    let run = refused(&sandbox, &[]);
    assert!(run.stderr.contains("error[fetch-insecure]: http://bell.example/a?… is not encrypted"), "{}", run.stderr);

    // On this machine redirects are followed, and not for ever.
    let sandbox = vendor(&web);
    web.says("/bell.json", Reply::redirect("/moved.json"));
    web.says("/moved.json", Reply::page(changed()));
    assert_eq!(sandbox.run(&["fetch"]).code, 0);
    assert_eq!(sandbox.read("specs/bell/docs/openapi.json"), changed());
    web.says("/moved.json", Reply::redirect("/bell.json"));
    assert!(refused(&sandbox, &[]).stderr.contains("error[fetch-failed]"));
}

#[test]
fn what_stands_in_place_of_a_page_is_named() {
    let html = |title: &str, body: &str| {
        Reply::page(format!("<!DOCTYPE html><html><head><title>{title}</title></head><body>{body}</body></html>"))
    };
    let web = Web::start();
    let sandbox = vendor(&web);
    let about = format!("\"description\": \"{}\", \"title\": \"", "Rings. ".repeat(200));
    let whole = changed().replacen("\"title\": \"", &about, 1);
    sandbox.write("specs/bell/docs/openapi.json", &whole);
    let whole = whole.replacen("Rings.", "Tolls.", 1);
    for (code, reply) in [
        ("fetch-failed", Reply::status(404)),
        ("fetch-failed", Reply::status(500)),
        ("page-login", Reply::redirect("/login?next=/bell.json")),
        ("page-login", Reply::status(401)),
        ("page-login", html("Sign in | Bell", "")),
        ("page-login", html("Bell", "<form><input name=p type=\"password\"></form>")),
        ("page-captcha", html("Just a moment...", "")),
        ("page-captcha", Reply::status(403).header("cf-mitigated", "challenge")),
        ("page-captcha", html("Bell", "<div class=\"g-recaptcha\"></div>")),
        ("page-other-kind", html("We are down", "<h1>Back soon</h1>")),
        ("page-cut", Reply::page(&whole[..whole.len() / 2]).announcing(whole.len())),
        ("page-cut", Reply::page(" \n")),
        (
            "page-shrunk",
            Reply::page("{\"openapi\": \"3.1.0\", \"info\": {\"title\": \"Bell\", \"version\": \"1\"}, \"paths\": {}}"),
        ),
        ("input-unreadable", Reply::page(vec![0x1f, 0x8b, 8, 0])),
    ] {
        web.says("/bell.json", reply);
        let run = refused(&sandbox, &[]);
        assert!(run.stderr.contains(&format!("error[{code}]: ")), "{code}: {}", run.stderr);
        let check = sandbox.run(&["fetch", "--check", "--format", "json"]);
        let result: Value = serde_json::from_str(&check.stdout).unwrap();
        assert_eq!((check.code, &result["vendors"][0]["status"]), (1, &json!("failed")), "{code}");
        assert_eq!(result["diagnostics"][0]["code"], code);
        assert_eq!(sandbox.run(&["explain", code]).code, 0, "{code}");
    }
    web.says("/bell.json", Reply::page(whole.clone()));
    let size = whole.len().to_string();
    let smaller = (whole.len() - 1).to_string();
    assert!(refused(&sandbox, &["--max-size", &smaller]).stderr.contains("error[fetch-too-large]"));
    assert_eq!(sandbox.run(&["fetch", "--max-size", &size]).code, 0);
}

#[test]
fn a_server_that_says_nothing_is_not_waited_for() {
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let web = Web::start();
    let sandbox = vendor(&web);
    let address = format!("http://{}/bell.json", silent.local_addr().unwrap());
    let text = sandbox.read("specs/bell/vendor.toml").replace(&web.address("/bell.json"), &address);
    sandbox.write("specs/bell/vendor.toml", text);
    let run = refused(&sandbox, &["--timeout", "1"]);
    assert!(run.stderr.contains("did not answer within 1 s"), "{}", run.stderr);
    drop(silent);
    let run = refused(&sandbox, &[]);
    assert!(run.stderr.contains("error[fetch-failed]") && run.stderr.contains("cannot be reached"), "{}", run.stderr);
}

#[test]
fn a_page_that_its_reader_does_not_take_is_kept_apart() {
    let web = Web::start();
    let sandbox = vendor(&web);
    let cut = &DOCUMENT[..DOCUMENT.len() - 20];
    web.says("/bell.json", Reply::page(cut));
    let run = sandbox.run(&["fetch"]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("error[json-syntax]"), "{}", run.stderr);
    assert!(run.stderr.contains("= help: see what the reader says about it above"), "{}", run.stderr);
    let kept = "error[page-refused]: the page `docs/openapi.json` is not taken by the reader, and is kept as specs/bell/docs/refused/openapi.json";
    assert!(run.stderr.contains(kept), "{}", run.stderr);
    assert_eq!(sandbox.read("specs/bell/docs/refused/openapi.json"), cut);
    assert_eq!(sandbox.read("specs/bell/docs/openapi.json"), DOCUMENT);
    assert_eq!(sandbox.read("specs/bell/vendor.toml"), with_address(&web, "bell"));
    assert!(!sandbox.path("specs/bell/source.lock").exists());
    // Nothing reads it, and it goes when a page is taken.
    assert_eq!(sandbox.run(&["regen"]).code, 0);
    web.says("/bell.json", Reply::page(changed()));
    assert_eq!(sandbox.run(&["fetch"]).code, 0);
    assert!(!sandbox.path("specs/bell/docs/refused").exists());
}

#[test]
fn a_page_that_shrank_is_taken_where_that_is_said() {
    let web = Web::start();
    let sandbox = vendor(&web);
    sandbox.write("specs/bell/docs/openapi.json", DOCUMENT.to_owned() + &" ".repeat(1000));
    let short = "{\"openapi\": \"3.1.0\", \"info\": {\"title\": \"Bell\", \"version\": \"1\"}, \"paths\": {}}";
    web.says("/bell.json", Reply::page(short));
    assert_eq!(sandbox.run(&["fetch"]).code, 1);
    assert_eq!(sandbox.run(&["fetch", "--allow-shrink"]).code, 0);
    assert_eq!(sandbox.read("specs/bell/docs/openapi.json"), short);
}

#[test]
fn of_two_vendors_one_fails_alone_and_of_two_pages_none_is_written() {
    let web = Web::start();
    let sandbox = vendor(&web);
    sandbox.vendor("gong", "gong");
    let two = with_address(&web, "gong")
        + &format!(
            "\n[[page]]\nfile = \"docs/more.json\"\nurl = \"{}\"\nseen = \"2026-11-20\"\n",
            web.address("/more.json")
        );
    sandbox.write("specs/gong/vendor.toml", two);
    web.says("/bell.json", Reply::page(changed()));
    web.says("/gong.json", Reply::page(changed()));
    let run = sandbox.run(&["fetch"]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("bell: 1 page written: docs/openapi.json\ngong: left as it was"), "{}", run.stderr);
    assert!(run.stderr.contains("answers with the status 404"), "{}", run.stderr);
    assert_eq!(sandbox.read("specs/bell/docs/openapi.json"), changed());
    assert_eq!(sandbox.read("specs/gong/docs/openapi.json"), DOCUMENT);
    assert!(!sandbox.path("specs/gong/docs/more.json").exists());
}

#[test]
fn pages_in_own_words_are_not_asked_for() {
    let web = Web::start();
    let sandbox = vendor(&web);
    let text = sandbox.read("specs/bell/vendor.toml");
    web.says("/bell.json", Reply::page(changed()));
    let apart = "bell: no page has an address to fetch it from (1 page not asked for)\n";
    for settings in
        [format!("{text}fetch = false\n"), text.replace("\n[[page]]", "\n[fetch]\npages = false\n\n[[page]]")]
    {
        sandbox.write("specs/bell/vendor.toml", settings);
        let run = sandbox.run(&["fetch"]);
        assert_eq!((run.code, run.stderr.as_str()), (0, apart));
    }
    assert_eq!(web.asked(), Vec::<String>::new());
    sandbox.write("specs/bell/vendor.toml", sandbox.read("specs/bell/vendor.toml") + "fetch = true\n");
    assert_eq!(sandbox.run(&["fetch"]).code, 0);
    assert_eq!(web.asked(), ["/bell.json"]);
}

#[test]
fn the_list_of_the_vendors_pages_is_compared() {
    let web = Web::start();
    let sandbox = vendor(&web);
    let table = format!(
        "\n[fetch]\nindex = \"{}\"\nignored = [\"{}\"]\n\n[[page]]",
        web.address("/llms.txt"),
        web.address("/blog/")
    );
    sandbox.write("specs/bell/vendor.toml", sandbox.read("specs/bell/vendor.toml").replace("\n[[page]]", &table));
    web.says("/llms.txt", Reply::page("# Bell\n- [Bell](/bell.json)\n- [Ring](/docs/ring.md)\n- [News](/blog/1.md)\n"));
    let run = sandbox.run(&["fetch"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let message = format!("lists what no `[[page]]` has as its `url`: `{}`\n", web.address("/docs/ring.md"));
    assert!(run.stderr.contains("warning[index-changed]") && run.stderr.contains(&message), "{}", run.stderr);
    assert!(run.stderr.contains("= help: add a `[[page]]` entry for a new page of the API"), "{}", run.stderr);
    web.says("/llms.txt", Reply::page("# Bell\n- [Bell](/bell.json)\n"));
    assert!(!sandbox.run(&["fetch"]).stderr.contains("warning"));
}
