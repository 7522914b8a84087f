//! Nesting recovery: the members of a section are printed in pre-order without indentation, and every signature
//! announces how many it has.
//!
//! The counts decide, as arities do in Polish prefix notation. Printed names are checked, never used to decide:
//! by names alone a page can be read in very many ways. What does not add up is not read.

use super::outline::{Entry, stray_text, too_deep};
use super::page::{Constraint, Head, HeadName, Item, Lines, Section};
use super::types::{Signature, Type};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{MAX_DEPTH, Node as Sample, Span};
use std::collections::BTreeSet;
use std::ops::Range;

/// Whether the members of a model stand again below its name where they were printed before.
///
/// Pages do both. Where the next line could be the first of these members or go on with the list around them, only the
/// counts can tell.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Reprints {
    Never,
    Always,
}

/// The nodes of a section, and whether it mattered how models are printed again.
pub(super) struct Nested {
    pub(super) roots: Vec<Entry>,
    pub(super) depends: bool,
}

/// The nodes of a section by what its signatures announce; the error says why they do not add up.
///
/// `sample` is the sample value of the section. It is asked only where a page announces no count: which members of
/// a model, printed by name, stand below it. `cut` says that the page ends early, and where. Text that describes
/// nothing is reported.
pub(super) fn nest(
    section: &Section,
    items: &[Item],
    sample: Option<&Sample>,
    cut: Option<Span>,
    reprints: Reprints,
    diagnostics: &mut Diagnostics,
) -> Result<Nested, Box<Diagnostic>> {
    let items = match (items, cut) {
        // Half a word says that the page is cut, not that a type is wrong.
        ([whole @ .., Item::Head(Head { r#type: Type::Misprint(_), type_span, .. })], Some(cut))
            if type_span.end >= cut.start =>
        {
            whole
        }
        _ => items,
    };
    let mut reader =
        Reader { section, items, at: 0, cut, defined: BTreeSet::new(), reprints, depends: false, diagnostics };
    let mut roots: Vec<Entry> = Vec::new();
    while let Some(item) = reader.next_entry() {
        let Item::Head(head) = item else { return Err(reader.stray(item)) };
        if matches!(head.r#type, Type::Literal(_)) && head.name == HeadName::Bare {
            return Err(reader.stray(item));
        }
        unless_doubled(&roots, head)?;
        reader.at += 1;
        let sample = head.field().map_or(sample, |name| sample.and_then(|sample| sample.get(name)));
        roots.push(reader.entry(head, sample, 0)?);
    }
    Ok(Nested { roots, depends: reader.depends })
}

type Found<T> = Result<T, Box<Diagnostic>>;

struct Reader<'s, 'd> {
    section: &'s Section,
    items: &'s [Item],
    at: usize,
    cut: Option<Span>,
    /// Models printed so far: a page prints the members of a model once.
    defined: BTreeSet<&'s str>,
    reprints: Reprints,
    depends: bool,
    diagnostics: &'d mut Diagnostics,
}

impl<'s> Reader<'s, '_> {
    fn peek(&self) -> Option<&'s Item> {
        self.items.get(self.at)
    }

    /// The next item that opens a node; prose and bounds that nothing claims are reported.
    fn next_entry(&mut self) -> Option<&'s Item> {
        loop {
            match self.peek()? {
                Item::Prose(text) => self.diagnostics.push(stray_text(text.span, "text")),
                Item::Constraint(constraint) => self.diagnostics.push(stray_text(constraint.span, "bound")),
                item @ (Item::Head(_) | Item::OneOf(_)) => return Some(item),
            }
            self.at += 1;
        }
    }

    fn skip_one_of(&mut self) {
        if let Some(Item::OneOf(_)) = self.peek() {
            self.at += 1;
        }
    }

    /// The node of a head that was just taken.
    fn entry(&mut self, head: &'s Head, sample: Option<&Sample>, depth: usize) -> Found<Entry> {
        if depth > MAX_DEPTH {
            return Err(Box::new(too_deep(head.span)));
        }
        let mut entry = Entry::new(head.clone());
        if let Some(Item::Prose(text)) = self.peek() {
            entry.description = Some(text.clone());
            self.at += 1;
        }
        while let Some(Item::Constraint(constraint)) = self.peek() {
            fits(constraint, head, &entry.constraints)?;
            entry.constraints.push(constraint.clone());
            self.at += 1;
        }
        entry.children = match (&head.name, &head.r#type) {
            (HeadName::Model(name), Type::Object(signature)) => {
                self.model(name, Some(signature), head, sample, depth)?
            }
            _ => self.children(&head.r#type, head, sample, depth)?,
        };
        if let HeadName::Model(name) = &head.name {
            self.defined.insert(name);
        }
        Ok(entry)
    }

    /// What stands below a head because of its type, or of a part of it.
    fn children(
        &mut self,
        r#type: &'s Type,
        head: &'s Head,
        sample: Option<&Sample>,
        depth: usize,
    ) -> Found<Vec<Entry>> {
        match r#type {
            Type::Array(inner) => self.children(inner, head, first_item(sample), depth),
            Type::Map(inner) => {
                let sample = sample.and_then(Sample::as_object).and_then(|members| members.values().next());
                self.children(inner, head, sample, depth)
            }
            Type::Nullable(inner) => {
                let mut found = self.children(inner, head, sample, depth)?;
                if let Some(Item::Head(Head { name: HeadName::Bare, r#type: Type::Null, .. })) = self.peek() {
                    found.extend(self.listed(head, None, depth)?);
                }
                Ok(found)
            }
            Type::Object(signature) => self.members(signature, head, sample, depth),
            Type::Union(printed, more) => self.alternatives(printed, *more, head, sample, depth),
            Type::Literal(_) => match self.peek() {
                Some(Item::Head(Head { name: HeadName::Bare, r#type: listed, .. }))
                    if listed == r#type && matches!(self.section.lines, Lines::Collapsed(_)) =>
                {
                    Ok(self.listed(head, None, depth)?.into_iter().collect())
                }
                _ => Ok(Vec::new()),
            },
            Type::Model(name, signature) => self.model(name, signature.as_ref(), head, sample, depth),
            // What stands for a list of values is often misprinted; the list shows that it is one.
            Type::Misprint(_) if matches!(self.peek(), Some(Item::OneOf(_))) => self.list(head, depth),
            Type::String | Type::Number | Type::Boolean | Type::Null | Type::Unknown | Type::Misprint(_) => {
                Ok(Vec::new())
            }
        }
    }

    /// The next line that stands in a list of alternatives; `None` where the list ends.
    fn listed(&mut self, head: &Head, sample: Option<&Sample>, depth: usize) -> Found<Option<Entry>> {
        match self.next_entry() {
            Some(Item::Head(found)) if found.field().is_none() => {
                self.at += 1;
                self.entry(found, sample, depth + 1).map(Some)
            }
            Some(item @ Item::OneOf(_)) => Err(Box::new(
                Diagnostic::warning(Code::PageInconsistent, "this list belongs to no type that announces it")
                    .at(span_of(item))
                    .label(head.span, "the type above it"),
            )),
            _ => Ok(None),
        }
    }

    /// A list whose length nothing announces: it goes on to the next member.
    fn list(&mut self, head: &Head, depth: usize) -> Found<Vec<Entry>> {
        self.skip_one_of();
        let mut listed = Vec::new();
        while let Some(entry) = self.listed(head, None, depth)? {
            listed.push(entry);
        }
        Ok(listed)
    }

    /// Exactly as many members as the signature announces; the first ones must carry the printed names.
    fn members(
        &mut self,
        signature: &Signature,
        head: &'s Head,
        sample: Option<&Sample>,
        depth: usize,
    ) -> Found<Vec<Entry>> {
        let mut members: Vec<Entry> = Vec::new();
        for at in 0..signature.count() {
            let Some(item) = self.next_entry() else {
                return Err(self.missing(head, signature.count(), at, "member"));
            };
            let Item::Head(found) = item else { return Err(self.stray(item)) };
            let Some(name) = found.field() else { return Err(self.stray(item)) };
            if let Some(announced) = signature.names.get(at).filter(|announced| *announced != name) {
                let message = format!("member {} is announced as `{announced}` but `{name}` stands here", at + 1);
                return Err(contradiction(message, found.span, head.span, "announced here"));
            }
            unless_doubled(&members, found)?;
            self.at += 1;
            members.push(self.entry(found, sample.and_then(|sample| sample.get(name)), depth + 1)?);
        }
        Ok(members)
    }

    /// As many alternatives as the union announces. A union of types that say all by themselves may be without a list.
    fn alternatives(
        &mut self,
        printed: &'s [Type],
        more: usize,
        head: &'s Head,
        sample: Option<&Sample>,
        depth: usize,
    ) -> Found<Vec<Entry>> {
        let count = printed.len().saturating_add(more);
        let has_list = matches!(self.peek(), Some(Item::OneOf(_)));
        self.skip_one_of();
        let mut sample = sample;
        let mut listed: Vec<Entry> = Vec::new();
        let mut found = 0;
        while found < count {
            let Some(Item::Head(next)) =
                self.next_entry().filter(|item| matches!(item, Item::Head(head) if head.field().is_none()))
            else {
                if found == 0 && !has_list && more == 0 {
                    return Ok(Vec::new());
                }
                return Err(self.missing(head, count, found, "alternative"));
            };
            let arrays = if found == 0 { arrays_around(printed, next) } else { 0 };
            for _ in 0..arrays {
                sample = first_item(sample);
            }
            let width = width(next, printed.get(found));
            if let Some(at) = mismatch(printed, found..found.saturating_add(width), next, arrays) {
                let message = format!("alternative {} is not the one that is announced", at + 1);
                return Err(contradiction(message, next.span, head.span, "announced here"));
            }
            self.at += 1;
            let guide = sample.filter(|_| found == 0);
            found = found.saturating_add(width);
            listed.push(self.entry(next, guide, depth + 1)?);
        }
        Ok(listed)
    }

    /// What stands below a model: its members, or its alternatives, where it was not printed before.
    fn model(
        &mut self,
        name: &'s str,
        signature: Option<&Signature>,
        head: &'s Head,
        sample: Option<&Sample>,
        depth: usize,
    ) -> Found<Vec<Entry>> {
        let next = match self.peek() {
            Some(Item::Head(next)) => Some(next),
            _ => None,
        };
        let is_defined = self.defined.contains(name);
        if let Some(signature) = signature {
            let begins = next.is_some_and(|next| next.field() == signature.names.first().map(String::as_str));
            self.depends |= is_defined && begins;
            if is_defined && (!begins || self.reprints == Reprints::Never) {
                return Ok(Vec::new());
            }
            self.defined.insert(name);
            return self.members(signature, head, sample, depth);
        }
        if is_defined {
            return Ok(Vec::new());
        }
        let is_list = matches!(self.peek(), Some(Item::OneOf(_)))
            || next.is_some_and(|next| matches!((&next.name, &next.r#type), (HeadName::Bare, Type::Literal(_))));
        if is_list {
            self.defined.insert(name);
            return self.list(head, depth);
        }
        // Members are known by the sample alone: the keys it shows here, in order.
        let keys = sample.and_then(Sample::as_object).map(|members| members.keys().cloned().collect::<Vec<_>>());
        let names = keys.filter(|keys| {
            next.is_some_and(|next| next.field() == keys.first().map(String::as_str) && next.field().is_some())
        });
        let Some(names) = names else { return Ok(Vec::new()) };
        self.defined.insert(name);
        self.members(&Signature { names, more: 0 }, head, sample, depth)
    }

    fn missing(&mut self, head: &Head, announced: usize, found: usize, what: &str) -> Box<Diagnostic> {
        let at = self.peek().map_or(self.cut.unwrap_or(self.section.end), span_of);
        let plural = if announced == 1 { "" } else { "s" };
        let count = format!("{announced} {what}{plural} announced, {found} found");
        let diagnostic = match (self.peek(), self.cut) {
            (None, Some(_)) => Diagnostic::error(Code::PageCut, format!("the page ends early: {count}"))
                .help("capture the page again, whole"),
            _ => Diagnostic::warning(Code::PageInconsistent, format!("the counts of this page do not add up: {count}")),
        };
        Box::new(diagnostic.at(at).label(head.span, "announced here"))
    }

    fn stray(&self, item: &Item) -> Box<Diagnostic> {
        let message = match item {
            Item::Head(Head { name: HeadName::Bare, r#type: Type::Literal(value), .. }) => {
                format!("the value {value} belongs to no list that announces it")
            }
            Item::OneOf(_) => "this list belongs to no type that announces it".to_owned(),
            Item::Head(_) | Item::Prose(_) | Item::Constraint(_) => {
                "no count on the page admits this line here".to_owned()
            }
        };
        contradiction(message, span_of(item), self.section.heading, "in this section")
    }
}

fn contradiction(message: String, at: Span, other: Span, label: &str) -> Box<Diagnostic> {
    Box::new(Diagnostic::warning(Code::PageInconsistent, message).at(at).label(other, label))
}

/// Bounds stand below what they can bound, each once.
fn fits(constraint: &Constraint, head: &Head, before: &[Constraint]) -> Found<()> {
    if let Some(first) = before.iter().find(|first| first.keyword == constraint.keyword) {
        let message = format!("`{}` is given twice", constraint.keyword);
        return Err(contradiction(message, constraint.span, first.span, "first here"));
    }
    if !head.r#type.takes(constraint.keyword) {
        let message = format!("`{}` is not a bound of the type that stands above it", constraint.keyword);
        return Err(contradiction(message, constraint.span, head.span, "read as a bound of this"));
    }
    Ok(())
}

/// Names are unique in an object.
fn unless_doubled(members: &[Entry], found: &Head) -> Found<()> {
    let name = found.field();
    match members.iter().find(|first| name.is_some() && first.head.field() == name) {
        Some(first) => {
            let message = format!("`{}` stands twice in one list of members", name.unwrap_or_default());
            Err(contradiction(message, found.span, first.head.span, "first here"))
        }
        None => Ok(()),
    }
}

fn first_item(sample: Option<&Sample>) -> Option<&Sample> {
    sample.and_then(Sample::as_array).and_then(|items| items.first())
}

fn span_of(item: &Item) -> Span {
    match item {
        Item::Head(head) => head.span,
        Item::Constraint(constraint) => constraint.span,
        Item::OneOf(span) => *span,
        Item::Prose(text) => text.span,
    }
}

/// How many of the announced alternatives one line of a list stands for. A union with a name is announced by that name
/// or by what it is made of.
fn width(head: &Head, announced: Option<&Type>) -> usize {
    match (&head.name, announced) {
        (HeadName::Model(name), Some(Type::Model(announced, _))) if announced == name => 1,
        (HeadName::Model(_), None) => 1,
        _ => head.r#type.width(),
    }
}

/// The first of the printed alternatives in a range that a line of a list contradicts.
fn mismatch(printed: &[Type], range: Range<usize>, head: &Head, arrays: usize) -> Option<usize> {
    let announced = printed.iter().enumerate().take(range.end).skip(range.start);
    let differs = |(at, announced): &(usize, &Type)| {
        let announced = if *at == 0 { without_arrays(announced, arrays) } else { announced };
        !is_listed_as(announced, head, at - range.start)
    };
    announced.into_iter().find(differs).map(|(at, _)| at)
}

/// How many arrays stand around the whole union: the first alternative is printed with them and listed without.
pub(super) fn arrays_around(printed: &[Type], listed: &Head) -> usize {
    let Some(mut inner) = printed.first() else { return 0 };
    let mut arrays = 0;
    while !is_listed_as(inner, listed, 0) {
        let Type::Array(next) = inner else { return 0 };
        inner = next;
        arrays += 1;
    }
    arrays
}

fn without_arrays(mut printed: &Type, arrays: usize) -> &Type {
    for _ in 0..arrays {
        if let Type::Array(inner) = printed {
            printed = inner;
        }
    }
    printed
}

/// Whether an announced alternative is that of a line in the list: of the same name, or of the same type. A line that is
/// a union itself stands for its alternatives, of which `offset` counts.
fn is_listed_as(announced: &Type, head: &Head, offset: usize) -> bool {
    let listed = match &head.r#type {
        Type::Union(inner, _) => inner.get(offset),
        other => Some(other),
    };
    match (announced, listed, &head.name) {
        (Type::Model(announced, _), _, HeadName::Model(name)) => announced == name,
        (Type::Model(announced, _), Some(Type::Model(name, _)), _) => announced == name,
        // What is folded away behind the first alternatives of an inner union is not known.
        (_, None, _) => true,
        (announced, Some(listed), _) => announced == listed,
    }
}
