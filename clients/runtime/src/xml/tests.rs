//! XML to JSON and back, by shapes of every kind.

use serde_json::{Value, json};

use super::*;

const fn member(key: &'static str, place: Place, shape: &'static Shape) -> Member {
    Member { key, name: Name::plain(key), place, shape }
}

const TEXT: &Shape = &Shape::Scalar(Scalar::Text);
const NUMBER: &Shape = &Shape::Scalar(Scalar::Number);

static BOAT: Shape = Shape::Object(&[
    member("id", Place::Attribute, NUMBER),
    member("name", Place::Element, TEXT),
    Member { key: "crew", name: Name::plain("sailor"), place: Place::Elements(false), shape: TEXT },
    member("ports", Place::Element, &Shape::List(Name::plain("port"), TEXT)),
    member("afloat", Place::Element, &Shape::Scalar(Scalar::Boolean)),
    Member {
        key: "length",
        name: Name { local: "length", prefix: "m", namespace: "urn:metres" },
        place: Place::Element,
        shape: &Shape::Object(&[
            Member {
                key: "unit",
                name: Name { local: "unit", prefix: "m", namespace: "urn:metres" },
                place: Place::Attribute,
                shape: TEXT,
            },
            member("value", Place::Text, NUMBER),
        ]),
    },
    member("tender", Place::Element, &BOAT),
    member("flags", Place::Element, &Shape::Map(NUMBER)),
]);

static ROOT: Root = Root { name: Name { local: "boat", prefix: "", namespace: "urn:boats" }, shape: &BOAT };

fn written(value: &Value) -> String {
    let text = encode(value, &ROOT).expect("it can be written");
    text.strip_prefix("<?xml version=\"1.0\" encoding=\"UTF-8\"?>").expect("a declaration").to_owned()
}

#[test]
fn a_list_that_has_to_be_there_is_empty_without_its_elements() {
    const SHAPE: Shape =
        Shape::Object(&[member("crew", Place::Elements(true), TEXT), member("guests", Place::Elements(false), TEXT)]);
    static BOAT: Root = Root { name: Name::plain("boat"), shape: &SHAPE };
    assert_eq!(decode("<boat/>", &BOAT), Ok(json!({"crew": []})));
    assert_eq!(decode("<boat><crew>Ann</crew></boat>", &BOAT), Ok(json!({"crew": ["Ann"]})));
    assert!(encode(&json!({"crew": []}), &BOAT).is_ok_and(|text| text.ends_with("<boat></boat>")));
}

#[test]
fn a_document_of_every_shape() {
    let value = json!({
        "id": 7, "name": "A & <B>", "crew": ["Ann", ""], "ports": ["Kiel", "Turku"], "afloat": true,
        "length": {"unit": "m", "value": 12.5}, "tender": {"id": 8, "crew": []}, "flags": {"red": 1, "green": 2},
    });
    let text = "<boat xmlns=\"urn:boats\" id=\"7\"><name>A &amp; &lt;B&gt;</name><sailor>Ann</sailor><sailor></sailor>\
        <ports><port>Kiel</port><port>Turku</port></ports><afloat>true</afloat>\
        <m:length xmlns:m=\"urn:metres\" m:unit=\"m\">12.5</m:length><tender id=\"8\"></tender>\
        <flags><red>1</red><green>2</green></flags></boat>";
    assert_eq!(written(&value), text);
    let mut read = decode(text, &ROOT).expect("it can be read");
    // No element says that there are no items.
    read["tender"]["crew"] = json!([]);
    assert_eq!(read, value);
}

#[test]
fn prefixes_are_up_to_who_writes() {
    let text = "<?xml version='1.0'?><!DOCTYPE b:boat><!-- a boat --><b:boat xmlns:b='urn:boats' b:id=' 7 '>\
        <b:name><![CDATA[<Ann>]]>&#38;&quot;</b:name>\n <x:length xmlns:x='urn:metres' x:unit='m'>3</x:length></b:boat>";
    let expected = json!({"id": 7, "name": "<Ann>&\"", "length": {"unit": "m", "value": 3}});
    assert_eq!(decode(text, &ROOT), Ok(expected));
}

#[test]
fn what_is_not_named_comes_back() {
    let text = "<boat xmlns=\"urn:boats\" id=\"7\" mast=\"2\">so<oar>1</oar><oar>2</oar>\
        <hull paint=\"red\"><plank>oak</plank></hull></boat>";
    let read = decode(text, &ROOT).expect("it can be read");
    let kept =
        json!({"id": 7, "@mast": "2", "oar": ["1", "2"], "hull": {"@paint": "red", "plank": "oak"}, "$text": "so"});
    assert_eq!(read, kept);
    let again = decode(&written(&read), &ROOT);
    assert_eq!(again, Ok(kept));
}

#[test]
fn nothing_is_said_as_nil_or_left_empty() {
    let text = "<boat><name xsi:nil='true' xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance'/><afloat/></boat>";
    assert_eq!(decode(text, &ROOT), Ok(json!({"name": null, "afloat": null})));
    assert!(written(&json!({"name": null})).contains("xsi:nil=\"true\"/>"));
}

#[test]
fn scalars_that_are_none_stay_text() {
    let text = "<boat id='seven'><afloat>maybe</afloat></boat>";
    assert_eq!(decode(text, &ROOT), Ok(json!({"id": "seven", "afloat": "maybe"})));
}

#[test]
fn what_is_no_document_says_why() {
    for (text, problem) in [
        ("", "there is no element"),
        ("plain", "there is no element"),
        ("<boat>", "the element `boat` does not end"),
        ("<boat/><boat/>", "there is more than one root element"),
        ("<ship/>", "the root element is `ship`, and not `boat`"),
        ("<boat>&mine;</boat>", "an entity nobody defined (byte 6)"),
    ] {
        assert_eq!(decode(text, &ROOT), Err(problem.to_owned()), "{text}");
    }
    assert!(decode("<boat></bait>", &ROOT).is_err());
    let deep = format!("<boat>{}", "<a>".repeat(100_000));
    assert!(decode(&deep, &ROOT).expect_err("it is too deep").starts_with("elements are nested more than 128 deep"));
    let bomb = "<!DOCTYPE boat [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><boat>&b;</boat>";
    assert!(decode(bomb, &ROOT).is_err());
}

#[test]
fn what_no_xml_can_hold_is_refused() {
    for value in [json!({"name": "\u{0}"}), json!({"a b": 1}), json!({"@1": "x"}), json!({"id": {"a": 1}})] {
        assert!(encode(&value, &ROOT).is_err(), "{value}");
    }
}

/// No value has an end there, and no answer may make the reader go on for ever.
#[test]
fn a_required_member_within_itself_ends() {
    static SELF: Shape =
        Shape::Object(&[member("name", Place::Element, TEXT), member("own", Place::Within(true), &Shape::Same(&SELF))]);
    static ROOT: Root = Root { name: Name::plain("ship"), shape: &SELF };
    let read = decode("<ship><name>Ann</name></ship>", &ROOT).expect("it is read");
    assert_eq!(read["name"], "Ann");
    assert!(read["own"]["own"].is_object());
}

/// What stands in the element around it, with an attribute, a list, and one that stands within it in turn.
#[test]
fn a_member_may_have_no_element_of_its_own() {
    static CARGO: Shape = Shape::Object(&[
        member("sealed", Place::Attribute, &Shape::Scalar(Scalar::Boolean)),
        member("crate", Place::Elements(false), TEXT),
        member("papers", Place::Within(false), &PAPERS),
    ]);
    static PAPERS: Shape = Shape::Object(&[member("stamp", Place::Element, TEXT)]);
    static SHIP: Shape = Shape::Object(&[
        member("name", Place::Element, TEXT),
        member("cargo", Place::Within(false), &CARGO),
        member("log", Place::Within(true), &Shape::Map(TEXT)),
    ]);
    static ROOT: Root = Root { name: Name::plain("ship"), shape: &SHIP };

    let value = json!({
        "name": "Ann", "cargo": {"sealed": true, "crate": ["tea", "silk"], "papers": {"stamp": "red"}},
        "log": {"monday": "calm"},
    });
    let text = encode(&value, &ROOT).expect("it can be written");
    assert!(
        text.ends_with(
            "<ship sealed=\"true\"><name>Ann</name><crate>tea</crate><crate>silk</crate><stamp>red</stamp>\
             <monday>calm</monday></ship>"
        ),
        "{text}"
    );
    assert_eq!(decode(&text, &ROOT), Ok(value));
    // One that has to be there is, and another is not.
    assert_eq!(decode("<ship><name>Bob</name></ship>", &ROOT), Ok(json!({"name": "Bob", "log": {}})));
    assert_eq!(encode(&json!({"cargo": 5}), &ROOT), Err("`cargo` has to be an object, and is not".to_owned()));
}

#[test]
fn an_empty_attribute_that_should_be_a_number_is_none() {
    let value = decode("<boat id=\" \"><name></name></boat>", &ROOT).expect("it can be read");
    assert_eq!(value, json!({"name": ""}));
    assert_eq!(decode(&written(&value), &ROOT), Ok(value));
}
