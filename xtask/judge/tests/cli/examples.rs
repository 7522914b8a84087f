//! The examples of the clients, unchanged, against the mock server: each ends well and says what it is expected to.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

/// How long an example may take.
const PATIENCE: Duration = Duration::from_secs(30);

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap().to_owned()
}

/// A process that does not outlive the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The mock server of a vendor or document, and the variable that leads its client there.
fn mock(subject: &str) -> (Running, String, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .arg("--root")
        .arg(workspace())
        .args(["mock", subject, "--port", "0"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let (variable, url) = line.trim().split_once('=').unwrap_or_else(|| panic!("{subject}: `{line}`"));
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

/// A server that answers one request with a recording.
fn recording() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/recording.wav", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut request = [0; 4096];
        let length = stream.read(&mut request).unwrap();
        let request = String::from_utf8_lossy(&request[..length]).to_ascii_lowercase();
        // The key is for RevRing alone.
        let body = if request.contains("any-key") { "the key came along" } else { "RIFF sound" };
        write!(stream, "HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len()).unwrap();
    });
    url
}

fn run(program: &Path, variable: (&str, &str), key: &str, arguments: &[&str]) -> Output {
    let child = Command::new(program)
        .args(arguments)
        .env(variable.0, variable.1)
        .env(key, "any-key")
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
    running.0.stdout.take().unwrap().read_to_end(&mut output.stdout).unwrap();
    running.0.stderr.take().unwrap().read_to_end(&mut output.stderr).unwrap();
    output
}

#[test]
fn every_example_works_without_an_account() {
    const ID: &str = "3f2a6c1e-8b7d-4c55-9a41-0d5e2b7c9f10";
    let programs = build();
    let cases: [(&str, &str, &str, &[&str], &str); 4] = [
        (
            "revcent",
            "REVCENT_API_KEY",
            "trigger_agent",
            &["AGENT000000000000001", "sale", "SALE0000000000000001"],
            "Complete",
        ),
        ("revox", "REVOX_API_KEY", "place_call", &["+12025550123", "Ask how the day was."], "completed after"),
        ("revring", "REVRING_API_KEY", "read_calls", &["one", "two"], " -> "),
        ("voipbin", "VOIPBIN_ACCESSKEY", "create_aicall", &[ID, ID], "over since"),
    ];
    for (vendor, key, example, arguments, expected) in cases {
        let (_server, variable, url) = mock(vendor);
        succeeds(&programs.join(example), (&variable, &url), key, arguments, expected);
    }

    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("sound.wav");
    let (_server, variable, url) = mock("revring");
    let arguments = ["one", file.to_str().unwrap()];
    succeeds(&programs.join("download_recording"), (&variable, &url), "REVRING_API_KEY", &arguments, "saved");
    assert_eq!(std::fs::read(file).unwrap()[8..12], *b"WAVE");

    // This copy leads to a server of ours, which sees whether the key comes along.
    let document = std::fs::read_to_string(workspace().join("specs/revring/openapi.yaml")).unwrap();
    let led = document.replace("recordingUrl: <string>", &format!("recordingUrl: {}", recording()));
    assert_ne!(document, led);
    let (copy, file) = (folder.path().join("revring.yaml"), folder.path().join("recording.wav"));
    std::fs::write(&copy, led).unwrap();
    let (_server, variable, url) = mock(copy.to_str().unwrap());
    let arguments = ["one", file.to_str().unwrap()];
    succeeds(&programs.join("download_recording"), (&variable, &url), "REVRING_API_KEY", &arguments, "saved");
    assert_eq!(std::fs::read_to_string(file).unwrap(), "RIFF sound");
}

#[test]
fn readmes_name_every_example_and_no_other() {
    for vendor in ["revcent", "revox", "revring", "voipbin"] {
        let settings = std::fs::read_to_string(workspace().join(format!("specs/{vendor}/vendor.toml"))).unwrap();
        let settings: toml::Table = settings.parse().unwrap();
        let stated = settings["example"].as_array().unwrap().iter().map(|example| example["name"].as_str().unwrap());
        let mut stated: Vec<String> = stated.map(str::to_owned).collect();
        let folder = std::fs::read_dir(workspace().join(format!("clients/{vendor}/examples"))).unwrap();
        let stem = |path: PathBuf| path.file_stem().unwrap().to_str().unwrap().to_owned();
        let mut there: Vec<String> = folder.map(|entry| stem(entry.unwrap().path())).collect();
        stated.sort();
        there.sort();
        assert_eq!(stated, there, "{vendor}");
        let readme = std::fs::read_to_string(workspace().join(format!("clients/{vendor}/README.md"))).unwrap();
        assert!(there.iter().all(|name| readme.contains(&format!("--example {name} "))), "{vendor}");
    }
}

/// Runs an example, and looks for a text in what it says.
fn succeeds(program: &Path, variable: (&str, &str), key: &str, arguments: &[&str], expected: &str) {
    let output = run(program, variable, key, arguments);
    let said = String::from_utf8_lossy(&output.stdout);
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}: {said}{complaint}", program.display());
    assert!(said.contains(expected), "{}: {said}", program.display());
}
