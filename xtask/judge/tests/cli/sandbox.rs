//! A workspace in a temporary folder.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A small document that every stage accepts.
pub(crate) const DOCUMENT: &str = include_str!("bell.json");

/// What a run of the program gave.
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// The files below a folder: path to content and time of the last change.
pub(crate) type Snapshot = BTreeMap<String, (Vec<u8>, std::time::SystemTime)>;

pub(crate) struct Sandbox {
    folder: tempfile::TempDir,
}

impl Sandbox {
    /// A workspace without vendors.
    pub(crate) fn new() -> Self {
        let sandbox = Self { folder: tempfile::tempdir().unwrap() };
        sandbox.write("Cargo.toml", "[workspace]\n");
        sandbox.write("clients/runtime/Cargo.toml", "[package]\nname = \"switchboard-runtime\"\n");
        fs::create_dir_all(sandbox.path("specs")).unwrap();
        sandbox
    }

    /// A workspace with one sound vendor whose folder and crate have the same name.
    pub(crate) fn with_vendor(name: &str) -> Self {
        let sandbox = Self::new();
        sandbox.vendor(name, name);
        sandbox
    }

    pub(crate) fn vendor(&self, name: &str, package: &str) {
        self.write(&format!("specs/{name}/docs/openapi.json"), DOCUMENT);
        self.write(&format!("specs/{name}/vendor.toml"), settings(package));
    }

    pub(crate) fn path(&self, inside: &str) -> PathBuf {
        self.folder.path().join(inside)
    }

    pub(crate) fn write(&self, inside: &str, text: impl AsRef<[u8]>) {
        let path = self.path(inside);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(crate) fn read(&self, inside: &str) -> String {
        fs::read_to_string(self.path(inside)).unwrap_or_else(|error| panic!("{inside}: {error}"))
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        let output = self.command(arguments).output().unwrap();
        let text = |bytes: Vec<u8>| {
            let here = self.folder.path().canonicalize().unwrap();
            String::from_utf8(bytes).unwrap().replace(here.to_str().unwrap(), "[here]")
        };
        Run { code: output.status.code().unwrap_or(-1), stdout: text(output.stdout), stderr: text(output.stderr) }
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
        command.args(arguments).current_dir(self.folder.path()).stdin(Stdio::null()).env_remove("CARGO_MANIFEST_DIR");
        command
    }

    /// Runs git in the workspace, and gives what it says.
    pub(crate) fn git(&self, arguments: &[&str]) -> String {
        let identity = ["-c", "user.name=Bell", "-c", "user.email=bell@example.com", "-c", "commit.gpgsign=false"];
        let output = Command::new("git").args(identity).args(arguments).current_dir(self.path(".")).output().unwrap();
        assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// Makes a command that of another user where this one is root, who may do everything.
    #[cfg(unix)]
    pub(crate) fn as_somebody_else(&self, command: &mut Command) {
        use std::os::unix::fs::MetadataExt;
        use std::os::unix::process::CommandExt;
        const NOBODY: u32 = 65534;
        let root = self.path("");
        if root.metadata().unwrap().uid() == 0 {
            assert!(Command::new("chmod").args(["-R", "a+rwX"]).arg(&root).status().unwrap().success());
            command.uid(NOBODY);
        }
    }

    /// A named pipe, which nobody writes to.
    #[cfg(unix)]
    pub(crate) fn pipe(&self, inside: &str) {
        assert!(Command::new("mkfifo").arg(self.path(inside)).status().unwrap().success());
    }

    /// Sets who may do what with a file or a folder.
    #[cfg(unix)]
    pub(crate) fn set_mode(&self, inside: &str, mode: u32) {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(self.path(inside), fs::Permissions::from_mode(mode)).unwrap();
    }

    /// Everything on disk but `target/`, which holds the lock.
    pub(crate) fn snapshot(&self) -> Snapshot {
        let mut files = Snapshot::new();
        collect(self.folder.path(), self.folder.path(), &mut files);
        files.retain(|path, _| !path.starts_with("target/"));
        files
    }
}

pub(crate) fn settings(package: &str) -> String {
    format!(
        "title = \"Bell\"\ncrate = \"{package}\"\nversion = \"0.1.0\"\ndescription = \"Client for Bell\"\nformat = \"openapi\"\n
[[page]]\nfile = \"docs/openapi.json\"\nurl = \"https://bell.example/openapi.json\"\nseen = \"2026-11-20\"\n"
    )
}

fn collect(root: &Path, folder: &Path, files: &mut Snapshot) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
        let meta = path.symlink_metadata().unwrap();
        if meta.is_dir() {
            collect(root, &path, files);
        } else if meta.is_symlink() {
            files.insert(name, (path.read_link().unwrap().to_str().unwrap().into(), meta.modified().unwrap()));
        } else {
            files.insert(name, (fs::read(&path).unwrap(), meta.modified().unwrap()));
        }
    }
}
