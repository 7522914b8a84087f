//! `call`: one call of an operation that a document describes.

use crate::call::own_crate::{self, Beside, OwnCrate};
use crate::call::shown::View;
use crate::call::{Output, Refused, Sink, answer, body, complete, facts, find, paging, shown, values};
use crate::document::{self, Correction};
use crate::mock::resolve;
use crate::sync::Lock;
use crate::workspace::Workspace;
use crate::{Exit, Global, input, made_crate, own_program, report, surroundings, terminal};
use anyhow::{Context, Result, bail};
use camino::{Utf8Path, Utf8PathBuf};
use clap_complete::ArgValueCandidates;
use serde_json::Value;
use std::io::Read;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use switchboard_codegen::diagnostic::{Code, Diagnostics, Severity};
use switchboard_codegen::operations::{OperationPlan, ParameterPlan};
use switchboard_codegen::source::{Node, SourceFiles};
use switchboard_codegen::{self as codegen, CrateSettings, Home, Planned, Runtime};
use switchboard_runtime::http::StatusCode;
use switchboard_runtime::reqwest::Request as Sent;
use switchboard_runtime::{Api, Builder, Core, Failure, Next, Request, SecurityKind};

/// Call an operation of a vendor, or of any OpenAPI document.
///
/// Without an operation, lists all of them; with `--takes`, says what one takes. Values are held against the document before
/// anything is sent; `--unchecked` sends them as they are. Lists are given by the name of each item again, members of objects
/// as `of.name=value`, and JSON as `name:=JSON`.
///
/// Keys come from the environment, from the variables that `Client::from_env` of the generated client reads; a document
/// without settings has NAME_API_KEY, or NAME_SCHEME where it has several schemes (with _USER and _PASSWORD behind it for
/// Basic). NAME_BASE_URL leads elsewhere, and so does `--server`.
#[derive(clap::Args)]
#[command(after_long_help = "\
Examples:
  cargo xtask call revox
  cargo xtask call revox create_call --takes
  cargo xtask call revox list_calls --param page=1 --param page_size=20 --dry-run
  cargo xtask call revox list_calls --param page=1 --param page_size=20 --all-pages --output table --dry-run
  cargo xtask call revox get_call --param id=call-1 --curl
  cargo xtask call bell.json 'GET /bells/{id}' --param id=1 --dry-run
  cargo xtask call revox --program ../revox-cli

Exit codes: 1 also where the answer is an error, whose body is printed.")]
pub(crate) struct Args {
    /// A vendor in specs/, or the path of an OpenAPI document.
    #[arg(value_name = "VENDOR-OR-SPEC", add = ArgValueCandidates::new(complete::subjects))]
    subject: String,
    /// The operation: its id, the name of its method, or method and path; lists all where it is left out.
    #[arg(add = ArgValueCandidates::new(complete::operations))]
    operation: Option<String>,
    /// A parameter of the path, the query, a header or a cookie. `path:NAME` and `query:NAME` tell equal names apart.
    #[arg(long = "param", short = 'p', value_name = "NAME=VALUE", value_parser = values::given, add = ArgValueCandidates::new(complete::parameters))]
    parameters: Vec<values::Given>,
    /// A member of the body; `a.b=1` is one in a member, `a.0=1` an item.
    #[arg(long = "set", short = 's', value_name = "NAME=VALUE", value_parser = values::given, conflicts_with = "body", add = ArgValueCandidates::new(complete::members))]
    members: Vec<values::Given>,
    /// The body: a file, or `-` for standard input.
    #[arg(long, value_name = "FILE")]
    body: Option<Utf8PathBuf>,
    /// How the answer is printed.
    #[arg(long, value_enum, default_value_t = Output::Json)]
    output: Output,
    /// Write the answer to a file.
    #[arg(long, value_name = "FILE")]
    out: Option<Utf8PathBuf>,
    /// Follow the pages of a list, and print all items, each on a line.
    #[arg(long)]
    all_pages: bool,
    /// Print the request as an HTTP message, without secrets, and send nothing.
    #[arg(long)]
    dry_run: bool,
    /// Print the request as a command of curl, without secrets, and send nothing.
    #[arg(long, conflicts_with = "dry_run")]
    curl: bool,
    /// Say what the operation takes, and send nothing.
    #[arg(long, requires = "operation")]
    takes: bool,
    /// Where the API is, in place of what the document says.
    #[arg(long, value_name = "URL")]
    server: Option<String>,
    /// A header that the document does not name; its value is not shown by `--dry-run` and `--curl`.
    #[arg(long = "header", value_name = "NAME: VALUE", value_parser = header)]
    headers: Vec<(String, String)>,
    /// Send what does not fit the document.
    #[arg(long)]
    unchecked: bool,
    /// How many seconds the call may take.
    #[arg(long, value_name = "SECONDS")]
    timeout: Option<u64>,
    /// Make a program of its own for this API, which is called as the folder is: a crate with the document inside, for
    /// `cargo install --path DIR`.
    #[arg(long, value_name = "DIR", conflicts_with_all = ["operation", "takes", "dry_run", "curl", "all_pages", "out"])]
    program: Option<Utf8PathBuf>,
    /// Settings with the keys of vendor.toml, for a document.
    #[arg(long, value_name = "FILE")]
    settings: Option<Utf8PathBuf>,
    #[command(flatten)]
    correction: Correction,
}

fn header(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once(':').ok_or("write it as `NAME: VALUE`")?;
    Ok((name.trim().to_owned(), value.trim().to_owned()))
}

pub(crate) fn run(args: &Args, global: &Global) -> Result<Exit> {
    if args.all_pages && args.output == Output::Raw {
        let help = "leave `--output` out, or name `json` or `table`";
        return Err(report::refusal(Code::ArgumentInvalid, "the items of pages are printed, not their bytes", help));
    }
    if let Some(own) = own_program::own() {
        let is_for_others = args.program.is_some()
            || args.settings.is_some()
            || args.correction.overlay.is_some()
            || !args.correction.maps.is_empty();
        if is_for_others {
            return own_program::refuse_without(own.name);
        }
    }
    if let Some(out) = &args.program {
        return make_program(args, out, global);
    }
    let (mut files, mut diagnostics) = (SourceFiles::new(), Diagnostics::new());
    let (correction, beside) = (&args.correction, args.settings.as_deref());
    let planned = planned(&args.subject, correction, beside, global, &mut files, &mut diagnostics)?;
    let Some((planned, settings)) = planned else {
        report::print(global, &files, &diagnostics);
        return Ok(report::exit(&diagnostics).max(Exit::Findings));
    };
    // Warnings are said where the client is made.
    let plans = &planned.operations.plans;
    let Some(name) = &args.operation else {
        terminal::result(&listed(plans))?;
        return Ok(Exit::Fine);
    };
    let refuse = |refused: Refused| {
        let help = format!("`{} OPERATION --takes` says what there is", own_program::before_operation(&args.subject));
        report::refusal(Code::ArgumentInvalid, refused.to_string(), help)
    };
    let plan = find::operation(plans, name).map_err(refuse)?;
    let document = planned.document.to_value();
    if args.takes {
        terminal::result(&takes(&document, plan))?;
        return Ok(Exit::Fine);
    }
    let asked = Asked { args, planned: &planned, settings: &settings, document: &document, plan };
    let request = asked.request().map_err(|error| match error.downcast::<Refused>() {
        Ok(refused) => refuse(refused),
        Err(error) => error,
    })?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().context("cannot start")?;
    runtime.block_on(asked.send(request))
}

/// The plans of a vendor or of a document, and what its client is made with. Returns `None` after reporting at least one error.
pub(crate) fn planned(
    subject: &str,
    correction: &Correction,
    beside: Option<&Utf8Path>,
    global: &Global,
    files: &mut SourceFiles,
    diagnostics: &mut Diagnostics,
) -> Result<Option<(Planned, CrateSettings)>> {
    let read = read(subject, correction, beside, global, files, diagnostics)?;
    let planned = read.and_then(|(document, settings)| {
        codegen::plan_client(&document, &settings, diagnostics).map(|planned| (planned, settings))
    });
    // Errors of the settings leave plans, and those are not what was asked for.
    Ok(planned.filter(|_| !diagnostics.has_errors()))
}

fn read(
    subject: &str,
    correction: &Correction,
    beside: Option<&Utf8Path>,
    global: &Global,
    files: &mut SourceFiles,
    diagnostics: &mut Diagnostics,
) -> Result<Option<(Node, CrateSettings)>> {
    if let Some(own) = own_program::own() {
        return Ok(own.read(files, diagnostics));
    }
    let path = Utf8Path::new(subject);
    if is_document(subject) {
        let name = CrateSettings::name_from(path.file_stem().unwrap_or_default());
        let alone = |document: &Node| CrateSettings::for_document(document, name, String::new(), Home::Alone);
        let read = document::completed(path, correction, beside, alone, files, diagnostics);
        return Ok(read.map(|(document, settings, _)| (document, settings)));
    }
    document::refuse_for_vendor(&correction.maps)?;
    if correction.overlay.is_some() || beside.is_some() {
        bail!("a vendor has its own overlay.yaml and vendor.toml; `--overlay` and `--settings` are for documents");
    }
    let workspace = Workspace::find(global)?;
    workspace.check_vendor(subject, &workspace.vendors()?)?;
    let Some(sources) = workspace.read_vendor(subject, files, diagnostics) else { return Ok(None) };
    let derived = codegen::derive(files, &sources, diagnostics);
    Ok(derived.map(|(document, settings)| (document, CrateSettings::for_vendor(&settings))))
}

/// Whether a document is meant, and no vendor.
fn is_document(subject: &str) -> bool {
    let path = Utf8Path::new(subject);
    path == input::STDIN || subject.contains(['/', '\\', '.']) || path.is_file()
}

/// Makes the crate of a program that calls this API alone.
fn make_program(args: &Args, out: &Utf8Path, global: &Global) -> Result<Exit> {
    if out.as_str().is_empty() {
        return Err(report::refusal(Code::ArgumentInvalid, "`--program` is empty", "name the folder of the program"));
    }
    let folder = made_crate::absolute(out)?;
    let name = CrateSettings::name_from(folder.file_name().unwrap_or_default());
    made_crate::check_name(&name)?;
    if name == "switchboard" {
        let help = "name the folder as the program is to be called";
        return Err(report::refusal(
            Code::ArgumentInvalid,
            "a program for one API cannot be called `switchboard`",
            help,
        ));
    }
    let (mut files, mut diagnostics) = (SourceFiles::new(), Diagnostics::new());
    let (correction, settings) = (&args.correction, args.settings.as_deref());
    let planned = planned(&args.subject, correction, settings, global, &mut files, &mut diagnostics)?;
    let mut changed = None;
    if let Some((planned, settings)) = planned {
        let workspace = Workspace::find(global).ok();
        let stated = match &workspace {
            Some(workspace) => super::generate::stated(workspace, &folder, global)?,
            None => None,
        };
        // In the repository of Switchboard, the runtime is where the program is.
        let here = workspace.as_ref().map(|workspace| workspace.root.join("clients/runtime"));
        let here = here.filter(|path| path.is_dir()).map(|path| Runtime::Path(path.into_string()));
        let (document, beside) = inside(args, global)?;
        let made = OwnCrate {
            title: planned.document.get("info").and_then(|info| info.str("title")).unwrap_or(&name).to_owned(),
            document,
            beside,
            dependency: own_crate::dependency(stated.or(here).as_ref(), &folder),
            is_alone: surroundings::around(&folder).is_none(),
            variables: settings.env.iter().map(|(_, variable)| variable.clone()).collect(),
            name: name.clone(),
        };
        let (shown, origin) = (out.as_str().replace('\\', "/"), format!("the program of {}", args.subject));
        if super::generate::may_be_replaced(&folder, &shown, &mut diagnostics)
            && super::generate::is_of_same_document(&folder, &shown, &origin, &mut diagnostics)
        {
            let lock = Lock::for_folder(&folder)?;
            changed = made_crate::put(made.files(), origin, &folder, &shown, &lock, &mut diagnostics)?;
        }
    }
    if global.format == report::Format::Json {
        let findings = report::to_json(&files, &diagnostics);
        let changed = changed.unwrap_or_default();
        let result =
            serde_json::json!({"crate": name, "out": out.as_str(), "changed": changed, "diagnostics": findings});
        terminal::raw_result(&format!("{result:#}"))?;
    } else {
        // Warnings are said where the client is made.
        let mut errors = Diagnostics::new();
        diagnostics
            .iter()
            .filter(|found| found.severity == Severity::Error)
            .for_each(|found| errors.push(found.clone()));
        report::print(global, &files, &errors);
        if let Some(changed) = changed {
            let count = changed.len();
            terminal::note(&format!("{out}: {count} files written; `cargo install --path {out}` installs `{name}`"));
        }
    }
    Ok(report::exit(&diagnostics))
}

/// The texts that a program has inside: the document, and what is known beside it.
fn inside(args: &Args, global: &Global) -> Result<(String, Vec<(Beside, String)>)> {
    let (mut files, mut found) = (SourceFiles::new(), Diagnostics::new());
    let text = |path: &Utf8Path| fs_err::read_to_string(path).with_context(|| format!("cannot read {path}"));
    let mut beside = Vec::new();
    let document = if is_document(&args.subject) {
        // Files that the document refers to are part of it from here on; what corrects it does so in the program.
        let maps = &args.correction.maps;
        for (kind, path) in
            [(Beside::Settings, args.settings.as_deref()), (Beside::Overlay, args.correction.overlay.as_deref())]
        {
            if let Some(path) = path {
                beside.push((kind, text(path)?));
            }
        }
        document::read(Utf8Path::new(&args.subject), maps, &mut files, &mut found)
    } else {
        let workspace = Workspace::find(global)?;
        beside.push((Beside::Vendor, text(&workspace.root.join("specs").join(&args.subject).join("vendor.toml"))?));
        read(&args.subject, &args.correction, None, global, &mut files, &mut found)?.map(|(document, _)| document)
    };
    let document = document.context("the document was read before, and is not there any more")?;
    Ok((codegen::render_document(&document), beside))
}

/// All operations, a line each.
fn listed(plans: &[OperationPlan]) -> String {
    let width = plans.iter().map(|plan| plan.name.chars().count()).max().unwrap_or(0);
    let line = |plan: &OperationPlan| {
        let summary = plan.summary.as_deref().map(codegen::text::single_line).unwrap_or_default();
        let line = format!("{:width$}  {}  {summary}", plan.name, plan.subject());
        terminal::visible(line.trim_end()) + "\n"
    };
    plans.iter().map(line).collect()
}

/// What an operation takes, for people.
fn takes(document: &Value, plan: &OperationPlan) -> String {
    let mut text = format!("{}: {}\n", plan.name, plan.subject());
    text.extend(plan.summary.as_deref().map(|summary| format!("{summary}\n")));
    for parameter in find::parameters(plan) {
        let stated = stated(document, plan, parameter);
        let need = if is_required(stated, parameter) { ", required" } else { "" };
        let shape = schema(stated).map_or_else(String::new, |schema| format!("  {}", short(document, schema)));
        text += &format!("--param {}=…  ({}{need}){shape}\n", parameter.name, parameter.location.as_str());
    }
    if let Some(body) = &plan.body {
        let need = if body.required { "required" } else { "optional" };
        text += &format!("--body FILE  ({}, {need})\n", body.media_type);
        let schema = resolve(document, body_schema(document, plan));
        let required: Vec<&str> =
            schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        for (name, member) in schema["properties"].as_object().into_iter().flatten() {
            let need = if required.contains(&name.as_str()) { "  (required)" } else { "" };
            text += &format!("--set {name}=…{need}  {}\n", short(document, member));
        }
    }
    if plan.pagination.is_some() {
        text += "--all-pages  follows the pages of this list\n";
    }
    terminal::visible(&text)
}

/// A schema in a few words.
fn short(document: &Value, schema: &Value) -> String {
    let schema = resolve(document, schema);
    let mut words: Vec<String> = match &schema["type"] {
        Value::String(one) => vec![one.clone()],
        Value::Array(several) => several.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        _ => Vec::new(),
    };
    if let Some(values) = schema["enum"].as_array() {
        words = values.iter().map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned)).collect();
    }
    let mut text = words.join(" | ");
    for key in ["format", "minimum", "maximum", "minLength", "maxLength", "default"] {
        if let Some(value) = schema.get(key) {
            text += &format!(", {key} {value}");
        }
    }
    text.trim_start_matches(", ").to_owned()
}

/// The operation of a method, as the document states it.
fn operation<'d>(document: &'d Value, plan: &OperationPlan) -> &'d Value {
    let pointer = plan.pointer.strip_prefix('#').unwrap_or(&plan.pointer);
    document.pointer(pointer).unwrap_or(&Value::Null)
}

/// A parameter as the document states it.
fn stated<'d>(document: &'d Value, plan: &OperationPlan, parameter: &ParameterPlan) -> &'d Value {
    let listed = &operation(document, plan)["parameters"];
    let is_meant =
        |stated: &&Value| stated["name"] == parameter.name.as_str() && stated["in"] == parameter.location.as_str();
    listed.as_array().into_iter().flatten().find(is_meant).unwrap_or(&Value::Null)
}

fn is_required(stated: &Value, parameter: &ParameterPlan) -> bool {
    stated["required"] == true || parameter.location == codegen::operations::Location::Path
}

/// The schema of a parameter, in its content where it has one.
fn schema(stated: &Value) -> Option<&Value> {
    let content = || stated["content"].as_object()?.values().next()?.get("schema");
    stated.get("schema").or_else(content)
}

/// The schema of the body of this method.
pub(crate) fn body_schema<'d>(document: &'d Value, plan: &OperationPlan) -> &'d Value {
    let Some(body) = &plan.body else { return &Value::Null };
    let content = &operation(document, plan)["requestBody"]["content"];
    let stated = body.range.as_deref().unwrap_or(&body.media_type);
    content.get(stated).map_or(&Value::Null, |media| &media["schema"])
}

/// A call that was asked for.
struct Asked<'a> {
    args: &'a Args,
    planned: &'a Planned,
    settings: &'a CrateSettings,
    document: &'a Value,
    plan: &'a OperationPlan,
}

/// A request, and where it is shown in place of being sent.
struct Made {
    request: Request,
    shown: Shown,
}

/// What is shown of a request, once it is made; or why there is nothing to show.
type Shown = Arc<Mutex<Option<Result<String, Refused>>>>;

impl Asked<'_> {
    fn is_shown(&self) -> bool {
        self.args.dry_run || self.args.curl
    }

    /// The request with all that was given, or everything that does not fit the document.
    fn request(&self) -> Result<Made> {
        let api = facts::api(&self.planned.document, self.settings);
        let operation = facts::operation(self.plan, self.settings);
        let shown = Arc::new(Mutex::new(None));
        let core = self.core(api, &shown)?;
        let mut request = core.request(operation);
        let mut problems = Vec::new();
        for (parameter, value) in self.parameters(&mut problems) {
            let own = operation.parameters.iter().find(|own| {
                own.key == parameter.key
                    && (own.location == switchboard_runtime::Location::Path) == is_in_path(parameter)
            });
            let Some(own) = own else { continue };
            request =
                if is_in_path(parameter) { request.path(own.key, &value) } else { request.parameter(own.key, &value) };
        }
        for (name, value) in &self.args.headers {
            request = request.header(name, value.clone());
        }
        if let Some(seconds) = self.args.timeout {
            request = request.timeout(Duration::from_secs(seconds));
        }
        let schema = body_schema(self.document, self.plan);
        let body = self.plan.body.as_ref();
        let request = match body::put_into(request, self.document, body, schema, self.body()?, !self.args.unchecked) {
            Ok(request) => Some(request),
            Err(refused) => {
                problems.extend(refused.problems);
                None
            }
        };
        match request {
            Some(request) if problems.is_empty() => Ok(Made { request, shown }),
            _ => Err(Refused { problems }.into()),
        }
    }

    /// The values of parameters, as the document means them.
    fn parameters(&self, problems: &mut Vec<String>) -> Vec<(&ParameterPlan, Value)> {
        let mut found: Vec<(&ParameterPlan, Value)> = Vec::new();
        for given in &self.args.parameters {
            // What stands behind a dot may be a member of an object.
            let parameter = find::parameter(self.plan, &given.name).or_else(|refused| {
                let first = given.name.split('.').next().unwrap_or_default();
                find::parameter(self.plan, first).map_err(|_| refused)
            });
            let parameter = match parameter {
                Ok(parameter) => parameter,
                Err(refused) => {
                    problems.extend(refused.problems);
                    continue;
                }
            };
            let schema = schema(stated(self.document, self.plan, parameter)).unwrap_or(&Value::Null);
            let at = match found.iter().position(|(known, _)| std::ptr::eq(*known, parameter)) {
                Some(at) => at,
                None => {
                    found.push((parameter, Value::Null));
                    found.len() - 1
                }
            };
            // The parameter is put into an object of its own name, so that lists and members are read as those of bodies.
            let bare = given.name.split_once(':').map_or(given.name.as_str(), |(_, name)| name);
            let rest = bare.strip_prefix(&parameter.name).or(bare.strip_prefix(&parameter.key)).unwrap_or_default();
            let inner = values::Given { name: format!("value{rest}"), ..given.clone() };
            let around = serde_json::json!({"type": "object", "properties": {"value": schema}});
            let mut whole = serde_json::json!({"value": found[at].1.take()});
            if let Err(refused) = values::put(self.document, &around, &mut whole, &inner, self.args.unchecked) {
                let own = |problem: &String| problem.replace("`value", &format!("`{}", parameter.name));
                problems.extend(refused.problems.iter().map(own));
            }
            found[at].1 = whole["value"].take();
        }
        if !self.args.unchecked {
            for (parameter, value) in &found {
                let schema = schema(stated(self.document, self.plan, parameter)).unwrap_or(&Value::Null);
                let faults = crate::mock::faults(self.document, schema, value, false);
                problems.extend(faults.into_iter().map(|fault| format!("the parameter `{}`: {fault}", parameter.name)));
            }
            for parameter in find::parameters(self.plan) {
                let is_given = found.iter().any(|(known, _)| std::ptr::eq(*known, parameter));
                if !is_given && is_required(stated(self.document, self.plan, parameter), parameter) {
                    let (name, place) = (&parameter.name, parameter.location.as_str());
                    problems
                        .push(format!("`{}` needs the parameter `{name}` ({place}): --param {name}=…", self.plan.name));
                }
            }
        }
        found
    }

    fn body(&self) -> Result<body::Source> {
        Ok(match &self.args.body {
            Some(path) if path == input::STDIN => {
                let mut bytes = Vec::new();
                std::io::stdin().lock().read_to_end(&mut bytes).context("cannot read standard input")?;
                body::Source::Bytes(bytes)
            }
            Some(path) => body::Source::Bytes(std::fs::read(path).map_err(|error| {
                let message = format!("cannot read the body from {path}: {}", input::describe(&error));
                report::refusal(Code::InputUnreadable, message, input::what_to_do(&error))
            })?),
            None if self.args.members.is_empty() => body::Source::Nothing,
            None => body::Source::Members(self.args.members.clone()),
        })
    }

    /// The client that sends, or shows, the request.
    fn core(&self, api: &'static Api, shown: &Shown) -> Result<Core> {
        let mut builder: Builder = Core::builder(api).from_env();
        if let Some(server) = &self.args.server {
            builder = builder.base_url(server);
        }
        if let Some(seconds) = self.args.timeout {
            builder = builder.idle_timeout(Duration::from_secs(seconds));
        }
        for scheme in api.security.iter().filter(|scheme| matches!(scheme.kind, SecurityKind::Unsupported(_))) {
            builder = builder.external(scheme.id);
        }
        if self.is_shown() {
            let placeholders = shown::placeholders(api);
            for placeholder in &placeholders {
                builder = match placeholder.texts().as_slice() {
                    [user, password] => builder.basic(placeholder.scheme, user, password.clone()),
                    [text] => builder.credential(placeholder.scheme, text.clone()),
                    _ => builder,
                };
            }
            let is_cookie = |(name, _): &&(String, String)| name.eq_ignore_ascii_case("cookie");
            let view = View {
                placeholders,
                cookie: self.args.headers.iter().rfind(is_cookie).map(|(_, value)| value.clone()),
                file: self.args.body.clone().filter(|path| path != input::STDIN),
            };
            let (shown, is_curl) = (Arc::clone(shown), self.args.curl);
            builder = builder.middleware(move |request: Sent, next: Next| {
                let text = if is_curl { view.curl(&request) } else { Ok(view.message(&request)) };
                if let Ok(mut shown) = shown.lock() {
                    *shown = Some(text);
                }
                async move { Err(next.failure("the request is shown, not sent")) }
            });
        }
        builder.build().context("the call cannot be made")
    }

    async fn send(&self, made: Made) -> Result<Exit> {
        let Made { request, shown } = made;
        if self.is_shown() {
            let outcome = request.retries(0).send().await;
            let text = shown.lock().ok().and_then(|mut shown| shown.take());
            return match (text, outcome) {
                // In a command, all that a terminal would act on is escaped in a way that a shell undoes.
                (Some(Ok(text)), _) => {
                    terminal::result(&if self.args.curl { text } else { terminal::visible(&text) })?;
                    Ok(Exit::Fine)
                }
                (Some(Err(refused)), _) => {
                    Err(report::refusal(Code::ArgumentInvalid, refused.to_string(), "see the request with `--dry-run`"))
                }
                (None, Err(failure)) => Err(failure.into()),
                (None, Ok(_)) => bail!("the request was sent, and should not have been"),
            };
        }
        let mut sink = self.args.out.clone().map_or(Sink::Stdout, |path| Sink::File(path, None));
        if self.args.all_pages {
            let Some(paging) = &self.plan.pagination else {
                let help =
                    "leave `--all-pages` out, or say in `[[pagination]]` of the settings how its pages hang together";
                let message = format!("`{}` gives no list in pages", self.plan.name);
                return Err(report::refusal(Code::ArgumentInvalid, message, help));
            };
            return match paging::follow(request, paging, self.args.output, &mut sink).await? {
                None => Ok(Exit::Fine),
                Some(Failure::UnexpectedStatus { answer }) => {
                    answer::deliver_error(&answer, self.args.output, &mut sink)?;
                    Ok(refused_by_api(answer.status(), answer.request_id()))
                }
                Some(failure) => Err(explained(failure)),
            };
        }
        let answer = request.send().await.map_err(explained)?;
        let (status, id) = (answer.status(), answer.request_id().map(str::to_owned));
        let is_error = answer::deliver(answer, self.args.output, &mut sink).await?;
        Ok(if is_error { refused_by_api(status, id.as_deref()) } else { Exit::Fine })
    }
}

fn is_in_path(parameter: &ParameterPlan) -> bool {
    parameter.location == codegen::operations::Location::Path
}

/// Says that an answer, which is printed, is an error.
fn refused_by_api(status: StatusCode, id: Option<&str>) -> Exit {
    let id = id.map_or(String::new(), |id| format!(" (request {id})"));
    terminal::note(&terminal::visible(&format!("the answer is an error: {status}{id}")));
    Exit::Findings
}

/// What to do where a call failed before an answer came.
fn explained(failure: Failure) -> anyhow::Error {
    match failure {
        Failure::MissingCredential { .. } => {
            anyhow::Error::new(failure).context("set the variable, or see the request with --dry-run")
        }
        // What the connection reported is part of the message, and need not follow it once more.
        Failure::Transport { .. } | Failure::Timeout { .. } => {
            anyhow::anyhow!("{failure}; `--server URL` calls another server, and `--timeout SECONDS` waits longer")
        }
        failure => failure.into(),
    }
}
