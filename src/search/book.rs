//! What is searched together: the pages of one locale, in reading order.

use super::entry::Entry;
use std::sync::Arc;

/// The pages of one locale.
#[derive(Clone, Debug, Default)]
pub struct Book {
    /// The BCP 47 tag.
    pub tag: Box<str>,
    /// The tag of the locale that follows when this one finds little.
    pub source: Option<Box<str>>,
    /// The pages, in reading order: of equal results the first wins.
    pub pages: Vec<Arc<Page>>,
}

/// A page of a [`Book`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Page {
    /// Its address below the locale's folder, without the extension.
    pub slug: Box<str>,
    /// The path of its output.
    pub path: Box<str>,
    /// What its guide is called.
    pub guide: Option<Box<str>>,
    /// For whom it is.
    pub roles: Vec<Box<str>>,
    /// What type of page it is.
    pub types: Vec<Box<str>>,
    /// The features that it is about.
    pub features: Vec<Box<str>>,
    /// The state of its translation, if that is worth a mark.
    pub state: Option<Box<str>>,
    /// How much more than others it counts, in tenths; 10 is as the others.
    pub boost: u8,
    /// What it says.
    pub entry: Arc<Entry>,
    /// What the root says of its files: how sections are shared out among them, by [`Sheets::stamp`](super::Sheets::stamp).
    pub layout: Box<str>,
    /// What its files are told from those of another revision by.
    pub check: Box<str>,
}

impl Page {
    /// Drops the texts of the sections, once they are written: the index itself needs the terms and headings alone.
    pub fn forget_texts(&mut self) {
        for section in &mut Arc::make_mut(&mut self.entry).sections {
            section.text = Box::default();
        }
    }
}
