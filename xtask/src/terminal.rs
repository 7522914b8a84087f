//! What is printed: results on stdout, everything else on stderr; colour and progress on a terminal only.

use crate::name::named;
use anyhow::Error;
use indicatif::{ProgressBar, ProgressStyle};
use std::io::{self, ErrorKind, IsTerminal, Write};
use switchboard_codegen::text::is_hidden;

/// Prints a result.
pub fn result(text: &str) -> io::Result<()> {
    let mut stdout = anstream::stdout().lock();
    stdout.write_all(text.as_bytes())?;
    if !text.is_empty() && !text.ends_with('\n') {
        stdout.write_all(b"\n")?;
    }
    stdout.flush()
}

/// Prints a result that is for programs only: as it is, without touching escapes in it.
pub fn raw_result(text: &str) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(text.as_bytes())?;
    stdout.write_all(if text.ends_with('\n') { b"" } else { b"\n" })?;
    stdout.flush()
}

/// Prints a note of ours; a closed stderr is nobody's loss.
pub fn note(text: &str) {
    show(&named(text));
}

/// Prints a note as it is.
pub(crate) fn show(text: &str) {
    let mut stderr = anstream::stderr().lock();
    let _ = stderr.write_all(text.as_bytes());
    let _ = stderr.write_all(if text.ends_with('\n') { b"" } else { b"\n" });
}

/// Prints why a command could not do its work.
pub fn complain(error: &Error) {
    let causes: Vec<String> = error.chain().map(visible_cause).collect();
    note(&format!("error: {}", causes.join(": ")));
}

fn visible_cause(cause: &(dyn std::error::Error + 'static)) -> String {
    visible(&cause.to_string())
}

/// Text from outside without anything a terminal would act on: control and direction characters are written
/// out, but line ends and tabs.
pub fn visible(text: &str) -> String {
    let hidden = |c: char| is_hidden(c) && c != '\n';
    text.chars().flat_map(|c| if hidden(c) { c.escape_unicode().collect::<Vec<_>>() } else { vec![c] }).collect()
}

/// Whether an error only says that nobody reads our output any more.
pub fn is_closed_pipe(error: &Error) -> bool {
    error.chain().any(|cause| cause.downcast_ref::<io::Error>().is_some_and(|io| io.kind() == ErrorKind::BrokenPipe))
}

/// A progress bar on stderr, invisible where stderr is no terminal.
pub fn progress(length: usize, what: &'static str) -> ProgressBar {
    if !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(length as u64).with_message(what);
    match ProgressStyle::with_template("{msg} {bar:30} {pos}/{len} {elapsed}") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
