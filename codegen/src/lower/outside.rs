//! Which references lead where nothing of a document may lie: out of its folder, to files of the machine or of others in
//! its network, or to addresses that only this machine or its network can reach. Opens nothing and asks nobody.

use super::pointers::percent_decoded;
use std::net::{IpAddr, Ipv6Addr};
use url::{Host, Url};

/// Whether a reference is one that no run may follow, and no document has a reason for.
pub(super) fn is_forbidden(reference: &str) -> bool {
    let decoded = percent_decoded(reference);
    let file = decoded.split('#').next().unwrap_or_default().trim();
    match Url::parse(file) {
        Ok(url) if matches!(url.scheme(), "http" | "https") => match url.host() {
            Some(Host::Ipv4(address)) => is_private(IpAddr::V4(address)),
            Some(Host::Ipv6(address)) => is_private(IpAddr::V6(address)),
            _ => false,
        },
        // A letter of a drive is no scheme.
        Ok(url) => url.scheme() == "file" || url.scheme().len() == 1,
        Err(_) => file.starts_with('/') || file.contains('\\') || file.split('/').any(|step| step == ".."),
    }
}

/// Whether an address is not one of the internet (RFC 6890).
fn is_private(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => {
            address.is_private() || address.is_loopback() || address.is_link_local() || address.is_unspecified()
        }
        IpAddr::V6(address) => {
            let [first, ..] = address.segments();
            let is_local = first & 0xfe00 == 0xfc00 || first & 0xffc0 == 0xfe80;
            is_local || address.is_loopback() || address.is_unspecified() || mapped(address).is_some_and(is_private)
        }
    }
}

/// The address of version 4 that one of version 6 stands for (RFC 4291, section 2.5.5.2).
fn mapped(address: Ipv6Addr) -> Option<IpAddr> {
    address.to_ipv4_mapped().map(IpAddr::V4)
}

#[cfg(test)]
mod tests {
    use super::is_forbidden;

    #[test]
    fn files_elsewhere_and_private_addresses_are_forbidden() {
        for reference in [
            "file:///etc/passwd",
            "../../etc/passwd",
            "a/../../b.yaml#/x",
            "%2e%2e/secret.json",
            "/etc/passwd",
            "//host/share",
            "\\\\host\\share",
            "C:\\secret",
            "c:/secret",
            "http://169.254.169.254/latest",
            "https://127.0.0.1:8080/a.json#/b",
            "http://10.1.2.3/",
            "http://[::1]/a",
            "http://[::ffff:192.168.0.1]/a",
            "http://[fd00::1]/a",
        ] {
            assert!(is_forbidden(reference), "{reference}");
        }
    }

    #[test]
    fn others_are_not() {
        for reference in [
            "#/components/schemas/A",
            "common.yaml#/A",
            "schemas/a..b.json",
            "https://example.com/a/../b.json",
            "http://8.8.8.8/a",
            "urn:example:a",
            "",
        ] {
            assert!(!is_forbidden(reference), "{reference}");
        }
    }
}
