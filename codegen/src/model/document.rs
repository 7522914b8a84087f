//! A document and its operations (OpenAPI 3.2), as lowering leaves them: one accessor for each member. Follows no
//! reference, and judges nothing.

use super::schema::Schema;
use super::view::views;
use crate::source::{Node, Span};
use crate::spec::methods::{self, METHODS, Method, is_operation};

views! {
    /// A whole document.
    Api;
    /// The operations at one path.
    PathItem;
    /// An operation.
    Operation;
    /// A parameter of an operation.
    Parameter;
    /// A header of an answer, or of a part of a body.
    Header;
    /// The body of a request.
    Body;
    /// An answer.
    Response;
    /// What one media type holds.
    MediaType;
    /// How a member of a form, or a part of a body, is written.
    Encoding;
    /// A server.
    Server;
    /// A variable in the address of a server.
    ServerVariable;
    /// A tag of operations.
    Tag;
    /// One way to be allowed: all of some schemes, with their scopes.
    SecurityRequirement;
    /// A kind of credential.
    SecurityScheme;
    /// How a token of OAuth is got.
    Flow;
}

/// The members of a member by their names, each seen as what it is.
fn named<'n, T>(node: &'n Node, key: &str, of: fn(&'n Node) -> &'n T) -> impl Iterator<Item = (&'n String, &'n T)> {
    node.members(key).map(move |(name, member)| (name, of(member)))
}

/// Whether a name begins an extension.
pub(crate) fn is_extension(name: &str) -> bool {
    name.starts_with("x-")
}

impl Api {
    /// The version of OpenAPI.
    pub fn version(&self) -> Option<&str> {
        self.0.str("openapi")
    }

    /// The title of the API.
    pub fn title(&self) -> Option<&str> {
        self.0.get("info")?.str("title")
    }

    /// What the document says of the API.
    pub fn description(&self) -> Option<&str> {
        self.0.get("info")?.str("description")
    }

    /// Its servers.
    pub fn servers(&self) -> impl Iterator<Item = &Server> {
        self.0.items("servers").iter().map(Server::of)
    }

    /// Its tags.
    pub fn tags(&self) -> impl Iterator<Item = &Tag> {
        self.0.items("tags").iter().map(Tag::of)
    }

    /// The tag of this name.
    pub fn tag(&self, name: &str) -> Option<&Tag> {
        self.tags().find(|tag| tag.name() == Some(name))
    }

    /// What stands at each path.
    pub fn paths(&self) -> impl Iterator<Item = (&String, &PathItem)> {
        named(&self.0, "paths", PathItem::of).filter(|(path, _)| !is_extension(path))
    }

    /// What stands below `paths`, extensions too.
    pub fn all_paths(&self) -> impl Iterator<Item = (&String, &PathItem)> {
        named(&self.0, "paths", PathItem::of)
    }

    /// What the API sends by itself.
    pub fn webhooks(&self) -> impl Iterator<Item = (&String, &PathItem)> {
        named(&self.0, "webhooks", PathItem::of)
    }

    /// Where its webhooks stand.
    pub fn webhooks_span(&self) -> Span {
        self.0.get("webhooks").map_or(self.0.span, Node::label_span)
    }

    /// The shared schemas.
    pub fn schemas(&self) -> impl Iterator<Item = (&String, &Schema)> {
        self.components("schemas", Schema::of)
    }

    /// The shared schemas of Swagger 2.0.
    pub fn definitions(&self) -> impl Iterator<Item = (&String, &Schema)> {
        named(&self.0, "definitions", Schema::of)
    }

    /// The shared answers.
    pub fn shared_responses(&self) -> impl Iterator<Item = (&String, &Response)> {
        self.components("responses", Response::of)
    }

    /// The shared bodies.
    pub fn shared_bodies(&self) -> impl Iterator<Item = (&String, &Body)> {
        self.components("requestBodies", Body::of)
    }

    /// The shared parameters.
    pub fn shared_parameters(&self) -> impl Iterator<Item = (&String, &Parameter)> {
        self.components("parameters", Parameter::of)
    }

    /// The kinds of credentials.
    pub fn security_schemes(&self) -> impl Iterator<Item = (&String, &SecurityScheme)> {
        self.components("securitySchemes", SecurityScheme::of)
    }

    /// The kind of credential of this id.
    pub fn security_scheme(&self, id: &str) -> Option<&SecurityScheme> {
        self.0.get("components")?.get("securitySchemes")?.get(id).map(SecurityScheme::of)
    }

    /// What operations need that say nothing of it.
    pub fn security(&self) -> Option<impl Iterator<Item = &SecurityRequirement>> {
        security(&self.0)
    }

    fn components<'n, T>(
        &'n self,
        section: &str,
        of: fn(&'n Node) -> &'n T,
    ) -> impl Iterator<Item = (&'n String, &'n T)> {
        let section = self.0.get("components").and_then(|components| components.get(section)?.as_object());
        section.into_iter().flatten().map(move |(name, node)| (name, of(node)))
    }

    /// The schema at a pointer.
    pub fn schema_at(&self, pointer: &str) -> Option<&Schema> {
        self.0.pointer(pointer).map(Schema::of)
    }

    /// The operation at a pointer.
    pub fn operation_at(&self, pointer: &str) -> Option<&Operation> {
        self.0.pointer(pointer).map(Operation::of)
    }
}

fn security(node: &Node) -> Option<impl Iterator<Item = &SecurityRequirement>> {
    node.get("security").map(|all| all.as_array().into_iter().flatten().map(SecurityRequirement::of))
}

impl PathItem {
    /// Its operations with their methods: those that have a member of their own first.
    pub fn operations(&self) -> impl Iterator<Item = (Method<'_>, &Operation)> {
        methods::operations(&self.0).map(|(method, node)| (method, Operation::of(node)))
    }

    /// Its operations in the order of the document.
    pub fn operations_in_order(&self) -> impl Iterator<Item = (Method<'_>, &Operation)> {
        methods::operations_in_order(&self.0).map(|(method, node)| (method, Operation::of(node)))
    }

    /// The parameters of all of them.
    pub fn parameters(&self) -> impl Iterator<Item = &Parameter> {
        self.0.items("parameters").iter().map(Parameter::of)
    }

    /// What looks like an operation, and stands at a key that is no method.
    pub fn misspelt(&self) -> impl Iterator<Item = (&String, &Operation)> {
        let is_misspelt = |key: &str, node: &Node| !is_extension(key) && !METHODS.contains(&key) && is_operation(node);
        let members = self.0.as_object().into_iter().flatten();
        members.filter(move |(key, node)| is_misspelt(key, node)).map(|(key, node)| (key, Operation::of(node)))
    }

    /// The server of all of them.
    pub fn server(&self) -> Option<&Server> {
        self.0.items("servers").first().map(Server::of)
    }
}

impl Operation {
    /// Its id, where it is more than spaces.
    pub fn id(&self) -> Option<&str> {
        self.text("operationId")
    }

    /// Its id as it is stated.
    pub fn stated_id(&self) -> Option<&str> {
        self.0.str("operationId")
    }

    /// Where its id stands.
    pub fn id_span(&self) -> Span {
        self.0.get("operationId").map_or(self.0.span, |node| node.span)
    }

    /// What it does, in a line.
    pub fn summary(&self) -> Option<&str> {
        self.text("summary")
    }

    /// What it does.
    pub fn description(&self) -> Option<&str> {
        self.text("description")
    }

    /// Whether it is deprecated.
    pub fn is_deprecated(&self) -> bool {
        self.0.flag("deprecated")
    }

    /// The address of a page about it.
    pub fn page(&self) -> Option<&str> {
        self.0.get("externalDocs")?.str("url")
    }

    /// Its first tag.
    pub fn tag(&self) -> Option<&str> {
        self.0.items("tags").first().and_then(Node::as_str)
    }

    /// Its parameters.
    pub fn parameters(&self) -> impl ExactSizeIterator<Item = &Parameter> {
        self.0.items("parameters").iter().map(Parameter::of)
    }

    /// Its parameters, as lowering reads them.
    pub(crate) fn parameter_nodes(&self) -> &[Node] {
        self.0.items("parameters")
    }

    /// The parameter of a place and a name.
    pub fn parameter(&self, location: &str, name: &str) -> Option<&Parameter> {
        self.parameters().find(|parameter| parameter.location() == Some(location) && parameter.name() == Some(name))
    }

    /// Its body.
    pub fn body(&self) -> Option<&Body> {
        self.0.get("requestBody").map(Body::of)
    }

    /// Its answers by their statuses, extensions too.
    pub fn responses(&self) -> impl Iterator<Item = (&String, &Response)> {
        named(&self.0, "responses", Response::of)
    }

    /// The answer of a status.
    pub fn response(&self, status: &str) -> Option<&Response> {
        self.0.get("responses")?.get(status).map(Response::of)
    }

    /// What the API calls back: by name and expression.
    pub fn callbacks(&self) -> impl Iterator<Item = (&String, &String, &PathItem)> {
        self.0.members("callbacks").flat_map(|(name, expressions)| {
            let all = expressions.as_object().into_iter().flatten();
            all.map(move |(expression, item)| (name, expression, PathItem::of(item)))
        })
    }

    /// Its own server.
    pub fn server(&self) -> Option<&Server> {
        self.0.items("servers").first().map(Server::of)
    }

    /// What it needs, where it says so itself.
    pub fn security(&self) -> Option<impl Iterator<Item = &SecurityRequirement>> {
        security(&self.0)
    }
}

/// The entries of `content` by their media types.
fn content(node: &Node) -> impl Iterator<Item = (&String, &MediaType)> {
    named(node, "content", MediaType::of)
}

impl Parameter {
    /// Its name.
    pub fn name(&self) -> Option<&str> {
        self.0.str("name")
    }

    /// Where it goes: `path`, `query`, `header`, `cookie` or `querystring`.
    pub fn location(&self) -> Option<&str> {
        self.0.str("in")
    }

    /// All of its media types, of which there should be one.
    pub fn contents(&self) -> impl Iterator<Item = (&String, &MediaType)> {
        content(&self.0)
    }

    /// The style in which it is written.
    pub fn style(&self) -> Option<&str> {
        self.0.str("style")
    }

    /// Whether items of lists and members of objects are values of their own.
    pub fn explode(&self) -> Option<bool> {
        self.0.get("explode")?.as_bool()
    }

    /// Whether reserved characters stay what they are.
    pub fn allows_reserved(&self) -> bool {
        self.0.flag("allowReserved")
    }
}

/// What parameters and headers have alike (OpenAPI 3.2.0, sections 4.12 and 4.21).
macro_rules! written_values {
    ($($name:ident)*) => {$(
        impl $name {
            /// What it is for.
            pub fn description(&self) -> Option<&str> {
                self.text("description")
            }

            /// Whether it must be there.
            pub fn is_required(&self) -> bool {
                self.0.flag("required")
            }

            /// Whether it is deprecated.
            pub fn is_deprecated(&self) -> bool {
                self.0.flag("deprecated")
            }

            /// Its schema.
            pub fn schema(&self) -> Option<&Schema> {
                self.0.get("schema").map(Schema::of)
            }

            /// Its only media type.
            pub fn content(&self) -> Option<(&String, &MediaType)> {
                content(&self.0).next()
            }
        }
    )*};
}

written_values! { Parameter Header }

impl Body {
    /// Whether it must be there.
    pub fn is_required(&self) -> bool {
        self.0.flag("required")
    }

    /// Its media types.
    pub fn content(&self) -> impl Iterator<Item = (&String, &MediaType)> {
        content(&self.0)
    }

    /// What one media type holds.
    pub fn media_type(&self, name: &str) -> Option<&MediaType> {
        self.0.get("content")?.get(name).map(MediaType::of)
    }
}

impl Response {
    /// What it is; a description need not be there since OpenAPI 3.2, and a summary may.
    pub fn description(&self) -> Option<&str> {
        self.text("description").or_else(|| self.text("summary"))
    }

    /// Its media types.
    pub fn content(&self) -> impl Iterator<Item = (&String, &MediaType)> {
        content(&self.0)
    }

    /// Whether it has a media type.
    pub fn has_content(&self) -> bool {
        self.content().next().is_some()
    }

    /// Where its media types stand.
    pub fn content_span(&self) -> Span {
        self.0.get("content").map_or(self.0.span, Node::label_span)
    }

    /// Its headers.
    pub fn headers(&self) -> impl Iterator<Item = (&String, &Header)> {
        named(&self.0, "headers", Header::of)
    }
}

impl MediaType {
    /// The schema of the whole.
    pub fn schema(&self) -> Option<&Schema> {
        self.0.get("schema").map(Schema::of)
    }

    /// The schema of each of a sequence.
    pub fn item_schema(&self) -> Option<&Schema> {
        self.0.get("itemSchema").map(Schema::of)
    }

    /// How members are written, by their names.
    pub fn encodings(&self) -> impl Iterator<Item = (&String, &Encoding)> {
        named(&self.0, "encoding", Encoding::of)
    }

    /// How a member is written.
    pub fn encoding(&self, name: &str) -> Option<&Encoding> {
        self.0.get("encoding")?.get(name).map(Encoding::of)
    }

    /// How the first parts are written, by their places.
    pub fn prefix_encodings(&self) -> Vec<&Encoding> {
        self.0.items("prefixEncoding").iter().map(Encoding::of).collect()
    }

    /// How all further parts are written.
    pub fn item_encoding(&self) -> Option<&Encoding> {
        self.0.get("itemEncoding").map(Encoding::of)
    }

    /// What says how parts in an order are written, with its keyword.
    pub fn encodings_by_place(&self) -> impl Iterator<Item = (&'static str, &Node)> {
        ["prefixEncoding", "itemEncoding"].into_iter().filter_map(|key| Some((key, self.0.get(key)?)))
    }
}

impl Encoding {
    /// The media type.
    pub fn content_type(&self) -> Option<&str> {
        self.0.str("contentType")
    }

    /// The style in which it is written.
    pub fn style(&self) -> Option<&str> {
        self.0.str("style")
    }

    /// Its style with its place.
    pub fn style_node(&self) -> Option<&Node> {
        self.0.get("style")
    }

    /// The first of what says that it is written in a style.
    pub fn styled_by(&self) -> Option<&Node> {
        ["style", "explode", "allowReserved"].into_iter().find_map(|key| self.0.get(key))
    }

    /// Whether items of lists and members of objects are values of their own.
    pub fn explode(&self) -> Option<bool> {
        self.0.get("explode")?.as_bool()
    }

    /// The headers of a part.
    pub fn headers(&self) -> impl Iterator<Item = (&String, &Header)> {
        named(&self.0, "headers", Header::of)
    }

    /// What says how the parts of a part are written.
    pub fn nested(&self) -> impl Iterator<Item = &Node> {
        ["encoding", "prefixEncoding", "itemEncoding"].into_iter().filter_map(|key| self.0.get(key))
    }
}

impl Server {
    /// Its address, with names of variables between braces.
    pub fn url(&self) -> Option<&str> {
        self.0.str("url")
    }

    /// Its name.
    pub fn name(&self) -> Option<&str> {
        self.text("name")
    }

    /// What it is for.
    pub fn description(&self) -> Option<&str> {
        self.text("description")
    }

    /// The variables of its address.
    pub fn variables(&self) -> impl Iterator<Item = (&String, &ServerVariable)> {
        named(&self.0, "variables", ServerVariable::of)
    }

    /// The variable of a name.
    pub fn variable(&self, name: &str) -> Option<&ServerVariable> {
        self.0.get("variables")?.get(name).map(ServerVariable::of)
    }

    /// Its address with its variables at their defaults.
    pub fn url_by_default(&self) -> Option<String> {
        Some(filled(self.url()?, |name| self.variable(name)?.default()))
    }
}

/// The template of an address with the values of its variables, each put in once: a value is no template. Variables without a
/// value stay.
pub(crate) fn filled<'v>(template: &str, value: impl Fn(&str) -> Option<&'v str>) -> String {
    let mut url = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, behind)) = rest.split_once('{') {
        url.push_str(before);
        match behind.split_once('}').and_then(|(name, after)| Some((value(name)?, after))) {
            Some((value, after)) => {
                url.push_str(value);
                rest = after;
            }
            None => {
                url.push('{');
                rest = behind;
            }
        }
    }
    url + rest
}

impl ServerVariable {
    /// Its value where none is given.
    pub fn default(&self) -> Option<&str> {
        self.0.str("default")
    }

    /// The values that it may have.
    pub fn values(&self) -> impl Iterator<Item = &str> {
        self.0.items("enum").iter().filter_map(Node::as_str)
    }
}

impl Tag {
    /// Its name.
    pub fn name(&self) -> Option<&str> {
        self.0.str("name")
    }

    /// Its name for people.
    pub fn summary(&self) -> Option<&str> {
        self.text("summary")
    }

    /// What it is for.
    pub fn description(&self) -> Option<&str> {
        self.0.str("description")
    }

    /// The tag above it.
    pub fn parent(&self) -> Option<&str> {
        self.0.str("parent")
    }
}

impl SecurityRequirement {
    /// The ids of the schemes, each with its scopes.
    pub fn schemes(&self) -> impl Iterator<Item = (&String, Vec<&str>)> {
        let members = self.0.as_object().into_iter().flatten();
        members.map(|(id, scopes)| (id, scopes.as_array().into_iter().flatten().filter_map(Node::as_str).collect()))
    }
}

impl SecurityScheme {
    /// What kind it is: `apiKey`, `http`, `oauth2`, `openIdConnect` or another.
    pub fn kind(&self) -> Option<&str> {
        self.0.str("type")
    }

    /// The place of a key.
    pub fn location(&self) -> Option<&str> {
        self.0.str("in")
    }

    /// The name of the parameter with a key.
    pub fn name(&self) -> Option<&str> {
        self.0.str("name")
    }

    /// The scheme of HTTP.
    pub fn scheme(&self) -> Option<&str> {
        self.0.str("scheme")
    }

    /// The address of the metadata of OpenID Connect.
    pub fn open_id_url(&self) -> Option<&str> {
        self.0.str("openIdConnectUrl")
    }

    /// The address of the metadata of OAuth.
    pub fn metadata_url(&self) -> Option<&str> {
        self.text("oauth2MetadataUrl")
    }

    /// Whether it is deprecated.
    pub fn is_deprecated(&self) -> bool {
        self.0.flag("deprecated")
    }

    /// Whether its credentials have scopes.
    pub fn has_scopes(&self) -> bool {
        matches!(self.kind(), Some("oauth2" | "openIdConnect"))
    }

    /// The flows of OAuth by their names.
    pub fn flows(&self) -> impl Iterator<Item = (&String, &Flow)> {
        named(&self.0, "flows", Flow::of).filter(|(name, flow)| !is_extension(name) && flow.0.as_object().is_some())
    }

    /// The flow in which a client gets its tokens with an id and a secret of its own.
    pub fn client_credentials(&self) -> Option<&Flow> {
        self.0.get("flows")?.get("clientCredentials").map(Flow::of)
    }
}

impl Flow {
    /// Where tokens are got.
    pub fn token_url(&self) -> Option<&str> {
        self.text("tokenUrl")
    }

    /// Where they are renewed.
    pub fn refresh_url(&self) -> Option<&str> {
        self.text("refreshUrl")
    }

    /// Where somebody allows them.
    pub fn authorization_url(&self) -> Option<&str> {
        self.text("authorizationUrl")
    }

    /// Where somebody allows them on another device.
    pub fn device_url(&self) -> Option<&str> {
        self.text("deviceAuthorizationUrl")
    }

    /// The names of the scopes.
    pub fn scopes(&self) -> impl Iterator<Item = &String> {
        self.0.members("scopes").map(|(scope, _)| scope)
    }
}

/// How something came to be known that no page says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Inferred {
    /// By what pages say of other things.
    FromText,
    /// By an example alone.
    FromExample,
}

impl Inferred {
    /// The mark of a part of a document.
    pub(crate) fn of(node: &Node) -> Option<Self> {
        match node.get("x-inferred")? {
            mark if mark.as_bool() == Some(true) => Some(Self::FromText),
            mark if mark.as_str() == Some("example") => Some(Self::FromExample),
            _ => None,
        }
    }
}
