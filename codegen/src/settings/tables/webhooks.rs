//! What the vendor sends by itself, and how that is signed.

use super::rules;
use crate::settings::keys::{Case, Key, Kind, Table, Words};

pub(in crate::settings) static WEBHOOKS: Table = Table {
    what: "[webhooks]",
    path: &["webhooks"],
    doc: "What tells events apart that the vendor sends by itself, and which there are where its document has none.",
    keys: &[
        Key::optional("tag", Kind::Text, "The member of the payloads that says which event it is."),
        Key::optional("header", Kind::Checked(&rules::HEADER), "The header that says so; instead of `tag`."),
        Key::optional("source", Kind::Text, "What says so."),
        Key::optional("event", Kind::Tables(&EVENT), "The events, where the document has none."),
        Key::optional("signature", Kind::Table(&SIGNATURE), "How requests are signed."),
    ],
    cases: &[
        Case { key: "tag", words: &[], needs: &["source"], refuses: &[] },
        Case { key: "header", words: &[], needs: &["source"], refuses: &[] },
        Case { key: "event", words: &[], needs: &["source"], refuses: &[] },
    ],
    examples: &[
        "[webhooks]\ntag = \"type\"\nsource = \"docs/events.txt\"\n\n[[webhooks.event]]\nname = \"bell.rung\"\nschema = \"Bell\"\n\n\
         [webhooks.signature]\nscheme = \"standard-webhooks\"\nsource = \"docs/events.txt\"\n",
        "[webhooks]\nheader = \"X-Event\"\nsource = \"docs/events.txt\"\n",
    ],
};

pub(in crate::settings) static EVENT: Table = Table {
    what: "[[webhooks.event]]",
    path: &["webhooks", "event"],
    doc: "An event that the document does not have.",
    keys: &[
        Key::required("name", Kind::Text, "Its name, as the tag or the header says it."),
        Key::required("schema", Kind::Text, "The schema of its payload among the components."),
    ],
    cases: &[],
    examples: &[
        "[webhooks]\nsource = \"docs/events.txt\"\n\n[[webhooks.event]]\nname = \"bell.rung\"\nschema = \"Bell\"\n",
    ],
};

static SCHEMES: Words = Words {
    all: || vec!["standard-webhooks", "hmac"],
    fault: "is not a known signature scheme",
    known: "known schemes",
    help: Some(
        "known schemes: `standard-webhooks`, and `hmac` for others, with the header of the signature and what is signed",
    ),
};

const fn words(all: fn() -> Vec<&'static str>) -> Words {
    Words { all, fault: "cannot be the `KEY`", known: "known", help: None }
}

static ALGORITHMS: Words = words(|| vec!["sha1", "sha256", "sha512"]);
static ENCODINGS: Words = words(|| vec!["hex", "base64"]);
static UNITS: Words = words(|| vec!["seconds", "milliseconds"]);
static SECRETS: Words = words(|| vec!["text", "base64", "hex"]);

pub(in crate::settings) static SIGNATURE: Table = Table {
    what: "[webhooks.signature]",
    path: &["webhooks", "signature"],
    doc: "How requests are signed: as Standard Webhooks say, or by an HMAC in one of the usual ways.",
    keys: &[
        Key::required("scheme", Kind::Word(&SCHEMES), "`standard-webhooks`, or `hmac` for all else."),
        Key::optional("header", Kind::Checked(&rules::HEADER), "The header with the signature."),
        Key::defaulted("algorithm", Kind::Word(&ALGORITHMS), "sha256", "The hash function of the HMAC."),
        Key::defaulted("encoding", Kind::Word(&ENCODINGS), "hex", "How the signature is text."),
        Key::optional("prefix", Kind::Text, "What stands before each signature."),
        Key::optional("separator", Kind::Character, "What stands between several, or between members."),
        Key::optional("member", Kind::Text, "The name of a signature among `name=value` members."),
        Key::optional("timestamp-header", Kind::Checked(&rules::HEADER), "The header with the time."),
        Key::optional("timestamp-member", Kind::Text, "The name of the time among the members."),
        Key::defaulted("timestamp-unit", Kind::Word(&UNITS), "seconds", "What the time counts."),
        Key::optional("id-header", Kind::Checked(&rules::HEADER), "The header with the id of the message."),
        Key::defaulted(
            "signed",
            Kind::Text,
            "{body}",
            "What is signed: a text with `{id}`, `{timestamp}` and `{body}` in it.",
        ),
        Key::defaulted("secret", Kind::Word(&SECRETS), "text", "What the secret is that people get: a text, or bytes."),
        Key::defaulted(
            "tolerance",
            Kind::Number { what: "a whole number of seconds, 0 or more", most: u32::MAX as u64 },
            "300",
            "How many seconds ago a request may have been signed, where its time is signed.",
        ),
        Key::required("source", Kind::Text, "What says so."),
    ],
    cases: &[
        Case {
            key: "scheme",
            words: &["standard-webhooks"],
            needs: &[],
            refuses: &[
                "algorithm",
                "encoding",
                "prefix",
                "separator",
                "member",
                "timestamp-member",
                "timestamp-unit",
                "signed",
                "secret",
            ],
        },
        Case { key: "scheme", words: &["hmac"], needs: &["header"], refuses: &[] },
    ],
    examples: &[
        "[webhooks.signature]\nscheme = \"standard-webhooks\"\ntolerance = 60\nsource = \"docs/events.txt\"\n",
        "[webhooks.signature]\nscheme = \"hmac\"\nheader = \"X-Signature\"\nalgorithm = \"sha512\"\nencoding = \"base64\"\nprefix = \"v0=\"\n\
         timestamp-header = \"X-Time\"\ntimestamp-unit = \"milliseconds\"\nid-header = \"X-Id\"\nsigned = \"{id}.{timestamp}.{body}\"\n\
         secret = \"base64\"\nsource = \"docs/events.txt\"\n",
        "[webhooks.signature]\nscheme = \"hmac\"\nheader = \"X-Signature\"\nseparator = \",\"\nmember = \"v1\"\ntimestamp-member = \"t\"\n\
         signed = \"{timestamp}.{body}\"\nsource = \"docs/events.txt\"\n",
    ],
};
