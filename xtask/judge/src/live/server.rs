//! An application as a running server, and what is asked of it outside of its document.

use super::app::App;
use super::install::tail;
use anyhow::{Context, Result, bail};
use camino::{Utf8Path, Utf8PathBuf};
use std::fs::File;
use std::net::{Ipv4Addr, TcpListener};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;

/// How long it may take until it serves; the variable `LIVE_PATIENCE` says another number of seconds.
const PATIENCE: u64 = 120;
/// How long one answer may take.
const ANSWER: Duration = Duration::from_secs(20);

/// A running server; it ends when this is dropped, with all processes that it started.
pub(crate) struct Server {
    child: Child,
    log: Utf8PathBuf,
    name: String,
    runtime: Runtime,
    client: reqwest::Client,
    /// Where it listens.
    pub(crate) url: String,
}

impl Server {
    /// Starts the application installed in `folder` on a free port of loopback, and waits until it serves.
    ///
    /// # Errors
    ///
    /// When its command cannot be run, ends, or does not serve in time.
    pub(crate) fn start(app: &App, folder: &Utf8Path, log: Utf8PathBuf, tomorrow: bool) -> Result<Self> {
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
        let output = File::create(&log).with_context(|| format!("cannot write {log}"))?;
        let mut command = app.serve.command(Some(port));
        command.current_dir(folder).env("PORT", port.to_string()).stdin(Stdio::null());
        command.stderr(output.try_clone()?).stdout(output);
        match tomorrow {
            true => command.env("LIVE_TOMORROW", "1"),
            false => command.env_remove("LIVE_TOMORROW"),
        };
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let client = reqwest::Client::builder().no_proxy().timeout(ANSWER).build()?;
        let child = command.spawn().with_context(|| format!("`serve` of {} cannot be run: {}", app.name, app.serve))?;
        let url = format!("http://127.0.0.1:{port}");
        let mut server = Self { child, log, name: app.name.clone(), runtime, client, url };
        server.wait(app)?;
        Ok(server)
    }

    fn wait(&mut self, app: &App) -> Result<()> {
        let patience = std::env::var("LIVE_PATIENCE").ok().and_then(|text| text.parse().ok()).unwrap_or(PATIENCE);
        let (begin, address) = (Instant::now(), self.address(&app.ready));
        let mut last = "it did not listen".to_owned();
        loop {
            if let Some(status) = self.child.try_wait()? {
                bail!("`serve` of {} ended ({status}): {}\n{}", self.name, app.serve, tail(&self.log));
            }
            match self.answer(&address) {
                Ok((status, _)) if status < 400 => return Ok(()),
                Ok((status, _)) => last = format!("it answered {status}"),
                Err(_) => {}
            }
            if begin.elapsed() > Duration::from_secs(patience) {
                bail!(
                    "{} does not get ready: {last} at {address} for {patience} seconds (`ready`)\n{}",
                    self.name,
                    tail(&self.log)
                );
            }
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    /// An address of the app, whole.
    pub(crate) fn address(&self, address: &str) -> String {
        match address.strip_prefix('/') {
            Some(path) => format!("{}/{path}", self.url),
            None => address.replace("{port}", self.url.rsplit(':').next().unwrap_or_default()),
        }
    }

    /// What it answers to GET.
    ///
    /// # Errors
    ///
    /// When it does not answer with success.
    pub(crate) fn get(&self, address: &str) -> Result<String> {
        let address = self.address(address);
        let (status, text) =
            self.answer(&address).with_context(|| format!("{} does not answer at {address}", self.name))?;
        match status {
            200..=299 => Ok(text),
            _ => bail!("{} answered {status} at {address}", self.name),
        }
    }

    fn answer(&self, address: &str) -> Result<(u16, String)> {
        self.runtime.block_on(async {
            let answer = self.client.get(address).send().await?;
            Ok((answer.status().as_u16(), answer.text().await?))
        })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        #[cfg(unix)]
        {
            // What the shell started ends with it; the group may be gone already.
            let group = nix::unistd::Pid::from_raw(self.child.id().cast_signed());
            let _ = nix::sys::signal::killpg(group, nix::sys::signal::Signal::SIGKILL);
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
