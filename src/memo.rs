//! Remembering a result together with everything that it was made from.
//!
//! A stage first gathers what it depends on into one value, its *inputs*: the page, what the site answered to the page's
//! questions, a finished context. A [`Memo`] compares that value with the one that the remembered result was made from.
//! Equal inputs give the equal result, because stages are pure; anything else is made anew. So there is no graph of
//! dependencies, nothing to invalidate, and no kind of change that could be forgotten: an answer that is "missing" is part
//! of the inputs like any other.
//!
//! May import nothing. Deliberately absent: times, and any thought of what changed.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Results by name, each with its inputs; shared by all threads.
#[derive(Debug)]
pub struct Memo<K, I, R> {
    entries: Mutex<BTreeMap<K, Entry<I, R>>>,
    /// How many results are remembered; when there are more, those go that were not asked for the longest.
    most: usize,
    made: AtomicUsize,
    turn: AtomicUsize,
}

#[derive(Debug)]
struct Entry<I, R> {
    inputs: I,
    result: R,
    /// When it was last asked for, counted in questions.
    used: usize,
}

impl<K: Ord + Clone, I: PartialEq, R: Clone> Memo<K, I, R> {
    /// A memo that remembers up to `most` results; with 0 it only makes and counts them.
    #[must_use]
    pub fn new(most: usize) -> Self {
        Self { entries: Mutex::default(), most, made: AtomicUsize::new(0), turn: AtomicUsize::new(0) }
    }

    /// The result for `inputs` under the name `key`: the remembered one if it was made from equal inputs, else the one
    /// that `make` gives now. What fails is not remembered.
    ///
    /// # Errors
    /// Those of `make`.
    pub fn recall<E>(&self, key: &K, inputs: I, make: impl FnOnce(&I) -> Result<R, E>) -> Result<R, E> {
        if let Some(result) = self.peek(key, &inputs) {
            return Ok(result);
        }
        // Nothing is locked while a result is made: two threads may make the same one, and both are right.
        let result = make(&inputs)?;
        self.made.fetch_add(1, Ordering::Relaxed);
        if self.most > 0 {
            let entry = Entry { inputs, result: result.clone(), used: self.next_turn() };
            let mut entries = self.lock();
            entries.insert(key.clone(), entry);
            if entries.len() > self.most {
                forget_older_half(&mut entries);
            }
        }
        Ok(result)
    }

    /// The remembered result, if it was made from `inputs`.
    pub fn peek(&self, key: &K, inputs: &I) -> Option<R> {
        if self.most == 0 {
            return None;
        }
        let used = self.next_turn();
        let mut entries = self.lock();
        let entry = entries.get_mut(key).filter(|entry| entry.inputs == *inputs)?;
        entry.used = used;
        Some(entry.result.clone())
    }

    /// Forgets every result whose name is no longer wanted.
    pub fn retain(&self, wanted: impl Fn(&K) -> bool) {
        self.lock().retain(|key, _| wanted(key));
    }

    /// How many results were made and not recalled, since the memo is.
    #[must_use]
    pub fn made(&self) -> usize {
        self.made.load(Ordering::Relaxed)
    }

    /// How many results are remembered.
    #[must_use]
    pub fn len(&self) -> usize {
        self.lock().len()
    }

    /// Whether nothing is remembered.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn next_turn(&self) -> usize {
        self.turn.fetch_add(1, Ordering::Relaxed)
    }

    /// An entry is replaced in one step, so the map is whole even after a panic elsewhere.
    fn lock(&self) -> MutexGuard<'_, BTreeMap<K, Entry<I, R>>> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn forget_older_half<K: Ord, I, R>(entries: &mut BTreeMap<K, Entry<I, R>>) {
    let mut turns: Vec<usize> = entries.values().map(|entry| entry.used).collect();
    let middle = turns.len() / 2;
    let (_, median, _) = turns.select_nth_unstable(middle);
    let median = *median;
    entries.retain(|_, entry| entry.used >= median);
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::Memo;

    fn ask(memo: &Memo<&'static str, u32, u32>, key: &'static str, inputs: u32) -> u32 {
        memo.recall(&key, inputs, |inputs| Ok::<_, ()>(inputs * 10)).unwrap()
    }

    #[test]
    fn equal_inputs_are_answered_from_memory_and_others_are_not() {
        let memo = Memo::new(8);
        assert_eq!([ask(&memo, "a", 1), ask(&memo, "a", 1), ask(&memo, "b", 1)], [10, 10, 10]);
        assert_eq!(memo.made(), 2);
        assert_eq!([ask(&memo, "a", 2), ask(&memo, "a", 1)], [20, 10], "there and back again");
        assert_eq!(memo.made(), 4);
        memo.retain(|key| *key == "b");
        assert_eq!((memo.len(), memo.peek(&"a", &1), memo.peek(&"b", &1)), (1, None, Some(10)));
    }

    #[test]
    fn failures_are_not_remembered() {
        let memo: Memo<u8, u8, u8> = Memo::new(8);
        assert_eq!(memo.recall(&1, 1, |_| Err("no")), Err("no"));
        assert_eq!(memo.recall(&1, 1, |_| Ok::<_, &str>(5)), Ok(5));
    }

    #[test]
    fn a_full_memo_keeps_what_was_used_last_and_an_empty_one_keeps_nothing() {
        let memo = Memo::new(4);
        for key in ["a", "b", "c", "d", "a", "e"] {
            ask(&memo, key, 1);
        }
        assert!(memo.len() <= 4 && memo.peek(&"a", &1).is_some() && memo.peek(&"b", &1).is_none());
        let nothing = Memo::new(0);
        ask(&nothing, "a", 1);
        assert_eq!((ask(&nothing, "a", 1), nothing.made(), nothing.is_empty()), (10, 2, true));
    }
}
