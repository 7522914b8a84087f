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
use crate::names::{Scope, constant_name, field_name, method_name, type_name};
use crate::source::{Node, escape_pointer_token};
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
pub fn collect(document: &Node, planner: &mut Planner<'_>, diagnostics: &mut Diagnostics) -> Collected {
    let mut names = Names::new();
    let Found { entries, in_document, left_out } = find(document, &mut names, diagnostics);
    let mut collector = Collector {
        document,
        names,
        headers: Headers::default(),
        shared: SharedErrors::of(document, planner),
        collected: Collected { in_document, left_out, ..Collected::default() },
    };
    // Types are named by the operation that has them: it is planned before those that only refer to them.
    let targets = referred_operations(document);
    let mut order: Vec<usize> = (0..entries.len()).collect();
    order.sort_by_key(|at| !targets.contains(&entries[*at].pointer));
    let mut planned: Vec<(usize, Vec<OperationPlan>)> = Vec::new();
    for at in order {
        planned.push((at, collector.operation(&entries[at], planner, diagnostics)));
    }
    planned.sort_by_key(|(at, _)| *at);
    let Collector { headers, mut collected, .. } = collector;
    collected.plans = planned.into_iter().flat_map(|(_, plans)| plans).collect();
    Collected { webhooks: webhooks(document, planner), headers: headers.finish(), ..collected }
}

struct Collector<'d> {
    document: &'d Node,
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
        let left_out = reason_left_out(operation).map(str::to_owned).or(unsendable);
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
            text: operation.str("description").filter(|text| !text.trim().is_empty()).map(str::to_owned),
            notes: notes(operation).into_iter().chain(replaced_query(&entry.wire_path, parameters.as_ref())).collect(),
            deprecated: operation.flag("deprecated"),
        };
        let plan = OperationPlan {
            id: entry.id.clone(),
            method: method.sent(),
            path: entry.wire_path.clone(),
            pointer: pointer.clone(),
            span: operation.label_span(),
            facts: entry.facts.clone(),
            name: name.clone(),
            summary: operation.str("summary").filter(|text| !text.trim().is_empty()).map(str::to_owned),
            docs,
            page: operation
                .get("externalDocs")
                .and_then(|docs| docs.str("url"))
                .filter(|url| is_link(url))
                .map(str::to_owned),
            tag: operation.items("tags").first().and_then(Node::as_str).map(str::to_owned),
            arguments,
            parameters,
            body: None,
            result,
            headers,
            security: self.security(operation),
            scopes: self.scopes(operation),
            server: (entry.own_server.clone()).or_else(|| {
                [operation, &entry.item].iter().find_map(|node| server_url(node.items("servers").first()?))
            }),
            idempotent: false,
            pagination: None,
            call: CallPlan::default(),
        };
        let (mut plan, own_docs) = (plan.clone(), plan.docs);
        if !method.is_head() {
            plan.docs.notes.extend(responses::alike(operation, None, &plan.result.accept, planner));
        }
        let mut plans = Vec::new();
        let mut bodies = bodies.into_iter();
        let first = bodies.next();
        let docs = match first.as_ref().and_then(|body| of_range(body).or_else(|| of_encoding(body))) {
            Some(note) => with_note(&plan.docs, note),
            None => plan.docs.clone(),
        };
        plans.push(OperationPlan { body: first.clone(), docs, ..plan.clone() });
        for body in bodies {
            let words = format!("{} as {}", plan.name.trim_start_matches("r#"), media_words(&body));
            let name = self.names.methods.claim(&method_name(&words));
            let sends = || format!("Sends the body as {}.", code(&body.media_type));
            let docs = with_note(&plan.docs, of_range(&body).or_else(|| of_encoding(&body)).unwrap_or_else(sends));
            plans.push(OperationPlan { name, docs, body: Some(body), ..plan.clone() });
        }
        let answers = if method.is_head() { Vec::new() } else { responses::alternates(operation, planner) };
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
            let mut docs = with_note(&own_docs, format!("Asks for an answer of type {}.", code(wanted)));
            docs.notes.extend(responses::alike(operation, Some(wanted), &result.accept, planner));
            plans.push(OperationPlan { name, facts, result, docs, body: first.clone(), ..plan.clone() });
        }
        // It was planned for the names it takes: all others keep theirs.
        if let Some(reason) = left_out {
            self.collected.left_out.push((subject.clone(), reason));
            plans.clear();
        }
        plans
    }

    fn arguments(
        &mut self,
        operation: &Node,
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
            let all = operation.items("parameters").iter().enumerate();
            all.into_iter().find(|(_, node)| node.str("in") == Some("path") && node.str("name") == Some(name))
        };
        let planned = variables(path).into_iter().filter_map(|name| {
            let (at, node) = find(name)?;
            let (schema, token) = schema_of(node);
            let ty = schema.map_or(TypeRef::Scalar(Scalar::String), |schema| {
                planner.schema(schema, &format!("{pointer}/parameters/{at}/{token}"), prefix, name)
            });
            let text = node.str("description").map(str::to_owned);
            Some(ArgumentPlan {
                name: scope.claim(&field_name(name)),
                ty: match ty {
                    TypeRef::Nullable(inner) => *inner,
                    ty => ty,
                },
                parameter: wire(node, name.to_owned(), Location::Path, planner),
                docs: Docs { text, ..Docs::default() },
            })
        });
        planned.collect()
    }

    fn parameters(
        &mut self,
        operation: &Node,
        pointer: &str,
        prefix: &str,
        subject: &str,
        planner: &mut Planner<'_>,
    ) -> Option<ParametersPlan> {
        let any = Node::object::<&str>([], operation.span);
        let mut keys = Scope::new();
        let (mut fields, mut entries) = (Vec::new(), Vec::new());
        for (at, node) in operation.items("parameters").iter().enumerate() {
            let location = match node.str("in") {
                Some("query") => Location::Query,
                Some("header") => Location::Header,
                Some("cookie") => Location::Cookie,
                Some("querystring") => Location::QueryString,
                _ => continue,
            };
            let name = node.str("name").unwrap_or_default();
            // The query, the whole query, headers and cookies have names of their own each, and are members of one struct.
            let words = match keys.contains(name) {
                true => format!("{} {name}", node.str("in").unwrap_or_default()),
                false => name.to_owned(),
            };
            let key = keys.claim(&words);
            let (schema, token) = schema_of(node);
            entries.push(wire(node, key.clone(), location, planner));
            fields.push(NewField {
                words,
                key,
                required: node.flag("required"),
                schema: schema.unwrap_or(&any),
                pointer: format!("{pointer}/parameters/{at}/{token}"),
                description: node.str("description").filter(|text| !text.trim().is_empty()).map(str::to_owned),
                deprecated: node.flag("deprecated"),
            });
        }
        let words = format!("{prefix} parameters");
        if fields.is_empty() {
            plan_lost_parameters(operation, pointer, &type_name(&words), planner);
            return None;
        }
        let docs = Docs { text: Some(format!("Parameters of `{subject}`.")), ..Docs::default() };
        let required = fields.iter().any(|field| field.required);
        let ty = planner.structure(&words, &format!("{pointer}/parameters"), docs, &fields);
        plan_lost_parameters(operation, pointer, &type_name(&words), planner);
        Some(ParametersPlan { ty, entries, required })
    }

    fn security(&self, operation: &Node) -> SecurityPlan {
        let schemes =
            |node: &Node| node.as_object().map(|members| members.keys().cloned().collect()).unwrap_or_default();
        self.alternatives(operation).iter().map(schemes).collect()
    }

    /// The scopes that go with these, where any has some: those of OAuth 2 alone are asked for.
    fn scopes(&self, operation: &Node) -> Vec<Vec<Vec<String>>> {
        let schemes = self.document.get("components").and_then(|components| components.get("securitySchemes"));
        let has_scopes = |id: &str| {
            let kind = schemes.and_then(|schemes| schemes.get(id)).and_then(|scheme| scheme.str("type"));
            matches!(kind, Some("oauth2" | "openIdConnect"))
        };
        let of_scheme = |(id, scopes): (&String, &Node)| match has_scopes(id) {
            true => scopes.as_array().into_iter().flatten().filter_map(Node::as_str).map(str::to_owned).collect(),
            false => Vec::new(),
        };
        let of_alternative =
            |node: &Node| node.as_object().map(|members| members.iter().map(of_scheme).collect()).unwrap_or_default();
        let all: Vec<Vec<Vec<String>>> = self.alternatives(operation).iter().map(of_alternative).collect();
        let has_some = all.iter().flatten().any(|scopes| !scopes.is_empty());
        if has_some { all } else { Vec::new() }
    }

    fn alternatives<'n>(&'n self, operation: &'n Node) -> &'n [Node] {
        let stated = operation.get("security").or_else(|| self.document.get("security"));
        stated.and_then(Node::as_array).map(Vec::as_slice).unwrap_or_default()
    }
}

/// Plans the types of parameters that cannot be sent for the names they take: all others keep theirs.
fn plan_lost_parameters(operation: &Node, pointer: &str, parent: &str, planner: &mut Planner<'_>) {
    for (at, node) in operation.items(LOST_PARAMETERS).iter().enumerate() {
        if let (Some(schema), token) = schema_of(node) {
            let pointer = format!("{pointer}/{LOST_PARAMETERS}/{at}/{token}");
            planner.schema(schema, &pointer, parent, node.str("name").unwrap_or_default());
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

/// The schema of a parameter: its own, or that of its only media type.
fn schema_of(parameter: &Node) -> (Option<&Node>, String) {
    match parameter.get("schema") {
        Some(schema) => (Some(schema), "schema".to_owned()),
        None => match parameter.members("content").next() {
            Some((media_type, node)) => {
                (node.get("schema"), format!("content/{}/schema", escape_pointer_token(media_type)))
            }
            None => (None, "schema".to_owned()),
        },
    }
}

/// How a parameter is sent; defaults by OpenAPI 3.2.0, section 4.12.2.
fn wire(parameter: &Node, key: String, location: Location, planner: &mut Planner<'_>) -> ParameterPlan {
    let default = match location {
        Location::Query | Location::Cookie | Location::QueryString => Style::Form,
        Location::Path | Location::Header => Style::Simple,
    };
    let style = parameter.str("style").and_then(Style::named).unwrap_or(default);
    let explode = parameter.get("explode").and_then(Node::as_bool).unwrap_or(style.explodes());
    let content = parameter.members("content").next();
    ParameterPlan {
        key,
        name: parameter.str("name").unwrap_or_default().to_owned(),
        location,
        style,
        explode,
        allow_reserved: parameter.flag("allowReserved"),
        is_list: parameter.get("schema").is_some_and(|schema| may_be_list(schema, planner)),
        json: content.is_some_and(|(media_type, _)| is_json(&essence(media_type))),
        fields: match (location, content) {
            (Location::QueryString, Some((_, media))) => form_fields(media),
            _ => Vec::new(),
        },
    }
}

/// Whether a value may be a list: also where `null`, or something else, is another alternative.
fn may_be_list(schema: &Node, planner: &mut Planner<'_>) -> bool {
    let mut is_list = |schema: &Node| planner.nature(schema).kind == Some(JsonKind::Array);
    is_list(schema) || ["anyOf", "oneOf"].iter().flat_map(|keyword| schema.items(keyword)).any(is_list)
}

#[cfg(test)]
mod tests;
