//! Where pages came from, where a vendor documents an operation, and which programs to start from.

use super::rules;
use crate::settings::keys::{Key, Kind, Rule, Table};

/// What stands for the id of an operation in the address of its page.
pub(in crate::settings) const OPERATION_ID: &str = "{operationId}";

pub(in crate::settings) static OPERATION_PAGES: Table = Table {
    what: "[operation-pages]",
    path: &["operation-pages"],
    doc: "Where the vendor documents a single operation; the documentation of each method links there.",
    keys: &[
        Key::required(
            "url",
            Kind::Checked(&rules::ADDRESS),
            "The address, with `{operationId}` where the id of the operation belongs.",
        ),
        Key::required("source", Kind::Text, "What says so."),
    ],
    cases: &[],
    examples: &[
        "[operation-pages]\nurl = \"https://bell.example/docs#{operationId}\"\nsource = \"the anchors of the reference\"\n",
    ],
};

static EXAMPLE_NAME: Rule = Rule {
    sound: |name| name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)),
    fault: "is not a valid name of an example",
    help: |_| "write the name of its file without `.rs`".to_owned(),
    pattern: "^[0-9A-Za-z_-]+$",
};

pub(in crate::settings) static EXAMPLE: Table = Table {
    what: "[[example]]",
    path: &["example"],
    doc: "A program in the folder examples/ of the client, which people write; the README of the client lists it.",
    keys: &[
        Key::required("name", Kind::Checked(&EXAMPLE_NAME), "Its name, as `cargo run --example` takes it."),
        Key::required("what", Kind::Text, "What it does."),
        Key::optional("arguments", Kind::Text, "The arguments it takes."),
    ],
    cases: &[],
    examples: &[
        "[[example]]\nname = \"ring\"\nwhat = \"Rings a bell, and waits until it is silent\"\narguments = \"BELL\"\n",
    ],
};

static DOCUMENT_ADDRESS: Rule = Rule {
    sound: |text| url::Url::parse(text).is_ok_and(|url| url.fragment().is_none()),
    fault: "is not an address of a document",
    help: |_| "write it without what stands behind a `#`".to_owned(),
    pattern: "^[A-Za-z][A-Za-z0-9+.-]*:[^#]*$",
};

pub(in crate::settings) static MAP: Table = Table {
    what: "[[map]]",
    path: &["map"],
    doc: "Which file an address stands for that the document refers to: nothing is fetched.",
    keys: &[
        Key::required("address", Kind::Checked(&DOCUMENT_ADDRESS), "The address, without a fragment."),
        Key::required("file", Kind::Text, "The file, relative to the folder of the settings."),
    ],
    cases: &[],
    examples: &["[[map]]\naddress = \"https://bell.example/common.yaml\"\nfile = \"docs/mapped/common.yaml\"\n"],
};

static PAGE_PATH: Rule =
    Rule { sound: is_page_path, fault: "is not a valid path of a page", help: page_help, pattern: "^docs/" };

pub(in crate::settings) static PAGE: Table = Table {
    what: "[[page]]",
    path: &["page"],
    doc: "Where a page came from. Every file under docs/ that is to be read has an entry.",
    keys: &[
        Key::required("file", Kind::Checked(&PAGE_PATH), "The file, relative to the vendor's folder."),
        Key::optional("url", Kind::Checked(&rules::ADDRESS), "Its address, where it is known."),
        Key::required("seen", Kind::Checked(&rules::DATE), "The day it was captured, as YYYY-MM-DD."),
        Key::optional(
            "fetch",
            Kind::Flag,
            "Whether `fetch` replaces it by what its address gives; else `pages` of `[fetch]` says so.",
        ),
    ],
    cases: &[],
    examples: &[
        "[[page]]\nfile = \"docs/bells.txt\"\nurl = \"https://bell.example/docs/bells\"\nseen = \"2026-11-20\"\nfetch = false\n",
    ],
};

/// What lies beside `docs/` in the folder of a vendor.
const OTHER_FILES: &[&str] = &["vendor.toml", "overlay.yaml", "openapi.yaml", "source.lock", "COVERAGE.md"];

/// Pages live under `docs/`: whatever else lies in the folder is not the vendor's.
fn is_page_path(path: &str) -> bool {
    path.strip_prefix("docs/")
        .is_some_and(|rest| !rest.contains('\\') && rest.split('/').all(|part| !matches!(part, "" | "." | "..")))
}

fn page_help(path: &str) -> String {
    let below = format!("docs/{path}");
    // Names with a dot are likely those of files, but for what lies beside docs/.
    match path.contains('.') && !OTHER_FILES.contains(&path) && is_page_path(&below) {
        true => format!("pages lie under `docs/`: did you mean `{below}`?"),
        false => "pages are files under `docs/`: write `docs/call.txt`, with `/` between folders".to_owned(),
    }
}
