//! The text of an HTML page that Mintlify rendered, as its long text form prints it: a line for each piece of the head,
//! then the samples, then the sections with their fields. Fields inside of a field get its name in front, so that the
//! nesting of the elements is not lost.
//!
//! Takes the elements that the site marks and the text between them. Knows no scripts: what they build has no text here.
//! Judges nothing: what a line means is read from the text.

use super::Derived;
use super::html_page::{Tag, Token, is_html, tokens};
use std::ops::Range;

/// Marks of which at least one stands on a page with an operation.
const MARKS: [&str; 2] = ["method-pill", "api-section-heading"];

/// Elements that do not break a line.
const INLINE: [&str; 16] =
    ["a", "abbr", "b", "code", "del", "em", "i", "kbd", "mark", "s", "small", "span", "strong", "sub", "sup", "u"];

/// Elements that are no part of what is read.
const SILENT: [&str; 10] =
    ["script", "style", "svg", "template", "noscript", "nav", "footer", "head", "iframe", "select"];

/// What stands around the page: navigation, and links to other pages.
const AROUND: [&str; 7] =
    ["pagination", "footer", "navbar", "sidebar", "table-of-contents", "feedback-toolbar", "chat-assistant-sheet"];

/// How many elements may be open at once; deeper ones count as their parents.
const MOST_OPEN: usize = 500;

/// What an element is for.
#[derive(Clone, Debug, PartialEq)]
enum Role {
    /// The title.
    Title,
    /// The heading of a section, with the media type and status beside it.
    Heading,
    /// A field with all below it, and its name once it was met.
    Field(Option<String>),
    /// The name of a field.
    Name,
    /// What opens the children of a field.
    Children,
    /// A sample with its tabs.
    Sample,
    /// The code of one.
    Code,
    /// Not read.
    Silent,
    Other,
}

impl Role {
    fn of(tag: &Tag<'_>, open: &[Open]) -> Self {
        let is_in = |role: &Self| open.iter().any(|open| open.role == *role);
        let classes = || tag.attribute("class").unwrap_or_default().split_whitespace();
        let has_class = |wanted: &str| classes().any(|class| class == wanted);
        let id = tag.attribute("id").unwrap_or_default();
        let part = tag.attribute("data-component-part").unwrap_or_default();
        let is_anchor = || tag.attribute("aria-label").is_some_and(|label| label.starts_with("Navigate to header"));
        if SILENT.contains(&tag.name.as_str()) || AROUND.iter().any(|around| id == *around || has_class(around)) {
            return Self::Silent;
        }
        if is_anchor() || tag.attribute("aria-hidden") == Some("true") || tag.attribute("hidden").is_some() {
            return Self::Silent;
        }
        match tag.name.as_str() {
            "pre" => return Self::Code,
            "button" | "summary" if part == "expandable-button" || is_in(&Self::Children) => return Self::Children,
            "summary" => return Self::Children,
            // Of the other buttons, those in headings choose a media type or a status, and those of samples are tabs.
            "button" if !is_in(&Self::Heading) && !is_in(&Self::Sample) => return Self::Silent,
            "h1" if id == "page-title" => return Self::Title,
            _ => {}
        }
        if classes().any(|class| class.ends_with("-param-field")) || has_class("field") {
            Self::Field(None)
        } else if part == "field-name" {
            Self::Name
        } else if has_class("api-section-heading") || has_class("api-section-heading-title") {
            Self::Heading
        } else if has_class("expandable") {
            Self::Other
        } else if has_class("code-block") || has_class("code-group") {
            Self::Sample
        } else {
            Self::Other
        }
    }
}

struct Open {
    name: String,
    role: Role,
}

/// The text of a page with an operation; `None` for any other text.
pub(super) fn read(html: &str) -> Option<Derived> {
    let is_page = is_html(html) && MARKS.iter().any(|mark| html.contains(mark)) && html.contains("page-title");
    if !is_page {
        return None;
    }
    let mut reader = Reader {
        html,
        open: Vec::new(),
        part: Part::Around,
        head: Derived::default(),
        samples: Derived::default(),
        sections: Derived::default(),
        code: Derived::default(),
        name: Derived::default(),
    };
    for token in tokens(html) {
        match token {
            Token::Tag(tag) if tag.closing => reader.close(&tag),
            Token::Tag(tag) => reader.open(&tag),
            Token::Text(range) => reader.text(range),
        }
    }
    let mut out = Derived::default();
    let start = reader.head.origin(0..1);
    out.add("Skip to main content\n", start);
    for mut part in [reader.head, reader.samples, reader.sections] {
        part.trim_end();
        let end = part.origin(part.text.len()..part.text.len());
        out.append(part);
        out.add("\n", end);
    }
    Some(out)
}

/// Which part of the page is being read.
#[derive(Clone, Copy, PartialEq)]
enum Part {
    /// Above the title: what stands around the page.
    Around,
    /// Title, text, method and path.
    Head,
    /// Sections of fields.
    Sections,
}

struct Reader<'h> {
    html: &'h str,
    /// The elements around the place, innermost last.
    open: Vec<Open>,
    part: Part,
    head: Derived,
    samples: Derived,
    sections: Derived,
    /// The code that is being read.
    code: Derived,
    /// The name that is being read.
    name: Derived,
}

impl Reader<'_> {
    fn is_in(&self, is_it: impl Fn(&Role) -> bool) -> bool {
        self.open.iter().any(|open| is_it(&open.role))
    }

    fn open(&mut self, tag: &Tag<'_>) {
        let role = Role::of(tag, &self.open);
        match role {
            Role::Title => self.part = Part::Head,
            Role::Heading if self.part == Part::Head => self.part = Part::Sections,
            Role::Field(_) if self.part == Part::Head && self.is_in(|role| *role == Role::Heading) => {
                self.part = Part::Sections;
            }
            _ => {}
        }
        if !INLINE.contains(&tag.name.as_str()) {
            self.line(&tag.range);
        }
        if !tag.is_void() && self.open.len() < MOST_OPEN {
            self.open.push(Open { name: tag.name.clone(), role });
        }
    }

    fn close(&mut self, tag: &Tag<'_>) {
        let Some(at) = self.open.iter().rposition(|open| open.name == tag.name) else { return };
        let role = std::mem::replace(&mut self.open[at].role, Role::Other);
        self.open.truncate(at);
        match role {
            Role::Name => self.end_name(&tag.range),
            Role::Code => self.end_code(&tag.range),
            _ => {}
        }
        if !INLINE.contains(&tag.name.as_str()) {
            self.line(&tag.range);
        }
    }

    /// The name of a field ends here: it is written behind that of its parent, which pages may print themselves.
    fn end_name(&mut self, range: &Range<usize>) {
        let mut name = std::mem::take(&mut self.name);
        name.trim_end();
        let parent = self.open.iter().rev().find_map(|open| match &open.role {
            Role::Field(Some(name)) => Some(format!("{name}.")),
            _ => None,
        });
        let prefix = parent.filter(|parent| !name.text.starts_with(parent)).unwrap_or_default();
        let whole = format!("{prefix}{}", name.text);
        if let Some(target) = self.target() {
            target.add(&prefix, range.clone());
            target.append(name);
        }
        if let Some(open) = self.open.iter_mut().rev().find(|open| matches!(open.role, Role::Field(_))) {
            open.role = Role::Field(Some(whole));
        }
    }

    /// Code outside of fields is a sample where it is a command or JSON; that of other languages says the same.
    fn end_code(&mut self, range: &Range<usize>) {
        let mut code = std::mem::take(&mut self.code);
        code.trim_end();
        let is_sample = code.text.trim_start().starts_with(['{', '[']) || code.text.trim_start().starts_with("curl ");
        let is_in_field = self.is_in(|role| matches!(role, Role::Field(_)));
        if self.is_in(|role| *role == Role::Silent) {
            return;
        }
        if is_sample && !is_in_field {
            self.samples.append(code);
            self.samples.add("\n", range.clone());
        } else if is_in_field && let Some(target) = self.target() {
            target.append(code);
        }
    }

    /// Where text goes that stands here.
    fn target(&mut self) -> Option<&mut Derived> {
        let in_sample = self.is_in(|role| *role == Role::Sample);
        if self.is_in(|role| *role == Role::Silent) || in_sample && !self.is_in(|role| matches!(role, Role::Field(_))) {
            return None;
        }
        match self.part {
            Part::Around => None,
            _ if self.is_in(|role| *role == Role::Name) => Some(&mut self.name),
            Part::Head => Some(&mut self.head),
            Part::Sections => Some(&mut self.sections),
        }
    }

    fn line(&mut self, range: &Range<usize>) {
        let Some(target) = self.target() else { return };
        target.trim_blanks();
        if !target.text.is_empty() && !target.text.ends_with('\n') {
            target.add("\n", range.clone());
        }
    }

    fn text(&mut self, range: Range<usize>) {
        let html = self.html;
        if self.is_in(|role| *role == Role::Code) {
            return self.code.add_text(html, range, true);
        }
        let text = html[range.clone()].trim();
        let is_status = text.len() == 3 && text.starts_with(['1', '2', '3', '4', '5']) && text.parse::<u16>().is_ok();
        let in_sample = self.is_in(|role| *role == Role::Sample)
            && !self.is_in(|role| matches!(role, Role::Field(_) | Role::Silent));
        if in_sample && is_status {
            self.samples.add_text(html, range.clone(), false);
            self.samples.add("\n", range);
            return;
        }
        if let Some(target) = self.target() {
            target.add_text(html, range, false);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::describe::{Format, describe, recognise_page};
    use crate::diagnostic::Diagnostics;
    use crate::source::SourceFiles;

    /// A field, with what stands inside of it.
    fn field(kind: &str, name: &str, pills: &str, inside: &str) -> String {
        format!(
            "<div class=\"{kind}-param-field border-b\"><div class=\"py-6\"><div class=\"flex param-head\" id=\"x-{name}\">\
             <div class=\"absolute\"><a href=\"#x-{name}\" aria-label=\"Navigate to header\"><div>&#8203;<svg><path d=\"M\"></path></svg></div></a></div>\
             <div class=\"font-semibold\" data-component-part=\"field-name\">{name}</div>\
             <div class=\"inline\" data-component-part=\"field-meta\">{pills}</div></div>{inside}</div></div>"
        )
    }

    fn pill(text: &str) -> String {
        format!("<div data-component-part=\"field-info-pill\"><span>{text}</span></div>")
    }

    const REQUIRED: &str = "<div data-component-part=\"field-required-pill\">required</div>";

    fn page() -> String {
        let prose = |text: &str| format!("<div class=\"mt-4\"><div class=\"prose\"><p>{text}</p></div></div>");
        let size = field("primitive", "size", &pill("integer"), &prose("In <code>cm</code> &amp; up"));
        let toys = field(
            "array",
            "toys",
            &pill("object[]"),
            &format!(
                "<div class=\"expandable\"><button data-component-part=\"expandable-button\"><div>Show child attributes</div></button><div>{size}</div></div>"
            ),
        );
        let name = field("primitive", "name", &(pill("string") + REQUIRED), &prose("Its name."));
        let mood_pills = format!(
            "{}<div data-component-part=\"field-info-pill\"><span>default:</span><span>calm</span></div>",
            pill("enum&lt;string&gt;")
        );
        let options = "<div class=\"mt-4\">Available options: <div><code>calm</code>, <code>wild</code></div></div>";
        let mood = field("primitive", "mood", &mood_pills, options);
        let section = |title: &str, more: &str, fields: &str| {
            format!(
                "<div class=\"api-section\"><div class=\"api-section-heading\"><div><h4 class=\"api-section-heading-title\">{title}</h4>{more}</div></div>{fields}</div>"
            )
        };
        let body = section("Body", "<div><span>application/json</span></div>", &(name.clone() + &mood + &toys));
        let answer = section("Response", "<div><button>200</button><div>application/json</div></div>", &name);
        format!(
            "<!DOCTYPE html><html><head><meta name=\"generator\" content=\"Mintlify\"><title>Cats</title></head><body>\
             <div id=\"sidebar\"><ul><li><span class=\"method-nav-pill\">GET</span>Other</li></ul></div>\
             <div id=\"content-area\"><div class=\"eyebrow\">Cats</div><h1 id=\"page-title\">Adopt a cat</h1><button>Copy page</button>\
             <div class=\"prose\"><p>Takes one home.</p></div>\
             <div class=\"tryit\"><div class=\"method-pill\">POST</div><div><div>/</div><div>cats</div></div><button class=\"tryit-button\">Try it</button></div>\
             {body}{answer}<div id=\"pagination\"><a href=\"/dogs\">Adopt a dog</a></div></div>\
             <div id=\"content-side-layout\"><div class=\"code-group\"><div><p>cURL</p></div><div class=\"code-block\"><pre><code><span>curl --request POST \\\n  --url https://h.example/v1/cats \\\n  --data '{{\"name\": \"x\", \"mood\": \"calm\"}}'\n</span></code></pre></div></div>\
             <div class=\"code-group\"><button role=\"tab\">200</button><div class=\"code-block\"><pre><code>{{\"name\": \"x\"}}\n</code></pre></div></div></div></body></html>\n"
        )
    }

    #[test]
    fn elements_become_the_lines_of_the_text_form() {
        let found = read(&page()).expect("a page");
        insta::assert_snapshot!(found.text, @r#"
        Skip to main content
        Adopt a cat
        Takes one home.
        POST
        /
        cats
        curl --request POST \
          --url https://h.example/v1/cats \
          --data '{"name": "x", "mood": "calm"}'
        200
        {"name": "x"}
        Body
        application/json
        name
        string
        required
        Its name.
        mood
        enum<string>
        default:calm
        Available options:
        calm, wild
        toys
        object[]
        Show child attributes
        toys.size
        integer
        In cm & up
        Response
        200
        application/json
        name
        string
        required
        Its name.
        "#);
    }

    #[test]
    fn the_page_is_described_with_its_places() {
        let page = page();
        assert_eq!(recognise_page(&page), Some(Format::Mintlify));
        let mut files = SourceFiles::new();
        let file = files.add("cat.html", page.as_str());
        let mut diagnostics = Diagnostics::new();
        let document = describe(&files, &[file], None, &mut diagnostics).expect("reads");
        let said: Vec<_> = diagnostics.iter().map(|found| &found.message).collect();
        assert_eq!(said, [] as [&String; 0]);
        let body = "/paths/~1cats/post/requestBody/content/application~1json/schema";
        let schema = document.pointer(body).expect("a body");
        insta::assert_snapshot!(serde_json::to_string(schema).expect("JSON"), @r#"{"type":"object","properties":{"name":{"type":"string","description":"Its name."},"mood":{"type":"string","default":"calm","enum":["calm","wild"]},"toys":{"type":"array","items":{"type":"object","properties":{"size":{"type":"integer","description":"In cm & up"}}}}},"required":["name"]}"#);
        let size = document.pointer(&format!("{body}/properties/toys/items/properties/size/type")).expect("nested");
        assert_eq!(files.slice(size.span), "integer");
        assert_eq!(
            document.pointer("/servers/0/url").and_then(crate::source::Node::as_str),
            Some("https://h.example/v1")
        );
        assert!(read(&page.replace("page-title", "title")).is_none());
    }

    #[test]
    fn pages_that_print_the_names_of_parents_say_the_same() {
        let own = page();
        let printed = own.replace("field-name\">size", "field-name\"><span>toys.</span>size");
        assert_ne!(own, printed);
        assert_eq!(read(&own).map(|read| read.text), read(&printed).map(|read| read.text));
    }

    #[test]
    fn damaged_pages_never_panic() {
        let page = page();
        for at in (0..page.len()).filter(|at| page.is_char_boundary(*at)) {
            let _ = read(&page[..at]);
            let _ = read(&[&page[..at], "</div></div>", &page[at..]].concat());
        }
    }
}
