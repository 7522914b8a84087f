//! The lines of a section as a tree: which line stands below which.
//!
//! Where the page has kept its indentation, that says it all (here); elsewhere the announced counts do (`counts`).
//! What a line and those below it mean as a type is not asked here (`shape`).

use super::bullets;
use super::page::{Constraint, Head, Item, Text};
use super::types::{Signature, Type};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{FileId, MAX_DEPTH, Span};
use crate::text::nearest::quoted;

/// How much further in than a line those below it stand, as the sites print it.
const USUAL_STEP: usize = 2;

/// A line that opens a node, what is said about it, and the nodes below it.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) head: Head,
    pub(super) description: Option<Text>,
    pub(super) constraints: Vec<Constraint>,
    pub(super) children: Vec<Entry>,
}

impl Entry {
    pub(super) fn new(head: Head) -> Self {
        Self { head, description: None, constraints: Vec::new(), children: Vec::new() }
    }

    /// The names of the members in a tree, those of its root first.
    pub(super) fn names<'e>(&'e self, found: &mut Vec<&'e str>) {
        found.extend(self.head.field());
        self.children.iter().for_each(|child| child.names(found));
    }
}

/// The nodes of a section by the indentation of its bullets; `None` after reporting that they are nested too deep.
pub(super) fn by_indentation(
    text: &str,
    file: FileId,
    items: &[Item],
    diagnostics: &mut Diagnostics,
) -> Option<Vec<Entry>> {
    let mut open: Vec<Entry> = Vec::new();
    let mut roots = Vec::new();
    for item in items {
        match item {
            Item::Head(head) => {
                close(&mut open, &mut roots, head.indent, text, file, diagnostics);
                if open.len() >= MAX_DEPTH {
                    diagnostics.push(too_deep(head.span));
                    return None;
                }
                open.push(Entry::new(head.clone()));
            }
            Item::Prose(prose) => describe(&mut open, prose, diagnostics),
            // Bullets show by themselves where a list begins; bounds are no part of this rendering.
            Item::OneOf(_) | Item::Constraint(_) => {}
        }
    }
    close(&mut open, &mut roots, 0, text, file, diagnostics);
    let step = step(&roots);
    check_level(&roots, 0, step, diagnostics);
    Some(roots)
}

/// How much further in than a line those below it stand on this page: as its lines show, where more than one has some.
fn step(roots: &[Entry]) -> usize {
    let (mut steps, mut open): (Vec<usize>, Vec<&Entry>) = (Vec::new(), roots.iter().collect());
    while let Some(entry) = open.pop() {
        let below = entry.children.iter().map(|child| child.head.indent.saturating_sub(entry.head.indent)).min();
        steps.extend(below);
        open.extend(&entry.children);
    }
    steps.iter().copied().min().filter(|_| steps.len() > 1).unwrap_or(USUAL_STEP)
}

/// Reports lines that stand further in than what is beside them, or than what stands below the line above: they belong
/// to a line that is not there.
fn check_level(entries: &[Entry], most: usize, step: usize, diagnostics: &mut Diagnostics) {
    let least = entries.iter().map(|entry| entry.head.indent).min().unwrap_or_default();
    for entry in entries {
        if entry.head.indent > least.min(most) {
            diagnostics.push(stray_text(entry.head.span, "line"));
        }
        check_level(&entry.children, entry.head.indent + step, step, diagnostics);
    }
}

/// The problem of members that are nested deeper than any real page nests them.
pub(super) fn too_deep(span: Span) -> Diagnostic {
    Diagnostic::error(Code::TooDeep, format!("members are nested more than {MAX_DEPTH} deep"))
        .at(span)
        .help("no real page is; check how this one was captured")
}

/// The problem of text that describes nothing.
pub(super) fn stray_text(span: Span, what: &str) -> Diagnostic {
    Diagnostic::warning(Code::TextUnread, format!("this {what} belongs to no member"))
        .at(span)
        .help("descriptions stand right below a member, bounds below the description")
}

fn describe(open: &mut [Entry], prose: &Text, diagnostics: &mut Diagnostics) {
    match open.last_mut() {
        Some(entry) if entry.description.is_none() => entry.description = Some(prose.clone()),
        _ => diagnostics.push(stray_text(prose.span, "text")),
    }
}

/// Closes all entries that do not stand further out than a new one.
fn close(
    open: &mut Vec<Entry>,
    roots: &mut Vec<Entry>,
    indent: usize,
    text: &str,
    file: FileId,
    diagnostics: &mut Diagnostics,
) {
    while let Some(mut entry) = open.pop_if(|entry| entry.head.indent >= indent) {
        take_prose(&mut entry, text, file, diagnostics);
        open.last_mut().map_or(&mut *roots, |parent| &mut parent.children).push(entry);
    }
}

/// Bullets that the type above them has no place for belong to its description: a list of examples, for instance.
fn take_prose(entry: &mut Entry, text: &str, file: FileId, diagnostics: &mut Diagnostics) {
    let count = match innermost(&entry.head.r#type) {
        Type::String | Type::Number | Type::Boolean | Type::Null | Type::Unknown => entry.children.len(),
        Type::Object(signature) | Type::Model(_, Some(signature)) => unannounced(signature, &entry.children),
        _ => 0,
    };
    let bullets: Vec<Entry> = entry.children.drain(..count).collect();
    let Some(last) = bullets.last() else { return };
    let end = end_of(last) + 1;
    let start = match &entry.description {
        Some(description) => description.span.range().start,
        // A bullet begins three characters before what stands in its backticks.
        None => bullets.first().map_or(end, |first| first.head.span.range().start.saturating_sub(3)),
    };
    entry.description = bullets::prose(text, file, start..end).or(entry.description.take());
    // What the announced names leave out is prose for certain; below a type without members, a line may be lost.
    if !matches!(innermost(&entry.head.r#type), Type::Object(_) | Type::Model(..)) {
        for bullet in bullets.iter().filter(|bullet| bullet.head.field().is_some()) {
            diagnostics.push(no_member(bullet, entry.head.type_span));
        }
    }
}

/// The problem of a line that looks like a member below a type that has none.
fn no_member(bullet: &Entry, above: Span) -> Diagnostic {
    let mut names = Vec::new();
    bullet.names(&mut names);
    let message = format!("{} read as text: the type above has no members", quoted_are(&names));
    Diagnostic::warning(Code::PageInconsistent, message)
        .at(bullet.head.span)
        .label(above, "the type above")
        .help("if it is a member, the line of the object around it may be lost: capture the page again")
}

/// `` `a` is``, `` `a`, `b` are``
pub(super) fn quoted_are(names: &[&str]) -> String {
    let verb = if names.len() == 1 { "is" } else { "are" };
    format!("{} {verb}", quoted(names.iter().copied()))
}

/// How many of the first bullets below a signature it does not announce, when those behind them are what it does.
fn unannounced(signature: &Signature, children: &[Entry]) -> usize {
    let surplus = children.len().saturating_sub(signature.count());
    let announced = children.iter().skip(surplus).zip(&signature.names);
    let fits = signature.count() > 0 && announced.clone().count() == signature.names.len();
    if fits && announced.into_iter().all(|(child, name)| child.head.field() == Some(name)) { surplus } else { 0 }
}

/// Where the text of a node and of all below it ends.
fn end_of(entry: &Entry) -> usize {
    let own = entry.description.as_ref().map_or(entry.head.span, |description| description.span).range().end;
    entry.children.last().map_or(own, end_of).max(own)
}

/// The type without the arrays, the maps and the null mark around it.
pub(super) fn innermost(r#type: &Type) -> &Type {
    match r#type {
        Type::Array(inner) | Type::Map(inner) | Type::Nullable(inner) => innermost(inner),
        _ => r#type,
    }
}
