//! Writes parameter values in the styles of OpenAPI 3.1. Works on JSON values only and knows nothing of requests.
//!
//! Where OpenAPI leaves the result open: `null` counts as absent, an empty list or object is left out, a list or
//! object inside an item becomes JSON text (as the vendor's own documentation browsers send it), and a list in
//! `deepObject` style is numbered.

use serde_json::{Number, Value};

use crate::body::{form, percent};
use crate::operation::{Parameter, Style};

/// How one text is escaped at its place.
type Escape = fn(&str) -> String;

/// The text a path parameter puts in place of its `{name}`; empty if the value is absent.
pub(crate) fn path(parameter: &Parameter, value: &Value) -> String {
    let escape = if parameter.allow_reserved { percent::segments } else { percent::value };
    if parameter.json {
        return escape(&value.to_string());
    }
    let name = percent::value(parameter.name);
    let (prefix, separator) = match parameter.style {
        Style::Label => (".", if parameter.explode { "." } else { "," }),
        Style::Matrix => (";", if parameter.explode { ";" } else { "," }),
        _ => ("", ","),
    };
    let is_matrix = parameter.style == Style::Matrix;
    let parts = match value {
        Value::Array(items) => {
            let items = texts(items, escape);
            if is_matrix && parameter.explode { items.iter().map(|item| assign(&name, item)).collect() } else { items }
        }
        Value::Object(_) => members(value, parameter.explode, escape),
        scalar => text(scalar).map(|text| escape(&text)).into_iter().collect(),
    };
    if parts.is_empty() {
        return String::new();
    }
    let joined = parts.join(separator);
    let is_named = is_matrix && !(parameter.explode && matches!(value, Value::Array(_) | Value::Object(_)));
    match is_named {
        true if joined.is_empty() => format!("{prefix}{name}"),
        true => format!("{prefix}{}", assign(&name, &joined)),
        false => format!("{prefix}{joined}"),
    }
}

/// The `name=value` pairs of a query parameter, percent-encoded.
pub(crate) fn query(parameter: &Parameter, value: &Value) -> Vec<String> {
    let escape = if parameter.allow_reserved { percent::reserved } else { percent::value };
    if parameter.json {
        return vec![assign(&percent::value(parameter.name), &escape(&value.to_string()))];
    }
    pairs(parameter.name, value, parameter.style, parameter.explode, escape)
}

/// A query parameter that the operation does not list, exploded `form`.
pub(crate) fn further(name: &str, value: &Value) -> Vec<String> {
    pairs(name, value, Style::Form, true, percent::value)
}

/// The values of a header parameter, not escaped, each for a line of its own; none if it is absent.
pub(crate) fn header_lines(parameter: &Parameter, value: &Value) -> Vec<String> {
    match value {
        Value::Array(items) if parameter.lines && !parameter.json => texts(items, str::to_owned),
        _ => header(parameter, value).into_iter().collect(),
    }
}

/// The value of a header parameter on one line.
fn header(parameter: &Parameter, value: &Value) -> Option<String> {
    if parameter.json {
        return Some(value.to_string());
    }
    let parts = match value {
        Value::Array(items) => texts(items, str::to_owned),
        Value::Object(_) => members(value, parameter.explode, str::to_owned),
        scalar => return text(scalar),
    };
    (!parts.is_empty()).then(|| parts.join(","))
}

/// A whole query, percent-encoded: JSON text where the content says so, a text as it is, else the members of a form.
pub(crate) fn query_string(parameter: &Parameter, value: &Value) -> Result<String, String> {
    match value {
        value if parameter.json => Ok(percent::value(&value.to_string())),
        Value::String(text) => Ok(percent::value(text)),
        value => form::encode(value, parameter.fields).map_err(|_| "a query is an object or a text".to_owned()),
    }
}

/// The `name=value` pairs of a cookie parameter.
pub(crate) fn cookie(parameter: &Parameter, value: &Value) -> Vec<String> {
    if parameter.style == Style::Cookie && !parameter.json {
        let text = |value: &Value| text(value).map(|text| assign(parameter.name, &text));
        return match value {
            Value::Array(items) if parameter.explode => items.iter().filter_map(text).collect(),
            Value::Object(_) if parameter.explode => members(value, true, str::to_owned),
            Value::Array(items) => vec![assign(parameter.name, &texts(items, str::to_owned).join(","))],
            Value::Object(_) => vec![assign(parameter.name, &members(value, false, str::to_owned).join(","))],
            scalar => text(scalar).into_iter().collect(),
        };
    }
    if parameter.json {
        return vec![assign(parameter.name, &percent::cookie(&value.to_string()))];
    }
    pairs(parameter.name, value, parameter.style, parameter.explode, percent::cookie)
}

/// Whether this can be sent as a cookie (RFC 6265, section 4.1.1), with commas between items.
pub(crate) fn is_cookie(pair: &str) -> bool {
    pair.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b';' | b'"' | b'\\'))
}

/// The pairs of one member of a query or a form body.
pub(crate) fn pairs(name: &str, value: &Value, style: Style, explode: bool, escape: Escape) -> Vec<String> {
    let name = percent::value(name);
    let delimiter = match style {
        Style::DeepObject => return deep(&name, value, ["[", "]"], escape),
        Style::EscapedDeepObject => return deep(&name, value, ["%5B", "%5D"], escape),
        Style::SpaceDelimited => "%20",
        Style::PipeDelimited => "%7C",
        Style::TabDelimited => "%09",
        _ => ",",
    };
    let parts = match value {
        Value::Array(items) if explode => return texts(items, escape).iter().map(|item| assign(&name, item)).collect(),
        Value::Array(items) => texts(items, escape),
        Value::Object(_) if explode => return members(value, true, escape),
        Value::Object(_) => members(value, false, escape),
        scalar => return text(scalar).map(|text| assign(&name, &escape(&text))).into_iter().collect(),
    };
    if parts.is_empty() { Vec::new() } else { vec![assign(&name, &parts.join(delimiter))] }
}

/// The names and texts of one member of a form of parts, which escapes nothing.
pub(crate) fn texts_by_name(name: &str, value: &Value, style: Style, explode: bool) -> Vec<(String, String)> {
    let delimiter = match style {
        Style::DeepObject | Style::EscapedDeepObject => return deep_texts(name, value),
        Style::SpaceDelimited => " ",
        Style::PipeDelimited => "|",
        Style::TabDelimited => "\t",
        _ => ",",
    };
    let one = |text: String| (name.to_owned(), text);
    let parts = match value {
        Value::Array(items) if explode => return items.iter().filter_map(text).map(one).collect(),
        Value::Object(map) if explode => {
            return map.iter().filter_map(|(key, value)| Some((key.clone(), text(value)?))).collect();
        }
        Value::Array(items) => texts(items, str::to_owned),
        Value::Object(_) => members(value, false, str::to_owned),
        scalar => return text(scalar).map(one).into_iter().collect(),
    };
    if parts.is_empty() { Vec::new() } else { vec![one(parts.join(delimiter))] }
}

/// `name[a][b]` and its text, to any depth.
fn deep_texts(name: &str, value: &Value) -> Vec<(String, String)> {
    match value {
        Value::Object(map) => {
            map.iter().flat_map(|(key, value)| deep_texts(&format!("{name}[{key}]"), value)).collect()
        }
        Value::Array(items) => {
            let each = items.iter().enumerate();
            each.flat_map(|(index, value)| deep_texts(&format!("{name}[{index}]"), value)).collect()
        }
        scalar => text(scalar).map(|text| (name.to_owned(), text)).into_iter().collect(),
    }
}

/// `name[a][b]=value` to any depth; the depth is limited by that of the JSON it was read from.
fn deep(name: &str, value: &Value, brackets: [&str; 2], escape: Escape) -> Vec<String> {
    let [open, close] = brackets;
    match value {
        Value::Object(map) => map
            .iter()
            .flat_map(|(key, value)| {
                deep(&format!("{name}{open}{}{close}", percent::value(key)), value, brackets, escape)
            })
            .collect(),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .flat_map(|(index, value)| deep(&format!("{name}{open}{index}{close}"), value, brackets, escape))
            .collect(),
        scalar => text(scalar).map(|text| assign(name, &escape(&text))).into_iter().collect(),
    }
}

/// `name=value`.
fn assign(name: &str, value: &str) -> String {
    format!("{name}={value}")
}

/// The items of a list that are not null.
fn texts(items: &[Value], escape: Escape) -> Vec<String> {
    items.iter().filter_map(text).map(|text| escape(&text)).collect()
}

/// The members of an object that are not null: `key=value` each, or keys and values in turn.
fn members(object: &Value, explode: bool, escape: Escape) -> Vec<String> {
    let entries = object.as_object().into_iter().flatten();
    let entries = entries.filter_map(|(key, value)| Some((escape(key), escape(&text(value)?))));
    if explode {
        entries.map(|(key, value)| assign(&key, &value)).collect()
    } else {
        entries.flat_map(|(key, value)| [key, value]).collect()
    }
}

/// A scalar as text, anything larger as JSON text, null as nothing.
pub(crate) fn text(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(self::number(number)),
        other => Some(other.to_string()),
    }
}

/// A number as text. A whole one has no point: `5.0` is the same number as `5` in JSON, but whoever reads an integer
/// out of a text refuses it. From 10^21 on, digits are no shorter than an exponent, which JavaScript writes from there.
pub(crate) fn number(number: &Number) -> String {
    match number.as_f64() {
        Some(value) if number.is_f64() && value.fract() == 0.0 && value.abs() < 1e21 => format!("{value}"),
        _ => number.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::operation::Location;

    fn parameter(style: Style, explode: bool) -> Parameter {
        Parameter {
            key: "color",
            name: "color",
            location: Location::Query,
            style,
            explode,
            allow_reserved: false,
            lines: false,
            json: false,
            fields: &[],
            bounds: None,
        }
    }

    /// The table of style examples in OpenAPI 3.1.
    #[test]
    fn openapi_style_table() {
        let list = json!(["blue", "black", "brown"]);
        let object = json!({"R": 100, "G": 200, "B": 150});
        let path = |style, explode, value: &Value| path(&parameter(style, explode), value);
        let query = |style, explode, value: &Value| query(&parameter(style, explode), value).join("&");

        assert_eq!(path(Style::Simple, false, &json!("blue")), "blue");
        assert_eq!(path(Style::Simple, false, &list), "blue,black,brown");
        assert_eq!(path(Style::Simple, true, &list), "blue,black,brown");
        assert_eq!(path(Style::Simple, false, &object), "R,100,G,200,B,150");
        assert_eq!(path(Style::Simple, true, &object), "R=100,G=200,B=150");

        assert_eq!(path(Style::Label, false, &json!("blue")), ".blue");
        assert_eq!(path(Style::Label, false, &list), ".blue,black,brown");
        assert_eq!(path(Style::Label, true, &list), ".blue.black.brown");
        assert_eq!(path(Style::Label, false, &object), ".R,100,G,200,B,150");
        assert_eq!(path(Style::Label, true, &object), ".R=100.G=200.B=150");

        assert_eq!(path(Style::Matrix, false, &json!("")), ";color");
        assert_eq!(path(Style::Matrix, false, &json!("blue")), ";color=blue");
        assert_eq!(path(Style::Matrix, true, &json!("blue")), ";color=blue");
        assert_eq!(path(Style::Matrix, false, &list), ";color=blue,black,brown");
        assert_eq!(path(Style::Matrix, true, &list), ";color=blue;color=black;color=brown");
        assert_eq!(path(Style::Matrix, false, &object), ";color=R,100,G,200,B,150");
        assert_eq!(path(Style::Matrix, true, &object), ";R=100;G=200;B=150");

        assert_eq!(query(Style::Form, true, &json!("")), "color=");
        assert_eq!(query(Style::Form, true, &list), "color=blue&color=black&color=brown");
        assert_eq!(query(Style::Form, false, &list), "color=blue,black,brown");
        assert_eq!(query(Style::Form, true, &object), "R=100&G=200&B=150");
        assert_eq!(query(Style::Form, false, &object), "color=R,100,G,200,B,150");
        assert_eq!(query(Style::SpaceDelimited, false, &list), "color=blue%20black%20brown");
        assert_eq!(query(Style::PipeDelimited, false, &list), "color=blue%7Cblack%7Cbrown");
        assert_eq!(query(Style::TabDelimited, false, &list), "color=blue%09black%09brown");
        assert_eq!(query(Style::PipeDelimited, false, &object), "color=R%7C100%7CG%7C200%7CB%7C150");
        assert_eq!(query(Style::DeepObject, true, &object), "color[R]=100&color[G]=200&color[B]=150");
        let escaped = query(Style::EscapedDeepObject, true, &json!({"a[": {"b": 1}}));
        assert_eq!(escaped, "color%5Ba%5B%5D%5Bb%5D=1");
    }

    #[test]
    fn deep_objects_go_as_deep_as_the_value() {
        let value = json!({"created": {"gte": 5, "lt": null}, "items": [{"price": "a b"}, "c"]});
        assert_eq!(
            pairs("filter", &value, Style::DeepObject, true, percent::value),
            ["filter[created][gte]=5", "filter[items][0][price]=a%20b", "filter[items][1]=c"]
        );
    }

    #[test]
    fn delimiters_inside_values_are_told_from_those_between_them() {
        let list = json!(["a,b", "c|d", "e f"]);
        assert_eq!(pairs("x", &list, Style::Form, false, percent::value), ["x=a%2Cb,c%7Cd,e%20f"]);
    }

    #[test]
    fn parts_of_a_form_are_not_escaped() {
        let written = |style, explode, value: Value| {
            let pairs = texts_by_name("a b", &value, style, explode);
            pairs.iter().map(|(name, text)| format!("{name}={text}")).collect::<Vec<_>>().join("&")
        };
        let (list, object) = (json!(["x/y", null, 2]), json!({"k": "v w", "n": [1]}));
        assert_eq!(written(Style::PipeDelimited, false, list.clone()), "a b=x/y|2");
        assert_eq!(written(Style::SpaceDelimited, false, list.clone()), "a b=x/y 2");
        assert_eq!(written(Style::Form, false, list.clone()), "a b=x/y,2");
        assert_eq!(written(Style::Form, true, list), "a b=x/y&a b=2");
        assert_eq!(written(Style::Form, true, object.clone()), "k=v w&n=[1]");
        assert_eq!(written(Style::DeepObject, true, object), "a b[k]=v w&a b[n][0]=1");
        assert_eq!(written(Style::Form, false, json!(null)), "");
    }

    #[test]
    fn whole_numbers_have_no_point() {
        for (value, expected) in [
            (json!(5.0), "5"),
            (json!(-120.0), "-120"),
            (json!(0.0), "0"),
            (json!(2.5), "2.5"),
            (json!(9e15), "9000000000000000"),
            (json!(1e20), "100000000000000000000"),
            (json!(1e300), "1e+300"),
            (json!(7), "7"),
            (json!(u64::MAX), "18446744073709551615"),
        ] {
            assert_eq!(text(&value).as_deref(), Some(expected), "{value}");
        }
        let list = json!([1.0, 2.5]);
        assert_eq!(path(&parameter(Style::Simple, false), &list), "1,2.5");
        assert_eq!(query(&parameter(Style::Form, true), &list), ["color=1", "color=2.5"]);
        assert_eq!(header(&parameter(Style::Simple, true), &json!({"a": 3.0})).as_deref(), Some("a=3"));
        assert_eq!(cookie(&parameter(Style::Form, true), &json!(4.0)), ["color=4"]);
        assert_eq!(texts_by_name("a", &json!({"b": 6.0}), Style::DeepObject, true), [("a[b]".into(), "6".into())]);
    }

    #[test]
    fn absent_values_leave_nothing_behind() {
        for value in [json!(null), json!([]), json!([null]), json!({}), json!({"a": null})] {
            assert_eq!(pairs("x", &value, Style::Form, true, percent::value), Vec::<String>::new(), "{value}");
            assert_eq!(pairs("x", &value, Style::Form, false, percent::value), Vec::<String>::new(), "{value}");
            assert_eq!(path(&parameter(Style::Simple, false), &value), "", "{value}");
            assert_eq!(header(&parameter(Style::Simple, false), &value), None, "{value}");
        }
    }

    #[test]
    fn a_whole_query_is_written_as_its_content_says() {
        let form = parameter(Style::Form, true);
        let written = |parameter: &Parameter, value: Value| query_string(parameter, &value);
        assert_eq!(
            written(&form, json!({"a b": "c&d", "list": [1, 2], "none": null})),
            Ok("a%20b=c%26d&list=1&list=2".to_owned())
        );
        assert_eq!(written(&form, json!("$.a[?@.b == 1]")), Ok("%24.a%5B%3F%40.b%20%3D%3D%201%5D".to_owned()));
        assert!(written(&form, json!([1])).is_err());
        let text = Parameter { json: true, ..form };
        assert_eq!(written(&text, json!({"a": [1]})), Ok("%7B%22a%22%3A%5B1%5D%7D".to_owned()));
    }

    #[test]
    fn cookies_of_their_own_style_are_not_escaped() {
        let cookie = |explode, value: Value| cookie(&parameter(Style::Cookie, explode), &value);
        assert_eq!(cookie(true, json!("a%2Fb/c")), ["color=a%2Fb/c"]);
        assert_eq!(cookie(true, json!(["a", "b"])), ["color=a", "color=b"]);
        assert_eq!(cookie(false, json!(["a", "b"])), ["color=a,b"]);
        assert_eq!(cookie(true, json!({"r": 1, "g": 2})), ["r=1", "g=2"]);
        assert!(is_cookie("color=a,b") && !is_cookie("color=a; role=admin") && !is_cookie("color=a b"));
    }

    #[test]
    fn a_list_may_be_several_lines_of_a_header() {
        let lines = Parameter { lines: true, ..parameter(Style::Simple, false) };
        assert_eq!(header_lines(&lines, &json!(["a,b", null, 2])), ["a,b", "2"]);
        assert_eq!(header_lines(&lines, &json!({"a": 1})), ["a,1"]);
        assert_eq!(header_lines(&parameter(Style::Simple, false), &json!(["a", 2])), ["a,2"]);
        assert_eq!(header_lines(&lines, &json!([])), [] as [&str; 0]);
    }

    #[test]
    fn a_path_of_several_segments_keeps_its_slashes() {
        let several = Parameter { allow_reserved: true, ..parameter(Style::Simple, false) };
        assert_eq!(path(&several, &json!("a b/c?d/é")), "a%20b/c%3Fd/%C3%A9");
        assert_eq!(path(&parameter(Style::Simple, false), &json!("a/b")), "a%2Fb");
    }

    #[test]
    fn headers_are_not_escaped() {
        let object = json!({"a": "x y", "b": 1});
        assert_eq!(header(&parameter(Style::Simple, true), &object).as_deref(), Some("a=x y,b=1"));
        assert_eq!(header(&parameter(Style::Simple, false), &json!(["a", 2])).as_deref(), Some("a,2"));
    }
}
