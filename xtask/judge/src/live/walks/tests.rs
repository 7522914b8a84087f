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
    walked_by(&paging, &pages, shown, &values).err()
}

#[test]
fn a_walk_has_every_item_and_no_page_in_vain() {
    let (one, two, none) =
        (r#"{"items": [1, 2], "total": 3}"#, r#"{"items": [3], "total": 3}"#, r#"{"items": [], "total": 3}"#);
    assert_eq!(fault(by_number(), &[one, two], "items", &["1", "2", "3"]), None);
    assert_eq!(fault(by_number(), &[one, two], "pages", &[one, two]), None);
    for (pages, shown, values, wanted) in [
        (&[one, two, none][..], "items", &["1", "2", "3"][..], "page 3 was asked for, though all 3 items were there"),
        (&[one], "items", &["1", "2"], "no page was asked for behind page 1, which is not the last"),
        (&[one, two], "items", &["1", "2"], "of 3 items on the wire came 2"),
        (&[one, two], "items", &["1", "2", "4"], "item 2 of all is another on the way back: 3 became 4"),
        (&[one, two], "pages", &[one], "of 2 pages on the wire came 1"),
        (&[one, one], "items", &["1", "2", "1", "2"], "item 2 of all pages came before: 1"),
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
fn sizes_stay_within_their_bounds() {
    let parameter = |name: &str, schema: Value| json!({"name": name, "in": "query", "schema": schema});
    let parameters = [
        parameter("page_size", json!({"type": "integer", "minimum": 5})),
        parameter("Limit", json!({"maximum": 2})),
        parameter("least", json!({})),
        json!({"name": "size", "in": "header"}),
    ];
    assert_eq!(sizes(&parameters), [("page_size".to_owned(), 5), ("Limit".to_owned(), 2)]);
}
