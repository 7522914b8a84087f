//! XML by its shapes: what was read is read again once it was written.

use super::server::{Script, with};
use serde_json::Value;
use switchboard_runtime::Operation;
use switchboard_runtime::xml::{Member, Name, Place, Root, Scalar, Shape};

pub(super) const SEEDS: &[&str] = &[
    "<boat xmlns=\"urn:boats\" id=\"7\"><name>A &amp; &lt;B&gt;</name><sailor>Ann</sailor><sailor></sailor><ports><port>Kiel</port><port>Turku</port></ports><afloat>true</afloat><m:length xmlns:m=\"urn:metres\" m:unit=\"m\">12.5</m:length><tender id=\"8\"/><flags><red>1</red><green>2</green></flags></boat>",
    "<?xml version=\"1.0\"?><!-- a --><boat><name><![CDATA[<x>]]></name><new a=\"b\">c<d/>e</new>text</boat>",
    "<boat xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><name xsi:nil=\"true\"/><any><a>1</a><a>2</a></any>&#65;</boat>",
];

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
        shape: &Shape::Object(&[member("unit", Place::Attribute, TEXT), member("value", Place::Text, NUMBER)]),
    },
    member("tender", Place::Element, &BOAT),
    member("flags", Place::Element, &Shape::Map(NUMBER)),
    member("any", Place::Element, &Shape::Any),
]);

static ROOT: Root = Root { name: Name { local: "boat", prefix: "", namespace: "urn:boats" }, shape: &BOAT };
static BOATS: Operation = Operation::new("boats", "POST", "/boats");

pub(super) fn execute(text: &str) -> Vec<String> {
    let value = match read(text.as_bytes().to_vec()) {
        Ok(value) => value,
        Err(error) => return vec![error],
    };
    let sent = async |client: &switchboard_runtime::Core| {
        client.request(&BOATS).xml("application/xml", &value, &ROOT).send().await.map(|_| ())
    };
    let (sent, requests) = with(|server| server.run(vec![Script::of("text/plain", Vec::new())], sent));
    if let Err(failure) = sent {
        return vec![format!("read and not written: {failure}")];
    }
    let body = requests.first().and_then(|(_, _, body)| body.clone()).expect("a body").to_vec();
    let shown = String::from_utf8_lossy(&body).into_owned();
    let again =
        read(body).unwrap_or_else(|error| panic!("what was written cannot be read, {error}\n{shown}\nof {value}"));
    assert!(again == value, "it is another once it was written\nread: {value}\nwritten: {shown}\nagain: {again}");
    vec!["read and written".to_owned()]
}

fn read(body: Vec<u8>) -> Result<Value, String> {
    let read = async |client: &switchboard_runtime::Core| {
        let answer = client.request(&BOATS).send().await.map_err(|failure| failure.to_string())?;
        let value = answer.xml::<Value>(&ROOT).await.map_err(|failure| failure.to_string())?;
        Ok(value.into_inner())
    };
    with(|server| server.run(vec![Script::of("application/xml", vec![body])], read)).0
}
