//! The loop: mutate, execute, and keep what breaks a rule or takes too long.

use crate::mutate;
use crate::targets::Target;
use fastrand::Rng;
use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use switchboard_codegen::diagnostic::Diagnostics;

/// As large as the stack of a main thread on Linux; what needs more overflows.
const STACK: usize = 8 << 20;
/// Larger inputs say nothing that smaller ones do not, and are slow.
const MAX_SEED: usize = 8_000;
/// How many inputs are kept as seeds because of what was said about them.
const MAX_KEPT: usize = 2_000;

/// How long and where to look.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// How many inputs.
    pub executions: u64,
    /// The number of the first; another number looks elsewhere.
    pub first: u64,
    /// What takes longer than this is a finding: time of the processor, so that other work beside it is none.
    pub limit: Duration,
    /// Says now and then how far it is.
    pub progress: bool,
}

/// An input that breaks a rule.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The input.
    pub text: String,
    /// The message of the panic, or how long it took.
    pub reason: String,
}

/// What a run gave.
#[derive(Clone, Debug)]
pub struct Summary {
    /// How many inputs were executed.
    pub executions: u64,
    /// How long it took.
    pub elapsed: Duration,
    /// The slowest execution.
    pub slowest: Duration,
    /// How many executions gave a result.
    pub accepted: u64,
    /// How many kinds of messages were met.
    pub kinds: usize,
    /// What broke a rule, once for each reason.
    pub findings: Vec<Finding>,
}

/// Executes a target on one input; the error is why it is a finding.
pub fn check(target: Target, text: &str, limit: Duration) -> Result<(), String> {
    let text = text.to_owned();
    let work = move || execute(target, &text, limit, &Watched::default()).map(|_| ());
    on_a_small_stack(work)
}

/// Executes a target on mutated seeds. An input that runs ten times longer than the limit is printed, and ends the
/// process: nothing else can stop it.
///
/// Each finding is handed to `found` at once.
pub fn run(target: Target, seeds: Vec<String>, options: Options, found: fn(Target, u64, &Finding)) -> Summary {
    assert!(!seeds.is_empty(), "there is nothing to mutate for {target}");
    on_a_small_stack(move || run_here(target, seeds, options, found))
}

fn on_a_small_stack<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    let worker = std::thread::Builder::new().stack_size(STACK).spawn(work);
    let outcome = worker.unwrap_or_else(|error| panic!("no thread: {error}")).join();
    outcome.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

fn run_here(target: Target, seeds: Vec<String>, options: Options, found: fn(Target, u64, &Finding)) -> Summary {
    let mut pool = mutate::Pool::new(seeds, target.reads_trees(), target.tokens());
    let watched = watch(options.limit * 10);
    let start = Instant::now();
    let (mut kinds, mut reasons) = (HashSet::new(), HashSet::new());
    let mut summary = Summary {
        executions: options.executions,
        elapsed: Duration::ZERO,
        slowest: Duration::ZERO,
        accepted: 0,
        kinds: 0,
        findings: Vec::new(),
    };
    let mut kept = 0;
    for number in 0..options.executions {
        let number_of_input = options.first + number;
        let text = if target.makes_pages_up() {
            number_of_input.to_string()
        } else {
            pool.mutate(&mut Rng::with_seed(number_of_input))
        };
        let before = worked();
        match execute(target, &text, options.limit, &watched) {
            Ok(diagnostics) => {
                summary.accepted += u64::from(!diagnostics.has_errors());
                let is_new = diagnostics.iter().filter(|found| kinds.insert(kind(&found.message))).count() > 0;
                if is_new && !target.makes_pages_up() && kept < MAX_KEPT && text.len() < MAX_SEED {
                    kept += 1;
                    pool.add(text);
                }
            }
            Err(reason) => {
                if reasons.insert(kind(&reason)) {
                    let finding = Finding { text, reason };
                    found(target, options.first + number, &finding);
                    summary.findings.push(finding);
                }
            }
        }
        summary.slowest = summary.slowest.max(worked().saturating_sub(before));
        if options.progress && (number + 1) % 50_000 == 0 {
            let (found, elapsed) = (summary.findings.len(), start.elapsed());
            eprintln!("{target}: {} executions in {elapsed:.0?}, {} kinds, {found} findings", number + 1, kinds.len());
        }
    }
    summary.elapsed = start.elapsed();
    summary.kinds = kinds.len();
    summary
}

fn execute(target: Target, text: &str, limit: Duration, watched: &Watched) -> Result<Diagnostics, String> {
    *lock(watched) = Some((Instant::now(), text.to_owned()));
    let before = worked();
    let outcome = catch_unwind(AssertUnwindSafe(|| target.execute(text)));
    let took = worked().saturating_sub(before);
    *lock(watched) = None;
    match outcome {
        Ok(_) if took > limit => Err(format!("took {:.1} s", took.as_secs_f64())),
        Ok(diagnostics) => Ok(diagnostics),
        Err(panic) => Err(match (panic.downcast_ref::<String>(), panic.downcast_ref::<&str>()) {
            (Some(text), _) => text.clone(),
            (None, Some(text)) => (*text).to_owned(),
            (None, None) => "it panicked".to_owned(),
        }),
    }
}

/// How long this thread has worked.
#[cfg(unix)]
fn worked() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_nsec).unwrap_or_default())
}

/// How long this program has run, where its threads have no clocks of their own.
#[cfg(not(unix))]
fn worked() -> Duration {
    static START: std::sync::LazyLock<Instant> = std::sync::LazyLock::new(Instant::now);
    START.elapsed()
}

/// What is being executed, and since when.
type Watched = Arc<Mutex<Option<(Instant, String)>>>;

fn lock(watched: &Watched) -> std::sync::MutexGuard<'_, Option<(Instant, String)>> {
    watched.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Looks from aside whether an execution ends.
fn watch(limit: Duration) -> Watched {
    let watched = Watched::default();
    let seen = Arc::downgrade(&watched);
    std::thread::spawn(move || {
        while let Some(watched) = seen.upgrade() {
            if let Some((since, text)) = &*lock(&watched)
                && since.elapsed() > limit
            {
                eprintln!("this input has been running for {:?}:\n{text}", since.elapsed());
                std::process::abort();
            }
            drop(watched);
            std::thread::sleep(Duration::from_millis(200));
        }
    });
    watched
}

/// The beginning of a message without what it quotes and counts.
fn kind(message: &str) -> String {
    let outside = message.split('`').step_by(2).collect::<String>();
    outside.chars().filter(|character| !character.is_ascii_digit()).take(40).collect()
}
