//! The example of a structure, and whether it agrees with the template and with the types.

use super::Page;
use super::layout::{Parts, lines};
use super::stated::Kind;
use super::template::{Member, Value};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{Data, Node, SourceFiles, read_json_prefix};
use serde::de::IgnoredAny;

/// Reads the example; `None` after reporting `page-cut` (none, or half of one) or what is wrong with its JSON.
pub(super) fn read(files: &SourceFiles, page: &Page<'_>, parts: &Parts, diagnostics: &mut Diagnostics) -> Option<Node> {
    let Some((_, Some(start))) = parts.example else {
        let what = if parts.example.is_some() {
            "the page ends before the JSON of its example"
        } else {
            "the page has no example"
        };
        diagnostics.push(page.cut(what));
        return None;
    };
    let mut values = serde_json::Deserializer::from_str(page.slice(start..page.text.len())).into_iter::<IgnoredAny>();
    if values.next().is_some_and(|value| value.is_err_and(|error| error.is_eof())) {
        diagnostics.push(page.cut("the page ends in the middle of its example"));
        return None;
    }
    let (example, end) = read_json_prefix(files, page.file, start, diagnostics)?;
    let rest: Vec<_> = lines(page.text, end..parts.example_end.max(end))
        .filter(|line| !page.slice(line.clone()).trim().is_empty())
        .collect();
    super::enum_table::unread(page, &rest, diagnostics);
    if example.as_object().is_none() {
        let message = format!("the example is {}, but the template is an object", example.kind());
        let help = "find out which of the two is right, and correct the other on the page";
        diagnostics.push(Diagnostic::error(Code::PageInconsistent, message).at(example.span).help(help));
        return None;
    }
    Some(example)
}

/// Reports members that stand in only one of template and example.
///
/// `may_be_missing` tells which members of the outermost object the page calls optional.
pub(super) fn compare(
    members: &[Member],
    example: &Node,
    may_be_missing: &dyn Fn(&str) -> bool,
    diagnostics: &mut Diagnostics,
) {
    let Some(shown) = example.as_object() else { return };
    let help = "find out which of the two is right and correct the page";
    for member in members {
        match shown.get(&member.name) {
            Some(node) => compare_values(&member.value, node, diagnostics),
            None if may_be_missing(&member.name) => {}
            None => diagnostics.push(
                Diagnostic::error(Code::PageInconsistent, format!("the example lacks the member `{}`", member.name))
                    .at(member.name_span)
                    .label(example.span, "the example")
                    .help(help),
            ),
        }
    }
    for (name, node) in shown.iter().filter(|(name, _)| !members.iter().any(|member| member.name == **name)) {
        diagnostics.push(
            Diagnostic::error(
                Code::PageInconsistent,
                format!("the example has a member `{name}` that the template lacks"),
            )
            .at(node.label_span())
            .help(help),
        );
    }
}

fn compare_values(value: &Value, example: &Node, diagnostics: &mut Diagnostics) {
    match (value, &example.data) {
        (Value::Object(members), Data::Object(_)) if !members.is_empty() => {
            compare(members, example, &|_| false, diagnostics);
        }
        (Value::Array(Some(item)), Data::Array(items)) => {
            items.iter().for_each(|example| compare_values(item, example, diagnostics));
        }
        _ => {}
    }
}

/// The type an example value shows; `None` for null.
pub(super) fn kind(example: &Node) -> Option<Kind> {
    match &example.data {
        Data::Null => None,
        Data::Bool(_) => Some(Kind::Boolean),
        Data::Number(number) if number.is_f64() => Some(Kind::Number),
        Data::Number(_) => Some(Kind::Integer),
        Data::String(_) => Some(Kind::String),
        Data::Array(_) => Some(Kind::Array),
        Data::Object(_) => Some(Kind::Object),
    }
}
