//! Pages of the dialects that the web has, one thing to say each.

use super::*;
use serde_json::{Value, json};

const SLATE: &str = "\
---
title: Farm
---

# Cats

Words about cats.

## Feed a cat

Gives food.

### HTTP Request

POST `https://h.example/v1/cats/:id/meals`

### URL Parameters

Parameter | Required | Type | Description
--------- | -------- | ---- | -----------
id | Y | String | The cat

### Body Parameters

Parameter | Type | Required | Description
--------- | ---- | -------- | -----------
| grams | Int | Y | How much
| food | String | N | What
| owner | Object | N |
| owner.name | String | Y | Who

> Request example:

```json
{\"grams\": 20, \"food\": \"fish\"}
```

### Response Parameters

The data parameter is as follows:

Parameter | Type | Description
--------- | ---- | -----------
left | Decimal | What is left

```json
{\"code\": 200, \"data\": {\"left\": \"1.5\"}}
```
";

const LIST: &str = "\
# Get a cat (/reference/get-cat)

Finds a cat.

- Operation ID: get-cat
- Method: GET
- Path: /v1/cats/{id}

## Parameters

- `id` (path, required, string) - The cat.
  - Format: `uuid`
- `mood` (query, string) - How it is.
  - Allowed values: `calm`, `wild`

## Responses

### 200

- `toys` (array of object) - What it plays with.
  - `name` (string, required) - Its name.

### 404

Nobody knows it.
";

fn described(text: &str) -> (Value, Vec<String>) {
    let mut files = SourceFiles::new();
    let page = files.add("page.md", text);
    let mut diagnostics = Diagnostics::new();
    let document = read(&files, &[page], &mut diagnostics);
    assert_eq!(document.is_none(), diagnostics.has_errors());
    let said = diagnostics.iter().map(|found| found.message.clone()).collect();
    (document.map_or(Value::Null, |document| document.to_value()), said)
}

#[test]
fn tables_below_headings_become_an_operation() {
    assert!(recognises(SLATE));
    let (document, said) = described(SLATE);
    assert_eq!(
        said,
        [
            "this text did not reach the document: Words about cats.",
            "the type of `left` has words that no rule understands: Decimal",
        ]
    );
    assert_eq!(document["servers"], json!([{"url": "https://h.example"}]));
    let operation = &document["paths"]["/v1/cats/{id}/meals"]["post"];
    assert_eq!((&operation["summary"], &operation["description"]), (&json!("Feed a cat"), &json!("Gives food.")));
    assert_eq!(
        operation["parameters"],
        json!([{"name": "id", "in": "path", "description": "The cat", "required": true, "schema": {"type": "string"}}])
    );
    assert_eq!(
        operation["requestBody"]["content"]["application/json"]["schema"],
        json!({"type": "object", "required": ["grams"], "properties": {
            "grams": {"type": "integer", "description": "How much"},
            "food": {"type": "string", "description": "What"},
            "owner": {"type": "object", "required": ["name"], "properties": {"name": {"type": "string", "description": "Who"}}},
        }})
    );
    assert_eq!(
        operation["responses"]["200"]["content"]["application/json"]["schema"],
        json!({"type": "object", "properties": {
            "code": {"type": "number", "x-inferred": "example"},
            "data": {"type": "object", "properties": {"left": {"description": "What is left"}}},
        }})
    );
}

#[test]
fn lists_of_members_become_an_operation() {
    assert!(recognises(LIST));
    let (document, said) = described(LIST);
    assert_eq!(said, ["this text did not reach the document: Nobody knows it."]);
    let operation = &document["paths"]["/v1/cats/{id}"]["get"];
    assert_eq!((&operation["operationId"], &operation["summary"]), (&json!("get-cat"), &json!("Get a cat")));
    assert_eq!(operation["parameters"][0]["schema"], json!({"type": "string", "format": "uuid"}));
    assert_eq!(operation["parameters"][1]["schema"], json!({"type": "string", "enum": ["calm", "wild"]}));
    assert_eq!(
        operation["responses"]["200"]["content"]["application/json"]["schema"]["properties"]["toys"],
        json!({"type": "array", "description": "What it plays with.", "items":
            {"type": "object", "required": ["name"], "properties": {"name": {"type": "string", "description": "Its name."}}}})
    );
    assert!(operation["responses"].get("404").is_some());
}

#[test]
fn what_the_example_contradicts_stays_open() {
    let (document, said) = described(&SLATE.replace("\"grams\": 20", "\"grams\": \"20\""));
    let schema =
        &document["paths"]["/v1/cats/{id}/meals"]["post"]["requestBody"]["content"]["application/json"]["schema"];
    assert_eq!(schema["properties"]["grams"], json!({"description": "How much"}));
    assert!(
        said.contains(&"the type of `grams` is stated as `integer`, but an example shows a string".to_owned()),
        "{said:?}"
    );
}

#[test]
fn a_table_of_the_query_that_the_example_sends_in_the_body_belongs_to_the_body() {
    let (document, said) = described(&SLATE.replace("Body Parameters", "Query Parameters"));
    let operation = &document["paths"]["/v1/cats/{id}/meals"]["post"];
    assert_eq!(operation["requestBody"]["content"]["application/json"]["schema"]["required"], json!(["grams"]));
    assert_eq!(said.len(), 3, "{said:?}");
}

#[test]
fn what_is_no_part_of_an_operation_is_told() {
    let page = SLATE.replace(
        "### Response Parameters",
        "### Limits\n\nOne a day.\n\nHour | Cats\n---|---\n1 | 2\n\n### Response Parameters",
    );
    let (_, said) = described(&page);
    assert!(said.iter().any(|said| said.contains("One a day. …")), "{said:?}");
    for text in ["# Cats\n\nWords.\n", "GET /cats is what you call.\n\n# x\n", "{\"a\": 1}"] {
        assert!(!recognises(text), "{text}");
    }
}

#[test]
fn methods_are_found_in_headings_and_in_code() {
    for line in [
        "## `GET /cats`",
        "## Cats\n\n`GET /cats`",
        "## Cats\n\n**GET** /cats",
        "## Cats\n\n```\nGET /cats HTTP/1.1\n```",
    ] {
        let page = format!("{line}\n\n### Query parameters\n\nName | Type\n---|---\nmood | string\n");
        assert!(recognises(&page), "{page}");
        let (document, _) = described(&page);
        assert_eq!(document["paths"]["/cats"]["get"]["parameters"][0]["name"], "mood", "{page}");
    }
}

#[test]
fn words_in_bold_or_with_a_colon_are_headings_of_what_they_name() {
    let page = "# Hooks\n\nBase URL: https://h.example/v1\n\n## `POST /hooks/{id}`\n\nSends one.\n\n**Path parameters**\n\n\
        | Name | Type |\n|---|---|\n| `id` | uuid |\n\n**Body:**\n\n| Name | Type | Required |\n|---|---|---|\n\
        | `event` | enum (`made`, `gone`) | \u{2705} |\n| `owner.id` | string | \u{2717} |\n\n**Example response** `202 Accepted`\n\n\
        ```json\n{\"queued\": true}\n```\n\n## GET /hooks/{id}\n\n**Lists** them, it is said.\n\nQuery params:\n\n- `page` (integer): the page\n";
    let (document, said) = described(page);
    assert_eq!(
        said,
        [
            "no member above holds `owner.id`, which was read as a name with all of its signs",
            "the page does not describe the parameter `id` of the path, so every value is accepted",
            "the page describes no answer, so any JSON value is accepted with status 200",
        ]
    );
    assert_eq!(document["servers"], json!([{"url": "https://h.example/v1"}]));
    let post = &document["paths"]["/hooks/{id}"]["post"];
    assert_eq!((&post["summary"], &post["description"]), (&Value::Null, &json!("Sends one.")));
    assert_eq!(post["parameters"][0]["schema"], json!({"type": "string", "format": "uuid"}));
    assert_eq!(
        post["requestBody"]["content"]["application/json"]["schema"],
        json!({"type": "object", "required": ["event"], "properties": {
            "event": {"type": "string", "enum": ["made", "gone"]}, "owner.id": {"type": "string"}}})
    );
    assert!(post["responses"]["202"]["content"].is_object(), "{post}");
    let get = &document["paths"]["/hooks/{id}"]["get"];
    assert_eq!(get["parameters"][0]["name"], "page");
    assert_eq!(get["description"], "**Lists** them, it is said.");
}

#[test]
fn examples_between_title_and_method_belong_to_the_operation() {
    let page = "# Cats\n\n## Get cats\n\n```shell\ncurl https://h.example/cats\n```\n\n> The above command returns JSON structured like this:\n\n\
        ```json\n[{\"id\": 1}]\n```\n\nThis endpoint finds all.\n\n### HTTP Request\n\n`GET https://h.example/cats`\n\n### Query Parameters\n\n\
        Parameter | Type\n--- | ---\nlimit | integer\n";
    let (document, said) = described(page);
    assert_eq!(said, [] as [&str; 0]);
    let get = &document["paths"]["/cats"]["get"];
    assert_eq!(get["description"], "This endpoint finds all.");
    let schema = &get["responses"]["200"]["content"]["application/json"]["schema"];
    assert_eq!((&schema["type"], &schema["items"]["properties"]["id"]["type"]), (&json!("array"), &json!("number")));
}

#[test]
fn bars_behind_backslashes_are_text_and_what_is_struck_out_is_deprecated() {
    let page = "## POST /cats\n\n### Body\n\n| Name | Type | Required | Default |\n|---|---|---|---|\n\
        | `food` | `object` \\| `null` | No | `{}` |\n| ~~`old`~~ | string | Yes | |\n";
    let (document, said) = described(page);
    assert_eq!(said, ["the page describes no answer, so any JSON value is accepted with status 200"]);
    let schema = &document["paths"]["/cats"]["post"]["requestBody"]["content"]["application/json"]["schema"];
    assert_eq!(schema["properties"]["food"], json!({"type": ["object", "null"], "description": "Default: `{}`"}));
    assert_eq!(schema["properties"]["old"], json!({"type": "string", "deprecated": true}));
    assert_eq!(schema["required"], json!(["old"]));
}

#[test]
fn what_is_sent_may_stand_below_the_method() {
    let page = "# Cats\n\n## Feed\n\n### Request\n\n`POST /cats/{id}/meals`\n\n| Name | Type | Required | Description |\n|---|---|---|---|\n\
        | `id` | uuid | yes | Which |\n| **Grown cats only** | | | |\n| `grams` | integer | yes | How much |\n| First name | string | no | Its name |\n\n\
        ### Response\n\n> Example\n\n```http\nHTTP/1.1 201 Created\nContent-Type: application/json\n\n{\"data\": {\"left\": 3}}\n```\n\n\
        ### Response fields\n\n| Name | Type | Description |\n|---|---|---|\n| `left` | integer | What is left |\n";
    let (document, said) = described(page);
    assert_eq!(
        said,
        [
            "`Grown cats only` stands alone in its row, so it was taken for a heading of the rows below",
            "`First name` is not the name of a member, so this row is not read",
        ]
    );
    let post = &document["paths"]["/cats/{id}/meals"]["post"];
    assert_eq!(post["parameters"][0]["schema"], json!({"type": "string", "format": "uuid"}));
    let body = &post["requestBody"]["content"]["application/json"]["schema"];
    assert_eq!(body["properties"], json!({"grams": {"type": "integer", "description": "How much"}}));
    let answer = &post["responses"]["201"]["content"]["application/json"]["schema"]["properties"]["data"];
    assert_eq!(answer["properties"]["left"], json!({"type": "integer", "description": "What is left"}));
}

#[test]
fn operations_below_one_heading_are_all_there() {
    let page = "# Keys\n\n**Make one**:\n```http\nPOST /keys HTTP/1.1\nHost: h.example\n\n{\"name\": \"a\"}\n```\n\n**Lose one**:\n```\nDELETE /keys/{id}\n```\n\n\
        Example:\n\n```\nDELETE /keys/7\n```\n\n### Path parameters\n\nName | Type | Required | Notes\n---|---|---|---\nid | string | Yes | |\n";
    let (document, said) = described(page);
    assert!(!said.iter().any(|said| said.contains("Lose one")), "{said:?}");
    let paths = &document["paths"];
    assert_eq!(paths["/keys"]["post"]["requestBody"]["content"]["application/json"]["example"], json!({"name": "a"}));
    assert_eq!(paths["/keys/{id}"]["delete"]["summary"], "Lose one");
    assert_eq!(paths["/keys/{id}"]["delete"]["parameters"][0]["schema"], json!({"type": "string"}));
    assert_eq!(paths.as_object().map(serde_json::Map::len), Some(2));
}

#[test]
fn address_and_method_may_stand_on_lines_of_their_own() {
    let page = "Cats\nURL : /cats/{id}\nMethod : PATCH\nFields :\nName | Type | Required | Description |\n---|---|---|---|\n\
        name | string | Yes | Its name |\n";
    assert!(recognises(page));
    let (document, _) = described(page);
    let patch = &document["paths"]["/cats/{id}"]["patch"];
    assert_eq!(patch["requestBody"]["content"]["application/json"]["schema"]["required"], json!(["name"]));
}

#[test]
fn texts_below_entries_say_more_of_them() {
    let page = "# Feed a cat\n\nGives food.\n\nEndpoint: POST /cats/{id}/meals\nVersion: 2\nSecurity: key\n\n## Path parameters:\n\n  - `id` (string, required)\n\n\
        ## Request fields (application/json):\n\n  - `food` (string,null)\n    What it eats.\n    Enum: \"fish\", \"mice\"\n\n  - `bowl` (object, required)\n    Where.\n\n\
        \x20 - `bowl.id` (integer)\n\n## Response 201 fields (application/json):\n\n  - `left` (number)\n    Example: 2.5\n";
    assert!(recognises(page));
    let (document, said) = described(page);
    assert_eq!(said, [] as [&str; 0]);
    let post = &document["paths"]["/cats/{id}/meals"]["post"];
    assert_eq!(
        post["requestBody"]["content"]["application/json"]["schema"],
        json!({"type": "object", "required": ["bowl"], "properties": {
            "food": {"type": ["string", "null"], "description": "What it eats.", "enum": ["fish", "mice", null]},
            "bowl": {"type": "object", "description": "Where.", "properties": {"id": {"type": "integer"}}}}})
    );
    assert_eq!(
        post["responses"]["201"]["content"]["application/json"]["schema"]["properties"]["left"]["type"],
        "number"
    );
    // Keys of YAML are no lines of such a page.
    assert!(!recognises("asyncapi: 3.0.0\nchannels:\n  method: GET\n  url: /cats\nParameters:\n- `a` (string): it\n"));
}

fn paths(page: &str) -> (Value, Vec<String>) {
    let (document, said) = described(page);
    (document["paths"].clone(), said)
}

#[test]
fn tables_of_converters_have_the_body_in_a_row() {
    let page = "<h1 id=\"farm\">Farm v1</h1>\n\n## feedCat\n\n`POST /cats/{id}`\n\n> Body parameter\n\n\
        ```json\n{\"food\": \"fish\", \"owner\": {\"name\": \"x\"}}\n```\n\n\
        <h3 id=\"feed-parameters\">Parameters</h3>\n\n|Name|In|Type|Required|Description|\n|---|---|---|---|---|\n\
        |id|path|integer|true|none|\n|dry|query|boolean|false|none|\n|body|body|object|true|none|\n\
        |\u{bb} food|body|string|true|What|\n|\u{bb} owner|body|object|false|none|\n|\u{bb}\u{bb} name|body|string|true|none|\n\n\
        #### Enumerated Values\n\n|Parameter|Value|\n|---|---|\n|\u{bb} food|fish|\n|\u{bb} food|hay|\n\n\
        <h3 id=\"feed-responses\">Responses</h3>\n\n|Status|Meaning|Description|Schema|\n|---|---|---|---|\n\
        |200|OK|Fed|Inline|\n|204|No Content|Full|None|\n|404|Not Found|No cat|Error|\n\n\
        <h3 id=\"feed-schema\">Response Schema</h3>\n\nStatus Code **200**\n\n|Name|Type|Required|Description|\n|---|---|---|---|\n\
        |left|[integer]|true|none|\n\n<aside class=\"success\">\nOpen to all\n</aside>\n";
    let (paths, said) = paths(page);
    let operation = &paths["/cats/{id}"]["post"];
    assert_eq!(operation["parameters"].as_array().map(Vec::len), Some(2), "{operation}");
    assert_eq!(
        operation["requestBody"]["content"]["application/json"]["schema"],
        json!({"type": "object", "required": ["food"], "properties": {
            "food": {"type": "string", "description": "What", "enum": ["fish", "hay"]},
            "owner": {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}}}})
    );
    let answers = &operation["responses"];
    assert_eq!(
        answers["200"]["content"]["application/json"]["schema"]["properties"]["left"],
        json!({"type": "array", "items": {"type": "integer"}})
    );
    assert_eq!(answers["204"], json!({"description": "No Content. Full"}));
    assert_eq!(answers["404"]["content"], json!({"application/json": {"schema": {}}}));
    assert!(said.iter().any(|said| said.contains("the type of this answer, `Error`, is not described")), "{said:?}");
}

#[test]
fn a_second_table_belongs_to_the_member_that_its_text_names() {
    let table = |rows: &str| format!("Name | Type | Description\n---- | ---- | ----\n{rows}\n\n");
    let page = format!(
        "# Cats\n\n`GET /users/<:id>/cats`\n\n### Query Parameters\n\n{}### Response Content\n\n{}\
         Each cat contains the following fields:\n\n{}The attributes of the `owner` are:\n\n{}",
        table("id | Int | The user\nage | `Optional[Int]` | Of the cats"),
        table("data | `List[Object]` | Cats\nowner | Object | Who"),
        table("mood | String | How it is"),
        table("name | String | Its name"),
    );
    let (paths, said) = paths(&page);
    let operation = &paths["/users/{id}/cats"]["get"];
    assert_eq!(
        (&operation["parameters"][0]["in"], &operation["parameters"][0]["name"]),
        (&json!("path"), &json!("id"))
    );
    assert_eq!(operation["parameters"][1]["schema"], json!({"type": "integer"}));
    assert_eq!(
        operation["responses"]["200"]["content"]["application/json"]["schema"]["properties"],
        json!({"data": {"type": "array", "items": {"type": "object"}, "description": "Cats"},
            "owner": {"type": "object", "description": "Who", "properties": {"name": {"type": "string", "description": "Its name"}}}})
    );
    assert!(
        said.iter().any(|said| said.contains("nothing says which member holds those of this table: `mood`")),
        "{said:?}"
    );
}

#[test]
fn codes_and_contents_are_no_members_of_an_answer() {
    let page = "# POST /cats\n\n### Body Parameters\n\n- `name`: Its name.\n\n## Response\n\n- **Code**: `201 CREATED`\n- **Content**:\n\n\
        ```json\n{\"id\": 1}\n```\n\n- **Code**: `404`\n- **Content**: `{\"error\": 1}`\n";
    let (paths, said) = paths(page);
    let answers = &paths["/cats"]["post"]["responses"];
    assert_eq!(
        answers["201"]["content"]["application/json"]["schema"],
        json!({"type": "object", "properties": {"id": {"type": "number"}}, "x-inferred": "example"})
    );
    assert_eq!(answers["404"], json!({"description": "The answer."}));
    assert!(said.iter().any(|said| said.contains("this text did not reach the document: **Content**")), "{said:?}");
}

#[test]
fn what_slate_pages_leave_to_their_headings_is_read() {
    let page = "Cats\n====\n\nFeed a cat\n----------\n\n### Request\n\n`POST https://h.example/v1/cats?dry=true`\n\nParameter | Description\n--------- | ---\n\
        food | What\n\n### Required parameters\n\nParameter | Description\n--- | ---\n`grams`<br/>_in all_ | How much\nbowl | \n\n### Error (422)\n\n\
        ```json\n{\"why\": \"full\"}\n```\n\n## List cats\n\nMethod | Route\n--- | ---\n**GET** | `/cats`\n\n### URL parameters\n\n\
        Parameter | Type\n--- | ---\nmood | string\n";
    let (document, said) = described(page);
    let (feed, list) = (&document["paths"]["/v1/cats"]["post"], &document["paths"]["/cats"]["get"]);
    let body = &feed["requestBody"]["content"]["application/json"]["schema"];
    assert_eq!(body["required"], json!(["grams", "bowl"]));
    assert_eq!(body["properties"].as_object().map(|members| members.len()), Some(3), "{body}");
    assert_eq!(feed["parameters"], json!([{"name": "dry", "in": "query", "required": false, "schema": {}}]));
    assert_eq!(feed["responses"]["422"]["content"]["application/json"]["example"], json!({"why": "full"}));
    let mood = json!([{"name": "mood", "in": "query", "required": false, "schema": {"type": "string"}}]);
    assert_eq!((&list["summary"], &list["parameters"]), (&json!("List cats"), &mood));
    assert!(!said.iter().any(|said| said.contains("===") || said.contains("---")), "{said:?}");
}

#[test]
fn requests_in_code_say_what_they_send() {
    let page = "# Photos\n\nBase URLs:\n\n* <a href=\"https://h.example/v1\">https://h.example/v1</a>\n\n## Add\n\n```http\nPOST /photos\n\
        Content-Type: multipart/form-data; boundary=x\n```\n\n### Body\n\nName | Type\n--- | ---\nname | string\n\n## Look\n\n\
        - **Endpoint:** `GET /photos/{id}`\n\n## Path parameters\n\nName | Type\n--- | ---\nid | integer\n";
    let (document, said) = described(page);
    assert_eq!(document["servers"], json!([{"url": "https://h.example/v1"}]));
    let content = &document["paths"]["/photos"]["post"]["requestBody"]["content"];
    assert_eq!(content["multipart/form-data"]["schema"]["properties"], json!({"name": {"type": "string"}}));
    let id = &document["paths"]["/photos/{id}"]["get"]["parameters"][0];
    assert_eq!(id["schema"], json!({"type": "integer"}), "{said:?}");
}
