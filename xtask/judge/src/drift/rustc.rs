//! The compiler on one file at a time: crates and programs are checked as cargo would, without what cargo does around that.
//! Never changes a file but those that the compiler writes.

use anyhow::{Context, Result, bail};
use camino::{Utf8Path, Utf8PathBuf};
use serde_json::Value;
use std::collections::BTreeSet;
use std::process::{Command, Output};
use switchboard::workspace::Workspace;

/// What everything is compiled with.
#[derive(Debug)]
pub(crate) struct Compiler {
    /// What the compiler found out of the runtime.
    runtime: Utf8PathBuf,
    /// What the runtime stands on.
    dependencies: Utf8PathBuf,
}

impl Compiler {
    /// Checks the runtime with cargo, once.
    pub(crate) fn new(workspace: &Workspace) -> Result<Self> {
        let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
        let mut command = Command::new(&cargo);
        command.args(["check", "--quiet", "--offline", "--message-format", "json", "--package", "switchboard-runtime"]);
        // Crates are compiled with the features that they may have by default.
        command.args(["--features", "gzip,xml"]);
        let output = command.current_dir(&workspace.root).output().with_context(|| format!("cannot run {cargo}"))?;
        let is_runtime = |message: &Value| {
            message["reason"] == "compiler-artifact" && message["target"]["name"] == "switchboard_runtime"
        };
        let found = messages(&output.stdout).find(is_runtime).context("the runtime does not compile")?;
        let files = found["filenames"].as_array().cloned().unwrap_or_default();
        let file = files.iter().filter_map(Value::as_str).find(|file| file.ends_with(".rmeta"));
        let runtime = Utf8PathBuf::from(file.context("cargo names no file of the runtime")?);
        let dependencies = runtime.parent().unwrap_or(Utf8Path::new(".")).to_owned();
        Ok(Self { runtime, dependencies })
    }

    /// Checks the crate of a client; gives what a program needs of it.
    pub(crate) fn client(&self, folder: &Utf8Path) -> Result<Utf8PathBuf> {
        let made = folder.join("libclient.rmeta");
        let mut command = self.command(&folder.join("src/lib.rs"));
        command.args(["--crate-name", "client", "--cap-lints", "allow", "-o", made.as_str()]);
        let output = command.args(["--emit", "metadata"]).output()?;
        if !output.status.success() {
            bail!("the crate does not compile: {}", first(&output));
        }
        Ok(made)
    }

    /// The code of a client with all macros and derives carried out, as the compiler itself sees it.
    pub(crate) fn expanded(&self, folder: &Utf8Path) -> Result<String> {
        let mut command = self.command(&folder.join("src/lib.rs"));
        // Only the compiler's own text of what it expanded needs this; what is compiled is stable Rust.
        command.args(["--crate-name", "client", "--cap-lints", "allow", "-Zunpretty=expanded"]);
        let output = command.env("RUSTC_BOOTSTRAP", "1").output()?;
        if !output.status.success() {
            bail!("the crate cannot be expanded: {}", first(&output));
        }
        Ok(String::from_utf8(output.stdout)?)
    }

    /// Checks a program with a client: the lines with errors, the first error, and nothing where it compiles.
    pub(crate) fn program(&self, file: &Utf8Path, client: &Utf8Path) -> Result<(BTreeSet<usize>, Option<String>)> {
        let mut command = self.command(file);
        command.args(["--crate-name", "program", "--cap-lints", "allow", "--emit", "metadata", "-o"]);
        command.arg(file.with_extension("rmeta")).args(["--extern", &format!("client={client}")]);
        let output = command.output()?;
        let errors = messages(&output.stderr).filter(|message| message["level"] == "error");
        let mut lines = BTreeSet::new();
        for error in errors {
            let spans = error["spans"].as_array().cloned().unwrap_or_default();
            let own = spans.iter().filter(|span| span["is_primary"] == true && span["file_name"] == file.as_str());
            lines.extend(own.filter_map(|span| usize::try_from(span["line_start"].as_u64()?).ok()));
        }
        Ok((lines, (!output.status.success()).then(|| first(&output))))
    }

    fn command(&self, file: &Utf8Path) -> Command {
        let mut command = Command::new(std::env::var("RUSTC").unwrap_or_else(|_| "rustc".to_owned()));
        command.arg(file).args(["--edition", "2024", "--crate-type", "lib", "--error-format", "json"]);
        command.args(["--cfg", "feature=\"gzip\"", "--cfg", "feature=\"xml\""]);
        command.args(["-L", &format!("dependency={}", self.dependencies)]);
        command.args(["--extern", &format!("switchboard_runtime={}", self.runtime)]);
        command
    }
}

fn messages(output: &[u8]) -> impl Iterator<Item = Value> {
    output.split(|byte| *byte == b'\n').filter_map(|line| serde_json::from_slice(line).ok())
}

/// The first error of the compiler, in one line.
fn first(output: &Output) -> String {
    let error = messages(&output.stderr).find(|message| message["level"] == "error");
    let text = error.and_then(|error| Some(error["rendered"].as_str()?.to_owned()));
    let text = text.unwrap_or_else(|| String::from_utf8_lossy(&output.stderr).into_owned());
    text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(600).collect()
}
