//! What went wrong and where, as data. Rendering is the caller's business.

use crate::source::Span;
use std::collections::HashMap;
use std::fmt;

/// How bad a [`Diagnostic`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The run goes on and its output is sound; somebody should look all the same.
    Warning,
    /// Nothing is written.
    Error,
}

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $variant:ident = $code:literal,)*) => {
        /// The stable name of a kind of problem.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $($(#[doc = $doc])+ $variant,)*
        }

        impl Code {
            /// Every code.
            pub const ALL: &[Code] = &[$(Code::$variant,)*];

            /// The code as users write it, in kebab case.
            pub fn as_str(self) -> &'static str {
                match self { $(Code::$variant => $code,)* }
            }

            /// What the code means and what to do about it.
            pub fn explanation(self) -> &'static str {
                match self { $(Code::$variant => concat!($($doc, "\n",)+),)* }
            }
        }
    };
}

codes! {
    /// The text is not JSON as RFC 8259 defines it.
    JsonSyntax = "json-syntax",
    /// The text is not YAML 1.2, or uses a part of YAML that has no meaning in JSON.
    YamlSyntax = "yaml-syntax",
    /// A key stands twice in one object; which of the two counts is undefined, so neither is used.
    DuplicateKey = "duplicate-key",
    /// Arrays and objects are nested deeper than the limit.
    TooDeep = "too-deep",
    /// A number cannot be represented: it is neither a 64-bit integer nor a finite 64-bit float.
    NumberRange = "number-range",
    /// The format of a page could not be recognised, or the page is something else (a login page, an empty file).
    UnknownFormat = "unknown-format",
    /// A documentation page ends early, or announces more than it holds.
    PageCut = "page-cut",
    /// A documentation page contradicts itself: counts, names or samples do not agree.
    PageInconsistent = "page-inconsistent",
    /// Text on a documentation page that no rule of its format consumes; it did not reach the document.
    TextUnread = "text-unread",
    /// Descriptions could not be joined with the members they belong to without guessing, and were left out.
    AlignmentAmbiguous = "alignment-ambiguous",
    /// Two pages describe the same operation or component differently, or disagree about the server.
    PageConflict = "page-conflict",
    /// A `$ref` leads nowhere.
    ReferenceUnresolved = "reference-unresolved",
    /// A schema, parameter or response is made of itself, so that it has no end.
    ReferenceCycle = "reference-cycle",
    /// `allOf` joins schemas that contradict each other.
    SchemaContradiction = "schema-contradiction",
    /// Unions multiply to more alternatives than a type can sensibly have.
    TooManyCombinations = "too-many-combinations",
    /// Nothing in the document tells the alternatives of a union apart for certain.
    UnionAmbiguous = "union-ambiguous",
    /// The input is no OpenAPI document at all.
    NotOpenapi = "not-openapi",
    /// The document follows a version of OpenAPI that is not read.
    VersionUnsupported = "version-unsupported",
    /// A `$ref` points outside of the document. Nothing is fetched, and no other file is opened.
    ReferenceExternal = "reference-external",
    /// A schema bends the rules of its dialect; it was read as the message says.
    SchemaInvalid = "schema-invalid",
    /// A parameter bends the rules; it was read, or left out, as the message says.
    ParameterInvalid = "parameter-invalid",
    /// An operation could not become a method of the client. It is listed as left out, with the reason.
    OperationLeftOut = "operation-left-out",
    /// A part of the document has no counterpart in the client yet; the message says what was done instead.
    Unsupported = "unsupported",
    /// progenitor could not render the operations. This is a defect of the lowering, not of the document.
    EngineFailed = "engine-failed",
    /// `vendor.toml` is not TOML, or a key in it is unknown, missing, or of the wrong type. The help lists the known keys.
    SettingsInvalid = "settings-invalid",
    /// `vendor.toml` names a page that is not there. Add the file under `docs/`, or remove its `[[page]]` entry.
    PageMissing = "page-missing",
    /// A file lies under `docs/` that no `[[page]]` entry of `vendor.toml` names, so nobody knows where it came from.
    PageUnlisted = "page-unlisted",
    /// An `[[allow]]` entry of `vendor.toml` allows a warning that did not occur. Remove the entry: it would hide
    /// the next one.
    AllowanceUnused = "allowance-unused",
    /// `overlay.yaml` is not an OpenAPI Overlay 1.0 document, or an action in it lacks its reason (`description`).
    OverlayInvalid = "overlay-invalid",
    /// The `target` of an overlay action is not a JSONPath expression as RFC 9535 defines it.
    OverlayTargetInvalid = "overlay-target-invalid",
    /// The `target` of an overlay action selects nothing. The document may have changed: the correction may be done
    /// at the source, or may have to point elsewhere.
    OverlayNoMatch = "overlay-no-match",
    /// A file cannot be read: it is missing, is a folder, is too large, or is not UTF-8 text.
    InputUnreadable = "input-unreadable",
    /// Two vendors want the same crate name, so that one would overwrite the other.
    CrateNameTaken = "crate-name-taken",
    /// Something stands where a generated file belongs and is not ours to replace: a folder, a symbolic link, a
    /// read-only or a hand-written file. Nothing was written.
    OutputBlocked = "output-blocked",
    /// Writing failed (disk full, no permission). What was there before is unchanged.
    WriteFailed = "write-failed",
    /// A generated file was changed by hand; the change is lost with this run. Move it to `examples/`, `tests/`, the
    /// vendor's overlay, or the generator.
    GeneratedFileEdited = "generated-file-edited",
    /// A folder under `clients/` was generated for a vendor that is not in `specs/` any more.
    ClientOrphaned = "client-orphaned",
    /// Compared with the document of the last run, more than half of the operations, a security scheme, or the host or
    /// the encryption of the server are gone. A cut page or a page of errors looks like that. If it is meant, run
    /// `regen` with `--allow-shrink`.
    DocumentShrunk = "document-shrunk",
    /// A part of the document is larger than a Rust compiler can take, or than any author means.
    LimitExceeded = "limit-exceeded",
    /// A path bends the rules: it is a whole address, does not begin with `/`, or names query parameters. It is called
    /// as the message says.
    PathInvalid = "path-invalid",
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A second place that helps to understand a [`Diagnostic`].
#[derive(Clone, Debug, PartialEq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// What is to be seen there.
    pub text: String,
}

/// One problem.
#[derive(Clone, Debug, PartialEq)]
pub struct Diagnostic {
    /// Its kind.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// Where it is wrong.
    pub span: Option<Span>,
    /// The operation or schema concerned, for instance `GET /call/{id}` or `#/components/schemas/Call`.
    pub subject: Option<String>,
    /// Related places.
    pub labels: Vec<Label>,
    /// What to do.
    pub help: Option<String>,
}

impl Diagnostic {
    /// A problem after which nothing is written.
    pub fn error(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: Severity::Error,
            message: message.into(),
            span: None,
            subject: None,
            labels: Vec::new(),
            help: None,
        }
    }

    /// A problem that was dealt with.
    pub fn warning(code: Code, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, message) }
    }

    /// Says where.
    pub fn at(mut self, span: Span) -> Self {
        self.span = Some(span);
        self
    }

    /// Names the operation or schema concerned.
    pub fn subject(mut self, subject: impl Into<String>) -> Self {
        self.subject = Some(subject.into());
        self
    }

    /// Adds a related place.
    pub fn label(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label { span, text: text.into() });
        self
    }

    /// Says what to do.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// The problems of a run, in the order in which they were found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Diagnostics {
    all: Vec<Diagnostic>,
    /// Where each message already stands in `all`, so that adding stays cheap when there are many.
    seen: HashMap<(Code, Option<Span>, String), Vec<usize>>,
}

impl Diagnostics {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one; the same problem at the same place is kept once.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        let key = (diagnostic.code, diagnostic.span, diagnostic.message.clone());
        let places = self.seen.entry(key).or_default();
        if !places.iter().any(|at| self.all.get(*at) == Some(&diagnostic)) {
            places.push(self.all.len());
            self.all.push(diagnostic);
        }
    }

    /// Adds all of another run.
    pub fn extend(&mut self, other: Diagnostics) {
        other.all.into_iter().for_each(|diagnostic| self.push(diagnostic));
    }

    /// All, in order.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.all.iter()
    }

    /// How many there are of one severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.all.iter().filter(|diagnostic| diagnostic.severity == severity).count()
    }

    /// Whether nothing may be written.
    pub fn has_errors(&self) -> bool {
        self.count(Severity::Error) > 0
    }
}
