//! Findings as text for people, as JSON for programs, or as annotations of a GitHub workflow.

mod github;
mod json;
mod text;

pub use github::{annotation, at_line};
pub use json::to_json;

use crate::{Exit, Global, name, own_program, terminal};
use switchboard_codegen::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use switchboard_codegen::source::SourceFiles;

/// Why a command could not even begin, as a finding with its code; `main` prints it like all others.
#[derive(Debug)]
pub struct Refusal(Box<Diagnostic>);

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0.message)
    }
}

impl std::error::Error for Refusal {}

/// A [`Refusal`] as the error of a command.
pub fn refusal(code: Code, message: impl Into<String>, help: impl Into<String>) -> anyhow::Error {
    refuse(Diagnostic::error(code, message).help(help))
}

/// A finding as the error of a command: a [`Refusal`].
pub fn refuse(found: Diagnostic) -> anyhow::Error {
    anyhow::Error::new(Refusal(Box::new(found)))
}

/// A failed write as a finding, with all its causes.
pub fn write_failed(error: &anyhow::Error) -> Diagnostic {
    let causes: Vec<String> = error.chain().map(ToString::to_string).collect();
    Diagnostic::error(Code::WriteFailed, causes.join(": ")).help("make room or set the permissions, and run it again")
}

/// Prints the refusal that an error is; `false` when it is another error.
pub fn print_refusal(global: &Global, error: &anyhow::Error) -> bool {
    let Some(Refusal(diagnostic)) = error.downcast_ref() else { return false };
    let mut diagnostics = Diagnostics::new();
    diagnostics.push(Diagnostic::clone(diagnostic));
    print(global, &SourceFiles::new(), &diagnostics);
    true
}

/// For whom findings are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// People.
    Text,
    /// Programs.
    Json,
    /// A GitHub workflow.
    Github,
    /// A changelog (`diff`); for everything else as for people.
    Markdown,
}

/// Prints findings on stderr, errors after warnings so that they are what is last seen.
///
/// As JSON they are one array; commands whose result is JSON put the array there and do not call this.
pub fn print(global: &Global, files: &SourceFiles, diagnostics: &Diagnostics) {
    let limit = if global.limit == 0 { usize::MAX } else { global.limit };
    if global.format == Format::Json {
        terminal::show(&format!("{:#}", to_json(files, diagnostics)));
        return;
    }
    let mut sorted: Vec<&Diagnostic> = diagnostics.iter().collect();
    sorted.sort_by_key(|diagnostic| diagnostic.severity);
    let hidden = sorted.len().saturating_sub(limit);
    for diagnostic in sorted.iter().skip(hidden) {
        let diagnostic = named(diagnostic);
        terminal::show(&match global.format {
            Format::Github => github::render(files, &diagnostic),
            Format::Text | Format::Json | Format::Markdown => text::render(files, &diagnostic) + "\n\n",
        });
    }
    if hidden > 0 {
        terminal::note(&format!("{hidden} more findings are not shown; --limit 0 shows all"));
    }
    let (errors, warnings) = (diagnostics.count(Severity::Error), diagnostics.count(Severity::Warning));
    if matches!(global.format, Format::Text | Format::Markdown) && errors + warnings > 0 {
        let count = |number: usize, what: &str| format!("{number} {what}{}", if number == 1 { "" } else { "s" });
        let counts = [(errors, "error"), (warnings, "warning")].map(|(number, what)| (number, count(number, what)));
        let counts: Vec<String> = counts.into_iter().filter(|(number, _)| *number > 0).map(|(_, text)| text).collect();
        // A program of one API has no other command.
        let more = if own_program::own().is_some() { "" } else { "; `cargo xtask explain CODE` says more" };
        terminal::note(&format!("{}{more}", counts.join(", ")));
    }
}

/// A finding that calls the program by its name.
fn named(found: &Diagnostic) -> Diagnostic {
    let mut found = found.clone();
    found.message = name::named(&found.message);
    found.help = found.help.as_deref().map(name::named);
    found
}

/// How a command with these findings ends.
pub fn exit(diagnostics: &Diagnostics) -> Exit {
    let unreadable = |code: Code| {
        matches!(
            code,
            Code::InputUnreadable
                | Code::UnknownFormat
                | Code::VersionUnsupported
                | Code::JsonSyntax
                | Code::YamlSyntax
                | Code::DuplicateKey
                | Code::TooDeep
                | Code::NumberRange
                | Code::WriteFailed
        )
    };
    let errors = diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error);
    errors
        .fold(Exit::Fine, |exit, error| exit.max(if unreadable(error.code) { Exit::Unusable } else { Exit::Findings }))
}
