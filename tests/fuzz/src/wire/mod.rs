//! The runtime's own readers of what servers send, through the client that everybody uses. A server of ours answers from
//! memory, in pieces whose ends a run decides. Beyond that nothing panics and all ends in time, each target says what has to
//! hold: the same whatever the pieces are, the same as another reader of few lines, or the same on the way back.

mod answers;
mod charset;
mod cookies;
mod headers;
mod json;
mod lines;
mod links;
mod multipart;
mod retry;
mod server;
mod sse;
mod xml;

use std::fmt;

/// What of the runtime is fuzzed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// Server-sent events.
    Sse,
    /// Lines and records of JSON.
    Lines,
    /// Answers of several parts.
    Multipart,
    /// The header `Link`.
    Links,
    /// Headers by their types.
    Headers,
    /// JSON to types, with corrections.
    Json,
    /// XML to JSON and back.
    Xml,
    /// Cookies that parameters become.
    Cookies,
    /// `Retry-After` and `retry-after-ms`.
    Retry,
    /// Texts and JSON in the charsets that they say they are in.
    Charset,
}

impl Reader {
    /// All of them.
    pub const ALL: [Reader; 10] = [
        Self::Sse,
        Self::Lines,
        Self::Multipart,
        Self::Links,
        Self::Headers,
        Self::Json,
        Self::Xml,
        Self::Cookies,
        Self::Retry,
        Self::Charset,
    ];

    /// The name on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sse => "events",
            Self::Lines => "json-lines",
            Self::Multipart => "multipart",
            Self::Links => "links",
            Self::Headers => "headers",
            Self::Json => "json",
            Self::Xml => "xml",
            Self::Cookies => "cookies",
            Self::Retry => "retry-after",
            Self::Charset => "charset",
        }
    }

    /// What mutations begin with. Where a header belongs to a body, it is the first line.
    pub(crate) fn seeds(self) -> &'static [&'static str] {
        match self {
            Self::Sse => sse::SEEDS,
            Self::Lines => lines::SEEDS,
            Self::Multipart => multipart::SEEDS,
            Self::Links => links::SEEDS,
            Self::Headers => headers::SEEDS,
            Self::Json => json::SEEDS,
            Self::Xml => xml::SEEDS,
            Self::Cookies => cookies::SEEDS,
            Self::Retry => retry::SEEDS,
            Self::Charset => charset::SEEDS,
        }
    }

    /// What it looks out for.
    pub(crate) fn tokens(self) -> &'static [&'static str] {
        match self {
            Self::Sse => &[
                "data", "data:", "data: ", "event: a", "id: 1", "id:\u{0}", "id", "retry: 5", ":", "\r", "\n", "\n\n",
                "\r\n", "\u{feff}", "é", "🦀",
            ],
            Self::Lines => &[
                "\n", "\r\n", "\r", "\u{1e}", "{", "}", "[]", "\"", "1", "null", "é", "\u{feff}", " ", "utf-16le",
                "latin1",
            ],
            Self::Multipart => &[
                "--",
                "\r\n",
                "\r\n\r\n",
                "--b",
                "\r\n--b",
                "\r\n--b--",
                "a: b",
                ": ",
                "\t",
                " ",
                "\n",
                "\r",
                "é",
                "b",
            ],
            Self::Links => &[
                "<",
                ">",
                "; ",
                ";",
                ", ",
                ",",
                "\"",
                "\\",
                "\\\"",
                "rel=next",
                "rel=\"next\"",
                "title=",
                "=",
                "é",
                "\n",
            ],
            Self::Headers => &[
                ",",
                ", ",
                "\"",
                "1",
                "-0",
                "1e400",
                "18446744073709551616",
                "true",
                "null",
                "{",
                "}",
                "[",
                "]",
                "é",
                "\n",
                " ",
            ],
            Self::Json => &[
                "{",
                "}",
                "[",
                "]",
                "\"",
                ":",
                ",",
                "null",
                "1",
                "1.0",
                "1e400",
                "-0",
                "18446744073709551616",
                "true",
                "\\ud800",
                "\\u0000",
                "call",
                "all",
                "\n",
                "type",
                "id",
                "\"\"",
            ],
            Self::Xml => &[
                "<",
                ">",
                "</",
                "/>",
                "<a>",
                "</a>",
                "&",
                "&amp;",
                "&#0;",
                "&#x41;",
                "<![CDATA[",
                "]]>",
                "<!--",
                "-->",
                "<?",
                "?>",
                "<!DOCTYPE a [<!ENTITY b \"c\">]>",
                "xmlns=\"",
                "\"",
                "id=\"1\"",
                "<boat>",
                "</boat>",
                "xsi:nil=\"true\"",
                "é",
                "\n",
            ],
            Self::Cookies => &[";", "; ", "=", ",", " ", "\"", "\\", "%", "%3B", "é", "\u{7f}", "\n", "a", "\u{0}"],
            Self::Retry => &[
                "0",
                "1",
                "-",
                ".",
                "e9",
                "120",
                "121",
                "inf",
                "NaN",
                "Fri, 20 Nov 2026 12:00:30 GMT",
                "GMT",
                " ",
                "+",
                "1e400",
                "\n",
                "+0000",
                "60",
            ],
            Self::Charset => &[
                "\n",
                "utf-8",
                "utf-16le",
                "utf-16be",
                "iso-8859-1",
                "windows-1252",
                "shift_jis",
                "gb18030",
                "iso-2022-jp",
                "x-user-defined",
                "\u{fe}\u{ff}",
                "\u{ff}\u{fe}",
                "\u{ef}\u{bb}\u{bf}",
                "\u{1b}$B",
                "\u{0}",
                "é",
                "\u{d8}",
                "{",
                "}",
                "\"",
                "\"a\"",
            ],
        }
    }

    /// Runs it once, and gives the kinds of what came of it: others than before lead the mutations on. Panics where
    /// something does not hold.
    pub(crate) fn execute(self, text: &str) -> Vec<String> {
        let kinds = match self {
            Self::Sse => sse::execute(text),
            Self::Lines => lines::execute(text),
            Self::Multipart => multipart::execute(text),
            Self::Links => links::execute(text),
            Self::Headers => headers::execute(text),
            Self::Json => json::execute(text),
            Self::Xml => xml::execute(text),
            Self::Cookies => cookies::execute(text),
            Self::Retry => retry::execute(text),
            Self::Charset => charset::execute(text),
        };
        // What all messages begin with says nothing.
        let told =
            |kind: String| kind.split_once("cannot decode the body, ").map_or(kind.clone(), |(_, why)| why.to_owned());
        kinds.into_iter().map(told).collect()
    }
}

impl fmt::Display for Reader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Reads a stream of this target from pieces of a size, and gives how much came: for measuring what long ones cost.
pub fn read_in_pieces(reader: Reader, head: &str, body: &[u8], size: usize) -> usize {
    let pieces = body.chunks(size).map(<[u8]>::to_vec).collect();
    match reader {
        Reader::Sse => sse::read(pieces).len(),
        Reader::Multipart => multipart::read(head, pieces).len(),
        _ => lines::read(head, pieces).len(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What came of the first seed of a target.
    fn first(reader: Reader) -> String {
        reader.execute(reader.seeds()[0]).join("; ")
    }

    #[test]
    fn seeds_lead_to_what_a_target_is_about() {
        let all = Reader::ALL.map(|reader| format!("{reader}: {}", first(reader)));
        let expected = [
            "events: one events, none named, none with ids, none with times",
            "json-lines: some lines, one errors in application/jsonl, utf-8 true",
            "multipart: some parts, fine",
            "links: two links, one headers, followed true",
            "headers: one headers",
            "json: taken with none deviations",
            "xml: read and written",
            "cookies: sent",
            "retry-after: 2 requests, waited not at all, 1 parts",
            "charset: json; text true",
        ];
        assert_eq!(all, expected);
    }
}
