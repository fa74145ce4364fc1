//! Texts of other files in a page: `{{$include /help/_includes/x.md}}`, and snippets, `{{id}}`.
//!
//! An included file gives what stands below its header, without its first heading if that is one of the first level:
//! the page has its own. A snippet is a section of `_includes/snippets.md`, from the heading with its id to the next
//! of the first or second level, without the heading itself. Both are looked for in the page's own locale, then among
//! the shared files, then along the chain of fallbacks. Each look is recorded with what it found, nothing included, so
//! that a page can be told to be as it was without reading it again.

use super::code;
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, codes};
use crate::digest::{Digest, Hasher};
use crate::front_matter;
use crate::markdown::transclusion::{self, Part};
use crate::markdown::tree::{Document, Kind, MAX_DEPTH, Node, Transclusion, Wanted};
use crate::markdown::{self, Dialect, Input, Parsed};
use crate::path::{PathError, SitePath, below, join};
use crate::source::{FileKey, Source, SourceTree, Tree, TreeId};
use crate::span::Span;
use crate::suggest;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// The file of snippets, below the folder that holds a tree's pages.
const SNIPPETS: &str = "_includes/snippets.md";
/// How many files may include each other in a row.
const MAX_CHAIN: usize = 16;
/// How many bytes a page may include in all.
const BUDGET: usize = 4 << 20;
/// What an inclusion counts at least, so that empty ones come to an end too.
const LEAST: usize = 64;
/// How many wrong names of a page are compared with those that there are.
const MAX_GUESSES: usize = 32;

/// The files that pages may include.
#[derive(Debug)]
pub struct Library<'a> {
    sources: &'a SourceTree,
    trees: BTreeMap<TreeId, TreeView<'a>>,
    /// What was read so far: once, however many pages include it, and on whichever thread.
    read: Mutex<BTreeMap<FileKey, Arc<OnceLock<Arc<Read>>>>>,
}

/// What is known of a tree here.
#[derive(Clone, Debug)]
struct TreeView<'a> {
    /// The folder in it that holds its pages.
    pages: &'a str,
    /// Where a page of it looks, in order.
    order: Vec<TreeId>,
}

/// One look into the library: what was looked for, and which text was there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lookup {
    /// The file.
    pub key: FileKey,
    /// The digest of its text; nothing where there is no such file.
    pub found: Option<Digest>,
}

impl<'a> Library<'a> {
    /// The library of a site.
    #[must_use]
    pub fn new(sources: &'a SourceTree, trees: &'a [Tree], config: &Config) -> Self {
        let view = |tree: &'a Tree| {
            let mut order = vec![tree.id, TreeId::Shared];
            if let TreeId::Locale(id) = tree.id {
                order.extend(config.locale(id).chain.iter().map(|id| TreeId::Locale(*id)));
            }
            (tree.id, TreeView { pages: &tree.pages, order })
        };
        Self { sources, trees: trees.iter().map(view).collect(), read: Mutex::default() }
    }

    /// The file of this name, parsed.
    fn read(&self, key: &FileKey) -> Option<Arc<Read>> {
        let source = self.sources.texts.get(key)?;
        // An entry is added in one step, so the map is whole even after a panic elsewhere.
        let cell = self.read.lock().unwrap_or_else(PoisonError::into_inner).entry(key.clone()).or_default().clone();
        Some(cell.get_or_init(|| Arc::new(Read::of(source))).clone())
    }

    /// Whether all these looks would find today what they found.
    #[must_use]
    pub fn confirms(&self, lookups: &[Lookup]) -> bool {
        let now = |lookup: &Lookup| self.sources.texts.get(&lookup.key).map(|source| source.digest);
        lookups.iter().all(|lookup| now(lookup) == lookup.found)
    }

    fn pages(&self, tree: TreeId) -> &'a str {
        self.trees.get(&tree).map_or("", |tree| tree.pages)
    }

    /// The files that `path`, a path in `from`'s tree, may mean for a page of the tree `reader`.
    fn candidates(&self, reader: TreeId, from: TreeId, path: &SitePath) -> Vec<FileKey> {
        let order = self.trees.get(&reader).map_or(&[][..], |tree| &tree.order);
        let in_tree = |tree: &TreeId| {
            let path = match below(path.as_str(), self.pages(from)) {
                Some(rest) => SitePath::resolve("", &join(self.pages(*tree), rest)).ok()?,
                None => path.clone(),
            };
            Some(FileKey { tree: *tree, path })
        };
        order.iter().filter_map(in_tree).collect()
    }

    /// The nearest name of a file that could be included, for a path that is none.
    fn nearest(&self, tree: TreeId, path: &str) -> Option<&'a str> {
        let known = self.sources.texts.keys().filter(|key| key.tree == tree).map(|key| key.path.as_str());
        suggest::nearest(path, known.filter(|path| path.contains("_includes/")))
    }
}

/// A part of a file that stands in another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The file that asks for it, as people know it.
    pub from: Arc<str>,
    /// Where it asks.
    pub at: Span,
    /// The file that it comes from.
    pub file: Arc<str>,
    /// Which part of that.
    pub span: Span,
}

/// What was put into a page.
#[derive(Debug, Default)]
pub struct Inclusions {
    /// The files of which parts stand in the page: [`Document::files`] in the same order.
    pub files: Vec<Arc<Source>>,
    /// Which part stands where.
    pub pieces: Vec<Piece>,
    /// Every look into the library.
    pub lookups: Vec<Lookup>,
    /// What is wrong with the included texts, and with the places that ask for them.
    pub findings: Vec<Diagnostic>,
}

impl Inclusions {
    /// The identity of a page with these inclusions. Where a text lies counts: its links start from there.
    #[must_use]
    pub fn digest(&self, page: Digest) -> Digest {
        if self.lookups.is_empty() {
            return page;
        }
        let mut hasher = Hasher::default();
        hasher.raw(&page.bytes());
        for Lookup { key, found } in &self.lookups {
            hasher.number(match key.tree {
                TreeId::Shared => usize::MAX,
                TreeId::Locale(locale) => locale.index(),
            });
            hasher.str(key.path.as_str());
            hasher.raw(&found.map_or([0; 16], Digest::bytes));
        }
        hasher.finish()
    }
}

/// Puts the texts that `document` asks for into it.
pub(super) fn expand(document: &mut Document, source: &Arc<Source>, library: &Library<'_>) -> Inclusions {
    if !transclusion::asks(&document.children) {
        return Inclusions::default();
    }
    let mut clerk = Clerk {
        library,
        reader: source.key.tree,
        read: BTreeMap::new(),
        chain: Vec::new(),
        spent: 0,
        filled: BTreeMap::new(),
        refused: 0,
        guesses: 0,
        done: Inclusions::default(),
    };
    clerk.fill(document, source);
    let by_name: BTreeMap<&Arc<str>, &Arc<Source>> =
        clerk.read.values().flatten().map(|read| (&read.source.shown, &read.source)).collect();
    clerk.done.files =
        document.files.iter().filter_map(|file| by_name.get(file).map(|source| (*source).clone())).collect();
    clerk.done
}

/// Fetches texts for one page.
struct Clerk<'a> {
    library: &'a Library<'a>,
    /// The tree of the page.
    reader: TreeId,
    /// What was read so far; nothing where there is no such file.
    read: BTreeMap<FileKey, Option<Arc<Read>>>,
    /// What is being put together, outermost first.
    chain: Vec<(FileKey, Wanted)>,
    spent: usize,
    /// What was put together of several files so far, by who asks for what.
    filled: BTreeMap<(FileKey, Wanted), Rc<Filled>>,
    /// How often something was refused that would have been included elsewhere.
    refused: usize,
    /// How many names have been compared with those that there are.
    guesses: usize,
    done: Inclusions,
}

/// A part that was put together.
#[derive(Clone)]
struct Filled {
    /// The file's name, as people know it.
    file: Arc<str>,
    document: Document,
    /// The part of the file that it is, from the start of its first line.
    part: Span,
    /// Where its first block begins, for a part that stands in a line.
    inline_from: u32,
    /// How many bytes it takes.
    cost: usize,
}

/// A file that was read.
#[derive(Debug)]
struct Read {
    source: Arc<Source>,
    /// What stands in it; it holds its texts itself.
    document: Document,
    findings: Vec<Diagnostic>,
}

impl Read {
    fn of(source: &Arc<Source>) -> Self {
        let (front, mut findings) = front_matter::read(&source.text, &source.shown);
        let input = Input { path: &source.shown, text: &source.text, body: front.body, dialect: Dialect::Adobe };
        let Parsed { mut document, findings: found } = markdown::parse(input);
        findings.extend(found);
        code::check_code(&document, source, &mut findings);
        transclusion::detach(&mut document.children, &source.text);
        Self { source: source.clone(), document, findings }
    }
}

impl Clerk<'_> {
    /// Fills the places of a document that is written in `source`.
    fn fill(&mut self, document: &mut Document, source: &Arc<Source>) {
        let mut twice = Vec::new();
        let mut fetch = |place: &Transclusion, span: Span, room: usize| self.fetch(place, span, room, source);
        transclusion::transclude(document, &source.text, &mut fetch, &mut |heading, message| {
            let file = usize::from(heading.file.0).checked_sub(1);
            twice.push((file, heading.span, message));
        });
        for (file, span, message) in twice {
            let shown = file.and_then(|file| document.files.get(file)).unwrap_or(&source.shown);
            self.done.findings.push(Diagnostic::new(&codes::ID_DUPLICATE, shown.clone(), message).at(span));
        }
    }

    /// The part that a place asks for.
    fn fetch(&mut self, place: &Transclusion, span: Span, room: usize, from: &Arc<Source>) -> Option<Part> {
        let ask = (from.key.clone(), place.wanted.clone());
        let filled = match self.filled.get(&ask).cloned() {
            Some(filled) => {
                self.spend(filled.cost, span, from)?;
                filled
            }
            None => self.put_together(ask, span, from)?,
        };
        let start = if place.inline { filled.inline_from } else { filled.part.start };
        self.done.pieces.push(Piece {
            from: from.shown.clone(),
            at: span,
            file: filled.file.clone(),
            span: Span { start, end: filled.part.end.max(start) },
        });
        let Filled { file, mut document, .. } = Rc::unwrap_or_clone(filled);
        if place.inline {
            document.children = self.inlines(document.children, span, from)?;
        }
        if transclusion::depth(&document.children) > room {
            let message = format!("more than {MAX_DEPTH} levels are nested here");
            self.report(&codes::DEPTH_EXCEEDED, from, span, message, "include the text outside of lists and boxes");
            return None;
        }
        Some(Part { file, document })
    }

    /// Puts a part together. One that holds others is kept for the next who asks, unless something in it was refused.
    fn put_together(&mut self, ask: (FileKey, Wanted), span: Span, from: &Arc<Source>) -> Option<Rc<Filled>> {
        let (read, children) = match &ask.1 {
            Wanted::File(path) => self.file(path, span, from)?,
            Wanted::Snippet(id) => self.snippet(id, span, from)?,
        };
        let step = (read.source.key.clone(), ask.1.clone());
        if self.chain.contains(&step) || self.chain.len() >= MAX_CHAIN {
            self.refuse_chain(&step, span, from);
            return None;
        }
        let (spent, refused) = (self.spent, self.refused);
        self.spend(children.iter().map(|node| node.span.len()).sum::<usize>().max(LEAST), span, from)?;
        let part = whole(&children, &read.source.text);
        let inline_from = children.first().map_or(0, |first| first.span.start);
        self.chain.push(step);
        let mut document = transclusion::excerpt(&read.document, children);
        let holds_others = transclusion::asks(&document.children);
        if holds_others {
            self.fill(&mut document, &read.source);
            transclusion::give_up(&mut document.children, &read.source.text);
        }
        self.chain.pop();
        let filled =
            Rc::new(Filled { file: read.source.shown.clone(), document, part, inline_from, cost: self.spent - spent });
        if holds_others && self.refused == refused {
            self.filled.insert(ask, filled.clone());
        }
        Some(filled)
    }

    /// Counts bytes that are included; nothing once there are too many.
    fn spend(&mut self, bytes: usize, span: Span, from: &Arc<Source>) -> Option<()> {
        self.spent = self.spent.saturating_add(bytes);
        if self.spent <= BUDGET {
            return Some(());
        }
        self.refused += 1;
        let message = format!("the page includes more than {BUDGET} bytes in all");
        self.report(&codes::INCLUDE_SIZE, from, span, message, "include less, or link to pages instead");
        None
    }

    /// A file, and its blocks below the heading that it has for itself.
    fn file(&mut self, path: &str, span: Span, from: &Arc<Source>) -> Option<(Arc<Read>, Vec<Node>)> {
        let resolved = SitePath::resolve(from.key.path.folder(), path.trim());
        let resolved = match resolved {
            Ok(path) => path,
            Err(error) => {
                let (code, what) = match error {
                    PathError::Escape => (&codes::LINK_ESCAPE, "leaves the site"),
                    PathError::Invalid => (&codes::INCLUDE_MISSING, "is not a path"),
                };
                self.report(code, from, span, format!("`{path}` {what}"), "start with `/` at the root of the locale");
                return None;
            }
        };
        let candidates = self.library.candidates(self.reader, from.key.tree, &resolved);
        let Some(read) = candidates.iter().find_map(|key| self.read(key)) else {
            self.guesses += 1;
            let guess = self.guesses <= MAX_GUESSES;
            let near = guess.then(|| self.library.nearest(from.key.tree, resolved.as_str())).flatten();
            let help = near.map_or_else(
                || "put the file there, or correct the path".to_owned(),
                |near| format!("did you mean `/{near}`?"),
            );
            self.report(&codes::INCLUDE_MISSING, from, span, format!("there is no file `{path}` to include"), &help);
            return None;
        };
        let mut children = read.document.children.clone();
        let first = children.iter().position(|node| matches!(node.kind, Kind::Heading(_)));
        if let Some(first) = first.filter(|first| level(&read.document, &children, *first) == Some(1)) {
            children.remove(first);
        }
        Some((read, children))
    }

    /// A snippet's file, and the snippet's blocks.
    fn snippet(&mut self, id: &str, span: Span, from: &Arc<Source>) -> Option<(Arc<Read>, Vec<Node>)> {
        let path = SitePath::resolve("", &join(self.library.pages(self.reader), SNIPPETS)).ok()?;
        let candidates = self.library.candidates(self.reader, self.reader, &path);
        let shelves: Vec<Arc<Read>> = candidates.iter().filter_map(|key| self.read(key)).collect();
        for read in &shelves {
            if let Some(children) = section(&read.document, id) {
                return Some((read.clone(), children));
            }
        }
        let known = shelves.iter().flat_map(|read| &read.document.headings).map(|heading| &*heading.id);
        self.guesses += 1;
        let help =
            match Some(known).filter(|_| self.guesses <= MAX_GUESSES).and_then(|known| suggest::nearest(id, known)) {
                Some(near) => format!("did you mean `{{{{{near}}}}}`?"),
                None if shelves.is_empty() => {
                    format!("there is no `{SNIPPETS}`; write code that shows braces in backticks")
                }
                None => format!("snippets are the sections of `{SNIPPETS}`; write code that shows braces in backticks"),
            };
        let code = &codes::SNIPPET_UNKNOWN;
        self.report(code, from, span, format!("there is no snippet `{id}`"), &help);
        None
    }

    /// The file of this name, read at most once.
    fn read(&mut self, key: &FileKey) -> Option<Arc<Read>> {
        if let Some(read) = self.read.get(key) {
            return read.clone();
        }
        let read = self.library.read(key);
        self.done.lookups.push(Lookup { key: key.clone(), found: read.as_ref().map(|read| read.source.digest) });
        self.done.findings.extend(read.iter().flat_map(|read| read.findings.iter().cloned()));
        self.read.insert(key.clone(), read.clone());
        read
    }

    /// The inlines of a text that is to stand in a line.
    fn inlines(&mut self, blocks: Vec<Node>, span: Span, from: &Arc<Source>) -> Option<Vec<Node>> {
        let mut inlines = Vec::new();
        for block in blocks {
            match block.kind {
                Kind::Paragraph => {
                    if !inlines.is_empty() {
                        inlines.push(Node::leaf(Kind::SoftBreak, span));
                    }
                    inlines.extend(block.children);
                }
                Kind::FootnoteDefinition(_) => inlines.push(block),
                _ => {
                    let message = "a text with lists, tables or other blocks can't stand in a line".to_owned();
                    self.report(&codes::INCLUDE_INLINE, from, span, message, "give it a line of its own");
                    return None;
                }
            }
        }
        Some(inlines)
    }

    fn refuse_chain(&mut self, step: &(FileKey, Wanted), span: Span, from: &Arc<Source>) {
        self.refused += 1;
        let way: Vec<&str> = self.chain.iter().chain([step]).map(|(key, _)| key.path.as_str()).collect();
        let way = match way.as_slice() {
            [first, .., last] if way.len() > 6 => format!("{first} → … → {last}"),
            _ => way.join(" → "),
        };
        let (message, help) = if self.chain.contains(step) {
            (format!("the text includes itself: {way}"), "break the circle in one of these files")
        } else {
            (format!("more than {MAX_CHAIN} files include each other: {way}"), "include the innermost file directly")
        };
        self.report(&codes::INCLUDE_CYCLE, from, span, message, help);
    }

    fn report(&mut self, code: &'static Code, from: &Arc<Source>, span: Span, message: String, help: &str) {
        self.done.findings.push(Diagnostic::new(code, from.shown.clone(), message).at(span).help(help));
    }
}

/// The part of a text that these blocks of it are; blocks begin where their line does.
fn whole(blocks: &[Node], text: &str) -> Span {
    let (Some(first), Some(last)) = (blocks.first(), blocks.last()) else { return Span::default() };
    let before = text.get(..first.span.start as usize).unwrap_or_default();
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let block = text.get(start..last.span.end as usize).unwrap_or_default();
    Span::new(start, start + block.trim_end().len())
}

fn level(document: &Document, nodes: &[Node], index: usize) -> Option<u8> {
    document.level(nodes.get(index)?)
}

/// The blocks below the heading with this id, up to the next of level 1 or 2; footnotes stay behind.
fn section(document: &Document, id: &str) -> Option<Vec<Node>> {
    let heading = |node: &Node| match &node.kind {
        Kind::Heading(index) => document.headings.get(index.0 as usize),
        _ => None,
    };
    let nodes = &document.children;
    let start = nodes.iter().position(|node| heading(node).is_some_and(|heading| *heading.id == *id))?;
    let ends = |node: &&Node| {
        heading(node).is_some_and(|heading| heading.level <= 2) || matches!(node.kind, Kind::FootnoteDefinition(_))
    };
    let below = nodes.get(start + 1..)?;
    Some(below.iter().take_while(|node| !ends(node)).cloned().collect())
}
