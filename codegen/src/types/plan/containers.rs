//! Maps, lists and tuples: types that are made of the types of what they hold. What a document leaves open stays open:
//! no array or object is too short, too long, or of other items than a type could hold.

use super::super::graph::{MAX_NUMERIC_TUPLE, Scalar, TypeRef};
use super::{Place, Planner};
use crate::model::pointer::{self, Part};
use crate::model::{Limit, Schema, Union};
use crate::names;

/// The longest tuple that Rust compares, prints and decodes.
const MAX_TUPLE: usize = 12;

impl Planner<'_> {
    /// An object without named members.
    pub(super) fn map(&mut self, effective: &Schema, place: &Place) -> TypeRef {
        let (item, is_open) = self.additional(effective, &item_place(place, "value"));
        let map = TypeRef::Map(Box::new(item));
        if is_open { TypeRef::Open(Box::new(map)) } else { map }
    }

    /// The type of the members that an object does not name, and whether there may be others beside those. With
    /// `patternProperties` there may: nothing here can tell which names match, so all members of the type are taken for
    /// such, and all others are kept.
    pub(super) fn additional(&mut self, effective: &Schema, place: &Place) -> (TypeRef, bool) {
        let has_patterns = effective.has_pattern_properties();
        let patterns = effective.pattern_properties();
        let patterns = patterns.map(|(pattern, schema)| (Part::PatternProperty(pattern), schema));
        let rest = effective.additional_properties().map(|schema| (Part::AdditionalProperties, schema));
        let schemas: Vec<_> = patterns.chain(rest).filter(|(_, schema)| schema.says_something()).collect();
        let ty = self.any_of(&schemas, place);
        let is_open = has_patterns && ty != TypeRef::Any;
        (ty, is_open)
    }

    pub(super) fn list(&mut self, effective: &Schema, place: &Place) -> TypeRef {
        let place = item_place(place, "item");
        let least = effective.count(Limit::MinItems).unwrap_or(0);
        let most = effective.count(Limit::MaxItems).unwrap_or(u64::MAX);
        let prefix = effective.prefix_items().iter().enumerate().take(usize::try_from(most).unwrap_or(usize::MAX));
        let prefix: Vec<(Part<'_>, &Schema)> = prefix.map(|(at, schema)| (Part::PrefixItem(at), schema)).collect();
        let rest = effective.items().filter(|schema| schema.says_something());
        let length = prefix.len() as u64;
        let ends = most <= length || effective.items().and_then(Schema::as_bool) == Some(false);
        let is_same = prefix.windows(2).all(|pair| pair[0].1 == pair[1].1);
        let is_tuple = (1..=MAX_TUPLE).contains(&prefix.len());
        match rest {
            _ if is_tuple && ends && least >= length => self.tuple(&prefix, &place),
            _ if !prefix.is_empty() && ends && (is_same || !is_tuple) => self.list_of(&prefix, &place),
            Some(rest) if !ends || prefix.is_empty() => {
                let schemas: Vec<_> = prefix.into_iter().chain([(Part::Items, rest)]).collect();
                self.list_of(&schemas, &place)
            }
            _ if is_tuple => TypeRef::Open(Box::new(TypeRef::Tuple(self.items(&prefix, &place)))),
            _ => TypeRef::List(Box::new(TypeRef::Any)),
        }
    }

    /// A tuple such that every number comes back: the runtime keeps what a number is not exactly only in tuples of
    /// nothing but numbers, and in open ones.
    fn tuple(&mut self, prefix: &[(Part<'_>, &Schema)], place: &Place) -> TypeRef {
        let items = self.items(prefix, place);
        if items.len() <= MAX_NUMERIC_TUPLE && items.iter().all(is_number) {
            return TypeRef::Tuple(items);
        }
        let exact = |item: &TypeRef| if is_number(item) { TypeRef::Scalar(Scalar::Number) } else { item.clone() };
        let exact: Vec<TypeRef> = items.iter().map(exact).collect();
        if exact.iter().any(|item| self.holds_numbers(item)) {
            return TypeRef::Open(Box::new(TypeRef::Tuple(items)));
        }
        TypeRef::Tuple(exact)
    }

    /// Whether a type is made of types of Rust that cannot hold every number.
    fn holds_numbers(&mut self, ty: &TypeRef) -> bool {
        match ty {
            TypeRef::Scalar(Scalar::UnixTime) => true,
            TypeRef::List(item) | TypeRef::Map(item) | TypeRef::Nullable(item) => self.holds_numbers(item),
            TypeRef::Tuple(items) => items.iter().any(|item| self.holds_numbers(item)),
            // It may not be planned yet.
            TypeRef::Named(id) => {
                let pointer = self.graph.get(*id).pointer.clone();
                let effective = self.model.at(&pointer).map(|schema| self.model.resolve_at(schema, &pointer));
                effective.is_some_and(|effective| matches!(effective.kind(), Some("integer" | "number")))
            }
            other => is_number(other),
        }
    }

    fn list_of(&mut self, schemas: &[(Part<'_>, &Schema)], place: &Place) -> TypeRef {
        TypeRef::List(Box::new(self.any_of(schemas, place)))
    }

    fn items(&mut self, prefix: &[(Part<'_>, &Schema)], place: &Place) -> Vec<TypeRef> {
        prefix.iter().map(|(part, schema)| self.type_of(schema, &below(place, *part))).collect()
    }

    /// The type of values that are each of one of some schemas, given with where they stand; anything when there are
    /// none.
    fn any_of(&mut self, schemas: &[(Part<'_>, &Schema)], place: &Place) -> TypeRef {
        let mut distinct: Vec<&(Part<'_>, &Schema)> = Vec::new();
        for schema in schemas {
            if !distinct.iter().any(|known| known.1 == schema.1) {
                distinct.push(schema);
            }
        }
        match distinct.as_slice() {
            [] => TypeRef::Any,
            [(part, schema)] => self.type_of(schema, &below(place, *part)),
            [(part, first), ..] => {
                let alternatives = distinct.iter().map(|(_, schema)| (*schema).clone());
                let union = Schema::union(Union::AnyOf, alternatives, first.span());
                self.type_of(&union, &below(place, part.all()))
            }
        }
    }
}

/// Where the items of a list or map stand, and what they are called.
fn item_place(place: &Place, fallback: &str) -> Place {
    let words = match names::singular(&place.words) {
        same if same == place.words => format!("{same} {fallback}"),
        singular => singular,
    };
    Place { words, ..place.clone() }
}

fn below(place: &Place, part: Part<'_>) -> Place {
    Place { pointer: pointer::below(&place.pointer, part), ..place.clone() }
}

fn is_number(ty: &TypeRef) -> bool {
    matches!(ty, TypeRef::Scalar(Scalar::I64 | Scalar::U64 | Scalar::F64))
}
