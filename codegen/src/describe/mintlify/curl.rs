//! The curl sample of a page: method, URL, headers and body. Never decides what a header means.

use super::line::Line;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{Data, FileId, Map, Node, SourceFiles, Span, read_json_prefix};

/// One curl command.
#[derive(Debug)]
pub(super) struct Curl<'t> {
    /// The method in capitals.
    pub(super) method: Line<'t>,
    /// The URL as printed.
    pub(super) url: Line<'t>,
    /// `name: value` of each header.
    pub(super) headers: Vec<Line<'t>>,
    /// `name=value` of each cookie option.
    pub(super) cookies: Vec<Line<'t>>,
    /// Name and password of `--user`.
    pub(super) user: Option<Line<'t>>,
    /// The JSON body, or the fields of a form as an object.
    pub(super) body: Option<Node>,
    /// Whether the body is a form with parts.
    pub(super) multipart: bool,
    /// The whole command.
    pub(super) span: Span,
}

impl Curl<'_> {
    /// A command at a place, of which nothing is known.
    fn empty(file: FileId, start: usize) -> Self {
        let nothing = Line { text: "", span: Span::new(file, start..start) };
        Self {
            method: nothing,
            url: nothing,
            headers: Vec::new(),
            cookies: Vec::new(),
            user: None,
            body: None,
            multipart: false,
            span: nothing.span,
        }
    }

    /// Whether two commands send the same, wherever they stand.
    pub(super) fn says_the_same(&self, other: &Self) -> bool {
        let texts = |lines: &[Line<'_>]| lines.iter().map(|line| line.text.to_owned()).collect::<Vec<_>>();
        (self.method.text, self.url.text, &self.body) == (other.method.text, other.url.text, &other.body)
            && texts(&self.headers) == texts(&other.headers)
            && texts(&self.cookies) == texts(&other.cookies)
    }
}

/// Where the next curl command begins, at byte `from` or later.
pub(super) fn find(text: &str, from: usize) -> Option<usize> {
    let rest = text.get(from..)?;
    let starts = ["curl --", "curl -X ", "curl -L ", "curl http", "curl 'http", "curl \"http"];
    starts.iter().filter_map(|start| rest.find(start)).min().map(|at| from + at)
}

/// Reads the command at byte `start`, which ends where its quotes and line continuations end: the page glues the
/// sample answer, or a sentence, right behind.
///
/// Returns `None` after reporting `page-cut` (no URL, an open quote) or what the JSON reader has to say of the body.
pub(super) fn read<'t>(
    files: &'t SourceFiles,
    file: FileId,
    start: usize,
    diagnostics: &mut Diagnostics,
) -> Option<Curl<'t>> {
    let shell = Shell { text: files[file].text(), file, at: start + "curl".len() };
    let mut command = Command { shell, files, start, method: None, url: None, found: Curl::empty(file, start) };
    while command.step(diagnostics)? {}
    command.finish(diagnostics)
}

/// Options that take no value, and say nothing of what is sent.
const FLAGS: &[&str] = &[
    "--get",
    "-G",
    "--location",
    "-L",
    "--compressed",
    "--silent",
    "-s",
    "--include",
    "-i",
    "--insecure",
    "-k",
    "--verbose",
    "-v",
    "--fail",
    "-f",
    "--show-error",
    "-S",
    "-sS",
    "--no-buffer",
    "-N",
    "--http1.1",
    "--http2",
];

/// A command that is being read.
struct Command<'t> {
    shell: Shell<'t>,
    files: &'t SourceFiles,
    start: usize,
    method: Option<Line<'t>>,
    url: Option<Line<'t>>,
    found: Curl<'t>,
}

impl<'t> Command<'t> {
    /// Reads one option or the address; gives whether the command went on.
    fn step(&mut self, diagnostics: &mut Diagnostics) -> Option<bool> {
        let shell = &mut self.shell;
        let Some(option) = shell.option() else {
            let more = self.url.is_none() && shell.at_address();
            if more {
                self.url = shell.word();
            }
            return Some(more && self.url.is_some());
        };
        if FLAGS.contains(&option.text) {
            return Some(true);
        }
        shell.blanks();
        if matches!(option.text, "--data" | "-d" | "--data-raw" | "--json") && shell.quoted_json() {
            let (node, end) = read_json_prefix(self.files, shell.file, shell.at, diagnostics)?;
            (self.found.body, shell.at) = (Some(node), end);
            shell.spaces();
            if !shell.eat('\'') {
                diagnostics.push(self.cut("inside its body"));
                return None;
            }
            return Some(true);
        }
        let Some(word) = shell.word() else {
            diagnostics.push(self.cut(&format!("inside the value of `{}`", option.text)));
            return None;
        };
        self.take(option, word, diagnostics);
        Some(true)
    }

    fn take(&mut self, option: Line<'t>, word: Line<'t>, diagnostics: &mut Diagnostics) {
        match option.text {
            "--request" | "-X" => self.method = Some(word),
            "--url" => self.url = Some(word),
            "--header" | "-H" => self.found.headers.push(word),
            "--cookie" | "-b" => self.found.cookies.push(word),
            "--user" | "-u" => self.found.user = Some(word),
            "--form" | "-F" => {
                self.found.multipart = true;
                add_part(&mut self.found.body, word);
            }
            _ => diagnostics.push(
                Diagnostic::warning(Code::TextUnread, format!("the curl option `{}` is not understood", option.text))
                    .at(word.span)
                    .help("what it says is missing in the document; state it in the overlay if it matters"),
            ),
        }
    }

    fn cut(&self, what: &str) -> Diagnostic {
        Diagnostic::error(Code::PageCut, format!("the curl sample ends {what}"))
            .at(Span::new(self.shell.file, self.start..self.shell.at))
            .help("the page may have been cut while it was captured; capture it again")
    }

    fn finish(mut self, diagnostics: &mut Diagnostics) -> Option<Curl<'t>> {
        let Some(url) = self.url else {
            diagnostics.push(self.cut("before its URL"));
            return None;
        };
        let usual = Line { text: if self.found.body.is_some() { "POST" } else { "GET" }, span: url.span };
        self.found.method = self.method.unwrap_or(usual);
        self.found.url = url;
        self.found.span = Span::new(self.shell.file, self.start..self.shell.at);
        Some(self.found)
    }
}

fn add_part(body: &mut Option<Node>, part: Line<'_>) {
    let at = part.text.find('=').unwrap_or(part.text.len());
    let (name, value) = (part.before(at), part.from(at + 1));
    let mut node = value.node();
    node.data = Data::String(value.text.trim_matches('\'').to_owned());
    node.key_span = Some(name.span);
    body.get_or_insert_with(|| Node::new(Data::Object(Map::default()), part.span)).set(name.text, node);
}

/// A reader of shell words.
struct Shell<'t> {
    text: &'t str,
    file: FileId,
    at: usize,
}

impl<'t> Shell<'t> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn eat(&mut self, wanted: char) -> bool {
        let found = self.rest().starts_with(wanted);
        self.at += if found { wanted.len_utf8() } else { 0 };
        found
    }

    /// Skips blanks, and line ends behind a backslash.
    fn blanks(&mut self) {
        loop {
            let rest = self.rest();
            let next = rest.trim_start_matches([' ', '\t']);
            let continued = next.strip_prefix('\\').and_then(|next| {
                next.strip_prefix('\n').or_else(|| next.strip_prefix("\r\n")).or_else(|| next.strip_prefix(' '))
            });
            let next = continued.unwrap_or(next);
            if next.len() == rest.len() {
                return;
            }
            self.at += rest.len() - next.len();
        }
    }

    fn spaces(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    /// The next option, if the command goes on.
    fn option(&mut self) -> Option<Line<'t>> {
        let before = self.at;
        self.blanks();
        let rest = self.rest();
        let length = rest.find(|c: char| !c.is_ascii_alphabetic() && c != '-').unwrap_or(rest.len());
        let name = Line::new(self.file, self.text, self.at..self.at + length);
        if self.at == before || !name.text.starts_with('-') || name.text.trim_matches('-').is_empty() {
            self.at = before;
            return None;
        }
        self.at += length;
        Some(name)
    }

    /// Moves to an address that stands without option; stays where it is when there is none.
    fn at_address(&mut self) -> bool {
        let before = self.at;
        self.blanks();
        let found = self.rest().trim_start_matches(['\'', '"']).starts_with("http");
        self.at = if found { self.at } else { before };
        found
    }

    /// Moves to the JSON value behind an opening quote; stays where it is when there is none.
    fn quoted_json(&mut self) -> bool {
        let before = self.at;
        self.eat('$');
        if self.eat('\'') {
            self.spaces();
            if self.rest().starts_with(['{', '[']) {
                return true;
            }
        }
        self.at = before;
        false
    }

    /// The next word: quoted, or up to a blank or to JSON that is glued behind it. `None` when a quote stays open or
    /// nothing is left.
    fn word(&mut self) -> Option<Line<'t>> {
        let start = self.at;
        for quote in ['\'', '"'] {
            if self.eat(quote) {
                let length = self.rest().find(quote)?;
                let word = Line::new(self.file, self.text, self.at..self.at + length);
                self.at += length + 1;
                return Some(word);
            }
        }
        let bytes = self.text.as_bytes();
        while let Some(byte) = bytes.get(self.at) {
            match byte {
                b'\'' => {
                    self.at += 1;
                    self.at += self.rest().find('\'')? + 1;
                    break;
                }
                b'{' => match self.template() {
                    Some(length) => self.at += length,
                    None => break,
                },
                b'[' => break,
                byte if byte.is_ascii_whitespace() => break,
                _ => self.at += 1,
            }
        }
        (self.at > start).then(|| Line::new(self.file, self.text, start..self.at))
    }

    /// The length of a `{name}` here.
    fn template(&self) -> Option<usize> {
        let rest = self.rest();
        let end = rest.find('}')?;
        let name = rest.get(1..end)?;
        let sound = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
        (!name.is_empty() && name.chars().all(sound)).then_some(end + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read_all(text: &str) -> (Option<String>, Vec<Code>) {
        let mut files = SourceFiles::new();
        let file = files.add("page.txt", text);
        let mut diagnostics = Diagnostics::new();
        let curl = read(&files, file, 0, &mut diagnostics).map(|curl| {
            let headers: Vec<_> = curl.headers.iter().map(|header| header.text).collect();
            let body = curl.body.map(|body| body.to_value());
            let rest = &text[curl.span.end as usize..];
            json!([curl.method.text, curl.url.text, headers, body, rest]).to_string()
        });
        (curl, diagnostics.iter().map(|found| found.code).collect())
    }

    #[test]
    fn a_command_ends_where_the_answer_is_glued_on() {
        let quoted =
            "curl --request GET \\\n--url https://h.example/v1/cats/{id} \\\n--header 'x-key: <api-key>'{\n\"a\": 1}";
        insta::assert_snapshot!(read_all(quoted).0.expect("reads"), @r#"["GET","https://h.example/v1/cats/{id}",["x-key: <api-key>"],null,"{\n\"a\": 1}"]"#);
        let bare = "curl --request GET \\\n  --url https://h.example/cats/{id}{\n\"a\": 1}";
        insta::assert_snapshot!(read_all(bare).0.expect("reads"), @r#"["GET","https://h.example/cats/{id}",[],null,"{\n\"a\": 1}"]"#);
        let bare_address = "curl --request GET https://h.example/cats\nGets";
        insta::assert_snapshot!(read_all(bare_address).0.expect("reads"), @r#"["GET","https://h.example/cats",[],null,"\nGets"]"#);
        let sentence = "curl --request DELETE --url 'https://h.example/cats/{id}'Gives a cat away";
        insta::assert_snapshot!(read_all(sentence).0.expect("reads"), @r#"["DELETE","https://h.example/cats/{id}",[],null,"Gives a cat away"]"#);
    }

    #[test]
    fn bodies_are_read_as_json_or_as_form_parts() {
        let data = "curl --request POST \\\n--url https://h.example/cats \\\n--data '\n{\n\"name\": \"<string>\"\n}\n'{\"id\": 1}";
        insta::assert_snapshot!(read_all(data).0.expect("reads"), @r#"["POST","https://h.example/cats",[],{"name":"<string>"},"{\"id\": 1}"]"#);
        let form =
            "curl --request POST --url https://h.example/cats --form 'name=<string>' --form photo='@example-file'{}";
        insta::assert_snapshot!(read_all(form).0.expect("reads"), @r#"["POST","https://h.example/cats",[],{"name":"<string>","photo":"@example-file"},"{}"]"#);
    }

    #[test]
    fn a_cut_command_is_an_error() {
        for text in
            ["curl --request GET", "curl --request", "curl --request GET --url https://h --header 'x-k", "curl "]
        {
            assert_eq!(read_all(text).1, [Code::PageCut], "{text}");
        }
        let open = "curl --request POST --url https://h.example/a --data '{\"a\": 1";
        assert_eq!(read_all(open).1, [Code::JsonSyntax]);
        let unclosed = "curl --request POST --url https://h.example/a --data '{\"a\": 1}";
        assert_eq!(read_all(unclosed).1, [Code::PageCut]);
    }

    #[test]
    fn unknown_options_are_reported() {
        assert_eq!(read_all("curl --request GET --url https://h.example/a --proxy p").1, [Code::TextUnread]);
    }
}
