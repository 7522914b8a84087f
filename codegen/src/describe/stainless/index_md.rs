//! The layout of `index.md`: all operations of one resource, members as bullets in backticks.
//!
//! Copies exist whose line breaks were turned into blanks; then the indentation is lost and the counts alone nest,
//! so nothing here looks for the beginning of a line. It never looks into a section beyond telling bullets from prose.

use super::curl;
use super::lines;
use super::page::{Head, HeadName, Item, Literal, Page, Section, SectionKind, Text};
use super::text_page::{keys, template_names, unread};
use super::types::Type;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{FileId, SourceFiles, Span, read_json_prefix};
use std::collections::BTreeSet;
use std::ops::Range;

const METHODS: [&str; 8] = ["get", "post", "put", "patch", "delete", "head", "options", "trace"];
const FENCE: &str = "```";
/// How far before its method a title may begin; what is longer is prose.
const MAX_TITLE: usize = 400;
const LIST: &str = "One of the following:";

/// Whether a text is such a file: a heading followed by a method in bold and a path in backticks.
pub(super) fn recognises(text: &str) -> bool {
    !titles(text).is_empty()
}

/// Reads the layout of all operations of a file.
pub(super) fn read(files: &SourceFiles, file: FileId, diagnostics: &mut Diagnostics) -> Vec<Page> {
    let text = files[file].text();
    let titles = titles(text);
    let first = titles.first().map_or(text.len(), |title| title.range.start);
    resource_heading(text, file, 0..first, diagnostics);
    let ends = titles.iter().skip(1).map(|title| title.range.start).chain([text.len()]);
    titles.iter().zip(ends).map(|(title, end)| operation(files, file, title, end, diagnostics)).collect()
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
    found
}

/// The title whose bold method begins at byte `at`.
fn title(text: &str, at: usize, from: usize) -> Option<Title> {
    let rest = text.get(at + 2..)?;
    let method =
        METHODS.into_iter().find(|method| rest.strip_prefix(*method).is_some_and(|rest| rest.starts_with("**")))?;
    let after = rest.strip_prefix(method)?.strip_prefix("**")?;
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

/// Whether nothing but white space stands before a byte.
fn begins_word(text: &str, at: usize) -> bool {
    text.get(..at)
        .is_some_and(|before| before.chars().next_back().is_none_or(|last| last.is_whitespace() || last == '\u{feff}'))
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

fn operation(files: &SourceFiles, file: FileId, title: &Title, end: usize, diagnostics: &mut Diagnostics) -> Page {
    let text = files[file].text();
    let piece = |range: &Range<usize>| Text::trimmed(text, file, range.clone());
    let mut page = Page {
        title: piece(&title.title),
        method: piece(&title.method),
        path: piece(&title.path),
        description: None,
        sections: Vec::new(),
        has_unknown: false,
        request: None,
        answer: None,
        shows_answer: false,
        cut: None,
    };
    let (fences, open) = fences(text, title.range.end..end);
    if let Some(open) = open {
        page.cut = Some(Span::new(file, open..text.trim_end().len().max(open)));
    }
    let parts = parts(text, title.range.end..open.unwrap_or(end), &fences);
    let mut foreign = false;
    let mut bodies: Vec<(SectionKind, Span, Range<usize>)> = Vec::new();
    for (part, heading, body) in parts {
        let from = fences.partition_point(|fence| fence.start < body.start);
        let to = fences.partition_point(|fence| fence.start < body.end);
        let own = fences.get(from..to).unwrap_or_default();
        let next_is_operation = body.end == end && end < text.len();
        match part {
            Part::Intro => page.description = prose(text, file, body),
            Part::Section(kind) => {
                if let Some((_, first, _)) = bodies.iter().find(|(other, ..)| *other == kind) {
                    diagnostics.push(
                        Diagnostic::error(
                            Code::PageInconsistent,
                            format!("the section `{}` stands here twice", kind.name()),
                        )
                        .at(Span::new(file, heading))
                        .label(*first, "first here")
                        .subject(page.subject())
                        .help("the heading of an operation between them may be lost; capture the page again"),
                    );
                } else {
                    bodies.push((kind, Span::new(file, heading), body));
                }
            }
            Part::Example => {
                let has_command =
                    |fence: &&Range<usize>| text.get((*fence).clone()).is_some_and(|it| it.contains("curl "));
                let read = own.iter().find(has_command);
                match (read, own.first()) {
                    (Some(fence), _) => request(&mut page, files, file, fence, diagnostics),
                    (None, Some(other)) => {
                        foreign = true;
                        diagnostics.push(no_command(text, file, other).subject(page.subject()));
                    }
                    (None, None) => {}
                }
                rest(text, file, body, own, read.or(own.first()), next_is_operation, diagnostics);
            }
            Part::Response => {
                page.shows_answer = true;
                if let Some(fence) = own.first() {
                    answer(&mut page, files, file, fence, diagnostics);
                }
                rest(text, file, body, own, own.first(), next_is_operation, diagnostics);
            }
            Part::Unknown => {
                page.has_unknown = true;
                unread(diagnostics, Span::new(file, heading.start..body.end));
            }
        }
    }
    if page.request.is_none() && page.cut.is_none() && !foreign {
        page.cut = Some(Span::new(file, end..end));
    }
    page.sections =
        bodies.into_iter().map(|(kind, heading, body)| section(&page, text, file, kind, heading, body)).collect();
    page
}

/// The contents of the code blocks in a range, and where a block opens that never closes.
fn fences(text: &str, range: Range<usize>) -> (Vec<Range<usize>>, Option<usize>) {
    let marks = text.get(range.clone()).unwrap_or_default().match_indices(FENCE);
    let marks: Vec<usize> = marks.map(|(at, _)| range.start + at).collect();
    let pairs = marks.chunks_exact(2);
    let open = pairs.remainder().first().copied();
    let closed = pairs.filter_map(|pair| if let [from, to] = pair { Some(from + FENCE.len()..*to) } else { None });
    (closed.collect(), open)
}

/// Whether a byte lies in one of the blocks, which stand in order.
fn inside(fences: &[Range<usize>], at: usize) -> bool {
    let next = fences.partition_point(|fence| fence.end <= at);
    fences.get(next).is_some_and(|fence| fence.contains(&at))
}

/// The parts of an operation: what opens it, where its heading stands, and its body.
fn parts(text: &str, range: Range<usize>, fences: &[Range<usize>]) -> Vec<(Part, Range<usize>, Range<usize>)> {
    let slice = text.get(range.clone()).unwrap_or_default();
    let mut marks = vec![(Part::Intro, range.start..range.start)];
    for (at, _) in slice.match_indices("### ") {
        let hashes = slice.get(..at).map_or(0, |before| before.len() - before.trim_end_matches('#').len());
        let start = at - hashes;
        let absolute = range.start + at;
        if !begins_word(slice, start) || inside(fences, absolute) {
            continue;
        }
        let name = slice.get(at + 4..).unwrap_or_default();
        let known = [
            ("Path Parameters", Part::Section(SectionKind::Path)),
            ("Query Parameters", Part::Section(SectionKind::Query)),
            ("Header Parameters", Part::Section(SectionKind::Header)),
            ("Body Parameters", Part::Section(SectionKind::Body)),
            ("Returns", Part::Section(SectionKind::Returns)),
            ("Example", Part::Example),
            ("Response", Part::Response),
        ];
        let ends = |name: &str, word: &str| {
            name.strip_prefix(word).is_some_and(|rest| rest.chars().next().is_none_or(char::is_whitespace))
        };
        let (part, length) = known
            .into_iter()
            .find(|(word, _)| ends(name, word))
            .map_or((Part::Unknown, 0), |(word, part)| (part, word.len()));
        // What stands below an unknown heading is told once, up to the next known one.
        if part != Part::Unknown || marks.last().is_some_and(|(last, _)| *last != Part::Unknown) {
            marks.push((part, range.start + start..absolute + 4 + length));
        }
    }
    let ends: Vec<usize> = marks.iter().skip(1).map(|(_, heading)| heading.start).chain([range.end]).collect();
    marks
        .into_iter()
        .zip(ends)
        .map(|((part, heading), end)| {
            let body = heading.end..end;
            (part, heading, body)
        })
        .collect()
}

/// The problem of an operation whose sample request is written for something else than a shell.
fn no_command(text: &str, file: FileId, fence: &Range<usize>) -> Diagnostic {
    let language = text.get(fence.clone()).and_then(|inside| inside.lines().next()).unwrap_or_default().trim();
    let message = match language.split_whitespace().next() {
        Some(language) => format!("the sample request is no `curl` command, it is marked as `{language}`"),
        None => "the sample request is no `curl` command".to_owned(),
    };
    Diagnostic::error(Code::PageInconsistent, message)
        .at(Span::new(file, fence.clone()))
        .help("the address of the server is read from it: capture the page again with its HTTP samples")
}

/// What stands around the code blocks of a part, and the blocks that are not read; only the heading of the next
/// resource may.
fn rest(
    text: &str,
    file: FileId,
    body: Range<usize>,
    fences: &[Range<usize>],
    read: Option<&Range<usize>>,
    next_is_operation: bool,
    diagnostics: &mut Diagnostics,
) {
    let mut from = body.start;
    for fence in fences {
        let to = fence.start.saturating_sub(FENCE.len());
        let gap = Text::trimmed(text, file, from..to);
        if !gap.text.is_empty() {
            unread(diagnostics, gap.span);
        }
        if Some(fence) != read {
            unread(diagnostics, Span::new(file, fence.clone()));
        }
        from = fence.end + FENCE.len();
    }
    let gap = Text::trimmed(text, file, from..body.end);
    if next_is_operation {
        resource_heading(text, file, from..body.end, diagnostics);
    } else if !gap.text.is_empty() {
        unread(diagnostics, gap.span);
    }
}

fn resource_heading(text: &str, file: FileId, range: Range<usize>, diagnostics: &mut Diagnostics) {
    let gap = Text::trimmed(text, file, range);
    let title = gap.text.trim_start_matches('\u{feff}');
    if !title.is_empty() && (!title.starts_with("# ") || title.contains('\n')) {
        unread(diagnostics, gap.span);
    }
}

fn request(page: &mut Page, files: &SourceFiles, file: FileId, fence: &Range<usize>, diagnostics: &mut Diagnostics) {
    let text = files[file].text();
    let command = text.get(fence.clone()).and_then(|inside| inside.find("curl ")).map(|at| fence.start + at);
    let read = command.and_then(|start| Some((start, curl::read(files, file, start..fence.end, diagnostics)?)));
    let Some((start, (request, end))) = read else {
        page.cut = Some(Span::new(file, fence.clone()));
        return;
    };
    page.request = Some(request);
    around(text, file, fence, start..end, diagnostics);
}

/// Reports what stands in a code block beside what was read of it, and beside the language on its first line.
fn around(text: &str, file: FileId, fence: &Range<usize>, read: Range<usize>, diagnostics: &mut Diagnostics) {
    let language = text.get(fence.start..read.start).and_then(|before| before.find(char::is_whitespace));
    let before = fence.start + language.unwrap_or(read.start - fence.start);
    for gap in [before..read.start, read.end..fence.end] {
        let gap = Text::trimmed(text, file, gap);
        if !gap.text.is_empty() {
            unread(diagnostics, gap.span);
        }
    }
}

fn answer(page: &mut Page, files: &SourceFiles, file: FileId, fence: &Range<usize>, diagnostics: &mut Diagnostics) {
    let text = files[file].text();
    let inside = text.get(fence.clone()).unwrap_or_default();
    let Some(start) = inside.find(['{', '[']).map(|at| fence.start + at) else {
        let value = Text::trimmed(text, file, fence.clone());
        let scalar = value.text.strip_prefix("json").unwrap_or(&value.text).trim();
        match serde_json::from_str(scalar) {
            Ok(found) => page.answer = Some(crate::source::Node::from_value(found, value.span)),
            Err(_) => unread(diagnostics, value.span),
        }
        return;
    };
    if let Some((sample, end)) = read_json_prefix(files, file, start, diagnostics) {
        page.answer = Some(sample);
        around(text, file, fence, start..end, diagnostics);
    }
}

fn prose(text: &str, file: FileId, range: Range<usize>) -> Option<Text> {
    let start = range.start;
    let mut lines = lines::split(text.get(range)?);
    lines.iter_mut().for_each(|line| line.start += start);
    lines::prose(&lines, file)
}

/// A bullet and what is in its backticks.
struct Bullet {
    range: Range<usize>,
    inside: Range<usize>,
    indent: Option<usize>,
}

fn section(page: &Page, text: &str, file: FileId, kind: SectionKind, heading: Span, body: Range<usize>) -> Section {
    let bullets = bullets(text, body.clone());
    let known: Option<BTreeSet<String>> = match kind {
        SectionKind::Returns => page.answer.as_ref().map(keys),
        SectionKind::Path => Some(template_names(&page.path.text)),
        // Nothing on the page lists what these sections may hold.
        SectionKind::Query | SectionKind::Header | SectionKind::Body => None,
    };
    let known = known.map(|mut names| {
        for bullet in &bullets {
            let line = text.get(bullet.inside.clone()).unwrap_or_default();
            if let Some(head) = Head::parse(line, file, bullet.inside.start, |_| true) {
                let mut announced = Vec::new();
                head.r#type.names(&mut announced);
                names.extend(announced.into_iter().map(str::to_owned));
            }
        }
        names
    });
    let strict = known.map(|known| items(text, file, body.clone(), &bullets, Some(&known)));
    let end = bullets.last().map_or(body.end, |last| last.range.end);
    Section {
        kind,
        qualifier: String::new(),
        heading,
        end: Span::new(file, end..end),
        readings: strict.into_iter().chain([items(text, file, body, &bullets, None)]).collect(),
    }
}

fn bullets(text: &str, body: Range<usize>) -> Vec<Bullet> {
    let slice = text.get(body.clone()).unwrap_or_default();
    let collapsed = !slice.trim().contains('\n');
    let mut found: Vec<Bullet> = Vec::new();
    for (at, mark) in slice.match_indices("- `") {
        let start = body.start + at;
        if !begins_word(slice, at) || found.last().is_some_and(|last| start < last.range.end) {
            continue;
        }
        let indent = if collapsed {
            None
        } else {
            let line = slice.get(..at).and_then(|before| before.rsplit('\n').next()).unwrap_or_default();
            // Where lines are kept, a bullet begins one.
            if !line.trim().is_empty() {
                continue;
            }
            Some(line.len())
        };
        let inside_start = start + mark.len();
        let Some(length) = text.get(inside_start..body.end).and_then(|rest| rest.find('`')) else { continue };
        let inside = inside_start..inside_start + length;
        found.push(Bullet { range: start..inside.end + 1, inside, indent });
    }
    found
}

fn items(
    text: &str,
    file: FileId,
    body: Range<usize>,
    bullets: &[Bullet],
    known: Option<&BTreeSet<String>>,
) -> Vec<Item> {
    let mut items = Vec::new();
    let mut from = body.start;
    for bullet in bullets {
        let line = text.get(bullet.inside.clone()).unwrap_or_default();
        let Some(mut item) = item(line, file, bullet.inside.start, known) else { continue };
        if let Item::Head(head) = &mut item {
            head.indent = bullet.indent;
        }
        between(&mut items, text, file, from..bullet.range.start);
        items.push(item);
        from = bullet.range.end;
    }
    between(&mut items, text, file, from..body.end);
    items
}

/// The prose between two bullets, and the words that open a list at its end.
fn between(items: &mut Vec<Item>, text: &str, file: FileId, range: Range<usize>) {
    let gap = Text::trimmed(text, file, range);
    let whole = gap.span.range();
    let (end, opens_list) = match gap.text.strip_suffix(LIST) {
        Some(before) => (whole.start + before.len(), true),
        None => (whole.end, false),
    };
    items.extend(prose(text, file, whole.start..end).map(Item::Prose));
    if opens_list {
        items.push(Item::OneOf(Span::new(file, end..whole.end)));
    }
}

fn item(line: &str, file: FileId, start: usize, known: Option<&BTreeSet<String>>) -> Option<Item> {
    let is_known = |name: &str| known.is_some_and(|known| known.contains(name));
    let head = Head::parse(line, file, start, is_known).or_else(|| Head::misprinted(line, file, start, false));
    if let Some(head) = head {
        let is_prose = matches!(&head.name, HeadName::Field(name) if known.is_some() && !is_known(name));
        return (!is_prose).then_some(Item::Head(head));
    }
    let head = Head::bare(line, file, start)?;
    Some(match head.r#type {
        Type::Literal(value) => Item::Literal(Literal { value, span: head.span }),
        _ => Item::Head(head),
    })
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
        assert_eq!(problems, [""; 0]);
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
        assert_eq!(document(&more.replace("#### Response", "# More\n\n#### Response")).1, [unread; 3]);
        let at = FILE.find("```http").expect("there");
        let (before, after) = FILE.split_at(at);
        let other = format!("{before}```python\ncats.get(){}", after.split_at(after.find("\n```").expect("there")).1);
        let want = "page-inconsistent: the sample request is no `curl` command, it is marked as `python`";
        assert_eq!(document(&other).1, [want]);
    }

    #[test]
    fn what_is_missing_is_told() {
        let lost = FILE.replace("    - `weight: number`\n", "");
        assert_eq!(document(&lost).1.first().map(|found| found.starts_with("page-inconsistent")), Some(true));
        assert!(document(&single_line(&lost)).0.is_none());
        let at = FILE.find("#### Response").expect("there");
        let plain = FILE.split_at(at).0.replace("  - `note: string`\n", "");
        let want = "page-cut: the page ends early: its sample answer is missing or incomplete";
        assert_eq!(document(&plain).1, [want]);
        for (at, _) in FILE.char_indices().skip(60).filter(|(at, _)| *at + 5 < FILE.len()) {
            let (found, problems) = document(FILE.split_at(at).0);
            assert!(found.is_none() && !problems.is_empty(), "cut at {at} and nothing told");
        }
    }
}
