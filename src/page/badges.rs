//! What is wrong with the badges of a header.

use crate::diagnostic::{Diagnostic, codes};
use crate::front_matter::{FrontMatter, PageBadge, is_badge};
use crate::markdown::tree::BadgeKind;
use std::sync::Arc;

/// The badges without a label, and those of a kind or with attributes that do not exist.
#[must_use]
pub fn check_badges(front: &FrontMatter, shown: &Arc<str>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    let badges = front.entries.iter().filter(|entry| is_badge(&entry.key) && !entry.value.is_null());
    for entry in badges {
        let mut report = |message: String, help: String| {
            let finding = Diagnostic::new(&codes::BADGE_INVALID, shown.clone(), message);
            findings.push(finding.at(entry.value.span).help(help));
        };
        let Some((badge, unknown)) = PageBadge::read(&entry.value) else {
            report(
                format!("the badge `{}` says nothing", entry.key),
                "write `label=\"…\"`; until then it is left out".into(),
            );
            continue;
        };
        if !badge.kind.is_empty() && BadgeKind::named(&badge.kind).is_none() {
            let kinds: Vec<&str> = BadgeKind::ALL.into_iter().map(BadgeKind::name).collect();
            report(
                format!("there is no badge of the kind `{}`", badge.kind),
                format!("there are {}", kinds.join(", ")),
            );
        }
        for name in unknown {
            report(format!("a badge has no `{name}`"), "a badge has `label`, `type`, `url` and `tooltip`".into());
        }
    }
    findings
}
