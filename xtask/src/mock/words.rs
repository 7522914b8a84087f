//! The words of a name, in lower case: `recordingUrl`, `recording_url` and `RECORDING-URL` are the same two.

/// Splits a name where it has other characters than letters and digits, and where a capital follows a small letter.
pub(super) fn of(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut was_small = false;
    for letter in name.chars() {
        if !letter.is_alphanumeric() || (letter.is_uppercase() && was_small) {
            words.push(String::new());
        }
        if letter.is_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.extend(letter.to_lowercase());
        }
        was_small = letter.is_lowercase() || letter.is_ascii_digit();
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    #[test]
    fn names_are_split_however_they_are_written() {
        for name in ["recordingUrl", "recording_url", "RECORDING-URL", "Recording URL"] {
            assert_eq!(super::of(name), ["recording", "url"], "{name}");
        }
        assert_eq!(super::of("__"), [""; 0]);
    }
}
