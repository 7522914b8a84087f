//! The programs that decode and encode: writing, building and running them.

use super::{Deviation, Refusal};
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use camino::{Utf8Path, Utf8PathBuf};
use serde_json::value::RawValue;
use std::fmt::Write;
use std::process::{Command, Stdio};
use switchboard_codegen::{CrateFiles, CrateSettings};

/// How often a program may end before its time until it is given up.
const MOST_CRASHES: usize = 20;

/// How much of what is kept as a variant `Unknown` is shown, in characters.
const SHOWN: usize = 80;

/// The programs of one run: packages of one cargo workspace.
pub(super) struct Programs {
    folder: Utf8PathBuf,
    target: Utf8PathBuf,
    runtime: Utf8PathBuf,
    packages: Vec<String>,
    /// Held while the folder is in use.
    _lock: std::fs::File,
}

/// A program that was built, or why it was not.
#[derive(Clone, Debug)]
pub(super) struct Program {
    package: String,
}

/// An answer: the payload as it came back, or why it did not.
type Answer = Result<Back, String>;

/// A payload that came back.
#[derive(Clone, Debug)]
pub(super) struct Back {
    /// As it is now.
    pub(super) value: Box<RawValue>,
    /// The first part that was kept as a variant `Unknown`, as Rust shows it, and not more than its beginning.
    pub(super) unknown: Option<String>,
    /// Where it deviates from the document.
    pub(super) deviations: Vec<Deviation>,
    /// Why strict decoding refuses it.
    pub(super) refusal: Option<Refusal>,
}

impl Programs {
    /// A place for programs, in the target folder; runs over the same documents share it, one after the other.
    pub(super) fn new<'s>(workspace: &Workspace, specs: impl Iterator<Item = &'s Utf8Path>) -> Result<Self> {
        let target =
            std::env::var("CARGO_TARGET_DIR").map_or_else(|_| workspace.root.join("target"), Utf8PathBuf::from);
        fs_err::create_dir_all(&target)?;
        let target = target.canonicalize_utf8()?;
        let names: Vec<String> =
            specs.map(|spec| spec.canonicalize_utf8().unwrap_or(spec.into()).into_string()).collect();
        let key = crate::sync::sha256(names.join("\n").as_bytes());
        let folder = target.join("roundtrip").join(key.get(..16).unwrap_or(&key));
        fs_err::create_dir_all(&folder)?;
        let lock = std::fs::File::create(folder.join(".lock"))?;
        lock.lock().with_context(|| format!("cannot lock {folder}"))?;
        let lock_file = folder.join("Cargo.lock");
        if !lock_file.exists() && workspace.root.join("Cargo.lock").exists() {
            fs_err::copy(workspace.root.join("Cargo.lock"), lock_file)?;
        }
        let runtime =
            workspace.root.join("clients/runtime").canonicalize_utf8().context("cannot open the runtime crate")?;
        Ok(Self { folder, target, runtime, packages: Vec::new(), _lock: lock })
    }

    /// Adds a program that has a codec for each of some types.
    pub(super) fn add(&mut self, spec: &Utf8Path, types: &CrateFiles, codecs: &[String]) -> Result<Program> {
        let name = CrateSettings::name_from(spec.file_name().unwrap_or_default());
        // Programs of all runs lie in one folder of the target, and cargo tells them apart by name alone.
        let run = self.folder.file_name().unwrap_or_default();
        let package = format!("roundtrip-{name}-{}-{run}", self.packages.len());
        let folder = self.folder.join(&package);
        let manifest = format!(
            "[package]\nname = {package:?}\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n\
             [dependencies]\nswitchboard-runtime = {{ path = {:?} }}\n",
            self.runtime.as_str()
        );
        write(&folder.join("Cargo.toml"), &manifest)?;
        write(&folder.join("src/main.rs"), &main(codecs))?;
        for (path, text) in types {
            write(&folder.join(path), text)?;
        }
        self.packages.push(package.clone());
        Ok(Program { package })
    }

    /// Builds all programs; one that does not compile says so when it is run.
    pub(super) fn build(&self) -> Result<()> {
        let members: String = self.packages.iter().map(|package| format!("    {package:?},\n")).collect();
        // A program runs once: it is to be built fast and small. What it stands on is built as in our own workspace.
        let manifest = format!(
            "[workspace]\nresolver = \"3\"\nmembers = [\n{members}]\n\n\
             [profile.dev]\ndebug = false\nincremental = false\n\n\
             [profile.dev.package.\"*\"]\ndebug = \"line-tables-only\"\n"
        );
        write(&self.folder.join("Cargo.toml"), &manifest)?;
        for package in &self.packages {
            // What is there afterwards was built from what is here now.
            let _ = std::fs::remove_file(self.binary(package));
        }
        if self.packages.is_empty() {
            return Ok(());
        }
        let mut cargo = self.cargo();
        cargo.args(["--workspace", "--keep-going"]).stdout(Stdio::null()).stderr(Stdio::null());
        cargo.status().context("cannot run cargo")?;
        Ok(())
    }

    /// Runs a program over payloads, each with the index of its codec.
    pub(super) fn run(&self, program: &Program, requests: &[(usize, &RawValue)]) -> Result<Vec<Answer>> {
        if requests.is_empty() {
            return Ok(Vec::new());
        }
        let binary = self.binary(&program.package);
        if !binary.exists()
            && let Some(error) = self.build_again(&program.package)?
        {
            return Ok(requests.iter().map(|_| Err(error.clone())).collect());
        }
        let input = self.folder.join(&program.package).join("payloads");
        let mut answers: Vec<Answer> = Vec::new();
        let mut crashes = 0;
        while answers.len() < requests.len() {
            let mut lines = String::new();
            for (codec, payload) in &requests[answers.len()..] {
                let _ = writeln!(lines, "{codec}\t{}", one_line(payload.get()));
            }
            write(&input, &lines)?;
            let mut command = Command::new(&binary);
            command.stdin(std::fs::File::open(&input)?).stderr(Stdio::null());
            let output = command.output().with_context(|| format!("cannot run {binary}"))?;
            for line in String::from_utf8_lossy(&output.stdout).lines() {
                answers.push(match line.split_at_checked(1) {
                    Some(("+", answer)) => match serde_json::from_str(answer) {
                        Ok((value, unknown, deviations, refusal)) => Ok(Back { value, unknown, deviations, refusal }),
                        Err(error) => Err(error.to_string()),
                    },
                    Some(("-", error)) => {
                        Err(serde_json::from_str::<String>(error).unwrap_or_else(|_| error.to_owned()))
                    }
                    _ => Err(format!("the program answered `{line}`")),
                });
            }
            if answers.len() < requests.len() {
                if output.status.success() {
                    bail!("{binary} gave {} answers for {} payloads", answers.len(), requests.len());
                }
                answers.push(Err(format!("decoding ended the program ({})", output.status)));
                crashes += 1;
                if crashes >= MOST_CRASHES {
                    let error = "not tried: the program ended too often";
                    answers.resize_with(requests.len(), || Err(error.to_owned()));
                }
            }
        }
        Ok(answers)
    }

    /// Builds one package alone, and says why that fails; what failed among others may succeed now.
    fn build_again(&self, package: &str) -> Result<Option<String>> {
        let mut cargo = self.cargo();
        cargo.args(["--package", package, "--message-format", "short"]).stdout(Stdio::null());
        let output = cargo.output().context("cannot run cargo")?;
        if output.status.success() {
            return Ok(None);
        }
        let text = String::from_utf8_lossy(&output.stderr);
        let first = text.lines().find(|line| line.contains("error")).unwrap_or(text.trim());
        Ok(Some(format!("the generated types do not compile: {first}")))
    }

    fn cargo(&self) -> Command {
        let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command.arg("build").current_dir(&self.folder).arg("--target-dir").arg(&self.target);
        command
    }

    fn binary(&self, package: &str) -> Utf8PathBuf {
        self.target.join("debug").join(format!("{package}{}", std::env::consts::EXE_SUFFIX))
    }
}

/// A payload without line ends: JSON has none but between its tokens.
fn one_line(json: &str) -> String {
    json.replace(['\n', '\r'], " ")
}

/// Writes a file unless it is so already, so that cargo sees what changed.
fn write(path: &Utf8Path, text: &str) -> Result<()> {
    if std::fs::read_to_string(path).is_ok_and(|known| known == text) {
        return Ok(());
    }
    if let Some(parent) = path.parent() {
        fs_err::create_dir_all(parent)?;
    }
    Ok(fs_err::write(path, text)?)
}

/// The program: a table of codecs, and a loop over lines of `INDEX TAB JSON`.
fn main(codecs: &[String]) -> String {
    let table: String = codecs.iter().map(|ty| format!("    again::<{ty}>,\n")).collect();
    let count = codecs.len();
    format!(
        r#"//! Decodes payloads into the types of a client and encodes them again.
#![allow(unused_imports, dead_code)]

mod codec;
mod types;

use std::io::Write;
use switchboard_runtime::serde::{{Serialize, de::DeserializeOwned}};
use switchboard_runtime::{{data, serde_json}};

/// Why strict decoding refuses a payload: a message, the path, line and column.
type Refusal = (String, String, usize, usize);
/// JSON again, what of it is in a variant `Unknown`, where it deviates (path, what is expected, what was found), and why it
/// is refused strictly.
type Back = (String, Option<String>, Vec<(String, String, String)>, Option<Refusal>);
type Codec = fn(&str) -> Result<Back, String>;

const CODECS: [Codec; {count}] = [
{table}];

fn again<T: DeserializeOwned + Serialize + PartialEq + std::fmt::Debug>(json: &str) -> Result<Back, String> {{
    let strict = data::from_json::<T>(json.as_bytes());
    let refusal = strict.as_ref().err();
    let refusal = refusal.map(|error| (error.to_string(), error.path().to_owned(), error.line(), error.column()));
    let value = data::from_json_corrected::<T>(json.as_bytes()).map_err(|error| error.to_string())?;
    let found = value.deviations().iter();
    let deviations = found.map(|one| (one.path().to_owned(), one.expected().to_owned(), one.found().to_string())).collect();
    let json = data::to_json(&value)?;
    let json = String::from_utf8(json).map_err(|error| error.to_string())?;
    Ok((json, unknown(&format!("{{:?}}", *value)), deviations, refusal))
}}

/// The beginning of the first variant `Unknown` in what `Debug` shows.
fn unknown(shown: &str) -> Option<String> {{
    let (_, inside) = shown.split_once("Unknown(")?;
    let mut depth = 1;
    let is_inside = |character: &char| {{
        depth += i32::from(*character == '(') - i32::from(*character == ')');
        depth > 0
    }};
    let mut inside = inside.chars().take_while(is_inside);
    let beginning: String = inside.by_ref().take({SHOWN}).collect();
    Some(if inside.next().is_some() {{ beginning + "…" }} else {{ beginning }})
}}

fn main() {{
    // Unoptimised decoders of recursive types need more stack than the main thread has.
    let worker = std::thread::Builder::new().stack_size(256 << 20).spawn(work);
    if worker.map(|worker| worker.join()).is_ok_and(|joined| joined.is_ok()) {{
        return;
    }}
    std::process::exit(1);
}}

fn work() {{
    for line in std::io::stdin().lines() {{
        let line = line.expect("UTF-8");
        let (index, json) = line.split_once('\t').expect("an index and a payload");
        let codec = CODECS[index.parse::<usize>().expect("an index")];
        let mut out = std::io::stdout().lock();
        let written = match codec(json) {{
            Ok((json, unknown, deviations, refusal)) => {{
                let rest = serde_json::to_string(&(unknown, deviations, refusal)).unwrap_or_default();
                write!(out, "+[{{json}},{{}}", rest.trim_start_matches('['))
            }}
            Err(error) => write!(out, "-{{}}", serde_json::to_string(&error).unwrap_or_default()),
        }};
        written.and_then(|()| out.write_all(b"\n")).and_then(|()| out.flush()).expect("a reader");
    }}
}}
"#
    )
}
