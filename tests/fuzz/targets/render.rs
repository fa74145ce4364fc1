//! `oracles::render` on whatever libFuzzer comes up with.
#![no_main]

#[path = "../oracles.rs"]
#[allow(dead_code)]
mod oracles;

libfuzzer_sys::fuzz_target!(|text: &str| oracles::render(text));
