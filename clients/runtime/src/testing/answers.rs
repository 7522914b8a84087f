//! What a test says an operation answers. Knows its types, and leaves everything else to `double`.

use std::marker::PhantomData;

use bytes::Bytes;
use http::{HeaderName, HeaderValue, StatusCode};
use serde::Serialize;

use super::Double;
use super::canned::Canned;
use super::sent::Sent;
use crate::operation::Operation;
use crate::stream::typed_stream::{Event, TypedStream};

/// The answers of one operation, in the order in which they are given. The last one is given to all calls that follow.
///
/// `T` and `E` are those of its [`Call`](crate::Call).
#[derive(Clone, Debug)]
pub struct Answers<T, E> {
    double: Double,
    operation: &'static Operation,
    types: PhantomData<fn() -> (T, E)>,
}

impl<T, E> Answers<T, E> {
    pub(super) fn new(double: Double, operation: &'static Operation) -> Self {
        Self { double, operation, types: PhantomData }
    }

    fn push(self, canned: Canned) -> Self {
        self.double.push(self.operation, canned);
        self
    }

    /// Answers with a success that has this value, as the document says it is written.
    pub fn answer<V: Serialize + ?Sized>(self, value: &V) -> Self
    where
        T: AnsweredBy<V>,
    {
        let canned = Canned::success(self.operation, value);
        self.push(canned)
    }

    /// Answers with an error that the document has.
    pub fn error(self, status: u16, error: &E) -> Self
    where
        E: Serialize,
    {
        let canned = Canned::error(self.operation, status, error);
        self.push(canned)
    }

    /// Answers with this status and this body, whatever the document says.
    pub fn body(self, status: u16, media_type: &str, body: impl Into<Bytes>) -> Self {
        let canned = match StatusCode::from_u16(status) {
            Ok(status) => Canned::answer(status, Some(media_type).filter(|text| !text.is_empty()), body.into()),
            Err(_) => Canned::Invalid(format!("{status} is not a valid HTTP status")),
        };
        self.push(canned)
    }

    /// Adds a header to the answer that was set last.
    pub fn header(self, name: &str, value: &str) -> Self {
        self.double.change_last(self.operation, |canned| {
            let Canned::Answer(answer) = canned else {
                *canned = Canned::Invalid("a header was set before there was a response".to_owned());
                return;
            };
            match (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(value)) {
                (Ok(name), Ok(value)) => drop(answer.headers.append(name, value)),
                _ => *canned = Canned::Invalid(format!("`{name}` with this value is not a valid header")),
            }
        });
        self
    }

    /// Lets the connection break behind the body of the answer that was set last.
    pub fn break_off(self) -> Self {
        self.double.change_last(self.operation, |canned| match canned {
            Canned::Answer(answer) => answer.breaks_off = true,
            _ => *canned = Canned::Invalid("`break_off` stands behind no answer that could break off".to_owned()),
        });
        self
    }

    /// Refuses the connection.
    pub fn refuse(self) -> Self {
        self.push(Canned::Refused)
    }

    /// Gives no answer in time; the call does not wait for it.
    pub fn time_out(self) -> Self {
        self.push(Canned::TimedOut)
    }

    /// What was sent to this operation, in order.
    pub fn requests(&self) -> Vec<Sent> {
        let all = self.double.requests().into_iter();
        all.filter(|sent| std::ptr::eq(sent.operation, self.operation)).collect()
    }
}

impl<T: Serialize, E> Answers<TypedStream<T>, E> {
    /// Answers with lines of these values.
    pub fn lines<'v>(self, values: impl IntoIterator<Item = &'v T>) -> Self
    where
        T: 'v,
    {
        let canned = Canned::stream(self.operation, values);
        self.push(canned)
    }
}

impl<T: Serialize, E> Answers<TypedStream<Event<T>>, E> {
    /// Answers with events of these values.
    pub fn events<'v>(self, values: impl IntoIterator<Item = &'v T>) -> Self
    where
        T: 'v,
    {
        let canned = Canned::stream(self.operation, values);
        self.push(canned)
    }
}

/// The values that answers of a type are made of: the type itself, and a `&str` for a `String`.
pub trait AnsweredBy<V: ?Sized> {}

impl<T: Serialize> AnsweredBy<T> for T {}
impl AnsweredBy<str> for String {}
