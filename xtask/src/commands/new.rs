//! `new`: a vendor folder that regenerates at once.

mod credentials;
mod names;

use crate::document::{self, Maps, Part};
use crate::made_crate::check_name;
use crate::sync::Lock;
use crate::workspace::Workspace;
use crate::{Exit, Global, input, report, terminal};
use anyhow::{Context, Result, bail};
use camino::{Utf8Path, Utf8PathBuf};
use fs_err as fs;
use serde_json::{Value, json};
use switchboard_codegen::bundle::Location;
use switchboard_codegen::describe::{describe, openapi};
use switchboard_codegen::diagnostic::{Code, Diagnostics};
use switchboard_codegen::reference::Edited;
use switchboard_codegen::source::{FileId, Node, SourceFiles};
use switchboard_codegen::text::{portable, single_line};

/// Make a vendor folder from its documentation pages or its OpenAPI document.
///
/// Copies the pages to specs/NAME/docs/, and writes specs/NAME/vendor.toml with what the pages say about title, server
/// and authentication, and a specs/NAME/overlay.yaml that names the operations which have a title and no name. Then
/// `cargo xtask regen NAME` generates the crate.
///
/// Of an OpenAPI document in several files, name the one that refers to the others: those below its folder are copied with
/// it, and so are the files that addresses are mapped to.
#[derive(clap::Args)]
#[command(after_long_help = "\
Examples:
  cargo xtask new acme openapi.json
  cargo xtask new acme api/openapi.yaml --map https://acme.example/common.yaml=saved/common.yaml
  cargo xtask new acme call.txt voices.txt errors.txt
  cargo xtask new acme acme.postman_collection.json")]
pub(crate) struct Args {
    /// Name of the vendor and of its crate.
    name: String,
    /// An OpenAPI document, a Postman collection, or documentation pages (see `describe --help` for their formats).
    #[arg(value_name = "SPEC-OR-PAGE", required = true)]
    pages: Vec<Utf8PathBuf>,
    #[command(flatten)]
    maps: Maps,
}

/// What a vendor's folder is made of.
struct Docs {
    /// The texts, with their names below docs/.
    pages: Vec<(String, FileId)>,
    /// Which of them an address stands for.
    maps: Vec<(String, String)>,
    /// Whether they are one document in several files.
    is_document: bool,
}

const OVERLAY: &str = "\
# Corrections of the document, applied in order after the pages were read (OpenAPI Overlay 1.0). Each needs its reason.
#
#   - target: $.components.schemas.Call.properties.status
#     description: The page lists four values; the server also sends `queued` (seen 2026-11-20).
#     update:
#       enum: [queued]
overlay: 1.0.0
info:
  title: Corrections
  version: 1.0.0
";

pub(crate) fn run(args: &Args, global: &Global) -> Result<Exit> {
    check_name(&args.name)?;
    let workspace = Workspace::find(global)?;
    let folder = workspace.root.join("specs").join(&args.name);
    let refuse_to_overwrite = || match folder.symlink_metadata() {
        Ok(_) => bail!(
            "specs/{} is there already, and is not overwritten; choose another name, or remove it first",
            args.name
        ),
        Err(_) => Ok(()),
    };
    refuse_to_overwrite()?;
    let names = page_names(&args.pages)?;

    let mut files = SourceFiles::new();
    let mut diagnostics = Diagnostics::new();
    let pages: Vec<_> =
        args.pages.iter().filter_map(|path| input::read(path, path.as_str(), &mut files, &mut diagnostics)).collect();
    let read = match (pages.as_slice(), args.pages.as_slice()) {
        _ if diagnostics.has_errors() => None,
        ([page], [path]) if openapi::recognises(files[*page].text()) => {
            let read = document::read_with_parts(path, &args.maps, &mut files, &mut diagnostics);
            read.map(|(document, parts)| {
                let docs = match can_be_kept(&files, &parts) {
                    true => of_document(&names[0], *page, &parts),
                    false => {
                        let name = format!("{}.yaml", path.file_stem().unwrap_or("openapi"));
                        let whole = files.add(&name, switchboard_codegen::render_yaml(&document));
                        Docs { pages: vec![(name, whole)], maps: Vec::new(), is_document: true }
                    }
                };
                (document, docs)
            })
        }
        _ if !args.maps.is_empty() => {
            bail!("`--map` is for an OpenAPI document: name the file that refers to the others")
        }
        _ => describe(&files, &pages, None, &mut diagnostics).map(|document| {
            let pages = names.into_iter().zip(pages).collect();
            (document, Docs { pages, maps: Vec::new(), is_document: false })
        }),
    };
    report::print(global, &files, &diagnostics);
    let Some((document, docs)) = read else { return Ok(report::exit(&diagnostics)) };

    check_portable(&docs)?;
    let lock = Lock::for_workspace(&workspace.root)?;
    refuse_to_overwrite()?;
    let staged = lock.staging().join("new");
    let today = jiff::Timestamp::now().strftime("%Y-%m-%d").to_string();
    let write = || -> Result<()> {
        if staged.symlink_metadata().is_ok() {
            fs::remove_dir_all(&staged)?;
        }
        fs::create_dir_all(staged.join("docs"))?;
        for (name, page) in &docs.pages {
            let path = staged.join("docs").join(name);
            fs::create_dir_all(path.parent().unwrap_or(&staged))?;
            fs::write(path, files[*page].text())?;
        }
        let line = |edited| crate::schemas::first_line(&workspace.root, edited, 2);
        let shown = credentials::shown(docs.pages.iter().map(|(name, page)| (name.as_str(), files[*page].text())));
        let stated = settings(&args.name, &document, &docs, &shown, &today);
        fs::write(staged.join("vendor.toml"), format!("{}{stated}", line(Edited::Vendor)))?;
        let actions = names::actions(&document).unwrap_or_else(|| "actions: []\n".to_owned());
        fs::write(staged.join("overlay.yaml"), format!("{}{OVERLAY}{actions}", line(Edited::Overlay)))?;
        fs::create_dir_all(workspace.root.join("specs"))?;
        crate::schemas::write(&workspace.root)?;
        Ok(fs::rename(&staged, &folder)?)
    };
    write().with_context(|| format!("cannot write specs/{}; nothing was changed", args.name))?;
    let name = &args.name;
    terminal::note(&format!("specs/{name} is made: complete its vendor.toml, then run `cargo xtask regen {name}`"));
    Ok(report::exit(&diagnostics))
}

/// Refuses names that the files under docs/ cannot have on every system.
fn check_portable(docs: &Docs) -> Result<()> {
    let names = || docs.pages.iter().map(|(name, _)| name.as_str());
    if let Some((name, fault)) = names().find_map(|name| Some((name, portable::fault(name)?))) {
        let message = format!("docs/{name} cannot be there on every system: {fault}");
        return Err(report::refusal(Code::ArgumentInvalid, message, "rename the file first"));
    }
    if let Some((first, second)) = portable::twins(names()) {
        let message =
            format!("docs/{first} and docs/{second} are one where case does not count, as on Windows and macOS");
        return Err(report::refusal(Code::ArgumentInvalid, message, "rename one of them first"));
    }
    Ok(())
}

/// Whether the files that a document refers to can be pages beside it. Another whole document would be united with it, and
/// hidden files are none of a vendor's: then the document is written in one file.
fn can_be_kept(files: &SourceFiles, parts: &[Part]) -> bool {
    let is_hidden = |part: &Part| match &part.location {
        Location::Below(path) => path.split('/').any(|name| name.starts_with('.')),
        Location::Address(_) => false,
    };
    !parts.iter().any(|part| openapi::recognises(files[part.file].text()) || is_hidden(part))
}

/// A document and the files that it refers to, each under the name by which it is referred to. What an address stands for
/// gets a folder of its own.
fn of_document(name: &str, page: FileId, parts: &[Part]) -> Docs {
    let mut docs = Docs { pages: vec![(name.to_owned(), page)], maps: Vec::new(), is_document: !parts.is_empty() };
    let below: Vec<&str> = parts
        .iter()
        .filter_map(|part| match &part.location {
            Location::Below(path) => Some(path.as_str()),
            Location::Address(_) => None,
        })
        .collect();
    // A folder that the document has not, so that nothing is in the way.
    let folder = (1..).map(|number| if number == 1 { "mapped".to_owned() } else { format!("mapped-{number}") });
    let is_taken = |folder: &String| name == folder || below.iter().any(|path| path.split('/').next() == Some(folder));
    let folder = folder.into_iter().find(|folder| !is_taken(folder)).unwrap_or_default();
    for part in parts {
        match &part.location {
            Location::Below(path) => docs.pages.push((path.clone(), part.file)),
            Location::Address(address) => {
                let own = part.path.file_name().unwrap_or("part").trim_start_matches('.');
                let names = (1..).map(|number| match number {
                    1 => format!("{folder}/{own}"),
                    _ => format!("{folder}/{number}/{own}"),
                });
                let is_known = |name: &String| docs.pages.iter().any(|(known, _)| known == name);
                let name = names.into_iter().find(|name| !is_known(name)).unwrap_or_default();
                docs.maps.push((address.clone(), name.clone()));
                docs.pages.push((name, part.file));
            }
        }
    }
    docs
}

/// The names the pages get under docs/: their own. Two pages with one name are refused.
fn page_names(pages: &[Utf8PathBuf]) -> Result<Vec<String>> {
    let mut names: Vec<String> = Vec::new();
    for page in pages {
        let Some(name) = Utf8Path::file_name(page) else { bail!("`{page}` names no file: name a page or a document") };
        if name.starts_with('.') {
            bail!("{page} is a hidden file; pages under docs/ must not be: rename it");
        }
        if names.iter().any(|other| other == name) {
            bail!("two pages are called {name}; rename one of them");
        }
        names.push(name.to_owned());
    }
    Ok(names)
}

/// `vendor.toml`, with every value written by the TOML serializer.
fn settings(name: &str, document: &Node, docs: &Docs, shown: &[credentials::Shown], today: &str) -> String {
    let info = document.get("info");
    let title = info.and_then(|info| info.str("title")).map(single_line).filter(|title| !title.is_empty());
    let title = title.unwrap_or_else(|| name.to_owned());
    let description = format!("Client for the {} API", title.trim_end_matches(" API"));
    let source = format!("docs/{}", docs.pages.first().map(|(name, _)| name.as_str()).unwrap_or_default());
    let mut text = format!("title = {}\ncrate = {}\n", string(&title), string(name));
    text += "# The version of the crate, not of the API.\nversion = \"0.1.0\"\n";
    text += &format!("description = {}\n", string(&description));
    text += "# Where the vendor's documentation starts.\n# documentation = \"https://example.com/docs\"\n";
    // Parts of a document are recognised by nothing but that it refers to them.
    text += if docs.is_document { "format = \"openapi\"\n\n" } else { "format = \"auto\"\n\n" };
    text += &server(document, &source);
    text += &schemes(name, document, shown, &source);
    text += ENVELOPE;
    for (address, file) in &docs.maps {
        let (address, file) = (string(address), string(&format!("docs/{file}")));
        text += &format!(
            "\n# Which file an address stands for that the document refers to.\n[[map]]\naddress = {address}\nfile = {file}\n"
        );
    }
    for (page, _) in &docs.pages {
        text += "\n# Where the page came from (fill in its address), and the day it was captured.\n[[page]]\n";
        text += &format!("file = {}\n# url = \"https://…\"\nseen = \"{today}\"\n", string(&format!("docs/{page}")));
    }
    text
}

const ENVELOPE: &str = "\
# Where answers say in their body that they are errors, whatever their HTTP status:
# [errors.envelope]
# member = \"code\"
# success = [1]
# source = \"docs/errors.txt\"
";

/// The server of the document, as a comment where it says none that can be called: Swagger 2.0 has a place of its own.
fn server(document: &Node, source: &str) -> String {
    let url = document.items("servers").first().and_then(|server| server.str("url"));
    let callable =
        url.filter(|url| (url.starts_with("https://") || url.starts_with("http://")) && !url.contains(['{', ' ']));
    match callable {
        Some(url) => format!("[server]\nurl = {}\nsource = {}\n\n", string(url), string(source)),
        None if document.get("swagger").is_some() || url.is_some() => String::new(),
        None => "# [server]\n# url = \"https://api.example.com\"\n# source = \"docs/…\"\n\n".to_owned(),
    }
}

/// The security schemes of the document that settings can say; the others stay in the document.
///
/// Settings let any one of the schemes suffice. Where the document says something else, they are written as comments.
///
/// A document without schemes has those that the sample requests of its pages show.
fn schemes(name: &str, document: &Node, shown: &[credentials::Shown], source: &str) -> String {
    let known: Vec<(&String, String)> = document
        .get("components")
        .into_iter()
        .flat_map(|components| components.members("securitySchemes"))
        .filter_map(|(scheme, node)| Some((scheme, scheme_type(node)?)))
        .collect();
    if known.is_empty() {
        return match shown {
            _ if document.get("swagger").is_some() => String::new(),
            [] => NO_SCHEME.to_owned(),
            [only] => only.table(),
            several => several.iter().map(|shown| commented(&shown.table())).collect(),
        };
    }
    let alternatives: Value = known.iter().map(|(scheme, _)| json!({ scheme.as_str(): [] })).collect();
    let is_same = document.get("security").is_some_and(|security| security.to_value() == alternatives);
    let mut text = String::new();
    for (scheme, kind) in &known {
        let variable = if known.len() == 1 { format!("{name}_api_key") } else { format!("{name}_{scheme}") };
        let (key, source) = (key(scheme), string(source));
        text += &format!("[auth.{key}]\n{kind}env = \"{}\"\nsource = {source}\n\n", variable_name(&variable));
    }
    if is_same { text } else { commented(&text) }
}

fn commented(text: &str) -> String {
    text.lines().map(|line| if line.is_empty() { "\n".to_owned() } else { format!("# {line}\n") }).collect()
}

const NO_SCHEME: &str = "\
# [auth.bearer]
# type = \"bearer\"                  # or basic; or api-key, with `in` and `name`
# env = \"API_KEY\"                  # where examples take the credential from
# source = \"docs/authentication.txt\"

";

/// The lines of a scheme's table that say what it is; `None` for what settings cannot say.
fn scheme_type(scheme: &Node) -> Option<String> {
    match (scheme.str("type")?, scheme.str("scheme").map(str::to_ascii_lowercase).as_deref()) {
        ("http", Some("bearer")) => Some("type = \"bearer\"\n".to_owned()),
        ("http", Some("basic")) => Some("type = \"basic\"\n".to_owned()),
        ("apiKey", _) => match (scheme.str("in")?, scheme.str("name")?) {
            (location @ ("header" | "query" | "cookie"), key) if !key.trim().is_empty() => {
                Some(format!("type = \"api-key\"\nin = {}\nname = {}\n", string(location), string(key)))
            }
            _ => None,
        },
        _ => None,
    }
}

/// A name for an environment variable.
fn variable_name(text: &str) -> String {
    text.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' }).collect()
}

fn string(text: &str) -> String {
    toml::Value::from(text).to_string()
}

/// A key of one table, quoted by the serializer where it must be.
fn key(name: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if !name.is_empty() && name.chars().all(plain) { name.to_owned() } else { string(name) }
}
