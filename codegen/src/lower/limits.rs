//! Establishes: the document is not so large that a run would take minutes and gigabytes before anything is said.
//!
//! Says so, too, when it holds nothing to call. What one type may hold is checked where that
//! is decided.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::Node;
use crate::spec::methods::count_operations;

/// The most operations; the largest real document has some 16,000, in one crate that nobody compiles.
const MAX_OPERATIONS: usize = 30_000;
/// The most named components of one kind.
const MAX_COMPONENTS: usize = 50_000;

/// The longest description, in bytes and in lines: nobody reads more, and every line is a line of Rust.
const MAX_TEXT: usize = 1024 * 1024;
const MAX_LINES: usize = 20_000;
/// The most lines of all descriptions together.
const MAX_ALL_LINES: usize = 500_000;

/// The most alternatives that combinations of unions may have in one type: a product of what the document lists.
pub(crate) const MAX_COMBINATIONS: usize = 1024;

/// The most alternatives of one type that the document lists one by one.
pub(crate) const MAX_ALTERNATIVES: usize = 5_000;

pub(super) fn pass(document: &mut Node, diagnostics: &mut Diagnostics) {
    let operations = count_operations(document);
    let at = document.get("paths").or_else(|| document.get("openapi")).map_or(document.span, Node::label_span);
    if operations == 0 && document.members("webhooks").next().is_none() {
        let message = "the document has no operations, so that the client has nothing to call";
        let help = "check that it is the whole document, and that `paths` is what you expect";
        diagnostics.push(Diagnostic::warning(Code::NoOperations, message).at(at).help(help));
    }
    if operations > MAX_OPERATIONS {
        let message = format!("the document has {operations} operations; at most {MAX_OPERATIONS} become one client");
        let help = "remove those that you do not need in an overlay, or make several clients of several documents";
        diagnostics.push(Diagnostic::error(Code::LimitExceeded, message).at(at).help(help));
    }
    texts(document, &mut 0, diagnostics);
    let Some(components) = document.get("components") else { return };
    for (kind, node) in components.as_object().into_iter().flatten() {
        let count = node.as_object().map_or(0, |members| members.len());
        if count > MAX_COMPONENTS {
            let message = format!("the document has {count} components of one kind; at most {MAX_COMPONENTS} are read");
            diagnostics.push(
                Diagnostic::error(Code::LimitExceeded, message)
                    .at(node.label_span())
                    .subject(format!("#/components/{kind}"))
                    .help("remove those that no operation needs"),
            );
        }
    }
}

/// Refuses texts for people that are too long, one by one and together. Each would be copied into the code and printed.
fn texts(node: &Node, lines: &mut usize, diagnostics: &mut Diagnostics) {
    for item in node.as_array().into_iter().flatten() {
        texts(item, lines, diagnostics);
    }
    for (key, member) in node.as_object().into_iter().flatten() {
        let text = member.as_str().filter(|_| matches!(key.as_str(), "description" | "summary" | "title"));
        let Some(text) = text else {
            texts(member, lines, diagnostics);
            continue;
        };
        let own = text.bytes().filter(|byte| matches!(byte, b'\n' | b'\r')).count();
        let before = *lines <= MAX_ALL_LINES;
        *lines = lines.saturating_add(own);
        let message = if text.len() > MAX_TEXT || own > MAX_LINES {
            let length = format!("{own} lines and {} bytes", text.len());
            format!("this {key} has {length}; at most {MAX_LINES} lines and {MAX_TEXT} bytes are read")
        } else if before && *lines > MAX_ALL_LINES {
            format!("all descriptions up to here have more than {MAX_ALL_LINES} lines")
        } else {
            continue;
        };
        let help = "nobody reads that much: cut it in an overlay, or see whether something else was pasted there";
        diagnostics.push(Diagnostic::error(Code::LimitExceeded, message).at(member.label_span()).help(help));
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::run;
    use serde_json::{Map, Value, json};

    #[test]
    fn documents_without_bounds_are_refused() {
        let many = |count: usize, value: Value| -> Map<String, Value> {
            (0..count).map(|at| (format!("/p{at}"), value.clone())).collect()
        };
        let document = |operations, components| json!({"paths": many(operations, json!({"get": {}})), "components": {"schemas": many(components, json!({}))}});
        assert_eq!(run(super::pass, document(30_000, 50_000)).1, [] as [String; 0]);
        let found = run(super::pass, document(30_001, 50_001)).1;
        assert_eq!(
            found,
            [
                "limit-exceeded: the document has 30001 operations; at most 30000 become one client",
                "limit-exceeded: the document has 50001 components of one kind; at most 50000 are read",
            ]
        );
    }

    #[test]
    fn descriptions_without_end_are_refused() {
        let document = |text: String| json!({"paths": {"/a": {"get": {"description": text}}}});
        assert_eq!(run(super::pass, document("x\n".repeat(20_000))).1, [] as [String; 0]);
        let message = "limit-exceeded: this description has";
        assert!(run(super::pass, document("x\n".repeat(20_001))).1[0].starts_with(message));
        assert!(run(super::pass, document("x".repeat(1024 * 1024 + 1))).1[0].starts_with(message));
        let many =
            json!({"paths": {"/a": {"get": {}}}, "tags": vec![json!({"description": "x\n".repeat(10_000)}); 60]});
        assert_eq!(
            run(super::pass, many).1,
            ["limit-exceeded: all descriptions up to here have more than 500000 lines"]
        );
    }
}
