//! Our own mock server, started as a process of its own as a user would start it.

use crate::processes::Group;
use anyhow::{Context, Result, bail};
use camino::Utf8Path;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

/// A running server; it ends when this is dropped.
pub(crate) struct Own {
    /// Held, since it ends when it is dropped.
    _group: Group,
    /// Where it listens.
    pub(crate) url: String,
}

impl Own {
    /// Serves a vendor of a workspace on a free port of loopback.
    pub(crate) fn start(root: &Utf8Path, vendor: &str) -> Result<Self> {
        let program = std::env::current_exe().context("cannot find this program")?;
        let mut command = Command::new(program);
        command
            .args(["--root", root.as_str(), "mock", vendor, "--port", "0"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut group = Group::start(&mut command).context("cannot start the mock server")?;
        let mut line = String::new();
        if let Some(output) = group.output() {
            BufReader::new(output).read_line(&mut line).context("cannot read from the mock server")?;
        }
        match line.trim().split_once('=') {
            Some((_, url)) => Ok(Self { _group: group, url: url.to_owned() }),
            None => bail!("the mock server did not start; `cargo xtask mock {vendor}` says why"),
        }
    }
}
