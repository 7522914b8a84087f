//! How an API signs what it sends, as data that a generated crate states. What is done with it is in `verify`.

use std::time::Duration;

/// How an API signs what it sends: an HMAC of the body, and of what else stands in [`Signature::signed`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub struct Signature {
    /// The header with the signature, or with several.
    pub header: &'static str,
    /// How they stand in it.
    pub form: Form,
    /// The hash of the HMAC.
    pub algorithm: Algorithm,
    /// How the bytes of a signature are text.
    pub encoding: Encoding,
    /// What is signed, piece by piece.
    pub signed: &'static [Signed],
    /// The header with the id of the message, where it is signed.
    pub id: Option<&'static str>,
    /// Where the time of the signature stands, where it is signed.
    pub stamp: Option<Stamp>,
    /// Whether that is in milliseconds rather than seconds since 1970.
    pub is_milliseconds: bool,
    /// How the secret is written.
    pub secret: SecretForm,
    /// How many seconds ago, or ahead, it may have been signed.
    pub tolerance: u32,
}

/// How signatures stand in their header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// One, behind a text that may be empty, such as `sha256=`. There may be several such headers, or several in one,
    /// with a separator between them.
    Prefixed {
        /// What stands before each.
        prefix: &'static str,
        /// What stands between two of them, where there may be several.
        separator: Option<char>,
    },
    /// Members with names, such as `t=…,v1=…`. There may be several with the name of the signature.
    Members {
        /// The name of the signature.
        name: &'static str,
        /// What stands between two members.
        separator: char,
    },
}

/// The hash of an HMAC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// SHA-1, which is still good for an HMAC.
    Sha1,
    /// SHA-256.
    Sha256,
    /// SHA-512.
    Sha512,
}

/// How the bytes of a signature are text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// Hexadecimal digits, in any case.
    Hex,
    /// Base64, with padding or without, in either alphabet.
    Base64,
}

/// A piece of what is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signed {
    /// This text.
    Text(&'static str),
    /// The id of the message, as it stands in its header.
    Id,
    /// The time, as it stands in its place.
    Timestamp,
    /// The body.
    Body,
}

/// Where the time of a signature stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stamp {
    /// In a header of its own.
    Header(&'static str),
    /// Among the members of the header with the signature, by this name.
    Member(&'static str),
}

/// How a secret is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecretForm {
    /// It is the text itself.
    Text,
    /// Base64, behind `whsec_` where it begins so.
    Base64,
    /// Hexadecimal digits.
    Hex,
}

impl Signature {
    /// That of [Standard Webhooks](https://www.standardwebhooks.com/).
    pub const STANDARD: Self = Self {
        header: "webhook-signature",
        form: Form::Prefixed { prefix: "v1,", separator: Some(' ') },
        algorithm: Algorithm::Sha256,
        encoding: Encoding::Base64,
        signed: &[Signed::Id, Signed::Text("."), Signed::Timestamp, Signed::Text("."), Signed::Body],
        id: Some("webhook-id"),
        stamp: Some(Stamp::Header("webhook-timestamp")),
        is_milliseconds: false,
        secret: SecretForm::Base64,
        tolerance: 300,
    };

    /// The HMAC of the body with SHA-256 in hexadecimal digits, in this header.
    pub const fn hmac(header: &'static str) -> Self {
        Self {
            header,
            form: Form::Prefixed { prefix: "", separator: None },
            algorithm: Algorithm::Sha256,
            encoding: Encoding::Hex,
            signed: &[Signed::Body],
            id: None,
            stamp: None,
            is_milliseconds: false,
            secret: SecretForm::Text,
            tolerance: 300,
        }
    }

    /// Sets the header with the signature.
    pub const fn header(mut self, header: &'static str) -> Self {
        self.header = header;
        self
    }

    /// Sets how signatures stand in their header.
    pub const fn form(mut self, form: Form) -> Self {
        self.form = form;
        self
    }

    /// Sets the hash of the HMAC.
    pub const fn algorithm(mut self, algorithm: Algorithm) -> Self {
        self.algorithm = algorithm;
        self
    }

    /// Sets how the bytes of a signature are text.
    pub const fn encoding(mut self, encoding: Encoding) -> Self {
        self.encoding = encoding;
        self
    }

    /// Sets what is signed.
    pub const fn signed(mut self, signed: &'static [Signed]) -> Self {
        self.signed = signed;
        self
    }

    /// Sets the header with the id of the message.
    pub const fn id(mut self, header: &'static str) -> Self {
        self.id = Some(header);
        self
    }

    /// Sets where the time stands.
    pub const fn stamp(mut self, stamp: Stamp) -> Self {
        self.stamp = Some(stamp);
        self
    }

    /// Says that the time is in milliseconds.
    pub const fn milliseconds(mut self) -> Self {
        self.is_milliseconds = true;
        self
    }

    /// Sets how the secret is written.
    pub const fn secret(mut self, form: SecretForm) -> Self {
        self.secret = form;
        self
    }

    /// Sets how many seconds ago, or ahead, it may have been signed.
    pub const fn tolerance(mut self, seconds: u32) -> Self {
        self.tolerance = seconds;
        self
    }

    pub(super) fn allowed(&self) -> Duration {
        Duration::from_secs(self.tolerance.into())
    }
}
