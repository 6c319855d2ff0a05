//! Sorting that is compiled once. The standard library's is compiled for each type and each comparison, 8 KB at a time: a
//! hundred of them were 0.9 MB of the program. This one sorts places by comparisons that it is handed, stably, and is for all
//! that no scan spends its time in; a sort of many numbers or ids stays the standard library's.

use std::cmp::Ordering;

#[cfg(test)]
mod tests;

/// Up to this many are sorted where they are, by exchanging neighbours: quadratic, and without an allocation.
const FEW: usize = 16;

/// Stable sorting of a slice, with the names of the standard library's methods. A comparison is called for places in the
/// slice as it was before; with one that is no order, the result is any permutation, as there.
pub trait Sorting<T> {
    /// Sorts by a comparison.
    fn put_in_order_by(&mut self, compare: impl FnMut(&T, &T) -> Ordering);

    /// Sorts by a key that is cheap to compute: it is computed for each comparison.
    fn put_in_order_by_key<K: Ord>(&mut self, mut key: impl FnMut(&T) -> K) {
        self.put_in_order_by(|a, b| key(a).cmp(&key(b)));
    }

    /// Sorts by a key that is computed once for each element.
    fn put_in_order_by_cached_key<K: Ord>(&mut self, key: impl FnMut(&T) -> K);

    /// Sorts by the order of the elements.
    fn put_in_order(&mut self)
    where
        T: Ord,
    {
        self.put_in_order_by(T::cmp);
    }
}

impl<T> Sorting<T> for [T] {
    fn put_in_order_by(&mut self, mut compare: impl FnMut(&T, &T) -> Ordering) {
        if self.len() > FEW {
            let order = order_of(self.len(), &mut |a, b| of_places(self, a, b, &mut compare));
            exchanges(order, &mut |a, b| self.swap(a, b));
        } else {
            for end in 1..self.len() {
                let mut at = end;
                while at > 0 && of_places(self, at - 1, at, &mut compare).is_gt() {
                    self.swap(at - 1, at);
                    at -= 1;
                }
            }
        }
    }

    fn put_in_order_by_cached_key<K: Ord>(&mut self, key: impl FnMut(&T) -> K) {
        let keys: Vec<K> = self.iter().map(key).collect();
        let order = order_of(self.len(), &mut |a, b| of_places(&keys, a, b, &mut K::cmp));
        exchanges(order, &mut |a, b| self.swap(a, b));
    }
}

/// How the elements at two places compare. Places outside of the slice, which there are none of, are equal.
fn of_places<T>(all: &[T], a: usize, b: usize, compare: &mut impl FnMut(&T, &T) -> Ordering) -> Ordering {
    all.get(a).zip(all.get(b)).map_or(Ordering::Equal, |(a, b)| compare(a, b))
}

/// The places `0..len` in the order of what is at them.
fn order_of(len: usize, compare: &mut dyn FnMut(usize, usize) -> Ordering) -> Vec<usize> {
    let mut order: Vec<usize> = (0..len).collect();
    order.sort_by(|a, b| compare(*a, *b));
    order
}

/// Makes the exchanges of two places that bring to each place what is at `order` of it: at most one for each.
fn exchanges(mut order: Vec<usize>, exchange: &mut dyn FnMut(usize, usize)) {
    for start in 0..order.len() {
        let mut at = start;
        // A place that points to itself has what belongs there.
        while let Some(place) = order.get_mut(at) {
            let from = std::mem::replace(place, at);
            if from == at || from == start {
                break;
            }
            exchange(at, from);
            at = from;
        }
    }
}
