//! Unions: the alternatives of `oneOf`, `anyOf` and type arrays as variants, and what tells them apart.
//!
//! See `codegen/docs/unions.md`.

use super::super::graph::{Dispatch, Docs, JsonKind, Scalar, Shape, TypeRef, UnionPlan, UnionRule, VariantPlan};
use super::structure::names_a_type;
use super::{Class, MAX_ALTERNATIVES, MAX_COMBINATIONS, Place, Planner, constraints};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::pointer::{Part, below, pointer_words};
use crate::model::{Candidate, Discriminator, Schema, Schemas, Union};
use crate::names::{Scope, singular, variant_name};
use crate::source::Span;
use indexmap::IndexMap;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// One alternative before it has a name.
#[derive(Clone)]
pub(super) struct Alternative {
    schema: Schema,
    effective: Schema,
    pointer: String,
    /// The component it is.
    target: Option<String>,
    /// The component it is or, beside what stands around the union, begins with: what a discriminator maps to.
    origin: Option<String>,
    /// The discriminator of the union it was found in.
    discriminator: Option<Discriminator>,
}

/// Whether each of some unions, if there are any, lists a schema, so that it stays what it is.
fn is_in_all(target: &str, unions: &[Schema]) -> bool {
    let lists = |union: &Schema| {
        let items = union.alternatives().map(|(_, items)| items.iter());
        items.into_iter().flatten().any(|item| item.pure_reference() == Some(target))
    };
    !unions.is_empty() && unions.iter().all(lists)
}

/// What tells the alternatives of a union apart.
struct Decision {
    dispatch: BTreeMap<JsonKind, Dispatch>,
    rule: UnionRule,
    clash: Option<[usize; 2]>,
}

impl Alternative {
    fn candidate(&self, variant: usize) -> Candidate {
        let Self { effective, origin, discriminator, .. } = self.clone();
        Candidate { variant, effective, target: origin, discriminator }
    }
}

/// An object without its unions, where it has members of its own.
fn members_around(effective: &Schema) -> Option<Schema> {
    effective.has_properties().then(|| effective.without_unions())
}

impl Planner<'_> {
    pub(super) fn union(&mut self, effective: &Schema, name: &str, place: &Place) -> Shape {
        if let Some((inner, place)) = self.union_inside(effective, place) {
            return self.union(&inner, name, &place);
        }
        let mut found = Vec::new();
        let is_product = !effective.further_unions().is_empty();
        let most = if is_product { MAX_COMBINATIONS } else { MAX_ALTERNATIVES };
        self.collect(effective, place, None, &mut found, (0, most));
        if found.len() <= most {
            self.join_enumerations(&mut found);
        } else {
            let members = members_around(effective);
            self.model.diagnostics.push(
                Diagnostic::error(Code::TooManyCombinations, format!("this union has more than {most} alternatives"))
                    .at(effective.label_span())
                    .subject(place.pointer.clone())
                    .help("give the combinations names of their own, or fewer of them")
                    .costs(match members.is_some() {
                        true => "what they add to the members around them is read by name, from `extra`",
                        false => "any value is taken there",
                    }),
            );
            return members.map_or(Shape::Alias(TypeRef::Any), |members| self.shape(&members, name, place));
        }
        // With a discriminator, an object with another tag may join even a single one tomorrow.
        let may_grow = effective.tag().is_some();
        if found.len() == 1 && !may_grow {
            let only = found.remove(0);
            let place = Place { pointer: only.pointer, ..place.clone() };
            return match self.class(&only.effective) {
                Class::Named if only.target.is_none() => {
                    match self.part_that_says_all(&only.schema, &only.effective, &place) {
                        Some(target) => Shape::Alias(self.reference(target, &only.schema)),
                        None => self.shape(&only.effective, name, &place),
                    }
                }
                _ => Shape::Alias(self.type_of(&only.schema, &place)),
            };
        }
        let (variants, kept) = self.variants(found, effective, name);
        if let [only] = variants.as_slice()
            && !(may_grow && kept.len() == 1 && kept[0].effective.kind() == Some("object"))
        {
            return Shape::Alias(only.ty.clone());
        }
        let Decision { dispatch, rule, clash } = self.dispatch(&kept);
        if let Some(pair) = clash {
            self.ambiguous(effective, place, pair.map(|at| (&variants[at].name, &kept[at].schema)));
        }
        Shape::Union(UnionPlan { variants, dispatch, rule, clash })
    }

    /// The alternatives as variants with types and names, without those that would be the same twice.
    fn variants(
        &mut self,
        found: Vec<Alternative>,
        union: &Schema,
        name: &str,
    ) -> (Vec<VariantPlan>, Vec<Alternative>) {
        let mut scope = Scope::new();
        scope.claim("Unknown");
        let mut variants: Vec<VariantPlan> = Vec::new();
        let mut known: HashSet<TypeRef> = HashSet::new();
        let mut kept: Vec<Alternative> = Vec::new();
        let words = self.words_of_all(&found, union);
        for (alternative, words) in found.into_iter().zip(words) {
            let place = Place {
                pointer: alternative.pointer.clone(),
                parent: name.to_owned(),
                words: words.clone(),
                operation: None,
            };
            let ty = self.type_of(&alternative.schema, &place);
            let ty = match ty {
                TypeRef::Nullable(inner) => *inner,
                other => other,
            };
            // The same type twice would be two variants that no payload can tell apart.
            if !known.insert(self.identity(&alternative, &ty, &place)) {
                continue;
            }
            let docs = match alternative.target {
                Some(_) => Docs::default(),
                // A type with a name says itself what its values must be.
                None if matches!(ty, TypeRef::Named(_)) => {
                    Docs { notes: Vec::new(), ..constraints::docs(&alternative.effective) }
                }
                None => constraints::docs(&alternative.effective),
            };
            variants.push(VariantPlan { name: scope.claim(&variant_name(&words)), ty, docs });
            kept.push(alternative);
        }
        (variants, kept)
    }

    /// The type that an alternative is in the end. Schemas that only refer to the same one are the same, but where a
    /// discriminator names them one by one. Read from the document: which types are planned already depends on which
    /// operation comes first.
    fn identity(&mut self, alternative: &Alternative, ty: &TypeRef, place: &Place) -> TypeRef {
        let Some(target) = &alternative.target else { return self.graph.resolve(ty).clone() };
        if alternative.discriminator.is_some() {
            return ty.clone();
        }
        let is_scalar = matches!(alternative.effective.kind(), Some("string" | "integer" | "number" | "boolean"));
        if is_scalar && matches!(self.class(&alternative.effective), Class::Plain) {
            return self.plain(&alternative.effective, place);
        }
        let mut last = target.as_str();
        for _ in 0..super::MAX_HOPS {
            let Some(next) = self.model.at(last).and_then(Schema::pure_reference) else { break };
            last = next;
        }
        self.referenced.get(last).map_or_else(|| ty.clone(), |id| TypeRef::Named(*id))
    }

    /// Says which two alternatives one value may fit alike.
    fn ambiguous(&mut self, union: &Schema, place: &Place, [left, right]: [(&String, &Schema); 2]) {
        let message = format!("nothing tells `{}` and `{}` of this union apart for certain", left.0, right.0);
        let help = "the alternative that explains most of a payload is taken; a discriminator would make it certain";
        self.model.diagnostics.push(
            Diagnostic::warning(Code::UnionAmbiguous, message)
                .at(union.label_span())
                .label(left.1.span(), format!("`{}`", left.0))
                .label(right.1.span(), format!("`{}` may fit the same values", right.0))
                .subject(place.pointer.clone())
                .help(help),
        );
    }

    /// The union that is all there is beside `null`, where it has a discriminator: flattened it would lose it.
    fn union_inside(&mut self, effective: &Schema, place: &Place) -> Option<(Schema, Place)> {
        let (keyword, items) = effective.alternatives()?;
        let mut values = items.iter().enumerate().filter(|(_, item)| !item.is_null());
        let (at, only) = values.next().filter(|(_, only)| only.discriminator().is_some())?;
        if values.next().is_some() || effective.discriminator().is_some() || effective.around(keyword).is_some() {
            return None;
        }
        let place = Place { pointer: below(&place.pointer, Part::Alternative(keyword, at)), ..place.clone() };
        Some((self.model.resolve_at(only, &place.pointer).without_null(), place))
    }

    /// The alternatives of an effective schema, each joined with what stands around the union. Nested inline unions are
    /// flattened, `null` is left out. Goes down to `depth`, and ends where there are more than `most`.
    fn collect(
        &mut self,
        effective: &Schema,
        place: &Place,
        around: Option<&Discriminator>,
        found: &mut Vec<Alternative>,
        (depth, most): (usize, usize),
    ) {
        let Some((keyword, items)) = effective.alternatives() else {
            for (at, name) in effective.types().into_iter().enumerate().filter(|(_, name)| *name != "null") {
                let schema = effective.restricted_to(name);
                found.push(Alternative {
                    effective: schema.clone(),
                    schema,
                    pointer: below(&place.pointer, Part::Type(at)),
                    target: None,
                    origin: None,
                    discriminator: None,
                });
            }
            return;
        };
        let discriminator = effective.discriminator().or(around);
        let base = effective.around(keyword);
        let possible = self.possible(items, base.as_ref());
        if possible.contains(&false) {
            self.say_excluded(place);
        }
        let others = effective.only_unions_around(keyword);
        for (at, item) in items.iter().enumerate().filter(|(at, _)| possible[*at]) {
            if found.len() > most {
                return;
            }
            let pointer = below(&place.pointer, Part::Alternative(keyword, at));
            let origin = item.pure_reference();
            let base = base.as_ref().filter(|_| !origin.is_some_and(|origin| is_in_all(origin, &others)));
            let target = origin.filter(|_| base.is_none()).map(str::to_owned);
            let origin = origin.map(str::to_owned);
            let schema = item.joined_with(base);
            let inner = Place { pointer: pointer.clone(), ..place.clone() };
            let effective = self.model.resolve_at(&schema, &inner.pointer).without_null();
            // What the document lists one by one is as large as what is made of it; what is combined multiplies.
            if base.is_none() {
                self.model.earn(&effective);
            }
            if effective.is_null() {
                continue;
            }
            let nested = effective.is_union() && target.is_none() && depth < 8;
            if nested && self.collapses(&effective).is_none() && self.enumeration(&effective).is_none() {
                self.collect(&effective, &inner, discriminator, found, (depth + 1, most));
            } else {
                let discriminator = discriminator.cloned();
                found.push(Alternative { schema, effective, pointer, target, origin, discriminator });
            }
        }
    }

    /// Names the alternatives that are excluded by what stands beside their list in the document: nobody writes those. What
    /// narrows a union from elsewhere may leave out some of it.
    fn say_excluded(&mut self, place: &Place) {
        let Some(stated) = self.model.at(&place.pointer) else { return };
        let Some((keyword, items)) = stated.alternatives() else { return };
        let Some(around) = stated.around(keyword) else { return };
        let around = self.model.resolve(&around);
        let mut is_excluded = |item: &&Schema| {
            let item = self.model.resolve(item);
            !item.is_null() && self.model.excludes(&item, &around, 0)
        };
        let excluded: Vec<Span> = items.iter().filter(&mut is_excluded).map(Schema::label_span).collect();
        if excluded.len() == items.len() {
            return;
        }
        for span in excluded {
            self.model.diagnostics.push(
                Diagnostic::warning(
                    Code::SchemaContradiction,
                    "no value of this alternative is one that the schema around it allows",
                )
                .at(span)
                .label(stated.label_span(), "this is the schema around it")
                .subject(place.pointer.clone())
                .help("types, listed values or a required member contradict each other: correct one of them in an overlay")
                .costs("the union has no such alternative: a value like it is kept as it is, in `Unknown`"),
            );
        }
    }

    /// Which alternatives have values that satisfy what stands around the union, too. Where none has, all are kept: the
    /// document contradicts itself, which is reported where they are merged.
    fn possible(&mut self, items: Schemas<'_>, base: Option<&Schema>) -> Vec<bool> {
        let Some(base) = base else { return vec![true; items.len()] };
        let base = self.model.resolve(base);
        let is_possible = |item: &Schema| {
            let item = self.model.resolve(item);
            !self.model.excludes(&item, &base, 0)
        };
        let possible: Vec<bool> = items.iter().map(is_possible).collect();
        if possible.contains(&true) { possible } else { vec![true; items.len()] }
    }

    /// Makes one alternative of those that only list strings, and of those that only list numbers: their values are told
    /// apart, and what is listed tomorrow belongs to all of them.
    fn join_enumerations(&mut self, found: &mut Vec<Alternative>) {
        for kind in [JsonKind::String, JsonKind::Number] {
            let lists: Vec<usize> = (0..found.len())
                .filter(|at| {
                    let Alternative { effective, target, .. } = &found[*at];
                    target.is_none()
                        && effective.values().is_some()
                        && self.model.kinds(effective, 0) == BTreeSet::from([kind])
                })
                .collect();
            let [first, _, ..] = lists.as_slice() else { continue };
            // Without `null`, which the union around them has been asked for.
            let parts = lists.iter().map(|at| found[*at].effective.clone());
            let schema = Schema::union(Union::OneOf, parts, found[*first].schema.span());
            if self.enumeration(&schema).is_none() {
                continue;
            }
            found[*first] = Alternative { effective: schema.clone(), schema, ..found[*first].clone() };
            let all = std::mem::take(found).into_iter().enumerate();
            found.extend(all.filter(|(at, _)| at == first || !lists.contains(at)).map(|(_, kept)| kept));
        }
    }

    /// What the alternatives are called. Those that would have one name are called after what tells them apart.
    fn words_of_all(&mut self, found: &[Alternative], union: &Schema) -> Vec<String> {
        let mut having = None;
        let mut words: Vec<String> = Vec::new();
        for (at, alternative) in found.iter().enumerate() {
            words.push(self.variant_words(alternative, union, at, &mut having));
        }
        let mut by_name: IndexMap<String, Vec<usize>> = IndexMap::new();
        for (at, name) in words.iter().enumerate() {
            by_name.entry(name.clone()).or_default().push(at);
        }
        for same in by_name.into_values() {
            let objects = same.iter().all(|at| found[*at].effective.kind() == Some("object"));
            let [first, second, ..] = same.as_slice() else { continue };
            let pair = (&found[*first].effective, &found[*second].effective);
            let member = objects.then(|| self.model.differ_in_a_member(pair.0, pair.1, 0)).flatten();
            let Some(member) = member else { continue };
            for at in same {
                words[at] = self.words_of_members(&found[at].effective, &member);
            }
        }
        words
    }

    /// The constants that an object requires, or else the member by name with its kind or format.
    fn words_of_members(&mut self, effective: &Schema, member: &str) -> String {
        let required: Vec<&str> = effective.required().collect();
        let mut constants = Vec::new();
        for (name, schema) in effective.properties().filter(|(name, _)| required.contains(&name.as_str())) {
            let schema = self.model.resolve(schema);
            if let Some((value, _)) = schema.naming_constant() {
                constants.push(value.as_str().map_or_else(|| format!("{name} {value}"), str::to_owned));
            }
        }
        if constants.len() > 1 {
            return constants.join(" ");
        }
        let schema = effective.property(member).map(|schema| self.model.resolve(schema));
        let what = schema.as_ref().and_then(|schema| schema.format().or(schema.kind())).unwrap_or_default();
        format!("{member} {what}")
    }

    /// What an alternative is called: title, name of its schema, value of a constant, or its kind.
    fn variant_words(
        &mut self,
        alternative: &Alternative,
        union: &Schema,
        at: usize,
        having: &mut Option<HashMap<String, usize>>,
    ) -> String {
        if let Some(target) = &alternative.target {
            return pointer_words(target);
        }
        if let Some(title) = alternative.schema.title().filter(|title| names_a_type(title)) {
            return title.to_owned();
        }
        let declared = alternative.discriminator.as_ref().and_then(Discriminator::member);
        if let Some(value) = self.constant_word(&alternative.effective, declared) {
            return value;
        }
        if let Some(reference) = alternative.schema.all_of().iter().find_map(Schema::reference) {
            return pointer_words(reference);
        }
        let effective = &alternative.effective;
        if let Some((value, _)) = effective.naming_constant() {
            return value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        }
        match effective.kind() {
            Some("object") => self
                .special_member(effective, union, having)
                .unwrap_or_else(|| if effective.states_properties() { "object" } else { "map" }.to_owned()),
            Some("array") => match effective.items().map(|items| (items, items.pure_reference())) {
                Some((_, Some(target))) => format!("{} list", singular(&pointer_words(target))),
                Some((items, None)) if !items.types().is_empty() => format!("{} list", items.types()[0]),
                _ => "list".to_owned(),
            },
            Some("string") if effective.values().is_some() => "named".to_owned(),
            Some("string") => effective.format().unwrap_or("string").to_owned(),
            Some(other) => other.to_owned(),
            None if self.enumeration(effective).is_some() => "named".to_owned(),
            None if let Some(scalar) = self.collapses(effective) => scalar_words(scalar).to_owned(),
            None if effective.only_describes() => "any".to_owned(),
            None => format!("alternative {}", at + 1),
        }
    }

    /// The value of a constant member: of the discriminator, or of the first required constant.
    fn constant_word(&mut self, effective: &Schema, declared: Option<&str>) -> Option<String> {
        let mut words = None;
        for (name, schema) in effective.properties() {
            let schema = self.model.resolve(schema);
            let Some((value, _)) = schema.naming_constant() else { continue };
            let word = match value {
                serde_json::Value::String(text) if !text.is_empty() => text,
                other => format!("{name} {other}"),
            };
            if Some(name.as_str()) == declared {
                return Some(word);
            }
            if words.is_none() && effective.requires(name) {
                words = Some(word);
            }
        }
        words
    }

    /// A required member that no other alternative of the union has. How many have which is counted once for a union.
    fn special_member(
        &mut self,
        effective: &Schema,
        union: &Schema,
        having: &mut Option<HashMap<String, usize>>,
    ) -> Option<String> {
        let (_, items) = union.alternatives()?;
        if having.is_none() {
            let mut counts = HashMap::new();
            for item in items.iter() {
                let item = self.model.resolve(item);
                for (name, _) in item.properties() {
                    *counts.entry(name.clone()).or_default() += 1;
                }
            }
            *having = Some(counts);
        }
        let count = |name: &str| having.as_ref().and_then(|counts| counts.get(name)).copied().unwrap_or_default();
        let required = effective.required();
        let mut names = required.chain(effective.properties().map(|(name, _)| name.as_str()));
        names.find(|name| count(name) <= 1).map(str::to_owned)
    }

    fn dispatch(&mut self, kept: &[Alternative]) -> Decision {
        let mut by_kind: BTreeMap<JsonKind, Vec<usize>> = BTreeMap::new();
        for (variant, alternative) in kept.iter().enumerate() {
            for kind in self.model.kinds(&alternative.effective, 0) {
                by_kind.entry(kind).or_default().push(variant);
            }
        }
        let (mut rule, mut clash) = (UnionRule::Kind, None);
        let mut dispatch = BTreeMap::new();
        for (kind, mut variants) in by_kind {
            // What holds anything comes last: it explains everything.
            variants.sort_by_key(|variant| self.openness(&kept[*variant].effective));
            let decision = match variants.as_slice() {
                // Another object may join the union tomorrow; the constant of this one tells them apart then.
                [only] if kind == JsonKind::Object => {
                    self.sole_tag(&kept[*only].candidate(*only)).unwrap_or(Dispatch::One(*only))
                }
                [only] => Dispatch::One(*only),
                _ => {
                    let tagged = (kind == JsonKind::Object).then(|| {
                        let candidates: Vec<Candidate> =
                            variants.iter().map(|variant| kept[*variant].candidate(*variant)).collect();
                        self.tag_dispatch(&candidates)
                    });
                    match tagged.flatten() {
                        Some(tagged) => {
                            rule = rule.max(UnionRule::Tag);
                            tagged
                        }
                        None => {
                            let candidates: Vec<&Schema> =
                                variants.iter().map(|variant| &kept[*variant].effective).collect();
                            let found = self.model.clash(kind, &candidates);
                            clash = clash.or(found.map(|(left, right)| [variants[left], variants[right]]));
                            rule = rule.max(if found.is_some() { UnionRule::Ambiguous } else { UnionRule::Presence });
                            Dispatch::Best(variants)
                        }
                    }
                }
            };
            dispatch.insert(kind, decision);
        }
        Decision { dispatch, rule, clash }
    }

    /// How much an alternative takes whatever comes: 0 for what names its members or values, up to 3 for anything.
    fn openness(&mut self, effective: &Schema) -> u8 {
        match effective.kind() {
            _ if effective.values().is_some() || effective.is_union() => 0,
            Some("object") if effective.properties().next().is_none() => 2,
            Some("integer") => 0,
            Some("string")
                if effective.format().is_some_and(|format| matches!(format, "date-time" | "date" | "uuid")) =>
            {
                1
            }
            Some("number") => 1,
            Some("string") => 2,
            Some(_) => 0,
            None => 3,
        }
    }
}

/// What a scalar is called.
fn scalar_words(scalar: Scalar) -> &'static str {
    match scalar {
        Scalar::String => "string",
        Scalar::Bool => "boolean",
        Scalar::I64 | Scalar::U64 => "integer",
        Scalar::F64 | Scalar::Number => "number",
        Scalar::DateTime => "date-time",
        Scalar::Date => "date",
        Scalar::Uuid => "uuid",
        Scalar::Base64 => "base64",
        Scalar::Base64Url => "base64url",
        Scalar::Base32 => "base32",
        Scalar::Base16 => "base16",
        Scalar::QuotedPrintable => "quoted-printable",
        Scalar::UnixTime => "unix-time",
        Scalar::Null => "null",
    }
}

#[cfg(test)]
mod tests;
