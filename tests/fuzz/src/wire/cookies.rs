//! Cookies that parameters become: a value stays in its cookie, and a reader finds it as it was set.

use super::server::{Script, head_and_body, with};
use switchboard_runtime::{Failure, Location, Operation, Parameter, Style};

/// One value, and one that is not escaped.
pub(super) const SEEDS: &[&str] = &["plain\nplain", "a b; c=d\nabc-_.~", "\"é,\\\n!#$%&'()*+-./", "=\n"];

static PARAMETERS: [Parameter; 2] =
    [Parameter::cookie("form"), Parameter { style: Style::Cookie, ..Parameter::cookie("plain") }];
static BAKE: Operation = Operation::new("bake", "GET", "/bake").parameters(&PARAMETERS);

pub(super) fn execute(text: &str) -> Vec<String> {
    assert!(PARAMETERS.iter().all(|parameter| parameter.location == Location::Cookie));
    let (form, plain) = head_and_body(text);
    let call = async |client: &switchboard_runtime::Core| {
        client.request(&BAKE).parameter("form", &form).parameter("plain", plain).send().await.map(|_| ())
    };
    let (sent, requests) = with(|server| server.run(vec![Script::of("text/plain", Vec::new())], call));
    match sent {
        Ok(()) => {}
        Err(Failure::InvalidRequest { problems, .. }) => {
            assert!(requests.is_empty(), "it was sent all the same");
            return problems;
        }
        Err(failure) => panic!("{failure}"),
    }
    let (_, headers, _) = requests.first().expect("a request");
    let header = headers.get("cookie").and_then(|value| value.to_str().ok()).expect("a header of cookies");
    // RFC 6265, section 5.4: pairs with a semicolon and a space between them.
    let pairs: Vec<&str> = header.split("; ").collect();
    let [first, second] = pairs[..] else { panic!("not two cookies: {header:?}") };
    let value = first.strip_prefix("form=").expect("its name");
    let decoded = percent_encoding::percent_decode_str(value).decode_utf8().expect("text");
    assert_eq!(decoded, form, "{header:?}");
    assert_eq!(second, format!("plain={plain}"), "{header:?}");
    vec!["sent".to_owned()]
}
