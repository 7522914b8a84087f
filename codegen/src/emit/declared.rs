//! What printed items declare: types and methods by name, as far as an alias has to say the same. Reads tokens only.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{Attribute, FnArg, ImplItem, ImplItemFn, ItemImpl, Pat, Signature};

/// A type that is declared.
#[derive(Debug)]
pub(super) struct Declared {
    /// The conditions under which it is there: `#[cfg(…)]`.
    pub(super) conditions: Vec<TokenStream>,
}

/// A method, as another one with its signature needs it.
#[derive(Debug)]
pub(super) struct Method {
    /// The conditions under which it is there.
    pub(super) conditions: Vec<Attribute>,
    pub(super) signature: Signature,
    /// The names of its arguments.
    pub(super) arguments: Vec<TokenStream>,
}

impl Method {
    /// A method by its tokens.
    pub(super) fn read(tokens: &TokenStream) -> Option<Self> {
        syn::parse2::<ImplItemFn>(tokens.clone()).ok().map(Self::new)
    }

    fn new(method: ImplItemFn) -> Self {
        let names = method.sig.inputs.iter().filter_map(|argument| match argument {
            FnArg::Typed(argument) => match &*argument.pat {
                Pat::Ident(name) => Some(name.ident.to_token_stream()),
                _ => None,
            },
            FnArg::Receiver(_) => None,
        });
        let arguments = names.collect();
        let conditions = method.attrs.into_iter().filter(|attribute| attribute.path().is_ident("cfg")).collect();
        Self { conditions, signature: method.sig, arguments }
    }

    pub(super) fn name(&self) -> String {
        self.signature.ident.to_string().trim_start_matches("r#").to_owned()
    }
}

/// The type of this name among items, if one declares it.
pub(super) fn declared(items: &TokenStream, name: &str) -> Option<Declared> {
    let mut conditions = Vec::new();
    let mut trees = items.clone().into_iter().peekable();
    while let Some(tree) = trees.next() {
        match tree {
            TokenTree::Punct(punct) if punct.as_char() == '#' => {
                if let Some(TokenTree::Group(group)) = trees.peek()
                    && group.stream().to_string().starts_with("cfg")
                {
                    conditions.push(quote!(# #group));
                }
            }
            TokenTree::Punct(punct) if punct.as_char() == ';' => conditions.clear(),
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => conditions.clear(),
            TokenTree::Ident(word) if word == "struct" || word == "enum" || word == "type" => {
                if let Some(TokenTree::Ident(own)) = trees.peek()
                    && own == name
                {
                    return Some(Declared { conditions });
                }
            }
            _ => {}
        }
    }
    None
}

/// The methods of a type among items.
pub(super) fn methods_of(items: &TokenStream, owner: &str) -> Vec<Method> {
    let mut found = Vec::new();
    let mut trees = items.clone().into_iter().peekable();
    while let Some(tree) = trees.next() {
        if !matches!(&tree, TokenTree::Ident(word) if word == "impl")
            || !matches!(trees.peek(), Some(TokenTree::Ident(own)) if own == owner)
        {
            continue;
        }
        let rest: TokenStream = trees.by_ref().take(2).collect();
        let Ok(block) = syn::parse2::<ItemImpl>(quote!(impl #rest)) else { continue };
        found.extend(block.items.into_iter().filter_map(|item| match item {
            ImplItem::Fn(method) => Some(Method::new(method)),
            _ => None,
        }));
    }
    found
}
