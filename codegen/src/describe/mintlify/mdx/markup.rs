//! The pieces of an MDX source: front matter, headings, fenced code, tags and lines of text, in page order. Never knows
//! what a tag means.

use super::super::line::Line;
use crate::source::FileId;
use std::ops::Range;

/// A piece of a source.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Piece<'t> {
    /// A heading, without its marks.
    Heading(Line<'t>),
    /// Fenced code: what stands behind the fence, and the bytes of the code.
    Code(Line<'t>, Range<usize>),
    /// The beginning of an element.
    Open(Tag<'t>),
    /// The end of an element with this name.
    Close(Line<'t>),
    /// A line of text, or what stands between two tags.
    Text(Line<'t>),
}

/// The beginning of an element.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Tag<'t> {
    /// Its name.
    pub(super) name: Line<'t>,
    attributes: Vec<(Line<'t>, Line<'t>)>,
    /// Whether it ends at once.
    pub(super) is_empty: bool,
}

impl<'t> Tag<'t> {
    /// The value of an attribute; an empty one for an attribute without value.
    pub(super) fn get(&self, name: &str) -> Option<Line<'t>> {
        self.attributes.iter().find(|(known, _)| known.text == name).map(|(_, value)| *value)
    }

    /// Whether an attribute without value, or with the value `true`, is there.
    pub(super) fn flag(&self, name: &str) -> bool {
        self.get(name).is_some_and(|value| value.text.is_empty() || value.text == "true")
    }
}

/// The bytes between the two lines `---` that begin a source, and where the body begins.
pub(super) fn front_matter(text: &str) -> Option<(Range<usize>, usize)> {
    let skipped = text.len() - text.trim_start_matches('\u{feff}').trim_start().len();
    let (mut at, mut start) = (skipped, None);
    for line in text.get(skipped..)?.split_inclusive('\n') {
        at += line.len();
        match (line.trim_end(), start) {
            ("---", None) => start = Some(at),
            ("---", Some(start)) => return Some((start..at - line.len(), at)),
            (_, None) => return None,
            _ => {}
        }
    }
    None
}

/// The pieces of a source from byte `from` on.
pub(super) fn pieces(file: FileId, text: &str, from: usize) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut at = from;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let end = at + rest.find('\n').map_or(rest.len(), |length| length + 1);
        let line = Line::new(file, text, at..end);
        let fence = line.text.len() - line.text.trim_start_matches('`').len();
        if fence >= 3 {
            let closing = close_of(text, end, fence);
            found.push(Piece::Code(line.from(fence), end..closing.start));
            at = closing.end;
        } else if line.text.starts_with('#') {
            found.push(Piece::Heading(line.from(line.text.len() - line.text.trim_start_matches('#').len())));
            at = end;
        } else {
            at = inline(file, text, at, end, &mut found);
        }
    }
    found
}

/// The line that closes fenced code; the end of the text when there is none.
fn close_of(text: &str, from: usize, fence: usize) -> Range<usize> {
    let mut at = from;
    for line in text.get(from..).unwrap_or_default().split_inclusive('\n') {
        let bare = line.trim();
        if bare.len() >= fence && bare.bytes().all(|byte| byte == b'`') {
            return at..at + line.len();
        }
        at += line.len();
    }
    at..at
}

/// Reads the text and tags of a line; a tag may go on in the next ones. Gives where it ends.
fn inline<'t>(file: FileId, text: &'t str, start: usize, end: usize, found: &mut Vec<Piece<'t>>) -> usize {
    let (mut from, mut at) = (start, start);
    let push = |range: Range<usize>, found: &mut Vec<Piece<'t>>| {
        let line = Line::new(file, text, range);
        if !line.text.is_empty() {
            found.push(Piece::Text(line));
        }
    };
    while at < end {
        let Some(open) = text.get(at..end).and_then(|rest| rest.find('<')).map(|length| at + length) else { break };
        let is_code = text.get(start..open).unwrap_or_default().matches('`').count() % 2 == 1;
        match tag(file, text, open).filter(|_| !is_code) {
            Some((piece, behind)) => {
                push(from..open, found);
                found.push(piece);
                (from, at) = (behind, behind);
            }
            None => at = open + 1,
        }
    }
    push(from..end.max(from), found);
    end.max(from)
}

/// The tag at byte `open`, and where it ends. Names of components begin with a capital; all else is text.
fn tag(file: FileId, text: &str, open: usize) -> Option<(Piece<'_>, usize)> {
    let mut at = open + 1;
    let is_close = text.get(at..)?.starts_with('/');
    at += usize::from(is_close);
    let name = word(file, text, &mut at)?;
    name.text.starts_with(|c: char| c.is_ascii_uppercase()).then_some(())?;
    let mut attributes = Vec::new();
    loop {
        at += text.get(at..)?.len() - text.get(at..)?.trim_start().len();
        let rest = text.get(at..)?;
        let is_empty = rest.starts_with("/>");
        if is_empty || rest.starts_with('>') {
            let behind = at + if is_empty { 2 } else { 1 };
            let piece = if is_close { Piece::Close(name) } else { Piece::Open(Tag { name, attributes, is_empty }) };
            return Some((piece, behind));
        }
        let key = word(file, text, &mut at)?;
        let value = match text.get(at..)?.strip_prefix('=') {
            Some(_) => {
                at += 1;
                value(file, text, &mut at)?
            }
            None => Line::new(file, text, at..at),
        };
        attributes.push((key, value));
    }
}

fn word<'t>(file: FileId, text: &'t str, at: &mut usize) -> Option<Line<'t>> {
    let rest = text.get(*at..)?;
    let sound = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | ':');
    let length = rest.find(|c| !sound(c)).unwrap_or(rest.len());
    *at += length;
    (length > 0).then(|| Line::new(file, text, *at - length..*at))
}

/// A value in quotes, or an expression in braces, without quotes inside of them.
fn value<'t>(file: FileId, text: &'t str, at: &mut usize) -> Option<Line<'t>> {
    let rest = text.get(*at..)?;
    let quote = rest.chars().next()?;
    let length = match quote {
        '"' | '\'' => rest.get(1..)?.find(quote)?,
        '{' => {
            let mut depth = 0;
            rest.char_indices()
                .find(|(_, c)| {
                    depth += i32::from(*c == '{') - i32::from(*c == '}');
                    depth == 0
                })?
                .0
                - 1
        }
        _ => return None,
    };
    let inner = Line::new(file, text, *at + 1..*at + 1 + length);
    *at += length + 2;
    let quoted = ['"', '\'', '`']
        .iter()
        .any(|mark| inner.text.len() > 1 && inner.text.starts_with(*mark) && inner.text.ends_with(*mark));
    Some(if quote == '{' && quoted { inner.before(inner.text.len() - 1).from(1) } else { inner })
}
