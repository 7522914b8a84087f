//! OpenAPI Overlay 1.0, 1.1 and 1.2: corrections of a document as data.
//!
//! An action that selects or changes nothing is an error: a correction that no longer corrects anything hides the next
//! mistake.

mod keys;
mod merge;
mod path;
mod read;
mod unknown;

pub use keys::OVERLAY;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{Data, MAX_DEPTH, MAX_VALUES, Node};
use merge::{At, check_booleans, update_target};
use path::Target;
use serde_json::Value;

/// Where an overlay comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The folder of a vendor: each action gives its reason.
    Vendor,
    /// Somebody's own, given to a command: what the specification lets one leave out may be missing.
    Given,
}

/// A checked overlay.
#[derive(Clone, Debug)]
pub struct Overlay {
    actions: Vec<Action>,
    origin: Origin,
}

#[derive(Clone, Debug)]
struct Action {
    target: Target,
    change: Change,
}

#[derive(Clone, Debug)]
enum Change {
    Update(Node),
    /// The one node that this selects is what the targets are updated with.
    Copy(Target),
    Remove,
}

/// One step into a tree.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Item(usize),
    Member(String),
}

impl Overlay {
    /// Applies all actions in order, each to what the ones before it left.
    ///
    /// What an action brings keeps its place in the overlay, and what it copies that in the document. Reported are
    /// actions that select or change nothing, values that take the place of some of another kind, and, as warnings,
    /// members that no version of the specification knows.
    pub fn apply(&self, document: &mut Node, diagnostics: &mut Diagnostics) {
        let mut value = document.to_value();
        for action in &self.actions {
            let places = action.target.places(&value);
            if places.is_empty() {
                diagnostics.push(selects_nothing(&action.target, &value));
                continue;
            }
            let update = match &action.change {
                Change::Update(update) => Some(update.clone()),
                Change::Copy(source) => match source_of(source, document, &value, diagnostics) {
                    Some(copied) => Some(copied),
                    None => continue,
                },
                Change::Remove => None,
            };
            match update {
                Some(update) => {
                    if document.size().saturating_add(update.size().saturating_mul(places.len())) > MAX_VALUES {
                        diagnostics.push(too_large(&action.target));
                        return;
                    }
                    let is_copy = matches!(action.change, Change::Copy(_));
                    for place in &places {
                        if let Some(node) = node_at(document, place) {
                            if !is_copy {
                                check_booleans(&update, At::place(place), diagnostics);
                                unknown::report(place, node, &update, diagnostics);
                            }
                            update_target(node, &update, At::place(place), diagnostics);
                        }
                    }
                }
                // Last first, so that the indices of the items before stay what they were.
                None => places.iter().rev().for_each(|place| remove(document, place)),
            }
            if depth(document) > MAX_DEPTH {
                let message = format!("with this update, values are nested more than {MAX_DEPTH} deep");
                diagnostics.push(
                    Diagnostic::error(Code::TooDeep, message)
                        .at(action.target.span)
                        .help("give the inner schemas names under `components/schemas`, and refer to them"),
                );
                return;
            }
            let after = document.to_value();
            if after == value {
                let message = "this action changes nothing: the document says so already";
                let help = match self.origin {
                    Origin::Vendor => "remove the action: the page says so by now, or another action does",
                    Origin::Given => "remove the action: the document says so by now, or another action does",
                };
                diagnostics.push(Diagnostic::error(Code::OverlayNoMatch, message).at(action.target.span).help(help));
            }
            value = after;
        }
    }
}

/// What `copy` selects: one node. Returns `None` after reporting that it is none, or several.
fn source_of(source: &Target, document: &mut Node, value: &Value, diagnostics: &mut Diagnostics) -> Option<Node> {
    let places = source.places(value);
    match places.as_slice() {
        [place] => node_at(document, place).map(|node| Node { key_span: None, ..node.clone() }),
        [] => {
            diagnostics.push(selects_nothing(source, value));
            None
        }
        several => {
            let message = format!("`{}` selects {} nodes, and one can be copied", source.text, several.len());
            diagnostics.push(
                Diagnostic::error(Code::OverlayNoMatch, message)
                    .at(source.span)
                    .help("name the one that is meant, in brackets where it has other characters than letters"),
            );
            None
        }
    }
}

fn selects_nothing(target: &Target, document: &Value) -> Diagnostic {
    let message = format!("`{}` selects nothing in the document", target.text);
    let help = target.nearest_existing(document);
    let done = || "the correction may be done at the source by now: then remove the action".to_owned();
    Diagnostic::error(Code::OverlayNoMatch, message).at(target.span).help(help.unwrap_or_else(done))
}

fn too_large(target: &Target) -> Diagnostic {
    let message = format!("with this action, the document holds more than {MAX_VALUES} values");
    Diagnostic::error(Code::LimitExceeded, message)
        .at(target.span)
        .help("no API document is that large: look at what the action selects, and how often")
}

fn node_at<'n>(root: &'n mut Node, place: &[Step]) -> Option<&'n mut Node> {
    place.iter().try_fold(root, |node, step| match (&mut node.data, step) {
        (Data::Object(members), Step::Member(name)) => members.get_mut(name),
        (Data::Array(items), Step::Item(index)) => items.get_mut(*index),
        _ => None,
    })
}

fn remove(root: &mut Node, place: &[Step]) {
    let Some((last, parent)) = place.split_last() else { return };
    match (node_at(root, parent).map(|node| &mut node.data), last) {
        (Some(Data::Object(members)), Step::Member(name)) => {
            members.shift_remove(name);
        }
        (Some(Data::Array(items)), Step::Item(index)) if *index < items.len() => {
            items.remove(*index);
        }
        _ => {}
    }
}

/// How many levels a tree has: never more than two documents put into each other.
fn depth(node: &Node) -> usize {
    match &node.data {
        Data::Array(items) => 1 + items.iter().map(depth).max().unwrap_or(0),
        Data::Object(members) => 1 + members.values().map(depth).max().unwrap_or(0),
        _ => 0,
    }
}

#[cfg(test)]
mod tests;
