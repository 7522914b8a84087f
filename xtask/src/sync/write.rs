//! Carrying plans out: everything new is prepared in the staging folder, then put in place by renaming.
//!
//! A crate is prepared as a whole folder (files that stay are linked, so they keep their time) and exchanged with the
//! old one in one step. Killed at any moment, a crate is whole, old or new; the next run clears what is left over. When
//! a step fails, those before it are taken back.

use super::{Ownership, Plan};
use crate::terminal;
use anyhow::{Context, Result, bail};
use camino::{Utf8Path, Utf8PathBuf};
use fs_err as fs;
use std::collections::BTreeSet;
use std::io::{ErrorKind, Write};

/// The deepest folder in a crate that is carried over.
const MAX_DEPTH: usize = 64;

/// Something prepared, and where it goes.
enum Prepared {
    File { staged: Utf8PathBuf, target: Utf8PathBuf },
    Folder { staged: Utf8PathBuf, target: Utf8PathBuf },
}

/// Carries out all plans. On an error nothing has changed, unless the error says so.
pub fn write(plans: &[&Plan], staging: &Utf8Path) -> Result<()> {
    let plans: Vec<&Plan> = plans.iter().copied().filter(|plan| !plan.changes.is_empty()).collect();
    if plans.is_empty() {
        return Ok(());
    }
    clear(staging)?;
    let mut prepared = Vec::new();
    for (number, plan) in plans.iter().enumerate() {
        let place = staging.join(number.to_string());
        match prepare(plan, &place) {
            Ok(part) => prepared.extend(part),
            Err(error) => {
                // The disk may be full: give back what was taken.
                let _ = clear(staging);
                return Err(error).with_context(|| format!("cannot write {}; nothing was changed", plan.tree.shown));
            }
        }
    }
    // A crate goes into its place in one step, or not at all; what is derived beside it follows.
    prepared.sort_by_key(|part| matches!(part, Prepared::File { .. }));
    for (done, part) in prepared.iter().enumerate() {
        let (Prepared::File { target, .. } | Prepared::Folder { target, .. }) = part;
        if let Err(error) = put(part) {
            let taken_back = prepared[..done].iter().rev().map(take_back).filter(Result::is_err).count() == 0;
            let state = if taken_back { "nothing was changed" } else { "run the command again to finish" };
            if taken_back {
                let _ = clear(staging);
            }
            return Err(error).with_context(|| format!("cannot put {target} in place; {state}"));
        }
    }
    for part in &prepared {
        if let Prepared::Folder { staged, target } = part {
            settle(staged, target);
        }
    }
    // Everything is written: what cannot be removed is no reason to say that it is not.
    if let Err(error) = clear(staging) {
        terminal::note(&format!("what was replaced cannot be removed: {error:#}; remove {staging}"));
    }
    Ok(())
}

fn prepare(plan: &Plan, place: &Utf8Path) -> Result<Vec<Prepared>> {
    let target = &plan.tree.folder;
    let changed: BTreeSet<&str> = plan.changes.iter().map(|change| change.path.as_str()).collect();
    fs::create_dir_all(place)?;
    let mut folders = Vec::new();
    if plan.tree.ownership == Ownership::Manifest && target.symlink_metadata().is_ok() {
        carry_over(target, place, "", &changed, &mut folders)?;
    }
    let mut files = Vec::new();
    for change in &plan.changes {
        let Some(text) = &change.new else { continue };
        let staged = place.join(&change.path);
        if let Some(parent) = staged.parent() {
            fs::create_dir_all(parent)?;
        }
        let mut file = fs::File::create_new(&staged)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        files.push(Prepared::File { staged, target: target.join(&change.path) });
    }
    // Only now, since nothing could be put into a folder that may not be written. Inner folders come first.
    for (from, to) in folders.into_iter().rev() {
        if to.is_dir() {
            fs::set_permissions(to, from.metadata()?.permissions())?;
        }
    }
    Ok(match plan.tree.ownership {
        Ownership::Named => files,
        Ownership::Manifest => vec![Prepared::Folder { staged: place.to_owned(), target: target.clone() }],
    })
}

/// Links everything of a folder that stays into its successor, and notes both in `folders`. Folders that held generated
/// files only and hold nothing any more are left behind; those that were empty before are somebody's.
fn carry_over(
    from: &Utf8Path,
    to: &Utf8Path,
    inside: &str,
    changed: &BTreeSet<&str>,
    folders: &mut Vec<(Utf8PathBuf, Utf8PathBuf)>,
) -> Result<()> {
    if inside.split('/').count() > MAX_DEPTH {
        bail!("{from} is nested too deeply");
    }
    folders.push((from.to_owned(), to.to_owned()));
    if from.read_dir_utf8().with_context(|| format!("cannot list {from}"))?.next().is_none() {
        fs::create_dir_all(to)?;
    }
    for entry in from.read_dir_utf8().with_context(|| format!("cannot list {from}"))? {
        let entry = entry?;
        let name = entry.file_name();
        let path = if inside.is_empty() { name.to_owned() } else { format!("{inside}/{name}") };
        let kind = entry.file_type()?;
        if kind.is_dir() {
            // The build output of a crate that is compiled alone can be huge; it is moved over afterwards.
            if path != "target" {
                carry_over(entry.path(), &to.join(name), &path, changed, folders)?;
            }
        } else if !changed.contains(path.as_str()) {
            fs::create_dir_all(to)?;
            if kind.is_symlink() {
                copy_link(entry.path(), &to.join(name))?;
            } else if kind.is_file() {
                link_or_copy(entry.path(), &to.join(name))?;
            } else {
                // A pipe or a socket: it can be linked, and not be copied.
                fs::hard_link(entry.path(), to.join(name))?;
            }
        }
    }
    Ok(())
}

fn link_or_copy(from: &Utf8Path, to: &Utf8Path) -> Result<()> {
    if fs::hard_link(from, to).is_ok() {
        return Ok(());
    }
    fs::copy(from, to)?;
    let modified = fs::metadata(from)?.modified()?;
    fs::File::options().write(true).open(to)?.set_modified(modified)?;
    Ok(())
}

#[cfg(unix)]
fn copy_link(from: &Utf8Path, to: &Utf8Path) -> Result<()> {
    Ok(fs::os::unix::fs::symlink(fs::read_link(from)?, to)?)
}

#[cfg(not(unix))]
fn copy_link(from: &Utf8Path, _: &Utf8Path) -> Result<()> {
    bail!("{from} is a symbolic link, which cannot be carried over on this system")
}

fn put(part: &Prepared) -> Result<()> {
    match part {
        Prepared::File { staged, target } => {
            if let Some(parent) = target.parent() {
                fs::create_dir_all(parent)?;
            }
            if target.symlink_metadata().is_ok() {
                link_or_copy(target, &kept(staged))?;
            }
            Ok(fs::rename(staged, target)?)
        }
        Prepared::Folder { staged, target } => {
            if target.symlink_metadata().is_err() {
                if let Some(parent) = target.parent() {
                    fs::create_dir_all(parent)?;
                }
                return Ok(fs::rename(staged, target)?);
            }
            exchange(staged, target)
        }
    }
}

/// Where the old version of a file waits until everything is in place.
fn kept(staged: &Utf8Path) -> Utf8PathBuf {
    Utf8PathBuf::from(format!("{staged}.old"))
}

/// Undoes [`put`].
fn take_back(part: &Prepared) -> Result<()> {
    match part {
        Prepared::File { staged, target } => match kept(staged) {
            old if old.symlink_metadata().is_ok() => Ok(fs::rename(old, target)?),
            _ => Ok(fs::remove_file(target)?),
        },
        Prepared::Folder { staged, target } => {
            if staged.symlink_metadata().is_ok() {
                exchange(staged, target)
            } else {
                Ok(fs::rename(target, staged)?)
            }
        }
    }
}

/// What is left to do when nothing can be taken back any more: `staged` holds the old folder now, if there was one.
fn settle(staged: &Utf8Path, target: &Utf8Path) {
    if std::env::current_dir().is_ok_and(|here| here.starts_with(staged)) {
        terminal::note(&format!("the folder you are in was replaced; enter it again: cd {target}"));
    }
    let build_output = staged.join("target");
    if build_output.symlink_metadata().is_ok()
        && let Err(error) = fs::rename(build_output, target.join("target"))
    {
        terminal::note(&format!("the build output in {target} is lost, and cargo makes it anew: {error}"));
    }
}

/// Exchanges two folders in one step.
#[cfg(any(target_os = "linux", target_os = "macos"))]
fn exchange(staged: &Utf8Path, target: &Utf8Path) -> Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use rustix::io::Errno;
    match renameat_with(CWD, staged.as_std_path(), CWD, target.as_std_path(), RenameFlags::EXCHANGE) {
        Ok(()) => Ok(()),
        Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => exchange_in_two_steps(staged, target),
        Err(error) => {
            Err(std::io::Error::from(error)).with_context(|| format!("cannot exchange {staged} and {target}"))
        }
    }
}

/// Exchanges two folders.
#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn exchange(staged: &Utf8Path, target: &Utf8Path) -> Result<()> {
    exchange_in_two_steps(staged, target)
}

/// Where the file system knows no exchange: between the steps the folder is not there, and [`recover`] brings it back.
fn exchange_in_two_steps(staged: &Utf8Path, target: &Utf8Path) -> Result<()> {
    let aside = aside(target)?;
    fs::rename(target, &aside)?;
    if let Err(error) = fs::rename(staged, target) {
        fs::rename(&aside, target)?;
        return Err(error.into());
    }
    // From here on the old folder is only waiting to be cleared.
    Ok(fs::rename(aside, staged)?)
}

/// Where a folder waits while its successor takes its place: beside it, where [`recover`] finds it.
fn aside(target: &Utf8Path) -> Result<Utf8PathBuf> {
    match (target.parent(), target.file_name()) {
        (Some(parent), Some(name)) => Ok(parent.join(format!(".{name}.switchboard-old"))),
        _ => bail!("{target} cannot be replaced; name a folder inside of another"),
    }
}

/// Brings a folder back that a killed run had put aside.
pub fn recover(target: &Utf8Path) -> Result<()> {
    let aside = aside(target)?;
    if aside.is_dir() {
        if target.symlink_metadata().is_err() {
            fs::rename(&aside, target)?;
        } else {
            fs::remove_dir_all(&aside)?;
        }
    }
    Ok(())
}

/// Removes a folder, also one that holds folders which may not be written: crates keep the modes of theirs.
fn remove_folder(folder: &Utf8Path) -> std::io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() == ErrorKind::PermissionDenied => {
            make_writable(folder)?;
            fs::remove_dir_all(folder)
        }
        removed => removed,
    }
}

#[cfg(unix)]
fn make_writable(folder: &Utf8Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700))?;
    for entry in folder.read_dir_utf8()? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            make_writable(entry.path())?;
        }
    }
    Ok(())
}

#[cfg(not(unix))]
fn make_writable(_: &Utf8Path) -> std::io::Result<()> {
    Ok(())
}

/// Empties the staging folder but for the lock.
fn clear(staging: &Utf8Path) -> Result<()> {
    for entry in staging.read_dir_utf8().with_context(|| format!("cannot list {staging}"))? {
        let entry = entry?;
        if entry.file_name() == "lock" {
            continue;
        }
        let removed =
            if entry.file_type()?.is_dir() { remove_folder(entry.path()) } else { fs::remove_file(entry.path()) };
        match removed {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
    }
    Ok(())
}
