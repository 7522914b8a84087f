//! Finished files: tokens are printed, documentation text is made harmless, side files are written by serialisers.

mod aliases;
mod declared;
mod library;
mod licenses;
mod logins;
mod macros;
mod manifest;
mod nesting;
mod print;
mod quick_start;
mod readme;
mod testing;
mod tokens;

use crate::diagnostic::Diagnostics;
use crate::files::CrateFiles;
use crate::model::Api;
use crate::operations::{Collected, OperationPlan};
use crate::report::LeftOpen;
use crate::settings::CrateSettings;
use crate::types::{RenderedTypes, TypeGraph};
use proc_macro2::TokenStream;

/// Everything a crate is made of.
#[derive(Debug)]
pub struct Parts<'p> {
    /// The document the crate was made from.
    pub api: &'p Api,
    /// What the crate is called.
    pub settings: &'p CrateSettings,
    /// The planned types.
    pub graph: &'p TypeGraph,
    /// The planned operations and webhooks.
    pub operations: &'p Collected,
    /// What of the document is lost or left open.
    pub left_open: &'p [LeftOpen],
    /// The printed types.
    pub types: RenderedTypes,
    /// The static facts of the operations.
    pub facts: TokenStream,
    /// The bounds of what operations send.
    pub bounds: TokenStream,
    /// The result types of the operations.
    pub results: TokenStream,
    /// The structs of multipart bodies.
    pub forms: TokenStream,
    /// The headers of answers.
    pub headers: TokenStream,
    /// The servers, where there is a choice.
    pub servers: TokenStream,
    /// The payloads of webhooks.
    pub webhooks: TokenStream,
    /// How the types are XML.
    pub xml: TokenStream,
    /// The methods of the client.
    pub methods: Vec<TokenStream>,
    /// The structs of calls that have methods of their own.
    pub calls: TokenStream,
    /// The methods of the test double, in the same order.
    pub answers: Vec<TokenStream>,
}

/// The files of a crate.
pub fn files(parts: Parts<'_>, diagnostics: &mut Diagnostics) -> CrateFiles {
    let mut files = CrateFiles::new();
    files.insert("Cargo.toml".to_owned(), manifest::manifest(&parts));
    files.insert("README.md".to_owned(), readme::readme(&parts));
    for (name, text) in licenses::of(parts.settings).files {
        files.insert(name.to_owned(), text);
    }
    library::modules(&parts, &mut files, diagnostics);
    files
}

impl Parts<'_> {
    /// What the crate has to do with XML.
    pub(crate) fn xml_use(&self) -> XmlUse {
        let plans = &self.operations.plans;
        let is_needed = |plan: &OperationPlan| {
            let others = plans.iter().filter(|other| other.pointer == plan.pointer);
            plan.needs_xml() && others.into_iter().all(OperationPlan::needs_xml)
        };
        match () {
            () if self.xml.is_empty() => XmlUse::None,
            () if plans.iter().any(is_needed) => XmlUse::Default,
            () => XmlUse::Optional,
        }
    }
}

impl Parts<'_> {
    /// The features of the runtime that the crate cannot do without.
    pub(crate) fn runtime_features(&self) -> Vec<&'static str> {
        let is_checked = self.operations.events.is_some() && self.settings.webhooks.signature.is_some();
        let pkce = logins::has_browser(self.api).then_some("pkce");
        let webhooks = is_checked.then_some("webhooks");
        pkce.into_iter().chain(webhooks).collect()
    }
}

/// What a crate has to do with XML.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum XmlUse {
    /// Nothing.
    None,
    /// Some methods need the feature `xml`; whatever they do is done by others without it, too.
    Optional,
    /// Some operations cannot be called without the feature, so that it is there by default.
    Default,
}

/// The files of the types alone.
pub fn type_files(types: &RenderedTypes, diagnostics: &mut Diagnostics) -> CrateFiles {
    let mut files = CrateFiles::new();
    let mut put = |name: &str, text| drop(files.insert(format!("src/{name}.rs"), text));
    library::data_modules(types, &TokenStream::new(), &mut put, diagnostics);
    files
}
