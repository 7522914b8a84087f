//! One writer at a time, and a place to prepare what it writes.

use crate::report::{refusal, refuse, write_failed};
use anyhow::{Context, Result, anyhow, bail};
use camino::{Utf8Path, Utf8PathBuf};
use std::fs::{File, TryLockError};
use std::io::ErrorKind;
use switchboard_codegen::diagnostic::Code;

/// The right to write, and a staging folder on the same file system as what is written.
pub struct Lock {
    staging: Utf8PathBuf,
    is_temporary: bool,
    /// Held locked until it is dropped, after the staging folder was cleared.
    _file: File,
}

impl Lock {
    /// For the clients of a workspace: under `target/`, where cargo looks for no packages. Where that is a file system
    /// of its own (a volume, a link), nothing could be renamed from there, and a hidden folder of the root is used.
    pub fn for_workspace(root: &Utf8Path) -> Result<Self> {
        let lock = Self::take(root.join("target/switchboard"), false)?;
        if is_on_one_file_system(&lock.staging, root) {
            return Ok(lock);
        }
        Self::take(root.join(".switchboard"), true)
    }

    /// For a folder anywhere: beside it, and gone afterwards.
    pub fn for_folder(folder: &Utf8Path) -> Result<Self> {
        let (Some(parent), Some(name)) = (folder.parent(), folder.file_name()) else {
            let help = "name a folder inside of another";
            return Err(refusal(Code::ArgumentInvalid, format!("{folder} cannot be replaced"), help));
        };
        Self::take(parent.join(format!(".{name}.switchboard")), true)
    }

    /// The staging folder.
    pub fn staging(&self) -> &Utf8Path {
        &self.staging
    }

    fn take(staging: Utf8PathBuf, is_temporary: bool) -> Result<Self> {
        let path = staging.join("lock");
        // A run that ends may remove its lock file after we opened it: then there is a new one to open.
        for _ in 0..100 {
            fs_err::create_dir_all(&staging).map_err(|error| unwritable(&staging, &error))?;
            let file = match File::options().create(true).truncate(false).write(true).open(&path) {
                Ok(file) => file,
                Err(error) if error.kind() == ErrorKind::NotFound => continue,
                Err(error) => return Err(unwritable(&path, &error)),
            };
            match file.try_lock() {
                Ok(()) if is_at(&file, &path) => return Ok(Self { staging, is_temporary, _file: file }),
                Ok(()) => continue,
                Err(TryLockError::WouldBlock) => {
                    let message = format!("another run is writing (it holds {path})");
                    return Err(refusal(Code::OutputLocked, message, "wait for it to end"));
                }
                Err(TryLockError::Error(error)) => return Err(error).with_context(|| format!("cannot lock {path}")),
            }
        }
        bail!("{staging} is created and removed again and again by other runs")
    }
}

/// That nothing can be written at a place.
fn unwritable(path: &Utf8Path, error: &std::io::Error) -> anyhow::Error {
    refuse(write_failed(&anyhow!("cannot write {path}; nothing was changed: {}", error.kind())))
}

impl Drop for Lock {
    fn drop(&mut self) {
        if self.is_temporary {
            // What cannot be removed now is cleared by the next run.
            let _ = std::fs::remove_dir_all(&self.staging);
        }
    }
}

#[cfg(unix)]
fn is_on_one_file_system(left: &Utf8Path, right: &Utf8Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    matches!((left.metadata(), right.metadata()), (Ok(left), Ok(right)) if left.dev() == right.dev())
}

#[cfg(not(unix))]
fn is_on_one_file_system(_: &Utf8Path, _: &Utf8Path) -> bool {
    true
}

/// Whether an open file is the one that stands at a path.
#[cfg(unix)]
fn is_at(file: &File, path: &Utf8Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let identity = |meta: &std::fs::Metadata| (meta.dev(), meta.ino());
    matches!((file.metadata(), path.metadata()), (Ok(open), Ok(there)) if identity(&open) == identity(&there))
}

/// Whether an open file is the one that stands at a path: an open file cannot be removed here.
#[cfg(not(unix))]
fn is_at(_: &File, _: &Utf8Path) -> bool {
    true
}
