//! The examples of the clients, unchanged, against the mock server: each ends well and says what it is expected to.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

/// How long an example may take.
const PATIENCE: Duration = Duration::from_secs(30);

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// A process that does not outlive the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The mock server of a vendor, and the variable that leads its client there.
fn mock(vendor: &str) -> (Running, String, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .arg("--root")
        .arg(workspace())
        .args(["mock", vendor, "--port", "0"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let (variable, url) = line.trim().split_once('=').unwrap_or_else(|| panic!("{vendor}: `{line}`"));
    (Running(child), variable.to_owned(), url.to_owned())
}

/// Builds the examples of the four clients. They lie beside this test's own program.
fn build() -> PathBuf {
    let folder = std::env::current_exe().unwrap().parent().unwrap().parent().unwrap().to_owned();
    let status = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--examples", "-p", "revcent", "-p", "revox", "-p", "revring", "-p", "voipbin"])
        .current_dir(workspace())
        .env("CARGO_TARGET_DIR", folder.parent().unwrap())
        .stdin(Stdio::null())
        .status()
        .unwrap();
    assert!(status.success(), "the examples do not build");
    folder.join("examples")
}

fn run(program: &Path, variable: (&str, &str), key: &str, arguments: &[&str]) -> Output {
    let child = Command::new(program)
        .args(arguments)
        .env(variable.0, variable.1)
        .env(key, "any")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let (mut running, begin) = (Running(child), Instant::now());
    while running.0.try_wait().unwrap().is_none() {
        assert!(begin.elapsed() < PATIENCE, "{} does not end", program.display());
        std::thread::sleep(Duration::from_millis(20));
    }
    let mut output = Output { status: running.0.wait().unwrap(), stdout: Vec::new(), stderr: Vec::new() };
    std::io::Read::read_to_end(&mut running.0.stdout.take().unwrap(), &mut output.stdout).unwrap();
    std::io::Read::read_to_end(&mut running.0.stderr.take().unwrap(), &mut output.stderr).unwrap();
    output
}

#[test]
fn every_example_works_without_an_account() {
    const ID: &str = "3f2a6c1e-8b7d-4c55-9a41-0d5e2b7c9f10";
    let programs = build();
    let cases: [(&str, &str, &str, &[&str]); 4] = [
        ("revcent", "REVCENT_API_KEY", "trigger_agent", &["AGENT000000000000001", "sale", "SALE0000000000000001"]),
        ("revox", "REVOX_API_KEY", "place_call", &["+12025550123", "Ask how the day was."]),
        ("revring", "REVRING_API_KEY", "read_calls", &["one", "two"]),
        ("voipbin", "VOIPBIN_ACCESSKEY", "create_aicall", &[ID, ID]),
    ];
    for (vendor, key, example, arguments) in cases {
        let (_server, variable, url) = mock(vendor);
        let output = run(&programs.join(example), (&variable, &url), key, arguments);
        let said = String::from_utf8_lossy(&output.stdout);
        let complaint = String::from_utf8_lossy(&output.stderr);
        println!("{vendor}: {said}{complaint}");
        assert!(output.status.success(), "{example}: {said}{complaint}");
        assert!(!said.trim().is_empty(), "{example} says nothing");
    }
}
