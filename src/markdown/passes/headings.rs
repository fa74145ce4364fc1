//! The texts and ids of headings.
//!
//! An id written by hand (`## Title {#id}`) stands as it is; all others are made from the text as read, page-wide
//! unique. Ids written by hand are claimed first, wherever they stand, so that no made one takes their name.

use super::Page;
use crate::diagnostic::{Diagnostic, codes};
use crate::markdown::html::is_id;
use crate::markdown::slug::Slugger;
use crate::markdown::text;
use crate::markdown::tree::{Document, Heading, HeadingId, Kind, Literal, Node};

pub(super) fn run(page: &mut Page<'_>) {
    page.each_siblings(|page, siblings| {
        for node in siblings {
            if let Kind::Heading(id) = node.kind {
                read(page, id, node);
            }
        }
    });
    let Page { document, input, findings, .. } = page;
    number(document, &mut |heading, message| {
        findings.push(Diagnostic::new(&codes::ID_DUPLICATE, input.path.clone(), message).at(heading.span));
    });
}

/// Takes the text of a heading, and the id off its end.
fn read(page: &mut Page<'_>, HeadingId(index): HeadingId, node: &mut Node) {
    let source = page.input.text;
    let explicit = take_id(&mut node.children, source);
    let text = text::verbatim(&node.children, source);
    if let Some(heading) = page.document.headings.get_mut(index as usize) {
        if let Some(id) = explicit {
            heading.id = id;
            heading.explicit = true;
        }
        heading.text = text.into();
    }
}

/// Gives every heading an id of its own, made from its text as read, blanks as they are; then collapses the text.
///
/// `report` hears of ids written by hand that are there twice.
pub(in crate::markdown) fn number(document: &mut Document, report: &mut dyn FnMut(&Heading, String)) {
    let mut slugger = Slugger::default();
    for anchor in &document.anchors {
        slugger.claim(&anchor.id);
    }
    for heading in document.headings.iter_mut().filter(|heading| heading.explicit) {
        if !slugger.claim(&heading.id) {
            report(heading, format!("the page has an anchor `{}` already", heading.id));
            heading.id = slugger.unique(&heading.id).into();
        }
    }
    for heading in &mut document.headings {
        if !heading.explicit {
            heading.id = slugger.slug(heading.text.trim()).into();
        }
        heading.text = text::collapse(&heading.text).into();
    }
}

/// Takes `{#id}` off the end of a heading's last text.
fn take_id(inlines: &mut Vec<Node>, source: &str) -> Option<Box<str>> {
    let last = inlines.last_mut()?;
    let Kind::Text(literal) = &last.kind else { return None };
    let text = literal.of(last.span, source);
    let (before, id) = split_id(text)?;
    let (id, before) = (Box::from(id), before.to_owned());
    if before.is_empty() {
        inlines.pop();
    } else if *literal == Literal::Source {
        last.span.end = last.span.start + u32::try_from(before.len()).unwrap_or(0);
    } else {
        last.kind = Kind::Text(Literal::Owned(before.into()));
    }
    Some(id)
}

/// A heading's text and the id behind it; classes and other attributes behind the id mean nothing.
fn split_id(text: &str) -> Option<(&str, &str)> {
    let (before, list) = text.trim_end().strip_suffix('}')?.rsplit_once('{')?;
    let id = list.trim().strip_prefix('#')?.split_whitespace().next()?;
    is_id(id).then(|| (before.trim_end(), id))
}
