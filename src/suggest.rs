<<<<<<< HEAD
//! "Did you mean …?": the known word that is nearest to an unknown one.
//!
//! Rank 0; imports nothing. Deliberately absent: any list of words.

/// Longer words are compared by their beginning, which bounds the cost of one comparison.
const LENGTH: usize = 64;

/// The nearest of `known` to `word`, if one is near enough to be meant; of several the first.
///
/// Near enough is one wrong, missing, doubled or swapped letter for every three; case does not count.
#[must_use]
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = folded(word);
    let limit = (wanted.chars().count() / 3).max(1);
    known
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(&wanted, &folded(candidate)), candidate))
        .filter(|&(distance, _)| distance <= limit)
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, candidate)| candidate)
}

fn folded(word: &str) -> String {
    word.chars().take(LENGTH).flat_map(char::to_lowercase).collect()
=======
//! "Did you mean …?": the nearest of the words that would have been right.
//!
//! May import: nothing. Deliberately absent: any knowledge of what the words name.

/// Words longer than this are never a slip of the finger, and comparing them costs the product of their lengths.
const LONGEST: usize = 100;

/// The candidate nearest to `word`, if one is near enough to be what was meant; the first of equally near ones.
///
/// Near enough is a Damerau-Levenshtein distance of at most a third of the longer word, upper and lower case alike.
#[must_use]
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    let length = word.chars().count();
    let distance = |candidate: &str| {
        let other = candidate.chars().count();
        let limit = length.max(other) / 3;
        let hopeless = length.max(other) > LONGEST || length.abs_diff(other) > limit;
        let distance = || strsim::damerau_levenshtein(&word, &candidate.to_lowercase());
        if hopeless { None } else { Some(distance()).filter(|distance| *distance <= limit) }
    };
    let near = candidates.into_iter().filter_map(|candidate| Some((distance(candidate)?, candidate)));
    near.min_by_key(|(distance, _)| *distance).map(|(_, candidate)| candidate)
>>>>>>> report
}

#[cfg(test)]
mod tests {
<<<<<<< HEAD
    use super::nearest;

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
=======
    use super::*;

    #[test]
    fn only_what_is_near_is_suggested() {
        let words = ["link-broken", "link-case", "toc-orphan"];
        assert_eq!(nearest("link-borken", words), Some("link-broken"));
        assert_eq!(nearest("LINK-CASE", words), Some("link-case"));
        assert_eq!(nearest("zebra", words), None);
        assert_eq!(nearest("", words), None);
        assert_eq!(nearest(&"x".repeat(100_000), words), None);
>>>>>>> report
    }
}
