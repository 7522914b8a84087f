//! Lays out calls of the runtime's macros: one entry on each line, spaces as in ordinary Rust.

use proc_macro2::{Delimiter, Group, Spacing, TokenStream, TokenTree};
use quote::ToTokens;

/// Groups that fit on a line of this width stay on it.
const WIDTH: usize = 100;

/// The text of a macro call as an item, with a line break at its end.
pub(super) fn macro_call(call: &syn::Macro) -> String {
    let name = call.path.segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default();
    let mut out = format!("{name}! {{ ");
    let mut trees: Vec<TokenTree> = call.tokens.clone().into_iter().collect();
    // Types alone.
    if !trees.iter().any(|tree| matches!(tree, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace)) {
        return format!("{out}{} }}\n", line(&trees));
    }
    // The name of the type stands on the first line.
    if let Some(TokenTree::Ident(_)) = trees.first() {
        out.push_str(&trees.remove(0).to_string());
    }
    match trees.as_slice() {
        // One list and what names the catch-all variant: the list goes on from the first line.
        [TokenTree::Group(list), rest @ ..] if list.delimiter() == Delimiter::Brace => {
            out.push(' ');
            out.push_str(&braces(list, 0));
            for tree in rest {
                out.push(' ');
                match tree {
                    TokenTree::Group(group) => out.push_str(&braces(group, 0)),
                    other => out.push_str(&other.to_string()),
                }
            }
            out.push_str(" }\n");
        }
        trees => {
            out.push('\n');
            let mut label = String::new();
            for tree in trees {
                match tree {
                    TokenTree::Group(group) => {
                        out.push_str(&format!("    {label} {}\n", braces(group, 1)));
                        label.clear();
                    }
                    other => label.push_str(&other.to_string()),
                }
            }
            out.push_str("}\n");
        }
    }
    out
}

/// The text of an attribute, with a line break at its end.
pub(super) fn attribute(attribute: &syn::Attribute) -> String {
    let trees: Vec<TokenTree> = attribute.meta.to_token_stream().into_iter().collect();
    format!("#[{}]\n", line(&trees))
}

/// A list in braces at a depth of indentation: on one line if it is short, else one entry per line.
fn braces(group: &Group, depth: usize) -> String {
    let entries = entries(group.stream());
    let line = entries.join(", ");
    if entries.is_empty() {
        return "{}".to_owned();
    }
    // What is written with a comma at its end is a list, and keeps it.
    let listed = matches!(group.stream().into_iter().last(), Some(TokenTree::Punct(punct)) if punct.as_char() == ',');
    let comma = if listed { "," } else { "" };
    if entries.len() == 1 && line.len() + 4 * depth < WIDTH {
        return format!("{{ {line}{comma} }}");
    }
    let indent = "    ".repeat(depth + 1);
    let lines: String = entries.iter().map(|entry| format!("{indent}{entry},\n")).collect();
    format!("{{\n{lines}{}}}", "    ".repeat(depth))
}

/// The entries of a list, separated by commas outside of angle brackets.
fn entries(tokens: TokenStream) -> Vec<String> {
    let mut entries = Vec::new();
    let mut entry: Vec<TokenTree> = Vec::new();
    let mut angles = 0usize;
    for tree in tokens {
        if let TokenTree::Punct(punct) = &tree {
            match punct.as_char() {
                '<' => angles += 1,
                '>' => angles = angles.saturating_sub(1),
                ',' if angles == 0 => {
                    entries.push(line(&entry));
                    entry.clear();
                    continue;
                }
                _ => {}
            }
        }
        entry.push(tree);
    }
    if !entry.is_empty() {
        entries.push(line(&entry));
    }
    // A constant is written `name = value, "wire"`: two entries that belong together.
    let mut joined: Vec<String> = Vec::new();
    for entry in entries {
        match joined.last_mut() {
            Some(last) if entry.starts_with('"') && !entry.contains(" = ") => {
                last.push_str(", ");
                last.push_str(&entry);
            }
            _ => joined.push(entry),
        }
    }
    joined
}

/// Tokens on one line, spaced as rustfmt spaces them.
fn line(trees: &[TokenTree]) -> String {
    let mut out = String::new();
    let mut before: Option<&TokenTree> = None;
    for tree in trees {
        if before.is_some_and(|before| spaced(before, tree, &out)) {
            out.push(' ');
        }
        match tree {
            TokenTree::Group(group) => {
                let inner: Vec<String> = entries(group.stream());
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Brace => ("{ ", " }"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::None => ("", ""),
                };
                // A tuple of one keeps its comma; the argument of a call has none.
                let is_call = matches!(before, Some(TokenTree::Ident(_)));
                let is_tuple = inner.len() == 1 && group.delimiter() == Delimiter::Parenthesis && !is_call;
                let comma = if is_tuple { "," } else { "" };
                out.push_str(&format!("{open}{}{comma}{close}", inner.join(", ")));
            }
            other => out.push_str(&other.to_string()),
        }
        before = Some(tree);
    }
    out
}

fn spaced(before: &TokenTree, tree: &TokenTree, written: &str) -> bool {
    match (before, tree) {
        (_, TokenTree::Punct(punct)) => punct.as_char() == '=' || punct.as_char() == '-' && written.ends_with('='),
        (TokenTree::Punct(punct), _) => match punct.as_char() {
            '=' => true,
            ',' => true,
            // The second colon of `::` is alone, the colon of `name: Type` as well; the first is joined.
            ':' => punct.spacing() == Spacing::Alone && !written.ends_with("::"),
            _ => false,
        },
        (TokenTree::Ident(_) | TokenTree::Literal(_), TokenTree::Ident(_) | TokenTree::Literal(_)) => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn laid_out(text: &str) -> String {
        macro_call(&syn::parse_str::<syn::Macro>(text).expect("a macro call"))
    }

    #[test]
    fn entries_stand_on_lines_of_their_own() {
        let text = laid_out(
            r#"object! { A required { id : Vec < data :: Map < i64 > > = "id" , r#type : (A , B ,) = "type" , } constant { strict c = "a , b" , "k" , } extra { extra : data :: Extra } }"#,
        );
        assert_eq!(
            text,
            r#"object! { A
    required {
        id: Vec<data::Map<i64>> = "id",
        r#type: (A, B) = "type",
    }
    constant { strict c = "a , b", "k", }
    extra { extra: data::Extra }
}
"#
        );
        assert_eq!(
            laid_out(
                r#"object! { A required { a : (B ,) = "a" , } constant { strict c = data :: Json ("1.5") , "k" , } }"#
            ),
            "object! { A\n    required { a: (B,) = \"a\", }\n    constant { strict c = data::Json(\"1.5\"), \"k\", }\n}\n"
        );
        assert_eq!(
            laid_out(r#"integer_enum! { A { B = - 1 , C = 2 , } Unknown }"#),
            "integer_enum! { A {\n    B = -1,\n    C = 2,\n} Unknown }\n"
        );
        assert_eq!(
            laid_out("operation_call! { A : data :: Map < B > , Vec < (C , D) > }"),
            "operation_call! { A: data::Map<B>, Vec<(C, D)> }\n"
        );
        assert_eq!(
            laid_out("union! { A { B , Unknown , } from { B : data :: Map < Vec < i64 > > , } }"),
            "union! { A {\n    B,\n    Unknown,\n} from { B: data::Map<Vec<i64>>, } }\n"
        );
    }
}
