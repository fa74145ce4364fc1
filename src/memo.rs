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
    entries: Mutex<Entries<K, I, R>>,
    /// How much all results may weigh; when they weigh more, those go that were not asked for the longest.
    most: usize,
    weigh: fn(&R) -> usize,
    made: AtomicUsize,
    turn: AtomicUsize,
}

#[derive(Debug)]
struct Entries<K, I, R> {
    by_name: BTreeMap<K, Entry<I, R>>,
    weight: usize,
}

#[derive(Debug)]
struct Entry<I, R> {
    inputs: I,
    result: R,
    weight: usize,
    /// When it was last asked for, counted in questions.
    used: usize,
}

impl<K: Ord + Clone, I: PartialEq, R: Clone> Memo<K, I, R> {
    /// A memo that remembers up to `most` results; with 0 it only makes and counts them.
    #[must_use]
    pub fn new(most: usize) -> Self {
        Self::weighing(most, |_| 1)
    }

    /// A memo that remembers results up to a weight of `most` in all, each as heavy as `weigh` says.
    #[must_use]
    pub fn weighing(most: usize, weigh: fn(&R) -> usize) -> Self {
        let entries = Mutex::new(Entries { by_name: BTreeMap::new(), weight: 0 });
        Self { entries, most, weigh, made: AtomicUsize::new(0), turn: AtomicUsize::new(0) }
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
            let weight = (self.weigh)(&result);
            let entry = Entry { inputs, result: result.clone(), weight, used: self.next_turn() };
            let mut entries = self.lock();
            entries.weight += weight;
            if let Some(old) = entries.by_name.insert(key.clone(), entry) {
                entries.weight -= old.weight;
            }
            if entries.weight > self.most {
                entries.forget_older_half();
            }
        }
        Ok(result)
    }

    /// The remembered result, whatever it was made from.
    pub fn last(&self, key: &K) -> Option<R> {
        self.lock().by_name.get(key).map(|entry| entry.result.clone())
    }

    /// The remembered result, if it was made from `inputs`.
    pub fn peek(&self, key: &K, inputs: &I) -> Option<R> {
        if self.most == 0 {
            return None;
        }
        let used = self.next_turn();
        let mut entries = self.lock();
        let entry = entries.by_name.get_mut(key).filter(|entry| entry.inputs == *inputs)?;
        entry.used = used;
        Some(entry.result.clone())
    }

    /// Forgets every result whose name is no longer wanted.
    pub fn retain(&self, wanted: impl Fn(&K) -> bool) {
        let mut entries = self.lock();
        entries.by_name.retain(|key, _| wanted(key));
        entries.weight = entries.by_name.values().map(|entry| entry.weight).sum();
    }

    /// How many results were made and not recalled, since the memo is.
    #[must_use]
    pub fn made(&self) -> usize {
        self.made.load(Ordering::Relaxed)
    }

    /// How many results are remembered.
    #[must_use]
    pub fn len(&self) -> usize {
        self.lock().by_name.len()
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
    fn lock(&self) -> MutexGuard<'_, Entries<K, I, R>> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<K: Ord, I, R> Entries<K, I, R> {
    /// Keeps what was asked for last, up to half of the weight.
    fn forget_older_half(&mut self) {
        let mut turns: Vec<(usize, usize)> = self.by_name.values().map(|entry| (entry.used, entry.weight)).collect();
        turns.sort_unstable_by(|a, b| b.cmp(a));
        let (half, mut kept) = (self.weight / 2, 0);
        let stays = |(_, weight): &&(usize, usize)| {
            kept += weight;
            kept <= half
        };
        let oldest = turns.iter().take_while(stays).last().map_or(usize::MAX, |(used, _)| *used);
        self.by_name.retain(|_, entry| entry.used >= oldest);
        self.weight = self.by_name.values().map(|entry| entry.weight).sum();
    }
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
    fn heavy_results_leave_room_for_fewer() {
        let memo: Memo<u8, u8, u32> = Memo::weighing(100, |result| *result as usize);
        let ask = |key: u8, weight: u32| memo.recall(&key, 1, |_| Ok::<_, ()>(weight)).unwrap();
        for key in 0..4 {
            ask(key, 20);
        }
        assert_eq!(memo.len(), 4);
        ask(4, 40);
        assert_eq!((memo.peek(&4, &1), memo.peek(&0, &1)), (Some(40), None));
        ask(5, 1000);
        assert!(memo.is_empty(), "one that is too heavy is not kept");
        ask(6, 1);
        assert_eq!((memo.last(&6), memo.last(&7)), (Some(1), None));
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
