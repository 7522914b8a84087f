//! One schema from the parts of a page, after all parts were found to agree.

use super::Page;
use super::bullets;
use super::enum_table::{self, Row};
use super::example;
use super::layout;
use super::prose;
use super::stated::{Kind, Stated};
use super::template::{self, Member, Value};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::source::{Data, Node, SourceFiles, Span};
use indexmap::IndexMap;
use std::ops::Range;

/// Reads a page into the name of its structure and its schema; `None` after reporting an error.
pub(super) fn read(files: &SourceFiles, page: &Page<'_>, diagnostics: &mut Diagnostics) -> Option<(String, Node)> {
    let before = diagnostics.count(Severity::Error);
    let Some(title) = layout::title(page.text) else {
        diagnostics.push(page.cut("the page has no title"));
        return None;
    };
    let Some(start) = page.text.get(title.end..).and_then(|rest| rest.find('{')).map(|at| title.end + at) else {
        diagnostics.push(page.cut("the page ends before its template"));
        return None;
    };
    let Some(name) = component_name(title.text) else {
        let message = format!("no name for a component can be made of the title `{}`", title.text);
        let help = "the title has to name the structure in Latin letters, for instance `Call`";
        diagnostics.push(Diagnostic::error(Code::PageInconsistent, message).at(page.span(title.range)).help(help));
        return None;
    };
    let (members, template_end) = template::read(page, start, diagnostics)?;
    let parts = layout::parts(page, template_end);
    let example = example::read(files, page, &parts, diagnostics);
    let names: Vec<&str> = members.iter().map(|member| member.name.as_str()).collect();
    let bullets = bullets::split(page, parts.bullets.clone(), &names);
    let lead = bullets::text_before(page, parts.bullets.clone(), bullets.first());

    let bullets_end = bullets::text_after(page, parts.bullets.clone(), bullets.last());

    let mut builder = Builder { page, names, members: &members, example: example.as_ref(), diagnostics };
    let described = builder.join(bullets, &parts);
    let tables = builder.tables(&parts, &described);
    builder.report_text(lead);
    builder.report_text(bullets_end);
    let mut properties = builder.properties(&described, &tables);
    builder.unset_values(&described, &mut properties);
    let required: Vec<_> = described
        .iter()
        .filter(|(_, line)| line.stated.is_required)
        .map(|(name, line)| Node::string(*name, line.span))
        .collect();
    let meanings = tables.values().flatten().map(|row| row.meaning_range.clone());
    let mentioned = mentioned(page, described.values().map(|line| line.text.clone()).chain(meanings));
    if diagnostics.count(Severity::Error) > before {
        return None;
    }
    let example = example?;

    let span = page.span(title.range.clone());
    let intro = introduction(page, title.end..start);
    let mut schema = Node::object([("type", Node::string("object", span))], span);
    schema.key_span = Some(span);
    if let Some((text, range)) = intro {
        schema.set("description", Node::string(text, page.span(range)));
    }
    schema.set("properties", Node::new(Data::Object(properties), page.span(start..template_end)));
    if !required.is_empty() {
        schema.set("required", Node::array(required, span));
    }
    schema.set("example", example);
    if !mentioned.is_empty() {
        schema.set("x-mentioned-operations", Node::array(mentioned, span));
    }
    Some((name, schema))
}

/// What the page says about one member beside the template.
pub(super) struct Line {
    pub(super) stated: Stated,
    pub(super) text: Range<usize>,
    /// The name at the start of the line.
    pub(super) span: Span,
}

/// The parts of a page on their way to a schema.
pub(super) struct Builder<'b, 't, 'd> {
    pub(super) page: &'b Page<'t>,
    pub(super) names: Vec<&'b str>,
    pub(super) members: &'b [Member],
    pub(super) example: Option<&'b Node>,
    pub(super) diagnostics: &'d mut Diagnostics,
}

impl<'b> Builder<'b, '_, '_> {
    pub(super) fn member(&self, name: &str) -> Option<&'b Member> {
        self.members.iter().find(|member| member.name == name)
    }

    pub(super) fn shown(&self, name: &str) -> Option<&'b Node> {
        self.example?.get(name)
    }

    fn properties(
        &mut self,
        lines: &IndexMap<&str, Line>,
        tables: &IndexMap<&str, Vec<Row>>,
    ) -> IndexMap<String, Node> {
        let members = self.members;
        members
            .iter()
            .map(|member| {
                let line = lines.get(member.name.as_str());
                let rows = tables.get(member.name.as_str());
                let mut node = self.property(member, line, rows.map(Vec::as_slice));
                node.key_span = Some(member.name_span);
                (member.name.clone(), node)
            })
            .collect()
    }

    fn property(&mut self, member: &Member, line: Option<&Line>, rows: Option<&[Row]>) -> Node {
        let stated = line.map(|line| line.stated.clone()).unwrap_or_default().or(&member.value.stated());
        let shown = self.shown(&member.name);
        let text = line.map(|line| self.page.slice(line.text.clone())).unwrap_or_default();
        let nullable = stated.is_nullable || prose::says_nullable(text) || shown.is_some_and(Node::is_null);
        let span = line.map_or(member.span, |line| line.span);
        if line.is_some() && stated.kind.or(shown.and_then(example::kind)).is_none() {
            let message = format!("no type of `{}` is stated, so every value is accepted", member.name);
            let diagnostic = Diagnostic::warning(Code::TextUnread, message).at(span);
            self.diagnostics.push(diagnostic.help("add the type with an overlay"));
        }
        let mut node = self.value(&stated, &member.value, shown, nullable, span, &member.name);
        if let Some(line) = line.filter(|_| !text.is_empty()) {
            node.set("description", Node::string(prose::repair(text, &self.names), self.page.span(line.text.clone())));
        }
        if let Some(rows) = rows {
            self.enumerate(&mut node, rows, nullable);
        }
        node
    }

    /// A schema for a value: what is stated, with members or items from the template.
    fn value(
        &mut self,
        stated: &Stated,
        value: &Value,
        shown: Option<&Node>,
        nullable: bool,
        span: Span,
        name: &str,
    ) -> Node {
        let shown_kind = shown.and_then(example::kind);
        if let (Some(kind), Some(shown_kind), Some(shown)) = (stated.kind, shown_kind, shown)
            && kind != shown_kind
            && (kind, shown_kind) != (Kind::Number, Kind::Integer)
        {
            let message =
                format!("`{name}` is called {}, but the example shows {}", article(kind), article(shown_kind));
            let problem =
                Diagnostic::error(Code::PageInconsistent, message).at(shown.span).label(span, "called so here");
            self.diagnostics.push(problem.help("find out which of the two is right and correct the page"));
        }
        let mut node = Node::object::<&str>([], span);
        let kind = stated.kind.or(shown_kind);
        if let Some(kind) = kind {
            let name = Node::string(kind.as_str(), span);
            let null = shown.filter(|shown| shown.is_null()).map_or(span, |shown| shown.span);
            let types = if nullable { Node::array(vec![name, Node::string("null", null)], span) } else { name };
            node.set("type", types);
        }
        if let Some(format) = stated.format {
            node.set("format", Node::string(format, span));
        }
        match (kind, value) {
            (Some(Kind::Object), Value::Object(members)) if !members.is_empty() => {
                let properties = members.iter().map(|member| {
                    let shown = shown.and_then(|shown| shown.get(&member.name));
                    let stated = member.value.stated();
                    let nullable = stated.is_nullable || shown.is_some_and(Node::is_null);
                    let mut inner = self.value(&stated, &member.value, shown, nullable, member.span, &member.name);
                    inner.key_span = Some(member.name_span);
                    (member.name.clone(), inner)
                });
                let properties: IndexMap<_, _> = properties.collect();
                node.set("properties", Node::new(Data::Object(properties), span));
            }
            (Some(Kind::Array), value) => {
                let placed = match value {
                    Value::Array(Some(item)) => Some(item.as_ref()),
                    _ => None,
                };
                let first = shown.and_then(Node::as_array).and_then(|items| items.first());
                let items = stated.items.as_deref().cloned().unwrap_or_default();
                let empty = Value::Placeholder(Stated::default());
                let value = placed.unwrap_or(&empty);
                let items = self.value(&items.or(&value.stated()), value, first, false, span, name);
                node.set("items", items);
            }
            _ => {}
        }
        node
    }

    fn enumerate(&self, node: &mut Node, rows: &[Row], nullable: bool) {
        let is_array = node.str("type") == Some("array");
        let Some(target) = (if is_array { node.get_mut("items") } else { Some(node) }) else { return };
        let span = target.span;
        let value = |row: &Row| {
            let span = self.page.span(row.value_range.clone());
            // A table prints text; integers are told by the type of the member.
            let number = row.value.parse::<i64>().ok().filter(|_| target.str("type") == Some("integer"));
            number.map_or_else(|| Node::string(&row.value, span), |number| Node::new(Data::Number(number.into()), span))
        };
        let mut values: Vec<_> = rows.iter().map(value).collect();
        if nullable && !is_array {
            values.push(Node::new(Data::Null, span));
        }
        let meanings = rows.iter().map(|row| {
            let mut meaning =
                Node::string(prose::repair(&row.meaning, &self.names), self.page.span(row.meaning_range.clone()));
            meaning.key_span = Some(self.page.span(row.value_range.clone()));
            (row.value.clone(), meaning)
        });
        let meanings = Node::object(meanings, span);
        target.set("enum", Node::array(values, span));
        target.set("x-enum-descriptions", meanings);
    }

    fn report_text(&mut self, range: Range<usize>) {
        let lines: Vec<_> = layout::lines(self.page.text, range)
            .filter(|line| !self.page.slice(line.clone()).trim().is_empty())
            .collect();
        enum_table::unread(self.page, &lines, self.diagnostics);
    }
}

fn article(kind: Kind) -> String {
    let article = if matches!(kind, Kind::Integer | Kind::Object | Kind::Array) { "an" } else { "a" };
    format!("{article} {}", kind.as_str())
}

/// The operations that texts mention, each once, in order.
fn mentioned(page: &Page<'_>, texts: impl Iterator<Item = Range<usize>>) -> Vec<Node> {
    let mut found: Vec<Node> = Vec::new();
    for text in texts {
        for mention in prose::mentions(page.slice(text.clone())) {
            let span = page.span(text.start + mention.range.start..text.start + mention.range.end);
            if !found.iter().any(|node| node.as_str() == Some(&mention.operation)) {
                found.push(Node::string(mention.operation, span));
            }
        }
    }
    found
}

/// The text between title and template, without directives and rules.
fn introduction(page: &Page<'_>, range: Range<usize>) -> Option<(String, Range<usize>)> {
    let lines: Vec<_> = layout::lines(page.text, range)
        .filter(|line| {
            let text = page.slice(line.clone()).trim();
            !text.is_empty() && !text.starts_with(".. _") && !text.starts_with(".. code") && !layout::is_underline(text)
        })
        .collect();
    let text = lines.iter().map(|line| page.slice(line.clone())).collect::<Vec<_>>().join(" ");
    let range = lines.first()?.start..lines.last()?.end;
    Some((prose::repair(&text, &[]), range))
}

/// A title as the name of a component: OpenAPI allows letters, digits, `.`, `-` and `_` (3.1, section 4.8.7).
fn component_name(title: &str) -> Option<String> {
    let is_kept = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    let words: Vec<&str> = title.split(|c| !is_kept(c)).filter(|word| !word.is_empty()).collect();
    match words.as_slice() {
        [] => None,
        [word] => Some((*word).to_owned()),
        words => {
            let capital = |word: &&str| word.split_at(1).0.to_ascii_uppercase() + word.split_at(1).1;
            Some(words.iter().map(capital).collect())
        }
    }
}
