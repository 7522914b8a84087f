//! Variables of paths as frameworks write them, where a parameter says that they are some: `/users/:id` and `/users/<id>`
//! are `/users/{id}`, and `{user_id}` is the parameter `userId`. Never makes a variable of what no parameter names.

use super::{identity, name_span};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::markdown::code;
use crate::source::{Map, Node};
use crate::spec::methods::operations;
use std::collections::HashSet;

/// Writes the variables of all paths in braces.
pub(super) fn read_variables(paths: &mut Map, diagnostics: &mut Diagnostics) {
    let is_read = |path: &str| !path.contains([':', '<']) && !path.contains("%7");
    if paths.keys().all(|path| is_read(path)) {
        return;
    }
    let taken: HashSet<String> = paths.keys().cloned().collect();
    let all = std::mem::take(paths);
    for (path, item) in all {
        let read = in_braces(&path, &declared(&item));
        if read == path || taken.contains(&read) || paths.contains_key(&read) {
            paths.insert(path, item);
            continue;
        }
        diagnostics.push(
            Diagnostic::warning(Code::PathInvalid, format!("the variables of {} stand in no braces", code(&path)))
                .at(item.label_span())
                .subject(path)
                .help(format!("it is read as {}, since parameters of the path are called so", code(&read))),
        );
        paths.insert(read, item);
    }
}

/// The names of the parameters of a path and of its operations that stand in the path.
fn declared(item: &Node) -> HashSet<String> {
    let own = operations(item).flat_map(|(_, operation)| operation.items("parameters"));
    let all = item.items("parameters").iter().chain(own).map(identity);
    all.filter(|(location, _)| *location == "path").map(|(_, name)| name.to_owned()).collect()
}

/// A path with braces around the segments that are one of the names: `:id`, `<id>`, `<int:id>` and `%7Bid%7D`.
fn in_braces(path: &str, names: &HashSet<String>) -> String {
    let segments = path.split('/').map(|segment| {
        let colon = segment.strip_prefix(':');
        let angle = segment.strip_prefix('<').and_then(|rest| rest.strip_suffix('>'));
        let angle = angle.map(|inside| inside.rsplit(':').next().unwrap_or(inside));
        let encoded = ["%7B", "%7b"].iter().find_map(|open| segment.strip_prefix(open));
        let encoded = encoded.and_then(|rest| ["%7D", "%7d"].iter().find_map(|close| rest.strip_suffix(close)));
        let name = colon.or(angle).or(encoded).filter(|name| names.contains(*name));
        name.map_or_else(|| segment.to_owned(), |name| format!("{{{name}}}"))
    });
    segments.collect::<Vec<_>>().join("/")
}

/// Gives a parameter the name of the variable that can only be it: the one that differs in capitals and underscores alone.
pub(super) fn match_names(parameters: &mut [Node], variables: &[&str], subject: &str, diagnostics: &mut Diagnostics) {
    let letters = |name: &str| name.replace(['_', '-'], "").to_lowercase();
    let is_declared =
        |parameters: &[Node], name: &str| parameters.iter().any(|known| identity(known) == ("path", name));
    for variable in variables {
        if is_declared(parameters, variable) {
            continue;
        }
        let is_it = |parameter: &&mut Node| {
            let (location, name) = identity(parameter);
            location == "path" && !variables.contains(&name) && letters(name) == letters(variable)
        };
        let mut alike: Vec<&mut Node> = parameters.iter_mut().filter(is_it).collect();
        let [parameter] = alike.as_mut_slice() else { continue };
        let span = name_span(parameter);
        let own = identity(parameter).1.to_owned();
        parameter.set("name", Node::string(*variable, span));
        let message = format!("the parameter {} is called {} in the path", code(&own), code(variable));
        let found = Diagnostic::warning(Code::ParameterInvalid, message).at(span).subject(subject);
        diagnostics.push(found.help("they are taken for one; write both alike in an overlay"));
    }
}
