//! The header `Link`: of links that are written by its rules, the first to the next page is followed, whatever else they
//! say; any other text is read to its end.

use super::server::{Script, step, with};
use serde_json::Value;
use switchboard_runtime::reqwest::Url;
use switchboard_runtime::{Call, NextPage, Operation, Pages, Paging, Read, Reply};

/// Lines of address, relation and title, and lines without bars, which are whole headers.
pub(super) const SEEDS: &[&str] = &[
    "/a?page=1|prev|\n?page=3|next|the \"next\" page, <3>; rel=prev",
    "/a|first last|x\n/b,c;d|up Next|\\\nhttps://elsewhere.example/|next|",
    "<https://fuzz.example/?page=1>; rel=\"prev\", <?page=3>; rel=\"next\"",
    "</a>; title=\"a, <b>; rel=next\"; rel=first, </c>; Rel=NEXT\n<d>",
];

static LIST: Operation = Operation::new("list", "GET", "/list").replies(&[Reply::success(200, Read::Json)]);

pub(super) fn execute(text: &str) -> Vec<String> {
    let no_control = |line: &str| line.chars().filter(|c| !c.is_control()).collect::<String>();
    let lines: Vec<String> = text.lines().map(no_control).collect();
    let mut headers = Vec::new();
    let mut links = Vec::new();
    for line in &lines {
        match line.split('|').collect::<Vec<_>>()[..] {
            [url, relation, title] => {
                let url: String = url.chars().filter(|c| c.is_ascii_graphic() && !"<>\"\\".contains(*c)).collect();
                let relation: String =
                    relation.chars().filter(|c| matches!(c, ' '..='~') && !"\"\\".contains(*c)).collect();
                links.push((url, relation, title.to_owned()));
            }
            _ => headers.push(line.clone()),
        }
    }
    let quoted = |text: &str| text.replace('\\', "\\\\").replace('"', "\\\"");
    if !links.is_empty() {
        let written = links.iter().map(|(url, relation, title)| {
            format!("<{url}>; title=\"{}\"; rel=\"{}\"", quoted(title), quoted(relation))
        });
        headers = vec![written.collect::<Vec<_>>().join(", ")];
    }
    let followed = follow(&headers);
    if !links.is_empty() {
        let is_next = |(_, relation, _): &&(String, String, String)| {
            relation.split_ascii_whitespace().any(|one| one.eq_ignore_ascii_case("next"))
        };
        let base = Url::parse("http://fuzz.example/base/list").expect("an address");
        let wanted = links.iter().find(is_next).map(|(url, ..)| base.join(url));
        let is_own = |url: &Url| url.origin() == base.origin() && url.username().is_empty() && url.password().is_none();
        let wanted = wanted.and_then(Result::ok).filter(is_own).map(|mut url| {
            url.set_fragment(None);
            url
        });
        assert!(
            followed == wanted,
            "another page is the next one\nheader: {headers:?}\nfollowed: {followed:?}\nwanted: {wanted:?}"
        );
    }
    vec![format!("{} links, {} headers, followed {}", step(links.len()), step(headers.len()), followed.is_some())]
}

/// Where the second request goes.
fn follow(headers: &[String]) -> Option<Url> {
    let link = headers.iter().map(|value| ("link", value.as_bytes().to_vec())).collect::<Vec<_>>();
    let first = Script { status: 200, headers: link, pieces: vec![b"[1]".to_vec()] };
    let last = Script { status: 200, headers: Vec::new(), pieces: vec![b"[2]".to_vec()] };
    let walk = async |client: &switchboard_runtime::Core| {
        let paging =
            Paging { next: NextPage::LinkHeader, count: |page: &Vec<Value>| page.len(), more: None, total: None };
        let mut pages = Pages::follow(Call::<Vec<Value>>::new(client.request(&LIST)), paging);
        while let Some(Ok(_)) = pages.next().await {}
    };
    let (_, requests) = with(|server| server.run(vec![first, last], walk));
    requests.into_iter().nth(1).map(|(url, ..)| url)
}
