//! From the wire to the document: where recordings of an API deviate from its document, and what would make them fit.
//!
//! The runtime says in what a recording deviates (it is decoded as clients decode it), the document says where that is.
//! Corrections are tried: the recordings are decoded again by the corrected document, until nothing deviates any more or
//! nothing can be corrected. Of what was recorded, kinds and counts are given on, and no values but those of enums that
//! look like identifiers.

mod correction;
mod finding;
mod har;
mod path;
mod recording;
mod schemas;

pub(crate) use correction::{Action, evidence};
pub(crate) use finding::{Finding, Violation};
pub(crate) use recording::{Recording, Recordings, read};

use crate::document::{self, Correction, Maps};
use crate::roundtrip::{self, Job, Outcome, Payload};
use crate::workspace::Workspace;
use anyhow::Result;
use camino::{Utf8Path, Utf8PathBuf};
use serde::Serialize;
use switchboard_codegen::diagnostic::Diagnostics;
use switchboard_codegen::source::{Node, SourceFiles};

/// How often recordings are decoded; corrections are tried each time but the first.
const MOST_ROUNDS: usize = 6;

/// What was seen, and what would correct it.
#[derive(Debug, Default)]
pub(crate) struct Observed {
    /// Where recordings deviate from the document as it is.
    pub(crate) findings: Vec<Finding>,
    /// The corrections, in order.
    pub(crate) actions: Vec<Action>,
    /// Where recordings deviate from the corrected document.
    pub(crate) remaining: Vec<Finding>,
}

/// An overlay as it is written.
#[derive(Serialize)]
struct Overlay<'a> {
    overlay: &'static str,
    info: Info<'a>,
    actions: &'a [Action],
}

#[derive(Serialize)]
struct Info<'a> {
    title: &'a str,
    version: &'static str,
}

/// The text of an overlay.
pub(crate) fn overlay(title: &str, actions: &[Action]) -> Result<String> {
    let info = Info { title, version: "1.0.0" };
    Ok(serde_yaml::to_string(&Overlay { overlay: "1.0.0", info, actions })?)
}

/// The document that recordings are compared with.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Source<'s> {
    pub(crate) workspace: &'s Workspace,
    pub(crate) spec: &'s Utf8Path,
    /// What the addresses hold that it refers to.
    pub(crate) maps: &'s Maps,
}

/// Where recordings deviate from a document; and, if asked for, what corrects it. Nothing is given after an error, which
/// is reported.
pub(crate) fn observe(
    source: Source<'_>,
    recordings: &[Recording],
    is_correcting: bool,
    files: &mut SourceFiles,
    diagnostics: &mut Diagnostics,
) -> Result<Option<Observed>> {
    let mut observed = Observed::default();
    let candidate = Candidate::new()?;
    let mut sound = 0;
    for round in 0..MOST_ROUNDS {
        let mut found = Diagnostics::new();
        let correction = candidate.with(&observed.actions, source.maps)?;
        let decoded = decode(source, &correction, recordings, files, &mut found)?;
        let Some((document, outcomes)) = decoded else {
            if round == 0 {
                diagnostics.extend(found);
                return Ok(None);
            }
            // No crate comes from what the last corrections make of the document: they are none.
            observed.actions.truncate(sound);
            break;
        };
        sound = observed.actions.len();
        let findings = finding::findings(&document, recordings, &outcomes);
        if round == 0 {
            observed.findings.clone_from(&findings);
        }
        observed.remaining =
            findings.iter().filter(|finding| finding.violation != Violation::Unlisted).cloned().collect();
        if !is_correcting || round + 1 == MOST_ROUNDS {
            break;
        }
        let mut actions = correction::actions(&document, &findings, false);
        if actions.is_empty() && !observed.remaining.is_empty() {
            actions = correction::actions(&document, &findings, true);
        }
        if actions.is_empty() {
            break;
        }
        observed.actions.extend(actions);
    }
    Ok(Some(observed))
}

/// Decodes recordings by a corrected document. Gives nothing after reporting at least one error.
fn decode(
    Source { workspace, spec, .. }: Source<'_>,
    correction: &Correction,
    recordings: &[Recording],
    files: &mut SourceFiles,
    diagnostics: &mut Diagnostics,
) -> Result<Option<(Node, Vec<Outcome>)>> {
    let mut found = Diagnostics::new();
    let Some(document) = document::corrected(spec, correction, files, &mut found) else {
        diagnostics.extend(found);
        return Ok(None);
    };
    let payload = |recording: &Recording| Payload { schema: recording.schema.clone(), value: recording.value.clone() };
    let payloads = recordings.iter().map(payload).collect();
    let job = Job { spec: spec.to_owned(), correction: correction.clone(), payloads };
    let outcomes = roundtrip::run(workspace, std::slice::from_ref(&job), files, diagnostics)?;
    let outcomes: Vec<Outcome> = outcomes.into_iter().flatten().collect();
    Ok((!diagnostics.has_errors()).then_some((document, outcomes)))
}

/// A file for corrections that are being tried.
struct Candidate {
    path: Utf8PathBuf,
}

impl Candidate {
    fn new() -> Result<Self> {
        let name = format!("switchboard-observe-{}.yaml", std::process::id());
        Ok(Self { path: Utf8PathBuf::try_from(std::env::temp_dir())?.join(name) })
    }

    /// The option that applies some corrections.
    fn with(&self, actions: &[Action], maps: &Maps) -> Result<Correction> {
        let maps = maps.clone();
        if actions.is_empty() {
            return Ok(Correction { overlay: None, maps });
        }
        fs_err::write(&self.path, overlay("Corrections that are tried", actions)?)?;
        Ok(Correction { overlay: Some(self.path.clone()), maps })
    }
}

impl Drop for Candidate {
    fn drop(&mut self) {
        // It is there only if something was tried.
        let _ = fs_err::remove_file(&self.path);
    }
}
