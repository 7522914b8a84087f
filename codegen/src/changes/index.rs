//! From Rust to the document and back: which method and type comes from which place.

use crate::Planned;
use crate::operations::{NextPagePlan, OperationPlan, PageParameterPlan};
use crate::source::{Span, escape_pointer_token};
use crate::types::Shape;
use std::collections::{HashMap, HashSet};

/// A type and where it comes from.
#[derive(Clone, Debug)]
pub(super) struct TypeEntry {
    pub(super) pointer: String,
    pub(super) span: Span,
    /// Names in Rust and on the wire of its members.
    pub(super) fields: Vec<(String, String)>,
    /// Whether it is part of a request.
    pub(super) is_sent: bool,
}

/// A method and where it comes from.
#[derive(Clone, Debug)]
pub(super) struct MethodEntry {
    pub(super) subject: String,
    pub(super) pointer: String,
    pub(super) span: Span,
}

/// What is where.
#[derive(Clone, Debug, Default)]
pub(super) struct Index {
    pub(super) types: HashMap<String, TypeEntry>,
    /// Rust names of types by the pointers of their schemas.
    pub(super) by_pointer: HashMap<String, String>,
    pub(super) methods: HashMap<String, MethodEntry>,
    /// The first method of each operation, by method and path.
    pub(super) by_subject: HashMap<String, String>,
    /// The names of statics in `operations`, with method and path.
    pub(super) facts: HashMap<String, String>,
    /// Operations by method and path, with the names on the wire that their pages are followed by.
    pub(super) paging: HashMap<String, HashSet<String>>,
    /// Ids of security schemes that operations are called with.
    pub(super) schemes: HashSet<String>,
}

impl Index {
    pub(super) fn new(planned: &Planned) -> Self {
        let mut index = Self::default();
        for def in &planned.graph.types {
            let fields = match &def.shape {
                Shape::Struct(plan) => {
                    plan.fields.iter().map(|field| (bare(&field.name).to_owned(), field.wire.clone())).collect()
                }
                _ => Vec::new(),
            };
            let pointer = def.pointer.trim_start_matches('#').to_owned();
            index.by_pointer.entry(pointer.clone()).or_insert_with(|| def.name.clone());
            index.types.insert(
                def.name.clone(),
                TypeEntry { pointer, span: def.span, fields, is_sent: def.usage.request },
            );
        }
        for plan in &planned.operations.plans {
            index.add(plan);
        }
        index
    }

    fn add(&mut self, plan: &OperationPlan) {
        let (subject, name) = (plan.subject(), bare(&plan.name).to_owned());
        let pointer = plan.pointer.trim_start_matches('#').to_owned();
        self.by_subject.entry(subject.clone()).or_insert_with(|| name.clone());
        self.facts.insert(plan.facts.clone(), subject.clone());
        self.schemes.extend(plan.security.iter().flatten().cloned());
        if let Some(paging) = &plan.pagination {
            let parameter = match &paging.next {
                NextPagePlan::Number { parameter, .. } | NextPagePlan::Offset { parameter } => Some(&parameter.parameter),
                NextPagePlan::Cursor { parameter, .. } => Some(parameter),
                NextPagePlan::Url(_) | NextPagePlan::LinkHeader => None,
            };
            let names = self.paging.entry(subject.clone()).or_default();
            match parameter {
                Some(PageParameterPlan::Query(name)) => drop(names.insert(name.clone())),
                Some(PageParameterPlan::Body(path)) => names.extend(path.last().cloned()),
                None => {}
            }
            for name in [&paging.pages, &paging.stream] {
                let entry = MethodEntry { subject: subject.clone(), pointer: pointer.clone(), span: plan.span };
                self.methods.insert(bare(name).to_owned(), entry);
            }
        }
        self.methods.insert(name, MethodEntry { subject, pointer, span: plan.span });
    }

    /// The path in Rust of what a pointer leads to, as far as it has one: a type, a member of it, a variant apart.
    pub(super) fn rust(&self, pointer: &str) -> Option<String> {
        if let Some(name) = self.by_pointer.get(pointer) {
            return Some(format!("types::{name}"));
        }
        let (above, wire) = pointer.rsplit_once("/properties/")?;
        let owner = self.by_pointer.get(above)?;
        let named = |(_, known): &&(String, String)| escape_pointer_token(known) == wire;
        let field = self.types.get(owner)?.fields.iter().find(named)?;
        Some(format!("types::{owner}.{}", field.0))
    }
}

/// A name without what makes an identifier of a keyword.
pub(super) fn bare(name: &str) -> &str {
    name.trim_start_matches("r#")
}
