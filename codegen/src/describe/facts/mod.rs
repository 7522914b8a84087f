//! What pages say about operations, each fact with its place: the vocabulary of the readers of tables, lists and
//! collections.
//!
//! A fact that a page does not state is absent here; nothing is filled in.
//!
//! See `codegen/docs/documentation-pages.md`.

pub(super) mod credentials;
pub(super) mod document;
pub(super) mod inferred;
mod shape;

use super::reading::stated::Stated;
use crate::source::{Node, Span};
use credentials::Credential;

/// A text and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Text {
    pub(super) text: String,
    pub(super) span: Span,
}

impl Text {
    pub(super) fn new(text: impl Into<String>, span: Span) -> Self {
        Self { text: text.into(), span }
    }

    fn node(&self) -> Node {
        Node::string(&self.text, self.span)
    }
}

/// Adds a line to a text, which may not have begun.
pub(super) fn add_line(text: &mut Option<Text>, line: Text) {
    match text {
        Some(text) => text.text.extend(["\n", &line.text]),
        None => *text = Some(line),
    }
}

/// Where a parameter is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Path,
    Query,
    Header,
    Cookie,
}

impl Place {
    /// The name in OpenAPI.
    fn as_str(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
            Self::Cookie => "cookie",
        }
    }
}

/// A parameter, or a member of an object.
#[derive(Clone, Debug)]
pub(super) struct Member {
    pub(super) name: Text,
    pub(super) stated: Stated,
    /// Where the type stands.
    pub(super) kind_span: Span,
    pub(super) is_required: bool,
    pub(super) description: Option<Text>,
    /// The values it can have.
    pub(super) values: Vec<Text>,
    pub(super) members: Vec<Member>,
    /// Whether an example is all that the page has about it.
    pub(super) is_shown_only: bool,
}

impl Member {
    /// A member of which only the name is known.
    pub(super) fn named(name: Text) -> Self {
        let kind_span = name.span;
        Self {
            name,
            stated: Stated::default(),
            kind_span,
            is_required: false,
            description: None,
            values: Vec::new(),
            members: Vec::new(),
            is_shown_only: false,
        }
    }
}

/// What a body holds.
#[derive(Clone, Debug)]
pub(super) enum Shape {
    /// An object with these members; or a list of such objects.
    Members { members: Vec<Member>, is_list: bool },
    /// What examples show.
    Shown(Vec<Node>),
    /// Nothing is said of it.
    Open,
    /// A file.
    File,
}

/// The body of a request or an answer.
#[derive(Clone, Debug)]
pub(super) struct Body {
    pub(super) media_type: Text,
    pub(super) shape: Shape,
    pub(super) example: Option<Node>,
}

/// An answer.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    /// The status, where it is stated.
    pub(super) status: Option<Text>,
    pub(super) description: Option<Text>,
    pub(super) body: Option<Body>,
}

/// An operation.
#[derive(Clone, Debug)]
pub(super) struct Operation {
    /// In small letters.
    pub(super) method: Text,
    pub(super) path: Text,
    pub(super) server: Option<Text>,
    pub(super) id: Option<Text>,
    pub(super) summary: Option<Text>,
    pub(super) description: Option<Text>,
    pub(super) tag: Option<Text>,
    pub(super) parameters: Vec<(Place, Member)>,
    pub(super) body: Option<Body>,
    pub(super) answers: Vec<Answer>,
    /// The credentials of which it needs one; nothing stands for none at all. Empty where the page says nothing.
    pub(super) credentials: Vec<Option<Credential>>,
}

impl Operation {
    /// An operation of which only method and path are known.
    pub(super) fn new(method: Text, path: Text) -> Self {
        Self {
            method,
            path,
            server: None,
            id: None,
            summary: None,
            description: None,
            tag: None,
            parameters: Vec::new(),
            body: None,
            answers: Vec::new(),
            credentials: Vec::new(),
        }
    }

    /// The operation as people write it.
    pub(super) fn subject(&self) -> String {
        format!("{} {}", self.method.text.to_ascii_uppercase(), self.path.text)
    }
}

/// Puts a member below those that its name names; gives the names that lead to it.
pub(super) fn nest(list: &mut Vec<Member>, mut member: Member) -> Vec<String> {
    let name = member.name.text.clone();
    // `» id` stands inside the member above it.
    let inner = name.strip_prefix('\u{bb}').map(str::trim_start);
    let dotted = || {
        let (first, rest) = name.split_once('.').filter(|(_, rest)| !rest.is_empty())?;
        Some((list.iter().position(|holder| holder.name.text == first.trim_end_matches("[]"))?, rest))
    };
    let below = inner.and_then(|inner| Some((list.len().checked_sub(1)?, inner))).or_else(dotted);
    if let Some((at, rest)) = below
        && let Some(holder) = list.get_mut(at)
    {
        rest.clone_into(&mut member.name.text);
        let below = nest(&mut holder.members, member);
        return [holder.name.text.clone()].into_iter().chain(below).collect();
    }
    list.push(member);
    vec![name]
}

/// A path with its parameters in braces, however they were written: `:id`, `<id>`, `<:id>`, `{{id}}`, `{id}`.
pub(super) fn path_template(path: &str) -> String {
    let path = path.split(['?', '#']).next().unwrap_or_default().trim_end_matches(['.', ',', '{']);
    let segment = |segment: &str| {
        let inner = segment
            .strip_prefix(':')
            .or_else(|| segment.strip_prefix("{{").and_then(|rest| rest.strip_suffix("}}")))
            .or_else(|| segment.strip_prefix('<')?.strip_suffix('>').map(|name| name.trim_start_matches(':')))
            .filter(|name| {
                !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'))
            });
        inner.map_or_else(|| segment.to_owned(), |name| format!("{{{name}}}"))
    };
    path.split('/').map(segment).collect::<Vec<_>>().join("/")
}

/// The names in the query of an address: `/cats?wild=true&mood={mood}`, `/cats{?wild,mood}`.
pub(super) fn query_names(address: &str) -> Vec<&str> {
    let query = address.split_once('?').map_or("", |(_, query)| query.split('#').next().unwrap_or_default());
    let is_list = !query.contains('=') && query.ends_with('}');
    let names = query.trim_end_matches('}').split(if is_list { ',' } else { '&' });
    let names = names.map(|pair| pair.split('=').next().unwrap_or_default().trim_matches(['{', '}', '*', '?']));
    names.filter(|name| !name.is_empty() && !name.contains(['<', ' ', '.'])).collect()
}

/// The names in braces of a path.
pub(super) fn path_parameters(path: &str) -> Vec<&str> {
    path.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(name, _)| name)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_name_what_their_query_has() {
        assert_eq!(query_names("/cats?wild=true&mood=<MOOD>#all"), ["wild", "mood"]);
        assert_eq!(query_names("/cats{?wild,mood*}"), ["wild", "mood"]);
        assert_eq!((path_template("/cats/:id{?wild}"), query_names("/cats").len()), ("/cats/{id}".to_owned(), 0));
    }
}
