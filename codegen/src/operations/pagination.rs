//! Decides which operations give lists in pages, and how these hang together: as `vendor.toml` states it, or by a rule
//! that is certain. In doubt there is no pagination.

mod parameters;

use super::plan::{BodyPlan, NextPagePlan, OperationPlan, Outcome, PageParameterPlan, Payload, Step, TotalPlan};
use crate::model::{Api, Operation};
use crate::settings::Pagination;
use crate::types::{Presence, Scalar, Shape, TypeGraph, TypeId, TypeRef};
use heck::ToSnakeCase;
use parameters::Parameters;

/// Names of the parameter that takes a cursor, and of the member that gives the next one.
const CURSORS: &[&str] = &["cursor", "page_cursor", "page_token", "next_token", "next_cursor", "continuation_token"];
/// Names that a cursor has where nothing else is one: a filter may have them, too.
const DOUBTFUL_CURSORS: &[&str] = &["after"];
const NEXT_CURSORS: &[&str] = &[
    "next_page_token",
    "next_cursor",
    "next_page_cursor",
    "next_token",
    "next_continuation_token",
    "continuation_token",
    "end_cursor",
];
/// Names of the next cursor that mean one only beside a parameter that is certainly one.
const SHORT_NEXT_CURSORS: &[&str] = &["next", "cursor", "next_page"];
const NEXT_URLS: &[&str] = &["next_url", "next_page_url", "next_link", "next_page_link"];
const NUMBERS: &[&str] = &["page", "page_number", "page_num", "page_no"];
const OFFSETS: &[&str] = &["offset", "skip"];
/// A counter means pages only beside one of these.
const SIZES: &[&str] = &["page_size", "per_page", "limit", "size", "count", "max_results"];
/// Words for operations that read, whatever their method.
const SEARCHES: &[&str] = &["search", "list", "query", "find", "filter", "lookup", "browse"];
const MORE: &[&str] = &["has_more", "has_next", "has_next_page"];
/// Members that say how many items, and how many pages, all pages have together.
const TOTALS: &[&str] = &[
    "total",
    "total_count",
    "total_items",
    "total_results",
    "total_records",
    "total_elements",
    "total_size",
    "total_entries",
];
const TOTAL_PAGES: &[&str] = &["total_pages", "page_count", "pages_count", "last_page", "num_pages", "number_of_pages"];

/// A decision, before the methods have names.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Decision {
    pub(super) next: NextPagePlan,
    pub(super) items: Vec<Step>,
    pub(super) item: TypeRef,
    pub(super) more: Option<Vec<Step>>,
    pub(super) total: Option<TotalPlan>,
    pub(super) reason: String,
}

/// An operation that may give pages.
#[derive(Clone, Copy)]
pub(super) struct Listing<'g> {
    pub(super) api: &'g Api,
    /// It in the lowered document.
    pub(super) operation: &'g Operation,
    pub(super) graph: &'g TypeGraph,
    pub(super) plan: &'g OperationPlan,
}

impl Listing<'_> {
    /// What the rules make of it.
    pub(super) fn by_rule(self) -> Option<Decision> {
        let reads = self.plan.method == "GET";
        if !reads && self.plan.method != "POST" {
            return None;
        }
        let page = Page::of(self.graph, self.plan).ok()?;
        let (items, item) = page.only_list()?;
        let more = page.only(MORE, |ty| *ty == TypeRef::Scalar(Scalar::Bool)).map(|member| member.steps.clone());
        let parameters = Parameters::of(self);
        // What the caller gave and gets back is no page, even where nothing else in the answer is a list.
        if items.last().is_some_and(|step| parameters.has_list(step)) {
            return None;
        }
        let by_cursor = || {
            let certain = parameters.only(CURSORS);
            let doubtful = || parameters.only(DOUBTFUL_CURSORS).filter(|_| !parameters.any(CURSORS));
            let is_certain = certain.is_some();
            let parameter = certain.or_else(doubtful).filter(|parameter| parameter.takes_cursors())?;
            let short =
                || SHORT_NEXT_CURSORS.iter().find_map(|name| page.only(&[name], is_text)).filter(|_| is_certain);
            let next = page.only(NEXT_CURSORS, is_text).or_else(short)?;
            let reason = format!("{parameter} takes what the member `{}` gives", next.path());
            Some((cursor(parameter.plan(), next.steps.clone(), false), reason))
        };
        let url = || {
            let next = page.only(NEXT_URLS, is_text).filter(|_| reads)?;
            Some((NextPagePlan::Url(next.steps.clone()), format!("the member `{}` has the next page", next.path())))
        };
        let link = || {
            let reason = "answers have the header `Link`".to_owned();
            (reads && has_link(self.operation)).then_some((NextPagePlan::LinkHeader, reason))
        };
        // A counter beside a size means pages, but what is sent by POST may be something to make.
        let counts = parameters.any(SIZES) && (reads || self.is_search());
        let number = || {
            let parameter = parameters.only(NUMBERS)?;
            let (counter, first) = (parameter.counter().ok()?, parameters.first_page(parameter));
            counts.then(|| (NextPagePlan::Number { parameter: counter, first }, format!("{parameter} counts pages")))
        };
        let offset = || {
            let parameter = parameters.only(OFFSETS)?;
            let counter = parameter.counter().ok()?;
            counts.then(|| (NextPagePlan::Offset { parameter: counter }, format!("{parameter} counts items")))
        };
        let (next, reason) = by_cursor().or_else(url).or_else(link).or_else(number).or_else(offset)?;
        let total = page.total(&next);
        Some(Decision { next, items, item, more, total, reason })
    }

    /// What the settings make of it, or why they do not fit it.
    pub(super) fn as_stated(self, stated: &Pagination) -> Result<Decision, String> {
        let page = Page::of(self.graph, self.plan)?;
        let (items, item) = match &stated.items {
            Some(path) => match page.at(&path.value)? {
                Member { steps, ty: TypeRef::List(item), .. } => (steps.clone(), (**item).clone()),
                _ => return Err(format!("`{}` is not a list", path.value)),
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
        let of_last = stated.next.as_ref().and_then(|path| path.value.split_once("[-1]."));
        let next = match of_last {
            Some((list, path)) => Some(self.of_last_item(list, path, &items, &item, &page, stated)?),
            None => member(&stated.next)?,
        };
        if let Some(member) = next.as_ref().filter(|member| !is_text(member.ty)) {
            return Err(format!("`{}` is neither text nor a number", member.path()));
        }
        let next = next.map(|member| member.steps).unwrap_or_default();
        let parameters = Parameters::of(self);
        let name = stated.parameter.as_ref().map(|text| text.value.as_str()).unwrap_or_default();
        let next = match stated.style.value.as_str() {
            "page" => {
                let parameter = parameters.at(name)?;
                let first = stated.first.unwrap_or_else(|| parameters.first_page(parameter));
                NextPagePlan::Number { parameter: parameter.counter()?, first }
            }
            "offset" => NextPagePlan::Offset { parameter: parameters.at(name)?.counter()? },
            "cursor" => cursor(parameters.at(name)?.plan(), next, of_last.is_some()),
            "next-url" => NextPagePlan::Url(next),
            _ => NextPagePlan::LinkHeader,
        };
        let total = page.total(&next);
        Ok(Decision { next, items, item, more, total, reason: format!("vendor.toml says so: {}", stated.source.value) })
    }

    /// The member of the last item that is the next cursor: `data[-1].id`.
    fn of_last_item(
        self,
        list: &str,
        path: &str,
        items: &[Step],
        item: &'_ TypeRef,
        page: &Page<'_>,
        stated: &Pagination,
    ) -> Result<Member<'static>, String> {
        let text = stated.next.as_ref().map_or("", |text| text.value.as_str());
        if stated.style.value != "cursor" {
            return Err(format!("`{text}` is of the last item, which is for the style `cursor` alone"));
        }
        let is_list = match list {
            "" => items.is_empty(),
            list => page.at(list)?.steps == items,
        };
        if !is_list {
            let list = if list.is_empty() { "the page" } else { list };
            return Err(format!("`{text}`: {list} is not the list with the items"));
        }
        let ty = self.graph.resolve(unboxed(item));
        let inside = Page { ty, members: all_members(self.graph, ty) };
        let member = inside.at(path).map_err(|_| format!("an item has no member `{path}`"))?;
        match is_text(member.ty) {
            true => Ok(Member { wire: Vec::new(), steps: member.steps.clone(), ty: &TypeRef::Scalar(Scalar::String) }),
            false => Err(format!("`{text}` is neither text nor a number")),
        }
    }

    /// Whether its name says that it looks for something, whatever its method.
    fn is_search(self) -> bool {
        let id = self.plan.id.to_snake_case();
        let last = self.plan.path.rsplit('/').next().unwrap_or_default().to_snake_case();
        id.split('_').chain(last.split('_')).any(|word| SEARCHES.contains(&word))
    }
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
        if plan.body.as_ref().is_some_and(|body| !is_kept(body)) {
            return Err("it sends a body that cannot be sent again".to_owned());
        }
        let Outcome::One(Payload::Json(ty)) = &plan.result.success else {
            return Err("its successful answer is not one JSON value".to_owned());
        };
        let ty = graph.resolve(ty);
        Ok(Self { ty, members: all_members(graph, ty) })
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

    /// The member that says how much there is, where a parameter counts: else a page says itself what comes next.
    fn total(&self, next: &NextPagePlan) -> Option<TotalPlan> {
        if !matches!(next, NextPagePlan::Number { .. } | NextPagePlan::Offset { .. }) {
            return None;
        }
        let of = |names: &[&str]| {
            let member = self.only(names, |ty| matches!(ty, TypeRef::Scalar(Scalar::I64 | Scalar::U64)))?;
            Some((member.steps.clone(), *member.ty == TypeRef::Scalar(Scalar::U64)))
        };
        // `count` may be that of the page, but not beside the addresses of the pages around it.
        let has_neighbours = || ["next", "previous"].iter().all(|name| self.only(&[name], is_text).is_some());
        let items = of(TOTALS).or_else(|| of(&["count"]).filter(|_| has_neighbours()));
        let total = |of_pages, (steps, unsigned)| TotalPlan { steps, unsigned, of_pages };
        let pages = || of(TOTAL_PAGES).filter(|_| matches!(next, NextPagePlan::Number { .. }));
        items.map(|found| total(false, found)).or_else(|| pages().map(|found| total(true, found)))
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

fn cursor(parameter: PageParameterPlan, next: Vec<Step>, of_last_item: bool) -> NextPagePlan {
    NextPagePlan::Cursor { parameter, next, of_last_item }
}

/// The members of a type, and those of the objects in it.
fn all_members<'g>(graph: &'g TypeGraph, ty: &'g TypeRef) -> Vec<Member<'g>> {
    let mut members = members(graph, ty, None);
    for at in 0..members.len() {
        let below = members.get(at).map(|member| self::members(graph, member.ty, Some(member)));
        members.extend(below.unwrap_or_default());
    }
    members
}

fn members<'g>(graph: &'g TypeGraph, ty: &'g TypeRef, parent: Option<&Member<'g>>) -> Vec<Member<'g>> {
    match graph.resolve(unboxed(ty)) {
        TypeRef::Named(id) => fields(graph, *id, parent),
        _ => Vec::new(),
    }
}

/// The members of a struct.
fn fields<'g>(graph: &'g TypeGraph, id: TypeId, parent: Option<&Member<'g>>) -> Vec<Member<'g>> {
    let Shape::Struct(plan) = &graph.get(id).shape else { return Vec::new() };
    let member = |field: &'g crate::types::FieldPlan| {
        let (wire, steps) = parent.map(|parent| (parent.wire.clone(), parent.steps.clone())).unwrap_or_default();
        let (ty, options) = value_of(graph, &field.ty, usize::from(field.presence != Presence::Required));
        let nullable = field.presence == Presence::Nullable && matches!(field.ty, TypeRef::Nullable(_));
        let step = Step {
            field: field.name.clone(),
            wire: field.wire.clone(),
            options: options - usize::from(nullable),
            nullable,
        };
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
        TypeRef::MaybeSet(..) | TypeRef::JsonText(_) => true,
        _ => false,
    }
}

/// Whether a body is in memory, so that it is there for the next page too.
fn is_kept(body: &BodyPlan) -> bool {
    matches!(body.payload, Payload::Json(_) | Payload::Form(_) | Payload::Text)
}

fn has_link(operation: &Operation) -> bool {
    let successes = operation.responses().filter(|(status, _)| status.starts_with('2'));
    successes.into_iter().any(|(_, answer)| answer.headers().any(|(name, _)| name.eq_ignore_ascii_case("link")))
}

#[cfg(test)]
mod tests;
