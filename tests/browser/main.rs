//! The published site in a real Chromium.
//!
//! A browser test reads like what a reader does:
//!
//! ```ignore
//! let site = Site::build(&[("content/en/index.md", "# Hand-over\n")]);   // or `Site::showcase()`
//! let page = Page::new();                       // a tab of its own, with no cookies, no cache, no storage of others
//! page.phone().dark();                          // before or after opening; also `desk()`, `size`, `print`, `scripts(false)`
//! page.open(&site.file("en/index.html"));       // from the disk, or
//! let server = site.serve("/docs/");            // over HTTP, under a sub-path, with the strict policy as a header
//! page.open(&server.url("en/index.html"));      // returns after `load`; deferred scripts have run
//! page.press("Control+k");                      // `type_text`, `click` (a real pointer at the element's middle)
//! page.wait_for("document.querySelector('[role=dialog]')");      // until it is truthy, and its value
//! assert_eq!(page.eval("document.title"), "Hand-over");          // promises are awaited; JSON comes back
//! assert!(page.outline().has("heading", "Hand-over"));           // what a screen reader is told
//! page.assert_calm();                           // no console error, exception, refused script or style, failed request
//! ```
//!
//! Each area of the site is one module beside this file. All tests share one Chromium, which starts with the first test and
//! ends with the last: it is driven over a pipe, so it can't outlive the test, needs no port and no crate. Chromium is
//! found on the `PATH`, or named by `CHROMIUM`; where there is none, the tests fail. Set `SCREENSHOTS` to a folder and
//! each [`chromium::Page::screenshot`] is kept there; otherwise it is only taken.
#![allow(missing_docs, reason = "a test")]
#![allow(clippy::zombie_processes, reason = "the browser ends with the process that reads its pipe")]
#![allow(
    clippy::duration_suboptimal_units,
    clippy::verbose_bit_mask,
    reason = "the numbers are as the protocol has them"
)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

#[allow(dead_code, reason = "a kit: not every area needs every tool")]
mod chromium;
mod server;
mod site;

mod hostile;
mod live;
mod reading;
mod search;
mod theme;
mod translation;
