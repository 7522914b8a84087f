//! One crate of one document: its name, its folder, of what it was made, and how it is written.

use crate::document::{self, Maps};
use crate::sync::{self, Lock, Ownership, Tree};
use crate::workspace::{Workspace, current_dir};
use crate::{report, terminal};
use anyhow::{Context, Result, bail};
use camino::{Utf8Component, Utf8Path, Utf8PathBuf};
use switchboard_codegen::diagnostic::{Code, Diagnostics};
use switchboard_codegen::source::{Node, SourceFiles};
use switchboard_codegen::text::{portable, single_line};
use switchboard_codegen::{CrateFiles, CrateSettings, Generated};

/// Stands between the title of a document without a host and what its paths begin with.
const WITH: &str = " with ";

/// The most beginnings of paths that are written down.
const MAX_BEGINNINGS: usize = 12;

/// What a document is called where a crate says of what it was made: by its title and the host of its first server, since
/// many have one title; without a host, by its title and what its paths begin with, since frameworks have one title for
/// all; by its file where it has neither.
pub fn origin_of(document: &Node, spec: &Utf8Path) -> String {
    let title = document.get("info").and_then(|info| info.str("title")).map(single_line);
    let title = title.map(|title| title.chars().take(100).collect::<String>()).filter(|title| !title.is_empty());
    let stated = document.items("servers").first().and_then(|server| server.str("url")).or(document.str("host"));
    let host = stated.map(|url| url.split("://").last().unwrap_or_default().split('/').next().unwrap_or_default());
    let host = host.filter(|host| !host.is_empty()).map(|host| host.chars().take(100).collect::<String>());
    let name = match (title, host) {
        (Some(title), Some(host)) => format!("`{title}` at `{}`", single_line(&host)),
        (Some(title), None) => match beginnings(document) {
            all if all.is_empty() => format!("`{title}`"),
            all => format!("`{title}`{WITH}{}", all.join(", ")),
        },
        (None, Some(host)) => format!("at `{}`", single_line(&host)),
        (None, None) => format!("`{}`", spec.file_name().unwrap_or_default()),
    };
    format!("the document {}", terminal::visible(&name))
}

/// Whether two documents, as [`origin_of`] calls them, are one, perhaps at two times: of those without a host, one path of
/// a kind is enough.
pub fn is_same_origin(one: &str, other: &str) -> bool {
    let parts = |origin: &str| origin.rsplit_once(WITH).map(|(title, all)| (title.to_owned(), all.to_owned()));
    match (parts(one), parts(other)) {
        (Some((title, all)), Some((other_title, others))) => {
            title == other_title && all.split(", ").any(|part| others.split(", ").any(|other| other == part))
        }
        // Older manifests have the title alone.
        (Some((title, _)), None) => title == other || one == other,
        (None, Some((title, _))) => title == one || one == other,
        (None, None) => one == other,
    }
}

/// The first part of each path that says what it is of, in order: no variable, no version and no `api`.
fn beginnings(document: &Node) -> Vec<String> {
    let is_version =
        |part: &str| part.strip_prefix(['v', 'V']).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    let tells = |part: &&str| {
        !part.is_empty() && !part.contains(['{', ',', '`']) && !part.eq_ignore_ascii_case("api") && !is_version(part)
    };
    let firsts = document.members("paths").filter_map(|(path, _)| path.split('/').find(tells));
    let mut all: Vec<String> = firsts.map(|part| format!("`/{}`", part.chars().take(40).collect::<String>())).collect();
    all.sort();
    all.dedup();
    all.truncate(MAX_BEGINNINGS);
    all
}

/// Reads a document and makes its crate. Returns `None` after reporting at least one error.
pub fn from_spec(
    spec: &Utf8Path,
    maps: &Maps,
    files: &mut SourceFiles,
    diagnostics: &mut Diagnostics,
    settings: impl FnOnce(&Node) -> CrateSettings,
) -> Option<Generated> {
    let document = document::read(spec, maps, files, diagnostics)?;
    let generated = switchboard_codegen::generate(&document, &settings(&document), diagnostics)?;
    (!diagnostics.has_errors()).then_some(generated)
}

/// Writes a crate and gives the paths of the files that changed. Returns `None` after reporting at least one error.
pub fn put(
    files: CrateFiles,
    origin: String,
    folder: &Utf8Path,
    shown: &str,
    lock: &Lock,
    diagnostics: &mut Diagnostics,
) -> Result<Option<Vec<String>>> {
    let ownership = Ownership::Manifest;
    let tree = Tree { folder: folder.to_owned(), shown: shown.to_owned(), files, origin, ownership };
    sync::recover(folder)?;
    let Some(plan) = sync::plan(tree, diagnostics) else { return Ok(None) };
    if let Err(error) = sync::write(&[&plan], lock.staging()) {
        diagnostics.push(report::write_failed(&error));
        return Ok(None);
    }
    Ok(Some(plan.changes.iter().map(|change| change.path.clone()).collect()))
}

/// Refuses what cannot be the name of a crate.
pub fn check_name(name: &str) -> Result<()> {
    if CrateSettings::is_name(name) {
        return Ok(());
    }
    let help = CrateSettings::help_for_name(name);
    Err(report::refusal(Code::ArgumentInvalid, format!("`{name}` is not a valid name for a crate"), help))
}

/// The path of the runtime as the crate's manifest says it: relative to the crate, so that both can be moved together.
pub fn runtime(given: Option<&Utf8Path>, workspace: Option<&Workspace>, folder: &Utf8Path) -> Result<String> {
    let path = match (given, workspace) {
        (Some(path), _) => path.to_owned(),
        (None, Some(workspace)) => workspace.root.join("clients/runtime"),
        (None, None) => bail!("say where the runtime crate is: --runtime PATH, --runtime-version or --runtime-git"),
    };
    let path = path.canonicalize_utf8().with_context(|| format!("cannot open the runtime crate {path}"))?;
    if !path.join("Cargo.toml").is_file() {
        bail!("{path} holds no Cargo.toml, so it is not the runtime crate");
    }
    Ok(relative(folder, &path).replace('\\', "/"))
}

/// The absolute path of something that need not be there yet; symbolic links in the existing part are resolved.
pub fn absolute(path: &Utf8Path) -> Result<Utf8PathBuf> {
    let joined = current_dir()?.join(path);
    let mut plain = Utf8PathBuf::new();
    for component in joined.components() {
        match component {
            Utf8Component::CurDir => {}
            Utf8Component::ParentDir => {
                plain.pop();
            }
            other => plain.push(other),
        }
    }
    let (Some(parent), Some(name)) = (plain.parent(), plain.file_name()) else {
        let message = format!("{path} cannot be a crate");
        return Err(report::refusal(Code::ArgumentInvalid, message, "name a folder inside of another"));
    };
    if let Some(fault) = portable::fault(name) {
        let message = format!("{path} cannot be there on every system: {fault}");
        return Err(report::refusal(Code::ArgumentInvalid, message, "give the folder another name"));
    }
    // The folder itself stays unresolved: a link in its place is not followed.
    let Some(above) = parent.ancestors().find(|above| above.exists()) else { return Ok(plain) };
    let rest = parent.strip_prefix(above).unwrap_or(Utf8Path::new(""));
    Ok(above.canonicalize_utf8()?.join(rest).join(name))
}

/// The way from one absolute path to another; the other itself where they lie on different drives.
pub(crate) fn relative(from: &Utf8Path, to: &Utf8Path) -> String {
    let whole = to;
    let (from, to): (Vec<_>, Vec<_>) = (from.components().collect(), to.components().collect());
    let common = from.iter().zip(&to).take_while(|(left, right)| left == right).count();
    if common == 0 {
        return whole.as_str().to_owned();
    }
    let up = from.iter().skip(common).map(|_| "..");
    let down = to.iter().skip(common).map(|component| component.as_str());
    up.chain(down).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_without_a_host_are_told_apart_by_their_paths() {
        let origin = |paths: &[&str]| {
            let paths: serde_json::Map<_, _> =
                paths.iter().map(|path| ((*path).to_owned(), serde_json::json!({}))).collect();
            let document = serde_json::json!({"info": {"title": "FastAPI"}, "paths": paths});
            let span = switchboard_codegen::source::Span::new(SourceFiles::new().add("a.json", ""), 0..0);
            origin_of(&Node::from_value(document, span), Utf8Path::new("openapi.json"))
        };
        let bells = origin(&["/api/v1/bells/{id}", "/api/v1/towers"]);
        assert_eq!(bells, "the document `FastAPI` with `/bells`, `/towers`");
        assert!(is_same_origin(&bells, &origin(&["/bells", "/ropes"])));
        assert!(!is_same_origin(&bells, &origin(&["/cakes"])));
        assert!(is_same_origin("the document `FastAPI`", &bells), "as older versions wrote it");
        assert!(!is_same_origin("the document `Other`", &bells));
        assert!(!is_same_origin("the document `A` at `a.example`", "the document `A` at `b.example`"));
    }

    #[test]
    fn relative_paths() {
        let path = |from: &str, to: &str| relative(Utf8Path::new(from), Utf8Path::new(to));
        assert_eq!(path("/w/clients/a", "/w/clients/runtime"), "../runtime");
        assert_eq!(path("/w/target/x/y", "/w/clients/runtime"), "../../../clients/runtime");
        assert_eq!(path("/w/a", "/w/a/runtime"), "runtime");
    }
}
