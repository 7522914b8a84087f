//! Judges walks through the pages of a list: against the pages as the server sent them, which are read here once more and
//! independently of the runtime, and against other walks through the same list. Every item of every page has to come,
//! once and in order; no page may be asked for behind one that says it is the last, and none be left out.

use crate::driver::{Page, Record};
use serde_json::value::RawValue;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use switchboard::roundtrip;
use switchboard_codegen::operations::{NextPagePlan, OperationPlan, PageParameterPlan, PaginationPlan, Step};

/// The member of a call's values that says how pages are walked through.
pub(super) const WALK: &str = "pages";

/// How a walk is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Walk {
    /// Item by item.
    Items,
    /// Page by page.
    Pages,
}

impl Walk {
    /// What is asked for by the values of a call; nothing where it is one call.
    pub(super) fn of(values: &Value) -> Option<Self> {
        match values[WALK].as_str()? {
            "items" => Some(Self::Items),
            "pages" => Some(Self::Pages),
            _ => None,
        }
    }

    pub(super) fn value(self) -> Value {
        json!(if self == Self::Items { "items" } else { "pages" })
    }
}

/// Names of parameters that say how many items a page has, in small letters without anything between.
const SIZES: &[&str] = &["limit", "size", "pagesize", "perpage", "count", "maxresults", "pagelimit"];

/// The most items or pages of a walk that the program of the calls looks at (`driver/fixed_part.rs`).
const MOST: usize = 1000;

/// The name of a parameter of the query that says how many items a page has.
pub(super) fn size_name(parameter: &Value) -> Option<&str> {
    let name = parameter["name"].as_str().filter(|_| parameter["in"] == "query")?;
    let plain: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    SIZES.contains(&plain.to_lowercase().as_str()).then_some(name)
}

/// A size that makes pages small, of those that a parameter takes: a number, or a text that spells one.
pub(super) fn small_size(takes: impl Fn(&Value) -> bool) -> Option<Value> {
    (3..=100_u64).chain([2, 1]).flat_map(|size| [json!(size), json!(size.to_string())]).find(takes)
}

/// Where a page is asked for by its number or by what is before it: the parameter of the query, and the value for the first.
pub(super) fn start(next: &NextPagePlan) -> Option<(&str, u64)> {
    match next {
        NextPagePlan::Number { parameter: PageParameterPlan::Query(name), first } => Some((name, *first)),
        NextPagePlan::Offset { parameter: PageParameterPlan::Query(name) } => Some((name, 0)),
        _ => None,
    }
}

/// The walks through the lists of one server.
#[derive(Debug, Default)]
pub(super) struct Walks {
    /// The items of the first walk through a list, which is one without a size of pages, by the place of its method.
    first: BTreeMap<usize, Vec<String>>,
}

impl Walks {
    /// What is wrong with one walk beside those before; `changing` says that a server answers otherwise each time, and `sized`
    /// that pages of a size were asked for, which some servers take for the size of the whole list.
    pub(super) fn judge(
        &mut self,
        method: usize,
        plan: &OperationPlan,
        record: &Record,
        changing: bool,
        sized: bool,
    ) -> Option<String> {
        let items = match walked(plan, record, true) {
            Ok(items) => items,
            Err(fault) => return Some(fault),
        };
        let Some(first) = self.first.get(&method) else {
            self.first.insert(method, items);
            return None;
        };
        let is_cut = first.len().max(items.len()) >= MOST;
        if first.len() != items.len() && !is_cut && !(sized && items.len() < first.len()) {
            return Some(format!("another walk through the list gave {} items, this one {}", first.len(), items.len()));
        }
        let differs = |(at, (one, other)): (usize, (&String, &String))| {
            differ(one, other).map(|found| format!("item {at} of another walk through the list: {found}"))
        };
        first.iter().zip(&items).enumerate().find_map(differs).filter(|_| !changing)
    }
}

/// The items of all pages of a walk as the server sent them, or what is wrong with the walk. Where the walk is not `alone`, others
/// may change the list meanwhile, and what a page says of the others is no longer true.
pub(super) fn walked(plan: &OperationPlan, record: &Record, alone: bool) -> Result<Vec<String>, String> {
    match &plan.pagination {
        Some(paging) => walked_by(paging, &record.pages, &record.shown, &record.values, alone),
        None => Err("there are no pages by the plan".to_owned()),
    }
}

fn walked_by(
    paging: &PaginationPlan,
    pages: &[Page],
    shown: &str,
    values: &[String],
    alone: bool,
) -> Result<Vec<String>, String> {
    let pages = sent(pages);
    let bodies: Vec<&str> = pages.iter().filter_map(|page| page.body.as_str()).collect();
    let per_page: Vec<Vec<String>> = bodies.iter().map(|body| items(body, &paging.items)).collect();
    if bodies.len() != pages.len() || bodies.is_empty() {
        return Err(format!("{} of {} pages are text", bodies.len(), pages.len()));
    }
    let all: Vec<String> = per_page.iter().flatten().cloned().collect();
    let is_cut = values.len() >= MOST;
    let (what, mut came): (_, Vec<&str>) = match shown {
        "pages" => ("page", bodies.clone()),
        _ => ("item", all.iter().map(String::as_str).collect()),
    };
    if is_cut {
        came.truncate(values.len());
    }
    if came.len() != values.len() {
        return Err(format!("of {} {what}s on the wire came {}", came.len(), values.len()));
    }
    let lost = came.iter().zip(values).enumerate().find_map(|(at, (wire, value))| {
        differ(wire, value).map(|found| format!("{what} {at} of all is another on the way back: {found}"))
    });
    if let Some(lost) = lost {
        return Err(lost);
    }
    if !alone || is_cut {
        return Ok(all);
    }
    if let Some((at, item)) = all.iter().enumerate().find(|(at, item)| has_id(item) && all[..*at].contains(item)) {
        return Err(format!("item {at} of all pages came before: {item}"));
    }
    let mut seen = 0;
    for (at, page) in pages.iter().enumerate() {
        let count = per_page[at].len();
        seen += count;
        let end = end(paging, page, bodies[at], count, seen, at + 1);
        match (end, at + 1 == pages.len()) {
            (Some(why), false) => return Err(format!("page {} was asked for, though {why}", at + 2)),
            (None, true) => return Err(format!("no page was asked for behind page {}, which is not the last", at + 1)),
            _ => {}
        }
    }
    match total(paging, bodies[bodies.len() - 1]) {
        Some((stated, false)) if stated != seen as u64 => Err(format!("of {stated} items in all came {seen}")),
        Some((stated, true)) if stated != pages.len() as u64 => {
            Err(format!("of {stated} pages in all came {}", pages.len()))
        }
        _ => Ok(all),
    }
}

/// The pages that were sent, without those that had to be asked for again.
fn sent(pages: &[Page]) -> Vec<&Page> {
    let mut kept: Vec<&Page> = Vec::new();
    for page in pages {
        let again = kept.last().is_some_and(|last| last.url == page.url && last.request_body == page.request_body);
        if again {
            kept.pop();
        }
        kept.push(page);
    }
    kept
}

/// Why nothing follows a page, as the page itself says.
fn end(paging: &PaginationPlan, page: &Page, body: &str, count: usize, seen: usize, number: usize) -> Option<String> {
    let is_nothing =
        |text: Option<String>| text.is_none_or(|text| matches!(text.as_str(), "null" | "\"\"") || text.is_empty());
    if paging.more.as_ref().and_then(|steps| member(body, steps)).as_deref() == Some("false") {
        return Some("the page before says that there are no more".to_owned());
    }
    match total(paging, body) {
        Some((stated, false)) if seen as u64 >= stated => return Some(format!("all {stated} items were there")),
        Some((stated, true)) if number as u64 >= stated => return Some(format!("all {stated} pages were there")),
        _ => {}
    }
    let no_next = "the page before leads to none".to_owned();
    match &paging.next {
        NextPagePlan::Number { .. } | NextPagePlan::Offset { .. } => {
            (count == 0).then(|| "the page before is empty".to_owned())
        }
        NextPagePlan::Cursor { next, of_last_item: false, .. } | NextPagePlan::Url(next) => {
            is_nothing(member(body, next)).then_some(no_next)
        }
        NextPagePlan::Cursor { next, of_last_item: true, .. } => {
            let last = items(body, &paging.items).pop();
            is_nothing(last.and_then(|item| member(&item, next))).then_some(no_next)
        }
        NextPagePlan::LinkHeader => {
            let lines = page.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("link"));
            (!lines.flat_map(|(_, line)| links(line)).any(is_next)).then_some(no_next)
        }
    }
}

/// The links of a header `Link` (RFC 8288), of which each begins with an address in angle brackets.
fn links(line: &str) -> impl Iterator<Item = &str> {
    line.split('<').skip(1).filter_map(|link| link.split_once('>').map(|(_, parameters)| parameters))
}

/// Whether the parameters of a link say that it leads to the next page: one of the words of the first `rel`.
fn is_next(parameters: &str) -> bool {
    let mut named = parameters.split([';', ',']).filter_map(|parameter| parameter.split_once('='));
    let relation = named.find(|(name, _)| name.trim().eq_ignore_ascii_case("rel"));
    let words = relation.map(|(_, value)| value.trim().trim_matches('"').split_ascii_whitespace());
    words.into_iter().flatten().any(|word| word.eq_ignore_ascii_case("next"))
}

/// Whether items like this one are told apart by a member, so that none comes twice.
fn has_id(item: &str) -> bool {
    let members = serde_json::from_str::<BTreeMap<String, Box<RawValue>>>(item).unwrap_or_default();
    ["id", "uuid", "key"].iter().any(|name| members.contains_key(*name))
}

/// How much there is in all, and whether that counts pages; nothing where the page does not know.
fn total(paging: &PaginationPlan, body: &str) -> Option<(u64, bool)> {
    let plan = paging.total.as_ref()?;
    let stated: u64 = member(body, &plan.steps)?.parse().ok()?;
    (stated > 0).then_some((stated, plan.of_pages))
}

/// The items of a page, as they were sent.
fn items(page: &str, steps: &[Step]) -> Vec<String> {
    let list = member(page, steps).and_then(|list| serde_json::from_str::<Vec<Box<RawValue>>>(&list).ok());
    list.unwrap_or_default().iter().map(|item| item.get().to_owned()).collect()
}

/// The member that some steps lead to, as it was sent.
fn member(json: &str, steps: &[Step]) -> Option<String> {
    let mut at = json.trim().to_owned();
    for step in steps {
        let members: BTreeMap<String, Box<RawValue>> = serde_json::from_str(&at).ok()?;
        at = members.get(&step.wire)?.get().to_owned();
    }
    Some(at)
}

/// The first difference between JSON that came and JSON that goes back, to the last digit.
pub(super) fn differ(left: &str, right: &str) -> Option<String> {
    let raw = |text: &str| RawValue::from_string(text.trim().to_owned()).ok();
    match (raw(left), raw(right)) {
        (Some(left), Some(right)) => roundtrip::difference(&left, &right),
        _ => Some(format!("`{left}` is not JSON")),
    }
}

#[cfg(test)]
mod tests;
