//! `completions` and `man`: what shells and readers of manual pages need of this program.

use crate::{Exit, terminal};
use anyhow::Result;
use clap_complete::Shell;

/// Print the completions of a shell.
#[derive(clap::Args)]
#[command(after_long_help = "\
Examples:
  cargo xtask completions bash > ~/.local/share/bash-completion/completions/switchboard
  cargo xtask completions zsh > ~/.zfunc/_switchboard
  cargo xtask completions fish > ~/.config/fish/completions/switchboard.fish")]
pub struct Args {
    /// The shell.
    shell: Shell,
}

/// Print the manual page of the program, or of one of its commands.
#[derive(clap::Args)]
#[command(after_long_help = "\
Examples:
  cargo xtask man > switchboard.1
  cargo xtask man regen | man -l -")]
pub struct ManArgs {
    /// The command; else the program.
    command: Option<String>,
}

/// Prints completions for a program of this command line.
///
/// # Errors
///
/// When nobody takes what is printed.
pub fn run(args: &Args, mut program: clap::Command) -> Result<Exit> {
    let mut text = Vec::new();
    let name = program.get_name().to_owned();
    clap_complete::generate(args.shell, &mut program, name, &mut text);
    terminal::raw_result(&String::from_utf8_lossy(&text))?;
    Ok(Exit::Fine)
}

/// Prints a manual page.
///
/// # Errors
///
/// When there is no such command, or nobody takes what is printed.
pub fn man(args: &ManArgs, program: clap::Command) -> Result<Exit> {
    let command = match &args.command {
        None => program,
        Some(name) => match program.find_subcommand(name) {
            Some(command) => {
                let whole = format!("{}-{name}", program.get_name());
                command.clone().display_name(whole)
            }
            None => anyhow::bail!("there is no command `{name}`; `--help` lists them"),
        },
    };
    let mut text = Vec::new();
    clap_mangen::Man::new(command).render(&mut text)?;
    terminal::raw_result(&String::from_utf8_lossy(&text))?;
    Ok(Exit::Fine)
}
