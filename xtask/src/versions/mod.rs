//! The version that a vendor's crate needs, from what changed in it since a base; and the texts that say a version. Decides
//! and edits texts; writes nothing.

mod cargo_lock;
mod changelog;
mod requirement;

pub(crate) use cargo_lock::with_version as cargo_lock_with_version;
pub(crate) use changelog::{CHANGELOG, with_entry as changelog_with_entry};
pub(crate) use requirement::with_version as requirement_with_version;

use crate::commands::diff::sides::{Aliases, Base, SINCE_NEXT, Sides, is_compared, since, was_emitted};
use crate::commands::diff::{Verdict, markdown, side};
use crate::workspace::Workspace;
use crate::{git, terminal};
use anyhow::Result;
use semver::Version;
use switchboard_codegen::changes::{Axis, Level, accept, compare, next_version};
use switchboard_codegen::diagnostic::Diagnostics;
use switchboard_codegen::settings::{Renamed, Versioning};
use switchboard_codegen::source::SourceFiles;
use switchboard_codegen::{CrateFiles, VendorSettings};

/// What a version is compared with.
pub(crate) struct Since {
    pub(crate) base: Base,
    /// Its name in messages.
    pub(crate) shown: String,
}

impl Since {
    /// What `--base` names, else where this branch left the main one; or why there is neither.
    pub(crate) fn find(workspace: &Workspace, named: Option<&str>) -> Result<Result<Self, &'static str>> {
        let root = &workspace.root;
        if let Some(revision) = named {
            let commit = git::commit(root, revision)?;
            return Ok(Ok(Self { base: Base::Revision(commit), shown: terminal::visible(revision) }));
        }
        Ok(git::branched_off(root)
            .map(|commit| Self { shown: commit.chars().take(12).collect(), base: Base::Revision(commit) }))
    }

    /// The crates and documents as they stand on disk.
    pub(crate) fn disk() -> Self {
        Self { base: Base::Disk, shown: "the files on disk".to_owned() }
    }
}

/// What the base says of the version of a crate.
pub(crate) enum Standing {
    /// The crate was not there.
    New,
    /// Its emitted files are the same.
    Same,
    /// A person decides.
    Manual,
    /// Nobody can tell, and why.
    Unknown(String),
    /// They changed.
    Changed(Box<Step>),
}

/// A change, and the version that it asks for.
pub(crate) struct Step {
    /// The version at the base.
    pub(crate) from: String,
    /// The least version that the change allows.
    pub(crate) least: String,
    /// The version to write, if the one that is there is below it.
    pub(crate) proposed: String,
    /// `major`, `minor` or `patch`.
    pub(crate) level: &'static str,
    /// `breaking`, `warning`, `fine` or `nothing`.
    pub(crate) wire: &'static str,
    /// The entry of the changelog, without its heading.
    pub(crate) entry: String,
    /// What stays under an old name; of what is called otherwise since the base, the version is the proposed one. Nothing
    /// where the check is of what `vendor.toml` says.
    pub(crate) renamed: Option<Vec<Renamed>>,
}

impl Step {
    /// Whether a version is high enough.
    pub(crate) fn allows(&self, version: &str) -> bool {
        is_at_least(version, &self.least)
    }
}

/// Compares a vendor, as it is emitted now, with the base. Nothing where the older or the newer cannot be read, which is in
/// `found` then.
pub(crate) fn standing(
    workspace: &Workspace,
    vendor: &str,
    (settings, emitted): (&VendorSettings, &CrateFiles),
    (base, is_proposed): (&Base, bool),
    files: &mut SourceFiles,
    found: &mut Diagnostics,
) -> Option<Standing> {
    if settings.versioning == Versioning::Manual {
        return Some(Standing::Manual);
    }
    if !was_there(workspace, vendor, base) {
        return Some(Standing::New);
    }
    // Most crates are the same, and then nothing has to be read a second time.
    if is_same(workspace, &settings.package.value, base, emitted) {
        return Some(Standing::Same);
    }
    let wanted = if is_proposed { Aliases::Proposed } else { Aliases::Stated };
    let mut sides = match since(workspace, vendor, base, wanted, files, found) {
        Ok(sides) => sides?,
        Err(reason) => return Some(Standing::Unknown(format!("{reason:#}"))),
    };
    let is_old = |entry: &Renamed| entry.since.value != SINCE_NEXT;
    if is_proposed && sides.renamed.iter().any(is_old) {
        let mut changes = compare(side(&sides.old), side(&sides.new));
        accept(&mut changes, &sides.accepted, &mut Diagnostics::new());
        // Old names go where the next version breaks anyway: taking them away never is the reason for one that does.
        if changes.level(Axis::Crate) == Some(Level::High) {
            let anew = since(workspace, vendor, base, Aliases::ProposedAnew, files, &mut Diagnostics::new());
            sides = anew.ok().flatten().unwrap_or(sides);
        }
    }
    let Sides { old, new, version, vendors_version, accepted, renamed } = sides;
    if old.files == new.files {
        return Some(Standing::Same);
    }
    let mut changes = compare(side(&old), side(&new));
    accept(&mut changes, &accepted, found);
    // Whatever differs is published under another version, even where nobody needs to know of it.
    let level = changes.level(Axis::Crate).unwrap_or(Level::Low);
    let least = next_version(&version, Some(level));
    let own = vendors_version.filter(|own| settings.versioning == Versioning::Vendor && is_at_least(own, &least));
    let verdict = Verdict { changes: &changes, files, version: &version, next: least.clone() };
    Some(Standing::Changed(Box::new(Step {
        proposed: own.unwrap_or_else(|| least.clone()),
        level: level.on(Axis::Crate),
        wire: verdict.word(Axis::Wire),
        entry: markdown::body(&verdict),
        from: version.clone(),
        least,
        renamed: is_proposed.then_some(renamed),
    })))
}

/// Whether a crate is emitted file by file as it was.
fn is_same(workspace: &Workspace, package: &str, base: &Base, emitted: &CrateFiles) -> bool {
    let was = was_emitted(workspace, package, base).unwrap_or_default();
    let is = emitted.iter().filter(|(path, _)| is_compared(path));
    !was.is_empty() && was.iter().eq(is)
}

/// Whether a vendor had a document and a crate at the base.
fn was_there(workspace: &Workspace, vendor: &str, base: &Base) -> bool {
    let document = format!("specs/{vendor}/openapi.yaml");
    match base {
        Base::Revision(revision) => git::show(&workspace.root, revision, &document).is_ok(),
        Base::Disk => workspace.root.join(document).is_file(),
    }
}

fn is_at_least(version: &str, least: &str) -> bool {
    match (Version::parse(version), Version::parse(least)) {
        (Ok(version), Ok(least)) => version >= least,
        _ => false,
    }
}
