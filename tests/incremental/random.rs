//! Scripts that nobody thought of: random edits, looks at random moments, and now and then everything is compared.
//!
//! `BATON_SCRIPTS=2000 cargo test --test incremental random` runs more of them.

use crate::folder::{Folder, PICTURE};
use crate::script::{Made, Quiet};
use baton::source::Hint;
use baton::workspace::{Options, Workspace};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use std::fs;

/// Where pages and parts of pages may lie.
const PLACES: [&str; 14] = [
    "en/index.md",
    "en/a.md",
    "en/A.md",
    "en/guide/b.md",
    "en/guide/c.md",
    "en/guide/deep/d.md",
    "fr/index.md",
    "fr/a.md",
    "fr/guide/b.md",
    "fr/ailleurs/c.md",
    "en/_includes/part.md",
    "fr/_includes/part.md",
    "en/_includes/snippets.md",
    "_includes/part.md",
];

/// What a page may say of itself.
const HEADS: [&str; 8] = [
    "title: A title",
    "title: \"Another: title\"",
    "draft: true",
    "hide: true",
    "weight: 3",
    "aliases: [old.html, guide/older.html]",
    "exl-id: 22222222-bbbb-4444-8888-000000000001",
    "description: One sentence.",
];

/// What pages and parts may hold.
const BLOCKS: [&str; 16] = [
    "# First",
    "## One heading",
    "## Another heading {#chosen}",
    "Plain words.",
    "Other words.",
    "See [a](/a.md), [b](guide/b.md#one-heading) and [home](/index.md).",
    "See [](/guide/b.md) and [c](/guide/c.md#chosen).",
    "See [nowhere](nowhere.md), [d](guide/deep/d.md) and [d](deep/d.md).",
    "{{$include /_includes/part.md}}",
    "{{chosen}} and {{one-heading}}",
    "![picture](/assets/p.gif)",
    "![picture](p.gif)",
    "```yaml\nkey: value\n```",
    "> [!NOTE]\n>\n> Mind [a](/a.md).",
    "<a id=\"here\"></a>[here](#here)",
    "| a | b |\n|---|---|\n| 1 | [2](/a.md#here) |",
];

const ENTRIES: [&str; 6] = [
    "- [B](b.md)",
    "- [](c.md)",
    "- Section {#section}\n  - [D](deep/d.md)",
    "- [Away](https://example.com/)",
    "- [Home](../index.md)",
    "- [B again](./b.md)",
];

const SETTINGS: [&str; 8] = [
    "locales: { en: {}, fr: { fallback: [en] } }\n",
    "locales: { fr: { fallback: [en] }, en: {} }\nsource_locale: en\n",
    "locales: { en: {} }\n",
    "locales: { en: {}, fr: { fallback: [en] }, de: { fallback: [fr, en] } }\nbase_url: https://example.com/x/\n",
    "title: Named\nlocales: { en: {}, fr: { fallback: [en] } }\nurls: toc\n",
    "locales: { en: {}, fr: { fallback: [en] } }\nsource_locale: fr\nsearch: false\n",
    "locales: { en: {}, fr: { fallback: [en] } }\nignore: [\"deep\", \"*.gif\"]\nedit_url: https://example.com/{path}\n",
    "title: [broken",
];

const PICTURES: [&str; 4] = ["assets/p.gif", "en/assets/p.gif", "en/guide/p.gif", "fr/assets/p.gif"];

const TABLES: [&str; 3] =
    ["", "Source,Destination\n/gone.html,/a.html\n", "Source,Destination\n/a.html,/guide/b.html\n/x,nowhere\n"];

/// One step. Numbers say which of the texts above; where there is no such file, a step does nothing.
#[derive(Clone, Debug)]
enum Step {
    Write {
        place: usize,
        heads: Vec<usize>,
        blocks: Vec<usize>,
    },
    Append {
        place: usize,
        block: usize,
    },
    Delete(usize),
    Rename(usize, usize),
    DeleteFolder(usize),
    Toc {
        french: bool,
        entries: Option<Vec<usize>>,
    },
    Settings(usize),
    Header(usize),
    Redirects(usize),
    Picture {
        place: usize,
        byte: Option<u8>,
    },
    Words(usize),
    /// A look at what changed, told where or not, and at every so manieth output.
    Look {
        precise: bool,
        every: usize,
    },
    Check,
}

fn step() -> impl Strategy<Value = Step> {
    let place = || 0..PLACES.len();
    prop_oneof![
        8 => (place(), vec(0..HEADS.len(), 0..3), vec(0..BLOCKS.len(), 0..5))
            .prop_map(|(place, heads, blocks)| Step::Write { place, heads, blocks }),
        8 => (place(), 0..BLOCKS.len()).prop_map(|(place, block)| Step::Append { place, block }),
        3 => place().prop_map(Step::Delete),
        3 => (place(), place()).prop_map(|(from, to)| Step::Rename(from, to)),
        1 => place().prop_map(Step::DeleteFolder),
        3 => (any::<bool>(), proptest::option::weighted(0.8, vec(0..ENTRIES.len(), 0..4)))
            .prop_map(|(french, entries)| Step::Toc { french, entries }),
        2 => (0..SETTINGS.len()).prop_map(Step::Settings),
        1 => (0..HEADS.len()).prop_map(Step::Header),
        1 => (0..TABLES.len()).prop_map(Step::Redirects),
        2 => (0..PICTURES.len(), proptest::option::weighted(0.7, any::<u8>()))
            .prop_map(|(place, byte)| Step::Picture { place, byte }),
        1 => (0usize..3).prop_map(Step::Words),
        14 => (any::<bool>(), 1usize..6).prop_map(|(precise, every)| Step::Look { precise, every }),
        3 => Just(Step::Check),
    ]
}

impl Step {
    /// Makes the edit, as far as it can be made.
    fn edit(&self, site: &Folder) {
        let write = |path: &str, bytes: &[u8]| {
            let at = site.at(path);
            let made = at.parent().is_some_and(|folder| fs::create_dir_all(folder).is_ok());
            if made && !at.is_dir() {
                fs::write(at, bytes).unwrap();
            }
        };
        let pick = |all: &[&str], chosen: &[usize], between| {
            chosen.iter().map(|index| all[*index].to_owned() + between).collect::<String>()
        };
        match self {
            Self::Write { place, heads, blocks } => {
                let head = pick(&HEADS, heads, "\n");
                let head = if head.is_empty() { head } else { format!("---\n{head}---\n") };
                write(PLACES[*place], (head + &pick(&BLOCKS, blocks, "\n\n")).as_bytes());
            }
            Self::Append { place, block } => {
                let text = fs::read_to_string(site.at(PLACES[*place])).unwrap_or_default();
                write(PLACES[*place], format!("{text}\n{}\n", BLOCKS[*block]).as_bytes());
            }
            Self::Delete(place) => drop(fs::remove_file(site.at(PLACES[*place]))),
            Self::Rename(from, to) => {
                let (from, to) = (site.at(PLACES[*from]), site.at(PLACES[*to]));
                drop(fs::create_dir_all(to.parent().unwrap()));
                drop(fs::rename(from, to));
            }
            Self::DeleteFolder(place) => {
                let folder = PLACES[*place].rsplit_once('/').unwrap().0;
                drop(fs::remove_dir_all(site.at(folder)));
            }
            Self::Toc { french, entries } => {
                let path = if *french { "fr/guide/TOC.md" } else { "en/guide/TOC.md" };
                match entries {
                    Some(entries) => {
                        write(path, format!("# The guide {{#guide}}\n\n{}", pick(&ENTRIES, entries, "\n")).as_bytes());
                    }
                    None => drop(fs::remove_file(site.at(path))),
                }
            }
            Self::Settings(which) => write("site.yml", format!("theme: plain\n{}", SETTINGS[*which]).as_bytes()),
            Self::Header(which) => write("en/metadata.md", format!("---\n{}\n---\n", HEADS[*which]).as_bytes()),
            Self::Redirects(which) => write("en/redirects.csv", TABLES[*which].as_bytes()),
            Self::Picture { place, byte: Some(byte) } => {
                let mut picture = PICTURE.to_vec();
                picture[6] = *byte;
                write(PICTURES[*place], &picture);
            }
            Self::Picture { place, byte: None } => drop(fs::remove_file(site.at(PICTURES[*place]))),
            Self::Words(which) => write("themes/plain/strings/en.yml", format!("home: Home {which}\n").as_bytes()),
            Self::Look { .. } | Self::Check => {}
        }
    }
}

/// Runs a script; what is wrong with it, if anything is.
fn run(steps: &[Step]) -> Result<(), String> {
    let site = Folder::bare();
    let options = Options { root: site.root().to_owned(), ..Options::default() };
    let mut workspace = Workspace::open_live(options.clone(), &Quiet).unwrap();
    for (number, step) in steps.iter().enumerate() {
        step.edit(&site);
        match step {
            Step::Look { precise, every } => {
                let touched = site.touched();
                let hint = if *precise { Hint::At(touched) } else { Hint::All };
                if workspace.refresh(&hint).is_ok() {
                    let snapshot = workspace.snapshot();
                    for (path, route) in snapshot.routes().step_by(*every) {
                        snapshot.pull(path, route).unwrap();
                    }
                }
            }
            Step::Check => {
                let kept = workspace.refresh(&Hint::At(site.touched()));
                match (kept, Workspace::open(options.clone(), &Quiet)) {
                    (Ok(_), Ok(clean)) => {
                        let difference = Made::of(workspace.snapshot()).difference(&Made::of(clean.snapshot()));
                        if !difference.is_empty() {
                            return Err(format!("step {number}: {difference}"));
                        }
                    }
                    (Err(_), Err(_)) => {}
                    (kept, clean) => {
                        return Err(format!("step {number}: kept {:?}, clean {:?}", kept.err(), clean.err()));
                    }
                }
            }
            _ => {}
        }
    }
    Ok(())
}

#[test]
fn random_scripts() {
    let cases = std::env::var("BATON_SCRIPTS").map_or(60, |cases| cases.parse().unwrap());
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 400, ..Config::default() };
    let script = vec(step(), 10..80).prop_map(|mut steps| {
        steps.push(Step::Check);
        steps
    });
    let mut runner = TestRunner::new_with_rng(
        config,
        proptest::test_runner::TestRng::from_seed(proptest::test_runner::RngAlgorithm::ChaCha, &[7; 32]),
    );
    let outcome = runner.run(&script, |steps| run(&steps).map_err(TestCaseError::fail));
    if let Err(error) = outcome {
        panic!("{error}");
    }
}
