//! What belongs at a place of a document, by the place alone (OpenAPI 3.1.1, section 4.8). Never looks at what stands
//! there.

use crate::source::pointer_tokens;
use crate::spec::keywords::{Holds, holds};
use crate::spec::methods::{ADDITIONAL, ITEM_MEMBERS, METHODS, OPERATION_MEMBERS};

/// The parts of a document that can be referred to, and those that cannot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Callback,
    Example,
    Header,
    Link,
    MediaType,
    Operation,
    Parameter,
    PathItem,
    RequestBody,
    Response,
    Schema,
    SecurityScheme,
    /// Something else: a list, a map, a text.
    Other,
}

impl Kind {
    /// The kind as a message calls it.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Callback => "a callback",
            Self::Example => "an example",
            Self::Header => "a header",
            Self::Link => "a link",
            Self::MediaType => "a media type",
            Self::Operation => "an operation",
            Self::Parameter => "a parameter",
            Self::PathItem => "a path item",
            Self::RequestBody => "a request body",
            Self::Response => "a response",
            Self::Schema => "a schema",
            Self::SecurityScheme => "a security scheme",
            Self::Other => "something else",
        }
    }

    /// The member of `components` with those that are shared.
    pub(crate) fn section(self) -> Option<&'static str> {
        SECTIONS.iter().find(|(_, kind)| *kind == self).map(|(name, _)| *name)
    }
}

const SECTIONS: &[(&str, Kind)] = &[
    ("callbacks", Kind::Callback),
    ("examples", Kind::Example),
    ("headers", Kind::Header),
    ("links", Kind::Link),
    ("mediaTypes", Kind::MediaType),
    ("parameters", Kind::Parameter),
    ("pathItems", Kind::PathItem),
    ("requestBodies", Kind::RequestBody),
    ("responses", Kind::Response),
    ("schemas", Kind::Schema),
    ("securitySchemes", Kind::SecurityScheme),
];

/// A step on the way through a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Root,
    Components,
    /// A map or a list of these.
    Many(Kind),
    One(Kind),
    /// An extension, or a member of which the specification says nothing.
    Unknown,
}

/// The members of a document, in all versions.
const DOCUMENT_MEMBERS: &str = "$self info jsonSchemaDialect servers paths webhooks components security tags externalDocs \
    host basePath schemes consumes produces definitions parameters responses securityDefinitions";
/// The members of a parameter or a header, in all versions, but for bounds.
const PARAMETER_MEMBERS: &str = "name in description required deprecated allowEmptyValue style explode allowReserved \
    schema example examples content type format items collectionFormat default enum";

impl Place {
    /// The members that the specification knows here, those of Swagger 2.0 included; nothing where names are free, and
    /// for schemas.
    pub(crate) fn members(self) -> Vec<&'static str> {
        let words = |words: &'static str| words.split_whitespace().collect();
        match self {
            Self::Root => words(DOCUMENT_MEMBERS),
            Self::Components => SECTIONS.iter().map(|(name, _)| *name).collect(),
            Self::One(Kind::PathItem) => [METHODS, ITEM_MEMBERS].concat(),
            Self::One(Kind::Operation) => [OPERATION_MEMBERS, &["schemes", "consumes", "produces"]].concat(),
            Self::One(Kind::Parameter | Kind::Header) => words(PARAMETER_MEMBERS),
            Self::One(Kind::RequestBody) => words("description content required"),
            Self::One(Kind::Response) => words("summary description headers content links schema examples"),
            Self::One(Kind::MediaType) => {
                words("schema itemSchema example examples encoding prefixEncoding itemEncoding")
            }
            Self::Many(_) | Self::One(_) | Self::Unknown => Vec::new(),
        }
    }
}

/// What belongs where a pointer leads; nothing where the specification does not say.
pub(crate) fn kind_at(pointer: &str) -> Option<Kind> {
    let tokens = pointer_tokens(pointer)?;
    match tokens.iter().fold(Place::Root, |place, token| step(place, token)) {
        Place::One(kind) => Some(kind),
        Place::Unknown => None,
        Place::Root | Place::Components | Place::Many(_) => Some(Kind::Other),
    }
}

/// What belongs behind a key or an index. Of Swagger 2.0, only what it shares with its successors is known.
pub(crate) fn step(place: Place, token: &str) -> Place {
    use Kind::*;
    use Place::*;
    match (place, token) {
        (Many(Operation | PathItem | Response) | One(_), _) if token.starts_with("x-") => Unknown,
        (Many(kind), _) => One(kind),
        (Root, "paths" | "webhooks") => Many(PathItem),
        // Of Swagger 2.0, as they are below `components` later.
        (Root, "parameters") => Many(Parameter),
        (Root, "responses") => Many(Response),
        (Root, "components") => Components,
        (
            Root,
            "openapi" | "$self" | "info" | "jsonSchemaDialect" | "servers" | "security" | "tags" | "externalDocs",
        ) => One(Other),
        (Components, _) => SECTIONS.iter().find(|(name, _)| *name == token).map_or(Unknown, |(_, kind)| Many(*kind)),
        (One(Operation | PathItem), "parameters") => Many(Parameter),
        (One(PathItem), ADDITIONAL) => Many(Operation),
        (One(PathItem), _) if METHODS.contains(&token) => One(Operation),
        (One(Operation), "requestBody") => One(RequestBody),
        (One(Operation), "responses") => Many(Response),
        (One(Operation), "callbacks") => Many(Callback),
        (One(Callback), _) => One(PathItem),
        (One(Parameter | Header | MediaType), "schema") | (One(MediaType), "itemSchema") => One(Schema),
        (One(Parameter | Header | RequestBody | Response), "content") => Many(MediaType),
        (One(Response), "headers") => Many(Header),
        (One(Response), "links") => Many(Link),
        (One(Parameter | Header | MediaType), "examples") => Many(Example),
        (One(Schema), _) => keyword(token),
        (Root | Unknown | One(Example), _) => Unknown,
        (One(_), _) => One(Other),
    }
}

/// What belongs behind a keyword of a schema; those that are not known here may hold schemas.
fn keyword(token: &str) -> Place {
    match (holds(token), token) {
        (Some(Holds::Map | Holds::List), _) => Place::Many(Kind::Schema),
        (Some(Holds::One), _) => Place::One(Kind::Schema),
        (
            None,
            "title" | "description" | "type" | "format" | "enum" | "const" | "default" | "example" | "examples"
            | "required" | "pattern" | "discriminator" | "xml" | "externalDocs",
        ) => Place::One(Kind::Other),
        (None, _) => Place::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_say_what_belongs_there() {
        for (pointer, kind) in [
            ("#/components/schemas/A", Some(Kind::Schema)),
            ("#/components/schemas/properties/properties/allOf/items/oneOf/0", Some(Kind::Schema)),
            ("#/components/schemas/A/properties", Some(Kind::Other)),
            ("#/components/schemas/A/example", Some(Kind::Other)),
            ("#/components/schemas/A/x-parts/B", None),
            ("#/components/responses/R/content/application~1json/schema", Some(Kind::Schema)),
            ("#/components/securitySchemes/S", Some(Kind::SecurityScheme)),
            ("#/paths/~1a~1{id}/get", Some(Kind::Operation)),
            ("#/paths/~1a/get/parameters/0", Some(Kind::Parameter)),
            ("#/paths/~1a/parameters/0/schema", Some(Kind::Schema)),
            ("#/paths/~1a/get/responses/401", Some(Kind::Response)),
            ("#/paths/~1a/get/callbacks/done/{$url}/post", Some(Kind::Operation)),
            ("#/paths/~1a/additionalOperations/COPY/requestBody", Some(Kind::RequestBody)),
            ("#/components/mediaTypes/M/itemSchema", Some(Kind::Schema)),
            ("#/paths/x-shared/A", None),
            ("#/definitions/A", None),
            ("#/info/title", Some(Kind::Other)),
            ("#/info", Some(Kind::Other)),
            ("#", Some(Kind::Other)),
        ] {
            assert_eq!(kind_at(pointer), kind, "{pointer}");
        }
    }
}
