//! Kinds of lines that pages of many sites print, one test for each.

use super::{page, read_all, schema};
use serde_json::{Value, json};

/// The file form of a page around the bullets of what it returns.
fn file(returns: &str, sample: &str) -> String {
    format!(
        "## Find a dog\n\n**get** `/dogs/{{id}}`\n\nGives one dog.\n\n### Path Parameters\n\n- `id: string`\n\n\
         ### Returns\n\n{returns}\n\n### Example\n\n```http\ncurl https://h.example/v1/dogs/$ID\n```\n\n\
         #### Response\n\n```json\n{sample}\n```\n"
    )
}

/// What the answer of a file is, with the components of its document and what is said.
fn answer(returns: &str, sample: &str) -> (Value, Value, Vec<String>) {
    let (document, problems) = read_all(&[&file(returns, sample)]);
    let document = document.expect("reads");
    let content = &document["paths"]["/dogs/{id}"]["get"]["responses"]["200"]["content"];
    (content["application/json"]["schema"].clone(), document["components"]["schemas"].clone(), problems)
}

/// The members of an answer about which there is nothing to say.
fn members(returns: &str, sample: &str) -> Value {
    let (schema, _, problems) = answer(returns, sample);
    assert_eq!(problems, [""; 0]);
    schema["properties"].clone()
}

#[test]
fn a_member_may_be_null() {
    let found = members(
        "- `bark: string or null`\n\n  How it sounds.\n\n- `coat: \"long\" or \"short\" or null`\n\n  - `\"long\"`\n\n  - `\"short\"`\n\n\
         - `tricks: optional array of string or null`\n\n- `home: object { street }  or null`\n\n  - `street: string`",
        r#"{"bark": null, "coat": "short", "tricks": ["sit"], "home": {"street": "Elm"}}"#,
    );
    assert_eq!(found["bark"], json!({"type": ["string", "null"], "description": "How it sounds."}));
    assert_eq!(found["coat"], json!({"type": ["string", "null"], "enum": ["long", "short", null]}));
    assert_eq!(found["tricks"], json!({"type": ["array", "null"], "items": {"type": "string"}}));
    assert_eq!(found["home"]["type"], json!(["object", "null"]));
    let text = schema("bark: string or null\n\nHow it sounds.\n\nage: number", r#"{"bark": "bark", "age": 0}"#);
    assert_eq!(text["properties"]["bark"]["type"], json!(["string", "null"]));
}

#[test]
fn alternatives_have_names() {
    let union = "- `prize: object { metres, kind }  or object { kind }`\n\n  - `Jump object { metres, kind }`\n\n    - `metres: number`\n\n    \
                 - `kind: \"jump\"`\n\n      - `\"jump\"`\n\n  - `Nap object { kind }`\n\n    - `kind: \"nap\"`\n\n      - `\"nap\"`";
    let sample = r#"{"prize": {"kind": "nap"}}"#;
    for blanks in [union.to_owned(), union.replace("}  or", "} or")] {
        let (schema, components, problems) = answer(&blanks, sample);
        assert_eq!(problems, [""; 0]);
        let of = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
        assert_eq!(schema["properties"]["prize"]["oneOf"], json!([of("Jump"), of("Nap")]));
        assert_eq!(components["Jump"]["properties"]["kind"], json!({"type": "string", "enum": ["jump"]}));
        assert_eq!(components["Nap"]["required"], json!(["kind"]));
    }
    let text = "prize: Jump { metres, kind } or Nap { kind }\n\nWhat it won.\n\nOne of the following:\nJump object { metres, kind }\n\n\
                Over a fence.\n\nmetres: number\nkind: \"jump\"\nNap object { kind }\nkind: \"nap\"";
    let (document, problems) = read_all(&[&page(text, r#"{"prize": {"metres": 2, "kind": "jump"}}"#)]);
    assert_eq!(problems, [""; 0]);
    let schemas = &document.expect("reads")["components"]["schemas"];
    assert_eq!(
        (&schemas["Jump"]["description"], &schemas["Nap"]["required"]),
        (&json!("Over a fence."), &json!(["kind"]))
    );
}

#[test]
fn a_section_may_be_one_named_object() {
    let (schema, components, problems) =
        answer("- `Dog object { id, 1 more }`\n\n  - `id: string`\n\n  - `age: number`", r#"{"id": "id", "age": 3}"#);
    assert_eq!(problems, [""; 0]);
    assert_eq!(schema, json!({"$ref": "#/components/schemas/Dog"}));
    assert_eq!(components["Dog"]["required"], json!(["id", "age"]));
    let (document, problems) =
        read_all(&[&page("Dog object { id, age }\n\nA dog.\n\nid: string\nage: number", r#"{"id": "id", "age": 3}"#)]);
    assert_eq!(problems, [""; 0]);
    assert_eq!(document.expect("reads")["components"]["schemas"]["Dog"]["description"], "A dog.");
}

#[test]
fn a_model_is_printed_where_it_comes_first() {
    let found = "- `first: Leash { length }`\n\n  - `length: number`\n\n- `spare: optional array of Leash`\n\n- `rope: Leash or null`\n\n- `bone: Bone { size }`";
    let (schema, components, problems) = answer(found, r#"{"first": {"length": 1}, "rope": null, "bone": {}}"#);
    assert_eq!(
        problems,
        ["page-inconsistent 21: no page prints the members of `Bone` (`size`): it is left open (any value)"]
    );
    let leash = json!({"$ref": "#/components/schemas/Leash"});
    assert_eq!(schema["properties"]["spare"]["items"], leash);
    assert_eq!(schema["properties"]["rope"], json!({"oneOf": [leash, {"type": "null"}]}));
    assert_eq!(schema["properties"]["bone"], json!({}));
    assert_eq!(components["Leash"]["properties"]["length"], json!({"type": "number"}));
    let text = self::schema(
        "toys: array of Ball { size, kind }\n\nAll of them.\n\nsize: number\nkind: string",
        r#"{"toys": [{"size": 0, "kind": "k"}]}"#,
    );
    assert_eq!(text["properties"]["toys"]["items"], json!({"$ref": "#/components/schemas/Ball"}));
}

#[test]
fn one_name_with_two_definitions_is_two_models() {
    let found = "- `in: Bowl { size }`\n\n  - `size: number`\n\n- `out: Bowl { depth }`\n\n  - `depth: string`\n\n- `more: Bowl`";
    let (schema, components, problems) =
        answer(found, r#"{"in": {"size": 1}, "out": {"depth": "d"}, "more": {"depth": "d"}}"#);
    assert_eq!(problems, ["page-conflict 17: the model `Bowl` is defined in two ways"]);
    let of = |name: &str| schema["properties"][name]["$ref"].clone();
    assert_eq!(
        [of("in"), of("out"), of("more")],
        ["#/components/schemas/Bowl", "#/components/schemas/Bowl_2", "#/components/schemas/Bowl_2"]
    );
    assert_eq!(components["Bowl_2"]["required"], json!(["depth"]));
}

#[test]
fn a_list_of_values_may_be_open() {
    let model = "- `breed: Breed`\n\n  The breed.\n\n  - `\"collie\" or \"poodle\" or 1 more`\n\n    - `\"collie\"`\n\n      Herds.\n\n    - `\"poodle\"`\n\n    \
                 - `\"husky\"`\n\n  - `string`\n\n- `also: array of Breed`";
    let (schema, components, problems) = answer(model, r#"{"breed": "collie", "also": ["mutt"]}"#);
    assert_eq!(problems, [""; 0]);
    let list =
        json!({"type": "string", "enum": ["collie", "poodle", "husky"], "x-enum-descriptions": {"collie": "Herds."}});
    let breed = json!({"anyOf": [list, {"type": "string"}], "title": "Breed"});
    assert_eq!(schema["properties"]["breed"]["anyOf"], breed["anyOf"]);
    assert_eq!(schema["properties"]["also"]["items"], breed);
    assert_eq!(components, Value::Null);
}

#[test]
fn headers_are_quoted_and_list_values() {
    let header = "### Header Parameters\n\n- `\"x-pack\": optional array of Pack`\n\n  - `string`\n\n  - `\"a\" or \"b\"`\n\n    - `\"a\"`\n\n    - `\"b\"`\n\n### Returns";
    let (document, problems) = read_all(&[&file("- `id: string`", r#"{"id": "id"}"#)
        .replace("### Returns", header)
        .replace("$ID\n", "$ID -H 'X-Pack: a'\n")]);
    assert_eq!(problems, [""; 0]);
    let parameter = document.expect("reads")["paths"]["/dogs/{id}"]["get"]["parameters"][1].clone();
    assert_eq!((&parameter["name"], &parameter["required"]), (&json!("x-pack"), &json!(false)));
    let items = json!({"anyOf": [{"type": "string"}, {"type": "string", "enum": ["a", "b"]}], "title": "Pack"});
    assert_eq!(parameter["schema"], json!({"type": "array", "items": items}));
}

#[test]
fn literals_are_truth_values_and_numbers_too() {
    let found = schema(
        "awake: true or false\n\nNow.\n\nOne of the following:\ntrue\nfalse\nok: true\n\nAlways.\n\nlegs: 3 or 4\nOne of the following:\n3\n4",
        r#"{"awake": true, "ok": true, "legs": 4}"#,
    );
    assert_eq!(found["properties"]["awake"], json!({"type": "boolean", "description": "Now."}));
    assert_eq!(found["properties"]["ok"]["enum"], json!([true]));
    assert_eq!(found["properties"]["legs"], json!({"type": "integer", "enum": [3, 4]}));
}

#[test]
fn a_number_of_a_sample_proves_no_integer() {
    assert_eq!(schema("age: number", r#"{"age": 123}"#)["properties"]["age"], json!({"type": "number"}));
}

#[test]
fn unions_stand_in_maps_and_alone() {
    let list = "One of the following:\nstring\nnumber\nboolean";
    let text = schema(
        &format!("tags: map[string or number or boolean]\n\nFree.\n\n{list}\nid: string or number"),
        r#"{"tags": {"a": 1}, "id": 7}"#,
    );
    let kinds = json!([{"type": "string"}, {"type": "number"}, {"type": "boolean"}]);
    assert_eq!(text["properties"]["tags"]["additionalProperties"]["oneOf"], kinds);
    assert_eq!(text["properties"]["id"]["oneOf"], json!([{"type": "string"}, {"type": "number"}]));
    let found = members(
        "- `days: map[object { hours, kind }  or object { kind } ]`\n\n  - `Fixed object { hours, kind }`\n\n    - `hours: number`\n\n    \
        - `kind: \"fixed\"`\n\n  - `Free object { kind }`\n\n    - `kind: \"free\"`",
        r#"{"days": {"mon": {"kind": "free"}}}"#,
    );
    assert_eq!(found["days"]["additionalProperties"]["oneOf"].as_array().map(Vec::len), Some(2));
}

#[test]
fn an_array_before_or_is_open_without_a_list() {
    let (schema, _, problems) = answer("- `a: array of string or number`", r#"{"a": 1}"#);
    assert_eq!(problems, ["page-inconsistent 13: no list below says what these alternatives are"]);
    assert_eq!(schema["properties"]["a"], json!({}));
}

#[test]
fn samples_may_show_another_value_null_or_nothing() {
    let found = "- `coat: \"long\" or \"short\"`\n\n  - `\"long\"`\n\n  - `\"short\"`\n\n- `age: number`\n\n- `name: optional string`";
    assert_eq!(answer(found, r#"{"coat": "short", "age": 3}"#).2, [""; 0]);
    assert_eq!(
        answer(found, r#"{"coat": "curly", "age": null}"#).2,
        [
            "page-inconsistent 32: the sample shows \"curly\", which is not one of the listed values",
            "page-inconsistent 32: the sample shows null, which does not fit the type"
        ]
    );
    assert_eq!(answer(found, "{").2, ["text-unread 31: no rule of this format reads this text"]);
    let whole = file(found, "{}");
    let (before, _) = whole.split_once("#### Response").expect("there");
    assert_eq!(read_all(&[before]).1, ["page-inconsistent 11: the page shows no sample of the answer that it lists"]);
}

#[test]
fn badges_and_escapes_are_no_part_of_a_name() {
    let found = schema(
        "id: string\nDeprecatedtag: optional string\n\nOld.\n\nmaxLength32\nborn\\_at: string",
        r#"{"id": "a", "tag": "b", "born_at": "c"}"#,
    );
    assert_eq!(
        found["properties"]["tag"],
        json!({"type": "string", "description": "Old.", "maxLength": 32, "deprecated": true})
    );
    assert_eq!(found["required"], json!(["id", "born_at"]));
    // A name that begins with the word of the badge is one.
    let found = schema("Deprecatedby: string", r#"{"Deprecatedby": "a"}"#);
    assert_eq!(found["properties"]["Deprecatedby"], json!({"type": "string"}));
    let found = members("- `tag: optional string` (deprecated)\n\n- `id: string`", r#"{"id": "a"}"#);
    assert_eq!(found["tag"], json!({"type": "string", "deprecated": true}));
    let badge = page("id: string", r#"{"id": "a"}"#).replace("GET/cats", "Deprecated\n\nGET/cats");
    assert_eq!(read_all(&[&badge]).0.expect("reads")["paths"]["/cats/{id}"]["get"]["deprecated"], true);
}

#[test]
fn headings_and_signatures_may_end_in_blanks() {
    let text =
        page("dish: object { size, kind } \nsize: number\nkind: string", r#"{"dish": {"size": 0, "kind": "k"}}"#);
    assert_eq!(read_all(&[&text.replace("Expand Collapse", " Expand Collapse")]), read_all(&[&text]));
    // Nor has every copy the page's navigation.
    assert_eq!(
        read_all(&[text.strip_prefix("Skip to content\nGet started\n\n").expect("there")]).0,
        read_all(&[&text]).0
    );
}

#[test]
fn the_models_of_a_resource_stand_behind_its_operations() {
    let (dog, models) = (
        file("- `Dog object { id }`\n\n  - `id: string`", r#"{"id": "a"}"#),
        "## Domain Types\n\n### Dog\n\n- `Dog object { id }`\n\n  A dog.\n\n  - `id: string`\n\n### Mood\n\n- `Mood = \"calm\" or \"wild\"`\n\n  - `\"calm\"`\n\n  - `\"wild\"`\n",
    );
    let (document, problems) =
        read_all(&[&format!("# Dogs\n\n{dog}\n{models}\n# Cats\n\n{}", dog.replace("dogs", "cats"))]);
    assert_eq!(problems, [""; 0]);
    let document = document.expect("reads");
    assert_eq!(document["paths"].as_object().map(serde_json::Map::len), Some(2));
    let schemas = &document["components"]["schemas"];
    assert_eq!(schemas["Dog"]["description"], "A dog.");
    assert_eq!(schemas["Mood"], json!({"type": "string", "enum": ["calm", "wild"]}));
    // They may be all that a page has, in its text form too.
    let (document, problems) = read_all(&[models]);
    assert_eq!((problems, &document.expect("reads")["components"]["schemas"]["Mood"]), (vec![], &schemas["Mood"]));
    let text = "Skip to content\n\nDogs\n\nModelsExpand Collapse\nDog object { id, name }\n\nA dog.\n\nid: string\nname: optional string\n";
    let (document, problems) = read_all(&[text]);
    assert_eq!(
        (problems, &document.expect("reads")["components"]["schemas"]["Dog"]["required"]),
        (vec![], &json!(["id"]))
    );
}

#[test]
fn pages_for_a_language_are_recognised_and_told() {
    let told = |text: &str| read_all(&[text]).1;
    let of = |language: &str| {
        [format!("unknown-format 1: this page shows the API for {language}, and pages that show HTTP are read")]
    };
    let shared = "Skip to content\n\nShared\n\nModelsExpand Collapse\nclass Dog:\n\nA dog.\n\nrequired string DogID\n\nIts id.\n";
    assert_eq!(told(shared), of("C#"));
    let python = "## Find a dog\n\n`dogs.find(strid)  -> Dog`\n\n**get** `/dogs/{id}`\n\n### Parameters\n\n- `id: str`\n\n### Returns\n\n- `class Dog: …`\n\n  - `id: str`\n\n### Example\n\n";
    assert_eq!(told(&format!("{python}```python\nfind()\n```\n")), of("Python"));
    assert_eq!(told(&python.replace(": str", "?: Array<string>")), of("TypeScript"));
}

#[test]
fn bullets_in_prose_are_prose() {
    let found = members(
        "- `dog: object { id, name }`\n\n  Not members:\n\n  - `note: string`\n\n  - `id: string`\n\n  - `name: string`\n\n- `call: string`\n\n  One of:\n\n  \
         - `\"sit\"`\n  - `low`\n\n  ```\n  - `id: string`\n  ```",
        r#"{"dog": {"id": "a", "name": "b"}, "call": "sit"}"#,
    );
    assert_eq!(found["dog"]["description"], "Not members:\n\n- `note: string`");
    assert_eq!(found["dog"]["required"], json!(["id", "name"]));
    assert_eq!(found["call"]["description"], "One of:\n\n- `\"sit\"`\n- `low`\n\n```\n- `id: string`\n```");
}

#[test]
fn what_stands_where_no_type_has_a_place_for_it_is_named() {
    let (schema, _, problems) = answer(
        "- `a: \"x\" or \"y\"`\n\n  - `\"x\"`\n\n  - `\"y\"`\n\n  - `b: string`\n\n- `c: weird<string>`\n\n  - `d: string`\n\n- `c: string`",
        r#"{"a": "x", "c": 1}"#,
    );
    assert_eq!(schema["properties"], json!({"a": {"type": "string", "enum": ["x", "y"]}, "c": {}}));
    assert_eq!(
        problems,
        [
            "page-inconsistent 19: `b` is not read: the type above has no place for it",
            "page-inconsistent 21: `weird<string>` is not a type of this format: `d` is left open with it",
            "page-inconsistent 25: `c` stands twice in one list of members"
        ]
    );
}

#[test]
fn a_query_behind_the_path_is_sent_always() {
    let text = file("- `id: string`", r#"{"id": "a"}"#)
        .replace("/dogs/{id}`", "/dogs/{id}?beta=true`")
        .replace("$ID\n", "$ID?beta=true\n");
    let (document, problems) = read_all(&[&text]);
    assert_eq!(problems, [""; 0]);
    let parameters = &document.expect("reads")["paths"]["/dogs/{id}"]["get"]["parameters"];
    assert_eq!(
        parameters[1],
        json!({"in": "query", "name": "beta", "required": true, "schema": {"type": "string", "enum": ["true"]}})
    );
}

#[test]
fn a_form_without_a_section_is_left_open() {
    let text = "## Send\n\n**post** `/files`\n\n### Example\n\n```http\ncurl https://h.example/files \\\n    -F 'file=@/tmp/a'\n```\n";
    let (document, problems) = read_all(&[text]);
    assert_eq!(
        problems,
        [
            "page-inconsistent 9: the sample request sends `file`, which is not listed",
            "page-inconsistent 9: no section `Body Parameters` lists what this sample is made of: it is left open (any value)"
        ]
    );
    let content = &document.expect("reads")["paths"]["/files"]["post"]["requestBody"]["content"];
    assert_eq!(*content, json!({"multipart/form-data": {"schema": {}}}));
}

#[test]
fn a_page_of_a_whole_resource_has_its_operations_and_models() {
    let get = "Find a cat\n\nGET/cats/{id}\n\nPath ParametersExpand Collapse\nid: string\nReturnsExpand Collapse\n\
        name: string\n\nFind a cat\n\ncurl https://h.example/v1/cats/$ID\n{\"name\": \"a\"}\nReturns Examples\n{\"name\": \"a\"}\n";
    let drop = "Drop a cat\nDeprecated\nDELETE/cats/{id}\nPath ParametersExpand Collapse\nid: string\n\nDrop a cat\n\n\
        curl https://h.example/v1/cats/$ID -X DELETE\n";
    let models = "ModelsExpand Collapse\nCat object { name }\nname: string\n";
    let list = "Cats\nFind a cat\nget/cats/{id}\nList cats\nget/cats\n";
    let (document, problems) = read_all(&[&format!("Skip to content\nGet started\n{get}{drop}{models}")]);
    assert_eq!(problems, [""; 0]);
    let document = document.expect("reads");
    let item = &document["paths"]["/cats/{id}"];
    assert_eq!((&item["get"]["summary"], &item["delete"]["summary"]), (&json!("Find a cat"), &json!("Drop a cat")));
    assert_eq!(item["delete"]["deprecated"], true);
    assert_eq!(document["components"]["schemas"]["Cat"]["required"], json!(["name"]));
    // What is listed and not described is said; what is both is not.
    let (document, problems) = read_all(&[&format!("Skip to content\n{list}{get}{drop}")]);
    assert!(document.is_some());
    assert_eq!(
        problems,
        [
            "text-unread 2: no rule of this format reads this text",
            "operation-left-out 6: this page lists GET /cats, and does not describe it"
        ]
    );
}

#[test]
fn two_lists_may_end_with_the_same_value() {
    let inner = |name: &str| {
        format!(
            "{name}: object {{ kind }} or \"none\"\nOne of the following:\nUnionMember0 = object {{ kind }}\n\
             kind: string or \"none\"\nOne of the following:\nstring\n\"none\"\n\"none\"\n{name}_note: string\n"
        )
    };
    let returns = inner("a") + &inner("b") + "c: string\nd: string\ne: string\nf: string";
    let sample =
        r#"{"a": {"kind": "x"}, "a_note": "", "b": {"kind": "x"}, "b_note": "", "c": "", "d": "", "e": "", "f": ""}"#;
    let found = schema(&returns, sample);
    for name in ["a", "b"] {
        assert_eq!(found["properties"][name]["oneOf"][1], json!({"const": "none"}), "{found}");
    }
}
