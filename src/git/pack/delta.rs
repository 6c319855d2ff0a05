//! Deltas: instructions that copy from a base or insert new bytes.

/// A copied range of the result of a delta.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Copied {
    /// Its offset in the base.
    pub(crate) from: usize,
    /// Its offset in the result.
    pub(crate) to: usize,
    /// Its length in bytes.
    pub(crate) length: usize,
}

/// The error of [`apply`] for a result above the limit.
pub(crate) const BEYOND_LIMIT: &str = "its delta makes more than the limit";

/// The error for a delta whose result is larger than its header says.
const TOO_MUCH: &str = "its delta makes more than it says";

/// An instruction of a delta.
enum Operation<'d> {
    /// Copies bytes of the base.
    Copy { from: usize, length: usize },
    /// Inserts bytes of the delta itself.
    Insert(&'d [u8]),
}

/// The instructions of a delta, after its two sizes.
struct Operations<'d> {
    rest: &'d [u8],
}

impl<'d> Operations<'d> {
    #[inline]
    fn parse(&mut self, op: u8) -> Result<Operation<'d>, &'static str> {
        if op & 0x80 == 0 {
            let (part, after) = self.rest.split_at_checked(usize::from(op)).ok_or("its delta is cut off")?;
            self.rest = after;
            return if op == 0 { Err("its delta has an unknown operation") } else { Ok(Operation::Insert(part)) };
        }
        let mut number = |bits: u8, count: u32| {
            let mut number = 0_usize;
            for byte in 0..count {
                if bits & (1 << byte) != 0 {
                    let (&low, after) = self.rest.split_first().ok_or("its delta is cut off")?;
                    self.rest = after;
                    number |= usize::from(low) << (8 * byte);
                }
            }
            Ok::<usize, &'static str>(number)
        };
        let from = number(op & 0x0f, 4)?;
        let length = match number((op >> 4) & 0x07, 3)? {
            0 => 0x1_0000,
            length => length,
        };
        Ok(Operation::Copy { from, length })
    }
}

impl<'d> Iterator for Operations<'d> {
    type Item = Result<Operation<'d>, &'static str>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let (&op, after) = self.rest.split_first()?;
        self.rest = after;
        Some(self.parse(op))
    }
}

/// The instructions for the first `length` bytes of a result.
pub(super) struct DeltaPrefix<'d> {
    /// Number of bytes of the base that are needed.
    pub(super) needed: usize,
    steps: Vec<Operation<'d>>,
    length: usize,
}

impl<'d> DeltaPrefix<'d> {
    /// Parses the start of a delta. Returns `None` if `delta`, which may be truncated, does not reach that far.
    pub(super) fn of(delta: &'d [u8], length: usize) -> Option<Self> {
        let mut rest = delta;
        let (_base, whole) = (size(&mut rest).ok()?, size(&mut rest).ok()?);
        let length = length.min(whole);
        let (mut steps, mut made, mut needed) = (Vec::new(), 0, 0);
        let mut operations = Operations { rest };
        while made < length {
            let step = operations.next()?.ok()?;
            made += match &step {
                Operation::Copy { from, length: part } => {
                    let part = (*part).min(length - made);
                    needed = needed.max(from.checked_add(part)?);
                    part
                }
                Operation::Insert(part) => part.len(),
            };
            steps.push(step);
        }
        Some(DeltaPrefix { needed, steps, length })
    }

    /// Builds the bytes from the start of the base.
    pub(super) fn make(&self, base: &[u8]) -> Option<Vec<u8>> {
        let mut made = Vec::with_capacity(self.length);
        for step in &self.steps {
            let left = self.length - made.len();
            match step {
                Operation::Copy { from, length } => {
                    made.extend_from_slice(base.get(*from..from.checked_add((*length).min(left))?)?);
                }
                Operation::Insert(part) => made.extend_from_slice(part.get(..part.len().min(left))?),
            }
        }
        Some(made)
    }
}

/// Applies `delta` to `base`. The result replaces the content of `made`, and the copied ranges replace that of
/// `copied`, in the order of the result; everything else was inserted.
///
/// # Errors
/// Returns the reason if the delta does not fit this base or makes more than its header says. At most `limit` bytes are
/// made.
pub(crate) fn apply(
    base: &[u8],
    delta: &[u8],
    limit: usize,
    made: &mut Vec<u8>,
    copied: &mut Vec<Copied>,
) -> Result<(), &'static str> {
    made.clear();
    copied.clear();
    let mut rest = delta;
    let (base_size, result_size) = (size(&mut rest)?, size(&mut rest)?);
    if base_size != base.len() {
        return Err("its delta is for a base of another size");
    }
    if result_size > limit {
        return Err(BEYOND_LIMIT);
    }
    // The size in a delta is not trusted yet: a copy needs at most seven bytes and makes at most 16 MiB.
    made.reserve(result_size.min(delta.len().saturating_mul(1 << 16).max(1 << 20)));
    for operation in (Operations { rest }) {
        match operation? {
            Operation::Copy { from, length } => {
                let part =
                    base.get(from..from.saturating_add(length)).ok_or("its delta copies from beyond its base")?;
                if made.len() + length > result_size {
                    return Err(TOO_MUCH);
                }
                match copied.last_mut() {
                    // Adjacent copies, split because one instruction cannot hold more, count as one.
                    Some(last) if last.from + last.length == from && last.to + last.length == made.len() => {
                        last.length += length;
                    }
                    _ => copied.push(Copied { from, to: made.len(), length }),
                }
                made.extend_from_slice(part);
            }
            Operation::Insert(part) => {
                if made.len() + part.len() > result_size {
                    return Err(TOO_MUCH);
                }
                made.extend_from_slice(part);
            }
        }
    }
    if made.len() == result_size { Ok(()) } else { Err("its delta makes less than it says") }
}

/// Returns the result size in the header of a delta.
pub(crate) fn size_of_text(delta: &[u8]) -> Option<u64> {
    let mut rest = delta;
    let (_base, made) = (size(&mut rest).ok()?, size(&mut rest).ok()?);
    u64::try_from(made).ok()
}

fn size(rest: &mut &[u8]) -> Result<usize, &'static str> {
    let mut number = 0_usize;
    let mut shift = 0;
    loop {
        let (&byte, after) = rest.split_first().ok_or("its delta is cut off")?;
        *rest = after;
        if shift > 56 {
            return Err("its size is out of range");
        }
        number |= usize::from(byte & 0x7f) << shift;
        shift += 7;
        if byte & 0x80 == 0 {
            return Ok(number);
        }
    }
}

/// Finds the ranges of the result (of `length` bytes) that contain, or may contain, text that the base does not: the
/// inserted ranges, and the seams where two copies meet or the last one ends. Each is `(start, end)`; an empty range is
/// a seam before `start`.
pub(crate) fn uncopied_ranges(copied: &[Copied], length: usize, parts: &mut Vec<(usize, usize)>) {
    parts.clear();
    let mut at = 0;
    for copy in copied {
        if copy.to > 0 {
            parts.push((at, copy.to));
        }
        at = copy.to + copy.length;
    }
    // The end is a seam too: the base may continue where the result stops.
    parts.push((at, length));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn applied(base: &[u8], delta: &[u8]) -> Result<(Vec<u8>, Vec<Copied>), &'static str> {
        let (mut made, mut copied) = (b"left over".to_vec(), Vec::new());
        apply(base, delta, 1 << 20, &mut made, &mut copied).map(|()| (made, copied))
    }

    #[test]
    fn copies_and_insertions_make_the_result() {
        let base = b"0123456789";
        let copy = |from: usize, to: usize, length: usize| Copied { from, to, length };
        for (delta, text, copies) in [
            // Insert "ab", then copy four bytes from 2, two from 0, one from 2: the last two are one copy.
            (
                [10, 9, 0x91, 2, 4, 2, b'a', b'b', 0x90, 2, 0x91, 2, 1].as_slice(),
                "2345ab012",
                vec![copy(2, 0, 4), copy(0, 6, 3)],
            ),
            (&[10, 0], "", vec![]),
            (&[10, 1, 1, b'x'], "x", vec![]),
        ] {
            assert_eq!(applied(base, delta), Ok((text.as_bytes().to_vec(), copies)), "{delta:02x?}");
        }
        let long = vec![b'z'; 0x1_0000];
        assert_eq!(applied(&long, &[0x80, 0x80, 0x04, 0x80, 0x80, 0x04, 0x80]).map(|(made, _)| made), Ok(long));
    }

    #[test]
    fn malformed_deltas_are_refused() {
        for bad in [
            [].as_slice(),
            &[10],
            &[9, 1, 1, b'x'],
            &[10, 2, 1, b'x'],
            &[10, 1, 2, b'x', b'y'],
            &[10, 1, 2, b'x'],
            &[10, 1, 0],
            &[10, 4, 0x91, 8, 4],
            &[10, 1, 0x91],
            &[10, 1, 0x9f, 0xff, 0xff, 0xff, 0xff, 1],
            &[0xff; 12],
            &[10, 0xff, 0xff, 0xff, 0x7f, 1, b'x'],
        ] {
            assert!(applied(b"0123456789", bad).is_err(), "{bad:02x?}");
        }
    }

    #[test]
    fn uncopied_ranges_are_insertions_and_seams() {
        let copy = |from: usize, to: usize, length: usize| Copied { from, to, length };
        for (copies, length, parts) in [
            (vec![], 5, vec![(0, 5)]),
            (vec![copy(0, 0, 5)], 5, vec![(5, 5)]),
            (vec![copy(0, 0, 3), copy(7, 3, 2)], 5, vec![(3, 3), (5, 5)]),
            (vec![copy(0, 2, 3), copy(7, 6, 2)], 9, vec![(0, 2), (5, 6), (8, 9)]),
        ] {
            let mut found = vec![(9, 9)];
            uncopied_ranges(&copies, length, &mut found);
            assert_eq!(found, parts, "{copies:?}");
        }
    }
}
