//! The sample request of a page: one `curl` command, read as a shell reads it.
//!
//! It gives the address, the media type and the JSON body. Credentials in it are placeholders and are ignored on
//! purpose: how a client authenticates is a setting of the vendor's folder.

use super::page::{Request, Text};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{FileId, Node, SourceFiles, Span, read_json_prefix};
use std::ops::Range;

struct Word {
    text: String,
    /// Where the text begins, behind an opening quote.
    start: usize,
    end: usize,
}

/// Reads the command in a range of a file and gives it with the offset after it; `None` when it has no address or its
/// quotes never close.
pub(super) fn read(
    files: &SourceFiles,
    file: FileId,
    range: Range<usize>,
    diagnostics: &mut Diagnostics,
) -> Option<(Request, usize)> {
    let page = files[file].text();
    let (words, end) = words(page.get(range.clone())?, range.start)?;
    let mut command = Command::new(file);
    let mut rest = words.iter().skip(1);
    while let Some(word) = rest.next() {
        command.take(word, &mut rest, diagnostics);
    }
    let implied = if command.data.is_some() || command.form.is_some() { "POST" } else { "GET" };
    let url = command.url?;
    let request = Request {
        method: command.method.unwrap_or_else(|| Text { text: implied.to_owned(), ..url.clone() }),
        url,
        media_type: command.media_type.or(command.form),
        headers: command.headers,
        fields: command.fields,
        body: command.data.and_then(|word| body(files, file, word, diagnostics)),
    };
    Some((request, end))
}

/// What the words of a command say.
struct Command<'w> {
    file: FileId,
    url: Option<Text>,
    method: Option<Text>,
    media_type: Option<Text>,
    /// The media type of a form, at its first field.
    form: Option<Text>,
    data: Option<&'w Word>,
    headers: Vec<(Text, Text)>,
    fields: Vec<Text>,
}

impl<'w> Command<'w> {
    fn new(file: FileId) -> Self {
        let (headers, fields) = (Vec::new(), Vec::new());
        Self { file, url: None, method: None, media_type: None, form: None, data: None, headers, fields }
    }

    /// A part of a word, with the place of all of it.
    fn part(&self, word: &Word, range: Range<usize>) -> Text {
        let text = word.text.get(range).unwrap_or_default().trim().to_owned();
        Text { text, span: Span::new(self.file, word.start..word.end) }
    }

    fn whole(&self, word: &Word) -> Text {
        self.part(word, 0..word.text.len())
    }

    /// Reads a word, and the one behind it where that is its value.
    fn take(&mut self, word: &'w Word, rest: &mut impl Iterator<Item = &'w Word>, diagnostics: &mut Diagnostics) {
        let mut unread = |message: String, help: &str| {
            let at = Span::new(self.file, word.start..word.end);
            diagnostics.push(Diagnostic::warning(Code::TextUnread, message).at(at).help(help));
        };
        match word.text.as_str() {
            "-X" | "--request" => self.method = rest.next().map(|word| self.whole(word)),
            "-H" | "--header" => rest.next().into_iter().for_each(|word| self.header(word)),
            "-F" | "--form" => rest.next().into_iter().for_each(|word| self.field(word)),
            "-d" | "--data" | "--data-raw" | "--data-binary" => match (self.data, rest.next()) {
                (None, body) => self.data = body,
                (Some(_), _) => unread(
                    "a second body in the sample request is not read".to_owned(),
                    "state in the overlay what it shows and the first one does not",
                ),
            },
            // What says how long to wait, whom to be, and where to write, says nothing about the operation.
            "--max-time" | "-m" | "--user" | "-u" | "--output" | "-o" => drop(rest.next()),
            "--url" | "-G" | "--get" | "-L" | "--location" | "-s" | "--silent" | "--compressed" | "-N"
            | "--no-buffer" => {}
            address if self.url.is_none() && (address.starts_with("https://") || address.starts_with("http://")) => {
                self.url = Some(self.whole(word));
            }
            other => unread(
                format!("`{other}` in the sample request is not understood"),
                "what it says is missing in the document; state it in the overlay if it matters",
            ),
        }
    }

    fn header(&mut self, word: &Word) {
        let at = word.text.find(':').unwrap_or(word.text.len());
        let (name, value) = (self.part(word, 0..at), self.part(word, at + 1..word.text.len()));
        if name.text.eq_ignore_ascii_case("content-type") {
            let end = word.text.get(at..).and_then(|value| value.find(';')).map_or(word.text.len(), |end| at + end);
            self.media_type = self.media_type.take().or(Some(self.part(word, at + 1..end)));
        } else if !is_credential(&name.text, &value.text) {
            self.headers.push((name, value));
        }
    }

    fn field(&mut self, word: &Word) {
        self.form = self.form.take().or(Some(Text { text: "multipart/form-data".to_owned(), ..self.whole(word) }));
        let name = 0..word.text.find(['=', '[', '.']).unwrap_or(word.text.len());
        self.fields.push(self.part(word, name));
    }
}

/// Whether a header of a sample holds a placeholder of a key, or says nothing about the operation.
fn is_credential(name: &str, value: &str) -> bool {
    let value = value.to_ascii_lowercase();
    let is_key =
        value.contains(['$', '<']) && ["key", "token", "secret", "password"].iter().any(|word| value.contains(word));
    is_key || ["authorization", "accept"].iter().any(|known| name.eq_ignore_ascii_case(known))
}

/// The body of a sample; `None` when it is not plain JSON, which is reported.
fn body(files: &SourceFiles, file: FileId, word: &Word, diagnostics: &mut Diagnostics) -> Option<Node> {
    let raw = files[file].text().get(word.start..word.end).unwrap_or_default();
    let begins = word.start + (raw.len() - raw.trim_start().len());
    let read = raw
        .trim_start()
        .starts_with(['{', '['])
        .then(|| read_json_prefix(files, file, begins, &mut Diagnostics::new()).filter(|(_, end)| *end <= word.end));
    if let Some((body, _)) = read.flatten() {
        return Some(body);
    }
    diagnostics.push(
        Diagnostic::warning(Code::TextUnread, "the body of the sample request is not plain JSON")
            .at(Span::new(file, word.start..word.end))
            .help("the members of the body are read from the list above; only the check against it is left out"),
    );
    None
}

/// The words of a command and the offset after it: it ends at a line break that is neither quoted nor escaped.
fn words(text: &str, offset: usize) -> Option<(Vec<Word>, usize)> {
    let mut words = Vec::new();
    let mut word: Option<Word> = None;
    let mut chars = text.char_indices().peekable();
    while let Some((at, next)) = chars.next() {
        let place = offset + at;
        match next {
            '\n' => {
                words.extend(word);
                return Some((words, place));
            }
            '\\' => match chars.next() {
                Some((_, '\n' | '\r')) | None => {
                    chars.next_if(|(_, after)| *after == '\n');
                    words.extend(word.take());
                }
                // A page whose line breaks were turned into blanks.
                Some((_, ' ')) => words.extend(word.take()),
                Some((escaped_at, escaped)) => push(&mut word, escaped, place, offset + escaped_at),
            },
            '\'' | '"' => {
                let begun = word.is_some();
                let opened = word.get_or_insert(Word { text: String::new(), start: place + 1, end: place + 1 });
                if begun {
                    opened.end = place + 1;
                }
                loop {
                    let (inner_at, inner) = chars.next()?;
                    if inner == next {
                        break;
                    }
                    let (inner_at, inner) =
                        if inner == '\\' && next == '"' { chars.next()? } else { (inner_at, inner) };
                    opened.text.push(inner);
                    opened.end = offset + inner_at + inner.len_utf8();
                }
            }
            _ if next.is_whitespace() => words.extend(word.take()),
            _ => push(&mut word, next, place, place),
        }
    }
    words.extend(word);
    Some((words, offset + text.len()))
}

fn push(word: &mut Option<Word>, next: char, start: usize, at: usize) {
    let word = word.get_or_insert(Word { text: String::new(), start, end: start });
    word.text.push(next);
    word.end = at + next.len_utf8();
}

/// The server: what is left of an address when the operation's path is taken off its end.
///
/// A template segment of the path stands for any segment of the address. `None` when the two do not fit.
pub(super) fn server<'u>(url: &'u str, path: &str) -> Option<&'u str> {
    let mut rest = url.split(['?', '#']).next()?;
    for segment in path.strip_prefix('/')?.rsplit('/') {
        let (before, printed) = rest.rsplit_once('/')?;
        if !(segment == printed || segment.contains('{') && !printed.is_empty()) {
            return None;
        }
        rest = before;
    }
    let host = rest.split_once("://")?.1;
    (!host.is_empty() && !host.starts_with('/')).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn request(page: &str) -> Option<(Request, String)> {
        let mut files = SourceFiles::new();
        let file = files.add("page", page);
        let (request, end) = read(&files, file, 0..page.len(), &mut Diagnostics::new())?;
        Some((request, page[end..].to_owned()))
    }

    #[test]
    fn a_command_ends_where_a_shell_ends_it() {
        let page = "curl -X POST \"https://h.example/v1/cats/$ID?x=1\" \\\n  -H 'Content-Type: application/json; q=1' \\\n  -d '{\n  \"a\": \"it\"\n}'\n{\"b\": 1}";
        let (request, rest) = request(page).expect("reads");
        assert_eq!(request.url.text, "https://h.example/v1/cats/$ID?x=1");
        assert_eq!(request.media_type.map(|found| found.text).as_deref(), Some("application/json"));
        assert_eq!(request.body.map(|body| body.to_value()), Some(json!({"a": "it"})));
        assert_eq!(rest, "\n{\"b\": 1}");
    }

    #[test]
    fn a_second_body_is_told() {
        let page = "curl https://h.example -d '{\"a\": 1}' --data '{\"b\": 2}'";
        let (mut files, mut diagnostics) = (SourceFiles::new(), Diagnostics::new());
        let file = files.add("page", page);
        let (request, _) = read(&files, file, 0..page.len(), &mut diagnostics).expect("reads");
        assert_eq!(request.body.map(|body| body.to_value()), Some(json!({"a": 1})));
        let told: Vec<_> =
            diagnostics.iter().map(|found| (found.message.as_str(), found.span.map(|at| files.slice(at)))).collect();
        assert_eq!(told, [("a second body in the sample request is not read", Some("--data"))]);
    }

    #[test]
    fn a_command_without_end_or_address_is_refused() {
        assert!(request("curl https://h.example -d '{").is_none());
        assert!(request("curl -V").is_none());
        let (form, _) = request("curl https://h.example \\     -F a=b").expect("reads");
        assert_eq!(form.media_type.map(|found| found.text).as_deref(), Some("multipart/form-data"));
    }

    #[test]
    fn the_server_is_what_the_path_leaves_of_the_address() {
        assert_eq!(server("https://h.example/api/cats/$ID", "/cats/{id}"), Some("https://h.example/api"));
        assert_eq!(server("https://h.example/cats?x=/y", "/cats"), Some("https://h.example"));
        assert_eq!(server("https://h.example/api/dogs/$ID", "/cats/{id}"), None);
        assert_eq!(server("https://cats", "/cats"), None);
        assert_eq!(server("https://cats", "//{id}"), None);
    }
}
