//! Gives the tables of a page to the members whose values, or whose own members, they list.

use super::attach::Described;
use super::schema::Line;
use super::structures::{Placed, Structure};
use super::template::{Member, Value, member_at, member_at_mut};
use super::values;
use crate::describe::reading::Page;
use crate::describe::reading::stated::{Kind, Stated};
use crate::describe::reading::table::Cell;
use crate::describe::reading::unread;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use std::ops::Range;

/// Gives each table to its members. What no member wants is told.
pub(super) fn attach(
    page: &Page<'_>,
    structures: &[Structure],
    described: &mut [Described],
    diagnostics: &mut Diagnostics,
) {
    for (at, structure) in structures.iter().enumerate() {
        for placed in &structure.tables {
            give(page, structures, described, at, placed, diagnostics);
        }
    }
}

/// A member, by its structure and the way to it.
type Target = (usize, Vec<usize>);

fn give(
    page: &Page<'_>,
    structures: &[Structure],
    described: &mut [Described],
    at: usize,
    placed: &Placed,
    diagnostics: &mut Diagnostics,
) {
    let stated = placed.lead.iter().find_map(|text| values::stated_name(page, text.clone()));
    let (name, targets, is_referred) = match stated {
        Some(range) => {
            let name = page.slice(range.clone()).to_owned();
            let mut targets = named(&described[at], at, |member| member.name == name);
            if targets.is_empty() {
                let message = format!("the page lists the values of `{name}`, which the template lacks");
                let help = "find out which member the table belongs to and correct its name";
                diagnostics.push(Diagnostic::warning(Code::PageInconsistent, message).at(page.span(range)).help(help));
            }
            let (_, referring, is_referred) = by_heading(page, structures, described, at, placed);
            targets.extend(referring.into_iter().filter(|(structure, _)| is_referred && *structure != at));
            (name, targets, false)
        }
        None => by_heading(page, structures, described, at, placed),
    };
    if targets.is_empty() {
        let ranges = placed.lead.iter().cloned().chain([placed.table.range.clone()]);
        return unread(page, ranges, diagnostics);
    }
    if let Some(members) = members(page, placed) {
        unread(page, values::unread_above(page, placed, &name, is_referred), diagnostics);
        return give_members(page, described, &targets, members, diagnostics);
    }
    unread(page, values::unread_above(page, placed, &name, is_referred), diagnostics);
    let Some(rows) = values::rows(page, &name, &placed.table, diagnostics) else { return };
    for (structure, way) in targets {
        let Some(member) = member_at_mut(&mut described[structure].members, &way) else { continue };
        if member.rows.is_none() {
            member.rows = Some(rows.clone());
            check_example(&described[structure], &way, diagnostics);
        } else {
            let message = format!("the values of `{name}` are listed twice; the first table counts");
            let place = page.span(placed.table.range.clone());
            let help = "remove one of the tables";
            diagnostics.push(Diagnostic::warning(Code::PageInconsistent, message).at(place).help(help));
        }
    }
}

/// Reports an example whose value the table of values lacks.
fn check_example(described: &Described, way: &[usize], diagnostics: &mut Diagnostics) {
    let Some(member) = member_at(&described.members, way).filter(|_| way.len() == 1) else { return };
    let shown = described.example.as_ref().and_then(|example| example.get(&member.name));
    let Some((shown, value)) = shown.and_then(|shown| Some((shown, shown.as_str()?))) else { return };
    if member.rows.iter().flatten().any(|row| row.value == value) {
        return;
    }
    let message = format!("the example has `{value}` for `{}`, which the table of its values lacks", member.name);
    let help = "find out whether the value exists and correct table or example";
    diagnostics.push(Diagnostic::warning(Code::PageInconsistent, message).at(shown.span).help(help));
}

/// The members that refer to the heading of a table, or else the one that it names.
fn by_heading(
    page: &Page<'_>,
    structures: &[Structure],
    described: &[Described],
    at: usize,
    placed: &Placed,
) -> (String, Vec<Target>, bool) {
    let Some(heading) = placed.heading.clone() else { return (String::new(), Vec::new(), false) };
    let words = page.slice(heading.clone());
    let labels: Vec<&str> = placed.labels.iter().map(|label| page.slice(label.clone())).collect();
    let fits = |member: &Member| {
        values::lists_values(page, &member.name, placed) || is_of_members(page, placed) && is_object(member)
    };
    let has_own = |structure: &Structure| {
        structure.tables.iter().any(|other| other.heading.clone().is_some_and(|other| page.slice(other) == words))
    };
    let headings = values::all_headings(page, structures);
    let mut targets = Vec::new();
    for (other, candidate) in described.iter().enumerate() {
        // A reference by words alone means the table of its own structure, where there is one.
        let by_words = if other == at || !has_own(&structures[other]) && other > at { words } else { "" };
        targets.extend(named(candidate, other, |member| {
            let text = member.line.as_ref().map(|line| page.slice(line.text.clone())).unwrap_or_default();
            values::refers_to(text, by_words, &labels, &headings) && fits(member)
        }));
    }
    let is_referred = !targets.is_empty();
    if targets.is_empty() {
        let is_same = |member: &Member| values::same_words(&member.name, words) && fits(member);
        targets = named(&described[at], at, is_same);
        targets.truncate(1);
    }
    let first = targets.first().and_then(|(structure, way)| member_at(&described[*structure].members, way));
    (first.map(|member| member.name.clone()).unwrap_or_default(), targets, is_referred)
}

/// The outermost members that a test accepts; if there are none, those inside.
fn named(described: &Described, structure: usize, accepts: impl Fn(&Member) -> bool) -> Vec<Target> {
    fn walk(members: &[Member], way: &mut Vec<usize>, found: &mut Vec<Vec<usize>>, accepts: &dyn Fn(&Member) -> bool) {
        for (at, member) in members.iter().enumerate() {
            way.push(at);
            if accepts(member) {
                found.push(way.clone());
            }
            walk(member.value.members(), way, found, accepts);
            way.pop();
        }
    }
    let mut found = Vec::new();
    walk(&described.members, &mut Vec::new(), &mut found, &accepts);
    let least = found.iter().map(Vec::len).min().unwrap_or(0);
    found.into_iter().filter(|way| way.len() == least).map(|way| (structure, way)).collect()
}

fn is_object(member: &Member) -> bool {
    let stated = member.line.as_ref().map(|line| line.stated.clone()).unwrap_or_default();
    matches!(stated.or(&member.value.stated()).kind, Some(Kind::Object | Kind::Array) | None)
}

/// Whether the columns of a table are names, types and descriptions.
fn is_of_members(page: &Page<'_>, placed: &Placed) -> bool {
    let headings: Vec<String> = placed.table.headings.iter().map(|cell| cell.text(page).to_lowercase()).collect();
    let [name, kind, ..] = headings.as_slice() else { return false };
    ["field", "key", "name", "member", "property", "parameter", "attribute"].contains(&name.as_str())
        && ["type", "data type"].contains(&kind.as_str())
}

/// The members that the rows of a table describe; `None` for tables of anything else.
fn members(page: &Page<'_>, placed: &Placed) -> Option<Vec<Member>> {
    if !is_of_members(page, placed) {
        return None;
    }
    let row = |cells: &Vec<Cell>| {
        let [name, kind, rest @ ..] = cells.as_slice() else { return None };
        let range = name.range();
        let span = page.span(range.clone());
        let text: Range<usize> = rest.first().map_or(range.end..range.end, Cell::range);
        let printed = name.text(page);
        let name = printed.trim_matches(['`', '*', '"']);
        let stated = Stated::read(&kind.text(page)).at(kind.range());
        let mut member = Member::new(name.to_owned(), span, Value::Placeholder(Stated::default()), span);
        member.line = Some(Line { stated, text, span });
        super::bullets::is_name(name).then_some(member)
    };
    placed.table.rows.iter().map(row).collect()
}

fn give_members(
    page: &Page<'_>,
    described: &mut [Described],
    targets: &[Target],
    members: Vec<Member>,
    diagnostics: &mut Diagnostics,
) {
    let Some((structure, way)) = targets.first() else { return };
    let Some(owner) = member_at_mut(&mut described[*structure].members, way) else { return };
    if owner.value.members_mut().is_none() {
        let is_array = owner.line.as_ref().is_some_and(|line| line.stated.kind == Some(Kind::Array));
        let object = Value::Object(Vec::new());
        owner.value = if is_array { Value::Array(Some(Box::new(object))) } else { object };
    }
    let Some(inner) = owner.value.members_mut() else { return };
    for member in members {
        match inner.iter_mut().find(|known| known.name == member.name) {
            None => inner.push(member),
            Some(known) if known.line.is_none() => known.line = member.line,
            Some(_) => {
                let message = format!("the member `{}` is described twice; the first text counts", member.name);
                let help = "find out which of the two is right, and remove the other from the page";
                let place = page.span(member.line.map_or(0..0, |line| line.span.range()));
                diagnostics.push(Diagnostic::warning(Code::PageInconsistent, message).at(place).help(help));
            }
        }
    }
}
