//! Static facts of one operation, as a generated crate states them. Data only: what is done with them is in
//! `request` and `style`.

/// One operation: a generated crate has one `static` of each.
#[derive(Debug)]
pub struct Operation {
    /// Its id in the document; errors and traces name the operation by it.
    pub id: &'static str,
    /// HTTP method in capitals.
    pub method: &'static str,
    /// Path below the base URL, with a `{name}` for every path parameter. It may end in `?` and query members that
    /// every call sends.
    pub path: &'static str,
    /// A base URL of its own, if the document gives the operation one.
    pub server: Option<&'static str>,
    /// Value of the `Accept` header; empty sends none.
    pub accept: &'static str,
    /// Path, query, header and cookie parameters.
    pub parameters: &'static [Parameter],
    /// Alternatives, each a set of scheme ids that are needed together. No alternative, or an empty one, means that
    /// the operation may be called without a credential.
    pub security: &'static [&'static [&'static str]],
    /// Whether the vendor says that a repeated call does no harm, whatever the method.
    pub idempotent: bool,
    /// How a body says that the call failed although the HTTP status does not.
    pub envelope: Option<&'static Envelope>,
}

/// One parameter of an operation.
#[derive(Debug)]
pub struct Parameter {
    /// Name of the member in the struct of parameters; unique within the operation.
    pub key: &'static str,
    /// Name on the wire.
    pub name: &'static str,
    /// The part of the request it goes to.
    pub location: Location,
    /// How lists and objects are written.
    pub style: Style,
    /// Whether lists and objects are spread over several members.
    pub explode: bool,
    /// Whether reserved characters stay as they are (query only).
    pub allow_reserved: bool,
    /// Whether the value is written as JSON text (`content: application/json`).
    pub json: bool,
}

/// The part of a request a parameter goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Location {
    /// A segment of the path.
    Path,
    /// The query.
    Query,
    /// A header.
    Header,
    /// The `Cookie` header.
    Cookie,
}

/// How lists and objects are written:
/// [OpenAPI 3.1, style values](https://spec.openapis.org/oas/v3.1.1.html#style-values), which rest on RFC 6570.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// `a,b`
    Simple,
    /// `.a.b`
    Label,
    /// `;name=a;name=b`
    Matrix,
    /// `name=a&name=b`
    Form,
    /// `name=a%20b`
    SpaceDelimited,
    /// `name=a%7Cb`
    PipeDelimited,
    /// `name=a%09b`: the `tsv` of Swagger 2.0.
    TabDelimited,
    /// `name[member]=a`, to any depth; list items are `name[0]=a`.
    DeepObject,
}

/// One field of a form body that is not written in the default way.
#[derive(Debug)]
pub struct Field {
    /// Name of the member.
    pub name: &'static str,
    /// How lists and objects are written.
    pub style: Style,
    /// Whether lists and objects are spread over several members.
    pub explode: bool,
    /// Media type of the value: with a JSON type, lists and objects are written as JSON text.
    pub content_type: Option<&'static str>,
}

/// A member of every answer that says whether the call worked.
#[derive(Debug)]
pub struct Envelope {
    /// The member of the body, for example `code`.
    pub member: &'static str,
    /// The values that mean success.
    pub success: &'static [i64],
}
