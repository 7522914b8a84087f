//! What shells complete of a call while it is typed: vendors, operations, parameters, and members of the body. A document that
//! cannot be read completes nothing, and nothing is printed about it.

use super::{find, values};
use crate::Global;
use crate::commands::call::{Args, body_schema, planned};
use crate::document::Correction;
use crate::own_program::own;
use crate::report::Format;
use crate::workspace::Workspace;
use camino::Utf8PathBuf;
use clap::{Arg, Args as _, Command, CommandFactory, Parser};
use clap_complete::CompletionCandidate;
use serde_json::Value;
use switchboard_codegen::Planned;
use switchboard_codegen::diagnostic::Diagnostics;
use switchboard_codegen::operations::OperationPlan;
use switchboard_codegen::source::SourceFiles;

/// A line as far as it is typed.
struct Line {
    /// The words that stand by themselves behind `call`: the vendor and the operation.
    words: Vec<String>,
    /// What says which document is meant.
    about: About,
}

/// The options that say which document is meant.
#[derive(clap::Parser)]
#[command(no_binary_name = true)]
struct About {
    #[command(flatten)]
    correction: Correction,
    #[arg(long)]
    settings: Option<Utf8PathBuf>,
    #[command(flatten)]
    global: Global,
}

impl Default for About {
    fn default() -> Self {
        let global = Global { format: Format::Text, limit: 0, root: None };
        Self { correction: Correction::default(), settings: None, global }
    }
}

/// Whether an option of these is followed by a value, as it is written: `-p` or `--param`.
fn takes_value(options: &Command, word: &str) -> bool {
    let is_named = |option: &Arg| match word.strip_prefix("--") {
        Some(name) => option.get_long() == Some(name),
        None => option.get_short().is_some_and(|short| word.strip_prefix('-') == Some(short.to_string().as_str())),
    };
    options.get_arguments().any(|option| option.get_action().takes_values() && is_named(option))
}

/// Reads a line, which the shell hands in behind `--`.
fn line(arguments: impl Iterator<Item = String>) -> Line {
    let options = Global::augment_args(Args::augment_args(Command::new("call")));
    let known = About::command();
    let mut arguments = arguments.skip_while(|word| word != "--").skip(1);
    let (mut words, mut about) = (Vec::new(), Vec::new());
    while let Some(word) = arguments.next() {
        if takes_value(&options, &word) {
            let value = arguments.next();
            if takes_value(&known, &word) {
                about.extend([word].into_iter().chain(value));
            }
        } else if word.split_once('=').is_some_and(|(option, _)| takes_value(&known, option)) {
            about.push(word);
        } else if !word.starts_with('-') {
            words.push(word);
        }
    }
    let words = match own() {
        // The document is inside: what stands behind the name of the program is the operation.
        Some(own) => [own.name.to_owned()].into_iter().chain(words.into_iter().skip(1)).collect(),
        None => words.into_iter().skip_while(|word| word != "call").skip(1).collect(),
    };
    Line { words, about: About::try_parse_from(about).unwrap_or_default() }
}

fn typed() -> Line {
    line(std::env::args())
}

fn plans(line: &Line) -> Option<Planned> {
    let About { correction, settings, global } = &line.about;
    let (mut files, mut found) = (SourceFiles::new(), Diagnostics::new());
    let planned = planned(line.words.first()?, correction, settings.as_deref(), global, &mut files, &mut found);
    planned.ok()?.map(|(planned, _)| planned)
}

fn operation<'p>(line: &Line, planned: &'p Planned) -> Option<&'p OperationPlan> {
    find::operation(&planned.operations.plans, line.words.get(1)?).ok()
}

/// The vendors of the workspace.
pub(crate) fn subjects() -> Vec<CompletionCandidate> {
    let vendors = Workspace::find(&typed().about.global).and_then(|workspace| workspace.vendors()).unwrap_or_default();
    vendors.into_iter().map(CompletionCandidate::new).collect()
}

/// The operations of the vendor that was typed.
pub(crate) fn operations() -> Vec<CompletionCandidate> {
    let candidate = |plan: &OperationPlan| CompletionCandidate::new(&plan.name).help(Some(plan.subject().into()));
    plans(&typed()).map(|planned| planned.operations.plans.iter().map(candidate).collect()).unwrap_or_default()
}

/// The parameters of the operation that was typed.
pub(crate) fn parameters() -> Vec<CompletionCandidate> {
    let line = typed();
    let Some(planned) = plans(&line) else { return Vec::new() };
    let Some(plan) = operation(&line, &planned) else { return Vec::new() };
    find::parameters(plan).map(|parameter| CompletionCandidate::new(format!("{}=", parameter.name))).collect()
}

/// The members of its body.
pub(crate) fn members() -> Vec<CompletionCandidate> {
    let line = typed();
    let Some(planned) = plans(&line) else { return Vec::new() };
    let Some(plan) = operation(&line, &planned) else { return Vec::new() };
    let document: Value = planned.document.to_value();
    let names = values::names(&document, body_schema(&document, plan));
    names.into_iter().map(|name| CompletionCandidate::new(format!("{name}="))).collect()
}
