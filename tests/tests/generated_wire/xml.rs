//! Bodies of XML, sent and received as the types of the document.

use crate::socket::{Sent, Socket};
use mini_xml_bodies::types::{Boat, BoatKind, BoatLength, Quay};
use mini_xml_bodies::{Client, Error, results};

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";

async fn answering(status: &str, content_type: &str, body: &[u8]) -> (Socket, Client) {
    let socket = Socket::answering(status, &[&format!("content-type: {content_type}")], body).await;
    let client = Client::builder().base_url(&socket.url).retries(0).build().unwrap();
    (socket, client)
}

const BOAT: &str = "<boat xmlns=\"urn:harbour:boats\" id=\"7\"><name>Ann &amp; Co</name><afloat>true</afloat>\
    <kind>sail</kind><m:length xmlns:m=\"urn:harbour:metres\" m:unit=\"m\">12.5</m:length>\
    <sailor>Ann</sailor><sailor>Bob</sailor><ports><port>Kiel</port></ports>\
    <berthList><berthList><number>3</number><open>false</open></berthList></berthList>\
    <boat><name>Dinghy</name></boat></boat>";

fn boat() -> Boat {
    Boat::new("Ann & Co")
        .id(7)
        .afloat(true)
        .kind(BoatKind::Sail)
        .length(BoatLength::new().unit("m").value(12.5))
        .crew(["Ann".to_owned(), "Bob".to_owned()])
        .ports(["Kiel".to_owned()])
        .berths([Quay::new().number(3).open(false)])
        .tender(Boat::new("Dinghy"))
}

#[tokio::test]
async fn a_type_goes_out_and_comes_back_as_xml() {
    let (socket, client) = answering("200 OK", "application/xml", BOAT.as_bytes()).await;
    let answer = client.add_boat(&boat()).await.unwrap().into_inner();
    assert_eq!(answer, boat());
    let sent: Sent = socket.sent();
    assert_eq!(
        (sent.header("content-type"), sent.header("accept")),
        (Some("application/xml"), Some("application/xml"))
    );
    assert_eq!(sent.body, format!("{HEAD}{BOAT}"));
}

#[tokio::test]
async fn what_the_document_does_not_name_goes_back_as_it_came() {
    let text = "<boat xmlns=\"urn:harbour:boats\" mast=\"2\"><name>A</name><oar>1</oar><oar>2</oar></boat>";
    let (_, client) = answering("200 OK", "application/xml", text.as_bytes()).await;
    let read = client.add_boat(&boat()).await.unwrap().into_inner();
    let (socket, client) = answering("200 OK", "application/xml", text.as_bytes()).await;
    client.add_boat(&read).await.unwrap();
    assert_eq!(socket.sent().body, format!("{HEAD}{text}"));
}

#[tokio::test]
async fn xml_is_decoded_by_its_encoding() {
    for (content_type, body) in [
        ("application/xml; charset=iso-8859-1", b"<boat><name>caf\xE9</name></boat>".as_slice()),
        ("application/xml", b"<?xml version='1.0' encoding='ISO-8859-1'?><boat><name>caf\xE9</name></boat>"),
        ("text/xml", "\u{FEFF}<boat><name>café</name></boat>".as_bytes()),
    ] {
        let (_, client) = answering("200 OK", content_type, body).await;
        assert_eq!(client.add_boat(&boat()).await.unwrap().name, "café", "{content_type}");
    }
}

#[tokio::test]
async fn lists_at_the_root_and_roots_without_a_name() {
    let quays = b"<quays><Quay><number>1</number></Quay><Quay><open>1</open></Quay></quays>";
    let (_, client) = answering("200 OK", "application/xml", quays).await;
    let quays = client.list_quays().await.unwrap().into_inner();
    assert_eq!(quays, [Quay::new().number(1), Quay::new().open(true)]);

    let boats = b"<whatever><boat><name>A</name></boat><boat><name>B</name></boat></whatever>";
    let (_, client) = answering("200 OK", "text/xml", boats).await;
    let results::ListBoatsSuccess::Ok(list) = client.list_boats().await.unwrap().into_inner() else { panic!() };
    assert_eq!(list.boat.iter().map(|boat| boat.name.as_str()).collect::<Vec<_>>(), ["A", "B"]);
}

#[tokio::test]
async fn errors_of_xml_are_typed_and_others_keep_their_place() {
    let (_, client) =
        answering("400 Bad Request", "application/xml", b"<Fault code=\"3\"><message>no</message></Fault>").await;
    let error = client.add_boat(&boat()).await.unwrap_err();
    let Error::Api(error) = error else { panic!("{error}") };
    let results::AddBoatError::BadRequest(fault) = error.into_body() else { panic!() };
    assert_eq!((fault.code, fault.message.as_deref()), (3, Some("no")));

    for (body, message) in [
        ("<ship/>", "the root element is `ship`, and not `boat`"),
        ("{\"name\": 1}", "there is no element"),
        ("<boat><name>A</name>", "the element `boat` does not end"),
        ("<boat/>", "name"),
    ] {
        let (_, client) = answering("200 OK", "application/xml", body.as_bytes()).await;
        let error = client.add_boat(&boat()).await.unwrap_err().to_string();
        assert!(error.contains(message), "{error}");
    }
    let (_, client) = answering("200 OK", "text/html", b"<html>Log in</html>").await;
    let error = client.add_boat(&boat()).await.unwrap_err().to_string();
    assert!(error.contains("expected XML"), "{error}");
}

/// The type is that of JSON, so that a server which writes JSON all the same loses nothing.
#[tokio::test]
async fn json_in_place_of_xml_is_read() {
    let (_, client) = answering("200 OK", "application/json", br#"{"name":"Ann"}"#).await;
    assert_eq!(client.add_boat(&boat()).await.unwrap().name, "Ann");
}

#[tokio::test]
async fn xml_beside_json_is_a_method_of_its_own() {
    use mini_xml_beside_json::types::Plant;
    let plant = Plant::new("fern").leaves([1.0, 2.5]);
    let text = "<Plant><name>fern</name><leaves>1</leaves><leaves>2.5</leaves></Plant>";
    let socket = Socket::answering("200 OK", &["content-type: application/xml"], text.as_bytes()).await;
    let client = mini_xml_beside_json::Client::builder().base_url(&socket.url).build().unwrap();
    let read = client.get_plant_receiving_xml("1").await.unwrap().into_inner();
    assert_eq!(read.name, "fern");
    assert_eq!(socket.sent().header("accept"), Some("application/xml"));

    let socket = Socket::no_content().await;
    let client = mini_xml_beside_json::Client::builder().base_url(&socket.url).build().unwrap();
    client.set_plant_as_xml("1", &plant).await.unwrap();
    let sent = socket.sent();
    assert_eq!(sent.header("content-type"), Some("application/xml"));
    assert_eq!(sent.body, format!("{HEAD}{text}"));
    // The bounds of the document hold for XML, too.
    let error = client.set_plant_as_xml("1", &Plant::new("f".repeat(41))).await.unwrap_err();
    assert!(error.to_string().contains("name"), "{error}");
}
