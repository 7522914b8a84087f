//! Decides which operations give lists in pages, and how these hang together: as `vendor.toml` states it, or by a rule
//! that is certain. In doubt there is no pagination.

use super::plan::{Counter, Location, NextPagePlan, OperationPlan, Outcome, Payload, Step};
use crate::settings::Pagination;
use crate::source::Node;
use crate::types::{Presence, Scalar, Shape, TypeGraph, TypeRef};
use heck::ToSnakeCase;

/// Names of the query parameter that takes a cursor, and of the member that gives the next one.
const CURSORS: &[&str] =
    &["cursor", "page_cursor", "page_token", "next_token", "next_cursor", "continuation_token", "after"];
const NEXT_CURSORS: &[&str] = &[
    "next_page_token",
    "next_cursor",
    "next_page_cursor",
    "next_token",
    "next_continuation_token",
    "continuation_token",
    "end_cursor",
];
const NEXT_URLS: &[&str] = &["next_url", "next_page_url", "next_link", "next_page_link"];
const NUMBERS: &[&str] = &["page", "page_number", "page_num", "page_no"];
const OFFSETS: &[&str] = &["offset", "skip"];
/// A counter means pages only beside one of these.
const SIZES: &[&str] = &["page_size", "per_page", "limit", "size", "count", "max_results"];
const MORE: &[&str] = &["has_more", "has_next", "has_next_page"];

/// A decision, before the methods have names.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Decision {
    pub(super) next: NextPagePlan,
    pub(super) items: Vec<Step>,
    pub(super) item: TypeRef,
    pub(super) more: Option<Vec<Step>>,
    pub(super) reason: String,
}

/// What the rules make of an operation; `operation` is its node in the lowered document.
pub(super) fn by_rule(operation: &Node, graph: &TypeGraph, plan: &OperationPlan) -> Option<Decision> {
    if plan.method != "GET" {
        return None;
    }
    let page = Page::of(graph, plan).ok()?;
    let (items, item) = page.only_list()?;
    let more = page.only(MORE, |ty| *ty == TypeRef::Scalar(Scalar::Bool)).map(|member| member.steps.clone());
    let sized = query_names(plan).any(|name| SIZES.contains(&name.to_snake_case().as_str()));
    let cursor = || {
        let (parameter, next) = (only_parameter(plan, CURSORS)?, page.only(NEXT_CURSORS, is_text)?);
        let reason = format!("the parameter `{parameter}` takes what the member `{}` gives", next.path());
        Some((NextPagePlan::Cursor { parameter, next: next.steps.clone() }, reason))
    };
    let url = || {
        let next = page.only(NEXT_URLS, is_text)?;
        Some((NextPagePlan::Url(next.steps.clone()), format!("the member `{}` has the next page", next.path())))
    };
    let link = || has_link(operation).then(|| (NextPagePlan::LinkHeader, "answers have the header `Link`".to_owned()));
    let number = || {
        let parameter = counter(graph, plan, &only_parameter(plan, NUMBERS)?).ok()?;
        let reason = format!("the parameter `{}` counts pages", parameter.parameter);
        let first = first_page(operation, &parameter.parameter);
        sized.then_some((NextPagePlan::Number { parameter, first }, reason))
    };
    let offset = || {
        let parameter = counter(graph, plan, &only_parameter(plan, OFFSETS)?).ok()?;
        let reason = format!("the parameter `{}` counts items", parameter.parameter);
        sized.then_some((NextPagePlan::Offset { parameter }, reason))
    };
    let (next, reason) = cursor().or_else(url).or_else(link).or_else(number).or_else(offset)?;
    Some(Decision { next, items, item, more, reason })
}

/// What the settings make of an operation, or why they do not fit it.
pub(super) fn as_stated(
    operation: &Node,
    graph: &TypeGraph,
    plan: &OperationPlan,
    stated: &Pagination,
) -> Result<Decision, String> {
    let page = Page::of(graph, plan)?;
    let (items, item) = match &stated.items {
        Some(path) => match page.at(&path.value)? {
            Member { steps, ty: TypeRef::List(item), .. } => (steps.clone(), (**item).clone()),
            _ => return Err(format!("`{}` is no list", path.value)),
        },
        None => page.only_list().ok_or("its answer has not exactly one list; say which with `items`")?,
    };
    let member = |path: &Option<crate::settings::Text>| match path {
        Some(path) => page.at(&path.value).map(|member| Some(member.clone())),
        None => Ok(None),
    };
    let more = match member(&stated.more)? {
        Some(member) if *member.ty != TypeRef::Scalar(Scalar::Bool) => {
            return Err(format!("`{}` is not boolean", member.path()));
        }
        found => found.map(|member| member.steps),
    };
    let next = member(&stated.next)?;
    if let Some(member) = next.as_ref().filter(|member| !is_text(member.ty)) {
        return Err(format!("`{}` is neither text nor a number", member.path()));
    }
    let next = next.map(|member| member.steps).unwrap_or_default();
    let name = stated.parameter.as_ref().map(|text| text.value.clone()).unwrap_or_default();
    let next = match stated.style.value.as_str() {
        "page" => {
            let first = stated.first.unwrap_or_else(|| first_page(operation, &name));
            NextPagePlan::Number { parameter: counter(graph, plan, &name)?, first }
        }
        "offset" => NextPagePlan::Offset { parameter: counter(graph, plan, &name)? },
        "cursor" if query_names(plan).any(|known| known == name) => NextPagePlan::Cursor { parameter: name, next },
        "cursor" => return Err(format!("it has no query parameter `{name}`")),
        "next-url" => NextPagePlan::Url(next),
        _ => NextPagePlan::LinkHeader,
    };
    Ok(Decision { next, items, item, more, reason: format!("vendor.toml says so: {}", stated.source.value) })
}

/// A member of a page, or of an object in it.
#[derive(Clone, Debug)]
struct Member<'g> {
    wire: Vec<&'g str>,
    steps: Vec<Step>,
    /// Its type when it has a value.
    ty: &'g TypeRef,
}

impl Member<'_> {
    fn path(&self) -> String {
        self.wire.join(".")
    }
}

/// What one successful answer holds.
struct Page<'g> {
    ty: &'g TypeRef,
    members: Vec<Member<'g>>,
}

impl<'g> Page<'g> {
    /// The page of an operation that could have pages, or why it could not.
    fn of(graph: &'g TypeGraph, plan: &'g OperationPlan) -> Result<Self, String> {
        if plan.body.is_some() {
            return Err("it sends a body".to_owned());
        }
        let Outcome::One(Payload::Json(ty)) = &plan.result.success else {
            return Err("its successful answer is not one JSON value".to_owned());
        };
        let ty = graph.resolve(ty);
        let mut members = members(graph, ty, None);
        for at in 0..members.len() {
            let below = members.get(at).map(|member| self::members(graph, member.ty, Some(member)));
            members.extend(below.unwrap_or_default());
        }
        Ok(Self { ty, members })
    }

    /// The only list: the page itself, its only list, or the only list in its objects.
    fn only_list(&self) -> Option<(Vec<Step>, TypeRef)> {
        if let TypeRef::List(item) = self.ty {
            return Some((Vec::new(), (**item).clone()));
        }
        for depth in 1..=2 {
            let mut lists = self.members.iter().filter_map(|member| match member.ty {
                TypeRef::List(item) if member.steps.len() == depth => Some((member.steps.clone(), (**item).clone())),
                _ => None,
            });
            match (lists.next(), lists.next()) {
                (Some(list), None) => return Some(list),
                (Some(_), Some(_)) => return None,
                (None, _) => {}
            }
        }
        None
    }

    /// The only member with one of these names, if its type is right.
    fn only(&self, names: &[&str], fits: fn(&TypeRef) -> bool) -> Option<&Member<'g>> {
        let is_named = |member: &&Member<'_>| {
            member.wire.last().is_some_and(|name| names.contains(&name.to_snake_case().as_str()))
        };
        let mut found = self.members.iter().filter(is_named);
        match (found.next(), found.next()) {
            (Some(member), None) if fits(member.ty) => Some(member),
            _ => None,
        }
    }

    fn at(&self, path: &str) -> Result<&Member<'g>, String> {
        let found = self.members.iter().find(|member| member.path() == path);
        found.ok_or_else(|| format!("its answer has no member `{path}`"))
    }
}

fn members<'g>(graph: &'g TypeGraph, ty: &'g TypeRef, parent: Option<&Member<'g>>) -> Vec<Member<'g>> {
    let TypeRef::Named(id) = graph.resolve(unboxed(ty)) else { return Vec::new() };
    let Shape::Struct(plan) = &graph.get(*id).shape else { return Vec::new() };
    let member = |field: &'g crate::types::FieldPlan| {
        let (wire, steps) = parent.map(|parent| (parent.wire.clone(), parent.steps.clone())).unwrap_or_default();
        let (ty, options) = value_of(graph, &field.ty, usize::from(field.presence != Presence::Required));
        let step = Step { field: field.name.clone(), options };
        Member { wire: [wire, vec![&field.wire]].concat(), steps: [steps, vec![step]].concat(), ty }
    };
    plan.fields.iter().map(member).collect()
}

/// The type behind aliases and `Option`s, and how many of the latter there are.
fn value_of<'g>(graph: &'g TypeGraph, ty: &'g TypeRef, options: usize) -> (&'g TypeRef, usize) {
    match graph.resolve(ty) {
        TypeRef::Nullable(inner) => value_of(graph, inner, options + 1),
        ty => (ty, options),
    }
}

fn unboxed(ty: &TypeRef) -> &TypeRef {
    if let TypeRef::Boxed(inner) = ty { inner } else { ty }
}

fn is_text(ty: &TypeRef) -> bool {
    match ty {
        TypeRef::Scalar(scalar) => !matches!(scalar, Scalar::Bool | Scalar::Null | Scalar::F64),
        TypeRef::MaybeSet(..) => true,
        _ => false,
    }
}

fn query_names(plan: &OperationPlan) -> impl Iterator<Item = &str> {
    let entries = plan.parameters.iter().flat_map(|parameters| &parameters.entries);
    entries.filter(|entry| entry.location == Location::Query).map(|entry| entry.name.as_str())
}

fn only_parameter(plan: &OperationPlan, names: &[&str]) -> Option<String> {
    let mut found = query_names(plan).filter(|name| names.contains(&name.to_snake_case().as_str()));
    match (found.next(), found.next()) {
        (Some(name), None) => Some(name.to_owned()),
        _ => None,
    }
}

/// A query parameter as a counter, or why it is none.
fn counter(graph: &TypeGraph, plan: &OperationPlan, name: &str) -> Result<Counter, String> {
    let missing = || format!("it has no query parameter `{name}`");
    let parameters = plan.parameters.as_ref().ok_or_else(missing)?;
    let is_meant = |entry: &&super::plan::ParameterPlan| entry.location == Location::Query && entry.name == name;
    let entry = parameters.entries.iter().find(is_meant).ok_or_else(missing)?;
    let own = TypeRef::Named(parameters.ty);
    let fields = members(graph, &own, None);
    let field = fields.into_iter().find(|field| field.wire == [entry.key.as_str()]).ok_or_else(missing)?;
    let unsigned = match field.ty {
        TypeRef::Scalar(Scalar::I64) => false,
        TypeRef::Scalar(Scalar::U64) => true,
        _ => return Err(format!("its parameter `{name}` is no integer")),
    };
    let field = field.steps.into_iter().next().ok_or_else(missing)?;
    Ok(Counter { parameter: name.to_owned(), field, unsigned })
}

/// The number of the first page: what the document gives as default or as smallest value, else 1.
fn first_page(operation: &Node, parameter: &str) -> u64 {
    let node = operation.items("parameters").iter().find(|node| node.str("name") == Some(parameter));
    let schema = node.and_then(|node| node.get("schema"));
    let number = |key| schema.and_then(|schema| schema.get(key)).and_then(Node::as_number)?.as_u64();
    number("default").or(number("minimum")).unwrap_or(1)
}

fn has_link(operation: &Node) -> bool {
    let successes = operation.members("responses").filter(|(status, _)| status.starts_with('2'));
    successes
        .into_iter()
        .any(|(_, answer)| answer.members("headers").any(|(name, _)| name.eq_ignore_ascii_case("link")))
}

#[cfg(test)]
mod tests;
