//! An API as the text of a page: lines without indentation, and counts.

use super::api::{Api, DESCRIPTION, Kind, Member, TITLE};
use fastrand::Rng;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fmt::Write;

/// What stands above the title.
pub(super) const NAVIGATION: &str = "Skip to content\nGet started\n";

/// The page.
pub(super) fn render(api: &Api, rng: &mut Rng) -> String {
    let method = api.method().to_uppercase();
    let page = format!("{NAVIGATION}\n{TITLE}\n\n{method}/cats/{{id}}\n\n{DESCRIPTION}\n\n");
    let mut printer = Printer { api, rng, page, printed: BTreeSet::new() };
    let sections = [
        ("Path Parameters", &api.path),
        ("Query Parameters", &api.query),
        ("Header Parameters", &api.header),
        ("Body ParametersJSON", &api.body),
        ("Returns", &api.returns),
    ];
    for (name, members) in sections.into_iter().filter(|(_, members)| !members.is_empty()) {
        printer.line(&format!("{name}Expand Collapse"));
        printer.printed.clear();
        members.iter().for_each(|member| printer.member(member));
    }
    let mut page = printer.page;
    let body = if api.body.is_empty() { String::new() } else { format!(" \\\n    -d '{:#}'", api.sample(&api.body)) };
    let sample = api.sample(&api.returns);
    let _ = write!(
        page,
        "\n{TITLE}\n\ncurl https://h.example/v1/cats/$ID{body}\n{sample:#}\nReturns Examples\n{sample:#}\n"
    );
    page
}

/// A type as pages print it.
pub(super) fn type_text(api: &Api, kind: &Kind, rng: &mut Rng) -> String {
    match kind {
        Kind::String => "string".to_owned(),
        Kind::Number => "number".to_owned(),
        Kind::Boolean => "boolean".to_owned(),
        Kind::Unknown => "unknown".to_owned(),
        Kind::Constant(value) => literal(value),
        Kind::Values(values) => joined(values.iter().map(literal).collect()),
        Kind::Array(inner) => format!("array of {}", type_text(api, inner, rng)),
        Kind::Map(inner) => format!("map[{}]", type_text(api, inner, rng)),
        Kind::Nullable(inner) => format!("{} or null", type_text(api, inner, rng)),
        // A second blank stands behind some signatures.
        Kind::Object(members) if rng.bool() => format!("object {}", signature(members)),
        Kind::Object(members) => format!("object {} ", signature(members)),
        Kind::Union(alternatives) => joined(alternatives.iter().map(|kind| type_text(api, kind, rng)).collect()),
        Kind::Model(nth) => format!("{} {}", api.models[*nth].name, signature(&api.models[*nth].members)),
    }
}

/// Alternatives, of many the first three and how many more there are.
fn joined(alternatives: Vec<String>) -> String {
    let hidden = if alternatives.len() > 3 { alternatives.len() - 3 } else { 0 };
    let mut printed: Vec<String> = alternatives.into_iter().take(3).collect();
    if hidden > 0 {
        printed.push(format!("{hidden} more"));
    }
    printed.join(" or ")
}

/// The first three names of an object, and how many more there are.
pub(super) fn signature(members: &[Member]) -> String {
    let mut names: Vec<String> = members.iter().take(3).map(|member| member.name.clone()).collect();
    if members.len() > 3 {
        names.push(format!("{} more", members.len() - 3));
    }
    if names.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", names.join(", ")) }
}

/// A value in a list: a text between quotes as it is, anything else as JSON.
pub(super) fn literal(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), |text| format!("\"{text}\""))
}

struct Printer<'a, 'r> {
    api: &'a Api,
    rng: &'r mut Rng,
    page: String,
    /// The models whose members were printed in this section.
    printed: BTreeSet<usize>,
}

impl Printer<'_, '_> {
    fn line(&mut self, text: &str) {
        let _ = writeln!(self.page, "{text}");
    }

    fn member(&mut self, member: &Member) {
        let optional = if member.optional { "optional " } else { "" };
        let printed = type_text(self.api, &member.kind, self.rng);
        self.line(&format!("{}: {optional}{printed}", member.name));
        if let Some(text) = &member.description {
            self.line(&format!("\n{text}\n"));
        }
        self.below(&member.kind);
    }

    /// What stands below a type.
    fn below(&mut self, kind: &Kind) {
        match kind {
            Kind::Values(values) => {
                self.line("One of the following:");
                values.iter().for_each(|value| self.line(&literal(value)));
            }
            Kind::Array(inner) | Kind::Map(inner) | Kind::Nullable(inner) => self.below(inner),
            Kind::Object(members) => members.iter().for_each(|member| self.member(member)),
            Kind::Union(alternatives) => {
                self.line("One of the following:");
                for (nth, alternative) in alternatives.iter().enumerate() {
                    self.alternative(alternative, nth);
                }
            }
            Kind::Model(nth) => self.model(*nth),
            Kind::String | Kind::Number | Kind::Boolean | Kind::Unknown | Kind::Constant(_) => {}
        }
    }

    fn alternative(&mut self, kind: &Kind, nth: usize) {
        let text = match kind {
            Kind::Model(model) => {
                let model = &self.api.models[*model];
                format!("{} object {}", model.name, signature(&model.members))
            }
            Kind::Object(_) => format!("UnionMember{nth} = {}", type_text(self.api, kind, self.rng)),
            other => type_text(self.api, other, self.rng),
        };
        self.line(&text);
        self.below(kind);
    }

    fn model(&mut self, nth: usize) {
        if self.printed.insert(nth) {
            self.api.models[nth].members.iter().for_each(|member| self.member(member));
        }
    }
}
