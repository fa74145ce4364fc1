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

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::thread;

use serde::Serialize;
use tera::value::Key;
use tera::{Kwargs, State, Tera, Value};

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

/// Room for a page's HTML around the texts that it shows, in bytes: nearly all pages of real wikis fit.
const PAGE_SIZE: usize = 16 * 1024;

/// Room for the HTML of a part around the texts that it shows, in bytes.
const PART_SIZE: usize = 1024;

/// The folder of the output that assets go to.
const ASSET_FOLDER: &str = "_theme/";

/// The component that makes an entry of the navigation, and the template that the default theme has it in.
const NAV_ITEM: (&str, &str) = ("nav_item", "components/nav-item.html");
/// The component that makes the list of guides, and its template.
const GUIDE_LIST: (&str, &str) = ("guide_list", "components/guide-list.html");
/// What a page calls the parts of its frame, and the components that make them.
const FRAME_PARTS: [(&str, &str); 11] = [
    ("brand", "frame_brand"),
    ("drawer", "frame_drawer"),
    ("footer", "frame_footer"),
    ("head", "frame_head"),
    ("language", "frame_language"),
    ("links", "frame_links"),
    ("menu", "frame_menu"),
    ("mode", "frame_mode"),
    ("next", "frame_next"),
    ("previous", "frame_previous"),
    ("search", "frame_search"),
];
/// The template that the default theme has them in.
const FRAME_TEMPLATE: &str = "components/frame.html";

/// A compiled theme.
pub struct Theme {
    tera: Tera,
    languages: Languages,
    assets: BTreeMap<Box<str>, Asset>,
    digest: Digest,
    has_own_templates: bool,
}

/// What all pages of a folder have in common: values for templates, and parts of the page that are made of them alone.
///
/// It is made once for all of them: a part is as dear as a piece of the page.
#[derive(Clone, Debug)]
pub struct Frame {
    context: tera::Context,
    digest: Digest,
}

impl Default for Frame {
    fn default() -> Self {
        Self { context: tera::Context::new(), digest: Digest::of(&[]) }
    }
}

impl Frame {
    /// The identity of what it was made from, the theme aside.
    #[must_use]
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// The same with the fields of a page.
    fn with(&self, page: Value) -> tera::Context {
        let mut context = self.context.clone();
        for (name, value) in page.into_map().unwrap_or_default() {
            match name {
                Key::Str(name) => context.insert_value(name, value),
                name => context.insert_value(name.to_string(), value),
            }
        }
        context
    }
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
        let has_own_templates = overlay.keys().any(|path| path.starts_with(files::TEMPLATES));
        let default = files::embedded();
        let languages = Languages::load(&default, overlay)?;
        let mut effective = default;
        effective.extend(overlay.iter().map(|(path, bytes)| (path.clone(), Arc::clone(bytes))));
        let digest = digest(&effective, &languages);
        let tera = compile_templates(&effective)?;
        let assets = effective.into_iter().filter_map(|(path, bytes)| Asset::new(&path, bytes)).collect();
        Ok(Self { tera, languages, assets, digest, has_own_templates })
    }

    /// The HTML that `template` makes of `context` and of what is in `frame`, in UTF-8.
    ///
    /// # Errors
    /// [`ThemeError::Template`] when the template uses what the context has not, or does not exist.
    pub fn render(&self, template: &str, frame: &Frame, context: &impl Serialize) -> Result<Vec<u8>, ThemeError> {
        let rendered = Value::try_from_serializable(context).and_then(|context| {
            let mut html = Vec::with_capacity(PAGE_SIZE + length(&context));
            self.tera.render_to(template, &frame.with(context), &mut html).map(|()| html)
        });
        rendered.map_err(|error| TemplateError::new(template, &error).into())
    }

    /// What pages have in common: the fields of `common`, the strings as `strings`, and as `frame` the parts that
    /// components make of them alone.
    ///
    /// # Errors
    /// [`ThemeError::Template`] when a component uses what is not in there.
    pub fn frame(&self, strings: &Strings, common: &impl Serialize) -> Result<Frame, ThemeError> {
        let made = tera::Context::from_serialize(common).and_then(|mut context| {
            context.extend(strings.context().clone());
            let mut parts = BTreeMap::new();
            for (name, component) in FRAME_PARTS {
                let arguments = tera::Context::new();
                let html = self.tera.render_component_with_implicits(component, &arguments, &context, None, true)?;
                parts.insert(name, Value::safe_string(&html));
            }
            context.insert_value("frame", Value::from(parts));
            Ok(context)
        });
        let context = made.map_err(|error| TemplateError::new(FRAME_TEMPLATE, &error))?;
        // It can be written: it was a moment ago. Strings are the theme's, and told by the locale in it.
        let digest = Digest::of(&serde_json::to_vec(common).unwrap_or_default());
        Ok(Frame { context, digest })
    }

    /// The HTML that the component `nav_item` makes of an entry of the navigation.
    ///
    /// # Errors
    /// [`ThemeError::Template`] when the component uses what the entry has not.
    pub fn nav_item(&self, strings: &Strings, item: &impl Serialize) -> Result<String, ThemeError> {
        self.component(&NAV_ITEM, strings, "item", item)
    }

    /// The HTML that the component `guide_list` makes of guides.
    ///
    /// # Errors
    /// [`ThemeError::Template`] when the component uses what the guides have not.
    pub fn guide_list(&self, strings: &Strings, guides: &impl Serialize) -> Result<String, ThemeError> {
        self.component(&GUIDE_LIST, strings, "guides", guides)
    }

    fn component(
        &self,
        (component, template): &(&str, &str),
        strings: &Strings,
        name: &'static str,
        value: &impl Serialize,
    ) -> Result<String, ThemeError> {
        let rendered = Value::try_from_serializable(value).and_then(|value| {
            let mut html = Vec::with_capacity(PART_SIZE + length(&value));
            let mut arguments = tera::Context::new();
            arguments.insert_value(name, value);
            let (tera, implicit) = (&self.tera, strings.context());
            tera.render_component_with_implicits_to(component, &arguments, implicit, None, true, &mut html)?;
            // The standard library's check was .7 % of a build here.
            Ok(simdutf8::basic::from_utf8(&html).map_err(tera::Error::message)?.to_owned())
        });
        rendered.map_err(|error| TemplateError::new(template, &error).into())
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

    /// Whether the site lays templates of its own over the default theme's.
    #[must_use]
    pub fn has_own_templates(&self) -> bool {
        self.has_own_templates
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
    tera.register_filter("safe", safe_filter);
    tera.add_raw_templates(templates).map_err(|error| TemplateError::new("", &error))?;
    // No template calls these, so the engine does not miss them.
    let parts = FRAME_PARTS.map(|(_, component)| (component, FRAME_TEMPLATE));
    match parts.into_iter().chain([NAV_ITEM, GUIDE_LIST]).find(|(component, _)| !tera.contains_component(component)) {
        Some((component, template)) => Err(TemplateError::missing(template, component).into()),
        None => Ok(tera),
    }
}

/// `{{ strings.guide_contents | fill(guide=nav.guide.text) }}`: replaces the placeholders of a text.
#[expect(clippy::needless_pass_by_value, reason = "the engine calls filters so")]
fn fill_filter(text: &str, values: Kwargs, _: &State) -> String {
    strings::fill(text, |name| {
        let (_, value) = values.iter().find(|(known, _)| known.as_str() == Some(name))?;
        Some(value.as_str().map_or_else(|| value.to_string().into(), Cow::Borrowed))
    })
}

/// `{{ content | safe }}`: the same text, not to be escaped. The engine's own filter copies it.
fn safe_filter(value: Value, _: Kwargs, _: &State) -> Value {
    if value.is_string() { value.mark_safe() } else { Value::safe_string(&value.to_string()) }
}

/// How long the texts of a value are, in bytes: those in its lists aside, which are short.
fn length(value: &Value) -> usize {
    let of_map = || value.as_map().map_or(0, |map| map.values().map(length).sum());
    value.as_str().map_or_else(of_map, str::len)
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
