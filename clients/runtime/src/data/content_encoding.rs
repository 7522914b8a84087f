//! Bodies that are bytes in a text encoding, as `contentEncoding` of their schema says
//! ([OpenAPI 3.1.1, section 4.8.14.5](https://spec.openapis.org/oas/v3.1.1.html#considerations-for-file-uploads)). Knows
//! nothing of media types: these say what the bytes are.

use bytes::Bytes;

use crate::data::{Base16, Base32, Base64, Base64Url, QuotedPrintable};

/// How bytes are written as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContentEncoding {
    /// `base64`
    Base64,
    /// `base64url`
    Base64Url,
    /// `base32`
    Base32,
    /// `base16`
    Base16,
    /// `quoted-printable`
    QuotedPrintable,
}

impl ContentEncoding {
    /// The text of some bytes.
    pub(crate) fn encode(self, bytes: &[u8]) -> String {
        match self {
            Self::Base64 => Base64::encode(bytes).to_string(),
            Self::Base64Url => Base64Url::encode(bytes).to_string(),
            Self::Base32 => Base32::encode(bytes).to_string(),
            Self::Base16 => Base16::encode(bytes).to_string(),
            Self::QuotedPrintable => QuotedPrintable::encode(bytes).to_string(),
        }
    }

    /// The bytes of a text; of those made of an alphabet, blanks and line breaks do not count.
    pub(crate) fn decode(self, text: &[u8]) -> Result<Bytes, String> {
        let problem = || format!("the body is not in the encoding {self:?}");
        let text = std::str::from_utf8(text).map_err(|_| problem())?;
        let packed = || text.split_ascii_whitespace().collect::<String>();
        let bytes = match self {
            Self::Base64 => Base64::from(packed()).bytes(),
            Self::Base64Url => Base64Url::from(packed()).bytes(),
            Self::Base32 => Base32::from(packed()).bytes(),
            Self::Base16 => Base16::from(packed()).bytes(),
            Self::QuotedPrintable => QuotedPrintable::from(text).bytes(),
        };
        // Why not would quote the body.
        bytes.map(Bytes::from).map_err(|_| problem())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_come_back_from_every_encoding() {
        let bytes = [0, 1, 0xfb, 0xff, b'=', b'\n', b'z'];
        for encoding in [
            ContentEncoding::Base64,
            ContentEncoding::Base64Url,
            ContentEncoding::Base32,
            ContentEncoding::Base16,
            ContentEncoding::QuotedPrintable,
        ] {
            let text = encoding.encode(&bytes);
            assert!(text.is_ascii(), "{encoding:?}: {text}");
            assert_eq!(encoding.decode(text.as_bytes()).as_deref(), Ok(bytes.as_slice()), "{encoding:?}");
        }
        assert_eq!(ContentEncoding::Base64.decode(b"Y W\r\nI=\n").as_deref(), Ok(b"ab".as_slice()));
        let problem = Err("the body is not in the encoding Base16".to_owned());
        assert_eq!(ContentEncoding::Base16.decode(b"secret"), problem);
        assert_eq!(ContentEncoding::Base16.decode(b"\xFF"), problem);
    }
}
