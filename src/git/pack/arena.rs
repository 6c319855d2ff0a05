//! Memory for many byte strings that are freed together.

use memmap2::MmapMut;

/// Byte strings stored one after the other in pages of their own. Memory from the allocator may lie between other
/// allocations and then stays with the process when it is freed; pages go back to the system.
#[derive(Default)]
pub(super) struct Arena {
    /// Space for all of it: the system provides a page when it is first written to.
    pages: Option<MmapMut>,
    used: usize,
    capacity: usize,
}

impl Arena {
    /// Creates an empty arena for `capacity` bytes.
    pub(super) fn new(capacity: usize) -> Self {
        Arena { pages: None, used: 0, capacity }
    }

    /// Stores a byte string and returns its offset; `None` if it does not fit.
    pub(super) fn keep(&mut self, text: &[u8]) -> Option<u32> {
        let start = self.used;
        let end = start.checked_add(text.len()).filter(|end| *end <= self.capacity)?;
        if self.pages.is_none() {
            self.pages = MmapMut::map_anon(self.capacity).ok();
        }
        self.pages.as_mut()?.get_mut(start..end)?.copy_from_slice(text);
        self.used = end;
        u32::try_from(start).ok()
    }

    /// Returns the `length` bytes at offset `start`.
    pub(super) fn get(&self, start: u32, length: u32) -> Option<&[u8]> {
        let start = start as usize;
        self.pages.as_ref()?.get(start..start.checked_add(length as usize)?)
    }
}

#[cfg(test)]
mod tests {
    use super::Arena;

    #[test]
    fn an_arena_stores_byte_strings_up_to_its_capacity() {
        let mut store = Arena::new(10);
        let kept: Vec<Option<u32>> =
            [&b"four"[..], b"sevenths", b"", b"sixsix", b"x"].map(|text| store.keep(text)).into();
        assert_eq!(kept, [Some(0), None, Some(4), Some(4), None]);
        assert_eq!((store.get(0, 4), store.get(4, 6)), (Some(&b"four"[..]), Some(&b"sixsix"[..])));
        assert_eq!((store.get(4, 7), store.get(11, 0), store.get(u32::MAX, u32::MAX)), (None, None, None));
        assert_eq!(Arena::new(0).keep(b"x"), None);
    }
}
