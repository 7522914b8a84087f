//! The codes of problems, each with what it means and what to do about it: `cargo xtask explain CODE` prints that.

use std::fmt;

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
    ///
    /// A guess at what was meant could turn one document into another, so nothing of the file is used. An escape that is
    /// half of a character costs that character alone: U+FFFD is read there.
    ///
    /// What to do: look at the place that is underlined; a file that ends there was cut while it was fetched.
    /// Comments and trailing commas are not JSON: save such a document as YAML.
    ///
    /// Example: `{"a": 1,}` has a comma too many; `{"a": 1}` is right.
    JsonSyntax = "json-syntax",
    /// The text is not YAML 1.2, or uses a part of YAML that has no meaning in JSON: tags, keys that are lists, a
    /// second document, aliases without end.
    ///
    /// An OpenAPI document is a JSON value, also when it is written as YAML; what JSON cannot say has no meaning in
    /// it. A tag costs nothing else: the value is read without it.
    ///
    /// What to do: look at the indentation and quotes of the underlined line and of the one above.
    ///
    /// Example: `title: Bell: the API` needs quotes, since `: ` begins a value: `title: 'Bell: the API'`.
    YamlSyntax = "yaml-syntax",
    /// A key stands twice in one object.
    ///
    /// Tools differ in which of the two they read, so that one document means two things. Two objects that have no member
    /// in common are read as one; of other values the last one counts, as in most tools, and the first is lost.
    ///
    /// What to do: remove or rename one of them. Both places are shown.
    ///
    /// Example: `paths: {/a: …, /a: …}` usually is two operations of one path: put both below one `/a`.
    DuplicateKey = "duplicate-key",
    /// Arrays and objects are nested more than 128 deep.
    ///
    /// No API looks like that, and tools that read it run out of stack.
    ///
    /// What to do: check where the file comes from. If a schema really is that deep, give its parts names below
    /// `components/schemas` and refer to them.
    ///
    /// Example: `[[[[…]]]]` with two hundred brackets.
    TooDeep = "too-deep",
    /// A number is neither a 64-bit integer nor a finite 64-bit float.
    ///
    /// Another number in its place would change the document, so it is read as if it were not there: a keyword without its
    /// value does not count, and a list is shorter.
    ///
    /// What to do: write a number that fits, or put quotes around it if it is a name.
    ///
    /// Example: `maximum: 1e400` or `minimum: .nan`.
    NumberRange = "number-range",
    /// A page is in no format that can be read, or is something else: a login page, an error page, an empty file.
    ///
    /// A reader that takes a page of another format for its own would invent an API.
    ///
    /// What to do: open the address in a browser and save what you want to have read: the raw document, or the text
    /// of the page. State the format in `vendor.toml` if it is not recognised.
    ///
    /// Example: A file that begins with `<html>` is what a browser shows, not the document behind it.
    UnknownFormat = "unknown-format",
    /// A documentation page ends early, or announces more than it holds.
    ///
    /// Half a page gives half an operation, and nobody would notice what is missing.
    ///
    /// What to do: capture the page again, to its end; unfold what is folded before you copy.
    ///
    /// Example: A sample that is printed without the answer that belongs to it.
    PageCut = "page-cut",
    /// A documentation page contradicts itself: counts, names or samples do not agree.
    ///
    /// One of the two is wrong, and the page does not say which.
    ///
    /// What to do: look at both places. If the page was captured badly, capture it again; if the vendor is wrong,
    /// edit the page as little as possible and say so in `vendor.toml`, or correct the document in `overlay.yaml`.
    ///
    /// Example: A table of values that lacks the value of the example.
    PageInconsistent = "page-inconsistent",
    /// Text on a page that no rule of its format consumes; it did not reach the document.
    ///
    /// It may say something that matters, for instance that a member is required.
    ///
    /// What to do: read it. If it says nothing about the API, allow it in `vendor.toml` with a reason; if it does,
    /// add it in `overlay.yaml`.
    ///
    /// Example: `[[allow]]`, `code = "text-unread"`, `reason = "a note on the beta programme"`.
    TextUnread = "text-unread",
    /// Descriptions on a page could not be joined with the members they belong to without guessing, and were left
    /// out.
    ///
    /// A description under the wrong member is worse than none.
    ///
    /// What to do: add the description in `overlay.yaml`, or capture the page in a form that names members beside
    /// their texts.
    ///
    /// Example: Two members, one description, and nothing in it that names either.
    AlignmentAmbiguous = "alignment-ambiguous",
    /// Two pages describe the same operation or component differently, or disagree about the server.
    ///
    /// Which of them is right is not guessed. Where both can be had, both are kept, the second one under a name with a
    /// number (`Bell2`, and a path with `#2`, which is never sent), and that is a warning. Where the document can hold
    /// one of them only, it is an error.
    ///
    /// What to do: remove the older page from `docs/` and `vendor.toml`, capture the pages again at one time, or correct
    /// one of the two.
    ///
    /// Example: `GET /bells` on two pages, once with and once without a parameter.
    PageConflict = "page-conflict",
    /// A `$ref` leads nowhere.
    ///
    /// The type behind it is unknown, and a client without it would send or read anything.
    ///
    /// What to do: correct the name (the help names the nearest one), or add what is missing in `overlay.yaml`.
    ///
    /// Example: `#/components/schemas/bell` where the schema is called `Bell`.
    ReferenceUnresolved = "reference-unresolved",
    /// Two schemas have one `$anchor` or one `$id`, and something refers to it.
    ///
    /// The first of them is what the reference means in the client, and the document may mean the other.
    ///
    /// What to do: give each a name of its own, or refer to the one that is meant by its pointer.
    ///
    /// Example: `$ref: "#bell"` where both `Bell` and `LoudBell` have `$anchor: bell`.
    ReferenceAmbiguous = "reference-ambiguous",
    /// A schema, parameter or response is made of itself, or is an alternative of itself, so that it has no end.
    ///
    /// No value could ever be written down for it; many tools crash or loop on it.
    ///
    /// What to do: follow the places that are shown, and replace one of the references by what is meant. A schema
    /// may contain itself in a property, an item or a map: lists and trees are fine.
    ///
    /// Example: `Bell: {allOf: [{$ref: "#/components/schemas/Bell"}]}`.
    ReferenceCycle = "reference-cycle",
    /// A schema contradicts itself, so that no value fits all of it: `allOf` joins schemas that have no value in common,
    /// or `enum` lists values that are of another type than `type` says.
    ///
    /// The type that is generated follows the first schema of `allOf`, and the values of `enum` before the type. A value
    /// that differs from the type in its quotes alone is read as one of the type.
    ///
    /// What to do: look at both places, and correct the one that is wrong in `overlay.yaml`.
    ///
    /// Example: `allOf: [{type: string}, {type: integer}]`.
    SchemaContradiction = "schema-contradiction",
    /// A name in `required` is that of no member: neither `properties` of the schema nor of a part of its `allOf` has it.
    ///
    /// Nothing says what such a member is, and most of the time it is another schema's, or misspelt. It is not enforced:
    /// the generated struct has no field for it, what comes under that name is kept in `extra`, and nothing is missing
    /// where it is absent.
    ///
    /// What to do: take the name out of `required`, or declare the member, in `overlay.yaml`.
    ///
    /// Example: `required: [id, data]` where `properties` has `id` alone.
    RequiredUndeclared = "required-undeclared",
    /// Unions multiply to more alternatives than a type can sensibly have.
    ///
    /// Three unions of ten alternatives in one `allOf` are a thousand types; five are a hundred thousand. Up to 1024 are
    /// read.
    ///
    /// What to do: give the parts names of their own, or replace some unions by the members they have in common.
    ///
    /// Example: `allOf` of seven `oneOf` with three alternatives each: 2187 combinations.
    TooManyCombinations = "too-many-combinations",
    /// Nothing in the document tells the alternatives of a union apart for certain.
    ///
    /// A payload that fits several is read as the one that explains most of it, and that may be the wrong one.
    ///
    /// What to do: add a `discriminator`, or list different members in `required`, in `overlay.yaml`; or allow the
    /// warning in `vendor.toml` if the guess is good enough.
    ///
    /// Example: Two objects that both have optional members only: `{}` fits either.
    UnionAmbiguous = "union-ambiguous",
    /// The input is no OpenAPI document: it has no member `openapi` or `swagger`.
    ///
    /// Without it nobody knows by which rules to read the rest.
    ///
    /// What to do: give the whole document, not a part of it. If an overlay removed the member, put it back.
    ///
    /// Example: A JSON Schema, a Postman collection, or only the `paths` of a document.
    NotOpenapi = "not-openapi",
    /// The document follows a version of OpenAPI that is not read.
    ///
    /// Other versions use the same words for other things.
    ///
    /// What to do: ask the vendor for a document in OpenAPI 3.0, 3.1, 3.2 or Swagger 2.0, or convert it.
    ///
    /// Example: `openapi: 4.0.0`.
    VersionUnsupported = "version-unsupported",
    /// A `$ref` points outside of the document, to something that is not read: an address, a file that is not there, or
    /// one outside of the folder of the document.
    ///
    /// A reference that is followed could read any file of your machine, or call any address of your network. Files in
    /// the folder of the document and below are read; nothing is fetched.
    ///
    /// What to do: put the file where the reference looks for it. Save what an address holds, and say so with
    /// `--map ADDRESS=FILE`, or with `[[map]]` in `vendor.toml`.
    ///
    /// Example: `$ref: "common.yaml#/Bell"` or `$ref: "http://169.254.169.254/"`.
    ReferenceExternal = "reference-external",
    /// A schema bends the rules of its dialect; it was read as the message says.
    ///
    /// Most documents have a few of these, and most are harmless; but the author may have meant something else.
    ///
    /// What to do: correct it in `overlay.yaml` if the reading is wrong, or allow it in `vendor.toml`.
    ///
    /// Example: `type: strng` is read as a schema without a type.
    SchemaInvalid = "schema-invalid",
    /// A parameter bends the rules; it was read, or left out, as the message says.
    ///
    /// A parameter that is missing in the client cannot be sent.
    ///
    /// What to do: correct it in `overlay.yaml` if it matters.
    ///
    /// Example: `/bells/{id}` without a parameter `id`: it is taken for a required string.
    ParameterInvalid = "parameter-invalid",
    /// An operation could not become a method of the client. It is listed in the report, with the reason.
    ///
    /// Nothing else would tell you that the client is not complete.
    ///
    /// What to do: correct the path or the operation in `overlay.yaml`, or allow the warning in `vendor.toml`.
    ///
    /// Example: The path `bells` without its leading `/`.
    OperationLeftOut = "operation-left-out",
    /// A place of the document that OpenAPI 3.0, or progenitor, has no form for: `lower --to 3.0` writes what comes
    /// closest, and says what is given up.
    ///
    /// A document that means less than the one it was made of must not look as if it meant the same.
    ///
    /// What to do: read what follows. Where it matters, change the place in an overlay, or let `generate` make the
    /// client: it takes the document as it is.
    ///
    /// Example: A body that is sent as JSON or as a form; progenitor sends one of them, so the form is given up.
    LoweringLoss = "lowering-loss",
    /// A part of the document has no counterpart in the client; the message says what was done instead.
    ///
    /// The client works, but does less than the document says.
    ///
    /// What to do: read what was done. If you need the part, correct the document in `overlay.yaml` or open an
    /// issue.
    ///
    /// Example: An answer for the status `999`, which is no HTTP status.
    Unsupported = "unsupported",
    /// progenitor could not render the operations. This is a defect of the generator, not of the document.
    ///
    /// The document is handed to progenitor in a form so plain that this should never happen.
    ///
    /// What to do: report it with the document. Until it is fixed, remove the operation that the message names in
    /// `overlay.yaml`.
    ///
    /// Example: `- {target: "$.paths['/bell']", remove: true, description: engine-failed}`.
    EngineFailed = "engine-failed",
    /// `vendor.toml` is not TOML, or a key in it is unknown, missing, or of the wrong type.
    ///
    /// A key that is spelled wrong would be ignored in silence, and the setting would not be made.
    ///
    /// What to do: look at the help: it lists the known keys, and the one that was probably meant.
    ///
    /// Example: `titel = "Bell"` instead of `title = "Bell"`.
    SettingsInvalid = "settings-invalid",
    /// `vendor.toml` names a page that is not there.
    ///
    /// The document would be made from fewer pages than you think.
    ///
    /// What to do: add the file under `docs/`, or remove its `[[page]]` entry.
    ///
    /// Example: `file = "docs/more.json"` without that file.
    PageMissing = "page-missing",
    /// A file lies under `docs/` that no `[[page]]` entry of `vendor.toml` names.
    ///
    /// Nobody would know where it came from and when.
    ///
    /// What to do: add a `[[page]]` entry with its address and the day you saw it, or remove the file.
    ///
    /// Example: `[[page]]`, `file = "docs/more.json"`, `url = "https://…"`, `seen = "2026-11-20"`.
    PageUnlisted = "page-unlisted",
    /// An `[[allow]]` entry of `vendor.toml` allows a warning that did not occur, or an `[[accept]]` entry accepts a change
    /// that `diff` does not find.
    ///
    /// It would hide the next warning or change of that kind, which may be a real one.
    ///
    /// What to do: remove the entry. An accepted change is one step from a version to the next: it goes with its release.
    ///
    /// Example: `code = "text-unread"` after the page that had such text was replaced.
    AllowanceUnused = "allowance-unused",
    /// A `[[renamed]]` entry of `vendor.toml` keeps an old name, and there is nothing that it could stand for, or something
    /// else has this name now.
    ///
    /// The alias is left out: whoever uses the old name has to change their program.
    ///
    /// What to do: run `regen --bump`, which removes or corrects the entry, or do so by hand.
    ///
    /// Example: `new = "Client::fetch_bell"` where no operation becomes this method any more.
    AliasUnused = "alias-unused",
    /// Nothing in the document refers to an address that was mapped to a file.
    ///
    /// The map has no effect: the address may be misspelt, and a reference to the right one is lost.
    ///
    /// What to do: write the address as the document has it, up to the `#`, or leave the map out.
    ///
    /// Example: `--map https://acme.example/common=common.yaml` for `$ref: https://acme.example/common.yaml#/A`.
    MapUnused = "map-unused",
    /// An overlay is not an OpenAPI Overlay 1.0, 1.1 or 1.2 document, or an action of a vendor's `overlay.yaml` lacks its
    /// reason (`description`).
    ///
    /// A correction without a reason cannot be reviewed, and nobody dares to remove it.
    ///
    /// What to do: add what the message names.
    ///
    /// Example: `- {target: $.info, update: {version: "3"}, description: the page states the old one}`.
    OverlayInvalid = "overlay-invalid",
    /// An `update` of an overlay adds a member that no version of the specification knows at that place.
    ///
    /// It is added, and nothing will ever come of it: a slip in a name looks as if the document were corrected.
    ///
    /// What to do: write the member that is meant; the help names the nearest one. What is your own begins with `x-`.
    ///
    /// Example: `update: {operationID: getBell}`, where `operationId` is meant.
    OverlayMemberUnknown = "overlay-member-unknown",
    /// The `target` of an overlay action is not a JSONPath expression as RFC 9535 defines it.
    ///
    /// It selects nothing, so the correction would not be made.
    ///
    /// What to do: begin with `$`, and write names that hold `/` or blanks in brackets and quotes.
    ///
    /// Example: `$.paths['/bells/{id}'].get` instead of `paths./bells/{id}.get`.
    OverlayTargetInvalid = "overlay-target-invalid",
    /// The `target` of an overlay action selects nothing, or the action changes nothing.
    ///
    /// The document may have changed: the correction may be done at the source, or may have to point elsewhere.
    ///
    /// What to do: run `cargo xtask inspect VENDOR --stage described` to see what is there, and correct or remove
    /// the action.
    ///
    /// Example: `$.paths['/bell']` where the path is `/bells`.
    OverlayNoMatch = "overlay-no-match",
    /// A file cannot be read: it is missing, is a folder, is too large, is not UTF-8 text, or is a link that leads out of
    /// the folder of its vendor.
    ///
    /// Nothing can be said about what cannot be read.
    ///
    /// What to do: do what the help says; convert other encodings to UTF-8, and keep documents below 64 MiB.
    ///
    /// Example: `iconv -f UTF-16LE -t UTF-8 api.json > api.utf8.json`.
    InputUnreadable = "input-unreadable",
    /// Two vendors want the same crate name.
    ///
    /// One would overwrite the other.
    ///
    /// What to do: give one of them another `crate` in its `vendor.toml`.
    ///
    /// Example: `crate = "bell"` in specs/bell and in specs/gong.
    CrateNameTaken = "crate-name-taken",
    /// Something stands where a generated file belongs and is not ours to replace: a folder, a symbolic link, a
    /// read-only or a hand-written file. Or the folder of `--out` holds other things and no crate that was generated.
    /// Nothing was written.
    ///
    /// Replacing it could destroy work, or write outside of the crate: a crate is replaced as a whole.
    ///
    /// What to do: move it away, or choose another folder with `--out`: one that is empty or not there yet, or that of an
    /// earlier run.
    ///
    /// Example: A `Cargo.toml` of your own in the folder; `--out .` in a repository.
    OutputBlocked = "output-blocked",
    /// Writing failed: the disk is full, or a permission is missing. What was there before is unchanged.
    ///
    /// Files are written beside their places and moved there in one step, so that no half crate is ever left.
    ///
    /// What to do: make room or set the permissions, and run the command again.
    ///
    /// Example: A checkout that belongs to another user.
    WriteFailed = "write-failed",
    /// A crate, or an example or a test of your own in it, does not compile with what the document gives now.
    ///
    /// Files of your own stay as they are when a crate is generated again. Where the vendor changed or took away what they
    /// use, the compiler says it at their lines.
    ///
    /// What to do: change them as the compiler says; `cargo xtask diff VENDOR` lists what changed. Where what is named is
    /// a generated file, please report the document.
    ///
    /// Example: `examples/ring.rs` calls `get_bell`, and the document has `find_bell` in its place.
    NotCompiling = "not-compiling",
    /// A generated file was changed by hand; the change is lost with this run.
    ///
    /// The next run would write the file again in any case.
    ///
    /// What to do: move the change to `examples/` or `tests/`, to the vendor's `overlay.yaml`, or into the
    /// generator.
    ///
    /// Example: A method added to `src/client.rs`.
    GeneratedFileEdited = "generated-file-edited",
    /// A folder under `clients/` was generated for a vendor that is not in `specs/` any more.
    ///
    /// It would be published with the others although nothing keeps it up to date.
    ///
    /// What to do: remove the folder, or bring the vendor back.
    ///
    /// Example: `clients/bell` after `crate = "bell"` became `crate = "gong"`.
    ClientOrphaned = "client-orphaned",
    /// Compared with the client of the last run, more than half of the operations or a security scheme are gone; or
    /// requests, be it those of a single operation, would go to another host, unencrypted, or with other credentials or
    /// none; or a new operation would go where no other one goes. What `vendor.toml` says is not questioned.
    ///
    /// A cut page or a page of errors looks like that, and so does a page that somebody else changed.
    ///
    /// What to do: look at the place that the message names. If it is meant, run `regen` with `--allow-shrink`.
    ///
    /// Example: Requests went to `https://` and would go to `http://`; those of one operation lost their `security`.
    DocumentShrunk = "document-shrunk",
    /// A part of the document is larger than a Rust compiler can take, or than any author means.
    ///
    /// rustc would run for minutes, give up, or crash, and say nothing about the document.
    ///
    /// What to do: do what the help says: cut long chains of `allOf`, make an object of thousands of members a map,
    /// and an enum of thousands of values a string, in `overlay.yaml`.
    ///
    /// Example: Three thousand schemas that each extend the next, or an enum of twenty thousand values.
    LimitExceeded = "limit-exceeded",
    /// A path bends the rules: it is a whole address, does not begin with `/`, or names query parameters.
    ///
    /// Tools disagree about such paths, and some leave their operations out without a word. Here the operation is
    /// called as the message says.
    ///
    /// What to do: check that the call is the one that is meant; correct the path in `overlay.yaml` if it is not.
    ///
    /// Example: `paths: {"calls": …}`, where `/calls` is meant.
    PathInvalid = "path-invalid",
    /// The document has no operations, so that nothing can be called.
    ///
    /// The client that comes out compiles and does nothing.
    ///
    /// What to do: check that it is the whole document; `paths` may have been cut, or be in another file.
    ///
    /// Example: `paths: {}`, or a document of shared `components` only.
    NoOperations = "no-operations",
    /// Names or descriptions stand beside the values of an `enum`, and are not as many as the values.
    ///
    /// Which of them belongs to which value cannot be told, so the variants are named after their values.
    ///
    /// What to do: give one entry for each value, in the order of the values, in `overlay.yaml`.
    ///
    /// Example: `enum: [0, 1, 2]` with `x-enum-varnames: [Off, On]`.
    EnumNamesUnmatched = "enum-names-unmatched",
    /// A part of the document is of another kind than has to stand there, or is not known there at all.
    ///
    /// A list where an object belongs, or nothing: the operation, its body or its answer would be missing in the
    /// client, or be invented, and nobody would notice.
    ///
    /// What to do: write what belongs there, or remove it. In YAML, check the indentation of the lines below; a document
    /// that ends there was cut.
    ///
    /// Example: `get: null`, or `GET:` where `get:` is meant, and `requestbody:` for `requestBody:`, which are read as such
    /// with a warning.
    StructureInvalid = "structure-invalid",
    /// A `$ref` leads to something of another kind than belongs where it stands.
    ///
    /// A schema in place of a body or an answer is read as JSON of that schema, and an answer in place of a schema as any
    /// value, with a warning. Anything else is an error.
    ///
    /// What to do: refer to what is meant. A body or an answer holds its schema below a media type.
    ///
    /// Example: `requestBody: {$ref: "#/components/schemas/Bell"}`; right is
    /// `requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/Bell"}}}}`.
    ReferenceKind = "reference-kind",
    /// A name in `content` is no media type.
    ///
    /// No body can be of it: `Content-Type` holds a type, a slash and a subtype. The entry is neither sent nor read; a body or
    /// an answer without another one is bytes.
    ///
    /// What to do: write a registered name, without blanks around it; the help names the nearest one.
    ///
    /// Example: `json` instead of `application/json`.
    MediaTypeInvalid = "media-type-invalid",
    /// A body of XML has no type: its schema says something that XML cannot tell apart, or that has no name in it.
    ///
    /// The body is handed over as text, as it came or as it is to be sent; everything else of the operation is typed.
    ///
    /// What to do: give the root element a name (`xml: {name: …}`, or a component schema), or one schema in place of the
    /// alternatives, in `overlay.yaml` if the document is not yours.
    ///
    /// Example: `application/xml: {schema: {oneOf: [{$ref: …}, {$ref: …}]}}`.
    XmlUntyped = "xml-untyped",
    /// A security scheme lacks what is needed to use it, or a requirement names a scheme that is not there.
    ///
    /// Read as no security, it would send every call without credentials; some servers answer such calls, and say
    /// something else. So an operation that asks for nothing else itself is not in the client. What the document asks for in
    /// all of them costs none: they are called without credentials, and the documentation of each says so.
    ///
    /// What to do: correct the scheme or the requirement, in `overlay.yaml` if the document is not yours.
    ///
    /// Example: `security: [{apikey: []}]` where `components/securitySchemes` has `apiKey`.
    SecurityInvalid = "security-invalid",
    /// A server has no address that can be called, or bends the rules; the message says how it was read.
    ///
    /// The client would refuse it at its first call, long after it was generated. A server of the document is left out
    /// then, and whoever uses the client gives an address; one of a single operation is an error.
    ///
    /// What to do: correct the address in `overlay.yaml`: `https://`, a host, and a path without query or fragment.
    /// Each `{variable}` has a `default` below `variables`.
    ///
    /// Example: `servers: [{url: "https://{region}.bell.example"}]` without a default for `region`: an error below an
    /// operation, while that of the whole document is a function of the region in the client.
    ServerInvalid = "server-invalid",
    /// An argument of the command cannot be used.
    ///
    /// Nothing was read or written.
    ///
    /// What to do: do what the help says; `--help` lists the arguments of a command.
    ///
    /// Example: `--name Fn`, since crates have names in lower case and `fn` is a keyword of Rust.
    ArgumentInvalid = "argument-invalid",
    /// Another run is writing to the same place at this moment. Nothing was written.
    ///
    /// Two runs at once would write over each other.
    ///
    /// What to do: wait for the other one to end and run the command again. The lock ends with the run that holds it,
    /// also when that is killed; there is no file to remove.
    ///
    /// Example: `cargo xtask regen` in two terminals.
    OutputLocked = "output-locked",
    /// Two operations have one `operationId`.
    ///
    /// Ids are unique (OpenAPI 3.1.1, section 4.8.10), and methods are called after them. One of the two methods gets a
    /// number, and which one depends on the order of the document.
    ///
    /// What to do: give one of them another id in `overlay.yaml`.
    ///
    /// Example: `operationId: getBell` below `/bells/{id}` and below `/v2/bells/{id}`: methods `get_bell` and `get_bell_2`.
    OperationIdRepeated = "operation-id-repeated",
    /// The document of the last run is there and no client can be made of it, so that nobody can tell what the new one
    /// lacks.
    ///
    /// The clients of both are compared before anything is written: without the old one, a document that lost its security
    /// would pass.
    ///
    /// What to do: bring the file back from version control. If there is no good one, look at the new document and run
    /// `regen` with `--allow-shrink`.
    ///
    /// Example: `specs/bell/openapi.yaml` with the marks of a merge conflict.
    BaselineUnreadable = "baseline-unreadable",
    /// An address that is not encrypted is to be fetched, or leads to one that is not.
    ///
    /// Whoever sits between could put another API into its place, and the client would send its keys there. Only addresses
    /// of this machine (`http://127.0.0.1:8080/`) may do without.
    ///
    /// What to do: write the address with `https://`; where the vendor redirects to `http://`, ask it to stop, and save the
    /// page by hand until then.
    ///
    /// Example: `url = "http://bell.example/openapi.json"`.
    FetchInsecure = "fetch-insecure",
    /// A page could not be fetched: no answer in time, or one that says that there is none.
    ///
    /// Nothing of the vendor is written: half of its new pages beside half of its old ones would be an API that never was.
    ///
    /// What to do: run it again later; if the page has moved, write its new address into `vendor.toml`, and if it is gone
    /// for good, remove it with its `[[page]]` entry.
    ///
    /// Example: the server answers with the status 404.
    FetchFailed = "fetch-failed",
    /// What an address gives is larger than 64 MiB.
    ///
    /// No API document is that large; it is more likely a download of something else.
    ///
    /// What to do: open the address in a browser, and write that of the document into `vendor.toml`.
    ///
    /// Example: the address of an archive of all versions.
    FetchTooLarge = "fetch-too-large",
    /// An address asks to log in where a page was.
    ///
    /// A login page says nothing of the API. The pages that are there stay.
    ///
    /// What to do: if the vendor has closed its documentation, save the page by hand and set `fetch = false` in its
    /// `[[page]]` entry; else write an address that anybody may read.
    ///
    /// Example: the address leads to `/login?next=/docs/call`, or the page has a field for a password.
    PageLogin = "page-login",
    /// An address wants to know whether a person asks, in place of a page.
    ///
    /// Such a page says nothing of the API, and asking again at once makes it worse. The pages that are there stay.
    ///
    /// What to do: wait, ask the vendor for an address for programs, or save the page by hand and set `fetch = false` in
    /// its `[[page]]` entry.
    ///
    /// Example: a page with the title `Just a moment...`.
    PageCaptcha = "page-captcha",
    /// An address gives a page of HTML where a document or the text of a page was.
    ///
    /// It may be a notice of an outage, or the vendor has moved its documents. The pages that are there stay.
    ///
    /// What to do: open the address in a browser; if the document has moved, write its new address into `vendor.toml`.
    ///
    /// Example: `openapi.json` begins with `<!doctype html>`.
    PageOtherKind = "page-other-kind",
    /// A page has less than half of the text that it had.
    ///
    /// A page is cut more often than an API loses half of itself, and a cut Markdown page can be read as a whole one.
    ///
    /// What to do: look at the address in a browser; if the page really is that short now, run it with `--allow-shrink`.
    ///
    /// Example: a page had 12,000 bytes and has 900 now.
    PageShrunk = "page-shrunk",
    /// A page was fetched, and its format's reader does not take it.
    ///
    /// It is kept below `docs/refused/`, where nothing reads it, and the pages that are there stay. What the reader says
    /// about it stands beside this.
    ///
    /// What to do: look at the place that the reader names. If the vendor's page is wrong, wait for the vendor; if the
    /// format has changed, teach the reader (CONTRIBUTING.md, "Add a page format").
    ///
    /// Example: `openapi.json` ends in the middle of an object.
    PageRefused = "page-refused",
    /// The vendor's list of its pages and `vendor.toml` name different pages.
    ///
    /// A new page usually is a new operation, which nobody would notice.
    ///
    /// What to do: add a `[[page]]` entry for each new page that describes the API, and run `fetch` again; name those that
    /// do not in `ignored` of `[fetch]`. Remove pages that are gone.
    ///
    /// Example: `llms.txt` lists `https://bell.example/docs/ring.md`, and no `[[page]]` has that address.
    IndexChanged = "index-changed",
    /// The emitted crate changed, and its version did not rise by as much as that asks for.
    ///
    /// A program that says `bell = "0.1"` would get the change, and might not compile any more.
    ///
    /// What to do: run `cargo xtask regen --bump`, read what it writes into the changelog, and commit both.
    ///
    /// Example: a method is gone and the version went from 0.1.0 to 0.1.1; it has to be 0.2.0.
    VersionTooLow = "version-too-low",
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
