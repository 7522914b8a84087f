//! An operation while its page is read: parameters, members of bodies, examples, and what follows from them together.

use super::columns::{BELOW, Columns, Where};
use super::entry;
use super::items::Named;
use super::section::{Cue, Section, status};
use crate::describe::facts::{
    Answer, Body, Member, Operation, Place, Shape, Text, add_line, nest, path_parameters, path_template, query_names,
};
use crate::describe::reading::Page;
use crate::describe::reading::http::split_server;
use crate::describe::reading::stated::Kind;
use crate::describe::reading::table::Table;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{Node, Span};
use std::ops::Range;

/// Members, and what a text says about where they stand.
#[derive(Default)]
struct Listing {
    members: Vec<Member>,
    example: Option<Node>,
    /// The member that holds the listed ones.
    holder: Option<Text>,
    /// The line that stands for all of the body, and no member of it.
    whole: Option<Member>,
}

struct AnswerDraft {
    status: Option<Text>,
    description: Option<Text>,
    /// What a table of answers calls its type.
    schema: Option<Text>,
    listing: Listing,
}

/// The lists that members can stand in.
#[derive(Clone, Copy, Debug)]
enum List {
    Parameters,
    Query,
    Body,
    Answer,
}

/// Where a member stands: its list, and the names from there on.
#[derive(Clone, Debug)]
struct At {
    list: List,
    path: Vec<String>,
}

/// An entry of a list, and how far it is indented.
struct Level {
    indent: usize,
    at: At,
}

/// An operation that is being read.
pub(super) struct Draft {
    pub(super) operation: Operation,
    /// The level of the heading that it stands below.
    pub(super) level: usize,
    pub(super) media_type: Option<Text>,
    /// Whether the heading says that what it lists has to be sent.
    pub(super) lists_required: bool,
    body: Listing,
    /// Members that a heading calls those of the query.
    query: Vec<Member>,
    answers: Vec<AnswerDraft>,
    /// Which of the answers is being read.
    answer: usize,
    /// The entries around the last one, with it.
    levels: Vec<Level>,
    address: String,
}

impl Draft {
    pub(super) fn new(page: &Page<'_>, found: Named, level: usize) -> Self {
        let address = found.address.text.clone();
        let (server, path) = split_server(&address);
        let span = found.address.span;
        let path_start = span.start as usize + address.len() - path.len().min(address.len());
        let path_span = page.span(path_start..span.end as usize);
        let method = Text::new(found.method.text.to_lowercase(), found.method.span);
        let mut operation = Operation::new(method, Text::new(path_template(path), path_span));
        operation.server = server.map(|server| Text::new(server, span));
        Self {
            operation,
            level,
            media_type: None,
            lists_required: false,
            body: Listing::default(),
            query: Vec::new(),
            answers: Vec::new(),
            answer: 0,
            levels: Vec::new(),
            address,
        }
    }

    /// Whether a method with a path names this operation again.
    pub(super) fn is(&self, found: &Named) -> bool {
        self.has_method(&found.method.text) && self.address == found.address.text
    }

    /// Whether a method with a path is that of this operation, maybe with values in the path.
    pub(super) fn shows(&self, found: &Named) -> bool {
        let template = self.operation.path.text.rsplit('/');
        let path = path_template(&found.address.text);
        let is_alike = |(known, shown): (&str, &str)| known == shown || known.starts_with('{');
        self.has_method(&found.method.text)
            && template.zip(path.rsplit('/')).filter(|(known, _)| !known.is_empty()).all(is_alike)
    }

    pub(super) fn has_method(&self, method: &str) -> bool {
        self.operation.method.text.eq_ignore_ascii_case(method)
    }

    /// Adds texts to the description.
    pub(super) fn describe(&mut self, page: &Page<'_>, texts: Vec<Range<usize>>) {
        for range in texts {
            let text = page.slice(range.clone()).trim_start_matches(['>', ' ']);
            add_line(&mut self.operation.description, Text::new(text, page.span(range)));
        }
    }

    pub(super) fn begin_answer(&mut self, status: Option<Text>) {
        let is_open = |answer: &AnswerDraft| answer.status.is_none() && answer.listing.members.is_empty();
        // A list without a status, below an example alone, is of the success that the example shows.
        let is_shown = |answer: &AnswerDraft| {
            let is_success = answer.status.as_ref().is_none_or(|status| status.text.starts_with('2'));
            is_success && answer.listing.members.is_empty() && answer.listing.example.is_some()
        };
        // A table of answers has named it before.
        let is_named = |answer: &AnswerDraft| {
            let same = status.as_ref().zip(answer.status.as_ref()).is_some_and(|(one, other)| one.text == other.text);
            same && answer.listing.members.is_empty()
        };
        let named = self.answers.iter().position(is_named);
        let last = self.answers.len().checked_sub(1).filter(|last| self.answers.get(*last).is_some_and(is_open));
        let shown = self.answers.iter().position(is_shown).filter(|_| status.is_none());
        self.answer = named.or(last).or(shown).unwrap_or(self.answers.len());
        match self.answers.get_mut(self.answer) {
            Some(answer) => answer.status = status.or(answer.status.take()),
            None => {
                self.answers.push(AnswerDraft { status, description: None, schema: None, listing: Listing::default() })
            }
        }
    }

    fn answer(&mut self) -> &mut AnswerDraft {
        if self.answers.is_empty() {
            self.begin_answer(None);
        }
        let at = self.answer.min(self.answers.len() - 1);
        &mut self.answers[at]
    }

    /// An entry of a list; `false` where it describes no member.
    pub(super) fn entry(&mut self, page: &Page<'_>, section: Section, indent: usize, text: Range<usize>) -> bool {
        while self.levels.last().is_some_and(|last| last.indent >= indent) {
            self.levels.pop();
        }
        let holder = self.levels.last().map(|level| level.at.clone());
        let Some((place, member)) = entry::member(page, text.clone()) else {
            return holder.is_some_and(|holder| self.say_more(page, &holder, text));
        };
        let at = match holder.and_then(|holder| Some((self.find(&holder)?, holder.clone()))) {
            Some((found, holder)) => {
                let mut path = holder.path;
                path.push(member.name.text.clone());
                found.members.push(member);
                At { list: holder.list, path }
            }
            None => self.add(section, place, member),
        };
        self.levels.push(Level { indent, at });
        true
    }

    /// Adds a line of text to the entry that it stands below, if it is indented more.
    pub(super) fn goes_on(&mut self, page: &Page<'_>, text: Range<usize>) -> bool {
        let begin = page.text[..text.start].rfind('\n').map_or(0, |at| at + 1);
        let last = self.levels.last().filter(|last| text.start - begin > last.indent).map(|last| last.at.clone());
        last.is_some_and(|last| self.say_more(page, &last, text))
    }

    fn say_more(&mut self, page: &Page<'_>, at: &At, text: Range<usize>) -> bool {
        self.find(at).map(|member| entry::detail(page, member, text)).is_some()
    }

    /// The member at a place.
    fn find(&mut self, at: &At) -> Option<&mut Member> {
        let (first, below) = at.path.split_first()?;
        let named = |member: &&mut Member| member.name.text == *first;
        let mut member = match at.list {
            List::Parameters => self.operation.parameters.iter_mut().rev().map(|(_, member)| member).find(named),
            List::Query => self.query.iter_mut().rev().find(named),
            List::Body => self.body.members.iter_mut().rev().find(named),
            List::Answer => self.answer().listing.members.iter_mut().rev().find(named),
        }?;
        for name in below {
            member = member.members.iter_mut().rev().find(|inner| inner.name.text == *name)?;
        }
        Some(member)
    }

    /// Adds a member to the list of its section, below the members that its name names: `owner.name`, `items[].id`.
    fn add(&mut self, section: Section, place: Option<Where>, mut member: Member) -> At {
        let is_in_path = path_parameters(&self.operation.path.text).contains(&member.name.text.as_str());
        let has_body = matches!(self.operation.method.text.as_str(), "post" | "put" | "patch");
        member.is_required |= self.lists_required && section != Section::Answer;
        if place == Some(Where::Body) && section != Section::Answer {
            let inner = member.name.text.strip_prefix(BELOW).map(|name| name.trim_start().to_owned());
            if let Some(inner) = inner.filter(|_| self.body.whole.is_some()) {
                member.name.text = inner;
            }
            return At { list: List::Body, path: nest(&mut self.body.members, member) };
        }
        let place = match (place, section) {
            (Some(Where::Parameter(place)), _) => Some(place),
            (None, Section::Address) if !is_in_path && !has_body => Some(Place::Query),
            (None, Section::Path | Section::Address) => Some(Place::Path),
            (None, Section::Headers) => Some(Place::Header),
            (None, Section::Parameters) if is_in_path => Some(Place::Path),
            (None, Section::Parameters) if !has_body => Some(Place::Query),
            _ => None,
        };
        let path = vec![member.name.text.clone()];
        match place {
            // Whether a list of the query is one is decided when the example is known.
            Some(Place::Query) if section == Section::Query => {
                self.query.push(member);
                At { list: List::Query, path }
            }
            Some(place) => {
                self.operation.parameters.push((place, member));
                At { list: List::Parameters, path }
            }
            None if section == Section::Query => At { list: List::Query, path: nest(&mut self.query, member) },
            None if section == Section::Answer => {
                At { list: List::Answer, path: nest(&mut self.answer().listing.members, member) }
            }
            None => At { list: List::Body, path: nest(&mut self.body.members, member) },
        }
    }

    /// A table of members.
    pub(super) fn table(
        &mut self,
        page: &Page<'_>,
        section: Section,
        columns: &Columns,
        table: &Table,
        lead: &[Range<usize>],
        diagnostics: &mut Diagnostics,
    ) {
        self.levels.clear();
        let inside = self.inside(page, section, lead);
        if let Some(Inside::Unknown(at)) = &inside {
            let found = columns.unplaced(page, table, &self.operation.subject());
            diagnostics.push(found.label(page.span(at.clone()), "this is said of them"));
            return;
        }
        let holder = lead.iter().rev().find_map(|range| holder(page, range.clone())).filter(|_| inside.is_none());
        match (section, holder) {
            (Section::Answer, Some(holder)) => self.answer().listing.holder = Some(holder),
            (Section::Body, Some(holder)) => self.body.holder = Some(holder),
            _ => {}
        }
        let rest: Vec<Range<usize>> = lead
            .iter()
            .filter(|range| super::section::cue(&page.slice((*range).clone()).to_lowercase()).is_none())
            .cloned()
            .collect();
        let rest = rest.into_iter().filter(|range| inside.is_none() && self::holder(page, range.clone()).is_none());
        crate::describe::reading::unread(page, rest, diagnostics);
        for (number, row) in table.rows.iter().enumerate() {
            let Some((place, member)) = columns.member(page, table, row, diagnostics) else { continue };
            let holds_next = table.rows.get(number + 1).is_some_and(|row| columns.stands_below(page, row));
            let is_whole = place == Some(Where::Body)
                && section != Section::Answer
                && !member.name.text.starts_with(BELOW)
                && (holds_next || member.name.text.eq_ignore_ascii_case("body"));
            match &inside {
                _ if is_whole => self.body.whole = Some(member),
                Some(Inside::Of(at)) => match self.find(at) {
                    Some(holder) => drop(nest(&mut holder.members, member)),
                    None => drop(self.add(section, place, member)),
                },
                _ => drop(self.add(section, place, member)),
            }
        }
    }

    /// What a text says about a table that stands below another one of the same part: which member has its members.
    fn inside(&self, page: &Page<'_>, section: Section, lead: &[Range<usize>]) -> Option<Inside> {
        let lists: [(List, Vec<&str>); 4] = [
            (List::Parameters, self.operation.parameters.iter().map(|(_, member)| member.name.text.as_str()).collect()),
            (List::Query, names(&self.query)),
            (List::Body, names(&self.body.members)),
            (List::Answer, self.answers.get(self.answer).map_or(Vec::new(), |answer| names(&answer.listing.members))),
        ];
        let is_own = |list: List| match section {
            Section::Answer => matches!(list, List::Answer),
            Section::Query => matches!(list, List::Query),
            Section::Body => matches!(list, List::Body),
            Section::Parameters => matches!(list, List::Parameters | List::Body),
            _ => false,
        };
        let own: Vec<_> = lists.into_iter().filter(|(list, names)| is_own(*list) && !names.is_empty()).collect();
        for range in lead.iter().rev().filter(|_| !own.is_empty()) {
            let text = page.slice(range.clone());
            let marked = || text.split('`').skip(1).step_by(2);
            let mut found = own.iter().flat_map(|(list, names)| {
                marked().filter(|name| names.contains(name)).map(|name| At { list: *list, path: vec![name.to_owned()] })
            });
            match (found.next(), found.next()) {
                (Some(at), None) => return Some(Inside::Of(at)),
                (None, _) if !says_what_things_have(text) => {}
                _ => return Some(Inside::Unknown(range.clone())),
            }
        }
        None
    }

    /// A table of the values that members can have; `false` for any other table.
    pub(super) fn values(&mut self, page: &Page<'_>, table: &Table) -> bool {
        let words: Vec<String> = table.headings.iter().map(|cell| cell.text(page).to_lowercase()).collect();
        let is_of_values = matches!(words.as_slice(), [name, value] if matches!(name.as_str(), "property" | "parameter" | "field") && value == "value");
        if !is_of_values {
            return false;
        }
        let rows = table.rows.iter().filter_map(|row| Some((row.first()?.text(page), row.get(1)?)));
        let rows: Vec<_> =
            rows.map(|(name, value)| (name.trim_start_matches([BELOW, ' ']).to_owned(), value)).collect();
        let mut roots: Vec<&mut Member> = self.operation.parameters.iter_mut().map(|(_, member)| member).collect();
        roots.extend(self.query.iter_mut().chain(&mut self.body.members));
        roots.extend(self.answers.iter_mut().flat_map(|answer| &mut answer.listing.members));
        let counts: Vec<usize> =
            rows.iter().map(|(name, _)| roots.iter().map(|root| count_named(root, name)).sum()).collect();
        if rows.len() < table.rows.len() || counts.iter().any(|count| *count != 1) {
            return false;
        }
        for (name, value) in &rows {
            let value = Text::new(value.text(page).trim_matches('`'), page.span(value.range()));
            roots.iter_mut().for_each(|root| give_value(root, name, &value));
        }
        true
    }

    /// A table of statuses and their meanings.
    pub(super) fn statuses(&mut self, page: &Page<'_>, table: &Table) -> bool {
        let words: Vec<String> = table.headings.iter().map(|cell| cell.text(page).to_lowercase()).collect();
        let is_first =
            |word: &String| ["status", "code", "status code", "http status", "http code"].contains(&word.as_str());
        if !words.first().is_some_and(is_first) {
            return false;
        }
        let is_status = |row: &Vec<crate::describe::reading::table::Cell>| {
            let cell = row.first()?;
            let text = cell.text(page);
            let found = status(&text)?;
            (text.trim_matches('`').len() == 3).then(|| Text::new(found, page.span(cell.range())))
        };
        let found: Vec<Option<Text>> = table.rows.iter().map(is_status).collect();
        if found.iter().any(Option::is_none) {
            return false;
        }
        let types = words.iter().position(|word| word == "schema");
        for (status, row) in found.into_iter().zip(&table.rows) {
            let schema =
                types.and_then(|at| row.get(at)).map(|cell| Text::new(cell.text(page), page.span(cell.range())));
            let schema = schema.filter(|schema| !matches!(schema.text.to_lowercase().as_str(), "" | "none"));
            let cells = row.iter().enumerate().skip(1).filter(|(at, _)| Some(*at) != types).map(|(_, cell)| cell);
            let text = cells.clone().map(|cell| cell.text(page));
            let text: Vec<String> = text.filter(|text| !matches!(text.as_str(), "" | "none" | "None")).collect();
            let place = cells.clone().next().map_or(0..0, crate::describe::reading::table::Cell::range);
            let description = (!text.is_empty()).then(|| Text::new(text.join(". "), page.span(place)));
            let key = |status: &Option<Text>| status.as_ref().map(|status| status.text.clone());
            match self.answers.iter_mut().find(|answer| key(&answer.status) == key(&status)) {
                Some(answer) => {
                    answer.description = answer.description.take().or(description);
                    answer.schema = schema;
                }
                None => self.answers.push(AnswerDraft { status, description, schema, listing: Listing::default() }),
            }
        }
        true
    }

    pub(super) fn example(&mut self, cue: Cue, example: Node) {
        let place = match cue {
            Cue::Request => &mut self.body.example,
            Cue::Answer => &mut self.answer().listing.example,
        };
        place.get_or_insert(example);
    }

    /// The operation, after deciding what only the whole page tells.
    pub(super) fn finish(mut self, diagnostics: &mut Diagnostics) -> Operation {
        self.place_query(diagnostics);
        let media_type = self.media_type.clone();
        let span = self.operation.method.span;
        let has_body = !self.body.members.is_empty()
            || self.body.whole.is_some()
            || self.body.example.is_some() && self.operation.method.text != "get";
        if has_body {
            let body = std::mem::take(&mut self.body);
            self.operation.body = Some(body.body(media_type, span, &self.operation.subject(), diagnostics));
        }
        let subject = self.operation.subject();
        for answer in self.answers {
            let is_described = !answer.listing.members.is_empty() || answer.listing.example.is_some();
            let body = is_described.then(|| {
                answer.listing.body(
                    None,
                    answer.status.as_ref().map_or(span, |status| status.span),
                    &subject,
                    diagnostics,
                )
            });
            let body = body.or_else(|| open(answer.schema.as_ref()?, &subject, diagnostics));
            if answer.status.is_some() || body.is_some() {
                self.operation.answers.push(Answer { status: answer.status, description: answer.description, body });
            }
        }
        self.operation
    }

    /// Members below "Query Parameters" are those of the query, unless the example sends them in the body.
    fn place_query(&mut self, diagnostics: &mut Diagnostics) {
        for name in query_names(&self.address) {
            let is_this = |member: &Member| member.name.text == name;
            let is_known = self.operation.parameters.iter().any(|(_, member)| is_this(member))
                || self.query.iter().chain(&self.body.members).any(is_this);
            if !is_known {
                let member = Member::named(Text::new(name, self.operation.path.span));
                self.operation.parameters.push((Place::Query, member));
            }
        }
        let query = std::mem::take(&mut self.query);
        let has_body = matches!(self.operation.method.text.as_str(), "post" | "put" | "patch");
        let shown = self.body.example.as_ref().filter(|_| has_body);
        let sent =
            query.iter().filter(|member| shown.is_some_and(|shown| shown.get(&member.name.text).is_some())).count();
        if sent * 2 > query.len()
            && let Some(first) = query.first()
        {
            let message = "these are called parameters of the query, but the example sends them in the body; they were taken for members of the body";
            let help = "if they belong to the query, say so with an overlay";
            diagnostics.push(
                Diagnostic::warning(Code::PageInconsistent, message)
                    .at(first.name.span)
                    .help(help)
                    .subject(self.operation.subject()),
            );
            for member in query {
                nest(&mut self.body.members, member);
            }
        } else {
            self.operation.parameters.extend(query.into_iter().map(|member| (Place::Query, member)));
        }
        // A variable of the path is sent in the path, whatever the heading of its list is.
        let in_path: Vec<String> = path_parameters(&self.operation.path.text).into_iter().map(str::to_owned).collect();
        for name in in_path {
            let is_this = |(_, member): &&mut (Place, Member)| member.name.text == name;
            let mut described: Vec<_> = self.operation.parameters.iter_mut().filter(is_this).collect();
            if let [(place @ Place::Query, _)] = described.as_mut_slice() {
                *place = Place::Path;
            }
        }
    }
}

/// Whether a table lists answers with their types, as converters of OpenAPI documents write it.
pub(super) fn lists_answers(page: &Page<'_>, table: &Table) -> bool {
    let words: Vec<String> = table.headings.iter().map(|cell| cell.text(page).to_lowercase()).collect();
    words.first().is_some_and(|word| word == "status") && words.contains(&"schema".to_owned())
}

/// What a text between two tables says about the second one.
enum Inside {
    /// It has the members of this member.
    Of(At),
    /// It has those of something that is not named as a member; the text says so.
    Unknown(Range<usize>),
}

/// Whether a text says that something has what is listed below: "each record contains the following".
fn says_what_things_have(text: &str) -> bool {
    let words = text.to_lowercase();
    let begins = ["each ", "every ", "a ", "an ", "the "].iter().any(|start| words.starts_with(start));
    let is_of_one = ["each ", "every "].iter().any(|start| words.starts_with(start))
        || ["object", "record", "item", "entry", "element", "structure"].iter().any(|thing| words.contains(thing));
    begins
        && is_of_one
        && [" contain", " has ", " have ", " consist", " include"].iter().any(|verb| words.contains(verb))
}

fn names(members: &[Member]) -> Vec<&str> {
    members.iter().map(|member| member.name.text.as_str()).collect()
}

fn count_named(member: &Member, name: &str) -> usize {
    usize::from(member.name.text == name) + member.members.iter().map(|inner| count_named(inner, name)).sum::<usize>()
}

fn give_value(member: &mut Member, name: &str, value: &Text) {
    if member.name.text == name {
        member.values.push(value.clone());
    }
    member.members.iter_mut().for_each(|inner| give_value(inner, name, value));
}

/// The body of an answer of which a table names the type, and nothing describes it.
fn open(schema: &Text, subject: &str, diagnostics: &mut Diagnostics) -> Option<Body> {
    let message =
        format!("the type of this answer, `{}`, is not described here, so any value is accepted", schema.text);
    let help = "add its members with an overlay";
    diagnostics.push(Diagnostic::warning(Code::TextUnread, message).at(schema.span).subject(subject).help(help));
    Some(Body { media_type: Text::new("application/json", schema.span), shape: Shape::Open, example: None })
}

impl Listing {
    fn body(self, media_type: Option<Text>, span: Span, subject: &str, diagnostics: &mut Diagnostics) -> Body {
        let media_type = media_type.unwrap_or_else(|| Text::new("application/json", span));
        let shape = match (self.members.is_empty(), &self.example) {
            (true, Some(example)) => Shape::Shown(vec![example.clone()]),
            (true, None) => Shape::Open,
            (false, example) => {
                let is_list = example.as_ref().is_some_and(|example| example.as_array().is_some())
                    || self.whole.as_ref().is_some_and(|whole| whole.stated.kind == Some(Kind::Array));
                let holders = match (self.holder, example) {
                    (Some(holder), _) => vec![holder],
                    (None, Some(example)) => holders_of(&self.members, example),
                    (None, None) => Vec::new(),
                };
                let members = held(self.members, &holders, example.as_ref());
                tell_shown_only(&members, example.as_ref(), subject, diagnostics);
                tell_dotted(&members, example.as_ref(), subject, diagnostics);
                Shape::Members { members, is_list }
            }
        };
        Body { media_type, shape, example: self.example }
    }
}

/// The members that hold the listed ones, outermost first, where the example has those inside of one object alone.
fn holders_of(members: &[Member], example: &Node) -> Vec<Text> {
    let first = |member: &Member| member.name.text.split(['.', '[']).next().unwrap_or_default().to_owned();
    let names: Vec<String> = members.iter().map(first).collect();
    let mut found: Vec<Vec<Text>> = Vec::new();
    let mut open: Vec<(Vec<Text>, &Node)> = vec![(Vec::new(), example)];
    while let Some((path, node)) = open.pop() {
        let Some(object) = node.as_object() else { continue };
        let known = names.iter().filter(|name| object.contains_key(name.as_str())).count();
        if path.is_empty() && known > 0 {
            return Vec::new();
        }
        if known > 0 && known * 2 >= names.len() {
            found.push(path.clone());
        }
        for (name, inner) in object {
            let inner = inner.as_array().map_or(Some(inner), |items| items.first());
            let below = path.iter().cloned().chain([Text::new(name, node.span)]).collect();
            open.extend(inner.map(|inner| (below, inner)));
        }
    }
    match found.as_slice() {
        [only] => only.clone(),
        _ => Vec::new(),
    }
}

/// The members below those that hold them; what else the example shows beside them is known from there alone.
fn held(members: Vec<Member>, holders: &[Text], example: Option<&Node>) -> Vec<Member> {
    let Some((holder, inner)) = holders.split_first() else { return members };
    let mut all: Vec<Member> = Vec::new();
    for (name, node) in
        example.and_then(Node::as_object).into_iter().flatten().filter(|(name, _)| **name != holder.text)
    {
        let shown = Member::named(Text::new(name, node.label_span()));
        all.push(Member { is_shown_only: true, ..shown });
    }
    let mut member = Member::named(holder.clone());
    let held_by = example.and_then(|example| example.get(&holder.text));
    let items = held_by.and_then(Node::as_array);
    member.stated.kind = items.is_some().then_some(Kind::Array);
    member.members = held(members, inner, items.map_or(held_by, |items| items.first()));
    all.push(member);
    all
}

/// Reports members that only the example has, on every level.
fn tell_shown_only(members: &[Member], example: Option<&Node>, subject: &str, diagnostics: &mut Diagnostics) {
    let example = example.and_then(|example| example.as_array().map_or(Some(example), |items| items.first()));
    for (name, node) in example.and_then(Node::as_object).into_iter().flatten() {
        if let Some(member) = members.iter().find(|member| member.name.text == *name) {
            if !member.is_shown_only {
                tell_shown_only(&member.members, Some(node), subject, diagnostics);
            }
            continue;
        }
        let message = format!("the example has a member `{name}` that is not described");
        let help = "it was not added, since one value shows no type: add it with an overlay if it exists";
        diagnostics.push(
            Diagnostic::warning(Code::PageInconsistent, message).at(node.label_span()).subject(subject).help(help),
        );
    }
}

/// Reports names with dots or brackets that no member above explains, and no example shows.
fn tell_dotted(members: &[Member], example: Option<&Node>, subject: &str, diagnostics: &mut Diagnostics) {
    for member in members {
        let name = &member.name.text;
        let is_shown = example.is_some_and(|example| example.get(name).is_some());
        if is_shown || !name.contains(['.', '[']) {
            continue;
        }
        let message = format!("no member above holds `{name}`, which was read as a name with all of its signs");
        let help = "if it stands inside of an object or a list, say so with an overlay";
        let found = Diagnostic::warning(Code::PageInconsistent, message).at(member.name.span);
        diagnostics.push(found.subject(subject).help(help));
    }
}

/// The member in "the `data` parameter is as follows".
fn holder(page: &Page<'_>, range: Range<usize>) -> Option<Text> {
    let text = page.slice(range.clone());
    let end =
        [" parameter is as follows", " field is as follows", " object is as follows", " parameters are as follows"]
            .iter()
            .find_map(|words| text.find(words))?;
    let before = text[..end].trim_end_matches(['`', '*']);
    let start = before.rfind(|c: char| !c.is_alphanumeric() && c != '_').map_or(0, |at| at + 1);
    let name = &before[start..];
    let is_name = !name.is_empty() && !["the", "following"].contains(&name.to_lowercase().as_str());
    is_name.then(|| Text::new(name, page.span(range.start + start..range.start + start + name.len())))
}
