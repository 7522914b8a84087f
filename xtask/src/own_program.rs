//! The command line of one API as a program of its own: what `switchboard call` does, with the document inside. A crate of such
//! a program, which `switchboard call --program` makes, has the document, its settings and one call of [`run`]; there is no code
//! per operation.

use crate::commands::call;
use crate::{Exit, Global};
use clap::{ArgMatches, CommandFactory, FromArgMatches, Parser};
use std::process::ExitCode;
use std::sync::OnceLock;
use switchboard_codegen::describe::{Format, describe};
use switchboard_codegen::diagnostic::Diagnostics;
use switchboard_codegen::source::{Node, SourceFiles, read_document};
use switchboard_codegen::{self as codegen, Beside, CrateSettings, Home, VendorSettings};

/// What a program is made of.
#[derive(Clone, Copy, Debug)]
pub struct OwnProgram {
    /// What people type.
    pub name: &'static str,
    /// Its version.
    pub version: &'static str,
    /// What the API is called.
    pub title: &'static str,
    /// The whole document, in one text.
    pub document: &'static str,
    /// What is known beside it.
    pub beside: Stated,
}

/// What is known of an API beside its document.
#[derive(Clone, Copy, Debug)]
pub enum Stated {
    /// The `vendor.toml` that the document was made with.
    Vendor(&'static str),
    /// What completes and corrects the document: settings with the keys of `vendor.toml`, and an overlay.
    Beside {
        /// The settings.
        settings: Option<&'static str>,
        /// The overlay.
        overlay: Option<&'static str>,
    },
}

/// The API that this process is the program of.
static OWN: OnceLock<OwnProgram> = OnceLock::new();

/// The API that this process is the program of; nothing in `switchboard` itself.
pub(crate) fn own() -> Option<&'static OwnProgram> {
    OWN.get()
}

/// Runs the program with the arguments of the process.
pub fn run(program: OwnProgram) -> ExitCode {
    let program = OWN.get_or_init(|| program);
    crate::run::<Program>(
        program.name,
        |program| &program.0.global,
        |program| call::run(&program.0.call, &program.0.global),
    )
}

impl OwnProgram {
    /// The document as the command reads it. Returns `None` after reporting at least one error.
    pub(crate) fn read(&self, files: &mut SourceFiles, diagnostics: &mut Diagnostics) -> Option<(Node, CrateSettings)> {
        let file = files.add("openapi.yaml", self.document);
        match self.beside {
            Stated::Vendor(text) => {
                let document = read_document(files, file, diagnostics)?;
                let stated = files.add("vendor.toml", text);
                let settings = VendorSettings::read(files, stated, diagnostics)?;
                Some((document, CrateSettings::for_vendor(&settings)))
            }
            Stated::Beside { settings, overlay } => {
                let mut document = describe(files, &[file], Some(Format::OpenApi), diagnostics)?;
                let alone = CrateSettings::for_document(&document, self.name.to_owned(), String::new(), Home::Alone);
                let settings = settings.map(|text| files.add("settings.toml", text));
                let overlay = overlay.map(|text| files.add("overlay.yaml", text));
                let beside = Beside { settings, overlay };
                let stated = codegen::complete(files, beside, &mut document, &alone, diagnostics)?;
                let settings = stated.map_or(alone.clone(), |stated| alone.with(&stated));
                Some((document, settings))
            }
        }
    }
}

#[derive(Parser)]
struct Cli {
    #[command(flatten)]
    call: call::Args,
    #[command(flatten)]
    global: Global,
}

/// The options of `call`, but for those that say which API is meant.
struct Program(Cli);

/// Options that have no meaning where the document is inside.
const WITHOUT: [&str; 5] = ["settings", "overlay", "maps", "program", "root"];

impl CommandFactory for Program {
    fn command() -> clap::Command {
        let command = Cli::command();
        let Some(own) = own() else { return command };
        let about = format!("Call the operations of {}", codegen::text::single_line(own.title));
        let more = format!(
            "{about}.\n\nWithout an operation, lists all of them; with `--takes`, says what one takes. Values are held against the \
             document before anything is sent; `--unchecked` sends them as they are. Keys come from the environment: a call \
             that has none says which variable it wants."
        );
        let command = command.version(own.version).about(about).long_about(more);
        // Only the operation stands by itself.
        let subject = |subject: clap::Arg| subject.long("api").hide(true).required(false).default_value(own.name);
        let command = command.mut_arg("subject", subject);
        WITHOUT.iter().fold(command, |command, name| command.mut_arg(name, |argument| argument.hide(true)))
    }

    fn command_for_update() -> clap::Command {
        Self::command()
    }
}

impl FromArgMatches for Program {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        Cli::from_arg_matches(matches).map(Self)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        self.0.update_from_arg_matches(matches)
    }
}

/// What people type in front of an operation.
pub(crate) fn before_operation(subject: &str) -> String {
    match own() {
        Some(own) => own.name.to_owned(),
        None => format!("{} call {subject}", crate::name::name()),
    }
}

/// How the program ends where it cannot be made of its own document.
pub(crate) fn refuse_without(name: &str) -> anyhow::Result<Exit> {
    anyhow::bail!("`{name}` has its document inside, and this option is for others")
}
