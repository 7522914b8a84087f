//! A request as text: an HTTP message, or a command for curl. It holds no secret: where one would be, the variable stands that it
//! comes from. Only what this program put there itself becomes a variable, in the place where it put it; everything else is
//! quoted, so that a shell acts on nothing of it.

use super::Refused;
use base64::Engine;
use camino::Utf8PathBuf;
use std::borrow::Cow;
use switchboard_codegen::text::is_hidden;
use switchboard_runtime::http::header::{self, HeaderName, HeaderValue};
use switchboard_runtime::reqwest::{Method, Request};
use switchboard_runtime::{Api, ApiKeyLocation, SecurityKind};

/// What stands in the place of a header that somebody gave and that may be a secret.
const HIDDEN: &str = "***";

/// What stands for the secrets of one scheme in a request that is shown.
#[derive(Clone, Debug)]
pub(crate) struct Placeholder {
    /// The id of the scheme.
    pub(crate) scheme: &'static str,
    kind: SecurityKind,
    /// Names of variables.
    variables: Vec<String>,
}

impl Placeholder {
    /// What is given to the client in place of the secrets.
    pub(crate) fn texts(&self) -> Vec<String> {
        self.variables.iter().map(|name| format!("${name}")).collect()
    }

    /// The variable, where there is one alone.
    fn only(&self) -> Option<&String> {
        self.variables.first().filter(|_| self.variables.len() == 1)
    }
}

/// What stands for the secrets of an API. A scheme that the client does not perform has none. An id and a secret are sent to get a
/// token, not with the call: what stands in it is the token.
pub(crate) fn placeholders(api: &'static Api) -> Vec<Placeholder> {
    let performed = api.security.iter().filter(|scheme| !matches!(scheme.kind, SecurityKind::Unsupported(_)));
    let placeholder = |scheme: &'static switchboard_runtime::SecurityScheme| {
        let names = scheme.env.iter().map(|name| (*name).to_owned());
        let variables = match scheme.kind {
            SecurityKind::OAuth2ClientCredentials { .. } => {
                names.take(1).map(|name| format!("{}_TOKEN", name.strip_suffix("_ID").unwrap_or(&name))).collect()
            }
            _ => names.collect(),
        };
        Placeholder { scheme: scheme.id, kind: scheme.kind, variables }
    };
    performed.map(placeholder).collect()
}

/// A part of a text that is shown.
enum Piece {
    /// What it is.
    Text(String),
    /// The name of a variable, whose value stands there.
    Variable(String),
}

fn text(text: impl Into<String>) -> Piece {
    Piece::Text(text.into())
}

/// What it takes to show a request.
pub(crate) struct View {
    /// What stands for secrets.
    pub(crate) placeholders: Vec<Placeholder>,
    /// The cookies that somebody gave as a header.
    pub(crate) cookie: Option<String>,
    /// The file that the body is of.
    pub(crate) file: Option<Utf8PathBuf>,
}

impl View {
    /// The request as an HTTP message.
    pub(crate) fn message(&self, request: &Request) -> String {
        let url = request.url();
        let query = url.query().map_or(String::new(), |query| format!("?{}", written(&self.query(query))));
        let host = url.host_str().unwrap_or_default();
        let port = url.port().map_or(String::new(), |port| format!(":{port}"));
        let mut message = format!("{} {}{query} HTTP/1.1\nhost: {host}{port}\n", request.method(), url.path());
        for (name, value) in request.headers() {
            let shown = match self.pair(name, value) {
                Some(pair) => format!("Basic base64({})", written(&pair)),
                None => written(&self.header(name, value)),
            };
            message.push_str(&format!("{name}: {shown}\n"));
        }
        message.push('\n');
        if let Some(body) = request.body() {
            message += &match body.as_bytes() {
                None => Cow::Borrowed("(a stream)"),
                Some(bytes) => match std::str::from_utf8(bytes) {
                    Ok(text) => Cow::Borrowed(text),
                    Err(_) => Cow::Owned(format!("({} bytes)", bytes.len())),
                },
            };
        }
        message
    }

    /// The request as a command, or why there is none that sends it.
    pub(crate) fn curl(&self, request: &Request) -> Result<String, Refused> {
        // curl waits for a body where the method is only named.
        let method = match *request.method() {
            Method::HEAD => "--head".to_owned(),
            ref method => format!("-X {method}"),
        };
        // Brackets and braces in an address are themselves.
        let mut lines = vec![format!("curl --globoff {method} {}", quoted(&self.address(request.url().as_str())))];
        for (name, value) in request.headers() {
            lines.push(match self.pair(name, value) {
                Some(pair) => format!("-u {}", quoted(&pair)),
                // With a colon, curl would leave the header out.
                None if value.is_empty() => format!("-H {}", quoted(&[text(format!("{name};"))])),
                None => {
                    let mut line = vec![text(format!("{name}: "))];
                    line.extend(self.header(name, value));
                    format!("-H {}", quoted(&line))
                }
            });
        }
        lines.extend(self.body(request)?);
        Ok(lines.join(" \\\n  "))
    }

    fn body(&self, request: &Request) -> Result<Option<String>, Refused> {
        let Some(body) = request.body() else { return Ok(None) };
        let Some(bytes) = body.as_bytes() else {
            let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
            let what = if kind.is_some_and(|kind| kind.starts_with("multipart/")) { "in parts" } else { "a stream" };
            return Err(Refused::one(format!("the body is {what}, which is not written as a command of curl")));
        };
        // No argument of a command can hold a zero byte.
        match std::str::from_utf8(bytes) {
            Ok(body) if !body.contains('\0') => return Ok(Some(format!("--data-raw {}", quoted(&[text(body)])))),
            _ => {}
        }
        match &self.file {
            Some(file) if fs_err::read(file).is_ok_and(|there| there == bytes) => {
                Ok(Some(format!("--data-binary {}", quoted(&[text(format!("@{file}"))]))))
            }
            _ => Err(Refused::one(
                "the body is not a text, and not as it is in a file that a command of curl could name",
            )),
        }
    }

    /// User and password, where they are ours.
    fn pair(&self, name: &HeaderName, value: &HeaderValue) -> Option<Vec<Piece>> {
        let encoded = value.to_str().ok().filter(|_| *name == header::AUTHORIZATION)?.strip_prefix("Basic ")?;
        let pair = String::from_utf8(base64::engine::general_purpose::STANDARD.decode(encoded).ok()?).ok()?;
        let basic = self.placeholders.iter().filter(|placeholder| matches!(placeholder.kind, SecurityKind::Basic));
        let ours = basic.filter(|placeholder| placeholder.texts().join(":") == pair);
        let [user, password] = ours.into_iter().next()?.variables.as_slice() else { return None };
        Some(vec![Piece::Variable(user.clone()), text(":"), Piece::Variable(password.clone())])
    }

    /// The variable whose value a text stands for, in a place where a scheme of this kind puts it.
    fn variable(&self, value: &str, is_place: impl Fn(SecurityKind) -> bool) -> Option<Piece> {
        let there = self.placeholders.iter().filter(|placeholder| is_place(placeholder.kind));
        let name = value.strip_prefix('$')?;
        there.filter_map(Placeholder::only).find(|known| *known == name).cloned().map(Piece::Variable)
    }

    /// What is shown of one header.
    fn header(&self, name: &HeaderName, value: &HeaderValue) -> Vec<Piece> {
        let shown = String::from_utf8_lossy(value.as_bytes());
        if *name == header::COOKIE {
            return self.cookies(&shown);
        }
        let is_key = |kind| {
            matches!(kind, SecurityKind::ApiKey { location: ApiKeyLocation::Header, name: own }
                if own.eq_ignore_ascii_case(name.as_str()))
        };
        if let Some(key) = self.variable(&shown, is_key) {
            return vec![key];
        }
        let is_token =
            |kind| *name == header::AUTHORIZATION && !matches!(kind, SecurityKind::ApiKey { .. } | SecurityKind::Basic);
        if let Some(token) = shown.strip_prefix("Bearer ").and_then(|token| self.variable(token, is_token)) {
            return vec![text("Bearer "), token];
        }
        vec![text(if value.is_sensitive() { HIDDEN } else { &*shown })]
    }

    /// Cookies one by one: those that somebody gave as a header stand first, and are not shown.
    fn cookies(&self, all: &str) -> Vec<Piece> {
        let goes_on = |rest: &str| rest.is_empty() || rest.starts_with("; ");
        let given = self.cookie.as_deref().filter(|given| all.strip_prefix(given).is_some_and(goes_on));
        let further = all.get(given.map_or(0, str::len)..).unwrap_or_default();
        let further = if given.is_some() { further.strip_prefix("; ") } else { Some(further) };
        let hidden = |cookie: &str| match cookie.trim().split_once('=') {
            // What only ends in `=` may be a secret without a name.
            Some((name, value)) if !value.trim_matches('=').is_empty() => vec![text(format!("{name}={HIDDEN}"))],
            _ => vec![text(HIDDEN)],
        };
        let own = |cookie: &str| {
            let key = cookie.split_once('=').and_then(|(name, value)| {
                let is_place = |kind| {
                    matches!(kind, SecurityKind::ApiKey { location: ApiKeyLocation::Cookie, name: own } if own == name)
                };
                Some(vec![text(format!("{name}=")), self.variable(value, is_place)?])
            });
            key.unwrap_or_else(|| vec![text(cookie)])
        };
        let given = given.into_iter().flat_map(|given| given.split(';')).map(hidden);
        joined(given.chain(further.into_iter().flat_map(|further| further.split("; ")).map(own)), "; ")
    }

    fn address(&self, url: &str) -> Vec<Piece> {
        let Some((path, query)) = url.split_once('?') else { return vec![text(url)] };
        let mut pieces = vec![text(format!("{path}?"))];
        pieces.extend(self.query(query));
        pieces
    }

    /// A query, in which the `$` of a variable of ours is percent-encoded.
    fn query(&self, query: &str) -> Vec<Piece> {
        let shown = |pair: &str| {
            let key = pair.split_once("=%24").and_then(|(name, variable)| {
                let decoded = percent_encoding::percent_decode_str(name).decode_utf8_lossy();
                let is_place = |kind| {
                    matches!(kind, SecurityKind::ApiKey { location: ApiKeyLocation::Query, name: own } if own == decoded)
                };
                Some(vec![text(format!("{name}=")), self.variable(&format!("${variable}"), is_place)?])
            });
            key.unwrap_or_else(|| vec![text(pair)])
        };
        joined(query.split('&').map(shown), "&")
    }
}

fn joined(parts: impl Iterator<Item = Vec<Piece>>, between: &str) -> Vec<Piece> {
    let mut all = Vec::new();
    for (at, part) in parts.enumerate() {
        if at > 0 {
            all.push(text(between));
        }
        all.extend(part);
    }
    all
}

/// Pieces as people read them.
fn written(pieces: &[Piece]) -> String {
    let shown = |piece: &Piece| match piece {
        Piece::Text(text) => text.clone(),
        Piece::Variable(name) => format!("${name}"),
    };
    pieces.iter().map(shown).collect()
}

/// Pieces as one word of a shell: a variable is its value, and all else is itself.
fn quoted(pieces: &[Piece]) -> String {
    let mut word = String::new();
    let mut literal = String::new();
    for piece in pieces {
        match piece {
            Piece::Text(text) => literal.push_str(text),
            Piece::Variable(name) if is_name(name) => {
                if !literal.is_empty() {
                    word += &in_quotes(&std::mem::take(&mut literal));
                }
                word += &format!("\"${name}\"");
            }
            // No shell has such a variable.
            Piece::Variable(name) => literal.push_str(&format!("${name}")),
        }
    }
    if !literal.is_empty() || word.is_empty() {
        word += &in_quotes(&literal);
    }
    word
}

fn is_name(name: &str) -> bool {
    !name.starts_with(|first: char| first.is_ascii_digit())
        && name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
}

/// A text in single quotes. What a terminal would act on or not show is written as the octal digits of its bytes.
fn in_quotes(text: &str) -> String {
    let is_escaped = |letter: char| is_hidden(letter) && letter != '\n';
    if !text.contains(is_escaped) {
        return format!("'{}'", text.replace('\'', r"'\''"));
    }
    let mut word = "$'".to_owned();
    for letter in text.chars() {
        match letter {
            '\'' | '\\' => word.extend(['\\', letter]),
            hidden if is_escaped(hidden) => {
                let mut bytes = [0; 4];
                word.extend(hidden.encode_utf8(&mut bytes).bytes().map(|byte| format!("\\{byte:03o}")));
            }
            letter => word.push(letter),
        }
    }
    word + "'"
}
