//! Strings that hold bytes in an encoding (`contentEncoding`): the text stays as it came, the bytes are one call away.
//! `Base64` is beside the other formats, in `scalar`.

use base64::Engine;
use data_encoding::{BASE32, BASE32_NOPAD, HEXUPPER};
use serde::{Deserialize, Deserializer, Serialize};
use std::fmt;

use super::fit;
use super::scalar::{ParseFormatError, text};

text! {
    /// Bytes in the URL-safe alphabet of base64, `contentEncoding: base64url`.
    Base64Url
}

text! {
    /// Bytes in base32, `contentEncoding: base32`.
    Base32
}

text! {
    /// Bytes as hexadecimal digits, `contentEncoding: base16`.
    Base16
}

text! {
    /// Bytes as text in which some of them are escaped, `contentEncoding: quoted-printable`.
    QuotedPrintable
}

impl Base64Url {
    /// The bytes. Either alphabet is accepted, with and without padding.
    ///
    /// # Errors
    ///
    /// When the text is not base64.
    pub fn bytes(&self) -> Result<Vec<u8>, ParseFormatError> {
        super::Base64::from(self.as_str()).bytes()
    }

    /// The text of some bytes, in the URL-safe alphabet without padding
    /// ([RFC 4648](https://www.rfc-editor.org/rfc/rfc4648), section 5).
    pub fn encode(bytes: impl AsRef<[u8]>) -> Self {
        Self::from(base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes))
    }

    fn is_of_its_format(&self) -> bool {
        self.bytes().is_ok()
    }
}

impl Base32 {
    /// The bytes. Letters may be of either case, and padding may be missing.
    ///
    /// # Errors
    ///
    /// When the text is not base32.
    pub fn bytes(&self) -> Result<Vec<u8>, ParseFormatError> {
        let text = self.as_str().trim_end_matches('=').to_ascii_uppercase();
        BASE32_NOPAD.decode(text.as_bytes()).map_err(|error| ParseFormatError::new(self.as_str(), "base32", error))
    }

    /// The text of some bytes, with padding ([RFC 4648](https://www.rfc-editor.org/rfc/rfc4648), section 6).
    pub fn encode(bytes: impl AsRef<[u8]>) -> Self {
        Self::from(BASE32.encode(bytes.as_ref()))
    }

    fn is_of_its_format(&self) -> bool {
        self.bytes().is_ok()
    }
}

impl Base16 {
    /// The bytes. Letters may be of either case.
    ///
    /// # Errors
    ///
    /// When the text is not base16.
    pub fn bytes(&self) -> Result<Vec<u8>, ParseFormatError> {
        let text = self.as_str().to_ascii_uppercase();
        HEXUPPER.decode(text.as_bytes()).map_err(|error| ParseFormatError::new(self.as_str(), "base16", error))
    }

    /// The text of some bytes, in capitals ([RFC 4648](https://www.rfc-editor.org/rfc/rfc4648), section 8).
    pub fn encode(bytes: impl AsRef<[u8]>) -> Self {
        Self::from(HEXUPPER.encode(bytes.as_ref()))
    }

    fn is_of_its_format(&self) -> bool {
        self.bytes().is_ok()
    }
}

impl QuotedPrintable {
    /// The bytes. Digits of escapes may be of either case.
    ///
    /// # Errors
    ///
    /// When the text has characters that are to be escaped, or an escape that is none.
    pub fn bytes(&self) -> Result<Vec<u8>, ParseFormatError> {
        let mut text = self.as_str().as_bytes().to_vec();
        for at in (0..text.len()).filter(|at| self.as_str().as_bytes()[*at] == b'=') {
            text.iter_mut().skip(at + 1).take(2).for_each(|digit| digit.make_ascii_uppercase());
        }
        quoted_printable::decode(text, quoted_printable::ParseMode::Strict)
            .map_err(|error| ParseFormatError::new(self.as_str(), "quoted-printable", error))
    }

    /// The text of some bytes. Line breaks of the bytes stay line breaks, and lines are no longer than 76 characters
    /// ([RFC 2045](https://www.rfc-editor.org/rfc/rfc2045), section 6.7).
    pub fn encode(bytes: impl AsRef<[u8]>) -> Self {
        Self::from(quoted_printable::encode_to_str(bytes))
    }

    fn is_of_its_format(&self) -> bool {
        self.bytes().is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The vectors of RFC 4648, section 10, and bytes that its two alphabets write differently.
    #[test]
    fn bytes_are_written_as_their_encoding_says() {
        assert_eq!(Base64Url::encode([0xfb, 0xff]).as_str(), "-_8");
        assert_eq!([Base32::encode("foob").as_str(), Base32::encode("fooba").as_str()], ["MZXW6YQ=", "MZXW6YTB"]);
        assert_eq!(Base16::encode("foobar").as_str(), "666F6F626172");
        assert_eq!(QuotedPrintable::encode("a=é\r\n").as_str(), "a=3D=C3=A9\r\n");
    }

    #[test]
    fn bytes_are_read_in_the_spellings_that_servers_use() {
        for text in ["-_8", "-_8=", "+/8="] {
            assert_eq!(Base64Url::from(text).bytes().ok(), Some(vec![0xfb, 0xff]), "{text}");
        }
        for text in ["MZXW6YQ=", "mzxw6yq"] {
            assert_eq!(Base32::from(text).bytes().ok(), Some(b"foob".to_vec()), "{text}");
        }
        assert_eq!(Base16::from("66Ff").bytes().ok(), Some(vec![0x66, 0xff]));
        assert_eq!(QuotedPrintable::from("a=3D=c3=A9 b=\r\nc").bytes().ok(), Some("a=é bc".into()));
    }

    #[test]
    fn what_is_not_in_the_encoding_comes_back_as_it_was() {
        let value: Base16 = serde_json::from_str("\"0x1\"").expect("any text decodes");
        assert_eq!(serde_json::to_string(&value).ok().as_deref(), Some("\"0x1\""));
        assert!(value.bytes().expect_err("no hex").to_string().starts_with("`0x1` is not base16: "));
        assert!(Base32::from("1").bytes().is_err() && QuotedPrintable::from("=X").bytes().is_err());
    }
}
