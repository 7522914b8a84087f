//! `vendor.toml`: what a person decides about a vendor. The facts in it carry the page they were read from.
//!
//! Nothing here knows a vendor by name, and nothing here overrides what the overlay can say.

mod apply;
pub(crate) mod fields;
pub mod keys;
mod links;
mod operations;
mod package;
mod publishing;
mod streams;
mod tables;
mod toml;
mod upkeep;
mod webhooks;
mod workspace;

pub use links::{Example, OperationPages};
pub(crate) use operations::invalid_override;
pub use operations::{Idempotent, Operations, Pagination};
pub use package::{CrateSettings, Home, Runtime};
pub use publishing::Publishing;
pub use streams::StreamSigns;
pub use tables::VENDOR;
pub use upkeep::{Fetching, Renamed, Versioning};
pub use webhooks::{Event, Signature, Signed, Webhooks};
pub use workspace::{WORKSPACE, WorkspaceSettings};

use crate::describe::Format;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::source::{FileId, Node, SourceFiles, Span};
use fields::{Fields, Place};
use serde_json::Value;
use tables::{is_crate_name, is_version};

/// A text with its place in `vendor.toml`.
#[derive(Clone, Debug, PartialEq)]
pub struct Text {
    /// The text.
    pub value: String,
    /// Its place.
    pub span: Span,
}

impl From<&Node> for Text {
    fn from(node: &Node) -> Self {
        Self { value: node.as_str().unwrap_or_default().to_owned(), span: node.span }
    }
}

/// All of `vendor.toml`.
#[derive(Clone, Debug, PartialEq)]
pub struct VendorSettings {
    /// The file itself.
    pub file: FileId,
    /// What people call the API.
    pub title: Text,
    /// Name of the crate.
    pub package: Text,
    /// Version of the crate.
    pub version: Text,
    /// What the crate is, in a sentence.
    pub description: Text,
    /// What the vendor does, and where keys come from, for somebody who has never heard of it.
    pub about: Option<Text>,
    /// Where the vendor's documentation starts.
    pub documentation: Option<Text>,
    /// Where the vendor's documentation of a single operation is.
    pub operation_pages: Option<OperationPages>,
    /// Which operations the client has.
    pub operations: Operations,
    /// Programs to start from.
    pub examples: Vec<Example>,
    /// Format of the pages; `None` means that it is recognised.
    pub format: Option<Format>,
    /// What the crate's Cargo.toml says for those who publish it.
    pub publishing: Publishing,
    /// Where requests go.
    pub server: Option<Server>,
    /// How requests are authenticated; any one of them suffices.
    pub auth: Vec<Auth>,
    /// How an answer says that it is an error whatever its HTTP status.
    pub envelope: Option<Envelope>,
    /// How parameters are written where OpenAPI leaves it open.
    pub parameters: Option<Parameters>,
    /// How the pages of lists hang together.
    pub pagination: Vec<Pagination>,
    /// Operations that may be repeated.
    pub idempotent: Vec<Idempotent>,
    /// How streams say that they end or have failed.
    pub streams: Vec<StreamSigns>,
    /// What the vendor sends by itself.
    pub webhooks: Webhooks,
    /// Warnings that are expected.
    pub allow: Vec<Allowance>,
    /// Changes since the last version that are taken as they are.
    pub accept: Vec<Acceptance>,
    /// Facts that nobody can say for sure, and that were left out or left untyped therefore.
    pub open: Vec<OpenFact>,
    /// Whether a document of which anything would be lost is refused.
    pub strict: bool,
    /// What addresses hold that a document refers to.
    pub maps: Vec<AddressMap>,
    /// What the addresses of the pages are for.
    pub fetching: Fetching,
    /// Who decides on the version of the crate.
    pub versioning: Versioning,
    /// Whether what is called otherwise stays under its old name until the next version that breaks.
    pub aliases: bool,
    /// What is still there under an old name.
    pub renamed: Vec<Renamed>,
    /// Where the pages came from.
    pub pages: Vec<Page>,
}

/// Where requests go.
#[derive(Clone, Debug, PartialEq)]
pub struct Server {
    /// The base URL.
    pub url: Text,
    /// The page that says so.
    pub source: Text,
}

/// One way to authenticate.
#[derive(Clone, Debug, PartialEq)]
pub struct Auth {
    /// Name of the security scheme.
    pub scheme: Text,
    /// What it is.
    pub kind: AuthKind,
    /// The environment variable examples and tests take the credential from.
    pub env: Option<Text>,
    /// The page that says so.
    pub source: Text,
}

/// The kinds of authentication.
#[derive(Clone, Debug, PartialEq)]
pub enum AuthKind {
    /// `Authorization: Bearer`
    Bearer,
    /// `Authorization: Basic`
    Basic,
    /// A key under a name of its own.
    ApiKey {
        /// `header`, `query` or `cookie`.
        location: Text,
        /// Name of the header, parameter or cookie.
        name: Text,
    },
}

/// How an answer says that it is an error whatever its HTTP status.
#[derive(Clone, Debug, PartialEq)]
pub struct Envelope {
    /// The top-level member that tells.
    pub member: Text,
    /// Its values in answers that are no errors.
    pub success: Vec<Value>,
    /// The page that says so.
    pub source: Text,
}

/// How parameters are written where OpenAPI leaves it open.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameters {
    /// Whether the brackets of `deepObject` are percent-encoded.
    pub escapes_brackets: bool,
    /// Whether each item of a list in a header has a line of its own.
    pub has_header_lines: bool,
    /// The page that says so.
    pub source: Text,
}

/// A warning that is expected.
#[derive(Clone, Debug, PartialEq)]
pub struct Allowance {
    /// Its code.
    pub code: Text,
    /// Why it is expected.
    pub reason: Text,
}

/// A change between two versions that is taken as it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Acceptance {
    /// The id of the rule that says it.
    pub rule: Text,
    /// The operation, or the path in Rust; everything that the rule says where it is left out.
    pub at: Option<Text>,
    /// Why it need not stop a release.
    pub reason: Text,
}

/// A fact that nobody can say for sure.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenFact {
    /// The operation or member that was left out or left untyped.
    pub what: Text,
    /// Why.
    pub why: Text,
}

/// What an address holds that a document refers to.
#[derive(Clone, Debug, PartialEq)]
pub struct AddressMap {
    /// The address, without a fragment.
    pub address: Text,
    /// The file, relative to the folder of the settings.
    pub file: Text,
}

/// Where a page came from.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// The file, relative to the vendor's folder.
    pub file: Text,
    /// Its address, where it is known.
    pub url: Option<Text>,
    /// The day it was captured, as `YYYY-MM-DD`.
    pub seen: Text,
    /// Whether it is replaced by what its address gives; `[fetch]` says so for all where it is left out.
    pub fetch: Option<bool>,
}

impl VendorSettings {
    /// Reads `vendor.toml`. Returns `None` after reporting every unknown, missing and ill-typed key.
    pub fn read(files: &SourceFiles, file: FileId, diagnostics: &mut Diagnostics) -> Option<Self> {
        Self::read_with(files, file, None, diagnostics)
    }

    /// Reads a file with the keys of `vendor.toml` that is given beside a document. What it leaves out of title, crate,
    /// version and description is that of the document alone. Returns `None` after reporting every unknown and ill-typed
    /// key, and a format of pages, which a document is not.
    pub fn read_beside(
        files: &SourceFiles,
        file: FileId,
        document: &Node,
        alone: &CrateSettings,
        diagnostics: &mut Diagnostics,
    ) -> Option<Self> {
        let mut found = Diagnostics::new();
        let settings = Self::read_with(files, file, Some((document, alone)), &mut found);
        if let Some(format) = settings.as_ref().and_then(|settings| settings.format)
            && format != Format::OpenApi
        {
            let message = format!("a document is given, and these settings are for pages of the format `{format}`");
            let help = "remove `format`; `cargo xtask describe` makes a document of pages, and `regen` a client";
            found.push(Diagnostic::error(Code::SettingsInvalid, message).at(Span::new(file, 0..0)).help(help));
        }
        let sound = !found.has_errors();
        diagnostics.extend(found);
        settings.filter(|_| sound)
    }

    fn read_with(
        files: &SourceFiles,
        file: FileId,
        alone: Option<(&Node, &CrateSettings)>,
        diagnostics: &mut Diagnostics,
    ) -> Option<Self> {
        let mut found = Diagnostics::new();
        let root = toml::read_toml(files, file, &mut found);
        let settings = root.and_then(|root| {
            let name = files[file].name().rsplit('/').next().unwrap_or_default();
            let root = match alone {
                Some((document, alone)) => package::completed(root, document, alone),
                None => root,
            };
            Self::from_node(file, name, &root, &mut found)
        });
        let sound = !found.has_errors();
        diagnostics.extend(found);
        settings.filter(|_| sound)
    }

    fn from_node(file: FileId, name: &str, root: &Node, found: &mut Diagnostics) -> Option<Self> {
        let top = Fields::open_as(root, name, &VENDOR, Place::Settings, u8::MAX, found)?;
        let title = top.text("title", found);
        let description = top.text("description", found);
        let package = top.text("crate", found);
        let version = top.text("version", found);
        let about = top.text("about", found);
        let documentation = top.text("documentation", found);
        let format = top.text("format", found).and_then(Node::as_str).and_then(Format::parse);
        let strict = top.flag("strict", found);
        let operation_pages =
            top.get("operation-pages", found).and_then(|node| links::read_operation_pages(node, found));
        let chosen =
            top.get("operations", found).and_then(|node| operations::read_operations(node, found)).unwrap_or_default();
        let publishing = top.get("package", found).and_then(|node| publishing::read(node, found)).unwrap_or_default();
        let fetching = top.get("fetch", found).and_then(|node| upkeep::read_fetching(node, found)).unwrap_or_default();
        let versioning = top.get("versioning", found).and_then(|node| upkeep::read_versioning(node, found));
        let server = top.get("server", found).and_then(|node| read_server(node, found));
        let auth = read_auth(&top, found);
        let envelope = top.get("errors", found).and_then(|node| read_errors(node, found));
        let parameters = top.get("parameters", found).and_then(|node| operations::read_parameters(node, found));
        let read = operations::read_pagination;
        let pagination = top.items("pagination", found).iter().filter_map(|node| read(node, found)).collect();
        let read = operations::read_idempotent;
        let idempotent = top.items("idempotent", found).iter().filter_map(|node| read(node, found)).collect();
        let streams = top.items("stream", found).iter().filter_map(|node| streams::read(node, found)).collect();
        let webhooks = top.get("webhooks", found).and_then(|node| webhooks::read(node, found)).unwrap_or_default();
        let allow = top.items("allow", found).iter().filter_map(|node| read_allowance(node, found)).collect();
        let accept = top.items("accept", found).iter().filter_map(|node| read_acceptance(node, found)).collect();
        let renamed = top.items("renamed", found).iter().filter_map(|node| upkeep::read_renamed(node, found)).collect();
        let open = top.items("open", found).iter().filter_map(|node| read_open(node, found)).collect();
        let examples = top.items("example", found).iter().filter_map(|node| links::read_example(node, found)).collect();
        let maps = top.items("map", found).iter().filter_map(|node| read_map(node, found)).collect();
        let pages = top.items("page", found).iter().filter_map(|node| read_page(node, found)).collect();
        let (versioning, aliases) = versioning.unwrap_or_default();
        Some(Self {
            file,
            title: title?.into(),
            package: package?.into(),
            version: version?.into(),
            description: description?.into(),
            about: about.map(Text::from),
            documentation: documentation.map(Text::from),
            operation_pages,
            operations: chosen,
            examples,
            format,
            publishing,
            server,
            auth,
            envelope,
            parameters,
            pagination,
            idempotent,
            streams,
            webhooks,
            allow,
            accept,
            open,
            strict,
            maps,
            fetching,
            versioning,
            aliases,
            renamed,
            pages,
        })
    }

    /// Takes the allowed warnings out of a finished run; an allowance that met no warning is an error.
    ///
    /// After errors nothing is said about unused allowances: the stage that warns may not have been reached.
    pub fn settle(&self, diagnostics: Diagnostics) -> Diagnostics {
        let allowed = |diagnostic: &Diagnostic, allowance: &Allowance| {
            diagnostic.severity == Severity::Warning && diagnostic.code.as_str() == allowance.code.value
        };
        let mut settled = Diagnostics::new();
        for diagnostic in diagnostics.iter() {
            if !self.allow.iter().any(|allowance| allowed(diagnostic, allowance)) {
                settled.keep(diagnostic.clone());
            }
        }
        if settled.has_errors() {
            return settled;
        }
        for unused in
            self.allow.iter().filter(|allowance| !diagnostics.iter().any(|diagnostic| allowed(diagnostic, allowance)))
        {
            let message = format!("no `{}` warning occurred, and one is allowed here", unused.code.value);
            settled.push(
                Diagnostic::error(Code::AllowanceUnused, message)
                    .at(unused.code.span)
                    .help("remove this `[[allow]]` entry: it would hide the next warning of that kind"),
            );
        }
        settled
    }
}

fn read_server(node: &Node, found: &mut Diagnostics) -> Option<Server> {
    let fields = Fields::open(node, &tables::SERVER, found)?;
    let (url, source) = (fields.text("url", found), fields.text("source", found));
    Some(Server { url: url?.into(), source: source?.into() })
}

fn read_auth(top: &Fields<'_>, found: &mut Diagnostics) -> Vec<Auth> {
    let Some(node) = top.get("auth", found) else { return Vec::new() };
    let Some(schemes) = node.as_object() else {
        top.wrong("auth", "a table of security schemes, for instance [auth.bearer]", node, found);
        return Vec::new();
    };
    if schemes.get("type").is_some_and(|kind| kind.as_object().is_none()) {
        let kind = node.str("type").unwrap_or("bearer");
        found.push(
            Diagnostic::error(Code::SettingsInvalid, "[auth] says how to authenticate, and the scheme has no name")
                .at(node.label_span())
                .help(format!("there may be several, so each has a name: `[auth.{kind}]`")),
        );
        return Vec::new();
    }
    schemes.iter().filter_map(|(name, node)| read_scheme(name, node, found)).collect()
}

fn read_scheme(name: &str, node: &Node, found: &mut Diagnostics) -> Option<Auth> {
    let what = format!("[auth.{name}]");
    let fields = Fields::open_as(node, what, &tables::AUTH, Place::Settings, u8::MAX, found)?;
    let kind = match fields.text("type", found)?.as_str().unwrap_or_default() {
        "bearer" => Some(AuthKind::Bearer),
        "basic" => Some(AuthKind::Basic),
        "api-key" => {
            let (location, name) = (fields.text("in", found), fields.text("name", found));
            location.zip(name).map(|(location, name)| AuthKind::ApiKey { location: location.into(), name: name.into() })
        }
        _ => None,
    };
    let (env, source) = (fields.text("env", found), fields.text("source", found));
    let scheme = Text { value: name.to_owned(), span: node.label_span() };
    Some(Auth { scheme, kind: kind?, env: env.map(Text::from), source: source?.into() })
}

fn read_errors(node: &Node, found: &mut Diagnostics) -> Option<Envelope> {
    let fields = Fields::open(node, &tables::ERRORS, found)?;
    let node = fields.get("envelope", found)?;
    let fields = Fields::open(node, &tables::ENVELOPE, found)?;
    let (member, source) = (fields.text("member", found), fields.text("source", found));
    let stated = fields.get("success", found)?;
    let success: Vec<Value> = fields.items("success", found).iter().map(Node::to_value).collect();
    if success.is_empty() || success.iter().any(|value| value.is_array() || value.is_object()) {
        let message = "`success` must list the values that mean success: numbers, strings or booleans";
        found.push(
            Diagnostic::error(Code::SettingsInvalid, message)
                .at(stated.span)
                .help("for instance `success = [1]` or `success = [\"ok\"]`"),
        );
    }
    Some(Envelope { member: member?.into(), success, source: source?.into() })
}

fn read_allowance(node: &Node, found: &mut Diagnostics) -> Option<Allowance> {
    let fields = Fields::open(node, &tables::ALLOW, found)?;
    let (code, reason) = (fields.text("code", found), fields.text("reason", found));
    Some(Allowance { code: code?.into(), reason: reason?.into() })
}

fn read_acceptance(node: &Node, found: &mut Diagnostics) -> Option<Acceptance> {
    let fields = Fields::open(node, &tables::ACCEPT, found)?;
    let (rule, reason) = (fields.text("rule", found), fields.text("reason", found));
    let at = fields.text("at", found);
    Some(Acceptance { rule: rule?.into(), at: at.map(Text::from), reason: reason?.into() })
}

fn read_open(node: &Node, found: &mut Diagnostics) -> Option<OpenFact> {
    let fields = Fields::open(node, &tables::OPEN, found)?;
    let (what, why) = (fields.text("what", found), fields.text("why", found));
    Some(OpenFact { what: what?.into(), why: why?.into() })
}

fn read_map(node: &Node, found: &mut Diagnostics) -> Option<AddressMap> {
    let fields = Fields::open(node, &tables::MAP, found)?;
    let (address, file) = (fields.text("address", found), fields.text("file", found));
    Some(AddressMap { address: address?.into(), file: file?.into() })
}

/// Whether a file with the keys of `vendor.toml` refuses losses, as far as it can be read. What is wrong with it is said
/// where the settings are read.
pub fn is_strict(files: &SourceFiles, file: FileId) -> bool {
    let mut ignored = Diagnostics::new();
    toml::read_toml(files, file, &mut ignored).is_some_and(|root| root.flag("strict"))
}

/// The addresses that a file with the keys of `vendor.toml` maps to files, as far as it can be read. What is wrong with it
/// is said where the settings are read.
pub fn maps(files: &SourceFiles, file: FileId) -> Vec<(String, String)> {
    let mut ignored = Diagnostics::new();
    let Some(root) = toml::read_toml(files, file, &mut ignored) else { return Vec::new() };
    let maps = root.items("map").iter().filter_map(|node| read_map(node, &mut ignored));
    maps.map(|map| (map.address.value, map.file.value)).collect()
}

fn read_page(node: &Node, found: &mut Diagnostics) -> Option<Page> {
    let fields = Fields::open(node, &tables::PAGE, found)?;
    let (file, url, seen) = (fields.text("file", found), fields.text("url", found), fields.text("seen", found));
    let fetch = fields.stated_flag("fetch", found);
    Some(Page { file: file?.into(), url: url.map(Text::from), seen: seen?.into(), fetch })
}

#[cfg(test)]
mod tests;
