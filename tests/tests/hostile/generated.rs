//! Generating in this process, and comparing what came out without its names and literals.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use switchboard_codegen::describe::{Format, describe};
use switchboard_codegen::diagnostic::{Code, Diagnostics, Severity};
use switchboard_codegen::source::SourceFiles;
use switchboard_codegen::{CrateFiles, CrateSettings, Home};

/// What Linux gives a main thread. The commands have more; nothing needs it.
pub(crate) const STACK: usize = 8 << 20;

/// How a run ended.
pub(crate) enum Outcome {
    /// The files, and the codes of the warnings.
    Made(CrateFiles, Vec<String>),
    /// The codes of the errors.
    Refused(Vec<String>),
}

/// Generates from a document as `xtask generate` does, but on a stack no larger than that of a main thread. Errors
/// without a place fail the test.
pub(crate) fn generate(name: &str, text: &str) -> Outcome {
    let (name, text) = (name.to_owned(), text.to_owned());
    let worker = std::thread::Builder::new().stack_size(STACK).spawn(move || on_this_thread(&name, &text));
    worker.unwrap().join().unwrap()
}

fn on_this_thread(name: &str, text: &str) -> Outcome {
    let mut files = SourceFiles::new();
    let file = files.add(name, text);
    let mut diagnostics = Diagnostics::new();
    let made = describe(&files, &[file], Some(Format::OpenApi), &mut diagnostics).and_then(|document| {
        let package = package(name);
        let runtime = concat!(env!("CARGO_MANIFEST_DIR"), "/../clients/runtime").to_owned();
        let settings = CrateSettings::for_document(&document, package, runtime, Home::Clients);
        switchboard_codegen::generate(&document, &settings, &mut diagnostics)
    });
    let codes = |severity: Severity| -> Vec<String> {
        let of_severity = diagnostics.iter().filter(|found| found.severity == severity);
        of_severity.map(|found| found.code.to_string()).collect()
    };
    for found in diagnostics.iter() {
        assert!(found.span.is_some(), "{name}: `{}` has no place", found.message);
        assert_ne!(found.code, Code::EngineFailed, "{name}: {}", found.message);
        assert!(found.help.is_some(), "{name}: `{}` does not say what to do", found.message);
    }
    match made {
        Some(made) => Outcome::Made(made.files, codes(Severity::Warning)),
        None => Outcome::Refused(codes(Severity::Error)),
    }
}

/// The name of the crate that is made of a file.
pub(crate) fn package(name: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
    format!("hostile-{}", name.chars().take(60).map(plain).collect::<String>())
}

/// A Rust file without what documents may decide.
pub(crate) struct Skeleton {
    /// Its tokens, with identifiers and literals blanked and documentation left out.
    pub(crate) tokens: String,
    /// All its identifiers.
    pub(crate) names: Vec<String>,
}

/// Reduces a Rust file; an error says where it does not parse.
pub(crate) fn skeleton(text: &str) -> Result<Skeleton, String> {
    syn::parse_file(text).map_err(|error| error.to_string())?;
    let tokens: TokenStream = text.parse().map_err(|error| format!("{error}"))?;
    let mut skeleton = Skeleton { tokens: String::new(), names: Vec::new() };
    blank(tokens, &mut skeleton);
    Ok(skeleton)
}

fn blank(tokens: TokenStream, skeleton: &mut Skeleton) {
    let trees: Vec<TokenTree> = tokens.into_iter().collect();
    let is =
        |at: usize, wanted: char| matches!(trees.get(at), Some(TokenTree::Punct(punct)) if punct.as_char() == wanted);
    let mut at = 0;
    while let Some(tree) = trees.get(at) {
        let group = if is(at + 1, '!') { at + 2 } else { at + 1 };
        if is(at, '#') && trees.get(group).is_some_and(is_doc) {
            at = group + 1;
            continue;
        }
        at += 1;
        match tree {
            // Where a long literal breaks a line, the printer adds commas and braces, which change nothing.
            TokenTree::Punct(punct) if punct.as_char() == ',' => {}
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => blank(group.stream(), skeleton),
            TokenTree::Punct(punct) => skeleton.tokens.push(punct.as_char()),
            TokenTree::Literal(_) => skeleton.tokens.push_str(" literal "),
            TokenTree::Ident(ident) => {
                let name = ident.to_string();
                let is_keyword = syn::parse_str::<syn::Ident>(&name).is_err();
                skeleton.tokens.push_str(&if is_keyword { format!(" {name} ") } else { " name ".to_owned() });
                skeleton.names.push(name);
            }
            TokenTree::Group(group) => {
                skeleton.tokens.push_str(&format!("{:?}[\n", group.delimiter()));
                blank(group.stream(), skeleton);
                skeleton.tokens.push_str("]\n");
            }
        }
    }
}

/// Whether this is the bracket of a `#[doc]` attribute.
fn is_doc(tree: &TokenTree) -> bool {
    let TokenTree::Group(group) = tree else { return false };
    group.stream().into_iter().next().is_some_and(|first| matches!(first, TokenTree::Ident(ident) if ident == "doc"))
}
