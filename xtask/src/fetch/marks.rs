//! By what pages are told that stand in place of one: a login, a question whether a person asks. The marks are those of the
//! kind, never of a vendor's site.

use super::Trouble;
use super::address::shown;
use reqwest::header::HeaderMap;
use switchboard_codegen::diagnostic::Code;
use url::Url;

/// Segments of the path of a login.
const LOGIN_SEGMENTS: &[&str] =
    &["login", "log-in", "log_in", "signin", "sign-in", "sign_in", "sso", "saml", "oauth2", "authorize", "auth0"];

/// What the title of a login page says.
const LOGIN_TITLES: &[&str] = &["log in", "login", "sign in", "signin", "sign-in", "authentication required"];

/// What is found in pages that ask whether a person is there: names of the widgets, and what people are told.
const CAPTCHA_MARKS: &[&str] = &[
    "g-recaptcha",
    "h-captcha",
    "hcaptcha.com",
    "cf-turnstile",
    "cf-challenge",
    "challenge-platform",
    "challenge-form",
    "px-captcha",
    "captcha-delivery",
    "awswafcaptcha",
    "verify you are human",
    "verify that you are human",
    "are you a robot",
    "unusual traffic",
    "checking your browser",
];

const CAPTCHA_TITLES: &[&str] =
    &["just a moment", "attention required", "captcha", "security check", "human verification"];

/// Whether the headers say that a question stands in place of the page.
pub(super) fn is_challenge(headers: &HeaderMap) -> bool {
    let says = |name: &str| {
        let value = headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        ["challenge", "captcha"].iter().any(|word| value.eq_ignore_ascii_case(word))
    };
    says("cf-mitigated") || says("x-amzn-waf-action")
}

/// Whether a text of HTML asks whether a person is there.
pub(super) fn is_captcha(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    let title = title(&text);
    is_html(&text)
        && (CAPTCHA_TITLES.iter().any(|mark| title.contains(mark))
            || CAPTCHA_MARKS.iter().any(|mark| text.contains(mark)))
}

/// Whether a text of HTML asks to log in.
pub(super) fn is_login(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    let title = title(&text);
    let asks = || {
        let fields = ["type=\"password\"", "type='password'", "type=password"];
        fields.iter().any(|field| text.contains(field))
    };
    is_html(&text) && (LOGIN_TITLES.iter().any(|mark| title.contains(mark)) || asks())
}

/// Whether an address is that of a login.
pub(super) fn leads_to_login(address: &Url) -> bool {
    let mut segments = address.path_segments().into_iter().flatten();
    segments.any(|segment| {
        LOGIN_SEGMENTS.contains(&segment.split('.').next().unwrap_or_default().to_ascii_lowercase().as_str())
    })
}

pub(super) fn login(address: &Url) -> Trouble {
    let help = "write an address that anybody may read; or save the page by hand, and set `fetch = false` in its entry";
    Trouble::new(Code::PageLogin, format!("{} asks to log in", shown(address)), help)
}

pub(super) fn captcha(address: &Url) -> Trouble {
    let help = "wait before you ask again; or save the page by hand, and set `fetch = false` in its entry";
    Trouble::new(Code::PageCaptcha, format!("{} asks whether a person is there", shown(address)), help)
}

/// Whether a text is a page of HTML.
pub(super) fn is_html(text: &str) -> bool {
    let start: String = text.trim_start_matches('\u{feff}').trim_start().chars().take(14).collect();
    let start = start.to_ascii_lowercase();
    start.starts_with("<!doctype html") || start.starts_with("<html")
}

/// The title of a page in lower case.
fn title(text: &str) -> &str {
    let from = text.find("<title").and_then(|at| text[at..].find('>').map(|end| at + end + 1));
    let to = from.and_then(|from| text[from..].find("</title").map(|end| from + end));
    from.zip(to).map_or("", |(from, to)| &text[from..to])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_about_logins_is_none() {
        let page = |title: &str, body: &str| format!("<!doctype html><html><title>{title}</title><body>{body}</body>");
        assert!(is_login(&page("Sign in - Bell", "")) && is_login(&page("Bell", "<input type=\"password\">")));
        assert!(!is_login(&page("Calls", "how to log in to the dashboard")) && !is_login("# Log in\n\ntype=password"));
        assert!(is_captcha(&page("Just a moment...", "")) && is_captcha(&page("", "Verify you are human")));
        assert!(!is_captcha(&page("Calls", "")) && !is_captcha("g-recaptcha is a widget"));
    }

    #[test]
    fn only_a_whole_segment_is_a_login() -> Result<(), url::ParseError> {
        for (address, is_one) in [
            ("https://bell.example/login?next=/docs", true),
            ("https://bell.example/Sign-In.html", true),
            ("https://bell.example/docs/login-codes.md", false),
            ("https://login.bell.example/docs", false),
        ] {
            assert_eq!(leads_to_login(&Url::parse(address)?), is_one, "{address}");
        }
        Ok(())
    }
}
