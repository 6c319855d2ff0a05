//! Deltas: what to copy from a base, and what to insert between.

/// A part of the text that a delta makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Copied {
    /// Where it starts in the base.
    pub(crate) from: usize,
    /// Where it starts in the result.
    pub(crate) to: usize,
    /// Its bytes.
    pub(crate) length: usize,
}

/// What [`apply`] says of a text that is larger than it may make.
pub(crate) const BEYOND_LIMIT: &str = "its delta makes more than the limit";

/// What one says that makes more than its head does.
const TOO_MUCH: &str = "its delta makes more than it says";

/// A step of a delta.
enum Operation<'d> {
    /// Bytes of the base.
    Copy { from: usize, length: usize },
    /// Bytes of the delta itself.
    Insert(&'d [u8]),
}

/// The steps of a delta, behind its two sizes.
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

/// What the first `length` bytes of a text are made of, by the beginning of its delta.
pub(super) struct Beginning<'d> {
    /// How many bytes of the base it needs.
    pub(super) needed: usize,
    steps: Vec<Operation<'d>>,
    length: usize,
}

impl<'d> Beginning<'d> {
    /// None where `delta`, which may be cut off, does not reach as far.
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
        Some(Beginning { needed, steps, length })
    }

    /// The bytes, of a `base` whose first ones are known.
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

/// Makes a text of `base` as `delta` says. The text replaces what is in `made`, and what was taken from the base is
/// noted in `copied`, in the order of the text; all else was inserted.
///
/// # Errors
/// In words, when the delta is not one of this base or makes more than it says; never more than `limit` bytes are
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
        return Err("its delta is of a base of another size");
    }
    if result_size > limit {
        return Err(BEYOND_LIMIT);
    }
    // What a delta says of its size is not yet true: a copy needs seven bytes at most and makes 16 MiB at most.
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
                    // Copies of more than one operation can hold is one all the same.
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

/// The bytes that a delta says it makes.
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
            return Err("its size is beyond all bounds");
        }
        number |= usize::from(byte & 0x7f) << shift;
        shift += 7;
        if byte & 0x80 == 0 {
            return Ok(number);
        }
    }
}

/// The parts of the text of `length` bytes that hold, or may hold, what its base does not: what was inserted, and
/// the seams where two copies meet or the last one ends. Each is `(start, end)`; an empty one is a seam before `start`.
pub(crate) fn fresh(copied: &[Copied], length: usize, parts: &mut Vec<(usize, usize)>) {
    parts.clear();
    let mut at = 0;
    for copy in copied {
        if copy.to > 0 {
            parts.push((at, copy.to));
        }
        at = copy.to + copy.length;
    }
    // The end is a seam too: the base may go on where the text stops.
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
    fn copies_and_insertions_make_the_text() {
        let base = b"0123456789";
        let copy = |from: usize, to: usize, length: usize| Copied { from, to, length };
        for (delta, text, copies) in [
            // Four bytes from 2, "ab", two from 0, one from 2: the last two are one copy.
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
    fn deltas_that_are_none_are_refused() {
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
    fn fresh_parts_are_insertions_and_seams() {
        let copy = |from: usize, to: usize, length: usize| Copied { from, to, length };
        for (copies, length, parts) in [
            (vec![], 5, vec![(0, 5)]),
            (vec![copy(0, 0, 5)], 5, vec![(5, 5)]),
            (vec![copy(0, 0, 3), copy(7, 3, 2)], 5, vec![(3, 3), (5, 5)]),
            (vec![copy(0, 2, 3), copy(7, 6, 2)], 9, vec![(0, 2), (5, 6), (8, 9)]),
        ] {
            let mut found = vec![(9, 9)];
            fresh(&copies, length, &mut found);
            assert_eq!(found, parts, "{copies:?}");
        }
    }
}
