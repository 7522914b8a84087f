//! The types of a client: members with what is said of them, values, and how the alternatives of unions are told apart.

use super::{Vendor, html, markdown};
use switchboard_codegen::operations::match_example;
use switchboard_codegen::types::{Docs, Presence, Shape, TypeDef, TypeRef, reasons, type_tokens};

/// The most alternatives that an example tells apart one by one.
const MOST_ARMS: usize = 6;

/// The types that people see.
pub(super) fn named(vendor: &Vendor) -> impl Iterator<Item = &TypeDef> {
    let is_shown = |ty: &&TypeDef| !matches!(&ty.shape, Shape::Struct(plan) if plan.parameters);
    vendor.planned.graph.types.iter().filter(is_shown)
}

/// What a type is, in a word.
pub(super) fn kind(ty: &TypeDef) -> &'static str {
    match ty.shape {
        Shape::Struct(_) => "struct",
        Shape::Enum(_) => "enum",
        Shape::Union(_) => "union",
        Shape::Alias(_) | Shape::Newtype(_) | Shape::Pending => "type",
    }
}

/// The name of a type in Rust, with links to those that are on the page.
pub(super) fn shown(vendor: &Vendor, ty: &TypeRef) -> String {
    let tokens = type_tokens(&vendor.planned.graph, ty, None).to_string();
    let mut text = String::new();
    for word in tokens.split(' ') {
        match vendor.planned.graph.types.iter().find(|ty| ty.name == word) {
            Some(ty) => {
                text += &format!("<a href=\"types.html#{}\">{}</a>", html::anchor("type", &ty.name), html::text(word));
            }
            None => text += &html::text(word),
        }
        // Tokens come apart by blanks; Rust has them behind commas alone.
        if word == "," {
            text.push(' ');
        }
    }
    text
}

/// What is said of a type, a member or a value.
pub(super) fn docs(docs: &Docs) -> String {
    let mut text = String::new();
    if docs.deprecated {
        text += "<p class=\"deprecated\">Deprecated.</p>\n";
    }
    text.extend(docs.text.as_deref().map(markdown::to_html));
    text.extend(docs.notes.iter().map(|note| markdown::to_html(note)));
    text
}

/// The page of all types.
pub(super) fn section(vendor: &Vendor) -> String {
    let mut types: Vec<&TypeDef> = named(vendor).collect();
    types.sort_by(|left, right| left.name.cmp(&right.name));
    let mut body = format!(
        "<h1>Types</h1>\n<p class=\"quiet\">{} types of <code>{}::types</code>.</p>\n",
        types.len(),
        html::text(&vendor.package.replace('-', "_"))
    );
    for ty in types {
        body += &format!(
            "<section id=\"{}\">\n<h2><span class=\"kind\">{}</span> {}</h2>\n{}",
            html::anchor("type", &ty.name),
            kind(ty),
            html::text(&ty.name),
            docs(&ty.docs)
        );
        body += &shape(vendor, &ty.shape);
        if let Shape::Union(plan) = &ty.shape {
            let package = vendor.package.replace('-', "_");
            let mut lines = vec![format!("use {package}::types::{};", ty.name), String::new()];
            lines.extend(match_example(&ty.name, plan, MOST_ARMS));
            body += &format!(
                "<p class=\"label\">Example, for a <code>value</code> of this type</p>\n<pre class=\"rust example\"><code>{}</code></pre>\n",
                html::text(&lines.join("\n"))
            );
        }
        body += "</section>\n";
    }
    body
}

fn shape(vendor: &Vendor, shape: &Shape) -> String {
    match shape {
        Shape::Struct(plan) => {
            let rows: Vec<[String; 3]> = plan
                .fields
                .iter()
                .map(|field| {
                    let presence = match field.presence {
                        Presence::Required => "",
                        Presence::Optional => "<span class=\"quiet\">optional</span> ",
                        Presence::Nullable => "<span class=\"quiet\">optional, or null</span> ",
                    };
                    let name = format!("<code>{}</code>", html::text(&field.wire));
                    let rust = (field.wire != field.name)
                        .then(|| format!(" <span class=\"quiet\">{}</span>", html::text(&field.name)));
                    let name = name + &rust.unwrap_or_default();
                    [
                        name,
                        format!("<code>{}</code>", shown(vendor, &field.ty)),
                        format!("{presence}{}", docs(&field.docs)),
                    ]
                })
                .collect();
            table(["member", "type", "what it is"], &rows)
        }
        Shape::Enum(plan) => {
            let row = |value: &switchboard_codegen::types::ValuePlan| {
                [
                    format!("<code>{}</code>", html::text(&value.value.to_string())),
                    html::text(&value.name),
                    docs(&value.docs),
                ]
            };
            let rows: Vec<[String; 3]> = plan.values.iter().map(row).collect();
            table(["value", "variant", "what it is"], &rows)
                + "<p class=\"quiet\">A value that is not listed arrives in <code>Unknown</code>, and goes back as it came.</p>\n"
        }
        Shape::Union(plan) => {
            let row = |variant: &switchboard_codegen::types::VariantPlan| {
                [html::text(&variant.name), format!("<code>{}</code>", shown(vendor, &variant.ty)), docs(&variant.docs)]
            };
            let rows: Vec<[String; 3]> = plan.variants.iter().map(row).collect();
            let mut text = table(["variant", "type", "what it is"], &rows);
            text += "<p>How a value is told apart:</p>\n<ul>\n";
            for reason in reasons(plan) {
                text += &format!(
                    "<li>{}</li>\n",
                    markdown::to_html(&reason).trim().trim_start_matches("<p>").trim_end_matches("</p>")
                );
            }
            text + "</ul>\n"
        }
        Shape::Alias(ty) | Shape::Newtype(ty) => format!("<p>is <code>{}</code></p>\n", shown(vendor, ty)),
        Shape::Pending => String::new(),
    }
}

/// A table; nothing where it has no rows.
pub(super) fn table<const N: usize>(heads: [&str; N], rows: &[[String; N]]) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let heads: String = heads.iter().map(|head| format!("<th>{head}</th>")).collect();
    let row = |row: &[String; N]| {
        format!("<tr>{}</tr>\n", row.iter().map(|cell| format!("<td>{cell}</td>")).collect::<String>())
    };
    format!(
        "<table>\n<thead><tr>{heads}</tr></thead>\n<tbody>\n{}</tbody>\n</table>\n",
        rows.iter().map(row).collect::<String>()
    )
}
