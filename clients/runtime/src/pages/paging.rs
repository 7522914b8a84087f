//! How a list leads from one page to the next, stated by generated code, and followed here. Guesses nothing: what the
//! statement does not say ends the list.

use std::hash::{DefaultHasher, Hash, Hasher};

use http::{HeaderMap, header};
use serde::Serialize;
use serde_json::Value;

use crate::call::Call;
use crate::content::FromAnswer;
use crate::data::json;
use crate::error::Failure;
use crate::pages::{Pages, Walk};
use crate::request::Place;
use crate::response::Response;
use crate::transport::target::MaybeSend;

/// Most pages without an item in a row.
const EMPTY_LIMIT: usize = 100;

/// How the pages `P` of a list hang together.
#[derive(Debug)]
pub struct Paging<P> {
    /// What leads to the next page.
    pub next: NextPage<P>,
    /// The number of items of a page.
    pub count: fn(&P) -> usize,
    /// Whether there are more pages, where pages say so.
    pub more: Option<fn(&P) -> Option<bool>>,
    /// How much there is on all pages together, where pages say so: none is asked for beyond it.
    pub total: Option<Total<P>>,
}

/// How much there is on all pages together, as pages say it.
#[derive(Debug)]
pub enum Total<P> {
    /// The number of all items.
    Items(fn(&P) -> Option<u64>),
    /// The number of all pages.
    Pages {
        /// The number of the first page.
        first: u64,
        /// How many there are.
        number: fn(&P) -> Option<u64>,
    },
}

/// What leads to the next page.
#[derive(Debug)]
pub enum NextPage<P> {
    /// A parameter counts pages. The list ends with the first page that is empty.
    Number {
        /// The parameter.
        parameter: PageParameter,
        /// The number of the first page, unless the call asks for another.
        first: u64,
    },
    /// A parameter counts the items to skip, from 0 on unless the call skips some. The list ends with the first page that
    /// is empty.
    Offset {
        /// The parameter.
        parameter: PageParameter,
    },
    /// A page has the value of a parameter for the next one. The list ends with a page that has none.
    Cursor {
        /// The parameter.
        parameter: PageParameter,
        /// The value; empty text is none.
        next: fn(&P) -> Option<Value>,
    },
    /// A page has the URL of the next one. The list ends with a page that has none.
    Url(fn(&P) -> Option<String>),
    /// The URL of the next page is in the header `Link`
    /// ([RFC 8288](https://www.rfc-editor.org/rfc/rfc8288#section-3)).
    LinkHeader,
}

/// The parameter that says where in a list to go on. Its value takes the place of what the caller says there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageParameter {
    /// A member of the query.
    Query(&'static str),
    /// A member of the JSON body: the names that lead to it.
    Body(&'static [&'static str]),
}

/// A cursor that a page gives, of whatever type; nothing for null, for empty text, and for what is no scalar.
pub fn cursor(cursor: &impl Serialize) -> Option<Value> {
    match json::encode_value(cursor) {
        Ok(Value::String(text)) if !text.is_empty() => Some(Value::String(text)),
        Ok(Value::Number(number)) => Some(Value::Number(number)),
        _ => None,
    }
}

/// The text of a cursor or of a link that a page gives.
pub fn cursor_text(value: &impl Serialize) -> Option<String> {
    cursor(value).map(into_text)
}

fn into_text(cursor: Value) -> String {
    match cursor {
        Value::String(text) => text,
        other => other.to_string(),
    }
}

impl<P, E> Pages<P, E>
where
    P: FromAnswer + Serialize + MaybeSend + 'static,
    E: FromAnswer + MaybeSend + 'static,
{
    /// Follows the pages of a list as `paging` says, each by the same call at another place.
    ///
    /// The walk ends with an error after 10 000 pages, after 100 empty ones in a row, and when the server names the
    /// same place twice or sends the same page for two places.
    pub fn follow(call: Call<P, E>, paging: Paging<P>) -> Self {
        let request = call.into_request();
        let from = match paging.next {
            NextPage::Number { parameter, first } => Some(request.counter(parameter).unwrap_or(first)),
            NextPage::Offset { parameter } => Some(request.counter(parameter).unwrap_or(0)),
            _ => None,
        };
        let operation = request.operation();
        let way = Way { paging, from: from.unwrap_or(0), at: from.unwrap_or(0), seen: None, empty: 0, last: None };
        let state = Some((request, from.map(Value::from), Walk::new(operation), way));
        Self::from_stream(futures_util::stream::unfold(state, move |state| async move {
            let (request, place, mut walk, mut way) = state?;
            if let Err(failure) = walk.enter(place.clone().map(into_text)) {
                return Some((Err(failure.into()), None));
            }
            let stopped = |problem: &str| {
                let failure = Failure::Pagination { operation: operation.id, problem: problem.to_owned() };
                Some((Err(failure.into()), None))
            };
            let Some(there) = request.at(place.map(|place| way.place(place))) else {
                return stopped("the body of the call can be sent once only");
            };
            let response = match Call::<P, E>::new(there).await {
                Ok(response) => response,
                Err(error) => return Some((Err(error), None)),
            };
            match way.after(&response) {
                Ok(None) => Some((Ok(response.into_page()), None)),
                Ok(next) => Some((Ok(response.into_page()), Some((request, next, walk, way)))),
                Err(problem) => stopped(problem),
            }
        }))
    }
}

/// Where a walk through pages stands.
struct Way<P> {
    paging: Paging<P>,
    /// Page number or offset of the first page.
    from: u64,
    /// Page number or offset of the page that comes now.
    at: u64,
    /// How many items there are up to the last page that came, as far as that is known.
    seen: Option<u64>,
    /// Empty pages in a row.
    empty: usize,
    /// What the page before was like.
    last: Option<u64>,
}

impl<P: Serialize> Way<P> {
    /// Where the next call goes on.
    fn place(&self, place: Value) -> Place {
        match self.paging.next {
            // Some servers give the whole address where others give the cursor.
            NextPage::Cursor { .. } if place.as_str().is_some_and(is_address) => Place::Link(into_text(place)),
            NextPage::Number { parameter, .. }
            | NextPage::Offset { parameter }
            | NextPage::Cursor { parameter, .. } => Place::At(parameter, place),
            NextPage::Url(_) | NextPage::LinkHeader => Place::Link(into_text(place)),
        }
    }

    /// Whether this is the last page, by the total that it states.
    fn is_last(&mut self, page: &P, count: u64) -> bool {
        // Where the first call asks for a later page, only an offset says how many items come before it. With a page
        // number, one page more is asked for than there is.
        let before = self.seen.unwrap_or(match &self.paging.next {
            NextPage::Offset { .. } => self.from,
            _ => 0,
        });
        let seen = before.saturating_add(count);
        self.seen = Some(seen);
        match &self.paging.total {
            // Servers write 0 where they do not know the total.
            Some(Total::Items(total)) => total(page).is_some_and(|total| total > 0 && seen >= total),
            Some(Total::Pages { first, number }) => {
                number(page).is_some_and(|number| number > 0 && self.at.saturating_sub(*first) + 1 >= number)
            }
            None => false,
        }
    }

    /// The place after this page, or why not to go on.
    fn after(&mut self, page: &Response<P>) -> Result<Option<Value>, &'static str> {
        let count = (self.paging.count)(page);
        let says_end = self.paging.more.is_some_and(|more| more(page) == Some(false));
        let is_last = self.is_last(page, count as u64);
        let next = match &self.paging.next {
            _ if says_end || is_last => None,
            NextPage::Cursor { next, .. } => next(page).filter(|next| *next != ""),
            NextPage::Url(next) => next(page).filter(|next| !next.is_empty()).map(Value::String),
            NextPage::LinkHeader => next_link(page.headers()).map(Value::String),
            NextPage::Number { .. } | NextPage::Offset { .. } if count == 0 => None,
            counted => {
                // A server that does not know the parameter sends its first page for ever.
                let print = fingerprint(page);
                if print.is_some() && self.last == print {
                    return Err("the server sent the same page for two places");
                }
                self.last = print;
                let step = if matches!(counted, NextPage::Number { .. }) { 1 } else { count as u64 };
                self.at = self.at.saturating_add(step);
                Some(Value::from(self.at))
            }
        };
        self.empty = if count == 0 { self.empty + 1 } else { 0 };
        if next.is_some() && self.empty >= EMPTY_LIMIT {
            return Err("a hundred of them in a row were empty");
        }
        Ok(next)
    }
}

fn is_address(text: &str) -> bool {
    ["https://", "http://"].iter().any(|scheme| text.starts_with(scheme))
}

/// What tells two pages apart.
fn fingerprint<P: Serialize>(page: &Response<P>) -> Option<u64> {
    let mut hasher = DefaultHasher::new();
    json::encode(&**page).ok()?.hash(&mut hasher);
    Some(hasher.finish())
}

/// The URL with the relation `next` among all `Link` headers.
fn next_link(headers: &HeaderMap) -> Option<String> {
    // Titles may be in UTF-8, whatever a header should hold.
    let values = headers.get_all(header::LINK).iter().map(|value| String::from_utf8_lossy(value.as_bytes()));
    values.into_iter().find_map(|value| {
        let mut rest = value.as_ref();
        while let Some((_, tail)) = rest.split_once('<') {
            let (url, tail) = tail.split_once('>')?;
            let end = end_of_link(tail);
            let (parameters, tail) = tail.split_at(end);
            if is_next(parameters) {
                return Some(url.trim().to_owned());
            }
            rest = tail;
        }
        None
    })
}

/// Where the parameters of a link end: at a comma that is not in quotes.
fn end_of_link(text: &str) -> usize {
    outside_quotes(text, ',').next().unwrap_or(text.len())
}

/// Whether the parameters of a link say that it leads to the next page. Of several relations the first counts (RFC 8288,
/// section 3.3).
fn is_next(parameters: &str) -> bool {
    let begins = outside_quotes(parameters, ';').map(|at| at + 1);
    let ends = outside_quotes(parameters, ';').skip(1).chain([parameters.len()]);
    let mut all = begins.zip(ends).filter_map(|(begin, end)| parameters.get(begin..end)?.split_once('='));
    let relation = all.find(|(name, _)| name.trim().eq_ignore_ascii_case("rel"));
    relation.is_some_and(|(_, value)| {
        let mut relations = value.trim().trim_matches('"').split_ascii_whitespace();
        relations.any(|relation| relation.eq_ignore_ascii_case("next"))
    })
}

/// Where a character stands that is not in a quoted string (RFC 9110, section 5.6.4).
fn outside_quotes(text: &str, wanted: char) -> impl Iterator<Item = usize> {
    let (mut quoted, mut escaped) = (false, false);
    text.char_indices().filter_map(move |(at, c)| {
        let is_escaped = std::mem::take(&mut escaped);
        escaped = quoted && !is_escaped && c == '\\';
        quoted ^= c == '"' && !is_escaped;
        (c == wanted && !quoted).then_some(at)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_link_is_found_among_others() {
        let next = |values: &[&'static str]| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(header::LINK, http::HeaderValue::from_static(value));
            }
            next_link(&headers)
        };
        let found = |url: &str| Some(url.to_owned());
        assert_eq!(next(&["<https://a.example/?page=1>; rel=\"prev\", <?page=3>; rel=\"next\""]), found("?page=3"));
        assert_eq!(next(&["</a>; title=\"a, <b>; rel=next\"; rel=first", "</c>; Rel=NEXT"]), found("/c"));
        assert_eq!(next(&["</a,b>; rel=\"last next\""]), found("/a,b"));
        // A quotation mark behind a backslash ends nothing, and neither does a semicolon in quotes.
        assert_eq!(next(&[r#"</a>; title="\", <b>; rel=next, \""; rel=prev, </c>; rel="next""#]), found("/c"));
        assert_eq!(next(&[r#"</a>; rel="next;x", </b>; title="\\"; rel=next"#]), found("/b"));
        assert_eq!(next(&["</a>; rel=prev; rel=next, </b>; rel=next"]), found("/b"));
        let mut named = HeaderMap::new();
        let value = http::HeaderValue::from_bytes("</ü>; title=\"é\"; rel=next".as_bytes());
        named.insert(header::LINK, value.expect("HTTP allows it"));
        assert_eq!(next_link(&named), found("/ü"));
        for none in ["", "<", "<a", "<a>", "</a>; rel=\"nextish\"", "rel=next"] {
            assert_eq!(next(&[none]), None, "{none}");
        }
    }

    #[test]
    fn cursors_of_any_scalar_type_become_text() {
        assert_eq!(cursor_text(&"abc"), Some("abc".to_owned()));
        assert_eq!(cursor_text(&Some(5)), Some("5".to_owned()));
        assert_eq!(cursor_text(&Some("")), None);
        assert_eq!(cursor_text(&None::<String>), None);
        assert_eq!(cursor_text(&[1]), None);
    }
}
