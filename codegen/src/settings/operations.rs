//! What `vendor.toml` says of single operations: which are paged and how, and which may be repeated.

use super::fields::Fields;
use super::tables;
use super::{Parameters, Text};
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
    let fields = Fields::open(node, &tables::OPERATIONS, found)?;
    let mut names = |key: &str| fields.texts(key, found).into_iter().map(Text::from).collect();
    Some(Operations { only: names("only"), without: names("without") })
}

pub(super) fn read_pagination(node: &Node, found: &mut Diagnostics) -> Option<Pagination> {
    let fields = Fields::open(node, &tables::PAGINATION, found)?;
    let (style, source) = (fields.text("style", found), fields.text("source", found));
    let (parameter, next) = (fields.text("parameter", found), fields.text("next", found));
    let first = fields.number("first", found);
    let mut text = |key| fields.text(key, found).map(Text::from);
    Some(Pagination {
        operation: text("operation"),
        style: style?.into(),
        parameter: parameter.map(Text::from),
        first,
        items: text("items"),
        next: next.map(Text::from),
        more: text("more"),
        source: source?.into(),
    })
}

pub(super) fn read_parameters(node: &Node, found: &mut Diagnostics) -> Option<Parameters> {
    let fields = Fields::open(node, &tables::PARAMETERS, found)?;
    let source = fields.text("source", found);
    let brackets = fields.text("brackets", found);
    let lists = fields.text("header-lists", found);
    let is = |node: Option<&Node>, word: &str| node.is_some_and(|node| node.as_str() == Some(word));
    Some(Parameters {
        escapes_brackets: is(brackets, "escaped"),
        has_header_lines: is(lists, "lines"),
        source: source?.into(),
    })
}

pub(super) fn read_idempotent(node: &Node, found: &mut Diagnostics) -> Option<Idempotent> {
    let fields = Fields::open(node, &tables::IDEMPOTENT, found)?;
    let (operation, reason) = (fields.text("operation", found), fields.text("reason", found));
    Some(Idempotent { operation: operation?.into(), reason: reason?.into() })
}

/// Reports an entry that fits no operation, or not the one it names.
pub(crate) fn invalid_override(at: &Text, message: impl Into<String>, help: impl Into<String>) -> Diagnostic {
    Diagnostic::error(Code::SettingsInvalid, message).at(at.span).help(help)
}
