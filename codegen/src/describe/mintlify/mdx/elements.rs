//! The elements of an MDX source that describe: `ParamField` and `ResponseField`, with those inside of them. Never
//! decides which operation they belong to.

use super::super::document::Report;
use super::super::examples::is_status;
use super::super::field::Field;
use super::super::kind;
use super::super::sample::any;
use super::markup::{Piece, Tag};
use crate::source::{Node, Span};

/// Where an element says that its member stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// A parameter that is sent here: `path`, `query`, `header` or `cookie`.
    Parameter(&'static str),
    /// The body of a request.
    Body,
    /// An answer, or an element that stands in another.
    Member,
}

/// Whether an element describes a member.
pub(super) fn is_field(tag: &Tag<'_>) -> bool {
    matches!(tag.name.text, "ParamField" | "ResponseField" | "Field" | "Property")
}

/// Reads the element that begins at the first piece; gives what it describes and how many pieces it takes. An element
/// that cannot be read is reported, and so is nothing inside of it.
pub(super) fn read<'t>(pieces: &[Piece<'t>], report: &mut Report<'_>) -> (Option<(Place, Field<'t>)>, usize) {
    element(pieces, 0, report)
}

fn element<'t>(pieces: &[Piece<'t>], depth: usize, report: &mut Report<'_>) -> (Option<(Place, Field<'t>)>, usize) {
    let Some(Piece::Open(tag)) = pieces.first() else { return (None, 1) };
    let begun = if depth < MAX_DEPTH {
        begin(tag, report)
    } else {
        let help = "they and what they hold are not in the document; state them in the overlay";
        report.unread("elements stand in each other too deep".to_owned(), tag.name.span, help);
        None
    };
    match begun {
        Some((place, field)) if tag.is_empty => (Some((place, field)), 1),
        Some((place, mut field)) => {
            let taken = fill(&mut field, tag.name.text, pieces, depth, report);
            (Some((place, field)), taken)
        }
        None => (None, if tag.is_empty { 1 } else { length(pieces, tag.name.text) }),
    }
}

/// How many pieces an element takes.
fn length(pieces: &[Piece<'_>], name: &str) -> usize {
    let mut depth = 0usize;
    let end = pieces.iter().position(|piece| {
        match piece {
            Piece::Open(tag) if tag.name.text == name && !tag.is_empty => depth += 1,
            Piece::Close(close) if close.text == name => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0
    });
    end.map_or(pieces.len(), |end| end + 1)
}

fn begin<'t>(tag: &Tag<'t>, report: &mut Report<'_>) -> Option<(Place, Field<'t>)> {
    let places = [
        ("path", Place::Parameter("path")),
        ("query", Place::Parameter("query")),
        ("header", Place::Parameter("header")),
        ("cookie", Place::Parameter("cookie")),
        ("body", Place::Body),
        ("name", Place::Member),
    ];
    let found = places.into_iter().find_map(|(key, place)| Some((place, tag.get(key)?)));
    let Some((place, name)) = found.filter(|(_, name)| !name.text.is_empty()) else {
        report.unread(
            format!("this `{}` has no name and is not read", tag.name.text),
            tag.name.span,
            "give it a name, or state the member in the overlay",
        );
        return None;
    };
    if place == Place::Member
        && name.text.starts_with(|c: char| c.is_ascii_digit())
        && name.split(' ').next().is_some_and(|word| is_status(word.text))
    {
        report.unread(
            format!("`{}` is an answer and no member of one, so what it holds is not read", name.text),
            name.span,
            "state the answer in the overlay",
        );
        return None;
    }
    let stated = tag.get("type").filter(|kind| !kind.text.is_empty());
    let (schema, remark) = stated.and_then(kind::stated).unzip();
    if schema.is_none() {
        let (message, span) = match stated {
            Some(kind) => {
                (format!("`{}` is the type of `{}`, which this reader does not know", kind.text, name.text), kind.span)
            }
            None => (format!("`{}` has no type", name.text), name.span),
        };
        report.unread(message, span, "it takes any value; state its type in the overlay");
    }
    let unknown = || match stated.filter(|kind| kind.text.ends_with("[]")) {
        Some(kind) => Node::object([("type", Node::string("array", kind.span)), ("items", any(kind.span))], kind.span),
        None => any(name.span),
    };
    let mut field = Field::new(name, stated.unwrap_or(name), schema.unwrap_or_else(unknown));
    field.required = tag.flag("required");
    field.set_deprecated(tag.get("deprecated").filter(|_| tag.flag("deprecated")).map(|_| tag.name.span));
    field.set_default(tag.get("default").filter(|value| !value.text.is_empty()));
    if let Some(remark) = remark.flatten() {
        field.take(remark, &mut std::iter::empty(), report);
    }
    Some((place, field))
}

/// How deep elements may stand in each other, so that no later stage runs out of stack.
const MAX_DEPTH: usize = 30;

/// Reads up to the end of an element: text is its description, elements are its children. Gives how many pieces it
/// takes.
fn fill<'t>(field: &mut Field<'t>, name: &str, pieces: &[Piece<'t>], depth: usize, report: &mut Report<'_>) -> usize {
    let mut at = 1;
    while let Some(piece) = pieces.get(at) {
        match piece {
            Piece::Open(tag) if is_field(tag) => {
                let (child, taken) = element(pieces.get(at..).unwrap_or_default(), depth + 1, report);
                field.children.extend(child.map(|(_, child)| child));
                at += taken;
                continue;
            }
            Piece::Close(close) if close.text == name => return at + 1,
            Piece::Text(_) => {
                let text = |piece: &Piece<'t>| if let Piece::Text(line) = piece { Some(*line) } else { None };
                let lines: Vec<_> = pieces.get(at..).unwrap_or_default().iter().map_while(text).collect();
                let mut rest = lines.iter().copied();
                while let Some(line) = rest.next() {
                    field.take(line, &mut rest, report);
                }
                at += lines.len();
                continue;
            }
            Piece::Code(_, range) if !range.is_empty() => {
                let message = format!("code below `{}` is not read", field.name.text);
                let span = Span::new(field.name.span.file, range.clone());
                report.unread(message, span, "if it shows members, state them in the overlay");
            }
            _ => {}
        }
        at += 1;
    }
    at
}
