//! `app.toml`: how an application is installed and started, and where it says what.

use anyhow::{Context, Result, bail};
use camino::{Utf8Path, Utf8PathBuf};
use std::collections::BTreeMap;
use std::process::Command;
use switchboard::terminal;
use toml::Value;

/// An application of a framework.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct App {
    /// Its name in reports: that of its folder.
    pub(crate) name: String,
    /// Where it is.
    pub(crate) folder: Utf8PathBuf,
    /// What fetches and builds what it stands on.
    pub(crate) install: Line,
    /// What starts it; `{port}` is the port it listens on.
    pub(crate) serve: Line,
    /// The address of its document.
    pub(crate) document: String,
    /// An address that answers with success once it serves.
    pub(crate) ready: String,
    /// An address that says what the handler of the last call was handed.
    pub(crate) received: String,
    /// Credentials by the id of their scheme.
    pub(crate) credentials: BTreeMap<String, String>,
    /// Programs that have to be there.
    pub(crate) needs: Vec<String>,
}

/// A command: a line for the shell, or a program with its arguments.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Line {
    Shell(String),
    Program(Vec<String>),
}

impl Line {
    /// The command with `{port}` replaced.
    pub(crate) fn command(&self, port: Option<u16>) -> Command {
        let filled = |text: &str| match port {
            Some(port) => text.replace("{port}", &port.to_string()),
            None => text.to_owned(),
        };
        match self {
            Self::Shell(line) => {
                let mut command = Command::new("sh");
                command.arg("-c").arg(filled(line));
                command
            }
            Self::Program(words) => {
                let mut words = words.iter().map(|word| filled(word));
                let mut command = Command::new(words.next().unwrap_or_default());
                command.args(words);
                command
            }
        }
    }

    /// Whether there is nothing to do.
    pub(crate) fn is_empty(&self) -> bool {
        match self {
            Self::Shell(line) => line.trim().is_empty(),
            Self::Program(words) => words.is_empty(),
        }
    }

    fn contains(&self, text: &str) -> bool {
        match self {
            Self::Shell(line) => line.contains(text),
            Self::Program(words) => words.iter().any(|word| word.contains(text)),
        }
    }
}

impl std::fmt::Display for Line {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Shell(line) => f.write_str(line),
            Self::Program(words) => f.write_str(&words.join(" ")),
        }
    }
}

impl App {
    /// Reads the `app.toml` of a folder.
    ///
    /// # Errors
    ///
    /// When it is not there, is no TOML, or lacks something.
    pub(crate) fn read(folder: &Utf8Path) -> Result<Self> {
        let path = folder.join("app.toml");
        if !path.is_file() {
            bail!("{folder} is not an application: it has no file app.toml; `live --help` says what it holds");
        }
        let text = fs_err::read_to_string(&path)?;
        let absolute = folder.canonicalize_utf8()?;
        Self::parse(&absolute, &text).with_context(|| format!("{path} cannot be used"))
    }

    fn parse(folder: &Utf8Path, text: &str) -> Result<Self> {
        let table: toml::Table = toml::from_str(text).context("it is not TOML")?;
        const KEYS: [&str; 7] = ["install", "serve", "document", "ready", "received", "credentials", "needs"];
        let unknown: Vec<&str> = table.keys().map(String::as_str).filter(|key| !KEYS.contains(key)).collect();
        let unknown = match unknown.first() {
            Some(first) => format!("; the key `{first}` means nothing, there are {}", KEYS.join(", ")),
            None => String::new(),
        };
        let missing: Vec<&str> = KEYS[..5].iter().copied().filter(|key| !table.contains_key(*key)).collect();
        if !missing.is_empty() {
            let missing = missing.iter().map(|key| format!("`{key}` ({})", meaning(key))).collect::<Vec<_>>();
            bail!("it lacks {}{unknown}", missing.join(" and "));
        }
        if !unknown.is_empty() {
            terminal::note(&format!("{folder}/app.toml{unknown}"));
        }
        let line = |key: &str| match &table[key] {
            Value::String(line) => Ok(Line::Shell(line.clone())),
            Value::Array(words) => {
                let words = words.iter().map(|word| word.as_str().map(str::to_owned)).collect::<Option<Vec<_>>>();
                words.map(Line::Program).with_context(|| format!("`{key}` is a list, and not all of it is text"))
            }
            _ => bail!("`{key}` is neither a text nor a list of texts"),
        };
        let address = |key: &str| match table[key].as_str() {
            Some(address) if address.starts_with('/') || address.starts_with("http://") => Ok(address.to_owned()),
            _ => bail!("`{key}` is not an address: it begins with `/`"),
        };
        let serve = line("serve")?;
        if !serve.contains("{port}") {
            bail!("`serve` says nowhere `{{port}}`, so that the server cannot be told where to listen");
        }
        let credentials = match table.get("credentials") {
            None => BTreeMap::new(),
            Some(Value::Table(members)) => members
                .iter()
                .map(|(id, secret)| Some((id.clone(), secret.as_str()?.to_owned())))
                .collect::<Option<_>>()
                .context("`credentials` holds something that is not text")?,
            Some(_) => bail!("`credentials` is not a table of texts, by the ids of the document's security schemes"),
        };
        let needs = match table.get("needs") {
            None => Vec::new(),
            Some(Value::Array(names)) => names
                .iter()
                .map(|name| name.as_str().map(str::to_owned))
                .collect::<Option<_>>()
                .context("`needs` holds something that is not text")?,
            Some(_) => bail!("`needs` is not a list of programs"),
        };
        Ok(Self {
            name: folder.file_name().unwrap_or("app").to_owned(),
            folder: folder.to_owned(),
            install: line("install")?,
            serve,
            document: address("document")?,
            ready: address("ready")?,
            received: address("received")?,
            credentials,
            needs,
        })
    }

    /// The programs that it needs and that are not here.
    pub(crate) fn lacks(&self) -> Vec<&str> {
        let paths: Vec<_> =
            std::env::var_os("PATH").map(|paths| std::env::split_paths(&paths).collect()).unwrap_or_default();
        let is_here = |name: &str| paths.iter().any(|folder: &std::path::PathBuf| folder.join(name).is_file());
        self.needs.iter().map(String::as_str).filter(|name| !is_here(name)).collect()
    }

    /// The correction of its document, if it has one.
    pub(crate) fn overlay(&self) -> Option<Utf8PathBuf> {
        let path = self.folder.join("overlay.yaml");
        path.is_file().then_some(path)
    }

    /// What the document leaves out, in the words of vendor.toml, if the folder says it.
    pub(crate) fn settings(&self) -> Option<Utf8PathBuf> {
        let path = self.folder.join("settings.toml");
        path.is_file().then_some(path)
    }
}

fn meaning(key: &str) -> &'static str {
    match key {
        "install" => "what fetches and builds what the app stands on",
        "serve" => "what starts it, with `{port}` in it",
        "document" => "the address of the document that it serves",
        "ready" => "an address that answers once it serves",
        _ => "an address that says what the handler of the last call was handed",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: &str = "install = ''\nserve = 'x {port}'\ndocument = '/d'\nready = '/r'\nreceived = '/w'\n";

    fn refused(text: &str) -> String {
        format!("{:#}", App::parse(Utf8Path::new("/apps/bell"), text).expect_err("it is not right"))
    }

    #[test]
    fn what_is_wrong_is_said() {
        let app = App::parse(Utf8Path::new("/apps/bell"), WHOLE).expect("it is right");
        assert_eq!((app.name.as_str(), app.serve.to_string().as_str()), ("bell", "x {port}"));
        assert_eq!(app.serve.command(Some(7)).get_args().last().and_then(|word| word.to_str()), Some("x 7"));
        assert_eq!(
            refused("install = ''\nserve = 'x'\nready = '/r'\nreceived = '/w'"),
            "it lacks `document` (the address of the document that it serves)"
        );
        assert!(refused(&WHOLE.replace("{port}", "80")).contains("`serve` says nowhere `{port}`"));
        assert!(refused(&WHOLE.replace("'/d'", "'d'")).contains("`document` is not an address: it begins with `/`"));
        let misspelt = refused(&WHOLE.replace("serve", "sevre"));
        assert!(misspelt.starts_with("it lacks `serve` (what starts it, with `{port}` in it); the key `sevre` means"));
        // What others have for their own use is no mistake.
        assert!(App::parse(Utf8Path::new("/apps/bell"), &format!("{WHOLE}author = 'x'")).is_ok());
        assert!(refused("install =").starts_with("it is not TOML"));
        assert!(refused(&WHOLE.replace("''", "5")).contains("`install` is neither a text nor a list of texts"));
    }
}
