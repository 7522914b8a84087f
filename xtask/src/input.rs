//! Reading the files a command was given. What is no UTF-8 text is reported, with what to do about it.

use camino::Utf8Path;
use std::io::{IsTerminal, Read};
use switchboard_codegen::describe::is_documentation_in_html;
use switchboard_codegen::diagnostic::{Code, Diagnostic, Diagnostics};
use switchboard_codegen::source::{FileId, SourceFiles, Span};

/// The largest document that is read.
const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// Reads a file and adds it under `name`. Returns `None` after reporting why it cannot be read.
pub fn read(path: &Utf8Path, name: &str, files: &mut SourceFiles, diagnostics: &mut Diagnostics) -> Option<FileId> {
    if path.as_str().starts_with("http://") || path.as_str().starts_with("https://") {
        let message = format!("{name} is an address, and nothing is fetched from the network");
        let help = format!("save it and name the file: curl -fLo openapi.json '{path}'");
        diagnostics.push(Diagnostic::error(Code::InputUnreadable, message).help(help));
        return None;
    }
    add(read_text(path), name, files, diagnostics)
}

/// Reads a document: the file, or standard input where the path is `-`. Returns `None` after reporting why it cannot be
/// read.
pub fn read_document(path: &Utf8Path, files: &mut SourceFiles, diagnostics: &mut Diagnostics) -> Option<FileId> {
    if path != STDIN {
        return read(path, &path.as_str().replace('\\', "/"), files, diagnostics);
    }
    if std::io::stdin().is_terminal() {
        let message = "`-` reads the document from standard input, and that is a terminal";
        let help = "pass it in, for instance `curl -fL ADDRESS | cargo xtask generate - --out DIR`; or name its file";
        diagnostics.push(Diagnostic::error(Code::InputUnreadable, message).help(help));
        return None;
    }
    let mut bytes = Vec::new();
    let read = std::io::stdin().lock().take(MAX_BYTES + 1).read_to_end(&mut bytes);
    let text = read.map_err(|error| (describe(&error), what_to_do(&error))).and_then(|_| text(bytes, path));
    add(text, STDIN_NAME, files, diagnostics)
}

/// How standard input is named on the command line, and in messages.
pub const STDIN: &str = "-";
const STDIN_NAME: &str = "<stdin>";

/// Adds a text that is neither unreadable nor a page of HTML.
fn add(
    text: Result<String, (String, String)>,
    name: &str,
    files: &mut SourceFiles,
    diagnostics: &mut Diagnostics,
) -> Option<FileId> {
    match text {
        Ok(text) => {
            let file = files.add(name, text);
            let text = files[file].text();
            let sound = !is_html(text) || is_documentation_in_html(text);
            if !sound {
                let message = "this is an HTML page, not a document or the text of a page";
                let help = "it may be a login or an error page: open the address in a browser, and save the raw document or the plain text";
                let start = text.find('<').unwrap_or(0);
                let end = text.find('>').map_or(start, |at| at + 1);
                diagnostics
                    .push(Diagnostic::error(Code::UnknownFormat, message).at(Span::new(file, start..end)).help(help));
            }
            sound.then_some(file)
        }
        Err((message, help)) => {
            let diagnostic = Diagnostic::error(Code::InputUnreadable, format!("cannot read {name}: {message}"));
            diagnostics.push(diagnostic.help(help));
            None
        }
    }
}

/// The text of a file; or what is wrong with it, and what to do.
fn read_text(path: &Utf8Path) -> Result<String, (String, String)> {
    let plain = |error: std::io::Error| (describe(&error), what_to_do(&error));
    // Asked before it is opened: a pipe would be waited for, and a device may never end.
    match fs_err::metadata(path).map_err(plain)?.file_type() {
        kind if kind.is_dir() => return Err(("it is a folder".to_owned(), "name a file in it".to_owned())),
        kind if !kind.is_file() => {
            let help = "save what it gives as a file, and name that";
            return Err(("it is a pipe, a socket or a device, not a file".to_owned(), help.to_owned()));
        }
        _ => {}
    }
    let mut bytes = Vec::new();
    let file = fs_err::File::open(path).map_err(plain)?;
    file.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(plain)?;
    text(bytes, path)
}

/// Bytes as UTF-8 text; or what is wrong with them, and what to do.
pub(crate) fn text(bytes: Vec<u8>, path: &Utf8Path) -> Result<String, (String, String)> {
    if bytes.len() as u64 > MAX_BYTES {
        let help = "no API document is that large: check what it is, or split it";
        return Err((format!("it is larger than {} MiB", MAX_BYTES / 1024 / 1024), help.to_owned()));
    }
    let convert = |encoding: &str| match path.as_str() {
        STDIN => format!("convert it on the way: iconv -f {encoding} -t UTF-8"),
        path => format!("convert it: iconv -f {encoding} -t UTF-8 {path} > {path}.utf8"),
    };
    if let Some(encoding) = utf_16(&bytes) {
        return Err((format!("it is {encoding}, and must be UTF-8"), convert(encoding)));
    }
    if let Some((what, help)) = other_kind(&bytes) {
        return Err((format!("it is {what}"), help.to_owned()));
    }
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let line = error.as_bytes().iter().take(at).filter(|byte| **byte == b'\n').count() + 1;
        let message = format!("it is not UTF-8 text: line {line}, byte {at} begins no character");
        (message, format!("if it is Latin-1, {}", convert("LATIN1")))
    })
}

/// The system's words without the path that `fs_err` adds: the message names the file already.
pub(crate) fn describe(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "it is not there".to_owned(),
        std::io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        kind => kind.to_string(),
    }
}

pub(crate) fn what_to_do(error: &std::io::Error) -> String {
    let help = match error.kind() {
        std::io::ErrorKind::NotFound => "check the path; it begins at the folder the command is run in",
        std::io::ErrorKind::PermissionDenied => "check who may read the file and the folders above it",
        _ => "check that it is a file on a disk that can be read",
    };
    help.to_owned()
}

/// UTF-16 by its mark, or by the zero bytes it has in every Latin letter.
fn utf_16(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0xff, 0xfe, ..] | [1..=255, 0, 1..=255, 0, ..] => Some("UTF-16LE"),
        [0xfe, 0xff, ..] | [0, 1..=255, 0, 1..=255, ..] => Some("UTF-16BE"),
        _ => None,
    }
}

/// What else a file is by its first bytes, and what to do.
fn other_kind(bytes: &[u8]) -> Option<(&'static str, &'static str)> {
    const UNPACK: &str = "unpack it first, and name the document in it";
    const SAVE: &str = "save the document behind it, as JSON or YAML";
    let kinds: [(&[u8], _, _); 9] = [
        (b"\x1f\x8b", "gzip", UNPACK),
        (b"PK\x03\x04", "a zip archive", UNPACK),
        (b"BZh", "bzip2", UNPACK),
        (b"\xfd7zXZ\0", "xz", UNPACK),
        (b"\x28\xb5\x2f\xfd", "zstd", UNPACK),
        (b"\x89PNG", "a picture (PNG)", SAVE),
        (b"\xff\xd8\xff", "a picture (JPEG)", SAVE),
        (b"GIF8", "a picture (GIF)", SAVE),
        (b"%PDF", "a PDF", SAVE),
    ];
    kinds.into_iter().find(|(magic, ..)| bytes.starts_with(magic)).map(|(_, what, help)| (what, help))
}

fn is_html(text: &str) -> bool {
    let start: String = text.trim_start_matches('\u{feff}').trim_start().chars().take(14).collect();
    let start = start.to_ascii_lowercase();
    start.starts_with("<!doctype html") || start.starts_with("<html")
}
