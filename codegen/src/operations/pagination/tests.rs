use crate::diagnostic::Diagnostics;
use crate::model::Api;
use crate::operations::{NextPagePlan, OperationPlan, PageParameterPlan, state};
use crate::settings::{CrateSettings, VendorSettings};
use crate::source::{Node, SourceFiles, Span};
use crate::{Planned, plan};
use serde_json::{Value, json};

/// `GET /list` with these query parameters (name and type) and this schema of the answer.
fn list(parameters: &[(&str, &str)], answer: Value) -> Value {
    let parameters: Vec<Value> =
        parameters.iter().map(|(name, ty)| json!({"name": name, "in": "query", "schema": {"type": ty}})).collect();
    json!({
        "openapi": "3.1.0", "info": {"title": "t", "version": "1"},
        "paths": {"/list": {"get": {
            "operationId": "list",
            "parameters": parameters,
            "responses": {"200": {"description": "ok", "content": {"application/json": {"schema": answer}}}},
        }}},
    })
}

fn object(members: Value) -> Value {
    json!({"type": "object", "properties": members})
}

/// The plan of the first operation, and what was reported, under this `vendor.toml` beyond its required keys.
fn decide(document: Value, toml: &str) -> (OperationPlan, Vec<String>) {
    let head = "title = \"t\"\ncrate = \"t\"\nversion = \"0.1.0\"\ndescription = \"t\"\nformat = \"openapi\"\n";
    let mut files = SourceFiles::new();
    let file = files.add("vendor.toml", format!("{head}{toml}"));
    let mut diagnostics = Diagnostics::new();
    let settings = VendorSettings::read(&files, file, &mut diagnostics).expect("sound settings");
    let document = Node::from_value(document, Span::new(file, 0..0));
    let Planned { document, graph, mut operations, .. } = plan(&document, &mut diagnostics).expect("a sound document");
    state(Api::of(&document), &CrateSettings::for_vendor(&settings), &graph, &mut operations.plans, &mut diagnostics);
    let messages = diagnostics.iter().map(|found| found.message.clone()).collect();
    (operations.plans.into_iter().next().expect("an operation"), messages)
}

/// `POST /calls/search` with a body of these members, which need not be there.
fn search(body: Value, answer: Value) -> Value {
    let mut document = list(&[], answer);
    let mut operation = document["paths"]["/list"]["get"].take();
    operation["operationId"] = json!("searchCalls");
    operation["requestBody"] = json!({"content": {"application/json": {"schema": object(body)}}});
    document["paths"] = json!({"/calls/search": {"post": operation}});
    document
}

fn by_rule(document: Value) -> Option<String> {
    let (plan, messages) = decide(document, "");
    assert_eq!(messages, [""; 0]);
    plan.pagination.map(|paging| {
        let items: Vec<&str> = paging.items.iter().map(|step| step.field.as_str()).collect();
        format!("{} [{}] more: {}", paging.reason, items.join("."), paging.more.is_some())
    })
}

fn items() -> Value {
    json!({"type": "array", "items": {"type": "string"}})
}

#[test]
fn rules_find_pages_by_parameters_and_members() {
    let cursor =
        object(json!({"data": items(), "nextCursor": {"type": ["string", "null"]}, "hasMore": {"type": "boolean"}}));
    assert_eq!(
        by_rule(list(&[("cursor", "string"), ("page", "integer"), ("limit", "integer")], cursor)).as_deref(),
        Some("the parameter `cursor` takes what the member `nextCursor` gives [data] more: true")
    );
    let nested = object(
        json!({"data": object(json!({"calls": items()})), "meta": object(json!({"next_page_token": {"type": "string"}}))}),
    );
    assert_eq!(
        by_rule(list(&[("page_token", "string")], nested)).as_deref(),
        Some("the parameter `page_token` takes what the member `meta.next_page_token` gives [data.calls] more: false")
    );
    assert_eq!(
        by_rule(list(&[("page", "integer"), ("perPage", "integer")], items())).as_deref(),
        Some("the parameter `page` counts pages [] more: false")
    );
    assert_eq!(
        by_rule(list(&[("offset", "integer"), ("limit", "integer")], items())).as_deref(),
        Some("the parameter `offset` counts items [] more: false")
    );
    assert_eq!(
        by_rule(list(&[], object(json!({"calls": items(), "next_page_url": {"type": "string"}})))).as_deref(),
        Some("the member `next_page_url` has the next page [calls] more: false")
    );
    let mut linked = list(&[], items());
    linked["paths"]["/list"]["get"]["responses"]["200"]["headers"] = json!({"link": {"schema": {"type": "string"}}});
    assert_eq!(by_rule(linked).as_deref(), Some("answers have the header `Link` [] more: false"));
}

#[test]
fn rules_find_pages_by_members_of_the_body() {
    let (number, text) = (json!({"type": "integer"}), json!({"type": "string"}));
    assert_eq!(
        by_rule(search(json!({"page": number, "pageSize": number, "text": text}), items())).as_deref(),
        Some("the member of the body `page` counts pages [] more: false")
    );
    assert_eq!(
        by_rule(search(json!({"paging": object(json!({"offset": number, "limit": number}))}), items())).as_deref(),
        Some("the member of the body `paging.offset` counts items [] more: false")
    );
    let answer = object(json!({"calls": items(), "meta": object(json!({"next_cursor": text}))}));
    assert_eq!(
        by_rule(search(json!({"cursor": text}), answer.clone())).as_deref(),
        Some("the member of the body `cursor` takes what the member `meta.next_cursor` gives [calls] more: false")
    );
    // Neither a search by its name, nor a body that is there for the next page, nor one parameter.
    let mut made = search(json!({"page": number, "size": number}), items());
    made["paths"] = json!({"/books": {"post": made["paths"]["/calls/search"]["post"].take()}});
    made["paths"]["/books"]["post"]["operationId"] = json!("createBook");
    let mut uploaded = search(json!({"cursor": text}), answer.clone());
    let body = json!({"multipart/form-data": {"schema": object(json!({"cursor": text}))}});
    uploaded["paths"]["/calls/search"]["post"]["requestBody"]["content"] = body;
    let mut twice = search(json!({"cursor": text}), answer.clone());
    let query = json!([{"name": "cursor", "in": "query", "schema": {"type": "string"}}]);
    twice["paths"]["/calls/search"]["post"]["parameters"] = query;
    let of_a_list = search(json!({"cursor": items()}), answer);
    for document in [made, uploaded, twice, of_a_list] {
        assert_eq!(by_rule(document.clone()), None, "{document:#}");
    }
}

#[test]
fn settings_state_members_of_the_body() {
    let body = || json!({"opts": {"allOf": [{"$ref": "#/components/schemas/Opts"}]}, "size": {"type": "integer"}});
    let document = || {
        let mut document = search(body(), items());
        document["components"] =
            json!({"schemas": {"Opts": object(json!({"start": {"type": "integer", "default": 5}}))}});
        document
    };
    let entry = |rest: &str| format!("[[pagination]]\nsource = \"p\"\noperation = \"searchCalls\"\n{rest}\n");
    let (plan, messages) = decide(document(), &entry("style = \"page\"\nparameter = \"opts.start\""));
    assert_eq!(messages, [""; 0]);
    let Some(NextPagePlan::Number { parameter, first }) = plan.pagination.map(|paging| paging.next) else {
        panic!("no pages")
    };
    assert_eq!(parameter, PageParameterPlan::Body(vec!["opts".to_owned(), "start".to_owned()]));
    assert_eq!(first, 5);

    let (_, messages) = decide(document(), &entry("style = \"page\"\nparameter = \"opts.begin\""));
    assert_eq!(
        messages,
        ["the pagination of `POST /calls/search` cannot be so: it has no query parameter `opts.begin`, and no such \
          member in its body"]
    );
}

#[test]
fn a_filter_called_after_is_no_cursor_beside_one() {
    let parameters = [("after", "string"), ("cursor", "string"), ("limit", "integer")];
    let text = json!({"type": "string"});
    for name in ["next_cursor", "next", "cursor", "next_page"] {
        let page = object(json!({"a": items(), name: text}));
        let expected = format!("the parameter `cursor` takes what the member `{name}` gives [a] more: false");
        assert_eq!(by_rule(list(&parameters, page)), Some(expected));
    }
    let page = object(json!({"a": items(), "end_cursor": text}));
    let expected = "the parameter `after` takes what the member `end_cursor` gives [a] more: false";
    assert_eq!(by_rule(list(&[("after", "string")], page)).as_deref(), Some(expected));
}

#[test]
fn totals_end_lists_that_are_counted() {
    let total = |parameter: &str, members: Value| {
        let document = list(&[(parameter, "integer"), ("limit", "integer")], object(members));
        let found = decide(document, "").0.pagination.and_then(|paging| paging.total);
        found.map(|total| {
            (total.steps.iter().map(|step| step.field.clone()).collect::<Vec<_>>().join("."), total.of_pages)
        })
    };
    let (integer, text) = (json!({"type": "integer"}), json!({"type": "string"}));
    let found = |name: &str, of_pages| Some((name.to_owned(), of_pages));
    assert_eq!(total("page", json!({"a": items(), "total": integer})), found("total", false));
    assert_eq!(
        total("offset", json!({"a": items(), "meta": object(json!({"totalCount": integer}))})),
        found("meta.total_count", false)
    );
    assert_eq!(total("page", json!({"a": items(), "total_pages": integer})), found("total_pages", true));
    assert_eq!(total("offset", json!({"a": items(), "total_pages": integer})), None);
    // It may be that of the page.
    assert_eq!(total("page", json!({"a": items(), "count": integer})), None);
    let neighbours = json!({"a": items(), "count": integer, "next": text, "previous": text});
    assert_eq!(total("page", neighbours), found("count", false));
}

#[test]
fn in_doubt_there_are_no_pages() {
    let next = json!({"type": "string"});
    let doubtful = [
        // Which list?
        list(&[("cursor", "string")], object(json!({"a": items(), "b": items(), "next_cursor": next}))),
        // Which cursor?
        list(&[("cursor", "string")], object(json!({"a": items(), "next_cursor": next, "next_token": next}))),
        list(&[("cursor", "string"), ("page_token", "string")], object(json!({"a": items(), "next_cursor": next}))),
        // A filter, and an address.
        list(&[("after", "string")], object(json!({"a": items(), "next": next}))),
        // No cursor at all, or one that is none.
        list(&[("cursor", "string")], object(json!({"a": items()}))),
        list(&[("cursor", "string")], object(json!({"a": items(), "next_cursor": {"type": "boolean"}}))),
        // A page of a book.
        list(&[("page", "integer")], items()),
        list(&[("page", "string"), ("limit", "integer")], items()),
        list(&[("offset", "integer"), ("limit", "integer")], json!({"type": "string"})),
    ];
    for document in doubtful {
        assert_eq!(by_rule(document.clone()), None, "{document:#}");
    }
}

#[test]
fn a_list_that_repeats_a_parameter_is_no_page() {
    let integer = json!({"type": "integer"});
    let echo = |members: Value, asked: &str| {
        let mut document = list(&[("offset", "integer"), ("limit", "integer")], object(members));
        let parameter = json!({"name": asked, "in": "query", "schema": items()});
        document["paths"]["/list"]["get"]["parameters"].as_array_mut().expect("parameters").push(parameter);
        by_rule(document)
    };
    assert_eq!(echo(json!({"limit": integer, "offset": integer, "tags": items()}), "tags"), None);
    assert_eq!(echo(json!({"filter": object(json!({"orderBy": items()})), "limit": integer}), "order_by"), None);
    let other = "the parameter `offset` counts items [names] more: false";
    assert_eq!(echo(json!({"limit": integer, "offset": integer, "names": items()}), "tags").as_deref(), Some(other));
    // A text of that name asks for items, and is none of them.
    let mut document =
        list(&[("page", "integer"), ("limit", "integer"), ("tags", "string")], object(json!({"tags": items()})));
    assert_eq!(by_rule(document.clone()).as_deref(), Some("the parameter `page` counts pages [tags] more: false"));
    document["paths"]["/list"]["get"]["parameters"][2]["schema"] = items();
    assert_eq!(by_rule(document), None);
}

#[test]
fn the_first_page_is_what_the_document_says() {
    let first = |schema: Value| {
        let mut document = list(&[("page", "integer"), ("limit", "integer")], items());
        document["paths"]["/list"]["get"]["parameters"][0]["schema"] = schema;
        match decide(document, "").0.pagination.map(|paging| paging.next) {
            Some(NextPagePlan::Number { first, .. }) => Some(first),
            _ => None,
        }
    };
    assert_eq!(first(json!({"type": "integer"})), Some(1));
    assert_eq!(first(json!({"type": "integer", "minimum": 0})), Some(0));
    assert_eq!(first(json!({"type": "integer", "minimum": 0, "default": 1})), Some(1));
}

#[test]
fn settings_state_what_no_rule_finds() {
    let answer = object(json!({"a": items(), "b": items(), "links": object(json!({"next": {"type": "string"}}))}));
    let entry = "[[pagination]]\noperation = \"GET /list\"\nstyle = \"next-url\"\nitems = \"b\"\nnext = \"links.next\"\nsource = \"p\"\n";
    let (plan, messages) = decide(list(&[], answer), entry);
    assert_eq!(messages, [""; 0]);
    let paging = plan.pagination.expect("pages");
    assert_eq!(paging.items[0].field, "b");
    assert!(matches!(&paging.next, NextPagePlan::Url(steps) if steps.len() == 2));

    let objects = json!({"type": "array", "items": object(json!({"id": {"type": "string"}, "of": items()}))});
    let answer = object(json!({"b": objects, "c": items()}));
    let last = |next: &str| {
        let entry = format!(
            "[[pagination]]\noperation = \"list\"\nstyle = \"cursor\"\nparameter = \"after\"\nitems = \"b\"\nnext = \"{next}\"\nsource = \"p\"\n"
        );
        let (plan, messages) = decide(list(&[("after", "string")], answer.clone()), &entry);
        match plan.pagination.map(|paging| paging.next) {
            Some(NextPagePlan::Cursor { next, of_last_item: true, .. }) => next[0].field.clone(),
            _ => messages.join("\n"),
        }
    };
    assert_eq!(last("b[-1].id"), "id");
    let cannot = "the pagination of `GET /list` cannot be so:";
    assert_eq!(last("b[-1].name"), format!("{cannot} an item has no member `name`"));
    assert_eq!(last("b[-1].of"), format!("{cannot} `b[-1].of` is neither text nor a number"));
    assert_eq!(last("c[-1].id"), format!("{cannot} `c[-1].id`: c is not the list with the items"));
    assert_eq!(last("[-1].id"), format!("{cannot} `[-1].id`: the page is not the list with the items"));

    let none = "[[pagination]]\nstyle = \"none\"\nsource = \"p\"\n";
    let (plan, messages) = decide(list(&[("page", "integer"), ("limit", "integer")], items()), none);
    assert_eq!((plan.pagination, messages), (None, Vec::new()));
}

#[test]
fn settings_that_do_not_fit_are_errors() {
    let complaint = |toml: &str| decide(list(&[("from", "integer")], items()), toml).1.join("\n");
    let entry = |rest: &str| format!("[[pagination]]\nsource = \"p\"\n{rest}\n");
    assert_eq!(complaint(&entry("operation = \"lost\"\nstyle = \"link\"")), "there is no operation `lost`");
    assert_eq!(
        complaint(&entry("operation = \"list\"\nstyle = \"offset\"\nparameter = \"start\"")),
        "the pagination of `GET /list` cannot be so: it has no query parameter `start`"
    );
    assert_eq!(
        complaint(&entry("operation = \"list\"\nstyle = \"cursor\"\nparameter = \"from\"\nnext = \"next\"")),
        "the pagination of `GET /list` cannot be so: its answer has no member `next`"
    );
    assert_eq!(complaint(&entry("style = \"offset\"\nparameter = \"start\"")), "no operation has pages of this kind");
    assert_eq!(complaint(&entry("style = \"offset\"\nparameter = \"from\"")), "");
    assert_eq!(complaint("[[idempotent]]\noperation = \"lsit\"\nreason = \"r\"\n"), "there is no operation `lsit`");
}

#[test]
fn settings_mark_operations_as_idempotent() {
    let document = || list(&[], items());
    assert!(!decide(document(), "").0.idempotent);
    assert!(decide(document(), "[[idempotent]]\noperation = \"list\"\nreason = \"a search\"\n").0.idempotent);
}
