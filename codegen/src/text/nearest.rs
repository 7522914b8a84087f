//! Which of some names was probably meant. For help texts, and for whether a name that is not known is worth a report: what is
//! read is never decided by it.

/// The candidates nearest to `name` by edit distance, at most `limit`, nearest first; equal ones in their own order.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>, limit: usize) -> Vec<&'a str> {
    let mut ranked: Vec<(usize, &str)> =
        candidates.into_iter().map(|candidate| (distance(name, candidate), candidate)).collect();
    ranked.sort_by_key(|(distance, _)| *distance);
    ranked.into_iter().take(limit).map(|(_, candidate)| candidate).collect()
}

/// The candidate that `name` is probably a slip of; `None` when none is close.
pub fn likely<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let found = nearest(name, candidates, 1).first().copied()?;
    (distance(name, found) * 2 <= name.chars().count().max(found.chars().count())).then_some(found)
}

/// The candidate that `name` is but for a letter, or for two of at least seven.
pub fn slip<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = name.chars().count();
    let most = match length {
        0..3 => 0,
        3..7 => 1,
        _ => 2,
    };
    let near = candidates.into_iter().filter(|candidate| candidate.chars().count().abs_diff(length) <= most);
    let mut ranked: Vec<(usize, &str)> = near.map(|candidate| (distance(name, candidate), candidate)).collect();
    ranked.sort();
    ranked.first().filter(|(distance, _)| *distance <= most).map(|(_, candidate)| *candidate)
}

/// Names in backticks, for a sentence.
pub fn quoted<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    names.into_iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// Levenshtein's distance over characters, of the first 200 of each: longer names are not told apart by eye.
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().take(200).collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (at, character) in left.chars().take(200).enumerate() {
        let mut diagonal = at;
        let mut before = at + 1;
        for (other, cell) in right.iter().zip(row.iter_mut().skip(1)) {
            let substituted = diagonal + usize::from(character != *other);
            diagonal = *cell;
            before = substituted.min(before + 1).min(*cell + 1);
            *cell = before;
        }
        if let Some(first) = row.first_mut() {
            *first = at + 1;
        }
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_comes_first() {
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "ab") + distance("ab", "") + distance("ä", "a"), 5);
        assert_eq!([likely("verson", ["title", "version"]), likely("x", ["title"])], [Some("version"), None]);
        assert_eq!(nearest("descripton", ["title", "description", "version"], 1), ["description"]);
    }
}
