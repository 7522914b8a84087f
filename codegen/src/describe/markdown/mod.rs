//! Markdown with a method and a path, and tables or lists of parameters below headings: Slate and its relatives.
//!
//! A heading says what the table below it lists: parameters of the path, of the query, of headers, members of a body or
//! of an answer. What is below a heading that says nothing of the kind is told as unread.

mod columns;
mod entry;
mod items;
mod operation;
mod section;

use super::facts::{Operation, Text, document};
use super::reading::http::is_media_type;
use super::reading::{Page, example, united, unread};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{FileId, Node, SourceFiles};
use items::Item;
use operation::Draft;
use section::{Cue, Section};
use std::ops::Range;

/// Reads pages into one document.
///
/// Returns `None` after reporting that a page names no operation, `page-cut`, or `page-conflict`.
pub fn read(files: &SourceFiles, pages: &[FileId], diagnostics: &mut Diagnostics) -> Option<Node> {
    united(files, pages, diagnostics, |page, diagnostics| {
        let operations = operations(files, page, diagnostics);
        let Some(first) = operations.first() else {
            let message = "this page has no line with a method and a path";
            let help = "a line such as `GET /cats/{id}` has to stand on it, as text or as a heading";
            let none = Diagnostic::error(Code::UnknownFormat, message).at(super::start_of(files, page.file));
            diagnostics.push(none.help(help));
            return None;
        };
        let server = first.server.as_ref().map_or("", |server| server.text.as_str());
        let host = server.split("://").nth(1).and_then(|rest| rest.split('/').next()).unwrap_or("API");
        Some(document::document(host, &operations, page.span(0..0), diagnostics))
    })
}

/// Whether a text looks like a page of this format: a method with a path, and below it a table or a list of members.
pub fn recognises(text: &str) -> bool {
    let body = text.trim_start_matches('\u{feff}').trim_start();
    let is_markup = body.starts_with('<') && !["<h1", "<!-- "].iter().any(|start| body.starts_with(start));
    if body.starts_with(['{', '['])
        || is_markup
        || text.contains("<ParamField")
        || super::known_forms::is_blueprint(text)
        || super::openapi::recognises(text)
    {
        return false;
    }
    let page = Page { file: SourceFiles::new().add("", ""), text };
    let items = items::items(&page);
    let has_heading = items.iter().any(|item| matches!(item, Item::Heading { .. }));
    let mut has_operation = false;
    for (at, item) in items.iter().enumerate() {
        has_operation |= items::name_operation(&page, &items[at.saturating_sub(1)..=at]);
        let lists_members = match item {
            Item::Table(table) => {
                columns::Columns::of(&page, table).is_some() || operation::lists_answers(&page, table)
            }
            Item::Entry { text, .. } => entry::member(&page, text.clone()).is_some(),
            _ => false,
        };
        if has_heading && has_operation && lists_members {
            return true;
        }
    }
    false
}

/// Whether a text has a line with a method and a path.
pub(super) fn has_method_and_path(text: &str) -> bool {
    let page = Page { file: SourceFiles::new().add("", ""), text };
    items::name_operation(&page, &items::items(&page))
}

fn operations(files: &SourceFiles, page: &Page<'_>, diagnostics: &mut Diagnostics) -> Vec<Operation> {
    let mut reader = Reader {
        files,
        page,
        headings: Vec::new(),
        draft: None,
        section: Section::None,
        lead: Vec::new(),
        method: None,
        path: None,
        base: None,
        early: Vec::new(),
        unread: Vec::new(),
        operations: Vec::new(),
        diagnostics,
    };
    for item in items::items(page) {
        reader.item(item);
    }
    reader.finish();
    let (operations, left) = (reader.operations, reader.unread);
    // Of a guide around the operations, nothing is expected to be read.
    if !operations.is_empty() {
        unread(page, left, diagnostics);
    }
    operations
}

struct Heading {
    level: usize,
    text: Range<usize>,
}

struct Reader<'p, 't, 'd> {
    files: &'p SourceFiles,
    page: &'p Page<'t>,
    /// The headings around the place, outermost first.
    headings: Vec<Heading>,
    draft: Option<Draft>,
    section: Section,
    /// Texts since the last heading, table or code.
    lead: Vec<Range<usize>>,
    /// A method that stands on a line of its own.
    method: Option<Text>,
    /// An address that stands on a line of its own, above its method.
    path: Option<Text>,
    /// Where requests go, as a line of the page says of all operations.
    base: Option<Text>,
    /// Examples that stand between the title of an operation and its method.
    early: Vec<(Cue, Node)>,
    unread: Vec<Range<usize>>,
    operations: Vec<Operation>,
    diagnostics: &'d mut Diagnostics,
}

impl Reader<'_, '_, '_> {
    fn item(&mut self, item: Item) {
        match item {
            Item::Heading { level, text } => self.heading(level, text),
            Item::Text(range) => self.text(range),
            Item::Entry { indent, text } => self.entry(indent, text),
            Item::Table(table) => self.table(&table),
            Item::Code { body, is_whole } => self.code(body, is_whole),
        }
    }

    fn words(&self, range: &Range<usize>) -> String {
        self.page.slice(range.clone()).to_lowercase()
    }

    fn heading(&mut self, level: usize, text: Range<usize>) {
        // "HTTP Request" stands between the text about an operation and its method.
        if self.draft.is_some() || !section::is_generic(&self.words(&text)) {
            self.drop_lead();
            self.early.clear();
        }
        (self.method, self.path) = (None, None);
        while self.headings.last().is_some_and(|heading| heading.level >= level) {
            self.headings.pop();
        }
        self.headings.push(Heading { level, text: text.clone() });
        let is_part = ["parameters", "params"].iter().any(|word| self.words(&text).ends_with(word));
        if self.draft.as_ref().is_some_and(|draft| level < draft.level || level == draft.level && !is_part) {
            self.finish();
        }
        if let Some(found) = items::operation(self.page, text.clone(), true) {
            return self.begin(found, Some(level));
        }
        if let Some(draft) = &mut self.draft {
            draft.lists_required = section::says_required(&self.page.slice(text.clone()).to_lowercase());
        }
        self.section = match (Section::of(&self.words(&text)), self.section) {
            // "200" below "Responses".
            (Section::None, Section::Answer) if section::status(self.page.slice(text.clone())).is_some() => {
                Section::Answer
            }
            (found, _) => found,
        };
        if let (Section::Answer, Some(draft)) = (self.section, &mut self.draft) {
            let status = section::status(self.page.slice(text.clone()));
            draft.begin_answer(status.map(|status| Text::new(status, self.page.span(text))));
        }
    }

    fn text(&mut self, range: Range<usize>) {
        if let Some(found) = items::operation(self.page, range.clone(), false) {
            return self.begin(found, None);
        }
        if let Some(draft) = &mut self.draft
            && self.section.lists_members()
            && draft.goes_on(self.page, range.clone())
        {
            return;
        }
        // "Status Code **200**" stands above what is answered with it.
        let status = section::status(self.page.slice(range.clone()));
        let status =
            status.filter(|_| self.section == Section::Answer && self.words(&range).starts_with("status code"));
        if let (Some(status), Some(draft)) = (status, &mut self.draft) {
            draft.begin_answer(Some(Text::new(status, self.page.span(range))));
            return;
        }
        // "Method: GET" and "Path: /cats", each on a line.
        match items::keyed(self.page, range.clone()) {
            Some((key, value)) if self.key(&key, value.clone()) => {}
            _ => self.lead.push(range),
        }
    }

    /// A line with a key that says something about the operation.
    fn key(&mut self, key: &str, value: Range<usize>) -> bool {
        let text = Text::new(self.page.slice(value.clone()), self.page.span(value.clone()));
        match (key, &mut self.draft) {
            ("method" | "http method", None) => match self.path.take() {
                Some(address) if self.page.slice(address.span.range().end..value.start).lines().count() < 3 => {
                    self.begin(items::Named { method: text, address, rest: None }, None)
                }
                _ => self.method = Some(text),
            },
            ("method" | "http method", Some(draft)) => return draft.has_method(&text.text),
            ("endpoint", _) if items::operation(self.page, value.clone(), false).is_some() => {
                items::operation(self.page, value, false).into_iter().for_each(|found| self.begin(found, None));
            }
            ("path" | "endpoint" | "url" | "uri", None) => {
                let Some(address) = items::address(self.page, value) else { return false };
                match self.method.take() {
                    Some(method) => self.begin(items::Named { method, address, rest: None }, None),
                    None => {
                        self.path = Some(address);
                        return false;
                    }
                }
            }
            ("operation id" | "operationid", Some(draft)) => draft.operation.id = Some(text),
            ("operation id" | "operationid", None) => {
                // Stands before the method: it is kept for the operation that begins next.
                self.lead.push(value);
            }
            ("base url" | "base uri" | "base path" | "server" | "host", None)
                if text.text.starts_with("https://") || text.text.starts_with("http://") =>
            {
                self.base = Some(Text::new(text.text.trim_end_matches('/'), text.span));
            }
            ("content-type" | "content type", Some(draft)) => draft.media_type = Some(text),
            _ => return false,
        }
        true
    }

    /// A method with a path: an operation begins, or the one that has begun is named again.
    fn begin(&mut self, found: items::Named, level: Option<usize>) {
        let is_again = self.draft.as_ref().is_some_and(|draft| draft.is(&found) && level.is_none());
        if is_again {
            return;
        }
        let (lead, section) = (std::mem::take(&mut self.lead), self.section);
        self.finish();
        let title = match level {
            Some(_) => None,
            None => self.headings.iter().rev().find(|heading| !section::is_generic(&self.words(&heading.text))),
        };
        let level = level.or(title.map(|heading| heading.level)).unwrap_or(0);
        let summary = found.rest.clone().or_else(|| title.map(|heading| heading.text.clone()));
        let mut draft = Draft::new(self.page, found, level);
        draft.operation.summary = summary.and_then(|range| items::title(self.page, range));
        let (ids, texts): (Vec<_>, Vec<_>) = lead.into_iter().partition(|range| items::is_id(self.page, range.clone()));
        draft.operation.id =
            ids.first().map(|range| Text::new(self.page.slice(range.clone()), self.page.span(range.clone())));
        draft.describe(self.page, texts);
        if draft.operation.server.is_none() {
            draft.operation.server.clone_from(&self.base);
        }
        self.early.drain(..).for_each(|(cue, example)| draft.example(cue, example));
        self.draft = Some(draft);
        self.section = if section == Section::Request { section } else { Section::None };
    }

    fn entry(&mut self, indent: usize, text: Range<usize>) {
        let is_base = self.lead.last().is_some_and(|lead| self.words(lead) == "base urls:") && self.base.is_none();
        if let Some(url) = items::linked(self.page, text.clone()).filter(|_| is_base) {
            self.base = Some(url);
            self.lead.pop();
            return;
        }
        if let Some((key, value)) = items::keyed(self.page, text.clone())
            && indent == 0
            && self.key(&key, value)
        {
            return;
        }
        if self.section == Section::Answer && self.says_of_answer(text.clone()) {
            return;
        }
        let is_member = self.section.lists_members();
        match &mut self.draft {
            Some(draft) if is_member => {
                if !draft.entry(self.page, self.section, indent, text.clone()) {
                    self.unread.push(text);
                }
            }
            _ => self.lead.push(text),
        }
    }

    /// Takes "**Code**: `201 CREATED`" and "**Content**:", which say something of an answer and are no members of it.
    fn says_of_answer(&mut self, text: Range<usize>) -> bool {
        let words = self.page.slice(text.clone());
        let Some((key, value)) = words.strip_prefix("**").and_then(|rest| rest.split_once("**")) else { return false };
        let value = value.trim_matches([':', ' ', '`']);
        match key.trim_matches([':', ' ']).to_lowercase().as_str() {
            "code" | "status" | "status code" | "http status" => {
                let status = section::status(value).map(|status| Text::new(status, self.page.span(text)));
                let is_status = status.is_some();
                self.draft.iter_mut().filter(|_| is_status).for_each(|draft| draft.begin_answer(status.clone()));
                is_status
            }
            "content" | "body" | "response body" if value.is_empty() => true,
            "content" | "body" | "response body" if value.starts_with(['{', '[']) => {
                self.unread.push(text);
                true
            }
            _ => false,
        }
    }

    fn table(&mut self, table: &super::reading::table::Table) {
        if let Some(found) = items::tabled(self.page, table) {
            return self.begin(found, None);
        }
        let lead = std::mem::take(&mut self.lead);
        let columns = columns::Columns::of(self.page, table);
        let section = columns.as_ref().map_or(self.section, |columns| self.section_of(columns));
        let is_read = match (&mut self.draft, columns) {
            (Some(draft), Some(columns)) if section.lists_members() => {
                draft.table(self.page, section, &columns, table, &lead, self.diagnostics);
                return;
            }
            (Some(draft), Some(columns)) => {
                let found = columns.unplaced(self.page, table, &draft.operation.subject());
                self.diagnostics.push(found);
                true
            }
            (Some(draft), None) => draft.statuses(self.page, table) || draft.values(self.page, table),
            _ => false,
        };
        self.unread.extend(lead);
        self.unread.extend((!is_read).then(|| table.range.clone()));
    }

    /// What a table of members lists. At once below the method, it is what is sent, if it says what has to be.
    fn section_of(&self, columns: &columns::Columns) -> Section {
        let level = self.draft.as_ref().map_or(0, |draft| draft.level);
        let is_own = self
            .headings
            .last()
            .is_some_and(|heading| heading.level <= level || section::is_generic(&self.words(&heading.text)));
        match self.section {
            Section::Request => Section::Parameters,
            Section::None if is_own && columns.states_requiredness() => Section::Parameters,
            section => section,
        }
    }

    fn code(&mut self, body: Range<usize>, is_whole: bool) {
        let lead = std::mem::take(&mut self.lead);
        if self.draft.is_none() {
            return self.code_above(body, is_whole, lead);
        }
        if !is_whole {
            self.diagnostics.push(self.page.cut("the page ends in the middle of its code"));
            return;
        }
        let named = items::operation(self.page, items::first_line(self.page, &body), false);
        if let Some(found) = named.filter(|found| self.draft.as_ref().is_some_and(|draft| !draft.shows(found))) {
            let (texts, others): (Vec<_>, Vec<_>) =
                lead.into_iter().partition(|range| self.page.slice(range.clone()).ends_with(':'));
            self.lead = others;
            self.begin(items::Named { rest: texts.last().cloned(), ..found }, None);
            return self.sent(&body);
        }
        let (wire, json) = items::message(self.page, &body);
        let own = wire.as_ref().map(|range| Text::new(self.page.slice(range.clone()), self.page.span(range.clone())));
        let body = json.unwrap_or(body);
        let cue = lead.iter().rev().find_map(|range| section::cue(&self.words(range)));
        let cue = if wire.is_some() { Some(Cue::Answer) } else { cue };
        let status = own.or_else(|| {
            lead.iter().rev().find_map(|range| {
                let status = section::status(self.page.slice(range.clone()))?;
                Some(Text::new(status, self.page.span(range.clone())))
            })
        });
        let example = example(self.files, self.page, body.clone(), self.diagnostics);
        let Some(draft) = &mut self.draft else { return };
        match (example, cue.or(self.section.cue())) {
            (Some(example), Some(cue)) => {
                if let (Cue::Answer, Some(status)) = (cue, status) {
                    draft.begin_answer(Some(status));
                }
                draft.example(cue, example);
            }
            // Nothing says whose example it is.
            (Some(_), None) => self.unread.push(body),
            (None, _) => {}
        }
        let rest =
            lead.into_iter().filter(|range| section::cue(&self.page.slice(range.clone()).to_lowercase()).is_none());
        self.unread.extend(rest);
    }

    /// Takes what a request in code shows below its first line: the media type of the body, and the body.
    fn sent(&mut self, body: &Range<usize>) {
        let json = items::message(self.page, body).1;
        let example = json.and_then(|json| example(self.files, self.page, json, self.diagnostics));
        let Some(draft) = &mut self.draft else { return };
        let header = items::header(self.page, body, "content-type");
        draft.media_type = header.filter(|header| is_media_type(&header.text)).or(draft.media_type.take());
        example.into_iter().for_each(|example| draft.example(Cue::Request, example));
    }

    /// Code where no operation has begun: it names one, or shows what the next one sends or gives.
    fn code_above(&mut self, body: Range<usize>, is_whole: bool, lead: Vec<Range<usize>>) {
        if let Some(found) = items::operation(self.page, items::first_line(self.page, &body), false) {
            self.begin(found, None);
            self.sent(&body);
            return self.unread.extend(lead);
        }
        let cue_of = |range: &Range<usize>| section::cue(&self.words(range));
        let cue = lead.iter().rev().find_map(cue_of).filter(|_| is_whole);
        let is_json = self.page.slice(body.clone()).trim_start().starts_with(['{', '[']);
        match cue.filter(|_| is_json) {
            Some(cue) => {
                let others: Vec<_> = lead.into_iter().filter(|range| cue_of(range).is_none()).collect();
                self.lead.extend(others);
                let example = example(self.files, self.page, body, self.diagnostics);
                self.early.extend(example.map(|example| (cue, example)));
            }
            None => {
                self.unread.extend(lead);
                self.unread.extend(is_json.then_some(body));
            }
        }
    }

    fn drop_lead(&mut self) {
        let lead = std::mem::take(&mut self.lead);
        match &mut self.draft {
            Some(draft) if matches!(self.section, Section::None | Section::Request) => draft.describe(self.page, lead),
            _ => self.unread.extend(lead),
        }
    }

    fn finish(&mut self) {
        self.drop_lead();
        if let Some(draft) = self.draft.take() {
            self.operations.push(draft.finish(self.diagnostics));
        }
        self.section = Section::None;
    }
}

#[cfg(test)]
mod tests;
