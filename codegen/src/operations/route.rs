//! What of a path is called: the server that the path itself names, the path below it, and why nothing can be.

use crate::lower::wire_path;
use crate::model::Operation;
use crate::text::visible;
use percent_encoding::percent_decode_str;

/// A server of its own and the path below it, for a key that is a whole address; else the path, made to begin with `/`.
fn route(path: &str) -> (Option<String>, String) {
    let address = ["https://", "http://"].iter().find_map(|scheme| Some((scheme, path.strip_prefix(scheme)?)));
    match address {
        Some((scheme, rest)) => {
            let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
            (Some(format!("{scheme}{host}")), path.to_owned())
        }
        None if path.is_empty() || path.starts_with('/') => (None, path.to_owned()),
        None => (None, format!("/{path}")),
    }
}

/// The server that a path names itself, and what is called there; or why nothing can be.
pub(crate) fn called(path: &str, operation: &Operation) -> Result<(Option<String>, String), String> {
    let (own_server, wire_path) = route(&wire_path(path, operation.parameter_nodes()));
    match unusable(&wire_path) {
        Some(reason) => Err(reason),
        None => Ok((own_server, wire_path)),
    }
}

/// Why a path cannot be called, if it cannot.
fn unusable(path: &str) -> Option<String> {
    let depth = path.chars().try_fold(0i32, |depth, character| match character {
        '{' => (depth == 0).then_some(1),
        '}' => (depth == 1).then_some(0),
        _ => Some(depth),
    });
    let shown = visible(path);
    match () {
        // Control characters and those that hide or reorder text; shown by their code point.
        () if shown != path => Some(format!("the path `{shown}` has characters no path can have")),
        () if depth != Some(0) => Some(format!("the braces of the path `{path}` do not match")),
        () if path.contains("{}") => Some(format!("the path `{path}` has a parameter without a name")),
        () if has_broken_escape(path) => Some(format!("a `%` in the path `{path}` begins no escape")),
        // Whoever reads the address decodes it first.
        () if path
            .split('/')
            .any(|segment| matches!(percent_decode_str(segment).collect::<Vec<_>>().as_slice(), b"." | b"..")) =>
        {
            Some(format!("the path `{path}` leads out of itself"))
        }
        () => None,
    }
}

/// Whether a `%` stands without its two digits (RFC 3986, section 2.1).
fn has_broken_escape(path: &str) -> bool {
    path.split('%')
        .skip(1)
        .any(|after| !after.as_bytes().get(..2).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit)))
}
