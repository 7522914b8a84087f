//! The keys of `[[stream]]`: how streams say that they end or have failed.

use crate::settings::keys::{Key, Kind, Table};

pub(in crate::settings) static STREAM: Table = Table {
    what: "[[stream]]",
    path: &["stream"],
    doc: "How streams of events and lines say that they end or have failed, where the document does not. An entry needs one of \
          `end`, `end-event`, `error-event` and `error-member`.",
    keys: &[
        Key::optional("operation", Kind::Text, "The operation, by id or as `POST /path`; without it, all that stream."),
        Key::optional("end", Kind::Text, "The data of the event, or the line, behind which nothing follows."),
        Key::optional("end-event", Kind::Text, "The name of that event."),
        Key::optional("error-event", Kind::Text, "The name of events that are errors."),
        Key::optional("error-member", Kind::Text, "The member that only those events and lines have which are errors."),
        Key::required("source", Kind::Text, "The page that says so."),
    ],
    cases: &[],
    examples: &[
        "[[stream]]\nend-event = \"done\"\nerror-event = \"error\"\nsource = \"docs/streams.txt\"\n",
        "[[stream]]\noperation = \"POST /rings\"\nend = \"[DONE]\"\nerror-member = \"error\"\nsource = \"docs/rings.txt\"\n",
    ],
};
