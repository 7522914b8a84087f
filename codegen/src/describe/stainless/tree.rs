//! Nesting recovery: the members of a section are printed in pre-order without indentation, and every signature
//! announces how many it has.
//!
//! The counts decide, as arities do in Polish prefix notation. Printed names are checked, never used to decide:
//! by names alone a page can be read in very many ways. What does not add up is an error.

use super::page::{Constraint, Head, HeadName, Item, Literal, Section, Text};
use super::types::{self, Signature, Type};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::nearest::quoted;
use crate::source::{MAX_DEPTH, Node as Sample, Span};
use indexmap::IndexMap;

/// A member, parameter or alternative with everything below it.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) head: Head,
    pub(super) description: Option<Text>,
    pub(super) constraints: Vec<Constraint>,
    pub(super) shape: Shape,
}

/// A type together with the members, values and alternatives listed for it.
#[derive(Clone, Debug)]
pub(super) enum Shape {
    /// A type that stands for itself: `string`, `number`, `boolean`, `null`, `unknown`.
    Plain(Type),
    /// The only value there is.
    Constant(Literal),
    /// A list of values.
    Values(Vec<Literal>),
    /// An array.
    Array(Box<Shape>),
    /// A map from names.
    Map(Box<Shape>),
    /// An object with its members.
    Object(Vec<Node>),
    /// A union with its alternatives.
    Union(Vec<Alternative>),
    /// A model by name, with its definition where it is printed here.
    Model(String, Option<Box<Shape>>),
}

/// One alternative of a union.
#[derive(Clone, Debug)]
pub(super) enum Alternative {
    Literal(Literal),
    Node(Node),
}

/// Reads all nodes of a section from one of its readings; `None` after reporting why they do not add up.
///
/// `sample` is the sample value of the section. It is asked only where a page announces no count: which members of
/// a model, printed by name, stand below it. `cut` says that the page ends early, and where.
pub(super) fn read(
    section: &Section,
    items: &[Item],
    sample: Option<&Sample>,
    cut: Option<Span>,
    diagnostics: &mut Diagnostics,
) -> Option<Vec<Node>> {
    let items = match (items, cut) {
        // Half a word says that the page is cut, not that a type is wrong.
        ([whole @ .., Item::Head(Head { r#type: Type::Misprint(_), type_span, .. })], Some(cut))
            if type_span.end >= cut.start =>
        {
            whole
        }
        _ => items,
    };
    if misprints(items, diagnostics) {
        return None;
    }
    let mut reader = Reader { section, items, at: 0, cut, defined: IndexMap::new(), diagnostics };
    let mut nodes = Vec::new();
    while let Some(item) = reader.next_entry() {
        let Item::Head(head) = item else {
            reader.stray(item);
            return None;
        };
        let sample = match &head.name {
            HeadName::Field(name) => sample.and_then(|sample| sample.get(name)),
            _ => sample,
        };
        if nodes.first().is_some_and(|first: &Node| is_deeper(head.indent, first.head.indent)) {
            reader.stray(item);
            return None;
        }
        reader.unless_doubled(&nodes, head)?;
        nodes.push(reader.node(head, sample, 0)?);
    }
    Some(nodes)
}

/// Reports what stands in the place of a type and is none; nothing around it would add up.
fn misprints(items: &[Item], diagnostics: &mut Diagnostics) -> bool {
    let mut found = false;
    for item in items {
        let Item::Head(Head { r#type: Type::Misprint(word), type_span, .. }) = item else { continue };
        found = true;
        let meant = Type::meant_by(word).map(|meant| format!("did you mean `{meant}`? ")).unwrap_or_default();
        diagnostics.push(
            Diagnostic::error(Code::PageInconsistent, format!("`{word}` is no type of this format"))
                .at(*type_span)
                .help(format!(
                    "{meant}the types are {}, names of models, quoted values, `array of …`, `map[…]` and \
                     alternatives joined by `or`; if the line is prose, put it on one line with the text before it",
                    quoted(types::NAMES)
                )),
        );
    }
    found
}

struct Reader<'s, 'd> {
    section: &'s Section,
    items: &'s [Item],
    at: usize,
    cut: Option<Span>,
    /// Models printed so far: a page prints the members of a model once.
    defined: IndexMap<String, ()>,
    diagnostics: &'d mut Diagnostics,
}

impl<'s> Reader<'s, '_> {
    fn peek(&self) -> Option<&'s Item> {
        self.items.get(self.at)
    }

    /// The next item that opens a node or is a value; prose and bounds that nothing claims are reported.
    fn next_entry(&mut self) -> Option<&'s Item> {
        self.skip_unclaimed();
        let item = self.peek()?;
        self.at += 1;
        Some(item)
    }

    fn skip_unclaimed(&mut self) {
        while let Some(item) = self.peek() {
            let (span, what) = match item {
                Item::Prose(text) => (text.span, "this text belongs to no member"),
                Item::Constraint(constraint) => (constraint.span, "this bound belongs to no member"),
                Item::Head(_) | Item::Literal(_) | Item::OneOf(_) => return,
            };
            self.at += 1;
            self.diagnostics.push(
                Diagnostic::warning(Code::TextUnread, what)
                    .at(span)
                    .help("descriptions stand right below a member, bounds below the description"),
            );
        }
    }

    fn node(&mut self, head: &'s Head, sample: Option<&Sample>, depth: usize) -> Option<Node> {
        if depth > MAX_DEPTH {
            self.diagnostics.push(
                Diagnostic::error(Code::TooDeep, format!("members are nested more than {MAX_DEPTH} deep"))
                    .at(head.span)
                    .help("no real page is; check how this one was captured"),
            );
            return None;
        }
        let mut description = None;
        if let Some(Item::Prose(text)) = self.peek() {
            description = Some(text.clone());
            self.at += 1;
        }
        let mut constraints: Vec<Constraint> = Vec::new();
        while let Some(Item::Constraint(constraint)) = self.peek() {
            if let Some(first) = constraints.iter().find(|first| first.keyword == constraint.keyword) {
                self.diagnostics.push(
                    Diagnostic::error(Code::PageInconsistent, format!("`{}` is given twice", constraint.keyword))
                        .at(constraint.span)
                        .label(first.span, "first here")
                        .help("the line between them may be lost; capture the page again"),
                );
                return None;
            }
            if !head.r#type.takes(constraint.keyword) {
                let message = format!("`{}` is no bound of the type that stands above it", constraint.keyword);
                self.diagnostics.push(
                    Diagnostic::error(Code::PageInconsistent, message)
                        .at(constraint.span)
                        .label(head.span, "read as a bound of this")
                        .help("the line of its member may be lost; capture the page again"),
                );
                return None;
            }
            constraints.push(constraint.clone());
            self.at += 1;
        }
        let shape = self.shape(&head.r#type, head, sample, depth)?;
        if let HeadName::Model(name) = &head.name {
            self.defined.insert(name.clone(), ());
        }
        Some(Node { head: head.clone(), description, constraints, shape })
    }

    fn shape(&mut self, r#type: &Type, head: &'s Head, sample: Option<&Sample>, depth: usize) -> Option<Shape> {
        match r#type {
            Type::Array(inner) => {
                let sample = sample.and_then(Sample::as_array).and_then(|items| items.first());
                Some(Shape::Array(Box::new(self.shape(inner, head, sample, depth)?)))
            }
            Type::Map(inner) => {
                let sample = sample.and_then(Sample::as_object).and_then(|members| members.values().next());
                Some(Shape::Map(Box::new(self.shape(inner, head, sample, depth)?)))
            }
            Type::Object(signature) => Some(Shape::Object(self.members(signature, head, sample, depth)?)),
            Type::Union(printed, more) => self.union(printed, *more, head, sample, depth),
            Type::Literal(value) => {
                // One rendering lists the value once more.
                let mut literal = Literal { value: value.clone(), span: head.type_span };
                if let Some(Item::Literal(listed)) = self.peek()
                    && listed.value == *value
                {
                    literal.span = listed.span;
                    self.at += 1;
                }
                Some(Shape::Constant(literal))
            }
            Type::Model(name, signature) => {
                let definition = match signature {
                    Some(signature) => Some(Shape::Object(self.members(signature, head, sample, depth)?)),
                    None => self.unannounced(name, head, sample, depth)?,
                };
                if definition.is_some() {
                    self.defined.insert(name.clone(), ());
                }
                Some(Shape::Model(name.clone(), definition.map(Box::new)))
            }
            Type::String | Type::Number | Type::Boolean | Type::Null | Type::Unknown | Type::Misprint(_) => {
                Some(Shape::Plain(r#type.clone()))
            }
        }
    }

    /// Exactly as many members as the signature announces; the first ones must carry the printed names.
    fn members(
        &mut self,
        signature: &Signature,
        head: &'s Head,
        sample: Option<&Sample>,
        depth: usize,
    ) -> Option<Vec<Node>> {
        let count = signature.count();
        let mut members: Vec<Node> = Vec::new();
        for at in 0..count {
            self.skip_unclaimed();
            let Some(item) = self.peek() else {
                self.missing(head, count, at, "member");
                return None;
            };
            let found = if let Item::Head(found) = item { found.field().map(|name| (found, name)) } else { None };
            let Some((found, name)) = found else {
                self.stray(item);
                return None;
            };
            if head.indent.is_some() && !is_deeper(found.indent, head.indent) {
                self.missing(head, count, at, "member");
                return None;
            }
            if let Some(announced) = signature.names.get(at).filter(|announced| *announced != name) {
                self.diagnostics.push(
                    Diagnostic::error(
                        Code::PageInconsistent,
                        format!("member {} is announced as `{announced}` but `{name}` stands here", at + 1),
                    )
                    .at(found.span)
                    .label(head.span, "announced here")
                    .help("a member is missing or a count is wrong; capture the page again"),
                );
                return None;
            }
            self.unless_doubled(&members, found)?;
            self.at += 1;
            members.push(self.node(found, sample.and_then(|sample| sample.get(name)), depth + 1)?);
        }
        Some(members)
    }

    /// Names are unique in an object; a second one is reported, and `None` returned.
    fn unless_doubled(&mut self, members: &[Node], found: &Head) -> Option<()> {
        let name = found.field();
        let Some(first) = members.iter().find(|first| name.is_some() && first.head.field() == name) else {
            return Some(());
        };
        let message = format!("`{}` stands twice in one list of members", name.unwrap_or_default());
        self.diagnostics.push(
            Diagnostic::error(Code::PageInconsistent, message)
                .at(found.span)
                .label(first.head.span, "first here")
                .help("a count is wrong, or a line of prose looks like a member; capture the page again"),
        );
        None
    }

    fn union(
        &mut self,
        printed: &[Type],
        more: usize,
        head: &'s Head,
        sample: Option<&Sample>,
        depth: usize,
    ) -> Option<Shape> {
        let count = printed.len().saturating_add(more);
        self.skip_unclaimed();
        if let Some(Item::OneOf(_)) = self.peek() {
            self.at += 1;
        }
        let mut sample = sample;
        let mut arrays = 0;
        let mut listed: Vec<Type> = Vec::new();
        let mut alternatives: Vec<Alternative> = Vec::new();
        while listed.len() < count {
            self.skip_unclaimed();
            let Some(item) = self.peek() else {
                self.missing(head, count, listed.len(), "alternative");
                return None;
            };
            let types = match item {
                Item::Literal(literal) => vec![Type::Literal(literal.value.clone())],
                Item::Head(found) => match (&found.name, &found.r#type) {
                    (HeadName::Field(_), _) => {
                        self.missing(head, count, listed.len(), "alternative");
                        return None;
                    }
                    (HeadName::Model(name), _) => vec![Type::Model(name.clone(), None)],
                    (_, Type::Union(inner, hidden)) if *hidden == 0 => inner.clone(),
                    (_, inner) => vec![inner.clone()],
                },
                Item::OneOf(_) | Item::Prose(_) | Item::Constraint(_) => {
                    self.stray(item);
                    return None;
                }
            };
            if listed.is_empty() {
                arrays = arrays_around(printed.first()?, types.first()?);
                for _ in 0..arrays {
                    sample = sample.and_then(Sample::as_array).and_then(|items| items.first());
                }
            }
            self.at += 1;
            let width = match item {
                Item::Head(found) if !matches!(found.name, HeadName::Model(_)) => found.r#type.width(),
                _ => 1,
            };
            for offset in 0..width.min(count - listed.len()) {
                let announced = printed.get(listed.len()).map(|first| match listed.len() {
                    0 => without_arrays(first, arrays),
                    _ => first,
                });
                let found = types.get(offset);
                if let (Some(announced), Some(found)) = (announced, found)
                    && !same_alternative(announced, found)
                {
                    self.diagnostics.push(
                        Diagnostic::error(
                            Code::PageInconsistent,
                            format!("alternative {} is not the one that is announced", listed.len() + 1),
                        )
                        .at(span_of(item))
                        .label(head.span, "announced here")
                        .help("a line of the list is missing; capture the page again"),
                    );
                    return None;
                }
                listed.push(found.cloned().unwrap_or(Type::Unknown));
            }
            let first = alternatives.is_empty();
            alternatives.push(match item {
                Item::Head(found) => Alternative::Node(self.node(found, sample.filter(|_| first), depth + 1)?),
                Item::Literal(literal) => Alternative::Literal(literal.clone()),
                Item::OneOf(_) | Item::Prose(_) | Item::Constraint(_) => return None,
            });
        }
        let values = alternatives.iter().map(|alternative| match alternative {
            Alternative::Literal(literal) => Some(literal.clone()),
            Alternative::Node(_) => None,
        });
        let shape = match values.collect::<Option<Vec<_>>>() {
            Some(values) => Shape::Values(values),
            None => Shape::Union(alternatives),
        };
        Some((0..arrays).fold(shape, |shape, _| Shape::Array(Box::new(shape))))
    }

    /// What stands below a model that is printed by its name alone, without a count.
    ///
    /// Values are unmistakable. Members are known by their indentation where the page has kept it, else by the sample:
    /// the keys it shows here, in order. A model that was printed before is not printed again.
    fn unannounced(
        &mut self,
        name: &str,
        head: &'s Head,
        sample: Option<&Sample>,
        depth: usize,
    ) -> Option<Option<Shape>> {
        if self.defined.contains_key(name) {
            return Some(None);
        }
        if let (Some(Item::OneOf(_)), Some(Item::Literal(_))) | (Some(Item::Literal(_)), _) =
            (self.peek(), self.items.get(self.at + 1))
        {
            if let Some(Item::OneOf(_)) = self.peek() {
                self.at += 1;
            }
            let mut values = Vec::new();
            while let Some(Item::Literal(literal)) = self.peek() {
                values.push(literal.clone());
                self.at += 1;
            }
            return Some(Some(Shape::Values(values)));
        }
        let next = match self.peek() {
            Some(Item::Head(next)) => next,
            _ => return Some(None),
        };
        let names: Vec<String> = match (head.indent, next.indent) {
            (Some(own), Some(below)) if below > own => {
                let deeper = self.items.iter().skip(self.at).filter_map(|item| match item {
                    Item::Head(found) => Some(found),
                    _ => None,
                });
                let inside = deeper.take_while(|found| found.indent.is_some_and(|indent| indent > own));
                let direct = inside.filter(|found| found.indent == Some(below));
                direct.map(|found| found.field().map(str::to_owned)).collect::<Option<_>>().unwrap_or_default()
            }
            (Some(_), Some(_)) => return Some(None),
            _ => {
                let keys =
                    sample.and_then(Sample::as_object).map(|members| members.keys().cloned().collect::<Vec<_>>());
                match keys {
                    Some(keys) if keys.first().is_some_and(|first| next.field() == Some(first)) => keys,
                    _ => return Some(None),
                }
            }
        };
        let signature = Signature { names, more: 0 };
        Some(Some(Shape::Object(self.members(&signature, head, sample, depth)?)))
    }

    fn missing(&mut self, head: &Head, announced: usize, found: usize, what: &str) {
        let at = self.peek().map_or(self.cut.unwrap_or(self.section.end), span_of);
        let plural = if announced == 1 { "" } else { "s" };
        let count = format!("{announced} {what}{plural} announced, {found} found");
        let diagnostic = match (self.peek(), self.cut) {
            (None, Some(_)) => Diagnostic::error(Code::PageCut, format!("the page ends early: {count}"))
                .help("capture the page again, whole"),
            _ => Diagnostic::error(Code::PageInconsistent, format!("the counts of this page do not add up: {count}"))
                .help("a line is missing or a count is wrong; capture the page again"),
        };
        self.diagnostics.push(diagnostic.at(at).label(head.span, "announced here"));
    }

    fn stray(&mut self, item: &Item) {
        let message = match item {
            Item::Literal(literal) => format!("the value {} belongs to no list that announces it", literal.value),
            Item::OneOf(_) => "this list belongs to no type that announces it".to_owned(),
            Item::Head(_) => "no count on the page admits this line here".to_owned(),
            Item::Prose(_) | Item::Constraint(_) => "this text belongs to no member".to_owned(),
        };
        self.diagnostics.push(
            Diagnostic::error(Code::PageInconsistent, message)
                .at(span_of(item))
                .label(self.section.heading, "in this section")
                .help("a line is missing or a count is wrong; capture the page again"),
        );
    }
}

/// Whether one bullet stands further in than another; not known where indentation is lost.
fn is_deeper(inner: Option<usize>, outer: Option<usize>) -> bool {
    inner.zip(outer).is_some_and(|(inner, outer)| inner > outer)
}

fn span_of(item: &Item) -> Span {
    match item {
        Item::Head(head) => head.span,
        Item::Literal(literal) => literal.span,
        Item::Constraint(constraint) => constraint.span,
        Item::OneOf(span) => *span,
        Item::Prose(text) => text.span,
    }
}

/// How many arrays stand around the whole union, whose first alternative is printed as `printed` and listed as `listed`.
fn arrays_around(printed: &Type, listed: &Type) -> usize {
    let (mut inner, mut arrays) = (printed, 0);
    while !same_alternative(inner, listed) {
        match inner {
            Type::Array(next) => {
                inner = next;
                arrays += 1;
            }
            _ => return 0,
        }
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

/// Models are compared by name: a definition may print a signature that its mention does not.
fn same_alternative(announced: &Type, listed: &Type) -> bool {
    match (announced, listed) {
        (Type::Model(announced, _), Type::Model(listed, _)) => announced == listed,
        _ => announced == listed,
    }
}
