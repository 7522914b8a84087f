//! The `.md` form of a page: title and text, and an OpenAPI document cut down to one operation between fences of four
//! backticks. Never interprets the text around the document.

use super::document::Report;
use super::field::text_of;
use super::line::{Line, lines};
use super::older::{self, Around};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{Data, FileId, Node, SourceFiles, Span, escape_pointer_token, read_document};
use crate::spec::methods::METHODS;

const FENCE: &str = "````";

/// Whether a text is a page in this form.
pub(super) fn recognises(text: &str) -> bool {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    text.starts_with("> ## Documentation Index")
        || text.starts_with('#')
            && text.lines().any(|line| line.starts_with("````yaml ") || line.starts_with("````json "))
        || collapsed(text).is_some()
}

/// Where the document of a page begins that has lost its line breaks: in YAML they say what belongs to what.
fn collapsed(text: &str) -> Option<usize> {
    let is_page = text.starts_with(['#', '>']) && text.trim_end().lines().count() < 3;
    let marks = [" ````yaml ", " ````json "];
    marks.iter().find_map(|mark| text.find(mark)).filter(|_| is_page).map(|at| at + 1)
}

/// Reads one page. Returns `None` after reporting at least one error.
pub(super) fn read(files: &SourceFiles, file: FileId, diagnostics: &mut Diagnostics) -> Option<Node> {
    let text = files[file].text();
    let all = lines(file, text, 0..text.len());
    let Some(open) = all.iter().position(|line| announcement(*line).is_some()) else {
        if let Some(at) = collapsed(text) {
            diagnostics.push(
                Diagnostic::error(
                    Code::UnknownFormat,
                    "the page has lost its line breaks, and with them what its document says",
                )
                .at(Span::new(file, at..at + FENCE.len()))
                .help(
                    "save the page again as it comes from its address with `.md`, without putting its lines together",
                ),
            );
            return None;
        }
        diagnostics.push(
            Diagnostic::error(Code::UnknownFormat, "the page holds no OpenAPI document between four backticks")
                .at(all.first().map_or(Span::new(file, 0..0), |line| line.span))
                .help("it describes no operation, or was cut before it; take it out of the list or capture it again"),
        );
        return None;
    };
    let close = all.iter().skip(open + 1).position(|line| line.text == FENCE).map(|at| open + 1 + at);
    let (Some(first), Some(last)) = (all.get(open), close.and_then(|at| all.get(at))) else {
        diagnostics.push(
            Diagnostic::error(Code::PageCut, "the OpenAPI document of the page has no closing fence")
                .at(all.get(open).map_or(Span::new(file, 0..0), |line| line.span))
                .help("the page was cut while it was captured; capture it again"),
        );
        return None;
    };
    let behind = all.get(close.unwrap_or(open) + 1..).unwrap_or_default();
    if let Some(second) = behind.iter().find(|line| announcement(**line).is_some()) {
        diagnostics.push(
            Diagnostic::error(Code::PageInconsistent, "a second OpenAPI document begins here; a page holds one")
                .at(second.span)
                .help("two pages may have been joined; capture each as a file of its own"),
        );
        return None;
    }
    let mut document = embedded(files, first.span.end as usize..last.span.start as usize, file, diagnostics)?;
    drop_dialects(&mut document);
    let around: Vec<_> = all.get(..open).unwrap_or_default().iter().chain(behind).copied().collect();
    let mut report = Report::new(operation(*first), diagnostics);
    if older::is_older(&document) {
        document = older::convert(&document, around_of(&around), &mut report)?;
    }
    must_hold(&document, *first, &mut report)?;
    report_unread(around, text, &document, &mut report);
    Some(document)
}

/// The title and the quotation of a page.
fn around_of<'t>(around: &[Line<'t>]) -> Around<'t> {
    let title = around.iter().find_map(|line| line.after("# "));
    let quoted = around.iter().skip_while(|line| !line.text.starts_with("# ")).skip(1);
    let quoted: Vec<_> = quoted.map_while(|line| line.after(">")).collect();
    Around { title, text: text_of(&quoted) }
}

/// What stands behind `yaml` or `json` in an opening fence.
fn announcement(line: Line<'_>) -> Option<Line<'_>> {
    let rest = line.after(FENCE)?;
    ["yaml", "yml", "json"].iter().find_map(|language| rest.after(language))
}

/// Reads a part of a file as a document. What stands before it is blanked, so that places stay those of the page.
pub(super) fn embedded(
    files: &SourceFiles,
    range: std::ops::Range<usize>,
    file: FileId,
    diagnostics: &mut Diagnostics,
) -> Option<Node> {
    let text = files[file].text();
    let block = text.get(range.clone())?;
    let mut masked = SourceFiles::new();
    for (id, source) in files.iter() {
        let text = if id == file { "\n".repeat(range.start) + block } else { String::new() };
        masked.add(source.name(), text);
    }
    read_document(&masked, file, diagnostics)
}

/// Removes `$schema`, which schema generators leave inside of schemas; the dialect is that of the whole document.
fn drop_dialects(node: &mut Node) {
    match &mut node.data {
        Data::Object(members) => {
            if members.get("$schema").is_some_and(|dialect| dialect.as_str().is_some()) {
                members.shift_remove("$schema");
            }
            for (key, node) in members {
                // Values of the vendor are left as they are.
                if !matches!(key.as_str(), "example" | "examples" | "default" | "enum" | "const") {
                    drop_dialects(node);
                }
            }
        }
        Data::Array(items) => items.iter_mut().for_each(drop_dialects),
        _ => {}
    }
}

/// Checks that the document holds the operation that its fence announces: `openapi.json get /v1/cats/{id}`.
fn must_hold(document: &Node, fence: Line<'_>, report: &mut Report<'_>) -> Option<()> {
    let announced = announcement(fence).unwrap_or(fence);
    let words: Vec<&str> = announced.text.split_whitespace().collect();
    let method = words.iter().map(|word| word.to_ascii_lowercase()).position(|word| METHODS.contains(&word.as_str()));
    let webhook = words.iter().position(|word| *word == "webhook");
    let pointer = match (method, webhook) {
        (Some(at), _) => words
            .get(at + 1)
            .map(|path| format!("/paths/{}/{}", escape_pointer_token(path), words[at].to_ascii_lowercase())),
        (None, Some(at)) => words.get(at + 1).map(|name| format!("/webhooks/{}", escape_pointer_token(name))),
        (None, None) => None,
    };
    let Some(pointer) = pointer else {
        let known = document.get("paths").is_some() || document.get("webhooks").is_some();
        if !known {
            report.push(
                Diagnostic::error(Code::PageInconsistent, "neither the fence nor the document names an operation")
                    .at(fence.span)
                    .help("the page describes no operation; take it out of the list"),
            );
        }
        return known.then_some(());
    };
    if document.pointer(&pointer).is_some() {
        return Some(());
    }
    report.push(
        Diagnostic::error(
            Code::PageInconsistent,
            format!("the fence announces `{}`, which the document does not hold", announced.text),
        )
        .at(fence.span)
        .label(document.get("paths").map_or(document.span, Node::label_span), "the operations of the document")
        .help("the page may be half updated; capture it again"),
    );
    None
}

/// How a diagnostic names the operation of a fence: by the last two words.
fn operation(fence: Line<'_>) -> String {
    let words: Vec<_> = fence.text.split_whitespace().collect();
    match words.as_slice() {
        [.., method, path] => format!("{} {path}", method.to_ascii_uppercase()),
        _ => fence.text.to_owned(),
    }
}

/// Reports text that the document does not have: title and quotation repeat what it says, other text goes beyond it.
/// Lines that belong together are one finding.
fn report_unread(around: Vec<Line<'_>>, text: &str, document: &Node, report: &mut Report<'_>) {
    let mut said = Vec::new();
    texts(document, &mut said);
    let mut groups: Vec<Vec<Line<'_>>> = Vec::new();
    for line in around {
        let between = |last: &Line<'_>| text.get(last.span.end as usize..line.span.start as usize).unwrap_or_default();
        let joins = |group: &Vec<Line<'_>>| {
            let quoted = group.iter().chain([&line]).all(|line| line.text.starts_with('>'));
            let plain =
                group.iter().chain([&line]).all(|line| !line.text.starts_with(['>', '#']) && line.text != "---");
            plain || quoted && group.last().is_some_and(|last| between(last).matches('\n').count() == 1)
        };
        match groups.last_mut().filter(|group| joins(group)) {
            Some(group) => group.push(line),
            None => groups.push(vec![line]),
        }
    }
    for group in groups {
        let (Some(first), Some(last)) = (group.first(), group.last()) else { continue };
        // What Mintlify prints on every page.
        let printed = ["> ## Documentation Index", "## OpenAPI", "---", "> To find navigation and other pages in this"];
        if printed.iter().any(|start| first.text.starts_with(start)) {
            continue;
        }
        let bare = group.iter().map(|line| line.text.trim_start_matches(['>', '#', ' ']));
        let words = words(&bare.collect::<Vec<_>>().join(" "));
        let is_said = match first.text.chars().next() {
            Some('#') => said.contains(&words),
            Some('>') => said.iter().any(|text| text.contains(&words)),
            _ => false,
        };
        if is_said {
            continue;
        }
        report.unread(
            "text outside of the OpenAPI document is not read".to_owned(),
            Span { end: last.span.end, ..first.span },
            "if it states facts that the document lacks, state them in the overlay",
        );
    }
}

/// All titles, summaries and descriptions of a document.
fn texts(node: &Node, found: &mut Vec<String>) {
    match &node.data {
        Data::Object(members) => {
            for (key, node) in members {
                match node.as_str().filter(|_| matches!(key.as_str(), "title" | "summary" | "description")) {
                    Some(text) => found.push(words(text)),
                    None => texts(node, found),
                }
            }
        }
        Data::Array(items) => items.iter().for_each(|item| texts(item, found)),
        _ => {}
    }
}

/// A text with one blank between words.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    const PAGE: &str = "> ## Documentation Index\n> See https://h.example/llms.txt\n\n# Get cät\n\n> Gets\n> a cat\n\n## OpenAPI\n\n\
        ````yaml /openapi.json get /cats/{id}\nopenapi: 3.1.0\ninfo: {title: Cats, version: '1'}\npaths:\n  /cats/{id}:\n    get:\n      summary: Get cät\n      description: >-\n        Gets\n        a cat\n      \
        responses:\n        '200':\n          content:\n            application/json:\n              schema:\n                $schema: https://json-schema.org/draft/2020-12/schema\n                properties: {$schema: {type: string}}\n````\n";

    fn run(text: &str) -> (Option<Node>, Vec<(Code, String)>) {
        let mut files = SourceFiles::new();
        files.add("other", "");
        let file = files.add("page.md", text);
        let mut diagnostics = Diagnostics::new();
        let node = read(&files, file, &mut diagnostics);
        let place = |span: Option<Span>| span.map_or(String::new(), |span| files.slice(span).to_owned());
        (node, diagnostics.iter().map(|found| (found.code, place(found.span))).collect())
    }

    #[test]
    fn the_document_is_read_with_its_places_in_the_page() {
        let (node, found) = run(PAGE);
        let node = node.expect("reads");
        assert_eq!(found, []);
        let title = node.pointer("/info/title").expect("there");
        assert_eq!(PAGE.get(title.span.range()), Some("Cats"));
        let operation = node.pointer("/paths/~1cats~1{id}/get").expect("there");
        assert_eq!(operation.str("description"), Some("Gets a cat"));
        let schema = operation.pointer("/responses/200/content/application~1json/schema").map(Node::to_value);
        assert_eq!(schema, Some(json!({"properties": {"$schema": {"type": "string"}}})));
    }

    #[test]
    fn text_around_the_document_is_reported() {
        let text = PAGE.replace("## OpenAPI", "Cats are paged\nby ten.\n\n## OpenAPI");
        assert_eq!(run(&text).1, [(Code::TextUnread, "Cats are paged\nby ten.".to_owned())]);
        for (old, new, unread) in [
            ("# Get cät", "# Fetch cät", "# Fetch cät"),
            ("> a cat\n", "> a cat\n\n> **Deprecated**: ends in May\n", "> **Deprecated**: ends in May"),
            ("## OpenAPI", "## Rate limits\n\n## OpenAPI", "## Rate limits"),
        ] {
            assert_eq!(run(&PAGE.replace(old, new)).1, [(Code::TextUnread, unread.to_owned())]);
        }
    }

    #[test]
    fn damaged_pages_are_refused() {
        let first = |text: &str| run(text).1.first().map(|found| found.0);
        let cut = PAGE.trim_end().trim_end_matches('`');
        assert_eq!(first(cut), Some(Code::PageCut));
        assert_eq!(first("> ## Documentation Index\n\n# A guide\n"), Some(Code::UnknownFormat));
        assert_eq!(first(&PAGE.replace("json get", "json put")), Some(Code::PageInconsistent));
        assert_eq!(first(&PAGE.replace("openapi: 3.1.0", "openapi: [")), Some(Code::YamlSyntax));
        assert_eq!(first(&format!("{PAGE}{PAGE}")), Some(Code::PageInconsistent));
        for at in (0..PAGE.len()).filter(|at| PAGE.is_char_boundary(*at)) {
            let (node, found) = run(&PAGE[..at]);
            assert_eq!((at, node.is_some()), (at, found.is_empty() && at + 2 > PAGE.len()));
        }
    }

    #[test]
    fn a_json_document_is_read_as_well() {
        let text =
            "# Get\n\n````json openapi.json GET /a\n{\"openapi\": \"3.1.0\", \"paths\": {\"/a\": {\"get\": {}}}}\n````";
        let node = run(text).0.map(|node| node.to_value()).unwrap_or(Value::Null);
        assert_eq!(node["paths"], json!({"/a": {"get": {}}}));
    }
}
