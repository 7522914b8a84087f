//! Many pages of one site as one vendor: what they declare differently is kept apart, and the crate has all of it.

use crate::sandbox::Sandbox;

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
