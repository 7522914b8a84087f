//! The section `Authorizations` of the long text form. Never decides against what a curl sample shows.

use super::address::{key, scheme_name};
use super::document::{Report, requirement};
use super::field::{Field, fields};
use super::line::Line;
use super::title::report_unread;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Map, Node, Span};

/// Adds the descriptions of security schemes. Where the page has no curl sample, the schemes are those that the
/// section states; a scheme that a sample does not show, and one that is not clear, is reported.
pub(super) fn read(page: &mut Node, place: &str, lines: &[Line<'_>], is_shown: bool, report: &mut Report<'_>) {
    let (intro, found) = fields(lines, None, report);
    report_unread(intro, report);
    if is_shown {
        found.iter().for_each(|field| describe(page, field, report));
        return;
    }
    let schemes: Map = found.iter().filter_map(|field| stated(field, report)).collect();
    let Some(span) = schemes.values().next().map(|scheme| scheme.span) else { return };
    if let Some(operation) = page.pointer_mut(place) {
        operation.set("security", Node::array(vec![requirement(&schemes, span)], span));
    }
    let schemes = Node::object(schemes, span);
    page.set("components", Node::object([("securitySchemes", schemes)], span));
}

fn describe(page: &mut Node, field: &Field<'_>, report: &mut Report<'_>) {
    let name = field.name;
    let matches = |scheme: &Node| match scheme.str("name") {
        Some(header) => header.eq_ignore_ascii_case(name.text),
        None => name.text.eq_ignore_ascii_case("authorization"),
    };
    let schemes = page.pointer_mut("/components/securitySchemes").and_then(Node::as_object_mut);
    match (schemes.and_then(|schemes| schemes.values_mut().find(|scheme| matches(scheme))), field.description()) {
        (Some(scheme), Some(text)) => scheme.set("description", text),
        (Some(_), None) => {}
        (None, _) => report.push(
            Diagnostic::warning(Code::PageInconsistent, format!("the curl sample does not send `{}`", name.text))
                .at(name.span)
                .help("state the authentication in the settings of the vendor"),
        ),
    }
}

/// The scheme that a field states: a token or a password where its text has the words that Mintlify prints for them,
/// else a key under its name.
pub(super) fn stated(field: &Field<'_>, report: &mut Report<'_>) -> Option<(String, Node)> {
    let (name, text) = (field.name, field.description());
    let words = text.as_ref().and_then(Node::as_str).unwrap_or_default();
    let is_authorization = name.text.eq_ignore_ascii_case("authorization");
    let http = |scheme: &str| http(scheme, name.span);
    let (scheme_name, mut scheme) = match field.location {
        None | Some("header") if is_authorization && words.contains("Bearer") => {
            ("bearerAuth".to_owned(), http("bearer"))
        }
        None | Some("header") if is_authorization && words.contains("Basic") => ("basicAuth".to_owned(), http("basic")),
        None if is_authorization => (scheme_name(name.text), key("header", name)),
        Some(location) => (scheme_name(name.text), key(location, name)),
        None => {
            report.unread(
                format!("the page does not say where `{}` is sent", name.text),
                name.span,
                "state the authentication in the settings of the vendor",
            );
            return None;
        }
    };
    text.into_iter().for_each(|text| scheme.set("description", text));
    Some((scheme_name, scheme))
}

/// A security scheme of HTTP: `bearer` or `basic`.
pub(super) fn http(scheme: &str, span: Span) -> Node {
    let parts = [("type", "http"), ("scheme", scheme)];
    Node::object(parts.map(|(key, value)| (key, Node::string(value, span))), span)
}
