//! Builds objects in the order of deltas: a base is inflated once and is still there when what is made of it
//! needs it.

use std::cmp::Reverse;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::decode::{Decoder, Undecoded};
use super::delta::Copied;
use super::file::{NONE, Pack};

/// Bytes of open bases that one thread holds; beyond, those that are needed last are built anew.
const HELD: usize = 16 << 20;
/// Roots that a thread takes at a time.
const SHARE: usize = 64;
/// A tree of deltas takes long if it is more than one of so many parts of what a thread has to do.
const PARTS: u64 = 64;
/// What the work for one object is at least, in bytes of it.
const SMALL: u64 = 4 << 10;

/// Takes the objects that a thread builds.
pub(crate) trait Visitor {
    /// What is kept about an object while others are made of it.
    type State;

    /// Takes the entry `at`. With `base`: what is known about what it was made of, and what it copies from it.
    fn visit(&mut self, at: u32, text: &[u8], base: Option<(&Self::State, &[Copied])>) -> Self::State;

    /// Takes note that an entry is damaged, and how.
    fn failed(&mut self, at: u32, why: &str);
}

/// Builds every entry that `is_needed`, and those that they are made of, with as many threads as there are
/// `visitors`. None is larger than `limit` bytes; what is beyond, and what is made of that, is left out. Once it `is_stopped`, no tree of deltas
/// is begun any more.
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
    // A tree that takes long is begun early, or one thread would be left with it when the others are done.
    let cost = |&root: &u32| {
        let size = pack.entry(root).map_or(0, |root| u64::from(root.size)) + SMALL;
        size.saturating_mul(weights.get(root as usize).map_or(0, |weight| u64::from(*weight)))
    };
    let all: u64 = roots.iter().map(cost).fold(0, u64::saturating_add);
    let much = all / (PARTS * visitors.len().max(1) as u64);
    let (mut heavy, light): (Vec<u32>, Vec<u32>) = roots.into_iter().partition(|root| cost(root) > much);
    heavy.sort_by_key(|root| Reverse(cost(root)));
    let shares: Vec<&[u32]> = heavy.chunks(1).chain(light.chunks(SHARE)).collect();
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

/// An object that others are still to be made of.
struct Open<S> {
    at: u32,
    /// None when it was given up for want of space.
    text: Option<Vec<u8>>,
    state: S,
    /// What is still to be made of it, the last one first.
    children: Vec<u32>,
}

struct Builder<'p, V: Visitor> {
    pack: &'p Pack,
    limit: usize,
    weights: &'p [u32],
    visitor: &'p mut V,
    decoder: Decoder,
    open: Vec<Open<V::State>>,
    spare: Vec<Vec<u8>>,
}

impl<'p, V: Visitor> Builder<'p, V> {
    fn new(pack: &'p Pack, limit: usize, weights: &'p [u32], visitor: &'p mut V) -> Self {
        Builder { pack, limit, weights, visitor, decoder: Decoder::new(), open: Vec::new(), spare: Vec::new() }
    }

    /// Builds what is needed of the tree of deltas that grows from `root`.
    fn tree(&mut self, root: u32, is_needed: &impl Fn(u32) -> bool) {
        let mut text = self.spare.pop().unwrap_or_default();
        match self.decoder.inflate(self.pack, root, self.limit, &mut text) {
            Ok(()) => {
                let state = self.visitor.visit(root, &text, None);
                self.push(root, text, state);
            }
            Err(why) => self.give_up(root, &why, is_needed),
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
                    self.give_up(child, &why, is_needed);
                    // Its text is built anew for the next one.
                    self.open.push(base);
                }
            }
        }
    }

    /// Keeps an object open for what is to be made of it: the one from which most follows comes last, when nothing
    /// else needs the base any more, so that few are open at a time whatever the tree looks like.
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
        self.open.push(Open { at, text: Some(text), state, children });
        let mut held: usize = self.open.iter().filter_map(|open| open.text.as_ref()).map(Vec::len).sum();
        if held > HELD {
            self.spare.clear();
            let keep = self.open.len() - 1;
            for open in self.open.iter_mut().take(keep) {
                if held <= HELD {
                    break;
                }
                held -= open.text.take().map_or(0, |text| text.len());
            }
        }
        self.spare.truncate(4);
    }

    /// Builds an entry once more, from its last base on.
    fn rebuild(&mut self, at: u32) -> Result<Vec<u8>, Undecoded> {
        let mut text = self.spare.pop().unwrap_or_default();
        let mut made = self.spare.pop().unwrap_or_default();
        self.decoder.whole(self.pack, at, self.limit, &mut text, &mut made)?;
        self.spare.push(made);
        Ok(text)
    }

    /// Tells of an entry that could not be built, and of all that is made of it.
    fn give_up(&mut self, at: u32, why: &Undecoded, is_needed: &impl Fn(u32) -> bool) {
        let Undecoded::Damaged(why) = why else { return };
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
