//! Prism: installed from npm once, then started for each document.

use anyhow::{Context, Result, bail};
use camino::{Utf8Path, Utf8PathBuf};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The version that is installed.
pub(crate) const VERSION: &str = "5.14.2";
/// How long it may take to answer.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running server; it ends when this is dropped.
pub(crate) struct Prism {
    child: Child,
    /// Where it listens.
    pub(crate) url: String,
}

impl Prism {
    /// Installs Prism below `folder`, unless it is there. `None` if there is no npm to do it.
    pub(crate) fn install(folder: &Utf8Path) -> Result<Option<Utf8PathBuf>> {
        let program = folder.join("node_modules/@stoplight/prism-cli/dist/index.js");
        if program.is_file() {
            return Ok(Some(program));
        }
        if Command::new("npm").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_err() {
            return Ok(None);
        }
        fs_err::create_dir_all(folder)?;
        let status = Command::new("npm")
            .args(["install", "--no-audit", "--no-fund", "--silent", "--prefix", folder.as_str()])
            .arg(format!("@stoplight/prism-cli@{VERSION}"))
            .status()
            .context("cannot run npm")?;
        if !status.success() || !program.is_file() {
            bail!("npm could not install Prism {VERSION}; is the registry reachable?");
        }
        Ok(Some(program))
    }

    /// Mocks a document on a free port of loopback, and waits until it answers.
    pub(crate) fn start(program: &Utf8Path, document: &Utf8Path, log: &Utf8Path) -> Result<Self> {
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
        let output = std::fs::File::create(log).with_context(|| format!("cannot write {log}"))?;
        let child = Command::new("node")
            .args([program.as_str(), "mock", "--host", "127.0.0.1", "--port"])
            .arg(port.to_string())
            .arg(document)
            .stdin(Stdio::null())
            .stderr(output.try_clone()?)
            .stdout(output)
            .spawn()
            .context("cannot run node")?;
        let mut prism = Self { child, url: format!("http://127.0.0.1:{port}") };
        let begin = Instant::now();
        while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
            if let Some(status) = prism.child.try_wait()? {
                bail!("Prism ended with {status}; what it said is in {log}");
            }
            if begin.elapsed() > PATIENCE {
                bail!("Prism does not answer on port {port}; what it said is in {log}");
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        Ok(prism)
    }
}

impl Drop for Prism {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
