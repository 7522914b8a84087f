//! What git knows of a workspace: files at a revision, and where a branch left the main one. Changes nothing.

use crate::terminal;
use anyhow::{Context, Result, bail};
use camino::Utf8Path;
use std::process::{Command, Stdio};
use switchboard_codegen::CrateFiles;

/// A file as it was at a revision.
pub(crate) fn show(root: &Utf8Path, revision: &str, path: &str) -> Result<String> {
    git(root, &["show", "--end-of-options", &format!("{revision}:./{path}")])
        .with_context(|| format!("git has no {path} at `{}`", terminal::visible(revision)))
}

/// Those files of a folder, as they were at a revision, whose paths inside of it are wanted.
pub(crate) fn files_at(
    root: &Utf8Path,
    revision: &str,
    folder: &str,
    is_wanted: fn(&str) -> bool,
) -> Result<CrateFiles> {
    let listed =
        git(root, &["ls-tree", "-r", "-z", "--name-only", "--end-of-options", revision, &format!("{folder}/")])?;
    let paths = listed.split('\0').filter_map(|path| Some((path, path.strip_prefix(folder)?.strip_prefix('/')?)));
    let mut files = CrateFiles::new();
    for (path, inside) in paths.filter(|(_, inside)| is_wanted(inside)) {
        files.insert(inside.to_owned(), show(root, revision, path)?);
    }
    Ok(files)
}

/// The commit that a revision names.
pub(crate) fn commit(root: &Utf8Path, revision: &str) -> Result<String> {
    let commit = git(root, &["rev-parse", "--verify", "--end-of-options", &format!("{revision}^{{commit}}")])
        .with_context(|| format!("git has no revision `{}`", terminal::visible(revision)))?;
    Ok(commit.trim().to_owned())
}

/// The commit at which what is here left the main branch; or why nobody can tell.
pub(crate) fn branched_off(root: &Utf8Path) -> Result<String, &'static str> {
    let ask = |arguments: &[&str]| git(root, arguments).ok().map(|text| text.trim().to_owned());
    let is_repository = ask(&["rev-parse", "--is-inside-work-tree"]).is_some_and(|answer| answer == "true");
    if !is_repository {
        return Err("this is not a git repository");
    }
    if commit(root, "HEAD").is_err() {
        return Err("nothing is committed yet");
    }
    let named = ask(&["symbolic-ref", "--quiet", "refs/remotes/origin/HEAD"]);
    let usual = ["refs/remotes/origin/main", "refs/heads/main", "refs/remotes/origin/master", "refs/heads/master"];
    let main = named.into_iter().chain(usual.map(str::to_owned)).find(|branch| commit(root, branch).is_ok());
    let Some(main) = main else {
        return Err("git knows no main branch (in a workflow: `fetch-depth: 0`)");
    };
    ask(&["merge-base", &main, "HEAD"])
        .ok_or("git knows no commit that is also on the main branch (in a workflow: `fetch-depth: 0`)")
}

fn git(root: &Utf8Path, arguments: &[&str]) -> Result<String> {
    let output = Command::new("git")
        .arg("-C")
        .arg(root)
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .context("cannot run git, which knows what was there before")?;
    if !output.status.success() {
        let reason = String::from_utf8_lossy(&output.stderr);
        let reason = reason.lines().next().unwrap_or("it says no reason").trim_start_matches("fatal: ");
        if reason.starts_with("not a git repository") {
            bail!("{root} is in no git repository, which would know what was there before; `git init` makes one");
        }
        bail!("{}", terminal::visible(reason));
    }
    String::from_utf8(output.stdout).context("it is not UTF-8")
}
