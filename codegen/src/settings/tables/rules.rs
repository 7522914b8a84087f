//! What texts of settings must be: addresses, names, versions, and words out of a list.

use crate::describe::Format;
use crate::diagnostic::Code;
use crate::settings::keys::{Rule, Words};
use crate::spec::media_type::is_token;
use crate::text::{is_web_address, portable};

/// A pattern of [`is_web_address`] for editors.
const ADDRESS_PATTERN: &str = r#"^https?://[^\s<>"`\\]+$"#;

pub(super) static ADDRESS: Rule = Rule {
    sound: is_web_address,
    fault: "is not a valid web address",
    help: |_| "begin it with https://".to_owned(),
    pattern: ADDRESS_PATTERN,
};

pub(super) static ADDRESS_BEGINNING: Rule = Rule {
    sound: is_web_address,
    fault: "is not a valid web address",
    help: |_| "write the beginning of an address, with https://".to_owned(),
    pattern: ADDRESS_PATTERN,
};

pub(super) static CRATE_NAME: Rule = Rule {
    sound: is_crate_name,
    fault: "is not a valid name for a crate",
    help: |name| crate::settings::CrateSettings::help_for_name(name).to_owned(),
    pattern: "^[a-z][a-z0-9_-]{0,63}$",
};

pub(super) static VERSION: Rule = Rule {
    sound: is_version,
    fault: "is not a valid version",
    help: |_| "write MAJOR.MINOR.PATCH, for instance \"0.1.0\"".to_owned(),
    pattern: r"^(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$",
};

/// What cargo is asked for.
pub(in crate::settings) static VERSION_REQUIREMENT: Rule = Rule {
    sound: |text| semver::VersionReq::parse(text).is_ok(),
    fault: "is not a valid version requirement",
    help: |_| "a requirement looks like 0.1 or =0.1.3".to_owned(),
    pattern: r"^[\s0-9A-Za-z.,*^~<>=+-]+$",
};

pub(super) static HEADER: Rule = Rule {
    sound: is_token,
    fault: "is not a valid header name",
    help: |_| "a name is made of ASCII letters, digits and dashes".to_owned(),
    pattern: "^[!#$%&'*+.^_`|~0-9A-Za-z-]+$",
};

pub(super) static VARIABLE: Rule = Rule {
    sound: |name| {
        let allowed = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
        name.bytes().all(allowed) && !name.starts_with(|first: char| first.is_ascii_digit())
    },
    fault: "is not a valid name for an environment variable",
    help: |_| "use upper-case letters, digits and `_`".to_owned(),
    pattern: "^[A-Z_][A-Z0-9_]*$",
};

/// What an alias is made of: a method, a type, or a member or setter of one.
pub(super) static RUST_PATH: Rule = Rule {
    sound: |path| {
        let is_word = |word: &str| {
            let mut letters = word.strip_prefix("r#").unwrap_or(word).chars();
            letters.next().is_some_and(|first| first == '_' || first.is_alphabetic())
                && letters.all(|letter| letter == '_' || letter.is_alphanumeric())
        };
        let Some((module, rest)) = path.split_once("::") else { return false };
        let words: Vec<&str> = rest.split("::").flat_map(|part| part.split('.')).collect();
        let most = if matches!(module, "types" | "calls") { 2 } else { 1 };
        matches!(module, "Client" | "types" | "calls" | "results" | "forms")
            && words.len() <= most
            && words.into_iter().all(is_word)
    },
    fault: "is not a path that can have an alias",
    help: |_| "write it as `diff` prints it, for instance Client::get_bell, types::Bell or types::Bell.name".to_owned(),
    pattern: r"^(Client|types|calls|results|forms)::.+$",
};

pub(super) static DATE: Rule = Rule {
    sound: is_date,
    fault: "is not a valid date",
    help: |_| "write a day of the calendar as YYYY-MM-DD".to_owned(),
    pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
};

pub(super) static FORMAT: Words = Words {
    all: || Format::ALL.iter().map(|format| format.as_str()).chain(["auto"]).collect(),
    fault: "is not a format that can be read",
    known: "known formats",
    help: None,
};

pub(super) static CODE: Words = Words {
    all: || Code::ALL.iter().map(|code| code.as_str()).collect(),
    fault: "is not a valid code of a warning",
    known: "known codes",
    help: Some("codes stand in brackets after `warning`"),
};

/// What other crates are called that generated code or cargo needs.
const RESERVED: &[&str] = &["test", "core", "std", "alloc", "proc_macro", "runtime"];

/// Whether no crate can have this name, since another has it, or since its folder would be a device on Windows.
pub(in crate::settings) fn is_reserved(name: &str) -> bool {
    RESERVED.contains(&name) || portable::is_device(name)
}

/// What cargo accepts, less what would not be a path segment of its own in Rust.
pub(in crate::settings) fn is_crate_name(name: &str) -> bool {
    let allowed =
        |character: char| character.is_ascii_lowercase() || character.is_ascii_digit() || "-_".contains(character);
    name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.chars().all(allowed)
        && name.len() <= 64
        && !is_reserved(name)
        && syn::parse_str::<syn::Ident>(&name.replace('-', "_")).is_ok()
}

pub(in crate::settings) fn is_version(version: &str) -> bool {
    semver::Version::parse(version).is_ok()
}

/// A day of the calendar, as `YYYY-MM-DD`.
fn is_date(date: &str) -> bool {
    date.parse::<toml::value::Datetime>().is_ok_and(|date| date.time.is_none() && date.date.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_those_of_the_calendar() {
        let dates = ["2026-11-20", "2024-02-29", "2026-02-29", "2026-13-45", "2026-00-01", "2026-1-1", "20261120", ""];
        assert_eq!(dates.map(is_date), [true, true, false, false, false, false, false, false]);
        assert!(!is_date("2026-11-20T10:00:00Z") && !is_date("10:00:00"));
    }
}
