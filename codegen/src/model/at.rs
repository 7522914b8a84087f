//! A part of a document with the pointer to it, for who walks through two documents at once.

use crate::source::{Node, Span, escape_pointer_token};

/// A node with the pointer to it.
#[derive(Clone, Debug)]
pub(crate) struct At<'d> {
    pub(crate) node: &'d Node,
    pub(crate) pointer: String,
}

/// A member that the specification gives parts of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Member {
    AuthorizationUrl,
    Callbacks,
    Content,
    Deprecated,
    DeviceAuthorizationUrl,
    Encoding,
    Flows,
    Headers,
    ItemEncoding,
    ItemSchema,
    OperationId,
    Parameters,
    PrefixEncoding,
    RefreshUrl,
    RequestBody,
    Responses,
    Schema,
    Security,
    Servers,
    Tags,
    Title,
    TokenUrl,
    Version,
}

impl Member {
    /// What says how the parts of a body are written.
    pub(crate) const ENCODINGS: [Self; 3] = [Self::Encoding, Self::PrefixEncoding, Self::ItemEncoding];

    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::AuthorizationUrl => "authorizationUrl",
            Self::Callbacks => "callbacks",
            Self::Content => "content",
            Self::Deprecated => "deprecated",
            Self::DeviceAuthorizationUrl => "deviceAuthorizationUrl",
            Self::Encoding => "encoding",
            Self::Flows => "flows",
            Self::Headers => "headers",
            Self::ItemEncoding => "itemEncoding",
            Self::ItemSchema => "itemSchema",
            Self::OperationId => "operationId",
            Self::Parameters => "parameters",
            Self::PrefixEncoding => "prefixEncoding",
            Self::RefreshUrl => "refreshUrl",
            Self::RequestBody => "requestBody",
            Self::Responses => "responses",
            Self::Schema => "schema",
            Self::Security => "security",
            Self::Servers => "servers",
            Self::Tags => "tags",
            Self::Title => "title",
            Self::TokenUrl => "tokenUrl",
            Self::Version => "version",
        }
    }
}

impl<'d> At<'d> {
    pub(crate) fn new(node: &'d Node, pointer: impl Into<String>) -> Self {
        Self { node, pointer: pointer.into() }
    }

    /// A member of an object.
    pub(crate) fn get(&self, key: &str) -> Option<Self> {
        let pointer = || format!("{}/{}", self.pointer, escape_pointer_token(key));
        self.node.get(key).map(|node| At { node, pointer: pointer() })
    }

    /// A member that the specification names.
    pub(crate) fn part(&self, member: Member) -> Option<Self> {
        self.get(member.key())
    }

    /// A member that the specification names, or this where it is missing.
    pub(crate) fn part_or_self(&self, member: Member) -> Self {
        self.part(member).unwrap_or_else(|| self.clone())
    }

    /// An item of an array.
    pub(crate) fn item(&self, at: usize) -> Option<Self> {
        let node = self.node.as_array()?.get(at)?;
        Some(At { node, pointer: format!("{}/{at}", self.pointer) })
    }

    /// The place to underline for it.
    pub(crate) fn label_span(&self) -> Span {
        self.node.label_span()
    }
}
