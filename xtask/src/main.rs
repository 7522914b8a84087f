//! `switchboard`: turns the API documentation of vendors into strongly typed Rust client crates, in any workspace.

use clap::{Parser, Subcommand};
use std::process::ExitCode;
use switchboard::{Exit, Global, completions};

/// What people type.
const NAME: &str = "switchboard";

/// Turns the API documentation of vendors into strongly typed Rust client crates.
///
/// A vendor is a folder under specs/: its documentation pages, a vendor.toml, and corrections in overlay.yaml. From
/// these `regen` writes specs/VENDOR/openapi.yaml and the crate under clients/. Start with `cargo xtask init` in a new
/// folder, with `cargo xtask new` for a vendor, or with `cargo xtask generate` for any OpenAPI file.
#[derive(Parser)]
#[command(version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    global: Global,
}

#[derive(Subcommand)]
enum Command {
    #[command(flatten)]
    Everybody(switchboard::Command),
    Completions(completions::Args),
    Man(completions::ManArgs),
}

fn main() -> ExitCode {
    switchboard::run::<Cli>(NAME, |cli| &cli.global, run)
}

fn run(cli: &Cli) -> anyhow::Result<Exit> {
    match &cli.command {
        Command::Everybody(command) => command.run(&cli.global),
        Command::Completions(args) => completions::run(args, switchboard::command_line::<Cli>(NAME)),
        Command::Man(args) => completions::man(args, switchboard::command_line::<Cli>(NAME)),
    }
}
