//! What a heading says about what stands below it.

/// A part of the description of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Section {
    /// Nothing is known of it.
    None,
    /// What is sent, and nobody says where: the method and the path stand here as well.
    Request,
    Path,
    /// Parts of the address: of its path, or of its query.
    Address,
    Query,
    Headers,
    Body,
    /// Parameters, and nobody says of what.
    Parameters,
    Answer,
    /// Something else: errors, notes, authentication.
    Other,
}

/// Whose example a text announces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cue {
    Request,
    Answer,
}

impl Section {
    /// The part that a heading in small letters begins.
    pub(super) fn of(words: &str) -> Self {
        let has = |word: &str| words.contains(word);
        if words.trim_matches([':', '\u{ff1a}', ' ']) == "request" {
            Self::Request
        } else if is_generic_request(words) {
            Self::None
        } else if has("error") && status(words).is_none()
            || has("authenti")
            || has("rate limit")
            || has("response header")
        {
            Self::Other
        } else if has("response") || has("return") || has("answer") || has("result") || status(words).is_some() {
            Self::Answer
        } else if has("path param") || has("route param") || has("path variable") {
            Self::Path
        } else if has("url param") || has("uri param") {
            Self::Address
        } else if has("query") {
            Self::Query
        } else if has("header") {
            Self::Headers
        } else if has("body") || has("payload") || has("form ") || has("json param") || has("data param") {
            Self::Body
        } else if has("parameter") || has("argument") || has("attribute") || has("param") || has("field") {
            Self::Parameters
        } else {
            Self::None
        }
    }

    pub(super) fn lists_members(self) -> bool {
        !matches!(self, Self::None | Self::Request | Self::Other)
    }

    /// Whose example stands below the heading, where no text says so.
    pub(super) fn cue(self) -> Option<Cue> {
        match self {
            Self::Answer => Some(Cue::Answer),
            Self::Body | Self::Parameters | Self::Query | Self::Request => Some(Cue::Request),
            _ => None,
        }
    }
}

fn is_generic_request(words: &str) -> bool {
    ["http request", "request method", "request url", "endpoint", "http method", "url", "request", "method"]
        .contains(&words.trim_matches([':', '\u{ff1a}', ' ']))
}

/// Whether a heading names a part of any operation, and no operation.
pub(super) fn is_generic(words: &str) -> bool {
    is_generic_request(words) || Section::of(words) != Section::None
}

/// Whether a heading says that what stands below it has to be sent: "Required parameters".
pub(super) fn says_required(words: &str) -> bool {
    ["required ", "mandatory "].iter().any(|start| words.starts_with(start))
}

/// The status in a heading: `200`, `200 OK`, `Response 201`.
pub(super) fn status(words: &str) -> Option<&str> {
    let is_status = |word: &&str| {
        word.len() == 3 && word.starts_with(['1', '2', '3', '4', '5']) && word.bytes().all(|byte| byte.is_ascii_digit())
    };
    let mut parts = words.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let count = parts.clone().count();
    parts.find(is_status).filter(|_| count <= 5)
}

/// Whose example a text in small letters announces.
pub(super) fn cue(words: &str) -> Option<Cue> {
    if ["return", "response", "json structured", "answer", "output"].iter().any(|word| words.contains(word)) {
        Some(Cue::Answer)
    } else if ["request", "body", "payload", "example"].iter().any(|word| words.contains(word)) {
        Some(Cue::Request)
    } else {
        None
    }
}
