//! The place of a call in a trace that goes over several programs
//! ([W3C Trace Context](https://www.w3.org/TR/trace-context/)). Knows how it is written; where a trace comes from is up to
//! the caller, and no library of traces is needed for it.

use std::fmt;
use std::sync::Arc;

use http::{HeaderMap, HeaderName, HeaderValue};

/// Where the id and the parent of a trace are.
const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");
/// Where systems of tracing put what is theirs.
const TRACESTATE: HeaderName = HeaderName::from_static("tracestate");

/// Flags that version 00 knows: that the trace is recorded, and that its id is random. All others are sent as zero.
const KNOWN_FLAGS: u8 = 0b11;
const SAMPLED: u8 = 0b01;
const RANDOM: u8 = 0b10;

/// Most members of a `tracestate`.
const MOST_MEMBERS: usize = 32;

/// The place of a call in a trace: what `traceparent` and `tracestate` say. It is always one that may be sent.
///
/// A program that takes part in traces gives it to its clients, for all calls
/// ([`Builder::trace_context`](crate::Builder::trace_context)) or for one ([`Call::trace_context`](crate::Call::trace_context)):
///
/// ```
/// use switchboard_runtime::TraceContext;
///
/// let came = TraceContext::new("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")?;
/// let next = came.tracestate("vendor=t61rcWkgMzE")?.child();
/// assert!(next.traceparent().starts_with("00-4bf92f3577b34da6a3ce929d0e0e4736-") && next.is_sampled());
/// # Ok::<(), switchboard_runtime::TraceContextError>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct TraceContext {
    trace_id: [u8; 16],
    parent_id: [u8; 8],
    flags: u8,
    state: Option<HeaderValue>,
}

/// Why a text is not a valid trace context. Does not show the text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{header}: {problem}")]
pub struct TraceContextError {
    header: &'static str,
    problem: String,
}

impl TraceContext {
    /// A context as `traceparent` has it. One of a later version is taken for what version 00 has in common with it, as
    /// the recommendation says; what is sent is version 00.
    ///
    /// # Errors
    /// If it is not written as the recommendation says, or an id is all zeros.
    pub fn new(traceparent: &str) -> Result<Self, TraceContextError> {
        let invalid = |problem: &str| TraceContextError { header: "traceparent", problem: problem.to_owned() };
        let text = traceparent.as_bytes();
        let known = text.get(..55).ok_or_else(|| invalid("it is shorter than 55 characters"))?;
        let [version] = bytes(&known[..2]).ok_or_else(|| invalid("its version is not two lowercase hex digits"))?;
        match version {
            0xFF => return Err(invalid("the version ff is none")),
            0 if text.len() > known.len() => return Err(invalid("it is longer than 55 characters")),
            _ if text.get(known.len()).is_some_and(|next| *next != b'-') => {
                return Err(invalid("what follows its flags does not begin with a hyphen"));
            }
            _ => {}
        }
        if [2, 35, 52].iter().any(|at| known[*at] != b'-') {
            return Err(invalid("its parts are not 2, 32, 16 and 2 characters with hyphens between them"));
        }
        let trace_id = bytes(&known[3..35]).ok_or_else(|| invalid("the trace id is not in lowercase hex digits"))?;
        let parent_id = bytes(&known[36..52]).ok_or_else(|| invalid("the parent id is not in lowercase hex digits"))?;
        let [flags] = bytes(&known[53..]).ok_or_else(|| invalid("its flags are not two lowercase hex digits"))?;
        Self::from_ids(trace_id, parent_id, false).map(|context| Self { flags: flags & KNOWN_FLAGS, ..context })
    }

    /// A context of a trace and of the span that is the parent of the call, as libraries of traces have them.
    ///
    /// # Errors
    /// If one of the ids is all zeros, which stands for none.
    pub fn from_ids(trace_id: [u8; 16], parent_id: [u8; 8], is_sampled: bool) -> Result<Self, TraceContextError> {
        let zeros = if trace_id == [0; 16] { "trace" } else { "parent" };
        if trace_id == [0; 16] || parent_id == [0; 8] {
            let problem = format!("the {zeros} id is all zeros");
            return Err(TraceContextError { header: "traceparent", problem });
        }
        Ok(Self { trace_id, parent_id, flags: if is_sampled { SAMPLED } else { 0 }, state: None })
    }

    /// A trace that begins here, with random ids.
    #[must_use]
    pub fn root(is_sampled: bool) -> Self {
        let sampled = if is_sampled { SAMPLED } else { 0 };
        Self { trace_id: random(), parent_id: random(), flags: RANDOM | sampled, state: None }
    }

    /// What the headers of a request say that came to this program. Nothing where `traceparent` is missing, is there
    /// twice or is invalid: a new trace begins then. An invalid `tracestate` is left out.
    #[must_use]
    pub fn from_headers(headers: &HeaderMap) -> Option<Self> {
        let mut parents = headers.get_all(TRACEPARENT).iter();
        let context = Self::new(parents.next()?.to_str().ok()?).ok()?;
        if parents.next().is_some() {
            return None;
        }
        let states: Option<Vec<&str>> = headers.get_all(TRACESTATE).iter().map(|state| state.to_str().ok()).collect();
        let with_state = states.and_then(|states| context.clone().tracestate(&states.join(",")).ok());
        Some(with_state.unwrap_or(context))
    }

    /// Sets what systems of tracing say of the trace, the one that wrote last at the front: `vendor=value,other=value`. An
    /// empty text sends none.
    ///
    /// # Errors
    /// If it is not written as the recommendation says, has a key twice, or more than 32 members.
    pub fn tracestate(mut self, tracestate: &str) -> Result<Self, TraceContextError> {
        let invalid = |problem: String| TraceContextError { header: "tracestate", problem };
        let blank: &[char] = &[' ', '\t'];
        let members: Vec<&str> = tracestate
            .split(',')
            .map(|member| member.trim_matches(blank))
            .filter(|member| !member.is_empty())
            .collect();
        if members.len() > MOST_MEMBERS {
            return Err(invalid(format!("it has more than {MOST_MEMBERS} members")));
        }
        let mut keys = Vec::with_capacity(members.len());
        for (at, member) in members.iter().enumerate() {
            let number = at + 1;
            let Some((key, value)) = member.split_once('=').filter(|(key, _)| is_key(key)) else {
                return Err(invalid(format!("member {number} has no key of the allowed characters before a `=`")));
            };
            if !is_state(value) {
                return Err(invalid(format!("the value of member {number} is not 1 to 256 allowed characters")));
            }
            if keys.contains(&key) {
                return Err(invalid(format!("member {number} has the key of another one")));
            }
            keys.push(key);
        }
        self.state = match members.is_empty() {
            true => None,
            // Nothing but visible characters and spaces is left.
            false => HeaderValue::from_str(&members.join(",")).ok(),
        };
        Ok(self)
    }

    /// The same trace with a random id for the call itself: what is sent on by a program that knows the context of the
    /// request it answers, and makes no spans of its own.
    #[must_use]
    pub fn child(&self) -> Self {
        Self { parent_id: random(), ..self.clone() }
    }

    /// The text of `traceparent`.
    #[must_use]
    pub fn traceparent(&self) -> String {
        format!("00-{}-{}-{:02x}", hex(&self.trace_id), hex(&self.parent_id), self.flags)
    }

    /// The id of the trace.
    #[must_use]
    pub fn trace_id(&self) -> [u8; 16] {
        self.trace_id
    }

    /// The id of the span that is the parent of the call.
    #[must_use]
    pub fn parent_id(&self) -> [u8; 8] {
        self.parent_id
    }

    /// Whether the trace is recorded, as far as the one who began it knows.
    #[must_use]
    pub fn is_sampled(&self) -> bool {
        self.flags & SAMPLED != 0
    }

    /// Puts the context into the headers of a request, unless they have one.
    pub(crate) fn put(&self, headers: &mut HeaderMap) {
        if headers.contains_key(TRACEPARENT) {
            return;
        }
        // Hex digits and hyphens are always a value.
        if let Ok(parent) = HeaderValue::from_str(&self.traceparent()) {
            headers.insert(TRACEPARENT, parent);
            // One that belongs to another parent says nothing of this one.
            headers.remove(TRACESTATE);
            if let Some(state) = &self.state {
                headers.insert(TRACESTATE, state.clone());
            }
        }
    }
}

impl fmt::Debug for TraceContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TraceContext")
            .field("traceparent", &self.traceparent())
            .field("has_state", &self.state.is_some())
            .finish()
    }
}

impl std::str::FromStr for TraceContext {
    type Err = TraceContextError;

    fn from_str(traceparent: &str) -> Result<Self, Self::Err> {
        Self::new(traceparent)
    }
}

/// Says where each attempt of a call stands in a trace.
pub(crate) type TraceSource = Arc<dyn Fn() -> Option<TraceContext> + Send + Sync>;

/// The bytes of lowercase hex digits, as many as are wanted.
fn bytes<const N: usize>(text: &[u8]) -> Option<[u8; N]> {
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    let read: Option<Vec<u8>> = text.chunks(2).map(|pair| Some(digit(pair[0])? << 4 | digit(*pair.get(1)?)?)).collect();
    read?.try_into().ok()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |text, byte| text + &format!("{byte:02x}"))
}

/// Random bytes that are not all zeros.
fn random<const N: usize>() -> [u8; N] {
    loop {
        let mut bytes = [0; N];
        bytes.fill_with(|| fastrand::u8(..));
        if bytes != [0; N] {
            return bytes;
        }
    }
}

/// Whether a text can be the key of a member: a name, or one of a tenant and a system with an `@` between them.
fn is_key(key: &str) -> bool {
    let is_name = |name: &str, longest: usize, may_begin: fn(u8) -> bool| {
        let rest = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_-*/".contains(&byte);
        name.len() <= longest && name.bytes().next().is_some_and(may_begin) && name.bytes().all(rest)
    };
    let letter_or_digit = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    match key.split_once('@') {
        Some((tenant, system)) => {
            is_name(tenant, 241, letter_or_digit) && is_name(system, 14, |byte| byte.is_ascii_lowercase())
        }
        None => is_name(key, 256, letter_or_digit),
    }
}

/// Whether a text can be the value of a member. A space at its end belongs to the list, and is gone already.
fn is_state(value: &str) -> bool {
    let is_allowed = |byte: u8| matches!(byte, b' '..=b'~') && byte != b'=';
    (1..=256).contains(&value.len()) && value.bytes().all(is_allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    const VALID: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    fn context() -> TraceContext {
        TraceContext::new(VALID).expect("a context")
    }

    #[test]
    fn a_context_is_written_as_it_was_read() {
        let read = context();
        assert_eq!(read.traceparent(), VALID);
        assert_eq!(read.trace_id()[..2], [0x4b, 0xf9]);
        assert_eq!(read.parent_id()[6..], [0x02, 0xb7]);
        assert!(read.is_sampled());
        assert_eq!(TraceContext::from_ids(read.trace_id(), read.parent_id(), true), Ok(read));
        let unsampled: TraceContext = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00".parse().expect("one");
        assert!(!unsampled.is_sampled());
    }

    #[test]
    fn what_the_recommendation_forbids_is_refused() {
        for (text, why) in [
            ("", "shorter than 55"),
            ("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0", "shorter than 55"),
            ("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-011", "longer than 55"),
            ("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-x", "longer than 55"),
            ("ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "version ff"),
            ("0x-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "its version"),
            ("00-4BF92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "the trace id is not in lowercase"),
            ("00-4bf92f3577b34da6a3ce929d0e0e473g-00f067aa0ba902b7-01", "the trace id is not in lowercase"),
            ("00-4bf92f3577b34da6a3ce929d0e0e4736-00F067aa0ba902b7-01", "the parent id is not in lowercase"),
            ("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0A", "its flags"),
            ("00_4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "hyphens between them"),
            ("00-4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7-01", "hyphens between them"),
            ("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7_01", "hyphens between them"),
            ("00-00000000000000000000000000000000-00f067aa0ba902b7-01", "the trace id is all zeros"),
            ("00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01", "the parent id is all zeros"),
            ("01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01x", "begin with a hyphen"),
            ("00-4bf92f3577b34da6a3ce929d0e0e47é-00f067aa0ba902b7-01\r\n", "longer than 55"),
        ] {
            let error = TraceContext::new(text).expect_err(text);
            assert!(error.to_string().starts_with("traceparent: ") && error.to_string().contains(why), "{error}");
        }
    }

    #[test]
    fn a_later_version_is_read_for_what_is_known_of_it() {
        for text in [
            "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-ff",
            "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-ff-what-comes",
        ] {
            let read = TraceContext::new(text).expect(text);
            assert_eq!(read.traceparent(), "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-03");
        }
    }

    #[test]
    fn a_state_is_a_list_of_members() {
        let of = |text: &str| context().tracestate(text).map(|context| context.state);
        let sent = |text: &str| of(text).expect(text).map(|state| state.to_str().map(str::to_owned).expect("text"));
        assert_eq!(sent(" rojo=00f067 ,,\tcongo=t 61~ "), Some("rojo=00f067,congo=t 61~".to_owned()));
        assert_eq!(sent("0a@b=1,a_-*/=!"), Some("0a@b=1,a_-*/=!".to_owned()));
        assert_eq!(sent(" , "), None);
        let longest = format!("{}={}", "k".repeat(256), "v".repeat(256));
        assert_eq!(sent(&longest), Some(longest.clone()));
        let longest = format!("{}@{}=v", "t".repeat(241), "s".repeat(14));
        assert_eq!(sent(&longest), Some(longest.clone()));
        let many = |count: usize| (0..count).map(|at| format!("k{at}=v")).collect::<Vec<_>>().join(",");
        assert_eq!(sent(&many(32)), Some(many(32)));
        let too_long = |key: usize, value: usize| format!("{}={}", "k".repeat(key), "v".repeat(value));
        for (text, why) in [
            (many(33), "more than 32 members"),
            ("a".to_owned(), "member 1 has no key"),
            ("a=1,=2".to_owned(), "member 2 has no key"),
            ("A=1".to_owned(), "member 1 has no key"),
            ("é=1".to_owned(), "member 1 has no key"),
            ("_a=1".to_owned(), "member 1 has no key"),
            ("a@=1".to_owned(), "member 1 has no key"),
            ("@a=1".to_owned(), "member 1 has no key"),
            ("a@0b=1".to_owned(), "member 1 has no key"),
            ("a@b@c=1".to_owned(), "member 1 has no key"),
            ("a b=1".to_owned(), "member 1 has no key"),
            (format!("{}@a=1", "t".repeat(242)), "member 1 has no key"),
            (format!("a@{}=1", "s".repeat(15)), "member 1 has no key"),
            (too_long(257, 1), "member 1 has no key"),
            (too_long(1, 257), "the value of member 1"),
            ("a=".to_owned(), "the value of member 1"),
            ("a=1=2".to_owned(), "the value of member 1"),
            ("a=é".to_owned(), "the value of member 1"),
            ("a=1\r\nx: y".to_owned(), "the value of member 1"),
            ("a=1,b=2,a=3".to_owned(), "member 3 has the key of another one"),
        ] {
            let error = of(&text).expect_err(&text).to_string();
            assert!(error.starts_with("tracestate: ") && error.contains(why), "{text}: {error}");
        }
    }

    #[test]
    fn the_headers_of_a_request_are_read_as_the_recommendation_says() {
        let read = |fields: &[(&'static str, &str)]| {
            let mut headers = HeaderMap::new();
            for (name, value) in fields {
                headers.append(*name, HeaderValue::from_str(value).expect("a value"));
            }
            let mut sent = HeaderMap::new();
            TraceContext::from_headers(&headers)?.put(&mut sent);
            let text = |name: &str| sent.get(name).and_then(|value| value.to_str().ok()).unwrap_or("-").to_owned();
            Some((text("traceparent"), text("tracestate")))
        };
        let expected = |state: &str| Some((VALID.to_owned(), state.to_owned()));
        assert_eq!(read(&[]), None);
        assert_eq!(read(&[("traceparent", VALID)]), expected("-"));
        assert_eq!(read(&[("traceparent", VALID), ("tracestate", "a=1"), ("tracestate", "b=2")]), expected("a=1,b=2"));
        assert_eq!(read(&[("traceparent", VALID), ("tracestate", "A=1")]), expected("-"));
        assert_eq!(read(&[("traceparent", VALID), ("traceparent", VALID)]), None);
        assert_eq!(read(&[("traceparent", "00"), ("tracestate", "a=1")]), None);
        assert_eq!(read(&[("tracestate", "a=1")]), None);
    }

    #[test]
    fn new_ids_are_random_and_keep_what_they_should() {
        let (one, other) = (TraceContext::root(true), TraceContext::root(false));
        assert_ne!(one.trace_id(), other.trace_id());
        assert!(one.is_sampled() && !other.is_sampled());
        assert!(one.traceparent().ends_with("-03") && other.traceparent().ends_with("-02"), "{one:?} {other:?}");
        let state = context().tracestate("a=1").expect("a state");
        let child = state.child();
        assert_eq!((child.trace_id(), child.is_sampled(), &child.state), (state.trace_id(), true, &state.state));
        assert_ne!(child.parent_id(), state.parent_id());
    }

    #[test]
    fn a_context_that_is_there_is_left_alone() {
        let mut headers = HeaderMap::new();
        headers.insert(TRACEPARENT, HeaderValue::from_static("own"));
        context().put(&mut headers);
        assert_eq!(headers.get(TRACEPARENT).map(HeaderValue::as_bytes), Some(b"own".as_slice()));
        let mut headers = HeaderMap::new();
        headers.insert(TRACESTATE, HeaderValue::from_static("of=another"));
        context().put(&mut headers);
        assert!(!headers.contains_key(TRACESTATE) && headers.contains_key(TRACEPARENT));
    }

    #[test]
    fn a_state_is_not_shown() {
        let shown = format!("{:?}", context().tracestate("a=planted").expect("a state"));
        assert_eq!(shown, format!("TraceContext {{ traceparent: {VALID:?}, has_state: true }}"));
    }
}
