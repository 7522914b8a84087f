//! The members that the specification knows in each object of a document, of all versions together: Swagger 2.0, OpenAPI
//! 3.0, 3.1 and 3.2 (section 4.8 each), and JSON Schema from draft 4 to 2020-12. Never looks at a document.

/// The objects of the specification.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Object {
    Callback,
    Components,
    Contact,
    Discriminator,
    Document,
    Encoding,
    Example,
    ExternalDocs,
    Flow,
    Flows,
    Header,
    Info,
    License,
    Link,
    MediaType,
    Operation,
    Parameter,
    PathItem,
    RequestBody,
    Response,
    Schema,
    SecurityScheme,
    Server,
    ServerVariable,
    Tag,
    Xml,
}

/// What stands behind a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Data, a text, an extension: anything.
    Free,
    /// One of these, or a list of them.
    Of(Object),
    /// Names somebody chose, with one of these each.
    Map(Object),
}

use Object::*;
use Shape::{Free, Map, Of};

impl Object {
    /// The object with its article, as a message calls it.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Callback => "a callback",
            Components => "`components`",
            Contact => "`contact`",
            Discriminator => "a discriminator",
            Document => "the document",
            Encoding => "an encoding",
            Example => "an example",
            ExternalDocs => "`externalDocs`",
            Flow => "a flow",
            Flows => "`flows`",
            Header => "a header",
            Info => "`info`",
            License => "`license`",
            Link => "a link",
            MediaType => "a media type",
            Operation => "an operation",
            Parameter => "a parameter",
            PathItem => "a path item",
            RequestBody => "a request body",
            Response => "a response",
            Schema => "a schema",
            SecurityScheme => "a security scheme",
            Server => "a server",
            ServerVariable => "a variable of a server",
            Tag => "a tag",
            Xml => "`xml`",
        }
    }

    /// The members it can have, with what stands behind each.
    pub(crate) fn members(self) -> impl Iterator<Item = (&'static str, Shape)> {
        let groups = self.groups().iter();
        groups.flat_map(|(shape, names)| names.split_ascii_whitespace().map(|name| (name, *shape)))
    }

    /// What stands behind a key; nothing where the specification does not know it.
    pub(crate) fn behind(self, key: &str) -> Option<Shape> {
        if self == Callback && !key.starts_with("x-") {
            return Some(Of(PathItem));
        }
        if key.starts_with("x-") {
            return Some(Free);
        }
        self.members().find(|(name, _)| *name == key).map(|(_, shape)| shape)
    }

    /// The members by what stands behind them; names are separated by blanks.
    fn groups(self) -> &'static [(Shape, &'static str)] {
        match self {
            Callback => &[(Free, "$ref summary description")],
            Components => &[
                (Map(Schema), "schemas"),
                (Map(Response), "responses"),
                (Map(Parameter), "parameters"),
                (Map(Example), "examples"),
                (Map(RequestBody), "requestBodies"),
                (Map(Header), "headers"),
                (Map(SecurityScheme), "securitySchemes"),
                (Map(Link), "links"),
                (Map(Callback), "callbacks"),
                (Map(PathItem), "pathItems"),
                (Map(MediaType), "mediaTypes"),
            ],
            Contact => &[(Free, "name url email")],
            Discriminator => &[(Free, "propertyName mapping defaultMapping")],
            Document => &[
                (Free, "openapi swagger $self jsonSchemaDialect security host basePath schemes consumes produces"),
                (Of(Info), "info"),
                (Of(Server), "servers"),
                (Map(PathItem), "paths webhooks"),
                (Of(Components), "components"),
                (Of(Tag), "tags"),
                (Of(ExternalDocs), "externalDocs"),
                (Map(Schema), "definitions"),
                (Map(Parameter), "parameters"),
                (Map(Response), "responses"),
                (Map(SecurityScheme), "securityDefinitions"),
            ],
            Encoding => &[
                (Free, "contentType style explode allowReserved"),
                (Map(Header), "headers"),
                (Map(Encoding), "encoding"),
                (Of(Encoding), "prefixEncoding itemEncoding"),
            ],
            Example => &[(Free, "$ref summary description value dataValue serializedValue externalValue")],
            ExternalDocs => &[(Free, "description url")],
            Flow => &[(Free, "authorizationUrl deviceAuthorizationUrl tokenUrl refreshUrl scopes")],
            Flows => &[(Of(Flow), "implicit password clientCredentials authorizationCode deviceAuthorization")],
            Header | Parameter => &[
                (
                    Free,
                    "$ref summary name in description required deprecated allowEmptyValue style explode allowReserved",
                ),
                (Free, "example type format collectionFormat default enum maximum exclusiveMaximum minimum"),
                (Free, "exclusiveMinimum maxLength minLength pattern maxItems minItems uniqueItems multipleOf"),
                (Of(Schema), "schema items"),
                (Map(Example), "examples"),
                (Map(MediaType), "content"),
            ],
            Info => &[
                (Free, "title summary description termsOfService version"),
                (Of(Contact), "contact"),
                (Of(License), "license"),
            ],
            License => &[(Free, "name identifier url")],
            Link => &[
                (Free, "$ref summary operationRef operationId parameters requestBody description"),
                (Of(Server), "server"),
            ],
            MediaType => &[
                (Free, "$ref summary description example"),
                (Of(Schema), "schema itemSchema"),
                (Map(Example), "examples"),
                (Map(Encoding), "encoding"),
                (Of(Encoding), "prefixEncoding itemEncoding"),
            ],
            Operation => &[
                (Free, "tags summary description operationId deprecated security schemes consumes produces"),
                (Of(ExternalDocs), "externalDocs"),
                (Of(Parameter), "parameters"),
                (Of(RequestBody), "requestBody"),
                (Map(Response), "responses"),
                (Map(Callback), "callbacks"),
                (Of(Server), "servers"),
            ],
            PathItem => &[
                (Free, "$ref summary description"),
                (Of(Operation), "get put post delete options head patch trace query"),
                (Map(Operation), "additionalOperations"),
                (Of(Server), "servers"),
                (Of(Parameter), "parameters"),
            ],
            RequestBody => &[(Free, "$ref summary description required"), (Map(MediaType), "content")],
            Response => &[
                (Free, "$ref summary description examples"),
                (Map(Header), "headers"),
                (Map(MediaType), "content"),
                (Map(Link), "links"),
                (Of(Schema), "schema"),
            ],
            Schema => &[
                (
                    Free,
                    "$ref $id id $schema $anchor $dynamicRef $dynamicAnchor $recursiveRef $recursiveAnchor $vocabulary",
                ),
                (Free, "$comment title description default deprecated readOnly writeOnly examples example nullable"),
                (
                    Free,
                    "type enum const multipleOf maximum exclusiveMaximum minimum exclusiveMinimum maxLength minLength",
                ),
                (Free, "pattern maxItems minItems uniqueItems maxContains minContains maxProperties minProperties"),
                (Free, "required dependentRequired dependencies format contentEncoding contentMediaType"),
                (Map(Schema), "properties patternProperties $defs definitions dependentSchemas"),
                (Of(Schema), "allOf anyOf oneOf not if then else prefixItems items additionalItems contains"),
                (Of(Schema), "additionalProperties propertyNames unevaluatedItems unevaluatedProperties contentSchema"),
                (Of(Discriminator), "discriminator"),
                (Of(Xml), "xml"),
                (Of(ExternalDocs), "externalDocs"),
            ],
            SecurityScheme => &[
                (Free, "$ref summary type description name in scheme bearerFormat openIdConnectUrl oauth2MetadataUrl"),
                (Free, "deprecated flow authorizationUrl tokenUrl scopes"),
                (Of(Flows), "flows"),
            ],
            Server => &[(Free, "url description name"), (Map(ServerVariable), "variables")],
            ServerVariable => &[(Free, "enum default description")],
            Tag => &[(Free, "name summary description parent kind"), (Of(ExternalDocs), "externalDocs")],
            Xml => &[(Free, "nodeType name namespace prefix attribute wrapped")],
        }
    }
}

impl Shape {
    /// What stands behind a key or an index; nothing where the specification does not know the key.
    ///
    /// A name that somebody chose may begin with `x-` where no extension can stand.
    pub(crate) fn step(self, key: Option<&str>) -> Option<Shape> {
        let has_extensions = |object| matches!(object, PathItem | Response | Callback);
        match (self, key) {
            (Free, _) => Some(Free),
            (Map(object), Some(key)) if has_extensions(object) && key.starts_with("x-") => Some(Free),
            (Map(object), _) => Some(Of(object)),
            (Of(object), None) => Some(Of(object)),
            (Of(object), Some(key)) => object.behind(key),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(keys: &[&str]) -> Option<Shape> {
        keys.iter().try_fold(Of(Document), |shape, key| shape.step((*key != "0").then_some(key)))
    }

    #[test]
    fn keys_lead_through_a_document() {
        assert_eq!(at(&["paths", "/a", "query", "parameters", "0", "schema", "properties", "x-a"]), Some(Of(Schema)));
        assert_eq!(at(&["paths", "/a", "additionalOperations", "COPY"]), Some(Of(Operation)));
        assert_eq!(at(&["paths", "x-a", "b"]), Some(Free));
        assert_eq!(at(&["components", "callbacks", "done", "{$url}", "post"]), Some(Of(Operation)));
        assert_eq!(at(&["components", "schemas", "A", "example", "anything", "0"]), Some(Free));
        assert_eq!(at(&["paths", "/a", "get", "operationid"]), None);
        assert_eq!(at(&["swagger"]), Some(Free));
    }
}
