//! What shells complete of a call while it is typed: vendors, operations, parameters, and members of the body. A document that
//! cannot be read completes nothing, and nothing is printed about it.

use super::{find, values};
use crate::Global;
use crate::commands::call::{body_schema, planned};
use crate::document::Correction;
use crate::report::Format;
use crate::workspace::Workspace;
use clap_complete::CompletionCandidate;
use serde_json::Value;
use switchboard_codegen::Planned;
use switchboard_codegen::diagnostic::Diagnostics;
use switchboard_codegen::operations::OperationPlan;
use switchboard_codegen::source::SourceFiles;

/// Options that are followed by a value, which is no name of anything.
const WITH_VALUE: [&str; 15] = [
    "-p",
    "--param",
    "-s",
    "--set",
    "--body",
    "--output",
    "--out",
    "--server",
    "--header",
    "--timeout",
    "--settings",
    "--overlay",
    "--map",
    "--root",
    "--limit",
];

/// The words that stand by themselves behind `call`: the vendor and the operation. The shell hands in the line behind `--`.
fn words() -> Vec<String> {
    let mut line = std::env::args().skip_while(|word| word != "--").skip_while(|word| word != "call").skip(1);
    let mut words = Vec::new();
    while let Some(word) = line.next() {
        if WITH_VALUE.contains(&word.as_str()) {
            line.next();
        } else if !word.starts_with('-') {
            words.push(word);
        }
    }
    words
}

fn global() -> Global {
    Global { format: Format::Text, limit: 0, root: None }
}

fn plans() -> Option<Planned> {
    let subject = words().into_iter().next()?;
    let (mut files, mut found) = (SourceFiles::new(), Diagnostics::new());
    planned(&subject, &Correction::default(), None, &global(), &mut files, &mut found).ok()?.map(|(planned, _)| planned)
}

fn operation(planned: &Planned) -> Option<&OperationPlan> {
    find::operation(&planned.operations.plans, words().get(1)?).ok()
}

/// The vendors of the workspace.
pub(crate) fn subjects() -> Vec<CompletionCandidate> {
    let vendors = Workspace::find(&global()).and_then(|workspace| workspace.vendors()).unwrap_or_default();
    vendors.into_iter().map(CompletionCandidate::new).collect()
}

/// The operations of the vendor that was typed.
pub(crate) fn operations() -> Vec<CompletionCandidate> {
    let candidate = |plan: &OperationPlan| CompletionCandidate::new(&plan.name).help(Some(plan.subject().into()));
    plans().map(|planned| planned.operations.plans.iter().map(candidate).collect()).unwrap_or_default()
}

/// The parameters of the operation that was typed.
pub(crate) fn parameters() -> Vec<CompletionCandidate> {
    let Some(planned) = plans() else { return Vec::new() };
    let Some(plan) = operation(&planned) else { return Vec::new() };
    find::parameters(plan).map(|parameter| CompletionCandidate::new(format!("{}=", parameter.name))).collect()
}

/// The members of its body.
pub(crate) fn members() -> Vec<CompletionCandidate> {
    let Some(planned) = plans() else { return Vec::new() };
    let Some(plan) = operation(&planned) else { return Vec::new() };
    let document: Value = planned.document.to_value();
    let names = values::names(&document, body_schema(&document, plan));
    names.into_iter().map(|name| CompletionCandidate::new(format!("{name}="))).collect()
}
