//! The facts of one operation as the runtime reads them, made of the plans that generated crates are printed from. They live as
//! long as the program, which makes one call.

use serde_json::Value;
use switchboard_codegen::CrateSettings;
use switchboard_codegen::operations::{FormFieldPlan, Location, OperationPlan, ParameterPlan, Style};
use switchboard_codegen::source::Node;
use switchboard_runtime::{
    self as runtime, Api, ApiKeyLocation, Envelope, Field, Operation, Parameter, Read, Reply, SecurityKind,
    SecurityScheme,
};

/// A text that lives as long as the program.
fn kept(text: &str) -> &'static str {
    Box::leak(text.to_owned().into_boxed_str())
}

fn list<T>(items: Vec<T>) -> &'static [T] {
    Box::leak(items.into_boxed_slice())
}

/// The facts of an API. A scheme whose variable the settings do not name has one that is called after the API.
pub(crate) fn api(document: &Node, settings: &CrateSettings) -> &'static Api {
    let servers = document.items("servers").iter().filter_map(server).collect();
    let schemes: Vec<(&String, &Node)> =
        document.get("components").into_iter().flat_map(|components| components.members("securitySchemes")).collect();
    let is_only = schemes.len() == 1;
    let scheme = |(id, node): (&String, &Node)| {
        let stated = settings.env.iter().find(|(known, _)| known == id).map(|(_, variable)| variable.clone());
        let own = if is_only { "API_KEY".to_owned() } else { variable(id) };
        let name = stated.unwrap_or_else(|| format!("{}_{own}", variable(&settings.name)));
        let kind = kind(node);
        let env = match kind {
            SecurityKind::Basic | SecurityKind::OAuth2ClientCredentials { .. } => {
                let (first, second) = match kind {
                    SecurityKind::Basic => ("USER", "PASSWORD"),
                    _ => ("ID", "SECRET"),
                };
                vec![kept(&format!("{name}_{first}")), kept(&format!("{name}_{second}"))]
            }
            _ => vec![kept(&name)],
        };
        SecurityScheme { id: kept(id), kind, env: list(env) }
    };
    let version = document.get("info").and_then(|info| info.str("version")).unwrap_or_default();
    Box::leak(Box::new(Api {
        name: kept(&settings.name),
        version: kept(version),
        servers: list(servers),
        security: list(schemes.into_iter().map(scheme).collect()),
    }))
}

/// A name as it stands in an environment variable.
fn variable(text: &str) -> String {
    text.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' }).collect()
}

/// The address of a server, with its variables at their defaults.
fn server(node: &Node) -> Option<&'static str> {
    let mut url = node.str("url")?.to_owned();
    for (name, default) in node.members("variables").filter_map(|(name, node)| Some((name, node.str("default")?))) {
        url = url.replace(&format!("{{{name}}}"), default);
    }
    (url.starts_with("http://") || url.starts_with("https://")).then(|| kept(&url))
}

/// Where a credential goes. A token of OAuth 2 is one that somebody has, but where an id and a secret get one.
fn kind(scheme: &Node) -> SecurityKind {
    let http = scheme.str("scheme").map(str::to_ascii_lowercase);
    match (scheme.str("type"), http.as_deref()) {
        (Some("apiKey"), _) => SecurityKind::ApiKey {
            location: match scheme.str("in") {
                Some("query") => ApiKeyLocation::Query,
                Some("cookie") => ApiKeyLocation::Cookie,
                _ => ApiKeyLocation::Header,
            },
            name: kept(scheme.str("name").unwrap_or_default()),
        },
        (Some("http"), Some("basic")) => SecurityKind::Basic,
        (Some("http"), Some("bearer")) | (Some("openIdConnect"), _) => SecurityKind::Bearer,
        (Some("oauth2"), _) => {
            let flows: Vec<&String> = scheme.members("flows").map(|(name, _)| name).collect();
            let url = scheme.pointer("/flows/clientCredentials").and_then(|flow| flow.str("tokenUrl"));
            match (url, flows.as_slice()) {
                (Some(url), [_]) => SecurityKind::OAuth2ClientCredentials { token_url: kept(url) },
                _ => SecurityKind::Bearer,
            }
        }
        (kind, _) => SecurityKind::Unsupported(kept(kind.unwrap_or("unknown"))),
    }
}

/// The facts of an operation. Every success is read as JSON where it is a page; what else comes is read by its media type.
pub(crate) fn operation(plan: &OperationPlan, settings: &CrateSettings) -> &'static Operation {
    let arguments = plan.arguments.iter().map(|argument| &argument.parameter);
    let others = plan.parameters.iter().flat_map(|parameters| &parameters.entries);
    let parameters = arguments.chain(others).map(|entry| parameter(entry, settings)).collect();
    let security = plan.security.iter().map(|ids| list(ids.iter().map(|id| kept(id)).collect())).collect();
    let texts = |texts: &Vec<String>| list(texts.iter().map(|text| kept(text)).collect());
    let scopes = plan.scopes.iter().map(|schemes| list(schemes.iter().map(texts).collect())).collect();
    let mut operation = Operation::new(kept(&plan.id), kept(&plan.method), kept(&plan.path))
        .accept(kept(&plan.result.accept))
        .parameters(list(parameters))
        .security(list(security))
        .scopes(list(scopes))
        .replies(list(vec![Reply::unexpected(200).in_envelope(), Reply::success(200, Read::Json).to(299)]));
    let signs = &plan.result.signs;
    operation.end = signs.end.as_deref().map(kept);
    operation.end_event = signs.end_event.as_deref().map(kept);
    operation.error_event = signs.error_event.as_deref().map(kept);
    operation.error_member = signs.error_member.as_deref().map(kept);
    operation.server = plan.server.as_deref().map(kept);
    operation.idempotent = plan.idempotent;
    operation.envelope = settings.envelope.as_ref().map(|envelope| {
        let success = envelope.success.iter().filter_map(Value::as_i64).collect();
        &*Box::leak(Box::new(Envelope { member: kept(&envelope.member.value), success: list(success) }))
    });
    Box::leak(Box::new(operation))
}

fn parameter(plan: &ParameterPlan, settings: &CrateSettings) -> Parameter {
    let name = kept(&plan.name);
    let parameter = match plan.location {
        Location::Path => Parameter::path(name),
        Location::Query => Parameter::query(name),
        Location::Header => Parameter::header(name),
        Location::Cookie => Parameter::cookie(name),
        Location::QueryString => Parameter::query_string(name),
    };
    let stated = settings.parameters.as_ref();
    let style = match plan.style {
        Style::DeepObject if stated.is_some_and(|stated| stated.escapes_brackets) => runtime::Style::EscapedDeepObject,
        style => style_of(style),
    };
    let has_lines = stated.is_some_and(|stated| stated.has_header_lines);
    Parameter {
        key: kept(&plan.key),
        style,
        explode: plan.explode,
        allow_reserved: plan.allow_reserved,
        lines: has_lines && plan.location == Location::Header && plan.is_list,
        json: plan.json,
        fields: fields(&plan.fields),
        ..parameter
    }
}

/// The members of a form that are not written in the default way.
pub(crate) fn fields(plans: &[FormFieldPlan]) -> &'static [Field] {
    let field = |plan: &FormFieldPlan| Field {
        name: kept(&plan.name),
        style: style_of(plan.style),
        explode: plan.explode,
        content_type: plan.content_type.as_deref().map(kept),
    };
    list(plans.iter().map(field).collect())
}

fn style_of(style: Style) -> runtime::Style {
    match style {
        Style::Simple => runtime::Style::Simple,
        Style::Label => runtime::Style::Label,
        Style::Matrix => runtime::Style::Matrix,
        Style::Form => runtime::Style::Form,
        Style::SpaceDelimited => runtime::Style::SpaceDelimited,
        Style::PipeDelimited => runtime::Style::PipeDelimited,
        Style::TabDelimited => runtime::Style::TabDelimited,
        Style::DeepObject => runtime::Style::DeepObject,
        Style::Cookie => runtime::Style::Cookie,
    }
}
