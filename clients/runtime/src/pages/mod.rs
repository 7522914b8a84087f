//! Follows the pages of a list to their end, which it makes sure there is: a server that repeats itself, or never
//! stops, ends in an error.

pub(crate) mod paging;

use std::collections::HashSet;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;
use futures_util::StreamExt as _;

use crate::content::Undocumented;
use crate::data::Deviation;
use crate::error::{Error, Failure};
use crate::operation::Operation;
use crate::transport::target::{BoxStream, MaybeSend};

/// Most pages unless the caller says otherwise.
const PAGE_LIMIT: usize = 10_000;

/// A page, and where it deviates from the document.
type Page<P> = (P, Vec<Deviation>);

/// The pages of a list, fetched one by one as they are asked for. Ends after the first error.
#[must_use = "a stream does nothing until it is polled"]
pub struct Pages<P, E = Undocumented> {
    stream: BoxStream<Result<Page<P>, Error<E>>>,
    /// Those of the page that came last.
    deviations: Vec<Deviation>,
}

/// The items of a list, page after page. Ends after the first error.
#[must_use = "a stream does nothing until it is polled"]
pub struct Items<T, P, E = Undocumented> {
    pages: Pages<P, E>,
    split: fn(P) -> Vec<T>,
    items: std::vec::IntoIter<T>,
}

/// Where the following page is: a cursor, a page number, an offset or a link, as text.
pub(crate) type Next = Option<String>;

impl<P: MaybeSend + 'static, E: MaybeSend + 'static> Pages<P, E> {
    /// Follows pages from `first` on, where `None` is the first page there is.
    ///
    /// `fetch` gives a page and where the following one is. The same place twice is an error, and so are more than
    /// 10 000 pages; see [`Pages::with_limit`].
    pub fn new<F, R>(operation: &'static Operation, first: Next, fetch: F) -> Self
    where
        F: FnMut(Next) -> R + MaybeSend + 'static,
        R: Future<Output = Result<(P, Next), Error<E>>> + MaybeSend + 'static,
    {
        Self::with_limit(operation, first, PAGE_LIMIT, fetch)
    }

    /// Follows at most `limit` pages; if there are more, an error comes after them.
    pub fn with_limit<F, R>(operation: &'static Operation, first: Next, limit: usize, fetch: F) -> Self
    where
        F: FnMut(Next) -> R + MaybeSend + 'static,
        R: Future<Output = Result<(P, Next), Error<E>>> + MaybeSend + 'static,
    {
        let walk = Walk { operation, seen: HashSet::new(), limit };
        let state = Some((first, walk, fetch));
        let stream = futures_util::stream::unfold(state, |state| async move {
            let (place, mut walk, mut fetch) = state?;
            if let Err(failure) = walk.enter(place.clone()) {
                return Some((Err(failure.into()), None));
            }
            match fetch(place).await {
                Ok((page, None)) => Some((Ok((page, Vec::new())), None)),
                Ok((page, next)) => Some((Ok((page, Vec::new())), Some((next, walk, fetch)))),
                Err(error) => Some((Err(error), None)),
            }
        });
        Self::from_stream(stream)
    }

    /// Pages with what deviates in each from the document.
    pub(crate) fn from_stream(stream: impl Stream<Item = Result<Page<P>, Error<E>>> + MaybeSend + 'static) -> Self {
        // Whoever asks once more behind the end is told the same.
        Self { stream: Box::pin(stream.fuse()), deviations: Vec::new() }
    }

    /// The next page, or `None` at the end.
    pub async fn next(&mut self) -> Option<Result<P, Error<E>>> {
        std::future::poll_fn(|context| self.poll_page(context)).await
    }

    /// The items of all pages, which `split` takes out of each.
    pub fn items<T>(self, split: fn(P) -> Vec<T>) -> Items<T, P, E> {
        Items { pages: self, split, items: Vec::new().into_iter() }
    }
}

impl<P, E> Pages<P, E> {
    /// Where the page that came last deviates from the document: what is there was corrected. Empty where nothing was.
    pub fn deviations(&self) -> &[Deviation] {
        &self.deviations
    }

    fn poll_page(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<P, Error<E>>>> {
        let next = std::task::ready!(self.stream.as_mut().poll_next(context));
        self.deviations.clear();
        Poll::Ready(next.map(|page| {
            let (page, deviations) = page?;
            self.deviations = deviations;
            Ok(page)
        }))
    }
}

/// The way through the pages.
pub(crate) struct Walk {
    operation: &'static Operation,
    seen: HashSet<Next>,
    limit: usize,
}

impl Walk {
    pub(crate) fn new(operation: &'static Operation) -> Self {
        Self { operation, seen: HashSet::new(), limit: PAGE_LIMIT }
    }

    /// Notes that the page at `place` is about to be fetched.
    pub(crate) fn enter(&mut self, place: Next) -> Result<(), Failure> {
        let problem = if self.seen.len() >= self.limit {
            format!("there are more than {}", self.limit)
        } else if !self.seen.insert(place) {
            "the server named one of them twice".to_owned()
        } else {
            return Ok(());
        };
        Err(Failure::Pagination { operation: self.operation.id, problem })
    }
}

impl<T, P: MaybeSend + 'static, E: MaybeSend + 'static> Items<T, P, E> {
    /// The next item, or `None` at the end.
    pub async fn next(&mut self) -> Option<Result<T, Error<E>>> {
        std::future::poll_fn(|context| self.poll_item(context)).await
    }
}

impl<T, P, E> Items<T, P, E> {
    /// Where the page that the last item is from deviates from the document, by paths in that page.
    pub fn deviations(&self) -> &[Deviation] {
        self.pages.deviations()
    }

    fn poll_item(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T, Error<E>>>> {
        loop {
            if let Some(item) = self.items.next() {
                return Poll::Ready(Some(Ok(item)));
            }
            match std::task::ready!(self.pages.poll_page(context)) {
                Some(Ok(page)) => self.items = (self.split)(page).into_iter(),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

impl<P, E> Stream for Pages<P, E> {
    type Item = Result<P, Error<E>>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_page(context)
    }
}

impl<T: Unpin, P, E> Stream for Items<T, P, E> {
    type Item = Result<T, Error<E>>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_item(context)
    }
}

impl<P, E> fmt::Debug for Pages<P, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").finish_non_exhaustive()
    }
}

impl<T, P, E> fmt::Debug for Items<T, P, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").finish_non_exhaustive()
    }
}
