//! `fetch`: the pages of vendors as their addresses give them now. The only command that asks servers of vendors.

use crate::fetch::{Fetched, Fetcher, Limits, State, fetch};
use crate::sync::{self, Lock, Plan};
use crate::workspace::{REFUSED, Workspace};
use crate::{Exit, Global, report, terminal};
use anyhow::{Context, Result};
use serde_json::json;
use std::time::Duration;
use switchboard_codegen::diagnostic::{Code, Diagnostic, Diagnostics};
use switchboard_codegen::source::SourceFiles;

/// Fetch the pages of vendors anew from the addresses in vendor.toml.
///
/// Asks for every page with a `url`, but where `fetch = false` says not to, and tells the server which one is here
/// (ETag, Last-Modified), so that what did not change is not sent. Writes the pages, the day on which each was seen, and
/// source.lock: all of a vendor, or nothing where one page is missing, cut, a login, or not taken by its reader. Then
/// `cargo xtask regen` makes documents and crates of them.
#[derive(clap::Args)]
#[command(after_long_help = "\
Examples:
  cargo xtask fetch                   all vendors
  cargo xtask fetch revcent           one
  cargo xtask fetch --check           write nothing; say which vendor moved, and exit with 1 if any did

Exits with 1 if a page could not be fetched, and with --check if a vendor moved.")]
pub(crate) struct Args {
    /// Folders under specs/; all of them when none is named.
    #[arg(value_name = "VENDOR")]
    vendors: Vec<String>,
    /// Write nothing: say which vendor moved, and exit with 1 if any did.
    #[arg(long)]
    check: bool,
    /// Accept a page that has less than half of the text that it had.
    #[arg(long)]
    allow_shrink: bool,
    /// How long one page may take.
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=3600))]
    timeout: u64,
    /// The largest page, in bytes.
    #[arg(long, value_name = "BYTES", default_value_t = 64 * 1024 * 1024, value_parser = clap::value_parser!(u64).range(1..=64 * 1024 * 1024))]
    max_size: u64,
}

pub(crate) fn run(args: &Args, global: &Global) -> Result<Exit> {
    let workspace = Workspace::find(global)?;
    let all = workspace.vendors()?;
    for vendor in &args.vendors {
        workspace.check_vendor(vendor, &all)?;
    }
    let wanted = all.iter().filter(|vendor| args.vendors.is_empty() || args.vendors.contains(vendor));
    let wanted: Vec<&String> = wanted.collect();
    let lock = if args.check { None } else { Some(Lock::for_workspace(&workspace.root)?) };
    let fetcher = Fetcher::new(Limits { bytes: args.max_size, time: Duration::from_secs(args.timeout) })?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().context("cannot ask servers")?;

    let mut files = SourceFiles::new();
    let mut diagnostics = Diagnostics::new();
    let mut vendors = Vec::new();
    let mut has_moved = false;
    let bar = terminal::progress(wanted.len(), "fetching");
    for vendor in wanted {
        let mut fetched = runtime.block_on(fetch(&workspace, vendor, &fetcher, args.allow_shrink, &mut files));
        if let Some(lock) = &lock {
            write(&workspace, &mut fetched, lock);
        }
        has_moved |= fetched.has_moved();
        let status = status(&fetched, args.check);
        if global.format == report::Format::Text {
            bar.suspend(|| terminal::note(&summary(&fetched, status)));
        }
        let pages: Vec<_> =
            fetched.pages.iter().map(|(file, state)| json!({"file": file, "state": state.as_str()})).collect();
        vendors.push(json!({"vendor": vendor, "status": status, "pages": pages, "not_asked_for": fetched.apart}));
        diagnostics.extend(fetched.found);
        bar.inc(1);
    }
    bar.finish_and_clear();
    if global.format == report::Format::Json {
        let result = json!({"vendors": vendors, "diagnostics": report::to_json(&files, &diagnostics)});
        terminal::raw_result(&format!("{result:#}"))?;
    } else {
        report::print(global, &files, &diagnostics);
    }
    // A page that cannot be read is a finding here, and no wrong use of the command.
    Ok(if diagnostics.has_errors() || args.check && has_moved { Exit::Findings } else { Exit::Fine })
}

/// Brings a vendor to disk, or what is refused of it. The next vendor does not wait for this one to be right.
fn write(workspace: &Workspace, fetched: &mut Fetched, lock: &Lock) {
    let is_sound = !fetched.found.has_errors();
    let Some(tree) = fetched.tree.take() else { return };
    let Some(plan) = sync::plan(tree, &mut fetched.found) else { return };
    let plans: [&Plan; 1] = [&plan];
    if let Err(error) = sync::write(&plans, lock.staging()) {
        fetched.found.push(report::write_failed(&error));
        return;
    }
    // What was refused before is of no use beside pages that are taken.
    let refused = workspace.root.join("specs").join(&fetched.vendor).join(REFUSED);
    if is_sound
        && refused.symlink_metadata().is_ok_and(|meta| meta.is_dir())
        && let Err(error) = fs_err::remove_dir_all(&refused)
    {
        let message = format!("pages that were refused before cannot be removed: {}", error.kind());
        let help = format!("remove specs/{}/{REFUSED}", fetched.vendor);
        fetched.found.push(Diagnostic::warning(Code::WriteFailed, message).help(help));
    }
}

fn status(fetched: &Fetched, is_check: bool) -> &'static str {
    match fetched.has_moved() {
        _ if fetched.found.has_errors() => "failed",
        true if is_check => "moved",
        true => "written",
        false if fetched.pages.is_empty() => "not-asked",
        false => "unchanged",
    }
}

fn summary(fetched: &Fetched, status: &str) -> String {
    let vendor = &fetched.vendor;
    let of = |wanted: State| -> Vec<&str> {
        fetched.pages.iter().filter(|(_, state)| *state == wanted).map(|(file, _)| file.as_str()).collect()
    };
    let pages = |number: usize| if number == 1 { "1 page".to_owned() } else { format!("{number} pages") };
    let apart = match fetched.apart {
        0 => String::new(),
        number => format!(" ({} not asked for)", pages(number)),
    };
    let moved: Vec<&str> = of(State::New).into_iter().chain(of(State::Changed)).collect();
    match status {
        "failed" => format!("{vendor}: left as it was, since not all of its pages are sound"),
        "not-asked" => format!("{vendor}: no page has an address to fetch it from{apart}"),
        "unchanged" => format!("{vendor}: {} unchanged{apart}", pages(fetched.pages.len())),
        "moved" => format!("{vendor}: moved, {}{apart}", moved.join(", ")),
        _ => format!("{vendor}: {} written: {}{apart}", pages(moved.len()), moved.join(", ")),
    }
}
