//! Members that an update adds and that no version of the specification knows: most likely slips, of which nothing would
//! ever be seen. Never changes what is applied.

use super::Step;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{Data, Node};
use crate::spec::vocabulary::{Object, Shape};
use crate::text::nearest::nearest;

/// Reports the members that `update` adds to `target`, which stands at `place`, and that are known nowhere there. Those
/// that the document has already are its own.
pub(super) fn report(place: &[Step], target: &Node, update: &Node, found: &mut Diagnostics) {
    let key = |step: &Step| match step {
        Step::Member(name) => Some(name.clone()),
        Step::Item(_) => None,
    };
    let shape = place.iter().try_fold(Shape::Of(Object::Document), |shape, step| shape.step(key(step).as_deref()));
    if let Some(shape) = shape {
        members(shape, Some(target), update, found);
    }
}

fn members(shape: Shape, target: Option<&Node>, update: &Node, found: &mut Diagnostics) {
    if shape == Shape::Free {
        return;
    }
    match &update.data {
        Data::Array(items) => items.iter().for_each(|item| members(shape, None, item, found)),
        Data::Object(changes) => {
            for (key, change) in changes {
                let there = target.and_then(|target| target.get(key));
                match (shape.step(Some(key)), shape) {
                    (Some(inner), _) => members(inner, there, change, found),
                    (None, Shape::Of(object)) if there.is_none() => found.push(unknown(object, key, change)),
                    (None, _) => {}
                }
            }
        }
        _ => {}
    }
}

fn unknown(object: Object, key: &str, node: &Node) -> Diagnostic {
    let near = nearest(key, object.members().map(|(name, _)| name), 1);
    let near = near.first().map_or_else(String::new, |near| format!("the nearest member is `{near}`; "));
    let message = format!("`{}` is not a member of {}", key.escape_debug(), object.words());
    Diagnostic::warning(Code::OverlayMemberUnknown, message).at(node.label_span()).help(format!(
        "{near}it is added all the same, and nothing will come of it; a member of your own begins with `x-`"
    ))
}
