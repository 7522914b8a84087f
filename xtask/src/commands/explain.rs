//! `explain`: what a code in brackets means.

use crate::{Exit, terminal};
use anyhow::{Result, bail};
use switchboard_codegen::diagnostic::Code;
use switchboard_codegen::nearest::{nearest, quoted};

/// Say what the code of an error or warning means and what to do about it.
///
/// Without a code, list them all.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// A code, as it stands in brackets after `error` or `warning`.
    code: Option<String>,
}

pub(crate) fn run(args: &Args) -> Result<Exit> {
    let Some(wanted) = &args.code else {
        let codes: String = Code::ALL.iter().map(|code| format!("{code}\n{}\n", text(*code, "    "))).collect();
        terminal::result(codes.trim_end_matches('\n'))?;
        return Ok(Exit::Fine);
    };
    match Code::ALL.iter().find(|code| code.as_str() == wanted) {
        Some(code) => terminal::result(&text(*code, ""))?,
        None => {
            let near = nearest(wanted, Code::ALL.iter().map(|code| code.as_str()), 3);
            bail!("there is no code `{wanted}`; the nearest are {}", quoted(near));
        }
    }
    Ok(Exit::Fine)
}

/// The explanation, each line with the space of a doc comment replaced by an indent.
fn text(code: Code, indent: &str) -> String {
    let line = |line: &str| format!("{indent}{}\n", line.strip_prefix(' ').unwrap_or(line));
    code.explanation().lines().map(line).collect()
}
