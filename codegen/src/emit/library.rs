//! The Rust files of a generated crate.

use super::Parts;
use super::aliases::Aliases;
use super::print::{Import, module};
use super::tokens::tokens;
use crate::CrateFiles;
use crate::diagnostic::Diagnostics;
use crate::emit::quick_start::quick_start;
use crate::markdown::{doc_attributes, harmless, joined};
use crate::names::ident;
use crate::operations::{OperationPlan, TagGroup, by_tag};
use crate::text::single_line;
use crate::types::RenderedTypes;
use proc_macro2::TokenStream;
use quote::quote;

pub(super) fn modules(parts: &Parts<'_>, files: &mut CrateFiles, diagnostics: &mut Diagnostics) {
    let Parts { types, facts, results, methods, .. } = parts;
    let has_results = !results.is_empty();
    let aliases = Aliases::decide(parts, diagnostics);
    let with_aliases = |name: &str, mut items: TokenStream| {
        items.extend(aliases.print(name, parts));
        items
    };
    let mut put = |name: &str, text: String| drop(files.insert(format!("src/{name}.rs"), text));
    put("lib", library(parts, has_results, diagnostics));
    put(
        "client",
        module(
            "The client and its operations.",
            CLIENT_IMPORTS,
            with_aliases("client", client(parts, methods)),
            diagnostics,
        ),
    );
    if !parts.calls.is_empty() {
        let docs = "The calls of operations with optional parameters, an optional body, or pages.\n\nWhat each can do beside \
                    that is what every [`Call`] can.";
        put("calls", module(docs, CALLS_IMPORTS, with_aliases("calls", parts.calls.clone()), diagnostics));
    }
    put(
        "operations",
        module("The static facts of the API and of each operation.", FACTS_IMPORTS, facts.clone(), diagnostics),
    );
    if !parts.bounds.is_empty() {
        let docs = "What the document says values must be, checked on what is sent.";
        put("bounds", module(docs, BOUNDS_IMPORTS, parts.bounds.clone(), diagnostics));
    }
    data_modules(types, &aliases.print("types", parts), &mut put, diagnostics);
    if has_results {
        let docs = "What operations with several documented answers give.";
        put("results", module(docs, RESULTS_IMPORTS, with_aliases("results", results.clone()), diagnostics));
    }
    if !parts.forms.is_empty() {
        let docs = "The bodies of several parts that operations send.";
        put("forms", module(docs, FORMS_IMPORTS, with_aliases("forms", parts.forms.clone()), diagnostics));
    }
    if !parts.headers.is_empty() {
        put("headers", module("The headers of answers.", HEADERS_IMPORTS, parts.headers.clone(), diagnostics));
    }
    let docs = "A double that answers calls in tests. Needs the feature `testing`.";
    put(
        "testing",
        module(docs, TESTING_IMPORTS, with_aliases("testing", super::testing::module(&parts.answers)), diagnostics),
    );
    if !parts.servers.is_empty() {
        let docs = "The servers of the API, for [`Builder::base_url`](crate::Builder::base_url); the first is called by default.";
        put("servers", module(docs, &[], parts.servers.clone(), diagnostics));
    }
    if !parts.xml.is_empty() {
        put("xml", module("How the types are XML.", XML_IMPORTS, parts.xml.clone(), diagnostics));
    }
    if !parts.webhooks.is_empty() {
        let docs = match parts.operations.events.as_ref().is_some_and(|events| events.is_union) {
            true => {
                "What the API sends by itself: the events, which [`read`] reads, and the payloads of webhooks and callbacks, for \
                 `runtime::from_json_corrected` to read."
            }
            false => {
                "What the API sends by itself: the payloads of webhooks and callbacks, for `runtime::from_json_corrected` to read."
            }
        };
        put("webhooks", module(docs, WEBHOOKS_IMPORTS, parts.webhooks.clone(), diagnostics));
    }
}

/// The modules of the types alone: `types`, with what stays under old names, and `codec`, which makes them JSON.
pub(super) fn data_modules(
    types: &RenderedTypes,
    aliases: &TokenStream,
    put: &mut impl FnMut(&str, String),
    diagnostics: &mut Diagnostics,
) {
    let docs = "The types that operations send and receive.";
    // What is deprecated is sent and read all the same.
    let allowed = types.has_deprecated.then(|| quote!(#![allow(deprecated)]));
    let (items, codec) = (&types.types, codec(&types.codec));
    put("types", module(docs, TYPES_IMPORTS, quote!(#allowed #items #aliases), diagnostics));
    put("codec", module("How the types are JSON.", CODEC_IMPORTS, quote!(#allowed #codec), diagnostics));
}

const CLIENT_IMPORTS: &[Import] = &[
    Import { path: "crate", names: &["calls", "forms", "operations", "results", "types"] },
    Import { path: "switchboard_runtime::secrecy", names: &["SecretString"] },
    Import {
        path: "switchboard_runtime",
        names: &["data", "Builder", "Call", "CallOptions", "ConfigurationError", "Core"],
    },
];

const CALLS_IMPORTS: &[Import] = &[
    Import { path: "crate", names: &["forms", "results", "types"] },
    Import {
        path: "switchboard_runtime",
        names: &[
            "data",
            "operation_call",
            "Call",
            "Items",
            "NextPage",
            "PageParameter",
            "Pages",
            "Paging",
            "Total",
            "Undocumented",
        ],
    },
];

const FORMS_IMPORTS: &[Import] = &[
    Import { path: "crate", names: &["types"] },
    Import { path: "switchboard_runtime", names: &["Multipart", "Part", "data"] },
];

const HEADERS_IMPORTS: &[Import] = &[
    Import { path: "crate", names: &["types"] },
    Import { path: "switchboard_runtime::http", names: &["HeaderMap"] },
    Import { path: "switchboard_runtime", names: &["HeaderError", "HeaderForm", "TypedHeaders", "data"] },
];

const RESULTS_IMPORTS: &[Import] = &[
    Import { path: "crate", names: &["types"] },
    Import { path: "switchboard_runtime", names: &["data", "Content", "Failure", "FromAnswer", "Response"] },
];

const TESTING_IMPORTS: &[Import] = &[
    Import { path: "crate", names: &["operations", "results", "types", "Client"] },
    Import { path: "switchboard_runtime::testing", names: &["Answers"] },
    Import { path: "switchboard_runtime", names: &["client_double", "data", "Undocumented"] },
];

const WEBHOOKS_IMPORTS: &[Import] =
    &[Import { path: "crate", names: &["types"] }, Import { path: "switchboard_runtime", names: &["data", "webhook"] }];

const XML_IMPORTS: &[Import] =
    &[Import { path: "switchboard_runtime::xml", names: &["Member", "Name", "Place", "Root", "Scalar", "Shape"] }];

const FACTS_IMPORTS: &[Import] = &[
    Import { path: "crate", names: &["bounds"] },
    Import {
        path: "switchboard_runtime",
        names: &[
            "Api",
            "ApiKeyLocation",
            "Bounds",
            "Envelope",
            "Limit",
            "Location",
            "OAuth2Flow",
            "Operation",
            "Parameter",
            "Read",
            "Reply",
            "SecurityKind",
            "SecurityScheme",
            "Style",
        ],
    },
];

const BOUNDS_IMPORTS: &[Import] = &[Import { path: "switchboard_runtime", names: &["Bounds", "Limit"] }];

const TYPES_IMPORTS: &[Import] = &[Import { path: "switchboard_runtime", names: &["data", "serde"] }];

const CODEC_IMPORTS: &[Import] = &[
    Import { path: "switchboard_runtime::serde", names: &["de"] },
    Import {
        path: "switchboard_runtime",
        names: &["data", "integer_enum", "mixed_enum", "object", "string_enum", "union"],
    },
];

fn codec(items: &TokenStream) -> TokenStream {
    if items.is_empty() { TokenStream::new() } else { quote!(use crate::types::*; #items) }
}

fn library(parts: &Parts<'_>, has_results: bool, diagnostics: &mut Diagnostics) -> String {
    let mut docs = harmless(&parts.settings.description).join("\n");
    if let Some(text) = parts.api.description() {
        docs.push_str("\n\n");
        docs.push_str(&harmless(text).join("\n"));
    }
    docs.push_str("\n\n# Quick start\n\n");
    let quick: String = quick_start(parts).iter().map(|line| format!("{line}\n")).collect();
    docs.push_str("```no_run\n# async fn run() -> Result<(), Box<dyn std::error::Error>> {\n");
    docs.push_str(&quick);
    docs.push_str("# Ok(())\n# }\n```\n");
    docs.push_str(
        "\n# What comes back\n\nA method gives a [`Call`]: awaited, it is sent, and gives a [`Response`] with status, headers and the typed body, or an [`Error`]: what the\n\
         API answered is in [`Error::api`], everything else is a [`Failure`]. Members, enum values and alternatives that\n\
         the server adds tomorrow are kept and written back: see `extra` and `Unknown` on the [`types`]. Where an answer\n\
         deviates from the document, it is read as far as it can be, and [`Response::deviations`] names the places.\n",
    );
    if !parts.headers.is_empty() {
        docs.push_str(
            "[`ResponseHeaders`] reads the documented headers of answers, and of errors too: see [`Error::headers`].\n",
        );
    }
    let results = has_results.then(|| {
        quote! {
            #[rustfmt::skip]
            pub mod results;
        }
    });
    let bounds = (!parts.bounds.is_empty()).then(|| {
        quote! {
            #[rustfmt::skip]
            mod bounds;
        }
    });
    let calls = (!parts.calls.is_empty()).then(|| {
        quote! {
            #[rustfmt::skip]
            pub mod calls;
        }
    });
    let forms = (!parts.forms.is_empty()).then(|| {
        quote! {
            #[rustfmt::skip]
            pub mod forms;
        }
    });
    let webhooks = (!parts.webhooks.is_empty()).then(|| {
        quote! {
            #[rustfmt::skip]
            pub mod webhooks;
        }
    });
    let headers = (!parts.headers.is_empty()).then(|| {
        quote! {
            #[rustfmt::skip]
            mod headers;
        }
    });
    let servers = (!parts.servers.is_empty()).then(|| {
        quote! {
            #[rustfmt::skip]
            pub mod servers;
        }
    });
    let read_headers = (!parts.headers.is_empty()).then(|| {
        quote!(
            pub use headers::ResponseHeaders;
        )
    });
    let limit = super::nesting::recursion_limit(parts.graph, diagnostics).map(|limit| {
        let limit = limit.to_string();
        quote!(#![recursion_limit = #limit])
    });
    let xml = (!parts.xml.is_empty()).then(|| {
        quote! {
            #[cfg(feature = "xml")]
            #[rustfmt::skip]
            mod xml;
        }
    });
    // What only methods with XML use is there all the same.
    let without_xml =
        xml.as_ref().map(|_| quote!(#![cfg_attr(not(feature = "xml"), allow(dead_code, unused_imports))]));
    let deprecated = uses_deprecated(parts).then(|| quote!(#![allow(deprecated)]));
    let items = quote! {
        #limit
        #without_xml
        #deprecated

        #bounds
        #calls
        #[rustfmt::skip]
        mod client;
        #[rustfmt::skip]
        mod codec;
        #forms
        #headers
        #[rustfmt::skip]
        mod operations;
        #results
        #servers
        #[cfg(all(feature = "testing", not(target_family = "wasm")))]
        #[rustfmt::skip]
        #[allow(dead_code, reason = "an API may have no operation that can be called")]
        pub mod testing;
        #[rustfmt::skip]
        #[allow(missing_docs, reason = "a member that the document does not describe has its name alone")]
        pub mod types;
        #webhooks
        #xml

        pub use client::Client;
        #read_headers
        pub use switchboard_runtime::{self as runtime, data};
        // Short lines, which no formatter breaks in its own way.
        pub use switchboard_runtime::{Builder, Call, CallOptions, ConfigurationError};
        pub use switchboard_runtime::{Error, Failure};
        pub use switchboard_runtime::{Multipart, Part, Response};
    };
    module(&docs, &[], items, diagnostics)
}

/// Whether the crate itself uses what the document calls deprecated.
fn uses_deprecated(parts: &Parts<'_>) -> bool {
    let reads_arguments = |plan: &OperationPlan| {
        plan.call.required.is_some() && plan.call.arguments.iter().any(|argument| argument.docs.deprecated)
    };
    parts.types.has_deprecated || parts.operations.plans.iter().any(reads_arguments)
}

fn client(parts: &Parts<'_>, methods: &[TokenStream]) -> TokenStream {
    let title = parts.api.title().unwrap_or(&parts.settings.name);
    let doc = format!(" A client of {}. Cheap to clone: all clones share one pool of connections.", joined(title));
    let tokens = tokens(parts.api);
    let tokens = (!tokens.is_empty()).then(|| {
        let tokens = doc_attributes("", &tokens);
        quote!(#[doc = ""] #tokens)
    });
    let variables: Vec<String> = parts.settings.env.iter().map(|(_, variable)| format!("`{variable}`")).collect();
    let base_url = parts.settings.base_url_variable();
    let from_env_doc = match variables.as_slice() {
        [] => format!(" A client set up from the environment: the base URL from `{base_url}`, if it is set."),
        some => format!(
            " A client with the credentials in the environment: {}. `{base_url}` replaces the base URL, if it is set.",
            some.join(", ")
        ),
    };
    let unused = methods
        .is_empty()
        .then(|| quote!(#[allow(dead_code, reason = "the document has no operation that can be called")]));
    let with_key = with_key(parts);
    let (together, by_tag) = match by_tag(parts.api, &parts.operations.plans).as_slice() {
        [] | [_] => (Some(quote!(#(#methods)*)), None),
        groups => (None, Some(blocks(groups, methods))),
    };
    quote! {
        #[doc = #doc]
        #tokens
        #[derive(Clone, Debug)]
        pub struct Client {
            #unused
            core: Core,
        }

        impl Client {
            #with_key

            /// Starts to set up a client.
            pub fn builder() -> Builder<Self> {
                Builder::new(&operations::API)
            }

            #[doc = #from_env_doc]
            ///
            /// # Errors
            ///
            /// When a setting cannot be used.
            pub fn from_env() -> Result<Self, ConfigurationError> {
                Self::builder().from_env().build()
            }

            /// The same client with other options for the calls made through it.
            #[must_use]
            pub fn with_options(&self, options: CallOptions) -> Self {
                Self { core: self.core.with_options(options) }
            }

            #together
        }

        #by_tag

        impl From<Core> for Client {
            fn from(core: Core) -> Self {
                Self { core }
            }
        }
    }
}

/// One block of methods for each tag, under its name.
fn blocks(groups: &[TagGroup], methods: &[TokenStream]) -> TokenStream {
    let blocks = groups.iter().map(|group| {
        let docs = group.title.as_deref().map(|title| {
            let description = group.description.as_deref().unwrap_or_default();
            let title = single_line(title);
            doc_attributes(format!("# {title}\n\n{description}").trim_end(), &[])
        });
        let methods = group.operations.iter().filter_map(|position| methods.get(*position));
        quote! {
            #docs
            impl Client {
                #(#methods)*
            }
        }
    });
    quote!(#(#blocks)*)
}

/// The constructor that takes a key, where every call is made with the same one.
fn with_key(parts: &Parts<'_>) -> TokenStream {
    let Some(scheme) = only_scheme(parts) else { return TokenStream::new() };
    let argument = ident(if scheme.is_token { "token" } else { "key" });
    let doc = format!(" A client that calls with this {argument}.");
    let id = scheme.id;
    quote! {
        #[doc = #doc]
        ///
        /// # Errors
        ///
        /// When the HTTP client cannot be made.
        pub fn new(#argument: impl Into<SecretString>) -> Result<Self, ConfigurationError> {
            Self::builder().credential(#id, #argument).build()
        }
    }
}

/// The security scheme that is enough for everything.
struct OnlyScheme<'p> {
    id: &'p str,
    is_token: bool,
}

/// The only scheme of the document, if it takes one secret: an API key or a bearer token.
fn only_scheme<'p>(parts: &Parts<'p>) -> Option<OnlyScheme<'p>> {
    let mut schemes = parts.api.security_schemes();
    let (Some((id, scheme)), None) = (schemes.next(), schemes.next()) else { return None };
    let http = scheme.scheme().map(str::to_ascii_lowercase);
    match (scheme.kind(), http.as_deref()) {
        (Some("apiKey"), _) => Some(OnlyScheme { id, is_token: false }),
        (Some("http"), Some("bearer")) => Some(OnlyScheme { id, is_token: true }),
        _ => None,
    }
}
