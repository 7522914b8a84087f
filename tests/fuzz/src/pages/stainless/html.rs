//! The file form of a page as the HTML of the site: what stands below a bullet is inside of its element.

use fastrand::Rng;
use std::fmt::Write;

const GROUPS: [(&str, &str); 5] = [
    ("Path Parameters", "p"),
    ("Query Parameters", "q"),
    ("Header Parameters", "h"),
    ("Body Parameters", "body"),
    ("Returns", "returns"),
];

/// The page of an `index.md`.
pub(super) fn of(page: &str, rng: &mut Rng) -> String {
    let mut printer = Printer { out: String::new(), open: Vec::new(), is_folded: rng.bool(), prose: Vec::new() };
    let mut lines = page.lines();
    let mut is_intro = true;
    while let Some(line) = lines.next() {
        let text = line.trim_start();
        let depth = line.len() - text.len();
        if let Some(title) = text.strip_prefix("## ") {
            let _ = write!(printer.out, "<h1 class=\"stldocs-method-title\">{}</h1>", escaped(title));
        } else if let Some((method, path)) = text.strip_prefix("**").and_then(|rest| rest.split_once("** `")) {
            let path = escaped(path.trim_end_matches('`'));
            let _ = write!(
                printer.out,
                "<div class=\"stldocs-method-route\"><span class=\"stl-ui-badge--http-{method}\">{method}</span>\
                 <span class=\"stldocs-method-route-endpoint\">{path}</span></div>"
            );
        } else if let Some((_, group)) = GROUPS.iter().find(|(name, _)| text.strip_prefix("### ") == Some(*name)) {
            printer.close(0, is_intro);
            is_intro = false;
            let _ = write!(printer.out, "<h5>Group</h5><div data-stldocs-property-group=\"{group}\">");
            printer.open.push((0, "</div>"));
        } else if text.starts_with("### ") || text.starts_with("#### ") {
            printer.close(0, is_intro);
            is_intro = false;
            let class =
                if text.starts_with("####") { "stldocs-snippet-multi-response" } else { "stldocs-snippet-code" };
            let code: Vec<&str> = lines
                .by_ref()
                .skip_while(|line| !line.starts_with("```"))
                .skip(1)
                .take_while(|line| *line != "```")
                .collect();
            let _ = write!(
                printer.out,
                "<div class=\"{class}\"><pre><code>{}</code></pre></div>",
                escaped(&code.join("\n"))
            );
        } else if let Some(inside) = text.strip_prefix("- `").and_then(|rest| rest.strip_suffix('`')) {
            // The group is the outermost element.
            printer.close(depth + 1, false);
            printer.member(inside, depth + 1);
        } else {
            printer.prose.push(escaped(text));
        }
    }
    printer.close(0, false);
    format!("<!DOCTYPE html>\n<html><body><nav>Cats</nav><main>{}</main></body></html>\n", printer.out)
}

struct Printer {
    out: String,
    /// How deep the open elements stand, and what closes them.
    open: Vec<(usize, &'static str)>,
    is_folded: bool,
    /// The lines about what was opened last.
    prose: Vec<String>,
}

impl Printer {
    /// Ends what was said of the last element, and the elements that stand as deep as `depth` or deeper.
    fn close(&mut self, depth: usize, is_intro: bool) {
        let class = if is_intro { "stldocs-method-description" } else { "stldocs-property-description" };
        let paragraphs: Vec<String> =
            self.prose.drain(..).collect::<Vec<_>>().split(String::is_empty).map(|lines| lines.join("\n")).collect();
        let paragraphs: String =
            paragraphs.iter().filter(|text| !text.is_empty()).map(|text| format!("<p>{text}</p>")).collect();
        if !paragraphs.is_empty() {
            let _ = write!(self.out, "<div class=\"{class}\">{paragraphs}</div>");
        }
        if self.open.last().is_some_and(|(_, end)| *end == INFO) {
            self.open.pop();
            self.out.push_str(if self.is_folded { "</div></summary>" } else { INFO });
        }
        while let Some((_, end)) = self.open.pop_if(|(open, _)| *open >= depth) {
            self.out.push_str(end);
        }
    }

    fn member(&mut self, declaration: &str, depth: usize) {
        let (start, end) = if self.is_folded { ("<details><summary>", "</details></div>") } else { ("", "</div>") };
        let _ = write!(
            self.out,
            "<div class=\"stldocs-property\">{start}<div class=\"stldocs-property-info\">\
             <div class=\"stldocs-property-declaration\"><span>{}</span></div>",
            escaped(declaration)
        );
        self.open.push((depth, end));
        self.open.push((depth, INFO));
    }
}

/// Closes the part of an element that says what it is.
const INFO: &str = "</div><!---->";

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
