//! Builds the program and runs it: calls go in as lines of JSON, and what came of them comes out so.

use super::Driver;
use crate::processes::Group;
use anyhow::{Context, Result, bail};
use camino::{Utf8Path, Utf8PathBuf};
use serde::Deserialize;
use serde_json::{Value, json};
use std::fs::File;
use std::process::{Command, Stdio};
use std::time::Duration;
use switchboard::workspace::Workspace;

/// How long it may take to build the program and to make all calls.
const PATIENCE: Duration = Duration::from_secs(3600);

/// A call to make.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Call {
    /// The place of its method among the plans.
    pub(crate) method: usize,
    /// The schemes whose credentials the client has.
    pub(crate) schemes: Vec<String>,
    /// What is sent: the parameters by place and name, and the body.
    pub(crate) values: Value,
}

/// What came of a call.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Record {
    /// The place of the call among those that were made.
    pub(crate) call: usize,
    /// `success`, `error` that is documented, `failure`, or `unsent` where the client cannot hold what was to be sent.
    pub(crate) outcome: String,
    /// What kind of failure it is, also of one that broke off the content; nothing where it is none.
    pub(crate) failure: Option<String>,
    /// What the error says.
    pub(crate) message: Option<String>,
    /// What kind of content the answer had.
    pub(crate) shown: String,
    /// What the client would write: JSON texts, a text, or a hash of bytes.
    pub(crate) values: Vec<String>,
    /// The names of the events.
    pub(crate) events: Vec<Option<String>>,
    /// The ids of the events.
    pub(crate) ids: Vec<Option<String>>,
    /// Where the answer deviates from the document.
    pub(crate) deviations: Vec<String>,
    /// Why the content is not complete.
    pub(crate) error: Option<String>,
    /// How many requests were sent.
    pub(crate) exchanges: usize,
    /// The pages of a walk; nothing for other calls.
    pub(crate) pages: Vec<Page>,
    /// What went over the wire.
    pub(crate) method: Option<String>,
    pub(crate) url: Option<String>,
    pub(crate) request_headers: Option<Vec<(String, String)>>,
    pub(crate) request_body: Option<Value>,
    /// Whether another address answered than was called.
    pub(crate) redirected: bool,
    pub(crate) status: Option<u16>,
    pub(crate) headers: Option<Vec<(String, String)>>,
    pub(crate) body: Option<Value>,
    /// What the client makes of the documented headers that came.
    pub(crate) typed: Vec<Typed>,
    /// What the server says its handler was handed.
    pub(crate) received: Option<String>,
}

/// A documented header as the client reads it.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Typed {
    /// The method that reads it.
    pub(crate) method: String,
    pub(crate) value: Option<Value>,
    pub(crate) error: Option<String>,
}

/// One exchange of a walk through pages.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Page {
    pub(crate) url: String,
    pub(crate) request_body: Option<Value>,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Value,
}

/// Where the program is and whom it calls.
pub(crate) struct Target<'t> {
    /// The folder of the program.
    pub(crate) folder: &'t Utf8Path,
    /// The address of the server.
    pub(crate) url: &'t str,
    /// The address that says what the handler of the last call was handed.
    pub(crate) received: Option<&'t str>,
    /// Whether the calls are made over and over, side by side.
    pub(crate) many: Option<Many>,
}

/// Calls that are made over and over, side by side, through a proxy that is told which is which.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Many {
    /// How many calls are made in all.
    pub(crate) calls: usize,
    /// How many at a time.
    pub(crate) side_by_side: usize,
    /// How long one may wait for the next byte.
    pub(crate) patience: Duration,
    /// How often a call that may be sent again is sent again.
    pub(crate) retries: u32,
    /// Whether streams go on over a new connection.
    pub(crate) reconnects: bool,
}

/// What the program held of the system.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq)]
pub(crate) struct Level {
    /// How many calls were over.
    pub(crate) calls: usize,
    /// Open sockets; nothing where the system does not say.
    pub(crate) sockets: Option<usize>,
    /// Memory, in KiB; nothing where the system does not say.
    pub(crate) memory: Option<u64>,
}

/// The levels of a program before its first call, while it called, and after it had dropped its clients.
///
/// # Errors
///
/// When it has not written them down.
pub(crate) fn levels(folder: &Utf8Path) -> Result<Vec<Level>> {
    let text = fs_err::read_to_string(folder.join("levels.jsonl"))?;
    text.lines().map(|line| serde_json::from_str(line).context("a level cannot be read")).collect()
}

/// Builds the program and makes the calls; the records stand as the calls do.
///
/// # Errors
///
/// When the program cannot be built, or ends before all calls are made.
pub(crate) fn run(workspace: &Workspace, driver: &Driver, target: &Target<'_>, calls: &[Call]) -> Result<Vec<Record>> {
    let folder = target.folder;
    fs_err::create_dir_all(folder.join("src"))?;
    write_if_changed(&folder.join("Cargo.toml"), &driver.manifest)?;
    write_if_changed(&folder.join("src/main.rs"), &driver.program)?;
    // The same versions as in the workspace.
    let lock = workspace.root.join("Cargo.lock");
    if lock.is_file() {
        fs_err::copy(lock, folder.join("Cargo.lock"))?;
    }
    let lines = calls.iter().enumerate().map(|(at, call)| {
        json!({"call": at, "method": call.method, "schemes": call.schemes, "values": call.values}).to_string() + "\n"
    });
    fs_err::write(folder.join("calls.jsonl"), lines.collect::<String>())?;
    let records = folder.join("records.jsonl");
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let mut command = Command::new(&cargo);
    command
        .args(["run", "--quiet", "--manifest-path", folder.join("Cargo.toml").as_str()])
        .env("BASE_URL", target.url)
        .env("CALLS", folder.join("calls.jsonl"))
        .env("RECORDS", &records)
        .env("LEVELS", folder.join("levels.jsonl"))
        .env("CARGO_TARGET_DIR", target_folder(workspace));
    match target.received {
        Some(address) => command.env("RECEIVED", address),
        None => command.env_remove("RECEIVED"),
    };
    for name in ["MANY", "SIDE_BY_SIDE", "LIVE_TIMEOUT_MS", "RETRIES", "RECONNECTS"] {
        command.env_remove(name);
    }
    if let Some(many) = target.many {
        command
            .env("MANY", many.calls.to_string())
            .env("SIDE_BY_SIDE", many.side_by_side.to_string())
            .env("LIVE_TIMEOUT_MS", many.patience.as_millis().to_string())
            .env("RETRIES", many.retries.to_string());
        if many.reconnects {
            command.env("RECONNECTS", "1");
        }
    }
    let wanted = target.many.map_or(calls.len(), |many| many.calls);
    let _ = fs_err::remove_file(&records);
    // Into a file, so that nobody has to read while it runs.
    let log = folder.join("run.log");
    let output = File::create(&log).with_context(|| format!("cannot write {log}"))?;
    command.stdin(Stdio::null()).stderr(output.try_clone()?).stdout(output);
    let group = Group::start(&mut command).with_context(|| format!("cannot run {cargo}"))?;
    let ended = group.wait(PATIENCE).map(|_| String::new()).unwrap_or_else(|error| format!("{error}\n"));
    let text = fs_err::read_to_string(&records).unwrap_or_default();
    let made: Vec<Record> = text
        .lines()
        .map(serde_json::from_str)
        .collect::<Result<Vec<Record>, _>>()
        .context("what the calls gave cannot be read")?;
    if made.len() < wanted {
        let told = ended + &String::from_utf8_lossy(&fs_err::read(&log).unwrap_or_default());
        match made.len() {
            0 => bail!("the calls were not made:\n{told}"),
            number => bail!("the program ended after {number} of {wanted} calls:\n{told}"),
        }
    }
    Ok(made)
}

fn target_folder(workspace: &Workspace) -> Utf8PathBuf {
    std::env::var("CARGO_TARGET_DIR").map_or_else(|_| workspace.root.join("target"), Utf8PathBuf::from)
}

/// Keeps the time of a file that is as it was, so that nothing is compiled twice.
fn write_if_changed(path: &Utf8Path, text: &str) -> Result<()> {
    if fs_err::read_to_string(path).is_ok_and(|old| old == text) {
        return Ok(());
    }
    Ok(fs_err::write(path, text)?)
}
