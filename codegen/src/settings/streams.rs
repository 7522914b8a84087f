//! `[[stream]]` of vendor.toml: how streams of events and lines say that they end or have failed, where the document does
//! not. Nothing here is carried out.

use super::fields::Fields;
use super::{Text, tables};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{Node, Span};

/// How streams say that they end or have failed: one `[[stream]]` entry.
#[derive(Clone, Debug, PartialEq)]
pub struct StreamSigns {
    /// Where it is said.
    pub span: Span,
    /// The operation, by id or as `POST /path`; without it, all that stream.
    pub operation: Option<Text>,
    /// The data of the event, or the line, behind which nothing follows.
    pub end: Option<Text>,
    /// The name of that event.
    pub end_event: Option<Text>,
    /// The name of events that are errors.
    pub error_event: Option<Text>,
    /// The member that only those events and lines have which are errors.
    pub error_member: Option<Text>,
    /// The page that says so.
    pub source: Text,
}

const SIGNS: [&str; 4] = ["end", "end-event", "error-event", "error-member"];

pub(super) fn read(node: &Node, found: &mut Diagnostics) -> Option<StreamSigns> {
    let fields = Fields::open(node, &tables::STREAM, found)?;
    let source = fields.text("source", found);
    if !SIGNS.iter().any(|key| fields.has(key)) {
        found.push(
            Diagnostic::error(Code::SettingsInvalid, "[[stream]] says neither how a stream ends nor how it fails")
                .at(node.label_span())
                .help("add `end`, `end-event`, `error-event` or `error-member`"),
        );
    }
    let mut text = |key| fields.text(key, found).map(Text::from);
    let signs = StreamSigns {
        span: node.label_span(),
        operation: text("operation"),
        end: text("end"),
        end_event: text("end-event"),
        error_event: text("error-event"),
        error_member: text("error-member"),
        source: source?.into(),
    };
    let name = |text: &Option<Text>| text.as_ref().map(|text| text.value.clone());
    if let Some(both) = signs.error_event.as_ref().filter(|_| name(&signs.error_event) == name(&signs.end_event)) {
        found.push(
            Diagnostic::error(
                Code::SettingsInvalid,
                format!("an event `{}` cannot be an end and an error", both.value),
            )
            .at(both.span)
            .help("remove `end-event`: a stream ends with its error"),
        );
    }
    Some(signs)
}
