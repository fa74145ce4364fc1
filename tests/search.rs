//! What is a term, and what a query finds, over text of our own in several scripts.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::expect_used, clippy::panic)]
#![allow(clippy::print_stdout, reason = "figures, shown with --nocapture")]

use baton::markdown::{self, Dialect, Input};
use baton::search::{self, Book, Content, Diagrams, Entry, Index, Kind, Page, Query, Sheets, Stemming, tokens};
use std::sync::Arc;

#[path = "search/showcase.rs"]
mod showcase;

fn terms(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    tokens(text, &mut |token| found.push(token.text.to_owned()));
    found
}

fn index(tag: &str, pages: &[(&str, &str)]) -> Index {
    let stemming = Stemming::of(tag);
    let pages = pages.iter().map(|(title, text)| page(title, text, &stemming)).collect();
    Index::assemble(Book { tag: tag.into(), source: None, pages })
}

fn page(title: &str, text: &str, stemming: &Stemming) -> Arc<Page> {
    let path = Arc::from("page.md");
    let document = markdown::parse(Input { path: &path, text, body: 0, dialect: Dialect::Adobe }).document;
    let content = Content { title, source: text, document: &document, anchors: &[], diagrams: &Diagrams::new() };
    let mut page =
        Page { slug: title.into(), boost: 10, entry: Arc::new(Entry::new(&content, stemming)), ..Page::default() };
    Sheets::of(&page).stamp(&mut page);
    Arc::new(page)
}

fn found(index: &Index, query: &str) -> Vec<String> {
    let stemming = Stemming::of(&index.book.tag);
    let hits = search::search(index, &Query::parse(query, &stemming), &stemming, &|_| true);
    hits.iter().map(|hit| index.book.pages[hit.page as usize].entry.title.to_string()).collect()
}

#[test]
fn case_width_accents_and_ligatures_make_no_difference() {
    for (one, other) in [
        ("ＡＢＣ１", "abc1"),
        ("Œuvre Straße", "oeuvre strasse"),
        ("dé\u{ad}ploie\u{301}", "deploie"),
        ("ﾃﾞｰﾀ", "データ"),
        ("か\u{3099}く", "がく"),
        ("أَمْن", "امن"),
    ] {
        assert_eq!(terms(one), terms(other), "{one}");
    }
}

#[test]
fn every_apostrophe_splits() {
    for text in ["l'usage", "l’usage", "lʼusage", "l＇usage"] {
        assert_eq!(terms(text), ["l", "usage"], "{text}");
    }
}

#[test]
fn identifiers_are_whole_and_in_parts() {
    assert_eq!(terms("ACSD-52736"), ["acsd", "52736", "acsd-52736"]);
    assert_eq!(
        terms("run bin/tool set-up:now."),
        ["run", "bin", "tool", "bin/tool", "set", "up", "now", "set-up", "set-up:now"]
    );
    assert_eq!(terms("HTMLParser"), ["htmlparser", "html", "parser"]);
}

#[test]
fn scripts_without_blanks_give_pairs() {
    assert_eq!(terms("移行と実装"), ["移行", "行と", "と実", "実装"]);
    assert_eq!(terms("한국어 A"), ["한국", "국어", "a"]);
    assert_eq!(terms("表"), ["表"]);
}

#[test]
fn hostile_text_is_only_ever_text_and_nothing_panics() {
    for text in ["<script>alert(1)</script>", "\u{202e}\0\u{fffd}", "::://\\\\##@@", "-\"\"-", &"a-".repeat(5000)] {
        let _ = terms(text);
        let _ = found(&index("en", &[("Page", text)]), text);
    }
}

#[test]
fn stems_prefixes_slips_and_missing_accents_find_their_pages() {
    let english = index(
        "en",
        &[
            ("Deploying a release", "# Deploying a release\n\nIt is configured once.\n\n## Roll back\n\nUndo it."),
            ("Backups", "# Backups\n\nCopies of the database are kept."),
        ],
    );
    for query in ["deployed release", "relea", "releese", "configuration", "roll back", "undo"] {
        assert_eq!(found(&english, query).first().map(String::as_str), Some("Deploying a release"), "{query}");
    }
    assert!(found(&english, "database -copies").is_empty());
    assert_eq!(found(&english, "\"roll back\""), ["Deploying a release"]);
    assert!(found(&english, "\"back roll\"").is_empty());
    let hyphens = index("en", &[("The hand-over", "It is handed over."), ("Mails", "An email.")]);
    for (query, title) in [
        ("handover", "The hand-over"),
        ("handovers", "The hand-over"),
        ("hand-over", "The hand-over"),
        ("e-mail", "Mails"),
    ] {
        assert_eq!(found(&hyphens, query).first().map(String::as_str), Some(title), "{query}");
    }
    let french = index("fr", &[("Les accès", "# Les accès\n\nL’équipe les crée.")]);
    for query in ["acces", "ACCÈS", "equipe"] {
        assert_eq!(found(&french, query), ["Les accès"], "{query}");
    }
    // The parts of a compound are told by pages that have them as words.
    let german = index("de", &[("Der Datenbankserver", "Er läuft."), ("Teile", "Die Datenbank. Ein Server.")]);
    for part in ["server", "datenbank"] {
        assert!(found(&german, part).contains(&"Der Datenbankserver".to_owned()), "{part}");
    }
}

#[test]
fn a_section_is_the_result() {
    let index = index("en", &[("Page", "# Page\n\nIntro.\n\n## First\n\nApples.\n\n## Second\n\nOranges.")]);
    let stemming = Stemming::of("en");
    let hits = search::search(&index, &Query::parse("orange", &stemming), &stemming, &|_| true);
    let sections = &index.book.pages[0].entry.sections;
    assert_eq!(&*sections[usize::from(hits[0].sections[0])].heading, "Second");
    assert_eq!(&*sections[usize::from(hits[0].sections[0])].id, "second");
}

#[test]
fn equal_books_give_equal_files_and_an_edit_changes_few() {
    let text = |number: usize, extra: &str| {
        let words: String = (0..60)
            .map(|word| format!("w{}{} ", (number * 31 + word * 17) % 700, "abcdefgh".chars().nth(word % 8).unwrap()))
            .collect();
        format!("# Title {number}\n\n{words}\n\n## Part\n\n{extra}")
    };
    let site = |extra: &str| {
        let titles: Vec<(String, String)> = (0..60)
            .map(|number| (format!("Title {number}"), text(number, if number == 7 { extra } else { "same" })))
            .collect();
        let pages: Vec<(&str, &str)> = titles.iter().map(|(title, text)| (title.as_str(), text.as_str())).collect();
        search::files(&index("en", &pages))
    };
    let (one, again, edited) = (site("same"), site("same"), site("zebra"));
    assert_eq!(one, again);
    let changed = edited.iter().filter(|(path, text)| one.get(*path) != Some(*text)).count();
    assert!((3..=6).contains(&changed), "{changed} of {} files changed", edited.len());
}

#[test]
fn kinds_of_tokens_are_told_apart() {
    let mut kinds = Vec::new();
    tokens("a-b 表示 HtmlPage", &mut |token| kinds.push(token.kind));
    assert_eq!(kinds, [Kind::Word, Kind::Word, Kind::Joined, Kind::Pair, Kind::Word, Kind::Part, Kind::Part]);
}

/// Numbers that look random and are the same in every run.
struct Walk(u64);
impl Walk {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % most
    }

    /// Words of a small vocabulary, so that terms come, go and become common, and of which many begin alike.
    fn text(&mut self, words: usize) -> String {
        let word = |walk: &mut Self| {
            let number = walk.below(90) * walk.below(90);
            let endings = ["", "s", "ing", "-part", "移行", "é"];
            let letter = |number: usize| char::from(b'a' + u8::try_from(number % 26).unwrap());
            let name = if walk.below(3) == 0 { "product" } else { "" };
            let letters = [letter(number), letter(number / 26), letter(number / 7)];
            format!("{name}{}word{} ", String::from_iter(letters), endings[walk.below(6)])
        };
        (0..words).map(|_| word(self)).collect()
    }

    fn page(&mut self) -> String {
        format!("# Page\n\n{}\n\n## {}\n\n{}\n", self.text(50), self.text(2), self.text(80))
    }
}

#[test]
fn an_index_made_from_the_last_one_is_the_one_made_from_nothing() {
    for tag in ["en", "de"] {
        let mut walk = Walk(7);
        let stemming = Stemming::of(tag);
        let mut texts: Vec<String> = (0..90).map(|_| walk.page()).collect();
        let made = |(number, text): (usize, &String)| page(&number.to_string(), text, &stemming);
        let mut pages: Vec<Arc<Page>> = texts.iter().enumerate().map(made).collect();
        let book = |pages: &[Arc<Page>]| Book { tag: tag.into(), source: None, pages: pages.to_vec() };
        let mut last = Index::assemble(book(&pages));
        let mut kept = 0;
        for round in 0..40 {
            for _ in 0..=round % 3 {
                let at = walk.below(pages.len());
                match walk.below(8) {
                    0 => texts[at].clear(),
                    1 => texts[at] = walk.page(),
                    _ => texts[at].push_str(&walk.text(2)),
                }
                pages[at] = made((at, &texts[at]));
            }
            if round % 9 == 8 {
                texts.push(walk.page());
                pages.push(made((pages.len(), texts.last().unwrap())));
            }
            let next = Index::renew(book(&pages), &last);
            assert_eq!(search::files(&next), search::files(&Index::assemble(book(&pages))), "{tag}, round {round}");
            kept += next.shards.iter().filter(|shard| last.shards.iter().any(|last| Arc::ptr_eq(last, shard))).count();
            last = next;
        }
        assert_eq!(tag == "en", kept > 40, "{kept} shards were taken over");
        let within = last.shards.iter().filter(|shard| shard.start.chars().count() > search::BUCKET).count();
        assert!(within > 1, "{within} shards begin within a bucket");
    }
}

#[test]
fn every_file_is_found_by_its_path_and_no_other_is() {
    let long = format!("# Long\n\n{}\n\n## Next\n\n{}", "many words ".repeat(400), "and more ".repeat(500));
    let index = index("en", &[("One", "# One\n\nText."), ("Long", &long)]);
    let paths = search::paths(&index, true);
    assert!(paths.contains(&"_search/en/p/1-1.js".to_owned()), "{paths:?}");
    assert!(paths.iter().all(|path| search::file(&index, path).is_some()));
    for other in [
        "en/root.js",
        "_search/fr/root.js",
        "_search/en/p/01.js",
        "_search/en/p/1.js",
        "_search/en/p/9.js",
        "_search/en/t/_7.js",
        "_search/en/t/_zz.js",
        "_search/en/../root.js",
        "_search/en/",
    ] {
        assert_eq!(search::file(&index, other), None, "{other}");
    }
}
