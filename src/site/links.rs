//! Where a reference leads: to a page, an asset, elsewhere, or nowhere.
//!
//! One order for everything: the scheme, then the path within the tree that the *written* page lies in, then the place in
//! the locale that is *read*. So a link on a page that fell back to English leads on to French where French exists.

use super::{AssetFacts, LocaleSite, Place, Site, Slug, published};
use crate::diagnostic::{Code, codes};
use crate::locale::LocaleId;
use crate::markdown::tree::ReferenceKind;
use crate::markdown::url::{self, Scheme};
use crate::path::{Address, PathError, SitePath, below, fold, folder_of, join};
use crate::source::{FileKey, TreeId};
use crate::suggest;
use std::sync::Arc;

/// What became of a reference.
#[derive(Clone, Debug, PartialEq)]
pub struct Resolution {
    /// Where it leads.
    pub destination: Destination,
    /// What is wrong with it; it may lead somewhere all the same.
    pub problem: Option<Problem>,
}

/// Where a reference leads.
#[derive(Clone, Debug, PartialEq)]
pub enum Destination {
    /// To a page of this site.
    Page {
        /// Its slug.
        slug: Slug,
        /// Its output path.
        path: Arc<str>,
        /// The anchor on it, if it exists.
        fragment: Option<Box<str>>,
        /// The locale of the page's text, where it is not that of the reader.
        language: Option<LocaleId>,
    },
    /// To a file of this site.
    Asset {
        /// Its name.
        key: FileKey,
        /// Its output path.
        path: Arc<str>,
        /// What is known of it.
        facts: AssetFacts,
        /// The fragment, kept as written (`#page=3`).
        fragment: Option<Box<str>>,
    },
    /// Off the site.
    External(Box<str>),
    /// Nowhere: it can't be resolved.
    Nowhere,
}

/// What is wrong with a reference.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// The kind of finding.
    pub code: &'static Code,
    /// What is wrong.
    pub message: String,
    /// How to mend it.
    pub help: String,
    /// What to write in the place of the whole address, where that is certain.
    pub instead: Option<String>,
}

impl Resolution {
    fn fine(destination: Destination) -> Self {
        Self { destination, problem: None }
    }

    fn flawed(destination: Destination, code: &'static Code, message: String, help: impl Into<String>) -> Self {
        Self { destination, problem: Some(Problem { code, message, help: help.into(), instead: None }) }
    }

    /// The same with a certain mend.
    fn instead(mut self, address: Option<String>) -> Self {
        if let Some(problem) = &mut self.problem {
            problem.instead = address;
        }
        self
    }

    /// The same destination with this problem.
    #[must_use]
    pub fn flawed_by(self, code: &'static Code, message: String, help: impl Into<String>) -> Self {
        Self::flawed(self.destination, code, message, help)
    }

    fn broken(code: &'static Code, message: String, help: impl Into<String>) -> Self {
        Self::flawed(Destination::Nowhere, code, message, help)
    }
}

const ODD_ADDRESS: &str = "remove backslashes and control characters; folders are separated by `/`";

/// Resolves `target`, written in the file `from`, for a reader of `locale`.
pub(super) fn resolve(site: &Site, locale: LocaleId, from: &FileKey, kind: ReferenceKind, target: &str) -> Resolution {
    let mut resolution = seek(site, locale, from, kind, target.trim());
    let problem = resolution.problem.as_mut().filter(|problem| problem.code == &codes::FRAGMENT_DEAD);
    if let Some(Problem { instead: Some(right), .. }) = problem {
        // What is certain is the fragment; the page is right as it is written.
        let page = target.trim().split('#').next().unwrap_or_default();
        *right = format!("{page}#{}", right.rsplit('#').next().unwrap_or_default());
    }
    resolution
}

fn seek(site: &Site, locale: LocaleId, from: &FileKey, kind: ReferenceKind, target: &str) -> Resolution {
    match url::scheme(target) {
        Scheme::Relative => {}
        Scheme::Forbidden => {
            return Resolution::broken(
                &codes::LINK_SCHEME,
                format!("`{target}` is not an address that may be linked"),
                "use https, http, mailto, tel, or a path inside the site",
            );
        }
        _ if target.starts_with(|first: char| first.is_ascii_alphabetic() || first == '/') => {
            let own = published::resolve(site, locale, from, target);
            return own.unwrap_or_else(|| Resolution::fine(Destination::External(target.into())));
        }
        _ => return Resolution::broken(&codes::LINK_BROKEN, format!("`{target}` is not an address"), ODD_ADDRESS),
    }
    let address = Address::parse(target);
    if address.path.is_empty() && kind == ReferenceKind::Link {
        return same_page(site, locale, from, address.fragment.as_deref());
    }
    let seeker = Seeker { site, locale, from, target };
    match seeker.locate(&address.path) {
        Ok(spot) => seeker.find(kind, &spot, &address),
        Err(PathError::Escape) => Resolution::broken(
            &codes::LINK_ESCAPE,
            format!("`{target}` leaves the site"),
            "count the `../`, or start with `/` at the root of the locale",
        ),
        Err(PathError::Invalid) => {
            Resolution::broken(&codes::LINK_BROKEN, format!("`{target}` is not an address"), ODD_ADDRESS)
        }
    }
}

fn same_page(site: &Site, locale: LocaleId, from: &FileKey, fragment: Option<&str>) -> Resolution {
    let slug = site.slug_of(from.tree, &from.path);
    let place = slug.as_ref().and_then(|slug| site.place(locale, slug).map(|place| (slug, place)));
    match (place, fragment) {
        (_, None) => Resolution::broken(
            &codes::LINK_BROKEN,
            "the link has no address".into(),
            "write where it leads between the parentheses",
        ),
        (Some((slug, place)), Some(fragment)) => site.to_page(locale, slug, place, Some(fragment)),
        (None, Some(_)) => Resolution::fine(Destination::Nowhere),
    }
}

/// A path in a tree.
struct Spot {
    tree: TreeId,
    path: SitePath,
}

struct Seeker<'a> {
    site: &'a Site,
    locale: LocaleId,
    from: &'a FileKey,
    target: &'a str,
}

impl Seeker<'_> {
    /// The tree and path that a reference names. One that climbs out of a locale's folder may land in a neighbour's, or
    /// among the shared assets, as it does in an editor's preview.
    fn locate(&self, path: &str) -> Result<Spot, PathError> {
        let key = self.from;
        match SitePath::resolve(key.path.folder(), path) {
            Err(PathError::Escape) => self.locate_outside(path),
            path => Ok(Spot { tree: key.tree, path: path? }),
        }
    }

    fn locate_outside(&self, path: &str) -> Result<Spot, PathError> {
        let key = self.from;
        let mount = self.site.trees.get(&key.tree).and_then(|tree| tree.mount.as_deref()).ok_or(PathError::Escape)?;
        let path = SitePath::resolve(&join(mount, key.path.folder()), path)?;
        let mounted = self.site.trees.iter().filter_map(|(id, tree)| Some((id, tree.mount.as_deref()?)));
        let (tree, rest) = mounted
            .filter(|(_, mount)| !mount.is_empty())
            .find_map(|(id, mount)| Some((*id, path.below(mount)?)))
            .or_else(|| path.below("assets").map(|_| (TreeId::Shared, path.as_str())))
            .ok_or(PathError::Escape)?;
        Ok(Spot { tree, path: SitePath::resolve("", rest)? })
    }

    fn find(&self, kind: ReferenceKind, spot: &Spot, address: &Address) -> Resolution {
        let fragment = address.fragment.as_deref();
        if kind == ReferenceKind::Link
            && let Some(resolution) = self.page(spot, address.path.ends_with('/'), fragment)
        {
            return resolution;
        }
        self.asset(kind, spot, address)
    }

    /// The page that a path means: `a.md`, `a.html`, `a`, or the folder `a` by its `index.md`; nothing if it means a file.
    fn page(&self, spot: &Spot, is_folder: bool, fragment: Option<&str>) -> Option<Resolution> {
        let site = self.site;
        let path = below(spot.path.as_str(), site.pages_of(spot.tree))?;
        // Another locale's tree is meant only by a path that leads into it.
        let locale = match spot.tree {
            TreeId::Locale(id) if spot.tree != self.from.tree => id,
            TreeId::Locale(_) => self.locale,
            TreeId::Shared => return None,
        };
        let stem = spot.path.without_md().and_then(|stem| below(stem, site.pages_of(spot.tree)));
        let page_like = stem.or_else(|| path.strip_suffix(".html"));
        let candidates = match page_like {
            Some(stem) if !is_folder => vec![stem.to_owned()],
            _ => vec![join(path, "index"), join(path, "toc"), path.to_owned()],
        };
        for slug in &candidates {
            let slug = site.identity(spot.tree, slug);
            if let Some((slug, place)) = site.place_entry(locale, slug) {
                return Some(site.to_page(locale, slug, place, fragment));
            }
            if site.has_toc(locale, slug) {
                let path = site.page_path(locale, slug);
                let slug = (*slug).into();
                return Some(Resolution::fine(Destination::Page { slug, path, fragment: None, language: None }));
            }
        }
        let first = candidates.first().map(String::as_str).unwrap_or_default();
        site.wrong_case(locale, first, self.target, fragment)
            .or_else(|| site.draft(locale, first, self.target))
            .or_else(|| (stem.is_some() || is_folder).then(|| self.no_page(locale, first)))
            .or_else(|| spot.path.extension().is_empty().then(|| self.no_page(locale, first)))
    }

    fn no_page(&self, locale: LocaleId, slug: &str) -> Resolution {
        let message = format!("`{}` leads to no page", self.target);
        let name = slug.rsplit('/').next().unwrap_or(slug);
        let parts = self.site.locale(locale).map(LocaleSite::parts);
        let same_name = parts.filter(|_| name != "index").and_then(|parts| parts.names.get(name));
        let near = same_name.map(|slug| &**slug).or_else(|| {
            let siblings = parts?.folders.get(folder_of(slug))?;
            suggest::nearest(slug, siblings.iter().map(|slug| &**slug))
        });
        match near {
            Some(near) => {
                let root = self.site.pages_of(self.from.tree);
                Resolution::broken(&codes::LINK_BROKEN, message, format!("there is a page `/{}.md`", join(root, near)))
            }
            None => Resolution::broken(
                &codes::LINK_BROKEN,
                message,
                "check the path; it is relative to this file, or starts with `/` at the root of the locale",
            ),
        }
    }

    /// The asset that a path means: in the tree of the locale that is read, among the shared ones, then along the
    /// fallback chain; the tree that the path leads into comes first when it is not the page's own. A plain name that is
    /// not beside the page is one in the `assets` folders, looked for in the same order.
    fn asset(&self, kind: ReferenceKind, spot: &Spot, address: &Address) -> Resolution {
        let fragment = address.fragment.as_deref();
        let mut names = self.asset_names(spot);
        names.extend(self.in_assets(&address.path).iter().flat_map(|spot| self.asset_names(spot)));
        let found = names.iter().find_map(|key| self.site.assets.facts.get_key_value(key));
        if let Some((key, facts)) = found {
            return self.to_asset(key, facts, fragment);
        }
        let folded = names.iter().find_map(|key| {
            let key = self.site.assets.folded.get(&(key.tree, fold(key.path.as_str())))?;
            self.site.assets.facts.get_key_value(key)
        });
        if let Some((key, facts)) = folded {
            let mut resolution = self.to_asset(key, facts, fragment);
            if resolution.problem.is_none() {
                let message = format!("`{}` differs from the file's name in upper and lower case", self.target);
                let help = format!("the file is called `{}`; other systems will not find it", key.path.name());
                resolution = Resolution::flawed(resolution.destination, &codes::ASSET_CASE, message, help)
                    .instead(recased(self.target, key.path.as_str()));
            }
            return resolution;
        }
        let what = if kind == ReferenceKind::Image { "the image" } else { "the file" };
        Resolution::broken(
            &codes::ASSET_MISSING,
            format!("{what} `{}` does not exist", self.target),
            self.asset_help(spot),
        )
    }

    /// Where a path lies that counts from the `assets` folder.
    fn in_assets(&self, path: &str) -> Option<Spot> {
        let is_plain = !path.is_empty() && !path.starts_with(['/', '.']);
        let folder = join(self.site.pages_of(self.from.tree), "assets");
        let path = is_plain.then(|| SitePath::resolve(&folder, path).ok())??;
        Some(Spot { tree: self.from.tree, path: path.below(&folder).is_some().then_some(path)? })
    }

    fn asset_names(&self, spot: &Spot) -> Vec<FileKey> {
        if spot.tree != self.from.tree {
            return vec![FileKey { tree: spot.tree, path: spot.path.clone() }];
        }
        let own_pages = self.site.pages_of(spot.tree);
        let in_tree = |locale: LocaleId| {
            let tree = TreeId::Locale(locale);
            // Trees may hold their pages in differently named folders.
            let path = match below(spot.path.as_str(), own_pages) {
                Some(rest) => SitePath::resolve(self.site.pages_of(tree), rest).ok()?,
                None => spot.path.clone(),
            };
            Some(FileKey { tree, path })
        };
        let shared = below(spot.path.as_str(), own_pages)
            .filter(|path| below(path, "assets").is_some())
            .and_then(|path| SitePath::resolve("", path).ok())
            .map(|path| FileKey { tree: TreeId::Shared, path });
        let chain = self.site.config.locale(self.locale).chain.iter().copied().filter_map(in_tree);
        in_tree(self.locale).into_iter().chain(shared).chain(chain).collect()
    }

    fn to_asset(&self, key: &FileKey, facts: &AssetFacts, fragment: Option<&str>) -> Resolution {
        if facts.disguised {
            return Resolution::broken(
                &codes::ASSET_TYPE,
                format!("the content of `{}` is not what its name says", self.target),
                "save it again in the format of its extension, or rename it",
            );
        }
        if facts.media.is_none() {
            return Resolution::broken(
                &codes::ASSET_TYPE,
                format!("`{}` is not of a kind that is published", self.target),
                "link images, documents, data or archives; pages are written in Markdown",
            );
        }
        Resolution::fine(Destination::Asset {
            key: key.clone(),
            path: self.site.asset_path(key),
            facts: facts.clone(),
            fragment: fragment.map(Into::into),
        })
    }

    fn asset_help(&self, spot: &Spot) -> String {
        let name = spot.path.name();
        let same = self.site.assets.facts.iter().find(|(key, _)| key.path.name() == name);
        match same {
            Some((_, facts)) => format!("there is `{}`", facts.shown),
            None => "put the file there, or correct the path".to_owned(),
        }
    }
}

impl Site {
    /// The slug of the file at `path` in a locale's tree; nothing for files that are no pages.
    pub(super) fn slug_of(&self, tree: TreeId, path: &SitePath) -> Option<Slug> {
        below(path.without_md()?, self.pages_of(tree)).map(|slug| self.identity(tree, slug).into())
    }

    /// The slug that counts for the one that a file's path gives.
    fn identity<'s>(&'s self, tree: TreeId, slug: &'s str) -> &'s str {
        let TreeId::Locale(locale) = tree else { return slug };
        if self.moved.is_empty() {
            return slug;
        }
        self.moved.get(&(locale, slug.into())).map_or(slug, |source| source)
    }

    pub(super) fn pages_of(&self, tree: TreeId) -> &str {
        self.trees.get(&tree).map_or("", |tree| &tree.pages)
    }

    pub(super) fn place(&self, locale: LocaleId, slug: &str) -> Option<&Place> {
        self.locale(locale)?.places.get(slug)
    }

    pub(super) fn place_entry(&self, locale: LocaleId, slug: &str) -> Option<(&Slug, &Place)> {
        self.locale(locale)?.places.get_key_value(slug)
    }

    /// Whether the page of this slug is a guide's table of contents.
    fn has_toc(&self, locale: LocaleId, slug: &str) -> bool {
        self.locale(locale).is_some_and(|LocaleSite { guides, .. }| guides.iter().any(|guide| *guide.toc == *slug))
    }

    pub(super) fn to_page(&self, locale: LocaleId, slug: &Slug, place: &Place, fragment: Option<&str>) -> Resolution {
        let fragment = fragment.filter(|fragment| !fragment.is_empty());
        let path = self.page_path(locale, slug);
        let slug = slug.clone();
        let language = (place.written_in != locale).then_some(place.written_in);
        match fragment {
            Some(fragment) if !place.has_anchor(fragment) => {
                let destination = Destination::Page { slug, path, fragment: None, language };
                dead_fragment(destination, place, fragment)
            }
            fragment => {
                Resolution::fine(Destination::Page { slug, path, fragment: fragment.map(Into::into), language })
            }
        }
    }

    fn wrong_case(&self, locale: LocaleId, slug: &str, target: &str, fragment: Option<&str>) -> Option<Resolution> {
        let right = self.locale(locale)?.folded.get(&fold(slug))?;
        let place = self.place(locale, right)?;
        let destination = self.to_page(locale, right, place, fragment).destination;
        let flawed = Resolution::flawed(
            destination,
            &codes::LINK_CASE,
            format!("`{target}` differs from the page's name in upper and lower case"),
            format!("the page is `{}`; other systems will not find it", place.facts.shown),
        );
        Some(flawed.instead(recased(target, place.facts.key.path.as_str())))
    }

    fn draft(&self, locale: LocaleId, slug: &str, target: &str) -> Option<Resolution> {
        let drafts = &self.locale(locale)?.drafts;
        drafts.contains_key(slug).then(|| {
            Resolution::broken(
                &codes::LINK_DRAFT,
                format!("`{target}` leads to a draft, which is not published"),
                "remove `draft: true` there, or the link here; `--drafts` shows drafts",
            )
        })
    }
}

/// The address `target` with the case of the file at `path`, as far as the two have the same names from the end on;
/// nothing where they have not, or where nothing differs.
fn recased(target: &str, path: &str) -> Option<String> {
    let end = target.find(['?', '#']).unwrap_or(target.len());
    let (written, rest) = target.split_at_checked(end)?;
    let mut right = path.rsplit('/');
    let mut parts = Vec::new();
    for part in written.rsplit('/') {
        let part = match part {
            // What leads up or to the root says nothing of names.
            "" | "." | ".." => part,
            part => {
                let name = right.next()?;
                // A page may be named without its extension.
                let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
                [name, stem].into_iter().find(|name| fold(name) == fold(part))?
            }
        };
        parts.push(part);
    }
    parts.reverse();
    let address = parts.join("/") + rest;
    (address != target).then_some(address)
}

fn dead_fragment(destination: Destination, place: &Place, fragment: &str) -> Resolution {
    let near = suggest::nearest(fragment, place.anchors()).or_else(|| suggest::longest_part(fragment, place.anchors()));
    let help = near.map_or_else(
        || format!("`{}` has no such anchor; the link leads to the top of the page", place.facts.shown),
        |near| format!("did you mean `#{near}`?"),
    );
    let message = format!("there is no `#{fragment}` on `{}`", place.facts.shown);
    let folded = fold(fragment);
    let mut same = place.anchors().filter(|anchor| fold(anchor) == folded);
    let only = same.next().filter(|first| same.all(|other| other == *first));
    Resolution::flawed(destination, &codes::FRAGMENT_DEAD, message, help).instead(only.map(str::to_owned))
}
