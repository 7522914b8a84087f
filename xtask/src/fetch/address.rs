//! Which addresses may be asked: those with https, and those of this machine.

use std::net::IpAddr;
use switchboard_codegen::diagnostic::Code;
use url::{Host, Url};

use super::Trouble;

/// Whether an address is one of this machine, which nobody stands before.
pub(super) fn is_loopback(address: &Url) -> bool {
    match address.host() {
        Some(Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
        Some(Host::Ipv4(ip)) => IpAddr::V4(ip).is_loopback(),
        Some(Host::Ipv6(ip)) => IpAddr::V6(ip).is_loopback(),
        None => false,
    }
}

/// Whether an address may be asked; `from` is the one that leads to it.
pub(super) fn check(address: &Url, from: Option<&Url>) -> Result<(), Trouble> {
    let comes_from_this_machine = from.is_none_or(is_loopback);
    let sound = match address.scheme() {
        // From elsewhere nobody is led to a server of this machine.
        "https" => comes_from_this_machine || !is_loopback(address),
        "http" => comes_from_this_machine && is_loopback(address),
        _ => false,
    };
    if sound {
        return Ok(());
    }
    let message = match from {
        Some(from) => format!("{} redirects to {}", shown(from), shown(address)),
        None => format!("{} is not encrypted", shown(address)),
    };
    let help = match from {
        Some(_) => "redirects are followed to addresses with https:// only; write the one where the page really is",
        None => "write it with https://; without it only addresses of this machine are fetched",
    };
    Err(Trouble::new(Code::FetchInsecure, message, help))
}

/// An address as messages show it: without a user, a password, or what may be a key.
pub(super) fn shown(address: &Url) -> String {
    let mut shown = address.clone();
    let _ = shown.set_username("");
    let _ = shown.set_password(None);
    if shown.query().is_some() {
        shown.set_query(Some("…"));
    }
    shown.set_fragment(None);
    shown.to_string().replace("%E2%80%A6", "…")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn may(address: &str, from: Option<&str>) -> bool {
        let from = from.map(|from| Url::parse(from).unwrap());
        check(&Url::parse(address).unwrap(), from.as_ref()).is_ok()
    }

    #[test]
    fn only_https_and_this_machine_are_asked() {
        assert!(may("https://bell.example/a", None) && may("http://127.0.0.1:1/a", None));
        assert!(may("http://[::1]/a", None) && may("http://localhost/a", None));
        assert!(!may("http://bell.example/a", None) && !may("ftp://bell.example/a", None));
        assert!(!may("http://127.0.0.1.bell.example/", None));
        let (far, near) = (Some("https://bell.example/"), Some("http://127.0.0.1:1/"));
        assert!(may("https://other.example/", far) && !may("http://other.example/", far));
        assert!(!may("http://127.0.0.1:1/", far) && !may("https://localhost/", far));
        assert!(may("http://127.0.0.1:2/", near) && may("https://bell.example/", near));
        assert!(!may("http://bell.example/", near) && !may("file:///etc/passwd", near));
    }

    #[test]
    fn keys_in_addresses_are_not_shown() {
        let address = Url::parse("https://me:secret@bell.example/a?key=secret#secret").unwrap();
        assert_eq!(shown(&address), "https://bell.example/a?…");
    }
}
