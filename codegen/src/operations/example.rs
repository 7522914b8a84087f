//! How each operation is called, as a few lines of Rust: the quick start of a crate and the pages of a site show them, and tests
//! compile them. A value that the document does not show is named after its place; what takes more than a screen is read from a
//! file. Knows no document, and never guesses what a server would take.

use super::plan::{ArgumentPlan, BodyPlan, MultipartPlan, OperationPlan, Outcome, Payload};
use super::results::payload_type;
use crate::names::ident;
use crate::types::{
    Constructor, FieldPlan, PartContent, Presence, Scalar, Shape, StructPlan, TypeGraph, TypeRef, UnionPlan,
    type_tokens,
};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

/// How deep values are written member by member.
const DEEPEST: usize = 4;

/// The longest body that is written as Rust, in lines; a longer one is read from a file.
const LONGEST: usize = 24;

/// The modules of a crate that an example may name.
const MODULES: [&str; 4] = ["calls", "data", "forms", "types"];

/// The lines of a program that calls an operation, in a function that gives `Result<_, Box<dyn std::error::Error>>` and has a
/// `client`. The crate is called by the name that `use` has for it.
pub fn example(graph: &TypeGraph, plan: &OperationPlan, package: &str) -> Vec<String> {
    let lines = printed(&statements(graph, plan, package, false));
    let lines = if lines.len() > LONGEST { printed(&statements(graph, plan, package, true)) } else { lines };
    let is_used = |module: &&str| lines.iter().any(|line| names(line, module));
    let used: Vec<&str> = MODULES.into_iter().filter(is_used).collect();
    let import = match used.as_slice() {
        [] => return lines,
        [only] => format!("use {package}::{only};"),
        many => format!("use {package}::{{{}}};", many.join(", ")),
    };
    [import, String::new()].into_iter().chain(lines).collect()
}

/// The lines that look into a `value` of a union, with arms for as many alternatives; `name` is what it is called there.
pub fn match_example(name: &str, plan: &UnionPlan, most: usize) -> Vec<String> {
    let arms = plan
        .variants
        .iter()
        .take(most)
        .map(|variant| format!("    {name}::{}(value) => println!(\"{{value:?}}\"),", variant.name));
    ["match value {".to_owned()]
        .into_iter()
        .chain(arms)
        .chain(["    other => println!(\"something else: {other:?}\"),".to_owned(), "}".to_owned()])
        .collect()
}

/// An argument that a word or a number is: by the name of its parameter. Nothing for one that is more than that.
pub(crate) fn plain_argument(argument: &ArgumentPlan) -> Option<String> {
    match &argument.ty {
        TypeRef::Scalar(Scalar::I64 | Scalar::U64) => Some("1".to_owned()),
        TypeRef::Scalar(Scalar::String | Scalar::Uuid) | TypeRef::MaybeSet(..) => {
            Some(format!("{:?}", argument.parameter.name))
        }
        _ => None,
    }
}

/// Whether a line says `module::`.
fn names(line: &str, module: &str) -> bool {
    let is_letter = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | ':' | '"');
    let path = format!("{module}::");
    line.match_indices(&path).any(|(at, _)| !line.get(..at).is_some_and(|before| before.ends_with(is_letter)))
}

fn printed(statements: &TokenStream) -> Vec<String> {
    let Ok(file) = syn::parse2::<syn::File>(quote!(async fn run() { #statements })) else { return Vec::new() };
    let text = prettyplease::unparse(&file);
    let lines: Vec<&str> = text.lines().collect();
    let inner = lines.get(1..lines.len().saturating_sub(1)).unwrap_or_default();
    inner.iter().map(|line| line.strip_prefix("    ").unwrap_or(line).to_owned()).collect()
}

fn statements(graph: &TypeGraph, plan: &OperationPlan, package: &str, from_file: bool) -> TokenStream {
    let method = ident(&plan.name);
    let values = Values { graph, package, from_file };
    let mut arguments: Vec<TokenStream> = match &plan.call.required {
        None => plan.call.arguments.iter().map(|argument| values.argument(argument)).collect(),
        Some(name) => {
            let name = ident(name);
            let members = plan.call.arguments.iter().map(|argument| {
                let (name, value) = (ident(&argument.name), values.whole(&argument.ty, &argument.parameter.name));
                quote!(#name: #value)
            });
            vec![quote!(&calls::#name { #(#members),* })]
        }
    };
    let mut before = TokenStream::new();
    let mut after = TokenStream::new();
    if let Some(body) = &plan.body {
        let (value, is_lent) = values.body(body);
        before = quote!(let body = #value;);
        let body = if is_lent { quote!(&body) } else { quote!(body) };
        match &plan.call.body {
            Some(setter) => {
                let setter = ident(setter);
                after = quote!(.#setter(#body));
            }
            None => arguments.push(body),
        }
    }
    let call = quote!(client.#method(#(#arguments),*)#after);
    let used = match (&plan.pagination, &plan.result.success) {
        (Some(_), _) => quote! {
            let mut items = #call.items();
            while let Some(item) = items.next().await {
                let item = item?;
                println!("{item:?}");
            }
        },
        (None, Outcome::One(payload)) if payload.is_stream() => quote! {
            let mut stream = #call.await?.into_inner();
            while let Some(item) = stream.next().await {
                let item = item?;
                println!("{item:?}");
            }
        },
        (None, Outcome::One(Payload::Bytes | Payload::Encoded(_) | Payload::Multipart)) => quote! {
            let bytes = #call.await?.into_inner().bytes().await?;
            println!("{} bytes", bytes.len());
        },
        (None, Outcome::One(Payload::Json(_) | Payload::Xml(..) | Payload::Form(_) | Payload::Text)) => quote! {
            let answer = #call.await?.into_inner();
            println!("{answer:?}");
        },
        (None, Outcome::One(_) | Outcome::Enum(_) | Outcome::None) => quote! {
            let response = #call.await?;
            println!("{}", response.status());
        },
    };
    quote!(#before #used)
}

/// What writes values of types.
#[derive(Clone, Copy)]
struct Values<'g> {
    graph: &'g TypeGraph,
    package: &'g str,
    /// Whether a body is read from a file.
    from_file: bool,
}

impl Values<'_> {
    fn typed(self, ty: &TypeRef) -> TokenStream {
        type_tokens(self.graph, ty, Some(&ident("types")))
    }

    /// An argument of a method, which takes texts and larger things lent.
    fn argument(self, argument: &ArgumentPlan) -> TokenStream {
        if let Some(plain) = plain_argument(argument).and_then(|text| text.parse().ok()) {
            return plain;
        }
        let name = &argument.parameter.name;
        let resolved = self.graph.resolve(&argument.ty);
        let ty = if matches!(resolved, TypeRef::Scalar(_)) { resolved } else { &argument.ty };
        match ty {
            TypeRef::Scalar(scalar) if scalar.is_text() => text(*scalar, name),
            TypeRef::MaybeSet(..) | TypeRef::JsonText(_) => quote!(#name),
            TypeRef::Scalar(_) => self.whole(ty, name),
            TypeRef::List(item) => {
                let item = self.whole(item, name);
                quote!(&[#item])
            }
            _ => {
                let value = self.whole(ty, name);
                quote!(&#value)
            }
        }
    }

    /// A body, and whether it is lent.
    fn body(self, body: &BodyPlan) -> (TokenStream, bool) {
        let package = ident(&self.package.replace('-', "_"));
        match &body.payload {
            Payload::Multipart => match &body.form {
                Some(form) => (self.form(form), false),
                None => (quote!(#package::Multipart::new().part("file", #package::Part::file("file"))), false),
            },
            Payload::Text | Payload::Json(TypeRef::Scalar(Scalar::String)) => (quote!("text"), false),
            Payload::Json(TypeRef::List(item)) => {
                let item = self.whole(item, "item");
                (quote!([#item]), true)
            }
            Payload::JsonLines(line) => {
                let line = self.whole(line, "line");
                (quote!(#package::runtime::JsonLines::from(vec![#line])), false)
            }
            Payload::Json(ty) | Payload::Xml(ty, _) | Payload::Form(ty) => match self.from_file {
                false => (self.whole(ty, "body"), true),
                true => {
                    let ty = payload_type(self.graph, &body.payload);
                    (quote!(data::from_json::<#ty>(&std::fs::read("body.json")?)?), true)
                }
            },
            Payload::Bytes
            | Payload::Encoded(_)
            | Payload::Empty
            | Payload::Events(_)
            | Payload::TextEvents
            | Payload::NamedEvents(..) => {
                (quote!(#package::runtime::reqwest::Body::from(std::fs::read("body")?)), false)
            }
        }
    }

    fn form(self, form: &MultipartPlan) -> TokenStream {
        let package = ident(&self.package.replace('-', "_"));
        let name = ident(&form.name);
        let arguments = form.parts.iter().filter(|part| part.required).map(|part| {
            let wire = if part.wire.is_empty() { &part.name } else { &part.wire };
            match &part.content {
                PartContent::File => quote!(#package::Part::file(#wire)),
                PartContent::Files => quote!(vec![#package::Part::file(#wire)]),
                PartContent::Value(ty) => self.whole(ty, wire),
                PartContent::Values(item) => {
                    let item = self.whole(item, wire);
                    quote!(vec![#item])
                }
            }
        });
        quote!(forms::#name::new(#(#arguments),*))
    }

    /// A value of exactly this type; one that cannot be written is read from a file.
    fn whole(self, ty: &TypeRef, name: &str) -> TokenStream {
        self.value(ty, name, 0).unwrap_or_else(|| {
            let (ty, file) = (self.typed(ty), format!("{}.json", crate::names::method_name(name)));
            quote!(data::from_json::<#ty>(&std::fs::read(#file)?)?)
        })
    }

    fn value(self, ty: &TypeRef, name: &str, depth: usize) -> Option<TokenStream> {
        let inner = |ty: &TypeRef| self.value(ty, name, depth + 1);
        Some(match ty {
            TypeRef::Scalar(Scalar::String) => quote!(#name.to_owned()),
            TypeRef::Scalar(Scalar::Bool) => quote!(true),
            TypeRef::Scalar(Scalar::I64) => quote!(1_i64),
            TypeRef::Scalar(Scalar::U64) => quote!(1_u64),
            TypeRef::Scalar(Scalar::F64) => quote!(1.0),
            TypeRef::Scalar(Scalar::Number) => quote!(data::Number::from(1)),
            TypeRef::Scalar(Scalar::UnixTime) => quote!(data::UnixTime(1_767_225_600)),
            TypeRef::Scalar(Scalar::Null) => quote!(()),
            TypeRef::Scalar(scalar) => {
                let (ty, text) = (self.typed(ty), text(*scalar, name));
                quote!(#ty::from(#text))
            }
            TypeRef::List(item) => match inner(item) {
                Some(item) => quote!(vec![#item]),
                None => {
                    let item = self.typed(item);
                    quote!(Vec::<#item>::new())
                }
            },
            TypeRef::Map(item) => match inner(item) {
                Some(item) => quote!(data::Map::from([("key".to_owned(), #item)])),
                None => {
                    let item = self.typed(item);
                    quote!(data::Map::<#item>::new())
                }
            },
            TypeRef::Tuple(items) => {
                let items: Vec<TokenStream> = items.iter().map(inner).collect::<Option<_>>()?;
                quote!((#(#items,)*))
            }
            TypeRef::Nullable(item) => match inner(item) {
                Some(item) => quote!(Some(#item)),
                None => {
                    let item = self.typed(item);
                    quote!(None::<#item>)
                }
            },
            TypeRef::Boxed(item) => {
                let item = inner(item)?;
                quote!(Box::new(#item))
            }
            TypeRef::Open(tuple) if matches!(**tuple, TypeRef::Tuple(_)) => {
                let tuple = inner(tuple)?;
                quote!(data::OpenTuple::from(#tuple))
            }
            TypeRef::Open(_) | TypeRef::JsonText(_) => return None,
            TypeRef::MaybeSet(item, _) => {
                let (item, ty) = (inner(item)?, self.typed(ty));
                // `MaybeSet<T, U>` as a path of an expression wants `::` before its arguments.
                quote!(<#ty>::from(#item))
            }
            TypeRef::Any => quote!(data::Value::from(#name)),
            TypeRef::Named(id) => {
                if depth > DEEPEST {
                    return None;
                }
                let def = self.graph.get(*id);
                let rust = ident(&def.name);
                match &def.shape {
                    Shape::Alias(target) => self.value(target, name, depth)?,
                    Shape::Newtype(target) => {
                        let target = inner(target)?;
                        quote!(types::#rust(#target))
                    }
                    Shape::Enum(plan) => {
                        let value = ident(&plan.values.first()?.name);
                        quote!(types::#rust::#value)
                    }
                    Shape::Union(plan) => {
                        let (variant, value) =
                            plan.variants.iter().find_map(|variant| Some((&variant.name, inner(&variant.ty)?)))?;
                        let variant = ident(variant);
                        quote!(types::#rust::#variant(#value))
                    }
                    Shape::Struct(plan) => self.made(&rust, plan, depth)?,
                    Shape::Pending => return None,
                }
            }
        })
    }

    /// A struct with what it cannot be without.
    fn made(self, rust: &proc_macro2::Ident, plan: &StructPlan, depth: usize) -> Option<TokenStream> {
        let required = plan.fields.iter().filter(|field| field.presence == Presence::Required);
        match &plan.constructor {
            Constructor::None => None,
            Constructor::Arguments => {
                let values: Vec<TokenStream> =
                    required.map(|field| self.member(field, depth)).collect::<Option<_>>()?;
                Some(quote!(types::#rust::new(#(#values),*)))
            }
            Constructor::Struct(whole) => {
                let whole = format_ident!("{whole}");
                let values: Vec<TokenStream> = required
                    .map(|field| {
                        let (name, value) = (ident(&field.name), self.value(&field.ty, &field.wire, depth + 1)?);
                        Some(quote!(#name: #value))
                    })
                    .collect::<Option<_>>()?;
                Some(quote!(types::#rust::new(types::#whole { #(#values),* })))
            }
        }
    }

    /// A member where anything that becomes its type is taken.
    fn member(self, field: &FieldPlan, depth: usize) -> Option<TokenStream> {
        match self.graph.resolve(&field.ty) {
            TypeRef::Scalar(scalar) if scalar.is_text() => Some(text(*scalar, &field.wire)),
            TypeRef::Scalar(Scalar::I64) => Some(quote!(1)),
            _ => self.value(&field.ty, &field.wire, depth + 1),
        }
    }
}

/// A text of a format.
fn text(scalar: Scalar, name: &str) -> TokenStream {
    match scalar {
        Scalar::DateTime => quote!("2026-01-31T09:00:00Z"),
        Scalar::Date => quote!("2026-01-31"),
        Scalar::Base64 | Scalar::Base64Url => quote!("aGVsbG8="),
        Scalar::Base32 => quote!("NBSWY3DP"),
        Scalar::Base16 => quote!("68656C6C6F"),
        _ => quote!(#name),
    }
}
