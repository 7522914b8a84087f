//! What a page says of all its operations and another page says differently: it becomes what these operations say
//! themselves, so that it holds for them alone.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{Data, Node};
use crate::spec::methods::operations_mut;
use url::Url;

/// Where two documents require other credentials, the operations of the second say theirs.
pub(super) fn keep_security(united: &Node, document: &mut Node) {
    let (Some(first), Some(second)) = (united.get("security"), document.get("security")) else { return };
    if first != second {
        let own = second.clone();
        document.remove("security");
        hand_down(document, "security", &own);
    }
}

/// Where two documents name other servers, and one of them is in both lists, all are servers of the API. Where they are
/// of one host, the operations of the second say theirs. Otherwise nothing is done: credentials of one host are none of
/// another's, and somebody has to decide.
pub(super) fn keep_servers(united: &mut Node, document: &mut Node, diagnostics: &mut Diagnostics) {
    let (Some(first), Some(second)) = (united.get("servers"), document.get("servers")) else { return };
    if first == second {
        return;
    }
    let (known, own) = (urls(first), urls(second));
    let shares = own.iter().any(|url| known.contains(url));
    let origins = || known.iter().chain(&own).map(|url| Url::parse(url).ok().map(|url| url.origin()));
    let is_one_host = origins().all(|origin| origin.is_some() && origins().next() == Some(origin));
    if !shares && !is_one_host {
        return;
    }
    let place = |what: String, help: &str| {
        Diagnostic::warning(Code::PageConflict, what)
            .at(second.label_span())
            .label(first.label_span(), "the other page")
            .help(help)
    };
    if shares {
        let new: Vec<Node> =
            second.as_array().into_iter().flatten().filter(|server| !is_listed(server, &known)).cloned().collect();
        if !new.is_empty() {
            let named = new.iter().filter_map(|server| server.str("url")).collect::<Vec<_>>().join("`, `");
            let what = format!("this page names the server `{named}` besides those of other pages");
            diagnostics
                .push(place(what, "it is added to the list; state the server in vendor.toml if it is out of date"));
        }
        document.remove("servers");
        if let Some(Data::Array(all)) = united.get_mut("servers").map(|servers| &mut servers.data) {
            all.extend(new);
        }
        return;
    }
    let (known, named) = (known.join("`, `"), own.join("`, `"));
    let what = format!("this page names the server `{named}`, and another page `{known}`");
    diagnostics
        .push(place(what, "each operation goes to the server of its page; correct the page if it is out of date"));
    let own = second.clone();
    document.remove("servers");
    hand_down(document, "servers", &own);
}

fn urls(servers: &Node) -> Vec<String> {
    let urls = servers.as_array().into_iter().flatten().filter_map(|server| server.str("url"));
    urls.map(|url| url.trim_end_matches('/').to_owned()).collect()
}

fn is_listed(server: &Node, known: &[String]) -> bool {
    server.str("url").is_some_and(|url| known.iter().any(|known| known == url.trim_end_matches('/')))
}

/// Gives every operation that does not say something itself what its document says.
fn hand_down(document: &mut Node, key: &str, value: &Node) {
    let items = document.get_mut("paths").and_then(Node::as_object_mut).into_iter().flatten();
    for (_, item) in items.filter(|(_, item)| item.get(key).is_none()) {
        for (_, operation) in operations_mut(item) {
            if operation.get(key).is_none() && operation.as_object().is_some() {
                operation.set(key, value.clone());
            }
        }
    }
}
