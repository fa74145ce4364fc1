//! The words that a translation is held to.

use super::facts::Facts;
use super::tokens::{find_plain, fold};
use super::{Place, Work};
use crate::config::terms::{Ban, Keep, Use};
use crate::diagnostic::{Code, codes};
use crate::span::Span;
use crate::translation::units::{Unit, is_ideograph};

pub(super) fn compare(work: &mut Work<'_>, own: &Unit<'_>, mine: &Facts, theirs: &Unit<'_>, other: &Facts) {
    let terms = work.subject.terms;
    if terms.is_empty() {
        return;
    }
    let locale = work.subject.locale;
    let (own_words, their_words) = (fold(&mine.prose), fold(&other.prose));
    let own_code: Vec<String> = mine.code.iter().map(|token| token.value.clone()).collect();
    for Keep { term, span, .. } in terms.keep.iter().filter(|keep| keep.locale.is_none_or(|only| only == locale)) {
        let is_kept = holds(&mine.prose, term) || own_code.iter().any(|code| holds(code, term));
        if holds(&other.prose, term) && !is_kept {
            let message = format!("`{}` is not to be translated, and is missing here", stem(term));
            let help = format!("write `{}` as the source does", stem(term));
            report(work, &codes::TERM_LOST, own, theirs, (stem(term), *span), None, message, help);
        }
    }
    for Use { term, span, words, .. } in terms.uses.iter().filter(|uses| uses.locale == locale) {
        let is_used = words.iter().any(|word| holds(&own_words, &fold(word)));
        let Some(first) = words.first().filter(|_| !is_used) else { continue };
        if says(&their_words, &fold(term)) {
            let message = format!("the source says `{}`, and its word here, `{}`, is missing", stem(term), stem(first));
            let help = format!("write `{}`, or add the word that is used here to the terms", stem(first));
            report(work, &codes::TERM_OTHER, own, theirs, (stem(term), *span), None, message, help);
        }
    }
    for Ban { word, span, instead, .. } in terms.bans.iter().filter(|ban| ban.locale == locale) {
        if holds(&own_words, &fold(word)) {
            let message = format!("`{}` is not to be written", stem(word));
            let help =
                instead.as_ref().map_or_else(|| "say it in other words".into(), |word| format!("write `{word}`"));
            let at = position(work.own_source(), own.node.span, stem(word));
            report(work, &codes::TERM_BANNED, own, theirs, (stem(word), *span), at, message, help);
        }
    }
}

#[allow(clippy::too_many_arguments, reason = "they are the parts of a finding")]
fn report(
    work: &mut Work<'_>,
    code: &'static Code,
    own: &Unit<'_>,
    theirs: &Unit<'_>,
    (term, set): (&str, Span),
    at: Option<Span>,
    message: String,
    help: String,
) {
    let at = at.unwrap_or_else(|| work.own_line(own));
    let there = position(work.reference.source, theirs.node.span, term);
    work.report_with(code, own, at, message, Place { unit: theirs, at: there }, "the source's text", Some(help));
    let terms = work.subject.terms.path.clone();
    if let Some(last) = work.damage.last_mut() {
        last.finding = last.finding.clone().related(terms, Some(set), "the term is set here");
    }
}

/// Where a word stands in a block, whatever its case.
fn position(source: &str, span: Span, word: &str) -> Option<Span> {
    if let Some(found) = find_plain(source, span, word) {
        return Some(found);
    }
    let block = span.of(source);
    let folded = word.to_lowercase();
    let matches = |at: &usize| block.get(*at..*at + word.len()).is_some_and(|part| part.to_lowercase() == folded);
    let at = block.char_indices().map(|(at, _)| at).find(matches)?;
    let start = span.start as usize + at;
    Some(Span::new(start, start + word.len()))
}

/// A term without the `*` that stands for its endings.
fn stem(term: &str) -> &str {
    term.trim_end_matches('*')
}

/// Whether the source says `term`, or several of it.
fn says(text: &str, term: &str) -> bool {
    holds(text, term) || (!term.ends_with('*') && holds(text, &format!("{term}s")))
}

/// Whether `term` stands in `text` as a word.
fn holds(text: &str, term: &str) -> bool {
    let word = stem(term);
    if word.is_empty() {
        return false;
    }
    let is_open = word.len() < term.len();
    text.match_indices(word).any(|(at, _)| {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        let after = text.get(at + word.len()..).and_then(|after| after.chars().next());
        let joins = |edge: Option<char>, neighbour: Option<char>| match (edge, neighbour) {
            (Some(edge), Some(neighbour)) => joins(edge, neighbour),
            _ => false,
        };
        !joins(word.chars().next(), before) && (is_open || !joins(word.chars().next_back(), after))
    })
}

/// Whether two letters next to each other belong to one word. Scripts that set no blanks, or set articles and endings to
/// words, say nothing about that.
fn joins(a: char, b: char) -> bool {
    let counts = |c: char| c.is_alphanumeric() && !is_ideograph(c) && u32::from(c) < 0x590;
    counts(a) && counts(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_term_is_a_word_and_no_part_of_one() {
        assert!(
            holds("Le relais, enfin", "relais") && holds("Batonを使う", "Baton") && holds("引き継ぎ書", "引き継ぎ")
        );
        assert!(!holds("Batons", "Baton") && !holds("Le brelais", "relais"));
        assert!(holds("passages de relais", "passage*") && holds("والتسليم", "تسليم"));
        assert!(says("two hand-overs", "hand-over") && !says("a handover", "hand-over"));
    }
}
