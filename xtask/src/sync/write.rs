//! Carrying plans out: everything new is prepared in the staging folder, then put in place by renaming.
//!
//! A crate is prepared as a whole folder (files that stay are linked, so they keep their time) and exchanged with the
//! old one in one step. Killed at any moment, a crate is whole, old or new; the next run clears what is left over.

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

/// Carries out all plans. On an error before the first rename nothing has changed; the error says so otherwise.
pub(crate) fn write(plans: &[&Plan], staging: &Utf8Path) -> Result<()> {
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
    for (done, part) in prepared.iter().enumerate() {
        let (Prepared::File { target, .. } | Prepared::Folder { target, .. }) = part;
        if let Err(error) = put(part) {
            let state = if done == 0 { "nothing was changed" } else { "run the command again to finish" };
            return Err(error).with_context(|| format!("cannot put {target} in place; {state}"));
        }
    }
    clear(staging)
}

fn prepare(plan: &Plan, place: &Utf8Path) -> Result<Vec<Prepared>> {
    let target = &plan.tree.folder;
    let changed: BTreeSet<&str> = plan.changes.iter().map(|change| change.path.as_str()).collect();
    fs::create_dir_all(place)?;
    if plan.tree.ownership == Ownership::Manifest && target.symlink_metadata().is_ok() {
        carry_over(target, place, "", &changed, 0)?;
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
    Ok(match plan.tree.ownership {
        Ownership::Named => files,
        Ownership::Manifest => vec![Prepared::Folder { staged: place.to_owned(), target: target.clone() }],
    })
}

/// Links everything of a folder that stays into its successor. Folders that hold nothing any more are left behind.
fn carry_over(from: &Utf8Path, to: &Utf8Path, inside: &str, changed: &BTreeSet<&str>, depth: usize) -> Result<()> {
    if depth > MAX_DEPTH {
        bail!("{from} is nested too deeply");
    }
    for entry in from.read_dir_utf8().with_context(|| format!("cannot list {from}"))? {
        let entry = entry?;
        let name = entry.file_name();
        let path = if inside.is_empty() { name.to_owned() } else { format!("{inside}/{name}") };
        let kind = entry.file_type()?;
        if kind.is_dir() {
            // The build output of a crate that is compiled alone can be huge; it is moved over afterwards.
            if path != "target" {
                carry_over(entry.path(), &to.join(name), &path, changed, depth + 1)?;
            }
        } else if !changed.contains(path.as_str()) {
            fs::create_dir_all(to)?;
            if kind.is_symlink() {
                copy_link(entry.path(), &to.join(name))?;
            } else if kind.is_file() {
                link_or_copy(entry.path(), &to.join(name))?;
            } else {
                bail!("{} is neither a file nor a folder", entry.path());
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
            Ok(fs::rename(staged, target)?)
        }
        Prepared::Folder { staged, target } => {
            if target.symlink_metadata().is_err() {
                if let Some(parent) = target.parent() {
                    fs::create_dir_all(parent)?;
                }
                return Ok(fs::rename(staged, target)?);
            }
            exchange(staged, target)?;
            if std::env::current_dir().is_ok_and(|here| here.starts_with(staged)) {
                terminal::note(&format!("the folder you are in was replaced; enter it again: cd {target}"));
            }
            let build_output = staged.join("target");
            if build_output.symlink_metadata().is_ok() {
                fs::rename(build_output, target.join("target"))?;
            }
            Ok(())
        }
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
pub(crate) fn recover(target: &Utf8Path) -> Result<()> {
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

/// Empties the staging folder but for the lock.
fn clear(staging: &Utf8Path) -> Result<()> {
    for entry in staging.read_dir_utf8().with_context(|| format!("cannot list {staging}"))? {
        let entry = entry?;
        if entry.file_name() == "lock" {
            continue;
        }
        let removed =
            if entry.file_type()?.is_dir() { fs::remove_dir_all(entry.path()) } else { fs::remove_file(entry.path()) };
        match removed {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
    }
    Ok(())
}
