//! All rules, with what each means.

use super::change::Axis;

/// A rule that changes are found by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its id, in output and in `vendor.toml`.
    pub id: &'static str,
    /// For whom it counts.
    pub axis: Axis,
    /// What it finds, in a phrase.
    pub finds: &'static str,
}

macro_rules! rules {
    ($($axis:ident { $($id:literal = $finds:literal,)* })*) => {
        /// Every rule, by axis.
        pub const RULES: &[Rule] = &[$($(Rule { id: $id, axis: Axis::$axis, finds: $finds },)*)*];
    };
}

rules! {
    Crate {
        "alias-added" = "another name for a type is new",
        "alias-changed" = "a name stands for another type",
        "alias-removed" = "another name for a type is gone",
        "argument-renamed" = "an argument is called otherwise, at its place",
        "arguments-changed" = "a function takes more, fewer or other arguments",
        "arguments-reordered" = "arguments change places, and some could do so without a word of the compiler",
        "auto-trait-lost" = "a type cannot be shared between threads any more",
        "became-exhaustive" = "a type can be written out now",
        "became-non-exhaustive" = "a type cannot be written out any more",
        "constant-added" = "a constant is new",
        "constant-removed" = "a constant is gone",
        "constant-type-changed" = "a constant is of another type",
        "credential-removed" = "a credential that programs give under an id is not taken any more",
        "deprecated" = "something is deprecated",
        "documentation-changed" = "only documentation differs",
        "environment-changed" = "a client is set up from another environment variable",
        "feature-added" = "a feature of the crate is new",
        "feature-needed" = "something is there under a feature only",
        "feature-not-needed" = "something needs no feature any more",
        "feature-removed" = "a feature of the crate is gone",
        "field-added" = "a field is new; major where it is required, or the struct can be written out",
        "field-removed" = "a field is gone",
        "field-renamed" = "a field is called otherwise",
        "field-type-changed" = "a field is of another type",
        "function-added" = "a function is new",
        "function-removed" = "a function is gone",
        "inside-changed" = "emitted code differs inside, and nothing else says why",
        "inside-follows" = "emitted code differs inside, as what changed on the wire asks",
        "method-exchanged" = "a method calls another operation that was there, or leaves one that still is",
        "method-added" = "a method of the client is new",
        "method-removed" = "a method of the client is gone",
        "method-renamed" = "a method of the client is called otherwise",
        "module-added" = "a module or an export is new",
        "module-removed" = "a module or an export is gone",
        "operation-left-out" = "an operation cannot be a method any more",
        "result-changed" = "a function gives something else, or fails with something else",
        "signature-changed" = "a function is generic, asynchronous or bound to a value otherwise",
        "trait-added" = "a trait is new",
        "trait-gained" = "a type has a trait more",
        "trait-lost" = "a type has a trait no more",
        "trait-removed" = "a trait is gone",
        "type-added" = "a type is new",
        "type-kind-changed" = "a struct is an enum, or the like",
        "type-removed" = "a type is gone",
        "type-renamed" = "a type is called otherwise",
        "variant-added" = "a variant is new; major where all of them can be listed",
        "variant-payload-changed" = "a variant holds another type",
        "variant-removed" = "a variant is gone",
    }
    Wire {
        "additional-members" = "members without a name of their own are allowed otherwise",
        "alternative-added" = "a union has an alternative more",
        "alternative-removed" = "a union has an alternative no more",
        "alternatives-changed" = "members beside a union are told apart otherwise",
        "answers-changed" = "the answers of an operation are stated otherwise",
        "body-added" = "a body is new",
        "body-removed" = "a body is gone",
        "body-required" = "a body must be there, or may be left out",
        "bound-changed" = "a bound of a value is tighter or wider",
        "callback-added" = "a callback is new",
        "callback-removed" = "a callback is gone",
        "default-changed" = "what is left out means something else",
        "deprecated-on-wire" = "something is deprecated",
        "discriminator-added" = "alternatives are told apart by a member now",
        "discriminator-changed" = "alternatives are told apart by another member",
        "discriminator-removed" = "alternatives are not told apart by a member any more",
        "document-changed" = "something differs that no operation sends or receives",
        "document-version" = "the version of the document is another",
        "documentation" = "only what people read differs",
        "encoding-changed" = "parts of a form are written otherwise",
        "enum-added" = "a value is one of a list now",
        "enum-removed" = "a value is not one of a list any more",
        "enum-value-added" = "a list of values has one more",
        "enum-value-removed" = "a list of values has one less",
        "flow-changed" = "tokens are got in another way",
        "format-changed" = "a value is written in another format",
        "header-added" = "an answer has a header more",
        "header-removed" = "an answer has a header no more",
        "header-required" = "a header always comes, or may be left out",
        "header-type-changed" = "a header is written otherwise",
        "items-changed" = "items are of one kind, or of any",
        "items-stated" = "what items are is said in another member, and is the same",
        "keyword-changed" = "a keyword differs that says nothing of a value",
        "media-type-added" = "a body or answer may be of a media type more",
        "media-type-parameters" = "a media type is written with other parameters",
        "media-type-removed" = "a body or answer may be of a media type no more",
        "member-added" = "a member is new",
        "member-one-way" = "a member is only read or only written now, or goes both ways",
        "member-removed" = "a member is gone",
        "member-renamed" = "a member is spelt otherwise",
        "member-required" = "a member must be there, or may be left out",
        "nullable-changed" = "null is allowed, or not any more",
        "operation-added" = "an operation is new",
        "operation-id-changed" = "an operation has another id",
        "operation-moved" = "an operation has another method or path",
        "operation-removed" = "an operation is gone",
        "parameter-added" = "a parameter is new",
        "parameter-moved" = "a parameter goes to another part of the request",
        "parameter-removed" = "a parameter is gone",
        "parameter-renamed" = "a parameter is spelt otherwise",
        "parameter-required" = "a parameter must be there, or may be left out",
        "parameter-writing" = "a parameter is written in another style",
        "path-parameter-renamed" = "a parameter of the path is named otherwise, at its place",
        "pattern-changed" = "a text has to match another pattern",
        "schema-exchanged" = "another shared schema is referred to",
        "schema-inlined" = "a shared schema is written out, or the other way round",
        "schema-renamed" = "a shared schema is called otherwise",
        "scheme-added" = "a way to authenticate is new",
        "scheme-changed" = "a credential is sent under another name or in another place",
        "scheme-kind-changed" = "a credential is of another kind",
        "scheme-removed" = "a way to authenticate is gone",
        "scope-added" = "a scope is new",
        "scope-needed" = "a call needs another scope",
        "scope-removed" = "a scope is gone",
        "security-added" = "a call needs a credential, and needed none",
        "security-alternative" = "a call takes another credential besides, or one less",
        "security-changed" = "a call needs another credential",
        "security-removed" = "a call needs no credential any more",
        "security-renamed" = "a credential has another id, and is sent as before",
        "security-stated" = "what calls need is said at another place, and is the same",
        "server-added" = "a server is new",
        "server-changed" = "calls go to another server by default",
        "server-described" = "servers are described otherwise",
        "server-removed" = "a server is gone",
        "status-added" = "an answer is new",
        "status-expected" = "what is sent by the server wants other answers",
        "status-removed" = "an answer is gone",
        "tag-value-changed" = "an alternative is told by another value",
        "tags-changed" = "an operation has other tags",
        "title-changed" = "the document has another title",
        "token-address-changed" = "tokens come from another address",
        "type-changed" = "a value is of another kind",
        "webhook-added" = "something new is sent by the server",
        "webhook-removed" = "something is not sent by the server any more",
        "xml-changed" = "XML is written otherwise",
    }
}

/// The rule with an id.
pub fn rule(id: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_id_is_there_once_and_every_id_in_the_code_is_there() {
        let mut ids: Vec<&str> = RULES.iter().map(|rule| rule.id).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), RULES.len());
        assert!(rule("no-such-rule").is_none());
    }
}
