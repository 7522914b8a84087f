//! Texts and JSON in the charsets that they say they are in: the same in whatever pieces, and JSON in a charset is the JSON
//! of its text.

use super::answers::same;
use super::server::{Script, bytes, head_and_body, splits, with};
use serde_json::Value;
use switchboard_runtime::Operation;

/// The charset, and the body, each character of which is a byte.
pub(super) const SEEDS: &[&str] = &[
    "iso-8859-1\n{\"id\": \"caf\u{e9}\"}",
    "utf-16le\n\u{ff}\u{fe}{\u{0}\"\u{0}a\u{0}\"\u{0}:\u{0}1\u{0}}\u{0}",
    "utf-16be\n\u{0}\"\u{d8}\u{3d}\u{de}\u{0}\u{0}\"",
    "shift_jis\n\"\u{93}\u{fa}\u{96}\u{7b}\"",
    "iso-2022-jp\n\"\u{1b}$BF|\u{1b}(B\"",
    "utf-8\n\u{ef}\u{bb}\u{bf}\"\u{c3}\u{a9}\"",
    "of-tomorrow\n{}",
];

static GET: Operation = Operation::new("get", "GET", "/get").accept("application/json");

pub(super) fn execute(text: &str) -> Vec<String> {
    let (charset, body) = head_and_body(text);
    let charset = charset.replace(['"', '\\', ';'], "");
    let body = bytes(body);
    let all = splits(&body);
    let texts = all.iter().map(|pieces| {
        let read = async |client: &switchboard_runtime::Core| {
            let answer = client.request(&GET).send().await.map_err(|failure| failure.to_string())?;
            answer.text().await.map(|text| text.into_inner()).map_err(|failure| failure.to_string())
        };
        with(|server| server.run(vec![Script::of(&format!("text/plain; charset=\"{charset}\""), pieces.clone())], read))
            .0
    });
    let as_text = same("texts", texts.collect());
    let values = all.into_iter().map(|pieces| {
        let read = async |client: &switchboard_runtime::Core| {
            let answer = client.request(&GET).send().await.map_err(|failure| failure.to_string())?;
            answer.json::<Value>().await.map(|value| value.into_inner()).map_err(|failure| failure.to_string())
        };
        with(|server| server.run(vec![Script::of(&format!("application/json; charset=\"{charset}\""), pieces)], read)).0
    });
    let as_json = same("values", values.collect());
    // A body that is not in its charset is read as UTF-8, where it is JSON then.
    if let (Ok(text), Ok(value)) = (&as_text, &as_json)
        && !text.contains('\u{fffd}')
    {
        let of_text: Option<Value> = serde_json::from_str(text.strip_prefix('\u{feff}').unwrap_or(text)).ok();
        assert!(of_text.as_ref() == Some(value), "JSON in {charset} is {value}, and its text {text:?}");
    }
    let json = match as_json {
        Ok(_) => "json".to_owned(),
        Err(error) => error,
    };
    vec![json, format!("text {}", as_text.is_ok())]
}
