//! Search: what each page gives to the index, the index of a locale, and the ranking of what a query finds.
//!
//! ```text
//! page + place ─▶ Entry (pure, parallel) ─▶ Book (reading order) ─▶ Index (one a locale) ─▶ files | hits
//! ```
//!
//! An [`Entry`] depends on one page and its place alone, so that after an edit one page is read again. An [`Index`] is a
//! function of its [`Book`]; equal books give equal bytes. It holds its terms as their files do, and reads a shard when a
//! query first needs it. [`Index::renew`] takes over from the last index every shard whose terms no changed page has.
//! Deliberately absent: the disk, the clock, positions of words (the order of words is looked up in the text of the best
//! pages), a server.
//!
//! # Terms
//!
//! The specification that this module and the theme's `search.js` both follow:
//!
//! 1. *Folding*, character by character: decomposed by NFKD, accents (U+0300 to U+036F) and the vowel signs of Arabic
//!    dropped, lower case, composed by NFC; `œ æ ß þ ø ł đ ð ı ς` become `oe ae ss th o l d d i σ`. Soft hyphens,
//!    zero-width characters, variation selectors and the tatweel are dropped. A voicing mark of half width joins its kana.
//! 2. *Words* are runs of letters and digits. Everything else separates them, every apostrophe too.
//! 3. *Identifiers* are words held together by one of `_ - . : / @ \ #` (or a doubled `: / \ _`): their parts are words;
//!    the whole is a term of its own up to 64 bytes and ten parts, and so is each stretch between `/ \ : @ #` that has
//!    several parts. Up to three words of letters held together by hyphens alone are one word instead: `hand-over` gives
//!    `hand`, `over` and `handover`. A word in camel case gives its parts beside itself.
//! 4. *Stems*: words without digits are stemmed by Snowball in the locale's language ([`Stemming`]), after folding, so
//!    that a query without accents has the same stems. The words as they stand are kept beside the stem.
//! 5. *Pairs*: Han and kana, and Hangul apart from them, give each two neighbouring characters; a character that stands
//!    alone gives itself.
mod book;
mod compounds;
mod count;
pub mod digits;
mod entry;
mod files;
mod fold;
mod gather;
mod index;
mod merge;
mod packed;
mod query;
mod rank;
mod shard;
mod sheets;
mod stem;
mod terms;
mod typos;
mod weight;

pub use book::{Book, Page};
pub use entry::{Content, Diagrams, Entry, Section};
pub use files::{FOLDER, Root, file, files, paths};
pub use gather::{Listed, entry, listed, page};
pub use index::{Index, quantized};
pub use packed::{Packed, Term as EntryTerm, Terms};
pub use query::{Answer, Query, Unit, answers};
pub use rank::{CLOSER, Hit, SECTIONS, search};
pub use shard::{BUCKET, Columns, Shard, Term};
pub use sheets::Sheets;
pub use stem::Stemming;
pub use terms::{Kind, Token, tokens};
pub use typos::{Lexicon, Word};
pub use weight::{Use, Weight};
