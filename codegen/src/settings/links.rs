//! What `vendor.toml` says of addresses and programs that people are sent to: the vendor's page of each operation, and the
//! examples of the client. Nothing here is fetched or run.

use super::fields::Fields;
use super::tables::{self, OPERATION_ID};
use super::{Text, VendorSettings};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{FileId, Node, SourceFiles, Span};
use crate::spec::methods;

/// Where the vendor documents a single operation: `[operation-pages]`.
#[derive(Clone, Debug, PartialEq)]
pub struct OperationPages {
    /// The address, with `{operationId}` in it.
    pub url: Text,
    /// The page that says so.
    pub source: Text,
}

/// A program in the folder `examples/` of the client: one `[[example]]` entry.
#[derive(Clone, Debug, PartialEq)]
pub struct Example {
    /// Its name, as `cargo run --example` takes it.
    pub name: Text,
    /// What it does.
    pub what: Text,
    /// The arguments it takes.
    pub arguments: Option<Text>,
}

pub(super) fn read_operation_pages(node: &Node, found: &mut Diagnostics) -> Option<OperationPages> {
    let fields = Fields::open(node, &tables::OPERATION_PAGES, found)?;
    let (url, source) = (fields.text("url", found), fields.text("source", found));
    if let Some(node) = url
        && let Some(text) = node.as_str().filter(|text| !text.contains(OPERATION_ID))
    {
        let message = format!("`{text}` names no operation");
        let help = "write `{operationId}` where the id of the operation belongs";
        found.push(Diagnostic::error(Code::SettingsInvalid, message).at(node.span).help(help));
    }
    Some(OperationPages { url: url?.into(), source: source?.into() })
}

pub(super) fn read_example(node: &Node, found: &mut Diagnostics) -> Option<Example> {
    let fields = Fields::open(node, &tables::EXAMPLE, found)?;
    let (name, what) = (fields.text("name", found), fields.text("what", found));
    let arguments = fields.text("arguments", found).map(Text::from);
    Some(Example { name: name?.into(), what: what?.into(), arguments })
}

impl VendorSettings {
    /// Sets `externalDocs` of each operation that has none and whose page is known: at the address that
    /// `[operation-pages]` makes of its id, or else at that of the page it was read from, if the page is about nothing
    /// else.
    pub fn link_operations(&self, files: &SourceFiles, document: &mut Node) {
        let settings = files[self.file].name();
        let folder = settings.strip_suffix("vendor.toml").unwrap_or_default();
        let read: Vec<FileId> = operations(document).map(|operation| operation.label_span().file).collect();
        let page_of = |file: FileId| {
            let name = files[file].name().strip_prefix(folder)?;
            let page = self.pages.iter().find(|page| page.file.value == name)?;
            page.url.clone().filter(|_| read.iter().filter(|other| **other == file).count() == 1)
        };
        for operation in operations_mut(document).filter(|operation| operation.get("externalDocs").is_none()) {
            let span = operation.label_span();
            let stated = self.operation_pages.as_ref().zip(operation.str("operationId"));
            let url = match stated {
                Some((pages, id)) => Some((pages.url.value.replace(OPERATION_ID, &fragment(id)), pages.url.span)),
                None => page_of(span.file).map(|url| (url.value, url.span)),
            };
            if let Some((url, span)) = url {
                operation.set("externalDocs", external_docs(url, span));
            }
        }
    }
}

fn external_docs(url: String, span: Span) -> Node {
    Node::object([("url", Node::string(url, span))], span)
}

/// A text in an address: all but the unreserved characters are percent-encoded (RFC 3986, section 2.3).
fn fragment(text: &str) -> String {
    let encoded = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
        other => format!("%{other:02X}"),
    };
    text.bytes().map(encoded).collect()
}

fn operations(document: &Node) -> impl Iterator<Item = &Node> {
    document.members("paths").flat_map(|(_, item)| methods::operations(item).map(|(_, operation)| operation))
}

fn operations_mut(document: &mut Node) -> impl Iterator<Item = &mut Node> {
    let paths = document.get_mut("paths").and_then(Node::as_object_mut);
    let items = paths.into_iter().flat_map(|paths| paths.values_mut());
    items.flat_map(|item| methods::operations_mut(item).map(|(_, operation)| operation))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::read_yaml;

    #[test]
    fn operations_lead_to_their_pages() {
        let mut files = SourceFiles::new();
        let settings = files.add(
            "specs/example/vendor.toml",
            r#"title = "Example"
crate = "example"
version = "0.1.0"
description = "Client for Example"
format = "openapi"

[operation-pages]
url = "https://example.com/reference#{operationId}"
source = "the reference"

[[page]]
file = "docs/all.yaml"
url = "https://example.com/all"
seen = "2026-11-20"

[[page]]
file = "docs/one.yaml"
url = "https://example.com/one"
seen = "2026-11-20"
"#,
        );
        let mut diagnostics = Diagnostics::new();
        let settings = VendorSettings::read(&files, settings, &mut diagnostics).expect("sound");
        let all = "paths:\n  /a:\n    get: {operationId: get A}\n    put: {}\n    post: {externalDocs: {url: mine}}\n";
        let urls = |name: &str, text: &str, files: &mut SourceFiles| {
            let file = files.add(name, text);
            let mut document = read_yaml(files, file, &mut Diagnostics::new()).expect("YAML");
            settings.link_operations(files, &mut document);
            let url =
                |operation: &Node| operation.get("externalDocs").and_then(|docs| docs.str("url")).map(str::to_owned);
            operations(&document).map(url).collect::<Vec<_>>()
        };
        let named = "https://example.com/reference#get%20A".to_owned();
        assert_eq!(urls("specs/example/docs/all.yaml", all, &mut files), [Some(named), None, Some("mine".to_owned())]);
        let one = "paths:\n  /a:\n    get: {}\n";
        let page = "https://example.com/one".to_owned();
        assert_eq!(urls("specs/example/docs/one.yaml", one, &mut files), [Some(page)]);
        assert_eq!(urls("specs/example/docs/other.yaml", one, &mut files), [None]);
    }
}
