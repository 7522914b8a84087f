//! A `discriminator` as what the alternatives require: typify knows no discriminators, but an alternative that requires
//! its own value of the tag is the only one that fits.

use crate::model::{Discriminator, Schema, Tagged, tags};
use crate::source::Node;
use crate::types::{Level, Planner};

/// The values of the tag that each alternative still has to require; nothing for those that say so themselves.
pub(super) fn missing(
    items: &[Node],
    discriminator: &Discriminator,
    planner: &mut Planner<'_>,
) -> Vec<Option<Vec<String>>> {
    let none = || vec![None; items.len()];
    let Some(member) = discriminator.member() else { return none() };
    let mut all: Vec<Tagged> = Vec::new();
    let mut required: Vec<Option<Vec<String>>> = Vec::new();
    for item in items.iter().map(Schema::of) {
        let Some(found) = look(item, member, planner) else { return none() };
        let target = match planner.level(item) {
            Level::Reference(target) => Some(target),
            _ => item.all_of().iter().find_map(Schema::reference).map(str::to_owned),
        };
        all.push(Tagged::new(Some(discriminator), target.as_deref(), found.stated.clone()));
        required.push(found.is_required.then_some(found.stated));
    }
    let Some(tags) = tags(&all) else { return none() };
    let values =
        |at: usize| tags.by_value.iter().filter(move |(_, owner)| **owner == at).map(|(value, _)| value.clone());
    let each = required.into_iter().enumerate().map(|(at, required)| {
        let own: Vec<String> = values(at).collect();
        (!own.is_empty() && required.as_ref() != Some(&own)).then_some(own)
    });
    each.collect()
}

/// What an alternative says of the tag itself.
struct Found {
    stated: Vec<String>,
    is_required: bool,
}

/// Nothing where the alternative is no object, or its tag no text.
fn look(item: &Schema, member: &str, planner: &mut Planner<'_>) -> Option<Found> {
    let effective = plain(item, planner)?;
    if effective.kind() != Some("object") {
        return None;
    }
    let is_required = effective.requires(member);
    let Some(schema) = effective.property(member) else {
        return Some(Found { stated: Vec::new(), is_required });
    };
    let schema = plain(schema, planner)?;
    if !matches!(schema.kind(), None | Some("string")) {
        return None;
    }
    Some(Found { stated: schema.all_constants().filter_map(Node::as_str).map(str::to_owned).collect(), is_required })
}

fn plain(schema: &Schema, planner: &mut Planner<'_>) -> Option<Schema> {
    let mut schema = schema.clone();
    for _ in 0..100 {
        schema = match planner.level(&schema) {
            Level::Plain(effective) => return Some(effective),
            Level::Reference(target) => planner.target_of(&target)?,
            Level::Union { .. } => return None,
        };
    }
    None
}

/// An alternative that requires one of these values of its tag.
pub(super) fn pin(item: Node, member: &str, values: Vec<String>) -> Node {
    let span = item.span;
    let text = |text: &str| Node::string(text, span);
    let values = values.iter().map(|value| text(value)).collect();
    let tag = Node::object([("type", text("string")), ("enum", Node::array(values, span))], span);
    let rule = Node::object(
        [
            ("type", text("object")),
            ("properties", Node::object([(member, tag)], span)),
            ("required", Node::array(vec![text(member)], span)),
        ],
        span,
    );
    let title = item.get("title").cloned().map(|title| ("title", title));
    Node::object([("allOf", Node::array(vec![item, rule], span))].into_iter().chain(title), span)
}
