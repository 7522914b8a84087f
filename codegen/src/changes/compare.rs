//! Two clients side by side, and all that changed between them.

use super::change::{Axis, Change, Changes, Level, Place};
use super::group;
use super::index::Index;
use super::surface;
use super::wire;
use crate::Planned;
use crate::files::CrateFiles;
use crate::model::pointer::{Part, below, field_of_parameter, of_security_scheme};
use crate::model::{Api, Operation};
use std::collections::BTreeSet;

/// One of two clients that are compared.
#[derive(Clone, Copy, Debug)]
pub struct Side<'s> {
    /// What was planned of its document; take it from [`plan_client`](crate::plan_client()).
    pub planned: &'s Planned,
    /// The files of its crate, as they were emitted.
    pub files: &'s CrateFiles,
    /// The files of the runtime that it stands on, where they may differ.
    pub runtime: Option<&'s CrateFiles>,
}

/// Compares two clients.
pub fn compare(old: Side<'_>, new: Side<'_>) -> Changes {
    let (before, after) = (Index::new(old.planned), Index::new(new.planned));
    let difference = surface::difference(old.files, new.files);
    let mut changes = surface::compare(difference, &before, &after);
    if let (Some(was), Some(is)) = (old.runtime, new.runtime) {
        changes.extend(surface::runtime(was, is));
    }
    changes.extend(credentials(&before, old.planned, new.planned));
    changes.extend(wire::compare((&old.planned.document, &before), (&new.planned.document, &after)));
    left_out(old.planned, new.planned, &mut changes);
    for change in &mut changes {
        for (place, planned) in [(&mut change.old, old.planned), (&mut change.new, new.planned)] {
            locate(place, planned);
        }
    }
    Changes { changes: group::group(changes, &after) }
}

/// What is called otherwise and means the same, so that the old name could stay as an alias (`[[renamed]]` of `vendor.toml`):
/// old paths in Rust with the new ones.
pub fn renamed(old: Side<'_>, new: Side<'_>) -> Vec<(String, String)> {
    let difference = surface::difference(old.files, new.files);
    surface::could_stay(&difference, &Index::new(old.planned), &Index::new(new.planned))
}

/// The place in the text, where only the pointer is known.
fn locate(place: &mut Option<Place>, planned: &Planned) {
    // A list that the document leaves out has no line.
    let is_list = |place: &&mut Place| matches!(place.pointer.as_str(), "/servers" | "/webhooks");
    if place.as_mut().filter(is_list).is_some_and(|place| planned.document.pointer(&place.pointer).is_none()) {
        *place = None;
    }
    let Some(place) = place else { return };
    // A member of the struct of parameters is a parameter of the operation.
    if let Some((operation, name)) = field_of_parameter(&place.pointer) {
        let mut all = Api::of(&planned.document).operation_at(operation).into_iter().flat_map(Operation::parameters);
        let at = all.position(|parameter| parameter.name() == Some(name.as_str()));
        let part = at.map_or(Part::Parameters, Part::Parameter);
        place.pointer = below(operation, part);
    }
    if place.span.is_none() {
        place.span = planned.document.pointer(&place.pointer).map(|node| node.label_span());
    }
}

/// Ids that programs give credentials under.
fn credentials(old: &Index, before: &Planned, after: &Planned) -> Vec<Change> {
    let schemes = |planned: &Planned| -> BTreeSet<String> {
        Api::of(&planned.document).security_schemes().map(|(id, _)| id.clone()).collect()
    };
    let (had, has) = (schemes(before), schemes(after));
    let gone = had.difference(&has).filter(|id| old.schemes.contains(*id));
    let say = |id: &String| {
        let what = format!("takes no credential under `{id}` any more: a program that gives one fails when it starts");
        let mut change =
            Change::new("credential-removed", Axis::Crate, Level::High, "the API", what).values(Some(id.clone()), None);
        change.rust = Some("Builder::credential".to_owned());
        change.old = Some(Place { pointer: of_security_scheme(id), span: None });
        change
    };
    gone.map(say).collect()
}

/// Operations that the generator leaves out of one crate and not of the other, which their documents do not show.
fn left_out(old: &Planned, new: &Planned, changes: &mut Vec<Change>) {
    for (subject, reason) in &new.operations.left_out {
        if !old.operations.left_out.iter().any(|(known, _)| known == subject) {
            let what = format!("is left out: {reason}");
            changes.push(Change::new("operation-left-out", Axis::Crate, Level::Low, subject, what));
        }
    }
}
