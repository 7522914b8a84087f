//! The keys of an overlay, as data: those of OpenAPI Overlay 1.0, 1.1 and 1.2.

use crate::settings::keys::{Case, Key, Kind, Rule, Table};

static VERSION: Rule = Rule {
    sound: |text| super::read::Version::of(text).is_some(),
    fault: "is not a version of the overlay format that is understood",
    help: |_| "versions 1.0, 1.1 and 1.2 are: write `overlay: 1.1.0`".to_owned(),
    pattern: r"^1\.[012](\.|$)",
};

/// All of `overlay.yaml`.
pub static OVERLAY: Table = Table {
    what: "overlay.yaml",
    path: &[],
    doc: "Corrections of a document, applied in order after the pages were read: an OpenAPI Overlay of version 1.0, 1.1 or 1.2. \
          A correction that selects or changes nothing is an error. Keys that begin with `x-` are free.",
    keys: &[
        Key::required("overlay", Kind::Checked(&VERSION), "The version of the format."),
        Key::optional("$self", Kind::Text, "The address of the overlay.").since(2),
        Key::required("info", Kind::Table(&INFO), "What the overlay is."),
        Key::optional("extends", Kind::Any, "The document that it is for; not read, and better left out."),
        Key::required("actions", Kind::Tables(&ACTION), "The corrections."),
        Key::optional("components", Kind::Table(&COMPONENTS), "What several actions do.").since(2),
    ],
    cases: &[],
    examples: &[
        "overlay: 1.0.0\ninfo:\n  title: Corrections\n  version: 1.0.0\n  description: What the pages say wrongly.\nactions:\n\
         \x20 - target: $.components.schemas.Bell.properties.state\n\
         \x20   description: The page lists two values; the server also sends `cracked` (seen 2026-11-20).\n\
         \x20   update:\n      enum: [cracked]\n\
         \x20 - target: $.paths['/bells/old']\n    description: It answers 404 always (seen 2026-11-20).\n    remove: true\n",
        "overlay: 1.2.0\n$self: https://bell.example/overlay.yaml\nextends: openapi.yaml\n\
         info:\n  title: Corrections\n  version: 1.0.0\nactions:\n\
         \x20 - target: $.components.schemas.Tower\n    description: A tower has what a bell has, by docs/towers.txt.\n\
         \x20   copy: $.components.schemas.Bell\n\
         \x20 - target: $.paths['/bells'].get\n    $ref: '#/components/actions/paged'\n\
         components:\n  actions:\n    paged:\n      description: Lists are in pages, by docs/lists.txt.\n      fields:\n\
         \x20       description: Lists are in pages.\n\
         \x20       update:\n          parameters:\n            - {name: page, in: query, schema: {type: integer}}\n",
    ],
};

pub(super) static INFO: Table = Table {
    what: "`info`",
    path: &["info"],
    doc: "What the overlay is.",
    keys: &[
        Key::required("title", Kind::Text, "Its title."),
        Key::required("version", Kind::Text, "Its version."),
        Key::optional("description", Kind::Text, "What it is about."),
    ],
    cases: &[],
    examples: &[],
};

const TARGET: Key = Key::required(
    "target",
    Kind::Text,
    "What is corrected: a JSONPath (RFC 9535), for instance `$.paths['/bells'].get`.",
);

const REASON: Key = Key::optional(
    "description",
    Kind::Text,
    "Why, and how it is known. Each action in the overlay of a vendor needs it, there or in the shared action.",
);

const UPDATE: Key = Key::optional(
    "update",
    Kind::Any,
    "What the target is merged with: members are added or replaced, and items added to lists.",
);

const COPY: Key =
    Key::optional("copy", Kind::Text, "A JSONPath to the one value of the document that the target is merged with.")
        .since(1);

const REMOVE: Key = Key::defaulted("remove", Kind::Flag, "false", "Whether the target is removed.");

pub(super) static ACTION: Table = Table {
    what: "an action",
    path: &["actions"],
    doc: "One correction. It does one thing: it updates, copies, removes, or refers to a shared action.",
    keys: &[
        Key::optional("$ref", Kind::Text, "The shared action that says what is done: `#/components/actions/NAME`.")
            .since(2),
        TARGET,
        REASON,
        UPDATE,
        COPY,
        REMOVE,
    ],
    cases: &[Case { key: "$ref", words: &[], needs: &[], refuses: &["update", "copy", "remove"] }],
    examples: &[],
};

pub(super) static COMPONENTS: Table = Table {
    what: "`components`",
    path: &["components"],
    doc: "What several actions do (Overlay 1.2).",
    keys: &[Key::optional("actions", Kind::Named(&SHARED), "Shared actions, by name.").since(2)],
    cases: &[],
    examples: &[],
};

pub(super) static SHARED: Table = Table {
    what: "a shared action",
    path: &["components", "actions", "*"],
    doc: "What actions that refer to it do.",
    keys: &[
        Key::optional("description", Kind::Text, "Why, and how it is known."),
        Key::required("fields", Kind::Table(&SHARED_FIELDS), "What it does."),
    ],
    cases: &[],
    examples: &[],
};

pub(super) static SHARED_FIELDS: Table = Table {
    what: "`fields` of a shared action",
    path: &["components", "actions", "*", "fields"],
    doc: "What a shared action does: it updates, copies, or removes.",
    keys: &[REASON, UPDATE, COPY, REMOVE],
    cases: &[],
    examples: &[],
};
