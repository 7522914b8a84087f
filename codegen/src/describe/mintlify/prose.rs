//! What descriptions say about values: null, and open sets of values. Never rewrites the description.

use super::line::Line;
use crate::source::{Data, Node, Span};

/// Gives a schema that a sample shows its description, or a further paragraph of it, and marks what that says about
/// its values.
pub(super) fn describe(schema: &mut Node, text: Line<'_>) {
    append(schema, text);
    mark(schema, text);
    if schema.flag("x-inferred") && states_whole(text.text) {
        make_integer(schema, text.span);
    }
}

/// Makes the type of a number that a sample shows that of a whole number, for a reason at a place.
pub(super) fn make_integer(schema: &mut Node, reason: Span) {
    let whole = Node::string("integer", reason);
    match schema.get_mut("type").map(|kind| &mut kind.data) {
        Some(Data::String(kind)) if kind == "number" => schema.set("type", whole),
        Some(Data::Array(kinds)) => {
            kinds.iter_mut().filter(|kind| kind.as_str() == Some("number")).for_each(|kind| *kind = whole.clone());
        }
        _ => return,
    }
    schema.remove("x-inferred");
}

/// Whether a text says that a number counts something.
fn states_whole(text: &str) -> bool {
    const WORDS: [&str; 10] = [
        "integer",
        "whole number",
        "whole seconds",
        "number of ",
        "count of ",
        "how many ",
        "in seconds",
        "in milliseconds",
        "in bytes",
        "unix timestamp",
    ];
    let lower = text.to_ascii_lowercase();
    WORDS.iter().any(|words| lower.contains(words))
}

/// Marks what a description says about the values of a schema.
///
/// Any remark about null becomes `x-nullability-hint`; a clause such as `(null if …)` makes the type nullable as well,
/// since it states outright that null is sent. A list of common values is an open set: `x-known-values`, no `enum`.
pub(super) fn mark(schema: &mut Node, text: Line<'_>) {
    if mentions_null(text.text) {
        schema.set("x-nullability-hint", Node::bool(true, text.span));
    }
    if states_null(text.text) {
        make_nullable(schema, text);
    }
    let known = known_values(text);
    if let (Some(first), Some(last)) = (known.first(), known.last()) {
        let span = Span { end: last.span.end, ..first.span };
        schema.set("x-known-values", Node::array(known.iter().map(|value| value.node()).collect(), span));
    }
}

/// Sets a description, or adds a paragraph to the one that is there.
pub(super) fn append(node: &mut Node, text: Line<'_>) {
    let description = match node.get("description") {
        Some(Node { data: Data::String(before), span, .. }) if !before.is_empty() => {
            Node::string(format!("{before}\n\n{}", text.text), Span { end: text.span.end, ..*span })
        }
        _ => text.node(),
    };
    node.set("description", description);
}

/// Adds `null` to the type of a schema, and to its enumeration.
pub(super) fn make_nullable(schema: &mut Node, reason: Line<'_>) {
    let null = || Node::string("null", reason.span);
    let Some(kind) = schema.get("type").cloned() else { return };
    if let Data::String(_) = kind.data {
        let span = kind.span;
        schema.set("type", Node::array(vec![kind, null()], span));
        if let Some(Node { data: Data::Array(values), .. }) = schema.get_mut("enum") {
            values.push(Node::new(Data::Null, reason.span));
        }
    }
}

fn mentions_null(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let words: Vec<_> = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.iter().enumerate().any(|(at, word)| match *word {
        "nullable" => true,
        "null" => {
            !at.checked_sub(1).and_then(|at| words.get(at)).is_some_and(|word| ["not", "non", "never"].contains(word))
        }
        _ => false,
    })
}

fn states_null(text: &str) -> bool {
    const CONDITIONS: [&str; 8] = ["if", "when", "while", "until", "unless", "before", "for", "otherwise"];
    let lower = text.to_ascii_lowercase();
    lower.split("(null ").skip(1).any(|rest| CONDITIONS.contains(&rest.split([' ', ')']).next().unwrap_or_default()))
}

/// The values a text lists as common ones.
fn known_values(text: Line<'_>) -> Vec<Line<'_>> {
    let lower = text.text.to_ascii_lowercase();
    let phrases = [
        "common values:",
        "typical values:",
        "known values:",
        "usual values:",
        "common values are ",
        "common values include ",
    ];
    let Some(start) = phrases.iter().find_map(|phrase| lower.find(phrase).map(|at| at + phrase.len())) else {
        return Vec::new();
    };
    let list = text.from(start);
    let end = list.text.find(". ").or_else(|| list.text.find(')')).unwrap_or(list.text.len());
    let bare = |value: Line<'_>| !value.text.is_empty() && !value.text.contains(char::is_whitespace);
    let trimmed = list.before(end);
    let trimmed = trimmed.before(trimmed.text.trim_end_matches('.').len());
    let values = trimmed.split(',').flat_map(|value| {
        let value = value.after("and ").or_else(|| value.after("or ")).unwrap_or(value);
        let joined = value.text.find(" and ").map(|at| (at, 5)).or_else(|| value.text.find(" or ").map(|at| (at, 4)));
        match joined {
            Some((at, length)) => vec![value.before(at), value.from(at + length)],
            None => vec![value],
        }
    });
    values.take_while(|value| bare(*value)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceFiles;
    use serde_json::{Value, json};

    fn described(text: &str, schema: Value) -> Value {
        let mut files = SourceFiles::new();
        let file = files.add("page", text);
        let line = Line::new(file, files[file].text(), 0..text.len());
        let mut node = Node::from_value(schema, line.span);
        describe(&mut node, line);
        node.remove("description");
        node.to_value()
    }

    #[test]
    fn a_clause_about_null_makes_the_type_nullable_and_a_remark_only_hints() {
        let text = json!({"type": "string"});
        let both = json!({"type": ["string", "null"], "x-nullability-hint": true});
        assert_eq!(described("Feeding time (null if unfed)", text.clone()), both);
        assert_eq!(
            described("May be null at night", text.clone()),
            json!({"type": "string", "x-nullability-hint": true})
        );
        assert_eq!(described("Never null, not null, nullify", text.clone()), text);
        let values = described("Mood (null while asleep)", json!({"type": "string", "enum": ["calm"]}));
        assert_eq!(values["enum"], json!(["calm", null]));
    }

    #[test]
    fn a_number_is_whole_where_the_text_says_so() {
        let shown = json!({"type": "number", "x-inferred": true});
        assert_eq!(described("How many toys it has", shown.clone()), json!({"type": "integer"}));
        let nullable = described("Length of its nap in seconds (null if awake)", shown.clone());
        assert_eq!(nullable, json!({"type": ["integer", "null"], "x-nullability-hint": true}));
        assert_eq!(described("Weight of it", shown.clone()), shown);
        assert_eq!(described("Number of toys", json!({"type": "number"})), json!({"type": "number"}));
    }

    #[test]
    fn common_values_are_an_open_set() {
        let known = |text| described(text, json!({}))["x-known-values"].clone();
        assert_eq!(known("Why it meowed. Common values: HUNGRY, BORED"), json!(["HUNGRY", "BORED"]));
        assert_eq!(known("Known values: a, b and c. More may come"), json!(["a", "b", "c"]));
        assert_eq!(known("Usual mood (typical values: calm or wild)"), json!(["calm", "wild"]));
        assert_eq!(known("Values are many"), Value::Null);
    }
}
