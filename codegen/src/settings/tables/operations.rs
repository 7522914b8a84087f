//! What is said of single operations: which there are, how their pages hang together, whether they may be repeated.

use crate::settings::keys::{Case, Key, Kind, Table, Words};

pub(in crate::settings) static OPERATIONS: Table = Table {
    what: "[operations]",
    path: &["operations"],
    doc: "Which operations the client has. Each entry names some: by id, by method and path (`GET /bells`), by path, or by tag.",
    keys: &[
        Key::optional("only", Kind::List(&Kind::Text), "Those that it has; all where none is named."),
        Key::optional("without", Kind::List(&Kind::Text), "Those that it has not."),
    ],
    cases: &[],
    examples: &["[operations]\nonly = [\"Bells\", \"GET /towers\"]\nwithout = [\"melt_bell\"]\n"],
};

static STYLES: Words = Words {
    all: || vec!["page", "offset", "cursor", "link", "next-url", "none"],
    fault: "is not a valid style of pagination",
    known: "known styles",
    help: None,
};

pub(in crate::settings) static PAGINATION: Table = Table {
    what: "[[pagination]]",
    path: &["pagination"],
    doc: "How the pages of a list hang together, where no rule is certain of it. Styles: `page` and `offset` count in a \
          parameter; `cursor` sends what a page gives, in a parameter; `next-url` follows an address in the page, and `link` \
          one in the header `Link`; `none` is for a list that a rule takes for paged and is not. Members are named by the way \
          to them, with `.` between the steps.",
    keys: &[
        Key::optional(
            "operation",
            Kind::Text,
            "The operation, by id or as `GET /path`; without it, all operations that fit.",
        ),
        Key::required("style", Kind::Word(&STYLES), "What leads to the next page."),
        Key::optional(
            "parameter",
            Kind::Text,
            "What `page`, `offset` and `cursor` change: a query parameter, or a member of the JSON body.",
        ),
        Key::optional(
            "first",
            Kind::Number { what: "the number of the first page", most: u64::MAX },
            "The number of the first page; else that of the document, or 1.",
        ),
        Key::optional("items", Kind::Text, "The member with the items; without it, the only list there is."),
        Key::optional(
            "next",
            Kind::Text,
            "The member with the cursor or the address of the next page. `data[-1].id` is that of the last item in `data`, \
             and `[-1].id` where the page is the list.",
        ),
        Key::optional("more", Kind::Text, "The member that says whether there are more pages."),
        Key::required("source", Kind::Text, "What says so."),
    ],
    cases: &[
        Case { key: "style", words: &["page", "offset", "cursor"], needs: &["parameter"], refuses: &[] },
        Case { key: "style", words: &["cursor", "next-url"], needs: &["next"], refuses: &[] },
    ],
    examples: &[
        "[[pagination]]\noperation = \"list_bells\"\nstyle = \"page\"\nparameter = \"page\"\nfirst = 0\nitems = \"result.bells\"\n\
         source = \"docs/bells.txt\"\n",
        "[[pagination]]\nstyle = \"cursor\"\nparameter = \"page_token\"\nnext = \"next_page_token\"\nsource = \"docs/lists.txt\"\n",
        "[[pagination]]\noperation = \"GET /towers\"\nstyle = \"cursor\"\nparameter = \"starting_after\"\nitems = \"data\"\n\
         next = \"data[-1].id\"\nmore = \"has_more\"\nsource = \"docs/lists.txt: the id of the last item\"\n",
    ],
};

pub(in crate::settings) static IDEMPOTENT: Table = Table {
    what: "[[idempotent]]",
    path: &["idempotent"],
    doc: "An operation that may be repeated although its method does not say so; calls of it are tried again after failures.",
    keys: &[
        Key::required("operation", Kind::Text, "The operation, by id or as `POST /path`."),
        Key::required("reason", Kind::Text, "Why a second call does no harm."),
    ],
    cases: &[],
    examples: &["[[idempotent]]\noperation = \"search_bells\"\nreason = \"it only reads: docs/search.txt\"\n"],
};

static BRACKETS: Words = Words {
    all: || vec!["plain", "escaped"],
    fault: "is not a valid way to write brackets",
    known: "known ways",
    help: Some(
        "write `\"plain\"` for `filter[name]=a`, which is the default, or `\"escaped\"` for `filter%5Bname%5D=a`",
    ),
};

static HEADER_LISTS: Words = Words {
    all: || vec!["commas", "lines"],
    fault: "is not a valid way to write a list in a header",
    known: "known ways",
    help: Some("write `\"commas\"` for one line, which is the default, or `\"lines\"` for a line for each item"),
};

pub(in crate::settings) static PARAMETERS: Table = Table {
    what: "[parameters]",
    path: &["parameters"],
    doc: "How parameters are written where OpenAPI leaves it open.",
    keys: &[
        Key::defaulted(
            "brackets",
            Kind::Word(&BRACKETS),
            "plain",
            "Whether the brackets of `deepObject` are percent-encoded: `filter[name]=a`, or `filter%5Bname%5D=a`.",
        ),
        Key::defaulted(
            "header-lists",
            Kind::Word(&HEADER_LISTS),
            "commas",
            "Whether a list in a header is one line, or each of its items has a line of its own.",
        ),
        Key::required("source", Kind::Text, "What says so."),
    ],
    cases: &[],
    examples: &["[parameters]\nbrackets = \"escaped\"\nheader-lists = \"lines\"\nsource = \"docs/start.txt\"\n"],
};
