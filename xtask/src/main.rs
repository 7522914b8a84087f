//! The commands of the workspace, run as `cargo xtask COMMAND`. Files are read and written here and nowhere else.

mod commands;
mod document;
mod faults;
mod fetch;
mod git;
mod input;
mod interop;
mod mock;
mod observe;
mod progenitor;
mod report;
mod roundtrip;
mod samples;
mod settings_edit;
mod shrink;
mod source_lock;
mod surroundings;
mod sync;
mod terminal;
mod versions;
mod workspace;

use camino::Utf8PathBuf;
use clap::{Parser, Subcommand};
use report::Format;
use std::panic::PanicHookInfo;
use std::process::ExitCode;

/// Turns the API documentation of vendors into strongly typed Rust client crates.
///
/// A vendor is a folder under specs/: its documentation pages, a vendor.toml, and corrections in overlay.yaml. From
/// these `regen` writes specs/VENDOR/openapi.yaml and the crate under clients/. Start with `cargo xtask new` for a
/// vendor that is not here yet, or with `cargo xtask generate` for any OpenAPI file.
#[derive(Parser)]
#[command(
    name = "cargo xtask",
    bin_name = "cargo xtask",
    version,
    after_help = EXIT_CODES,
    after_long_help = EXIT_CODES
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    global: Global,
}

const EXIT_CODES: &str = "\
Exit codes:
  0  everything is fine
  1  there are findings: errors in the input's content, or output that is not up to date
  2  wrong use, or input that cannot be read at all";

/// Options of every command.
#[derive(clap::Args)]
pub(crate) struct Global {
    /// How findings are printed: for people, for a program, or as annotations of a GitHub workflow.
    #[arg(long, global = true, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Print at most this many findings; 0 prints all.
    #[arg(long, global = true, value_name = "N", default_value_t = 100)]
    limit: usize,
    /// The workspace, where it is not the folder you are in or one above it.
    #[arg(long, global = true, value_name = "DIR")]
    root: Option<Utf8PathBuf>,
}

#[derive(Subcommand)]
enum Command {
    Fetch(commands::fetch::Args),
    Regen(commands::regen::Args),
    Generate(commands::generate::Args),
    Lower(commands::lower::Args),
    Corpus(commands::corpus::Args),
    Bench(commands::bench::Args),
    Progenitor(commands::progenitor::Args),
    Describe(commands::describe::Args),
    Inspect(commands::inspect::Args),
    Diff(commands::diff::Args),
    Roundtrip(commands::roundtrip::Args),
    Observe(commands::observe::Args),
    Mock(commands::mock::Args),
    Interop(commands::interop::Args),
    New(commands::new::Args),
    Explain(commands::explain::Args),
    Ci(commands::ci::Args),
}

/// How a command ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Exit {
    /// Nothing to complain about.
    Fine = 0,
    /// Errors in the content, or stale output.
    Findings = 1,
    /// Wrong use, or unreadable input.
    Unusable = 2,
}

/// Room for everything that documents nest, at any depth the readers accept; pages that are not used cost nothing.
const STACK: usize = 64 * 1024 * 1024;

fn main() -> ExitCode {
    let Cli { command, global } = Cli::parse();
    std::panic::set_hook(Box::new(say_what_panicked));
    // Where there is a pool already, it stays as it is.
    let _ = rayon::ThreadPoolBuilder::new().stack_size(STACK).build_global();
    let worker = std::thread::Builder::new().stack_size(STACK).spawn(move || run(&command, &global));
    match worker.map(std::thread::JoinHandle::join) {
        Ok(Ok(code)) => code,
        // The hook has said what happened.
        Ok(Err(_)) => ExitCode::from(Exit::Unusable as u8),
        Err(error) => {
            terminal::complain(&anyhow::Error::new(error).context("cannot start a thread"));
            ExitCode::from(Exit::Unusable as u8)
        }
    }
}

fn run(command: &Command, global: &Global) -> ExitCode {
    let outcome = match command {
        Command::Fetch(args) => commands::fetch::run(args, global),
        Command::Regen(args) => commands::regen::run(args, global),
        Command::Generate(args) => commands::generate::run(args, global),
        Command::Lower(args) => commands::lower::run(args, global),
        Command::Describe(args) => commands::describe::run(args, global),
        Command::Inspect(args) => commands::inspect::run(args, global),
        Command::Diff(args) => commands::diff::run(args, global),
        Command::Mock(args) => commands::mock::run(args, global),
        Command::Interop(args) => commands::interop::run(args, global),
        Command::New(args) => commands::new::run(args, global),
        Command::Explain(args) => commands::explain::run(args),
        Command::Ci(args) => commands::ci::run(args, global),
        Command::Bench(args) => commands::bench::run(args, global),
        Command::Progenitor(args) => commands::progenitor::run(args, global),
        Command::Corpus(args) => commands::corpus::run(args, global),
        Command::Roundtrip(args) => commands::roundtrip::run(args, global),
        Command::Observe(args) => commands::observe::run(args, global),
    };
    match outcome {
        Ok(exit) => ExitCode::from(exit as u8),
        // The reader of a pipe has seen enough.
        Err(error) if terminal::is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            if !report::print_refusal(global, &error) {
                terminal::complain(&error);
            }
            ExitCode::from(Exit::Unusable as u8)
        }
    }
}

/// A panic is a defect of ours, told in one line. Those of progenitor are caught and become findings.
fn say_what_panicked(panic: &PanicHookInfo<'_>) {
    if switchboard_codegen::engine_is_running() {
        return;
    }
    let payload = panic.payload();
    let reason = match (payload.downcast_ref::<String>(), payload.downcast_ref::<&str>()) {
        (Some(text), _) => text.as_str(),
        (None, Some(text)) => text,
        (None, None) => "no reason given",
    };
    let place = panic.location().map_or(String::new(), |at| format!(" at {}:{}", at.file(), at.line()));
    let text = format!("error: this is a defect of the generator; please report it with its input ({reason}{place})");
    terminal::note(&terminal::visible(&text));
}
