//! One document of a corpus, generated in a process of its own: the side that starts it, and the side that does it.

use super::{Counts, Outcome, Spec, Status};
use anyhow::{Context, Result};
use camino::Utf8Path;
use serde::de::DeserializeOwned;
use std::io::Read;
use std::process::{Child, Command, Stdio};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use switchboard::document::{self, Maps};
use switchboard::made_crate::{self, runtime};
use switchboard::sync::Lock;
use switchboard::workspace::Workspace;
use switchboard::{Exit, terminal};
use switchboard_codegen::diagnostic::{Diagnostic, Diagnostics, Severity};
use switchboard_codegen::source::{Node, SourceFiles};
use switchboard_codegen::{CrateSettings, Generated, Home};

/// Enough for the deepest nesting that readers let through.
const STACK: usize = 256 * 1024 * 1024;

/// Starts the process for a document and waits for what it says.
pub(super) fn start(spec: &Spec, maps: &Maps, timeout: u64, is_strict: bool, workspace: Option<&Workspace>) -> Outcome {
    let mut arguments = vec!["corpus", spec.path.as_str(), "--alone", &spec.package, "--out", spec.folder.as_str()];
    arguments.extend(is_strict.then_some("--strict"));
    let outcome = match talk(&arguments, maps, timeout, workspace) {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(error)) => failed(error),
        Err(error) => failed(format!("{error:#}")),
    };
    Outcome { name: spec.name.clone(), ..outcome }
}

/// What a process with these arguments prints, or why it printed nothing.
pub(crate) fn talk<T: DeserializeOwned>(
    arguments: &[&str],
    maps: &Maps,
    timeout: u64,
    workspace: Option<&Workspace>,
) -> Result<Result<T, String>> {
    let mut command = Command::new(std::env::current_exe()?);
    command.args(arguments).args(maps.arguments());
    if let Some(workspace) = workspace {
        command.args(["--root", workspace.root.as_str()]);
    }
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().context("cannot start the generator")?;
    let (stdout, stderr) = (collect(child.stdout.take()), collect(child.stderr.take()));
    let status = wait(&mut child, Duration::from_secs(timeout))?;
    let (stdout, stderr) = (stdout.join().unwrap_or_default(), stderr.join().unwrap_or_default());
    if let Ok(outcome) = serde_json::from_slice(&stdout) {
        return Ok(Ok(outcome));
    }
    let last_words = String::from_utf8_lossy(&stderr);
    let last_words: Vec<&str> = last_words.lines().filter(|line| !line.trim().is_empty()).take(3).collect();
    Ok(Err(match status {
        None => format!("generating takes longer than {timeout} s"),
        Some(status) => format!("the generator stopped ({status}): {}", last_words.join(" / ")),
    }))
}

fn failed(error: String) -> Outcome {
    Outcome { error: Some(error), ..Outcome::default() }
}

/// Reads a pipe to its end, so that the process never waits for us.
fn collect(pipe: Option<impl Read + Send + 'static>) -> JoinHandle<Vec<u8>> {
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut pipe) = pipe {
            // What came before an error is what there is to say.
            let _ = pipe.read_to_end(&mut bytes);
        }
        bytes
    })
}

/// How the process ended; nothing when it had to be stopped.
fn wait(child: &mut Child, limit: Duration) -> Result<Option<std::process::ExitStatus>> {
    let start = Instant::now();
    let mut pause = Duration::from_millis(2);
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if start.elapsed() > limit {
            child.kill()?;
            child.wait()?;
            return Ok(None);
        }
        std::thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(100));
    }
}

/// Generates one crate and prints the outcome.
pub(super) fn run(
    spec: &Utf8Path,
    maps: &Maps,
    package: &str,
    folder: &Utf8Path,
    is_strict: bool,
    workspace: Option<&Workspace>,
) -> Result<Exit> {
    let runtime = runtime(None, workspace, folder)?;
    let outcome = with_stack(package, || generate(spec, maps, package, folder, runtime, is_strict))??;
    terminal::raw_result(&serde_json::to_string(&outcome)?)?;
    Ok(Exit::Fine)
}

/// Works on a thread with enough stack; a panic ends the process.
pub(crate) fn with_stack<T: Send>(name: &str, work: impl FnOnce() -> T + Send) -> std::io::Result<T> {
    std::thread::scope(|scope| {
        let builder = std::thread::Builder::new().name(name.to_owned()).stack_size(STACK);
        builder.spawn_scoped(scope, work).map(|work| work.join().unwrap_or_else(|_| std::process::exit(101)))
    })
}

fn generate(
    spec: &Utf8Path,
    maps: &Maps,
    package: &str,
    folder: &Utf8Path,
    runtime: String,
    is_strict: bool,
) -> Result<Outcome> {
    let start = Instant::now();
    let (mut files, mut diagnostics) = (SourceFiles::new(), Diagnostics::for_run(is_strict));
    let mut outcome = Outcome::default();
    let mut origin = String::new();
    let read = document::read_with_parts(spec, maps, &mut files, &mut diagnostics);
    let generated = read.and_then(|(document, parts)| {
        origin = made_crate::origin_of(&document, spec);
        outcome.openapi_version = version(&document);
        outcome.operations_in_spec = switchboard_codegen::count_operations(&document);
        outcome.schemas = schemas(&document);
        outcome.parts = parts.into_iter().map(|part| part.path.into_string()).collect();
        let settings = CrateSettings::for_document(&document, package.to_owned(), runtime, Home::Alone);
        switchboard_codegen::generate(&document, &settings, &mut diagnostics)
    });
    let generated = generated.filter(|_| !diagnostics.has_errors());
    outcome.generate_ms = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
    let mut report = None;
    if let Some(Generated { files: crate_files, report: found }) = generated {
        let lock = Lock::for_folder(folder)?;
        if made_crate::put(crate_files, origin, folder, folder.as_str(), &lock, &mut diagnostics)?.is_some() {
            report = Some(found);
        }
    }
    outcome.diagnostics =
        Counts { error: diagnostics.count(Severity::Error), warning: diagnostics.count(Severity::Warning) };
    let Some(report) = report else {
        outcome.error = Some(reason(&files, &diagnostics));
        return Ok(outcome);
    };
    let mut unions = ["kind", "tag", "presence", "ambiguous"].map(|rule| (rule.to_owned(), 0)).into_iter().collect();
    std::mem::swap(&mut outcome.unions, &mut unions);
    outcome.unions.extend(report.unions);
    Ok(Outcome {
        status: Status::Ok,
        operations_in_spec: report.operations_in_spec,
        operations_emitted: report.operations_emitted,
        operations_left_out: report.operations_left_out,
        places_left_open: report.places_left_open,
        schemas: report.schemas,
        untyped_fields: report.untyped_fields,
        lines: report.lines,
        ..outcome
    })
}

/// The first error in one line, and how many there are.
pub(crate) fn reason(files: &SourceFiles, diagnostics: &Diagnostics) -> String {
    let mut errors = diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error);
    let Some(first) = errors.next() else { return "no crate came out, and no error says why".to_owned() };
    let Diagnostic { code, message, span, subject, .. } = first;
    let place = span.map(|span| {
        let place = files[span.file].location(span.start as usize);
        format!(" (line {}, column {})", place.line, place.column)
    });
    let subject = subject.as_ref().map(|subject| format!(", {subject}"));
    let more = match errors.count() {
        0 => String::new(),
        more => format!("; {more} more"),
    };
    format!("{code}: {message}{}{}{more}", subject.unwrap_or_default(), place.unwrap_or_default())
}

fn version(document: &Node) -> Option<String> {
    let version = document.get("openapi").or_else(|| document.get("swagger"))?;
    version.as_str().map(str::to_owned).or_else(|| version.as_number().map(ToString::to_string))
}

fn schemas(document: &Node) -> usize {
    let components = document.pointer("/components/schemas").or_else(|| document.get("definitions"));
    components.and_then(Node::as_object).map_or(0, |all| all.len())
}
