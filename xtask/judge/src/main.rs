//! `cargo xtask`: the commands of `switchboard`, and those that judge the generator.

mod commands;
mod drift;
mod driver;
mod faults;
mod interop;
mod live;
mod processes;
mod progenitor;
mod samples;

use clap::{Parser, Subcommand};
use std::process::ExitCode;
use switchboard::{Exit, Global};

/// Turns the API documentation of vendors into strongly typed Rust client crates.
///
/// A vendor is a folder under specs/: its documentation pages, a vendor.toml, and corrections in overlay.yaml. From
/// these `regen` writes specs/VENDOR/openapi.yaml and the crate under clients/. Start with `cargo xtask new` for a
/// vendor that is not here yet, or with `cargo xtask generate` for any OpenAPI file.
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
    Corpus(commands::corpus::Args),
    Drift(commands::drift::Args),
    Bench(commands::bench::Args),
    Progenitor(commands::progenitor::Args),
    Roundtrip(commands::roundtrip::Args),
    Interop(commands::interop::Args),
    Live(commands::live::Args),
    Ci(commands::ci::Args),
}

fn main() -> ExitCode {
    switchboard::run::<Cli>("cargo xtask", |cli| &cli.global, run)
}

fn run(cli: &Cli) -> anyhow::Result<Exit> {
    let global = &cli.global;
    match &cli.command {
        Command::Everybody(command) => command.run(global),
        Command::Corpus(args) => commands::corpus::run(args, global),
        Command::Drift(args) => commands::drift::run(args, global),
        Command::Bench(args) => commands::bench::run(args, global),
        Command::Progenitor(args) => commands::progenitor::run(args, global),
        Command::Roundtrip(args) => commands::roundtrip::run(args, global),
        Command::Interop(args) => commands::interop::run(args, global),
        Command::Live(args) => commands::live::run(args, global),
        Command::Ci(args) => commands::ci::run(args, global),
    }
}
