//! The text of an HTML page that Stainless rendered, written as its `index.md`: the nesting of the elements becomes the
//! indentation of the bullets.
//!
//! Takes the elements that the site marks by class and nothing around them. Knows no scripts: what they build has no
//! text here. Judges nothing: what a declaration means is read from the text.

use super::Derived;
use super::html_page::{Tag, Token, is_html, tokens};
use crate::describe::reading::http::SMALL_METHODS;
use std::ops::Range;

/// The groups of members, by the mark they have, and the headings they get.
const GROUPS: &[(&str, &str)] = &[
    ("p", "Path Parameters"),
    ("q", "Query Parameters"),
    ("h", "Header Parameters"),
    ("body", "Body Parameters"),
    ("returns", "Returns"),
];

/// How many elements may be open at once; deeper ones count as their parents.
const MOST_OPEN: usize = 500;

/// What an element is for.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Role {
    Title,
    Route,
    Endpoint,
    Description,
    Group(&'static str),
    Property,
    Info,
    Declaration,
    Text,
    Request,
    Answer,
    /// Icons, buttons, scripts.
    Silent,
    Other,
}

impl Role {
    fn of(tag: &Tag<'_>) -> Self {
        if ["script", "style", "svg", "button", "template", "noscript"].contains(&tag.name.as_str()) {
            return Self::Silent;
        }
        let group = tag.attribute("data-stldocs-property-group");
        if let Some((_, heading)) = group.and_then(|group| GROUPS.iter().find(|(mark, _)| *mark == group)) {
            return Self::Group(heading);
        }
        let of_class = |class: &str| match class {
            "stldocs-method-title" => Some(Self::Title),
            "stldocs-method-route" => Some(Self::Route),
            "stldocs-method-route-endpoint" => Some(Self::Endpoint),
            "stldocs-method-description" => Some(Self::Description),
            "stldocs-property" => Some(Self::Property),
            "stldocs-property-info" => Some(Self::Info),
            "stldocs-property-declaration" => Some(Self::Declaration),
            "stldocs-property-description" | "stldocs-property-constraint" => Some(Self::Text),
            "stldocs-snippet-code" => Some(Self::Request),
            "stldocs-snippet-multi-response" => Some(Self::Answer),
            "stldocs-expand-toggle" | "stldocs-deep-link-button" | "stldocs-sidebar" => Some(Self::Silent),
            _ => None,
        };
        tag.attribute("class").into_iter().flat_map(str::split_whitespace).find_map(of_class).unwrap_or(Self::Other)
    }
}

/// The text of a page with at least one operation; `None` for any other text.
pub(super) fn read(html: &str) -> Option<Derived> {
    if !is_html(html) || !html.contains("stldocs-method-route") {
        return None;
    }
    let mut reader = Reader { html, open: Vec::new(), operations: Vec::new() };
    for token in tokens(html) {
        match token {
            Token::Tag(tag) if tag.closing => reader.close(&tag),
            Token::Tag(tag) => reader.open(&tag),
            Token::Text(range) => reader.text(range),
        }
    }
    let is_whole = html.trim_end().to_ascii_lowercase().ends_with("</html>");
    let mut out = Derived::default();
    for operation in reader.operations.into_iter().filter(Operation::is_one) {
        operation.write(is_whole, &mut out);
    }
    (!out.text.is_empty()).then_some(out)
}

/// An operation as far as its elements were met, which may stand in any order.
#[derive(Default)]
struct Operation {
    title: Derived,
    method: Option<(&'static str, Range<usize>)>,
    path: Derived,
    description: Derived,
    groups: Vec<(&'static str, Derived)>,
    request: Derived,
    answer: Derived,
}

impl Operation {
    fn is_one(&self) -> bool {
        self.method.is_some() && self.path.text.trim().starts_with('/') && !self.title.text.trim().is_empty()
    }

    fn write(self, is_whole: bool, out: &mut Derived) {
        let Some((method, place)) = self.method else { return };
        let place = || place.clone();
        out.add("## ", place());
        out.append(self.title);
        out.add(&format!("\n\n**{method}** `"), place());
        out.append(self.path);
        out.add("`\n\n", place());
        out.append(self.description);
        out.trim_end();
        for (heading, members) in self.groups {
            out.add(&format!("\n\n### {heading}"), place());
            out.append(members);
            out.trim_end();
        }
        let samples = [("### Example\n\n```http\n", self.request), ("#### Response\n\n```json\n", self.answer)];
        for (at, (heading, sample)) in samples.into_iter().enumerate() {
            let is_shown = !sample.text.trim().is_empty();
            // A page that ends as it should is not cut where it shows no sample.
            if is_shown || at == 0 && is_whole {
                out.add(&format!("\n\n{heading}"), place());
                out.append(sample);
                out.add("\n```", place());
            }
        }
        out.add("\n\n", place());
    }
}

struct Reader<'h> {
    html: &'h str,
    /// The elements around the place, innermost last.
    open: Vec<(String, Role)>,
    operations: Vec<Operation>,
}

impl Reader<'_> {
    fn is_in(&self, role: Role) -> bool {
        self.open.iter().any(|(_, open)| *open == role)
    }

    fn is_in_tag(&self, name: &str) -> bool {
        self.open.iter().any(|(open, _)| open == name)
    }

    fn group(&self) -> Option<&'static str> {
        self.open.iter().find_map(|(_, role)| if let Role::Group(heading) = role { Some(*heading) } else { None })
    }

    /// Blanks before what a member says, as deep as it stands.
    fn indentation(&self) -> String {
        let depth = self.open.iter().filter(|(_, role)| *role == Role::Property).count();
        "  ".repeat(depth)
    }

    fn open(&mut self, tag: &Tag<'_>) {
        let role = Role::of(tag);
        let is_first_route = |operation: &Operation| operation.path.text.is_empty() && operation.method.is_none();
        match role {
            // The title stands above the route, and both above everything else.
            Role::Title if !self.operations.last().is_some_and(is_first_route) => {
                self.operations.push(Operation::default());
            }
            Role::Group(heading) => {
                if let Some(operation) = self.operations.last_mut() {
                    operation.groups.push((heading, Derived::default()));
                }
            }
            Role::Declaration => {
                let depth = self.indentation().len().saturating_sub(2);
                self.without_blank();
                self.add(&format!("\n\n{}- `", " ".repeat(depth)), tag.range.clone());
            }
            Role::Text | Role::Info | Role::Description => self.paragraph(&tag.range),
            _ if self.is_in(Role::Route) => self.method(tag),
            _ => self.inline(tag, true),
        }
        if !tag.is_void() && self.open.len() < MOST_OPEN {
            self.open.push((tag.name.clone(), role));
        }
    }

    fn close(&mut self, tag: &Tag<'_>) {
        let Some(at) = self.open.iter().rposition(|(open, _)| *open == tag.name) else { return };
        let (_, role) = self.open[at];
        self.open.truncate(at + 1);
        match role {
            Role::Declaration => {
                self.without_blank();
                self.add("`\n", tag.range.clone());
            }
            Role::Text | Role::Info => self.paragraph(&tag.range),
            _ => {}
        }
        self.open.truncate(at);
        if role == Role::Other {
            self.inline(tag, false);
        }
    }

    /// The method, as the badge beside the path says it.
    fn method(&mut self, tag: &Tag<'_>) {
        let label = tag.attribute("aria-label").map(str::to_ascii_lowercase);
        let class = tag.attribute("class").unwrap_or_default();
        let of_class =
            |method: &&&str| class.split_whitespace().any(|class| class.ends_with(&format!("--http-{method}")));
        let found = SMALL_METHODS
            .iter()
            .find(|method| label.as_deref() == Some(**method))
            .or_else(|| SMALL_METHODS.iter().find(of_class));
        self.set_method(found.copied(), tag.range.clone());
    }

    fn set_method(&mut self, method: Option<&'static str>, range: Range<usize>) {
        if let (Some(method), Some(operation)) = (method, self.operations.last_mut()) {
            operation.method.get_or_insert((method, range));
        }
    }

    /// Where text goes that stands here.
    fn target(&mut self) -> Option<&mut Derived> {
        let (is_member, group) = (self.is_in(Role::Info), self.group());
        let is_in = |role| self.open.iter().any(|(_, open)| *open == role);
        let place = [Role::Title, Role::Endpoint, Role::Description, Role::Request, Role::Answer]
            .into_iter()
            .find(|role| is_in(*role));
        if is_in(Role::Silent) {
            return None;
        }
        let operation = self.operations.last_mut()?;
        match (place, group) {
            (Some(Role::Title), _) => Some(&mut operation.title),
            (Some(Role::Endpoint), _) => Some(&mut operation.path),
            (Some(Role::Request), None) => Some(&mut operation.request),
            (Some(Role::Answer), None) => Some(&mut operation.answer),
            (Some(Role::Description), None) => Some(&mut operation.description),
            (_, Some(_)) if is_member => operation.groups.last_mut().map(|(_, members)| members),
            _ => None,
        }
    }

    fn add(&mut self, text: &str, range: Range<usize>) {
        if let Some(target) = self.target() {
            target.add(text, range);
        }
    }

    fn without_blank(&mut self) {
        if let Some(target) = self.target() {
            target.trim_end();
        }
    }

    fn is_code(&self) -> bool {
        self.is_in_tag("pre") && (self.is_in(Role::Request) || self.is_in(Role::Answer))
    }

    /// Whether lines and paragraphs count here.
    fn is_prose(&self) -> bool {
        self.is_in(Role::Description) || self.is_in(Role::Info) && !self.is_in(Role::Declaration)
    }

    fn paragraph(&mut self, range: &Range<usize>) {
        let indentation = self.indentation();
        let Some(target) = self.target() else { return };
        target.trim_end();
        if !target.text.is_empty() {
            target.add(&format!("\n\n{indentation}"), range.clone());
        }
    }

    fn inline(&mut self, tag: &Tag<'_>, is_start: bool) {
        if !self.is_prose() || self.is_in(Role::Silent) {
            return;
        }
        let range = tag.range.clone();
        match tag.name.as_str() {
            "p" | "div" | "ul" | "ol" | "table" | "tr" | "blockquote" | "pre" | "h1" | "h2" | "h3" | "h4" | "h5"
            | "h6" => {
                self.paragraph(&range);
            }
            "br" => self.paragraph(&range),
            "li" => {
                self.paragraph(&range);
                if is_start {
                    self.add("* ", range);
                }
            }
            "td" | "th" => self.add(" ", range),
            "code" if !self.is_in_tag("pre") => self.add("`", range),
            _ => {}
        }
    }

    fn text(&mut self, range: Range<usize>) {
        let (html, is_code) = (self.html, self.is_code());
        if self.is_in(Role::Route) && !self.is_in(Role::Endpoint) {
            let word = html[range.clone()].trim().to_ascii_lowercase();
            return self.set_method(SMALL_METHODS.iter().find(|method| **method == word).copied(), range);
        }
        // Text between the code of samples is that of tabs and buttons.
        if !is_code && (self.is_in(Role::Request) || self.is_in(Role::Answer)) && self.group().is_none() {
            return;
        }
        let is_prose = self.is_prose();
        let Some(target) = self.target() else { return };
        let before = target.text.trim_end_matches(' ');
        let begins = is_prose && (before.is_empty() || before.ends_with('\n'));
        // A paragraph that begins as a bullet or a heading does is none.
        if begins && html[range.clone()].trim_start().starts_with(['-', '#', '+']) {
            target.add("\\", range.start..range.start + 1);
        }
        target.add_text(html, range, is_code);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::describe::{Format, describe, recognise_page};
    use crate::diagnostic::Diagnostics;
    use crate::source::SourceFiles;

    const PAGE: &str = "<!DOCTYPE html><html><body><nav class=\"stldocs-sidebar\">Cats</nav><main>\
        <h1 class=\"stldocs-method-title\">Find a cat</h1>\
        <div class=\"stldocs-method-route\"><span class=\"badge--http-get\">get</span><span class=\"stldocs-method-route-endpoint\">/v1/cats/{id}</span></div>\
        <div class=\"stldocs-method-description\"><p>Gives <code>one</code> cat.</p><p>- not a member</p></div>\
        <div class=\"stldocs-snippet-code\"><button>Copy</button><pre><code>curl https://h.example/v1/cats/$ID \\\n  -H &quot;X: 1&quot;</code></pre></div>\
        <div class=\"stldocs-method-parameters\" data-stldocs-property-group=\"p\"><h5>Path Parameters</h5>\
        <div class=\"stldocs-property\"><div class=\"stldocs-property-info\"><div class=\"stldocs-property-declaration\"><span>id</span><span>: </span><span>string</span></div></div></div></div>\
        <h5>Returns</h5><div data-stldocs-property-group=\"returns\">\
        <div class=\"stldocs-property\"><details><summary><div class=\"stldocs-property-info\"><div class=\"stldocs-property-declaration\">Cat object<span> { </span>name, owner<span> } </span></div></div></summary>\
        <div class=\"stldocs-property\"><div class=\"stldocs-property-info\"><div class=\"stldocs-property-declaration\">name: string</div><div class=\"stldocs-property-description\"><p>Its name.</p></div></div></div>\
        <div class=\"stldocs-property\"><details><summary><div class=\"stldocs-property-info\"><div class=\"stldocs-property-declaration\">owner: optional object { since }</div></div></summary>\
        <div class=\"stldocs-property\"><div class=\"stldocs-property-info\"><div class=\"stldocs-property-declaration\">since: number</div></div></div></details></div>\
        </details></div></div></main></body></html>\n";

    #[test]
    fn elements_become_bullets_as_deep_as_they_stand() {
        let found = read(PAGE).expect("a page");
        insta::assert_snapshot!(found.text, @r#"
        ## Find a cat

        **get** `/v1/cats/{id}`

        Gives `one` cat.

        \- not a member

        ### Path Parameters

        - `id: string`

        ### Returns

        - `Cat object { name, owner }`

          - `name: string`

            Its name.

          - `owner: optional object { since }`

            - `since: number`

        ### Example

        ```http
        curl https://h.example/v1/cats/$ID \
          -H "X: 1"
        ```
        "#);
    }

    #[test]
    fn members_of_the_page_have_its_places() {
        assert_eq!(recognise_page(PAGE), Some(Format::Stainless));
        let mut files = SourceFiles::new();
        let page = files.add("cat.html", PAGE);
        let document = describe(&files, &[page], None, &mut Diagnostics::new()).expect("reads");
        let since = document.pointer("/components/schemas/Cat/properties/owner/properties/since").expect("nested");
        assert_eq!((since.str("type"), files.slice(since.span).contains("number")), (Some("number"), true));
        assert_eq!(document.pointer("/servers/0/url").and_then(crate::source::Node::as_str), Some("https://h.example"));
        assert_eq!(
            document.pointer("/paths/~1v1~1cats~1{id}/get/summary").and_then(crate::source::Node::as_str),
            Some("Find a cat")
        );
        assert!(read("<html><p>stldocs-method-route").is_none());
    }
}
