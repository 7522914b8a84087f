//! A generated operation as the HTML of its page, with the marks that Mintlify puts on its elements.

use super::model::{Bound, Member, Operation};
use super::render::{pretty_curl, printed, sample};
use fastrand::Rng;
use std::fmt::Write;

/// The page.
pub(super) fn page(operation: &Operation, rng: &mut Rng) -> String {
    let printer = Printer { prefix: rng.bool(), wide: rng.bool() };
    let mut sections = String::new();
    for (location, members) in &operation.parameters {
        let title = format!("{}{} Parameters", location[..1].to_uppercase(), &location[1..]);
        sections += &section(&title, "", &printer.fields(members, ""));
    }
    if !operation.body.is_empty() {
        sections += &section("Body", "<span>application/json</span>", &printer.fields(&operation.body, ""));
    }
    for (status, members) in &operation.answers {
        let more = format!("<button>{status}</button><div>application/json</div>");
        sections += &section("Response", &more, &("<p>What comes back</p>".to_owned() + &printer.fields(members, "")));
    }
    let text = operation.text.as_ref().map_or(String::new(), |text| format!("<div><p>{}</p></div>", escaped(text)));
    let path: String =
        operation.path.iter().map(|segment| format!("<div>/</div><div>{}</div>", escaped(segment))).collect();
    let mut samples = code("<p>cURL</p>", &pretty_curl(operation));
    for (status, members) in &operation.answers {
        samples += &code(&format!("<button role=\"tab\">{status}</button>"), &format!("{:#}", sample(members)));
    }
    format!(
        "<!DOCTYPE html>\n<html><head><title>{title}</title></head><body><div id=\"sidebar\"><span class=\"method-nav-pill\">GET</span></div>\
         <div id=\"content-area\"><div class=\"eyebrow\">Cats</div><h1 id=\"page-title\">{title}</h1><button>Copy page</button>{text}\
         <div><div class=\"method-pill\">{method}</div><div>{path}</div><button>Try it</button></div>\n{sections}\
         <div class=\"feedback-toolbar\"><p>Was this page helpful?</p></div></div><div id=\"side\">{samples}</div></body></html>\n",
        title = escaped(&operation.title),
        method = operation.method,
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn section(title: &str, more: &str, inside: &str) -> String {
    format!(
        "<div class=\"api-section\"><div class=\"api-section-heading\"><div><h4 class=\"api-section-heading-title\">{title}</h4>{more}</div></div>{inside}</div>\n"
    )
}

fn code(head: &str, text: &str) -> String {
    format!(
        "<div class=\"code-group\"><div>{head}</div><div class=\"code-block\"><pre><code>{}</code></pre></div></div>",
        escaped(text)
    )
}

struct Printer {
    /// Whether the name of a parent stands in front of those of its members.
    prefix: bool,
    /// Whether elements stand on lines of their own.
    wide: bool,
}

impl Printer {
    fn fields(&self, members: &[Member], parent: &str) -> String {
        let gap = if self.wide { "\n    " } else { "" };
        let mut out = String::new();
        for member in members {
            let name = format!("{parent}{}", member.name);
            let shown = if self.prefix { name.clone() } else { member.name.clone() };
            let is_enum = matches!(member.bound, Some(Bound::Values(_)));
            let mut pills = vec![format!("<span>{}</span>", escaped(&printed(member.kind, is_enum)))];
            if let Some(Bound::Default(value)) = member.bound {
                pills.push(format!("<span>default:</span><span>{value}</span>"));
            }
            pills.extend(member.required.then(|| "required".to_owned()));
            pills.extend(member.deprecated.then(|| "deprecated".to_owned()));
            let pills: String = pills
                .iter()
                .map(|pill| format!("{gap}<div data-component-part=\"field-info-pill\">{pill}</div>"))
                .collect();
            let text =
                member.text.as_ref().map_or(String::new(), |text| format!("<div><p>{}</p></div>", escaped(text)));
            let mut inside = text + &self.bound(member);
            if !member.children.is_empty() || member.any_key.is_some() {
                let mut children = self.fields(&member.children, &format!("{name}."));
                if let Some(kind) = member.any_key {
                    let key = if self.prefix { format!("{name}.{{key}}") } else { "{key}".to_owned() };
                    children += &self.field(&key, &format!("<div><span>{kind}</span></div>"), "");
                }
                let _ = write!(
                    inside,
                    "<div class=\"expandable\"><button data-component-part=\"expandable-button\"><div>Show child attributes</div></button>{gap}<div>{children}</div></div>"
                );
            }
            out += &self.field(&shown, &pills, &inside);
        }
        out
    }

    fn field(&self, name: &str, pills: &str, inside: &str) -> String {
        let gap = if self.wide { "\n    " } else { "" };
        format!(
            "{gap}<div class=\"primitive-param-field\"><div class=\"param-head\"><a href=\"#x\" aria-label=\"Navigate to header\">&#8203;</a>\
             <div data-component-part=\"field-name\">{}</div>{gap}<div data-component-part=\"field-meta\">{pills}</div></div>{inside}</div>",
            escaped(name)
        )
    }

    fn bound(&self, member: &Member) -> String {
        match &member.bound {
            Some(Bound::Values(values)) => {
                let values: Vec<String> =
                    values.iter().map(|value| format!("<code>{}</code>", escaped(value))).collect();
                format!("<div>Available options: <div>{}</div></div>", values.join(", "))
            }
            Some(Bound::Length(low, high)) => format!("<div>Required string length: <code>{low} - {high}</code></div>"),
            Some(Bound::Range(low, high)) => {
                format!("<div>Required range: <code>{low} &lt;= x &lt;= {high}</code></div>")
            }
            Some(Bound::Default(_)) | None => String::new(),
        }
    }
}
