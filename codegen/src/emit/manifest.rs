//! `Cargo.toml` of a generated crate, written by a TOML serialiser.

use super::{Parts, XmlUse};
use crate::settings::{Home, Runtime};
use crate::text::{single_line, visible};
use serde::Serialize;
use std::collections::BTreeMap;

#[derive(Serialize)]
struct Manifest<'m> {
    package: Package<'m>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lib: Option<Lib>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    features: BTreeMap<&'static str, &'static [&'static str]>,
    dependencies: BTreeMap<&'m str, Dependency<'m>>,
    #[serde(rename = "dev-dependencies", skip_serializing_if = "BTreeMap::is_empty")]
    dev_dependencies: BTreeMap<&'m str, Dependency<'m>>,
    lints: Lints,
    #[serde(skip_serializing_if = "Option::is_none")]
    workspace: Option<BTreeMap<&'m str, &'m str>>,
}

#[derive(Serialize)]
struct Package<'m> {
    name: &'m str,
    version: &'m str,
    edition: &'m str,
    #[serde(rename = "rust-version")]
    rust_version: &'m str,
    description: String,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    authors: &'m [String],
    license: &'m str,
    #[serde(skip_serializing_if = "Option::is_none")]
    homepage: Option<&'m str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    repository: Option<&'m str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    keywords: &'m [String],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    categories: &'m [String],
    publish: bool,
    metadata: Metadata,
}

/// What docs.rs builds: all of it, since some operations stand in a feature.
#[derive(Serialize)]
struct Metadata {
    #[serde(rename = "docs.rs")]
    docs_rs: DocsRs,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct DocsRs {
    all_features: bool,
}

#[derive(Serialize)]
struct Lib {
    doctest: bool,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Dependency<'m> {
    Runtime {
        #[serde(flatten)]
        place: Place<'m>,
        /// The crate's own features say which of the runtime's there are.
        #[serde(rename = "default-features")]
        default_features: bool,
        #[serde(skip_serializing_if = "Vec::is_empty")]
        features: Vec<&'static str>,
    },
    Workspace {
        workspace: bool,
    },
}

/// Where a crate is found.
#[derive(Serialize)]
#[serde(untagged)]
enum Place<'m> {
    Path {
        path: &'m str,
        /// What cargo asks the registry for once the crate is packaged.
        version: &'m str,
    },
    Version {
        version: &'m str,
    },
    Git {
        git: &'m str,
        #[serde(skip_serializing_if = "Option::is_none")]
        rev: Option<&'m str>,
    },
}

#[derive(Serialize)]
struct Lints {
    rust: BTreeMap<&'static str, &'static str>,
}

/// The text of `Cargo.toml`.
pub(super) fn manifest(parts: &Parts<'_>) -> String {
    let settings = parts.settings;
    let publishing = &settings.publishing;
    let mut features: BTreeMap<&str, &[&str]> = BTreeMap::new();
    features.insert("blocking", &["switchboard-runtime/blocking"]);
    features.insert("testing", &["switchboard-runtime/testing"]);
    // Dates and times as the types of other crates.
    features.insert("chrono", &["switchboard-runtime/chrono"]);
    features.insert("time", &["switchboard-runtime/time"]);
    // The encodings that answers are asked for in.
    features.insert("brotli", &["switchboard-runtime/brotli"]);
    features.insert("deflate", &["switchboard-runtime/deflate"]);
    features.insert("gzip", &["switchboard-runtime/gzip"]);
    features.insert("zstd", &["switchboard-runtime/zstd"]);
    if parts.xml_use() != XmlUse::None {
        features.insert("xml", &["switchboard-runtime/xml"]);
    }
    features.insert("default", if parts.xml_use() == XmlUse::Default { &["gzip", "xml"] } else { &["gzip"] });
    let dev = if settings.home == Home::Clients {
        vec![("tokio", Dependency::Workspace { workspace: true })]
    } else {
        Vec::new()
    };
    let manifest = Manifest {
        package: Package {
            name: &settings.name,
            version: &settings.version,
            edition: "2024",
            // That of the runtime, which has the version of the generator.
            rust_version: env!("CARGO_PKG_RUST_VERSION"),
            description: visible(&single_line(&settings.description)),
            authors: &publishing.authors,
            license: &publishing.license,
            // Documentation of the crate is on docs.rs; that of the vendor is another.
            homepage: publishing.homepage.as_deref().or(settings.documentation.as_deref()),
            repository: publishing.repository.as_deref(),
            keywords: &publishing.keywords,
            categories: &publishing.categories,
            publish: publishing.publish,
            metadata: Metadata { docs_rs: DocsRs { all_features: true } },
        },
        // Our own crates have their quick start compiled. In one made of any document nothing is taken for a test, even if
        // its text should get past everything that makes it harmless.
        lib: (settings.home != Home::Clients).then_some(Lib { doctest: false }),
        features,
        dependencies: BTreeMap::from([(
            "switchboard-runtime",
            dependency(&settings.runtime, parts.runtime_features()),
        )]),
        dev_dependencies: dev.into_iter().collect(),
        lints: Lints { rust: BTreeMap::from([("missing_docs", "warn"), ("unsafe_code", "forbid")]) },
        workspace: (settings.home == Home::Alone).then(BTreeMap::new),
    };
    // A struct of strings and flags has nothing that TOML cannot write.
    let body = toml::to_string(&manifest).unwrap_or_default();
    format!("# @generated by Switchboard; changes made here are lost.\n{body}")
}

fn dependency<'m>(runtime: &'m Runtime, features: Vec<&'static str>) -> Dependency<'m> {
    let place = match runtime {
        // The runtime has the version of the generator. Cargo packages nothing that depends on a path alone.
        Runtime::Path(path) => Place::Path { path, version: env!("CARGO_PKG_VERSION") },
        Runtime::Version(version) => Place::Version { version },
        Runtime::Git { url, rev } => Place::Git { git: url, rev: rev.as_deref() },
    };
    Dependency::Runtime { place, default_features: false, features }
}
