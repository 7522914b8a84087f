//! What the system says processes have used. Where it says nothing, as on Windows, that is an error.

use anyhow::Result;

/// CPU time and memory.
#[derive(Clone, Copy, Debug)]
pub(super) struct Usage {
    /// User and system time.
    pub(super) cpu_seconds: f64,
    /// The most memory held at a time, in MiB.
    pub(super) peak_mib: f64,
}

/// What this process has used so far.
pub(super) fn of_this_process() -> Result<Usage> {
    #[cfg(unix)]
    return of(nix::sys::resource::UsageWho::RUSAGE_SELF);
    #[cfg(not(unix))]
    anyhow::bail!("measuring needs Linux or macOS");
}

/// What all processes that this one has waited for have used so far, and those they have waited for.
pub(super) fn of_children() -> Result<Usage> {
    #[cfg(unix)]
    return of(nix::sys::resource::UsageWho::RUSAGE_CHILDREN);
    #[cfg(not(unix))]
    anyhow::bail!("measuring needs Linux or macOS");
}

#[cfg(unix)]
fn of(who: nix::sys::resource::UsageWho) -> Result<Usage> {
    use nix::sys::time::TimeValLike;
    let usage = nix::sys::resource::getrusage(who)?;
    let micros = usage.user_time().num_microseconds() + usage.system_time().num_microseconds();
    // macOS counts bytes, all others KiB.
    let unit = if cfg!(target_os = "macos") { 1024.0 * 1024.0 } else { 1024.0 };
    Ok(Usage { cpu_seconds: micros as f64 / 1e6, peak_mib: usage.max_rss() as f64 / unit })
}

/// Milliseconds are as exact as these measurements are.
pub(super) fn rounded(seconds: f64) -> f64 {
    (seconds * 1000.0).round() / 1000.0
}
