//! `llms-full.txt`: the pages of a site in one file, one after the other (<https://llmstxt.org>).
//!
//! A page begins with its title and its address, which is how Mintlify, Fern and others write them.

use std::ops::Range;

/// The pages of a bundle; none for a text that is none.
pub(super) fn split(text: &str) -> Vec<Range<usize>> {
    let mut starts: Vec<usize> = Vec::new();
    let (mut at, mut fence) = (0, None);
    for line in text.split_inclusive('\n') {
        let body = line.trim_end();
        match (fence, fence_of(body)) {
            (None, Some(mark)) => fence = Some(mark),
            (Some(mark), Some(other)) if mark == other && body.trim_matches(mark).is_empty() => fence = None,
            (None, None) if begins_page(body, text.get(at + line.len()..).unwrap_or_default()) => starts.push(at),
            // A page that forgets to close its code does not swallow those after it.
            (Some(_), None) if is_title(body) && has_address(text.get(at + line.len()..).unwrap_or_default()) => {
                fence = None;
                starts.push(at);
            }
            _ => {}
        }
        at += line.len();
    }
    if starts.len() < 2 {
        return Vec::new();
    }
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    starts.iter().copied().zip(ends).map(|(start, end)| start..end).collect()
}

/// The title of a page of a bundle.
pub(super) fn title(page: &str) -> &str {
    let line = page.lines().map(str::trim).find(|line| line.len() > 3 && *line != "---").unwrap_or_default();
    line.trim_start_matches('#').trim_start_matches("title:").trim_matches([' ', '"', '\''])
}

fn fence_of(line: &str) -> Option<char> {
    let body = line.trim_start();
    ['`', '~'].into_iter().find(|mark| body.chars().take_while(|c| c == mark).count() >= 3)
}

fn is_title(line: &str) -> bool {
    line.starts_with("# ")
}

/// Whether a line begins a page: a title with its address below, or front matter with one.
fn begins_page(line: &str, after: &str) -> bool {
    is_title(line) && has_address(after) || line == "---" && has_front_matter(after) || line.starts_with("<page ")
}

fn has_address(after: &str) -> bool {
    after.lines().map(str::trim).filter(|line| !line.is_empty()).take(1).any(|line| {
        ["Source:", "URL:", "Url:", "url:"].iter().any(|mark| line.trim_start_matches("> ").starts_with(mark))
    })
}

fn has_front_matter(after: &str) -> bool {
    let lines: Vec<&str> = after.lines().take(12).collect();
    let Some(end) = lines.iter().position(|line| line.trim() == "---") else { return false };
    let has = |mark: &str| lines[..end].iter().any(|line| line.starts_with(mark));
    has("title:") && (has("url:") || has("source:") || has("slug:"))
}

/// The pages that an `llms.txt` points at: the index of a site, which describes nothing itself.
pub(in crate::describe) fn links(text: &str) -> Vec<&str> {
    let link = |line: &'_ str| -> Option<(usize, usize)> {
        let item = line.trim_start().strip_prefix(['-', '*'])?.trim_start();
        let open = item.starts_with('[').then(|| item.find("]("))??;
        let close = item[open..].find(')')? + open;
        let from = line.len() - item.len();
        Some((from + open + 2, from + close))
    };
    text.lines().filter_map(|line| link(line).map(|(start, end)| &line[start..end])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_begin_with_title_and_address() {
        let text = "# Farm\n> All.\n\n# Cats\nSource: https://h.example/cats\n\n```sh\n# no title\n```\n# Dogs\n\nURL: https://h.example/dogs\nx\n";
        let pages: Vec<_> = split(text).into_iter().map(|range| title(&text[range]).to_owned()).collect();
        assert_eq!(pages, ["Cats", "Dogs"]);
        let text = "---\ntitle: Cats\nurl: /cats\n---\na\n---\ntitle: 'Dogs'\nurl: /dogs\n---\nb\n";
        let pages: Vec<_> = split(text).into_iter().map(|range| title(&text[range]).to_owned()).collect();
        assert_eq!(pages, ["Cats", "Dogs"]);
        assert!(split("# Cats\n\nNo address\n# Dogs\n").is_empty());
    }

    #[test]
    fn an_index_has_links() {
        assert_eq!(
            links("# Farm\n\n- [Cats](https://h.example/cats.md): All\n* [Dogs](/dogs.md)\ntext (x)\n"),
            ["https://h.example/cats.md", "/dogs.md"]
        );
    }
}
