//! Tabs between a colon and its value put into blanks: YAML allows them (section 6.2), and the parser does not.

use super::Offsets;
use saphyr_parser::{Event, Parser, ScalarStyle};

/// The text with blanks for the tabs after colons, or `None` when there are none. In quotes and blocks they are text and
/// stay. Every other byte stays where it is, and so do all places.
pub(super) fn as_blanks(text: &str) -> Option<String> {
    if !text.contains(":\t") {
        return None;
    }
    let mut after_colon = false;
    let mut blanks = text.to_owned().into_bytes();
    for byte in &mut blanks {
        after_colon = *byte == b':' || *byte == b'\t' && after_colon;
        if *byte == b'\t' && after_colon {
            *byte = b' ';
        }
    }
    let blanked = String::from_utf8(blanks).ok()?;
    let mut restored = blanked.clone().into_bytes();
    let offsets = Offsets::new(text, 0);
    // Text that cannot be parsed is refused at the same place afterwards.
    for (event, span) in Parser::new_from_str(&blanked).map_while(Result::ok) {
        if let Event::Scalar(_, style, ..) = event
            && style != ScalarStyle::Plain
        {
            let place = offsets.byte(span.start.index())..offsets.byte(span.end.index());
            if let (Some(to), Some(from)) = (restored.get_mut(place.clone()), text.as_bytes().get(place)) {
                to.copy_from_slice(from);
            }
        }
    }
    String::from_utf8(restored).ok()
}
