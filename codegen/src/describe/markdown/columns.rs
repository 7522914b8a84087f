//! What the columns of a table of members say, and its rows as members.

use crate::describe::facts::{Member, Place, Text, add_line};
use crate::describe::reading::Page;
use crate::describe::reading::stated::Stated;
use crate::describe::reading::table::{Cell, Table};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};

/// Where a member is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Where {
    Parameter(Place),
    Body,
}

/// Which column says what.
#[derive(Debug)]
pub(super) struct Columns {
    name: usize,
    kind: Option<usize>,
    required: Option<usize>,
    place: Option<usize>,
    values: Option<usize>,
    /// Columns whose text belongs to the description, with what heads them (nothing for the description itself).
    described: Vec<(usize, Option<String>)>,
}

/// What stands before the name of a member inside of the one above, once for each level.
pub(super) const BELOW: char = '\u{bb}';

const NAMES: &[&str] = &[
    "name",
    "parameter",
    "parameters",
    "param",
    "field",
    "key",
    "property",
    "attribute",
    "argument",
    "header",
    "member",
    "parameter name",
    "field name",
];
/// Words behind a name that say something of the member.
const MARKS: &[&str] = &[
    "required",
    "optional",
    "deprecated",
    "nullable",
    "mandatory",
    "or",
    "array",
    "object",
    "string",
    "integer",
    "number",
    "boolean",
];
const KINDS: &[&str] = &["type", "data type", "datatype", "value type", "format"];
const REQUIRED: &[&str] =
    &["required", "required?", "mandatory", "presence", "optional", "req", "required/optional", "is required"];
const PLACES: &[&str] = &["in", "location", "where", "parameter type", "param type"];
const VALUES: &[&str] = &["values", "allowed values", "possible values", "enum", "options"];
const DESCRIPTIONS: &[&str] = &[
    "description",
    "desc",
    "meaning",
    "notes",
    "note",
    "remarks",
    "remark",
    "details",
    "comment",
    "comments",
    "explanation",
];

impl Columns {
    /// The columns of a table; `None` for a table of something else.
    pub(super) fn of(page: &Page<'_>, table: &Table) -> Option<Self> {
        let words: Vec<String> =
            table.headings.iter().map(|cell| cell.text(page).trim_matches(['`', '*', ' ']).to_lowercase()).collect();
        let find = |known: &[&str]| words.iter().position(|word| known.contains(&word.as_str()));
        let name = find(NAMES)?;
        let kind = find(KINDS);
        let description = find(DESCRIPTIONS);
        if kind.is_none() && (description.is_none() || words[name] == "header") {
            return None;
        }
        let (required, place, values) = (find(REQUIRED), find(PLACES), find(VALUES));
        let used = [Some(name), kind, required, place, values];
        let rest = (0..words.len()).filter(|at| !used.contains(&Some(*at)));
        let described = rest.map(|at| (at, (Some(at) != description).then(|| table.headings[at].text(page)))).collect();
        Some(Self { name, kind, required, place, values, described })
    }

    /// Whether a column says what has to be sent.
    pub(super) fn states_requiredness(&self) -> bool {
        self.required.is_some()
    }

    /// The member of a row, with its place where a column states it; `None` after reporting a row without a name.
    pub(super) fn member(
        &self,
        page: &Page<'_>,
        table: &Table,
        row: &[Cell],
        diagnostics: &mut Diagnostics,
    ) -> Option<(Option<Where>, Member)> {
        let cell = row.get(self.name)?;
        let printed = cell.text(page);
        // A break of the line ends the name.
        let printed = printed.replace("<br>", " ").replace("<br/>", " ").replace("<br />", " ");
        let name =
            printed.trim_start_matches("&nbsp;").trim_matches(['`', '*', '"', ' ', '\\', '~']).replace("\\_", "_");
        let words = name.trim_start_matches([BELOW, ' ']).split_whitespace().next().unwrap_or_default();
        let words = words.trim_end_matches(['`', '*']);
        if words.is_empty() || !words.chars().any(char::is_alphanumeric) {
            let message = "this row has no name";
            let help = "correct the table on the page, or add the member with an overlay";
            let place = row.iter().map(Cell::range).reduce(|first, last| first.start..last.end.max(first.end));
            let diagnostic =
                Diagnostic::warning(Code::TextUnread, message).at(page.span(place.unwrap_or(table.range.clone())));
            diagnostics.push(diagnostic.help(help));
            return None;
        }
        if let Some(message) = self.no_member(page, row, &name, words) {
            let help = "if it is a member, write its name as it is sent, or add it with an overlay";
            diagnostics.push(Diagnostic::warning(Code::TextUnread, message).at(page.span(cell.range())).help(help));
            return None;
        }
        let mut member = Member::named(Text::new(
            if name.starts_with(BELOW) { name.as_str() } else { words },
            page.span(cell.range()),
        ));
        let extra = name.strip_prefix(words).map(str::trim).filter(|rest| !rest.is_empty() && !name.starts_with(BELOW));
        if let Some(kind) = self.kind.and_then(|at| row.get(at)) {
            member.stated = kind_of(&kind.text(page));
            member.kind_span = page.span(kind.range());
            let values = values_of(&kind.text(page)).into_iter().flatten();
            member.values = values.map(|value| Text::new(value, page.span(kind.range()))).collect();
        }
        self.requiredness(page, table, row, extra, &mut member);
        // What is struck out is there, and not to be used any more.
        member.stated.is_deprecated |= printed.trim_start_matches(['`', '*', ' ']).starts_with("~~");
        if let Some(values) = self.values.and_then(|at| row.get(at)) {
            let listed = listed(&values.text(page)).unwrap_or_default();
            let listed = listed.into_iter().map(|value| Text::new(value, page.span(values.range())));
            member.values.extend(listed);
        }
        member.description = described(&self.described, page, row);
        if let (Some(at), true) = (self.values, member.values.is_empty()) {
            let said = described(&[(at, Some(table.headings[at].text(page)))], page, row);
            said.into_iter().for_each(|said| add_line(&mut member.description, said));
        }
        let place = self.place.and_then(|at| row.get(at)).and_then(|cell| place(&cell.text(page)));
        Some((place, member))
    }

    /// The problem of a table of which nothing says where its members stand.
    pub(super) fn unplaced(&self, page: &Page<'_>, table: &Table, subject: &str) -> Diagnostic {
        let names = table.rows.iter().filter_map(|row| self.member(page, table, row, &mut Diagnostics::new()));
        let names: Vec<String> = names.map(|(_, member)| member.name.text).collect();
        let names = crate::text::nearest::quoted(names.iter().map(String::as_str));
        let message = format!("nothing says which member holds those of this table: {names}");
        let help = "they were not read; say with an overlay where they stand";
        Diagnostic::warning(Code::TextUnread, message).at(page.span(table.range.clone())).subject(subject).help(help)
    }

    /// Whether a row stands inside of the member above it.
    pub(super) fn stands_below(&self, page: &Page<'_>, row: &[Cell]) -> bool {
        row.get(self.name).is_some_and(|cell| cell.text(page).trim_start_matches(['`', '*']).starts_with(BELOW))
    }

    /// Why a row describes no member: it is a heading between rows, or its name is several words.
    fn no_member(&self, page: &Page<'_>, row: &[Cell], name: &str, first: &str) -> Option<String> {
        let rest = name.strip_prefix(first)?.trim();
        let is_prose = rest
            .split(' ')
            .all(|word| word.chars().all(char::is_alphabetic) && !MARKS.contains(&word.to_lowercase().as_str()));
        if rest.is_empty() || !is_prose || name.starts_with(BELOW) {
            return None;
        }
        let is_alone = row.iter().enumerate().all(|(at, cell)| at == self.name || cell.text(page).is_empty());
        Some(if is_alone {
            format!("`{name}` stands alone in its row, so it was taken for a heading of the rows below")
        } else {
            format!("`{name}` is not the name of a member, so this row is not read")
        })
    }

    fn requiredness(&self, page: &Page<'_>, table: &Table, row: &[Cell], extra: Option<&str>, member: &mut Member) {
        let said = self.required.and_then(|at| Some((at, row.get(at)?.text(page).to_lowercase())));
        let yes = |word: &str| {
            ["y", "yes", "true", "required", "m", "mandatory", "\u{2713}", "\u{2714}", "\u{2705}", "x", "always", "1"]
                .contains(&word.trim_matches(['`', '*', ' ', '(', ')']))
        };
        let no = |word: &str| {
            ["n", "no", "false", "optional", "o", "0", "-", "\u{2013}", "\u{2014}", "\u{2717}", "\u{2718}", "\u{274c}"]
                .contains(&word.trim_matches(['`', '*', ' ', '(', ')']))
        };
        member.is_required = match &said {
            Some((at, word)) if table.headings[*at].text(page).to_lowercase() == "optional" => {
                no(word) && !word.contains("optional")
            }
            Some((_, word)) => yes(word),
            None => member.stated.is_required,
        };
        member.is_required |= extra.is_some_and(|extra| {
            ["(required)", "*", "required", "**required**"].contains(&extra.to_lowercase().as_str())
        });
        // A word that is neither yes nor no is a condition.
        if let Some((at, word)) = said.filter(|(_, word)| !word.is_empty() && !yes(word) && !no(word)) {
            member.stated.unread.push(format!("{}: {word}", table.headings[at].text(page)));
        }
    }
}

/// The text of columns, each with what heads it.
fn described(columns: &[(usize, Option<String>)], page: &Page<'_>, row: &[Cell]) -> Option<Text> {
    let mut parts = Vec::new();
    let mut place = None;
    for (at, heading) in columns {
        let Some(cell) = row.get(*at) else { continue };
        let text = cell.text(page);
        if text.is_empty() || matches!(text.as_str(), "-" | "none" | "None" | "N/A" | "n/a") {
            continue;
        }
        place.get_or_insert_with(|| cell.range());
        parts.push(heading.as_ref().map_or(text.clone(), |heading| format!("{heading}: {text}")));
    }
    place.map(|range| Text::new(parts.join("\n"), page.span(range)))
}

/// Where a word in a column or an entry says that a member is sent.
pub(super) fn place(word: &str) -> Option<Where> {
    let word = word.to_lowercase();
    let word = word.trim_matches('`');
    match word.strip_prefix("in ").unwrap_or(word) {
        "path" | "url" | "uri" => Some(Where::Parameter(Place::Path)),
        "query" | "query string" | "querystring" => Some(Where::Parameter(Place::Query)),
        "header" | "headers" => Some(Where::Parameter(Place::Header)),
        "cookie" => Some(Where::Parameter(Place::Cookie)),
        "body" | "request body" | "json body" => Some(Where::Body),
        _ => None,
    }
}

/// A type in words; `string(uuid)` names a format as well.
pub(super) fn kind_of(words: &str) -> Stated {
    let words = words.trim_matches(['`', '*', ' ']).replace(['\u{a0}'], " ").replace('`', "");
    let (head, inner) = match words.split_once(['(', '<']) {
        Some((head, inner)) => (head.trim(), inner.trim_end_matches([')', '>', ' '])),
        None => (words.as_str(), ""),
    };
    let lower = head.to_lowercase();
    match (lower.as_str(), inner) {
        (_, "") => Stated::read(&words),
        ("enum" | "string enum" | "enum string", _) if values_of(&words).is_some() => Stated::read("enum"),
        ("array" | "list", items) => Stated::read(&format!("array of {items}")),
        // A length or a size says nothing about the kind.
        (head, format) => Stated::read(&format!("{head}, {format}")),
    }
}

/// The values behind the word for an enumeration: `enum (calm, wild)`.
pub(super) fn values_of(words: &str) -> Option<Vec<String>> {
    let (head, inner) = words.split_once(['(', '<', ':'])?;
    let head = head.trim_matches(['`', '*', ' ']).to_lowercase();
    let is_enum = ["enum", "string enum", "enum string"].contains(&head.as_str());
    let values = listed(inner.trim_end_matches([')', '>', ' ']))?;
    (is_enum && values != ["string"]).then_some(values)
}

/// The values in a text, marked as code or apart by commas; `None` where it is something else.
pub(super) fn listed(text: &str) -> Option<Vec<String>> {
    let marked: Vec<String> =
        text.split('`').skip(1).step_by(2).map(|value| value.trim_matches('"').to_owned()).collect();
    let values = if marked.is_empty() {
        text.split([',', '|']).map(|value| value.trim().trim_matches(['"', '\'']).to_owned()).collect()
    } else {
        marked
    };
    let mut found: Vec<String> = Vec::new();
    for value in values.into_iter().filter(|value| !value.is_empty()) {
        if value.contains(' ') || value.contains("...") {
            return None;
        }
        if !found.contains(&value) {
            found.push(value);
        }
    }
    (!found.is_empty() && found != ["-"]).then_some(found)
}
