//! The text of a page that a crawler wrote down as Markdown: headings with marks, anchors, fences around code, backticks
//! around values, backslashes before punctuation. Without them it is the text that readers of plain text know.
//!
//! Reads nothing of what the page says.

use super::Derived;
use std::ops::Range;

/// What only pages have whose text a crawler wrote: anchors of fields, or a part of the page as a heading.
const MARKS: [&str; 6] =
    ["](#body-", "](#response-", "](#parameter-", "# Request\n", "# Response\n", "# Authorizations\n"];

/// The text of a crawled page in a range of a file; `None` for a text that shows no trace of a crawler.
pub(super) fn read(file: &str, range: Range<usize>) -> Option<Derived> {
    let text = file.get(range.clone())?;
    if !MARKS.iter().any(|mark| text.contains(mark)) {
        return None;
    }
    let mut writer = Writer { file, out: Derived::default(), keeps_samples: text.contains("curl -"), ends_blank: true };
    let mut at = writer.front_matter(range.clone());
    let mut fence: Option<bool> = None;
    while at < range.end {
        let rest = file.get(at..range.end)?;
        let length = rest.find('\n').map_or(rest.len(), |end| end + 1);
        let line = trimmed(file, at..at + length);
        at += length;
        let is_fence = file[line.clone()].starts_with("```");
        match fence {
            Some(_) if is_fence => fence = None,
            Some(true) => writer.line(unticked(file, line)),
            Some(false) => {}
            None if is_fence => fence = Some(writer.keeps(file.get(at..range.end)?)),
            None => writer.prose(line),
        }
    }
    Some(writer.out)
}

struct Writer<'t> {
    file: &'t str,
    out: Derived,
    /// Whether samples stand beside a request, where readers look for them.
    keeps_samples: bool,
    ends_blank: bool,
}

/// What a title may stand between.
const QUOTES: [char; 2] = ['"', '\''];

impl Writer<'_> {
    /// Takes the title out of the settings that a page begins with; gives where the page goes on.
    fn front_matter(&mut self, range: Range<usize>) -> usize {
        let text = &self.file[range.clone()];
        let Some(inner) = text.strip_prefix("---\n") else { return range.start };
        let Some(end) = inner.find("\n---\n") else { return range.start };
        let start = range.start + 4;
        for line in inner[..end].lines() {
            if let Some(title) = line.strip_prefix("title:") {
                let from = start + (title.as_ptr() as usize - inner.as_ptr() as usize);
                let title = title.split(" | ").next().unwrap_or_default();
                let own = trimmed(self.file, from..from + title.len());
                let text = &self.file[own.clone()];
                let inner = text.trim_start_matches(QUOTES);
                let from = own.start + text.len() - inner.len();
                self.line(from..from + inner.trim_end_matches(QUOTES).len());
            }
        }
        start + end + 5
    }

    /// Whether code is kept: a request or an answer, and not the same in a programming language.
    fn keeps(&self, code: &str) -> bool {
        let begin = || code.trim_start_matches(|c: char| c.is_whitespace() || c == '`');
        self.keeps_samples && ["curl ", "{", "["].iter().any(|mark| begin().starts_with(mark))
    }

    fn prose(&mut self, line: Range<usize>) {
        let text = &self.file[line.clone()];
        let level = text.len() - text.trim_start_matches('#').len();
        let line = match text.get(level..).filter(|rest| level > 0 && rest.starts_with(' ')) {
            Some(_) => trimmed(self.file, line.start + level..line.end),
            None => line,
        };
        let behind = links(&self.file[line.clone()]);
        // A line of nothing but links is navigation, or the anchor of the field below.
        if behind > 0 && behind == line.len() {
            return;
        }
        let is_anchor =
            self.file[line.clone()].find("](").is_some_and(|at| self.file[line.start + at..].starts_with("](#"));
        let line = if behind > 0 && is_anchor { trimmed(self.file, line.start + behind..line.end) } else { line };
        self.line(unticked(self.file, line));
    }

    /// Writes a line without the backslashes of Markdown; of several blank lines one.
    fn line(&mut self, line: Range<usize>) {
        if line.is_empty() && self.ends_blank {
            return;
        }
        self.ends_blank = line.is_empty();
        let (mut from, text) = (line.start, &self.file[line.clone()]);
        for (at, _) in text.match_indices('\\') {
            let is_escape = text[at + 1..].starts_with(['_', '[', ']', '*', '<', '>', '|', '`', '#', '{', '}']);
            if is_escape && line.start + at >= from {
                self.out.copy(self.file, from..line.start + at);
                from = line.start + at + 1;
            }
        }
        self.out.copy(self.file, from..line.end);
        self.out.add("\n", line.end..line.end);
    }
}

/// A range without the blanks around its text, and without characters that have no width.
fn trimmed(file: &str, range: Range<usize>) -> Range<usize> {
    let blank = |c: char| c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}');
    let text = &file[range.clone()];
    let start = range.start + (text.len() - text.trim_start_matches(blank).len());
    start..start + text.trim_matches(blank).len()
}

/// A line without the backticks around all of it, be there a comma behind them.
fn unticked(file: &str, line: Range<usize>) -> Range<usize> {
    let text = &file[line.clone()];
    let inner = text.strip_prefix('`').map(|rest| rest.trim_end_matches(',').trim_end());
    match inner.and_then(|inner| inner.strip_suffix('`').or(Some(inner).filter(|inner| !inner.contains('`')))) {
        Some(inner) if !inner.contains('`') => line.start + 1..line.start + 1 + inner.len(),
        // Code of several lines may have them at its begin and its end.
        _ if text.ends_with('`') && text.matches('`').count() == 1 => line.start..line.end - 1,
        _ => line,
    }
}

/// How long the links are that a line begins with: `[x](#y)[z](/w)`.
fn links(line: &str) -> usize {
    let mut length = 0;
    while let Some(rest) = line.get(length..).filter(|rest| rest.starts_with('[')) {
        let Some(close) = rest.find("](") else { break };
        let Some(end) = rest[close..].find(')') else { break };
        if rest[1..close].contains('[') {
            break;
        }
        length += close + end + 1;
    }
    length
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::describe::{describe, recognise_page};
    use crate::diagnostic::Diagnostics;
    use crate::source::{Node, SourceFiles};
    use serde_json::json;

    #[test]
    fn marks_of_markdown_are_taken_off() {
        let page = "---\nurl: https://h.example\ntitle: \"Feed | Farm\"\n---\n[Home](/)[Docs](/docs)\n\n\n# Feed it\n\n```python\nx = 1\n```\n\
            ### Request\n\n[\u{200b}](#body-name)\n\ncat\\_name\n\n`calm`,\n\n`wild`\n\n[ ](#body-age) age\n";
        let found = read(page, 0..page.len()).expect("a crawled page");
        assert_eq!(found.text, "Feed\n\nFeed it\n\nRequest\n\ncat_name\n\ncalm\n\nwild\n\nage\n");
        assert!(read("# Cats\n\nWords\n", 0..14).is_none());
        for (title, shown) in [("\"'Été'\"", "Été"), ("'\"Feed\"'", "Feed"), ("\"\"", "")] {
            let quoted = page.replace("\"Feed | Farm\"", title);
            let found = read(&quoted, 0..quoted.len()).expect("a crawled page");
            assert_eq!(found.text.lines().next(), Some(if shown.is_empty() { "Feed it" } else { shown }));
        }
    }

    #[test]
    fn crawled_pages_are_read_with_places_of_the_file() {
        let page = "# Feed a cat\n\nPOST\n\nhttps://h.example/v1/cats/:cat\\_id/meals\n\n### Path parameters\n\ncat\\_idstringRequired\n\n\
            ### Request\n\nThis endpoint expects an object.\n\nfoodstringRequired\n\nWhat\n\n### Response\n\nSuccessful Response\n\nleftdouble\n";
        assert!(recognise_page(page).is_some());
        let (mut files, mut diagnostics) = (SourceFiles::new(), Diagnostics::new());
        let file = files.add("feed.md", page);
        let document = describe(&files, &[file], None, &mut diagnostics).expect("reads");
        let operation = document.pointer("/paths/~1v1~1cats~1{cat_id}~1meals/post").expect("there");
        let food = operation.pointer("/requestBody/content/application~1json/schema/properties/food").expect("there");
        assert_eq!(food.to_value(), json!({"type": "string", "description": "What"}));
        assert_eq!(food.get("description").map(|node: &Node| files.slice(node.span)), Some("What"));
    }
}
