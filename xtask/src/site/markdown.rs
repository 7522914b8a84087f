//! Markdown of generated files and of documents as HTML. HTML in it is shown as text, pictures are their words, and links lead
//! to the web.

use super::html;
use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd};

/// A text of Markdown as HTML.
pub(super) fn to_html(text: &str) -> String {
    let mut body = String::new();
    let (mut is_head, mut links) = (false, Vec::new());
    for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::TableHead) => {
                is_head = true;
                body += "<thead><tr>";
            }
            Event::End(TagEnd::TableHead) => {
                is_head = false;
                body += "</tr></thead>\n<tbody>\n";
            }
            Event::Start(Tag::TableCell) => body += if is_head { "<th>" } else { "<td>" },
            Event::End(TagEnd::TableCell) => body += if is_head { "</th>" } else { "</td>" },
            Event::Start(Tag::Link { link_type, dest_url, .. }) => {
                let open = leads(link_type, &dest_url);
                body.extend(open.as_ref().map(|to| format!("<a href=\"{}\" rel=\"noreferrer\">", html::attribute(to))));
                links.push(open.is_some());
            }
            Event::End(TagEnd::Link) => body += if links.pop() == Some(true) { "</a>" } else { "" },
            Event::Start(tag) => body += &opening(&tag),
            Event::End(tag) => body += closing(tag),
            Event::Text(text) => body += &html::text(&text),
            Event::Code(code) => body += &format!("<code>{}</code>", html::text(&code)),
            // The comment that says who wrote a file is nothing to read.
            Event::Html(text) | Event::InlineHtml(text) if text.trim().starts_with("<!--") => {}
            Event::Html(text) | Event::InlineHtml(text) => body += &html::text(&text),
            Event::SoftBreak => body.push('\n'),
            Event::HardBreak => body += "<br>\n",
            Event::Rule => body += "<hr>\n",
            other => drop(other),
        }
    }
    body
}

/// Where a link leads, if it leads anywhere from here: files beside a README are not on the site, and headings have no ids, since
/// several texts stand on one page.
fn leads(kind: LinkType, address: &str) -> Option<String> {
    let is_web = address.starts_with("https://") || address.starts_with("http://");
    (is_web && kind != LinkType::Email).then(|| address.to_owned())
}

fn opening(tag: &Tag<'_>) -> String {
    match tag {
        Tag::Paragraph => "<p>".to_owned(),
        Tag::Heading { level, .. } => format!("<{}>", name(*level)),
        Tag::CodeBlock(CodeBlockKind::Fenced(language)) if language.starts_with("rust") => {
            "<pre class=\"rust\"><code>".to_owned()
        }
        Tag::CodeBlock(_) => "<pre><code>".to_owned(),
        Tag::List(Some(_)) => "<ol>\n".to_owned(),
        Tag::List(None) => "<ul>\n".to_owned(),
        Tag::Item => "<li>".to_owned(),
        Tag::BlockQuote(_) => "<blockquote>\n".to_owned(),
        Tag::Table(_) => "<table>\n".to_owned(),
        Tag::TableRow => "<tr>".to_owned(),
        Tag::Emphasis => "<em>".to_owned(),
        Tag::Strong => "<strong>".to_owned(),
        _ => String::new(),
    }
}

fn closing(tag: TagEnd) -> &'static str {
    match tag {
        TagEnd::Paragraph => "</p>\n",
        TagEnd::Heading(level) => match level {
            HeadingLevel::H1 => "</h1>\n",
            HeadingLevel::H2 => "</h2>\n",
            HeadingLevel::H3 => "</h3>\n",
            _ => "</h4>\n",
        },
        TagEnd::CodeBlock => "</code></pre>\n",
        TagEnd::List(true) => "</ol>\n",
        TagEnd::List(false) => "</ul>\n",
        TagEnd::Item => "</li>\n",
        TagEnd::BlockQuote(_) => "</blockquote>\n",
        TagEnd::Table => "</tbody>\n</table>\n",
        TagEnd::TableRow => "</tr>\n",
        TagEnd::Emphasis => "</em>",
        TagEnd::Strong => "</strong>",
        _ => "",
    }
}

fn name(level: HeadingLevel) -> &'static str {
    match level {
        HeadingLevel::H1 => "h1",
        HeadingLevel::H2 => "h2",
        HeadingLevel::H3 => "h3",
        _ => "h4",
    }
}
