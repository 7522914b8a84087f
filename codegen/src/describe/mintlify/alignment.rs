//! Which description belongs to which member: a monotone alignment of the texts of a page with the places that may
//! have one. Never settles a tie: a text with two places of (nearly) equal score gets none.

use super::constraint::Constraint;
use crate::source::{Data, Node};

/// By how much the best place of a text must beat the second best.
pub(super) const MARGIN: i32 = 2;

/// Texts × places × places beyond which a page is not aligned at all.
const MAX_WORK: usize = 200_000_000;

const DROPPED: i32 = -6;
const CONTINUED: i32 = -3;
const CONSTRAINT_WITHOUT_TEXT: i32 = -3;
const NEVER: i32 = i32::MIN / 4;

/// One text of the page, in page order.
#[derive(Clone, Debug)]
pub(super) enum Token<'t> {
    /// A description.
    Text(&'t str),
    /// A grey text, which belongs to the description before it or to a later member that has none.
    Constraint(Constraint<'t>),
    /// The announcement of child members.
    Marker,
}

/// A place that may have a text, in page order.
#[derive(Debug)]
pub(super) struct Slot<'s> {
    /// What is found here.
    pub(super) kind: SlotKind,
    /// Words that a text of this place would use, as [`stems`] gives them.
    pub(super) words: Vec<String>,
    /// The sample value.
    pub(super) sample: Option<&'s Node>,
    /// The index of the [`SlotKind::Marker`] that must have been seen before this place can be.
    pub(super) parent: Option<usize>,
}

/// What is found at a [`Slot`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SlotKind {
    /// The description of a member or parameter; whether its name ends in "at", and whether it has a word "number".
    Member { at: bool, number: bool },
    /// A description that OpenAPI demands, so that it hardly ever is missing.
    Demanded,
    /// The announcement of child members.
    Marker,
}

/// Where a text belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Placement {
    /// At this slot, and nowhere else nearly as well.
    At(usize),
    /// At either of these, as far as can be told.
    Ambiguous(Option<usize>, Option<usize>),
    /// Nowhere.
    Unplaced,
}

/// Finds the place of each token.
///
/// The score of an alignment is the sum of: 2 for each word stem that a text shares with its place; 6 for an enum list
/// that holds the sample value, −6 for one that does not; ±2 for other bounds by the type of the sample; ±2 for
/// "(E.164)" and for texts that begin with "When"; and small losses for texts that are left out or continue the one
/// before. A token is placed when its best place beats any other by [`MARGIN`], over all alignments.
/// Returns `None` when there is too much to compare.
pub(super) fn align(tokens: &[Token<'_>], slots: &[Slot<'_>]) -> Option<Vec<Placement>> {
    let work = tokens.len().saturating_mul(slots.len()).saturating_mul(slots.len());
    if work > MAX_WORK {
        return None;
    }
    let aligner = Aligner::new(tokens, slots);
    let forward = aligner.forward();
    let backward = aligner.backward();
    let place = |(at, (before, after)): (usize, (&Vec<i32>, &Vec<i32>))| {
        // The best total for each place of this token; index 0 stands for leaving it out.
        let mut totals = vec![NEVER; slots.len() + 1];
        aligner.steps(at, |from, to, score, dropped| {
            let total = before[from].saturating_add(score).saturating_add(after[to]);
            let place = if dropped { 0 } else { to };
            totals[place] = totals[place].max(total);
        });
        decide(&totals)
    };
    Some(forward.iter().zip(backward.iter().skip(1)).enumerate().map(place).collect())
}

fn decide(totals: &[i32]) -> Placement {
    let mut ranked: Vec<_> = totals.iter().copied().enumerate().collect();
    ranked.sort_by_key(|(place, total)| (std::cmp::Reverse(*total), *place));
    let slot = |place: usize| place.checked_sub(1);
    match ranked.as_slice() {
        [(best, score), (rival, next), ..] if score - next < MARGIN && *next > NEVER / 2 => {
            Placement::Ambiguous(slot(*best), slot(*rival))
        }
        [(best, _), ..] => slot(*best).map_or(Placement::Unplaced, Placement::At),
        [] => Placement::Unplaced,
    }
}

/// The dynamic program. Position 0 is "before all slots", position `p` is slot `p - 1`.
struct Aligner<'a> {
    tokens: &'a [Token<'a>],
    slots: &'a [Slot<'a>],
    /// Score of each token at each slot.
    scores: Vec<Vec<i32>>,
}

impl<'a> Aligner<'a> {
    fn new(tokens: &'a [Token<'a>], slots: &'a [Slot<'a>]) -> Self {
        let scores = tokens
            .iter()
            .map(|token| {
                let words = if let Token::Text(text) = token { stems(text) } else { Vec::new() };
                slots.iter().map(|slot| score(token, &words, slot)).collect()
            })
            .collect();
        Self { tokens, slots, scores }
    }

    /// Calls `step(from, to, score, dropped)` for every way token `at` can be dealt with.
    fn steps(&self, at: usize, mut step: impl FnMut(usize, usize, i32, bool)) {
        let same = match (&self.tokens[at], at.checked_sub(1).map(|before| &self.tokens[before])) {
            (Token::Text(_), Some(Token::Text(_))) => Some(CONTINUED),
            (Token::Constraint(_), _) => Some(0),
            _ => None,
        };
        let later = if matches!(self.tokens[at], Token::Constraint(_)) { CONSTRAINT_WITHOUT_TEXT } else { 0 };
        for from in 0..=self.slots.len() {
            step(from, from, DROPPED, true);
            if let (Some(extra), Some(slot)) = (same, from.checked_sub(1)) {
                let own = if matches!(self.tokens[at], Token::Text(_)) { 0 } else { self.scores[at][slot] };
                if own > NEVER && self.slots[slot].kind != SlotKind::Marker {
                    step(from, from, own + extra, false);
                }
            }
            for to in from + 1..=self.slots.len() {
                let reachable = self.slots[to - 1].parent.is_none_or(|parent| parent < from);
                if reachable && self.scores[at][to - 1] > NEVER {
                    step(from, to, self.scores[at][to - 1] + later, false);
                }
            }
        }
    }

    /// `[i][p]`: the best score of the first `i` tokens with position `p` reached.
    fn forward(&self) -> Vec<Vec<i32>> {
        let mut row = vec![NEVER; self.slots.len() + 1];
        row[0] = 0;
        let mut rows = Vec::with_capacity(self.tokens.len());
        for at in 0..self.tokens.len() {
            let mut next = vec![NEVER; self.slots.len() + 1];
            self.steps(at, |from, to, score, _| next[to] = next[to].max(row[from].saturating_add(score)));
            rows.push(std::mem::replace(&mut row, next));
        }
        rows
    }

    /// `[i][p]`: the best score of the tokens from `i` on, from position `p`; one row more than there are tokens.
    fn backward(&self) -> Vec<Vec<i32>> {
        let mut rows = vec![vec![0; self.slots.len() + 1]];
        for at in (0..self.tokens.len()).rev() {
            let mut row = vec![NEVER; self.slots.len() + 1];
            if let Some(after) = rows.last() {
                self.steps(at, |from, to, score, _| row[from] = row[from].max(score.saturating_add(after[to])));
            }
            rows.push(row);
        }
        rows.reverse();
        rows
    }
}

fn score(token: &Token<'_>, words: &[String], slot: &Slot<'_>) -> i32 {
    match (token, slot.kind) {
        (Token::Marker, SlotKind::Marker) => 0,
        (Token::Marker, _) | (_, SlotKind::Marker) => NEVER,
        (Token::Constraint(_), SlotKind::Demanded) => NEVER,
        (Token::Constraint(constraint), SlotKind::Member { .. }) => constraint.fit(slot.sample),
        (Token::Text(text), kind) => {
            let shared = words.iter().filter(|word| slot.words.contains(word)).count();
            let shared = i32::try_from(shared).unwrap_or(i32::MAX / 8).saturating_mul(2);
            let hint = |said: bool, fits: bool| match (said, fits) {
                (false, _) => 0,
                (true, true) => 2,
                (true, false) => -2,
            };
            let boolean = slot.sample.is_some_and(|sample| matches!(sample.data, Data::Bool(_)));
            let (at, number, demanded) = match kind {
                SlotKind::Member { at, number } => (at, number, 0),
                _ => (false, false, 3),
            };
            shared
                + demanded
                + hint(text.starts_with("When "), at)
                + hint(text.contains("(E.164)"), number)
                + hint(text.starts_with("Whether "), boolean)
        }
    }
}

/// The distinct words of a text or a name, in lower case and without endings, so that "initiated" meets "initiation".
///
/// Splits at everything that is no letter or digit and at the humps of camel case. Words of one letter and the little
/// words that stand in any sentence are left out.
pub(super) fn stems(text: &str) -> Vec<String> {
    const LITTLE: [&str; 18] = [
        "at", "of", "the", "is", "to", "in", "on", "by", "for", "from", "was", "an", "and", "or", "if", "this", "that",
        "it",
    ];
    let mut found: Vec<String> = Vec::new();
    for word in text.split(|c: char| !c.is_alphanumeric()).flat_map(humps) {
        let word = word.to_lowercase();
        if word.chars().count() > 1 && !LITTLE.contains(&word.as_str()) {
            let stem = stem(&word);
            if !found.contains(&stem) {
                found.push(stem);
            }
        }
    }
    found
}

/// The parts of a camel-case word: `preCallURLs` has `pre`, `Call`, `URLs`.
fn humps(word: &str) -> Vec<&str> {
    let letters: Vec<(usize, char)> = word.char_indices().collect();
    let kind = |at: usize| letters.get(at).map(|(_, c)| (c.is_uppercase(), c.is_lowercase(), *c == 's'));
    let mut starts = vec![0];
    for (index, (offset, c)) in letters.iter().enumerate().skip(1) {
        let after_small = kind(index - 1).is_some_and(|(upper, ..)| !upper);
        let plural = kind(index + 1).is_some_and(|(.., s)| s) && !kind(index + 2).is_some_and(|(_, lower, _)| lower);
        let before_small = kind(index + 1).is_some_and(|(_, lower, _)| lower) && !plural;
        if c.is_uppercase() && (after_small || before_small) {
            starts.push(*offset);
        }
    }
    starts.push(word.len());
    starts.windows(2).filter_map(|ends| word.get(ends[0]..ends[1])).collect()
}

fn stem(word: &str) -> String {
    if let Some(start) = word.strip_suffix("ies") {
        return format!("{start}y");
    }
    let singular = match word.strip_suffix('s') {
        Some(start) if start.len() > 2 && !start.ends_with('s') => start,
        _ => word,
    };
    let endings = ["ion", "ing", "ed", "e"];
    let bare = endings.iter().filter_map(|ending| singular.strip_suffix(ending)).find(|start| start.len() > 2);
    bare.unwrap_or(singular).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{SourceFiles, Span};
    use serde_json::json;

    fn members<'s>(names: &[(&str, &'s Node)]) -> Vec<Slot<'s>> {
        let slot = |(name, sample): &(&str, &'s Node)| Slot {
            kind: SlotKind::Member { at: name.ends_with("At"), number: name.contains("Number") },
            words: stems(name),
            sample: Some(sample),
            parent: None,
        };
        names.iter().map(slot).collect()
    }

    fn place(texts: &[&str], names: &[&str]) -> Vec<Placement> {
        let mut files = SourceFiles::new();
        let sample = Node::from_value(json!("<string>"), Span::new(files.add("a", ""), 0..0));
        let names: Vec<_> = names.iter().map(|name| (*name, &sample)).collect();
        let tokens: Vec<_> = texts.iter().map(|text| Token::Text(text)).collect();
        align(&tokens, &members(&names)).expect("small")
    }

    #[test]
    fn words_are_split_and_cut_to_their_stems() {
        assert_eq!(stems("preCallURLs of the AI-generated entries"), ["pre", "call", "url", "ai", "generat", "entry"]);
        assert_eq!(
            stems("initiated initiation HTTPMethod status_address"),
            ["initiat", "http", "method", "statu", "address"]
        );
    }

    #[test]
    fn texts_skip_members_that_have_none() {
        use Placement::At;
        let names = ["id", "ownerId", "catName", "createdAt", "fedAt", "toys"];
        let texts = ["Name of the cat", "When the cat was fed", "Toys it likes"];
        assert_eq!(place(&texts, &names), [At(2), At(4), At(5)]);
    }

    #[test]
    fn a_tie_is_never_settled() {
        let texts = ["Cat name", "Something", "Toys it likes"];
        let found = place(&texts, &["catName", "alpha", "beta", "toys"]);
        assert_eq!(found, [Placement::At(0), Placement::Ambiguous(Some(1), Some(2)), Placement::At(3)]);
    }

    #[test]
    fn more_texts_than_members_are_a_continuation_or_left_out() {
        assert_eq!(place(&["Cat name", "It is short."], &["catName"]), [Placement::At(0), Placement::At(0)]);
        assert_eq!(place(&["Cat name"], &[]), [Placement::Unplaced]);
        assert_eq!(place(&[], &["catName"]), []);
    }

    #[test]
    fn too_much_work_is_refused() {
        let mut files = SourceFiles::new();
        let sample = Node::from_value(json!(1), Span::new(files.add("a", ""), 0..0));
        let tokens: Vec<_> = (0..1000).map(|_| Token::Text("x")).collect();
        assert_eq!(align(&tokens, &members(&vec![("a", &sample); 1000])), None);
    }
}
