//! Which operation, and which of its parameters, somebody means by a name. Names that nobody knows get the nearest ones.

use super::Refused;
use switchboard_codegen::nearest::{nearest, quoted};
use switchboard_codegen::operations::{Location, OperationPlan, ParameterPlan};

/// The operation of a name: its id, the name of its method, or method and path.
pub(crate) fn operation<'p>(plans: &'p [OperationPlan], name: &str) -> Result<&'p OperationPlan, Refused> {
    let subject = name.split_once(' ').map(|(method, path)| format!("{} {path}", method.to_ascii_uppercase()));
    let by_subject = |plan: &&OperationPlan| subject.as_ref().is_some_and(|subject| plan.subject() == *subject);
    // Several media types of one operation are several methods, which share its id: the first is the preferred one.
    let found =
        plans.iter().find(|plan| plan.name == name || plan.id == name).or_else(|| plans.iter().find(by_subject));
    found.ok_or_else(|| match nearest(name, names(plans), 3).as_slice() {
        [] => Refused::one("the document has no operations"),
        near => Refused::one(format!(
            "there is no operation `{name}`; the nearest names are {}",
            quoted(near.iter().copied())
        )),
    })
}

/// All names of operations.
pub(crate) fn names(plans: &[OperationPlan]) -> Vec<&str> {
    let mut names: Vec<&str> = plans.iter().map(|plan| plan.name.as_str()).collect();
    names.extend(plans.iter().map(|plan| plan.id.as_str()).filter(|id| !plans.iter().any(|plan| plan.name == *id)));
    names.dedup();
    names
}

/// All parameters of an operation, those of the path first.
pub(crate) fn parameters(plan: &OperationPlan) -> impl Iterator<Item = &ParameterPlan> {
    let arguments = plan.arguments.iter().map(|argument| &argument.parameter);
    arguments.chain(plan.parameters.iter().flat_map(|parameters| &parameters.entries))
}

/// The parameter of a name on the wire. Where two places have it, `path:id` and `query:id` tell them apart.
pub(crate) fn parameter<'p>(plan: &'p OperationPlan, name: &str) -> Result<&'p ParameterPlan, Refused> {
    let place = |name: &str| Location::ALL.iter().find(|location| location.as_str() == name).copied();
    let (location, bare) = match name.split_once(':') {
        Some((first, rest)) if place(first).is_some() => (place(first), rest),
        _ => (None, name),
    };
    let is_meant = |parameter: &&ParameterPlan| {
        (parameter.name == bare || parameter.key == bare) && location.is_none_or(|place| place == parameter.location)
    };
    if let Some(found) = parameters(plan).find(is_meant) {
        return Ok(found);
    }
    let known: Vec<&str> = parameters(plan).map(|parameter| parameter.name.as_str()).collect();
    Err(Refused::one(match nearest(bare, known.iter().copied(), 3).as_slice() {
        [] => format!("`{}` takes no parameters, and `{name}` is given", plan.name),
        near => {
            format!("`{}` has no parameter `{name}`; the nearest names are {}", plan.name, quoted(near.iter().copied()))
        }
    }))
}
