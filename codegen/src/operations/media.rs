//! The media types that an answer has: what kind each is, which are one and the same, and what a call asks for. Decides
//! nothing about types.

use super::bodies::{essence, is_json, is_json_lines, is_open_range, is_text, is_xml, subtype};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::markdown::code;
use crate::model::{MediaType, Response, Schema};
use crate::spec::media_type::parameters;
use crate::types::{JsonKind, Planner, Scalar};

/// The kind of a media type; the first, the more is known about what it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Json,
    OtherJson,
    Events,
    Lines,
    Xml,
    Text,
    Bytes,
}

/// One media type of an answer.
#[derive(Clone, Debug)]
pub(super) struct Case<'d> {
    /// As the document has it.
    pub(super) media_type: &'d str,
    /// Without parameters, in lower case.
    pub(super) essence: String,
    /// The parameters that make it another one than its name alone.
    parameters: Vec<(String, String)>,
    /// Its entry in `content`.
    pub(super) node: &'d MediaType,
    pub(super) kind: Kind,
    /// Whether its schema describes something that no text is, under whatever name.
    pub(super) is_structured: bool,
    /// Whether its schema describes more than a text or bytes say.
    pub(super) has_types: bool,
    /// The encoding in which it is a text that stands for bytes.
    pub(super) encoding: Option<Scalar>,
}

impl<'d> Case<'d> {
    fn new(media_type: &'d str, node: &'d MediaType, planner: &mut Planner<'_>) -> Self {
        let essence = essence(media_type);
        let nature = node.schema().map(|schema| planner.nature(schema));
        let kind = match essence.as_str() {
            // The schema's word goes before that of the media type.
            _ if nature.is_some_and(|nature| nature.is_binary) => Kind::Bytes,
            "application/json" => Kind::Json,
            "text/event-stream" => Kind::Events,
            name if is_json_lines(name) => Kind::Lines,
            // It is whatever comes, of which nothing is known.
            range
                if is_open_range(range)
                    && nature.is_none_or(|nature| nature.kind.is_none() && !nature.is_structured) =>
            {
                Kind::Bytes
            }
            name if is_json(name) => Kind::OtherJson,
            name if is_xml(name) && nature.is_some_and(|nature| nature.is_structured) => Kind::Xml,
            name if is_text(name) && nature.is_none_or(|nature| nature.encoding.is_none()) => Kind::Text,
            _ => Kind::Bytes,
        };
        let encoding = nature.and_then(|nature| nature.encoding).filter(|_| kind == Kind::Bytes);
        let is_structured = !matches!(nature.and_then(|nature| nature.kind), None | Some(JsonKind::String));
        let has_types = is_structured || nature.is_some_and(|nature| nature.is_narrowed);
        let parameters = parameters(media_type);
        Self { media_type, essence, parameters, node, kind, is_structured, has_types, encoding }
    }

    /// Whether it holds one JSON text; ASP.NET documents as `text/plain` what it writes as JSON.
    fn is_json(&self) -> bool {
        match self.kind {
            Kind::Json | Kind::OtherJson => true,
            Kind::Text => self.essence == "text/plain" && self.is_structured,
            Kind::Events | Kind::Lines | Kind::Xml | Kind::Bytes => false,
        }
    }

    /// Whether two media types are two names for one thing.
    pub(super) fn is_same_as(&self, other: &Self) -> bool {
        let is_alike = self.is_json() && other.is_json()
            || self.kind == other.kind && matches!(self.kind, Kind::Events | Kind::Lines | Kind::Xml);
        let schemas =
            |case: &Self| [case.node.item_schema(), case.node.schema()].map(|schema| schema.map(Schema::to_value));
        let has_type = |case: &Self| case.is_json() || matches!(case.kind, Kind::Events | Kind::Lines | Kind::Xml);
        // What is handed over as it is, is what it is under any parameter.
        let is_one = self.parameters == other.parameters || !has_type(self) || !has_type(other);
        self.essence == other.essence && is_one || is_alike && schemas(self) == schemas(other)
    }

    /// The media type by which it is told from these when it comes: with its parameters where one of them has no others.
    pub(super) fn name_among<'c>(&self, mut others: impl Iterator<Item = &'c Case<'c>>) -> String {
        let is_needed = !self.parameters.is_empty()
            && others.any(|other| other.essence == self.essence && other.parameters != self.parameters);
        let parameters = self.parameters.iter().filter(|_| is_needed);
        parameters.fold(self.essence.clone(), |name, (parameter, value)| {
            let value = value.replace('\\', "\\\\").replace('"', "\\\"");
            format!("{name}; {parameter}=\"{value}\"")
        })
    }

    /// What people call it where these are beside it.
    fn words_among<'c>(&self, mut others: impl Iterator<Item = &'c Case<'c>>) -> String {
        let is_needed = others.any(|other| other.essence == self.essence && other.parameters != self.parameters);
        let parameters = self.parameters.iter().filter(|_| is_needed);
        parameters.fold(subtype(&self.essence), |words, (name, value)| format!("{words} {name} {value}"))
    }

    /// Whether it is handed over as it is, like all others of its kind.
    fn is_handed_over_with(&self, other: &Self) -> bool {
        self.kind == other.kind && self.encoding == other.encoding && matches!(self.kind, Kind::Text | Kind::Bytes)
    }
}

/// Reports a schema of a media type whose values have no types in a client; what that costs is up to the place.
pub(super) fn without_types(media_type: &str, media: &MediaType, subject: &str) -> Diagnostic {
    let message = format!("values of {} have no types in the client", code(media_type));
    Diagnostic::warning(Code::Unsupported, message).at(media.label_span()).subject(subject)
}

/// Reports an `itemSchema` of a media type that is one value, and no sequence of some (OpenAPI 3.2.0, section 4.14.1).
pub(super) fn misplaced_items(media_type: &str, media: &MediaType, subject: &str) -> Option<Diagnostic> {
    let stated = media.item_schema()?;
    let message = format!("`itemSchema` describes the values of a sequence, and {} is one value", code(media_type));
    let found = Diagnostic::warning(Code::SchemaInvalid, message).at(stated.label_span()).subject(subject);
    let help = "write `schema: {type: array, items: …}`, or the media type of a sequence, like `application/jsonl`";
    Some(found.help(help).costs("any value is taken there"))
}

/// Reports media types that are two spellings of one, with schemas that differ: nothing that comes tells them apart.
pub(super) fn report_repeated(cases: &[Case<'_>], subject: &str, diagnostics: &mut Diagnostics) {
    for (at, case) in cases.iter().enumerate() {
        let is_one = |first: &&Case<'_>| first.essence == case.essence && first.parameters == case.parameters;
        let Some(first) = cases.iter().take(at).find(is_one) else { continue };
        let [schema, other] = [case, first].map(|case| case.node.schema().map(Schema::to_value));
        if schema == other {
            continue;
        }
        let [repeated, media_type] = [case, first].map(|case| code(case.media_type));
        let message = format!("{repeated} and {media_type} are one media type, and have two schemas");
        diagnostics.push(
            Diagnostic::warning(Code::MediaTypeInvalid, message)
                .at(case.node.label_span())
                .label(first.node.label_span(), "this one is used")
                .subject(subject)
                .help("a charset does not make another type of it: remove one, or join the schemas by `oneOf`")
                .costs(format!("an answer is read as {media_type} describes it")),
        );
    }
}

/// The media types of a success: the wanted one first, then the more is known of it.
pub(super) fn cases<'d>(response: &'d Response, wanted: Option<&str>, planner: &mut Planner<'_>) -> Vec<Case<'d>> {
    let content = response.content();
    let mut cases: Vec<Case<'_>> = content.map(|(name, node)| Case::new(name, node, planner)).collect();
    let open: Vec<usize> = (0..cases.len()).filter(|at| is_anything_else(&cases, *at)).collect();
    open.into_iter().for_each(|at| cases[at].kind = Kind::Bytes);
    cases.sort_by_key(|case| (Some(case.media_type) != wanted, case.kind));
    cases
}

/// The media types of an error, which nobody asks for: the more is known of one, the earlier it comes.
pub(super) fn cases_of_error<'d>(response: &'d Response, planner: &mut Planner<'_>) -> Vec<Case<'d>> {
    let content = response.content();
    let mut cases: Vec<Case<'_>> = content.map(|(name, node)| Case::new(name, node, planner)).collect();
    cases.sort_by_key(|case| case.kind);
    cases
}

/// Whether a range is any media type but those beside it. Alone, or with the schema of another, `*/*` means JSON, as many
/// write it.
fn is_anything_else(cases: &[Case<'_>], at: usize) -> bool {
    let case = &cases[at];
    let mut others = cases.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, other)| other);
    is_open_range(&case.essence)
        && case.kind == Kind::OtherJson
        && others.clone().any(Case::is_json)
        && !others.any(|other| case.is_same_as(other))
}

/// The media types to ask for where an answer has these.
pub(super) fn asked(cases: &[Case<'_>], wanted: Option<&str>) -> Vec<String> {
    let Some(first) = cases.first() else { return Vec::new() };
    match first.kind {
        // What comes is read as its own type says; JSON is what can be read of everything.
        Kind::Json | Kind::OtherJson if is_open_range(&first.essence) => match first.is_structured {
            true => vec!["application/json".to_owned(), format!("{};q=0.5", first.essence)],
            false => vec![first.essence.clone()],
        },
        Kind::Json | Kind::OtherJson if first.essence.contains('*') => vec!["application/json".to_owned()],
        // Whichever text or bytes come, they are handed over as they are.
        Kind::Text | Kind::Bytes if wanted != Some(first.media_type) => {
            let alike = cases.iter().filter(|case| case.is_handed_over_with(first));
            alike.map(|case| case.media_type.to_owned()).collect()
        }
        _ => vec![first.media_type.to_owned()],
    }
}

/// The media types that an operation can also answer in, apart from the preferred ones, with what people call each. Which
/// one comes is up to the `Accept` header, so each is a method of its own.
pub(super) fn alternates<'d>(
    successes: impl Iterator<Item = &'d Response>,
    planner: &mut Planner<'_>,
) -> Vec<(&'d str, String)> {
    let mut found: Vec<(Case<'d>, String)> = Vec::new();
    for response in successes {
        let cases = cases(response, None, planner);
        let Some((first, others)) = cases.split_first() else { continue };
        for case in others {
            let is_known = case.is_same_as(first);
            if !is_known && !found.iter().any(|(known, _)| case.is_same_as(known)) {
                found.push((case.clone(), case.words_among(cases.iter())));
            }
        }
    }
    found.into_iter().map(|(case, words)| (case.media_type, words)).collect()
}

/// The media types that are read as those that a call asks for, and that it does not ask for: other names for the same, so
/// that no method of their own is needed. A range names none.
pub(super) fn alike<'d>(
    successes: impl Iterator<Item = &'d Response>,
    wanted: Option<&str>,
    accept: &str,
    planner: &mut Planner<'_>,
) -> Vec<&'d str> {
    let is_asked = |case: &Case<'_>| {
        accept.split(',').any(|asked| {
            let asked = asked.trim();
            essence(asked) == case.essence && parameters(asked) == case.parameters
        })
    };
    let mut found: Vec<&str> = Vec::new();
    for response in successes {
        let cases = cases(response, wanted, planner);
        let Some((first, others)) = cases.split_first() else { continue };
        for case in others {
            let is_other = case.essence != first.essence || case.parameters != first.parameters;
            let is_name = is_other && !case.essence.contains('*') && !is_asked(case);
            if is_name && case.is_same_as(first) && !found.contains(&case.media_type) {
                found.push(case.media_type);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests;
