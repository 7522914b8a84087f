//! Structs: the members of an object, which of them must be there, and what becomes of members nobody named.

use super::super::graph::{
    ConstantPlan, Constructor, Direction, Dispatch, Docs, FieldPlan, Presence, Shape, StructPlan, TypeGraph, TypeRef,
};
use super::{NewField, Place, Planner, constraints, presence};
use crate::model::Schema;
use crate::model::pointer::Part;
use crate::names::{Scope, field_name};

impl Planner<'_> {
    pub(super) fn object(&mut self, effective: &Schema, name: &str, place: &Place) -> Shape {
        let required: Vec<&str> = effective.required().collect();
        let mut scope = Scope::new();
        let (mut fields, mut constants) = (Vec::new(), Vec::new());
        // Where other members have a type, there is no place for another value than the one that is listed.
        let keeps_anything = !effective.additional_properties().is_some_and(Schema::says_something);
        for (wire, schema) in effective.properties() {
            let place = place.part(Part::Property(wire), name, wire);
            let must = required.contains(&wire.as_str());
            let inner = self.model.resolve_at(schema, &place.pointer);
            let docs = self.member_docs(schema, &inner);
            let direction = direction(&inner);
            match inner.only_value().filter(|(_, strict)| *strict || keeps_anything) {
                Some((value, strict)) => {
                    let field = (!must || !direction.is_both()).then(|| scope.claim(&field_name(wire)));
                    // A flag that is either on or left out is for the caller to set.
                    let initially = must || !value.is_boolean() || inner.default().is_some();
                    let wire = wire.clone();
                    constants.push(ConstantPlan {
                        wire,
                        value,
                        strict,
                        required: must,
                        field,
                        initially,
                        direction,
                        docs,
                    });
                }
                None => {
                    let ty = self.type_of(schema, &place);
                    let presence = self.presence_of(must, &ty);
                    fields.push(FieldPlan {
                        wire: wire.clone(),
                        name: scope.claim(&field_name(wire)),
                        ty,
                        presence,
                        direction,
                        docs,
                    });
                }
            }
        }
        self.note_undeclared(effective, place);
        let place = Place { parent: name.to_owned(), words: "value".to_owned(), operation: None, ..place.clone() };
        let (extra_type, extra_is_open) = self.additional(effective, &place);
        let extra = scope.claim("extra");
        Shape::Struct(StructPlan {
            constructor: Constructor::default(),
            fields,
            constants,
            extra,
            extra_type,
            extra_is_open,
            parameters: false,
        })
    }

    /// Remembers which names in `required` a member is declared for, and which not: nothing says what those are, so that
    /// there is nothing to miss where they are absent.
    ///
    /// They are told by their place, which merging keeps: one part of an `allOf` may require what another declares.
    fn note_undeclared(&mut self, effective: &Schema, place: &Place) {
        // Here the names of the members are free, and such a member has a type without being named.
        let has_free_names =
            effective.has_pattern_properties() || effective.additional_properties().is_some_and(Schema::says_something);
        for name in effective.required_nodes() {
            let Some(wire) = name.as_str() else { continue };
            if has_free_names || effective.property(wire).is_some() {
                self.declared.insert(name.span);
            } else {
                self.undeclared.push((name.span, wire.to_owned(), place.pointer.clone()));
            }
        }
    }

    pub(super) fn new_field(&mut self, field: &NewField<'_>, parent: &str, scope: &mut Scope) -> FieldPlan {
        let place = Place {
            pointer: field.pointer.clone(),
            parent: parent.to_owned(),
            words: field.words.clone(),
            operation: None,
        };
        let effective = self.model.resolve_at(field.schema, &place.pointer);
        let mut docs = self.member_docs(field.schema, &effective);
        docs.text = field.description.clone().or(docs.text);
        docs.deprecated |= field.deprecated;
        let ty = self.type_of(field.schema, &place);
        let presence = self.presence_of(field.required, &ty);
        FieldPlan {
            wire: field.key.clone(),
            name: scope.claim(&field_name(&field.words)),
            ty,
            presence,
            direction: direction(&effective),
            docs,
        }
    }

    /// The documentation of a member: its own words before those of the type it refers to.
    fn member_docs(&self, schema: &Schema, effective: &Schema) -> Docs {
        let refers = schema.pure_reference().is_some();
        let mut docs = constraints::docs(if refers { schema } else { effective });
        if refers && docs.text.is_none() {
            // `allOf: [{$ref: …}, {description: …}]`
            docs.text = schema.all_of().iter().find_map(|part| constraints::docs(part).text);
        }
        let Direction { read_only, write_only } = direction(effective);
        if read_only {
            docs.notes.push("Read only: the server sets it.".to_owned());
        }
        if write_only {
            docs.notes.push("Write only: the server never sends it.".to_owned());
        }
        docs
    }

    /// As [`presence`], looking through names to see whether `null` is a value.
    fn presence_of(&mut self, required: bool, ty: &TypeRef) -> Presence {
        match ty {
            TypeRef::Named(id) if !required => {
                let pointer = self.graph.types[id.0].pointer.clone();
                let holds_anything = self.model.at(&pointer).is_some_and(|schema| {
                    let effective = self.model.resolve_at(schema, &pointer);
                    matches!(self.class(&effective), super::Class::Plain) && self.plain_is_any(&effective)
                });
                if holds_anything { Presence::Nullable } else { Presence::Optional }
            }
            _ => presence(required, ty),
        }
    }

    fn plain_is_any(&mut self, effective: &Schema) -> bool {
        matches!(effective.kind(), None | Some("null")) && self.collapses(effective).is_none()
    }
}

fn direction(effective: &Schema) -> Direction {
    Direction { read_only: effective.is_read_only(), write_only: effective.is_write_only() }
}

/// A member that only one side ever sets cannot be required of a type that both sides send
/// (OpenAPI 3.0.4, section 4.7.24.2, `readOnly`).
pub(super) fn relax_one_way_members(graph: &mut TypeGraph) {
    for def in &mut graph.types {
        let usage = def.usage;
        let Shape::Struct(plan) = &mut def.shape else { continue };
        let is_one_way = |member: Direction| (member.read_only && usage.request, member.write_only && usage.response);
        for field in &mut plan.fields {
            let (is_unsent, is_unanswered) = is_one_way(field.direction);
            if (is_unsent || is_unanswered) && field.presence == Presence::Required {
                field.presence = presence(false, &field.ty);
            }
        }
        for constant in &mut plan.constants {
            let (is_unsent, is_unanswered) = is_one_way(constant.direction);
            if is_unsent {
                constant.initially = false;
            }
            if constant.required && !is_unsent && !is_unanswered {
                constant.field = None;
            }
        }
    }
}

/// Lets the alternatives of unions have the tags by which they are read when they are built.
pub(super) fn write_tags(graph: &mut TypeGraph) {
    let mut tagged: Vec<(TypeRef, String)> = Vec::new();
    for def in &graph.types {
        let Shape::Union(plan) = &def.shape else { continue };
        for dispatch in plan.dispatch.values() {
            let Dispatch::Tag { member, tags, .. } = dispatch else { continue };
            let variants = tags.iter().filter_map(|(_, at)| plan.variants.get(*at));
            tagged.extend(variants.map(|variant| (graph.resolve(&variant.ty).clone(), member.clone())));
        }
    }
    for (ty, member) in tagged {
        if let TypeRef::Named(id) = ty
            && let Shape::Struct(plan) = &mut graph.types[id.0].shape
        {
            plan.constants
                .iter_mut()
                .filter(|constant| constant.wire == member)
                .for_each(|constant| constant.initially = true);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::{Code, Diagnostics};
    use crate::source::{SourceFiles, read_yaml};
    use crate::types::Planner;

    /// The fields of a type, and what is said of names that are required and not declared.
    fn planned(schemas: &str, name: &str) -> (Vec<String>, Vec<String>) {
        let mut files = SourceFiles::new();
        let file = files.add("a.yaml", format!("components:\n  schemas:\n{schemas}"));
        let mut diagnostics = Diagnostics::new();
        let document = read_yaml(&files, file, &mut diagnostics).expect("a document");
        let graph = Planner::new(&document, &mut diagnostics).finish(&[], &[]);
        let def = graph.types.iter().find(|def| def.name == name).expect("the type");
        let fields = match &def.shape {
            super::Shape::Struct(plan) => plan.fields.iter().map(|field| field.wire.clone()).collect(),
            _ => Vec::new(),
        };
        let said = diagnostics.iter().filter(|found| found.code == Code::RequiredUndeclared);
        (fields, said.map(|found| found.message.clone()).collect())
    }

    #[test]
    fn a_name_that_is_required_and_declared_nowhere_is_no_member() {
        let (fields, said) = planned("    A: {required: [id, data], properties: {id: {type: string}}}", "A");
        assert_eq!(fields, ["id"]);
        assert_eq!(said, ["`data` is required, but no member of that name is declared"]);
    }

    #[test]
    fn one_part_may_require_what_another_declares() {
        let schemas = "
    Base: {type: object, required: [id, size], properties: {id: {type: string}}}
    A: {allOf: [{$ref: '#/components/schemas/Base'}, {properties: {size: {type: integer}}}, {required: [name]}], properties: {name: {}}}";
        let (fields, said) = planned(schemas, "A");
        assert_eq!(fields, ["name", "id", "size"]);
        assert_eq!(said, [""; 0]);
    }

    #[test]
    fn members_whose_names_are_free_may_be_required() {
        for free in ["additionalProperties: {type: string}", "patternProperties: {'^x-': {type: string}}"] {
            let schemas = format!("    A: {{required: [x-a], properties: {{id: {{type: string}}}}, {free}}}");
            assert_eq!(planned(&schemas, "A"), (vec!["id".to_owned()], vec![]));
        }
        let open = "    A: {required: [a], properties: {id: {type: string}}, additionalProperties: true}";
        assert_eq!(planned(open, "A").1.len(), 1, "nothing says what `a` is");
    }
}
