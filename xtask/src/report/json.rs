//! Findings for programs.

use crate::name::named;
use serde_json::{Value, json};
use switchboard_codegen::diagnostic::{Diagnostic, Diagnostics, Loss, Severity};
use switchboard_codegen::source::{SourceFiles, Span};

/// All findings as an array; lines and columns count from 1, columns in characters.
pub fn to_json(files: &SourceFiles, diagnostics: &Diagnostics) -> Value {
    diagnostics.iter().map(|diagnostic| one(files, diagnostic)).collect()
}

fn one(files: &SourceFiles, diagnostic: &Diagnostic) -> Value {
    let Diagnostic { code, severity, message, span, subject, labels, help, loss } = diagnostic;
    let labels: Vec<Value> =
        labels.iter().map(|label| json!({"place": place(files, label.span), "text": label.text})).collect();
    json!({
        "code": code.as_str(),
        "severity": severity_name(*severity),
        "message": named(message),
        "place": span.map(|span| place(files, span)),
        "subject": subject,
        "labels": labels,
        "help": help.as_deref().map(named),
        "loss": loss.as_ref().map(|loss| match loss {
            Loss::Place(consequence) => consequence.as_str(),
            Loss::Operation => "the operation is not in the client",
        }),
    })
}

fn place(files: &SourceFiles, span: Span) -> Value {
    let file = &files[span.file];
    let (start, end) = (file.location(span.start as usize), file.location(span.end as usize));
    json!({
        "file": file.name(),
        "line": start.line,
        "column": start.column,
        "end_line": end.line,
        "end_column": end.column,
    })
}

/// The name of a severity.
pub(super) fn severity_name(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}
