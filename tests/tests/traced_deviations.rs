//! What a client traces of answers that deviate from their document. A test binary of its own: a subscriber is not for one
//! thread alone, as long as others reach the same places of the code.
#![allow(clippy::unwrap_used)]

use std::fmt::{Debug, Write};
use std::sync::{Arc, Mutex};

use mini_deviations::Client;
use serde_json::json;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

/// Writes down the fields of all events at `WARN`.
#[derive(Clone, Default)]
struct Warnings(Arc<Mutex<String>>);

impl Visit for Warnings {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        write!(self.0.lock().unwrap(), "{field}={value:?} ").unwrap();
    }
}

impl Subscriber for Warnings {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        *metadata.level() == Level::WARN
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        event.record(&mut self.clone());
        self.0.lock().unwrap().push('\n');
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

#[tokio::test]
async fn each_place_of_an_operation_is_traced_once() {
    let warnings = Warnings::default();
    let _guard = tracing::subscriber::set_default(warnings.clone());
    let call = json!({"id": "c1", "minutes": "5", "tags": [null], "steps": []});
    let server = MockServer::start().await;
    let page = ResponseTemplate::new(200).set_body_json(json!({"calls": [call, call]}));
    Mock::given(any()).respond_with(page).mount(&server).await;
    let client = Client::builder().base_url(server.uri()).build().unwrap();
    for _ in 0..2 {
        assert_eq!(client.list_calls().await.unwrap().deviations().len(), 6);
    }
    let text = warnings.0.lock().unwrap().clone();
    assert_eq!(text.lines().count(), 3, "{text}");
    let expected = r#"message=an answer deviates from the document operation="listCalls" path="calls[*].minutes" expected="integer" found="string" "#;
    assert_eq!(text.lines().next(), Some(expected));
}
