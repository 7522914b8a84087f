//! The example of a structure, and whether it agrees with the template.

use super::template::{Member, Value};
use crate::describe::reading::Page;
use crate::describe::reading::stated::Kind;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::source::{Data, Node, SourceFiles, read_json_prefix};
use serde::de::IgnoredAny;
use std::ops::Range;

/// Reads the example in a range.
///
/// `None` after reporting `page-cut` (half of one), or, as a warning, that it is no JSON object.
pub(super) fn read(
    files: &SourceFiles,
    page: &Page<'_>,
    range: Range<usize>,
    diagnostics: &mut Diagnostics,
) -> Option<Node> {
    let mut values =
        serde_json::Deserializer::from_str(page.slice(range.start..page.text.len())).into_iter::<IgnoredAny>();
    if values.next().is_some_and(|value| value.is_err_and(|error| error.is_eof())) {
        diagnostics.push(page.cut("the page ends in the middle of its example"));
        return None;
    }
    let mut found = Diagnostics::new();
    let example = read_json_prefix(files, page.file, range.start, &mut found).map(|(example, _)| example);
    for problem in found.iter() {
        let message = format!("the example was left out, since it is not JSON: {}", problem.message);
        let place = problem.span.unwrap_or_else(|| page.span(range.clone()));
        let help = "correct the page if the example matters; members and types come from its other parts";
        let diagnostic = Diagnostic::warning(Code::TextUnread, message).at(place).help(help);
        if problem.severity == Severity::Error {
            diagnostics.push(diagnostic);
        }
    }
    let example = example?;
    if example.as_object().is_none() {
        let message = format!("the example is {}, but the template is an object; it was left out", example.kind());
        let help = "find out which of the two is right, and correct the other on the page";
        diagnostics.push(Diagnostic::warning(Code::PageInconsistent, message).at(example.span).help(help));
        return None;
    }
    Some(example)
}

/// Reports members of the example that the template lacks. One that the example lacks is merely not shown.
pub(super) fn compare(members: &[Member], example: &Node, diagnostics: &mut Diagnostics) {
    let Some(shown) = example.as_object() else { return };
    let help = "it was not added, since one value shows no type: if it exists, add it to the page or with an overlay";
    for member in members {
        if let Some(node) = shown.get(&member.name) {
            compare_values(&member.value, node, diagnostics);
        }
    }
    for (name, node) in shown.iter().filter(|(name, _)| !members.iter().any(|member| member.name == **name)) {
        let message = format!("the example has a member `{name}` that the template lacks");
        diagnostics.push(Diagnostic::warning(Code::PageInconsistent, message).at(node.label_span()).help(help));
    }
}

fn compare_values(value: &Value, example: &Node, diagnostics: &mut Diagnostics) {
    match (value, &example.data) {
        (Value::Object(members), Data::Object(_)) if !members.is_empty() => compare(members, example, diagnostics),
        (Value::Map(value), Data::Object(members)) => {
            members.values().for_each(|example| compare_values(value, example, diagnostics));
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
