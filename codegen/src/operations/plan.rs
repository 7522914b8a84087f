//! What was decided about the operations of a client, as data.

use crate::source::Span;
use crate::types::{Docs, PartPlan, Scalar, TypeId, TypeRef};
use serde::Serialize;

/// One method of the client.
#[derive(Clone, Debug, Serialize)]
pub struct OperationPlan {
    /// The operation's id: as documented, or made from method and path.
    pub id: String,
    /// The HTTP method, in capitals.
    pub method: String,
    /// The path template as it is called; it may end in `?` and query members that every call sends.
    pub path: String,
    /// The JSON pointer of the operation.
    pub pointer: String,
    /// Where it stands.
    #[serde(skip)]
    pub span: Span,
    /// The Rust name of the method.
    pub name: String,
    /// The Rust name of its static facts.
    pub facts: String,
    /// A sentence that says what it does.
    pub summary: Option<String>,
    /// Its documentation.
    pub docs: Docs,
    /// Where the vendor documents it: an address of the web.
    pub page: Option<String>,
    /// The first of its tags.
    pub tag: Option<String>,
    /// Path parameters, in the order of the path.
    pub arguments: Vec<ArgumentPlan>,
    /// All other parameters.
    pub parameters: Option<ParametersPlan>,
    /// The request body.
    pub body: Option<BodyPlan>,
    /// What comes back.
    pub result: ResultPlan,
    /// The methods that read the documented headers of its answers.
    pub headers: Vec<String>,
    /// What must be proved: any of these combinations of security schemes.
    pub security: SecurityPlan,
    /// The scopes of OAuth 2 that each of these needs: for each combination, for each scheme. Nothing where none has any.
    pub scopes: Vec<Vec<Vec<String>>>,
    /// A server of its own.
    pub server: Option<String>,
    /// Whether a second call does no harm, whatever the method.
    pub idempotent: bool,
    /// How its pages hang together, if it gives a list in pages.
    pub pagination: Option<PaginationPlan>,
    /// How it is called in Rust.
    pub call: CallPlan,
}

impl OperationPlan {
    /// Whether the method needs the feature `xml` of its crate.
    pub fn needs_xml(&self) -> bool {
        self.payloads().any(|payload| payload.xml_root().is_some())
    }

    /// What it sends and receives.
    pub fn payloads(&self) -> impl Iterator<Item = &Payload> {
        let body = self.body.as_ref().map(|body| &body.payload);
        body.into_iter().chain(self.result.responses.iter().map(|response| &response.payload))
    }

    /// Method and path, as people name an operation.
    pub fn subject(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    /// Whether settings mean this operation by a name: its id, or method and path.
    pub fn is_called(&self, name: &str) -> bool {
        self.id == name || self.subject() == name
    }
}

/// How the pages of a list hang together.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PaginationPlan {
    /// What leads to the next page.
    pub next: NextPagePlan,
    /// The list in a page; no step when the page is the list.
    pub items: Vec<Step>,
    /// The type of an item.
    pub item: TypeRef,
    /// The member that says whether there are more pages.
    pub more: Option<Vec<Step>>,
    /// The member that says how much there is on all pages together.
    pub total: Option<TotalPlan>,
    /// Why it was decided so, for people.
    pub reason: String,
}

/// The member of a page that says how much there is on all pages together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TotalPlan {
    /// The way to it.
    pub steps: Vec<Step>,
    /// Whether it is a `u64`; else it is an `i64`.
    pub unsigned: bool,
    /// Whether it counts pages; else it counts items.
    pub of_pages: bool,
}

/// What leads to the next page.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub enum NextPagePlan {
    /// A parameter counts pages.
    Number {
        /// The parameter.
        parameter: PageParameterPlan,
        /// The first page, unless the caller asks for another.
        first: u64,
    },
    /// A parameter counts the items to skip.
    Offset {
        /// The parameter.
        parameter: PageParameterPlan,
    },
    /// A page has the value of a parameter for the next one.
    Cursor {
        /// The parameter.
        parameter: PageParameterPlan,
        /// The member with the value.
        next: Vec<Step>,
        /// Whether it is a member of the last item, and not of the page.
        #[serde(skip_serializing_if = "std::ops::Not::not")]
        of_last_item: bool,
    },
    /// A page has the URL of the next one.
    Url(Vec<Step>),
    /// The header `Link` has the URL of the next page.
    LinkHeader,
}

/// The parameter that says where in a list to go on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum PageParameterPlan {
    /// A member of the query, by its name on the wire.
    Query(String),
    /// A member of the JSON body, by the names on the wire that lead to it.
    Body(Vec<String>),
}

/// A step into a struct.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Step {
    /// The Rust name of the field.
    pub field: String,
    /// Its name on the wire.
    #[serde(skip)]
    pub wire: String,
    /// How many `Option`s are around its value.
    pub options: usize,
    /// Whether the outermost of them is a `Nullable`.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub nullable: bool,
}

/// How an operation is called in Rust: what is required are arguments, what is optional are methods of the call.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CallPlan {
    /// The required parameters, those of the path first.
    pub arguments: Vec<ArgumentPlan>,
    /// The struct of these, where they are too many to tell apart by their order.
    pub required: Option<String>,
    /// The struct of the call, where it has methods of its own.
    pub name: Option<String>,
    /// Its methods for optional parameters.
    pub setters: Vec<SetterPlan>,
    /// Its method for the body, where that is optional.
    pub body: Option<String>,
}

/// An optional parameter.
#[derive(Clone, Debug, Serialize)]
pub struct SetterPlan {
    /// The Rust name of the method that sets it.
    pub name: String,
    /// Its key among the parameters.
    pub key: String,
    /// Its type.
    pub ty: TypeRef,
    /// Its documentation.
    pub docs: Docs,
}

/// Any of these combinations of scheme ids; none needed when empty.
pub type SecurityPlan = Vec<Vec<String>>;

/// A path parameter.
#[derive(Clone, Debug, Serialize)]
pub struct ArgumentPlan {
    /// Its Rust name.
    pub name: String,
    /// Its type.
    pub ty: TypeRef,
    /// How it is sent.
    pub parameter: ParameterPlan,
    /// Its documentation.
    pub docs: Docs,
}

/// The query, header and cookie parameters of an operation, as one struct.
#[derive(Clone, Debug, Serialize)]
pub struct ParametersPlan {
    /// The struct.
    pub ty: TypeId,
    /// How each of its members is sent.
    pub entries: Vec<ParameterPlan>,
    /// Whether one of them is required.
    pub required: bool,
}

/// How one parameter is sent.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ParameterPlan {
    /// Its key in the struct.
    pub key: String,
    /// Its name on the wire.
    pub name: String,
    /// Where it goes.
    pub location: Location,
    /// How its value is written.
    pub style: Style,
    /// Whether the items of lists and objects become parameters of their own.
    pub explode: bool,
    /// Whether reserved characters stay as they are.
    pub allow_reserved: bool,
    /// Whether its value may be a list.
    pub is_list: bool,
    /// Whether its value is written as JSON.
    pub json: bool,
    /// The members of a whole query that are not written in the default way.
    pub fields: Vec<FormFieldPlan>,
}

/// Where a parameter goes (OpenAPI 3.2.0, section 4.12.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Location {
    /// Into the path.
    Path,
    /// Into the query.
    Query,
    /// Into a header.
    Header,
    /// Into a cookie.
    Cookie,
    /// It is the whole query (OpenAPI 3.2.0, section 4.12.1).
    QueryString,
}

impl Location {
    /// All of them.
    pub const ALL: &[Self] = &[Self::Path, Self::Query, Self::Header, Self::Cookie, Self::QueryString];

    /// The place as `in` of a parameter names it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
            Self::Cookie => "cookie",
            Self::QueryString => "querystring",
        }
    }

    /// The place that `in` of a parameter names.
    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|place| place.as_str() == name)
    }
}

/// How the value of a parameter is written (OpenAPI 3.2.0, section 4.12.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs)]
pub enum Style {
    Simple,
    Label,
    Matrix,
    Form,
    SpaceDelimited,
    PipeDelimited,
    TabDelimited,
    DeepObject,
    Cookie,
}

impl Style {
    /// The style a document names; `tabDelimited` is what lowering makes of Swagger 2.0.
    pub(super) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "simple" => Self::Simple,
            "label" => Self::Label,
            "matrix" => Self::Matrix,
            "form" => Self::Form,
            "spaceDelimited" => Self::SpaceDelimited,
            "pipeDelimited" => Self::PipeDelimited,
            "tabDelimited" => Self::TabDelimited,
            "deepObject" => Self::DeepObject,
            "cookie" => Self::Cookie,
            _ => return None,
        })
    }

    /// Whether it explodes where the document does not say; `deepObject` knows no other way.
    pub(super) fn explodes(self) -> bool {
        matches!(self, Self::Form | Self::DeepObject | Self::Cookie)
    }
}

/// A request body.
#[derive(Clone, Debug, Serialize)]
pub struct BodyPlan {
    /// Its media type, as sent.
    pub media_type: String,
    /// The range of media types that the document has in its place.
    pub range: Option<String>,
    /// What it holds.
    pub payload: Payload,
    /// Whether it must be there.
    pub required: bool,
    /// The members of a form that are not written in the default way.
    pub fields: Vec<FormFieldPlan>,
    /// The parts of a multipart body, where the document names them.
    pub form: Option<MultipartPlan>,
}

/// How one member of a form is written (OpenAPI 3.1.1, section 4.8.15).
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FormFieldPlan {
    /// Its name on the wire.
    pub name: String,
    /// How its value is written.
    pub style: Style,
    /// Whether the items of lists and objects become members of their own.
    pub explode: bool,
    /// The media type of its value.
    pub content_type: Option<String>,
}

/// A multipart body whose parts the document names.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MultipartPlan {
    /// The name of its struct.
    pub name: String,
    /// Its parts, in document order.
    pub parts: Vec<PartPlan>,
    /// Whether their order says what they are.
    pub is_ordered: bool,
}

/// What a body or answer holds.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub enum Payload {
    /// Nothing.
    Empty,
    /// JSON.
    Json(TypeRef),
    /// XML of this type, in the shape of this `static`.
    Xml(TypeRef, String),
    /// A form (`application/x-www-form-urlencoded`).
    Form(TypeRef),
    /// `multipart/form-data`.
    Multipart,
    /// Text.
    Text,
    /// Bytes.
    Bytes,
    /// Bytes that go over the wire as text in this encoding.
    Encoded(Scalar),
    /// Server-sent events with JSON data.
    Events(TypeRef),
    /// Server-sent events with texts for data.
    TextEvents,
    /// Server-sent events whose names say what their data is: values of `event` and `data`. The data of events with
    /// these names is text; with an empty name among them, that of all events is.
    NamedEvents(TypeRef, Vec<String>),
    /// JSON values, one on each line.
    JsonLines(TypeRef),
}

impl Payload {
    /// Whether it is a stream of values.
    pub fn is_stream(&self) -> bool {
        matches!(self, Self::Events(_) | Self::TextEvents | Self::NamedEvents(..) | Self::JsonLines(_))
    }

    /// The Rust name of the document of XML, if it is one.
    pub fn xml_root(&self) -> Option<&str> {
        if let Self::Xml(_, root) = self { Some(root) } else { None }
    }
}

/// What a call gives.
#[derive(Clone, Debug, Serialize)]
pub struct ResultPlan {
    /// The documented answers, exact statuses before ranges before `default`.
    pub responses: Vec<ResponsePlan>,
    /// The media types asked for.
    pub accept: String,
    /// How a stream says that it ends or has failed.
    pub signs: StreamSignsPlan,
    /// The type of a successful answer.
    pub success: Outcome,
    /// The type of a documented error.
    pub error: Outcome,
}

/// How a stream says that it ends or has failed, as far as the document or the settings state it.
#[derive(Clone, Debug, Default, Serialize)]
pub struct StreamSignsPlan {
    /// The data of the event, or the line, behind which nothing follows.
    pub end: Option<String>,
    /// The name of that event.
    pub end_event: Option<String>,
    /// The name of events that are errors.
    pub error_event: Option<String>,
    /// The member of events and lines that are errors.
    pub error_member: Option<String>,
}

/// One documented answer.
#[derive(Clone, Debug, Serialize)]
pub struct ResponsePlan {
    /// The status or statuses.
    pub status: Status,
    /// Whether it is a success.
    pub success: bool,
    /// What it holds.
    pub payload: Payload,
    /// The media types it has to be of; none for what comes under all others.
    pub media_types: Vec<String>,
    /// The variant that stands for it, where the outcome is an enum.
    pub variant: Option<String>,
    /// What the document says of it.
    pub description: Option<String>,
}

/// The statuses that a documented answer is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Status {
    /// One.
    Exact(u16),
    /// A hundred: `4XX` is `Range(4)`.
    Range(u16),
    /// All that are not documented otherwise.
    Default,
}

/// The type of all successes, or of all errors, of an operation.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub enum Outcome {
    /// None is documented.
    None,
    /// All hold the same.
    One(Payload),
    /// An enum of this name, with one variant per answer.
    Enum(String),
}
