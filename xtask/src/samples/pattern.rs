//! A text that matches a regular expression.

use fastrand::Rng;
use regex_syntax::hir::{Class, Hir, HirKind};

/// How often an unlimited repetition repeats at most, beyond its minimum.
const REPEATS: u32 = 3;

/// A text that matches; nothing when the expression cannot be read. Look-around is not observed.
pub(crate) fn text(pattern: &str, rng: &mut Rng) -> Option<String> {
    let hir = regex_syntax::parse(pattern).ok()?;
    let mut text = String::new();
    write(&hir, rng, &mut text)?;
    Some(text)
}

fn write(hir: &Hir, rng: &mut Rng, text: &mut String) -> Option<()> {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => text.push_str(std::str::from_utf8(&literal.0).ok()?),
        HirKind::Class(Class::Unicode(class)) => {
            // Printable ASCII reads best, where the class has any.
            let plain = |range: &&regex_syntax::hir::ClassUnicodeRange| range.start() >= ' ' && range.end() <= '~';
            let mut ranges: Vec<_> = class.ranges().iter().filter(plain).collect();
            if ranges.is_empty() {
                ranges = class.ranges().iter().collect();
            }
            let range = rng.choice(ranges)?;
            let span = u32::from(range.end()) - u32::from(range.start());
            let offset = rng.u32(0..=span.min(0x7F));
            text.push(char::from_u32(u32::from(range.start()) + offset).unwrap_or(range.start()));
        }
        HirKind::Class(Class::Bytes(_)) => return None,
        HirKind::Repetition(repetition) => {
            let most = repetition.max.unwrap_or(u32::MAX).min(repetition.min.saturating_add(REPEATS));
            for _ in 0..rng.u32(repetition.min..=most.max(repetition.min)).min(4096) {
                write(&repetition.sub, rng, text)?;
            }
        }
        HirKind::Capture(capture) => write(&capture.sub, rng, text)?,
        HirKind::Concat(parts) => parts.iter().try_for_each(|part| write(part, rng, text))?,
        HirKind::Alternation(parts) => write(rng.choice(parts)?, rng, text)?,
    }
    Some(())
}
