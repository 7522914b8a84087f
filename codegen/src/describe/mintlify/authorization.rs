//! The section `Authorizations` of the long text form. Never decides against what a curl sample shows.

use super::address::{key, scheme_name};
use super::document::Report;
use super::field::{Field, fields};
use super::line::Line;
use super::title::report_unread;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Node, Span};

/// Adds what the lines of the section say about security schemes.
pub(super) fn read(page: &mut Node, place: &str, lines: &[Line<'_>], is_shown: bool, report: &mut Report<'_>) {
    let (intro, found) = fields(lines, None, report);
    report_unread(intro, report);
    add(page, place, &found, is_shown, report);
}

/// Adds the descriptions of security schemes. Where the page has no curl sample, the schemes are those that the fields
/// state; a scheme that a sample does not show, and one that is not clear, is reported.
pub(super) fn add(page: &mut Node, place: &str, found: &[Field<'_>], is_shown: bool, report: &mut Report<'_>) {
    for field in found {
        let name = field.name;
        if let Some(known) = scheme_of(page, name.text) {
            field.description().into_iter().for_each(|text| known.set("description", text));
        } else if is_shown {
            report.push(
                Diagnostic::warning(Code::PageInconsistent, format!("the curl sample does not send `{}`", name.text))
                    .at(name.span)
                    .help("state the authentication in the settings of the vendor"),
            );
        } else if let Some((key, scheme)) = stated(field, report) {
            insert(page, place, &key, scheme);
        }
    }
}

/// Whether a parameter is a credential: a security scheme of the page has its name, or it is the header for one.
pub(super) fn is_credential(page: &mut Node, location: &str, name: &str) -> bool {
    location == "header" && name.eq_ignore_ascii_case("authorization")
        || scheme_of(page, name).is_some_and(|scheme| scheme.str("in") == Some(location))
}

fn scheme_of<'p>(page: &'p mut Node, name: &str) -> Option<&'p mut Node> {
    let schemes = page.pointer_mut("/components/securitySchemes")?.as_object_mut()?;
    schemes.values_mut().find(|scheme| match scheme.str("name") {
        Some(header) => header.eq_ignore_ascii_case(name),
        None => name.eq_ignore_ascii_case("authorization"),
    })
}

/// Adds a scheme, which is sent together with those that are there.
pub(super) fn insert(page: &mut Node, place: &str, key: &str, scheme: Node) {
    let span = scheme.span;
    let empty = || Node::object::<&str>([], span);
    if page.get("components").is_none() {
        page.set("components", Node::object([("securitySchemes", empty())], span));
    }
    page.pointer_mut("/components/securitySchemes").into_iter().for_each(|schemes| schemes.set(key, scheme.clone()));
    let Some(operation) = page.pointer_mut(place) else { return };
    if operation.items("security").is_empty() {
        operation.set("security", Node::array(vec![empty()], span));
    }
    let requirement = operation.pointer_mut("/security/0");
    requirement.into_iter().for_each(|all| all.set(key, Node::array(Vec::new(), span)));
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
