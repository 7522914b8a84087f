//! The credentials that the sample requests of pages show: a header whose value is a variable, `-H "X-Key: $ACME_KEY"`.
//!
//! Never takes a value that stands there itself for a credential, and never says which operations need it.

use super::string;

/// A header for a credential.
#[derive(Debug, PartialEq)]
pub(super) struct Shown {
    /// The name of the header; nothing stands for a bearer token.
    header: Option<String>,
    /// The variable that the requests take it from.
    variable: String,
    page: String,
}

impl Shown {
    /// Its table in `vendor.toml`.
    pub(super) fn table(&self) -> String {
        let kind = match &self.header {
            None => "[auth.bearer]\ntype = \"bearer\"\n".to_owned(),
            Some(name) => {
                format!("[auth.{}]\ntype = \"api-key\"\nin = \"header\"\nname = {}\n", key_of(name), string(name))
            }
        };
        format!("{kind}env = {}\nsource = {}\n\n", string(&self.variable), string(&format!("docs/{}", self.page)))
    }
}

/// The credentials that requests of pages show, each once, in order.
pub(super) fn shown<'p>(pages: impl Iterator<Item = (&'p str, &'p str)>) -> Vec<Shown> {
    let mut found: Vec<Shown> = Vec::new();
    for (page, text) in pages {
        for (header, variable) in text.lines().flat_map(headers).filter_map(credential) {
            if !found.iter().any(|known| known.header == header) {
                found.push(Shown { header, variable: variable.to_owned(), page: page.to_owned() });
            }
        }
    }
    found
}

/// The headers of a line of a curl command: names and values.
fn headers(line: &str) -> impl Iterator<Item = (&str, &str)> {
    let begins = ["-H ", "--header "].into_iter().flat_map(move |option| line.match_indices(option));
    begins.filter_map(move |(at, option)| {
        let rest = line.get(at + option.len()..)?.trim_start();
        let mark = rest.chars().next().filter(|mark| matches!(mark, '"' | '\''))?;
        let (name, value) = rest.get(1..)?.split(mark).next()?.split_once(':')?;
        Some((name.trim(), value.trim()))
    })
}

/// The header and the variable of a credential; no header stands for a bearer token.
fn credential<'l>((name, value): (&'l str, &'l str)) -> Option<(Option<String>, &'l str)> {
    let lower = name.to_ascii_lowercase();
    if lower == "authorization" {
        return Some((None, variable(value.strip_prefix("Bearer ")?)?));
    }
    let is_secret = ["key", "token", "secret", "auth"].iter().any(|word| lower.contains(word));
    Some((Some(name.to_owned()), variable(value)?)).filter(|_| is_secret)
}

/// The name in `$NAME` or `${NAME}`, alone.
fn variable(value: &str) -> Option<&str> {
    let name = value.trim().strip_prefix('$')?;
    let name = name.strip_prefix('{').and_then(|name| name.strip_suffix('}')).unwrap_or(name);
    let is_name = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    is_name.then_some(name)
}

/// `X-Api-Key` as the name of a table.
fn key_of(header: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
    let key: String = header.chars().map(plain).collect();
    key.trim_matches('-').trim_start_matches("x-").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_with_variables_are_credentials() {
        let page = "curl https://h.example \\\n  -H 'version: 2' -H \"X-Api-Key: $ACME_KEY\"\n\n\
            curl -H \"x: $Y\" --header \"Authorization: Bearer ${TOKEN}\"";
        let tables: String = shown([("a.md", page), ("b.md", page)].into_iter()).iter().map(Shown::table).collect();
        assert_eq!(
            tables,
            "[auth.api-key]\ntype = \"api-key\"\nin = \"header\"\nname = \"X-Api-Key\"\nenv = \"ACME_KEY\"\nsource = \"docs/a.md\"\n\n\
             [auth.bearer]\ntype = \"bearer\"\nenv = \"TOKEN\"\nsource = \"docs/a.md\"\n\n"
        );
        let literal = "curl -H 'Authorization: Bearer abc' -H 'X-Key: 123' -H 'Authorization: Basic $X'";
        assert_eq!(shown([("a.md", literal)].into_iter()), []);
    }
}
