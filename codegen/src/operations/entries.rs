//! Finds the operations of a document, and gives each its names, before anything of them is planned. Never plans a type.

use super::route::called;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::lower::without_rules;
use crate::model::pointer::{of_operation, operation_of};
use crate::model::{Api, Operation, PathItem, Schema};
use crate::names::{RESERVED_FACTS, Scope, constant_name, method_name};
use crate::source::{Data, Span};
use crate::spec::methods::Method;
use crate::text::visible;
use std::collections::{HashMap, HashSet};

/// The Rust names that are taken.
pub(super) struct Names {
    pub(super) methods: Scope,
    /// Those of the constants with the facts of operations.
    pub(super) facts: Scope,
}

impl Names {
    pub(super) fn new() -> Self {
        let mut facts = Scope::new();
        for taken in RESERVED_FACTS {
            facts.claim(taken);
        }
        Self { methods: Scope::new(), facts }
    }
}

/// The operations of a document.
#[derive(Default)]
pub(super) struct Found<'d> {
    /// Those that can be called, in document order.
    pub(super) entries: Vec<Entry<'d>>,
    /// How many there are.
    pub(super) in_document: usize,
    /// Those that cannot be called, and why.
    pub(super) left_out: Vec<(String, String)>,
}

/// An operation that can be called, and what it is called.
pub(super) struct Entry<'d> {
    pub(super) method: Method<'d>,
    pub(super) item: &'d PathItem,
    pub(super) operation: &'d Operation,
    /// Method and path, as messages name the operation.
    pub(super) subject: String,
    pub(super) pointer: String,
    pub(super) id: String,
    /// The Rust name of its first method.
    pub(super) name: String,
    /// The Rust name of the constant with its facts.
    pub(super) facts: String,
    /// The server that the path itself names.
    pub(super) own_server: Option<String>,
    pub(super) wire_path: String,
}

/// Finds the operations of a lowered document, and names them.
pub(super) fn find<'d>(api: &'d Api, names: &mut Names, diagnostics: &mut Diagnostics) -> Found<'d> {
    let mut finder = Finder { ids: ids(api), names, found: Found::default() };
    for (path, item) in api.paths() {
        for (method, operation) in item.operations() {
            let entry = finder.entry(path, method, item, operation, diagnostics);
            finder.found.entries.extend(entry);
        }
        finder.others(path, item, diagnostics);
    }
    finder.found
}

struct Finder<'n, 'd> {
    /// Where each `operationId` stands, in document order.
    ids: HashMap<String, Vec<Span>>,
    names: &'n mut Names,
    found: Found<'d>,
}

impl<'d> Finder<'_, 'd> {
    /// What looks like an operation, and stands at a key that is no method.
    fn others(&mut self, path: &str, item: &PathItem, diagnostics: &mut Diagnostics) {
        for (key, operation) in item.misspelt() {
            let method = visible(&key.to_uppercase());
            let reason = format!("the method `{method}` is not one of those that a path item has");
            let help = "other methods stand in `additionalOperations`, as they are sent";
            self.leave_out(&format!("{method} {path}"), reason, operation.label_span(), help, diagnostics);
        }
    }

    fn leave_out(&mut self, subject: &str, reason: String, at: Span, help: &str, diagnostics: &mut Diagnostics) {
        diagnostics.push(
            Diagnostic::warning(Code::OperationLeftOut, reason.clone())
                .at(at)
                .subject(subject)
                .help(help)
                .costs_operation(),
        );
        self.found.left_out.push((subject.to_owned(), reason));
    }

    /// What an operation is called; nothing where it cannot be.
    fn entry(
        &mut self,
        path: &str,
        method: Method<'d>,
        item: &'d PathItem,
        operation: &'d Operation,
        diagnostics: &mut Diagnostics,
    ) -> Option<Entry<'d>> {
        self.found.in_document += 1;
        let subject = format!("{} {path}", visible(&method.sent()));
        if !method.is_sendable() {
            let reason = format!("`{}` is not an HTTP method that can be sent", visible(&method.sent()));
            let help = "a method is made of ASCII letters and dashes";
            self.leave_out(&subject, reason, operation.label_span(), help, diagnostics);
            return None;
        }
        let (own_server, wire_path) = match called(path, operation) {
            Ok(called) => called,
            Err(reason) => {
                let help = "correct the path in an overlay";
                self.leave_out(&subject, reason, item.label_span(), help, diagnostics);
                return None;
            }
        };
        if let Some(server) = &own_server {
            let message = format!("the path `{path}` is a whole address");
            diagnostics.push(
                Diagnostic::warning(Code::PathInvalid, message).at(item.label_span()).subject(subject.clone()).help(
                    format!(
                        "`{wire_path}` is called at {server}; a path begins with `/`, and `servers` has the address"
                    ),
                ),
            );
        } else if !path.starts_with('/') {
            let called = if wire_path.is_empty() { "the address of the server" } else { &format!("`{wire_path}`") };
            let message = format!("the path `{path}` does not begin with `/`");
            diagnostics.push(
                Diagnostic::warning(Code::PathInvalid, message)
                    .at(item.label_span())
                    .subject(subject.clone())
                    .help(format!("{called} is called")),
            );
        }
        let pointer = of_operation(path, method);
        let derived = || derived_id(&method.sent().to_lowercase(), &without_rules(path));
        let own = operation.id().map(|id| (id, operation.id_span()));
        let id = own.map_or_else(derived, |(id, _)| id.to_owned());
        let repeated = own.filter(|(id, _)| self.ids.get(*id).is_some_and(|places| places.len() > 1));
        let wanted = method_name(&repeated.map_or_else(|| id.clone(), |_| derived()));
        let name = self.names.methods.claim(&wanted);
        if let Some((id, at)) = repeated {
            self.repeated(id, at, &name, &subject, diagnostics);
        } else if let Some((_, at)) = own
            && name.trim_start_matches("r#") != wanted.trim_start_matches("r#")
        {
            let message = format!("the method of this operation would be `{wanted}`, and that name is taken");
            diagnostics.push(Diagnostic::warning(Code::OperationIdRepeated, message).at(at).subject(&subject).help(
                format!(
                    "it is `{}`; give it an id of which another name is made, in an overlay",
                    name.trim_start_matches("r#")
                ),
            ));
        }
        let facts = self.names.facts.claim(&constant_name(name.trim_start_matches("r#")));
        Some(Entry { method, item, operation, subject, pointer, id, name, facts, own_server, wire_path })
    }

    /// Says so where an id is that of another operation, too: both are named after their paths, since a number would
    /// be that of another operation as soon as one of them goes.
    fn repeated(&self, id: &str, at: Span, name: &str, subject: &str, diagnostics: &mut Diagnostics) {
        let places = self.ids.get(id).map(Vec::as_slice).unwrap_or_default();
        let message = match places.len() {
            2 => format!("`{}` is the `operationId` of two operations", visible(id)),
            count => format!("`{}` is the `operationId` of {count} operations", visible(id)),
        };
        let warning = Diagnostic::warning(Code::OperationIdRepeated, message).at(at).subject(subject).help(format!(
            "this one is the method `{}`, after its path; give each an id of its own in an overlay",
            name.trim_start_matches("r#")
        ));
        diagnostics.push(match places.iter().find(|place| **place != at) {
            Some(other) => warning.label(*other, "and of this one"),
            None => warning,
        });
    }
}

/// The pointers of the operations that references lead into, as bundlers write them.
pub(super) fn referred_operations(api: &Api) -> HashSet<String> {
    let mut found = HashSet::new();
    let mut waiting = vec![api.node()];
    while let Some(node) = waiting.pop() {
        found.extend(Schema::of(node).reference().and_then(operation_of).map(str::to_owned));
        match &node.data {
            Data::Object(members) => waiting.extend(members.values()),
            Data::Array(items) => waiting.extend(items),
            _ => {}
        }
    }
    found
}

/// Where each `operationId` stands; also those of operations that cannot be called.
fn ids(api: &Api) -> HashMap<String, Vec<Span>> {
    let mut ids = HashMap::<String, Vec<Span>>::new();
    for (_, item) in api.paths() {
        let called = item.operations().map(|(_, operation)| operation);
        for operation in called.chain(item.misspelt().map(|(_, operation)| operation)) {
            if let Some(id) = operation.id() {
                ids.entry(id.to_owned()).or_default().push(operation.id_span());
            }
        }
    }
    ids
}

/// A name for an operation without id: `GET /call/{id}` is "get call by id".
fn derived_id(method: &str, path: &str) -> String {
    let segments =
        path.split('/').filter(|segment| !segment.is_empty()).map(|segment| match segment.strip_prefix('{') {
            Some(variable) => format!("by {}", variable.trim_end_matches('}')),
            None => segment.replace(['{', '}'], " "),
        });
    std::iter::once(method.to_owned()).chain(segments).collect::<Vec<_>>().join(" ")
}
