//! What the search of the site looks through: names of operations and types. It is a script, since a page that is opened from a
//! disk may read nothing else.

use super::{Vendor, html};
use serde_json::json;

/// The script with all names, a line each: what it is, the vendor, the name, what it does, and where.
pub(super) fn script(vendors: &[Vendor]) -> String {
    let mut lines = Vec::new();
    for vendor in vendors {
        for plan in &vendor.planned.operations.plans {
            let what = plan.summary.as_deref().map(switchboard_codegen::text::single_line).unwrap_or_default();
            let address = format!("{}/operations.html#{}", vendor.name, html::anchor("op", &plan.name));
            lines.push(json!([vendor.title, plan.name, plan.subject(), what, address]));
        }
    }
    for vendor in vendors {
        for ty in super::types::named(vendor) {
            let address = format!("{}/types.html#{}", vendor.name, html::anchor("type", &ty.name));
            lines.push(json!([vendor.title, ty.name, super::types::kind(ty), "", address]));
        }
    }
    // A script ends at no text of a document: `<` is written as an escape of JSON.
    let lines: Vec<String> = lines.iter().map(|line| line.to_string().replace('<', "\\u003c")).collect();
    format!("window.INDEX = [\n{}\n];\n", lines.join(",\n"))
}
