//! Scans blobs in delta order. The anchors of a blob are those of its delta base in the copied ranges, and those found
//! in the inserted ranges: no byte is searched twice, and the result is the same as searching every blob completely.

use std::ops::Range;

use git2::Oid;

use crate::fragment::Anchor;
use crate::git::SIZE_LIMIT;
use crate::git::pack::{ByOid, Copied, NONE, PackSet, Visitor, uncopied_ranges, walk};
use crate::progress::Progress;
use crate::source::{Inspect, TextFindings};
use crate::text::{self, NotText};
use crate::versions::Weight;

/// The result of scanning a blob at a path.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum BlobVerdict {
    /// It was not scanned: it is in no pack, damaged there, or too large.
    #[default]
    Unread,
    /// It is text.
    Read {
        /// Length of the text in bytes.
        bytes: u64,
        /// Its findings.
        holds: TextFindings,
    },
    /// It is not text, with the reason.
    NotText(NotText),
}

impl BlobVerdict {
    /// Returns the secrets that were found and are not excused, as reports count them.
    pub(super) fn secrets(&self) -> impl Iterator<Item = u64> {
        let found = match self {
            BlobVerdict::Read { holds, .. } => holds.found.as_slice(),
            BlobVerdict::Unread | BlobVerdict::NotText(_) => &[],
        };
        let kept = found.iter().filter(|found| found.weight != Weight::Excused);
        kept.filter_map(|found| found.counted).map(u64::from)
    }
}

/// Scans every blob of `packs` that is in `wanted` (ids, each with a path). The verdicts are in the order of `wanted`.
pub(super) fn inspect(
    packs: &PackSet,
    wanted: &[(Oid, &[u8])],
    inspector: &dyn Inspect,
    jobs: usize,
    progress: &Progress,
) -> Vec<BlobVerdict> {
    let mut verdicts = vec![BlobVerdict::Unread; wanted.len()];
    let mut first: ByOid<u32> = ByOid::default();
    let mut next = vec![NONE; wanted.len()];
    for (at, (oid, _)) in wanted.iter().enumerate().rev() {
        let Ok(number) = u32::try_from(at) else { continue };
        if let (Some(after), Some(slot)) = (first.insert(*oid, number), next.get_mut(at)) {
            *slot = after;
        }
    }
    for pack in &packs.packs {
        // Blobs of an earlier pack are not scanned again.
        let mut heads = vec![NONE; pack.entries().len()];
        for (oid, &at) in first.iter() {
            let is_new = verdicts.get(at as usize) == Some(&BlobVerdict::Unread);
            if is_new && let Some(head) = pack.find(oid).and_then(|entry| heads.get_mut(entry as usize)) {
                *head = at;
            }
        }
        let request = Request { wanted, heads: &heads, next: &next, inspector, progress };
        let mut visitors: Vec<Inspecting<'_>> = (0..jobs.max(1)).map(|_| Inspecting::new(&request)).collect();
        let limit = usize::try_from(SIZE_LIMIT).unwrap_or(usize::MAX);
        walk(pack, limit, &mut visitors, |at| request.head(at) != NONE, &|| progress.is_stopped());
        let mut failed = Vec::new();
        for visitor in visitors {
            for (at, verdict) in visitor.verdicts {
                if let Some(slot) = verdicts.get_mut(at as usize) {
                    *slot = verdict;
                }
            }
            failed.extend(visitor.failed);
        }
        packs.note(pack, failed);
    }
    verdicts
}

/// Scans one blob that is in no pack.
pub(super) fn look(inspector: &dyn Inspect, path: &[u8], blob: &[u8]) -> BlobVerdict {
    match text::decode(blob) {
        Ok(decoded) => {
            let mut anchors = Vec::new();
            inspector.anchors(&decoded.text, 0..decoded.text.len(), &mut anchors);
            let holds = inspector.findings(path, &decoded.text, &anchors);
            match decoded.not_text {
                Some(why) if holds.found.is_empty() => BlobVerdict::NotText(why),
                _ => BlobVerdict::Read { bytes: decoded.text.len() as u64, holds },
            }
        }
        Err(why) => BlobVerdict::NotText(why),
    }
}

/// The request for one pack.
struct Request<'a> {
    wanted: &'a [(Oid, &'a [u8])],
    /// Linked lists into `wanted`: the head for each entry, and the next element for each element.
    heads: &'a [u32],
    next: &'a [u32],
    inspector: &'a dyn Inspect,
    progress: &'a Progress,
}

impl Request<'_> {
    fn head(&self, entry: u32) -> u32 {
        self.heads.get(entry as usize).copied().unwrap_or(NONE)
    }
}

/// The results of one thread.
struct Inspecting<'a> {
    request: &'a Request<'a>,
    verdicts: Vec<(u32, BlobVerdict)>,
    failed: Vec<(u32, String)>,
    fresh: Vec<(usize, usize)>,
    found: Vec<Anchor>,
}

impl<'a> Inspecting<'a> {
    fn new(request: &'a Request<'a>) -> Self {
        Inspecting { request, verdicts: Vec::new(), failed: Vec::new(), fresh: Vec::new(), found: Vec::new() }
    }

    /// Returns the anchors of `text`, by searching all of it.
    fn search(&self, text: &[u8]) -> Vec<Anchor> {
        let mut anchors = Vec::new();
        self.request.inspector.anchors(text, 0..text.len(), &mut anchors);
        anchors
    }

    /// Returns the anchors of `text`, which copies ranges of a base with the anchors `old`.
    fn inherit(&mut self, text: &[u8], old: &[Anchor], copied: &[Copied]) -> Vec<Anchor> {
        let mut anchors = Vec::with_capacity(old.len());
        let reach = self.request.inspector.reach();
        uncopied_ranges(copied, text.len(), &mut self.fresh);
        let mut copies = copied.iter();
        let mut after = 0;
        let mut parts = self.fresh.iter().copied().peekable();
        while let Some((start, end)) = parts.next() {
            // An anchor that starts here may contain an inserted byte, or bytes that were not adjacent before.
            let from = start.saturating_sub(reach.saturating_sub(1)).max(after);
            let mut to = end;
            while let Some((_, end)) = parts.next_if(|(start, _)| start.saturating_sub(reach) <= to) {
                to = end;
            }
            take_copied(&mut copies, after..from, old, &mut anchors);
            self.found.clear();
            self.request.inspector.anchors(text, from..to, &mut self.found);
            anchors.append(&mut self.found);
            after = to;
        }
        take_copied(&mut copies, after..text.len(), old, &mut anchors);
        anchors
    }

    fn verdict(&self, path: &[u8], text: &[u8], anchors: &[Anchor]) -> BlobVerdict {
        let holds = self.request.inspector.findings(path, text, anchors);
        BlobVerdict::Read { bytes: text.len() as u64, holds }
    }

    fn settle(&mut self, at: u32, verdict: impl Fn(&Self, &[u8]) -> BlobVerdict) {
        let mut next = self.request.head(at);
        while let Some((_, path)) = self.request.wanted.get(next as usize) {
            let verdict = verdict(self, path);
            if let BlobVerdict::Read { bytes, .. } = &verdict {
                self.request.progress.add(1, *bytes, verdict.secrets());
            } else {
                self.request.progress.add(1, 0, std::iter::empty());
            }
            self.verdicts.push((next, verdict));
            next = self.request.next.get(next as usize).copied().unwrap_or(NONE);
        }
    }
}

/// Copies the anchors that start in `range` of the new text and lie within one copied range.
fn take_copied(
    copies: &mut std::slice::Iter<'_, Copied>,
    range: Range<usize>,
    old: &[Anchor],
    anchors: &mut Vec<Anchor>,
) {
    while let Some(copy) = copies.as_slice().first() {
        let start = range.start.max(copy.to);
        let end = range.end.min(copy.to + copy.length);
        if start < end {
            let base = |at: usize| at - copy.to + copy.from;
            let first = old.partition_point(|anchor| (anchor.at as usize) < base(start));
            let some = old.get(first..).unwrap_or_default().iter().take_while(|a| (a.at as usize) < base(end));
            anchors.extend(some.filter_map(|anchor| {
                let at = u32::try_from(anchor.at as usize - copy.from + copy.to).ok()?;
                Some(Anchor { at, ..*anchor })
            }));
        }
        if copy.to + copy.length > range.end {
            return;
        }
        copies.next();
    }
}

/// The state of a scanned blob.
struct Known {
    anchors: Vec<Anchor>,
    /// See [`is_plain`].
    is_plain: bool,
}

/// Returns whether `text` contains no byte that could make [`text::decode`] change it.
fn is_plain(text: &[u8]) -> bool {
    // Without an early exit, and with bytes as accumulator, this compiles to a vector loop.
    text.iter().fold(0, |any, &byte| any | u8::from(byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r'))) == 0
}

impl Visitor for Inspecting<'_> {
    /// `None` if the blob's bytes are not the text itself.
    type State = Option<Known>;

    fn visit(&mut self, at: u32, text: &[u8], base: Option<(&Self::State, &[Copied])>) -> Self::State {
        if let Some((Some(old), copied)) = base
            && old.is_plain
            && text::begins_in_ascii(text)
        {
            let anchors = self.inherit(text, &old.anchors, copied);
            // A copy of plain text is plain.
            if self.fresh.iter().all(|&(start, end)| is_plain(text.get(start..end).unwrap_or_default())) {
                self.settle(at, |this, path| this.verdict(path, text, &anchors));
                return Some(Known { anchors, is_plain: true });
            }
        }
        let decoded = match text::decode(text) {
            Ok(decoded) => decoded,
            Err(why) => {
                self.settle(at, |_, _| BlobVerdict::NotText(why));
                return None;
            }
        };
        let std::borrow::Cow::Borrowed(same) = &decoded.text else {
            let anchors = self.search(&decoded.text);
            self.settle(at, |this, path| match (this.verdict(path, &decoded.text, &anchors), decoded.not_text) {
                (BlobVerdict::Read { holds, .. }, Some(why)) if holds.found.is_empty() => BlobVerdict::NotText(why),
                (verdict, _) => verdict,
            });
            return None;
        };
        let anchors = match base {
            Some((Some(old), copied)) => self.inherit(text, &old.anchors, copied),
            _ => self.search(text),
        };
        // A byte order mark at the start is not part of the text.
        match text.len() - same.len() {
            0 => self.settle(at, |this, path| this.verdict(path, text, &anchors)),
            mark => {
                let shifted =
                    |anchor: &Anchor| Some(Anchor { at: anchor.at.checked_sub(u32::try_from(mark).ok()?)?, ..*anchor });
                let shifted: Vec<Anchor> = anchors.iter().filter_map(shifted).collect();
                self.settle(at, |this, path| this.verdict(path, same, &shifted));
            }
        }
        Some(Known { anchors, is_plain: text::begins_in_ascii(text) && is_plain(text) })
    }

    fn failed(&mut self, at: u32, why: &str) {
        self.failed.push((at, why.to_owned()));
    }
}
