//! Whole pages with one thing wrong or unusual each.

use super::*;
use crate::diagnostic::Diagnostic;
use crate::text::single_line;
use serde_json::{Value, json};

const CAT: &str = r#"Cat
Cat
{
"id": "<string>",
"mood": "<string>",
"is_loud": "<boolean>",
"toys": [],
"home": {},
"tm_gone": "<string>",
"tm_born": "<string>"
}
id(UUID): Its id, as listed byGET /catsorGET /wild-cats.mood(enum string): How it feels (not its(string) name). See Mood.is_loud(boolean): If it is loud.toys(Array of string): What it plays with.home(object): Where it lives. May be null if wild.tm_gone(string, ISO 8601): When it went. Set to9999-01-01 00:00:00.000if it is here.tm_born(string, ISO 8601): When it was born.
Mood
All possible values for the mood field:
Mood |
Description |
|---|---|
calm |
Sleeps |
wild |
Bites, see
POST /cats/{id}/pet |
Example
{
"id": "0b8f0b9e-7f8e-4f6a-9d3f-0a4bb4cf2f10",
"mood": "calm",
"is_loud": true,
"toys": ["ball"],
"home": null,
"tm_gone": "9999-01-01T00:00:00Z",
"tm_born": "9999-01-01T00:00:00.0Z"
}
"#;

struct Read {
    document: Option<Value>,
    problems: Vec<Diagnostic>,
}

impl Read {
    fn schema(&self) -> &Value {
        &self.document.as_ref().expect("a document")["components"]["schemas"]["Cat"]
    }

    fn said(&self) -> Vec<String> {
        self.problems.iter().map(|found| format!("{}: {}", found.code, found.message)).collect()
    }
}

fn read_pages(texts: &[&str]) -> Read {
    let mut files = SourceFiles::new();
    let pages: Vec<_> = texts.iter().map(|text| files.add("cat.txt", *text)).collect();
    let mut diagnostics = Diagnostics::new();
    let document = read(&files, &pages, &mut diagnostics).map(|node| node.to_value());
    Read { document, problems: diagnostics.iter().cloned().collect() }
}

/// The page with one text exchanged for another.
fn read_with(from: &str, to: &str) -> Read {
    assert!(CAT.contains(from), "{from}");
    read_pages(&[&CAT.replacen(from, to, 1)])
}

fn said_with(from: &str, to: &str) -> Vec<String> {
    let read = read_with(from, to);
    assert_eq!(read.document.is_none(), read.problems.iter().any(|found| found.severity == Severity::Error));
    read.said()
}

#[test]
fn a_page_becomes_a_schema() {
    let read = read_pages(&[CAT]);
    assert_eq!(read.said(), Vec::<String>::new());
    let mut schema = read.schema().clone();
    let example = schema.as_object_mut().and_then(|schema| schema.remove("example"));
    assert_eq!(example.and_then(|example| example.get("mood").cloned()), Some(json!("calm")));
    let never = json!(["9999-01-01 00:00:00.000", "9999-01-01T00:00:00Z"]);
    assert_eq!(
        schema,
        json!({
            "type": "object",
            "properties": {
                "id": {"type": "string", "format": "uuid",
                    "description": "Its id, as listed by `GET /cats` or `GET /wild-cats`."},
                "mood": {"type": "string", "description": "How it feels (not its(string) name). See Mood.",
                    "enum": ["calm", "wild"],
                    "x-enum-descriptions": {"calm": "Sleeps", "wild": "Bites, see `POST /cats/{id}/pet`"}},
                "is_loud": {"type": "boolean", "description": "If it is loud."},
                "toys": {"type": "array", "items": {"type": "string"}, "description": "What it plays with."},
                "home": {"type": ["object", "null"], "description": "Where it lives. May be null if wild."},
                "tm_gone": {"type": "string", "format": "date-time", "x-unset-values": never,
                    "description": "When it went. Set to `9999-01-01 00:00:00.000` if it is here."},
                "tm_born": {"type": "string", "format": "date-time", "description": "When it was born.",
                    "x-unset-values": ["9999-01-01 00:00:00.000", "9999-01-01T00:00:00Z", "9999-01-01T00:00:00.0Z"]},
            },
            "x-mentioned-operations": ["GET /cats", "GET /wild-cats", "POST /cats/{id}/pet"],
        })
    );
}

#[test]
fn every_node_stands_where_the_page_says_it() {
    let mut files = SourceFiles::new();
    let page = files.add("cat.txt", CAT);
    let document = read(&files, &[page], &mut Diagnostics::new()).expect("reads");
    let text = |pointer: &str| {
        let node = document.pointer(&format!("/components/schemas/Cat{pointer}")).expect(pointer);
        files.slice(node.span).to_owned()
    };
    assert_eq!(text("/properties/mood/enum/1"), "wild");
    assert_eq!(text("/properties/mood/x-enum-descriptions/calm"), "Sleeps");
    assert_eq!(text("/properties/is_loud/description"), "If it is loud.");
    assert_eq!(text("/properties/home/type/1"), "null");
    assert_eq!(text("/properties/tm_gone/x-unset-values/0"), "9999-01-01 00:00:00.000");
    assert_eq!(text("/properties/tm_gone/x-unset-values/1"), "\"9999-01-01T00:00:00Z\"");
    assert_eq!(text("/x-mentioned-operations/2"), "POST /cats/{id}/pet");
    assert_eq!(text("/example/mood"), "\"calm\"");
}

#[test]
fn a_page_cut_anywhere_is_called_cut_or_ends_a_part() {
    let whole = CAT.trim_end().len();
    for end in (0..whole).filter(|end| CAT.is_char_boundary(*end)) {
        let read = read_pages(&[&CAT[..end]]);
        let is_cut = read.problems.iter().any(|found| found.code == Code::PageCut);
        // A page without an example is a page, and one word may be what a page ends with.
        let kept = CAT[..end].trim_end();
        let last = kept.lines().last().unwrap_or_default();
        let ends_a_part =
            kept.ends_with("born.") || kept.ends_with('|') || "Mood".starts_with(last) || "Example".starts_with(last);
        let is_told = read.said().contains(&format!("text-unread: this text did not reach the document: {last}"));
        assert!(is_cut && read.document.is_none() || ends_a_part || is_told, "{end}: {:?}", read.said());
    }
}

#[test]
fn parts_that_disagree_are_told() {
    assert_eq!(
        said_with("\"mood\": \"<string>\",\n", ""),
        ["page-inconsistent: the page describes a member `mood` that the template lacks"]
    );
    assert_eq!(
        read_with("\"mood\": \"<string>\",\n", "").schema()["properties"]["mood"]["enum"],
        json!(["calm", "wild"])
    );
    assert_eq!(
        said_with("is_loud(boolean): If it is loud.", ""),
        ["page-inconsistent: the template has a member `is_loud` that the page does not describe"]
    );
    assert_eq!(said_with("\"is_loud\": true,\n", ""), Vec::<String>::new());
    let read = read_with("\"is_loud\": true", "\"is_loud\": \"yes\"");
    assert_eq!(read.said(), ["page-inconsistent: `is_loud` is called a boolean, but the example shows a string"]);
    assert_eq!(read.schema()["properties"]["is_loud"], json!({"description": "If it is loud."}));
    assert_eq!(
        said_with("\"mood\": \"calm\"", "\"mood\": \"shy\""),
        ["page-inconsistent: the example has `shy` for `mood`, which the table of its values lacks"]
    );
    assert_eq!(
        said_with("\"mood\": \"calm\"", "\"mood\": \"calm\", \"age\": 3"),
        ["page-inconsistent: the example has a member `age` that the template lacks"]
    );
    assert_eq!(
        said_with("is_loud(boolean): If", "mood(string): Again.is_loud(boolean): If"),
        ["page-inconsistent: the member `mood` is described twice; the first text counts"]
    );
    assert_eq!(
        said_with("wild |\nBites", "calm |\nBites"),
        ["page-inconsistent: the value `calm` of `mood` is listed twice; the first counts"]
    );
    assert_eq!(
        said_with("\"toys\": [\"ball\"],", "\"toys\": [\"ball\"]"),
        ["text-unread: the example was left out, since it is not JSON: a comma is missing here"]
    );
    let table = &CAT[CAT.find("Mood\nAll").expect("table")..CAT.find("Example").expect("example")];
    assert_eq!(
        said_with(table, ""),
        ["page-inconsistent: `mood` is called an enum, but the page does not list its values"]
    );
    let other = CAT.replacen("Sleeps", "Purrs", 1);
    assert_eq!(
        read_pages(&[CAT, &other]).said(),
        [
            "page-conflict: two pages describe `Cat` differently: they part at `properties/mood/x-enum-descriptions/calm`"
        ]
    );
    assert!(read_pages(&[CAT, CAT]).document.is_some());
}

#[test]
fn text_that_no_rule_reads_is_reported() {
    assert_eq!(
        said_with("id(UUID)", "All members are read-only.\nid(UUID)"),
        ["text-unread: this text did not reach the document: All members are read-only."]
    );
    assert_eq!(
        said_with("pet |\n", "pet |\nMoods change quickly.\n"),
        ["text-unread: this text did not reach the document: Moods change quickly."]
    );
    assert_eq!(
        said_with("born.\nMood", "born.\nAbout moods.\nMood"),
        ["text-unread: this text did not reach the document: About moods."]
    );
    let untyped =
        CAT.replace("is_loud(boolean)", "is_loud(volume)").replace("<boolean>", "<volume>").replace("true", "null");
    assert_eq!(
        read_pages(&[&untyped]).said(),
        [
            "text-unread: the type of `is_loud` has words that no rule understands: volume",
            "text-unread: no type of `is_loud` is stated, so every value is accepted",
        ]
    );
    let longer = format!("{CAT}See also\nDogs\n");
    assert_eq!(read_pages(&[&longer]).said(), ["text-unread: this text did not reach the document: See also …"]);
    assert_eq!(
        said_with("id(UUID)", "id(UUID, E.164)"),
        ["text-unread: the type of `id` has words that no rule understands: E.164"]
    );
}

#[test]
fn null_optional_and_required_are_told_apart() {
    let read = read_with("mood(enum string): How", "mood(enum string, nullable): How");
    assert_eq!(read.schema()["properties"]["mood"]["type"], json!(["string", "null"]));
    assert_eq!(read.schema()["properties"]["mood"]["enum"], json!(["calm", "wild", null]));
    let read = read_pages(&[&CAT
        .replace("is_loud(boolean)", "is_loud(boolean, Optional)")
        .replace("\"is_loud\": true,\n", "")]);
    assert_eq!((read.said(), read.schema().get("required")), (vec![], None));
    assert_eq!(read_with("id(UUID)", "id(UUID, Required)").schema()["required"], json!(["id"]));
}

#[test]
fn inner_members_come_from_the_template() {
    let page = CAT
        .replace("\"home\": {}", "\"home\": {\"street\": \"<string>\", \"floors\": [{\"level\": <integer>}]}")
        .replace("\"home\": null", "\"home\": {\"street\": \"Elm\", \"floors\": [{\"level\": 1}]}");
    let read = read_pages(&[&page]);
    assert_eq!(
        read.schema()["properties"]["home"]["properties"],
        json!({"street": {"type": "string"}, "floors": {"type": "array",
            "items": {"type": "object", "properties": {"level": {"type": "integer"}}}}})
    );
    let described = page.replace("tm_gone(string, ISO", "street(string): Its name.tm_gone(string, ISO");
    let read = read_pages(&[&described]);
    assert_eq!(read.said(), Vec::<String>::new());
    assert_eq!(read.schema()["properties"]["home"]["properties"]["street"]["description"], "Its name.");
    let other = page.replace("\"level\": 1", "\"height\": 1");
    assert_eq!(
        read_pages(&[&other]).said(),
        ["page-inconsistent: the example has a member `height` that the template lacks"]
    );
}

#[test]
fn members_on_lines_of_their_own_are_read_alike() {
    let names = ["id", "mood", "is_loud", "toys", "home", "tm_gone", "tm_born"];
    let page = names.iter().fold(CAT.to_owned(), |page, name| {
        page.replacen(&format!(".{name}("), &format!(".\n{name}("), 1).replacen(
            &format!("\n{name}("),
            &format!("\n• {name} ("),
            1,
        )
    });
    assert!(page.contains("\n• tm_born (string"), "{page}");
    assert_eq!(read_pages(&[&page]).document, read_pages(&[CAT]).document);
    let dashed = page.replace("id(UUID)", "- **id** *(UUID)*").replace("\n• ", "\n- ");
    assert_eq!(read_pages(&[&dashed]).document, read_pages(&[CAT]).document);
    assert_eq!(read_pages(&[&dashed]).said(), Vec::<String>::new());
}

#[test]
fn byte_order_marks_line_ends_and_longer_headings_change_nothing() {
    let plain = read_pages(&[CAT]).document;
    assert_eq!(read_pages(&[&format!("\u{feff}{}", CAT.replace('\n', "\r\n"))]).document, plain);
    assert_eq!(read_with("Example\n", "Example response:\n").document, plain);
}

/// The same structure as reStructuredText source.
const SOURCE: &str = r#".. _struct-cat:

Cat
===

.. code::

    {
        "id": "<string>",
        "mood": "<string>"
    }

* ``id`` (UUID): Its id, as listed by ``GET /cats``.
* ``mood`` (enum string): How it feels. See :ref:`Mood <struct-cat-mood>`.

Mood
----
All possible values for the **mood** field:

======== ===========
Type     Description
======== ===========
calm     Sleeps a
         lot
wild     Bites
======== ===========

Example
-------

.. code::

    {
        "id": "0b8f0b9e-7f8e-4f6a-9d3f-0a4bb4cf2f10",
        "mood": "calm"
    }
"#;

#[test]
fn what_stands_around_the_rows_of_a_table_is_told() {
    let said = |text: &str, with: &str| read_pages(&[&CAT.replace(text, with)]).said();
    assert_eq!(
        said("Mood |\nDescription |", "Wild goes away in May.\nMood |\nDescription |"),
        ["text-unread: this text did not reach the document: Wild goes away in May."]
    );
    assert_eq!(
        said("Mood |\nDescription |", "Mood |\nDescription (until May) |"),
        ["text-unread: the table of the values of `mood` is headed `Mood`, `Description (until May)`"]
    );
    assert_eq!(
        said("Mood |\nDescription |", "Description |\nMood |"),
        [
            "page-inconsistent: the table of the values of `mood` is headed `Description`, `Mood`",
            "page-inconsistent: `mood` is called an enum, but the page does not list its values",
        ]
    );
    assert_eq!(
        said("Mood\nAll", "Mood until May\nAll"),
        ["text-unread: this text did not reach the document: Mood until May"]
    );
    let said = |text: &str, with: &str| read_pages(&[&SOURCE.replace(text, with)]).said();
    assert_eq!(
        said("Type     Description", "Type     Description until May"),
        ["text-unread: the table of the values of `mood` is headed `Type`, `Description until May`"]
    );
    assert_eq!(
        said("======== ===========\nType", "Until May.\n\n======== ===========\nType"),
        ["text-unread: this text did not reach the document: Until May."]
    );
}

#[test]
fn the_source_form_is_read() {
    assert!(recognises(SOURCE));
    let read = read_pages(&[SOURCE]);
    assert_eq!(read.said(), Vec::<String>::new());
    let properties = &read.schema()["properties"];
    assert_eq!(properties["id"]["description"], "Its id, as listed by `GET /cats`.");
    assert_eq!(properties["mood"]["description"], "How it feels. See Mood.");
    assert_eq!(properties["mood"]["x-enum-descriptions"], json!({"calm": "Sleeps a lot", "wild": "Bites"}));
}

#[test]
fn the_source_form_without_placeholders_and_line_breaks_is_read_but_for_its_tables() {
    let collapse = |text: &str| single_line(text).replace("\"<string>\"", "\"\"");
    let collapsed = collapse(SOURCE);
    assert!(recognises(&collapsed));
    assert_eq!(
        read_pages(&[&collapsed]).said(),
        [
            "page-inconsistent: `mood` is called an enum, but the page does not list its values",
            "text-unread: this text did not reach the document: All possible values for the **mood** fie …",
        ]
    );
    let table = SOURCE.find("Mood\n----").expect("table")..SOURCE.find("Example\n").expect("example");
    let plain = collapse(&SOURCE.replace(&SOURCE[table], "").replace("enum string", "string"));
    let read = read_pages(&[&plain]);
    assert_eq!(read.said(), Vec::<String>::new());
    assert_eq!(read.schema()["properties"]["id"]["format"], "uuid");
    assert_eq!(read.schema()["properties"]["mood"]["description"], "How it feels. See Mood.");
}

#[test]
fn titles_become_component_names() {
    let page = CAT.replace("Cat\nCat\n", "House cat¶\nHouse cat\n");
    let document = read_pages(&[&page]).document.expect("reads");
    assert!(document["components"]["schemas"].get("HouseCat").is_some(), "{document}");
    assert_eq!(
        read_pages(&[&CAT.replace("Cat\nCat\n", "猫\n猫\n")]).said(),
        ["page-inconsistent: no name for a component can be made of the title `猫`"]
    );
}

#[test]
fn damaged_pages_never_panic_and_never_lose_a_page_in_silence() {
    for page in [CAT, SOURCE] {
        let lines: Vec<&str> = page.lines().collect();
        for at in 0..lines.len() {
            let without: Vec<&str> =
                lines.iter().enumerate().filter(|(line, _)| *line != at).map(|(_, line)| *line).collect();
            let mut swapped = lines.clone();
            swapped.swap(at, (at * 7 + 3) % lines.len());
            for damaged in [without.join("\n"), swapped.join("\n"), without.join(""), swapped.join(" ")] {
                let read = read_pages(&[&damaged]);
                assert_eq!(
                    read.document.is_none(),
                    read.problems.iter().any(|found| found.severity == Severity::Error)
                );
            }
        }
        for (at, c) in page.char_indices() {
            for other in ["é", "\"", "{", "}", "(", "`", "<", "\0"] {
                let damaged = format!("{}{other}{}", &page[..at], &page[at + c.len_utf8()..]);
                recognises(&damaged);
                let read = read_pages(&[&damaged]);
                assert_eq!(
                    read.document.is_none(),
                    read.problems.iter().any(|found| found.severity == Severity::Error)
                );
            }
        }
    }
}

#[test]
fn structures_of_several_pages_with_one_title_stay_apart() {
    let page = |first: &str, inner: &str| {
        format!(
            "{first}\n{first}\n{{\n\"id\": \"<string>\"\n}}\nid(UUID): Its id.\nToy\n{{\n\"{inner}\": <number>\n}}\n\
             {inner}(Integer): How much.\n"
        )
    };
    let read = read_pages(&[&page("Cat", "weight"), &page("Dog", "height")]);
    assert_eq!(read.said(), Vec::<String>::new());
    let document = read.document.expect("reads");
    let names: Vec<&String> =
        document["components"]["schemas"].as_object().into_iter().flatten().map(|(name, _)| name).collect();
    assert_eq!(names, ["CatToy", "Cat", "DogToy", "Dog"]);
}
