//! Themes: the embedded default one, overlaid file by file by a site's own.
//!
//! A theme is `templates/**.html`, `strings/<tag>.yml` and `assets/**`. [`Theme::compile`] takes the files that a
//! site lays over the default theme (read by `source`, passed by value) and answers with something that renders:
//! all templates are compiled, so a fault in any of them is found before a single page is. A theme never changes;
//! when one of its files does, a new one is compiled, and its [`Theme::digest`] tells the two apart.
//!
//! May import: `span`, `digest`. Deliberately absent: reading the disk, knowing pages or sites (any serializable
//! context can be rendered), and making anything but HTML from templates.

mod error;
mod files;
mod strings;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::thread;

use serde::Serialize;
use tera::{Kwargs, State, Tera};

pub use error::{TemplateError, ThemeError};
pub use strings::Strings;

use crate::digest::Digest;
use strings::Languages;

/// Files of a theme: path in its folder, with `/`, to content.
pub type Files = BTreeMap<Box<str>, Arc<[u8]>>;

/// Largest template, in bytes. The engine's parser recurses once for each `elif`, and this bounds it.
pub const TEMPLATE_LIMIT: usize = 256 * 1024;

/// Stack of the thread that compiles, in bytes. A template of [`TEMPLATE_LIMIT`] that is nothing but `elif`s overflows
/// 32 MB and fits 64; the double of that is reserved, of which an ordinary theme never touches a hundredth.
const COMPILE_STACK: usize = 128 * 1024 * 1024;

/// The folder of the output that assets go to.
const ASSET_FOLDER: &str = "_theme/";

/// The component that makes an entry of the navigation, and the template that the default theme has it in.
const NAV_ITEM: &str = "nav_item";
const NAV_TEMPLATE: &str = "components/nav-item.html";

/// A compiled theme.
pub struct Theme {
    tera: Tera,
    languages: Languages,
    assets: BTreeMap<Box<str>, Asset>,
    digest: Digest,
}

struct Asset {
    path: Box<str>,
    bytes: Arc<[u8]>,
    version: Box<str>,
}

impl Theme {
    /// The default theme with `overlay` laid over it; an empty overlay is the default theme.
    ///
    /// A template or asset of the overlay replaces the one of the same path; strings are replaced text by text.
    ///
    /// # Errors
    /// Any [`ThemeError`]; the first one in the order of the paths.
    pub fn compile(overlay: &Files) -> Result<Self, ThemeError> {
        thread::scope(|scope| {
            let compiling = thread::Builder::new().stack_size(COMPILE_STACK);
            let thread = compiling.spawn_scoped(scope, || Self::build(overlay))?;
            thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        })
    }

    fn build(overlay: &Files) -> Result<Self, ThemeError> {
        files::check(overlay)?;
        let default = files::embedded();
        let languages = Languages::load(&default, overlay)?;
        let mut effective = default;
        effective.extend(overlay.iter().map(|(path, bytes)| (path.clone(), Arc::clone(bytes))));
        let digest = digest(&effective, &languages);
        let tera = compile_templates(&effective)?;
        let assets = effective.into_iter().filter_map(|(path, bytes)| Asset::new(&path, bytes)).collect();
        Ok(Self { tera, languages, assets, digest })
    }

    /// The HTML that `template` makes of `context`, and of the strings for the BCP 47 tag `tag` as `strings`.
    ///
    /// # Errors
    /// [`ThemeError::Template`] when the template uses what the context has not, or does not exist.
    pub fn render(&self, template: &str, tag: &str, context: &impl Serialize) -> Result<String, ThemeError> {
        let rendered = tera::Context::from_serialize(context).and_then(|mut context| {
            context.insert_value("strings", self.strings(tag).value());
            self.tera.render(template, &context)
        });
        rendered.map_err(|error| TemplateError::new(template, &error).into())
    }

    /// The HTML that the component `nav_item` makes of an entry of the navigation, for readers of the BCP 47 tag `tag`.
    ///
    /// # Errors
    /// [`ThemeError::Template`] when the component uses what the entry has not, or does not exist.
    pub fn render_nav_item(&self, tag: &str, item: &impl Serialize) -> Result<String, ThemeError> {
        let rendered = tera::Value::try_from_serializable(item).and_then(|item| {
            let mut arguments = tera::Context::new();
            arguments.insert_value("item", item);
            let mut implicit = tera::Context::new();
            implicit.insert_value("strings", self.strings(tag).value());
            self.tera.render_component_with_implicits(NAV_ITEM, &arguments, &implicit, None, true)
        });
        rendered.map_err(|error| TemplateError::new(NAV_TEMPLATE, &error).into())
    }

    /// The strings for a BCP 47 tag, or for the nearest one that the theme knows.
    #[must_use]
    pub fn strings(&self, tag: &str) -> &Strings {
        self.languages.get(tag)
    }

    /// The tags that the theme has strings for, in order.
    pub fn languages(&self) -> impl Iterator<Item = &str> {
        self.languages.tags()
    }

    /// Every asset as its path in the output and its bytes, in the order of the paths.
    pub fn assets(&self) -> impl Iterator<Item = (&str, &Arc<[u8]>)> {
        self.assets.values().map(|asset| (asset.path.as_ref(), &asset.bytes))
    }

    /// Asset name to href, for a page from which `root` leads to the output root. The href names a version, so
    /// that a browser may keep the file for ever.
    #[must_use]
    pub fn asset_hrefs(&self, root: &str) -> BTreeMap<&str, String> {
        let href = |asset: &Asset| format!("{root}{}?v={}", asset.path, asset.version);
        self.assets.iter().map(|(name, asset)| (name.as_ref(), href(asset))).collect()
    }

    /// The identity of all that can show on a page: templates, strings and assets.
    #[must_use]
    pub fn digest(&self) -> Digest {
        self.digest
    }
}

impl Asset {
    fn new(path: &str, bytes: Arc<[u8]>) -> Option<(Box<str>, Self)> {
        let name = path.strip_prefix(files::ASSETS)?;
        let version = Digest::of(&bytes).to_string().chars().take(10).collect::<String>().into();
        Some((name.into(), Self { path: format!("{ASSET_FOLDER}{name}").into(), bytes, version }))
    }
}

fn compile_templates(files: &Files) -> Result<Tera, ThemeError> {
    let mut templates = Vec::new();
    for (path, bytes) in files {
        let Some(name) = path.strip_prefix(files::TEMPLATES) else { continue };
        if bytes.len() > TEMPLATE_LIMIT {
            return Err(ThemeError::TooLarge { path: path.clone(), bytes: bytes.len() });
        }
        templates.push((name, text(path, bytes)?));
    }
    let mut tera = Tera::default();
    tera.autoescape_on([".html"]);
    tera.register_filter("fill", fill_filter);
    tera.add_raw_templates(templates).map_err(|error| TemplateError::new("", &error))?;
    // No template calls it, so the engine does not miss it.
    if !tera.contains_component(NAV_ITEM) {
        return Err(TemplateError::missing(NAV_TEMPLATE, NAV_ITEM).into());
    }
    Ok(tera)
}

/// `{{ strings.guide_contents | fill(guide=nav.guide.text) }}`: replaces the placeholders of a text.
#[expect(clippy::needless_pass_by_value, reason = "the engine calls filters so")]
fn fill_filter(text: &str, values: Kwargs, _: &State) -> String {
    let known: BTreeMap<String, String> =
        values.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
    strings::fill(text, |name| known.get(name).map(String::as_str))
}

fn digest(files: &Files, languages: &Languages) -> Digest {
    let mut hasher = crate::digest::Hasher::default();
    for (path, bytes) in files {
        hasher.str(path);
        hasher.number(bytes.len());
        hasher.raw(bytes);
    }
    for tag in languages.tags() {
        hasher.str(tag);
        for (key, text) in languages.get(tag).iter() {
            hasher.str(key);
            hasher.str(text);
        }
    }
    hasher.finish()
}

fn text<'a>(path: &str, bytes: &'a [u8]) -> Result<&'a str, ThemeError> {
    std::str::from_utf8(bytes).map_err(|_| ThemeError::NotText { path: path.into() })
}
