//! Grammar scopes to classes: about a thousand scope names become ten.
//!
//! A token's class is that of its innermost scope that has one. Operators and punctuation are left plain: they
//! are half of all tokens, and colour that is everywhere guides nobody.

use std::collections::BTreeMap;
use syntect::parsing::{ClearAmount, Scope, ScopeStackOp};

/// What a token is; the theme gives each a colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Class {
    #[default]
    Plain,
    Comment,
    Keyword,
    Text,
    Number,
    Function,
    Type,
    Variable,
    Attribute,
    Inserted,
    Deleted,
}

impl Class {
    /// The class name in HTML; none for plain text.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Comment => "hl-c",
            Self::Keyword => "hl-k",
            Self::Text => "hl-s",
            Self::Number => "hl-n",
            Self::Function => "hl-f",
            Self::Type => "hl-t",
            Self::Variable => "hl-v",
            Self::Attribute => "hl-a",
            Self::Inserted => "hl-i",
            Self::Deleted => "hl-d",
        }
    }
}

/// The class of every scope that begins so; the longest name that fits counts.
const TABLE: &[(&str, Class)] = &[
    ("comment", Class::Comment),
    ("constant", Class::Number),
    ("entity.name", Class::Type),
    ("entity.name.function", Class::Function),
    ("entity.name.key", Class::Attribute),
    ("entity.name.tag.yaml", Class::Attribute),
    ("entity.other.attribute-name", Class::Attribute),
    ("entity.other.inherited-class", Class::Type),
    ("keyword", Class::Keyword),
    ("keyword.operator", Class::Plain),
    ("keyword.operator.logical.word", Class::Keyword),
    ("keyword.operator.word", Class::Keyword),
    ("keyword.other.unit", Class::Number),
    ("markup.deleted", Class::Deleted),
    ("markup.heading", Class::Keyword),
    ("markup.inserted", Class::Inserted),
    ("markup.raw", Class::Text),
    ("markup.underline.link", Class::Text),
    ("meta.diff.header", Class::Comment),
    ("meta.diff.range", Class::Type),
    ("meta.embedded", Class::Plain),
    ("meta.interpolation", Class::Plain),
    ("meta.mapping.key", Class::Attribute),
    ("meta.structure.dictionary.key", Class::Attribute),
    ("punctuation.definition.variable", Class::Variable),
    ("source", Class::Plain),
    ("storage", Class::Keyword),
    ("string", Class::Text),
    ("string.unquoted", Class::Plain),
    ("support.class", Class::Type),
    ("support.constant", Class::Number),
    ("support.function", Class::Function),
    ("support.type", Class::Type),
    ("support.type.property-name", Class::Attribute),
    ("text", Class::Plain),
    ("variable", Class::Variable),
    ("variable.function", Class::Function),
    ("variable.language", Class::Keyword),
    ("variable.other.member", Class::Attribute),
    ("variable.other.property", Class::Attribute),
];

/// The table, as the grammars' own kind of names.
#[derive(Clone)]
pub(super) struct Classifier {
    rules: Vec<(Scope, Class)>,
}

impl Default for Classifier {
    fn default() -> Self {
        let rules = TABLE.iter().filter_map(|(name, class)| Some((Scope::new(name).ok()?, *class))).collect();
        Self { rules }
    }
}

impl Classifier {
    /// An empty stack of scopes.
    pub(super) fn stack(&self) -> Stack<'_> {
        Stack { classifier: self, known: BTreeMap::new(), classes: Vec::new(), cleared: Vec::new() }
    }

    /// The class that `scope` gives, or nothing where it leaves the class as it is.
    fn classify(&self, scope: Scope) -> Option<Class> {
        let fitting = self.rules.iter().filter(|(rule, _)| rule.is_prefix_of(scope));
        fitting.max_by_key(|(rule, _)| rule.len()).map(|(_, class)| *class)
    }
}

/// The scopes that hold at one place of a code, each as the class that it results in.
pub(super) struct Stack<'a> {
    classifier: &'a Classifier,
    known: BTreeMap<Scope, Option<Class>>,
    classes: Vec<Class>,
    cleared: Vec<Vec<Class>>,
}

impl Stack<'_> {
    /// The class of the text that follows.
    pub(super) fn class(&self) -> Class {
        self.classes.last().copied().unwrap_or_default()
    }

    /// Follows the parser by one step.
    pub(super) fn apply(&mut self, operation: &ScopeStackOp) {
        let depth = self.classes.len();
        match operation {
            ScopeStackOp::Push(scope) => self.push(*scope),
            ScopeStackOp::Pop(count) => self.classes.truncate(depth.saturating_sub(*count)),
            ScopeStackOp::Clear(ClearAmount::TopN(count)) => {
                let kept = depth.saturating_sub(*count);
                self.cleared.push(self.classes.split_off(kept));
            }
            ScopeStackOp::Clear(ClearAmount::All) => self.cleared.push(std::mem::take(&mut self.classes)),
            ScopeStackOp::Restore => self.classes.extend(self.cleared.pop().unwrap_or_default()),
            ScopeStackOp::Noop => {}
        }
    }

    fn push(&mut self, scope: Scope) {
        let own = *self.known.entry(scope).or_insert_with(|| self.classifier.classify(scope));
        let class = match (own, self.class()) {
            // `"key": 1`: a key that is written as a string is still a key.
            (Some(Class::Text), Class::Attribute) => Class::Attribute,
            (Some(class), _) => class,
            (None, outer) => outer,
        };
        self.classes.push(class);
    }
}
