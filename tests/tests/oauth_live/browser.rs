//! A person with a browser, in as much of both as the pages of the server need: cookies, redirects, and forms that are
//! filled in and sent.

use std::collections::BTreeMap;
use switchboard_runtime::reqwest::{self, Client, Url, redirect::Policy};

/// How many pages a login may have.
const PAGES: usize = 30;

/// A browser, and who sits before it.
pub(crate) struct Browser {
    http: Client,
    cookies: BTreeMap<String, String>,
}

/// A form of a page: where it is sent, and what is filled in.
struct Form {
    action: String,
    fields: Vec<(String, String)>,
}

impl Browser {
    pub(crate) fn new() -> Self {
        Self { http: Client::builder().redirect(Policy::none()).build().unwrap(), cookies: BTreeMap::new() }
    }

    /// Opens an address, logs in and allows what is asked for. Gives the first address that begins with `back`, or the
    /// text of the last page where there is nothing more to fill in.
    pub(crate) async fn allow(&mut self, url: &str, back: &str) -> String {
        let (mut url, mut form) = (Url::parse(url).unwrap(), None::<Form>);
        for _ in 0..PAGES {
            let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            let request = match form.take() {
                Some(form) => self.http.post(url.clone()).form(&form.fields),
                None => self.http.get(url.clone()),
            };
            let answer = request.header("cookie", cookies.join("; ")).send().await.unwrap();
            self.keep_cookies(&answer);
            if answer.status().is_redirection() {
                let location = answer.headers()["location"].to_str().unwrap();
                if location.starts_with(back) {
                    return location.to_owned();
                }
                url = url.join(location).unwrap();
                continue;
            }
            let page = answer.text().await.unwrap();
            match read_form(&page) {
                Some(found) => {
                    url = url.join(&found.action).unwrap();
                    form = Some(found);
                }
                None => return page,
            }
        }
        panic!("the login does not come to an end: {url}");
    }

    fn keep_cookies(&mut self, answer: &reqwest::Response) {
        for line in answer.headers().get_all("set-cookie") {
            let pair = line.to_str().unwrap().split(';').next().unwrap_or_default();
            if let Some((name, value)) = pair.split_once('=') {
                match value.is_empty() {
                    true => drop(self.cookies.remove(name)),
                    false => drop(self.cookies.insert(name.to_owned(), value.to_owned())),
                }
            }
        }
    }
}

/// The first form of a page, with a name and a password where it asks for them.
fn read_form(page: &str) -> Option<Form> {
    let (_, rest) = page.split_once("<form")?;
    let (form, _) = rest.split_once("</form>")?;
    let (head, body) = form.split_once('>')?;
    let fields = body.split("<input").skip(1).filter_map(|input| {
        let input = input.split('>').next().unwrap_or_default();
        let value = attribute(input, "value").unwrap_or_else(|| "ann".to_owned());
        Some((attribute(input, "name")?, value))
    });
    Some(Form { action: attribute(head, "action")?, fields: fields.collect() })
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!("{name}=\""))?;
    Some(rest.split('"').next()?.replace("&amp;", "&"))
}
