//! `oidc-provider` of npm: installed once below the target folder, then started for each test.

use std::io::{BufRead, BufReader, Lines};
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::Mutex;

/// Set where the tests may not skip themselves.
const REQUIRED: &str = "SWITCHBOARD_LIVE_REQUIRED";

/// The files of the app, which are installed together.
const FILES: [&str; 3] = ["package.json", "package-lock.json", "server.mjs"];

/// A running server; it ends when this is dropped.
pub(crate) struct Server {
    child: Child,
    /// Kept open: what it says nobody reads, but a closed pipe would end it.
    _output: Lines<BufReader<ChildStdout>>,
    /// Its address, which is also its name as an issuer.
    pub(crate) issuer: String,
}

impl Server {
    /// Starts a server. Nothing where there is no npm, or no registry that it reaches, unless one is required.
    pub(crate) fn start() -> Option<Self> {
        let Some(folder) = install() else {
            assert!(std::env::var_os(REQUIRED).is_none(), "{REQUIRED} is set, and oidc-provider cannot be installed");
            eprintln!("skipped: oidc-provider comes from npm, and npm is not here or reaches no registry");
            return None;
        };
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port();
        let mut child = Command::new("node")
            .arg(folder.join("server.mjs"))
            .arg(port.to_string())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            // It warns of what only a test may do.
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap()).lines();
        assert!(output.any(|line| line.unwrap() == "ready"), "the server ended before it was ready");
        Some(Self { child, _output: output, issuer: format!("http://127.0.0.1:{port}") })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The folder of the installed app.
fn install() -> Option<PathBuf> {
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let _guard = ONE_AT_A_TIME.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let app = Path::new(env!("CARGO_MANIFEST_DIR")).join("live/oidc-provider");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("oidc-provider");
    let is_same = |name: &&str| std::fs::read(app.join(name)).ok() == std::fs::read(folder.join(name)).ok();
    let is_installed = folder.join("installed").is_file();
    if is_installed && FILES.iter().all(is_same) {
        return Some(folder);
    }
    std::fs::create_dir_all(&folder).unwrap();
    let _ = std::fs::remove_file(folder.join("installed"));
    for name in FILES {
        std::fs::copy(app.join(name), folder.join(name)).unwrap();
    }
    let status = Command::new("npm")
        .args(["ci", "--no-audit", "--no-fund", "--silent"])
        .current_dir(&folder)
        .stdin(Stdio::null())
        .status();
    if !status.is_ok_and(|status| status.success()) {
        return None;
    }
    std::fs::write(folder.join("installed"), "").unwrap();
    Some(folder)
}
