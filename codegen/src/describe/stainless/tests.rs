//! Whole pages, written for the purpose, one for every rule and every trap of the format.

mod kinds;

use super::types::Type;
use super::{read, recognises};
use crate::diagnostic::Diagnostics;
use crate::source::SourceFiles;
use serde_json::{Value, json};

/// A page around the members it returns and the sample that shows them.
fn page(returns: &str, sample: &str) -> String {
    format!(
        "Skip to content\nGet started\n\nFind a cat\n\nGET/cats/{{id}}\n\nGives one cat.\n\n\
         Path ParametersExpand Collapse\nid: string\nReturnsExpand Collapse\n{returns}\n\nFind a cat\n\n\
         curl https://h.example/v1/cats/$ID \\\n    -H \"Authorization: Bearer $KEY\"\n{sample}\nReturns Examples\n{sample}"
    )
}

/// Reads pages and gives the document with `code line: message` of every problem.
fn read_all(pages: &[&str]) -> (Option<Value>, Vec<String>) {
    let mut files = SourceFiles::new();
    let ids: Vec<_> = pages.iter().map(|text| files.add("page.txt", *text)).collect();
    let mut diagnostics = Diagnostics::new();
    let document = read(&files, &ids, &mut diagnostics).map(|node| node.to_value());
    assert_eq!(document.is_none(), diagnostics.has_errors());
    let told = diagnostics.iter().map(|found| {
        let line = found.span.map_or(0, |span| files[span.file].location(span.start as usize).line);
        assert!(found.help.is_some(), "{found:?}");
        format!("{} {line}: {}", found.code, found.message)
    });
    (document, told.collect())
}

/// The schema of the answer of a page on which nothing is wrong.
fn schema(returns: &str, sample: &str) -> Value {
    let (document, problems) = read_all(&[&page(returns, sample)]);
    assert_eq!(problems, [""; 0]);
    let document = document.expect("reads");
    document["paths"]["/cats/{id}"]["get"]["responses"]["200"]["content"]["application/json"]["schema"].clone()
}

fn problems(returns: &str, sample: &str) -> Vec<String> {
    read_all(&[&page(returns, sample)]).1
}

const CAT: &str = r#"cat: object { id, mood, toys, 1 more }

A cat.

id: string
mood: "calm" or "wild" or "sleepy" or 1 more
One of the following:
"calm"
"wild"
"sleepy"
"hungry"
toys: array of object { name, weight }
name: string
minLength1
weight: number

In grams.

exclusiveMinimum0
age: optional number"#;

const CAT_SAMPLE: &str = r#"{"cat": {"id": "id", "mood": "calm", "toys": [{"name": "x", "weight": 1}], "age": 0}}"#;

#[test]
fn members_belong_where_the_counts_put_them() {
    let cat = json!({
        "type": "object",
        "description": "A cat.",
        "properties": {
            "id": {"type": "string"},
            "mood": {"type": "string", "enum": ["calm", "wild", "sleepy", "hungry"]},
            "toys": {"type": "array", "items": {
                "type": "object",
                "properties": {
                    "name": {"type": "string", "minLength": 1},
                    "weight": {"type": "number", "description": "In grams.", "exclusiveMinimum": 0}
                },
                "required": ["name", "weight"]
            }},
            "age": {"type": "number"}
        },
        "required": ["id", "mood", "toys"]
    });
    assert_eq!(schema(CAT, CAT_SAMPLE), json!({"type": "object", "properties": {"cat": cat}, "required": ["cat"]}));
}

#[test]
fn a_document_says_what_the_page_says_and_marks_what_it_assumes() {
    let (document, _) = read_all(&[&page("a: boolean", "{\"a\": true}")]);
    let want = json!({
        "openapi": "3.1.0",
        "info": {"title": "h.example", "version": "unversioned"},
        "servers": [{"url": "https://h.example/v1"}],
        "paths": {"/cats/{id}": {"get": {
            "summary": "Find a cat",
            "description": "Gives one cat.",
            "parameters": [{"in": "path", "name": "id", "required": true, "schema": {"type": "string"}}],
            "responses": {"200": {
                "description": "Success. The page names no status code; 200 is assumed.",
                "x-inferred": true,
                "content": {"application/json": {
                    "schema": {"type": "object", "properties": {"a": {"type": "boolean"}}, "required": ["a"]},
                    "example": {"a": true}
                }}
            }}
        }}}
    });
    assert_eq!(document, Some(want));
}

#[test]
fn types_become_schemas() {
    let of = |line: &str, sample: &str| {
        let found = schema(&format!("a: {line}"), &format!("{{\"a\": {sample}}}"));
        found["properties"]["a"].clone()
    };
    assert_eq!(of("unknown", "{}"), json!({}));
    assert_eq!(of("\"only\"", "\"only\""), json!({"type": "string", "enum": ["only"]}));
    assert_eq!(
        of("map[string]", "{\"foo\": \"string\"}"),
        json!({"type": "object", "additionalProperties": {"type": "string"}})
    );
    assert_eq!(of("map[unknown]", "{\"foo\": \"bar\"}"), json!({"type": "object", "additionalProperties": {}}));
    let safe = "9007199254740991";
    assert_eq!(
        of(&format!("number\nminimum-{safe}\nmaximum{safe}"), &format!("-{safe}")),
        json!({"type": "integer", "minimum": -9007199254740991i64, "maximum": 9007199254740991i64})
    );
    assert_eq!(of("number\nminimum0.6", "0.6"), json!({"type": "number", "minimum": 0.6}));
    assert_eq!(
        of("array of string\nminLength2\nminItems1", "[\"xx\"]"),
        json!({"type": "array", "minItems": 1, "items": {"type": "string", "minLength": 2}})
    );
    assert_eq!(of("string\nformatdate-time", "\"x\""), json!({"type": "string", "format": "date-time"}));
    assert_eq!(
        of("string\n\nDEPRECATED: Null if none.", "\"a\""),
        json!({"type": "string", "description": "DEPRECATED: Null if none.", "deprecated": true, "x-nullability-hint": true})
    );
}

#[test]
fn the_list_tells_whether_a_union_stands_inside_the_array_before_it() {
    let days = "a: array of \"mon\" or \"tue\" or 1 more\nOne of the following:\n\"mon\"\n\"tue\"\n\"wed\"";
    assert_eq!(
        schema(days, "{\"a\": [\"mon\"]}")["properties"]["a"],
        json!({"type": "array", "items": {"type": "string", "enum": ["mon", "tue", "wed"]}})
    );
    let inside = "a: array of string or number\nOne of the following:\nUnionMember0 = string\nUnionMember1 = number";
    assert_eq!(
        schema(inside, "{\"a\": [\"string\"]}")["properties"]["a"],
        json!({"type": "array", "items": {"oneOf": [{"type": "string"}, {"type": "number"}]}})
    );
    let beside =
        "a: array of string or number\nOne of the following:\nUnionMember0 = array of string\nUnionMember1 = number";
    assert_eq!(
        schema(beside, "{\"a\": [\"string\"]}")["properties"]["a"],
        json!({"oneOf": [{"type": "array", "items": {"type": "string"}}, {"type": "number"}]})
    );
}

#[test]
fn alternatives_nest_and_the_sample_shows_one_of_them() {
    let union = "a: object { b } or map[unknown] or 1 more\nOne of the following:\nUnionMember0 = object { b }\n\
                 b: string or number\nOne of the following:\nUnionMember0 = string\nUnionMember1 = number\n\
                 UnionMember1 = map[unknown]\nUnionMember2 = \"x\" or \"y\"\nOne of the following:\n\"x\"\n\"y\"";
    // The third alternative is a list of two values, so four are announced.
    let union = union.replace("1 more", "2 more");
    let found = &schema(&union, "{\"a\": {\"b\": \"b\"}}")["properties"]["a"]["oneOf"];
    assert_eq!(found[0]["properties"]["b"]["oneOf"], json!([{"type": "string"}, {"type": "number"}]));
    assert_eq!(found[2], json!({"type": "string", "enum": ["x", "y"]}));
    // It may show another one, and what is none of them is told.
    assert_eq!(problems(&union, "{\"a\": \"y\"}"), [""; 0]);
    assert_eq!(
        problems(&union, "{\"a\": 1}"),
        ["page-inconsistent 30: the sample shows 1, which is not one of the alternatives"]
    );
}

#[test]
fn models_are_defined_once_and_referred_to_by_name() {
    let returns = "pet: Cat or Dog\nOne of the following:\nCat = object { id, friend }\n\nPurrs.\n\nid: string\nfriend: optional Cat\nDog = object { name }\nname: string";
    let (document, problems) = read_all(&[&page(returns, "{\"pet\": {\"id\": \"id\", \"friend\": {\"id\": \"id\"}}}")]);
    // Where a model comes round to itself, a sample has to stop somewhere.
    assert_eq!(problems, [""; 0]);
    let friend = &document.expect("reads")["components"]["schemas"]["Cat"]["properties"]["friend"];
    assert_eq!(*friend, json!({"$ref": "#/components/schemas/Cat"}));
    let returns = returns.replace("friend: optional Cat", "friend: optional Dog");
    let sample = "{\"pet\": {\"id\": \"id\", \"friend\": {\"name\": \"name\"}}}";
    let (document, problems) = read_all(&[&page(&returns, sample)]);
    assert_eq!(problems, [""; 0]);
    let schemas = &document.expect("reads")["components"]["schemas"];
    assert_eq!(schemas["Cat"]["properties"]["friend"], json!({"$ref": "#/components/schemas/Dog"}));
    assert_eq!(schemas["Cat"]["description"], "Purrs.");
    assert_eq!(schemas["Dog"]["required"], json!(["name"]));
}

#[test]
fn members_of_a_model_without_a_count_are_those_of_the_sample() {
    let returns = "a: Pet\nid: string\nname: string\nb: optional Pet\nc: optional Mood\nOne of the following:\n\"calm\"\n\"wild\"";
    let sample =
        "{\"a\": {\"id\": \"id\", \"name\": \"name\"}, \"b\": {\"id\": \"id\", \"name\": \"name\"}, \"c\": \"calm\"}";
    let (document, problems) = read_all(&[&page(returns, sample)]);
    assert_eq!(problems, [""; 0]);
    let document = document.expect("reads");
    let schemas = &document["components"]["schemas"];
    assert_eq!(schemas["Pet"]["required"], json!(["id", "name"]));
    // A list of values stands where it is used, and its name with it.
    let mood = &document["paths"]["/cats/{id}"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]["properties"]
        ["c"];
    assert_eq!(*mood, json!({"type": "string", "enum": ["calm", "wild"], "title": "Mood"}));
    assert_eq!(
        self::problems("a: Pet", "{\"a\": {}}"),
        ["page-inconsistent 13: no page prints the members of `Pet`: it is left open (any value)"]
    );
}

#[test]
fn a_section_whose_counts_do_not_add_up_is_left_open_and_told_at_the_place() {
    let told = |returns: &str| {
        let (document, problems) = read_all(&[&page(returns, CAT_SAMPLE)]);
        let operation = &document.expect("reads")["paths"]["/cats/{id}"]["get"];
        let content = &operation["responses"]["200"]["content"]["application/json"];
        assert_eq!(content["schema"], json!({}), "{problems:?}");
        assert_eq!(operation["parameters"][0]["name"], "id");
        problems
    };
    assert_eq!(
        told(&CAT.replace("weight: number\n\nIn grams.\n\nexclusiveMinimum0\n", "")),
        ["page-inconsistent 27: member 2 is announced as `weight` but `age` stands here"]
    );
    assert_eq!(
        told(&CAT.replace("1 more }", "2 more }")),
        ["page-inconsistent 32: the counts of this page do not add up: 5 members announced, 4 found"]
    );
    assert_eq!(
        told(&CAT.replace(", 1 more }", " }")),
        ["page-inconsistent 38: the sample shows `age` at another place than the counts of this page"]
    );
    assert_eq!(
        told(&CAT.replace("\"hungry\"\n", "")),
        ["page-inconsistent 23: the counts of this page do not add up: 4 alternatives announced, 3 found"]
    );
    assert_eq!(
        told(&CAT.replace("\"hungry\"\n", "\"hungry\"\n\"fat\"\n")),
        ["page-inconsistent 24: the value \"fat\" belongs to no list that announces it"]
    );
}

#[test]
fn what_is_left_open_is_named() {
    let (mut files, mut diagnostics) = (SourceFiles::new(), Diagnostics::new());
    let file = files.add("page.txt", page(&CAT.replace("1 more }", "2 more }"), CAT_SAMPLE));
    assert!(read(&files, &[file], &mut diagnostics).is_some());
    let help = diagnostics.iter().next().and_then(|found| found.help.clone()).expect("a help");
    assert!(help.contains("`cat`, `id`, `mood`, `toys`, `name`, `weight`, `age`"), "{help}");
}

#[test]
fn words_that_are_no_types_are_told_once_and_by_name() {
    for (line, word) in [
        ("weight: float", "float"),
        ("weight: optional whole number", "whole number"),
        ("weight: array of map[int]", "int"),
        ("weight: string | null", "string | null"),
        ("weight: number (grams)", "number (grams)"),
    ] {
        let told = problems(&CAT.replace("weight: number", line), CAT_SAMPLE);
        assert_eq!(told, [format!("page-inconsistent 27: `{word}` is not a type of this format")]);
    }
    let told = problems(&CAT.replace("\"calm\" or \"wild\" or \"sleepy\" or 1 more", "enum<string>"), CAT_SAMPLE);
    assert_eq!(told, ["page-inconsistent 18: `enum<string>` is not a type of this format"]);
    let (document, _) = read_all(&[&page(&CAT.replace("weight: number", "weight: float"), CAT_SAMPLE)]);
    let toy = &document.expect("reads")["paths"]["/cats/{id}"]["get"]["responses"]["200"]["content"]["application/json"]
        ["schema"]["properties"]["cat"]["properties"]["toys"]["items"]["properties"];
    assert_eq!(toy["weight"], json!({"description": "In grams.", "exclusiveMinimum": 0}));
    // No count and no sample lists the members of a query; the bound must not go to the member above.
    let query = "Query ParametersExpand Collapse\npage: number\n\nFrom 1 on.\n\nsize: optional int\nmaximum9\nReturns";
    let page =
        page("a: string", "{\"a\": \"a\"}").replace("Returns", query).replace(&format!("{query} Ex"), "Returns Ex");
    assert_eq!(read_all(&[&page]).1, ["page-inconsistent 17: `int` is not a type of this format"]);
    let path = self::page("a: string", "{\"a\": \"a\"}").replace("\nid: string", "\nid: str");
    assert_eq!(read_all(&[&path]).1, ["page-inconsistent 11: `str` is not a type of this format"]);
    let whole = self::page(CAT, CAT_SAMPLE);
    let half = whole.find("weight: number").map_or("", |at| &whole[..at + "weight: num".len()]);
    assert_eq!(read_all(&[half]).1, ["page-cut 27: the page ends early: 2 members announced, 1 found"]);
    assert_eq!(Type::meant_by("str[]").as_deref(), Some("array of string"));
    assert_eq!(Type::meant_by("enum<string>").as_deref(), Some("\"…\" or \"…\""));
    assert_eq!(Type::meant_by("strng").as_deref(), Some("string"));
    assert_eq!(Type::meant_by("file"), None);
}

#[test]
fn bounds_stand_below_what_they_can_bound() {
    let lost = POST.replace("age: optional number\n", "maximum9\n").replace("\nA key.\n", "");
    assert_eq!(
        read_all(&[&lost]).1,
        ["page-inconsistent 15: `maximum` is not a bound of the type that stands above it"]
    );
    for bounded in ["array of string\nmaxLength3", "string or number\nmaximum3", "map[unknown]\nmaximum3"] {
        let (head, bound) = bounded.split_once('\n').expect("two lines");
        assert!(Type::parse(head).expect("a type").takes(bound.trim_end_matches('3')), "{bounded}");
    }
}

#[test]
fn headings_that_are_lost_are_told() {
    let told = |from: &str, to: &str| read_all(&[&POST.replace(from, to)]).1;
    assert_eq!(
        told("Body ParametersJSONExpand Collapse\n", ""),
        [
            "page-inconsistent 21: no section `Body Parameters` lists what this sample is made of: it is left open (any value)"
        ]
    );
    assert_eq!(
        told("Body ParametersJSONExpand Collapse\n", "Body ParametersJSONExpand Collapse "),
        [
            "page-inconsistent 15: the heading of a section goes on, and should end its line; the section is left open (any value)"
        ]
    );
    assert_eq!(
        told("Query ParametersExpand Collapse\n", ""),
        ["page-inconsistent 8: this line looks like a member, and no section stands above it"]
    );
    let shown = format!("{POST}Returns Examples\n{{\"a\": 1}}\n{{\"a\": 1}}");
    assert_eq!(
        read_all(&[&shown]).1,
        ["page-inconsistent 26: no section `Returns` lists what this sample is made of: it is left open (any value)"]
    );
}

#[test]
fn the_second_title_is_no_description() {
    assert_eq!(schema("a: string", "{\"a\": \"a\"}")["properties"]["a"], json!({"type": "string"}));
    let renamed = page("a: string", "{\"a\": \"a\"}").replace("\n\nFind a cat\n\ncurl", "\n\nFind cats\n\ncurl");
    assert_eq!(
        read_all(&[&renamed]).1,
        ["page-inconsistent 15: the title does not stand again above the sample request"]
    );
}

#[test]
fn prose_may_have_paragraphs_and_look_like_members() {
    let returns = "a: string\n\nOne:\n\n- first\n- second\n\nnote: string\n\nb: string";
    let (document, problems) = read_all(&[&page(returns, "{\"a\": \"a\", \"b\": \"b\"}")]);
    assert_eq!(
        problems,
        ["page-inconsistent 20: this line looks like the member `note`, which no sample shows: it was read as text"]
    );
    let found = &document.expect("reads")["paths"]["/cats/{id}"]["get"]["responses"]["200"]["content"]["application/json"]
        ["schema"];
    assert_eq!(found["properties"]["a"]["description"], "One:\n\n- first\n- second\n\nnote: string");
    assert_eq!(found["required"], json!(["a", "b"]));
    // The name of a member, standing in prose: the counts and the sample notice.
    let twice = self::problems("a: string\n\nOne.\n\nb: string\nb: string", "{\"a\": \"a\", \"b\": \"b\"}");
    assert_eq!(twice, ["page-inconsistent 18: `b` stands twice in one list of members"]);
}

#[test]
fn blank_lines_may_be_missing() {
    let whole = page(CAT, CAT_SAMPLE);
    let dense: Vec<&str> = whole.lines().filter(|line| !line.is_empty()).collect();
    assert_eq!(read_all(&[&dense.join("\n")]), read_all(&[&whole]));
}

#[test]
fn line_breaks_may_not() {
    let flat = page(CAT, CAT_SAMPLE).replace('\n', " ");
    assert!(recognises(&flat));
    assert_eq!(read_all(&[&flat]).1, ["page-inconsistent 1: this page has lost its line breaks"]);
}

#[test]
fn text_that_no_rule_reads_is_told() {
    let stray = page("a: string\nminLength1\nstray\nb: string", "{\"a\": \"x\", \"b\": \"b\"}");
    let whole = format!("Menu\n{stray}\nPrevious page");
    assert_eq!(
        read_all(&[&whole]).1,
        [
            "text-unread 1: no rule of this format reads this text",
            "text-unread 26: no rule of this format reads this text",
            "text-unread 16: this text belongs to no member"
        ]
    );
    let unknown = page("a: string\nCookie ParametersExpand Collapse\nb: string", "{\"a\": \"a\"}");
    assert_eq!(
        read_all(&[&unknown]).1,
        ["text-unread 14: `Cookie Parameters` is not a section that this reader knows"]
    );
}

#[test]
fn sections_that_lost_their_members_are_left_open() {
    let lost = "Skip to content\nGet started\n\nMake a cat\n\nPOST/cats\n\nBody ParametersJSON\nWhat it is called.\n\nReturns\nA cat.\n\nMake a cat\n\ncurl -X POST https://h.example/cats\n{\"a\": 1}\nReturns Examples\n{\"a\": 1}";
    assert_eq!(
        read_all(&[lost]).1,
        [
            "page-inconsistent 8: the section `Body ParametersJSON` has lost its members, and is left open (any value)",
            "page-inconsistent 11: the section `Returns` has lost its members, and is left open (any value)"
        ]
    );
}

#[test]
fn a_page_that_lists_operations_describes_its_models_alone() {
    let page = "Skip to content\nCats\nGet cats\nget/cats\nMake a cat\npost/cats\nModelsExpand Collapse\n\
        Cat = object { name }\nCat = object { name }\nname: string\nname: string\nIts name.\n";
    let (document, problems) = read_all(&[page]);
    assert_eq!(problems, ["operation-left-out 4: this page lists 2 operations and describes none of them"]);
    let document = document.expect("reads");
    assert_eq!(document["paths"], json!({}));
    assert_eq!(
        document["components"]["schemas"]["Cat"],
        json!({"type": "object", "properties": {"name": {"type": "string", "description": "Its name."}}, "required": ["name"]})
    );
    let (document, problems) = read_all(&[&page[..page.find("Models").expect("there")]]);
    assert!(document.is_none());
    assert_eq!(problems, ["unknown-format 4: this page lists 2 operations and describes none of them"]);
}

const POST: &str = "Skip to content\nGet started\n\nMake a cat\n\nPOST/cats\n\nQuery ParametersExpand Collapse\n\
    dry: optional boolean\nHeader ParametersExpand Collapse\nX-Key: string\n\nA key.\n\n\
    Body ParametersJSONExpand Collapse\nname: string\nage: optional number\nMake a cat\n\n\
    curl https://h.example/cats \\\n    -H 'Content-Type: application/json' \\\n    -d '{\n          \"name\": \"name\"\n        }'\n";

#[test]
fn bodies_and_parameters_are_read_and_an_answer_may_be_missing() {
    let (document, problems) = read_all(&[POST]);
    // Without an answer listed, none has to be shown.
    assert_eq!(problems, [""; 0]);
    let operation = document.expect("reads")["paths"]["/cats"]["post"].clone();
    assert_eq!(
        operation["parameters"],
        json!([
            {"in": "query", "name": "dry", "required": false, "schema": {"type": "boolean"}},
            {"in": "header", "name": "X-Key", "required": true, "description": "A key.", "schema": {"type": "string"}}
        ])
    );
    assert_eq!(operation["requestBody"]["required"], true);
    let content = &operation["requestBody"]["content"]["application/json"];
    assert_eq!((&content["schema"]["required"], &content["example"]), (&json!(["name"]), &json!({"name": "name"})));
    assert_eq!(operation["responses"]["200"].get("content"), None);

    // An empty place for samples: the answer is no JSON.
    let (document, problems) = read_all(&[&format!("{POST}Returns Examples\n")]);
    assert_eq!(problems, [""; 0]);
    let responses = &document.expect("reads")["paths"]["/cats"]["post"]["responses"];
    assert_eq!(responses["200"]["content"], json!({"application/octet-stream": {}}));

    let wrong = POST.replace("\"name\": \"name\"", "\"nom\": \"name\"");
    assert_eq!(
        read_all(&[&wrong]).1,
        [
            "page-inconsistent 22: the sample lacks the member `name`",
            "page-inconsistent 23: the sample shows `nom`, which is not listed"
        ]
    );
}

#[test]
fn the_sample_request_has_to_be_that_of_the_operation() {
    let get = page("a: string", "{\"a\": \"a\"}");
    let told = |command: &str| read_all(&[&get.replace("curl https", command)]).1;
    assert_eq!(
        told("curl -X POST https"),
        ["page-inconsistent 17: the sample request is a POST, and the page describes a GET"]
    );
    assert_eq!(told("curl --request GET --silent https"), [""; 0]);
    assert_eq!(told("curl --proto https"), ["text-unread 17: `--proto` in the sample request is not understood"]);
    assert_eq!(
        read_all(&[&get.replace("$ID", "$ID?dry=1")]).1,
        ["page-inconsistent 17: the sample request sends `dry`, which is not listed"]
    );
    let header = get.replace("curl https", "curl -H 'X-Zebra: 1' -H 'X-Api-Key: $API_KEY' https");
    assert_eq!(
        read_all(&[&header]).1,
        ["page-inconsistent 17: the sample request sends `X-Zebra`, which is not listed"]
    );
    let form = POST.replace("-d '{\n          \"name\": \"name\"\n        }'", "-F name=name -F 'mood=calm'");
    assert_eq!(read_all(&[&form]).1, ["page-inconsistent 22: the sample request sends `mood`, which is not listed"]);
}

#[test]
fn pages_are_put_together_and_have_to_agree() {
    let get = page("a: string", "{\"a\": \"a\"}");
    let post = POST.replace("h.example/cats", "h.example/v1/cats");
    let (document, problems) = read_all(&[&get, &post, &get]);
    assert_eq!(problems, [""; 0]);
    let paths = document.expect("reads")["paths"].clone();
    assert_eq!(paths.as_object().map(serde_json::Map::len), Some(2));

    let changed = page("a: number", "{\"a\": 0}");
    assert_eq!(
        read_all(&[&get, &changed]).1,
        [
            "page-conflict 13: two pages describe `GET /cats/{id}` differently: they part at `responses/200/content/application/json/schema/properties/a/type`"
        ]
    );
    assert_eq!(read_all(&[&get, POST]).1, ["page-conflict 20: this page names the server https://h.example"]);
    let elsewhere = get.replace("/v1/cats/$ID", "/v1/dogs/$ID");
    assert_eq!(
        read_all(&[&elsewhere]).1,
        ["page-inconsistent 17: the sample request goes to another path than the operation"]
    );
    let unnamed = get.replace("\nid: string", "\nkey: string");
    assert_eq!(
        read_all(&[&unnamed]).1,
        [
            "page-inconsistent 11: `key` does not occur in the path, and is left out",
            "page-inconsistent 6: the path variable `id` is not described, and is left open (any value)"
        ]
    );
}

#[test]
fn other_texts_are_refused() {
    for text in ["", "<!DOCTYPE html><title>Sign in</title>", "Skip to main content\nGET\n/cats", "\u{feff}"] {
        assert!(!recognises(text));
        assert_eq!(read_all(&[text]).1, ["unknown-format 1: this is not a documentation page generated by Stainless"]);
    }
    assert_eq!(read_all(&[]).1, ["unknown-format 0: there are no pages to read"]);
}

#[test]
fn order_and_copies_are_checked_where_no_sample_shows_the_members() {
    let returns =
        "a: object { id, b, c }\nid: string\nb: string\nc: string or object { x, y, z }\nOne of the following:\n\
                   UnionMember0 = string\nUnionMember1 = object { x, y, z }\nx: string\nz: string\ny: string"
            .replace("object { x, y, z }", "object { x, z, y }");
    let sample = "{\"a\": {\"id\": \"id\", \"b\": \"b\", \"c\": \"c\"}}";
    assert_eq!(problems(&returns, sample), ["page-inconsistent 22: `y` breaks the order this page keeps elsewhere"]);

    let copy = |kind| format!("p: object {{ id, a, b }}\nid: string\na: string\nb: {kind}");
    let returns = format!("x: object {{ p }}\n{}\ny: object {{ p }}\n{}", copy("string"), copy("boolean"));
    let of = |b| json!({"p": {"id": "id", "a": "a", "b": b}});
    let sample = format!("{{\"x\": {}, \"y\": {}}}", printed(&of(json!("b"))), printed(&of(json!(true))));
    assert_eq!(problems(&returns, &sample), ["page-inconsistent 19: the two lists of the members of `p` differ"]);
}

/// A value with `id` first, as pages print it.
fn printed(value: &Value) -> String {
    let object = &value["p"];
    format!("{{\"p\": {{\"id\": {}, \"a\": {}, \"b\": {}}}}}", object["id"], object["a"], object["b"])
}

#[test]
fn nesting_is_limited() {
    let mut deep: String = (0..500).map(|at| format!("a{at}: object {{ a{} }}\n", at + 1)).collect();
    deep.push_str("a500: string");
    assert!(problems(&deep, "{\"a0\": {}}").iter().any(|found| found.starts_with("too-deep")));
}
