//! What all commands have in common: their options, how they end, and the name of the program in what they print.

use crate::name::{WRITTEN, be_called, named};
use crate::report::{self, Format};
use crate::terminal;
use anyhow::Result;
use camino::Utf8PathBuf;
use clap::{ArgMatches, FromArgMatches};
use std::panic::PanicHookInfo;
use std::process::ExitCode;

/// Options of every command.
#[derive(clap::Args)]
pub struct Global {
    /// How findings are printed: for people, for a program, or as annotations of a GitHub workflow.
    #[arg(long, global = true, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// Print at most this many findings; 0 prints all.
    #[arg(long, global = true, value_name = "N", default_value_t = 100)]
    pub limit: usize,
    /// The workspace, where it is not the folder you are in or one above it.
    #[arg(long, global = true, value_name = "DIR")]
    pub root: Option<Utf8PathBuf>,
}

/// How a command ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// Nothing to complain about.
    Fine = 0,
    /// Errors in the content, or stale output.
    Findings = 1,
    /// Wrong use, or unreadable input.
    Unusable = 2,
}

const EXIT_CODES: &str = "\
Exit codes:
  0  everything is fine
  1  there are findings: errors in the input's content, or output that is not up to date
  2  wrong use, or input that cannot be read at all";

/// Room for everything that documents nest, at any depth the readers accept; pages that are not used cost nothing.
const STACK: usize = 64 * 1024 * 1024;

/// Runs the program of this name with the arguments of the process: parses them, and hands what they say to `command`.
pub fn run<P: clap::CommandFactory + FromArgMatches + Send + Sync + 'static>(
    program: &'static str,
    globals: fn(&P) -> &Global,
    command: fn(&P) -> Result<Exit>,
) -> ExitCode {
    be_called(program);
    complete::<P>(program);
    let parsed = parse::<P>(program);
    std::panic::set_hook(Box::new(say_what_panicked));
    // Where there is a pool already, it stays as it is.
    let _ = rayon::ThreadPoolBuilder::new().stack_size(STACK).build_global();
    let worker = std::thread::Builder::new().stack_size(STACK).spawn(move || {
        let outcome = command(&parsed);
        end(outcome, globals(&parsed))
    });
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

/// The command line of a program, whose help texts call it by its name.
pub fn command_line<P: clap::CommandFactory>(program: &'static str) -> clap::Command {
    let command = P::command().name(program).bin_name(program).after_help(EXIT_CODES).after_long_help(EXIT_CODES);
    if program == WRITTEN { command } else { renamed(command) }
}

/// Answers a shell that asks, by the variable `COMPLETE`, what a line may go on with; that ends the process.
fn complete<P: clap::CommandFactory>(program: &'static str) {
    if std::env::var_os("COMPLETE").is_none() {
        return;
    }
    let answer =
        move || clap_complete::CompleteEnv::with_factory(move || command_line::<P>(program)).bin(program).complete();
    // What it asks may read whole documents.
    let worker = std::thread::Builder::new().stack_size(STACK).spawn(answer);
    let _ = worker.map(std::thread::JoinHandle::join);
}

/// The arguments of the process; ends the process where they are wrong, or ask for help.
fn parse<P: clap::CommandFactory + FromArgMatches>(program: &'static str) -> P {
    let mut command = command_line::<P>(program);
    let matches: ArgMatches = command.clone().get_matches();
    P::from_arg_matches(&matches).unwrap_or_else(|error| error.format(&mut command).exit())
}

/// A command whose help texts call the program by its name.
fn renamed(command: clap::Command) -> clap::Command {
    let text = |text: Option<&clap::builder::StyledStr>| text.map(|text| named(&text.to_string()));
    let texts = [
        text(command.get_about()),
        text(command.get_long_about()),
        text(command.get_after_help()),
        text(command.get_after_long_help()),
    ];
    let [about, long_about, after_help, after_long_help] = texts;
    let mut command = command.mut_args(|argument| {
        let [help, long_help] =
            [argument.get_help(), argument.get_long_help()].map(|text| text.map(|text| named(&text.to_string())));
        let argument = help.into_iter().fold(argument, clap::Arg::help);
        long_help.into_iter().fold(argument, clap::Arg::long_help)
    });
    command = about.into_iter().fold(command, clap::Command::about);
    command = long_about.into_iter().fold(command, clap::Command::long_about);
    command = after_help.into_iter().fold(command, clap::Command::after_help);
    command = after_long_help.into_iter().fold(command, clap::Command::after_long_help);
    let names: Vec<String> = command.get_subcommands().map(|inner| inner.get_name().to_owned()).collect();
    names.into_iter().fold(command, |command, name| command.mut_subcommand(name, renamed))
}

fn end(outcome: Result<Exit>, global: &Global) -> ExitCode {
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
