//! From Rust to the document and back: which method and type comes from which place.

use crate::Planned;
use crate::model::pointer::{Part, below, property_at};
use crate::operations::{NextPagePlan, OperationPlan, Outcome, PageParameterPlan};
use crate::source::{Span, escape_pointer_token};
use crate::types::{Shape, TypeDef};
use std::collections::{HashMap, HashSet};

/// A type and where it comes from.
#[derive(Clone, Debug)]
pub(super) struct TypeEntry {
    pub(super) pointer: String,
    pub(super) span: Span,
    /// Names in Rust and on the wire of its members.
    pub(super) fields: Vec<(String, String)>,
}

/// A method and where it comes from.
#[derive(Clone, Debug)]
pub(super) struct MethodEntry {
    pub(super) subject: String,
    pub(super) pointer: String,
    pub(super) span: Span,
}

/// The call of a method with a struct of its own.
#[derive(Clone, Debug)]
pub(super) struct CallEntry {
    pub(super) method: String,
    /// Names in Rust and keys of what it sets.
    pub(super) setters: Vec<(String, String)>,
}

/// What is where.
#[derive(Clone, Debug, Default)]
pub(super) struct Index {
    pub(super) types: HashMap<String, TypeEntry>,
    /// Rust names of types by the pointers of their schemas.
    pub(super) by_pointer: HashMap<String, String>,
    pub(super) methods: HashMap<String, MethodEntry>,
    /// Structs of calls, by name.
    pub(super) calls: HashMap<String, CallEntry>,
    /// What parameters became in Rust: methods of calls, or arguments of methods; by their pointers.
    parameters: HashMap<String, String>,
    /// The first method of each operation, by method and path.
    pub(super) by_subject: HashMap<String, String>,
    /// The names of statics in `operations`, with method and path.
    pub(super) facts: HashMap<String, String>,
    /// Operations by method and path, with the names on the wire that their pages are followed by.
    pub(super) paging: HashMap<String, HashSet<String>>,
    /// What is made of the answers of an operation, by its path in Rust: where the first such operation stands.
    pub(super) answers: HashMap<String, (String, Span)>,
    /// Ids of security schemes that operations are called with.
    pub(super) schemes: HashSet<String>,
}

impl Index {
    pub(super) fn new(planned: &Planned) -> Self {
        let mut index = Self::default();
        let is_parameters = |def: &&TypeDef| matches!(&def.shape, Shape::Struct(plan) if plan.parameters);
        for def in planned.graph.types.iter().filter(|def| !is_parameters(def)) {
            let fields = match &def.shape {
                Shape::Struct(plan) => {
                    plan.fields.iter().map(|field| (bare(&field.name).to_owned(), field.wire.clone())).collect()
                }
                _ => Vec::new(),
            };
            let pointer = def.pointer.trim_start_matches('#').to_owned();
            index.by_pointer.entry(pointer.clone()).or_insert_with(|| def.name.clone());
            index.types.insert(def.name.clone(), TypeEntry { pointer, span: def.span, fields });
        }
        for plan in &planned.operations.plans {
            index.add(plan);
            if let Some(parameters) = &plan.parameters {
                index.add_parameters(plan, planned.graph.get(parameters.ty).pointer.trim_start_matches('#'));
            }
        }
        index
    }

    /// Where the parameters below a pointer are in Rust.
    fn add_parameters(&mut self, plan: &OperationPlan, pointer: &str) {
        let below = |key: &str| below(pointer, Part::Property(key));
        for setter in &plan.call.setters {
            let Some(call) = &plan.call.name else { continue };
            let rust = format!("calls::{call}::{}", bare(&setter.name));
            self.parameters.entry(below(&setter.key)).or_insert(rust);
        }
        for argument in &plan.call.arguments {
            let rust = format!("Client::{}", bare(&plan.name));
            self.parameters.entry(below(&argument.parameter.key)).or_insert(rust);
        }
    }

    fn add(&mut self, plan: &OperationPlan) {
        let (subject, name) = (plan.subject(), bare(&plan.name).to_owned());
        let pointer = plan.pointer.trim_start_matches('#').to_owned();
        self.by_subject.entry(subject.clone()).or_insert_with(|| name.clone());
        self.facts.insert(plan.facts.clone(), subject.clone());
        self.schemes.extend(plan.security.iter().flatten().cloned());
        if let Some(paging) = &plan.pagination {
            let parameter = match &paging.next {
                NextPagePlan::Number { parameter, .. }
                | NextPagePlan::Offset { parameter }
                | NextPagePlan::Cursor { parameter, .. } => Some(parameter),
                NextPagePlan::Url(_) | NextPagePlan::LinkHeader => None,
            };
            let names = self.paging.entry(subject.clone()).or_default();
            match parameter {
                Some(PageParameterPlan::Query(name)) => drop(names.insert(name.clone())),
                Some(PageParameterPlan::Body(path)) => names.extend(path.last().cloned()),
                None => {}
            }
        }
        for outcome in [&plan.result.success, &plan.result.error] {
            if let Outcome::Enum(name) = outcome {
                self.answers.entry(format!("results::{name}")).or_insert_with(|| (pointer.clone(), plan.span));
            }
        }
        for header in &plan.headers {
            let path = format!("headers::ResponseHeaders::{}", bare(header));
            self.answers.entry(path).or_insert_with(|| (pointer.clone(), plan.span));
        }
        if let Some(call) = &plan.call.name {
            let setters = plan.call.setters.iter().map(|setter| (bare(&setter.name).to_owned(), setter.key.clone()));
            self.calls.insert(call.clone(), CallEntry { method: name.clone(), setters: setters.collect() });
        }
        self.methods.insert(name, MethodEntry { subject, pointer, span: plan.span });
    }

    /// The path in Rust of what a pointer leads to, or of the nearest around it: a member of a type, or a type.
    pub(super) fn rust(&self, pointer: &str) -> Option<String> {
        let mut around = pointer;
        // A keyword, of the items of a list, of the values of a map: further up stands something else.
        for _ in 0..4 {
            if let Some(found) = self.exactly(around) {
                return Some(found);
            }
            around = around.rsplit_once('/')?.0;
        }
        None
    }

    /// What the parameter at a pointer became in Rust.
    pub(super) fn parameter(&self, pointer: &str) -> Option<String> {
        self.parameters.get(pointer).cloned()
    }

    fn exactly(&self, pointer: &str) -> Option<String> {
        if let Some(rust) = self.parameters.get(pointer) {
            return Some(rust.clone());
        }
        let field = property_at(pointer).and_then(|(above, wire)| {
            let owner = self.by_pointer.get(above)?;
            let named = |(_, known): &&(String, String)| escape_pointer_token(known) == wire;
            let field = self.types.get(owner)?.fields.iter().find(named)?;
            Some(format!("types::{owner}.{}", field.0))
        });
        field.or_else(|| self.by_pointer.get(pointer).map(|name| format!("types::{name}")))
    }
}

/// A name without what makes an identifier of a keyword.
pub(super) fn bare(name: &str) -> &str {
    name.trim_start_matches("r#")
}
