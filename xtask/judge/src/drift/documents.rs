//! Documents over many versions, out of packages of npm: which there are is a file, and what npm gives is kept below
//! `target/`. Never fetches what is there already.

use anyhow::{Context, Result, bail};
use camino::{Utf8Path, Utf8PathBuf};
use serde::Deserialize;
use std::process::Command;

/// What is listed in a file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    package: Vec<Package>,
}

/// A package of npm with documents in it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Package {
    /// Its name.
    name: String,
    /// Its versions, the oldest first.
    versions: Vec<String>,
    /// The folder of the documents in it.
    folder: String,
    /// The documents, by their paths in the folder.
    documents: Vec<String>,
}

/// A document over its versions.
#[derive(Debug)]
pub(crate) struct Sequence {
    /// Its path in the package.
    pub(crate) name: String,
    /// Versions of the package in which it differs from the one before, with the file.
    pub(crate) files: Vec<(String, Utf8PathBuf)>,
}

/// All documents of a list, fetched into `folder`.
pub(crate) fn fetch(list: &Utf8Path, folder: &Utf8Path) -> Result<Vec<Sequence>> {
    let text = fs_err::read_to_string(list)?;
    let list: List = toml::from_str(&text).with_context(|| format!("{list} is not a list of packages"))?;
    let mut sequences = Vec::new();
    for package in &list.package {
        for version in &package.versions {
            unpack(package, version, folder)?;
        }
        for document in &package.documents {
            let mut files: Vec<(String, Utf8PathBuf)> = Vec::new();
            let mut last = Vec::new();
            for version in &package.versions {
                let file = place(package, version, folder).join("package").join(&package.folder).join(document);
                let Ok(text) = fs_err::read(&file) else { continue };
                if text != last {
                    files.push((version.clone(), file));
                    last = text;
                }
            }
            sequences.push(Sequence { name: document.clone(), files });
        }
    }
    Ok(sequences)
}

/// Where a version of a package is unpacked.
fn place(package: &Package, version: &str, folder: &Utf8Path) -> Utf8PathBuf {
    folder.join(format!("{}-{version}", package.name.replace(['/', '@'], "_")))
}

/// Fetches a version of a package with npm, and unpacks what is listed of it.
fn unpack(package: &Package, version: &str, folder: &Utf8Path) -> Result<()> {
    let place = place(package, version, folder);
    if place.is_dir() {
        return Ok(());
    }
    let staging = folder.join(".staging");
    if staging.exists() {
        fs_err::remove_dir_all(&staging)?;
    }
    fs_err::create_dir_all(&staging)?;
    let wanted = format!("{}@{version}", package.name);
    let run = |command: &mut Command| -> Result<String> {
        let output = command.current_dir(&staging).output().with_context(|| format!("cannot run {command:?}"))?;
        if !output.status.success() {
            bail!("cannot fetch {wanted}: {}", String::from_utf8_lossy(&output.stderr).trim());
        }
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    };
    let said = run(Command::new("npm").args(["pack", "--silent", &wanted]))?;
    let archive = said.lines().last().unwrap_or_default().trim().to_owned();
    run(Command::new("tar").args(["-xzf", &archive, &format!("package/{}", package.folder)]))?;
    fs_err::remove_file(staging.join(archive))?;
    fs_err::rename(&staging, &place)?;
    Ok(())
}
