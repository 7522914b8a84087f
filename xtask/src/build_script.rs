//! Clients that a build script makes: no generated file is committed, and cargo makes them anew where the document changed.
//!
//! ```no_run
//! // The function `main` of build.rs:
//! switchboard::build_script::Client::new("api/acme.yaml").generate();
//! ```
//!
//! ```ignore
//! // src/lib.rs
//! pub mod acme {
//!     include!(concat!(env!("OUT_DIR"), "/acme.rs"));
//! }
//! ```
//!
//! The crate around it depends on `switchboard-runtime`, in the version of `switchboard`. Never uses the network.

use crate::document::{self, Correction};
use crate::name::WRITTEN;
use camino::{Utf8Path, Utf8PathBuf};
use std::fmt::Write;
use switchboard_codegen::diagnostic::{Diagnostic, Diagnostics, Severity};
use switchboard_codegen::source::SourceFiles;
use switchboard_codegen::{CrateFiles, CrateSettings, Home};

/// What a build script makes a client of.
#[derive(Clone, Debug)]
#[must_use]
pub struct Client {
    document: Utf8PathBuf,
    name: String,
    module: String,
    settings: Option<Utf8PathBuf>,
    overlay: Option<Utf8PathBuf>,
    strict: bool,
}

/// What was made.
#[derive(Clone, Debug)]
pub struct Made {
    /// One file of Rust, to be included in a module.
    pub code: String,
    /// The files that it was made of.
    pub sources: Vec<Utf8PathBuf>,
    /// What is lost or in doubt, one line each.
    pub warnings: Vec<String>,
}

impl Client {
    /// The client of an OpenAPI 3 or Swagger 2.0 document, JSON or YAML; its path is relative to the manifest of the crate.
    /// It is called after the file: `api/acme.yaml` becomes `OUT_DIR/acme.rs`, for the module `crate::acme`.
    pub fn new(document: impl Into<Utf8PathBuf>) -> Self {
        let document = document.into();
        let name = CrateSettings::name_from(document.file_stem().unwrap_or_default()).replace('-', "_");
        Self { document, module: name.clone(), name, settings: None, overlay: None, strict: false }
    }

    /// The path of the module that includes the client, from the root of the crate: `acme`, or `vendors::acme`. The file is
    /// called after its last part.
    pub fn module(mut self, path: &str) -> Self {
        path.trim_start_matches("crate::").clone_into(&mut self.module);
        self.module.rsplit("::").next().unwrap_or_default().clone_into(&mut self.name);
        self
    }

    /// A file with the keys of vendor.toml, for what the document leaves out.
    pub fn settings(mut self, file: impl Into<Utf8PathBuf>) -> Self {
        self.settings = Some(file.into());
        self
    }

    /// An OpenAPI Overlay that corrects the document.
    pub fn overlay(mut self, file: impl Into<Utf8PathBuf>) -> Self {
        self.overlay = Some(file.into());
        self
    }

    /// Whether a place or an operation that would be lost fails the build. Without this it is a warning.
    pub fn strict(mut self, strict: bool) -> Self {
        self.strict = strict;
        self
    }

    /// Writes the client into `OUT_DIR`, and tells cargo what it was made of. Warnings and errors are shown by cargo; after
    /// an error the build script ends.
    pub fn generate(&self) {
        if let Err(problems) = self.write() {
            for problem in problems {
                say(&format!("cargo::error={problem}"));
            }
            std::process::exit(1);
        }
    }

    fn write(&self) -> Result<(), Vec<String>> {
        let unset = |name: &str| vec![format!("{name} is not set: call this from a build script")];
        let out = std::env::var("OUT_DIR").map_err(|_| unset("OUT_DIR"))?;
        for source in [Some(&self.document), self.settings.as_ref(), self.overlay.as_ref()].into_iter().flatten() {
            say(&format!("cargo::rerun-if-changed={source}"));
        }
        let made = self.make()?;
        for source in &made.sources {
            say(&format!("cargo::rerun-if-changed={source}"));
        }
        for warning in &made.warnings {
            say(&format!("cargo::warning={warning}"));
        }
        let path = Utf8Path::new(&out).join(format!("{}.rs", self.name));
        fs_err::write(path, made.code).map_err(|error| vec![error.to_string()])
    }

    /// Makes the client and writes nothing.
    ///
    /// # Errors
    ///
    /// All that is wrong with the document, the settings or the overlay: one line each, with file, line and column.
    pub fn make(&self) -> Result<Made, Vec<String>> {
        let (mut files, mut found) = (SourceFiles::new(), Diagnostics::for_run(self.strict));
        let correction = Correction { overlay: self.overlay.clone(), ..Correction::default() };
        let name = self.name.replace('_', "-");
        let alone = |document: &_| CrateSettings::for_document(document, name, String::new(), Home::Workspace);
        let read =
            document::completed(&self.document, &correction, self.settings.as_deref(), alone, &mut files, &mut found);
        let generated = read.and_then(|(document, package, settings)| {
            let generated = switchboard_codegen::generate(&document, &package, &mut found);
            if let Some(settings) = settings {
                found = settings.settle(std::mem::take(&mut found));
            }
            generated
        });
        let lines = |severity: Severity| -> Vec<String> {
            found.iter().filter(|found| found.severity == severity).map(|found| line(&files, found)).collect()
        };
        match generated.filter(|_| !found.has_errors()) {
            None => Err(lines(Severity::Error)),
            Some(generated) => Ok(Made {
                code: in_one_file(&generated.files, &self.module),
                sources: files.iter().map(|(_, file)| Utf8PathBuf::from(file.name())).collect(),
                warnings: lines(Severity::Warning),
            }),
        }
    }
}

/// A line for cargo, which reads what build scripts print.
#[allow(clippy::print_stdout, reason = "it is how build scripts talk to cargo")]
fn say(line: &str) {
    println!("{line}");
}

/// A finding on one line.
fn line(files: &SourceFiles, found: &Diagnostic) -> String {
    let mut text = String::new();
    if let Some(span) = found.span {
        let file = &files[span.file];
        let at = file.location(span.start as usize);
        let _ = write!(text, "{}:{}:{}: ", file.name(), at.line, at.column);
    }
    let _ = write!(text, "[{}] {}", found.code, found.message);
    if let Some(help) = &found.help {
        let _ = write!(text, "; {help}");
    }
    switchboard_codegen::text::single_line(&text.replace(WRITTEN, "switchboard"))
}

/// All modules of a crate in one file, whose paths begin at the module that includes it.
fn in_one_file(files: &CrateFiles, module: &str) -> String {
    let root = files.get("src/lib.rs").map(String::as_str).unwrap_or_default();
    let mut code = String::new();
    for line in root.lines() {
        // A file that is included has no attributes of its own.
        if line.starts_with("//!") || line.starts_with("#![") {
            continue;
        }
        let declared = line.strip_suffix(';').and_then(|line| Some((line, line.rsplit_once("mod ")?.1)));
        match declared.and_then(|(line, name)| Some((line, files.get(&format!("src/{name}.rs"))?))) {
            Some((line, inside)) => {
                let _ = writeln!(code, "{line} {{\n{inside}}}");
            }
            None => {
                let _ = writeln!(code, "{line}");
            }
        }
    }
    rooted(&code, module)
}

/// The code with `crate::` as the path of a module.
fn rooted(code: &str, module: &str) -> String {
    const ROOT: &str = "crate::";
    let mut rooted = String::with_capacity(code.len());
    let mut rest = code;
    while let Some((before, after)) = rest.split_once(ROOT) {
        let is_path = !before.ends_with(|letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '$'));
        rooted.push_str(before);
        rooted.push_str(ROOT);
        if is_path {
            rooted.push_str(module);
            rooted.push_str("::");
        }
        rest = after;
    }
    rooted.push_str(rest);
    rooted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_begin_at_the_module() {
        let code = "use crate::{a, b};\npub(crate) fn f() { $crate::x(); my_crate::y(); crate::z() }";
        let expected =
            "use crate::v::acme::{a, b};\npub(crate) fn f() { $crate::x(); my_crate::y(); crate::v::acme::z() }";
        assert_eq!(rooted(code, "v::acme"), expected);
    }

    #[test]
    fn modules_stand_in_one_file() {
        let files = CrateFiles::from([
            (
                "src/lib.rs".to_owned(),
                "//! Docs\n#![recursion_limit = \"256\"]\n#[a]\npub mod types;\nmod gone;\npub use types::T;\n"
                    .to_owned(),
            ),
            ("src/types.rs".to_owned(), "//! Types\nuse crate::other;\n".to_owned()),
        ]);
        assert_eq!(
            in_one_file(&files, "acme"),
            "#[a]\npub mod types {\n//! Types\nuse crate::acme::other;\n}\nmod gone;\npub use types::T;\n"
        );
    }

    #[test]
    fn names_come_from_files_and_modules() {
        let client = Client::new("api/acme-v2.yaml");
        assert_eq!((client.name.as_str(), client.module.as_str()), ("acme_v2", "acme_v2"));
        let client = client.module("crate::vendors::acme");
        assert_eq!((client.name.as_str(), client.module.as_str()), ("acme", "vendors::acme"));
    }

    #[test]
    fn what_is_wrong_is_said_on_a_line() {
        let problems = Client::new("nowhere/acme.yaml").make().expect_err("it is not there");
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert!(problems[0].contains("[input-unreadable]") && !problems[0].contains('\n'), "{problems:?}");
    }
}
