//! Joins lines, tables and example with the members of the template, and reports everything they disagree about.

use super::bullets::Bullet;
use super::enum_table::{self, Row};
use super::example;
use super::layout::{self, Parts, Table};
use super::schema::{Builder, Line};
use super::stated::Stated;
use super::template::Value;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{Data, Node, Span};
use indexmap::IndexMap;

impl<'b> Builder<'b, '_, '_> {
    /// Joins the lines with the members of the template.
    pub(super) fn join(&mut self, bullets: Vec<Bullet<'_>>, parts: &Parts) -> IndexMap<&'b str, Line> {
        let mut lines: IndexMap<&'b str, Line> = IndexMap::new();
        let mut last: Option<&'b str> = None;
        for bullet in bullets {
            let span = self.page.span(bullet.name_range.clone());
            match self.member(bullet.name) {
                Some(member) if !lines.contains_key(member.name.as_str()) => {
                    let stated = Stated::read(self.page.slice(bullet.stated.clone()));
                    for words in &stated.unread {
                        let message =
                            format!("the type of `{}` has words that no rule understands: {words}", member.name);
                        let diagnostic = Diagnostic::warning(Code::TextUnread, message);
                        self.diagnostics.push(diagnostic.at(self.page.span(bullet.stated.clone())).help(
                            "if it is a slip of the page, correct it there; if it matters, say it in the overlay",
                        ));
                    }
                    lines.insert(&member.name, Line { stated, text: bullet.text, span });
                    last = Some(&member.name);
                }
                _ if last.is_some_and(|owner| self.has_inner(owner, bullet.name)) => {
                    let message =
                        format!("the text about `{}` inside `{}` was left out", bullet.name, last.unwrap_or_default());
                    let diagnostic = Diagnostic::warning(Code::TextUnread, message).at(span);
                    self.diagnostics
                        .push(diagnostic.help("the page lost its indentation; describe inner members with an overlay"));
                }
                Some(member) => {
                    let message = format!("the member `{}` is described twice", member.name);
                    let first = lines.get(member.name.as_str()).map_or(span, |line| line.span);
                    let diagnostic = Diagnostic::error(Code::PageInconsistent, message).at(span);
                    let help = "find out which of the two is right, and remove the other from the page";
                    self.diagnostics.push(diagnostic.label(first, "first here").help(help));
                }
                None => self.refuse(
                    format!("the page describes a member `{}` that the template lacks", bullet.name),
                    span,
                    "find out whether the member exists; add it to the template or remove its description",
                ),
            }
        }
        self.report_undescribed(&lines, parts);
        if let Some(example) = self.example {
            let may_be_missing = |name: &str| lines.get(name).is_some_and(|line| line.stated.is_optional);
            let mut found = Diagnostics::new();
            example::compare(self.members, example, &may_be_missing, &mut found);
            self.diagnostics.extend(found);
        }
        lines
    }

    fn report_undescribed(&mut self, lines: &IndexMap<&str, Line>, parts: &Parts) {
        let missing: Vec<_> = self.members.iter().filter(|member| !lines.contains_key(member.name.as_str())).collect();
        let Some(first) = missing.first() else { return };
        let first_missing = self.names.iter().position(|name| *name == first.name).unwrap_or(0);
        let is_tail = self.names[first_missing..].len() == missing.len();
        if is_tail && parts.tables.is_empty() && parts.example.is_none() {
            let message = format!("the page ends before the description of `{}`", first.name);
            self.diagnostics.push(self.page.cut(message));
            return;
        }
        for member in missing {
            self.refuse(
                format!("the template has a member `{}` that the page does not describe", member.name),
                member.name_span,
                "find out whether the member exists; describe it or remove it from the template",
            );
        }
    }

    /// Whether a member of the template has a member of this name inside, in template or example.
    fn has_inner(&self, owner: &str, name: &str) -> bool {
        fn in_value(value: &Value, name: &str) -> bool {
            match value {
                Value::Placeholder(_) => false,
                Value::Object(members) => {
                    members.iter().any(|member| member.name == name || in_value(&member.value, name))
                }
                Value::Array(item) => item.as_ref().is_some_and(|item| in_value(item, name)),
            }
        }
        fn in_node(node: &Node, name: &str) -> bool {
            match &node.data {
                Data::Object(members) => members.iter().any(|(key, node)| key == name || in_node(node, name)),
                Data::Array(items) => items.iter().any(|item| in_node(item, name)),
                _ => false,
            }
        }
        self.member(owner).is_some_and(|member| in_value(&member.value, name))
            || self.shown(owner).is_some_and(|node| in_node(node, name))
    }

    /// The tables by the member they belong to.
    pub(super) fn tables(&mut self, parts: &Parts, lines: &IndexMap<&str, Line>) -> IndexMap<&'b str, Vec<Row>> {
        let mut tables: IndexMap<&'b str, Vec<Row>> = IndexMap::new();
        for table in &parts.tables {
            let name = self.page.slice(table.name.clone());
            let span = self.page.span(table.name.clone());
            let Some(member) = self.member(name) else {
                self.refuse(
                    format!("the page lists the values of `{name}`, which the template lacks"),
                    span,
                    "find out which member the table belongs to and correct its name",
                );
                continue;
            };
            self.check_heading(table);
            let Some(rows) = enum_table::read(self.page, table, self.diagnostics) else { continue };
            if tables.insert(&member.name, rows).is_some() {
                self.refuse(format!("the values of `{name}` are listed twice"), span, "remove one of the tables");
            }
        }
        for (name, line) in lines.iter().filter(|(name, line)| line.stated.is_enum && !tables.contains_key(**name)) {
            if parts.tables.iter().any(|table| self.page.slice(table.name.clone()) == *name) {
                continue;
            }
            let message = format!("`{name}` is called an enum, but the page does not list its values");
            let diagnostic = Diagnostic::warning(Code::PageInconsistent, message).at(line.span);
            self.diagnostics.push(diagnostic.help("add the values with an overlay; until then any value is accepted"));
        }
        for (name, rows) in &tables {
            let Some((shown, value)) = self.shown(name).and_then(|shown| Some((shown, shown.as_str()?))) else {
                continue;
            };
            if rows.iter().any(|row| row.value == value) {
                continue;
            }
            self.refuse(
                format!("the example has `{value}` for `{name}`, which the table of its values lacks"),
                shown.span,
                "find out whether the value exists and correct table or example",
            );
        }
        tables
    }

    /// Reports a heading that says more than the name of the member whose values stand below it.
    fn check_heading(&mut self, table: &Table) {
        let words = |text: &str| -> Vec<String> {
            text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
        };
        let name = words(self.page.slice(table.name.clone()));
        let lines: Vec<_> = layout::lines(self.page.text, table.start..table.sentence)
            .filter(|line| words(self.page.slice(line.clone())).iter().any(|word| !name.contains(word)))
            .collect();
        enum_table::unread(self.page, &lines, self.diagnostics);
    }

    fn refuse(&mut self, message: String, span: Span, help: &str) {
        self.diagnostics.push(Diagnostic::error(Code::PageInconsistent, message).at(span).help(help));
    }
}
