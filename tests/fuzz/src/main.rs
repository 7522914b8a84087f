//! A long run: `cargo run --profile fuzz -p switchboard-fuzz -- pipeline --executions 1000000`.

use clap::Parser;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;
use switchboard_fuzz::{Finding, Options, Target, run, seeds};

/// Fuzz one target for long, or all of them.
///
/// What breaks a rule is written to `target/fuzz-findings/`. Once it is fixed, it belongs in `tests/fuzz/regressions/`.
#[derive(Parser)]
struct Args {
    /// What to fuzz; everything if nothing is named.
    #[arg(value_parser = target)]
    targets: Vec<Target>,
    /// How many inputs each.
    #[arg(long, default_value_t = 1_000_000)]
    executions: u64,
    /// The number of the first input; another one looks elsewhere.
    #[arg(long, default_value_t = 1)]
    first: u64,
    /// What takes more milliseconds is a finding.
    #[arg(long, default_value_t = 2_000)]
    limit: u64,
    /// How many threads share the inputs of a target.
    #[arg(long, default_value_t = 1)]
    threads: u64,
    /// A folder with OpenAPI documents to cut further seeds from.
    #[arg(long)]
    corpus: Option<PathBuf>,
}

fn target(name: &str) -> Result<Target, String> {
    let names: Vec<&str> = Target::ALL.iter().map(|target| target.as_str()).collect();
    Target::parse(name).ok_or_else(|| format!("the targets are {}", names.join(", ")))
}

fn main() -> ExitCode {
    let args = Args::parse();
    // A panic that is found is written down; a million of them on the terminal say nothing.
    std::panic::set_hook(Box::new(|_| {}));
    let mut is_clean = true;
    for &target in if args.targets.is_empty() { Target::ALL } else { &args.targets } {
        let seeds = seeds(target, args.corpus.as_deref());
        // Each thread has a share of the numbers; mutations of one do not grow from those of another.
        let (threads, all) = (args.threads.clamp(1, 64), args.executions);
        let shares = (0..threads).map(|number| (all * number / threads, all * (number + 1) / threads));
        let workers: Vec<_> = shares
            .map(|(from, to)| {
                let (first, limit) = (args.first + from, Duration::from_millis(args.limit));
                let options = Options { executions: to - from, first, limit, progress: true };
                let seeds = seeds.clone();
                std::thread::spawn(move || run(target, seeds, options, keep))
            })
            .collect();
        for worker in workers {
            let summary = worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            eprintln!(
                "{target}: {} executions in {:.1?}, {} accepted, {} kinds of messages, slowest {:.0?}, {} findings",
                summary.executions,
                summary.elapsed,
                summary.accepted,
                summary.kinds,
                summary.slowest,
                summary.findings.len()
            );
            is_clean &= summary.findings.is_empty();
        }
    }
    if is_clean { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn keep(target: Target, number: u64, finding: &Finding) {
    let folder = Path::new("target/fuzz-findings");
    let path = folder.join(format!("{target}-{number}.txt"));
    eprintln!("{}: {}", path.display(), finding.reason);
    if let Err(error) = std::fs::create_dir_all(folder).and_then(|()| std::fs::write(&path, &finding.text)) {
        eprintln!("cannot write it: {error}\n{}", finding.text);
    }
}
