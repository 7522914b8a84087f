//! What a line and those below it mean: the type that is printed, filled with the members, values and alternatives
//! that stand below it.
//!
//! What is announced and not there, or there and not announced, is said; what is not clear is left open, by name.

use super::counts::arrays_around;
use super::outline::{Entry, innermost, quoted_are};
use super::page::{Constraint, Head, HeadName, Literal, Text};
use super::types::{self, Signature, Type};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::Span;
use crate::text::nearest::quoted;

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
    /// What is not clear: any value.
    Open,
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
    Union(Vec<Node>),
    /// A model by name.
    Model(Model),
    /// What may be null as well.
    Nullable(Box<Shape>),
}

/// Where a model is named.
#[derive(Clone, Debug)]
pub(super) struct Model {
    pub(super) name: String,
    pub(super) span: Span,
    /// The names of its members, as far as they are printed beside its name.
    pub(super) announced: Vec<String>,
    /// Its definition, where it is printed here.
    pub(super) definition: Option<Box<Definition>>,
}

/// What a page says about a model where it prints its members.
#[derive(Clone, Debug)]
pub(super) struct Definition {
    pub(super) shape: Shape,
    pub(super) description: Option<Text>,
    pub(super) constraints: Vec<Constraint>,
}

impl Node {
    fn plain(r#type: &Type, head: &Head, shape: Shape) -> Self {
        let head = Head { name: HeadName::Bare, r#type: r#type.clone(), span: head.type_span, ..head.clone() };
        Self { head, description: None, constraints: Vec::new(), shape }
    }
}

/// The nodes of a section.
pub(super) fn nodes(entries: Vec<Entry>, diagnostics: &mut Diagnostics) -> Vec<Node> {
    Shaper { diagnostics }.unique(entries)
}

struct Shaper<'d> {
    diagnostics: &'d mut Diagnostics,
}

impl Shaper<'_> {
    fn node(&mut self, entry: Entry) -> Node {
        let Entry { mut head, mut description, mut constraints, children } = entry;
        // A model that is made of a model of its own name has no name to tell the two apart.
        if matches!((&head.name, innermost(&head.r#type)), (HeadName::Model(own), Type::Model(name, _)) if own == name)
        {
            head.name = HeadName::Alternative;
        }
        let HeadName::Model(name) = &head.name else {
            let shape = self.shape(&head.r#type, &head, children);
            return Node { head, description, constraints, shape };
        };
        let (name, span) = (name.clone(), head.name_span);
        let definition = if children.is_empty() && needs_members(&head.r#type) {
            None
        } else {
            let shape = self.shape(&head.r#type, &head, children);
            let (description, constraints) = (description.take(), std::mem::take(&mut constraints));
            Some(Box::new(Definition { shape, description, constraints }))
        };
        let shape = Shape::Model(Model { name, span, announced: announced(&head.r#type), definition });
        Node { head, description, constraints, shape }
    }

    fn shape(&mut self, r#type: &Type, head: &Head, children: Vec<Entry>) -> Shape {
        match r#type {
            Type::Array(inner) => Shape::Array(Box::new(self.shape(inner, head, children))),
            Type::Map(inner) => Shape::Map(Box::new(self.shape(inner, head, children))),
            Type::Nullable(inner) => {
                let is_null = |entry: &Entry| entry.head.name == HeadName::Bare && entry.head.r#type == Type::Null;
                let children = children.into_iter().filter(|entry| !is_null(entry)).collect();
                Shape::Nullable(Box::new(self.shape(inner, head, children)))
            }
            Type::Object(signature) => Shape::Object(self.members(Some(signature), head, children)),
            Type::Union(printed, more) => self.union(printed, *more, head, children),
            Type::Literal(value) => {
                let is_value = |entry: &Entry| entry.head.name == HeadName::Bare && entry.head.r#type == *r#type;
                let (listed, others) = children.into_iter().partition(is_value);
                self.strays(others, head);
                let listed = Vec::into_iter(listed).next();
                let span = listed.as_ref().map_or(head.type_span, |entry| entry.head.span);
                let description = listed.and_then(|entry| entry.description);
                Shape::Constant(Literal { value: value.clone(), span, description })
            }
            Type::Model(name, signature) => self.model(name, signature.as_ref(), head, children),
            Type::Misprint(word) => self.misprint(word, head, &children),
            Type::String | Type::Number | Type::Boolean | Type::Null | Type::Unknown => {
                self.strays(children, head);
                Shape::Plain(r#type.clone())
            }
        }
    }

    /// The members of an object, compared with what its signature announces.
    fn members(&mut self, signature: Option<&Signature>, head: &Head, children: Vec<Entry>) -> Vec<Node> {
        let (fields, others): (Vec<_>, Vec<_>) = children.into_iter().partition(|entry| entry.head.field().is_some());
        self.strays(others, head);
        if let Some(signature) = signature {
            self.compare(signature, head, &fields);
        }
        self.unique(fields)
    }

    /// The nodes of one list, in which names are unique.
    fn unique(&mut self, entries: Vec<Entry>) -> Vec<Node> {
        let mut nodes: Vec<Node> = Vec::new();
        for entry in entries {
            let name = entry.head.field();
            match nodes.iter().find(|first| name.is_some() && first.head.field() == name) {
                Some(first) => {
                    let message = format!("`{}` stands twice in one list of members", name.unwrap_or_default());
                    let help = "if the two differ, correct one on the page";
                    self.tell(message, entry.head.span, first.head.span, "the first one is read", help);
                }
                None => nodes.push(self.node(entry)),
            }
        }
        nodes
    }

    /// Names what a signature announces and the list below it lacks, and says where the two count differently.
    fn compare(&mut self, signature: &Signature, head: &Head, fields: &[Entry]) {
        let is_listed = |name: &&str| fields.iter().any(|entry| entry.head.field() == Some(*name));
        let missing: Vec<&str> = signature.names.iter().map(String::as_str).filter(|name| !is_listed(name)).collect();
        let (count, found) = (signature.count(), fields.len());
        if missing.is_empty() && count == found {
            return;
        }
        let plural = if count == 1 { "" } else { "s" };
        let names = if missing.is_empty() { String::new() } else { format!(": {} not listed", quoted_are(&missing)) };
        self.open(
            format!("{count} member{plural} announced, {found} found{names}"),
            head.span,
            "what is not listed is left open; capture the page again, or add it in the overlay",
        );
    }

    fn union(&mut self, printed: &[Type], more: usize, head: &Head, children: Vec<Entry>) -> Shape {
        let (listed, others): (Vec<_>, Vec<_>) = children.into_iter().partition(|entry| entry.head.field().is_none());
        self.strays(others, head);
        let Some(first) = listed.first() else { return self.inline(printed, more, head) };
        let arrays = arrays_around(printed, &first.head);
        let widest: usize = listed.iter().map(|entry| entry.head.r#type.width()).fold(0, usize::saturating_add);
        let count = printed.len().saturating_add(more);
        if count < listed.len() || count > widest {
            self.open(
                format!("{count} alternatives announced, {} found", listed.len()),
                head.span,
                "what is not listed is left open; capture the page again, or add it in the overlay",
            );
        }
        let shape = alternatives(listed.into_iter().map(|entry| self.node(entry)).collect());
        (0..arrays).fold(shape, |shape, _| Shape::Array(Box::new(shape)))
    }

    /// A union without a list below it: as it is printed, where that says it all.
    fn inline(&mut self, printed: &[Type], more: usize, head: &Head) -> Shape {
        let is_doubtful =
            more > 0 || matches!(printed.first(), Some(Type::Array(_))) || printed.iter().any(needs_members);
        if is_doubtful {
            let message = "no list below says what these alternatives are".to_owned();
            self.open(message, head.type_span, "any value is let through here; add the alternatives in the overlay");
            return Shape::Open;
        }
        let nodes = printed.iter().map(|r#type| {
            let shape = self.shape(r#type, head, Vec::new());
            Node::plain(r#type, head, shape)
        });
        alternatives(nodes.collect())
    }

    /// A model: named only, or with its members or alternatives below it.
    fn model(&mut self, name: &str, signature: Option<&Signature>, head: &Head, children: Vec<Entry>) -> Shape {
        let names = signature.map(|signature| signature.names.clone()).unwrap_or_default();
        let shape = if children.is_empty() {
            signature.filter(|signature| signature.count() == 0).map(|_| Shape::Object(Vec::new()))
        } else if signature.is_some() || children.iter().any(|entry| entry.head.field().is_some()) {
            Some(Shape::Object(self.members(signature, head, children)))
        } else {
            Some(alternatives(children.into_iter().map(|entry| self.node(entry)).collect()))
        };
        let definition = shape.map(|shape| Box::new(Definition { shape, description: None, constraints: Vec::new() }));
        Shape::Model(Model { name: name.to_owned(), span: head.type_span, announced: names, definition })
    }

    fn misprint(&mut self, word: &str, head: &Head, children: &[Entry]) -> Shape {
        let meant = Type::meant_by(word).map(|meant| format!("did you mean `{meant}`? ")).unwrap_or_default();
        let (message, names) = (format!("`{word}` is not a type of this format"), names_below(children));
        let message =
            if names.is_empty() { message } else { format!("{message}: {} left open with it", quoted_are(&names)) };
        let help = format!(
            "{meant}it is left open (any value); the types are {}, names of models, quoted values, `array of …`, \
             `map[…]` and alternatives joined by `or`; if the line is prose, put it on one line with the text before it",
            quoted(types::NAMES)
        );
        self.open(message, head.type_span, &help);
        Shape::Open
    }

    /// Lines that the type above them has no place for are left out, by name.
    fn strays(&mut self, entries: Vec<Entry>, head: &Head) {
        let (Some(first), names) = (entries.first(), names_below(&entries)) else { return };
        let what = if names.is_empty() { "this line is".to_owned() } else { quoted_are(&names) };
        let message = format!("{what} not read: the type above has no place for it");
        self.tell(
            message,
            first.head.span,
            head.type_span,
            "the type above",
            "if it is a member, add it in the overlay",
        );
    }

    fn open(&mut self, message: String, at: Span, help: &str) {
        self.diagnostics.push(Diagnostic::warning(Code::PageInconsistent, message).at(at).help(help));
    }

    fn tell(&mut self, message: String, at: Span, other: Span, label: &str, help: &str) {
        let diagnostic = Diagnostic::warning(Code::PageInconsistent, message).at(at).label(other, label).help(help);
        self.diagnostics.push(diagnostic);
    }
}

fn names_below(entries: &[Entry]) -> Vec<&str> {
    let mut names = Vec::new();
    entries.iter().for_each(|entry| entry.names(&mut names));
    names
}

/// Alternatives as a list of values where all of them are values.
fn alternatives(nodes: Vec<Node>) -> Shape {
    let value = |node: &Node| match &node.shape {
        Shape::Constant(literal) if node.head.name == HeadName::Bare => {
            let description = node.description.clone().or(literal.description.clone());
            Some(Literal { description, ..literal.clone() })
        }
        _ => None,
    };
    match nodes.iter().map(value).collect::<Option<Vec<_>>>() {
        Some(values) => Shape::Values(values),
        None => Shape::Union(nodes),
    }
}

/// Whether a type says nothing without lines below it.
fn needs_members(r#type: &Type) -> bool {
    match r#type {
        Type::Object(signature) => signature.count() > 0,
        Type::Union(printed, more) => *more > 0 || printed.iter().any(needs_members),
        Type::Array(inner) | Type::Map(inner) | Type::Nullable(inner) => needs_members(inner),
        _ => false,
    }
}

fn announced(r#type: &Type) -> Vec<String> {
    let mut names = Vec::new();
    r#type.names(&mut names);
    names.into_iter().map(str::to_owned).collect()
}
