//! A request as text: an HTTP message, or a line for curl. It holds no secret: where one would be, the variable stands that it
//! comes from.

use base64::Engine;
use switchboard_runtime::http::header;
use switchboard_runtime::reqwest::Request;
use switchboard_runtime::{Api, SecurityKind};

/// What stands in the place of a header that somebody gave and that may be a secret.
const HIDDEN: &str = "***";

/// What stands for the secrets of an API in a request that is shown: of each scheme its id and the texts.
pub(crate) fn placeholders(api: &'static Api) -> Vec<(&'static str, Vec<String>)> {
    api.security.iter().map(|scheme| (scheme.id, scheme.env.iter().map(|name| format!("${name}")).collect())).collect()
}

/// What is shown of one header.
fn value(api: &Api, name: &header::HeaderName, value: &header::HeaderValue) -> String {
    let text = String::from_utf8_lossy(value.as_bytes()).into_owned();
    if let Some(encoded) = text.strip_prefix("Basic ") {
        let decoded = base64::engine::general_purpose::STANDARD.decode(encoded).unwrap_or_default();
        return match String::from_utf8(decoded) {
            Ok(pair) if pair.starts_with('$') => format!("Basic base64({pair})"),
            _ => format!("Basic {HIDDEN}"),
        };
    }
    let is_placeholder = |scheme: &switchboard_runtime::SecurityScheme| {
        scheme.env.iter().any(|variable| text.contains(&format!("${variable}")))
    };
    let is_ours = api.security.iter().any(is_placeholder);
    match value.is_sensitive() && !is_ours && *name != header::COOKIE {
        true => HIDDEN.to_owned(),
        false => text,
    }
}

/// The whole query and the body, decoded as far as they are text.
fn body(request: &Request) -> Option<String> {
    let bytes = request.body()?.as_bytes();
    Some(match bytes {
        None => "(a stream)".to_owned(),
        Some(bytes) => match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(_) => format!("({} bytes)", bytes.len()),
        },
    })
}

/// Placeholders as they are read, where an address has them percent-encoded.
fn decoded(text: &str) -> String {
    text.replace("%24", "$")
}

/// The request as an HTTP message.
pub(crate) fn message(api: &Api, request: &Request) -> String {
    let url = request.url();
    let query = url.query().map_or(String::new(), |query| format!("?{}", decoded(query)));
    let host = url.host_str().unwrap_or_default();
    let port = url.port().map_or(String::new(), |port| format!(":{port}"));
    let mut text = format!("{} {}{query} HTTP/1.1\nhost: {host}{port}\n", request.method(), url.path());
    for (name, header) in request.headers() {
        text.push_str(&format!("{name}: {}\n", value(api, name, header)));
    }
    text.push('\n');
    text.extend(body(request));
    text
}

/// The request as a command; what a shell would act on stands in quotes.
pub(crate) fn curl(api: &Api, request: &Request) -> String {
    let mut lines = vec![format!("curl -X {} {}", request.method(), quoted(&decoded(request.url().as_str()), api))];
    for (name, header) in request.headers() {
        let shown = value(api, name, header);
        let pair = shown.strip_prefix("Basic base64(").and_then(|pair| pair.strip_suffix(')'));
        lines.push(match pair {
            Some(pair) => format!("-u {}", quoted(pair, api)),
            None => format!("-H {}", quoted(&format!("{name}: {shown}"), api)),
        });
    }
    if let Some(body) = body(request) {
        lines.push(format!("--data-raw {}", quoted(&body, api)));
    }
    lines.join(" \\\n  ")
}

/// A text in quotes: in double ones, in which a variable is its value, where it has one of ours.
fn quoted(text: &str, api: &Api) -> String {
    let variables = api.security.iter().flat_map(|scheme| scheme.env.iter()).map(|name| format!("${name}"));
    match variables.into_iter().find(|variable| text.contains(variable.as_str())) {
        Some(_) => {
            let escaped = text.replace('\\', "\\\\").replace('"', "\\\"").replace('`', "\\`");
            format!("\"{escaped}\"")
        }
        None => format!("'{}'", text.replace('\'', r"'\''")),
    }
}

/// Whether a scheme takes a pair of texts.
pub(crate) fn takes_pair(kind: SecurityKind) -> bool {
    matches!(kind, SecurityKind::Basic)
}
