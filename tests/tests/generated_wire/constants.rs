//! Members that always have one value: written by all that is built, checked in all that is read.

use crate::socket::Socket;
use mini_constants::data::{Presence, from_json, to_json};
use mini_constants::types::{Answer, AnswerData, AnswerError, Cat, Command, Counts, Dog, Pet};
use serde_json::{Value, json};

fn written(value: &impl serde::Serialize) -> Value {
    serde_json::from_slice(&to_json(value).unwrap()).unwrap()
}

fn again<T: serde::Serialize + serde::de::DeserializeOwned>(payload: &Value) -> Result<Value, String> {
    let value: T = from_json(payload.to_string().as_bytes()).map_err(|error| error.to_string())?;
    Ok(written(&value))
}

/// A server that tells the alternatives apart by the tag refuses an object without it.
#[tokio::test]
async fn a_variant_is_sent_with_its_tag() {
    let answer = br#"{"name": "Rex"}"#;
    let socket = Socket::answering("200 OK", &["content-type: application/json"], answer).await;
    let client = mini_constants::Client::builder().base_url(&socket.url).build().unwrap();
    let pet = Pet::from(Dog::new().name("Rex"));
    let answer = client.add_pet(&pet).await.unwrap().into_inner();
    assert_eq!(serde_json::from_str::<Value>(&socket.sent().body).unwrap(), json!({"pet_type": "dog", "name": "Rex"}));
    assert_eq!(written(&answer), json!({"name": "Rex"}), "what was read goes back as it came");
}

#[test]
fn what_is_built_is_read_back_as_the_same_alternative() {
    for pet in [Pet::from(Dog::new().name("Rex")), Pet::from(Cat::default())] {
        assert_eq!(from_json::<Pet>(&to_json(&pet).unwrap()).unwrap(), pet);
    }
    for answer in [Answer::from(AnswerData::new().data(1)), Answer::from(AnswerError::new())] {
        assert_eq!(from_json::<Answer>(&to_json(&answer).unwrap()).unwrap(), answer);
    }
}

#[test]
fn constants_of_all_types_are_written_and_flags_are_not() {
    let built = json!({
        "version": 2, "object": "command", "strict": true, "ratio": 1.5, "nothing": null, "pair": [1, 2],
        "most": u64::MAX, "like": {"a": [1, null]}, "keep": true, "body": "x",
    });
    assert_eq!(written(&Command::new("x")), built);
    assert_eq!(written(&Command::new("x").dry_run(Presence::Present))["dry_run"], true);
    assert_eq!(again::<Command>(&built), Ok(built.clone()));
    let mut fewer = built.clone();
    fewer.as_object_mut().unwrap().retain(|name, _| !["like", "keep"].contains(&name.as_str()));
    assert_eq!(again::<Command>(&fewer), Ok(fewer));
    for (name, wrong) in
        [("ratio", json!(2)), ("nothing", json!(5)), ("pair", json!([3])), ("most", json!(5)), ("like", json!({}))]
    {
        let mut payload = built.clone();
        payload[name] = wrong;
        let error = again::<Command>(&payload).unwrap_err();
        assert!(error.starts_with(&format!("`{name}`")), "{error}");
    }
}

#[test]
fn another_value_is_no_constant() {
    let error = again::<Cat>(&json!({"pet_type": "dog"})).unwrap_err();
    assert_eq!(error, "`pet_type`: invalid value: a string, expected \"cat\" (line 1, column 17)");
    let changed = json!({"version": 2, "object": "request", "strict": true, "ratio": 1.5, "nothing": null, "pair": [1, 2],
        "most": u64::MAX, "body": "x"});
    assert_eq!(again::<Command>(&changed), Ok(changed));
    let changed = json!({"kind": "sums", "unit": "day", "a": 1});
    assert_eq!(again::<Counts>(&changed), Ok(changed));
}
