//! `ci`: everything continuous integration runs, in its order.

use anyhow::{Context, Result, bail};
use serde_json::json;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};
use switchboard::workspace::Workspace;
use switchboard::{Exit, Global, terminal};

/// Run everything that continuous integration runs.
///
/// All steps run even when one fails; the summary at the end says which did.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Run only the steps whose name contains this.
    #[arg(long, value_name = "NAME")]
    only: Option<String>,
}

/// The target of browsers.
const BROWSER: &str = "wasm32-unknown-unknown";

/// A step: its name, the arguments to cargo, and an environment variable it needs.
type Step = (&'static str, &'static [&'static str], Option<(&'static str, &'static str)>);

const STEPS: &[Step] = &[
    ("format", &["fmt", "--all", "--check"], None),
    ("clippy", &["clippy", "--workspace", "--all-targets", "--all-features", "--", "-D", "warnings"], None),
    ("tests", &["test", "--workspace"], None),
    // The workspace turns on what its members want: what a client does without is tested alone.
    (
        "fewest features",
        &["test", "--package", "switchboard-runtime", "--no-default-features", "--test", "wire", "encodings"],
        None,
    ),
    ("generated files", &["run", "--quiet", "--package", "xtask", "--", "regen", "--check"], None),
    // Browsers: clients have to compile for them, see the README.
    ("browser", &["check", "--package", "switchboard-runtime", "--target", BROWSER], None),
    ("interop", &["run", "--quiet", "--package", "xtask", "--", "interop"], None),
    ("live", &["run", "--quiet", "--package", "xtask", "--", "live"], None),
    ("documentation", &["doc", "--workspace", "--no-deps"], Some(("RUSTDOCFLAGS", "-D warnings"))),
];

pub(crate) fn run(args: &Args, global: &Global) -> Result<Exit> {
    let workspace = Workspace::find(global)?;
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let wanted = |name: &str| args.only.as_deref().is_none_or(|part| name.contains(part));
    let mut done: Vec<(&str, bool, Duration)> = Vec::new();
    for (name, arguments, variable) in STEPS.iter().filter(|(name, ..)| wanted(name)) {
        if arguments.contains(&BROWSER) && !is_installed(BROWSER) {
            terminal::note(&format!("== {name}: skipped, `rustup target add {BROWSER}` was not run here"));
            done.push((name, true, Duration::ZERO));
            continue;
        }
        terminal::note(&format!("== {name}: cargo {}", arguments.join(" ")));
        let mut command = Command::new(&cargo);
        command.args(*arguments).current_dir(&workspace.root).envs(*variable);
        let start = Instant::now();
        let status = command.status().with_context(|| format!("cannot run {cargo}"))?;
        terminal::note(&format!("   {} after {:.1} s", verdict(status.success()), start.elapsed().as_secs_f64()));
        done.push((name, status.success(), start.elapsed()));
    }
    if done.is_empty() {
        let names: Vec<&str> = STEPS.iter().map(|(name, ..)| *name).collect();
        bail!("no step has such a name; the steps are: {}", names.join(", "));
    }
    if global.format == switchboard::report::Format::Json {
        let steps: Vec<_> = done
            .iter()
            .map(|(name, ok, time)| json!({"step": name, "ok": ok, "seconds": time.as_secs_f64()}))
            .collect();
        terminal::raw_result(&format!("{:#}", json!({ "steps": steps })))?;
    } else {
        let line = |(name, ok, time): &(&str, bool, Duration)| {
            format!("{:<16} {:>7.1} s  {}\n", name, time.as_secs_f64(), verdict(*ok))
        };
        terminal::result(&done.iter().map(line).collect::<String>())?;
    }
    Ok(if done.iter().all(|(_, ok, _)| *ok) { Exit::Fine } else { Exit::Findings })
}

/// Whether Rust's own libraries are here for a target.
fn is_installed(target: &str) -> bool {
    let output = Command::new("rustc").args(["--print", "target-libdir", "--target", target]).output();
    output.is_ok_and(|output| Path::new(String::from_utf8_lossy(&output.stdout).trim()).is_dir())
}

fn verdict(ok: bool) -> &'static str {
    if ok { "ok" } else { "FAILED" }
}
