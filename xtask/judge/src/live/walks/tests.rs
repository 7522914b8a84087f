//! Walks as a client that errs would make them.

use super::*;
use switchboard_codegen::operations::{PageParameterPlan, TotalPlan};
use switchboard_codegen::types::{Scalar, TypeRef};

fn step(wire: &str) -> Vec<Step> {
    vec![Step { field: wire.to_owned(), wire: wire.to_owned(), options: 0, nullable: false }]
}

fn paging(next: NextPagePlan, total: Option<&str>) -> PaginationPlan {
    PaginationPlan {
        next,
        items: step("items"),
        item: TypeRef::Scalar(Scalar::I64),
        more: None,
        total: total.map(|total| TotalPlan { steps: step(total), unsigned: false, of_pages: false }),
        reason: String::new(),
    }
}

fn by_number() -> PaginationPlan {
    let parameter = PageParameterPlan::Query("page".to_owned());
    paging(NextPagePlan::Number { parameter, first: 1 }, Some("total"))
}

fn by_cursor() -> PaginationPlan {
    let parameter = PageParameterPlan::Query("cursor".to_owned());
    paging(NextPagePlan::Cursor { parameter, next: step("next"), of_last_item: false }, None)
}

/// What is wrong with a walk over these pages that gave these values.
fn fault(paging: PaginationPlan, pages: &[&str], shown: &str, values: &[&str]) -> Option<String> {
    walk(paging, pages, shown, values, true).err()
}

fn walk(
    paging: PaginationPlan,
    pages: &[&str],
    shown: &str,
    values: &[&str],
    alone: bool,
) -> Result<Vec<String>, String> {
    let pages: Vec<Page> = (0..)
        .zip(pages)
        .map(|(at, body)| Page {
            url: format!("/?page={at}"),
            request_body: None,
            headers: Vec::new(),
            body: json!(body),
        })
        .collect();
    let values: Vec<String> = values.iter().map(|value| (*value).to_owned()).collect();
    walked_by(&paging, &pages, shown, &values, alone)
}

#[test]
fn a_walk_has_every_item_and_no_page_in_vain() {
    let (one, two, none) =
        (r#"{"items": [1, 2], "total": 3}"#, r#"{"items": [3], "total": 3}"#, r#"{"items": [], "total": 3}"#);
    let (same, item) = (r#"{"items": [{"id": 1}], "total": 2}"#, r#"{"id": 1}"#);
    let twice = r#"{"items": [7], "total": 2}"#;
    assert_eq!(fault(by_number(), &[twice, twice], "items", &["7", "7"]), None, "numbers may be equal");
    assert_eq!(fault(by_number(), &[one, two], "items", &["1", "2", "3"]), None);
    assert_eq!(fault(by_number(), &[one, two], "pages", &[one, two]), None);
    for (pages, shown, values, wanted) in [
        (&[one, two, none][..], "items", &["1", "2", "3"][..], "page 3 was asked for, though all 3 items were there"),
        (&[one], "items", &["1", "2"], "no page was asked for behind page 1, which is not the last"),
        (&[one, two], "items", &["1", "2"], "of 3 items on the wire came 2"),
        (&[one, two], "items", &["1", "2", "4"], "item 2 of all is another on the way back: 3 became 4"),
        (&[one, two], "pages", &[one], "of 2 pages on the wire came 1"),
        (&[same, same], "items", &[item, item], "item 1 of all pages came before: {\"id\": 1}"),
        (&[one, r#"{"items": [], "total": 3}"#], "items", &["1", "2"], "of 3 items in all came 2"),
    ] {
        assert_eq!(fault(by_number(), pages, shown, values).as_deref(), Some(wanted));
    }
}

#[test]
fn a_cursor_is_followed_to_the_page_without_one() {
    let (one, last) = (r#"{"items": [1], "next": "a"}"#, r#"{"items": [2], "next": null}"#);
    assert_eq!(fault(by_cursor(), &[one, last], "items", &["1", "2"]), None);
    assert_eq!(
        fault(by_cursor(), &[one, last, r#"{"items": []}"#], "items", &["1", "2"]).as_deref(),
        Some("page 3 was asked for, though the page before leads to none")
    );
    assert_eq!(
        fault(by_cursor(), &[one], "items", &["1"]).as_deref(),
        Some("no page was asked for behind page 1, which is not the last")
    );
}

#[test]
fn sizes_are_such_as_their_parameters_take() {
    let parameter = |name: &str, place: &str| json!({"name": name, "in": place});
    assert_eq!(size_name(&parameter("page_size", "query")), Some("page_size"));
    assert_eq!(size_name(&parameter("Limit", "query")), Some("Limit"));
    assert_eq!([parameter("least", "query"), parameter("size", "header")].iter().find_map(size_name), None);
    assert_eq!(small_size(Value::is_u64), Some(json!(3)));
    assert_eq!(small_size(Value::is_string), Some(json!("3")));
    assert_eq!(small_size(|size| [10, 25].contains(&size.as_u64().unwrap_or(0))), Some(json!(10)));
    assert_eq!(small_size(|size| size.as_u64() == Some(1)), Some(json!(1)));
    assert_eq!(small_size(Value::is_boolean), None);
}

#[test]
fn the_next_page_of_a_header_is_one_word_of_its_relation() {
    let has_next = |line: &str| links(line).any(is_next);
    for line in [
        "<https://a.example/?a=1,2>; rel=\"next\"",
        "</?a=1>; rel=prev, </?a=2>; title=\"x\"; Rel=NEXT",
        "</>; rel=\"last next\"",
    ] {
        assert!(has_next(line), "{line}");
    }
    for line in ["</>; rel=\"next-archive\"", "</>; title=\"rel=next\"; rel=prev", "</next>; rel=last", "rel=next", ""]
    {
        assert!(!has_next(line), "{line}");
    }
}

#[test]
fn what_others_change_meanwhile_is_no_fault_of_a_walk() {
    let (one, two) = (r#"{"items": [1], "total": 2}"#, r#"{"items": [2], "total": 9}"#);
    assert!(fault(by_number(), &[one, two], "items", &["1", "2"]).is_some());
    assert_eq!(walk(by_number(), &[one, two], "items", &["1", "2"], false).err(), None);
    let values: Vec<String> = (0..MOST).map(|number| number.to_string()).collect();
    let values: Vec<&str> = values.iter().map(String::as_str).collect();
    let long = format!("{{\"items\": [{}, 1000]}}", values.join(", "));
    assert_eq!(fault(by_number(), &[&long], "items", &values), None, "a walk is looked at up to {MOST} items");
}
