//! Strings that hold bytes or JSON: each encoding as its RFC has it, and texts that stay what they are.

use mini_content_encodings::data::{Base16, Base32, Base64, Base64Url, JsonText, QuotedPrintable};
use mini_content_encodings::types::{Envelope, EnvelopeOrderContent};

#[test]
fn bytes_are_written_in_the_encoding_of_the_document() {
    let bytes = [0xfb, 0xff, b'='];
    let envelope = Envelope::new()
        .standard(Base64::encode(bytes))
        .url_safe(Base64Url::encode(bytes))
        .url_safe_format(Base64Url::encode(bytes))
        .words(Base32::encode(bytes))
        .digits(Base16::encode(bytes))
        .letter(QuotedPrintable::encode("a=é"))
        .plain("<p>")
        .sealed(Base64Url::encode("{}"));
    let written = serde_json::to_value(&envelope).unwrap();
    let expected = serde_json::json!({
        "standard": "+/89", "url_safe": "-_89", "url_safe_format": "-_89", "words": "7P7T2===", "digits": "FBFF3D",
        "letter": "a=3D=C3=A9", "plain": "<p>", "sealed": "e30",
    });
    assert_eq!(written, expected);
    let read: Envelope = serde_json::from_value(written).unwrap();
    assert_eq!(read, envelope);
    assert_eq!(read.words.unwrap().bytes().unwrap(), bytes);
}

#[test]
fn a_text_of_json_has_the_type_of_what_it_holds() {
    let mut order = EnvelopeOrderContent::new([1, 2]);
    order.extra.insert("more".to_owned(), true.into());
    let inner = Envelope::new().order(JsonText::of(&order).unwrap());
    let envelope = Envelope::new().inner(JsonText::of(&inner).unwrap());
    let text = serde_json::to_string(&envelope).unwrap();
    assert_eq!(text, r#"{"inner":"{\"order\":\"{\\\"lines\\\":[1,2],\\\"more\\\":true}\"}"}"#);
    let read: Envelope = serde_json::from_str(&text).unwrap();
    let inner: Envelope = read.inner.unwrap().value().unwrap();
    assert_eq!(inner.order.unwrap().value().unwrap().lines, [1, 2]);
}

#[test]
fn what_is_in_another_encoding_comes_back_as_it_was() {
    let text = r#"{"digits":"xyz","own":"end","order":"not json"}"#;
    let read: Envelope = serde_json::from_str(text).unwrap();
    assert_eq!(serde_json::to_string(&read).unwrap(), text);
    assert!(read.digits.unwrap().bytes().is_err() && read.order.unwrap().value().is_err());
}
