//! Two clients side by side, and all that changed between them.

use super::change::{Axis, Change, Changes, Level, Place};
use super::group;
use super::index::Index;
use super::surface;
use super::wire;
use crate::Planned;
use crate::files::CrateFiles;
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

/// The place in the text, where only the pointer is known.
fn locate(place: &mut Option<Place>, planned: &Planned) {
    let Some(place) = place else { return };
    // A member of the struct of parameters is a parameter of the operation.
    if let Some((above, wire)) = place.pointer.rsplit_once("/parameters/properties/") {
        let name = wire.replace("~1", "/").replace("~0", "~");
        let list = planned.document.pointer(&format!("{above}/parameters")).and_then(|node| node.as_array());
        let at = list.and_then(|list| list.iter().position(|parameter| parameter.str("name") == Some(name.as_str())));
        place.pointer = at.map_or_else(|| format!("{above}/parameters"), |at| format!("{above}/parameters/{at}"));
    }
    if place.span.is_none() {
        place.span = planned.document.pointer(&place.pointer).map(|node| node.label_span());
    }
}

/// Ids that programs give credentials under.
fn credentials(old: &Index, before: &Planned, after: &Planned) -> Vec<Change> {
    let schemes = |planned: &Planned| -> BTreeSet<String> {
        let schemes = planned.document.pointer("/components/securitySchemes");
        schemes.and_then(|schemes| schemes.as_object()).into_iter().flatten().map(|(id, _)| id.clone()).collect()
    };
    let (had, has) = (schemes(before), schemes(after));
    let gone = had.difference(&has).filter(|id| old.schemes.contains(*id));
    let say = |id: &String| {
        let what = format!("takes no credential under `{id}` any more: a program that gives one fails when it starts");
        let mut change =
            Change::new("credential-removed", Axis::Crate, Level::High, "the API", what).values(Some(id.clone()), None);
        change.rust = Some("Builder::credential".to_owned());
        let pointer = format!("/components/securitySchemes/{}", crate::source::escape_pointer_token(id));
        change.old = Some(Place { pointer, span: None });
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
