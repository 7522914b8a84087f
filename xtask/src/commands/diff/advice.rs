//! What a program that is compiled anew has to write instead, where one change says so alone: the old call and the new one.

use switchboard_codegen::changes::{Axis, Change, Level};

/// The old code and the new; without the new one where nothing takes its place. Nothing where the sentence says it already,
/// or where the compiler asks for nothing.
pub(super) fn advice(change: &Change) -> Option<String> {
    // What stays under an old name compiles, and asks for the new one all the same.
    let is_named = matches!(change.rule, "method-renamed" | "type-renamed");
    if change.axis != Axis::Crate || change.level < Level::High && !is_named {
        return None;
    }
    let rust = change.rust.as_deref().unwrap_or_default();
    let (before, after) = (change.before.as_deref().unwrap_or_default(), change.after.as_deref().unwrap_or_default());
    let becomes = |old: String, new: String| (old != new).then(|| format!("`{old}` → `{new}`"));
    match change.rule {
        "method-renamed" => becomes(call(before, None), call(after, None)),
        "type-renamed" | "field-renamed" => becomes(before.to_owned(), after.to_owned()),
        "arguments-changed" | "arguments-reordered" => becomes(call(rust, Some(before)), call(rust, Some(after))),
        "method-removed" => Some(format!("`{}` → nothing takes its place", call(rust, None))),
        "variant-removed" => Some(format!("`{rust} => …` → remove the arm")),
        "credential-removed" => Some(format!("`.credential(\"{before}\", …)` → remove the call")),
        "field-added" => {
            let (owner, field) = rust.rsplit_once('.')?;
            Some(format!("`{owner}::new(…)` → `{owner}::new(…, {field}, …)`"))
        }
        _ => None,
    }
}

/// A call of a method or function; `arguments` as they are declared.
fn call(path: &str, arguments: Option<&str>) -> String {
    let name = match path.strip_prefix("Client::") {
        // What makes a client is called on the type.
        Some(method) if !matches!(method, "new" | "from_env" | "builder") => format!("client.{method}"),
        _ => path.to_owned(),
    };
    let Some(arguments) = arguments else { return format!("{name}(…)") };
    let names: Vec<&str> =
        split(arguments).into_iter().map(|argument| argument.split(':').next().unwrap_or(argument).trim()).collect();
    format!("{name}({})", names.join(", "))
}

/// Arguments as they are declared, one by one: commas inside of brackets part none.
fn split(arguments: &str) -> Vec<&str> {
    let (mut depth, mut start, mut parts) = (0_usize, 0, Vec::new());
    for (at, letter) in arguments.char_indices() {
        match letter {
            '<' | '(' | '[' => depth += 1,
            '>' | ')' | ']' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                parts.push(&arguments[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&arguments[start..]);
    parts.into_iter().filter(|part| !part.trim().is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_are_shown_with_the_names_of_their_arguments() {
        let declared = "id: &str, parameters: &Map<String, Value>, body: Option<&Pet>";
        assert_eq!(call("Client::get_pet", Some(declared)), "client.get_pet(id, parameters, body)");
        assert_eq!(call("Client::new", Some("")), "Client::new()");
        assert_eq!(call("types::Pet::new", None), "types::Pet::new(…)");
    }
}
