//! "Did you mean …?": the known word that is nearest to an unknown one.
//!
//! Rank 0; imports nothing. Deliberately absent: any list of words.

/// Longer words are compared by their beginning, which bounds the cost of one comparison.
const LENGTH: usize = 64;

/// So many words are compared at most, which bounds the cost of one question: a hostile page asks it a thousand times.
const MOST: usize = 256;

/// The nearest of `known` to `word`, if one is near enough to be meant; of several the first.
///
/// Near enough is one wrong, missing, doubled or swapped letter for every three; case does not count.
#[must_use]
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = folded(word);
    let limit = (wanted.chars().count() / 3).max(1);
    known
        .into_iter()
        // The distance is never less than the difference in length; a letter has one to four bytes.
        .filter(|candidate| candidate.len().abs_diff(word.len()) <= 4 * limit)
        .take(MOST)
        .map(|candidate| (strsim::damerau_levenshtein(&wanted, &folded(candidate)), candidate))
        .filter(|&(distance, _)| distance <= limit)
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, candidate)| candidate)
}

/// The longest of `known` that begins or ends `word`, or begins or ends with it, where the words joined by hyphens are whole:
/// `247-p1` for `release-247-p1`.
///
/// A single word says too little.
#[must_use]
pub fn longest_part<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let is_part = |whole: &str, part: &str| {
        let begins = whole.strip_prefix(part).is_some_and(|rest| rest.starts_with('-'));
        let ends = whole.strip_suffix(part).is_some_and(|rest| rest.ends_with('-'));
        part.contains('-') && (begins || ends)
    };
    let related = known.into_iter().take(MOST).filter(|candidate| is_part(word, candidate) || is_part(candidate, word));
    related.max_by_key(|candidate| candidate.len().min(word.len()))
}

fn folded(word: &str) -> String {
    word.chars().take(LENGTH).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::{longest_part, nearest};

    #[test]
    fn whole_words_joined_by_hyphens_are_a_part() {
        let known = ["247-p1", "247-p10", "p1", "highlights", "mail-and-more"];
        assert_eq!(longest_part("release-247-p1", known), Some("247-p1"));
        assert_eq!(longest_part("247-p100-to-247-p10", known), Some("247-p10"));
        assert_eq!(longest_part("our-highlights", known), None);
        assert_eq!(longest_part("mail-and", known), Some("mail-and-more"));
        assert_eq!(longest_part("prelease247-p1", known), None);
    }

    #[test]
    fn only_what_is_near_is_meant() {
        let known = ["title", "theme", "base_url"];
        assert_eq!(nearest("tilte", known), Some("title"));
        assert_eq!(nearest("Base_Url", known), Some("base_url"));
        assert_eq!(nearest("xy", known), None);
        assert_eq!(nearest("translation", known), None);
    }

    #[test]
    fn the_first_of_equals_is_taken() {
        assert_eq!(nearest("ab", ["ac", "ad"]), Some("ac"));
    }
}
