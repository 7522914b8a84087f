//! `live`: clients of real servers, made of the documents that these serve.

use crate::driver::{Target, driver, run as run_driver};
use crate::live::{App, Calls, Judge, Report, Server, calls, install};
use anyhow::{Context, Result, bail};
use camino::{Utf8Path, Utf8PathBuf};
use serde_json::json;
use std::time::Instant;
use switchboard::document::{self, Correction};
use switchboard::sync::Lock;
use switchboard::workspace::Workspace;
use switchboard::{Exit, Global, made_crate, report, terminal};
use switchboard_codegen::diagnostic::Diagnostics;
use switchboard_codegen::source::SourceFiles;
use switchboard_codegen::{self as codegen, CrateSettings, Home, Planned};

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
            null or left out; a file is {\"name\": …, \"type\": …, \"size\": …, \"sha256\": …}

and, where they are of use:

  needs        programs without which it is skipped, such as [\"npm\"]
  credentials  a table of secrets by the ids of the document's security schemes (USER:PASSWORD for basic); others are
               called `key`, and `user` with `password`

Both commands run in the copy of the folder. An overlay.yaml beside it corrects the document, where that is wrong about
its own server; a settings.toml has what it leaves out, in the words of vendor.toml.

Values are equal by what they mean: a point in time in another zone, a duration in other units, a number as text, a set in
another order, a default in place of what was not sent are equal; JSON on the wire has to be that which was meant.

With --tomorrow the server has LIVE_TOMORROW=1 in its environment, and is to add an unknown member to each object that
it answers, and where it can an unknown value to an enum and an unknown tag to a union. Answers have to decode all the
same, and to be written back as they came where they deviate from nothing else.

Where a client follows pages, it goes from the first to the last, too: no item may come twice, and no page be asked for in
vain.

Examples:
  cargo xtask live
  cargo xtask live fastapi --tomorrow
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
    /// Fail where an application cannot be installed, or a program that it needs is not here; without this it is skipped.
    #[arg(long)]
    require: bool,
}

pub(crate) fn run(args: &Args, global: &Global) -> Result<Exit> {
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
        let mut report = match one(&app, &home, &folder, args, &workspace, global) {
            Ok(Some(report)) => report,
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
        report.took(begin.elapsed().as_secs_f64());
        terminal::note(&report.summary());
        if !report.is_fine() {
            exit = Exit::Findings;
        }
        reports.push(report);
        drop(lock);
    }
    if global.format == report::Format::Json {
        terminal::raw_result(&format!("{:#}", json!(reports)))?;
    } else {
        terminal::result(&terminal::visible(&reports.iter().map(Report::text).collect::<Vec<_>>().join("\n")))?;
    }
    match failed {
        Some(error) => Err(error),
        None => Ok(exit),
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
) -> Result<Option<Report>> {
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
    let mut report = Report::new(&app.name, args.tomorrow, planned, lost.clone());
    for (method, reason) in without {
        report.leave_out(method, reason);
    }
    let received = server.address(&app.received);
    let target = Target { folder: &home.join("calls"), url: &base_url(planned, &server), received: Some(&received) };
    let records = run_driver(workspace, &driver, &target, &calls)?;
    let judge = Judge::new(planned, args.tomorrow);
    for (call, record) in calls.iter().zip(&records) {
        report.add(call, record, &judge.judge(call, record));
    }
    Ok(Some(report))
}

/// Where the paths of the document begin: below the path of its first server.
fn base_url(planned: &Planned, server: &Server) -> String {
    let stated = planned.document.items("servers").first().and_then(|server| server.str("url")).unwrap_or_default();
    let path = match stated.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("", |at| &rest[at..]),
        None => stated,
    };
    format!("{}{}", server.url, path.trim_end_matches('/'))
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
