//! Joins lines, tables and example of a structure with the members of its template, and tells what they disagree about.

use super::bullets::{self, Bullet};
use super::example;
use super::schema::Line;
use super::structures::Structure;
use super::template::{self, Member, Value, member_at as at, member_at_mut as at_mut};
use crate::describe::reading::Page;
use crate::describe::reading::stated::Stated;
use crate::describe::reading::unread;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{Node, SourceFiles, Span};
use std::ops::Range;

/// A structure with its members, as the page describes them.
pub(super) struct Described {
    /// The heading, as printed.
    pub(super) title: Range<usize>,
    /// The name of its schema.
    pub(super) name: String,
    pub(super) members: Vec<Member>,
    pub(super) example: Option<Node>,
    /// The texts of the lines, in order.
    pub(super) texts: Vec<Range<usize>>,
}

/// Reads what a page says of the members of one structure.
pub(super) fn describe(
    files: &SourceFiles,
    page: &Page<'_>,
    structure: &Structure,
    name: String,
    diagnostics: &mut Diagnostics,
) -> Described {
    let template = structure.template.clone();
    let members = template.and_then(|range| template::read(page, range, diagnostics)).unwrap_or_default();
    let mut joiner = Joiner { page, members, last: Vec::new(), texts: Vec::new(), diagnostics };
    for range in &structure.members {
        joiner.lines(range.clone());
    }
    let (members, texts) = (joiner.members, joiner.texts);
    let shown = structure.example.clone().and_then(|range| example::read(files, page, range, diagnostics));
    if let Some(shown) = &shown {
        example::compare(&members, shown, diagnostics);
    }
    Described { title: structure.title.clone(), name, members, example: shown, texts }
}

/// The way to a member: its place in the structure, in the object there, and so on.
type Way = Vec<usize>;

struct Joiner<'p, 't, 'd> {
    page: &'p Page<'t>,
    members: Vec<Member>,
    /// The way to the member that was described last.
    last: Way,
    texts: Vec<Range<usize>>,
    diagnostics: &'d mut Diagnostics,
}

impl Joiner<'_, '_, '_> {
    fn lines(&mut self, range: Range<usize>) {
        let names: Vec<String> = self.members.iter().map(|member| member.name.clone()).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let mut inner = Vec::new();
        self.members.iter().for_each(|member| inner_names(&member.value, &mut inner));
        let inner: Vec<&str> = inner.iter().map(String::as_str).collect();
        let bullets = bullets::split(self.page, range.clone(), &names, &inner);
        let first = bullets.first().map_or(range.end, |bullet| bullet.start);
        unread(self.page, std::iter::once(range.start..first), self.diagnostics);
        let end = bullets.last().map_or(range.end, |bullet| bullet.text.end.max(bullet.stated.end));
        let rest = self.page.slice(end..range.end);
        let skipped = rest.len() - rest.trim_start_matches([')', ':', '`', '*', ' ']).len();
        unread(self.page, std::iter::once(end + skipped..range.end), self.diagnostics);
        bullets.into_iter().for_each(|bullet| self.line(&bullet));
    }

    fn line(&mut self, bullet: &Bullet<'_>) {
        let span = self.page.span(bullet.name_range.clone());
        let mut ways = Vec::new();
        ways_to(&self.members, bullet.name, &mut Vec::new(), &mut ways);
        let is_free = |way: &&Way| at(&self.members, way).is_some_and(|member| member.line.is_none());
        // One in the outermost object is meant first, then one inside the object that was described last.
        let is_inside = |way: &&Way| way.starts_with(&self.last) || self.last.len() > 1 && way.len() == self.last.len();
        let free: Vec<&Way> = ways.iter().filter(is_free).collect();
        let outer = free.iter().find(|way| way.len() == 1).copied();
        let inner: Vec<&Way> = free.iter().copied().filter(|way| way.len() > 1).collect();
        let inside = inner.iter().copied().find(is_inside);
        let way = match (outer, inside, inner.as_slice()) {
            (Some(way), ..) | (None, Some(way), _) => Some(way.clone()),
            (None, None, [way]) => Some((*way).clone()),
            _ => None,
        };
        match way {
            Some(way) => self.describe(&way, bullet, span),
            None if ways.is_empty() => self.add(bullet, span),
            None => self.second(&ways, bullet, span),
        }
    }

    fn describe(&mut self, way: &Way, bullet: &Bullet<'_>, span: Span) {
        let stated = self.stated(bullet);
        if let Some(member) = at_mut(&mut self.members, way) {
            member.line = Some(Line { stated, text: bullet.text.clone(), span });
        }
        self.texts.push(bullet.text.clone());
        self.last.clone_from(way);
    }

    /// A member that the template lacks: it stands beside the one that was described before it.
    fn add(&mut self, bullet: &Bullet<'_>, span: Span) {
        if !self.members.is_empty() {
            let message = format!("the page describes a member `{}` that the template lacks", bullet.name);
            let help =
                "it was added beside the member described before it; if it stands elsewhere, say so with an overlay";
            self.diagnostics.push(Diagnostic::warning(Code::PageInconsistent, message).at(span).help(help));
        }
        let stated = self.stated(bullet);
        let value = Value::Placeholder(Stated::default());
        let mut member = Member::new(bullet.name.to_owned(), span, value, span);
        member.line = Some(Line { stated, text: bullet.text.clone(), span });
        self.texts.push(bullet.text.clone());
        let holder = self.last.split_last().map(|(_, holder)| holder.to_vec()).unwrap_or_default();
        let inner = at_mut(&mut self.members, &holder).map(|member| &mut member.value);
        match inner.and_then(Value::members_mut) {
            Some(members) if !holder.is_empty() => {
                members.push(member);
                self.last = [holder, vec![members.len() - 1]].concat();
            }
            _ => {
                self.members.push(member);
                self.last = vec![self.members.len() - 1];
            }
        }
    }

    fn second(&mut self, ways: &[Way], bullet: &Bullet<'_>, span: Span) {
        let first = ways.iter().find_map(|way| Some(at(&self.members, way)?.line.as_ref()?.span));
        let message = match first {
            Some(_) => format!("the member `{}` is described twice; the first text counts", bullet.name),
            None => format!("several objects have a member `{}`, and this text may belong to any", bullet.name),
        };
        let diagnostic = Diagnostic::warning(Code::PageInconsistent, message).at(span);
        let help = "find out which of the texts is right, and remove the other from the page or say it with an overlay";
        let diagnostic = diagnostic.help(help);
        self.diagnostics.push(match first {
            Some(first) => diagnostic.label(first, "first here"),
            None => diagnostic,
        });
    }

    /// The type that a line states; words that name another structure are told apart later.
    fn stated(&mut self, bullet: &Bullet<'_>) -> Stated {
        Stated::read(self.page.slice(bullet.stated.clone())).at(bullet.stated.clone())
    }
}

fn inner_names(value: &Value, names: &mut Vec<String>) {
    for member in value.members() {
        names.push(member.name.clone());
        inner_names(&member.value, names);
    }
}

/// All ways to members of a name.
fn ways_to(members: &[Member], name: &str, before: &mut Way, ways: &mut Vec<Way>) {
    for (at, member) in members.iter().enumerate() {
        before.push(at);
        if member.name == name {
            ways.push(before.clone());
        }
        ways_to(member.value.members(), name, before, ways);
        before.pop();
    }
}
