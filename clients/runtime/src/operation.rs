//! Static facts of one operation, as a generated crate states them. Data only: what is done with them is in
//! `request` and `style`.

use crate::data::bounds::Bounds;
use crate::reply::Reply;

/// One operation: a generated crate has one `static` of each.
#[derive(Debug)]
pub struct Operation {
    /// Its id in the document; errors and traces name the operation by it.
    pub id: &'static str,
    /// HTTP method as it is sent.
    pub method: &'static str,
    /// Path below the base URL, with a `{name}` for every path parameter. It may end in `?` and query members that
    /// every call sends.
    pub path: &'static str,
    /// A base URL of its own, if the document gives the operation one.
    pub server: Option<&'static str>,
    /// Value of the `Accept` header; empty sends none.
    pub accept: &'static str,
    /// The data of the event, or the line, that ends a stream; `[DONE]` ends events of JSON where nothing else is said.
    pub end: Option<&'static str>,
    /// The name of the event that ends a stream.
    pub end_event: Option<&'static str>,
    /// The name of events that are errors.
    pub error_event: Option<&'static str>,
    /// The member that events and lines of JSON have which are errors.
    pub error_member: Option<&'static str>,
    /// Path, query, header and cookie parameters.
    pub parameters: &'static [Parameter],
    /// Alternatives, each a set of scheme ids that are needed together. No alternative, or an empty one, means that
    /// the operation may be called without a credential.
    pub security: &'static [&'static [&'static str]],
    /// The scopes of OAuth 2 that each of these needs: for each alternative, for each id. What is not there needs none.
    pub scopes: &'static [&'static [&'static [&'static str]]],
    /// Whether the vendor says that a repeated call does no harm, whatever the method.
    pub idempotent: bool,
    /// How a body says that the call failed although the HTTP status does not.
    pub envelope: Option<&'static Envelope>,
    /// The bounds of its body, where it is JSON or a form.
    pub bounds: Option<&'static Bounds>,
    /// What its answers mean; of all that fit one, the first counts.
    pub replies: &'static [Reply],
}

impl Operation {
    /// An operation without parameters, whose answer can be of any media type.
    #[must_use]
    pub const fn new(id: &'static str, method: &'static str, path: &'static str) -> Self {
        Self {
            id,
            method,
            path,
            server: None,
            accept: "*/*",
            end: None,
            end_event: None,
            error_event: None,
            error_member: None,
            parameters: &[],
            security: &[],
            scopes: &[],
            idempotent: false,
            envelope: None,
            bounds: None,
            replies: &[],
        }
    }

    /// Sets the media types asked for.
    #[must_use]
    pub const fn accept(mut self, media_types: &'static str) -> Self {
        self.accept = media_types;
        self
    }

    /// Sets the data of the event, or the line, that ends a stream.
    #[must_use]
    pub const fn end(mut self, data: &'static str) -> Self {
        self.end = Some(data);
        self
    }

    /// Sets the name of the event that ends a stream.
    #[must_use]
    pub const fn end_event(mut self, name: &'static str) -> Self {
        self.end_event = Some(name);
        self
    }

    /// Sets the name of events that are errors.
    #[must_use]
    pub const fn error_event(mut self, name: &'static str) -> Self {
        self.error_event = Some(name);
        self
    }

    /// Sets the member that events and lines of JSON have which are errors.
    #[must_use]
    pub const fn error_member(mut self, name: &'static str) -> Self {
        self.error_member = Some(name);
        self
    }

    /// Sets the parameters.
    #[must_use]
    pub const fn parameters(mut self, parameters: &'static [Parameter]) -> Self {
        self.parameters = parameters;
        self
    }

    /// Sets what must be proved.
    #[must_use]
    pub const fn security(mut self, alternatives: &'static [&'static [&'static str]]) -> Self {
        self.security = alternatives;
        self
    }

    /// Sets the scopes of OAuth 2 that go with what must be proved.
    #[must_use]
    pub const fn scopes(mut self, scopes: &'static [&'static [&'static [&'static str]]]) -> Self {
        self.scopes = scopes;
        self
    }

    /// Sets a base URL of its own.
    #[must_use]
    pub const fn server(mut self, url: &'static str) -> Self {
        self.server = Some(url);
        self
    }

    /// Says that a repeated call does no harm.
    #[must_use]
    pub const fn idempotent(mut self) -> Self {
        self.idempotent = true;
        self
    }

    /// Sets how a body says that the call failed.
    #[must_use]
    pub const fn envelope(mut self, envelope: &'static Envelope) -> Self {
        self.envelope = Some(envelope);
        self
    }

    /// Sets what its answers mean.
    #[must_use]
    pub const fn replies(mut self, replies: &'static [Reply]) -> Self {
        self.replies = replies;
        self
    }

    /// Sets the bounds of its body.
    #[must_use]
    pub const fn bounds(mut self, bounds: &'static Bounds) -> Self {
        self.bounds = Some(bounds);
        self
    }
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
    /// Whether reserved characters stay as they are: in the query, and slashes in the path.
    pub allow_reserved: bool,
    /// Whether each item of a list has a line of its own (headers only).
    pub lines: bool,
    /// Whether the value is written as JSON text (`content: application/json`).
    pub json: bool,
    /// The members of a whole query that are not written in the default way.
    pub fields: &'static [Field],
    /// The bounds of the value.
    pub bounds: Option<&'static Bounds>,
}

impl Parameter {
    const fn new(name: &'static str, location: Location, style: Style, explode: bool) -> Self {
        Self {
            key: name,
            name,
            location,
            style,
            explode,
            allow_reserved: false,
            lines: false,
            json: false,
            fields: &[],
            bounds: None,
        }
    }

    /// A path parameter in its default style, `simple`.
    #[must_use]
    pub const fn path(name: &'static str) -> Self {
        Self::new(name, Location::Path, Style::Simple, false)
    }

    /// A query parameter in its default style, exploded `form`.
    #[must_use]
    pub const fn query(name: &'static str) -> Self {
        Self::new(name, Location::Query, Style::Form, true)
    }

    /// A header in its default style, `simple`.
    #[must_use]
    pub const fn header(name: &'static str) -> Self {
        Self::new(name, Location::Header, Style::Simple, false)
    }

    /// A cookie in its default style, exploded `form`.
    #[must_use]
    pub const fn cookie(name: &'static str) -> Self {
        Self::new(name, Location::Cookie, Style::Form, true)
    }

    /// A parameter that is the whole query, in its default style: the members of a form.
    #[must_use]
    pub const fn query_string(name: &'static str) -> Self {
        Self::new(name, Location::QueryString, Style::Form, true)
    }

    /// Sets the name of the member in the struct of parameters, where it is not the name on the wire.
    #[must_use]
    pub const fn key(mut self, key: &'static str) -> Self {
        self.key = key;
        self
    }

    /// Sets how lists and objects are written.
    #[must_use]
    pub const fn style(mut self, style: Style, explode: bool) -> Self {
        self.style = style;
        self.explode = explode;
        self
    }

    /// Leaves reserved characters as they are.
    #[must_use]
    pub const fn allow_reserved(mut self) -> Self {
        self.allow_reserved = true;
        self
    }

    /// Gives each item of a list a line of its own.
    #[must_use]
    pub const fn lines(mut self) -> Self {
        self.lines = true;
        self
    }

    /// Writes the value as JSON text.
    #[must_use]
    pub const fn json(mut self) -> Self {
        self.json = true;
        self
    }

    /// Sets how members of a whole query are written.
    #[must_use]
    pub const fn fields(mut self, fields: &'static [Field]) -> Self {
        self.fields = fields;
        self
    }

    /// Sets the bounds of the value.
    #[must_use]
    pub const fn bounds(mut self, bounds: &'static Bounds) -> Self {
        self.bounds = Some(bounds);
        self
    }
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
    /// The whole query.
    QueryString,
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
    /// `name%5Bmember%5D=a`: the same with its brackets encoded as RFC 3986 asks for.
    EscapedDeepObject,
    /// `name=a; name=b` of a cookie, nothing of which is escaped.
    Cookie,
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
    /// Media type of the value, where it states no style: with a JSON type, lists are written as JSON text, and objects
    /// always are.
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
