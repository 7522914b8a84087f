//! What the macros of the runtime make of the types of a crate: the parts of `object!`, `string_enum!`, `integer_enum!`,
//! `mixed_enum!`, `union!` and `operation_call!` that others can use. Follows clients/runtime/src, whose macros it has to be in
//! step with.

use super::{Function, Offer, Surface, compact};
use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// Adds what a call of a macro makes; `false` for a macro that is not known.
pub(super) fn read(call: &syn::Macro, surface: &mut Surface) -> bool {
    let macro_name = call.path.segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default();
    let trees: Vec<TokenTree> = call.tokens.clone().into_iter().collect();
    let Some(TokenTree::Ident(name)) = trees.first() else { return false };
    if macro_name == "operation_call" {
        operation_call(&name.to_string(), trees.get(2..).unwrap_or_default(), surface);
        return true;
    }
    let name = format!("types::{name}");
    surface.keep(format!("codec::{name}"), &call.tokens.to_string());
    for path in ["Serialize", "Deserialize"] {
        surface.offer(format!("{name}: {path}"), Offer::Impl);
    }
    match macro_name.as_str() {
        "object" => object(&name, &trees[1..], surface),
        "string_enum" => {
            surface.offer(format!("{name}::KNOWN"), Offer::Value("&[Self]".to_owned()));
            function(&format!("{name}::as_str"), "&self", &[], "&str", surface);
            for path in ["From<&str>", "From<String>", "FromStr", "Display"] {
                surface.offer(format!("{name}: {path}"), Offer::Impl);
            }
        }
        "integer_enum" => {
            surface.offer(format!("{name}::KNOWN"), Offer::Value("&[Self]".to_owned()));
            function(&format!("{name}::value"), "&self", &[], "i64", surface);
            for path in ["From<i64>", "Display"] {
                surface.offer(format!("{name}: {path}"), Offer::Impl);
            }
        }
        "mixed_enum" => function(&format!("{name}::value"), "&self", &[], "serde_json::Value", surface),
        "union" => union(&name, &trees[1..], surface),
        _ => return false,
    }
    true
}

/// What a call gives. What all calls can do beside that is in the runtime.
fn operation_call(name: &str, types: &[TokenTree], surface: &mut Surface) {
    let types = entries(types.iter().cloned().collect());
    let [success, error] = types.as_slice() else { return };
    let output = format!("Result<Response<{}>, Error<{}>>", compact(success), compact(error));
    function(&format!("calls::{name}::send"), "self", &[], &output, surface);
}

fn function(path: &str, receiver: &str, arguments: &[(&str, &str)], output: &str, surface: &mut Surface) {
    let owned = |(name, ty): &(&str, &str)| ((*name).to_owned(), (*ty).to_owned());
    let arguments = arguments.iter().map(owned).collect();
    let (qualifiers, output) = (receiver.to_owned(), output.to_owned());
    surface.offer(path, Offer::Function(Function { qualifiers, arguments, output }));
}

fn object(name: &str, trees: &[TokenTree], surface: &mut Surface) {
    surface.objects.insert(name.to_owned());
    let mut required = Vec::new();
    let mut how = None;
    for (section, content) in sections(trees) {
        if section == "new" {
            how = Some(content.to_string());
            continue;
        }
        for entry in entries(content) {
            let parts: Vec<TokenTree> = entry.into_iter().collect();
            // `name: Type = "wire"`, and `strictness name = …` of constants.
            let split =
                |at: char| parts.iter().position(|tree| matches!(tree, TokenTree::Punct(p) if p.as_char() == at));
            let (Some(TokenTree::Ident(first)), Some(colon)) = (parts.first(), split(':')) else { continue };
            let wire = parts.last().map(ToString::to_string).unwrap_or_default();
            let equals = split('=').unwrap_or(parts.len());
            let ty = compact(parts.get(colon + 1..equals).unwrap_or_default().iter().cloned().collect::<TokenStream>());
            let member = first.to_string();
            match section.as_str() {
                "required" => required.push((member.clone(), format!("impl Into<{ty}>"))),
                "optional" | "untyped" => setter(name, &member, &format!("impl Into<{ty}>"), surface),
                "nullable" => setter(name, &member, &format!("impl IntoNullable<{ty}>"), surface),
                "optional_constant" => {
                    if let Some(TokenTree::Ident(choice)) = parts.get(colon.wrapping_sub(1)) {
                        setter(name, &choice.to_string(), "data::Presence", surface);
                    }
                }
                _ => continue,
            }
            surface.keep(format!("wire {name}.{member}"), &wire);
        }
    }
    if required.is_empty() {
        surface.offer(format!("{name}: Default"), Offer::Impl);
    }
    match how.as_deref() {
        None => {}
        Some("none") => return,
        Some(whole) => required = vec![("required".to_owned(), whole.to_owned())],
    }
    let new = Function { qualifiers: String::new(), arguments: required, output: "Self".to_owned() };
    surface.offer(format!("{name}::new"), Offer::Function(new));
}

fn setter(name: &str, member: &str, ty: &str, surface: &mut Surface) {
    function(&format!("{name}::{member}"), "mut self", &[("value", ty)], "Self", surface);
}

fn union(name: &str, trees: &[TokenTree], surface: &mut Surface) {
    for (section, content) in sections(trees) {
        for entry in entries(content) {
            let parts: Vec<TokenTree> = entry.into_iter().collect();
            let after = |count: usize| compact(parts.iter().skip(count).cloned().collect::<TokenStream>());
            match section.as_str() {
                "from" => surface.offer(format!("{name}: From<{}>", after(2)), Offer::Impl),
                "access" => {
                    let word = |at: usize| parts.get(at).map(ToString::to_string).unwrap_or_default();
                    let target = after(4);
                    function(&format!("{name}::{}", word(2)), "&self", &[], &format!("Option<&{target}>"), surface);
                    let result = format!("Result<{target}, Self>");
                    function(&format!("{name}::{}", word(3)), "self", &[], &result, surface);
                }
                "display" => surface.offer(format!("{name}: Display"), Offer::Impl),
                _ => {}
            }
        }
    }
}

/// The lists in braces of a call, each with the word before it.
fn sections(trees: &[TokenTree]) -> Vec<(String, TokenStream)> {
    let mut label = String::new();
    let mut found = Vec::new();
    for tree in trees {
        match tree {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                found.push((std::mem::take(&mut label), group.stream()));
            }
            other => label.push_str(&other.to_string()),
        }
    }
    found
}

/// The entries of a list, between its commas; those within `<…>` do not count.
fn entries(list: TokenStream) -> Vec<TokenStream> {
    let (mut entries, mut entry, mut depth) = (Vec::new(), Vec::new(), 0_i32);
    for tree in list {
        if let TokenTree::Punct(punct) = &tree {
            match punct.as_char() {
                '<' => depth += 1,
                '>' => depth -= 1,
                ',' if depth == 0 => {
                    entries.push(std::mem::take(&mut entry).into_iter().collect());
                    continue;
                }
                _ => {}
            }
        }
        entry.push(tree);
    }
    if !entry.is_empty() {
        entries.push(entry.into_iter().collect());
    }
    entries
}
