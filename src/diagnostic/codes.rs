//! Every kind of finding: its stable name, its default severity, one line about it.
//!
//! Names are stable: configurations, scripts and pipelines refer to them. The page behind
//! `baton explain NAME` is `codes/NAME.md` in this folder.

use super::Severity::{self, Error, Note, Warning};

/// One kind of finding.
#[derive(Debug, PartialEq, Eq)]
pub struct Code {
    /// The stable name, lower-case words joined by hyphens.
    pub name: &'static str,
    /// The severity when the configuration says nothing.
    pub severity: Severity,
    /// What it means, in one line.
    pub summary: &'static str,
    /// The explanation page, Markdown.
    pub page: &'static str,
}

macro_rules! codes {
    ($($id:ident = $name:literal, $severity:ident, $summary:literal;)*) => {
        $(
            #[doc = concat!("`", $name, "`: ", $summary)]
            pub static $id: Code = Code {
                name: $name,
                severity: $severity,
                summary: $summary,
                page: include_str!(concat!("codes/", $name, ".md")),
            };
        )*
        /// Every code, by name.
        pub static ALL: &[&Code] = &[$(&$id),*];
    };
}

codes! {
    ALERT_EMPTY_TOOK_NEXT = "alert-empty-took-next", Warning, "an alert without text takes the block behind it";
    ALERT_EMPTY = "alert-empty", Warning, "an alert has no text";
    ALERT_GLUED = "alert-glued", Warning, "an alert's tag shares its line or its quotation";
    ALERT_TRANSLATED = "alert-translated", Warning, "an alert's tag is translated";
    ALERT_INDENTED = "alert-indented", Warning, "an alert is indented so far that it is code";
    ALERT_NESTED_QUOTE = "alert-nested-quote", Warning, "a quotation stands in an alert";
    TAB_OUTSIDE = "tab-outside", Warning, "a tab's tag stands outside a tab set";
    TAB_UNCLOSED = "tab-unclosed", Warning, "a tab set is never closed";
    TAB_EMPTY = "tab-empty", Warning, "a tab set has no tabs";
    SHADEBOX_UNCLOSED = "shadebox-unclosed", Warning, "a shade box is opened and not closed, or closed and not opened";
    COLLAPSIBLE_UNCLOSED = "collapsible-unclosed", Warning, "a collapsible is opened and not closed, or closed and not opened";
    ID_MALFORMED = "id-malformed", Warning, "an id in braces is not written as it should be";
    TABLE_ONE_LINE = "table-one-line", Warning, "a whole table stands on one line";
    ALERT_DIFFERS = "alert-differs", Warning, "a translation has another alert than its source, or none";
    ALT_LOST = "alt-lost", Warning, "a translated picture has lost its alternative text";
    ANCHOR_DIFFERS = "anchor-differs", Warning, "a translation has another anchor than its source";
    CODE_DIFFERS = "code-differs", Warning, "code of a translation is not the source's";
    CODE_LOST = "code-lost-in-translation", Warning, "code of the source is no code in a translation, or missing";
    HEADING_LEVEL = "heading-level-differs", Warning, "a translated heading has another level than its source";
    IMAGE_DIFFERS = "image-differs", Warning, "a translation shows another picture than its source";
    LINK_DIFFERS = "link-differs", Warning, "a link of a translation leads elsewhere than the source's";
    PLACEHOLDER_LOST = "placeholder-lost", Warning, "a placeholder of the source is missing in a translation";
    SCRIPT_WRONG = "script-wrong", Warning, "text is written in a script that its language does not use";
    STRUCTURE_DIFFERS = "structure-differs-from-source", Warning, "a translation has other blocks than its source";
    TABLE_DIFFERS = "table-differs", Warning, "a translated table has another shape than its source";
    TERM_BANNED = "term-banned", Warning, "a translation uses a word that its terms ban";
    TERM_LOST = "term-lost", Warning, "a name that is not to be translated is missing in a translation";
    TERM_OTHER = "term-other", Warning, "a translation has another word than the terms say";
    UNTRANSLATED = "untranslated", Warning, "text is left in the source's language";
    ALERT_UNKNOWN = "alert-unknown", Warning, "an alert names a kind that does not exist";
    ALIAS_INVALID = "alias-invalid", Error, "an alias is not a usable address inside the site";
    ASSET_CASE = "asset-case", Error, "an asset's name differs from the reference in upper and lower case";
    ASSET_MISSING = "asset-missing", Error, "a referenced image or file does not exist";
    ASSET_TYPE = "asset-type", Error, "a referenced file is of a kind that is not published";
    ASSET_UNUSED = "asset-unused", Note, "no page refers to an asset";
    ATTR_APART = "attr-apart", Warning, "attributes in braces stand apart from what they belong to";
    ATTR_SMART_QUOTES = "attr-smart-quotes", Warning, "attributes in braces have typographic quotes";
    ATTR_UNCLOSED = "attr-unclosed", Warning, "attributes in braces, or a quotation mark in them, are never closed";
    ATTR_UNKNOWN = "attr-unknown", Warning, "an attribute in braces has no meaning here";
    BADGE_INVALID = "badge-invalid", Warning, "a badge in the front matter can't be understood";
    COMMENT_BROKEN = "comment-broken", Warning, "a comment has become text";
    CONFIG_INVALID = "config-invalid", Error, "a setting has a value of the wrong kind";
    CONFIG_UNKNOWN = "config-unknown", Error, "a setting does not exist";
    DEPTH_EXCEEDED = "depth-exceeded", Warning, "content is nested deeper than can be shown";
    EMPHASIS_STRAY = "emphasis-stray", Warning, "asterisks open or close nothing";
    FENCE_INFO_SUSPICIOUS = "fence-info-suspicious", Warning, "code stands on the line of its fence";
    FENCE_UNQUOTED = "fence-unquoted", Warning, "a block of code in a quotation has lost its first `>`";
    FILE_ENCODING = "file-encoding", Error, "a file is not UTF-8";
    FILE_CONTROL = "file-control", Error, "a file holds control characters";
    FILE_NAME = "file-name", Warning, "a file's name does not work on every system";
    FILE_SIZE = "file-size", Error, "a file is larger than the limit";
    FILE_SYMLINK = "file-symlink", Error, "a symbolic link is not followed";
    FILE_UNREADABLE = "file-unreadable", Error, "a file can't be read";
    FM_INVALID = "fm-invalid", Error, "front matter is not valid YAML";
    FM_DUPLICATE = "fm-duplicate", Warning, "a front matter key is given twice";
    FM_UNCLOSED = "fm-unclosed", Warning, "front matter has no closing fence";
    FM_TYPE = "fm-type", Warning, "a front matter key has a value of the wrong kind";
    FM_KEY_CASE = "fm-key-case", Warning, "a front matter key is written with other upper and lower case";
    FRAGMENT_DEAD = "fragment-dead", Warning, "a link points to an anchor that does not exist";
    HEADING_UNALIGNED = "heading-unaligned", Warning, "a heading of a translation has no counterpart in the original";
    HISTORY_UNREADABLE = "history-unreadable", Warning, "the history of the source can't be read";
    HTML_UNBALANCED = "html-unbalanced", Warning, "raw HTML is opened and not closed, or closed and not opened";
    HTML_UNSAFE = "html-unsafe", Warning, "raw HTML holds something that is not allowed";
    HTML_UNKNOWN = "html-unknown-element", Warning, "raw HTML names an element that does not exist";
    ID_DUPLICATE = "id-duplicate", Warning, "two anchors of a page have the same name";
    IMAGE_ALT_LOST = "image-alt-lost", Warning, "an image has lost its text";
    INCLUDE_CYCLE = "include-cycle", Error, "files include each other in a circle, or too many in a row";
    INCLUDE_INLINE = "include-inline", Error, "a text of several blocks is included in a line";
    INCLUDE_MISSING = "include-missing", Error, "a file to include does not exist";
    INCLUDE_RELATIVE = "include-relative-from-page", Warning, "a path in an included file counts from the page";
    INCLUDE_SIZE = "include-size", Error, "a page includes too much";
    INVISIBLE_TEXT = "invisible-text", Warning, "text holds characters that hide what it says";
    LANG_UNKNOWN = "lang-unknown", Note, "a block of code names a language that is not known";
    LINK_BROKEN = "link-broken", Error, "a link points to a page that does not exist";
    LINK_CASE = "link-case", Error, "a link differs from the page's name in upper and lower case";
    LINK_DRAFT = "link-draft", Warning, "a link points to a page that is a draft";
    LINK_EMPTY_TEXT = "link-empty-text", Warning, "a link has no text";
    LINK_ESCAPE = "link-escape", Error, "a reference leaves the site";
    LINK_SCHEME = "link-scheme", Error, "a link has an address that is not allowed";
    LINK_UNBALANCED = "link-unbalanced", Warning, "a link has lost its opening bracket";
    LOCK_INVALID = "lock-invalid", Warning, "a line of .translations.lock can't be understood";
    LOCALE_MISSING = "locale-missing", Warning, "a locale has no folder";
    LOCALE_UNLISTED = "locale-unlisted", Note, "a folder looks like a locale and is not listed";
    NBSP_INDENT = "nbsp-indent", Warning, "a no-break space keeps a line from being read as a list or code";
    OUTPUT_COLLISION = "output-collision", Error, "two sources want the same address";
    REDIRECT_DEAD = "redirect-dead", Warning, "a redirect leads nowhere";
    REDIRECT_INVALID = "redirect-invalid", Warning, "a line of redirects.csv can't be understood";
    REDIRECT_SHADOWED = "redirect-shadowed", Warning, "a redirect starts where a page is";
    SNIPPET_UNKNOWN = "snippet-unknown", Error, "a snippet does not exist";
    SVG_INVALID = "svg-invalid", Error, "an SVG can't be read";
    SVG_UNSAFE = "svg-unsafe", Warning, "an SVG holds something that is not allowed";
    TAG_MISSPELT = "tag-misspelt", Warning, "a marker tag is misspelt or not closed";
    TITLE_MISSING = "title-missing", Warning, "a page has neither a title nor a first heading";
    TOC_MISSING_PAGE = "toc-missing-page", Error, "a table of contents lists a page that does not exist";
    TOC_DUPLICATE = "toc-duplicate", Warning, "a table of contents lists a page twice";
    TOC_INVALID = "toc-invalid", Warning, "a table of contents can't be understood";
    TOC_ORPHAN = "toc-orphan", Note, "a page is in no table of contents";
    TOC_SECTION_ID = "toc-section-without-id", Warning, "a section of a table of contents has no id, and addresses are made of ids";
    TOC_PATH = "toc-path-not-normal", Warning, "a table of contents writes a path in an odd way";
    VIDEO_HOST = "video-host", Note, "a film is on a host that pages play none from";
    ZWSP_IN_CODE = "zwsp-in-code", Warning, "code holds zero-width spaces";
    ZWSP_LIST_MARKER = "zwsp-list-marker", Warning, "a zero-width space hides the marker of a list";
}

impl Code {
    /// The code with this name.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Code> {
        ALL.iter().find(|code| code.name == name).copied()
    }

    /// How to mend a finding of this kind, in one sentence without a full stop: what that section of the page begins with.
    #[must_use]
    pub fn help(&self) -> String {
        let (_, section) = self.page.split_once("## How to mend it\n\n").unwrap_or_default();
        let line = section.lines().next().unwrap_or_default();
        let (mut in_code, mut in_brackets) = (false, false);
        let mut end = line.trim_end_matches(['.', ':']).len();
        for (at, pair) in line.as_bytes().windows(2).enumerate() {
            match pair {
                [b'`', _] => in_code = !in_code,
                [bracket @ (b'(' | b')'), _] if !in_code => in_brackets = *bracket == b'(',
                [b'.' | b':' | b';', b' '] if !in_code && !in_brackets => {
                    end = at;
                    break;
                }
                _ => {}
            }
        }
        let (first, rest) = line.get(..end).unwrap_or_default().split_at_checked(1).unwrap_or_default();
        first.to_lowercase() + rest
    }
}
