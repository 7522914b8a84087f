//! The schema of a structure from what the page says of its members.

use super::attach::Described;
use super::example;
use super::prose;
use super::references::References;
use super::structures::Structure;
use super::template::{Member, Value};
use super::values::Row;
use crate::describe::reading::Page;
use crate::describe::reading::stated::{Kind, Stated};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{Data, Map, Node, Span};
use std::ops::Range;

/// What the page says about one member beside the template.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) stated: Stated,
    pub(super) text: Range<usize>,
    /// The name at the start of the line.
    pub(super) span: Span,
}

/// The schema of a structure.
pub(super) fn schema(
    page: &Page<'_>,
    structure: &Structure,
    described: &Described,
    references: &References<'_>,
    diagnostics: &mut Diagnostics,
) -> Node {
    let names = described.members.iter().map(|member| member.name.as_str()).collect();
    let mut builder = Builder { page, names, described, references, diagnostics };
    let mut properties = builder.properties(&described.members, described.example.as_ref(), true);
    builder.unset_values(&mut properties);
    let span = page.span(described.title.clone());
    let mut schema = Node::object([("type", Node::string("object", span))], span);
    schema.key_span = Some(span);
    if let Some((text, range)) = introduction(page, &structure.introduction) {
        schema.set("description", Node::string(text, page.span(range)));
    }
    let place = structure.template.clone().or_else(|| structure.members.first().cloned());
    let place = place.map_or(span, |range| page.span(range));
    schema.set("properties", Node::new(Data::Object(properties), place));
    let required = required(&described.members);
    if !required.is_empty() {
        schema.set("required", Node::array(required, span));
    }
    if let Some(example) = &described.example {
        schema.set("example", example.clone());
    }
    let meanings = described.members.iter().filter_map(|member| member.rows.as_ref()).flatten();
    let meanings = meanings.map(|row| row.meaning_range.clone());
    let mentioned = mentioned(page, described.texts.iter().cloned().chain(meanings));
    if !mentioned.is_empty() {
        schema.set("x-mentioned-operations", Node::array(mentioned, span));
    }
    schema
}

/// The names of the members that their lines demand.
fn required(members: &[Member]) -> Vec<Node> {
    let demanded = members.iter().filter_map(|member| Some((member, member.line.as_ref()?)));
    let demanded = demanded.filter(|(_, line)| line.stated.is_required);
    demanded.map(|(member, line)| Node::string(&member.name, line.span)).collect()
}

/// A structure on its way to a schema.
pub(super) struct Builder<'b, 't, 'd> {
    pub(super) page: &'b Page<'t>,
    pub(super) names: Vec<&'b str>,
    pub(super) described: &'b Described,
    references: &'b References<'b>,
    diagnostics: &'d mut Diagnostics,
}

impl<'b> Builder<'b, '_, '_> {
    pub(super) fn shown(&self, name: &str) -> Option<&'b Node> {
        self.described.example.as_ref()?.get(name)
    }

    fn properties(&mut self, members: &'b [Member], shown: Option<&Node>, is_outer: bool) -> Map {
        let property = |member: &'b Member| {
            let shown = shown.and_then(|shown| shown.get(&member.name));
            let mut node = self.property(member, shown, is_outer);
            node.key_span = Some(member.name_span);
            (member.name.clone(), node)
        };
        members.iter().map(property).collect()
    }

    fn property(&mut self, member: &'b Member, shown: Option<&Node>, is_outer: bool) -> Node {
        let line = member.line.as_ref();
        let stated = line.map(|line| line.stated.clone()).unwrap_or_default().or(&member.value.stated());
        let text = line.map(|line| self.page.slice(line.text.clone())).unwrap_or_default();
        let nullable = stated.is_nullable || prose::says_nullable(text) || shown.is_some_and(Node::is_null);
        let span = line.map_or(member.span, |line| line.span);
        let target = self.references.of(self.page, member, &stated, nullable);
        self.tell(member, &stated, target.is_some(), shown, is_outer);
        let mut node = match target {
            Some(name) if stated.kind == Some(Kind::Array) => array(reference(&name, span), span),
            Some(name) => reference(&name, span),
            None => self.value(&stated, &member.value, shown, nullable, span, &member.name),
        };
        if let Some(line) = line.filter(|_| !text.is_empty()) {
            node.set("description", Node::string(prose::repair(text, &self.names), self.page.span(line.text.clone())));
        }
        if text.trim_start_matches(['*', '`']).to_ascii_lowercase().starts_with("deprecated") {
            node.set("deprecated", Node::bool(true, span));
        }
        if let Value::Literal(text) = &member.value
            && self.is_named_by(text)
        {
            node.set("const", Node::string(text, member.span));
        }
        if let Some(rows) = &member.rows {
            self.enumerate(&mut node, rows, nullable);
        }
        node
    }

    /// Whether a text is the name of the structure, written as values are: `ai_talk` below the heading AI Talk.
    fn is_named_by(&self, text: &str) -> bool {
        super::values::same_words(text, self.page.slice(self.described.title.clone()))
    }

    /// Reports what stays open of a member.
    fn tell(&mut self, member: &Member, stated: &Stated, is_reference: bool, shown: Option<&Node>, is_outer: bool) {
        let Some(line) = &member.line else { return self.undescribed(member, is_outer) };
        let place = line.stated.place.clone().map_or(line.span, |place| self.page.span(place));
        for words in stated.unread.iter().filter(|_| !is_reference) {
            let message = format!("the type of `{}` has words that no rule understands: {words}", member.name);
            let help = "if it is a slip of the page, correct it there; if it matters, say it in the overlay";
            self.diagnostics.push(Diagnostic::warning(Code::TextUnread, message).at(place).help(help));
        }
        if stated.kind.or(shown.and_then(example::kind)).is_none() && !is_reference {
            let message = format!("no type of `{}` is stated, so every value is accepted", member.name);
            let diagnostic = Diagnostic::warning(Code::TextUnread, message).at(line.span);
            self.diagnostics.push(diagnostic.help("add the type with an overlay"));
        }
        let is_enum = stated.is_enum || stated.items.as_ref().is_some_and(|items| items.is_enum);
        if is_enum && member.rows.is_none() {
            let message = format!("`{}` is called an enum, but the page does not list its values", member.name);
            let diagnostic = Diagnostic::warning(Code::PageInconsistent, message).at(line.span);
            self.diagnostics.push(diagnostic.help("add the values with an overlay; until then any value is accepted"));
        }
    }

    /// Reports a member of the template without a line, where others have one.
    fn undescribed(&mut self, member: &Member, is_outer: bool) {
        let others = self.described.members.iter().any(|member| member.line.is_some());
        if !is_outer || !others || matches!(member.value, Value::Literal(_)) {
            return;
        }
        let message = format!("the template has a member `{}` that the page does not describe", member.name);
        let help = "it was added as the template has it; find out whether it exists, and describe it or remove it";
        self.diagnostics.push(Diagnostic::warning(Code::PageInconsistent, message).at(member.name_span).help(help));
    }

    /// A schema for a value: what is stated, with members or items from the template.
    fn value(
        &mut self,
        stated: &Stated,
        value: &'b Value,
        shown: Option<&Node>,
        nullable: bool,
        span: Span,
        name: &str,
    ) -> Node {
        let mut node = Node::object::<&str>([], span);
        let shown_kind = shown.and_then(example::kind);
        if let (Some(kind), Some(shown)) = (stated.kind, shown)
            && self.contradicts(kind, shown, span, name)
        {
            return node;
        }
        // An example like `3` does not show that the next one is whole as well.
        let kind = stated.kind.or(shown_kind.map(|kind| if kind == Kind::Integer { Kind::Number } else { kind }));
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
                let properties = self.properties(members, shown, false);
                node.set("properties", Node::new(Data::Object(properties), span));
                let required = required(members);
                if !required.is_empty() {
                    node.set("required", Node::array(required, span));
                }
            }
            (Some(Kind::Object), Value::Map(value)) => {
                let first = shown.and_then(Node::as_object).and_then(|members| members.values().next());
                let values = self.value(&value.stated(), value, first, false, span, name);
                node.set("additionalProperties", values);
            }
            (Some(Kind::Array), value) => {
                let items = self.items(stated, value, shown, span, name);
                node.set("items", items);
            }
            _ => {}
        }
        node
    }

    fn items(&mut self, stated: &Stated, value: &'b Value, shown: Option<&Node>, span: Span, name: &str) -> Node {
        const NOTHING: &Value = &Value::Array(None);
        let first = shown.and_then(Node::as_array).and_then(|items| items.first());
        let items = stated.items.as_deref().cloned().unwrap_or_default();
        match value {
            Value::Array(Some(item)) => self.value(&items.or(&item.stated()), item, first, false, span, name),
            _ => self.value(&items, NOTHING, first, false, span, name),
        }
    }

    /// Reports an example of another type than the page states; `true` if it is.
    fn contradicts(&mut self, kind: Kind, shown: &Node, span: Span, name: &str) -> bool {
        let Some(shown_kind) = example::kind(shown) else { return false };
        if kind == shown_kind || (kind, shown_kind) == (Kind::Number, Kind::Integer) {
            return false;
        }
        let message = format!("`{name}` is called {}, but the example shows {}", article(kind), article(shown_kind));
        let problem = Diagnostic::warning(Code::PageInconsistent, message).at(shown.span).label(span, "called so here");
        let help = "find out which of the two is right and correct the page; until then any value is accepted";
        self.diagnostics.push(problem.help(help));
        true
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
}

fn reference(name: &str, span: Span) -> Node {
    Node::object([("$ref", Node::string(format!("#/components/schemas/{name}"), span))], span)
}

fn array(items: Node, span: Span) -> Node {
    Node::object([("type", Node::string("array", span)), ("items", items)], span)
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

/// The texts between title and template.
fn introduction(page: &Page<'_>, texts: &[Range<usize>]) -> Option<(String, Range<usize>)> {
    let range = texts.first()?.start..texts.last()?.end;
    let text = texts.iter().map(|text| page.slice(text.clone())).collect::<Vec<_>>().join(" ");
    Some((prose::repair(&text, &[]), range))
}

/// A title as the name of a component: OpenAPI allows letters, digits, `.`, `-` and `_` (3.1, section 4.8.7).
pub(super) fn component_name(title: &str) -> Option<String> {
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
