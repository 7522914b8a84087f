//! Establishes: every operation lists all of its parameters, each once, and its path parameters are those of its path.

mod frameworks;

use super::losses::{is_unread, keep_lost_parameters, leave_out, reason_left_out};
use super::written;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Loss};
use crate::markdown::code;
use crate::source::{Data, Map, Node, Span};
use crate::spec::media_type::{essence, is_json, is_token};
use crate::spec::methods::{operations as operations_of, operations_mut};
use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

/// The most parameters of one operation; they become one struct.
const MAX_PARAMETERS: usize = 5_000;

pub(super) fn pass(document: &mut Node, diagnostics: &mut Diagnostics) {
    let has_schemes = document.pointer("#/components/securitySchemes").and_then(Node::as_object);
    let has_schemes = has_schemes.is_some_and(|schemes| schemes.keys().any(|id| !id.starts_with("x-")));
    if let Some(paths) = document.get_mut("paths").and_then(Node::as_object_mut) {
        operations(paths, has_schemes, diagnostics);
    }
    check_others(document, diagnostics);
}

/// Reports parameters that are wrong, and that no operation of the client has: nothing is lost by them.
fn check_others(document: &Node, diagnostics: &mut Diagnostics) {
    let webhooks = document.get("webhooks").and_then(Node::as_object).into_iter().flat_map(|items| items.values());
    let received = webhooks.flat_map(|item| {
        let operations = operations_of(item).map(|(_, operation)| operation);
        operations.chain([item]).flat_map(|holder| holder.items("parameters"))
    });
    let components = document.get("components").map(|components| components.members("parameters"));
    let shared = components.into_iter().flatten().map(|(_, parameter)| parameter);
    let others = shared.chain(received).filter(|parameter| parameter.get("$ref").is_none() && !is_unread(parameter));
    let found: Vec<Diagnostic> =
        others.filter(|parameter| parameter.as_object().is_some()).filter_map(problem).collect();
    if found.is_empty() {
        return;
    }
    let known: HashSet<(Option<Span>, String)> =
        diagnostics.iter().map(|known| (known.span, known.message.clone())).collect();
    for found in found.into_iter().filter(|found| !known.contains(&(found.span, found.message.clone()))) {
        diagnostics.push(Diagnostic { loss: None, ..found });
    }
}

fn operations(paths: &mut Map, has_schemes: bool, diagnostics: &mut Diagnostics) {
    frameworks::read_variables(paths, diagnostics);
    let mut routes: HashMap<String, usize> = HashMap::new();
    for path in paths.keys() {
        *routes.entry(without_fragment(path).to_owned()).or_default() += 1;
    }
    for (path, item) in paths {
        if path.starts_with("x-") {
            continue;
        }
        check_path(path, item, routes.get(without_fragment(path)) == Some(&1), diagnostics);
        if is_cut_by_its_fragment(path) {
            leave_out_cut(path, item, diagnostics);
        }
        let shared = item.remove("parameters").map(|node| node.data);
        let shared = if let Some(Data::Array(items)) = shared { items } else { Vec::new() };
        for (method, operation) in operations_mut(item).filter(|(_, operation)| operation.as_object().is_some()) {
            complete(operation, &shared, path, &method.sent(), has_schemes, diagnostics);
        }
    }
}

/// Reports what of a path is not sent as it stands.
fn check_path(path: &str, item: &Node, is_alone: bool, diagnostics: &mut Diagnostics) {
    let warning = |message: String| Diagnostic::warning(Code::PathInvalid, message).at(item.label_span()).subject(path);
    let plain = without_rules(path);
    // One that only says that the value may have slashes is followed.
    if rules(path).any(|(.., is_spread)| !is_spread) {
        diagnostics.push(
            warning(format!("`{path}` has rules in its parameters"))
                .help(format!("it is read as `{plain}`, and the server checks the rules")),
        );
    }
    let called = without_fragment(&plain);
    // Where several keys have one route, the fragment tells them apart.
    if is_alone && called != plain && !is_cut_by_its_fragment(path) {
        let help = format!("`{called}` is called; a fragment is never sent");
        diagnostics.push(warning(format!("the path `{plain}` has a fragment")).help(help));
    }
}

/// Whether what stands behind a `#` is a part of the path, and not a name that tells operations of one path apart.
fn is_cut_by_its_fragment(path: &str) -> bool {
    let plain = without_rules(path);
    let fragment = &plain[without_fragment(&plain).len()..];
    fragment.contains(['/', '{'])
}

/// Leaves out the operations of a path that would be called at another one.
fn leave_out_cut(path: &str, item: &mut Node, diagnostics: &mut Diagnostics) {
    const MESSAGE: &str = "the path goes on behind a `#`, and a fragment is never sent";
    for (method, operation) in operations_mut(item) {
        let subject = format!("{} {path}", method.sent());
        diagnostics.push(
            Diagnostic::warning(Code::OperationLeftOut, MESSAGE)
                .at(operation.label_span())
                .subject(subject)
                .help("write the path that is called into an overlay; a `#` within it is written `%23`")
                .costs_operation(),
        );
        leave_out(operation, MESSAGE);
    }
}

fn complete(
    operation: &mut Node,
    shared: &[Node],
    path: &str,
    method: &str,
    has_schemes: bool,
    diagnostics: &mut Diagnostics,
) {
    let span = operation.span;
    let subject = format!("{method} {path}");
    let own = operation.remove("parameters").map(|node| node.data);
    let own = if let Some(Data::Array(items)) = own { items } else { Vec::new() };
    let mut unread = Unread::default();
    let mut all = each_once(own, shared, &subject, has_schemes, &mut unread, diagnostics);
    one_query_string(&mut all, path, &subject, &mut unread, diagnostics);
    spread(&mut all, path);
    let called = wire_path(path, &all);
    let variables = variables(&called);
    // One that cannot be read may be one that the path names; of any other nobody knows whether the call needs it.
    let unnamed = variables.iter().filter(|name| !all.iter().any(|known| identity(known) == ("path", **name))).count();
    let is_lost = unread.possible.get(unnamed).is_some();
    // Those variables are told with what they may be.
    let mut told = if is_lost { 0 } else { unread.problems.len() };
    for problem in std::mem::take(&mut unread.problems) {
        diagnostics.push(match is_lost {
            true => problem,
            false => problem.costs("the variable of the path that it may be is taken for a required string"),
        });
    }
    let lost = [(unread.needed.first(), "a parameter that the call needs cannot be sent")];
    let lost =
        lost.into_iter().chain([(unread.possible.get(unnamed), "a parameter that the call may need cannot be read")]);
    for (place, message) in lost {
        let Some(place) = place else { continue };
        diagnostics.push(
            Diagnostic::warning(Code::OperationLeftOut, message)
                .at(*place)
                .subject(subject.clone())
                .help("correct the parameter in an overlay")
                .costs_operation(),
        );
        leave_out(operation, message);
    }
    keep_lost_parameters(operation, std::mem::take(&mut unread.lost));
    let warning = |message, span, help| {
        Diagnostic::warning(Code::ParameterInvalid, message).at(span).subject(subject.clone()).help(help)
    };
    // Of an operation that is not called, nobody needs to know how.
    let is_called = reason_left_out(operation).is_none();
    frameworks::match_names(&mut all, &variables, &subject, diagnostics);
    all.retain(|parameter| {
        let (location, name) = identity(parameter);
        let is_in_path = location != "path" || variables.contains(&name);
        if !is_in_path && is_called {
            let help = "write it into the path, or remove the parameter in an overlay";
            let found = warning(format!("the path has no `{{{name}}}`"), name_span(parameter), help);
            diagnostics.push(found.costs("the call is made without it"));
        }
        is_in_path
    });
    let place = operation.label_span();
    let mut declare = |location: &str, name: &str, message: String, help| {
        let is_told = location == "path" && told > 0;
        told -= usize::from(is_told);
        if is_called && !is_told {
            diagnostics.push(warning(message, place, "declare it in an overlay").costs(help));
        }
        let text = |text: &str| Node::string(text, span);
        let schema = Node::object([("type", text("string"))], span);
        let parameter = [("in", text(location)), ("name", text(name)), ("schema", schema)];
        let required = (location == "path").then(|| ("required", Node::bool(true, span)));
        Node::object(parameter.into_iter().chain(required), span)
    };
    // One without a name costs the operation, which is said where it is planned.
    for name in variables.into_iter().filter(|name| !name.is_empty()) {
        if !all.iter().any(|parameter| identity(parameter) == ("path", name)) {
            let message = format!("`{{{name}}}` in the path is not declared as a parameter");
            all.push(declare("path", name, message, "it is taken for a required string"));
            spread(&mut all, path);
        }
    }
    for name in query_variables(path) {
        if !all.iter().any(|parameter| identity(parameter).1 == name) {
            let message = format!("`{name}` in the query of the path is not declared as a parameter");
            all.push(declare("query", name, message, "it is taken for an optional string"));
        }
    }
    if all.len() > MAX_PARAMETERS {
        let message = format!("the operation has {} parameters; at most {MAX_PARAMETERS} become a struct", all.len());
        diagnostics.push(
            Diagnostic::error(Code::LimitExceeded, message.clone())
                .at(place)
                .subject(subject)
                .help("in an overlay, remove those that nobody needs, or make them one parameter that holds a map")
                .costs_operation(),
        );
        leave_out(operation, &message);
        return;
    }
    operation.set("parameters", Node::array(all, span));
}

/// The places of parameters that a call cannot be made without, and that cannot be sent.
#[derive(Default)]
struct Unread {
    /// Those of which nobody knows which they are: one may be one that the path names.
    possible: Vec<Span>,
    /// What is wrong with them; what that costs is known when all are read.
    problems: Vec<Diagnostic>,
    /// Those that are required and known to be no others.
    needed: Vec<Span>,
    /// All that are left out of the operation.
    lost: Vec<Node>,
}

/// Leaves one parameter that is the whole query (OpenAPI 3.2.0, section 4.12.1). Beside it, none is a part of the query.
fn one_query_string(
    all: &mut Vec<Node>,
    path: &str,
    subject: &str,
    unread: &mut Unread,
    diagnostics: &mut Diagnostics,
) {
    let is_whole = |parameter: &Node| parameter.str("in") == Some("querystring");
    let Some(first) = all.iter().find(|parameter| is_whole(parameter)).map(name_span) else { return };
    let mut count = 0;
    all.retain(|parameter| {
        count += usize::from(is_whole(parameter));
        if !is_whole(parameter) || count == 1 {
            return true;
        }
        let message = "an operation has one parameter that is the whole query, and this is another one";
        let found = Diagnostic::warning(Code::ParameterInvalid, message)
            .at(name_span(parameter))
            .label(first, "this one is used")
            .subject(subject)
            .help("make one parameter of them in an overlay");
        diagnostics.push(match parameter.flag("required") {
            true => {
                unread.needed.push(name_span(parameter));
                found.costs_operation()
            }
            false => found.costs(WITHOUT),
        });
        false
    });
    let part = all.iter().find(|parameter| parameter.str("in") == Some("query"));
    if part.is_some() || !query_variables(path).is_empty() {
        let message = "a parameter is the whole query, and others are parts of it";
        let found = Diagnostic::warning(Code::ParameterInvalid, message).at(first).subject(subject);
        let found = match part {
            Some(part) => found.label(name_span(part), "this one is a part of it"),
            None => found,
        };
        diagnostics.push(
            found
                .help("describe all of the query by the one, or each part by a parameter, in an overlay")
                .costs("both are sent, with `&` between them"),
        );
    }
}

/// The place and the name of a parameter; both are there where [`problem`] finds none.
fn identity(parameter: &Node) -> (&str, &str) {
    (parameter.str("in").unwrap_or_default(), parameter.str("name").unwrap_or_default())
}

fn name_span(parameter: &Node) -> Span {
    parameter.get("name").map_or(parameter.span, |node| node.span)
}

/// The parameters that can be sent: those of the operation, and those of the path that these do not replace (OpenAPI
/// 3.1.1, section 4.8.9.1).
///
/// Adds the places of those that a call may need and that cannot be sent to `unread`.
fn each_once(
    own: Vec<Node>,
    shared: &[Node],
    subject: &str,
    has_schemes: bool,
    unread: &mut Unread,
    diagnostics: &mut Diagnostics,
) -> Vec<Node> {
    let mut all: Vec<Node> = Vec::new();
    // By place and name: where it stands, and whether the operation itself says so.
    let mut known: HashMap<(String, String), (Span, bool)> = HashMap::new();
    let own = own.into_iter().map(|node| (node, true));
    for (mut parameter, is_own) in own.chain(shared.iter().cloned().map(|node| (node, false))) {
        if is_unread(&parameter) {
            unread.possible.push(parameter.span);
            continue;
        }
        written::name(&mut parameter, subject, diagnostics);
        written::check(&mut parameter, subject, diagnostics);
        let said = name_of_query(&mut parameter)
            .or_else(|| credentials(&parameter, has_schemes))
            .or_else(|| written_by_the_caller(&mut parameter));
        if let Some(found) = said {
            diagnostics.push(found.subject(subject));
        } else if let Some(problem) = problem(&parameter) {
            if problem.loss == Some(Loss::Operation) {
                if !is_known_place(&parameter) {
                    unread.possible.push(parameter.span);
                    unread.problems.push(problem.subject(subject));
                    unread.lost.push(parameter);
                    continue;
                }
                unread.needed.push(name_span(&parameter));
            }
            diagnostics.push(problem.subject(subject));
            unread.lost.push(parameter);
            continue;
        }
        let place = name_span(&parameter);
        let (location, name) = identity(&parameter);
        // HTTP does not tell `X-A` from `x-a`.
        let key = if location == "header" { name.to_ascii_lowercase() } else { name.to_owned() };
        match known.entry((location.to_owned(), key)) {
            Entry::Vacant(entry) => {
                entry.insert((place, is_own));
                all.push(parameter);
            }
            Entry::Occupied(entry) if entry.get().1 == is_own => diagnostics.push(
                Diagnostic::warning(Code::ParameterInvalid, format!("the {location} parameter `{name}` stands twice"))
                    .at(place)
                    .label(entry.get().0, "this one is used")
                    .subject(subject)
                    .help("remove or rename one of them in an overlay")
                    .costs("the second one is not in the client"),
            ),
            Entry::Occupied(_) => {}
        }
    }
    all
}

/// Whether a parameter says that it is none of the path.
fn is_known_place(parameter: &Node) -> bool {
    matches!(parameter.str("in"), Some("header" | "cookie" | "query" | "querystring"))
}

/// Names a parameter that is the whole query, and has no name: nothing of it is ever sent (OpenAPI 3.2.0, section 4.12.2.1).
fn name_of_query(parameter: &mut Node) -> Option<Diagnostic> {
    const NAME: &str = "querystring";
    let is_nameless = parameter.str("in") == Some(NAME) && parameter.str("name").is_none();
    if !is_nameless || parameter.members("content").next().is_none() {
        return None;
    }
    let span = parameter.span;
    parameter.set("name", Node::string(NAME, span));
    let message = "this parameter is the whole query, and has no `name`";
    let found = Diagnostic::warning(Code::ParameterInvalid, message).at(span);
    Some(found.help("it is called `querystring` in the client; the name is not sent"))
}

/// Makes a text of a value whose `content` is neither JSON nor a text itself: no client of ours writes it in one parameter.
fn written_by_the_caller(parameter: &mut Node) -> Option<Diagnostic> {
    let (name, media) = parameter.members("content").next()?;
    let (name, essence) = (name.clone(), essence(name));
    let schema = media.get("schema").or_else(|| media.get("itemSchema"));
    let is_whole_query = parameter.str("in") == Some("querystring");
    let is_text = schema.is_none_or(|schema| {
        let kind = schema.str("type");
        let is_scalar = matches!(kind, Some("integer" | "number" | "boolean")) && !is_whole_query;
        (kind == Some("string") || is_scalar) && media.get("schema").is_some()
    });
    if is_json(&essence) || is_text || is_whole_query && essence == "application/x-www-form-urlencoded" {
        return None;
    }
    let (message, span) = (format!("a parameter is not written as {} by the client", code(&name)), media.label_span());
    let schema = Node::object([("type", Node::string("string", span))], span);
    if is_whole_query {
        let media = Node::object([("schema", schema)], span);
        let content = Node::object([(name, media)], span);
        parameter.set("content", content);
    } else {
        parameter.remove("content");
        parameter.set("schema", schema);
    }
    let found = Diagnostic::warning(Code::Unsupported, message).at(span);
    Some(found.help("give the whole value in that form").costs("the value is taken as a text, and sent as it is"))
}

/// What is said of the header `Authorization` in a document that knows no other way to authenticate. Elsewhere such a
/// parameter is ignored (OpenAPI 3.1.1, section 4.8.12.1).
fn credentials(parameter: &Node, has_schemes: bool) -> Option<Diagnostic> {
    let name = parameter.str("name").filter(|name| name.eq_ignore_ascii_case("authorization"))?;
    (!has_schemes && parameter.str("in") == Some("header")).then(|| {
        let message = format!("the header `{name}` holds credentials, and the document has no security scheme");
        Diagnostic::warning(Code::ParameterInvalid, message)
            .at(name_span(parameter))
            .help("it is a parameter of the call; a security scheme would let the client keep it, and out of logs")
    })
}

/// What an optional parameter costs that cannot be sent.
const WITHOUT: &str = "calls are made without it";

/// Why a parameter has to be left out. One that a call needs costs its operation, but for headers that the client sends by
/// itself.
fn problem(parameter: &Node) -> Option<Diagnostic> {
    let warning =
        |message: String, span, help| Diagnostic::warning(Code::ParameterInvalid, message).at(span).help(help);
    let is_needed = parameter.flag("required");
    let lost = |found: Diagnostic| if is_needed { found.costs_operation() } else { found.costs(WITHOUT) };
    let (Some(location), Some(name)) = (parameter.str("in"), parameter.str("name")) else {
        let found = warning("a parameter needs `name` and `in`".to_owned(), parameter.span, "it was left out");
        return Some(lost(found));
    };
    let (message, help) = match location {
        "header" => header_problem(name)?,
        "cookie" => cookie_problem(name)?,
        "path" | "query" => return None,
        // It may have members of any name, so that only its content says how they are written.
        "querystring" if parameter.members("content").next().is_some() => return None,
        "querystring" => {
            let message = format!("`{name}` is the whole query, and has no `content`");
            let help = "it was left out; say how it is written with `content`";
            return Some(lost(warning(message, parameter.span, help)));
        }
        _ => {
            let help = "the places are path, query, querystring, header and cookie; it was left out";
            let span = parameter.get("in").map_or(parameter.span, |node| node.span);
            return Some(lost(warning(format!("`{location}` is not a valid place for a parameter"), span, help)));
        }
    };
    // No call can have a header or a cookie of a name that there cannot be.
    let found = warning(message, name_span(parameter), help);
    Some(if is_token(name) { found } else { lost(found) })
}

/// The names in `{?a,b}` and `{&c}` (RFC 6570, sections 3.2.8 and 3.2.9).
fn query_variables(path: &str) -> Vec<&str> {
    let expressions = variables(path).into_iter().filter_map(|name| name.strip_prefix(['?', '&']));
    let names = expressions.flat_map(|names| names.split(','));
    names.map(|name| name.trim_end_matches('*').trim()).filter(|name| !name.is_empty()).collect()
}

/// Why a cookie cannot be a parameter, and what to do (RFC 6265, section 4.1.1).
fn cookie_problem(name: &str) -> Option<(String, &'static str)> {
    let help = "the parameter was left out; a name is made of ASCII letters, digits and dashes";
    (!is_token(name)).then(|| (format!("`{}` is not a valid name of a cookie", name.escape_debug()), help))
}

/// The path without the rules that some frameworks write behind the names of parameters: `{id:[0-9]+}` is `{id}`.
pub(crate) fn without_rules(path: &str) -> String {
    let mut plain = String::new();
    let mut rest = path;
    while let Some((before, inside)) = rest.split_once('{') {
        plain.push_str(before);
        let mut depth = 1_usize;
        let end = inside.char_indices().find_map(|(at, character)| {
            match character {
                '{' => depth += 1,
                '}' => depth -= 1,
                _ => {}
            }
            (depth == 0).then_some(at)
        });
        let Some((variable, after)) = end.and_then(|end| Some((inside.get(..end)?, inside.get(end + 1..)?))) else {
            plain.push('{');
            plain.push_str(inside);
            return plain;
        };
        plain.extend(["{", rule(variable).map_or(variable, |(name, _)| name), "}"]);
        rest = after;
    }
    plain.push_str(rest);
    plain
}

/// The name of a variable with a rule, and whether the rule lets it stand for several segments: `{id:[0-9]+}` does not,
/// `{path:path}`, `{path:.*}`, `{*path}`, `{**path}`, `{+path}`, `{path+}`, `{path*}`, `{path...}` and `{name=shelves/*}` do.
/// What may be left out (`{id?}`) and blanks are no part of the name.
fn rule(variable: &str) -> Option<(&str, bool)> {
    let is_name = |name: &str| {
        !name.is_empty() && name.chars().all(|character| character.is_ascii_alphanumeric() || "_-.".contains(character))
    };
    let spread = ["**", "*", "+"].iter().find_map(|mark| variable.strip_prefix(mark));
    let behind = || ["...", "+", "*"].iter().find_map(|mark| variable.strip_suffix(mark));
    let spread = spread.or_else(|| behind().filter(|name| is_name(name)));
    let found = match (spread, variable.split_once(':'), variable.split_once('=')) {
        (Some(name), ..) => (name, true),
        (_, Some((name, rule)), _) => {
            (name.trim(), ["path", ".*", ".+", "(.*)", "(.+)", "*", "**"].contains(&rule.trim()))
        }
        (_, _, Some((name, _))) => (name.trim(), true),
        _ if variable.ends_with('?') || variable.trim() != variable => (variable.trim().trim_end_matches('?'), false),
        _ => return None,
    };
    is_name(found.0).then_some(found)
}

/// The variables of a path, as they stand in it, that are written with a rule.
fn rules(path: &str) -> impl Iterator<Item = (&str, &str, bool)> {
    variables(path).into_iter().filter_map(|variable| rule(variable).map(|(name, spread)| (variable, name, spread)))
}

/// Gives a parameter the name that it has without the marks in the path; one of several segments keeps its slashes.
fn spread(parameters: &mut [Node], path: &str) {
    for (variable, name, is_spread) in rules(path) {
        for parameter in parameters.iter_mut() {
            let (location, own) = identity(parameter);
            if location != "path" || own != name && own != variable {
                continue;
            }
            let span = name_span(parameter);
            parameter.set("name", Node::string(name, span));
            if is_spread {
                parameter.set("allowReserved", Node::bool(true, span));
            }
        }
    }
}

fn without_fragment(path: &str) -> &str {
    path.split('#').next().unwrap_or_default()
}

/// The path as it is called, of the key it has in the document.
///
/// Keys may go beyond what OpenAPI allows. A fragment (`/files/{id}#move`) only tells keys apart. Query members
/// (`/messages?beta=true`) are sent with every call, but for those that stand for a query parameter (`?q={q}`, or `{?q}`
/// as RFC 6570 writes it), which are sent as that parameter.
pub(crate) fn wire_path(path: &str, parameters: &[Node]) -> String {
    let path = without_rules(path);
    let mut plain = String::new();
    let mut rest = path.as_str();
    while let Some(at) = rest.find("{?").or_else(|| rest.find("{&")) {
        let (before, tail) = rest.split_at(at);
        plain.push_str(before);
        rest = tail.split_once('}').map_or("", |(_, after)| after);
    }
    plain.push_str(rest);
    let called = without_fragment(&plain);
    let Some((route, query)) = called.split_once('?') else { return called.to_owned() };
    let in_query = |name: &str| {
        parameters.iter().any(|parameter| parameter.str("in") == Some("query") && parameter.str("name") == Some(name))
    };
    let fixed = query.split('&').filter(|member| {
        let (name, value) = member.split_once('=').unwrap_or((member, ""));
        let variable = value.strip_prefix('{').and_then(|value| value.strip_suffix('}'));
        !member.is_empty() && !(variable.is_some_and(|variable| in_query(variable) || in_query(name)))
    });
    let fixed: Vec<&str> = fixed.collect();
    if fixed.is_empty() { route.to_owned() } else { format!("{route}?{}", fixed.join("&")) }
}

/// Why a header cannot be a parameter, and what to do: it is no token (RFC 9110, section 5.6.2), it is described
/// elsewhere and ignored here (OpenAPI 3.1.1, section 4.8.12.1), or it is the connection's own.
fn header_problem(name: &str) -> Option<(String, &'static str)> {
    if !is_token(name) {
        let help = "the parameter was left out; a name is made of ASCII letters, digits and dashes";
        return Some((format!("`{}` is not a valid name of a header", name.escape_debug()), help));
    }
    match name.to_ascii_lowercase().as_str() {
        "authorization" | "proxy-authorization" | "cookie" => Some((
            format!("the header `{name}` holds credentials, which are no parameter"),
            "it was left out; a security scheme says how to authenticate, and keeps credentials out of logs",
        )),
        "accept" | "content-type" => Some((
            format!("the header `{name}` follows from the media types of the operation"),
            "it was left out, and the client sets it itself",
        )),
        _ if is_of_connection(name) => Some((
            format!("the header `{name}` belongs to the connection"),
            "it was left out, and the client sets it itself where it is needed",
        )),
        _ => None,
    }
}

/// Whether a header says how a connection carries a message, which is none of a caller's business.
pub(super) fn is_of_connection(name: &str) -> bool {
    const HEADERS: &[&str] = &[
        "host",
        "content-length",
        "transfer-encoding",
        "connection",
        "keep-alive",
        "te",
        "trailer",
        "upgrade",
        "expect",
    ];
    HEADERS.iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// The names between braces in a path template, each once.
pub(crate) fn variables(path: &str) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    let mut rest = path;
    while let Some((_, tail)) = rest.split_once('{') {
        let Some((name, after)) = tail.split_once('}') else { break };
        if !names.contains(&name) {
            names.push(name);
        }
        rest = after;
    }
    names
}

#[cfg(test)]
mod tests;
