//! The grammars: as they come, and PHP's without its lists of names.

use std::sync::OnceLock;
use syntect::parsing::{SyntaxReference, SyntaxSet, SyntaxSetBuilder};

/// The grammar of PHP that does not wait for `<?php`.
const PHP: &str = "PHP Source";

/// What it refers to, by way of others too.
const PHP_NEEDS: [&str; 9] = [
    PHP,
    "CSS",
    "HTML",
    "JSON",
    "JavaScript",
    "Regular Expressions (Javascript)",
    "Regular Expressions (PHP)",
    "SQL",
    "XML",
];

/// The contexts of it that hold nothing but names: of functions, and of classes.
const PHP_LISTS: [&str; 2] = ["support", "class-builtin"];

/// All grammars there are.
pub(super) struct Grammars {
    all: SyntaxSet,
    /// Those that code in PHP needs, made when the first such code comes.
    php: OnceLock<SyntaxSet>,
}

impl Grammars {
    /// The grammars, none of whose patterns is compiled.
    pub(super) fn load() -> Self {
        Self { all: two_face::syntax::extra_newlines(), php: OnceLock::new() }
    }

    /// The same for the grammar of this name, with no pattern compiled: they are copied as they were written.
    pub(super) fn fresh(&self, name: &str) -> Self {
        // What is made for it is made once, before it is copied.
        self.find(name);
        Self { all: self.all.clone(), php: self.php.clone() }
    }

    /// The grammar of this name, and the set that holds what it refers to.
    pub(super) fn find(&self, name: &str) -> Option<(&SyntaxSet, &SyntaxReference)> {
        let set = if name == PHP { self.php.get_or_init(|| without_lists(self.all.clone())) } else { &self.all };
        Some((set, set.find_syntax_by_name(name)?))
    }
}

/// PHP's grammar without its lists of names.
///
/// They hold every function of every library. To compile them took half of the time in which all patterns were compiled
/// that a real wiki's code needs, to say of a call that it is one: what stands behind the lists says so of any name.
fn without_lists(all: SyntaxSet) -> SyntaxSet {
    let mut builder = SyntaxSetBuilder::new();
    for definition in all.into_builder().syntaxes() {
        // Grammars refer to each other by their places: what is not needed stays there, empty.
        let mut definition = definition.clone();
        if !PHP_NEEDS.contains(&definition.name.as_str()) {
            definition.contexts.clear();
        }
        if definition.name == PHP {
            for list in PHP_LISTS {
                definition.contexts.entry(list.to_owned()).and_modify(|context| context.patterns.clear());
            }
        }
        builder.add(definition);
    }
    builder.build()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_that_php_refers_to_is_there() {
        let set = Grammars::load().all;
        let definitions = set.into_builder().syntaxes().to_vec();
        let named = |name: &str| definitions.iter().find(|definition| definition.name == name);
        for needed in PHP_NEEDS {
            // The places that are referred to can be read in no other way.
            let references = format!("{:?}", named(needed).map(|definition| &definition.contexts));
            for place in references.split("syntax_index: ").skip(1) {
                let index: usize = place.split(',').next().and_then(|digits| digits.parse().ok()).unwrap_or(usize::MAX);
                let name = definitions.get(index).map_or("nothing", |definition| &definition.name);
                assert!(PHP_NEEDS.contains(&name), "{needed} refers to {name}");
            }
        }
        for list in PHP_LISTS {
            assert!(named(PHP).is_some_and(|php| php.contexts.contains_key(list)), "{list}");
        }
    }
}
