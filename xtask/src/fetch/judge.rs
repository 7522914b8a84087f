//! Whether what came from an address can be the page: text, not cut, not something else in its place. Whether the page is
//! right, the reader says.

use super::address::shown;
use super::request::Answer;
use super::{Trouble, marks};
use crate::input;
use switchboard_codegen::describe::is_documentation_in_html;
use switchboard_codegen::diagnostic::Code;

/// Pages that are shorter than this may lose half of themselves.
const SHORT: usize = 1024;

/// The text of a page; or what stands in its place. `before` is the page that is here.
pub(super) fn judge(answer: &Answer, before: Option<&str>, allow_shrink: bool) -> Result<String, Trouble> {
    let address = &answer.address;
    if answer.bytes.iter().all(u8::is_ascii_whitespace) {
        let message = format!("{} gives an empty page", shown(address));
        return Err(Trouble::new(Code::PageCut, message, "open it in a browser, and run it again later"));
    }
    let text = input::text(answer.bytes.clone(), camino::Utf8Path::new("PAGE"))
        .map_err(|(fault, help)| Trouble::new(Code::InputUnreadable, format!("{}: {fault}", shown(address)), &help))?;
    // A page of documentation may have a field to log in above it.
    if marks::is_html(&text) && !is_documentation_in_html(&text) {
        if marks::is_captcha(&text) {
            return Err(marks::captcha(address));
        }
        if marks::is_login(&text) || marks::leads_to_login(address) {
            return Err(marks::login(address));
        }
    }
    let Some(before) = before else { return Ok(text) };
    if marks::is_html(&text) && !marks::is_html(before) {
        let message = format!("{} gives a page of HTML, and gave {} before", shown(address), kind(before));
        let help = "open it in a browser; if the document has moved, write its new address into vendor.toml";
        return Err(Trouble::new(Code::PageOtherKind, message, help));
    }
    if !allow_shrink && before.len() >= SHORT && text.len() * 2 < before.len() {
        let message = format!("{} gives {} bytes, and gave {} before", shown(address), text.len(), before.len());
        let help = "look at it in a browser; if the page is that short now, run it with --allow-shrink";
        return Err(Trouble::new(Code::PageShrunk, message, help));
    }
    Ok(text)
}

/// What a text is, in words.
fn kind(text: &str) -> &'static str {
    match text.trim_start().as_bytes().first() {
        Some(b'{' | b'[') => "JSON",
        _ => "text",
    }
}
