//! Static facts of one API, as a generated crate states them. Holds no credential and does nothing.

/// One API: a generated crate has one `static` of it.
#[derive(Debug)]
pub struct Api {
    /// Name of the API, as it appears in the user agent.
    pub name: &'static str,
    /// Version of the API description, as its vendor writes it.
    pub version: &'static str,
    /// Base URLs the vendor documents; the first one is the default.
    pub servers: &'static [&'static str],
    /// The security schemes the operations refer to by id.
    pub security: &'static [SecurityScheme],
}

impl Api {
    /// The security scheme with this id.
    pub fn scheme(&self, id: &str) -> Option<&'static SecurityScheme> {
        self.security.iter().find(|scheme| scheme.id == id)
    }
}

/// One way to prove who is calling.
#[derive(Debug)]
pub struct SecurityScheme {
    /// The id under which operations and [`Builder::credential`](crate::Builder::credential) name it.
    pub id: &'static str,
    /// Where the credential goes.
    pub kind: SecurityKind,
    /// The environment variable with the credential. Two for [`SecurityKind::Basic`] (user, password) and for client
    /// credentials of OAuth 2 (client id, client secret).
    pub env: &'static [&'static str],
}

/// Where a credential goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SecurityKind {
    /// A key under a name of the vendor's choice.
    ApiKey {
        /// The part of the request that carries it.
        location: ApiKeyLocation,
        /// Header, query member or cookie name.
        name: &'static str,
    },
    /// `Authorization: Bearer …` ([RFC 6750](https://www.rfc-editor.org/rfc/rfc6750)).
    Bearer,
    /// `Authorization: Basic …` ([RFC 7617](https://www.rfc-editor.org/rfc/rfc7617)).
    Basic,
    /// A bearer token fetched with a client id and secret
    /// ([RFC 6749, section 4.4](https://www.rfc-editor.org/rfc/rfc6749#section-4.4)).
    OAuth2ClientCredentials {
        /// Where tokens are issued; may be relative to the base URL.
        token_url: &'static str,
    },
    /// A bearer token of OAuth 2 that is got in one of several ways: see [`Builder::oauth`](crate::Builder::oauth).
    OAuth2 {
        /// Where tokens are issued to a client id and secret, as of [`SecurityKind::OAuth2ClientCredentials`].
        token_url: Option<&'static str>,
        /// The flows by which a token can be got, as the document has them.
        flows: &'static [OAuth2Flow],
        /// Where the authorization server says what it can
        /// ([RFC 8414](https://www.rfc-editor.org/rfc/rfc8414)).
        metadata_url: Option<&'static str>,
    },
    /// A bearer token of a provider of OpenID Connect, which says itself how one is got
    /// ([Discovery 1.0](https://openid.net/specs/openid-connect-discovery-1_0.html)).
    OpenIdConnect {
        /// Where it says so; may be relative to the base URL.
        url: &'static str,
    },
    /// A scheme this crate cannot perform, by its name in the document (`mutualTLS`, `digest`).
    /// See [`Builder::external`](crate::Builder::external).
    Unsupported(&'static str),
}

/// A way to get a token of OAuth 2 ([RFC 6749](https://www.rfc-editor.org/rfc/rfc6749)). Addresses may be relative to the
/// base URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OAuth2Flow {
    /// Its name in OpenAPI: `authorizationCode`, `deviceAuthorization`, `password`, `implicit`, `clientCredentials`.
    pub name: &'static str,
    /// Where somebody allows the access: for `deviceAuthorization`, where codes are asked for
    /// ([RFC 8628](https://www.rfc-editor.org/rfc/rfc8628)).
    pub authorization_url: Option<&'static str>,
    /// Where tokens are issued.
    pub token_url: Option<&'static str>,
    /// Where tokens are renewed, if that is another address.
    pub refresh_url: Option<&'static str>,
}

/// The part of a request that carries an API key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ApiKeyLocation {
    /// A request header.
    Header,
    /// The query of the URL.
    Query,
    /// The `Cookie` header.
    Cookie,
}
