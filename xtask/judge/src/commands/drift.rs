//! `drift`: the verdicts of `diff` on documents as vendors published them one after the other, judged by the compiler.

use crate::drift::documents::{self, Sequence};
use crate::drift::program::Program;
use crate::drift::rustc::Compiler;
use anyhow::{Result, anyhow};
use camino::{Utf8Path, Utf8PathBuf};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use switchboard::document::{self, Maps};
use switchboard::workspace::Workspace;
use switchboard::{Exit, Global, terminal};
use switchboard_codegen::changes::{Axis, Change, Changes, Level, Side, compare};
use switchboard_codegen::diagnostic::Diagnostics;
use switchboard_codegen::source::SourceFiles;
use switchboard_codegen::{CrateFiles, CrateSettings, Home, Planned, plan_client, print_files};

/// Judge the verdicts of `diff` on consecutive versions of documents, by compiling.
///
/// The documents come out of packages of npm. Of each version a crate is made, and a program that uses all that this crate
/// offers: if it does not compile with the next crate, the step is major; if that of the next crate does not compile with
/// this one, it is minor; else it is a patch. A verdict below that is a finding, and so is one above it that no rule explains
/// which the compiler knows nothing of.
#[derive(clap::Args)]
#[command(after_long_help = "\
Examples:
  cargo xtask drift tests/drift/documents.toml
  cargo xtask drift tests/drift/documents.toml --only spotify.com.json
  cargo xtask drift tests/drift/documents.toml --json steps.json")]
pub(crate) struct Args {
    /// The list of packages and documents.
    list: Utf8PathBuf,
    /// Only documents whose path begins so.
    #[arg(long, value_name = "PATH")]
    only: Vec<String>,
    /// The folder of packages and crates; else target/drift of the workspace.
    #[arg(long, value_name = "DIR")]
    out: Option<Utf8PathBuf>,
    /// Write the results to this file as a JSON array.
    #[arg(long, value_name = "FILE")]
    json: Option<Utf8PathBuf>,
}

/// Rules of which the compiler knows nothing: a program compiles, and does something else or fails when it starts.
const UNSEEN: [&str; 6] = [
    "arguments-reordered",
    "credential-removed",
    "deprecated",
    "environment-changed",
    "feature-added",
    "method-exchanged",
];

/// A client as it is judged.
struct Client {
    planned: Planned,
    files: CrateFiles,
    /// What programs need of it.
    compiled: Utf8PathBuf,
    /// The program that uses all of it, and compiles with it.
    program: Program,
}

/// What came of one step.
#[derive(Debug, Serialize)]
struct Step {
    document: String,
    from: String,
    to: String,
    /// What `diff` says.
    said: Option<&'static str>,
    /// What the compiler says.
    compiled: Option<&'static str>,
    finding: Option<String>,
    /// Why nothing could be judged.
    skipped: Option<String>,
}

pub(crate) fn run(args: &Args, global: &Global) -> Result<Exit> {
    let workspace = Workspace::find(global)?;
    let out = args.out.clone().unwrap_or_else(|| workspace.root.join("target/drift"));
    fs_err::create_dir_all(&out)?;
    let sequences = documents::fetch(&args.list, &out.join("packages"))?;
    let is_wanted = |sequence: &&Sequence| {
        args.only.is_empty() || args.only.iter().any(|only| sequence.name.starts_with(only.as_str()))
    };
    let compiler = Compiler::new(&workspace)?;
    let mut steps = Vec::new();
    for sequence in sequences.iter().filter(is_wanted) {
        judge(sequence, &compiler, &out.join("crates"), &mut steps)?;
    }
    if let Some(file) = &args.json {
        fs_err::write(file, serde_json::to_string_pretty(&steps)?)?;
    }
    let count = |is: fn(&Step) -> bool| steps.iter().filter(|step| is(step)).count();
    let judged = count(|step| step.compiled.is_some());
    let vendors: BTreeSet<&str> = steps
        .iter()
        .filter(|step| step.compiled.is_some())
        .filter_map(|step| step.document.split('/').next())
        .collect();
    let findings = count(|step| step.finding.is_some());
    let mut levels: BTreeMap<&str, usize> = BTreeMap::new();
    for level in steps.iter().filter_map(|step| step.compiled) {
        *levels.entry(level).or_default() += 1;
    }
    let levels: Vec<String> = levels.iter().map(|(level, count)| format!("{count} {level}")).collect();
    terminal::result(&format!(
        "{judged} steps of {} vendors judged ({}), {findings} findings, {} skipped\n",
        vendors.len(),
        levels.join(", "),
        count(|step| step.skipped.is_some()),
    ))?;
    Ok(if findings == 0 { Exit::Fine } else { Exit::Findings })
}

/// Judges all steps of one document.
fn judge(sequence: &Sequence, compiler: &Compiler, out: &Utf8Path, steps: &mut Vec<Step>) -> Result<()> {
    let mut last: Option<(&str, Client)> = None;
    for (version, file) in &sequence.files {
        let folder = out.join(sequence.name.replace(['/', '.', '(', ')'], "_")).join(version);
        let made = client(file, &folder, compiler);
        let (from, result) = match (&last, &made) {
            (None, Ok(_)) => ("", None),
            (None, Err(error)) => ("", Some(Err(anyhow!("{error:#}")))),
            (Some((from, _)), Err(error)) => (*from, Some(Err(anyhow!("{error:#}")))),
            (Some((from, before)), Ok(now)) if before.files == now.files => (*from, None),
            (Some((from, before)), Ok(now)) => (*from, Some(judged(before, now, &folder, compiler))),
        };
        if let Some(result) = result {
            let step = Step {
                document: sequence.name.clone(),
                from: from.to_owned(),
                to: version.clone(),
                said: None,
                compiled: None,
                finding: None,
                skipped: None,
            };
            let step = match result {
                Ok(Judged { said, compiled, finding }) => {
                    Step { said: Some(said.on(Axis::Crate)), compiled: Some(compiled.on(Axis::Crate)), finding, ..step }
                }
                Err(error) => Step { skipped: Some(format!("{error:#}")), ..step },
            };
            terminal::result(&(shown(&step) + "\n"))?;
            steps.push(step);
        }
        if let Ok(made) = made {
            last = Some((version, made));
        }
    }
    Ok(())
}

fn shown(step: &Step) -> String {
    let Step { document, from, to, said, compiled, finding, skipped } = step;
    let what = match (skipped, said, compiled) {
        (Some(reason), ..) => format!("skipped: {reason}"),
        (None, said, compiled) => format!("{}, compiled {}", said.unwrap_or_default(), compiled.unwrap_or_default()),
    };
    let finding = finding.as_ref().map_or(String::new(), |finding| format!("\n  finding: {finding}"));
    format!("{document} {from} → {to}: {what}{finding}")
}

/// The client of a document: its plans, its crate on disk, and the program that uses all of it.
fn client(document: &Utf8Path, folder: &Utf8Path, compiler: &Compiler) -> Result<Client> {
    let (mut files, mut found) = (SourceFiles::new(), Diagnostics::new());
    let refused = |found: &Diagnostics| {
        let error = found.iter().find(|finding| finding.severity == switchboard_codegen::diagnostic::Severity::Error);
        anyhow!("no client: {}", error.map_or(String::new(), |error| error.message.clone()))
    };
    let read = document::read(document, &Maps::default(), &mut files, &mut found).ok_or_else(|| refused(&found))?;
    let settings = CrateSettings::for_document(&read, "client".to_owned(), "../runtime".to_owned(), Home::Alone);
    let planned = plan_client(&read, &settings, &mut found).ok_or_else(|| refused(&found))?;
    let files = print_files(&planned, &settings, &mut found).ok_or_else(|| refused(&found))?;
    for (path, text) in files.iter().filter(|(path, _)| path.starts_with("src/")) {
        let path = folder.join(path);
        fs_err::create_dir_all(path.parent().unwrap_or(folder))?;
        fs_err::write(path, text)?;
    }
    let compiled = compiler.client(folder)?;
    let whole = Program::new(&compiler.expanded(folder)?)?;
    let uses = whole.uses;
    // What the program gets wrong of its own crate says nothing about another.
    let mut program = whole;
    for _ in 0..4 {
        let (lines, error) = check(&program, folder, "own.rs", compiler, &compiled)?;
        let Some(error) = error else {
            if program.uses * 10 < uses * 9 {
                return Err(anyhow!("the program uses {} of {uses} things", program.uses));
            }
            return Ok(Client { planned, files, compiled, program });
        };
        if lines.is_empty() {
            return Err(anyhow!("the program does not compile: {error}"));
        }
        program = program.without(&lines);
    }
    Err(anyhow!("the program does not compile with its own crate"))
}

fn check(
    program: &Program,
    folder: &Utf8Path,
    name: &str,
    compiler: &Compiler,
    client: &Utf8Path,
) -> Result<(BTreeSet<usize>, Option<String>)> {
    let file = folder.join(name);
    fs_err::write(&file, program.text())?;
    compiler.program(&file, client)
}

/// A verdict beside that of the compiler.
struct Judged {
    said: Level,
    compiled: Level,
    finding: Option<String>,
}

fn judged(before: &Client, now: &Client, folder: &Utf8Path, compiler: &Compiler) -> Result<Judged> {
    let changes = compare(side(before), side(now));
    let said = changes.level(Axis::Crate).unwrap_or(Level::Low);
    let (lines, broken) = check(&before.program, folder, "older.rs", compiler, &now.compiled)?;
    let (compiled, error) = match broken {
        Some(error) => (Level::High, with_use(&before.program, &lines, &error)),
        None => match check(&now.program, folder, "newer.rs", compiler, &before.compiled)? {
            (lines, Some(error)) => (Level::Middle, with_use(&now.program, &lines, &error)),
            (_, None) => (Level::Low, String::new()),
        },
    };
    let finding = match said.cmp(&compiled) {
        std::cmp::Ordering::Less => Some(format!("below: {error}")),
        std::cmp::Ordering::Greater => above(&changes, compiled),
        std::cmp::Ordering::Equal => None,
    };
    Ok(Judged { said, compiled, finding })
}

fn with_use(program: &Program, lines: &BTreeSet<usize>, error: &str) -> String {
    let one = lines.first().map_or("", |line| program.line(*line));
    format!("{error} | {one}").chars().take(900).collect()
}

/// What is said above what the compiler says, where a rule says it that is about nothing else.
fn above(changes: &Changes, compiled: Level) -> Option<String> {
    let is_above = |change: &&Change| change.axis == Axis::Crate && change.level > compiled;
    let mut rules: Vec<String> = changes
        .changes
        .iter()
        .filter(is_above)
        .filter(|change| !UNSEEN.contains(&change.rule))
        .map(|change| format!("{} {}: {}", change.rule, change.rust.as_deref().unwrap_or(&change.subject), change.what))
        .collect();
    rules.truncate(5);
    (!rules.is_empty()).then(|| format!("above: {}", rules.join("; ")))
}

fn side(client: &Client) -> Side<'_> {
    Side { planned: &client.planned, files: &client.files, runtime: None }
}
