//! An API as the file form of a page: bullets below each other.

use super::api::{Api, DESCRIPTION, Kind, Member, TITLE};
use super::text::{literal, signature, type_text};
use fastrand::Rng;
use std::collections::BTreeSet;
use std::fmt::Write;

/// The page.
pub(super) fn render(api: &Api, rng: &mut Rng) -> String {
    let method = api.method();
    let mut printer = Printer {
        api,
        rng,
        page: format!("## {TITLE}\n\n**{method}** `/cats/{{id}}`\n\n{DESCRIPTION}\n"),
        printed: BTreeSet::new(),
    };
    let sections = [
        ("Path Parameters", &api.path),
        ("Query Parameters", &api.query),
        ("Header Parameters", &api.header),
        ("Body Parameters", &api.body),
        ("Returns", &api.returns),
    ];
    for (name, members) in sections.into_iter().filter(|(_, members)| !members.is_empty()) {
        let _ = write!(printer.page, "\n### {name}\n");
        printer.printed.clear();
        members.iter().for_each(|member| printer.member(member, 0, name == "Header Parameters"));
    }
    let mut page = printer.page;
    let body = if api.body.is_empty() { String::new() } else { format!(" \\\n    -d '{:#}'", api.sample(&api.body)) };
    let sample = api.sample(&api.returns);
    let _ = write!(page, "\n### Example\n\n```http\ncurl https://h.example/v1/cats/$ID{body}\n```\n");
    let _ = write!(page, "\n#### Response\n\n```json\n{sample:#}\n```\n");
    page
}

struct Printer<'a, 'r> {
    api: &'a Api,
    rng: &'r mut Rng,
    page: String,
    /// The models whose members were printed in this section.
    printed: BTreeSet<usize>,
}

impl Printer<'_, '_> {
    fn bullet(&mut self, depth: usize, text: &str) {
        let _ = write!(self.page, "\n{:width$}- `{text}`\n", "", width = depth * 2);
    }

    fn member(&mut self, member: &Member, depth: usize, is_quoted: bool) {
        let name = if is_quoted { format!("\"{}\"", member.name) } else { member.name.clone() };
        let optional = if member.optional { "optional " } else { "" };
        let printed = type_text(self.api, &member.kind, self.rng);
        self.bullet(depth, &format!("{name}: {optional}{printed}"));
        if let Some(text) = &member.description {
            self.page.push('\n');
            for line in text.lines() {
                let indent = if line.is_empty() { 0 } else { depth * 2 + 2 };
                let _ = writeln!(self.page, "{:indent$}{line}", "");
            }
        }
        self.below(&member.kind, depth + 1);
    }

    /// What stands below a type.
    fn below(&mut self, kind: &Kind, depth: usize) {
        match kind {
            Kind::Constant(value) => self.bullet(depth, &literal(value)),
            Kind::Values(values) => values.iter().for_each(|value| self.bullet(depth, &literal(value))),
            Kind::Array(inner) | Kind::Map(inner) | Kind::Nullable(inner) => self.below(inner, depth),
            Kind::Object(members) => members.iter().for_each(|member| self.member(member, depth, false)),
            Kind::Union(alternatives) => {
                for (nth, alternative) in alternatives.iter().enumerate() {
                    self.alternative(alternative, nth, depth);
                }
            }
            Kind::Model(nth) => self.model(*nth, depth),
            Kind::String | Kind::Number | Kind::Boolean | Kind::Unknown => {}
        }
    }

    fn alternative(&mut self, kind: &Kind, nth: usize, depth: usize) {
        let text = match kind {
            Kind::Model(model) => {
                let model = &self.api.models[*model];
                format!("{} object {}", model.name, signature(&model.members))
            }
            Kind::Object(members) if self.rng.bool() => format!("UnionMember{nth} = object {}", signature(members)),
            other => type_text(self.api, other, self.rng),
        };
        self.bullet(depth, &text);
        self.below(kind, depth + 1);
    }

    fn model(&mut self, nth: usize, depth: usize) {
        if self.printed.insert(nth) {
            self.api.models[nth].members.iter().for_each(|member| self.member(member, depth, false));
        }
    }
}
