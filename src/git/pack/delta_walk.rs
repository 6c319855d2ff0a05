//! Builds objects in delta order: each base is inflated once and is still in memory when its deltas need it.

use std::cmp::Reverse;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::decode::{DecodeError, Decoder};
use super::delta::Copied;
use super::file::{NONE, Pack};

/// Bytes of bases that one thread keeps; beyond that, the bases that are needed last are rebuilt.
const MAX_HELD: usize = 16 << 20;
/// Roots that a thread takes at a time.
const BATCH: usize = 64;
/// A delta tree is scheduled early if it costs more than one `PARTS`th of a thread's share.
const PARTS: u64 = 64;
/// Minimum cost of an object, in bytes.
const SMALL: u64 = 4 << 10;

/// Receives the objects that a thread builds.
pub(crate) trait Visitor {
    /// Data kept for an object while its deltas are built.
    type State;

    /// Visits the entry `at`. `base` holds the state of its delta base and the ranges that it copies from there.
    fn visit(&mut self, at: u32, text: &[u8], base: Option<(&Self::State, &[Copied])>) -> Self::State;

    /// Called for a damaged entry, with the reason.
    fn failed(&mut self, at: u32, why: &str);
}

/// Builds every entry that `is_needed` and its bases, with one thread for each of the `visitors`. Objects above `limit`
/// bytes, and the deltas on them, are left out. Once `is_stopped` returns true, no further delta tree is started.
pub(crate) fn walk<V: Visitor + Send>(
    pack: &Pack,
    limit: usize,
    visitors: &mut [V],
    is_needed: impl Fn(u32) -> bool + Sync,
    is_stopped: &(impl Fn() -> bool + Sync),
) {
    let mut weights = vec![0_u32; pack.entries().len()];
    for &at in pack.in_order().iter().rev() {
        let own = u32::from(is_needed(at));
        let base = pack.entry(at).map_or(NONE, |entry| entry.base);
        let weight = weights.get_mut(at as usize).map_or(0, |weight| {
            *weight = weight.saturating_add(own);
            *weight
        });
        if let Some(of_base) = weights.get_mut(base as usize) {
            *of_base = of_base.saturating_add(weight);
        }
    }
    let has_weight = |at: u32| weights.get(at as usize).is_some_and(|weight| *weight > 0);
    let mut roots: Vec<u32> = pack.in_order().to_vec();
    roots.retain(|&at| has_weight(at) && pack.entry(at).is_some_and(|entry| entry.base == NONE));
    // Expensive trees start early; otherwise one thread would be left with one when the others are finished.
    let cost = |&root: &u32| {
        let size = pack.entry(root).map_or(0, |root| u64::from(root.size)) + SMALL;
        size.saturating_mul(weights.get(root as usize).map_or(0, |weight| u64::from(*weight)))
    };
    let all: u64 = roots.iter().map(cost).fold(0, u64::saturating_add);
    let much = all / (PARTS * visitors.len().max(1) as u64);
    let (mut heavy, light): (Vec<u32>, Vec<u32>) = roots.into_iter().partition(|root| cost(root) > much);
    heavy.sort_by_key(|root| Reverse(cost(root)));
    let shares: Vec<&[u32]> = heavy.chunks(1).chain(light.chunks(BATCH)).collect();
    let next = AtomicUsize::new(0);
    let work = |visitor: &mut V| {
        let mut builder = Builder::new(pack, limit, &weights, visitor);
        while let Some(share) = shares.get(next.fetch_add(1, Ordering::Relaxed)) {
            for &root in *share {
                if is_stopped() {
                    return;
                }
                builder.tree(root, &is_needed);
            }
        }
    };
    match visitors {
        [one] => work(one),
        several => thread::scope(|scope| {
            for visitor in several {
                scope.spawn(|| work(visitor));
            }
        }),
    }
}

/// An object whose deltas are still to be built.
struct OpenBase<S> {
    at: u32,
    /// `None` if it was dropped to save memory.
    text: Option<Vec<u8>>,
    state: S,
    /// The deltas still to be built, the last one first.
    children: Vec<u32>,
}

struct Builder<'p, V: Visitor> {
    pack: &'p Pack,
    limit: usize,
    weights: &'p [u32],
    visitor: &'p mut V,
    decoder: Decoder,
    open: Vec<OpenBase<V::State>>,
    spare: Vec<Vec<u8>>,
}

impl<'p, V: Visitor> Builder<'p, V> {
    fn new(pack: &'p Pack, limit: usize, weights: &'p [u32], visitor: &'p mut V) -> Self {
        Builder { pack, limit, weights, visitor, decoder: Decoder::new(), open: Vec::new(), spare: Vec::new() }
    }

    /// Builds the needed entries in the delta tree below `root`.
    fn tree(&mut self, root: u32, is_needed: &impl Fn(u32) -> bool) {
        let mut text = self.spare.pop().unwrap_or_default();
        match self.decoder.inflate(self.pack, root, self.limit, &mut text) {
            Ok(()) => {
                let state = self.visitor.visit(root, &text, None);
                self.push(root, text, state);
            }
            Err(why) => self.report_failed(root, &why, is_needed),
        }
        while let Some(mut base) = self.open.pop() {
            let Some(child) = base.children.pop() else {
                self.spare.extend(base.text);
                continue;
            };
            let base_text = match base.text.take() {
                Some(text) => Ok(text),
                None => self.rebuild(base.at),
            };
            let mut text = self.spare.pop().unwrap_or_default();
            let built = base_text.and_then(|base_text| {
                self.decoder.apply(self.pack, child, &base_text, self.limit, &mut text)?;
                Ok(base_text)
            });
            match built {
                Ok(base_text) => {
                    let state = self.visitor.visit(child, &text, Some((&base.state, &self.decoder.copied)));
                    if base.children.is_empty() {
                        self.spare.push(base_text);
                    } else {
                        base.text = Some(base_text);
                        self.open.push(base);
                    }
                    self.push(child, text, state);
                }
                Err(why) => {
                    self.report_failed(child, &why, is_needed);
                    // The object is rebuilt for the next delta.
                    self.open.push(base);
                }
            }
        }
    }

    /// Keeps an object for its deltas. The delta with the most descendants is built last, when nothing else needs the
    /// base any more, so few bases are kept at a time whatever the shape of the tree.
    fn push(&mut self, at: u32, text: Vec<u8>, state: V::State) {
        let weight = |at: u32| self.weights.get(at as usize).copied().unwrap_or(0);
        let mut children = Vec::new();
        let mut next = self.pack.entry(at).map_or(NONE, |entry| entry.child);
        while let Some(entry) = self.pack.entry(next) {
            if weight(next) > 0 {
                children.push(next);
            }
            next = entry.sibling;
        }
        if children.is_empty() {
            self.spare.push(text);
            return;
        }
        children.sort_by_key(|&child| Reverse(weight(child)));
        self.open.push(OpenBase { at, text: Some(text), state, children });
        let mut held: usize = self.open.iter().filter_map(|open| open.text.as_ref()).map(Vec::len).sum();
        if held > MAX_HELD {
            self.spare.clear();
            let keep = self.open.len() - 1;
            for open in self.open.iter_mut().take(keep) {
                if held <= MAX_HELD {
                    break;
                }
                held -= open.text.take().map_or(0, |text| text.len());
            }
        }
        self.spare.truncate(4);
    }

    /// Rebuilds an entry from its last base on.
    fn rebuild(&mut self, at: u32) -> Result<Vec<u8>, DecodeError> {
        let mut text = self.spare.pop().unwrap_or_default();
        let mut made = self.spare.pop().unwrap_or_default();
        self.decoder.whole(self.pack, at, self.limit, &mut text, &mut made)?;
        self.spare.push(made);
        Ok(text)
    }

    /// Reports an entry that could not be built, and all its deltas.
    fn report_failed(&mut self, at: u32, why: &DecodeError, is_needed: &impl Fn(u32) -> bool) {
        let DecodeError::Damaged(why) = why else { return };
        let mut lost = vec![at];
        while let Some(lost_at) = lost.pop() {
            if is_needed(lost_at) {
                match lost_at == at {
                    true => self.visitor.failed(at, why),
                    false => self.visitor.failed(lost_at, &format!("what it is made of, {}: {why}", self.pack.oid(at))),
                }
            }
            let mut next = self.pack.entry(lost_at).map_or(NONE, |entry| entry.child);
            while let Some(entry) = self.pack.entry(next) {
                lost.push(next);
                next = entry.sibling;
            }
        }
    }
}
