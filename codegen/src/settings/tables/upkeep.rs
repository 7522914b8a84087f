//! How a vendor is kept true: what is fetched, who decides on versions, and which findings are expected.

use super::rules;
use crate::settings::keys::{Key, Kind, Table, Words};
use crate::settings::upkeep::Versioning;

pub(in crate::settings) static FETCH: Table = Table {
    what: "[fetch]",
    path: &["fetch"],
    doc: "What the addresses of the pages are for.",
    keys: &[
        Key::defaulted(
            "pages",
            Kind::Flag,
            "true",
            "Whether a page is replaced by what its address gives, where its own entry says nothing.",
        ),
        Key::optional("index", Kind::Checked(&rules::ADDRESS), "The list of the vendor's pages, as `llms.txt` is one."),
        Key::optional(
            "listed",
            Kind::List(&Kind::Checked(&rules::ADDRESS_BEGINNING)),
            "With what those addresses of the index begin that have to be pages here; all of them where none is named.",
        ),
        Key::optional(
            "ignored",
            Kind::List(&Kind::Checked(&rules::ADDRESS_BEGINNING)),
            "With what those begin that need not.",
        ),
    ],
    cases: &[],
    examples: &[
        "[fetch]\npages = false\nindex = \"https://bell.example/llms.txt\"\nlisted = [\"https://bell.example/docs/\"]\n\
         ignored = [\"https://bell.example/docs/guides/\"]\n",
    ],
};

static POLICIES: Words = Words {
    all: || Versioning::ALL.iter().map(|(name, _)| *name).collect(),
    fault: "is not a valid policy for versions",
    known: "known policies",
    help: None,
};

pub(in crate::settings) static VERSIONING: Table = Table {
    what: "[versioning]",
    path: &["versioning"],
    doc: "Who decides on the version of the crate; `cargo` where this table is missing.",
    keys: &[
        Key::defaulted(
            "policy",
            Kind::Word(&POLICIES),
            "cargo",
            "`cargo`: the gravest change, by the rules of Cargo. `vendor`: the version of the document, where it is one and not \
             below what these rules ask for. `manual`: a person, and none is asked for.",
        ),
        Key::defaulted(
            "aliases",
            Kind::Flag,
            "false",
            "Whether `regen --bump` keeps what is called otherwise under its old name as well, deprecated, until the next \
             version that breaks: it writes `[[renamed]]`.",
        ),
    ],
    cases: &[],
    examples: &["[versioning]\npolicy = \"vendor\"\n", "[versioning]\naliases = true\n"],
};

pub(in crate::settings) static RENAMED: Table = Table {
    what: "[[renamed]]",
    path: &["renamed"],
    doc: "What is called otherwise since a version, and is still there under its old name, deprecated. `regen --bump` writes \
          these entries where `aliases = true` stands in `[versioning]`, and removes them with the next version that breaks. A \
          person may add what means the same under another name.",
    keys: &[
        Key::required(
            "old",
            Kind::Checked(&rules::RUST_PATH),
            "Its path in Rust until then: `Client::METHOD`; `types::TYPE`, and so in `calls`, `results` and `forms`; \
             `types::TYPE.MEMBER`, of which the setter stays (fields have no aliases); or `calls::CALL::SETTER`.",
        ),
        Key::required(
            "new",
            Kind::Checked(&rules::RUST_PATH),
            "Its path now; of a member that of the type as it is called now.",
        ),
        Key::required("since", Kind::Checked(&rules::VERSION), "The first version with the new name."),
    ],
    cases: &[],
    examples: &["[[renamed]]\nold = \"Client::get_bell\"\nnew = \"Client::fetch_bell\"\nsince = \"0.2.0\"\n"],
};

pub(in crate::settings) static ALLOW: Table = Table {
    what: "[[allow]]",
    path: &["allow"],
    doc: "A warning that is expected. One that does not occur any more is an error: it would hide the next.",
    keys: &[
        Key::required("code", Kind::Word(&rules::CODE), "Its code."),
        Key::required("reason", Kind::Text, "Why it is expected."),
    ],
    cases: &[],
    examples: &["[[allow]]\ncode = \"text-unread\"\nreason = \"the footer of each page\"\n"],
};

pub(in crate::settings) static ACCEPT: Table = Table {
    what: "[[accept]]",
    path: &["accept"],
    doc: "A change since the last version that is taken as it is, so that `diff --fail-on` does not fail because of it.",
    keys: &[
        Key::required("rule", Kind::Text, "The id of the rule that says it, as `diff` prints it."),
        Key::optional("at", Kind::Text, "The operation, or the path in Rust; everything where it is left out."),
        Key::required("reason", Kind::Text, "Why it need not stop a release."),
    ],
    cases: &[],
    examples: &["[[accept]]\nrule = \"operation-removed\"\nat = \"GET /bells/old\"\nreason = \"it never worked\"\n"],
};

pub(in crate::settings) static OPEN: Table = Table {
    what: "[[open]]",
    path: &["open"],
    doc: "A fact that nobody can say for sure, and that was left out or left untyped therefore; README and COVERAGE.md list it.",
    keys: &[Key::required("what", Kind::Text, "The operation or member."), Key::required("why", Kind::Text, "Why.")],
    cases: &[],
    examples: &["[[open]]\nwhat = \"rate limits\"\nwhy = \"the vendor's pages give none\"\n"],
};
