//! `live`: clients of real servers, made of the documents that these serve.

use crate::driver::{Call, Driver, Many, Target, driver, levels, run as run_driver};
use crate::live::{App, Calls, Chaos, Dropping, Judge, Mode, Proxy, Report, Run, Server, calls, install, resumable};
use crate::processes::end_with_this_program;
use anyhow::{Context, Result, bail};
use camino::{Utf8Path, Utf8PathBuf};
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use switchboard::document::{self, Correction};
use switchboard::sync::Lock;
use switchboard::workspace::Workspace;
use switchboard::{Exit, Global, made_crate, report, terminal};
use switchboard_codegen::diagnostic::Diagnostics;
use switchboard_codegen::source::SourceFiles;
use switchboard_codegen::{self as codegen, CrateSettings, Home, Planned};

/// How long a client waits for the next byte behind the proxy: longer than an application takes that has much to do.
const STALL: Duration = Duration::from_secs(4);

/// Start real servers of real frameworks, and call every operation with a client made of the document that they serve.
///
/// Each application is copied to target/live, installed there (again only when one of its files changed), and started on
/// loopback. A client is generated of the document that it serves, and a program calls every method of the client: with
/// all parameters, bodies and media types, each alternative, what is absent, null or empty, odd texts, large numbers,
/// files, and each way to authenticate; at least 10 calls of a method where so many differ. A call is
///
///   accepted  if the framework's own validation took it,
///   equal     if its handler was handed what was sent,
///   whole     if the answer decoded without a deviation and is written back as it came, streams to their end.
///
/// The exit code is 0 when all calls of all methods are all three, and 1 when one is not.
#[derive(clap::Args)]
#[command(after_long_help = "\
An application is a folder with a file app.toml:

  install   what fetches and builds what it stands on: a line for the shell, or a list of words; may be empty
  serve     what starts it, with {port} where the port belongs; it listens on 127.0.0.1
  document  the address of the document that it serves, such as /openapi.json
  ready     an address that answers with a status below 400 once it serves
  received  an address outside of the document that answers, as JSON, what the handler of the last call was handed after
            the framework's own parsing:
              {\"operation\": …, \"path\": {…}, \"query\": {…}, \"headers\": {…}, \"cookies\": {…}, \"body\": …}
            `operation` is the id, or method and path; names are those of the document; what a handler has not got is
            null or left out; a file is {\"name\": …, \"type\": …, \"size\": …, \"sha256\": …}, of which a
            body that is one file has no name and no type

and, where they are of use:

  needs        programs without which it is skipped, such as [\"npm\"]
  credentials  a table of secrets by the ids of the document's security schemes (USER:PASSWORD for basic); others are
               called `key`, and `user` with `password`

Both commands run in the copy of the folder. An overlay.yaml beside it corrects the document, where that is wrong about
its own server; a settings.toml has what it leaves out, in the words of vendor.toml.

Values are equal by what they mean: a point in time in another zone, a duration in other units, a number as text, a set in
another order, a default in place of what was not sent are equal; JSON on the wire has to be that which was meant. Numbers
are compared to the last digit, also those that are texts. Each member of a JSON body that may be absent and null is sent as
both and with a value; each way to authenticate is used, and its credential alone is sent. Documented headers of answers
have to be what their texts say, and a value made of XML what the XML says.

With --tomorrow the server has LIVE_TOMORROW=1 in its environment, and is to add an unknown member to each object that
it answers, and where it can an unknown value to an enum and an unknown tag to a union. Answers have to decode all the
same, and to be written back as they came; deviations are to be named where a validator of others finds the answer to
deviate, and nowhere else.

With --chaos a proxy stands before the server, which cuts, resets, delays, stalls, garbles, doubles or refuses a tenth of
all exchanges: before the request reached the server, after it did, within the head of the answer, or within its body. Each
call has to end, well or with an error that says which; where nothing went wrong it is as without the proxy; a call that may
not be sent twice is handed on once, as the proxy counts by the header x-switchboard-call, which the client sets and the
server does not see; no sockets stay open, and memory does not grow. The same --seed breaks the same exchanges.

With --dropping the proxy drops every third connection within the body of its answer, and the client is told to connect
anew: of each stream whose operation has the header parameter Last-Event-ID no event may be lost, and none come twice.

Where a client follows pages, it goes from the first to the last, too: item by item, page by page, and in small pages. Each
item of each page that the server sent has to come, once; all walks have to give the same; and no page may be asked for behind
one that is the last by its total, its cursor or its link.

Examples:
  cargo xtask live
  cargo xtask live fastapi --tomorrow
  cargo xtask live axum --chaos --calls 1000 --seed 7
  cargo xtask live --app ../my-app")]
pub(crate) struct Args {
    /// Applications in tests/live; all of them when none is named.
    #[arg(value_name = "NAME", conflicts_with = "app")]
    names: Vec<String>,
    /// An application that is not in tests/live.
    #[arg(long, value_name = "DIR")]
    app: Option<Utf8PathBuf>,
    /// Have the servers answer as those of tomorrow may.
    #[arg(long)]
    tomorrow: bool,
    /// Break a tenth of all exchanges on their way.
    #[arg(long, conflicts_with = "tomorrow")]
    chaos: bool,
    /// Drop every third connection of streams that go on after an event.
    #[arg(long, conflicts_with_all = ["tomorrow", "chaos"])]
    dropping: bool,
    /// How many calls of each application go through the proxy; 10,000 with --chaos, 300 with --dropping.
    #[arg(long, value_name = "N")]
    calls: Option<usize>,
    /// What decides which exchanges are broken.
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Fail where an application cannot be installed, or a program that it needs is not here; without this it is skipped.
    #[arg(long)]
    require: bool,
}

pub(crate) fn run(args: &Args, global: &Global) -> Result<Exit> {
    end_with_this_program()?;
    let workspace = Workspace::find(global)?;
    let (mut exit, mut reports, mut failed) = (Exit::Fine, Vec::new(), None);
    for app in apps(args, &workspace)? {
        let lacks = app.lacks();
        if !lacks.is_empty() {
            let told = format!("{} needs {}, which is not here", app.name, lacks.join(" and "));
            if args.require {
                bail!("{told}");
            }
            terminal::note(&format!("skipped: {told}"));
            continue;
        }
        // The same application elsewhere, and that of tomorrow, are others.
        let home = home(&workspace, args, &app)?;
        // Two runs of one application would write into the same folder.
        let lock = std::fs::File::create(home.join(".lock"))?;
        lock.lock().with_context(|| format!("cannot lock {home}"))?;
        let begin = Instant::now();
        let folder = match install(&app, &home) {
            Ok(folder) => folder,
            Err(error) if args.app.is_none() && !args.require => {
                terminal::note(&format!(
                    "skipped: {} cannot be installed; no registry may be in reach: {error:#}",
                    app.name
                ));
                continue;
            }
            Err(error) => return Err(error),
        };
        let judged = match one(&app, &home, &folder, args, &workspace, global) {
            Ok(Some(judged)) => judged,
            Ok(None) => {
                exit = Exit::Findings;
                continue;
            }
            // The others are judged all the same.
            Err(error) => {
                let before = failed.replace(error);
                before.into_iter().for_each(|error| terminal::note(&format!("{error:#}")));
                continue;
            }
        };
        let judged = judged.after(begin.elapsed().as_secs_f64());
        terminal::note(&judged.summary);
        if !judged.is_fine {
            exit = Exit::Findings;
        }
        reports.push(judged);
        drop(lock);
    }
    if global.format == report::Format::Json {
        terminal::raw_result(&format!("{:#}", json!(reports.iter().map(|judged| &judged.data).collect::<Vec<_>>())))?;
    } else {
        let texts: Vec<&str> = reports.iter().map(|judged| judged.text.as_str()).collect();
        terminal::result(&terminal::visible(&texts.join("\n")))?;
    }
    match failed {
        Some(error) => Err(error),
        None => Ok(exit),
    }
}

/// What is said of one application.
struct Said {
    is_fine: bool,
    summary: String,
    text: String,
    data: Value,
}

/// What one application was judged by.
enum Judged {
    Whole(Report),
    Chaos(Chaos),
    Dropping(Dropping),
}

impl Judged {
    /// What is said of it after so many seconds.
    fn after(self, seconds: f64) -> Said {
        match self {
            Self::Whole(mut report) => {
                report.took(seconds);
                let (summary, text) = (report.summary(), report.text());
                Said { is_fine: report.is_fine(), summary, text, data: json!(report) }
            }
            Self::Chaos(chaos) => {
                let (summary, text) = (chaos.summary(seconds), chaos.text());
                Said { is_fine: chaos.is_fine(), summary, text, data: json!(chaos) }
            }
            Self::Dropping(dropping) => {
                let (summary, text) = (dropping.summary(seconds), dropping.text());
                Said { is_fine: dropping.is_fine(), summary, text, data: json!(dropping) }
            }
        }
    }
}

/// Where everything of an application is: below `target/live`.
fn home(workspace: &Workspace, args: &Args, app: &App) -> Result<Utf8PathBuf> {
    let all = workspace.root.join("target/live");
    fs_err::create_dir_all(&all)?;
    let all = all.canonicalize_utf8()?;
    let home = match args.app {
        None => all.join(&app.name),
        Some(_) => {
            let hash = switchboard::sync::sha256(app.folder.as_str().as_bytes());
            all.join(format!("{}-{}", app.name, &hash[..8]))
        }
    };
    fs_err::create_dir_all(&home)?;
    Ok(home)
}

/// The applications that are meant.
fn apps(args: &Args, workspace: &Workspace) -> Result<Vec<App>> {
    if let Some(folder) = &args.app {
        return Ok(vec![App::read(folder)?]);
    }
    let all = workspace.root.join("tests/live");
    let mut known = Vec::new();
    if all.is_dir() {
        for entry in all.read_dir_utf8()? {
            let entry = entry?;
            if entry.path().join("app.toml").is_file() {
                known.push(entry.file_name().to_owned());
            }
        }
    }
    known.sort();
    if let Some(unknown) = args.names.iter().find(|name| !known.contains(name)) {
        bail!("{all} holds no application `{unknown}`; there are: {}", known.join(", "));
    }
    let wanted = if args.names.is_empty() { &known } else { &args.names };
    wanted.iter().map(|name| App::read(&all.join(name))).collect()
}

/// The report of one application; nothing when its document makes no client.
fn one(
    app: &App,
    home: &Utf8Path,
    folder: &Utf8Path,
    args: &Args,
    workspace: &Workspace,
    global: &Global,
) -> Result<Option<Judged>> {
    let server = Server::start(app, folder, home.join("server.log"), args.tomorrow)?;
    let text = server.get(&app.document)?;
    let is_json = text.trim_start().starts_with('{');
    let document = home.join(if is_json { "openapi.json" } else { "openapi.yaml" });
    fs_err::write(&document, text)?;
    let Some(client) = client(app, &document, home, workspace, global)? else { return Ok(None) };
    let Client { planned, settings, lost } = &client;
    let driver = driver(planned, settings, &home.join("client"), &app.credentials);
    let Calls { calls, without } =
        calls(planned).with_context(|| format!("the document of {} has no samples", app.name))?;
    if args.chaos || args.dropping {
        let through = Through { app, home, args, workspace, planned, driver: &driver, server: &server };
        return through.judged(calls);
    }
    let mut report = Report::new(&app.name, args.tomorrow, planned, lost.clone());
    for (method, reason) in without {
        report.leave_out(method, reason);
    }
    let received = server.address(&app.received);
    let url = base_url(planned, &server.url);
    let target = Target { folder: &home.join("calls"), url: &url, received: Some(&received), many: None };
    let records = run_driver(workspace, &driver, &target, &calls)?;
    let mut judge = Judge::new(planned, &app.credentials, args.tomorrow)?;
    for (call, record) in calls.iter().zip(&records) {
        report.add(call, record, &judge.judge(call, record));
    }
    for (method, reason) in judge.untried() {
        report.lack(method, reason);
    }
    Ok(Some(Judged::Whole(report)))
}

/// Calls that go through a proxy.
struct Through<'t> {
    app: &'t App,
    home: &'t Utf8Path,
    args: &'t Args,
    workspace: &'t Workspace,
    planned: &'t Planned,
    driver: &'t Driver,
    server: &'t Server,
}

impl Through<'_> {
    fn judged(&self, calls: Vec<Call>) -> Result<Option<Judged>> {
        let (name, seed) = (self.app.name.as_str(), self.args.seed);
        let is_chaos = self.args.chaos;
        let calls = if is_chaos { calls } else { resumable(self.planned, &calls) };
        if calls.is_empty() {
            let why = if is_chaos { "there is no call" } else { "no stream of its document takes Last-Event-ID" };
            terminal::note(&format!("skipped: {name}: {why}"));
            return Ok(Some(Judged::Dropping(Dropping::none(name))));
        }
        let many = Many {
            calls: self.args.calls.unwrap_or(if is_chaos { 10_000 } else { 300 }).max(5),
            side_by_side: if is_chaos { 16 } else { 4 },
            patience: STALL,
            retries: 2,
            reconnects: !is_chaos,
        };
        let run = Run { app: name, seed, planned: self.planned, calls: &calls, many };
        let folder = self.home.join("calls");
        let made = |url: &str, many: Option<Many>| {
            let url = base_url(self.planned, url);
            run_driver(
                self.workspace,
                self.driver,
                &Target { folder: &folder, url: &url, received: None, many },
                &calls,
            )
        };
        if is_chaos {
            let proxy = Proxy::start(self.server.port, Mode::Chaos, seed)?;
            let records = made(&proxy.url, Some(many))?;
            let judge = Judge::new(self.planned, &self.app.credentials, false)?;
            let chaos = Chaos::judge(&run, &judge, &records, &proxy.arrivals(), &levels(&folder)?);
            return Ok(Some(Judged::Chaos(chaos)));
        }
        let whole = made(&self.server.url, None)?;
        let proxy = Proxy::start(self.server.port, Mode::EveryThird, seed)?;
        let records = made(&proxy.url, Some(many))?;
        Ok(Some(Judged::Dropping(Dropping::judge(&run, &whole, &records, &proxy.arrivals()))))
    }
}

/// Where the paths of the document begin: below the path of its first server.
fn base_url(planned: &Planned, server: &str) -> String {
    let stated = planned.document.items("servers").first().and_then(|server| server.str("url")).unwrap_or_default();
    let path = match stated.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("", |at| &rest[at..]),
        None => stated,
    };
    format!("{server}{}", path.trim_end_matches('/'))
}

/// A client of a document.
struct Client {
    planned: Planned,
    settings: CrateSettings,
    /// The operations of the document that it does not have.
    lost: Vec<String>,
}

/// Makes the client of an application's document; nothing after saying why there is none.
fn client(
    app: &App,
    document: &Utf8Path,
    home: &Utf8Path,
    workspace: &Workspace,
    global: &Global,
) -> Result<Option<Client>> {
    let folder = home.join("client");
    fs_err::create_dir_all(&folder)?;
    let runtime = made_crate::runtime(None, Some(workspace), &folder)?;
    // Two applications of one name have two clients, and programs that call them.
    let name = home.file_name().unwrap_or(&app.name);
    let name = format!("live-{}", name.replace(|char: char| !char.is_ascii_alphanumeric(), "-").to_lowercase());
    let (mut files, mut diagnostics) = (SourceFiles::new(), Diagnostics::new());
    let correction = Correction { overlay: app.overlay(), ..Correction::default() };
    let completed = document::completed(
        document,
        &correction,
        app.settings().as_deref(),
        |document| CrateSettings::for_document(document, name, runtime, Home::Alone),
        &mut files,
        &mut diagnostics,
    );
    let planned = completed.and_then(|(document, settings, _)| {
        let planned = codegen::plan_client(&document, &settings, &mut diagnostics)?;
        let crate_files = codegen::print_files(&planned, &settings, &mut diagnostics)?;
        Some((planned, settings, crate_files))
    });
    let Some((planned, settings, crate_files)) = planned else {
        report::print(global, &files, &diagnostics);
        terminal::note(&format!("{}: what it serves at {} makes no client", app.name, app.document));
        return Ok(None);
    };
    let lock = Lock::for_folder(&folder)?;
    let shown = folder.as_str().to_owned();
    if made_crate::put(crate_files, format!("the document of {}", app.name), &folder, &shown, &lock, &mut diagnostics)?
        .is_none()
    {
        report::print(global, &files, &diagnostics);
        return Ok(None);
    }
    // What is left open is still called. What is left out cannot be.
    let left_out = planned.operations.left_out.iter();
    let lost: Vec<String> = left_out.map(|(operation, reason)| format!("{operation}: {reason}")).collect();
    if !lost.is_empty() {
        report::print(global, &files, &diagnostics);
    }
    Ok(Some(Client { planned, settings, lost }))
}
