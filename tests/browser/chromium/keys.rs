//! Keys as a keyboard sends them.

use serde_json::{Value, json};

/// The bits of the protocol for the modifiers.
const MODIFIERS: &[(&str, u32)] = &[("Alt", 1), ("Control", 2), ("Meta", 4), ("Shift", 8)];

/// Name, virtual key code, and the text that the key types.
const NAMED: &[(&str, u32, &str)] = &[
    ("Backspace", 8, ""),
    ("Tab", 9, ""),
    ("Enter", 13, "\r"),
    ("Escape", 27, ""),
    ("Space", 32, " "),
    ("PageUp", 33, ""),
    ("PageDown", 34, ""),
    ("End", 35, ""),
    ("Home", 36, ""),
    ("ArrowLeft", 37, ""),
    ("ArrowUp", 38, ""),
    ("ArrowRight", 39, ""),
    ("ArrowDown", 40, ""),
    ("Delete", 46, ""),
];

/// The events, press and release, of a key such as `Enter`, `/`, `Control+k` or `Shift+Tab`.
pub(super) fn strokes(chord: &str) -> [Value; 2] {
    let (held, key) = match chord.rsplit_once('+') {
        Some((held, key)) if !key.is_empty() => (held, key),
        _ => ("", chord),
    };
    let modifiers: u32 = held
        .split('+')
        .filter(|name| !name.is_empty())
        .map(|name| MODIFIERS.iter().find(|(known, _)| *known == name).unwrap_or_else(|| panic!("no key {name}")).1)
        .sum();
    let (name, code, physical, text) = match NAMED.iter().find(|(name, ..)| *name == key) {
        Some((name, code, text)) => (if *name == "Space" { " " } else { name }, *code, (*name).to_owned(), *text),
        None => {
            let character = key.chars().next().filter(|_| key.chars().count() == 1);
            let character = character.unwrap_or_else(|| panic!("no key {key}")).to_ascii_uppercase();
            let physical = match character {
                'A'..='Z' => format!("Key{character}"),
                '0'..='9' => format!("Digit{character}"),
                '/' => "Slash".to_owned(),
                _ => String::new(),
            };
            (key, if character == '/' { 191 } else { u32::from(character) }, physical, key)
        }
    };
    // With Control, Alt or Meta held, a key types nothing.
    let text = if modifiers & 7 == 0 { text } else { "" };
    ["keyDown", "keyUp"].map(|kind| {
        let kind = if kind == "keyDown" && text.is_empty() { "rawKeyDown" } else { kind };
        let text = if kind == "keyUp" { "" } else { text };
        json!({
            "type": kind, "modifiers": modifiers, "key": name, "code": physical,
            "windowsVirtualKeyCode": code, "text": text,
        })
    })
}
