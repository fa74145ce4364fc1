//! Counts the shapes that a picture stands for once every `use` is drawn.
//!
//! Twenty groups that each use the one before twice are a kilobyte and a million shapes: a browser hangs.

use std::collections::BTreeMap;

/// More shapes than this, besides those in the file itself, are refused; a person draws some thousand.
const MAX_SHAPES: u64 = 1_000_000;

/// `use` upon `use` is followed as often; what grows at all is past [`MAX_SHAPES`] by then.
const ROUNDS: usize = 64;

/// The elements with ids as a graph: what lies in them, and what they use.
pub(super) struct Uses {
    groups: Vec<Group>,
    by_id: BTreeMap<String, usize>,
    /// For every open element the group it belongs to.
    open: Vec<usize>,
}

#[derive(Default)]
struct Group {
    shapes: u64,
    inner: Vec<usize>,
    used: Vec<String>,
}

impl Default for Uses {
    fn default() -> Self {
        Self { groups: vec![Group::default()], by_id: BTreeMap::new(), open: Vec::new() }
    }
}

impl Uses {
    /// Enters an element, which may have an id and may use another.
    pub(super) fn start(&mut self, id: Option<&str>, used: Option<&str>) {
        let outer = self.open.last().copied().unwrap_or(0);
        let group = id.map_or(outer, |id| self.group(id, outer));
        if let Some(group) = self.groups.get_mut(group) {
            group.shapes += 1;
            group.used.extend(used.map(str::to_owned));
        }
        self.open.push(group);
    }

    /// Leaves the innermost element.
    pub(super) fn end(&mut self) {
        self.open.pop();
    }

    /// Whether a browser can draw it.
    pub(super) fn drawable(&self) -> bool {
        let edges: Vec<Vec<usize>> = self.groups.iter().map(|group| self.edges(group)).collect();
        let mut shapes: Vec<u64> = self.groups.iter().map(|group| group.shapes).collect();
        let limit = MAX_SHAPES.saturating_add(shapes.iter().sum());
        for _ in 0..ROUNDS {
            let next: Vec<u64> =
                self.groups.iter().zip(&edges).map(|(group, edges)| sum(group, edges, &shapes)).collect();
            if next.iter().any(|shapes| *shapes > limit) {
                return false;
            }
            if next == shapes {
                break;
            }
            shapes = next;
        }
        true
    }

    fn group(&mut self, id: &str, outer: usize) -> usize {
        let index = self.groups.len();
        self.groups.push(Group::default());
        if let Some(outer) = self.groups.get_mut(outer) {
            outer.inner.push(index);
        }
        self.by_id.entry(id.to_owned()).or_insert(index);
        index
    }

    fn edges(&self, group: &Group) -> Vec<usize> {
        let used = group.used.iter().filter_map(|id| self.by_id.get(id));
        group.inner.iter().chain(used).copied().collect()
    }
}

fn sum(group: &Group, edges: &[usize], shapes: &[u64]) -> u64 {
    let inner = edges.iter().filter_map(|index| shapes.get(*index));
    inner.fold(group.shapes, |sum, shapes| sum.saturating_add(*shapes))
}
