//! Scripts of edits: after each step everything that was kept equals everything that is made anew.

use crate::folder::Folder;
use baton::diagnostic::Diagnostic;
use baton::source::Hint;
use baton::workspace::{Body, Counts, Options, Progress, Snapshot, Workspace};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;

pub struct Quiet;
impl Progress for Quiet {}

/// What a site came to: every output by its path, and everything that is wrong.
#[derive(Clone, PartialEq)]
pub struct Made {
    pub outputs: BTreeMap<String, Vec<u8>>,
    pub findings: Vec<Diagnostic>,
}

/// How much was done for a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Work {
    /// Pages that were read from their text.
    pub parsed: usize,
    /// Times that the site was put together.
    pub assembled: usize,
    /// Articles that were written.
    pub written: usize,
    /// Outputs that a template was rendered for.
    pub rendered: usize,
    /// Pages and assets with other bytes than before, new and gone ones among them.
    pub changed: usize,
}

type Edit = Box<dyn Fn(&Folder)>;

/// Steps, each with what it may cost.
pub struct Script {
    options: Options,
    steps: Vec<(Edit, Option<Work>)>,
}

pub fn script() -> Script {
    Script { options: Options::default(), steps: Vec::new() }
}

impl Script {
    pub fn with(mut self, options: Options) -> Self {
        self.options = options;
        self
    }

    /// An edit, and what follows from it: pages parsed, sites assembled, articles written, outputs rendered; and how many
    /// outputs have other bytes then.
    pub fn step(mut self, edit: impl Fn(&Folder) + 'static, costs: [usize; 4], changed: usize) -> Self {
        let [parsed, assembled, written, rendered] = costs;
        self.steps.push((Box::new(edit), Some(Work { parsed, assembled, written, rendered, changed })));
        self
    }

    /// An edit that leaves no site: the last good one stays up, and nothing is compared.
    pub fn breaks(mut self, edit: impl Fn(&Folder) + 'static) -> Self {
        self.steps.push((Box::new(edit), None));
        self
    }

    /// Runs it twice: told of nothing but that something changed, and told exactly where.
    #[track_caller]
    pub fn run(self) {
        let mut complaints = String::new();
        // Where a site lies makes no difference, so what is made anew is the same both times.
        let mut anew = Vec::new();
        for precise in [false, true] {
            self.run_once(precise, &mut anew, &mut complaints);
        }
        assert!(complaints.is_empty(), "{complaints}");
    }

    fn run_once(&self, precise: bool, anew: &mut Vec<Made>, complaints: &mut String) {
        let folder = Folder::new();
        let options = Options { root: folder.root().to_owned(), ..self.options.clone() };
        let mut workspace = Workspace::open_live(options.clone(), &Quiet).unwrap();
        let mut before = Made::of(workspace.snapshot());
        let mut clean = |number: usize| {
            if anew.len() == number {
                anew.push(Made::anew(&options));
            }
            anew[number].clone()
        };
        assert_eq!(before.difference(&clean(0)), "", "before any edit");
        let mut compared = 0;
        for (number, (edit, work)) in self.steps.iter().enumerate() {
            let counts = workspace.snapshot().counts();
            edit(&folder);
            let touched = folder.touched();
            let hint = if precise { Hint::At(touched) } else { Hint::All };
            let mut complain = |what: String| {
                let told = if precise { "told where" } else { "told nothing" };
                let _ = writeln!(complaints, "step {}, {told}: {what}", number + 1);
            };
            match (workspace.refresh(&hint), work) {
                (Ok(_), None) => complain("this should leave no site".into()),
                (Err(error), Some(_)) => complain(format!("{error}")),
                (Err(_), None) => {
                    let difference = Made::of(workspace.snapshot()).difference(&before);
                    if !difference.is_empty() {
                        complain(format!("the last good site changed\n{difference}"));
                    }
                }
                (Ok(is_new), Some(expected)) => {
                    let now = Made::of(workspace.snapshot());
                    compared += 1;
                    let difference = now.difference(&clean(compared));
                    if !difference.is_empty() {
                        complain(difference);
                    }
                    if !is_new && now != before {
                        complain("something changed in a revision that was called the same".into());
                    }
                    let done = Work::since(counts, workspace.snapshot().counts(), now.changed(&before));
                    if done != *expected {
                        complain(format!("did {done:?}\nnot {expected:?}"));
                    }
                    before = now;
                }
            }
        }
    }
}

impl Work {
    fn since(before: Counts, now: Counts, changed: usize) -> Self {
        Self {
            parsed: now.parsed - before.parsed,
            assembled: now.assembled - before.assembled,
            written: now.written - before.written,
            rendered: now.rendered - before.rendered,
            changed,
        }
    }
}

impl Made {
    /// Everything that a snapshot gives.
    pub fn of(snapshot: &Snapshot) -> Self {
        let mut outputs = BTreeMap::new();
        for path in snapshot.paths() {
            let bytes = match snapshot.output(&path).unwrap().unwrap().body {
                Body::Bytes(bytes) => bytes.to_vec(),
                Body::File(asset) => fs::read(&asset.disk).unwrap(),
            };
            outputs.insert(path.to_string(), bytes);
        }
        Self { outputs, findings: snapshot.survey().findings.clone() }
    }

    /// Everything that a build writes into an empty folder.
    pub fn anew(options: &Options) -> Self {
        let room = tempfile::tempdir().unwrap();
        let output = room.path().join("output");
        let options = Options { output: Some(output.clone()), ..options.clone() };
        let workspace = Workspace::open(options, &Quiet).unwrap();
        let findings = workspace.build(&Quiet).unwrap().findings;
        let mut outputs = files(&output);
        outputs.retain(|path, _| !["manifest.json", ".gitignore"].contains(&&**path));
        Self { outputs, findings }
    }

    /// What is different, in words; nothing where all is the same.
    pub fn difference(&self, clean: &Self) -> String {
        let mut words = String::new();
        for path in self.outputs.keys().filter(|path| !clean.outputs.contains_key(*path)) {
            let _ = writeln!(words, "{path} is left over");
        }
        for (path, bytes) in &clean.outputs {
            match self.outputs.get(path) {
                None => drop(writeln!(words, "{path} is missing")),
                Some(own) if own == bytes => {}
                Some(own) => drop(writeln!(words, "{path} is stale:{}", first_difference(own, bytes))),
            }
        }
        for finding in self.findings.iter().filter(|finding| !clean.findings.contains(finding)) {
            let _ = writeln!(words, "a finding is left over: {}: {}", finding.path, finding.message);
        }
        for finding in clean.findings.iter().filter(|finding| !self.findings.contains(finding)) {
            let _ = writeln!(words, "a finding is missing: {}: {}", finding.path, finding.message);
        }
        if words.is_empty() && self.findings != clean.findings {
            words.push_str("the findings are the same, and not in order\n");
        }
        words
    }

    /// How many pages and assets differ. An index has more or fewer files as it pleases.
    fn changed(&self, before: &Self) -> usize {
        let counts = |path: &&String| !path.starts_with("_search/");
        let stayed = |path: &&String| before.outputs.get(*path) == self.outputs.get(*path);
        let gone = before.outputs.keys().filter(|path| !self.outputs.contains_key(*path)).filter(counts).count();
        self.outputs.keys().filter(counts).filter(|path| !stayed(path)).count() + gone
    }
}

fn first_difference(own: &[u8], clean: &[u8]) -> String {
    let at = own.iter().zip(clean).take_while(|(a, b)| a == b).count();
    let near = |bytes: &[u8]| {
        let near = bytes.get(at.saturating_sub(40)..).unwrap_or_default();
        String::from_utf8_lossy(near.get(..near.len().min(120)).unwrap_or_default()).into_owned()
    };
    format!("\n  kept  {:?}\n  clean {:?}", near(own), near(clean))
}

/// Every file below `folder` by its path.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = walkdir::WalkDir::new(folder).into_iter().map(Result::unwrap);
    let files = entries.filter(|entry| entry.file_type().is_file());
    let name = |path: &Path| path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
    files.map(|entry| (name(entry.path()), fs::read(entry.path()).unwrap())).collect()
}
