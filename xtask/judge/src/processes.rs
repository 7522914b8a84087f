//! Programs that are started here. Each has a process group of its own, and ends with all that it started when it is dropped,
//! when its time is over, and when this program is interrupted. Never ends a process that was not started here.

use anyhow::{Context, Result, bail};
use std::collections::BTreeSet;
use std::net::{Ipv4Addr, TcpListener};
use std::process::{Child, ChildStdout, Command, ExitStatus};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// The groups that run.
static RUNNING: Mutex<BTreeSet<u32>> = Mutex::new(BTreeSet::new());

fn running() -> MutexGuard<'static, BTreeSet<u32>> {
    RUNNING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A program with all that it started.
pub(crate) struct Group(Child);

impl Group {
    /// Starts a program.
    ///
    /// # Errors
    ///
    /// When it cannot be started.
    pub(crate) fn start(command: &mut Command) -> std::io::Result<Self> {
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(command, 0);
        // Whoever ends all groups sees this one, too.
        let mut running = running();
        let child = command.spawn()?;
        running.insert(child.id());
        Ok(Self(child))
    }

    /// How it ended, if it has.
    ///
    /// # Errors
    ///
    /// When the system does not say.
    pub(crate) fn ended(&mut self) -> std::io::Result<Option<ExitStatus>> {
        self.0.try_wait()
    }

    /// Waits for its end, and ends it after `limit`.
    ///
    /// # Errors
    ///
    /// When it does not end in time.
    pub(crate) fn wait(mut self, limit: Duration) -> Result<ExitStatus> {
        let begin = Instant::now();
        loop {
            if let Some(status) = self.ended()? {
                return Ok(status);
            }
            if begin.elapsed() >= limit {
                bail!("it did not end within {} seconds, and was ended", limit.as_secs());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// What it prints, where that is piped.
    pub(crate) fn output(&mut self) -> Option<ChildStdout> {
        self.0.stdout.take()
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        let id = self.0.id();
        end(id);
        let _ = self.0.kill();
        let _ = self.0.wait();
        running().remove(&id);
    }
}

/// Ends a group; it may be gone already.
fn end(group: u32) {
    #[cfg(unix)]
    {
        let group = nix::unistd::Pid::from_raw(group.cast_signed());
        let _ = nix::sys::signal::killpg(group, nix::sys::signal::Signal::SIGKILL);
    }
    #[cfg(not(unix))]
    let _ = group;
}

/// Has all groups end when this program is interrupted or told to end. Groups do not hear the keyboard, since they are not
/// that of the terminal.
///
/// # Errors
///
/// When the system takes no handlers of signals.
pub(crate) fn end_with_this_program() -> Result<()> {
    #[cfg(unix)]
    {
        use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
        let mut signals = signal_hook::iterator::Signals::new([SIGHUP, SIGINT, SIGTERM])
            .context("this program cannot be told of signals")?;
        std::thread::spawn(move || {
            if let Some(signal) = signals.forever().next() {
                // Held to the end, so that no further one starts.
                let running = running();
                running.iter().copied().for_each(end);
                std::process::exit(128 + signal);
            }
        });
    }
    Ok(())
}

/// A port of loopback that is free.
///
/// # Errors
///
/// When there is none.
pub(crate) fn free_port() -> Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("no port of loopback is free")?;
    Ok(listener.local_addr()?.port())
}

/// Asks until a program that was started is ready.
///
/// # Errors
///
/// When it ends, or is not ready in time; the message says what it was asked last.
pub(crate) fn wait_until(
    group: &mut Group,
    patience: Duration,
    mut is_ready: impl FnMut() -> Result<(), String>,
) -> Result<()> {
    let begin = Instant::now();
    loop {
        if let Some(status) = group.ended()? {
            bail!("it ended ({status})");
        }
        let Err(why) = is_ready() else { return Ok(()) };
        if begin.elapsed() > patience {
            bail!("it is not ready after {} seconds: {why}", patience.as_secs());
        }
        std::thread::sleep(Duration::from_millis(100));
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn shell(line: &str) -> Group {
        Group::start(Command::new("sh").args(["-c", line])).expect("a shell")
    }

    fn is_running(id: &str) -> bool {
        Command::new("kill")
            .args(["-0", id.trim()])
            .stderr(std::process::Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    }

    #[test]
    fn a_program_ends_with_all_that_it_started() {
        use std::io::{BufRead, BufReader};
        let mut command = Command::new("sh");
        command.args(["-c", "sleep 100 & echo $!; wait"]).stdout(std::process::Stdio::piped());
        let mut group = Group::start(&mut command).expect("a shell");
        let mut below = String::new();
        BufReader::new(group.output().expect("a pipe")).read_line(&mut below).expect("a line");
        assert!(is_running(&below));
        let error = group.wait(Duration::from_millis(50)).expect_err("it sleeps");
        assert!(error.to_string().starts_with("it did not end within 0 seconds"), "{error}");
        // The one that took it over has to see to it first.
        let begin = Instant::now();
        while is_running(&below) && begin.elapsed() < Duration::from_secs(5) {
            std::thread::sleep(Duration::from_millis(10));
        }
        assert!(!is_running(&below));
    }

    #[test]
    fn it_is_told_how_a_program_fared() {
        assert_eq!(shell("exit 3").wait(Duration::from_secs(60)).expect("an end").code(), Some(3));
        let ended = wait_until(&mut shell("exit 3"), Duration::from_secs(60), || Err("no".to_owned()));
        assert_eq!(ended.expect_err("it ended").to_string(), "it ended (exit status: 3)");
        let late = wait_until(&mut shell("sleep 100"), Duration::ZERO, || Err("it says no".to_owned()));
        assert_eq!(late.expect_err("it is late").to_string(), "it is not ready after 0 seconds: it says no");
        let mut asked = 0;
        let ready = wait_until(&mut shell("sleep 100"), Duration::from_secs(60), || {
            asked += 1;
            if asked < 2 { Err(String::new()) } else { Ok(()) }
        });
        assert!(ready.is_ok());
    }
}
