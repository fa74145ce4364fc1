//! Everything that a site is made of, as it lies on the disk at one moment.

use super::{Error, Options, is_folder};
use crate::config::{self, Config, Mount};
use crate::diagnostic::{Diagnostic, Severity};
use crate::locale::LocaleId;
use crate::path::join;
use crate::source::{self, Graft, Limits, SourceTree, Tree, TreeId};
use crate::suggest;
use crate::theme::Theme;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The folder that holds the content, below the root.
pub const CONTENT: &str = "content";
/// The configuration, below the root.
pub const CONFIG: &str = "content/site.yml";
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
    texts: BTreeMap<Arc<str>, Arc<str>>,
}

impl Inputs {
    /// Reads everything that `options` ask for.
    pub fn read(options: &Options) -> Result<Self, Error> {
        let root = &options.root;
        let path = options.config.clone().unwrap_or_else(|| root.join(CONFIG));
        if options.config.is_some() && !path.is_file() {
            return Err(Error::Usage(format!("there is no configuration at {}", path.display())));
        }
        let content = root.join(CONTENT);
        if !is_folder(&content) && options.config.is_none() {
            return Err(Error::Usage(format!(
                "{} holds no `{CONTENT}` folder; `baton init` makes one",
                root.display()
            )));
        }
        let shown: Arc<str> = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/").into();
        let limit = Limits::default().table;
        let (text, mut findings) = source::read_text(&path, &shown, limit).map_err(Error::io(&path))?;
        let folders = source::folders(&content).map_err(Error::io(&content))?;
        let (config, found) = config::read(text.as_deref(), &shown, &folders);
        findings.extend(found);
        if findings.iter().any(|finding| finding.severity == Severity::Error) {
            return Err(Error::Config(findings));
        }
        let config = laid_over(config, options)?;
        let theme = theme(root, &config)?;
        let trees = trees(root, &config);
        let published = published(&config, &options.locales)?;
        let sources = source::scan(&trees, &config.ignore, Limits::default());
        let mut texts: BTreeMap<_, _> =
            sources.texts.values().map(|source| (source.shown.clone(), source.text.clone())).collect();
        texts.extend(text.map(|text| (shown, Arc::from(text))));
        Ok(Self { config: Arc::new(config), theme: Arc::new(theme), trees, sources, published, findings, texts })
    }

    /// The text of a file, by its path as people know it.
    pub fn text(&self, shown: &str) -> Option<&str> {
        self.texts.get(shown).map(|text| &**text)
    }

    /// The folders that were read, for keeping the output apart from them.
    pub fn folders(&self) -> Vec<&Path> {
        let own = self.trees.iter().map(|tree| tree.folder.as_path());
        own.chain(self.trees.iter().flat_map(|tree| &tree.grafts).map(|graft| graft.folder.as_path())).collect()
    }
}

fn laid_over(mut config: Config, options: &Options) -> Result<Config, Error> {
    if let Some(base_url) = &options.base_url {
        config.base_url = config::parse_base_url(base_url).map_err(Error::Usage)?;
    }
    Ok(config)
}

fn theme(root: &Path, config: &Config) -> Result<Theme, Error> {
    let folder = root.join(THEMES).join(&*config.theme);
    if !is_folder(&folder) && &*config.theme != "default" {
        let message = format!("there is no theme `{}`: {} does not exist", config.theme, folder.display());
        return Err(Error::Usage(message));
    }
    let overlay = source::scan_theme(&folder).map_err(Error::io(&folder))?;
    Ok(Theme::compile(&overlay)?)
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
