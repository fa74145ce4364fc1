//! Search of the project's own playbook: queries by hand, each with the pages that answer it.

use baton::search::{self, Index, Query, Stemming};
use baton::workspace::{Options, Progress, Workspace};
use std::fmt::Write as _;
use std::path::Path;

struct Quiet;
impl Progress for Quiet {}

fn with_index(tag: &str, test: impl FnOnce(&Index, &Stemming)) {
    with_index_of(Path::new(env!("CARGO_MANIFEST_DIR")), tag, test);
}

fn with_index_of(root: &Path, tag: &str, test: impl FnOnce(&Index, &Stemming)) {
    let options = Options { root: root.to_owned(), ..Options::default() };
    let workspace = Workspace::open(options, &Quiet).unwrap();
    let snapshot = workspace.snapshot();
    let locale = snapshot.searchable().find(|id| snapshot.config().locale(*id).tag == tag).unwrap();
    test(snapshot.index(locale).unwrap(), &Stemming::of(tag));
}

/// Every query with the ends of the addresses that answer it.
fn queries(tag: &str) -> Vec<(String, Vec<String>)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/search/queries/{tag}.txt"));
    let text = std::fs::read_to_string(path).unwrap();
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    let pairs = lines.map(|line| line.split_once(" => ").unwrap_or_else(|| panic!("{tag}: {line}")));
    pairs.map(|(query, ends)| (query.to_owned(), ends.split(' ').map(str::to_owned).collect())).collect()
}

#[test]
fn queries_by_hand_find_their_pages() {
    for tag in ["en", "fr", "ja", "ar"] {
        let queries = queries(tag);
        assert!(queries.len() >= 40, "{tag} has {} queries", queries.len());
        with_index(tag, |index, stemming| {
            let mut sum = 0.0;
            let mut misses = String::new();
            for (query, ends) in &queries {
                let hits = search::search(index, &Query::parse(query, stemming), stemming, &|_| true);
                let slug = |hit: &search::Hit| &*index.book.pages[hit.page as usize].slug;
                let is_right = |slug: &str| ends.iter().any(|end| slug == end || slug.ends_with(&format!("/{end}")));
                let rank = hits.iter().take(10).position(|hit| is_right(slug(hit)));
                sum += rank.map_or(0.0, |rank| 1.0 / f64::from(u32::try_from(rank).unwrap() + 1));
                if rank != Some(0) {
                    writeln!(misses, "{query}: {rank:?}, first {:?}", hits.first().map(slug)).unwrap();
                }
            }
            let mean = sum / f64::from(u32::try_from(queries.len()).unwrap());
            println!("{tag}: MRR@10 {mean:.3} of {} queries\n{misses}", queries.len());
            assert!(mean >= 0.93, "{tag}: MRR@10 {mean:.3}\n{misses}");
        });
    }
}

#[test]
fn every_page_that_has_a_word_of_japanese_is_found() {
    with_index("ja", |index, stemming| {
        for term in ["移行", "引き継ぎ", "リハーサル", "運用", "チェックリスト", "監視", "知識", "責任者"]
        {
            let has = |page: &search::Page| {
                let mut sections = page.entry.sections.iter();
                page.entry.title.contains(term)
                    || sections.any(|section| section.text.contains(term) || section.heading.contains(term))
            };
            let truth: Vec<u32> =
                (0u32..).zip(&index.book.pages).filter(|(_, page)| has(page)).map(|(number, _)| number).collect();
            let hits = search::search(index, &Query::parse(term, stemming), stemming, &|_| true);
            let missing = truth.iter().filter(|page| !hits.iter().any(|hit| hit.page == **page)).count();
            assert!(!truth.is_empty() && missing == 0, "{term}: {missing} of {} pages", truth.len());
        }
    });
}

#[test]
fn words_in_a_diagram_lead_to_the_section_that_shows_it() {
    let root = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = root.path().join("content").join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    write("site.yml", "title: Test\n");
    write(
        "en/index.md",
        "# Start\n\nNothing.\n\n## Picture\n\n![The way of an order](assets/way.svg)\n\n## After\n\nText.\n",
    );
    write(
        "en/assets/way.svg",
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\"><text x=\"1\" y=\"5\">Dispatcher</text><rect width=\"3\" height=\"3\"/></svg>",
    );
    with_index_of(root.path(), "en", |index, stemming| {
        let hits = search::search(index, &Query::parse("dispatcher", stemming), stemming, &|_| true);
        let page = &index.book.pages[hits[0].page as usize];
        assert_eq!(&*page.entry.sections[usize::from(hits[0].sections[0])].heading, "Picture");
    });
}
