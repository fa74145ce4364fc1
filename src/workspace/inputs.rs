//! Everything that a site is made of, as it lies on the disk at one moment.

use super::{Error, Options, is_folder};
use crate::config::{self, Config, Mount, Terms};
use crate::diagnostic::{Diagnostic, Severity, codes};
use crate::digest::Digest;
use crate::locale::LocaleId;
use crate::path::join;
use crate::source::{self, Graft, Hint, Limits, Scanner, SourceTree, Tree, TreeId};
use crate::span::Span;
use crate::suggest;
use crate::theme::{Files, Theme};
use crate::translation::lock::{self, LockedBlock};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

/// The folder that holds the content, below the root.
pub const CONTENT: &str = "content";
/// The configuration, below the root.
pub const CONFIG: &str = "content/site.yml";
/// What each translation was made from, below the root, for sites without a history.
pub const LOCK: &str = "content/.translations.lock";
/// Words that translations are held to, below the root.
pub const TERMS: &str = "content/terms.yml";
/// The largest lock file that is read, in bytes: a page takes about a kilobyte.
const LOCK_LIMIT: u64 = 64 << 20;
/// The folder that a site is published in, below the root.
pub const OUTPUT: &str = "output";
/// The folder of themes, below the root.
const THEMES: &str = "themes";

/// The root of the site that `from` lies in: the nearest folder at or above it that holds `content/`.
#[must_use]
pub fn find_root(from: &Path) -> Option<PathBuf> {
    let holds = |folder: &&Path| folder.join(CONFIG).is_file();
    let loosely = |folder: &&Path| folder.join(CONTENT).is_dir();
    from.ancestors().find(holds).or_else(|| from.ancestors().find(loosely)).map(Path::to_owned)
}

/// What was read.
pub struct Inputs {
    /// The site's root.
    pub root: PathBuf,
    /// The configuration, with the options laid over it.
    pub config: Arc<Config>,
    /// The theme.
    pub theme: Arc<Theme>,
    /// The folders that were read.
    pub trees: Vec<Tree>,
    /// The files.
    pub sources: SourceTree,
    /// The locales to publish.
    pub published: Vec<LocaleId>,
    /// What is wrong with the configuration, and yet makes a site.
    pub findings: Vec<Diagnostic>,
    /// What the lock file says.
    lock: Lock,
    /// The words that translations are held to.
    pub terms: Glossary,
    /// The configuration's path as people know it, and its text.
    settings: (Arc<str>, Option<Arc<str>>),
    /// Every text by its path, for showing findings in it.
    texts: OnceLock<BTreeMap<Arc<str>, Arc<str>>>,
}

impl Inputs {
    /// Whether both were read from the same files.
    pub fn is_same_as(&self, other: &Self) -> bool {
        let settings = self.settings == other.settings && self.config == other.config && self.trees == other.trees;
        settings
            && self.lock.text == other.lock.text
            && self.terms.text == other.terms.text
            && self.findings == other.findings
            && self.theme.digest() == other.theme.digest()
            && self.sources.is_same_as(&other.sources)
    }

    /// The text of a file, by its path as people know it.
    pub fn text(&self, shown: &str) -> Option<&str> {
        let (settings, text) = &self.settings;
        if **settings == *shown {
            return text.as_deref();
        }
        if shown == LOCK {
            return self.lock.text.as_deref();
        }
        if shown == TERMS {
            return self.terms.text.as_deref();
        }
        let texts = || self.sources.texts.values().map(|source| (source.shown.clone(), source.text.clone())).collect();
        self.texts.get_or_init(texts).get(shown).map(|text| &**text)
    }

    /// What the lock file remembers for a translation, by its path as people know it, and the identity of that.
    pub fn locked(&self, shown: &str) -> Option<(Arc<[LockedBlock]>, Digest)> {
        self.lock.blocks.get(shown).cloned()
    }

    /// Whether the lock files of both say the same.
    pub fn is_locked_as(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.lock.blocks, &other.lock.blocks)
    }

    /// The configuration's path as people know it.
    pub fn settings_path(&self) -> Arc<str> {
        self.settings.0.clone()
    }

    /// The folders that were read, for keeping the output apart from them.
    pub fn folders(&self) -> Vec<&Path> {
        let own = self.trees.iter().map(|tree| tree.folder.as_path());
        own.chain(self.trees.iter().flat_map(|tree| &tree.grafts).map(|graft| graft.folder.as_path())).collect()
    }
}

/// Reads the inputs, and again what changed of them; what stayed the same stays the same value.
#[derive(Default)]
pub struct Reader {
    settings: Option<Settings>,
    lock: Lock,
    glossary: Option<(Arc<Config>, Glossary)>,
    theme: Option<(Files, Arc<Theme>)>,
    scanner: Option<Scanner>,
}

/// The lock file, and what it says.
#[derive(Clone, Default)]
struct Lock {
    text: Option<Arc<str>>,
    blocks: Arc<BTreeMap<String, (Arc<[LockedBlock]>, Digest)>>,
    findings: Vec<Diagnostic>,
}

/// The terms, with the file that they were read from.
#[derive(Clone, Default)]
pub struct Glossary {
    text: Option<Arc<str>>,
    /// What it says.
    pub terms: Arc<Terms>,
    findings: Vec<Diagnostic>,
}

/// The configuration with what it was read from.
struct Settings {
    text: Option<Arc<str>>,
    folders: Vec<String>,
    config: Arc<Config>,
    findings: Vec<Diagnostic>,
}

impl Reader {
    /// Reads everything that `options` ask for; pages and assets only where `hint` says, if they were read before.
    ///
    /// The configuration and the theme are small: they are read each time.
    pub fn read(&mut self, options: &Options, hint: &Hint) -> Result<Inputs, Error> {
        let root = &options.root;
        let path = settings_path(options);
        let shown: Arc<str> = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/").into();
        let (config, text, findings) = self.settings(options, &path, &shown)?;
        let theme = self.theme(root, &config)?;
        let trees = trees(root, &config);
        let published = published(&config, &options.locales)?;
        let known = self.scanner.take().filter(|scanner| scanner.reads(&trees, &config.ignore));
        let hint = if known.is_some() { hint } else { &Hint::All };
        let fresh = || Scanner::new(trees.clone(), config.ignore.clone(), Limits::default());
        let scanner = self.scanner.insert(known.unwrap_or_else(fresh));
        let sources = scanner.look(hint);
        // A folder that went while it was looked at leaves no empty site.
        holds_content(options)?;
        let lock = self.lock(root)?;
        let terms = self.glossary(root, &config)?;
        let others = lock.findings.iter().chain(&terms.findings).cloned();
        let findings = findings.into_iter().chain(others).collect();
        let (settings, root, texts) = ((shown, text), root.clone(), OnceLock::new());
        Ok(Inputs { root, config, theme, trees, sources, published, findings, lock, terms, settings, texts })
    }

    fn lock(&mut self, root: &Path) -> Result<Lock, Error> {
        let (path, shown) = (root.join(LOCK), Arc::from(LOCK));
        let (text, mut findings) = source::read_text(&path, &shown, LOCK_LIMIT).map_err(Error::io(&path))?;
        let text: Option<Arc<str>> = text.map(Arc::from);
        if self.lock.text != text || !findings.is_empty() {
            let (lock, bad) = lock::Lock::read(text.as_deref().unwrap_or_default());
            let kept = |(path, blocks): (String, Vec<LockedBlock>)| {
                let digest = lock::digest(&blocks);
                (path, (blocks.into(), digest))
            };
            let blocks = lock.0.into_iter().map(kept).collect();
            findings.extend(bad.into_iter().map(|line| {
                let start: usize =
                    text.iter().flat_map(|text| text.split_inclusive('\n').take(line - 1)).map(str::len).sum();
                Diagnostic::new(&codes::LOCK_INVALID, shown.clone(), "this line is no entry of a lock file")
                    .at(Span::at(start))
                    .help("remove it; `baton status --accept` writes what is missing")
            }));
            self.lock = Lock { text, blocks: Arc::new(blocks), findings };
        }
        Ok(self.lock.clone())
    }

    fn glossary(&mut self, root: &Path, config: &Arc<Config>) -> Result<Glossary, Error> {
        let (path, shown) = (root.join(TERMS), Arc::from(TERMS));
        let (text, mut findings) =
            source::read_text(&path, &shown, Limits::default().table).map_err(Error::io(&path))?;
        let text: Option<Arc<str>> = text.map(Arc::from);
        let known = self.glossary.as_ref().filter(|(of, known)| of == config && known.text == text);
        if let Some((_, known)) = known.filter(|_| findings.is_empty()) {
            return Ok(known.clone());
        }
        let (terms, found) = config::terms::read(text.as_deref(), &shown, config);
        findings.extend(found);
        let glossary = Glossary { text, terms: Arc::new(terms), findings };
        self.glossary = Some((config.clone(), glossary.clone()));
        Ok(glossary)
    }

    fn settings(
        &mut self,
        options: &Options,
        path: &Path,
        shown: &Arc<str>,
    ) -> Result<(Arc<Config>, Option<Arc<str>>, Vec<Diagnostic>), Error> {
        let content = options.root.join(CONTENT);
        if options.config.is_some() && !path.is_file() {
            return Err(Error::Usage(format!("there is no configuration at {}", path.display())));
        }
        holds_content(options)?;
        let (text, mut findings) = source::read_text(path, shown, Limits::default().table).map_err(Error::io(path))?;
        let text: Option<Arc<str>> = text.map(Arc::from);
        let folders = source::folders(&content).map_err(Error::io(&content))?;
        if let Some(known) = self.settings.as_ref().filter(|known| known.text == text && known.folders == folders) {
            return Ok((known.config.clone(), text, known.findings.clone()));
        }
        let (config, found) = config::read(text.as_deref(), shown, &folders);
        findings.extend(found);
        if findings.iter().any(|finding| finding.severity == Severity::Error) {
            return Err(Error::Config { findings, text });
        }
        let config = Arc::new(laid_over(config, options)?);
        self.settings =
            Some(Settings { text: text.clone(), folders, config: config.clone(), findings: findings.clone() });
        Ok((config, text, findings))
    }

    fn theme(&mut self, root: &Path, config: &Config) -> Result<Arc<Theme>, Error> {
        let folder = theme_folder(root, config);
        if !is_folder(&folder) && &*config.theme != "default" {
            let message = format!("there is no theme `{}`: {} does not exist", config.theme, folder.display());
            return Err(Error::Usage(message));
        }
        let overlay = source::scan_theme(&folder).map_err(Error::io(&folder))?;
        if let Some((_, theme)) = self.theme.as_ref().filter(|(files, _)| *files == overlay) {
            return Ok(theme.clone());
        }
        let theme = Arc::new(Theme::compile(&overlay)?);
        self.theme = Some((overlay, theme.clone()));
        Ok(theme)
    }
}

/// Complains where there is nothing that a site could be made of.
fn holds_content(options: &Options) -> Result<(), Error> {
    if options.config.is_some() || is_folder(&options.root.join(CONTENT)) {
        return Ok(());
    }
    let root = options.root.display();
    Err(Error::Usage(format!("{root} holds no `{CONTENT}` folder; `baton init` makes one")))
}

/// Where the configuration is.
pub fn settings_path(options: &Options) -> PathBuf {
    options.config.clone().unwrap_or_else(|| options.root.join(CONFIG))
}

/// Where the theme lies over the default one.
pub fn theme_folder(root: &Path, config: &Config) -> PathBuf {
    root.join(THEMES).join(&*config.theme)
}

fn laid_over(mut config: Config, options: &Options) -> Result<Config, Error> {
    if let Some(base_url) = &options.base_url {
        config.base_url = config::parse_base_url(base_url).map_err(Error::Usage)?;
    }
    Ok(config)
}

fn trees(root: &Path, config: &Config) -> Vec<Tree> {
    let locale = |id: LocaleId| {
        let locale = config.locale(id);
        let mount = locale.path.strip_prefix(CONTENT).and_then(|path| path.strip_prefix('/'));
        Tree {
            id: TreeId::Locale(id),
            folder: root.join(&locale.path),
            shown: locale.path.clone(),
            mount: mount.map(str::to_owned),
            pages: locale.pages.clone(),
            required: mount.is_none(),
            grafts: locale.mounts.iter().map(|mount| graft(root, &locale.pages, mount)).collect(),
        }
    };
    let shared = Tree {
        id: TreeId::Shared,
        folder: root.join(CONTENT),
        shown: CONTENT.to_owned(),
        mount: Some(String::new()),
        pages: String::new(),
        required: false,
        grafts: Vec::new(),
    };
    config.ids().map(locale).chain([shared]).collect()
}

fn graft(root: &Path, pages: &str, mount: &Mount) -> Graft {
    Graft { at: join(pages, &mount.at), folder: root.join(&mount.folder), shown: mount.folder.clone() }
}

fn published(config: &Config, tags: &[String]) -> Result<Vec<LocaleId>, Error> {
    if tags.is_empty() {
        return Ok(config.ids().collect());
    }
    let find = |tag: &String| {
        config.by_tag(tag).ok_or_else(|| {
            let known: Vec<&str> = config.ids().map(|id| &*config.locale(id).tag).collect();
            let hint = suggest::nearest(tag, known.iter().copied())
                .map_or_else(|| format!("there are {}", known.join(", ")), |near| format!("did you mean `{near}`?"));
            Error::Usage(format!("there is no locale `{tag}`; {hint}"))
        })
    };
    tags.iter().map(find).collect()
}
