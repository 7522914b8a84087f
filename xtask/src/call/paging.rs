//! The pages of a list, followed by the runtime: what it asks of a page is looked up by the names on the wire, since nothing here
//! has types.

use super::answer::is_of_nothing;
use super::{Output, Sink};
use anyhow::Result;
use serde_json::Value;
use std::sync::OnceLock;
use switchboard_codegen::operations::{NextPagePlan, PageParameterPlan, PaginationPlan, Step};
use switchboard_runtime::{
    Call, Error, Failure, NextPage, PageParameter, Pages, Paging, Request, Total, Undocumented, cursor, cursor_text,
};

/// Where in a page everything is. The runtime asks by functions that hold nothing; the program follows one list.
struct Places {
    items: Vec<String>,
    next: Vec<String>,
    of_last_item: bool,
    more: Vec<String>,
    total: Vec<String>,
}

static PLACES: OnceLock<Places> = OnceLock::new();

fn at(value: &Value, place: impl FnOnce(&'static Places) -> &'static [String]) -> Option<&Value> {
    place(PLACES.get()?).iter().try_fold(value, |value, name| value.get(name))
}

fn items(page: &Value) -> Option<&Vec<Value>> {
    at(page, |places| &places.items)?.as_array()
}

fn next(page: &Value) -> Option<Value> {
    let of = match PLACES.get()?.of_last_item {
        true => items(page)?.last()?,
        false => page,
    };
    cursor(at(of, |places| &places.next)?)
}

fn wire(steps: &[Step]) -> Vec<String> {
    steps.iter().map(|step| step.wire.clone()).collect()
}

fn parameter(plan: &PageParameterPlan) -> PageParameter {
    let kept = |text: &String| -> &'static str { Box::leak(text.clone().into_boxed_str()) };
    match plan {
        PageParameterPlan::Query(name) => PageParameter::Query(kept(name)),
        PageParameterPlan::Body(names) => {
            let names: Vec<&'static str> = names.iter().map(kept).collect();
            PageParameter::Body(Box::leak(names.into_boxed_slice()))
        }
    }
}

/// Sends a request, and those for all pages that follow. Items are printed as they come; as a table, all at the end. Gives what the
/// pages broke off with, after the items of those before.
pub(crate) async fn follow(
    request: Request,
    plan: &PaginationPlan,
    output: Output,
    sink: &mut Sink,
) -> Result<Option<Failure>> {
    let (steps, of_last_item) = match &plan.next {
        NextPagePlan::Cursor { next, of_last_item, .. } => (wire(next), *of_last_item),
        NextPagePlan::Url(next) => (wire(next), false),
        _ => (Vec::new(), false),
    };
    let _ = PLACES.set(Places {
        items: wire(&plan.items),
        next: steps,
        of_last_item,
        more: plan.more.as_deref().map(wire).unwrap_or_default(),
        total: plan.total.as_ref().map(|total| wire(&total.steps)).unwrap_or_default(),
    });
    let number: fn(&Value) -> Option<u64> = |page| at(page, |places| &places.total)?.as_u64();
    let total = plan.total.as_ref().map(|total| match (total.of_pages, &plan.next) {
        (true, NextPagePlan::Number { first, .. }) => Total::Pages { first: *first, number },
        _ => Total::Items(number),
    });
    let more: fn(&Value) -> Option<bool> = |page| at(page, |places| &places.more)?.as_bool();
    let paging = Paging {
        next: match &plan.next {
            NextPagePlan::Number { parameter: name, first } => {
                NextPage::Number { parameter: parameter(name), first: *first }
            }
            NextPagePlan::Offset { parameter: name } => NextPage::Offset { parameter: parameter(name) },
            NextPagePlan::Cursor { parameter: name, .. } => NextPage::Cursor { parameter: parameter(name), next },
            NextPagePlan::Url(_) => NextPage::Url(|page| cursor_text(at(page, |places| &places.next)?)),
            NextPagePlan::LinkHeader => NextPage::LinkHeader,
        },
        count: |page| items(page).map_or(0, Vec::len),
        more: plan.more.is_some().then_some(more),
        total,
    };
    let mut pages = Pages::follow(Call::<Value, Undocumented>::new(request), paging);
    let (mut all, mut broke_off) = (Vec::new(), None);
    while let Some(page) = pages.next().await {
        let page = match page {
            Ok(page) => page,
            // A list of nothing may have no body.
            Err(Error::Failure(failure)) if is_of_nothing(&failure) => break,
            Err(Error::Failure(failure)) => {
                broke_off = Some(failure);
                break;
            }
            Err(error) => return Err(error.into()),
        };
        match items(&page) {
            Some(items) if output == Output::Table => all.extend(items.iter().cloned()),
            Some(items) => items.iter().try_for_each(|item| sink.line(item))?,
            None => sink.line(&page)?,
        }
    }
    if output == Output::Table && (broke_off.is_none() || !all.is_empty()) {
        sink.value(&Value::Array(all), output)?;
    }
    Ok(broke_off)
}
