//! SARIF 2.1.0 (OASIS), the form in which code scanning takes findings.
//!
//! Regions count Unicode code points (`columnKind`), from 1, the end behind the last character. Paths are relative
//! to the site's root. A finding in a file whose text is not at hand names the file only.

use super::json;
use super::places::{Places, Region};
use crate::diagnostic::{Code, Diagnostic, Fix};
use crate::span::Span;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write;

/// The codes that occur, with the place of each in the list of rules.
type Rules = BTreeMap<&'static str, (usize, &'static Code)>;

/// The document for `findings`.
pub fn render(findings: &[Diagnostic], places: &Places<'_>) -> String {
    let rules = rules(findings);
    let results: Vec<_> = findings.iter().map(|finding| result(finding, &rules, places)).collect();
    json::write(&json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "baton",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules.values().map(|(_, code)| rule(code)).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    }))
}

fn rules(findings: &[Diagnostic]) -> Rules {
    let mut rules: Rules = findings.iter().map(|finding| (finding.code.name, (0, finding.code))).collect();
    for (place, (index, _)) in rules.values_mut().enumerate() {
        *index = place;
    }
    rules
}

fn rule(code: &Code) -> Value {
    json!({
        "id": code.name,
        "shortDescription": {"text": code.summary},
        "help": {"text": code.page, "markdown": code.page},
        "defaultConfiguration": {"level": code.severity.name()},
    })
}

fn result(finding: &Diagnostic, rules: &Rules, places: &Places<'_>) -> Value {
    let result = json!({
        "ruleId": finding.code.name,
        "ruleIndex": rules.get(finding.code.name).map(|(index, _)| index),
        "level": finding.severity.name(),
        "message": {"text": message(finding)},
        "locations": [location(&finding.path, finding.span, places)],
    });
    let related = (!finding.related.is_empty()).then(|| related(finding, places));
    let fixes = finding.fix.as_ref().and_then(|fix| fixes(finding, fix, places));
    with(with(result, "relatedLocations", related), "fixes", fixes)
}

/// `object` with one key more, if there is a value for it.
fn with(mut object: Value, key: &str, value: Option<Value>) -> Value {
    if let (Some(map), Some(value)) = (object.as_object_mut(), value) {
        map.insert(key.into(), value);
    }
    object
}

fn message(finding: &Diagnostic) -> String {
    format!("{}\nhelp: {}", finding.message, finding.help_line())
}

fn related(finding: &Diagnostic, places: &Places<'_>) -> Value {
    let locations = finding.related.iter().enumerate().map(|(id, related)| {
        let location = with(location(&related.path, related.span, places), "id", Some(json!(id)));
        with(location, "message", Some(json!({"text": related.message})))
    });
    locations.collect()
}

/// The fix as SARIF wants it; nothing when its region can't be told.
fn fixes(finding: &Diagnostic, fix: &Fix, places: &Places<'_>) -> Option<Value> {
    let deleted = places.region(&finding.path, Some(fix.span)).map(region)?;
    Some(json!([{"artifactChanges": [{
        "artifactLocation": {"uri": uri(&finding.path)},
        "replacements": [{"deletedRegion": deleted, "insertedContent": {"text": fix.replacement}}],
    }]}]))
}

fn location(path: &str, span: Option<Span>, places: &Places<'_>) -> Value {
    let file = json!({"artifactLocation": {"uri": uri(path)}});
    json!({"physicalLocation": with(file, "region", places.region(path, span).map(region))})
}

fn region(Region { start, end }: Region) -> Value {
    json!({"startLine": start.line, "startColumn": start.column, "endLine": end.line, "endColumn": end.column})
}

/// `path` as a relative URI (RFC 3986): everything but unreserved characters and `/` is percent-encoded.
fn uri(path: &str) -> String {
    path.bytes().fold(String::new(), |mut uri, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            let _ = write!(uri, "%{byte:02X}");
        }
        uri
    })
}
