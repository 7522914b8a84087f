//! A text that matches a regular expression.

use fastrand::Rng;
use regex_syntax::hir::{Class, Hir, HirKind};

/// How often an unlimited repetition repeats at most, beyond its minimum.
const REPEATS: u32 = 3;
/// How often at most, for a text of some length.
const MOST_REPEATS: u32 = 500;

/// A text that likely matches and has at least some length, if the expression allows that; nothing when it cannot be read.
/// Look-around is not observed.
pub fn text(pattern: &str, least: usize, rng: &mut Rng) -> Option<String> {
    let hir = regex_syntax::parse(&without_look_around(pattern)).ok()?;
    let mut text = String::new();
    for repeats in [REPEATS, REPEATS.max(u32::try_from(least).unwrap_or(REPEATS).min(MOST_REPEATS) * 2)] {
        text.clear();
        write(&hir, repeats, rng, &mut text)?;
        if text.chars().count() >= least {
            break;
        }
    }
    Some(text)
}

/// The expression without groups that look ahead or behind, which the parser refuses.
fn without_look_around(pattern: &str) -> String {
    let mut kept = String::new();
    // How deep the groups are nested inside of the one that is left out.
    let mut left_out = 0_usize;
    let mut in_class = false;
    let mut rest = pattern;
    while let Some(first) = rest.chars().next() {
        let looks = !in_class && ["(?=", "(?!", "(?<=", "(?<!"].iter().any(|start| rest.starts_with(start));
        let length = if first == '\\' { rest.chars().take(2).map(char::len_utf8).sum() } else { first.len_utf8() };
        let (token, after) = rest.split_at(length);
        if left_out == 0 && !looks {
            kept.push_str(token);
        }
        match token {
            "[" => in_class = true,
            "]" => in_class = false,
            "(" if !in_class && (looks || left_out > 0) => left_out += 1,
            ")" if !in_class => left_out = left_out.saturating_sub(1),
            _ => {}
        }
        rest = after;
    }
    kept
}

fn write(hir: &Hir, repeats: u32, rng: &mut Rng, text: &mut String) -> Option<()> {
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
            let most = repetition.max.unwrap_or(u32::MAX).min(repetition.min.saturating_add(repeats));
            for _ in 0..rng.u32(repetition.min..=most.max(repetition.min)).min(4096) {
                write(&repetition.sub, repeats, rng, text)?;
            }
        }
        HirKind::Capture(capture) => write(&capture.sub, repeats, rng, text)?,
        HirKind::Concat(parts) => parts.iter().try_for_each(|part| write(part, repeats, rng, text))?,
        HirKind::Alternation(parts) => write(rng.choice(parts)?, repeats, rng, text)?,
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn look_around_is_left_out() {
        assert_eq!(without_look_around("^(?![0-9(]{8}(-|$))^[a-z)](b(?<!-))?\\(?=$"), "^^[a-z)](b)?\\(?=$");
    }

    #[test]
    fn texts_are_as_long_as_they_must_be() {
        let mut rng = Rng::with_seed(1);
        for _ in 0..20 {
            let found = text("^[a-z]+$", 8, &mut rng);
            assert!(found.is_some_and(|found| found.len() <= 18));
        }
        assert_eq!(text("(", 0, &mut rng), None);
    }
}
