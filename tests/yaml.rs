//! The guarded loader: values, places, and everything that it refuses.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::expect_used, clippy::panic, clippy::string_slice)]

use baton::yaml::{Limits, Value, Yaml, YamlError, load};
use proptest::prelude::*;

fn root(text: &str) -> Yaml {
    load(text, 0, Limits::CONFIG).unwrap().root
}

fn refusal(text: &str) -> YamlError {
    load(text, 0, Limits::CONFIG).unwrap_err()
}

/// What `path` (keys and indices) leads to, and the text at its place.
fn at<'t>(text: &'t str, path: &str) -> (Value, &'t str) {
    let root = root(text);
    let found = path.split('/').fold(&root, |yaml, step| match step.parse::<usize>() {
        Ok(index) => &yaml.items().unwrap()[index],
        Err(_) => yaml.get(step).unwrap(),
    });
    (found.value.clone(), found.span.of(text))
}

fn str(text: &str) -> Value {
    Value::Str(text.into())
}

#[test]
fn scalars_have_the_types_of_yaml_1_2() {
    let text =
        "a: true\nb: yes\nc: 42\nd: 1.10\ne: 2026-04-28\nf: ~\ng:\nh: '42'\ni: 0x1F\nj: 007\nk: 99999999999999999999";
    for (key, value, written) in [
        ("a", Value::Bool(true), "true"),
        ("b", str("yes"), "yes"),
        ("c", Value::Int(42), "42"),
        ("d", Value::Float(1.1), "1.10"),
        ("e", str("2026-04-28"), "2026-04-28"),
        ("f", Value::Null, "~"),
        ("g", Value::Null, ""),
        ("h", str("42"), "'42'"),
        ("i", Value::Int(31), "0x1F"),
        ("j", str("007"), "007"),
        ("k", str("99999999999999999999"), "99999999999999999999"),
    ] {
        assert_eq!(at(text, key), (value, written), "{key}");
    }
}

#[test]
fn numbers_and_truth_values_are_text_as_written_where_text_is_wanted() {
    let root = root("a: 2024\nb: 1.10\nc: True\nd: +5\ne: 0x1F\nf: [1]\ng:\n");
    let text = |key| root.get(key).unwrap().text();
    assert_eq!(text("a"), Some("2024"));
    assert_eq!(text("b"), Some("1.10"));
    assert_eq!(text("c"), Some("True"));
    assert_eq!(text("d"), Some("+5"));
    assert_eq!(text("e"), Some("31"));
    assert_eq!(text("f"), None);
    assert_eq!(text("g"), None);
}

#[test]
fn the_words_of_yaml_1_1_are_truth_values_where_one_is_wanted() {
    for (word, value) in [
        ("yes", Some(true)),
        ("On", Some(true)),
        ("'true'", Some(true)),
        ("NO", Some(false)),
        ("off", Some(false)),
        ("false", Some(false)),
        ("1", None),
        ("maybe", None),
        ("[yes]", None),
    ] {
        assert_eq!(root(word).bool(), value, "{word}");
    }
    assert_eq!(root("' 170 '").int(), Some(170));
    assert_eq!(root("1.5").int(), None);
}

#[test]
fn places_are_exact_in_block_style() {
    let text = "# 5\ntitle: Été # not this\nlist:\n  - one\n  - 2\n  -\n  - 'th''ree'\n  - \"f\\\"our\"\nmap:\n  inner: -7\n  x y: null\nlast: 8\n";
    for (path, value, written) in [
        ("title", str("Été"), "Été"),
        ("list/0", str("one"), "one"),
        ("list/1", Value::Int(2), "2"),
        ("list/2", Value::Null, ""),
        ("list/3", str("th'ree"), "'th''ree'"),
        ("list/4", str("f\"our"), r#""f\"our""#),
        ("map/inner", Value::Int(-7), "-7"),
        ("map/x y", Value::Null, "null"),
        ("last", Value::Int(8), "8"),
    ] {
        assert_eq!(at(text, path), (value, written), "{path}");
    }
    assert_eq!(at(text, "map").1, "inner: -7\n  x y: null");
    let keys: Vec<_> = root(text).entries().unwrap().iter().map(|entry| entry.key_span.of(text).to_owned()).collect();
    assert_eq!(keys, ["title", "list", "map", "last"]);
}

#[test]
fn places_are_exact_in_flow_style() {
    let text = "a: { x: 1, 'y': [true, 2.50 ], z: [] }\nb: 3";
    for (path, written) in [("a/x", "1"), ("a/y/0", "true"), ("a/y/1", "2.50"), ("a/z", ""), ("b", "3")] {
        assert_eq!(at(text, path).1, written, "{path}");
    }
    assert_eq!(root(text).get("a").unwrap().entries().unwrap()[1].key_span.of(text), "'y'");
}

#[test]
fn places_are_exact_for_texts_of_several_lines() {
    let text = "- |\n  5\n   6\n\n- >-\n  7\n  8\n\n- plain\n  9 text\n- \"a\n  b\\\n  c\"\n- 5\n";
    for (path, value, written) in [
        ("0", str("5\n 6\n"), "|\n  5\n   6"),
        ("1", str("7 8"), ">-\n  7\n  8"),
        ("2", str("plain 9 text"), "plain\n  9 text"),
        ("3", str("a bc"), "\"a\n  b\\\n  c\""),
        ("4", Value::Int(5), "5"),
    ] {
        assert_eq!(at(text, path), (value, written), "{path}");
    }
}

#[test]
fn places_count_from_the_start_of_the_file() {
    let file = "---\r\ntitle: A\r\nweight: 3\r\n";
    let root = load(&file[5..], 5, Limits::FRONT_MATTER).unwrap().root;
    assert_eq!(root.get("title").unwrap().span.of(file), "A");
    assert_eq!(root.get("weight").unwrap().span.of(file), "3");
    assert_eq!(load("a: @", 5, Limits::CONFIG).unwrap_err().span.start, 8);
}

#[test]
fn a_repeated_key_counts_once_and_is_reported() {
    let text = "a: 1\nb: 2\na: 3\n'a': 4\nb: 5\n";
    let loaded = load(text, 0, Limits::CONFIG).unwrap();
    assert_eq!(loaded.root.get("a").unwrap().int(), Some(1));
    assert_eq!(loaded.root.entries().unwrap().len(), 2);
    let repeated: Vec<_> = loaded.repeated.iter().map(|r| (&*r.key, r.first.start, r.span.start)).collect();
    assert_eq!(repeated, [("a", 0, 10), ("a", 0, 15), ("b", 5, 22)]);
}

#[test]
fn keys_that_are_scalars_are_text() {
    let text = "1: a\ntrue: b\n~: c\n1.50: d\n<<: e";
    let root = root(text);
    let keys: Vec<_> = root.entries().unwrap().iter().map(|entry| &*entry.key).collect();
    assert_eq!(keys, ["1", "true", "null", "1.50", "<<"]);
}

#[test]
fn every_key_reaches_a_template() {
    let json = root("b: [1, 2.5, x, ~]\na: { c: true }\nd: .nan\n");
    let json = serde_json::to_value(json).unwrap();
    assert_eq!(json.to_string(), r#"{"a":{"c":true},"b":[1,2.5,"x",null],"d":".nan"}"#);
}

#[test]
fn an_empty_text_is_nothing() {
    for text in ["", "\n\n", "# only a comment\n", "---\n"] {
        assert!(root(text).is_null(), "{text:?}");
    }
}

#[test]
fn mistakes_are_told_with_their_place() {
    for (text, message, place) in [
        ("é: x\na: b: c", "mapping values are not allowed in this context", ": c"),
        ("a: 'b's c'", "did not find expected key", "s c'"),
        ("a: x\nfoo\nb: y", "could not find expected ':'", "b: y"),
        (r#"a: "\`""#, "found unknown escape character", "\\`\""),
        ("a: [b", "did not find expected ',' or ']'", ""),
        ("a: @b", "found character that cannot start any token", "@b"),
        ("\ta: b", "found character that cannot start any token", "\ta: b"),
        (" a: b\nc: d", "more than one document", "c: d"),
        ("a: b\n---\nc: d", "more than one document", "c: d"),
        ("a: b\nc: \u{0}", "control character U+0000 is not allowed", "\u{0}"),
        ("a: *b", "unknown anchor", "*b"),
        ("a: !b c", "tags (`!name`) are not allowed", "!b c"),
        ("a: !b [c]", "tags (`!name`) are not allowed", "!b [c]"),
        ("? [a]\n: b", "a key must be text, not a list", "? [a]\n: b"),
        ("%FOO\na: b", "found unknown directive name", "\na: b"),
        ("a: 'b", "found unexpected end of stream", ""),
    ] {
        let error = refusal(text);
        assert_eq!((error.message.as_str(), &text[error.span.start as usize..]), (message, place), "{text:?}");
    }
}

#[test]
fn common_mistakes_come_with_help() {
    for text in
        ["a: b: c", "a: 'b's'", "a: x\nfoo\nb: y", r#"a: "\`""#, "a: @b", " a: b\nc: d", "a: 'b", "a: [!b c], d"]
    {
        assert!(refusal(text).help().is_some(), "{text:?}");
    }
    assert_eq!(refusal("a: *b").help(), None);
}

#[test]
fn aliases_that_multiply_are_refused() {
    let level = |n: usize| format!("a{n}: &a{n} [{}]\n", vec![format!("*a{}", n - 1); 9].join(", "));
    let levels = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned() + &(1..9).map(level).collect::<Vec<_>>().concat();
    let list = format!("a: &a\n{}b:\n{}", "- x\n".repeat(4_000), "- *a\n".repeat(4_000));
    let text = format!("a: &a {}\nb:\n{}", "x".repeat(30_000), "- *a\n".repeat(4_000));
    for (bomb, message) in [
        (levels, "it holds more than 20000 values"),
        (list, "it holds more than 20000 values"),
        (text, "its values hold more than 1024 KB"),
    ] {
        assert_eq!(refusal(&bomb).message, message);
    }
}

#[test]
fn an_alias_itself_is_harmless() {
    for text in
        ["a: &x [one, 2]\nb: *x\nc: 3", "a: &x ['it''s', 2]\nb: *x\nc: 3", "a: [&x \"\\t\", 2]\nb: [*x, 2]\nc: 3"]
    {
        assert_eq!(root(text).get("b").unwrap().items().unwrap()[1].int(), Some(2));
        assert_eq!(at(text, "c").1, "3");
    }
}

#[test]
fn texts_that_are_too_large_or_too_deep_are_refused() {
    let blocks: String = (0..40).map(|n| " ".repeat(n) + "a:\n").collect();
    let hidden = format!("a: [ {}]", "[ \"]\", ".repeat(5_000));
    let directives = (0..60_000).map(|n| format!("%TAG !a{n}! b\n")).collect::<Vec<_>>().concat();
    for (text, message) in [
        ("[".repeat(100_000), "it holds more than 1000 opening brackets"),
        ("{".repeat(100_000), "it holds more than 1000 opening brackets"),
        (hidden, "it holds more than 1000 opening brackets"),
        (format!("{}{}", "[".repeat(900), "]".repeat(900)), "it is nested deeper than 32 levels"),
        (format!("{}{}", "{a: ".repeat(900), "}".repeat(900)), "it is nested deeper than 32 levels"),
        (blocks, "it is nested deeper than 32 levels"),
        ("- ".repeat(500_000), "it is nested deeper than 32 levels"),
        ("? ".repeat(500_000), "it is nested deeper than 32 levels"),
        ("- a\n".repeat(250_000), "it holds more than 20000 values"),
        (directives, "it holds more than 8 directives"),
        ("a".repeat(1_100_000), "it is larger than 1024 KB"),
    ] {
        assert_eq!(refusal(&text).message, message, "{}", &text[..20]);
    }
    assert_eq!(load(&"a".repeat(70_000), 0, Limits::FRONT_MATTER).unwrap_err().message, "it is larger than 64 KB");
}

#[test]
fn real_nesting_and_many_brackets_are_read() {
    let deep = format!("{}x{}", "[".repeat(31), "]".repeat(31));
    assert!(load(&deep, 0, Limits::CONFIG).is_ok());
    assert!(load(&"- [a]\n".repeat(1_000), 0, Limits::CONFIG).is_ok());
}

#[test]
fn directives_anchors_and_core_tags_change_nothing() {
    assert_eq!(root("%YAML 1.2\n---\na: 1").get("a").unwrap().int(), Some(1));
    assert_eq!(at("a: &x 1\nb: 2", "a"), (Value::Int(1), "1"));
    assert_eq!(at("a: !!str 1\nb: 2", "a"), (str("1"), "1"));
    assert_eq!(at("a: !!binary aGk=\nb: 2", "a"), (str("aGk="), "aGk="));
}

/// Whether every span lies inside that of its parent, and in the text.
fn is_nested(yaml: &Yaml, text: &str) -> bool {
    text.get(yaml.span.range()).is_some()
        && yaml.items().unwrap_or_default().iter().all(|item| yaml.span.contains(item.span) && is_nested(item, text))
        && yaml.entries().unwrap_or_default().iter().all(|entry| {
            let is_inside = yaml.span.contains(entry.key_span) && yaml.span.contains(entry.value.span);
            is_inside && text.get(entry.key_span.range()).is_some() && is_nested(&entry.value, text)
        })
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused_with_places_inside_it(text in "([-a:é'\"\\[\\]{}#|>&*!%?,~1. \\n]|: |\\n- |\\n  ){0,60}") {
        match load(&text, 0, Limits::CONFIG) {
            Ok(loaded) => prop_assert!(is_nested(&loaded.root, &text), "{:?}", loaded.root),
            Err(error) => prop_assert!(text.get(error.span.range()).is_some()),
        }
    }

    #[test]
    fn values_are_those_of_the_parser(text in "([-a:é'\"\\[\\]{}#|>1. \\n]|: |\\n- |\\n  ){0,60}") {
        if let (Ok(ours), Ok(theirs)) = (load(&text, 0, Limits::CONFIG), serde_yaml::from_str::<serde_json::Value>(&text)) {
            prop_assert_eq!(serde_json::to_value(&ours.root).unwrap(), theirs);
        }
    }
}
