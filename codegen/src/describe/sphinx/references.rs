//! Which members have the type of another structure of the page.
//!
//! Only where nothing that the template says of the member would get lost.

use super::attach::Described;
use super::structures::Structure;
use super::template::{Member, Value};
use super::values;
use crate::describe::reading::Page;
use crate::describe::reading::stated::{Kind, Stated};

/// The structures of a page, to refer to.
pub(super) struct References<'b> {
    pub(super) structures: &'b [Structure],
    pub(super) described: &'b [Described],
}

impl References<'_> {
    /// The name of the schema that a member has the type of.
    pub(super) fn of(&self, page: &Page<'_>, member: &Member, stated: &Stated, nullable: bool) -> Option<String> {
        if nullable || !matches!(stated.kind, Some(Kind::Object | Kind::Array) | None) || member.rows.is_some() {
            return None;
        }
        let text = member.line.as_ref().map(|line| page.slice(line.text.clone())).unwrap_or_default();
        let named: Vec<&str> = stated.unread.iter().map(|words| structure_words(words)).collect();
        let headings = values::all_headings(page, self.structures);
        let fits = |(structure, described): &(&Structure, &Described)| {
            let title = page.slice(structure.title.clone());
            let labels: Vec<&str> = structure.labels.iter().map(|label| page.slice(label.clone())).collect();
            let is_named = named.iter().any(|name| values::same_words(name, title))
                || matches!(&member.value, Value::Named(name) if values::same_words(name, title));
            let is_meant = is_named || stated.kind.is_some() && values::refers_to(text, title, &labels, &headings);
            is_meant && loses_nothing(&member.value, &described.members)
        };
        let found = self.structures.iter().zip(self.described).find(fits);
        // Words that are no name of a structure may say something else besides.
        found.filter(|_| stated.unread.len() <= 1).map(|(_, described)| described.name.clone())
    }
}

/// The name in "array of Member", also in a reference.
fn structure_words(words: &str) -> &str {
    let lower = words.to_ascii_lowercase();
    let start =
        ["array of ", "list of "].iter().find(|prefix| lower.starts_with(**prefix)).map_or(0, |prefix| prefix.len());
    let name = words.get(start..).unwrap_or(words).trim_start_matches(":ref:").trim_matches('`');
    name.split('<').next().unwrap_or(name).trim().trim_end_matches("[]")
}

/// Whether the template says of a member nothing that the structure does not.
fn loses_nothing(value: &Value, members: &[Member]) -> bool {
    let inner = value.members();
    !matches!(value, Value::Map(_))
        && inner.iter().all(|member| member.line.is_none() && members.iter().any(|other| other.name == member.name))
        && (inner.is_empty() || inner.len() == members.len())
}
