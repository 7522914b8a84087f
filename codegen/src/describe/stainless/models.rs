//! The models of all pages of a run: which definition a name means at each of its places.
//!
//! A page prints the members of a model once and refers to it by name from then on. Where one name has two different
//! definitions, each keeps a schema of its own; where it has none, it is left open.

use super::page::Text;
use super::schema::{Names, described, section_schema, shape_schema, without_text};
use super::shape::{Definition, Model, Node, Shape};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{Map, Node as Json, Span};
use crate::text::nearest::quoted;
use indexmap::IndexMap;
use std::collections::BTreeSet;

/// The models that the pages of a run define or name.
#[derive(Default)]
pub(super) struct Models<'p> {
    variants: IndexMap<&'p str, Vec<Variant<'p>>>,
    /// The names that stand at other places than the heading of a definition.
    used: BTreeSet<&'p str>,
}

/// One definition of a name, at all the places where pages print it.
struct Variant<'p> {
    key: String,
    places: Vec<(Span, &'p Definition)>,
}

impl<'p> Models<'p> {
    /// The models of what sections list, and of `definitions`, the trees of models that stand by themselves. Reports
    /// names that are defined in two ways, and those that are defined nowhere.
    pub(super) fn of(
        listed: impl Iterator<Item = &'p Node>,
        definitions: impl Iterator<Item = &'p Node>,
        diagnostics: &mut Diagnostics,
    ) -> Self {
        let mut found = Vec::new();
        listed.for_each(|node| collect(&node.shape, &mut found));
        let mut models = Self { used: found.iter().map(|model| model.name.as_str()).collect(), ..Self::default() };
        for node in definitions {
            let from = found.len();
            collect(&node.shape, &mut found);
            // The first one is the heading.
            models.used.extend(found.iter().skip(from + 1).map(|model| model.name.as_str()));
        }
        for model in &found {
            if let Some(definition) = &model.definition {
                models.define(model, definition, diagnostics);
            }
        }
        models.name_variants();
        models.report_undefined(&found, diagnostics);
        models
    }

    fn define(&mut self, model: &'p Model, definition: &'p Definition, diagnostics: &mut Diagnostics) {
        let variants = self.variants.entry(&model.name).or_default();
        let is_same = |variant: &&mut Variant<'p>| {
            variant.places.first().is_some_and(|(span, known)| is_same(known, definition, *span))
        };
        let same = variants.iter_mut().find(is_same);
        if let Some(variant) = same {
            variant.places.push((model.span, definition));
            return;
        }
        if let Some((first, _)) = variants.first().and_then(|variant| variant.places.first()) {
            diagnostics.push(
                Diagnostic::warning(Code::PageConflict, format!("the model `{}` is defined in two ways", model.name))
                    .at(model.span)
                    .label(*first, "first here")
                    .subject(format!("#/components/schemas/{}", model.name))
                    .help("each stands in the document under a name of its own; if they are of two versions, capture the pages again at one time"),
            );
        }
        variants.push(Variant { key: String::new(), places: vec![(model.span, definition)] });
    }

    fn name_variants(&mut self) {
        let mut taken: BTreeSet<String> = self.variants.keys().map(|name| (*name).to_owned()).collect();
        for (name, variants) in &mut self.variants {
            for (at, variant) in variants.iter_mut().enumerate() {
                let numbered =
                    |number: usize| if number == 1 { (*name).to_owned() } else { format!("{name}_{number}") };
                let free = (at + 1..).map(numbered).find(|key| at == 0 || !taken.contains(key));
                variant.key = free.unwrap_or_default();
                taken.insert(variant.key.clone());
            }
        }
    }

    fn report_undefined(&self, found: &[&'p Model], diagnostics: &mut Diagnostics) {
        let mut told = BTreeSet::new();
        for model in found.iter().filter(|model| self.variant(model).is_none()) {
            if !told.insert(&model.name) {
                continue;
            }
            let names = quoted(model.announced.iter().map(String::as_str));
            let names = if names.is_empty() { names } else { format!(" ({names})") };
            let message = format!("no page prints the members of `{}`{names}: it is left open (any value)", model.name);
            diagnostics.push(
                Diagnostic::warning(Code::PageInconsistent, message)
                    .at(model.span)
                    .subject(format!("#/components/schemas/{}", model.name))
                    .help("capture the page that defines this model as well"),
            );
        }
    }

    /// The definition that a name means where it stands: the one printed there, the last one above it on its page, or
    /// the only one there is.
    fn variant(&self, model: &Model) -> Option<&Variant<'p>> {
        let variants = self.variants.get(model.name.as_str())?;
        let places = || {
            let all = variants.iter().flat_map(|variant| variant.places.iter().map(move |(span, _)| (variant, *span)));
            all.filter(|(_, span)| span.file == model.span.file)
        };
        let above = places().filter(|(_, span)| span.start <= model.span.start).max_by_key(|(_, span)| span.start);
        let found = above.or_else(|| places().min_by_key(|(_, span)| span.start)).map(|(variant, _)| variant);
        let only = if let [only] = variants.as_slice() { Some(only) } else { None };
        found.or(only)
    }

    /// The definition of a model, as far as any page prints it.
    pub(super) fn definition(&self, model: &Model) -> Option<&'p Shape> {
        self.variant(model)?.places.first().map(|(_, definition)| &definition.shape)
    }

    /// `components/schemas`, in the order in which the models are first defined. A list of values that stands where it
    /// is used is none of them.
    pub(super) fn components(&self) -> Map {
        let mut components = Map::default();
        for (name, variant) in self.variants.iter().flat_map(|(name, all)| all.iter().map(move |one| (*name, one))) {
            let Some((span, first)) = variant.places.first() else { continue };
            if self.used.contains(name) && is_list(&first.shape) {
                continue;
            }
            let text = variant.places.iter().find_map(|(_, definition)| definition.description.as_ref());
            let mut schema = define(first, text, *span, self);
            schema.key_span = Some(*span);
            components.insert(variant.key.clone(), schema);
        }
        components
    }
}

impl Names for Models<'_> {
    fn key<'m>(&'m self, model: &'m Model) -> Option<&'m str> {
        self.variant(model).map(|variant| variant.key.as_str())
    }

    fn inline<'m>(&'m self, model: &'m Model) -> Option<&'m Definition> {
        let (_, definition) = self.variant(model)?.places.first()?;
        is_list(&definition.shape).then_some(*definition)
    }
}

/// Whether a definition is a list of values, open or closed. As its name says less than the list, it stands where it is
/// used, with the name as its title.
fn is_list(shape: &Shape) -> bool {
    let is_value = |shape: &Shape| matches!(shape, Shape::Values(_) | Shape::Constant(_));
    match shape {
        Shape::Union(nodes) => {
            nodes.iter().any(|node| is_value(&node.shape))
                && nodes.iter().all(|node| is_value(&node.shape) || matches!(node.shape, Shape::Plain(_)))
        }
        other => is_value(other),
    }
}

/// Models by the name that the page prints.
struct Printed;

impl Names for Printed {
    fn key<'m>(&'m self, model: &'m Model) -> Option<&'m str> {
        Some(&model.name)
    }

    fn inline<'m>(&'m self, _: &'m Model) -> Option<&'m Definition> {
        None
    }
}

fn define(definition: &Definition, text: Option<&Text>, span: Span, names: &dyn Names) -> Json {
    described(shape_schema(&definition.shape, span, &definition.constraints, names), text, span)
}

/// Whether two definitions say the same but for their texts.
fn is_same(left: &Definition, right: &Definition, span: Span) -> bool {
    let schema = |definition: &Definition| {
        without_text(shape_schema(&definition.shape, span, &definition.constraints, &Printed))
    };
    schema(left) == schema(right)
}

/// Whether two trees of a section say the same but for their texts.
pub(super) fn are_same(left: &[Node], right: &[Node], span: Span) -> bool {
    without_text(section_schema(left, span, &Printed)) == without_text(section_schema(right, span, &Printed))
}

/// All places in a shape where a model is named.
fn collect<'p>(shape: &'p Shape, found: &mut Vec<&'p Model>) {
    match shape {
        Shape::Plain(_) | Shape::Open | Shape::Constant(_) | Shape::Values(_) => {}
        Shape::Array(inner) | Shape::Map(inner) | Shape::Nullable(inner) => collect(inner, found),
        Shape::Object(nodes) | Shape::Union(nodes) => nodes.iter().for_each(|node| collect(&node.shape, found)),
        Shape::Model(model) => {
            found.push(model);
            if let Some(definition) = &model.definition {
                collect(&definition.shape, found);
            }
        }
    }
}
