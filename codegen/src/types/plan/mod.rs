//! Decides which Rust type each schema becomes. Works on OpenAPI 3.1 schemas as the lowering passes leave them.
//!
//! Components are planned from a list, one after the other, so that no chain of references can exhaust the stack.

mod alternatives;
mod answers;
mod constraints;
mod containers;
mod enums;
mod levels;
mod nature;
mod objects;
mod parts;
mod place;
mod references;
mod scalars;
mod structure;
mod tags;
mod usage;
mod xml;

pub(crate) use levels::Level;
pub use parts::{PartContent, PartPlan, PartStyle, Parts};

use super::boxing::break_cycles;
use super::equality::find_total_equality;
use super::graph::{
    Constructor, Docs, Presence, Scalar, Shape, StructPlan, TypeDef, TypeGraph, TypeId, TypeRef, UnsetPlan, Usage,
};
use super::infinite;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::lower::{MAX_ALTERNATIVES, MAX_COMBINATIONS};
use crate::model::pointer::{Part, component, of_schema, operation_of, pointer_words};
use crate::model::{Api, Resolver, Schema};
use crate::names::{self, Scope};
use crate::source::{Node, Span};
use answers::Answers;
use place::Place;
use scalars::{integer_scalar, number_scalar, string_scalar};
use std::collections::{HashMap, HashSet};
use usage::mark;

/// The most members a struct, and the most values an enum may have: what rustc compiles in a minute.
const MAX_MEMBERS: usize = 5_000;

/// How deep types may be nested in each other without a name of their own; documents cannot nest deeper than this, but
/// merging can.
const MAX_NESTING: usize = crate::source::MAX_DEPTH;

/// The most arguments of a function that makes a struct.
const MAX_ARGUMENTS: usize = 4;

/// The most types of a document: what is printed in a minute, and in a gigabyte.
const MAX_TYPES: usize = 50_000;

/// Plans types, schema by schema.
pub struct Planner<'d> {
    api: &'d Api,
    /// What the schemas of the document are once they are merged.
    model: Resolver<'d>,
    graph: TypeGraph,
    scope: Scope,
    /// Types of schemas that are referred to by pointer, planned or waiting.
    referenced: HashMap<String, TypeId>,
    waiting: Vec<(TypeId, String)>,
    /// Inline schemas with the same structure share one type.
    by_structure: HashMap<String, TypeRef>,
    nullable: HashMap<String, bool>,
    /// What referred schemas say of their values at first sight.
    natures: HashMap<String, nature::Nature>,
    /// What was found out about the alternatives of unions, by the references they are.
    answers: Answers,
    /// How many types are being planned inside of each other.
    nesting: usize,
    /// The places of names in `required` for which some merge of the schema declares a member.
    declared: HashSet<Span>,
    /// Those for which one does not, with the name and the schema's pointer.
    undeclared: Vec<(Span, String, String)>,
}

/// A field of a struct that is made up rather than read from a schema: the parameters of an operation.
#[derive(Clone, Debug)]
pub struct NewField<'n> {
    /// Its key in the encoded struct.
    pub key: String,
    /// What it is called.
    pub words: String,
    /// Whether it must be there.
    pub required: bool,
    /// Its schema.
    pub schema: &'n Schema,
    /// Where the schema stands.
    pub pointer: String,
    /// Its own description, used when the schema has none.
    pub description: Option<String>,
    /// Whether it is deprecated, apart from what the schema says.
    pub deprecated: bool,
}

/// The longest chain of references that is followed.
const MAX_HOPS: usize = 100;

impl<'d> Planner<'d> {
    /// A planner for one document. The names of its component schemas are given out first, in document order, so that
    /// inline schemas never take them.
    pub fn new(root: &'d Node, diagnostics: &'d mut Diagnostics) -> Self {
        let api = Api::of(root);
        let mut planner = Self {
            api,
            model: Resolver::new(root, diagnostics),
            graph: TypeGraph::default(),
            scope: Scope::new(),
            referenced: HashMap::new(),
            waiting: Vec::new(),
            by_structure: HashMap::new(),
            nullable: HashMap::new(),
            natures: HashMap::new(),
            answers: Answers::default(),
            nesting: 0,
            declared: HashSet::new(),
            undeclared: Vec::new(),
        };
        let names: Vec<&String> = api.schemas().map(|(name, _)| name).collect();
        let packages = names::Packages::of(names.iter().map(|name| name.as_str()));
        let words: Vec<(&String, String)> = names.into_iter().map(|name| (name, packages.words(name))).collect();
        // A name that nothing was taken from stays what it is.
        for is_whole in [true, false] {
            for (name, words) in words.iter().filter(|(name, words)| (words == *name) == is_whole) {
                let is_free = is_whole || !planner.scope.contains(&names::type_name(words));
                planner.refer(&of_schema(name), if is_free { words } else { name });
            }
        }
        planner
    }

    /// The type of an inline schema.
    ///
    /// `pointer` says where it stands; `parent` and `words` what it is called if it needs a name.
    pub fn schema(&mut self, schema: &Schema, pointer: &str, parent: &str, words: &str) -> TypeRef {
        let operation = operation_of(pointer).map(str::to_owned);
        let place =
            Place { pointer: pointer.to_owned(), parent: parent.to_owned(), words: words.to_owned(), operation };
        let outside = self.model.begin(pointer, schema);
        let ty = self.type_of(schema, &place);
        self.model.end(outside);
        self.plan_waiting();
        ty
    }

    /// The type of the schema at a pointer into the document, whether or not an operation uses it; nothing when there is
    /// no schema.
    pub fn at(&mut self, pointer: &str) -> Option<TypeRef> {
        let schema = self.model.at(pointer).filter(|schema| schema.is_object() || schema.as_bool().is_some())?;
        if self.referenced.contains_key(pointer) {
            return Some(self.reference(pointer, schema));
        }
        if let Some(known) = self.graph.by_pointer.get(pointer) {
            return Some(known.clone());
        }
        Some(self.schema(schema, pointer, "", &pointer_words(pointer)))
    }

    /// The schema that a schema only refers to, through any number of references, with its pointer; else the schema
    /// itself.
    pub fn target<'s>(&self, schema: &'s Schema, pointer: &str) -> (&'s Schema, String)
    where
        'd: 's,
    {
        let (mut schema, mut pointer) = (schema, pointer.to_owned());
        for _ in 0..MAX_HOPS {
            let Some(next) = schema.reference() else { break };
            let Some(target) = self.model.at(next) else { break };
            (schema, pointer) = (target, next.to_owned());
        }
        (schema, pointer)
    }

    /// A text that is equal for schemas of the same structure.
    pub(crate) fn structure_of(&self, schema: &Schema) -> String {
        structure::key(schema, "")
    }

    /// A type without the names that only stand for others.
    pub fn resolved(&self, ty: &TypeRef) -> TypeRef {
        self.graph.resolve(ty).clone()
    }

    /// The type of the items, if a type is a list.
    pub fn item(&self, ty: &TypeRef) -> Option<TypeRef> {
        match self.graph.resolve(ty) {
            TypeRef::List(item) => Some((**item).clone()),
            _ => None,
        }
    }

    /// Gives out a type name; the operations name their own types through the same namespace.
    pub fn claim(&mut self, words: &str) -> String {
        self.scope.claim(&names::type_name(words))
    }

    /// A struct that no schema describes.
    pub fn structure(&mut self, words: &str, pointer: &str, docs: Docs, fields: &[NewField<'_>]) -> TypeId {
        let name = self.claim(words);
        let id = self.push(
            name.clone(),
            pointer.to_owned(),
            fields.first().map_or(self.api.span(), |field| field.schema.span()),
            docs,
        );
        let mut scope = Scope::new();
        let planned = fields.iter().map(|field| self.new_field(field, &name, &mut scope)).collect();
        let extra = scope.claim("extra");
        self.graph.types[id.0].shape = Shape::Struct(StructPlan {
            constructor: Constructor::default(),
            fields: planned,
            constants: Vec::new(),
            extra,
            extra_type: TypeRef::Any,
            extra_is_open: false,
            parameters: true,
        });
        self.plan_waiting();
        id
    }

    /// Ends planning: breaks cycles and notes which types are sent and which received.
    ///
    /// `sent` and `received` are the types that operations use directly.
    pub fn finish(mut self, sent: &[TypeRef], received: &[TypeRef]) -> TypeGraph {
        self.plan_waiting();
        self.report_undeclared();
        if let Some(first) = self.graph.types.get(MAX_TYPES) {
            let message =
                format!("the document makes {} types; at most {MAX_TYPES} may be in one crate", self.graph.types.len());
            let help = "remove what you do not need in an overlay, or make several clients of several documents";
            self.model.diagnostics.push(Diagnostic::error(Code::LimitExceeded, message).at(first.span).help(help));
        }
        mark(&mut self.graph, sent, |usage| &mut usage.request);
        mark(&mut self.graph, received, |usage| &mut usage.response);
        objects::relax_one_way_members(&mut self.graph);
        infinite::end(&mut self.graph, self.model.diagnostics);
        objects::write_tags(&mut self.graph);
        self.choose_constructors();
        break_cycles(&mut self.graph);
        find_total_equality(&mut self.graph);
        self.graph
    }

    /// Decides how structs are made: nobody gets more than a few arguments right by their order.
    fn choose_constructors(&mut self) {
        for at in 0..self.graph.types.len() {
            let def = &self.graph.types[at];
            let Shape::Struct(plan) = &def.shape else { continue };
            let required = plan.fields.iter().filter(|field| field.presence == Presence::Required).count();
            if required <= MAX_ARGUMENTS {
                continue;
            }
            let constructor = match def.usage.request {
                true => Constructor::Struct(self.scope.claim(&format!("{}Required", def.name))),
                false => Constructor::None,
            };
            if let Shape::Struct(plan) = &mut self.graph.types[at].shape {
                plan.constructor = constructor;
            }
        }
    }

    /// Says which names in `required` no merge of their schema declares.
    fn report_undeclared(&mut self) {
        let mut reported = std::mem::take(&mut self.declared);
        for (span, name, pointer) in std::mem::take(&mut self.undeclared) {
            if !reported.insert(span) {
                continue;
            }
            let message = format!("`{name}` is required, but no member of that name is declared");
            let help = format!(
                "answers without it are read, and nothing asks for it: declare it below `properties`, or take it out of \
                 `required`; if it is misspelt, correct the name `{name}`"
            );
            self.model
                .diagnostics
                .push(Diagnostic::warning(Code::RequiredUndeclared, message).at(span).subject(pointer).help(help));
        }
    }

    fn plan_waiting(&mut self) {
        while let Some((id, pointer)) = self.waiting.pop() {
            let Some(schema) = self.model.at(&pointer) else { continue };
            let words = pointer_words(&pointer);
            let place = Place { pointer, parent: String::new(), words, operation: None };
            let pointer = place.pointer.clone();
            let outside = self.model.begin(&pointer, schema);
            self.plan_root(id, schema, &place);
            self.model.end(outside);
        }
    }

    /// Plans a schema that has its type already.
    fn plan_root(&mut self, id: TypeId, schema: &Schema, place: &Place) {
        let shape = match schema.pure_reference() {
            Some(target) => Shape::Alias(self.reference(target, schema)),
            None => {
                let effective = self.model.resolve_at(schema, &place.pointer).without_null();
                // An enum beside `null` is that enum, and not another with the same values.
                let same = schema.sole_reference().filter(|_| self.enumeration(&effective).is_some());
                match self.class(&effective) {
                    Class::Named if let Some((target, _)) = same => match self.reference(target, schema) {
                        TypeRef::Nullable(ty) => Shape::Alias(*ty),
                        ty => Shape::Alias(ty),
                    },
                    Class::Named => self.shared_shape(id, &effective, place),
                    Class::Plain => {
                        // What the parts of an `allOf` say of a value, no other type says.
                        self.graph.types[id.0].docs.notes = constraints::docs(&effective).notes;
                        Shape::Alias(self.plain(&effective, place))
                    }
                }
            }
        };
        self.graph.types[id.0].shape = shape;
        // Alternatives of a list of types stand at the pointer of the list, and were noted there.
        self.graph.by_pointer.insert(place.pointer.clone(), TypeRef::Named(id));
    }

    /// The shape of a schema that has its type already. Inside of components such as responses, schemas of the same
    /// structure are one type by several names.
    fn shared_shape(&mut self, id: TypeId, effective: &Schema, place: &Place) -> Shape {
        let name = self.graph.types[id.0].name.clone();
        if component(&place.pointer).is_none() {
            return self.shape(effective, &name, place);
        }
        let key = structure::key(effective, &place.words);
        match self.by_structure.get(&key) {
            Some(known) => Shape::Alias(known.clone()),
            None => {
                self.by_structure.insert(key, TypeRef::Named(id));
                self.shape(effective, &name, place)
            }
        }
    }

    fn push(&mut self, name: String, pointer: String, span: Span, docs: Docs) -> TypeId {
        let id = TypeId(self.graph.types.len());
        self.graph.types.push(TypeDef {
            name,
            pointer,
            span,
            docs,
            shape: Shape::Pending,
            usage: Usage::default(),
            is_eq: false,
        });
        id
    }

    /// The type of any schema.
    fn type_of(&mut self, schema: &Schema, place: &Place) -> TypeRef {
        let ty = match schema.pure_reference() {
            Some(target) => self.reference(target, schema),
            None if self.nesting >= MAX_NESTING => {
                self.model.diagnostics.push(
                    Diagnostic::error(
                        Code::LimitExceeded,
                        format!("types are nested more than {MAX_NESTING} deep here"),
                    )
                    .at(schema.span())
                    .help("give the schema in the middle a name under `components/schemas` and refer to it")
                    .costs("any value is taken there"),
                );
                TypeRef::Any
            }
            None => {
                self.nesting += 1;
                let effective = self.model.resolve_at(schema, &place.pointer);
                let nullable = self.is_nullable(&effective);
                let effective = effective.without_null();
                let (ty, nullable) = match (self.class(&effective), schema.sole_reference()) {
                    (Class::Named, Some((target, or_null))) => match self.reference(target, schema) {
                        TypeRef::Nullable(ty) => (*ty, true),
                        ty => (ty, nullable || or_null),
                    },
                    (Class::Named, None) if let Some(target) = self.part_that_says_all(schema, &effective, place) => {
                        match self.reference(target, schema) {
                            TypeRef::Nullable(ty) => (*ty, nullable),
                            ty => (ty, nullable),
                        }
                    }
                    _ => (self.inline(&effective, place), nullable),
                };
                let spellings = schema.unset_spellings();
                let ty = if spellings.len() == 0 { ty } else { self.maybe_set(ty, spellings) };
                self.nesting -= 1;
                if nullable && !matches!(ty, TypeRef::Any | TypeRef::Scalar(Scalar::Null)) {
                    TypeRef::Nullable(Box::new(ty))
                } else {
                    ty
                }
            }
        };
        self.graph.by_pointer.insert(place.pointer.clone(), ty.clone());
        ty
    }

    /// The type of an effective schema that is not `null`.
    fn inline(&mut self, effective: &Schema, place: &Place) -> TypeRef {
        if let Class::Plain = self.class(effective) {
            return self.plain(effective, place);
        }
        // Another schema refers to this very place.
        if let Some(id) = self.referenced.get(&place.pointer) {
            return TypeRef::Named(*id);
        }
        let key = structure::key(effective, &place.words);
        if let Some(known) = self.by_structure.get(&key).cloned() {
            return self.alias(known, &key, effective, place);
        }
        let named =
            |title: &&str| structure::names_a_type(title) && (!effective.has_enum() || structure::is_specific(title));
        let title = effective.title().filter(named).map(names::type_name);
        let name = match title.filter(|name| !self.scope.contains(name)) {
            Some(title) => self.scope.claim(&title),
            None => self.claim(&place.type_words()),
        };
        let id = self.push(name.clone(), place.pointer.clone(), effective.span(), constraints::docs(effective));
        self.by_structure.insert(key, TypeRef::Named(id));
        self.graph.types[id.0].shape = self.shape(effective, &name, place);
        TypeRef::Named(id)
    }

    /// The type that another schema of the same structure has. An operation has it by a name of its own, so that what its
    /// method takes and gives is called after it, and not after the operation that happens to stand first.
    fn alias(&mut self, known: TypeRef, key: &str, effective: &Schema, place: &Place) -> TypeRef {
        let (Some(operation), TypeRef::Named(id)) = (&place.operation, &known) else { return known };
        let def = &self.graph.types[id.0];
        let is_titled = effective.title().is_some_and(|title| names::type_name(title) == def.name);
        if is_titled || operation_of(&def.pointer) == Some(operation) {
            return known;
        }
        let own = format!("{key}@{operation}");
        if let Some(known) = self.by_structure.get(&own) {
            return known.clone();
        }
        let name = self.claim(&place.type_words());
        let id = self.push(name, place.pointer.clone(), effective.span(), constraints::docs(effective));
        self.graph.types[id.0].shape = Shape::Alias(known);
        self.by_structure.insert(own, TypeRef::Named(id));
        TypeRef::Named(id)
    }

    fn maybe_set<'n>(&mut self, ty: TypeRef, spellings: impl Iterator<Item = &'n Node>) -> TypeRef {
        let spellings: Vec<String> = spellings.filter_map(Node::as_str).map(str::to_owned).collect();
        let known = self.graph.unset.iter().position(|plan| plan.spellings == spellings);
        let index = known.unwrap_or_else(|| {
            // Many members share the spellings, so the marker is named after what is unset.
            let name = self.claim(match ty {
                TypeRef::Scalar(Scalar::DateTime) => "unset date time",
                TypeRef::Scalar(Scalar::Date) => "unset date",
                TypeRef::Scalar(Scalar::Uuid) => "unset uuid",
                _ => "unset text",
            });
            self.graph.unset.push(UnsetPlan { name, spellings });
            self.graph.unset.len() - 1
        });
        match ty {
            TypeRef::Scalar(scalar) if scalar.is_text() => TypeRef::MaybeSet(Box::new(ty), index),
            other => other,
        }
    }

    /// Whether an effective schema needs a type with a name.
    fn class(&mut self, effective: &Schema) -> Class {
        if effective.is_union() || effective.types().len() > 1 {
            return if self.collapses(effective).is_some() { Class::Plain } else { Class::Named };
        }
        if effective.values().is_some() {
            return Class::Named;
        }
        match effective.kind() {
            Some("object") if effective.has_properties() => Class::Named,
            _ => Class::Plain,
        }
    }

    /// A type without a name of its own.
    fn plain(&mut self, effective: &Schema, place: &Place) -> TypeRef {
        if let Some(scalar) = self.collapses(effective) {
            return TypeRef::Scalar(scalar);
        }
        match effective.kind() {
            Some("object") => self.map(effective, place),
            Some("array") => self.list(effective, place),
            Some("string") => self.string(effective, place),
            Some("integer") => TypeRef::Scalar(integer_scalar(effective)),
            Some("number") => TypeRef::Scalar(number_scalar(effective)),
            Some("boolean") => TypeRef::Scalar(Scalar::Bool),
            Some("null") => TypeRef::Scalar(Scalar::Null),
            _ => TypeRef::Any,
        }
    }

    /// A string; one that holds JSON is of the type of what it holds, where the document says that
    /// (JSON Schema 2020-12, validation, section 8).
    fn string(&mut self, effective: &Schema, place: &Place) -> TypeRef {
        let scalar = string_scalar(effective);
        let is_json = effective.content_media_type().is_some_and(is_json_type);
        // These encodings are none (RFC 2045, section 6.2).
        let is_plain =
            |encoding: &str| ["7bit", "8bit", "binary"].iter().any(|known| known.eq_ignore_ascii_case(encoding));
        let is_encoded = effective.has_content_encoding() && !effective.content_encoding().is_some_and(is_plain)
            || !matches!(scalar, Scalar::String);
        match effective.content_schema() {
            Some(schema) if scalar == Scalar::String && is_json && !is_encoded => {
                let inside = place.part(Part::ContentSchema, &place.parent, &format!("{} content", place.words));
                TypeRef::JsonText(Box::new(self.type_of(schema, &inside)))
            }
            // The caller reads what stands within an encoding.
            Some(schema) if is_json && is_encoded => {
                let message = "the JSON within an encoding has no type of its own";
                self.model.diagnostics.push(
                    Diagnostic::warning(Code::Unsupported, message)
                        .at(schema.label_span())
                        .subject(place.pointer.clone())
                        .help("decode it, and read it as `contentSchema` describes it")
                        .costs("the value is given as bytes or text, from which the caller reads the JSON"),
                );
                TypeRef::Scalar(scalar)
            }
            _ => TypeRef::Scalar(scalar),
        }
    }

    fn shape(&mut self, effective: &Schema, name: &str, place: &Place) -> Shape {
        self.model.earn(effective);
        let members = effective.properties().count();
        let values = effective.listed().len();
        if members > MAX_MEMBERS || values > MAX_MEMBERS {
            let (number, what) = if members > MAX_MEMBERS { (members, "members") } else { (values, "values") };
            let message = format!("this schema has {number} {what}; a Rust type of that size takes minutes to compile");
            self.model.diagnostics.push(
                Diagnostic::error(Code::LimitExceeded, message)
                    .at(effective.label_span())
                    .subject(place.pointer.clone())
                    .help(format!("the limit is {MAX_MEMBERS}; in an overlay, make an object a map (`additionalProperties`) and an enum a plain string"))
                    .costs(if members > MAX_MEMBERS { "any value is taken there" } else { "any value of its type is taken there" }),
            );
            return if members > MAX_MEMBERS {
                Shape::Alias(TypeRef::Any)
            } else {
                self.without_values(effective, name, place)
            };
        }
        if let Some(plan) = self.enumeration(effective) {
            self.check_names(effective, place);
            return Shape::Enum(plan);
        }
        if effective.is_union() || effective.types().len() > 1 {
            return self.union(effective, name, place);
        }
        self.object(effective, name, place)
    }
}

impl Planner<'_> {
    /// A schema that lists more values than a type can have, as one of any value of its type.
    fn without_values(&mut self, effective: &Schema, name: &str, place: &Place) -> Shape {
        let are_texts = effective.listed().iter().all(|value| value.as_str().is_some());
        let mut open = effective.without_enum();
        if !open.has_type() && are_texts {
            open.set_type("string");
        }
        match self.class(&open) {
            Class::Plain => Shape::Alias(self.plain(&open, place)),
            Class::Named => self.shape(&open, name, place),
        }
    }
}

enum Class {
    /// A struct, enum or union.
    Named,
    /// A scalar, list, map or anything.
    Plain,
}

/// Whether a media type is one text of JSON (RFC 6839, section 3.1).
pub(crate) fn is_json_type(media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    essence == "application/json" || essence.ends_with("+json")
}

/// Whether a member may be left out, given its type.
fn presence(required: bool, ty: &TypeRef) -> Presence {
    match ty {
        _ if required => Presence::Required,
        TypeRef::Nullable(_) | TypeRef::Any | TypeRef::Scalar(Scalar::Null) => Presence::Nullable,
        _ => Presence::Optional,
    }
}
