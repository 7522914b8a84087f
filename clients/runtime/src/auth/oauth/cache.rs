//! Keeps tokens until they run out or are refused. One request for all that wait; outside of browsers it is carried on when
//! the call that began it is dropped.

use std::collections::BTreeMap;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::FutureExt as _;
use futures_util::future::Shared;
use secrecy::{ExposeSecret, SecretString};

use super::error::OAuthError;
use super::token::{AccessToken, TokenNeed, TokenSource};
use crate::transport::target::{BoxFuture, Instant, RuntimeId, carried_on, runtime_id};

/// A token is not used any more this long before it runs out.
const MARGIN: Duration = Duration::from_secs(30);

/// The tokens of one source, by the scopes that they were asked for with.
pub(crate) struct Cache {
    source: Arc<dyn TokenSource>,
    /// Whether a token is good for the scopes that it was asked for with, rather than for all calls.
    by_scopes: bool,
    slots: Mutex<BTreeMap<Vec<String>, Slot>>,
}

#[derive(Default)]
struct Slot {
    held: Option<Held>,
    coming: Option<Flight>,
    /// The one before, which the answer to a call that was sent with it may quote.
    left: Option<SecretString>,
}

struct Held {
    secret: SecretString,
    /// Until when it is used; without an end until it is refused.
    until: Option<Instant>,
}

/// A request for a token that is on its way.
#[derive(Clone)]
struct Flight {
    result: Shared<BoxFuture<Result<(AccessToken, Instant), OAuthError>>>,
    /// As many as wait for it, and one.
    waiting: Arc<()>,
    /// Where it was begun: its connection and its timers end with that.
    runtime: Option<RuntimeId>,
}

impl Flight {
    /// Whether it can still arrive: somebody waits for it, or it was begun where this call is made.
    fn is_alive(&self) -> bool {
        Arc::strong_count(&self.waiting) > 1 || self.runtime == runtime_id()
    }
}

impl Cache {
    pub(crate) fn new(source: Arc<dyn TokenSource>, by_scopes: bool) -> Self {
        Self { source, by_scopes, slots: Mutex::default() }
    }

    /// Puts a token there that came with a login.
    pub(super) fn put(&self, token: &AccessToken, asked: Instant) {
        self.slots().entry(Vec::new()).or_default().held = Some(Held::new(token, asked));
    }

    /// A token that is good for a while.
    pub(crate) async fn token(&self, scopes: &[&str]) -> Result<SecretString, OAuthError> {
        let key = self.key(scopes);
        let (token, has_run_out) = self.arrived(key.clone()).await?;
        if has_run_out { Ok(self.arrived(key).await?.0) } else { Ok(token) }
    }

    /// The token that is held, or that comes. Whether it has run out since: one that another call asked for may have come
    /// long ago, if that was dropped.
    async fn arrived(&self, key: Vec<String>) -> Result<(SecretString, bool), OAuthError> {
        self.forget_failure(&key);
        let (coming, is_own) = {
            let mut slots = self.slots();
            let slot = slots.entry(key.clone()).or_default();
            if let Some(held) = slot.held.as_ref().filter(|held| held.is_good()) {
                return Ok((held.secret.clone(), false));
            }
            slot.coming.take_if(|flight| !flight.is_alive());
            let is_own = slot.coming.is_none();
            (slot.coming.get_or_insert_with(|| self.fetch(key.clone())).clone(), is_own)
        };
        let result = coming.result.clone().await;
        let mut slots = self.slots();
        let slot = slots.entry(key).or_default();
        // The first of those that wait keeps it.
        if slot.coming.as_ref().is_some_and(|own| Arc::ptr_eq(&own.waiting, &coming.waiting)) {
            slot.coming = None;
            slot.leave();
            slot.held = result.as_ref().ok().map(|(token, asked)| Held::new(token, *asked));
        }
        result.map(|(token, asked)| {
            let has_life = token.lifetime.is_some_and(|lifetime| !lifetime.is_zero());
            let has_run_out = !is_own && has_life && !Held::new(&token, asked).is_good();
            (token.secret, has_run_out)
        })
    }

    /// Forgets a request that failed while nobody waited for it, so that the next call sends a new one.
    fn forget_failure(&self, key: &[String]) {
        // Without the lock: a look at what is on its way may run the source.
        let coming = self.slots().get(key).and_then(|slot| slot.coming.clone());
        let Some(coming) = coming.filter(|flight| Arc::strong_count(&flight.waiting) <= 2) else { return };
        if let Some(Err(_)) = coming.result.clone().now_or_never()
            && let Some(slot) = self.slots().get_mut(key)
        {
            slot.coming.take_if(|own| Arc::ptr_eq(&own.waiting, &coming.waiting));
        }
    }

    /// Drops a token that the API refused, unless another took its place meanwhile.
    pub(crate) fn drop_refused(&self, scopes: &[&str], refused: &SecretString) {
        if let Some(slot) = self.slots().get_mut(&self.key(scopes))
            && slot.held.as_ref().is_some_and(|held| held.secret.expose_secret() == refused.expose_secret())
        {
            slot.leave();
        }
    }

    /// Drops all tokens, those too that are on their way.
    pub(super) fn clear(&self) {
        for slot in self.slots().values_mut() {
            slot.coming = None;
            slot.leave();
        }
    }

    /// All tokens that are kept.
    pub(super) fn held(&self) -> Vec<SecretString> {
        self.slots().values().filter_map(|slot| Some(slot.held.as_ref()?.secret.clone())).collect()
    }

    /// All tokens that may be met in an answer, for blacking them out.
    pub(crate) fn secrets(&self) -> Vec<SecretString> {
        let left = self.slots().values().filter_map(|slot| slot.left.clone()).collect::<Vec<_>>();
        self.held().into_iter().chain(left).collect()
    }

    fn key(&self, scopes: &[&str]) -> Vec<String> {
        let mut key: Vec<String> = match self.by_scopes {
            true => scopes.iter().map(|scope| (*scope).to_owned()).collect(),
            false => Vec::new(),
        };
        key.sort();
        key.dedup();
        key
    }

    fn fetch(&self, scopes: Vec<String>) -> Flight {
        let source = Arc::clone(&self.source);
        let fetch = async move {
            let asked = Instant::now();
            source.token(TokenNeed { scopes }).await.map(|token| (token, asked))
        };
        // A source that panics fails its calls, and none that come later.
        let lost = || OAuthError::source("it panicked, or the runtime that it was called in has ended");
        let fetch = AssertUnwindSafe(fetch).catch_unwind().map(move |result| result.unwrap_or_else(|_| Err(lost())));
        // What cannot be told of a task is that its runtime has ended.
        let fetch: BoxFuture<_> = Box::pin(carried_on(fetch).map(move |result| result.unwrap_or_else(|| Err(lost()))));
        Flight { result: fetch.shared(), waiting: Arc::new(()), runtime: runtime_id() }
    }

    fn slots(&self) -> MutexGuard<'_, BTreeMap<Vec<String>, Slot>> {
        self.slots.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Slot {
    fn leave(&mut self) {
        self.left = self.held.take().map(|held| held.secret).or_else(|| self.left.take());
    }
}

impl Held {
    fn new(token: &AccessToken, asked: Instant) -> Self {
        // A life that no clock can count has no end.
        let until = token.lifetime.and_then(|lifetime| asked.checked_add(usable(lifetime)));
        Self { secret: token.secret.clone(), until }
    }

    fn is_good(&self) -> bool {
        self.until.is_none_or(|until| Instant::now() < until)
    }
}

/// How long of its life a token is used.
fn usable(lifetime: Duration) -> Duration {
    lifetime.saturating_sub(MARGIN).max(lifetime.mul_f64(0.75))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_left_before_it_runs_out() {
        let seconds = |lifetime: f64| usable(Duration::from_secs_f64(lifetime)).as_secs_f64();
        assert_eq!([3600.0, 120.0, 60.0, 1.0, 0.0].map(seconds), [3570.0, 90.0, 45.0, 0.75, 0.0]);
    }

    #[test]
    fn scopes_are_a_set() {
        let source = |_: TokenNeed| async { Ok(AccessToken::new("t")) };
        let cache = Cache::new(Arc::new(source), true);
        assert_eq!(cache.key(&["b", "a", "b"]), ["a", "b"]);
        let cache = Cache::new(Arc::new(source), false);
        assert_eq!(cache.key(&["b", "a", "b"]), [""; 0]);
    }
}
