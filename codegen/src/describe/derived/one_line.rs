//! The `.md` form of a Mintlify page that stands on one line: its lines, where the blanks between words still tell them.
//!
//! JSON needs no lines. Of YAML, each line break became a blank, and the indentation stands behind it; where that is gone
//! as well, nothing tells what belongs to what, and there is no page here. Reads nothing of what the document says.

use super::Derived;
use std::ops::Range;

const FENCE: &str = "````";

/// The members of a document itself, which have no indentation.
const OUTERMOST: [&str; 10] = [
    "openapi:",
    "swagger:",
    "info:",
    "servers:",
    "security:",
    "tags:",
    "paths:",
    "webhooks:",
    "components:",
    "externalDocs:",
];

/// The page with its lines; `None` for any other text, and where nothing tells them.
pub(super) fn read(text: &str) -> Option<Derived> {
    let is_page = text.trim_start_matches('\u{feff}').starts_with(['#', '>']) && text.trim_end().lines().count() < 3;
    let open = ["yaml", "yml", "json"].iter().find_map(|kind| text.find(&format!(" {FENCE}{kind} ")));
    let open = open.filter(|_| is_page)? + 1;
    let close = text.rfind(FENCE).filter(|close| *close > open + FENCE.len())?;
    let words = words(text, open..close);
    let start = words.iter().find(|word| {
        let word = &text[(*word).clone()];
        word.starts_with('{') || OUTERMOST.contains(&word)
    })?;
    let mut out = Derived::default();
    head(text, open, &mut out);
    out.copy(text, open..text[..start.start].trim_end().len());
    let behind: Vec<&Range<usize>> = words.iter().filter(|word| word.start > start.start).collect();
    if text[start.clone()].starts_with('{') {
        out.add("\n", start.start..start.start);
        out.copy(text, start.start..text[..close].trim_end().len());
    } else {
        let gap = |word: &Range<usize>| text[..word.start].bytes().rev().take_while(|byte| *byte == b' ').count();
        if !behind.iter().any(|word| gap(word) > 2) {
            return None;
        }
        out.add("\n", start.start..start.start);
        out.copy(text, start.clone());
        for word in behind {
            let is_outermost = OUTERMOST.contains(&&text[word.clone()]);
            let between = match gap(word) {
                1 if is_outermost => "\n".to_owned(),
                1 => " ".to_owned(),
                // An empty line is one more blank, and indentation is even.
                blanks => format!("\n{}", " ".repeat((blanks - 1) / 2 * 2)),
            };
            out.add(&between, word.start..word.start);
            out.copy(text, word.clone());
        }
    }
    out.add("\n", close..close);
    out.copy(text, close..close + FENCE.len());
    out.add("\n", close..close);
    Some(out)
}

/// The title and the text of a page: each mark of a heading or of a quotation begins a line.
fn head(text: &str, end: usize, out: &mut Derived) {
    for word in words(text, 0..end) {
        let is_mark = matches!(&text[word.clone()], ">" | "#" | "##" | "###");
        let between = match (out.text.is_empty(), is_mark) {
            (true, _) => "",
            (false, true) => "\n\n",
            (false, false) => " ",
        };
        out.add(between, word.start..word.start);
        out.copy(text, word);
    }
    out.add("\n\n", end..end);
}

fn words(text: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let start = range.start;
    let piece = text.get(range).unwrap_or_default();
    let begin = piece.as_ptr() as usize;
    let range = |word: &str| {
        let at = start + (word.as_ptr() as usize - begin);
        at..at + word.len()
    };
    piece.split(char::is_whitespace).filter(|word| !word.is_empty()).map(range).collect()
}

#[cfg(test)]
mod tests {
    use crate::describe::{Format, describe, recognise_page};
    use crate::diagnostic::Diagnostics;
    use crate::source::{Node, SourceFiles};

    const PAGE: &str = "# Get a cow\n\n> Gets it.\n\n````yaml openapi.json get /cows/{id}\nopenapi: 3.1.1\ninfo:\n  title: Farm\n  version: '2'\n\
        servers:\n  - url: https://h.example/v1\npaths:\n  /cows/{id}:\n    get:\n      summary: Get a cow\n      description: >-\n        Gets\n\n        it.\n\
        \x20     responses:\n        '200':\n          description: OK\n          content:\n            application/json:\n              schema:\n\
        \x20               type: object\n                properties:\n                  owner:\n                    type: object\n                    properties:\n\
        \x20                     name:\n                        type: string\n                  age:\n                    type: integer\n````\n";

    fn described(text: &str) -> (Option<Node>, Vec<String>, SourceFiles) {
        let mut files = SourceFiles::new();
        let file = files.add("cow.md", text);
        let mut diagnostics = Diagnostics::new();
        let document = describe(&files, &[file], None, &mut diagnostics);
        (document, diagnostics.iter().map(|found| found.message.clone()).collect(), files)
    }

    #[test]
    fn indentation_tells_the_lines() {
        let flat = PAGE.trim_end().replace('\n', " ");
        assert_eq!(recognise_page(&flat), Some(Format::Mintlify));
        let (whole, said, _) = described(PAGE);
        assert_eq!(said, [] as [&str; 0]);
        let (found, said, files) = described(&flat);
        assert_eq!(said.len(), 1, "{said:?}");
        let found = found.expect("reads");
        let schema = "/paths/~1cows~1{id}/get/responses/200/content/application~1json/schema";
        assert_eq!(
            found.pointer(schema).map(Node::to_value),
            whole.expect("reads").pointer(schema).map(Node::to_value)
        );
        let age = found.pointer(&format!("{schema}/properties/age/type")).expect("there");
        assert_eq!(files.slice(age.span), "integer");
    }

    #[test]
    fn json_needs_no_lines() {
        let text = "# Get ````json openapi.json get /cows {\"openapi\": \"3.1.0\", \"paths\": {\"/cows\": {\"get\": {}}}} ````";
        assert!(described(text).0.expect("reads").pointer("/paths/~1cows/get").is_some());
    }

    #[test]
    fn without_indentation_nothing_is_guessed() {
        let flat = crate::text::single_line(PAGE);
        let (document, said, _) = described(&flat);
        assert!(document.is_none());
        assert_eq!(said, ["the page has lost its line breaks, and with them what its document says"]);
    }
}
