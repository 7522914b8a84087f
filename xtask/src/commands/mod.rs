//! One file per command.

pub(crate) mod call;
mod describe;
pub(crate) mod diff;
mod explain;
mod fetch;
pub(crate) mod generate;
mod init;
mod inspect;
mod lower;
mod mock;
mod new;
mod observe;
mod regen;
mod site;

use crate::{Exit, Global};
use anyhow::Result;

/// What the program is asked to do.
#[derive(clap::Subcommand)]
#[allow(missing_docs, reason = "each is documented where its arguments are; these texts are its help")]
#[allow(private_interfaces, reason = "what the arguments are is between a command and its help")]
pub enum Command {
    Init(init::Args),
    Fetch(fetch::Args),
    Regen(regen::Args),
    Generate(generate::Args),
    Lower(lower::Args),
    Describe(describe::Args),
    Inspect(inspect::Args),
    Diff(diff::Args),
    Observe(observe::Args),
    Mock(mock::Args),
    Call(call::Args),
    Site(site::Args),
    New(new::Args),
    Explain(explain::Args),
}

impl Command {
    /// Does it.
    ///
    /// # Errors
    ///
    /// When it cannot even begin: wrong use, or input that cannot be read at all.
    pub fn run(&self, global: &Global) -> Result<Exit> {
        match self {
            Self::Init(args) => init::run(args, global),
            Self::Fetch(args) => fetch::run(args, global),
            Self::Regen(args) => regen::run(args, global),
            Self::Generate(args) => generate::run(args, global),
            Self::Lower(args) => lower::run(args, global),
            Self::Describe(args) => describe::run(args, global),
            Self::Inspect(args) => inspect::run(args, global),
            Self::Diff(args) => diff::run(args, global),
            Self::Observe(args) => observe::run(args, global),
            Self::Mock(args) => mock::run(args, global),
            Self::Call(args) => call::run(args, global),
            Self::Site(args) => site::run(args, global),
            Self::New(args) => new::run(args, global),
            Self::Explain(args) => explain::run(args),
        }
    }
}
