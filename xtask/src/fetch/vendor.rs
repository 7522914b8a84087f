//! One vendor: its pages are asked for, judged and read; what is to be written comes out as files. Writes nothing.

use super::address::shown;
use super::request::{Came, Fetcher};
use super::{Trouble, index, judge};
use crate::settings_edit;
use crate::source_lock::{SOURCE_LOCK, SourceLock, Validators, hash_of_page};
use crate::sync::{Ownership, Tree};
use crate::workspace::{REFUSED, Workspace};
use futures_util::{StreamExt, stream};
use std::collections::BTreeMap;
use switchboard_codegen::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use switchboard_codegen::settings::{Page, Text};
use switchboard_codegen::source::{FileId, SourceFiles};
use switchboard_codegen::{CrateFiles, VendorSettings, VendorSources};
use url::Url;

/// How many pages of a vendor are asked for at once.
const AT_ONCE: usize = 4;

/// How many pages a message names.
const NAMED: usize = 5;

/// What became of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    New,
    Changed,
    Unchanged,
    Failed,
    Refused,
}

impl State {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Changed => "changed",
            Self::Unchanged => "unchanged",
            Self::Failed => "failed",
            Self::Refused => "refused",
        }
    }
}

/// What became of a vendor.
pub(crate) struct Fetched {
    pub(crate) vendor: String,
    /// The pages that were asked for, in the order of vendor.toml.
    pub(crate) pages: Vec<(String, State)>,
    /// How many pages are not asked for.
    pub(crate) apart: usize,
    /// What is to be written: the pages of a vendor that is sound, or those that are refused.
    pub(crate) tree: Option<Tree>,
    pub(crate) found: Diagnostics,
}

impl Fetched {
    /// Whether any page is another than before.
    pub(crate) fn has_moved(&self) -> bool {
        !self.found.has_errors() && self.pages.iter().any(|(_, state)| matches!(state, State::New | State::Changed))
    }
}

/// A page that came, with what its server said.
struct Arrived {
    text: String,
    validators: Validators,
    seen: String,
}

/// Fetches the pages of one vendor.
pub(crate) async fn fetch(
    workspace: &Workspace,
    vendor: &str,
    fetcher: &Fetcher,
    allow_shrink: bool,
    files: &mut SourceFiles,
) -> Fetched {
    let mut found = Diagnostics::new();
    let mut fetched =
        Fetched { vendor: vendor.to_owned(), pages: Vec::new(), apart: 0, tree: None, found: Diagnostics::new() };
    let sources = workspace.read_vendor(vendor, files, &mut found);
    let settings = sources.as_ref().and_then(|sources| VendorSettings::read(files, sources.settings, &mut found));
    let (Some(sources), Some(settings)) = (sources, settings) else { return Fetched { found, ..fetched } };
    let folder = workspace.root.join("specs").join(vendor);
    let lock = SourceLock::read(&folder);

    let (wanted, apart): (Vec<&Page>, Vec<&Page>) =
        settings.pages.iter().partition(|page| page.url.is_some() && page.fetch.unwrap_or(settings.fetching.pages));
    fetched.apart = apart.len();
    let inside = |page: FileId| files[page].name().strip_prefix(&format!("specs/{vendor}/")).map(str::to_owned);
    let here: BTreeMap<String, FileId> =
        sources.pages.iter().filter_map(|page| Some((inside(*page)?, *page))).collect();
    let asked = wanted.iter().filter_map(|page| {
        let before = here.get(page.file.value.as_str()).map(|page| files[*page].text());
        Some((*page, page.url.as_ref()?, before))
    });
    let asked: Vec<(&Page, &Text, Option<&str>)> = asked.collect();
    let requests = asked.iter().map(|(page, url, before)| one(fetcher, &lock, page, url, *before, allow_shrink));
    let answers: Vec<Result<Option<Arrived>, Trouble>> = stream::iter(requests).buffered(AT_ONCE).collect().await;

    let mut arrived: BTreeMap<&str, Arrived> = BTreeMap::new();
    for ((page, url, before), answer) in asked.iter().zip(answers) {
        let file = page.file.value.as_str();
        let state = match answer {
            Ok(None) => State::Unchanged,
            Ok(Some(answer)) => {
                let state = match before {
                    None => State::New,
                    // Line ends are those of the checkout.
                    Some(before) if before.replace("\r\n", "\n") == answer.text.replace("\r\n", "\n") => {
                        State::Unchanged
                    }
                    Some(_) => State::Changed,
                };
                arrived.insert(file, answer);
                state
            }
            Err(Trouble(problem)) => {
                found.push(problem.at(url.span).subject(file));
                State::Failed
            }
        };
        fetched.pages.push((file.to_owned(), state));
    }
    if let Some(index) = &settings.fetching.index {
        index_of(fetcher, index, &settings, &mut found).await;
    }
    if !found.has_errors() {
        let is_new = |file: &str| {
            fetched.pages.iter().any(|(page, state)| page == file && matches!(state, State::New | State::Changed))
        };
        let fresh: BTreeMap<&str, &Arrived> =
            arrived.iter().filter(|(file, _)| is_new(file)).map(|(file, page)| (*file, page)).collect();
        let (sources, added) = replaced(vendor, &sources, &here, &fresh, files);
        match refused(files, &sources, &added, &mut found) {
            Some(refused) => fetched.refuse(workspace, vendor, &refused, &fresh, &mut found),
            None => {
                fetched.tree = Some(written(workspace, vendor, files, (&sources, &settings), &lock, &fresh, &arrived))
            }
        }
    }
    Fetched { found, ..fetched }
}

/// Asks for a page, and judges what comes. Nothing where its server says that it is the same.
async fn one(
    fetcher: &Fetcher,
    lock: &SourceLock,
    page: &Page,
    url: &Text,
    before: Option<&str>,
    allow_shrink: bool,
) -> Result<Option<Arrived>, Trouble> {
    let address = parse(url)?;
    // What a server said is of use for the page alone that it gave.
    let is_that = |known: &&crate::source_lock::LockedPage| {
        known.file == page.file.value
            && known.url.as_ref() == Some(&url.value)
            && before.is_some_and(|before| hash_of_page(before) == known.sha256)
    };
    let known = lock.page.iter().find(is_that).map(|page| page.validators.clone()).unwrap_or_default();
    match fetcher.get(&address, &known).await? {
        Came::Same => Ok(None),
        Came::Page(answer) => {
            let text = judge::judge(&answer, before, allow_shrink)?;
            let seen = day(answer.date.as_deref());
            Ok(Some(Arrived { text, validators: answer.validators, seen }))
        }
    }
}

fn parse(url: &Text) -> Result<Url, Trouble> {
    Url::parse(&url.value).map_err(|error| {
        let message = format!("`{}` is not an address: {error}", url.value);
        Trouble::new(Code::FetchFailed, message, "correct it in vendor.toml")
    })
}

/// The day that a server names, or today where it names none or one to come.
fn day(date: Option<&str>) -> String {
    let now = jiff::Timestamp::now();
    let parser = jiff::fmt::rfc2822::DateTimeParser::new();
    let named = date.and_then(|date| parser.parse_timestamp(date).ok());
    named.filter(|named| *named <= now).unwrap_or(now).strftime("%Y-%m-%d").to_string()
}

/// The sources of a vendor with other texts for some of the pages, and the files that these are.
fn replaced(
    vendor: &str,
    sources: &VendorSources,
    here: &BTreeMap<String, FileId>,
    fresh: &BTreeMap<&str, &Arrived>,
    files: &mut SourceFiles,
) -> (VendorSources, BTreeMap<FileId, String>) {
    let old: Vec<FileId> = fresh.keys().filter_map(|file| here.get(*file).copied()).collect();
    let mut pages: Vec<FileId> = sources.pages.iter().copied().filter(|page| !old.contains(page)).collect();
    let mut added = BTreeMap::new();
    for (file, page) in fresh {
        let id = files.add(format!("specs/{vendor}/{file}"), page.text.as_str());
        added.insert(id, (*file).to_owned());
        pages.push(id);
    }
    pages.sort_by(|left, right| files[*left].name().cmp(files[*right].name()));
    (VendorSources { pages, ..sources.clone() }, added)
}

/// The pages among `added` that the reader does not take; nothing where it takes all. What is wrong with the vendor without
/// them is an error too, and then none is refused.
fn refused(
    files: &SourceFiles,
    sources: &VendorSources,
    added: &BTreeMap<FileId, String>,
    found: &mut Diagnostics,
) -> Option<Vec<String>> {
    if added.is_empty() {
        return None;
    }
    let mut own = Diagnostics::new();
    switchboard_codegen::describe_vendor(files, sources, &mut own);
    if !own.has_errors() {
        return None;
    }
    let mut refused: Vec<String> = Vec::new();
    for problem in own.iter().filter(|problem| problem.severity == Severity::Error) {
        let file = problem.span.and_then(|span| added.get(&span.file));
        refused.extend(file.filter(|file| !refused.contains(file)).cloned());
        found.push(problem.clone());
    }
    Some(refused)
}

impl Fetched {
    /// Nothing of the vendor is written, but the pages that are refused are kept apart.
    fn refuse(
        &mut self,
        workspace: &Workspace,
        vendor: &str,
        refused: &[String],
        fresh: &BTreeMap<&str, &Arrived>,
        found: &mut Diagnostics,
    ) {
        let mut kept = CrateFiles::new();
        for file in refused {
            let Some(page) = fresh.get(file.as_str()) else { continue };
            let place = format!("{REFUSED}/{}", file.trim_start_matches("docs/"));
            let message =
                format!("the page `{file}` is not taken by the reader, and is kept as specs/{vendor}/{place}");
            let help = "see what the reader says about it above; nothing of this vendor was written";
            found.push(Diagnostic::error(Code::PageRefused, message).subject(file.as_str()).help(help));
            kept.insert(place, page.text.clone());
        }
        for (_, state) in self.pages.iter_mut().filter(|(file, _)| refused.contains(file)) {
            *state = State::Refused;
        }
        self.tree = (!kept.is_empty()).then(|| tree(workspace, vendor, kept));
    }
}

fn tree(workspace: &Workspace, vendor: &str, files: CrateFiles) -> Tree {
    Tree {
        folder: workspace.root.join("specs").join(vendor),
        shown: format!("specs/{vendor}"),
        files,
        origin: String::new(),
        ownership: Ownership::Named,
    }
}

/// The files of a vendor whose pages are sound: the new ones, the days on which they were seen, and the lock.
fn written(
    workspace: &Workspace,
    vendor: &str,
    files: &mut SourceFiles,
    (sources, settings): (&VendorSources, &VendorSettings),
    lock: &SourceLock,
    fresh: &BTreeMap<&str, &Arrived>,
    arrived: &BTreeMap<&str, Arrived>,
) -> Tree {
    let mut result: CrateFiles = fresh.iter().map(|(file, page)| ((*file).to_owned(), page.text.clone())).collect();
    let seen = settings.pages.iter().filter_map(|page| {
        let fresh = fresh.get(page.file.value.as_str())?;
        (fresh.seen != page.seen.value).then_some((&page.seen, fresh.seen.as_str()))
    });
    let edits: Vec<(&Text, &str)> = seen.collect();
    let text = settings_edit::with_values(files[sources.settings].text(), &edits);
    let mut sources = sources.clone();
    let mut settings = settings.clone();
    if !edits.is_empty() {
        result.insert("vendor.toml".to_owned(), text.clone());
        let name = files[sources.settings].name().to_owned();
        sources.settings = files.add(name, text);
        settings = VendorSettings::read(files, sources.settings, &mut Diagnostics::new()).unwrap_or(settings);
    }
    // What a server says of a page that is the same is kept where nothing was known: else each night would bring a change.
    let known = |file: &str| {
        let before = lock.page.iter().find(|page| page.file == file);
        let is_known = before.is_some_and(|page| !page.validators.is_empty()) && !fresh.contains_key(file);
        arrived.get(file).filter(|_| !is_known).map(|page| page.validators.clone())
    };
    let lock = SourceLock::of(files, &sources, &settings, known).keeping(lock);
    result.insert(SOURCE_LOCK.to_owned(), lock.render());
    tree(workspace, vendor, result)
}

/// Compares the vendor's list of its pages with the pages that are here.
async fn index_of(fetcher: &Fetcher, index: &Text, settings: &VendorSettings, found: &mut Diagnostics) {
    let answer = match parse(index) {
        Ok(address) => match fetcher.get(&address, &Validators::default()).await {
            Ok(Came::Page(answer)) => judge::judge(&answer, None, true).map(|text| Some((text, answer.address))),
            Ok(Came::Same) => Ok(None),
            Err(trouble) => Err(trouble),
        },
        Err(trouble) => Err(trouble),
    };
    match answer {
        Ok(Some((text, address))) => {
            let pages: Vec<&str> =
                settings.pages.iter().filter_map(|page| Some(page.url.as_ref()?.value.as_str())).collect();
            let difference = index::compare(&text, &address, &pages, &settings.fetching);
            let shown = shown(&address);
            let (new, gone) = (named(&difference.new), named(&difference.gone));
            let new = new.map(|new| format!("{shown} lists what no `[[page]]` has as its `url`: {new}"));
            let gone = gone.map(|gone| format!("{shown} does not list any more: {gone}"));
            for message in new.into_iter().chain(gone) {
                let help = "add a `[[page]]` entry for a new page of the API, and remove one that is gone; what is not a page of the API goes into `ignored` of `[fetch]`";
                found.push(Diagnostic::warning(Code::IndexChanged, message).at(index.span).help(help));
            }
        }
        Ok(None) => {}
        Err(Trouble(problem)) => found.push(problem.at(index.span)),
    }
}

/// The first of some addresses, and how many there are beside.
fn named(addresses: &[String]) -> Option<String> {
    let named: Vec<String> = addresses.iter().take(NAMED).map(|address| format!("`{address}`")).collect();
    let more = match addresses.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    (!named.is_empty()).then(|| named.join(", ") + &more)
}
