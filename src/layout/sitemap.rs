//! The list of pages for search engines, with each page's translations.

use super::absolute;
use crate::markdown::escape::escape_html;
use crate::site::{Route, Site};
use std::fmt::Write;

/// `sitemap.xml`: pages in their own language, listed ones only, with alternates.
///
/// Fallback pages are left out: their text is the source page's, and so is their canonical address.
#[must_use]
pub fn sitemap(site: &Site) -> String {
    let config = site.config();
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" \
         xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n",
    );
    for (path, route) in site.routes() {
        let Route::Page(locale, slug) = route else { continue };
        let view = site.view(*locale);
        let listed = view.place(slug).filter(|place| place.written_in == *locale && !view.is_hidden(slug));
        let (Some(_), Some(address)) = (listed, absolute(config, path)) else { continue };
        let _ = write!(xml, "<url><loc>{}</loc>", escape_html(&address));
        for translation in view.translations(slug) {
            let Some(address) = absolute(config, &translation.path) else { continue };
            let tag = &config.locale(translation.locale).tag;
            let address = escape_html(&address);
            let _ = write!(xml, "<xhtml:link rel=\"alternate\" hreflang=\"{tag}\" href=\"{address}\"/>");
        }
        xml.push_str("</url>\n");
    }
    xml.push_str("</urlset>\n");
    xml
}
