//! What `vendor.toml` says of single operations: which are paged and how, and which may be repeated.

use super::fields::{Fields, Place};
use super::{Parameters, Text, check};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::Node;

/// How the pages of a list hang together: one `[[pagination]]` entry.
#[derive(Clone, Debug, PartialEq)]
pub struct Pagination {
    /// The operation, by id or as `GET /path`; without it, all operations that fit.
    pub operation: Option<Text>,
    /// `page`, `offset`, `cursor`, `link`, `next-url`, or `none` for a list that a rule takes for paged and is not.
    pub style: Text,
    /// What `page`, `offset` and `cursor` change: a query parameter, or a member of the JSON body, `.` between the steps.
    pub parameter: Option<Text>,
    /// The number of the first page.
    pub first: Option<u64>,
    /// The member with the items, `.` between the steps; without it, the only list there is.
    pub items: Option<Text>,
    /// The member with the cursor or the URL of the next page.
    pub next: Option<Text>,
    /// The member that says whether there are more pages.
    pub more: Option<Text>,
    /// The page that says so.
    pub source: Text,
}

/// An operation that may be repeated although its method does not say so: one `[[idempotent]]` entry.
#[derive(Clone, Debug, PartialEq)]
pub struct Idempotent {
    /// The operation, by id or as `POST /path`.
    pub operation: Text,
    /// Why a second call does no harm.
    pub reason: Text,
}

/// Which operations the client has: `[operations]`. Each is named by its id, by method and path, by path, or by tag.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Operations {
    /// Those that it has; all where none is named.
    pub only: Vec<Text>,
    /// Those that it has not.
    pub without: Vec<Text>,
}

pub(super) fn read_operations(node: &Node, found: &mut Diagnostics) -> Option<Operations> {
    let fields = Fields::open(node, "[operations]", &["only", "without"], Place::Settings, found)?;
    let mut names = |key: &str| {
        let mut texts = Vec::new();
        for node in fields.items(key, found) {
            match node.as_str() {
                Some(_) => texts.push(Text::from(node)),
                None => found.push(
                    Diagnostic::error(Code::SettingsInvalid, format!("an entry of `{key}` is {}", node.kind()))
                        .at(node.span)
                        .help("write each as a text between quotes"),
                ),
            }
        }
        texts
    };
    Some(Operations { only: names("only"), without: names("without") })
}

const STYLES: &[&str] = &["page", "offset", "cursor", "link", "next-url", "none"];

pub(super) fn read_pagination(node: &Node, found: &mut Diagnostics) -> Option<Pagination> {
    let known = &["operation", "style", "parameter", "first", "items", "next", "more", "source"];
    let fields = Fields::open(node, "[[pagination]]", known, Place::Settings, found)?;
    let (style, source) = (fields.required_text("style", found), fields.required_text("source", found));
    let style = style?;
    check(
        style,
        |text| STYLES.contains(&text),
        "is no style of pagination",
        "known styles: `page`, `offset`, `cursor`, `link`, `next-url`, `none`",
        found,
    );
    let name = style.as_str().unwrap_or_default();
    if matches!(name, "page" | "offset" | "cursor") {
        fields.required_text("parameter", found);
    }
    if matches!(name, "cursor" | "next-url") {
        fields.required_text("next", found);
    }
    let first = fields.get("first").and_then(|node| {
        let number = node.as_number().and_then(serde_json::Number::as_u64);
        if number.is_none() {
            fields.wrong("first", "the number of the first page", node, found);
        }
        number
    });
    let mut text = |key| fields.text(key, found).map(Text::from);
    Some(Pagination {
        operation: text("operation"),
        style: style.into(),
        parameter: text("parameter"),
        first,
        items: text("items"),
        next: text("next"),
        more: text("more"),
        source: source?.into(),
    })
}

pub(super) fn read_parameters(node: &Node, found: &mut Diagnostics) -> Option<Parameters> {
    let known = &["brackets", "header-lists", "source"];
    let fields = Fields::open(node, "[parameters]", known, Place::Settings, found)?;
    let brackets = fields.text("brackets", found);
    let lists = fields.text("header-lists", found);
    let source = fields.required_text("source", found);
    let is = |node: Option<&Node>, word: &str| node.is_some_and(|node| node.as_str() == Some(word));
    if let Some(node) = brackets {
        let help =
            "write `\"plain\"` for `filter[name]=a`, which is the default, or `\"escaped\"` for `filter%5Bname%5D=a`";
        check(node, |text| matches!(text, "plain" | "escaped"), "is not a valid way to write brackets", help, found);
    }
    if let Some(node) = lists {
        let help = "write `\"commas\"` for one line, which is the default, or `\"lines\"` for a line for each item";
        check(
            node,
            |text| matches!(text, "commas" | "lines"),
            "is not a valid way to write a list in a header",
            help,
            found,
        );
    }
    Some(Parameters {
        escapes_brackets: is(brackets, "escaped"),
        has_header_lines: is(lists, "lines"),
        source: source?.into(),
    })
}

pub(super) fn read_idempotent(node: &Node, found: &mut Diagnostics) -> Option<Idempotent> {
    let fields = Fields::open(node, "[[idempotent]]", &["operation", "reason"], Place::Settings, found)?;
    let (operation, reason) = (fields.required_text("operation", found), fields.required_text("reason", found));
    Some(Idempotent { operation: operation?.into(), reason: reason?.into() })
}

/// Reports an entry that fits no operation, or not the one it names.
pub(crate) fn invalid_override(at: &Text, message: impl Into<String>, help: impl Into<String>) -> Diagnostic {
    Diagnostic::error(Code::SettingsInvalid, message).at(at.span).help(help)
}
