//! The text of an HTML page of documentation, written as reStructuredText: headings, lists, code, tables, references.
//!
//! Takes the main part of the page alone. Knows no scripts: a page that they build has no text here.

use super::Derived;
use std::ops::Range;

/// Elements whose content is no part of the text.
const SILENT: &[&str] =
    &["script", "style", "nav", "head", "noscript", "svg", "button", "form", "template", "footer", "iframe"];

/// Elements without content.
const VOID: &[&str] = &["br", "hr", "img", "input", "link", "meta", "source", "wbr", "col"];

/// How many elements may be open at once; the text of deeper ones counts as that of the last.
const MOST_OPEN: usize = 500;

/// The characters that underline headings, by their level.
const UNDERLINES: &[char] = &['=', '-', '~', '^', '"', '+'];

/// The text of the main part of a page; `None` for a text that is no HTML page, or has no main part.
pub(super) fn read(html: &str) -> Option<Derived> {
    if !is_html(html) {
        return None;
    }
    let tokens = tokens(html);
    let main = main_part(&tokens)?;
    let mut writer = Writer { html, out: Derived::default(), open: Vec::new(), labels: Vec::new() };
    let mut silent: Option<(String, usize)> = None;
    for token in &tokens[main] {
        match (&mut silent, token) {
            (Some((name, depth)), Token::Tag(tag)) if tag.name == *name && !tag.is_void() => {
                *depth = if tag.closing { *depth - 1 } else { *depth + 1 };
                if *depth == 0 {
                    silent = None;
                }
            }
            (Some(_), _) => {}
            (None, Token::Tag(tag)) if !tag.closing && is_silent(tag) && !tag.is_void() => {
                silent = Some((tag.name.clone(), 1));
            }
            (None, Token::Tag(tag)) => writer.tag(tag),
            (None, Token::Text(range)) => writer.text(range.clone()),
        }
    }
    Some(writer.out)
}

/// Whether a text is an HTML page.
pub(super) fn is_html(text: &str) -> bool {
    let head: String = text.trim_start_matches('\u{feff}').trim_start().chars().take(20).collect();
    let head = head.to_ascii_lowercase();
    ["<!doctype html", "<html", "<head", "<body"].iter().any(|tag| head.starts_with(tag))
}

/// Whether an element is no part of the text: scripts, navigation, links to headings.
fn is_silent(tag: &Tag<'_>) -> bool {
    SILENT.contains(&tag.name.as_str())
        || tag.attribute("class").is_some_and(|class| class.split(' ').any(|class| class == "headerlink"))
        || tag.attribute("role").is_some_and(|role| role == "navigation")
}

/// A piece of HTML.
pub(super) enum Token<'h> {
    Tag(Tag<'h>),
    Text(Range<usize>),
}

pub(super) struct Tag<'h> {
    pub(super) name: String,
    pub(super) closing: bool,
    attributes: &'h str,
    pub(super) range: Range<usize>,
}

impl<'h> Tag<'h> {
    pub(super) fn is_void(&self) -> bool {
        VOID.contains(&self.name.as_str()) || self.attributes.ends_with('/')
    }

    /// The value of an attribute, as it is written.
    pub(super) fn attribute(&self, name: &str) -> Option<&'h str> {
        let mut rest = self.attributes;
        while let Some(at) = rest.find(name) {
            let before = rest[..at].chars().next_back();
            let after = rest[at + name.len()..].trim_start();
            rest = &rest[at + name.len()..];
            let Some(value) =
                after.strip_prefix('=').map(str::trim_start).filter(|_| before.is_none_or(char::is_whitespace))
            else {
                continue;
            };
            return match value.chars().next()? {
                quote @ ('"' | '\'') => value[1..].split(quote).next(),
                _ => value.split_whitespace().next(),
            };
        }
        None
    }
}

pub(super) fn tokens(html: &str) -> Vec<Token<'_>> {
    let (mut tokens, mut at) = (Vec::new(), 0);
    while let Some(found) = html[at..].find('<') {
        let open = at + found;
        if open > at {
            tokens.push(Token::Text(at..open));
        }
        let rest = &html[open..];
        if let Some(end) = rest.strip_prefix("<!--").map(|inside| inside.find("-->").map_or(rest.len(), |end| end + 7))
        {
            at = open + end;
        } else if let Some(end) = tag_end(rest) {
            tokens.push(Token::Tag(tag(html, open..open + end)));
            at = open + end;
            let name = match tokens.last() {
                Some(Token::Tag(tag)) if !tag.closing && ["script", "style"].contains(&tag.name.as_str()) => {
                    tag.name.clone()
                }
                _ => continue,
            };
            // What stands there is no HTML.
            at += end_of(&html[at..], &name);
        } else {
            tokens.push(Token::Text(open..open + 1));
            at = open + 1;
        }
    }
    if at < html.len() {
        tokens.push(Token::Text(at..html.len()));
    }
    tokens
}

/// Where the end tag of an element begins; the end of the text where it has none.
fn end_of(text: &str, name: &str) -> usize {
    let is_end = |at: &usize| {
        text.as_bytes()
            .get(at + 2..at + 2 + name.len())
            .is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()))
    };
    text.match_indices("</").map(|(at, _)| at).find(is_end).unwrap_or(text.len())
}

/// Where the tag that begins a text ends; `>` in quoted values counts for nothing.
fn tag_end(text: &str) -> Option<usize> {
    let after = text[1..].chars().next()?;
    if !(after.is_ascii_alphabetic() || matches!(after, '/' | '!' | '?')) {
        return None;
    }
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate().take(20_000) {
        match (quote, byte) {
            (None, b'>') => return Some(at + 1),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
    }
    None
}

fn tag(html: &str, range: Range<usize>) -> Tag<'_> {
    let inside = html[range.clone()].trim_start_matches('<').trim_end_matches('>');
    let (closing, inside) = inside.strip_prefix('/').map_or((false, inside), |inside| (true, inside));
    let end = inside.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(inside.len());
    Tag { name: inside[..end].to_ascii_lowercase(), closing, attributes: inside[end..].trim(), range }
}

/// The tokens of the main part of a page.
fn main_part(tokens: &[Token<'_>]) -> Option<Range<usize>> {
    let is_main: [&dyn Fn(&Tag<'_>) -> bool; 4] = [
        &|tag| tag.attribute("itemprop") == Some("articleBody"),
        &|tag| tag.attribute("role") == Some("main") || tag.name == "main",
        &|tag| tag.name == "article" || tag.attribute("class") == Some("body"),
        &|tag| tag.name == "body",
    ];
    let start = is_main.iter().find_map(|is_main| {
        tokens.iter().position(|token| matches!(token, Token::Tag(tag) if !tag.closing && is_main(tag)))
    })?;
    let Token::Tag(first) = &tokens[start] else { return None };
    let mut depth = 0usize;
    for (at, token) in tokens.iter().enumerate().skip(start) {
        if let Token::Tag(tag) = token
            && tag.name == first.name
        {
            depth = if tag.closing { depth.saturating_sub(1) } else { depth + 1 };
            if depth == 0 {
                return Some(start..at);
            }
        }
    }
    // The page was cut, or does not close what it opens.
    Some(start..tokens.len())
}

struct Writer<'h> {
    html: &'h str,
    out: Derived,
    /// The elements around the place, innermost last.
    open: Vec<String>,
    /// Names of labels that the next heading gets.
    labels: Vec<Range<usize>>,
}

impl Writer<'_> {
    fn is_in(&self, name: &str) -> bool {
        self.open.iter().any(|open| open == name)
    }

    fn tag(&mut self, tag: &Tag<'_>) {
        if let Some(id) = tag.attribute("id").filter(|id| !tag.closing && !id.is_empty()) {
            let start = tag.range.start + self.html[tag.range.clone()].find(id).unwrap_or(0);
            self.labels.push(start..start + id.len());
        }
        if tag.closing {
            if let Some(at) = self.open.iter().rposition(|open| *open == tag.name) {
                self.open.truncate(at);
            }
            if tag.name == "div" && self.open.last().is_some_and(|open| open == "note") {
                self.open.pop();
            }
            self.end(tag);
        } else {
            self.start(tag);
            if !tag.is_void() && self.open.len() < MOST_OPEN {
                self.open.push(tag.name.clone());
            }
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        let range = tag.range.clone();
        match tag.name.as_str() {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.paragraph(&range);
                for label in std::mem::take(&mut self.labels) {
                    self.out.add(".. _", range.clone());
                    self.out.copy(self.html, label);
                    self.out.add(":\n\n", range.clone());
                }
            }
            "p" if self.is_in("table") || self.is_in("li") => self.blank(&range),
            "p" | "blockquote" | "dl" | "section" => self.paragraph(&range),
            "div" if !self.is_in("table") => self.div(tag),
            "ul" | "ol" if !self.is_in("table") => self.line(&range),
            "li" if self.is_in("table") => self.blank(&range),
            "li" => {
                self.line(&range);
                let depth = self.open.iter().filter(|open| matches!(open.as_str(), "ul" | "ol")).count();
                let mark = format!("{}* ", "  ".repeat(depth.saturating_sub(1)));
                self.out.add(&mark, range);
            }
            "pre" => {
                self.paragraph(&range);
                self.out.add(".. code::\n\n", range);
            }
            "code" | "tt" if !self.is_heading() && !self.is_in("code") => self.out.add("``", range),
            "strong" | "b" if !self.is_heading() => self.out.add("**", range),
            "br" => self.line(&range),
            "a" => self.reference(tag),
            "table" => {
                self.paragraph(&range);
                self.out.add(".. list-table::\n   :header-rows: 1\n\n", range);
            }
            "tr" => {
                self.line(&range);
                self.out.add("   *", range);
            }
            "td" | "th" => {
                if !self.out.text.ends_with("   *") {
                    self.line(&range);
                    self.out.add("    ", range.clone());
                }
                self.out.add(" - ", range);
            }
            _ => {}
        }
    }

    fn div(&mut self, tag: &Tag<'_>) {
        self.paragraph(&tag.range);
        if tag.attribute("class").is_some_and(|class| class.split(' ').any(|class| class == "admonition")) {
            self.out.add(".. note::\n\n", tag.range.clone());
            self.open.push("note".to_owned());
        }
    }

    fn end(&mut self, tag: &Tag<'_>) {
        let range = tag.range.clone();
        match tag.name.as_str() {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                let level = tag.name[1..].parse::<usize>().unwrap_or(1) - 1;
                let line = self.out.text.rsplit('\n').next().unwrap_or_default();
                let width = line.chars().count().max(3);
                let mark = UNDERLINES.get(level).copied().unwrap_or('=');
                let underline: String = std::iter::once('\n').chain(std::iter::repeat_n(mark, width)).collect();
                self.out.add(&underline, range.clone());
                self.paragraph(&range);
            }
            "p" | "div" | "blockquote" | "dl" | "section" | "pre" | "table"
                if !self.is_in("table") && !self.is_in("li") =>
            {
                self.paragraph(&range);
            }
            "p" => self.blank(&range),
            "code" | "tt" if !self.is_heading() && !self.is_in("code") => self.out.add("``", range),
            "strong" | "b" if !self.is_heading() => self.out.add("**", range),
            "a" => self.end_reference(range),
            _ => {}
        }
    }

    fn is_heading(&self) -> bool {
        self.open.iter().any(|open| open.len() == 2 && open.starts_with('h') && open != "hr") || self.is_in("pre")
    }

    /// A link inside the site becomes a reference: its text, then where it leads.
    fn reference(&mut self, tag: &Tag<'_>) {
        let label = tag.attribute("href").and_then(|href| href.split_once('#')).map(|(_, label)| label);
        let is_reference = tag.attribute("class").is_some_and(|class| class.contains("reference internal"));
        if label.is_some() && is_reference && !self.is_heading() {
            self.out.add(":ref:`", tag.range.clone());
            let start = tag.range.start + self.html[tag.range.clone()].find('#').unwrap_or(0) + 1;
            let len = label.map_or(0, str::len);
            self.open.push(format!("ref {start} {}", start + len));
        }
    }

    fn end_reference(&mut self, range: Range<usize>) {
        let Some(open) = self.open.last().and_then(|open| open.strip_prefix("ref ")) else { return };
        let mut numbers = open.split(' ').filter_map(|number| number.parse::<usize>().ok());
        if let (Some(start), Some(end)) = (numbers.next(), numbers.next()) {
            self.out.add(" <", range.clone());
            self.out.copy(self.html, start..end);
            self.out.add(">`", range);
        }
        self.open.pop();
    }

    fn blank(&mut self, range: &Range<usize>) {
        if !self.out.text.ends_with([' ', '\n']) {
            self.out.add(" ", range.clone());
        }
    }

    fn line(&mut self, range: &Range<usize>) {
        if self.is_in("td") || self.is_in("th") {
            return self.blank(range);
        }
        if !self.out.text.is_empty() && !self.out.text.ends_with('\n') {
            self.out.add("\n", range.clone());
        }
    }

    fn paragraph(&mut self, range: &Range<usize>) {
        if self.is_in("td") || self.is_in("th") || self.is_in("li") {
            return self.line(range);
        }
        self.line(range);
        if !self.out.text.is_empty() && !self.out.text.ends_with("\n\n") {
            self.out.add("\n", range.clone());
        }
    }

    /// Text: as it is in code, elsewhere with its blanks as one.
    fn text(&mut self, range: Range<usize>) {
        let is_code = self.is_in("pre");
        if self.is_in("note") && self.out.text.ends_with('\n') && !self.html[range.clone()].trim().is_empty() {
            self.out.add("   ", range.clone());
        }
        self.out.add_text(self.html, range, is_code);
    }
}
