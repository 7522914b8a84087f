use super::*;
use serde_json::json;

const SOUND: &str = r#"title = "Example"
crate = "example"
version = "0.1.0"
description = "Client for Example"
format = "openapi"
"#;

fn read(text: &str) -> (SourceFiles, Option<VendorSettings>, Diagnostics) {
    let mut files = SourceFiles::new();
    let file = files.add("specs/example/vendor.toml", text);
    let mut diagnostics = Diagnostics::new();
    let settings = VendorSettings::read(&files, file, &mut diagnostics);
    (files, settings, diagnostics)
}

fn messages(files: &SourceFiles, diagnostics: &Diagnostics) -> String {
    let line = |found: &Diagnostic| {
        let span = found.span.expect("a place");
        let at = files[span.file].location(span.start as usize);
        let help = found.help.as_deref().map(|help| format!("\n  {help}")).unwrap_or_default();
        format!("{}:{} {}: {}{help}", at.line, at.column, found.code, found.message)
    };
    diagnostics.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn everything_wrong_is_said_at_once_with_its_place() {
    let (files, settings, diagnostics) = read(
        r#"titel = "x"
crate = "fn"
version = "1.0"
format = "word"
description = 5

[server]
url = "ftp://x"

[auth.key]
type = "api-key"
in = "body"
name = "k"
source = "s"

[errors.envelope]
member = "code"
success = []
source = "s"

[[allow]]
code = "no-such-code"

[[open]]
what = "GET /cats"

[[page]]
file = "../x.txt"
url = "https://example.com"
seen = 2026-11-20
"#,
    );
    assert_eq!(settings, None);
    insta::assert_snapshot!(messages(&files, &diagnostics), @r#"
    1:1 settings-invalid: vendor.toml has no key `titel`
      did you mean `title`? known keys: `title`, `crate`, `version`, `description`, `about`, `documentation`, `format`, `strict`, `operation-pages`, `operations`, `package`, `fetch`, `versioning`, `server`, `auth`, `errors`, `parameters`, `pagination`, `idempotent`, `stream`, `webhooks`, `allow`, `accept`, `renamed`, `open`, `example`, `map`, `page`
    5:15 settings-invalid: `description` must be a string, and is a number
      put it between quotes: `"5"`
    2:9 settings-invalid: `fn` is not a valid name for a crate
      use lower-case letters, digits, `-` and `_`, a letter first, and no Rust keyword
    3:11 settings-invalid: `1.0` is not a valid version
      write MAJOR.MINOR.PATCH, for instance "0.1.0"
    4:10 settings-invalid: `word` is not a format that can be read
      known formats: `operation-json`, `stainless`, `mintlify`, `sphinx`, `http-domain`, `postman`, `fern`, `markdown`, `openapi`, `auto`
    8:7 settings-invalid: `ftp://x` is not a valid web address
      begin it with https://
    7:2 settings-invalid: [server] needs the key `source`
      add it; the files of the other vendors in specs/ have examples
    12:6 settings-invalid: `body` is not a valid place for a key
      known places: `header`, `query`, `cookie`
    18:11 settings-invalid: `success` must list the values that mean success: numbers, strings or booleans
      for instance `success = [1]` or `success = ["ok"]`
    22:8 settings-invalid: `no-such-code` is not a valid code of a warning
      codes stand in brackets after `warning`
    21:1 settings-invalid: [[allow]] needs the key `reason`
      add it; the files of the other vendors in specs/ have examples
    24:1 settings-invalid: [[open]] needs the key `why`
      add it; the files of the other vendors in specs/ have examples
    28:8 settings-invalid: `../x.txt` is not a valid path of a page
      pages are files under `docs/`: write `docs/call.txt`, with `/` between folders
    "#);
}

#[test]
fn one_mistake_is_told_once_and_in_the_words_of_the_file() {
    let told = |text: &str| {
        let (files, settings, diagnostics) = read(text);
        assert_eq!(settings, None, "{text}");
        format!("{}\n", messages(&files, &diagnostics))
    };
    let page = "[page]\nfile = \"docs/a\"\nseen = \"2026-11-20\"\n";
    let again = "[auth.a]\ntype = \"basic\"\n[auth.b]\ntype = \"basic\"\n'type' = \"basic\"\n";
    let first = read(&format!("{SOUND}{again}")).2.iter().find_map(|found| Some(found.labels.first()?.span.start));
    assert_eq!(first.map(|at| at as usize), format!("{SOUND}{again}").rfind("type = \"basic\"\n'type'"));
    let mut all = told(&format!("{SOUND}{page}{page}{page}"));
    all += &told(&format!("{SOUND}{again}"));
    all += &told(&format!("{SOUND}[auth]\ntype = \"bearer\"\nenv = \"KEY\"\nsource = \"docs/a\"\n"));
    all += &told("\n{\"title\": \"Bell\"}");
    all += &told("# Settings\ntitle: Bell\ncrate: bell\n");
    all += &told(&SOUND.replace("\"example\"", "example"));
    all += &told(&SOUND.replace("\"example\"", "\"runtime\""));
    all += &told(&SOUND.replace("\"0.1.0\"", "1"));
    all += &told(&format!("{SOUND}[[open]]\nwhat = \"a\"\nwhy = \"b\"\ndocumentation = \"https://a.b\"\n"));
    for file in ["docs", "vendor.toml", "call.txt"] {
        all += &told(&format!("{SOUND}[[page]]\nfile = \"{file}\"\nseen = \"2026-02-28\"\n"));
    }
    insta::assert_snapshot!(all, @r#"
    9:2 settings-invalid: the key `page` stands twice
      each of a list has two brackets around its name: `[[page]]`
    10:1 settings-invalid: the key `'type'` stands twice
      remove or rename one of them: TOML forbids equal keys
    6:2 settings-invalid: [auth] says how to authenticate, and the scheme has no name
      there may be several, so each has a name: `[auth.bearer]`
    1:1 settings-invalid: this is JSON, and vendor.toml is TOML
      a line is `title = "Bell"`, and `[server]` begins a section
    1:1 settings-invalid: this is YAML, and vendor.toml is TOML
      a line is `title = "Bell"`, and `[server]` begins a section
    2:9 settings-invalid: a text without quotes is not a value
      texts stand between double quotes: `crate = "example"`
    2:9 settings-invalid: `runtime` is not a valid name for a crate
      the name is reserved for a crate that Rust or the generated code needs: choose another
    3:11 settings-invalid: `version` must be a string, and is a number
      put it between quotes: `"1"`
    9:1 settings-invalid: [[open]] has no key `documentation`
      a key below a `[…]` belongs to it: for that of the file, move `documentation` above the first `[`; known keys: `what`, `why`
    7:8 settings-invalid: `docs` is not a valid path of a page
      pages are files under `docs/`: write `docs/call.txt`, with `/` between folders
    7:8 settings-invalid: `vendor.toml` is not a valid path of a page
      pages are files under `docs/`: write `docs/call.txt`, with `/` between folders
    7:8 settings-invalid: `call.txt` is not a valid path of a page
      pages lie under `docs/`: did you mean `docs/call.txt`?
    "#);
}

#[test]
fn the_ends_of_lines_are_no_part_of_a_text() {
    let text = format!("{SOUND}about = \"\"\"\nRings\nbells.\n\"\"\"\n");
    for text in [text.replace('\n', "\r\n"), text] {
        let settings = read(&text).1.expect("sound settings");
        assert_eq!(settings.about.map(|about| about.value), Some("Rings\nbells.\n".to_owned()));
    }
}

#[test]
fn deep_toml_is_refused() {
    let dotted = format!("{} = 1", vec!["a"; 50_000].join("."));
    for text in [format!("a = {}{}", "[".repeat(50_000), "]".repeat(50_000)), format!("b = 1\nb = 2\n{dotted}"), dotted]
    {
        let (_, settings, diagnostics) = read(&text);
        assert!(settings.is_none() && diagnostics.has_errors());
    }
}

#[test]
fn settings_complete_the_document() {
    let text = format!(
        "{SOUND}about = \"Rings bells.\"
[server]
url = \"https://api.example.com/v1\"
source = \"docs/a.json\"
[auth.bearer]
type = \"bearer\"
env = \"EXAMPLE_KEY\"
source = \"docs/a.json\"
[auth.key]
type = \"api-key\"
in = \"header\"
name = \"X-Key\"
source = \"docs/a.json\"
"
    );
    let (mut files, settings, diagnostics) = read(&text);
    assert_eq!(messages(&files, &diagnostics), "");
    let settings = settings.expect("sound settings");
    let span = Span::new(files.add("docs/a.json", ""), 0..0);
    let mut document = Node::from_value(
        json!({
            "openapi": "3.1.0",
            "info": {"title": "x", "version": "7", "description": "Ring gently."},
            "components": {"securitySchemes": {"bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}}},
        }),
        span,
    );
    settings.apply(&mut document, &mut Diagnostics::new());
    assert_eq!(
        document.to_value(),
        json!({
            "openapi": "3.1.0",
            "info": {"title": "Example", "version": "7", "description": "Rings bells.\n\nRing gently."},
            "servers": [{"url": "https://api.example.com/v1"}],
            "components": {"securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
                "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
            }},
            "security": [{"bearer": []}, {"key": []}],
        })
    );
    let url = document.pointer("/servers/0/url").map(|node| files.slice(node.span));
    assert_eq!(url, Some("\"https://api.example.com/v1\""));
}

#[test]
fn pages_and_their_list_must_agree() {
    let page =
        |file: &str| format!("[[page]]\nfile = \"{file}\"\nurl = \"https://example.com\"\nseen = \"2026-11-20\"\n");
    let (mut files, settings, _) = read(&format!("{SOUND}{}{}", page("docs/one.json"), page("docs/gone.json")));
    let pages = ["docs/one.json", "docs/two.json"].map(|name| files.add(format!("specs/example/{name}"), "{}"));
    let mut diagnostics = Diagnostics::new();
    let listed = settings.expect("sound settings").check_pages(&files, &pages, &mut diagnostics);
    assert_eq!(listed, pages[..1], "only pages that are listed are read");
    insta::assert_snapshot!(messages(&files, &diagnostics), @"
    11:8 page-missing: the page `docs/gone.json` is not there
      the file `docs/two.json` is there and not listed: is it meant?
    ");
}

#[test]
fn allowances_must_fire() {
    let allow =
        "[[allow]]\ncode = \"text-unread\"\nreason = \"a footer\"\n[[allow]]\ncode = \"page-cut\"\nreason = \"x\"\n";
    let (files, settings, _) = read(&format!("{SOUND}{allow}"));
    let settings = settings.expect("sound settings");
    let mut diagnostics = Diagnostics::new();
    diagnostics.push(Diagnostic::warning(Code::TextUnread, "unread").at(settings.title.span));
    insta::assert_snapshot!(messages(&files, &settings.settle(diagnostics.clone())), @"
    10:8 allowance-unused: no `page-cut` warning occurred, and one is allowed here
      remove this `[[allow]]` entry: it would hide the next warning of that kind
    ");
    diagnostics.push(Diagnostic::error(Code::PageConflict, "conflict").at(settings.title.span));
    assert_eq!(messages(&files, &settings.settle(diagnostics)), "1:9 page-conflict: conflict");
}

#[test]
fn what_is_left_open_has_a_reason() {
    let (files, settings, diagnostics) =
        read(&format!("{SOUND}[[open]]\nwhat = \"GET /cats\"\nwhy = \"its answer is not documented\"\n"));
    assert_eq!(messages(&files, &diagnostics), "");
    let open = settings.expect("sound settings").open;
    let texts: Vec<_> = open.iter().map(|open| (open.what.value.as_str(), open.why.value.as_str())).collect();
    assert_eq!(texts, [("GET /cats", "its answer is not documented")]);
    let (files, _, diagnostics) = read(&format!("{SOUND}[[open]]\nwhat = \"GET /cats\"\n"));
    assert_eq!(
        messages(&files, &diagnostics),
        "6:1 settings-invalid: [[open]] needs the key `why`\n  add it; the files of the other vendors in specs/ have examples"
    );
}

#[test]
fn crate_names_and_versions() {
    let names = ["revox", "a-b_2", "fn", "Revox", "1a", "", "runtime", "a/b", "..", "self"].map(is_crate_name);
    assert_eq!(names, [true, true, false, false, false, false, false, false, false, false]);
    let versions = ["0.1.0", "1.2.3-rc.1", "1.2", "01.2.3", "1.2.3-", "2024-01", "", "1.2.+3"].map(is_version);
    assert_eq!(versions, [true, true, false, false, false, false, false, false]);
    let made = ["Call API v2.json", "fn", "日本", "x/../y"].map(CrateSettings::name_from);
    assert_eq!(made, ["call-api-v2-json", "api-fn", "api", "x-y"]);
}

#[test]
fn parameters_are_written_as_it_is_stated() {
    let document = json!({
        "openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "servers": [{"url": "https://a.example"}],
        "paths": {"/a": {"get": {"operationId": "a", "responses": {"204": {"description": ""}}, "parameters": [
            {"in": "query", "name": "where", "style": "deepObject", "schema": {"type": "object", "properties": {"b": {}}}},
            {"in": "header", "name": "X-List", "schema": {"type": "array", "items": {"type": "string"}}},
            {"in": "header", "name": "X-One", "schema": {"type": "string"}},
        ]}}},
    });
    let facts = |toml: &str| {
        let (files, settings, mut diagnostics) = read(&format!("{SOUND}{toml}"));
        let settings = settings.unwrap_or_else(|| panic!("{}", messages(&files, &diagnostics)));
        let span = settings.title.span;
        let settings = CrateSettings::for_vendor(&settings);
        let generated = crate::generate(&Node::from_value(document.clone(), span), &settings, &mut diagnostics);
        let text = generated.expect("a crate").files["src/operations.rs"].clone();
        ["Style::DeepObject", "Style::EscapedDeepObject", "header(\"X-List\").lines()", "header(\"X-One\")"]
            .map(|wanted| text.contains(wanted))
    };
    assert_eq!(facts(""), [true, false, false, true]);
    assert_eq!(
        facts("[parameters]\nbrackets = \"plain\"\nheader-lists = \"commas\"\nsource = \"s\"\n"),
        [true, false, false, true]
    );
    assert_eq!(
        facts("[parameters]\nbrackets = \"escaped\"\nheader-lists = \"lines\"\nsource = \"s\"\n"),
        [false, true, true, true]
    );

    let (files, settings, diagnostics) =
        read(&format!("{SOUND}[parameters]\nbrackets = \"round\"\nheader-lists = \"tabs\"\n"));
    assert_eq!(settings, None);
    insta::assert_snapshot!(messages(&files, &diagnostics), @r#"
    6:2 settings-invalid: [parameters] needs the key `source`
      add it; the files of the other vendors in specs/ have examples
    7:12 settings-invalid: `round` is not a valid way to write brackets
      write `"plain"` for `filter[name]=a`, which is the default, or `"escaped"` for `filter%5Bname%5D=a`
    8:16 settings-invalid: `tabs` is not a valid way to write a list in a header
      write `"commas"` for one line, which is the default, or `"lines"` for a line for each item
    "#);
}

#[test]
fn what_cargo_says_of_a_crate_is_stated_and_checked() {
    let vendor = |package: &str| {
        format!(
            "title = \"Bell\"\ncrate = \"bell\"\nversion = \"0.1.0\"\ndescription = \"d\"\nformat = \"openapi\"\n\n[package]\n{package}"
        )
    };
    let (_, settings, _) = read(&vendor(
        "license = \"MIT\"\npublish = true\nauthors = [\"A <a@example.com>\"]\nrepository = \"https://example.com/bell\"\n\
         keywords = [\"bell\"]\ncategories = [\"api-bindings\"]\n",
    ));
    let stated = settings.expect("sound settings").publishing;
    assert_eq!((stated.license.as_str(), stated.publish), ("MIT", true));
    assert_eq!(stated.repository.as_deref(), Some("https://example.com/bell"));
    assert_eq!((stated.keywords, stated.categories), (vec!["bell".to_owned()], vec!["api-bindings".to_owned()]));
    let (files, settings, diagnostics) = read(&vendor(
        "license = \"<MIT>\"\npublish = \"yes\"\nhomepage = \"bell\"\nkeywords = [\"a b\"]\ncategories = [1, \"A\"]\nlicence = \"MIT\"\n",
    ));
    assert_eq!(settings, None);
    insta::assert_snapshot!(messages(&files, &diagnostics), @"
    13:1 settings-invalid: [package] has no key `licence`
      known keys: `license`, `publish`, `authors`, `repository`, `homepage`, `keywords`, `categories`
    8:11 settings-invalid: `<MIT>` is not a valid licence
      write an SPDX expression, for instance `MIT` or `MIT OR Apache-2.0`
    9:11 settings-invalid: `publish` must be true or false, and is a string
      write true or false
    10:12 settings-invalid: `bell` is not a valid web address
      begin it with https://
    11:13 settings-invalid: `a b` cannot be one of `keywords`
      a keyword of crates.io has at most 20 letters, digits, `_` and `-`, a letter first
    12:15 settings-invalid: an entry of `categories` is a number
      write each as a text between quotes
    12:18 settings-invalid: `A` cannot be one of `categories`
      a category of crates.io is a slug, for instance `api-bindings`
    ");
}

#[test]
fn what_addresses_and_versions_are_for_is_read() {
    let page = "[[page]]\nfile = \"docs/a.txt\"\nurl = \"https://example.com/a\"\nseen = \"2026-11-20\"\n";
    let tables = "[fetch]\npages = false\nindex = \"https://example.com/llms.txt\"\nignored = [\"https://example.com/blog/\"]\n\
                  [versioning]\npolicy = \"vendor\"\n";
    let (_, settings, diagnostics) = read(&format!("{SOUND}{tables}{page}fetch = true\n"));
    assert!(diagnostics.is_empty());
    let settings = settings.expect("sound settings");
    let Fetching { pages, index, listed, ignored } = settings.fetching;
    assert_eq!((pages, index.map(|index| index.value)), (false, Some("https://example.com/llms.txt".to_owned())));
    assert_eq!((listed, ignored), (Vec::new(), vec!["https://example.com/blog/".to_owned()]));
    assert_eq!((settings.versioning, settings.pages[0].fetch), (Versioning::Vendor, Some(true)));

    let (_, settings, _) = read(&format!("{SOUND}{page}"));
    let settings = settings.expect("sound settings");
    assert_eq!((settings.fetching, settings.versioning), (Fetching::default(), Versioning::Cargo));
    assert_eq!(settings.pages[0].fetch, None);

    let wrong =
        "[fetch]\npages = \"no\"\nindex = \"llms.txt\"\nlisted = [\"/api/\"]\n[versioning]\npolicy = \"manuel\"\n";
    let (files, settings, diagnostics) = read(&format!("{SOUND}{wrong}{page}fetch = 0\n"));
    assert_eq!(settings, None);
    insta::assert_snapshot!(messages(&files, &diagnostics), @"
    7:9 settings-invalid: `pages` must be true or false, and is a string
      write true or false
    8:9 settings-invalid: `llms.txt` is not a valid web address
      begin it with https://
    9:11 settings-invalid: `/api/` is not a valid web address
      write the beginning of an address, with https://
    11:10 settings-invalid: `manuel` is not a valid policy for versions
      did you mean `manual`? known policies: `cargo`, `vendor`, `manual`
    16:9 settings-invalid: `fetch` must be true or false, and is a number
      write true or false
    ");
}

#[test]
fn how_events_are_signed_is_read() {
    let signature = |table: &str| {
        let text = format!("{SOUND}\n[webhooks.signature]\nsource = \"s\"\n{table}");
        let (files, settings, diagnostics) = read(&text);
        assert_eq!(messages(&files, &diagnostics), "");
        settings.expect("settings").webhooks.signature.expect("a signature")
    };
    let standard = signature("scheme = \"standard-webhooks\"\nheader = \"svix-signature\"\ntolerance = 30");
    assert!(standard.is_standard);
    assert_eq!(
        (standard.header.map(|text| text.value), standard.tolerance),
        (Some("svix-signature".to_owned()), Some(30))
    );
    let slack = signature(
        "scheme = \"hmac\"\nheader = \"X-Slack-Signature\"\nprefix = \"v0=\"\n\
         timestamp-header = \"X-Slack-Request-Timestamp\"\nsigned = \"v0:{timestamp}:{body}\"",
    );
    let text = |text: &str| Signed::Text(text.to_owned());
    assert_eq!(slack.signed, [text("v0:"), Signed::Timestamp, text(":"), Signed::Body]);
    let plain = signature("scheme = \"hmac\"\nheader = \"X-Sig\"\nseparator = \" \"\ntimestamp-unit = \"seconds\"");
    assert_eq!((plain.signed, plain.separator, plain.is_milliseconds), (vec![Signed::Body], Some(' '), false));
}

#[test]
fn signatures_that_protect_nothing_are_errors() {
    let said = |table: &str| {
        let text = format!("{SOUND}\n[webhooks.signature]\nsource = \"s\"\n{table}");
        let (files, settings, diagnostics) = read(&text);
        assert_eq!(settings, None, "{table}");
        messages(&files, &diagnostics)
    };
    let hmac = |rest: &str| said(&format!("scheme = \"hmac\"\nheader = \"X-Sig\"\n{rest}"));
    let all = [
        said("scheme = \"rsa\"\nheader = \"X-Sig\""),
        said("scheme = \"hmac\""),
        said("scheme = \"standard-webhooks\"\nalgorithm = \"sha1\""),
        hmac("algorithm = \"md5\""),
        hmac("encoding = \"utf8\"\nsecret = \"key\"\ntimestamp-unit = \"days\""),
        hmac("separator = \", \"\ntolerance = -1"),
        hmac("signed = \"{timestamp}\"\ntimestamp-header = \"X-Time\""),
        hmac("signed = \"{url}{body}\""),
        hmac("signed = \"{timestamp}.{body}\""),
        hmac("timestamp-header = \"X-Time\""),
        hmac("timestamp-member = \"t\"\nsigned = \"{timestamp}.{body}\""),
        hmac("prefix = \"v1=\"\nmember = \"v1\""),
        hmac(
            "member = \"v1\"\ntimestamp-member = \"t\"\ntimestamp-header = \"X-Time\"\nsigned = \"{timestamp}{body}\"",
        ),
        hmac("signed = \"{id}{body}\""),
        hmac("id-header = \"X-Id\""),
        hmac("id-header = \"X Id\"\nsigned = \"{id}{body}\""),
        hmac("tolerance = 60"),
        hmac("timestamp-unit = \"milliseconds\""),
        hmac("signed = \"v0:{body\""),
    ];
    insta::assert_snapshot!(all.join("\n"), @r#"
    9:10 settings-invalid: `rsa` is not a known signature scheme
      known schemes: `standard-webhooks`, and `hmac` for others, with the header of the signature and what is signed
    7:11 settings-invalid: [webhooks.signature] needs the key `header`
      add it; the files of the other vendors in specs/ have examples
    10:1 settings-invalid: [webhooks.signature] has no key `algorithm`
      known keys: `scheme`, `header`, `timestamp-header`, `id-header`, `tolerance`, `source`
    11:13 settings-invalid: `md5` cannot be the `algorithm`
      known: `sha1`, `sha256`, `sha512`
    11:12 settings-invalid: `utf8` cannot be the `encoding`
      known: `hex`, `base64`
    13:18 settings-invalid: `days` cannot be the `timestamp-unit`
      known: `seconds`, `milliseconds`
    12:10 settings-invalid: `key` cannot be the `secret`
      known: `text`, `base64`, `hex`
    11:13 settings-invalid: `separator` must be one character, and is a string
      write one character
    12:13 settings-invalid: `tolerance` must be a whole number of seconds, 0 or more, and is a number
      write a whole number of seconds, 0 or more
    11:10 settings-invalid: the body is not signed, so that anybody can change it
      add `{body}` where the body of the request stands
    11:10 settings-invalid: `{url}` is nothing that is signed
      known: `{id}`, `{timestamp}`, `{body}`
    7:11 settings-invalid: the time is signed, and nothing says where it stands
      add `timestamp-header` or `timestamp-member`
    11:20 settings-invalid: this time is not signed, so that anybody can change it
      write what is signed, for instance `signed = "{timestamp}.{body}"`, or remove it
    11:20 settings-invalid: `timestamp-member` names a member, and nothing says which member the signature is
      add `member`, or write `timestamp-header`
    12:10 settings-invalid: `prefix` and `member` both say how a signature stands in its header
      keep `member` where the header holds `name=value` members, else `prefix`
    12:20 settings-invalid: the time stands in two places
      keep one of them
    7:11 settings-invalid: the id is signed, and nothing says where it stands
      add `id-header`
    11:13 settings-invalid: this id is not signed, and serves nothing
      remove it, or add `{id}` to `signed`
    11:13 settings-invalid: `X Id` is not a valid header name
      a name is made of ASCII letters, digits and dashes
    7:11 settings-invalid: nothing says where the time stands, so that no request is too old
      add `timestamp-header` or `timestamp-member`, or remove `tolerance` and `timestamp-unit`
    7:11 settings-invalid: nothing says where the time stands, so that no request is too old
      add `timestamp-header` or `timestamp-member`, or remove `tolerance` and `timestamp-unit`
    11:10 settings-invalid: `{body` has no `}`
      known: `{id}`, `{timestamp}`, `{body}`
    11:10 settings-invalid: the body is not signed, so that anybody can change it
      add `{body}` where the body of the request stands
    "#);
}

#[test]
fn each_event_has_a_name_of_its_own() {
    let event = "[[webhooks.event]]\nname = \"call.ended\"\nschema = \"Call\"\n";
    let (files, settings, diagnostics) = read(&format!("{SOUND}\n[webhooks]\nsource = \"s\"\n{event}{event}"));
    assert_eq!(settings, None);
    let said = messages(&files, &diagnostics);
    assert!(said.contains("settings-invalid: two events are called `call.ended`"), "{said}");
}

#[test]
fn events_are_stated_where_the_document_has_none() {
    const EVENTS: &str = "[webhooks]\ntag = \"type\"\nsource = \"s\"\n[[webhooks.event]]\nname = \"call.ended\"\nschema = \"Call/Ended\"\n";
    let (files, settings, mut diagnostics) = read(&format!("{SOUND}\n{EVENTS}"));
    assert_eq!(messages(&files, &diagnostics), "");
    let settings = settings.expect("settings");
    let span = settings.title.span;
    let mut document = Node::from_value(json!({"openapi": "3.0.0", "info": {}}), span);
    settings.apply(&mut document, &mut diagnostics);
    let schema = "/webhooks/call.ended/post/requestBody/content/application~1json/schema/$ref";
    assert_eq!(document.pointer(schema).and_then(Node::as_str), Some("#/components/schemas/Call~1Ended"));

    let mut own = Node::from_value(json!({"openapi": "3.1.0", "info": {}, "webhooks": {"a": {}}}), span);
    settings.apply(&mut own, &mut diagnostics);
    let mut swagger = Node::from_value(json!({"swagger": "2.0", "info": {}}), span);
    settings.apply(&mut swagger, &mut diagnostics);
    let (others, _, found) =
        read(&format!("{SOUND}\n[webhooks]\ntag = \"type\"\nheader = \"X-Event\"\n[[webhooks.event]]\nname = \"a\"\n"));
    let all = [messages(&files, &diagnostics), messages(&others, &found)];
    insta::assert_snapshot!(all.join("\n"), @r#"
    11:8 settings-invalid: the document says itself which events there are
      remove these, and correct those of the document in overlay.yaml
    11:8 settings-invalid: a Swagger 2.0 document has no place for webhooks
      convert the document to OpenAPI 3.0 or newer first
    10:1 settings-invalid: [[webhooks.event]] needs the key `schema`
      add it; the files of the other vendors in specs/ have examples
    9:10 settings-invalid: `tag` and `header` both say which event it is
      keep the one that is always there
    7:2 settings-invalid: [webhooks] needs the key `source`
      add it; the files of the other vendors in specs/ have examples
    "#);
}

#[test]
fn signs_of_streams_are_checked() {
    let entry = |keys: &str| format!("{SOUND}[[stream]]\n{keys}");
    let (_, settings, _) = read(&entry("end = \"<end>\"\nerror-event = \"error\"\nsource = \"s\"\n"));
    let signs = settings.expect("sound settings").streams.remove(0);
    let text = |text: Option<Text>| text.map(|text| text.value);
    assert_eq!([text(signs.end), text(signs.error_event)], [Some("<end>".to_owned()), Some("error".to_owned())]);
    assert_eq!((signs.operation, signs.end_event, signs.error_member), (None, None, None));
    let said = |keys: &str| {
        let (files, settings, diagnostics) = read(&entry(keys));
        assert_eq!(settings, None);
        messages(&files, &diagnostics)
    };
    insta::assert_snapshot!(said("operation = \"a\"\n"), @r"
    6:1 settings-invalid: [[stream]] needs the key `source`
      add it; the files of the other vendors in specs/ have examples
    6:1 settings-invalid: [[stream]] says neither how a stream ends nor how it fails
      add `end`, `end-event`, `error-event` or `error-member`
    ");
    insta::assert_snapshot!(said("end-event = \"x\"\nerror-event = \"x\"\nsource = \"s\"\nend = 5\n"), @r#"
    10:7 settings-invalid: `end` must be a string, and is a number
      put it between quotes: `"5"`
    8:15 settings-invalid: an event `x` cannot be an end and an error
      remove `end-event`: a stream ends with its error
    "#);
}
