//! Our own mock server, started as a process of its own as a user would start it.

use anyhow::{Context, Result, bail};
use camino::Utf8Path;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

/// A running server; it ends when this is dropped.
pub(crate) struct Own {
    child: Child,
    /// Where it listens.
    pub(crate) url: String,
}

impl Own {
    /// Serves a vendor of a workspace on a free port of loopback.
    pub(crate) fn start(root: &Utf8Path, vendor: &str) -> Result<Self> {
        let program = std::env::current_exe().context("cannot find this program")?;
        let mut child = Command::new(program)
            .args(["--root", root.as_str(), "mock", vendor, "--port", "0"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("cannot start the mock server")?;
        let mut line = String::new();
        if let Some(output) = child.stdout.take() {
            BufReader::new(output).read_line(&mut line).context("cannot read from the mock server")?;
        }
        match line.trim().split_once('=') {
            Some((_, url)) => Ok(Self { child, url: url.to_owned() }),
            None => {
                let _ = child.kill();
                let _ = child.wait();
                bail!("the mock server did not start; `cargo xtask mock {vendor}` says why")
            }
        }
    }
}

impl Drop for Own {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
