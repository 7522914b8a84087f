//! Random faults: a sound document with one thing wrong in it, and whether that costs its place and nothing else.
//!
//! The same seed plants the same fault. Nothing is written: crates are compared as texts.

mod operations;
mod plant;
mod reach;

use camino::Utf8Path;
use operations::{Texts, texts};
use plant::{Fault, plant};
use reach::Reach;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use switchboard_codegen::diagnostic::{Diagnostics, Severity};
use switchboard_codegen::source::Node;
use switchboard_codegen::{CrateFiles, CrateSettings, Home, LeftOpen};

/// What came of the faults of one document.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(crate) struct Faults {
    /// How many faults were planted.
    pub(crate) run: usize,
    /// How many of them cost their place, by name, and nothing else.
    pub(crate) ok: usize,
    /// How many operations without the fault were compared.
    pub(crate) compared: usize,
    /// The others.
    pub(crate) findings: Vec<FaultFinding>,
    /// Why there are no faults at all.
    pub(crate) error: Option<String>,
}

impl Faults {
    pub(crate) fn is_fine(&self) -> bool {
        self.error.is_none() && self.run == self.ok
    }
}

/// A fault that cost more than its place, or that nobody is told of.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct FaultFinding {
    /// With which it is planted again.
    pub(crate) seed: u64,
    /// The JSON pointer of what was changed.
    pub(crate) pointer: String,
    /// What was changed.
    pub(crate) fault: String,
    /// What came of it.
    pub(crate) problem: String,
}

/// A crate as far as faults are compared.
struct Made {
    texts: Texts,
    left_out: BTreeSet<String>,
    left_open: Vec<LeftOpen>,
    warnings: BTreeSet<String>,
}

/// Plants `count` faults in a document, one at a time.
pub(crate) fn run(document: &Node, spec: &Utf8Path, count: usize) -> Faults {
    let mut faults = Faults::default();
    let sound = match make(document) {
        Ok(sound) => sound,
        Err(problem) => return Faults { error: Some(problem), ..faults },
    };
    let reach = Reach::new(document);
    let first = spec
        .as_str()
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
    let sites = plant::sites(document);
    for at in 0..u64::try_from(count).unwrap_or_default() {
        let seed = first.wrapping_add(at);
        let mut damaged = document.clone();
        let Some(fault) = plant(&mut damaged, &sites, &mut fastrand::Rng::with_seed(seed)) else { break };
        faults.run += 1;
        match check(&sound, &damaged, &fault, &reach) {
            Ok(compared) => {
                faults.ok += 1;
                faults.compared += compared;
            }
            Err(problem) => {
                faults.findings.push(FaultFinding { seed, pointer: fault.pointer(), fault: fault.what, problem });
            }
        }
    }
    faults
}

/// Generates a crate; what is wrong is a panic or that the document is refused.
fn make(document: &Node) -> Result<Made, String> {
    let mut found = Diagnostics::new();
    let made = catch_unwind(AssertUnwindSafe(|| {
        let settings = CrateSettings::for_document(document, "faulty".to_owned(), "../runtime".to_owned(), Home::Alone);
        let planned = switchboard_codegen::plan_client(document, &settings, &mut found)?;
        let plans = planned.operations.plans.clone();
        let generated = switchboard_codegen::print(planned, &settings, &mut found)?;
        Some((plans, generated))
    }));
    let refused = || {
        let errors = found.iter().filter(|found| found.severity == Severity::Error);
        let codes: Vec<String> = errors.map(|found| format!("{}: {}", found.code, found.message)).take(2).collect();
        format!("refused: {}", codes.join("; "))
    };
    let (plans, generated) = made.map_err(|_| "panicked".to_owned())?.ok_or_else(refused)?;
    let files: &CrateFiles = &generated.files;
    let report = generated.report;
    Ok(Made {
        texts: texts(files, &plans),
        left_out: report.operations_left_out.into_iter().map(|left| left.operation).collect(),
        left_open: report.places_left_open,
        warnings: found.iter().map(|found| format!("{} {:?} {}", found.code, found.span, found.message)).collect(),
    })
}

/// Whether a fault costs its place alone and is named. Gives how many operations were compared.
fn check(sound: &Made, damaged: &Node, fault: &Fault, reach: &Reach) -> Result<usize, String> {
    let made = match make(damaged) {
        Ok(made) => made,
        Err(problem) if problem.starts_with("refused") && fault.ends_document => return Ok(0),
        Err(problem) => return Err(problem),
    };
    let is_named = made.left_open.iter().any(|open| !sound.left_open.contains(open))
        || made.left_out.iter().any(|operation| !sound.left_out.contains(operation))
        || made.warnings.iter().any(|warning| !sound.warnings.contains(warning));
    if !is_named {
        return Err("nothing is said of it".to_owned());
    }
    let mut compared = 0;
    for (pointer, text) in &sound.texts {
        if reach.concerns(pointer, &fault.tokens) {
            continue;
        }
        compared += 1;
        match made.texts.get(pointer) {
            None => return Err(format!("{pointer} is gone, which has nothing to do with it")),
            Some(other) if fault.hides_names && other.nameless == text.nameless => {}
            Some(other) if other.whole != text.whole => {
                let changed = text.whole.lines().zip(other.whole.lines()).find(|(left, right)| left != right);
                let (left, right) = changed.unwrap_or_default();
                return Err(format!("{pointer} changed, which has nothing to do with it: {left} / {right}"));
            }
            Some(_) => {}
        }
    }
    Ok(compared)
}
