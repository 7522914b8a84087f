//! Round trips: payloads decoded into the generated types and encoded again, by a program built for the purpose.
//!
//! The program holds the types of one document, as its client has them, and no operations. Programs are built in the
//! workspace's own target folder, so that what they stand on is compiled once.

mod exact;
mod program;

pub use exact::{decimal, difference};

use crate::document::{self, Correction};
use crate::workspace::Workspace;
use anyhow::Result;
use camino::Utf8PathBuf;
use program::{Back, Program, Programs};
use serde::{Deserialize, Serialize, Serializer};
use serde_json::value::RawValue;
use std::collections::{BTreeMap, BTreeSet};
use switchboard_codegen::diagnostic::{Diagnostics, Severity};
use switchboard_codegen::source::SourceFiles;
use switchboard_codegen::types_at;

/// A payload and the schema it is of.
#[derive(Clone, Debug)]
pub struct Payload {
    /// A JSON pointer into the document as it was given.
    pub schema: String,
    /// The payload, as it was written.
    pub value: Box<RawValue>,
}

/// What became of a payload.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// The Rust type of the schema.
    pub ty: Option<String>,
    /// Why it is not well: it did not decode, did not encode, or came back different.
    pub error: Option<String>,
    /// The payload as it came back.
    pub value: Option<Box<RawValue>>,
    /// The first part that was kept as a variant `Unknown`, as Rust shows it, and not more than its beginning.
    pub unknown: Option<String>,
    /// Where it deviates from the document.
    pub deviations: Vec<Deviation>,
    /// Why strict decoding refuses it.
    pub refusal: Option<Refusal>,
}

/// Why strict decoding refuses a payload: the message, and the path of the member, line and column.
#[derive(Clone, Debug, Deserialize)]
pub struct Refusal(pub String, pub String, pub usize, pub usize);

/// Where a payload deviates from its document: the path of the member, what the document says, and what was found, as the
/// runtime names them.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Deviation(pub String, pub String, pub String);

impl Serialize for Deviation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(path, expected, found) = self;
        let members = [("path", path), ("expected", expected), ("found", found)];
        serializer.collect_map(members)
    }
}

impl Outcome {
    fn failed(error: impl Into<String>) -> Self {
        Self { error: Some(error.into()), ..Self::default() }
    }
}

/// A document with its payloads.
#[derive(Debug)]
pub struct Job {
    /// The document's file.
    pub spec: Utf8PathBuf,
    /// What is to be corrected in it first.
    pub correction: Correction,
    /// The payloads.
    pub payloads: Vec<Payload>,
}

/// Decodes and encodes all payloads; the outcomes stand as the payloads do.
///
/// A document that cannot be read or generated fails its payloads and no others; what is wrong with it goes to
/// `diagnostics`.
///
/// # Errors
///
/// When no program can be built or run for reasons that lie in this machine.
pub fn run(
    workspace: &Workspace,
    jobs: &[Job],
    files: &mut SourceFiles,
    diagnostics: &mut Diagnostics,
) -> Result<Vec<Vec<Outcome>>> {
    let mut programs = Programs::new(workspace, jobs.iter().map(|job| job.spec.as_path()))?;
    let prepared: Vec<Result<Prepared, String>> = jobs
        .iter()
        .map(|job| {
            let mut found = Diagnostics::new();
            let prepared = prepare(job, files, &mut found, &mut programs);
            let errors = found.iter().find(|finding| finding.severity == Severity::Error);
            let result = match (prepared, errors) {
                (Some(prepared), _) => prepared.map_err(|error| format!("{error:#}")),
                (None, Some(error)) => Err(format!("{} does not generate: {}", job.spec, error.message)),
                (None, None) => Err(format!("{} does not generate", job.spec)),
            };
            if found.has_errors() {
                diagnostics.extend(found);
            }
            result
        })
        .collect();
    programs.build()?;
    let mut outcomes = Vec::new();
    for (job, prepared) in jobs.iter().zip(&prepared) {
        outcomes.push(match prepared {
            Ok(prepared) => prepared.run(job, &programs)?,
            Err(error) => job.payloads.iter().map(|_| Outcome::failed(error)).collect(),
        });
    }
    Ok(outcomes)
}

/// A job with its program.
struct Prepared {
    program: Program,
    /// For each pointer of a payload, the type and its index in the program; nothing where there is no schema.
    codecs: BTreeMap<String, Option<(String, usize)>>,
}

fn prepare(
    job: &Job,
    files: &mut SourceFiles,
    diagnostics: &mut Diagnostics,
    programs: &mut Programs,
) -> Option<Result<Prepared>> {
    let document = document::corrected(&job.spec, &job.correction, files, diagnostics)?;
    let pointers: BTreeSet<&str> = job.payloads.iter().map(|payload| payload.schema.as_str()).collect();
    let typed = types_at(&document, pointers.iter().copied(), diagnostics)?;
    let mut paths: Vec<String> = Vec::new();
    let mut codecs = BTreeMap::new();
    for pointer in pointers {
        let codec = typed.types.get(pointer).map(|(written, path)| {
            let index = paths.iter().position(|known| known == path).unwrap_or_else(|| {
                paths.push(path.clone());
                paths.len() - 1
            });
            (written.clone(), index)
        });
        codecs.insert(pointer.to_owned(), codec);
    }
    Some(programs.add(&job.spec, &typed.files, &paths).map(|program| Prepared { program, codecs }))
}

impl Prepared {
    fn run(&self, job: &Job, programs: &Programs) -> Result<Vec<Outcome>> {
        let codec = |payload: &Payload| self.codecs.get(&payload.schema).cloned().flatten();
        let requests: Vec<(usize, &RawValue)> = job
            .payloads
            .iter()
            .filter_map(|payload| codec(payload).map(|(_, index)| (index, payload.value.as_ref())))
            .collect();
        let mut answers = programs.run(&self.program, &requests)?.into_iter();
        Ok(job
            .payloads
            .iter()
            .map(|payload| {
                let Some((ty, _)) = codec(payload) else {
                    return Outcome::failed(format!("`{}` leads to no schema of the document", payload.schema));
                };
                let answer = answers.next().unwrap_or_else(|| Err("the program gave no answer".to_owned()));
                let ty = Some(ty);
                match answer {
                    Ok(Back { value, unknown, deviations, refusal }) => {
                        let error = difference(&payload.value, &value);
                        Outcome { ty, error, value: Some(value), unknown, deviations, refusal }
                    }
                    Err(error) => Outcome { ty, ..Outcome::failed(error) },
                }
            })
            .collect())
    }
}
