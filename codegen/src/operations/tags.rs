//! The operations of one tag together: in the documentation of the client and in the README they stand under its name.
//!
//! A tag is for readers. It never changes the name of a method, since vendors rename tags at will.

use super::plan::OperationPlan;
use crate::model::{Api, Tag};
use crate::text::single_line;

/// The operations whose first tag is the same.
#[derive(Clone, Debug, PartialEq)]
pub struct TagGroup {
    /// The name of the tag on one line; nothing for operations without one, and where all operations share one.
    pub title: Option<String>,
    /// What the document says of the tag.
    pub description: Option<String>,
    /// The positions of its operations among the plans, in their order.
    pub operations: Vec<usize>,
}

/// All operations by their first tag, tags in the order of their first operation.
pub fn by_tag(api: &Api, plans: &[OperationPlan]) -> Vec<TagGroup> {
    let mut groups: Vec<(Option<&str>, Vec<usize>)> = Vec::new();
    for (position, plan) in plans.iter().enumerate() {
        let tag = plan.tag.as_deref().filter(|tag| !tag.trim().is_empty());
        match groups.iter_mut().find(|(known, _)| *known == tag) {
            Some((_, operations)) => operations.push(position),
            None => groups.push((tag, vec![position])),
        }
    }
    let is_grouped = groups.len() > 1;
    let group = |(tag, operations): (Option<&str>, Vec<usize>)| {
        let tag = tag.filter(|_| is_grouped);
        let stated = tag.and_then(|tag| api.tag(tag));
        TagGroup {
            title: tag.map(|tag| title(api, tag)),
            description: stated.and_then(Tag::description).map(str::to_owned),
            operations,
        }
    };
    groups.into_iter().map(group).collect()
}

/// The longest chain of tags that is shown.
const MAX_PARENTS: usize = 8;

/// A tag below its parents (OpenAPI 3.2.0, section 4.22), each by its summary where it has one: `Books / Cheap books`.
fn title(api: &Api, tag: &str) -> String {
    let mut words: Vec<String> = Vec::new();
    let mut seen: Vec<&str> = Vec::new();
    let mut next = Some(tag);
    while let Some(name) = next.filter(|name| !seen.contains(name) && seen.len() < MAX_PARENTS) {
        let tag = api.tag(name);
        let summary = tag.and_then(Tag::summary);
        words.push(single_line(summary.unwrap_or(name)));
        seen.push(name);
        next = tag.and_then(Tag::parent);
    }
    words.reverse();
    words.join(" / ")
}
