//! How passes say what they give up. Decides nothing.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::lower;
use crate::source::{Node, Span};

const HELP: &str = "change it in an overlay, or let `cargo xtask generate` make the client: it takes it as it is";

/// Reports that a place is given up, with what follows from that.
pub(super) fn give_up(
    span: Span,
    subject: &str,
    message: impl Into<String>,
    consequence: &str,
    diagnostics: &mut Diagnostics,
) {
    let found = Diagnostic::error(Code::LoweringLoss, message).at(span).help(HELP).costs(consequence);
    diagnostics.push(if subject.is_empty() { found } else { found.subject(subject) });
}

/// Reports that an operation is given up, and marks it.
pub(super) fn leave_out(operation: &mut Node, span: Span, subject: &str, reason: &str, diagnostics: &mut Diagnostics) {
    let found = Diagnostic::error(Code::OperationLeftOut, reason).at(span).subject(subject).help(HELP);
    diagnostics.push(found.costs_operation());
    lower::leave_out(operation, reason);
}
