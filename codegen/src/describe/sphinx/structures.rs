//! Blocks to structures: which heading names a template, which lines, tables and example belong to it.
//!
//! Decides by order and headings alone; what stands in the blocks is read elsewhere.

use super::blocks::Block;
use super::template;
use crate::describe::reading::Page;
use crate::describe::reading::table::Table;
use std::ops::Range;

/// What a page says about one structure.
#[derive(Debug, Default)]
pub(super) struct Structure {
    pub(super) title: Range<usize>,
    /// The names of the labels above its heading.
    pub(super) labels: Vec<Range<usize>>,
    /// The texts between heading and template.
    pub(super) introduction: Vec<Range<usize>>,
    /// Nothing where members are described without one.
    pub(super) template: Option<Range<usize>>,
    pub(super) members: Vec<Range<usize>>,
    pub(super) tables: Vec<Placed>,
    pub(super) example: Option<Range<usize>>,
}

/// A table with what stands above it.
#[derive(Debug)]
pub(super) struct Placed {
    pub(super) table: Table,
    /// The heading or the line in bold above it.
    pub(super) heading: Option<Range<usize>>,
    pub(super) labels: Vec<Range<usize>>,
    /// The texts between heading and table.
    pub(super) lead: Vec<Range<usize>>,
}

/// A page, in structures.
#[derive(Debug, Default)]
pub(super) struct Outline {
    pub(super) structures: Vec<Structure>,
    /// What belongs to none.
    pub(super) unread: Vec<Range<usize>>,
    /// What the page ends with after the last part of a structure.
    pub(super) trailing: Vec<Range<usize>>,
}

/// Headings that say what stands below them, and not of what.
const GENERIC: &[&str] = &[
    "attributes",
    "body",
    "definition",
    "fields",
    "format",
    "members",
    "object",
    "parameters",
    "properties",
    "request",
    "request body",
    "response",
    "response body",
    "schema",
    "structure",
    "template",
];

/// Groups the blocks of a page.
pub(super) fn outline(page: &Page<'_>, blocks: Vec<Block>) -> Outline {
    let mut grouper = Grouper {
        page,
        is_source: blocks.iter().any(|block| matches!(block, Block::Label(_))),
        outline: Outline::default(),
        headings: Vec::new(),
        run: 0,
        labels: Vec::new(),
        lead: Vec::new(),
    };
    blocks.into_iter().for_each(|block| grouper.block(block));
    grouper.outline.trailing = std::mem::take(&mut grouper.lead);
    let headings = grouper.headings.split_off(grouper.run);
    grouper.outline.trailing.extend(headings.into_iter().map(|heading| heading.range));
    grouper.outline.trailing.sort_by_key(|range| range.start);
    grouper.outline
}

struct Heading {
    range: Range<usize>,
    labels: Vec<Range<usize>>,
    is_caption: bool,
}

struct Grouper<'p, 't> {
    page: &'p Page<'t>,
    is_source: bool,
    outline: Outline,
    headings: Vec<Heading>,
    /// The first of the headings with nothing but text after it.
    run: usize,
    labels: Vec<Range<usize>>,
    /// Texts that may belong to what follows.
    lead: Vec<Range<usize>>,
}

impl Grouper<'_, '_> {
    fn block(&mut self, block: Block) {
        match block {
            Block::Label(name) => self.labels.push(name),
            Block::Heading(range) => self.heading(range, false),
            Block::Caption(range) => self.heading(range, true),
            Block::Text(range) => self.lead.push(range),
            Block::Note(range) => self.unread(range),
            Block::Table(table) => self.table(table),
            Block::Members(range) => self.members(range),
            Block::Code(range) => self.code(range),
        }
    }

    fn words(&self, range: &Range<usize>) -> String {
        let text = self.page.slice(range.clone()).trim_matches(['\u{b6}', '\u{f0c1}', '#', ':', ' ']);
        text.to_lowercase()
    }

    fn heading(&mut self, range: Range<usize>, is_caption: bool) {
        let labels = std::mem::take(&mut self.labels);
        let heading = Heading { range, labels, is_caption };
        // Text below a heading that nothing followed says something else.
        let is_first = self.outline.structures.is_empty() && self.run == 0;
        if self.is_source && !is_first && !self.is_generic(&heading) {
            self.outline.unread.append(&mut self.lead);
        }
        self.headings.push(heading);
    }

    /// Notes that headings and texts so far belong to what was read.
    fn consumed(&mut self) {
        self.run = self.headings.len();
        let lead = std::mem::take(&mut self.lead);
        self.outline.unread.extend(lead);
    }

    fn unread(&mut self, range: Range<usize>) {
        self.consumed();
        self.outline.unread.push(range);
    }

    fn is_generic(&self, heading: &Heading) -> bool {
        GENERIC.contains(&self.words(&heading.range).as_str())
    }

    fn is_example(&self) -> bool {
        let last = self.headings.iter().rev().find(|heading| !heading.is_caption);
        let words = last.map(|heading| self.words(&heading.range)).unwrap_or_default();
        words.starts_with("example") || words.starts_with("sample") || words.ends_with(" example")
    }

    fn code(&mut self, range: Range<usize>) {
        let text = self.page.slice(range.clone());
        let is_first = self.outline.structures.is_empty();
        let is_generic = self.headings.last().is_some_and(|heading| self.is_generic(heading));
        let names_one =
            self.headings.len() > self.run && !self.headings.last().is_some_and(|heading| heading.is_caption);
        let is_template = is_first || names_one && (is_generic || template::has_placeholders(text));
        if self.is_example() && !is_first {
            let place = self.outline.structures.last_mut().filter(|structure| structure.example.is_none());
            match place {
                Some(structure) => structure.example = Some(range),
                None => self.outline.unread.push(range),
            }
            self.consumed();
        } else if is_template {
            let structure = Structure { template: Some(range), ..self.titled() };
            self.outline.structures.push(structure);
            self.consumed();
        } else {
            self.unread(range);
        }
    }

    /// A structure with the title and the introduction that stand above it.
    fn titled(&mut self) -> Structure {
        let lead = std::mem::take(&mut self.lead);
        let named = self.title();
        let title = self.headings.get(named).map(|heading| heading.range.clone());
        let after = self.headings.iter().skip(named.saturating_add(1)).filter(|heading| !self.is_generic(heading));
        let mut introduction: Vec<Range<usize>> = after.map(|heading| heading.range.clone()).chain(lead).collect();
        introduction.sort_by_key(|range| range.start);
        let end = title.as_ref().map_or(0, |title| title.end);
        let (introduction, before) = introduction.into_iter().partition(|range: &Range<usize>| range.start >= end);
        let before: Vec<_> = before;
        self.outline.unread.extend(before);
        let labels = self.headings.get(named).map(|heading| heading.labels.clone()).unwrap_or_default();
        Structure { title: title.unwrap_or(0..0), labels, introduction, ..Structure::default() }
    }

    /// The heading that names what follows.
    fn title(&self) -> usize {
        let is_name = |at: &usize| !self.is_generic(&self.headings[*at]) && !self.headings[*at].is_caption;
        let run = self.run..self.headings.len();
        let found = run.clone().rev().find(is_name).or_else(|| (0..self.run).rev().find(is_name));
        let Some(mut at) = found else { return usize::MAX };
        if self.is_source || !run.contains(&at) {
            return at;
        }
        let words = |at: usize| self.words(&self.headings[at].range);
        // A title that is printed twice is the title; what follows it introduces the structure.
        if let Some(twice) = run.clone().skip(1).find(|at| words(*at) == words(at - 1)) {
            return twice;
        }
        // A line that begins with the words of the heading above it, in small letters from there, is a sentence.
        while at > run.start {
            let printed = self.page.slice(self.headings[at].range.clone());
            let rest = words(at).strip_prefix(&words(at - 1)).map(str::len);
            let tail = rest.and_then(|rest| printed.get(printed.len().saturating_sub(rest)..)).unwrap_or_default();
            let is_sentence =
                tail.starts_with(' ') && tail.split_whitespace().any(|word| word.starts_with(char::is_lowercase));
            if !is_sentence {
                break;
            }
            at -= 1;
        }
        at
    }

    fn members(&mut self, range: Range<usize>) {
        let new =
            self.headings[self.run..].iter().rev().find(|heading| !heading.is_caption && !self.is_generic(heading));
        match (new.is_some(), self.outline.structures.last_mut()) {
            (false, Some(structure)) => structure.members.push(range),
            _ => {
                let structure = Structure { members: vec![range], ..self.titled() };
                self.outline.structures.push(structure);
            }
        }
        self.consumed();
    }

    fn table(&mut self, table: Table) {
        let lead = std::mem::take(&mut self.lead);
        let heading = self.headings.last();
        let end = heading.map_or(0, |heading| heading.range.end);
        let (lead, before) = lead.into_iter().partition(|range: &Range<usize>| range.start >= end);
        let placed = Placed {
            table,
            heading: heading.map(|heading| heading.range.clone()),
            labels: heading.map(|heading| heading.labels.clone()).unwrap_or_default(),
            lead,
        };
        let before: Vec<_> = before;
        self.outline.unread.extend(before);
        match self.outline.structures.last_mut() {
            Some(structure) => structure.tables.push(placed),
            None => {
                self.outline.unread.extend(placed.lead);
                self.outline.unread.push(placed.table.range);
            }
        }
        self.consumed();
    }
}
