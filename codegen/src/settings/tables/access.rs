//! Where requests go, how they are authenticated, and what an error is.

use super::rules;
use crate::settings::keys::{Case, Key, Kind, Table, Words};

pub(in crate::settings) static SERVER: Table = Table {
    what: "[server]",
    path: &["server"],
    doc: "Where requests go, in the place of what the document says.",
    keys: &[
        Key::required("url", Kind::Checked(&rules::ADDRESS), "The base URL."),
        Key::required("source", Kind::Text, "What says so."),
    ],
    cases: &[],
    examples: &["[server]\nurl = \"https://api.bell.example/v1\"\nsource = \"docs/start.txt, the first sample\"\n"],
};

static KINDS: Words = Words {
    all: || vec!["bearer", "basic", "api-key"],
    fault: "is not a valid kind of authentication",
    known: "known kinds",
    help: None,
};

static PLACES: Words = Words {
    all: || vec!["header", "query", "cookie"],
    fault: "is not a valid place for a key",
    known: "known places",
    help: None,
};

pub(in crate::settings) static AUTH: Table = Table {
    what: "[auth.NAME]",
    path: &["auth", "*"],
    doc: "One way to authenticate, under the name of its security scheme. Where there are several, any one of them suffices; \
          what needs two at once is said in the document, or in its overlay.",
    keys: &[
        Key::required("type", Kind::Word(&KINDS), "What it is: `bearer` and `basic` are those of HTTP."),
        Key::optional("in", Kind::Word(&PLACES), "Where a key is sent."),
        Key::optional("name", Kind::Text, "The name of its header, parameter or cookie."),
        Key::optional(
            "env",
            Kind::Checked(&rules::VARIABLE),
            "The environment variable that `Client::from_env` and `switchboard call` take the credential from.",
        ),
        Key::required("source", Kind::Text, "What says so."),
    ],
    cases: &[
        Case { key: "type", words: &["bearer", "basic"], needs: &[], refuses: &["in", "name"] },
        Case { key: "type", words: &["api-key"], needs: &["in", "name"], refuses: &[] },
    ],
    examples: &[
        "[auth.bearer]\ntype = \"bearer\"\nenv = \"BELL_API_KEY\"\nsource = \"docs/start.txt\"\n",
        "[auth.key]\ntype = \"api-key\"\nin = \"header\"\nname = \"X-Key\"\nsource = \"docs/start.txt\"\n",
    ],
};

pub(in crate::settings) static ERRORS: Table = Table {
    what: "[errors]",
    path: &["errors"],
    doc: "How an answer says that it is an error.",
    keys: &[Key::required("envelope", Kind::Table(&ENVELOPE), "Where its body says so, whatever its HTTP status.")],
    cases: &[],
    examples: ENVELOPE_EXAMPLES,
};

const ENVELOPE_EXAMPLES: &[&str] =
    &["[errors.envelope]\nmember = \"code\"\nsuccess = [1]\nsource = \"docs/errors.txt: `code` is 0 in errors\"\n"];

pub(in crate::settings) static ENVELOPE: Table = Table {
    what: "[errors.envelope]",
    path: &["errors", "envelope"],
    doc: "The member of answers that tells errors from what was asked for, whatever their HTTP status.",
    keys: &[
        Key::required("member", Kind::Text, "The top-level member that tells."),
        Key::required("success", Kind::List(&Kind::Scalar), "Its values in answers that are no errors."),
        Key::required("source", Kind::Text, "What says so."),
    ],
    cases: &[],
    examples: ENVELOPE_EXAMPLES,
};
