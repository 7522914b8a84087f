//! Many pages of one site as one vendor: what they declare differently is kept apart, and the crate has all of it.

use crate::sandbox::Sandbox;
use std::path::Path;
use std::process::{Command, Stdio};

/// A page with an OpenAPI document inside of it, as Mintlify exports them.
fn exported(path: &str, id: &str, version: &str, components: &str) -> String {
    format!(
        "# {id}\n\n````yaml get {path}\nopenapi: 3.0.3\ninfo: {{title: Zoo, version: {version}}}\nservers: [{{url: 'https://zoo.example/v1'}}]\n\
         security: []\npaths:\n  {path}:\n    get:\n      operationId: {id}\n      responses:\n        '200':\n          description: ok\n          \
         content: {{application/json: {{schema: {{$ref: '#/components/schemas/Animal'}}}}}}\n\
         components:\n  schemas:\n{components}````\n"
    )
}

const ANIMAL: &str = "    Animal: {type: object, required: [name], properties: {name: {type: string}, home: {$ref: '#/components/schemas/Home'}}}\n";

/// A page as Stainless exports them.
fn stainless(title: &str, header: &str, model: &str) -> String {
    format!(
        "## {title}\n\n**get** `/v1/keepers/{{keeper_id}}`\n\n{title}\n\n### Path Parameters\n\n- `keeper_id: string`\n\n{header}\
         ### Returns\n\n- `{model} object {{ id, is_away }}`\n\n  - `id: string`\n\n  - `is_away: optional boolean`\n\n### Example\n\n```http\n\
         curl https://zoo.example/v1/keepers/$KEEPER_ID\n```\n\n#### Response\n\n```json\n{{\n  \"id\": \"id\",\n  \"is_away\": true\n}}\n```\n"
    )
}

#[test]
fn components_of_two_versions_keep_a_name_each() {
    let sandbox = Sandbox::new();
    let new = format!("{ANIMAL}    Home: {{type: object, properties: {{street: {{type: string}}}}}}\n");
    let old = format!("{ANIMAL}    Home: {{type: object, properties: {{cage: {{type: integer}}}}}}\n");
    let told = new.replace("street: {type: string}", "street: {type: string, description: Without its number.}");
    sandbox.write("cats.md", exported("/cats", "getCats", "2.0.0", &new));
    sandbox.write("dogs.md", exported("/dogs", "getDogs", "1.0.0", &old));
    sandbox.write("cows.md", exported("/cows", "getCows", "1.0.0", &old));
    sandbox.write("owls.md", exported("/owls", "getOwls", "2.0.0", &told));
    let run = sandbox.run(&["new", "zoo", "cats.md", "dogs.md", "cows.md", "owls.md"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let said = |text: &str| run.stderr.matches(text).count();
    assert_eq!(said("two pages describe `Home` differently: they part at `properties/street`\n"), 1, "{}", run.stderr);
    assert_eq!(said("this one as `Home2`") + said("this one as `Animal2`"), 2, "{}", run.stderr);
    assert_eq!(said("they part at `properties/street/description`"), 1, "{}", run.stderr);

    let run = sandbox.run(&["regen", "zoo"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let types = sandbox.read("clients/zoo/src/types.rs");
    for name in ["pub struct Animal {", "pub struct Animal2 {", "pub struct Home {", "pub struct Home2 {"] {
        assert!(types.contains(name), "{name}");
    }
    assert!(!types.contains("Home3"), "the two old pages share their version");
    let client = sandbox.read("clients/zoo/src/client.rs");
    for (method, answer) in
        [("get_cats", "Animal>"), ("get_dogs", "Animal2>"), ("get_cows", "Animal2>"), ("get_owls", "Animal>")]
    {
        let at = client.find(&format!("fn {method}")).unwrap_or_else(|| panic!("{method}: {client}"));
        let signature = client[at..].split('{').next().unwrap();
        assert!(signature.contains(answer), "{method}: {signature}");
    }
}

#[test]
fn one_operation_of_two_pages_is_two_methods_where_they_differ() {
    let sandbox = Sandbox::new();
    let header = "### Header Parameters\n\n- `\"zoo-beta\": optional string`\n\n";
    sandbox.write("keepers_retrieve.md", stainless("Get Keeper", "", "Keeper"));
    sandbox.write("beta_keepers_retrieve.md", stainless("Get Beta Keeper", header, "BetaKeeper"));
    let run = sandbox.run(&["new", "zoo", "keepers_retrieve.md", "beta_keepers_retrieve.md"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stderr.contains("both are there, this one as `/v1/keepers/{keeper_id}#2`"), "{}", run.stderr);
    let run = sandbox.run(&["regen", "zoo"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let client = sandbox.read("clients/zoo/src/client.rs");
    assert!(client.contains("fn get_keeper(") && client.contains("fn get_beta_keeper("), "{client}");
    let types = sandbox.read("clients/zoo/src/types.rs");
    assert!(types.contains("pub struct Keeper {") && types.contains("pub struct BetaKeeper {"), "{types}");
    let operations = sandbox.read("clients/zoo/src/operations.rs");
    assert!(!operations.contains("#2"), "a fragment is never sent: {operations}");
}

#[test]
fn a_server_of_another_host_is_for_somebody_to_decide() {
    let sandbox = Sandbox::new();
    let home = format!("{ANIMAL}    Home: {{type: string}}\n");
    let page = exported("/cats", "getCats", "2.0.0", &home);
    sandbox.write("cats.md", &page);
    let dogs = exported("/dogs", "getDogs", "2.0.0", &home);
    sandbox.write("dogs.md", dogs.replace("zoo.example/v1", "zoo.example/v2"));
    sandbox.write("elsewhere.md", dogs.replace("zoo.example", "zoo.test"));
    let run = sandbox.run(&["describe", "auto", "cats.md", "dogs.md"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stdout.contains("servers:\n      - url: https://zoo.example/v2"), "{}", run.stdout);
    let run = sandbox.run(&["describe", "auto", "cats.md", "elsewhere.md"]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("two pages disagree about the server"), "{}", run.stderr);
}

/// The resources of a site; each has four pages.
const RESOURCES: [(&str, &str); 5] =
    [("cat", "Cat"), ("dog", "Dog"), ("hen", "Hen"), ("keeper", "Keeper"), ("visit", "Visit")];

/// The operations on a resource: title, method, path, whether it has an id, a body, a list as its answer.
fn operations(name: &str) -> [(String, &'static str, String, bool, bool, bool); 4] {
    [
        (format!("List {name}s"), "get", format!("/{name}s"), false, false, true),
        (format!("Create {name}"), "post", format!("/{name}s"), false, true, false),
        (format!("Get {name}"), "get", format!("/{name}s/{{{name}_id}}"), true, false, false),
        (format!("Delete {name}"), "delete", format!("/{name}s/{{{name}_id}}"), true, false, false),
    ]
}

/// Twenty pages of a site, as Stainless exports them.
fn stainless_site() -> Vec<(String, String)> {
    let mut pages = Vec::new();
    for (name, model) in RESOURCES {
        for (title, method, path, has_id, has_body, is_list) in operations(name) {
            let mut page = format!("## {title}\n\n**{method}** `{path}`\n\n{title} of the zoo.\n\n");
            if has_id {
                page += &format!("### Path Parameters\n\n- `{name}_id: string`\n\n");
            }
            if is_list {
                page += "### Query Parameters\n\n- `limit: optional number`\n\n  How many at most.\n\n";
            }
            if has_body {
                page += "### Body Parameters\n\n- `label: string`\n\n  What visitors call it.\n\n- `mood: optional \"calm\" or \"wild\"`\n\n  - `\"calm\"`\n\n  - `\"wild\"`\n\n";
            }
            let object = |indent: &str| {
                format!(
                    "{indent}- `id: string`\n\n{indent}- `label: string`\n\n{indent}  What visitors call it.\n\n\
                     {indent}- `mood: optional \"calm\" or \"wild\"`\n\n{indent}  - `\"calm\"`\n\n{indent}  - `\"wild\"`\n\n"
                )
            };
            page += "### Returns\n\n";
            let sample = r#"{"id": "x1", "label": "Tom", "mood": "calm"}"#;
            let answer = if is_list {
                page += &format!("- `data: array of {model} {{ id, label, mood }}`\n\n{}", object("  "));
                page += "- `has_more: boolean`\n\n";
                format!(r#"{{"data": [{sample}], "has_more": false}}"#)
            } else {
                page += &format!("- `{model} object {{ id, label, mood }}`\n\n{}", object("  "));
                sample.to_owned()
            };
            let address = path.replace(&format!("{{{name}_id}}"), &format!("${}_ID", name.to_uppercase()));
            let method = if method == "get" { String::new() } else { format!(" \\\n    -X {}", method.to_uppercase()) };
            let data = if has_body { " \\\n    -d '{\n          \"label\": \"Tom\"\n        }'" } else { "" };
            page += &format!(
                "### Example\n\n```http\ncurl https://zoo.example/v1{address}{method} \\\n    -H \"X-Zoo-Key: $ZOO_KEY\"{data}\n```\n\n#### Response\n\n```json\n{answer}\n```\n"
            );
            pages.push((format!("{}.md", title.to_lowercase().replace(' ', "_")), page));
        }
    }
    pages
}

/// Twenty pages of a site, as the text that Mintlify shows.
fn mintlify_site() -> Vec<(String, String)> {
    let mut pages = Vec::new();
    for (name, _) in RESOURCES {
        for (title, method, path, has_id, has_body, is_list) in operations(name) {
            let upper = method.to_uppercase();
            let segments = path.replace('/', "\n/\n");
            let data = if has_body {
                " \\\n  --header 'Content-Type: application/json' \\\n  --data '{\n  \"label\": \"Tom\"\n}'"
            } else {
                ""
            };
            let members = "id\nstring\nrequired\nlabel\nstring\nrequired\nWhat visitors call it.\nmood\nenum<string>\nAvailable options: calm, wild\n";
            let sample = r#"{"id": "x1", "label": "Tom", "mood": "calm"}"#;
            let mut page = format!(
                "Skip to main content\n{title}\n{title} of the zoo.\n{upper}{segments}\nTry it\ncurl --request {upper} \\\n  --url https://zoo.example/v1{path} \\\n  \
                 --header 'Authorization: Bearer <token>'{data}\n200\n"
            );
            page += &if is_list { format!("[{sample}]\n") } else { format!("{sample}\n") };
            page += "Authorizations\nAuthorization\nstring\nheader\nrequired\nA token of the zoo.\n";
            if has_id {
                page += &format!("Path Parameters\n{name}_id\nstring\nrequired\n");
            }
            if is_list {
                page += "Query Parameters\nlimit\ninteger\nHow many at most.\n";
            }
            if has_body {
                page += "Body\napplication/json\nlabel\nstring\nrequired\nWhat visitors call it.\n";
            }
            page += &format!("Response\n200 - application/json\n{title} it is\n{members}");
            pages.push((format!("{}.txt", title.to_lowercase().replace(' ', "_")), page));
        }
    }
    pages
}

/// Compiles the crate of a vendor of a sandbox, with what is built for this workspace.
fn compile(sandbox: &Sandbox, name: &str) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap();
    let runtime = root.join("clients/runtime");
    let manifest = sandbox.read(&format!("clients/{name}/Cargo.toml"));
    let manifest = manifest.replace("../runtime", runtime.to_str().unwrap());
    let manifest = manifest.replace("\n[dev-dependencies.tokio]\nworkspace = true\n", "\n");
    sandbox.write(&format!("aside/{name}/Cargo.toml"), manifest + "\n[workspace]\n");
    for (path, text) in sandbox.snapshot() {
        if let Some(inner) = path.strip_prefix(&format!("clients/{name}/src/")) {
            sandbox.write(&format!("aside/{name}/src/{inner}"), text.0);
        }
    }
    let lock = std::fs::read(root.join("Cargo.lock")).unwrap();
    sandbox.write(&format!("aside/{name}/Cargo.lock"), lock);
    let folder = std::env::current_exe().unwrap().ancestors().nth(3).unwrap().to_owned();
    let output = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--offline"])
        .current_dir(sandbox.path(&format!("aside/{name}")))
        .env("CARGO_TARGET_DIR", folder)
        .env("RUSTFLAGS", "")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Makes a vendor of pages, and gives the declarations of its client with those of its types.
fn vendor(name: &str, pages: &[(String, String)]) -> (String, String) {
    assert_eq!(pages.len(), 20);
    let sandbox = Sandbox::new();
    pages.iter().for_each(|(file, text)| sandbox.write(file, text));
    let files = pages.iter().map(|(file, _)| file.as_str());
    let run = sandbox.run(&["new", name].into_iter().chain(files).collect::<Vec<_>>());
    assert_eq!(run.code, 0, "{}", run.stderr);
    let run = sandbox.run(&["regen", name]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let run = sandbox.run(&["regen", name, "--check"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    compile(&sandbox, name);
    let declared = |file: &str, begin: &str| {
        let text = sandbox.read(&format!("clients/{name}/src/{file}"));
        let lines = text.lines().filter_map(|line| line.trim_start().strip_prefix(begin).map(str::to_owned));
        lines
            .map(|line| line.split(['(', ' ', '<']).next().unwrap_or_default().to_owned())
            .collect::<Vec<_>>()
            .join(" ")
    };
    // Types that are equal are one, and have a name for each place.
    let types = [declared("types.rs", "pub struct "), declared("types.rs", "pub type ")].join(" ");
    (declared("client.rs", "pub fn "), types)
}

/// Whether a client has a constructor with a credential, and a method for each page.
fn check_methods(methods: &str) {
    let all: Vec<&str> = methods.split(' ').collect();
    assert!(all.contains(&"new"), "nothing asks for the credential: {methods}");
    for (name, _) in RESOURCES {
        for method in
            [format!("list_{name}s"), format!("create_{name}"), format!("get_{name}"), format!("delete_{name}")]
        {
            assert!(all.contains(&method.as_str()), "{method} is not among {methods}");
        }
    }
}

#[test]
fn twenty_pages_of_stainless_are_a_crate_that_compiles() {
    let (methods, types) = vendor("zoo", &stainless_site());
    check_methods(&methods);
    for (name, model) in RESOURCES {
        // A model has the name that the pages give it, whichever page it stands on.
        assert_eq!(types.split(' ').filter(|known| *known == model).count(), 1, "{name}: {types}");
    }
}

#[test]
fn twenty_pages_of_mintlify_are_a_crate_that_compiles() {
    let (methods, types) = vendor("park", &mintlify_site());
    check_methods(&methods);
    for name in ["CreateCatBody", "GetCatResponse", "CreateVisitBody", "GetVisitResponse"] {
        assert!(types.split(' ').any(|known| known == name), "{name} is not among {types}");
    }
}
