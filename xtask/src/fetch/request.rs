//! One page over HTTP: asked for unless it is the one that is here, through redirects, within limits. Judges nothing of
//! what comes.

use super::address::{check, is_loopback, shown};
use super::marks;
use super::{Limits, Trouble};
use crate::source_lock::Validators;
use anyhow::{Context, Result};
use reqwest::header::{DATE, ETAG, HeaderMap, HeaderName, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED, LOCATION};
use reqwest::{Client, Response, StatusCode};
use switchboard_codegen::diagnostic::Code;
use url::Url;

/// How many redirects are followed.
const MAX_REDIRECTS: usize = 10;

/// How much of an answer that is no page is read, to tell what it is.
const MAX_NOTICE: usize = 64 * 1024;

/// What came of a page.
pub(super) enum Came {
    /// It is the one that is here.
    Same,
    /// It.
    Page(Answer),
}

/// A page as it came.
pub(super) struct Answer {
    pub(super) bytes: Vec<u8>,
    /// Where it was in the end.
    pub(super) address: Url,
    pub(super) validators: Validators,
    /// When it came, as its server says.
    pub(super) date: Option<String>,
}

/// Asks servers.
pub(crate) struct Fetcher {
    far: Client,
    /// For this machine: no proxy stands before it.
    near: Client,
    pub(super) limits: Limits,
}

impl Fetcher {
    pub(crate) fn new(limits: Limits) -> Result<Self> {
        let builder = || {
            Client::builder()
                .redirect(reqwest::redirect::Policy::none())
                .referer(false)
                .user_agent(concat!("switchboard/", env!("CARGO_PKG_VERSION"), " (fetches API documents)"))
                .connect_timeout(limits.time)
                .timeout(limits.time)
        };
        let cannot = "cannot set up the client for HTTP";
        let far = builder().build().context(cannot)?;
        Ok(Self { far, near: builder().no_proxy().build().context(cannot)?, limits })
    }

    /// Asks for a page. With `known` its server is told which one is here.
    pub(super) async fn get(&self, address: &Url, known: &Validators) -> Result<Came, Trouble> {
        check(address, None)?;
        let mut address = address.clone();
        for _ in 0..=MAX_REDIRECTS {
            let client = if is_loopback(&address) { &self.near } else { &self.far };
            let mut request = client.get(address.clone());
            if let Some(etag) = &known.etag {
                request = request.header(IF_NONE_MATCH, etag);
            }
            if let Some(date) = &known.last_modified {
                request = request.header(IF_MODIFIED_SINCE, date);
            }
            let response = request.send().await.map_err(|error| self.unanswered(&address, &error))?;
            match response.status() {
                StatusCode::NOT_MODIFIED if !known.is_empty() => return Ok(Came::Same),
                StatusCode::OK => return self.page(address, response).await.map(Came::Page),
                status if status.is_redirection() => address = follow(&address, &response)?,
                status => return Err(self.refused(&address, status, response).await),
            }
        }
        let message = format!("{} redirects more than {MAX_REDIRECTS} times", shown(&address));
        Err(Trouble::new(Code::FetchFailed, message, "write the address where the page really is"))
    }

    async fn page(&self, address: Url, mut response: Response) -> Result<Answer, Trouble> {
        let too_large = || {
            let message = format!("{} gives more than {}", shown(&address), size(self.limits.bytes));
            Trouble::new(Code::FetchTooLarge, message, "write the address of the document alone")
        };
        if response.content_length().is_some_and(|length| length > self.limits.bytes) {
            return Err(too_large());
        }
        let text = |name: HeaderName| header(response.headers(), &name);
        let (validators, date) = (Validators { etag: text(ETAG), last_modified: text(LAST_MODIFIED) }, text(DATE));
        let mut bytes = Vec::new();
        loop {
            match response.chunk().await {
                Ok(Some(chunk)) if (bytes.len() + chunk.len()) as u64 > self.limits.bytes => return Err(too_large()),
                Ok(Some(chunk)) => bytes.extend_from_slice(&chunk),
                Ok(None) => return Ok(Answer { bytes, address, validators, date }),
                Err(error) if error.is_timeout() => return Err(self.unanswered(&address, &error)),
                Err(_) => {
                    let message = format!("{} broke off after {} bytes", shown(&address), bytes.len());
                    let help = "run it again; nothing was written";
                    return Err(Trouble::new(Code::PageCut, message, help));
                }
            }
        }
    }

    /// Why there is no answer.
    fn unanswered(&self, address: &Url, error: &reqwest::Error) -> Trouble {
        let reason = match error {
            error if error.is_timeout() => format!("did not answer within {} s", self.limits.time.as_secs()),
            error if error.is_connect() => format!("cannot be reached ({})", innermost(error)),
            error => format!("gave no answer of HTTP ({})", innermost(error)),
        };
        let message = format!("{} {reason}", shown(address));
        Trouble::new(Code::FetchFailed, message, "run it again later; check the address if it stays so")
    }

    /// What an answer is that is neither a page nor leads to one.
    async fn refused(&self, address: &Url, status: StatusCode, mut response: Response) -> Trouble {
        let is_challenge = marks::is_challenge(response.headers());
        let mut notice = Vec::new();
        while notice.len() < MAX_NOTICE {
            let Ok(Some(chunk)) = response.chunk().await else { break };
            notice.extend_from_slice(&chunk);
        }
        let notice = String::from_utf8_lossy(&notice);
        if is_challenge || marks::is_captcha(&notice) {
            return marks::captcha(address);
        }
        if status == StatusCode::UNAUTHORIZED || marks::is_login(&notice) {
            return marks::login(address);
        }
        let help = match status {
            StatusCode::NOT_FOUND | StatusCode::GONE => {
                "find where the page is now, and write that into vendor.toml; or remove the page with its entry"
            }
            _ => "run it again later; check the address in a browser if it stays so",
        };
        let message = format!("{} answers with the status {}", shown(address), status.as_u16());
        Trouble::new(Code::FetchFailed, message, help)
    }
}

/// Where a redirect leads.
fn follow(address: &Url, response: &Response) -> Result<Url, Trouble> {
    let target = header(response.headers(), &LOCATION).and_then(|target| address.join(&target).ok());
    let Some(target) = target else {
        let message = format!("{} redirects, and does not say where", shown(address));
        return Err(Trouble::new(Code::FetchFailed, message, "check the address in a browser"));
    };
    check(&target, Some(address))?;
    if marks::leads_to_login(&target) && !marks::leads_to_login(address) {
        return Err(marks::login(&target));
    }
    Ok(target)
}

fn header(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let text = headers.get(name)?.to_str().ok()?.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

fn innermost(error: &dyn std::error::Error) -> String {
    let mut error = error;
    while let Some(inner) = error.source() {
        error = inner;
    }
    error.to_string()
}

fn size(bytes: u64) -> String {
    match bytes {
        bytes if bytes % (1024 * 1024) == 0 => format!("{} MiB", bytes / 1024 / 1024),
        bytes => format!("{bytes} bytes"),
    }
}
