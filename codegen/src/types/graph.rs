//! What was decided about the types of a client, as data. `render` prints it, `inspect` shows it, tests compare it.

pub use crate::model::JsonKind;
use crate::source::Span;
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// All types of one client.
#[derive(Clone, Debug, Default, Serialize)]
pub struct TypeGraph {
    /// The types, in the order in which they were met.
    pub types: Vec<TypeDef>,
    /// Which Rust type each schema of the document became, by JSON pointer.
    pub by_pointer: BTreeMap<String, TypeRef>,
    /// The spellings of "not set" that were met, each set once.
    pub unset: Vec<UnsetPlan>,
    /// How types are XML, where they are.
    pub xml: super::xml::XmlGraph,
}

impl TypeGraph {
    /// A type by its id.
    pub fn get(&self, id: TypeId) -> &TypeDef {
        &self.types[id.0]
    }

    /// Follows aliases to the type that has a shape of its own.
    pub fn resolve<'g>(&'g self, mut reference: &'g TypeRef) -> &'g TypeRef {
        // An alias can only lead to a type that was planned before it or is no alias, so this ends.
        for _ in 0..=self.types.len() {
            match reference {
                TypeRef::Named(id) => match &self.get(*id).shape {
                    Shape::Alias(target) => reference = target,
                    _ => return reference,
                },
                _ => return reference,
            }
        }
        reference
    }

    /// Whether a type is a number, an enum of integers, or a list, tuple or map of nothing but numbers: what the runtime
    /// calls `Numeric`.
    ///
    /// Rust holds such a type as the nearest values, and the runtime keeps beside it what was read.
    pub fn is_numeric(&self, ty: &TypeRef) -> bool {
        match self.resolve(ty) {
            TypeRef::Scalar(Scalar::I64 | Scalar::U64 | Scalar::F64 | Scalar::UnixTime) => true,
            TypeRef::Named(id) => {
                matches!(&self.get(*id).shape, Shape::Enum(EnumPlan { scalar: Some(Scalar::I64), .. }))
            }
            TypeRef::List(item) | TypeRef::Map(item) | TypeRef::Nullable(item) => self.is_numeric(item),
            TypeRef::Tuple(items) => items.len() <= MAX_NUMERIC_TUPLE && items.iter().all(|item| self.is_numeric(item)),
            _ => false,
        }
    }
}

/// The longest tuple of numbers that the runtime reads as such.
pub(super) const MAX_NUMERIC_TUPLE: usize = 4;

/// Names one type of a [`TypeGraph`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct TypeId(pub usize);

/// One named type.
#[derive(Clone, Debug, Serialize)]
pub struct TypeDef {
    /// Its Rust name.
    pub name: String,
    /// The JSON pointer of the schema it comes from.
    pub pointer: String,
    /// Where that schema stands.
    #[serde(skip)]
    pub span: Span,
    /// What its documentation says.
    pub docs: Docs,
    /// What it is.
    pub shape: Shape,
    /// Where it is used.
    pub usage: Usage,
    /// Whether its equality is total, which gives it `Eq` and `Hash`: it holds no `f64`.
    pub is_eq: bool,
}

/// The documentation of a type, field or variant.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Docs {
    /// The description of the document, as it stands there.
    pub text: Option<String>,
    /// Sentences about bounds, defaults and the like, in Markdown.
    pub notes: Vec<String>,
    /// Whether the document calls it deprecated.
    pub deprecated: bool,
}

/// Whether a type is sent, received, or both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Usage {
    /// It is part of a request.
    pub request: bool,
    /// It is part of a response.
    pub response: bool,
}

/// How a schema is referred to in Rust.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub enum TypeRef {
    /// A type of the graph.
    Named(TypeId),
    /// A scalar of Rust or of the runtime.
    Scalar(Scalar),
    /// `Vec<T>`
    List(Box<TypeRef>),
    /// A map from strings.
    Map(Box<TypeRef>),
    /// An array whose items have a type each.
    Tuple(Vec<TypeRef>),
    /// `null` or a value.
    Nullable(Box<TypeRef>),
    /// A value on the heap, to break a cycle.
    Boxed(Box<TypeRef>),
    /// A map or tuple by what the document says of its items, where there may be others.
    Open(Box<TypeRef>),
    /// A string that may be one of the spellings of "not set"; the index leads into [`TypeGraph::unset`].
    MaybeSet(Box<TypeRef>, usize),
    /// A string that holds a value as JSON text.
    JsonText(Box<TypeRef>),
    /// Any JSON value.
    Any,
}

/// Scalars.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub enum Scalar {
    /// `String`
    String,
    /// `bool`
    Bool,
    /// `i64`
    I64,
    /// `u64`, where the document's bounds say that `i64` is too small.
    U64,
    /// `f64`
    F64,
    /// `serde_json::Number`: an integer or a float, kept as it came.
    Number,
    /// A point in time as text.
    DateTime,
    /// A date as text.
    Date,
    /// A UUID as text.
    Uuid,
    /// Bytes as base64.
    Base64,
    /// Bytes in the URL-safe alphabet of base64.
    Base64Url,
    /// Bytes as base32.
    Base32,
    /// Bytes as hexadecimal digits.
    Base16,
    /// Bytes as quoted-printable text.
    QuotedPrintable,
    /// Seconds since 1970.
    UnixTime,
    /// `null` and nothing else.
    Null,
}

impl Scalar {
    /// Whether it is a string of JSON.
    pub fn is_text(self) -> bool {
        match self {
            Self::String
            | Self::DateTime
            | Self::Date
            | Self::Uuid
            | Self::Base64
            | Self::Base64Url
            | Self::Base32
            | Self::Base16
            | Self::QuotedPrintable => true,
            Self::Bool | Self::I64 | Self::U64 | Self::F64 | Self::Number | Self::UnixTime | Self::Null => false,
        }
    }
}

/// What a named type is.
#[derive(Clone, Debug, Serialize)]
pub enum Shape {
    /// Not decided yet: the type is being planned further up.
    Pending,
    /// A struct.
    Struct(StructPlan),
    /// An open enum.
    Enum(EnumPlan),
    /// A union.
    Union(UnionPlan),
    /// Another name for a type.
    Alias(TypeRef),
    /// A struct around one value: an alias would refer to itself.
    Newtype(TypeRef),
}

/// A JSON object with named members.
#[derive(Clone, Debug, Serialize)]
pub struct StructPlan {
    /// How it is made.
    pub constructor: Constructor,
    /// Its members, in document order.
    pub fields: Vec<FieldPlan>,
    /// Its members that always have the same value.
    pub constants: Vec<ConstantPlan>,
    /// The name of the field for members the document does not name.
    pub extra: String,
    /// The type of their values.
    pub extra_type: TypeRef,
    /// Whether there may be others beside those: only members whose names match a pattern are of the type.
    pub extra_is_open: bool,
    /// Whether it holds the parameters of an operation rather than JSON.
    pub parameters: bool,
}

/// A member of a struct.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FieldPlan {
    /// Its name on the wire.
    pub wire: String,
    /// Its Rust name.
    pub name: String,
    /// The type of its values.
    pub ty: TypeRef,
    /// Whether it must be there.
    pub presence: Presence,
    /// Whether only one side sets it.
    #[serde(skip_serializing_if = "Direction::is_both")]
    pub direction: Direction,
    /// Its documentation.
    pub docs: Docs,
}

/// The function that makes a struct.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub enum Constructor {
    /// It takes the required members one by one.
    #[default]
    Arguments,
    /// It takes a struct of this name that has the required members: they are too many for arguments.
    Struct(String),
    /// There is none: what is received only, and has many required members, is read from JSON.
    None,
}

/// Which side sets a member (OpenAPI 3.0.4, section 4.7.24.2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Direction {
    /// The server alone.
    pub read_only: bool,
    /// The client alone.
    pub write_only: bool,
}

impl Direction {
    /// Whether both sides do.
    pub fn is_both(&self) -> bool {
        *self == Self::default()
    }
}

/// A member of a struct that has one value whenever it is there.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ConstantPlan {
    /// Its name on the wire.
    pub wire: String,
    /// The value.
    pub value: Value,
    /// Whether any other value is wrong (`const`), rather than one of tomorrow (a list of one value).
    pub strict: bool,
    /// Whether it must be there.
    pub required: bool,
    /// The name of the field that says whether it is there; nothing where it must be.
    pub field: Option<String>,
    /// Whether what is built has it.
    pub initially: bool,
    /// Whether only one side sets it.
    #[serde(skip_serializing_if = "Direction::is_both")]
    pub direction: Direction,
    /// Its documentation.
    pub docs: Docs,
}

/// Whether a member must be there, and whether `null` means something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Presence {
    /// It must be there.
    Required,
    /// It may be absent; `null` counts as absent.
    Optional,
    /// It may be absent and, apart from that, `null`.
    Nullable,
}

/// A value of an enum.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ValuePlan {
    /// Its Rust name.
    pub name: String,
    /// What the document calls it, if that is what the Rust name was made of.
    pub given: Option<String>,
    /// The value.
    pub value: Value,
    /// Its documentation.
    pub docs: Docs,
}

/// An open set of scalar values.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct EnumPlan {
    /// The scalar all values are of; `None` when they are mixed.
    pub scalar: Option<Scalar>,
    /// The values the document lists.
    pub values: Vec<ValuePlan>,
}

/// Alternatives, and how to tell them apart.
#[derive(Clone, Debug, Serialize)]
pub struct UnionPlan {
    /// The alternatives, in document order.
    pub variants: Vec<VariantPlan>,
    /// What decides, for each kind of JSON value that an alternative has.
    pub dispatch: BTreeMap<JsonKind, Dispatch>,
    /// The rule that tells the alternatives apart, for reports.
    pub rule: UnionRule,
    /// The first two alternatives that one value may fit alike, where the rule is none; indices into `variants`.
    pub clash: Option<[usize; 2]>,
}

/// One alternative of a union.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct VariantPlan {
    /// Its Rust name.
    pub name: String,
    /// The type of its payload.
    pub ty: TypeRef,
    /// Its documentation.
    pub docs: Docs,
}

/// How to choose among the alternatives that share a kind of JSON value; indices into [`UnionPlan::variants`].
#[derive(Clone, Debug, PartialEq, Serialize)]
pub enum Dispatch {
    /// There is only one.
    One(usize),
    /// A member has a different value in each.
    Tag {
        /// The member.
        member: String,
        /// Which value stands for which alternative; numbers and booleans as JSON writes them, `2.0` as `2`.
        tags: Vec<(String, usize)>,
        /// Those of them that are numbers or booleans, and are not written as strings.
        literals: Vec<String>,
        /// Alternatives that need not have the member.
        untagged: Vec<usize>,
        /// Alternatives in which the member can have other values.
        unlisted: Vec<usize>,
        /// Whether an object without it is one of tomorrow's, or broken.
        presence: TagPresence,
    },
    /// The one that explains most of the value.
    Best(Vec<usize>),
}

/// Whether a tag reads as a number or a boolean of JSON, so that it may be one.
pub(super) fn may_be_literal(tag: &str) -> bool {
    tag.parse::<serde_json::Number>().is_ok() || tag.parse::<bool>().is_ok()
}

/// What the schemas say of a tag beside its values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum TagPresence {
    /// Some alternative need not have it: an object without it is kept as it is.
    Optional,
    /// All alternatives require it: an object without it is an error.
    Required,
    /// As [`Self::Required`], and all its values are texts: a number or a boolean is an error, too.
    Text,
}

/// The rule that tells the alternatives of a union apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum UnionRule {
    /// Each has JSON kinds of its own.
    Kind,
    /// A member that the document declares as discriminator, or that has constant values.
    Tag,
    /// A member that only one alternative requires, or values that only one has: the best match is certain.
    Presence,
    /// None does; the alternative that explains most of a value is taken.
    Ambiguous,
}

/// The spellings by which a vendor says "not set".
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct UnsetPlan {
    /// The name of the marker type.
    pub name: String,
    /// The spellings.
    pub spellings: Vec<String>,
}
