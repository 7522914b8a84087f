//! The keys of `vendor.toml`, as data. What their values mean is up to the readers beside this folder; here is what they are.

mod access;
mod operations;
mod package;
mod pages;
mod rules;
mod streams;
mod upkeep;
mod webhooks;

pub(super) use access::{AUTH, ENVELOPE, ERRORS, SERVER};
pub(super) use operations::{IDEMPOTENT, OPERATIONS, PAGINATION, PARAMETERS};
pub(super) use package::{MAX_LABELS, PACKAGE};
pub(super) use pages::{EXAMPLE, MAP, OPERATION_ID, OPERATION_PAGES, PAGE};
pub(super) use rules::{VERSION_REQUIREMENT, is_crate_name, is_reserved, is_version};
pub(super) use streams::STREAM;
pub(super) use upkeep::{ACCEPT, ALLOW, FETCH, OPEN, RENAMED, VERSIONING};
pub(super) use webhooks::{EVENT, SIGNATURE, WEBHOOKS};

use super::keys::{Key, Kind, Table};

/// All of `vendor.toml`.
pub static VENDOR: Table = Table {
    what: "vendor.toml",
    path: &[],
    doc: "What a person decides about a vendor, in specs/VENDOR/. What the pages say is not said again here; facts that they \
          leave out name the page, or whatever else, that they were read from. The options `--settings` of `generate` and \
          `lower` take a file with the same keys beside a document, of which none is required.",
    keys: &[
        Key::required("title", Kind::Text, "What people call the API."),
        Key::required("crate", Kind::Checked(&rules::CRATE_NAME), "The name of the crate."),
        Key::required("version", Kind::Checked(&rules::VERSION), "The version of the crate; `regen --bump` raises it."),
        Key::required("description", Kind::Text, "What the crate is, in a sentence."),
        Key::optional(
            "about",
            Kind::Text,
            "What the vendor does, and where keys come from, for somebody who has never heard of it.",
        ),
        Key::optional("documentation", Kind::Checked(&rules::ADDRESS), "Where the vendor's documentation starts."),
        Key::required(
            "format",
            Kind::Word(&rules::FORMAT),
            "The format of the pages; `auto` recognises it page by page.",
        ),
        Key::defaulted("strict", Kind::Flag, "false", "Whether a document of which anything would be lost is refused."),
        Key::optional(
            "operation-pages",
            Kind::Table(&OPERATION_PAGES),
            "Where the vendor's documentation of a single operation is.",
        ),
        Key::optional("operations", Kind::Table(&OPERATIONS), "Which operations the client has."),
        Key::optional("package", Kind::Table(&PACKAGE), "What Cargo.toml says for those who publish the crate."),
        Key::optional("fetch", Kind::Table(&FETCH), "What the addresses of the pages are for."),
        Key::optional("versioning", Kind::Table(&VERSIONING), "Who decides on the version of the crate."),
        Key::optional("server", Kind::Table(&SERVER), "Where requests go."),
        Key::optional(
            "auth",
            Kind::Named(&AUTH),
            "How requests are authenticated, by the name of the security scheme; any one of them suffices.",
        ),
        Key::optional("errors", Kind::Table(&ERRORS), "How an answer says that it is an error."),
        Key::optional(
            "parameters",
            Kind::Table(&PARAMETERS),
            "How parameters are written where OpenAPI leaves it open.",
        ),
        Key::optional("pagination", Kind::Tables(&PAGINATION), "How the pages of lists hang together."),
        Key::optional("idempotent", Kind::Tables(&IDEMPOTENT), "Operations that may be repeated."),
        Key::optional("stream", Kind::Tables(&STREAM), "How streams end and fail."),
        Key::optional("webhooks", Kind::Table(&WEBHOOKS), "What the vendor sends by itself."),
        Key::optional("allow", Kind::Tables(&ALLOW), "Warnings that are expected."),
        Key::optional("accept", Kind::Tables(&ACCEPT), "Changes since the last version that are taken as they are."),
        Key::optional("renamed", Kind::Tables(&RENAMED), "What is still there under an old name."),
        Key::optional("open", Kind::Tables(&OPEN), "What is known of the API and not in the document."),
        Key::optional("example", Kind::Tables(&EXAMPLE), "Programs to start from."),
        Key::optional("map", Kind::Tables(&MAP), "Which files stand for addresses that the document refers to."),
        Key::optional("page", Kind::Tables(&PAGE), "Where the pages came from."),
    ],
    cases: &[],
    examples: &[r#"title = "Bell"
crate = "bell"
version = "0.1.0"
description = "Client for the Bell API: bells, and when they ring"
about = """
Bell rings bells in towers. A bell rings when it is told to, and at the hours of its plan.

Keys are made in the settings of an account."""
documentation = "https://bell.example/docs"
format = "auto"
strict = true
"#],
};
