//! The layout of `index.md`: all operations of one resource and its models, members as bullets in backticks.
//!
//! Copies exist whose line breaks were turned into blanks; then the indentation is lost and the counts alone nest,
//! so nothing here looks for the beginning of a line there. What stands in a section is left to `bullets`.

use super::bullets::{self, begins_word, prose};
use super::curl;
use super::lines;
use super::page::{End, File, Lines, Page, Reading, Section, SectionKind, Text};
use super::text_page::{keys, template_names, unread};
use crate::describe::reading::http::SMALL_METHODS;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{FileId, SourceFiles, Span, read_json_prefix};
use std::collections::BTreeSet;
use std::ops::Range;

const FENCE: &str = "```";
/// How far before its method a title may begin; what is longer is prose.
const MAX_TITLE: usize = 400;
/// The heading above the models of a resource.
const MODELS: &str = "## Domain Types";

/// Whether a text is such a file: a heading followed by a method in bold and a path in backticks, or one of models.
pub(super) fn recognises(text: &str) -> bool {
    !titles(text).is_empty() || lines::split(text).iter().any(|line| line.text == MODELS)
}

/// Reads the layout of a file.
pub(super) fn read(files: &SourceFiles, file: FileId, diagnostics: &mut Diagnostics) -> File {
    let text = files[file].text();
    let (fences, open) = fences(text);
    let mut layout = Layout { files, file, text, fences, open, diagnostics };
    let blocks = layout.blocks();
    let mut found = File::default();
    layout.resource_heading(0..blocks.first().map_or(text.len(), |block| block.start));
    let ends: Vec<usize> = blocks.iter().skip(1).map(|block| block.start).chain([text.len()]).collect();
    for (block, end) in blocks.into_iter().zip(ends) {
        match block.kind {
            BlockKind::Operation(title) => found.operations.push(layout.operation(&title, end)),
            BlockKind::Models => found.models.extend(layout.models(block.start..end)),
            BlockKind::Resource => layout.resource_heading(block.start..end),
        }
    }
    found
}

/// `## Title **get** `/path``
struct Title {
    range: Range<usize>,
    title: Range<usize>,
    method: Range<usize>,
    path: Range<usize>,
}

fn titles(text: &str) -> Vec<Title> {
    let mut found: Vec<Title> = Vec::new();
    for (at, _) in text.match_indices("**") {
        let Some(title) = title(text, at, found.last().map_or(0, |last| last.range.end)) else { continue };
        found.push(title);
    }
    // Some write a method in capitals; where all do, the page is of another kind.
    let is_usual = |title: &Title| text.get(title.method.clone()).is_some_and(|method| SMALL_METHODS.contains(&method));
    if found.iter().any(is_usual) { found } else { Vec::new() }
}

/// The title whose bold method begins at byte `at`.
fn title(text: &str, at: usize, from: usize) -> Option<Title> {
    let rest = text.get(at + 2..)?;
    let method = SMALL_METHODS
        .into_iter()
        .find(|method| rest.split("**").next().is_some_and(|word| word.eq_ignore_ascii_case(method)))?;
    let after = rest.get(method.len()..)?.strip_prefix("**")?;
    let inner = after.trim_start().strip_prefix('`')?;
    let path = inner.split('`').next().filter(|path| path.starts_with('/') && !path.contains(char::is_whitespace))?;
    let path_start = text.len() - inner.len();
    let end = path_start + path.len() + 1;
    let mut from = from.max(at.saturating_sub(MAX_TITLE));
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let before = text.get(from..at)?;
    let heading = before.rmatch_indices("## ").map(|(mark, _)| mark).find(|mark| begins_word(before, *mark))?;
    let start = from + heading;
    Some(Title {
        range: start..end.min(text.len()),
        title: start + 3..at,
        method: at + 2..at + 2 + method.len(),
        path: path_start..path_start + path.len(),
    })
}

/// A part of a file.
struct Block {
    start: usize,
    kind: BlockKind,
}

enum BlockKind {
    Operation(Title),
    Models,
    /// The heading of a resource, and what stands below it.
    Resource,
}

/// A part of an operation and what opens it.
#[derive(Clone, Copy, PartialEq)]
enum Part {
    Intro,
    Section(SectionKind),
    Example,
    Response,
    Unknown,
}

impl Part {
    const NAMES: [(&str, Self); 7] = [
        ("Path Parameters", Self::Section(SectionKind::Path)),
        ("Query Parameters", Self::Section(SectionKind::Query)),
        ("Header Parameters", Self::Section(SectionKind::Header)),
        ("Body Parameters", Self::Section(SectionKind::Body)),
        ("Returns", Self::Section(SectionKind::Returns)),
        ("Example", Self::Example),
        ("Response", Self::Response),
    ];

    /// The part whose name a text begins with, and how long the name is.
    fn named(text: &str) -> (Self, usize) {
        let ends = |rest: &str| rest.chars().next().is_none_or(char::is_whitespace);
        let begins = |name: &str| text.get(..name.len()).is_some_and(|text| text.eq_ignore_ascii_case(name));
        let known = Self::NAMES.into_iter().find(|(name, _)| begins(name) && text.get(name.len()..).is_some_and(ends));
        known.map_or((Self::Unknown, 0), |(name, part)| (part, name.len()))
    }
}

/// The contents of the code blocks of a text, and where a block opens that never closes.
fn fences(text: &str) -> (Vec<Range<usize>>, Option<usize>) {
    let is_line =
        |at: &usize| text.get(..*at).is_some_and(|before| before.trim_end_matches([' ', '\t']).ends_with('\n'));
    // On one line a block of code may begin anywhere.
    let collapsed = bullets::is_collapsed(text, 0..text.len());
    let marks = text.match_indices(FENCE).map(|(at, _)| at).filter(|at| collapsed || is_line(at));
    let marks: Vec<usize> = marks.collect();
    let pairs = marks.chunks_exact(2);
    let open = pairs.remainder().first().copied();
    let closed = pairs.filter_map(|pair| if let [from, to] = pair { Some(from + FENCE.len()..*to) } else { None });
    (closed.collect(), open)
}

struct Layout<'t, 'd> {
    files: &'t SourceFiles,
    file: FileId,
    text: &'t str,
    /// The contents of the blocks of code, in order.
    fences: Vec<Range<usize>>,
    /// Where a block of code opens that never closes.
    open: Option<usize>,
    diagnostics: &'d mut Diagnostics,
}

impl Layout<'_, '_> {
    /// The operations, models and headings of resources, in order.
    fn blocks(&self) -> Vec<Block> {
        let titles = titles(self.text).into_iter();
        let titles = titles.map(|title| Block { start: title.range.start, kind: BlockKind::Operation(title) });
        let headings = lines::split(self.text).into_iter().filter_map(|line| {
            let kind = match line.text {
                MODELS => BlockKind::Models,
                text if text.starts_with("# ") && line.start > 0 => BlockKind::Resource,
                _ => return None,
            };
            let is_line = begins_line(self.text, line.start) && !self.is_code(line.start);
            is_line.then_some(Block { start: line.start, kind })
        });
        let mut blocks: Vec<Block> = titles.chain(headings).collect();
        blocks.sort_by_key(|block| block.start);
        let first = blocks.iter().position(|block| !matches!(block.kind, BlockKind::Resource));
        blocks.split_off(first.unwrap_or(blocks.len()))
    }

    fn is_code(&self, at: usize) -> bool {
        let next = self.fences.partition_point(|fence| fence.end <= at);
        self.fences.get(next).is_some_and(|fence| fence.contains(&at))
    }

    fn piece(&self, range: Range<usize>) -> Text {
        Text::trimmed(self.text, self.file, range)
    }

    /// The blocks of code in a range.
    fn code(&self, range: Range<usize>) -> Vec<Range<usize>> {
        let from = self.fences.partition_point(|fence| fence.start < range.start);
        let to = self.fences.partition_point(|fence| fence.start < range.end);
        self.fences.get(from..to).unwrap_or_default().to_vec()
    }

    fn operation(&mut self, title: &Title, end: usize) -> Page {
        let mut method = self.piece(title.method.clone());
        method.text.make_ascii_lowercase();
        let mut page = Page::new(self.piece(title.title.clone()), method, self.piece(title.path.clone()));
        let open = self.open.filter(|open| title.range.contains(open) || (title.range.end..end).contains(open));
        if let Some(open) = open {
            page.end = End::Cut(Span::new(self.file, open..self.text.trim_end().len().max(open)));
        }
        let mut listed: Vec<(SectionKind, Span, Range<usize>)> = Vec::new();
        let mut has_example = false;
        for (part, heading, body) in self.parts(title.range.end..open.unwrap_or(end)) {
            match part {
                Part::Intro => page.description = prose(self.text, self.file, body),
                Part::Section(kind) => match listed.iter().find(|(other, ..)| *other == kind) {
                    Some((_, first, _)) => self.doubled(kind, heading, *first, &page),
                    None => listed.push((kind, Span::new(self.file, heading), body)),
                },
                Part::Example => {
                    has_example |= !self.code(body.clone()).is_empty();
                    self.example(&mut page, body, end);
                }
                Part::Response => {
                    page.shows_answer = true;
                    self.response(&mut page, body, end);
                }
                Part::Unknown => {
                    page.has_unknown = true;
                    unread(self.diagnostics, Span::new(self.file, heading.start..body.end));
                }
            }
        }
        if !has_example && end == self.text.len() {
            let at = Span::new(self.file, end..end);
            page.end.set(if self.ends_in_a_bullet() { End::Cut(at) } else { End::Early(at) });
        }
        page.sections =
            listed.into_iter().map(|(kind, heading, body)| self.section(&page, kind, heading, body)).collect();
        page
    }

    /// Whether the text ends inside of the backticks of a bullet, or of a heading.
    fn ends_in_a_bullet(&self) -> bool {
        let last = self.text.trim_end().rsplit('\n').next().unwrap_or_default().trim();
        last.starts_with(['#', '-', '*', '+']) && (last.len() < 3 || last.matches('`').count() % 2 == 1)
            || last.starts_with('#')
    }

    /// The parts of an operation: what opens it, where its heading stands, and its body.
    fn parts(&self, range: Range<usize>) -> Vec<(Part, Range<usize>, Range<usize>)> {
        let slice = self.text.get(range.clone()).unwrap_or_default();
        let collapsed = bullets::is_collapsed(self.text, range.clone());
        let mut marks = vec![(Part::Intro, range.start..range.start)];
        for (at, _) in slice.match_indices("## ") {
            let hashes = slice.get(..at).map_or(0, |before| before.len() - before.trim_end_matches('#').len());
            let start = range.start + at - hashes;
            let begins = if collapsed { begins_word(slice, at - hashes) } else { begins_line(self.text, start) };
            if !begins || self.is_code(start) {
                continue;
            }
            let (part, length) = Part::named(slice.get(at + 3..).unwrap_or_default());
            // Of two marks are the headings of operations; copies exist whose parts have them, too.
            if hashes == 0 && (part == Part::Unknown || collapsed) {
                continue;
            }
            // What stands below an unknown heading is told once, up to the next known one.
            if part != Part::Unknown || marks.last().is_some_and(|(last, _)| *last != Part::Unknown) {
                marks.push((part, start..range.start + at + 3 + length));
            }
        }
        let ends: Vec<usize> = marks.iter().skip(1).map(|(_, heading)| heading.start).chain([range.end]).collect();
        let parts = marks.into_iter().zip(ends);
        parts.map(|((part, heading), end)| (part, heading.clone(), heading.end..end)).collect()
    }

    fn doubled(&mut self, kind: SectionKind, heading: Range<usize>, first: Span, page: &Page) {
        let message = format!("the section `{}` stands here twice, and the first one is read", kind.name());
        self.diagnostics.push(
            Diagnostic::warning(Code::PageInconsistent, message)
                .at(Span::new(self.file, heading))
                .label(first, "first here")
                .subject(page.subject())
                .help("the heading of an operation between them may be lost; capture the page again"),
        );
    }

    fn section(&self, page: &Page, kind: SectionKind, heading: Span, body: Range<usize>) -> Section {
        let end = self.piece(body.clone()).span.range().end;
        let is_collapsed = bullets::is_collapsed(self.text, body.clone());
        let lines = match is_collapsed && !bullets::is_other_bullet(self.text, body.clone()) {
            true => Lines::Collapsed(self.readings(page, kind, body)),
            false => Lines::Indented(bullets::indented(self.text, self.file, body.clone(), &self.code(body))),
        };
        let qualifier = String::new();
        Section { kind, qualifier, heading, end: Span::new(self.file, end..end), lines }
    }

    /// The ways to read a section that has lost its line breaks.
    fn readings(&self, page: &Page, kind: SectionKind, body: Range<usize>) -> Vec<Reading> {
        let (text, file) = (self.text, self.file);
        let bullets = bullets::collapsed(text, body.clone());
        let known: Option<BTreeSet<String>> = match kind {
            SectionKind::Returns => page.answer.as_ref().map(keys),
            SectionKind::Path => Some(template_names(&page.path.text)),
            // Nothing on the page lists what these sections may hold.
            _ => None,
        };
        let known = known.map(|mut names| {
            names.extend(bullets::announced_names(text, file, &bullets));
            names
        });
        let strict = known.map(|known| bullets::reading(text, file, body.clone(), &bullets, Some(&known)));
        strict.into_iter().chain([bullets::reading(text, file, body, &bullets, None)]).collect()
    }

    /// The sections of the models of a resource, one for each heading.
    fn models(&self, range: Range<usize>) -> Vec<Section> {
        let starts = lines::split(self.text.get(range.clone()).unwrap_or_default()).into_iter().filter_map(|line| {
            let start = range.start + line.start;
            let is_heading = line.text.starts_with("### ") && begins_line(self.text, start) && !self.is_code(start);
            is_heading.then_some(start..start + line.text.len())
        });
        let starts: Vec<Range<usize>> = starts.collect();
        let ends = starts.iter().skip(1).map(|next| next.start).chain([range.end]);
        let sections = starts.iter().zip(ends).map(|(heading, end)| {
            let body = heading.end..end;
            let items = bullets::indented(self.text, self.file, body.clone(), &self.code(body));
            Section {
                kind: SectionKind::Domain,
                qualifier: String::new(),
                heading: Span::new(self.file, heading.clone()),
                end: Span::new(self.file, end..end),
                lines: Lines::Indented(items),
            }
        });
        sections.collect()
    }

    fn example(&mut self, page: &mut Page, body: Range<usize>, end: usize) {
        let code = self.code(body.clone());
        let has_command =
            |fence: &&Range<usize>| self.text.get((*fence).clone()).is_some_and(|inside| inside.contains("curl "));
        let read = code.iter().find(has_command).cloned();
        match (&read, code.first()) {
            (Some(fence), _) => self.request(page, fence),
            (None, Some(other)) => self.no_command(other, page),
            (None, None) => {}
        }
        self.rest(body, &code, read.as_ref().or(code.first()), end);
    }

    fn response(&mut self, page: &mut Page, body: Range<usize>, end: usize) {
        let code = self.code(body.clone());
        match code.first() {
            Some(fence) => self.answer(page, fence),
            None if body.end == self.text.len() => page.end.set(End::Cut(Span::new(self.file, body.clone()))),
            None => {}
        }
        self.rest(body, &code, code.first(), end);
    }

    /// Tells of a sample request that is written for something else than a shell.
    fn no_command(&mut self, fence: &Range<usize>, page: &Page) {
        let language = self.text.get(fence.clone()).and_then(|inside| inside.lines().next()).unwrap_or_default();
        let message = match language.split_whitespace().next() {
            Some(language) => format!("the sample request is not a `curl` command, it is marked as `{language}`"),
            None => "the sample request is not a `curl` command".to_owned(),
        };
        self.diagnostics.push(
            Diagnostic::warning(Code::PageInconsistent, message)
                .at(Span::new(self.file, fence.clone()))
                .subject(page.subject())
                .help("the server is read from it and is left out: state it in vendor.toml, or capture the page again with its HTTP samples"),
        );
    }

    /// Tells what stands around the code blocks of a part, and the blocks that are not read; only the heading of the
    /// next resource may.
    fn rest(&mut self, body: Range<usize>, code: &[Range<usize>], read: Option<&Range<usize>>, end: usize) {
        let mut from = body.start;
        for fence in code {
            let gap = self.piece(from..fence.start.saturating_sub(FENCE.len()));
            if !gap.text.is_empty() {
                unread(self.diagnostics, gap.span);
            }
            if Some(fence) != read {
                unread(self.diagnostics, Span::new(self.file, fence.clone()));
            }
            from = fence.end + FENCE.len();
        }
        if body.end == end && end < self.text.len() {
            self.resource_heading(from..body.end);
            return;
        }
        let gap = self.piece(from..body.end);
        if !gap.text.is_empty() {
            unread(self.diagnostics, gap.span);
        }
    }

    /// Tells what stands where a file may have the heading of a resource, and nothing else.
    fn resource_heading(&mut self, range: Range<usize>) {
        let gap = self.piece(range);
        let title = gap.text.trim_start_matches('\u{feff}');
        if !title.is_empty() && (!title.starts_with("# ") || title.contains('\n')) {
            unread(self.diagnostics, gap.span);
        }
    }

    fn request(&mut self, page: &mut Page, fence: &Range<usize>) {
        let inside = self.text.get(fence.clone()).unwrap_or_default();
        let command = inside.find("curl ").map(|at| fence.start + at);
        let read = command
            .and_then(|start| Some((start, curl::read(self.files, self.file, start..fence.end, self.diagnostics)?)));
        match read {
            Some((start, (request, end))) => {
                page.request = Some(request);
                self.around(fence, start..end);
            }
            None => page.end = End::Cut(Span::new(self.file, fence.clone())),
        }
    }

    /// Tells what stands in a code block beside what was read of it, and beside the language on its first line.
    fn around(&mut self, fence: &Range<usize>, read: Range<usize>) {
        let before = self.text.get(fence.start..read.start).unwrap_or_default();
        let language = before.find(char::is_whitespace).unwrap_or(before.len());
        for gap in [fence.start + language..read.start, read.end..fence.end] {
            let gap = self.piece(gap);
            if !gap.text.is_empty() {
                unread(self.diagnostics, gap.span);
            }
        }
    }

    fn answer(&mut self, page: &mut Page, fence: &Range<usize>) {
        let inside = self.text.get(fence.clone()).unwrap_or_default();
        let mut found = Diagnostics::new();
        let start = inside.find(['{', '[']).map(|at| fence.start + at);
        let json = start.and_then(|start| Some((start, read_json_prefix(self.files, self.file, start, &mut found)?)));
        if let Some((start, (sample, end))) = json.filter(|(_, (_, end))| *end <= fence.end) {
            page.answer = Some(sample);
            return self.around(fence, start..end);
        }
        let value = self.piece(fence.clone());
        let scalar = value.text.strip_prefix("json").unwrap_or(&value.text).trim();
        match serde_json::from_str(scalar) {
            Ok(found) => page.answer = Some(crate::source::Node::from_value(found, value.span)),
            Err(_) => unread(self.diagnostics, value.span),
        }
    }
}

/// Whether a byte is the first of a line.
fn begins_line(text: &str, at: usize) -> bool {
    text.get(..at).is_some_and(|before| before.is_empty() || before.ends_with(['\n', '\u{feff}']))
}

#[cfg(test)]
mod tests {
    use super::super::{read, recognises};
    use super::*;
    use crate::text::single_line;
    use serde_json::{Value, json};

    const FILE: &str = r#"# Cats

## Find a cat

**get** `/cats/{id}`

Gives one cat.

### Path Parameters

- `id: string`

### Returns

- `cat: object { id, mood, toys, 2 more }`

  A cat. Not a member:

  - `note: string`

  - `id: string`

  - `mood: "calm" or "wild"`

    One of the following:

    - `"calm"`

    - `"wild"`

  - `toys: array of object { name, weight }`

    - `name: string`

      What it is called.

    - `weight: number`

  - `kind: "cat"`

    - `"cat"`

  - `owner: optional string or object { id }`

    - `string`

    - `UnionMember1 = object { id }`

      - `id: string`

### Example

```http
curl https://h.example/v1/cats/$ID \
    -H "Authorization: Bearer $KEY"
```

#### Response

```json
{"cat": {"id": "id", "mood": "calm", "toys": [{"name": "name", "weight": 0}], "kind": "cat", "owner": "string"}}
```
"#;

    fn document(text: &str) -> (Option<Value>, Vec<String>) {
        let mut files = SourceFiles::new();
        let file = files.add("index.md", text);
        let mut diagnostics = Diagnostics::new();
        assert!(recognises(text));
        let found = read(&files, &[file], &mut diagnostics).map(|node| node.to_value());
        (found, diagnostics.iter().map(|found| format!("{}: {}", found.code, found.message)).collect())
    }

    #[test]
    fn a_file_reads_the_same_with_and_without_its_line_breaks() {
        let (whole, problems) = document(FILE);
        assert_eq!(problems, [""; 0]);
        let whole = whole.expect("reads");
        let cat = &whole["paths"]["/cats/{id}"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]["properties"]
            ["cat"];
        assert_eq!(cat["required"], json!(["id", "mood", "toys", "kind"]));
        assert_eq!(cat["properties"]["toys"]["items"]["properties"]["name"]["description"], "What it is called.");
        assert_eq!(cat["properties"]["owner"]["oneOf"][1]["required"], json!(["id"]));
        assert_eq!(whole["servers"], json!([{"url": "https://h.example/v1"}]));

        let (flat, problems) = document(&single_line(FILE));
        // Without the indentation, nothing but the sample tells that it is none.
        let want =
            "page-inconsistent: this line looks like the member `note`, which no sample shows: it was read as text";
        assert_eq!(problems, [want]);
        let mut flat = flat.expect("reads");
        let description = |value: &mut Value| {
            value
                .pointer_mut(
                    "/paths/~1cats~1{id}/get/responses/200/content/application~1json/schema/properties/cat/description",
                )
                .map(Value::take)
        };
        assert_eq!(description(&mut flat), Some(json!("A cat. Not a member: - `note: string`")));
        let mut whole = whole;
        assert_eq!(description(&mut whole), Some(json!("A cat. Not a member:\n\n- `note: string`")));
        assert_eq!(flat, whole);
    }

    #[test]
    fn two_operations_of_one_file_share_a_document() {
        let second = FILE
            .replace("**get**", "**delete**")
            .replace("curl https", "curl -X DELETE https")
            .replace("# Cats\n\n", "");
        let (document, problems) = document(&format!("{FILE}\n# More cats\n\n{}", second.trim_start()));
        assert_eq!(problems, [""; 0]);
        let document = document.expect("reads");
        let methods: Vec<&String> = document["paths"]["/cats/{id}"].as_object().expect("an object").keys().collect();
        assert_eq!(methods, ["get", "delete"]);
    }

    #[test]
    fn samples_for_something_else_than_a_shell_are_told() {
        let more = FILE.replace("### Example\n", "### Example\n\n```python\ncats.get()\n```\n");
        let (found, problems) = document(&more);
        assert_eq!(problems, ["text-unread: no rule of this format reads this text"]);
        assert_eq!(found, document(FILE).0);
        let more =
            FILE.replace("```http\n", "```http\n# First log in.\n").replace("\n{\"cat\"", "\nHTTP 200\n{\"cat\"");
        let unread = "text-unread: no rule of this format reads this text";
        let unshown = "page-inconsistent: the page shows no sample of the answer that it lists";
        let more = more.replace("#### Response", "# More\n\n#### Response");
        assert_eq!(document(&more).1, [unread, unread, unshown]);
        let at = FILE.find("```http").expect("there");
        let (before, after) = FILE.split_at(at);
        let other = format!("{before}```python\ncats.get(){}", after.split_at(after.find("\n```").expect("there")).1);
        let want = "page-inconsistent: the sample request is not a `curl` command, it is marked as `python`";
        let server = "page-inconsistent: no sample request on these pages names the server";
        let (found, problems) = document(&other);
        assert_eq!(problems, [want, server]);
        assert_eq!(found.expect("reads").get("servers"), None);
    }

    #[test]
    fn what_is_missing_is_told() {
        let lost = FILE.replace("    - `weight: number`\n", "");
        let want = "page-inconsistent: 2 members announced, 1 found: `weight` is not listed";
        let unlisted = "page-inconsistent: the sample shows `weight`, which is not listed";
        assert_eq!(document(&lost).1, [want, unlisted]);
        let schema = |found: Option<Value>| {
            let responses = found.expect("reads")["paths"]["/cats/{id}"]["get"]["responses"].take();
            responses["200"]["content"]["application/json"]["schema"].clone()
        };
        assert_eq!(schema(document(&single_line(&lost)).0), json!({}));
        let at = FILE.find("#### Response").expect("there");
        let plain = FILE.split_at(at).0.replace("  - `note: string`\n", "");
        let want = "page-inconsistent: the page shows no sample of the answer that it lists";
        assert_eq!(document(&plain).1, [want]);
        // What stands further in than its neighbours belongs to a line that is lost.
        let from = FILE.find("- `cat: object").expect("there");
        let to = FILE.find("  - `id: string`").expect("there");
        let (_, problems) = document(&[&FILE[..from], &FILE[to..]].concat());
        assert!(problems.contains(&"text-unread: this line belongs to no member".to_owned()), "{problems:?}");
        // A page that lists all it announces, and has no samples, was read as far as it goes.
        let (listed, _) = FILE.split_at(FILE.find("### Example").expect("there"));
        let (found, problems) = document(listed);
        let server = "page-inconsistent: no sample request on these pages names the server";
        let early = "page-cut: the page ends early: its sample request is missing or incomplete";
        assert_eq!((found.is_some(), problems), (true, vec![early.to_owned(), server.to_owned()]));
        let lost = listed.replace("  - `note: string`\n", "").replace("  - `kind: \"cat\"`\n\n    - `\"cat\"`\n", "");
        assert!(document(&lost).0.is_none());
        for (cut, _) in FILE.char_indices().skip(60).filter(|(at, _)| *at + 5 < FILE.len()) {
            let (found, problems) = document(FILE.split_at(cut).0);
            assert!(!problems.is_empty(), "cut at {cut} and nothing told");
            // Behind the sample request a whole page may end, and behind members, where that is told.
            let is_told = problems.iter().any(|problem| problem.starts_with("page-cut"));
            assert!(found.is_none() || cut > at - 5 || is_told, "cut at {cut} and read");
        }
    }
}
