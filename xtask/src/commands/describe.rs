//! `describe`: documentation pages to an OpenAPI document.

use crate::document::{self, Maps};
use crate::{Exit, Global, input, report, terminal};
use anyhow::{Context, Result, bail};
use camino::Utf8PathBuf;
use std::io::Write;
use switchboard_codegen::describe::{Format, describe, openapi};
use switchboard_codegen::diagnostic::Diagnostics;
use switchboard_codegen::nearest::quoted;
use switchboard_codegen::render_document;
use switchboard_codegen::source::SourceFiles;

/// Read documentation pages and print the OpenAPI 3.1 document they describe.
///
/// The document goes to stdout as YAML, findings go to stderr. An OpenAPI document in several files becomes one: name the
/// file that refers to the others.
#[derive(clap::Args)]
#[command(after_long_help = "\
Examples:
  cargo xtask describe auto page.txt
  cargo xtask describe stainless docs/*.txt --out openapi.yaml
  cargo xtask describe postman acme.postman_collection.json
  cargo xtask describe openapi api/openapi.yaml --map https://acme.example/common.yaml=saved/common.yaml")]
pub(crate) struct Args {
    /// Format of the pages, or `auto` to recognise it: `operation-json`, `stainless`, `mintlify`, `sphinx`, `http-domain`,
    /// `postman`, `fern`, `markdown`; `openapi` reads a document as it is.
    #[arg(value_name = "FORMAT-OR-auto", value_parser = parse_format)]
    pages_format: PagesFormat,
    /// The pages as they were published, in UTF-8: plain text, Markdown, JSON, or the HTML of Mintlify, Sphinx and Stainless.
    #[arg(value_name = "PAGE", required = true)]
    pages: Vec<Utf8PathBuf>,
    #[command(flatten)]
    maps: Maps,
    /// Write the document to this file instead.
    #[arg(long, value_name = "FILE")]
    out: Option<Utf8PathBuf>,
}

/// A format, or none when it is to be recognised.
#[derive(Clone, Copy)]
struct PagesFormat(Option<Format>);

fn parse_format(text: &str) -> Result<PagesFormat, String> {
    let known = || quoted(Format::ALL.iter().map(|format| format.as_str()).chain(["auto"]));
    match Format::ALL.iter().find(|format| format.as_str() == text) {
        Some(format) => Ok(PagesFormat(Some(*format))),
        None if text == "auto" => Ok(PagesFormat(None)),
        None => Err(format!("known formats are {}", known())),
    }
}

pub(crate) fn run(args: &Args, global: &Global) -> Result<Exit> {
    let mut files = SourceFiles::new();
    let mut diagnostics = Diagnostics::new();
    let pages: Vec<_> =
        args.pages.iter().filter_map(|path| input::read(path, path.as_str(), &mut files, &mut diagnostics)).collect();
    let format = args.pages_format.0;
    let document = match (pages.as_slice(), args.pages.as_slice()) {
        _ if diagnostics.has_errors() => None,
        ([page], [path])
            if matches!(format, None | Some(Format::OpenApi)) && openapi::recognises(files[*page].text()) =>
        {
            document::read(path, &args.maps, &mut files, &mut diagnostics)
        }
        _ if !args.maps.is_empty() => {
            bail!("`--map` is for an OpenAPI document: name the file that refers to the others")
        }
        _ => describe(&files, &pages, format, &mut diagnostics),
    };
    report::print(global, &files, &diagnostics);
    if let Some(document) = document.filter(|_| !diagnostics.has_errors()) {
        let text = render_document(&document);
        match &args.out {
            None => terminal::raw_result(&text)?,
            Some(path) => write_file(path, &text)?,
        }
    }
    Ok(report::exit(&diagnostics))
}

/// Writes a file as a whole or not at all. What is no plain file (a pipe, for instance) is written into.
fn write_file(path: &Utf8PathBuf, text: &str) -> Result<()> {
    match path.metadata() {
        Ok(meta) if meta.is_dir() => bail!("cannot write {path}: it is a folder"),
        Ok(meta) if !meta.is_file() => return fs_err::write(path, text).map_err(Into::into),
        _ => {}
    }
    let path = path.canonicalize_utf8().unwrap_or_else(|_| path.clone());
    let Some(name) = path.file_name() else { bail!("cannot write {path}: it names no file") };
    let staged = path.with_file_name(format!(".{name}.switchboard-new"));
    let write = || -> Result<()> {
        let mut file = fs_err::File::create(&staged)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        Ok(fs_err::rename(&staged, &path)?)
    };
    write().inspect_err(|_| drop(std::fs::remove_file(&staged))).with_context(|| format!("cannot write {path}"))
}
