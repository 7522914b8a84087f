//! Decides how operations are called in Rust. What is required is an argument; what is optional is a method of the call, which
//! then has a struct of its own. Prints nothing.

use super::plan::{ArgumentPlan, CallPlan, Location, OperationPlan, SetterPlan};
use crate::names::{RESERVED_CALL_TYPES, RESERVED_CALLS, Scope, field_name, type_name};
use crate::types::{FieldPlan, Presence, Shape, TypeGraph, TypeRef};

/// More arguments than this cannot be told apart by their order: they are members of a struct.
const MAX_ARGUMENTS: usize = 4;

/// Decides it for all operations of a client; again, where more became known of them.
pub(crate) fn decide(graph: &TypeGraph, plans: &mut [OperationPlan]) {
    let mut types = Scope::new();
    for taken in RESERVED_CALL_TYPES {
        types.claim(taken);
    }
    for plan in plans {
        plan.call = call(graph, plan, &mut types);
    }
}

fn call(graph: &TypeGraph, plan: &OperationPlan, types: &mut Scope) -> CallPlan {
    let words = plan.name.trim_start_matches("r#");
    let fields = fields(graph, plan);
    let mut names = Scope::new();
    for taken in
        ["self", "body", "request", "required"].iter().copied().chain(plan.arguments.iter().map(|own| &*own.name))
    {
        names.claim(taken);
    }
    let (mut arguments, mut setters) = (plan.arguments.clone(), Vec::new());
    let mut methods = Scope::new();
    for taken in RESERVED_CALLS {
        methods.claim(taken);
    }
    let body = plan.body.as_ref().filter(|body| !body.required).map(|_| methods.claim("body"));
    let entries = plan.parameters.iter().flat_map(|parameters| &parameters.entries);
    for (field, entry) in fields.iter().zip(entries) {
        let ty = value_of(&field.ty);
        if field.presence == Presence::Required {
            let name = claim(&mut names, &field.name, || format!("{} {}", place(entry.location), bare(&field.name)));
            arguments.push(ArgumentPlan { name, ty, parameter: entry.clone(), docs: field.docs.clone() });
        } else {
            let name = claim(&mut methods, &field.name, || format!("{} parameter", bare(&field.name)));
            setters.push(SetterPlan { name, key: entry.key.clone(), ty, docs: field.docs.clone() });
        }
    }
    let has_methods = !setters.is_empty() || body.is_some() || plan.pagination.is_some();
    // Both names are taken whatever comes of them: a parameter that becomes optional renames no other call.
    let name = match type_name(words) {
        taken if RESERVED_CALL_TYPES.contains(&taken.as_str()) => type_name(&format!("{words} call")),
        name => name,
    };
    let (name, required) = (types.claim(&name), types.claim(&type_name(&format!("{words} required"))));
    CallPlan {
        required: (arguments.len() > MAX_ARGUMENTS).then_some(required),
        name: has_methods.then_some(name),
        arguments,
        setters,
        body,
    }
}

/// The members of the struct of parameters, in the order of the entries.
fn fields<'g>(graph: &'g TypeGraph, plan: &OperationPlan) -> &'g [FieldPlan] {
    match plan.parameters.as_ref().map(|parameters| &graph.get(parameters.ty).shape) {
        Some(Shape::Struct(plan)) => &plan.fields,
        _ => &[],
    }
}

/// A name, or one with other words where it is taken.
fn claim(scope: &mut Scope, name: &str, otherwise: impl FnOnce() -> String) -> String {
    let name =
        if scope.contains(name) || scope.contains(bare(name)) { field_name(&otherwise()) } else { name.to_owned() };
    scope.claim(&name)
}

fn bare(name: &str) -> &str {
    name.trim_start_matches("r#")
}

/// What a parameter is called after where its own name is taken.
fn place(location: Location) -> &'static str {
    match location {
        Location::QueryString => "query",
        other => other.as_str(),
    }
}

/// The type of a parameter that is there: `null` is how to leave it out.
fn value_of(ty: &TypeRef) -> TypeRef {
    match ty {
        TypeRef::Nullable(inner) | TypeRef::Boxed(inner) => value_of(inner),
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::Diagnostics;
    use crate::operations::OperationPlan;
    use crate::source::{Node, SourceFiles, Span};
    use serde_json::{Value, json};

    /// The plan of `GET /a/{id}` with these further parameters, and a body that need not be there.
    fn planned(id: &str, parameters: &[(&str, &str, bool)]) -> OperationPlan {
        let parameter = |(name, place, required): &(&str, &str, bool)| json!({"name": name, "in": place, "required": required, "schema": {"type": "string"}});
        let parameters: Vec<Value> = [("id", "path", true)].iter().chain(parameters).map(parameter).collect();
        let document = json!({"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": {"/a/{id}": {"post": {
            "operationId": id, "parameters": parameters, "responses": {"204": {"description": ""}},
            "requestBody": {"content": {"application/json": {"schema": {"type": "object"}}}},
        }}}});
        let span = Span::new(SourceFiles::new().add("a.json", ""), 0..0);
        let planned = crate::plan(&Node::from_value(document, span), &mut Diagnostics::new()).expect("it is sound");
        planned.operations.plans.into_iter().next().expect("an operation")
    }

    fn names(plan: &OperationPlan) -> (Vec<&str>, Vec<&str>) {
        let arguments = plan.call.arguments.iter().map(|argument| argument.name.as_str());
        (arguments.collect(), plan.call.setters.iter().map(|setter| setter.name.as_str()).collect())
    }

    #[test]
    fn what_is_required_is_an_argument_and_what_is_optional_a_method() {
        let plan = planned("ring", &[("loud", "query", false), ("id", "header", true), ("X-Tone", "header", false)]);
        assert_eq!(names(&plan), (vec!["id", "header_id"], vec!["loud", "x_tone"]));
        let call = &plan.call;
        assert_eq!(
            (call.name.as_deref(), call.required.as_deref(), call.body.as_deref()),
            (Some("Ring"), None, Some("body"))
        );
    }

    #[test]
    fn methods_that_every_call_has_stay_what_they_are() {
        let plan =
            planned("pages", &[("timeout", "query", false), ("body", "query", false), ("pages", "query", false)]);
        assert_eq!(names(&plan).1, ["timeout_parameter", "body_parameter", "pages_parameter"]);
        assert_eq!(plan.call.name.as_deref(), Some("PagesCall"));
    }

    #[test]
    fn more_than_four_required_parameters_are_one_struct() {
        let required = ["a", "b", "c", "d"].map(|name| (name, "query", true));
        assert_eq!(planned("ring", &required[..3]).call.required, None);
        assert_eq!(planned("ring", &required).call.required.as_deref(), Some("RingRequired"));
    }
}
