//! An application as a running server, and what is asked of it outside of its document.

use super::app::App;
use super::install::tail;
use crate::processes::{Group, free_port, wait_until};
use anyhow::{Context, Result, anyhow, bail};
use camino::{Utf8Path, Utf8PathBuf};
use std::fs::File;
use std::process::Stdio;
use std::time::Duration;
use tokio::runtime::Runtime;

/// How long it may take until it serves; the variable `LIVE_PATIENCE` says another number of seconds.
const PATIENCE: u64 = 120;
/// How long one answer may take.
const ANSWER: Duration = Duration::from_secs(20);

/// A running server; it ends when this is dropped, with all processes that it started.
pub(crate) struct Server {
    group: Group,
    log: Utf8PathBuf,
    name: String,
    runtime: Runtime,
    client: reqwest::Client,
    pub(crate) port: u16,
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
        let port = free_port()?;
        let output = File::create(&log).with_context(|| format!("cannot write {log}"))?;
        let mut command = app.serve.command(Some(port));
        command.current_dir(folder).env("PORT", port.to_string()).stdin(Stdio::null());
        command.stderr(output.try_clone()?).stdout(output);
        match tomorrow {
            true => command.env("LIVE_TOMORROW", "1"),
            false => command.env_remove("LIVE_TOMORROW"),
        };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let client = reqwest::Client::builder().no_proxy().timeout(ANSWER).build()?;
        let group = Group::start(&mut command)
            .with_context(|| format!("`serve` of {} cannot be run: {}", app.name, app.serve))?;
        let url = format!("http://127.0.0.1:{port}");
        let mut server = Self { group, log, name: app.name.clone(), runtime, client, port, url };
        server.wait(app)?;
        Ok(server)
    }

    fn wait(&mut self, app: &App) -> Result<()> {
        let patience = std::env::var("LIVE_PATIENCE").ok().and_then(|text| text.parse().ok()).unwrap_or(PATIENCE);
        let address = self.address(&app.ready);
        let Self { group, runtime, client, log, name, .. } = self;
        let is_ready = || match answer(runtime, client, &address) {
            Ok((status, _)) if status < 400 => Ok(()),
            Ok((status, _)) => Err(format!("it answered {status} at {address} (`ready`)")),
            Err(_) => Err(format!("it does not listen at {address} (`ready`)")),
        };
        wait_until(group, Duration::from_secs(patience), is_ready)
            .map_err(|error| anyhow!("`serve` of {name}: {error}: {}\n{}", app.serve, tail(log)))
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
        let (status, text) = answer(&self.runtime, &self.client, &address)
            .with_context(|| format!("{} does not answer at {address}", self.name))?;
        match status {
            200..=299 => Ok(text),
            _ => bail!("{} answered {status} at {address}", self.name),
        }
    }
}

fn answer(runtime: &Runtime, client: &reqwest::Client, address: &str) -> Result<(u16, String)> {
    runtime.block_on(async {
        let answer = client.get(address).send().await?;
        Ok((answer.status().as_u16(), answer.text().await?))
    })
}
