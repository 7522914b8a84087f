//! Establishes: a parameter says in one way how its value is written, and the way is one of its place.
//!
//! What contradicts that is left out, and said. Never decides whether a parameter is sent.

use super::paths::no_object;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::markdown::code;
use crate::source::Node;
use crate::spec::media_type::{essence, is_json};
use crate::text::nearest::quoted;

/// The styles of the members of a form.
pub(super) const FORM_STYLES: &[&str] = &["form", "spaceDelimited", "pipeDelimited", "deepObject", "tabDelimited"];

/// The styles of a place, the default first (OpenAPI 3.2.0, section 4.12.3); `tabDelimited` is of Swagger 2.0.
fn styles(location: &str) -> Option<&'static [&'static str]> {
    Some(match location {
        "path" => &["simple", "label", "matrix"],
        "header" => &["simple"],
        "cookie" => &["form", "cookie"],
        "query" => FORM_STYLES,
        _ => return None,
    })
}

/// Reads a name that is a number, without its quotes in YAML, as the text it is written with.
pub(super) fn name(parameter: &mut Node, subject: &str, diagnostics: &mut Diagnostics) {
    let Some((number, span)) = parameter.get("name").and_then(|name| Some((name.as_number()?.to_string(), name.span)))
    else {
        return;
    };
    diagnostics.push(
        Diagnostic::warning(Code::ParameterInvalid, "the `name` of a parameter is a string, but this is a number")
            .at(span)
            .subject(subject)
            .help(format!("it is read as `{number}`; put quotes around it")),
    );
    parameter.set("name", Node::string(number, span));
}

/// Looks at how a parameter is written.
pub(super) fn check(parameter: &mut Node, subject: &str, diagnostics: &mut Diagnostics) {
    let location = parameter.str("in").unwrap_or_default().to_owned();
    content(parameter, &location, subject, diagnostics);
    style(parameter, styles(&location), &format!("a parameter of the {location}"), subject, diagnostics);
}

/// Removes a style that is none of these, so that the default is used.
pub(super) fn style(
    holder: &mut Node,
    styles: Option<&'static [&'static str]>,
    what: &str,
    subject: &str,
    diagnostics: &mut Diagnostics,
) {
    let (Some(styles), Some(stated)) = (styles, holder.get("style")) else { return };
    if stated.as_str().is_some_and(|name| styles.contains(&name)) {
        return;
    }
    let message = match stated.as_str() {
        Some(name) => format!("{} is not a valid style of {what}", code(name)),
        None => format!("`style` is a text, but this is {}", stated.kind()),
    };
    let usual = styles.first().copied().unwrap_or_default();
    let known = quoted(styles.iter().copied().filter(|name| *name != "tabDelimited"));
    diagnostics.push(
        Diagnostic::warning(Code::ParameterInvalid, message)
            .at(stated.span)
            .subject(subject)
            .help(format!("the styles there are {known}"))
            .costs(format!("the value is written in the style `{usual}`")),
    );
    holder.remove("style");
}

/// Leaves one media type, and that only where no schema says how the value is written.
fn content(parameter: &mut Node, location: &str, subject: &str, diagnostics: &mut Diagnostics) {
    let Some(content) = parameter.get("content") else { return };
    let warning = |message: String| {
        Diagnostic::warning(Code::ParameterInvalid, message).at(content.label_span()).subject(subject)
    };
    let Some(members) = content.as_object() else {
        let found = no_object(content, "`content`", subject);
        diagnostics.push(found.costs("the value is written in the style of the parameter"));
        parameter.remove("content");
        return;
    };
    if parameter.get("schema").is_some() && location != "querystring" {
        diagnostics.push(
            warning("a parameter has `schema` or `content`, and this one has both".to_owned())
                .help("remove the one that is not meant")
                .costs("the value is written as `schema` and `style` say"),
        );
        parameter.remove("content");
        return;
    }
    let json = members.keys().position(|name| is_json(&essence(name)));
    match (members.len(), members.get_index(json.unwrap_or(0))) {
        (1, _) => {}
        (count, Some((chosen, media))) => {
            let message = format!("the `content` of a parameter has one media type, and this has {count}");
            diagnostics.push(
                warning(message)
                    .help("remove those that are not meant")
                    .costs(format!("the value is written as {}", code(chosen))),
            );
            let chosen =
                Node { key_span: content.key_span, ..Node::object([(chosen.clone(), media.clone())], content.span) };
            parameter.set("content", chosen);
        }
        (_, None) => {
            diagnostics.push(
                warning("the `content` of this parameter has no media type".to_owned())
                    .help("say how the value is written: `content: {application/json: {schema: …}}`, or `schema`")
                    .costs("any value is taken, and written in the style of the parameter"),
            );
            parameter.remove("content");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{SourceFiles, Span};
    use serde_json::{Value, json};

    fn read(parameter: Value) -> (Value, Vec<String>) {
        let mut node = Node::from_value(parameter, Span::new(SourceFiles::new().add("a", ""), 0..0));
        let mut diagnostics = Diagnostics::new();
        check(&mut node, "GET /a", &mut diagnostics);
        (node.to_value(), diagnostics.iter().map(|found| found.message.clone()).collect())
    }

    #[test]
    fn a_style_is_one_of_its_place() {
        for (location, style) in
            [("path", "matrix"), ("query", "deepObject"), ("header", "simple"), ("cookie", "cookie")]
        {
            let sound = json!({"in": location, "style": style});
            assert_eq!(read(sound.clone()), (sound, vec![]));
        }
        for (location, style, message) in [
            ("path", json!("form"), "`form` is not a valid style of a parameter of the path"),
            ("query", json!("matrix"), "`matrix` is not a valid style of a parameter of the query"),
            ("header", json!("form"), "`form` is not a valid style of a parameter of the header"),
            ("cookie", json!("simple"), "`simple` is not a valid style of a parameter of the cookie"),
            ("query", json!(5), "`style` is a text, but this is a number"),
        ] {
            let wrong = json!({"in": location, "style": style});
            assert_eq!(read(wrong), (json!({"in": location}), vec![message.to_owned()]));
        }
    }

    #[test]
    fn a_value_is_written_in_one_way() {
        let json = json!({"schema": {}});
        let both = json!({"in": "query", "schema": {}, "content": {"application/json": json}});
        let message = "a parameter has `schema` or `content`, and this one has both";
        assert_eq!(read(both), (json!({"in": "query", "schema": {}}), vec![message.to_owned()]));
        let many = json!({"in": "query", "content": {"text/plain": {}, "application/json": json}});
        let message = "the `content` of a parameter has one media type, and this has 2";
        assert_eq!(
            read(many),
            (json!({"in": "query", "content": {"application/json": json}}), vec![message.to_owned()])
        );
        let message = "the `content` of this parameter has no media type";
        assert_eq!(read(json!({"in": "query", "content": {}})), (json!({"in": "query"}), vec![message.to_owned()]));
        let message = "`content` is an object, but this is an array";
        assert_eq!(read(json!({"in": "query", "content": []})), (json!({"in": "query"}), vec![message.to_owned()]));
    }
}
