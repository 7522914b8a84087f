//! What the generated crate is called, what it stands on, and what its client does beyond the document.

use super::{
    Envelope, Example, Idempotent, OpenFact, Pagination, Parameters, Publishing, Renamed, StreamSigns, VendorSettings,
    Webhooks,
};
use crate::describe::Format;
use crate::source::Node;

/// The settings of one generated crate.
#[derive(Clone, Debug, PartialEq)]
pub struct CrateSettings {
    /// Name of the package.
    pub name: String,
    /// Version of the package.
    pub version: String,
    /// What the crate is, in a sentence.
    pub description: String,
    /// Where the vendor's documentation starts.
    pub documentation: Option<String>,
    /// What the manifest says for those who publish the crate.
    pub publishing: Publishing,
    /// Where cargo finds the runtime crate.
    pub runtime: Runtime,
    /// What stands around the crate.
    pub home: Home,
    /// How an answer says that it is an error whatever its HTTP status.
    pub envelope: Option<Envelope>,
    /// How parameters are written where OpenAPI leaves it open.
    pub parameters: Option<Parameters>,
    /// How the pages of lists hang together, where it is stated.
    pub pagination: Vec<Pagination>,
    /// Operations that may be repeated.
    pub idempotent: Vec<Idempotent>,
    /// How streams say that they end or have failed.
    pub streams: Vec<StreamSigns>,
    /// What tells events apart, and how they are signed.
    pub webhooks: Webhooks,
    /// Security scheme and the environment variable that examples take its credential from.
    pub env: Vec<(String, String)>,
    /// Programs to start from.
    pub examples: Vec<Example>,
    /// Facts that were left out or left untyped.
    pub open: Vec<OpenFact>,
    /// What is still there under an old name.
    pub renamed: Vec<Renamed>,
}

/// Where cargo finds the runtime crate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Runtime {
    /// In this folder, as the manifest writes it: relative to the crate.
    Path(String),
    /// In the registry, by a version requirement.
    Version(String),
    /// In a git repository.
    Git {
        /// The address of the repository.
        url: String,
        /// The commit, tag or branch; else the newest commit.
        rev: Option<String>,
    },
}

impl From<String> for Runtime {
    fn from(path: String) -> Self {
        Self::Path(path)
    }
}

/// What stands around a crate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Home {
    /// The clients of a workspace like this one, with what these share.
    Clients,
    /// Another workspace.
    Workspace,
    /// None: the crate is a workspace of its own.
    Alone,
}

impl CrateSettings {
    /// For a vendor folder; the crate lies beside the runtime.
    pub fn for_vendor(settings: &VendorSettings) -> Self {
        let env = |auth: &super::Auth| auth.env.as_ref().map(|env| (auth.scheme.value.clone(), env.value.clone()));
        Self {
            name: settings.package.value.clone(),
            version: settings.version.value.clone(),
            description: settings.description.value.clone(),
            documentation: settings.documentation.as_ref().map(|text| text.value.clone()),
            publishing: settings.publishing.clone(),
            runtime: Runtime::Path("../runtime".to_owned()),
            home: Home::Clients,
            envelope: settings.envelope.clone(),
            parameters: settings.parameters.clone(),
            pagination: settings.pagination.clone(),
            idempotent: settings.idempotent.clone(),
            streams: settings.streams.clone(),
            webhooks: settings.webhooks.clone(),
            env: settings.auth.iter().filter_map(env).collect(),
            examples: settings.examples.clone(),
            open: settings.open.clone(),
            renamed: settings.renamed.clone(),
        }
    }

    /// For a document alone.
    ///
    /// The document's version becomes the crate's only if it is one that cargo reads; else the version is `0.1.0`.
    pub fn for_document(document: &Node, name: String, runtime: impl Into<Runtime>, home: Home) -> Self {
        let info = document.get("info");
        let title = info.and_then(|info| info.str("title")).map_or_else(String::new, crate::text::single_line);
        let description = match title.strip_suffix(" API").unwrap_or(&title) {
            "" | "API" => "Client for this API".to_owned(),
            title => format!("Client for the {title} API"),
        };
        let version = info.and_then(|info| info.str("version")).filter(|version| super::is_version(version));
        Self {
            name,
            version: version.unwrap_or("0.1.0").to_owned(),
            description,
            documentation: info_url(document),
            publishing: Publishing::default(),
            runtime: runtime.into(),
            home,
            envelope: None,
            parameters: None,
            pagination: Vec::new(),
            idempotent: Vec::new(),
            streams: Vec::new(),
            webhooks: Webhooks::default(),
            env: Vec::new(),
            examples: Vec::new(),
            open: Vec::new(),
            renamed: Vec::new(),
        }
    }

    /// These, for a document alone, with what settings given beside it say. `runtime` and `home` stay.
    pub fn with(self, settings: &VendorSettings) -> Self {
        let stated = Self::for_vendor(settings);
        let documentation = stated.documentation.or(self.documentation);
        Self { runtime: self.runtime, home: self.home, documentation, ..stated }
    }

    /// The environment variable from which clients take another base URL; the runtime makes the same name.
    pub fn base_url_variable(&self) -> String {
        let part = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' };
        format!("{}_BASE_URL", self.name.chars().map(part).collect::<String>())
    }

    /// Whether cargo and Rust take `name` as the name of a crate.
    pub fn is_name(name: &str) -> bool {
        super::is_crate_name(name)
    }

    /// What to do about a name that is none for a crate.
    pub fn help_for_name(name: &str) -> &'static str {
        match super::tables::is_reserved(name) {
            true if crate::text::portable::is_device(name) => {
                "Windows has a device of this name, and no folder: choose another"
            }
            true => "the name is reserved for a crate that Rust or the generated code needs: choose another",
            false => "use lower-case letters, digits, `-` and `_`, a letter first, and no Rust keyword",
        }
    }

    /// A crate name made of any text: what cannot be in one becomes a hyphen.
    pub fn name_from(text: &str) -> String {
        let lower = text.to_ascii_lowercase();
        let words: Vec<&str> =
            lower.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
        let name: String = words.join("-").chars().take(48).collect();
        let name = name.trim_end_matches('-');
        if super::is_crate_name(name) {
            name.to_owned()
        } else {
            format!("api-{name}").trim_end_matches('-').to_owned()
        }
    }
}

/// Settings with the keys that every vendor must state; those that are missing say what a document alone says.
pub(super) fn completed(mut settings: Node, document: &Node, alone: &CrateSettings) -> Node {
    let span = document.get("info").and_then(|info| info.get("title")).map_or(document.span, |title| title.span);
    let title = document.get("info").and_then(|info| info.str("title")).map(str::trim);
    let title = title.filter(|title| !title.is_empty()).unwrap_or(&alone.name);
    for (key, text) in [
        ("title", title),
        ("crate", &alone.name),
        ("version", &alone.version),
        ("description", &alone.description),
        ("format", Format::OpenApi.as_str()),
    ] {
        if settings.get(key).is_none() {
            settings.set(key, Node::string(text, span));
        }
    }
    settings
}

fn info_url(document: &Node) -> Option<String> {
    let url = document.get("externalDocs")?.str("url")?;
    crate::markdown::is_link(url).then(|| url.to_owned())
}
