//! Decides what each operation of a document becomes.

use super::bodies::{Bodies, bodies, essence, form_fields, is_json, subtype};
use super::entries::{Entry, Found, Names, find, referred_operations};
use super::facts::server_url;
use super::headers::{HeaderPlan, Headers};
use super::plan::{
    ArgumentPlan, BodyPlan, CallPlan, Location, OperationPlan, ParameterPlan, ParametersPlan, Payload, SecurityPlan,
    Style,
};
use super::responses;
use super::shared_errors::SharedErrors;
use super::webhooks::{EventsPlan, WebhookPlan, webhooks};
use crate::diagnostic::Diagnostics;
use crate::lower::{LOST_PARAMETERS, notes, reason_left_out, variables};
use crate::markdown::{code, is_link};
use crate::model::pointer::{Part, below};
use crate::model::{Api, Operation, Parameter, Schema, SecurityRequirement, SecurityScheme};
use crate::names::{Scope, constant_name, field_name, method_name, type_name};
use crate::types::{Docs, JsonKind, NewField, PartContent, Planner, Scalar, TypeRef};
use percent_encoding::percent_decode_str;
use std::collections::HashSet;

/// The operations of a document.
#[derive(Debug, Default)]
pub struct Collected {
    /// Those that become methods, in document order. An operation with several request media types becomes several.
    pub plans: Vec<OperationPlan>,
    /// How many operations the document has.
    pub in_document: usize,
    /// How many of these became methods.
    pub emitted: usize,
    /// Those that do not become methods, whatever theirs: method and path, and why.
    pub left_out: Vec<(String, String)>,
    /// What the vendor calls: webhooks and callbacks.
    pub webhooks: Vec<WebhookPlan>,
    /// What all its webhooks are together.
    pub events: Option<EventsPlan>,
    /// The headers that answers have.
    pub headers: Vec<HeaderPlan>,
}

impl Collected {
    /// The types that operations send.
    pub fn sent(&self) -> Vec<TypeRef> {
        let arguments =
            |plan: &OperationPlan| plan.arguments.iter().map(|argument| argument.ty.clone()).collect::<Vec<_>>();
        let body = |plan: &OperationPlan| plan.body.as_ref().map(body_types).unwrap_or_default();
        let parameters =
            |plan: &OperationPlan| plan.parameters.as_ref().map(|parameters| TypeRef::Named(parameters.ty));
        self.plans
            .iter()
            .flat_map(|plan| arguments(plan).into_iter().chain(body(plan)).chain(parameters(plan)))
            .chain(self.webhooks.iter().filter_map(|webhook| Some(webhook.reply.as_ref()?.payload.clone())))
            .collect()
    }

    /// The Rust names of the documents of XML that operations send and receive.
    pub fn xml_roots(&self) -> HashSet<&str> {
        self.plans.iter().flat_map(OperationPlan::payloads).filter_map(Payload::xml_root).collect()
    }

    /// The types that operations receive.
    pub fn received(&self) -> Vec<TypeRef> {
        self.plans
            .iter()
            .flat_map(|plan| &plan.result.responses)
            .filter_map(|response| payload_type(&response.payload))
            .chain(self.webhooks.iter().map(|webhook| webhook.payload.clone()))
            .chain(self.headers.iter().filter_map(|header| header.ty.clone()))
            .collect()
    }
}

fn body_types(body: &BodyPlan) -> Vec<TypeRef> {
    let parts = body.form.iter().flat_map(|form| &form.parts).filter_map(|part| match &part.content {
        PartContent::Value(ty) | PartContent::Values(ty) => Some(ty.clone()),
        PartContent::File | PartContent::Files => None,
    });
    payload_type(&body.payload).into_iter().chain(parts).collect()
}

fn payload_type(payload: &Payload) -> Option<TypeRef> {
    match payload {
        Payload::Json(ty)
        | Payload::Xml(ty, _)
        | Payload::Form(ty)
        | Payload::Events(ty)
        | Payload::NamedEvents(ty, _)
        | Payload::JsonLines(ty) => Some(ty.clone()),
        Payload::Empty
        | Payload::Multipart
        | Payload::Text
        | Payload::Bytes
        | Payload::Encoded(_)
        | Payload::TextEvents => None,
    }
}

/// Plans all operations of a lowered document.
pub fn collect(api: &Api, planner: &mut Planner<'_>, diagnostics: &mut Diagnostics) -> Collected {
    let mut names = Names::new();
    let Found { entries, in_document, left_out } = find(api, &mut names, diagnostics);
    let mut collector = Collector {
        api,
        names,
        headers: Headers::default(),
        shared: SharedErrors::of(api, planner),
        collected: Collected { in_document, left_out, ..Collected::default() },
    };
    // Types are named by the operation that has them: it is planned before those that only refer to them.
    let targets = referred_operations(api);
    let mut order: Vec<usize> = (0..entries.len()).collect();
    order.sort_by_key(|at| !targets.contains(&entries[*at].pointer));
    let mut planned: Vec<(usize, Vec<OperationPlan>)> = Vec::new();
    for at in order {
        planned.push((at, collector.operation(&entries[at], planner, diagnostics)));
    }
    planned.sort_by_key(|(at, _)| *at);
    let Collector { headers, mut collected, .. } = collector;
    collected.plans = planned.into_iter().flat_map(|(_, plans)| plans).collect();
    Collected { webhooks: webhooks(api, planner), headers: headers.finish(), ..collected }
}

struct Collector<'d> {
    api: &'d Api,
    names: Names,
    headers: Headers,
    shared: SharedErrors,
    collected: Collected,
}

impl Collector<'_> {
    /// The methods of an operation; none where a rule left it out.
    fn operation(
        &mut self,
        entry: &Entry<'_>,
        planner: &mut Planner<'_>,
        diagnostics: &mut Diagnostics,
    ) -> Vec<OperationPlan> {
        let Entry { method, operation, subject, pointer, name, .. } = entry;
        let type_prefix = type_name(name.trim_start_matches("r#"));
        let arguments = self.arguments(operation, &entry.wire_path, pointer, &type_prefix, planner);
        let parameters = self.parameters(operation, pointer, &type_prefix, subject, planner);
        let Bodies { plans: bodies, unsendable } =
            bodies(operation, pointer, &type_prefix, subject, planner, diagnostics);
        let left_out = reason_left_out(operation.node()).map(str::to_owned).or(unsendable);
        self.collected.emitted += usize::from(left_out.is_none());
        let call = responses::Call {
            method: *method,
            subject,
            pointer,
            name: &type_prefix,
            wanted: None,
            beside: None,
            shared: &self.shared,
        };
        let result = responses::result(operation, &call, planner, diagnostics);
        let described = left_out.is_none().then_some(subject.as_str());
        let headers = self.headers.of(operation, pointer, described, planner, diagnostics);
        let docs = Docs {
            text: operation.description().map(str::to_owned),
            notes: notes(operation.node())
                .into_iter()
                .chain(replaced_query(&entry.wire_path, parameters.as_ref()))
                .collect(),
            deprecated: operation.is_deprecated(),
        };
        let plan = OperationPlan {
            id: entry.id.clone(),
            method: method.sent(),
            path: entry.wire_path.clone(),
            pointer: pointer.clone(),
            span: operation.label_span(),
            facts: entry.facts.clone(),
            name: name.clone(),
            summary: operation.summary().map(str::to_owned),
            docs,
            page: operation.page().filter(|url| is_link(url)).map(str::to_owned),
            tag: operation.tag().map(str::to_owned),
            arguments,
            parameters,
            body: None,
            result,
            headers,
            security: self.security(operation),
            scopes: self.scopes(operation),
            server: entry
                .own_server
                .clone()
                .or_else(|| operation.server().and_then(server_url))
                .or_else(|| entry.item.server().and_then(server_url)),
            idempotent: false,
            pagination: None,
            call: CallPlan::default(),
        };
        let (mut plan, own_docs) = (plan.clone(), plan.docs);
        if !method.is_head() {
            plan.docs.notes.extend(responses::alike(operation, None, &plan.result.accept, planner));
        }
        let mut bodies = bodies.into_iter();
        let first = bodies.next();
        let mut plans = vec![with_body(&plan, plan.name.clone(), first.clone())];
        plans.extend(bodies.map(|body| {
            let words = format!("{} as {}", plan.name.trim_start_matches("r#"), media_words(&body));
            let name = self.names.methods.claim(&method_name(&words));
            let sends = || format!("Sends the body as {}.", code(&body.media_type));
            let docs = with_note(&plan.docs, of_range(&body).or_else(|| of_encoding(&body)).unwrap_or_else(sends));
            OperationPlan { name, docs, body: Some(body), ..plan.clone() }
        }));
        plans.extend(self.others(entry, &plan, &own_docs, first, planner, diagnostics));
        // It was planned for the names it takes: all others keep theirs.
        if let Some(reason) = left_out {
            self.collected.left_out.push((subject.clone(), reason));
            plans.clear();
        }
        plans
    }

    /// The methods that ask for another media type than the first.
    fn others(
        &mut self,
        entry: &Entry<'_>,
        plan: &OperationPlan,
        own_docs: &Docs,
        body: Option<BodyPlan>,
        planner: &mut Planner<'_>,
        diagnostics: &mut Diagnostics,
    ) -> Vec<OperationPlan> {
        let Entry { method, operation, subject, .. } = entry;
        let answers = if method.is_head() { Vec::new() } else { responses::alternates(operation, planner) };
        let mut plans = Vec::new();
        for (wanted, words) in answers {
            let words = format!("{} receiving {words}", plan.name.trim_start_matches("r#"));
            let name = self.names.methods.claim(&method_name(&words));
            let prefix = type_name(name.trim_start_matches("r#"));
            let call = responses::Call {
                method: *method,
                subject,
                pointer: &plan.pointer,
                name: &prefix,
                wanted: Some(wanted),
                beside: Some(&plan.result),
                shared: &self.shared,
            };
            let result = responses::result(operation, &call, planner, diagnostics);
            let facts = self.names.facts.claim(&constant_name(name.trim_start_matches("r#")));
            let mut docs = with_note(own_docs, format!("Asks for an answer of type {}.", code(wanted)));
            docs.notes.extend(responses::alike(operation, Some(wanted), &result.accept, planner));
            plans.push(OperationPlan { name, facts, result, docs, body: body.clone(), ..plan.clone() });
        }
        plans
    }

    fn arguments(
        &mut self,
        operation: &Operation,
        path: &str,
        pointer: &str,
        prefix: &str,
        planner: &mut Planner<'_>,
    ) -> Vec<ArgumentPlan> {
        let mut scope = Scope::new();
        for taken in ["self", "parameters", "body", "request", "response"] {
            scope.claim(taken);
        }
        let find = |name: &str| {
            let is_meant = |(_, parameter): &(usize, &Parameter)| {
                parameter.location() == Some(Location::Path.as_str()) && parameter.name() == Some(name)
            };
            operation.parameters().enumerate().find(is_meant)
        };
        let planned = variables(path).into_iter().filter_map(|name| {
            let (at, parameter) = find(name)?;
            let (schema, pointer) = schema_of(parameter, &below(pointer, Part::Parameter(at)));
            let ty =
                schema.map_or(TypeRef::Scalar(Scalar::String), |schema| planner.schema(schema, &pointer, prefix, name));
            let text = parameter.description().map(str::to_owned);
            Some(ArgumentPlan {
                name: scope.claim(&field_name(name)),
                ty: match ty {
                    TypeRef::Nullable(inner) => *inner,
                    ty => ty,
                },
                parameter: wire(parameter, name.to_owned(), Location::Path, planner),
                docs: Docs { text, ..Docs::default() },
            })
        });
        planned.collect()
    }

    fn parameters(
        &mut self,
        operation: &Operation,
        pointer: &str,
        prefix: &str,
        subject: &str,
        planner: &mut Planner<'_>,
    ) -> Option<ParametersPlan> {
        let any = Schema::any(operation.span());
        let mut keys = Scope::new();
        let (mut fields, mut entries) = (Vec::new(), Vec::new());
        for (at, parameter) in operation.parameters().enumerate() {
            let Some(location) =
                parameter.location().and_then(Location::named).filter(|place| *place != Location::Path)
            else {
                continue;
            };
            let name = parameter.name().unwrap_or_default();
            // The query, the whole query, headers and cookies have names of their own each, and are members of one struct.
            let words = match keys.contains(name) {
                true => format!("{} {name}", location.as_str()),
                false => name.to_owned(),
            };
            let key = keys.claim(&words);
            let (schema, pointer) = schema_of(parameter, &below(pointer, Part::Parameter(at)));
            entries.push(wire(parameter, key.clone(), location, planner));
            fields.push(NewField {
                words,
                key,
                required: parameter.is_required(),
                schema: schema.unwrap_or(&any),
                pointer,
                description: parameter.description().map(str::to_owned),
                deprecated: parameter.is_deprecated(),
            });
        }
        let words = format!("{prefix} parameters");
        if fields.is_empty() {
            plan_lost_parameters(operation, pointer, &type_name(&words), planner);
            return None;
        }
        let docs = Docs { text: Some(format!("Parameters of `{subject}`.")), ..Docs::default() };
        let required = fields.iter().any(|field| field.required);
        let ty = planner.structure(&words, &below(pointer, Part::Parameters), docs, &fields);
        plan_lost_parameters(operation, pointer, &type_name(&words), planner);
        Some(ParametersPlan { ty, entries, required })
    }

    fn security(&self, operation: &Operation) -> SecurityPlan {
        let ids = |way: &SecurityRequirement| way.schemes().map(|(id, _)| id.clone()).collect();
        self.alternatives(operation).into_iter().map(ids).collect()
    }

    /// The scopes that go with these, where any has some: those of OAuth 2 alone are asked for.
    fn scopes(&self, operation: &Operation) -> Vec<Vec<Vec<String>>> {
        let has_scopes = |id: &str| self.api.security_scheme(id).is_some_and(SecurityScheme::has_scopes);
        let of_scheme = |(id, scopes): (&String, Vec<&str>)| match has_scopes(id) {
            true => scopes.into_iter().map(str::to_owned).collect(),
            false => Vec::new(),
        };
        let of_alternative = |way: &SecurityRequirement| way.schemes().map(of_scheme).collect();
        let all: Vec<Vec<Vec<String>>> = self.alternatives(operation).into_iter().map(of_alternative).collect();
        let has_some = all.iter().flatten().any(|scopes| !scopes.is_empty());
        if has_some { all } else { Vec::new() }
    }

    fn alternatives<'n>(&'n self, operation: &'n Operation) -> Vec<&'n SecurityRequirement> {
        match operation.security() {
            Some(own) => own.collect(),
            None => self.api.security().into_iter().flatten().collect(),
        }
    }
}

/// Plans the types of parameters that cannot be sent for the names they take: all others keep theirs.
fn plan_lost_parameters(operation: &Operation, pointer: &str, parent: &str, planner: &mut Planner<'_>) {
    let lost = operation.node().items(LOST_PARAMETERS).iter().map(Parameter::of);
    for (at, parameter) in lost.enumerate() {
        if let (Some(schema), pointer) = schema_of(parameter, &format!("{pointer}/{LOST_PARAMETERS}/{at}")) {
            planner.schema(schema, &pointer, parent, parameter.name().unwrap_or_default());
        }
    }
}

/// What is said of members of the query that stand in the path, and that a parameter has, too: they are sent once.
fn replaced_query(path: &str, parameters: Option<&ParametersPlan>) -> Vec<String> {
    let Some((_, query)) = path.split_once('?') else { return Vec::new() };
    let replaced = query.split('&').filter_map(|pair| {
        let name = pair.split('=').next().unwrap_or_default();
        let name = percent_decode_str(name).decode_utf8_lossy();
        let is_meant = |entry: &&ParameterPlan| entry.location == Location::Query && entry.name == name;
        let entry = parameters?.entries.iter().find(is_meant)?;
        let (pair, name) = (code(pair), code(&entry.name));
        Some(format!("The path has the query {pair}, which is not sent beside a value of the parameter {name}."))
    });
    replaced.collect()
}

/// A method with the first of the bodies.
fn with_body(plan: &OperationPlan, name: String, body: Option<BodyPlan>) -> OperationPlan {
    let note = body.as_ref().and_then(|body| of_range(body).or_else(|| of_encoding(body)));
    let docs = note.map_or_else(|| plan.docs.clone(), |note| with_note(&plan.docs, note));
    OperationPlan { name, docs, body, ..plan.clone() }
}

fn with_note(docs: &Docs, note: String) -> Docs {
    let notes = docs.notes.iter().cloned().chain([note]).collect();
    Docs { notes, ..docs.clone() }
}

/// What is said of a body for which the document has a range of media types that JSON is not meant by.
fn of_range(body: &BodyPlan) -> Option<String> {
    let range = body.range.as_ref().filter(|_| !matches!(body.payload, Payload::Json(_)))?;
    Some(format!(
        "Sends the body as {}, for which the document has the range {}; a header `content-type` in the options of a call \
         says better.",
        code(&body.media_type),
        code(range)
    ))
}

/// What is said of a body that the client encodes.
fn of_encoding(body: &BodyPlan) -> Option<String> {
    let Payload::Encoded(encoding) = &body.payload else { return None };
    let encoding = match encoding {
        Scalar::Base64Url => "base64url",
        Scalar::Base32 => "base32",
        Scalar::Base16 => "base16",
        Scalar::QuotedPrintable => "quoted-printable",
        _ => "base64",
    };
    let media_type = code(&body.media_type);
    Some(format!("Sends the body, {media_type}, as text in `{encoding}`: give the bytes themselves, in memory."))
}

/// What tells a second method for the same operation apart.
fn media_words(body: &BodyPlan) -> String {
    match body.payload {
        Payload::Form(_) => "form".to_owned(),
        _ => subtype(&body.media_type),
    }
}

/// The schema of a parameter, and its pointer: its own, or that of its only media type.
fn schema_of<'p>(parameter: &'p Parameter, pointer: &str) -> (Option<&'p Schema>, String) {
    match (parameter.schema(), parameter.content()) {
        (None, Some((media_type, media))) => {
            (media.schema(), below(&below(pointer, Part::Content(media_type)), Part::Schema))
        }
        (schema, _) => (schema, below(pointer, Part::Schema)),
    }
}

/// How a parameter is sent; defaults by OpenAPI 3.2.0, section 4.12.2.
fn wire(parameter: &Parameter, key: String, location: Location, planner: &mut Planner<'_>) -> ParameterPlan {
    let default = match location {
        Location::Query | Location::Cookie | Location::QueryString => Style::Form,
        Location::Path | Location::Header => Style::Simple,
    };
    let style = parameter.style().and_then(Style::named).unwrap_or(default);
    let content = parameter.content();
    ParameterPlan {
        key,
        name: parameter.name().unwrap_or_default().to_owned(),
        location,
        style,
        explode: parameter.explode().unwrap_or(style.explodes()),
        allow_reserved: parameter.allows_reserved(),
        is_list: parameter.schema().is_some_and(|schema| may_be_list(schema, planner)),
        json: content.is_some_and(|(media_type, _)| is_json(&essence(media_type))),
        fields: match (location, content) {
            (Location::QueryString, Some((_, media))) => form_fields(media),
            _ => Vec::new(),
        },
    }
}

/// Whether a value may be a list: also where `null`, or something else, is another alternative.
fn may_be_list(schema: &Schema, planner: &mut Planner<'_>) -> bool {
    let mut is_list = |schema: &Schema| planner.nature(schema).kind == Some(JsonKind::Array);
    is_list(schema) || schema.all_alternatives().any(is_list)
}

#[cfg(test)]
mod tests;
