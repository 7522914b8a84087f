//! The list of a vendor's pages (`llms.txt`, or any text with links) against the pages that are here. Fetches no page.

use std::collections::BTreeSet;
use switchboard_codegen::settings::Fetching;
use url::Url;

/// Pages that one of the two lists has and the other has not.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Difference {
    /// In the index, and no page here.
    pub(super) new: Vec<String>,
    /// A page here, and not in the index any more.
    pub(super) gone: Vec<String>,
}

/// Compares the links of an index with the addresses of pages.
pub(super) fn compare(index: &str, at: &Url, pages: &[&str], settings: &Fetching) -> Difference {
    let is_wanted = |address: &String| {
        let begins = |starts: &[String]| starts.iter().any(|start| address.starts_with(start.as_str()));
        (settings.listed.is_empty() || begins(&settings.listed)) && !begins(&settings.ignored)
    };
    let listed: BTreeSet<String> = links(index, at).into_iter().filter(is_wanted).collect();
    let here: BTreeSet<String> =
        pages.iter().filter_map(|page| Url::parse(page).ok()).map(plain).filter(is_wanted).collect();
    Difference {
        new: listed.difference(&here).cloned().collect(),
        // Of an index of other things nothing is gone.
        gone: if listed.is_disjoint(&here) { Vec::new() } else { here.difference(&listed).cloned().collect() },
    }
}

/// The addresses that a text links to: in brackets as Markdown has them, or as they are.
fn links(text: &str, at: &Url) -> Vec<String> {
    let in_brackets = text.match_indices("](").filter_map(|(start, _)| {
        let rest = &text[start + 2..];
        let end = rest.find([')', ' ', '\n'])?;
        at.join(&rest[..end]).ok()
    });
    let alone = text.match_indices("https://").filter_map(|(start, _)| {
        let rest = &text[start..];
        let end = rest.find(|c: char| c.is_whitespace() || "()<>[]\"'`".contains(c)).unwrap_or(rest.len());
        Url::parse(rest[..end].trim_end_matches(['.', ',', ';', ':'])).ok()
    });
    in_brackets.chain(alone).filter(|url| url.host() == at.host() && url != at).map(plain).collect()
}

fn plain(mut address: Url) -> String {
    address.set_fragment(None);
    address.to_string()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn pages_of_one_list_alone_are_told() {
        let at = Url::parse("https://bell.example/llms.txt").unwrap();
        let index = "# Bell\n- [Ring](/docs/ring.md#top): rings\n- [Stop](https://bell.example/docs/stop.md)\n\
                     - [Blog](/blog/a.md)\n- [Other](https://other.example/docs/x.md)\nSee https://bell.example/docs/list.md.\n";
        let pages = ["https://bell.example/docs/stop.md", "https://bell.example/docs/old.md"];
        let settings = Fetching { ignored: vec!["https://bell.example/blog/".to_owned()], ..Fetching::default() };
        let difference = compare(index, &at, &pages, &settings);
        assert_eq!(difference.new, ["https://bell.example/docs/list.md", "https://bell.example/docs/ring.md"]);
        assert_eq!(difference.gone, ["https://bell.example/docs/old.md"]);
        let settings = Fetching { listed: vec!["https://bell.example/docs/r".to_owned()], ..Fetching::default() };
        assert_eq!(compare(index, &at, &pages, &settings).new, ["https://bell.example/docs/ring.md"]);
    }
}
